"""The periods that reports are asked for (R5): years of three kinds, quarters, and the span of a cumulative figure. Pure."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

MONTHS = 12
QUARTER = 3  # months
MOST_YEARS = 4


@dataclass(frozen=True)
class Period:
    """A span of days that reports are asked for; `number` is its year, or its place in a project or a year."""

    first: date
    last: date
    number: int


def calendar_year(day: date) -> Period:
    """Return the calendar year of a day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31), day.year)


def us_fiscal_year(day: date) -> Period:
    """Return the fiscal year of the United States, 1 October to 30 September, named after its end (R5)."""
    year = day.year + (day.month >= 10)
    return Period(date(year - 1, 10, 1), date(year, 9, 30), year)


def past_years(year_of: Callable[[date], Period], day: date, first: date, last: date) -> list[Period]:
    """Return the years before the one of a day that touch a span of days, newest first, four at most.

    `year_of` is `calendar_year` or `us_fiscal_year`; both name by its number the year that 30 June lies in.
    """
    # The first and the last year of the calendar lie in fiscal years that reach beyond it.
    first, last = (min(max(one, date(2, 1, 1)), day) for one in (first, last))
    newest = min(year_of(last).number, year_of(day).number - 1)
    oldest = max(year_of(first).number, newest - MOST_YEARS + 1)
    return [year_of(date(number, 6, 30)) for number in range(newest, oldest - 1, -1)]


def project_years(first: date, last: date, day: date) -> list[Period]:
    """Return the years of a project that began by a day, newest first, five at most.

    Each is twelve months from the project's first day, whose day of the month they all begin on (the month's last where
    it has no such day); the last of them ends with the project.
    """
    reached = min(last, day)
    if reached < first:
        return []
    newest = reached.year - first.year + (_after(first, MONTHS * (reached.year - first.year)) <= reached)
    return [_part(first, last, MONTHS, number) for number in range(newest, max(newest - MOST_YEARS - 1, 0), -1)]


def quarters(year: Period) -> list[Period]:
    """Return the quarters of a year, three months each from its first day; the last ends with the year, which may be short."""
    parts = [_part(year.first, year.last, QUARTER, number) for number in range(1, 5)]
    found = [one for one in parts if one.first <= year.last]
    return [*found[:-1], replace(found[-1], last=year.last)]


def last_quarter(day: date) -> Period:
    """Return the last whole calendar quarter before the one of a day."""
    last = date(day.year, QUARTER * ((day.month - 1) // QUARTER) + 1, 1) - timedelta(days=1)
    return Period(date(last.year, last.month - QUARTER + 1, 1), last, last.year)


def quarters_offered(first: date | None, last: date | None, day: date, years: Sequence[Period] = ()) -> list[Period]:
    """Return the quarters that go with a period which is shown; `years` are those of the project, where one is asked for.

    They are those of a year that is shown, of whatever kind, numbered 1 to 4; for a calendar quarter the two before and the
    two after it too, without numbers, since it lies in years of several kinds. Else those of the last calendar year.
    """
    if first and last:
        if _is_calendar_quarter(first, last):
            starts = dict.fromkeys(_after(first, QUARTER * n) for n in range(-2, 3))
            return [Period(one, _end(one, QUARTER), 0) for one in starts if one.day == 1]
        if last == _end(first, MONTHS):
            return quarters(Period(first, last, 0))
        for year in years:
            if (first, last) in {(one.first, one.last) for one in (year, *quarters(year))}:
                return quarters(year)
    return quarters(calendar_year(min(last or day, day)))


def _is_calendar_quarter(first: date, last: date) -> bool:
    return first.day == 1 and first.month % QUARTER == 1 and last == _end(first, QUARTER)


def cumulative(start: date | None, last: date) -> tuple[date | None, date] | None:
    """Return the span of a cumulative figure that ends with a day, None where that lies before its start.

    It begins with a project's first day; where no project is asked for, with the beginning (None).
    """
    return None if start is not None and last < start else (start, last)


def is_cumulative(start: date | None, first: date | None, last: date | None) -> bool:
    """Say whether days span more than a year from the start that a cumulative figure has."""
    return first == start and (first is None or last is None or last > _end(first, MONTHS))


def _part(first: date, last: date, months: int, number: int) -> Period:
    """Return one of the parts of so many months that a span has from its first day; it is cut where the span ends."""
    return Period(_after(first, months * (number - 1)), min(_end(first, months * number), last), number)


def _end(first: date, months: int) -> date:
    """Return the last day of so many months from a day; the calendar's last where it would be beyond."""
    end = _after(first, months)
    return end if end == date.max else end - timedelta(days=1)


def _after(day: date, months: int) -> date:
    """Return the same day of a later or earlier month, or the month's last; an end of the calendar where it would be beyond."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
