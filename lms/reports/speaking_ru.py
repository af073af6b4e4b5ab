"""Sentences of a report in Russian: what `facts` picked out, worded. Each is a clause without its capital and full stop. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from lms.reports import facts
from lms.reports import grammar_ru as ru
from lms.reports.places_ru import from_regions, to_country
from lms.reports.rules import NOT_STATED

WITHHELD = "менее пяти либо не раскрывается"
SEXES = {"female": ru.WOMAN, "male": ru.MAN}
MOST_RECEIVERS = 3
HEADINGS = {
    "persons": "состав обученных", "completions": "завершения обучения", "attendances": "посещения занятий",
    "participants": "участники мероприятий",
}  # fmt: skip
ONCE = {"completions": "мероприятию", "attendances": "занятию"}


def opening(scope: facts.Scope, *, formal: bool) -> str:
    """Return what a text begins with: the project and the period; a newsletter names a whole year by its number."""
    project = f"в рамках проекта {ru.quoted(scope.project)}" if scope.project else ""
    if scope.year and not formal:
        return " ".join(filter(None, [f"в {scope.year} году", project]))
    days = span(scope.first, scope.last)
    return " ".join(filter(None, [project, f"в период {days}" if days.startswith("с ") and scope.last else days]))


def span(first: date | None, last: date | None) -> str:
    """Return a period in words."""
    if first and last:
        return day(first) if first == last else f"с {day(first)} по {day(last)}"
    return f"с {day(first)}" if first else f"по {day(last)} включительно" if last else ""


def day(value: date) -> str:
    """Return a day in words."""
    return str(format_date(value, "d MMMM y 'года'", locale="ru"))


def amount(text: str) -> str:
    """Return a number that a donor gave as a text."""
    value = Decimal(text)
    plain = f"{value.to_integral_value() if value == value.to_integral_value() else value.normalize():,f}"
    return plain.replace(",", ru.NO_BREAK).replace(".", ",").replace("-", "−")


def quoted(text: str) -> str:
    """Return a text in quotation marks."""
    return ru.quoted(text)


def opened(clause: str, lead: str) -> str:
    """Return a sentence of a clause."""
    whole = f"{lead} {clause}" if lead else clause
    return f"{whole[0].upper()}{whole[1:]}."


def trained(people: facts.People, *, formal: bool) -> str:
    """Tell who was trained."""
    if people.value == 0:
        return "обучение не прошёл ни один человек"
    parts = people.told
    if not parts:
        return f"число обученных — {WITHHELD}"
    whole = people.value if formal and len(parts) > 1 else None
    again = people.of_which.get("returning", 0) if formal else 0
    words = facts.below_ten(*(part.number for part in parts), whole, again)
    verb = ru.agreed(ru.TRAINED, [(part.number, _noun(part).gender) for part in parts], formal=formal)
    theme = "тема" if len(people.titles) == 1 else "темы"
    on = f"; {theme} обучения — {ru.joined([ru.quoted(title) for title in people.titles])}" if people.titles else ""
    heads = of_which(facts.Count("persons", people.value, people.of_which), words=words)
    return f"{verb} {_listed(parts, words)}{_in_all(whole, again, words)}{heads}{on}"


def _in_all(whole: facts.Number, again: facts.Number, words: bool) -> str:
    told = f" — всего {ru.counted(whole, ru.PERSON, words=words)}" if whole is not None else ""
    return told + (f" (из них ранее обучались — {ru.said(again, words=words)})" if again else "")


def _noun(part: facts.Part) -> ru.Noun:
    if part.code != facts.LAW_ENFORCEMENT:
        return ru.CATEGORIES.get(part.code) or (ru.in_category(part.name) if part.name else ru.PERSON)
    if part.agencies in {(), ("other",)}:
        return ru.OFFICERS
    return ru.of_staff(f" {ru.joined([ru.AGENCIES[one] for one in part.agencies])}")


def _number(number: facts.Number, noun: ru.Noun, words: bool = False) -> str:
    return f"{noun.all} (число {WITHHELD})" if number is None else ru.counted(number, noun, words=words)


def _listed(parts: Sequence[facts.Part], words: bool) -> str:
    return ru.joined([_number(part.number, _noun(part), words) for part in parts])


def of_which(count: facts.Count, *, words: bool = False) -> str:
    """Return what of a total is known only as a number, and what of that was reconstructed (R10)."""
    heads, again = count.of_which.get("from_headcounts", 0), count.of_which.get("reconstructed", 0)
    gender = ru.UNITS[count.basis].gender if count.basis in ru.UNITS else ru.M
    told = f", в том числе без поимённого списка — {_some(heads, gender, words)}" if heads != 0 else ""
    told = ", все без поимённого списка" if heads and heads == count.value else told
    return told + (f" (из них восстановлено по прежним отчётам — {_some(again, gender, words)})" if again != 0 else "")


def _some(number: facts.Number, gender: int = ru.M, words: bool = False) -> str:
    return WITHHELD if number is None else ru.said(number, gender, words)


def breakdown(people: facts.People, heading: str) -> str:
    """Tell the people of a figure by profession, sex and region: persons as people, another basis as numbers (R1)."""
    by = "по профессиям и полу" if people.sexes or any(part.sexes for part in people.parts) else "по профессиям"
    begins = f"{heading or HEADINGS[people.basis]} {by}"
    if people.basis == "persons":
        told = [facts.beside(_number(part.number, _noun(part)), _sexes(part)) for part in people.told if part.number is not None]
        return f"{begins}: {ru.joined(told)}{_from(people)}"
    told = [facts.beside(f"{_all(part)} — {_some(part.number)}", _sexes(part, bare=True)) for part in people.parts]
    told += [f"по полу: {_sexes(people, bare=True)}"] if people.sexes else []
    regions = [f"{name} — {_some(number)}" for name, number in people.regions]
    regions += [f"регион не указан — {_some(people.no_region)}"] if regions and people.no_region != 0 else []
    return f"{begins}: {'; '.join(told)}" + (f"; по регионам: {', '.join(regions)}" if regions else "")


def _all(part: facts.Part) -> str:
    if part.code == NOT_STATED:
        return "категория не указана"
    return ru.CATEGORIES[part.code].all if part.code in ru.CATEGORIES else f"категория {ru.quoted(part.name)}"


def _in_sum(people: facts.People) -> str:
    """Return the sexes of all, where the parts do not tell theirs, before what else follows them."""
    return f"; всего {_sexes(people)};" if people.sexes else ","


def _sexes(part: facts.Part | facts.People, *, bare: bool = False) -> str:
    return ", ".join(_sex(sex, number, bare) for sex, number in part.sexes)


def _sex(sex: str, number: facts.Number, bare: bool) -> str:
    if sex == NOT_STATED:
        return f"пол не указан — {_some(number)}"
    return f"{SEXES[sex].all} — {_some(number)}" if bare or number is None else ru.counted(number, SEXES[sex])


def _from(people: facts.People) -> str:
    told = [name for name, number in people.regions if number is not None]
    hidden = [name for name, number in people.regions if number is None]
    kinds = [_noun(part).all for part in people.told if part.number is None]
    said = f"{_in_sum(people)} {from_regions(told)}" if told else _in_sum(people)[:-1]
    said += f" (регион не указан — {_some(people.no_region)})" if told and people.no_region != 0 else ""
    said += f"; число {WITHHELD}: {', '.join(kinds)}" if kinds else ""
    return said + (f"; число {WITHHELD} по регионам: {', '.join(hidden)}" if hidden else "")


def recorded(count: facts.Count, *, formal: bool) -> str:
    """Tell completions or attendances (R1), and beside these the claimed, which they do not hold (R3)."""
    claimed, unit = count.of_which.get("claimed", 0), ru.UNITS[count.basis]
    words = facts.below_ten(count.value, count.of_which.get("from_headcounts"), count.of_which.get("reconstructed"), claimed)
    told = f"{ru.agreed(ru.RECORDED, [(count.value, unit.gender)], formal=formal)} {_number(count.value, unit, words)}"
    told = facts.beside(told, f"каждый человек учтён один раз по каждому {ONCE[count.basis]}" if formal else "")
    more = f"; ещё не подтверждено — {_some(claimed, unit.gender, words)}" if claimed != 0 else ""
    return told + of_which(count, words=words) + more


def events(told: facts.Events, *, formal: bool) -> str:
    """Tell the events by kind, and how many took part."""
    if told.value == 0:
        return "мероприятия не проводились"
    numbers = [number for _kind, number in told.kinds]
    words = facts.below_ten(told.value, *numbers)
    nouns = [ru.KINDS.get(kind, ru.OTHER_EVENT) for kind, _number in told.kinds]
    kinds = [_number(number, noun, words) for number, noun in zip(numbers, nouns, strict=True)]
    if len(kinds) == 1 or not told.whole:
        subjects = [(number, noun.gender) for number, noun in zip(numbers, nouns, strict=True)]
        held = ru.agreed(ru.HELD, subjects, formal=formal)
        verb = ru.agreed(ru.TOOK_PLACE, subjects) if [kind for kind, _number in told.kinds] == ["official_visit"] else held
        return f"{verb} {ru.joined(kinds)}{_took_part(told)}"
    listed = f": {ru.joined(kinds)}" if kinds else ""
    verb = ru.agreed(ru.HELD, [(told.value, ru.N)], formal=formal)
    return f"{verb} {_number(told.value, ru.EVENT, words)}{listed}{_took_part(told)}"


def _took_part(told: facts.Events) -> str:
    went = told.participants
    if went is None or went.value == 0:
        return ""
    each = " (с учётом участия в каждом мероприятии)" if told.value != 1 else ""
    if went.value is None:
        return f"; число участников{each} — {WITHHELD}"
    words, verb = facts.below_ten(went.value, *went.of_which.values()), ru.agreed(ru.TOOK_PART, [(went.value, ru.M)])
    return f"; {verb} {ru.counted(went.value, ru.PERSON, words=words)}{each}{of_which(went, words=words)}"


def tours(told: Sequence[facts.Tours], *, formal: bool) -> str:
    """Tell the study tours: where to, and for whom."""
    words, tour = facts.below_ten(*(one.number for one in told)), ru.KINDS["study_tour"]
    whom = facts.below_ten(*(number for one in told for number in one.told))
    if len(told) == 1:
        one = told[0]
        there = replace(tour, tail=f" {_to(one)}" if one.countries else "")
        verb = ru.agreed(ru.ORGANISED, [(one.number, ru.F)], formal=formal)
        return f"{verb} {there.one + there.tail if one.number == 1 else _number(one.number, there, words)}{_for(one, whom)}"
    whole = sum(one.number or 0 for one in told)
    where = [f"{ru.said(one.number or 0, ru.F, words)} {_to(one) or 'внутри страны'}{_for(one, whom)}" for one in told]
    verb = ru.agreed(ru.ORGANISED, [(whole, ru.F)], formal=formal)
    return f"{verb} {_number(whole, tour, words and facts.below_ten(whole))}: {'; '.join(where)}"


def _to(tour: facts.Tours) -> str:
    return ru.joined([to_country(country) for country in tour.countries])


def _for(tour: facts.Tours, words: bool) -> str:
    if tour.participants == 0:
        return ""
    if tour.participants is None:
        return f" для участников (число {WITHHELD})"
    if tour.repeated or not tour.parts:
        who = ru.of_counted(tour.participants, ru.PARTICIPANT, words=words) + (" (с учётом каждой поездки)" if tour.repeated else "")
    else:
        who = ru.joined([ru.of_counted(part.number or 0, _noun(part), words=words) for part in tour.parts])
    heads = f" (в том числе без поимённого списка — {ru.said(tour.without_names, words=words)})" if tour.without_names else ""
    return f" для {who}{heads}"


def materials(told: facts.Pieces, *, formal: bool) -> str:
    """Tell the materials handed over (R14); a newsletter names the carriers without their numbers."""
    if told.value is not None and told.value <= 0:
        return "информационные материалы не распространялись" + (f" (исправления: {ru.digits(told.value)})" if told.value else "")
    numbers = [number for _carrier, number in told.carriers]
    known = [ru.CARRIERS.get(carrier, ru.CARRIERS["other"]) for carrier, _number in told.carriers]
    noun = ru.CARRIERS.get(told.only, ru.MATERIAL)
    whole, words = all(number is not None and number > 0 for number in numbers), facts.below_ten(told.value, *numbers)
    said = f"{ru.agreed(ru.HANDED_OUT, [(told.value, noun.gender)], formal=formal)} {_number(told.value, noun, words)}"
    if len(known) > 1:
        listed = [ru.counted_object(number or 0, one, words=words) if formal and whole else one.all for number, one in zip(numbers, known, strict=True)]
        said += f", включая {ru.joined(listed)}"
    if len(told.receivers) > MOST_RECEIVERS:
        return f"среди {ru.of_counted(len(told.receivers), ru.ORGANISATION, words=True)} {said}"
    receivers = "получатель" if len(told.receivers) == 1 else "получатели"
    return said + (f" ({receivers}: {'; '.join(told.receivers)})" if told.receivers and formal else "")


def measure(told: facts.Measure) -> str:
    """Tell an indicator against its target and baseline."""
    head = f"индикатор {told.code}" + (f" ({told.reference})" if told.reference else "") if told.code else ""
    cascade = f" (каскадное обучение, ступень {told.generation})" if told.generation is not None else ""
    said = f"{head}{' ' if head else ''}{ru.quoted(told.name)}{cascade}: {quantity(told.count)}{of_which(told.count)}"
    days = f" ({span(*told.span)})" if told.span else ""
    more = [f"целевое значение — {amount(told.target)}{days}"] if told.target is not None else []
    more += [f"нарастающим итогом — {_some(told.cumulative)}"] if told.has_cumulative else []
    more += [f"исходное значение — {amount(told.baseline[0])} ({told.baseline[1]} г.)"] if told.baseline else []
    return "; ".join(filter(None, [said, ", ".join(more)]))


def quantity(count: facts.Count) -> str:
    """Return a number with its unit, in digits; the bare number where the basis is not known."""
    if count.value is None:
        return WITHHELD
    unit = ru.UNITS.get(count.basis)
    return ru.counted(count.value, unit) if unit else ru.digits(count.value)


def cascade(generation: int, counts: Sequence[facts.Count]) -> str:
    """Tell one generation of the cascade, apart from the direct figures (R12)."""
    told = [f"{quantity(count) if count.value is not None else f'{ru.UNITS[count.basis].all} — {WITHHELD}'}{of_which(count)}" for count in counts]
    return f"каскадное обучение, ступень {generation} (в данные выше не входит): {'; '.join(told)}"
