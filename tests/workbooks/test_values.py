"""Cells as values: days, times, numbers and texts in every way that offices type them."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.codes import OrganisationRole
from lms.errors import Refused
from lms.workbooks import values
from lms.workbooks.cells import Cell
from lms.workbooks.vocabulary import PLANS

DAY = date(2011, 12, 31)
NOT_DAYS = [
    "03/04/2011",
    "31.12.11",
    "12/31/2011",
    "31.02.2011",
    "2011",
    "yesterday",
    1.0,
    -1.0,
    1e300,
    True,
    time(9),
    "31.12.2011 09:30",
    "31 декабря",
    "31 декабря 11",
    "31 ноября 2011",
    "31 лютого 2011",
    "٣١.١٢.٢٠١١",
]
NOT_TIMES = ["24:00", "9:60", "9", "nine", 1.0, 9.3, -0.1, True, date(2011, 1, 1), "12:00 PM", "9:30-11:00"]
NOT_NUMBERS = ["1,2,3", "1e5", "NaN", "inf", float("nan"), float("inf"), True, "12 из 20", "-", "٣", "9" * 50]
ANY_CELL = (
    st.none() | st.text(max_size=40) | st.floats() | st.booleans() | st.dates() | st.datetimes() | st.times()
    | st.sampled_from([1e300, -0.0, "\ud800", "\x00", "=1"])
)  # fmt: skip


@pytest.mark.parametrize("typed", [
    DAY, datetime(2011, 12, 31), datetime(2011, 12, 31, 15, 30), 40908.0, 40908, "31.12.2011", " 31.12.2011 г. ", "2011-12-31",
    "2011/12/31", "31/12/2011", "31-12-2011", "2011-12-31 00:00:00", "2011-12-31T00:00:00", "31.12.2011 0:00:00", "40908",
    "31 декабря 2011", "31 декабря 2011 г.", "31 December 2011", "December 31, 2011", "31-дек-2011", "31-nji dekabr 2011",
])  # fmt: skip
def test_a_day_is_read(typed: Cell) -> None:
    assert values.day(typed) == DAY


@pytest.mark.parametrize("typed", NOT_DAYS)
def test_what_is_no_day_is_refused(typed: Cell) -> None:
    with pytest.raises(Refused):
        values.day(typed)


@pytest.mark.parametrize("typed", [date(1905, 7, 3), "01.01.1989", "2100-01-01"])
def test_the_year_of_an_event_must_be_one_that_events_have(typed: Cell) -> None:
    with pytest.raises(Refused, match="Check the year"):
        values.working_day(typed)


@pytest.mark.parametrize("typed", ["1975", 1975.0, "1975 г.", "1975 г.р.", "1975 год", date(1905, 5, 28)])
def test_a_birth_year_alone_is_a_year(typed: Cell) -> None:
    assert values.birth(typed) == 1975


@pytest.mark.parametrize("typed", [date(1975, 3, 5), "05.03.1975", "5.3.1975", 27458.0, "5 марта 1975 г.р."])
def test_a_birth_date_is_a_day(typed: Cell) -> None:
    assert values.birth(typed) == date(1975, 3, 5)


@pytest.mark.parametrize("typed", ["01.01.1899", "1899", date(1850, 1, 1)])
def test_nobody_was_born_before_the_register_begins(typed: Cell) -> None:
    with pytest.raises(Refused):
        values.birth(typed)


@pytest.mark.parametrize("typed", [
    time(9, 30), datetime(2011, 1, 1, 9, 30), 9.5 / 24, "9:30", "09:30", "09.30", "9-30", "9:30:00", " 09:30 ",
    time(9, 29, 59, 900000),
])  # fmt: skip
def test_a_time_is_read_to_the_minute(typed: Cell) -> None:
    assert values.clock(typed) == time(9, 30)


@pytest.mark.parametrize("typed", NOT_TIMES)
def test_what_is_no_time_is_refused(typed: Cell) -> None:
    with pytest.raises(Refused):
        values.clock(typed)


@pytest.mark.parametrize("typed", [7.25, "7.25", "7,25", " 7,25 ", "+7.25", 7.2499999999])
def test_a_number_is_read_to_the_hundredth(typed: Cell) -> None:
    assert values.number(typed) == Decimal("7.25")


@pytest.mark.parametrize("typed", ["-1 200", -1200.0, "−1200", "-1200,0", "-1\u00a0200"])
def test_a_whole_number_is_read_with_its_sign_and_its_spaces(typed: Cell) -> None:
    assert values.whole(typed) == -1200


@pytest.mark.parametrize("typed", NOT_NUMBERS)
def test_what_is_no_number_is_refused(typed: Cell) -> None:
    with pytest.raises(Refused):
        values.number(typed)


@pytest.mark.parametrize("typed", [1.5, "1,5"])
def test_a_part_of_a_person_is_refused(typed: Cell) -> None:
    with pytest.raises(Refused):
        values.whole(typed)


@pytest.mark.parametrize(("typed", "percent"), [
    (80.0, 80), ("80", 80), ("80%", 80), ("80 %", 80), (0.8, 80), (1.0, 100), ("1 %", 1), ("1", 1), (0.0, 0), (100.0, 100),
])  # fmt: skip
def test_a_percentage_is_read_also_from_a_cell_formatted_as_one(typed: Cell, percent: int) -> None:
    assert values.percent(typed) == percent


@pytest.mark.parametrize(("typed", "answer"), [
    ("yes", True), ("Да", True), (1.0, True), (True, True), ("+", True), ("no", False), ("НЕТ", False), (0.0, False),
    (False, False), ("-", False), (None, None), (" ", None),
])  # fmt: skip
def test_yes_and_no_are_read_in_either_language(typed: Cell, answer: bool | None) -> None:
    assert values.yes_or_no(typed) is answer


def test_maybe_is_neither_yes_nor_no() -> None:
    with pytest.raises(Refused):
        values.yes_or_no("maybe")


@pytest.mark.parametrize(("typed", "text"), [
    (99365123456.0, "99365123456"), ("  a \u00a0 b\n", "a b"), (12.5, "12.5"), (date(2011, 1, 2), "2011-01-02"), ("", None),
    ("\u200b", "\u200b"), ("и\u0306", "й"), (True, "TRUE"),
])  # fmt: skip
def test_a_text_is_one_tidy_line(typed: Cell, text: str | None) -> None:
    assert values.text(typed) == text


@pytest.mark.parametrize("typed", [1234567890123456.0, "a\x00b", "\ud800"])
def test_a_text_that_cannot_be_trusted_or_stored_is_refused(typed: Cell) -> None:
    with pytest.raises(Refused):
        values.text(typed)


@pytest.mark.parametrize(("typed", "part"), [
    ("МВД | организатор", ("МВД", OrganisationRole.ORGANISER)), ("A|B | host", ("A|B", OrganisationRole.HOST)),
    ("IOM|co-organiser", ("IOM", OrganisationRole.CO_ORGANISER)), (None, None),
])  # fmt: skip
def test_an_organisation_is_read_with_its_role(typed: Cell, part: tuple[str, OrganisationRole] | None) -> None:
    assert values.part(typed) == part


@pytest.mark.parametrize("typed", ["МВД", "| host", "МВД |", "МВД | friend", "|", 5.0])
def test_an_organisation_without_a_role_that_is_known_is_refused(typed: Cell) -> None:
    with pytest.raises(Refused):
        values.part(typed)


@pytest.mark.parametrize(("typed", "code"), [
    ("tk", "tk"), (" TK ", "tk"), ("туркменский", "tk"), ("Turkmen", "tk"), ("Русский", "ru"), ("русский язык", "ru"), ("Russian", "ru"),
    ("английский", "en"), ("Киргизский", "ky"), ("кыргызский", "ky"), ("Kyrgyz", "ky"), (None, None), (" ", None),
])  # fmt: skip
def test_a_language_is_read_by_its_code_or_its_name(typed: Cell, code: str | None) -> None:
    assert values.language(typed) == code


@pytest.mark.parametrize("typed", ["РУ", "xx", "rus", "эльфийский", "tk, ru", 5.0])
def test_what_is_no_language_is_refused(typed: Cell) -> None:
    with pytest.raises(Refused, match="code of two letters"):
        values.language(typed)


@given(ANY_CELL)
def test_a_cell_of_any_sort_is_read_or_refused(cell: Cell) -> None:
    for read in [values.mark, values.day, *{column.form.reads for plan in PLANS for column in plan.columns}]:
        try:
            read(cell)
        except Refused as refusal:
            assert str(refusal)
