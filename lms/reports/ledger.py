"""Every enrolment that figures may count, as columns in memory: what a database adds up in a second takes milliseconds.

A ledger only tells what the enrolments of events are. Which events count is asked of the database each time, inside the
reader's scope (conditions.py), and so is everything that is not an enrolment.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
# What is kept of an enrolment: numbers, yes or no, the last mark as an instant in seconds; `place` is that of its Place,
# `role` that of its role among those that events know, from one; the first is the participants'. `claimed` are all
# attendances on which nobody decided yet: which of them a signed sheet proves, the database is asked.
COLUMNS = {
    "id": np.int32, "person": np.int32, "role": np.int8, "trained": np.bool_, "took_part": np.bool_,
    "attended": np.int16, "claimed": np.int16, "last_mark": np.int64, "organisation": np.int32, "place": np.int32,
}  # fmt: skip
SPARE = 1.25  # how much more room is made than is needed at once
Row = Sequence[Any]


class Place(NamedTuple):
    """What an enrolment's snapshot says of the person, but for the organisation; None is not stated."""

    category: int | None
    sex: str
    country: str | None
    region: str | None


@dataclass(frozen=True)
class Mark:
    """The last entry of the record of changes that a ledger knows: its number and its hash."""

    seq: int
    hash: str


@dataclass
class Store:
    """Columns with room to grow; a ledger never looks beyond what was there when it was made."""

    columns: dict[str, Numbers]
    used: int

    @classmethod
    def with_room(cls, number: int) -> Self:
        """Return empty columns for a number of rows."""
        return cls({name: np.zeros(int(number * SPARE) + 16, kind) for name, kind in COLUMNS.items()}, 0)

    @property
    def room(self) -> int:
        """Return how many rows more there is room for."""
        return len(self.columns["id"]) - self.used

    def add(self, rows: Mapping[str, Numbers]) -> None:
        """Append rows."""
        end = self.used + len(rows["id"])
        for name, column in self.columns.items():
            column[self.used : end] = rows[name]
        self.used = end


@dataclass(frozen=True, eq=False)
class Ledger:
    """The enrolments of all events as of a mark: those of an event lie together, in the order of their numbers.

    `starts` and `sizes` tell by an event's number where they lie and how many they are; `places` are numbered.
    """

    store: Store
    places: dict[Place, int]
    starts: Numbers
    sizes: Numbers
    mark: Mark
    end: int = field(default=0)

    @classmethod
    def of(cls, batches: Iterable[Sequence[Row]], mark: Mark, room: int = 0) -> "Ledger":
        """Return a ledger of rows of (event, *COLUMNS but the last, *Place), sorted by event and number, some at once."""
        empty = np.zeros(1, np.int64)
        ledger = cls(Store.with_room(room), {}, empty, empty, mark)
        for batch in batches:
            ledger = ledger._with(batch, mark)
        return ledger

    def changed(self, events: Iterable[int], rows: Sequence[Row], mark: Mark) -> "Ledger":
        """Return the ledger with the enrolments of some events told anew; `rows` are as for `of`.

        Both share the store where that has room: what is appended to it, a ledger made before does not look at.
        """
        starts, sizes = self.starts.copy(), self.sizes.copy()
        known = [number for number in events if number < len(sizes)]
        sizes[known] = 0
        store = self.store if self.store.room >= len(rows) else self._packed(starts, sizes, len(rows))
        return Ledger(store, self.places, starts, sizes, mark, store.used)._with(rows, mark)

    def _packed(self, starts: Numbers, sizes: Numbers, more: int) -> Store:
        """Return the rows that stand, in a store of their own, and set where they start there."""
        standing = np.flatnonzero(sizes)
        index = spread(starts[standing], sizes[standing])
        store = Store.with_room(len(index) + more)
        store.add({name: column[index] for name, column in self.store.columns.items()})
        starts[standing] = np.cumsum(sizes[standing]) - sizes[standing]
        return store

    def _with(self, rows: Sequence[Row], mark: Mark) -> "Ledger":
        """Append rows of events that have none yet, or whose last rows stand at the end."""
        if not rows:
            return Ledger(self.store, self.places, self.starts, self.sizes, mark, self.store.used)
        event, *told = zip(*rows, strict=True)
        numbers = np.array(event, np.int64)
        places = [self.places.setdefault(Place(*place), len(self.places)) for place in zip(*told[-4:], strict=True)]
        columns: dict[str, Numbers] = {
            name: np.array([value or 0 for value in values], kind)
            for (name, kind), values in zip(COLUMNS.items(), [*told[:-4], places], strict=True)
        }
        store, first = self.store, self.store.used
        if store.room < len(rows):
            store = Store.with_room(int((first + len(rows)) * SPARE))
            store.add({name: column[:first] for name, column in self.store.columns.items()})
        store.add(columns)
        width = max(len(self.starts), int(numbers[-1]) + 1)
        starts, sizes = (np.pad(one, (0, width - len(one))) for one in (self.starts, self.sizes))
        distinct, place, count = np.unique(numbers, return_index=True, return_counts=True)
        fresh = sizes[distinct] == 0  # the others went on from the batch before
        starts[distinct[fresh]] = first + place[fresh]
        sizes[distinct] += count
        return Ledger(store, self.places, starts, sizes, mark, store.used)

    @cached_property
    def people(self) -> int:
        """Return a number above those of all persons."""
        return int(self.store.columns["person"][: self.end].max(initial=0)) + 1

    def events_with(self, numbers: Iterable[int]) -> set[int]:
        """Return the events that have enrolments of these numbers."""
        standing = np.flatnonzero(self.sizes)
        index = spread(self.starts[standing], self.sizes[standing])
        events = np.repeat(standing, self.sizes[standing])
        return set(events[np.isin(self.store.columns["id"][index], list(numbers))].tolist())

    def rows(self, events: Sequence[int]) -> "Rows":
        """Return the enrolments of events, in the order in which these are given."""
        wanted = np.array(events, np.int64)
        known = wanted < len(self.sizes)
        place = np.flatnonzero(known)
        wanted = wanted[known]
        sizes = self.sizes[wanted]
        return Rows(self, spread(self.starts[wanted], sizes), np.repeat(place, sizes))


