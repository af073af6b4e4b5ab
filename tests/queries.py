"""Counting the statements that a piece of code sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from lms.accounts.scope import EVERYTHING, looking
from lms.reports import ledgers

IGNORED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect every statement sent inside, transaction control left out."""
    statements: list[str] = []

    def collect(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(IGNORED):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", collect)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", collect)


def forget_ledger() -> None:
    """Have the ledger of figures read anew: rows were written past the record of changes, by which it knows of them."""
    ledgers._kept.clear()


def read_ledger() -> None:
    """Bring the ledger of figures up to date, as the page before did: what is counted afterwards is what a page asks."""
    with looking(EVERYTHING):
        ledgers.present()
