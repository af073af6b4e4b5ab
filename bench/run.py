"""Measure the figures, the page of an event and the search for people at full size, on SQLite and on PostgreSQL.

    python -m bench.run                   both databases; writes docs/benchmarks.md
    python -m bench.run --small           a quick run at a fiftieth of the size; writes nothing
    python -m bench.run --on sqlite       one database; writes nothing

PostgreSQL is the server of TEST_DATABASE_URL, else one that is started for the run.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bench import dataset, imports, matching, page, report, search
from bench.clocking import Measured
from bench.figures import figures, worked_example
from bench.reports import reports
from lms import create_app, keep_for_good
from lms.accounts.scope import EVERYTHING, set_scope
from lms.extensions import db
from tests import server

ROOT = Path(__file__).parent.parent
DATABASES = ("sqlite", "postgresql")
OWN = "lms_bench"
BAR = 30


def main(arguments: list[str] | None = None) -> int:
    """Build, measure, print, write; return how many limits were missed."""
    options = argparse.ArgumentParser(description="Measure speed on a generated data set.")
    options.add_argument("--small", action="store_true", help="a fiftieth of the size; limits are not judged")
    options.add_argument("--on", choices=DATABASES, help="one database only")
    asked = options.parse_args(arguments)
    size = dataset.SMALL if asked.small else dataset.FULL
    results: dict[str, list[Measured]] = {}
    for database in DATABASES:
        if asked.on in {None, database}:
            version, measured = _measure(database, size)
            results[version] = measured
            print(report.table(version, measured), flush=True)
    if not (asked.small or asked.on):
        (ROOT / "docs" / "benchmarks.md").write_text(report.page(size, results))
    missed = [one for measured in results.values() for one in measured if not one.keeps]
    return 0 if asked.small else len(missed)


def _measure(database: str, size: dataset.Size) -> tuple[str, list[Measured]]:
    with tempfile.TemporaryDirectory() as folder, _address(database, Path(folder)) as url:
        app = create_app(_settings(url, Path(folder)))
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            with db.engine.connect() as connection:
                dataset.build(connection, size, _progress)
            set_scope(EVERYTHING)
            before = worked_example()
            _settle(database)
            keep_for_good()  # as a server does
            measured = [*figures(size), *reports(), *page.event_page(app), *search.search(app), *matching.matching(size)]
            measured += imports.imports(app, size)
            assert worked_example() == before
            version = _version(database)
            db.session.remove()
            db.engine.dispose()
    return version, measured


def _settings(url: str, folder: Path) -> dict[str, object]:
    return {
        "TESTING": True, "SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": "a key for the bench only", "DATA_DIR": folder,
        "AUDIT_KEY": "an audit key for the bench", "IDENTIFIER_KEY": "a key of numbers for the bench", "BASE_URL": "http://localhost", "TRUSTED_HOSTS": ["localhost"],
        "WTF_CSRF_ENABLED": False,
    }  # fmt: skip


@contextmanager
def _address(database: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database that is gone afterwards."""
    if database == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    given = os.environ.get("TEST_DATABASE_URL")
    home = given or server.start(str(folder / "server"))
    engine = create_engine(home, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {OWN} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {OWN}"))
        yield make_url(home).set(database=OWN).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {OWN} WITH (FORCE)"))
    finally:
        engine.dispose()
        if not given:
            server.stop(str(folder / "server"))


def _settle(database: str) -> None:
    """Do what a database does by itself within minutes of a large load: count its rows, put its pages in order."""
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE)" if database == "postgresql" else "ANALYZE")
        connection.commit()
    if database == "sqlite":
        raw = db.engine.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()


def _version(database: str) -> str:
    asked = "SHOW server_version" if database == "postgresql" else "SELECT sqlite_version()"
    number = str(db.session.execute(text(asked)).scalar()).split()[0]
    return f"{'PostgreSQL' if database == 'postgresql' else 'SQLite'} {number}"


def _progress(table: str, done: int, total: int) -> None:
    filled = BAR * done // total if total else BAR
    end = "\n" if done >= total else ""
    sys.stderr.write(f"\r{table:<14} [{'#' * filled}{'.' * (BAR - filled)}] {done:>9,} of {total:,}{end}")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
