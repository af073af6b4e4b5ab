"""The attendance sheet on a phone: saved once, never lost, and whoever is second is told (N2)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.permissions import Role
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark
from lms.courses.models import Event
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from tests import factories
from tests.queries import counted

Enter = Callable[..., FlaskClient]


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(sessions=2)


def path(event: Event, session: int = 0) -> str:
    return f"/events/{event.id}/sessions/{event.sessions[session].id}/attendance"


def row(one: Enrolment, mark: str | None, *, seen: object = "", minutes: str = "") -> dict[str, str]:
    sent = {f"version-{one.id}": str(seen), f"minutes-{one.id}": minutes}
    return sent | ({f"mark-{one.id}": mark} if mark else {})


def standing(one: Enrolment) -> Attendance | None:
    return db.session.scalar(select(Attendance).where(Attendance.enrolment_id == one.id, Attendance.is_current))


def total() -> int:
    return db.session.scalar(select(func.count(Attendance.id))) or 0


def block(page: str, one: Enrolment) -> str:
    """Return a person's row of the sheet."""
    return next(part for part in re.findall(r"<fieldset.*?</fieldset>", page, re.DOTALL) if f'"version-{one.id}"' in part)


def chosen(page: str, one: Enrolment) -> str | None:
    found = re.search(r'value="(\w+)" checked', block(page, one))
    return found[1] if found else None


def test_a_trainer_marks_the_session_they_teach(event: Event, signed_in: Enter) -> None:
    teacher = factories.person()
    factories.enrolment(event, teacher, role=EnrolmentRole.TRAINER)
    one, other = factories.enrolment(event), factories.enrolment(event)
    account = factories.account(Role.TRAINER, of=event.office, who=teacher)
    answer = signed_in(account).post(path(event), data=row(one, "present") | row(other, "late", minutes="45"))
    assert answer.status_code == 303
    assert (standing(one).mark, standing(one).recorded_by_id) == (Mark.PRESENT, account.id)
    assert (standing(other).mark, standing(other).minutes) == (Mark.LATE, 45)


def test_the_sheet_shows_what_stands(event: Event, signed_in: Enter) -> None:
    one, other, browser = factories.enrolment(event), factories.enrolment(event), signed_in(factories.account())
    browser.post(path(event), data=row(one, "left_early", minutes="30"))
    page = browser.get(path(event)).get_data(as_text=True)
    assert (chosen(page, one), chosen(page, other)) == ("left_early", None)
    assert f'name="version-{one.id}" value="{standing(one).id}"' in page and 'value="30"' in block(page, one)


def test_a_sheet_leads_to_the_sessions_beside_it_by_name(app: Flask, signed_in: Enter) -> None:
    event = factories.event(sessions=3)
    factories.enrolment(event)
    page = signed_in(factories.account()).get(path(event, 1)).text
    for word, other in (("Previous", event.sessions[0]), ("Next", event.sessions[2])):
        assert f"{word} session, {other.starts_at:%H:%M}<" in page
        assert f'/sessions/{other.id}/attendance"' in page


def test_the_same_sheet_sent_again_changes_nothing(event: Event, signed_in: Enter) -> None:
    one, browser = factories.enrolment(event), signed_in(factories.account())
    for _ in range(3):
        assert browser.post(path(event), data=row(one, "present")).status_code == 303
    assert total() == 1
    assert "Nothing had changed." in browser.get(path(event)).get_data(as_text=True)


