"""Sentences of a report in English: what `facts` picked out, worded. Each is a clause without its capital and full stop. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from lms.reports import facts
from lms.reports import grammar_en as en
from lms.reports.rules import NOT_STATED

WITHHELD = "fewer than five or withheld"
SEXES = {"female": "female", "male": "male", NOT_STATED: "sex not stated"}
MOST_RECEIVERS = 3
HEADINGS = {
    "persons": "those trained", "completions": "completions of training", "attendances": "attendances",
    "participants": "those who took part",
}  # fmt: skip
RECORDED = {"completions": ("completions of training", "event"), "attendances": ("attendances", "session")}


def opening(scope: facts.Scope, *, formal: bool) -> str:
    """Return what a text begins with: the project and the period; a newsletter names a whole year by its number."""
    project = f"under the project {en.quoted(scope.project)}" if scope.project else ""
    if scope.year and not formal:
        return ", ".join(filter(None, [f"in {scope.year}", project]))
    return ", ".join(filter(None, [project, span(scope.first, scope.last)]))


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
        return f"the number of persons trained is {WITHHELD}"
    whole = people.value if formal and len(parts) > 1 else None
    again = people.of_which.get("returning", 0) if formal else 0
    numbers = [part.number for part in parts]
    words = facts.below_ten(*numbers, whole, again)
    on = f" on {en.joined([en.quoted(title) for title in people.titles])}" if people.titles else ""
    said = f"{_listed(parts, words)} {en.was(numbers)} trained{on}{_in_all(whole, again, words)}"
    return said + of_which(facts.Count("persons", people.value, people.of_which), words=words)


def _in_all(whole: facts.Number, again: facts.Number, words: bool) -> str:
    told = [f"{en.counted(whole, en.PERSON, words=words)} in all"] if whole is not None else []
    if again:
        number = en.said(again, words=words)
        told.append(f"of whom {number} had been trained before" if told else f"{number} of them had been trained before")
    return f" ({', '.join(told)})" if told else ""


def _noun(part: facts.Part) -> en.Noun:
    if part.code != facts.LAW_ENFORCEMENT:
        return en.CATEGORIES.get(part.code) or (en.in_category(part.name) if part.name else en.PERSON)
    if part.agencies in {(), ("other",)}:
        return en.OFFICERS
    return en.of_agencies(f"the {en.joined([en.AGENCIES[one] for one in part.agencies])}")


def _number(number: facts.Number, noun: en.Noun, words: bool = False) -> str:
    return f"{noun.all} (number {WITHHELD})" if number is None else en.counted(number, noun, words=words)


def _listed(parts: Sequence[facts.Part], words: bool) -> str:
    return en.joined([_number(part.number, _noun(part), words) for part in parts])


def of_which(count: facts.Count, *, words: bool = False) -> str:
    """Return what of a total is known only as a number, and what of that was reconstructed (R10)."""
    heads, again = count.of_which.get("from_headcounts", 0), count.of_which.get("reconstructed", 0)
    whom = "whom" if count.basis in {"persons", "participants"} else "which"
    told = f", of {whom} {_some(heads, words)} counted without names" if heads != 0 else ""
    told = ", all of them counted without names" if heads and heads == count.value else told
    if again == 0:
        return told
    of_them = f"{'some' if again is None else en.said(again, words=words)} of them reconstructed from earlier reports"
    return f"{told} ({of_them})" if told else f" ({of_them})"


def _some(number: facts.Number, words: bool) -> str:
    return f"some ({WITHHELD}) were" if number is None else f"{en.said(number, words=words)} {en.was([number])}"


def breakdown(people: facts.People, heading: str) -> str:
    """Tell the people of a figure by profession, sex and region: persons as people, another basis as numbers (R1)."""
    by = "profession and sex" if people.sexes or any(part.sexes for part in people.parts) else "profession"
    if people.basis == "persons":
        told = [facts.beside(_number(part.number, _noun(part)), _sexes(part)) for part in people.told if part.number is not None]
        return f"{heading or HEADINGS['persons']}, by {by}: {en.joined(told)}{_from(people)}"
    told = [facts.beside(f"{_all(part)} {_bare(part.number)}", _sexes(part)) for part in people.parts]
    told += [f"by sex: {_sexes(people)}"] if people.sexes else []
    regions = [f"{name} {_bare(number)}" for name, number in people.regions]
    regions += [f"not stated {_bare(people.no_region)}"] if regions and people.no_region != 0 else []
    return "; ".join([f"{heading or HEADINGS[people.basis]}, by {by}: {'; '.join(told)}", *_by_region(regions)])


def _by_region(regions: list[str]) -> list[str]:
    return [f"by region: {', '.join(regions)}"] if regions else []


def _all(part: facts.Part) -> str:
    if part.code == NOT_STATED:
        return "category not stated:"
    return en.CATEGORIES[part.code].all if part.code in en.CATEGORIES else f"category {en.quoted(part.name)}:"


def _bare(number: facts.Number) -> str:
    return f"({WITHHELD})" if number is None else en.digits(number)


def _in_sum(people: facts.People) -> str:
    """Return the sexes of all, where the parts do not tell theirs, before what else follows them."""
    return f"; in all {_sexes(people)};" if people.sexes else ","


def _sexes(part: facts.Part | facts.People) -> str:
    return ", ".join(
        f"{SEXES[sex]}: {WITHHELD}" if number is None else f"{en.digits(number)} {SEXES[sex]}" for sex, number in part.sexes
    )


def _from(people: facts.People) -> str:
    told = [name for name, number in people.regions if number is not None]
    hidden = [name for name, number in people.regions if number is None]
    kinds = [_noun(part).all for part in people.told if part.number is None]
    said = f"{_in_sum(people)} from {en.from_regions(told)}" if told else _in_sum(people)[:-1]
    if told and people.no_region != 0:
        said += f" (region not stated: {WITHHELD if people.no_region is None else en.digits(people.no_region)})"
    said += f"; number {WITHHELD}: {', '.join(kinds)}" if kinds else ""
    return said + (f"; number {WITHHELD} in: {', '.join(hidden)}" if hidden else "")


def recorded(count: facts.Count, *, formal: bool) -> str:
    """Tell completions or attendances (R1), and beside these the claimed, which they do not hold (R3)."""
    what, each = RECORDED[count.basis]
    named = f"{what}, each person once for each {each}," if formal else what
    if count.value is None:
        return f"the number of {named} is {WITHHELD}{of_which(count)}"
    claimed = count.of_which.get("claimed", 0)
    words = facts.below_ten(count.value, count.of_which.get("from_headcounts"), count.of_which.get("reconstructed"), claimed)
    more = "some" if claimed is None else en.said(claimed, words=words)
    told = f"{named} numbered {en.said(count.value, words=words)}{of_which(count, words=words)}"
    return told + (f"; {more} more {en.are(claimed)} not yet evidenced" if claimed != 0 else "")


def events(told: facts.Events, *, formal: bool) -> str:
    """Tell the events by kind, and how many took part."""
    if told.value == 0:
        return "no events were held"
    numbers = [number for _kind, number in told.kinds]
    words = facts.below_ten(told.value, *numbers)
    kinds = [_number(number, en.KINDS.get(kind, en.OTHER_EVENT), words) for kind, number in told.kinds]
    if len(kinds) == 1 or not told.whole:
        held = "took place" if [kind for kind, _number in told.kinds] == ["official_visit"] else f"{en.was(numbers)} held"
        return f"{en.joined(kinds)} {held}{_took_part(told)}"
    listed = f": {en.joined(kinds)}" if kinds else ""
    return f"{_number(told.value, en.EVENT, words)} {en.was([told.value])} held{listed}{_took_part(told)}"


def _took_part(told: facts.Events) -> str:
    went = told.participants
    if went is None or went.value == 0:
        return ""
    each = ", counted at each event" if told.value != 1 else ""
    words = facts.below_ten(went.value, *went.of_which.values())
    return f"; {_number(went.value, en.UNITS['participants'], words)} took part{each}{of_which(went, words=words)}"


def tours(told: Sequence[facts.Tours], *, formal: bool) -> str:
    """Tell the study tours: where to, and for whom."""
    words, tour = facts.below_ten(*(one.number for one in told)), en.KINDS["study_tour"]
    whom = facts.below_ten(*(number for one in told for number in one.told))
    if len(told) == 1:
        one = told[0]
        to = f" {_to(one)}" if one.countries else ""
        if one.number == 1:
            return f"a study tour{to} was organised{_for(one, whom)}"
        return f"{_number(one.number, en.Noun(tour.one + to, tour.many + to), words)} were organised{_for(one, whom)}"
    whole = sum(one.number or 0 for one in told)
    where = [f"{en.said(one.number or 0, words=words)} {_to(one) or 'within the country'}{_for(one, whom)}" for one in told]
    return f"{_number(whole, tour, words and facts.below_ten(whole))} were organised: {'; '.join(where)}"


def _to(tour: facts.Tours) -> str:
    return f"to {en.joined([en.place(country) for country in tour.countries])}" if tour.countries else ""


def _for(tour: facts.Tours, words: bool) -> str:
    if tour.participants == 0:
        return ""
    if tour.repeated or not tour.parts:
        who = _number(tour.participants, en.PARTICIPANT, words) + (", counted on each tour" if tour.repeated else "")
    else:
        who = _listed(tour.parts, words)
    heads = f" ({en.said(tour.without_names, words=words)} of them counted without names)" if tour.without_names else ""
    return f" for {who}{heads}"


def materials(told: facts.Pieces, *, formal: bool) -> str:
    """Tell the materials handed over (R14); a newsletter names the carriers without their numbers."""
    if told.value is not None and told.value <= 0:
        return "no information materials were distributed" + (f" (corrections: {en.digits(told.value)})" if told.value else "")
    numbers = [number for _carrier, number in told.carriers]
    known = [en.CARRIERS.get(carrier, en.CARRIERS["other"]) for carrier, _number in told.carriers]
    whole, words = all(number is not None and number > 0 for number in numbers), facts.below_ten(told.value, *numbers)
    said = _number(told.value, en.CARRIERS.get(told.only, en.MATERIAL), words)
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
    said = f"{head}{', ' if head else ''}{en.quoted(told.name)}{cascade}: {quantity(told.count)}{of_which(told.count)}"
    days = f" ({span(*told.span)})" if told.span else ""
    more = [f"target {amount(told.target)}{days}"] if told.target is not None else []
    more += [f"cumulative {_bare(told.cumulative)}"] if told.has_cumulative else []
    more += [f"baseline {amount(told.baseline[0])} ({told.baseline[1]})"] if told.baseline else []
    return "; ".join(filter(None, [said, ", ".join(more)]))


def quantity(count: facts.Count) -> str:
    """Return a number with its unit, in digits; the bare number where the basis is not known."""
    if count.value is None:
        return WITHHELD
    unit = en.UNITS.get(count.basis)
    return en.counted(count.value, unit) if unit else en.digits(count.value)


def cascade(generation: int, counts: Sequence[facts.Count]) -> str:
    """Tell one generation of the cascade, apart from the direct figures (R12)."""
    told = [f"{quantity(count) if count.value is not None else f'{en.UNITS[count.basis].all} {WITHHELD}'}{of_which(count)}" for count in counts]
    return f"cascade training of generation {generation}, not part of the figures above: {'; '.join(told)}"
