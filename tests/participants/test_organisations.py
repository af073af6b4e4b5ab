"""Organisations: list, tree, editing, and what forms that choose one ask for."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.permissions import POLICY, Permission, Role
from lms.audit.services import act
from lms.extensions import db
from lms.participants import queries
from lms.participants.models import Organisation, OrganisationKind
from tests import factories
from tests.queries import counted

SignedIn = Callable[..., FlaskClient]
NEW = {"kind": "court", "name_en": "Court of Mary", "name_ru": "Суд Мары", "parent_id": "", "country": "", "region_code": ""}


@pytest.fixture
def manager(app: Flask, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


def page(browser: FlaskClient, path: str, **asked: object) -> str:
    answer = browser.get(path, query_string=asked)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def listed(browser: FlaskClient, **asked: object) -> list[str]:
    """Return the names that the list shows, in its order."""
    return re.findall(r'<th scope="row"><a href="/organisations/\d+">([^<]+)</a>', page(browser, "/organisations", **asked))


def serving_in(browser: FlaskClient, of: Organisation) -> int:
    """Return how many people the page of an organisation says serve there."""
    shown = re.search(r'class="stat-value">([\d,]+)<', page(browser, f"/organisations/{of.id}"))
    assert shown
    return int(shown[1])


@pytest.mark.parametrize("text", ["internal affairs", "ВНУТРЕННИХ", "işler", "affairs ministry"])
def test_an_organisation_is_found_by_any_part_of_any_name(manager: FlaskClient, text: str) -> None:
    ministry = factories.organisation("Ministry of Internal Affairs")
    ministry = factories.keep(
        Organisation(kind=OrganisationKind.MINISTRY, name_en="Ministry of Internal Affairs II",
                     name_ru="Министерство внутренних дел", name_national="Içeri işler ministrligi")
    )  # fmt: skip
    factories.organisation("Bar Association")
    assert ministry.name_en in listed(manager, text=text) and "Bar Association" not in listed(manager, text=text)


def test_the_list_filters_and_sorts(manager: FlaskClient) -> None:
    factories.country("KG")
    factories.country("TM")
    factories.organisation("B", country="KG")
    factories.organisation("A", country="TM")
    factories.keep(Organisation(kind=OrganisationKind.COURT, name_en="C", name_ru="C", country="TM"))
    assert listed(manager) == ["A", "B", "C"] and listed(manager, sort="-name") == ["C", "B", "A"]
    assert listed(manager, country="TM", kind="court") == ["C"]
    assert listed(manager, sort="country")[0] == "B"
    assert len(listed(manager, kind="nonsense", country="ZZ")) == 3


def test_the_list_says_where_an_organisation_belongs(manager: FlaskClient) -> None:
    ministry = factories.organisation("The ministry")
    factories.organisation("The unit", parent_id=ministry.id)
    assert page(manager, "/organisations", text="unit").count("The ministry") == 1


def test_names_are_shown_in_the_readers_language(app: Flask, signed_in: SignedIn) -> None:
    made = factories.keep(Organisation(kind=OrganisationKind.COURT, name_en="Court", name_ru="Суд"))
    browser = signed_in(factories.account(), language="ru")
    assert listed(browser) == ["Суд"] and "<h1>Суд</h1>" in page(browser, f"/organisations/{made.id}")


def test_a_page_shows_what_stands_above_and_below(manager: FlaskClient) -> None:
    top = factories.organisation("Top of all")
    middle = factories.organisation("Middle one", parent_id=top.id)
    unit = factories.organisation("Unit of it", parent_id=middle.id)
    deep = factories.organisation("Deep below", parent_id=unit.id)
    crumbs = page(manager, f"/organisations/{deep.id}").partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    above = ["Organisations", "Top of all", "Middle one", "Unit of it", "Deep below"]
    assert re.findall(r">([^<>/\n]+)</(?:a|span)>", crumbs) == above
    assert "Deep below" in page(manager, f"/organisations/{unit.id}")
    assert "Deep below" not in page(manager, f"/organisations/{middle.id}")


def test_those_who_serve_are_counted_with_all_below_and_each_once(manager: FlaskClient) -> None:
    ministry = factories.organisation()
    unit = factories.organisation(parent_id=factories.organisation(parent_id=ministry.id).id)
    both, gone = factories.person(), factories.person()
    factories.post(both, organisation_id=ministry.id)
    factories.post(both, organisation_id=unit.id)
    factories.post(factories.person(), organisation_id=unit.id)
    factories.post(gone, organisation_id=unit.id, ends_on=date(2010, 1, 1))
    assert serving_in(manager, ministry) == serving_in(manager, unit) == 2


def test_only_people_whom_one_sees_are_counted_and_the_link_lists_as_many(manager: FlaskClient) -> None:
    unit = factories.organisation()
    factories.post(factories.person("Далеков", of=factories.office("KG")), organisation_id=unit.id)
    assert serving_in(manager, unit) == 0
    assert f"/people?organisation={unit.id}" not in page(manager, f"/organisations/{unit.id}")
    factories.post(factories.person("Своев"), organisation_id=unit.id)
    assert serving_in(manager, unit) == 1
    people = page(manager, "/people", organisation=unit.id)
    assert "Своев" in people and "1–1 of 1" in people and "Далеков" not in people


def test_an_organisation_with_foreign_people_only_is_not_offered_as_a_filter(manager: FlaskClient) -> None:
    theirs, ours = factories.organisation("Their agency"), factories.organisation("Our ministry")
    unit = factories.organisation("Our unit", parent_id=ours.id)
    factories.post(factories.person(of=factories.office("KG")), organisation_id=theirs.id)
    factories.post(factories.person(), organisation_id=unit.id)
    offered = page(manager, "/people").partition('id="organisation"')[2].partition("</select>")[0]
    assert "Our unit" in offered and "Our ministry" in offered and "Their agency" not in offered


def test_the_number_of_queries_does_not_grow_with_the_rows(manager: FlaskClient) -> None:
    ministry = factories.organisation()

    def asked(path: str) -> int:
        with counted() as statements:
            page(manager, path)
        return len(statements)

    def grows() -> None:
        for parent in (ministry, factories.organisation()):
            place = {"country": "TM", "region_code": factories.region(f"TM-{factories.number()}"[:6]).code}
            unit = factories.organisation(parent_id=parent.id, **place)
            factories.post(factories.person(), organisation_id=unit.id)

    grows()
    paths = ("/organisations", f"/organisations/{ministry.id}")
    few = [asked(path) for path in paths]
    for _ in range(5):
        grows()
    assert [asked(path) for path in paths] == few and max(few) <= 12


def test_a_circle_that_two_made_at_once_stops_no_page(manager: FlaskClient) -> None:
    one = factories.organisation()
    other = factories.organisation(parent_id=one.id)
    with act("test.circle", by=None, at=factories.AT):
        one.parent_id = other.id
    db.session.commit()
    assert serving_in(manager, one) == 0
    assert len(db.session.scalars(queries.above(one.id)).all()) <= queries.DEEPEST
    assert manager.get("/organisations").status_code == 200
    third = factories.organisation()
    data = NEW | {"parent_id": one.id}
    assert manager.post(f"/organisations/{third.id}/edit", data=data).status_code == 303
    assert manager.post(f"/organisations/{one.id}/edit", data=NEW).status_code == 303


def test_an_organisation_is_added_and_changed(manager: FlaskClient) -> None:
    ministry, region = factories.organisation(), factories.region("TM-M")
    place = {"parent_id": ministry.id, "country": "TM", "region_code": region.code, "name_national": "Mary kazyýeti"}
    answer = manager.post("/organisations/new", data=NEW | place | {"category_id": factories.category("judge").id})
    made = db.session.scalars(select(Organisation).where(Organisation.name_en == "Court of Mary")).one()
    assert (answer.status_code, answer.location) == (303, f"/organisations/{made.id}")
    assert {name: getattr(made, name) for name in place} == place and made.category.code == "judge"
    assert manager.post(f"/organisations/{made.id}/edit", data=NEW | {"name_en": "Another"}).status_code == 303
    assert (made.name_en, made.parent_id, made.country, made.region_code) == ("Another", None, None, None)


@pytest.mark.parametrize(("wrong", "words"), [
    ({"name_en": ""}, "This field is required"), ({"name_ru": "я" * 251}, "longer than 250"), ({"kind": "x"}, "Choose one of the list"),
    ({"parent_id": "999999"}, "Choose one of the list"), ({"country": "TM", "region_code": "KG-C"}, "Choose one of the list"),
    ({"name_national": "a\x00"}, "cannot be stored"), ({"name_en": " \t "}, "This field is required"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_the_rest_kept(manager: FlaskClient, wrong: dict[str, str], words: str) -> None:
    factories.region("KG-C")
    made = factories.organisation("Kept as it was")
    for path in ("/organisations/new", f"/organisations/{made.id}/edit"):
        answer = manager.post(path, data={"name_national": "Mary kazyýeti"} | NEW | wrong)
        shown = answer.get_data(as_text=True)
        assert answer.status_code == 422 and words in shown and ("Court of Mary" in shown or "name_en" in wrong)
    assert [one.name_en for one in db.session.scalars(select(Organisation))] == ["Kept as it was"]


def test_an_organisation_is_not_put_below_itself(manager: FlaskClient) -> None:
    ministry = factories.organisation()
    unit = factories.organisation(parent_id=ministry.id)
    answer = manager.post(f"/organisations/{ministry.id}/edit", data=NEW | {"parent_id": unit.id})
    assert answer.status_code == 422 and "cannot stand below itself" in answer.get_data(as_text=True)
    itself = manager.post(f"/organisations/{ministry.id}/edit", data=NEW | {"parent_id": ministry.id})
    assert itself.status_code == 422 and ministry.parent_id is None


def test_a_unit_starts_from_the_place_of_what_it_is_part_of(manager: FlaskClient) -> None:
    ministry = factories.organisation(country="TM", category_id=factories.category("judge").id)
    shown = page(manager, "/organisations/new", parent=ministry.id)
    for value in (ministry.id, "TM", "unit", ministry.category_id):
        assert f'<option selected value="{value}">' in shown
    for nonsense in ("999999", "x", "9" * 20, "-1"):
        page(manager, "/organisations/new", parent=nonsense)


def test_a_list_of_organisations_is_shortened_by_name(manager: FlaskClient) -> None:
    factories.organisation("Court of Mary")
    factories.organisation("Court of Osh")
    options = page(manager, "/organisations/options", text="mary")
    assert "1 organisation found" in options and "Court of Mary" in options and "Osh" not in options
    assert "2 organisations found" in page(manager, "/organisations/options")
    assert "0 organisations found" in page(manager, "/organisations/options", text="a\x00")


def test_shortening_the_list_keeps_what_was_chosen(manager: FlaskClient) -> None:
    osh = factories.organisation("Court of Osh")
    for name in ("organisation_id", "parent_id"):
        for text in ("mary", "osh"):
            options = page(manager, "/organisations/options", text=text, **{name: osh.id})
            assert options.count(f'<option selected value="{osh.id}">') == options.count("Osh") == 1
    assert "selected" not in page(manager, "/organisations/options", organisation_id="999999", parent_id="x")


def test_choosing_an_organisation_fills_in_category_and_place(manager: FlaskClient) -> None:
    region, judge = factories.region("TM-M"), factories.category("judge")
    court = factories.organisation(country="TM", region_code=region.code, category_id=judge.id)
    fields = page(manager, "/organisations/place", organisation_id=court.id)
    for value in (judge.id, "TM", region.code):
        assert f'<option selected value="{value}">' in fields
    for nonsense in ("", "x", "999999", "9" * 20, "-1"):
        assert '<option selected value="">' in page(manager, "/organisations/place", organisation_id=nonsense)


@pytest.mark.parametrize("role", list(Role))
def test_organisations_are_seen_and_changed_by_the_roles_of_the_policy_only(
    app: Flask, signed_in: SignedIn, role: Role
) -> None:
    made = factories.organisation("The agency")
    browser = signed_in(factories.account(role, of=factories.office(), who=factories.person()))

    def statuses(*paths: str, **sent: Any) -> set[int]:
        return {browser.open(path, **sent).status_code for path in paths}

    seeing, editing = Permission.SEE_PEOPLE in POLICY[role], Permission.EDIT_PEOPLE in POLICY[role]
    assert statuses("/organisations", f"/organisations/{made.id}") == {200 if seeing else 403}
    pages = ("/organisations/new", f"/organisations/{made.id}/edit")
    assert statuses(*pages, "/organisations/options", "/organisations/place") == {200 if editing else 403}
    assert statuses(*pages, method="POST", data={"name_en": ""}) == {422 if editing else 403}
    if seeing:
        assert statuses("/organisations/999999") == {404}
        assert ("/edit" in page(browser, f"/organisations/{made.id}")) == editing
