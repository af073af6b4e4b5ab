"""Who pays and who works: offices, donors, projects, their indicators; and the places of the world."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Numeric, String, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from lms.accounts.models import Account
from lms.accounts.scope import Scope, plain
from lms.extensions import Model, SortKey
from lms.language import N_, Labelled
from lms.projects.measures import Rule
from lms.revisions import Revised
from lms.text import folded, sort_key


class Country(Model):
    """A country of ISO 3166-1."""

    __tablename__ = "country"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(100))
    name_ru: Mapped[str] = mapped_column(String(100))


class Region(Model):
    """A first-level area of ISO 3166-2; `aliases` are older codes and other spellings, separated by a bar."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    country: Mapped[str] = mapped_column(ForeignKey("country.code"), index=True)
    name_en: Mapped[str] = mapped_column(String(100))
    name_ru: Mapped[str] = mapped_column(String(100))
    aliases: Mapped[str] = mapped_column(String(200), default="")
    search_key: Mapped[str] = mapped_column(Text, default="")

    @validates("code", "name_en", "name_ru", "aliases")
    def _key(self, attribute: str, value: str) -> str:
        names = {part: getattr(self, part) for part in ("code", "name_en", "name_ru", "aliases")} | {attribute: value}
        self.search_key = folded(" | ".join(name for name in names.values() if name))
        return value


class Office(Model):
    """A country mission: the unit of access, with its own clock. Where a second person seals, nobody seals a report of their own."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name_en: Mapped[str] = mapped_column(String(200))
    name_ru: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(ForeignKey("country.code"))
    time_zone: Mapped[str] = mapped_column(String(60))
    certificate_prefix: Mapped[str] = mapped_column(String(10), unique=True)
    second_person_seals: Mapped[bool] = mapped_column(default=False)


class Donor(Model):
    """A government or body that gives funds."""

    __tablename__ = "donor"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(200))
    name_ru: Mapped[str] = mapped_column(String(200))


class Titled:
    """What is found by its code and titles, and sorted by its title, the same on every database (lms/text.py)."""

    search_key: Mapped[str] = mapped_column(Text, default="")
    sort_key_en: Mapped[str] = mapped_column(SortKey, default="")
    sort_key_ru: Mapped[str] = mapped_column(SortKey, default="")

    @validates("code", "title_en", "title_ru", "series", "city")
    def _keys(self, attribute: str, value: str | None) -> str | None:
        names = ("code", "title_en", "title_ru", "series", "city")
        known = {name: getattr(self, name, None) for name in names} | {attribute: value}
        self.search_key = folded(" | ".join(text for text in known.values() if text))
        self.sort_key_en, self.sort_key_ru = sort_key(known["title_en"]), sort_key(known["title_ru"])
        return value


class Project(Titled, Model):
    """A grant with code, donors, dates, office and perhaps a predecessor."""

    __tablename__ = "project"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title_en: Mapped[str] = mapped_column(String(300))
    title_ru: Mapped[str] = mapped_column(String(300))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    office: Mapped[Office] = relationship()
    predecessor: Mapped["Project | None"] = relationship(remote_side=[id])
    funding: Mapped[list["ProjectDonor"]] = relationship(back_populates="project", cascade="all, delete-orphan")
    indicators: Mapped[list["Indicator"]] = relationship(
        back_populates="project", order_by="Indicator.position, Indicator.id", cascade="all, delete-orphan"
    )

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """Projects of one's offices, and those granted by themselves."""
        return or_(cls.office_id.in_(scope.offices), cls.id.in_(scope.projects))


def projects_in(scope: Scope) -> ColumnElement[bool]:
    """Return the condition, on the plain table, for projects inside a scope; children use it in subqueries."""
    project = plain("project")
    return or_(project.c.office_id.in_(scope.offices), project.c.id.in_(scope.projects))


def of_project_in(column: Any, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a project_id column names a project inside the scope."""
    return column.in_(select(plain("project").c.id).where(projects_in(scope)))


class ProjectDonor(Model):
    """A donor's part in a project."""

    __tablename__ = "project_donor"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    donor_id: Mapped[int] = mapped_column(ForeignKey("donor.id"), primary_key=True, index=True)
    reference: Mapped[str | None] = mapped_column(String(100))

    project: Mapped[Project] = relationship(back_populates="funding")
    donor: Mapped[Donor] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its project."""
        return of_project_in(cls.project_id, scope)


class Group(Labelled):
    """A family of categories that donors report together."""

    LAW_ENFORCEMENT = "law_enforcement", N_("Law enforcement")
    JUDICIARY = "judiciary", N_("Judiciary")
    GOVERNMENT = "government", N_("Government")
    CIVIL_SOCIETY = "civil_society", N_("Civil society")
    INTERNATIONAL = "international", N_("International organisations")
    OTHER = "other", N_("Other")


class Indicator(Revised, Model):
    """A measured sign of a project's progress: its wording, the donor's word for it, and the versions of its rule.

    `vocabulary` is a code of the IATI codelist IndicatorVocabulary, `reference` the donor's own number in it.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("project_id", "code"),
        CheckConstraint("(baseline_year IS NULL) = (baseline_value IS NULL)", name="baseline_is_whole"),
        CheckConstraint("vocabulary IS NULL OR reference IS NOT NULL", name="vocabulary_has_reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(300))
    name_ru: Mapped[str] = mapped_column(String(300))
    vocabulary: Mapped[str | None] = mapped_column(String(3))
    reference: Mapped[str | None] = mapped_column(String(60))
    baseline_year: Mapped[int | None]
    baseline_value: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))

    project: Mapped[Project] = relationship(back_populates="indicators")
    versions: Mapped[list["IndicatorRule"]] = relationship(
        back_populates="indicator", order_by="IndicatorRule.version", cascade="all, delete-orphan"
    )
    targets: Mapped[list["Target"]] = relationship(
        back_populates="indicator", order_by="Target.starts_on", cascade="all, delete-orphan"
    )

    @property
    def present(self) -> "IndicatorRule":
        """Return the version of its rule that counts today."""
        return self.versions[-1]

    @property
    def rule(self) -> Rule:
        """Return the rule that counts today."""
        return self.present.rule

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its project."""
        return of_project_in(cls.project_id, scope)


def of_indicator_in(column: Any, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an indicator_id column names an indicator inside the scope."""
    indicator = plain("indicator")
    return column.in_(select(indicator.c.id).where(of_project_in(indicator.c.project_id, scope)))  # type: ignore[no-any-return]


class IndicatorRule(Model):
    """A version of what an indicator counts: added, never changed, since reports name it. `body` is canonical JSON."""

    __tablename__ = "indicator_rule"
    __table_args__ = (
        UniqueConstraint("indicator_id", "version"),
        CheckConstraint("version > 0", name="version_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text, info={"json": True})
    reason: Mapped[str | None] = mapped_column(String(300))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]

    indicator: Mapped[Indicator] = relationship(back_populates="versions")
    made_by: Mapped[Account | None] = relationship()

    @property
    def rule(self) -> Rule:
        """Return what it counts."""
        return Rule.of(self.body)

    @property
    def is_present(self) -> bool:
        """Say whether it counts today."""
        return self is self.indicator.present

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its indicator."""
        return of_indicator_in(cls.indicator_id, scope)


class Target(Model):
    """The value an indicator should reach over a period."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("indicator_id", "starts_on", "ends_on"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("value >= 0", name="value_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric(12, 2))

    indicator: Mapped[Indicator] = relationship(back_populates="targets")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its indicator."""
        return of_indicator_in(cls.indicator_id, scope)
