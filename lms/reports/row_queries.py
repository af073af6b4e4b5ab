"""The rows behind every figure and every part of one: as many rows, or as large a sum, as the figure says.

Each select names what was counted, or starts from the conditions that the figure itself is counted by (conditions.py)
and adds the codes of the cell, so that the list cannot drift from the number.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lms.courses.codes import EventKind
from lms.courses.models import Event, Headcount, Session
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import listed
from lms.materials.models import Carrier, Distribution, Edition
from lms.participants.models import Category, Person
from lms.projects.models import Group, Project
from lms.reports import conditions
from lms.reports.rules import COUNTED_AS_NUMBERS, NOT_STATED, Cell, Figure, Filters

PLACE = (joinedload(Enrolment.organisation), joinedload(Enrolment.region), joinedload(Enrolment.country_ref))


def in_cell(columns: Mapping[str, Any], cell: Cell) -> list[ColumnElement[bool]]:
    """Return the conditions that rows lie in a cell; not stated asks for rows that say nothing."""
    asked = {name: getattr(cell, name) for name in columns if getattr(cell, name) is not None}
    conditions = [_coded(name, columns[name], code) for name, code in asked.items()]
    if cell.group is not None:
        conditions.append(_grouped(columns["category"], cell.group))
    return conditions


def _coded(name: str, column: Any, code: str) -> ColumnElement[bool]:
    if code == NOT_STATED and name != "sex":
        return column.is_(None)  # type: ignore[no-any-return]
    if name == "category":
        return column.in_(select(Category.id).where(Category.code == code))  # type: ignore[no-any-return]
    return column == (int(code) if name == "organisation" else code)  # type: ignore[no-any-return]


def _grouped(category_id: Any, group: str) -> ColumnElement[bool]:
    if group == NOT_STATED:
        return category_id.is_(None)  # type: ignore[no-any-return]
    return category_id.in_(select(Category.id).where(Category.group == Group(group)))  # type: ignore[no-any-return]


def _of_kind(cell: Cell) -> list[ColumnElement[bool]]:
    return [] if cell.kind is None else [Event.kind == EventKind(cell.kind)]


def _people() -> Select[Enrolment]:
    """Select enrolments with person, event and the post held then, to be narrowed and sorted."""
    rows = select(Enrolment).join(Enrolment.person).join(Enrolment.event).outerjoin(Enrolment.category)
    event = contains_eager(Enrolment.event)
    return rows.options(contains_eager(Enrolment.person), *_with_evidence(event), contains_eager(Enrolment.category), *PLACE)


def _with_evidence(event: Any) -> tuple[Any, ...]:
    """Return the options that bring with an event what proves its attendance: signed sheets, and who finalised it."""
    return event, event.selectinload(Event.sheets), event.joinedload(Event.finalised_by)


def people(numbers: Sequence[int]) -> Select[Enrolment]:
    """Select enrolments that were counted, by their numbers."""
    return _people().where(listed(Enrolment.id, numbers))


def _marks() -> Select[Attendance]:
    """Select marks with session, person, event and the post held then."""
    rows = select(Attendance).join(Attendance.session).join(Attendance.enrolment).join(Enrolment.person)
    rows = rows.join(Enrolment.event).outerjoin(Enrolment.category)
    whose = contains_eager(Attendance.enrolment)
    return rows.options(
        contains_eager(Attendance.session), whose.contains_eager(Enrolment.person),
        *_with_evidence(whose.contains_eager(Enrolment.event)), whose.contains_eager(Enrolment.category),
        whose.joinedload(Enrolment.organisation), whose.joinedload(Enrolment.region),
        whose.joinedload(Enrolment.country_ref),
    )  # fmt: skip


def attendances(numbers: Sequence[int]) -> Select[Attendance]:
    """Select the marks that say attended, of enrolments whose sessions were counted, by their numbers (R1)."""
    return _marks().where(listed(Attendance.enrolment_id, numbers), Attendance.is_current, conditions.says_attended(Attendance))


def claimed(f: Filters, cell: Cell) -> Select[Attendance]:
    """Select the marks that say attended on events not finalised yet, of sessions without a signed sheet (R3)."""
    return _waiting(conditions.claimed(f), cell)


def signed(f: Filters, cell: Cell) -> Select[Attendance]:
    """Select the marks that say attended on events not finalised yet, of sessions with a signed sheet (R3)."""
    return _waiting(conditions.signed(f), cell)


def _waiting(which: list[Any], cell: Cell) -> Select[Attendance]:
    standing = select(Attendance.id).join(Attendance.enrolment).where(*which).correlate(None)
    return _marks().where(Attendance.id.in_(standing), *in_cell(conditions.ENROLMENT, cell))


def headcounts(f: Filters, cell: Cell, *, training: bool) -> Select[Headcount]:
    """Select the lines that tell a number only, of training events or of all (R10, R16)."""
    rows = select(Headcount).join(Headcount.event).outerjoin(Headcount.category)
    rows = rows.options(
        contains_eager(Headcount.event), contains_eager(Headcount.category), joinedload(Headcount.region)
    ).where(*conditions.finalised(f), *conditions.counted_in(f), *_of_kind(cell), *in_cell(conditions.HEADCOUNT, cell))
    if cell.organisation not in {None, NOT_STATED}:
        rows = rows.where(Headcount.id.is_(None))
    return rows.where(Event.counts_as_training) if training else rows


def _events() -> Select[Event]:
    return select(Event).options(
        joinedload(Event.region), joinedload(Event.country_ref), joinedload(Event.office), selectinload(Event.funding),
        selectinload(Event.sheets), joinedload(Event.finalised_by), selectinload(Event.headcounts),
    )  # fmt: skip


def events(f: Filters, cell: Cell) -> Select[Event]:
    """Select the finalised events; one that several projects fund counts for each of them (R11)."""
    return _events().where(*conditions.finalised(f), *conditions.taking_place_in(f), *_of_kind(cell))


def waiting(f: Filters, cell: Cell) -> Select[Event]:
    """Select the events of the filters that are over on the as-of date but were not finalised by then."""
    over = [*conditions.of_the_period(f), Event.ends_on <= f.as_of, conditions.undecided(f)]
    return _events().where(*over, *_of_kind(cell))


def materials(f: Filters, cell: Cell) -> Select[Distribution]:
    """Select the distribution lines, corrections among them (R14)."""
    rows = select(Distribution).join(Distribution.edition).join(Edition.material)
    rows = rows.join(Distribution.project).join(Distribution.organisation)
    rows = rows.options(
        contains_eager(Distribution.edition).contains_eager(Edition.material), contains_eager(Distribution.project),
        contains_eager(Distribution.organisation), joinedload(Distribution.event), selectinload(Distribution.acts),
    ).where(*conditions.handed_over(f))
    return rows if cell.carrier is None else rows.where(Edition.carrier == Carrier(cell.carrier))


def size(rows: Select[Any], figure: Figure) -> Select[int]:
    """Select what rows add up to: pieces of materials, people of headcounts, else how many rows there are."""
    each = rows.order_by(None).subquery()
    if figure is Figure.MATERIALS:
        return select(func.coalesce(func.sum(each.c.quantity), 0))
    if figure in COUNTED_AS_NUMBERS:
        return select(func.coalesce(func.sum(each.c.number), 0))
    return select(func.count()).select_from(each)


_OF_PEOPLE = {
    "name": (Person.sort_key, Enrolment.id),
    "event": (Event.ends_on, Event.id, Person.sort_key, Enrolment.id),
    "category": (Category.position, Person.sort_key, Enrolment.id),
}
_OF_MARKS = {
    "name": (Person.sort_key, Session.day, Session.starts_at, Attendance.id),
    "event": (Event.ends_on, Event.id, Session.day, Session.starts_at, Person.sort_key, Attendance.id),
    "category": (Category.position, Person.sort_key, Session.day, Session.starts_at, Attendance.id),
}
_OF_EVENTS = {"event": (Event.ends_on, Event.id), "kind": (Event.kind, Event.ends_on, Event.id)}
_OF_HEADCOUNTS = {"event": (Event.ends_on, Headcount.id), "number": (Headcount.number, Headcount.id)}

# By figure, what its rows can be sorted by; the key of a listing's address comes first.
SORTS: dict[Figure, dict[str, Any]] = {
    Figure.PERSONS: _OF_PEOPLE,
    Figure.COMPLETIONS: _OF_PEOPLE,
    Figure.PARTICIPANTS: _OF_PEOPLE,
    Figure.ATTENDANCES: _OF_MARKS,
    Figure.CLAIMED: _OF_MARKS,
    Figure.SIGNED: _OF_MARKS,
    Figure.HEADCOUNTS: _OF_HEADCOUNTS,
    Figure.COUNTED: _OF_HEADCOUNTS,
    Figure.RECONSTRUCTED: _OF_HEADCOUNTS,
    Figure.EVENTS: _OF_EVENTS,
    Figure.WAITING: _OF_EVENTS,
    Figure.MATERIALS: {
        "day": (Distribution.handed_on, Distribution.id),
        "quantity": (Distribution.quantity, Distribution.id),
        "project": (Project.code, Distribution.handed_on, Distribution.id),
    },
}
