"""Sentences of a report in English: what `facts` picked out, worded. Each is a clause without its capital and full stop. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from lms.reports import facts, people_en
from lms.reports import grammar_en as en
from lms.reports.people_en import IN_EDITION, NOT_SHOWN, listed, number_of, with_which

MOST_RECEIVERS = 3
breakdown = people_en.breakdown  # what a speaker has to say, told there
APART = {"claimed": "claimed only", "signed": "on signed sheets"}
RECORDED = {"completions": ("completions of training", "event"), "attendances": ("attendances", "session")}


def opening(scope: facts.Scope, *, formal: bool) -> str:
    """Return what a text begins with: what it is about and the period; a newsletter names a whole year by its number."""
    about = f"under the project {en.quoted(scope.project)}" if scope.project else ""
    about = f"in the work of {en.office(scope.office)}" if scope.office and not about else about
    place = f"for {en.place(scope.place)}" if scope.place else ""
    if scope.year and not formal:
        return ", ".join(filter(None, [f"in {scope.year}", about, place]))
    return ", ".join(filter(None, [about, place, span(scope.first, scope.last)]))


def span(first: date | None, last: date | None) -> str:
    """Return a period in words."""
    if first and last:
        return f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
    return f"since {day(first)}" if first else f"up to {day(last)}" if last else ""


def day(value: date) -> str:
    """Return a day in words."""
    return str(format_date(value, "d MMMM y", locale="en"))


def amount(text: str) -> str:
    """Return a number that a donor gave as a text."""
    value = Decimal(text)
    return f"{value.to_integral_value() if value == value.to_integral_value() else value.normalize():,f}".replace("-", "−")


def quoted(text: str) -> str:
    """Return a text in quotation marks."""
    return en.quoted(text)


def opened(clause: str, lead: str) -> str:
    """Return a sentence of a clause; none begins with digits."""
    lead = lead or ("in all" if clause[0].isdigit() else "")
    whole = f"{lead}, {clause}" if lead else clause
    return f"{whole[0].upper()}{whole[1:]}."


def trained(people: facts.People, *, formal: bool) -> str:
    """Tell who was trained."""
    if people.value == 0:
        return "no one was trained"
    parts = people.told
    if not parts:
        return f"the number of persons trained is {IN_EDITION}"
    whole = people.value if formal and len(parts) > 1 else None
    again = people.of_which.get("returning", 0) if formal else 0
    numbers = [part.number for part in parts]
    words = facts.below_ten(*numbers, whole, again)
    on = f" on {en.joined([en.quoted(title) for title in people.titles])}" if people.titles else ""
    before = "in this project" if people.in_project else "within the scope of this report"
    said = facts.beside(f"{listed(parts, words)} {en.was(numbers)} trained{on}", _in_all(whole, again, before, words))
    return with_which(said, facts.Count("persons", people.value, people.of_which), words=words)


def _in_all(whole: facts.Number, again: facts.Number, before: str, words: bool) -> str:
    told = [f"{en.counted(whole, en.PERSON, words=words)} in all"] if whole is not None else []
    if again:
        number = en.said(again, words=words)
        told.append(f"{f'of whom {number}' if told else f'{number} of them'} had been trained before {before}")
    return ", ".join(told)


def recorded(count: facts.Count, *, formal: bool) -> str:
    """Tell completions or attendances (R1), and beside these those of events not finalised, which they do not hold (R3)."""
    what, each = RECORDED[count.basis]
    named = f"{what}, each person once for each {each}," if formal else what
    if count.value is None:
        return with_which(f"the number of {named} is {IN_EDITION}", count)
    words = facts.below_ten(count.value, *(count.of_which.get(part) for part in ("from_headcounts", "reconstructed", *APART)))
    return with_which(f"{named} numbered {en.said(count.value, words=words)}", count, words=words) + _apart(count, words)


def _apart(count: facts.Count, words: bool) -> str:
    told = {part: count.of_which.get(part, 0) for part in APART}
    known = [f"{en.said(number, words=words)} more {en.are(number)} {APART[part]}" for part, number in told.items() if number]
    said = f"; {' and '.join(known)}, of events that are not finalised yet" if known else ""
    kept_back = [APART[part] for part, number in told.items() if number is None]
    return said + (f"; how many more are {' or '.join(kept_back)} is {NOT_SHOWN}" if kept_back else "")


def events(told: facts.Events, *, formal: bool) -> str:
    """Tell the events by kind, and how many took part."""
    if told.value == 0:
        return "no events were held"
    numbers = [number for _kind, number in told.kinds]
    words = facts.below_ten(told.value, *numbers)
    kinds = [number_of(number, en.KINDS.get(kind, en.OTHER_EVENT), words) for kind, number in told.kinds]
    if len(kinds) == 1 or not told.whole:
        held = "took place" if [kind for kind, _number in told.kinds] == ["official_visit"] else f"{en.was(numbers)} held"
        return f"{en.joined(kinds)} {held}{_took_part(told)}"
    listed = f": {en.joined(kinds)}" if kinds else ""
    return f"{number_of(told.value, en.EVENT, words)} {en.was([told.value])} held{listed}{_took_part(told)}"


def _took_part(told: facts.Events) -> str:
    went = told.participants
    if went is None or went.value == 0:
        return ""
    each = ", counted at each event" if told.value != 1 else ""
    if went.value is None:
        return with_which(f"; the number of those who took part{each}{',' if each else ''} is {IN_EDITION}", went)
    words = facts.below_ten(went.value, *went.of_which.values())
    return with_which(f"; {en.counted(went.value, en.UNITS['participants'], words=words)} took part{each}", went, words=words)


def tours(told: Sequence[facts.Tours], *, formal: bool) -> str:
    """Tell the study tours: where to, and for whom."""
    words, tour = facts.below_ten(*(one.number for one in told)), en.KINDS["study_tour"]
    whom = facts.below_ten(*(number for one in told for number in one.told))
    if len(told) == 1:
        one = told[0]
        to = f" {_to(one)}" if one.countries else ""
        if one.number == 1:
            return f"a study tour{to} was organised{_for(one, whom)}"
        return f"{number_of(one.number, en.Noun(tour.one + to, tour.many + to), words)} were organised{_for(one, whom)}"
    whole = sum(one.number or 0 for one in told)
    where = [f"{en.said(one.number or 0, words=words)} {_to(one) or 'within the country'}{_for(one, whom)}" for one in told]
    return f"{number_of(whole, tour, words and facts.below_ten(whole))} were organised: {'; '.join(where)}"


def _to(tour: facts.Tours) -> str:
    return f"to {en.joined([en.place(country) for country in tour.countries])}" if tour.countries else ""


def _for(tour: facts.Tours, words: bool) -> str:
    if tour.participants == 0:
        return ""
    if tour.participants is None:
        return f"; the number of participants is {NOT_SHOWN}"
    if tour.repeated or not tour.parts:
        who = number_of(tour.participants, en.PARTICIPANT, words) + (", counted on each tour" if tour.repeated else "")
    else:
        who = listed(tour.parts, words)
    heads = f" ({en.said(tour.without_names, words=words)} of them counted without names)" if tour.without_names else ""
    return f" for {who}{heads}"


def materials(told: facts.Pieces, *, formal: bool) -> str:
    """Tell the materials handed over (R14); a newsletter names the carriers without their numbers."""
    if told.value is not None and told.value <= 0:
        return "no information materials were distributed" + (f" (corrections: {en.digits(told.value)})" if told.value else "")
    numbers = [number for _carrier, number in told.carriers]
    known = [en.CARRIERS.get(carrier, en.CARRIERS["other"]) for carrier, _number in told.carriers]
    whole, words = all(number is not None and number > 0 for number in numbers), facts.below_ten(told.value, *numbers)
    said = number_of(told.value, en.CARRIERS.get(told.only, en.MATERIAL), words)
    if len(known) > 1:
        listed = [en.counted(number or 0, noun, words=words) if formal and whole else noun.all for number, noun in zip(numbers, known, strict=True)]
        said += f", including {en.joined(listed)},"
    return f"{said} {en.was([told.value])} distributed{_receivers(told.receivers, formal)}"


def _receivers(names: Sequence[str], formal: bool) -> str:
    if len(names) > MOST_RECEIVERS:
        return f" among {en.said(len(names), words=True)} organisations"
    return f" ({'recipient' if len(names) == 1 else 'recipients'}: {'; '.join(names)})" if names and formal else ""


def measure(told: facts.Measure) -> str:
    """Tell an indicator against its target and baseline."""
    head = f"indicator {told.code}" + (f" ({told.reference})" if told.reference else "") if told.code else ""
    cascade = f", cascade of generation {told.generation}" if told.generation is not None else ""
    said = with_which(f"{head}{', ' if head else ''}{en.quoted(told.name)}{cascade}: {quantity(told.count)}", told.count)
    days = f" ({span(*told.span)})" if told.span else ""
    more = [f"target {amount(told.target)}{days}"] if told.target is not None else []
    more += [f"cumulative {NOT_SHOWN if told.cumulative is None else en.digits(told.cumulative)}"] if told.has_cumulative else []
    more += [f"baseline {amount(told.baseline[0])} ({told.baseline[1]})"] if told.baseline else []
    return "; ".join(filter(None, [said, ", ".join(more)]))


def quantity(count: facts.Count) -> str:
    """Return a number with its unit, in digits; the bare number where the basis is not known."""
    if count.value is None:
        return IN_EDITION
    unit = en.UNITS.get(count.basis)
    return en.counted(count.value, unit) if unit else en.digits(count.value)


def cascade(generation: int, counts: Sequence[facts.Count]) -> str:
    """Tell one generation of the cascade, apart from the direct figures (R12)."""
    told = [with_which(quantity(count) if count.value is not None else number_of(None, en.UNITS[count.basis]), count) for count in counts]
    return f"cascade training of generation {generation}, not part of the figures above: {'; '.join(told)}"
