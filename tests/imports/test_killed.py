"""An import that is killed, or fails, half-way leaves nothing of the file, and the next run writes all of it."""

import os
import random
import signal
import subprocess
import sys
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.imports.contents import Contents, Target, planned
from lms.imports.planning import Decided
from lms.imports.writing import Writing
from tests import factories
from tests.imports.bringing import AT
from tests.materials.rows import edition
from tests.together import afresh
from tests.workbooks.files import xlsx
from tests.workbooks.samples import HELD, sheets_of, with_fields

ROOT = Path(__file__).parent.parent.parent
PEOPLE = 150
TRIES = 3
PROJECT = (("code", "NEW"), ("title_en", "A"), ("donor", "INL"), ("office", "TM"), ("starts_on", date(2011, 1, 1)),
           ("ends_on", date(2012, 1, 1)))  # fmt: skip


def reference() -> None:
    factories.office()
    factories.donor()
    edition("GUIDE")


def whole(people: int) -> bytes:
    """Return a workbook of every sheet, with so many people of an organisation each."""
    rows = [("surname", "given_name", "birth_date", "national_id", "organisation", "S1", "S2", "grade")]
    rows += [(f"Мередов{n}", "Батыр", date(1975, 1, 1), f"AB-{n:06d}", f"Police {n % 7}", "P", "L", 5) for n in range(people)]
    event = [*with_fields(project="NEW", finalised="yes"), ("organisation", "Police 1 | host")]
    lines = (("material", "language", "carrier", "quantity", "organisation"), ("GUIDE", "ru", "CD", 10, "Police 2"),
             ("GUIDE", "ru", "CD", -5, "Police 2"))  # fmt: skip
    sheets: dict[str, Any] = {"Event": event, "Sessions": HELD, "Participants": rows, "Project": PROJECT, "Materials": lines}
    return xlsx(**sheets, Headcounts=(("count", "reason", "source"), (5, "No list", "Letter")))


def census() -> dict[str, int]:
    """Return how many rows every table has."""
    tables = db.metadata.sorted_tables
    return {one.name: db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


@pytest.mark.committed
def test_an_import_that_is_killed_leaves_nothing_and_the_next_run_writes_all(committed_app: Flask, tmp_path: Path) -> None:
    reference()
    path = tmp_path / "workbook.xlsx"
    path.write_bytes(whole(PEOPLE))
    before = census()
    afresh()  # an open transaction of ours would hold the lock that the other process needs
    begun = clock.monotonic()
    assert _started(committed_app, path, "--dry-run").wait() == 0
    reading = clock.monotonic() - begun
    is_written = False
    for number in range(TRIES):
        process = _started(committed_app, path)
        clock.sleep(reading * (0.7 + 0.4 * random.random() + 0.2 * number))
        os.killpg(process.pid, signal.SIGKILL)
        is_written = process.wait() == 0
        after = census()
        afresh()
        if is_written:
            break
        # Killed between the commit and the end, all of it is there; whatever the moment, never a part.
        assert after == before or after["enrolment"] == PEOPLE
        is_written = after != before
    if not is_written:
        assert _started(committed_app, path).wait() == 0
    assert db.session.scalar(select(func.count(Enrolment.id)).where(Enrolment.scheduled_minutes == 180)) == PEOPLE
    assert db.session.scalar(select(func.count(Attendance.id))) == 2 * PEOPLE
    grown = {name: number - before[name] for name, number in census().items() if number != before[name]}
    assert {"person": PEOPLE, "organisation": 7, "distribution": 2, "headcount": 1, "event": 1, "project": 1}.items() <= grown.items()
    assert grown["import_batch"] == 1 and "import_row" not in grown


def _started(app: Flask, path: Path, *options: str) -> subprocess.Popen[bytes]:
    env = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "DATA_DIR": str(app.config["DATA_DIR"]),
        "SECRET_KEY": app.config["SECRET_KEY"], "AUDIT_KEY": app.config["AUDIT_KEY"],
        "IDENTIFIER_KEY": app.config["IDENTIFIER_KEY"], "BASE_URL": "http://127.0.0.1",
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "lms", "import-workbook", str(path), *options]
    return subprocess.Popen(
        command, cwd=ROOT, env=env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


class Broken(Exception):
    """What a database may raise at any moment."""


@contextmanager
def breaking_at(number: int) -> Iterator[list[str]]:
    """Let the statement of this number, of those that write, fail; collect those before it."""
    sent: list[str] = []

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            if len(sent) == number:
                raise Broken(statement)
            sent.append(statement)

    sqlalchemy_event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield sent
    finally:
        sqlalchemy_event.remove(Engine, "before_cursor_execute", fail)


def write(body: bytes) -> None:
    plan, _passed_over = planned(Contents(sheets_of(body), True), Target(), Decided(), AT)
    assert plan.is_ready and plan.office_id
    Writing(plan, language="en", by=None, at=AT).write(None, plan.office_id)


def test_an_error_at_any_stage_of_writing_leaves_not_one_row(app: Flask) -> None:
    reference()
    body = whole(3)
    before = census()
    with breaking_at(-1) as sent:
        write(body)
    db.session.rollback()
    assert len(sent) > 30 and census() == before
    for number in random.sample(range(len(sent)), 12):
        with pytest.raises(Broken), breaking_at(number):
            write(body)
        db.session.rollback()
        assert census() == before, number
    write(body)
    assert census()["enrolment"] == 3


def test_an_error_after_the_last_row_leaves_not_one_either(app: Flask) -> None:
    reference()
    before = census()
    told: list[int] = []

    def tell(percent: int) -> None:
        told.append(percent)
        if percent == 95:
            raise Broken

    plan, _passed_over = planned(Contents(sheets_of(whole(3)), True), Target(), Decided(), AT)
    with pytest.raises(Broken):
        Writing(plan, language="en", by=None, at=AT).write(None, plan.office_id or 0, tell)
    db.session.rollback()
    assert census() == before and told == [20, 55, 75, 95]
