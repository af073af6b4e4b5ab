"""What tells of a person in a text, and how far back months reach."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.protection.rules import ALPHABET, Names, is_named, months_before, new_code, tells_of, traces

ANNA = Names("Иванова", "Анна", "Петровна", "Ivanova Anna")
SIGNS = traces([ANNA], ("+993 65 12-34-56", "anna@example.org"), ("AB1234567",))


@pytest.mark.parametrize("text", [
    "Иванова Анна", "Анна Иванова", "Иванова Анна Петровна", "Анна Петровна Иванова", "ИВАНОВА АННА", "Иванова  Анна",
    "(Ivanova Anna)", "Anna Ivanova", "+993 65 12-34-56", "993 65 123456", "99365123456", "anna@example.org", "№ AB1234567.",
])  # fmt: skip
def test_a_full_name_or_a_contact_tells_of_her(text: str) -> None:
    assert SIGNS.named.search(text)


@pytest.mark.parametrize(
    "text", ["Иванова А.", "Иванова А. П.", "Иванова А.П.", "А. Иванова", "А.П. Иванова", "А. П. Иванова"]
)
def test_a_surname_with_initials_tells_of_her_only_where_she_is_spoken_of(text: str) -> None:
    assert SIGNS.near.search(text) and not SIGNS.named.search(text)


@pytest.mark.parametrize("text", [
    "Иванова", "Анна", "Иванова Инна", "Иванова Аннабель", "Переиванова Анна", "Иванова В.", "+993 65 12-34-57", "joanna@example.org",
])  # fmt: skip
def test_others_are_not_taken_for_her(text: str) -> None:
    assert not SIGNS.near.search(text)


def test_where_a_pattern_matches_the_database_has_a_part_to_look_for() -> None:
    for text in ("Иванова Анна", "АННА ИВАНОВА", "Anna Ivanova", "+993 65 12-34-56", "anna@example.org", "99365123456"):
        assert any(part in text for part in SIGNS.parts)


def test_a_name_that_she_had_before_tells_of_her_too() -> None:
    signs = traces([ANNA, Names("Сидорова", "Анна")], ())
    assert signs.named.search("Сидорова Анна") and signs.named.search("Иванова Анна")


def test_contacts_alone_are_enough() -> None:
    signs = traces([], ("a@b.org", None))
    assert signs.sure.search("Write to a@b.org") and not signs.near.search("Иванова А.")
    assert not traces([], ()).near.search("anything at all")


def test_a_reason_that_has_a_word_of_the_name_names_her() -> None:
    assert is_named("По просьбе Анны: АННА", [ANNA])
    assert not is_named("По просьбе, вх. № 15", [ANNA])


@pytest.mark.parametrize(("text", "tells"), [
    ("Заявление Ивановой", True), ("Заявление ИВАНОВУ", True), ("просила ivanova", True), ("А. П. Иванова просила", True),
    ("с адреса a.ivanova@example.org", True), ("По просьбе, вх. № 15", False), ("Заявление Иваненко", False),
    ("Письмо ивановского суда", False),
])  # fmt: skip
def test_a_reason_tells_of_her_by_any_part_of_the_name_and_by_the_surname_in_any_case(text: str, tells: bool) -> None:
    signs = traces([ANNA], ("a.ivanova@example.org",))
    assert tells_of(text, [ANNA], signs) == tells


def test_codes_are_of_letters_that_are_not_read_for_each_other() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 6 and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize(("day", "months", "before"), [
    (date(2012, 3, 31), 1, date(2012, 2, 29)), (date(2011, 3, 31), 1, date(2011, 2, 28)), (date(2012, 1, 1), 1, date(2011, 12, 1)),
    (date(2012, 1, 31), 12, date(2011, 1, 31)), (date(2012, 2, 29), 12, date(2011, 2, 28)), (date(2011, 5, 5), 1200, date(1911, 5, 5)),
    (date(5, 1, 1), 1200, date.min),
])  # fmt: skip
def test_months_before_a_day(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)), st.integers(1, 1199))
def test_more_months_reach_further_back_and_never_to_the_day_itself(day: date, months: int) -> None:
    assert months_before(day, months + 1) < months_before(day, months) < day
