"""Which texts look like data about a victim of trafficking, and which are what courses are about."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.text import tidy
from lms.victims import victim_words

TELLING = (
    "жертва",
    "Потерпевшая Иванова",
    "потерпевшая Иванова А. дала показания",
    "опросили потерпевшую Мамедову Гульнару",
    "жертва торговли людьми Сидорова",
    "Жертва торговли людьми",
    "со слов жертвы, А.К.",
    "пострадавшая",
    "пострадавший Рахимов, 1999 г.р.",
    "пострадавшая, 17 лет, из Оша",
    "17-летняя пострадавшая",
    "Жертвы: Мария, Анна, Зарина",
    "Потерпевшие: Иванова А., Петрова Б.",
    "имя жертвы и её адрес",
    "ФИО потерпевшей",
    "адрес пострадавшей: ул. Ленина, 5",
    "уголовное дело № 11-2345",
    "уголовное дело №",
    "по уголовному делу № 12/2011",
    "уд № 4512",
    "материал дела № 77",
    "ЕРДР № 221100031000123",
    "КУСП 1234",
    "признана потерпевшей по делу",
    "она была жертвой",
    "протокол допроса потерпевшей",
    "Потерпевшей является гражданка Узбекистана",
    "Interview with victim Aigerim",
    "Женщина-жертва рассказала о вербовке",
    "Ахметова (потерпевшая)",
    "Потерпевший гр. Каримов",
    "victim",
    "a victim from Osh",
    "victim's name",
    "victim’s address and phone",
    "Names of the victims",
    "victim name: not to be shared",
    "the victim Ivanova",
    "victim A.K. told us",
    "Victim: Maria, 17 y.o.",
    "victim of trafficking named Gulnara",
    "victim, 17 years old",
    "a 16-year-old victim",
    "victims: Maria, Anna",
    "She is a victim",
    "the participant was a victim of trafficking",
    "case no. 123",
    "Case No.",
    "criminal case № 45",
    "criminal case 45/2011",
    "Ivanova, victim",
    "survivor Aigul K.",
    "жәбірленуші Айгүл",
    "қылмыстық іс № 12",
    "жабырлануучу Асанова",
    "кылмыш иши № 7",
    "ҷабрдида Зарина",
    "парвандаи ҷиноятӣ № 3",
    "jabrlanuvchi Dilnoza",
    "жабрланувчи Дилноза",
    "jinoyat ishi № 15",
    "jebir çeken Ogulgerek",
    "jenaýat işi № 8",
)
TEACHING = (
    "",
    "Identification of victims of trafficking",
    "Identification and referral of victims of human trafficking",
    "Victim identification",
    "Victim Identification and Support",
    "Victim-centred approach",
    "victim-centered interviewing",
    "Victim Protection in Criminal Proceedings",
    "Victim assistance: the national referral mechanism",
    "Rights of victims and witnesses",
    "The victim and the witness in court: protection",
    "Interviewing a victim of trafficking",
    "Victims of trafficking: who are they?",
    "Victim support services",
    "Shelter for victims",
    "Victim Liaison Officer",
    "Ms. Petrova, Victim Support Officer",
    "The role of the victim in criminal proceedings",
    "координатор по работе с потерпевшими",
    "Преступление без жертвы",
    "Assistance to child victims under 18 years old",
    "Survivors and their needs",
    "Survivor-led training",
    "Case study no. 3",
    "Case studies and discussion",
    "Case management",
    "In case nobody comes, see the list",
    "Criminal case law in Kazakhstan",
    "Investigation of criminal cases on trafficking",
    "Names were not collected by the host",
    "Signed sheet lost",
    "Session 4",
    "Group 3, room 12",
    "Plenary of judges; Ms. Ivanova opened",
    "Работа с жертвами торговли людьми",
    "работа с жертвами торговли людьми",
    "Защита жертв",
    "Защита жертв и свидетелей",
    "Выявление и идентификация жертв торговли людьми",
    "Помощь жертвам торговли людьми в Казахстане",
    "Жертвы торговли людьми: выявление и перенаправление",
    "Жертва торговли людьми: признаки и идентификация",
    "Права потерпевшего в уголовном процессе",
    "Права потерпевших",
    "Допрос потерпевших и свидетелей",
    "Особенности допроса несовершеннолетней потерпевшей",
    "Психологическая помощь пострадавшим",
    "Реабилитация пострадавших от торговли людьми",
    "Дети — жертвы в возрасте до 18 лет: оказание помощи",
    "Подход, ориентированный на жертву",
    "Национальный механизм перенаправления жертв",
    "Расследование уголовных дел о торговле людьми",
    "Уголовное дело: от возбуждения до приговора",
    "Практическое задание № 3",
    "Дело мастера боится",
    "Дискуссия: положение дел в регионе",
    "Имена не собирались принимающей стороной",
    "Регистрационный лист утерян",
    "Отдел № 3 УВД города Ош",
    "Отдел по защите жертв",
    "Адам саудасы құрбандарын анықтау",
    "Жәбірленушілерді қорғау",
    "Жабырлануучуларга жардам",
    "Ҳимояи ҷабрдидагон",
    "Odam savdosi qurbonlarini aniqlash",
    "Jabrlanuvchilarga yordam",
    "Adam söwdasynyň pidalaryny goramak",
    "Жиноят ишлари бўйича суд",
)  # fmt: skip


@pytest.mark.parametrize("text", TELLING)
def test_what_tells_of_a_victim_or_a_case_is_noticed(text: str) -> None:
    assert victim_words(text)


@pytest.mark.parametrize("text", TEACHING)
def test_what_courses_are_about_is_not(text: str) -> None:
    assert victim_words(text) == ()


def test_the_words_at_fault_are_given_as_they_stand() -> None:
    assert victim_words("Зал 3; потерпевшая Иванова, уголовное дело № 5") == ("потерпевшая Иванова", "уголовное дело №")


def test_no_text_is_no_data() -> None:
    assert victim_words(None) == ()


@given(st.text())
def test_any_text_is_judged_and_what_is_given_stands_in_it(text: str) -> None:
    assert all(word in tidy(text) for word in victim_words(text))


@pytest.mark.parametrize("part", ["victim, ", "жертва торговли людьми ", "17 лет ", "А. ", "case no", "victims: "])
def test_a_long_text_is_judged_at_once(part: str) -> None:
    begun = process_time()
    victim_words(part * (5000 // len(part)))
    assert process_time() - begun < 1
