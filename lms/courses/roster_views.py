"""The people of an event: enrolling, the attendance sheet of a session, finalising, the sheet on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from lms import clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses import attendance as acts
from lms.courses import listings, queries, roster_queries, rules
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark, Method, OrganisationRole
from lms.courses.models import Event, Session
from lms.courses.pdf import Sheet, SheetRow, SheetSession, sign_in_sheet
from lms.courses.roster import Enrolment
from lms.courses.roster_forms import EnrolForm, EnrolmentForm, FindForm, ReopenForm
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.language import LANGUAGES, N_
from lms.participants.models import Person
from lms.web import attachment, found, load, local, refuse

bp = Blueprint("roster", __name__, url_prefix="/events/<int:event_id>")
Page = str | AnyResponse | tuple[str, int]
MOST_FOUND = 20  # persons shown of those a search finds
ORGANISING = {OrganisationRole.ORGANISER, OrganisationRole.CO_ORGANISER, OrganisationRole.HOST}


@bp.get("/people")
@requires(Permission.SEE_ROSTER)
def people(event_id: int) -> Page:
    """List the people of an event."""
    asked = listings.roster(event_id)
    return render_template("courses/people.html", event=load(Event, event_id), form=asked.form, listing=asked.page())


@bp.route("/enrol", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def enrol(event_id: int) -> Page:
    """Find people of the register and enrol them, all of the chosen or none."""
    event, find = load(Event, event_id), FindForm(request.args)
    form = EnrolForm(role=EnrolmentRole.PARTICIPANT, status=EnrolmentStatus.CONFIRMED)
    if form.validate_on_submit():
        try:
            chosen = _chosen()
            for person in chosen:
                acts.enrol(event, person, role=form.role.data, status=form.status.data, by=account(), at=clock.now())
            db.session.commit()
            flash(ngettext("%(num)s person is enrolled.", "%(num)s people are enrolled.", len(chosen)), "success")
            return redirect(url_for("roster.enrol", event_id=event_id, text=request.args.get("text") or None), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _enrol_page(event, find, form)


def _chosen() -> Sequence[Person]:
    """Return the persons ticked, one of another office being no choice."""
    keys = {_number(key) for key in request.form.getlist("person")}
    if not keys:
        raise Refused(N_("Choose at least one person."))
    persons = db.session.scalars(select(Person).where(Person.id.in_(keys - {None})).order_by(Person.sort_key, Person.id)).all()
    if len(persons) != len(keys):
        raise Refused(N_("Somebody chosen is not in your register."))
    return persons


def _enrol_page(event: Event, find: FindForm, form: EnrolForm) -> Page:
    text = find.text.data or "" if find.validate() else ""
    ticked = {key for key in map(_number, request.values.getlist("person")) if key is not None}
    today = clock.today(event.office.time_zone)
    wanted = roster_queries.persons_matching(text, event.id, today, limit=MOST_FOUND + 1, ticked=ticked)
    rows, most = db.session.execute(wanted).all(), MOST_FOUND + len(ticked)
    page = render_template(
        "courses/enrol.html", event=event, find=find, form=form, rows=rows[:most], ticked=ticked, more=len(rows) > most
    )
    return page, 422 if form.is_submitted() else 200


def _number(text: str) -> int | None:
    """Read the number of a row, or None where it cannot be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@bp.route("/enrolments/<int:enrolment_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def enrolment(event_id: int, enrolment_id: int) -> Page:
    """Show and change one person's enrolment."""
    held = _enrolment(event_id, enrolment_id)
    form = EnrolmentForm(obj=held)
    if form.validate_on_submit():
        try:
            acts.change_enrolment(held, role=form.role.data, status=form.status.data, by=account(), at=clock.now())
            acts.set_scores(
                held, pre_score=form.pre_score.data, post_score=form.post_score.data, grade=form.grade.data, by=account(),
                at=clock.now(),
            )  # fmt: skip
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("courses.event", event_id=event_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    marks = db.session.scalars(roster_queries.mark_history(enrolment_id)).all()
    status = 422 if form.is_submitted() else 200
    return render_template("courses/enrolment.html", event=held.event, enrolment=held, form=form, marks=marks), status


@bp.post("/enrolments/<int:enrolment_id>/post")
@requires(Permission.EDIT_EVENTS)
def read_post_again(event_id: int, enrolment_id: int) -> Page:
    """Copy the post held on the event's first day anew from the register."""
    acts.read_post_again(_enrolment(event_id, enrolment_id), by=account(), at=clock.now())
    db.session.commit()
    flash(_("The post of that day is copied anew."), "success")
    return redirect(url_for("roster.enrolment", event_id=event_id, enrolment_id=enrolment_id), 303)


def _enrolment(event_id: int, enrolment_id: int) -> Enrolment:
    held: Enrolment = found(roster_queries.standing(event_id).where(Enrolment.id == enrolment_id))
    return held


@bp.route("/sessions/<int:session_id>/attendance", methods=["GET", "POST"])
@requires(Permission.MARK_ATTENDANCE)
def attendance(event_id: int, session_id: int) -> Page:
    """Mark who is in a session."""
    event = found(queries.event(event_id))
    session = found(select(Session).where(Session.id == session_id, Session.event_id == event_id))
    g.time_zone = event.office.time_zone
    if request.method == "GET":
        return _sheet_page(event, session)
    typed = _typed()
    try:
        changed = acts.record_marks(
            session, typed.marks, method=Method.PHONE, by=account(), at=clock.now(), seen=typed.seen
        )
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        refuse(refusal)
        return _sheet_page(event, session, typed, refusal.field), 409 if isinstance(refusal, Conflict) else 422
    saved = ngettext("%(num)s mark is saved.", "%(num)s marks are saved.", changed)
    flash(saved if changed else _("Nothing had changed."), "success" if changed else "info")
    return redirect(url_for("roster.attendance", event_id=event_id, session_id=session_id), 303)


@dataclass(frozen=True)
class Typed:
    """A posted sheet by enrolment: marks, the text of their minutes, and the mark that each row had shown."""

    marks: dict[int, tuple[Mark, int | None]] = field(default_factory=dict)
    minutes: dict[int, str] = field(default_factory=dict)
    seen: dict[int, int | None] = field(default_factory=dict)


def _typed() -> Typed:
    """Read the posted sheet; minutes that are no number are -1, which no session has."""
    typed = Typed()
    for name, value in request.form.items():
        part, _dash, digits = name.rpartition("-")
        key = _number(digits)
        if key is None or part not in {"mark", "version"}:
            continue
        if part == "version":
            typed.seen[key] = _number(value)
        elif value not in set(Mark):
            abort(400)
        else:
            text = request.form.get(f"minutes-{key}", "").strip()
            minutes = _number(text)
            typed.minutes[key] = text
            typed.marks[key] = Mark(value), -1 if text and minutes is None else minutes
    return typed


def _sheet_page(event: Event, session: Session, typed: Typed | None = None, wrong: str | None = None) -> str:
    """Show the sheet; after a refusal with what was typed, and beside it what stands where others marked meanwhile."""
    typed = typed or Typed()
    standing, shown = acts.marks_of(session, typed.seen if typed.marks else None)
    mine = rules.changes(typed.marks, shown, standing)
    told = set(rules.overtaken(mine, shown, standing))
    rows = []
    for person in db.session.scalars(roster_queries.to_mark(event.id)).all():
        now = standing.get(person.id)
        row: dict[str, Any] = {"mark": now.mark, "minutes": now.minutes, "version": now.id} if now else {}
        if person.id in mine:
            row |= {"mark": mine[person.id][0], "minutes": typed.minutes[person.id] or None}
        rows.append(row | {"enrolment": person, "now": now if person.id in told else None,
                           "wrong": wrong == f"minutes-{person.id}"})  # fmt: skip
    position = event.sessions.index(session)
    return render_template(
        "courses/attendance.html", event=event, session=session, rows=rows, codes=[(m.value, _(m.label)) for m in Mark],
        before=event.sessions[position - 1] if position else None,
        after=event.sessions[position + 1] if position + 1 < len(event.sessions) else None,
    )  # fmt: skip


@bp.get("/finalise")
@requires(Permission.FINALISE_ATTENDANCE)
def decide(event_id: int) -> Page:
    """Show what finalising would decide, before it does."""
    event = found(queries.event(event_id))
    people = db.session.scalars(roster_queries.to_mark(event_id)).all()
    outcomes = acts.decide(event)
    takers = [outcomes[one.id] for one in people if one.role is EnrolmentRole.PARTICIPANT]
    return render_template(
        "courses/finalise.html", event=event, people=people, outcomes=outcomes, takers=takers,
        unmarked=sum(one.unmarked_sessions for one in takers), completing=sum(one.completed for one in takers),
        has_come=clock.today(event.office.time_zone) >= event.ends_on,
    )  # fmt: skip


@bp.post("/finalise")
@requires(Permission.FINALISE_ATTENDANCE)
def finalise(event_id: int) -> Page:
    """Close attendance and decide who completed."""
    number = acts.finalise(load(Event, event_id), by=account(), at=clock.now())
    db.session.commit()
    done = ngettext("Attendance is finalised: %(num)s completion.", "Attendance is finalised: %(num)s completions.", number)
    flash(done, "success")
    return redirect(url_for("courses.event", event_id=event_id), 303)


@bp.route("/reopen", methods=["GET", "POST"])
@requires(Permission.REOPEN_ATTENDANCE)
def reopen(event_id: int) -> Page:
    """Open finalised attendance again, with a reason."""
    event, form = load(Event, event_id), ReopenForm()
    if form.validate_on_submit():
        try:
            acts.reopen(event, reason=form.reason.data or "", by=account(), at=clock.now())
            db.session.commit()
            flash(_("Attendance is open again. Its figures count once it is finalised anew."), "success")
            return redirect(url_for("courses.event", event_id=event_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("courses/reopen.html", event=event, form=form), 422 if form.is_submitted() else 200


@bp.get("/sign-in-sheet.pdf")
@requires(Permission.SEE_ROSTER)
def sheet(event_id: int) -> Response:
    """Print the sign-in sheets of an event."""
    event = found(queries.on_paper(event_id))
    people = db.session.scalars(roster_queries.to_mark(event_id)).all()
    asked = request.args.get("language", str(get_locale()))
    printed = sign_in_sheet(_on_paper(event, people, asked if asked in LANGUAGES else "en"))
    return attachment(printed, f"sign-in-sheet-{event_id}.pdf")


def _on_paper(event: Event, people: Any, language: str) -> Sheet:
    def named(roles: set[OrganisationRole]) -> list[str]:
        return [local(part.organisation, "name", language) for part in event.organisations if part.role in roles]

    donors = [local(part.donor, "name", language) for share in event.funding if share.project for part in share.project.funding]
    place = (event.venue, event.city, local(event.country_ref, "name", language) if event.country_ref else None)
    return Sheet(
        language=language, code=event.code, title=local(event, "title", language), starts_on=event.starts_on,
        ends_on=event.ends_on, place=", ".join(part for part in place if part),
        organisers=tuple(named(ORGANISING)), donors=tuple(dict.fromkeys([*donors, *named({OrganisationRole.DONOR})])),
        sessions=tuple(SheetSession(one.day, one.starts_at, one.ends_at, one.title) for one in event.sessions),
        rows=tuple(
            SheetRow(
                one.person.full_name, local(one.organisation, "name", language) if one.organisation else "",
                f"{one.position or ''} ({one.rank})" if one.rank else one.position or "",
            )
            for one in people
        ),
    )  # fmt: skip
