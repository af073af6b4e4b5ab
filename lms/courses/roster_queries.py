"""What we know of who is on an event and what was seen of them."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lms.accounts.scope import SEEN_WITH
from lms.courses.codes import HOLDING_A_PLACE, EnrolmentRole, EnrolmentStatus
from lms.courses.models import Event, Session
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import has_words
from lms.participants.models import Affiliation, Person
from lms.participants.queries import found_by, named


def roster(event_id: int) -> Select[Enrolment]:
    """Select the enrolments of an event with person and snapshot, trainers first, then by name."""
    teaching_first = Enrolment.role.in_([EnrolmentRole.TRAINER, EnrolmentRole.CO_TRAINER]).desc()
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .where(Enrolment.event_id == event_id)
        .options(
            contains_eager(Enrolment.person), joinedload(Enrolment.category), joinedload(Enrolment.organisation),
            joinedload(Enrolment.region),
        )
        .order_by(teaching_first, Person.sort_key, Enrolment.id)
        .execution_options(**{SEEN_WITH: Person})
    )  # fmt: skip


def standing(event_id: int) -> Select[Enrolment]:
    """Select the enrolments of an event, without those that were joined into another one of the same human being."""
    return select(Enrolment).where(Enrolment.event_id == event_id, Enrolment.joined_into_id.is_(None))


def people_of(
    event_id: int, text: str = "", *, role: EnrolmentRole | None = None, status: EnrolmentStatus | None = None
) -> Select[Enrolment]:
    """Select the enrolments of an event by name, role and status; without a status, those who have not withdrawn."""
    rows = to_mark(event_id) if status is None else roster(event_id).where(Enrolment.status == status)
    rows = rows.where(*named(text))
    return rows.where(Enrolment.role == role) if role else rows


def numbers_by_role(event_id: int) -> Select[EnrolmentRole, int]:
    """Select how many people an event has in each role, the withdrawn left out, as (role, number)."""
    return (
        select(Enrolment.role, func.count(Enrolment.id))
        .where(Enrolment.event_id == event_id, Enrolment.status != EnrolmentStatus.WITHDRAWN)
        .group_by(Enrolment.role)
    )


def to_mark(event_id: int) -> Select[Enrolment]:
    """Select those whose presence is marked: everyone who has not withdrawn."""
    return roster(event_id).where(Enrolment.status != EnrolmentStatus.WITHDRAWN)


def current_marks(session_ids: Iterable[int]) -> Select[Attendance]:
    """Select the standing marks of sessions."""
    return select(Attendance).where(Attendance.session_id.in_(list(session_ids)), Attendance.is_current)


def marks_of(enrolment_ids: Iterable[int]) -> Select[Attendance]:
    """Select the standing marks of enrolments."""
    return select(Attendance).where(Attendance.enrolment_id.in_(list(enrolment_ids)), Attendance.is_current)


def marks_numbered(session_id: int, numbers: Iterable[int]) -> Select[Attendance]:
    """Select marks of a session by their numbers, whether they stand still or not."""
    return select(Attendance).where(Attendance.session_id == session_id, Attendance.id.in_(list(numbers)))


def mark_history(enrolment_id: int) -> Select[Attendance]:
    """Select every mark of an enrolment, superseded ones and those of enrolments joined into it too, newest first."""
    joined = select(Enrolment.id).where(Enrolment.joined_into_id == enrolment_id)
    return (
        select(Attendance)
        .where(or_(Attendance.enrolment_id == enrolment_id, Attendance.enrolment_id.in_(joined)))
        .options(joinedload(Attendance.session), joinedload(Attendance.recorded_by))
        .order_by(Attendance.id.desc())
    )


def places_taken(event_id: int) -> Select[int]:
    """Select how many participants hold a place."""
    return select(func.count(Enrolment.id)).where(
        Enrolment.event_id == event_id, Enrolment.role == EnrolmentRole.PARTICIPANT,
        Enrolment.status.in_(HOLDING_A_PLACE),
    )  # fmt: skip


def enrolment_of(event_id: int, person_id: int) -> Select[Enrolment]:
    """Select a person's enrolment on an event."""
    return select(Enrolment).where(Enrolment.event_id == event_id, Enrolment.person_id == person_id)


def events_of_person(person_id: int) -> Select[Enrolment]:
    """Select a person's enrolments on events that one sees, each with the event and the post held then."""
    return (
        select(Enrolment)
        .join(Enrolment.event)
        .where(Enrolment.person_id == person_id)
        .options(
            joinedload(Enrolment.event), joinedload(Enrolment.category), joinedload(Enrolment.organisation),
            joinedload(Enrolment.region),
        )
    )  # fmt: skip


def marked_sessions(event_id: int) -> Select[int, int]:
    """Select how many people are marked in each session of an event, as (session id, number)."""
    return (
        select(Session.id, func.count(Attendance.id))
        .join(Attendance, Attendance.session_id == Session.id)
        .where(Session.event_id == event_id, Attendance.is_current)
        .group_by(Session.id)
        .execution_options(**{SEEN_WITH: Attendance})
    )


def persons_on(word: str) -> Select[int]:
    """Select the numbers of the persons who are on events that one sees whose code, title, series or city has a word."""
    return (
        select(Enrolment.person_id)
        .join(Enrolment.event)
        .where(has_words(Event.search_key, word), Enrolment.status != EnrolmentStatus.WITHDRAWN)
    )


def persons_matching(
    text: str, event_id: int, today: date, *, limit: int, ticked: Collection[int] = ()
) -> Select[Person, bool]:
    """Select persons of the register by name, present agency or region, each with whether the event has them already.

    Those ticked in an earlier search come first, whatever the text, and beyond the limit. Nobody erased is offered.
    """
    enrolled = exists().where(Enrolment.person_id == Person.id, Enrolment.event_id == event_id)
    kept = Person.id.in_(ticked)
    found = and_(true(), *found_by(text, today))
    return (
        select(Person, enrolled)
        .where(Person.erased_at.is_(None), or_(kept, found))
        .options(selectinload(Person.affiliations).joinedload(Affiliation.organisation))
        .order_by(case((kept, 0), else_=1), Person.sort_key, Person.id)
        .limit(limit + len(ticked))
    )
