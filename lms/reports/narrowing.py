"""How far donors may narrow figures down, or what one answer keeps back could be worked out from two. Pure.

A single office, country, region, day or meeting told apart is one subtraction away from the people of it (docs/decisions/0019).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby, pairwise

from lms.language import N_
from lms.reports.periods import calendar_year, us_fiscal_year
from lms.reports.rules import Filters

PLACE = N_("You see figures of whole projects: leave the office, the country and the region open.")
PERIOD = N_(
    "You see figures of all time, of a whole calendar year or US fiscal year, or of the time of a project or a target: choose "
    "such a period."
)
AS_OF = N_("You see figures as of today: leave the day open.")

CALENDAR, US_FISCAL = (1, 1, 12, 31), (10, 1, 9, 30)  # month and day of the first and the last day of a year
Span = tuple[date | None, date | None]
Stretch = tuple[date, date]  # the first and the last day in a period on which something took place
YEARS = (calendar_year, us_fiscal_year)


def reason_refused(f: Filters, today: date, periods: Collection[Span]) -> tuple[str, str] | None:
    """Say at which filter and why figures are too narrow to be told, None where they are not.

    `periods` are those of the project and of its targets, which others set.
    """
    if f.office_id is not None:
        return "office", PLACE
    if f.country is not None:
        return "country", PLACE
    if f.region is not None:
        return "region", PLACE
    if not may_be_told(f.first, f.last, periods):
        return "first", PERIOD
    if f.as_of != today:
        return "as_of", AS_OF
    return None


def may_be_told(first: date | None, last: date | None, periods: Collection[Span]) -> bool:
    """Say whether figures of a period may be told: of all time, of one whole year, or of a period that others set."""
    return (first, last) in {(None, None), *periods} or (first is not None and last is not None and _is_year(first, last))


def _is_year(first: date, last: date) -> bool:
    ends = (first.month, first.day, last.month, last.day)
    return (ends == CALENDAR and first.year == last.year) or (ends == US_FISCAL and first.year + 1 == last.year)


def stretch(days: Sequence[date], period: Span) -> Stretch | None:
    """Return the first and the last of some days, which are in order, that lie in a period; None where none does."""
    first, end = _ends(days, period)
    return (days[first], days[end - 1]) if first < end else None


def stretches(days: Sequence[date], periods: Collection[Span]) -> tuple[list[Stretch], list[Stretch]]:
    """Return the stretches of all periods that donors may ask for, the whole first, and the least parts of which they are made.

    What follows from several periods by adding and taking away is made of such parts: between the days of one no period
    begins or ends.
    """
    asked = [(None, None), *periods, *((year.first, year.last) for kind in YEARS for year in map(kind, days))]
    found = dict.fromkeys(_ends(days, one) for one in asked)
    parts = pairwise(sorted({end for both in found for end in both}))
    pages, least = ([(days[first], days[end - 1]) for first, end in some if first < end] for some in (found, parts))
    return pages, least


def years(days: Sequence[date]) -> list[list[Stretch]]:
    """Return the stretches of all years in which some days lie, for each kind of year."""
    return [[(of[0], of[-1]) for _year, some in groupby(days, kind) if (of := list(some))] for kind in YEARS]


def _ends(days: Sequence[date], period: Span) -> tuple[int, int]:
    first, last = period
    return bisect_left(days, first or date.min), bisect_right(days, last or date.max)
