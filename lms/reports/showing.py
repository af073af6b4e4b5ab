"""What pages of figures lead to: the rows behind a number, the periods that reports are asked for, the other views."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from lms.accounts.guard import can, withholds
from lms.accounts.permissions import Permission
from lms.extensions import db
from lms.language import N_
from lms.projects.models import Project
from lms.reports import narrowing, periods, services, suppression, withholding
from lms.reports.forms import FiguresForm
from lms.reports.periods import Period
from lms.reports.rules import NAMELESS, Figure, Figures
from lms.web import show, span, today

Opener = Callable[..., str | None]
Tab = tuple[str, str, bool]  # label, address, whether it is shown
Labelled = tuple[str, date | None, date | None]  # label of a period, its first and its last day

# The pages that tell of figures under the same filters, by endpoint.
VIEWS = {
    "reports.figures": N_("Tables"), "reports.charts": N_("Charts"), "series.by_year": N_("Year by year"),
    "checks.overlap": N_("Overlap"), "series.living": N_("Living capacity"), "checks.show_quality": N_("Data quality"),
}  # fmt: skip


def words_of(form: FiguresForm) -> dict[str, str]:
    """Return the filters as words of an address; what could not be read is left out."""
    asked = {field.name: field.data for field in form if field.name in FiguresForm.WORDS and not field.errors}
    return {name: str(value) for name, value in asked.items() if value is not None}


def opener(words: Mapping[str, Any]) -> Opener:
    """Return a function that gives the address of the rows behind a number, None where the reader may not open them."""
    names = can(Permission.SEE_FIGURE_ROWS)

    def open_rows(figure: Figure, **cell: Any) -> str | None:
        if not names and figure not in NAMELESS:
            return None
        return url_for("reports.rows" if names else "reports.lines", **{"figure": figure.value, **words, **cell})

    return open_rows


def kept(told: Figures) -> suppression.Kept:
    """Return which of the figures are not shown to the reader."""
    return withholding.kept(told) if withholds() else suppression.NOTHING


def views(words: Mapping[str, Any], shown: str) -> list[Tab]:
    """Offer the pages that tell of the same figures; filters left open stay so, where a page asks for this year by itself."""
    asked = {"first": "", "last": "", **words}
    return [(_(label), url_for(endpoint, **asked), endpoint == shown) for endpoint, label in VIEWS.items()]


def this_year() -> dict[str, date]:
    """Return the period of a page that is asked nothing."""
    year = periods.calendar_year(today())
    return {"first": year.first, "last": year.last}


class Offer:
    """What is offered beside filters, as tabs of the page `endpoint`: other pages of the same figures, and periods in three rows.

    All keep the filters.
    """

    def __init__(self, words: Mapping[str, str], endpoint: str = "reports.figures") -> None:
        self.words, self.endpoint, self.day = words, endpoint, today()
        self.views = views(words, endpoint)
        self.first, self.last = (date.fromisoformat(words[name]) if name in words else None for name in ("first", "last"))
        self.project = db.session.get(Project, int(words["project"])) if "project" in words else None
        self.years = periods.project_years(*self._span(), self.day) if self.project else []

    def _span(self) -> tuple[date, date]:
        """Return the days over which there may be figures to ask for."""
        return (self.project.starts_on, self.project.ends_on) if self.project else (date(self.day.year - 2, 1, 1), self.day)

    @property
    def present(self) -> list[Tab]:
        """Offer the periods of today, of the project, and what they add up to."""
        year, fiscal, quarter = (of(self.day) for of in (periods.calendar_year, periods.us_fiscal_year, periods.last_quarter))
        running = [one for one in self.years if one.last >= self.day]
        return self._tabs([
            (_("Calendar year %(year)s", year=year.number), year.first, year.last),
            (_("US fiscal year FY%(year)s", year=fiscal.number), fiscal.first, fiscal.last),
            *map(_of_project, running),
            (_("Last quarter"), quarter.first, quarter.last),
            *([(_("Whole project"), *self._span())] if self.project else []),
            *([(_("All time"), None, None)] if withholds() else []),
            *self._cumulative(),
        ])  # fmt: skip

    @property
    def earlier(self) -> list[Tab]:
        """Offer the years before those of today."""
        past = [one for one in self.years if one.last < self.day]
        calendar, fiscal = (
            periods.past_years(of, self.day, *self._span()) for of in (periods.calendar_year, periods.us_fiscal_year)
        )
        return self._tabs([
            *map(_of_project, past),
            *((str(one.number), one.first, one.last) for one in calendar),
            *((_("FY%(year)s", year=one.number), one.first, one.last) for one in fiscal),
        ])  # fmt: skip

    @property
    def quarters(self) -> list[Tab]:
        """Offer the quarters of the year that is shown, or those around the one that is."""
        found = periods.quarters_offered(self.first, self.last, self._until, self.years)
        return self._tabs([(_quarter(one), one.first, one.last) for one in found])

    @property
    def is_cumulative(self) -> bool:
        """Say whether what is shown reaches from the project's first day, or from the beginning, over more than a year."""
        return periods.is_cumulative(self._start, self.first, self.last)

    @property
    def _start(self) -> date | None:
        return self.project.starts_on if self.project else None

    @property
    def _until(self) -> date:
        """Return where a period without an end ends: today, or with the project."""
        return min(self.day, self.project.ends_on) if self.project else self.day

    def _cumulative(self) -> Sequence[Labelled]:
        until = self.last or self._until
        found = periods.cumulative(self._start, until)
        is_whole = self.project is not None and found == self._span()
        return [(_("Cumulative, to %(day)s", day=show(until)), *found)] if found and not is_whole else []

    def _tabs(self, offered: Sequence[Labelled]) -> list[Tab]:
        return [self._tab(*one) for one in offered if self._may_be_told(*one[1:])]

    def _may_be_told(self, first: date | None, last: date | None) -> bool:
        return not withholds() or narrowing.may_be_told(first, last, self._set_periods)

    @cached_property
    def _set_periods(self) -> Sequence[narrowing.Span]:
        return services.set_periods(self.project)

    def _tab(self, label: str, first: date | None, last: date | None) -> Tab:
        asked: dict[str, Any] = {**self.words, "first": str(first or ""), "last": str(last or "")}
        shown = (first, last) == (self.first, self.last)
        return label, url_for(self.endpoint, **asked), shown


def _of_project(year: Period) -> Labelled:
    return _("Project year %(number)s", number=year.number), year.first, year.last


def _quarter(quarter: Period) -> str:
    """Name a quarter by its months, or its days where it does not begin with a month; by its number too where it has one."""
    months = span(quarter.first, quarter.last)
    if quarter.first.day == 1:
        months = f"{format_date(quarter.first, 'LLL')}–{format_date(quarter.last, 'LLL y')}"
    return _("Q%(number)s: %(months)s", number=quarter.number, months=months) if quarter.number else months
