"""Plain lists as offices have them, each with what must be in the register after it."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.courses.codes import EnrolmentRole
from lms.extensions import db
from lms.imports.plans import Standing
from lms.participants.models import Affiliation, Person, Sex
from tests import factories
from tests.imports.bringing import bring_list, enrolled, everybody, list_plan, standings, told
from tests.workbooks.files import xlsx

AMANOVA, MEREDOW = ("Аманова", "Огулджан", "Батыровна"), ("Мередов", "Батыр", "Назарович")
BOTH = [AMANOVA, MEREDOW]
SERIAL = 29342  # 1 May 1980, as a spreadsheet counts days


@pytest.fixture(autouse=True)
def reference(app: Flask) -> None:
    factories.office()
    factories.region("TM-M")
    factories.category("police")


def brought(*rows: tuple[Any, ...], name: str = "list.xlsx", body: bytes | None = None) -> list[Person]:
    """Bring a list in and return who is in the register."""
    bring_list(body or xlsx(rows), name, office=factories.office())
    return list(db.session.scalars(select(Person).order_by(Person.id)))


def test_a_list_with_titles_above_and_signatures_below(app: Flask) -> None:
    people = brought(
        ("УТВЕРЖДАЮ",), ("Список участников семинара, г. Мары, 3–4 октября 2011 г.",), (),
        ("№ п/п", "Ф.И.О.", "Должность", "Место работы", "Подпись"),
        (1, "Аманова Огулджан Батыровна", "следователь", "Полиция Мары", None),
        (2, "Мередов Батыр Назарович", "прокурор", "Прокуратура Мары", None),
        ("Итого: 2",), (), ("Руководитель проекта ______________ О. Нурова",),
    )  # fmt: skip
    assert everybody() == BOTH
    assert [one.affiliations[0].position for one in people] == ["следователь", "прокурор"]


def test_a_list_with_headings_in_english(app: Flask) -> None:
    people = brought(
        ("No.", "Surname", "Given name", "Sex", "Date of birth", "Agency", "Position", "E-mail"),
        (1, "Amanowa", "Oguljan", "F", "1980-05-01", "Police of Mary", "Investigator", "o.amanowa@example.org"),
        (2, "Meredow", "Batyr", "M", "24.12.1975", "Police of Mary", "Inspector", None),
    )  # fmt: skip
    assert [(one.surname, one.sex, one.birth_date) for one in people] == [
        ("Amanowa", Sex.FEMALE, date(1980, 5, 1)), ("Meredow", Sex.MALE, date(1975, 12, 24))
    ]  # fmt: skip
    assert people[0].email == "o.amanowa@example.org"
    assert len({one.affiliations[0].organisation_id for one in people}) == 1


def test_a_list_with_the_name_in_three_columns_in_turkmen(app: Flask) -> None:
    brought(("T/b", "Familiýasy", "Ady", "Atasynyň ady", "Wezipesi"), (1, "Amanowa", "Oguljan", "Batyrowna", "sülçi"))
    assert everybody() == [("Amanowa", "Oguljan", "Batyrowna")]


@pytest.mark.parametrize(
    ("cell", "day", "year"),
    [("01.05.1980", date(1980, 5, 1), None), ("1980-05-01", date(1980, 5, 1), None), ("1 мая 1980 г.", date(1980, 5, 1), None),
     (date(1980, 5, 1), date(1980, 5, 1), None), (SERIAL, date(1980, 5, 1), None), (str(SERIAL), date(1980, 5, 1), None),
     (1980, None, 1980), ("1980 г.р.", None, 1980)],
)  # fmt: skip
def test_a_birth_as_text_as_a_serial_or_as_a_year(app: Flask, cell: Any, day: date | None, year: int | None) -> None:
    [one] = brought(("ФИО", "Дата рождения"), ("Аманова Огулджан", cell))
    assert (one.birth_date, one.birth_year) == (day, year)


@pytest.mark.parametrize("cell", [99365123456, "+993 65 12-34-56", "99365123456"])
def test_a_phone_as_a_number_keeps_all_its_digits(app: Flask, cell: Any) -> None:
    [one] = brought(("ФИО", "Телефон"), ("Аманова Огулджан", cell))
    assert one.phone and "".join(sign for sign in one.phone if sign.isdecimal()) == "99365123456"


def test_blank_lines_and_spaces_are_passed_over(app: Flask) -> None:
    brought(("ФИО", "Должность"), (), ("  Аманова   Огулджан\u00a0Батыровна ", " "), (), (), ("Мередов Батыр Назарович\n", "-"), ())
    assert everybody() == BOTH


def test_names_in_capitals_with_yo_or_without_are_one_person(app: Flask) -> None:
    [known] = brought(("ФИО", "Дата рождения"), ("Фёдорова Алёна Петровна", "01.05.1980"))
    plan = list_plan(xlsx([("ФИО", "Д.р."), ("ФЕДОРОВА АЛЕНА ПЕТРОВНА", "01.05.1980")]), office=factories.office())
    assert standings(plan) == [Standing.KNOWN] and plan.rows[0].person_id == known.id


def test_the_first_sheet_that_holds_a_list_is_read(app: Flask) -> None:
    body = xlsx(Титул=[("Отчёт",), ("2011",)], Список=[("ФИО", "Должность"), ("Аманова Огулджан Батыровна", "судья")])
    brought(body=body)
    assert everybody() == [AMANOVA]


TEXT = "ФИО{0}Должность\r\nАманова Огулджан Батыровна{0}следователь\r\nМередов Батыр Назарович{0}прокурор\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_of_any_encoding_with_any_separator(app: Flask, encoding: str, separator: str) -> None:
    people = brought(name="список.csv", body=TEXT.format(separator).encode(encoding))
    assert everybody() == BOTH and people[1].affiliations[0].position == "прокурор"


def test_a_heading_over_a_group_is_the_organisation_of_its_people(app: Flask) -> None:
    people = brought(
        ("№", "ФИО", "Должность"), ("Прокуратура Мары",), (1, "Аманова Огулджан Батыровна", "прокурор"),
        ("Управление полиции Мары",), (2, "Мередов Батыр Назарович", "следователь"),
    )  # fmt: skip
    organisations = [one.affiliations[0].organisation for one in people]
    assert [one and one.name_ru for one in organisations] == ["Прокуратура Мары", "Управление полиции Мары"]


def test_a_heading_over_a_group_is_the_role_of_its_people(app: Flask) -> None:
    event = factories.event()
    rows = [("№", "ФИО"), ("Тренеры",), (1, "Аманова Огулджан Батыровна"), ("Участники",), (1, "Мередов Батыр Назарович")]
    bring_list(xlsx(rows), event=event)
    assert {name: one.role for name, one in enrolled(event).items()} == {
        "Аманова": EnrolmentRole.TRAINER, "Мередов": EnrolmentRole.PARTICIPANT
    }  # fmt: skip


def test_a_list_without_headings(app: Flask) -> None:
    brought((1, "Аманова Огулджан Батыровна", "01.05.1980"), (2, "Мередов Батыр Назарович", "24.12.1975"))
    assert everybody() == BOTH


def test_places_and_categories_by_their_names(app: Flask) -> None:
    one = factories.region("TM-M")
    [person] = brought(("ФИО", "Категория", "Велаят", "Страна"), ("Аманова Огулджан", "police", one.name_ru, "Страна TM"))
    [post] = person.affiliations
    assert (post.category and post.category.code, post.region_code, post.country) == ("police", "TM-M", "TM")


def test_an_organisation_that_the_register_knows_gives_its_category_and_country(app: Flask) -> None:
    known = factories.organisation("Полиция Мары", country="TM", category_id=factories.category("police").id)
    [person] = brought(("ФИО", "Организация"), ("Аманова Огулджан", "ПОЛИЦИЯ  МАРЫ"))
    [post] = person.affiliations
    assert (post.organisation_id, post.category_id, post.country) == (known.id, known.category_id, "TM")


def test_the_same_person_twice_is_entered_once(app: Flask) -> None:
    rows = (("ФИО", "Дата рождения"), ("Аманова Огулджан Батыровна", "01.05.1980"), ("АМАНОВА ОГУЛДЖАН БАТЫРОВНА", "01.05.1980"))  # fmt: skip
    plan = list_plan(xlsx(rows), office=factories.office())
    assert standings(plan) == [Standing.NEW, Standing.REPEATED] and plan.rows[1].who.row == 0
    brought(*rows)
    assert everybody() == [AMANOVA]


def test_two_rows_known_as_one_person_are_enrolled_once(app: Flask) -> None:
    known = factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", sex=Sex.FEMALE, birth_date=date(1980, 5, 1))
    event, row = factories.event(), ("Аманова Огулджан Батыровна", "01.05.1980")
    bring_list(xlsx((("ФИО", "Дата рождения"), row, row)), event=event)
    assert [one.person_id for one in enrolled(event).values()] == [known.id]


def test_two_different_numbers_are_two_people_and_each_is_sealed(app: Flask) -> None:
    people = brought(
        ("ФИО", "Дата рождения", "Паспорт"), ("Аманова Огулджан Батыровна", "01.05.1980", "I-MR 123456"),
        ("Аманова Огулджан Батыровна", "01.05.1980", "I-MR 654321"),
    )  # fmt: skip
    assert everybody() == [AMANOVA, AMANOVA] and people[0].id != people[1].id


def test_the_same_number_is_the_same_person_whatever_the_name(app: Flask) -> None:
    [known] = brought(("ФИО", "Паспорт"), ("Аманова Огулджан Батыровна", "I-MR 123456"))
    plan = list_plan(xlsx([("ФИО", "Паспорт"), ("Нурова Огулджан", "i-mr123456")]), office=factories.office())
    assert standings(plan) == [Standing.KNOWN] and plan.rows[0].person_id == known.id


def test_what_the_register_has_not_of_somebody_known_is_added(app: Flask) -> None:
    [known] = brought(("ФИО", "Дата рождения"), ("Аманова Огулджан Батыровна", "01.05.1980"))
    bring_list(xlsx([("ФИО", "Дата рождения", "Телефон", "Пол"), ("Аманова Огулджан Батыровна", "01.05.1980", "+99365123456", "ж")]),
               office=factories.office())  # fmt: skip
    db.session.refresh(known)
    assert (known.phone, known.sex) == ("+99365123456", Sex.FEMALE)


def test_the_same_list_again_adds_nobody(app: Flask) -> None:
    event = factories.event()
    rows = [("ФИО", "Должность"), ("Аманова Огулджан Батыровна", "судья"), ("Мередов Батыр", "судья")]
    bring_list(xlsx(rows), event=event)
    counts = bring_list(xlsx([*rows, ("Итого: 2",)]), event=event)
    assert dict(counts) == {} and len(enrolled(event)) == 2


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [([("ФИО", "Должность")], ["List!A1: There is nobody in this file."]),
     ([("Город", "Должность"), ("Мары", "судья")], ["List!A1: Say which column holds the names."]),
     ([("ФИО",), ("Аманова",)], ["List!A2: “Аманова” is one word: a surname and a given name are needed."]),
     ([("ФИО", "Д.р."), ("Аманова Огулджан", "31.02.1980")], ["List!B2: There is no such day as “31.02.1980”."])],
)  # fmt: skip
def test_a_list_that_cannot_be_taken_says_why(app: Flask, rows: list[tuple[Any, ...]], sentences: list[str]) -> None:
    assert told(list_plan(xlsx(rows), office=factories.office())) == sentences
    assert db.session.scalars(select(Affiliation)).all() == []
