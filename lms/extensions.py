"""The libraries this application is built on, set up once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from json import dumps
from typing import TYPE_CHECKING, Any

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from psycopg import RawCursor, RawServerCursor
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Enum,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    and_,
    cast,
    event,
    func,
    select,
    true,
)
from sqlalchemy import text as sql
from sqlalchemy.engine import Connection, Dialect, Engine, make_url
from sqlalchemy.orm import ColumnProperty, DeclarativeBase, registry

from lms.text import folded

try:  # The interpreter's own SQLite may have the WAL-reset fault; this one is newer.
    from pysqlite3 import dbapi2 as sqlite_driver
except ImportError:  # no wheel for this platform
    import sqlite3 as sqlite_driver

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_SETTINGS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "trusted_schema=OFF",
    "secure_delete=ON", "cache_size=-32768", "mmap_size=1073741824", "temp_store=MEMORY",
)  # fmt: skip
# What a scope covers is hashed: where it does not fit, PostgreSQL walks it anew for every row. No query of ours runs
# long enough to earn back what compiling it costs, and a search is done before workers have begun to help with it.
POSTGRESQL_SETTINGS = "-c work_mem=32MB -c jit=off -c parallel_tuple_cost=0.01 -c parallel_setup_cost=10000"

# An option of a statement that reads rows too which stand for themselves no longer (`still_stands` of their model).
WITH_MERGED = "with_merged"

_may_write: ContextVar[bool] = ContextVar("may_write", default=True)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite, which has no zones, keeps it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; refuse a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.astimezone(UTC) if dialect.name == "postgresql" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC instant."""
        return value if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


def coded(codes: type[StrEnum]) -> Enum:
    """Return the column type for an enum: its code as text, checked by the database."""
    return Enum(
        codes, native_enum=False, create_constraint=True, length=40, name=codes.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )  # fmt: skip


class Base(DeclarativeBase):
    """What every table shares: constraint names, and UTC instants."""

    registry = registry(
        metadata=MetaData(naming_convention=CONSTRAINT_NAMES), type_annotation_map={datetime: Instant()}
    )


# Keys that sort by code point on both databases.
SortKey = String().with_variant(String(collation="C"), "postgresql")


def has_words(key: Any, text: str) -> ColumnElement[bool]:
    """Return the condition that a search key (lms/text.py) holds every word of a text, in any order."""
    return and_(true(), *(key.contains(word, autoescape=True) for word in folded(text).split()))


def listed(column: Any, values: Sequence[Any], kind: type[Any] = Integer) -> ColumnElement[bool]:
    """Return the condition that a column has one of any number of numbers, or of texts, which are sent as one parameter."""
    if db.engine.dialect.name == "postgresql":
        return column == func.any(cast(list(values), ARRAY(kind)))  # type: ignore[no-any-return]
    return column.in_(select(func.json_each(dumps(list(values))).table_valued("value").c.value))  # type: ignore[no-any-return]


db = SQLAlchemy(model_class=Base, session_options={"join_transaction_mode": "create_savepoint"})
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

babel = Babel()
csrf = CSRFProtect()
login_manager = LoginManager()
migrate = Migrate()


@contextmanager
def writing(allowed: bool) -> Iterator[None]:
    """Say whether transactions begun inside may write; SQLite takes its write lock at once where they may."""
    token = _may_write.set(allowed)
    try:
        yield
    finally:
        _may_write.reset(token)


def may_write(allowed: bool) -> None:
    """Set the same for the rest of this request."""
    _may_write.set(allowed)


def refresh_statistics() -> None:
    """Have PostgreSQL look at its tables anew, once a great many rows are committed; the caller commits.

    It may have looked while they were being written, seen none, and plan for empty tables until it looks again: a list of
    marks that takes a second took more than eight minutes then. SQLite keeps no such numbers.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sql("ANALYZE"))


def engine_options(url: str) -> dict[str, Any]:
    """Return what the engine needs for this database address.

    Parameters of PostgreSQL are numbered as it numbers them itself, so that its driver need not rewrite statements:
    a quarter of what a list of 5,000 people takes went into that.
    """
    if url.startswith("sqlite"):
        return {"module": sqlite_driver}
    own = make_url(url).query.get("options", "")
    settings = {"options": f"{POSTGRESQL_SETTINGS} {own}".strip(), "cursor_factory": RawCursor}
    return {"pool_pre_ping": True, "paramstyle": "numeric_dollar", "connect_args": settings}


@event.listens_for(Table, "after_parent_attach")
def _never_reuse_ids(table: Table, _metadata: MetaData) -> None:
    if "id" in table.c:
        table.dialect_options["sqlite"]["autoincrement"] = True


@event.listens_for(Engine, "connect")
def _settle(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite_driver.Connection):
        connection.server_cursor_factory = RawServerCursor  # of a long list, read in parts
        return
    connection.isolation_level = None
    for setting in SQLITE_SETTINGS:
        connection.execute(f"PRAGMA {setting}").close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write.get() else "BEGIN")


@event.listens_for(db.Model, "attribute_instrument", propagate=True)
def _remember_old_values(_model: type[Any], _key: str, attribute: Any) -> None:
    """Load a value before it is replaced, so that the audit can tell what it was."""
    if isinstance(attribute.property, ColumnProperty):
        attribute.impl.active_history = True
