"""Bytes that somebody uploaded, as sheets of values; or one refusal that says what to do about it.

What a file is, its first bytes say; its name is only a label. Workbooks (XLSX, XLS, ODS) are opened in a process of
their own, within the limits of `lms.workbooks.child`; text with separators is read by `lms.workbooks.separated`.
"""

import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import PurePath
from threading import Timer
from typing import IO, Any

from lms.text import tidy
from lms.workbooks import child, separated
from lms.workbooks.cells import Cell, Sheet
from lms.workbooks.unreadable import Unreadable

WALL_SECONDS = 20.0
ANSWER_BYTES = child.UNPACKED_BYTES
LINE_BYTES = 4 * child.MB
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # with entries, without
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What people take for a spreadsheet and bytes would let pass for text; "<" opens the HTML that some programs name .xls.
NO_TABLE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|%PDF|\{\\rtf")
LONGEST_NAME = 100
_NO_LETTER = {"Cc", "Cf", "Cs", "Co", "Cn"}


def read(data: bytes, *, name: str = "", within: float = WALL_SECONDS) -> list[Sheet]:
    """Return the sheets of an uploaded file, hidden ones too; raise Unreadable, and nothing else, where it cannot be.

    At most 10 MB, 60,000 rows, 200 columns, 2,000 characters a cell and `within` seconds; `name` names the sheet of a
    text file.
    """
    if len(data) > child.FILE_BYTES:
        raise Unreadable("large")
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith((*ZIP, OLE2)):
        return _workbook(data, within)
    if NO_TABLE.match(data):
        raise Unreadable("other")
    title = clean(PurePath(name.replace("\\", "/")).stem)[:LONGEST_NAME]
    return [Sheet(tidy(title), tuple(tuple(_text(cell) for cell in row) for row in separated.rows(data, title)))]


@lru_cache(maxsize=20_000)
def clean(text: str) -> str:
    """Return a text in NFC, without control, invisible and unassigned characters; line ends are \\n, tabs are spaces."""
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    plain = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\t", " ")
    kept = (letter for letter in plain if letter == "\n" or unicodedata.category(letter) not in _NO_LETTER)
    return unicodedata.normalize("NFC", "".join(kept))


def _text(cell: str | None) -> str | None:
    return (clean(cell).strip() or None) if cell else None


def _workbook(data: bytes, within: float) -> list[Sheet]:
    """Have the child open a workbook; whatever becomes of it, its process group is gone afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-I", child.__file__],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", env={}, start_new_session=True,
    )  # fmt: skip
    assert process.stdin and process.stdout
    watch = Timer(within, _kill, [process])
    watch.start()
    try:
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(data)
        return _sheets(_lines(process.stdout))
    finally:
        watch.cancel()
        watch.join()
        _kill(process)
        process.stdout.close()
        process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _lines(answer: IO[bytes]) -> Iterator[Any]:
    """Yield what the child says, as long as it says it within bounds and in JSON; its silence means that it was killed."""
    left = ANSWER_BYTES
    while line := answer.readline(LINE_BYTES):
        left -= len(line)
        if left < 0:
            raise Unreadable("heavy")
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            raise Unreadable("damaged") from None
    raise Unreadable("heavy")


def _sheets(lines: Iterable[Any]) -> list[Sheet]:
    """Return the sheets that the child tells of, once it has said that they are all."""
    told: list[tuple[str, list[tuple[Cell, ...]]]] = []
    for line in lines:
        match line:
            case {"refused": str(reason), **where}:
                raise _refusal(reason, where)
            case list() if told:
                told[-1][1].append(_row(line))
            case {"sheet": str(name)}:
                told.append((tidy(clean(name)), []))
            case {"end": True}:
                return [Sheet(name, tuple(rows)) for name, rows in told]
            case _:
                break
    raise Unreadable("damaged")


def _refusal(reason: str, where: dict[Any, Any]) -> Unreadable:
    match where:
        case {"sheet": str(sheet), "row": int(row), "column": int(column)}:
            return Unreadable(reason, sheet=clean(sheet), row=row, column=column)
        case {"sheet": str(sheet)}:
            return Unreadable(reason, sheet=clean(sheet))
        case _:
            return Unreadable(reason)


def _row(cells: list[Any]) -> tuple[Cell, ...]:
    try:
        row = [_cell(cell) for cell in cells]
    except ValueError:
        raise Unreadable("damaged") from None
    while row and row[-1] is None:
        row.pop()
    return tuple(row)


def _cell(told: Any) -> Cell:
    match told:
        case None | bool() | float():
            return told
        case str():
            return _text(told)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"datetime": str(instant)}:
            return datetime.fromisoformat(instant)
        case {"time": str(hour)}:
            return time.fromisoformat(hour)
        case _:
            raise ValueError("no cell")
