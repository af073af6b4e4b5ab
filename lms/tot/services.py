"""What can be done in training of trainers: plan a cycle, link events, mark cascade, record a trainer's standing."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts.models import Account
from lms.accounts.scope import EVERYTHING, looking
from lms.audit.services import act
from lms.courses.models import Course, Event
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.participants.models import Person
from lms.projects.models import Office, Project
from lms.text import tidy
from lms.tot.models import (
    MAY_DELIVER,
    CascadeEvent,
    Cohort,
    Stage,
    StageEvent,
    StageKind,
    TotCycle,
    TrainerLevel,
    TrainerStatus,
)


def plan_cycle(
    *, project: Project, course: Course, title_en: str, title_ru: str, starts_on: date, ends_on: date,
    by: Account | None, at: datetime,
) -> TotCycle:  # fmt: skip
    """Plan a cycle of a project for one course. Raises Refused for dates out of order."""
    _refuse_order(starts_on, ends_on, "ends_on")
    made = TotCycle(
        project=project, course=course, title_en=title_en, title_ru=title_ru, starts_on=starts_on, ends_on=ends_on
    )
    with act("tot_cycle.plan", by=by, at=at):
        db.session.add(made)
    return made


def edit_cycle(cycle: TotCycle, *, by: Account | None, at: datetime, **fields: Any) -> None:
    """Change a cycle. Raises Refused for dates out of order."""
    _refuse_order(fields.get("starts_on", cycle.starts_on), fields.get("ends_on", cycle.ends_on), "ends_on")
    with act("tot_cycle.edit", by=by, at=at):
        for name in ("project", "course", "title_en", "title_ru", "starts_on", "ends_on"):
            setattr(cycle, name, fields.get(name, getattr(cycle, name)))


def add_cohort(
    cycle: TotCycle, *, name: str, by: Account | None, at: datetime, planned_size: int | None = None
) -> Cohort:
    """Add a group that goes through the cycle together. Raises Refused for a name that the cycle has."""
    _refuse_name_taken(cycle, name)
    made = Cohort(name=name, planned_size=planned_size)
    with act("tot_cohort.add", by=by, at=at):
        cycle.cohorts.append(made)
    return made


def edit_cohort(
    cohort: Cohort, *, name: str, by: Account | None, at: datetime, planned_size: int | None = None
) -> None:
    """Rename a cohort, or plan it larger or smaller. Raises Refused for a name that another of the cycle has."""
    _refuse_name_taken(cohort.cycle, name, but=cohort)
    with act("tot_cohort.edit", by=by, at=at):
        cohort.name, cohort.planned_size = name, planned_size


def _refuse_name_taken(cycle: TotCycle, name: str, but: Cohort | None = None) -> None:
    if any(one.name == name for one in cycle.cohorts if one is not but):
        raise Refused(N_("The cycle has a cohort %(name)s already."), field="name", name=name)


def remove_cohort(cohort: Cohort, *, by: Account | None, at: datetime) -> None:
    """Remove a cohort that has no stage."""
    if cohort.stages:
        raise Refused(N_("Remove the stages of %(name)s first."), name=cohort.name)
    with act("tot_cohort.remove", by=by, at=at):
        cohort.cycle.cohorts.remove(cohort)


def add_stage(
    cohort: Cohort, *, kind: StageKind, planned_from: date, planned_to: date, by: Account | None, at: datetime,
    done_on: date | None = None, note: str | None = None,
) -> Stage:  # fmt: skip
    """Add a step with its planned window. Raises Refused for dates out of order."""
    _refuse_order(planned_from, planned_to, "planned_to")
    made = Stage(kind=kind, planned_from=planned_from, planned_to=planned_to, done_on=done_on, note=note)
    with act("tot_stage.add", by=by, at=at):
        cohort.stages.append(made)
    return made


def edit_stage(stage: Stage, *, by: Account | None, at: datetime, **fields: Any) -> None:
    """Change a step."""
    _refuse_order(fields["planned_from"], fields["planned_to"], "planned_to")
    with act("tot_stage.edit", by=by, at=at):
        for name in ("kind", "planned_from", "planned_to", "done_on", "note"):
            setattr(stage, name, fields.get(name, getattr(stage, name)))


def remove_stage(stage: Stage, *, by: Account | None, at: datetime) -> None:
    """Remove a step with its links, those to events of other offices too; the events stay."""
    with looking(EVERYTHING), act("tot_stage.remove", by=by, at=at):
        for link in db.session.scalars(select(StageEvent).where(StageEvent.stage_id == stage.id)):
            db.session.delete(link)
        db.session.flush()
        stage.cohort.stages.remove(stage)


def link_event(stage: Stage, event: Event, *, by: Account | None, at: datetime) -> StageEvent:
    """Say that an event carries out a step. Raises Refused where it is linked already."""
    if any(link.event_id == event.id for link in stage.links):
        raise Refused(N_("“%(event)s” is linked to this stage already."), field="event", event=event)
    made = StageEvent(event=event)
    with act("tot_stage.link", by=by, at=at):
        stage.links.append(made)
    return made


def unlink_event(link: StageEvent, *, by: Account | None, at: datetime) -> None:
    """Take a link away."""
    with act("tot_stage.unlink", by=by, at=at):
        link.stage.links.remove(link)


def mark_cascade(event: Event, cycle: TotCycle, generation: int, *, by: Account | None, at: datetime) -> CascadeEvent:
    """Say that graduates of a cycle delivered an event; its figures are kept apart from direct ones (R12)."""
    if not 1 <= generation <= 9:
        raise Refused(N_("A generation is a number from 1 to 9."), field="generation")
    marked = db.session.get(CascadeEvent, event.id) or CascadeEvent(event_id=event.id)
    with act("cascade.mark", by=by, at=at):
        marked.cycle, marked.generation = cycle, generation
        db.session.add(marked)
    return marked


def unmark_cascade(marked: CascadeEvent, *, by: Account | None, at: datetime) -> None:
    """Count an event as direct again."""
    with act("cascade.unmark", by=by, at=at):
        db.session.delete(marked)


def set_status(
    person: Person, course: Course, level: TrainerLevel, *, from_on: date, evidence: str, by: Account | None,
    at: datetime, event: Event | None = None,
) -> TrainerStatus:  # fmt: skip
    """Add a dated row to a trainer's standing in a course (R13).

    Raises Refused for a day that has not come in the person's office, or missing evidence.
    """
    office = db.session.get_one(Office, person.office_id)
    if from_on > at.astimezone(ZoneInfo(office.time_zone)).date():
        raise Refused(N_("A standing begins today or earlier."), field="from_on")
    if level in MAY_DELIVER and not tidy(evidence):
        raise Refused(N_("Name the evidence: a decision, a certificate, a teach-back."), field="evidence")
    made = TrainerStatus(
        person=person, course=course, level=level, from_on=from_on, evidence=tidy(evidence), event=event,
        recorded_by_id=by.id if by else None, recorded_at=at,
    )  # fmt: skip
    with act("trainer_status.set", by=by, at=at):
        db.session.add(made)
    return made


def _refuse_order(first: date, last: date, field: str) -> None:
    if last < first:
        raise Refused(N_("The last day lies before the first."), field=field)
