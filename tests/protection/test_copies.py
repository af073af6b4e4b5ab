"""Giving and erasing reach whoever was merged into the person, what merges wrote down, and files that wait to be written."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.permissions import Role
from lms.accounts.scope import EVERYTHING, Scope, looking
from lms.audit.models import AuditEntry
from lms.audit.queries import first_break
from lms.errors import Refused
from lms.extensions import WITH_MERGED, db
from lms.imports.contents import Target
from lms.imports.models import ImportBatch, ImportRow, Stage
from lms.imports.plans import Standing
from lms.imports.services import take_in
from lms.imports.telling import in_both
from lms.merging import services as merging
from lms.merging.models import Merge, PossibleDouble
from lms.participants.models import ERASED, Person, Sex
from lms.protection import copies, erasing
from tests import factories
from tests.merging.pairs import merge
from tests.protection.people import LATER, Held, somebody
from tests.protection.test_erasing import KEY, erase, found
from tests.queries import counted


@pytest.fixture
def her(app: Flask) -> Held:
    return somebody()


def other_record() -> Person:
    made: Person = factories.person(
        "Гельдыева", given_name="Гулечка", latin_name="Geldiyeva Gulechka", sex=Sex.FEMALE, phone="+993 61 777-88-99"
    )
    return made


def test_whoever_was_merged_into_her_is_erased_with_her(her: Held) -> None:
    other = other_record()
    done = merge(her.person, other)
    assert found("Гельдыева") and found("777-88-99")
    erase(her)
    assert found("Гельдыева", "Гулечка", "Geldiyeva", "gulechka", "777-88-99", "гельды", "Ораздурдыева", "Гульшат") == set()
    gone = db.session.scalars(select(Person).where(Person.id == other.id), execution_options={WITH_MERGED: True}).one()
    assert gone.surname == ERASED and gone.given_name != her.person.given_name
    assert db.session.get(Merge, done.id).changes is None and first_break(KEY) is None


def test_a_merge_that_was_emptied_is_not_undone(her: Held) -> None:
    done = merge(her.person, other_record())
    erase(her)
    with pytest.raises(Refused):
        merging.undo(done, by=None, at=factories.AT)


def test_pairs_that_she_might_be_one_of_are_forgotten(her: Held) -> None:
    pair = sorted((her.person.id, other_record().id))
    factories.keep(PossibleDouble(one_id=pair[0], other_id=pair[1], score=80, level=1, found_at=factories.AT))
    erase(her)
    assert db.session.scalar(select(func.count(PossibleDouble.one_id))) == 0


def waiting(her: Held, **more: object) -> ImportBatch:
    batch: ImportBatch = factories.import_batch(her.event, content="ФИО\nОраздурдыева Гульшат\n".encode(), file_name="Ораздурдыева Г.csv")
    row = {"name": "Ораздурдыева Гульшат", "person_id": None} | more
    factories.keep(ImportRow(batch_id=batch.id, place=0, sheet_row=1, standing=Standing.NEW, **row))
    return batch


@pytest.mark.parametrize("known", [True, False])
def test_a_file_that_waits_with_her_in_it_is_discarded(her: Held, known: bool) -> None:
    batch = waiting(her, **({"name": "O. Gulshat", "person_id": her.person.id} if known else {}))
    erase(her)
    assert (batch.stage, batch.content) == (Stage.DISCARDED, None)
    assert found("Ораздурдыева", "Гульшат", "O. Gulshat") == set()


def test_a_file_of_others_waits_on(her: Held) -> None:
    batch = factories.import_batch(her.event)
    factories.keep(ImportRow(batch_id=batch.id, place=0, sheet_row=1, name="Сапаров Назар", standing=Standing.NEW))
    erase(her)
    assert batch.stage is Stage.PREVIEW and batch.content


@pytest.mark.parametrize("stage", [Stage.READING, Stage.REFUSED, Stage.WRITING])
def test_a_file_of_which_nobody_knows_whom_it_names_is_discarded(her: Held, stage: Stage) -> None:
    batch = factories.import_batch(her.event, stage=stage)
    erase(her)
    assert (batch.stage, batch.content) == (Stage.DISCARDED, None)


def test_a_file_is_discarded_for_her_as_by_anybody(her: Held) -> None:
    batch = waiting(her)
    erase(her)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "import.discard")).one()
    assert (entry.object_type, entry.object_id, entry.actor_id) == ("import_batch", str(batch.id), her.manager.id)
    assert (batch.stage_at, batch.meanings) == (LATER, [])
    assert batch.told == {"refusal": in_both(copies.NAMED)}


def test_what_her_file_was_called_is_not_told_by_the_audit_either(her: Held) -> None:
    target = Target(event=her.event)
    for name in ("Ораздурдыева_Г.csv", "Список.csv"):
        take_in(name.encode(), name, target, language="ru", by=her.manager, at=factories.AT)
    db.session.commit()
    assert "audit_payload.body" in found("Ораздурдыева_Г")
    erase(her)
    assert found("Ораздурдыева_Г") == set() and found("Список.csv") == {"import_batch.file_name", "audit_payload.body"}


@pytest.mark.parametrize(("name", "after"), [
    ("Алиев.xlsx", "Алиев.xlsx"), ("Оливия.csv", "Оливия.csv"), ("Ли.xlsx", "[…]"), ("список_ЛИ_2012.csv", "[…]"), ("Ли2.csv", "[…]"),
])  # fmt: skip
def test_a_file_is_called_by_her_where_her_name_is_a_word_of_it(app: Flask, name: str, after: str) -> None:
    batch = factories.import_batch(factories.event(), file_name=name, content=None, stage=Stage.DONE)
    erasing.erase(factories.person("Ли"), reason="Asked", confirmed="Ли", by=None, at=LATER)
    db.session.commit()
    assert batch.file_name == after


def test_what_is_in_a_file_is_not_read_to_see_that_it_waits(her: Held) -> None:
    factories.import_batch(her.event)
    db.session.expire_all()
    with counted() as asked:
        erase(her)
    assert not [one for one in asked if "SELECT import_batch.content" in one]


def of_office(her: Held) -> Scope:
    return Scope(offices=frozenset({factories.office().id}), account_id=her.manager.id)


def test_who_has_a_record_of_another_office_is_erased_by_who_sees_both(her: Held) -> None:
    far = factories.person("Гельдыева", given_name="Гуля", sex=Sex.FEMALE, of=factories.office("KG"))
    with looking(of_office(her)):
        assert not copies.is_part(her.person) and erasing.plan(her.person)
    merge(her.person, far)
    with looking(of_office(her)):
        assert copies.is_part(her.person)
        with pytest.raises(Refused, match="an administrator erases them"):
            erase(her)
    with looking(EVERYTHING):
        assert not copies.is_part(her.person)
    erase(her)


def test_what_hangs_on_a_record_merged_into_hers_is_counted_before_and_gone_afterwards(her: Held) -> None:
    other = other_record()
    post = her.person.affiliations[0]
    same = {name: getattr(post, name) for name in ("unit", "position", "rank", "country", "region_code", "organisation_id")}
    factories.post(other, of="judge", starts_on=post.starts_on, **same)
    factories.enrolment(her.event, other, position="Секретарь Гельдыева")
    merge(her.person, other)
    plan = erasing.plan(her.person)
    assert (plan.posts, plan.enrolments) == (2, 1)
    erase(her)
    assert found("Гельдыева", "Судья Ораздурдыева") == set()


@pytest.mark.parametrize(("role", "words"), [
    (Role.PROJECT_MANAGER, "the import “Ораздурдыева Г.csv”, which waits"),
    (Role.ADMINISTRATOR, "the import “far.csv”, which waits"),
])  # fmt: skip
def test_the_files_to_be_forgotten_are_told_before_by_name_to_whoever_sees_them(
    her: Held, signed_in: Callable[..., FlaskClient], role: Role, words: str
) -> None:
    waiting(her)
    factories.import_batch(factories.event(of=factories.office("KG")), file_name="far.csv", stage=Stage.READING)
    of = factories.office() if role is Role.PROJECT_MANAGER else None
    page = signed_in(factories.account(role, of=of)).get(f"/people/{her.person.id}/erase").text
    assert words in page
    assert ("1 import of others, which waits" in page) == ("far.csv" not in page) == (role is Role.PROJECT_MANAGER)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "The data of a person were erased"), ("ru", "Сведения о человеке, который есть или мог быть в этом файле, удалены"),
])  # fmt: skip
def test_whoever_brought_a_file_in_reads_on_its_page_why_it_is_gone(
    her: Held, signed_in: Callable[..., FlaskClient], language: str, words: str
) -> None:
    batch = waiting(her)
    erase(her)
    page = signed_in(factories.account(), language).get(f"/imports/{batch.id}").text
    assert words in page and [one for one in ("Ораздурдыева", "Гульшат") if one in page] == []
