"""The line that says who paid for what an article is about, in the grammar of each language. Pure.

English puts the article before the name of a body, «при поддержке» asks for the genitive. Both are known by the first
words of a name: what follows the head of a Russian name does not change with it. Where they are not known, the line
only names the donor.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.reports import grammar_en, grammar_ru


@dataclass(frozen=True)
class Named:
    """A donor's names."""

    en: str
    ru: str


# Heads of Russian names with their genitive; nouns only, in the order that a name is held against them.
HEADS = {
    "Агентство": "Агентства", "Ассоциация": "Ассоциации", "Банк": "Банка", "Бюро": "Бюро", "Департамент": "Департамента",
    "Комиссия": "Комиссии", "Комитет": "Комитета", "Королевство": "Королевства", "Корпорация": "Корпорации", "Миссия": "Миссии",
    "Министерство": "Министерства", "Общество": "Общества", "Организация": "Организации", "Отдел": "Отдела", "Офис": "Офиса",
    "Посольство": "Посольства", "Правительство": "Правительства", "Представительство": "Представительства",
    "Программа": "Программы", "Республика": "Республики", "Секретариат": "Секретариата", "Совет": "Совета", "Союз": "Союза",
    "Управление": "Управления", "Федерация": "Федерации", "Фонд": "Фонда", "Центр": "Центра",
}  # fmt: skip
_OF_ENDING = (("кий", "кого"), ("гий", "гого"), ("хий", "хого"), ("ший", "шего"), ("щий", "щего"), ("ний", "него"), ("ый", "ого"),
              ("ой", "ого"), ("кое", "кого"), ("ое", "ого"), ("ее", "его"), ("ая", "ой"), ("яя", "ей"))  # fmt: skip
_MOST_ADJECTIVES = 3
# Heads of English names that take the article, wherever they stand in what comes before a comma or "of".
_BODIES = re.compile(
    r"\b(Agency|Association|Bank|Bureau|Centre|Center|Commission|Commonwealth|Council|Department|Embassy|Federation|Foundation|"
    r"Fund|Government|Kingdom|Ministry|Mission|Office|Organi[sz]ation|Programme|Program|Republic|Secretariat|Society|Union)\b"
)
TOGETHER = ("Доноры: ", "Донор: ")


def genitive(name: str) -> str | None:
    """Return the genitive of a Russian name of a body, None where its head is not known."""
    words = name.split(" ")
    for place, word in enumerate(words[: _MOST_ADJECTIVES + 1]):
        bare = word.rstrip(",")
        known = HEADS.get(bare) or HEADS.get(bare.capitalize())
        if known:
            changed = known if bare[:1].isupper() else known.lower()
            before = [_of_adjective(one) for one in words[:place]]
            if None in before:
                return None
            return " ".join([*(one for one in before if one), changed + word[len(bare) :], *words[place + 1 :]])
    return None


def _of_adjective(word: str) -> str | None:
    return next((word[: -len(ending)] + other for ending, other in _OF_ENDING if word.endswith(ending)), None)


def in_english(donors: Sequence[Named], events: int) -> str:
    """Return the line in English, empty where nobody is known to have paid."""
    if not donors:
        return ""
    what = "This event was" if events == 1 else "These events were"
    return f"{what} funded by {grammar_en.joined([_with_article(one.en) for one in donors])}."


def _with_article(name: str) -> str:
    if re.match(r"(?i)the\s", name):
        return name
    return f"the {name}" if _BODIES.search(name) else name


def in_russian(donors: Sequence[Named], events: int) -> str:
    """Return the line in Russian, empty where nobody is known to have paid."""
    if not donors:
        return ""
    cases = [genitive(one.ru) for one in donors]
    if None in cases:
        return f"{TOGETHER[len(donors) == 1]}{'; '.join(one.ru for one in donors)}."
    what = "Мероприятие проведено" if events == 1 else "Мероприятия проведены"
    return f"{what} при финансовой поддержке {grammar_ru.joined([one for one in cases if one])}."


def lines(donors: Sequence[Named], events: int) -> dict[str, str]:
    """Return the line by language; `events` is how many were paid for."""
    return {"en": in_english(donors, events), "ru": in_russian(donors, events)}
