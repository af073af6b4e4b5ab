"""R18: whoever is erased goes on being counted, in every figure and among the rows behind it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.audit.queries import first_break
from lms.courses import attendance
from lms.extensions import db, refresh_statistics
from lms.participants.models import Person
from lms.protection import erasing
from lms.reports.rules import Cell, Figure, Filters
from lms.reports.services import figures, rows
from lms.tot.models import TrainerStatus
from lms.workbooks import drafting
from lms.workbooks.tables import write_workbook
from lms.workbooks.workbook_reading import read_workbook
from seeds import demonstration, reference
from tests.conftest import own_app
from tests.protection.people import SECRETS, somebody
from tests.reports import worked_example
from tests.reports.holding import asked, finalise, officer, planned, seat
from tests.workbooks.samples import sheets_of

AT = datetime(2013, 1, 1, tzinfo=UTC)
YEARS = ((None, None), worked_example.FY2011, worked_example.FY2012, (date(2011, 10, 1), date(2011, 12, 31)))


def told(ask: Callable[..., Filters]) -> list[Any]:
    """Return every figure of some periods, and the numbers of the rows behind each."""
    answers: list[Any] = []
    for first, last in YEARS:
        f = ask(first, last)
        answers.append(figures(f).as_json())
        answers += [sorted(row.id for row in db.session.scalars(rows(figure, f, Cell())).unique()) for figure in Figure]
    return answers


def erase(person: Person) -> None:
    erasing.erase(person, reason="Asked for it", confirmed=person.surname, by=None, at=AT, posts_too=True)
    db.session.commit()


def test_the_worked_example_counts_the_same_with_everybody_erased(app: Flask) -> None:
    project = worked_example.build()
    before = told(lambda first, last: asked(project, first, last))
    for person in db.session.scalars(select(Person)).all():
        erase(person)
    assert told(lambda first, last: asked(project, first, last)) == before
    assert before[0]["persons"]["total"] == 2 and before[0]["completions"]["total"] == 13


def test_whoever_was_erased_before_the_event_is_finalised_is_counted_once_it_is(app: Flask) -> None:
    project, anna = worked_example.build(), officer(surname="Later")
    open_still = planned(project, ends_on=date(2011, 12, 9), minutes=(90,) * 4)
    seat(open_still, {anna: "PPPP"})
    erase(anna)
    finalise(open_still)
    counted = figures(asked(project)).as_json()
    assert (counted["persons"]["total"], counted["completions"]["total"]) == (3, 14)
    assert counted["persons"]["by_category"]["police"] == 3


def test_an_event_opened_again_decides_the_same(app: Flask) -> None:
    held = somebody()
    erasing.erase(held.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=AT)
    before = held.enrolment.completed, held.enrolment.attended_minutes
    attendance.reopen(held.event, reason="A mark", by=None, at=AT)
    attendance.finalise(held.event, by=None, at=AT)
    assert (held.enrolment.completed, held.enrolment.attended_minutes) == before


def test_a_trainer_stays_in_the_pool_as_of_a_day(app: Flask) -> None:
    held = somebody()
    standings = select(TrainerStatus.id).where(
        TrainerStatus.person_id == held.person.id, TrainerStatus.from_on <= AT.date()
    )
    before = db.session.scalars(standings).all()
    erasing.erase(held.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=AT)
    assert db.session.scalars(standings).all() == before != []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_workbook_of_the_event_has_the_token_and_reads_back_the_same(app: Flask, language: str) -> None:
    held = somebody()
    code = erasing.erase(held.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=AT)
    db.session.commit()
    draft = drafting.draft_of(held.event, language)
    body = write_workbook(draft, language)
    read, problems = read_workbook(sheets_of(body))
    assert problems == [] and read == draft
    (row,) = read.participants
    assert (row.surname, row.given_name, row.phone, row.email) == ("Erased", code, None, None)
    assert not any(secret in repr(read) for secret in SECRETS)


def test_the_demonstration_counts_the_same_with_a_dozen_erased(
    migrated: tuple[str, Path], base_app: Flask, worker: str, tmp_path: Path
) -> None:
    with own_app(migrated, base_app, f"lms_{worker}_erased", tmp_path) as app:
        reference.load(at=clock.now())
        demonstration.load(at=clock.now())
        db.session.commit()
        refresh_statistics()
        db.session.commit()
        before = told(lambda first, last: asked(None, first, last))
        some = db.session.scalars(select(Person).order_by(Person.id)).all()
        for person in some[:: max(1, len(some) // 12)]:
            erase(person)
        assert told(lambda first, last: asked(None, first, last)) == before
        assert first_break(app.config["AUDIT_KEY"]) is None
