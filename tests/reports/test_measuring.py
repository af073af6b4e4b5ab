"""What an indicator's rule counts, and that it never counts whom the figures beside it do not."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask

from lms.certificates import services as certificates
from lms.courses import attendance, programme
from lms.courses.codes import EnrolmentRole, EventKind
from lms.courses.models import Headcount
from lms.extensions import db
from lms.projects.measures import OF_PEOPLE, Basis, Disaggregation, Once, Rule
from lms.projects.models import Group, Project
from lms.reports import services
from lms.reports.measuring import measured
from lms.reports.rules import Filters
from lms.tot.models import TrainerLevel, TrainerStatus
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports.holding import finalise, held, officer, planned, seat
from tests.reports.registers import Register, ground

YEAR = {"first": date(2011, 10, 1), "last": date(2012, 9, 30)}
ALL = tuple(Disaggregation)
DAY = date(2011, 11, 7)


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


def asked(project: Project, **more) -> Filters:
    return Filters(**{"as_of": date(2026, 1, 1), "project_id": project.id} | YEAR | more)


def value(rule: Rule, project: Project, **more) -> int:
    return measured(rule, asked(project, **more)).value


def persons(**more) -> Rule:
    return Rule(Basis.PERSONS, **more)


def test_a_group_or_a_category_narrows_to_whom_the_snapshot_places_there(project: Project) -> None:
    held(project, ends_on=DAY, minutes=(90,), who={officer(): "P", officer(): "P", officer("judge", Group.JUDICIARY): "P"})
    assert value(persons(), project) == 3
    assert value(persons(groups=("law_enforcement",)), project) == 2
    assert value(persons(categories=("judge",)), project) == 1
    assert value(persons(categories=("judge", "police")), project) == 3
    assert value(persons(groups=("civil_society",)), project) == 0


def test_whoever_appears_under_two_categories_counts_under_the_latest_alone(project: Project) -> None:
    judges, who = factories.category("judge", Group.JUDICIARY), officer()
    held(project, ends_on=DAY, minutes=(90,), who={who: "P"})
    later = planned(project, ends_on=DAY + timedelta(days=30), minutes=(90,))
    (seated,) = seat(later, {who: "P"})
    with factories.act("test", by=None, at=factories.AT):
        seated.category_id = judges.id
    finalise(later)
    assert (value(persons(categories=("police",)), project), value(persons(categories=("judge",)), project)) == (0, 1)


@pytest.mark.parametrize(("days", "hours", "counts"), [
    (3, None, True), (4, None, False), (None, 6, True), (None, 7, False), (4, 6, True), (4, 7, False), (3, 7, True),
])  # fmt: skip
def test_an_event_counts_that_lasts_long_enough_by_days_or_by_hours(
    project: Project, days: int | None, hours: int | None, counts: bool
) -> None:
    event = planned(project, ends_on=DAY, minutes=(120,) * 3)
    seat(event, {officer(): "PPP"})
    finalise(event)
    assert value(persons(min_days=days, min_hours=hours), project) == int(counts)


def test_sessions_side_by_side_are_one_time(project: Project) -> None:
    event = planned(project, ends_on=DAY, minutes=())
    for starts, ends in ((9, 12), (10, 11), (11, 13)):
        programme.add_session(event, day=DAY, starts_at=time(starts), ends_at=time(ends), title="S", by=None, at=factories.AT)
    seat(event, {officer(): "PPP"})
    finalise(event)
    assert value(persons(min_hours=4), project) == 1
    assert value(persons(min_hours=5), project) == 0


def test_an_event_without_sessions_has_its_calendar_days_and_the_hours_of_its_course(project: Project) -> None:
    course = factories.course(hours=15)
    event = factories.event(projects=(project,), starts_on=DAY - timedelta(days=1), ends_on=DAY, course_id=course.id)
    finalise(event)
    events = Rule(Basis.EVENTS, disaggregations=())
    assert value(replace(events, min_days=2), project) == value(replace(events, min_hours=15), project) == 1
    assert value(replace(events, min_days=3), project) == value(replace(events, min_hours=16), project) == 0


def test_a_course_narrows_whatever_its_version(project: Project) -> None:
    first, second = factories.course("CT", version="1"), factories.course("CT", version="2")
    for course in (first, second, factories.course("OTHER")):
        held(project, ends_on=DAY, minutes=(90,), who={officer(): "P"}, course=course)
    assert value(persons(courses=("CT",)), project) == 2


def test_people_in_another_role_are_counted_as_having_been_there_and_never_as_trained(project: Project) -> None:
    event = planned(project, ends_on=DAY, minutes=(90,))
    trainer = officer()
    seat(event, {officer(): "P"})
    seat(event, {trainer: "-"}, role=EnrolmentRole.TRAINER)
    finalise(event)
    assert value(persons(), project) == 1
    assert value(persons(roles=("trainer", "co_trainer")), project) == 1
    assert measured(persons(roles=("trainer",)), asked(project)).rows["enrolment"] != measured(persons(), asked(project)).rows["enrolment"]


def test_an_organisation_narrows_with_all_below_it(project: Project) -> None:
    ministry = factories.organisation("Ministry")
    unit = factories.organisation("Unit", parent_id=ministry.id)
    people = [factories.person() for _n in range(3)]
    for who, of in zip(people, (unit, ministry, factories.organisation()), strict=True):
        factories.post(who, organisation_id=of.id)
    held(project, ends_on=DAY, minutes=(90,), who=dict.fromkeys(people, "P"))
    assert value(persons(organisations=(ministry.id,)), project) == 2
    assert value(persons(organisations=(unit.id,)), project) == 1


def test_people_who_count_once_in_all_count_in_the_period_of_the_first_time(project: Project) -> None:
    again = officer()
    held(project, ends_on=date(2011, 9, 30), minutes=(90,), who={again: "P", officer(): "P"})
    held(project, ends_on=DAY, minutes=(90,), who={again: "P", officer(): "P"})
    once = persons(once=Once.PROJECT)
    before = {"first": date(2010, 10, 1), "last": date(2011, 9, 30)}
    assert (value(persons(), project, **before), value(persons(), project)) == (2, 2)
    assert (value(once, project, **before), value(once, project)) == (2, 1)
    assert value(once, project, first=None) == value(persons(), project, first=None) == 3


def test_whoever_met_the_rule_before_counts_no_second_time_whatever_they_became_meanwhile(project: Project) -> None:
    moving = factories.person()
    for year, of in ((2009, "judge"), (2010, "police"), (2011, "judge")):
        factories.post(moving, of=of, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
        held(project, ends_on=date(year, 11, 7), minutes=(90,), who={moving: "P"})
    once = persons(categories=("judge",), once=Once.PROJECT)
    years = [value(once, project, first=date(year, 1, 1), last=date(year, 12, 31)) for year in (2009, 2010, 2011)]
    assert years == [1, 0, 0]
    assert value(once, project, first=date(2009, 1, 1), last=date(2010, 12, 31)) == value(once, project, first=None) == 1


def test_headcounts_alone_are_a_basis_of_their_own(project: Project) -> None:
    held(project, ends_on=DAY, minutes=(90,), who={officer(): "P"}, heads=10)
    told = measured(Rule(Basis.HEADCOUNT), asked(project))
    assert told.value == 10 and len(told.rows["headcount"]) == db.session.query(Headcount).count()


def test_certificates_count_that_stood_on_the_day(project: Project) -> None:
    rule = Rule(Basis.CERTIFICATES, disaggregations=())
    event = held(project, ends_on=DAY, minutes=(90,), who={officer(): "P", officer(): "P"})
    assert value(rule, project) == 0
    issued_at = datetime(2011, 11, 20, 9, tzinfo=UTC)
    first, _second = certificates.issue_all(
        event, by=None, at=issued_at, language="en", on=issued_at.date(), base_url="http://localhost"
    )
    certificates.revoke(first, reason="Misprinted", by=None, at=issued_at + timedelta(days=40))
    assert value(rule, project) == 1
    assert value(rule, project, as_of=(issued_at + timedelta(days=39)).date()) == 2


def test_trainers_count_who_graduated_from_a_training_of_trainers_of_the_project_and_were_certified(project: Project) -> None:
    graduate, stranger, course = officer(), officer(), factories.course()
    held(project, ends_on=DAY, minutes=(90,), who={graduate: "P"}, kind=EventKind.TOT)
    for who in (graduate, stranger):
        factories.keep(TrainerStatus(person_id=who.id, course_id=course.id, level=TrainerLevel.CERTIFIED, from_on=DAY + timedelta(days=9),
                                     evidence="Protocol", recorded_at=factories.AT))  # fmt: skip
    newly, standing = (Rule(basis, disaggregations=()) for basis in (Basis.TRAINERS_CERTIFIED, Basis.TRAINERS_STANDING))
    assert (value(newly, project), value(standing, project)) == (1, 1)
    later = {"first": date(2012, 10, 1), "last": date(2013, 9, 30)}
    assert (value(newly, project, **later), value(standing, project, **later)) == (0, 1)
    assert value(standing, project, last=DAY) == 0


@pytest.mark.parametrize("chunk", range(4))
def test_rules_that_narrow_nothing_tell_what_the_figures_tell_of_random_registers(app: Flask, chunk: int) -> None:
    base = ground()
    for seed in range(900 + chunk * 10, 910 + chunk * 10):
        register = Register(seed, base)
        for f in (register.question(), register.question()):
            told = services.figures(f)
            people = {Basis.PERSONS: told.persons, Basis.COMPLETIONS: told.completions, Basis.ATTENDANCES: told.attendances}
            for basis, count in people.items():
                one = measured(Rule(basis, disaggregations=ALL), f)
                assert one.value == count.total, (seed, f, basis)
                for cell in ("group", "category", "sex", "country", "region"):
                    assert dict(one.cells[cell]) == dict(count.of(cell)), (seed, f, basis, cell)
                assert sum(one.crossed.values()) == one.value
            assert measured(Rule(Basis.EVENTS), f).cells["kind"] == dict(told.events_by_kind)
            assert measured(Rule(Basis.MATERIALS), f).value == told.materials
            took = measured(Rule(Basis.PARTICIPANTS, disaggregations=(Disaggregation.KIND,)), f)
            assert took.cells["kind"] == told.people_by_kind
        db.session.rollback()


@pytest.mark.parametrize("seed", range(950, 960))
def test_the_parts_of_every_rule_of_people_add_up_by_every_kind_of_cell(app: Flask, seed: int) -> None:
    register = Register(seed, ground())
    for f in (register.question(), register.question()):
        for basis in OF_PEOPLE:
            one = measured(Rule(basis, groups=("law_enforcement",), disaggregations=ALL), f)
            assert {sum(numbers.values()) for numbers in one.cells.values()} | {sum(one.crossed.values())} == {one.value}


def test_a_rule_asks_as_many_questions_for_many_people_as_for_few(project: Project) -> None:
    rule, numbers = persons(min_days=1, groups=("law_enforcement",), courses=("CT",)), []
    for _round in range(2):
        for _n in range(3):
            held(project, ends_on=DAY, minutes=(90,), who={officer(): "P"}, course=factories.course("CT", version=str(factories.number())))
        read_ledger()
        with counted() as statements:
            value(rule, project)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_a_finalised_event_that_is_reopened_is_counted_by_no_rule(project: Project) -> None:
    event = held(project, ends_on=DAY, minutes=(90,), who={officer(): "P"})
    assert value(persons(), project) == 1
    attendance.reopen(event, reason="A sheet was lost", by=None, at=factories.AT)
    assert value(persons(), project) == 0
