"""The selects behind every figure; what people of events add up to is counted in a ledger (counting.py).

Scoped models are narrowed by the session.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, false, func, select, true, type_coerce
from sqlalchemy.orm import joinedload

from lms.courses.evidence import EvidenceFile, covering
from lms.courses.models import Event, EventProject, Headcount, Session
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import listed
from lms.materials.models import Distribution, Edition
from lms.participants.models import Affiliation, Category
from lms.projects.models import Indicator, Project, ProjectDonor, Target
from lms.reports.conditions import (
    HEADCOUNT,
    IN_TIME,
    counted_in,
    finalised,
    finalised_of_any_generation,
    handed_over,
    of_any_generation,
    signed,
    standing_marks,
    standing_sheets,
    taking_place_in,
    training,
    waiting_marks,
    waiting_training,
)
from lms.reports.rules import By, Filters
from lms.tot.models import CascadeEvent


def training_events(f: Filters) -> Select[int]:
    """Select the numbers of the training events that count."""
    return select(Event.id).where(*training(f))


def finalised_events(f: Filters) -> Select[int]:
    """Select the numbers of the finalised events, of all kinds."""
    return select(Event.id).where(*finalised(f))


def target_periods(project_id: int) -> Select[date, date]:
    """Select the periods for which a project has targets."""
    rows = select(Target.starts_on, Target.ends_on).join(Target.indicator)
    return rows.where(Indicator.project_id == project_id).distinct()


def training_days(f: Filters) -> Select[int, date]:
    """Select the numbers of the training events that count, each with its last day, in order of time."""
    return select(Event.id, Event.ends_on).where(*training(f)).order_by(*IN_TIME)


def in_time(f: Filters) -> Select[int, date, bool, bool]:
    """Select number and last day of the finalised events, whether each counts as training and was held here, in order of time."""
    return select(Event.id, Event.ends_on, Event.counts_as_training, _here(f)).where(*finalised(f)).order_by(*IN_TIME)


def days(f: Filters) -> Select[date]:
    """Select the last days of the events, decided or not, of all generations, that had begun by the as-of date, in order."""
    return select(Event.ends_on).where(*of_any_generation(f), Event.starts_on <= f.as_of).distinct().order_by(Event.ends_on)


def headcounts_by_day(f: Filters) -> Select[date, bool, int]:
    """Select how many people training events told as a number only, by last day and whether from an old report (R7, R10)."""
    rows = select(Event.ends_on, Headcount.is_reconstructed, func.sum(Headcount.number)).join(Headcount.event)
    return rows.where(*training(f), *counted_in(f)).group_by(Event.ends_on, Headcount.is_reconstructed)


def posts(people: Sequence[int]) -> Select[Any]:
    """Select person, number, first and last day, category, organisation and region of people's posts."""
    post = Affiliation.__table__.c
    columns = (post.person_id, post.id, post.starts_on, post.ends_on, post.category_id, post.organisation_id, post.region_code)
    return select(*columns).where(listed(post.person_id, people))


def posts_shown(people: Sequence[int]) -> Select[Affiliation]:
    """Select people's posts with what a row shows of one."""
    shown = (joinedload(Affiliation.organisation), joinedload(Affiliation.category), joinedload(Affiliation.region))
    return select(Affiliation).where(listed(Affiliation.person_id, people)).options(*shown)


def groups() -> Select[int, str, str]:
    """Select number, code and group of every category."""
    return select(Category.id, Category.code, Category.group)


def held(f: Filters, *more: ColumnElement[bool]) -> Select[int, str, bool, bool]:
    """Select number and kind of the finalised events, whether each counts as training and was held here, in order of time."""
    kind = type_coerce(Event.kind, String)
    return select(Event.id, kind, Event.counts_as_training, _here(f)).where(*finalised(f), *more).order_by(*IN_TIME)


def _here(f: Filters) -> ColumnElement[bool]:
    """Say of an event whether it was held in the country and region that are asked for; one without a place was not."""
    conditions = taking_place_in(f)
    return func.coalesce(and_(*conditions), false()) if conditions else true()


