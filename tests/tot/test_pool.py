"""The pool of trainers of a course as of a date: standing, deliveries, filters, new rows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms import clock
from lms.accounts.permissions import POLICY, Permission, Role
from lms.accounts.scope import looking, scope_of
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind
from lms.courses.models import Course, Event
from lms.errors import Refused
from lms.extensions import db
from lms.participants.models import Person
from lms.tot import queries, rules, services
from lms.tot.models import TrainerLevel, TrainerStatus
from tests import factories
from tests.factories import AT
from tests.queries import counted

Enter = Callable[..., FlaskClient]
NEW_YEAR = date(2012, 1, 1)
DAY = timedelta(days=1)


@pytest.fixture
def course(app: Flask) -> Course:
    return factories.course()


@pytest.fixture
def manager(app: Flask, signed_in: Enter) -> FlaskClient:
    """Give the browser of a project manager of the office TM."""
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office("TM")))


def pool(course: Course, on: date, **wanted: object) -> list[tuple[Person, TrainerLevel, int, date | None]]:
    rows, parts = queries.pool(course.id, on, **wanted)
    found = db.session.execute(rows.order_by(parts["number"].desc(), TrainerStatus.person_id)).all()
    return [(status.person, status.level, number, last_on) for status, _region, number, last_on in found]


def taught(course: Course, who: Person, last: date, role: EnrolmentRole = EnrolmentRole.TRAINER, **more: object) -> Event:
    status = more.pop("status", EnrolmentStatus.CONFIRMED)
    event = factories.event(**{"course": course, "starts_on": last - DAY, "ends_on": last, "finalised_at": AT} | more)
    factories.enrolment(event, who, role=role, status=status)
    return event


def test_each_trainer_stands_once_with_the_level_of_that_day(course: Course) -> None:
    who = factories.person()
    factories.standing(who, course, TrainerLevel.CANDIDATE, NEW_YEAR - 10 * DAY)
    factories.standing(who, course, TrainerLevel.CERTIFIED, NEW_YEAR)
    factories.standing(who, factories.course(), TrainerLevel.MASTER, NEW_YEAR - 20 * DAY)
    assert pool(course, NEW_YEAR - 11 * DAY) == []
    assert pool(course, NEW_YEAR - DAY) == [(who, TrainerLevel.CANDIDATE, 0, None)]
    assert pool(course, NEW_YEAR) == [(who, TrainerLevel.CERTIFIED, 0, None)]


def test_of_two_rows_of_one_day_the_later_recorded_stands(course: Course) -> None:
    who = factories.person()
    factories.standing(who, course, TrainerLevel.CERTIFIED, NEW_YEAR)
    factories.standing(who, course, TrainerLevel.CANDIDATE, NEW_YEAR)
    assert pool(course, NEW_YEAR) == [(who, TrainerLevel.CANDIDATE, 0, None)]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.sampled_from(TrainerLevel)), max_size=8), st.integers(-1, 6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_and_sql_agree_on_who_stands_where(app: Flask, recorded: list, on: int) -> None:
    course, people = factories.course(), [factories.person() for _ in range(3)]
    rows = [(people[n], factories.standing(people[n], course, level, NEW_YEAR + day * DAY)) for n, day, level in recorded]
    by_python = {
        now for person in people
        if (now := rules.standing([row for whose, row in rows if whose is person], NEW_YEAR + on * DAY))
    }
    by_sql = db.session.execute(queries.pool(course.id, NEW_YEAR + on * DAY)[0]).all()
    assert {row[0].id for row in by_sql} == {row.id for row in by_python}
    assert len(by_sql) == len(by_python)


def test_a_delivery_is_a_finalised_event_of_the_course_over_by_that_day(course: Course) -> None:
    who = factories.person()
    factories.standing(who, course)
    taught(course, who, NEW_YEAR)
    taught(course, who, NEW_YEAR - 40 * DAY, EnrolmentRole.CO_TRAINER)
    taught(course, who, NEW_YEAR, finalised_at=None)
    taught(course, who, NEW_YEAR, EnrolmentRole.PARTICIPANT)
    taught(course, who, NEW_YEAR, EnrolmentRole.OBSERVER)
    taught(course, who, NEW_YEAR, status=EnrolmentStatus.WITHDRAWN)
    taught(factories.course(), who, NEW_YEAR)
    assert pool(course, NEW_YEAR)[0][2:] == (2, NEW_YEAR)
    assert pool(course, NEW_YEAR - DAY)[0][2:] == (1, NEW_YEAR - 40 * DAY)
    assert pool(course, NEW_YEAR - 41 * DAY)[0][2:] == (0, None)
    listed = db.session.scalars(queries.delivered_by(who.id, course.id, NEW_YEAR)).all()
    assert [one.ends_on for one in listed] == [NEW_YEAR, NEW_YEAR - 40 * DAY]


def test_a_row_recorded_today_leaves_the_answer_of_an_earlier_day(course: Course) -> None:
    who = factories.person()
    factories.standing(who, course, TrainerLevel.CERTIFIED, NEW_YEAR)
    taught(course, who, NEW_YEAR)
    before = pool(course, NEW_YEAR)
    services.set_status(who, course, TrainerLevel.LAPSED, from_on=NEW_YEAR + DAY, evidence="", by=None, at=clock.now())
    taught(course, who, NEW_YEAR + DAY)
    assert pool(course, NEW_YEAR) == before


def test_the_pool_is_filtered_by_level_and_by_the_region_served_in_on_that_day(course: Course) -> None:
    factories.region("TM-M"), factories.region("TM-L")
    moved, settled, left = factories.person(), factories.person(), factories.person()
    factories.post(left, region_code="TM-L", ends_on=NEW_YEAR - DAY)
    factories.standing(left, course)
    factories.post(moved, region_code="TM-M", ends_on=NEW_YEAR - DAY)
    factories.post(moved, region_code="TM-L", starts_on=NEW_YEAR)
    factories.post(settled, region_code="TM-L", starts_on=None)
    factories.standing(moved, course, TrainerLevel.MASTER)
    factories.standing(settled, course, TrainerLevel.CERTIFIED)
    assert [row[0] for row in pool(course, NEW_YEAR - DAY, region="TM-M")] == [moved]
    assert pool(course, NEW_YEAR, region="TM-M") == []
    assert [row[0] for row in pool(course, NEW_YEAR, region="TM-L")] == [moved, settled]
    assert [row[0] for row in pool(course, NEW_YEAR, level=TrainerLevel.MASTER)] == [moved]
    offered = db.session.scalars(queries.regions_of(course.id, NEW_YEAR - DAY)).all()
    assert {one.code for one in offered} == {"TM-M", "TM-L"}
    assert moved.post_on(NEW_YEAR).region_code == "TM-L" and left.post_on(NEW_YEAR) is None


def test_only_rows_of_people_and_events_in_scope_are_seen(course: Course) -> None:
    own, theirs = factories.person(), factories.person(of=factories.office("KG"))
    for who in (own, theirs):
        factories.standing(who, course)
    taught(course, own, NEW_YEAR)
    taught(course, own, NEW_YEAR, of=factories.office("KG"))
    with looking(scope_of(factories.account(Role.REPORTING_OFFICER, of=factories.office("TM")), Permission.SEE_TOT)):
        assert pool(course, NEW_YEAR) == [(own, TrainerLevel.CERTIFIED, 1, NEW_YEAR)]
        assert db.session.execute(queries.levels([course.id], NEW_YEAR)).all() == [(course.id, TrainerLevel.CERTIFIED, 1)]
        assert [person for person, _known in db.session.execute(queries.candidates(course.id, ""))] == [own]


def test_pools_list_courses_with_trainers_and_tot_courses_with_numbers_by_level(
    manager: FlaskClient, course: Course
) -> None:
    tot, bare = factories.course("TOT-1", kind=EventKind.TOT), factories.course("BARE-1")
    for number in range(11):
        level = TrainerLevel.CERTIFIED if number else TrainerLevel.CANDIDATE
        factories.standing(factories.person(), course, level)
    page = manager.get("/tot/pool").text
    assert course.code in page and tot.code in page and bare.code not in page
    assert 'data-label="Certified">10</td>' in page and 'data-label="Trainee">1</td>' in page
    assert course.code not in manager.get("/tot/pool?text=tot").text
    assert "No course matches" in manager.get("/tot/pool?text=nothing").text


def test_a_pool_without_trainers_says_what_to_do_next(manager: FlaskClient) -> None:
    assert "No trainers yet" in manager.get("/tot/pool").text
    assert "Record who may train it" in manager.get(f"/tot/pool/{factories.course().id}").text


def test_the_pool_shows_the_day_that_is_asked_for(manager: FlaskClient, course: Course) -> None:
    factories.standing(factories.person("Тренеров"), course, TrainerLevel.MASTER, NEW_YEAR)
    assert "Тренеров" in manager.get(f"/tot/pool/{course.id}").text
    assert "Тренеров" not in manager.get(f"/tot/pool/{course.id}?on=2011-12-31").text
    assert "As of 31 Dec 2011" in manager.get(f"/tot/pool/{course.id}?on=2011-12-31").text


@pytest.mark.parametrize("asked", [
    "on=soon", "on=0001-01-01", "on=9999-12-31", "level=general", "region=XX-1", "sort=-last_on", "sort=level", "sort=-number",
    "sort=region", "sort=since", "sort=nothing&page=999", "on=2011-12-31&level=master&region=",
])  # fmt: skip
def test_any_filter_is_answered_with_a_page(manager: FlaskClient, course: Course, asked: str) -> None:
    who = factories.person()
    factories.standing(who, course)
    assert manager.get(f"/tot/pool/{course.id}?{asked}").status_code == 200
    assert manager.get(f"/tot/pool/{course.id}/trainers/{who.id}?{asked}").status_code == 200


def test_levels_sort_in_their_order_and_not_by_their_codes(manager: FlaskClient, course: Course) -> None:
    for level in (TrainerLevel.LAPSED, TrainerLevel.CERTIFIED, TrainerLevel.CO_TRAINER):
        factories.standing(factories.person(f"Б{level}"), course, level)
    page = manager.get(f"/tot/pool/{course.id}?sort=level").text
    assert page.index("Бco_trainer") < page.index("Бcertified") < page.index("Бlapsed")


def test_a_trainers_page_shows_every_row_with_its_evidence_and_event(manager: FlaskClient, course: Course) -> None:
    who, event = factories.person(), factories.event(title_en="The teach-back")
    factories.standing(who, course, TrainerLevel.CANDIDATE, NEW_YEAR - DAY, evidence="Completed the TOT course")
    factories.standing(who, course, TrainerLevel.CERTIFIED, NEW_YEAR, evidence="Decision 7", event_id=event.id)
    page = manager.get(f"/tot/pool/{course.id}/trainers/{who.id}").text
    for words in ("Completed the TOT course", "Decision 7", "The teach-back", "Since 1 Jan 2012"):
        assert words in page
    assert "Since 31 Dec 2011" in manager.get(f"/tot/pool/{course.id}/trainers/{who.id}?on=2011-12-31").text


def test_a_manager_records_a_row(manager: FlaskClient, course: Course) -> None:
    who = factories.person()
    event = factories.enrolment(factories.event(), who).event
    data = {"level": "certified", "from_on": "2012-01-01", "evidence": "Decision 7", "event": event.id}
    assert manager.post(f"/tot/pool/{course.id}/trainers/{who.id}/record", data=data).status_code == 303
    row = db.session.scalars(select(TrainerStatus)).one()
    assert (row.person, row.course, row.level, row.event) == (who, course, TrainerLevel.CERTIFIED, event)
    assert (row.from_on, row.evidence) == (NEW_YEAR, "Decision 7")
    assert row.recorded_by_id is not None


@pytest.mark.parametrize("wrong", [
    {"evidence": " "}, {"level": "general"}, {"level": ""}, {"from_on": ""}, {"from_on": "9999-12-31"}, {"event": "999999"},
    {"evidence": "x" * 501},
])  # fmt: skip
def test_a_wrong_row_is_refused_with_its_input_kept(manager: FlaskClient, course: Course, wrong: dict[str, str]) -> None:
    who = factories.person()
    right = {"level": "certified", "from_on": "2012-01-01", "evidence": "Decision 7", "event": ""}
    answer = manager.post(f"/tot/pool/{course.id}/trainers/{who.id}/record", data=right | wrong)
    assert answer.status_code == 422 and "Please correct this" in answer.text
    assert wrong.get("evidence", "Decision 7").strip() in answer.text
    assert db.session.scalars(select(TrainerStatus)).all() == []


def test_an_event_that_the_person_was_not_on_is_no_choice(manager: FlaskClient, course: Course) -> None:
    data = {"level": "candidate", "from_on": "2012-01-01", "event": factories.event().id}
    assert manager.post(f"/tot/pool/{course.id}/trainers/{factories.person().id}/record", data=data).status_code == 422


def test_a_standing_begins_at_the_latest_on_the_present_day_of_the_persons_office(course: Course) -> None:
    who, late_evening = factories.person(), datetime(2011, 12, 31, 19, 30, tzinfo=UTC)  # half past midnight in Ashgabat
    record = {"evidence": "Decision 7", "by": None, "at": late_evening}
    services.set_status(who, course, TrainerLevel.CERTIFIED, from_on=NEW_YEAR, **record)
    with pytest.raises(Refused, match="today or earlier"):
        services.set_status(who, course, TrainerLevel.MASTER, from_on=NEW_YEAR + DAY, **record)


def test_people_of_the_pool_and_trainers_of_its_events_are_found_first(course: Course) -> None:
    nobody, in_pool, teacher = factories.person("Абаев"), factories.person("Яковлев"), factories.person("Щукин")
    factories.standing(in_pool, course)
    taught(course, teacher, NEW_YEAR)
    found = [tuple(row) for row in db.session.execute(queries.candidates(course.id, ""))]
    assert found == [(teacher, True), (in_pool, True), (nobody, False)]
    assert [person for person, _known in db.session.execute(queries.candidates(course.id, "аБА аман"))] == [nobody]


def test_a_foreign_person_answers_as_a_missing_one_does(manager: FlaskClient, course: Course) -> None:
    theirs = factories.person("Чужой", of=factories.office("KG"))
    factories.standing(theirs, course)
    for key in (theirs.id, 999999):
        for path in (f"/tot/pool/{course.id}/trainers/{key}", f"/tot/pool/{course.id}/trainers/{key}/record"):
            assert manager.get(path).status_code == 404
        assert manager.post(f"/tot/pool/{course.id}/trainers/{key}/record", data={"level": "master"}).status_code == 404
    for path in (f"/tot/pool/{course.id}", f"/tot/pool/{course.id}/candidates?text=Чужой"):
        assert theirs.full_name not in manager.get(path).text


@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_enters_what_the_policy_says(course: Course, signed_in: Enter, role: Role | None) -> None:
    who = factories.person("Тренеров")
    factories.standing(who, course)
    held = POLICY[role] if role else frozenset()
    browser, root = signed_in(factories.account(role)), f"/tot/pool/{course.id}"
    for path in (root, f"{root}/trainers/{who.id}"):
        assert ("Тренеров" in browser.get(path).text) == (Permission.SEE_TOT in held), path
    for path in (f"{root}/candidates", f"{root}/trainers/{who.id}/record"):
        assert (browser.get(path).status_code == 200) == (Permission.EDIT_TOT in held), path


def test_the_pool_does_not_ask_more_of_the_database_as_it_grows(manager: FlaskClient, course: Course) -> None:
    paths = (f"/tot/pool/{course.id}", "/tot/pool", f"/tot/pool/{course.id}/candidates")
    numbers: list[list[int]] = []
    for more in (1, 6):
        for _ in range(more):
            who = factories.person()
            factories.post(who)
            event = taught(course, who, NEW_YEAR)
            factories.standing(who, course, event_id=event.id)
            factories.standing(who, factories.course())
        numbers.append([])
        for path in paths:
            with counted() as statements:
                assert manager.get(path).status_code == 200
            numbers[-1].append(len(statements))
    assert numbers[0] == numbers[1]
    assert max(numbers[1]) <= 15
