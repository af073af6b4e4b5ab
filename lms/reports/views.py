"""Overview; figures, the rows behind them, and both as files to keep."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.guard import account, can, requires, signed_in, where, withholds
from lms.accounts.permissions import Permission
from lms.accounts.scope import current_scope, looking, scope_of
from lms.extensions import db
from lms.imports import queries as imports
from lms.lists import Asked
from lms.projects.models import Project
from lms.reports import breakdowns, drawings, files, listings, overview, rules, services, suppression, trends
from lms.reports.forms import FiguresForm, RowsForm
from lms.reports.row_columns import columns
from lms.reports.rules import COUNTED_AS_NUMBERS, FROM_HEADCOUNTS, NAMELESS, Figure
from lms.web import attachment, today

bp = Blueprint("reports", __name__)
Page = str | Response | tuple[str, int]
Opener = Callable[..., str | None]


@bp.get("/")
@signed_in
def dashboard() -> Page:
    """Show what is coming, what waits for the reader, and how far figures are from their targets."""
    day = today()
    person_id = account().person_id
    return render_template(
        "reports/dashboard.html", today=day,
        teaching=where(Permission.MARK_ATTENDANCE, overview.teaching, person_id, day) if person_id else None,
        plan=where(Permission.EDIT_EVENTS, overview.plan, day),
        certificates=where(Permission.ISSUE_CERTIFICATES, overview.without_certificate, day),
        imports=where(Permission.IMPORT_LISTS, db.session.scalar, imports.number_waiting()),
        progress=where(Permission.SEE_FIGURES, lambda: overview.progress(day, withheld=withholds())),
        year=_year(day), periods=_periods({})[0] if can(Permission.SEE_FIGURES) else [],
        projects=where(Permission.SEE_FIGURES, overview.headlines, day) if withholds() else None,
        withheld=files.withheld_said(),
    )  # fmt: skip


def _year(day: Any) -> Any:
    """Return this year's figures and how many events wait to be in them, for those who report and do not plan."""
    if can(Permission.EDIT_EVENTS) or not can(Permission.SEE_FIGURE_ROWS):
        return None
    year = rules.calendar_year(day)
    f = rules.Filters(as_of=day, first=year.first, last=year.last)
    return where(Permission.SEE_FIGURES, lambda: (year, services.headline(f), services.undecided(f)))


@bp.get("/figures")
@requires(Permission.SEE_FIGURES)
def figures() -> Page:
    """Show the figures that were asked for; without a question, those of this calendar year."""
    form = listings.offered(FiguresForm(request.args, **({} if request.args else _this_year())))
    if not listings.is_clear(form):
        return render_template("reports/figures.html", form=form, periods=_periods(_words(form)), told=None), 422
    told = services.figures(form.filters(today()))
    kept, words = _kept(told), _words(form)
    return render_template(
        "reports/figures.html", form=form, told=told, kept=kept, heads=kept.headline(told), withheld=files.withheld_said(),
        tables=_tables(form, told, kept), words=words, periods=_periods(words), rules=files.rules_said(), undecided=services.undecided(told.filters), open_rows=_opener(words), Figure=Figure,
    )  # fmt: skip


@bp.get("/figures/charts")
@requires(Permission.SEE_FIGURES)
def charts() -> Page:
    """Draw the persons trained of what was asked for: over time, by region and category, and on a map."""
    form = listings.offered(FiguresForm(request.args, **({} if request.args else _this_year())))
    if not form.validate():
        return render_template("reports/charts.html", form=form, periods=_periods(_words(form)), told=None), 422
    counted, words = trends.trained(form.filters(today())), _words(form)
    told = trends.withheld(counted) if withholds() else counted
    return render_template(
        "reports/charts.html", form=form, told=told, words=words, periods=_periods(words),
        over_time=drawings.over_time(told), places=drawings.places(told, dict(form.country.pairs)),
        undecided=services.undecided(told.filters), open_rows=_opener(words), Figure=Figure,
    )  # fmt: skip


def _kept(told: rules.Figures) -> suppression.Kept:
    """Return which of the figures are not shown to the reader."""
    return suppression.of(told) if withholds() else suppression.NOTHING


def _tables(form: FiguresForm, told: rules.Figures, kept: suppression.Kept) -> list[breakdowns.Table]:
    return suppression.tables(breakdowns.tables(told, dict(form.country.pairs)), kept)


def _this_year() -> dict[str, Any]:
    year = rules.calendar_year(today())
    return {"first": year.first, "last": year.last}


def _words(form: FiguresForm) -> dict[str, str]:
    """Return the filters as words of an address; what could not be read is left out."""
    asked = {field.name: field.data for field in form if field.name in FiguresForm.WORDS and not field.errors}
    return {name: str(value) for name, value in asked.items() if value is not None}


Tabs = list[tuple[str, str, bool]]


