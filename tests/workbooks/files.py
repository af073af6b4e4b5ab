"""Files as offices and attackers send them, built in code."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook

AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
CONTENT = b'<?xml version="1.0"?><office:document-content %s><office:body><office:spreadsheet>%s</office:spreadsheet></office:body></office:document-content>'
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
).encode()


def drawn(draw: Callable[[Workbook], Any]) -> bytes:
    """Return the workbook that a function fills."""
    sink = io.BytesIO()
    with Workbook(sink, AS_TEXT) as book:
        draw(book)
    return sink.getvalue()


def xlsx(rows: Iterable[Sequence[Any]] = (), /, **sheets: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of sheets of values; rows without a name make a sheet called List."""

    def draw(book: Workbook) -> None:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, lines in (sheets or {"List": rows}).items():
            page = book.add_worksheet(name)
            for at, line in enumerate(lines):
                for column, value in enumerate(line):
                    if hasattr(value, "isoformat"):
                        page.write_datetime(at, column, value, day)
                    elif value is not None:
                        page.write(at, column, value)

    return drawn(draw)


def archive(entries: Mapping[str, bytes]) -> bytes:
    """Return a zip of entries."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return sink.getvalue()


def with_sheet(xml: bytes, **others: bytes) -> bytes:
    """Return a workbook whose one sheet has other XML in its data."""
    with zipfile.ZipFile(io.BytesIO(xlsx([["x"]]))) as made:
        entries = {name: made.read(name) for name in made.namelist()}
    path = "xl/worksheets/sheet1.xml"
    before, _, rest = entries[path].partition(b"<sheetData>")
    entries[path] = before + b"<sheetData>" + xml + b"</sheetData>" + rest.partition(b"</sheetData>")[2]
    return archive(entries | others)


def ods(table: str) -> bytes:
    """Return an OpenDocument spreadsheet of one sheet, List, from the XML of its rows."""
    manifest = b'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    sheet = f'<table:table table:name="List">{table}</table:table>'.encode()
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": kind, "content.xml": CONTENT % (SPACES, sheet), "META-INF/manifest.xml": manifest})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return an OLE2 compound file of up to three streams, each filled up to 4,096 bytes or more ([MS-CFB])."""
    contents = [content.ljust(4096, b"\0") + b"\0" * (-len(content.ljust(4096, b"\0")) % SECTOR) for content in streams.values()]
    table, at, places = [FAT, END], 2, []
    for content in contents:
        count = len(content) // SECTOR
        table += [*range(at + 1, at + count), END]
        places.append(at)
        at += count
    entry = "<64sHBBIII16sIQQIQ"
    entries = [_entry(entry, "Root Entry", 5, 1, END, 0)]
    for number, (name, content) in enumerate(zip(streams, contents, strict=True), 1):
        entries.append(_entry(entry, name, 2, FREE, places[number - 1], len(content), number + 1 if number < len(streams) else FREE))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096,
        END, 0, END, 0, 0,
    )  # fmt: skip
    return header + b"\xff" * (SECTOR - len(header)) + fat + directory + b"".join(contents)


def _entry(layout: str, name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16sIQQII", text, len(text), kind, 1, FREE, right, child, b"", 0, 0, 0, start, size) + b"\0" * 4


def xls(cells: Mapping[tuple[int, int], str | float]) -> bytes:
    """Return a BIFF8 workbook of one sheet, List ([MS-XLS])."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def start(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 6))

    end = record(0x0A, b"")
    sheet = start(0x10)
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            sheet += record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
        else:
            sheet += record(0x203, place + struct.pack("<d", value))
    opening, name = start(0x05), b"\x04\x00List"
    offset = len(opening) + 4 + 6 + len(name) + len(end)
    bound = record(0x85, struct.pack("<IBB", offset, 0, 0) + name)
    return compound({"Workbook": opening + bound + end + sheet + end})
