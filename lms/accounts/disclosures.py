"""Files with people's names that left the system: who took them, for whom, and for what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope
from lms.extensions import Model, coded
from lms.language import N_, Labelled


class DisclosedFile(Labelled):
    """What sort of file it was."""

    EVENT_WORKBOOK = "event_workbook", N_("Event workbook")
    LIST = "list", N_("List with names")
    PERSON = "person", N_("Everything held about the person")


class Disclosure(Model):
    """One file with names: which columns and how many rows it had, for whom it was made and why.

    `about` is what it tells of, in the words of whoever took it, or the number of the person whom it is all about;
    `event_code` is the event whose people it has, where it is one. By both it is found again.
    """

    __tablename__ = "disclosure"
    __table_args__ = (Index(None, "made_at"), CheckConstraint("row_count >= 0", name="row_count_not_negative"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]
    kind: Mapped[DisclosedFile] = mapped_column(coded(DisclosedFile))
    about: Mapped[str] = mapped_column(String(300))
    recipient: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(300))
    columns: Mapped[str] = mapped_column(Text)
    row_count: Mapped[int]
    event_code: Mapped[str | None] = mapped_column(String(40), index=True)

    account: Mapped[Account] = relationship()

    @property
    def called(self) -> str:
        """Return what it tells of, as lists say it."""
        return f"№ {self.about}" if self.kind is DisclosedFile.PERSON else self.about

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """One's own; those of all are for who sees everything."""
        return cls.account_id == scope.account_id


def disclosure(
    kind: DisclosedFile, about: str, *, recipient: str, purpose: str, columns: Sequence[str], row_count: int,
    taken_by: Account, made_at: datetime, event_code: str | None = None,
) -> Disclosure:  # fmt: skip
    """Return the record of a file, to be added in the act that makes it."""
    return Disclosure(
        account_id=taken_by.id, made_at=made_at, kind=kind, about=about, recipient=recipient, purpose=purpose,
        columns=", ".join(columns), row_count=row_count, event_code=event_code,
    )  # fmt: skip
