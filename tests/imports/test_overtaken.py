"""Work on a file that something comes between: others who change the register or the file, and faults of the program."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms import clock
from lms.accounts.models import Account
from lms.accounts.permissions import Permission, Role
from lms.accounts.scope import looking, scope_of
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.imports import queries, services, worker
from lms.imports.contents import Target
from lms.imports.models import ImportBatch, RememberedColumns, Stage
from lms.imports.places import Written
from lms.participants.models import Person, Sex
from tests import factories
from tests.imports.sending import LIST, sent
from tests.workbooks.files import xlsx
from tests.workbooks.samples import HELD, with_fields

SignedIn = Callable[..., FlaskClient]
WORKED_OUT = 80  # percent


@pytest.fixture
def by(event: Event) -> Account:
    return factories.account(Role.PROJECT_MANAGER, of=event.office)


def taken_in(event: Event, by: Account, body: bytes | None = None, *, at_office: bool = False) -> ImportBatch:
    target = Target(event.office) if at_office else Target(event.office, event)
    made = services.take_in(body or xlsx(LIST), "list.xlsx", target, language="en", by=by, at=clock.now())
    db.session.commit()
    return made


def waiting(event: Event, by: Account, body: bytes | None = None) -> ImportBatch:
    """Return a file that is confirmed, and waits to be written."""
    made = taken_in(event, by, body)
    worker.work(made.id, by)
    assert made.is_ready, made.told["problems"]
    services.confirm(made, at=clock.now())
    db.session.commit()
    return made


def confirm(batch: ImportBatch, by: Account) -> None:
    services.confirm(batch, at=clock.now())
    db.session.commit()
    worker.work(batch.id, by)


def once_worked_out(then: Callable[[], object]) -> Callable[[int], None]:
    def tell(percent: int) -> None:
        if percent == WORKED_OUT:
            then()
            db.session.commit()

    return tell


def days_of(event: Event) -> list[tuple[str, object]]:
    """Return the sheet Event of a workbook that changes nothing of its event's days."""
    return with_fields(code=event.code, starts_on=event.starts_on, ends_on=event.ends_on)


