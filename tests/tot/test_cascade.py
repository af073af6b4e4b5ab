"""R12 on the database: direct and cascade figures are told apart, and nothing is counted twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from lms.courses.codes import EnrolmentRole
from lms.courses.models import Course, Event, Headcount
from lms.extensions import db
from lms.participants.models import Person, Sex
from lms.projects.models import Project
from lms.reports.rules import Figures
from lms.reports.services import cycle_figures
from lms.tot import queries, services
from lms.tot.models import CascadeEvent, TotCycle
from lms.tot.rules import reason_not_counted
from tests import factories
from tests.factories import AT
from tests.queries import counted

AS_OF = date(2012, 12, 31)


@dataclass
class Told:
    project: Project
    cycle: TotCycle
    course: Course
    first: Event
    second: Event
    both: Person


def held(project: Project, course: Course, *people: Person, day: date) -> Event:
    """Make a finalised event of two sessions, which these people completed."""
    made = factories.event(
        of=project.office, projects=(project,), course=course, starts_on=day, sessions=2, finalised_at=AT
    )
    for person in people:
        factories.enrolment(made, person, completed=True, attended_sessions=2)
    return made


@pytest.fixture
def told(app: Flask) -> Iterator[Told]:
    """Give a cycle with two finalised events; one person completed both, each has one more."""
    project, course = factories.project(), factories.course()
    both = factories.person()
    yield Told(
        project, factories.cycle(project, to_teach=course), course,
        held(project, course, both, factories.person(), day=date(2011, 12, 1)),
        held(project, course, both, factories.person(), day=date(2012, 3, 1)), both,
    )  # fmt: skip


def figures(told: Told) -> Figures:
    return cycle_figures(told.project.id, told.cycle.starts_on, told.cycle.ends_on, as_of=AS_OF)


def direct(told: Told) -> tuple[int, int, int, int]:
    now = figures(told)
    return now.persons.total, now.completions.total, now.attendances.total, now.events


def cascade(told: Told) -> dict[int, tuple[int, int, int, int]]:
    return {one.generation: (one.persons, one.completions, one.attendances, one.events) for one in figures(told).cascade}


def mark(event: Event, told: Told, generation: int = 1) -> CascadeEvent:
    return services.mark_cascade(event, told.cycle, generation, by=None, at=AT)


def test_without_a_mark_everything_is_direct(told: Told) -> None:
    assert direct(told) == (3, 4, 8, 2)
    assert cascade(told) == {}


def test_a_mark_takes_an_event_out_of_direct_figures_and_into_its_generation(told: Told) -> None:
    mark(told.second, told)
    assert direct(told) == (2, 2, 4, 1)
    assert cascade(told) == {1: (2, 2, 4, 1)}


def test_each_generation_is_told_apart(told: Told) -> None:
    mark(told.first, told, 1)
    mark(told.second, told, 2)
    assert direct(told) == (0, 0, 0, 0)
    assert cascade(told) == {1: (2, 2, 4, 1), 2: (2, 2, 4, 1)}


def test_another_generation_moves_the_event_and_leaves_nothing_behind(told: Told) -> None:
    mark(told.second, told, 1)
    mark(told.second, told, 3)
    assert cascade(told) == {3: (2, 2, 4, 1)}


def test_taking_the_mark_away_brings_the_direct_figures_back(told: Told) -> None:
    services.unmark_cascade(mark(told.second, told), by=None, at=AT)
    assert direct(told) == (3, 4, 8, 2)
    assert cascade(told) == {}


def test_no_completion_attendance_or_event_is_counted_twice(told: Told) -> None:
    before = direct(told)
    mark(told.second, told)
    after, generations = direct(told), cascade(told)
    assert [after[n] + generations[1][n] for n in (1, 2, 3)] == list(before[1:])


def test_headcounts_of_a_cascade_event_go_with_it(told: Told) -> None:
    factories.keep(Headcount(event_id=told.second.id, number=7, sex=Sex.NOT_STATED, reason="No list", source="Report"))
    mark(told.second, told)
    assert figures(told).completions.total == 2
    assert cascade(told)[1][:2] == (2, 9)


def test_the_list_behind_each_generation_is_as_long_as_its_figures_say(told: Told) -> None:
    late = held(told.project, told.course, factories.person(), day=date(2013, 2, 1))
    foreign = held(factories.project(), told.course, factories.person(), day=date(2012, 2, 1))
    elsewhere = held(told.project, told.course, factories.person(), day=date(2012, 4, 1))
    factories.keep(Headcount(event_id=told.first.id, number=7, sex=Sex.NOT_STATED, reason="No list", source="Report"))
    for event in (told.first, told.second, late, foreign):
        mark(event, told)
    other = factories.cycle(told.project)
    services.mark_cascade(elsewhere, other, 1, by=None, at=AT)
    listed = db.session.scalars(queries.cascade_of(told.cycle)).unique().all()
    behind = [one.event_id for one in listed if reason_not_counted(one.event, told.cycle) is None]
    assert set(behind) == {told.first.id, told.second.id, elsewhere.id}
    assert {one.event_id for one in listed} - set(behind) == {late.id, foreign.id}
    named = dict(db.session.execute(queries.completions_of(behind)).all())
    unnamed = dict(db.session.execute(queries.headcounts_of(behind)).all())
    assert cascade(told)[1][1:2] + cascade(told)[1][3:] == (sum(named.values()) + sum(unnamed.values()), len(behind))


def manager(signed_in: Callable[..., FlaskClient], told: Told) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=told.project.office))


def test_a_manager_marks_changes_and_unmarks_an_event(told: Told, signed_in: Callable[..., FlaskClient]) -> None:
    browser, path = manager(signed_in, told), f"/events/{told.second.id}/cascade"
    assert browser.post(path, data={"cycle": told.cycle.id, "generation": 1}).status_code == 303
    assert cascade(told) == {1: (2, 2, 4, 1)}
    assert browser.post(path, data={"cycle": told.cycle.id, "generation": 2}).status_code == 303
    assert cascade(told) == {2: (2, 2, 4, 1)}
    assert "generation 2" in browser.get(path).text
    assert browser.post(f"{path}/remove").status_code == 303
    assert cascade(told) == {}
    assert browser.post(f"{path}/remove").status_code == 404


def test_the_page_warns_that_the_figures_of_a_finalised_event_move(
    told: Told, signed_in: Callable[..., FlaskClient]
) -> None:
    browser = manager(signed_in, told)
    planned = factories.event(of=told.project.office, projects=(told.project,))
    assert "move from direct to cascade" in browser.get(f"/events/{told.second.id}/cascade").text
    assert "move from direct to cascade" not in browser.get(f"/events/{planned.id}/cascade").text


@pytest.mark.parametrize(("generation", "status"), [("0", 422), ("1", 303), ("9", 303), ("10", 422), ("x", 422), ("", 422)])
def test_a_generation_is_a_number_from_one_to_nine(
    told: Told, signed_in: Callable[..., FlaskClient], generation: str, status: int
) -> None:
    answer = manager(signed_in, told).post(
        f"/events/{told.second.id}/cascade", data={"cycle": told.cycle.id, "generation": generation}
    )
    assert answer.status_code == status


def test_a_foreign_cycle_is_no_choice(told: Told, signed_in: Callable[..., FlaskClient]) -> None:
    foreign = factories.cycle(factories.project(of=factories.office("KG")), title_en="A foreign cycle")
    browser, path = manager(signed_in, told), f"/events/{told.second.id}/cascade"
    for key in (foreign.id, 999999):
        assert browser.post(path, data={"cycle": key, "generation": 1}).status_code == 422
    assert "A foreign cycle" not in browser.get(path).text
    assert cascade(told) == {}


def test_cycles_of_the_events_own_project_are_offered_first(told: Told) -> None:
    other = factories.cycle(factories.project(of=told.project.office), starts_on=date(2012, 1, 1))
    offered = db.session.scalars(queries.cycles_for(told.second.id)).all()
    assert [one.id for one in offered] == [told.cycle.id, other.id]


def test_the_cycle_shows_both_figures_side_by_side_and_never_their_sum(
    told: Told, signed_in: Callable[..., FlaskClient]
) -> None:
    extra = [factories.person() for _ in range(11)]
    mark(held(told.project, told.course, *extra, day=date(2012, 5, 1)), told)
    db.session.commit()
    page = manager(signed_in, told).get(f"/tot/{told.cycle.id}").text
    assert ">3</a>" in page and ">11</a>" in page and ">14</a>" not in page
    assert "never added together" in page


def test_the_list_names_trainers_and_completions_and_says_why_an_event_does_not_count(
    told: Told, signed_in: Callable[..., FlaskClient]
) -> None:
    teacher = factories.person("Учителев")
    factories.enrolment(told.second, teacher, role=EnrolmentRole.TRAINER)
    planned = factories.event(of=told.project.office, projects=(told.project,), starts_on=date(2012, 6, 1))
    mark(told.second, told)
    mark(planned, told, 2)
    db.session.commit()
    page = manager(signed_in, told).get(f"/tot/{told.cycle.id}/cascade").text
    assert "Учителев" in page and "Attendance not finalised" in page
    only_second = manager(signed_in, told).get(f"/tot/{told.cycle.id}/cascade?generation=2").text
    assert planned.code in only_second and told.second.code not in only_second


def test_the_list_of_cascade_events_does_not_ask_more_of_the_database_as_it_grows(
    told: Told, signed_in: Callable[..., FlaskClient]
) -> None:
    browser = manager(signed_in, told)
    numbers = []
    for more in (1, 5):
        for _ in range(more):
            event = held(told.project, told.course, factories.person(), day=date(2012, 5, 1))
            factories.enrolment(event, role=EnrolmentRole.TRAINER)
            mark(event, told)
        db.session.commit()
        with counted() as statements:
            assert browser.get(f"/tot/{told.cycle.id}/cascade").status_code == 200
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 20
