"""Every list as a file to keep: without names for whoever sees the list, with names as a recorded transfer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.certificates import listings as certificates
from lms.courses import listings as courses
from lms.errors import Refused
from lms.extensions import db, writing
from lms.language import N_
from lms.lists import Asked, Column, filters_said
from lms.materials import listings as materials
from lms.participants import listings as participants
from lms.projects import listings as projects
from lms.reports import breakdowns, capacity_tables, files, listings
from lms.reports.forms import NamesForm, RowsForm
from lms.reports.row_columns import file_columns
from lms.tot import listings as tot
from lms.web import attachment, show, today

bp = Blueprint("exports", __name__)
Page = str | Response | tuple[str, int]
MOST_ROWS = 50_000
LONGEST_ABOUT = 300


@dataclass(frozen=True)
class List:
    """A list that can be taken away: where its page is, who sees it, what it was asked for, what its file holds.

    `rows` puts beside the rows of a batch what is counted for all of them at once.
    """

    name: str
    title: str
    page: str
    address: str
    permission: Permission
    asked: Callable[..., Asked]
    columns: Callable[[], Sequence[Column]]
    rows: Callable[[Sequence[Any]], Iterable[Any]] = iter
    has_names: bool = False


def _figure_columns() -> list[Column]:
    return file_columns(listings.figure())


P = Permission
LISTS = (
    List("people", N_("People"), "participants.persons", "/people", P.SEE_PEOPLE, participants.people,
         participants.people_columns, participants.with_posts, has_names=True),
    List("organisations", N_("Organisations"), "participants.organisations", "/organisations", P.SEE_PEOPLE,
         participants.organisations, participants.organisation_columns, participants.with_serving),
    List("events", N_("Events"), "courses.events", "/events", P.SEE_EVENTS, courses.events_whole,
         courses.event_columns, courses.with_places),
    List("roster", N_("People of the event"), "roster.people", "/events/<int:event_id>/people", P.SEE_ROSTER,
         courses.roster, courses.roster_columns, has_names=True),
    List("courses", N_("Courses"), "courses.courses", "/courses", P.SEE_COURSES, courses.courses, courses.course_columns),
    List("projects", N_("Projects"), "projects.projects", "/projects", P.SEE_PROJECTS, projects.projects,
         projects.project_columns),
    List("distributions", N_("Materials handed over"), "materials.distributions", "/materials", P.SEE_MATERIALS,
         materials.lines, materials.line_columns),
    List("catalogue", N_("Catalogue of materials"), "materials.catalogue", "/materials/catalogue", P.SEE_MATERIALS,
         materials.catalogue, materials.catalogue_columns, materials.with_pieces),
    List("certificates", N_("Certificates"), "certificates.register", "/certificates", P.SEE_CERTIFICATES,
         certificates.register, certificates.register_columns, has_names=True),
    List("cycles", N_("TOT cycles"), "tot.cycles", "/tot", P.SEE_TOT, tot.cycles, tot.cycle_columns),
    List("cascade", N_("Cascade events"), "tot.cascade_events", "/tot/<int:cycle_id>/cascade", P.SEE_TOT, tot.cascade,
         tot.cascade_columns, tot.with_completions),
    List("pools", N_("Trainer pools"), "tot.pools", "/tot/pool", P.SEE_TOT, tot.pools, tot.pool_columns, tot.with_levels),
    List("trainers", N_("Trainers"), "tot.pool", "/tot/pool/<int:course_id>", P.SEE_TOT, tot.trainers,
         tot.trainer_columns, has_names=True),
    List("rows", N_("Rows of a figure"), "reports.rows", "/figures/rows", P.SEE_FIGURE_ROWS, listings.rows,
         _figure_columns, has_names=True),
    List("capacity", N_("Living capacity"), "series.capacity_rows", "/figures/capacity/rows", P.SEE_FIGURE_ROWS,
         listings.capacity, capacity_tables.file_columns, listings.with_standing, has_names=True),
    List("lines", N_("Rows of a figure"), "reports.lines", "/figures/lines", P.SEE_FIGURES, listings.lines, _figure_columns),
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """A file that was made: its bytes and name, and what of people it tells."""

    body: bytes
    name: str
    columns: Sequence[str]
    number: int


def _take(of: List, asked: Asked, ending: str, *, with_names: bool) -> Taken:
    """Make the file of a list. Raises Refused where it is too long for one."""
    number = asked.size()
    if number > MOST_ROWS:
        raise Refused(N_("More than %(most)s rows: narrow the filters first."), most=show(MOST_ROWS))
    columns = [column for column in of.columns() if with_names or not column.names_person]
    rows = chain.from_iterable(of.rows(batch) for batch in asked.batches())
    body = files.listed(ending, _title(of, asked), columns, rows, _said(asked))
    return Taken(body, f"{of.name}-{today()}.{ending}", [column.heading for column in columns], number)


def _title(of: List, asked: Asked) -> str:
    title = show(asked.form.figure.data) if isinstance(asked.form, RowsForm) else _(of.title)
    return f"{title}: {asked.of}" if asked.of else title


def _said(asked: Asked) -> list[tuple[str, str]]:
    """Word what was asked; of a figure, also by which rules it is counted."""
    if isinstance(asked.form, RowsForm):
        as_of = asked.form.as_of.data or today()
        return list(files.with_rules(breakdowns.all_asked(asked.form, as_of)))
    return filters_said(asked.form)


def _offer(of: List) -> None:
    """Give a list the addresses of its files."""

    @bp.get(f"{of.address}.<any(xlsx,csv):ending>", endpoint=of.name)
    @requires(of.permission)
    def file(ending: str, **keys: Any) -> Page:
        """Give a list as a file that names nobody."""
        taken = _take(of, of.asked(**keys), ending, with_names=False)
        return attachment(taken.body, taken.name)

    @requires(Permission.EXPORT_NAMES)
    def names(**keys: Any) -> Page:
        """Ask for whom and why, then give a list with people's names and record that it left."""
        if not can(of.permission):
            abort(403)
        asked, form = of.asked(**keys), NamesForm()
        if form.validate_on_submit():
            try:
                return _handed_out(of, asked, form)
            except Refused as refusal:
                form.refuse(refusal)
        back = f"{url_for(of.page, **keys)}?{request.query_string.decode()}"
        page = render_template(
            "reports/names.html", form=form, title=_title(of, asked), number=asked.size(), back=back,
            columns=of.columns(), asked=_said(asked),
        )  # fmt: skip
        return page, 422 if form.is_submitted() else 200

    if of.has_names:
        bp.add_url_rule(f"{of.address}/names", f"{of.name}_names", names, methods=["GET", "POST"])


def _handed_out(of: List, asked: Asked, form: NamesForm) -> Response:
    """Make the file, which takes seconds, before anything is written: nobody waits; then record it, and only then give it."""
    with writing(False):
        db.session.rollback()
        taken = _take(of, asked, form.ending.data, with_names=True)
        db.session.rollback()
    about = "; ".join([_title(of, asked), *(f"{name}: {value}" for name, value in _narrowed(asked))])
    accounts.take_list_away(
        about[:LONGEST_ABOUT], columns=taken.columns, row_count=taken.number, by=account(), at=clock.now(),
        event_code=asked.event_code, **form.fields(),
    )  # fmt: skip
    db.session.commit()
    return attachment(taken.body, taken.name)


def _narrowed(asked: Asked) -> list[tuple[str, str]]:
    """Word the filters that narrow a list, those left open apart."""
    if isinstance(asked.form, RowsForm):
        return breakdowns.asked(asked.form, asked.form.as_of.data or today())
    return filters_said(asked.form, narrowing_only=True)


for _one in LISTS:
    _offer(_one)
