"""Event workbooks as files: what is written reads back, and what is blank can be filled in."""

import io
import re
import zipfile
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.courses.codes import EventKind, Mark
from lms.participants.models import Sex
from lms.workbooks.cells import Sheet
from lms.workbooks.drafts import EventDraft, ParticipantDraft, WorkbookDraft
from lms.workbooks.layout import Lists
from lms.workbooks.tables import blank_workbook, write_workbook
from lms.workbooks.vocabulary import PLANS
from lms.workbooks.workbook_reading import read_workbook
from tests.workbooks.samples import PEOPLE, changed, drafts, sheets_of, workbook

LANGUAGES = ("en", "ru")
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("http://x","y")', "http://example.org", "{=1}"]
LISTS = Lists(categories=["Прокурор", "Судья"], countries=["Туркменистан"], organisations=["МВД"])
SMALL = EventDraft("TM-1", EventKind.SEMINAR, date(2011, 10, 3), date(2011, 10, 4), "Laws & <courts>")


def parts(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drafts(), st.sampled_from(LANGUAGES))
def test_a_workbook_reads_back_to_the_draft_that_was_written(draft: WorkbookDraft, language: str) -> None:
    assert read_workbook(sheets_of(write_workbook(draft, language))) == (draft, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_written_twice_is_the_same_file(language: str) -> None:
    draft = WorkbookDraft(SMALL)
    body = write_workbook(draft, language, LISTS)
    assert body == write_workbook(draft, language, LISTS)
    assert "2000-01-01T00:00:00Z</dcterms:created>" in parts(body)["docProps/core.xml"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    person = ParticipantDraft(text, text, phone=text, organisation=text)
    body = write_workbook(WorkbookDraft(SMALL, participants=(person,)), "en", Lists(organisations=[text]))
    files = parts(body)
    assert not any("<f>" in page or "<hyperlink" in page for name, page in files.items() if "worksheets/sheet" in name)
    draft, problems = read_workbook(sheets_of(body))
    assert draft is not None and (draft.participants, problems) == ((person,), [])


@pytest.mark.parametrize(("language", "names"), [
    ("en", ["Event", "Sessions", "Participants", "Project", "Headcounts", "Materials"]),
    ("ru", ["Мероприятие", "Занятия", "Участники", "Проект", "Охват без списка", "Материалы"]),
])  # fmt: skip
def test_the_sheets_are_named_in_the_language_of_the_workbook(language: str, names: list[str]) -> None:
    assert [sheet.name for sheet in sheets_of(write_workbook(WorkbookDraft(SMALL), language))][: len(PLANS)] == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_workbook_lacks_what_must_be_filled_in_and_nothing_else(language: str) -> None:
    draft, problems = read_workbook(sheets_of(blank_workbook(LISTS, language, participants=5, sessions=3)))
    assert draft == WorkbookDraft()
    assert [problem.address for problem in problems] == ["B2", "B5", "B7", "B9", "B10"]


def test_a_blank_workbook_has_a_column_for_every_session() -> None:
    people = sheets_of(blank_workbook(LISTS, "ru", participants=2, sessions=12))[2]
    assert [cell for cell in people.rows[0] if re.fullmatch(r"S\d+", str(cell))] == [f"S{n}" for n in range(1, 13)]


def test_a_blank_workbook_numbers_its_rows() -> None:
    people = sheets_of(blank_workbook(LISTS, "en", participants=7, sessions=1))[2]
    assert [row[0] for row in people.rows[1:]] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_workbook_offers_lists_of_the_house_and_of_the_caller(language: str) -> None:
    listed = {
        row for sheet in sheets_of(blank_workbook(LISTS, language)) if sheet.name == "Lists" for row in sheet.rows
    }
    offered = {cell for row in listed for cell in row}
    house = {
        "en": {"Training", "Co-trainer", "Yes", "f", "P", "CD"},
        "ru": {"Тренинг", "Со-тренер", "Да", "ж", "P", "Плакат"},
    }
    assert offered >= house[language] | {"Прокурор", "Судья", "Туркменистан", "МВД"}


def test_the_sheet_of_lists_is_hidden() -> None:
    assert re.search(r'<sheet name="Lists"[^>]*state="hidden"', parts(blank_workbook(LISTS, "ru"))["xl/workbook.xml"])


def test_a_list_is_offered_to_every_row_of_people() -> None:
    page = parts(blank_workbook(LISTS, "en", participants=30))["xl/worksheets/sheet3.xml"]
    ranges = re.findall(r'<dataValidation type="list"[^>]*sqref="([A-Z]+)(\d+):\1(\d+)"', page)
    assert {(first, last) for _, first, last in ranges} == {("2", "31")}
    assert len(ranges) == 6 + 8  # sex, category, organisation, country, role, status; and eight sessions


@pytest.mark.parametrize(("language", "kind", "sex"), [("en", "Seminar", "f"), ("ru", "Семинар", "ж")])
def test_a_blank_workbook_filled_in_is_read_whole(language: str, kind: str, sex: str) -> None:
    blank = sheets_of(blank_workbook(LISTS, language, participants=3, sessions=2))
    filled = [
        {
            (1, 1): "TM-1",
            (4, 1): kind,
            (6, 1): "Laws",
            (8, 1): date(2011, 10, 3),
            (9, 1): "03.10.2011",
            (17, 1): "МВД | host",
        },
        {(1, 1): date(2011, 10, 3), (1, 2): time(9), (1, 3): "10:30"},
        {(1, 1): "Аманова", (1, 2): "Огулджан", (1, 5): sex, (1, 6): 1975.0, (1, 19): "+"},
    ]
    sheets = [
        Sheet(one.name, tuple(map(tuple, changed(one.rows, cells)))) for one, cells in zip(blank, filled, strict=False)
    ]
    draft, problems = read_workbook([*sheets, *blank[3:]])
    assert draft is not None and draft.event is not None and problems == []
    assert (draft.event.kind, draft.event.organisations[0].name, len(draft.sessions)) == (EventKind.SEMINAR, "МВД", 1)
    assert draft.participants == (
        ParticipantDraft("Аманова", "Огулджан", sex=Sex.FEMALE, birth_year=1975, marks={1: Mark.PRESENT}),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_have_notes_in_both_languages(language: str) -> None:
    notes = " ".join(page for name, page in parts(blank_workbook(LISTS, language)).items() if "comments" in name)
    assert "As in the passport." in notes and "Как в паспорте." in notes


def test_the_guide_is_no_part_of_the_data() -> None:
    sheets = sheets_of(blank_workbook(LISTS, "ru", participants=1, sessions=1))
    assert [sheet.name for sheet in sheets][-2:] == ["Памятка", "Lists"]
    assert not any(problem.is_warning for problem in read_workbook(sheets)[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_stay_in_sight_and_on_every_printed_page(language: str) -> None:
    files = parts(blank_workbook(LISTS, language))
    assert all('state="frozen"' in files[f"xl/worksheets/sheet{n}.xml"] for n in range(1, 8))
    assert "_xlnm.Print_Titles" in files["xl/workbook.xml"]
    assert "<rowBreaks" not in files["xl/worksheets/sheet3.xml"] and "<colBreaks" in files["xl/worksheets/sheet3.xml"]


def test_a_title_stands_above_every_page_whatever_it_begins_with() -> None:
    event = EventDraft("2011/4", EventKind.SEMINAR, date(2011, 10, 3), date(2011, 10, 4), "Laws & courts " * 20)
    page = parts(write_workbook(WorkbookDraft(event), "en"))["xl/worksheets/sheet1.xml"]
    assert "<oddHeader>&amp;L&amp;9 2011/4. Laws &amp;&amp; courts" in page


def test_a_long_text_makes_no_row_that_a_spreadsheet_would_refuse() -> None:
    person = ParticipantDraft("А" * 100, "Б" * 100, position="я" * 200)
    page = parts(write_workbook(WorkbookDraft(SMALL, participants=(person,)), "ru"))["xl/worksheets/sheet3.xml"]
    assert all(float(points) <= 409 for points in re.findall(r' ht="([\d.]+)"', page))


def test_days_and_times_are_cells_of_their_kind_and_phones_are_text() -> None:
    draft, _ = read_workbook(workbook(people=changed(PEOPLE, {(0, 7): "phone", (1, 7): 99365123456.0})))
    assert draft is not None
    sheets = {sheet.name: sheet.rows for sheet in sheets_of(write_workbook(draft, "en"))}
    assert sheets["Sessions"][1][1:4] == (date(2011, 10, 3), time(9), time(10, 30))
    assert "99365123456" in sheets["Participants"][1]


def test_a_minimum_of_one_per_cent_stays_one() -> None:
    event = EventDraft("A", EventKind.TOT, date(2011, 1, 1), date(2011, 1, 1), "T", min_attendance=1)
    draft, problems = read_workbook(sheets_of(write_workbook(WorkbookDraft(event), "ru")))
    assert draft is not None and draft.event is not None and (draft.event.min_attendance, problems) == (1, [])
