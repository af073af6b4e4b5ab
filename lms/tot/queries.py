"""What we know of cycles, of their cascade, and of who may train."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lms.courses.codes import HOLDING_A_PLACE, TEACHING_ROLES, EnrolmentRole, EnrolmentStatus, EventKind
from lms.courses.models import Course, Event, EventProject, Headcount
from lms.courses.roster import Enrolment
from lms.extensions import has_words
from lms.participants.models import Affiliation, Person
from lms.participants.queries import named
from lms.projects.models import Region
from lms.tot.models import (
    CascadeEvent,
    Cohort,
    Stage,
    StageEvent,
    StageKind,
    TotCycle,
    TrainerLevel,
    TrainerStatus,
)

PLACE = (joinedload(Event.region), joinedload(Event.country_ref))


def cycles(*, project_id: int | None = None, course_id: int | None = None) -> Select[TotCycle]:
    """Select cycles by project and course, with what a line of a list shows."""
    rows = select(TotCycle).join(TotCycle.project).join(TotCycle.course)
    rows = rows.options(
        contains_eager(TotCycle.project), contains_eager(TotCycle.course), selectinload(TotCycle.cohorts)
    )
    if project_id:
        rows = rows.where(TotCycle.project_id == project_id)
    return rows.where(TotCycle.course_id == course_id) if course_id else rows


def cycle(cycle_id: int) -> Select[TotCycle]:
    """Select a cycle with its cohorts, stages and linked events."""
    stages = selectinload(TotCycle.cohorts).selectinload(Cohort.stages)
    return (
        select(TotCycle)
        .where(TotCycle.id == cycle_id)
        .options(
            joinedload(TotCycle.project), joinedload(TotCycle.course),
            stages.selectinload(Stage.links).joinedload(StageEvent.event),
        )
    )  # fmt: skip


def cohort(cycle_id: int, cohort_id: int) -> Select[Cohort]:
    """Select a cohort of this cycle and no other's."""
    return select(Cohort).where(Cohort.id == cohort_id, Cohort.cycle_id == cycle_id).options(joinedload(Cohort.cycle))


def stage(cycle_id: int, stage_id: int) -> Select[Stage]:
    """Select a stage of this cycle and no other's."""
    rows = select(Stage).join(Stage.cohort).where(Stage.id == stage_id, Cohort.cycle_id == cycle_id)
    return rows.options(contains_eager(Stage.cohort).joinedload(Cohort.cycle))


def link(cycle_id: int, stage_id: int, event_id: int) -> Select[StageEvent]:
    """Select the link of an event to a stage of this cycle."""
    rows = select(StageEvent).join(StageEvent.stage).join(Stage.cohort).where(Cohort.cycle_id == cycle_id)
    return rows.where(StageEvent.stage_id == stage_id, StageEvent.event_id == event_id)


def enrolled(cycle_id: int) -> Select[int, int]:
    """Select how many people hold a participant's place on the TOT courses of each cohort, as (cohort id, number)."""
    return (
        select(Stage.cohort_id, func.count(Enrolment.person_id.distinct()))
        .join(Stage.cohort)
        .join(StageEvent, StageEvent.stage_id == Stage.id)
        .join(Enrolment, Enrolment.event_id == StageEvent.event_id)
        .where(Cohort.cycle_id == cycle_id, Stage.kind == StageKind.TOT_COURSE)
        .where(Enrolment.role == EnrolmentRole.PARTICIPANT, Enrolment.status.in_(HOLDING_A_PLACE))
        .group_by(Stage.cohort_id)
    )


def linkable(
    of: Stage, project_id: int, window: tuple[date, date], text: str = "", *, ticked: Collection[int] = (), limit: int = 50
) -> Select[Event]:
    """Select events that a stage may be linked to: those ticked before, those of the project, those near its window.

    A text looks for others, whatever their dates.
    """
    linked = select(StageEvent.event_id).where(StageEvent.stage_id == of.id)
    rows = select(Event).where(Event.cancelled_at.is_(None), Event.id.not_in(linked)).options(*PLACE)
    kept = Event.id.in_(ticked)
    near = has_words(Event.search_key, text) if text else and_(Event.ends_on >= window[0], Event.starts_on <= window[1])
    order = _first(kept), _first(funded_by(project_id)), Event.starts_on, Event.id
    return rows.where(or_(kept, near)).order_by(*order).limit(limit + len(ticked))


def funded_by(project_id: int) -> ColumnElement[bool]:
    """Return the condition that a project funds the event."""
    return Event.funding.any(EventProject.project_id == project_id)


