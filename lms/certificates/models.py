"""Certificates: a document about one enrolment, kept as printed, and its revocation."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from lms.accounts.models import Account
from lms.accounts.scope import Scope, plain
from lms.courses.reach import of_event_in
from lms.courses.roster import Enrolment
from lms.extensions import Model, coded
from lms.language import N_, Labelled
from lms.projects.models import Office
from lms.text import folded


class CertificateKind(Labelled):
    """What a certificate says of its holder."""

    PARTICIPATION = "participation", N_("Certificate of participation")
    COMPLETION = "completion", N_("Certificate of completion")


class Audience(Labelled):
    """On which side of the classroom its holder was."""

    PARTICIPANT = "participant", N_("Participant")
    TRAINER = "trainer", N_("Trainer")


class CertificateSeries(Model):
    """The numbers given out by one office in one year; a number is never given twice."""

    __tablename__ = "certificate_series"
    __table_args__ = (CheckConstraint("last_number >= 0", name="last_number_not_negative"),)
    __audited__ = False

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(default=0)


class Certificate(Model):
    """A document about one enrolment. The printed words are copied here and never follow later edits."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("office_id", "year", "running_number"),
        Index(
            "uq_certificate_valid", "enrolment_id", "kind", unique=True,
            sqlite_where=text("revoked_at IS NULL"), postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name="revocation_has_a_reason"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    year: Mapped[int]
    running_number: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    code: Mapped[str] = mapped_column(String(26), unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    kind: Mapped[CertificateKind] = mapped_column(coded(CertificateKind))
    audience: Mapped[Audience] = mapped_column(coded(Audience))
    language: Mapped[str] = mapped_column(String(2))
    holder: Mapped[str] = mapped_column(String(320))
    event_title: Mapped[str] = mapped_column(String(300))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(300))
    hours: Mapped[str | None] = mapped_column(String(20))
    issuer: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_reason: Mapped[str | None] = mapped_column(String(300))
    search_key: Mapped[str] = mapped_column(String(400), default="")

    office: Mapped[Office] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    issued_by: Mapped[Account | None] = relationship(foreign_keys=[issued_by_id])
    document: Mapped["CertificateDocument"] = relationship(back_populates="certificate", cascade="all, delete-orphan")

    @validates("number", "holder")
    def _key(self, attribute: str, value: str) -> str:
        known = {name: getattr(self, name) for name in ("number", "holder")} | {attribute: value}
        self.search_key = folded(" | ".join(text for text in known.values() if text))
        return value

    @property
    def holder_erased_on(self) -> date | None:
        """Return the day on which the holder's data were erased, and with them the name and the printed document."""
        erased_at = self.enrolment.person.erased_at if not self.holder else None
        return erased_at.astimezone(ZoneInfo(self.office.time_zone)).date() if erased_at else None

    @property
    def is_valid(self) -> bool:
        """Say whether the certificate stands."""
        return self.revoked_at is None

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its enrolment."""
        enrolment = plain("enrolment")
        return cls.enrolment_id.in_(select(enrolment.c.id).where(of_event_in(enrolment.c.event_id, scope)))


class CertificateDocument(Model):
    """The printed bytes, apart so that lists never load them."""

    __tablename__ = "certificate_document"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)

    certificate: Mapped[Certificate] = relationship(back_populates="document")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its certificate."""
        certificate, enrolment = plain("certificate"), plain("enrolment")
        return cls.certificate_id.in_(
            select(certificate.c.id)
            .join_from(certificate, enrolment, enrolment.c.id == certificate.c.enrolment_id)
            .where(of_event_in(enrolment.c.event_id, scope))
        )
