"""Planning through the pages: what is created lies inside the writer's scope, and bad input comes back as it was."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.permissions import Role
from lms.courses.models import Event, EventOrganisation, Headcount, Session
from lms.courses.roster import Attendance
from lms.extensions import db
from tests import factories

Enter = Callable[..., FlaskClient]
PLAN = {
    "kind": "training", "title_en": "A title", "title_ru": "Название", "starts_on": "2011-10-10", "ends_on": "2011-10-11",
    "min_attendance_percent": "80", "currency": "USD", "counts_as_training": "y",
}  # fmt: skip


def manager(signed_in: Enter, **reach) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, **reach))


def planned() -> Event | None:
    return db.session.scalar(select(Event).where(Event.title_en == "A title"))


def test_a_manager_plans_in_their_office(app: Flask, signed_in: Enter) -> None:
    office = factories.office("TM")
    answer = manager(signed_in, of=office).post("/events/new", data=PLAN | {"office": office.id})
    assert answer.status_code == 303
    assert (planned().office_id, planned().code) == (office.id, "TM-2011-001")


def test_a_manager_cannot_plan_in_another_office(app: Flask, signed_in: Enter) -> None:
    foreign = factories.office("KG")
    browser = manager(signed_in, of=factories.office("TM"))
    assert "Office KG" not in browser.get("/events/new").get_data(as_text=True)
    answer = browser.post("/events/new", data=PLAN | {"office": foreign.id})
    assert answer.status_code == 422 and "Choose one of the list." in answer.get_data(as_text=True)
    assert planned() is None


@pytest.mark.parametrize("key", [999_999, 2**31, 10**30, "x"])
def test_an_office_that_does_not_exist_is_refused_as_a_foreign_one_is(app: Flask, signed_in: Enter, key: object) -> None:
    browser = manager(signed_in, of=factories.office("TM"))
    assert browser.post("/events/new", data=PLAN | {"office": key}).status_code == 422


def test_a_foreign_project_funds_nothing(app: Flask, signed_in: Enter) -> None:
    office, foreign = factories.office("TM"), factories.project(of=factories.office("KG"))
    browser = manager(signed_in, of=office)
    assert browser.post("/events/new", data=PLAN | {"office": office.id, "project": foreign.id}).status_code == 422
    event = factories.event(of=office)
    assert browser.post(f"/events/{event.id}/funding", data={"project": foreign.id}).status_code == 422
    assert event.funding == []


def test_a_manager_of_one_project_plans_what_it_funds(app: Flask, signed_in: Enter) -> None:
    project = factories.project(of=factories.office("TM"))
    browser = manager(signed_in, on=project)
    answer = browser.post("/events/new", data=PLAN | {"office": project.office_id, "project": project.id})
    assert answer.status_code == 303 and browser.get(answer.location).status_code == 200
    assert [part.project_id for part in planned().funding] == [project.id]


def test_a_manager_of_one_project_is_told_to_name_it(app: Flask, signed_in: Enter) -> None:
    project = factories.project(of=factories.office("TM"))
    answer = manager(signed_in, on=project).post("/events/new", data=PLAN | {"office": project.office_id})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Choose the project of yours that funds the event" in page
    assert 'value="A title"' in page and planned() is None


def test_the_project_through_which_one_sees_an_event_is_not_removed(app: Flask, signed_in: Enter) -> None:
    project, other = factories.project(of=factories.office("TM")), factories.project(of=factories.office("TM"))
    event = factories.event(of=factories.office("TM"), projects=(project, other))
    browser = manager(signed_in, on=project)
    browser.post(f"/events/{event.id}/funding/{project.id}/remove")
    assert {part.project_id for part in event.funding} == {project.id, other.id}
    manager(signed_in, of=event.office).post(f"/events/{event.id}/funding/{project.id}/remove")
    assert {part.project_id for part in event.funding} == {other.id}


def test_the_link_of_a_course_fills_its_rule_in(app: Flask, signed_in: Enter) -> None:
    course = factories.course(min_attendance_percent=75)
    page = signed_in(factories.account()).get(f"/events/new?course={course.id}").get_data(as_text=True)
    assert 'value="75"' in page and f'<option selected value="{course.id}"' in page


@pytest.mark.parametrize(("kind", "answer", "counts"), [
    ("training", "", True), ("attestation", "", False), ("consultation", "", False), ("study_tour", "n", False),
    ("conference", "y", True),
])  # fmt: skip
def test_the_kind_decides_whether_an_event_is_training_where_its_planner_does_not(
    app: Flask, signed_in: Enter, kind: str, answer: str, counts: bool
) -> None:
    data = PLAN | {"office": factories.office("TM").id, "kind": kind, "counts_as_training": answer, "min_attendance_percent": ""}
    assert signed_in(factories.account()).post("/events/new", data=data).status_code == 303
    made = planned()
    assert made is not None and (made.counts_as_training, made.min_attendance_percent) == (counts, 80)


def test_an_answer_that_was_not_offered_changes_no_rule(app: Flask, signed_in: Enter) -> None:
    event = factories.event(counts_as_training=False)
    answer = signed_in(factories.account()).post(f"/events/{event.id}/edit", data=PLAN | {"counts_as_training": "anything"})
    assert answer.status_code == 422 and event.counts_as_training is False


def test_another_kind_of_an_event_decides_anew_where_the_first_one_did(app: Flask, signed_in: Enter) -> None:
    event, browser = factories.event(counts_as_training=True), signed_in(factories.account())
    assert '<option selected value="">As its course or kind says' in browser.get(f"/events/{event.id}/edit").get_data(as_text=True)
    browser.post(f"/events/{event.id}/edit", data=PLAN | {"kind": "attestation", "counts_as_training": ""})
    assert event.counts_as_training is False
    browser.post(f"/events/{event.id}/edit", data=PLAN | {"kind": "attestation", "counts_as_training": "y"})
    assert '<option selected value="y">' in browser.get(f"/events/{event.id}/edit").get_data(as_text=True)


def test_no_organisation_or_project_takes_part_unless_it_was_chosen(app: Flask, signed_in: Enter) -> None:
    event, browser = factories.event(), signed_in(factories.account())
    factories.organisation(), factories.project()
    for path, data in (("organisations", {"organisation": "", "role": "host"}), ("funding", {"project": ""})):
        assert browser.post(f"/events/{event.id}/{path}", data=data).status_code == 422
    assert not event.organisations and not event.funding


@pytest.mark.parametrize("link", ["course=99999999999999999999", "project=-1", "course=x", "project=999999", "course=" + "9" * 5000])
def test_a_link_that_names_nothing_opens_the_empty_form(app: Flask, signed_in: Enter, link: str) -> None:
    assert signed_in(factories.account()).get(f"/events/new?{link}").status_code == 200


@pytest.mark.parametrize("bad", [
    {"title_en": ""}, {"title_ru": "x" * 301}, {"starts_on": "31.12.2011"}, {"ends_on": "2011-10-09"}, {"kind": "party"},
    {"min_attendance_percent": "101"}, {"capacity": "0"}, {"capacity": "9" * 40}, {"cost_planned": "NaN"},
    {"cost_planned": "sNaN"}, {"cost_planned": "Infinity"}, {"title_en": "nul\x00"},
    {"region_code": "TM-M", "country": ""}, {"edition": "4th"}, {"currency": "DOLLAR"}, {"starts_on": "0001-01-01"},
])  # fmt: skip
def test_bad_input_comes_back_with_a_sentence(app: Flask, signed_in: Enter, bad: dict) -> None:
    office = factories.office("TM")
    data = PLAN | {"office": office.id, "venue": "Kept venue"} | bad
    answer = signed_in(factories.account()).post("/events/new", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422, page
    assert "Please correct this" in page and 'value="Kept venue"' in page


def test_the_form_of_an_event_opens_with_what_is_known(app: Flask, signed_in: Enter) -> None:
    course = factories.course()
    event = factories.event(course=course, city="Мары", country="TM", region_code=factories.region("TM-M").code)
    page = signed_in(factories.account()).get(f"/events/{event.id}/edit").get_data(as_text=True)
    for shown in (f'<option selected value="{course.id}"', 'value="Мары"', '<option selected value="TM-M"'):
        assert shown in page


def test_an_event_keeps_office_code_and_funding_when_it_is_edited(app: Flask, signed_in: Enter) -> None:
    project = factories.project(of=factories.office("TM"))
    event = factories.event(of=project.office, projects=(project,), code="KEPT")
    foreign = factories.office("KG")
    browser = manager(signed_in, on=project)
    answer = browser.post(f"/events/{event.id}/edit", data=PLAN | {"office": foreign.id, "code": "NEW", "project": ""})
    assert answer.status_code == 303
    assert (event.title_en, event.code, event.office_id, len(event.funding)) == ("A title", "KEPT", project.office_id, 1)


def parts(event: Event) -> list[str]:
    factories.keep(EventOrganisation(event_id=event.id, organisation_id=factories.organisation().id, role="host"))
    factories.keep(Headcount(event_id=event.id, number=5, reason="r", source="s"))
    db.session.expire_all()
    project = event.funding[0].project_id
    return [
        f"sessions/{event.sessions[0].id}/edit", f"sessions/{event.sessions[0].id}/remove", f"funding/{project}/remove",
        f"organisations/{event.organisations[0].id}/remove", f"headcounts/{event.headcounts[0].id}/remove",
    ]  # fmt: skip


def test_a_part_belongs_to_the_event_of_its_address(app: Flask, signed_in: Enter) -> None:
    event, other = factories.event(sessions=1, projects=(factories.project(),)), factories.event()
    browser = signed_in(factories.account())
    for path in parts(event):
        assert browser.post(f"/events/{other.id}/{path}").status_code == 404, path
    assert (len(event.sessions), len(event.funding), len(event.organisations), len(event.headcounts)) == (1, 1, 1, 1)


def test_everything_of_a_foreign_event_answers_as_of_a_missing_one(app: Flask, signed_in: Enter) -> None:
    foreign = factories.event(of=factories.office("KG"), sessions=1, projects=(factories.project(of=factories.office("KG")),))
    browser = manager(signed_in, of=factories.office("TM"))
    new = ["sessions/new", "sessions/fill", "organisations", "funding", "headcounts", "edit", "confirm", "cancel", "restore"]
    for path in (*parts(foreign), *new):
        mine, missing = (browser.post(f"/events/{key}/{path}", data=PLAN).status_code for key in (foreign.id, 999_999))
        assert mine == missing == 404, path


def test_parts_are_removed(app: Flask, signed_in: Enter) -> None:
    event = factories.event(sessions=1, projects=(factories.project(),))
    browser = signed_in(factories.account())
    for path in parts(event)[1:]:
        assert browser.post(f"/events/{event.id}/{path}").status_code == 303, path
    assert (event.sessions, event.funding, event.organisations, event.headcounts) == ([], [], [], [])


SESSION = {"day": "2011-10-10", "starts_at": "14:00", "ends_at": "15:30", "title": "Evidence"}


@pytest.mark.parametrize("bad", [{"day": "2012-01-01"}, {"ends_at": "13:00"}, {"title": ""}, {"starts_at": "25:00"}])
def test_a_session_that_cannot_be_comes_back_as_typed(app: Flask, signed_in: Enter, bad: dict) -> None:
    event = factories.event()
    answer = signed_in(factories.account()).post(f"/events/{event.id}/sessions/new", data=SESSION | {"room": "Kept"} | bad)
    assert answer.status_code == 422 and 'value="Kept"' in answer.get_data(as_text=True)
    assert event.sessions == []


def test_a_session_is_added_and_corrected(app: Flask, signed_in: Enter) -> None:
    event, browser = factories.event(), signed_in(factories.account())
    browser.post(f"/events/{event.id}/sessions/new", data=SESSION)
    made = db.session.scalar(select(Session).where(Session.event_id == event.id))
    browser.post(f"/events/{event.id}/sessions/{made.id}/edit", data=SESSION | {"ends_at": "16:00", "trainer": "Both"})
    assert (made.minutes, made.trainer) == (120, "Both")


def test_a_session_in_which_people_are_marked_is_not_removed(app: Flask, signed_in: Enter) -> None:
    event = factories.event(sessions=1)
    one, session = factories.enrolment(event), event.sessions[0]
    factories.keep(
        Attendance(enrolment_id=one.id, session_id=session.id, mark="present", method="phone", recorded_at=factories.AT)
    )
    browser = signed_in(factories.account())
    browser.post(f"/events/{event.id}/sessions/{session.id}/remove")
    assert len(event.sessions) == 1
    assert "marks are never removed" in browser.get(f"/events/{event.id}").get_data(as_text=True)


def test_the_days_are_filled(app: Flask, signed_in: Enter) -> None:
    event, browser = factories.event(), signed_in(factories.account())
    fill = {"starts_at": "09:00", "minutes": "90", "pause": "30", "number": "4"}
    assert browser.post(f"/events/{event.id}/sessions/fill", data=fill).status_code == 303
    assert [s.title for s in event.sessions] == ["Session 1", "Session 2", "Session 3", "Session 4"]
    assert browser.post(f"/events/{event.id}/sessions/fill", data=fill).status_code == 422
    assert browser.post(f"/events/{event.id}/sessions/fill", data=fill | {"starts_at": "20:00"}).status_code == 422


def test_a_headcount_needs_a_reason_and_a_source(app: Flask, signed_in: Enter) -> None:
    event, browser = factories.event(), signed_in(factories.account())
    line = {"number": "70", "sex": "not_stated", "reason": "List lost", "source": "Newsletter", "is_estimate": "y"}
    for missing in ("reason", "source", "number"):
        assert browser.post(f"/events/{event.id}/headcounts", data=line | {missing: ""}).status_code == 422
    assert browser.post(f"/events/{event.id}/headcounts", data=line).status_code == 303
    assert (event.headcounts[0].number, event.headcounts[0].is_estimate) == (70, True)
