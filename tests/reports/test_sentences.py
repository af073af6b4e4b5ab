"""Sentences and footnotes of a report's document: what a letter and a newsletter say, and what they never do."""

import json
from typing import Any

import pytest

from lms.reports.document import Document
from lms.reports.sentences import Sentence, Style, breakdown, sentences
from tests.reports import documents
from tests.reports.any_document import LABELS, of_people

PERIOD_RU = "в период с 22 сентября 2009 года по 21 сентября 2011 года"


def told(language: str, style: Style = Style.LETTER, document: Document | None = None, **more: Any) -> list[str]:
    return [one.text for one in sentences(document or documents.document(), language, style, **more)]


def of(figures: list[dict[str, Any]], **changes: Any) -> Document:
    return Document(documents.content() | {"labels": LABELS, "figures": figures, "rows": {}} | changes)


def persons(numbers: dict[tuple[str, str, str], int], **more: Any) -> Document:
    return of([documents.figure("persons", "Persons trained", "Обучено человек", of_people("persons", numbers), **more)])


def trained(document: Document, language: str = "ru", **more: Any) -> str:
    return told(language, Style.NEWSLETTER, document, **more)[0]


def test_a_newsletter_says_what_that_of_december_2011_said() -> None:
    assert told("ru", Style.NEWSLETTER) == [
        f"В рамках проекта «Противодействие торговле людьми в Туркменистане» {PERIOD_RU} обучены 237 сотрудников прокуратуры, "
        "полиции и других правоохранительных органов и 17 судей; тема обучения — «Законодательная база противодействия "
        "торговле людьми, Мары».",
        "Зафиксировано 260 завершений обучения, в том числе без поимённого списка — 6.",
        "Проведён один тренинг.",
        "Организована учебная поездка в Турцию для пяти сотрудников полиции.",
        "Распространено 4\u00a0000 информационных материалов, включая брошюры, руководства и CD-диски.",
    ]


def test_a_letter_tells_the_same_in_full() -> None:
    assert told("en") == [
        "Under the project “Counter-trafficking in Turkmenistan”, between 22 September 2009 and 21 September 2011, 237 officers of "
        "the prosecution, police and other law-enforcement agencies and 17 judges were trained on “Legislative framework of "
        "counter-trafficking, Mary” (254 persons in all).",
        "Those trained, by profession and sex: 227 officers of the prosecution, police and other law-enforcement agencies not "
        "broken down by agency (227 male), 17 judges (9 female, 8 male) and 10 prosecutors (1 female, 9 male), from Mary, Ahal "
        "and Balkan.",
        "Completions of training, each person once for each event, numbered 260, of which 6 were counted without names.",
        "Attendances, each person once for each session, numbered 1,016.",
        "Two events were held: one training and one study tour; 259 people took part, counted at each event.",
        "A study tour to Türkiye was organised for five police officers.",
        "In all, 4,000 information materials, including 2,600 brochures, 800 manuals and 600 CDs, were distributed "
        "(recipient: General Prosecutor's Office of Turkmenistan).",
        "Indicator 1.1 (PS.5.3-15), “Law-enforcement officers trained”: 237 persons; target 230, cumulative 237, baseline 0 (2009).",
    ]


def test_professions_sexes_and_regions_are_told_as_people() -> None:
    document = persons({
        ("prosecutor", "female", "TM-M"): 1, ("prosecutor", "male", "TM-B"): 9, ("advocate", "female", "TM-A"): 4,
        ("judge", "not_stated", "not_stated"): 2,
    })  # fmt: skip
    figure = document.figures[0]
    assert broken_down(document, figure, "ru") == (
        "Состав обученных по профессиям и полу: 10 прокуроров (1 женщина, 9 мужчин), 4 адвоката (4 женщины) и 2 судьи "
        "(пол не указан — 2), из Балканского, Ахалского и Марыйского велаятов (регион не указан — 2)."
    )
    assert broken_down(document, figure, "en") == (
        "Those trained, by profession and sex: 10 prosecutors (1 female, 9 male), 4 advocates (4 female) and 2 judges "
        "(2 sex not stated), from Balkan, Ahal and Mary Velayats (region not stated: 2)."
    )


