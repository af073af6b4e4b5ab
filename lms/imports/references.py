"""What the words of a file name: categories, places, organisations, looked up once for a file of any length.

A word that names nothing for certain is `open` until somebody says what it means. An organisation that nothing comes
near is new: it is entered with the file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.extensions import db
from lms.imports.plans import Meaning, Open, Post, What, Word
from lms.participants.agencies import Agencies, agency_key, keys_of
from lms.participants.models import Category, Organisation
from lms.projects.models import Country, Region
from lms.workbooks.code_names import key_of
from lms.workbooks.problems import Origin

# What stands beside the name of a region, or of a city that is one, in the languages of the lists.
_REGION_WORDS = re.compile(
    r"\b(область|обл|регион|велаят|велаяты|вилаят|вилоят|вилояти|велаята|region|oblast|province|welayat|welayaty|viloyat|viloyati"
    r"|облысы|облусу|velayat|welaýaty)\b"
)
_CITY_WORDS = re.compile(r"\b(г|гор|город|city|каласы|қаласы|шаары|шахри|шаҳри|shahri|şäheri|saheri)\b")
# What makes an adjective of a place: Лебапский велаят is Лебап, Ошская область is Ош.
_ADJECTIVE = re.compile(r"(?<=..)(?:ин)?(?:ский|ская|ское|ской|ского)$")
# How people write countries beside the names that the register has.
_ALSO_COUNTRIES = {
    "TM": ("туркмения",), "KG": ("киргизия", "киргизстан", "кыргызская республика", "kyrgyz republic"),
    "KZ": ("республика казахстан", "рк", "қазақстан", "казакстан"), "UZ": ("республика узбекистан", "ozbekiston", "ўзбекистон", "узбекистон"),
    "TJ": ("республика таджикистан", "точикистон", "тоҷикистон"), "RU": ("рф", "россия", "russia"), "TR": ("turkey", "турция"),
}  # fmt: skip
_ALSO_CATEGORIES = {
    "police": ("полицейский", "полиция", "police", "police officers", "сотрудник овд", "следователь", "investigator"),
    "prosecutor": ("прокуратура", "сотрудник прокуратуры", "prosecution"),
    "judge": ("судьи", "суд", "judiciary"), "border_guard": ("пограничник", "пограничники"),
    "customs": ("таможенник", "таможня", "таможенники"), "advocate": ("lawyer", "defence lawyer", "адвокатура"),
    "ngo": ("нпо", "ноо", "общественная организация"), "media": ("сми", "журналист", "журналисты"),
    "migration_service": ("миграционная служба", "сотрудник миграции"),
}  # fmt: skip


class References:
    """The reference data of the register by every name; `home` is the country where a file says none."""

    def __init__(
        self, meanings: Mapping[Word, Meaning], *, home: str | None = None,
        familiar: Iterable[tuple[int, Iterable[str]]] = (),
    ) -> None:  # fmt: skip
        self.open: dict[Word, Open] = {}
        self.new: dict[Word, Open] = {}
        self._meanings = meanings
        self._home = home
        self._categories = _categories()
        self._countries = _countries()
        self._regions, self._country_of, self._cities = _regions()
        rows = db.session.scalars(select(Organisation).options(selectinload(Organisation.spellings))).all()
        self.organisations = {one.id: one for one in rows}
        self._agencies = Agencies(rows)
        self._familiar: defaultdict[str, set[int]] = defaultdict(set)
        for number, names in familiar:
            for name in names:
                self._familiar[agency_key(name)].add(number)

    def category(self, text: str | None, origin: Origin) -> int | None:
        """Return the category that a word names."""
        found = self._categories.get(key_of(text)) if text else None
        said = self._said(Word(What.CATEGORY, text or ""), found, origin, "category") if text else None
        return int(said) if said is not None else None

    def country(self, text: str | None, origin: Origin) -> str | None:
        """Return the code of the country that a word names."""
        return (
            self._said(Word(What.COUNTRY, text), self._countries.get(key_of(text)), origin, "country") if text else None
        )

    def place(self, country: str | None, region: str | None, origin: Origin) -> tuple[str | None, str | None]:
        """Return the codes of country and region; a region tells its country where none is told."""
        code = self.country(country, origin)
        if not region:
            return code, None
        found = self._regions.get(key_of(region)) or self._regions.get(region_key(region), frozenset())
        there = self._of_kind([one for one in sorted(found) if code in {None, self._country_of[one]}], region)
        at_home = [one for one in there if self._country_of[one] == self._home]
        sure = there[0] if len(there) == 1 else at_home[0] if len(at_home) == 1 else None
        said = self._said(Word(What.REGION, region, code), sure, origin, "region")
        return (code or self._country_of.get(said or "")), said

    def _of_kind(self, found: list[str], text: str) -> list[str]:
        """Return those of several regions that are a city, or none, where the word beside the name says so."""
        is_city = bool(_CITY_WORDS.search(key_of(text)))
        if len(found) < 2 or not (is_city or _REGION_WORDS.search(key_of(text))):
            return found
        return [one for one in found if (one in self._cities) is is_city]

    def organisation(self, text: str | None, country: str | None, origin: Origin) -> int | Word | None:
        """Return the number of the organisation that a name means, or the word for one that is to be entered."""
        if not text:
            return None
        near = self._familiar.get(agency_key(text))
        if near and len(near) == 1:
            return next(iter(near))
        word = Word(What.ORGANISATION, text, country or self._home)
        meant = self._agencies.meant(text, country or self._home)
        if meant.certain is not None:
            return meant.certain
        if word in self._meanings:
            said = self._meanings[word]
            if said.is_new:
                _note(self.new, word, origin, "organisation", meant.maybe)
            return word if said.is_new else int(said.key) if said.key else None
        table = self.open if meant.maybe else self.new
        _note(table, word, origin, "organisation", meant.maybe)
        return word

    def is_called(self, number: int | None, text: str | None) -> bool:
        """Say whether a name is one of an organisation's; several may be called alike, such as two ministries."""
        one = self.organisations.get(number or 0)
        if one is None or not text:
            return False
        return agency_key(text) in keys_of(one)

    def among(self, numbers: Iterable[int], text: str | None) -> int | None:
        """Return the first of some organisations that is called so."""
        return next((number for number in numbers if self.is_called(number, text)), None)

    def unsay(self, word: Word) -> None:
        """Take one mention of a word back: by what it stands beside, it is known after all."""
        for table in (self.open, self.new):
            if word in table:
                table[word].rows -= 1
                if not table[word].rows:
                    del table[word]

    def completed(self, post: Post) -> Post:
        """Return a post with the usual category of its organisation, and its country, where the row tells none."""
        serves_in = self.organisations.get(post.organisation) if isinstance(post.organisation, int) else None
        if serves_in is None:
            return post
        return replace(
            post, category_id=post.category_id or serves_in.category_id,
            country=post.country or (None if post.region_code else serves_in.country),
        )  # fmt: skip

    def _said(self, word: Word, found: Any, origin: Origin, column: str) -> Any:
        if found is not None:
            return found
        if word in self._meanings:
            return self._meanings[word].key
        _note(self.open, word, origin, column)
        return None


