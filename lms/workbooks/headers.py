"""Where the header of a list is, and what each column means by it. Pure."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.text import tidy
from lms.workbooks.cells import Cell, Sheet
from lms.workbooks.columns import NAMES, NO_IDEA, Column, Guess
from lms.workbooks.list_values import ROLES
from lms.workbooks.list_words import EXACT, PHRASES, TITLE_WORDS, key, words

SEARCHED_ROWS = 10
LONGEST_HEADER = 120
KNOWN = 0.9
LONGEST_OF_ONE = 60
_PARTS = re.compile(r"[/|\n();,\[\]]")
# What only means something under a wider header: «Паспорт» over «серия» and «номер».
_PART = re.compile(r"серия|номер|дата( выдачи)?|кем выдан|рожд\w*|раб\w*|моб\w*|дом\w*|series|number|date|of birth|work|home|office")
_NUMBER_SIGN = re.compile(r"[№#N]+\.?|No\.?|п/п", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһіҳҷўӣӯ]", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """A header: its first row, how many rows it has (0 where a list has none), and the text over each column."""

    row: int
    depth: int
    texts: tuple[str, ...]


def fingerprint(headers: Sequence[str]) -> str:
    """Return a key for a header row, under which a corrected mapping is remembered; "" for a header of no words.

    Case, ё, spaces, dots and marks make no difference, the order of the columns does.
    """
    keys = [key(text) for text in headers]
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest() if any(keys) else ""


def meaning(text: str) -> Guess:
    """Return what a header means by itself: 1 for a wording that is known, less for a known part or word of it."""
    if len(text) > LONGEST_HEADER:
        return NO_IDEA
    if not key(text):
        return Guess(Column.NUMBER, 1.0) if _NUMBER_SIGN.fullmatch(tidy(text)) else NO_IDEA
    if column := EXACT.get(key(text)):
        return Guess(column, 1.0)
    said = words(text)
    by_word = next((Guess(column, sure) for phrase, column, sure in PHRASES if phrase.search(said)), NO_IDEA)
    if by_word.target is Column.LATIN_NAME:
        return by_word
    parts = [EXACT[key(part)] for part in _PARTS.split(text) if key(part) in EXACT]
    if not parts:
        return by_word
    return Guess(parts[0], 0.95 if len(set(parts)) == 1 else 0.7)


def find(sheet: Sheet) -> Header | None:
    """Return the header among the first ten rows, or None where no row looks like one."""
    candidates = [(_score(row), -at) for at, row in enumerate(sheet.rows[:SEARCHED_ROWS])]
    score, place = max(candidates, default=(0.0, 0))
    return header_at(sheet, _first_of(sheet, -place)) if score else None


def _first_of(sheet: Sheet, row: int) -> int:
    """Return the row above when the header that was found is the second row of one."""
    above = sheet.rows[row - 1] if row else ()
    known = sum(meaning(cell).sure >= KNOWN for cell in above if isinstance(cell, str))
    return row - 1 if known > 1 and _continues(above, sheet.rows[row]) else row


def header_at(sheet: Sheet, row: int) -> Header:
    """Return the header that begins in a row, with the rows below it that are a part of it."""
    upper = sheet.rows[row] if row < len(sheet.rows) else ()
    lower = sheet.rows[row + 1] if row + 1 < len(sheet.rows) else ()
    width = max((len(line) for line in sheet.rows[row:]), default=0)
    depth = 2 if _continues(upper, lower) else 1
    if depth == 2:
        texts = [_joined(upper, lower, column) for column in range(width)]
    else:
        texts = [_text(upper, column) for column in range(width)]
    while row + depth < len(sheet.rows) and numbers_columns(sheet.rows[row + depth]):
        depth += 1
    return Header(row, depth, tuple(texts))


def _score(row: Sequence[Cell]) -> float:
    """Return how much a row looks like a header: 0 for one without a name, or with a word alone that cells may hold too."""
    filled = [cell for cell in row if cell is not None]
    texts = [cell for cell in filled if isinstance(cell, str)]
    if len(texts) * 2 < len(filled) or any(len(text) > LONGEST_HEADER for text in texts):
        return 0.0
    told = [meaning(text) for text in texts]
    sure = {guess.target: guess.sure for guess in sorted(told, key=lambda guess: guess.sure) if guess.sure}
    if not NAMES & sure.keys():
        return 0.0
    if len(filled) == 1 and (len(texts[0]) > LONGEST_OF_ONE or TITLE_WORDS.search(words(texts[0]))):
        return 0.0
    by_itself = any(guess.sure == 1 and guess.target in NAMES and words(text) not in ROLES for guess, text in zip(told, texts, strict=True))
    return sum(sure.values()) if len(filled) == 1 or by_itself or sum(guess.sure > 0 for guess in told) > 1 else 0.0


def _text(row: Sequence[Cell], column: int) -> str:
    cell = row[column] if column < len(row) else None
    return tidy(str(cell)) if cell is not None else ""


def _continues(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Say whether the row below a header is its second row: most of its cells are headers, or parts of the wider ones above."""
    filled = [(column, cell) for column, cell in enumerate(lower) if cell is not None]
    if not filled or any(not isinstance(cell, str) for _, cell in filled):
        return False
    texts = [_text(lower, column) for column, _ in filled]
    return sum(meaning(text).sure >= KNOWN or _PART.fullmatch(words(text)) is not None for text in texts) * 2 > len(texts)