def broken_down(document: Document, figure: Any, language: str) -> str:
    made = breakdown(document, figure, language)
    assert made is not None
    return made.text


def test_completions_are_never_told_as_people() -> None:
    document = documents.document(prosecutors=2, officers=2, judges=1)
    figure = document.figure("completions")
    assert broken_down(document, figure, "ru") == (
        "Завершения обучения по профессиям и полу: прокуроры — 2 (женщины — 1, мужчины — 1); судьи — 1 (женщины — 1); категория "
        "не указана — 6 (пол не указан — 6); по регионам: Ахалский велаят — 1, Балканский велаят — 1, Марыйский велаят — 1, "
        "регион не указан — 6."
    )
    said = broken_down(document, figure, "en")
    assert said.startswith("Completions of training, by profession and sex: prosecutors 2 (1 female, 1 male); judges 1 (1 female);")


def test_an_indicator_of_people_is_broken_down_under_its_code() -> None:
    document = documents.document()
    assert broken_down(document, document.figure("1.1"), "en").startswith("Indicator 1.1, by profession and sex: 227 officers")
    assert broken_down(document, document.figure("1.1"), "ru").startswith("Индикатор 1.1 по профессиям и полу: 227 сотрудников")


def test_what_counts_no_people_has_no_breakdown() -> None:
    document = documents.document()
    assert [breakdown(document, figure, "ru") for figure in document.figures if figure.key in {"events", "materials"}] == [None, None]
    assert breakdown(persons({}), persons({}).figures[0], "en") is None


def test_law_enforcement_is_told_as_one_or_by_category() -> None:
    document = persons({("prosecutor", "male", "TM-M"): 21, ("customs", "male", "TM-M"): 11, ("guard", "male", "TM-M"): 2})
    assert trained(document).endswith(
        "обучены 34 сотрудника прокуратуры, таможенной службы и других правоохранительных органов."
    )
    assert trained(document, grouped=False).endswith(
        "обучены 21 прокурор, 11 сотрудников таможенной службы и 2 человека (категория «Инспектор труда»)."
    )


def test_one_category_of_law_enforcement_keeps_its_name() -> None:
    assert trained(persons({("customs", "male", "TM-M"): 21})).endswith("обучен 21 сотрудник таможенной службы.")


def test_of_many_agencies_prosecution_and_police_are_named() -> None:
    codes = ("prosecutor", "police", "customs", "migration_service", "border_guard")
    document = persons({(code, "male", "TM-M"): 10 for code in codes})
    assert trained(document).endswith("обучено 50 сотрудников прокуратуры, полиции и других правоохранительных органов.")
    document = persons({(code, "male", "TM-M"): 10 for code in (*codes[2:], "other_law_enforcement", "border_customs")})
    assert trained(document).endswith(
        "обучено 50 сотрудников пограничной службы, таможенной службы, миграционной службы и других правоохранительных органов."
    )


def test_a_category_of_an_office_is_told_by_its_name() -> None:
    document = persons({("inspector", "female", "TM-M"): 3, ("judge", "female", "TM-M"): 12})
    assert trained(document).endswith("обучены 12 судей и 3 человека (категория «Инспектор труда»).")
    assert broken_down(document, document.figures[0], "ru") == (
        "Состав обученных по профессиям и полу: 12 судей (12 женщин) и 3 человека (категория «Инспектор труда»; 3 женщины), "
        "из Марыйского велаята."
    )


def test_people_of_whom_no_category_is_stated_are_persons() -> None:
    document = persons({("not_stated", "female", "not_stated"): 2})
    assert trained(document).endswith("обучены два человека.")
    assert broken_down(document, document.figures[0], "en") == "Those trained, by profession and sex: 2 persons (2 female)."


def test_the_order_of_keys_in_a_sealed_report_changes_nothing() -> None:
    document = documents.document()
    assert told("ru", document=Document(json.loads(document.canonical))) == told("ru", document=document)


def test_titles_of_more_than_two_events_are_left_out() -> None:
    content = documents.content()
    content["labels"]["event"] |= {"3": {"name": {"en": "Third", "ru": "Третий"}}, "4": {"name": {"en": "Fourth", "ru": "Четвёртый"}}}
    for row, event in zip(content["rows"]["enrolment"], (3, 4), strict=False):
        row[1] = event
    assert "trained on" not in told("en", document=Document(content))[0]
    content["rows"]["enrolment"][1][1] = 1
    assert "trained on “Legislative framework of counter-trafficking, Mary” and “Third” (" in told("en", document=Document(content))[0]


