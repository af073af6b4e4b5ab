"""A sheet by its plan: headings found, cells read, every problem noted and none the last. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.errors import Refused
from lms.language import N_
from lms.workbooks import values
from lms.workbooks.cells import Cell, Sheet
from lms.workbooks.code_names import key_of
from lms.workbooks.problems import Origin, Problem
from lms.workbooks.vocabulary import FIELD, Column, Plan, session_in

HEADINGS_WITHIN = 10  # rows; titles may stand above
FEWEST_HEADINGS = 2
VALUE_COLUMN = 1
NUMBERING = "no"


@dataclass(frozen=True)
class Line:
    """What a row, or a sheet of fields, says: a value for each key, a list of (value, origin) for what repeats."""

    values: Mapping[str, Any]
    origin: Origin
    marks: Mapping[int, Any] = field(default_factory=dict)
    is_whole: bool = True  # no cell of it has a problem, and none is missing


@dataclass(frozen=True)
class Headings:
    """The row of headings of a table: columns by key, and by session where the table has marks."""

    row: int
    columns: Mapping[str, int] = field(default_factory=dict)
    sessions: Mapping[int, int] = field(default_factory=dict)


def fields_known(plan: Plan, sheet: Sheet) -> int:
    """Return how many rows of a sheet begin with the name of a field."""
    return sum(key_of(values.as_text(_cell(row, 0))) in plan.spellings for row in sheet.rows)


def read_fields(plan: Plan, sheet: Sheet, problems: list[Problem]) -> Line:
    """Read a sheet of fields and values; what cannot be read is left out and told in `problems`."""
    rows: dict[str, int] = {}
    found: dict[str, Any] = {column.key: [] for column in plan.columns if column.repeats}
    for number, row in enumerate(sheet.rows):
        name, cell = values.as_text(_cell(row, 0)), _cell(row, VALUE_COLUMN)
        column = plan.spellings.get(key_of(name))
        if column is None:
            _tell_of_unknown_field(name, cell, sheet, number, problems)
            continue
        if column.key in found and not column.repeats and values.as_text(cell):
            sentence = N_("“%(name)s” is given twice.")
            problems.append(Problem(sheet.name, number, VALUE_COLUMN, sentence, {"name": column.heading}))
            continue
        rows.setdefault(column.key, number)
        value = _read(column, cell, sheet.name, (number, VALUE_COLUMN), problems)
        if value is not None and column.repeats:
            found[column.key].append((value, Origin(sheet.name, number, column=VALUE_COLUMN)))
        elif value is not None:
            found[column.key], rows[column.key] = value, number
    return Line(found, Origin(sheet.name, rows=rows, column=VALUE_COLUMN))


def _tell_of_unknown_field(name: str, cell: Cell, sheet: Sheet, row: int, problems: list[Problem]) -> None:
    heading = key_of(name) in {key_of(FIELD.title_en), key_of(FIELD.title_ru)}
    if name and values.as_text(cell) and not heading:
        sentence = N_("“%(name)s” is not a field of this sheet; it is not read.")
        problems.append(Problem(sheet.name, row, 0, sentence, {"name": name}, is_warning=True))


def find_headings(plan: Plan, sheet: Sheet, problems: list[Problem]) -> Headings | None:
    """Return the row of headings: of the first rows the one with most known names. None, and a problem, where none is."""
    counts = [_known_in(plan, row) for row in sheet.rows[:HEADINGS_WITHIN]]
    if max(counts, default=0) < FEWEST_HEADINGS:
        if any(not is_blank(row) for row in sheet.rows):
            problems.append(Problem(sheet.name, 0, 0, N_("No row of headings was found in the first ten rows.")))
        return None
    found = _headings_in(plan, sheet, counts.index(max(counts)), problems)
    for column in plan.columns:
        if column.required and column.key not in found.columns:
            sentence = N_("The column “%(name)s” is missing.")
            problems.append(Problem(sheet.name, found.row, 0, sentence, {"name": column.heading}))
    return found


def _known_in(plan: Plan, row: Sequence[Cell]) -> int:
    return len({key_of(values.as_text(cell)) for cell in row} & plan.spellings.keys())


def _headings_in(plan: Plan, sheet: Sheet, row: int, problems: list[Problem]) -> Headings:
    columns: dict[str, int] = {}
    sessions: dict[int, int] = {}
    for number, cell in enumerate(sheet.rows[row]):
        name = values.as_text(cell)
        known = plan.spellings.get(key_of(name))
        session = session_in(name) if plan.has_marks and not known else None
        if known and known.key not in columns:
            columns[known.key] = number
        elif session and session not in sessions:
            sessions[session] = number
        elif known or session:
            problems.append(
                Problem(sheet.name, row, number, N_("The column “%(name)s” is there twice."), {"name": name})
            )
        elif name:
            sentence = N_("“%(name)s” is not a column of this sheet; it is not read.")
            problems.append(Problem(sheet.name, row, number, sentence, {"name": name}, is_warning=True))
    return Headings(row, columns, sessions)


def read_lines(plan: Plan, sheet: Sheet, headings: Headings, problems: list[Problem]) -> Iterator[Line]:
    """Give the rows that say something; of one that is not whole, every bad cell is told in `problems`."""
    complete = all(column.key in headings.columns for column in plan.columns if column.required)
    for number, row in enumerate(sheet.rows[headings.row + 1 :], headings.row + 1):
        if is_blank(cell for at, cell in enumerate(row) if at != headings.columns.get(NUMBERING)):
            continue
        before = len(problems)
        origin = Origin(sheet.name, number, headings.columns)
        found = {
            column.key: _read(column, _cell(row, at), sheet.name, (number, at), problems, must=column.required)
            for column in plan.columns
            if (at := headings.columns.get(column.key)) is not None
        }
        marks = {
            session: given
            for session, at in headings.sessions.items()
            if (given := _read(None, _cell(row, at), sheet.name, (number, at), problems)) is not None
        }
        yield Line(found, origin, marks, complete and len(problems) == before)


def _read(
    column: Column | None, cell: Cell, sheet: str, at: tuple[int, int], problems: list[Problem], *, must: bool = False
) -> Any:
    """Return the value of a cell (of a mark, where there is no column), or None with the reason among the problems."""
    try:
        value = values.mark(cell) if column is None else _within(column, column.form.reads(cell))
    except Refused as refusal:
        problems.append(Problem(sheet, *at, refusal.message, refusal.params))
        return None
    if value is None and must and column is not None:
        problems.append(Problem(sheet, *at, N_("“%(name)s” is missing."), {"name": column.heading}))
    return value


def _within(column: Column, value: Any) -> Any:
    length = len(value[0] if isinstance(value, tuple) else value) if isinstance(value, str | tuple) else 0
    if column.longest and length > column.longest:
        raise Refused(N_("This text is too long: at most %(most)s characters."), most=column.longest)
    if column.between and value is not None and not column.between[0] <= value <= column.between[1]:
        least, most = column.between
        raise Refused(N_("Number must be between %(min)s and %(max)s."), min=least, max=most)
    return value


def is_blank(cells: Any) -> bool:
    """Say whether nothing is typed in any of the cells."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _cell(row: Sequence[Cell], number: int) -> Cell:
    return row[number] if number < len(row) else None
