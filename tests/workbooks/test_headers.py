"""The header of a list is found, and each column's meaning by its words, in the languages that offices write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workbooks.cells import Sheet
from lms.workbooks.columns import Column, Guess
from lms.workbooks.headers import find, fingerprint, header_at, meaning, meanings
from lms.workbooks.list_words import EXACT, WORDINGS, key


def meant(*rows: list[object]) -> list[str]:
    header = find(Sheet("List", tuple(tuple(row) for row in rows)))
    return [guess.target for _column, guess in sorted(meanings(header).items())] if header else []


@pytest.mark.parametrize("column", WORDINGS)
def test_every_wording_means_one_column_only(column: Column) -> None:
    assert all(EXACT[key(text)] is column for text in WORDINGS[column].split("|"))


def test_every_column_has_a_wording() -> None:
    assert set(WORDINGS) == set(Column)


@pytest.mark.parametrize(("text", "target"), [
    ("Ф.И.О.", "full_name"), ("ФИО участника", "full_name"), ("Фамилия Имя Отчество", "full_name"), ("Аты-жөні", "full_name"), ("F.I.Sh.", "full_name"),
    ("ФАМИЛИЯ ", "surname"), ("Familiýasy", "surname"), ("Тегі", "surname"), ("Имя", "given_name"), ("Given name(s)", "given_name"),
    ("Отчество", "patronymic"), ("Әкесінің аты", "patronymic"), ("Должность", "position"), ("Lavozimi", "position"), ("Wezipesi", "position"),
    ("Звание", "rank"), ("Классный чин", "rank"), ("Место работы", "organisation"), ("Ведомство", "organisation"), ("Iş ýeri", "organisation"),
    ("Подразделение", "unit"), ("Область", "region"), ("Велаят", "region"), ("Город", "city"), ("Страна", "country"), ("Дата рождения", "birth_date"),
    ("Год рождения", "birth_date"), ("г.р.", "birth_date"), ("Doglan senesi", "birth_date"), ("Пол", "sex"), ("Жынысы", "sex"), ("Телефон", "phone"),
    ("Моб.", "phone"), ("Эл. почта", "email"), ("E-mail:", "email"), ("ИИН", "national_id"), ("ПИН", "national_id"), ("ЖШШИР", "national_id"),
    ("Персональный номер", "national_id"), ("Паспорт", "passport"), ("№ п/п", "number"), ("№", "number"), ("#", "number"), ("Подпись", "ignored"),
])
def test_a_known_wording_is_sure(text: str, target: str) -> None:
    assert meaning(text) == Guess(Column(target), 1.0)


@pytest.mark.parametrize(("text", "target"), [
    ("Ф.И.О. (полностью)", "full_name"), ("ФИО / Full name", "full_name"), ("Дата рождения (дд.мм.гггг)", "birth_date"), ("Пол (м/ж)", "sex"),
    ("ФИО на английском языке", "latin_name"), ("Name of the participant (as in passport)", "latin_name"), ("Серия и номер паспорта, кем выдан", "passport"),
    ("Место рождения", "ignored"), ("Дата выдачи паспорта", "ignored"), ("Контактный номер телефона", "phone"), ("Наименование органа, где служит", "organisation"),
    ("Занимаемая должность в настоящее время", "position"), ("Номер телефона с кодом", "phone"), ("Область/велаят/регион", "region"),
    ("Ф.И.О., должность", "full_name"), ("Наименование органа прокуратуры", "organisation"), ("Name of organization", "organisation"), ("Адрес электронной почты (личный)", "email"), ("Район проживания", "city"), ("ё", "ignored"), ("", "ignored"),
])
def test_a_longer_header_is_told_by_its_parts_or_words(text: str, target: str) -> None:
    assert meaning(text).target == target


def test_a_header_that_says_nothing_known_is_no_guess() -> None:
    assert meaning("Размер обуви").sure == 0


@pytest.mark.parametrize("row", range(10))
def test_a_header_is_found_in_any_of_the_first_ten_rows(row: int) -> None:
    sheet = Sheet("List", (*[("Список участников",)] * row, ("№", "ФИО", "Должность"), (1.0, "Мамедов А.", "прокурор")))
    header = find(sheet)
    assert header is not None and (header.row, header.depth) == (row, 1)


def test_no_header_is_looked_for_below_the_tenth_row() -> None:
    assert find(Sheet("List", (*[("Список",)] * 10, ("№", "ФИО", "Должность")))) is None


@pytest.mark.parametrize("rows", [
    [], [[]], [["Товар", "Цена"]], [["Мамедов Ахмед", "прокурор", "01.02.1975"]], [["Должность", "Звание"]], [["ФИО" + "x" * 200, "Должность"]],
])
def test_a_sheet_without_a_header_has_none(rows: list[list[object]]) -> None:
    assert meant(*rows) == []


def test_a_list_of_names_alone_has_a_header_of_one_column() -> None:
    assert meant(["ФИО"], ["Мамедов Ахмед"]) == ["full_name"]


def test_a_name_is_header_enough_beside_columns_that_nobody_knows() -> None:
    assert meant(["Фамилия", "Размер обуви"]) == ["full_name", "ignored"]


def test_a_role_in_a_line_makes_no_header_of_it() -> None:
    assert meant(["Мамедов Ахмед", "Участник"]) == []


def test_dates_of_sessions_do_not_hide_a_header() -> None:
    from datetime import date

    assert meant(["№", "ФИО", "Должность", date(2011, 10, 3), date(2011, 10, 4)])[:3] == ["number", "full_name", "position"]


def test_a_header_in_two_rows_is_read_as_one() -> None:
    rows = [["№", "Ф.И.О.", None, None, "Контакты", None], [None, "Фамилия", "Имя", "Отчество", "телефон", "эл. почта"]]
    assert meant(*rows) == ["number", "surname", "given_name", "patronymic", "phone", "email"]


def test_parts_of_a_wider_header_mean_something_with_it() -> None:
    header = header_at(Sheet("List", (("ФИО", "Паспорт", None), (None, "серия", "номер"), ("Мамедов", "А", 1.0))), 0)
    assert header.texts == ("ФИО", "Паспорт серия", "Паспорт номер")


def test_people_below_a_header_are_no_part_of_it() -> None:
    header = header_at(Sheet("List", (("Фамилия", "Имя", "Место работы"), ("Мамедов", "Ахмед", "Министерство юстиции"))), 0)
    assert header.depth == 1


def test_a_heading_below_a_header_is_no_part_of_it() -> None:
    assert header_at(Sheet("List", (("№", "ФИО", "Орган"), ("Министерство юстиции",))), 0).depth == 1


def test_numbers_of_columns_are_a_part_of_the_header() -> None:
    assert header_at(Sheet("List", (("№", "ФИО", "Орган"), (1.0, 2.0, 3.0), (1.0, "Мамедов", "МВД"))), 0).depth == 2


@pytest.mark.parametrize(("header", "targets"), [
    (["Surname", "Name"], ["surname", "given_name"]),
    (["Фамилия", "Должность"], ["full_name", "position"]),
    (["Имя", "Должность"], ["full_name", "position"]),
    (["Name as in passport", "Post"], ["full_name", "position"]),
    (["ФИО", "Full name"], ["full_name", "latin_name"]),
    (["Фамилия", "Имя", "Surname", "First name"], ["surname", "given_name", "latin_name", "latin_name"]),
])
def test_a_header_is_understood_by_its_neighbours(header: list[object], targets: list[str]) -> None:
    assert meant(header) == targets


def test_a_fingerprint_stays_the_same_for_the_same_header_typed_otherwise() -> None:
    assert fingerprint(["Ф.И.О.", "Отчёт "]) == fingerprint(["фио", "ОТЧЕТ"])


def test_a_fingerprint_differs_for_another_order() -> None:
    assert fingerprint(["ФИО", "Пол"]) != fingerprint(["Пол", "ФИО"])


def test_a_header_of_no_words_has_no_fingerprint() -> None:
    assert fingerprint(["", "№"]) == ""


@given(st.text(max_size=150))
def test_any_text_has_a_meaning(text: str) -> None:
    assert 0 <= meaning(text).sure <= 1
