"""A report in words: its rules, numbers and codes in a language, and the fields that templates are promised."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.utility import xl_col_to_name

from lms import web
from lms.reports.definitions import definition, general, version
from lms.reports.document import Document, Figure
from lms.reports.outline import Outline
from lms.reports.sheets import letter
from lms.reports.word import fields
from lms.reports.wording import Words, printable
from tests.reports import documents, sealing

DOC = (Path(__file__).parent.parent.parent / "docs" / "report-templates.md").read_text()


def words(language: str = "en", **labels: Any) -> Words:
    content = documents.content()
    content["labels"] |= labels
    return Words(Document(content), language)


def figure(**rule: Any) -> Figure:
    told = documents.content()["figures"][-1]
    return Figure.of(told | {"rule": {"basis": "persons"} | rule})


@pytest.mark.parametrize(("rule", "english", "russian"), [
    ({"kinds": ["training", "study_tour"]}, "Of these kinds of events: Training, Study tour.", "Виды мероприятий: Тренинг, Учебная поездка."),
    ({"groups": ["law_enforcement"]}, "Of these groups: Law enforcement.", "Группы: Правоохранительные органы."),
    ({"categories": ["judge"]}, "Of these categories: Judges.", "Категории: Судьи."),
    ({"organisations": [7]}, "all below them: General Prosecutor's Office of Turkmenistan.", "Генеральная прокуратура Туркменистана."),
    ({"countries": ["TM"]}, "Of these countries: Turkmenistan.", "Страны: Туркменистан."),
    ({"roles": ["trainer", "co_trainer"]}, "In these roles: Trainer, Co-trainer.", "Роли: Тренер, Со-тренер."),
    ({"generation": 2}, "Only the cascade of generation 2.", "Только каскадное обучение, поколение 2."),
    ({"min_days": 3}, "class days: 3.", "в учебных днях — не менее 3."),
    ({"min_days": 3, "min_hours": 15}, "at least 3 class days or 15 hours.", "не менее 3 учебных дней или 15 ч."),
    ({"min_hours": 15}, "this many hours: 15.", "в часах — не менее 15."),
    ({"once": "project"}, "once in all, in the period of the first time.", "один раз за всё время"),
    ({"disaggregations": ["sex", "region"]}, "Disaggregated by: sex, region.", "Разбивка: пол, регион."),
])  # fmt: skip
def test_a_rule_is_told_in_sentences(rule: dict[str, Any], english: str, russian: str) -> None:
    assert english in definition(words(), figure(**rule))
    assert russian in definition(words("ru"), figure(**rule))


def test_what_goes_without_saying_is_not_said() -> None:
    usual = figure(roles=["participant"], generation=None, once="period", kinds=[], min_days=None)
    assert definition(words(), usual) == "Each person counts once, under the category of the latest completed event."


def test_a_rule_has_its_version_and_a_figure_of_every_report_has_none() -> None:
    assert version(words(), figure()) == "Version 2 of the rule"
    assert version(words(), words().document.figures[0]) == ""


def test_only_rules_of_what_the_report_tells_stand_among_those_of_all_figures() -> None:
    content = documents.content()
    content["figures"] = content["figures"][4:5]
    names = [name for name, _text in general(Words(Document(content), "en"))]
    assert "Period" in names and "Persons trained" not in names and "Materials" not in names


def test_numbers_and_days_are_written_as_the_language_writes_them() -> None:
    english, russian = words(), words("ru")
    assert (english.number(4000), russian.number(4000), english.number("230.50"), russian.number(None)) == ("4,000", "4\u00a0000", "230.5", "…")
    assert english.span("2011-10-01", None) == "from 1 October 2011 on" and russian.span(None, "2011-10-01") == "по 1 октября 2011 г. включительно"
    assert english.moment("2011-10-01T23:30:00+05:00") == "1 October 2011, 18:30 UTC"


@given(st.decimals(0, 3, places=4))
def test_a_target_that_is_not_reached_never_reads_as_reached(share: Decimal) -> None:
    told = int(words().percent(share).rstrip("%"))
    assert (told >= 100) == (share >= 1) and abs(told - share * 100) <= 1


@pytest.mark.parametrize(("part", "whole"), [(1, 6), (1, 8), (1, 200), (999, 1000), (1999, 2000), (7, 7), (3, 2), (10, 254)])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_share_in_a_file_is_the_share_on_a_page(app: Flask, part: int, whole: int, language: str) -> None:
    told = words(language)
    with app.test_request_context(headers={"Accept-Language": language}):
        shown = web.share(part, whole)
    assert told.percent(Decimal(part) / whole) == shown and told.share(part, whole) == shown.rstrip("\u00a0%")


def test_a_share_of_what_is_not_shown_or_of_nothing_is_left_open() -> None:
    assert [words().share(*pair) for pair in ((None, 6), (1, None), (0, 0))] == ["", "", ""]


@pytest.mark.parametrize(("parts", "says"), [({"new": 3, "returning": 1}, True), ({"returning": None}, True), ({"named": 4}, False)])
def test_what_new_and_returning_mean_is_told_where_a_figure_has_them(parts: dict[str, int | None], says: bool) -> None:
    content = documents.content()
    content["figures"] = [content["figures"][0] | {"parts": parts}]
    told = [dict(general(Words(Document(content), language))) for language in ("en", "ru")]
    assert ["New and returning" in told[0], "Впервые и ранее участвовавшие" in told[1]] == [says, says]


@pytest.mark.parametrize(("scope", "english", "russian"), [
    ({"region": "TM-B"}, "Counter-trafficking in Turkmenistan · Balkan", "Противодействие торговле людьми в Туркменистане · Балканский велаят"),
    ({"project": None, "country": "TM"}, "Office in Turkmenistan · Turkmenistan", "Представительство в Туркменистане · Туркменистан"),
    ({"project": None, "office": None, "region": "TM-M"}, "Mary", "Марыйский велаят"),
    ({}, "Counter-trafficking in Turkmenistan", "Противодействие торговле людьми в Туркменистане"),
])  # fmt: skip
def test_a_report_that_is_limited_to_a_place_is_headed_by_it(scope: dict[str, Any], english: str, russian: str) -> None:
    content = documents.content()
    content["scope"] |= scope
    document = Document(content)
    assert [Outline(document, language, sealing.DRAFT).subject for language in ("en", "ru")] == [english, russian]


def test_a_code_without_a_name_is_told_as_it_is_and_a_name_in_one_language_does_for_both() -> None:
    some = words(region={"TM-X": {"name": {"en": "Lebap", "ru": ""}}, "TM-Y": {"name": {"en": None, "ru": None}}})
    assert Words(some.document, "ru").code("region", "TM-X") == "Lebap"
    assert [some.code("region", code) for code in ("TM-Y", "TM-Z", None)] == ["TM-Y", "TM-Z", "Not stated"]
    assert some.code("sex", "unheard_of") == "unheard_of"


def test_cells_stand_largest_first_those_not_shown_by_name_and_not_stated_last() -> None:
    cells = {"not_stated": 90, "TM-A": None, "TM-B": 5, "TM-M": 70, "TM-D": None}
    assert words().in_order("region", cells) == ["TM-M", "TM-B", "TM-A", "TM-D", "not_stated"]
    assert words().in_order("sex", {"not_stated": 9, "male": 7, "female": 1}) == ["female", "male", "not_stated"]


@given(st.text())
def test_whatever_is_printable_can_stand_in_any_file(text: str) -> None:
    element = ElementTree.Element("a")
    element.text = printable(text)
    assert ElementTree.fromstring(ElementTree.tostring(element, "utf-8")).tag == "a"
    assert printable(printable(text)) == printable(text)


@given(st.integers(0, 16_000))
def test_columns_have_the_letters_of_a_spreadsheet(column: int) -> None:
    assert letter(column) == xl_col_to_name(column)


def names(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for key, value in told.items():
            yield key
            yield from names(value)
    elif isinstance(told, list):
        for one in told:
            yield from names(one)


def test_every_field_of_a_template_is_told_to_whoever_makes_one() -> None:
    document = documents.document()
    told = fields(Outline(document, "en", sealing.seal(document), [("A.", ["B."])]))
    of_words = set(told.pop("words"))
    assert [name for name in names(told) if not any(sign in DOC for sign in (f"`{name}`", f".{name}`", f"`{name}."))] == []
    assert "words" in DOC and {"figures", "total"} < of_words
