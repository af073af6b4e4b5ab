"""Who paid is said with the article in English and in the genitive in Russian, or plainly where the case is not known."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.bulletins.thanks import Named, genitive, in_english, in_russian, lines
from lms.language import LANGUAGES

DONORS = Path(__file__).parent.parent.parent / "seeds" / "reference" / "donors.csv"
NORWAY = Named("Government of the Kingdom of Norway", "Правительство Королевства Норвегия")
EU = Named("European Union", "Европейский союз")
GAS = Named("Gas plc", "ОАО «Газ»")


@pytest.mark.parametrize(("name", "case"), [
    ("Правительство Королевства Норвегия", "Правительства Королевства Норвегия"),
    ("Европейский союз", "Европейского союза"),
    ("Шведское агентство международного развития", "Шведского агентства международного развития"),
    ("Бюро по международной борьбе с наркотиками", "Бюро по международной борьбе с наркотиками"),
    ("Организация по безопасности и сотрудничеству в Европе (ОБСЕ)", "Организации по безопасности и сотрудничеству в Европе (ОБСЕ)"),
    ("Всемирная продовольственная программа", "Всемирной продовольственной программы"),
    ("Азиатский банк развития", "Азиатского банка развития"),
    ("Министерство иностранных дел, по делам Содружества", "Министерства иностранных дел, по делам Содружества"),
    ("Внешний фонд", "Внешнего фонда"), ("Новый общий фонд", "Нового общего фонда"), ("ОАО «Газ»", None), ("Норвегия", None), ("", None),
])  # fmt: skip
def test_the_genitive_changes_the_head_and_the_adjectives_before_it(name: str, case: str | None) -> None:
    assert genitive(name) == case


def test_one_event_and_several_are_worded_apart() -> None:
    assert in_russian([NORWAY], 1) == "Мероприятие проведено при финансовой поддержке Правительства Королевства Норвегия."
    assert in_russian([NORWAY], 2) == "Мероприятия проведены при финансовой поддержке Правительства Королевства Норвегия."
    assert in_english([NORWAY], 1) == "This event was funded by the Government of the Kingdom of Norway."
    assert in_english([NORWAY], 2) == "These events were funded by the Government of the Kingdom of Norway."


def test_several_donors_are_listed() -> None:
    assert in_english([NORWAY, EU, GAS], 1) == "This event was funded by the Government of the Kingdom of Norway, the European Union and Gas plc."
    assert in_russian([NORWAY, EU], 1).endswith("поддержке Правительства Королевства Норвегия и Европейского союза.")


def test_a_name_whose_case_is_not_known_is_only_named() -> None:
    assert in_russian([GAS], 1) == "Донор: ОАО «Газ»."
    assert in_russian([NORWAY, GAS], 2) == "Доноры: Правительство Королевства Норвегия; ОАО «Газ»."


def test_nobody_known_to_have_paid_is_nothing_said() -> None:
    assert lines([], 3) == {"en": "", "ru": ""}


def test_an_article_that_a_name_has_is_not_said_twice() -> None:
    assert in_english([Named("The Asia Foundation", "")], 1) == "This event was funded by The Asia Foundation."


def test_every_donor_of_the_reference_data_has_a_genitive() -> None:
    with DONORS.open(encoding="utf-8") as file:
        assert [row["code"] for row in csv.DictReader(file) if genitive(row["name_ru"]) is None] == []


@given(st.lists(st.builds(Named, st.text(min_size=1), st.text(min_size=1)), min_size=1, max_size=4), st.integers(1, 30))
def test_whatever_a_donor_is_called_the_line_is_one_sentence(donors: list[Named], events: int) -> None:
    made = lines(donors, events)
    assert set(made) == set(LANGUAGES) and all(line.endswith(".") for line in made.values())
