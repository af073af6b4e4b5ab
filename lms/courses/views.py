"""The catalogue of courses, and events: list, calendar, page, planning."""

import calendar as months
from datetime import date, timedelta
from typing import Any

from babel.dates import get_day_names
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.courses import queries, roster_queries, services
from lms.courses.codes import EventKind
from lms.courses.forms import CourseFilterForm, CourseForm, EventFilterForm, EventForm
from lms.courses.models import Course, Event
from lms.courses.planning_views import bp as planning_bp
from lms.courses.planning_views import planning_forms
from lms.courses.roster_views import bp as roster_bp
from lms.errors import Refused
from lms.extensions import db
from lms.projects.models import Office, Project
from lms.web import found, listing, load, local, zone

bp = Blueprint("courses", __name__)
BLUEPRINTS = (bp, planning_bp, roster_bp)
Page = str | Response | tuple[str, int]


def today() -> date:
    """Return the reader's day."""
    return clock.today(str(zone()))


@bp.get("/events")
@requires(Permission.SEE_EVENTS)
def events() -> Page:
    """List events."""
    form = EventFilterForm(request.args)
    form.office.offer(choices.offices())
    form.project.offer(choices.project_choices())
    form.country.offer(choices.countries())
    wanted = queries.EventFilter() if not form.validate() else queries.EventFilter(
        text=form.text.data or "", kind=form.kind.data, state=form.state.data, office_id=form.office.data,
        project_id=form.project.data, country=form.country.data, first=form.first.data, last=form.last.data,
    )  # fmt: skip
    sorts = {"starts": (Event.starts_on, Event.id), "title": (_title_column(), Event.id), "kind": (Event.kind, Event.id),
             "code": (Event.code,)}  # fmt: skip
    page = listing(queries.events(wanted, today()), sorts, default="-starts")
    places = dict(db.session.execute(queries.participants_of([event.id for event in page.rows])).all())
    return render_template("courses/events.html", listing=page, form=form, places=places, today=today())


def _title_column() -> Any:
    return Event.title_ru if str(get_locale()) == "ru" else Event.title_en


@bp.get("/events/calendar")
@requires(Permission.SEE_EVENTS)
def calendar() -> Page:
    """Show a month."""
    first = _month(request.args.get("month", ""))
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    shown = db.session.scalars(queries.between(weeks[0][0], weeks[-1][-1])).all()
    names = get_day_names("abbreviated", locale=str(get_locale()))
    return render_template(
        "courses/calendar.html", first=first, weeks=[[_day(day, first, shown) for day in week] for week in weeks], names=[names[n] for n in range(7)],
        following=(first + timedelta(32)).replace(day=1), preceding=(first - timedelta(1)).replace(day=1), found=shown,
    )  # fmt: skip


def _month(text: str) -> date:
    try:
        year, month = (int(part) for part in text.split("-"))
        return date(max(1900, min(year, 2200)), month, 1)
    except ValueError:
        return today().replace(day=1)


def _day(day: date, first: date, shown: Any) -> dict[str, Any]:
    events = [
        {"title": local(event, "title"), "url": url_for("courses.event", event_id=event.id), "hint": event.city,
         "tone": "neutral" if event.cancelled_at else "success" if event.is_finalised else "info"}
        for event in shown if event.starts_on <= day <= event.ends_on
    ]  # fmt: skip
    return {"date": day, "number": day.day, "in_month": day.month == first.month, "is_today": day == today(),
            "label": format_date(day, "full"), "events": events}  # fmt: skip


@bp.get("/events/<int:event_id>")
@requires(Permission.SEE_EVENTS)
def event(event_id: int) -> Page:
    """Show an event: what is planned, who is on it, what is missing."""
    shown = found(queries.event(event_id))
    g.time_zone = shown.office.time_zone
    people = db.session.scalars(roster_queries.roster(event_id)).all() if can(Permission.SEE_ROSTER, shown) else None
    marked = dict(db.session.execute(roster_queries.marked_sessions(event_id)).all())
    return render_template(
        "courses/event.html", event=shown, people=people, marked=marked, today=today(),
        missing=_missing(shown, people), forms_for=planning_forms(shown) if can("edit_events", shown) else {},
    )  # fmt: skip


def _missing(event: Event, people: Any) -> list[str]:
    """Say what a manager has still to fill in before the event can be reported."""
    lacks = (
        (not event.sessions, _("No sessions yet: attendance is taken per session.")),
        (not event.country, _("No country: the event will be missing from regional figures.")),
        (not event.funding, _("No funding project: the event counts for no donor.")),
        (people is not None and not people and not event.headcounts, _("Nobody is enrolled and no headcount is given.")),
        (people and not any(one.teaches for one in people) and event.counts_as_training, _("No trainer is named.")),
    )
    return [] if event.is_finalised or event.cancelled_at else [words for lacking, words in lacks if lacking]