def withholding() -> Document:
    content = documents.content(prosecutors=10, officers=10, judges=3)
    figure = content["figures"][0]
    figure["cells"]["category"]["judge"] = figure["cells"]["group"]["judiciary"] = None
    for cell in figure["crossed"]:
        cell["number"] = None if cell["category"] == "judge" else cell["number"]
    figure["cells"]["region"]["TM-M"] = None
    return Document(content)


def test_a_withheld_number_is_said_to_be_withheld() -> None:
    said = told("ru", document=withholding())
    assert "были обучены 10 прокуроров и судьи (число не приводится) — всего 13 человек;" in said[0]
    assert said[1] == (
        "Состав обученных по профессиям и полу: 10 прокуроров (1 женщина, 9 мужчин), из Балканского и Ахалского велаятов; "
        "не приводится число судей, а также число обученных из Марыйского велаята."
    )
    said = told("en", document=withholding())
    assert "10 prosecutors and judges (number not shown) were trained" in said[0]
    assert said[1].endswith("10 prosecutors (1 female, 9 male), from Balkan and Ahal; the number of judges and the number for Mary are not shown.")


def test_where_every_category_is_withheld_only_the_whole_is_told() -> None:
    content = persons({("judge", "male", "TM-M"): 9, ("advocate", "male", "TM-M"): 4}).content
    content["figures"][0]["cells"]["category"] = {"judge": None, "advocate": None}
    document = Document(content)
    assert trained(document).endswith("обучено 13 человек.")
    assert breakdown(document, document.figures[0], "ru") is None


def test_law_enforcement_with_a_withheld_category_is_told_by_the_number_of_its_group() -> None:
    content = persons({("prosecutor", "male", "TM-M"): 30, ("police", "male", "TM-M"): 4, ("judge", "male", "TM-M"): 12}).content
    cells = content["figures"][0]["cells"]
    cells["category"]["police"] = None
    assert trained(Document(content)).endswith("обучены 34 сотрудника прокуратуры и полиции и 12 судей.")
    cells["group"]["law_enforcement"] = None
    assert trained(Document(content)).endswith(
        "обучены 12 судей и сотрудники прокуратуры и полиции (число не приводится)."
    )


def test_nothing_is_told_of_a_tour_from_rows_where_any_number_is_withheld() -> None:
    assert "A study tour to Türkiye was organised for five participants." in told("en", document=withholding())


def test_nothing_is_added_up_from_rows_where_a_number_is_withheld() -> None:
    content = dict(withholding().content)
    content["figures"][3]["cells"]["kind"]["study_tour"] = None
    said = told("en", document=Document(content))
    assert "A study tour to Türkiye was organised; the number of participants is not shown." in said
    assert not any("recipient" in sentence for sentence in said)


def test_an_edition_without_rows_tells_tours_by_their_number() -> None:
    content = documents.content() | {"rows": {}}
    assert "Была организована учебная поездка для пяти участников." in told("ru", document=Document(content))


def test_an_edition_without_people_still_tells_where_tours_went() -> None:
    content = documents.content()
    content["rows"] |= {"enrolment": [], "headcount": []}
    content["rows"]["event"].append([3, "TM-ST2", "study_tour", "2010-06-07", "2010-06-11", "FR", *content["rows"]["event"][1][6:]])
    content["labels"]["country"]["FR"] = {"name": {"en": "France", "ru": "Франция"}}
    content["figures"] = [figure | {"counted": [], "crossed": []} for figure in content["figures"]]
    content["figures"][4]["cells"]["kind"]["study_tour"] = 2
    assert "Two study tours to France and Türkiye were organised for five participants." in told("en", document=Document(content))
    assert "Были организованы две учебные поездки в Турцию и во Францию для пяти участников." in told("ru", document=Document(content))


