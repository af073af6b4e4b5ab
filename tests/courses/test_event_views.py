"""The pages of events: list, calendar, event, planning."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms import clock
from lms.accounts.permissions import POLICY, Permission, Role
from lms.courses.codes import EnrolmentRole, EventState
from lms.courses.models import Event, Session
from lms.extensions import db
from tests import factories
from tests.queries import counted

Enter = Callable[..., FlaskClient]
AT = datetime(2011, 10, 1, 9, 0, tzinfo=UTC)
PLAN = {
    "kind": "training", "title_en": "A title", "title_ru": "Название", "starts_on": "2011-10-10", "ends_on": "2011-10-11",
    "min_attendance_percent": "80", "currency": "USD", "counts_as_training": "y",
}  # fmt: skip


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/events/\d+">([^<]+)</a>', page)


def manager(signed_in: Enter, **reach) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, **reach))


@pytest.mark.parametrize("asked", ["тренинг", "ТРЕНИНГ", "Тренинг", "мары", "TM-T9", "annual", "тренинг мары"])
def test_the_search_knows_no_case_in_either_alphabet(app: Flask, signed_in: Enter, asked: str) -> None:
    factories.event(title_ru="Тренинг для следователей", city="Мары", code="TM-T9", series="4th Annual")
    factories.event(title_ru="Семинар", city="Ош")
    page = signed_in(factories.account(), "ru").get("/events", query_string={"text": asked}).get_data(as_text=True)
    assert titles(page) == ["Тренинг для следователей"]


def test_a_percent_sign_is_searched_for_as_it_stands(app: Flask, signed_in: Enter) -> None:
    factories.event(title_en="All")
    factories.event(title_en="100% attendance")
    page = signed_in(factories.account()).get("/events", query_string={"text": "0%"}).get_data(as_text=True)
    assert titles(page) == ["100% attendance"]


def test_titles_sort_as_a_dictionary_does(app: Flask, signed_in: Enter) -> None:
    wanted = ["Абай", "Әділет", "Баян", "Ель", "Ёлка", "Жар"]
    for title in ("Жар", "Ёлка", "Әділет", "Баян", "Ель", "Абай"):
        factories.event(title_ru=title)
    browser = signed_in(factories.account(), "ru")
    assert titles(browser.get("/events?sort=title").get_data(as_text=True)) == wanted
    assert titles(browser.get("/events?sort=-title").get_data(as_text=True)) == wanted[::-1]


@pytest.mark.parametrize("state", list(EventState))
def test_the_filter_by_state_agrees_with_what_an_event_says_of_itself(app: Flask, signed_in: Enter, state: EventState) -> None:
    today = clock.today("Asia/Ashgabat")
    for days in (-2, -1, 0, 1):
        for acts in ({}, {"confirmed_at": AT}, {"finalised_at": AT}, {"cancelled_at": AT}):
            factories.event(starts_on=today + timedelta(days), title_en=f"{days} {'|'.join(acts)}", **acts)
    expected = {e.title_en for e in db.session.scalars(select(Event)) if e.state_on(today) is state}
    page = signed_in(factories.account()).get("/events", query_string={"state": state.value}).get_data(as_text=True)
    assert set(titles(page)) == expected


@pytest.mark.parametrize("query", [
    "office=9999", "project=x", "kind=nothing", "first=2011-13-45", "sort=drop", "page=99999999999", "text=" + "x" * 101,
    "country=%00", "office=99999999999999999999", "state=%D1%91",
])  # fmt: skip
def test_a_filter_that_cannot_be_read_is_told_and_nothing_breaks(app: Flask, signed_in: Enter, query: str) -> None:
    factories.event()
    for path in ("/events", "/courses", "/projects"):
        assert signed_in(factories.account()).get(f"{path}?{query}").status_code == 200


def test_a_manager_does_not_list_another_offices_events(app: Flask, signed_in: Enter) -> None:
    factories.event(title_en="Ours")
    factories.event(title_en="Theirs", of=factories.office("KG"))
    assert titles(manager(signed_in, of=factories.office("TM")).get("/events").get_data(as_text=True)) == ["Ours"]


def test_a_trainer_lists_the_events_they_teach(app: Flask, signed_in: Enter) -> None:
    teacher = factories.person()
    taught = factories.event(title_en="Taught")
    factories.event(title_en="Not mine")
    factories.enrolment(taught, teacher, role=EnrolmentRole.TRAINER)
    browser = signed_in(factories.account(Role.TRAINER, of=taught.office, who=teacher))
    page = browser.get("/events?state=to_finalise").get_data(as_text=True)
    assert titles(page) == ["Taught"] and "Plan an event" not in page


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(app: Flask, signed_in: Enter) -> None:
    browser, numbers = signed_in(factories.account()), []
    for _round in range(2):
        for _ in range(8):
            event = factories.event(projects=(factories.project(),), country="TM")
            factories.enrolment(event)
        with counted() as statements:
            browser.get("/events")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 14


def test_the_calendar_shows_an_event_on_each_of_its_days(app: Flask, signed_in: Enter) -> None:
    factories.event(title_en="Three days", starts_on=date(2011, 10, 10), ends_on=date(2011, 10, 12))
    browser = signed_in(factories.account())
    assert browser.get("/events/calendar?month=2011-10").get_data(as_text=True).count("Three days") == 3
    assert "Three days" not in browser.get("/events/calendar?month=2011-12").get_data(as_text=True)


@pytest.mark.parametrize("month", ["2011-13", "x", "", "0000-00", "9999-12", "1900-01", "2200-12", "-1-1", "²-1"])
def test_a_month_that_is_none_shows_a_month_all_the_same(app: Flask, signed_in: Enter, month: str) -> None:
    assert signed_in(factories.account()).get("/events/calendar", query_string={"month": month}).status_code == 200


def test_the_calendar_names_its_month_in_russian(app: Flask, signed_in: Enter) -> None:
    page = signed_in(factories.account(), "ru").get("/events/calendar?month=2011-10").get_data(as_text=True)
    assert "<h1>Октябрь 2011</h1>" in page


def big_event(participants: int, sessions: int) -> Event:
    event = factories.event(projects=(factories.project(), factories.project()), country="TM")
    day = event.starts_on
    factories.keep(*(
        Session(event_id=event.id, day=day, starts_at=time(8, n), ends_at=time(22, n), title=f"S{n}") for n in range(sessions)
    ))  # fmt: skip
    for _ in range(3):  # groups of one agency each, so that a question per agency would be seen
        factories.crowd(
            event, participants // 3, organisation_id=factories.organisation().id, region_code=factories.region().code
        )
    return event


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PROJECT_MANAGER])
def test_the_page_of_a_large_event_asks_ten_questions_at_most(app: Flask, signed_in: Enter, role: Role) -> None:
    small, large = big_event(3, 2), big_event(201, 10)
    browser = signed_in(factories.account(role, of=factories.office() if role is Role.PROJECT_MANAGER else None))
    numbers = []
    for event in (small, large):
        browser.get(f"/events/{event.id}")
        with counted() as statements:
            assert browser.get(f"/events/{event.id}").status_code == 200
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 10, statements


def test_a_long_roster_is_cut_on_the_event_page_and_whole_on_its_own(app: Flask, signed_in: Enter) -> None:
    event, browser = big_event(30, 1), signed_in(factories.account())
    page = browser.get(f"/events/{event.id}").get_data(as_text=True)
    assert page.count("/enrolments/") == 25 and "Show the other 5 people" in page
    rows = sum(browser.get(f"/events/{event.id}/people?page={n}").get_data(as_text=True).count("/enrolments/") for n in (1, 2))
    assert rows == 30


def test_a_donor_viewer_sees_an_event_without_a_name(app: Flask, signed_in: Enter) -> None:
    event = factories.event(finalised_at=AT, finalised_by_id=factories.account().id)
    session = {"day": event.starts_on, "starts_at": time(9), "ends_at": time(10), "title": "S", "trainer": "Сапаров Мурад"}
    factories.keep(Session(event_id=event.id, **session))
    factories.enrolment(event, factories.person("Тайнов"))
    page = signed_in(factories.account(Role.DONOR_VIEWER)).get(f"/events/{event.id}").get_data(as_text=True)
    assert "An event" in page
    assert not re.search("Тайнов|Сапаров|Account \\d|Aman|Аман", page.split('<main id="main"')[1])


def test_sessions_at_the_same_time_are_pointed_out_to_who_plans(app: Flask, signed_in: Enter) -> None:
    event = factories.event(sessions=1)
    factories.keep(Session(event_id=event.id, day=event.starts_on, starts_at=time(9), ends_at=time(10), title="Group B"))
    assert "“Group B” begins before" in signed_in(factories.account()).get(f"/events/{event.id}").get_data(as_text=True)
    viewer = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert "begins before" not in viewer.get(f"/events/{event.id}").get_data(as_text=True)


def test_a_project_of_another_office_is_counted_among_the_funders_and_not_named(app: Flask, signed_in: Enter) -> None:
    theirs = factories.project("SECRET-GRANT", of=factories.office("KG"))
    event = factories.event(projects=(factories.project("OURS"), theirs))
    page = manager(signed_in, of=event.office).get(f"/events/{event.id}").get_data(as_text=True)
    assert "OURS" in page and "SECRET-GRANT" not in page and "and 1 other project" in page


@pytest.mark.parametrize("role", list(Role))
def test_who_may_plan_is_what_the_policy_says(app: Flask, signed_in: Enter, role: Role) -> None:
    event = factories.event()
    browser = signed_in(factories.account(role))
    allowed = Permission.EDIT_EVENTS in POLICY[role]
    for path in ("/events/new", f"/events/{event.id}/edit"):
        assert browser.get(path).status_code == (200 if allowed else 403)
        assert browser.post(path, data={}).status_code == (422 if allowed else 403)
    assert browser.post(f"/events/{event.id}/cancel").status_code == (303 if allowed else 403)


def test_of_two_who_edit_an_event_the_second_is_told_and_keeps_what_they_typed(app: Flask, signed_in: Enter) -> None:
    event = factories.event()
    browser = signed_in(factories.account())
    shown = str(event.version)
    first = browser.post(f"/events/{event.id}/edit", data=PLAN | {"version": shown, "title_en": "By the first"})
    second = browser.post(f"/events/{event.id}/edit", data=PLAN | {"version": shown, "title_en": "By the second"})
    assert first.status_code == 303 and second.status_code == 422
    assert "Somebody else changed this event meanwhile" in second.text and "By the second" in second.text
    assert db.session.get(Event, event.id).title_en == "By the first"
    now = re.findall(r'name="version"[^>]*value="(\d+)"', second.text)
    again = browser.post(f"/events/{event.id}/edit", data=PLAN | {"version": now[0], "title_en": "By the second"})
    assert again.status_code == 303 and db.session.get(Event, event.id).title_en == "By the second"
