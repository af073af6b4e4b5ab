"""A report to a donor: what it is asked to tell, and once sealed what it told, which never changes (R17)."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope, plain
from lms.courses.evidence import LONGEST_FILE_NAME, FileType
from lms.extensions import Model, coded
from lms.language import N_, Labelled
from lms.projects.models import Donor, IndicatorRule, Office, Project, Region, of_project_in
from lms.revisions import Revised


class ReportState(Labelled):
    """Where a report stands."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    ACCEPTED = "accepted", N_("Accepted")
    RETURNED = "returned", N_("Returned")


class Report(Revised, Model):
    """A report over a period about a project, an office, a donor or everything; `version` counts those of one report.

    `restates` is the sealed version that it corrects. What a sealed one told is its document, `sha256` the hash of that,
    and `audit_seq` the last entry of the record of changes that its figures were counted after.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("last >= first", name="dates_in_order"),
        CheckConstraint("(version = 1) = (restates_id IS NULL)", name="version_restates"),
        CheckConstraint("(state = 'draft') = (sha256 IS NULL)", name="draft_is_not_sealed"),
        CheckConstraint("(sha256 IS NULL) = (sealed_at IS NULL)", name="sealed_at_a_time"),
        CheckConstraint("(sha256 IS NULL) = (audit_seq IS NULL)", name="sealed_after_an_entry"),
        CheckConstraint("(decided_at IS NULL) = (state IN ('draft', 'submitted'))", name="decided_at_a_time"),
        Index(None, "project_id", "first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    restates_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), unique=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    donor_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"))
    country: Mapped[str | None] = mapped_column(ForeignKey("country.code"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    first: Mapped[date]
    last: Mapped[date]
    title_en: Mapped[str] = mapped_column(String(300))
    title_ru: Mapped[str] = mapped_column(String(300))
    narrative_en: Mapped[str | None] = mapped_column(Text)
    narrative_ru: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ReportState] = mapped_column(coded(ReportState), default=ReportState.DRAFT)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    prepared_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime | None]
    sealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sealed_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    audit_seq: Mapped[int | None] = mapped_column(ForeignKey("audit_entry.seq"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None] = mapped_column(String(1000))

    project: Mapped[Project | None] = relationship()
    office: Mapped[Office | None] = relationship()
    donor: Mapped[Donor | None] = relationship()
    region: Mapped[Region | None] = relationship()
    restates: Mapped["Report | None"] = relationship(remote_side=[id], back_populates="restated_by")
    restated_by: Mapped["Report | None"] = relationship(back_populates="restates", uselist=False)
    prepared_by: Mapped[Account | None] = relationship(foreign_keys=[prepared_by_id])
    sealed_by: Mapped[Account | None] = relationship(foreign_keys=[sealed_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    indicators: Mapped[list["ReportIndicator"]] = relationship(
        back_populates="report", order_by="ReportIndicator.position", cascade="all, delete-orphan"
    )
    document: Mapped["ReportDocument | None"] = relationship(back_populates="report", cascade="all, delete-orphan")
    files: Mapped[list["ReportFile"]] = relationship(
        back_populates="report", order_by="ReportFile.id", cascade="all, delete-orphan"
    )
    attachments: Mapped[list["ReportAttachment"]] = relationship(
        back_populates="report", order_by="ReportAttachment.id", cascade="all, delete-orphan"
    )

    @property
    def is_sealed(self) -> bool:
        """Say whether it never changes any more."""
        return self.sha256 is not None

    @property
    def whose_office(self) -> Office | None:
        """Return the office that answers for it: the one it is about, or that of its project."""
        return self.office or (self.project.office if self.project else None)

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """Those of projects in scope, and of whole offices; what reaches further is seen by whoever sees everything."""
        return _reports_in(cls, scope)


def _reports_in(report: object, scope: Scope) -> ColumnElement[bool]:
    of: Report = report  # type: ignore[assignment]  # the model, or its plain table's columns
    of_office = and_(of.project_id.is_(None), of.office_id.in_(scope.offices))  # type: ignore[union-attr]
    return or_(of_project_in(of.project_id, scope), of_office)


def _of_report_in(column: object, scope: Scope) -> ColumnElement[bool]:
    report = plain("report")
    return column.in_(select(report.c.id).where(_reports_in(report.c, scope)))  # type: ignore[attr-defined, no-any-return]


class ReportIndicator(Model):
    """An indicator of a report, in the version of its rule that the report names."""

    __tablename__ = "report_indicator"
    __table_args__ = (UniqueConstraint("report_id", "rule_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("indicator_rule.id"), index=True)
    position: Mapped[int]

    report: Mapped[Report] = relationship(back_populates="indicators")
    rule: Mapped[IndicatorRule] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its report."""
        return _of_report_in(cls.report_id, scope)


class ReportDocument(Model):
    """What a sealed report told: canonical JSON, apart so that lists never load it."""

    __tablename__ = "report_document"
    __audited__ = False  # the report's own entry has its hash

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)

    report: Mapped[Report] = relationship(back_populates="document")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its report."""
        return _of_report_in(cls.report_id, scope)


class ReportFile(Model):
    """A file of a sealed report, made once; `public` leaves out small numbers. Its bytes are apart (ReportFileContent)."""

    __tablename__ = "report_file"
    __table_args__ = (UniqueConstraint("report_id", "kind", "language", "public"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    kind: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(2))
    public: Mapped[bool]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))

    report: Mapped[Report] = relationship(back_populates="files")
    content: Mapped["ReportFileContent"] = relationship(back_populates="file", cascade="all, delete-orphan")

    @property
    def name(self) -> str:
        """Return a name to save it under."""
        edition = "-public" if self.public else ""
        return f"report-{self.report_id}{edition}-{self.language}.{self.kind}"

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its report."""
        return _of_report_in(cls.report_id, scope)


class ReportFileContent(Model):
    """The bytes of a report's file."""

    __tablename__ = "report_file_content"
    __audited__ = False  # the file's own entry has their hash

    file_id: Mapped[int] = mapped_column(ForeignKey("report_file.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)

    file: Mapped[ReportFile] = relationship(back_populates="content")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its file."""
        file = plain("report_file")
        return cls.file_id.in_(select(file.c.id).where(_of_report_in(file.c.report_id, scope)))


class ReportAttachment(Model):
    """A file that goes with a report: an annex, a photograph. Kept as it was sent; its bytes are apart."""

    __tablename__ = "report_attachment"
    __table_args__ = (UniqueConstraint("report_id", "sha256"), CheckConstraint("size > 0", name="size_positive"))

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    file_name: Mapped[str] = mapped_column(String(LONGEST_FILE_NAME))
    file_type: Mapped[FileType] = mapped_column(coded(FileType))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))

    report: Mapped[Report] = relationship(back_populates="attachments")
    content: Mapped["ReportAttachmentContent"] = relationship(back_populates="attachment", cascade="all, delete-orphan")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its report."""
        return _of_report_in(cls.report_id, scope)


class ReportAttachmentContent(Model):
    """The bytes of a file that goes with a report."""

    __tablename__ = "report_attachment_content"
    __audited__ = False  # the attachment's own entry has their hash

    attachment_id: Mapped[int] = mapped_column(ForeignKey("report_attachment.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)

    attachment: Mapped[ReportAttachment] = relationship(back_populates="content")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its attachment."""
        attachment = plain("report_attachment")
        return cls.attachment_id.in_(select(attachment.c.id).where(_of_report_in(attachment.c.report_id, scope)))
