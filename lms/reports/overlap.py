"""Who is trained, and which events are held, for more than one project or donor: why parts add up to more than the whole (R11).

A project or donor claims a person when they completed an event in the period that it pays for, alone or with others; so
two may claim a person by two events. It claims every event that it pays for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TypeVar

import numpy as np

from lms.extensions import db
from lms.reports import counting, ledgers, queries
from lms.reports.claims import Claims, Numbers
from lms.reports.ledger import Rows, spread
from lms.reports.rules import SEVERAL, By, Cell, Filters

Pair = tuple[int, int]
Key = TypeVar("Key")


@dataclass(frozen=True)
class Both:
    """So many persons trained and so many events."""

    persons: int = 0
    events: int = 0

    def __add__(self, other: "Both") -> "Both":
        return Both(self.persons + other.persons, self.events + other.events)

    def __sub__(self, other: "Both") -> "Both":
        return Both(self.persons - other.persons, self.events - other.events)

    def __rmul__(self, number: int) -> "Both":
        return Both(number * self.persons, number * self.events)


@dataclass(frozen=True)
class Overlap:
    """What several claim, under filters; where these ask for one project or donor, of what it claims.

    `by_number` is told by how many claim it; `of_each` and `of_two` by the numbers of projects or donors.
    """

    filters: Filters
    by: By
    by_number: Mapping[int, Both]
    of_each: Mapping[int, Both]
    of_two: Mapping[Pair, Both]

    @property
    def whole(self) -> Both:
        """Return each person and event once: the roll-up."""
        return sum(self.by_number.values(), Both())

    @property
    def claims(self) -> Both:
        """Return what the figures of each add up to."""
        return sum((number * one for number, one in self.by_number.items()), Both())

    @property
    def several(self) -> Both:
        """Return what more than one claims."""
        return sum((one for number, one in self.by_number.items() if number > 1), Both())

    @property
    def unclaimed(self) -> Both:
        """Return what none claims."""
        return self.by_number.get(0, Both())

    @property
    def repeated(self) -> Both:
        """Return the claims beyond the first on each: claims = whole - unclaimed + repeated."""
        return self.claims - self.whole + self.unclaimed


class _Funded:
    """Finalised events with who pays for each, whatever project or donor is asked for."""

    def __init__(self, f: Filters, by: By) -> None:
        base = f.of_any(by)
        self.held = counting.held(base, ledgers.present())
        place = {number: n for n, number in enumerate(self.held.numbers)}
        # An event that was finalised between the two questions is left out.
        paid = [(place[event], who) for event, who in db.session.execute(queries.claimants(base, by)) if event in place]
        self.who = sorted({who for _event, who in paid})
        rank = {who: n for n, who in enumerate(self.who)}
        events, claimants = np.array([(event, rank[who]) for event, who in paid], np.int64).reshape(-1, 2).T
        self.all_events = Claims.of(events, claimants, len(self.who))

    @property
    def events(self) -> Claims:
        """Return who claims the events that were held where they are asked for."""
        every = self.all_events
        here = np.array(self.held.here, np.bool_)[every.things]
        return Claims(every.things[here], every.claimants[here], every.width)

    @property
    def persons(self) -> Claims:
        """Return who claims the persons trained."""
        rows, every = self.held.trained, self.all_events
        sizes = every.on_each(len(self.held.numbers))
        starts = np.cumsum(sizes) - sizes
        index = spread(starts[rows.of], sizes[rows.of])
        return Claims.of(np.repeat(rows.column("person"), sizes[rows.of]), every.claimants[index], every.width)


def overlap(f: Filters, payer: By) -> Overlap:
    """Count what several projects, or donors, claim under the filters, inside the present scope."""
    funded, chosen = _Funded(f, payer), f.chosen(payer)
    persons, events = funded.persons, funded.events
    people = np.flatnonzero(funded.held.trained.people())
    here = np.flatnonzero(funded.held.here)
    if chosen is not None:
        place = funded.who.index(chosen) if chosen in funded.who else -1
        persons, events = persons.on_what(place), events.on_what(place)
        people, here = persons.claimed, events.claimed
    told = Overlap(
        filters=f, by=payer,
        by_number=_both(_by_number(persons, people), _by_number(events, here)),
        of_each=_both(dict(zip(funded.who, persons.by_each, strict=True)), dict(zip(funded.who, events.by_each, strict=True))),
        of_two=_both(_named(persons, funded.who), _named(events, funded.who)),
    )  # fmt: skip
    return told if chosen is None else _with(told, chosen)


def _by_number(claims: Claims, things: Numbers) -> dict[int, int]:
    """Return how many things are claimed by how many."""
    number = int(things.max(initial=-1)) + 1
    return dict(enumerate(np.bincount(claims.on_each(number)[things]).tolist()))


def _named(claims: Claims, who: Sequence[int]) -> dict[Pair, int]:
    return {(who[one], who[other]): number for (one, other), number in claims.by_pairs.items()}


def _both(persons: Mapping[Key, int], events: Mapping[Key, int]) -> dict[Key, Both]:
    """Put the two numbers of each key beside each other; a key that has neither is left out."""
    told = {key: Both(persons.get(key, 0), events.get(key, 0)) for key in [*persons, *(key for key in events if key not in persons)]}
    return {key: one for key, one in told.items() if one != Both()}


def _with(told: Overlap, chosen: int) -> Overlap:
    """Leave out of pairs what the one that is asked for has no part in, and put it first in those that it has."""
    pairs = {(chosen, one if other == chosen else other): n for (one, other), n in told.of_two.items() if chosen in {one, other}}
    return Overlap(told.filters, told.by, told.by_number, told.of_each, pairs)


def claimed_too(f: Filters, cell: Cell, people: Rows) -> Rows:
    """Return those of persons trained whom another claims too, or so many claim, as a part of a figure asks."""
    for by in By:
        if (other := cell.also(by)) is not None:
            theirs = counting.held(f.of(by, other), people.ledger).trained.people()
            people = people.where(theirs[people.column("person")])
        if (wanted := cell.claims(by)) is not None:
            claims = _Funded(f, by).persons.on_each(people.ledger.people)[people.column("person")]
            people = people.where(_as_many(claims, wanted))
    return people


def events_claimed(f: Filters, cell: Cell) -> list[int] | None:
    """Return the numbers of the events that another claims too, or so many claim; None where a part asks for neither."""
    found: list[set[int]] = []
    for by in By:
        if (other := cell.also(by)) is not None:
            found.append(set(db.session.scalars(queries.finalised_events(f.of(by, other)))))
        if (wanted := cell.claims(by)) is not None:
            funded = _Funded(f, by)
            claims = funded.all_events.on_each(len(funded.held.numbers))
            found.append(set(compress(funded.held.numbers, _as_many(claims, wanted))))
    return sorted(set.intersection(*found)) if found else None


def _as_many(claims: Numbers, wanted: str) -> Numbers:
    return claims > 1 if wanted == SEVERAL else claims == int(wanted)
