"""Every list as a file: exactly the rows of the list, nobody's name in it unless it is a recorded transfer."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.disclosures import DisclosedFile, Disclosure
from lms.accounts.permissions import POLICY, Permission, Role
from lms.audit.models import AuditEntry
from lms.audit.services import act
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.participants.models import Person, Sex
from lms.reports import export_views
from lms.reports.export_views import LISTS, List
from tests import factories
from tests.queries import counted, read_ledger
from tests.test_tables import cells, parts, titles
from tests.world import ASKED, World, world

SignedIn = Callable[..., FlaskClient]
FOR = {"recipient": "Office in Mary", "purpose": "Invitations", "ending": "csv"}
NAMED = [one for one in LISTS if one.has_names]
PRIVATE = {"surname": "Сапаров", "given_name": "Ылхам", "patronymic": "Назарович", "latin_name": "Saparov Ylham",
           "phone": "+993 65 111111", "email": "s@example.org", "birth_date": date(1975, 12, 24)}  # fmt: skip


@pytest.fixture
def here(app: Flask) -> World:
    """Give the world, its own event finalised so that figures have rows."""
    made = world()
    with act("test.setup", by=None, at=factories.AT):
        event = db.session.get(Event, made.own.keys["event"])
        held = db.session.get(Enrolment, made.own.keys["enrolment"])
        assert event and held
        event.finalised_at, held.completed = factories.AT, True
        held.attended_minutes = held.scheduled_minutes = 90
        held.attended_sessions = 1
    db.session.commit()
    return made


@pytest.fixture
def manager(app: Flask, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


def address(of: List, here: World) -> str:
    """Return the address of a list, with the objects of one's own set in it."""
    return re.sub(r"<int:(\w+)_id>", lambda found: str(here.own.keys[found.group(1)]), of.address)


def asked(of: List) -> str:
    """Return what else the address names: of a figure, the cascade, which the event of the world belongs to."""
    figure = ASKED.get(f"exports.{of.name}")
    return f"{figure}&generation=1" if figure else ""


def read(body: bytes, separator: str = ",") -> list[list[str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=separator))


def known(**more: Any) -> Person:
    who = factories.person(**PRIVATE | more)
    factories.post(who, position="Head of the unit", organisation_id=factories.organisation("Customs").id)
    return who


def test_every_list_is_offered_as_a_file_on_its_page(here: World, signed_in: SignedIn) -> None:
    browser = signed_in(factories.account())
    for of in LISTS:
        page = browser.get(address(of, here) + asked(of)).get_data(as_text=True)
        for ending in ("xlsx", "csv") if of.name != "lines" else ():  # those who may open names take the rows
            assert f'href="{address(of, here)}.{ending}' in page, of.name
        assert (f'href="{address(of, here)}/names' in page) == (of.has_names and "events" not in asked(of)), of.name


def test_a_file_has_exactly_the_rows_of_all_pages(here: World, signed_in: SignedIn) -> None:
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=here.own.office))
    for of in LISTS:
        page = browser.get(address(of, here) + asked(of)).get_data(as_text=True)
        told = re.search(r"of\s([\d,]+)\s*</p>", page)
        rows = read(browser.get(f"{address(of, here)}.csv{asked(of)}").data)[1:]
        assert told and len(rows) == int(told.group(1)) > 0, of.name


def test_a_file_keeps_the_filters_and_the_order_of_the_page(manager: FlaskClient) -> None:
    for n in range(60):
        factories.person(f"Н{n:02}", sex=Sex.FEMALE if n % 2 else Sex.MALE)
    last = db.session.scalar(select(func.max(Person.id)))
    rows = read(manager.get("/people.csv?sex=female&sort=-name&page=2").data)[1:]
    assert len(rows) == 30 and rows[0][0] == str(last) and {row[1] for row in rows} == {"Female"}
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=int, reverse=True)


