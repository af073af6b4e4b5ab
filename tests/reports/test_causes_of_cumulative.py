"""Why a cumulative number differs: what was done of the time before the period of the report (R5)."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from flask import Flask

from lms.courses.codes import EventKind, Mark
from lms.courses.models import Event
from lms.extensions import db
from lms.participants.models import Person
from lms.projects.models import Project
from lms.reports.cause_words import Kind
from lms.reports.causes import explain
from lms.reports.document import CUMULATIVE, Document
from lms.reports.restating import compare
from lms.tot.models import TrainerLevel
from tests import factories
from tests.reports.acts import AmongThem, Desk, on
from tests.reports.holding import asked, held, officer
from tests.reports.measured import measured
from tests.reports.registers import ground

QUARTER = {"first": date(2011, 10, 1), "last": date(2011, 12, 31), "as_of": date(2020, 1, 1)}
FULL = "PPPP"


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(factories.account())


@pytest.fixture
def people(app: Flask) -> list[Person]:
    return [officer() for _n in range(3)]


@pytest.fixture
def before(project: Project, people: list[Person]) -> Event:
    """The quarter knows the first and the second, the time before it the first and the third."""
    return held(project, who={people[0]: FULL, people[2]: FULL}, ends_on=date(2011, 3, 1), heads=5)


@pytest.fixture
def sealed(project: Project, people: list[Person], before: Event) -> Document:
    held(project, who={people[0]: FULL, people[1]: FULL})
    return measured(asked(project, **QUARTER))


def causes(sealed: Document, project: Project, key: str = "persons") -> list[tuple[str, int]]:
    """Return the causes of the cumulative number; they add up to what it differs by."""
    db.session.commit()
    told = {one.difference.key: one for one in explain(compare(sealed, measured(asked(project, **QUARTER))))}
    part = told[key].parts[CUMULATIVE]
    assert sum(cause.effect for cause in part.causes) == part.difference.effect
    return [(cause.what, cause.effect) for cause in part.causes]


def test_who_was_trained_before_and_is_withdrawn_is_told(sealed: Document, project: Project, before: Event, desk: Desk) -> None:
    desk.withdraw(on(before)[1])
    assert causes(sealed, project) == [("1 completion withdrawn", -1)]
    assert causes(sealed, project, "completions") == [("1 completion withdrawn", -1)]


def test_who_is_counted_in_the_period_too_stays_in_the_cumulative_persons(sealed: Document, project: Project, before: Event, desk: Desk) -> None:
    desk.withdraw(on(before)[0])
    assert causes(sealed, project, "completions") == [("1 completion withdrawn", -1)]
    told = {one.key: one for one in compare(sealed, measured(asked(project, **QUARTER))).differences}
    assert CUMULATIVE not in told["persons"].parts


def test_a_merge_of_two_of_whom_one_was_trained_before_is_told(sealed: Document, project: Project, people: list[Person], desk: Desk) -> None:
    desk.merge(people[1], people[2])
    assert causes(sealed, project) == [("1 merge", -1)]


@pytest.mark.parametrize(("act", "told"), [
    (Desk.cancel, "1 event cancelled"), (Desk.reopen, "attendance of 1 event opened again"), (Desk.fund, "funding of 1 event removed"),
])  # fmt: skip
@pytest.mark.parametrize(("key", "effect"), [("persons", -1), ("completions", -7), ("attendances", -8), ("participants", -7), ("events", -1)])
def test_an_earlier_event_that_counts_no_more_is_told(
    sealed: Document, project: Project, before: Event, desk: Desk, act: Callable[..., None], told: str, key: str, effect: int
) -> None:
    act(desk, before)
    assert causes(sealed, project, key) == [(told, effect)]


def test_an_earlier_list_that_is_entered_later_is_told(sealed: Document, project: Project, before: Event, desk: Desk) -> None:
    desk.enrol(before, officer())
    assert causes(sealed, project) == [("1 person enrolled later", 1)]


def test_heads_that_are_added_to_an_earlier_event_are_told(sealed: Document, project: Project, before: Event, desk: Desk) -> None:
    desk.add_heads(before, 7)
    assert causes(sealed, project, "completions") == [("1 headcount added", 7)]


def test_sessions_that_nobody_attended_before_are_told(sealed: Document, project: Project, before: Event, desk: Desk) -> None:
    desk.mark(on(before)[0], Mark.ABSENT)
    assert causes(sealed, project, "attendances") == [("attendance of 1 person corrected", -4)]


def test_an_event_that_moves_from_before_into_the_period_is_in_both(sealed: Document, project: Project, before: Event, desk: Desk) -> None:
    desk.edit(before, ends_on=date(2011, 10, 3))
    told = {one.key: one for one in compare(sealed, measured(asked(project, **QUARTER))).differences}
    assert told["events"].effect == 1 and CUMULATIVE not in told["events"].parts


def test_a_number_that_counts_from_the_same_day_as_its_figure_is_not_told_twice(project: Project, before: Event, desk: Desk) -> None:
    question = asked(project, as_of=date(2020, 1, 1))
    sealed = measured(question)
    desk.withdraw(on(before)[1])
    [persons] = [one for one in compare(sealed, measured(question)).differences if one.key == "persons"]
    assert persons.effect == -1 and CUMULATIVE not in persons.parts


def test_of_a_report_that_kept_no_earlier_rows_the_number_is_told_without_causes(
    sealed: Document, project: Project, before: Event, desk: Desk
) -> None:
    for figure in sealed.content["figures"]:
        figure.pop("beside")
    desk.withdraw(on(before)[1])
    told = {one.difference.key: one for one in explain(compare(sealed, measured(asked(project, **QUARTER))))}
    part = told["persons"].parts[CUMULATIVE]
    assert (part.difference.sealed, part.difference.today, part.causes) == (3, 2, ())
    assert part.said("en") == "sealed 3; today 2"


def test_an_erasure_is_no_cause_of_what_another_act_did(sealed: Document, project: Project, before: Event, desk: Desk) -> None:
    one = on(before)[1]
    desk.snapshot(one, position=f"Deputy of {one.person.surname}")
    desk.erase(one.person)
    desk.fund(before)
    assert causes(sealed, project) == [("funding of 1 event removed", -1)]
    assert causes(sealed, project, "completions") == [("funding of 1 event removed", -7)]


def test_trainers_stand_on_the_last_day_and_so_have_no_cumulative_number(project: Project, desk: Desk) -> None:
    who, course = officer(), factories.course()
    held(project, who={who: FULL}, kind=EventKind.TOT, ends_on=date(2011, 3, 1))
    factories.standing(who, course)
    sealed = measured(asked(project, **QUARTER))
    desk.stand(who, course, TrainerLevel.LAPSED, date(2011, 12, 1))
    [one] = [one for one in compare(sealed, measured(asked(project, **QUARTER))).differences if one.key == "trainers"]
    assert one.effect == -1 and CUMULATIVE not in one.parts


def test_whatever_was_done_before_the_period_some_act_tells_it(app: Flask) -> None:
    ground_, by, units = ground(), factories.account(), Counter[str]()
    for seed in range(40):
        chance = Random(seed)
        project = db.session.get_one(Project, chance.choice(ground_.projects))
        people = [officer() for _n in range(5)]
        days = date(2010, 5, 4), date(2011, 3, 1), date(2011, 6, 1), date(2011, 10, 14), date(2011, 11, 20)
        events = [held(project, ends_on=day, who=dict.fromkeys(chance.sample(people, 3), FULL), heads=chance.choice([0, 6])) for day in days]
        since = chance.choice([None, date(2011, 1, 1)])
        first, desk = measured(asked(project, **QUARTER), since), AmongThem(seed, ground_, by, events[:3], people)
        done = [desk.act() for _n in range(chance.randint(1, 5))]
        for one in explain(compare(first, measured(asked(project, **QUARTER), since))):
            if part := one.parts.get(CUMULATIVE):
                assert sum(cause.effect for cause in part.causes) == part.difference.effect, (seed, done)
                assert [cause for cause in part.causes if cause.kind is Kind.UNEXPLAINED] == [], (seed, done, one.difference.key)
                units[one.difference.key] += sum(len(cause.units) for cause in part.causes)
        db.session.rollback()
    assert all(units[key] > 2 for key in ("persons", "completions", "attendances", "participants", "events"))
