"""Why a sealed report differs from today: every unit by the act in the record that moved it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from lms.courses import attendance
from lms.courses.codes import Mark, Method
from lms.courses.models import Event
from lms.extensions import db
from lms.reports.causes import Cause, explain
from lms.reports.document import Document
from lms.reports.restating import compare
from tests import factories
from tests.reports.holding import asked, held, officer
from tests.reports.measured import measured

LATER = datetime(2012, 3, 5, 9, 0, tzinfo=UTC)


def causes(sealed: Document, today: Document, key: str) -> list[tuple[str, int]]:
    """Return what caused the difference of a figure, and by how much."""
    for one in explain(compare(sealed, today)):
        assert sum(cause.effect for cause in one.causes) == one.difference.effect
        if one.difference.key == key:
            return [(cause.said("en").partition(" (")[0], cause.effect) for cause in one.causes]
    return []


def all_causes(sealed: Document, today: Document) -> list[Cause]:
    return [cause for one in explain(compare(sealed, today)) for cause in one.causes]


@pytest.fixture
def event(app: Flask) -> Event:
    """Give a training of two officers who came, and of one who did not, held for a project."""
    return held(factories.project(), who={officer(): "PPPP", officer(): "PPPP", officer(): "PAAA"})


def reopened(event: Event) -> Any:
    attendance.reopen(event, reason="A wrong sheet", by=None, at=LATER)
    return event


def people(event: Event) -> list[Any]:
    return sorted(event_enrolments(event), key=lambda one: one.id)


def event_enrolments(event: Event) -> list[Any]:
    from lms.courses import roster_queries

    return list(db.session.scalars(roster_queries.roster(event.id)))


def test_nothing_differs_from_itself(event: Event) -> None:
    assert compare(measured(asked()), measured(asked())).differences == ()


def test_a_corrected_mark_withdraws_a_completion(event: Event) -> None:
    sealed = measured(asked())
    reopened(event)
    one = people(event)[0]
    marks = {one.id: (Mark.ABSENT, None)}
    attendance.record_marks(event.sessions[0], marks, method=Method.PAPER, by=None, at=LATER)
    attendance.finalise(event, by=None, at=LATER)
    db.session.commit()
    assert causes(sealed, measured(asked()), "persons") == [("1 completion withdrawn", -1)]
    assert causes(sealed, measured(asked()), "attendances") == [("attendance of 1 person corrected", -1)]