def test_without_names_a_person_is_a_number_and_what_figures_are_told_by(manager: FlaskClient) -> None:
    who = known()
    for ending in ("csv", "xlsx"):
        body = manager.get(f"/people.{ending}").data
        rows = read(body) if ending == "csv" else cells(body)
        row = dict(zip(rows[0], rows[1], strict=True))
        assert row["No. in the register"] == str(who.id)
        assert (row["Sex"], row["Category"], row["Organisation"]) == ("Male", "police", "Customs")
        said = str(rows)
        assert not [text for text in (*map(str, PRIVATE.values()), "Head of the unit", "27387") if text in said]


def test_no_file_without_names_names_anybody(here: World, signed_in: SignedIn) -> None:
    names = [part for one in db.session.scalars(select(Person)) for part in (one.surname, one.latin_name) if part]
    for role in Role:
        browser = signed_in(factories.account(role, who=here.own.teacher if role is Role.TRAINER else None))
        for of in LISTS:
            answer = browser.get(f"{address(of, here)}.csv{asked(of)}")
            assert answer.status_code == (200 if of.permission in POLICY[role] else 403), (role, of.name)
            said = answer.data.decode()
            assert not [name for name in [*names, "A Holder"] if name in said], (role, of.name)


def test_with_names_the_same_rows_leave_and_a_line_tells_of_it(manager: FlaskClient) -> None:
    known()
    factories.person("Аманова", sex=Sex.FEMALE)
    answer = manager.post("/people/names?sex=male", data=FOR)
    (head, row) = read(answer.data)
    told = dict(zip(head, row, strict=True))
    assert (told["Surname"], told["Birth date"], told["Position"]) == ("Сапаров", "1975-12-24", "Head of the unit")
    kept = db.session.scalars(select(Disclosure)).one()
    assert (kept.kind, kept.about, kept.row_count) == (DisclosedFile.LIST, "People; Sex: Male", 1)
    assert (kept.recipient, kept.purpose, kept.columns) == (FOR["recipient"], FOR["purpose"], ", ".join(head))
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "list.take_away")).one()
    assert (entry.object_type, entry.object_id) == ("disclosure", str(kept.id))
    page = manager.get("/disclosures").get_data(as_text=True)
    assert "People; Sex: Male" in page and "Office in Mary" in page and "Birth date" in page


@pytest.mark.parametrize("of", NAMED, ids=lambda of: of.name)
def test_each_list_of_people_leaves_with_names_recorded_and_what_it_belongs_to(
    here: World, signed_in: SignedIn, of: List
) -> None:
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=here.own.office))
    path = f"{address(of, here)}/names{asked(of)}"
    page = browser.get(path).get_data(as_text=True)
    assert 'name="recipient"' in page and "Columns" in page
    body = browser.post(path, data=FOR | {"ending": "xlsx"}).data
    kept = db.session.scalars(select(Disclosure)).one()
    assert kept.columns == ", ".join(cells(body)[0]) and kept.row_count == len(cells(body)) - 1


@pytest.mark.parametrize(("path", "of_event"), [
    ("/events/{id}/people/names", True), ("/certificates/names?event={id}", True), ("/certificates/names", False), ("/people/names", False),
])  # fmt: skip
def test_a_list_of_one_events_people_says_which_event_that_is(manager: FlaskClient, path: str, of_event: bool) -> None:
    event = factories.event()
    assert manager.post(path.format(id=event.id), data=FOR).status_code == 200
    kept = db.session.scalars(select(Disclosure)).one()
    assert kept.event_code == (event.code if of_event else None)


