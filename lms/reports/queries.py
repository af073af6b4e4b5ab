"""The selects behind every figure.

PostgreSQL plans the join of enrolments and events itself. SQLite is told: it reads the events that count, once, as a
materialised list, then enrolments in the order that is cheapest, event by event where few events count, else person by
person or cell by cell through covering indexes (`Reading`). Scoped models are narrowed by the session. Measured in
docs/benchmarks.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    Subquery,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on

from lms.courses.codes import EnrolmentRole
from lms.courses.models import Event, Headcount
from lms.courses.roster import Attendance, Enrolment
from lms.materials.models import Distribution, Edition
from lms.participants.models import Category
from lms.reports.conditions import (
    ENROLMENT,
    HEADCOUNT,
    IN_TIME,
    claimed,
    counted_in,
    finalised,
    finalised_of_any_generation,
    handed_over,
    living_in,
    took_part,
    trained,
    training,
)
from lms.reports.rules import CELLS, Filters
from lms.tot.models import CascadeEvent


@dataclass(frozen=True)
class Reading:
    """How enrolments are read: event by event or, `wide`, all of them in the order of an index of their own.

    `places`, which SQLite has where it reads widely, tells which events count without a look at any: four bytes for
    each number of an event, its place in time from 1 on, zero where it does not count.
    """

    sqlite: bool
    wide: bool = False
    places: bytes = b""


def places(numbers: Sequence[int]) -> bytes:
    """Return the places in time of events that are given in that order, for `Reading`."""
    placed = bytearray(4 * (max(numbers, default=0) + 1))
    for place, number in enumerate(numbers, 1):
        placed[4 * number : 4 * number + 4] = place.to_bytes(4, "big")
    return bytes(placed)


def in_time(f: Filters) -> Select[int]:
    """Select the numbers of the training events that count, in order of time."""
    return select(Event.id).where(*training(f)).order_by(*IN_TIME)


def groups() -> Select[int, str, str]:
    """Select number, code and group of every category."""
    return select(Category.id, Category.code, Category.group)


def chosen(f: Filters) -> CTE:
    """List the training events that count, with their place in time."""
    place = func.row_number().over(order_by=IN_TIME).label("place")
    return select(Event.id, place).where(*training(f)).cte("chosen").prefix_with("MATERIALIZED")


def _counted(rows: Select[Any], f: Filters, reading: Reading) -> Select[Any]:
    """Narrow enrolments to the training events that count."""
    if reading.sqlite:
        return _placed(rows, f, reading)[0]
    return rows.join(Enrolment.event).where(*training(f))


def _placed(rows: Select[Any], f: Filters, reading: Reading) -> tuple[Select[Any], ColumnElement[Any]]:
    """Return the same for SQLite, with the place of their event in time."""
    if reading.places:
        known = literal(reading.places, LargeBinary)
        place: ColumnElement[Any] = func.substr(known, Enrolment.event_id * 4 + 1, 4, type_=LargeBinary)
        return rows.where(place > bytes(4)), place
    events_ = chosen(f)
    return rows.join(events_, events_.c.id == Enrolment.event_id), events_.c.place


def events(f: Filters) -> Select[str, bool, int]:
    """Select how many finalised events there were, by kind and by whether they count as training."""
    counted = select(Event.kind, Event.counts_as_training, func.count()).where(*finalised(f))
    if f.country is not None:
        counted = counted.where(Event.country == f.country)
    return counted.group_by(Event.kind, Event.counts_as_training)


def latest(f: Filters, reading: Reading) -> Subquery:
    """Select each trained person's latest completed enrolment, whose snapshot places them (R8).

    SQLite gives the other columns from the row of the maximum (its documentation, "Bare columns in an aggregate
    query"); PostgreSQL has DISTINCT ON. A window over all rows took four times as long on either.
    """
    columns = (Enrolment.id, Enrolment.person_id, *(column.label(name) for name, column in ENROLMENT.items()))
    rows = select(*columns).where(*trained(f, by_person=bool(reading.places)))
    if reading.sqlite:
        rows, place = _placed(rows, f, reading)
        return rows.add_columns(func.max(place).label("place")).group_by(Enrolment.person_id).subquery("latest")
    rows = _counted(rows, f, reading).ext(distinct_on(Enrolment.person_id))
    return rows.order_by(Enrolment.person_id, *(column.desc() for column in IN_TIME)).subquery("latest")


def persons(f: Filters, reading: Reading, cells: tuple[str, ...] = CELLS, *, returning: bool = False) -> Select[Any]:
    """Select how many persons were trained, each once, and how many of them before the period too, by cells (R5).

    Where it is not asked who is `returning`, and where no time lies before the period, that number is 0.
    """
    rows = latest(f, reading)
    columns = [rows.c[cell] for cell in cells]
    again: Any = literal(0)
    if returning and f.before():
        again = func.sum(case((trained_before(f, rows.c.person_id, reading), 1), else_=0))
    return select(func.count(), again, *columns).group_by(*columns)


def trained_before(f: Filters, person_id: Any, reading: Reading) -> ColumnElement[bool]:
    """Return the condition that a person completed in the same filters before the period.

    PostgreSQL hashes those who did, once; SQLite looks each person up, and reads no more than the answer needs.
    """
    earlier = f.before()
    if earlier is None:
        return person_id.in_([])  # type: ignore[no-any-return]
    held = select(Event.id).where(*training(earlier))
    before = select(Enrolment.person_id).where(*trained(f))
    if not reading.sqlite:
        return person_id.in_(before.where(Enrolment.event_id.in_(held)))  # type: ignore[no-any-return]
    # The event's number is hidden from the index, or SQLite would try each person with each earlier event.
    return before.where((Enrolment.event_id + 0).in_(held), Enrolment.person_id == person_id).exists()


def enrolled(f: Filters, reading: Reading, cells: tuple[str, ...] = CELLS) -> Select[Any]:
    """Select completions and sessions attended of participants of training events, by cells (R1)."""
    columns = [ENROLMENT[cell] for cell in cells]
    completions: Any = func.sum(case((Enrolment.completed, 1), else_=0))
    attendances = func.coalesce(func.sum(Enrolment.attended_sessions), 0)
    rows = _counted(select(completions, attendances, *columns), f, reading)
    return rows.where(Enrolment.role == EnrolmentRole.PARTICIPANT, *living_in(f)).group_by(*columns)


def headcounts(f: Filters) -> Select[Any]:
    """Select how many people events told as a number only, by kind, by whether they count as training, and by cells (R10)."""
    columns = (Event.kind, Event.counts_as_training, *HEADCOUNT.values())
    rows = select(func.sum(Headcount.number), *columns).join(Event, Event.id == Headcount.event_id)
    return rows.where(*finalised(f), *counted_in(f)).group_by(*columns)


def participants(f: Filters, reading: Reading) -> Select[str, int]:
    """Select how many named people took part in finalised events, by kind; wide, all events are counted, then chosen."""
    each = select(Enrolment.event_id, func.count().label("number")).where(took_part(f)).group_by(Enrolment.event_id)
    if not reading.wide:
        each = each.where(Enrolment.event_id.in_(select(Event.id).where(*finalised(f))))
    rows = each.subquery("each")
    counted = select(Event.kind, cast(func.sum(rows.c.number), Integer)).join(rows, rows.c.event_id == Event.id)
    return counted.where(*finalised(f)).group_by(Event.kind)


def claims(f: Filters) -> Select[int]:
    """Select how many attendances are claimed."""
    return select(func.count(Attendance.id)).join(Attendance.enrolment).where(*claimed(f))


def materials(f: Filters) -> Select[str, int]:
    """Select how many pieces were handed over, by carrier; corrections are negative (R14)."""
    lines = select(Edition.carrier, func.sum(Distribution.quantity)).join(Distribution.edition)
    lines = lines.join(Distribution.project).join(Distribution.organisation)
    return lines.where(*handed_over(f)).group_by(Edition.carrier)


def cascade(f: Filters) -> Select[int, int, int, int, int]:
    """Select events, trained persons, completions and attendances of each generation of cascade, never added (R12)."""
    link = CascadeEvent.__table__
    participant = and_(Event.counts_as_training, Enrolment.role == EnrolmentRole.PARTICIPANT, *living_in(f))
    done = and_(participant, Enrolment.completed)
    held = Event.id if f.country is None else case((Event.country == f.country, Event.id))
    attended: Any = func.coalesce(func.sum(case((participant, Enrolment.attended_sessions))), 0)
    rows = select(
        link.c.generation, func.count(distinct(held)), func.count(distinct(case((done, Enrolment.person_id)))),
        func.count(case((done, Enrolment.id))), attended,
    ).select_from(Event)  # fmt: skip
    rows = rows.join(link, link.c.event_id == Event.id).outerjoin(Enrolment, Enrolment.event_id == Event.id)
    rows = rows.where(*finalised_of_any_generation(f))
    return rows.group_by(link.c.generation).order_by(link.c.generation)


def cascade_headcounts(f: Filters) -> Select[int, int]:
    """Select how many people the training events of each generation told as a number only."""
    link = CascadeEvent.__table__
    number: Any = func.sum(Headcount.number)
    rows = select(link.c.generation, number).select_from(Headcount).join(Headcount.event)
    rows = rows.join(link, link.c.event_id == Event.id).where(Event.counts_as_training, *counted_in(f))
    rows = rows.where(*finalised_of_any_generation(f))
    return rows.group_by(link.c.generation)
