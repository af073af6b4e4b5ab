"""Who is the same human being: the rule, part by part."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.labelled import pairs
from lms.language import say
from lms.participants.described import Described
from lms.participants.evidence import CERTAIN, MAYBE, Level
from lms.participants.matching import compare, score_of
from lms.participants.models import Sex

BORN = date(1975, 3, 4)
PLAIN: dict[str, Any] = {"surname": "Сапаров", "given_name": "Ылхам", "patronymic": "Назарович", "birth_date": BORN}
PASSPORT, OTHER_PASSPORT = frozenset({("passport", "one")}), frozenset({("passport", "two")})


def somebody(**more: Any) -> Described:
    return Described(**PLAIN | more)


def level(one: dict[str, Any], other: dict[str, Any]) -> Level:
    return compare(somebody(**one), somebody(**other)).level


@pytest.mark.parametrize(("one", "other"), [
    ({}, {}),
    ({"surname": "САПАРОВ"}, {"given_name": "ылхам"}),
    ({"patronymic": None}, {}),
    ({"surname": "Ылхам", "given_name": "Сапаров"}, {}),
    ({"surname": "Saparow", "given_name": "Ylham", "patronymic": "Nazarowiç"}, {}),
    ({"surname": "Nobody", "given_name": "Else", "latin_name": "SAPAROV YLHAM", "patronymic": None}, {}),
    ({"given_name": "Назарович", "patronymic": "Ылхам"}, {}),
    ({"given_name": "Ылхам Назарович", "patronymic": None}, {}),
    ({"patronymic": "Назар оглы"}, {}),
    ({"surname": "Қодиров"}, {"surname": "Кадыров"}),
    ({"given_name": "Oʻktam"}, {"given_name": "Уктам"}),
    ({"given_name": "Ҷамшед"}, {"given_name": "Джамшид"}),
    ({"surname": "Сапаоров"}, {}),
    ({"birth_date": date(1975, 4, 3)}, {}),
    ({"birth_date": None, "birth_year": 1975, "agencies": frozenset({7})}, {"agencies": frozenset({7, 8})}),
    ({"numbers": PASSPORT, "surname": "Nobody", "sex": Sex.FEMALE, "birth_date": None}, {"numbers": PASSPORT}),
])  # fmt: skip
def test_these_are_certainly_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert level(one, other) is Level.CERTAIN


@pytest.mark.parametrize(("one", "other"), [
    ({"birth_date": None}, {}),
    ({"birth_date": None, "patronymic": None}, {}),
    ({"birth_date": None, "agencies": frozenset({7})}, {"agencies": frozenset({7})}),
    ({"birth_date": None, "birth_year": 1975}, {}),
    ({"birth_date": date(1975, 3, 5)}, {}),
    ({"given_name": "Ы.", "patronymic": "Н."}, {}),
    ({"given_name": "Ы. Н.", "patronymic": None}, {}),
    ({"given_name": "Hasan"}, {"given_name": "Husan"}),
    ({"surname": "Аманова", "given_name": "Айна", "patronymic": "Назаровна"},
     {"surname": "Сапарова", "given_name": "Айна", "patronymic": "Назаровна"}),
    ({"sex": Sex.FEMALE}, {"sex": Sex.MALE}),
    ({"patronymic": "Аманович"}, {}),
])  # fmt: skip
def test_of_these_a_clerk_is_asked(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert level(one, other) is Level.MAYBE


@pytest.mark.parametrize(("one", "other"), [
    ({"numbers": PASSPORT}, {"numbers": OTHER_PASSPORT}),
    ({"given_name": "Аман"}, {}),
    ({"given_name": "Назар", "patronymic": "Ылхамович"}, {}),
    ({"patronymic": "Аманович", "birth_date": None}, {}),
    ({"birth_date": date(1986, 7, 21)}, {}),
    ({"birth_date": None, "birth_year": 1980}, {}),
    ({"birth_date": date(1975, 8, 21)}, {}),
    ({"birth_date": None, "birth_year": 1976}, {}),
    ({"surname": "Сапарова", "patronymic": None, "birth_date": None}, {}),
    ({"surname": "Мамедов", "birth_date": None}, {}),
    ({"surname": "", "given_name": "", "patronymic": None}, {}),
])  # fmt: skip
def test_these_are_two(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert level(one, other) is Level.DIFFERENT


@pytest.mark.parametrize(("one", "other", "words"), [
    ({"numbers": PASSPORT}, {"numbers": PASSPORT}, "The same passport number"),
    ({"numbers": PASSPORT}, {"numbers": OTHER_PASSPORT}, "Two different passport numbers"),
    ({}, {}, "The same name. The same birth date"),
    ({"surname": "Saparow"}, {}, "The same name. The same birth date"),
    ({"surname": "Сопаров"}, {}, "The surname is spelt Сопаров and Сапаров. The same birth date"),
    ({"given_name": "Ы."}, {}, "The given name agrees with an initial: Ы., Ылхам. The same birth date"),
    ({"patronymic": "Аманович", "birth_date": None}, {},
     "Patronymics differ: Аманович, Назарович. Nothing but the name is known of one of the two"),
    ({"birth_date": None, "birth_year": 1980}, {}, "The same name. Births differ: 1980, 1975-03-04"),
    ({"birth_date": None, "birth_year": 1975}, {}, "The same name. The same birth year: 1975"),
    ({"agencies": frozenset({7}), "sex": Sex.FEMALE}, {"agencies": frozenset({7})},
     "The same name. The same birth date. Both have served in the same organisation: frozenset({7}). "
     "The name or the record tells another sex"),
])  # fmt: skip
def test_the_reasons_are_told_in_words(one: dict[str, Any], other: dict[str, Any], words: str) -> None:
    reasons = compare(somebody(**one), somebody(**other)).reasons
    assert ". ".join(say(sentence, "en", **params) for sentence, params in reasons) == words


names = st.sampled_from(["Сапаров", "Сапарова", "Қодиров", "Kadirow", "Ylham", "Ылхам", "Ы.", "Hasan", "Husan", "Азиз уулу",
                         "Назарович", "’", "Абдул Азиз"]) | st.text("абвеёжьabehxy' -.", max_size=8)  # fmt: skip
people = st.builds(
    Described, person_id=st.none(), surname=names, given_name=names, patronymic=st.none() | names, latin_name=st.none() | names,
    sex=st.sampled_from(Sex), birth_date=st.none() | st.dates(date(1974, 1, 1), date(1976, 12, 31)),
    birth_year=st.none() | st.integers(1974, 1976), agencies=st.frozensets(st.integers(1, 3), max_size=2),
    numbers=st.frozensets(st.tuples(st.sampled_from(["national_id", "passport"]), st.sampled_from("ab")), max_size=2),
)  # fmt: skip


@given(people, people)
def test_it_makes_no_difference_who_is_named_first(one: Described, other: Described) -> None:
    there, back = compare(one, other), compare(other, one)
    assert (there.score, there.level) == (back.score, back.level)


@given(people, people)
def test_a_score_without_reasons_is_that_of_the_verdict_unless_they_are_two(one: Described, other: Described) -> None:
    verdict = compare(one, other)
    assert score_of(one, other) == (verdict.score if verdict.level else 0)


@given(people)
def test_whoever_is_named_and_born_is_certainly_themselves(one: Described) -> None:
    whole = replace(one, surname="Сапаров", given_name="Ылхам", birth_date=BORN, birth_year=None)
    assert compare(whole, whole).level is Level.CERTAIN


@given(people, people, st.sampled_from(["national_id", "passport"]))
def test_another_number_of_the_same_kind_always_makes_two(one: Described, other: Described, kind: str) -> None:
    first, second = replace(one, numbers=frozenset({(kind, "c")})), replace(other, numbers=frozenset({(kind, "d")}))
    assert compare(first, second).level is Level.DIFFERENT


@given(people)
def test_surname_and_given_name_may_stand_in_each_others_place(one: Described) -> None:
    whole = replace(one, patronymic="Назарович", latin_name=None)
    turned = replace(whole, surname=whole.given_name, given_name=whole.surname)
    assert compare(whole, turned).level is compare(whole, whole).level


def test_certain_takes_more_than_a_name() -> None:
    assert MAYBE < 55 < CERTAIN


def test_labelled_pairs_are_told_apart() -> None:
    judged = [(one.is_same, compare(one.known, one.typed).level) for one in pairs(41, 2_000)]
    certain = [same for same, level in judged if level is Level.CERTAIN]
    found = [level > Level.DIFFERENT for same, level in judged if same]
    assert sum(certain) >= 0.98 * len(certain) > 0
    assert sum(found) >= 0.95 * len(found)
