"""People who stand in the register twice: the pairs that were found, and merges."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Text, and_, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope
from lms.extensions import Model
from lms.participants.apart import names_of
from lms.participants.models import Person, of_person_in


class PossibleDouble(Model):
    """Two people whom the last pass over the register took for one, surely or maybe; why is worked out when shown.

    `level` is a Level of lms/participants/evidence.py, `score` is 52 to 100.
    """

    __tablename__ = "possible_double"
    __table_args__ = (CheckConstraint("one_id < other_id", name="in_order"), Index(None, "level", "score"))
    __audited__ = False

    one_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False, index=True)
    score: Mapped[int]
    level: Mapped[int]
    found_at: Mapped[datetime]

    one: Mapped[Person] = relationship(foreign_keys=[one_id])
    other: Mapped[Person] = relationship(foreign_keys=[other_id])

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As both people."""
        return and_(of_person_in(cls.one_id, scope), of_person_in(cls.other_id, scope))


class Merge(Model):
    """That two people of the register were one, and became one: what was changed for it, so that it can be undone.

    `changes` is JSON (lms/merging/journal.py); it may hold names that were replaced, and is emptied with them when the
    person is erased. A merge without it cannot be undone.
    """

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="of_two"),
        CheckConstraint("undone_at IS NOT NULL OR undone_by_id IS NULL", name="undone_by_somebody_once_undone"),
        # Somebody who was merged is hidden, so that no second merge of theirs can stand.
        Index(
            "uq_person_merge_standing", "gone_id", unique=True, sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changes: Mapped[str | None] = mapped_column(Text, info={"secret": True})

    kept: Mapped[Person] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Person] = relationship(foreign_keys=[gone_id])
    merged_by: Mapped[Account | None] = relationship(foreign_keys=[merged_by_id])
    undone_by: Mapped[Account | None] = relationship(foreign_keys=[undone_by_id])

    @property
    def title(self) -> str:
        """Return both names, as the record calls the merge."""
        return names_of(self.kept, self.gone)

    @property
    def stands(self) -> bool:
        """Say whether the two are one still."""
        return self.undone_at is None

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As either person: whoever sees one of the two sees that they were made one."""
        return or_(of_person_in(cls.kept_id, scope), of_person_in(cls.gone_id, scope))
