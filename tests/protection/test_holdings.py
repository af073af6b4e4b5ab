"""Everything held about a person is in what is given to them, and nothing of anybody else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from lms.accounts.disclosures import DisclosedFile, disclosure
from lms.accounts.scope import Scope, looking
from lms.audit.models import AuditEntry
from lms.courses.codes import Mark, Method
from lms.courses.roster import Attendance
from lms.errors import Refused
from lms.extensions import db
from lms.imports.models import ImportRow
from lms.imports.plans import Standing
from lms.participants import safekeeping
from lms.participants import services as register
from lms.participants.identity import IdentifierKind
from lms.participants.services import POST_FIELDS
from lms.protection import erasing, services
from lms.protection.holdings import SECTIONS
from lms.protection.services import Everything
from tests import factories
from tests.merging.pairs import merge
from tests.protection.people import AT, EMAIL, LATER, NATIONAL, PASSPORT, PHONE, Held, somebody
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
                        row_count=1, taken_by=her.manager, made_at=LATER, event_code=her.event.code)  # fmt: skip
    batch = factories.import_batch(her.event)
    row = ImportRow(batch_id=batch.id, place=0, sheet_row=4, name="Ораздурдыева Г.", standing=Standing.KNOWN, person_id=her.person.id)
    factories.keep(record, row)
    register.tell_apart(her.person, factories.person(), by=None, at=LATER)
    told = as_json(her)
    assert (told["waiting_files"][0]["row"], told["other_records"][0]["what"]) == ("5", "Told apart from another record")
    assert [section.key for section in SECTIONS if not told[section.key]] == []
    assert told["files_with_names"][0]["recipient"] == "A donor"


def test_it_tells_who_they_are_with_whole_numbers(her: Held) -> None:
    told = as_json(her)
    assert told["format"] == "lms-person/3" and told["is_part"] is False
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


def test_it_tells_what_hangs_on_a_record_that_was_merged_into_theirs(her: Held) -> None:
    other = register.register_person(
        office_id=factories.office().id, surname="Гельдыева", given_name="Гуля", phone="+993 61 777-88-99", by=None, at=AT
    )
    post = her.person.affiliations[0]
    same = {name: getattr(post, name) for name in POST_FIELDS}
    register.add_post(other, by=None, at=AT, **same)
    safekeeping.add_identifiers([(other, IdentifierKind.PASSPORT, PASSPORT)], by=None, at=AT)
    seat, session = factories.enrolment(her.event, other, unit="Chamber 9"), her.event.sessions[0]
    factories.keep(Attendance(enrolment_id=seat.id, session_id=session.id, mark=Mark.ABSENT, method=Method.PAPER, recorded_at=AT,
                              recorded_by_id=her.manager.id, is_current=True))  # fmt: skip
    batch = factories.import_batch(her.event)
    factories.keep(ImportRow(batch_id=batch.id, place=0, sheet_row=4, name="Г. Гуля", standing=Standing.KNOWN, person_id=other.id))
    before = as_json(her)
    merge(her.person, other)
    told = as_json(her)
    assert [one["surname"] for one in told["merged_records"]] == ["Гельдыева"] and told["person"]["surname"] == "Ораздурдыева"
    assert told["merged_records"][0]["phone"] == "+993 61 777-88-99"
    more = {key: len(told[key]) - len(before[key]) for key in ("posts", "identity_numbers", "events", "attendance", "waiting_files")}
    assert more == dict.fromkeys(more, 1)
    assert len([one for one in told["history"] if one["what"] == "Person registered"]) == 2
    assert any("gel" in one["word"] for one in told["search_words"])
    assert [one["number"] for one in told["other_records"]] == [str(other.id)]


def test_a_record_of_another_office_is_left_out_and_that_is_said(her: Held) -> None:
    far = factories.person("Гельдыева", given_name="Гуля", of=factories.office("KG"))
    merge(her.person, far)
    with looking(Scope(offices=frozenset({factories.office().id}), account_id=her.manager.id)):
        told = as_json(her)
    assert told["is_part"] is True and told["merged_records"] == []
    assert len(as_json(her)["merged_records"]) == 1


def passed_on(held: Held, about: str, event_code: str | None, **more: Any) -> None:
    asked = {"recipient": "A donor", "purpose": "Their audit", "columns": ["surname"], "row_count": 1, "taken_by": held.manager}
    factories.keep(disclosure(DisclosedFile.LIST, about, event_code=event_code, **asked, **{"made_at": LATER} | more))


def test_a_list_of_an_events_people_that_was_passed_on_since_she_was_on_it_is_told(her: Held) -> None:
    passed_on(her, f"People of the event: {her.event.code}; Role: Participant", her.event.code)
    passed_on(her, f"People of the event: {her.event.code}", her.event.code, made_at=AT - timedelta(1))
    passed_on(her, "People of the event: E-0", "E-0")
    passed_on(her, "People", None)
    file, _this_one = as_json(her)["files_with_names"]
    assert (file["event"], file["recipient"], file["kind"]) == (her.event.code, "A donor", "list")


@pytest.mark.parametrize(("language", "words"), [("en", "Lists that are not of one event"), ("ru", "Списков")])
def test_that_other_lists_with_names_cannot_be_traced_to_her_is_said(her: Held, language: str, words: str) -> None:
    made = given(her, language)
    assert json.loads(made.as_json())["remarks"]["files_with_names"].startswith(words)
    assert any(part.remark.startswith(words) for part in made.shown())


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
    entries = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).limit(4).all()
    assert [(entry.action, entry.object_type) for entry in entries] == [
        ("person.give_everything", "disclosure"), ("person.give_everything", "person"),
        ("identifier.read", "person_identifier"), ("identifier.read", "person_identifier"),
    ]  # fmt: skip
    assert all('"purpose":"Letter 15"' in (entry.payload.body or "") for entry in entries[:2])


def test_that_it_was_given_is_told_among_the_files_that_were_passed_on_also_of_a_record_merged_into_theirs(her: Held) -> None:
    other = factories.person("Гельдыева")
    services.give_everything(other, "en", recipient="A lawyer", purpose="Case", by=her.manager, at=AT)
    services.give_everything(factories.person(), "en", recipient="Another", purpose="Case", by=her.manager, at=AT)
    merge(her.person, other)
    told = as_json(her, recipient="The person", purpose="Letter 15")["files_with_names"]
    assert [(one["kind"], one["event"], one["recipient"], one["purpose"]) for one in told] == [
        ("person", None, "A lawyer", "Case"), ("person", None, "The person", "Letter 15"),
    ]  # fmt: skip


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
    shown = {part.title: part.records for part in given(her, language).shown()}
    words = {"en": ("Who you are", "Sex", "Female"), "ru": ("Кто вы", "Пол", "Женский")}[language]
    assert (words[1], words[2]) in shown[words[0]][0]
