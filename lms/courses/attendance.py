"""What can be done with the people of an event: enrol, withdraw, mark, finalise, reopen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from lms.accounts.models import Account
from lms.audit.services import act, note
from lms.courses import roster_queries, rules
from lms.courses.codes import PARTIAL, EnrolmentRole, EnrolmentStatus, Method
from lms.courses.models import Event, Session
from lms.courses.roster import Attendance, Enrolment
from lms.courses.rules import Marked
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.language import N_
from lms.participants.models import Person
from lms.participants.rules import refuse_erased
from lms.text import tidy

# What a list may correct of an enrolment: all but who it is, and what finalising decides.
CORRECTED = frozenset({
    "role", "status", "category_id", "organisation_id", "unit", "position", "rank", "country", "region_code", "sex",
    "pre_score", "post_score", "grade",
})  # fmt: skip


def enrol(
    event: Event, person: Person, *, by: Account | None, at: datetime,
    role: EnrolmentRole = EnrolmentRole.PARTICIPANT, status: EnrolmentStatus = EnrolmentStatus.CONFIRMED,
) -> Enrolment:  # fmt: skip
    """Give a person a place on an event, keeping a snapshot of the post held on its first day (R8).

    Raises Refused where the event is closed or full, or has the person already.
    """
    refuse_erased(person)
    hold_open(event)
    if db.session.scalar(roster_queries.enrolment_of(event.id, person.id)):
        raise Refused(N_("%(name)s is enrolled on this event already."), name=person.full_name)
    made = Enrolment(event=event, person=person, role=role, status=status, enrolled_at=at)
    if takes_a_place(made):
        _refuse_full(event)
    made.remember_post(person.post_on(event.starts_on), sex=person.sex)
    with act("enrolment.create", by=by, at=at):
        db.session.add(made)
    return made


def enrol_all(event: Event, made: Sequence[Enrolment], *, by: Account | None, at: datetime) -> None:
    """Give many people a place at once, with the snapshots that the enrolments hold. Raises Refused as for one."""
    hold_open(event)
    _refuse_full(event, sum(map(takes_a_place, made)))
    with act("enrolment.create", by=by, at=at):
        db.session.add_all(made)


def correct_enrolments(
    event: Event, changes: Mapping[Enrolment, Mapping[str, Any]], *, by: Account | None, at: datetime
) -> None:
    """Set roles, statuses, snapshots and scores of several enrolments as a list tells them. Raises Refused where closed."""
    hold_open(event)
    before = sum(map(takes_a_place, changes))
    with act("enrolment.correct", by=by, at=at):
        for enrolment, fields in changes.items():
            if unknown := set(fields) - CORRECTED:
                raise TypeError(f"An enrolment has no {', '.join(sorted(unknown))} to correct")
            for name, value in fields.items():
                setattr(enrolment, name, value)
        if sum(map(takes_a_place, changes)) > before:
            _refuse_full(event, 0)


def change_enrolment(
    enrolment: Enrolment, *, role: EnrolmentRole, status: EnrolmentStatus, by: Account | None, at: datetime
) -> None:
    """Change what a person does at the event or how far the enrolment has come; a withdrawal frees the place."""
    hold_open(enrolment.event)
    held_one = takes_a_place(enrolment)
    with act("enrolment.change", by=by, at=at):
        enrolment.role, enrolment.status = role, status
        if takes_a_place(enrolment) and not held_one:
            _refuse_full(enrolment.event, 0)


def withdraw(enrolment: Enrolment, *, by: Account | None, at: datetime) -> None:
    """Take a person off the event without forgetting that they were enrolled."""
    change_enrolment(enrolment, role=enrolment.role, status=EnrolmentStatus.WITHDRAWN, by=by, at=at)


def read_post_again(enrolment: Enrolment, *, by: Account | None, at: datetime) -> None:
    """Copy the post held on the event's first day anew, after the register was corrected."""
    refuse_erased(enrolment.person)
    hold_open(enrolment.event)
    with act("enrolment.read_post_again", by=by, at=at):
        enrolment.remember_post(enrolment.person.post_on(enrolment.event.starts_on), sex=enrolment.person.sex)


