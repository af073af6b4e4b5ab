"""Figures over time: year by year, and where those who were trained are today."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.guard import account, can, requires, withholds
from lms.accounts.permissions import Permission
from lms.accounts.scope import current_scope, looking, scope_of
from lms.reports import breakdowns, capacity, capacity_tables, listings, series_files, showing, withholding, years
from lms.reports.capacity_rules import KNOWN_FOR_YEARS, Freshness, Whereabouts
from lms.reports.forms import FiguresForm
from lms.reports.rules import NAMELESS, Figure
from lms.reports.series_forms import CapacityForm, CapacityRowsForm, YearsForm
from lms.web import attachment, today

bp = Blueprint("series", __name__)
Page = str | Response | tuple[str, int]
Opener = Callable[..., str | None]


@bp.get("/figures/years")
@requires(Permission.SEE_FIGURES)
def by_year() -> Page:
    """Tell figures year by year."""
    form = _years_form()
    if not listings.is_clear(form):
        return render_template("reports/years.html", form=form, told=None, views=_views(form)), 422
    told = _series(form)
    return render_template(
        "reports/years.html", form=form, told=told, views=_views(form), heads=series_files.year_heads(), numbers_of=series_files.year_numbers,
        open_year=_year_opener(form), words=_words(form), rules=series_files.year_rules(),
        is_fiscal=form.years.data is years.YearKind.FISCAL, as_of=form.as_of.data or today(),
    )  # fmt: skip


@bp.get("/figures/years.<any(xlsx,csv):kind>")
@requires(Permission.SEE_FIGURES)
def years_file(kind: str) -> Page:
    """Give the years as a workbook or a text file."""
    form = _years_form()
    listings.check(form)
    told = _series(form)
    body = series_files.years(kind, told, _all_asked(form))
    return attachment(body, f"years-{form.as_of.data or today()}.{kind}")


def _views(form: FiguresForm) -> list[showing.Tab]:
    """Offer the other pages of the same figures."""
    return showing.views(showing.words_of(form), request.endpoint or "")


def _series(form: YearsForm) -> years.Series:
    f = form.filters(today())
    told = years.series(f, form.years.data)
    return years.withheld(told, withholding.withheld(f).of) if withholds() else told


def _years_form() -> YearsForm:
    form: YearsForm = listings.offered(YearsForm(listings.with_default(years=years.YearKind.CALENDAR.value)))
    return form


def _year_opener(form: YearsForm) -> Callable[[years.Year], list[str | None]]:
    """Return a function that gives, of a year, the addresses of the rows behind its numbers, None where they stay shut."""
    names = can(Permission.SEE_FIGURE_ROWS)
    words: dict[str, Any] = {name: value for name, value in _words(form).items() if name not in {"first", "last", "years"}}
    of: list[tuple[Figure, dict[str, Any]]] = [
        (Figure.PERSONS, {}), (Figure.PERSONS, {"returning": 0}), (Figure.COMPLETIONS, {}), (Figure.HEADCOUNTS, {}),
        (Figure.RECONSTRUCTED, {}), (Figure.EVENTS, {}),
    ]  # fmt: skip

    def open_year(year: years.Year) -> list[str | None]:
        span: dict[str, Any] = {"first": year.period.first.isoformat(), "last": year.period.last.isoformat()}
        page = "reports.rows" if names else "reports.lines"
        return [
            url_for(page, figure=figure.value, **words, **cell, **span) if names or figure in NAMELESS else None
            for figure, cell in of
        ]  # fmt: skip

    return open_year


def _words(form: FiguresForm) -> dict[str, str]:
    """Return what was asked as words of an address; what could not be read is left out."""
    return {field.name: str(field.data) for field in form if field.data is not None and not field.errors}


def _all_asked(form: Any) -> list[tuple[str, str]]:
    asked = dict(breakdowns.asked(form, form.as_of.data or today()))
    left_open = {str(field.label.text): str(getattr(field, "blank", None) or _("No limit")) for field in form}
    return list((left_open | asked).items())


@bp.get("/figures/capacity")
@requires(Permission.SEE_FIGURES)
def living() -> Page:
    """Tell of all who were ever trained where they are on a day."""
    form = _capacity_form()
    if not listings.is_clear(form):
        return render_template("reports/capacity.html", form=form, told=None, views=_views(form)), 422
    told = capacity.capacity(form.filters(today()), form.years_known)
    return render_template(
        "reports/capacity.html", form=form, told=told, views=_views(form), tables=_tables(told), words=_words(form),
        open_rows=_capacity_opener(form), open_serving=_capacity_opener(form, where=Whereabouts.SERVING.value), as_of=told.rule.as_of,
        rules=series_files.capacity_rules(form.years_known),
    )  # fmt: skip


@bp.get("/figures/capacity.<any(xlsx,csv):kind>")
@requires(Permission.SEE_FIGURES)
def capacity_file(kind: str) -> Page:
    """Give the living capacity as a workbook or a text file; it names nobody."""
    form = _capacity_form()
    listings.check(form)
    told = capacity.capacity(form.filters(today()), form.years_known)
    body = series_files.capacity(kind, _tables(told), _all_asked(form), form.years_known)
    return attachment(body, f"capacity-{told.rule.as_of}.{kind}")


def _tables(told: capacity.Capacity) -> list[breakdowns.Table]:
    made = capacity_tables.tables(told)
    return capacity_tables.withheld(made) if withholds() and made else made


def _capacity_form() -> CapacityForm:
    form: CapacityForm = listings.offered(CapacityForm(listings.with_default(known_for=KNOWN_FOR_YEARS)))
    return form


def _capacity_opener(form: CapacityForm, **of: Any) -> Opener:
    """Return a function that gives the address of the people behind a number, None where the reader may not see them.

    All of them are such as `of` says.
    """
    names, words = can(Permission.SEE_FIGURE_ROWS), dict[str, Any](_words(form))

    def open_rows(fresh: Freshness | None = None, **cell: Any) -> str | None:
        aged: dict[str, Any] = {"fresh": fresh.value} if fresh else {}
        return url_for("series.capacity_rows", **{**words, **of, **cell, **aged}) if names else None

    return open_rows


@bp.get("/figures/capacity/rows")
@requires(Permission.SEE_FIGURE_ROWS)
def capacity_rows() -> Page:
    """List the people of a part of the living capacity, each with the last training, the post then and the post now."""
    of = listings.capacity()
    form, page = of.form, of.page()
    page.rows = listings.with_standing(page.rows)
    plain: dict[str, Any] = {name: value for name, value in _words(form).items() if name in CapacityForm(formdata=None)}
    return render_template(
        "reports/capacity_rows.html", listing=page, columns=capacity_tables.row_columns(), words=plain, in_rows=True,
        figure=_("Living capacity"), number=page.total, names=True, back=url_for("series.living", **plain),
        asked=breakdowns.asked(form, form.as_of.data or today()), elsewhere=_elsewhere(form, page.total),
    )  # fmt: skip


def _elsewhere(form: CapacityRowsForm, number: int) -> int:
    """Return how many more the reader was told of than those whose names they may see."""
    scope = scope_of(account(), Permission.SEE_FIGURES)
    if scope == current_scope():
        return 0
    with looking(scope):
        return len(capacity.numbers_of(form.filters(today()), form.years_known, form.part())) - number

