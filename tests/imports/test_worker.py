"""The process beside the service: it tells how far it has come, it is seen when it dies, and two never do one work."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms import clock
from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.extensions import db
from lms.imports import services, worker
from lms.imports.contents import Target
from lms.imports.models import ImportBatch, Stage
from tests import factories
from tests.queries import counted
from tests.together import afresh
from tests.workbooks.files import xlsx

ROOT = Path(__file__).parent.parent.parent
LIST = xlsx([("ФИО", "Дата рождения"), ("Аманова Огулджан Батыровна", date(1980, 5, 1))])
PATIENCE = 60  # seconds


@pytest.fixture
def batch(app: Flask) -> ImportBatch:
    return taken_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


def taken_in(by: Account, body: bytes = LIST) -> ImportBatch:
    made = services.take_in(body, "list.xlsx", Target(factories.office()), language="en", by=by, at=clock.now())
    db.session.commit()
    return made


@contextlib.contextmanager
def holding(batch: ImportBatch, percent: int) -> Iterator[Path]:
    """Hold the lock of a file's work, as a process does that has come so far."""
    with worker._alone(batch.id) as told:
        assert told is not None
        worker._teller(told)(percent)
        yield Path(told.name)


def test_the_lock_file_tells_how_far_the_work_has_come(app: Flask, batch: ImportBatch) -> None:
    with worker._alone(batch.id) as told:
        assert told is not None
        tell = worker._teller(told)
        for percent in (30, 100, 5):
            tell(percent)
            assert Path(told.name).read_text() == str(percent)


def test_progress_is_read_while_somebody_works(batch: ImportBatch) -> None:
    path = worker._folder() / str(batch.id)
    path.write_text("55")
    script = f"import fcntl,time; f=open({str(path)!r}); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"held\n"
        assert worker.progress(batch) == 55
        other.kill()


def test_a_worker_that_was_killed_is_told_as_stopped_and_its_work_begins_anew(batch: ImportBatch, app: Flask) -> None:
    (worker._folder() / str(batch.id)).write_text("55")  # what it left; its lock went with it
    assert worker.progress(batch) == 0  # it may be that the next one begins just now
    batch.stage_at = clock.now() - worker.STARTS_WITHIN - timedelta(seconds=1)
    db.session.commit()
    assert worker.progress(batch) is None
    browser = signed_in(app, batch)
    assert "stopped" in browser.get(f"/imports/{batch.id}").text
    browser.post(f"/imports/{batch.id}/again")
    assert batch.stage is Stage.PREVIEW


def signed_in(app: Flask, batch: ImportBatch) -> FlaskClient:
    browser = app.test_client()
    assert batch.uploaded_by
    factories.sign_in(browser, batch.uploaded_by)
    return browser


def test_work_that_goes_on_is_not_begun_a_second_time(batch: ImportBatch, app: Flask) -> None:
    path = worker._folder() / str(batch.id)
    path.write_text("30")
    with path.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        batch.stage_at = clock.now() - timedelta(hours=1)
        db.session.commit()
        signed_in(app, batch).post(f"/imports/{batch.id}/again")
        assert batch.stage is Stage.READING


def test_a_second_worker_leaves_the_work_alone(batch: ImportBatch, app: Flask) -> None:
    with holding(batch, 30) as path:
        answer = app.test_cli_runner().invoke(args=["work-on-import", str(batch.id), "--account", str(batch.uploaded_by_id)])
        assert answer.exit_code == 0 and batch.stage is Stage.READING and path.read_text() == "30"
    answer = app.test_cli_runner().invoke(args=["work-on-import", str(batch.id), "--account", str(batch.uploaded_by_id)])
    assert answer.exit_code == 0, answer.output
    db.session.expire_all()
    assert batch.stage is Stage.PREVIEW and not path.exists()


def test_the_worker_sees_what_its_account_sees_and_no_other_file(batch: ImportBatch) -> None:
    stranger = factories.account(Role.PROJECT_MANAGER, of=factories.office("KG"))
    worker.work(batch.id, stranger)
    assert batch.stage is Stage.READING


@pytest.mark.committed
def test_a_process_of_its_own_reads_a_file_and_survives_being_killed_before(committed_app: Flask) -> None:
    by = factories.account(Role.PROJECT_MANAGER, of=factories.office())
    batch = taken_in(by, xlsx([("ФИО",), *((f"Мередов{n} Батыр",) for n in range(50))]))
    number, path, account = batch.id, worker._folder() / str(batch.id), by.id
    afresh()
    first = _worker(committed_app, number, account)
    until = time.monotonic() + PATIENCE
    while not path.exists() and first.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert db.session.get_one(ImportBatch, number).stage in {Stage.READING, Stage.PREVIEW}
    afresh()
    assert _worker(committed_app, number, account).wait(PATIENCE) == 0
    assert db.session.get_one(ImportBatch, number).stage is Stage.PREVIEW and not path.exists()


def _worker(app: Flask, batch: int, account: int) -> subprocess.Popen[bytes]:
    env = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "DATA_DIR": str(app.config["DATA_DIR"]),
        "SECRET_KEY": app.config["SECRET_KEY"], "AUDIT_KEY": app.config["AUDIT_KEY"],
        "IDENTIFIER_KEY": app.config["IDENTIFIER_KEY"], "BASE_URL": "http://127.0.0.1",
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "lms", "work-on-import", str(batch), "--account", str(account)]
    return subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_whether_something_was_written_is_said(batch: ImportBatch) -> None:
    by = batch.uploaded_by
    assert by and worker.work(batch.id, by) is False
    services.confirm(batch, at=clock.now())
    db.session.commit()
    assert [worker.work(batch.id, by) for _twice in range(2)] == [True, False]


def test_statistics_are_refreshed_after_writing_and_not_after_a_preview(batch: ImportBatch, app: Flask) -> None:
    command = ["work-on-import", str(batch.id), "--account", str(batch.uploaded_by_id)]
    with counted() as previewed:
        app.test_cli_runner().invoke(args=command)
    db.session.expire_all()
    services.confirm(batch, at=clock.now())
    db.session.commit()
    with counted() as written:
        app.test_cli_runner().invoke(args=command)
    db.session.expire_all()
    assert batch.stage is Stage.DONE
    # SQLite keeps no statistics.
    assert [sent.count("ANALYZE") for sent in (previewed, written)] == [0, int(db.engine.dialect.name == "postgresql")]
