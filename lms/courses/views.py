"""The catalogue of courses, and events: list, calendar, page, planning."""

import calendar as months
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from babel.dates import get_day_names
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires, withholds
from lms.accounts.permissions import Permission
from lms.courses import listings, queries, reconstruction, roster_queries, rules, services
from lms.courses.codes import TEACHING_ROLES, EnrolmentRole, EventKind
from lms.courses.forms import CourseForm, EventForm, module_text
from lms.courses.models import Course, Event
from lms.courses.planning_views import bp as planning_bp
from lms.courses.reconstruction_views import bp as reconstruction_bp
from lms.courses.roster_views import bp as roster_bp
from lms.courses.sheet_views import bp as sheets_bp
from lms.courses.showing import cited
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.participants.models import Sex
from lms.projects.models import Office, Project
from lms.web import LARGEST_ID, found, language_names, listing, load, local, today

bp = Blueprint("courses", __name__)
bp.add_app_template_filter(language_names)
bp.add_app_template_filter(cited)
BLUEPRINTS = (bp, planning_bp, reconstruction_bp, roster_bp, sheets_bp)
WEEKDAY = {"en": "EEEE d MMMM y", "ru": "EEEE, d MMMM y\u00a0'г.'"}
MOST_PEOPLE = 25  # on the page of an event; all of them are one click away
Page = str | Response | tuple[str, int]


@bp.get("/events")
@requires(Permission.SEE_EVENTS)
def events() -> Page:
    """List events."""
    asked = listings.events()
    page = asked.page()
    return render_template("courses/events.html", listing=page, form=asked.form, places=_places(page.rows), today=today())


def _places(events: Sequence[Event]) -> dict[int, int] | None:
    """Return how many participants hold a place on each event; None for those who see figures of whole projects only."""
    if withholds():
        return None
    return dict(db.session.execute(queries.participants_of([event.id for event in events])).all())


@bp.get("/events/calendar")
@requires(Permission.SEE_EVENTS)
def calendar() -> Page:
    """Show a month."""
    first = _month(request.args.get("month", ""))
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    shown = db.session.scalars(queries.between(weeks[0][0], weeks[-1][-1])).all()
    names = get_day_names("abbreviated", context="stand-alone", locale=str(get_locale()))
    return render_template(
        "courses/calendar.html", title=format_date(first, "LLLL y").capitalize(), names=[names[n] for n in range(7)],
        weeks=[[_day(day, first, shown) for day in week] for week in weeks], found=shown,
        following=(first + timedelta(32)).replace(day=1), preceding=(first - timedelta(1)).replace(day=1),
    )  # fmt: skip


def _month(text: str) -> date:
    try:
        year, month = (int(part) for part in text.split("-"))
        return date(max(1900, min(year, 2200)), month, 1)
    except ValueError:
        return today().replace(day=1)


def _day(day: date, first: date, shown: Any) -> dict[str, Any]:
    events = [
        {"title": local(event, "title"), "url": url_for("courses.event", event_id=event.id),
         "hint": ", ".join(filter(None, (event.city, event.cancelled_at and _("Cancelled")))),
         "tone": "neutral" if event.cancelled_at else "success" if event.is_finalised else "info"}
        for event in shown if event.starts_on <= day <= event.ends_on
    ]  # fmt: skip
    return {"date": day, "number": day.day, "in_month": day.month == first.month, "is_today": day == today(),
            "label": format_date(day, WEEKDAY[str(get_locale())]), "events": events}  # fmt: skip


@bp.get("/events/<int:event_id>")
@requires(Permission.SEE_EVENTS)
def event(event_id: int) -> Page:
    """Show an event: what is planned, who is on it, what is missing."""
    shown = found(queries.event(event_id).options(joinedload(Event.sheets)))
    g.time_zone = shown.office.time_zone
    people, numbers, marked = None, {}, {}
    if can(Permission.SEE_ROSTER, shown):
        people = db.session.scalars(roster_queries.to_mark(event_id).limit(MOST_PEOPLE)).all()
        numbers = dict(db.session.execute(roster_queries.numbers_by_role(event_id)).all())
        marked = dict(db.session.execute(roster_queries.marked_sessions(event_id)).all())
    return render_template(
        "courses/event.html", event=shown, people=people, numbers=numbers, marked=marked, today=today(),
        withheld=withholds() and people is None, missing=_missing(shown, None if people is None else numbers), parallel=rules.side_by_side(shown.sessions),
        reported=reconstruction.told_of(shown) if (shown.is_finalised or shown.cancelled_at) and reconstruction.only_tells(shown) else None, Sex=Sex,
    )  # fmt: skip


def _missing(event: Event, numbers: dict[EnrolmentRole, int] | None) -> list[str]:
    """Say what a manager has still to fill in before the event can be reported."""
    facts = rules.Facts(
        sessions=len(event.sessions), country=event.country, projects=len(event.funding),
        headcounts=len(event.headcounts), people=sum(numbers.values()) if numbers is not None else None,
        trainers=sum(numbers.get(role, 0) for role in TEACHING_ROLES) if numbers is not None else None,
        counts_as_training=event.counts_as_training,
    )  # fmt: skip
    return [] if event.is_finalised or event.cancelled_at else [_(sentence) for sentence in rules.lacks(facts)]


