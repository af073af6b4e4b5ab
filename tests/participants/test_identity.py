"""Identity numbers stay under a key and every look at them is recorded; consents are told with their dates."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from lms.accounts.permissions import Role
from lms.audit.models import AuditEntry, AuditPayload
from lms.errors import Refused
from lms.extensions import db
from lms.participants import safekeeping, sealing
from lms.participants.identity import Consent, Identifier, IdentifierKind, Purpose
from lms.participants.models import Person
from tests import factories

SignedIn = Callable[..., FlaskClient]
NUMBER = "AB 123-4567"


@pytest.fixture
def who(app: Flask) -> Person:
    return factories.person("Сапаров")


@pytest.fixture
def manager(who: Person, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


@pytest.fixture
def kept(who: Person) -> Identifier:
    made = safekeeping.add_identifier(who, IdentifierKind.PASSPORT, NUMBER, by=None, at=factories.AT)
    db.session.commit()
    return made


@pytest.fixture
def other_key() -> Iterator[Callable[[], None]]:
    """Give a function that puts another key in the place of the one that sealed."""
    before = dict(sealing._keys)
    yield lambda: sealing.use_key("another identifier key")
    sealing._keys.update(before)


def give(who: Person, **more: object) -> Consent:
    asked = {"version": "1", "given_on": date(2011, 9, 1)} | more
    made = safekeeping.give_consent(who, Purpose.RECORDS, by=None, at=factories.AT, **asked)
    db.session.commit()
    return made


def test_neither_the_table_nor_the_record_holds_the_number(kept: Identifier) -> None:
    row = db.session.execute(text("SELECT body, fingerprint FROM person_identifier")).one()
    assert b"1234567" not in bytes(row.body) and "1234567" not in row.fingerprint
    bodies = db.session.scalars(select(AuditPayload.body)).all()
    assert not any("1234567" in (body or "") or row.fingerprint in (body or "") for body in bodies)


def test_the_same_number_sealed_twice_looks_different_and_has_one_print(app: Flask) -> None:
    assert sealing.sealed("AB1", "passport") != sealing.sealed("AB1", "passport")
    assert sealing.fingerprint("AB1234567", "passport") == sealing.fingerprint(" ab-123 4567", "passport")
    assert sealing.fingerprint("АВ1234567", "passport") == sealing.fingerprint("AB1234567", "passport")  # typed in Cyrillic
    assert sealing.fingerprint("AB1234567", "passport") != sealing.fingerprint("AB1234567", "national_id")


def test_a_number_opens_under_its_own_kind_only(app: Flask) -> None:
    body = sealing.sealed("AB1234567", "passport")
    assert sealing.opened(body, "passport") == "AB1234567"
    with pytest.raises(Refused):
        sealing.opened(body, "national_id")


def test_a_changed_byte_is_noticed(app: Flask) -> None:
    body = bytearray(sealing.sealed("AB1234567", "passport"))
    body[-1] ^= 1
    with pytest.raises(Refused):
        sealing.opened(bytes(body), "passport")


def test_under_another_key_a_number_stays_shut_and_the_page_opens(
    kept: Identifier, manager: FlaskClient, other_key: Callable[[], None]
) -> None:
    other_key()
    answer = manager.post(f"/people/{kept.person_id}/identifiers/{kept.id}/read", follow_redirects=True)
    assert answer.status_code == 200 and "the key on this machine is another one" in answer.text


def test_a_number_is_masked_until_it_is_opened_and_the_look_is_recorded(kept: Identifier, manager: FlaskClient) -> None:
    page = manager.get(f"/people/{kept.person_id}").text
    assert "AB1234567" not in page and "567" in page
    looks = select(func.count()).where(AuditEntry.action == "identifier.read")
    assert db.session.scalar(looks) == 0
    assert "AB1234567" in manager.post(f"/people/{kept.person_id}/identifiers/{kept.id}/read").text
    assert db.session.scalar(looks) == 1


def test_a_reporting_officer_sees_no_number(kept: Identifier, signed_in: SignedIn) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER, of=factories.office()))
    page = browser.get(f"/people/{kept.person_id}").text
    assert "567" not in page and "Identity numbers" not in page
    assert browser.post(f"/people/{kept.person_id}/identifiers/{kept.id}/read").status_code == 403


@pytest.mark.parametrize("number", ["1234", "- - -", "1" * 31])
def test_what_cannot_be_a_number_is_refused_and_kept_in_the_form(who: Person, manager: FlaskClient, number: str) -> None:
    answer = manager.post(f"/people/{who.id}/identifiers/new", data={"kind": "passport", "number": number})
    assert answer.status_code == 422 and f'value="{number}"' in answer.text
    assert db.session.scalar(select(func.count(Identifier.id))) == 0


def test_a_number_that_somebody_has_names_the_holder(kept: Identifier, manager: FlaskClient) -> None:
    other = factories.person("Аманов")
    answer = manager.post(f"/people/{other.id}/identifiers/new", data={"kind": "passport", "number": "AB1234567"})
    assert answer.status_code == 422 and kept.person.full_name in answer.text


def test_a_holder_out_of_sight_is_not_named(kept: Identifier, signed_in: SignedIn) -> None:
    abroad = factories.office("KG")
    other = factories.person("Аманов", of=abroad)
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=abroad))
    answer = browser.post(f"/people/{other.id}/identifiers/new", data={"kind": "passport", "number": "AB1234567"})
    assert answer.status_code == 303


def test_a_removed_number_is_gone(kept: Identifier, manager: FlaskClient) -> None:
    assert manager.post(f"/people/{kept.person_id}/identifiers/{kept.id}/remove").status_code == 303
    assert db.session.scalar(select(func.count(Identifier.id))) == 0


def test_a_consent_is_given_and_withdrawn_and_stays_told(who: Person, manager: FlaskClient) -> None:
    asked = {"purpose": "records", "version": "2011-1", "given_on": "2011-09-01", "source": "Folder 3"}
    assert manager.post(f"/people/{who.id}/consents/new", data=asked).status_code == 303
    consent = db.session.scalars(select(Consent)).one()
    answer = manager.post(f"/people/{who.id}/consents/{consent.id}/end", data={"withdrawn_on": "2011-10-05"})
    assert answer.status_code == 303 and consent.withdrawn_on == date(2011, 10, 5)
    page = manager.get(f"/people/{who.id}").text
    assert "Taken back" in page and "Folder 3" in page and "2011-1" in page


def test_a_consent_that_stands_is_not_recorded_twice_but_a_new_wording_is(who: Person) -> None:
    give(who)
    with pytest.raises(Refused):
        give(who)
    assert give(who, version="2").version == "2"


@pytest.mark.parametrize("day", [date(2011, 8, 31), date(2011, 10, 2)])
def test_a_consent_is_withdrawn_between_its_day_and_today(who: Person, day: date) -> None:
    consent = give(who)
    with pytest.raises(Refused):
        safekeeping.withdraw_consent(consent, on=day, by=None, at=factories.AT)


def test_a_consent_to_come_is_refused(who: Person) -> None:
    with pytest.raises(Refused):
        give(who, given_on=date(2011, 10, 2))


@pytest.mark.parametrize(("country", "offered"), [("TM", "Mamedow Ahmed"), ("KZ", "Mamedov Akhmed"), ("", "Mamedov Akhmed")])
def test_a_latin_spelling_is_offered_and_never_filled_in(manager: FlaskClient, country: str, offered: str) -> None:
    asked = {"surname": "Мамедов", "given_name": "Ахмед", "citizenship": country}
    page = manager.get("/people/latin", query_string=asked).text
    assert f'data-fill="latin_name" data-value="{offered}"' in page
