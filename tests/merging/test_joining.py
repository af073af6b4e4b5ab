"""A person twice on one event: one enrolment with the marks of both, and nothing lost."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from lms.certificates import queries as certificates
from lms.certificates.models import Certificate
from lms.certificates.services import issue_all, revoke
from lms.courses import attendance, roster_queries
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark, Method
from lms.courses.models import Event
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.merging.rules import Side
from lms.participants.models import Person
from tests import factories
from tests.merging.pairs import merge

AT, DAY = factories.AT.replace(month=11), date(2011, 10, 10)
KEPT, GONE = Side.KEPT, Side.GONE
LETTERS = {"P": Mark.PRESENT, "A": Mark.ABSENT, "L": Mark.LATE}


def mark(place: Enrolment, letters: str) -> None:
    """Mark an enrolment in the sessions of its event, one letter each; a dash leaves a session out."""
    for session, letter in zip(place.event.sessions, letters, strict=True):
        if letter != "-":
            attendance.record_marks(session, {place.id: (LETTERS[letter], None)}, method=Method.PAPER, by=None, at=AT)


def on(event: Event, mine: str = "", theirs: str = "", **gone: Any) -> tuple[Person, Person, Enrolment, Enrolment]:
    """Put a person on an event twice."""
    one, other = factories.person("Мамедов"), factories.person("Мамедов")
    places = factories.enrolment(event, one), factories.enrolment(event, other, **gone)
    for place, letters in zip(places, (mine, theirs), strict=True):
        if letters:
            mark(place, letters)
    return one, other, *places


def standing(place: Enrolment) -> str:
    """Return the standing marks of an enrolment as letters."""
    rows = select(Attendance).where(Attendance.enrolment_id == place.id, Attendance.is_current)
    marks = {one.session_id: one.mark for one in db.session.scalars(rows)}
    letters = {mark: letter for letter, mark in LETTERS.items()} | {None: "-"}
    return "".join(letters[marks.get(session.id)] for session in place.event.sessions)


def test_the_roster_has_the_person_once(app: Flask) -> None:
    event = factories.event(sessions=1)
    kept, gone, place, _other = on(event)
    merge(kept, gone)
    assert list(db.session.scalars(roster_queries.roster(event.id))) == [place]
    assert list(db.session.scalars(roster_queries.to_mark(event.id))) == [place]
    assert db.session.scalar(roster_queries.places_taken(event.id)) == 1
    assert db.session.execute(roster_queries.numbers_by_role(event.id)).all() == [(EnrolmentRole.PARTICIPANT, 1)]


def test_marks_of_sessions_in_which_one_alone_is_marked_come_together(app: Flask) -> None:
    kept, gone, place, other = on(factories.event(sessions=3), "P--", "-PA")
    merge(kept, gone)
    assert (standing(place), standing(other)) == ("PPA", "---")


def test_of_marks_that_differ_the_chosen_one_stands_and_the_other_is_told_in_the_history(app: Flask) -> None:
    event = factories.event(sessions=2)
    kept, gone, place, _other = on(event, "PA", "AP")
    first, second = (session.id for session in event.sessions)
    merge(kept, gone, **{f"session-{first}": KEPT, f"session-{second}": GONE})
    assert standing(place) == "PP"
    told = db.session.scalars(roster_queries.mark_history(place.id)).all()
    assert sorted((one.session_id, one.mark, one.is_current) for one in told) == [
        (first, Mark.ABSENT, False), (first, Mark.PRESENT, True), (second, Mark.ABSENT, False), (second, Mark.PRESENT, True),
    ]


def test_a_mark_goes_over_with_what_it_had_superseded(app: Flask) -> None:
    kept, gone, place, other = on(factories.event(sessions=1), "", "A")
    mark(other, "P")
    merge(kept, gone)
    rows = db.session.scalars(select(Attendance).order_by(Attendance.id)).all()
    assert [(one.enrolment_id, one.mark, one.is_current) for one in rows] == [
        (place.id, Mark.ABSENT, False), (place.id, Mark.PRESENT, True),
    ]
    assert rows[1].supersedes_id == rows[0].id


def test_the_sheet_is_marked_on_after_a_merge(app: Flask) -> None:
    event = factories.event(sessions=1)
    kept, gone, place, _other = on(event, "P", "A")
    merge(kept, gone, **{f"session-{event.sessions[0].id}": GONE})
    mark(place, "L")
    assert standing(place) == "L"


def test_what_was_chosen_of_the_enrolment_stands(app: Flask) -> None:
    event = factories.event()
    kept, gone, place, other = on(event, role=EnrolmentRole.OBSERVER, status=EnrolmentStatus.NOMINATED, of="judge", grade=70, post_score=5)
    place.category.name_en  # noqa: B018  # loaded before it changes
    merge(kept, gone, **{f"event-{event.id}-role": GONE, f"event-{event.id}-status": KEPT, f"event-{event.id}-post": GONE})
    assert (place.role, place.status, place.category.code) == (EnrolmentRole.OBSERVER, EnrolmentStatus.CONFIRMED, "judge")
    assert (place.grade, place.post_score) == (70, 5)
    assert other.joined_into_id == place.id and other.grade == 70


def finalised(mine: str, theirs: str, **event: Any) -> tuple[Person, Person, Enrolment, Enrolment]:
    made = factories.event(sessions=len(mine), **event)
    people = on(made, mine, theirs)
    attendance.finalise(made, by=None, at=AT)
    db.session.commit()
    return people


def test_marks_of_both_may_complete_what_neither_did(app: Flask) -> None:
    kept, gone, place, other = finalised("PP--", "--PP")
    assert not place.completed and not other.completed
    merge(kept, gone)
    assert (place.completed, place.attended_sessions, place.attended_minutes) == (True, 4, 360)
    assert (other.completed, other.attended_sessions, other.attended_minutes) == (False, None, None)


def test_two_completions_of_one_event_become_one(app: Flask) -> None:
    kept, gone, place, other = finalised("PP", "PP")
    merge(kept, gone)
    assert place.completed and not other.completed


def test_an_event_is_finalised_and_opened_after_a_merge_without_the_joined_one(app: Flask) -> None:
    event = factories.event(sessions=1)
    kept, gone, place, other = on(event, "P", "P")
    merge(kept, gone)
    assert attendance.finalise(event, by=None, at=AT) == 1
    assert place.completed and other.scheduled_minutes is None
    attendance.reopen(event, reason="A mistake", by=None, at=AT)
    assert not place.completed


def issued(event: Event) -> list[Certificate]:
    made = issue_all(event, by=None, at=AT, language="en", on=DAY, base_url="http://localhost")
    db.session.commit()
    return made


def test_certificates_of_both_stay_what_they_were_and_are_told_at_the_person(app: Flask) -> None:
    kept, gone, place, other = finalised("PP", "PP")
    held = issued(place.event)
    before = [(one.number, one.code, one.holder, one.sha256, bytes(one.document.pdf)) for one in held]
    merge(kept, gone)
    assert [(one.number, one.code, one.holder, one.sha256, bytes(one.document.pdf)) for one in held] == before
    assert all(one.is_valid and db.session.scalar(certificates.with_code(one.code)) is one for one in held)
    assert set(db.session.scalars(certificates.of_person(kept.id))) == set(held)
    assert set(db.session.scalars(certificates.register(certificates.RegisterFilter()))) == set(held)
    assert {one.enrolment_id for one in held} == {place.id, other.id}


def test_whoever_has_a_certificate_already_is_given_no_second_one(app: Flask) -> None:
    kept, gone, place, _other = finalised("P-", "PP")
    held = issued(place.event)
    assert len(held) == 1
    merge(kept, gone)
    assert held[0].enrolment_id == place.id
    assert issued(place.event) == []


def test_a_revoked_certificate_goes_over(app: Flask) -> None:
    kept, gone, place, _other = finalised("PP", "PP")
    mine, theirs = sorted(issued(place.event), key=lambda one: one.enrolment_id)
    revoke(theirs, reason="Spelt wrongly", by=None, at=AT)
    merge(kept, gone)
    assert (mine.enrolment_id, theirs.enrolment_id) == (place.id, place.id)


def test_a_certificate_of_a_joined_enrolment_opens_and_is_verified(app: Flask, signed_in: Any, client: Any) -> None:
    kept, gone, place, _other = finalised("PP", "PP")
    held = issued(place.event)
    merge(kept, gone)
    browser = signed_in(factories.account())
    for one in held:
        assert browser.get(f"/certificates/{one.id}").status_code == 200
        assert one.number in client.get(f"/verify/{one.code}").get_data(as_text=True)
