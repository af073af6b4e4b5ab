"""Which events, enrolments, marks and lines count under the filters of a figure (DESIGN section 3).

Every select of a figure and of the rows behind it starts from these. Filters on funding read core tables, since an
event in scope is funded by whom it is funded, seen or not.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, or_, select, type_coerce

from lms.courses.codes import ATTENDED, EnrolmentRole, EnrolmentStatus
from lms.courses.evidence import EvidenceFile, covering
from lms.courses.models import Event, EventProject, Headcount, Session
from lms.courses.roster import Attendance, Enrolment
from lms.materials.models import Distribution
from lms.participants.models import Organisation
from lms.projects.models import Project, ProjectDonor
from lms.reports.rules import Filters
from lms.tot.models import CascadeEvent

Cells = dict[str, Any]  # columns by the name of the cell
ENROLMENT: Cells = {
    "category": Enrolment.category_id, "sex": type_coerce(Enrolment.sex, String), "country": Enrolment.country,
    "region": Enrolment.region_code, "organisation": Enrolment.organisation_id,
}  # fmt: skip
HEADCOUNT: Cells = {
    "category": Headcount.category_id, "sex": type_coerce(Headcount.sex, String), "country": Headcount.country,
    "region": Headcount.region_code,
}  # fmt: skip


def end_of(day: date) -> datetime:
    """Return the first instant after a day, UTC; the last day of all ends with time itself."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


# Two events that end on one day stand in the order of their numbers, wherever the latest is asked for (R8).
IN_TIME = (Event.ends_on, Event.id)


def _paid_by(donor_id: int) -> Select[int]:
    """Select the projects that a donor pays for."""
    donors = ProjectDonor.__table__
    return select(donors.c.project_id).where(donors.c.donor_id == donor_id)


def _funded(f: Filters) -> list[ColumnElement[bool]]:
    """Say which project or donor pays; a shared event is in the list of each of them once (R11)."""
    funding = EventProject.__table__
    conditions: list[ColumnElement[bool]] = []
    if f.project_id is not None:
        conditions.append(Event.id.in_(select(funding.c.event_id).where(funding.c.project_id == f.project_id)))
    if f.donor_id is not None:
        paid = funding.c.project_id.in_(_paid_by(f.donor_id))
        conditions.append(Event.id.in_(select(funding.c.event_id).where(paid)))
    return conditions


def _generation(f: Filters) -> ColumnElement[bool]:
    """Keep direct and cascade events apart (R12)."""
    cascade = CascadeEvent.__table__
    if f.generation is None:
        return Event.id.not_in(select(cascade.c.event_id))
    return Event.id.in_(select(cascade.c.event_id).where(cascade.c.generation == f.generation))


