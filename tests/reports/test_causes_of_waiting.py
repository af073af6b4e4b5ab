"""Why attendances that nobody decided on are others than they were: claimed, or on signed sheets (R3)."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest
from flask import Flask

from lms.courses.codes import EnrolmentRole, Mark
from lms.courses.models import Event
from lms.extensions import db
from lms.participants.models import Person
from lms.projects.models import Project
from lms.reports.cause_words import Kind
from lms.reports.causes import explain
from lms.reports.document import Document
from lms.reports.restating import WAITING, compare
from tests import factories
from tests.reports.acts import AmongThem, Desk, on
from tests.reports.holding import asked, finalise, held, officer, planned, seat
from tests.reports.measured import measured
from tests.reports.registers import ground

AS_OF = {"as_of": date(2020, 1, 1)}
FULL = "PPPP"
Told = dict[str, list[tuple[str, int]]]


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(factories.account())


@pytest.fixture
def event(project: Project) -> Event:
    """Nobody finalised it: one was at all four sessions, another at two."""
    event = planned(project)
    seat(event, {officer(): FULL, officer(): "PPAA"})
    return event


@pytest.fixture
def sealed(project: Project, event: Event) -> Document:
    db.session.commit()
    return measured(asked(project, **AS_OF))


def causes(sealed: Document, project: Project, **more: Any) -> Told:
    """Return the causes of each number that waits and differs; they add up to what it differs by."""
    db.session.commit()
    found: Told = {}
    for one in explain(compare(sealed, measured(asked(project, **AS_OF, **more)))):
        for name in WAITING & one.parts.keys():
            part = one.parts[name]
            assert sum(cause.effect for cause in part.causes) == part.difference.effect
            found[name] = [(cause.what, cause.effect) for cause in part.causes]
    return found


def test_attendances_that_wait_are_kept_with_their_marks(sealed: Document) -> None:
    figure = sealed.figure("attendances")
    assert figure is not None and (figure.told("claimed"), figure.told("signed")) == (6, 0)
    assert sum(adds for _table, _row, adds in sealed.counted_beside(figure, "claimed")) == 6


@pytest.mark.parametrize(("act", "told"), [
    (Desk.finalise, "attendance of 1 event finalised"), (Desk.cancel, "1 event cancelled"), (Desk.fund, "funding of 1 event removed"),
])  # fmt: skip
def test_an_event_that_waits_no_more_is_told(
    sealed: Document, project: Project, event: Event, desk: Desk, act: Callable[..., None], told: str
) -> None:
    act(desk, event)
    assert causes(sealed, project) == {"claimed": [(told, -6)]}


def test_attendance_that_is_opened_again_waits_since(project: Project, event: Event, desk: Desk) -> None:
    finalise(event)
    sealed = measured(asked(project, **AS_OF))
    desk.reopen(event)
    assert causes(sealed, project) == {"claimed": [("attendance of 1 event opened again", 6)]}


def test_an_event_that_left_the_period_is_told(project: Project, event: Event, desk: Desk) -> None:
    period = {"first": date(2011, 10, 1), "last": date(2011, 12, 31)}
    db.session.commit()
    sealed = measured(asked(project, **AS_OF, **period))
    desk.edit(event, ends_on=date(2012, 3, 1))
    assert causes(sealed, project, **period) == {"claimed": [("dates of 1 event moved", -6)]}


@pytest.mark.parametrize("how", ["training", "cascade"])
def test_an_event_that_counts_otherwise_is_told(sealed: Document, project: Project, event: Event, desk: Desk, how: str) -> None:
    if how == "training":
        desk.edit(event, counts_as_training=False)
    else:
        desk.cascade(event, factories.cycle(project), 1)
    assert causes(sealed, project) == {"claimed": [({"training": "1 event changed", "cascade": "1 event marked as cascade"}[how], -6)]}


def test_marks_that_were_changed_are_told_by_the_last_turn(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    one = on(event)[0]
    for mark in (Mark.LATE, Mark.ABSENT, Mark.EXCUSED):
        desk.mark(one, mark)
    assert causes(sealed, project) == {"claimed": [("1 attendance mark entered", -1)] * 4}
    told = explain(compare(sealed, measured(asked(project, **AS_OF))))[0].parts["claimed"].causes
    # Each session is a minute: the first four say late, the next absent.
    assert [cause.when and cause.when.minute for cause in told] == [5, 6, 7, 8]


def test_a_mark_that_says_attended_in_another_way_is_no_difference(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    desk.mark(on(event)[0], Mark.LATE)
    assert causes(sealed, project) == {}


def test_somebody_who_is_entered_later_is_told_by_their_marks(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    desk.enrol(event, officer())
    assert causes(sealed, project) == {"claimed": [("1 attendance mark entered", 1)] * 4}


def test_a_signed_sheet_moves_what_was_claimed(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    desk.attach(event, event.sessions[0])
    desk.attach(event, event.sessions[2])
    told = causes(sealed, project)
    assert told == {
        "claimed": [("1 signed sheet attached", -2), ("1 signed sheet attached", -1)],
        "signed": [("1 signed sheet attached", 2), ("1 signed sheet attached", 1)],
    }  # fmt: skip


def test_a_sheet_that_is_withdrawn_moves_it_back(project: Project, event: Event, desk: Desk) -> None:
    sheet = desk.attach(event)
    db.session.commit()
    sealed = measured(asked(project, **AS_OF))
    desk.withdraw_sheet(sheet)
    assert causes(sealed, project) == {"claimed": [("1 signed sheet withdrawn", 6)], "signed": [("1 signed sheet withdrawn", -6)]}


def test_somebody_who_observed_only_is_told(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    desk.observe(on(event)[1])
    assert on(event)[1].role is EnrolmentRole.OBSERVER
    assert causes(sealed, project) == {"claimed": [("1 enrolment changed", -2)]}


def test_a_merge_of_two_on_one_list_is_told(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    one, other = on(event)
    desk.merge(one.person, other.person)
    [(told, effect)] = causes(sealed, project)["claimed"]
    assert told == "1 merge" and effect < 0


def test_a_wish_for_another_country_is_told_by_the_snapshot(project: Project, event: Event, desk: Desk) -> None:
    factories.region("KG-O")
    for one in on(event):
        desk.snapshot(one, country="KG", region_code=None)
    db.session.commit()
    sealed = measured(asked(project, **AS_OF, country="KG"))
    desk.snapshot(on(event)[0], country=None)
    assert causes(sealed, project, country="KG") == {"claimed": [("post of that day corrected for 1 person", -4)]}


def test_whatever_was_done_some_act_tells_what_waits(app: Flask) -> None:
    ground_, by, units, kinds = ground(), factories.account(), Counter[str](), set[Kind]()
    for seed in range(40):
        chance = Random(seed)
        project = db.session.get_one(Project, chance.choice(ground_.projects))
        people: list[Person] = [officer() for _n in range(5)]
        desk = AmongThem(seed, ground_, by, [], people)
        for day in (date(2011, 3, 1), date(2011, 6, 1), date(2011, 10, 14)):
            who = {one: chance.choice(["PPPP", "PAPA", "AAAA"]) for one in chance.sample(people, 3)}
            desk.events.append(held(project, ends_on=day, who=who) if chance.random() < 0.3 else _open(project, day, who))
        if chance.random() < 0.5:
            desk.attach(chance.choice(desk.events))
        first = measured(asked(project, **AS_OF))
        done = [desk.act() for _n in range(chance.randint(1, 6))]
        for one in explain(compare(first, measured(asked(project, **AS_OF)))):
            for name in WAITING & one.parts.keys():
                part = one.parts[name]
                assert sum(cause.effect for cause in part.causes) == part.difference.effect, (seed, done)
                assert [cause for cause in part.causes if cause.kind is Kind.UNEXPLAINED] == [], (seed, done, name)
                units[name] += sum(len(cause.units) for cause in part.causes)
                kinds |= {cause.kind for cause in part.causes}
        db.session.rollback()
    assert units["claimed"] > 50 and units["signed"] > 20
    assert kinds >= {Kind.EVENT_FINALISED, Kind.EVENT_REOPENED, Kind.MARKED, Kind.SHEET_ATTACHED}


def _open(project: Project, day: date, who: dict[Person, str]) -> Event:
    event = planned(project, ends_on=day)
    seat(event, who)
    return event
