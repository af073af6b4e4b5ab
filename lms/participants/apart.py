"""People who were seen to be two, though they seem to be one: what is kept of a pair, and what we know of pairs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope
from lms.extensions import Model
from lms.participants.models import Person, of_person_in


class ToldApart(Model):
    """That somebody looked at two people who seem to be one, and they are two."""

    __tablename__ = "told_apart"
    __table_args__ = (CheckConstraint("one_id < other_id", name="in_order"), UniqueConstraint("one_id", "other_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    told_at: Mapped[datetime]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    one: Mapped[Person] = relationship(foreign_keys=[one_id])
    other: Mapped[Person] = relationship(foreign_keys=[other_id])
    told_by: Mapped[Account | None] = relationship()

    @property
    def title(self) -> str:
        """Return both names, as the record calls the pair."""
        return names_of(self.one, self.other)

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As both people."""
        return and_(of_person_in(cls.one_id, scope), of_person_in(cls.other_id, scope))


def names_of(*people: Person | None) -> str:
    """Join the names of people, without those out of sight."""
    return " · ".join(one.full_name for one in people if one is not None)


def ordered(one_id: int, other_id: int) -> tuple[int, int]:
    """Return two numbers as pairs are kept, the smaller first."""
    return min(one_id, other_id), max(one_id, other_id)


def told_apart_from(person_id: int) -> Select[int]:
    """Select the numbers of the people who were seen not to be this one, whatever their names."""
    pair = ToldApart.__table__.c
    return select(pair.other_id).where(pair.one_id == person_id).union_all(
        select(pair.one_id).where(pair.other_id == person_id)
    )  # type: ignore[return-value]


def of_pair(one_id: int, other_id: int) -> Select[ToldApart]:
    """Select what was said of two people, in either order."""
    first, second = ordered(one_id, other_id)
    return select(ToldApart).where(ToldApart.one_id == first, ToldApart.other_id == second)