def _first(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Order rows that meet the condition before the others."""
    return case((condition, 0), else_=1)


def events_chosen(event_ids: Iterable[int]) -> Select[Event]:
    """Select events by their numbers."""
    return select(Event).where(Event.id.in_(list(event_ids))).order_by(Event.starts_on, Event.id)


def cascade_mark(event_id: int) -> Select[CascadeEvent]:
    """Select an event's mark as cascade."""
    return select(CascadeEvent).where(CascadeEvent.event_id == event_id).options(joinedload(CascadeEvent.cycle))


def generations(event_ids: Iterable[int]) -> Select[int, int]:
    """Select which of some events are cascade, as (event id, generation)."""
    marked = select(CascadeEvent.event_id, CascadeEvent.generation)
    return marked.where(CascadeEvent.event_id.in_(list(event_ids)))


def cycles_for(event_id: int) -> Select[TotCycle]:
    """Select the cycles that an event may be cascade of, those of its funding projects first, then the latest."""
    funding = select(EventProject.project_id).where(EventProject.event_id == event_id)
    rows = select(TotCycle).join(TotCycle.project).options(contains_eager(TotCycle.project))
    return rows.order_by(_first(TotCycle.project_id.in_(funding)), TotCycle.starts_on.desc(), TotCycle.id)


def cascade_of(of: TotCycle, generation: int | None = None) -> Select[CascadeEvent]:
    """Select the cascade events under a cycle, and others that its project's figures over its dates count."""
    rows = select(CascadeEvent).join(CascadeEvent.event).where(_behind(of))
    shown = contains_eager(CascadeEvent.event)
    rows = rows.options(
        shown.joinedload(Event.region), shown.joinedload(Event.country_ref), shown.selectinload(Event.funding),
        joinedload(CascadeEvent.cycle),
    )  # fmt: skip
    return rows.where(CascadeEvent.generation == generation) if generation else rows


def _behind(of: TotCycle) -> ColumnElement[bool]:
    counted = and_(funded_by(of.project_id), Event.ends_on >= of.starts_on, Event.ends_on <= of.ends_on)
    return or_(CascadeEvent.cycle_id == of.id, counted)


def generations_of(of: TotCycle) -> Select[int]:
    """Select the generations that the cascade events of a cycle have."""
    rows = select(CascadeEvent.generation).join(CascadeEvent.event).where(_behind(of))
    return rows.distinct().order_by(CascadeEvent.generation)


def trainers_of(event_ids: Iterable[int]) -> Select[int, Person]:
    """Select who taught at events, as (event id, person)."""
    return (
        select(Enrolment.event_id, Person)
        .join(Enrolment.person)
        .where(Enrolment.event_id.in_(list(event_ids)), _taught())
        .order_by(Person.sort_key, Person.id)
    )


def completions_of(event_ids: Iterable[int]) -> Select[int, int]:
    """Select how many named people completed events, as (event id, number)."""
    completed = select(Enrolment.event_id, func.count(Enrolment.id)).where(Enrolment.event_id.in_(list(event_ids)))
    return completed.where(Enrolment.completed, Enrolment.role == EnrolmentRole.PARTICIPANT).group_by(Enrolment.event_id)


def headcounts_of(event_ids: Iterable[int]) -> Select[int, int]:
    """Select how many people training events have as numbers only, as (event id, number) (R10)."""
    told = select(Headcount.event_id, func.sum(Headcount.number)).join(Headcount.event)
    return told.where(Event.id.in_(list(event_ids)), Event.counts_as_training).group_by(Headcount.event_id)


def _taught() -> ColumnElement[bool]:
    return and_(Enrolment.role.in_(TEACHING_ROLES), Enrolment.status != EnrolmentStatus.WITHDRAWN)


def pools(text: str = "") -> Select[Course]:
    """Select the courses that have trainers, and those that make trainers."""
    rows = select(Course).where(or_(Course.kind == EventKind.TOT, Course.id.in_(select(TrainerStatus.course_id))))
    return rows.where(has_words(Course.search_key, text))


def standing(on: date) -> Subquery:
    """List the rows that tell each trainer's standing in each course on a day (R13); rules.standing says it of one."""
    latest = func.row_number().over(
        partition_by=(TrainerStatus.course_id, TrainerStatus.person_id),
        order_by=(TrainerStatus.from_on.desc(), TrainerStatus.id.desc()),
    )
    begun = select(TrainerStatus.id, latest.label("place")).where(TrainerStatus.from_on <= on).subquery("begun")
    return select(begun.c.id).where(begun.c.place == 1).subquery("standing")


def levels(course_ids: Iterable[int], on: date) -> Select[int, TrainerLevel, int]:
    """Select how many trainers stand at each level of courses on a day, as (course id, level, number)."""
    now = standing(on)
    rows = select(TrainerStatus.course_id, TrainerStatus.level, func.count()).join(now, now.c.id == TrainerStatus.id)
    rows = rows.where(TrainerStatus.course_id.in_(list(course_ids)))
    return rows.group_by(TrainerStatus.course_id, TrainerStatus.level)


def deliveries(course_id: int, on: date) -> Subquery:
    """List how often each person taught the course by a day: finalised events, as person_id, number, last_on."""
    rows = select(Enrolment.person_id, func.count(Enrolment.id).label("number"), func.max(Event.ends_on).label("last_on"))
    rows = rows.join(Enrolment.event).where(*_delivered(course_id, on)).group_by(Enrolment.person_id)
    return rows.subquery("deliveries")


def _delivered(course_id: int, on: date) -> tuple[ColumnElement[bool], ...]:
    return Event.course_id == course_id, Event.finalised_at.is_not(None), Event.ends_on <= on, _taught()


def delivered_by(person_id: int, course_id: int, on: date) -> Select[Event]:
    """Select the finalised events of a course that a person taught by a day, the last first."""
    rows = select(Event).join(Enrolment, Enrolment.event_id == Event.id).where(Enrolment.person_id == person_id)
    return rows.where(*_delivered(course_id, on)).options(*PLACE).order_by(Event.ends_on.desc(), Event.id.desc())


def posts(on: date) -> Subquery:
    """List the post that each person held on a day, as person_id and region_code; Person.post_on says it of one."""
    latest = func.row_number().over(
        partition_by=Affiliation.person_id,
        order_by=(func.coalesce(Affiliation.starts_on, date.min).desc(), Affiliation.id.desc()),
    )
    covers = (
        or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= on),
        or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= on),
    )
    columns = (Affiliation.person_id, Affiliation.region_code, latest.label("place"))
    held = select(*columns).where(*covers).subquery("held")
    return select(held.c.person_id, held.c.region_code).where(held.c.place == 1).subquery("posts")