def of_the_period(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on events of the filters, decided or not."""
    return [_generation(f), *of_any_generation(f)]


def of_any_generation(f: Filters) -> list[ColumnElement[bool]]:
    """Return the same for direct and cascade events alike; the last day tells the period (R7)."""
    conditions = [Event.cancelled_at.is_(None), *_funded(f)]
    if f.first is not None:
        conditions.append(Event.ends_on >= f.first)
    if f.last is not None:
        conditions.append(Event.ends_on <= f.last)
    if f.office_id is not None:
        conditions.append(Event.office_id == f.office_id)
    if f.events is not None:
        conditions.append(Event.id.in_(f.events))
    return conditions


def _decided(f: Filters) -> ColumnElement[bool]:
    """Say that attendance was decided by the as-of date."""
    return Event.finalised_at < end_of(f.as_of)


def undecided(f: Filters) -> ColumnElement[bool]:
    """Say that it was not."""
    return or_(Event.finalised_at.is_(None), Event.finalised_at >= end_of(f.as_of))


def finalised(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on events, of any kind, whose attendance was decided by the as-of date."""
    return [*of_the_period(f), _decided(f)]


def finalised_of_any_generation(f: Filters) -> list[ColumnElement[bool]]:
    """Return the same for direct and cascade events alike."""
    return [*of_any_generation(f), _decided(f)]


def training(f: Filters) -> list[Any]:
    """Return the conditions on events whose people count as trained (R16)."""
    return [*finalised(f), Event.counts_as_training]


def waiting_training(f: Filters) -> list[Any]:
    """Return the conditions on training events whose attendance was not decided by the as-of date."""
    return [*of_the_period(f), undecided(f), Event.counts_as_training]


def says_attended(mark: Any) -> ColumnElement[bool]:
    """Return the condition that a mark (model or core columns) says that the person was there."""
    return mark.mark.in_(ATTENDED)  # type: ignore[no-any-return]


def open_marks(mark: Any, enrolment: Any) -> list[ColumnElement[bool]]:
    """Return the conditions that a mark stands on an enrolment on which nobody decided yet (both core columns)."""
    return [mark.enrolment_id == enrolment.id, mark.is_current, enrolment.attended_sessions.is_(None)]


def _placed(country: Any, region: Any, f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions that columns name the country and the region that are asked for, where they are."""
    asked = ((country, f.country), (region, f.region))
    return [column == code for column, code in asked if code is not None]


def living_in(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on enrolments of the participants' own country and region."""
    return _placed(Enrolment.country, Enrolment.region_code, f)


def taking_place_in(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on events of the country and region where they are held."""
    return _placed(Event.country, Event.region_code, f)


def participates(enrolment: Any) -> ColumnElement[bool]:
    """Return the condition that an enrolment (model or core columns) is a participant's (R4)."""
    return enrolment.role == EnrolmentRole.PARTICIPANT  # type: ignore[no-any-return]


def trained(enrolment: Any) -> ColumnElement[bool]:
    """Return the condition that an enrolment (model or core columns) of a training event completed it (R2)."""
    return and_(enrolment.completed, participates(enrolment))


ROLES = tuple(EnrolmentRole)  # the place of each, from one, is what a ledger keeps of it


def role_number(enrolment: Any) -> ColumnElement[int]:
    """Return the number of an enrolment's role (model or core columns)."""
    return case({role: number for number, role in enumerate(ROLES, 1)}, value=enrolment.role)


def took_part(enrolment: Any) -> ColumnElement[bool]:
    """Return the condition that a participant attended a session, or held a confirmed place where there was none (R16).

    Whoever was there in another role had a confirmed place: nobody marks the attendance of trainers or interpreters.

    An event's enrolments are written with every decision on its attendance, so that this tells of its sessions then.
    """
    session = Session.__table__.c
    without_sessions = ~select(session.id).where(session.event_id == enrolment.event_id).exists()
    confirmed = and_(enrolment.status == EnrolmentStatus.CONFIRMED, without_sessions)
    of_participant = and_(participates(enrolment), or_(enrolment.attended_sessions > 0, confirmed))
    return or_(of_participant, and_(~participates(enrolment), enrolment.status == EnrolmentStatus.CONFIRMED))


def counted_in(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on headcounts of the country and region of those who were counted."""
    return _placed(Headcount.country, Headcount.region_code, f)


def waiting_marks(f: Filters) -> list[Any]:
    """Return the conditions on marks that say attended, on training events not finalised by the as-of date."""
    session, waiting = Session.__table__, select(Event.id).where(*waiting_training(f))
    return [Attendance.session_id.in_(select(session.c.id).where(session.c.event_id.in_(waiting))), *standing_marks(f)]


def standing_marks(f: Filters) -> list[Any]:
    """Return the conditions on participants' marks that say attended, and stood on the as-of date, also where superseded later."""
    end, later = end_of(f.as_of), Attendance.__table__.alias()
    superseded = select(later.c.id).where(later.c.supersedes_id == Attendance.id, later.c.recorded_at < end).exists()
    return [
        participates(Enrolment), *living_in(f),
        says_attended(Attendance), Attendance.recorded_at < end, or_(Attendance.is_current, ~superseded),
    ]  # fmt: skip


def claimed(f: Filters) -> list[Any]:
    """Return the conditions on those of them that nothing proves: no signed sheet of the session stood on that date (R3)."""
    return [*waiting_marks(f), ~_has_sheet(f)]


def signed(f: Filters) -> list[Any]:
    """Return the conditions on those of them that a signed sheet proves (R3); no trainer has closed the event yet."""
    return [*waiting_marks(f), _has_sheet(f)]


def _has_sheet(f: Filters) -> ColumnElement[bool]:
    """Say that a signed sheet of the mark's session stood on the as-of date, also where it was withdrawn later."""
    file, session = EvidenceFile.__table__.c, Session.__table__.c
    # Sheets are few and marks many, so that sessions are found by their sheets.
    return Attendance.session_id.in_(select(session.id).where(covering(file, session), *standing_sheets(f)))


def standing_sheets(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on sheets that stood on the as-of date."""
    end, file = end_of(f.as_of), EvidenceFile.__table__.c
    return [file.uploaded_at < end, or_(file.withdrawn_at.is_(None), file.withdrawn_at >= end)]


def handed_over(f: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on distribution lines, joined to project and organisation."""
    to = _placed(Organisation.country, Organisation.region_code, f)
    conditions: list[ColumnElement[bool]] = [Distribution.recorded_at < end_of(f.as_of), *to]
    if f.project_id is not None:
        conditions.append(Distribution.project_id == f.project_id)
    if f.donor_id is not None:
        conditions.append(Distribution.project_id.in_(_paid_by(f.donor_id)))
    if f.office_id is not None:
        conditions.append(Project.office_id == f.office_id)
    if f.first is not None:
        conditions.append(Distribution.handed_on >= f.first)
    if f.last is not None:
        conditions.append(Distribution.handed_on <= f.last)
    if f.events is not None:
        conditions.append(Distribution.event_id.in_(f.events))
    return conditions
