"""Who may stand in the register twice: found, listed, told apart, and offered no more."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.permissions import Role
from lms.accounts.scope import Scope, looking
from lms.errors import Refused
from lms.extensions import db
from lms.merging import queries, services, views
from lms.merging.models import PossibleDouble
from lms.participants import services as people
from lms.participants.apart import ToldApart, told_apart_from
from lms.participants.evidence import Level
from lms.participants.models import Person
from tests import factories
from tests.queries import counted

BORN = date(1975, 3, 4)


def twins(**more: object) -> tuple[Person, Person]:
    """Make a person twice, spelt in two scripts."""
    one = factories.person("Мамедов", given_name="Аман", patronymic="Оразович", birth_date=BORN, **more)
    other = factories.person("Mammedow", given_name="Aman", patronymic="Orazowiç", birth_date=BORN, **more)
    return one, other


def found() -> list[tuple[int, int]]:
    services.keep_doubles(services.compare_everybody(), at=factories.AT)
    db.session.commit()
    return listed()


def listed(level: Level | None = None) -> list[tuple[int, int]]:
    return [(one.one_id, one.other_id) for one in db.session.scalars(queries.doubles(level))]


def test_a_pass_over_the_register_finds_who_stands_in_it_twice(app: Flask) -> None:
    one, other = twins()
    factories.person("Бердыев")
    assert found() == [(one.id, other.id)]


def test_a_second_pass_replaces_what_the_first_found(app: Flask) -> None:
    _one, other = twins()
    found()
    names = {"surname": "Бердыев", "given_name": "Сердар", "patronymic": None}
    people.edit_person(other, birth_date=date(1990, 1, 1), **names, by=None, at=factories.AT)
    assert found() == []


def test_a_pass_of_one_office_leaves_the_pairs_of_another_alone(app: Flask) -> None:
    home, away = factories.office("TM"), factories.office("KG")
    twins(of=home)
    twins(of=away)
    everybody = found()
    with looking(Scope(offices=frozenset({home.id}))):
        assert services.keep_doubles(services.compare_everybody(), at=factories.AT) == 1
    assert sorted(listed()) == sorted(everybody) and len(everybody) == 6


def test_an_office_sees_no_pair_with_somebody_of_another(app: Flask) -> None:
    home, away = factories.office("TM"), factories.office("KG")
    mine = twins(of=home)
    twins(of=away)
    found()
    with looking(Scope(offices=frozenset({home.id}))):
        assert set(listed()) == {(mine[0].id, mine[1].id)}


def test_certain_and_maybe_are_listed_apart(app: Flask) -> None:
    sure = twins()
    maybe = factories.person("Бердыев", given_name="Сердар"), factories.person("Бердыев", given_name="Сердар")
    found()
    assert listed(Level.CERTAIN) == [(sure[0].id, sure[1].id)]
    assert listed(Level.MAYBE) == [(maybe[0].id, maybe[1].id)]


def test_the_list_is_narrowed_to_one_level(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    sure = twins()
    maybe = factories.person("Бердыев", given_name="Сердар"), factories.person("Бердыев", given_name="Сердар")
    found()
    browser = signed_in(factories.account())
    for chosen, shown in ((Level.CERTAIN, [sure]), (Level.MAYBE, [maybe]), ("sure", [sure, maybe]), ("0", [sure, maybe])):
        page = browser.get("/people/doubles", query_string={"level": chosen}).get_data(as_text=True)
        assert [pair for pair in (sure, maybe) if f"/people/{pair[0].id}/merge/" in page] == shown


def test_two_who_were_told_apart_are_offered_no_more(app: Flask) -> None:
    one, other = twins()
    found()
    people.tell_apart(other, one, by=None, at=factories.AT)
    assert listed() == [] and queries.alike(one) == [] and queries.alike(other) == []
    assert list(db.session.scalars(told_apart_from(one.id))) == [other.id]


def test_a_pair_is_told_apart_once_in_whatever_order(app: Flask) -> None:
    one, other = twins()
    for pair in ((one, other), (other, one)):
        people.tell_apart(*pair, by=None, at=factories.AT)
    assert db.session.scalar(select(func.count(ToldApart.id))) == 1


def test_telling_apart_can_be_taken_back(app: Flask) -> None:
    one, other = twins()
    found()
    people.tell_apart_no_more(people.tell_apart(one, other, by=None, at=factories.AT), by=None, at=factories.AT)
    assert listed() == [(one.id, other.id)]
    assert [who for who, _verdict in queries.alike(one)] == [other]


def test_nobody_is_told_apart_from_themselves(app: Flask) -> None:
    one = factories.person()
    with pytest.raises(Refused, match="not two people"):
        people.tell_apart(one, one, by=None, at=factories.AT)


def test_the_list_says_why_in_the_readers_words(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    agency = factories.organisation("Border Service")
    for one in (factories.person("Бердыев", given_name="Сердар", birth_year=1975), factories.person("Бердыев", given_name="Сердар", birth_date=BORN)):
        factories.post(one, organisation_id=agency.id)
    found()
    page = signed_in(factories.account(), "ru").get("/people/doubles").get_data(as_text=True)
    assert "Тот же год рождения: 1975" in page and "дата рождения: 4 мар." in page
    assert ": Border Service" in page and "%(" not in page


def test_the_list_asks_as_much_for_many_pairs_as_for_one(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    browser = signed_in(factories.account())
    twins()
    found()
    browser.get("/people/doubles")
    with counted() as few:
        browser.get("/people/doubles")
    for number in range(5):
        for _twice in range(2):
            factories.post(factories.person(f"Бердыев{chr(1072 + number) * 3}", given_name="Сердар", birth_date=BORN))
    assert len(found()) > 5
    with counted() as many:
        browser.get("/people/doubles")
    assert len(many) == len(few)


def test_a_manager_of_an_office_opens_the_list_and_looks_for_duplicates(
    app: Flask, signed_in: Callable[..., FlaskClient]
) -> None:
    home = factories.office("TM")
    one, other = twins(of=home)
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=home))
    assert "not compared yet" in browser.get("/people/doubles").get_data(as_text=True)
    assert browser.post("/people/doubles/find").status_code == 303
    page = browser.get("/people/doubles").get_data(as_text=True)
    assert f"/people/{one.id}/merge/{other.id}" in page and "1 possible duplicate was found" in page


def test_a_register_too_large_for_a_page_is_compared_by_the_command(
    app: Flask, signed_in: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    twins()
    monkeypatch.setattr(views, "MOST_AT_ONCE", 1)
    browser = signed_in(factories.account())
    browser.post("/people/doubles/find", headers={"Referer": "http://localhost/people/doubles"})
    page = browser.get("/people/doubles").get_data(as_text=True)
    assert "too many people" in page and "find-duplicates" in page and "Look for duplicates now" not in page
    assert db.session.scalar(select(func.count()).select_from(PossibleDouble)) == 0


def test_the_command_finds_them(app: Flask) -> None:
    twins()
    said = app.test_cli_runner().invoke(args=["find-duplicates"])
    assert said.exit_code == 0 and "Possible duplicates: 1." in said.output


def test_the_page_of_a_person_offers_who_may_be_the_same(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    one, other = twins()
    browser = signed_in(factories.account())
    assert f"/people/{one.id}/merge/{other.id}" in browser.get(f"/people/{one.id}").get_data(as_text=True)
    browser.post(f"/people/{one.id}/apart/{other.id}")
    assert f"/people/{one.id}/merge/{other.id}" not in browser.get(f"/people/{one.id}").get_data(as_text=True)
    assert other.full_name in browser.get("/people/apart").get_data(as_text=True)
    browser.post(f"/people/{other.id}/together/{one.id}")
    assert f"/people/{one.id}/merge/{other.id}" in browser.get(f"/people/{one.id}").get_data(as_text=True)


def test_whoever_may_not_edit_people_is_offered_nobody(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    one, _other = twins()
    page = signed_in(factories.account(Role.REPORTING_OFFICER)).get(f"/people/{one.id}").get_data(as_text=True)
    assert "/merge/" not in page and "Possible duplicates" not in page
