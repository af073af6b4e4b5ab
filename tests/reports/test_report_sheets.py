"""A report as a workbook and as a plain table: live totals, the rows behind each figure, and text that stays text."""

import csv
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from lms.reports.document import Document
from lms.reports.tables import report_csv, report_xlsx
from tests.reports import documents, sealing

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def made(document: Document, language: str = "en", **more: Any) -> bytes:
    return report_xlsx(document, language, more.pop("seal", None) or sealing.seal(document), **more)


def sheets(body: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def formulas(body: bytes) -> dict[str, list[tuple[str, str]]]:
    """Return the formulas of each part with the values that are kept of them."""
    found: dict[str, list[tuple[str, str]]] = {}
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        for name in file.namelist():
            if name.startswith("xl/worksheets/sheet"):
                cells = ElementTree.fromstring(file.read(name)).iter(f"{MAIN}c")
                told = [(c.findtext(f"{MAIN}f"), c.findtext(f"{MAIN}v") or "") for c in cells if c.find(f"{MAIN}f") is not None]
                found[name] = [(formula or "", value) for formula, value in told]
    return found


def table(body: bytes, name: str) -> list[dict[str, Any]]:
    head, *rows = sheets(body)[name]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_figure_is_a_line_of_the_first_sheet() -> None:
    told = table(made(documents.document()), "Figures")
    assert [(row["Line"], row["Code"], row["Value"]) for row in told] == [
        (1, "persons", 254), (2, "completions", 260), (3, "attendances", 1016), (4, "participants", 259), (5, "events", 2),
        (6, "materials", 4000), (7, "1.1", 237),
    ]  # fmt: skip
    assert (told[0]["Named"], told[0]["New"], told[0]["Returning"], told[1]["From headcounts"]) == (254, 254, 0, 6)
    assert (told[6]["Cumulative"], told[6]["Target"], round(told[6]["Share reached"], 3)) == (237, 230, 1.03)


def test_what_was_only_claimed_or_reconstructed_has_a_column_where_there_is_any() -> None:
    content = documents.content()
    rare = {"Claimed, in none of the others", "Reconstructed from old reports"}
    assert rare.isdisjoint(sheets(made(Document(content)))["Figures"][0])
    content["figures"][2]["parts"]["claimed"], content["figures"][1]["parts"]["reconstructed"] = 3, 2
    assert rare < set(sheets(made(Document(content)))["Figures"][0])


def test_a_figure_told_by_parts_has_a_sheet_whose_totals_are_formulas_of_its_parts() -> None:
    body = made(documents.document())
    rows = sheets(body)["2 Completions"]
    assert rows[1:8] == [
        ["Category", "Law enforcement", "law_enforcement", 237],
        ["Category", "Prosecution, police and other law enforcement (not split)", "prosecution_police_other_le", 227],
        ["Category", "Prosecutors", "prosecutor", 10], ["Category", "Judiciary", "judiciary", 17], ["Category", "Judges", "judge", 17],
        ["Category", "Not stated", "not_stated", 6], ["Category", "Total", "", 260],
    ]  # fmt: skip
    assert formulas(body)["xl/worksheets/sheet4.xml"][:4] == [
        ("SUM(D3:D4)", "237"), ("SUM(D6:D6)", "17"), ("SUM(D2,D5,D7)", "260"), ("SUM(D9:D11)", "260"),
    ]  # fmt: skip


def test_the_value_of_a_figure_is_what_its_sheet_adds_up_to_and_beside_it_stands_what_its_rows_do() -> None:
    told = formulas(made(documents.document()))["xl/worksheets/sheet1.xml"]
    assert told[0] == ("'1 Persons trained'!$D$7", "254")
    assert told[1] == ("SUM('People'!$O$2:$O$260)", "254")
    assert told[3] == ("SUM('People'!$P$2:$P$260,'Headcounts'!$M$2:$M$2)", "260")


class Reckoner:
    """Works out formulas anew as a spreadsheet does: sums of ranges, places in other sheets, one number by another."""

    PLACE = re.compile(r"(?:'((?:[^']|'')+)'!)?\$?([A-Z])\$?(\d+)(?::\$?([A-Z])\$?(\d+))?")

    def __init__(self, body: bytes) -> None:
        self.cells: dict[tuple[str, str, int], tuple[str | None, float]] = {}
        names = CalamineWorkbook.from_filelike(io.BytesIO(body)).sheet_names
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            for number, name in enumerate(names, 1):
                for cell in ElementTree.fromstring(file.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{MAIN}c"):
                    column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.attrib["r"]).groups()  # type: ignore[union-attr]
                    value = 0.0 if cell.get("t") == "s" else float(cell.findtext(f"{MAIN}v") or 0)
                    self.cells[name, column, int(row)] = cell.findtext(f"{MAIN}f"), value

    def value(self, sheet: str, column: str, row: int) -> float:
        formula, kept = self.cells.get((sheet, column, row), (None, 0.0))
        return kept if formula is None else self.worked_out(sheet, formula)

    def worked_out(self, sheet: str, formula: str) -> float:
        if share := re.fullmatch(r"([A-Z]\d+)/([A-Z]\d+)", formula):
            return self.worked_out(sheet, share[1]) / self.worked_out(sheet, share[2])
        assert re.sub(r"^SUM\(|\)$|,", "", self.PLACE.sub("", formula)) == "", formula
        return sum(self.summed((place[1] or sheet).replace("''", "'"), *place.groups()[1:]) for place in self.PLACE.finditer(formula))

    def summed(self, sheet: str, left: str, top: str, right: str | None, bottom: str | None) -> float:
        columns = [chr(code) for code in range(ord(left), ord(right or left) + 1)]
        return sum(self.value(sheet, column, row) for column in columns for row in range(int(top), int(bottom or top) + 1))


@pytest.mark.parametrize(("language", "hxl"), [("en", False), ("ru", True)])
def test_every_formula_comes_to_the_value_that_is_kept_of_it(language: str, hxl: bool) -> None:
    reckoner = Reckoner(made(documents.document(), language, hxl=hxl))
    told = [(sheet, formula, kept) for (sheet, _column, _row), (formula, kept) in reckoner.cells.items() if formula]
    assert len(told) > 80
    assert [one for one in told if reckoner.worked_out(one[0], one[1]) != pytest.approx(one[2])] == []


def test_people_stand_by_region_category_and_sex_with_sums_on_both_sides() -> None:
    body = made(documents.document())
    rows = sheets(body)["1× Persons trained"]
    assert rows[0] == ["Region", "Region code", "Category", "Category code", "Female", "Male", "Total"]
    assert ["Mary", "TM-M", "Judges", "judge", 9, 8, 17] in rows and rows[-1][4:] == [10, 244, 254]


def test_each_row_stands_once_with_what_it_adds_to_every_figure_that_counted_it() -> None:
    people = table(made(documents.document()), "People")
    assert len(people) == 254 + 5
    first, tour = people[0], people[-1]
    assert (first["No. in the register"], first["Event"], first["Category then"], first["Sex"]) == (1, "TM-T02", "Prosecutor", "Female")
    assert (first["Persons trained"], first["Attendances"], first["Law-enforcement officers trained"]) == (1, 4, 1)
    assert (tour["Title"], tour["Persons trained"], tour["People who took part"]) == ("Study tour to Türkiye", "", 1)
    assert first["Organisation then"] == "General Prosecutor's Office of Turkmenistan"


def test_rows_name_nobody_unless_names_are_given() -> None:
    document = documents.document()
    assert "Name" not in table(made(document), "People")[0]
    named = table(made(document, names={1: "Аманов Мерет", 2: "=1+1"}), "People")
    assert [row["Name"] for row in named[:3]] == ["Аманов Мерет", "=1+1", ""]


def test_a_public_edition_has_no_rows_and_no_names_and_no_total_that_tells_what_is_not_shown() -> None:
    body = made(sealing.suppressed(), public=True, names={1: "Аманов Мерет"})
    told = sheets(body)
    assert {"People", "Headcounts", "Events", "Materials"}.isdisjoint(told) and "Added up from the rows" not in told["Figures"][0]
    assert ["Sex", "Female", "female", "…"] in told["1 Persons trained"] and ["Sex", "Total", "", 254] in told["1 Persons trained"]
    assert "example.org" not in str(told) and "Аманов" not in str(told)
    assert [formula[:3] for formula, _value in formulas(body)["xl/worksheets/sheet2.xml"]] == ["SUM", "SUM"]  # country and region


def test_hashtags_stand_in_one_row_under_the_heads_of_every_sheet() -> None:
    body = made(documents.document(), hxl=True)
    for name, rows in sheets(body).items():
        assert all(re.fullmatch(r"#[a-z0-9]+(\+[a-z0-9_]+)*", tag) for tag in rows[1]), name
        assert len(rows[0]) == len(rows[1])
    told = sheets(body)
    assert told["Figures"][1][:5] == ["#meta+number", "#indicator+code", "#indicator+name", "#indicator+type", "#indicator+value+num"]
    assert told["1× Persons trained"][1][4:] == ["#reached+f", "#reached+m", "#reached+total"]
    assert "#output" in told["6 Materials distributed"][1]


def test_no_word_of_people_is_a_formula_a_link_or_a_number() -> None:
    for language in ("en", "ru"):
        body = made(sealing.hostile(), language, names=dict.fromkeys(range(1, 3000), "=cmd|' /C calc'!A0"))
        allowed = r"(SUM\((('[^\[\]:*?/\\]{1,62}'!)?\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?,?)+\)|'[^\[\]:*?/\\]{1,62}'!\$D\$\d+|[A-Z]+\d+/[A-Z]+\d+)"
        told = [formula for found in formulas(body).values() for formula, _value in found]
        assert [formula for formula in told if not re.fullmatch(allowed, formula)] == []
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            assert not any("hyperlink" in file.read(name).decode("utf-8", "replace").lower() for name in file.namelist() if "worksheets" in name)


def test_a_name_with_quotes_in_a_sheet_is_quoted_in_formulas() -> None:
    content = documents.content()
    content["figures"][0]["name"]["en"] = "Judges' and officers' !A1"
    told = formulas(made(Document(content)))["xl/worksheets/sheet1.xml"]
    assert told[0] == ("'1 Judges'' and officers'' !A1'!$D$7", "254")


def test_definitions_papers_and_the_seal_have_sheets() -> None:
    document = documents.document()
    told = sheets(made(document))
    officers = next(row for row in told["Definitions"] if row[0] == "Law-enforcement officers trained")
    assert officers[2:6] == [2, "PS.5.3-15", 2009, 0] and "Of these groups: Law enforcement." in officers[1]
    assert ["Sign-in sheets", "TM-T02 · Legislative framework of counter-trafficking, Mary", "4", "ab" * 32] in told["Papers"]
    assert ["SHA-256 of the report", document.digest] in told["Report and seal"]
    assert ["Sealed", "manager@example.org, 3 October 2011, 08:30 UTC"] in told["Report and seal"]


def test_a_row_is_never_higher_than_the_format_allows() -> None:
    content = documents.content()
    content["figures"][0]["name"]["en"] = "word " * 2000
    with zipfile.ZipFile(io.BytesIO(made(Document(content)))) as file:
        heights = re.findall(rb'<row [^>]* ht="([\d.]+)"', file.read("xl/worksheets/sheet1.xml"))
    assert 400 < max(float(one) for one in heights) <= 409


def test_a_draft_says_so_in_the_head_of_every_printed_sheet() -> None:
    body = made(documents.document(), "ru", seal=sealing.DRAFT)
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        pages = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
    assert all("ЧЕРНОВИК · Итоговый отчёт" in page for page in pages)


def test_the_same_report_gives_the_same_bytes_and_one_that_tells_nothing_is_a_workbook() -> None:
    document = documents.document()
    assert made(document, "ru", hxl=True) == made(document, "ru", hxl=True)
    with zipfile.ZipFile(io.BytesIO(made(document))) as file:
        assert b"2011-10-03T08:30:00Z" in file.read("docProps/core.xml")
    assert sheets(made(sealing.empty()))["Figures"] == [["Line", "Code", "Figure", "What is counted", "Value", "Cumulative", "Target", "Share reached"]]


def rows_of(body: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=separator))