# What a pool's table may be sorted by, besides columns of the models.
Parts = dict[str, Any]


def pool(
    course_id: int, on: date, *, level: TrainerLevel | None = None, region: str | None = None
) -> tuple[Select[Any], Parts]:
    """Select each trainer of a course once, as on a day: (status, region, deliveries, last one); and what sorts them."""
    now, taught, post = standing(on), deliveries(course_id, on), posts(on)
    number = func.coalesce(taught.c.number, 0).label("number")
    rows = (
        select(TrainerStatus, Region, number, taught.c.last_on)
        .join(now, now.c.id == TrainerStatus.id)
        .join(TrainerStatus.person)
        .outerjoin(taught, taught.c.person_id == TrainerStatus.person_id)
        .outerjoin(post, post.c.person_id == TrainerStatus.person_id)
        .outerjoin(Region, Region.code == post.c.region_code)
        .where(TrainerStatus.course_id == course_id)
        .options(contains_eager(TrainerStatus.person), joinedload(TrainerStatus.event))
    )
    if level:
        rows = rows.where(TrainerStatus.level == level)
    rows = rows.where(Region.code == region) if region else rows
    rank = case({each: place for place, each in enumerate(TrainerLevel)}, value=TrainerStatus.level)
    last_on = func.coalesce(taught.c.last_on, date.min)
    return rows, {"level": rank, "region": func.coalesce(Region.code, ""), "number": number, "last_on": last_on}


def regions_of(course_id: int, on: date) -> Select[Region]:
    """Select the regions that the trainers of a course serve in on a day."""
    post = posts(on)
    serving = select(post.c.region_code).join(TrainerStatus, TrainerStatus.person_id == post.c.person_id)
    return select(Region).where(Region.code.in_(serving.where(TrainerStatus.course_id == course_id)))


def history(course_id: int, person_id: int) -> Select[TrainerStatus]:
    """Select every row of a trainer's standing in a course, the latest first."""
    return (
        select(TrainerStatus)
        .where(TrainerStatus.course_id == course_id, TrainerStatus.person_id == person_id)
        .options(joinedload(TrainerStatus.event), joinedload(TrainerStatus.recorded_by))
        .order_by(TrainerStatus.from_on.desc(), TrainerStatus.id.desc())
    )


def candidates(course_id: int, text: str, *, limit: int = 20) -> Select[Person, bool]:
    """Select people of the register by name, with whether they are in the pool or taught the course; those first."""
    in_pool = exists().where(TrainerStatus.person_id == Person.id, TrainerStatus.course_id == course_id)
    teaching = select(Enrolment.person_id).join(Enrolment.event).where(Event.course_id == course_id, _taught())
    known = or_(in_pool, Person.id.in_(teaching))
    return (
        select(Person, known)
        .where(*named(text))
        .options(selectinload(Person.affiliations).joinedload(Affiliation.organisation))
        .order_by(_first(known), Person.sort_key, Person.id)
        .limit(limit)
    )


def events_of(person_id: int, *, limit: int = 100) -> Select[Event]:
    """Select the events that a person was on, which may be evidence; the latest first."""
    rows = select(Event).join(Enrolment, Enrolment.event_id == Event.id).where(Enrolment.person_id == person_id)
    rows = rows.where(Enrolment.status != EnrolmentStatus.WITHDRAWN)
    return rows.order_by(Event.starts_on.desc(), Event.id.desc()).limit(limit)
