"""Russian forms beside every number to a thousand and one, against the plural rules of CLDR and a table of forms."""

import csv
from pathlib import Path

import pytest

from lms.courses.codes import EventKind
from lms.materials.models import Carrier
from lms.reports import grammar_ru as ru
from tests.reports import russian

NUMBERS = range(1002)
TABLES = [
    *((ru.CATEGORIES, russian.CATEGORIES, code) for code in russian.CATEGORIES),
    *((ru.KINDS, russian.KINDS, code) for code in russian.KINDS),
    *((ru.CARRIERS, russian.CARRIERS, code) for code in russian.CARRIERS),
    *((ru.UNITS, russian.UNITS, code) for code in russian.UNITS),
]
SEEDS = Path(__file__).parents[2] / "seeds" / "reference"


def test_the_plural_category_is_that_of_cldr() -> None:
    assert [ru.category(n) for n in NUMBERS] == [russian.RULE(n) for n in NUMBERS]


@pytest.mark.parametrize(("nouns", "forms", "code"), TABLES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_number_takes_its_form_as_a_subject(nouns: dict[str, ru.Noun], forms: dict[str, str], code: str) -> None:
    assert [ru.counted(n, nouns[code]) for n in NUMBERS] == [russian.subject(n, forms[code]) for n in NUMBERS]


@pytest.mark.parametrize(("nouns", "forms", "code"), TABLES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_number_takes_its_form_in_the_genitive(nouns: dict[str, ru.Noun], forms: dict[str, str], code: str) -> None:
    assert [ru.of_counted(n, nouns[code]) for n in NUMBERS] == [russian.genitive(n, forms[code]) for n in NUMBERS]


def test_twenty_one_officers_are_of_many_organisations_in_every_case() -> None:
    staff = ru.CATEGORIES["international_organisation"]
    assert ru.counted(21, staff) == "21 сотрудник международных организаций"
    assert ru.of_counted(21, staff) == "21 сотрудника международных организаций"
    assert ru.of_counted(1, staff, words=True) == "одного сотрудника международной организации"


def test_every_code_has_its_noun() -> None:
    with (SEEDS / "categories.csv").open(encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert codes | {"not_stated"} == set(ru.CATEGORIES) == set(russian.CATEGORIES)
    assert {kind.value for kind in EventKind} == set(ru.KINDS) == set(russian.KINDS)
    assert {carrier.value for carrier in Carrier} == set(ru.CARRIERS) == set(russian.CARRIERS)
    assert set(ru.UNITS) == set(russian.UNITS)


def test_numbers_below_ten_are_words_of_the_gender_of_their_noun() -> None:
    tour, judge, manual = ru.KINDS["study_tour"], ru.CATEGORIES["judge"], ru.CARRIERS["manual"]
    assert [ru.counted(n, tour, words=True) for n in (1, 2, 3, 5)] == [
        "одна учебная поездка", "две учебные поездки", "три учебные поездки", "пять учебных поездок",
    ]  # fmt: skip
    assert [ru.counted(n, judge, words=True) for n in (1, 2, 4, 9, 10)] == ["один судья", "два судьи", "четыре судьи", "девять судей", "10 судей"]
    assert [ru.counted(n, manual, words=True) for n in (1, 2, 6)] == ["одно руководство", "два руководства", "шесть руководств"]


def test_words_in_the_genitive_have_their_own_forms() -> None:
    judge, tour = ru.CATEGORIES["judge"], ru.KINDS["study_tour"]
    assert [ru.of_counted(n, judge, words=True) for n in range(1, 11)] == [
        "одного судьи", "двух судей", "трёх судей", "четырёх судей", "пяти судей", "шести судей", "семи судей", "восьми судей",
        "девяти судей", "10 судей",
    ]  # fmt: skip
    assert ru.of_counted(1, tour, words=True) == "одной учебной поездки"
    assert ru.of_counted(21, judge, words=True) == "21 судьи"


def test_what_is_included_stands_in_the_accusative() -> None:
    brochure = ru.CARRIERS["brochure"]
    assert [ru.counted_object(n, brochure) for n in (1, 2, 5, 11, 21, 101, 111)] == [
        "1 брошюру", "2 брошюры", "5 брошюр", "11 брошюр", "21 брошюру", "101 брошюру", "111 брошюр",
    ]  # fmt: skip
    assert ru.counted_object(1, brochure, words=True) == "одну брошюру"
    assert ru.counted_object(2, brochure, words=True) == "две брошюры"
    for n in NUMBERS:
        for code in ("cd", "manual", "poster", "other"):
            assert ru.counted_object(n, ru.CARRIERS[code]) == russian.subject(n, russian.CARRIERS[code])


VERB = {"one": ("обучен", "обучена", "обучено"), "few": ("обучены",) * 3, "many": ("обучено",) * 3}


@pytest.mark.parametrize("gender", [ru.M, ru.F, ru.N])
def test_a_verb_agrees_with_a_lone_number(gender: int) -> None:
    assert [ru.agreed(ru.TRAINED, [(n, gender)]) for n in NUMBERS] == [VERB[russian.RULE(n)][gender] for n in NUMBERS]


def test_the_auxiliary_agrees_as_the_verb_does() -> None:
    said = [ru.agreed(ru.HELD, [(n, ru.F)], formal=True) for n in (1, 2, 5, 11, 21, 112)]
    assert said == ["была проведена", "были проведены", "было проведено", "было проведено", "была проведена", "было проведено"]


def test_a_list_and_a_plural_without_a_number_take_the_plural() -> None:
    assert ru.agreed(ru.TRAINED, [(1, ru.M), (21, ru.M)]) == "обучены"
    assert ru.agreed(ru.TRAINED, [(5, ru.M), (11, ru.M)]) == "обучены"
    assert ru.agreed(ru.TRAINED, [(None, ru.M)]) == "обучены"


def test_thousands_stand_apart_by_a_no_break_space() -> None:
    assert [ru.digits(n) for n in (999, 4000, 1234567, -20)] == ["999", "4\u00a0000", "1\u00a0234\u00a0567", "−20"]


def test_a_quotation_inside_a_quotation_has_other_marks() -> None:
    assert ru.quoted("Курс «Основы»") == "«Курс „Основы“»"


def test_a_category_that_only_its_name_tells_of_bends_nothing() -> None:
    noun = ru.in_category("Инспектор труда")
    assert ru.counted(3, noun) == "3 человека (категория «Инспектор труда»)"
    assert ru.of_counted(5, noun, words=True) == "пяти человек (категория «Инспектор труда»)"


def test_lists_have_commas_and_one_and() -> None:
    assert [ru.joined(items) for items in ([], ["а"], ["а", "б"], ["а", "б", "в"])] == ["", "а", "а и б", "а, б и в"]