def test_where_professions_are_not_told_by_sex_the_sexes_are_told_of_all() -> None:
    content = documents.content(prosecutors=10, officers=10, judges=3)
    content["figures"] = [figure | {"crossed": []} for figure in content["figures"]]
    document = Document(content)
    assert broken_down(document, document.figures[0], "en") == (
        "Those trained, by profession and sex: 10 prosecutors and 3 judges; in all 3 female, 10 male; from Mary, Balkan and Ahal."
    )
    assert broken_down(document, document.figures[0], "ru") == (
        "Состав обученных по профессиям и полу: 10 прокуроров и 3 судьи; всего 3 женщины, 10 мужчин; из Марыйского, Балканского "
        "и Ахалского велаятов."
    )
    said = broken_down(document, document.figures[1], "ru")
    assert "; судьи — 3; категория не указана — 6; по полу: женщины — 3, мужчины — 10, пол не указан — 6; по регионам: " in said


def test_a_cumulative_figure_that_an_edition_leaves_out_is_said_to_be_withheld() -> None:
    content = documents.content()
    content["figures"][6] |= {"cumulative": None, "value": None}
    assert told("ru", document=Document(content))[-1].endswith(
        ": значение в открытой редакции не приводится; целевое значение — 230, нарастающим итогом — не приводится, исходное значение — 0 (2009 г.)."
    )
    assert "target 230, cumulative not shown, baseline" in told("en", document=Document(content))[-1]


def test_a_name_that_one_language_lacks_is_told_in_the_other() -> None:
    content = documents.content()
    content["figures"][6]["name"] = {"en": "Officers trained", "ru": None}
    content["scope"]["project"]["name"] = {"en": None, "ru": "Проект"}
    assert "«Officers trained»: 237 человек" in told("ru", document=Document(content))[-1]
    assert told("en", document=Document(content))[0].startswith("Under the project “Проект”")
    assert sentences(Document(content), "ru")[-1].notes[0].text.startswith("Officers trained [1.1]")


def test_rows_that_tell_another_number_than_the_figure_are_not_told() -> None:
    content = documents.content()
    content["figures"][3]["cells"]["kind"]["study_tour"] = 6
    assert "Была организована учебная поездка в Турцию для шести участников." in told("ru", document=Document(content))


def test_whoever_went_on_two_tours_to_a_country_is_not_told_as_two_people() -> None:
    content = documents.content()
    content["rows"]["event"].append([3, "TM-ST2", *content["rows"]["event"][1][2:]])
    content["rows"]["enrolment"][-1][1:3] = [3, content["rows"]["enrolment"][-2][2]]
    content["figures"][4] |= {"value": 3, "counted": [{"table": "event", "ids": "1–3"}]}
    content["figures"][4]["cells"]["kind"]["study_tour"] = 2
    assert "Two study tours to Türkiye were organised for five participants, counted on each tour." in told("en", document=Document(content))


def test_a_tour_inside_the_country_has_no_destination() -> None:
    content = documents.content()
    content["rows"]["event"][1][5] = "TM"
    assert "A study tour was organised for five police officers." in told("en", document=Document(content))


def test_the_cascade_is_told_apart_and_never_added() -> None:
    numbers = {("police", "male", "TM-M"): 22}
    direct = documents.figure("persons", "Persons", "Обучено", of_people("persons", {("judge", "male", "TM-M"): 12}))
    generations = [
        documents.figure(f"{basis}-{n}", "Cascade", "Каскад", of_people(basis, numbers), rule={"basis": basis, "generation": n})
        for n in (9, 1) for basis in ("completions", "persons")
    ]  # fmt: skip
    said = told("en", Style.NEWSLETTER, of([*generations, direct]))
    assert said[0].endswith("12 judges were trained.")
    assert said[1:] == [
        f"Cascade training of generation {n}, not part of the figures above: 22 persons; 22 completions of training." for n in (1, 9)
    ]


def test_a_figure_of_the_cascade_never_takes_the_place_of_a_direct_one() -> None:
    figure = documents.figure("persons", "Persons", "Обучено", of_people("persons", {("judge", "male", "TM-M"): 12}), rule={"basis": "persons", "generation": 1})
    assert told("en", document=of([figure])) == ["Cascade training of generation 1, not part of the figures above: 12 persons."]


