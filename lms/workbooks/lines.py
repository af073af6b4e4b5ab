"""What a line of a list is when it is not a person: empty, the header again, a heading, a total, a signature. Pure."""

import re
from collections.abc import Collection, Sequence

from lms.language import N_, Labelled
from lms.workbooks import list_values, list_words, name_reading
from lms.workbooks.cells import Cell
from lms.workbooks.columns import Column
from lms.workbooks.headers import numbers_columns
from lms.workbooks.list_values import is_nothing, shown
from lms.workbooks.list_words import EXACT, key, words

LONGEST = 250
MOST_WORDS_OF_A_NAME = 4
MOST_WORDS_OF_A_HEADING = 12
_ENUMERATION = re.compile(r"^(?:[ivxlIVXL]+|[а-яa-z]|\d{1,2})\s*[.)]\s*")
_NO_NAME = re.compile(r"[:«»\"]")
_LETTER = re.compile(r"[^\W\d_]")


class Line(Labelled):
    """What a line is; all but a person are passed over, and said to be."""

    PERSON = "person", N_("A person")
    EMPTY = "empty", N_("An empty line")
    HEADER = "header", N_("The header again")
    HEADING = "heading", N_("A heading over the lines below it")
    TITLE = "title", N_("A title or a note")
    TOTAL = "total", N_("A total")
    SIGNATURE = "signature", N_("A signature line")


def kind(row: Sequence[Cell], headers: Sequence[str], naming: Collection[int], numbering: Collection[int]) -> Line:
    """Return what a line is, in a list with these headers, columns of names and columns of line numbers."""
    filled = {column: cell for column, cell in enumerate(row) if not is_nothing(cell)}
    telling = {column: cell for column, cell in filled.items() if column not in numbering or not _is_number(cell)}
    if not telling:
        return Line.EMPTY
    if is_header(row, headers, naming):
        return Line.HEADER
    if not any(isinstance(cell, str) for cell in telling.values()):
        return Line.PERSON
    first = next(cell for cell in telling.values() if isinstance(cell, str))[:LONGEST]
    named = [cell for column, cell in telling.items() if column in naming]
    if list_words.TOTAL_WORDS.search(words(first)):
        return Line.TOTAL
    if _is_signature(telling, first, named):
        return Line.SIGNATURE
    return _alone(telling, naming) if len(telling) == 1 else Line.PERSON


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, float) or not _LETTER.search(shown(cell))


def is_header(row: Sequence[Cell], headers: Sequence[str], naming: Collection[int]) -> bool:
    """Say whether a line repeats the header, in its words or in another language, or numbers the columns."""
    if numbers_columns(row):
        return True
    heads = [row[column] for column in naming if column < len(row)]
    if not any(isinstance(cell, str) and (key(cell) in EXACT or cell in headers) for cell in heads):
        return False
    texts = {column: cell for column, cell in enumerate(row) if isinstance(cell, str)}
    same = sum(column < len(headers) and key(text) == key(headers[column]) for column, text in texts.items())
    known = sum(key(text) in EXACT for text in texts.values())
    return max(same, known) * 2 > sum(cell is not None for cell in row)


def _is_signature(telling: dict[int, Cell], first: str, named: Sequence[Cell]) -> bool:
    """Say whether somebody signs here: a rule to write on, or the words of it where no name stands in its place."""
    if any(isinstance(cell, str) and re.search(r"_{3,}|\.{6,}", cell) for cell in telling.values()):
        return True
    return list_words.SIGNED_WORDS.search(words(first)) is not None and (not named or [str(cell)[:LONGEST] for cell in named] == [first])


def _alone(telling: dict[int, Cell], naming: Collection[int]) -> Line:
    """Return what the only text of a line is; one that could be a name stays a person, so that nobody is lost."""
    ((column, cell),) = telling.items()
    text = shown(cell)
    if len(text) > LONGEST:
        return Line.TITLE
    if column > max(naming, default=column):
        return Line.PERSON
    if list_words.TITLE_WORDS.search(words(text)):
        return Line.TITLE
    if _says_what(text):
        return Line.HEADING
    if column in naming and name_reading.is_several(str(cell)):
        return Line.PERSON
    count = len(words(text).split())
    if column in naming and count <= MOST_WORDS_OF_A_NAME and not _NO_NAME.search(text) and (count == 1 or name_reading.split(text)):
        return Line.PERSON
    return Line.HEADING if count <= MOST_WORDS_OF_A_HEADING and not re.search(r"\d|[.!?;]\s", text) else Line.TITLE


def headed(text: str) -> tuple[Column, str]:
    """Return what a heading says of the lines below it: a role, a category, a region, a country, or else an organisation."""
    target, said = _says_what(text) or Column.ORGANISATION, heading(text)
    return target, list_values.role(said) if target is Column.ROLE else said


def _says_what(text: str) -> Column | None:
    """Return what a heading is by the words in it; None where there is no word that is known."""
    plain = words(heading(text))
    if list_values.ROLES.get(plain):
        return Column.ROLE
    if list_words.CATEGORY_WORDS.search(plain):
        return Column.CATEGORY
    if list_words.ORGANISATION_WORDS.search(plain):
        return Column.ORGANISATION
    if plain in list_words.COUNTRIES or list_words.REPUBLIC.search(plain):
        return Column.COUNTRY
    return Column.REGION if list_words.REGION_WORDS.search(plain) else None


def heading(text: str) -> str:
    """Return a heading without what numbers it and ends it: "II. Министерство юстиции:" is "Министерство юстиции"."""
    return _ENUMERATION.sub("", shown(text)).strip(" :;.-–—")
