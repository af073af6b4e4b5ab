"""The rows behind a report's figures as tables: each row once, with a column for each figure that counted it. Pure."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from lms.language import N_
from lms.reports import hxl
from lms.reports.document import COLUMNS, Document, Figure
from lms.reports.sheets import Book, letter, place
from lms.reports.wording import Words, printable
from lms.tables import Ordinal

Row = Sequence[Any]
TITLES = {
    "enrolment": N_("People"), "headcount": N_("Headcounts"), "event": N_("Events"), "distribution": N_("Materials"),
    "certificate": N_("Certificates"), "trainer_status": N_("Trainers"),
}  # fmt: skip
# What a field is called, and its hashtag; a field that is not here is told by its event, or not at all.
FIELDS: dict[str, tuple[str, str]] = {
    "id": (N_("No. of the row"), "#meta+id"), "enrolment": (N_("No. of the enrolment"), "#meta+enrolment"),
    "person": (N_("No. in the register"), "#beneficiary+id"), "role": (N_("Role"), "#beneficiary+role"),
    "category": (N_("Category then"), "#beneficiary+type"), "sex": (N_("Sex"), "#beneficiary+sex"),
    "country": (N_("Country"), "#country+name"), "region": (N_("Region"), "#adm1+name"),
    "organisation": (N_("Organisation then"), "#org+name"), "attended": (N_("Sessions attended"), "#indicator+sessions+num"),
    "completed": (N_("Completed"), "#status+completed"), "number": (N_("Number of people"), "#indicator+value+num"),
    "estimate": (N_("Estimate"), "#status+estimate"), "reconstructed": (N_("From old reports"), "#status+reconstructed"),
    "code": (N_("Code"), "#activity+code"), "kind": (N_("Kind"), "#activity+type"), "first": (N_("First day"), "#date+start"),
    "last": (N_("Last day"), "#date+end"), "city": (N_("City"), "#loc+name"), "training": (N_("Counts as training"), "#status+training"),
    "generation": (N_("Generation of the cascade"), "#activity+generation"), "shared": (N_("Funded jointly"), "#status+shared"),
    "material": (N_("Material"), "#output+name"), "carrier": (N_("Carrier"), "#output+type"), "quantity": (N_("Pieces"), "#output+num"),
    "project": (N_("Project"), "#activity+project"), "day": (N_("Day"), "#date"), "act": (N_("Act"), "#meta+act"),
    "audience": (N_("Audience"), "#beneficiary+audience"), "course": (N_("Course"), "#activity+course"), "level": (N_("Level"), "#status+level"),
}  # fmt: skip
CODED = frozenset({"role", "category", "sex", "country", "region", "organisation", "kind", "material", "carrier", "project", "course", "audience", "level"})
DAYS = frozenset({"first", "last", "day"})
NUMBERED = frozenset({"id", "enrolment", "person", "generation"})


@dataclass(frozen=True)
class Column:
    """A column: what is read of a row, and how what was read is written; the same is written once and kept."""

    heading: str
    tag: str
    read: Callable[[Row], Hashable]
    write: Callable[[Any], Any]
    is_number: bool = False


@dataclass(frozen=True)
class RowSheet:
    """The rows of one table; `marks` are the places, from 0, of the columns that tell what each row adds to a figure."""

    name: str
    columns: list[Column]
    rows: Sequence[Row]
    marks: Mapping[str, int]


def row_sheets(book: Book, names: Mapping[int, str] | None) -> Iterator[RowSheet]:
    """Yield a sheet for each table that has rows. `names` are those of people by their number, where they may be told."""
    document, added = book.outline.document, {one.figure.key: _added(book.outline.document, one.figure) for one in book.outline.told}
    for table in COLUMNS:
        rows = document.content["rows"].get(table) or ()
        if rows:
            columns = list(_columns(book.words, table, names))
            marks = {}
            for one in book.outline.told:
                if counted := added[one.figure.key].get(table):
                    marks[one.figure.key] = len(columns)
                    columns.append(_mark(one.name, hxl.number(one.figure.basis, "+counted"), counted))
            yield RowSheet(book.named(book.words.say(TITLES[table])), columns, rows, marks)


def sums(book: Book, sheets: Sequence[RowSheet]) -> dict[str, str]:
    """Return for each figure the formula that adds up its rows."""
    added: dict[str, list[str]] = {}
    for sheet in sheets:
        for key, column in sheet.marks.items():
            cells = f"${letter(column)}${book.first}:${letter(column)}${book.first + len(sheet.rows) - 1}"
            added.setdefault(key, []).append(place(sheet.name, cells))
    return {key: f"SUM({','.join(ranges)})" for key, ranges in added.items()}


def _added(document: Document, figure: Figure) -> dict[str, dict[int, int]]:
    """Return what each row that a figure counted adds to it, by table and number."""
    made: dict[str, dict[int, int]] = {}
    for table, row, number in document.counted(figure):
        made.setdefault(table, {})[row["id"]] = number
    return made


def _mark(name: str, tag: str, added: Mapping[int, int]) -> Column:
    return Column(name, tag, lambda row: added.get(row[0]), _same, is_number=True)


def _same(value: Any) -> Any:
    return value


def _columns(words: Words, table: str, names: Mapping[int, str] | None) -> Iterator[Column]:
    for at, field in enumerate(COLUMNS[table]):
        if field == "event":
            yield from _event(words, itemgetter(at))
            continue
        heading, tag = FIELDS[field]
        yield Column(words.say(heading), tag, itemgetter(at), _writer(words, table, field), is_number=field in {"attended", "number", "quantity"})
        if field == "person" and names:
            yield Column(words.say(N_("Name")), "#beneficiary+name", itemgetter(at), lambda number: printable(names.get(number)) or None)
    if table == "event":
        yield Column(words.say(N_("Title")), "#activity+name", itemgetter(0), lambda number: words.code("event", number))


def _event(words: Words, read: Callable[[Row], Hashable]) -> Iterator[Column]:
    """Yield what is told of the event of a row."""
    events = words.document.rows("event")
    yield Column(words.say(N_("Event")), "#activity+code", read, lambda number: printable(events.get(number, {}).get("code")) or Ordinal(number))
    yield Column(words.say(N_("Title")), "#activity+name", read, lambda number: words.code("event", number))
    for field in ("first", "last"):
        heading, tag = FIELDS[field]
        yield Column(words.say(heading), tag, read, lambda number, field=field: _day(events.get(number, {}).get(field)))  # type: ignore[misc]


def _writer(words: Words, table: str, field: str) -> Callable[[Any], Any]:
    """Return how a field is written: a code by its name, a day as a day, yes and no in words, a number that names as such."""
    if field == "number" and table == "certificate":
        return printable
    if field in CODED:
        kind = "certificate" if table == "certificate" and field == "kind" else field
        return lambda code: words.code(kind, code)
    if field in DAYS:
        return _day
    if field in NUMBERED:
        return lambda number: None if number is None else Ordinal(number)
    return lambda value: _plain(words, value)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _plain(words: Words, value: Any) -> Any:
    if isinstance(value, bool):
        return words.say(N_("Yes")) if value else words.say(N_("No"))
    return value if isinstance(value, int) or value is None else printable(str(value))
