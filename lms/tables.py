"""Tables as files to keep: a workbook with a sheet a table, or one text file. Values in, bytes out."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

A4 = 9
WIDEST = 42
WIDEST_OF_MANY = 26
MANY = 6
NARROWEST = 9
LINE_POINTS = 13.5
SAMPLE = 300  # rows that the width and the kind of a column are worked out from
LONGEST_HEADER = 110  # of either part of a page's header, which the format lets have 255 characters in all
LONGEST_NAME = 31  # of a sheet, by the format; these characters it may not hold
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
RESERVED = "history"  # a name that one spreadsheet program keeps for itself
# A cell that a spreadsheet would take for a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# User text stays text: nothing becomes a formula, a link or a number.
AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Ordinal(int):
    """A number that names and is not added up, as a year is: no thousands are set apart in it."""


@dataclass(frozen=True)
class Sheet:
    """A table: heads, rows of texts, numbers and days; the rows that are subtotals; the totals, where there are any.

    `is_list` lets its reader sort and filter the rows. Rows are read once, so that they may come from a generator.
    """

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    subtotals: frozenset[int] = field(default=frozenset())
    totals: Sequence[Any] = ()
    is_list: bool = False


def workbook(title: str, sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook that opens and prints as it is: widths set, heads frozen and repeated, one page wide."""
    sink = io.BytesIO()
    book = Workbook(sink, AS_TEXT)
    book.set_properties({"title": title})
    formats = _formats(book)
    used: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(sheet_name(sheet.title, used))
        number = _write(page, sheet, formats)
        _set_up(page, title, sheet, number)
    book.close()
    return sink.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    head = base | {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EDEBE6", "valign": "vcenter"}
    strong = base | {"bold": True}
    total = strong | {"top": 1}
    apart = {"align": "right", "indent": 1}  # a text in the next column would touch the number
    made = {
        "head": head, "head_number": head | apart, "text": base | {"text_wrap": True}, "number": base | apart | {"num_format": "#,##0"},
        "fraction": base | apart, "ordinal": base | {"num_format": "0", "align": "left"}, "day": base | {"num_format": "yyyy-mm-dd", "align": "left"}, "subtotal": strong,
        "subtotal_number": strong | apart | {"num_format": "#,##0"}, "total": total,
        "total_number": total | apart | {"num_format": "#,##0"},
    }  # fmt: skip
    return {name: book.add_format(settings) for name, settings in made.items()}


def sheet_name(name: str, used: set[str]) -> str:
    """Return the name of a sheet, changed only where the format does not allow it or another sheet has it."""
    plain = _cut(FORBIDDEN.sub(" ", name), LONGEST_NAME).strip().strip("'") or "1"
    made, number = plain, 1
    while made.casefold() in {*used, RESERVED}:
        number += 1
        ending = f" {number}"
        made = _cut(plain, LONGEST_NAME - len(ending)) + ending
    used.add(made.casefold())
    return made


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text that is not longer than the format counts, in units of UTF-16."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _write(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> int:
    """Write a table; return how many rows it has, head and totals apart."""
    rows = iter(sheet.rows)
    sample = list(islice(rows, SAMPLE))
    widths = _widths(sheet, sample)
    for column, (heading, width) in enumerate(zip(sheet.head, widths, strict=True)):
        page.set_column(column, column, width)
        style = "head_number" if _is_number(sample, column) else "head"
        page.write_string(0, column, heading, formats[style])
    page.set_row(0, height(sheet.head, widths))
    number = 0
    for number, row in enumerate(chain(sample, rows), 1):
        _write_row(page, number, row, "subtotal" if number - 1 in sheet.subtotals else "", formats)
        page.set_row(number, height(row, widths))
    if sheet.totals:
        _write_row(page, number + 1, sheet.totals, "total", formats)
    return number


def _is_number(sample: Sequence[Sequence[Any]], column: int) -> bool:
    known = (row[column] for row in sample if row[column] is not None)
    first = next(known, None)
    return isinstance(first, int | float | Decimal) and not isinstance(first, Ordinal)


def height(row: Sequence[Any], widths: Sequence[int]) -> float:
    """Return the height of a row, in points: programs that only print do not work it out."""
    lines = (_lines(_as_text(value), width + 1) for value, width in zip(row, widths, strict=True))
    return LINE_POINTS * max(1, *lines)


def _lines(text: str, width: int) -> int:
    return len(wrap(text, width)) if len(text) > width or "\n" in text else 1


def _write_row(page: Worksheet, at: int, row: Sequence[Any], style: str, formats: dict[str, Format]) -> None:
    for column, value in enumerate(row):
        match value:
            case None:
                page.write_blank(at, column, None, formats[style or "text"])
            case Ordinal():
                page.write_number(at, column, value, formats["ordinal"])
            case int():
                page.write_number(at, column, value, formats[f"{style}_number" if style else "number"])
            case float() | Decimal():
                page.write_number(at, column, value, formats["fraction"])
            case date():
                page.write_datetime(at, column, value, formats["day"])
            case _:
                page.write_string(at, column, str(value), formats[style or "text"])


def _set_up(page: Worksheet, title: str, sheet: Sheet, number: int) -> None:
    page.freeze_panes(1, 1)
    if sheet.is_list:
        page.autofilter(0, 0, number, len(sheet.head) - 1)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    page.set_header(page_header(title, sheet.title))
    page.set_footer("&R&9&P / &N")


def page_header(left: str, right: str) -> str:
    """Return the header of printed pages: small letters, and a text on either side that is no command of the format.

    A space ends the size of the letters, or a text that begins with a digit would be part of it.
    """
    return f"&L&9 {_in_header(left)}&R&9 {_in_header(right)}"


def _in_header(text: str) -> str:
    """Return a text with its ampersands doubled, which makes them mere signs, cut where the format wants it."""
    made = ""
    for sign in " ".join(text.split()):
        doubled = "&&" if sign == "&" else sign
        if len(made) + len(doubled) > LONGEST_HEADER:
            break
        made += doubled
    return made


def _widths(sheet: Sheet, sample: Sequence[Sequence[Any]]) -> list[int]:
    """Return a width for each column, in characters, from its first few hundred cells."""
    lines = [*sample, sheet.totals]
    longest = [max((len(_as_text(row[n])) for row in lines if n < len(row)), default=0) for n in range(len(sheet.head))]
    words = [max((len(word) for word in heading.split()), default=0) for heading in sheet.head]
    widest = WIDEST if len(sheet.head) <= MANY else WIDEST_OF_MANY
    return [min(widest, max(NARROWEST, *pair) + 2) for pair in zip(longest, words, strict=True)]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, Ordinal) else str(value)


def plain(head: Sequence[str], rows: Iterable[Sequence[Any]], language: str) -> bytes:
    """Return CSV that spreadsheets read right: UTF-8 with its mark, days as ISO, no text that becomes a formula.

    Set to Russian, they take a semicolon between cells and a comma in numbers: 4.50 would be a day of April.
    """
    sink = io.StringIO()
    separator, point = (";", ",") if language == "ru" else (",", ".")
    lines = csv.writer(sink, delimiter=separator, lineterminator="\r\n")
    lines.writerow([_harmless(heading, point) for heading in head])
    lines.writerows([_harmless(value, point) for value in row] for row in rows)
    return sink.getvalue().encode("utf-8-sig")


def _harmless(value: Any, point: str) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return str(value).replace(".", point)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
