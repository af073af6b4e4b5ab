"""The bulletin: a quarter's newsletter of one office or of all, and once published what it told, which never changes."""

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
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope, plain
from lms.bulletins.quarters import OF_A_YEAR, days_of
from lms.courses.models import Event
from lms.extensions import Model, coded
from lms.language import N_, Labelled
from lms.projects.models import Office
from lms.revisions import Revised


class BulletinState(Labelled):
    """Where an issue stands."""

    DRAFT = "draft", N_("Draft")
    PUBLISHED = "published", N_("Published")


class Bulletin(Revised, Model):
    """An issue: number, quarter, articles; `office` None is all offices. `version` counts those of one issue.

    `corrects` is the published version that it corrects. What a published one told is its document, `sha256` the hash
    of that, and `audit_seq` the last entry of the record of changes that its figures were counted after. `revision` is
    how often a draft was saved.
    """

    __tablename__ = "bulletin"
    __table_args__ = (
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter_of_a_year"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year_of_ours"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("(version = 1) = (corrects_id IS NULL)", name="version_corrects"),
        CheckConstraint("(state = 'draft') = (sha256 IS NULL)", name="draft_is_not_published"),
        CheckConstraint("(sha256 IS NULL) = (published_at IS NULL)", name="published_at_a_time"),
        CheckConstraint("(sha256 IS NULL) = (audit_seq IS NULL)", name="published_after_an_entry"),
        Index(None, "year", "quarter"),
        Index(
            "uq_bulletin_office_id_year_number", "office_id", "year", "number", unique=True,
            sqlite_where=text("version = 1"), postgresql_where=text("version = 1"),
        ),
        Index(  # of all offices: to an index, no office differs from no office
            "uq_bulletin_year_number", "year", "number", unique=True,
            sqlite_where=text("version = 1 AND office_id IS NULL"), postgresql_where=text("version = 1 AND office_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("bulletin.id"), unique=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    year: Mapped[int]
    quarter: Mapped[int]
    number: Mapped[int]
    title_en: Mapped[str] = mapped_column(String(200))
    title_ru: Mapped[str] = mapped_column(String(200))
    introduction_en: Mapped[str | None] = mapped_column(Text)
    introduction_ru: Mapped[str | None] = mapped_column(Text)
    state: Mapped[BulletinState] = mapped_column(coded(BulletinState), default=BulletinState.DRAFT)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    prepared_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    audit_seq: Mapped[int | None] = mapped_column(ForeignKey("audit_entry.seq"))

    office: Mapped[Office | None] = relationship()
    corrects: Mapped["Bulletin | None"] = relationship(remote_side=[id], back_populates="corrected_by")
    corrected_by: Mapped["Bulletin | None"] = relationship(back_populates="corrects", uselist=False)
    prepared_by: Mapped[Account | None] = relationship(foreign_keys=[prepared_by_id])
    published_by: Mapped[Account | None] = relationship(foreign_keys=[published_by_id])
    articles: Mapped[list["Article"]] = relationship(
        back_populates="bulletin", order_by="Article.position, Article.id", cascade="all, delete-orphan"
    )
    document: Mapped["BulletinDocument | None"] = relationship(back_populates="bulletin", cascade="all, delete-orphan")
    files: Mapped[list["BulletinFile"]] = relationship(
        back_populates="bulletin", order_by="BulletinFile.id", cascade="all, delete-orphan"
    )

    @property
    def is_published(self) -> bool:
        """Say whether it can no longer change."""
        return self.sha256 is not None

    @property
    def first(self) -> date:
        """Return the first day of its quarter."""
        return days_of(self.year, self.quarter)[0]

    @property
    def last(self) -> date:
        """Return the last day of its quarter."""
        return days_of(self.year, self.quarter)[1]

    @property
    def quarter_name(self) -> str:
        """Return what its quarter is called: a marked string with a place for the year."""
        return OF_A_YEAR[self.quarter - 1]

    def file_name(self, language: str, kind: str) -> str:
        """Return a name to save a file of it under."""
        corrected = f"-v{self.version}" if self.version > 1 else ""
        return f"bulletin-no{self.number}-{self.year}-q{self.quarter}{corrected}-{language}.{kind}"

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """Those of one's offices; what is of all offices is for whoever sees everything.

        What is published anybody may read, which is no matter of scope: its pages look from everywhere.
        """
        return cls.office_id.in_(scope.offices)


def _of_bulletin_in(column: object, scope: Scope) -> ColumnElement[bool]:
    bulletin = plain("bulletin")
    return column.in_(select(bulletin.c.id).where(bulletin.c.office_id.in_(scope.offices)))  # type: ignore[attr-defined, no-any-return]


class Article(Revised, Model):
    """A text of an issue, with the events that it is about.

    `tells_figures` has what was counted at these told after it, `thanks_donors` who paid for them; `thanks_en` and
    `thanks_ru` take the place of the line that is made of the donors' names.
    """

    __tablename__ = "bulletin_article"
    __table_args__ = (Index(None, "bulletin_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"))
    position: Mapped[int]
    heading_en: Mapped[str] = mapped_column(String(300))
    heading_ru: Mapped[str] = mapped_column(String(300))
    text_en: Mapped[str | None] = mapped_column(Text)
    text_ru: Mapped[str | None] = mapped_column(Text)
    tells_figures: Mapped[bool] = mapped_column(default=True)
    thanks_donors: Mapped[bool] = mapped_column(default=True)
    thanks_en: Mapped[str | None] = mapped_column(String(600))
    thanks_ru: Mapped[str | None] = mapped_column(String(600))

    bulletin: Mapped[Bulletin] = relationship(back_populates="articles")
    links: Mapped[list["ArticleEvent"]] = relationship(
        back_populates="article", order_by="ArticleEvent.event_id", cascade="all, delete-orphan"
    )

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its issue."""
        return _of_bulletin_in(cls.bulletin_id, scope)


class ArticleEvent(Model):
    """An event that an article is about."""

    __tablename__ = "bulletin_article_event"

    article_id: Mapped[int] = mapped_column(ForeignKey("bulletin_article.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, index=True)

    article: Mapped[Article] = relationship(back_populates="links")
    event: Mapped[Event] = relationship()

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its article."""
        article = plain("bulletin_article")
        return cls.article_id.in_(select(article.c.id).where(_of_bulletin_in(article.c.bulletin_id, scope)))


class BulletinDocument(Model):
    """What a published issue told: canonical JSON, apart so that lists never load it."""

    __tablename__ = "bulletin_document"
    __audited__ = False  # the issue's own entry has its hash

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)

    bulletin: Mapped[Bulletin] = relationship(back_populates="document")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its issue."""
        return _of_bulletin_in(cls.bulletin_id, scope)


class BulletinFile(Model):
    """A file of a published issue, made once. Its bytes are apart (BulletinFileContent)."""

    __tablename__ = "bulletin_file"
    __table_args__ = (UniqueConstraint("bulletin_id", "kind", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"))
    kind: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(2))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))

    bulletin: Mapped[Bulletin] = relationship(back_populates="files")
    content: Mapped["BulletinFileContent"] = relationship(back_populates="file", cascade="all, delete-orphan")

    @property
    def name(self) -> str:
        """Return a name to save it under."""
        return self.bulletin.file_name(self.language, self.kind)

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its issue."""
        return _of_bulletin_in(cls.bulletin_id, scope)


class BulletinFileContent(Model):
    """The bytes of an issue's file."""

    __tablename__ = "bulletin_file_content"
    __audited__ = False  # the file's own entry has their hash

    file_id: Mapped[int] = mapped_column(ForeignKey("bulletin_file.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)

    file: Mapped[BulletinFile] = relationship(back_populates="content")

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its file."""
        file = plain("bulletin_file")
        return cls.file_id.in_(select(file.c.id).where(_of_bulletin_in(file.c.bulletin_id, scope)))
