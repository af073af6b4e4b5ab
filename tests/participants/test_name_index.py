"""The words of names follow the names: whoever is registered or renamed is found, by the words borne now."""

from flask import Flask
from sqlalchemy import func, select

from lms.extensions import db
from lms.participants import queries, services
from lms.participants.models import Person
from lms.participants.name_index import PersonName, complete
from tests import factories


def found(text: str) -> list[str]:
    return [one.surname for one in db.session.scalars(select(Person).where(*queries.named(text)))]


def test_a_renamed_person_is_found_by_the_new_name_and_not_by_the_old(app: Flask) -> None:
    who = factories.person("Мамедов", given_name="Аман")
    services.edit_person(who, surname="Сапаров", by=None, at=factories.AT)
    assert found("saparow aman") == ["Сапаров"] and found("мамедов") == []


def test_a_word_that_somebody_else_bears_stays_theirs(app: Flask) -> None:
    first, _second = factories.person("Мамедов", given_name="Аман"), factories.person("Мамедов", given_name="Батыр")
    services.edit_person(first, surname="Сапаров", by=None, at=factories.AT)
    assert found("mamedov") == ["Мамедов"]


def test_a_name_of_the_longest_and_widest_letters_is_kept_and_found(app: Flask) -> None:
    who = factories.person("щ" * 100, given_name="Аман", latin_name="a" * 5 + "shch" * 40)
    db.session.expire_all()
    assert found("щ") == [who.surname] and found("щ" * 100) == [who.surname]


def test_who_lacks_words_gets_them_and_nobody_twice(app: Flask) -> None:
    who = factories.person("Мамедов", given_name="Аман")
    connection = db.session.connection()
    connection.execute(PersonName.__table__.delete().where(PersonName.person_id == who.id))
    assert found("мамедов") == [] and complete(connection) == 1 and found("мамедов") == ["Мамедов"]
    assert complete(connection) == 0
    assert db.session.scalar(select(func.count()).select_from(PersonName.__table__)) == 2
