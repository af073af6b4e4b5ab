"""The ledger as the database stands: what is read again, what is kept for others, and for whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from lms.audit.services import act
from lms.courses import attendance
from lms.courses.codes import Mark, Method
from lms.courses.models import Event, Session
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.projects.models import Project
from lms.reports import ledgers
from lms.reports.ledger import Ledger
from lms.reports.ledgers import present
from lms.reports.services import figures
from tests import factories
from tests.queries import counted
from tests.reports.holding import asked, held, officer, planned, seat
from tests.together import afresh, together

LATER = datetime(2012, 5, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


@contextmanager
def change() -> Iterator[None]:
    """Change something as an act of the system."""
    with act("test.change", by=None, at=LATER):
        yield


def numbers(ledger: Ledger, event: Event) -> list[int]:
    return ledger.rows([event.id]).column("id").tolist()


def test_a_page_after_a_page_reads_no_enrolment(project: Project) -> None:
    held(project, who={officer(): "PPPP"})
    first = present()
    with counted() as statements:
        assert present() is first
    assert not any("FROM enrolment" in one for one in statements)


def test_after_a_change_the_enrolments_of_its_event_alone_are_read_again(project: Project) -> None:
    one, other = (held(project, who={officer(): "PPPP", officer(): "PPPP"}) for _n in range(2))
    before = present()
    changed = db.session.get_one(Enrolment, numbers(before, one)[0])
    with change():
        changed.completed = False
    with counted() as statements:
        after = present()
    assert after.rows([one.id]).column("trained").tolist() == [False, True]
    assert numbers(after, other) == numbers(before, other) and after.store is before.store
    assert after.end == before.end + 2 and len(statements) <= 6


def test_a_mark_on_an_event_that_is_open_is_claimed_at_once(project: Project) -> None:
    event = planned(project)
    (enrolment,) = seat(event, {officer(): "P-"})
    assert present().rows([event.id]).column("claimed").tolist() == [1]
    marks = {enrolment.id: (Mark.LATE, None)}
    attendance.record_marks(event.sessions[1], marks, method=Method.PHONE, by=None, at=LATER)
    assert present().rows([event.id]).column("claimed").tolist() == [2]
    assert figures(asked(project)).claimed == 2


def test_claims_of_a_day_in_the_past_are_the_marks_that_stood_then(project: Project) -> None:
    event = planned(project)
    (enrolment,) = seat(event, {officer(): "PP"})
    attendance.record_marks(event.sessions[0], {enrolment.id: (Mark.ABSENT, None)}, method=Method.PHONE, by=None, at=LATER)
    then, now = (asked(project, as_of=day) for day in (date(2012, 4, 30), date(2012, 5, 1)))
    assert (figures(then).claimed, figures(now).claimed) == (2, 1)


def test_who_is_removed_from_an_event_is_in_it_no_longer(project: Project) -> None:
    event = planned(project, minutes=())
    one, other = seat(event, {officer(): "", officer(): ""})
    assert numbers(present(), event) == [one.id, other.id]
    with change():
        db.session.delete(one)
    assert numbers(present(), event) == [other.id]


def test_a_change_that_is_taken_back_is_in_no_ledger_and_who_reads_without_it_has_the_one_before(project: Project) -> None:
    event = held(project, who={officer(): "PPPP"})
    before, point = present(), db.session.begin_nested()
    with change():
        db.session.get_one(Enrolment, numbers(before, event)[0]).completed = False
    assert present().rows([event.id]).column("trained").tolist() == [False]
    point.rollback()
    assert before.rows([event.id]).column("trained").tolist() == [True]
    with counted() as statements:
        assert present() is before
    assert not any("FROM enrolment" in one for one in statements)


def test_after_many_changes_that_were_taken_back_nothing_is_read_anew(project: Project) -> None:
    event = held(project, who={officer(): "PPPP"})
    before = present()
    for _n in range(2 * ledgers.KEPT):
        point = db.session.begin_nested()
        with change():
            db.session.get_one(Enrolment, numbers(before, event)[0]).completed = False
        assert present().rows([event.id]).column("trained").tolist() == [False]
        point.rollback()
    with counted() as statements:
        assert present() is before
    assert not any("FROM enrolment" in one for one in statements)


def test_a_change_of_something_else_reads_no_enrolment(project: Project) -> None:
    event = held(project, who={officer(): "PPPP"})
    before = present()
    with change():
        event.title_en = "Another title"
    with counted() as statements:
        after = present()
    assert after.mark != before.mark and after.rows([event.id]).column("trained").tolist() == [True]
    assert not any("FROM enrolment" in one for one in statements)


def test_a_record_with_as_many_entries_of_other_changes_is_not_taken_for_the_same(project: Project) -> None:
    event = held(project, who={officer(): "PPPP", officer(): "PPPP"})
    first, second = numbers(present(), event)
    for number, trained in ((first, [False, True]), (second, [True, False])):
        point = db.session.begin_nested()
        with change():
            db.session.get_one(Enrolment, number).completed = False
        assert present().rows([event.id]).column("trained").tolist() == trained
        point.rollback()


def test_after_very_many_changes_all_is_read_anew(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    event = held(project, who={officer(): "PPPP", officer(): "PPPP"})
    before = present()
    monkeypatch.setattr(ledgers, "MOST_CHANGED", 1)
    with change():
        for number in numbers(before, event):
            db.session.get_one(Enrolment, number).completed = False
    after = present()
    assert after.store is not before.store and after.rows([event.id]).column("trained").tolist() == [False, False]


def test_a_register_whose_changes_were_never_recorded_is_read_each_time(app: Flask) -> None:
    with counted() as statements:
        assert present() is not present()
    assert sum("FROM enrolment ORDER BY" in " ".join(one.split()) for one in statements) == 2


@pytest.mark.committed
def test_several_who_read_while_others_mark_leave_a_ledger_of_what_is_there(committed_app: Flask) -> None:
    event = planned(factories.project(), minutes=(90,) * 6)
    places = [one.id for one in seat(event, {officer(): "------" for _n in range(5)})]
    number, sessions = event.id, [one.id for one in event.sessions]
    db.session.commit()
    afresh()

    def act(n: int) -> Any:
        if n % 2:
            return int(present().rows([number]).column("claimed").sum())
        marks = dict.fromkeys(places, (Mark.PRESENT, None))
        return attendance.record_marks(
            db.session.get_one(Session, sessions[n // 2]), marks, method=Method.PHONE, by=None, at=LATER
        )

    given = together(committed_app, 2 * len(sessions), act)
    afresh()
    assert given[::2] == [5] * 6 and all(seen % 5 == 0 for seen in given[1::2])
    assert present().rows([number]).column("claimed").tolist() == [6] * 5
