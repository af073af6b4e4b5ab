"""What is taught and when: courses, events and all that an event is made of."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope
from lms.courses.codes import TRAINING_KINDS, EventKind, EventState, OrganisationRole
from lms.courses.reach import events_in, of_event_in
from lms.extensions import Model, coded
from lms.participants.models import Category, Organisation, Sex
from lms.projects.models import Country, Office, Project, Region, Titled

if TYPE_CHECKING:
    from lms.courses.evidence import EvidenceFile


class Course(Titled, Model):
    """What is taught, with the rule that an event of it starts from."""

    __tablename__ = "course"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("min_attendance_percent BETWEEN 0 AND 100", name="min_attendance_is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20), default="1")
    title_en: Mapped[str] = mapped_column(String(300))
    title_ru: Mapped[str] = mapped_column(String(300))
    kind: Mapped[EventKind] = mapped_column(coded(EventKind), default=EventKind.TRAINING)
    hours: Mapped[Decimal | None] = mapped_column(Numeric(6, 1))
    languages: Mapped[str] = mapped_column(String(60), default="")
    min_attendance_percent: Mapped[int] = mapped_column(default=80)
    min_grade: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    counts_as_training: Mapped[bool] = mapped_column(default=True)
    retired_on: Mapped[date | None]

    modules: Mapped[list["CourseModule"]] = relationship(
        back_populates="course", order_by="CourseModule.position", cascade="all, delete-orphan"
    )


class CourseModule(Model):
    """A part of a course."""

    __tablename__ = "course_module"
    __table_args__ = (UniqueConstraint("course_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    position: Mapped[int]
    title_en: Mapped[str] = mapped_column(String(300))
    title_ru: Mapped[str] = mapped_column(String(300))
    hours: Mapped[Decimal | None] = mapped_column(Numeric(6, 1))

    course: Mapped[Course] = relationship(back_populates="modules")


class Event(Titled, Model):
    """One dated delivery: a training, a study tour, a seminar and so on."""

    __tablename__ = "event"
    __table_args__ = (
        Index(None, "office_id", "starts_on"),
        # All that figures ask of an event, in order of time.
        Index(
            "ix_event_in_time", "ends_on", "id", "finalised_at", "counts_as_training", "kind", "country", "cancelled_at",
            "office_id",
        ),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("min_attendance_percent BETWEEN 0 AND 100", name="min_attendance_is_a_share"),
        CheckConstraint("finalised_at IS NULL OR cancelled_at IS NULL", name="not_finalised_and_cancelled"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[EventKind] = mapped_column(coded(EventKind), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    title_en: Mapped[str] = mapped_column(String(300))
    title_ru: Mapped[str] = mapped_column(String(300))
    series: Mapped[str | None] = mapped_column(String(200))
    edition: Mapped[int | None]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    country: Mapped[str | None] = mapped_column(ForeignKey("country.code"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    city: Mapped[str | None] = mapped_column(String(100))
    venue: Mapped[str | None] = mapped_column(String(200))
    languages: Mapped[str] = mapped_column(String(60), default="")
    capacity: Mapped[int | None]
    counts_as_training: Mapped[bool]
    min_attendance_percent: Mapped[int] = mapped_column(default=80)
    min_grade: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    cost_planned: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    cost_actual: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    summary_en: Mapped[str | None] = mapped_column(Text)
    summary_ru: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    finalised_at: Mapped[datetime | None]
    finalised_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it as it stands

    course: Mapped[Course | None] = relationship()
    office: Mapped[Office] = relationship()
    region: Mapped[Region | None] = relationship()
    country_ref: Mapped[Country | None] = relationship()
    finalised_by: Mapped[Account | None] = relationship()
    sessions: Mapped[list["Session"]] = relationship(
        back_populates="event", order_by="Session.day, Session.starts_at, Session.id", cascade="all, delete-orphan"
    )
    funding: Mapped[list["EventProject"]] = relationship(back_populates="event", cascade="all, delete-orphan")
    organisations: Mapped[list["EventOrganisation"]] = relationship(
        back_populates="event", order_by="EventOrganisation.id", cascade="all, delete-orphan"
    )
    headcounts: Mapped[list["Headcount"]] = relationship(
        back_populates="event", order_by="Headcount.id", cascade="all, delete-orphan"
    )
    # The signed sheets that were not withdrawn (lms/courses/evidence.py), for lists of many events.
    sheets: Mapped[list["EvidenceFile"]] = relationship(
        viewonly=True, order_by="EvidenceFile.id",
        primaryjoin="and_(Event.id == EvidenceFile.event_id, EvidenceFile.withdrawn_at.is_(None))",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.title_en

    @property
    def is_finalised(self) -> bool:
        """Say whether attendance is closed and completions decided."""
        return self.finalised_at is not None

    @property
    def is_reconstructed(self) -> bool:
        """Say whether numbers of the event were taken from an old report (R10)."""
        return any(line.is_reconstructed for line in self.headcounts)

    @property
    def is_shared(self) -> bool:
        """Say whether several projects fund the event (R11)."""
        return len(self.funding) > 1

    @property
    def minutes(self) -> int:
        """Return the scheduled session time, in minutes: all sessions, also those that run side by side."""
        return sum(session.minutes for session in self.sessions)

    def state_on(self, day: date) -> EventState:
        """Say where the event stands on a day."""
        if self.cancelled_at:
            return EventState.CANCELLED
        if self.finalised_at:
            return EventState.FINALISED
        if day > self.ends_on:
            return EventState.TO_FINALISE
        if day >= self.starts_on:
            return EventState.UNDER_WAY
        return EventState.CONFIRMED if self.confirmed_at else EventState.PLANNED

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """Events of one's offices and projects, and those one teaches."""
        return events_in(cls, scope)


