"""People counted in a ledger: which events count is asked of the database, what their people add up to is added up here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement

from lms.extensions import db
from lms.reports import queries
from lms.reports.ledger import Ledger, Place, Rows
from lms.reports.rules import NOT_STATED, Cell, Count, Filters, counted

Codes = Mapping[int, tuple[str, str]]  # code and group of a category, by its number
PARTICIPANT = 1  # the number of the role


@dataclass(frozen=True)
class Held:
    """Finalised events in order of time (R7), and all enrolments of theirs from the country and region that are asked for.

    Of each event there are its number, its kind, whether it counts as training and whether it was held in the country and
    region that are asked for; `of` of a row is its event's place.
    """

    numbers: Sequence[int]
    kinds: Sequence[str]
    training: Sequence[bool]
    here: Sequence[bool]
    rows: Rows

    @cached_property
    def trainees(self) -> Rows:
        """Return the participants of events that count as training (R4, R16)."""
        return self.of_training(self.rows.where(participate(self.rows)))

    def of_training(self, rows: Rows) -> Rows:
        """Return the rows of events that count as training (R16)."""
        return rows.where(np.array(self.training, np.bool_)[rows.of])

    @cached_property
    def trained(self) -> Rows:
        """Return those who completed one, person by event (R2)."""
        return self.trainees.that("trained")

    @cached_property
    def took_part(self) -> Rows:
        """Return those who took part in events of all kinds (R16)."""
        return self.rows.where(participate(self.rows) & self.rows.column("took_part"))

    def events_by_kind(self) -> dict[str, int]:
        """Return how many events there were where they are asked for, by kind; the most first."""
        return dict(Counter(compress(self.kinds, self.here)).most_common())

    def people_by_kind(self) -> dict[str, int]:
        """Return how many took part, by kind of event."""
        found = dict.fromkeys(self.kinds, 0)
        for kind, number in zip(self.kinds, self.took_part.by_event("took_part"), strict=False):
            found[kind] += number
        return {kind: number for kind, number in found.items() if number}

    def of_kind(self, rows: Rows, kind: str) -> Rows:
        """Return the rows of events of a kind."""
        return rows.where(np.array([one == kind for one in self.kinds], np.bool_)[rows.of])


def held(f: Filters, ledger: Ledger, *more: ColumnElement[bool]) -> Held:
    """Return the finalised events of the filters, of which more may be asked, with their people."""
    events = db.session.execute(queries.held(f, *more)).all()
    numbers, kinds, training, here = zip(*events, strict=True) if events else ((), (), (), ())
    return Held(numbers, kinds, training, here, living_in(f, ledger.rows(numbers)))


def living_in(f: Filters, rows: Rows) -> Rows:
    """Return those of the participants' own country and region, where these are asked for."""
    if f.country is None and f.region is None:
        return rows
    return rows.placed(lambda place: f.country in {None, place.country} and f.region in {None, place.region})


def participants(f: Filters, ledger: Ledger, events: Sequence[int]) -> Rows:
    """Return the participants of events (R4)."""
    rows = ledger.rows(events)
    return living_in(f, rows.where(participate(rows)))


def participate(rows: Rows) -> NDArray[np.bool_]:
    """Say of each row whether it is a participant's (R4)."""
    found: NDArray[np.bool_] = rows.column("role") == PARTICIPANT
    return found


def returning(f: Filters, people: Rows) -> NDArray[np.bool_]:
    """Say of each of some people whether they completed in the same filters before the period too (R5)."""
    earlier = f.before()
    if earlier is None:
        return np.zeros(len(people), np.bool_)
    events = db.session.scalars(queries.training_events(earlier)).all()
    before = participants(earlier, people.ledger, events)
    return before.that("trained").people()[people.column("person")]


def count(rows: Rows, codes: Codes, what: str | None = None) -> Count:
    """Count rows by every kind of cell, or add up what they have in a column."""
    parts: dict[str, Counter[Any]] = {cell: Counter() for cell in Place._fields}
    for place, number in rows.by_place(what):
        for cell, value in zip(Place._fields, place, strict=True):
            parts[cell][value] += number
    parts["category"] = Counter({codes[key][0] if key else None: number for key, number in parts["category"].items()})
    total = parts["sex"].total()
    return counted(total, {**parts, "organisation": rows.by_organisation(what)}, dict(codes.values()))


def in_cell(rows: Rows, cell: Cell, codes: Codes) -> Rows:
    """Return the rows of a part of a figure; not stated asks for those that say nothing."""
    if cell.organisation is not None:
        number = 0 if cell.organisation == NOT_STATED else int(cell.organisation)
        rows = rows.where(rows.column("organisation") == number)
    group = {key: told[1] for key, told in codes.items()}
    code = {key: told[0] for key, told in codes.items()}
    asked = {
        "category": cell.category, "group": cell.group, "sex": cell.sex, "country": cell.country, "region": cell.region,
    }  # fmt: skip
    wanted = {name: value for name, value in asked.items() if value is not None}

    def lies_in(place: Place) -> bool:
        says = place._asdict() | {"category": code.get(place.category or 0), "group": group.get(place.category or 0)}
        return all((says[name] or NOT_STATED) == value for name, value in wanted.items())

    return rows.placed(lies_in) if wanted else rows
