"""Figures held against each other and against their own gaps: what is claimed twice, and how far they can be relied on."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from lms.accounts.guard import requires, where, withholds
from lms.accounts.permissions import Permission
from lms.accounts.scope import Scope, current_scope
from lms.merging import queries as merging
from lms.reports import files, listings, overlap_tables, quality, services, showing
from lms.reports.forms import FiguresForm, OverlapForm
from lms.reports.overlap import overlap as overlap_of
from lms.reports.rules import SEVERAL, By, Figure, Filters
from lms.web import today

bp = Blueprint("checks", __name__)
Page = str | Response | tuple[str, int]
MOST_PAIRS = 10


@bp.get("/figures/overlap")
@requires(Permission.SEE_FIGURES)
def overlap() -> Page:
    """Show what more than one project, or donor, claims of what was reached; each number opens to its rows.

    How many people two claim is often few, and follows from other questions: whoever is not told few is told of events only.
    """
    form = _asked(OverlapForm)
    if not listings.is_clear(form):
        return _page("overlap", form, status=422)
    f, by, people = form.filters(today()), form.by.data, not withholds()
    told = overlap_of(f, by)
    return _page(
        "overlap", form, told=told, tables=overlap_tables.tables(told, people=people), people=people, SEVERAL=SEVERAL,
        chosen=f.chosen(by), of_projects=by is By.PROJECT, sees_all=(current_scope() or Scope()).everything,
    )  # fmt: skip


@bp.get("/figures/quality")
@requires(Permission.SEE_FIGURES)
def show_quality() -> Page:
    """Show what of figures is evidenced, stated, finalised and told apart, with the way to where it is mended."""
    form = _asked(FiguresForm)
    if not listings.is_clear(form):
        return _page("quality", form, status=422)
    f = form.filters(today())
    told = services.figures(f)
    checked = quality.of(told, merging.pairs(), showing.kept(told))
    return _page("quality", form, told=checked, filters=f, withheld=files.withheld_said(), pairs=where(Permission.EDIT_PEOPLE, _pairs, f) or [])


def _asked(kind: type[Any]) -> Any:
    return listings.offered(kind(request.args, **({} if request.args else showing.this_year())))


def _page(name: str, form: Any, *, status: int = 200, **told: Any) -> Page:
    words = showing.words_of(form)
    page = render_template(
        f"reports/{name}.html", form=form, offer=showing.Offer(words, request.endpoint or ""), words=words,
        open_rows=showing.opener(words), Figure=Figure, **{"told": None, **told},
    )  # fmt: skip
    return page, status


def _pairs(f: Filters) -> list[Any]:
    """Return the first pairs of people counted who may be one, both of whom the reader may edit."""
    numbers = quality.counted(f, merging.pairs())[:MOST_PAIRS]
    known = merging.people({number for pair in numbers for number in pair})
    return [(known[one], known[other]) for one, other in numbers if one in known and other in known]
