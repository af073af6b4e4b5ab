"""Why a sealed report differs from today: every unit by the act in the record that moved it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from lms.audit.models import AuditEntry
from lms.audit.services import blank
from lms.courses.codes import EventKind, Mark
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.participants.models import Sex
from lms.projects.models import Group, Project
from lms.reports.causes import Cause, Explained, as_content, explain
from lms.reports.document import Document
from lms.reports.restating import compare
from lms.reports.rules import Filters
from lms.tot.models import TrainerLevel
from tests import factories
from tests.queries import counted, forget_ledger
from tests.reports.acts import Desk, on
from tests.reports.holding import asked, held, officer
from tests.reports.measured import measured

TODAY = date(2020, 1, 1)
FULL = "PPPP"


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


@pytest.fixture
def event(project: Project) -> Event:
    """Give a training of two officers who completed it and of one who did not, and five heads without names."""
    return held(project, who={officer(): FULL, officer(): FULL, officer(): "PAAA"}, heads=5)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(factories.account())


def question(project: Project | None = None, **more: Any) -> Filters:
    return asked(project, as_of=TODAY, **more)


def told(sealed: Document, f: Filters) -> dict[str, Explained]:
    """Compare with today, seeing to it that causes add up to each difference."""
    db.session.commit()
    found = explain(compare(sealed, measured(f)))
    for one in found:
        assert sum(cause.effect for cause in one.causes) == one.difference.effect
    return {one.difference.key: one for one in found}


def short(one: Explained) -> list[tuple[str, int]]:
    return [(cause.said("en").partition(" (")[0], cause.effect) for cause in one.causes]


def causes(sealed: Document, f: Filters, key: str) -> list[tuple[str, int]]:
    return short(told(sealed, f)[key])


def action(cause: Cause) -> str:
    return db.session.get_one(AuditEntry, cause.audit_seq).action


def test_nothing_differs_from_itself(event: Event, project: Project) -> None:
    assert told(measured(question(project)), question(project)) == {}


def test_a_corrected_mark_withdraws_a_completion(event: Event, desk: Desk) -> None:
    sealed = measured(question())
    desk.mark(on(event)[0], Mark.ABSENT)
    found = told(sealed, question())
    assert short(found["persons"]) == short(found["completions"]) == [("1 completion withdrawn", -1)]
    assert short(found["attendances"]) == [("attendance of 1 person corrected", -4)]
    (cause,) = found["persons"].causes
    assert action(cause) == "attendance.mark" and desk.by and cause.who == desk.by.email


def test_a_merge_and_a_withdrawal_are_told_beside_each_other(project: Project, desk: Desk) -> None:
    one, other, third = (officer() for _n in range(3))
    held(project, who={one: FULL, third: FULL}, ends_on=date(2011, 3, 1))
    second = held(project, who={other: FULL}, ends_on=date(2011, 5, 1))
    sealed = measured(question(project))
    desk.merge(one, other)
    desk.withdraw(on(held_of(third))[1])
    found = told(sealed, question(project))
    assert second and short(found["persons"]) == [("1 merge", -1), ("1 completion withdrawn", -1)]
    assert found["persons"].said("en") == (
        f"sealed 3; today 1: 1 merge ({desk.by.email}, 5 Mar 2016), 1 completion withdrawn ({desk.by.email}, 5 Mar 2016)"
    )
    assert short(found["completions"]) == [("1 completion withdrawn", -1)]


def held_of(person: Any) -> Event:
    return db.session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one().event


def test_a_merge_that_was_undone_before_the_next_report_moves_nobody(project: Project, desk: Desk) -> None:
    one, other = officer(), officer()
    held(project, who={one: FULL, other: FULL})
    sealed = measured(question())
    made = desk.merge(one, other)
    assert causes(sealed, question(), "persons") == causes(sealed, question(), "completions") == [("1 merge", -1)]
    merged = measured(question())
    desk.undo(made)
    assert told(sealed, question()) == {}
    assert causes(merged, question(), "persons") == [("1 merge undone", 1)]


def test_a_merge_that_moves_somebody_to_a_later_event_moves_their_cells(project: Project, desk: Desk) -> None:
    one, other = officer("police"), officer("judge", Group.JUDICIARY)
    held(project, who={one: FULL}, ends_on=date(2011, 3, 1))
    held(project, who={other: FULL}, ends_on=date(2011, 5, 1))
    sealed = measured(question())
    desk.merge(one, other)
    found = told(sealed, question())
    assert short(found["1.1"]) == [("1 merge", -1)]
    (cause,) = found["persons"].causes
    assert cause.effect == -1 and cause.cells["group"] == {"law_enforcement": -1}


Act = Callable[[Desk, Event], Any]


def line(event: Event) -> Any:
    return event.headcounts[0]


ACTS: dict[str, tuple[Act, str, str, int]] = {
    "withdrawn": (lambda desk, event: desk.withdraw(on(event)[0]), "persons", "1 completion withdrawn", -1),
    "observer": (lambda desk, event: desk.observe(on(event)[0]), "participants", "1 enrolment changed", -1),
    "grade": (lambda desk, event: desk.edit(event, min_grade=50), "persons", "1 event changed", -2),
    "came after all": (lambda desk, event: desk.mark(on(event)[2], Mark.PRESENT), "persons", "1 completion added", 1),
    "enrolled later": (lambda desk, event: desk.enrol(event, officer()), "persons", "1 person enrolled later", 1),
    "reopened": (lambda desk, event: desk.reopen(event), "persons", "attendance of 1 event opened again", -2),
    "cancelled": (lambda desk, event: desk.cancel(event), "completions", "1 event cancelled", -7),
    "moved": (lambda desk, event: desk.edit(event, ends_on=date(2012, 2, 1)), "events", "dates of 1 event moved", -1),
    "no training": (lambda desk, event: desk.edit(event, counts_as_training=False), "persons", "1 event changed", -2),
    "one session more": (lambda desk, event: desk.add_session(event), "persons", "sessions of 1 event changed", -2),
    "no more funded": (lambda desk, event: desk.fund(event), "persons", "funding of 1 event removed", -2),
    "cascade": (lambda desk, event: desk.cascade(event, cycle(event), 1), "persons", "1 event marked as cascade", -2),
    "heads more": (lambda desk, event: desk.add_heads(event, 3), "completions", "1 headcount added", 3),
    "heads less": (lambda desk, event: desk.remove_heads(line(event)), "completions", "1 headcount removed", -5),
    "certificates": (lambda desk, event: desk.issue(event), "certificates", "2 certificates issued", 2),
}  # fmt: skip


def cycle(event: Event) -> Any:
    return factories.cycle(event.funding[0].project)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_told_as_what_it_was(event: Event, project: Project, desk: Desk, name: str) -> None:
    act, key, what, effect = ACTS[name]
    f = question(project, first=date(2011, 1, 1), last=date(2011, 12, 31))
    sealed = measured(f)
    act(desk, event)
    found = told(sealed, f)
    assert short(found[key]) == [(what, effect)]
    assert all(cause.audit_seq for one in found.values() for cause in one.causes)


def test_a_corrected_snapshot_moves_cells_and_no_value(event: Event, desk: Desk) -> None:
    sealed = measured(question())
    desk.snapshot(on(event)[0], category_id=factories.category("judge", Group.JUDICIARY).id, sex=Sex.FEMALE)
    found = told(sealed, question())
    (cause,) = found["persons"].causes
    assert cause.effect == 0 and cause.said("en").startswith("post of that day corrected for 1 person")
    assert cause.cells == {
        "category": {"police": -1, "judge": 1}, "group": {"law_enforcement": -1, "judiciary": 1}, "sex": {"male": -1, "female": 1},
    }  # fmt: skip
    assert short(found["1.1"]) == [("post of that day corrected for 1 person", -1)]


def test_a_category_of_another_group_is_one_cause_for_all(event: Event, desk: Desk) -> None:
    sealed = measured(question())
    desk.regroup(factories.category("police"), Group.GOVERNMENT)
    assert causes(sealed, question(), "persons") == [("1 category moved to another group", 0)]
    assert causes(sealed, question(), "1.1") == [("1 category moved to another group", -2)]


def test_donors_of_a_project_come_and_go(event: Event, project: Project, desk: Desk) -> None:
    inl, norway = factories.donor("INL"), factories.donor("NOR")
    f, other = question(donor_id=inl.id), question(donor_id=norway.id)
    sealed, others = measured(f), measured(other)
    desk.give(project, norway)
    assert causes(sealed, f, "persons") == [("donor removed from 1 project", -2)]
    assert causes(others, other, "persons") == [("donor added to 1 project", 2)]


def test_materials_are_told_by_line(project: Project, desk: Desk) -> None:
    material = factories.keep(Material(code="GUIDE", title_en="A guide", title_ru="Пособие"))
    edition = factories.keep(Edition(material_id=material.id, language="ru", carrier=Carrier.MANUAL))
    agency = factories.organisation()
    sealed = measured(question(project))
    desk.hand_over(project, edition, agency, date(2011, 5, 1), 40)
    before = measured(question(project))
    assert causes(sealed, question(project), "materials") == [("1 distribution added", 40)]
    desk.take_back(db.session.scalars(select(Distribution)).one(), 10)
    assert causes(before, question(project), "materials") == [("1 distribution corrected", -10)]


def test_a_trainer_who_lapsed_stands_no_more(project: Project, desk: Desk) -> None:
    who, course = officer(), factories.course()
    held(project, who={who: FULL}, kind=EventKind.TOT)
    factories.standing(who, course)
    sealed = measured(question())
    desk.stand(who, course, TrainerLevel.LAPSED, date(2015, 1, 1))
    assert causes(sealed, question(), "trainers") == [("status of 1 trainer set", -1)]


def test_a_trainer_whose_training_counts_no_more_is_told_by_that(project: Project, desk: Desk) -> None:
    who, course = officer(), factories.course()
    tot = held(project, who={who: FULL}, kind=EventKind.TOT)
    factories.standing(who, course)
    sealed = measured(question())
    desk.stand(who, course, TrainerLevel.CERTIFIED, date(2010, 1, 1))
    desk.withdraw(on(tot)[0])
    assert causes(sealed, question(), "trainers") == [("1 completion withdrawn", -1)]


def test_an_event_finalised_after_the_day_of_the_seal_is_told_so(event: Event) -> None:
    sealed = measured(replace(question(), as_of=date(2011, 10, 1)))
    found = told(sealed, question())
    assert short(found["events"]) == [("1 entry counted only since a later day is asked for", 1)]
    assert action(found["events"].causes[0]) == "event.finalise"


def test_an_erasure_moves_nothing(event: Event, desk: Desk) -> None:
    sealed = measured(question())
    desk.erase(on(event)[0].person)
    assert told(sealed, question()) == {}


def test_what_an_erasure_blanked_is_told_by_object_and_act(event: Event, project: Project, desk: Desk) -> None:
    sealed = measured(question())
    desk.withdraw(on(event)[0])
    desk.erase(on(event)[0].person)
    seq = sealed.content["audit"]["seq"]
    blank("person.erase", project, range(seq + 1, seq + 40), by=None, at=desk.at)
    (cause,) = told(sealed, question())["persons"].causes
    assert cause.effect == -1 and action(cause) == "enrolment.change"


PAST_THE_RECORD = {
    "completed": "UPDATE enrolment SET completed = false WHERE id = :first",
    "snapshot": "UPDATE enrolment SET sex = 'female' WHERE id = :first",
    "event": "UPDATE event SET ends_on = '2019-01-01' WHERE id = :event",
    "reopened": "UPDATE event SET finalised_at = NULL WHERE id = :event",
    "number": "UPDATE headcount SET number = 50 WHERE event_id = :event",
    "removed": "DELETE FROM headcount WHERE event_id = :event",
    "funding": "DELETE FROM event_project WHERE event_id = :event",
}


@pytest.mark.parametrize("what", PAST_THE_RECORD)
def test_what_was_changed_past_the_record_is_found(event: Event, project: Project, desk: Desk, what: str) -> None:
    f = question(project, last=date(2012, 1, 1))
    factories.person()
    sealed = measured(f)
    desk.edit(event, title_en="Another title")  # an innocent act on the same event explains nothing
    db.session.execute(text(PAST_THE_RECORD[what]), {"event": event.id, "first": on(event)[0].id})
    forget_ledger()
    db.session.expire_all()
    found = told(sealed, f)
    last = [one.causes[-1] for one in found.values()]
    assert found and all(cause.said("en") == "nothing in the record explains this" for cause in last)
    assert all(cause.audit_seq is None and cause.who is None for cause in last)


def test_a_person_made_of_two_past_the_record_is_found(project: Project, desk: Desk) -> None:
    one, other = officer(), officer()
    held(project, who={one: FULL}, ends_on=date(2011, 3, 1))
    event = held(project, who={other: FULL}, ends_on=date(2011, 5, 1))
    sealed = measured(question())
    db.session.execute(text("UPDATE enrolment SET person_id = :one WHERE id = :id"), {"one": one.id, "id": on(event)[0].id})
    forget_ledger()
    db.session.expire_all()
    assert causes(sealed, question(), "persons") == [("nothing in the record explains this", -1)]


def test_a_difference_is_told_as_json(event: Event, desk: Desk) -> None:
    sealed = measured(question())
    desk.withdraw(on(event)[0])
    comparison = compare(sealed, measured(question()))
    content = as_content(comparison, explain(comparison))
    assert (content["sealed"]["persons"], content["today"]["persons"]) == (2, 1)
    (one,) = [one for one in content["differences"] if one["figure"] == "persons"]
    (cause,) = one["causes"]
    assert {"kind": "sex", "code": "male", "sealed": 2, "today": 1} in one["cells"]
    assert (cause["what"], cause["who"], cause["effect"]) == ("1 completion withdrawn", desk.by and desk.by.email, -1)
    assert cause["when"].startswith("2016-03-05T") and cause["audit_seq"] > comparison.seq


def test_causes_are_told_in_russian(event: Event, desk: Desk) -> None:
    sealed = measured(question())
    for one in on(event)[:2]:
        desk.withdraw(one)
    (said,) = [one.said("ru") for one in told(sealed, question()).values() if one.difference.key == "persons"]
    assert said == f"в отчёте 2, сегодня 0: сняты 2 завершения обучения ({desk.by and desk.by.email}, 5 мар. 2016\xa0г.)"


def test_as_many_units_as_there_are_take_as_many_statements(project: Project, desk: Desk) -> None:
    def statements(people: int) -> int:
        event = held(project, who={officer(): FULL for _n in range(people)})
        sealed = measured(question())
        desk.reopen(event)
        comparison = compare(sealed, measured(question()))
        with counted() as sent:
            explain(comparison)
        return len(sent)

    assert statements(1) == statements(7) < 45
