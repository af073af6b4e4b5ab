"""Training of trainers: cycles with cohorts and stages, who may train, and whom they trained in turn."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope, plain
from lms.courses.models import Course, Event
from lms.courses.reach import of_event_in
from lms.extensions import Model, coded
from lms.language import N_, Labelled
from lms.participants.models import Person, of_person_in
from lms.projects.models import Project, of_project_in


class TotCycle(Model):
    """A project's plan to make trainers of one course, from selection to refresher."""

    __tablename__ = "tot_cycle"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    title_en: Mapped[str] = mapped_column(String(300))
    title_ru: Mapped[str] = mapped_column(String(300))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    project: Mapped[Project] = relationship()
    course: Mapped[Course] = relationship()
    cohorts: Mapped[list["Cohort"]] = relationship(
        back_populates="cycle", order_by="Cohort.id", cascade="all, delete-orphan"
    )

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its project."""
        return of_project_in(cls.project_id, scope)


class Cohort(Model):
    """A group that goes through the cycle together."""

    __tablename__ = "tot_cohort"
    __table_args__ = (
        UniqueConstraint("cycle_id", "name"),
        CheckConstraint("planned_size IS NULL OR planned_size > 0", name="planned_size_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("tot_cycle.id"))
    name: Mapped[str] = mapped_column(String(100))
    planned_size: Mapped[int | None]

    cycle: Mapped[TotCycle] = relationship(back_populates="cohorts")
    stages: Mapped[list["Stage"]] = relationship(
        back_populates="cohort", order_by="Stage.planned_from, Stage.id", cascade="all, delete-orphan"
    )

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its cycle."""
        return cls.cycle_id.in_(_cycles_in(scope))


class StageKind(Labelled):
    """The steps of a cycle, in their usual order."""

    SELECTION = "selection", N_("Selection")
    PRE_TEST = "pre_test", N_("Pre-test")
    TOT_COURSE = "tot_course", N_("TOT course")
    TEACH_BACK = "teach_back", N_("Teach-back")
    CO_TRAINING = "co_training", N_("Co-training")
    CERTIFICATION = "certification", N_("Certification")
    CASCADE = "cascade", N_("Cascade")
    REFRESHER = "refresher", N_("Refresher")


class Stage(Model):
    """A step of a cohort: a planned window, and the events that carry it out or the day it was done without any."""

    __tablename__ = "tot_stage"
    __table_args__ = (CheckConstraint("planned_to >= planned_from", name="dates_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("tot_cohort.id"), index=True)
    kind: Mapped[StageKind] = mapped_column(coded(StageKind))
    planned_from: Mapped[date]
    planned_to: Mapped[date]
    done_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(500))

    cohort: Mapped[Cohort] = relationship(back_populates="stages")
    links: Mapped[list["StageEvent"]] = relationship(back_populates="stage", cascade="all, delete-orphan")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its cohort."""
        cohort = plain("tot_cohort")
        return cls.cohort_id.in_(select(cohort.c.id).where(cohort.c.cycle_id.in_(_cycles_in(scope))))


def _cycles_in(scope: Scope) -> Select[int]:
    cycle = plain("tot_cycle")
    return select(cycle.c.id).where(of_project_in(cycle.c.project_id, scope))


class StageEvent(Model):
    """An event that carries out a stage."""

    __tablename__ = "tot_stage_event"

    stage_id: Mapped[int] = mapped_column(ForeignKey("tot_stage.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, index=True)

    stage: Mapped[Stage] = relationship(back_populates="links")
    event: Mapped[Event] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its event."""
        return of_event_in(cls.event_id, scope)


class CascadeEvent(Model):
    """An event delivered by graduates of a cycle; generation 1 was trained by them, 2 by those in turn (R12)."""

    __tablename__ = "cascade_event"
    __table_args__ = (CheckConstraint("generation BETWEEN 1 AND 9", name="generation_plausible"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("tot_cycle.id"), index=True)
    generation: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    cycle: Mapped[TotCycle] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its event."""
        return of_event_in(cls.event_id, scope)


class TrainerLevel(Labelled):
    """What a person is as a trainer of one course."""

    CANDIDATE = "candidate", N_("Trainee trainer")
    CO_TRAINER = "co_trainer", N_("Co-trainer")
    CERTIFIED = "certified", N_("Certified trainer")
    MASTER = "master", N_("Master trainer")
    LAPSED = "lapsed", N_("Lapsed")
    WITHDRAWN = "withdrawn", N_("Withdrawn from the pool")


MAY_DELIVER = frozenset({TrainerLevel.CERTIFIED, TrainerLevel.MASTER})


class TrainerStatus(Model):
    """A dated row of a trainer's standing in one course, with its evidence; rows are added, never changed (R13)."""

    __tablename__ = "trainer_status"
    __table_args__ = (Index(None, "course_id", "person_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    level: Mapped[TrainerLevel] = mapped_column(coded(TrainerLevel))
    from_on: Mapped[date]
    evidence: Mapped[str] = mapped_column(String(500))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    course: Mapped[Course] = relationship()
    event: Mapped[Event | None] = relationship()
    recorded_by: Mapped[Account | None] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its person."""
        return of_person_in(cls.person_id, scope)
