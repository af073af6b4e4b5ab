"""A full name in one cell is told apart into surname, given name and patronymic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workbooks.name_reading import FullName, cased, is_several, split


@pytest.mark.parametrize(("text", "parts"), [
    ("Мамедов Ахмед Оразович", ("Мамедов", "Ахмед", "Оразович")),
    ("  Мамедов   Ахмед\nОразович ", ("Мамедов", "Ахмед", "Оразович")),
    ("Ахмед Оразович Мамедов", ("Мамедов", "Ахмед", "Оразович")),
    ("Ахмед Мамедов Оразович", ("Мамедов", "Ахмед", "Оразович")),
    ("Абрамович Роман Аркадьевич", ("Абрамович", "Роман", "Аркадьевич")),
    ("Роман Аркадьевич Абрамович", ("Абрамович", "Роман", "Аркадьевич")),
    ("Рабинович Олег", ("Рабинович", "Олег", "")),
    ("Ахмед Мамедов", ("Мамедов", "Ахмед", "")),
    ("Марина Иванова", ("Иванова", "Марина", "")),
    ("Иванова Марина", ("Иванова", "Марина", "")),
    ("Александр Пушкин", ("Пушкин", "Александр", "")),
    ("Ли Ольга", ("Ли", "Ольга", "")),
    ("Ольга Ли", ("Ли", "Ольга", "")),
    ("Ю Анна Сергеевна", ("Ю", "Анна", "Сергеевна")),
    ("Mammedow, Ahmet", ("Mammedow", "Ahmet", "")),
    ("Ahmet, Mammedow Orazowiç", ("Ahmet", "Mammedow", "Orazowiç")),
    ("Ahmet Ali Mammedow", ("Mammedow", "Ahmet Ali", "")),
    ("Nurmuhammedow Ahmet Orazowiç", ("Nurmuhammedow", "Ahmet", "Orazowiç")),
    ("Baýramow Ýazguly Berdiowiç", ("Baýramow", "Ýazguly", "Berdiowiç")),
    ("Сапаров Аманкулы Оразович", ("Сапаров", "Аманкулы", "Оразович")),
    ("Бяшим Аннагулы", ("Бяшим", "Аннагулы", "")),
    ("Серик Нурлан Болат улы", ("Серик", "Нурлан", "Болат улы")),
    ("Нұрлан Болатұлы", ("Болатұлы", "Нұрлан", "")),
    ("Асан уулу Бакыт", ("Асан уулу", "Бакыт", "")),
    ("Бакыт Асан уулу", ("Асан уулу", "Бакыт", "")),
    ("Раҳмонзода Аҳмад", ("Раҳмонзода", "Аҳмад", "")),
    ("Аҳмад Раҳмонзода", ("Раҳмонзода", "Аҳмад", "")),
    ("Karimov Oybek Anvar o‘g‘li", ("Karimov", "Oybek", "Anvar o‘g‘li")),
    ("Иванова - Петрова Анна", ("Иванова-Петрова", "Анна", "")),
    ("Иванова (Петрова) Анна Олеговна", ("Иванова (Петрова)", "Анна", "Олеговна")),
])
def test_the_parts_are_told_by_their_endings_and_else_by_their_order(text: str, parts: tuple[str, str, str]) -> None:
    assert split(text) == FullName(*parts)


@pytest.mark.parametrize(("text", "parts"), [
    ("МАМЕДОВ А.О.", ("Мамедов", "А.", "О.")),
    ("Мамедов А. О.", ("Мамедов", "А.", "О.")),
    ("Мамедов А", ("Мамедов", "А.", "")),
    ("А.О. Мамедов", ("Мамедов", "А.", "О.")),
    ("Дж. Мамедов", ("Мамедов", "Дж.", "")),
    ("Мамедов А. Оразович", ("Мамедов", "А.", "Оразович")),
    ("Smith John P.", ("Smith", "John", "P.")),
])
def test_initials_stay_initials(text: str, parts: tuple[str, str, str]) -> None:
    assert split(text) == FullName(*parts)


@pytest.mark.parametrize(("text", "rest"), [
    ("Мамедов Ахмед (заместитель прокурора)", "заместитель прокурора"), ("Мамедов Ахмед, прокурор", "прокурор"),
    ("Мамедов, Ахмед, прокурор", "прокурор"), ("Мамедов Ахмед (Ashgabat", "Ashgabat"),
    ("Мамедов Ахмед – прокурор", "прокурор"), ("Мамедов Ахмед прокурор отдела, майор", "прокурор отдела, майор"),
])
def test_what_stands_behind_a_name_is_kept_apart(text: str, rest: str) -> None:
    assert split(text) == FullName("Мамедов", "Ахмед", "", rest)


@pytest.mark.parametrize("text", ["1. Мамедов Ахмед", "12) Мамедов Ахмед", "3 Мамедов Ахмед", "г-н Мамедов Ахмед", "Mr. Мамедов Ахмед"])
def test_numbers_and_forms_of_address_are_no_part_of_a_name(text: str) -> None:
    assert split(text) == FullName("Мамедов", "Ахмед")


@pytest.mark.parametrize("text", ["", "Мамедов", "А. О.", "( )", "27", "Мамедов 27", "Ахмед Оразович", "- -", "а б в г д е ж з и", "Али оглы"])
def test_one_word_and_what_is_no_name_give_no_parts(text: str) -> None:
    assert split(text) is None


@pytest.mark.parametrize("text", [
    "Иванов И.И., Петров П.П.", "Бердыев Азат, Бердыев Атамурад", "Иванов Иван Иванович; Петров Пётр", "И.И. Иванов и П.П. Петров",
    "Иванов Иван\nПетров Пётр", "Иванов Иван / Петрова Анна", "1. Иванов И.И. 2. Петров П.П.", "г-н Иванов И.И., г-жа Петрова А.А.",
    "Mammedow Ahmet and Orazow Batyr", "Иванов Иван, следователь, Петров Пётр, прокурор", "ИВАНОВ ИВАН, ПЕТРОВ ПЁТР", "иванов иван, петров пётр",
    "Асан уулу Бакыт, Анвар кызы Нигора",
])
def test_a_cell_may_name_several_people(text: str) -> None:
    assert is_several(text)


@pytest.mark.parametrize("text", [
    "Иванов, Иван Петрович", "Иванова, Ева Петровна", "Иванов Иван, следователь", "Иванов Иван, Старший Следователь", "Мамедов Ахмед, Ahmet Mammedow",
    "Мамедов\nАхмед\nОразович", "Иванов Иван, отдел Петрова А.А.", "Иванов И.И., МВД", "Иванов Иван (Петров Пётр)", "Иванова - Петрова Анна",
    "Тренеры: Иванов И.И., Петров П.П.", "Иванов Иван, Нижний Новгород", "Иванов Иван, Майор", "Мамедов, Ахмед, прокурор", "Иванов Иван / Ivan Ivanov", "",
    "Иванов Иван, начальник отдела кадров", "ИВАНОВ ИВАН, НАЧАЛЬНИК ОТДЕЛА КАДРОВ", "Mammedow Ahmet, Head of Section", "Иванов Иван, аналитик рынков",
    "Назарова Гульнара, преподаватель основ права",
])
def test_one_name_however_it_is_written_is_one(text: str) -> None:
    assert not is_several(text)


@pytest.mark.parametrize(("typed", "usual"), [
    ("МАМЕДОВ", "Мамедов"), ("мамедов", "Мамедов"), ("Мамедов", "Мамедов"), ("ИВАНОВА-ПЕТРОВА", "Иванова-Петрова"), ("МакДональд", "МакДональд"),
    ("МАМЕД ОГЛЫ", "Мамед оглы"), ("Али Кызы", "Али кызы"), ("O'G'LI", "O'g'li"), ("ANVAR O'G'LI", "Anvar o'g'li"), ("ALİYEV", "Aliyev"),
    ("А.", "А."), ("ю", "Ю"), ("Маmедов", "Маmедов"), ("Maмедoв", "Мамедов"),
])
def test_capitals_become_the_usual_letters(typed: str, usual: str) -> None:
    assert cased(typed) == usual


@given(st.text(max_size=60))
def test_any_text_is_a_name_with_both_needed_parts_or_none(text: str) -> None:
    name = split(text)
    assert name is None or (name.surname and name.given_name)
