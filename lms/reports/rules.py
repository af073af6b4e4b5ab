"""What a figure is: its filters, its cells, and the sums that must agree. Pure (DESIGN section 3, R1–R16)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from lms.language import N_, Labelled

NOT_STATED = "not_stated"
CELLS = ("category", "sex", "country", "region", "organisation")
RULE = "met the event's rule: minimum share of session time attended and, where set, minimum grade"


@dataclass(frozen=True)
class Filters:
    """What is counted: the events and lines of a project, office or donor, whose last day lies in a period.

    `country` and `region` are the participants' own, from the enrolment's snapshot; for events they are the place, for
    materials the receiving organisation's. `first` and `last` are inclusive, None is open. Only what was decided and recorded by
    `as_of` counts. `generation` None means direct figures; a number, the cascade of that generation (R12). `events`
    are the numbers of those that alone count, with what was handed over at them; None is all.
    """

    as_of: date
    project_id: int | None = None
    office_id: int | None = None
    donor_id: int | None = None
    country: str | None = None
    region: str | None = None
    first: date | None = None
    last: date | None = None
    generation: int | None = None
    events: tuple[int, ...] | None = None

    def before(self) -> Self | None:
        """Return the same filters for all time before the period, None where there is no such time."""
        if self.first is None or self.first == date.min:
            return None
        return replace(self, first=None, last=date.fromordinal(self.first.toordinal() - 1))

    def of_any(self, by: "By") -> Self:
        """Return the same filters without the project, or without the donor."""
        return self.of(by, None)

    def of(self, by: "By", number: int | None) -> Self:
        """Return the same filters for a project, or for a donor."""
        return replace(self, project_id=number) if by is By.PROJECT else replace(self, donor_id=number)

    def chosen(self, by: "By") -> int | None:
        """Return the number of the project, or of the donor, that is asked for."""
        return self.project_id if by is By.PROJECT else self.donor_id

    def cascade(self, generation: int) -> Self:
        """Return the same filters for the cascade of a generation."""
        return replace(self, generation=generation)


@dataclass(frozen=True)
class Count:
    """A total with its parts: for each kind of cell, a number by code; the parts of each add up to the total (R9)."""

    total: int = 0
    by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, cell: str) -> Mapping[str, int]:
        """Return the parts by one kind of cell: group, category, sex, country, region or organisation."""
        return self.by.get(cell, {})

    def __add__(self, other: "Count") -> "Count":
        kinds = {*self.by, *other.by}
        summed = {kind: ordered(Counter(self.of(kind)) + Counter(other.of(kind))) for kind in kinds}
        return Count(self.total + other.total, summed)


def count(rows: Iterable[tuple[Any, ...]], groups: Mapping[str, str]) -> Count:
    """Sum rows of (number, *codes of the CELLS, …); `groups` gives each category's group."""
    rows = list(rows)
    numbers = [row[0] for row in rows]
    parts = {cell: _summed(numbers, [row[place] for row in rows]) for place, cell in enumerate(CELLS, 1)}
    return counted(sum(numbers), parts, groups)


def counted(total: int, parts: Mapping[str, Mapping[Any, int]], groups: Mapping[str, str]) -> Count:
    """Return a count of which the parts by each kind of cell are known, where None stands for what is not stated."""
    by = {cell: ordered(_named(numbers)) for cell, numbers in parts.items()}
    by["group"] = ordered(_grouped(by["category"], groups))
    return Count(total, by)


def _summed(numbers: list[int], codes: list[Any]) -> dict[Any, int]:
    summed: dict[Any, int] = {}
    for number, code in zip(numbers, codes, strict=True):
        summed[code] = summed.get(code, 0) + number
    return summed


def _named(numbers: Mapping[Any, int]) -> Counter[str]:
    named: Counter[str] = Counter()
    for code, number in numbers.items():
        named[NOT_STATED if code is None else str(code)] += number
    return named


def _grouped(categories: Mapping[str, int], groups: Mapping[str, str]) -> Counter[str]:
    grouped: Counter[str] = Counter()
    for category, number in categories.items():
        grouped[groups.get(category, NOT_STATED)] += number
    return grouped


def ordered(numbers: Mapping[str, int]) -> dict[str, int]:
    """Drop empty cells; largest first, not stated last."""
    kept = [(code, number) for code, number in numbers.items() if number]
    return dict(sorted(kept, key=lambda cell: (cell[0] == NOT_STATED, -cell[1], cell[0])))


@dataclass(frozen=True)
class Cascade:
    """One generation of cascade events, told apart from direct figures."""

    generation: int
    events: int
    persons: int
    completions: int
    headcount: int
    attendances: int


