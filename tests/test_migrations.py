"""The migrations make exactly the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from lms.accounts.disclosures import DisclosedFile, Disclosure, disclosure
from lms.accounts.scope import EVERYTHING, looking
from lms.extensions import db
from tests import factories
from tests.conftest import MIGRATIONS


def test_an_upgraded_empty_database_equals_the_models(app: Flask) -> None:
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
    assert compare_metadata(context, db.metadata) == []


def test_every_constraint_of_the_models_is_named(app: Flask) -> None:
    unnamed = [c for table in db.metadata.tables.values() for c in table.constraints if not c.name]
    assert unnamed == []


def test_numbers_are_never_reused(app: Flask) -> None:
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        made = dict(connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
        numbered = [t.name for t in db.metadata.tables.values() if "id" in t.c]
        assert all("AUTOINCREMENT" in made[name] for name in numbered)


def test_sqlite_runs_with_the_settings_that_were_chosen(app: Flask) -> None:
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        return
    asked = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000, "trusted_schema": 0,
             "secure_delete": 1}
    assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked} == asked


def test_every_foreign_key_that_lists_filter_by_has_an_index(app: Flask) -> None:
    inspector = inspect(db.session.connection())
    for table, column in (("event", "office_id"), ("enrolment", "person_id"), ("attendance", "session_id"),
                          ("certificate", "enrolment_id"), ("distribution", "project_id"), ("affiliation", "person_id")):
        indexed = {index["column_names"][0] for index in inspector.get_indexes(table)}
        assert column in indexed, (table, column)


def test_a_record_of_names_passed_on_outlives_the_change_of_its_table(committed_app: Flask) -> None:
    who = factories.account()
    asked = {"recipient": "Office in Mary", "purpose": "p", "columns": ("surname",), "row_count": 2, "taken_by": who,
             "made_at": factories.AT}  # fmt: skip
    factories.keep(disclosure(DisclosedFile.EVENT_WORKBOOK, "E-1", **asked), disclosure(DisclosedFile.LIST, "People", **asked))
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="0008")
    upgrade(directory=MIGRATIONS)
    with looking(EVERYTHING):
        kept = db.session.scalars(select(Disclosure)).all()
    assert [(one.about, one.recipient, one.row_count) for one in kept] == [("E-1", "Office in Mary", 2)]


def test_only_the_record_of_a_file_about_one_person_goes_with_its_kind(committed_app: Flask) -> None:
    who = factories.account()
    asked = {"recipient": "Office in Mary", "purpose": "p", "columns": ("surname",), "row_count": 1, "taken_by": who,
             "made_at": factories.AT}  # fmt: skip
    factories.keep(disclosure(DisclosedFile.EVENT_WORKBOOK, "E-1", event_code="E-1", **asked),
                   *(disclosure(kind, "15", **asked) for kind in (DisclosedFile.LIST, DisclosedFile.PERSON)))  # fmt: skip
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="0014")
    upgrade(directory=MIGRATIONS)
    with looking(EVERYTHING):
        kept = db.session.scalars(select(Disclosure).order_by(Disclosure.id)).all()
    assert [(one.kind, one.about, one.event_code) for one in kept] == [
        (DisclosedFile.EVENT_WORKBOOK, "E-1", "E-1"), (DisclosedFile.LIST, "15", None),
    ]  # fmt: skip


def test_a_file_with_names_that_was_made_before_says_which_event_it_is_of(committed_app: Flask) -> None:
    who, event = factories.account(), factories.event(code="E-7")
    asked = {"recipient": "Office in Mary", "purpose": "p", "columns": ("surname",), "row_count": 2, "taken_by": who,
             "made_at": factories.AT}  # fmt: skip
    lists = ("People of the event: E-7; Role: Participant", "Список участников: E-7", "People of the event: E-8", "People", "E-7")
    factories.keep(disclosure(DisclosedFile.EVENT_WORKBOOK, event.code, **asked),
                   *(disclosure(DisclosedFile.LIST, about, **asked) for about in lists))  # fmt: skip
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="0012")
    upgrade(directory=MIGRATIONS)
    with looking(EVERYTHING):
        codes = db.session.scalars(select(Disclosure.event_code).order_by(Disclosure.id)).all()
    assert codes == ["E-7", "E-7", "E-7", None, None, None]
