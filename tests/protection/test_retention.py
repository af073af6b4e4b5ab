"""What is kept no longer goes, to the day; what was said beforehand is what is done, and the audit tells it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine, make_url

from lms import clock
from lms.accounts.disclosures import DisclosedFile, disclosure
from lms.accounts.models import Attempt, SignIn
from lms.accounts.permissions import Role
from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.queries import first_break
from lms.extensions import db, sqlite_driver
from lms.imports.models import Stage
from lms.participants import safekeeping
from lms.participants import services as register
from lms.participants.identity import Identifier, IdentifierKind
from lms.participants.models import Person
from lms.protection import retention
from lms.protection.models import DataClass
from tests import factories

KEY = "an audit key for tests only"
NIGHT = datetime(2016, 10, 15, 22, 0, tzinfo=UTC)
LAST_DAY_GONE = date(2011, 10, 14)  # with 60 months, of that night


def known(ends_on: date | None, phone: str | None = "+993 65 000001", **more: object) -> Person:
    who = register.register_person(office_id=factories.office().id, surname=f"Сапаров{factories.number()}", given_name="Ылхам",
                                   phone=phone, by=None, at=factories.AT)  # fmt: skip
    db.session.commit()
    if ends_on:
        factories.enrolment(factories.event(starts_on=ends_on), who)
    return who


def keep(data_class: DataClass, months: int | None = 60) -> None:
    retention.keep(data_class, months, by=None, at=factories.AT)
    db.session.commit()


def do(data_class: DataClass, at: datetime = NIGHT) -> int:
    done = sum(retention.take(step, by=None, at=at) for step in retention.steps(data_class, at))
    db.session.commit()
    return done


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_people_are_kept_until_somebody_sets_a_time(app: Flask) -> None:
    known(date(1990, 1, 1))
    lines = {line.data_class: line for line in retention.tonight(NIGHT)}
    kept = {DataClass.DISCLOSURES, DataClass.CONTACTS, DataClass.IDENTIFIERS, DataClass.PERSONS}
    assert {name for name, line in lines.items() if line.months is None} == kept
    assert all(do(name) == 0 for name in kept)


@pytest.mark.parametrize(("ends_on", "number"), [
    (LAST_DAY_GONE, 1), (LAST_DAY_GONE + timedelta(1), 0), (date(2030, 1, 1), 0), (None, 1),
])  # fmt: skip
def test_contacts_go_to_the_day(app: Flask, ends_on: date | None, number: int) -> None:
    who = known(ends_on)
    keep(DataClass.CONTACTS)
    assert retention.line(DataClass.CONTACTS, NIGHT).number == number
    assert do(DataClass.CONTACTS) == number
    assert (who.phone is None) == bool(number)


def test_contacts_are_gone_from_the_audit_too_and_the_chain_is_whole(app: Flask) -> None:
    who = known(LAST_DAY_GONE)
    keep(DataClass.CONTACTS)
    do(DataClass.CONTACTS)
    bodies = db.session.scalars(select(AuditPayload.body).where(AuditPayload.body.contains("000001"))).all()
    assert bodies == [] and first_break(KEY) is None
    assert who.surname.startswith("Сапаров")
    assert actions()[-1] == "person.forget_contacts"


def test_identity_numbers_go_and_the_person_stays(app: Flask) -> None:
    who = known(LAST_DAY_GONE)
    safekeeping.add_identifier(who, IdentifierKind.PASSPORT, "AB123456", by=None, at=factories.AT)
    keep(DataClass.IDENTIFIERS)
    assert do(DataClass.IDENTIFIERS) == 1
    assert db.session.scalar(select(func.count(Identifier.id))) == 0 and who.erased_at is None


def test_a_person_without_a_later_event_is_erased_and_counted_still(app: Flask) -> None:
    gone, here = known(LAST_DAY_GONE), known(LAST_DAY_GONE + timedelta(1))
    keep(DataClass.PERSONS)
    assert do(DataClass.PERSONS) == 1
    assert gone.erased_at == NIGHT and here.erased_at is None


def test_somebody_registered_lately_is_spared(app: Flask) -> None:
    late = register.register_person(office_id=factories.office().id, surname="Новый", given_name="А", by=None,
                                    at=datetime(2011, 10, 15, tzinfo=UTC))  # fmt: skip
    keep(DataClass.PERSONS)
    assert do(DataClass.PERSONS) == 0 and late.erased_at is None


def test_whoever_signs_in_is_spared(app: Flask) -> None:
    factories.account(Role.TRAINER, who=known(LAST_DAY_GONE))
    keep(DataClass.PERSONS)
    assert do(DataClass.PERSONS) == 0


def test_whoever_comes_to_an_event_meanwhile_is_spared(app: Flask) -> None:
    who = known(LAST_DAY_GONE)
    keep(DataClass.PERSONS)
    assert retention.line(DataClass.PERSONS, NIGHT).number == 1
    factories.enrolment(factories.event(starts_on=date(2016, 10, 20)), who)
    assert do(DataClass.PERSONS) == 0 and who.erased_at is None


def test_a_second_night_finds_nothing_and_says_nothing(app: Flask) -> None:
    known(LAST_DAY_GONE)
    keep(DataClass.PERSONS)
    keep(DataClass.CONTACTS)
    do(DataClass.CONTACTS)
    do(DataClass.PERSONS)
    before = actions()
    assert (do(DataClass.CONTACTS), do(DataClass.PERSONS)) == (0, 0)
    assert actions() == before


def test_attempts_and_browsers_go_after_a_month_by_themselves(app: Flask) -> None:
    who = factories.account()
    old, young = datetime(2016, 9, 14, 23, 59, tzinfo=UTC), datetime(2016, 9, 15, 0, 0, tzinfo=UTC)
    factories.keep(*(Attempt(purpose="sign_in", subject="x" * 64, at=at) for at in (old, young)))
    factories.keep(
        *(
            SignIn(token_hash=sign * 64, account=who, started_at=at, seen_at=at)
            for sign, at in (("a", old), ("b", young))
        )
    )
    assert (do(DataClass.ATTEMPTS), do(DataClass.SIGN_INS)) == (1, 1)
    assert db.session.scalars(select(Attempt.at)).all() == [young] == db.session.scalars(select(SignIn.seen_at)).all()
    assert actions()[-2:] == ["retention.clear", "retention.clear"]


def test_records_of_files_with_names_go_with_what_the_audit_says_of_them(app: Flask) -> None:
    who = factories.account()
    factories.keep(disclosure(DisclosedFile.EVENT_WORKBOOK, "E-1", recipient="A donor", purpose="Their audit", columns=["x"],
                              row_count=3, taken_by=who, made_at=factories.AT))  # fmt: skip
    keep(DataClass.DISCLOSURES)
    assert do(DataClass.DISCLOSURES) == 1
    assert db.session.scalar(select(func.count()).where(AuditPayload.body.contains("Their audit"))) == 0
    assert first_break(KEY) is None and "disclosure.expire" in actions()


def test_what_is_due_no_longer_when_its_step_comes_is_spared(app: Flask) -> None:
    who = known(LAST_DAY_GONE)
    keep(DataClass.PERSONS)
    (step,) = retention.steps(DataClass.PERSONS, NIGHT)
    found = retention.look(step, NIGHT)
    factories.enrolment(factories.event(starts_on=date(2016, 10, 20)), who)
    assert found and retention.take(step, by=None, at=NIGHT, found=found) == 0 and who.erased_at is None


@pytest.fixture
def shell(committed_app: Flask) -> FlaskCliRunner:
    return committed_app.test_cli_runner()


def test_the_command_says_beforehand_what_it_then_does(shell: FlaskCliRunner) -> None:
    known(LAST_DAY_GONE)
    keep(DataClass.CONTACTS)
    with clock.stopped(NIGHT):
        dry = shell.invoke(args=["retention", "--dry-run"]).output
        done = shell.invoke(args=["retention"]).output
        again = shell.invoke(args=["retention"]).output
    line = "Phone and e-mail of people without a later event, kept 60 months: {} from before 2011-10-15 {}.\n"
    assert line.format(1, "due") in dry and line.format(1, "done") in done and line.format(0, "done") in again
    assert "People without a later event: kept.\n" in dry
    assert dry.replace("due", "done") == done


def test_while_it_looks_for_somebody_others_may_write(shell: FlaskCliRunner) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # a server has no lock on all of it
    gone = [known(LAST_DAY_GONE).id for _ in range(2)]
    keep(DataClass.PERSONS)
    path, tried = str(make_url(str(db.engine.url)).database), []

    def write(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "audit_payload.body LIKE" in statement:
            own = sqlite_driver.connect(path, timeout=0)
            own.execute("BEGIN IMMEDIATE").close()
            own.close()
            tried.append(statement)

    event.listen(Engine, "before_cursor_execute", write)
    try:
        with clock.stopped(NIGHT):
            assert shell.invoke(args=["retention"]).exit_code == 0
    finally:
        event.remove(Engine, "before_cursor_execute", write)
    assert len(tried) >= 2 and all(db.session.get_one(Person, number).erased_at for number in gone)


def test_a_dry_run_changes_nothing(shell: FlaskCliRunner) -> None:
    who = known(LAST_DAY_GONE).id
    keep(DataClass.PERSONS)
    with clock.stopped(NIGHT):
        shell.invoke(args=["retention", "--dry-run"])
    assert db.session.get_one(Person, who).erased_at is None


@pytest.mark.parametrize("stage", [Stage.READING, Stage.REFUSED, Stage.PREVIEW, Stage.WRITING])
@pytest.mark.parametrize(("age", "is_over"), [(32, True), (30, False)])
def test_a_list_that_is_not_written_is_forgotten_after_a_month(app: Flask, age: int, is_over: bool, stage: Stage) -> None:
    batch = factories.import_batch(factories.event(), stage=stage)
    assert do(DataClass.IMPORTS, batch.stage_at + timedelta(age)) == is_over
    assert (batch.stage, batch.content is None) == (Stage.DISCARDED if is_over else stage, is_over)


def test_many_rows_are_taken_in_steps_each_of_which_the_audit_tells(app: Flask) -> None:
    factories.keep(*(Attempt(purpose="sign_in", subject="x" * 64, at=factories.AT) for _ in range(2500)))
    steps = retention.steps(DataClass.ATTEMPTS, NIGHT)
    assert [retention.take(step, by=None, at=NIGHT) for step in steps] == [1000, 1000, 500]
    assert retention.tonight(NIGHT)[0].number == 0 and actions()[-3:] == ["retention.clear"] * 3
