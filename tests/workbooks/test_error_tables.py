"""A spreadsheet given back with its errors: the list, the marked cells, and a copy that can be corrected and sent again."""

import io
import re
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.workbooks.cells import Cell, Sheet
from lms.workbooks.error_tables import marked_errors
from lms.workbooks.problems import Problem
from lms.workbooks.workbook_reading import read_workbook
from tests.workbooks.samples import HELD, PEOPLE, changed, sheets_of, with_fields, workbook

ROWS: tuple[tuple[Cell, ...], ...] = (
    ("surname", "born", "at", "seen", "share", "here"),
    ("=1+1", date(1975, 3, 5), time(9, 30), datetime(2011, 10, 3, 9, 30), 0.25, True),
    (None, "http://example.org", "  two  ", None, 12.0),
)
LIST = Sheet("Список", ROWS)
BAD = Problem("Список", 1, 1, "%(value)s is wrong.", {"value": "1975"})
PASSED = Problem("Список", 0, 5, "Not read.", is_warning=True)
TOLD = [(BAD, "1975 is wrong."), (PASSED, "Not read.")]
CELLS = (
    st.none() | st.text(max_size=10) | st.floats() | st.booleans() | st.dates() | st.datetimes() | st.times()
    | st.sampled_from(["\x00", "\ud800", "\uffff", "x" * 40_000, date(1800, 1, 1)])
)  # fmt: skip


def parts(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def fill_of(files: dict[str, str], sheet: int, cell: str) -> str | None:
    """Return the colour behind a cell."""
    style = re.search(rf'<c r="{cell}" s="(\d+)"', files[f"xl/worksheets/sheet{sheet}.xml"])
    if style is None:
        return None
    formats = re.findall(r"<xf [^>]*?fillId=\"(\d+)\"", files["xl/styles.xml"].split("<cellXfs")[1])
    fills = re.findall(r"<fill>(.*?)</fill>", files["xl/styles.xml"])
    colour = re.search(r'fgColor rgb="(\w+)"', fills[int(formats[int(style[1])])])
    return colour[1] if colour else None


@pytest.mark.parametrize(("language", "name", "head"), [
    ("en", "Errors", ("Sheet", "Cell", "Value", "What is wrong")), ("ru", "Ошибки", ("Лист", "Ячейка", "Значение", "Что исправить")),
])  # fmt: skip
def test_the_first_sheet_lists_sheet_cell_value_and_sentence(language: str, name: str, head: tuple[str, ...]) -> None:
    first = sheets_of(marked_errors([LIST], TOLD, language))[0]
    assert first == Sheet(name, (
        head, ("Список", "B2", "1975-03-05", "1975 is wrong."), ("Список", "F1", "here", "Not read."),
    ))  # fmt: skip


def test_the_other_sheets_are_as_they_were() -> None:
    assert sheets_of(marked_errors([LIST, Sheet("Empty", ())], TOLD, "en"))[1:] == [LIST, Sheet("Empty", ())]


def test_a_bad_cell_is_coloured_and_a_warning_otherwise() -> None:
    files = parts(marked_errors([LIST], TOLD, "en"))
    assert fill_of(files, 2, "B2") == "FFF8D0CF" and fill_of(files, 2, "F1") == "FFFFF1C2"
    assert fill_of(files, 2, "A2") is None


def test_a_bad_cell_that_is_empty_is_coloured_too() -> None:
    files = parts(
        marked_errors(
            [LIST], [(Problem("Список", 2, 0, "Missing."), "Missing."), (Problem("Список", 9, 30, "!"), "!")], "en"
        )
    )
    assert fill_of(files, 2, "A3") == fill_of(files, 2, "AE10") == "FFF8D0CF"


def test_a_bad_cell_carries_what_is_wrong_with_it() -> None:
    twice = [*TOLD, (Problem("Список", 1, 1, "And again."), "And again.")]
    comments = parts(marked_errors([LIST], twice, "en"))["xl/comments1.xml"]
    assert re.findall(r'<comment ref="(\w+)"', comments) == ["F1", "B2"]
    assert "1975 is wrong.\nAnd again." in comments


def test_no_text_of_a_file_becomes_a_formula_or_a_link() -> None:
    files = parts(marked_errors([LIST], [(BAD, "=HYPERLINK(1)")], "en"))
    assert not any("<f>" in page or "<hyperlink" in page for name, page in files.items() if "worksheets/sheet" in name)


def test_a_corrected_copy_can_be_sent_again() -> None:
    sheets = workbook(people=changed(PEOPLE, {(1, 4): "?", (0, 7): "shoe"}))
    read = read_workbook(sheets)
    assert read_workbook(sheets_of(marked_errors(sheets, [(one, "!") for one in read[1]], "ru"))) == read


def test_the_copy_of_a_good_workbook_reads_to_the_same_draft() -> None:
    sheets = workbook(event=with_fields(min_attendance=0.9), sessions=changed(HELD, {(1, 2): 0.375}))
    assert read_workbook(sheets_of(marked_errors(sheets, [], "en"))) == read_workbook(sheets)


def test_sheets_that_a_spreadsheet_cannot_name_so_get_other_names() -> None:
    sheets = [Sheet(name, ()) for name in ("a/b:c*?[d]", "", "errors", "'x'", "x" * 40, "X" * 40, "History", "𐀀" * 20)]
    names = [sheet.name for sheet in sheets_of(marked_errors(sheets, [], "en"))]
    assert names[:6] == ["Errors", "a b c   d", "1", "errors 2", "x", "x" * 31]
    assert names[7] == "History 2"
    assert names[8] == "𐀀" * 15
    assert len({name.casefold() for name in names}) == 9 and all(len(name) <= 31 for name in names)


@pytest.mark.parametrize(("cell", "text"), [
    (float("nan"), "nan"), (float("inf"), "inf"), (date(1800, 1, 1), "1800-01-01"), ("a\x00b", "a?b"),
])  # fmt: skip
def test_a_value_that_a_spreadsheet_cannot_hold_is_given_back_as_text(cell: Cell, text: str) -> None:
    assert sheets_of(marked_errors([Sheet("A", ((cell,),))], [], "en"))[1].rows == ((text,),)


def test_the_same_errors_make_the_same_file() -> None:
    assert marked_errors([LIST], TOLD, "ru") == marked_errors([LIST], TOLD, "ru")


@settings(max_examples=50)
@given(
    st.lists(st.lists(CELLS, max_size=4).map(tuple), max_size=4).map(tuple),
    st.text(max_size=40),
    st.integers(0, 5),
    st.text(max_size=20),
)
def test_whatever_was_sent_can_be_given_back(
    rows: tuple[tuple[Cell, ...], ...], name: str, row: int, sentence: str
) -> None:
    problem = Problem(name, row, row, sentence, is_warning=bool(row % 2))
    assert len(sheets_of(marked_errors([Sheet(name, rows)], [(problem, sentence)], "en"))) == 2
