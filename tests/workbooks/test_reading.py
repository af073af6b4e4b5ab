"""A file becomes sheets of values, or is refused with a reason; whatever the bytes are."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.workbooks.cells import Sheet
from lms.workbooks.reading import clean, read
from lms.workbooks.unreadable import REASONS, Unreadable
from tests.workbooks.files import archive, compound, drawn, ods, with_sheet, xls, xlsx


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data)
    return caught.value.reason


def first_cell(xml: bytes) -> Any:
    return read(with_sheet(b'<row r="1">' + xml + b"</row>"))[0].rows[0][0]


def cut_short() -> bytes:
    return xlsx([["Мамедов"]])[:-200]


def wrong_checksum() -> bytes:
    data = xlsx([["Мамедов"]])
    with zipfile.ZipFile(BytesIO(data)) as made:
        info = made.getinfo("xl/workbook.xml")
    at = info.header_offset + 30 + len(info.filename) + 20
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def locked_entry() -> bytes:
    data = bytearray(xlsx([["x"]]))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


def small_that_unpacks_to_much() -> bytes:
    return with_sheet(b'<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 200_000)


def large_that_unpacks_to_too_much() -> bytes:
    return archive({"xl/workbook.xml": b"", "xl/noise": bytes(range(256)) * 4000, **{f"xl/{n}": b"a" * 9_000_000 for n in range(12)}})


def far_corner(*others: tuple[int, int]) -> bytes:
    def draw(book: Any) -> None:
        page = book.add_worksheet()
        for row, column in (*others, (1048575, 16383)):
            page.write(row, column, "x")

    return drawn(draw)


def one_row_too_many() -> bytes:
    return xlsx([["x"]] * 60_001)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no byte": (lambda: b"", "empty"),
    "white space alone": (lambda: b" \r\n\t\n", "empty"),
    "more than 10 MB": (lambda: b"a" * (10 * 1024 * 1024 + 1), "large"),
    "a zip cut short": (cut_short, "damaged"),
    "a zip of nothing": (lambda: archive({}), "other"),
    "the beginning of a zip alone": (lambda: b"PK\x03\x04", "damaged"),
    "a wrong checksum": (wrong_checksum, "damaged"),
    "a locked entry in the zip": (locked_entry, "damaged"),
    "a zip that is no workbook": (lambda: archive({"notes.txt": b"x"}), "other"),
    "a text document": (lambda: archive({"word/document.xml": b"<w/>"}), "other"),
    "an OpenDocument text": (lambda: archive({"mimetype": b"application/vnd.oasis.opendocument.text"}), "other"),
    "a workbook of no sheets": (lambda: archive({"xl/workbook.xml": b"<workbook/>"}), "damaged"),
    "broken XML": (lambda: with_sheet(b"<row><c></row>"), "damaged"),
    "an entity that is not defined": (lambda: with_sheet(b'<row><c t="inlineStr"><is><t>&lol;</t></is></c></row>'), "damaged"),
    "a shared string that is not there": (lambda: with_sheet(b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), "damaged"),
    "a cell that no sheet has": (lambda: with_sheet(b'<row r="1"><c r="ZZZZZ99999999999"><v>1</v></c></row>'), "columns"),
    "2,001 entries": (lambda: archive({f"xl/{n}": b"" for n in range(2001)}), "bomb"),
    "two hundred times its size": (small_that_unpacks_to_much, "bomb"),
    "more than 100 MB unpacked": (large_that_unpacks_to_too_much, "bomb"),
    "one cell, at XFD1048576": (far_corner, "columns"),
    "cells at A1 and XFD1048576": (lambda: far_corner((0, 0)), "heavy"),
    "a cell in the last row": (lambda: drawn(lambda book: book.add_worksheet().write(1048575, 0, "x")), "rows"),
    "60,001 rows": (one_row_too_many, "rows"),
    "60,001 rows in two sheets": (lambda: xlsx(A=[["x"]] * 30_000, B=[["x"]] * 30_001), "rows"),
    "201 columns": (lambda: xlsx([["x"] * 201]), "columns"),
    "2,001 characters": (lambda: xlsx([[], [None, "x" * 2001]]), "text"),
    "an encrypted workbook": (lambda: compound({"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": b"x" * 5000}), "password"),
    "an old text document": (lambda: compound({"WordDocument": b"x" * 5000}), "damaged"),
    "an OLE2 header alone": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
    "an OpenDocument bomb": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"'
            ' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
        "damaged",
    ),
    "a PDF": (lambda: b"%PDF-1.7 and so on", "other"),
    "rich text": (lambda: b"{\\rtf1 x}", "other"),
    "HTML named .xls": (lambda: b"\xef\xbb\xbf <html><table>", "other"),
    "XML of an old spreadsheet program": (lambda: b'<?xml version="1.0"?><Workbook/>', "other"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "other"),
    "random bytes": (lambda: bytes(range(256)) * 20, "other"),
}  # fmt: skip


@pytest.mark.parametrize(("made", "why"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(made: Callable[[], bytes], why: str) -> None:
    assert reason(made()) == why


def test_every_reason_begins_with_the_same_words() -> None:
    assert all(sentence.startswith("This file could not be read: ") for sentence in REASONS.values())


def test_a_text_too_long_is_named_by_its_cell() -> None:
    with pytest.raises(Unreadable, match="cell B2 of the sheet “List” holds more than 2000 characters"):
        read(xlsx([[], [None, "x" * 2001]]))


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda rest: b"PK\x03\x04" + rest)))
@settings(max_examples=60, deadline=None)
def test_any_bytes_end_in_sheets_or_in_the_refusal(data: bytes) -> None:
    try:
        assert all(isinstance(sheet, Sheet) for sheet in read(data))
    except Unreadable as refusal:
        assert refusal.reason in REASONS


@given(st.integers(0), st.integers(1, 255))
@settings(max_examples=40, deadline=None)
def test_a_workbook_with_any_byte_changed_ends_in_sheets_or_in_the_refusal(place: int, change: int) -> None:
    data = bytearray(WHOLE)
    data[place % len(data)] ^= change
    try:
        read(bytes(data))
    except Unreadable as refusal:
        assert refusal.reason in REASONS


WHOLE = xlsx([["Фамилия", "Имя"], ["Мамедов", "Ахмед"]])


def test_rows_begin_at_the_first_cell_of_the_sheet() -> None:
    assert read(xlsx([[], [None, "Мамедов"]])) == [Sheet("List", ((), (None, "Мамедов")))]


def test_empty_cells_and_rows_at_the_end_are_left_out() -> None:
    assert read(xlsx([["Мамедов", " ", ""], [], ["  "]])) == [Sheet("List", (("Мамедов",),))]


def test_sixty_thousand_rows_are_read() -> None:
    assert [len(sheet.rows) for sheet in read(xlsx(A=[["x"]] * 30_000, B=[["x"]] * 30_000))] == [30_000, 30_000]


def test_two_hundred_columns_and_two_thousand_characters_are_read() -> None:
    assert len(read(xlsx([["x" * 2000] * 200]))[0].rows[0]) == 200


def test_a_format_far_outside_the_list_does_no_harm() -> None:
    def draw(book: Any) -> None:
        page = book.add_worksheet("List")
        page.write(0, 0, "Мамедов")
        page.write_blank(1048575, 16383, None, book.add_format({"bold": True}))

    assert read(drawn(draw))[0].rows == (("Мамедов",),)


def test_a_whole_number_stays_a_float() -> None:
    value = read(xlsx([[7]]))[0].rows[0][0]
    assert (value, type(value)) == (7.0, float)


@pytest.mark.parametrize(("value", "layout", "read_as"), [
    (date(1975, 2, 1), "dd.mm.yyyy", date(1975, 2, 1)),
    (datetime(1975, 2, 1, 9, 30), "dd.mm.yyyy hh:mm", datetime(1975, 2, 1, 9, 30)),
    (time(9, 30), "hh:mm", time(9, 30)),
    (0.25, "[h]:mm", time(6)),
    (1.5, "[h]:mm", "36:00:00"),
    (27426, "0", 27426.0),
    (True, "0", True),
])
def test_a_cell_has_the_type_that_its_format_says(value: Any, layout: str, read_as: Any) -> None:
    def draw(book: Any) -> None:
        shown = book.add_format({"num_format": layout})
        page = book.add_worksheet()
        page.write_datetime(0, 0, value, shown) if hasattr(value, "isoformat") else page.write(0, 0, value, shown)

    assert read(drawn(draw))[0].rows == ((read_as,),)


def test_a_cell_merged_over_several_rows_is_read_in_each_and_over_several_columns_in_the_first() -> None:
    def draw(book: Any) -> None:
        page = book.add_worksheet()
        page.merge_range(0, 0, 0, 2, "Список")
        page.merge_range(1, 0, 2, 0, "Суд")
        page.write_column(1, 1, ["Мамедов", "Оразов", "Атаев"])
        page.merge_range(3, 2, 99, 2, "ниже списка")

    assert read(drawn(draw))[0].rows == (("Список",), ("Суд", "Мамедов"), ("Суд", "Оразов"), (None, "Атаев", "ниже списка"))


def test_a_formula_is_read_as_its_last_result() -> None:
    made = drawn(lambda book: book.add_worksheet().write_formula(0, 0, "=A2&A3", None, "Мамедов"))
    assert read(made)[0].rows == (("Мамедов",),)


def test_an_error_cell_is_read_as_empty() -> None:
    assert read(with_sheet(b'<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v>1</v></c></row>'))[0].rows == ((None, 1.0),)


@pytest.mark.parametrize("number", [b"1e400", b"nan", b"-inf"])
def test_what_is_no_finite_number_is_text(number: bytes) -> None:
    assert isinstance(first_cell(b'<c r="A1"><v>' + number + b"</v></c>"), str)


def test_hidden_sheets_are_read_and_charts_passed_over() -> None:
    def draw(book: Any) -> None:
        book.add_worksheet("Seen").write(0, 0, 1)
        page = book.add_worksheet("Hidden")
        page.write(0, 0, "Мамедов")
        page.hide()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Seen!$A$1:$A$2"})
        book.add_chartsheet("Chart").set_chart(chart)

    assert [sheet.name for sheet in read(drawn(draw))] == ["Seen", "Hidden"]


def test_an_old_workbook_is_read() -> None:
    assert read(xls({(0, 0): "Мамедов", (1, 1): 79001234567.0})) == [Sheet("List", (("Мамедов",), (None, 79001234567.0)))]


def test_an_open_document_is_read_and_its_million_empty_rows_are_not() -> None:
    table = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Мамедов</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="1975-02-01"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    assert read(ods(table)) == [Sheet("List", (("Мамедов", date(1975, 2, 1)),))]


@pytest.mark.parametrize(("typed", "cleaned"), [
    ("И\u0306", "Й"), ("Маме\u00adдов\u200b", "Мамедов"), ("a\r\nb_x000D_\rc", "a\nb\nc"), ("a\tb\x07", "a b"),
    ("Oʻktam\u00a0Aliyev", "Oʻktam\u00a0Aliyev"),
])
def test_text_is_composed_and_without_what_cannot_be_seen(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_a_reading_that_takes_too_long_is_ended() -> None:
    with pytest.raises(Unreadable, match="too much time"):
        read(xlsx([["x"] * 15] * 5_000), within=0.0)