def _note(table: dict[Word, Open], word: Word, origin: Origin, column: str, offers: Iterable[int] = ()) -> None:
    table.setdefault(word, Open(origin, column, offers=tuple(offers))).rows += 1


def _categories() -> dict[str, int]:
    known: dict[str, int] = {}
    for one in db.session.scalars(select(Category).order_by(Category.position.desc())):
        names = (one.plural_en, one.plural_ru, one.name_en, one.name_ru, one.code, *_ALSO_CATEGORIES.get(one.code, ()))
        known |= dict.fromkeys(map(key_of, names), one.id)
    return known


def _countries() -> dict[str, str]:
    known: dict[str, str] = {}
    for one in db.session.scalars(select(Country)):
        names = (one.code, one.name_en, one.name_ru, *_ALSO_COUNTRIES.get(one.code, ()))
        known |= dict.fromkeys(map(key_of, names), one.code)
    return known


def region_key(text: str) -> str:
    """Return what a region is compared by where no name is it exactly: the stem, without words such as "область"."""
    key = key_of(text)
    stem = _ADJECTIVE.sub("", key_of(_CITY_WORDS.sub(" ", _REGION_WORDS.sub(" ", key))))
    return stem.rstrip("аеийуыья") or key


def _regions() -> tuple[dict[str, frozenset[str]], dict[str, str], frozenset[str]]:
    """Return the regions by every name, and by the stem of each name that none has; the country of each; the cities."""
    exact: defaultdict[str, set[str]] = defaultdict(set)
    stems: defaultdict[str, set[str]] = defaultdict(set)
    countries: dict[str, str] = {}
    cities: set[str] = set()
    for one in db.session.scalars(select(Region)):
        countries[one.code] = one.country
        for name in (one.code, one.name_en, one.name_ru, *one.aliases.split("|")):
            if name:
                exact[key_of(name)].add(one.code)
                stems[region_key(name)].add(one.code)
                cities |= {one.code} if _CITY_WORDS.search(key_of(name)) else set()
    named = {key: frozenset(codes) for key, codes in (stems | exact).items()}
    return named, countries, frozenset(cities)
