"""The pages of certificates: issuing, the register, one certificate, downloads; each inside the reader's scope."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from lms.accounts.permissions import Role
from lms.certificates.models import Certificate
from lms.courses import attendance
from lms.courses.codes import EnrolmentRole
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from tests import factories
from tests.certificates import rows
from tests.queries import counted

Enter = Callable[..., FlaskClient]
FORM = {"language": "en", "on": "2011-10-21"}


@pytest.fixture
def event(app: Flask) -> Event:
    return rows.event()


@pytest.fixture
def manager(event: Event, signed_in: Enter) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=event.office))


def number_of_certificates() -> int:
    return db.session.scalar(select(func.count(Certificate.id))) or 0


def words(page: str) -> str:
    return " ".join(page.split())


def test_all_that_are_due_are_issued_in_one_action_and_once(event: Event, manager: FlaskClient) -> None:
    for _n in range(3):
        rows.completed(event)
    path = f"/events/{event.id}/certificates"
    assert "3 certificates are due" in manager.get(path).text
    answer = manager.post(f"{path}/issue", data=FORM, follow_redirects=True)
    assert answer.status_code == 200 and "3 certificates are issued." in answer.text and "are due" not in answer.text
    again = manager.post(f"{path}/issue", data=FORM, follow_redirects=True)
    assert "holds one already" in again.text and number_of_certificates() == 3


@pytest.mark.parametrize(("fields", "said"), [
    ({"on": ""}, "required"), ({"on": "soon"}, "Not a valid date"), ({"on": "2011-10-09"}, "no certificate is older"),
    ({"on": "2999-01-01"}, "not come yet"), ({"language": "tlh"}, "Not a valid choice"), ({"language": ""}, "Not a valid choice"),
])  # fmt: skip
def test_what_cannot_be_issued_is_told_at_its_field_with_the_input_kept(
    event: Event, manager: FlaskClient, fields: dict[str, str], said: str
) -> None:
    rows.completed(event)
    answer = manager.post(f"/events/{event.id}/certificates/issue", data={"language": "ru", "on": "2011-10-21"} | fields)
    assert answer.status_code == 422 and said in answer.text
    assert number_of_certificates() == 0
    if "language" not in fields:
        assert 'checked class="form-check-input" id="language-1"' in answer.text or 'value="ru" checked' in words(answer.text)


def test_an_event_that_is_not_finalised_issues_nothing_and_says_why(app: Flask, event: Event, manager: FlaskClient) -> None:
    rows.change(event, finalised_at=None)
    page = manager.get(f"/events/{event.id}/certificates").text
    assert "Attendance is not finalised yet" in page and f'href="/events/{event.id}/finalise"' in page
    answer = manager.post(f"/events/{event.id}/certificates/issue", data=FORM)
    assert answer.status_code == 422 and "Finalise the attendance first" in answer.text


def test_a_trainers_certificate_is_called_on_every_page_as_it_is_printed(event: Event, manager: FlaskClient) -> None:
    trainer = factories.enrolment(event, role=EnrolmentRole.TRAINER)
    assert "Trainer's certificate" in manager.get(f"/events/{event.id}/certificates").text
    (held,) = rows.issue(event)
    for path in (f"/certificates/{held.id}", f"/people/{trainer.person_id}", f"/verify/{held.code}"):
        page = manager.get(path).text
        assert "Trainer's certificate" in page and "Certificate of participation" not in page, path


def test_the_page_says_why_somebody_receives_none(event: Event, manager: FlaskClient) -> None:
    factories.enrolment(event)
    assert "attendance or grade rule was not met" in manager.get(f"/events/{event.id}/certificates").text


def test_a_certificate_that_is_no_longer_earned_is_shown_plainly(event: Event, manager: FlaskClient) -> None:
    lost, kept = rows.completed(event), rows.completed(event)
    rows.issue(event)
    path = f"/events/{event.id}/certificates"
    assert "no longer earned" not in manager.get(path).text
    attendance.reopen(event, reason="The sheet was misread", by=None, at=rows.AT)
    db.session.commit()
    page = manager.get(path).text
    assert "2 certificates issued before stand meanwhile" in page and "no longer earned" not in page
    rows.change(event, finalised_at=rows.AT)
    rows.change(kept, completed=True)
    page = words(manager.get(path).text)
    assert "1 person holds a certificate that is no longer earned." in page
    assert page.count("No longer earned") == 1
    held = {one.enrolment_id: one for one in db.session.scalars(select(Certificate))}
    assert "This certificate is no longer earned." in manager.get(f"/certificates/{held[lost.id].id}").text
    assert "no longer earned" not in manager.get(f"/certificates/{held[kept.id].id}").text
    manager.post(f"/certificates/{held[lost.id].id}/revoke", data={"reason": "Attended one session of four"})
    assert "no longer earned" not in manager.get(path).text


def test_certificates_of_a_cancelled_event_are_no_longer_earned(event: Event, manager: FlaskClient) -> None:
    rows.completed(event)
    rows.issue(event)
    rows.change(event, finalised_at=None, cancelled_at=rows.AT)
    page = manager.get(f"/events/{event.id}/certificates").text
    assert "no longer earned" in page and "The event is cancelled" in page


def test_after_a_revocation_a_certificate_is_due_again_and_gets_a_new_number(event: Event, manager: FlaskClient) -> None:
    rows.completed(event)
    held = rows.issue(event)[0]
    manager.post(f"/certificates/{held.id}/revoke", data={"reason": "Misspelled"})
    page = manager.get(f"/events/{event.id}/certificates").text
    assert "Revoked: TM-2011-00001" in page and "1 certificate is due" in page
    manager.post(f"/events/{event.id}/certificates/issue", data=FORM)
    standing = db.session.scalars(select(Certificate.number).where(Certificate.revoked_at.is_(None))).one()
    assert standing == "TM-2011-00002"


@pytest.mark.parametrize(("reason", "said"), [("", "required"), ("   ", "required"), ("x" * 301, "longer than 300"), ("a\x00b", "cannot be")])
def test_a_revocation_without_a_proper_reason_is_refused_with_the_input_kept(
    event: Event, manager: FlaskClient, reason: str, said: str
) -> None:
    rows.completed(event)
    held = rows.issue(event)[0]
    answer = manager.post(f"/certificates/{held.id}/revoke", data={"reason": reason})
    assert answer.status_code == 422 and said in answer.text
    assert len(reason) < 300 or f'value="{reason}"' in answer.text
    db.session.expire_all()
    assert held.is_valid


def test_a_second_revocation_is_told_and_changes_nothing(event: Event, manager: FlaskClient) -> None:
    rows.completed(event)
    held = rows.issue(event)[0]
    rows.revoke(held, "The first reason")
    answer = manager.post(f"/certificates/{held.id}/revoke", data={"reason": "A second one"})
    assert answer.status_code == 422 and "is revoked already" in answer.text and 'value="A second one"' in answer.text
    db.session.expire_all()
    assert held.revoked_reason == "The first reason"


def test_a_download_is_the_kept_document_byte_for_byte(event: Event, manager: FlaskClient) -> None:
    held = rows.completed(event)
    made = rows.issue(event)[0]
    kept, key = rows.printed(made), made.id
    first = manager.get(f"/certificates/{key}.pdf")
    rows.change(event, title_en="Renamed")
    rows.change(held.person, surname="Другая")
    second = manager.get(f"/certificates/{key}.pdf")
    assert first.data == second.data == kept
    assert second.headers["Content-Disposition"] == 'attachment; filename="TM-2011-00001.pdf"'
    assert second.headers["Cache-Control"] == "no-store"


def test_an_event_downloads_as_one_pdf_and_as_an_archive_of_the_standing_ones(event: Event, manager: FlaskClient) -> None:
    for _n in range(3):
        rows.completed(event)
    made = rows.issue(event)
    rows.revoke(made[1])
    path = f"/events/{event.id}/certificates"
    assert len(PdfReader(io.BytesIO(manager.get(f"{path}.pdf").data)).pages) == 2
    archive = zipfile.ZipFile(io.BytesIO(manager.get(f"{path}.zip").data))
    assert archive.namelist() == ["TM-2011-00001.pdf", "TM-2011-00003.pdf"]
    assert archive.read("TM-2011-00003.pdf") == rows.printed(made[2])


def test_an_event_without_certificates_has_no_bundle_but_a_sentence(event: Event, manager: FlaskClient) -> None:
    answer = manager.get(f"/events/{event.id}/certificates.zip")
    assert answer.status_code == 409 and "No certificate of this event is standing." in answer.text


@pytest.mark.parametrize(("query", "shown"), [
    ("", ["00001", "00002"]), ("text=00002", ["00002"]), ("text=ЕЛКИН", ["00002"]), ("text=Алиев", ["00001"]),
    ("standing=revoked", ["00001"]), ("standing=valid", ["00002"]), ("first=2011-10-22", []), ("last=2011-10-21", ["00001", "00002"]),
    ("text=%25", []), ("office={office}", ["00001", "00002"]), ("event={event}", ["00001", "00002"]),
])  # fmt: skip
def test_the_register_is_filtered(event: Event, manager: FlaskClient, query: str, shown: list[str]) -> None:
    for surname in ("Алиев", "Ёлкин"):
        rows.completed(event, factories.person(surname))
    rows.revoke(rows.issue(event)[0])
    page = manager.get("/certificates?" + query.format(office=event.office_id, event=event.id)).text
    assert [number for number in ("00001", "00002") if f">TM-2011-{number}<" in page] == shown
    assert ("No certificate matches" in page) == (not shown)


def test_a_name_as_printed_is_found_after_the_person_was_renamed(event: Event, manager: FlaskClient) -> None:
    held = rows.completed(event, factories.person("Алиева"))
    rows.issue(event)
    rows.change(held.person, surname="Новая")
    for text in ("Алиева", "новая"):
        assert "TM-2011-00001" in manager.get(f"/certificates?text={text}").text


@pytest.mark.parametrize("query", [
    "event=99999999999999999999", "event=abc", "office=x", "standing=maybe", "first=x", "text=%00", "sort=code", "page=x",
])  # fmt: skip
def test_a_register_filter_that_cannot_be_read_is_never_a_fault(manager: FlaskClient, query: str) -> None:
    assert manager.get(f"/certificates?{query}").status_code == 200


@pytest.mark.parametrize("sort", ["number", "-number", "holder", "-issued"])
def test_the_register_sorts(event: Event, manager: FlaskClient, sort: str) -> None:
    rows.completed(event)
    rows.issue(event)
    assert "TM-2011-00001" in manager.get(f"/certificates?sort={sort}").text


@pytest.mark.parametrize("path", ["/certificates", "/events/{}/certificates", "/events/{}/certificates.zip"])
def test_the_number_of_queries_does_not_grow_with_the_rows(event: Event, manager: FlaskClient, path: str) -> None:
    def sent() -> int:
        with counted() as statements:
            assert manager.get(path.format(event.id)).status_code == 200
        return len(statements)

    rows.completed(event)
    rows.issue(event)
    before = sent()
    for _n in range(8):
        rows.completed(event)
        factories.enrolment(event)
    rows.issue(event)
    assert sent() == before <= 12


PATHS = ("/certificates/{c}", "/certificates/{c}.pdf", "/events/{e}/certificates", "/events/{e}/certificates.pdf")


def test_a_manager_of_one_office_reaches_no_certificate_of_another(event: Event, manager: FlaskClient) -> None:
    away = rows.event(of=factories.office("KG"))
    rows.completed(away)
    held = rows.issue(away)[0]
    for path in PATHS:
        foreign, missing = path.format(c=held.id, e=away.id), path.format(c=999999, e=999999)
        assert manager.get(foreign).status_code == manager.get(missing).status_code == 404, path
    reason = {"reason": "Not mine to revoke"}
    assert manager.post(f"/certificates/{held.id}/revoke", data=reason).status_code == 404
    assert manager.post(f"/events/{away.id}/certificates/issue", data=FORM).status_code == 404
    assert held.number not in manager.get("/certificates").text
    assert held.number not in manager.get(f"/certificates?event={away.id}").text
    db.session.expire_all()
    assert held.is_valid


def test_a_project_that_funds_the_event_reaches_its_certificates(app: Flask, signed_in: Enter) -> None:
    project = factories.project(of=factories.office("KG"))
    event = rows.event(projects=(project,))
    rows.completed(event)
    held = rows.issue(event)[0]
    assert signed_in(factories.account(Role.PROJECT_MANAGER, on=project)).get(f"/certificates/{held.id}").status_code == 200
    other = factories.account(Role.PROJECT_MANAGER, on=factories.project())
    assert signed_in(other).get(f"/certificates/{held.id}").status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_and_who_may_issue(event: Event, signed_in: Enter, role: Role) -> None:
    held: Enrolment = rows.completed(event)
    made = rows.issue(event)[0]
    browser = signed_in(factories.account(role, of=event.office, who=factories.person()))
    issues = role in {Role.ADMINISTRATOR, Role.PROJECT_MANAGER}
    sees = issues or role is Role.REPORTING_OFFICER
    for path in (*PATHS, "/certificates"):
        answer = browser.get(path.format(c=made.id, e=event.id))
        assert answer.status_code == (200 if sees else 403), path
        assert sees or held.person.surname not in answer.text
    keys: dict[str, Any] = {"data": {"reason": "Wrong"} | FORM}
    assert browser.post(f"/events/{event.id}/certificates/issue", **keys).status_code == (303 if issues else 403)
    assert browser.post(f"/certificates/{made.id}/revoke", **keys).status_code == (303 if issues else 403)


@pytest.mark.parametrize("asked", ["ЁЛКИН", "ёлкин", "елкин", "tm-2011"])
def test_the_register_is_searched_without_regard_to_case(app: Flask, signed_in: Enter, asked: str) -> None:
    event = rows.event()
    rows.completed(event, factories.person("Ёлкин"))
    held = rows.issue(event)[0]
    rows.change(held.enrolment.person, surname="Другой")
    page = signed_in(factories.account()).get("/certificates", query_string={"text": asked}).text
    assert held.number in page