def test_a_newsletter_is_silent_on_what_is_nought_and_a_letter_says_whether_there_was_any_training() -> None:
    nothing = [documents.figure(key, key, key, {"basis": key, "value": 0, "counted": []}) for key in ("persons", "completions", "events", "materials")]
    assert told("en", Style.NEWSLETTER, of(nothing)) == []
    assert told("en", document=of(nothing))[0].endswith(", no one was trained.")
    assert told("ru", document=of(nothing))[1:] == ["Мероприятия не проводились."]


@pytest.mark.parametrize(("kind", "says"), [("seminar", True), ("consultation", False)])
def test_a_letter_says_that_no_one_was_trained_where_anybody_was_taught(kind: str, says: bool) -> None:
    nobody = documents.figure("persons", "Persons", "Обучено", {"basis": "persons", "value": 0, "counted": []})
    held = documents.figure("events", "Events", "Мероприятия", {"basis": "events", "value": 1, "cells": {"kind": {kind: 1}}, "counted": []})
    assert any("no one was trained" in sentence for sentence in told("en", document=of([nobody, held]))) is says


def test_a_newsletter_of_a_report_with_indicators_alone_tells_these() -> None:
    indicator = next(one for one in documents.content()["figures"] if one["key"] == "1.1")
    assert told("ru", Style.NEWSLETTER, of([indicator])) == [
        "Индикатор 1.1 (PS.5.3-15) «Обучено сотрудников правоохранительных органов»: 237 человек; целевое значение — 230, "
        "нарастающим итогом — 237, исходное значение — 0 (2009 г.)."
    ]


def test_the_project_and_the_period_stand_once_before_the_first_sentence_that_can_bear_them() -> None:
    content = documents.content()
    content["figures"] = content["figures"][4:]
    said = told("en", document=Document(content))
    assert said[0].startswith("Under the project “Counter-trafficking in Turkmenistan”, between 22 September 2009 and 21 September 2011, two events")
    assert not any("Under the project" in sentence for sentence in said[1:])


def notes(language: str, **more: Any) -> list[Sentence]:
    return sentences(documents.document(), language, **more)


def test_a_footnote_names_the_figure_its_rule_its_days_and_the_seal() -> None:
    digest = documents.document().digest
    first, last = notes("en", digest=digest)[2].notes, notes("ru", digest=digest)[-1].notes
    assert [one.text for one in first] == [
        "Completions [completions]: 260; person and event; standard rule; period: 22 Sep 2009 – 21 Sep 2011, as of 1 Oct 2011; "
        f"known by name: 254; of which from headcounts: 6; report 7, version 1; SHA-256 {digest[:12]}…"
    ]
    assert [(one.figure, one.version) for one in last] == [("1.1", 2)]
    assert "; версия правила 2; период: 22 сент. 2009\u00a0г. – 21 сент. 2011\u00a0г., по состоянию на 1 окт. 2011\u00a0г.; отчёт 7" in last[0].text


def test_a_draft_has_no_seal_and_no_number_in_its_footnotes() -> None:
    content = documents.content()
    content["report"]["id"] = None
    [note] = sentences(Document(content), "en")[0].notes
    assert "SHA" not in note.text and "report" not in note.text


def test_a_restated_report_says_which_version_it_corrects() -> None:
    content = documents.content()
    content["report"] |= {"version": 2, "restates": 1}
    assert "отчёт 7, версия 2; исправляет версию 1" in sentences(Document(content), "ru")[0].notes[0].text


def test_a_figure_has_one_footnote_in_all_sentences() -> None:
    said = notes("ru")
    assert said[0].notes == said[1].notes
    assert [note.figure for note in said[4].notes] == [note.figure for note in said[5].notes] == ["events", "participants"]


def test_a_footnote_says_open_days_and_withheld_numbers() -> None:
    content = documents.content()
    content["period"] = {"first": None, "last": None, "as_of": "2011-10-01"}
    content["figures"][0]["parts"]["named"] = content["figures"][0]["value"] = None
    text = sentences(Document(content), "en")[0].notes[0].text
    assert "[persons]: not shown;" in text and "known by name: not shown" in text
    assert "period: no limit, as of 1 Oct 2011" in text


@pytest.mark.parametrize("style", Style)
def test_a_style_may_be_given_as_a_word(style: Style) -> None:
    assert sentences(documents.document(), "ru", style.value) == sentences(documents.document(), "ru", style)
