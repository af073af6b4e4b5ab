"""The people of an event through the pages: enrolling, enrolments, finalising, the sign-in sheet."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from lms import clock
from lms.accounts.permissions import POLICY, Permission, Role
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, OrganisationRole
from lms.courses.models import Event, EventOrganisation
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from tests import factories
from tests.queries import counted

Enter = Callable[..., FlaskClient]
AT = datetime(2011, 10, 1, 9, 0, tzinfo=UTC)
AS = {"role": "participant", "status": "confirmed"}


def enrolled(event: Event) -> int:
    return db.session.scalar(select(func.count(Enrolment.id)).where(Enrolment.event_id == event.id)) or 0


@pytest.mark.parametrize("role", list(Role))
def test_who_may_do_what_with_people_is_what_the_policy_says(app: Flask, signed_in: Enter, role: Role) -> None:
    event = factories.event(sessions=1)
    one = factories.enrolment(event)
    teacher = factories.person()
    factories.enrolment(event, teacher, role=EnrolmentRole.TRAINER)
    browser = signed_in(factories.account(role, who=teacher))
    needs = {
        "people": Permission.SEE_ROSTER, "sign-in-sheet.pdf": Permission.SEE_ROSTER, "enrol": Permission.EDIT_EVENTS,
        f"enrolments/{one.id}": Permission.EDIT_EVENTS, "finalise": Permission.FINALISE_ATTENDANCE,
        f"sessions/{event.sessions[0].id}/attendance": Permission.MARK_ATTENDANCE, "reopen": Permission.REOPEN_ATTENDANCE,
    }  # fmt: skip
    for path, permission in needs.items():
        allowed = permission in POLICY[role]
        assert browser.get(f"/events/{event.id}/{path}").status_code == (200 if allowed else 403), path


def test_everything_of_a_foreign_event_answers_as_of_a_missing_one(app: Flask, signed_in: Enter) -> None:
    foreign = factories.event(of=factories.office("KG"), sessions=1)
    one = factories.enrolment(foreign)
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office("TM")))
    paths = [
        ("people", "get"), ("sign-in-sheet.pdf", "get"), ("enrol", "post"), (f"enrolments/{one.id}", "post"),
        (f"enrolments/{one.id}/post", "post"), ("finalise", "get"), ("finalise", "post"), ("reopen", "post"),
        (f"sessions/{foreign.sessions[0].id}/attendance", "post"),
    ]  # fmt: skip
    for path, method in paths:
        answers = [getattr(browser, method)(f"/events/{key}/{path}", data={}).status_code for key in (foreign.id, 999_999)]
        assert answers == [404, 404], path


def test_an_enrolment_or_session_belongs_to_the_event_of_its_address(app: Flask, signed_in: Enter) -> None:
    event, other = factories.event(sessions=1), factories.event()
    one, browser = factories.enrolment(event), signed_in(factories.account())
    for path in (f"enrolments/{one.id}", f"sessions/{event.sessions[0].id}/attendance"):
        assert browser.get(f"/events/{other.id}/{path}").status_code == 404


def test_people_are_found_by_name_in_any_case_and_by_agency(app: Flask, signed_in: Enter) -> None:
    agency = factories.organisation("Генеральная прокуратура")
    found, other = factories.person("Ёлкин"), factories.person("Петров")
    factories.post(found, organisation_id=agency.id)
    event, browser = factories.event(), signed_in(factories.account())
    for text in ("елкин", "ЁЛК", "прокуратура", "елкин генер"):
        page = browser.get(f"/events/{event.id}/enrol", query_string={"text": text}).get_data(as_text=True)
        assert f'value="{found.id}"' in page and f'value="{other.id}"' not in page, text


def test_a_search_says_that_there_are_more_than_it_shows(app: Flask, signed_in: Enter) -> None:
    people = [factories.person(f"Мамедов{n:02d}") for n in range(21)]
    event, browser = factories.event(), signed_in(factories.account())
    page = browser.get(f"/events/{event.id}/enrol?text=мамедов").get_data(as_text=True)
    assert page.count('name="person"') == 20 and "More people match" in page
    factories.enrolment(event, people[0])
    page = browser.get(f"/events/{event.id}/enrol?text=мамедов0").get_data(as_text=True)
    assert "More people match" not in page and "Enrolled already" in page


def test_who_was_ticked_stays_ticked_in_the_next_search_and_nobody_else_is(app: Flask, signed_in: Enter) -> None:
    ticked, found, foreign = factories.person("Аманов"), factories.person("Гурбанов"), factories.person(of=factories.office("KG"))
    event, browser = factories.event(), signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office("TM")))
    asked = {"text": "гурбан", "person": [ticked.id, foreign.id, "x"]}
    page = browser.get(f"/events/{event.id}/enrol", query_string=asked).get_data(as_text=True)
    boxes = re.findall(r'name="person" value="(\d+)"( checked)?', page)
    assert boxes == [(str(ticked.id), " checked"), (str(found.id), "")]


def test_the_search_asks_the_same_number_of_questions_however_many_it_finds(app: Flask, signed_in: Enter) -> None:
    event, browser, numbers = factories.event(), signed_in(factories.account()), []
    for _round in range(2):
        for _ in range(5):
            factories.post(factories.person())
        with counted() as statements:
            browser.get(f"/events/{event.id}/enrol")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_several_are_enrolled_at_once(app: Flask, signed_in: Enter) -> None:
    event, people = factories.event(), [factories.person(), factories.person()]
    browser = signed_in(factories.account())
    answer = browser.post(f"/events/{event.id}/enrol?text=мам", data=AS | {"person": [one.id for one in people]})
    assert answer.status_code == 303 and "text=" in answer.location
    assert enrolled(event) == 2


def test_of_several_either_all_are_enrolled_or_none(app: Flask, signed_in: Enter) -> None:
    event, people = factories.event(capacity=1), [factories.person(), factories.person()]
    answer = signed_in(factories.account()).post(f"/events/{event.id}/enrol", data=AS | {"person": [p.id for p in people]})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "no places left" in page and page.count(" checked>") == 2
    assert enrolled(event) == 0


@pytest.mark.parametrize(("chosen", "says"), [
    ([], "Choose at least one person."), (["999999"], "not in your register"), (["x"], "not in your register"),
    (["9" * 5000], "not in your register"), (["²"], "not in your register"),
])  # fmt: skip
def test_a_choice_of_nobody_is_told(app: Flask, signed_in: Enter, chosen: list[str], says: str) -> None:
    event = factories.event()
    factories.person()
    answer = signed_in(factories.account()).post(f"/events/{event.id}/enrol", data=AS | {"person": chosen})
    assert answer.status_code == 422 and says in answer.get_data(as_text=True)


def test_a_person_of_another_office_is_no_choice(app: Flask, signed_in: Enter) -> None:
    foreign = factories.person("Чужой", of=factories.office("KG"))
    event = factories.event(of=factories.office("TM"))
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=event.office))
    assert "Чужой" not in browser.get(f"/events/{event.id}/enrol").get_data(as_text=True)
    answer = browser.post(f"/events/{event.id}/enrol", data=AS | {"person": [foreign.id]})
    assert answer.status_code == 422 and "Чужой" not in answer.get_data(as_text=True)


def test_an_enrolment_shows_its_snapshot_and_every_mark(app: Flask, signed_in: Enter) -> None:
    event = factories.event(sessions=1)
    one = factories.enrolment(event, position="Инспектор", rank="Майор")
    session = event.sessions[0].id
    first = factories.keep(Attendance(
        enrolment_id=one.id, session_id=session, mark="absent", method="paper", recorded_at=AT, is_current=False,
    ))  # fmt: skip
    factories.keep(Attendance(
        enrolment_id=one.id, session_id=session, mark="late", minutes=20, method="phone", recorded_at=AT, supersedes_id=first.id,
    ))  # fmt: skip
    page = signed_in(factories.account()).get(f"/events/{event.id}/enrolments/{one.id}").get_data(as_text=True)
    for shown in ("Инспектор", "Майор", "Late", "Absent", "Stands", "Superseded"):
        assert shown in page


def test_a_withdrawal_and_scores_are_saved(app: Flask, signed_in: Enter) -> None:
    event = factories.event()
    one, browser = factories.enrolment(event), signed_in(factories.account())
    path = f"/events/{event.id}/enrolments/{one.id}"
    assert browser.post(path, data={"role": "participant", "status": "withdrawn", "grade": "4.5"}).status_code == 303
    assert (one.status, one.grade) == (EnrolmentStatus.WITHDRAWN, 4.5)
    answer = browser.post(path, data={"role": "participant", "status": "confirmed", "grade": "lots"})
    assert answer.status_code == 422 and 'value="lots"' in answer.get_data(as_text=True)


def test_the_whole_list_is_filtered_and_sorted(app: Flask, signed_in: Enter) -> None:
    event, browser = factories.event(), signed_in(factories.account())
    factories.enrolment(event, factories.person("Яковлев"))
    factories.enrolment(event, factories.person("Әлиев"), role=EnrolmentRole.TRAINER)
    factories.enrolment(event, factories.person("Ушёл"), status=EnrolmentStatus.WITHDRAWN)

    def shown(query: str) -> list[str]:
        page = browser.get(f"/events/{event.id}/people?{query}").get_data(as_text=True)
        return sorted((name for name in ("Яковлев", "Әлиев", "Ушёл") if name in page), key=page.index)

    assert shown("") == ["Әлиев", "Яковлев"] and shown("sort=-name") == ["Яковлев", "Әлиев"]
    assert shown("text=яков") == ["Яковлев"] and shown("role=trainer") == ["Әлиев"]
    assert shown("status=withdrawn") == ["Ушёл"]


def test_the_page_of_finalising_says_what_it_decides_and_why(app: Flask, signed_in: Enter) -> None:
    event = factories.event(sessions=2)
    one = factories.enrolment(event)
    factories.enrolment(event, role=EnrolmentRole.TRAINER)
    factories.keep(Attendance(
        enrolment_id=one.id, session_id=event.sessions[0].id, mark="present", method="phone", recorded_at=AT
    ))  # fmt: skip
    page = signed_in(factories.account()).get(f"/events/{event.id}/finalise").get_data(as_text=True)
    for words in ("1 mark is missing", "Attended less than the event requires.", "1 session is without a mark.",
                  "Only participants are counted as trained.", "90 of 180 min", "Finalise now"):
        assert words in page, words


def test_before_the_last_day_there_is_nothing_to_press(app: Flask, signed_in: Enter) -> None:
    today = clock.today("Asia/Ashgabat")
    event = factories.event(starts_on=today, ends_on=today + timedelta(1))
    browser = signed_in(factories.account())
    page = browser.get(f"/events/{event.id}/finalise").get_data(as_text=True)
    assert "Finalise now" not in page and "from that day on" in page
    browser.post(f"/events/{event.id}/finalise")
    assert not event.is_finalised


def test_finalised_attendance_is_opened_again_with_a_reason_only(app: Flask, signed_in: Enter) -> None:
    event, browser = factories.event(sessions=1), signed_in(factories.account())
    browser.post(f"/events/{event.id}/finalise")
    assert event.is_finalised
    for reason in ("", "x" * 301):
        answer = browser.post(f"/events/{event.id}/reopen", data={"reason": reason})
        assert answer.status_code == 422 and f'value="{reason}"' in answer.get_data(as_text=True)
    assert event.is_finalised
    assert browser.post(f"/events/{event.id}/reopen", data={"reason": "Wrong sheet"}).status_code == 303
    assert not event.is_finalised


def sheet(browser: FlaskClient, event: Event, language: str = "en") -> str:
    answer = browser.get(f"/events/{event.id}/sign-in-sheet.pdf?language={language}")
    assert answer.mimetype == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_the_sign_in_sheet_names_people_organisers_and_donors(app: Flask, signed_in: Enter) -> None:
    foreign = factories.project(of=factories.office("KG"), donors=("SECRET",))
    event = factories.event(sessions=2, projects=(factories.project(donors=("INL",)), foreign))
    for name, role in (("Mission", OrganisationRole.ORGANISER), ("Embassy", OrganisationRole.DONOR),
                       ("Newspaper", OrganisationRole.MEDIA)):
        factories.keep(EventOrganisation(event_id=event.id, organisation_id=factories.organisation(name).id, role=role))
    factories.enrolment(event, factories.person("Әбдірахманов"))
    factories.enrolment(event, factories.person("Ушёл"), status=EnrolmentStatus.WITHDRAWN)
    text = sheet(signed_in(factories.account(Role.PROJECT_MANAGER, of=event.office)), event)
    for shown in ("Әбдірахманов", "Organised by Mission", "Donor INL", "Embassy", "08:00–09:30", "Session 2"):
        assert shown in text, shown
    for hidden in ("Ушёл", "Newspaper", "SECRET"):
        assert hidden not in text, hidden
    assert "Регистрационный лист" in sheet(signed_in(factories.account()), event, "ru")


def test_the_sign_in_sheet_asks_the_same_number_of_questions_for_any_number_of_people(app: Flask, signed_in: Enter) -> None:
    browser, numbers = signed_in(factories.account()), []
    for people in (1, 12):
        event = factories.event(sessions=1, projects=(factories.project(),), starts_on=date(2011, 10, 10))
        for _ in range(people):
            factories.enrolment(event, organisation_id=factories.organisation().id)
        with counted() as statements:
            sheet(browser, event)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
