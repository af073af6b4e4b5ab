"""Text with separators (CSV) as one sheet: its encoding, its separator, its rows. Pure.

Offices send UTF-8, UTF-16 (with its mark) and Windows-1251, as their spreadsheet program happened to save it. Every
cell is text: what a number or a date means is for whoever knows the column.
"""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice

from lms.workbooks.child import COLUMNS, ROWS, TEXT
from lms.workbooks.unreadable import Unreadable

SEPARATORS = ";\t,"
TRIED_LINES = 30
MARKED = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_DOS_END = "\x1a"
_SAID = re.compile(r'\A"?sep=([^"\r\n])"?[^\S\r\n]*(?:\r\n|\n|\r|\Z)', re.IGNORECASE)
_AS_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_SAFE_START = re.compile(r"'[=+\-@\t\r]")


def rows(data: bytes, name: str) -> tuple[tuple[str | None, ...], ...]:
    """Return the rows of a file whose sheet is to be called `name`; raise Unreadable where it is no such text."""
    text = decoded(data)
    said = _SAID.match(text)
    separator = said.group(1) if said else likely_separator(text)
    if said:
        text = text[said.end() :]
    try:
        return tuple(_kept(csv.reader(StringIO(text, newline=""), delimiter=separator), name))
    except csv.Error:  # a field without end
        raise Unreadable("damaged") from None


def decoded(data: bytes) -> str:
    """Return the text of a file; UTF-8 is tried before Windows-1251, in which nearly all bytes mean something."""
    mark = next((mark for mark in MARKED if data.startswith(mark)), None)
    for encoding in [MARKED[mark]] if mark else ["utf-8", "cp1251"]:
        try:
            text = data.decode(encoding).rstrip(_DOS_END)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        return text
    raise Unreadable("damaged" if mark else "other")


def likely_separator(text: str) -> str:
    """Return the separator that cuts most of the first lines into the same number of cells, and into more than one."""
    start = "".join(islice(StringIO(text, newline=""), TRIED_LINES))
    return max(SEPARATORS, key=lambda separator: _agreement(start, separator))


def _agreement(start: str, separator: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(StringIO(start, newline=""), delimiter=separator) if len(row) > 1)
    except csv.Error:
        return 0, 0
    return max(((lines, width) for width, lines in widths.items()), default=(0, 0))


def _kept(lines: Iterable[list[str]], name: str) -> Iterator[tuple[str | None, ...]]:
    """Yield rows without empty cells at their ends and without empty rows at the end of all."""
    empty = found = 0
    for at, line in enumerate(lines):
        cells = [_cell(text, name, at, column) for column, text in enumerate(line)]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            empty += 1
            continue
        found += empty + 1
        if found > ROWS:
            raise Unreadable("rows")
        if len(cells) > COLUMNS:
            raise Unreadable("columns", sheet=name)
        yield from ((),) * empty
        empty = 0
        yield tuple(cells)


def _cell(text: str, name: str, row: int, column: int) -> str | None:
    """Return a cell without what programs put around it against its being taken for a formula or a number."""
    if formula := _AS_FORMULA.fullmatch(text):
        text = formula.group(1)
    elif _SAFE_START.match(text):
        text = text[1:]
    if len(text) > TEXT:
        raise Unreadable("text", sheet=name, row=row, column=column)
    return None if not text or text.isspace() else text
