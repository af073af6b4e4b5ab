"""The process beside the service that reads files and writes them: whoever uploads one need not wait for an answer.

It holds a lock on a file of its own while it works, and tells in it how far it has come: a process that was killed has
let go of its lock, and its page says so. What it had not committed is not there.
"""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
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
from lms.audit import queries as audit
from lms.errors import Refused
from lms.extensions import db, refresh_statistics, writing
from lms.imports import previews, queries, services
from lms.imports.models import BUSY, ImportBatch, Stage
from lms.imports.places import Written, refuse_written
from lms.imports.services import Tell
from lms.language import N_

STARTS_WITHIN = timedelta(seconds=30)
BROKEN = N_(
    "The program failed over this file; nothing of it was written. Its administrator finds the reason in the log."
)
CHANGED = N_("The register has changed since the preview. Look at the rows once more, then confirm.")


def begin(batch: ImportBatch, by: Account) -> None:
    """Have the file worked on, by a process of its own; the caller has committed what is to be done."""
    if current_app.config["IMPORTS_AT_ONCE"]:
        with writing(True):
            work(batch.id, by)
        return
    subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "lms", "work-on-import", str(batch.id), "--account", str(by.id)],
        cwd=Path(current_app.root_path).parent, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
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
            if told is not None and work(batch_id, by, _teller(told)):
                refresh_statistics()
                db.session.commit()


class Overtaken(Exception):
    """Somebody discarded a file, or said something of it, while it was worked on."""


class Changed(Refused):
    """The register is not as it was when the file was looked at."""


def work(batch_id: int, by: Account, tell: Tell = lambda percent: None) -> bool:
    """Do what a file waits for, in transactions of its own, as the account sees the register; say whether it was written."""
    is_written = False
    with looking(scope_of(by, Permission.IMPORT_LISTS)):
        batch = db.session.scalars(queries.batch(batch_id)).unique().one_or_none()
        if batch is not None and batch.stage in BUSY:
            with suppress(Overtaken):
                if batch.stage is Stage.READING:
                    _read(batch, by, tell)
                else:
                    is_written = _write(batch, by, tell)
            db.session.rollback()
    return is_written


def _read(batch: ImportBatch, by: Account, tell: Tell) -> None:
    """Work out the preview while others may write, and then keep it."""
    at, version = clock.now(), batch.version
    worked, refusal = None, Refused(BROKEN)
    with writing(False):
        try:
            worked = previews.worked_out(batch, by, at, tell=tell)
        except Refused as refused:
            refusal = refused
        except Exception:
            current_app.logger.exception("The import %s could not be read.", batch.id)
        db.session.rollback()
    with writing(True):
        _hold(batch, version)
        try:
            if worked is None:
                raise refusal
            previews.keep(batch, worked, by=by, at=at)
        except Written as written:
            services.give_up(batch, written, by=by, at=at)
        except Refused as refused:  # what was decided of it stays
            (services.give_back if "seen" in batch.told else services.refuse)(batch, refused, at=at)
        db.session.commit()
    tell(100)


def _write(batch: ImportBatch, by: Account, tell: Tell) -> bool:
    """Write what was seen and nothing else, all of it or nothing; say whether. Most is worked out while others may write."""
    at, version = clock.now(), batch.version
    worked, refusal = None, Refused(BROKEN)
    try:
        with writing(False):
            mark = db.session.scalar(audit.last())
            worked = previews.worked_out(batch, by, at, tell=tell)
            db.session.rollback()
        with writing(True):
            _hold(batch, version)
            if db.session.scalar(audit.last()) != mark:
                worked = previews.worked_out(batch, by, at, earlier=worked)
            if not worked.plan.is_ready or worked.key != batch.told["seen"]:
                raise Changed(CHANGED)
            services.write(batch, worked.plan, previews.target_of(batch), by=by, at=at, tell=tell)
            db.session.commit()
        return True
    except Overtaken:
        raise
    except Refused as refused:
        refusal = refused
    except IntegrityError:
        refusal = Refused(CHANGED)
    except Exception:
        current_app.logger.exception("The import %s could not be written.", batch.id)
    db.session.rollback()
    with writing(True):
        _hold(batch, version)
        _put_back(batch, refusal, worked if isinstance(refusal, Changed) else None, by=by, at=at)
        db.session.commit()
    return False


def _put_back(batch: ImportBatch, refusal: Refused, news: previews.Worked | None, *, by: Account, at: datetime) -> None:
    """Put a file that was not written before its reader again; one that another import of it wrote meanwhile is given up."""
    try:
        refuse_written(batch.sha256, batch.target)
        if news is not None:
            previews.keep(batch, news, by=by, at=at)
        services.give_back(batch, refusal, at=at)
    except Written as written:
        services.give_up(batch, written, by=by, at=at)


def _hold(batch: ImportBatch, version: int) -> None:
    """Let nobody else touch a file until the end of the transaction. Raises Overtaken where somebody did before."""
    db.session.refresh(batch, with_for_update={"of": ImportBatch})
    if batch.version != version:
        raise Overtaken


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
