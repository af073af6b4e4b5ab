"""Joining the two enrolments of one human being on one event, and taking them apart again.

Nothing is removed: what counts goes over to the enrolment that stays; what was not chosen stays on the other, which
counts nowhere from then on.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.certificates.models import Certificate
from lms.courses import attendance
from lms.courses.models import Event
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.merging.journal import Journal
from lms.merging.rules import COUNTS_NOWHERE, ENROLMENT_PARTS, Answers, Double, columns_of

OUTCOME = ("scheduled_minutes", "attended_minutes", "attended_sessions", "completed")


def join(double: Double, answers: Answers, journal: Journal) -> None:
    """Make one enrolment of two: the one of the person who stays, with what was chosen and the marks of both."""
    into, joined = double.kept, double.gone
    chosen: dict[str, Any] = {}
    for question in double.columns:
        chosen |= columns_of(ENROLMENT_PARTS, question.part, question.answered(answers))
    for before in db.session.scalars(select(Enrolment).where(Enrolment.joined_into_id == joined.id)):
        journal.change(before, joined_into_id=into.id)
    journal.change(joined, joined_into_id=into.id, **COUNTS_NOWHERE)
    journal.change(into, **chosen)
    _bring_marks(double, answers, journal)
    _bring_certificates(into, joined, journal)
    db.session.flush()
    if into.event.is_finalised:
        decided = attendance.decide(into.event)[into.id]
        journal.change(into, **{name: getattr(decided, name) for name in OUTCOME})


def marks_of(*enrolment_ids: int) -> list[Attendance]:
    """Return all marks of enrolments, those that were superseded too."""
    return list(db.session.scalars(select(Attendance).where(Attendance.enrolment_id.in_(enrolment_ids)).order_by(Attendance.id)))


def _bring_marks(double: Double, answers: Answers, journal: Journal) -> None:
    """Bring over the marks of sessions in which the other alone is marked, or in which the other's were chosen."""
    into, joined = double.kept.id, double.gone.id
    marks = marks_of(into, joined)
    finalised_at = double.kept.event.finalised_at
    journal.joined.append({
        "into": into, "joined": joined, "held": [[one.id, one.enrolment_id, one.is_current] for one in marks],
        "finalised_at": finalised_at and finalised_at.isoformat(),
    })  # fmt: skip
    theirs = {one.key: one.answered(answers) == one.gone and one.differs for one in double.sessions}
    by_session: dict[tuple[int, int], list[Attendance]] = defaultdict(list)
    for one in marks:
        by_session[one.session_id, one.enrolment_id].append(one)
    moved: list[tuple[Attendance, int]] = []
    for session_id in dict.fromkeys(one.session_id for one in marks):
        kept, gone = by_session.get((session_id, into), []), by_session.get((session_id, joined), [])
        comes = bool(gone) and (not kept or theirs[f"session-{session_id}"])
        for one in (kept if comes else gone) if kept and gone else ():
            one.is_current = False
        if comes:
            moved += [(one, joined) for one in kept] + [(one, into) for one in gone]
    db.session.flush()  # what stands no longer first, so that two never stand for one session
    for one, enrolment_id in moved:
        one.enrolment_id = enrolment_id


def _bring_certificates(into: Enrolment, joined: Enrolment, journal: Journal) -> None:
    """Bring over the certificates; where two of one kind stand, the other's stays: documents are what they were."""
    rows = select(Certificate).where(Certificate.enrolment_id.in_([into.id, joined.id])).order_by(Certificate.id)
    held = list(db.session.scalars(rows))
    standing = {one.kind for one in held if one.enrolment_id == into.id and one.is_valid}
    for one in held:
        if one.enrolment_id == joined.id and not (one.is_valid and one.kind in standing):
            journal.change(one, enrolment_id=into.id)


def part(kept: dict[str, Any]) -> None:
    """Give both enrolments back the marks they had; those recorded since stay with the enrolment that stayed."""
    into, joined = kept["into"], kept["joined"]
    held = {number: (enrolment_id, stands) for number, enrolment_id, stands in kept["held"]}
    rows = marks_of(into, joined)
    later = [one for one in rows if one.id not in held]
    marked_since = {one.session_id for one in later}
    wanted = {
        one: (held[one.id][0], held[one.id][1] and (held[one.id][0] == joined or one.session_id not in marked_since))
        for one in rows if one.id in held
    }  # fmt: skip
    _place({one: place for one, place in wanted.items() if (one.enrolment_id, one.is_current) != place})
    stood = {one.session_id: one.id for one in wanted if held[one.id] == (into, True)}
    for one in later:
        if one.supersedes_id in held:
            one.supersedes_id = stood.get(one.session_id)


def _place(wanted: dict[Attendance, tuple[int, bool]]) -> None:
    """Put marks where they were, in steps between which two never stand for one session."""
    crossed = {one.session_id for one, (_enrolment_id, stands) in wanted.items() if one.is_current != stands}
    for one in wanted:
        if one.session_id in crossed:
            one.is_current = False
    db.session.flush()
    for one, (enrolment_id, _stands) in wanted.items():
        one.enrolment_id = enrolment_id
    db.session.flush()
    for one, (_enrolment_id, stands) in wanted.items():
        one.is_current = stands
    db.session.flush()


def decide_anew(kept: Iterable[dict[str, Any]]) -> None:
    """Decide both enrolments by the rule where their event was opened or finalised since they were joined."""
    for one in kept:
        rows = [db.session.get_one(Enrolment, one["into"]), db.session.get_one(Enrolment, one["joined"])]
        event: Event = rows[0].event
        at = one["finalised_at"] and datetime.fromisoformat(one["finalised_at"])
        if event.finalised_at == at:
            continue
        outcomes = attendance.decide(event) if event.is_finalised else {}
        for row in rows:
            decided = outcomes.get(row.id)
            for name in OUTCOME:
                setattr(row, name, getattr(decided, name) if decided else False if name == "completed" else None)
