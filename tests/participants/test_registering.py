"""Registering people once, correcting them, and their posts over time: through the pages."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms import clock
from lms.accounts.permissions import POLICY, Permission, Role
from lms.audit.models import AuditEntry
from lms.extensions import db
from lms.participants.models import Affiliation, Person, Sex
from tests import factories

SignedIn = Callable[..., FlaskClient]
NEW = {"surname": "Сапаров", "given_name": "Ылхам", "sex": "not_stated"}


@pytest.fixture
def manager(app: Flask, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


def form(**more: object) -> dict[str, Any]:
    """Return what is posted of a new person, with a category for the post."""
    return NEW | {"office": factories.office().id, "category_id": factories.category().id} | more


def registered() -> list[Person]:
    return list(db.session.scalars(select(Person).order_by(Person.id)))


def test_names_and_one_post_are_enough(manager: FlaskClient) -> None:
    answer = manager.post("/people/new", data=form())
    (made,) = registered()
    assert (answer.status_code, answer.location) == (303, f"/people/{made.id}")
    assert (made.full_name, made.sex, made.office_id) == ("Сапаров Ылхам", Sex.NOT_STATED, factories.office().id)
    (post,) = made.affiliations
    assert (post.category.code, post.organisation_id, post.starts_on, post.ends_on) == ("police", None, None, None)


def test_everything_that_is_typed_is_kept(manager: FlaskClient) -> None:
    unit, region = factories.organisation(), factories.region("TM-M")
    person = {"patronymic": "Назарович", "latin_name": "Saparov Ylham", "sex": "male", "birth_date": "1975-12-24",
              "birth_year": "1975", "email": "s@example.org", "phone": "+993 65", "note": "Speaks\nTurkmen"}  # fmt: skip
    post = {"organisation_id": unit.id, "unit": "Division 3", "position": "Inspector", "rank": "Major", "country": "TM",
            "region_code": region.code, "starts_on": "2006-01-01", "ends_on": "2031-01-01"}  # fmt: skip
    assert manager.post("/people/new", data=form(**person, **post)).status_code == 303
    (made,) = registered()
    shown = {name: getattr(made, name) for name in person}
    assert shown == person | {"birth_date": date(1975, 12, 24), "birth_year": 1975}
    kept = {name: getattr(made.affiliations[0], name) for name in post}
    assert kept == post | {"starts_on": date(2006, 1, 1), "ends_on": date(2031, 1, 1)}


@pytest.mark.parametrize(("wrong", "words"), [
    ({"surname": " "}, "This field is required"), ({"surname": "А" * 101}, "longer than 100"),
    ({"surname": "а\x00б"}, "cannot be stored"), ({"category_id": ""}, "Choose an organisation or a category"),
    ({"category_id": "999999"}, "Choose one of the list"), ({"office": ""}, "This field is required"),
    ({"sex": "other"}, "Choose one of the list"), ({"birth_date": "31.12.1975"}, "Not a valid date"),
    ({"birth_date": "2199-01-01"}, "Nobody in the register was born on that day"), ({"birth_year": "1899"}, "1900"),
    ({"email": "nobody"}, "Write an address"), ({"country": "ZZ"}, "Choose one of the list"),
    ({"region_code": "TM-M"}, "Choose one of the list"), ({"country": "T\x00"}, "Choose one of the list"),
    ({"starts_on": "2011-01-01", "ends_on": "2010-01-01"}, "The post ends before it begins"),
    ({"organisation_id": "9" * 25}, "Choose one of the list"), ({"organisation_id": "x"}, "Choose one of the list"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_and_the_rest_is_kept(
    manager: FlaskClient, wrong: dict[str, str], words: str
) -> None:
    answer = manager.post("/people/new", data=form(position="Старший инспектор") | wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and words in page
    assert "Старший инспектор" in page and "Ылхам" in page
    assert registered() == []


def test_an_office_of_others_is_no_choice(manager: FlaskClient) -> None:
    answer = manager.post("/people/new", data=form(office=factories.office("KG").id))
    assert answer.status_code == 422 and registered() == []


def test_whoever_works_on_one_project_registers_people_of_its_office(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project(of=factories.office("KG"))
    factories.office("TM")
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, on=project))
    assert browser.post("/people/new", data=form(office=factories.office("TM").id)).status_code == 422
    answer = browser.post("/people/new", data=form(office=project.office_id), follow_redirects=True)
    assert answer.status_code == 200 and "Сапаров Ылхам is registered" in answer.get_data(as_text=True)


def test_whoever_works_on_one_project_does_not_enter_projects_of_its_office(app: Flask, signed_in: SignedIn) -> None:
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, on=factories.project()))
    new = {"code": "P", "title_en": "P", "title_ru": "П", "starts_on": "2011-01-01", "ends_on": "2011-12-31"}
    assert browser.post("/projects/new", data=new | {"office": factories.office().id}).status_code == 422


def test_somebody_alike_is_shown_and_nothing_saved(manager: FlaskClient) -> None:
    known = factories.person("Сапаров", given_name="Ылхам", patronymic="Назарович", birth_date=date(1975, 12, 24))
    factories.post(known, position="Chief of shift")
    answer = manager.post("/people/new", data=form(note="Kept"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and registered() == [known]
    assert "This person may be known already" in page and f'href="/people/{known.id}"' in page
    assert "certainly" not in page and "The same name" in page
    assert "born 24 Dec 1975" in page and "Chief of shift" in page and "Kept" in page


def test_whoever_was_seen_not_to_be_meant_does_not_stand_in_the_way(manager: FlaskClient) -> None:
    known = factories.person("Сапаров", given_name="Ылхам")
    assert manager.post("/people/new", data=form(seen=str(known.id))).status_code == 303
    assert len(registered()) == 2


def test_a_name_that_was_changed_meanwhile_is_looked_for_anew(manager: FlaskClient) -> None:
    known = factories.person("Сапаров", given_name="Ылхам")
    other = factories.person("Мамедов", given_name="Аман")
    answer = manager.post("/people/new", data=form(surname="Мамедов", given_name="Аман", seen=str(known.id)))
    assert answer.status_code == 422 and f'href="/people/{other.id}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("seen", ["", "x", "9" * 40, "0,-1;3", "\x00"])
def test_nonsense_in_place_of_whom_was_seen_is_nobody(manager: FlaskClient, seen: str) -> None:
    factories.person("Сапаров", given_name="Ылхам")
    assert manager.post("/people/new", data=form(seen=seen)).status_code == 422


def test_a_name_of_signs_alone_is_like_nobodys(manager: FlaskClient) -> None:
    factories.person()
    assert manager.post("/people/new", data=form(surname="’", given_name="’")).status_code == 303


def test_a_namesake_in_another_office_is_never_revealed(manager: FlaskClient) -> None:
    far = factories.person("Сапаров", given_name="Ылхам", of=factories.office("KG"), note="Secret")
    answer = manager.post("/people/new", data=form())
    assert answer.status_code == 303 and answer.location != f"/people/{far.id}"


def test_the_next_person_starts_from_the_post_of_the_one_before(manager: FlaskClient) -> None:
    agency = factories.organisation("Agency of the second")
    answer = manager.post("/people/new", data=form(another="1", organisation_id=agency.id, country="TM"))
    assert answer.location.startswith("/people/new?")
    page = manager.get(answer.location).get_data(as_text=True)
    assert f'<option selected value="{agency.id}">' in page and '<option selected value="TM">' in page
    assert "Сапаров Ылхам is registered" in page and 'value="Сапаров"' not in page


def test_who_was_looked_for_in_vain_is_registered_and_then_enrolled(manager: FlaskClient) -> None:
    event = factories.event()
    page = manager.get(f"/people/new?name=Сапаров+Ылхам+Назарович&event={event.id}").get_data(as_text=True)
    assert 'value="Сапаров"' in page and 'value="Ылхам"' in page and 'value="Назарович"' in page
    assert manager.post(f"/people/new?event={event.id}", data=form()).location.startswith(f"/events/{event.id}/enrol?person=")


def test_who_was_ticked_for_an_event_stays_ticked_while_others_are_registered_for_it(manager: FlaskClient) -> None:
    event, ticked = factories.event(), factories.person("Аманов")
    page = manager.get(f"/events/{event.id}/enrol?person={ticked.id}&text=nobody").get_data(as_text=True)
    link = f"/people/new?event={event.id}&amp;person={ticked.id}&amp;name=nobody"
    assert link in page
    registered = manager.post(f"/people/new?event={event.id}&person={ticked.id}", data=form()).location
    new = db.session.scalars(select(Person.id).order_by(Person.id.desc()).limit(1)).one()
    assert f"person={ticked.id}&person={new}&" in registered


@pytest.mark.parametrize("number", ["999999", "x", "9" * 20, "-1"])
def test_an_event_that_one_does_not_see_is_no_way_back(manager: FlaskClient, number: str) -> None:
    assert manager.post(f"/people/new?event={number}", data=form()).location.startswith("/people/")


def test_the_home_country_and_the_only_office_are_offered_first(manager: FlaskClient) -> None:
    factories.region("TM-M")
    page = manager.get("/people/new").get_data(as_text=True)
    assert '<option selected value="TM">' in page and '<option value="TM-M">' in page
    assert f'<option selected value="{factories.office().id}">' in page


def test_a_correction_is_saved_and_told_by_the_audit(manager: FlaskClient) -> None:
    who = factories.person("Сапаров", given_name="Ылхам")
    assert 'value="Сапаров"' in manager.get(f"/people/{who.id}/edit").get_data(as_text=True)
    answer = manager.post(f"/people/{who.id}/edit", data=NEW | {"surname": "Сапарова", "sex": "female"})
    assert (answer.status_code, who.surname, who.sex) == (303, "Сапарова", Sex.FEMALE)
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert (last.action, last.object_type, last.object_id) == ("person.edit", "person", str(who.id))
    assert manager.post(f"/people/{who.id}/edit", data=NEW | {"surname": ""}).status_code == 422


def test_role_office_and_origin_of_a_person_cannot_be_slipped_in(manager: FlaskClient) -> None:
    who = factories.person()
    more = {"office_id": factories.office("KG").id, "registered_by_id": 1, "is_demonstration": "1", "sort_key": "x"}
    manager.post(f"/people/{who.id}/edit", data=NEW | more)
    assert (who.office_id, who.registered_by_id, who.is_demonstration) == (factories.office().id, None, False)
    assert who.sort_key == "сапаров ылхам "


def test_a_post_is_added_and_corrected(manager: FlaskClient) -> None:
    who, unit = factories.person(), factories.organisation()
    assert manager.post(f"/people/{who.id}/posts/new", data={"organisation_id": unit.id}).status_code == 303
    (post,) = who.affiliations
    path = f"/people/{who.id}/posts/{post.id}"
    assert f'<option selected value="{unit.id}">' in manager.get(path).get_data(as_text=True)
    assert manager.post(path, data={"organisation_id": unit.id, "position": "Head"}).status_code == 303
    assert post.position == "Head"
    for wrong in ({"organisation_id": ""}, {"organisation_id": unit.id, "starts_on": "2011-02-30"}):
        for asked in (path, f"/people/{who.id}/posts/new"):
            assert manager.post(asked, data={"category_id": ""} | wrong).status_code == 422


def test_the_post_that_a_transfer_ends_is_told_with_one_full_stop(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    who = factories.person()
    factories.post(who, starts_on=date(2006, 1, 1))
    page = signed_in(factories.account(), "ru").get(f"/people/{who.id}/transfer").get_data(as_text=True)
    assert re.search(r"с 1 янв\. 2006\sг\.", page) and "г.." not in page


@pytest.mark.parametrize(("born", "label"), [({"birth_year": 1979}, "Год рождения"), ({"birth_date": date(1979, 2, 1)}, "Дата рождения")])
def test_a_year_of_birth_is_called_one_on_the_page_of_a_person(
    app: Flask, signed_in: Callable[..., FlaskClient], born: dict[str, object], label: str
) -> None:
    page = signed_in(factories.account(), "ru").get(f"/people/{factories.person(**born).id}").get_data(as_text=True)
    assert re.search(rf"<dt>{label}</dt><dd>[^<]*1979", page)


def test_a_transfer_keeps_the_career(manager: FlaskClient) -> None:
    who, to = factories.person(), factories.organisation()
    factories.post(who)
    with clock.stopped(datetime(2012, 1, 10, tzinfo=UTC)):
        page = manager.get(f"/people/{who.id}/transfer").get_data(as_text=True)
        assert "Present post" in page and 'value="2012-01-10"' in page
        assert f'<option selected value="{who.affiliations[0].category_id}">' in page
        data = {"organisation_id": to.id, "starts_on": "2012-01-10"}
        assert manager.post(f"/people/{who.id}/transfer", data=data).status_code == 303
    assert [(post.starts_on, post.ends_on) for post in sorted(who.affiliations, key=lambda post: post.id)] == [
        (date(2005, 1, 1), date(2012, 1, 9)), (date(2012, 1, 10), None),
    ]  # fmt: skip


@pytest.mark.parametrize(("data", "words"), [
    ({"starts_on": ""}, "This field is required"), ({"starts_on": "2005-01-01"}, "the next one begins later"),
    ({"starts_on": "2004-12-31"}, "holds no post on that day"), ({"organisation_id": "", "category_id": ""}, "Choose an organisation or a category"),
])  # fmt: skip
def test_a_transfer_that_cannot_be_leaves_the_present_post_open(manager: FlaskClient, data: dict[str, str], words: str) -> None:
    who = factories.person()
    post = factories.post(who, starts_on=date(2005, 1, 1))
    typed = {"organisation_id": factories.organisation().id, "starts_on": "2012-01-10", "position": "Начальник"} | data
    answer = manager.post(f"/people/{who.id}/transfer", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and words in page and "Начальник" in page
    assert post.ends_on is None and len(who.affiliations) == 1


EDITING = ("/people/{person}/edit", "/people/{person}/posts/new", "/people/{person}/posts/{post}", "/people/{person}/transfer")


@pytest.mark.parametrize("path", EDITING)
def test_a_foreign_person_cannot_be_changed_and_looks_missing(manager: FlaskClient, path: str) -> None:
    foreign = factories.person(of=factories.office("KG"))
    post = factories.post(foreign)
    data = form(starts_on="2012-01-10")
    for person, part in ((foreign.id, post.id), (999999, 999999)):
        asked = path.format(person=person, post=part)
        assert manager.get(asked).status_code == manager.post(asked, data=data).status_code == 404
    assert db.session.scalar(select(func.count(Affiliation.id))) == 1 and foreign.given_name == "Аман"


def test_a_post_is_changed_under_its_own_person_only(manager: FlaskClient) -> None:
    post, other = factories.post(factories.person()), factories.person()
    path = f"/people/{other.id}/posts/{post.id}"
    assert manager.get(path).status_code == manager.post(path, data={"organisation_id": ""}).status_code == 404


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", ["/people/new", *EDITING])
def test_people_are_changed_by_the_roles_of_the_policy_only(
    app: Flask, signed_in: SignedIn, role: Role, path: str
) -> None:
    who = factories.person("Мамедов")
    asked = path.format(person=who.id, post=factories.post(who).id)
    browser = signed_in(factories.account(role, of=factories.office(), who=factories.person()))
    allowed = Permission.EDIT_PEOPLE in POLICY[role]
    answer = browser.get(asked)
    assert answer.status_code == (200 if allowed else 403)
    nothing = {"surname": "", "organisation_id": "", "category_id": ""}
    assert browser.post(asked, data=nothing).status_code == (422 if allowed else 403)
    assert allowed or "Мамедов" not in answer.get_data(as_text=True)
