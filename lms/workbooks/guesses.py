"""What the columns of a list without a header mean, by what stands in them. Pure."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from lms.text import folded
from lms.workbooks import list_values, list_words, name_reading
from lms.workbooks.cells import Cell
from lms.workbooks.columns import Column, Guess
from lms.workbooks.list_values import shown

LOOKED_AT = 60
LONGEST = 250
MOST = 0.7
SOME = 0.4
_YEARS_OF_BIRTH = range(1930, 2011)
_ID = re.compile(r"\d{14}|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{6}")
_PASSPORT = re.compile(r"[A-ZА-Я]{1,2}[\s\-]?(?:[A-ZА-Я]{2}\s?)?(?:№\s?)?\d{6,8}", re.IGNORECASE)
_NO_NAMES = (list_words.ORGANISATION_WORDS, list_words.POSITION_WORDS, list_words.TITLE_WORDS)
_PHONE = re.compile(r"\+?[\d\s()\-]{6,20}(?:[,;/].*)?")


def by_contents(rows: Sequence[Sequence[Cell]]) -> dict[int, Guess]:
    """Return what each column of these rows seems to mean; every meaning is given once, the surest column first."""
    seen = rows[:LOOKED_AT]
    width = max((len(row) for row in seen), default=0)
    cells = {column: [row[column] for row in seen if column < len(row) and not list_values.is_nothing(row[column])] for column in range(width)}
    guessed: dict[int, Guess] = {}
    for target, test, share, sure in _TESTS:
        if target in {guess.target for guess in guessed.values()}:
            continue
        shares = {column: _share(cells[column], test) for column in cells if column not in guessed and cells[column]}
        best = max(shares, key=lambda column: (shares[column], -column), default=None)
        if best is not None and shares[best] >= share:
            guessed[best] = Guess(target, sure)
    _number_lines(cells, guessed)
    _give_names(cells, guessed)
    return dict(sorted(guessed.items()))


def _share(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


def _number_lines(cells: dict[int, list[Cell]], guessed: dict[int, Guess]) -> None:
    """Take a column that counts up for the line numbers."""
    for column, found in cells.items():
        told = [shown(cell).rstrip(".)") for cell in found]
        counted = [int(text) for text in told if text.isdecimal() and len(text) < 6]
        if column not in guessed and len(counted) == len(found) > 1 and all(b - a == 1 for a, b in pairwise(counted)):
            guessed[column] = Guess(Column.NUMBER, 0.6)
            return


def _give_names(cells: dict[int, list[Cell]], guessed: dict[int, Guess]) -> None:
    """Take the column of single words nearest to the surnames for the given names; without it, surnames are full names."""
    surnames = next((column for column, guess in guessed.items() if guess.target is Column.SURNAME), None)
    if surnames is None:
        return
    if any(guess.target is Column.FULL_NAME for guess in guessed.values()):
        del guessed[surnames]
        return
    single = [column for column, found in cells.items() if column not in guessed and found and _share(found, _is_word) >= MOST]
    if single:
        guessed[min(single, key=lambda column: abs(column - surnames))] = Guess(Column.GIVEN_NAME, 0.5)
    else:
        guessed[surnames] = Guess(Column.FULL_NAME, SOME)


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) < LONGEST and " " not in cell.strip() and cell.strip().replace("-", "").isalpha()


def _is_full_name(cell: Cell) -> bool:
    """Say whether a text is a name beyond doubt: with a patronymic, with initials, or with a surname's ending."""
    if not isinstance(cell, str) or len(cell) > LONGEST or any(said.search(folded(cell)) for said in _NO_NAMES):
        return False
    name = name_reading.split(cell)
    if name is None or not name.surname[:1].isupper():
        return False
    return bool(name.given_name.endswith(".") or name_reading.is_patronymic(name.patronymic) or name_reading.is_surname(name.surname))


def _is_birth(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return False
    try:
        told = list_values.birth(cell)
    except list_values.Unread:
        return False
    return (told.year if isinstance(told, date) else told) in _YEARS_OF_BIRTH


def _is_sex(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) < LONGEST and folded(cell).strip(" .") in list_values.FEMALE | list_values.MALE


def _is_phone(cell: Cell) -> bool:
    try:
        return _PHONE.fullmatch(shown(cell)) is not None and bool(list_values.phone(cell))
    except list_values.Unread:
        return False


def _is_id(cell: Cell) -> bool:
    text = shown(cell)
    return _ID.fullmatch(text) is not None and not list_values.phone(text).startswith("+")


def _says(pattern: re.Pattern[str]) -> Callable[[Cell], bool]:
    return lambda cell: isinstance(cell, str) and pattern.search(folded(cell[:LONGEST])) is not None


# In this order: what is told by its form first, then names, then what is told by words that may stand anywhere.
_TESTS: list[tuple[Column, Callable[[Cell], bool], float, float]] = [
    (Column.EMAIL, lambda cell: isinstance(cell, str) and "@" in cell, MOST, 0.9),
    (Column.NATIONAL_ID, _is_id, MOST, 0.6),
    (Column.BIRTH_DATE, _is_birth, MOST, 0.6),
    (Column.PHONE, _is_phone, MOST, 0.6),
    (Column.PASSPORT, lambda cell: _PASSPORT.fullmatch(shown(cell)) is not None, MOST, 0.6),
    (Column.SEX, _is_sex, MOST, 0.7),
    (Column.FULL_NAME, _is_full_name, MOST, 0.7),
    (Column.PATRONYMIC, lambda cell: _is_word(cell) and name_reading.is_patronymic(shown(cell)), MOST, 0.6),
    (Column.SURNAME, lambda cell: _is_word(cell) and name_reading.is_surname(shown(cell)), SOME, 0.5),
    (Column.COUNTRY, lambda cell: folded(shown(cell)[:LONGEST]) in list_words.COUNTRIES, MOST, 0.6),
    (Column.RANK, _says(list_words.RANK_WORDS), SOME, 0.4),
    (Column.POSITION, _says(list_words.POSITION_WORDS), SOME, 0.4),
    (Column.ORGANISATION, _says(list_words.ORGANISATION_WORDS), SOME, 0.4),
    (Column.REGION, _says(list_words.REGION_WORDS), SOME, 0.4),
]
