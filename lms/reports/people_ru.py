"""People of a report in Russian: how many of whom, what of them is not shown, and by profession, sex and region. Pure."""

from collections.abc import Sequence

from lms.reports import facts
from lms.reports import grammar_ru as ru
from lms.reports.places_ru import from_regions
from lms.reports.rules import NOT_STATED

NOT_SHOWN = "не приводится"
IN_EDITION = f"в открытой редакции {NOT_SHOWN}"
SEXES = {"female": ru.WOMAN, "male": ru.MAN}
HEADINGS = {
    "persons": "состав обученных", "completions": "завершения обучения", "attendances": "посещения занятий",
    "participants": "участники мероприятий",
}  # fmt: skip


def noun_of(part: facts.Part) -> ru.Noun:
    """Return what people of a category, or of all of law enforcement, are called."""
    if part.code != facts.LAW_ENFORCEMENT:
        return ru.CATEGORIES.get(part.code) or (ru.in_category(part.name) if part.name else ru.PERSON)
    if part.agencies in {(), ("other",)}:
        return ru.OFFICERS
    return ru.of_staff(f" {ru.joined([ru.AGENCIES[one] for one in part.agencies])}")


def number_of(number: facts.Number, noun: ru.Noun, words: bool = False) -> str:
    """Return a number with what is counted, or what is counted and that its number is not shown."""
    return facts.beside(noun.all, f"число {NOT_SHOWN}") if number is None else ru.counted(number, noun, words=words)


def listed(parts: Sequence[facts.Part], words: bool) -> str:
    """Return people in a list; of several without a number it is said at once."""
    kept_back = [noun_of(part).all for part in parts if part.number is None]
    if len(kept_back) < 2 or kept_back[-1].endswith(")"):
        return ru.joined([number_of(part.number, noun_of(part), words) for part in parts])
    told = ru.joined([ru.counted(part.number, noun_of(part), words=words) for part in parts if part.number is not None])
    return f"{told}{', а также ' if told else ''}{ru.joined(kept_back)} (числа не приводятся)"


def with_which(said: str, count: facts.Count, *, words: bool = False) -> str:
    """Add what of a total is known only as a number, and what of that was reconstructed (R10).

    What is not shown of a total that is not shown itself goes without saying.
    """
    heads, again = count.of_which.get("from_headcounts", 0), count.of_which.get("reconstructed", 0)
    gender = ru.UNITS[count.basis].gender if count.basis in ru.UNITS else ru.M
    among = ", в том числе" if count.value is not None else "; из них"
    told = f"{said}{among} без поимённого списка — {ru.said(heads, gender, words)}" if heads else said
    told = f"{said}, все без поимённого списка" if heads and heads == count.value else told
    told = facts.beside(told, f"из них восстановлено по прежним отчётам — {ru.said(again, gender, words)}" if again else "")
    kept_back = [what for number, what in ((heads, "учтённых без поимённого списка"), (again, "восстановленных по прежним отчётам")) if number is None]
    if count.value is None or not kept_back:
        return told
    return facts.beside(told, f"число {' и '.join(kept_back)} {NOT_SHOWN}")


def breakdown(people: facts.People, heading: str) -> str:
    """Tell the people of a figure by profession, sex and region: persons as people, another basis as numbers (R1)."""
    by = "по профессиям и полу" if people.sexes or any(part.sexes for part in people.parts) else "по профессиям"
    begins = f"{heading or HEADINGS[people.basis]} {by}"
    if people.basis == "persons":
        told = [facts.beside(number_of(part.number, noun_of(part)), _sexes(part)) for part in people.told if part.number is not None]
        return f"{begins}: {ru.joined(told)}{_from(people)}"
    told = [facts.beside(f"{_all(part)} — {ru.digits(part.number)}", _sexes(part, bare=True)) for part in people.parts if part.number is not None]
    told += _others("категориям", [noun_of(part).all for part in people.parts if part.number is None])
    told += [f"по полу: {_sexes(people, bare=True)}"] if people.sexes else []
    return f"{begins}: {'; '.join([*told, *_by_region(people)])}"


def _by_region(people: facts.People) -> list[str]:
    if not people.regions:
        return []
    told = [*people.regions, *([("регион не указан", people.no_region)] if people.no_region != 0 else [])]
    regions, kept_back = [f"{name} — {ru.digits(number)}" for name, number in told if number is not None], facts.hidden(told)
    if not regions:
        return ["числа по регионам не приводятся"]
    return [f"по регионам: {', '.join(regions)}", *_others("регионам", kept_back)]


def _others(sorts: str, names: Sequence[str]) -> list[str]:
    """Say of which regions or categories no number is told, in a list where there are any."""
    return [f"числа по остальным {sorts} не приводятся: {', '.join(names)}"] if names else []


def _all(part: facts.Part) -> str:
    if part.code == NOT_STATED:
        return "категория не указана"
    return ru.CATEGORIES[part.code].all if part.code in ru.CATEGORIES else f"категория {ru.quoted(part.name)}"


def _in_sum(people: facts.People) -> str:
    """Return the sexes of all, where the parts do not tell theirs, before what else follows them."""
    if not people.sexes:
        return ","
    told, others = _sexes_told(people, bare=False), _sexes_hidden(people)
    return f"; всего {facts.beside(told, others)};" if told else f"; {others};"


def _sexes(part: facts.Part | facts.People, *, bare: bool = False) -> str:
    return "; ".join(filter(None, [_sexes_told(part, bare=bare), _sexes_hidden(part)]))


def _sexes_told(part: facts.Part | facts.People, *, bare: bool) -> str:
    return ", ".join(_sex(sex, number, bare) for sex, number in part.sexes if number is not None)


def _sexes_hidden(part: facts.Part | facts.People) -> str:
    kept_back = facts.hidden(part.sexes)
    if kept_back and len(kept_back) == len(part.sexes):
        return "числа по полу не приводятся"
    if len(kept_back) > 1:
        return "остальные числа не приводятся"
    return f"число остальных {NOT_SHOWN}" if kept_back else ""


def _sex(sex: str, number: int, bare: bool) -> str:
    if sex == NOT_STATED:
        return f"пол не указан — {ru.digits(number)}"
    return f"{SEXES[sex].all} — {ru.digits(number)}" if bare else ru.counted(number, SEXES[sex])


def _from(people: facts.People) -> str:
    told = [name for name, number in people.regions if number is not None]
    said = f"{_in_sum(people)} {from_regions(told)}" if told else _in_sum(people)[:-1]
    said += f" (регион не указан — {ru.digits(people.no_region)})" if told and people.no_region else ""
    kinds, regions = [noun_of(part).of_all for part in people.told if part.number is None], facts.hidden(people.regions)
    kept_back = [f"число {ru.joined(kinds)}"] if kinds else []
    kept_back += [f"число обученных {from_regions(regions)}"] if regions else []
    kept_back += ["число обученных, чей регион не указан"] if people.regions and people.no_region is None else []
    return said + (f"; {NOT_SHOWN} {', а также '.join(kept_back)}" if kept_back else "")
