"""The process beside the service that reads files and writes them: whoever uploads one need not wait for an answer.

It holds a lock on a file of its own while it works, and tells in it how far it has come: a process that was killed has
let go of its lock, and its page says so. What it had not committed is not there.
"""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import IntegrityError

from lms import clock
from lms.accounts.models import Account
from lms.accounts.permissions import Permission
from lms.accounts.scope import looking, scope_of
from lms.errors import Refused
from lms.extensions import db, refresh_statistics, writing
from lms.imports import previews, queries, services
from lms.imports.models import ImportBatch, Stage
from lms.imports.services import Tell
from lms.imports.writing import NOT_YET
from lms.language import N_

BUSY = frozenset({Stage.READING, Stage.WRITING})
STARTS_WITHIN = timedelta(seconds=30)
CHANGED = N_("The register has changed since the preview. Look at the rows once more, then confirm.")


def begin(batch: ImportBatch, by: Account) -> None:
    """Have the file worked on, by a process of its own; the caller has committed what is to be done."""
    if current_app.config["IMPORTS_AT_ONCE"]:
        with writing(True):
            work(batch.id, by)
        return
    subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "lms", "work-on-import", str(batch.id), "--account", str(by.id)],
        cwd=Path(current_app.root_path).parent, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


@click.command("work-on-import", hidden=True)
@click.argument("batch_id", type=int)
@click.option("--account", "account_id", type=int, required=True)
@with_appcontext
def work_on_import(batch_id: int, account_id: int) -> None:
    """Read or write a file that was uploaded on a page."""
    with writing(False):
        by = db.session.get_one(Account, account_id)
        with _alone(batch_id) as told:
            if told is not None:
                work(batch_id, by, _teller(told))
                refresh_statistics()
                db.session.commit()


def work(batch_id: int, by: Account, tell: Tell = lambda percent: None) -> None:
    """Do what a file waits for, in transactions of its own, as the account sees the register."""
    with looking(scope_of(by, Permission.IMPORT_LISTS)):
        batch = db.session.scalars(queries.batch(batch_id)).unique().one_or_none()
        if batch is not None and batch.stage is Stage.READING:
            _read(batch, by, tell)
        elif batch is not None and batch.stage is Stage.WRITING and _still_so(batch, by, tell):
            _write(batch, by, tell)


def _read(batch: ImportBatch, by: Account, tell: Tell) -> None:
    """Work out the preview while others may write, and then keep it."""
    at = clock.now()
    refusal = made = None
    with writing(False):
        mark = previews.register_mark()
        try:
            made = previews.plan_of(batch, previews.contents_of(batch, tell=tell), at)
        except Refused as refused:
            refusal = refused
        db.session.rollback()
    tell(80)
    with writing(True):
        if made is not None:
            previews.keep(batch, *made, mark=mark, by=by, at=at)
        elif refusal is not None:
            services.refuse(batch, refusal, at=at)
        db.session.commit()
    tell(100)


def _still_so(batch: ImportBatch, by: Account, tell: Tell) -> bool:
    """Look at the register once more where it changed since the preview; where rows are others now, ask anew."""
    if batch.told.get("mark") == previews.register_mark():
        return True
    before = previews.verdicts(batch)
    _read(batch, by, tell)
    with writing(True):
        batch.stage = Stage.WRITING
        is_same = previews.verdicts(batch) == before and batch.told.get("decided_but_rows", False)
        if not is_same:
            services.give_back(batch, Refused(CHANGED), at=clock.now())
        db.session.commit()
    return is_same


def _write(batch: ImportBatch, by: Account, tell: Tell) -> None:
    at = clock.now()
    with writing(False):
        contents = previews.contents_of(batch, tell=tell)
        db.session.rollback()
    with writing(True):
        try:
            _contents, plan, _passed_over = previews.plan_of(batch, contents, at, as_shown=True)
            if not plan.is_ready:
                db.session.rollback()
                _read(batch, by, tell)  # the rows say what stands against it
                raise Refused(NOT_YET)
            services.write(batch, plan, previews.target_of(batch), by=by, at=at, tell=tell)
            db.session.commit()
        except (Refused, IntegrityError) as wrong:
            db.session.rollback()
            services.give_back(batch, wrong if isinstance(wrong, Refused) else Refused(CHANGED), at=at)
            db.session.commit()


def _folder() -> Path:
    folder = Path(current_app.config["DATA_DIR"]) / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _alone(batch_id: int) -> Iterator[IO[str] | None]:
    """Hold the lock of a file's work; None where another process has it."""
    with (_folder() / str(batch_id)).open("a+") as told:
        try:
            fcntl.flock(told, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield told
        with suppress(FileNotFoundError):
            Path(told.name).unlink()


def _teller(told: IO[str]) -> Tell:
    def tell(percent: int) -> None:
        told.seek(0)
        told.truncate()
        told.write(str(percent))
        told.flush()

    return tell


def progress(batch: ImportBatch) -> int | None:
    """Return how far the work on a file has come, in percent; None where nobody works on it any more."""
    path = _folder() / str(batch.id)
    is_young = clock.now() - batch.stage_at < STARTS_WITHIN
    try:
        with path.open() as told:
            try:
                fcntl.flock(told, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(told.read() or 0)
    except FileNotFoundError:
        pass
    return 0 if is_young else None
