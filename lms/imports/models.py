"""What is kept of an import: the file until it is written, who each row is, and, from then on, what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from lms.accounts.models import Account
from lms.accounts.scope import Scope, plain
from lms.courses.models import Event
from lms.courses.reach import of_event_in
from lms.extensions import Model, coded
from lms.imports.plans import Standing
from lms.language import N_, Labelled
from lms.projects.models import Office


class Stage(Labelled):
    """How far an import has come."""

    READING = "reading", N_("Being read")
    REFUSED = "refused", N_("Could not be read")
    PREVIEW = "preview", N_("To be confirmed")
    WRITING = "writing", N_("Being written")
    DONE = "done", N_("Imported")
    DISCARDED = "discarded", N_("Discarded")


BUSY = frozenset({Stage.READING, Stage.WRITING})  # it waits for work, or is worked on
OPEN = frozenset({Stage.READING, Stage.REFUSED, Stage.PREVIEW})  # it may be changed or discarded still


class ImportBatch(Model):
    """A file on its way into the register; its content and its rows go once it is written or discarded.

    `target` says where it goes, so that one file is written to one place once. `columns` are what a list's columns
    mean, by their number; `meanings` are what its words were said to mean; `told` is what its page shows.
    """

    __tablename__ = "import_batch"
    __table_args__ = (
        Index(
            "uq_import_batch_done", "sha256", "target", unique=True,
            sqlite_where=text("stage = 'done'"), postgresql_where=text("stage = 'done'"),
        ),
        Index(None, "uploaded_at"),
    )  # fmt: skip
    __audited__ = False  # it holds names that are to be forgotten; what is done with it is noted

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    uploaded_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    stage: Mapped[Stage] = mapped_column(coded(Stage), default=Stage.READING)
    stage_at: Mapped[datetime]
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    is_workbook: Mapped[bool] = mapped_column(default=False)
    sheet: Mapped[int | None]
    header_row: Mapped[int | None]
    columns: Mapped[dict[str, str] | None] = mapped_column(JSON)
    meanings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it as it stands

    office: Mapped[Office | None] = relationship()
    event: Mapped[Event | None] = relationship()
    uploaded_by: Mapped[Account | None] = relationship()

    @property
    def is_ready(self) -> bool:
        """Say whether it waits for nothing but to be confirmed."""
        return self.stage is Stage.PREVIEW and bool(self.told.get("ready"))

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """One's own, those for events that one sees, and those for no event of one's offices."""
        return _batches_in(cls, scope)


def _batches_in(batch: Any, scope: Scope) -> ColumnElement[bool]:
    own = batch.uploaded_by_id == scope.account_id
    of_office = and_(batch.event_id.is_(None), batch.office_id.in_(scope.offices))
    return or_(own, of_office, of_event_in(batch.event_id, scope))


class ImportRow(Model):
    """A row of people of a file that is not written yet: who it is, what was decided of it, and what the page shows.

    `told` of a row that could be read has `found`: who was recognised in it, whatever was decided since.
    """

    __tablename__ = "import_row"
    __table_args__ = (UniqueConstraint("batch_id", "place"), Index(None, "batch_id", "standing"))
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    place: Mapped[int]
    sheet_row: Mapped[int]
    name: Mapped[str] = mapped_column(String(320))
    standing: Mapped[Standing] = mapped_column(coded(Standing))
    person_id: Mapped[int | None]
    choice: Mapped[str | None] = mapped_column(String(20))
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its file."""
        batch = plain("import_batch")
        return cls.batch_id.in_(select(batch.c.id).where(_batches_in(batch.c, scope)))


class RememberedColumns(Model):
    """What an office said that the columns under a header mean; the next list with that header is read so."""

    __tablename__ = "import_columns"
    __table_args__ = (UniqueConstraint("office_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    remembered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    remembered_at: Mapped[datetime]

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """Those of one's offices, and of those whose projects one works on: their lists are imported too."""
        project = plain("project")
        theirs = select(project.c.office_id).where(project.c.id.in_(scope.projects))
        return or_(cls.office_id.in_(scope.offices), cls.office_id.in_(theirs))
