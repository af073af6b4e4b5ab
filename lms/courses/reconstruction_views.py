"""What old reports say of trainings of which no list is left: entering it on one page, correcting it, taking it back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.courses import queries
from lms.courses import reconstruction as acts
from lms.courses.codes import EventKind
from lms.courses.models import Event
from lms.courses.reconstruction_forms import MORE_ROWS, ROWS, ReportForm, known
from lms.courses.roster_forms import ReasonForm
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.projects.models import Project
from lms.web import found, leave_for, load

bp = Blueprint("reconstruction", __name__)
Page = str | Response | tuple[str, int]


@bp.route("/projects/<int:project_id>/old-report", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def enter(project_id: int) -> Page:
    """Enter what an old report says of a project's trainings."""
    project, form = load(Project, project_id), ReportForm(kind=EventKind.TRAINING)
    del form.why, form.version
    if request.method == "GET":
        form.country.data, form.reason.data = project.office.country, _("No list of participants is left")
        form.add_rows(ROWS)
    if _is_told(form):
        try:
            made = acts.reconstruct(
                project, form.told(), form.told_of_whom(), apart=form.apart.data, by=account(), at=clock.now(), **form.fields()
            )
            _refuse_unseen(made)
            return _done(made, _("It is entered and counts from now on, as completions without names."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(form, load(Project, project_id), None)


@bp.route("/events/<int:event_id>/old-report", methods=["GET", "POST"])
@requires(Permission.REOPEN_ATTENDANCE)
def correct(event_id: int) -> Page:
    """Correct what was entered from an old report."""
    event = _whole(event_id)
    form = ReportForm(data=known(event) if request.method == "GET" else None)
    if request.method == "GET":
        form.add_rows(MORE_ROWS // 2)
    if _is_told(form):
        try:
            acts.correct(
                event, form.told(), form.told_of_whom(), why=form.why.data or "", apart=form.apart.data,
                seen_version=form.version.data, by=account(), at=clock.now(), **form.fields(),
            )  # fmt: skip
            return _done(event, _("It is corrected, and counts so from now on."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
            form.version.process_data(load(Event, event_id).version)  # saved again, it replaces what stands
            form.version.raw_data = None
    return _page(form, None, _whole(event_id))


@bp.route("/events/<int:event_id>/old-report/take-back", methods=["GET", "POST"])
@requires(Permission.REOPEN_ATTENDANCE)
def retract(event_id: int) -> Page:
    """Take what was entered from an old report out of all figures."""
    event, form = _whole(event_id), ReasonForm()
    if form.validate_on_submit():
        acts.take_back(event, why=form.why.data or "", by=account(), at=clock.now())
        return _done(event, _("It is taken back and counts nowhere."))
    return render_template("courses/take_back.html", event=event, form=form), 422 if form.is_submitted() else 200


def _whole(event_id: int) -> Event:
    """Return the event, or go to its page where it is more than what an old report says."""
    event: Event = found(queries.event(event_id))
    if not acts.is_whole(event):
        leave_for(url_for("courses.event", event_id=event_id), Refused(acts.reason_not_to_correct(event)))
    return event


def _is_told(form: ReportForm) -> bool:
    """Say whether the page is to be saved; else it may have asked for more rows."""
    more = "more" in request.form
    if more:
        form.add_rows(MORE_ROWS)
    _offer(form)
    return not more and form.validate_on_submit()


def _offer(form: ReportForm) -> None:
    form.country.offer(choices.countries())
    form.region_code.offer(choices.regions(form.country.data))
    categories, regions = choices.categories(), choices.all_regions()
    for row in form.lines:
        row.form.category.offer(categories)
        row.form.region_code.offer(regions)


def _refuse_unseen(made: Event) -> None:
    if not can(Permission.EDIT_EVENTS, made):
        raise Refused(N_("Choose the project of yours that funds the event: you do not work for that office as a whole."))


def _done(event: Event, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("courses.event", event_id=event.id), 303)


def _page(form: ReportForm, project: Project | None, event: Event | None) -> Page:
    """Show the page with what was typed; where events of these days are counted already, with these."""
    of = [project.id] if project else [part.project_id for part in event.funding] if event else []
    first, last = form.starts_on.data, form.ends_on.data
    rows = queries.counted_already(of, first, last, but=event.id if event else None) if first and last else None
    counted: Any = db.session.scalars(rows).all() if rows is not None else []
    page = render_template("courses/old_report.html", form=form, project=project, event=event, counted=counted)
    return page, 422 if form.errors else 200
