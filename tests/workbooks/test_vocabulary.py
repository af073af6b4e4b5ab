"""The words of a workbook: sheets, headings, codes and marks, in both languages and as people type them."""

from functools import cache
from itertools import chain

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from lms.courses.careers import LETTERS as LEGEND
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, Mark, OrganisationRole
from lms.errors import Refused
from lms.language import CATALOGS, Labelled, say
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.workbooks import list_values, values, vocabulary
from lms.workbooks.code_names import ALSO, LETTERS, MARKS, RUSSIAN, key_of, meanings, name_of
from lms.workbooks.layout import MARK_NOTE
from lms.workbooks.vocabulary import PLANS, Column, Plan, plan_named, session_in

CODES = [EventKind, OrganisationRole, EnrolmentRole, EnrolmentStatus, Mark, Carrier, Sex]
COLUMNS = [(plan, column) for plan in PLANS for column in plan.columns]
EVERY_CODE = [code for codes in CODES for code in codes]
# The sheets and columns of the issue, in its words.
ASKED = {
    "Event": "code project kind course title_en title_ru starts_on ends_on country region city min_attendance "
    "counts_as_training languages finalised organisation",
    "Sessions": "no date starts ends title trainer",
    "Participants": "no surname given_name patronymic latin_name sex birth_date national_id category organisation unit "
    "position rank country region phone email role status pre post grade",
    "Project": "code title_en title_ru donor office starts_on ends_on",
    "Headcounts": "category sex country region count reason source reconstructed source_page source_on",
    "Materials": "material language carrier quantity organisation unit date act",
}
TYPED = {
    Mark.PRESENT: ["P", "p", "П", "п", "Я", 1.0, 1, "1", True, "+", "да", "ДА", "Yes", "присутствовал", " P ", "✓"],
    Mark.LATE: ["L", "l", "О", "о", "Л", "опоздала", "Late", "ОПОЗДАНИЕ"],
    Mark.LEFT_EARLY: ["E", "e", "Е", "е", "left early", "left_early", "Ушёл раньше", "ранний уход"],
    Mark.EXCUSED: ["X", "x", "Х", "х", "У", "у", "Б", "уваж.", "уважительная причина", "Excused"],
    Mark.ABSENT: ["A", "a", "А", "а", "Н", "н", "H", 0.0, "0", False, "-", "–", "—", "−", "нет", "No", "отсутствовала", "absent"],
}  # fmt: skip
AMBIGUOUS = ["O", "Р", "р", " Р. ", "Y", "В", "B", "?", "PP", "P/L", "2", 2.0, 0.5, "ж", "n", "N"]


@cache
def catalogue() -> Catalog:
    with (CATALOGS / "ru" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="ru")


def test_the_sheets_and_columns_are_those_that_were_asked_for() -> None:
    assert {plan.key: " ".join(column.key for column in plan.columns) for plan in PLANS} == ASKED


@pytest.mark.parametrize("code", EVERY_CODE, ids=repr)
def test_a_code_has_the_russian_name_of_the_catalogue(code: Labelled) -> None:
    message = catalogue().get(code.label)
    assert message is not None and message.string == name_of(code, "ru")


@pytest.mark.parametrize("codes", CODES, ids=lambda codes: codes.__name__)
def test_every_code_has_a_russian_name(codes: type[Labelled]) -> None:
    assert list(RUSSIAN[codes]) == list(codes)


@pytest.mark.parametrize("code", EVERY_CODE, ids=repr)
def test_a_code_is_read_by_itself_and_by_its_name_in_either_language(code: Labelled) -> None:
    read = values.coded(type(code))
    spellings = [str(code), code.label, name_of(code, "ru")]
    for spelling in chain(spellings, map(str.upper, spellings), (f"  {one}\u00a0" for one in spellings)):
        assert read(spelling) is code


@pytest.mark.parametrize("codes", CODES, ids=lambda codes: codes.__name__)
def test_no_spelling_means_two_codes(codes: type[Labelled]) -> None:
    named = {key_of(word): code for code in codes for word in (code, code.label, RUSSIAN[codes][code])}
    assert all(named.get(key_of(word), code) is code for word, code in ALSO[codes].items())
    assert meanings(codes).items() >= named.items()


@pytest.mark.parametrize(("typed", "mark"), [(typed, mark) for mark, all_typed in TYPED.items() for typed in all_typed])
def test_a_mark_is_read_as_people_type_it(typed: str | float | bool, mark: Mark) -> None:
    assert values.mark(typed) is mark


@pytest.mark.parametrize("typed", [None, "", "  ", "\u00a0"])
def test_an_empty_cell_is_no_mark(typed: str | None) -> None:
    assert values.mark(typed) is None