@pytest.mark.parametrize(("language", "separator", "words"), [
    ("en", ",", ["By sex", "female", "Female", "10"]), ("ru", ";", ["По полу", "female", "Женский", "10"]),
])  # fmt: skip
def test_the_plain_table_has_a_number_a_line(language: str, separator: str, words: list[str]) -> None:
    document = documents.document()
    told = rows_of(report_csv(document, language, sealing.seal(document), hxl=True), separator)
    assert told[1][0] == "#indicator+code" and {len(row) for row in told} == {6}
    assert [row[2:] for row in told if row[0] == "persons" and row[3] == "female"] == [words]
    assert ["1.1", "230"] in [[row[0], row[5]] for row in told if row[3] == "target"]
    assert [row[5] for row in told if row[0] == "persons" and row[3] == "TM-M|judge|female"] == ["9"]


def test_the_plain_table_has_no_formulas_and_no_small_numbers_where_it_is_public() -> None:
    hostile = sealing.hostile()
    told = rows_of(report_csv(hostile, "en", sealing.seal(hostile)), ",")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in told for cell in row)
    public = sealing.suppressed()
    assert ["persons", "Persons trained", "By sex", "female", "Female", "…"] in rows_of(report_csv(public, "en", sealing.seal(public), public=True), ",")


def test_a_share_of_a_target_that_is_missed_by_little_never_reads_as_all_of_it() -> None:
    with zipfile.ZipFile(io.BytesIO(made(documents.document()))) as book:
        formats = {one.get("formatCode") for one in ElementTree.fromstring(book.read("xl/styles.xml")).iter(f"{MAIN}numFmt")}
    assert '[>=1]0%;[>=0.995]"99%";0%' in formats
