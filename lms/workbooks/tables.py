"""Event workbooks as files: one that says a draft, one to fill in, and a file given back with its bad cells marked.

Values in, bytes out. User text is written as text: nothing of it becomes a formula, a link or a number. The same values
give the same bytes.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from lms.tables import A4, AS_TEXT, page_header
from lms.workbooks.cells import Cell
from lms.workbooks.drafts import EventDraft, WorkbookDraft
from lms.workbooks.layout import (
    MARK_NOTE,
    REQUIRED,
    FieldPage,
    Lists,
    Page,
    TablePage,
    blank_pages,
    guide,
    note_on,
    options,
    pages,
    width_of,
)
from lms.workbooks.vocabulary import BLANK, FIELD, GUIDE, LISTS, NOTE, VALUE, Column

CREATED = datetime(2000, 1, 1)  # of every file, so that the same values give the same bytes
DAY_FORMATS = {"en": "yyyy-mm-dd", "ru": "dd.mm.yyyy"}
SPARE_ROWS = 200  # below what is written, with the same lists to choose from
LINE_POINTS, PADDING_POINTS, BLANK_POINTS = 13.5, 6, 19  # of a row: each line, around them, to write in by hand
MOST_POINTS = 200  # a longer text is read in the cell; the format allows 409
NOTE_WIDTH, NOTE_LINE = 300, 16  # of a note on a heading, in pixels
INK, PAPER, RULE, FAINT = "#1F2A37", "#EDEBE6", "#C9C4BA", "#6B6459"
FIELD_WIDTHS = (30, 52, 64)
GUIDE_WIDTHS = (18, 28, 14, 52, 60)
NARROW = 8  # characters; a heading in less stands in the middle
FROZEN_IN_PEOPLE = 3  # number, surname, given name
PEOPLE_SCALE = 56  # per cent, so that the widest of the three pages fits
NEW_PAGE_AT = ("category", "phone")
NO_LISTS = Lists()


def write_workbook(draft: WorkbookDraft, language: str, lists: Lists = NO_LISTS) -> bytes:
    """Return a workbook (XLSX) that says a draft in a language (en, ru), and reads back to the same draft."""
    return _made(_title(draft.event, language), pages(draft, language), language, lists)


def blank_workbook(lists: Lists, language: str, participants: int = 200, sessions: int = 8) -> bytes:
    """Return a workbook (XLSX) to fill in: lists to choose from, notes in both languages, and a guide."""
    made = blank_pages(language, participants=participants, sessions=sessions)
    return _made(BLANK[language], made, language, lists, with_guide=True)


def _title(event: EventDraft | None, language: str) -> str:
    if event is None:
        return ""
    titles = (event.title_ru, event.title_en) if language == "ru" else (event.title_en, event.title_ru)
    return ". ".join(filter(None, (event.code, titles[0] or titles[1])))


class _Book:
    """A file in the making: its formats, its language, and the lists that cells choose from."""

    def __init__(self, language: str, lists: Lists, title: str) -> None:
        self.sink = io.BytesIO()
        self.file = Workbook(self.sink, AS_TEXT)
        self.file.set_properties({"title": title, "created": CREATED})
        self.language, self.lists = language, lists
        self.formats = {name: self.file.add_format(settings) for name, settings in _formats(language).items()}
        self.ranges: dict[tuple[str, ...], str] = {}

    def range_of(self, chosen: tuple[str, ...]) -> str:
        """Return where on the hidden sheet the list will stand."""
        if chosen not in self.ranges:
            letter = xl_col_to_name(len(self.ranges))
            self.ranges[chosen] = f"={LISTS[self.language]}!${letter}$1:${letter}${len(chosen)}"
        return self.ranges[chosen]

    def closed(self) -> bytes:
        """Write the hidden sheet and return the file."""
        page = self.file.add_worksheet(LISTS[self.language])
        for column, chosen in enumerate(self.ranges):
            for row, name in enumerate(chosen):
                page.write_string(row, column, name)
        page.hide()
        self.file.close()
        return self.sink.getvalue()


def _formats(language: str) -> dict[str, dict[str, Any]]:
    base = {"font_name": "Arial", "font_size": 10, "valign": "vcenter", "font_color": INK}
    lines = {"border": 1, "border_color": RULE}
    left, middle, wrapped = {"align": "left", "indent": 1}, {"align": "center"}, {"text_wrap": True, "indent": 1}
    shapes: dict[str, dict[str, Any]] = {
        "text": wrapped | {"num_format": "@"}, "value": wrapped | {"align": "left"}, "birth": left,
        "number": {"align": "right", "indent": 1}, "day": left | {"num_format": DAY_FORMATS[language]},
        "clock": left | {"num_format": "hh:mm"}, "mark": middle | {"num_format": "@"}, "count": middle | {"font_color": FAINT},
    }  # fmt: skip
    head = base | lines | wrapped | {"bg_color": PAPER}
    must = {"bold": True, "bottom": 2, "bottom_color": INK}
    made = {
        "head": head | {"bold": True}, "must": head | must, "label": head,
        "narrow": head | middle | {"bold": True, "indent": 0}, "narrow_must": head | middle | must | {"indent": 0},
        "note": base | wrapped | {"font_color": FAINT, "font_size": 9},
    }  # fmt: skip
    made |= {style: base | lines | shape for style, shape in shapes.items()}
    # Of whole columns, for what is typed below the rows: text stays text there, but no lines run to the end of the sheet.
    return made | {f"{style}_": base | shape for style, shape in shapes.items()}


def _made(title: str, made: Sequence[Page], language: str, lists: Lists, *, with_guide: bool = False) -> bytes:
    book = _Book(language, lists, title)
    for page in made:
        sheet = book.file.add_worksheet(page.plan.name[language])
        if isinstance(page, FieldPage):
            _write_fields(book, sheet, page)
        else:
            _write_table(book, sheet, page)
        foot = MARK_NOTE if page.plan.has_marks else REQUIRED
        _print_set_up(sheet, title, page.plan.name[language], foot[language])
        if isinstance(page, TablePage) and page.plan.has_marks:
            _print_people(sheet, page)
    if with_guide:
        _write_guide(book)
    return book.closed()


def _write_fields(book: _Book, sheet: Worksheet, page: FieldPage) -> None:
    for number, (words, width) in enumerate(zip((FIELD, VALUE, NOTE), FIELD_WIDTHS, strict=True)):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, words[book.language], book.formats["head"])
    explained: set[str] = set()
    for row, (column, value) in enumerate(page.lines, 1):
        label = "head" if column.required else "label"
        sheet.write_string(row, 0, _heading(column, book.language), book.formats[label])
        _write_cell(book, sheet, (row, 1), value, "value" if column.form.style == "number" else column.form.style)
        if column.key not in explained:
            sheet.write_string(row, 2, column.note[book.language], book.formats["note"])
            _note(book, sheet, (row, 0), column)
        note = "" if column.key in explained else column.note[book.language]
        sheet.set_row(row, height((note, FIELD_WIDTHS[2]), (str(value or ""), FIELD_WIDTHS[1])))
        explained.add(column.key)
        _limit(book, sheet, (row, row), 1, column)
    sheet.freeze_panes(1, 0)


def _write_table(book: _Book, sheet: Worksheet, page: TablePage) -> None:
    for number, column in enumerate(page.columns):
        style = (
            ("narrow_must" if column.required else "narrow")
            if width_of(column) < NARROW
            else ("must" if column.required else "head")
        )
        sheet.set_column(number, number, width_of(column), book.formats[f"{_waiting(column)}_"])
        sheet.write_string(0, number, _heading(column, book.language), book.formats[style])
        _note(book, sheet, (0, number), column)
        _limit(book, sheet, (1, len(page.rows) + (page.blank or SPARE_ROWS)), number, column)
    sheet.set_row(0, 3 * LINE_POINTS)
    for row, cells in enumerate(page.rows, 1):
        for number, (column, value) in enumerate(zip(page.columns, cells, strict=True)):
            _write_cell(book, sheet, (row, number), value, column.form.style if value is not None else _waiting(column))
        sheet.set_row(row, height(*((str(v or ""), width_of(c)) for c, v in zip(page.columns, cells, strict=True))))
    _write_blank_rows(book, sheet, page)
    sheet.freeze_panes(1, FROZEN_IN_PEOPLE if page.plan.has_marks else 0)
    sheet.repeat_rows(0)


def _print_people(sheet: Worksheet, page: TablePage) -> None:
    """Print many columns on three pages beside each other: the person, the post, the marks; each with the names."""
    keys = [column.key for column in page.columns]
    sheet.repeat_columns(0, FROZEN_IN_PEOPLE - 1)
    sheet.set_print_scale(PEOPLE_SCALE)
    sheet.set_v_pagebreaks([keys.index(key) for key in NEW_PAGE_AT])


def _write_blank_rows(book: _Book, sheet: Worksheet, page: TablePage) -> None:
    first = len(page.rows) + 1
    for row in range(first, first + page.blank):
        sheet.set_row(row, BLANK_POINTS)
        for number, column in enumerate(page.columns):
            if column.key == "no":
                sheet.write_number(row, number, row, book.formats["count"])
            else:
                sheet.write_blank(row, number, None, book.formats[_waiting(column)])


def _waiting(column: Column) -> str:
    """Return the style of an empty cell; a birth year typed into one formatted as a day would be shown as a day."""
    return "birth" if column.key == "birth_date" else column.form.style


def _heading(column: Column, language: str) -> str:
    return f"{column.heading[language]} *" if column.required else column.heading[language]


def _write_cell(book: _Book, sheet: Worksheet, at: tuple[int, int], value: Cell, style: str) -> None:
    match value:
        case None:
            sheet.write_blank(*at, None, book.formats[style])
        case int() | float():
            sheet.write_number(*at, value, book.formats[style])
        case date() | time():
            sheet.write_datetime(*at, value, book.formats[style])
        case _:
            sheet.write_string(*at, value, book.formats["birth" if style == "day" else style])


def height(*texts: tuple[str, float]) -> float:
    """Return the height of a row, in points, for texts in columns of these widths, in characters."""
    lines = max(1, *(-(-len(text) // max(1, int(width))) for text, width in texts))
    return min(MOST_POINTS, LINE_POINTS * lines + PADDING_POINTS)


def _note(book: _Book, sheet: Worksheet, at: tuple[int, int], column: Column) -> None:
    text = note_on(column, book.language)
    if text:
        lines = sum(1 + len(line) // 48 for line in text.splitlines())
        size = {"width": NOTE_WIDTH, "height": NOTE_LINE * lines + 12}
        sheet.write_comment(*at, text, size | {"author": "", "font_name": "Arial", "font_size": 9})


def _limit(book: _Book, sheet: Worksheet, rows: tuple[int, int], column_at: int, column: Column) -> None:
    """Offer the list of a column, or say which days and times it takes; what is typed otherwise is asked about."""
    chosen = options(column, book.language, book.lists)
    if chosen:
        # The lists of codes are whole; marks, and what the caller lists, may be typed in other ways.
        strict = isinstance(column.form.choices, type) or column.form.choices == "yes_no"
        rule: dict[str, Any] = {
            "validate": "list",
            "source": book.range_of(chosen),
            "show_error": strict,
            "error_type": "warning",
        }
    elif column.form.style == "day" and column.key != "birth_date":
        rule = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1), "error_type": "warning"}
    elif column.form.style == "clock":
        rule = {
            "validate": "time",
            "criteria": "between",
            "minimum": time(0),
            "maximum": time(23, 59),
            "error_type": "warning",
        }
    else:
        return
    sheet.data_validation(rows[0], column_at, rows[1], column_at, rule)


def _write_guide(book: _Book) -> None:
    sheet = book.file.add_worksheet(GUIDE[book.language])
    head, rows = guide(book.language)
    for number, (heading, width) in enumerate(zip(head, GUIDE_WIDTHS, strict=True)):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, heading, book.formats["head"])
    for at, row in enumerate(rows, 1):
        for number, text in enumerate(row):
            sheet.write_string(at, number, text, book.formats["text"])
        sheet.set_row(at, height(*zip(row, GUIDE_WIDTHS, strict=True)))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _print_set_up(sheet, BLANK[book.language], GUIDE[book.language], "")


def _print_set_up(sheet: Worksheet, title: str, name: str, foot: str) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.set_header(page_header(title, name))
    sheet.set_footer(f"&L&8 {foot}&R&9&P / &N")
    sheet.hide_gridlines(2)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
