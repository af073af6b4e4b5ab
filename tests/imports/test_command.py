"""`flask --app lms import-workbook`: what it says, how it ends, and that it writes all or nothing."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.imports.models import ImportBatch, ImportRow, Stage
from lms.participants.models import Organisation, Person, Sex
from tests import factories
from tests.imports.bringing import the_event
from tests.workbooks.files import xlsx
from tests.workbooks.samples import EVENT, HELD, PEOPLE, with_fields

HEADS = ("ФИО", "Дата рождения", "Организация")
LIST = (HEADS, ("Аманова Огулджан Батыровна", "01.05.1980", "Полиция города Мары"), ("Мередов Батыр", "1975", None))
Run = Callable[..., Result]


NEW_BODY = "List!C2: “Полиция города Мары” is a new organisation; it is entered."


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Run:
    """Give a function that runs the command on a file of these bytes."""
    factories.office()

    def command(body: bytes | str, *options: str, name: str = "list.xlsx") -> Result:
        path = tmp_path / name
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        answer = app.test_cli_runner().invoke(args=["import-workbook", str(path), *options])
        db.session.expire_all()
        return answer

    return command


def people() -> int:
    return db.session.scalar(select(func.count(Person.id))) or 0


def workbook(**sheets: Any) -> bytes:
    return xlsx(**({"Event": EVENT, "Sessions": HELD, "Participants": PEOPLE} | sheets))


def test_a_list_is_registered_in_the_office(run: Run) -> None:
    answer = run(xlsx(LIST), "--office", "TM")
    assert answer.exit_code == 0 and answer.stdout.splitlines() == [
        NEW_BODY, "New to the register: 2", "Organisations entered: 1", "People registered: 2"
    ]  # fmt: skip
    assert set(db.session.scalars(select(Person.office_id))) == {factories.office().id}
    assert db.session.scalars(select(ImportBatch)).one().stage is Stage.DONE


def test_a_list_is_put_on_the_event_that_is_named(run: Run) -> None:
    event = factories.event(code="E-1")
    assert run(xlsx(LIST), "--event", "E-1").exit_code == 0
    assert db.session.scalars(select(Enrolment.event_id)).all() == [event.id, event.id]


def test_a_workbook_names_its_event_itself(run: Run) -> None:
    answer = run(workbook(), "--office", "TM")
    assert answer.exit_code == 0 and "Events planned: 1" in answer.stdout
    assert len(the_event().sessions) == 2 and people() == 2


@pytest.mark.parametrize("body", [xlsx(LIST), workbook()], ids=["list", "workbook"])
def test_a_dry_run_says_the_same_and_writes_nothing(run: Run, body: bytes) -> None:
    before = db.session.scalar(select(func.max(AuditEntry.seq)))
    answer = run(body, "--office", "TM", "--dry-run")
    assert answer.exit_code == 0 and answer.stdout.splitlines()[-2:] == ["New to the register: 2", "Nothing was written."]
    assert db.session.scalar(select(func.max(AuditEntry.seq))) == before
    assert db.session.scalar(select(func.count(ImportBatch.id))) == 0


def test_certain_matches_are_taken_where_that_is_said_only(run: Run) -> None:
    known = factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", sex=Sex.FEMALE, birth_date=date(1980, 5, 1))
    answer = run(xlsx(LIST), "--office", "TM")
    assert answer.exit_code == 1 and people() == 1
    assert answer.stderr.splitlines() == [
        f"List!A2: Аманова Огулджан Батыровна is known as Аманова Огулджан Батыровна (No. {known.id}): The same name; The same birth date",
        NEW_BODY, "Known: 1, New to the register: 1", "Some people are known already. Run the command again with --accept-matches to take them for the same.",
        "Nothing was written.",
    ]  # fmt: skip
    assert run(xlsx(LIST), "--office", "TM", "--accept-matches").exit_code == 0 and people() == 2


def test_it_stops_at_a_maybe_whatever_is_accepted(run: Run) -> None:
    known = factories.person("Аманова", given_name="Огулджан", sex=Sex.FEMALE)
    answer = run(xlsx(LIST), "--office", "TM", "--accept-matches")
    assert answer.exit_code == 1 and people() == 1
    assert f"List!A2: Аманова Огулджан Батыровна may be Аманова Огулджан (No. {known.id}): " in answer.stderr
    assert answer.stderr.splitlines()[-2:] == [
        "Somebody must say who these are: import the file on its page, or correct it.", "Nothing was written."
    ]


def test_the_same_file_twice_adds_nothing_and_ends_well(run: Run) -> None:
    body = xlsx(LIST)
    run(body, "--office", "TM")
    answer = run(body, "--office", "TM", name="renamed.xlsx")
    assert answer.exit_code == 0 and people() == 2
    assert re.fullmatch(r"This file was imported already, on .+\. Nothing is added\.\n", answer.stdout)


def test_the_same_workbook_twice_adds_nothing_wherever_it_goes(run: Run) -> None:
    factories.office("KG")
    body = workbook()
    run(body, "--office", "TM")
    assert "was imported already" in run(body, "--office", "KG").stdout


def test_one_list_goes_to_two_events(run: Run) -> None:
    for code in ("E-1", "E-2"):
        factories.event(code=code)
        assert run(xlsx(LIST), "--event", code, "--accept-matches").exit_code == (0 if code == "E-1" else 1)
    # Мередов Батыр without a day of birth may be the one who was entered with the first.
    assert db.session.scalar(select(func.count(Enrolment.id))) == 2


def test_a_workbook_that_changes_nothing_says_so(run: Run) -> None:
    run(workbook(), "--office", "TM")
    answer = run(workbook(Headcounts=[("count", "reason", "source")]), "--office", "TM")
    assert answer.exit_code == 0 and answer.stdout.splitlines()[-1] == "The register has all of this already. Nothing is changed."


@pytest.mark.parametrize(
    ("options", "sentence"),
    [(("--office", "XX"), "There is no office XX."), (("--event", "XX"), "There is no event XX."),
     (("--office", "XX", "--language", "ru"), "Представительства с кодом XX нет."), ((), "Say which office the people belong to.")],
)  # fmt: skip
def test_an_office_or_event_that_is_not_there_is_told(run: Run, options: tuple[str, ...], sentence: str) -> None:
    answer = run(xlsx(LIST), *options)
    assert answer.exit_code == 1 and sentence in answer.stderr and people() == 0


@pytest.mark.parametrize("body", [b"%PDF-1.4", b"", b"PK\x03\x04 broken"], ids=["pdf", "empty", "broken"])
def test_a_file_that_cannot_be_read_is_refused(run: Run, body: bytes) -> None:
    answer = run(body, "--office", "TM")
    assert answer.exit_code == 1 and answer.stderr.startswith("Error: This file could not be read")
    assert db.session.scalar(select(func.count(ImportBatch.id))) == 0


def test_a_file_that_is_not_there_is_told(run: Run, app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["import-workbook", "nowhere.xlsx"])
    assert answer.exit_code == 2 and "does not exist" in answer.stderr


PROBLEMS = {
    "en": ["List!B2: “вчера” is not a date.", "List!A3: “Мередов” is one word: a surname and a given name are needed."],
    "ru": ["List!B2: «вчера»", "List!A3: «Мередов»"],
}


@pytest.mark.parametrize("language", PROBLEMS)
def test_what_cannot_be_read_is_told_by_its_cell_and_nothing_is_written(run: Run, language: str) -> None:
    rows = (HEADS, ("Аманова Огулджан", "вчера", None), ("Мередов", None, None), ("Сапаров Назар", None, None))
    answer = run(xlsx(rows), "--office", "TM", "--language", language)
    assert answer.exit_code == 1 and people() == 0
    for said, begins in zip(answer.stderr.splitlines(), PROBLEMS[language], strict=False):
        assert said.startswith(begins), answer.stderr


def test_a_word_that_nobody_knows_is_told_by_its_cell(run: Run) -> None:
    factories.organisation("Управление полиции города Мары", country="TM")
    answer = run(xlsx((HEADS, ("Сапаров Назар", None, "Управление полицыи города Мары"))), "--office", "TM")
    assert answer.exit_code == 1 and "List!C2: “Управление полицыи города Мары” is not known." in answer.stderr


def test_somebody_who_stands_twice_in_the_file_is_entered_once_and_told(run: Run) -> None:
    answer = run(xlsx((*LIST, LIST[1])), "--office", "TM")
    assert answer.exit_code == 0 and people() == 2
    assert "List!A4: Аманова Огулджан Батыровна stands in this file already, in row 2; the row is passed over." in answer.stdout


def test_an_event_that_cannot_be_finalised_yet_leaves_nothing(run: Run) -> None:
    answer = run(workbook(Event=with_fields(starts_on=date(2098, 1, 1), ends_on=date(2098, 1, 2), finalised="yes"),
                          Sessions=HELD[:1], Participants=[row[:4] for row in PEOPLE]), "--office", "TM")  # fmt: skip
    assert answer.exit_code == 1 and "Event!B6: The event ends on 2 Jan 2098" in answer.stderr
    for model in (Person, Organisation, Enrolment, ImportBatch, ImportRow):
        assert db.session.scalar(select(func.count(model.id))) == 0
