"""A report as a workbook with live totals, and as one plain table. Values in, bytes out."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lms.reports.document import Document
from lms.reports.outline import Outline
from lms.reports.row_sheets import Column, RowSheet, row_sheets, sums
from lms.reports.seals import Seal
from lms.reports.sheets import Book, Formula, Sheet, letter, tidy
from lms.reports.wording import LONGEST_PROPERTY
from lms.tables import A4, AS_TEXT, MANY, NARROWEST, SAMPLE, WIDEST, WIDEST_OF_MANY, Ordinal, height, page_header, plain
from lms.text import cut

LONGEST_CELL = 32_767  # letters of a cell, by the format
SHARE = '[>=1]0%;[>=0.995]"99%";0%'  # rounded as on pages: what falls short of the whole never reads 100 %
LONGEST_WIDTH = 80  # of a column of sentences
WIDEST_OF_ROWS = 36
FEW, WIDEST_OF_FEW = 4, 66
TALLEST = 409.0  # points of a row, by the format
FIRST_DAY = date(1899, 12, 30)  # from which spreadsheets count days


class Rows(Worksheet):
    """A sheet of many rows, which are written straight into its XML: each text and number is put into words once."""

    dense: list[str]

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.write("".join(self.dense))


def report_xlsx(
    document: Document, language: str, seal: Seal, *, public: bool = False, hxl: bool = False,
    names: Mapping[int, str] | None = None,
) -> bytes:  # fmt: skip
    """Return a report as a workbook: figures, the parts of each with live totals, the rows behind them, rules, papers, seal.

    Rows name people by their number, and by name where `names` are given; a public edition has no rows.
    """
    outline, sink = Outline(document, language, seal, public=public), io.BytesIO()
    book = Workbook(sink, AS_TEXT)
    made = datetime.fromisoformat(document.content["prepared"]["at"]) if seal.sealed_at is None else seal.sealed_at
    about = {"title": cut(outline.title, LONGEST_PROPERTY), "subject": cut(outline.subject, LONGEST_PROPERTY)}
    book.set_properties(about | {"created": made.replace(tzinfo=None)})
    looks, sheets = _looks(book), Book(outline, has_tags=hxl)
    parts, rows = list(sheets.parts()), [] if public else list(row_sheets(sheets, names))
    writer = _Writer(book, outline, looks, has_tags=hxl)
    writer.sheet(sheets.figures(sums(sheets, rows)))
    for sheet in (*parts, sheets.definitions(), *sheets.papers(), sheets.seal()):
        writer.sheet(sheet)
    for one in rows:
        writer.rows(one)
    book.close()
    return sink.getvalue()


def report_csv(document: Document, language: str, seal: Seal, *, public: bool = False, hxl: bool = False) -> bytes:
    """Return the figures as one table in a text file: a number a line."""
    head, tags, lines = tidy(Outline(document, language, seal, public=public))
    return plain(head, [*([tags] if hxl else []), *lines], language)


def _looks(book: Workbook) -> dict[str, Format]:
    base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    number, apart = {"num_format": "#,##0"}, {"align": "right", "indent": 1}
    kinds: dict[str, dict[str, Any]] = {
        "text": {"text_wrap": True}, "number": apart | number, "decimal": apart | {"num_format": "#,##0.##"}, "share": apart | {"num_format": SHARE},
        "ordinal": {"num_format": "0", "align": "left"}, "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    }  # fmt: skip
    rows: dict[str, dict[str, Any]] = {"": {}, "group": {"bold": True}, "total": {"bold": True, "top": 1}}
    made = {f"{row}{kind}": base | look | more for row, more in rows.items() for kind, look in kinds.items()}
    head = base | {"bold": True, "text_wrap": True, "valign": "vcenter", "font_color": "#FFFFFF", "bg_color": "#17405F"}
    made |= {"head": head, "head number": head | apart, "tag": base | {"text_wrap": True, "font_size": 8, "font_color": "#5A6672", "bg_color": "#F1F4F6"}}
    made["short"] = base
    return {name: book.add_format(look) for name, look in made.items()}


def _kind(value: Any, is_share: bool = False) -> str:
    match value:
        case Formula():
            return "share" if is_share else _kind(value.value)
        case Ordinal():
            return "ordinal"
        case int():
            return "number"
        case Decimal() | float():
            return "decimal"
        case date():
            return "day"
    return "text"


class _Writer:
    def __init__(self, book: Workbook, outline: Outline, looks: Mapping[str, Format], *, has_tags: bool) -> None:
        self.book, self.looks, self.has_tags = book, looks, has_tags
        self.title = f"{outline.mark} · {outline.title}" if outline.mark else outline.title
        self.mark = outline.mark

    def sheet(self, sheet: Sheet) -> None:
        """Write a table line by line."""
        page, lines = self.book.add_worksheet(sheet.name), sheet.lines
        sample = [line.cells for line in lines[:SAMPLE]]
        numbers = [any(_kind(row[at]) in {"number", "decimal"} for row in sample) for at in range(len(sheet.head))]
        widths = _widths(sheet.head, sample, WIDEST_OF_FEW if len(sheet.head) <= FEW else WIDEST if len(sheet.head) <= MANY else WIDEST_OF_MANY)
        first = self._heads(page, sheet.head, sheet.tags, widths, numbers)
        for at, line in enumerate(lines, first):
            page.set_row(at, _height(line.cells, widths))
            for column, value in enumerate(line.cells):
                self._cell(page, at, column, value, self.looks[line.look + _kind(value, column in sheet.shares)])
        self._set_up(page, sheet.name, first, len(lines), len(sheet.head) if sheet.is_list else 0)

    def _cell(self, page: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
        match value:
            case None:
                page.write_blank(row, column, None, look)
            case Formula():
                page.write_formula(row, column, value.text, look, value.value)
            case int() | float() | Decimal():
                page.write_number(row, column, value, look)
            case date():
                page.write_datetime(row, column, value, look)
            case _:
                page.write_string(row, column, str(value)[:LONGEST_CELL], look)

    def rows(self, sheet: RowSheet) -> None:
        """Write many rows at once."""
        page: Rows = self.book.add_worksheet(sheet.name, worksheet_class=Rows)
        head = [column.heading for column in sheet.columns]
        sample = [[column.write(column.read(row)) for column in sheet.columns] for row in sheet.rows[:SAMPLE]]
        numbers = [column.is_number for column in sheet.columns]
        tags = [column.tag for column in sheet.columns]
        first = self._heads(page, head, tags, _widths(head, sample, WIDEST_OF_ROWS), numbers)
        pieces = [self._pieces(page, at, column, sheet.rows) for at, column in enumerate(sheet.columns)]
        page.dense = [
            f'<row r="{number}">{"".join([piece % number for piece in row if piece])}</row>'
            for number, row in enumerate(zip(*pieces, strict=True), first + 1)
        ]  # fmt: skip
        page.dim_rowmax = first + len(sheet.rows) - 1
        self._set_up(page, sheet.name, first, len(sheet.rows), len(head))

    def _pieces(self, page: Rows, at: int, column: Column, rows: Sequence[Sequence[Any]]) -> list[str]:
        """Return the XML of a column's cells, with a place for the number of the row."""
        known: dict[Any, str] = {}
        name, made = letter(at), []
        for row in rows:
            raw = column.read(row)
            if raw not in known:
                known[raw] = self._piece(page, name, column.write(raw))
            made.append(known[raw])
        return made

    def _piece(self, page: Rows, column: str, value: Any) -> str:
        if value is None:
            return ""
        kind = _kind(value)
        style = self.looks["short" if kind == "text" else kind]._get_xf_index()
        if kind == "text":
            told = page.str_table._get_shared_string_index(str(value)[:LONGEST_CELL])
            return f'<c r="{column}%d" s="{style}" t="s"><v>{told}</v></c>'
        number = (value - FIRST_DAY).days if isinstance(value, date) else value
        return f'<c r="{column}%d" s="{style}"><v>{escape(str(number))}</v></c>'

    def _heads(self, page: Worksheet, head: Sequence[str], tags: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> int:
        """Write the heads, and the hashtags where they are asked for; return the place of the first row of data, from 0."""
        for column, (heading, width) in enumerate(zip(head, widths, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, self.looks["head number" if numbers[column] else "head"])
        page.set_row(0, height(head, widths))
        if self.has_tags:
            for column, tag in enumerate(tags):
                page.write_string(1, column, tag, self.looks["tag"])
            page.set_row(1, _height(tags, widths))
        return 2 if self.has_tags else 1

    def _set_up(self, page: Worksheet, name: str, first: int, number: int, filtered: int) -> None:
        page.freeze_panes(first, 0)
        if filtered and number:
            page.autofilter(first - 1, 0, first + number - 1, filtered - 1)
        page.set_paper(A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0, first - 1)
        page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        page.set_header(page_header(self.title, name))
        page.set_footer("&R&9&P / &N")
        if self.mark:
            page.set_tab_color("#A3342A")


def _height(cells: Sequence[Any], widths: Sequence[int]) -> float:
    """Return the height of a row, in points; letters are narrower than the digits that widths are told in."""
    told = ["" if isinstance(value, Formula) else value for value in cells]
    return min(TALLEST, height(told, [round(width * 1.12) for width in widths]))


def _widths(head: Sequence[str], sample: Sequence[Sequence[Any]], widest: int) -> list[int]:
    """Return the widths of columns, in letters: as their texts ask, heads broken at their words."""
    made = []
    for column, heading in enumerate(head):
        texts = [row[column] for row in sample if isinstance(row[column], str)]
        longest = max((len(text) for text in texts), default=0)
        limit = LONGEST_WIDTH if longest > 4 * widest else widest
        word = min(widest, max(map(len, heading.split()), default=0) + 2)
        made.append(max(NARROWEST, min(limit, longest + 2), word))
    return made
