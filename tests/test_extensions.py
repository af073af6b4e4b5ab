"""What PostgreSQL plans by is what it holds, also when it looked while many rows were being written."""

from flask import Flask
from sqlalchemy import text

from lms.audit.services import act
from lms.extensions import db, refresh_statistics
from lms.participants.models import Person
from tests import factories
from tests.queries import counted


def seen() -> int:
    return int(db.session.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'person'")) or 0)


def test_rows_that_were_not_committed_when_it_looked_are_seen_afterwards(committed_app: Flask) -> None:
    office = factories.office()
    with act("test.setup", by=None, at=factories.AT):
        db.session.add_all(
            Person(surname=f"S{n}", given_name="G", office_id=office.id, created_at=factories.AT) for n in range(60)
        )
    if db.engine.dialect.name != "postgresql":
        with counted() as statements:
            refresh_statistics()
        assert statements == []  # SQLite keeps no such numbers
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        other.execute(text("ANALYZE person"))
    db.session.commit()
    assert seen() == 0
    refresh_statistics()
    db.session.commit()
    assert seen() == 60
