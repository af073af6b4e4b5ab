"""The event workbook read: what it says, and every problem with its cell."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, Mark, OrganisationRole
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.workbooks.cells import Cell, Sheet
from lms.workbooks.drafts import (
    EventDraft,
    HeadcountDraft,
    MaterialDraft,
    OrganisationDraft,
    ParticipantDraft,
    ProjectDraft,
    ReferenceDraft,
    SessionDraft,
    WorkbookDraft,
)
from lms.workbooks.problems import Problem
from lms.workbooks.vocabulary import PARTICIPANTS, PLANS
from lms.workbooks.workbook_reading import is_event_workbook, read_workbook
from tests.workbooks.samples import EVENT, HELD, PEOPLE, changed, with_fields, workbook

HEADS = ("category", "sex", "country", "region", "count", "reason", "source")
PIECES = ("material", "language", "carrier", "quantity", "organisation", "unit", "date", "act")
GRANT: tuple[tuple[Cell, ...], ...] = (
    ("field", "value"),
    ("code", "P-1"),
    ("donor", "INL"),
    ("donor", "SIDA"),
    ("office", "TM"),
)


def read(sheets: list[Sheet]) -> WorkbookDraft:
    """Return the draft of sheets that have no problem."""
    draft, problems = read_workbook(sheets)
    assert draft is not None and problems == []
    return draft


def told(sheets: list[Sheet]) -> list[tuple[str, str, str]]:
    """Return the problems as sheet, cell and sentence, without the warnings."""
    return [(one.sheet, one.address, worded(one)) for one in read_workbook(sheets)[1] if not one.is_warning]


def worded(problem: Problem) -> str:
    return problem.sentence % {key: getattr(value, "title_en", value) for key, value in problem.params.items()}


def people_told(cells: dict[tuple[int, int], Cell]) -> list[tuple[str, str, str]]:
    return told(workbook(people=changed(PEOPLE, cells)))


def test_a_small_workbook_is_read_whole() -> None:
    assert read(workbook()) == WorkbookDraft(
        EventDraft("TM-2011-014", EventKind.TRAINING, date(2011, 10, 3), date(2011, 10, 4), "Counter-trafficking, Mary"),
        None,
        (
            SessionDraft(1, date(2011, 10, 3), time(9), time(10, 30), "Standards", "O. Amanova"),
            SessionDraft(2, date(2011, 10, 4), time(9), time(10, 30), "Laws"),
        ),
        (
            ParticipantDraft("Аманова", "Огулджан", sex=Sex.FEMALE, marks={1: Mark.PRESENT, 2: Mark.LATE}, grade=Decimal("8.5")),
            ParticipantDraft("Мередов", "Батыр", sex=Sex.MALE, marks={1: Mark.ABSENT}),
        ),
    )  # fmt: skip


def test_an_event_is_read_with_all_its_fields() -> None:
    fields: dict[str, Any] = {
        "title_ru": "Тренинг", "course": "CT-BASIC", "country": "Туркменистан", "region": "TM-M", "city": "Мары",
        "min_attendance": 0.9, "counts_as_training": "да", "languages": "tk, ru", "finalised": "no",
    }  # fmt: skip
    rows = [("Поле", "Значение"), *with_fields(**fields), ("project", "P-1"), ("Проект", "P-2"),
            ("organisation", "МВД | принимающее ведомство"), ("organisation", "IOM | organiser")]  # fmt: skip
    event = read(workbook(event=rows)).event
    assert event == EventDraft(
        "TM-2011-014", EventKind.TRAINING, date(2011, 10, 3), date(2011, 10, 4), "Counter-trafficking, Mary", "Тренинг",
        (ReferenceDraft("P-1"), ReferenceDraft("P-2")), "CT-BASIC", "Туркменистан", "TM-M", "Мары", 90, True, "tk, ru",
        False, (OrganisationDraft("МВД", OrganisationRole.HOST), OrganisationDraft("IOM", OrganisationRole.ORGANISER)),
    )  # fmt: skip


def test_fields_may_stand_in_any_order_and_either_language() -> None:
    russian = {
        "code": "КОД",
        "kind": "Вид  мероприятия",
        "title_en": "Название на английском",
        "starts_on": "Дата начала",
        "ends_on": "last day",
    }
    rows = [(russian[str(name)], value) for name, value in reversed(EVENT)]
    assert read(workbook(event=rows)).event == read(workbook()).event


@given(
    st.permutations(range(7)),
    st.lists(st.sampled_from(["key", "title_en", "title_ru"]), min_size=7, max_size=7),
    st.booleans(),
)
def test_columns_may_stand_in_any_order_case_and_language(order: list[int], words: list[str], loud: bool) -> None:
    def heading(name: Cell, word: str) -> Cell:
        column = PARTICIPANTS.spellings.get(str(name).replace("_", " "))
        made = str(name) if column is None else column.key if word == "key" else getattr(column.heading, word)
        return f" {made.upper()}  " if loud else made

    head = [heading(name, word) for name, word in zip(PEOPLE[0], words, strict=True)]
    rows = [[*row, None, None][:7] for row in PEOPLE[1:]]
    people = [[row[at] for at in order] for row in [head, *rows]]
    assert read(workbook(people=people)).participants == read(workbook()).participants


def test_titles_may_stand_above_the_headings() -> None:
    people = [("СПИСОК УЧАСТНИКОВ",), (), ("город Мары, октябрь 2011 г.",), *PEOPLE]
    assert read(workbook(people=people)).participants == read(workbook()).participants


def test_sheets_may_have_russian_names() -> None:
    names = {"Event": "Мероприятие", "Sessions": "ЗАНЯТИЯ", "Participants": " участники "}
    assert read([Sheet(names[sheet.name], sheet.rows) for sheet in workbook()]) == read(workbook())


def test_rows_without_a_word_are_passed_over() -> None:
    people = [*PEOPLE, (), (3.0,), (4.0, "  ", None, "\u00a0")]
    assert read(workbook(people=people)).participants == read(workbook()).participants


def test_a_project_is_read_with_its_donors() -> None:
    project = read(workbook(Project=[*GRANT, ("starts_on", date(2009, 10, 1))])).project
    assert project == ProjectDraft(
        "P-1", None, None, (ReferenceDraft("INL"), ReferenceDraft("SIDA")), "TM", date(2009, 10, 1)
    )


def test_a_project_without_a_value_is_none() -> None:
    assert read(workbook(Project=[(name,) for name, *_ in GRANT])).project is None


def test_headcounts_are_read() -> None:
    rows = [
        HEADS,
        ("judge", None, "UZ", None, 5.0, "No list", "Programme"),
        (None, "ж", None, None, "12", "No list", "Report"),
    ]
    assert read(workbook(Headcounts=rows)).headcounts == (
        HeadcountDraft(5, "No list", "Programme", "judge", country="UZ"),
        HeadcountDraft(12, "No list", "Report", sex=Sex.FEMALE),
    )


def test_materials_are_read() -> None:
    rows = [
        PIECES,
        ("SAFE", "туркменский", "Брошюра", 120.0, "TM-SC", None, "4 октября 2011 г.", 12.0),
        ("LAW", None, None, "-5", "TM-MIA"),
    ]
    assert read(workbook(Materials=rows)).materials == (
        MaterialDraft("SAFE", 120, "TM-SC", "tk", Carrier.BROCHURE, None, date(2011, 10, 4), "12"),
        MaterialDraft("LAW", -5, "TM-MIA"),
    )


def test_a_role_and_a_status_are_read_and_none_is_made_up() -> None:
    people = changed(PEOPLE, {(0, 7): "Роль", (0, 8): "Статус", (1, 7): "co-trainer", (1, 8): "Участие отменено"})
    first, second = read(workbook(people=people)).participants
    assert (first.role, first.status) == (EnrolmentRole.CO_TRAINER, EnrolmentStatus.WITHDRAWN)
    assert (second.role, second.status) == (None, None)


def test_a_birth_year_alone_is_kept_as_a_year() -> None:
    people = changed(PEOPLE, {(0, 7): "Дата рождения", (1, 7): 1975.0, (2, 7): "05.03.1975"})
    born = [(one.birth_date, one.birth_year) for one in read(workbook(people=people)).participants]
    assert born == [(None, 1975), (date(1975, 3, 5), None)]


def test_a_draft_knows_the_cells_it_came_from() -> None:
    draft = read(workbook(event=[*EVENT, ("organisation", "IOM | host")]))
    assert draft.event is not None
    person, session = draft.participants[1], draft.sessions[0]
    problems = [
        person.origin.problem("given_name", "?"), session.origin.problem("ends", "?"), draft.event.origin.problem("kind", "?"),
        draft.event.organisations[0].origin.problem("", "?"), person.origin.problem("rank", "?"),
    ]  # fmt: skip
    assert [f"{one.sheet} {one.address}" for one in problems] == [
        "Participants C3", "Sessions D2", "Event B2", "Event B6", "Participants A3",
    ]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("kind", "party", "“party” is not one of: Training, Training of trainers, Seminar, Workshop, Study tour, Conference, "
     "Attestation, Consultation, Media event, Official visit."),
    ("kind", None, "“Kind” is missing."),
    ("code", " ", "“Code” is missing."),
    ("code", "x" * 41, "This text is too long: at most 40 characters."),
    ("title_en", None, "Give the title in one language at least."),
    ("title_en", "x" * 301, "This text is too long: at most 300 characters."),
    ("starts_on", "soon", "“soon” is not a date. Write it as 31.12.2011 or 2011-12-31."),
    ("starts_on", date(1905, 7, 3), "Check the year: 1905-07-03 cannot be right."),
    ("ends_on", date(2011, 10, 2), "The last day lies before the first."),
    ("ends_on", date(2012, 10, 5), "An event lasts a year at most. Check the dates, or plan its parts apart."),
    ("min_attendance", 101.0, "Number must be between 0 and 100."),
    ("min_attendance", "-1", "Number must be between 0 and 100."),
    ("min_attendance", "most", "“most” is not a number."),
    ("finalised", "perhaps", "“perhaps” is neither yes nor no."),
    ("organisation", "IOM | friend", "“friend” is not one of: Organiser, Co-organiser, Host agency, Donor, Partner, "
     "Commission member, Media outlet."),
    ("organisation", "IOM", "Write the organisation and its role with a bar between them: “name | organiser”."),
])  # fmt: skip
def test_a_bad_field_of_the_event_is_told_with_its_cell(field: str, value: Cell, sentence: str) -> None:
    rows = with_fields(**{field: value})
    row = [name for name, _ in rows].index(field) + 1
    assert told(workbook(event=rows)) == [("Event", f"B{row}", sentence)]
    draft, _ = read_workbook(workbook(event=rows))
    assert draft is not None and draft.event is None and len(draft.participants) == 2


def test_a_field_that_the_sheet_does_not_have_is_missing_at_its_beginning() -> None:
    assert told(workbook(event=EVENT[1:])) == [("Event", "A1", "“Code” is missing.")]


def test_a_field_given_twice_is_a_problem() -> None:
    assert told(workbook(event=[*EVENT, ("Код", "TM-2")])) == [("Event", "B6", "“Code” is given twice.")]


def test_an_organisation_given_twice_with_a_role_is_a_problem() -> None:
    twice = [
        *EVENT,
        ("organisation", "IOM | host"),
        ("organisation", "iom | organiser"),
        ("organisation", "Iom | Host"),
    ]
    assert told(workbook(event=twice)) == [("Event", "B8", "This organisation is given with the same role already.")]


def test_an_unknown_field_is_a_warning_that_names_it() -> None:
    draft, problems = read_workbook(workbook(event=[*EVENT, ("weather", "fine"), ("Spare",)]))
    assert [(one.address, worded(one), one.is_warning) for one in problems] == [
        ("A6", "“weather” is not a field of this sheet; it is not read.", True)
    ]
    assert draft == read(workbook())


@pytest.mark.parametrize(("cells", "cell", "sentence"), [
    ({(2, 0): 1.0}, "A3", "There is a session 1 already, in row 2."),
    ({(2, 0): None}, "A3", "“No.” is missing."),
    ({(2, 0): "two"}, "A3", "“two” is not a number."),
    ({(2, 0): 0.0}, "A3", "Number must be between 1 and 999."),
    ({(2, 1): "monday"}, "B3", "“monday” is not a date. Write it as 31.12.2011 or 2011-12-31."),
    ({(2, 1): date(2011, 10, 5)}, "B3", "This day lies outside the event: 2011-10-03 – 2011-10-04."),
    ({(2, 2): "noon"}, "C3", "“noon” is not a time. Write it as 09:30."),
    ({(2, 3): time(9)}, "D3", "A session ends after it starts."),
    ({(2, 3): None}, "D3", "“Ends at” is missing."),
])  # fmt: skip
def test_a_bad_session_is_told_with_its_cell(cells: dict[tuple[int, int], Cell], cell: str, sentence: str) -> None:
    people = [row[:5] for row in PEOPLE] if (2, 0) in cells else PEOPLE
    sheets = workbook(sessions=changed(HELD, cells), people=people)
    assert told(sheets) == [("Sessions", cell, sentence)]
    draft, _ = read_workbook(sheets)
    assert draft is not None and [one.number for one in draft.sessions] == [1]


@pytest.mark.parametrize(("cells", "cell", "sentence"), [
    ({(1, 1): None}, "B2", "“Surname” is missing."),
    ({(2, 2): "  "}, "C3", "“Given name” is missing."),
    ({(1, 3): "x"}, "D2", "“x” is not one of: f, m."),
    ({(1, 4): "?"}, "E2", "“?” is not a mark. Write P, L, E, X or A."),
    ({(1, 6): "well"}, "G2", "“well” is not a number."),
    ({(1, 6): 1001.0}, "G2", "Number must be between 0 and 1000."),
    ({(1, 1): "x" * 101}, "B2", "This text is too long: at most 100 characters."),
    ({(1, 1): "a\x07"}, "B2", "This text holds characters that cannot be stored. Type it again."),
    ({(0, 7): "ИИН", (1, 7): 1234567890123456.0}, "H2",
     "This number is too long for a number cell and has lost digits. Type it as text."),
    ({(0, 7): "birth_date", (1, 7): "spring"}, "H2", "“spring” is not a date. Write it as 31.12.2011 or 2011-12-31."),
    ({(0, 7): "role", (2, 7): "guest"}, "H3", "“guest” is not one of: Participant, Trainer, Co-trainer, Observer, "
     "Interpreter, Organiser, Speaker, Alternate."),
    ({(0, 7): "Surname"}, "H1", "The column “Surname” is there twice."),
    ({(0, 7): "С2"}, "H1", "The column “С2” is there twice."),
    ({(0, 1): "Nickname"}, "A1", "The column “Surname” is missing."),
    ({(0, 7): "S9", (2, 7): "P"}, "H1", "People are marked in session 9, but the sheet “Sessions” has no such session."),
])  # fmt: skip
def test_a_bad_cell_of_a_participant_is_told(cells: dict[tuple[int, int], Cell], cell: str, sentence: str) -> None:
    assert people_told(cells) == [("Participants", cell, sentence)]


def test_a_row_with_a_bad_cell_is_left_out_and_the_others_stay() -> None:
    draft, _ = read_workbook(workbook(people=changed(PEOPLE, {(1, 4): "?"})))
    assert draft is not None and [one.surname for one in draft.participants] == ["Мередов"]


def test_an_empty_column_of_a_session_that_is_not_there_is_no_problem() -> None:
    assert people_told({(0, 7): "S9"}) == []


def test_a_session_with_a_bad_time_still_takes_marks() -> None:
    sheets = workbook(sessions=changed(HELD, {(2, 2): "noon"}))
    assert [(sheet, cell) for sheet, cell, _ in told(sheets)] == [("Sessions", "C3")]


def test_an_unknown_column_is_a_warning_that_names_it() -> None:
    draft, problems = read_workbook(workbook(people=changed(PEOPLE, {(0, 7): "Shoe size", (1, 7): 42.0})))
    assert [(one.address, worded(one), one.is_warning) for one in problems] == [
        ("H1", "“Shoe size” is not a column of this sheet; it is not read.", True)
    ]
    assert draft == read(workbook())


@pytest.mark.parametrize(("name", "rows", "cell", "sentence"), [
    ("Headcounts", [HEADS, ("judge", "ж", None, None, 0.0, "why", "who")], "E2", "Number must be between 1 and 100000."),
    ("Headcounts", [HEADS, ("judge", "ж", None, None, 2.5, "why", "who")], "E2", "“2.5” is not a whole number."),
    ("Headcounts", [HEADS, ("judge", "ж", None, None, 2.0, "why")], "G2", "“Source” is missing."),
    ("Materials", [PIECES, ("LAW", "ru", "stone", 5.0, "TM-MIA")], "C2",
     "“stone” is not one of: Brochure, CD, Manual, Poster, Other."),
    ("Materials", [PIECES, ("LAW", "ru", "cd", 0.0, "TM-MIA")], "D2",
     "A line without pieces says nothing. Give a number, or remove the line."),
    ("Materials", [("a", "b"), ("c", "d")], "A1", "No row of headings was found in the first ten rows."),
    ("Project", [("donor", "INL")], "A1", "“Code” is missing."),
    ("Project", [("code", "P"), ("starts_on", "2011-10-02"), ("ends_on", "2011-10-01")], "B3",
     "The last day lies before the first."),
    ("Участники", [PEOPLE[0], PEOPLE[1]], "A1", "The sheet “Participants” holds the same. Put all of it on one sheet."),
])  # fmt: skip
def test_a_bad_cell_of_another_sheet_is_told(name: str, rows: list[tuple[Cell, ...]], cell: str, sentence: str) -> None:
    assert told(workbook(**{name: rows})) == [(name, cell, sentence)]


def test_all_problems_of_a_file_are_told_at_once_in_its_order() -> None:
    sheets = workbook(
        event=with_fields(kind="party", starts_on="soon"),
        sessions=changed(HELD, {(1, 2): "noon", (2, 0): 1.0}),
        people=changed(PEOPLE, {(1, 1): None, (1, 5): "?", (2, 3): "x", (0, 7): "S9", (1, 7): "P"}),
        Headcounts=[HEADS, (None, None, None, None, "many", "why", "who")],
    )  # fmt: skip
    assert [f"{sheet} {cell}" for sheet, cell, _ in told(sheets)] == [
        "Event B2", "Event B4", "Sessions C2", "Sessions A3", "Participants H1", "Participants B2", "Participants F2",
        "Participants D3", "Headcounts E2",
    ]  # fmt: skip


def test_a_sheet_that_is_none_of_a_workbook_is_a_warning() -> None:
    draft, problems = read_workbook(workbook(Notes=[("remember",)], Lists=[("x",)], Empty=[(), (None,)]))
    assert [(one.sheet, one.is_warning) for one in problems] == [("Notes", True)]
    assert draft == read(workbook())


def test_a_file_without_an_event_makes_no_draft() -> None:
    draft, problems = read_workbook([Sheet("Sheet1", PEOPLE)])
    assert draft is None and worded(problems[-1]) == "There is no sheet “Event”."


def test_an_event_workbook_is_told_from_a_list() -> None:
    assert is_event_workbook(workbook())
    assert is_event_workbook([Sheet("мероприятие", EVENT)])
    assert not is_event_workbook([Sheet("Participants", PEOPLE)])
    assert not is_event_workbook([Sheet("Event", PEOPLE)])
    assert not is_event_workbook([])


WORDS = st.sampled_from([word for plan in PLANS for word in plan.spellings] + ["S1", "S9", "field"])
CELLS = (
    st.none() | st.text(max_size=12) | WORDS | st.floats() | st.booleans() | st.dates() | st.datetimes() | st.times()
)
SHEETS = st.builds(
    Sheet, st.sampled_from([plan.key for plan in PLANS]) | st.text(max_size=8),
    st.lists(st.lists(CELLS, max_size=8).map(tuple), max_size=8).map(tuple),
)  # fmt: skip


@given(st.lists(SHEETS, max_size=5, unique_by=lambda sheet: sheet.name))
def test_any_sheets_are_read_or_told_about(sheets: list[Sheet]) -> None:
    draft, problems = read_workbook([Sheet("Event", EVENT), *(sheet for sheet in sheets if sheet.name != "Event")])
    assert draft is not None and all(worded(one) and one.address for one in problems)
    read_workbook(sheets)
