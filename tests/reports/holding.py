"""Holding an event through the services that people use: plan, enrol, mark, finalise."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from lms.courses import attendance, programme, services
from lms.courses.codes import EnrolmentRole, EventKind, Mark, Method
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.participants import services as participants
from lms.participants.models import Person
from lms.projects.models import Group, Project
from lms.reports.rules import Filters
from tests import factories

PLANNED = datetime(2009, 1, 1, 9, 0, tzinfo=UTC)
LONG_AFTER = date(2014, 1, 1)
MARKS = {"P": Mark.PRESENT, "L": Mark.LATE, "E": Mark.LEFT_EARLY, "A": Mark.ABSENT, "X": Mark.EXCUSED}

# One sign a session: P, L, E, A, X, a dash for no mark, or ("L", minutes attended).
Signs = Sequence[str | tuple[str, int]]


def officer(category: str | None = "police", group: Group = Group.LAW_ENFORCEMENT, **person: Any) -> Person:
    """Register somebody who has held a post for years; without a category, no post at all."""
    who = factories.person(**person)
    if category:
        of = factories.category(category, group)
        participants.add_post(who, category_id=of.id, starts_on=date(2005, 1, 1), by=None, at=PLANNED)
    return who


def planned(*projects: Project, ends_on: date = date(2011, 10, 14), minutes: Sequence[int] = (90,) * 4, **more: Any) -> Event:
    """Plan an event with sessions of so many minutes, one a day, the last on its last day."""
    starts_on = more.pop("starts_on", ends_on - timedelta(days=max(len(minutes) - 1, 0)))
    more = {"kind": EventKind.TRAINING, "title_en": "A training", "title_ru": "Тренинг"} | more
    event = services.plan_event(
        office=more.pop("office", None) or projects[0].office, starts_on=starts_on, ends_on=ends_on, projects=projects,
        code=f"HELD-{factories.number()}", by=None, at=PLANNED, **more,
    )  # fmt: skip
    for n, length in enumerate(minutes):
        end = (datetime.combine(ends_on, time(9)) + timedelta(minutes=length)).time()
        programme.add_session(
            event, day=starts_on + timedelta(days=n), starts_at=time(9), ends_at=end, title=f"Session {n + 1}", by=None,
            at=PLANNED,
        )  # fmt: skip
    return event


def seat(event: Event, who: Mapping[Person, Signs], *, role: EnrolmentRole = EnrolmentRole.PARTICIPANT) -> list[Enrolment]:
    """Give people places and mark them as their signs say."""
    seated = [attendance.enrol(event, person, role=role, by=None, at=PLANNED) for person in who]
    for n, session in enumerate(event.sessions):
        marks = {}
        for enrolment, signs in zip(seated, who.values(), strict=True):
            if n < len(signs) and signs[n] != "-":
                letter, attended = signs[n] if isinstance(signs[n], tuple) else (signs[n], None)
                marks[enrolment.id] = MARKS[letter], attended
        attendance.record_marks(session, marks, method=Method.PAPER, by=None, at=evening(event.ends_on))
    return seated


def evening(day: date) -> datetime:
    """Return an instant of a day by which every office's day is over or nearly so."""
    return datetime.combine(day, time(15), UTC)


def finalise(event: Event, *, on: date | None = None) -> None:
    """Close attendance in the evening of the last day, or of a given day."""
    attendance.finalise(event, by=None, at=evening(on or event.ends_on))
    db.session.commit()


def held(*projects: Project, who: Mapping[Person, Signs] | None = None, heads: int = 0, **event: Any) -> Event:
    """Plan an event, seat its participants and finalise it."""
    made = planned(*projects, **event)
    if heads:
        services.add_headcount(made, number=heads, reason="No list", source="Sheet", by=None, at=PLANNED)
    seat(made, who or {})
    finalise(made)
    return made


def asked(project: Project | None = None, first: date | None = None, last: date | None = None, **more: Any) -> Filters:
    """Ask for the figures of a period, as of a day long after."""
    more.setdefault("as_of", LONG_AFTER)
    return Filters(project_id=project.id if project else None, first=first, last=last, **more)
