"""Pairs of people, registered and typed anew, labelled by whether they are one: how well duplicates are told is measured on them.

All is invented under a seed. Shares are set after what offices' lists look like: names in a national spelling beside
Russian ones and those of passports, a third without a patronymic or a birth date, a slip of the hand in one row of
twelve. The namesakes, brothers and twins are far commoner here than in life: they are what goes wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bench.dataset import COUNTRIES, ORGANISATIONS
from bench.names import ALL, PATRONYMICS, SURNAME_ENDINGS, VOWELS, Named, invented
from bench.spellings import passport, russian, russian_patronymic, slip
from lms.participants.described import Described
from lms.participants.models import Sex

# How a list spells its names: as a national document, as Russian papers, as a passport.
NATIONAL, IN_RUSSIAN = 0.35, 0.45
NO_PATRONYMIC, INITIALS, EXCHANGED, SLIP, MARRIED = 0.30, 0.05, 0.03, 0.08, 0.03
LATIN_TOO, SEX_STATED, NUMBER = 0.4, 0.7, 0.1
# Of the typed birth: not known at all, the year only, day and month exchanged, a digit mistyped.
NO_BIRTH, YEAR_ONLY, DAY_AS_MONTH, WRONG_DIGIT = 0.30, 0.20, 0.02, 0.01
NO_AGENCY, OTHER_AGENCY = 0.25, 0.15
# Of the registered: offices ask for these when they register somebody.
KNOWN_NO_BIRTH, KNOWN_YEAR_ONLY, KNOWN_NO_PATRONYMIC, KNOWN_NO_AGENCY = 0.10, 0.15, 0.10, 0.05
SAME = 0.6  # of the pairs; the others share alike among the kinds of people who are easily taken for one
FIRST_BORN, DAYS_BORN = date(1950, 1, 1), 15_000


@dataclass(frozen=True)
class Human:
    """Somebody as they are."""

    country: str
    named: Named
    born: date
    agency: int


@dataclass(frozen=True)
class Pair:
    """Somebody of the register and somebody typed; `kind` says what the two are to each other."""

    known: Described
    typed: Described
    country: str
    kind: str

    @property
    def is_same(self) -> bool:
        """Say whether the two are one human being."""
        return self.kind == "same"


def pairs(seed: int, number: int) -> Iterator[Pair]:
    """Invent pairs; the same seed gives the same ones."""
    chance = Random(seed)
    kinds = tuple(OTHERS)
    for place in range(number):
        one = human(chance)
        kind = "same" if chance.random() < SAME else kinds[place % len(kinds)]
        other = one if kind == "same" else OTHERS[kind](one, chance)
        known, typed = registered(one, chance), listed(other, chance)
        if kind == "same" and chance.random() < NUMBER:
            number_of = frozenset({("passport", f"print {seed} {place}")})
            known, typed = replace(known, numbers=number_of), replace(typed, numbers=number_of)
        yield Pair(known, typed, one.country, kind)


def strangers(seed: int, number: int) -> Iterator[Described]:
    """Invent people as lists have them whom nobody has registered."""
    chance = Random(seed)
    for _place in range(number):
        yield listed(human(chance), chance)


def human(chance: Random) -> Human:
    """Invent somebody."""
    country = chance.choice(COUNTRIES)
    return Human(country, invented(country, chance), _day(chance), chance.randrange(ORGANISATIONS) + 1)


def _day(chance: Random) -> date:
    return FIRST_BORN + timedelta(days=chance.randrange(DAYS_BORN))


# -- the others, who are easily taken for one -------------------------------------------------------------------------
def _namesake(of: Human, chance: Random) -> Human:
    return replace(of, born=_day(chance), agency=chance.randrange(ORGANISATIONS) + 1)


def _brother(of: Human, chance: Random) -> Human:
    apart = timedelta(days=chance.randrange(300, 3000) * chance.choice((-1, 1)))
    return replace(_twin(of, chance), born=of.born + apart, agency=_near(of, chance))


def _twin(of: Human, chance: Random) -> Human:
    names = ALL[of.country].female if of.named.is_female else ALL[of.country].male
    name = chance.choice([one for one in names if one != of.named.given_name])
    return replace(of, named=replace(of.named, given_name=name), agency=_near(of, chance))


def _father(of: Human, chance: Random) -> Human:
    """Return the father, who in these lands has his son's given name for his own father's more often than not."""
    endings = PATRONYMICS[of.country]
    son = of.named.patronymic
    name = next(son.removesuffix(e) for pair in endings for e in pair if son.endswith(e))
    his = chance.choice((of.named.given_name if not of.named.is_female else name, chance.choice(ALL[of.country].male)))
    patronymic = his + endings[his[-1] in VOWELS][False]
    surname = of.named.surname.removesuffix("a" if of.country in SURNAME_ENDINGS else "а") if of.named.is_female else of.named.surname
    born = of.born - timedelta(days=chance.randrange(7000, 12000))
    return replace(of, named=Named(surname, name, patronymic, False), born=born, agency=_near(of, chance))


def _year_younger(of: Human, chance: Random) -> Human:
    return replace(of, born=of.born + timedelta(days=chance.randrange(200, 500)), agency=of.agency % ORGANISATIONS + 1)


def _near(of: Human, chance: Random) -> int:
    """Return an agency: families serve in the same one often."""
    return of.agency if chance.random() < 0.4 else chance.randrange(ORGANISATIONS) + 1


OTHERS = {
    "namesake": _namesake, "brother": _brother, "twin": _twin, "father": _father, "year younger": _year_younger,
}  # fmt: skip


# -- how they are written ---------------------------------------------------------------------------------------------
def registered(one: Human, chance: Random) -> Described:
    """Describe somebody as an office registers them: with care, in one spelling or another."""
    described = _spelt(one, chance)
    if chance.random() < KNOWN_NO_PATRONYMIC:
        described = replace(described, patronymic=None)
    described = _born(described, one.born, chance, KNOWN_NO_BIRTH, KNOWN_YEAR_ONLY)
    agencies = frozenset() if chance.random() < KNOWN_NO_AGENCY else frozenset({one.agency})
    return replace(described, agencies=agencies)


def listed(one: Human, chance: Random) -> Described:
    """Describe somebody as a list has them, with all that goes wrong in lists."""
    if one.named.is_female and chance.random() < MARRIED:
        one = replace(one, named=replace(one.named, surname=_of_husband(one, chance)))
    described = _typed_badly(_spelt(one, chance), chance)
    born = one.born
    if chance.random() < DAY_AS_MONTH and born.day <= 12:
        born = born.replace(month=born.day, day=born.month)
    elif chance.random() < WRONG_DIGIT:
        born = born.replace(day=born.day + 1 if born.day % 10 < 8 and born.day < 28 else born.day - 1)
    described = _born(described, born, chance, NO_BIRTH, YEAR_ONLY)
    drawn = chance.random()
    agency = one.agency if drawn >= NO_AGENCY + OTHER_AGENCY else chance.randrange(ORGANISATIONS) + 1
    return replace(described, agencies=frozenset() if drawn < NO_AGENCY else frozenset({agency}))


def _of_husband(one: Human, chance: Random) -> str:
    return invented(one.country, chance).surname if chance.random() < 0.5 else human(chance).named.surname


def _spelt(one: Human, chance: Random) -> Described:
    name, country, drawn = one.named, one.country, chance.random()
    if drawn < NATIONAL:
        parts = name.surname, name.given_name, name.patronymic
    elif drawn < NATIONAL + IN_RUSSIAN:
        father = russian_patronymic(name.patronymic, country, chance, is_female=name.is_female)
        parts = russian(name.surname, country, chance), russian(name.given_name, country, chance), father
    else:
        parts = tuple(passport(part, country, chance) for part in (name.surname, name.given_name, name.patronymic))
    own = passport(f"{name.surname} {name.given_name}", country, chance) if chance.random() < LATIN_TOO else None
    sex = Sex.NOT_STATED if chance.random() >= SEX_STATED else Sex.FEMALE if name.is_female else Sex.MALE
    return Described(None, *parts, own, sex)


def _typed_badly(one: Described, chance: Random) -> Described:
    if chance.random() < INITIALS:
        father = f"{one.patronymic[:1]}." if one.patronymic and chance.random() < 0.7 else None
        return replace(one, given_name=f"{one.given_name[:1]}.", patronymic=father, latin_name=None)
    if chance.random() < NO_PATRONYMIC:
        one = replace(one, patronymic=None)
    if chance.random() < SLIP:
        part = chance.choice(("surname", "given_name", "patronymic"))
        one = replace(one, **{part: slip(getattr(one, part) or "", chance)})
    if chance.random() < EXCHANGED:
        one = replace(one, surname=one.given_name, given_name=one.surname)
    return one


def _born(one: Described, born: date, chance: Random, unknown: float, year_only: float) -> Described:
    drawn = chance.random()
    if drawn < unknown:
        return one
    return replace(one, birth_year=born.year, birth_date=None if drawn < unknown + year_only else born)