def _joined(upper: Sequence[Cell], lower: Sequence[Cell], column: int) -> str:
    """Return the text over a column of a header in two rows; a cell merged over several columns stands in the first."""
    below, above = _text(lower, column), _text(upper, column)
    if not below:
        return above
    if not above:
        above = next((_text(upper, left) for left in range(column - 1, -1, -1) if _text(upper, left)), "")
    return below if meaning(below).sure == 1 else f"{above} {below}".strip()


def numbers_columns(row: Sequence[Cell]) -> bool:
    """Say whether a row numbers the columns, as forms do: 1, 2, 3."""
    filled = [cell for cell in row if cell is not None]
    if len(filled) < 3 or not isinstance(filled[-1], str | float):
        return False
    counted = [str(number + 1) for number in range(len(filled))]
    return [f"{cell:g}" if isinstance(cell, float) else str(cell).strip() for cell in filled] == counted


def meanings(header: Header) -> dict[int, Guess]:
    """Return what every column means by its header and by its neighbours' headers."""
    told = {column: meaning(text) for column, text in enumerate(header.texts)}
    _tell_scripts_apart(told, header.texts)
    targets = {guess.target for guess in told.values()}
    if Column.SURNAME in targets and Column.GIVEN_NAME not in targets and Column.FULL_NAME in targets:
        _rename(told, Column.FULL_NAME, Column.GIVEN_NAME)  # "Surname, Name"
    elif Column.FULL_NAME not in targets and not {Column.SURNAME, Column.GIVEN_NAME} <= targets:
        alone = next((name for name in (Column.SURNAME, Column.GIVEN_NAME, Column.LATIN_NAME) if name in targets), None)
        if alone:
            _rename(told, alone, Column.FULL_NAME)
    return told


def _rename(told: dict[int, Guess], old: Column, new: Column) -> None:
    told.update({at: Guess(new, min(guess.sure, 0.7)) for at, guess in told.items() if guess.target is old})


def _tell_scripts_apart(told: dict[int, Guess], texts: Sequence[str]) -> None:
    """Take the English of two columns for the same name, one headed in Russian, for the Latin name."""
    for name in (Column.FULL_NAME, Column.SURNAME, Column.GIVEN_NAME):
        same = [column for column, guess in told.items() if guess.target is name]
        russian = [column for column in same if _CYRILLIC.search(texts[column])]
        if russian and len(russian) < len(same):
            told.update({column: Guess(Column.LATIN_NAME, 0.7) for column in same if column not in russian})
