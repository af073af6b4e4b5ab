"""The selects behind every figure.

A select reads the events that count, once, as a materialised list, then enrolments in the order that is cheapest:
event by event where few events count, else person by person or cell by cell through covering indexes (`wide`).
Scoped models are narrowed by the session; filters on funding read core tables, since an event in scope is funded by
whom it is funded, seen or not. Measured in docs/benchmarks.md.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    distinct,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute

from lms.courses.codes import ATTENDED, EnrolmentRole, EnrolmentStatus
from lms.courses.models import Event, EventProject, Headcount, Session
from lms.courses.roster import Attendance, Enrolment
from lms.materials.models import Distribution, Edition
from lms.participants.models import Category, Organisation
from lms.projects.models import Project, ProjectDonor
from lms.reports.rules import CELLS, Filters
from lms.tot.models import CascadeEvent

Cells = dict[str, InstrumentedAttribute[Any]]
ENROLMENT: Cells = {
    "category": Enrolment.category_id, "sex": Enrolment.sex, "country": Enrolment.country,
    "region": Enrolment.region_code, "organisation": Enrolment.organisation_id,
}  # fmt: skip
HEADCOUNT: Cells = {
    "category": Headcount.category_id, "sex": Headcount.sex, "country": Headcount.country,
    "region": Headcount.region_code,
}  # fmt: skip


def end_of(day: date) -> datetime:
    """Return the first instant after a day, UTC; the last day of all ends with time itself."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


def groups() -> Select[int, str, str]:
    """Select number, code and group of every category."""
    return select(Category.id, Category.code, Category.group)


def _funded(f: Filters) -> list[ColumnElement[bool]]:
    """Say which project or donor pays; a shared event is in the list of each of them once (R11)."""
    funding, donors = EventProject.__table__, ProjectDonor.__table__
    conditions: list[ColumnElement[bool]] = []
    if f.project_id is not None:
        conditions.append(Event.id.in_(select(funding.c.event_id).where(funding.c.project_id == f.project_id)))
    if f.donor_id is not None:
        paid = select(donors.c.project_id).where(donors.c.donor_id == f.donor_id)
        conditions.append(Event.id.in_(select(funding.c.event_id).where(funding.c.project_id.in_(paid))))
    return conditions


def _generation(f: Filters) -> ColumnElement[bool]:
    """Keep direct and cascade events apart (R12)."""
    cascade = CascadeEvent.__table__
    if f.generation is None:
        return Event.id.not_in(select(cascade.c.event_id))
    return Event.id.in_(select(cascade.c.event_id).where(cascade.c.generation == f.generation))