@dataclass(frozen=True)
class Figures:
    """Everything that was counted under some filters; `codes` name the project, office and donor of the filters.

    `groups` gives the group of each category.
    """

    filters: Filters
    codes: Mapping[str, str | None]
    persons: Count
    new: int
    returning: int
    named: Count
    headcount: Count
    reconstructed: Count
    attendances: Count
    claimed: int
    signed: int
    events_by_kind: Mapping[str, int]
    participants_by_kind: Mapping[str, int]
    headcounts_by_kind: Mapping[str, int]
    materials_by_carrier: Mapping[str, int]
    cascade: tuple[Cascade, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def completions(self) -> Count:
        """Return completions of named persons and from headcounts together (R10)."""
        return self.named + self.headcount

    @property
    def events(self) -> int:
        """Return how many finalised events there were, of all kinds."""
        return sum(self.events_by_kind.values())

    @property
    def materials(self) -> int:
        """Return how many pieces were handed over, corrections taken off (R14)."""
        return sum(self.materials_by_carrier.values())

    @property
    def people_by_kind(self) -> dict[str, int]:
        """Return who took part, named and from headcounts, by kind of event (R16)."""
        return ordered(Counter(self.participants_by_kind) + Counter(self.headcounts_by_kind))

    def as_json(self) -> dict[str, Any]:
        """Return the figures as the JSON interface gives them; keys are codes."""
        persons, completions = self.persons, self.completions
        return {
            "project": self.codes.get("project"),
            "period": {"from": _iso(self.filters.first), "to": _iso(self.filters.last)},
            "rule": self._rule(),
            "persons": {
                "total": persons.total,
                **{f"by_{cell}": dict(persons.of(cell)) for cell in ("group", "category", "sex", "country", "region")},
                "new": self.new,
                "returning": self.returning,
            },
            "completions": {
                "total": completions.total,
                "named": self.named.total,
                "headcount": self.headcount.total,
                "reconstructed": self.reconstructed.total,
                "by_category": dict(completions.of("category")),
                "by_sex": dict(completions.of("sex")),
            },
            "attendances": {"total": self.attendances.total, "claimed": self.claimed, "signed": self.signed},
            "events": {
                "total": self.events,
                "by_kind": dict(self.events_by_kind),
                "participants_by_kind": self.people_by_kind,
            },
            "materials": {"distributed": {"total": self.materials, "by_carrier": dict(self.materials_by_carrier)}},
            "cascade": {"by_generation": {str(one.generation): _without_number(one) for one in self.cascade}},
        }

    def _rule(self) -> dict[str, Any]:
        return {
            "trained": RULE,
            "period": "an event belongs to the period of its last day",
            "category": "of the latest completed event in the period",
            "headcounts": "added to completions, never to persons",
            "office": self.codes.get("office"),
            "donor": self.codes.get("donor"),
            "country": self.filters.country,
            "region": self.filters.region,
            "as_of": self.filters.as_of.isoformat(),
        }


def _without_number(cascade: Cascade) -> dict[str, int]:
    return {
        "events": cascade.events, "persons": cascade.persons, "completions": cascade.completions,
        "headcount": cascade.headcount, "attendances": cascade.attendances,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True)
class Cell:
    """A part of a figure: codes that its rows must have; organisation is a row's number. NOT_STATED asks for none.

    The last four are of figures in CLAIMED only: another project or donor that claims the rows too, by its number, and by how
    many they are claimed.
    """

    group: str | None = None
    category: str | None = None
    sex: str | None = None
    country: str | None = None
    region: str | None = None
    organisation: str | None = None
    kind: str | None = None
    carrier: str | None = None
    returning: bool | None = None
    also_project: int | None = None
    also_donor: int | None = None
    project_claims: str | None = None
    donor_claims: str | None = None

    def also(self, by: "By") -> int | None:
        """Return the number of another project or donor that claims the rows too."""
        return self.also_project if by is By.PROJECT else self.also_donor

    def claims(self, by: "By") -> str | None:
        """Return by how many projects or donors the rows are claimed: a number, or SEVERAL."""
        return self.project_claims if by is By.PROJECT else self.donor_claims


class By(Labelled):
    """Who claims what was reached: a joint event counts fully for each (R11)."""

    PROJECT = "project", N_("Projects")
    DONOR = "donor", N_("Donors")


SEVERAL = "several"  # more than one claimant


class Figure(Labelled):
    """What can be opened to the rows that make it."""

    PERSONS = "persons", N_("Persons trained")
    COMPLETIONS = "completions", N_("Completions")
    ATTENDANCES = "attendances", N_("Attendances")
    CLAIMED = "claimed", N_("Attendances claimed")
    SIGNED = "signed", N_("Attendances on signed sheets, not finalised")
    HEADCOUNTS = "headcounts", N_("From headcounts")
    COUNTED = "counted", N_("From headcounts of all events")
    RECONSTRUCTED = "reconstructed", N_("Reconstructed from old reports")
    EVENTS = "events", N_("Events")
    WAITING = "waiting", N_("Events over but not finalised")
    PARTICIPANTS = "participants", N_("People who took part")
    MATERIALS = "materials", N_("Materials distributed")


# R10: the second is told as numbers only, and added to the first.
FROM_HEADCOUNTS = {Figure.COMPLETIONS: Figure.HEADCOUNTS, Figure.PARTICIPANTS: Figure.COUNTED}
COUNTED_AS_NUMBERS = frozenset({*FROM_HEADCOUNTS.values(), Figure.RECONSTRUCTED})

# Their rows name nobody, so whoever sees the figure may open them.
NAMELESS = frozenset({Figure.EVENTS, Figure.WAITING, Figure.MATERIALS})

# What may be told by who claims it.
CLAIMED = frozenset({Figure.PERSONS, Figure.EVENTS})
