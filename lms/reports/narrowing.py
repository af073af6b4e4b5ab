"""How far donors may narrow figures down, or what one answer keeps back could be worked out from two. Pure.

A single office, country, region, day or meeting told apart is one subtraction away from the people of it (docs/decisions/0019).
"""

from collections.abc import Collection
from datetime import date, timedelta

from lms.language import N_
from lms.reports.rules import Filters

A_DAY = timedelta(days=1)
PLACE = N_("You see figures of whole projects: leave the office, the country and the region open.")
PERIOD = N_("You see figures of whole calendar quarters, or of the whole time of a project: choose such a period.")
AS_OF = N_("You see figures as of today, or as of the last day of a calendar quarter: choose such a day.")

Span = tuple[date | None, date | None]


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
    if f.as_of != today and not _ends_quarter(f.as_of):
        return "as_of", AS_OF
    return None


def may_be_told(first: date | None, last: date | None, periods: Collection[Span]) -> bool:
    """Say whether figures of a period may be told: of whole calendar quarters, or one of those that others set."""
    return (first, last) in periods or (_begins_quarter(first) and _ends_quarter(last))


def _begins_quarter(day: date | None) -> bool:
    return day is None or (day.day == 1 and day.month % 3 == 1)


def _ends_quarter(day: date | None) -> bool:
    return day is None or day == date.max or _begins_quarter(day + A_DAY)