def kind_counts_as_training(kind: EventKind) -> bool:
    """Say what a new event of the kind starts with (R16)."""
    return kind in TRAINING_KINDS


class EventProject(Model):
    """A project's share in an event's cost; the event counts fully for each (R11)."""

    __tablename__ = "event_project"
    __table_args__ = (
        CheckConstraint("share_percent IS NULL OR share_percent BETWEEN 0 AND 100", name="share_is_a_percentage"),
        Index(None, "project_id", "event_id"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    share_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))

    event: Mapped[Event] = relationship(back_populates="funding")
    project: Mapped[Project] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its event."""
        return of_event_in(cls.event_id, scope)


class EventOrganisation(Model):
    """An organisation's part in an event."""

    __tablename__ = "event_organisation"
    __table_args__ = (UniqueConstraint("event_id", "organisation_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[OrganisationRole] = mapped_column(coded(OrganisationRole))

    event: Mapped[Event] = relationship(back_populates="organisations")
    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its event."""
        return of_event_in(cls.event_id, scope)


class Session(Model):
    """A block of an event for which attendance is taken; day and times are those of the place."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
        Index(None, "event_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    day: Mapped[date]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    title: Mapped[str] = mapped_column(String(300))
    room: Mapped[str | None] = mapped_column(String(100))
    trainer: Mapped[str | None] = mapped_column(String(200))

    event: Mapped[Event] = relationship(back_populates="sessions")

    @property
    def minutes(self) -> int:
        """Return the scheduled time, in minutes."""
        ends, starts = self.ends_at, self.starts_at
        return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its event."""
        return of_event_in(cls.event_id, scope)


class Headcount(Model):
    """People of an event who are known only as a number, with the reason and the source (R10).

    Reconstructed means: taken from an old report, since no list is left. Page and day are those of the source.
    """

    __tablename__ = "headcount"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("NOT is_reconstructed OR length(trim(source)) > 0", name="reconstructed_has_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    sex: Mapped[Sex] = mapped_column(coded(Sex), default=Sex.NOT_STATED)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.code"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    number: Mapped[int]
    is_estimate: Mapped[bool] = mapped_column(default=False)
    is_reconstructed: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(300))
    source_page: Mapped[str | None] = mapped_column(String(40))
    source_on: Mapped[date | None]

    event: Mapped[Event] = relationship(back_populates="headcounts")
    category: Mapped[Category | None] = relationship()
    region: Mapped[Region | None] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its event."""
        return of_event_in(cls.event_id, scope)
