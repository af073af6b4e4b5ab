"""Everything held, on paper: it goes on overleaf, breaks what is long, and says where there is nothing."""

import io

import pytest
from pypdf import PdfReader

from lms.protection.pdf import Part, PersonRecord, person_record


def printed(*parts: Part, language: str = "en", is_part: bool = False, name: str = "Ораздурдыева Гульшат") -> list[str]:
    body = person_record(PersonRecord(language, name, "1 Mar 2012, 14:00", "The person", is_part, parts))
    return [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]


def test_a_section_without_records_says_so() -> None:
    (page,) = printed(Part("Posts", False, []))
    assert "Nothing." in page and "Page 1 of 1" in page


def test_two_hundred_records_go_on_overleaf_and_none_is_lost() -> None:
    pages = printed(Part("Events", False, [[("Event", f"E-{n:03}"), ("Role", "Participant")] for n in range(200)]))
    text = "\n".join(pages)
    assert len(pages) > 3 and f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert all(f"E-{n:03}" in text for n in range(200))


def test_a_value_that_is_long_is_broken_and_not_cut() -> None:
    words = [f"word{n}" for n in range(1200)]
    text = "\n".join(printed(Part("Note", False, [[("Note", " ".join(words)), ("x" * 80, "y" * 300)]])))
    assert all(word in text for word in words) and text.count("y") >= 300


def test_lines_of_a_text_stay_lines() -> None:
    (page,) = printed(Part("Note", False, [[("Note", "First\nSecond")]]))
    assert "First\nSecond" in page


def test_markup_and_letters_that_no_font_has_are_printed_as_they_stand() -> None:
    (page,) = printed(Part("Note", True, [[("Note", "<b>&amp; 漢 {0} %s")]]), name="<i>Анна</i>")
    assert "<b>&amp; ◊ {0} %s" in page and "<i>Анна</i>" in page


@pytest.mark.parametrize(("language", "words"), [("en", "Other offices hold more"), ("ru", "Другие представительства")])
def test_that_it_is_a_part_only_is_said(language: str, words: str) -> None:
    assert words in printed(language=language, is_part=True)[0]
    assert words not in printed(language=language)[0]


def test_equal_records_give_equal_bytes() -> None:
    one = PersonRecord("ru", "Анна", "сегодня", "ей", False, [Part("Кто вы", False, [[("Имя", "Анна")]])])
    assert person_record(one) == person_record(one)


def test_what_a_section_cannot_tell_is_said_below_its_heading() -> None:
    (page,) = printed(Part("Files", False, [], "Of some nothing is kept."))
    assert page.index("Files") < page.index("Of some nothing is kept.") < page.index("Nothing.")
