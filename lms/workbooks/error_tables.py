"""A spreadsheet given back with its bad cells marked, and a list of what is wrong before it. Values in, bytes out.

Apart from tables.py, which writes workbooks of our own: this one copies whatever somebody sent.
"""

import io
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lms.tables import A4, AS_TEXT, sheet_name
from lms.text import is_clean
from lms.workbooks.cells import Cell, Sheet
from lms.workbooks.code_names import Words
from lms.workbooks.problems import Problem
from lms.workbooks.tables import CREATED, DAY_FORMATS, height
from lms.workbooks.values import as_text
from lms.workbooks.vocabulary import ERRORS, VALUE

HEADS = (Words("Sheet", "Лист"), Words("Cell", "Ячейка"), VALUE, Words("What is wrong", "Что исправить"))
WIDTHS = (22, 10, 34, 90)
FIRST_WRITTEN_YEAR = 1900
WIDTH_FROM_ROWS, WIDEST, NARROWEST = 200, 40, 6
COMMENT = {"author": "", "font_name": "Arial", "font_size": 9, "width": 260, "height": 90}

Told = Sequence[tuple[Problem, str]]


def marked_errors(sheets: Sequence[Sheet], told: Told, language: str) -> bytes:
    """Return an XLSX of the problems, each with its sentence, before a copy of the sheets with the bad cells coloured.

    The copy keeps values and names of sheets, so that it can be corrected and sent again; the list is passed over.
    """
    sink = io.BytesIO()
    book = Workbook(sink, AS_TEXT)
    book.set_properties({"created": CREATED})
    formats = _formats(book, language)
    used = {ERRORS[language].casefold()}
    values = {sheet.name: sheet for sheet in sheets}
    _write_list(book.add_worksheet(ERRORS[language]), told, values, formats, language)
    by_sheet: defaultdict[str, defaultdict[tuple[int, int], list[tuple[Problem, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for problem, sentence in told:
        by_sheet[problem.sheet][problem.row, problem.column].append((problem, sentence))
    for sheet in sheets:
        _copy(book.add_worksheet(sheet_name(_writable(sheet.name), used)), sheet, by_sheet[sheet.name], formats)
    book.close()
    return sink.getvalue()


def _formats(book: Workbook, language: str) -> dict[str, Format]:
    base = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
    shapes = {"": {}, "day": {"num_format": DAY_FORMATS[language], "align": "left"}, "clock": {"num_format": "hh:mm"},
              "moment": {"num_format": f"{DAY_FORMATS[language]} hh:mm"}}  # fmt: skip
    fills = {"": {}, "error": {"bg_color": "#F8D0CF", "border": 1, "border_color": "#A8201A"},
             "warning": {"bg_color": "#FFF1C2", "border": 1, "border_color": "#B58900"}}  # fmt: skip
    made = {f"{fill}{shape}": base | fills[fill] | shapes[shape] for fill in fills for shape in shapes}
    made["head"] = base | {"bold": True, "bg_color": "#EDEBE6", "bottom": 1}
    made["wrapped"] = base | {"text_wrap": True}
    return {name: book.add_format(settings) for name, settings in made.items()}


def _write_list(
    page: Worksheet, told: Told, sheets: Mapping[str, Sheet], formats: dict[str, Format], language: str
) -> None:
    for column, (heading, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, heading[language], formats["head"])
    for row, (problem, sentence) in enumerate(told, 1):
        value = _value(sheets.get(problem.sheet), problem)
        texts = [_writable(text) for text in (problem.sheet, problem.address, value, sentence)]
        for column, text in enumerate(texts):
            style = ("warning" if problem.is_warning else "error") if column == 1 else "wrapped"
            page.write_string(row, column, text, formats[style])
        page.set_row(row, height(*zip(texts, WIDTHS, strict=True)))
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    _print_set_up(page)


def _print_set_up(page: Worksheet) -> None:
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&R&9&P / &N")


def _value(sheet: Sheet | None, problem: Problem) -> str:
    row = sheet.rows[problem.row] if sheet and problem.row < len(sheet.rows) else ()
    return as_text(row[problem.column]) if problem.column < len(row) else ""


def _copy(page: Worksheet, sheet: Sheet, bad: Mapping[tuple[int, int], Told], formats: dict[str, Format]) -> None:
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            _write(page, (row, column), cell, _fill(bad.get((row, column), ())), formats)
    for (row, column), told in bad.items():
        if row >= len(sheet.rows) or column >= len(sheet.rows[row]):
            page.write_blank(row, column, None, formats[_fill(told)])
        page.write_comment(row, column, _writable("\n".join(sentence for _, sentence in told)), COMMENT)
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    _print_set_up(page)


def _fill(told: Told) -> str:
    if not told:
        return ""
    return "warning" if all(problem.is_warning for problem, _ in told) else "error"


def _widths(sheet: Sheet) -> list[int]:
    longest: defaultdict[int, int] = defaultdict(int)
    for row in sheet.rows[:WIDTH_FROM_ROWS]:
        for column, cell in enumerate(row):
            longest[column] = max(longest[column], len(as_text(cell)))
    return [min(WIDEST, max(NARROWEST, longest[column] + 2)) for column in range(max(longest, default=-1) + 1)]


def _write(page: Worksheet, at: tuple[int, int], cell: Cell, fill: str, formats: dict[str, Format]) -> None:
    match cell:
        case None:
            if fill:
                page.write_blank(*at, None, formats[fill])
        case bool():
            page.write_boolean(*at, cell, formats[fill])
        case float() | int() if math.isfinite(cell):
            page.write_number(*at, cell, formats[fill])
        case date() if cell.year >= FIRST_WRITTEN_YEAR:  # a datetime, too
            page.write_datetime(*at, cell, formats[f"{fill}{'moment' if isinstance(cell, datetime) else 'day'}"])
        case time():
            page.write_datetime(*at, cell, formats[f"{fill}clock"])
        case str():
            page.write_string(*at, _writable(cell), formats[fill])
        case _:
            page.write_string(*at, as_text(cell), formats[fill])


def _writable(text: str) -> str:
    """Return a text that a file of this format can hold."""
    return text if is_clean(text) else "".join(letter if is_clean(letter) else "?" for letter in text)
