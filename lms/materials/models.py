"""What is handed out: materials, their editions, and the distribution lines."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope
from lms.courses.evidence import EvidenceFile
from lms.courses.models import Event
from lms.extensions import Model, coded
from lms.language import N_, Labelled
from lms.participants.models import Organisation
from lms.projects.models import Project, Titled, of_project_in


class Carrier(Labelled):
    """What an edition is printed or recorded on."""

    BROCHURE = "brochure", N_("Brochure")
    CD = "cd", N_("CD")
    MANUAL = "manual", N_("Manual")
    POSTER = "poster", N_("Poster")
    OTHER = "other", N_("Other")


class Material(Titled, Model):
    """A title that is handed out."""

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title_en: Mapped[str] = mapped_column(String(300))
    title_ru: Mapped[str] = mapped_column(String(300))

    editions: Mapped[list["Edition"]] = relationship(
        back_populates="material", order_by="Edition.id", cascade="all, delete-orphan"
    )


class Edition(Model):
    """A material in one language on one carrier."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("material_id", "language", "carrier", "year"),
        CheckConstraint("print_run IS NULL OR print_run >= 0", name="print_run_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"))
    language: Mapped[str] = mapped_column(String(2))
    carrier: Mapped[Carrier] = mapped_column(coded(Carrier))
    year: Mapped[int | None]
    print_run: Mapped[int | None]

    material: Mapped[Material] = relationship(back_populates="editions")


class Distribution(Model):
    """A line of a distribution list: pieces handed to a unit. A correction is a line of its own, negative (R14)."""

    __tablename__ = "distribution"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity_not_zero"),
        CheckConstraint("quantity > 0 OR corrects_id IS NOT NULL", name="negative_corrects"),
        Index(None, "project_id", "handed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    quantity: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit: Mapped[str | None] = mapped_column(String(200))
    handed_on: Mapped[date]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    act_number: Mapped[str | None] = mapped_column(String(60))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("distribution.id"), index=True)
    note: Mapped[str | None] = mapped_column(String(300))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project] = relationship()
    edition: Mapped[Edition] = relationship()
    organisation: Mapped[Organisation] = relationship()
    event: Mapped[Event | None] = relationship()
    corrects: Mapped["Distribution | None"] = relationship(remote_side=[id])
    recorded_by: Mapped[Account | None] = relationship()
    # The signed acts that were not withdrawn.
    acts: Mapped[list[EvidenceFile]] = relationship(
        viewonly=True, order_by=EvidenceFile.id,
        primaryjoin=lambda: and_(Distribution.id == EvidenceFile.distribution_id, EvidenceFile.withdrawn_at.is_(None)),
    )  # fmt: skip

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its project."""
        return of_project_in(cls.project_id, scope)
