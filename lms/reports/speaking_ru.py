"""Sentences of a report in Russian: what `facts` picked out, worded. Each is a clause without its capital and full stop. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from lms.reports import facts, people_ru
from lms.reports import grammar_ru as ru
from lms.reports.people_ru import IN_EDITION, NOT_SHOWN, listed, noun_of, number_of, with_which
from lms.reports.places_ru import of_office, to_country

MOST_RECEIVERS = 3
breakdown = people_ru.breakdown  # what a speaker has to say, told there
APART = {
    "claimed": ("не подтверждено", "неподтверждённых"),
    "signed": (
        "по подписанным листам мероприятий с ещё не утверждённой посещаемостью",
        "внесённых в подписанные листы мероприятий с ещё не утверждённой посещаемостью",
    ),
}  # fmt: skip
ONCE = {"completions": "мероприятию", "attendances": "занятию"}


def opening(scope: facts.Scope, *, formal: bool) -> str:
    """Return what a text begins with: what it is about and the period; a newsletter names a whole year by its number."""
    about = f"в рамках проекта {ru.quoted(scope.project)}" if scope.project else ""
    about = f"по линии {of_office(scope.office)}" if scope.office and not about else about
    place = f"({scope.place})" if scope.place else ""
    if scope.year and not formal:
        return " ".join(filter(None, [f"в {scope.year} году", about, place]))
    days = span(scope.first, scope.last)
    days = f"в период {days}" if days.startswith("с ") and scope.last else days
    return " ".join(filter(None, [about, place, days] if about else [days, place]))


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
        return f"число обученных {IN_EDITION}"
    whole = people.value if formal and len(parts) > 1 else None
    again = people.of_which.get("returning", 0) if formal else 0
    words = facts.below_ten(*(part.number for part in parts), whole, again)
    verb = ru.agreed(ru.TRAINED, [(part.number, noun_of(part).gender) for part in parts], formal=formal)
    theme = "тема" if len(people.titles) == 1 else "темы"
    on = f"; {theme} обучения — {ru.joined([ru.quoted(title) for title in people.titles])}" if people.titles else ""
    before = "в этом проекте" if people.in_project else "в пределах охвата отчёта"
    said = f"{verb} {listed(parts, words)}" + (f" — всего {ru.counted(whole, ru.PERSON, words=words)}" if whole is not None else "")
    said = facts.beside(said, f"из них ранее обучались {before} — {ru.said(again, words=words)}" if again else "")
    return with_which(said, facts.Count("persons", people.value, people.of_which), words=words) + on


def recorded(count: facts.Count, *, formal: bool) -> str:
    """Tell completions or attendances (R1), and beside these those of events not finalised, which they do not hold (R3)."""
    unit = ru.UNITS[count.basis]
    once = f"каждый человек учтён один раз по каждому {ONCE[count.basis]}" if formal else ""
    if count.value is None:
        return with_which(f"{facts.beside(f'число {unit.of_all}', once)} {IN_EDITION}", count)
    words = facts.below_ten(count.value, *(count.of_which.get(part) for part in ("from_headcounts", "reconstructed", *APART)))
    told = f"{ru.agreed(ru.RECORDED, [(count.value, unit.gender)], formal=formal)} {ru.counted(count.value, unit, words=words)}"
    return with_which(facts.beside(told, once), count, words=words) + _apart(count, unit.gender, words)


def _apart(count: facts.Count, gender: int, words: bool) -> str:
    told = {part: count.of_which.get(part, 0) for part in APART}
    known = [f"{APART[part][0]} — {ru.said(number, gender, words)}" for part, number in told.items() if number]
    said = f"; сверх этого {', '.join(known)}" if known else ""
    kept_back = [f"число {APART[part][1]} {NOT_SHOWN}" for part, number in told.items() if number is None]
    return "; ".join([said, *kept_back])


def events(told: facts.Events, *, formal: bool) -> str:
    """Tell the events by kind, and how many took part."""
    if told.value == 0:
        return "мероприятия не проводились"
    numbers = [number for _kind, number in told.kinds]
    words = facts.below_ten(told.value, *numbers)
    nouns = [ru.KINDS.get(kind, ru.OTHER_EVENT) for kind, _number in told.kinds]
    kinds = [number_of(number, noun, words) for number, noun in zip(numbers, nouns, strict=True)]
    if len(kinds) == 1 or not told.whole:
        subjects = [(number, noun.gender) for number, noun in zip(numbers, nouns, strict=True)]
        held = ru.agreed(ru.HELD, subjects, formal=formal)
        verb = ru.agreed(ru.TOOK_PLACE, subjects) if [kind for kind, _number in told.kinds] == ["official_visit"] else held
        return f"{verb} {ru.joined(kinds)}{_took_part(told)}"
    listed = f": {ru.joined(kinds)}" if kinds else ""
    verb = ru.agreed(ru.HELD, [(told.value, ru.N)], formal=formal)
    return f"{verb} {number_of(told.value, ru.EVENT, words)}{listed}{_took_part(told)}"


def _took_part(told: facts.Events) -> str:
    went = told.participants
    if went is None or went.value == 0:
        return ""
    each = " (с учётом участия в каждом мероприятии)" if told.value != 1 else ""
    if went.value is None:
        return with_which(f"; число участников{each} {IN_EDITION}", went)
    words, verb = facts.below_ten(went.value, *went.of_which.values()), ru.agreed(ru.TOOK_PART, [(went.value, ru.M)])
    return with_which(f"; {verb} {ru.counted(went.value, ru.PERSON, words=words)}{each}", went, words=words)


def tours(told: Sequence[facts.Tours], *, formal: bool) -> str:
    """Tell the study tours: where to, and for whom."""
    words, tour = facts.below_ten(*(one.number for one in told)), ru.KINDS["study_tour"]
    whom = facts.below_ten(*(number for one in told for number in one.told))
    if len(told) == 1:
        one = told[0]
        there = replace(tour, tail=f" {_to(one)}" if one.countries else "")
        verb = ru.agreed(ru.ORGANISED, [(one.number, ru.F)], formal=formal)
        return f"{verb} {there.one + there.tail if one.number == 1 else number_of(one.number, there, words)}{_for(one, whom)}"
    whole = sum(one.number or 0 for one in told)
    where = [f"{ru.said(one.number or 0, ru.F, words)} {_to(one) or 'внутри страны'}{_for(one, whom)}" for one in told]
    verb = ru.agreed(ru.ORGANISED, [(whole, ru.F)], formal=formal)
    return f"{verb} {number_of(whole, tour, words and facts.below_ten(whole))}: {'; '.join(where)}"


def _to(tour: facts.Tours) -> str:
    return ru.joined([to_country(country) for country in tour.countries])


def _for(tour: facts.Tours, words: bool) -> str:
    if tour.participants == 0:
        return ""
    if tour.participants is None:
        return f"; число участников {NOT_SHOWN}"
    if tour.repeated or not tour.parts:
        who = ru.of_counted(tour.participants, ru.PARTICIPANT, words=words) + (" (с учётом каждой поездки)" if tour.repeated else "")
    else:
        who = ru.joined([ru.of_counted(part.number or 0, noun_of(part), words=words) for part in tour.parts])
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
    said = f"{ru.agreed(ru.HANDED_OUT, [(told.value, noun.gender)], formal=formal)} {number_of(told.value, noun, words)}"
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
    said = with_which(f"{head}{' ' if head else ''}{ru.quoted(told.name)}{cascade}: {quantity(told.count)}", told.count)
    days = f" ({span(*told.span)})" if told.span else ""
    more = [f"целевое значение — {amount(told.target)}{days}"] if told.target is not None else []
    more += [f"нарастающим итогом — {NOT_SHOWN if told.cumulative is None else ru.digits(told.cumulative)}"] if told.has_cumulative else []
    more += [f"исходное значение — {amount(told.baseline[0])} ({told.baseline[1]} г.)"] if told.baseline else []
    return "; ".join(filter(None, [said, ", ".join(more)]))


def quantity(count: facts.Count) -> str:
    """Return a number with its unit, in digits; the bare number where the basis is not known."""
    if count.value is None:
        return f"значение {IN_EDITION}"
    unit = ru.UNITS.get(count.basis)
    return ru.counted(count.value, unit) if unit else ru.digits(count.value)


def cascade(generation: int, counts: Sequence[facts.Count]) -> str:
    """Tell one generation of the cascade, apart from the direct figures (R12)."""
    told = [with_which(quantity(count) if count.value is not None else number_of(None, ru.UNITS[count.basis]), count) for count in counts]
    return f"каскадное обучение, ступень {generation} (в данные выше не входит): {'; '.join(told)}"
