"""Persons trained by period, category, sex and region: all the numbers that charts draw, counted in one go."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np

from lms.extensions import db
from lms.reports import counting, ledgers, queries, spans
from lms.reports.disclosure import Key, Numbers, kept_back
from lms.reports.ledger import Place, Rows
from lms.reports.rules import NOT_STATED, Filters
from lms.reports.suppression import Kept, P

KeptOf = Callable[[date | None, date | None], Kept | None]


class Part(NamedTuple):
    """What a number is of; None is all. A period is its place among them; None is the whole span, each person once (R5)."""

    period: int | None = None
    category: str | None = None
    sex: str | None = None
    region: str | None = None


@dataclass(frozen=True)
class Trained:
    """How many persons were trained, by every part that a chart draws; a number that is None is not shown."""

    filters: Filters
    periods: tuple[spans.Piece, ...]
    numbers: Mapping[Part, int | None]

    def of(self, **part: int | str | None) -> int | None:
        """Return the number of a part."""
        return self.numbers.get(Part(**part), 0)  # type: ignore[arg-type]

    @property
    def hides(self) -> bool:
        """Say whether a number is not shown."""
        return None in self.numbers.values()

    def codes(self, kind: str) -> set[str]:
        """Return the codes of a kind of cell that have a number in some period or in all."""
        return {code for part, number in self.numbers.items() if number != 0 and (code := getattr(part, kind)) is not None}

    def largest(self, *kinds: str) -> int:
        """Return the largest number that is shown of the parts by just these kinds of cells, 0 where there is none."""
        wanted = set(kinds)
        return max((number or 0 for part, number in self.numbers.items() if _kinds(part) == wanted), default=0)


def withheld(told: Trained, kept_of: KeptOf) -> Trained:
    """Return the same without small numbers, nor others that would tell them, nor parts by region and category at once.

    Every number is a sum of parts by each further kind. `kept_of` says what is kept back in a period anyway, None where
    nothing is told of it.
    """
    spans_of = {None: kept_of(told.filters.first, told.filters.last)} | {n: kept_of(one.first, one.last) for n, one in enumerate(told.periods)}
    drawn = {part: number for part, number in told.numbers.items() if spans_of[part.period] is not None and (part.category is None or part.region is None)}
    every = Numbers({_key(part): number for part, number in drawn.items() if number}, dear={_key(Part()): 1})
    below: dict[tuple[Part, str], list[Key]] = defaultdict(list)
    for part, number in drawn.items():
        # Periods are not added up: a person counts in each.
        for kind in _kinds(part) - {"period"} if number else ():
            below[part._replace(**{kind: None}), kind].append(_key(part))
    for (whole, _kind), keys in below.items():
        if told.numbers.get(whole):
            every.add(_key(whole), keys)
    hidden = kept_back(every, [_key(part) for part, number in drawn.items() if _is_kept(spans_of[part.period], part, number)])
    return replace(told, numbers={part: None if part not in drawn or _key(part) in hidden else number for part, number in told.numbers.items()})


def _is_kept(kept: Kept | None, part: Part, number: int | None) -> bool:
    """Say whether figures leave a part out; what is of two kinds at once, figures do not tell."""
    kinds = [(kind, getattr(part, kind)) for kind in _kinds(part) - {"period"}]
    return bool(kept and number and len(kinds) < 2 and kept.number(number, P, *(code for of in kinds for code in of)) is None)


def _key(part: Part) -> Key:
    return tuple(str(code) for code in part)


def _kinds(part: Part) -> set[str]:
    return {kind for kind, code in zip(Part._fields, part, strict=True) if code is not None}


def trained(f: Filters, *, by_quarter: bool = True) -> Trained:
    """Count persons trained under the filters, inside the present scope: in each period, and over all of them.

    Short spans are told by quarters, or else by years like the long ones.
    """
    events = db.session.execute(queries.training_days(f)).all()
    if not events:
        return Trained(f, (), {})
    rows = counting.participants(f, ledgers.present(), [number for number, _day in events]).that("trained")
    days = [day for _number, day in events]
    periods = spans.pieces(f.first, f.last, f.as_of, days, by_quarter=by_quarter)
    codes = {number: code for number, code, _group in db.session.execute(queries.groups())}
    numbers: Counter[Part] = Counter()
    for period, people in _by_period(rows, days, periods):
        for place, number in people.last_of_each_person().by_place():
            for part in _parts(period, place, codes):
                numbers[part] += number
    return Trained(f, periods, numbers)


def _by_period(rows: Rows, days: list[date], periods: tuple[spans.Piece, ...]) -> Iterator[tuple[int | None, Rows]]:
    """Yield all rows, then those of the events that ended in each period (R7)."""
    yield None, rows
    ends = [period.last for period in periods]
    period_of = np.array([bisect_left(ends, day) for day in days])[rows.of]
    for number in range(len(periods)):
        yield number, rows.where(period_of == number)


def _parts(period: int | None, place: Place, codes: Mapping[int, str]) -> Iterator[Part]:
    """Yield every part that a person of a place is counted in; places of the world over the whole span only."""
    category = codes[place.category] if place.category else NOT_STATED
    for of in (None, category):
        yield Part(period, of)
        yield Part(period, of, place.sex)
        if period is None:
            yield Part(None, of, region=place.region or NOT_STATED)
