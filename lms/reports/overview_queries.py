"""What the overview asks: open events with how far they are filled in, what one teaches, targets of today."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.certificates.models import Certificate
from lms.courses.codes import TEACHING_ROLES, EnrolmentStatus
from lms.courses.models import Event, EventProject, Headcount, Session
from lms.courses.roster import Attendance, Enrolment
from lms.projects.models import Indicator, Project, Target


def _number_of(table: Any, *conditions: Any) -> Any:
    of_event = select(func.count()).select_from(table).where(table.c.event_id == Event.id, *conditions)
    return of_event.correlate(Event).scalar_subquery()


def open_events(until: date, *, most: int) -> Select[Event, int, int, int, int, int]:
    """Select events not finalised or cancelled that begin by a day, the latest first.

    With each: how many sessions, funding projects, headcount lines, people and trainers it has.
    """
    people = Enrolment.__table__
    staying = people.c.status != EnrolmentStatus.WITHDRAWN
    numbers = (
        _number_of(Session.__table__), _number_of(EventProject.__table__), _number_of(Headcount.__table__),
        _number_of(people, staying), _number_of(people, staying, people.c.role.in_(TEACHING_ROLES)),
    )  # fmt: skip
    rows = select(Event, *numbers).where(
        Event.cancelled_at.is_(None), Event.finalised_at.is_(None), Event.starts_on <= until
    )
    rows = rows.options(joinedload(Event.region), joinedload(Event.country_ref))
    return rows.order_by(Event.starts_on.desc(), Event.id.desc()).limit(most)


def taught_by(person_id: int, until: date, *, most: int) -> Select[Event]:
    """Select the open events that a person teaches and that begin by a day, in order."""
    mine = select(Enrolment.event_id).where(
        Enrolment.person_id == person_id, Enrolment.role.in_(TEACHING_ROLES),
        Enrolment.status != EnrolmentStatus.WITHDRAWN,
    )  # fmt: skip
    rows = select(Event).where(Event.id.in_(mine), Event.cancelled_at.is_(None), Event.finalised_at.is_(None))
    rows = rows.options(joinedload(Event.region), joinedload(Event.country_ref))
    return rows.where(Event.starts_on <= until).order_by(Event.starts_on, Event.id).limit(most)


def sessions_of(event_ids: Iterable[int]) -> Select[Session, bool]:
    """Select the sessions of events in order, each with whether anybody is marked in it."""
    mark = Attendance.__table__
    marked = select(mark.c.id).where(mark.c.session_id == Session.id, mark.c.is_current).exists()
    rows = select(Session, marked).where(Session.event_id.in_(list(event_ids)))
    return rows.order_by(Session.day, Session.starts_at, Session.id)


def without_certificate(since: date, *, most: int) -> Select[Event, int]:
    """Select events that ended since a day, with how many people completed and never had a certificate."""
    given = Certificate.__table__
    number = func.count(Enrolment.id)
    rows = select(Event, number).join(Enrolment, Enrolment.event_id == Event.id)
    rows = rows.where(
        Event.finalised_at.is_not(None), Event.ends_on >= since, Enrolment.completed,
        ~select(given.c.id).where(given.c.enrolment_id == Enrolment.id).exists(),
    )  # fmt: skip
    return rows.group_by(Event.id).order_by(Event.ends_on.desc(), Event.id.desc()).limit(most)


def targets_on(day: date) -> Select[Target]:
    """Select the targets whose period covers a day, of projects that run then, with indicator and project."""
    covers = (Target.starts_on <= day, Target.ends_on >= day, Project.starts_on <= day, Project.ends_on >= day)
    return _targets().where(*covers)


def targets_of(project_id: int) -> Select[Target]:
    """Select the targets of a project, with indicator and project."""
    return _targets().where(Indicator.project_id == project_id)


def _targets() -> Select[Target]:
    whose = contains_eager(Target.indicator)
    rows = select(Target).join(Target.indicator).join(Indicator.project)
    rows = rows.options(whose.contains_eager(Indicator.project), whose.selectinload(Indicator.versions))
    return rows.order_by(Project.code, Indicator.position, Indicator.id, Target.starts_on, Target.id)


def projects(*, most: int) -> Select[Project]:
    """Select the projects that are seen, those that end last first."""
    return select(Project).order_by(Project.ends_on.desc(), Project.id).limit(most)
