"""What speaks for and against two people being one, and what it comes to. Pure.

The name carries a verdict as far as "maybe"; certain takes more, so that nobody is taken for a namesake.
"""

from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from lms.participants.described import Described
from lms.participants.likeness import Agreement, agreement


class Level(IntEnum):
    """What a verdict comes to."""

    DIFFERENT = 0
    MAYBE = 1
    CERTAIN = 2


class Birth(IntEnum):
    """How far two births agree."""

    OTHER = 0  # years apart
    OTHER_DAY = 1  # another day of the same year
    NEXT_YEAR = 2  # a year apart, and a day known of one at most: it was worked out of an age
    UNKNOWN = 3
    SAME_YEAR = 4
    ONE_DIGIT = 5
    SWAPPED = 6  # the day typed as the month
    SAME = 7


class Evidence(NamedTuple):
    """What speaks for or against, part by part; `sex` and `agency` are true, false or None where one is not known."""

    surname: Agreement
    given_name: Agreement
    patronymic: Agreement
    birth: Birth
    sex: bool | None
    agency: bool | None


# Points, by the place of the agreement in its enum. They add to 100 for what leaves no doubt, and were set on the
# labelled pairs of bench/labelled.py under another seed than is reported. A surname changes when a woman marries, so
# another one takes little: with father and year alone it stays below maybe, with the agency or the day it does not.
# Brothers and twins differ in nothing but the given name, so another one ends it, as does another father where only
# names are known.
SURNAME = (-6, 0, 12, 22, 28, 30)
GIVEN_NAME = (-60, 0, 12, 17, 23, 25)
PATRONYMIC = (-36, 0, 7, 9, 14, 15)
BIRTH = (-60, -32, -22, 0, 12, 14, 25, 35)
SEX = {True: 2, False: -30, None: 0}
AGENCY = {True: 12, False: -2, None: 0}
MAYBE = 52  # surname and given name as they are, with nothing else known of one of the two, give 55 at the most
CERTAIN = 88  # these two and the birth date give 90; nothing less than a birth may lift a name this far
NOBODY, SOMEBODY = 0, 100  # the scores of what an identity number decides


def by_numbers(one: Described, other: Described) -> Level | None:
    """Return what identity numbers decide: one in common is certain, else two of one kind are two people, else None."""
    if not one.numbers or not other.numbers:
        return None
    if one.numbers & other.numbers:
        return Level.CERTAIN
    return Level.DIFFERENT if _kinds(one.numbers) & _kinds(other.numbers) else None


def _kinds(numbers: Iterable[tuple[str, str]]) -> set[str]:
    return {kind for kind, _number in numbers}


def evidence_of(one: Described, other: Described) -> Evidence:
    """Compare all that is known of both, identity numbers apart."""
    surname, given_name = _names(one, other)
    return Evidence(
        surname, given_name, agreement(one.father, other.father), birth_of(one, other),
        one.told_sex == other.told_sex if one.told_sex and other.told_sex else None,
        bool(one.agencies & other.agencies) if one.agencies and other.agencies else None,
    )  # fmt: skip


def _names(one: Described, other: Described) -> tuple[Agreement, Agreement]:
    """Return the best agreement of surname and given name over the scripts and over the two in each other's place."""
    best = _straight(one.readings[0], other.readings[0])
    if min(best) >= Agreement.ALIKE:
        return best
    for a, b in product(one.readings, other.readings):
        best = max(best, _straight(a, b), _crossed(a, b), key=_points)
    return best


def _straight(one: tuple[str, str], other: tuple[str, str]) -> tuple[Agreement, Agreement]:
    return agreement(one[0], other[0]), agreement(one[1], other[1])


def _crossed(one: tuple[str, str], other: tuple[str, str]) -> tuple[Agreement, Agreement]:
    """Compare a surname with a given name; the worse of the two counts as the given name, whichever it was."""
    crossed = agreement(one[0], other[1]), agreement(one[1], other[0])
    return max(crossed), min(crossed)


def _points(names: tuple[Agreement, Agreement]) -> int:
    return SURNAME[names[0]] + GIVEN_NAME[names[1]]


def birth_of(one: Described, other: Described) -> Birth:
    """Compare two births, each known by its date, its year or not at all."""
    return birth_between(one.birth_date, one.year, other.birth_date, other.year)


def birth_between(day: date | None, year: int | None, other_day: date | None, other_year: int | None) -> Birth:
    """Compare two births by their dates, where both are known, or else by their years."""
    if year is None or other_year is None:
        return Birth.UNKNOWN
    if day and other_day:
        return _dates(day, other_day)
    apart = abs(year - other_year)
    return Birth.SAME_YEAR if not apart else Birth.NEXT_YEAR if apart == 1 else Birth.OTHER


def _dates(one: date, other: date) -> Birth:
    if one == other:
        return Birth.SAME
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return Birth.SWAPPED
    if sum(a != b for a, b in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)) == 1:
        return Birth.ONE_DIGIT
    return Birth.OTHER_DAY if one.year == other.year else Birth.OTHER


@lru_cache(64)
def may_be(birth: Birth, *, named: bool) -> bool:
    """Say whether two may be one who have a birth like this and, or not, a surname alike, if all else of them agrees."""
    best = (max(SURNAME) if named else min(SURNAME)) + max(GIVEN_NAME) + max(PATRONYMIC)
    return best + BIRTH[birth] + max(SEX.values()) + max(AGENCY.values()) >= MAYBE


@lru_cache(1 << 14)
def weigh(known: Evidence) -> tuple[int, Level]:
    """Return score and level of what speaks for and against."""
    points = SURNAME[known.surname] + GIVEN_NAME[known.given_name] + PATRONYMIC[known.patronymic]
    points += BIRTH[known.birth] + SEX[known.sex] + AGENCY[known.agency]
    score = min(max(points, NOBODY), SOMEBODY)
    if score < MAYBE:
        return score, Level.DIFFERENT
    if score < CERTAIN or not may_be_certain(known):
        return min(score, CERTAIN - 1), Level.MAYBE
    return score, Level.CERTAIN


def may_be_certain(known: Evidence) -> bool:
    """Say whether nothing is doubtful enough to ask a person: the given name, the surname, the father, the birth.

    Twins have names a letter apart, so that a given name must be the same but for its spelling. Without the date of
    birth, all three parts of the name must be so, with the year and the agency.
    """
    if known.given_name < Agreement.ALIKE or known.surname < Agreement.NEAR or known.sex is False:
        return False
    if known.birth is Birth.SAME:
        return known.patronymic is not Agreement.OTHER
    whole = min(known.surname, known.patronymic) >= Agreement.ALIKE
    return whole and (known.birth is Birth.SWAPPED or (known.birth is Birth.SAME_YEAR and known.agency is True))
