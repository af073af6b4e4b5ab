"""What we know of courses and events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, EventState
from lms.courses.models import Course, Event, EventOrganisation, EventProject, Headcount
from lms.courses.roster import Enrolment
from lms.extensions import has_words
from lms.projects.models import Project, ProjectDonor


@dataclass(frozen=True)
class EventFilter:
    """What a list of events is narrowed to; None leaves a part open."""

    text: str = ""
    kind: EventKind | None = None
    state: EventState | None = None
    office_id: int | None = None
    project_id: int | None = None
    course_id: int | None = None
    country: str | None = None
    first: date | None = None
    last: date | None = None


def events(wanted: EventFilter, today: date) -> Select[Event]:
    """Select events, with what a line of a list shows."""
    rows = select(Event).options(
        joinedload(Event.office), joinedload(Event.region), joinedload(Event.country_ref), selectinload(Event.funding),
        selectinload(Event.headcounts),
    )
    return rows.where(*_conditions(wanted, today))


def _conditions(wanted: EventFilter, today: date) -> list[ColumnElement[bool]]:
    pairs: tuple[tuple[Any, Callable[[], ColumnElement[bool]]], ...] = (
        (wanted.text, lambda: has_words(Event.search_key, wanted.text)),
        (wanted.kind, lambda: Event.kind == wanted.kind),
        (wanted.state, lambda: in_state(wanted.state or EventState.PLANNED, today)),
        (wanted.office_id, lambda: Event.office_id == wanted.office_id),
        (wanted.project_id, lambda: Event.funding.any(EventProject.project_id == wanted.project_id)),
        (wanted.course_id, lambda: Event.course_id == wanted.course_id),
        (wanted.country, lambda: Event.country == wanted.country),
        (wanted.first, lambda: Event.ends_on >= wanted.first),
        (wanted.last, lambda: Event.starts_on <= wanted.last),
    )
    return [condition() for value, condition in pairs if value]


def in_state(state: EventState, today: date) -> ColumnElement[bool]:
    """Return the condition for a state; it says in SQL what Event.state_on says of one event."""
    open_ = and_(Event.cancelled_at.is_(None), Event.finalised_at.is_(None))
    return {
        EventState.CANCELLED: Event.cancelled_at.is_not(None),
        EventState.FINALISED: Event.finalised_at.is_not(None),
        EventState.TO_FINALISE: and_(open_, Event.ends_on < today),
        EventState.UNDER_WAY: and_(open_, Event.starts_on <= today, Event.ends_on >= today),
        EventState.CONFIRMED: and_(open_, Event.starts_on > today, Event.confirmed_at.is_not(None)),
        EventState.PLANNED: and_(open_, Event.starts_on > today, Event.confirmed_at.is_(None)),
    }[state]


def event(event_id: int) -> Select[Event]:
    """Select an event with all that its page shows, the roster apart."""
    return (
        select(Event)
        .where(Event.id == event_id)
        .options(
            joinedload(Event.office), joinedload(Event.course), joinedload(Event.region),
            joinedload(Event.country_ref), joinedload(Event.finalised_by), selectinload(Event.sessions),
            joinedload(Event.funding).joinedload(EventProject.project),
            selectinload(Event.organisations).joinedload(EventOrganisation.organisation),
            selectinload(Event.headcounts).joinedload(Headcount.category),
            selectinload(Event.headcounts).joinedload(Headcount.region),
        )
    )  # fmt: skip


def counted_already(project_ids: Sequence[int], first: date, last: date, *, but: int | None = None) -> Select[Event]:
    """Select the finalised events of projects, but one, that touch a span of days: a report of these tells of them too."""
    paid = Event.funding.any(EventProject.project_id.in_(project_ids))
    rows = select(Event).where(paid, Event.ends_on >= first, Event.starts_on <= last, Event.finalised_at.is_not(None))
    rows = rows if but is None else rows.where(Event.id != but)
    return rows.options(joinedload(Event.office)).order_by(Event.starts_on, Event.id)


def still_open(*, also: int | None = None, limit: int = 200) -> Select[Event]:
    """Select the events that people can be put on, the latest first; and one more by its number, whatever its state."""
    is_open = and_(Event.cancelled_at.is_(None), Event.finalised_at.is_(None))
    rows = select(Event).where(or_(is_open, Event.id == also) if also else is_open)
    return rows.order_by((Event.id == also).desc() if also else Event.starts_on.desc(), Event.starts_on.desc(), Event.id).limit(limit)


def on_paper(event_id: int) -> Select[Event]:
    """Select an event with what its sign-in sheet prints."""
    donors = joinedload(Event.funding).joinedload(EventProject.project).selectinload(Project.funding)
    return event(event_id).options(donors.joinedload(ProjectDonor.donor))


def between(first: date, last: date) -> Select[Event]:
    """Select the events that touch a span of days, in order."""
    return (
        select(Event)
        .where(Event.ends_on >= first, Event.starts_on <= last)
        .options(joinedload(Event.office))
        .order_by(Event.starts_on, Event.id)
    )


def participants_of(event_ids: list[int]) -> Select[int, int]:
    """Select how many participants hold a place, as (event id, number)."""
    return (
        select(Enrolment.event_id, func.count(Enrolment.id))
        .where(Enrolment.event_id.in_(event_ids), Enrolment.role == EnrolmentRole.PARTICIPANT)
        .where(Enrolment.status != EnrolmentStatus.WITHDRAWN)
        .group_by(Enrolment.event_id)
    )


def courses(text: str = "", *, kind: EventKind | None = None) -> Select[Course]:
    """Select the courses of the catalogue."""
    rows = select(Course)
    if text:
        rows = rows.where(has_words(Course.search_key, text))
    return rows.where(Course.kind == kind) if kind else rows


def course(course_id: int) -> Select[Course]:
    """Select a course with its modules."""
    return select(Course).where(Course.id == course_id).options(selectinload(Course.modules))
