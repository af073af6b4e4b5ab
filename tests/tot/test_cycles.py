"""Cycles, cohorts, stages and links: what a manager can plan, who may look, and what is refused."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms import clock
from lms.accounts.permissions import POLICY, Permission, Role
from lms.accounts.scope import Scope, looking
from lms.audit.models import AuditEntry
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind
from lms.extensions import db
from lms.tot import queries, services
from lms.tot.models import Cohort, Stage, StageEvent, StageKind, TotCycle
from tests import factories
from tests.factories import AT
from tests.queries import counted, read_ledger

Enter = Callable[..., FlaskClient]
TITLES = {"title_en": "Trainers for Mary", "title_ru": "Тренеры для Мары"}
DATES = {"starts_on": "2011-10-01", "ends_on": "2012-09-30"}


@pytest.fixture
def cycle(app: Flask) -> TotCycle:
    """Give a cycle of the office TM."""
    return factories.cycle()


@pytest.fixture
def foreign(app: Flask) -> TotCycle:
    """Give a cycle of the office KG, with a stage that has an event."""
    made = factories.cycle(factories.project(of=factories.office("KG")), title_en="A foreign cycle")
    factories.stage(made, StageKind.CASCADE, factories.event(of=factories.office("KG")))
    return made


@pytest.fixture
def manager(app: Flask, signed_in: Enter) -> FlaskClient:
    """Give the browser of a project manager of the office TM."""
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office("TM")))


def test_a_manager_plans_a_cycle(manager: FlaskClient) -> None:
    project, course = factories.project(), factories.course()
    answer = manager.post("/tot/new", data={"project": project.id, "course": course.id, **TITLES, **DATES})
    made = db.session.scalars(select(TotCycle)).one()
    assert answer.status_code == 303 and answer.location == f"/tot/{made.id}"
    assert (made.project, made.course, made.title_ru) == (project, course, "Тренеры для Мары")
    assert (made.starts_on, made.ends_on) == (date(2011, 10, 1), date(2012, 9, 30))
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry and (entry.object_type, entry.action) == ("tot_cycle", "tot_cycle.plan")


def test_a_cycle_is_changed(manager: FlaskClient, cycle: TotCycle) -> None:
    course = factories.course()
    form = manager.get(f"/tot/{cycle.id}/edit").text
    assert f'<option selected value="{cycle.project_id}">' in form and 'value="A cycle"' in form
    data = {"project": cycle.project_id, "course": course.id, **TITLES, "starts_on": "2011-10-02", "ends_on": "2011-10-02"}
    assert manager.post(f"/tot/{cycle.id}/edit", data=data).status_code == 303
    assert (cycle.course, cycle.title_en, cycle.ends_on) == (course, "Trainers for Mary", date(2011, 10, 2))


@pytest.mark.parametrize("wrong", [
    {"ends_on": "2011-09-30"}, {"ends_on": ""}, {"starts_on": "soon"}, {"title_ru": ""}, {"title_en": "x" * 301},
    {"title_en": "a\x00b"}, {"project": ""}, {"project": "x"}, {"course": "999999"},
])  # fmt: skip
def test_a_wrong_cycle_is_refused_on_the_page_with_its_input(manager: FlaskClient, wrong: dict[str, str]) -> None:
    right = {"project": str(factories.project().id), "course": str(factories.course().id), **TITLES, **DATES}
    answer = manager.post("/tot/new", data=right | wrong)
    assert answer.status_code == 422
    assert "Please correct this" in answer.text
    assert "Trainers for Mary" in answer.text or "Тренеры для Мары" in answer.text
    assert db.session.scalars(select(TotCycle)).all() == []


def test_a_project_of_another_office_is_no_choice(manager: FlaskClient) -> None:
    theirs, data = factories.project(of=factories.office("KG")), {"course": factories.course().id, **TITLES, **DATES}
    refused = [manager.post("/tot/new", data={"project": key, **data}) for key in (theirs.id, 999999)]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert theirs.code not in manager.get("/tot/new").text


def test_the_list_shows_ones_own_cycles_by_project_and_course(
    manager: FlaskClient, cycle: TotCycle, foreign: TotCycle
) -> None:
    other = factories.cycle(title_en="Another cycle")
    everything = manager.get("/tot").text
    assert "A cycle" in everything and "Another cycle" in everything and "A foreign cycle" not in everything
    assert "Another cycle" not in manager.get(f"/tot?project={cycle.project_id}").text
    assert "Another cycle" not in manager.get(f"/tot?course={cycle.course_id}").text
    assert "No cycle matches" in manager.get(f"/tot?project={cycle.project_id}&course={other.course_id}").text
    assert manager.get(f"/tot?project={foreign.project_id}&course=x&page=-1&sort=nothing").status_code == 200


def test_the_list_sorts_and_pages(manager: FlaskClient) -> None:
    project = factories.project()
    for number in range(27):
        factories.cycle(project, title_en=f"Cycle {number:02}", starts_on=date(2011, 1, 1) + timedelta(number))
    first, second = manager.get("/tot").text, manager.get("/tot?page=2").text
    assert "Cycle 26" in first and "Cycle 01" not in first and "Cycle 01" in second
    assert "Cycle 00" in manager.get("/tot?sort=title").text
    for key in ("project", "-course", "-starts"):
        assert manager.get(f"/tot?sort={key}").status_code == 200


def test_an_empty_list_says_what_to_do_next(manager: FlaskClient, signed_in: Enter) -> None:
    assert "Plan the first one" in manager.get("/tot").text
    officer = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert "once a project manager has planned them" in officer.get("/tot").text


def test_cohorts_are_added_renamed_and_removed(manager: FlaskClient, cycle: TotCycle) -> None:
    path = f"/tot/{cycle.id}/cohorts"
    assert manager.post(f"{path}/new", data={"name": "North", "planned_size": "16"}).status_code == 303
    cohort = db.session.scalars(select(Cohort)).one()
    assert (cohort.name, cohort.planned_size) == ("North", 16)
    assert manager.post(f"{path}/{cohort.id}/edit", data={"name": "South", "planned_size": ""}).status_code == 303
    assert (cohort.name, cohort.planned_size) == ("South", None)
    assert manager.post(f"{path}/{cohort.id}/remove").status_code == 303
    assert db.session.scalars(select(Cohort)).all() == []


def test_a_cycle_has_no_two_cohorts_of_one_name(manager: FlaskClient, cycle: TotCycle) -> None:
    north, south = (factories.cohort(cycle, name) for name in ("North", "South"))
    for path in (f"/tot/{cycle.id}/cohorts/new", f"/tot/{cycle.id}/cohorts/{south.id}/edit"):
        answer = manager.post(path, data={"name": "North"})
        assert answer.status_code == 422 and "The cycle has a cohort North already." in answer.text
    assert manager.post(f"/tot/{cycle.id}/cohorts/{north.id}/edit", data={"name": "North"}).status_code == 303


@pytest.mark.parametrize("data", [{"name": ""}, {"name": "x" * 101}, *(
    {"name": "North", "planned_size": size} for size in ("0", "-1", "10001", "99999999999999999999", "many")
)])  # fmt: skip
def test_a_wrong_cohort_is_refused(manager: FlaskClient, cycle: TotCycle, data: dict[str, str]) -> None:
    assert manager.post(f"/tot/{cycle.id}/cohorts/new", data=data).status_code == 422


def test_a_cohort_with_stages_stays(manager: FlaskClient, cycle: TotCycle) -> None:
    cohort = factories.stage(cycle).cohort
    manager.post(f"/tot/{cycle.id}/cohorts/{cohort.id}/remove")
    assert db.session.get(Cohort, cohort.id) is not None
    assert f"Remove the stages of {cohort.name} first." in manager.get(f"/tot/{cycle.id}").text


def test_stages_are_added_changed_and_removed(manager: FlaskClient, cycle: TotCycle) -> None:
    cohort = factories.cohort(cycle, "North")
    data = {"kind": "selection", "planned_from": "2011-10-10", "planned_to": "2011-10-10", "done_on": "2011-10-09", "note": "By letter"}
    assert manager.post(f"/tot/{cycle.id}/cohorts/{cohort.id}/stages/new", data=data).status_code == 303
    stage = db.session.scalars(select(Stage)).one()
    assert (stage.kind, stage.planned_to, stage.note) == (StageKind.SELECTION, date(2011, 10, 10), "By letter")
    assert stage.done_on == date(2011, 10, 9) and "Done" in manager.get(f"/tot/{cycle.id}").text
    path = f"/tot/{cycle.id}/stages/{stage.id}"
    assert manager.post(f"{path}/edit", data=data | {"kind": "pre_test", "planned_to": "2011-10-28"}).status_code == 303
    assert (stage.kind, stage.planned_to) == (StageKind.PRE_TEST, date(2011, 10, 28))
    assert manager.post(f"{path}/edit", data=data | {"planned_to": "2011-10-09"}).status_code == 422
    assert manager.post(f"{path}/edit", data=data | {"kind": "graduation"}).status_code == 422
    assert manager.post(f"{path}/remove").status_code == 303
    assert db.session.scalars(select(Stage)).all() == []


def test_dates_at_the_ends_of_the_calendar_are_shown_without_a_fault(manager: FlaskClient) -> None:
    far = factories.cycle(starts_on=date.min, ends_on=date.max)
    stage = factories.stage(far, planned_from=date.min, planned_to=date.max)
    assert manager.get(f"/tot/{far.id}").status_code == 200
    assert manager.get(f"/tot/{far.id}/stages/{stage.id}/events").status_code == 200


def test_events_are_linked_and_unlinked(manager: FlaskClient, cycle: TotCycle) -> None:
    stage, events = factories.stage(cycle), [factories.event(projects=(cycle.project,)) for _ in range(2)]
    path = f"/tot/{cycle.id}/stages/{stage.id}/events"
    assert manager.post(path, data={"event": [one.id for one in events]}).status_code == 303
    assert {link.event_id for link in stage.links} == {one.id for one in events}
    assert manager.post(f"{path}/{events[0].id}/remove").status_code == 303
    assert [link.event_id for link in stage.links] == [events[1].id]
    assert manager.post(f"{path}/{events[0].id}/remove").status_code == 404


def test_an_event_that_was_ticked_stays_ticked_in_the_next_search(manager: FlaskClient, cycle: TotCycle) -> None:
    stage, ticked, found = factories.stage(cycle), factories.event(), factories.event(title_en="Another")
    page = manager.get(f"/tot/{cycle.id}/stages/{stage.id}/events", query_string={"text": "another", "event": ticked.id}).text
    boxes = re.findall(r'name="event" value="(\d+)"( checked)?', page)
    assert boxes == [(str(ticked.id), " checked"), (str(found.id), "")]


def test_the_same_event_is_not_linked_twice(manager: FlaskClient, cycle: TotCycle) -> None:
    event = factories.event(title_en="A linked event")
    stage = factories.stage(cycle, StageKind.TOT_COURSE, event)
    path = f"/tot/{cycle.id}/stages/{stage.id}/events"
    assert manager.post(path, data={"event": event.id}).status_code == 303
    assert "is linked to this stage already" in manager.get(f"/tot/{cycle.id}").text
    assert len(db.session.scalars(select(StageEvent)).all()) == 1


def test_linking_nothing_says_so(manager: FlaskClient, cycle: TotCycle) -> None:
    answer = manager.post(f"/tot/{cycle.id}/stages/{factories.stage(cycle).id}/events", data={})
    assert answer.status_code == 422 and "Tick at least one event." in answer.text


def test_a_foreign_event_is_linked_no_more_than_a_missing_one(manager: FlaskClient, cycle: TotCycle) -> None:
    stage, own = factories.stage(cycle), factories.event()
    theirs = factories.event(of=factories.office("KG"), title_en="A foreign event")
    for wrong in (theirs.id, 999999, "x", "9" * 30, "-1", "٣"):
        assert manager.post(f"/tot/{cycle.id}/stages/{stage.id}/events", data={"event": [own.id, wrong]}).status_code == 404
    assert db.session.scalars(select(StageEvent)).all() == []
    assert "A foreign event" not in manager.get(f"/tot/{cycle.id}/stages/{stage.id}/events?text=foreign").text


def test_events_of_the_project_near_the_window_are_offered_first(cycle: TotCycle) -> None:
    stage = factories.stage(cycle, planned_from=date(2011, 11, 1), planned_to=date(2011, 11, 30))
    other = factories.event(starts_on=date(2011, 9, 2))
    own = factories.event(starts_on=date(2012, 1, 29), projects=(cycle.project,))
    far = factories.event(starts_on=date(2012, 1, 30), projects=(cycle.project,), title_en="Школа в Мары")
    factories.event(starts_on=date(2011, 11, 5), cancelled_at=AT)
    window = (date(2011, 9, 2), date(2012, 1, 29))
    assert [one.id for one in db.session.scalars(queries.linkable(stage, cycle.project_id, window))] == [own.id, other.id]
    found = db.session.scalars(queries.linkable(stage, cycle.project_id, window, "ШКОЛА мары")).all()
    assert [one.id for one in found] == [far.id]


def test_a_stage_is_removed_with_links_that_its_manager_does_not_see(cycle: TotCycle) -> None:
    stage = factories.stage(cycle, StageKind.CASCADE, factories.event(), factories.event(of=factories.office("KG")))
    key = stage.id
    db.session.expunge_all()
    with looking(Scope(offices=frozenset({factories.office("TM").id}))):
        seen = db.session.get_one(Stage, key)
        assert len(seen.links) == 1
        services.remove_stage(seen, by=None, at=AT)
    assert db.session.scalars(select(StageEvent)).all() == []


def test_the_planned_size_stands_beside_participants_of_the_tot_course(manager: FlaskClient, cycle: TotCycle) -> None:
    one, two = (factories.event(kind=EventKind.TOT, projects=(cycle.project,)) for _ in range(2))
    cascade = factories.event(projects=(cycle.project,))
    both = factories.enrolment(one).person
    factories.enrolment(two, both)
    factories.enrolment(two)
    factories.enrolment(one, role=EnrolmentRole.TRAINER)
    factories.enrolment(one, status=EnrolmentStatus.WITHDRAWN)
    factories.enrolment(cascade)
    cohort = factories.stage(cycle, StageKind.TOT_COURSE, one, two).cohort
    factories.stage(cycle, StageKind.CASCADE, cascade)
    assert dict(db.session.execute(queries.enrolled(cycle.id)).all()) == {cohort.id: 2}
    manager.post(f"/tot/{cycle.id}/cohorts/{cohort.id}/edit", data={"name": "North", "planned_size": "16"})
    assert "2 participants of the TOT course enrolled, 16 planned." in manager.get(f"/tot/{cycle.id}").text


def test_the_cycle_shows_each_stage_with_its_state_and_events(manager: FlaskClient, cycle: TotCycle) -> None:
    today = clock.today("Asia/Ashgabat")
    window = {"planned_from": today + timedelta(1), "planned_to": today + timedelta(9)}
    factories.stage(cycle, StageKind.SELECTION, note="not begun", **window)
    factories.stage(cycle, StageKind.PRE_TEST)
    factories.stage(cycle, StageKind.TOT_COURSE, factories.event(finalised_at=AT, title_en="The TOT course"))
    page = manager.get(f"/tot/{cycle.id}").text
    states = [page[page.index(name):].split('class="tag')[1].split("</span>")[0].split(">")[1] for name in
              ("Selection</strong>", "Pre-test</strong>", "TOT course</strong>")]  # fmt: skip
    assert states == ["Planned", "Due", "Done"]
    assert "The TOT course" in page and "No event is linked." in page


def test_an_event_of_a_cascade_stage_that_is_not_marked_says_that_it_counts_as_direct(
    manager: FlaskClient, cycle: TotCycle
) -> None:
    event = factories.event(projects=(cycle.project,))
    factories.stage(cycle, StageKind.CASCADE, event)
    assert "Counted as direct." in manager.get(f"/tot/{cycle.id}").text
    services.mark_cascade(event, cycle, 1, by=None, at=AT)
    db.session.commit()
    assert "Counted as direct." not in manager.get(f"/tot/{cycle.id}").text


def test_the_history_of_a_cycle_is_one_link_away(manager: FlaskClient, cycle: TotCycle) -> None:
    assert f"/audit/tot_cycle/{cycle.id}" in manager.get(f"/tot/{cycle.id}").text
    assert manager.get(f"/audit/tot_cycle/{cycle.id}").status_code == 200


def paths(of: TotCycle) -> list[tuple[str, str]]:
    """Return every address of a cycle and its parts, with the method that answers it."""
    cohort = of.cohorts[0]
    stage = cohort.stages[0]
    event = stage.links[0].event
    root, step = f"/tot/{of.id}", f"/tot/{of.id}/stages/{stage.id}"
    reads = [root, f"{root}/cascade", f"{root}/edit", f"{root}/cohorts/new", f"{root}/cohorts/{cohort.id}/edit",
             f"{root}/cohorts/{cohort.id}/stages/new", f"{step}/edit", f"{step}/events", f"/events/{event.id}/cascade"]  # fmt: skip
    writes = [f"{root}/cohorts/{cohort.id}/remove", f"{step}/remove", f"{step}/events/{event.id}/remove",
              f"/events/{event.id}/cascade/remove", *reads[2:]]  # fmt: skip
    return [("GET", path) for path in reads] + [("POST", path) for path in writes]


def test_everything_of_a_foreign_cycle_answers_as_a_missing_one_does(manager: FlaskClient, foreign: TotCycle) -> None:
    for method, path in paths(foreign):
        assert manager.open(path, method=method).status_code == 404, (method, path)
    assert db.session.get(TotCycle, foreign.id) is not None


def test_a_part_is_reached_through_its_own_cycle_only(manager: FlaskClient, cycle: TotCycle) -> None:
    other = factories.cycle()
    factories.stage(other, StageKind.CASCADE, factories.event())
    for method, path in paths(other):
        if path.startswith((f"/tot/{other.id}/cohorts/", f"/tot/{other.id}/stages/")) and not path.endswith("cohorts/new"):
            wrong = path.replace(f"/tot/{other.id}/", f"/tot/{cycle.id}/")
            assert manager.open(wrong, method=method).status_code == 404, (method, wrong)


@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_enters_what_the_policy_says(cycle: TotCycle, signed_in: Enter, role: Role | None) -> None:
    factories.stage(cycle, StageKind.CASCADE, factories.event())
    browser = signed_in(factories.account(role))
    held = POLICY[role] if role else frozenset()
    for method, path in sorted(paths(cycle), key=lambda one: one[0]):
        seeing = method == "GET" and path in {f"/tot/{cycle.id}", f"/tot/{cycle.id}/cascade"}
        allowed = (Permission.SEE_TOT if seeing else Permission.EDIT_TOT) in held
        assert (browser.open(path, method=method).status_code != 403) == allowed, (role, method, path)


def test_who_may_only_look_is_offered_no_change(cycle: TotCycle, signed_in: Enter) -> None:
    factories.stage(cycle, StageKind.CASCADE, factories.event())
    page = signed_in(factories.account(Role.REPORTING_OFFICER)).get(f"/tot/{cycle.id}").text
    for word in ("Add a cohort", "Add a stage", "Link events", "Unlink", "Mark as cascade", "/edit"):
        assert word not in page


def test_the_pages_do_not_ask_more_of_the_database_as_they_grow(manager: FlaskClient, cycle: TotCycle) -> None:
    numbers: dict[str, list[int]] = {"/tot": [], f"/tot/{cycle.id}": []}
    for more in (1, 4):
        for _ in range(more):
            events = [factories.event(projects=(cycle.project,), kind=EventKind.TOT) for _ in range(more)]
            factories.stage(cycle, StageKind.TOT_COURSE, *events, cohort_id=factories.cohort(cycle).id)
            factories.cycle(cycle.project)
        read_ledger()
        for path, seen in numbers.items():
            with counted() as statements:
                assert manager.get(path).status_code == 200
            seen.append(len(statements))
    for path, (few, many) in numbers.items():
        assert few == many <= 40, path
