"""The name that a line of a list gives, whether in one column or in three, and what is wrong with it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.language import N_
from lms.workbooks import list_values, name_reading
from lms.workbooks.cells import Cell, address
from lms.workbooks.columns import Column
from lms.workbooks.list_values import Unread, is_nothing

Places = Mapping[Column, Sequence[int]]

LONGEST_NAME = 100

NO_NAME = N_("There is no name in this line.")
ONE_WORD = N_("“%(value)s” is one word: a surname and a given name are needed.")
NO_PERSON = N_("“%(value)s” is not the name of a person.")
SEVERAL = N_("There is more than one name in this cell: “%(value)s”. Give each person a line.")
NO_SURNAME = N_("The surname is missing.")
NO_GIVEN_NAME = N_("The given name is missing.")


@dataclass(frozen=True)
class Problem:
    """A value that cannot be read: the cell as spreadsheets call it, a marked sentence, and what fills it."""

    cell: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


def found(row: Sequence[Cell], places: Places, target: Column) -> tuple[int, Cell]:
    """Return the first filled cell of the columns with this meaning and its place; an empty one in the first of them, else."""
    columns = places.get(target, ())
    filled = (column for column in columns if 0 <= column < len(row) and not is_nothing(row[column]))
    column = next(filled, -1)
    return (column, row[column]) if column >= 0 else (next(iter(columns), 0), None)


def named(row: Sequence[Cell], at: int, places: Places) -> tuple[dict[str, str], list[Problem]]:
    """Return the parts of the name in a row, `rest` for what stood behind a full name, and the problems with them."""
    in_parts = places.keys() & {Column.SURNAME, Column.GIVEN_NAME}
    whole = Column.FULL_NAME if in_parts or Column.FULL_NAME in places else Column.LATIN_NAME
    told: dict[str, str] = {}
    if in_parts and any(found(row, places, part)[1] is not None for part in in_parts):
        told, problems = _of_parts(row, at, places)
    else:
        told, problems = _of_whole(row, at, places, whole)
    for part in (Column.SURNAME, Column.GIVEN_NAME, Column.PATRONYMIC):
        if len(told.get(part, "")) > LONGEST_NAME:
            cell = address(at, found(row, places, part)[0])
            problems.append(Problem(cell, list_values.TOO_LONG, {"value": told.pop(part)[: list_values.LONGEST_QUOTED] + "…", "limit": LONGEST_NAME}))
    return told, problems


def _of_whole(row: Sequence[Cell], at: int, places: Places, target: Column) -> tuple[dict[str, str], list[Problem]]:
    column, cell = found(row, places, target)
    if cell is None:
        return {}, [Problem(address(at, column), NO_NAME)]
    text, problems = _text(at, column, cell)
    name = name_reading.split(text)
    if name is None:
        wrong = problems or [Problem(address(at, column), ONE_WORD if text.isalpha() else NO_PERSON, Unread("", cell).params)]
        return {}, wrong
    told = {"surname": name.surname, "given_name": name.given_name, "patronymic": name.patronymic, "rest": name.rest}
    if patronymic := found(row, places, Column.PATRONYMIC)[1]:
        told["patronymic"] = told["patronymic"] or name_reading.cased(list_values.shown(patronymic))
    return {part: value for part, value in told.items() if value}, problems


def _of_parts(row: Sequence[Cell], at: int, places: Places) -> tuple[dict[str, str], list[Problem]]:
    """Return a name of several columns; a whole name in the surname's, or a patronymic in the given name's, is told apart."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for part in (Column.SURNAME, Column.GIVEN_NAME, Column.PATRONYMIC):
        column, cell = found(row, places, part)
        if cell is not None:
            texts[part], wrong = _text(at, column, cell)
            problems += wrong
    if Column.GIVEN_NAME not in texts and (name := name_reading.split(texts.get(Column.SURNAME, ""))):
        texts |= {"surname": name.surname, "given_name": name.given_name}
        texts.setdefault("patronymic", name.patronymic)
    given, _, last = texts.get("given_name", "").rpartition(" ")
    if given and not texts.get("patronymic") and name_reading.is_patronymic(last):
        texts |= {"given_name": given, "patronymic": last}
    for needed, sentence in ((Column.SURNAME, NO_SURNAME), (Column.GIVEN_NAME, NO_GIVEN_NAME)):
        if not texts.get(needed) and not problems:
            problems.append(Problem(address(at, found(row, places, needed)[0]), sentence))
    return {str(part): name_reading.cased(text) for part, text in texts.items() if text}, problems


def _text(at: int, column: int, cell: Cell) -> tuple[str, list[Problem]]:
    """Return the text of a name's cell; a number or a date is none, nor are several names."""
    try:
        if not isinstance(cell, str):
            raise Unread(NO_PERSON, cell)
        if name_reading.is_several(cell):
            raise Unread(SEVERAL, cell)
        return list_values.text(cell, name_reading.LONGEST), []
    except Unread as wrong:
        return "", [Problem(address(at, column), wrong.message, wrong.params)]
