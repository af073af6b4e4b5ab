"""Marking, finalising and opening again: what was recorded is never lost, doubled or silently overwritten (N2)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.audit import queries as audit
from lms.courses import attendance, programme
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark, Method
from lms.courses.models import Event
from lms.courses.roster import Attendance, Enrolment
from lms.errors import Conflict, Refused
from lms.extensions import db
from tests import factories

AT = datetime(2011, 10, 10, 12, 0, tzinfo=UTC)
PRESENT, ABSENT = (Mark.PRESENT, None), (Mark.ABSENT, None)


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(sessions=2)


def mark(event: Event, marks: dict, *, seen: dict | None = None, session: int = 0) -> int:
    return attendance.record_marks(event.sessions[session], marks, method=Method.PHONE, by=None, at=AT, seen=seen)


def marks_of(enrolment: Enrolment) -> list[tuple[Mark, bool]]:
    rows = db.session.scalars(select(Attendance).where(Attendance.enrolment_id == enrolment.id).order_by(Attendance.id))
    return [(row.mark, row.is_current) for row in rows]


def standing(enrolment: Enrolment) -> int | None:
    return db.session.scalar(select(Attendance.id).where(Attendance.enrolment_id == enrolment.id, Attendance.is_current))


def test_a_changed_mark_supersedes_the_old_one_and_both_stay(event: Event) -> None:
    one = factories.enrolment(event)
    mark(event, {one.id: PRESENT})
    first = standing(one)
    mark(event, {one.id: (Mark.LATE, 30)}, seen={one.id: first})
    assert marks_of(one) == [(Mark.PRESENT, False), (Mark.LATE, True)]
    assert db.session.get(Attendance, standing(one)).supersedes_id == first


def test_the_same_sheet_again_changes_nothing(event: Event) -> None:
    one = factories.enrolment(event)
    assert mark(event, {one.id: PRESENT}, seen={one.id: None}) == 1
    assert mark(event, {one.id: PRESENT}, seen={one.id: None}) == 0
    assert marks_of(one) == [(Mark.PRESENT, True)]


def test_minutes_beside_a_full_mark_are_no_change(event: Event) -> None:
    one = factories.enrolment(event)
    mark(event, {one.id: PRESENT})
    assert mark(event, {one.id: (Mark.PRESENT, 15)}) == 0


def test_whoever_is_second_is_told_and_nothing_is_written(event: Event) -> None:
    one, other = factories.enrolment(event), factories.enrolment(event)
    mark(event, {one.id: PRESENT}, seen={one.id: None, other.id: None})
    with pytest.raises(Conflict, match="marked meanwhile"):
        mark(event, {one.id: ABSENT, other.id: ABSENT}, seen={one.id: None, other.id: None})
    assert marks_of(one) == [(Mark.PRESENT, True)] and marks_of(other) == []


def test_a_row_that_one_did_not_touch_keeps_what_another_wrote_meanwhile(event: Event) -> None:
    one, other = factories.enrolment(event), factories.enrolment(event)
    mark(event, {one.id: PRESENT, other.id: PRESENT})
    opened = {one.id: standing(one), other.id: standing(other)}
    mark(event, {one.id: ABSENT, other.id: PRESENT}, seen=opened)
    assert mark(event, {one.id: PRESENT, other.id: (Mark.LATE, 20)}, seen=opened) == 1
    assert marks_of(one)[-1] == (Mark.ABSENT, True) and marks_of(other)[-1] == (Mark.LATE, True)


def test_a_mark_of_another_session_or_person_is_not_taken_for_the_one_shown(event: Event) -> None:
    one, other = factories.enrolment(event), factories.enrolment(event)
    mark(event, {one.id: PRESENT, other.id: ABSENT})
    with pytest.raises(Conflict):
        mark(event, {one.id: ABSENT}, seen={one.id: standing(other)})


def test_nobody_outside_the_event_is_marked(event: Event) -> None:
    stranger = factories.enrolment(factories.event(sessions=1))
    gone = factories.enrolment(event, status=EnrolmentStatus.WITHDRAWN)
    for enrolment in (stranger, gone):
        with pytest.raises(Refused, match="no longer on the event"):
            mark(event, {enrolment.id: PRESENT})


@pytest.mark.parametrize(("minutes", "allowed"), [(-1, False), (0, True), (90, True), (91, False)])
def test_minutes_lie_within_the_session(event: Event, minutes: int, allowed: bool) -> None:
    one = factories.enrolment(event)
    if allowed:
        assert mark(event, {one.id: (Mark.LATE, minutes)}) == 1
    else:
        with pytest.raises(Refused, match="from 0 to 90"):
            mark(event, {one.id: (Mark.LATE, minutes)})


def test_a_session_may_be_corrected_but_not_below_the_minutes_recorded_in_it(event: Event) -> None:
    one, session = factories.enrolment(event), event.sessions[0]
    mark(event, {one.id: (Mark.LATE, 60)})
    change = {"day": session.day, "starts_at": time(8, 0), "title": "Shorter", "by": None, "at": AT}
    with pytest.raises(Refused, match="60 minutes"):
        programme.edit_session(session, ends_at=time(8, 59), **change)
    programme.edit_session(session, ends_at=time(9, 0), **change)
    assert (session.minutes, session.title) == (60, "Shorter")


def test_minutes_that_were_corrected_since_do_not_hold_a_session_long(event: Event) -> None:
    one, session = factories.enrolment(event), event.sessions[0]
    mark(event, {one.id: (Mark.LATE, 60)})
    mark(event, {one.id: (Mark.LATE, 20)})
    programme.edit_session(session, day=session.day, starts_at=time(8, 0), ends_at=time(8, 30), title="S", by=None, at=AT)
    assert session.minutes == 30


def test_finalising_stores_what_it_decides(event: Event) -> None:
    full, half = factories.enrolment(event), factories.enrolment(event)
    mark(event, {full.id: PRESENT, half.id: PRESENT})
    mark(event, {full.id: PRESENT, half.id: ABSENT}, session=1)
    assert attendance.finalise(event, by=None, at=AT) == 1
    assert [(one.completed, one.attended_minutes, one.scheduled_minutes, one.attended_sessions) for one in (full, half)] == [
        (True, 180, 180, 2), (False, 90, 180, 1)
    ]  # fmt: skip


def test_nothing_is_marked_after_finalising_until_it_is_opened_again(event: Event) -> None:
    one = factories.enrolment(event)
    attendance.finalise(event, by=None, at=AT)
    with pytest.raises(Refused, match="finalised"):
        mark(event, {one.id: PRESENT})
    with pytest.raises(Refused, match="finalised"):
        programme.add_session(event, day=event.starts_on, starts_at=time(20), ends_at=time(21), title="S", by=None, at=AT)
    attendance.reopen(event, reason="One was forgotten", by=None, at=AT)
    assert mark(event, {one.id: PRESENT}) == 1


def test_an_event_is_finalised_from_its_last_day_on_in_its_offices_time_zone(app: Flask) -> None:
    event = factories.event(starts_on=date(2011, 10, 10), ends_on=date(2011, 10, 11))
    midnight_in_ashgabat = datetime(2011, 10, 10, 19, 0, tzinfo=UTC)
    with pytest.raises(Refused, match="from that day on"):
        attendance.finalise(event, by=None, at=midnight_in_ashgabat - timedelta(seconds=1))
    attendance.finalise(event, by=None, at=midnight_in_ashgabat)
    assert event.is_finalised


def test_opening_again_takes_the_completions_back_and_keeps_the_reason(event: Event) -> None:
    one = factories.enrolment(event)
    mark(event, {one.id: PRESENT})
    mark(event, {one.id: PRESENT}, session=1)
    attendance.finalise(event, by=None, at=AT)
    attendance.reopen(event, reason="A wrong sheet", by=None, at=AT)
    assert (one.completed, one.attended_minutes, event.is_finalised) == (False, None, False)
    kept = db.session.scalars(audit.history(("event", str(event.id)))).first()
    assert "A wrong sheet" in kept.payload.body


@pytest.mark.parametrize("reason", ["", "   "])
def test_opening_again_needs_a_reason(event: Event, reason: str) -> None:
    attendance.finalise(event, by=None, at=AT)
    with pytest.raises(Refused, match="Say why"):
        attendance.reopen(event, reason=reason, by=None, at=AT)


def test_a_cancelled_event_takes_no_marks(app: Flask) -> None:
    event = factories.event(sessions=1, cancelled_at=AT)
    with pytest.raises(Refused, match="cancelled"):
        mark(event, {factories.enrolment(event).id: PRESENT})


def test_every_mark_has_its_audit_entry(event: Event) -> None:
    one = factories.enrolment(event)
    mark(event, {one.id: PRESENT})
    entry = db.session.scalars(audit.history(("attendance", str(standing(one))))).first()
    assert entry.action == "attendance.mark"


def test_a_trainer_is_marked_and_never_completes(event: Event) -> None:
    trainer = factories.enrolment(event, role=EnrolmentRole.TRAINER)
    mark(event, {trainer.id: PRESENT})
    mark(event, {trainer.id: PRESENT}, session=1)
    assert attendance.finalise(event, by=None, at=AT) == 0
    assert trainer.attended_sessions == 2
    assert db.session.scalar(select(func.count(Attendance.id))) == 2