def spread(starts: Numbers, sizes: Numbers) -> Numbers:
    """Return the places that runs of these starts and sizes cover, run after run."""
    ends = np.cumsum(sizes)
    if not len(ends) or not ends[-1]:
        return np.zeros(0, np.int64)
    return np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1])


@dataclass(frozen=True)
class Rows:
    """Some enrolments of a ledger, in an order; `of` is the place of the event of each among those asked for."""

    ledger: Ledger
    index: Numbers
    of: Numbers
    known: dict[str, Numbers] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.index)

    def column(self, name: str) -> Numbers:
        """Return what the rows have in a column."""
        if name not in self.known:
            self.known[name] = self.ledger.store.columns[name][self.index]
        return self.known[name]

    def where(self, condition: Numbers) -> "Rows":
        """Return the rows for which a condition, one for each, holds."""
        return Rows(self.ledger, self.index[condition], self.of[condition])

    def that(self, name: str) -> "Rows":
        """Return the rows of which a column says yes."""
        return self.where(self.column(name))

    def placed(self, condition: Callable[[Place], bool]) -> "Rows":
        """Return the rows whose places meet a condition."""
        places = list(self.ledger.places)  # others may be told of meanwhile
        meets = np.fromiter(map(condition, places), np.bool_, len(places))
        return self.where(meets[self.column("place")])

    def last_of_each_person(self) -> "Rows":
        """Return the last row of every person."""
        last = np.full(self.ledger.people, -1, np.int64)
        last[self.column("person")] = np.arange(len(self.index))  # of several the last is kept (numpy, "Assigning values")
        return self.where(last[last >= 0])

    def people(self) -> Numbers:
        """Say of every person, by their number, whether a row is theirs."""
        found = np.zeros(self.ledger.people, np.bool_)
        found[self.column("person")] = True
        return found

    def by_place(self, what: str | None = None) -> list[tuple[Place, int]]:
        """Return how many rows there are of each place, or what they have in a column together."""
        weights, places = self.column(what) if what else None, list(self.ledger.places)
        counted = np.bincount(self.column("place"), weights, len(places)).tolist()
        return [(place, int(number)) for place, number in zip(places, counted, strict=True) if number]

    def by_organisation(self, what: str | None = None) -> dict[int | None, int]:
        """Return the same of each organisation, by its number; None is not stated."""
        weights = self.column(what) if what else None
        counted = np.bincount(self.column("organisation"), weights)
        return {number or None: int(counted[number]) for number in np.flatnonzero(counted).tolist()}

    def by_event(self, what: str) -> list[int]:
        """Return what the rows of each event that was asked for, up to the last that has one, have in a column together."""
        return np.bincount(self.of, self.column(what)).astype(np.int64).tolist()  # type: ignore[no-any-return]
