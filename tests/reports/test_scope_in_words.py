"""What a letter says of the scope of its report: the office, the place it is limited to, and where people are new or came again."""

from typing import Any

import pytest

from lms.reports.document import Document
from lms.reports.sentences import sentences
from tests.reports import documents

DAYS = "between 22 September 2009 and 21 September 2011"
DAYS_RU = "в период с 22 сентября 2009 года по 21 сентября 2011 года"
PROJECT_RU = "В рамках проекта «Противодействие торговле людьми в Туркменистане»"


def first(language: str, **scope: Any) -> Any:
    content = documents.content()
    content["scope"] |= scope
    content["figures"][0]["parts"] |= {"new": 242, "returning": 12}
    return sentences(Document(content), language)[0]


@pytest.mark.parametrize(("scope", "english", "russian"), [
    ({}, f"Under the project “Counter-trafficking in Turkmenistan”, {DAYS}, ", f"{PROJECT_RU} {DAYS_RU} "),
    ({"region": "TM-B"}, f"Under the project “Counter-trafficking in Turkmenistan”, for Balkan, {DAYS}, ", f"{PROJECT_RU} (Балканский велаят) {DAYS_RU} "),
    ({"project": None}, f"In the work of the Office in Turkmenistan, {DAYS}, ", f"По линии Представительства в Туркменистане {DAYS_RU} "),
    ({"project": None, "office": None, "country": "TM"}, f"For Turkmenistan, {DAYS}, ", f"В{DAYS_RU[1:]} (Туркменистан) "),
    ({"project": None, "office": None}, f"Between {DAYS[8:]}, ", f"В{DAYS_RU[1:]} "),
])  # fmt: skip
def test_a_letter_begins_with_what_its_report_is_about(scope: dict[str, Any], english: str, russian: str) -> None:
    assert first("en", **scope).text.startswith(english)
    assert first("ru", **scope).text.startswith(russian)


@pytest.mark.parametrize(("scope", "english", "russian"), [
    ({}, "in this project", "в этом проекте"),
    ({"region": "TM-B"}, "within the scope of this report", "в пределах охвата отчёта"),
    ({"project": None}, "within the scope of this report", "в пределах охвата отчёта"),
])  # fmt: skip
def test_whoever_came_again_did_so_within_the_scope_of_the_report(scope: dict[str, Any], english: str, russian: str) -> None:
    told, said = first("en", **scope), first("ru", **scope)
    assert f"of whom 12 had been trained before {english})" in told.text and f"(из них ранее обучались {russian} — 12)" in said.text
    assert f"; for the first time {english}: 242; trained before {english}: 12;" in told.notes[0].text
    assert f"; впервые {russian} — 242; ранее обучались {russian} — 12;" in said.notes[0].text
