"""Erasing reaches whoever was merged into the person, what merges wrote down, and files that wait to be written."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.audit.queries import first_break
from lms.errors import Refused
from lms.extensions import WITH_MERGED, db
from lms.imports.models import ImportBatch, ImportRow, Stage
from lms.imports.plans import Standing
from lms.merging import services as merging
from lms.merging.models import Merge, PossibleDouble
from lms.participants.models import ERASED, Person, Sex
from tests import factories
from tests.merging.pairs import merge
from tests.protection.people import Held, somebody
from tests.protection.test_erasing import KEY, erase, found


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
