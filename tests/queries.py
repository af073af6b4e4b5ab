"""Counting the statements that a piece of code sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

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
