"""Files to keep: a workbook that is one, and text that no spreadsheet takes for a formula."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.tables import LONGEST_NAME, Ordinal, Sheet, page_header, plain, workbook
from lms.workbooks import separated

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"]
PEOPLE = Sheet("By category", ["Category", "Persons"], [("Police", 1200), ("Judges", 17)], totals=("Total", 1217))


def parts(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def cells(body: bytes, number: int = 1) -> list[list[str]]:
    files = parts(body)
    shared = [
        "".join(text.text or "" for text in entry.iter(f"{MAIN}t"))
        for entry in ElementTree.fromstring(files["xl/sharedStrings.xml"])
    ]
    rows = ElementTree.fromstring(files[f"xl/worksheets/sheet{number}.xml"]).iter(f"{MAIN}row")
    return [
        [
            shared[int(cell.findtext(f"{MAIN}v") or 0)] if cell.get("t") == "s" else cell.findtext(f"{MAIN}v") or ""
            for cell in row
        ]
        for row in rows
    ]


def titles(body: bytes) -> list[str]:
    return re.findall(r'<sheet name="([^"]*)"', parts(body)["xl/workbook.xml"])


def read(body: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=separator))


def test_a_workbook_holds_heads_rows_and_totals() -> None:
    assert cells(workbook("Figures", [PEOPLE])) == [
        ["Category", "Persons"], ["Police", "1200"], ["Judges", "17"], ["Total", "1217"]
    ]  # fmt: skip


def test_numbers_are_numbers_with_thousands_set_apart() -> None:
    files = parts(workbook("Figures", [PEOPLE]))
    assert 'formatCode="#,##0"' in files["xl/styles.xml"] or 'numFmtId="3"' in files["xl/styles.xml"]
    assert "<v>1200</v>" in files["xl/worksheets/sheet1.xml"]


def test_a_year_is_a_number_without_thousands_set_apart_and_a_grade_keeps_its_fraction() -> None:
    body = workbook("Rows", [Sheet("Rows", ["Year", "Grade"], [(Ordinal(1975), Decimal("4.50"))])])
    assert cells(body)[1] == ["1975", "4.50"]
    assert 'numFmtId="1"' in parts(body)["xl/styles.xml"]


def test_a_list_can_be_sorted_and_filtered_and_is_read_from_a_generator_once() -> None:
    body = workbook("Rows", [Sheet("Rows", ["A", "B"], ((n, "x") for n in range(400)), is_list=True)])
    assert 'autoFilter ref="A1:B401"' in parts(body)["xl/worksheets/sheet1.xml"]
    assert cells(body)[400] == ["399", "x"]


def test_days_are_days() -> None:
    body = workbook("Rows", [Sheet("Rows", ["Day"], [(date(2011, 10, 3),)])])
    assert cells(body)[1] == ["40819"]
    assert "yyyy-mm-dd" in parts(body)["xl/styles.xml"]


def test_the_heads_stay_in_sight_and_on_every_printed_page() -> None:
    files = parts(workbook("Figures", [PEOPLE]))
    page = files["xl/worksheets/sheet1.xml"]
    assert 'state="frozen"' in page and 'ySplit="1"' in page
    assert 'orientation="landscape"' in page and 'paperSize="9"' in page and 'fitToHeight="0"' in page
    assert "_xlnm.Print_Titles" in files["xl/workbook.xml"]


def test_a_title_becomes_one_that_the_format_allows() -> None:
    long = "A title that is longer than a sheet of the format may have"
    sheets = [Sheet(name, ["A"], []) for name in ("a/b:c*?[d]", long, long, "", "'quoted'")]
    made = titles(workbook("Figures", sheets))
    assert made[0] == "a b c   d"
    assert len(set(made)) == 5 and all(0 < len(title) <= LONGEST_NAME for title in made)


def test_a_header_that_begins_with_a_digit_is_not_read_as_the_size_of_its_letters() -> None:
    assert page_header("2011: law & order", "&D") == "&L&9 2011: law && order&R&9 &&D"


@given(st.text(), st.text())
def test_whatever_a_header_says_its_commands_are_ours_alone_and_it_fits(left: str, right: str) -> None:
    made = page_header(left, right)
    assert re.findall("&(.)", made.replace("&&", "")) == ["L", "9", "R", "9"] and len(made) <= 255


def test_an_ampersand_in_a_title_is_no_command_of_the_header() -> None:
    page = parts(workbook("Law & order &D", [PEOPLE]))["xl/worksheets/sheet1.xml"]
    assert "Law &amp;&amp; order &amp;&amp;D" in page


@pytest.mark.parametrize("text", [*FORMULAS, "http://example.org", "00123", "1.5"])
def test_text_stays_text_in_a_workbook(text: str) -> None:
    files = parts(workbook("Rows", [Sheet("Rows", [text], [(text,)])]))
    page = files["xl/worksheets/sheet1.xml"]
    assert "<f>" not in page and "hyperlink" not in page.lower()
    assert page.count('t="s"') == 2


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_led_by_an_apostrophe_in_csv(text: str) -> None:
    assert read(plain([text], [[text]], "en")) == [[f"'{text}"], [f"'{text}"]]


def test_negative_numbers_stay_numbers_in_csv() -> None:
    assert read(plain(["Pieces"], [[-5], [None], [date(2011, 10, 3)]], "en"))[1:] == [["-5"], [""], ["2011-10-03"]]


def test_csv_is_utf_8_with_its_mark() -> None:
    body = plain(["Фамилия"], [["Мамедов"]], "ru")
    assert body.startswith(b"\xef\xbb\xbf")
    assert read(body) == [["Фамилия"], ["Мамедов"]]


@pytest.mark.parametrize(("language", "separator", "grade"), [("en", ",", "4.50"), ("ru", ";", "4,50")])
def test_csv_is_separated_as_a_spreadsheet_of_its_language_reads_it(language: str, separator: str, grade: str) -> None:
    body = plain(["Unit", "Grade"], [["Police; customs, border", Decimal("4.50")]], language)
    assert read(body, separator) == [["Unit", "Grade"], ["Police; customs, border", grade]]
    assert separated.rows(body, "List") == (("Unit", "Grade"), ("Police; customs, border", grade))


def test_a_tall_row_is_high_enough_to_print() -> None:
    page = parts(workbook("Rules", [Sheet("Rules", ["Rule"], [("word " * 60,), ("short",)])]))["xl/worksheets/sheet1.xml"]
    heights = [float(height) for height in re.findall(r'<row [^>]* ht="([\d.]+)"', page)]
    assert heights[1] > 3 * heights[2]
