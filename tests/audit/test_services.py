"""The audit chain records every change, and shows every tampering."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from lms.accounts.permissions import Role
from lms.audit import queries
from lms.audit.models import AuditEntry
from lms.audit.services import act
from lms.errors import UnauditedChange
from lms.extensions import db
from lms.projects.models import Indicator, ProjectDonor, Target
from tests import factories

KEY = "an audit key for tests only"
AT = datetime(2011, 10, 1, 9, 0, tzinfo=UTC)


def test_a_change_is_recorded_with_what_was_before_and_after(app: Flask) -> None:
    who = factories.person("Иванов")
    with act("person.rename", by=None, at=AT):
        who.surname = "Петров"
    entry = db.session.scalars(queries.history(("person", str(who.id)))).first()
    assert entry is not None and entry.action == "person.rename"
    assert '"surname":"Иванов"' in entry.payload.body and '"surname":"Петров"' in entry.payload.body


def test_an_expired_attribute_is_recorded_with_its_old_value(app: Flask) -> None:
    who = factories.person("Иванов")
    db.session.expire_all()
    with act("person.rename", by=None, at=AT):
        who.given_name = "Олег"
    entry = db.session.scalars(queries.history(("person", str(who.id)))).first()
    assert '"given_name":"Аман"' in entry.payload.body


def test_a_change_outside_any_act_is_refused(app: Flask) -> None:
    who = factories.person()
    who.surname = "Другой"
    with pytest.raises(UnauditedChange):
        db.session.flush()
    db.session.rollback()


def test_numbers_are_gapless_and_the_chain_is_whole(app: Flask) -> None:
    for _ in range(5):
        factories.person()
    count, last = db.session.execute(select(func.count(), func.max(AuditEntry.seq))).one()
    assert count == last > 5
    assert queries.first_break(KEY) is None


def test_a_rolled_back_change_leaves_no_gap(app: Flask) -> None:
    factories.person()
    with act("person.rename", by=None, at=AT):
        factories.db.session.add(factories.Person(
            surname="a", given_name="b", office_id=factories.office().id, created_at=AT))
    db.session.rollback()
    factories.person()
    assert queries.first_break(KEY) is None


@pytest.mark.parametrize("statement", [
    "UPDATE audit_entry SET actor = 'somebody' WHERE seq = 1",
    "DELETE FROM audit_entry WHERE seq = 1",
    "UPDATE audit_payload SET body = '{}' WHERE seq = 1",
    "DELETE FROM audit_payload WHERE seq = 1",
])
def test_the_database_refuses_to_change_the_record(app: Flask, statement: str) -> None:
    factories.person()
    with pytest.raises(DatabaseError):
        db.session.execute(text(statement))
    db.session.rollback()


def test_another_key_breaks_the_chain_at_its_first_row(app: Flask) -> None:
    factories.person()
    assert queries.first_break("another key") == (1, queries.ANOTHER_KEY)


def test_secrets_are_not_recorded(app: Flask) -> None:
    who = factories.account()
    entry = db.session.scalars(queries.history(("account", str(who.id)))).one()
    assert who.password_hash not in entry.payload.body


def entries_of(*objects: tuple[str, str]) -> list[str]:
    return [entry.payload.body for entry in db.session.scalars(queries.history(*objects))]


def test_a_row_that_leaves_its_parents_collection_is_recorded_as_removed_with_its_parts(app: Flask) -> None:
    project = factories.project()
    indicator = Indicator(project_id=project.id, code="I", name_en="i", name_ru="и")
    indicator.targets = [Target(starts_on=AT.date(), ends_on=AT.date(), value=10)]
    factories.keep(indicator)
    keys = ("indicator", str(indicator.id)), ("target", str(indicator.targets[0].id))
    with act("indicator.remove", by=None, at=AT):
        project.indicators.remove(indicator)
    for key, was in zip(keys, ('"code":"I"', '"value":"10.00"'), strict=True):
        removal = entries_of(key)[0]
        assert removal.startswith('{"before":{') and was in removal


def test_a_row_that_leaves_its_parents_collection_outside_any_act_is_refused(app: Flask) -> None:
    project = factories.project()
    project.funding.clear()
    with pytest.raises(UnauditedChange):
        db.session.flush()
    db.session.rollback()


def test_a_row_replaced_by_another_of_the_same_key_is_recorded_with_both(app: Flask) -> None:
    project = factories.project(donors=("INL",))
    before = project.funding[0]
    with act("project.edit", by=None, at=AT):
        project.funding = [ProjectDonor(donor_id=before.donor_id, reference="New")]
    told = entries_of(("project_donor", f"{project.id}:{before.donor_id}"))
    assert '"after":{' in told[0] and '"reference":"New"' in told[0]
    assert told[1].startswith('{"before":{')


def test_a_removed_object_is_recorded_once(app: Flask) -> None:
    who = factories.account(Role.TRAINER)
    key = ("account_grant", str(who.grants[0].id))
    with act("account.take_back", by=None, at=AT):
        who.grants.remove(who.grants[0])
    assert [body.startswith('{"before":{') for body in entries_of(key)] == [True, False]
