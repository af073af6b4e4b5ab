"""Whom of the register somebody may be: found inside the scope, in a few statements."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from lms.accounts.permissions import Permission, Role
from lms.accounts.scope import looking, scope_of
from lms.extensions import db
from lms.participants import candidates, doubles
from lms.participants.described import Described
from lms.participants.descriptions import describe, of_people
from lms.participants.evidence import Level
from lms.participants.identity import IdentifierKind
from lms.participants.models import Person, Sex
from lms.participants.safekeeping import add_identifier
from tests import factories
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app")
BORN = date(1975, 3, 4)
PARTS: dict[str, Any] = {"given_name": "Ылхам", "patronymic": "Назарович"}


def typed(**more: Any) -> Described:
    return Described(**{"surname": "Сапаров"} | PARTS | more)


def registered(surname: str = "Сапаров", **more: Any) -> Person:
    return factories.person(surname, **PARTS | more)


def numbered(who: Person, number: str = "A1234567") -> Described:
    add_identifier(who, IdentifierKind.PASSPORT, number, by=None, at=factories.AT)
    db.session.commit()
    return describe(who)


def people(described: Described) -> list[Person]:
    return [one for one, _verdict in candidates.of(described)]


@pytest.mark.parametrize("asked", [
    typed(), typed(patronymic=None), typed(surname="Ылхам", given_name="Сапаров"), typed(given_name="Ы.", patronymic="Н.", birth_date=BORN),
    typed(surname="Saparow", given_name="Ylham", patronymic="Nazarowiç"), typed(surname="Сопаров"),
    typed(surname="Сапров"), typed(given_name="Ылгам"), typed(surname="Аманов", birth_date=BORN),
    typed(surname="Аманов", patronymic=None, birth_date=BORN), typed(surname="Nobody", given_name="Else", latin_name="Saparov Ylham"),
    typed(surname="Сапаровв", patronymic="Назар оглы"),
])  # fmt: skip
def test_whoever_was_registered_is_found_under_another_spelling(asked: Described) -> None:
    factories.person("Мамедов", given_name="Чары", patronymic="Аманович")
    known = registered(birth_date=BORN)
    assert people(asked) == [known]


def test_who_is_registered_with_initials_is_found_by_the_whole_name() -> None:
    known = registered(given_name="Ы.", patronymic="Н.", birth_date=BORN)
    assert people(typed(birth_date=BORN)) == [known]


def test_the_same_number_finds_whoever_has_another_name() -> None:
    known = registered("Мамедов", given_name="Чары", patronymic=None)
    numbers = numbered(known).numbers
    ((found, verdict),) = candidates.of(typed(numbers=numbers))
    assert (found, verdict.level, verdict.score) == (known, Level.CERTAIN, 100)


def test_a_namesake_with_another_number_is_not_named() -> None:
    numbered(registered(birth_date=BORN))
    assert people(typed(birth_date=BORN, numbers=frozenset({("passport", "another")}))) == []


def test_the_surest_comes_first_and_no_more_than_were_asked_for() -> None:
    maybe, certain = registered(), registered(birth_date=BORN)
    asked = typed(birth_date=BORN)
    assert [(one, verdict.level) for one, verdict in candidates.of(asked)] == [(certain, Level.CERTAIN), (maybe, Level.MAYBE)]
    assert [one for one, _verdict in candidates.of(asked, limit=1)] == [certain]


def test_nobody_is_their_own_double() -> None:
    assert people(describe(registered())) == []


@pytest.mark.parametrize("asked", [Described(), Described(surname="’", given_name="\x00"), Described(surname="А.", given_name="Б.")])
def test_a_name_of_nothing_is_nobodys(asked: Described) -> None:
    registered()
    assert people(asked) == []


def test_a_description_tells_names_births_posts_and_numbers() -> None:
    who = registered(birth_date=BORN, latin_name="Saparov Ylham", sex=Sex.MALE)
    post = factories.post(who)
    told = numbered(who)
    assert (told.person_id, told.latin_name, told.sex, told.birth_date) == (who.id, "Saparov Ylham", Sex.MALE, BORN)
    assert told.agencies == {post.organisation_id} and [kind for kind, _print in told.numbers] == ["passport"]
    assert list(of_people([who.id])) == [told] == list(of_people())


def test_an_import_asks_of_all_its_rows_at_once() -> None:
    known, other = registered(), factories.person("Мамедов", given_name="Чары")
    rows = [typed(), Described(surname="Niyazow", given_name="Oraz"), Described(surname="Mämmedow", given_name="Çary")]
    found = candidates.of_many(rows)
    assert {row: [number for number, _verdict in those] for row, those in found.items()} == {0: [known.id], 1: [], 2: [other.id]}


def test_a_large_import_is_asked_of_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    known = registered()
    monkeypatch.setattr(candidates, "ROWS", 2)
    found = candidates.of_many([typed()] * 5)
    assert [[number for number, _verdict in found[row]] for row in range(5)] == [[known.id]] * 5


def test_where_most_words_are_asked_for_the_answer_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    known = registered()
    monkeypatch.setattr(candidates, "FEW_FRAMES", 1)
    assert people(typed()) == [known]


def test_of_too_many_the_likeliest_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST", 1)
    registered(patronymic="Аманович")
    registered(patronymic=None)
    known = registered()
    assert people(typed()) == [known]


def test_each_pair_of_doubles_comes_once_the_surest_first() -> None:
    maybe = registered(patronymic=None)
    one, other = registered(birth_date=BORN), registered("Saparow", given_name="Ylham", patronymic="Nazarowiç", birth_date=BORN)
    registered("Мамедов")
    found = [(first, second, verdict.level) for first, second, verdict in doubles.pairs()]
    assert found[0] == (one.id, other.id, Level.CERTAIN)
    assert found[1:] == [(maybe.id, one.id, Level.MAYBE), (maybe.id, other.id, Level.MAYBE)]


def test_doubles_are_found_by_number_by_birth_and_by_agency() -> None:
    agency = factories.organisation().id
    one, other = registered("Сапаров", patronymic=None), registered("Сопаров", patronymic=None)
    for who in (one, other):
        factories.post(who, organisation_id=agency)
    married = registered("Аманова", given_name="Айна", patronymic=None, birth_date=BORN, sex=Sex.FEMALE)
    once = registered("Курбанова", given_name="Айна", patronymic=None, birth_date=BORN, sex=Sex.FEMALE)
    assert [(a, b) for a, b, _verdict in doubles.pairs()] == [(one.id, other.id), (married.id, once.id)]


def test_people_of_another_office_are_never_named() -> None:
    mine, far = registered(), registered(of=factories.office("KG"))
    numbers = numbered(far).numbers
    with looking(scope_of(factories.account(Role.PROJECT_MANAGER, of=factories.office()), Permission.SEE_PEOPLE)):
        assert people(typed(numbers=numbers)) == [mine]
        assert [number for number, _verdict in candidates.of_many([typed()])[0]] == [mine.id]
        assert list(doubles.pairs()) == []
        assert [one.person_id for one in of_people()] == [mine.id]


def test_more_people_take_no_more_statements(app: Flask) -> None:
    def statements() -> list[int]:
        sent = []
        for ask in (lambda: candidates.of(typed(birth_date=BORN)), lambda: candidates.of_many([typed()] * 9), lambda: list(doubles.pairs())):
            db.session.expunge_all()
            with counted() as those:
                ask()
            sent.append(len(those))
        return sent

    factories.post(registered())
    few = statements()
    for _number in range(9):
        factories.post(registered())
    assert statements() == few and max(few) <= 10
