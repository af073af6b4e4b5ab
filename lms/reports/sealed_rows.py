"""The rows that a report's figure counted, page by page, as its document keeps them: with the names of today where they are seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lms.extensions import db
from lms.participants.models import Person
from lms.reports.document import COLUMNS, Figure, numbers_of, weight
from lms.reports.row_sheets import CODED, DAYS, FIELDS, TITLES
from lms.reports.wording import Words

PER_PAGE = 50
LEFT_OUT = frozenset({"id", "event", "completed", "estimate", "country"})


@dataclass(frozen=True)
class SealedRows:
    """A page of the rows of a table: heads and worded cells; `people` are numbers of persons by place of the row.

    `adds` is what each row adds to the figure; `total` counts the rows of all pages, `sum` what they add together.
    """

    title: str
    heads: Sequence[str]
    cells: Sequence[Sequence[str]]
    people: Sequence[int | None]
    events: Sequence[tuple[int, str] | None]
    adds: Sequence[int]
    total: int
    sum: int


def tables(words: Words, figure: Figure) -> list[tuple[str, str, int]]:
    """Return the tables of a figure's rows: name, title and how many rows."""
    return [(one["table"], words.say(TITLES[one["table"]]), len(numbers_of(one["ids"]))) for one in figure.counted]


def rows(words: Words, figure: Figure, table: str, page: int) -> SealedRows:
    """Return a page of rows of one of a figure's tables, from page 1."""
    document = words.document
    known, ids = document.rows(table), next(numbers_of(one["ids"]) for one in figure.counted if one["table"] == table)
    shown = [known[number] for number in ids[(page - 1) * PER_PAGE : page * PER_PAGE]]
    columns = [name for name in COLUMNS[table] if name not in LEFT_OUT and name in FIELDS]
    return SealedRows(
        title=words.say(TITLES[table]), heads=[words.say(FIELDS[name][0]) for name in columns],
        cells=[[_worded(words, name, row[name]) for name in columns] for row in shown],
        people=[row.get("person") for row in shown], events=[_event(words, table, row) for row in shown],
        adds=[weight(figure.basis, table, row) for row in shown], total=len(ids),
        sum=sum(weight(figure.basis, table, known[number]) for number in ids),
    )  # fmt: skip


def _event(words: Words, table: str, row: Mapping[str, Any]) -> tuple[int, str] | None:
    number = row["id"] if table == "event" else row.get("event")
    return (number, words.code("event", number)) if number else None


def _worded(words: Words, name: str, value: Any) -> str:
    if value is None and name not in CODED:
        return ""
    if name in CODED:
        return words.code(name, value)
    if name in DAYS:
        return words.day(value)
    if isinstance(value, bool):
        return words.say("Yes") if value else words.say("No")
    return words.number(value) if isinstance(value, int) and name in {"attended", "number", "quantity"} else str(value)


def names(numbers: Sequence[int | None]) -> dict[int, str]:
    """Return the names that people have today, inside the present scope, by their numbers."""
    wanted = sorted({number for number in numbers if number})
    found = db.session.scalars(select(Person).where(Person.id.in_(wanted), Person.erased_at.is_(None))) if wanted else ()
    return {one.id: one.full_name for one in found}
