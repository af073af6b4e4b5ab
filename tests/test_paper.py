"""What cannot be printed is seen as a box; what nobody sees on a screen is not seen on paper either."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.paper import FILES, MISSING, illegible, legible


@pytest.mark.parametrize("sign", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200f", "\u202e", "\ufe0f", "\ufe0e", "\U000e0101", "\u034f"])
@pytest.mark.parametrize("font", FILES)
def test_invisible_characters_vanish(sign: str, font: str) -> None:
    assert legible(f"а{sign}b {sign} c{sign}", font) == "аb c" and illegible(f"a{sign}", font) == []


@pytest.mark.parametrize("letter", ["😀", "中", "س", "\u0600"])
def test_a_letter_that_no_font_has_is_a_box_and_is_told(letter: str) -> None:
    assert legible(f"a{letter}b") == f"a{MISSING}b" and illegible(f"{letter}b{letter}") == [letter]


@given(st.text())
def test_boxes_stand_for_what_is_told_and_for_nothing_else(text: str) -> None:
    printed = legible(text)
    letters = unicodedata.normalize("NFC", text)
    assert printed.count(MISSING) == sum(letters.count(one) for one in [*illegible(text), MISSING])
    assert all(unicodedata.category(letter) != "Cf" for letter in printed)
    assert illegible(printed) == [] and all(legible(letter) == MISSING for letter in illegible(text))
