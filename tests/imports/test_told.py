"""What the page of a file tells whoever must answer for it: what is passed over, what stays, what somebody else did."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.permissions import Role
from lms.audit.services import act
from lms.courses.models import Event
from lms.extensions import db
from lms.imports.models import ImportBatch, ImportRow, Stage
from lms.imports.plans import Standing
from lms.participants.identity import Identifier
from lms.participants.models import Affiliation, Person, Sex
from tests import factories
from tests.imports.sending import LIST, sent, standings
from tests.workbooks.files import xlsx
from tests.workbooks.samples import HELD, PEOPLE, with_fields

SignedIn = Callable[..., FlaskClient]
BORN = date(1980, 5, 1)
NAME = "Аманова Огулджан Батыровна"


def known(**more: Any) -> Person:
    return factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", birth_date=BORN, sex=Sex.FEMALE, **more)


def number_of(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def page_of(browser: FlaskClient, batch: ImportBatch, **query: str) -> str:
    return " ".join(browser.get(f"/imports/{batch.id}", query_string=query).text.split())


def test_data_about_a_victim_stands_above_all_until_its_row_is_left_out(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx([("ФИО", "Должность"), (NAME, "потерпевшая от торговли людьми"), ("Мередов Батыр", "инспектор")]), event)
    assert "1 cell looks like data about a victim" in page_of(manager, batch)
    manager.post(f"/imports/{batch.id}/rows", data={"row-0": "out"})
    assert "1 cell looks like data" not in page_of(manager, batch) and batch.is_ready


def test_the_other_lists_of_a_file_are_named_and_come_in_one_after_the_other(manager: FlaskClient, event: Event) -> None:
    body = xlsx(Мары=[("ФИО",), ("Мередов Батыр",)], Ахал=[("ФИО",), ("Сапаров Назар",), ("Нурова Гузель",)])
    first = sent(manager, body, event)
    assert "Only the sheet “Мары” is read. These sheets name people too: Ахал." in page_of(manager, first)
    manager.post(f"/imports/{first.id}/confirm")
    second = sent(manager, body, event)
    assert (second.sheet, second.target) == (1, f"event-{event.id}-sheet-1")
    manager.post(f"/imports/{second.id}/confirm")
    assert second.stage is Stage.DONE and number_of(Person) == 3
    third = sent(manager, body, event)
    assert third.stage is Stage.DISCARDED and "imported already" in page_of(manager, third)


def test_what_another_decided_meanwhile_stays_and_is_told(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx(LIST), event)
    manager.post(f"/imports/{batch.id}/rows", data={"row-0": "out", "seen-0": "", "row-1": "", "seen-1": ""})
    answer = manager.post(
        f"/imports/{batch.id}/rows", data={"row-0": "", "seen-0": "", "row-1": "out", "seen-1": ""}, follow_redirects=True
    )
    assert standings(batch) == [Standing.LEFT_OUT, Standing.LEFT_OUT] and "Saved." in answer.text
    answer = manager.post(f"/imports/{batch.id}/rows", data={"row-0": "new", "seen-0": ""}, follow_redirects=True)
    assert "Somebody else has decided rows 2 meanwhile" in answer.text and standings(batch)[0] is Standing.LEFT_OUT


@pytest.mark.parametrize(("position", "is_told"), [("следователь", False), ("СЛЕДОВАТЕЛЬ", False), ("судья", True)])
def test_another_post_of_somebody_known_is_told_and_stays(
    manager: FlaskClient, event: Event, position: str, is_told: bool
) -> None:
    factories.post(known(), position="следователь", organisation=factories.organisation("Суд"))
    batch = sent(manager, xlsx([("ФИО", "Дата рождения", "Должность"), (NAME, BORN, position)]), event, on_event=False)
    assert ("The register has another post for this person: Суд, следователь" in page_of(manager, batch, show="known")) is is_told
    manager.post(f"/imports/{batch.id}/confirm")
    assert [post.position for post in db.session.scalars(select(Affiliation))] == ["следователь"]


def test_somebody_known_without_any_post_gets_the_one_of_the_list(manager: FlaskClient, event: Event) -> None:
    person = known()
    batch = sent(manager, xlsx([("ФИО", "Дата рождения", "Организация", "Должность"), (NAME, BORN, "Суд", "судья")]), event, on_event=False)
    assert "Is added to the person: Position." in page_of(manager, batch, show="known")
    manager.post(f"/imports/{batch.id}/confirm")
    [post] = db.session.scalars(select(Affiliation))
    assert (post.person_id, post.position, post.organisation.name_ru) == (person.id, "судья", "Суд")


@pytest.mark.parametrize("number", ["I-AS 123456", "i-as 123456", "IAS123456", "I-АS 123456"], ids=["same", "case", "spaces", "script"])
def test_one_number_of_two_people_of_a_file_is_a_problem_of_both(manager: FlaskClient, event: Event, number: str) -> None:
    known()
    rows = [("ФИО", "Дата рождения", "Паспорт"), (NAME, BORN, "I-AS 123456"), ("Мередов Батыр", date(1975, 1, 1), number)]
    batch = sent(manager, xlsx(rows), event)
    assert standings(batch) == [Standing.UNREADABLE, Standing.UNREADABLE]
    page = page_of(manager, batch, show="all")
    assert "C2: Somebody else of this file has this number too: see row 3." in page and "Cannot be taken" in page
    manager.post(f"/imports/{batch.id}/rows", data={"row-1": "out"})
    assert "Is added to the person: Passport." in page_of(manager, batch, show="known")
    manager.post(f"/imports/{batch.id}/confirm")
    assert batch.stage is Stage.DONE and number_of(Identifier) == 1


def test_a_line_that_tells_no_person_is_shown_with_its_row(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx([("ФИО", "Должность"), (NAME, "судья"), ("Итого: 1", None)]), event)
    page = page_of(manager, batch)
    assert "1 line tells no person and is passed over" in page and "Row 3: Итого: 1 <span class=\"muted\">A total</span>" in page


def test_a_file_is_looked_at_again_after_the_register_was_changed_for_it(manager: FlaskClient, event: Event) -> None:
    with act("test.capacity", by=None, at=factories.AT):
        event.capacity = 1
    db.session.commit()
    batch = sent(manager, xlsx(LIST), event)
    assert not batch.is_ready and f'href="/events/{event.id}"' in page_of(manager, batch)
    with act("test.capacity", by=None, at=factories.AT):
        event.capacity = 2
    db.session.commit()
    manager.post(f"/imports/{batch.id}/look")
    assert batch.is_ready


def test_a_file_that_waits_already_is_led_to(manager: FlaskClient, event: Event) -> None:
    body = xlsx(LIST)
    first = sent(manager, body, event)
    assert sent(manager, body, event).id == first.id and number_of(ImportBatch) == 1


def test_a_workbook_that_waits_already_is_led_to_unless_its_people_go_to_another_office(
    event: Event, signed_in: SignedIn
) -> None:
    administrator, other = signed_in(factories.account(Role.ADMINISTRATOR)), factories.event(of=factories.office("KG"))
    sheets = {"Event": with_fields(code=event.code, starts_on=event.starts_on, ends_on=event.ends_on), "Sessions": HELD[:1]}
    body = xlsx(**sheets, Participants=PEOPLE)
    first = sent(administrator, body, event)
    assert first.stage is Stage.PREVIEW
    assert sent(administrator, body, event).id == sent(administrator, body, event, on_event=False).id == first.id
    assert sent(administrator, body, other, on_event=False).id != first.id


def test_a_file_that_changes_nothing_says_so_before_it_is_written(manager: FlaskClient, event: Event) -> None:
    factories.enrolment(event, known())
    batch = sent(manager, xlsx([("ФИО", "Дата рождения"), (NAME, BORN)]), event)
    page = page_of(manager, batch)
    assert "The register has all of this already. Writing it changes nothing." in page and "Nothing is left to decide" not in page


def test_all_rows_that_cannot_be_taken_are_left_out_at_once(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx([("ФИО", "Дата рождения"), (NAME, BORN), ("Сапаров", None), ("Мередов", None)]), event)
    manager.post(f"/imports/{batch.id}/rows", data={"every": "out"})
    assert standings(batch) == [Standing.NEW, Standing.LEFT_OUT, Standing.LEFT_OUT] and batch.is_ready
    manager.post(f"/imports/{batch.id}/confirm")
    assert number_of(Person) == 1 and number_of(ImportRow) == 0


def test_a_patronymic_in_the_other_script_is_no_other_one(manager: FlaskClient, event: Event) -> None:
    factories.person("Amanowa", given_name="Oguljan", patronymic="Batyrowna", birth_date=BORN, sex=Sex.FEMALE)
    batch = sent(manager, xlsx([("ФИО", "Дата рождения"), (NAME, BORN)]), event)
    page = page_of(manager, batch, show="known")
    assert standings(batch) == [Standing.KNOWN] and "it stays" not in page
