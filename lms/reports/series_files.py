"""The years and the living capacity as files to keep; they name nobody."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from lms.reports.breakdowns import Table
from lms.reports.files import Asked, book, rules_said, shown, table_sheet
from lms.reports.years import Series, Year
from lms.tables import Ordinal, Sheet
from lms.web import show

Rules = Sequence[tuple[str, str]]


def year_rules() -> list[tuple[str, str]]:
    """Say by which rules the years are counted."""
    return [
        (_("Persons in a year"), _("Each person counts once in every year in which they completed a training, and once in all years together, so that the years add up to more.")),
        (_("New"), _("Who had no earlier completion within the same filters.")),
        *rules_said(),
    ]  # fmt: skip


def year_heads() -> list[str]:
    """Return the headings of the numbers of a year."""
    return [_("Persons trained"), _("of which new"), _("Completions"), _("of which from headcounts"), _("of which reconstructed"), _("Events")]


def year_numbers(year: Year) -> tuple[int | None, ...]:
    """Return the numbers of a year under their headings."""
    return year.persons, year.new, year.completions, year.headcount, year.reconstructed, year.events


def years(kind: str, told: Series, asked: Asked) -> bytes:
    """Return the years as a workbook, or as a text file."""
    rows: list[tuple[Any, ...]] = [
        (Ordinal(year.period.number), year.period.first, year.period.last, *map(shown, year_numbers(year))) for year in told.years
    ]
    whole = told.whole
    totals = (_("All years, each person once"), whole.period.first, whole.period.last, *map(shown, year_numbers(whole))) if whole else ()
    sheet = Sheet(_("Year by year"), [_("Year"), _("First day"), _("Last day"), *year_heads()], rows, totals=totals)
    return book(kind, _("Year by year"), [_asked(asked, year_rules()), sheet])


def capacity_rules(known_for: int | None) -> list[tuple[str, str]]:
    """Say by which rules the living capacity is counted."""
    silent = _("ever, whatever is heard") if known_for is None else show(known_for)
    return [
        (_("Who is counted"), _("Each person who ever completed a training of these filters up to that day, once, by the latest one. Cascades are counted apart.")),
        (_("Still in a relevant post"), _("The category of the post on that day is of law enforcement or of the judiciary, or of the same group as at the last training.")),
        (_("Left for other work"), _("The category of the post on that day is of any other group.")),
        (_("Post not known"), _("No post is on record, the last one has ended, it has no category, or nothing was heard for so many years: %(years)s. Something is heard of a post on its first day and at a training; a post with a last day on record is known until then.", years=silent)),
        (_("Region and agency"), _("Those of the post on that day; an agency is the highest organisation above it.")),
        (_("Since the last training"), _("Whole years from its last day.")),
    ]  # fmt: skip


def capacity(kind: str, tables: Sequence[Table], asked: Asked, known_for: int | None) -> bytes:
    """Return the living capacity as a workbook with a sheet a table, or as one text file."""
    return book(kind, _("Living capacity"), [_asked(asked, capacity_rules(known_for)), *map(table_sheet, tables)])


def _asked(asked: Asked, rules: Rules) -> Sheet:
    return Sheet(_("Filters and rules"), [_("What was asked"), _("Answer or rule")], [*asked, *rules])
