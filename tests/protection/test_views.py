"""The pages of a person's request and of retention."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from lms import clock
from lms.accounts.permissions import Role
from lms.extensions import db
from lms.protection import erasing
from lms.protection.models import RetentionRule
from tests import factories
from tests.protection.people import LATER, NATIONAL, PHONE, SECRETS, Held, somebody
from tests.queries import counted

SignedIn = Callable[..., FlaskClient]
ASKED = {"recipient": "The person themselves", "purpose": "Their letter"}


@pytest.fixture
def her(app: Flask) -> Held:
    return somebody()


@pytest.fixture
def manager(her: Held, signed_in: SignedIn) -> FlaskClient:
    return signed_in(her.manager)


def path(held: Held, what: str) -> str:
    return f"/people/{held.person.id}/{what}"


def test_everything_is_a_line_of_the_names_passed_on(her: Held, manager: FlaskClient) -> None:
    manager.post(path(her, "protection"), data=ASKED | {"kind": "json"})
    page = manager.get("/disclosures").text
    assert "Everything held about the person" in page and f'<a href="/people/{her.person.id}">№ {her.person.id}</a>' in page
    assert "Their letter" in page and "Ораздурдыева" not in page


def test_everything_is_one_click_away_as_json(her: Held, manager: FlaskClient) -> None:
    answer = manager.post(path(her, "protection"), data=ASKED | {"kind": "json"})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert f'filename="person-{her.person.id}.json"' in answer.headers["Content-Disposition"]
    assert json.loads(answer.data)["person"]["surname"] == "Ораздурдыева"


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("Everything held about you", "Surname", "First class", "Certified trainer", "Page 1 of")),
    ("ru", ("Все сведения о вас", "Фамилия", "First class", "Сертифицированный тренер", "Стр. 1 из")),
])  # fmt: skip
def test_everything_is_one_click_away_as_pdf(
    her: Held, signed_in: SignedIn, language: str, words: tuple[str, ...]
) -> None:
    answer = signed_in(her.manager, language).post(path(her, "protection"), data=ASKED | {"kind": "pdf"})
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert answer.mimetype == "application/pdf"
    assert all(word in text for word in (*words, NATIONAL, "Ораздурдыева Гульшат Бердыевна")), text


def test_without_a_purpose_nothing_is_given_and_what_was_typed_stands(her: Held, manager: FlaskClient) -> None:
    page = manager.post(path(her, "protection"), data={"recipient": "A lawyer", "purpose": "", "kind": "pdf"})
    assert page.status_code == 422 and 'value="A lawyer"' in page.text


def test_the_page_says_what_goes_what_stays_and_which_texts_name_her(her: Held, manager: FlaskClient) -> None:
    page = manager.get(path(her, "erase")).text
    for words in ("1 post of the career", "2 identity numbers", "1 consent", "the printed document of 1 certificate",
                  "the place on 1 event", "2 attendance marks", "1 signed sheet of these events", "Signed sheets with the name", "[…]; Петров И.", "type the surname: Ораздурдыева"):  # fmt: skip
        assert words in page, words


def test_the_page_leads_to_the_sheets_with_her_name_and_none_once_their_content_is_removed(her: Held, manager: FlaskClient) -> None:
    address = f"/events/{her.event.id}/sheets"
    (sheet,) = her.event.sheets
    assert f'href="{address}"' in manager.get(path(her, "erase")).text
    assert "Remove the content" not in manager.get(address).text
    assert manager.post(f"{address}/{sheet.id}/blank").status_code == 303 and sheet.blanked_at is None
    manager.post(f"{address}/{sheet.id}/withdraw", data={"reason": "A copy without the name is attached"})
    assert "Remove the content" in manager.get(address).text
    assert manager.post(f"{address}/{sheet.id}/blank").status_code == 303
    page = manager.get(address).text
    assert "The content was removed on" in page and sheet.sha256 in page and f"{address}/{sheet.id}/file" not in page
    answer = manager.post(f"{address}/{sheet.id}/file")
    assert answer.status_code == 303 and "was removed on" in manager.get(address).text
    assert "Signed sheets with the name" not in manager.get(path(her, "erase")).text


def test_erased_from_the_page_she_is_a_code_everywhere(her: Held, manager: FlaskClient) -> None:
    answer = manager.post(path(her, "erase"), data={"surname": "ораздурдыева", "reason": "Letter 15"})
    assert answer.status_code == 303
    for where in (f"/people/{her.person.id}", f"/events/{her.event.id}", f"/audit/person/{her.person.id}", "/certificates",
                  f"/certificates/{her.certificate.id}", f"/events/{her.event.id}/certificates", f"/verify/{her.certificate.code}",
                  "/people", f"/audit/certificate/{her.certificate.id}", f"/audit/event/{her.event.id}"):  # fmt: skip
        page = manager.get(where)
        assert page.status_code == 200 and [secret for secret in SECRETS if secret in page.text] == [], where


@pytest.mark.parametrize(("data", "words"), [
    ({"surname": "Петрова", "reason": "x"}, "Type the surname exactly"), ({"surname": "", "reason": "x"}, "This field is required"),
    ({"surname": "Ораздурдыева", "reason": ""}, "This field is required"),
    ({"surname": "Ораздурдыева", "reason": "Гульшат asked"}, "write it without the name"),
    ({"surname": "Ораздурдыева", "reason": "Просьба Ораздурдыевой"}, "write it without the name"),
    ({"surname": "Ораздурдыева", "reason": f"Called from {PHONE}"}, "write it without the name"),
])  # fmt: skip
def test_what_is_not_confirmed_is_not_erased(her: Held, manager: FlaskClient, data: dict[str, str], words: str) -> None:
    page = manager.post(path(her, "erase"), data=data)
    assert page.status_code == 422 and words in page.text
    assert her.person.erased_at is None


def test_somebody_of_two_offices_is_left_to_an_administrator(
    her: Held, manager: FlaskClient, signed_in: SignedIn
) -> None:
    factories.enrolment(factories.event(of=factories.office("KG")), her.person)
    page = manager.get(path(her, "erase"))
    assert page.status_code == 200 and "an administrator erases them" in page.text and "Erase for ever" not in page.text
    assert "Erase for ever" in signed_in(factories.account()).get(path(her, "erase")).text


def test_her_own_page_offers_it_and_says_afterwards_when_she_was_erased(her: Held, manager: FlaskClient) -> None:
    assert path(her, "protection") in manager.get(f"/people/{her.person.id}").text
    erasing.erase(her.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=LATER)
    db.session.commit()
    page = manager.get(f"/people/{her.person.id}").text
    assert (
        "were erased on 1 Mar 2012" in page
        and path(her, "protection") not in page
        and f"{path(her, 'edit')}" not in page
    )
    assert "were erased on 1 Mar 2012" in manager.get(path(her, "protection")).text


def test_the_public_check_says_that_the_certificate_stands_and_that_its_name_was_erased(
    her: Held, client: FlaskClient
) -> None:
    erasing.erase(her.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=LATER)
    db.session.commit()
    page = client.get(f"/verify/{her.certificate.code}").text
    assert "This certificate is valid." in page and her.certificate.number in page
    assert "The holder&#39;s data were erased on 1 Mar 2012." in page
    assert "Erased (" not in page


def test_her_certificate_cannot_be_downloaded_or_issued_again(her: Held, manager: FlaskClient) -> None:
    erasing.erase(her.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=LATER)
    db.session.commit()
    assert manager.get(f"/certificates/{her.certificate.id}.pdf").status_code == 404
    page = manager.get(f"/certificates/{her.certificate.id}").text
    assert "Download PDF" not in page and "no longer earned" not in page
    assert "Issue 1" not in manager.get(f"/events/{her.event.id}/certificates").text


@pytest.mark.parametrize("role", [Role.TRAINER, Role.REPORTING_OFFICER, Role.DONOR_VIEWER])
def test_others_may_neither_give_nor_erase(her: Held, signed_in: SignedIn, role: Role) -> None:
    browser = signed_in(factories.account(role))
    assert {browser.get(path(her, what)).status_code for what in ("protection", "erase")} == {403}


def test_retention_tells_what_goes_tonight_and_opens_to_the_people(her: Held, signed_in: SignedIn) -> None:
    admin = signed_in(factories.account())
    assert "until somebody sets a time" in admin.get("/retention").text
    assert admin.post("/retention/contacts", data={"months": "24"}).status_code == 303
    assert db.session.scalars(select(RetentionRule.months)).one() == 24
    with clock.stopped(datetime(2014, 1, 1, tzinfo=UTC)):
        admin = signed_in(factories.account())
        page = admin.get("/retention").text
        assert "24 months" in page and "1 row" in page and "from before 1 Jan 2012" in page
        rows = admin.get("/retention/contacts").text
    assert "Ораздурдыева Гульшат" in rows and "10 Oct 2011" in rows


def test_no_number_of_months_keeps_what_is_kept(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(factories.account())
    admin.post("/retention/attempts", data={"months": ""})
    assert db.session.scalars(select(RetentionRule.months)).one() is None


@pytest.mark.parametrize("months", ["0", "-1", "1201", "x", "9" * 20])
def test_a_time_that_is_none_is_refused_with_a_sentence(app: Flask, signed_in: SignedIn, months: str) -> None:
    page = signed_in(factories.account()).post("/retention/contacts", data={"months": months})
    assert page.status_code == 422 and "field-error" in page.text


def test_the_rows_of_a_class_ask_the_database_the_same_however_many_there_are(her: Held, signed_in: SignedIn) -> None:
    admin = signed_in(factories.account())
    admin.post("/retention/persons", data={"months": "1"})
    path = "/retention/persons"
    factories.enrolment(factories.event(starts_on=date(2011, 1, 1)))
    admin.get(path)
    with counted() as few:
        admin.get(path)
    for _ in range(10):
        factories.enrolment(factories.event(starts_on=date(2011, 1, 1)))
    with counted() as many:
        assert "Мамедов" in admin.get(path).text
    assert len(many) == len(few)


@pytest.mark.parametrize("what", ["edit", "posts/new", "transfer", "identifiers/new", "consents/new"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_form_about_somebody_erased_opens(her: Held, manager: FlaskClient, what: str, method: str) -> None:
    erasing.erase(her.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=LATER)
    db.session.commit()
    answer = getattr(manager, method)(path(her, what))
    assert (answer.status_code, answer.location) == (303, f"/people/{her.person.id}")
    assert "Nothing is recorded of them any more." in manager.get(answer.location).text


def test_the_page_of_somebody_erased_offers_nothing_and_does_not_say_that_their_figures_are_not_stated(
    her: Held, manager: FlaskClient
) -> None:
    erasing.erase(her.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=LATER)
    db.session.commit()
    page = manager.get(f"/people/{her.person.id}").text
    assert "What is counted of them stays." in page and "counts as “not stated”" not in page
    for what in ("edit", "posts/new", "transfer", "identifiers/new", "consents/new", "merge/"):
        assert path(her, what) not in page
