"""Everything held about a person is in what is given to them, and nothing of anybody else."""

import json
from typing import Any

import pytest
from flask import Flask

from lms.accounts.disclosures import DisclosedFile, disclosure
from lms.accounts.scope import Scope, looking
from lms.audit.models import AuditEntry
from lms.errors import Refused
from lms.extensions import db
from lms.imports.models import ImportRow
from lms.imports.plans import Standing
from lms.merging import services as merging
from lms.protection import erasing, services
from lms.protection.holdings import SECTIONS
from lms.protection.services import Everything
from tests import factories
from tests.protection.people import EMAIL, LATER, NATIONAL, PHONE, Held, somebody
from tests.queries import counted


@pytest.fixture
def her(app: Flask) -> Held:
    return somebody()


def given(held: Held, language: str = "en", **more: Any) -> Everything:
    made = services.give_everything(held.person, language, **{"recipient": "The person", "purpose": "Request", "by": held.manager,
                                                               "at": LATER} | more)  # fmt: skip
    db.session.commit()
    return made


def as_json(held: Held, **more: Any) -> Any:
    return json.loads(given(held, **more).as_json())


def reaching(table: str) -> set[str]:
    """Return the tables with a key to a table."""
    return {
        t.name for t in db.metadata.tables.values() if any(key.column.table.name == table for key in t.foreign_keys)
    }


def test_every_table_that_belongs_to_a_person_is_told_in_a_section(app: Flask) -> None:
    """A new table fails here until its rows are in what a person is given."""
    of_person = reaching("person") | reaching("enrolment") | reaching("certificate") | {"person"}
    assert of_person - {table for section in SECTIONS for table in section.tables} == set()


def test_a_section_has_records_of_somebody_who_has_everything(her: Held) -> None:
    record = disclosure(DisclosedFile.EVENT_WORKBOOK, her.event.code, recipient="A donor", purpose="Their audit", columns=["surname"],
                        row_count=1, taken_by=her.manager, made_at=LATER)  # fmt: skip
    batch = factories.import_batch(her.event)
    row = ImportRow(batch_id=batch.id, place=0, sheet_row=4, name="Ораздурдыева Г.", standing=Standing.KNOWN, person_id=her.person.id)
    factories.keep(record, row)
    merging.tell_apart(her.person, factories.person(), by=None, at=LATER)
    told = as_json(her)
    assert (told["waiting_files"][0]["row"], told["other_records"][0]["what"]) == ("5", "Told apart from another record")
    assert [section.key for section in SECTIONS if not told[section.key]] == []
    assert told["files_with_names"][0]["recipient"] == "A donor"


def test_it_tells_who_they_are_with_whole_numbers(her: Held) -> None:
    told = as_json(her)
    assert told["format"] == "lms-person/1" and told["is_part"] is False
    assert {told["person"][key] for key in ("surname", "phone", "email", "birth_date", "sex", "citizenship")} == {
        "Ораздурдыева", PHONE, EMAIL, "1975-04-12", "female", "Country TM",
    }  # fmt: skip
    assert {one["number"] for one in told["identity_numbers"]} == {"IAH654321", NATIONAL}


def test_it_tells_events_with_the_post_held_then_marks_scores_certificates_and_standings(her: Held) -> None:
    told = as_json(her)
    (event,), (certificate,), (standing,) = told["events"], told["certificates"], told["trainer"]
    assert (event["event"], event["rank"], event["post_score"], event["completed"]) == (
        her.event.code,
        "First class",
        "90.00",
        True,
    )
    assert [(mark["session"], mark["mark"]) for mark in told["attendance"]] == [
        ("Session 1", "present"),
        ("Session 2", "present"),
    ]
    assert (certificate["number"], certificate["code"]) == (her.certificate.number, her.certificate.code)
    assert certificate["document_bytes"] > 1000
    assert (standing["level"], standing["course"]) == ("certified", "A course")


def test_it_tells_what_was_done_to_the_record_and_not_by_whom(her: Held) -> None:
    text = given(her).as_json()
    history = json.loads(text)["history"]
    assert {"Person registered", "Post edited", "Person enrolled", "Certificate issued"} <= {
        one["what"] for one in history
    }
    assert her.manager.email not in text and her.manager.name not in text


def test_it_tells_nothing_of_anybody_else(her: Held) -> None:
    factories.enrolment(her.event, factories.person("Соседова", given_name="Джахан"))
    text = given(her).as_json()
    assert "Соседова" not in text and "Джахан" not in text


def test_that_it_was_given_to_whom_and_why_is_recorded_and_each_number_that_was_opened(her: Held) -> None:
    given(her, recipient="The person", purpose="Letter 15")
    entries = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).limit(3).all()
    assert [entry.action for entry in entries] == ["person.give_everything", "identifier.read", "identifier.read"]
    assert '"purpose":"Letter 15"' in (entries[0].payload.body or "")


def test_what_lies_in_another_office_is_left_out_and_that_is_said(her: Held) -> None:
    away = factories.event(of=factories.office("KG"))
    factories.enrolment(away, her.person)
    with looking(Scope(offices=frozenset({factories.office().id}), account_id=her.manager.id)):
        told = as_json(her)
    assert told["is_part"] is True and [one["event"] for one in told["events"]] == [her.event.code]
    assert [one["event"] for one in as_json(her)["events"]] == [her.event.code, away.code]


def test_of_somebody_erased_nothing_is_given(her: Held) -> None:
    erasing.erase(her.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=LATER)
    with pytest.raises(Refused, match="Nothing is recorded"):
        given(her)


def test_it_asks_the_database_the_same_however_much_there_is(her: Held) -> None:
    given(her)
    with counted() as few:
        given(her)
    for _ in range(10):
        factories.enrolment(factories.event(sessions=1), her.person)
        factories.post(her.person)
    given(her)
    with counted() as many:
        given(her)
    assert len(many) == len(few)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_on_paper_every_field_has_a_name_and_codes_are_in_words(her: Held, language: str) -> None:
    shown = dict((title, records) for title, _brief, records in given(her, language).shown())
    words = {"en": ("Who you are", "Sex", "Female"), "ru": ("Кто вы", "Пол", "Женский")}[language]
    assert (words[1], words[2]) in shown[words[0]][0]
