"""Enrolling: the snapshot of the post then held (R8), and places."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask

from lms.courses import attendance
from lms.courses.codes import EnrolmentRole, EnrolmentStatus
from lms.courses.models import Event
from lms.errors import Refused
from lms.participants import services as participants
from lms.participants.models import Sex
from tests import factories

AT = datetime(2011, 10, 10, 12, 0, tzinfo=UTC)


def enrol(event: Event, who=None, **more):
    return attendance.enrol(event, who or factories.person(), by=None, at=AT, **more)


def test_an_enrolment_copies_the_post_held_on_the_events_first_day(app: Flask) -> None:
    who = factories.person(sex=Sex.FEMALE)
    factories.region("TM-M")
    factories.post(who, of="judge", starts_on=date(2005, 1, 1), ends_on=date(2011, 10, 9), position="Before")
    held = factories.post(
        who, of="police", starts_on=date(2011, 10, 10), position="Inspector", rank="Captain", unit="Unit 1",
        country="TM", region_code="TM-M", ends_on=date(2011, 10, 10),
    )  # fmt: skip
    factories.post(who, of="judge", starts_on=date(2011, 10, 11), position="After")
    made = enrol(factories.event(starts_on=date(2011, 10, 10), ends_on=date(2011, 10, 12)), who)
    assert (made.category_id, made.organisation_id) == (held.category_id, held.organisation_id)
    assert (made.position, made.rank, made.unit, made.country, made.region_code, made.sex) == (
        "Inspector", "Captain", "Unit 1", "TM", "TM-M", Sex.FEMALE
    )  # fmt: skip


def test_a_transfer_afterwards_does_not_move_the_snapshot(app: Flask) -> None:
    who = factories.person()
    before = factories.post(who, of="police")
    made = enrol(factories.event(), who)
    participants.transfer(who, on=date(2011, 11, 1), category_id=factories.category("judge").id, by=None, at=AT)
    participants.edit_person(who, sex=Sex.FEMALE, by=None, at=AT)
    assert (made.category_id, made.organisation_id, made.sex) == (before.category_id, before.organisation_id, Sex.MALE)


def test_whoever_holds_no_post_that_day_is_not_stated(app: Flask) -> None:
    who = factories.person()
    factories.post(who, starts_on=date(2012, 1, 1))
    assert enrol(factories.event(starts_on=date(2011, 10, 10)), who).category_id is None


def test_the_post_can_be_copied_anew_until_attendance_is_finalised(app: Flask) -> None:
    who, event = factories.person(), factories.event()
    made = enrol(event, who)
    post = factories.post(who)
    attendance.read_post_again(made, by=None, at=AT)
    assert made.category_id == post.category_id
    attendance.finalise(event, by=None, at=AT)
    with pytest.raises(Refused, match="finalised"):
        attendance.read_post_again(made, by=None, at=AT)


def test_a_person_is_enrolled_once(app: Flask) -> None:
    event, who = factories.event(), factories.person("Иванов")
    enrol(event, who)
    with pytest.raises(Refused, match="already"):
        enrol(event, who, role=EnrolmentRole.TRAINER)


def test_a_full_event_takes_nobody_more(app: Flask) -> None:
    event = factories.event(capacity=1)
    enrol(event)
    with pytest.raises(Refused, match="no places left"):
        enrol(event)


def test_a_withdrawal_frees_the_place_and_coming_back_needs_one(app: Flask) -> None:
    event = factories.event(capacity=1)
    first = enrol(event)
    attendance.withdraw(first, by=None, at=AT)
    enrol(event)
    with pytest.raises(Refused, match="no places left"):
        attendance.change_enrolment(
            first, role=EnrolmentRole.PARTICIPANT, status=EnrolmentStatus.CONFIRMED, by=None, at=AT
        )


@pytest.mark.parametrize("role", [role for role in EnrolmentRole if role is not EnrolmentRole.PARTICIPANT])
def test_only_participants_hold_places(app: Flask, role: EnrolmentRole) -> None:
    event = factories.event(capacity=1)
    enrol(event)
    assert enrol(event, role=role).role is role


def test_a_trainer_who_becomes_a_participant_needs_a_place(app: Flask) -> None:
    event = factories.event(capacity=1)
    trainer = enrol(event, role=EnrolmentRole.TRAINER)
    enrol(event)
    with pytest.raises(Refused, match="no places left"):
        attendance.change_enrolment(
            trainer, role=EnrolmentRole.PARTICIPANT, status=EnrolmentStatus.CONFIRMED, by=None, at=AT
        )


def test_the_nominated_hold_a_place(app: Flask) -> None:
    event = factories.event(capacity=1)
    enrol(event, status=EnrolmentStatus.NOMINATED)
    with pytest.raises(Refused, match="no places left"):
        enrol(event)


@pytest.mark.parametrize("closed", [{"cancelled_at": AT}, {"finalised_at": AT}])
def test_a_closed_event_takes_nobody(app: Flask, closed: dict) -> None:
    with pytest.raises(Refused):
        enrol(factories.event(**closed))


def test_scores_are_recorded_until_attendance_is_finalised(app: Flask) -> None:
    event = factories.event()
    made = enrol(event)
    scores = {"pre_score": Decimal(40), "post_score": Decimal(80), "grade": Decimal(5)}
    attendance.set_scores(made, **scores, by=None, at=AT)
    assert (made.pre_score, made.post_score, made.grade) == (40, 80, 5)
    attendance.finalise(event, by=None, at=AT)
    with pytest.raises(Refused, match="finalised"):
        attendance.set_scores(made, **scores, by=None, at=AT)