def _periods(words: Mapping[str, str]) -> tuple[Tabs, Tabs]:
    """Offer the periods that reports are asked for, then earlier years, as (label, address, whether it is shown)."""
    day = today()
    project = db.session.get(Project, int(words["project"])) if "project" in words else None
    year, fiscal, quarter = rules.calendar_year(day), rules.us_fiscal_year(day), rules.last_quarter(day)
    present = [
        (_("Calendar year %(year)s", year=year.number), year.first, year.last),
        (_("US fiscal year FY%(year)s", year=fiscal.number), fiscal.first, fiscal.last),
        (_("Last quarter"), quarter.first, quarter.last),
    ]
    span = date(day.year - 2, 1, 1), day
    if project:
        span = project.starts_on, project.ends_on
        present.append((_("Whole project"), *span))
    earlier = [(str(one.number), one.first, one.last) for one in rules.past_years(rules.calendar_year, day, *span)]
    earlier += [
        (_("FY%(year)s", year=one.number), one.first, one.last)
        for one in rules.past_years(rules.us_fiscal_year, day, *span)
    ]
    return [_tab(*one, words) for one in present], [_tab(*one, words) for one in earlier]


def _tab(label: str, first: date, last: date, words: Mapping[str, str]) -> tuple[str, str, bool]:
    asked: dict[str, Any] = {"first": str(first), "last": str(last)}
    shown = {name: words.get(name) for name in asked} == asked
    page = "reports.charts" if request.endpoint == "reports.charts" else "reports.figures"
    return label, url_for(page, **{**words, **asked}), shown


def _opener(words: Mapping[str, Any]) -> Opener:
    """Return a function that gives the address of the rows behind a number, None where the reader may not open them."""
    names = can(Permission.SEE_FIGURE_ROWS)

    def open_rows(figure: Figure, **cell: Any) -> str | None:
        if not names and figure not in NAMELESS:
            return None
        return url_for("reports.rows" if names else "reports.lines", figure=figure.value, **{**words, **cell})

    return open_rows


@bp.get("/figures.<any(xlsx,csv):kind>")
@requires(Permission.SEE_FIGURES)
def export(kind: str) -> Page:
    """Give the figures as a workbook or a text file; they name nobody."""
    form = listings.offered(FiguresForm(request.args))
    if not form.validate():
        abort(404)
    if withholds():
        services.refuse_narrow(form.filters(today()), today=today())
    told = services.figures(form.filters(today()))
    kept = _kept(told)
    body = files.figures(kind, told, _tables(form, told, kept), breakdowns.all_asked(form, told.filters.as_of), kept)
    return attachment(body, f"figures-{told.filters.as_of}.{kind}")


@bp.get("/figures/rows")
@requires(Permission.SEE_FIGURE_ROWS)
def rows() -> Page:
    """List the rows that make a figure or a part of it, with names."""
    return _rows_page(listings.rows())


@bp.get("/figures/lines")
@requires(Permission.SEE_FIGURES)
def lines() -> Page:
    """List the events or distribution lines that make a figure; they name nobody."""
    return _rows_page(listings.lines())


def _rows_page(of: Asked) -> Page:
    form, page = of.form, of.page()
    figure, f, cell = form.figure.data, form.filters(today(), form.generation.data), form.cell()
    in_rows = figure not in {*FROM_HEADCOUNTS, *COUNTED_AS_NUMBERS, Figure.MATERIALS}
    number = page.total if in_rows else services.size(figure, f, cell)
    return render_template(
        "reports/rows.html", listing=page, columns=columns(figure), figure=figure, number=number, in_rows=in_rows,
        elsewhere=_whole(figure, f, cell, number) - number, asked=breakdowns.asked(form, f.as_of), parts=_parts(form),
        words=_words(form), names=can(Permission.SEE_FIGURE_ROWS),
    )  # fmt: skip


def _whole(figure: Figure, f: rules.Filters, cell: rules.Cell, number: int) -> int:
    """Return the figure as the reader was told it, which may reach further than where they may see names."""
    scope = scope_of(account(), Permission.SEE_FIGURES)
    if scope == current_scope():
        return number
    with looking(scope):
        return services.size(figure, f, cell)


def _parts(form: RowsForm) -> list[tuple[str, str, bool, int]]:
    """Return the two lists of a figure that is told by names and by numbers (R10): label, address, present one, size."""
    pair = next((pair for pair in FROM_HEADCOUNTS.items() if form.figure.data in pair), None)
    if pair is None:
        return []
    f, cell = form.filters(today(), form.generation.data), form.cell()
    named, told = pair
    counted = services.size(told, f, cell)
    sizes = {named: services.size(named, f, cell) - counted, told: counted}
    labels = {named: _("Named"), told: _("From headcounts")}
    query: dict[str, Any] = {
        name: value for name, value in request.args.items() if name not in {"page", "sort", "figure"}
    }
    return [
        (labels[one], url_for(request.endpoint or "", figure=one.value, **query), one is form.figure.data, sizes[one])
        for one in pair
    ]  # fmt: skip
