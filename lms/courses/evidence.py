"""Signed paper as a file: the sign-in sheet of an event, the act of a hand-over. Kept in the database, so that backups hold it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary, String, and_, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope, plain
from lms.courses.models import Event, Session
from lms.courses.reach import of_event_in
from lms.extensions import Model, coded
from lms.language import N_, Labelled
from lms.projects.models import of_project_in

LONGEST_FILE_NAME = 200


class EvidenceKind(Labelled):
    """Which signed paper it is."""

    SIGN_IN_SHEET = "sign_in_sheet", N_("Signed sign-in sheet")
    HANDOVER_ACT = "handover_act", N_("Signed handover act")


class FileType(Labelled):
    """What the first bytes say that the file is; its code is what the name of its copy ends with."""

    PDF = "pdf", N_("PDF document")
    JPEG = "jpg", N_("Picture (JPEG)")
    PNG = "png", N_("Picture (PNG)")


class EvidenceFile(Model):
    """What is known of a scan or photograph; its bytes lie apart, so that lists never load them.

    It belongs to an event, or to a distribution line. A sheet may cover one day of its event, or one session, and where
    it says neither, all of them. It never changes: withdrawn, it stays with the reason and proves nothing. `file_name` is
    a label, as whoever attached it called the file.
    """

    __tablename__ = "evidence_file"
    __table_args__ = (
        *(
            Index(
                f"uq_evidence_file_{owner}_sha256", owner, "sha256", unique=True,
                sqlite_where=text("withdrawn_at IS NULL"), postgresql_where=text("withdrawn_at IS NULL"),
            )
            for owner in ("event_id", "distribution_id")
        ),
        CheckConstraint("(event_id IS NULL) = (distribution_id IS NOT NULL)", name="one_owner"),
        CheckConstraint("(kind = 'sign_in_sheet') = (event_id IS NOT NULL)", name="kind_is_of_its_owner"),
        CheckConstraint("event_id IS NOT NULL OR (session_id IS NULL AND day IS NULL)", name="only_sheets_cover_sessions"),
        CheckConstraint("session_id IS NULL OR day IS NULL", name="covers_a_day_or_a_session"),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawal_has_a_reason"),
        CheckConstraint("blanked_at IS NULL OR withdrawn_at IS NOT NULL", name="only_withdrawn_is_blanked"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EvidenceKind] = mapped_column(coded(EvidenceKind))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    day: Mapped[date | None]
    # Materials are a feature above this one, which names their table only.
    distribution_id: Mapped[int | None] = mapped_column(ForeignKey("distribution.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(LONGEST_FILE_NAME))
    file_type: Mapped[FileType] = mapped_column(coded(FileType))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(String(300))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(String(300))
    blanked_at: Mapped[datetime | None]

    event: Mapped[Event | None] = relationship()
    session: Mapped[Session | None] = relationship()
    uploaded_by: Mapped[Account | None] = relationship(foreign_keys=[uploaded_by_id])
    withdrawn_by: Mapped[Account | None] = relationship(foreign_keys=[withdrawn_by_id])
    content: Mapped["EvidenceContent"] = relationship(back_populates="file")

    @property
    def stands(self) -> bool:
        """Say whether it still proves anything."""
        return self.withdrawn_at is None

    def covers(self, session: Session) -> bool:
        """Say whether it is a sheet of a session; `covering` says the same in SQL."""
        return (
            self.event_id == session.event_id
            and self.session_id in {None, session.id}
            and self.day in {None, session.day}
        )

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its event or its distribution line."""
        return _evidence_in(cls, scope)


class EvidenceContent(Model):
    """The bytes as they were attached; of a withdrawn file they may be blanked, and its hash stays."""

    __tablename__ = "evidence_content"

    file_id: Mapped[int] = mapped_column(ForeignKey("evidence_file.id"), primary_key=True)
    data: Mapped[bytes | None] = mapped_column(LargeBinary)

    file: Mapped[EvidenceFile] = relationship(back_populates="content")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its file."""
        file = plain("evidence_file")
        return cls.file_id.in_(select(file.c.id).where(_evidence_in(file.c, scope)))


def _evidence_in(file: Any, scope: Scope) -> ColumnElement[bool]:
    line = plain("distribution")
    lines = select(line.c.id).where(of_project_in(line.c.project_id, scope))
    return or_(of_event_in(file.event_id, scope), file.distribution_id.in_(lines))


def covering(file: Any, session: Any) -> ColumnElement[bool]:
    """Return the condition that a file is a sheet of a session (models or core columns both)."""
    return and_(
        file.event_id == session.event_id,
        or_(file.session_id.is_(None), file.session_id == session.id),
        or_(file.day.is_(None), file.day == session.day),
    )
