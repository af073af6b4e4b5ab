"""Cutting a span of days into the periods that a chart tells side by side. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from itertools import pairwise

MOST = 12  # periods side by side
QUARTERS_FOR = timedelta(days=2 * 366)
A_DAY = timedelta(days=1)


class Unit(Enum):
    """What a period is; EARLIER is all before the first of the others."""

    QUARTER = auto()
    YEAR = auto()
    US_FISCAL_YEAR = auto()
    EARLIER = auto()


@dataclass(frozen=True)
class Piece:
    """A part of a span, both days inclusive; the first and the last piece end where the span does."""

    unit: Unit
    first: date
    last: date


def pieces(
    first: date | None, last: date | None, as_of: date, days: Sequence[date], *, by_quarter: bool = True
) -> tuple[Piece, ...]:
    """Cut what was asked for into quarters up to two years, else into years: those of the US where it begins with one.

    `days`, in order and one at least, are those on which something that counts ended. What is left open, or lies ahead
    of `as_of`, reaches no further than they do. Of more than MOST years only those are told that hold a day; were
    these too many, the early ones are one piece. Where nothing may be told `by_quarter`, short spans are cut into years.
    """
    begin, end = first or days[0], max(min(last or days[-1], as_of), days[-1])
    if end.year - begin.year >= MOST:
        return _years_with(days, begin, end)
    unit, found = _unit(begin, end, by_quarter=by_quarter), list[Piece]()
    while not found or found[-1].first > begin:
        last = found[-1].first - A_DAY if found else end
        found.append(Piece(unit, max(_begin(unit, last), begin), last))
    return tuple(reversed(found))


def _years_with(days: Sequence[date], begin: date, end: date) -> tuple[Piece, ...]:
    years = sorted({day.year for day in days})
    kept = years if len(years) <= MOST else years[1 - MOST :]
    found = [Piece(Unit.YEAR, max(date(year, 1, 1), begin), min(date(year, 12, 31), end)) for year in kept]
    early = years[: -len(kept)]
    return (*([Piece(Unit.EARLIER, begin, date(early[-1], 12, 31))] if early else []), *found)


def has_gaps(told: Sequence[Piece]) -> bool:
    """Say whether years were left out because nothing was in them."""
    return any(one.last + A_DAY != following.first for one, following in pairwise(told))


def _unit(first: date, last: date, *, by_quarter: bool) -> Unit:
    if by_quarter and last - first <= QUARTERS_FOR:
        return Unit.QUARTER
    return Unit.US_FISCAL_YEAR if (first.month, first.day) == (10, 1) else Unit.YEAR


def _begin(unit: Unit, day: date) -> date:
    """Return the first day of the quarter or year of a day."""
    if unit is Unit.QUARTER:
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    if unit is Unit.YEAR:
        return date(day.year, 1, 1)
    return date(day.year if day.month >= 10 else day.year - 1, 10, 1)
