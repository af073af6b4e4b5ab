"""Copying the embedded database: out while it is in use, and back in."""

from pathlib import Path

from lms.errors import Refused
from lms.extensions import db
from lms.extensions import sqlite_driver as sqlite
from lms.language import N_


def _live_connection() -> sqlite.Connection:
    if db.engine.dialect.name != "sqlite":
        raise Refused(N_("This database is PostgreSQL: use pg_dump and pg_restore, as the README says."))
    return db.engine.raw_connection().driver_connection


def backup(path: Path) -> None:
    """Write a consistent copy of the database to a new file. Raises Refused where the file exists."""
    if path.exists():
        raise Refused(N_("%(path)s exists already; a backup never overwrites."), path=str(path))
    live, copy = _live_connection(), sqlite.connect(str(path))
    try:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").close()
    finally:
        copy.close()


def restore(path: Path) -> None:
    """Replace the database's content by that of a backup, all or nothing. Raises Refused for a damaged file."""
    if not path.is_file():
        raise Refused(N_("There is no file %(path)s."), path=str(path))
    copy = sqlite.connect(f"file:{path}?mode=ro", uri=True)
    try:
        _check(copy, path)
        copy.backup(_live_connection())
    finally:
        copy.close()


def _check(copy: sqlite.Connection, path: Path) -> None:
    try:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        versions = copy.execute("SELECT count(*) FROM alembic_version").fetchone()[0]
    except sqlite.DatabaseError as error:
        raise Refused(N_("%(path)s is not a backup of this system."), path=str(path)) from error
    if verdict != "ok" or versions != 1:
        raise Refused(N_("%(path)s is damaged: %(verdict)s."), path=str(path), verdict=verdict)
