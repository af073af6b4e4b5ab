"""What an office keeps of a person beyond name and posts: identity numbers, and consents to keeping what it keeps."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope
from lms.extensions import Model, coded
from lms.language import N_, Labelled
from lms.participants.models import Person, of_person_in


class IdentifierKind(Labelled):
    """What a number is of."""

    NATIONAL_ID = "national_id", N_("Personal identification number")
    PASSPORT = "passport", N_("Passport")


class Identifier(Model):
    """A person's number in a state's register: sealed, with a keyed print by which the same number is found again."""

    __tablename__ = "person_identifier"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "fingerprint"),
        Index(None, "kind", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[IdentifierKind] = mapped_column(coded(IdentifierKind))
    body: Mapped[bytes] = mapped_column(LargeBinary, info={"secret": True})
    fingerprint: Mapped[str] = mapped_column(String(64), info={"secret": True})
    added_at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its person."""
        return of_person_in(cls.person_id, scope)


class Purpose(Labelled):
    """What a person consents to."""

    RECORDS = "records", N_("Keeping records of training")
    CONTACT = "contact", N_("Being contacted after the event")
    PHOTOGRAPHS = "photographs", N_("Photographs and video")
    PASSING_ON = "passing_on", N_("Passing the name to the donor")


class Consent(Model):
    """A person's consent to one purpose, to the wording of one version; it ends with its withdrawal and stays told."""

    __tablename__ = "person_consent"
    __table_args__ = (
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="dates_in_order"),
        Index(None, "person_id", "purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[Purpose] = mapped_column(coded(Purpose))
    version: Mapped[str] = mapped_column(String(40))
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(String(200))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    recorded_by: Mapped[Account | None] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its person."""
        return of_person_in(cls.person_id, scope)
