"""What sentences are made of, in no language yet: people by category, events, tours, materials, measures. Pure.

A number is None where it is withheld.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.reports.rules import NOT_STATED
from lms.text import tidy

Number = int | None
LAW_ENFORCEMENT = "law_enforcement"


@dataclass(frozen=True)
class Part:
    """People of one category, or all of law enforcement with the agencies told of; named as the document names them."""

    code: str
    number: Number
    name: str = ""
    agencies: tuple[str, ...] = ()
    sexes: tuple[tuple[str, Number], ...] = ()


@dataclass(frozen=True)
class People:
    """People that a figure counts; `of_which` are the parts of the figure, `regions` names and numbers.

    `sexes` are those of all, told where the parts do not tell their own. `in_project` says that the report is about one
    project and nothing narrower, within which people are new or were trained before.
    """

    basis: str
    value: Number
    parts: tuple[Part, ...]
    of_which: Mapping[str, Number] = field(default_factory=dict)
    regions: tuple[tuple[str, Number], ...] = ()
    no_region: Number = 0
    titles: tuple[str, ...] = ()
    sexes: tuple[tuple[str, Number], ...] = ()
    in_project: bool = True

    @property
    def hides_parts(self) -> bool:
        """Say whether the number of every part is withheld, so that only the whole can be told."""
        return all(part.number is None for part in self.parts)

    @property
    def told(self) -> tuple[Part, ...]:
        """Return the parts, people in general where no category or number of one is told; none where nothing is known at all."""
        if self.parts and [part.code for part in self.parts] != [NOT_STATED] and not (self.hides_parts and self.value is not None):
            return self.parts
        return (Part("", self.value, sexes=self.parts[0].sexes if self.parts else ()),) if self.value is not None else ()


@dataclass(frozen=True)
class Tours:
    """Study tours and whom they were for; a number is None where it is withheld.

    `countries` are the names of those they went to, none where it is their own or not known; several only where it is
    not known how many went to which. `repeated` says that somebody went more than once.
    """

    countries: tuple[str, ...]
    number: Number
    participants: Number
    parts: tuple[Part, ...] = ()
    without_names: int = 0
    repeated: bool = False

    @property
    def told(self) -> tuple[Number, ...]:
        """Return the numbers of people that are said: of the parts, of all where these are not told."""
        return tuple(part.number for part in self.parts) if self.parts and not self.repeated else (self.participants,)


@dataclass(frozen=True)
class Pieces:
    """Materials handed over, by carrier, and the names of the organisations that received them."""

    value: Number
    carriers: tuple[tuple[str, Number], ...]
    receivers: tuple[str, ...]

    @property
    def only(self) -> str:
        """Return the carrier of all of them, nothing where there are several or it has no name."""
        return self.carriers[0][0] if len(self.carriers) == 1 and self.carriers[0][0] != "other" else ""


@dataclass(frozen=True)
class Count:
    """A number with what is counted, and the parts of it that are told beside it."""

    basis: str
    value: Number
    of_which: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True)
class Events:
    """Events by kind, with their sum where `whole`, and who took part in them, None where that is not told."""

    value: Number
    kinds: tuple[tuple[str, Number], ...]
    participants: Count | None = None
    whole: bool = True


@dataclass(frozen=True)
class Measure:
    """An indicator with what it is measured against: targets and baselines as texts, `span` of days where it is its own."""

    code: str
    name: str
    count: Count
    reference: str = ""
    cumulative: Number = None
    baseline: tuple[str, int] | None = None
    target: str | None = None
    span: tuple[date | None, date | None] | None = None
    generation: int | None = None
    has_cumulative: bool = False


@dataclass(frozen=True)
class Scope:
    """The project that a report is about, empty where it is not one, and its first and last day, None where open.

    `office` is what it is about where that is no project, `place` the region or country that it is limited to.
    """

    project: str
    first: date | None
    last: date | None
    office: str = ""
    place: str = ""

    @property
    def year(self) -> int | None:
        """Return the calendar year that the period is."""
        if self.first is None or self.last is None or self.first.year != self.last.year:
            return None
        whole = (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)
        return self.first.year if whole else None


def beside(said: str, more: str) -> str:
    """Return a text with a remark in brackets, in those that it ends with where it has some."""
    if not more:
        return said
    return f"{said[:-1]}; {more})" if said.endswith(")") else f"{said} ({more})"


def hidden(numbers: Iterable[tuple[str, Number]]) -> list[str]:
    """Return the names of those whose number is withheld."""
    return [name for name, number in numbers if number is None]


def below_ten(*numbers: Number) -> bool:
    """Say whether a sentence with these numbers is one that tells them in words."""
    return all(number is None or 0 <= number < 10 for number in numbers)


def in_language(names: Mapping[str, str | None], language: str) -> str:
    """Return the name in a language, in the other where it is missing."""
    return tidy(names.get(language) or next(filter(None, names.values()), ""))
