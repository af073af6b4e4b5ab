"""What a merge changes, written down as it is changed, so that it can be taken back value by value."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Date, Enum, Numeric, inspect

from lms.audit.rules import canonical
from lms.audit.services import identity
from lms.extensions import WITH_MERGED, Instant, Model, db

# The table and key of a row, and for each column what stood there before and after.
Line = tuple[str, str, dict[str, list[Any]]]


@dataclass(frozen=True)
class Left:
    """What was not taken back: a column that somebody changed since, or, without one, a row that is gone since."""

    table: str
    key: str
    column: str | None = None


@dataclass
class Journal:
    """The changes of one merge in order, and beside them the marks of joined enrolments as they stood."""

    lines: list[Line] = field(default_factory=list)
    joined: list[dict[str, Any]] = field(default_factory=list)

    def change(self, obj: Model, **values: Any) -> None:
        """Set columns of a row; only what differs is changed and written down."""
        changed = {name: [getattr(obj, name), value] for name, value in values.items() if getattr(obj, name) != value}
        for name, (_before, after) in changed.items():
            setattr(obj, name, after)
        if changed:
            self.lines.append((obj.__tablename__, identity(obj), changed))

    @property
    def rows(self) -> set[tuple[str, str]]:
        """Return the rows that were changed, as (table, key)."""
        return {(table, key) for table, key, _columns in self.lines}

    def written(self) -> str:
        """Return it as the JSON that a merge keeps."""
        return canonical({"lines": [list(line) for line in self.lines], "joined": self.joined})

    @classmethod
    def read(cls, text: str) -> "Journal":
        """Read what was kept; values stay as JSON has them."""
        kept = json.loads(text)
        return cls([tuple(line) for line in kept["lines"]], kept["joined"])


def taken_back(lines: Iterable[Line]) -> Iterator[Left]:
    """Set every column back to what stood there, the last change first; give what somebody changed since."""
    for table, key, columns in reversed(list(lines)):
        model = _models()[table]
        obj = db.session.get(model, int(key), execution_options={WITH_MERGED: True})
        if obj is None:
            yield Left(table, key)
            continue
        for name, (before, after) in columns.items():
            column = inspect(model).column_attrs[name].columns[0]
            if getattr(obj, name) == typed(column, after):
                setattr(obj, name, typed(column, before))
            else:
                yield Left(table, key, name)


def typed(column: Column[Any], value: Any) -> Any:
    """Return a value of the JSON as the column's own kind."""
    if value is None:
        return None
    if isinstance(column.type, Enum) and column.type.enum_class is not None:
        return column.type.enum_class(value)
    readers: tuple[tuple[type, Any], ...] = (
        (Instant, datetime.fromisoformat), (Date, date.fromisoformat), (Numeric, Decimal),
    )  # fmt: skip
    return next((read(value) for kind, read in readers if isinstance(column.type, kind)), value)


def _models() -> dict[str, Any]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers}
