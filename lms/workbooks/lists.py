"""A plain participant list, as offices have them: recognised, and read into rows. Pure.

`recognise` says what each sheet seems to be; a person may correct which column means what, and `rows` then reads the
sheet with whatever mapping it is given. Nothing is raised: what cannot be read is a problem of its row.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from lms.text import folded
from lms.workbooks import guesses, headers, lines, list_values, list_words
from lms.workbooks.cells import Cell, Sheet, address
from lms.workbooks.columns import NAMES, Column, Guess
from lms.workbooks.headers import Header, fingerprint
from lms.workbooks.lines import Line
from lms.workbooks.list_values import Unread, is_nothing, shown
from lms.workbooks.people import Places, Problem, found, named

SHOWN_ROWS = 10
NO_HEADER = Header(0, 0, ())
_LATIN_NAME = re.compile(r"[A-Za-z\u00c0-\u024f'ʻʼ’\-]+(?: [A-Za-z\u00c0-\u024f'ʻʼ’.\-]+)+")
_EMAIL_IN_TEXT = re.compile(r"[^\s,;|/<>]+@[^\s,;|/<>]+")

Value = str | int | date
READERS: dict[Column, Callable[[Cell], Value]] = {
    Column.SEX: list_values.sex,
    Column.BIRTH_DATE: list_values.birth,
    Column.NATIONAL_ID: list_values.document,
    Column.PASSPORT: list_values.document,
    Column.PHONE: list_values.phone,
    Column.EMAIL: list_values.email,
    # As long as the register has room for.
    Column.CATEGORY: partial(list_values.text, longest=100),
    Column.ORGANISATION: partial(list_values.text, longest=250),
    Column.UNIT: partial(list_values.text, longest=200),
    Column.POSITION: partial(list_values.text, longest=200),
    Column.RANK: partial(list_values.text, longest=100),
    Column.COUNTRY: partial(list_values.text, longest=100),
    Column.REGION: partial(list_values.text, longest=100),
    Column.CITY: partial(list_values.text, longest=100),
    Column.ROLE: list_values.role,
}
LONGEST_LATIN_NAME = 200
# What a heading over lines may say, the widest first.
HEADINGS = (Column.ROLE, Column.COUNTRY, Column.REGION, Column.CATEGORY, Column.ORGANISATION)


@dataclass(frozen=True)
class Recognised:
    """What a sheet seems to be: its header's first row (from 0; None where it has none), and what each column means."""

    index: int
    name: str
    header_row: int | None
    headers: tuple[str, ...]
    columns: Mapping[int, Guess]
    first_row: int
    sample: tuple[tuple[Cell, ...], ...]

    @property
    def mapping(self) -> dict[int, Column]:
        """Return what `rows` takes."""
        return {column: guess.target for column, guess in self.columns.items()}

    @property
    def is_list(self) -> bool:
        """Say whether the sheet seems to name people at all."""
        return bool(NAMES & set(self.mapping.values()))

    @property
    def fingerprint(self) -> str:
        """Return the key under which an office's own mapping of this header is remembered; "" without a header."""
        return fingerprint(self.headers)


@dataclass(frozen=True)
class ListRow:
    """A line of a list: its row from 0, what it is, and, where it is a person, what it tells and what it cannot.

    `values` holds what the line tells and nothing else, under the columns' codes: texts, `sex` as "f" or "m",
    `birth_date` as a date or else `birth_year` as a number, `role` as the code of an EnrolmentRole.
    """

    row: int
    line: Line = Line.PERSON
    values: dict[str, Value] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def is_person(self) -> bool:
        """Say whether the line is to be imported; any other is passed over, and `line.label` says why."""
        return self.line is Line.PERSON


def recognise(sheets: Sequence[Sheet]) -> list[Recognised]:
    """Return what every sheet seems to be, in their order; most sheets of a workbook may be no lists."""
    return [_recognised(index, sheet) for index, sheet in enumerate(sheets)]


def recognised_below(index: int, sheet: Sheet, header_row: int | None) -> Recognised:
    """Return what a sheet is whose headings stand in this row, from 0; None where it has none."""
    return _below(index, sheet, None if header_row is None else headers.header_at(sheet, header_row))


def _recognised(index: int, sheet: Sheet) -> Recognised:
    return _below(index, sheet, headers.find(sheet))


def _below(index: int, sheet: Sheet, header: Header | None) -> Recognised:
    if header is None:
        columns = guesses.by_contents(sheet.rows)
        first = _first_person(sheet, columns)
        return Recognised(index, sheet.name, None, (), columns, first, sheet.rows[first : first + SHOWN_ROWS])
    first = header.row + header.depth
    columns = headers.meanings(header)
    _fill_gaps(columns, header, sheet.rows[first:])
    return Recognised(index, sheet.name, header.row, header.texts, columns, first, sheet.rows[first : first + SHOWN_ROWS])


def _fill_gaps(columns: dict[int, Guess], header: Header, body: Sequence[Sequence[Cell]]) -> None:
    """Guess, by its contents, a column that the header leaves empty and no other column tells."""
    told = {guess.target for guess in columns.values()}
    for column, guess in guesses.by_contents(body).items():
        if column < len(header.texts) and not header.texts[column] and guess.target not in told | NAMES:
            columns[column] = Guess(guess.target, guess.sure / 2)


