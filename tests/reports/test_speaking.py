"""Every construct of the sentences, for every number to a thousand and one, against forms that are made another way."""

from datetime import date

import pytest

from lms.reports import speaking_en, speaking_ru
from lms.reports.facts import Count, Events, Measure, Part, People, Pieces, Scope, Tours
from tests.reports import russian

NUMBERS = range(10, 1002)
# What agrees with a number: masculine, feminine and neuter beside one, beside few, beside many.
ENDINGS = {"m": ("", "ы", "о"), "f": ("а", "ы", "о"), "n": ("о", "ы", "о")}
WAS = {"": "был", "а": "была", "о": "было", "ы": "были"}


def verb(number: int, stem: str, gender: str, was: bool = True) -> str:
    ending = ENDINGS[gender][("one", "few", "many").index(russian.RULE(number))]
    whole = stem.replace("ён", "ен") if ending else stem
    return f"{WAS[ending]} {whole}{ending}" if was else f"{whole}{ending}"


def of(code: str, number: int | None, **more: object) -> People:
    return People("persons", number, (Part(code, number, "Labour inspector"),), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", sorted(russian.CATEGORIES.keys() - {"not_stated"}))
def test_people_of_any_category_were_trained_in_any_number(code: str) -> None:
    for n in NUMBERS:
        assert speaking_ru.trained(of(code, n), formal=True) == f"{verb(n, 'обучен', 'm')} {russian.subject(n, russian.CATEGORIES[code])}"
        assert speaking_ru.trained(of(code, n), formal=False) == (
            f"{verb(n, 'обучен', 'm', was=False)} {russian.subject(n, russian.CATEGORIES[code])}"
        )
        assert speaking_en.trained(of(code, n), formal=True).endswith(" were trained")


def test_below_ten_people_are_told_in_words() -> None:
    assert [speaking_ru.trained(of("judge", n), formal=False) for n in (1, 2, 5)] == [
        "обучен один судья", "обучены два судьи", "обучено пять судей",
    ]  # fmt: skip
    assert [speaking_en.trained(of("judge", n), formal=False) for n in (1, 2)] == ["one judge was trained", "two judges were trained"]


def test_a_list_with_a_number_of_ten_and_more_has_digits_only() -> None:
    people = People("persons", 14, (Part("prosecutor", 12), Part("judge", 2)))
    assert speaking_ru.trained(people, formal=False) == "обучены 12 прокуроров и 2 судьи"
    assert speaking_en.trained(people, formal=False) == "12 prosecutors and 2 judges were trained"


def test_a_letter_tells_the_sum_of_a_list_and_who_came_again() -> None:
    people = People("persons", 14, (Part("prosecutor", 12), Part("judge", 2)), {"returning": 3})
    assert speaking_ru.trained(people, formal=True).endswith("2 судьи — всего 14 человек (из них ранее обучались в этом проекте — 3)")
    assert speaking_en.trained(people, formal=True).endswith("(14 persons in all, of whom 3 had been trained before in this project)")


def test_no_one_trained_is_said_so() -> None:
    assert speaking_en.trained(People("persons", 0, ()), formal=True) == "no one was trained"
    assert speaking_ru.trained(People("persons", 0, ()), formal=True) == "обучение не прошёл ни один человек"


def test_a_withheld_number_of_people_is_said_to_be_so() -> None:
    people = People("persons", None, (Part("judge", 17), Part("police", None)))
    assert speaking_en.trained(people, formal=True) == "17 judges and police officers (number not shown) were trained"
    assert speaking_ru.trained(people, formal=True) == "были обучены 17 судей и сотрудники полиции (число не приводится)"
    nobody = People("persons", None, ())
    assert speaking_en.trained(nobody, formal=True) == "the number of persons trained is not shown in this edition"
    assert speaking_ru.trained(nobody, formal=True) == "число обученных в открытой редакции не приводится"


def test_agencies_are_named_where_law_enforcement_is_told_as_one() -> None:
    officers = Part("law_enforcement", 237, agencies=("prosecution", "police", "other"))
    some, any_of = People("persons", 237, (officers,)), People("persons", 21, (Part("law_enforcement", 21),))
    assert speaking_ru.trained(some, formal=True) == "было обучено 237 сотрудников прокуратуры, полиции и других правоохранительных органов"
    assert speaking_en.trained(some, formal=True) == "237 officers of the prosecution, police and other law-enforcement agencies were trained"
    assert speaking_ru.trained(any_of, formal=False) == "обучен 21 сотрудник правоохранительных органов"
    assert speaking_en.trained(any_of, formal=False) == "21 officers of law-enforcement agencies were trained"


@pytest.mark.parametrize(("basis", "noun"), [("completions", "завершение обучения"), ("attendances", "посещение занятия")])
def test_completions_and_attendances_are_recorded_in_any_number(basis: str, noun: str) -> None:
    for n in NUMBERS:
        said = speaking_ru.recorded(Count(basis, n), formal=False)
        assert said == f"{verb(n, 'зафиксирован', 'n', was=False)} {russian.subject(n, russian.UNITS[basis])}"
    assert speaking_ru.recorded(Count(basis, 1), formal=True).startswith(f"было зафиксировано одно {noun} (")


def test_completions_say_how_many_have_no_names_and_were_reconstructed() -> None:
    count = Count("completions", 260, {"from_headcounts": 46, "reconstructed": 40})
    assert speaking_en.recorded(count, formal=False) == (
        "completions of training numbered 260, of which 46 were counted without names (40 of them reconstructed from earlier reports)"
    )
    assert speaking_ru.recorded(count, formal=False) == (
        "зафиксировано 260 завершений обучения, в том числе без поимённого списка — 46 (из них восстановлено по прежним отчётам — 40)"
    )


LISTED = "по подписанным листам мероприятий с ещё не утверждённой посещаемостью"


@pytest.mark.parametrize(("parts", "english", "russian"), [
    ({"claimed": 1}, "; 1 more is claimed only, of events that are not finalised yet", "; сверх этого не подтверждено — 1"),
    ({"signed": 61}, "; 61 more are on signed sheets, of events that are not finalised yet", f"; сверх этого {LISTED} — 61"),
    ({"claimed": 64, "signed": 61}, "; 64 more are claimed only and 61 more are on signed sheets, of events that are not finalised yet",
     f"; сверх этого не подтверждено — 64, {LISTED} — 61"),
    ({"claimed": None, "signed": 61}, "; 61 more are on signed sheets, of events that are not finalised yet; how many more are claimed only is not shown",
     f"; сверх этого {LISTED} — 61; число неподтверждённых не приводится"),
    ({"claimed": 0, "signed": 0}, "", ""),
])  # fmt: skip
def test_attendances_of_events_not_finalised_stand_beside_the_total(parts: dict[str, int | None], english: str, russian: str) -> None:
    count = Count("attendances", 980, parts)
    assert speaking_en.recorded(count, formal=False) == f"attendances numbered 980{english}"
    assert speaking_ru.recorded(count, formal=False) == f"зафиксировано 980 посещений занятий{russian}"


@pytest.mark.parametrize(("kind", "gender"), [("training", "m"), ("study_tour", "f"), ("media_event", "n"), ("workshop", "m")])
def test_events_of_a_kind_were_held_in_any_number(kind: str, gender: str) -> None:
    for n in NUMBERS:
        said = speaking_ru.events(Events(n, ((kind, n),)), formal=True)
        assert said == f"{verb(n, 'проведён', gender)} {russian.subject(n, russian.KINDS[kind])}"
        assert speaking_en.events(Events(n, ((kind, n),)), formal=True).endswith(" were held")


def test_visits_alone_take_place() -> None:
    said = [speaking_ru.events(Events(n, (("official_visit", n),)), formal=True) for n in (1, 2, 5, 21)]
    assert said == ["состоялся один официальный визит", "состоялись два официальных визита", "состоялось пять официальных визитов",
                    "состоялся 21 официальный визит"]  # fmt: skip
    assert speaking_en.events(Events(2, (("official_visit", 2),)), formal=True) == "two official visits took place"


def test_where_nobody_has_a_name_all_are_said_to_have_none() -> None:
    told = Events(1, (("consultation", 1),), Count("participants", 70, {"from_headcounts": 70}))
    assert speaking_en.events(told, formal=True).endswith("; 70 people took part, all of them counted without names")
    assert speaking_ru.events(told, formal=True).endswith("; приняло участие 70 человек, все без поимённого списка")


def test_events_of_several_kinds_are_summed() -> None:
    for n in NUMBERS:
        said = speaking_ru.events(Events(n + 1, (("seminar", n), ("study_tour", 1))), formal=False)
        begins = f"{verb(n + 1, 'проведён', 'n', was=False)} {russian.subject(n + 1, russian.UNITS['events'])}: "
        assert said == f"{begins}{russian.subject(n, russian.KINDS['seminar'])} и 1 учебная поездка"
    said_in_words = speaking_en.events(Events(2, (("training", 1), ("study_tour", 1))), formal=True)
    assert said_in_words == "two events were held: one training and one study tour"


TOOK_PART = {"one": "принял участие", "few": "приняли участие", "many": "приняло участие"}


def test_any_number_took_part() -> None:
    for n in NUMBERS:
        said = speaking_ru.events(Events(1, (("seminar", 1),), Count("participants", n)), formal=False)
        assert said == f"проведён один семинар; {TOOK_PART[russian.RULE(n)]} {russian.subject(n, russian.UNITS['participants'])}"
    assert speaking_en.events(Events(1, (("seminar", 1),), Count("participants", 1)), formal=False).endswith("; one person took part")


def test_a_study_tour_is_for_any_number() -> None:
    for n in NUMBERS:
        tour = Tours(("Турция",), 1, n, (Part("judge", n),))
        expected = f"организована учебная поездка в Турцию для {russian.genitive(n, russian.CATEGORIES['judge'])}"
        assert speaking_ru.tours([tour], formal=False) == expected
    five = Part("law_enforcement", 5)
    assert speaking_ru.tours([Tours(("Турция",), 1, 5, (five,))], formal=False) == (
        "организована учебная поездка в Турцию для пяти сотрудников правоохранительных органов"
    )
    assert speaking_en.tours([Tours(("Türkiye",), 1, 5, (five,))], formal=False) == (
        "a study tour to Türkiye was organised for five officers of law-enforcement agencies"
    )


def test_study_tours_are_organised_in_any_number() -> None:
    for n in NUMBERS:
        said = speaking_ru.tours([Tours(("Франция",), n, 12)], formal=True)
        noun = russian.subject(n, russian.KINDS["study_tour"])
        assert said == f"{verb(n, 'организован', 'f')} {noun} во Францию для 12 участников"


def test_study_tours_to_several_countries_are_told_one_by_one() -> None:
    told = [Tours(("Турция",), 2, 12, (Part("police", 12),), repeated=True), Tours(("Франция",), 1, 2, (Part("judge", 2),)), Tours((), 1, 0)]
    assert speaking_ru.tours(told, formal=True) == (
        "были организованы четыре учебные поездки: две в Турцию для 12 участников (с учётом каждой поездки); "
        "одна во Францию для 2 судей; одна внутри страны"
    )
    told = [Tours(("Türkiye",), 2, 9, (Part("police", 9),), without_names=4), Tours(("United States",), 1, 2, (Part("judge", 2),))]
    assert speaking_en.tours(told, formal=True) == (
        "three study tours were organised: two to Türkiye for nine police officers (four of them counted without names); "
        "one to the United States for two judges"
    )


def test_withheld_numbers_of_tours_and_events_are_said_to_be_so() -> None:
    assert speaking_ru.tours([Tours((), None, None)], formal=False) == (
        "организованы учебные поездки (число не приводится); число участников не приводится"
    )
    assert speaking_en.tours([Tours((), 1, None)], formal=False) == (
        "a study tour was organised; the number of participants is not shown"
    )
    assert speaking_ru.events(Events(None, (("seminar", None), ("tot", 12))), formal=True) == (
        "были проведены мероприятия (число не приводится): семинары (число не приводится) и 12 тренингов для тренеров"
    )


@pytest.mark.parametrize("carrier", sorted(russian.CARRIERS.keys() - {"other"}))
def test_materials_of_one_carrier_were_handed_out_in_any_number(carrier: str) -> None:
    gender = {"brochure": "f", "manual": "n"}.get(carrier, "m")
    for n in NUMBERS:
        said = speaking_ru.materials(Pieces(n, ((carrier, n),), ()), formal=False)
        assert said == f"{verb(n, 'распространён', gender, was=False)} {russian.subject(n, russian.CARRIERS[carrier])}"


def test_a_letter_tells_carriers_with_numbers_and_a_newsletter_without() -> None:
    pieces = Pieces(4000, (("brochure", 2601), ("cd", 799), ("manual", 600)), ())
    assert speaking_ru.materials(pieces, formal=True) == (
        "было распространено 4\u00a0000 информационных материалов, включая 2\u00a0601 брошюру, 799 CD-дисков и 600 руководств"
    )
    assert speaking_ru.materials(pieces, formal=False).endswith("включая брошюры, CD-диски и руководства")
    assert speaking_en.materials(pieces, formal=False) == (
        "4,000 information materials, including brochures, CDs and manuals, were distributed"
    )


def test_corrections_larger_than_what_was_handed_out_are_told_as_such() -> None:
    assert speaking_en.materials(Pieces(-20, (("cd", -20),), ()), formal=True) == (
        "no information materials were distributed (corrections: −20)"
    )
    assert "включая брошюры и CD-диски" in speaking_ru.materials(Pieces(80, (("brochure", 100), ("cd", -20)), ()), formal=True)


def test_receivers_are_named_up_to_three_and_counted_beyond() -> None:
    pieces = [Pieces(10, (), tuple("ABCDE"[:n])) for n in (1, 3, 5)]
    assert [speaking_ru.materials(one, formal=True) for one in pieces] == [
        "было распространено 10 информационных материалов (получатель: A)",
        "было распространено 10 информационных материалов (получатели: A; B; C)",
        "среди пяти организаций было распространено 10 информационных материалов",
    ]
    assert speaking_en.materials(pieces[2], formal=True).endswith("were distributed among five organisations")


def test_an_indicator_is_told_against_its_target_of_its_own_days() -> None:
    told = Measure("2.1", "Сертификаты", Count("certificates", 21), "X-1", 1021, ("0.50", 2010), "4000",
                   (date(2010, 10, 1), date(2011, 9, 30)), 1, has_cumulative=True)  # fmt: skip
    assert speaking_ru.measure(told) == (
        "индикатор 2.1 (X-1) «Сертификаты» (каскадное обучение, ступень 1): 21 сертификат; целевое значение — 4\u00a0000 "
        "(с 1 октября 2010 года по 30 сентября 2011 года), нарастающим итогом — 1\u00a0021, исходное значение — 0,5 (2010 г.)"
    )
    assert speaking_en.measure(told) == (
        "indicator 2.1 (X-1), “Сертификаты”, cascade of generation 1: 21 certificates; target 4,000 "
        "(between 1 October 2010 and 30 September 2011), cumulative 1,021, baseline 0.5 (2010)"
    )
    assert speaking_en.measure(Measure("", "Spread", Count("spread", 7))) == "“Spread”: 7"


def test_a_generation_of_the_cascade_is_told_apart() -> None:
    counts = [Count("events", 2), Count("persons", 22), Count("completions", None), Count("attendances", 1)]
    assert speaking_ru.cascade(2, counts) == (
        "каскадное обучение, ступень 2 (в данные выше не входит): 2 мероприятия; 22 человека; "
        "завершения обучения (число не приводится); 1 посещение занятия"
    )
    assert speaking_en.cascade(2, counts[:2]) == "cascade training of generation 2, not part of the figures above: 2 events; 22 persons"


def test_a_text_opens_with_the_project_and_its_days_or_its_year() -> None:
    year = Scope("Safety", date(2011, 1, 1), date(2011, 12, 31))
    assert speaking_en.opening(year, formal=False) == "in 2011, under the project “Safety”"
    assert speaking_ru.opening(year, formal=False) == "в 2011 году в рамках проекта «Safety»"
    assert speaking_ru.opening(Scope("", date(2011, 2, 3), None), formal=True) == "с 3 февраля 2011 года"
    assert speaking_ru.opening(Scope("", None, date(2011, 2, 3)), formal=True) == "по 3 февраля 2011 года включительно"
    assert speaking_ru.opening(Scope("", date(2011, 2, 3), date(2011, 2, 3)), formal=True) == "3 февраля 2011 года"
    ours = Scope("", date(2011, 2, 3), date(2011, 2, 4), "Office in Turkmenistan", "Balkan Velayat")
    assert speaking_en.opening(ours, formal=True) == "in the work of the Office in Turkmenistan, for Balkan Velayat, between 3 February 2011 and 4 February 2011"
    theirs = Scope("", date(2011, 1, 1), date(2011, 12, 31), "Представительство в Туркменистане", "Балканский велаят")
    assert speaking_ru.opening(theirs, formal=False) == "в 2011 году по линии Представительства в Туркменистане (Балканский велаят)"
    named = Scope("", None, None, "UNODC Kazakhstan")
    assert speaking_en.opening(named, formal=True) == "in the work of UNODC Kazakhstan"
    assert speaking_ru.opening(named, formal=True) == "по линии офиса «UNODC Kazakhstan»"
    assert speaking_en.opening(Scope("", None, None), formal=True) == speaking_ru.opening(Scope("", None, None), formal=True) == ""


def test_no_sentence_begins_with_digits() -> None:
    assert speaking_en.opened("237 officers were trained", "") == "In all, 237 officers were trained."
    assert speaking_en.opened("237 officers were trained", "in 2011") == "In 2011, 237 officers were trained."
