"""Backup and restore of the embedded database, also while another process writes; on PostgreSQL a sentence instead."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, text

import lms
from lms.accounts.scope import EVERYTHING, set_scope
from lms.audit import queries as audit
from lms.extensions import db, sqlite_driver
from lms.participants.models import Person
from tests import factories
from tests.conftest import MIGRATIONS, settings

ROOT = Path(__file__).parent.parent
# Registers people one by one, each in a transaction of its own, until it is stopped.
WRITER = """
import sys
from pathlib import Path
import lms
from lms.accounts.scope import EVERYTHING, set_scope
from tests import factories
from tests.conftest import settings

with lms.create_app(settings(sys.argv[1], Path(sys.argv[2]))).app_context():
    set_scope(EVERYTHING)
    while True:
        factories.person()
        print("one", flush=True)
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated, empty database file."""
    folder = tmp_path_factory.mktemp("storage")
    app = lms.create_app(settings(f"sqlite:///{folder / 'template.sqlite3'}", folder))
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        db.engine.dispose()
    return folder / "template.sqlite3"


@pytest.fixture
def embedded(template: Path, tmp_path: Path) -> Iterator[Flask]:
    """Give the application on a SQLite file of its own, whatever the suite runs on."""
    live = tmp_path / "live.sqlite3"
    live.write_bytes(template.read_bytes())
    app = lms.create_app(settings(f"sqlite:///{live}", tmp_path))
    with app.app_context():
        set_scope(EVERYTHING)
        yield app
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *arguments: object) -> Result:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
    db.session.remove()
    set_scope(EVERYTHING)
    return result


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_what_was_backed_up_is_restored_and_what_came_later_is_gone(embedded: Flask, tmp_path: Path) -> None:
    factories.person()
    assert run(embedded, "backup", tmp_path / "copy").exit_code == 0
    factories.person()
    assert people() == 2
    restored = run(embedded, "restore", tmp_path / "copy")
    assert (restored.exit_code, people()) == (0, 1)
    assert audit.first_break(embedded.config["AUDIT_KEY"]) is None
    factories.person()
    assert people() == 2 and audit.first_break(embedded.config["AUDIT_KEY"]) is None


def test_nothing_is_restored_under_a_running_service(embedded: Flask, tmp_path: Path) -> None:
    run(embedded, "backup", tmp_path / "copy")
    factories.person()
    service = sqlite_driver.connect(str(tmp_path / "live.sqlite3"))
    service.execute("SELECT count(*) FROM person").fetchall()
    refused = run(embedded, "restore", tmp_path / "copy")
    assert refused.exit_code == 1 and "The service is running" in refused.stderr and people() == 1
    service.close()
    assert run(embedded, "restore", tmp_path / "copy").exit_code == 0 and people() == 0


def test_a_backup_is_one_file_that_its_owner_alone_reads(embedded: Flask, tmp_path: Path) -> None:
    factories.person()
    run(embedded, "backup", tmp_path / "copy")
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy"]
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["with space", "100%", "what?", "#1", "копия"])
def test_a_file_may_have_any_name(embedded: Flask, tmp_path: Path, name: str) -> None:
    factories.person()
    assert run(embedded, "backup", tmp_path / name).exit_code == 0
    assert run(embedded, "restore", tmp_path / name).exit_code == 0 and people() == 1


def test_a_backup_never_overwrites(embedded: Flask, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("something else")
    refused = run(embedded, "backup", tmp_path / "copy")
    assert refused.exit_code == 1 and "exists already" in refused.stderr
    assert (tmp_path / "copy").read_text() == "something else"


def test_a_backup_into_nowhere_is_refused_with_a_sentence(embedded: Flask, tmp_path: Path) -> None:
    refused = run(embedded, "backup", tmp_path / "no folder" / "copy")
    assert refused.exit_code == 1 and refused.stderr.endswith("cannot be written.\n")


def damaged(path: Path, good: bytes, how: str) -> None:
    """Write a file that is no whole backup."""
    page = 4096
    contents = {
        "text": b"not a database", "empty": b"", "cut short": good[: len(good) // 2],
        "a page of zeros": good[: 3 * page] + bytes(20 * page) + good[23 * page :],
        "a broken header": b"SQLite format 4" + good[15:],
    }  # fmt: skip
    path.write_bytes(contents.get(how, b""))
    if how == "another database":
        other = sqlite_driver.connect(str(path))
        other.execute("CREATE TABLE a (b)")
        other.close()


@pytest.mark.parametrize(
    "how", ["text", "empty", "cut short", "a page of zeros", "a broken header", "another database"]
)
def test_a_damaged_file_is_refused_and_nothing_changes(embedded: Flask, tmp_path: Path, how: str) -> None:
    factories.person()
    run(embedded, "backup", tmp_path / "good")
    factories.person()
    damaged(tmp_path / "bad", (tmp_path / "good").read_bytes(), how)
    refused = run(embedded, "restore", tmp_path / "bad")
    assert refused.exit_code == 1 and refused.stderr.startswith("Error: ") and "Traceback" not in refused.output
    assert people() == 2 and audit.first_break(embedded.config["AUDIT_KEY"]) is None


def test_a_missing_file_is_refused(embedded: Flask, tmp_path: Path) -> None:
    refused = run(embedded, "restore", tmp_path / "none")
    assert refused.exit_code == 1 and refused.stderr.startswith("Error: There is no file")


def test_a_backup_taken_while_another_process_writes_is_consistent(embedded: Flask, tmp_path: Path) -> None:
    factories.office()
    url = embedded.config["SQLALCHEMY_DATABASE_URI"]
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout is not None and writer.stdout.readline() == "one\n"
        copies = [tmp_path / f"copy{n}" for n in range(5)]
        for copy in copies:
            assert run(embedded, "backup", copy).exit_code == 0
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    found = [whole(copy, embedded.config["AUDIT_KEY"], tmp_path) for copy in copies]
    assert found == sorted(found) and 1 <= found[0] <= people()


def whole(copy: Path, key: str, folder: Path) -> int:
    """Return how many people a copy holds, after seeing that it is whole and each of them is in its chain."""
    with lms.create_app(settings(f"sqlite:///{copy}", folder)).app_context():
        set_scope(EVERYTHING)
        assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert audit.first_break(key) is None
        recorded = db.session.scalar(text("SELECT count(*) FROM audit_entry WHERE object_type = 'person'"))
        number = people()
        assert recorded == number
        db.session.remove()
        db.engine.dispose()
    return number


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_on_postgresql_its_own_tools_are_named(app: Flask, tmp_path: Path, command: str) -> None:
    answer = app.test_cli_runner().invoke(args=[command, str(tmp_path / "copy")])
    set_scope(EVERYTHING)
    if db.engine.dialect.name == "postgresql":
        assert answer.exit_code == 1 and "pg_dump and pg_restore" in answer.stderr
        assert not (tmp_path / "copy").exists()
