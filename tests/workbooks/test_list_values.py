"""Single cells of a list mean what an office means by them, or are told to mean nothing."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.codes import EnrolmentRole
from lms.workbooks import list_values
from lms.workbooks.list_values import Unread, is_nothing, shown

CELLS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.dates(), st.datetimes(), st.times(), st.text(max_size=80),
    st.from_regex(r"\A[\d./ -]{1,12}(г\.|мая|Jan)?[\d ]{0,4}\Z"),
)  # fmt: skip


def sentence(read: Callable[[Any], Any], cell: Any) -> str:
    with pytest.raises(Unread) as caught:
        read(cell)
    return caught.value.message % caught.value.params


@pytest.mark.parametrize("cell", [
    date(1975, 2, 1), datetime(1975, 2, 1, 9, 30), 27426.0, 27426.25, "27426", "01.02.1975", "1.2.1975", "1/2/1975", "01-02-1975", "01 02 1975",
    "01. 02. 1975", "01,02,1975", "1975-02-01", "1975.02.01", "1975-02-01 00:00:00", "1975-02-01T00:00:00", "01.02.75", "01.02.1975 г.", "01.02.1975г.р.",
    "1 февраля 1975 г.", "1 февраля 1975 года", "01-фев-1975", "1 feb. 1975", "February 1, 1975", "1st February 1975", "1 fewral 1975", "1-nji fewral 1975",
    "1 fevral 1975-yil", "1 ақпан 1975 ж.", "1975 жылы 1 ақпан",
])
def test_a_birth_date_is_read_however_it_is_written(cell: Any) -> None:
    assert list_values.birth(cell) == date(1975, 2, 1)


@pytest.mark.parametrize("cell", [1975.0, "1975", "1975 г.", "1975 г.р.", "1975г.р", "1975 года рождения", "1975 ж.", "1975-yil", " 1975 "])
def test_a_year_alone_is_a_year(cell: Any) -> None:
    assert list_values.birth(cell) == 1975


@pytest.mark.parametrize(("text", "day"), [("01.01.1900", date(1900, 1, 1)), ("31.12.2100", date(2100, 12, 31)), ("73415", date(2100, 12, 31))])
def test_the_first_and_the_last_day_that_are_plausible_are_read(text: str, day: date) -> None:
    assert list_values.birth(text) == day


@pytest.mark.parametrize("text", ["31.12.1899", "01.01.2101", "1899", "73416", "2101"])
def test_a_day_before_the_first_or_after_the_last_is_told_so(text: str) -> None:
    assert sentence(list_values.birth, text)


@pytest.mark.parametrize(("text", "year"), [("01.02.14", 2014), ("01.02.15", 1915), ("01.02.99", 1999), ("01.02.00", 2000)])
def test_a_year_of_two_digits_is_of_the_century_in_which_officers_are_born(text: str, year: int) -> None:
    assert list_values.birth(text) == date(year, 2, 1)


@pytest.mark.parametrize(("cell", "said"), [
    ("32.13.1980", "There is no such day as “32.13.1980”."), ("29.02.1975", "There is no such day as “29.02.1975”."),
    ("02/25/1975", "There is no such day as “02/25/1975”."), ("01.02.1875", "“01.02.1875”: the year must lie between 1900 and 2100."),
    (date(2101, 1, 1), "“2101-01-01”: the year must lie between 1900 and 2100."), ("1875", "“1875”: the year must lie between 1900 and 2100."),
    ("неизвестно когда", "“неизвестно когда” is not a date."), (True, "“True” is not a date."), (time(9), "“09:00:00” is not a date."),
    (5.0, "“5” is not a date."), (float("nan"), "“nan” is not a date."), (-27426.0, "“-27426” is not a date."), (1e300, "“1e+300” is not a date."),
    ("1 мартобря 1975", "“1 мартобря 1975” is not a date."), ("1" * 100, "“" + "1" * 80 + "…” is not a date."),
])
def test_what_is_no_birth_date_is_told_so(cell: Any, said: str) -> None:
    assert sentence(list_values.birth, cell) == said


@pytest.mark.parametrize("cell", ["ж", "Ж.", "жен", "женский", "f", "Female", "aýal", "ayol", "аёл", "әйел", "аял", "зан"])
def test_female_is_said_in_many_languages(cell: str) -> None:
    assert list_values.sex(cell) == "f"


@pytest.mark.parametrize("cell", ["м", "М.", "муж", "мужской", "m", "Male", "erkek", "erkak", "ер", "эркек", "мард"])
def test_male_is_said_in_many_languages(cell: str) -> None:
    assert list_values.sex(cell) == "m"


def test_a_sex_that_is_neither_is_told_so() -> None:
    assert sentence(list_values.sex, "x") == "“x” says neither female nor male."


@pytest.mark.parametrize(("cell", "number"), [
    (79001234567.0, "+79001234567"), (998901234567.0, "+998901234567"), ("+993 65 12-34-56", "+99365123456"), ("(99365) 123456", "+99365123456"),
    ("8 (900) 123-45-67", "89001234567"), (123456.0, "123456"), ("+1 202 555 0100", "+12025550100"), ("моб. 996 555 123456", "+996555123456"),
    ("тел.: 12-34-56, моб: +996555123456", "123456; +996555123456"), ("12-34-56 / 12-34-57", "123456; 123457"),
])
def test_a_phone_is_its_digits_with_a_plus_before_a_countrys_code(cell: Any, number: str) -> None:
    assert list_values.phone(cell) == number


@pytest.mark.parametrize("cell", ["позвонить", "123", "7" * 40, "Ахмед 99365123456", ",", date(1975, 2, 1)])
def test_what_is_no_phone_is_told_so(cell: Any) -> None:
    assert "is not a phone number" in sentence(list_values.phone, cell)


@pytest.mark.parametrize("cell", ["7,90012E+10", "7.9E10", 7.9e22])
def test_a_phone_that_a_spreadsheet_rounded_is_told_so(cell: Any) -> None:
    assert "has lost digits" in sentence(list_values.phone, cell)


def test_many_phones_are_told_to_be_too_long() -> None:
    assert "longer than 60 characters" in sentence(list_values.phone, "99365123456;" * 9)


@pytest.mark.parametrize(("cell", "mail"), [
    ("A@B.com", "a@b.com"), ("mailto:x@y.org", "x@y.org"), ("a@b.com; c@d.com", "a@b.com"), ("<a@b.com>", "a@b.com"), ("иван@почта.рф", "иван@почта.рф"),
])
def test_an_email_is_in_small_letters_and_the_first_of_several(cell: str, mail: str) -> None:
    assert list_values.email(cell) == mail


@pytest.mark.parametrize("cell", ["a@b", "a.b.com", "@b.com", "a b@", 5.0, "a@b..com", "x" * 200 + "@b.com"])
def test_what_is_no_email_is_told_so(cell: Any) -> None:
    assert "is not an e-mail address" in sentence(list_values.email, cell)


@pytest.mark.parametrize(("cell", "number"), [(12345678901234.0, "12345678901234"), ("№ ан 123456", "АН 123456"), ("012345678901", "012345678901"),
    ("АН 1234567, выдан ОВД г. Мары 12.03.2010", "АН 1234567"), ("AB1234567 issued 2010", "AB1234567"),
])
def test_a_number_of_a_document_is_text(cell: Any, number: str) -> None:
    assert list_values.document(cell) == number


@pytest.mark.parametrize("cell", ["1", 2.0, "есть", "0000000", "выдан ОВД", "1" + "2" * 60])
def test_what_tells_nobody_apart_is_no_number_of_a_document(cell: Any) -> None:
    assert "is not the number of a document" in sentence(list_values.document, cell)


@pytest.mark.parametrize("cell", [1e15, 5.5, -1.0, "1,23E+13"])
def test_a_number_that_lost_digits_is_told_so(cell: Any) -> None:
    assert "has lost digits" in sentence(list_values.document, cell)


@pytest.mark.parametrize(("cell", "code"), [
    ("Участники", "participant"), ("trainer", "trainer"), ("Ко-тренер", "co_trainer"), ("co_trainer", "co_trainer"), ("Наблюдатель", "observer"),
    ("переводчик:", "interpreter"), ("Organizer", "organiser"), ("Докладчик", "speaker"), ("запасной", "alternate"),
])
def test_a_role_is_read_in_both_languages(cell: str, code: str) -> None:
    assert list_values.role(cell) == code


def test_every_role_is_one_that_enrolments_have() -> None:
    assert set(list_values.ROLES.values()) == set(EnrolmentRole)


def test_a_role_that_is_none_is_told_so() -> None:
    assert "is not a role" in sentence(list_values.role, "гость")


@pytest.mark.parametrize("cell", ["#REF!", "#Н/Д", "#DIV/0!"])
def test_an_error_typed_out_is_no_text(cell: str) -> None:
    assert "is an error of the spreadsheet" in sentence(lambda told: list_values.text(told, 100), cell)


def test_a_text_too_long_is_told_so() -> None:
    assert sentence(lambda told: list_values.text(told, 3), "abcd") == "“abcd” is longer than 3 characters."


@pytest.mark.parametrize("cell", [None, "-", "—", " нет ", "Н/Д", "n/a", "Ýok", "не указано"])
def test_a_word_for_nothing_is_nothing(cell: Any) -> None:
    assert is_nothing(cell)


@pytest.mark.parametrize(("cell", "text"), [(5.0, "5"), (5.5, "5.5"), (date(1975, 2, 1), "1975-02-01"), (datetime(1975, 2, 1), "1975-02-01"), (" a\nb ", "a b")])
def test_a_cell_is_shown_as_people_write_it(cell: Any, text: str) -> None:
    assert shown(cell) == text


@pytest.mark.parametrize("read", [list_values.birth, list_values.sex, list_values.phone, list_values.email, list_values.document, list_values.role])
@given(cell=CELLS)
def test_any_cell_is_a_value_or_unread(read: Callable[[Any], Any], cell: Any) -> None:
    try:
        read(cell)
    except Unread as wrong:
        assert wrong.message % wrong.params
