"""Who is on an event and what was seen of them: enrolments with their snapshot, and attendance marks."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope, plain
from lms.courses.codes import TEACHING_ROLES, EnrolmentRole, EnrolmentStatus, Mark, Method
from lms.courses.models import Event, Session
from lms.courses.reach import enrolled_in, of_event_in
from lms.extensions import Model, coded
from lms.participants.models import SEEN_THROUGH, Affiliation, Category, Organisation, Person, Sex
from lms.projects.models import Country, Region

SEEN_THROUGH.append(enrolled_in)


class Enrolment(Model):
    """A person on an event, with the post held then (R8) and, once finalised, what attendance decided.

    `scheduled_minutes`, `attended_minutes`, `attended_sessions` and `completed` are written by finalising only,
    so that figures count rows and never recompute.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        # Who is on an event, and on which events somebody is, without a look at the rows themselves.
        Index("ix_enrolment_of_event", "event_id", "role", "status", "person_id"),
        Index("ix_enrolment_of_person", "person_id", "event_id"),
        Index(
            "ix_enrolment_joined_into_id", "joined_into_id", sqlite_where=text("joined_into_id IS NOT NULL"),
            postgresql_where=text("joined_into_id IS NOT NULL"),
        ),
        CheckConstraint("attended_minutes <= scheduled_minutes", name="attended_within_schedule"),
        # What no figure, roster or place counts, so that none of them has to ask whether an enrolment was joined.
        CheckConstraint(
            "joined_into_id IS NULL OR (role = 'alternate' AND status = 'withdrawn' AND NOT completed)",
            name="joined_counts_nowhere",
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[EnrolmentRole] = mapped_column(coded(EnrolmentRole), default=EnrolmentRole.PARTICIPANT)
    status: Mapped[EnrolmentStatus] = mapped_column(coded(EnrolmentStatus), default=EnrolmentStatus.CONFIRMED)

    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    unit: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[str | None] = mapped_column(String(200))
    rank: Mapped[str | None] = mapped_column(String(100))
    country: Mapped[str | None] = mapped_column(ForeignKey("country.code"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    sex: Mapped[Sex] = mapped_column(coded(Sex))

    pre_score: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    post_score: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    grade: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))

    scheduled_minutes: Mapped[int | None]
    attended_minutes: Mapped[int | None]
    attended_sessions: Mapped[int | None]
    completed: Mapped[bool] = mapped_column(default=False)
    enrolled_at: Mapped[datetime]
    # The other enrolment of the same human being, who stood in the register twice and was on the event as both.
    joined_into_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
    category: Mapped[Category | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    region: Mapped[Region | None] = relationship()
    country_ref: Mapped[Country | None] = relationship()

    def remember_post(self, post: Affiliation | None, *, sex: Sex) -> None:
        """Copy the post held on the event's first day; later changes of the person do not move it."""
        for part in ("category_id", "organisation_id", "unit", "position", "rank", "country", "region_code"):
            setattr(self, part, getattr(post, part) if post else None)
        self.sex = sex

    @property
    def teaches(self) -> bool:
        """Say whether the person is on the trainers' side."""
        return self.role in TEACHING_ROLES

    @property
    def attended_share(self) -> Decimal | None:
        """Return the decided share of scheduled time attended, 0 to 1; None before finalising."""
        if self.attended_minutes is None or not self.scheduled_minutes:
            return None
        return Decimal(self.attended_minutes) / Decimal(self.scheduled_minutes)

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its event."""
        return of_event_in(cls.event_id, scope)


class Attendance(Model):
    """A mark for one person and session. A changed mark is a new row that supersedes the old one.

    At most one current mark stands for a pair, and each mark is superseded at most once: of two people changing
    the same mark at once, one is told.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        # SQLite uses the index only where a query asks in its very words, and it is asked whether the column is 1.
        Index(
            "uq_attendance_current", "enrolment_id", "session_id", unique=True,
            sqlite_where=text("is_current = 1"), postgresql_where=text("is_current"),
        ),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    mark: Mapped[Mark] = mapped_column(coded(Mark))
    minutes: Mapped[int | None]
    method: Mapped[Method] = mapped_column(coded(Method))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("attendance.id"), unique=True)
    is_current: Mapped[bool] = mapped_column(default=True)

    enrolment: Mapped[Enrolment] = relationship()
    session: Mapped[Session] = relationship()
    recorded_by: Mapped[Account | None] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its session."""
        session = plain("session")
        return cls.session_id.in_(select(session.c.id).where(of_event_in(session.c.event_id, scope)))
