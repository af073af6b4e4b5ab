"""A list or a workbook on its way through the pages: uploaded, looked at, decided, written or forgotten."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.imports import services, worker
from lms.imports.contents import Target
from lms.imports.models import ImportRow, RememberedColumns, Stage
from lms.imports.plans import Standing
from lms.participants import safekeeping
from lms.participants.identity import IdentifierKind
from lms.participants.models import Organisation, Person, Sex, Spelling
from tests import factories
from tests.imports.sending import HEADS, LIST, sent, standings
from tests.queries import counted
from tests.workbooks.files import xlsx
from tests.workbooks.samples import HELD, PEOPLE, sheets_of, with_fields

SignedIn = Callable[..., FlaskClient]
def test_a_list_is_looked_at_and_then_written_to_the_event(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx(LIST), event)
    assert batch.stage is Stage.PREVIEW and standings(batch) == [Standing.NEW, Standing.NEW]
    page = manager.get(f"/imports/{batch.id}").text
    assert "Аманова Огулджан Батыровна" in page and "Nothing is left to decide" in page
    assert db.session.scalar(select(func.count(Person.id))) == 0
    manager.post(f"/imports/{batch.id}/confirm")
    held = db.session.scalars(select(Enrolment).order_by(Enrolment.id)).all()
    assert [(one.person.surname, one.position, one.organisation.name_ru) for one in held] == [
        ("Аманова", "следователь", "Полиция города Мары"), ("Мередов", "инспектор", "Полиция города Мары"),
    ]  # fmt: skip
    assert [post.position for post in held[0].person.affiliations] == ["следователь"]


def test_once_written_neither_the_file_nor_its_rows_are_kept(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx(LIST), event)
    manager.post(f"/imports/{batch.id}/confirm")
    assert (batch.stage, batch.content, batch.told["written"]["people"]) == (Stage.DONE, None, 2)
    assert db.session.scalar(select(func.count(ImportRow.id))) == 0
    assert "People registered" in manager.get(f"/imports/{batch.id}").text


def test_the_same_file_twice_adds_nothing_and_says_so(manager: FlaskClient, event: Event) -> None:
    body = xlsx(LIST)
    manager.post(f"/imports/{sent(manager, body, event).id}/confirm")
    again = sent(manager, body, event, name="again.xlsx")
    assert (again.stage, again.content) == (Stage.DISCARDED, None)
    assert "This file was imported already, on " in manager.get(f"/imports/{again.id}").text
    assert db.session.scalar(select(func.count(Enrolment.id))) == 2


def test_a_workbook_that_was_imported_already_is_refused_at_once(manager: FlaskClient, event: Event) -> None:
    body = xlsx(Event=with_fields(code=event.code, starts_on=event.starts_on, ends_on=event.ends_on), Sessions=HELD[:1], Participants=PEOPLE[:1])
    manager.post(f"/imports/{sent(manager, body, event).id}/confirm")
    data = {"file": (io.BytesIO(body), "again.xlsx"), "office": str(event.office_id), "event": ""}
    answer = manager.post("/imports/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422 and "was imported already" in answer.text


def test_a_file_that_was_uploaded_twice_and_confirmed_twice_is_written_once(manager: FlaskClient, event: Event) -> None:
    body, by = xlsx(LIST), factories.account()
    first, second = (services.take_in(body, "list.xlsx", Target(event.office, event), language="en", by=by, at=factories.AT) for _ in range(2))
    db.session.commit()
    for batch in (first, second):
        worker.work(batch.id, by)
    for batch in (first, second):
        manager.post(f"/imports/{batch.id}/confirm")
    assert second.stage is Stage.DISCARDED and "was imported already" in manager.get(f"/imports/{second.id}").text
    assert db.session.scalar(select(func.count(Enrolment.id))) == 2


def test_somebody_known_for_certain_is_taken_with_the_reason_told(manager: FlaskClient, event: Event) -> None:
    known = factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", birth_date=date(1980, 5, 1), sex=Sex.FEMALE)
    batch = sent(manager, xlsx(LIST), event)
    assert standings(batch) == [Standing.KNOWN, Standing.NEW]
    page = manager.get(f"/imports/{batch.id}?show=known").text
    assert "The same name; The same birth date" in page
    manager.post(f"/imports/{batch.id}/confirm")
    assert db.session.scalar(select(func.count(Person.id))) == 2
    assert known.id in db.session.scalars(select(Enrolment.person_id)).all()


@pytest.mark.parametrize(("code", "people"), [("new", 3), ("person", 2)])
def test_a_maybe_waits_for_somebody_to_choose(manager: FlaskClient, event: Event, code: str, people: int) -> None:
    known = factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", sex=Sex.FEMALE)
    batch = sent(manager, xlsx(LIST), event)
    assert standings(batch)[0] is Standing.MAYBE
    assert manager.post(f"/imports/{batch.id}/confirm").status_code == 302 or batch.stage is Stage.PREVIEW
    choice = "new" if code == "new" else f"person-{known.id}"
    manager.post(f"/imports/{batch.id}/rows", data={"row-0": choice})
    manager.post(f"/imports/{batch.id}/confirm")
    assert batch.stage is Stage.DONE and db.session.scalar(select(func.count(Person.id))) == people


def test_only_what_a_row_offers_can_be_chosen(manager: FlaskClient, event: Event) -> None:
    stranger = factories.person("Чужой", of=factories.office("KG"))
    batch = sent(manager, xlsx(LIST), event)
    manager.post(f"/imports/{batch.id}/rows", data={"row-0": f"person-{stranger.id}"})
    assert standings(batch)[0] is Standing.NEW


def test_a_row_that_cannot_be_read_names_its_cell_and_may_be_left_out(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx([*LIST, (3, "Сапаров", date(1970, 1, 1), "Полиция города Мары", "")]), event)
    assert standings(batch) == [Standing.NEW, Standing.NEW, Standing.UNREADABLE]
    page = manager.get(f"/imports/{batch.id}").text
    assert "B4: " in page and "a surname and a given name are needed" in page
    manager.post(f"/imports/{batch.id}/confirm")
    assert batch.stage is Stage.PREVIEW
    manager.post(f"/imports/{batch.id}/rows", data={"row-2": "out"})
    manager.post(f"/imports/{batch.id}/confirm")
    assert batch.stage is Stage.DONE and db.session.scalar(select(func.count(Person.id))) == 2


def test_the_errors_come_back_as_a_workbook_with_the_cell_told(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx([*LIST, (3, "Сапаров", "вчера")]), event)
    answer = manager.get(f"/imports/{batch.id}/errors.xlsx")
    told = sheets_of(answer.data)[0].rows
    assert [row[1] for row in told[1:]] == ["B4", "C4"]


def test_columns_that_are_corrected_are_remembered_for_the_office(manager: FlaskClient, event: Event) -> None:
    odd = [("Кто", "Откуда"), ("Аманова Огулджан", "Мары"), ("Мередов Батыр", "Мары")]
    batch = sent(manager, xlsx(odd), event)
    said = {"sheet": "0", "header_row": "1", "column-0-meaning": "full_name", "column-1-meaning": "region"}
    manager.post(f"/imports/{batch.id}/columns", data=said)
    assert batch.columns == {"0": "full_name", "1": "region"}
    assert db.session.scalars(select(RememberedColumns)).one().columns == batch.columns
    again = sent(manager, xlsx([odd[0], ("Сапаров Назар", "Мары")]), event)
    assert again.columns == {"0": "full_name", "1": "region"}


def test_a_word_is_given_its_meaning_once_and_the_register_taught(manager: FlaskClient, event: Event) -> None:
    meant = factories.organisation("Управление полиции города Мары")
    batch = sent(manager, xlsx([HEADS, (1, "Аманова Огулджан", None, "Управл. полиции города Мары", "")]), event)
    assert "Say what 1 word of the file means" in manager.get(f"/imports/{batch.id}").text
    manager.post(f"/imports/{batch.id}/words", data={"words-0": str(meant.id), "teach": "1"})
    assert "Nothing is left to decide" in manager.get(f"/imports/{batch.id}").text
    manager.post(f"/imports/{batch.id}/confirm")
    assert db.session.scalars(select(Enrolment)).one().organisation_id == meant.id
    assert db.session.scalars(select(Spelling)).one().text == "Управл. полиции города Мары"
    assert db.session.scalar(select(func.count(Organisation.id))) == 1


def test_a_file_that_is_discarded_leaves_nothing(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx(LIST), event)
    manager.post(f"/imports/{batch.id}/discard")
    assert (batch.stage, batch.content, batch.told) == (Stage.DISCARDED, None, {})
    answer = manager.post(f"/imports/{batch.id}/confirm", follow_redirects=True)
    assert "Somebody has confirmed or discarded this import meanwhile." in answer.text
    assert db.session.scalar(select(func.count(Person.id))) == 0


def test_a_file_that_is_no_spreadsheet_is_refused_in_a_sentence(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, b"%PDF-1.4", event)
    assert batch.stage is Stage.REFUSED and "it is no spreadsheet" in manager.get(f"/imports/{batch.id}").text


def test_a_large_file_is_let_through_on_this_page_only(manager: FlaskClient, event: Event) -> None:
    for address, status in (("/imports/new", 303), ("/people/new", 413)):
        data = {"file": (io.BytesIO(b"x" * 3_000_000), "big.csv"), "office": str(event.office_id), "event": ""}
        answer = manager.post(address, data=data, content_type="multipart/form-data")
        assert answer.status_code == status
        answer.request.environ["wsgi.input"].close()  # the test's browser keeps what it sends on disk


def test_the_register_is_looked_at_once_more_before_writing(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx(LIST), event)
    factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", birth_date=date(1980, 5, 1), sex=Sex.FEMALE)
    manager.post(f"/imports/{batch.id}/confirm")
    assert batch.stage is Stage.PREVIEW and standings(batch) == [Standing.KNOWN, Standing.NEW]
    assert "has changed since the preview" in manager.get(f"/imports/{batch.id}").text
    manager.post(f"/imports/{batch.id}/confirm")
    assert batch.stage is Stage.DONE and db.session.scalar(select(func.count(Person.id))) == 2


def test_a_preview_asks_no_more_for_many_rows_than_for_few(manager: FlaskClient, event: Event) -> None:
    few = sent(manager, xlsx(LIST), event)
    rows = [(n, f"Сапаров{n} Батыр", None, "Полиция города Мары", "") for n in range(25)]
    many = sent(manager, xlsx([HEADS, *rows]), event)
    with counted() as one:
        manager.get(f"/imports/{few.id}?show=all")
    with counted() as other:
        manager.get(f"/imports/{many.id}?show=all")
    assert len(other) <= len(one) + 1


def test_what_looks_like_data_about_a_victim_is_warned_of(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx([*LIST, (3, "Сапаров Назар", None, "Полиция города Мары", "дело потерпевшей Ивановой А.")]), event)
    page = manager.get(f"/imports/{batch.id}?show=all").text
    assert "E4: This looks like data about a victim" in page and "Nothing is left to decide" in page


def test_nobody_new_has_the_number_of_somebody_known(manager: FlaskClient, event: Event) -> None:
    known = factories.person("Сапаров", given_name="Назар")
    safekeeping.add_identifier(known, IdentifierKind.PASSPORT, "I-AH 654321", by=None, at=factories.AT)
    db.session.commit()
    batch = sent(manager, xlsx([("ФИО", "Паспорт"), ("Сапаров Н.", "I-AH 654321"), ("Мередов Батыр", "I-AH 111222")]), event)
    assert standings(batch) == [Standing.KNOWN, Standing.NEW]
    manager.post(f"/imports/{batch.id}/rows", data={"row-0": "new"})
    manager.post(f"/imports/{batch.id}/confirm")
    assert batch.stage is Stage.PREVIEW and db.session.scalar(select(func.count(Person.id))) == 1
    assert "B2: Сапаров Назар has this number" in manager.get(f"/imports/{batch.id}?show=all").text