@pytest.mark.parametrize("wrong", [{"recipient": " "}, {"purpose": ""}, {"ending": "exe"}, {"purpose": "x" * 301}])
def test_no_names_leave_without_a_recipient_and_a_purpose(manager: FlaskClient, wrong: dict[str, str]) -> None:
    known()
    answer = manager.post("/people/names", data=FOR | wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Please correct this" in page and "Сапаров" not in page
    assert db.session.scalar(select(func.count(Disclosure.id))) == 0


@pytest.mark.parametrize("role", list(Role))
def test_names_leave_with_those_only_who_may_take_them_and_see_the_list(
    here: World, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    browser = signed_in(factories.account(role, of=here.own.office, who=here.own.teacher))
    may = Permission.EXPORT_NAMES in POLICY[role]
    for of in NAMED:
        path = f"{address(of, here)}/names{asked(of)}"
        assert (browser.get(path).status_code, browser.post(path, data=FOR).status_code) == ((200, 200) if may else (403, 403))
    monkeypatch.setitem(POLICY, role, POLICY[role] - {Permission.SEE_PEOPLE})
    assert browser.post("/people/names", data=FOR).status_code == 403
    assert db.session.scalar(select(func.count(Disclosure.id))) == (len(NAMED) if may else 0)


def test_people_of_other_offices_stay_there(manager: FlaskClient) -> None:
    known()
    far = known(of=factories.office("KG"), surname="Далеков")
    assert len(read(manager.get("/people.csv").data)) == 2
    body = manager.post("/people/names", data=FOR).data.decode()
    assert "Сапаров" in body and far.surname not in body


def test_a_workbook_has_real_days_and_numbers_filters_and_says_what_was_asked(manager: FlaskClient) -> None:
    event = factories.event(starts_on=date(2011, 10, 3))
    factories.crowd(event, 3)
    body = manager.get("/events.xlsx?kind=training").data
    row = dict(zip(*cells(body)[:2], strict=True))
    assert (row["Code"], row["First day"], row["Participants"]) == (event.code, "40819", "3")
    page = parts(body)["xl/worksheets/sheet1.xml"]
    assert "<autoFilter" in page and 'state="frozen"' in page and 'orientation="landscape"' in page
    assert titles(body) == ["Events", "What was asked"]
    assert ["Kind", "Training"] in cells(body, 2) and ["Project", "All projects"] in cells(body, 2)


def test_headings_and_codes_are_in_the_readers_language(app: Flask, signed_in: SignedIn) -> None:
    known()
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office(), language="ru"), "ru")
    head, row = read(browser.get("/people.csv").data, ";")
    told = dict(zip(head, row, strict=True))
    assert told["Пол"] == "Мужской" and told["Организация"] == "Customs"


def test_text_that_a_spreadsheet_would_run_is_text(manager: FlaskClient) -> None:
    known(surname="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in manager.post("/people/names", data=FOR).data.decode()
    assert "<f>" not in parts(manager.post("/people/names", data=FOR | {"ending": "xlsx"}).data)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("query", ["?endpoint=x", "?ending=exe", "?_anchor=%00", "?sort=none&page=x", "?text=%00"])
def test_a_strange_address_breaks_neither_the_page_nor_the_file(manager: FlaskClient, query: str) -> None:
    factories.crowd(factories.event(), 30)
    for path in ("/people", "/people.csv", "/people/names"):
        assert manager.get(path + query).status_code == 200, path


def test_a_list_that_is_too_long_is_refused_with_a_sentence(
    manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.crowd(factories.event(), 3)
    monkeypatch.setattr(export_views, "MOST_ROWS", 2)
    told = manager.get("/people.csv")
    assert told.status_code == 409
    assert "More than 2 rows: narrow the filters first." in told.get_data(as_text=True)
    answer = manager.post("/people/names", data=FOR)
    assert answer.status_code == 422 and "More than 2 rows" in answer.get_data(as_text=True)
    assert "Office in Mary" in answer.get_data(as_text=True)


def test_a_file_asks_as_many_questions_for_many_rows_as_for_few(here: World, signed_in: SignedIn) -> None:
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=here.own.office))

    def taken() -> list[int]:
        numbers = []
        read_ledger()
        for of in LISTS:
            db.session.expunge_all()
            with counted() as statements:
                browser.get(f"{path[of.name]}.csv{asked(of)}")
            numbers.append(len(statements))
        return numbers

    path = {of.name: address(of, here) for of in LISTS}
    event_id, course = here.own.keys["event"], factories.course()
    few = taken()
    for n in range(4):
        made = factories.event(of=factories.office("TM"), projects=(factories.project(),), course=course, sessions=1)
        factories.enrolment(made, known(), of=f"category {n}", country="TM", region_code=factories.region(f"TM-{n}").code)
        factories.standing(known(), course)
    factories.crowd(db.session.get(type(made), event_id), 5)
    assert taken() == few and max(few) <= 20
