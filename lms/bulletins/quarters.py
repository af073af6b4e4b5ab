"""What an issue of the bulletin is about: a calendar quarter. Pure."""

from datetime import date, timedelta

from lms.language import N_

FIRST_YEAR, LAST_YEAR = 1990, 2100
NAMES = (N_("First quarter"), N_("Second quarter"), N_("Third quarter"), N_("Fourth quarter"))
OF_A_YEAR = (
    N_("First quarter of %(year)s"), N_("Second quarter of %(year)s"), N_("Third quarter of %(year)s"), N_("Fourth quarter of %(year)s"),
)  # fmt: skip


def days_of(year: int, quarter: int) -> tuple[date, date]:
    """Return the first and the last day of a quarter."""
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return date(year, 3 * quarter - 2, 1), after - timedelta(days=1)


def quarter_before(day: date) -> tuple[int, int]:
    """Return year and number of the quarter that was over before a day."""
    year, months = divmod(day.year * 12 + (day.month - 1) // 3 * 3 - 3, 12)
    return year, months // 3 + 1