def number_of(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_that_is_discarded_while_it_is_read_stays_discarded(event: Event, by: Account) -> None:
    batch = taken_in(event, by)
    worker.work(batch.id, by, once_worked_out(lambda: services.discard(batch, by=by, at=clock.now())))
    assert (batch.stage, batch.content, batch.told) == (Stage.DISCARDED, None, {})


def test_a_file_that_is_discarded_while_it_is_written_is_not_written(event: Event, by: Account) -> None:
    batch = waiting(event, by)
    worker.work(batch.id, by, once_worked_out(lambda: services.discard(batch, by=by, at=clock.now(), is_stopped=True)))
    assert batch.stage is Stage.DISCARDED and number_of(Person) == 0


def test_what_changes_in_the_last_moment_is_seen_before_anything_is_written(event: Event, by: Account) -> None:
    batch = waiting(event, by)
    known = {"given_name": "Огулджан", "patronymic": "Батыровна", "birth_date": date(1980, 5, 1), "sex": Sex.FEMALE}
    worker.work(batch.id, by, once_worked_out(lambda: factories.person("Аманова", **known)))
    assert batch.stage is Stage.PREVIEW and "has changed since" in batch.told["refusal"]["en"]
    assert number_of(Enrolment) == 0 and batch.is_ready
    confirm(batch, by)
    assert batch.stage is Stage.DONE and number_of(Person) == 2


def test_a_change_elsewhere_in_the_last_moment_hinders_nothing(event: Event, by: Account) -> None:
    batch = waiting(event, by)
    worker.work(batch.id, by, once_worked_out(lambda: factories.person("Чужой", birth_date=date(1950, 1, 1))))
    assert batch.stage is Stage.DONE


def test_a_fault_of_the_program_over_a_file_is_told_on_its_page(event: Event, by: Account) -> None:
    batch = taken_in(event, by)
    batch.columns = {"0": "no such meaning"}
    db.session.commit()
    worker.work(batch.id, by)
    assert batch.stage is Stage.REFUSED and "The program failed over this file" in batch.told["refusal"]["en"]
    assert "Программа не справилась" in batch.told["refusal"]["ru"]


def test_a_fault_of_the_program_over_a_file_that_was_looked_at_loses_no_decision(event: Event, by: Account) -> None:
    batch = taken_in(event, by)
    worker.work(batch.id, by)
    [row] = db.session.scalars(queries.rows_at(batch.id, [0]))
    services.choose(batch, row, "out")
    batch.columns = {"0": "no such meaning"}
    services.look_again(batch, at=clock.now())
    db.session.commit()
    worker.work(batch.id, by)
    assert batch.stage is Stage.PREVIEW and "The program failed over this file" in batch.told["refusal"]["en"]
    assert row.choice == "out"


def test_a_fault_of_the_program_while_it_writes_gives_the_file_back(event: Event, by: Account) -> None:
    batch = waiting(event, by)
    batch.told = {key: value for key, value in batch.told.items() if key != "seen"}
    db.session.commit()
    worker.work(batch.id, by)
    assert batch.stage is Stage.PREVIEW and "The program failed over this file" in batch.told["refusal"]["en"]
    assert number_of(Person) == 0 and batch.content


def test_who_confirms_what_another_looked_at_writes_what_that_one_saw(event: Event, by: Account) -> None:
    batch = waiting(event, by)
    worker.work(batch.id, factories.account(Role.PROJECT_MANAGER, of=event.office))
    assert batch.stage is Stage.DONE and number_of(Person) == 2


def test_a_file_whose_writing_stopped_can_be_discarded(event: Event, by: Account, app: Flask) -> None:
    batch = waiting(event, by)
    browser = app.test_client()
    factories.sign_in(browser, by)
    assert browser.post(f"/imports/{batch.id}/discard").status_code == 409  # it may begin any moment
    batch.stage_at = clock.now() - worker.STARTS_WITHIN - timedelta(seconds=1)
    db.session.commit()
    assert "Discard" in browser.get(f"/imports/{batch.id}").text
    browser.post(f"/imports/{batch.id}/discard")
    assert batch.stage is Stage.DISCARDED


def test_a_file_that_another_office_wrote_says_so(event: Event, by: Account) -> None:
    body = xlsx(Event=days_of(event), Sessions=HELD[:1], Participants=[("surname", "given_name"), ("Мередов", "Батыр")])
    first = waiting(event, by, body)
    worker.work(first.id, by)
    assert first.stage is Stage.DONE, first.told
    office = factories.office("KG")
    stranger = factories.account(Role.PROJECT_MANAGER, of=office)
    with looking(scope_of(stranger, Permission.IMPORT_LISTS)), pytest.raises(Written, match="imported already"):
        services.take_in(body, "again.xlsx", Target(office), language="en", by=stranger, at=clock.now())


def test_a_file_that_another_import_of_it_writes_in_the_last_moment_is_given_up(event: Event, by: Account) -> None:
    first, second = (taken_in(event, by) for _twice in range(2))
    for batch in (first, second):
        worker.work(batch.id, by)
        services.confirm(batch, at=clock.now())
        db.session.commit()
    assert worker.work(first.id, by, once_worked_out(lambda: worker.work(second.id, by))) is False
    assert (first.stage, second.stage, number_of(Person)) == (Stage.DISCARDED, Stage.DONE, 2)
    assert "imported already" in first.told["refusal"]["en"]


def test_a_workbook_leads_to_the_event_that_it_was_written_to(event: Event, by: Account) -> None:
    other = factories.event(of=event.office)
    body = xlsx(Event=days_of(event), Sessions=HELD[:1], Participants=[("surname", "given_name"), ("Мередов", "Батыр")])
    batch = taken_in(other, by, body)
    worker.work(batch.id, by)
    assert batch.event_id is None and batch.is_ready
    confirm(batch, by)
    assert batch.stage is Stage.DONE and batch.event_id == event.id


def test_new_people_belong_to_the_office_that_was_chosen(event: Event) -> None:
    other = factories.office("KG")
    both = factories.account(Role.ADMINISTRATOR)
    batch = services.take_in(xlsx(LIST), "list.xlsx", Target(other, event), language="en", by=both, at=clock.now())
    db.session.commit()
    worker.work(batch.id, both)
    confirm(batch, both)
    assert {one.office_id for one in db.session.scalars(select(Person))} == {other.id}


def test_a_file_for_an_event_is_seen_by_those_who_see_the_event_only(event: Event, by: Account) -> None:
    project = factories.project(of=factories.office("KG"))
    stranger = factories.account(Role.PROJECT_MANAGER, on=project)
    theirs = factories.event(of=project.office)
    batch = services.take_in(xlsx(LIST), "list.xlsx", Target(event.office, theirs), language="en", by=None, at=clock.now())
    db.session.commit()
    for account, seen in ((by, False), (stranger, False), (factories.account(Role.PROJECT_MANAGER, of=theirs.office), True)):
        with looking(scope_of(account, Permission.IMPORT_LISTS)):
            assert (db.session.scalars(queries.batch(batch.id)).unique().one_or_none() is not None) is seen


def test_a_file_for_an_event_that_its_owner_sees_no_longer_is_refused(event: Event) -> None:
    by = factories.account(Role.PROJECT_MANAGER, of=factories.office("KG"))
    batch = taken_in(event, by)
    worker.work(batch.id, by)
    assert batch.stage is Stage.REFUSED and batch.told["refusal"]["en"] == "You do not work on the event of this file."


def test_who_works_on_a_project_of_an_office_says_what_its_columns_mean(event: Event, signed_in: SignedIn) -> None:
    project = factories.project(of=event.office)
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, on=project))
    odd = [("Кто", "Откуда"), ("Аманова Огулджан", "Мары")]
    said = {"sheet": "0", "header_row": "1", "column-0-meaning": "full_name", "column-1-meaning": "region"}
    for row in (odd[1], ("Мередов Батыр", "Мары")):
        batch = sent(manager, xlsx([odd[0], row]), event, on_event=False)
        manager.post(f"/imports/{batch.id}/columns", data=said)
        assert batch.columns == {"0": "full_name", "1": "region"}
    assert number_of(RememberedColumns) == 1
    assert sent(manager, xlsx([odd[0], ("Сапаров Назар", "Мары")]), event, on_event=False).columns == batch.columns


