"""Russian names of places in the cases that sentences need: regions in the genitive, destinations with preposition.

Names are read as they stand in reference data and in documents; a name that no rule knows is never bent, the caller says
it beside a word that is. Pure.
"""

import re
from collections.abc import Sequence

from lms.reports.grammar_ru import NO_BREAK, joined, quoted

# Adjective and kind of region: Марыйский велаят, Ошская область, Горно-Бадахшанская автономная область.
_VELAYAT = re.compile(r"([\w-]+[кцн])ий велаят")
_OBLAST = re.compile(r"([\w-]+[кцн])ая( автономная)? область")
_NAMED_OBLAST = re.compile(r"область (\w+)")
_CITY = re.compile(r"(?:г\.|город)\s*([А-ЯЁ][\w-]*)")
_REPUBLIC = re.compile(r"Республика ([\w-]+)")
_KNOWN_REGIONS = {"районы республиканского подчинения": "районов республиканского подчинения"}
_CONSONANT = "бвгджзклмнпрстфхцчшщ"


def of_region(name: str) -> tuple[str, str] | None:
    """Return the genitive of a region and the noun it shares with others (in the genitive plural), None where no rule knows it.

    Where a noun is shared, the first is what stands before it: («Марыйского», «велаятов»).
    """
    if found := _VELAYAT.fullmatch(name):
        return f"{found[1]}ого", "велаятов"
    if found := _OBLAST.fullmatch(name):
        return (f"{found[1]}ой автономной области", "") if found[2] else (f"{found[1]}ой", "областей")
    if found := _NAMED_OBLAST.fullmatch(name):
        return f"области {found[1]}", ""
    if found := _CITY.fullmatch(name):
        return f"г.{NO_BREAK}{_of_city(found[1])}", ""
    if found := _REPUBLIC.fullmatch(name):
        return f"Республики {found[1]}", ""
    known = _KNOWN_REGIONS.get(name)
    return (known, "") if known else None


def _of_city(name: str) -> str:
    """Return the genitive of a city's name; those in a vowel other than а are not declined, as Алматы and Душанбе."""
    if name.endswith("а"):
        return name[:-1] + ("и" if name[-2] in "гкхжчшщ" else "ы")
    return f"{name}а" if name[-1] in _CONSONANT else name


_ONE_OF = {"велаятов": "велаята", "областей": "области"}


def from_regions(names: Sequence[str]) -> str:
    """Return «из …» with regions in the genitive, those of a sort first and under one noun.

    Where no rule knows one of the names, all stay as they are.
    """
    told: dict[str, list[str]] = {}
    for place in map(of_region, names):
        if place is None:
            return f"из следующих регионов: {', '.join(names)}"
        told.setdefault(place[1] or place[0], []).append(place[0])
    ordered = sorted(told.items(), key=lambda group: group[0] not in _ONE_OF)
    groups = [_shared(items, sort) for sort, items in ordered]
    return f"из {joined(groups, ' и ' if all(len(items) == 1 for items in told.values()) else ', а также из ')}"


def _shared(items: list[str], sort: str) -> str:
    if sort not in _ONE_OF:
        return joined(items)
    return f"{joined(items)} {sort if len(items) > 1 else _ONE_OF[sort]}"


# The genitive of what a name of an office begins with.
_OFFICES = {
    "Представительство": "Представительства", "Отделение": "Отделения", "Бюро": "Бюро", "Миссия": "Миссии", "Офис": "Офиса",
    "Центр": "Центра", "Управление": "Управления",
}  # fmt: skip


def of_office(name: str) -> str:
    """Return the genitive of an office: Представительства в Туркменистане; a name that no rule knows stays in quotation marks."""
    head, space, rest = name.partition(" ")
    return f"{_OFFICES[head]}{space}{rest}" if head in _OFFICES else f"офиса {quoted(name)}"


# Countries that are islands by use take «на». «В Украину» is what the offices of the United Nations write.
_ON = frozenset({
    "Багамы", "Барбадос", "Гаити", "Гренада", "Доминика", "Кипр", "Коморы", "Куба", "Кюрасао", "Маврикий", "Мадагаскар",
    "Мальдивы", "Мальта", "Сент-Люсия", "Тайвань", "Фиджи", "Филиппины", "Шри-Ланка", "Ямайка",
})  # fmt: skip
# In а, and the same in all cases.
_UNBENT = frozenset({"Антигуа", "Никарагуа", "Самоа", "Тонга"})
_KNOWN = {"Святой Престол (Ватикан)": "Ватикан", "Гвинея-Бисау": "Гвинею-Бисау"}
_HEADS = {"Республика": "Республику", "Государство": "Государство", "Королевство": "Королевство"}
_WORD = re.compile(r"[А-ЯЁ][\w’-]*")
_ADJECTIVE = re.compile(r"[А-ЯЁ][\w-]*(?:ая|яя|ие|ые|ий|ый)")
_NEEDS_A_VOWEL = re.compile(r"[ВФ][бвгджзклмнпрстфхцчшщь]")


def accusative(name: str) -> str | None:
    """Return the accusative of a country: Турцию, Республику Корея, Боснию и Герцеговину; None where no rule knows it."""
    if name in _KNOWN:
        return _KNOWN[name]
    parts = [_of_words(part.split(" ")) for part in name.split(" и ")]
    return None if None in parts or name.startswith("Остров") else " и ".join(filter(None, parts))


def _of_words(words: list[str]) -> str | None:
    """Return adjectives before a noun or before a head such as Республика, whose own name stays as it is."""
    before = 0
    while before < len(words) - 1 and words[before] not in _HEADS:
        before += 1
    adjectives, last, rest = words[:before], words[before], words[before + 1 :]
    if not all(_ADJECTIVE.fullmatch(word) for word in adjectives) or not all(_WORD.fullmatch(word) for word in [last, *rest]):
        return None
    return " ".join([*map(_adjective, adjectives), _HEADS.get(last) or _noun(last), *rest])


def _adjective(word: str) -> str:
    return re.sub("яя$", "юю", re.sub("ая$", "ую", word))


def _noun(word: str) -> str:
    return word if word in _UNBENT else re.sub("я$", "ю", re.sub("а$", "у", word))


def to_country(name: str) -> str:
    """Return a destination with its preposition: в Турцию, во Францию, на Кипр; «(страна: …)» where no rule knows it."""
    form = accusative(name)
    if form is None:
        return f"(страна: {name})"
    if name in _ON:
        return f"на {form}"
    return f"во {form}" if _NEEDS_A_VOWEL.match(form) else f"в {form}"