def set_scores(
    enrolment: Enrolment, *, pre_score: Decimal | None, post_score: Decimal | None, grade: Decimal | None,
    by: Account | None, at: datetime,
) -> None:  # fmt: skip
    """Record the results of tests and the grade."""
    hold_open(enrolment.event)
    with act("enrolment.score", by=by, at=at):
        enrolment.pre_score, enrolment.post_score, enrolment.grade = pre_score, post_score, grade


def record_marks(
    session: Session, marks: Mapping[int, Marked], *, method: Method, by: Account | None, at: datetime,
    seen: Mapping[int, int | None] | None = None, also_withdrawn: bool = False,
) -> int:  # fmt: skip
    """Record marks (enrolment id to mark and minutes); return how many are new or changed.

    `seen` says which mark (its number, or None) each row of the sheet showed. Only what differs from it is a change,
    and where somebody else changed the same row meanwhile, Conflict is raised and nothing is written. Raises Refused
    for people who are not on the event, or minutes that the session does not have. A file that tells an event whole
    tells `also_withdrawn` people's marks: they came, and withdrew later.
    """
    hold_open(session.event)
    standing, shown = marks_of(session, seen)
    marked = roster_queries.roster if also_withdrawn else roster_queries.to_mark
    people = {one.id: one for one in db.session.scalars(marked(session.event_id))}
    changed = rules.changes(marks, shown, standing)
    _refuse_wrong(session, changed, people)
    _refuse_overtaken(rules.overtaken(changed, shown, standing), people)
    with act("attendance.mark", by=by, at=at):
        for key in changed:
            if key in standing:
                standing[key].is_current = False
        db.session.flush()
        for key, (mark, minutes) in changed.items():
            before = standing.get(key)
            db.session.add(
                Attendance(
                    enrolment_id=key, session_id=session.id, mark=mark, minutes=minutes if mark in PARTIAL else None,
                    method=method, recorded_by_id=by.id if by else None, recorded_at=at,
                    supersedes_id=before.id if before else None,
                )
            )  # fmt: skip
    return len(changed)


Marks = dict[int, Attendance]


def marks_of(session: Session, seen: Mapping[int, int | None] | None = None) -> tuple[Marks, Marks]:
    """Return a session's marks by enrolment: those that stand, and those that a sheet showed (None: the same)."""
    standing = {one.enrolment_id: one for one in db.session.scalars(roster_queries.current_marks([session.id]))}
    if seen is None:
        return standing, standing
    older = {number for number in seen.values() if number} - {one.id for one in standing.values()}
    rows = db.session.scalars(roster_queries.marks_numbered(session.id, older)) if older else ()
    known = {one.id: one for one in (*standing.values(), *rows)}
    shown = {key: known[number] for key, number in seen.items() if number in known}
    return standing, {key: one for key, one in shown.items() if one.enrolment_id == key}


def _refuse_wrong(session: Session, marks: Mapping[int, Marked], people: Mapping[int, Enrolment]) -> None:
    if set(marks) - set(people):
        raise Refused(N_("Somebody on this page is no longer on the event. Reload it and mark again."))
    for key, (mark, minutes) in marks.items():
        if mark in PARTIAL and minutes is not None and not 0 <= minutes <= session.minutes:
            raise Refused(
                N_("%(name)s: write whole minutes, from 0 to %(most)s."), field=f"minutes-{key}",
                name=people[key].person.full_name, most=session.minutes,
            )  # fmt: skip


def _refuse_overtaken(keys: list[int], people: Mapping[int, Enrolment]) -> None:
    """Tell whoever is second whose marks changed meanwhile."""
    if keys:
        names = ", ".join(people[key].person.full_name for key in keys[:5])
        raise Conflict(N_("Somebody else marked meanwhile: %(names)s. Nothing was saved; look at the rows in question."),
                       names=names)  # fmt: skip


