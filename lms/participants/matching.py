"""Who is the same human being: a verdict on two of them, with the reasons in words that a clerk understands. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lms.language import N_
from lms.participants.described import Described
from lms.participants.evidence import NOBODY, SOMEBODY, Birth, Evidence, Level, birth_of, by_numbers, evidence_of, weigh
from lms.participants.likeness import Agreement

Reason = tuple[str, dict[str, Any]]

SAME_NUMBER = {
    "national_id": N_("The same personal identification number"),
    "passport": N_("The same passport number"),
}
OTHER_NUMBER = {
    "national_id": N_("Two different personal identification numbers"),
    "passport": N_("Two different passport numbers"),
}
BIRTHS = {
    Birth.OTHER: N_("Births differ: %(one)s, %(other)s"),
    Birth.OTHER_DAY: N_("Another day of the same birth year: %(one)s, %(other)s"),
    Birth.NEXT_YEAR: N_("Births a year apart: %(one)s, %(other)s"),
    Birth.SAME_YEAR: N_("The same birth year: %(year)s"),
    Birth.ONE_DIGIT: N_("Birth dates that differ in one digit: %(one)s, %(other)s"),
    Birth.SWAPPED: N_("Day and month of birth are in each other's place: %(one)s, %(other)s"),
    Birth.SAME: N_("The same birth date"),
}
SPELT = {
    "surname": N_("The surname is spelt %(one)s and %(other)s"),
    "given_name": N_("The given name is spelt %(one)s and %(other)s"),
    "patronymic": N_("The patronymic is spelt %(one)s and %(other)s"),
}
DIFFER = {
    "surname": N_("Surnames differ: %(one)s, %(other)s"),
    "given_name": N_("Given names differ: %(one)s, %(other)s"),
    "patronymic": N_("Patronymics differ: %(one)s, %(other)s"),
}
INITIALS = {
    "surname": N_("The surname agrees with an initial: %(one)s, %(other)s"),
    "given_name": N_("The given name agrees with an initial: %(one)s, %(other)s"),
    "patronymic": N_("The patronymic agrees with an initial: %(one)s, %(other)s"),
}
BY_AGREEMENT = {
    Agreement.OTHER: DIFFER, Agreement.INITIAL: INITIALS, Agreement.NEAR: SPELT, Agreement.ALIKE: SPELT,
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """Whether two are one human being: a score of 0 to 100, what it comes to, and why, as (marked sentence, params)."""

    score: int
    level: Level
    reasons: tuple[Reason, ...]


def compare(one: Described, other: Described) -> Verdict:
    """Say whether two are the same human being; which of them is named first makes no difference to score and level."""
    told = by_numbers(one, other)
    if told is not None:
        score = SOMEBODY if told is Level.CERTAIN else NOBODY
        return Verdict(score, told, tuple(_of_numbers(one, other)))
    known = evidence_of(one, other)
    return Verdict(*weigh(known), tuple(_of_evidence(known, one, other)))


def score_of(one: Described, other: Described) -> int:
    """Return the score of `compare`, 0 for two who are different: without the reasons, for those who compare many."""
    told = by_numbers(one, other)
    if told is not None:
        return SOMEBODY if told is Level.CERTAIN else NOBODY
    if birth_of(one, other) is Birth.OTHER:  # nothing makes up for it, and there is no need to look at the names
        return NOBODY
    score, level = weigh(evidence_of(one, other))
    return NOBODY if level is Level.DIFFERENT else score


def _of_numbers(one: Described, other: Described) -> Iterator[Reason]:
    shared = {kind for kind, _number in one.numbers & other.numbers}
    kinds = {kind for kind, _number in one.numbers} & {kind for kind, _number in other.numbers}
    for kind in sorted(kinds):
        yield (SAME_NUMBER if kind in shared else OTHER_NUMBER)[kind], {}


def _of_evidence(known: Evidence, one: Described, other: Described) -> Iterator[Reason]:
    yield from _of_name(known, one, other)
    if known.birth is not Birth.UNKNOWN:
        yield BIRTHS[known.birth], {
            "one": one.birth_date or one.year, "other": other.birth_date or other.year, "year": one.year,
        }  # fmt: skip
    if known.agency:
        yield N_("Both have served in the same organisation: %(organisations)s"), {"organisations": one.agencies & other.agencies}
    if known.sex is False:
        yield N_("The name or the record tells another sex"), {}
    if known.birth is Birth.UNKNOWN and known.agency is None:
        yield N_("Nothing but the name is known of one of the two"), {}


def _of_name(known: Evidence, one: Described, other: Described) -> Iterator[Reason]:
    parts = {"surname": known.surname, "given_name": known.given_name, "patronymic": known.patronymic}
    if all(how in {Agreement.SAME, Agreement.UNKNOWN} for how in parts.values()):
        yield N_("The same name"), {}
    for part, how in parts.items():
        if how in BY_AGREEMENT:
            yield BY_AGREEMENT[how][part], {"one": getattr(one, part) or "", "other": getattr(other, part) or ""}
