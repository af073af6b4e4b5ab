"""One migrated database a worker; every test runs in a transaction that is rolled back.

TEST_DATABASE_URL=postgresql://… runs the same suite on PostgreSQL: each worker gets a database of its own there.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings as examples
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import lms
from lms.accounts.scope import EVERYTHING, set_scope
from lms.extensions import db
from tests.factories import sign_in

# In CI the same examples come every time, so that a run that fails fails again; elsewhere each run looks for new ones.
examples.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    examples.load_profile("ci")
gc.set_threshold(50_000)  # a tenth of the suite was looking for garbage
MIGRATIONS = str(Path(__file__).parent.parent / "migrations")
SERVER = os.environ.get("TEST_DATABASE_URL", "")


def settings(url: str, folder: Path) -> dict[str, Any]:
    """Return what an application under test runs with."""
    return {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": url,
        "SECRET_KEY": "a key for tests only",
        "AUDIT_KEY": "an audit key for tests only",
        "IDENTIFIER_KEY": "an identifier key for tests only",
        "DATA_DIR": folder,
        "BASE_URL": "http://localhost",
        "TRUSTED_HOSTS": ["localhost", "127.0.0.1"],
        "WTF_CSRF_ENABLED": False,
        "IMPORTS_AT_ONCE": True,
    }


class Browser(FlaskClient):
    """A test browser each of whose requests has an application context, and so a session and a `g`, of its own.

    In the context of the test itself, a second browser would be signed in as the first one was, and a view that
    forgets to commit would pass.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request; afterwards the test sees what it changed."""
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        if db.session.registry.has():
            db.session.expire_all()
        return answer


def _server_database(name: str, template: str = "template1") -> str:
    """Make a fresh database on the PostgreSQL server under test and return its address."""
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    engine.dispose()
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


def _drop(name: str) -> None:
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    engine.dispose()


@pytest.fixture(scope="session")
def worker(worker_id: str) -> str:
    return worker_id


@pytest.fixture(scope="session")
def migrated(worker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Give an address of an empty, migrated database that nothing is ever committed to."""
    folder = tmp_path_factory.mktemp("data")
    url = _server_database(f"lms_{worker}") if SERVER else f"sqlite:///{folder / 'template.sqlite3'}"
    app = lms.create_app(settings(url, folder))
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        db.engine.dispose()
    yield url, folder
    if SERVER:
        _drop(f"lms_{worker}")


@pytest.fixture(scope="session")
def base_app(migrated: tuple[str, Path]) -> Iterator[Flask]:
    url, folder = migrated
    app = lms.create_app(settings(url, folder))
    app.test_client_class = Browser
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(base_app: Flask) -> Iterator[Flask]:
    """Give the application on one connection whose transaction is rolled back after the test."""
    with base_app.app_context():
        engines = db._app_engines[base_app]
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection
    try:
        with base_app.app_context():
            set_scope(EVERYTHING)
            yield base_app
    finally:
        outer.rollback()
        connection.close()
        engines[None] = engine


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[..., FlaskClient]:
    """Give a function that returns a client signed in as an account."""

    def enter(account: Any, language: str = "en") -> FlaskClient:
        browser = app.test_client()
        sign_in(browser, account, language)
        return browser

    return enter


@contextmanager
def own_app(migrated: tuple[str, Path], base_app: Flask, name: str, folder: Path) -> Iterator[Flask]:
    """Give the application on a copy of the migrated database, where commits are real."""
    url, _folder = migrated
    if SERVER:
        with base_app.app_context():
            db.engine.dispose()  # the server copies no database that somebody is connected to
        own = _server_database(name, template=make_url(url).database or "")
    else:
        shutil.copy(make_url(url).database or "", folder / "own.sqlite3")
        own = f"sqlite:///{folder / 'own.sqlite3'}"
    app = lms.create_app(settings(own, folder))
    app.test_client_class = Browser
    with app.app_context():
        set_scope(EVERYTHING)
        yield app
        db.session.remove()
        db.engine.dispose()
    if SERVER:
        _drop(name)


@pytest.fixture
def committed_app(migrated: tuple[str, Path], base_app: Flask, worker: str, tmp_path: Path) -> Iterator[Flask]:
    """Give the application on a database of its own, where commits are real: for concurrency and for commands."""
    with own_app(migrated, base_app, f"lms_{worker}_own", tmp_path) as app:
        yield app


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what touches no database: it would say again what it said on SQLite."""
    if not SERVER:
        return
    kept, left = [], []
    for item in items:
        touches = "migrated" in getattr(item, "fixturenames", ()) or item.get_closest_marker("committed")
        (kept if touches else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test fails the run: what needs PostgreSQL or Chromium runs there against real ones."""
    report = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and report and report.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
