"""What the words of a file mean: categories, places and organisations, by every name that people write."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.extensions import db
from lms.imports.plans import Meaning, Post, What, Word
from lms.imports.references import References
from lms.participants.models import Category
from lms.participants.services import teach_spelling
from lms.projects.models import Country, Group, Region
from lms.workbooks.problems import Origin
from seeds import reference
from tests import factories

HERE = Origin("List", 1, {"category": 3, "organisation": 4, "region": 5})


@pytest.fixture
def places(app: Flask) -> None:
    """Two countries with a region of one name, as Mary and Osh have one of their own."""
    for code, name in (("TM", "Туркменистан"), ("KG", "Кыргызстан")):
        factories.keep(Country(code=code, name_en={"TM": "Turkmenistan", "KG": "Kyrgyzstan"}[code], name_ru=name))
    for code, en, ru in (("TM-M", "Mary", "Мары"), ("TM-S", "Centre", "Центр"), ("KG-C", "Centre", "Центр")):
        factories.keep(Region(code=code, country=code[:2], name_en=f"{en} Region", name_ru=f"{ru} область", aliases="Мерв|Merv" if en == "Mary" else ""))


@pytest.mark.parametrize("text", ["judge", "Judge", "JUDGES", " судья ", "Судьи", "суд"])
def test_a_category_is_known_by_code_by_name_and_by_plural_in_both_languages(app: Flask, text: str) -> None:
    group = Group.JUDICIARY
    one = factories.keep(Category(code="judge", group=group, name_en="Judge", name_ru="Судья", plural_en="Judges", plural_ru="Судьи"))
    refs = References({})
    assert refs.category(text, HERE) == one.id and not refs.open


def test_every_name_of_the_reference_data_means_its_own(app: Flask) -> None:
    reference.load(at=clock.now())
    refs = References({})
    for one in db.session.scalars(select(Category)):
        for name in (one.code, one.name_en, one.name_ru):
            assert refs.category(name, HERE) == one.id, name
    for country in db.session.scalars(select(Country)):
        for name in (country.code, country.name_en, country.name_ru):
            assert refs.country(name, HERE) == country.code, name
    for region in db.session.scalars(select(Region)):
        for name in (region.code, region.name_en, region.name_ru):
            assert refs.place(region.country, name, HERE) == (region.country, region.code), name
    assert not refs.open


def test_a_word_that_nobody_knows_stays_open_until_its_meaning_is_said(app: Flask) -> None:
    one = factories.category("judge")
    refs = References({})
    assert refs.category("арбитр", HERE) is None and refs.category("арбитр", HERE) is None
    [(word, told)] = refs.open.items()
    assert (word, told.rows) == (Word(What.CATEGORY, "арбитр"), 2) and told.origin.problem(told.column, "").address == "D2"
    for key, expected in ((str(one.id), one.id), (None, None)):
        refs = References({word: Meaning(key)})
        assert refs.category("арбитр", HERE) == expected and not refs.open


@pytest.mark.parametrize(
    ("country", "region", "expected"),
    [("Turkmenistan", None, ("TM", None)), ("туркмения", None, ("TM", None)), ("КЫРГЫЗСКАЯ РЕСПУБЛИКА", None, ("KG", None)),
     (None, "Мары", ("TM", "TM-M")), (None, "Марыйская", ("TM", "TM-M")), (None, "велаят Мары", ("TM", "TM-M")), (None, "г. Мерв", ("TM", "TM-M")),
     (None, "Mary welaýaty", ("TM", "TM-M")), ("KG", "Центр", ("KG", "KG-C")), ("TM", "Centre", ("TM", "TM-S")), ("KG", "Мары", ("KG", None))],
)  # fmt: skip
def test_a_region_is_known_with_its_country_and_tells_it(
    places: None, country: str | None, region: str | None, expected: tuple[str | None, str | None]
) -> None:
    assert References({}).place(country, region, HERE) == expected


@pytest.mark.parametrize(("home", "expected"), [("TM", ("TM", "TM-S")), ("KG", ("KG", "KG-C")), (None, (None, None)), ("TR", (None, None))])
def test_a_region_of_two_countries_is_that_of_the_country_at_home(places: None, home: str | None, expected: tuple[str | None, str | None]) -> None:
    refs = References({}, home=home)
    assert refs.place(None, "Центр", HERE) == expected and bool(refs.open) is (expected[1] is None)


@pytest.mark.parametrize("text", ["Полиция города Мары", "ПОЛИЦИЯ  ГОРОДА МАРЫ.", "Mary police", "УВД Мары", "POL-1"])
def test_an_organisation_is_known_by_its_names_its_code_and_what_was_taught(places: None, text: str) -> None:
    one = factories.organisation("Mary police", code="POL-1", country="TM")
    one_more = factories.organisation("Полиция города Мары", country="TM")
    teach_spelling(one_more, "УВД Мары", by=None, at=factories.AT)
    refs = References({}, home="TM")
    assert refs.organisation(text, None, HERE) in {one.id, one_more.id} and not refs.open and not refs.new


def test_one_that_comes_near_is_asked_about_and_one_like_nothing_is_new(places: None) -> None:
    one = factories.organisation("Полиция города Мары", country="TM")
    refs = References({}, home="TM")
    near, new = "Полицыя города Мары", "Общество садоводов"
    assert refs.organisation(near, None, HERE) == Word(What.ORGANISATION, near, "TM")
    assert refs.organisation(new, None, HERE) == Word(What.ORGANISATION, new, "TM")
    assert [told.offers for told in refs.open.values()] == [(one.id,)] and [word.text for word in refs.new] == [new]


@pytest.mark.parametrize(("meaning", "is_entered"), [(Meaning(is_new=True), True), (Meaning(), False)])
def test_what_was_said_of_an_organisation_is_done(places: None, meaning: Meaning, is_entered: bool) -> None:
    factories.organisation("Полиция города Мары", country="TM")
    word = Word(What.ORGANISATION, "Полицыя города Мары", "TM")
    refs = References({word: meaning}, home="TM")
    assert refs.organisation(word.text, None, HERE) == (word if is_entered else None)
    assert not refs.open and (word in refs.new) is is_entered


def test_of_two_of_one_name_the_one_of_the_country_is_meant(places: None) -> None:
    here, there = (factories.organisation("МВД", country=code) for code in ("TM", "KG"))
    refs = References({}, home="TM")
    assert [refs.organisation("мвд", country, HERE) for country in (None, "KG", "TM")] == [here.id, there.id, here.id]


def test_new_ones_of_one_name_in_two_countries_are_two(places: None) -> None:
    refs = References({}, home="TM")
    assert refs.organisation("МВД", None, HERE) != refs.organisation("МВД", "KG", HERE) and len(refs.new) == 2


def test_on_its_event_a_name_means_the_organisation_that_is_there(places: None) -> None:
    there = factories.organisation("МВД", country="KG")
    factories.organisation("МВД", country="TM")
    refs = References({}, home="TM", familiar=[(there.id, ("МВД",))])
    assert refs.organisation("МВД", "TM", HERE) == there.id


def test_a_post_takes_the_usual_category_and_the_country_of_its_organisation(places: None) -> None:
    police, judge = factories.category("police"), factories.category("judge")
    one = factories.organisation(country="TM", category_id=police.id)
    refs = References({})
    assert refs.completed(Post(organisation=one.id)) == Post(police.id, one.id, country="TM")
    assert refs.completed(Post(judge.id, one.id, country="KG")) == Post(judge.id, one.id, country="KG")
    assert refs.completed(Post(organisation=one.id, region_code="KG-C")).country is None
    assert refs.completed(Post(unit="Отдел")) == Post(unit="Отдел")


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [("Алматы облысы", "KZ", "KZ-19"), ("Алматы қаласы", "KZ", "KZ-75"), ("г. Алматы", "KZ", "KZ-75"), ("город Алматы", "KZ", "KZ-75"),
     ("Алматы обл.", "KZ", "KZ-19"), ("Ош облусу", "KG", "KG-O"), ("Ош шаары", "KG", "KG-GO"), ("г.Ташкент", "UZ", "UZ-TK"),
     ("Ташкентская обл.", "UZ", "UZ-TO"), ("Toshkent shahri", "UZ", "UZ-TK"), ("Мары шәхери", "TM", None), ("Алматы", "KZ", None)],
)  # fmt: skip
def test_a_city_and_the_region_of_its_name_are_told_apart_by_the_word_beside(
    app: Flask, text: str, country: str, code: str | None
) -> None:
    reference.load(at=clock.now())
    refs = References({})
    assert refs.place(country, text, HERE) == (country, code) and bool(refs.open) is (code is None)
