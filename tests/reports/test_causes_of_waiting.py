"""Why attendances that nobody decided on are others than they were: claimed, or on signed sheets (R3)."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from flask import Flask

from lms.courses import attendance
from lms.courses.codes import EnrolmentRole, Mark
from lms.courses.models import Event
from lms.extensions import db
from lms.participants.models import Person
from lms.projects.models import Project
from lms.reports import services
from lms.reports.cause_words import Kind
from lms.reports.causes import explain
from lms.reports.document import Document
from lms.reports.restating import WAITING, compare
from tests import factories
from tests.reports.acts import AmongThem, Desk, on
from tests.reports.holding import asked, finalise, held, officer, planned, seat
from tests.reports.judging import Step, last_entry, strands, wrongly_told
from tests.reports.measured import measured
from tests.reports.registers import Register, ground
from tests.reports.waiting import AS_OF, causes, told_at, undecided

FULL = "PPPP"


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


def test_what_left_the_claimed_by_a_sheet_left_by_it_whatever_came_then(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    desk.attach(event)
    desk.mark(on(event)[0], Mark.ABSENT)
    desk.finalise(event)
    assert causes(sealed, project) == {"claimed": [("1 signed sheet attached", -6)]}


def test_what_was_opened_and_then_lost_its_sheet_is_claimed_by_the_withdrawal(project: Project, event: Event, desk: Desk) -> None:
    sheet = desk.attach(event)
    finalise(event)
    sealed = measured(asked(project, **AS_OF))
    desk.reopen(event)
    desk.withdraw_sheet(sheet)
    assert causes(sealed, project) == {"claimed": [("1 signed sheet withdrawn", 6)]}


def test_an_event_that_was_cancelled_after_all_else_takes_no_credit(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    desk.mark(on(event)[0], Mark.ABSENT)
    desk.cancel(event)
    assert causes(sealed, project) == {"claimed": [*[("1 attendance mark entered", -1)] * 4, ("1 event cancelled", -2)]}


def test_a_cancelling_that_is_taken_back_is_told_as_that(project: Project, event: Event, desk: Desk) -> None:
    desk.cancel(event)
    db.session.commit()
    sealed = measured(asked(project, **AS_OF))
    desk.restore(event)
    assert causes(sealed, project) == {"claimed": [("cancellation of 1 event taken back", 6)]}


def test_of_two_changes_of_role_the_first_is_told(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    one = on(event)[1]
    desk.observe(one)
    attendance.change_enrolment(one, role=EnrolmentRole.TRAINER, status=one.status, **desk.told)
    assert told_at(sealed, project) == {"claimed": [("1 enrolment changed", -2, 1)]}


def test_who_came_as_an_observer_and_is_a_participant_now_is_told_by_that(sealed: Document, project: Project, event: Event, desk: Desk) -> None:
    made = attendance.enrol(event, officer(), role=EnrolmentRole.OBSERVER, **desk.told)
    desk.mark(made, Mark.PRESENT)
    attendance.change_enrolment(made, role=EnrolmentRole.PARTICIPANT, status=made.status, **desk.told)
    assert causes(sealed, project) == {"claimed": [("1 enrolment changed", 4)]}


def test_marks_of_after_the_as_of_day_are_told_as_later(project: Project, event: Event) -> None:
    db.session.commit()
    sealed = measured(asked(project, as_of=date(2011, 10, 13)))
    assert causes(sealed, project) == {"claimed": [("6 entries counted only since a later day is asked for", 6)]}


def test_whatever_was_done_some_act_tells_what_waits(app: Flask) -> None:
    ground_, by, units, kinds = ground(), factories.account(), Counter[str](), set[Kind]()
    for seed in range(40):
        chance = Random(seed)
        project = db.session.get_one(Project, chance.choice(ground_.projects))
        people: list[Person] = [officer() for _n in range(5)]
        desk = AmongThem(seed, ground_, by, [], people)
        for day in (date(2011, 3, 1), date(2011, 6, 1), date(2011, 10, 14)):
            who = {one: chance.choice(["PPPP", "PAPA", "AAAA"]) for one in chance.sample(people, 3)}
            desk.events.append(held(project, ends_on=day, who=who) if chance.random() < 0.3 else undecided(project, day, who))
        if chance.random() < 0.5:
            desk.attach(chance.choice(desk.events))
        steps = [Step(name, last_entry(), measured(asked(project, **AS_OF))) for name in ("sealed", "asked again")]
        for _n in range(chance.randint(1, 6)):
            steps.append(Step(desk.act(), last_entry(), measured(asked(project, **AS_OF))))
        done, told = [step.done for step in steps], explain(compare(steps[0].document, steps[-1].document))
        for one in strands(told):
            if one.part in WAITING:
                assert sum(cause.effect for cause in one.causes) == one.effect, (seed, done)
                assert [cause for cause in one.causes if cause.kind is Kind.UNEXPLAINED] == [], (seed, done, one.part)
                units[one.part] += sum(len(cause.units) for cause in one.causes)
                kinds |= {cause.kind for cause in one.causes}
        if "any_merge" not in done:  # whoever is joined to another is judged where their marks are
            assert [one for one in wrongly_told(steps, told) if one[1] in WAITING] == [], (seed, done)
        db.session.rollback()
    assert units["claimed"] > 50 and units["signed"] > 20
    assert kinds >= {Kind.EVENT_FINALISED, Kind.EVENT_REOPENED, Kind.MARKED, Kind.SHEET_ATTACHED}


def test_as_many_marks_wait_as_the_figures_say(app: Flask) -> None:
    ground_, found = ground(), 0
    for seed in range(120):
        f = Register(seed, ground_).question()
        marks = services.marks_waiting(f)
        signed = sum(has_sheet for *_whose, has_sheet in marks)
        assert services.waiting(f) == (len(marks) - signed, signed), seed
        found += len(marks)
        db.session.rollback()
    assert found > 10