@bp.route("/events/new", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def create_event() -> Page:
    """Plan an event."""
    form = _offered(EventForm(**_defaults()))
    if form.validate_on_submit():
        try:
            made = services.plan_event(
                office=load(Office, form.office.data), course=_optional(Course, form.course.data),
                projects=[load(Project, form.project.data)] if form.project.data else [], code=form.code.data,
                by=account(), at=clock.now(), **form.fields(),
            )  # fmt: skip
            db.session.commit()
            flash(_("The event is planned. Add its sessions and enrol people."), "success")
            return redirect(url_for("courses.event", event_id=made.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("courses/event_form.html", form=form, event=None), 422 if form.is_submitted() else 200


def _defaults() -> dict[str, Any]:
    """Start a new event from the course and project that the link named, else from a training."""
    project = request.args.get("project", type=int)
    defaults: dict[str, Any] = {"kind": EventKind.TRAINING, "counts_as_training": True, "min_attendance_percent": 80,
                                "currency": "USD", "project": project}  # fmt: skip
    chosen = request.args.get("course", type=int)
    course = db.session.get(Course, chosen) if chosen else None
    if course:
        same = ("kind", "title_en", "title_ru", "languages", "counts_as_training", "min_attendance_percent", "min_grade")
        defaults |= {"course": course.id} | {name: getattr(course, name) for name in same}
    funding = db.session.get(Project, project) if project else None
    offices = choices.offices()
    defaults["office"] = funding.office_id if funding else offices[0][0] if len(offices) == 1 else None
    return defaults


def _optional(model: Any, key: int | None) -> Any:
    return load(model, key) if key else None


def _offered(form: EventForm) -> EventForm:
    form.office.offer(choices.offices())
    form.course.offer(choices.courses())
    form.project.offer(choices.project_choices())
    form.country.offer(choices.countries())
    form.region_code.offer(choices.regions(form.country.data))
    return form


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def edit_event(event_id: int) -> Page:
    """Change an event."""
    changed = load(Event, event_id)
    form = _offered(EventForm(obj=changed, **_relations(changed)))
    form.project.validators, form.office.blank = [], None
    if form.validate_on_submit():
        try:
            course = _optional(Course, form.course.data)
            services.edit_event(changed, by=account(), at=clock.now(), course=course, **form.fields())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("courses.event", event_id=event_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("courses/event_form.html", form=form, event=changed), 422 if form.is_submitted() else 200


def _relations(event: Event) -> dict[str, Any]:
    return {} if request.method == "POST" else {"office": event.office_id, "course": event.course_id, "project": None}


@bp.post("/events/<int:event_id>/<any(confirm,cancel,restore):act>")
@requires(Permission.EDIT_EVENTS)
def change_state(event_id: int, act: str) -> Page:
    """Confirm, cancel or restore an event."""
    change = {"confirm": services.confirm, "cancel": services.cancel, "restore": services.restore}[act]
    change(load(Event, event_id), by=account(), at=clock.now())
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("courses.event", event_id=event_id), 303)


@bp.get("/courses")
@requires(Permission.SEE_COURSES)
def courses() -> Page:
    """List the catalogue."""
    form = CourseFilterForm(request.args)
    kind = form.kind.data if form.validate() else None
    title = Course.title_ru if str(get_locale()) == "ru" else Course.title_en
    page = listing(
        queries.courses(form.text.data or "", kind=kind),
        {"code": (Course.code, Course.version), "title": (title, Course.id), "hours": (Course.hours, Course.id)},
        default="code",
    )
    return render_template("courses/courses.html", listing=page, form=form)


@bp.get("/courses/<int:course_id>")
@requires(Permission.SEE_COURSES)
def course(course_id: int) -> Page:
    """Show a course with its events."""
    shown = found(queries.course(course_id))
    wanted = queries.EventFilter(course_id=course_id)
    page = listing(queries.events(wanted, today()), {"starts": (Event.starts_on, Event.id)}, default="-starts")
    return render_template("courses/course.html", course=shown, listing=page, today=today())


@bp.route("/courses/new", methods=["GET", "POST"])
@requires(Permission.EDIT_COURSES)
def create_course() -> Page:
    """Add a course to the catalogue."""
    return _course_page(None, CourseForm(kind=EventKind.TRAINING))


@bp.route("/courses/<int:course_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_COURSES)
def edit_course(course_id: int) -> Page:
    """Change a course."""
    changed = found(queries.course(course_id))
    typed = "\n".join(" | ".join(str(part) for part in (m.title_en, m.title_ru, m.hours or "")) for m in changed.modules)
    form = CourseForm(obj=changed) if request.method == "POST" else CourseForm(None, obj=changed, modules=typed)
    if request.method == "GET":
        form.modules.data = typed
    return _course_page(changed, form)


def _course_page(course: Course | None, form: CourseForm) -> Page:
    if form.validate_on_submit():
        try:
            if course is None:
                course = services.create_course(by=account(), at=clock.now(), **form.fields())
            else:
                services.edit_course(course, by=account(), at=clock.now(), **form.fields())
            services.set_modules(course, form.module_lines(), by=account(), at=clock.now())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("courses.course", course_id=course.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("courses/course_form.html", form=form, course=course), 422 if form.is_submitted() else 200
