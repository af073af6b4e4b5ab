"""What a public edition says of numbers that it keeps back: in good sentences, of every combination, and that they are not shown."""

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import given

from lms.reports import speaking_en, speaking_ru
from lms.reports.document import Document
from lms.reports.facts import Count, Events, Part, People
from tests.reports.any_document import told
from tests.reports.test_sentences_hold import SETTINGS, texts

SPEAKERS = {"en": speaking_en, "ru": speaking_ru}
SAYS = {"en": "not shown", "ru": r"не приводится|не приводятся"}
GUESSES = re.compile(r"fewer than|withheld|менее пяти|раскрыва|\bsome\b|некотор")


def of_judges(*sexes: tuple[str, int | None], **more: Any) -> People:
    return People("persons", 30, (Part("judge", 20, sexes=sexes), Part("police", 10)), **more)


@SETTINGS
@given(document=told(withheld=True))
def test_no_sentence_says_how_large_a_number_is_that_is_not_shown(document: Document) -> None:
    for language in SPEAKERS:
        assert [text for text in texts(document, language) if GUESSES.search(text)] == []


@SETTINGS
@given(document=told(withheld=True))
def test_brackets_of_a_sentence_close_and_none_stands_in_another_without_need(document: Document) -> None:
    for language in SPEAKERS:
        for text in texts(document, language):
            assert text.count("(") == text.count(")") and ") (" not in text and ";;" not in text and "; ;" not in text, text
            assert ": ;" not in text and ": ." not in text and ",," not in text and ":." not in text, text


@pytest.mark.parametrize("hides", list(product([False, True], repeat=3)))
def test_a_total_says_that_it_is_not_shown_and_no_part_of_it_says_so_again(hides: tuple[bool, ...]) -> None:
    value, heads, again = (None if hidden else number for hidden, number in zip(hides, (260, 46, 40), strict=True))
    count = Count("completions", value, {"from_headcounts": heads, "reconstructed": again})
    for language, speaker in SPEAKERS.items():
        said = len(re.findall(SAYS[language], speaker.recorded(count, formal=True)))
        assert said == (1 if any(hides) else 0), speaker.recorded(count, formal=True)


def test_a_large_total_that_is_kept_back_because_of_others_is_just_not_shown() -> None:
    assert speaking_en.recorded(Count("completions", None), formal=False) == "the number of completions of training is not shown in this edition"
    assert speaking_ru.recorded(Count("completions", None), formal=False) == "число завершений обучения в открытой редакции не приводится"
    went = Events(2, (("training", 2),), Count("participants", None))
    assert speaking_en.events(went, formal=True).endswith("; the number of those who took part, counted at each event, is not shown in this edition")
    assert speaking_ru.events(went, formal=True).endswith("; число участников (с учётом участия в каждом мероприятии) в открытой редакции не приводится")


def test_what_is_known_of_a_total_that_is_not_shown_is_told() -> None:
    count = Count("completions", None, {"from_headcounts": 46, "reconstructed": None})
    assert speaking_en.recorded(count, formal=False).endswith("is not shown in this edition; 46 were counted without names")
    assert speaking_ru.recorded(count, formal=False).endswith("в открытой редакции не приводится; из них без поимённого списка — 46")


@pytest.mark.parametrize(("heads", "again", "english", "russian"), [
    (None, 0, "260 (how many of them were counted without names is not shown)", "(число учтённых без поимённого списка не приводится)"),
    (46, None, "260, of which 46 were counted without names (how many of them were reconstructed from earlier reports is not shown)",
     ", в том числе без поимённого списка — 46 (число восстановленных по прежним отчётам не приводится)"),
    (None, None, "260 (how many of them were counted without names or reconstructed from earlier reports is not shown)",
     "(число учтённых без поимённого списка и восстановленных по прежним отчётам не приводится)"),
])  # fmt: skip
def test_parts_that_are_not_shown_are_said_to_be_so(heads: int | None, again: int | None, english: str, russian: str) -> None:
    count = Count("completions", 260, {"from_headcounts": heads, "reconstructed": again})
    assert speaking_en.recorded(count, formal=False).endswith(english)
    assert speaking_ru.recorded(count, formal=False).endswith(russian)


def test_several_people_without_a_number_are_told_at_once() -> None:
    people = People("persons", None, (Part("judge", 17), Part("police", None), Part("advocate", None)))
    assert speaking_en.trained(people, formal=True) == "17 judges, as well as police officers and advocates (numbers not shown) were trained"
    assert speaking_ru.trained(people, formal=True) == "были обучены 17 судей, а также сотрудники полиции и адвокаты (числа не приводятся)"
    nobody = People("persons", None, (Part("police", None), Part("advocate", None)))
    assert speaking_en.trained(nobody, formal=True) == "police officers and advocates (numbers not shown) were trained"


@pytest.mark.parametrize(("sexes", "english", "russian"), [
    ((("female", 9), ("male", None), ("not_stated", None)), "(9 female; the numbers of the others are not shown)", "(9 женщин; остальные числа не приводятся)"),
    ((("female", 9), ("male", None)), "(9 female; the number of the others is not shown)", "(9 женщин; число остальных не приводится)"),
    ((("female", None), ("male", None)), "(the numbers by sex are not shown)", "(числа по полу не приводятся)"),
])  # fmt: skip
def test_of_sexes_those_that_are_known_are_told(sexes: tuple[tuple[str, int | None], ...], english: str, russian: str) -> None:
    assert f"20 judges {english}" in speaking_en.breakdown(of_judges(*sexes), "")
    assert f"20 судей {russian}" in speaking_ru.breakdown(of_judges(*sexes), "")


def test_regions_whose_numbers_are_not_shown_are_named() -> None:
    english = of_judges(regions=(("Mary Velayat", 9), ("Balkan Velayat", None), ("Ashgabat", None)))
    assert speaking_en.breakdown(english, "").endswith("from Mary Velayat; the numbers for Balkan Velayat and Ashgabat are not shown")
    russian = of_judges(regions=(("Марыйский велаят", 9), ("Балканский велаят", None), ("г. Ашхабад", None)), no_region=None)
    assert speaking_ru.breakdown(russian, "").endswith(
        "из Марыйского велаята; не приводится число обученных из Балканского велаята и г.\u00a0Ашхабада, а также число обученных, чей регион не указан"
    )


def test_a_breakdown_by_numbers_ends_with_what_is_not_shown() -> None:
    regions = (("Mary", 9), ("Balkan", None))
    people = People("completions", 30, (Part("judge", 20), Part("police", None), Part("advocate", None)), regions=regions, no_region=None)
    assert speaking_en.breakdown(people, "") == (
        "completions of training, by profession: judges 20; the numbers for police officers and advocates are not shown; "
        "by region: Mary 9; the numbers for Balkan and where no region is stated are not shown"
    )
    assert speaking_ru.breakdown(people, "") == (
        "завершения обучения по профессиям: судьи — 20; числа по остальным категориям не приводятся: сотрудники полиции, адвокаты; "
        "по регионам: Mary — 9; числа по остальным регионам не приводятся: Balkan, регион не указан"
    )
    hidden = People("completions", 30, people.parts, regions=(("Mary", None), ("Balkan", None)))
    assert speaking_en.breakdown(hidden, "").endswith("; the numbers by region are not shown")
    assert speaking_ru.breakdown(hidden, "").endswith("; числа по регионам не приводятся")
