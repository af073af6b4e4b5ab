"""Why somebody whom a sealed report counts is new or returning by now: what was done of the time before its period (R5)."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest
from flask import Flask

from lms.courses.models import Event
from lms.extensions import db
from lms.participants.models import Person
from lms.projects.models import Project
from lms.reports.cause_words import Kind
from lms.reports.causes import explain
from lms.reports.document import Document
from lms.reports.restating import AGAIN, Comparison, compare
from tests import factories
from tests.reports.acts import AmongThem, Desk, on
from tests.reports.holding import asked, held, officer
from tests.reports.measured import measured
from tests.reports.registers import ground

QUARTER = {"first": date(2011, 10, 1), "last": date(2011, 12, 31), "as_of": date(2020, 1, 1)}
FULL = "PPPP"
TO_NEW, TO_RETURNING = {AGAIN: {"returning": -1, "new": 1}}, {AGAIN: {"new": -1, "returning": 1}}


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(factories.account())


@pytest.fixture
def people(app: Flask) -> list[Person]:
    """Two of whom the first was trained before, and somebody whom the period does not know."""
    return [officer() for _n in range(3)]


@pytest.fixture
def before(project: Project, people: list[Person]) -> Event:
    return held(project, who={people[0]: FULL, people[2]: FULL}, ends_on=date(2011, 3, 1))


@pytest.fixture
def sealed(project: Project, people: list[Person], before: Event) -> Document:
    held(project, who={people[0]: FULL, people[1]: FULL})
    return measured(asked(project, **QUARTER))


def differing(sealed: Document, project: Project, key: str = "persons") -> list[tuple[str, int, Any]]:
    db.session.commit()
    told = explain(compare(sealed, measured(asked(project, **QUARTER))))
    return [(cause.what, cause.effect, dict(cause.cells)) for one in told if one.difference.key == key for cause in one.causes]


def test_an_earlier_completion_that_was_withdrawn_makes_new(sealed: Document, project: Project, before: Event, desk: Desk) -> None:
    desk.withdraw(on(before)[0])
    assert differing(sealed, project) == [("1 completion withdrawn", 0, TO_NEW)]
    assert differing(sealed, project, "completions") == []


@pytest.mark.parametrize(("kept", "gone"), [(1, 2), (2, 1)])
def test_a_merge_with_somebody_who_was_trained_before_makes_returning(
    sealed: Document, project: Project, people: list[Person], before: Event, desk: Desk, kept: int, gone: int
) -> None:
    desk.merge(people[kept], people[gone])
    assert differing(sealed, project) == [("1 merge", 0, TO_RETURNING)]


def test_a_list_that_is_entered_later_makes_returning(
    sealed: Document, project: Project, people: list[Person], before: Event, desk: Desk
) -> None:
    desk.enrol(before, people[1])
    assert differing(sealed, project) == [("1 person enrolled later", 0, TO_RETURNING)]


@pytest.mark.parametrize(("act", "told"), [
    (Desk.cancel, "1 event cancelled"), (Desk.reopen, "attendance of 1 event opened again"), (Desk.fund, "funding of 1 event removed"),
])  # fmt: skip
def test_an_earlier_event_that_counts_no_more_makes_new(
    sealed: Document, project: Project, before: Event, desk: Desk, act: Callable[..., None], told: str
) -> None:
    act(desk, before)
    assert differing(sealed, project) == [(told, 0, TO_NEW)]


def test_of_a_report_that_was_sealed_without_who_is_new_nothing_is_told_of_it(
    sealed: Document, project: Project, before: Event, desk: Desk
) -> None:
    for figure in sealed.content["figures"]:
        figure.pop("returning", None)
    desk.withdraw(on(before)[0])
    assert differing(sealed, project) == []


def test_whatever_was_done_some_act_tells_why_somebody_is_new_or_returning(app: Flask) -> None:
    ground_, by, moved = ground(), factories.account(), 0
    for seed in range(40):
        chance = Random(seed)
        project = db.session.get_one(Project, chance.choice(ground_.projects))
        people = [officer() for _n in range(5)]
        days = date(2010, 5, 4), date(2011, 3, 1), date(2011, 6, 1), date(2011, 10, 14), date(2011, 11, 20)
        events = [held(project, ends_on=day, who=dict.fromkeys(chance.sample(people, 3), FULL)) for day in days]
        first, desk = measured(asked(project, **QUARTER)), AmongThem(seed, ground_, by, events[:3], people)
        done = [desk.act() for _n in range(chance.randint(1, 5))]
        found: Comparison = compare(first, measured(asked(project, **QUARTER)))
        for one in explain(found):
            for cause in one.causes:
                moved += cause.effect == 0 and set(cause.cells) == {AGAIN}
                assert cause.kind is not Kind.UNEXPLAINED, (seed, done, one.difference.key, cause)
        db.session.rollback()
    assert moved > 10