def _first_person(sheet: Sheet, columns: Mapping[int, Guess]) -> int:
    """Return the first row of a list without a header whose name can be read, below whatever title it has."""
    places = _places({column: guess.target for column, guess in columns.items()})
    if not places.keys() & NAMES:
        return 0
    for at, row in enumerate(sheet.rows):
        if len([cell for cell in row if cell is not None]) > 1 or len(columns) == 1:
            told, problems = named(row, at, places)
            if told and not problems:
                return at
    return 0


def rows(sheet: Sheet, mapping: Mapping[int, Column], header_row: int | None) -> list[ListRow]:
    """Return every line below the header, read as a mapping of columns says; lines that are no people are marked so."""
    return list(_read(sheet, mapping, header_row))


def _read(sheet: Sheet, mapping: Mapping[int, Column], header_row: int | None) -> Iterator[ListRow]:
    places = _places(mapping)
    header = NO_HEADER if header_row is None or header_row < 0 else headers.header_at(sheet, header_row)
    naming = {column for name in NAMES for column in places.get(name, ())}
    numbering = set(places.get(Column.NUMBER, ()))
    above: dict[Column, str] = {}
    for at in range(header.row + header.depth, len(sheet.rows)):
        row = sheet.rows[at]
        line = lines.kind(row, header.texts, naming, numbering)
        if line is Line.HEADING:
            text = next(shown(cell) for cell in row if isinstance(cell, str) and not is_nothing(cell))
            above = _under(above, *lines.headed(text))
        yield _person(row, at, places, above) if line is Line.PERSON else ListRow(at, line)


def _under(above: Mapping[Column, str], target: Column, said: str) -> dict[Column, str]:
    """Return what the headings so far say of the lines below another one, which ends what narrower headings said."""
    wider = HEADINGS[: HEADINGS.index(target)]
    return {column: text for column, text in above.items() if column in wider} | {target: said}


def _places(mapping: Mapping[int, Column]) -> Places:
    places: dict[Column, list[int]] = {}
    for column in sorted(mapping):
        if mapping[column] is not Column.IGNORED and column >= 0:
            places.setdefault(mapping[column], []).append(column)
    return places


def _person(row: Sequence[Cell], at: int, places: Places, above: Mapping[Column, str]) -> ListRow:
    name, problems = named(row, at, places)
    rest = name.pop("rest", "")
    told: dict[str, Value] = {**name}
    for target, reader in READERS.items():
        column, cell = found(row, places, target)
        if target in {Column.PHONE, Column.EMAIL}:
            cell = _without_other(target, cell, told)
        if cell is not None:
            _take(told, problems, address(at, column), target, partial(reader, cell))
    _latin(row, at, places, told, problems)
    _behind(rest, told)
    _post_apart(places, told)
    for target, text in above.items():
        told.setdefault(target.value, text)
    return ListRow(at, Line.PERSON, told, tuple(problems))


def _take(told: dict[str, Value], problems: list[Problem], cell: str, target: Column, read: Callable[[], Value]) -> None:
    """Add a value that can be read, or else the problem; a birth date of which only the year is told is a birth year."""
    try:
        value = read()
    except Unread as wrong:
        problems.append(Problem(cell, wrong.message, wrong.params))
        return
    told["birth_year" if target is Column.BIRTH_DATE and isinstance(value, int) else target.value] = value


def _without_other(target: Column, cell: Cell, told: dict[str, Value]) -> Cell:
    """Return a cell of phones without the address typed beside them, which is taken; and one of addresses without phones."""
    if not isinstance(cell, str):
        return cell
    address_in_it = _EMAIL_IN_TEXT.search(cell)
    if target is Column.EMAIL:
        return address_in_it.group().strip(".") if address_in_it else cell
    if not address_in_it:
        return cell
    try:
        told.setdefault(Column.EMAIL.value, list_values.email(address_in_it.group()))
    except Unread:
        return cell
    rest = re.sub(r"(?i)\be-?mail:?", " ", _EMAIL_IN_TEXT.sub(" ", cell)).strip(" ,;/|\n")
    return rest or None


def _latin(row: Sequence[Cell], at: int, places: Places, told: dict[str, Value], problems: list[Problem]) -> None:
    """Take the Latin name as it is typed, from as many columns as it has."""
    columns = [column for column in places.get(Column.LATIN_NAME, ()) if column < len(row) and not is_nothing(row[column])]
    if columns:
        joined = " ".join(shown(row[column]) for column in columns)
        _take(told, problems, address(at, columns[0]), Column.LATIN_NAME, partial(list_values.text, joined, LONGEST_LATIN_NAME))


def _behind(rest: str, told: dict[str, Value]) -> None:
    """Take what stood behind a full name for its Latin spelling or for a post, where there is none yet."""
    if rest and _LATIN_NAME.fullmatch(rest) and not _LATIN_NAME.fullmatch(f"{told['surname']} {told['given_name']}"):
        told.setdefault(Column.LATIN_NAME.value, rest)
    elif rest:
        told.setdefault(Column.POSITION.value, rest[:200])


def _post_apart(places: Places, told: dict[str, Value]) -> None:
    """Tell a post from its organisation where one column holds both: "МВД, следователь", "следователь, МВД"."""
    both = {Column.ORGANISATION, Column.POSITION}
    if len(both & places.keys()) != 1 or both <= told.keys():
        return
    first, comma, last = str(told.get(Column.ORGANISATION) or told.get(Column.POSITION) or "").rpartition(", ")
    for organisation, post in ((first, last), (last, first)):
        if comma and list_words.POSITION_WORDS.search(folded(post)) and list_words.ORGANISATION_WORDS.search(folded(organisation)):
            told |= {Column.ORGANISATION.value: organisation, Column.POSITION.value: post}
            return
