"""The process that opens a hostile file: workbook on standard input, lines of JSON on standard output, nothing else.

Run by its path (`python -I child.py`), it imports nothing of the application, so that it starts in 30 ms and holds
no secret. It limits itself before it looks at a byte; it needs a POSIX system for that. Its answer is one line a
sheet's name (`{"sheet": …}`), one a row (a list), and as the last one `{"end": true}` or `{"refused": reason, …}`.
In a row, null, text, number, true and false are themselves; `{"date": …}`, `{"datetime": …}`, `{"time": …}` are ISO 8601.
A cell that holds an error (#REF!) reads as an empty one: calamine does not tell them apart.
"""

import json
import math
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, NoReturn

MB = 1024 * 1024
FILE_BYTES = 10 * MB
MEMORY_BYTES = 640 * MB
CPU_SECONDS = 10
ENTRIES = 2000
UNPACKED_BYTES = 100 * MB
RATIO = 200
ROWS = 60_000
COLUMNS = 200
TEXT = 2000
OPEN_FILES = 32
# How an office program names, in an OLE2 file, what it has encrypted ([MS-OFFCRYPTO] 2.3.3).
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Refusal(Exception):
    """A reason why the file is not read, by its code, with what its sentence needs."""

    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(reason)
        self.params = {"refused": reason} | params


def limit() -> None:
    """Take from this process what reading never needs."""
    import resource  # unknown outside POSIX, where this module still lends its figures to the application

    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: 0,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


def check(data: bytes) -> None:
    """Refuse an archive that unpacks to too much or is no workbook; what entries say of their size is not believed."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES:
                raise Refusal("bomb")
            if not _is_workbook(archive):
                raise Refusal("other")
            _inflate(archive, entries, min(UNPACKED_BYTES, RATIO * len(data)))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise Refusal("damaged") from None


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    names = set(archive.namelist())
    if any(name.startswith("xl/") for name in names):
        return True
    if "mimetype" not in names:
        return False
    with archive.open("mimetype") as kind:
        return b"opendocument.spreadsheet" in kind.read(100)


def _inflate(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], most: int) -> None:
    unpacked = 0
    for entry in entries:
        with archive.open(entry) as stream:
            while piece := stream.read(MB):
                unpacked += len(piece)
                if unpacked > most:
                    raise Refusal("bomb")


def lines(data: bytes) -> Iterator[Any]:
    """Yield what the workbook holds, a line at a time, hidden sheets too; sheets of charts or macros are passed over."""
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            left = ROWS
            for about in book.sheets_metadata:
                if about.typ == calamine.SheetTypeEnum.WorkSheet:
                    yield {"sheet": about.name[:TEXT]}
                    rows = _rows(book.get_sheet_by_name(about.name))
                    left -= len(rows)
                    if left < 0:
                        raise Refusal("rows")
                    yield from rows
    except calamine.PasswordError:
        raise Refusal("password") from None
    except calamine.CalamineError:
        raise Refusal("damaged") from None


def _rows(sheet: Any) -> list[list[Any]]:
    """Return the rows of a sheet from its cell A1 on, without the empty ones at the end.

    A cell merged over several rows, such as an agency beside its people, is read in each of them.
    """
    if sheet.end is None:
        return []
    if sheet.end[1] >= COLUMNS:
        raise Refusal("columns", sheet=sheet.name[:TEXT])
    if sheet.end[0] >= ROWS:
        raise Refusal("rows")
    rows = [
        _trimmed([_value(cell, sheet.name, at, column) for column, cell in enumerate(row)])
        for at, row in enumerate(_filled_down(sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or []))
    ]
    return _trimmed(rows)


def _filled_down(rows: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> list[list[Any]]:
    for (first, column), (last, _) in merged:
        for row in rows[first + 1 : last + 1] if first < len(rows) and column < len(rows[first]) else ():
            row[column] = rows[first][column]
    return rows


def _trimmed(values: list[Any]) -> list[Any]:
    while values and values[-1] in (None, []):
        values.pop()
    return values


def _value(cell: Any, sheet: str, row: int, column: int) -> Any:
    """Return a cell as JSON can carry it; whole numbers too are floats, as the format has them."""
    match cell:
        case bool():
            return cell
        case str():
            if len(cell) > TEXT:
                raise Refusal("text", sheet=sheet[:TEXT], row=row, column=column)
            return None if not cell or cell.isspace() else cell
        case int() | float():
            return float(cell) if math.isfinite(cell) else str(cell)
        case timedelta():
            return _duration(cell)
        case _:
            return _moment(cell)


def _moment(cell: date | time) -> dict[str, str]:
    kind = "datetime" if isinstance(cell, datetime) else "time" if isinstance(cell, time) else "date"
    return {kind: cell.isoformat()}


def _duration(length: timedelta) -> Any:
    """Return a length of less than a day as a time, a longer one as the text a spreadsheet shows: 36:00:00."""
    if timedelta() <= length < timedelta(days=1):
        return {"time": (datetime.min + length).time().isoformat()}
    seconds = round(abs(length.total_seconds()))
    return f"{'-' * (length < timedelta())}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _say(line: Any) -> None:
    text = json.dumps(line, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(text.encode() + b"\n")


def main() -> NoReturn:
    """Read, answer, and end at once; whatever goes wrong is a refusal, and silence is one too."""
    limit()
    try:
        data = sys.stdin.buffer.read(FILE_BYTES + 1)
        if data.startswith(b"PK"):
            check(data)
        elif ENCRYPTED in data:
            raise Refusal("password")
        for line in lines(data):
            _say(line)
        _say({"end": True})
    except Refusal as refusal:
        _say(refusal.params)
    except MemoryError:
        _say({"refused": "heavy"})
    except BaseException:  # calamine's panics are no Exceptions
        _say({"refused": "damaged"})
    sys.stdout.buffer.flush()
    sys.exit(0)


if __name__ == "__main__":
    main()
