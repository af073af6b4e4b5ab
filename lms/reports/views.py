"""Overview; figures, the rows behind them, and both as files to keep."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.guard import account, can, requires, signed_in, where, withholds
from lms.accounts.permissions import Permission
from lms.accounts.scope import current_scope, looking, scope_of
from lms.extensions import db
from lms.imports import queries as imports
from lms.lists import Asked
from lms.merging import queries as merging
from lms.reports import (
    breakdowns,
    drawings,
    files,
    listings,
    overview,
    periods,
    quality,
    rules,
    services,
    showing,
    suppression,
    trends,
    withholding,
)
from lms.reports.forms import FiguresForm, RowsForm
from lms.reports.row_columns import columns
from lms.reports.rules import COUNTED_AS_NUMBERS, FROM_HEADCOUNTS, Figure
from lms.web import attachment, today

bp = Blueprint("reports", __name__)
Page = str | Response | tuple[str, int]


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
        year=_year(day), periods=showing.Offer({}).present if can(Permission.SEE_FIGURES) else [],
        projects=where(Permission.SEE_FIGURES, overview.headlines, day) if withholds() else None,
        withheld=files.withheld_said(),
    )  # fmt: skip


def _year(day: Any) -> Any:
    """Return this year's figures and how many events wait to be in them, for those who report and do not plan."""
    if can(Permission.EDIT_EVENTS) or not can(Permission.SEE_FIGURE_ROWS):
        return None
    year = periods.calendar_year(day)
    f = rules.Filters(as_of=day, first=year.first, last=year.last)
    return where(Permission.SEE_FIGURES, lambda: (year, services.headline(f), services.undecided(f)))


@bp.get("/figures")
@requires(Permission.SEE_FIGURES)
def figures() -> Page:
    """Show the figures that were asked for; without a question, those of this calendar year."""
    form = listings.offered(FiguresForm(request.args, **({} if request.args else showing.this_year())))
    if not listings.is_clear(form):
        return render_template("reports/figures.html", form=form, offer=showing.Offer(showing.words_of(form)), told=None), 422
    told, words = services.figures(form.filters(today())), showing.words_of(form)
    kept = showing.kept(told)
    checked = quality.of(told, merging.pairs(), kept)
    return render_template(
        "reports/figures.html", form=form, told=told, kept=kept, heads=kept.headline(told), withheld=files.withheld_said(),
        tables=_tables(form, told, kept), words=words, offer=showing.Offer(words), rules=files.rules_said(), checked=checked,
        undecided=checked.waiting, open_rows=showing.opener(words), Figure=Figure,
    )  # fmt: skip


@bp.get("/figures/charts")
@requires(Permission.SEE_FIGURES)
def charts() -> Page:
    """Draw the persons trained of what was asked for: over time, by region and category, and on a map."""
    form = listings.offered(FiguresForm(request.args, **({} if request.args else showing.this_year())))
    words = showing.words_of(form)
    offer = showing.Offer(words, "reports.charts")
    if not listings.is_clear(form):
        return render_template("reports/charts.html", form=form, offer=offer, told=None), 422
    counted = trends.trained(form.filters(today()), by_quarter=not withholds())
    told = trends.withheld(counted, withholding.withheld(counted.filters).of) if withholds() else counted
    return render_template(
        "reports/charts.html", form=form, told=told, words=words, offer=offer, over_time=drawings.over_time(told),
        places=drawings.places(told, dict(form.country.pairs)), undecided=services.undecided(told.filters),
        open_rows=showing.opener(words), Figure=Figure,
    )  # fmt: skip


def _tables(form: FiguresForm, told: rules.Figures, kept: suppression.Kept) -> list[breakdowns.Table]:
    return suppression.tables(breakdowns.tables(told, dict(form.country.pairs)), kept)


@bp.get("/figures.<any(xlsx,csv):kind>")
@requires(Permission.SEE_FIGURES)
def export(kind: str) -> Page:
    """Give the figures as a workbook or a text file; they name nobody."""
    form = listings.offered(FiguresForm(request.args))
    listings.check(form)
    told = services.figures(form.filters(today()))
    kept = showing.kept(told)
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
        words=showing.words_of(form), names=can(Permission.SEE_FIGURE_ROWS),
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
