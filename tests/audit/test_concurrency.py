"""Many write at once, with real commits: the chain stays gapless and whole, and what failed leaves nothing (N6)."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Account
from lms.accounts.scope import EVERYTHING, set_scope
from lms.accounts.services import count_sign_in, create_account
from lms.audit import queries
from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.services import act
from lms.errors import Refused, TooMany
from lms.extensions import db
from lms.participants.models import Person
from lms.participants.services import edit_person, register_person
from tests import factories

KEY = "an audit key for tests only"
WRITERS, TIMES = 6, 12


def together(app: Flask, work: Callable[[int], object]) -> list[object]:
    """Run the work in as many threads, each in a session of its own, all starting at the same moment."""
    start = Barrier(WRITERS)

    def one(number: int) -> object:
        with app.app_context():
            set_scope(EVERYTHING)
            start.wait()
            return work(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def chain() -> tuple[int, int, int]:
    rows, last = db.session.execute(select(func.count(), func.max(AuditEntry.seq))).one()
    return rows, last, db.session.scalar(select(func.count()).select_from(AuditPayload)) or 0


def test_many_writers_at_once_leave_one_whole_chain(committed_app: Flask) -> None:
    office = factories.office().id
    before = chain()[0]
    db.session.rollback()

    def write(number: int) -> None:
        for n in range(TIMES):
            register_person(office_id=office, surname=f"W{number}-{n}", given_name="A", by=None, at=factories.AT)
            if n % 3 == 2:
                db.session.rollback()  # every third is given up after its entry was written
            else:
                db.session.commit()

    together(committed_app, write)
    kept = WRITERS * TIMES * 2 // 3
    assert chain() == (before + kept, before + kept, before + kept)
    assert db.session.scalar(select(func.count()).select_from(Person)) == kept
    assert queries.first_break(KEY) is None


def test_of_many_changes_to_one_row_each_tells_the_value_before_it(committed_app: Flask) -> None:
    who = factories.person("0")
    key = who.id
    db.session.rollback()

    def write(number: int) -> None:
        for n in range(TIMES):
            held = db.session.scalars(select(Person).where(Person.id == key).with_for_update()).one()
            edit_person(held, note=f"{number}-{n}", by=None, at=factories.AT)
            db.session.commit()

    together(committed_app, write)
    bodies = [entry.payload.body for entry in db.session.scalars(queries.history(("person", str(key))))]
    newest_first = [body.split('"note":"')[1].split('"')[0] for body in bodies if '"note"' in body]
    assert len(newest_first) == WRITERS * TIMES
    for later, earlier in zip(bodies, newest_first[1:], strict=False):
        assert f'"before":{{"note":"{earlier}"}}' in later
    assert queries.first_break(KEY) is None


def test_of_many_who_make_the_same_account_one_succeeds_and_the_rest_leave_nothing(committed_app: Flask) -> None:
    def write(_number: int) -> bool:
        try:
            create_account("same@example.org", "Same", factories.PASSWORD, by=None, at=factories.AT)
            db.session.commit()
        except (Refused, IntegrityError):  # told by a sentence, or by the database where both looked at once
            db.session.rollback()
            return False
        return True

    assert together(committed_app, write).count(True) == 1
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1
    made = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "account.create")
    assert db.session.scalar(made) == 1
    assert queries.first_break(KEY) is None


def test_many_guesses_at_once_are_counted_one_by_one(committed_app: Flask) -> None:
    def guess(number: int) -> int:
        passed = 0
        for _ in range(3):
            try:
                count_sign_in("victim@example.org", address=f"10.0.0.{number}", at=factories.AT)
                db.session.commit()
                passed += 1
            except TooMany:
                db.session.rollback()
        return passed

    assert sum(together(committed_app, guess)) == 5


def test_processes_beside_each_other_leave_one_whole_chain(committed_app: Flask, tmp_path: Path) -> None:
    office = factories.office().id
    before = chain()[0]
    db.session.rollback()
    program = (
        "import sys, lms\n"
        "from tests.conftest import settings\n"
        "from tests import factories\n"
        "from pathlib import Path\n"
        "from lms.accounts.scope import EVERYTHING, set_scope\n"
        "from lms.extensions import db\n"
        "from lms.participants.services import register_person\n"
        "app = lms.create_app(settings(sys.argv[1], Path(sys.argv[2])))\n"
        "with app.app_context():\n"
        "    set_scope(EVERYTHING)\n"
        "    for n in range(10):\n"
        "        register_person(office_id=int(sys.argv[3]), surname=f'P{n}', given_name='A', by=None, at=factories.AT)\n"
        "        db.session.commit()\n"
    )
    url = committed_app.config["SQLALCHEMY_DATABASE_URI"]
    root = Path(__file__).parent.parent.parent
    beside = [
        subprocess.Popen([sys.executable, "-c", program, url, str(tmp_path), str(office)], cwd=root) for _ in range(2)
    ]
    assert [one.wait(timeout=120) for one in beside] == [0, 0]
    assert chain()[:2] == (before + 20, before + 20)
    assert queries.first_break(KEY) is None


def test_an_entry_is_written_in_the_transaction_of_its_change(committed_app: Flask) -> None:
    factories.office()
    before = chain()
    with act("person.register", by=None, at=factories.AT):
        db.session.add(factories.Person(surname="a", given_name="b", office_id=factories.office().id, created_at=factories.AT))
    assert chain()[0] == before[0] + 1
    db.session.rollback()
    assert chain() == before


def test_a_change_that_the_database_refuses_leaves_no_entry(committed_app: Flask) -> None:
    first = factories.project("TAKEN")
    before = chain()
    with pytest.raises(IntegrityError), act("project.create", by=None, at=factories.AT):
        db.session.add(factories.Project(
            code="TAKEN", title_en="t", title_ru="т", office_id=first.office_id, starts_on=first.starts_on, ends_on=first.ends_on
        ))  # fmt: skip
    db.session.rollback()
    assert chain() == before
