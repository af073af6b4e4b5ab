"""The list of people and the page of one: what is found, what is shown, and to whom."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.accounts.permissions import POLICY, Permission, Role
from lms.certificates.models import Audience, Certificate, CertificateKind
from lms.courses.codes import EnrolmentRole
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.participants.models import Person, Sex
from tests import factories
from tests.queries import counted

SignedIn = Callable[..., FlaskClient]
NOW = datetime(2011, 10, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def manager(app: Flask, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


def names(browser: FlaskClient, **asked: object) -> list[str]:
    """Return the names that the list shows, in its order."""
    page = browser.get("/people", query_string=asked).get_data(as_text=True)
    return re.findall(r'<th scope="row"><a href="/people/\d+">([^<]+)</a>', page)


def certificate(of: Enrolment, **more: object) -> Certificate:
    n = factories.number()
    return factories.keep(
        Certificate(
            office_id=of.event.office_id, year=2011, running_number=n, number=f"TM-2011-{n:05}", code=f"{n:026}",
            enrolment=of, kind=CertificateKind.COMPLETION, audience=Audience.PARTICIPANT, language="en",
            holder=of.person.full_name, event_title="An event", starts_on=of.event.starts_on,
            ends_on=of.event.ends_on, place="Mary", issuer="An office", issued_on=date(2011, 10, 12), issued_at=NOW,
            sha256="0" * 64, **more,
        )
    )  # fmt: skip


@pytest.mark.parametrize("text", ["мамед", "МАМЕДОВ", "mamedov", "аман мамед", "Mamédov", "ович"])
def test_a_person_is_found_by_any_part_of_the_name_in_either_script(manager: FlaskClient, text: str) -> None:
    factories.person("Мамедов", given_name="Аман", patronymic="Ёлбарсович", latin_name="Mamedov Aman")
    factories.person("Сапаров", given_name="Батыр")
    assert names(manager, text=text) == ["Мамедов Аман Ёлбарсович"]


def test_signs_of_patterns_are_only_signs(manager: FlaskClient) -> None:
    factories.person("Мамедов")
    assert names(manager, text="%") == names(manager, text="_") == []


def test_people_stand_in_the_order_of_their_alphabet_and_turn_round(manager: FlaskClient) -> None:
    for surname in ("Жуков", "Ёлкин", "Еремин", "Азимов"):
        factories.person(surname, given_name="А")
    assert names(manager) == ["Азимов А", "Еремин А", "Ёлкин А", "Жуков А"]
    assert names(manager, sort="-name")[0] == "Жуков А"


def test_the_list_is_paged(manager: FlaskClient) -> None:
    for n in range(27):
        factories.person(f"Н{n:02}", given_name="А")
    assert len(names(manager)) == 25 and names(manager, page=2) == ["Н25 А", "Н26 А"]


def test_a_search_is_paged_and_shows_its_last_page_to_whoever_asks_for_one_beyond(manager: FlaskClient) -> None:
    for n in range(27):
        factories.person(f"Нуров{n:02}", given_name="Али")
    assert len(names(manager, text="Нуров")) == 25
    assert names(manager, text="Нуров", page=2) == names(manager, text="али нуров", page=9) == ["Нуров25 Али", "Нуров26 Али"]
    assert "1–25 of 27" in manager.get("/people?text=Нуров").get_data(as_text=True)
    assert names(manager, text="Нурмамедов", page=9) == []


def test_a_present_post_is_what_is_asked_for(manager: FlaskClient) -> None:
    ministry = factories.organisation("Ministry")
    unit = factories.organisation("Unit", parent_id=ministry.id)
    factories.region("TM-M")
    judge = factories.person("Судья", given_name="А", sex=Sex.FEMALE)
    factories.post(judge, of="judge", organisation_id=unit.id, country="TM", region_code="TM-M")
    gone = factories.person("Бывший", given_name="А")
    factories.post(gone, of="judge", organisation_id=unit.id, country="TM", region_code="TM-M", ends_on=date(2010, 1, 1))
    asked = {"organisation": unit.id, "category": factories.category("judge").id, "country": "TM", "region": "TM-M"}
    for name, value in asked.items():
        assert names(manager, **{name: value}) == ["Судья А"], name
    assert names(manager, **asked, sex="female") == ["Судья А"]
    assert names(manager, **asked, sex="male") == []


def test_an_organisation_brings_all_that_stands_below_it(manager: FlaskClient) -> None:
    ministry = factories.organisation("Ministry")
    unit = factories.organisation(parent_id=factories.organisation(parent_id=ministry.id).id)
    factories.post(factories.person("Мамедов", given_name="А"), organisation_id=unit.id)
    factories.post(factories.person("Сапаров", given_name="А"))
    assert names(manager, organisation=ministry.id) == ["Мамедов А"]


def test_parts_of_a_filter_are_of_one_and_the_same_post(manager: FlaskClient) -> None:
    who, court, police = factories.person(), factories.organisation(), factories.organisation()
    factories.post(who, of="judge", organisation_id=court.id)
    factories.post(who, of="police", organisation_id=police.id)
    assert names(manager, organisation=court.id, category=factories.category("police").id) == []


@pytest.mark.parametrize("asked", [
    {"organisation": "abc"}, {"category": "999999"}, {"country": "ZZ"}, {"sex": "none"}, {"text": "a\x00b"},
    {"organisation": "9" * 30}, {"country": "T\x00"}, {"page": "-3", "sort": "surname"},
])  # fmt: skip
def test_a_filter_that_is_none_is_said_to_be_so(manager: FlaskClient, asked: dict[str, str]) -> None:
    factories.person()
    assert manager.get("/people", query_string=asked).status_code == 200


def test_a_region_of_another_country_is_let_go(manager: FlaskClient) -> None:
    factories.region("KG-C")
    factories.post(factories.person("Асанов"), country="KG")
    factories.post(factories.person("Мамедов", given_name="А"), country=factories.country("TM").code)
    assert names(manager, country="TM", region="KG-C") == ["Мамедов А"]


def test_only_people_of_ones_office_and_of_events_one_sees_are_listed(manager: FlaskClient) -> None:
    far = factories.office("KG")
    factories.person("Далеков", of=far)
    guest = factories.person("Гостев", given_name="А", of=far)
    factories.enrolment(factories.event(), guest)
    factories.person("Своев", given_name="А")
    assert names(manager) == ["Гостев А", "Своев А"]


def test_an_empty_register_says_what_to_do_next(manager: FlaskClient, signed_in: SignedIn) -> None:
    assert "Nobody is registered yet" in manager.get("/people").get_data(as_text=True)
    found_none = manager.get("/people?text=Сапаров+Ылхам").get_data(as_text=True)
    assert "Nobody matches" in found_none and "/people/new?name=" in found_none
    officer = signed_in(factories.account(Role.REPORTING_OFFICER)).get("/people").get_data(as_text=True)
    assert "when a project manager registers them" in officer and "/people/new" not in officer


def test_the_number_of_queries_does_not_grow_with_the_rows(manager: FlaskClient) -> None:
    def asked() -> int:
        with counted() as statements:
            assert manager.get("/people").status_code == 200
        return len(statements)

    def grows(by: int) -> None:
        for n in range(10, 10 + by):
            place = {"country": "TM", "region_code": factories.region(f"TM-{by}{n}"[:6]).code}
            factories.post(factories.person(), of=f"category {by}{n}", **place)

    grows(1)
    few = asked()
    grows(9)
    assert asked() == few <= 21


def page_of(browser: FlaskClient, who: Person) -> str:
    answer = browser.get(f"/people/{who.id}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_page_tells_posts_events_certificates_and_standing(manager: FlaskClient) -> None:
    who = factories.person("Мамедов", latin_name="Mamedov Aman", phone="+993 12", note="Speaks Turkmen", birth_year=1975)
    then, now = factories.organisation("Court then"), factories.organisation("Court now")
    factories.post(who, organisation_id=then.id, ends_on=date(2011, 12, 31))
    factories.post(who, organisation_id=now.id, starts_on=date(2012, 1, 1))
    event = factories.event(title_en="Investigation", finalised_at=NOW)
    held = factories.enrolment(
        event, who, organisation_id=then.id, of="judge", scheduled_minutes=300, attended_minutes=250, completed=True
    )
    number = certificate(held).number
    factories.standing(who, factories.course(), evidence="Teach-back of May")
    page = page_of(manager, who)
    for words in ("Mamedov Aman", "+993 12", "Speaks Turkmen", "1975", "since 1 Jan 2012", "1 Jan 2005 – 31 Dec 2011",
                  "Investigation", "judge", "83.3%", "Completed", number, "Certified trainer", "Teach-back of May"):
        assert words in page, words
    assert page.index("Court now") < page.index("Court then") and page.count(">now</span>") == 1
    assert f"/audit/person/{who.id}" in page


def test_events_and_certificates_of_another_office_stay_there(manager: FlaskClient) -> None:
    who = factories.person()
    foreign = factories.event(of=factories.office("KG"), title_en="Foreign training", finalised_at=NOW)
    number = certificate(factories.enrolment(foreign, who, completed=True)).number
    page = page_of(manager, who)
    assert "Foreign training" not in page and number not in page and "No events yet" in page


def test_certificates_and_standing_are_shown_to_those_only_who_may_see_them(
    app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = factories.person()
    number = certificate(factories.enrolment(factories.event(), who)).number
    factories.standing(who, factories.course(), evidence="Teach-back of May")
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert number in page_of(browser, who) and "Teach-back of May" in page_of(browser, who)
    less = POLICY[Role.REPORTING_OFFICER] - {Permission.SEE_CERTIFICATES, Permission.SEE_TOT}
    monkeypatch.setitem(POLICY, Role.REPORTING_OFFICER, less)
    assert number not in page_of(browser, who) and "Teach-back of May" not in page_of(browser, who)


def test_an_attendance_that_is_open_or_lost_is_said_to_be_so(manager: FlaskClient) -> None:
    who = factories.person()
    factories.enrolment(factories.event(), who)
    factories.enrolment(factories.event(cancelled_at=NOW), who)
    factories.enrolment(factories.event(finalised_at=NOW), who)
    factories.enrolment(factories.event(finalised_at=NOW), who, role=EnrolmentRole.TRAINER)
    page = page_of(manager, who)
    assert page.count("Attendance is open") == page.count("Event cancelled") == page.count("Not completed") == 1


def test_the_page_of_a_person_is_read_in_a_fixed_number_of_queries(manager: FlaskClient) -> None:
    who = factories.person()

    def asked() -> int:
        with counted() as statements:
            page_of(manager, who)
        return len(statements)

    def lives(event: Event) -> None:
        post, held = (
            {"of": f"category {factories.number()}", "organisation_id": factories.organisation().id, "country": "TM",
             "region_code": factories.region(f"TM-{factories.number()}"[:6]).code}
            for _ in range(2)
        )  # fmt: skip
        factories.post(who, **post)
        certificate(factories.enrolment(event, who, **held))
        factories.standing(who, factories.course())

    lives(factories.event())
    few = asked()
    for _ in range(5):
        lives(factories.event())
    assert asked() == few <= 24


@pytest.mark.parametrize("role", list(Role))
def test_a_person_is_opened_by_the_roles_of_the_policy_only(app: Flask, signed_in: SignedIn, role: Role) -> None:
    home = factories.office()
    own, foreign = factories.person("Своев"), factories.person("Далеков", of=factories.office("KG"))
    browser = signed_in(factories.account(role, of=home, who=factories.person()))
    allowed = Permission.SEE_PEOPLE in POLICY[role]
    assert browser.get(f"/people/{own.id}").status_code == (200 if allowed else 403)
    assert ("Своев" in browser.get("/people").get_data(as_text=True)) == allowed
    missing, hidden = browser.get("/people/999999"), browser.get(f"/people/{foreign.id}")
    assert hidden.status_code == missing.status_code == (404 if allowed else 403)
    assert words_of(hidden) == words_of(missing)


def words_of(answer: TestResponse) -> str:
    """Return what a page says, without its frame."""
    return answer.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
