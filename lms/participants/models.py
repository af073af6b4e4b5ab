"""One register of people: persons, the organisations they serve in, and their posts over time."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    exists,
    false,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from lms.accounts.scope import Scope, plain
from lms.extensions import Model, SortKey, coded
from lms.language import N_, Labelled, reader_language, say
from lms.projects.models import Country, Group, Region
from lms.text import folded, sort_key

# Features above, such as events, add here the condition that a person (by a column of numbers) is seen through theirs.
SEEN_THROUGH: list[Callable[[Any, Scope], ColumnElement[bool]]] = []
NAME_PARTS = ("surname", "given_name", "patronymic", "latin_name")
ERASED = "Erased"  # the surname of everybody who was erased; the given name is the code that tells them apart


class Sex(Labelled):
    """Sex as recorded; not stated is a value of its own (R9)."""

    FEMALE = "female", N_("Female")
    MALE = "male", N_("Male")
    NOT_STATED = "not_stated", N_("Not stated")


class Category(Model):
    """A profession that figures are told by; a composite one comes from old reports and cannot be split (R9)."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    group: Mapped[Group] = mapped_column("category_group", coded(Group))
    name_en: Mapped[str] = mapped_column(String(100))
    name_ru: Mapped[str] = mapped_column(String(100))
    plural_en: Mapped[str] = mapped_column(String(100))
    plural_ru: Mapped[str] = mapped_column(String(100))
    is_composite: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class OrganisationKind(Labelled):
    """What sort of body an organisation is."""

    MINISTRY = "ministry", N_("Ministry")
    AGENCY = "agency", N_("Agency")
    UNIT = "unit", N_("Unit")
    COURT = "court", N_("Court")
    PROSECUTION = "prosecution", N_("Prosecution office")
    NGO = "ngo", N_("Non-governmental organisation")
    MEDIA_OUTLET = "media_outlet", N_("Media outlet")
    ACADEMIA = "academia", N_("Academic institution")
    INTERNATIONAL = "international", N_("International organisation")
    EMBASSY = "embassy", N_("Embassy or consulate")
    OTHER = "other", N_("Other")


