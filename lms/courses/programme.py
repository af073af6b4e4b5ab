"""What can be done with the programme of an event: sessions added, filled in, corrected, removed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.audit.services import act
from lms.courses import rules
from lms.courses.attendance import hold_open
from lms.courses.evidence import EvidenceFile
from lms.courses.models import Event, Session
from lms.courses.roster import Attendance
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_


def add_session(
    event: Event, *, day: date, starts_at: time, ends_at: time, title: str, by: Account | None, at: datetime,
    room: str | None = None, trainer: str | None = None,
) -> Session:  # fmt: skip
    """Add a session on a day of the event. Raises Refused for a day outside it, or times out of order.

    It may run beside another one; the page of the event says so.
    """
    hold_open(event)
    _refuse_bad_times(event, day, starts_at, ends_at)
    made = Session(day=day, starts_at=starts_at, ends_at=ends_at, title=title, room=room, trainer=trainer)
    with act("session.add", by=by, at=at):
        event.sessions.append(made)
    return made


def fill_days(
    event: Event, *, starts_at: time, minutes: int, pause: int, number: int, title: Callable[[int], str],
    by: Account | None, at: datetime,
) -> int:  # fmt: skip
    """Add equal sessions on every day of the event, titled by their number in the day; return how many.

    Raises Refused where they would run past midnight, or into a session that is there already.
    """
    hold_open(event)
    times = rules.blocks(starts_at, minutes=minutes, pause=pause, number=number)
    days = [event.starts_on + timedelta(n) for n in range((event.ends_on - event.starts_on).days + 1)]
    made = [
        Session(day=day, starts_at=starts, ends_at=ends, title=title(n))
        for day in days for n, (starts, ends) in enumerate(times, 1)
    ]  # fmt: skip
    _refuse_occupied(event, made)
    with act("session.fill_days", by=by, at=at):
        event.sessions.extend(made)
    return len(made)


def edit_session(
    session: Session, *, day: date, starts_at: time, ends_at: time, title: str, by: Account | None, at: datetime,
    room: str | None = None, trainer: str | None = None,
) -> None:  # fmt: skip
    """Correct a session; its times may change until attendance is finalised, but never below minutes recorded in it."""
    hold_open(session.event)
    _refuse_bad_times(session.event, day, starts_at, ends_at)
    _refuse_shorter_than_recorded(session, Session(starts_at=starts_at, ends_at=ends_at).minutes)
    with act("session.edit", by=by, at=at):
        session.day, session.starts_at, session.ends_at = day, starts_at, ends_at
        session.title, session.room, session.trainer = title, room, trainer


def remove_session(session: Session, *, by: Account | None, at: datetime) -> None:
    """Remove a session that nobody was marked in and no sheet was attached to."""
    hold_open(session.event)
    if db.session.scalar(select(func.count(Attendance.id)).where(Attendance.session_id == session.id)):
        raise Refused(N_("People are marked in this session; marks are never removed."))
    if db.session.scalar(select(func.count(EvidenceFile.id)).where(EvidenceFile.session_id == session.id)):
        raise Refused(N_("A signed sheet was attached to this session, so it stays."))
    with act("session.remove", by=by, at=at):
        session.event.sessions.remove(session)


def _refuse_bad_times(event: Event, day: date, starts_at: time, ends_at: time) -> None:
    if not event.starts_on <= day <= event.ends_on:
        raise Refused(N_("The event is from %(first)s to %(last)s."), field="day", first=event.starts_on, last=event.ends_on)
    if ends_at <= starts_at:
        raise Refused(N_("A session ends after it starts."), field="ends_at")


def _refuse_occupied(event: Event, added: list[Session]) -> None:
    """Filling is for empty time: done twice by mistake, it would double the time that people must attend."""
    known = set(event.sessions)
    for earlier, later in rules.side_by_side([*event.sessions, *added]):
        if there := next((one for one in (earlier, later) if one in known), None):
            raise Refused(N_("“%(title)s” takes place at that time on %(day)s already."), title=there.title, day=there.day)


def _refuse_shorter_than_recorded(session: Session, minutes: int) -> None:
    recorded = db.session.scalar(
        select(func.max(Attendance.minutes)).where(Attendance.session_id == session.id, Attendance.is_current)
    )
    if recorded is not None and recorded > minutes:
        raise Refused(
            N_("Somebody has %(recorded)s minutes recorded in this session; correct that mark first."), field="ends_at",
            recorded=recorded,
        )  # fmt: skip
