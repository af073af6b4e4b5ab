"""The people of an event: enrolling, the attendance sheet of a session, finalising, the sheet on paper."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from lms import clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses import attendance as acts
from lms.courses import queries, roster_queries
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark, Method, OrganisationRole
from lms.courses.models import Event, Session
from lms.courses.pdf import Sheet, SheetRow, SheetSession, sign_in_sheet
from lms.courses.roster import Enrolment
from lms.courses.roster_forms import EnrolForm, EnrolmentForm, FindForm, ReopenForm
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.language import LANGUAGES
from lms.participants.models import Person
from lms.web import LARGEST_ID, attachment, found, load, local, refuse

bp = Blueprint("roster", __name__, url_prefix="/events/<int:event_id>")
Page = str | AnyResponse | tuple[str, int]
MOST_PARTS = 6000  # three fields a person: 2,000 people on one sheet


@bp.route("/enrol", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def enrol(event_id: int) -> Page:
    """Find people of the register and enrol them."""
    event, find = load(Event, event_id), FindForm(request.args)
    form = EnrolForm(role=EnrolmentRole.PARTICIPANT, status=EnrolmentStatus.CONFIRMED)
    if request.method == "POST" and form.validate():
        chosen = [int(key) for key in request.form.getlist("person") if key.isdecimal() and int(key) <= LARGEST_ID]
        try:
            for person in db.session.scalars(select(Person).where(Person.id.in_(chosen))).all():
                acts.enrol(event, person, role=form.role.data, status=form.status.data, by=account(), at=clock.now())
            db.session.commit()
            flash(ngettext("%(num)s person is enrolled.", "%(num)s people are enrolled.", len(chosen)), "success")
            return redirect(url_for("roster.enrol", event_id=event_id, text=find.text.data or None), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    rows = db.session.execute(roster_queries.persons_matching(find.text.data or "", event_id)).all()
    status = 422 if form.is_submitted() else 200
    return render_template("courses/enrol.html", event=event, find=find, form=form, rows=rows), status


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
    held: Enrolment = found(select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.event_id == event_id))
    return held


@bp.route("/sessions/<int:session_id>/attendance", methods=["GET", "POST"])
@requires(Permission.MARK_ATTENDANCE)
def attendance(event_id: int, session_id: int) -> Page:
    """Mark who is in a session."""
    event = found(queries.event(event_id))
    session = found(select(Session).where(Session.id == session_id, Session.event_id == event_id))
    g.time_zone, request.max_form_parts = event.office.time_zone, MOST_PARTS
    if request.method == "POST":
        typed = _typed()
        try:
            changed = acts.record_marks(
                session, typed["marks"], method=Method.PHONE, by=account(), at=clock.now(), seen=typed["seen"]
            )
            db.session.commit()
            saved = ngettext("%(num)s mark is saved.", "%(num)s marks are saved.", changed)
            flash(saved if changed else _("Nothing had changed."), "success" if changed else "info")
            return redirect(url_for("roster.attendance", event_id=event_id, session_id=session_id), 303)
        except Refused as refusal:
            db.session.rollback()
            refuse(refusal)
            return _sheet_page(event, session, typed), 409 if isinstance(refusal, Conflict) else 422
    return _sheet_page(event, session, {"marks": {}, "seen": {}})


def _typed() -> dict[str, Any]:
    """Read the posted sheet: marks and minutes by enrolment, and the mark that each row showed."""
    marks: dict[int, tuple[Mark, int | None]] = {}
    seen: dict[int, int | None] = {}
    for name, value in request.form.items():
        part, _dash, key = name.rpartition("-")
        if not key.isdecimal() or int(key) > LARGEST_ID:
            continue
        if part == "version":
            seen[int(key)] = int(value) if value.isdecimal() else None
        elif part == "mark" and value in set(Mark):
            minutes = request.form.get(f"minutes-{key}", "")
            known = minutes.isascii() and minutes.isdecimal() and len(minutes) < 5
            marks[int(key)] = Mark(value), int(minutes) if known else None
    return {"marks": marks, "seen": seen}


def _sheet_page(event: Event, session: Session, typed: dict[str, Any]) -> str:
    people = db.session.scalars(roster_queries.to_mark(event.id)).all()
    standing = {one.enrolment_id: one for one in db.session.scalars(roster_queries.current_marks([session.id]))}
    rows = []
    for person in people:
        now = standing.get(person.id)
        mark, minutes = typed["marks"].get(person.id, (now.mark, now.minutes) if now else (None, None))
        rows.append({"enrolment": person, "mark": mark, "minutes": minutes, "version": now.id if now else None})
    position = event.sessions.index(session)
    return render_template(
        "courses/attendance.html", event=event, session=session, rows=rows, codes=[(m.value, _(m.label)) for m in Mark],
        before=event.sessions[position - 1] if position else None,
        after=event.sessions[position + 1] if position + 1 < len(event.sessions) else None, standing=standing,
    )  # fmt: skip


@bp.get("/finalise")
@requires(Permission.FINALISE_ATTENDANCE)
def decide(event_id: int) -> Page:
    """Show what finalising would decide, before it does."""
    event = found(queries.event(event_id))
    people = db.session.scalars(roster_queries.roster(event_id)).all()
    outcomes = acts.decide(event)
    marks = db.session.scalars(roster_queries.current_marks([s.id for s in event.sessions])).all()
    expected = sum(1 for one in people if one.role is EnrolmentRole.PARTICIPANT and one.status
                   is not EnrolmentStatus.WITHDRAWN) * len(event.sessions)  # fmt: skip
    marked = {(one.enrolment_id, one.session_id) for one in marks}
    taking_part = {one.id for one in people if one.role is EnrolmentRole.PARTICIPANT}
    unmarked = expected - sum(1 for enrolment_id, _session in marked if enrolment_id in taking_part)
    return render_template(
        "courses/finalise.html", event=event, people=people, outcomes=outcomes, unmarked=max(0, unmarked),
        completing=sum(one.completed for one in outcomes.values()), form=ReopenForm(None),
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


@bp.post("/reopen")
@requires(Permission.REOPEN_ATTENDANCE)
def reopen(event_id: int) -> Page:
    """Open finalised attendance again."""
    form = ReopenForm()
    acts.reopen(load(Event, event_id), reason=form.reason.data or "", by=account(), at=clock.now())
    db.session.commit()
    flash(_("Attendance is open again. Its figures count once it is finalised anew."), "success")
    return redirect(url_for("courses.event", event_id=event_id), 303)


@bp.get("/sign-in-sheet.pdf")
@requires(Permission.SEE_ROSTER)
def sheet(event_id: int) -> Response:
    """Print the sign-in sheets of an event."""
    event = found(queries.event(event_id))
    people = db.session.scalars(roster_queries.to_mark(event_id)).all()
    asked = request.args.get("language", str(get_locale()))
    printed = sign_in_sheet(_on_paper(event, people, asked if asked in LANGUAGES else "en"))
    return attachment(printed, "application/pdf", f"sign-in-sheet-{event_id}.pdf")


def _on_paper(event: Event, people: Any, language: str) -> Sheet:
    organisers = [part.organisation for part in event.organisations if part.role is not OrganisationRole.MEDIA]
    donors = {part.donor.id: part.donor for share in event.funding for part in share.project.funding}
    place = (event.venue, event.city, local(event.country_ref) if event.country_ref else None)
    return Sheet(
        language=language, code=event.code, title=local(event, "title", language), starts_on=event.starts_on,
        ends_on=event.ends_on, place=", ".join(part for part in place if part),
        organisers=tuple(local(one, "name", language) for one in organisers[:4]),
        donors=tuple(local(one, "name", language) for one in donors.values()),
        sessions=tuple(SheetSession(one.day, one.starts_at, one.ends_at, one.title) for one in event.sessions),
        rows=tuple(
            SheetRow(
                one.person.full_name, local(one.organisation, "name", language) if one.organisation else "",
                f"{one.position or ''} ({one.rank})" if one.rank else one.position or "",
            )
            for one in people
        ),
    )  # fmt: skip
