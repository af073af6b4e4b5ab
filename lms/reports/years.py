"""Figures year by year. Persons are unique within each year, and once over all years (R5)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lms.extensions import db
from lms.language import N_, Labelled
from lms.reports import counting, ledgers, queries
from lms.reports.ledger import Rows
from lms.reports.periods import Period, calendar_year, us_fiscal_year
from lms.reports.rules import Filters
from lms.reports.suppression import C, H, Kept, P, R

# The numbers of people of a year, by their keys in what is kept back.
OF_PEOPLE = {"persons": (P,), "new": (P, "new"), "completions": (C,), "headcount": (H,), "reconstructed": (R,)}
BEFORE = -1  # the place of what lies before the first year that is told


class YearKind(Labelled):
    """Which years reports are told by."""

    CALENDAR = "calendar", N_("Calendar years")
    FISCAL = "fiscal", N_("US fiscal years")

    @property
    def year_of(self) -> Callable[[date], Period]:
        """Return what gives the year of a day."""
        return us_fiscal_year if self is YearKind.FISCAL else calendar_year


@dataclass(frozen=True)
class Year:
    """The figures of a year, or of a part of it where only that was asked for; None stands for a number that is not shown."""

    period: Period
    events: int
    persons: int | None
    new: int | None
    completions: int | None
    headcount: int | None
    reconstructed: int | None

    @property
    def is_whole(self) -> bool:
        """Say whether all days of the year were asked for."""
        return (self.period.last - self.period.first).days >= 364


KeptOf = Callable[[date | None, date | None], Kept | None]


def withheld(told: "Series", kept_of: KeptOf) -> "Series":
    """Return the same without what is kept back of each year; `kept_of` says what, None where nothing is told of a period."""
    whole = _shown(told.whole, kept_of) if told.whole else None
    return Series([_shown(year, kept_of) for year in told.years], whole)


def _shown(year: "Year", kept_of: KeptOf) -> "Year":
    kept = kept_of(year.period.first, year.period.last)
    numbers = {what: kept.number(getattr(year, what), *key) if kept else None for what, key in OF_PEOPLE.items()}
    return replace(year, **numbers)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Series:
    """The years in order, without gaps, and all of them together."""

    years: list[Year]
    whole: Year | None

    @property
    def stretches(self) -> list[list[Year]]:
        """Return the years one by one, but those in a row in which nothing took place together."""
        return [
            part for is_empty, some in groupby(self.years, lambda year: not (year.events or year.completions))
            for part in ([list(some)] if is_empty else [[year] for year in some])
        ]  # fmt: skip


def series(f: Filters, kind: YearKind) -> Series:
    """Count under the filters year by year; the period of the filters, where it has ends, cuts the first and last year."""
    events = db.session.execute(queries.in_time(replace(f, first=None))).all()
    asked = [ends_on for _number, ends_on, _training, _here in events if f.first is None or ends_on >= f.first]
    if not asked:
        return Series([], None)
    periods = list(_periods(kind.year_of, asked[0], asked[-1], f))
    place = {period.number: at for at, period in enumerate(periods)}

    def year(day: date) -> int:
        return BEFORE if f.first is not None and day < f.first else place[kind.year_of(day).number]

    of = np.array([year(ends_on) for _number, ends_on, _training, _here in events], np.int64)
    here = Counter(at for at, (_number, _day, _training, is_here) in zip(of.tolist(), events, strict=True) if is_here)
    training = np.array([counts for _number, _day, counts, _here in events], np.bool_)
    rows = counting.participants(f, ledgers.present(), [event.id for event in events]).that("trained")
    rows = rows.where(training[rows.of])
    heads, old = _headcounts(f, year)
    told = _People(rows, of[rows.of], len(periods))
    years = [
        Year(period, here[at], told.persons[at], told.new[at], told.completions[at] + heads[at], heads[at], old[at])
        for at, period in enumerate(periods)
    ]
    return Series(years, _whole(years, told.everybody))


def _periods(year_of: Callable[[date], Period], first: date, last: date, f: Filters) -> Iterator[Period]:
    for number in range(year_of(first).number, year_of(last).number + 1):
        whole = year_of(date(number, 6, 30))
        yield Period(max(whole.first, f.first or whole.first), min(whole.last, f.last or whole.last), number)


def _headcounts(f: Filters, year: Callable[[date], int]) -> tuple[Counter[int], Counter[int]]:
    """Return the people told as numbers only, and those of them from old reports, by the place of the year."""
    heads: Counter[int] = Counter()
    old: Counter[int] = Counter()
    for day, reconstructed, number in db.session.execute(queries.headcounts_by_day(f)):
        heads[year(day)] += int(number)
        old[year(day)] += int(number) if reconstructed else 0
    return heads, old


class _People:
    """Completions by the place of their years, and the persons behind them."""

    def __init__(self, rows: Rows, of: NDArray[np.int64], years: int) -> None:
        width = years + 1
        pairs = np.unique(rows.column("person").astype(np.int64) * width + of - BEFORE)
        people, at = pairs // width, pairs % width + BEFORE
        first = np.ones(len(people), np.bool_)
        first[1:] = people[1:] != people[:-1]  # sorted by person, then year
        self.completions = self._by_year(of, years)
        self.persons = self._by_year(at, years)
        self.new = self._by_year(at[first], years)
        self.everybody = len(np.unique(people[at != BEFORE]))

    @staticmethod
    def _by_year(at: NDArray[np.int64], years: int) -> list[int]:
        counted: Any = np.bincount(at[at != BEFORE], minlength=years).tolist()
        return list(counted)


def _whole(years: list[Year], persons: int) -> Year:
    def added(name: str) -> int:
        return sum(getattr(year, name) for year in years)

    period = Period(years[0].period.first, years[-1].period.last, 0)
    numbers = {name: added(name) for name in ("events", "new", "completions", "headcount", "reconstructed")}
    return Year(period, persons=persons, **numbers)
