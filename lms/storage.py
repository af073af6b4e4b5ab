"""Copying the embedded database: out while it is in use, and back in."""

import os
from pathlib import Path

from lms.errors import Refused
from lms.extensions import db
from lms.extensions import sqlite_driver as sqlite
from lms.language import N_


def _refuse_postgresql() -> None:
    if db.engine.dialect.name != "sqlite":
        raise Refused(N_("This database is PostgreSQL: use pg_dump and pg_restore, as the README says."))


def _live_connection() -> sqlite.Connection:
    return db.engine.raw_connection().driver_connection


def backup(path: Path) -> None:
    """Write a consistent copy of the database to a new file that its owner alone can read.

    Raises Refused where the file exists, or cannot be made.
    """
    _refuse_postgresql()
    live = _live_connection()
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise Refused(N_("%(path)s exists already; a backup never overwrites."), path=str(path)) from error
    except OSError as error:
        raise Refused(N_("%(path)s cannot be written."), path=str(path)) from error
    copy = sqlite.connect(str(path))
    try:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").close()
    finally:
        copy.close()


def forget() -> None:
    """Empty the write-ahead log, where what was removed stands still; the pages themselves are written over at once.

    After the commit. While others read or write, it is left to the next time. PostgreSQL does it by itself (autovacuum).
    """
    url = db.engine.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    own = sqlite.connect(url.database, timeout=1)
    try:
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    except sqlite.OperationalError:
        return
    finally:
        own.close()


def restore(path: Path) -> None:
    """Replace the database's content by that of a backup, all or nothing.

    Raises Refused for a damaged file, and while another process has the database open.
    """
    _refuse_postgresql()
    db.session.remove()
    db.engine.dispose()
    live = _live_connection()
    if not path.is_file():
        raise Refused(N_("There is no file %(path)s."), path=str(path))
    copy = sqlite.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        _check(copy, path)
        _leave_the_log(live)
        copy.backup(live)
    finally:
        copy.close()
        db.engine.dispose()


def _leave_the_log(live: sqlite.Connection) -> None:
    """Leave the write-ahead log, which SQLite allows only to whoever has the database alone (PRAGMA journal_mode)."""
    live.execute("PRAGMA busy_timeout=0").close()
    try:
        live.execute("PRAGMA journal_mode=DELETE").close()
    except sqlite.OperationalError as error:
        raise Refused(N_("The service is running: stop it first, or what is entered meanwhile is lost.")) from error


def _check(copy: sqlite.Connection, path: Path) -> None:
    try:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        versions = copy.execute("SELECT count(*) FROM alembic_version").fetchone()[0]
    except sqlite.DatabaseError as error:
        raise Refused(N_("%(path)s is not a backup of this system."), path=str(path)) from error
    if verdict != "ok" or versions != 1:
        raise Refused(N_("%(path)s is damaged: %(verdict)s."), path=str(path), verdict=verdict)
