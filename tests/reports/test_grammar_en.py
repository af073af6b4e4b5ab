"""English forms beside every number to a thousand and one, against the plural rules of CLDR; countries and regions."""

import csv
from pathlib import Path

import pytest
from babel import Locale
from babel.numbers import format_decimal

from lms.courses.codes import EventKind
from lms.materials.models import Carrier
from lms.reports import grammar_en as en

NUMBERS = range(1002)
RULE = Locale("en").plural_form
SEEDS = Path(__file__).parents[2] / "seeds" / "reference"
CATEGORIES = {
    "prosecutor": "prosecutor|prosecutors", "police": "police officer|police officers", "judge": "judge|judges",
    "border_guard": "border guard|border guards", "customs": "customs officer|customs officers",
    "migration_service": "migration service officer|migration service officers",
    "other_law_enforcement": "other law-enforcement officer|other law-enforcement officers",
    "advocate": "advocate|advocates", "consular": "consular officer|consular officers",
    "other_government": "other government official|other government officials",
    "ngo": "NGO staff member|NGO staff members", "media": "journalist|journalists", "academia": "academic|academics",
    "international_organisation": "staff member of an international organisation|staff members of international organisations",
    "other": "person of another category|persons of other categories",
    "prosecution_police_other_le":
        "officer of the prosecution, police and other law-enforcement agencies not broken down by agency|"
        "officers of the prosecution, police and other law-enforcement agencies not broken down by agency",
    "border_customs":
        "officer of the border and customs services not broken down by agency|"
        "officers of the border and customs services not broken down by agency",
    "not_stated": "person of no stated category|persons of no stated category",
}  # fmt: skip


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_number_takes_its_form(code: str) -> None:
    one, many = CATEGORIES[code].split("|")
    told = [en.counted(n, en.CATEGORIES[code]) for n in NUMBERS]
    assert told == [f"{format_decimal(n, locale='en')} {one if RULE(n) == 'one' else many}" for n in NUMBERS]


@pytest.mark.parametrize("nouns", [en.KINDS, en.CARRIERS, en.UNITS], ids=["kinds", "carriers", "units"])
def test_only_one_takes_the_singular(nouns: dict[str, en.Noun]) -> None:
    for noun in nouns.values():
        assert noun.one != noun.many
        assert all(en.counted(n, noun).endswith(f" {noun.one if RULE(n) == 'one' else noun.many}") for n in NUMBERS)


def test_every_code_has_its_noun() -> None:
    with (SEEDS / "categories.csv").open(encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert codes | {"not_stated"} == set(en.CATEGORIES) == set(CATEGORIES)
    assert {kind.value for kind in EventKind} == set(en.KINDS)
    assert {carrier.value for carrier in Carrier} == set(en.CARRIERS)


def test_numbers_below_ten_are_words_where_these_are_asked_for() -> None:
    judge = en.CATEGORIES["judge"]
    told = [en.counted(n, judge, words=True) for n in (0, 1, 2, 9, 10, 4000)]
    assert told == ["no judges", "one judge", "two judges", "nine judges", "10 judges", "4,000 judges"]


def test_a_verb_is_singular_for_one_alone() -> None:
    assert [en.was(numbers) for numbers in ([1], [0], [2], [21], [1, 1], [None])] == ["was", *["were"] * 5]
    assert [en.are(number) for number in (1, 0, 2, 11, None)] == ["is", "are", "are", "are", "are"]


def test_a_category_that_only_its_name_tells_of_bends_nothing() -> None:
    noun = en.in_category("Labour inspector")
    assert en.counted(1, noun) == "1 person (category “Labour inspector”)"
    assert en.counted(3, noun) == "3 persons (category “Labour inspector”)"


PLACES = {
    "Türkiye": "Türkiye", "France": "France", "United Kingdom": "the United Kingdom", "United States": "the United States",
    "Russian Federation": "the Russian Federation", "United Arab Emirates": "the United Arab Emirates",
    "Republic of Korea": "the Republic of Korea", "Republic of Moldova": "the Republic of Moldova",
    "Netherlands": "the Netherlands", "Philippines": "the Philippines", "Dominican Republic": "the Dominican Republic",
    "Holy See": "the Holy See", "Isle of Man": "the Isle of Man", "Maldives": "the Maldives", "Norfolk Island": "Norfolk Island",
    "Saint Vincent and the Grenadines": "Saint Vincent and the Grenadines", "Osh (city)": "the city of Osh",
    "South Georgia and the South Sandwich Islands": "South Georgia and the South Sandwich Islands",
    "Republic of Karakalpakstan": "the Republic of Karakalpakstan",
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_a_place_has_its_article(name: str) -> None:
    assert en.place(name) == PLACES[name]


def test_regions_of_a_sort_stand_under_one_word() -> None:
    assert en.from_regions(["Mary Velayat"]) == "Mary Velayat"
    assert en.from_regions(["Mary Velayat", "Balkan Velayat", "Ahal Velayat"]) == "Mary, Balkan and Ahal Velayats"
    assert en.from_regions(["Ashgabat", "Mary Velayat"]) == "Mary Velayat and Ashgabat"
    assert en.from_regions(["Osh Region", "Osh (city)", "Naryn Region"]) == "Osh and Naryn Regions, and the city of Osh"
    assert en.from_regions(["Mary", "Balkan", "Akhal"]) == "Mary, Balkan and Akhal"


def test_a_quotation_inside_a_quotation_has_other_marks() -> None:
    assert en.quoted("The “hot” line") == "“The ‘hot’ line”"
