"""TOT cycles with their figures, cascade, and the pools of trainers."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses.models import Course, Event
from lms.errors import Refused
from lms.extensions import db
from lms.participants.models import Person
from lms.projects.models import Project
from lms.reports import services as reports
from lms.tot import listings, queries, rules, services
from lms.tot.forms import (
    CascadeForm,
    CycleForm,
)
from lms.tot.models import TotCycle, TrainerLevel
from lms.tot.stage_views import bp as stages_bp
from lms.tot.trainer_views import bp as trainers_bp
from lms.web import found, load, local, today

bp = Blueprint("tot", __name__)
BLUEPRINTS = (bp, stages_bp, trainers_bp)
Page = str | Response | tuple[str, int]


@bp.get("/tot")
@requires(Permission.SEE_TOT)
def cycles() -> Page:
    """List TOT cycles."""
    asked = listings.cycles()
    return render_template("tot/cycles.html", listing=asked.page(), form=asked.form)


@bp.get("/tot/<int:cycle_id>")
@requires(Permission.SEE_TOT)
def cycle(cycle_id: int) -> Page:
    """Show a cycle: its cohorts and stages, and its project's direct and cascade figures side by side."""
    shown, now = found(queries.cycle(cycle_id)), today()
    stages = [stage for cohort in shown.cohorts for stage in cohort.stages]
    linked = {link.event_id for stage in stages for link in stage.links}
    span = (min([shown.starts_on, *(s.planned_from for s in stages)]), max([shown.ends_on, *(s.planned_to for s in stages)]))
    return render_template(
        "tot/cycle.html", cycle=shown, today=now, span_of_all=span, placed=rules.placed,
        states={one.id: _state(one, now) for one in stages},
        enrolled=dict(db.session.execute(queries.enrolled(cycle_id)).all()),
        generations=dict(db.session.execute(queries.generations(linked)).all()),
        figures=reports.cycle_figures(shown.project_id, shown.starts_on, shown.ends_on, as_of=now),
    )  # fmt: skip


def _state(stage: Any, day: date) -> rules.StageState:
    return rules.stage_state(stage.planned_from, [link.event.state_on(day) for link in stage.links], day, done_on=stage.done_on)


@bp.route("/tot/new", methods=["GET", "POST"])
@requires(Permission.EDIT_TOT)
def create_cycle() -> Page:
    """Plan a cycle."""
    form = _offered(CycleForm(project=request.args.get("project", type=int)))
    if form.validate_on_submit():
        try:
            made = services.plan_cycle(**_fields(form), by=account(), at=clock.now())
            db.session.commit()
            flash(_("The cycle is planned. Add its cohorts and their stages."), "success")
            return redirect(url_for("tot.cycle", cycle_id=made.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("tot/cycle_form.html", form=form, cycle=None), 422 if form.is_submitted() else 200


@bp.route("/tot/<int:cycle_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_TOT)
def edit_cycle(cycle_id: int) -> Page:
    """Change a cycle."""
    changed = load(TotCycle, cycle_id)
    plain = {name: getattr(changed, name) for name in ("title_en", "title_ru", "starts_on", "ends_on")}
    form = _offered(CycleForm(project=changed.project_id, course=changed.course_id, **plain))
    if form.validate_on_submit():
        try:
            services.edit_cycle(changed, **_fields(form), by=account(), at=clock.now())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("tot.cycle", cycle_id=cycle_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("tot/cycle_form.html", form=form, cycle=changed), 422 if form.is_submitted() else 200


def _offered(form: CycleForm) -> CycleForm:
    form.project.offer(choices.project_choices())
    form.course.offer(choices.courses())
    return form


def _fields(form: CycleForm) -> dict[str, Any]:
    return {
        "project": load(Project, form.project.data), "course": load(Course, form.course.data),
        "title_en": form.title_en.data, "title_ru": form.title_ru.data, "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
    }  # fmt: skip


@bp.get("/tot/<int:cycle_id>/cascade")
@requires(Permission.SEE_TOT)
def cascade_events(cycle_id: int) -> Page:
    """List the cascade events behind a cycle's figures, and those that do not count yet."""
    asked = listings.cascade(cycle_id)
    of, page = found(queries.cycle(cycle_id)), asked.page()
    keys = [row.event_id for row in page.rows]
    return render_template(
        "tot/cascade_events.html", cycle=of, listing=page, form=asked.form, trainers=_by_event(keys),
        named=dict(db.session.execute(queries.completions_of(keys)).all()),
        headcounts=dict(db.session.execute(queries.headcounts_of(keys)).all()), reason=rules.reason_not_counted,
    )  # fmt: skip


def _by_event(event_ids: list[int]) -> dict[int, list[Person]]:
    taught: dict[int, list[Person]] = {}
    for event_id, person in db.session.execute(queries.trainers_of(event_ids)):
        taught.setdefault(event_id, []).append(person)
    return taught


@bp.route("/events/<int:event_id>/cascade", methods=["GET", "POST"])
@requires(Permission.EDIT_TOT)
def cascade(event_id: int) -> Page:
    """Say that graduates of a cycle delivered an event."""
    event, marked = load(Event, event_id), db.session.scalar(queries.cascade_mark(event_id))
    form = CascadeForm(cycle=marked.cycle_id if marked else None, generation=marked.generation if marked else 1)
    offered = db.session.scalars(queries.cycles_for(event_id)).all()
    form.cycle.offer((one.id, f"{one.project.code} · {local(one, 'title')}") for one in offered)
    if form.validate_on_submit():
        try:
            under = load(TotCycle, form.cycle.data)
            services.mark_cascade(event, under, form.generation.data or 0, by=account(), at=clock.now())
            db.session.commit()
            flash(_("Saved. The event is counted in the cascade, apart from direct figures."), "success")
            return redirect(url_for("tot.cascade", event_id=event_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    status = 422 if form.is_submitted() else 200
    return render_template("tot/cascade.html", event=event, marked=marked, form=form, offered=offered), status


@bp.post("/events/<int:event_id>/cascade/remove")
@requires(Permission.EDIT_TOT)
def unmark_cascade(event_id: int) -> Page:
    """Count an event as direct again."""
    services.unmark_cascade(found(queries.cascade_mark(event_id)), by=account(), at=clock.now())
    db.session.commit()
    flash(_("The event is counted in direct figures again."), "success")
    return redirect(url_for("courses.event", event_id=event_id), 303)


@bp.get("/tot/pool")
@requires(Permission.SEE_TOT)
def pools() -> Page:
    """List the courses that have trainers."""
    asked = listings.pools()
    page = asked.page()
    return render_template(
        "tot/pools.html", listing=page, form=asked.form, levels=listings.levels(page.rows), today=today()
    )


@bp.get("/tot/pool/<int:course_id>")
@requires(Permission.SEE_TOT)
def pool(course_id: int) -> Page:
    """Show the trainers of a course as on a day."""
    asked = listings.trainers(course_id)
    course, page, on = load(Course, course_id), asked.page(), asked.form.on.data
    numbers = {level: number for _course, level, number in db.session.execute(queries.levels([course_id], on))}
    levels = [(level, numbers[level]) for level in TrainerLevel if level in numbers]
    return render_template("tot/pool.html", course=course, listing=page, form=asked.form, on=on, today=today(), levels=levels)
