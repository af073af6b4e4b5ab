"""An event taken away as a workbook says what the register says, and leaves a line about who took the names."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.disclosures import DisclosedFile, Disclosure
from lms.accounts.permissions import Role
from lms.courses import attendance
from lms.courses.codes import EnrolmentRole, Mark, Method, OrganisationRole
from lms.courses.models import Event, EventOrganisation, EventProject, Headcount
from lms.extensions import db
from lms.workbooks import drafting
from lms.workbooks.workbook_reading import read_workbook
from tests import factories
from tests.queries import counted
from tests.workbooks.samples import sheets_of

SignedIn = Callable[..., FlaskClient]
FOR = {"recipient": "Office in Mary", "purpose": "Attendance on the road"}


@pytest.fixture
def event(app: Flask) -> Event:
    made = factories.event(sessions=2, projects=(factories.project(),), city="Mary", course=factories.course())
    factories.keep(EventOrganisation(event_id=made.id, organisation=factories.organisation(), role=OrganisationRole.HOST))
    factories.keep(Headcount(event_id=made.id, number=5, reason="No list", source="Letter 12"))
    factories.enrolment(made, factories.person("Аманова"), role=EnrolmentRole.TRAINER)
    who = factories.person("Сапаров", patronymic="Назарович", birth_date=date(1975, 12, 24), phone="+99361000000")
    held = factories.enrolment(made, who, pre_score=Decimal("41.5"), position="Следователь")
    attendance.record_marks(made.sessions[0], {held.id: (Mark.LATE, 30)}, method=Method.PAPER, by=None, at=factories.AT)
    db.session.commit()
    return made


@pytest.fixture
def manager(event: Event, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=event.office))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_taken_away_reads_back_as_what_the_register_has(event: Event, signed_in: SignedIn, language: str) -> None:
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=event.office), language)
    answer = browser.post(f"/events/{event.id}/workbook", data=FOR)
    assert answer.mimetype.endswith("sheet") and f"{event.code}.xlsx" in answer.headers["Content-Disposition"]
    draft, problems = read_workbook(sheets_of(answer.data))
    assert problems == [] and draft == drafting.draft_of(event, language)


def test_marks_scores_and_the_post_held_then_are_in_it(event: Event) -> None:
    draft = drafting.draft_of(event, "en")
    trainer, one = draft.participants
    assert (trainer.role, one.surname, one.position) == (EnrolmentRole.TRAINER, "Сапаров", "Следователь")
    assert (one.marks, one.pre, one.birth_date) == ({1: Mark.LATE}, Decimal("41.5"), date(1975, 12, 24))
    assert draft.headcounts[0].count == 5 and draft.event and draft.event.finalised is False


def test_who_took_the_names_for_whom_and_why_is_recorded(event: Event, manager: FlaskClient) -> None:
    manager.post(f"/events/{event.id}/workbook", data=FOR)
    kept = db.session.scalars(select(Disclosure)).one()
    assert (kept.kind, kept.about, kept.row_count) == (DisclosedFile.EVENT_WORKBOOK, event.code, 2)
    assert (kept.recipient, kept.purpose) == (FOR["recipient"], FOR["purpose"])
    assert "surname" in kept.columns and "national_id" not in kept.columns
    page = manager.get("/disclosures").text
    assert event.code in page and "Office in Mary" in page


@pytest.mark.parametrize("left_out", ["recipient", "purpose"])
def test_no_names_leave_without_a_recipient_and_a_purpose(event: Event, manager: FlaskClient, left_out: str) -> None:
    answer = manager.post(f"/events/{event.id}/workbook", data=FOR | {left_out: " "})
    assert answer.status_code == 422 and db.session.scalar(select(func.count(Disclosure.id))) == 0


def test_what_others_took_is_for_who_sees_everything(event: Event, manager: FlaskClient, signed_in: SignedIn) -> None:
    manager.post(f"/events/{event.id}/workbook", data=FOR)
    other = signed_in(factories.account(Role.PROJECT_MANAGER, of=event.office))
    assert "Office in Mary" not in other.get("/disclosures").text
    assert "Office in Mary" in signed_in(factories.account()).get("/disclosures").text


@pytest.mark.parametrize("role", [Role.TRAINER, Role.DONOR_VIEWER])
def test_who_may_not_take_names_is_not_offered_them(event: Event, signed_in: SignedIn, role: Role) -> None:
    browser = signed_in(factories.account(role, of=event.office))
    assert browser.get(f"/events/{event.id}/workbook").status_code == 403
    assert "/workbook" not in browser.get(f"/events/{event.id}").text


def test_the_queries_do_not_grow_with_the_people(event: Event, manager: FlaskClient) -> None:
    def taken() -> int:
        db.session.expunge_all()
        with counted() as statements:
            manager.post(f"/events/{event_id}/workbook", data=FOR)
        return len(statements)

    event_id = event.id
    before = taken()
    for _ in range(5):
        factories.enrolment(db.session.get_one(Event, event_id))
    assert taken() == before


def test_a_blank_workbook_offers_what_the_register_knows(event: Event, manager: FlaskClient) -> None:
    project: Any = event.funding[0].project
    answer = manager.get("/workbooks/blank.xlsx?sessions=3&people=10")
    assert answer.status_code == 200
    hidden = next(sheet for sheet in sheets_of(answer.data) if sheet.name == "Lists")
    cells = {cell for row in hidden.rows for cell in row}
    assert {project.code, event.office.code} <= cells


@pytest.mark.parametrize("asked", ["sessions=0&people=0", "sessions=99999999999&people=x", "sessions=-1"])
def test_an_odd_size_is_answered_with_a_workbook_all_the_same(manager: FlaskClient, asked: str) -> None:
    assert manager.get(f"/workbooks/blank.xlsx?{asked}").status_code == 200


def test_the_page_says_what_the_file_holds(event: Event, manager: FlaskClient) -> None:
    page = manager.get(f"/events/{event.id}/workbook").text
    assert re.search("identity numbers stay here", page)


def test_a_project_of_another_office_that_pays_too_is_not_named(event: Event, manager: FlaskClient) -> None:
    abroad, home = factories.project(of=factories.office("KG")), event.funding[0].project.code
    factories.keep(EventProject(event_id=event.id, project=abroad))
    answer = manager.post(f"/events/{event.id}/workbook", data=FOR)
    assert answer.status_code == 200
    draft, _problems = read_workbook(sheets_of(answer.data))
    assert draft and draft.event and [one.name for one in draft.event.projects] == [home]
