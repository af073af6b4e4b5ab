"""What was decided of a file and what has changed since: only that is written which somebody saw."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.audit.services import act
from lms.courses import attendance
from lms.courses.codes import Mark, Method
from lms.courses.models import Event
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.imports.models import ImportBatch, Stage
from lms.imports.plans import Standing
from lms.participants.models import Person, Sex
from tests import factories
from tests.imports.sending import HEADS, sent, standings
from tests.workbooks.files import xlsx
from tests.workbooks.samples import sheets_of, with_fields

SignedIn = Callable[..., FlaskClient]
AMANOVA = ("Аманова Огулджан Батыровна", date(1980, 5, 1))
MEREDOV = ("Мередов Батыр Назарович", date(1975, 12, 24))


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(of=factories.office(), sessions=2, code="TM-2011-014", starts_on=date(2011, 10, 3), ends_on=date(2011, 10, 4))


def listed(*rows: tuple[object, ...]) -> bytes:
    return xlsx([HEADS[1:3], *rows])


def decide(browser: FlaskClient, batch: ImportBatch, **said: str) -> None:
    browser.post(f"/imports/{batch.id}/rows", data={key.replace("_", "-"): code for key, code in said.items()})


def confirm(browser: FlaskClient, batch: ImportBatch) -> ImportBatch:
    browser.post(f"/imports/{batch.id}/confirm")
    return batch


def people() -> int:
    return db.session.scalar(select(func.count(Person.id))) or 0


def marked(event: Event, mark: Mark) -> bytes:
    """Return a workbook that tells one mark of the first person of an event."""
    rows = [("surname", "given_name", "S1"), ("Мередов", "Батыр", mark.value[0].upper())]
    sessions = [("no", "date", "starts", "ends", "title"), *((n, s.day, s.starts_at, s.ends_at, s.title) for n, s in enumerate(event.sessions, 1))]
    return xlsx(Event=with_fields(code=event.code), Sessions=sessions, Participants=rows)


@pytest.fixture
def held(event: Event) -> Enrolment:
    return factories.enrolment(event, factories.person("Мередов", given_name="Батыр"))


def mark(held: Enrolment, as_: Mark) -> None:
    attendance.record_marks(held.event.sessions[0], {held.id: (as_, None)}, method=Method.PAPER, by=None, at=factories.AT)
    db.session.commit()


def standing_mark(held: Enrolment) -> Mark:
    rows = select(Attendance).where(Attendance.enrolment_id == held.id).order_by(Attendance.id.desc())
    return db.session.scalars(rows).first().mark


@pytest.mark.parametrize("first", [Mark.PRESENT, Mark.ABSENT])
def test_a_mark_that_was_corrected_since_the_preview_is_shown_before_it_is_written_over(
    manager: FlaskClient, held: Enrolment, first: Mark
) -> None:
    mark(held, first)
    batch = sent(manager, marked(held.event, Mark.PRESENT), held.event)
    assert batch.is_ready, batch.told
    mark(held, Mark.EXCUSED)
    confirm(manager, batch)
    assert batch.stage is Stage.PREVIEW and standing_mark(held) is Mark.EXCUSED
    page = " ".join(manager.get(f"/imports/{batch.id}?show=all").text.split())
    assert "has changed since the preview" in page and "Rows that have changed: 2." in page and "Session 1: <span class=\"muted\">Excused</span>" in page
    assert confirm(manager, batch).stage is Stage.DONE and standing_mark(held) is Mark.PRESENT


def test_a_post_that_was_corrected_since_the_preview_is_shown_before_it_is_written_over(
    manager: FlaskClient, event: Event, held: Enrolment
) -> None:
    batch = sent(manager, xlsx([("ФИО", "Должность", "Организация"), ("Мередов Батыр", "инспектор", "Полиция Мары")]), event)
    with act("test.post", by=None, at=factories.AT):
        held.position, held.organisation = "начальник", factories.organisation("Customs service")
    db.session.commit()
    confirm(manager, batch)
    assert batch.stage is Stage.PREVIEW and held.position == "начальник"
    page = manager.get(f"/imports/{batch.id}?show=all").text
    assert all(word in page for word in ("начальник", "инспектор", "Customs service", "Полиция Мары"))
    assert confirm(manager, batch).stage is Stage.DONE and held.position == "инспектор"


def test_a_change_elsewhere_does_not_stand_in_the_way(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, listed(AMANOVA), event)
    factories.person("Чужой", birth_date=date(1950, 1, 1))
    assert confirm(manager, batch).stage is Stage.DONE


def test_a_row_stands_in_for_the_one_that_it_repeats_when_that_is_left_out(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, listed(AMANOVA, AMANOVA, AMANOVA), event)
    assert standings(batch) == [Standing.NEW, Standing.REPEATED, Standing.REPEATED]
    decide(manager, batch, row_0="out")
    assert standings(batch) == [Standing.LEFT_OUT, Standing.NEW, Standing.REPEATED]
    assert confirm(manager, batch).stage is Stage.DONE and people() == 1


def test_a_known_person_is_taken_from_the_next_row_when_the_first_is_left_out(manager: FlaskClient, event: Event) -> None:
    known = factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", birth_date=date(1980, 5, 1), sex=Sex.FEMALE)
    batch = sent(manager, listed(AMANOVA, AMANOVA), event)
    assert standings(batch) == [Standing.KNOWN, Standing.REPEATED]
    decide(manager, batch, row_0="out")
    assert standings(batch) == [Standing.LEFT_OUT, Standing.KNOWN]
    confirm(manager, batch)
    assert db.session.scalars(select(Enrolment)).one().person_id == known.id


def test_a_row_that_was_like_one_which_is_left_out_is_like_nobody(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, listed(("Аманова Огулджан", None), ("Аманова Огулджан", None)), event)
    assert standings(batch) == [Standing.NEW, Standing.MAYBE]
    decide(manager, batch, row_1="row-0", row_0="out")
    assert standings(batch) == [Standing.LEFT_OUT, Standing.NEW]


def test_two_rows_that_are_decided_to_be_one_person_are_shown_as_one_before_they_are_written(
    manager: FlaskClient, event: Event
) -> None:
    known = factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", sex=Sex.FEMALE)
    batch = sent(manager, listed(AMANOVA, ("Аманова Огулджан", None)), event)
    assert standings(batch) == [Standing.MAYBE, Standing.MAYBE]
    decide(manager, batch, row_0=f"person-{known.id}", row_1=f"person-{known.id}")
    assert standings(batch) == [Standing.KNOWN, Standing.REPEATED]
    assert "The same as row 2" in manager.get(f"/imports/{batch.id}?show=repeated").text
    confirm(manager, batch)
    assert people() == 1 and db.session.scalar(select(func.count(Enrolment.id))) == 1


def test_why_somebody_may_be_known_is_told_still_after_a_decision(manager: FlaskClient, event: Event) -> None:
    known = factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", sex=Sex.FEMALE)
    batch = sent(manager, listed(AMANOVA), event)
    decide(manager, batch, row_0=f"person-{known.id}")
    assert batch.is_ready and "The same name" in manager.get(f"/imports/{batch.id}?show=known").text


def test_a_decision_can_be_taken_back(manager: FlaskClient, event: Event) -> None:
    factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", sex=Sex.FEMALE)
    batch = sent(manager, listed(AMANOVA, MEREDOV), event)
    decide(manager, batch, row_0="new", row_1="out")
    assert batch.is_ready and standings(batch) == [Standing.NEW, Standing.LEFT_OUT]
    decide(manager, batch, row_0="", row_1="")
    assert not batch.is_ready and standings(batch) == [Standing.MAYBE, Standing.NEW]


def test_a_word_that_only_rows_use_which_are_left_out_waits_for_no_meaning(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, xlsx([("ФИО", "Категория"), ("Аманова Огулджан", "космонавт"), ("Мередов Батыр", None)]), event)
    assert [word["text"] for word in batch.told["words"]] == ["космонавт"] and not batch.is_ready
    decide(manager, batch, row_0="out")
    assert batch.told["words"] == [] and batch.is_ready


def test_a_row_that_could_not_be_read_can_be_left_out_only(manager: FlaskClient, event: Event) -> None:
    batch = sent(manager, listed(AMANOVA, ("Сапаров", date(1970, 1, 1))), event)
    decide(manager, batch, row_1="new")
    assert standings(batch) == [Standing.NEW, Standing.UNREADABLE]


def test_a_note_below_a_list_that_looks_like_data_about_a_victim_is_warned_of_and_hinders_nothing(
    manager: FlaskClient, event: Event
) -> None:
    batch = sent(manager, xlsx([("ФИО", "Дата рождения"), AMANOVA, MEREDOV, (None, None), ("Примечание: потерпевшая Иванова А. опрошена", None)]), event)
    assert Standing.UNREADABLE not in standings(batch) and batch.is_ready
    assert "This looks like data about a victim" in manager.get(f"/imports/{batch.id}").text


def test_an_event_that_is_full_takes_a_list_once_enough_rows_are_left_out(manager: FlaskClient, event: Event) -> None:
    with act("test.capacity", by=None, at=factories.AT):
        event.capacity = 1
    db.session.commit()
    batch = sent(manager, listed(AMANOVA, MEREDOV), event)
    assert not batch.is_ready and "too few free places: 1, and 2 are needed" in manager.get(f"/imports/{batch.id}").text
    decide(manager, batch, row_1="out")
    assert confirm(manager, batch).stage is Stage.DONE



def test_the_errors_of_a_file_name_its_open_words_and_no_row_that_is_left_out(manager: FlaskClient, event: Event) -> None:
    body = xlsx([("ФИО", "Дата рождения", "Категория"), ("Сапаров", None, None), ("Аманова Огулджан", "вчера", None), ("Нурова Гузель", None, "космонавт")])
    batch = sent(manager, body, event)
    decide(manager, batch, row_1="out")  # the first of those that could not be read: they stand behind the others
    told = sheets_of(manager.get(f"/imports/{batch.id}/errors.xlsx").data)[0].rows
    assert sorted((row[1], row[3]) for row in told[1:]) == [
        ("B3", "“вчера” is not a date."), ("C4", "“космонавт” is not known."),
    ]  # fmt: skip


def test_no_more_than_a_page_of_words_is_asked_about_at_once(manager: FlaskClient, event: Event) -> None:
    rows = [(f"Аманов{'абвгдежзик'[n % 10]}{'абв'[n // 10]} Батыр", f"космонавт {n}") for n in range(30)]
    batch = sent(manager, xlsx([("ФИО", "Категория"), *rows]), event)
    page = manager.get(f"/imports/{batch.id}").text
    assert len(batch.told["words"]) == 30, batch.told
    assert "Say what 30 words of the file mean" in page and page.count('name="words-') == 25
    assert "These are the first 25 of 30" in page
    manager.post(f"/imports/{batch.id}/words", data={f"words-{n}": "none" for n in range(30)})
    assert len(batch.told["words"]) == 5


@pytest.mark.parametrize("said", ["9" * 5000, "-1", "0", "²", "police", "new"])
def test_a_meaning_that_was_not_offered_is_passed_over(manager: FlaskClient, event: Event, said: str) -> None:
    batch = sent(manager, xlsx([("ФИО", "Категория"), ("Аманова Огулджан", "космонавт")]), event)
    assert manager.post(f"/imports/{batch.id}/words", data={"words-0": said}).status_code == 303
    assert len(batch.told["words"]) == 1 and batch.meanings == []