class Organisation(Model):
    """A ministry, agency, unit, court, NGO, outlet or international organisation; a tree."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(60), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(coded(OrganisationKind))
    name_en: Mapped[str] = mapped_column(String(250))
    name_ru: Mapped[str] = mapped_column(String(250))
    name_national: Mapped[str | None] = mapped_column(String(250))
    country: Mapped[str | None] = mapped_column(ForeignKey("country.code"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    search_key: Mapped[str] = mapped_column(String(800), default="")

    parent: Mapped["Organisation | None"] = relationship(remote_side=[id])
    region: Mapped[Region | None] = relationship()
    category: Mapped[Category | None] = relationship()
    spellings: Mapped[list["Spelling"]] = relationship(
        back_populates="organisation", order_by="Spelling.id", cascade="all, delete-orphan"
    )

    @validates("name_en", "name_ru", "name_national")
    def _key(self, attribute: str, value: str | None) -> str | None:
        names = {a: getattr(self, a) for a in ("name_en", "name_ru", "name_national")} | {attribute: value}
        self.search_key = folded(" | ".join(name for name in (*names.values(), *self.also_called) if name))
        return value

    @property
    def also_called(self) -> tuple[str, ...]:
        """Return the names that people write for it beside its own."""
        return tuple(one.text for one in self.spellings)

    def find_anew(self) -> None:
        """Bring its search key up to date after another name was taught or forgotten."""
        self.name_en = self.name_en


class Spelling(Model):
    """Another name of an organisation, as lists of offices have it; taught once, known from then on."""

    __tablename__ = "organisation_spelling"
    __table_args__ = (UniqueConstraint("organisation_id", "key"), Index(None, "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    text: Mapped[str] = mapped_column(String(250))
    key: Mapped[str] = mapped_column(String(250))
    taught_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taught_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(back_populates="spellings")


class Person(Model):
    """One human being, once. The Latin name is typed from the passport and never overwritten."""

    __tablename__ = "person"
    __table_args__ = (
        # The last two so that a list need not look at every person. Were it of those alone who are neither, SQLite would
        # read the people of one office through it, in the order of names, and take four times as long.
        Index(None, "sort_key", "id", "merged_into_id", "erased_at"),
        # Of the few who were merged into somebody. One over everybody would tempt SQLite away from the sort key.
        Index(
            "ix_person_merged_into_id", "merged_into_id", sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year_plausible"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint(
            "erased_at IS NULL OR (surname = 'Erased' AND patronymic IS NULL AND latin_name IS NULL AND"
            " birth_date IS NULL AND birth_year IS NULL AND citizenship IS NULL AND languages = '' AND email IS NULL AND"
            " phone IS NULL AND note IS NULL)",
            name="erased_holds_nothing",
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    surname: Mapped[str] = mapped_column(String(100))
    given_name: Mapped[str] = mapped_column(String(100))
    patronymic: Mapped[str | None] = mapped_column(String(100))
    latin_name: Mapped[str | None] = mapped_column(String(200))
    sex: Mapped[Sex] = mapped_column(coded(Sex), default=Sex.NOT_STATED)
    birth_date: Mapped[date | None] = mapped_column(index=True)
    birth_year: Mapped[int | None]
    citizenship: Mapped[str | None] = mapped_column(ForeignKey("country.code"))
    languages: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(String(500))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    sort_key: Mapped[str] = mapped_column(SortKey, default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    citizen_of: Mapped[Country | None] = relationship()
    affiliations: Mapped[list["Affiliation"]] = relationship(
        back_populates="person", order_by="Affiliation.starts_on.desc()", cascade="all, delete-orphan"
    )

    @property
    def full_name(self) -> str:
        """Return surname, given name and patronymic, as lists print them; of somebody erased, that they were."""
        if self.erased_at:
            return say(N_("Erased (%(code)s)"), reader_language(), code=self.given_name)
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)

    def post_on(self, day: date) -> "Affiliation | None":
        """Return the post held on a day: the latest begun among those that had not ended."""
        held = [post for post in self.affiliations if post.covers(day)]
        return max(held, key=lambda post: (post.starts_on or date.min, post.id or 0), default=None)

    @validates("surname", "given_name", "patronymic")
    def _key(self, attribute: str, value: str | None) -> str | None:
        names = {part: getattr(self, part) for part in NAME_PARTS[:3]} | {attribute: value}
        self.sort_key = " ".join(sort_key(name) for name in names.values())
        return value

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """People of one's offices, those one registered, and those on events that one sees."""
        return persons_in(cls, scope)

    @classmethod
    def still_stands(cls) -> ColumnElement[bool]:
        """Whoever was merged into another is that other: no list, search, figure or choice has both."""
        return cls.merged_into_id.is_(None)


class Affiliation(Model):
    """A person's post over time; `ends_on` empty means that it is held still."""

    __tablename__ = "affiliation"
    __table_args__ = (
        Index(None, "person_id", "starts_on"),
        Index(None, "region_code"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[str | None] = mapped_column(String(200))
    rank: Mapped[str | None] = mapped_column(String(100))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    country: Mapped[str | None] = mapped_column(ForeignKey("country.code"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="affiliations")
    organisation: Mapped[Organisation | None] = relationship()
    category: Mapped[Category | None] = relationship()
    region: Mapped[Region | None] = relationship()
    country_ref: Mapped[Country | None] = relationship()

    def covers(self, day: date) -> bool:
        """Say whether the post was held on a day; an open end reaches for ever."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its person."""
        return of_person_in(cls.person_id, scope)


def of_person_in(column: Any, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a person_id column names a person inside the scope."""
    person = plain("person")
    return exists().where(person.c.id == column, persons_in(person.c, scope))


def persons_in(person: Any, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a person (model or core columns) lies inside the scope.

    It asks of the person at hand, and lists nobody: who looks for a few among all waits for those few only. An office
    keeps its sight of people who were merged into somebody of another one.
    """
    merged = plain("person")
    absorbed = select(merged.c.merged_into_id).where(
        merged.c.merged_into_id.is_not(None), merged.c.office_id.in_(scope.offices)
    )
    return or_(
        person.office_id.in_(scope.offices),
        person.id.in_(absorbed),
        person.registered_by_id == scope.account_id if scope.account_id else false(),
        *(seen(person.id, scope) for seen in SEEN_THROUGH),
    )
