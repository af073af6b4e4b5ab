"""Who is likely the same human being, and how a career is told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.participants.models import Affiliation, Person
from lms.participants.rules import Typed, career, likely_same, spellings
from lms.text import folded

BORN, OTHER_DAY = date(1975, 12, 24), date(1980, 1, 1)


def known(**more: object) -> Person:
    return Person(**{"surname": "Сапаров", "given_name": "Ылхам", "patronymic": "Назарович"} | more)


def typed(**more: object) -> Typed:
    return Typed(**{"surname": "Сапаров", "given_name": "Ылхам", "patronymic": "Назарович"} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("new", "old"), [
    (typed(), known()),
    (typed(surname="САПАРОВ", given_name="ылхам"), known()),
    (typed(patronymic=None), known()),
    (typed(), known(patronymic=None)),
    (typed(birth_date=BORN), known(birth_date=OTHER_DAY)),
    (typed(birth_date=BORN, patronymic="Аманович"), known(birth_date=BORN)),
    (typed(surname="Ылхам", given_name="Сапаров"), known()),
    (typed(surname="Saparov", given_name="Ylham", patronymic=None), known(latin_name="Saparov Ylham")),
    (typed(surname="Saparow", latin_name="Saparov Ylham", patronymic="Nazarowiç"), known(latin_name="SAPAROV YLHAM")),
])  # fmt: skip
def test_these_are_likely_the_same_human_being(new: Typed, old: Person) -> None:
    assert likely_same(new, old)


@pytest.mark.parametrize(("new", "old"), [
    (typed(given_name="Аман"), known()),
    (typed(patronymic="Аманович"), known()),
    (typed(patronymic="Аманович", birth_date=BORN), known(birth_date=OTHER_DAY)),
    (typed(patronymic=None, birth_date=BORN), known(birth_date=OTHER_DAY)),
    (typed(surname="Сапарова"), known()),
])  # fmt: skip
def test_these_are_two(new: Typed, old: Person) -> None:
    assert not likely_same(new, old)


names = st.text("абвАБВ -ёЁeE’", min_size=1, max_size=8).filter(folded)
days = st.none() | st.dates(date(1950, 1, 1), date(1990, 1, 1))


@given(names, names, st.none() | names, days)
def test_everybody_is_likely_the_same_as_themselves(surname: str, given_name: str, patronymic: str | None, born: date) -> None:
    parts = {"surname": surname, "given_name": given_name, "patronymic": patronymic, "birth_date": born}
    assert likely_same(Typed(**parts), Person(**parts))  # type: ignore[arg-type]


@given(names, names)
def test_the_order_of_the_words_of_a_name_does_not_matter(one: str, other: str) -> None:
    assert spellings(Typed(one, other)) == spellings(Typed(other, one))


def test_a_career_is_told_from_the_post_held_now_backwards() -> None:
    first = Affiliation(id=1, starts_on=None, ends_on=date(2000, 12, 31))
    second = Affiliation(id=2, starts_on=date(2001, 1, 1), ends_on=date(2005, 6, 30))
    present = Affiliation(id=3, starts_on=date(2005, 7, 1), ends_on=None)
    undated = Affiliation(id=4, starts_on=None, ends_on=None)
    assert career([second, undated, first, present]) == [present, undated, second, first]