def decide(event: Event) -> dict[int, rules.Outcome]:
    """Return what finalising would decide now, by enrolment id."""
    sessions = {session.id: session.minutes for session in event.sessions}
    marks: dict[int, dict[int, Marked]] = defaultdict(dict)
    for one in db.session.scalars(roster_queries.current_marks(sessions)):
        marks[one.enrolment_id][one.session_id] = (one.mark, one.minutes)
    return {
        enrolment.id: rules.outcome(
            enrolment.role, enrolment.status, rules.seen_in(sessions, marks[enrolment.id]),
            counts_as_training=event.counts_as_training, min_percent=event.min_attendance_percent,
            min_grade=event.min_grade, grade=enrolment.grade,
        )
        for enrolment in db.session.scalars(roster_queries.standing(event.id))
    }  # fmt: skip


def finalise(event: Event, *, by: Account | None, at: datetime) -> int:
    """Close attendance and store what it decides on every enrolment; return the number of completions.

    Raises Refused where the event is cancelled, finalised, or its last day has not come in its office's time zone.
    """
    hold_open(event)
    today = at.astimezone(ZoneInfo(event.office.time_zone)).date()
    if today < event.ends_on:
        raise Refused(N_("The event ends on %(day)s; attendance can be finalised from that day on."), day=event.ends_on)
    outcomes = decide(event)
    with act("event.finalise", by=by, at=at):
        for enrolment in db.session.scalars(roster_queries.standing(event.id)):
            decided = outcomes[enrolment.id]
            enrolment.scheduled_minutes, enrolment.attended_minutes = decided.scheduled_minutes, decided.attended_minutes
            enrolment.attended_sessions, enrolment.completed = decided.attended_sessions, decided.completed
        event.finalised_at, event.finalised_by_id = at, by.id if by else None
    return sum(decided.completed for decided in outcomes.values())


def reopen(event: Event, *, reason: str, by: Account | None, at: datetime) -> None:
    """Open attendance again, with a reason; what finalising had decided no longer counts."""
    if not event.is_finalised:
        raise Refused(N_("Attendance of this event is not finalised."))
    if not tidy(reason):
        raise Refused(N_("Say why attendance is opened again."), field="reason")
    with act("event.reopen", by=by, at=at):
        for enrolment in db.session.scalars(roster_queries.standing(event.id)):
            enrolment.scheduled_minutes = enrolment.attended_minutes = enrolment.attended_sessions = None
            enrolment.completed = False
        event.finalised_at = event.finalised_by_id = None
    note("event.reopen_reason", event, by=by, at=at, reason=tidy(reason))


def hold_open(event: Event) -> None:
    """Let one transaction at a time decide on an event, and refuse where it is closed by now."""
    db.session.refresh(event, ["cancelled_at", "finalised_at", "capacity", "version"], with_for_update=True)
    refuse_closed(event)


def refuse_closed(event: Event) -> None:
    """Raise Refused where an event takes nothing more: it is cancelled or finalised."""
    if event.cancelled_at:
        raise Refused(N_("The event is cancelled."))
    if event.is_finalised:
        raise Refused(N_("Attendance of this event is finalised. Reopen it first."))


def takes_a_place(enrolment: Enrolment) -> bool:
    """Say whether an enrolment is one of those that the capacity of an event counts."""
    return enrolment.role is EnrolmentRole.PARTICIPANT and enrolment.status is not EnrolmentStatus.WITHDRAWN


def _refuse_full(event: Event, wanted: int = 1) -> None:
    if event.capacity is None:
        return
    taken = db.session.scalar(roster_queries.places_taken(event.id)) or 0
    if taken + wanted > event.capacity:
        raise Refused(N_("%(event)s has no places left."), event=event)