def headcounts(f: Filters) -> Select[Any]:
    """Select how many people events told as a number only, by kind, by whether they count as training, and by cells (R10).

    Before the cells stands whether the number was taken from an old report.
    """
    columns = (Event.kind, Event.counts_as_training, Headcount.is_reconstructed, *HEADCOUNT.values())
    rows = select(func.sum(Headcount.number), *columns).join(Event, Event.id == Headcount.event_id)
    # The cells first, or SQLite would go through all events by kind.
    return rows.where(*finalised(f), *counted_in(f)).group_by(*HEADCOUNT.values(), *columns[:3])


def claimants(f: Filters, payer: By) -> Select[int, int]:
    """Select the finalised events with who pays for each: the projects that one sees, or the donors of whatever project.

    So an event may have none, and has a donor several times whose projects share it.
    """
    funding, donors = EventProject.__table__, ProjectDonor.__table__
    if payer is By.PROJECT:
        rows = select(Event.id, Project.id).join_from(Event, funding, funding.c.event_id == Event.id)
        return rows.join(Project, Project.id == funding.c.project_id).where(*finalised(f))
    rows = select(Event.id, donors.c.donor_id).join_from(Event, funding, funding.c.event_id == Event.id)
    return rows.join(donors, donors.c.project_id == funding.c.project_id).where(*finalised(f))


def waiting(f: Filters) -> Select[int, datetime | None, bool]:
    """Select the training events that were not finalised by the as-of date: when each was since, and whether it ever had a sheet."""
    with_sheet = select(EvidenceFile.__table__.c.event_id).where(EvidenceFile.__table__.c.event_id.is_not(None))
    return select(Event.id, Event.finalised_at, Event.id.in_(with_sheet)).where(*waiting_training(f))


def waiting_attendances(f: Filters) -> Select[int]:
    """Select how many attendances of these events there are, claimed and signed together."""
    return select(func.count(Attendance.id)).join(Attendance.enrolment).where(*waiting_marks(f))


def signatures(f: Filters) -> Select[int]:
    """Select how many of them a signed sheet proves."""
    return select(func.count(Attendance.id)).join(Attendance.enrolment).where(*signed(f))


def sessions_of(events: Sequence[int]) -> Select[int]:
    """Select the sessions of events."""
    return select(Session.id).where(listed(Session.event_id, events))


def sessions_proven(events: Sequence[int], f: Filters) -> Select[int]:
    """Select those of them of which a signed sheet stood on the as-of date."""
    file, session = EvidenceFile.__table__.c, Session.__table__.c
    return select(session.id).where(listed(session.event_id, events), covering(file, session), *standing_sheets(f)).distinct()


def marks_standing(sessions: Sequence[int], f: Filters) -> Select[int, int, int, int, int]:
    """Select the marks that say attended of sessions: number, enrolment, session, event, person."""
    mark = Attendance
    rows = select(mark.id, mark.enrolment_id, mark.session_id, Enrolment.event_id, Enrolment.person_id).join(mark.enrolment)
    return rows.where(listed(mark.session_id, sessions), *standing_marks(f)).order_by(mark.id)


def materials(f: Filters) -> Select[str, int]:
    """Select how many pieces were handed over, by carrier; corrections are negative (R14)."""
    lines = select(Edition.carrier, func.sum(Distribution.quantity)).join(Distribution.edition)
    lines = lines.join(Distribution.project).join(Distribution.organisation)
    return lines.where(*handed_over(f)).group_by(Edition.carrier)


def cascade(f: Filters) -> Select[int, int, bool, bool]:
    """Select generation, number, whether it counts as training and was held here, of the finalised events of cascades (R12)."""
    link = CascadeEvent.__table__
    rows = select(link.c.generation, Event.id, Event.counts_as_training, _here(f))
    rows = rows.join_from(Event, link, link.c.event_id == Event.id).where(*finalised_of_any_generation(f))
    return rows.order_by(link.c.generation, *IN_TIME)


def cascade_headcounts(f: Filters) -> Select[int, int]:
    """Select how many people the training events of each generation told as a number only."""
    link = CascadeEvent.__table__
    number: Any = func.sum(Headcount.number)
    rows = select(link.c.generation, number).select_from(Headcount).join(Headcount.event)
    rows = rows.join(link, link.c.event_id == Event.id).where(Event.counts_as_training, *counted_in(f))
    rows = rows.where(*finalised_of_any_generation(f))
    return rows.group_by(link.c.generation)