@bp.route("/events/new", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def create_event() -> Page:
    """Plan an event."""
    form = _offered(EventForm(**_defaults()))
    form.office.offer(choices.editable_offices(with_those_of_projects=True))
    form.project.offer(choices.project_choices())
    if form.validate_on_submit():
        try:
            made = _planned(form)
            db.session.commit()
            flash(_("The event is planned. Add its sessions and enrol people."), "success")
            return redirect(url_for("courses.event", event_id=made.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("courses/event_form.html", form=form, event=None), 422 if form.is_submitted() else 200


def _planned(form: EventForm) -> Event:
    """Plan what was asked for, where its writer will see it: in an office of theirs, or funded by a project of theirs."""
    made = services.plan_event(
        office=load(Office, form.office.data), course=_optional(Course, form.course.data),
        projects=[load(Project, form.project.data)] if form.project.data else [], code=form.code.data,
        by=account(), at=clock.now(), **form.fields(),
    )  # fmt: skip
    if not can(Permission.EDIT_EVENTS, made):
        raise Refused(N_("Choose the project of yours that funds the event: you do not work for that office as a whole."), field="project")
    return made


def _defaults() -> dict[str, Any]:
    """Start a new event from the course and project that the link named, else from a training."""
    project = _asked("project")
    defaults: dict[str, Any] = {"kind": EventKind.TRAINING, "currency": "USD", "project": project}
    chosen = _asked("course")
    course = db.session.get(Course, chosen) if chosen else None
    if course:
        same = ("kind", "title_en", "title_ru", "languages", "min_attendance_percent", "min_grade")
        defaults |= {"course": course.id} | {name: getattr(course, name) for name in same}
    funding = db.session.get(Project, project) if project else None
    offices = choices.editable_offices(with_those_of_projects=True)
    defaults["office"] = funding.office_id if funding else offices[0][0] if len(offices) == 1 else None
    return defaults


def _asked(name: str) -> int | None:
    """Return the number of a row that the link named, None where it cannot be one."""
    key = request.args.get(name, type=int)
    return key if key is not None and 0 < key <= LARGEST_ID else None


def _optional(model: Any, key: int | None) -> Any:
    return load(model, key) if key else None


def _offered(form: EventForm) -> EventForm:
    form.course.offer(choices.courses())
    form.country.offer(choices.countries())
    form.region_code.offer(choices.regions(form.country.data))
    return form


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def edit_event(event_id: int) -> Page:
    """Change an event; its office and code stay, its funding is changed on its page."""
    changed = load(Event, event_id)
    form = _offered(EventForm(data=_known(changed)))
    del form.office, form.project, form.code
    if form.validate_on_submit():
        try:
            course = _optional(Course, form.course.data)
            services.edit_event(
                changed, by=account(), at=clock.now(), seen_version=form.version.data, course=course, **form.fields()
            )
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("courses.event", event_id=event_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
            form.version.process_data(load(Event, event_id).version)  # saved again, it replaces what stands
            form.version.raw_data = None
    return render_template("courses/event_form.html", form=form, event=changed), 422 if form.is_submitted() else 200


def _known(event: Event) -> dict[str, Any]:
    """Return what the form of an event starts with; another kind or course may still decide what they decided before."""
    known = {name: getattr(event, name) for name in services.EVENT_FIELDS}
    known |= {"course": event.course_id, "version": event.version}
    if event.counts_as_training == services.rule_of(event.course, event.kind)["counts_as_training"]:
        known["counts_as_training"] = None
    return known


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
    asked = listings.courses()
    return render_template("courses/courses.html", listing=asked.page(), form=asked.form)


@bp.get("/courses/<int:course_id>")
@requires(Permission.SEE_COURSES)
def course(course_id: int) -> Page:
    """Show a course with its events."""
    shown = found(queries.course(course_id))
    wanted = queries.EventFilter(course_id=course_id)
    page = listing(queries.events(wanted, today()), {"starts": (Event.starts_on, Event.id)}, default="-starts")
    return render_template("courses/course.html", course=shown, listing=page, places=_places(page.rows), today=today())


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
    known = {name: getattr(changed, name) for name in services.COURSE_FIELDS}
    return _course_page(changed, CourseForm(data=known | {"modules": module_text(changed)}))


def _course_page(course: Course | None, form: CourseForm) -> Page:
    if form.validate_on_submit():
        try:
            saved = course or services.create_course(by=account(), at=clock.now(), **form.fields())
            if course:
                services.edit_course(course, by=account(), at=clock.now(), **form.fields())
            services.set_modules(saved, form.module_lines(), by=account(), at=clock.now())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("courses.course", course_id=saved.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("courses/course_form.html", form=form, course=course), 422 if form.is_submitted() else 200
