"""What tells of a person is found wherever it stands, and what tells of somebody they were once merged with is not."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.scope import EVERYTHING, looking
from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.queries import first_break
from lms.extensions import WITH_MERGED, db
from lms.merging import services as merging
from lms.merging.rules import Side
from lms.participants import services as register
from lms.participants.models import Affiliation, Person, Sex
from lms.protection import erasing, tracing
from tests import factories
from tests.merging.pairs import merge
from tests.protection.people import AT, EMAIL, LATER, PHONE, SECRETS, Held, somebody
from tests.protection.test_erasing import KEY, erase, found
from tests.queries import counted

ALL_HERS = {part: Side.KEPT for part in ("surname", "given_name", "patronymic", "latin_name", "phone", "email", "birth", "note", "sex")}
ALL_OTHERS = dict.fromkeys(ALL_HERS, Side.GONE)
OTHERS_NAMES = ("Гельдыева", "Гулечка", "Geldiyeva", "777-88-99")


@pytest.fixture
def her(app: Flask) -> Held:
    return somebody()


@pytest.fixture
def other(her: Held) -> Person:
    """Give somebody who was registered, edited and given a post, as people are."""
    made = register.register_person(
        office_id=factories.office().id, surname="Гельдыева", given_name="Гулечка", latin_name="Geldiyeva Gulechka",
        sex=Sex.FEMALE, phone="+993 61 777-88-99", by=None, at=LATER,
    )  # fmt: skip
    register.add_post(made, category_id=factories.category().id, unit="Chamber 9", by=None, at=LATER)
    db.session.commit()
    return made


def merged_and_undone(kept: Person, gone: Person, **answers: Side) -> None:
    merging.undo(merge(kept, gone, **answers), by=None, at=factories.AT)
    db.session.commit()


def bodies(kind: str, key: int, action: str | None = None) -> list[str | None]:
    rows = select(AuditPayload.body).join(AuditEntry, AuditEntry.seq == AuditPayload.seq).order_by(AuditEntry.seq)
    rows = rows.where(AuditEntry.object_type == kind, AuditEntry.object_id == str(key))
    return list(db.session.scalars(rows.where(AuditEntry.action == action) if action else rows))


def test_whoever_was_her_for_a_while_keeps_name_history_and_what_is_written_of_them(her: Held, other: Person) -> None:
    third = factories.person("Петров", note="Работал с Гельдыева Гулечка, тел. +993 61 777-88-99")
    merged_and_undone(her.person, other, **ALL_OTHERS)
    erase(her)
    assert other.surname == "Гельдыева" and third.note == "Работал с Гельдыева Гулечка, тел. +993 61 777-88-99"
    assert None not in bodies("person", other.id, "person.register") + bodies("person", third.id)
    (post,) = db.session.scalars(select(Affiliation.id).where(Affiliation.person_id == other.id))
    assert None not in bodies("affiliation", post) and len(bodies("affiliation", post)) > 2


def test_nothing_that_a_merge_gave_another_of_her_is_left_in_the_entries_about_that_one(her: Held, other: Person) -> None:
    merged_and_undone(other, her.person, **ALL_OTHERS)
    assert any("Ораздурдыева" in (body or "") for body in bodies("person", other.id))
    erase(her)
    assert found(*SECRETS, EMAIL, "Ораздурдыева") == set() and first_break(KEY) is None
    assert None not in bodies("person", other.id, "person.register")


def test_what_was_edited_of_her_while_she_was_taken_for_another_is_emptied_too(her: Held, other: Person) -> None:
    done = merge(other, her.person, **ALL_OTHERS)
    register.edit_person(other, phone="+993 60 000000", by=None, at=factories.AT)
    merging.undo(done, by=None, at=factories.AT)
    assert any(PHONE in (body or "") for body in bodies("person", other.id, "person.edit"))
    erase(her)
    assert found(PHONE) == set() and other.phone == "+993 60 000000"


def test_what_another_had_in_common_with_her_before_stays(her: Held) -> None:
    sister = register.register_person(
        office_id=factories.office().id, surname="Ораздурдыева", given_name="Айна", sex=Sex.FEMALE, by=None, at=AT - timedelta(1)
    )
    merged_and_undone(sister, her.person, **ALL_OTHERS)
    erase(her)
    assert None not in bodies("person", sister.id, "person.register")


def test_what_a_merge_gave_another_of_somebody_else_stays(her: Held, other: Person) -> None:
    third = factories.person("Мырадова", given_name="Айна", sex=Sex.FEMALE, phone="+993 62 111-22-33")
    merged_and_undone(other, third, **ALL_OTHERS)
    merged_and_undone(other, her.person, **ALL_HERS)
    erase(her)
    assert None not in bodies("person", other.id)


def test_of_two_records_the_names_are_not_mixed(her: Held) -> None:
    first = register.register_person(
        office_id=factories.office().id, surname="Гельдыева", given_name="Гулечка", sex=Sex.FEMALE, by=None, at=factories.AT
    )
    second = register.register_person(
        office_id=factories.office().id, surname="Атаева", given_name="Айна", sex=Sex.FEMALE, by=None, at=factories.AT
    )
    register.edit_person(first, surname="Назарова", by=None, at=LATER)
    third = factories.person("Петров", note="Назарова Айна; Назарова Гулечка")
    merge(second, first)
    erasing.erase(second, reason="Asked", confirmed=second.surname, by=None, at=LATER)
    assert third.note == "Назарова Айна; […]"


def test_the_note_of_a_record_that_is_hidden_by_a_merge_is_searched(her: Held, other: Person) -> None:
    third = factories.person("Гельдыева", note="Сестра: Ораздурдыева Гульшат", given_name="Гуля", sex=Sex.FEMALE)
    merge(other, third, note=Side.KEPT)
    erase(her)
    assert found(*SECRETS) == set()
    rows = select(Person.note).where(Person.id == third.id)
    assert db.session.scalar(rows, execution_options={WITH_MERGED: True}) == "Сестра: […]"


def test_what_a_merge_of_others_wrote_down_is_cleared_of_her_and_can_be_undone_still(her: Held, other: Person) -> None:
    third = factories.person("Гельдыева", note="Сестра: Ораздурдыева Гульшат", given_name="Гуля", sex=Sex.FEMALE)
    done = merge(other, third, note=Side.GONE)
    erase(her)
    assert "person_merge.changes" not in found(*SECRETS)
    assert merging.undo(done, by=None, at=LATER) == []
    assert (other.note, third.note) == (None, "Сестра: […]")


@pytest.mark.parametrize("written", ["ораздурдыева гульшат", "ОРАЗДУРДЫЕВА ГУЛЬШАТ", "Гульшат Ораздурдыева", "Ораздурдыева ГУЛЬШАТ"])
@pytest.mark.parametrize("typed", [str.title, str.upper, str.lower])
def test_a_name_is_found_in_whatever_case_it_was_typed(app: Flask, written: str, typed: type[str]) -> None:
    held = factories.person(typed("Ораздурдыева"), given_name=typed("Гульшат"))
    third = factories.person("Петров", note=f"Коллега: {written}")
    erasing.erase(held, reason="Asked", confirmed="Ораздурдыева", by=None, at=LATER)
    assert third.note == "Коллега: […]"


def test_a_namesake_of_what_she_was_called_before_keeps_their_name_too(her: Held) -> None:
    register.edit_person(her.person, surname="Замужняя", by=her.manager, at=LATER)
    factories.person("Ораздурдыева", given_name="Гульшат")
    third = factories.person("Петров", note="Коллега: Ораздурдыева Гульшат")
    erase(her, confirmed="Замужняя")
    assert third.note == "Коллега: Ораздурдыева Гульшат"


def test_a_search_is_made_again_where_somebody_wrote_meanwhile(her: Held) -> None:
    before = tracing.search(her.person)
    third = factories.person("Петров", note="Коллега: Ораздурдыева Гульшат")
    assert not before.holds_for(her.person)
    erase(her, found=before)
    assert third.note == "Коллега: […]" and found(*SECRETS, EMAIL) == set()


def test_a_search_that_is_true_still_is_enough(her: Held) -> None:
    before = tracing.search(her.person)
    db.session.rollback()
    with counted() as asked:
        erase(her, found=before)
    assert not [one for one in asked if "audit_payload.body LIKE" in one]
    assert found(*SECRETS, EMAIL) == set() and first_break(KEY) is None


def test_a_search_for_somebody_else_is_not_taken_for_one(her: Held, other: Person) -> None:
    erase(her, found=tracing.search(other))
    assert other.surname == "Гельдыева" and found(*SECRETS, EMAIL) == set()


def test_it_asks_the_same_of_one_record_and_of_several(her: Held, other: Person) -> None:
    with looking(EVERYTHING):
        tracing.search(her.person)
        merge(her.person, factories.person("Гельдыева", given_name="Гуля", sex=Sex.FEMALE))
        with counted() as few:
            tracing.search(her.person)
        merge(her.person, other)
        with counted() as many:
            tracing.search(her.person)
    assert len(many) == len(few)
