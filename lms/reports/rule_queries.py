"""What an indicator's rule asks of the database, on top of what every figure asks (conditions.py)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from sqlalchemy import ColumnElement, String, and_, func, literal, or_, select, type_coerce

from lms.certificates.models import Certificate
from lms.courses.codes import EventKind
from lms.courses.models import Course, Event, Headcount, Session
from lms.courses.roster import Enrolment
from lms.extensions import db, listed
from lms.materials.models import Distribution, Edition
from lms.participants import queries as participants
from lms.participants.models import Organisation
from lms.projects.measures import Basis, Rule
from lms.reports import conditions
from lms.reports.rules import Filters
from lms.tot import queries as tot
from lms.tot.models import TrainerLevel, TrainerStatus

Long = Sequence[int] | None  # events that last long enough, None where no length is asked
CERTIFIED = (TrainerLevel.CERTIFIED, TrainerLevel.MASTER)


def of_events(rule: Rule, long: Long) -> list[ColumnElement[bool]]:
    """Return the conditions on events of a rule's kinds, courses (of any version) and length."""
    asked: list[ColumnElement[bool]] = []
    if rule.kinds:
        asked.append(Event.kind.in_([EventKind(kind) for kind in rule.kinds]))
    if rule.courses:
        asked.append(Event.course_id.in_(select(Course.id).where(Course.code.in_(rule.courses))))
    if long is not None:
        asked.append(listed(Event.id, long))
    return asked


def lengths(f: Filters) -> dict[int, tuple[int, int]]:
    """Return class days and scheduled minutes of each finalised event; sessions that run side by side are one time."""
    blocks: dict[int, dict[Any, list[tuple[time, time]]]] = defaultdict(lambda: defaultdict(list))
    asked = select(Event.id).where(*conditions.finalised(f))
    session = Session.__table__.c
    rows = select(session.event_id, session.day, session.starts_at, session.ends_at).where(session.event_id.in_(asked))
    for event, day, starts, ends in db.session.execute(rows):
        blocks[event][day].append((starts, ends))
    bare = select(Event.id, Event.starts_on, Event.ends_on, Course.hours).outerjoin(Event.course).where(*conditions.finalised(f))
    return {
        event: (len(blocks[event]), _minutes(blocks[event])) if event in blocks
        else ((last - first).days + 1, int((hours or 0) * 60))
        for event, first, last, hours in db.session.execute(bare)
    }  # fmt: skip


def _minutes(days: Mapping[Any, list[tuple[time, time]]]) -> int:
    total = 0
    for blocks in days.values():
        end = 0
        for starts, ends in sorted((a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in blocks):
            total += max(0, ends - max(starts, end))
            end = max(end, ends)
    return total


def headcounts(rule: Rule, f: Filters, long: Long) -> Any:
    """Select the lines that tell a number only, of training events, or of all where whoever took part is asked (R10, R16)."""
    rows = select(
        Headcount.id, Headcount.category_id, Headcount.sex, Headcount.country, Headcount.region_code, Headcount.number, Event.kind,
        Headcount.is_reconstructed,
    ).join(Headcount.event).where(*conditions.finalised(f), *conditions.counted_in(f), *of_events(rule, long))
    rows = rows if rule.basis is Basis.PARTICIPANTS else rows.where(Event.counts_as_training)
    return rows.order_by(Headcount.id)


def events(rule: Rule, f: Filters, long: Long) -> Any:
    """Select the finalised events; one that several projects fund counts for each of them (R11)."""
    rows = select(Event.id, type_coerce(Event.kind, String), literal(1)).where(*conditions.finalised(f), *of_events(rule, long))
    rows = rows.where(*conditions.taking_place_in(f))
    if rule.countries:
        rows = rows.where(Event.country.in_(rule.countries))
    return rows.order_by(Event.id)


def materials(rule: Rule, f: Filters, _long: Long) -> Any:
    """Select the distribution lines with their pieces (R14)."""
    rows = select(Distribution.id, type_coerce(Edition.carrier, String), Distribution.quantity).join(Distribution.edition)
    rows = rows.join(Distribution.project).join(Distribution.organisation).where(*conditions.handed_over(f))
    if rule.countries:
        rows = rows.where(Organisation.country.in_(rule.countries))
    if rule.organisations:
        rows = rows.where(Distribution.organisation_id.in_(participants.within(rule.organisations)))
    return rows.order_by(Distribution.id)


def certificates(rule: Rule, f: Filters, long: Long) -> Any:
    """Select the certificates that stood on the as-of date, of finalised events that end in the period (R7)."""
    end = conditions.end_of(f.as_of)
    rows = select(Certificate.id, type_coerce(Certificate.kind, String), literal(1)).join(Certificate.enrolment)
    rows = rows.join(Event, Event.id == Enrolment.event_id).where(*conditions.finalised(f), *of_events(rule, long))
    rows = rows.where(*conditions.living_in(f), Certificate.issued_at < end)
    return rows.where(or_(Certificate.revoked_at.is_(None), Certificate.revoked_at >= end)).order_by(Certificate.id)


def newly_certified(rule: Rule, f: Filters, _long: Long) -> Any:
    """Select, of the trainers of the filters, the first row that certified each in a course, where it lies in the period."""
    first = func.row_number().over(
        partition_by=(TrainerStatus.course_id, TrainerStatus.person_id), order_by=(TrainerStatus.from_on, TrainerStatus.id)
    )
    certified = select(TrainerStatus.id, first.label("place")).where(TrainerStatus.level.in_(CERTIFIED)).subquery()
    rows = _trainers(rule, f).join(certified, and_(certified.c.id == TrainerStatus.id, certified.c.place == 1))
    if f.first is not None:
        rows = rows.where(TrainerStatus.from_on >= f.first)
    return rows.where(TrainerStatus.from_on <= (f.last or f.as_of))


def standing(rule: Rule, f: Filters, _long: Long) -> Any:
    """Select, of the trainers of the filters, the rows by which they stand as certified on the last day (R13)."""
    now = tot.standing(min(f.last, f.as_of) if f.last else f.as_of)
    return _trainers(rule, f).join(now, now.c.id == TrainerStatus.id).where(TrainerStatus.level.in_(CERTIFIED))


def _trainers(rule: Rule, f: Filters) -> Any:
    """Select rows of trainers who completed a training of trainers of the filters, at any time up to their last day."""
    until = replace(f, first=None)
    made = select(Enrolment.person_id).join(Enrolment.event).where(
        *conditions.finalised_of_any_generation(until), Event.kind == EventKind.TOT, conditions.trained(Enrolment),
        *conditions.living_in(until),
    )  # fmt: skip
    rows = select(TrainerStatus.id, type_coerce(TrainerStatus.level, String), literal(1))
    rows = rows.where(TrainerStatus.person_id.in_(made)).order_by(TrainerStatus.id)
    if rule.courses:
        rows = rows.where(TrainerStatus.course_id.in_(select(Course.id).where(Course.code.in_(rule.courses))))
    return rows