@pytest.mark.parametrize("typed", AMBIGUOUS)
def test_what_may_mean_two_marks_is_none(typed: str | float) -> None:
    with pytest.raises(Refused):
        values.mark(typed)


@pytest.mark.parametrize("typed", ["Р", "р", "Р."])
def test_a_letter_that_looks_like_present_and_stands_for_an_early_leave_is_refused_with_what_to_write(typed: str) -> None:
    with pytest.raises(Refused, match="Write P or П for present, E for left early"):
        values.mark(typed)


@pytest.mark.parametrize("mark", Mark)
def test_a_letter_of_the_russian_legend_is_read_as_its_mark_or_not_at_all(mark: Mark) -> None:
    letter = say(LEGEND[mark], "ru")
    assert MARKS.get(letter.casefold()) is (None if letter == "Р" else mark)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_note_on_marks_warns_of_the_letter_that_is_refused(language: str) -> None:
    assert "Р" in MARK_NOTE[language]


@pytest.mark.parametrize("mark", Mark)
def test_the_letter_written_for_a_mark_is_read_as_it(mark: Mark) -> None:
    assert MARKS[LETTERS[mark].casefold()] is mark


@pytest.mark.parametrize(("typed", "sex"), [("f", Sex.FEMALE), ("Ж", Sex.FEMALE), ("M", Sex.MALE), ("м", Sex.MALE),
                                            ("Жен.", Sex.FEMALE), ("муж", Sex.MALE), ("not stated", Sex.NOT_STATED)])  # fmt: skip
def test_a_sex_is_read_as_people_type_it(typed: str, sex: Sex) -> None:
    assert values.coded(Sex)(typed) is sex


@pytest.mark.parametrize("said", sorted(list_values.ROLES))
def test_a_role_that_a_list_may_name_is_read_in_a_workbook_too(said: str) -> None:
    assert values.coded(EnrolmentRole)(said) == list_values.role(said)


@pytest.mark.parametrize("said", sorted(list_values.FEMALE | list_values.MALE))
def test_a_sex_that_a_list_may_name_is_read_in_a_workbook_too(said: str) -> None:
    sex = values.coded(Sex)(said)
    assert sex is (Sex.FEMALE if list_values.sex(said) == "f" else Sex.MALE)


@pytest.mark.parametrize(("plan", "column"), COLUMNS, ids=lambda part: part.key)
def test_a_heading_is_known_in_either_language_whatever_its_case_and_spacing(plan: Plan, column: Column) -> None:
    headings = [column.key, column.heading.title_en, column.heading.title_ru, *column.also]
    for heading in headings:
        for typed in (
            heading.upper(),
            f"  {heading} *",
            heading.replace(" ", "_"),
            heading.replace(" ", "  "),
            f"{heading}:",
        ):
            assert plan.spellings[key_of(typed)] is column, typed


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.key)
def test_no_heading_names_two_columns_of_a_sheet(plan: Plan) -> None:
    spelled = [
        {key_of(word) for word in (column.key, column.heading.title_en, column.heading.title_ru, *column.also)}
        for column in plan.columns
    ]
    assert sum(map(len, spelled)) == len(set(chain.from_iterable(spelled)))


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.key)
def test_a_heading_has_a_note_in_both_languages_or_none(plan: Plan) -> None:
    assert all(bool(column.note.title_en) == bool(column.note.title_ru) for column in plan.columns)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.key)
def test_a_sheet_is_known_by_its_name_in_either_language(plan: Plan) -> None:
    for name in (plan.key, plan.name.title_en, plan.name.title_ru, *plan.also):
        assert plan_named(f" {name.upper()}") is plan


@pytest.mark.parametrize("name", ["Sheet1", "Лист1", "", "Lists", "Памятка", "Errors"])
def test_another_sheet_is_none_of_a_workbook(name: str) -> None:
    assert plan_named(name) is None


@pytest.mark.parametrize(("heading", "session"), [
    ("S1", 1), ("s 12", 12), ("S01", 1), ("С3", 3), ("З4", 4), ("Session 5", 5), ("Занятие 6", 6), ("занятие №7", None),
    ("S", None), ("S0", None), ("S1000", None), ("S1a", None), ("Sex", None), ("", None),
])  # fmt: skip
def test_a_heading_of_marks_names_its_session(heading: str, session: int | None) -> None:
    assert session_in(heading) == session


def test_names_of_sheets_fit_a_spreadsheet() -> None:
    names = [name for plan in PLANS for name in (plan.name.title_en, plan.name.title_ru)]
    assert all(len(name) <= 31 for name in names) and len(set(names)) == 2 * len(vocabulary.PLANS)