def test_whoever_is_second_sees_what_stands_and_keeps_what_they_typed(event: Event, signed_in: Enter) -> None:
    one, other = factories.enrolment(event), factories.enrolment(event)
    first = factories.account()
    signed_in(first).post(path(event), data=row(one, "absent"))
    browser = signed_in(factories.account())
    answer = browser.post(path(event), data=row(one, "late", minutes="20") | row(other, "present"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and total() == 1
    assert (chosen(page, one), chosen(page, other)) == ("late", "present")
    assert f"Marked meanwhile: Absent, by {first.name}." in block(page, one) and 'value="20"' in block(page, one)
    assert "Marked meanwhile" not in block(page, other)
    seen = re.search(rf'name="version-{one.id}" value="(\d+)"', page)[1]
    again = browser.post(path(event), data=row(one, "late", seen=seen, minutes="20") | row(other, "present"))
    assert again.status_code == 303
    assert (standing(one).mark, standing(one).supersedes_id, standing(other).mark) == (Mark.LATE, int(seen), Mark.PRESENT)


def test_two_people_who_mark_different_rows_do_not_disturb_each_other(event: Event, signed_in: Enter) -> None:
    one, other, browser = factories.enrolment(event), factories.enrolment(event), signed_in(factories.account())
    browser.post(path(event), data=row(one, "present") | row(other, "present"))
    opened = {key.id: standing(key).id for key in (one, other)}
    for mine in ({one.id: "absent", other.id: "present"}, {one.id: "present", other.id: "excused"}):
        sent = row(one, mine[one.id], seen=opened[one.id]) | row(other, mine[other.id], seen=opened[other.id])
        assert browser.post(path(event), data=sent).status_code == 303
    assert (standing(one).mark, standing(other).mark) == (Mark.ABSENT, Mark.EXCUSED)


@pytest.mark.parametrize("minutes", ["91", "-5", "9" * 30, "an hour", "²", "1.5"])
def test_minutes_that_cannot_be_are_told_at_their_row_and_kept(event: Event, signed_in: Enter, minutes: str) -> None:
    one, other = factories.enrolment(event), factories.enrolment(event)
    answer = signed_in(factories.account()).post(path(event), data=row(one, "late", minutes=minutes) | row(other, "absent"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and total() == 0
    assert f'value="{minutes}"' in block(page, one) and "Write whole minutes, from 0 to 90." in block(page, one)
    assert (chosen(page, one), chosen(page, other)) == ("late", "absent")


@pytest.mark.parametrize("sent", [
    {"mark-1": "nonsense"}, {"mark-x": "present"}, {"mark-" + "9" * 5000: "present"}, {"version-1": "9" * 5000},
    {"mark-": "present"}, {"mark-999999": "present"}, {"mark-99999999999": "present"}, {"version-²": "1"},
])  # fmt: skip
def test_a_sheet_that_no_page_sent_breaks_nothing(event: Event, signed_in: Enter, sent: dict) -> None:
    factories.enrolment(event)
    assert signed_in(factories.account()).post(path(event), data=sent).status_code in {303, 400, 422}
    assert total() == 0


def test_whoever_withdrew_meanwhile_is_told_and_the_rest_is_kept(event: Event, signed_in: Enter) -> None:
    one, gone = factories.enrolment(event), factories.enrolment(event, status=EnrolmentStatus.WITHDRAWN)
    answer = signed_in(factories.account()).post(path(event), data=row(one, "present") | row(gone, "present"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "no longer on the event" in page and chosen(page, one) == "present"


def test_a_sheet_of_three_hundred_people_is_accepted_with_its_token(app: Flask, event: Event, signed_in: Enter) -> None:
    people = factories.crowd(event, 300)
    browser = signed_in(factories.account())
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(path(event)).get_data(as_text=True))[1]
        data = {"csrf_token": token}
        for one in people:
            data |= row(one, "late", minutes="60")
        assert browser.post(path(event), data=data).status_code == 303
        assert browser.post(path(event), data=data | {"csrf_token": "x"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert total() == 300


def test_the_sheet_asks_the_same_number_of_questions_for_any_number_of_people(event: Event, signed_in: Enter) -> None:
    browser, numbers = signed_in(factories.account()), []
    for _round in range(2):
        for _ in range(6):
            factories.enrolment(event, organisation_id=factories.organisation().id)
        with counted() as statements:
            browser.get(path(event))
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_a_closed_sheet_shows_its_marks_and_takes_none(event: Event, signed_in: Enter) -> None:
    one, late, browser = factories.enrolment(event), factories.enrolment(event), signed_in(factories.account())
    browser.post(path(event), data=row(one, "present") | row(late, "late", minutes="45"))
    browser.post(f"/events/{event.id}/finalise")
    assert f'<a href="{path(event)}">2<' in browser.get(f"/events/{event.id}").text
    page = browser.get(path(event)).get_data(as_text=True)
    assert "— Present</li>" in page and "— Late (45 min)</li>" in page
    assert "<form method" not in page.split('<main id="main"')[1]
    answer = browser.post(path(event), data=row(one, "absent", seen=standing(one).id))
    assert answer.status_code == 422 and "Reopen it first" in answer.get_data(as_text=True)
    assert standing(one).mark is Mark.PRESENT


def test_a_trainer_of_another_event_finds_nothing(event: Event, signed_in: Enter) -> None:
    teacher, one = factories.person(), factories.enrolment(event)
    factories.enrolment(factories.event(of=event.office), teacher, role=EnrolmentRole.TRAINER)
    browser = signed_in(factories.account(Role.TRAINER, of=event.office, who=teacher))
    assert browser.get(path(event)).status_code == 404
    assert browser.post(path(event), data=row(one, "present")).status_code == 404
    assert total() == 0
