"""The migrations make exactly the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from lms.extensions import db


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
