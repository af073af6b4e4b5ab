"""Retention reaches whatever hangs on the records of one human being, and what merges of theirs wrote down."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.permissions import Role
from lms.audit.queries import first_break
from lms.extensions import WITH_MERGED, db
from lms.imports.models import Stage
from lms.merging import services as merging
from lms.merging.models import Merge
from lms.merging.rules import Side
from lms.participants import safekeeping
from lms.participants import services as register
from lms.participants.identity import Identifier, IdentifierKind
from lms.participants.models import Person
from lms.protection import retention
from lms.protection.models import DataClass
from tests import factories
from tests.merging.pairs import merge
from tests.protection.test_erasing import KEY, found
from tests.protection.test_retention import LAST_DAY_GONE, NIGHT, do, keep, known

SECOND = "+993 66 222222"


def hidden(person_id: int) -> Person:
    return db.session.scalars(select(Person).where(Person.id == person_id), execution_options={WITH_MERGED: True}).one()


@pytest.mark.parametrize("phone", [None, "+993 65 000001"])
def test_contacts_of_a_record_merged_into_theirs_go_too(app: Flask, phone: str | None) -> None:
    kept, gone = known(LAST_DAY_GONE, phone), known(None, SECOND)
    merge(kept, gone, phone=Side.KEPT)
    keep(DataClass.CONTACTS)
    assert retention.line(DataClass.CONTACTS, NIGHT).number == 1
    assert do(DataClass.CONTACTS) == 1
    assert (kept.phone, hidden(gone.id).phone) == (None, None)
    assert found("000001", "222222") == set() and first_break(KEY) is None


def test_a_merge_brings_no_contact_back_and_can_be_undone_still(app: Flask) -> None:
    kept, gone = known(LAST_DAY_GONE, "+993 65 000001"), known(LAST_DAY_GONE, SECOND)
    done = merge(kept, gone, phone=Side.GONE, surname=Side.GONE, given_name=Side.KEPT)
    keep(DataClass.CONTACTS)
    do(DataClass.CONTACTS)
    assert found("000001", "222222") == set() and done.changes
    assert merging.undo(done, by=None, at=NIGHT) == []
    assert (kept.phone, gone.phone) == (None, None) and kept.surname != gone.surname


def test_what_an_undone_merge_told_another_of_a_phone_goes_too(app: Flask) -> None:
    kept, gone = known(date(2016, 1, 1), "+993 65 000001"), known(LAST_DAY_GONE, SECOND)
    merging.undo(merge(kept, gone, phone=Side.GONE), by=None, at=factories.AT)
    db.session.commit()
    keep(DataClass.CONTACTS)
    assert do(DataClass.CONTACTS) == 1
    assert found("222222") == set() and kept.phone == "+993 65 000001"
    assert not [one.changes for one in db.session.scalars(select(Merge)) if "000001" in (one.changes or "")]


def test_identity_numbers_of_a_record_merged_into_theirs_go_too(app: Flask) -> None:
    kept, gone = known(LAST_DAY_GONE), known(None)
    for one in (kept, gone):
        safekeeping.add_identifiers([(one, IdentifierKind.PASSPORT, "AB123456")], by=None, at=factories.AT)
    db.session.commit()
    merge(kept, gone)
    safekeeping.remove_identifier(db.session.scalars(select(Identifier).where(Identifier.person_id == kept.id)).one(), by=None, at=NIGHT)
    keep(DataClass.IDENTIFIERS)
    assert do(DataClass.IDENTIFIERS) == 1
    assert db.session.scalar(select(func.count(Identifier.id))) == 0


def test_a_record_that_was_made_lately_spares_whom_it_was_merged_into(app: Flask) -> None:
    kept = known(LAST_DAY_GONE)
    late = register.register_person(
        office_id=factories.office().id, surname="Новый", given_name="А", by=None, at=datetime(2016, 10, 1, tzinfo=UTC)
    )
    merge(kept, late)
    keep(DataClass.PERSONS)
    assert do(DataClass.PERSONS) == 0 and kept.erased_at is None


@pytest.mark.parametrize("seed", range(6))
def test_after_a_night_nothing_is_due(app: Flask, seed: int) -> None:
    chance = Random(seed)
    people = [
        known(chance.choice([None, LAST_DAY_GONE, LAST_DAY_GONE + timedelta(1)]), chance.choice([None, "+993 65 123456"]))
        for _ in range(8)
    ]  # fmt: skip
    for one in chance.sample(people, 3):
        safekeeping.add_identifiers([(one, IdentifierKind.PASSPORT, f"AB{one.id:06}")], by=None, at=factories.AT)
    factories.account(Role.TRAINER, who=people[0])
    while len(people) > 3:
        kept, gone = chance.sample(people, 2)
        if merging.reason_refused(kept, gone) is None:
            done = merge(kept, gone, seed=seed)
            if chance.random() < 0.3:
                merging.undo(done, by=None, at=factories.AT)
        people.remove(gone)
    factories.import_batch(factories.event(), stage=chance.choice([Stage.PREVIEW, Stage.WRITING]))
    for data_class in DataClass:
        keep(data_class, chance.choice([1, 59, 60, 61]))
    for data_class in DataClass:
        due = retention.line(data_class, NIGHT).number
        assert do(data_class) == due, data_class
    assert [line.number for line in retention.tonight(NIGHT)] == [0] * len(DataClass) and first_break(KEY) is None
