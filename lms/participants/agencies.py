"""Which organisation a list means by what it calls one: its names, what was taught, and what comes near. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from lms.participants.models import Organisation
from lms.text import folded, tidy

# Of 100, words in any order: below it another ministry of the same country is as near as a typing error.
NEAR = 88
OFFERED = 5
_SIGNS = re.compile(r"[^\w]+")


def agency_key(text: str | None) -> str:
    """Return what a name of an organisation is compared by: case, signs, spacing and ё do not count."""
    return tidy(_SIGNS.sub(" ", folded(text).replace("№", " ")))


def keys_of(one: Organisation) -> list[str]:
    """Return all that an organisation is called, its code first, as names are compared."""
    names = (one.code, one.name_en, one.name_ru, one.name_national, *one.also_called)
    return list(dict.fromkeys(agency_key(name) for name in names if name))


@dataclass(frozen=True)
class Meant:
    """The organisation that a name means for certain, or those it may mean, the likeliest first, by their numbers."""

    certain: int | None = None
    maybe: tuple[int, ...] = ()


class Agencies:
    """The organisations of the register by their names; made once for a list of any length."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._country: dict[int, str | None] = {}
        for one in organisations:
            self._country[one.id] = one.country
            for key in keys_of(one):
                self._by_key[key].append(one.id)
        self._known: dict[tuple[str, str | None], Meant] = {}

    def meant(self, text: str, country: str | None = None) -> Meant:
        """Say which organisation a name means; a name that several have means the one of the country, if only one is."""
        asked = agency_key(text), country
        if asked not in self._known:
            self._known[asked] = self._found(*asked)
        return self._known[asked]

    def _found(self, key: str, country: str | None) -> Meant:
        if not key:
            return Meant()
        if named := self._by_key.get(key):
            there = [one for one in named if self._country[one] in {country, None}] if country else named
            return Meant(there[0]) if len(there) == 1 else Meant(maybe=tuple(there or named)[:OFFERED])
        near = process.extract(key, self._by_key.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR, limit=OFFERED)
        offered = dict.fromkeys(one for name, _score, _place in near for one in self._by_key[name])
        home = [one for one in offered if not country or self._country[one] in {country, None}]
        return Meant(maybe=tuple(home or offered)[:OFFERED])
