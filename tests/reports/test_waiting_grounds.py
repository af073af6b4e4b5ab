"""Attendances that wait after merges, erasures and moved sessions: the act that moved each is told (R3)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from lms.courses import attendance
from lms.courses.codes import EnrolmentRole, Mark
from lms.courses.models import Event
from lms.extensions import db
from lms.projects.models import Project
from tests import factories
from tests.reports.acts import Desk, on
from tests.reports.holding import asked, finalise, officer, planned, seat
from tests.reports.measured import measured
from tests.reports.waiting import AS_OF, causes, marked, told_at


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(factories.account())


@pytest.mark.parametrize(("kept", "gone", "effect"), [("P---", "A---", -1), ("PPPP", "AAAA", -3)])
def test_a_merge_that_takes_the_others_absence_is_told(project: Project, desk: Desk, kept: str, gone: str, effect: int) -> None:
    event, sealed = marked(project, kept, gone)
    one, other = on(event)
    desk.merge(one.person, other.person)
    assert causes(sealed, project) == {"claimed": [("1 merge", effect)]}


def test_a_merge_that_was_undone_since_the_seal_is_told(project: Project, desk: Desk) -> None:
    event, _before = marked(project, "P---", "A---")
    one, other = on(event)
    merge = desk.merge(one.person, other.person)
    db.session.commit()
    sealed = measured(asked(project, **AS_OF))
    desk.undo(merge)
    assert causes(sealed, project) == {"claimed": [("1 merge undone", 1)]}


def test_a_mark_is_told_where_a_merge_moved_no_number(project: Project, desk: Desk) -> None:
    event, sealed = marked(project, "----", "PPPP")
    one, other = on(event)
    desk.merge(one.person, other.person)
    desk.mark(on(event)[0], Mark.ABSENT)
    assert causes(sealed, project) == {"claimed": [("1 attendance mark entered", -1)] * 4}


def test_a_mark_that_was_there_and_back_is_told_by_what_was_marked_then(project: Project, desk: Desk) -> None:
    event, sealed = marked(project, "PPPP", "PPAA")
    one, other = on(event)
    desk.undo(desk.merge(one.person, other.person))
    desk.mark(one, Mark.ABSENT)
    assert causes(sealed, project) == {"claimed": [("1 attendance mark entered", -1)] * 4}


@pytest.mark.parametrize("how", ["reopened", "participant", "funded"])
def test_a_mark_that_says_the_same_in_another_way_takes_no_credit(project: Project, desk: Desk, how: str) -> None:
    event, _before = marked(project, "PPPP")
    [one] = on(event)
    {"reopened": lambda: finalise(event), "participant": lambda: desk.observe(one), "funded": lambda: desk.fund(event)}[how]()
    db.session.commit()
    sealed = measured(asked(project, **AS_OF))
    if how == "reopened":
        desk.reopen(event)
    elif how == "participant":
        attendance.change_enrolment(one, role=EnrolmentRole.PARTICIPANT, status=one.status, **desk.told)
    else:
        desk.fund(event, project.id)
    desk.mark(one, Mark.LATE)
    what = {"reopened": "attendance of 1 event opened again", "participant": "1 enrolment changed", "funded": "funding of 1 event added"}[how]
    assert causes(sealed, project) == {"claimed": [(what, 4)]}


def test_what_was_marked_and_then_proven_is_signed_by_the_sheet(project: Project, desk: Desk) -> None:
    event, sealed = marked(project, "AAAA")
    desk.mark(on(event)[0], Mark.PRESENT)
    desk.attach(event)
    assert told_at(sealed, project) == {"signed": [("1 signed sheet attached", 4, 5)]}


def test_a_session_that_moved_off_the_day_of_its_sheet_is_told_by_the_move(project: Project, desk: Desk) -> None:
    event, _before = marked(project, "PPPP")
    desk.attach(event, day=event.sessions[0].day)
    db.session.commit()
    sealed = measured(asked(project, **AS_OF))
    desk.move_session(event.sessions[0], event.sessions[1].day)
    desk.add_session(event)
    assert told_at(sealed, project) == {
        "claimed": [("sessions of 1 event changed", 1, 2)], "signed": [("sessions of 1 event changed", -1, 2)],
    }  # fmt: skip


def test_a_session_that_moved_to_a_day_that_a_sheet_proves_is_told_by_the_move(project: Project, desk: Desk) -> None:
    event, sealed = marked(project, "PPPP")
    desk.attach(event, day=event.ends_on)
    desk.move_session(event.sessions[0], event.ends_on)
    assert told_at(sealed, project)["signed"] == [("1 signed sheet attached", 1, 1), ("sessions of 1 event changed", 1, 2)]


def test_two_who_were_there_both_and_are_one_are_told_by_the_merge_whatever_came_then(project: Project, desk: Desk) -> None:
    event, sealed = marked(project, "PPPP", "PPPP")
    one, other = on(event)
    desk.merge(one.person, other.person)
    desk.attach(event)
    assert causes(sealed, project) == {
        "claimed": [("1 merge", -4), ("1 signed sheet attached", -4)], "signed": [("1 signed sheet attached", 4)],
    }  # fmt: skip


def test_merges_in_a_chain_are_told_by_the_first(project: Project, desk: Desk) -> None:
    event, sealed = marked(project, "PPPP", "----", "PPPP")
    first, second, third = (one.person for one in on(event))
    desk.merge(second, first)
    desk.merge(third, second)
    [(what, effect)] = causes(sealed, project)["claimed"]
    assert (what, effect) in {("1 merge", -4), ("2 merges", -4)}


def test_of_a_merge_undone_since_the_seal_the_undoing_is_told(project: Project, desk: Desk) -> None:
    event, _before = marked(project, "----", "PPPP")
    kept, gone = on(event)
    made = desk.merge(kept.person, gone.person)
    db.session.commit()
    sealed = measured(asked(project, **AS_OF))
    desk.undo(made)
    desk.mark(gone, Mark.ABSENT)
    assert causes(sealed, project) == {"claimed": [("1 merge undone", -4)]}


NAMED = "Худайбердыев"
ERASED: dict[str, tuple[Callable[[Desk, Event], Any], dict[str, list[tuple[str, int]]]]] = {
    "role": (lambda desk, event: desk.observe(on(event)[0]), {"claimed": [("1 enrolment changed", -4)]}),
    "event": (
        lambda desk, event: desk.edit(event, title_en=f"Class of {NAMED}", counts_as_training=False), {"claimed": [("1 event changed", -6)]},
    ),
    "sheet": (
        lambda desk, event: desk.attach(event, remark=f"Signed by {NAMED}"),
        {"claimed": [("1 signed sheet attached", -6)], "signed": [("1 signed sheet attached", 6)]},
    ),
    "merge": (lambda desk, event: desk.merge(on(event)[0].person, on(event)[1].person), {"claimed": [("1 merge", -3)]}),
}  # fmt: skip


@pytest.mark.parametrize("what", ERASED)
def test_what_an_erasure_blanked_is_told_still(project: Project, desk: Desk, what: str) -> None:
    event, who = planned(project), officer(surname=NAMED)
    seat(event, {who: "PPPP", officer(): "PPAA"})
    db.session.commit()
    sealed = measured(asked(project, **AS_OF))
    do, told = ERASED[what]
    do(desk, event)
    desk.erase(who)
    assert causes(sealed, project) == told


def test_a_session_that_moved_with_a_title_that_was_blanked_is_told(project: Project, desk: Desk) -> None:
    event, who = planned(project), officer(surname=NAMED)
    seat(event, {who: "PPPP"})
    desk.attach(event, day=event.sessions[0].day)
    db.session.commit()
    sealed = measured(asked(project, **AS_OF))
    desk.move_session(event.sessions[0], event.ends_on, title=f"Talk of {NAMED}")
    desk.erase(who)
    assert causes(sealed, project) == {
        "claimed": [("sessions of 1 event changed", 1)], "signed": [("sessions of 1 event changed", -1)],
    }  # fmt: skip


def test_what_was_done_after_the_seal_is_no_later_entry(project: Project, desk: Desk) -> None:
    event, who = planned(project), officer(surname=NAMED)
    seat(event, {who: "PPPP"})
    db.session.commit()
    sealed = measured(asked(project, as_of=date(2012, 1, 1)))
    desk.observe(on(event)[0])
    desk.erase(who)
    desk.finalise(event)
    assert causes(sealed, project) == {"claimed": [("1 enrolment changed", -4)]}
