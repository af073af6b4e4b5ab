"""The parts of an event that its page lets a manager change: sessions, organisations, funding, headcounts."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses import services
from lms.courses.forms import EventOrganisationForm, FillDaysForm, FundingForm, HeadcountForm, SessionForm
from lms.courses.models import Event, EventOrganisation, EventProject, Headcount, Session
from lms.errors import Refused
from lms.extensions import db
from lms.forms import Form
from lms.participants.models import Category, Organisation, Sex
from lms.projects.models import Project
from lms.web import found, load

bp = Blueprint("planning", __name__, url_prefix="/events/<int:event_id>")
Page = str | Response | tuple[str, int]


def planning_forms(event: Event) -> dict[str, Form]:
    """Return the forms that an event's page offers to those who may change it; none for a closed event."""
    if event.is_finalised or event.cancelled_at:
        return {}
    return {"session": _session_form(event)}


def _session_form(event: Event) -> SessionForm:
    last = event.sessions[-1] if event.sessions else None
    return SessionForm(None, day=last.day if last else event.starts_on)


def _page(event: Event, form: Form, template: str, **more: Any) -> Page:
    status = 422 if form.is_submitted() else 200
    return render_template(f"courses/{template}.html", event=event, form=form, **more), status


def _done(event_id: int, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("courses.event", event_id=event_id), 303)


@bp.route("/sessions/new", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def add_session(event_id: int) -> Page:
    """Add a session."""
    event = load(Event, event_id)
    form = SessionForm() if request.method == "POST" else _session_form(event)
    if form.validate_on_submit():
        try:
            services.add_session(event, by=account(), at=clock.now(), **_plain(form))
            return _done(event_id, _("The session is added."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(event, form, "session_form", session=None)


@bp.route("/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def edit_session(event_id: int, session_id: int) -> Page:
    """Change a session."""
    session = _child(Session, event_id, session_id)
    form = SessionForm(obj=session)
    if form.validate_on_submit():
        try:
            services.edit_session(session, by=account(), at=clock.now(), **_plain(form))
            return _done(event_id, _("Saved."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(session.event, form, "session_form", session=session)


@bp.post("/sessions/<int:session_id>/remove")
@requires(Permission.EDIT_EVENTS)
def remove_session(event_id: int, session_id: int) -> Page:
    """Remove a session."""
    services.remove_session(_child(Session, event_id, session_id), by=account(), at=clock.now())
    return _done(event_id, _("The session is removed."))


@bp.route("/sessions/fill", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def fill_days(event_id: int) -> Page:
    """Add equal sessions on every day of the event."""
    event = load(Event, event_id)
    form = FillDaysForm(starts_at=datetime.min.replace(hour=9).time())
    if form.validate_on_submit():
        try:
            for day, starts, ends, number in _grid(event, form):
                services.add_session(
                    event, day=day, starts_at=starts.time(), ends_at=ends.time(), by=account(), at=clock.now(),
                    title=_("Session %(n)s", n=number),
                )  # fmt: skip
            return _done(event_id, _("The sessions are added; give them their titles."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(event, form, "fill_days")


def _grid(event: Event, form: FillDaysForm) -> list[tuple[date, datetime, datetime, int]]:
    grid = []
    for offset in range((event.ends_on - event.starts_on).days + 1):
        day = event.starts_on + timedelta(offset)
        starts = datetime.combine(day, form.starts_at.data)
        for number in range(1, form.number.data + 1):
            ends = starts + timedelta(minutes=form.minutes.data)
            grid.append((day, starts, ends, number))
            starts = ends + timedelta(minutes=form.pause.data)
    return grid


@bp.route("/organisations", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def add_organisation(event_id: int) -> Page:
    """Give an organisation a part."""
    event = load(Event, event_id)
    form = EventOrganisationForm()
    form.organisation.offer(choices.organisations(event.country))
    if form.validate_on_submit():
        try:
            organisation = load(Organisation, form.organisation.data)
            services.add_organisation(event, organisation, form.role.data, by=account(), at=clock.now())
            return _done(event_id, _("The organisation is added."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(event, form, "organisation_form")


@bp.post("/organisations/<int:part_id>/remove")
@requires(Permission.EDIT_EVENTS)
def remove_organisation(event_id: int, part_id: int) -> Page:
    """Take an organisation's part away."""
    services.remove_organisation(_child(EventOrganisation, event_id, part_id), by=account(), at=clock.now())
    return _done(event_id, _("The organisation is removed."))


@bp.route("/funding", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def add_funding(event_id: int) -> Page:
    """Add a funding project, or change its share."""
    event, form = load(Event, event_id), FundingForm()
    form.project.offer(choices.project_choices())
    if form.validate_on_submit():
        try:
            shares = {part.project_id: part.share_percent for part in event.funding}
            shares[load(Project, form.project.data).id] = form.share.data
            services.set_funding(event, shares, by=account(), at=clock.now())
            return _done(event_id, _("Saved."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(event, form, "funding_form")


@bp.post("/funding/<int:project_id>/remove")
@requires(Permission.EDIT_EVENTS)
def remove_funding(event_id: int, project_id: int) -> Page:
    """Take a funding project away."""
    part = found(select(EventProject).where(EventProject.event_id == event_id, EventProject.project_id == project_id))
    kept = {other.project_id: other.share_percent for other in part.event.funding if other is not part}
    services.set_funding(part.event, kept, by=account(), at=clock.now())
    return _done(event_id, _("Saved."))


@bp.route("/headcounts", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def add_headcount(event_id: int) -> Page:
    """Record people known only as a number."""
    event = load(Event, event_id)
    form = HeadcountForm(sex=Sex.NOT_STATED, country=event.country)
    form.category.offer(choices.categories())
    form.country.offer(choices.countries())
    form.region_code.offer(choices.regions(form.country.data))
    if form.validate_on_submit():
        try:
            chosen = _plain(form) | {"category": db.session.get(Category, form.category.data or 0)}
            services.add_headcount(event, by=account(), at=clock.now(), **chosen)
            return _done(event_id, _("The headcount is added."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(event, form, "headcount_form")


@bp.post("/headcounts/<int:line_id>/remove")
@requires(Permission.EDIT_EVENTS)
def remove_headcount(event_id: int, line_id: int) -> Page:
    """Take a headcount away."""
    services.remove_headcount(_child(Headcount, event_id, line_id), by=account(), at=clock.now())
    return _done(event_id, _("The headcount is removed."))


def _child(model: Any, event_id: int, key: int) -> Any:
    """Return a part of this event and no other's, or answer 404."""
    return found(select(model).where(model.id == key, model.event_id == event_id))


def _plain(form: Form) -> dict[str, Any]:
    return {field.name: field.data for field in form if field.name != "csrf_token"}