def of_the_period(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on events of the filters, decided or not."""
    return [_generation(f), *_of_any_generation(f)]


def _of_any_generation(f: Filters) -> list[ColumnElement[bool]]:
    """Return the same for direct and cascade events alike; the last day tells the period (R7)."""
    conditions = [Event.cancelled_at.is_(None), *_funded(f)]
    if f.first is not None:
        conditions.append(Event.ends_on >= f.first)
    if f.last is not None:
        conditions.append(Event.ends_on <= f.last)
    if f.office_id is not None:
        conditions.append(Event.office_id == f.office_id)
    return conditions


def finalised(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on events whose attendance was decided by the as-of date."""
    return [*of_the_period(f), Event.finalised_at < end_of(f.as_of)]


def chosen(f: Filters, *, training: bool = True) -> CTE:
    """List the events that count, with their place in time; only those that count as training, or all (R16)."""
    place = func.row_number().over(order_by=(Event.ends_on, Event.id)).label("place")
    counted = select(Event.id, place).where(*finalised(f))
    if training:
        counted = counted.where(Event.counts_as_training)
    return counted.cte("chosen").prefix_with("MATERIALIZED")


def _on(events: CTE, *, wide: bool) -> ColumnElement[bool]:
    """Join enrolments to events; wide, the event's number is hidden from the index so that enrolments lead."""
    return events.c.id == (Enrolment.event_id + 0 if wide else Enrolment.event_id)


def _living_in(f: Filters) -> list[ColumnElement[bool]]:
    return [] if f.country is None else [Enrolment.country == f.country]


def trained(f: Filters, *, wide: bool = False) -> list[Any]:
    """Return the conditions on enrolments that completed (R2, R4).

    Wide, the role is hidden from the indexes: SQLite would skip through the one by event, and then sort by person.
    """
    role: ColumnElement[Any] = cast(Enrolment.role, String) if wide else Enrolment.role  # type: ignore[assignment]
    return [Enrolment.completed, role == EnrolmentRole.PARTICIPANT.value, *_living_in(f)]


def events(f: Filters) -> Select[str, bool, int]:
    """Select how many finalised events there were, by kind and by whether they count as training."""
    counted = select(Event.kind, Event.counts_as_training, func.count()).where(*finalised(f))
    if f.country is not None:
        counted = counted.where(Event.country == f.country)
    return counted.group_by(Event.kind, Event.counts_as_training)


def latest(f: Filters, *, wide: bool, sqlite: bool) -> Subquery:
    """Select each trained person's latest completed enrolment, whose snapshot places them (R8).

    SQLite gives the other columns from the row of the maximum (its documentation, "Bare columns in an aggregate
    query"); PostgreSQL has DISTINCT ON. A window over all rows took four times as long on either.
    """
    events_ = chosen(f)
    columns = (Enrolment.id, Enrolment.person_id, *(column.label(name) for name, column in ENROLMENT.items()))
    if sqlite:
        rows = select(*columns, func.max(events_.c.place).label("place"))
        rows = rows.join(events_, _on(events_, wide=wide)).where(*trained(f, wide=wide)).group_by(Enrolment.person_id)
    else:
        rows = select(*columns, events_.c.place).join(events_, _on(events_, wide=wide)).where(*trained(f, wide=wide))
        rows = rows.ext(distinct_on(Enrolment.person_id)).order_by(Enrolment.person_id, events_.c.place.desc())
    return rows.subquery("latest")


def persons(f: Filters, cells: tuple[str, ...] = CELLS, *, wide: bool, sqlite: bool) -> Select[Any]:
    """Select how many persons were trained, each once, by cells (R5)."""
    rows = latest(f, wide=wide, sqlite=sqlite)
    columns = [rows.c[cell] for cell in cells]
    return select(func.count(), *columns).group_by(*columns)


def trained_before(f: Filters, person_id: Any) -> ColumnElement[bool]:
    """Return the condition that a person completed in the same filters before the period."""
    earlier = f.before()
    if earlier is None:
        return person_id.in_([])  # type: ignore[no-any-return]
    held = select(Event.id).where(*finalised(earlier), Event.counts_as_training)
    # The event's number is hidden from the index, or SQLite would try each person with each earlier event.
    before = select(Enrolment.person_id).where(*trained(f), (Enrolment.event_id + 0).in_(held))
    return before.where(Enrolment.person_id == person_id).exists()


def returning(f: Filters, *, wide: bool, sqlite: bool) -> Select[int]:
    """Select how many of the trained persons had completed before the period."""
    rows = latest(f, wide=wide, sqlite=sqlite)
    return select(func.count()).select_from(rows).where(trained_before(f, rows.c.person_id))


def enrolled(f: Filters, cells: tuple[str, ...] = CELLS, *, wide: bool) -> Select[Any]:
    """Select completions and sessions attended of participants of training events, by cells (R1)."""
    events_ = chosen(f)
    columns = [ENROLMENT[cell] for cell in cells]
    completions: Any = func.sum(case((Enrolment.completed, 1), else_=0))
    attendances = func.coalesce(func.sum(Enrolment.attended_sessions), 0)
    rows = select(completions, attendances, *columns).join(events_, _on(events_, wide=wide))
    return rows.where(Enrolment.role == EnrolmentRole.PARTICIPANT, *_living_in(f)).group_by(*columns)


def headcounts(f: Filters) -> Select[Any]:
    """Select how many people training events told as a number only, by cells (R10)."""
    events_ = chosen(f)
    columns = list(HEADCOUNT.values())
    number: Any = func.sum(Headcount.number)
    rows = select(number, *columns).join(events_, events_.c.id == Headcount.event_id)
    return rows.where(*_counted_in(f)).group_by(*columns)


def headcounts_by_kind(f: Filters) -> Select[str, int]:
    """Select the same by kind of event, of events that do not count as training too."""
    rows = select(Event.kind, func.sum(Headcount.number)).join(Event, Event.id == Headcount.event_id)
    return rows.where(*finalised(f), *_counted_in(f)).group_by(Event.kind)


def _counted_in(f: Filters) -> list[ColumnElement[bool]]:
    return [] if f.country is None else [Headcount.country == f.country]


def took_part(f: Filters) -> ColumnElement[bool]:
    """Say who took part: attended a session, or held a confirmed place where there were none (R16)."""
    session = Session.__table__
    without_sessions = ~select(session.c.id).where(session.c.event_id == Enrolment.event_id).exists()
    confirmed = and_(Enrolment.status == EnrolmentStatus.CONFIRMED, without_sessions)
    present = or_(Enrolment.attended_sessions > 0, confirmed)
    return and_(Enrolment.role == EnrolmentRole.PARTICIPANT, present, *_living_in(f))


def participants(f: Filters) -> Select[str, int]:
    """Select how many named people took part in finalised events, by kind."""
    events_ = chosen(f, training=False)
    each = select(Enrolment.event_id, func.count().label("number")).where(
        Enrolment.event_id.in_(select(events_.c.id)), took_part(f)
    )
    rows = each.group_by(Enrolment.event_id).subquery("each")
    number = cast(func.sum(rows.c.number), Integer)
    return select(Event.kind, number).join(rows, rows.c.event_id == Event.id).group_by(Event.kind)


def claimed(f: Filters) -> list[Any]:
    """Return the conditions on marks that say attended, on training events not finalised by the as-of date (R3).

    The mark is the one that stood on that date, also where it was superseded later.
    """
    end, later, session = end_of(f.as_of), Attendance.__table__.alias(), Session.__table__
    undecided = or_(Event.finalised_at.is_(None), Event.finalised_at >= end)
    waiting = select(Event.id).where(*of_the_period(f), undecided, Event.counts_as_training)
    superseded = select(later.c.id).where(later.c.supersedes_id == Attendance.id, later.c.recorded_at < end).exists()
    return [
        Attendance.session_id.in_(select(session.c.id).where(session.c.event_id.in_(waiting))),
        Enrolment.role == EnrolmentRole.PARTICIPANT, *_living_in(f),
        Attendance.mark.in_(ATTENDED), Attendance.recorded_at < end, ~superseded,
    ]  # fmt: skip


def claims(f: Filters) -> Select[int]:
    """Select how many attendances are claimed."""
    return select(func.count(Attendance.id)).join(Attendance.enrolment).where(*claimed(f))


def handed_over(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on distribution lines, joined to project and organisation."""
    donors = ProjectDonor.__table__
    conditions: list[ColumnElement[bool]] = [Distribution.recorded_at < end_of(f.as_of)]
    if f.project_id is not None:
        conditions.append(Distribution.project_id == f.project_id)
    if f.donor_id is not None:
        paid = select(donors.c.project_id).where(donors.c.donor_id == f.donor_id)
        conditions.append(Distribution.project_id.in_(paid))
    if f.office_id is not None:
        conditions.append(Project.office_id == f.office_id)
    if f.country is not None:
        conditions.append(Organisation.country == f.country)
    if f.first is not None:
        conditions.append(Distribution.handed_on >= f.first)
    if f.last is not None:
        conditions.append(Distribution.handed_on <= f.last)
    return conditions


def materials(f: Filters) -> Select[str, int]:
    """Select how many pieces were handed over, by carrier; corrections are negative (R14)."""
    lines = select(Edition.carrier, func.sum(Distribution.quantity)).join(Distribution.edition)
    lines = lines.join(Distribution.project).join(Distribution.organisation)
    return lines.where(*handed_over(f)).group_by(Edition.carrier)


def cascade(f: Filters) -> Select[int, int, int, int, int]:
    """Select events, trained persons, completions and attendances of each generation of cascade, never added (R12)."""
    link = CascadeEvent.__table__
    participant = and_(Event.counts_as_training, Enrolment.role == EnrolmentRole.PARTICIPANT, *_living_in(f))
    done = and_(participant, Enrolment.completed)
    held = Event.id if f.country is None else case((Event.country == f.country, Event.id))
    attended: Any = func.coalesce(func.sum(case((participant, Enrolment.attended_sessions))), 0)
    rows = select(
        link.c.generation, func.count(distinct(held)), func.count(distinct(case((done, Enrolment.person_id)))),
        func.count(case((done, Enrolment.id))), attended,
    ).select_from(Event)  # fmt: skip
    rows = rows.join(link, link.c.event_id == Event.id).outerjoin(Enrolment, Enrolment.event_id == Event.id)
    rows = rows.where(*_of_any_generation(f), Event.finalised_at < end_of(f.as_of))
    return rows.group_by(link.c.generation).order_by(link.c.generation)


def cascade_headcounts(f: Filters) -> Select[int, int]:
    """Select how many people the training events of each generation told as a number only."""
    link = CascadeEvent.__table__
    number: Any = func.sum(Headcount.number)
    rows = select(link.c.generation, number).select_from(Headcount).join(Headcount.event)
    rows = rows.join(link, link.c.event_id == Event.id).where(Event.counts_as_training, *_counted_in(f))
    rows = rows.where(*_of_any_generation(f), Event.finalised_at < end_of(f.as_of))
    return rows.group_by(link.c.generation)