def test_a_file_that_is_written_can_be_given_no_meaning_any_more(event: Event, by: Account) -> None:
    batch = waiting(event, by)
    for change in (lambda: services.say_meanings(batch, {}, at=clock.now()), lambda: services.confirm(batch, at=clock.now())):
        with pytest.raises(services.NotWaiting, match="confirmed or discarded this import meanwhile"):
            change()


def test_a_decision_that_somebody_changed_meanwhile_stays_and_is_given_back(event: Event, by: Account) -> None:
    batch = taken_in(event, by)
    worker.work(batch.id, by)
    first, second = db.session.scalars(queries.rows(batch.id))
    assert services.decide(batch, {0: ("out", "")}) == []
    assert services.decide(batch, {0: ("new", ""), 1: ("out", "")}) == [first]
    assert (first.choice, second.choice) == ("out", "out")


@pytest.mark.parametrize("said", [("out", "new"), ("", "")])
def test_who_decides_as_another_did_or_changes_nothing_overtakes_nobody(event: Event, by: Account, said: tuple[str, str]) -> None:
    batch = taken_in(event, by)
    worker.work(batch.id, by)
    services.decide(batch, {0: ("out", "")})
    assert services.decide(batch, {0: said, 99: ("new", "")}) == []
    [row] = db.session.scalars(queries.rows_at(batch.id, [0]))
    assert row.choice == "out"
