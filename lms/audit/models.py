"""The record of every change: a chain of entries, and beside it what each changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.extensions import Model


class AuditEntry(Model):
    """One change of one object; never updated, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "object_type", "object_id", "seq"),
        CheckConstraint("seq > 0", name="seq_positive"),
    )

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(60))
    object_id: Mapped[str] = mapped_column(String(60))
    payload_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    hmac: Mapped[str] = mapped_column(String(64))

    payload: Mapped["AuditPayload"] = relationship(
        viewonly=True, primaryjoin="AuditEntry.seq == foreign(AuditPayload.seq)", uselist=False
    )


class AuditPayload(Model):
    """What an entry changed, as canonical JSON; blanked when the person it names is erased."""

    __tablename__ = "audit_payload"

    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), primary_key=True, autoincrement=False)
    body: Mapped[str | None] = mapped_column(Text)
    blanked_by: Mapped[int | None] = mapped_column(ForeignKey("audit_entry.seq"))
