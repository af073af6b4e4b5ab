"""People of a report in English: how many of whom, what of them is not shown, and by profession, sex and region. Pure."""

from collections.abc import Sequence

from lms.reports import facts
from lms.reports import grammar_en as en
from lms.reports.rules import NOT_STATED

NOT_SHOWN = "not shown"
IN_EDITION = f"{NOT_SHOWN} in this edition"
SEXES = {"female": "female", "male": "male", NOT_STATED: "sex not stated"}
HEADINGS = {
    "persons": "those trained", "completions": "completions of training", "attendances": "attendances",
    "participants": "those who took part",
}  # fmt: skip


def noun_of(part: facts.Part) -> en.Noun:
    """Return what people of a category, or of all of law enforcement, are called."""
    if part.code != facts.LAW_ENFORCEMENT:
        return en.CATEGORIES.get(part.code) or (en.in_category(part.name) if part.name else en.PERSON)
    if part.agencies in {(), ("other",)}:
        return en.OFFICERS
    return en.of_agencies(f"the {en.joined([en.AGENCIES[one] for one in part.agencies])}")


def number_of(number: facts.Number, noun: en.Noun, words: bool = False) -> str:
    """Return a number with what is counted, or what is counted and that its number is not shown."""
    return facts.beside(noun.all, f"number {NOT_SHOWN}") if number is None else en.counted(number, noun, words=words)


def listed(parts: Sequence[facts.Part], words: bool) -> str:
    """Return people in a list; of several without a number it is said at once."""
    kept_back = [noun_of(part).all for part in parts if part.number is None]
    if len(kept_back) < 2 or kept_back[-1].endswith(")"):
        return en.joined([number_of(part.number, noun_of(part), words) for part in parts])
    told = en.joined([en.counted(part.number, noun_of(part), words=words) for part in parts if part.number is not None])
    return f"{told}{', as well as ' if told else ''}{en.joined(kept_back)} (numbers {NOT_SHOWN})"


def with_which(said: str, count: facts.Count, *, words: bool = False) -> str:
    """Add what of a total is known only as a number, and what of that was reconstructed (R10).

    What is not shown of a total that is not shown itself goes without saying.
    """
    heads, again = count.of_which.get("from_headcounts", 0), count.of_which.get("reconstructed", 0)
    told = said + _without_names(count, heads, words)
    told = facts.beside(told, f"{en.said(again, words=words)} of them reconstructed from earlier reports" if again else "")
    kept_back = [what for number, what in ((heads, "counted without names"), (again, "reconstructed from earlier reports")) if number is None]
    if count.value is None or not kept_back:
        return told
    return facts.beside(told, f"how many of them were {' or '.join(kept_back)} is {NOT_SHOWN}")


def _without_names(count: facts.Count, heads: facts.Number, words: bool) -> str:
    if not heads:
        return ""
    if heads == count.value:
        return ", all of them counted without names"
    whom = "whom" if count.basis in {"persons", "participants"} else "which"
    return f"{';' if count.value is None else f', of {whom}'} {en.said(heads, words=words)} {en.was([heads])} counted without names"


def breakdown(people: facts.People, heading: str) -> str:
    """Tell the people of a figure by profession, sex and region: persons as people, another basis as numbers (R1)."""
    by = "profession and sex" if people.sexes or any(part.sexes for part in people.parts) else "profession"
    if people.basis == "persons":
        told = [facts.beside(number_of(part.number, noun_of(part)), _sexes(part)) for part in people.told if part.number is not None]
        return f"{heading or HEADINGS['persons']}, by {by}: {en.joined(told)}{_from(people)}"
    told = [facts.beside(f"{_all(part)} {en.digits(part.number)}", _sexes(part)) for part in people.parts if part.number is not None]
    kinds = [noun_of(part).all for part in people.parts if part.number is None]
    told += [f"{_numbers(len(kinds))} for {en.joined(kinds)} {_are(len(kinds))} {NOT_SHOWN}"] if kinds else []
    told += [f"by sex: {_sexes(people)}"] if people.sexes else []
    return "; ".join([f"{heading or HEADINGS[people.basis]}, by {by}: {'; '.join(told)}", *_by_region(people)])


def _by_region(people: facts.People) -> list[str]:
    regions = [f"{name} {en.digits(number)}" for name, number in people.regions if number is not None]
    regions += [f"not stated {en.digits(people.no_region)}"] if people.regions and people.no_region else []
    told = [f"by region: {', '.join(regions)}"] if regions else []
    where, number = _where(people)
    if number and not regions:
        return [f"the numbers by region are {NOT_SHOWN}"]
    return [*told, f"{where} {_are(number)} {NOT_SHOWN}"] if number else told


def _where(people: facts.People) -> tuple[str, int]:
    """Return for which regions numbers are not shown, and how many such numbers there are."""
    names = facts.hidden(people.regions)
    told = [f"for {en.from_regions(names)}"] if names else []
    told += ["where no region is stated"] if people.regions and people.no_region is None else []
    number = len(names) + len(told) - bool(names)
    return f"{_numbers(number)} {en.joined(told)}", number


def _numbers(number: int) -> str:
    return "the number" if number == 1 else "the numbers"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _all(part: facts.Part) -> str:
    if part.code == NOT_STATED:
        return "category not stated:"
    return en.CATEGORIES[part.code].all if part.code in en.CATEGORIES else f"category {en.quoted(part.name)}:"


def _in_sum(people: facts.People) -> str:
    """Return the sexes of all, where the parts do not tell theirs, before what else follows them."""
    if not people.sexes:
        return ","
    told, others = _sexes_told(people), _sexes_hidden(people)
    return f"; in all {facts.beside(told, others)};" if told else f"; {others};"


def _sexes(part: facts.Part | facts.People) -> str:
    return "; ".join(filter(None, [_sexes_told(part), _sexes_hidden(part)]))


def _sexes_told(part: facts.Part | facts.People) -> str:
    return ", ".join(f"{en.digits(number)} {SEXES[sex]}" for sex, number in part.sexes if number is not None)


def _sexes_hidden(part: facts.Part | facts.People) -> str:
    kept_back = facts.hidden(part.sexes)
    if kept_back and len(kept_back) == len(part.sexes):
        return f"the numbers by sex are {NOT_SHOWN}"
    return f"{_numbers(len(kept_back))} of the others {_are(len(kept_back))} {NOT_SHOWN}" if kept_back else ""


def _from(people: facts.People) -> str:
    told = [name for name, number in people.regions if number is not None]
    said = f"{_in_sum(people)} from {en.from_regions(told)}" if told else _in_sum(people)[:-1]
    said += f" (region not stated: {en.digits(people.no_region)})" if told and people.no_region else ""
    kinds = [noun_of(part).all for part in people.told if part.number is None]
    where, number = _where(people)
    kept_back = ([f"{_numbers(len(kinds))} of {en.joined(kinds)}"] if kinds else []) + ([where] if number else [])
    return said + (f"; {en.joined(kept_back)} {_are(len(kinds) + number)} {NOT_SHOWN}" if kept_back else "")
