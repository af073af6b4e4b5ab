"""The parts of a cycle that its page lets a manager change: cohorts, stages, the events that carry stages out."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from lms.forms import Form
from lms.tot import queries, rules, services
from lms.tot.forms import CohortForm, FindEventsForm, StageForm
from lms.tot.models import Cohort, Stage, TotCycle
from lms.web import LARGEST_ID, found, load, today

bp = Blueprint("stages", __name__, url_prefix="/tot/<int:cycle_id>")
Page = str | Response | tuple[str, int]


def _page(cycle: TotCycle, form: Form, template: str, **more: Any) -> Page:
    status = 422 if form.is_submitted() else 200
    return render_template(f"tot/{template}.html", cycle=cycle, form=form, **more), status


def _done(cycle_id: int, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("tot.cycle", cycle_id=cycle_id), 303)


def _cohort(cycle_id: int, cohort_id: int) -> Cohort:
    row: Cohort = found(queries.cohort(cycle_id, cohort_id))
    return row


def _stage(cycle_id: int, stage_id: int) -> Stage:
    row: Stage = found(queries.stage(cycle_id, stage_id))
    return row


@bp.route("/cohorts/new", methods=["GET", "POST"])
@requires(Permission.EDIT_TOT)
def add_cohort(cycle_id: int) -> Page:
    """Add a cohort."""
    cycle, form = load(TotCycle, cycle_id), CohortForm()
    if form.validate_on_submit():
        try:
            services.add_cohort(
                cycle, name=form.name.data or "", planned_size=form.planned_size.data, by=account(), at=clock.now()
            )
            return _done(cycle_id, _("The cohort is added. Add its stages."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(cycle, form, "cohort_form", cohort=None)


@bp.route("/cohorts/<int:cohort_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_TOT)
def edit_cohort(cycle_id: int, cohort_id: int) -> Page:
    """Rename a cohort, or plan it larger or smaller."""
    cohort = _cohort(cycle_id, cohort_id)
    form = CohortForm(obj=cohort)
    if form.validate_on_submit():
        try:
            services.edit_cohort(
                cohort, name=form.name.data or "", planned_size=form.planned_size.data, by=account(), at=clock.now()
            )
            return _done(cycle_id, _("Saved."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(cohort.cycle, form, "cohort_form", cohort=cohort)


@bp.post("/cohorts/<int:cohort_id>/remove")
@requires(Permission.EDIT_TOT)
def remove_cohort(cycle_id: int, cohort_id: int) -> Page:
    """Remove a cohort without stages."""
    services.remove_cohort(_cohort(cycle_id, cohort_id), by=account(), at=clock.now())
    return _done(cycle_id, _("The cohort is removed."))


@bp.route("/cohorts/<int:cohort_id>/stages/new", methods=["GET", "POST"])
@requires(Permission.EDIT_TOT)
def add_stage(cycle_id: int, cohort_id: int) -> Page:
    """Add a stage."""
    cohort, form = _cohort(cycle_id, cohort_id), StageForm()
    if form.validate_on_submit():
        try:
            services.add_stage(cohort, **_plain(form), by=account(), at=clock.now())
            return _done(cycle_id, _("The stage is added. Link the events that carry it out."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(cohort.cycle, form, "stage_form", cohort=cohort, stage=None)


@bp.route("/stages/<int:stage_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_TOT)
def edit_stage(cycle_id: int, stage_id: int) -> Page:
    """Change a stage."""
    stage = _stage(cycle_id, stage_id)
    form = StageForm(obj=stage)
    if form.validate_on_submit():
        try:
            services.edit_stage(stage, **_plain(form), by=account(), at=clock.now())
            return _done(cycle_id, _("Saved."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(stage.cohort.cycle, form, "stage_form", cohort=stage.cohort, stage=stage)


def _plain(form: Form) -> dict[str, Any]:
    return {field.name: field.data for field in form if field.name != "csrf_token"}


@bp.post("/stages/<int:stage_id>/remove")
@requires(Permission.EDIT_TOT)
def remove_stage(cycle_id: int, stage_id: int) -> Page:
    """Remove a stage; its events stay."""
    services.remove_stage(_stage(cycle_id, stage_id), by=account(), at=clock.now())
    return _done(cycle_id, _("The stage is removed. Its events stay."))


@bp.route("/stages/<int:stage_id>/events", methods=["GET", "POST"])
@requires(Permission.EDIT_TOT)
def link_events(cycle_id: int, stage_id: int) -> Page:
    """Find events and link them to a stage."""
    stage, find = _stage(cycle_id, stage_id), FindEventsForm(request.args)
    text = find.text.data or "" if find.validate() else ""
    if request.method == "POST":
        chosen = _chosen()
        for event in chosen:
            services.link_event(stage, event, by=account(), at=clock.now())
        if chosen:
            return _done(cycle_id, ngettext("%(num)s event is linked.", "%(num)s events are linked.", len(chosen)))
    window = rules.around(stage.planned_from, stage.planned_to)
    ticked = _ticked()
    rows = db.session.scalars(queries.linkable(stage, stage.cohort.cycle.project_id, window, text, ticked=ticked)).all()
    return render_template(
        "tot/link_events.html", cycle=stage.cohort.cycle, stage=stage, find=find, rows=rows, window=window, ticked=ticked,
        today=today(), nothing_chosen=request.method == "POST",
    ), 422 if request.method == "POST" else 200  # fmt: skip


def _chosen() -> list[Event]:
    """Return the events that were ticked; one that the reader does not see answers 404, as a missing one does."""
    keys = _ticked()
    events = db.session.scalars(queries.events_chosen(keys)).all()
    if len(events) != len(keys):
        abort(404)
    return list(events)


def _ticked() -> set[int]:
    """Return the numbers of the events ticked now or in an earlier search; 0, which no event has, for what is none."""
    sent = request.values.getlist("event")
    keys = (int(key) if key.isascii() and key.isdecimal() and len(key) < 11 else 0 for key in sent)
    return {key if key <= LARGEST_ID else 0 for key in keys}


@bp.post("/stages/<int:stage_id>/events/<int:event_id>/remove")
@requires(Permission.EDIT_TOT)
def unlink_event(cycle_id: int, stage_id: int, event_id: int) -> Page:
    """Take the link of an event away."""
    services.unlink_event(found(queries.link(cycle_id, stage_id, event_id)), by=account(), at=clock.now())
    return _done(cycle_id, _("The event is no longer linked."))
