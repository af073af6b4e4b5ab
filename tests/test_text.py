"""Text is folded and ordered the same on every database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.text import folded, is_clean, sort_key, tidy


@pytest.mark.parametrize(("one", "other"), [
    ("ЁЛКИН", "елкин"), ("Mämmedow", "mammedow"), ("  Иванов   Пётр ", "иванов петр"), ("Şöhrat", "sohrat"),
    ("Ýagmyr", "yagmyr"), ("Мәмедов", "МӘМЕДОВ"), ("Oʻktam", "o'ktam"), ("Oʻktam", "O’KTAM"), ("Oʻktam", "Oktam"),
    ("İsmayıl", "ismayil"),
])
def test_search_ignores_case_spaces_and_marks(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_letters_of_an_alphabet_of_their_own_stay_different() -> None:
    assert folded("Қасым") != folded("Касым")
    assert folded("Йорд") != folded("Иорд")


def test_names_stand_in_dictionary_order() -> None:
    names = ["Ёлкин", "Еремин", "Жуков", "Азимов", "Әлиев", "Баев", "Қасымов", "Каримов", "Ляпин", "Елкин"]
    assert sorted(names, key=sort_key) == [
        "Азимов", "Әлиев", "Баев", "Елкин", "Еремин", "Ёлкин", "Жуков", "Каримов", "Қасымов", "Ляпин",
    ]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800", "\x1b[31m", "a\x7f", "\ufffe"])
def test_text_that_a_database_or_document_cannot_hold_is_not_clean(text: str) -> None:
    assert not is_clean(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
