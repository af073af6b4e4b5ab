"""The parts of an event that its page lets a manager change: sessions, organisations, funding, headcounts."""

from datetime import time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.courses import programme, services
from lms.courses.forms import EventOrganisationForm, FillDaysForm, FundingForm, HeadcountForm, SessionForm
from lms.courses.models import Event, EventOrganisation, EventProject, Headcount, Session
from lms.errors import Refused
from lms.extensions import db
from lms.forms import Form
from lms.language import N_
from lms.participants.models import Category, Organisation, Sex
from lms.projects.models import Project
from lms.web import found, load

bp = Blueprint("planning", __name__, url_prefix="/events/<int:event_id>")
Page = str | Response | tuple[str, int]


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
            programme.add_session(event, by=account(), at=clock.now(), **_plain(form))
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
            programme.edit_session(session, by=account(), at=clock.now(), **_plain(form))
            return _done(event_id, _("Saved."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(session.event, form, "session_form", session=session)


@bp.post("/sessions/<int:session_id>/remove")
@requires(Permission.EDIT_EVENTS)
def remove_session(event_id: int, session_id: int) -> Page:
    """Remove a session."""
    programme.remove_session(_child(Session, event_id, session_id), by=account(), at=clock.now())
    return _done(event_id, _("The session is removed."))


@bp.route("/sessions/fill", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def fill_days(event_id: int) -> Page:
    """Add equal sessions on every day of the event."""
    event = load(Event, event_id)
    form = FillDaysForm(starts_at=time(9, 0))
    if form.validate_on_submit():
        try:
            number = programme.fill_days(
                event, **_plain(form), title=lambda n: _("Session %(n)s", n=n), by=account(), at=clock.now()
            )
            words = ngettext("%(num)s session is added; give it its title.", "%(num)s sessions are added; give them their titles.", number)
            return _done(event_id, words)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(event, form, "fill_days")


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
    event = part.event
    kept = {other.project_id: other.share_percent for other in event.funding if other is not part}
    services.set_funding(event, kept, by=account(), at=clock.now())
    if not can(Permission.EDIT_EVENTS, event):
        raise Refused(N_("You see this event through this project only: let the office of the event remove it."))
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
