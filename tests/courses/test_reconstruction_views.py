"""Old reports through the pages: one page enters them, another corrects them, and the mark is seen wherever they show."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.permissions import Role
from lms.courses.models import Event
from lms.extensions import db
from lms.participants.models import Sex
from lms.projects.models import Project
from tests import factories
from tests.reports.holding import held, officer

Enter = Callable[..., FlaskClient]


@pytest.fixture
def project(app: Flask) -> Project:
    factories.region("TM-M")
    return factories.project(of=factories.office("TM"))


@pytest.fixture
def manager(project: Project, signed_in: Enter) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=project.office))


def typed(**more: Any) -> dict[str, Any]:
    return {
        "kind": "training", "title_en": "Trainings of spring 2010", "starts_on": "2010-03-01", "ends_on": "2010-05-31",
        "country": "TM", "source": "Annual report 2010", "source_page": "14", "source_on": "2011-01-31", "reason": "No list is left",
        "lines-0-category": str(factories.category().id), "lines-0-region_code": "TM-M", "lines-0-female": "5", "lines-0-male": "12",
        "lines-1-unsaid": "30", "lines-1-is_estimate": "y", "lines-2-category": "",
    } | more  # fmt: skip


def the_event() -> Event | None:
    return db.session.scalar(select(Event).where(Event.title_en.startswith("Trainings of")))


def entered(manager: FlaskClient, project: Project, **more: Any) -> Event:
    answer = manager.post(f"/projects/{project.id}/old-report", data=typed(**more))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    made = the_event()
    assert made
    return made


def text(manager: FlaskClient, address: str) -> str:
    return manager.get(address).get_data(as_text=True)


def test_a_report_is_entered_on_one_page(manager: FlaskClient, project: Project) -> None:
    event = entered(manager, project)
    assert event.is_finalised and event.title_ru == "Trainings of spring 2010" and event.office_id == project.office_id
    lines = {(one.sex, one.number, one.country, one.region_code, one.is_estimate) for one in event.headcounts}
    assert lines == {
        (Sex.FEMALE, 5, "TM", "TM-M", False), (Sex.MALE, 12, "TM", "TM-M", False), (Sex.NOT_STATED, 30, "TM", None, True),
    }  # fmt: skip


def test_the_mark_is_seen_wherever_the_event_and_its_numbers_show(manager: FlaskClient, project: Project) -> None:
    event = entered(manager, project)
    page = text(manager, f"/events/{event.id}")
    assert "Annual report 2010, p. 14, 31 Jan 2011" in page and "About 30" in page and "Reconstructed" in page
    assert "Sign-in sheet" not in page and "No sessions yet" not in page
    for address in ("/events", "/events.csv", "/figures/rows?figure=headcounts", "/figures/rows?figure=events", "/figures/rows.csv?figure=events"):
        assert "Reconstructed" in text(manager, address), address
    figures = text(manager, "/figures?first=&last=")
    assert "of which 47 from headcounts, of which 47 reconstructed from old reports" in figures
    assert "figure=reconstructed" in figures
    rows = text(manager, "/figures/rows?figure=reconstructed")
    assert "Reconstructed from old reports: 47" in rows and "Annual report 2010, p. 14" in rows
    assert "of which reconstructed,47" in text(manager, "/figures.csv").replace(",,", ",")


@pytest.mark.parametrize(("wrong", "words"), [
    ({"title_en": ""}, "Give the title in one language"), ({"source": " "}, "This field is required."),
    ({"lines-0-female": "0"}, "between 1 and 100000"), ({"lines-0-male": "many"}, "Not a valid integer value."),
    ({"lines-0-female": "", "lines-0-male": "", "lines-1-unsaid": ""}, "at least one number"),
    ({"lines-0-category": "999999"}, "Choose one of the list."), ({"ends_on": "2010-02-01"}, "The last day lies before"),
    ({"starts_on": "2001-01-01", "ends_on": "2001-02-01"}, "project ran"), ({"region_code": "TM-M", "country": ""}, "Choose one of the list."),
])  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    manager: FlaskClient, project: Project, wrong: dict[str, str], words: str
) -> None:
    answer = manager.post(f"/projects/{project.id}/old-report", data=typed(**wrong))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and words in page and 'value="No list is left"' in page
    assert the_event() is None


def test_more_rows_are_given_and_nothing_is_saved(manager: FlaskClient, project: Project) -> None:
    page = manager.post(f"/projects/{project.id}/old-report", data=typed(more="yes")).get_data(as_text=True)
    assert "lines-8-female" in page and 'value="12"' in page and the_event() is None


def test_no_more_rows_than_a_page_can_hold(manager: FlaskClient, project: Project) -> None:
    many = {f"lines-{n}-male": "1" for n in range(500)}
    assert manager.post(f"/projects/{project.id}/old-report", data=typed(**many, more="yes")).status_code == 200
    assert len(entered(manager, project, **many).headcounts) == 60 + 2


def test_events_counted_already_are_shown_and_asked_about(manager: FlaskClient, project: Project) -> None:
    held(project, who={officer(): "PPPP"})
    dates = {"starts_on": "2011-09-01", "ends_on": "2011-11-30"}
    answer = manager.post(f"/projects/{project.id}/old-report", data=typed(**dates))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "A training" in page and "Counted already in these days" in page
    assert entered(manager, project, **dates, apart="y")


def test_it_is_corrected_with_a_reason(manager: FlaskClient, project: Project) -> None:
    event = entered(manager, project)
    address = f"/events/{event.id}/old-report"
    page = text(manager, address)
    assert 'value="12"' in page and 'value="30"' in page and 'value="14"' in page
    sent = typed(**{"lines-0-male": "13", "title_en": "Trainings of 2010", "version": str(event.version)})
    assert manager.post(address, data=sent | {"why": ""}).status_code == 422
    assert manager.post(address, data=sent | {"why": "Misread"}).status_code == 303
    assert (the_event().title_en, sorted(one.number for one in the_event().headcounts)) == ("Trainings of 2010", [5, 13, 30])


def test_it_is_taken_back_with_a_reason(manager: FlaskClient, project: Project) -> None:
    event = entered(manager, project)
    address = f"/events/{event.id}/old-report/take-back"
    assert manager.post(address, data={"why": ""}).status_code == 422
    assert manager.post(address, data={"why": "Another project's"}).status_code == 303
    assert the_event().cancelled_at and not the_event().is_finalised
    history = text(manager, f"/history/event/{event.id}") + text(manager, f"/events/{event.id}")
    assert "Cancelled" in history
    shown = text(manager, f"/events/{event.id}")
    assert "was taken back on" in shown and "What the report says" in shown and "Sign-in sheet" not in shown
    assert "What this old report says was taken back" in manager.get(address, follow_redirects=True).get_data(as_text=True)


def test_a_correction_of_what_somebody_else_changed_is_not_saved(manager: FlaskClient, project: Project) -> None:
    event = entered(manager, project)
    answer = manager.post(f"/events/{event.id}/old-report", data=typed(why="Misread", version=str(event.version - 1)))
    assert answer.status_code == 422 and "Somebody else changed this event meanwhile" in answer.get_data(as_text=True)


def test_an_ordinary_event_is_not_corrected_so(manager: FlaskClient, project: Project) -> None:
    event = held(project, who={officer(): "PPPP"})
    for address in (f"/events/{event.id}/old-report", f"/events/{event.id}/old-report/take-back"):
        assert manager.get(address).status_code == 303


def test_a_report_of_another_office_is_not_found(manager: FlaskClient) -> None:
    foreign = factories.project(of=factories.office("KG"))
    assert manager.get(f"/projects/{foreign.id}/old-report").status_code == 404


def test_who_does_not_plan_enters_nothing(project: Project, signed_in: Enter) -> None:
    for role in (Role.REPORTING_OFFICER, Role.DONOR_VIEWER, Role.TRAINER):
        assert signed_in(factories.account(role)).post(f"/projects/{project.id}/old-report", data=typed()).status_code == 403


def test_a_headcount_of_an_ordinary_event_may_come_from_an_old_report(manager: FlaskClient, project: Project) -> None:
    event = factories.event(of=project.office, projects=(project,))
    line = {"number": "7", "sex": "not_stated", "reason": "Lost", "source": "Report", "source_page": "3", "is_reconstructed": "y"}
    assert manager.post(f"/events/{event.id}/headcounts", data=line).status_code == 303
    assert (event.headcounts[0].is_reconstructed, event.headcounts[0].source_page) == (True, "3")
    assert "Reconstructed" in text(manager, f"/events/{event.id}")
