"""Participant lists as offices have them: each file, and the people that must be read from it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.participants.models import Affiliation, Category, Organisation
from lms.workbooks.cells import Sheet
from lms.workbooks.columns import Column
from lms.workbooks.lines import Line
from lms.workbooks.lists import ListRow, recognise, rows
from lms.workbooks.reading import read
from tests.workbooks.files import drawn, xls, xlsx

AHMED = {"surname": "Мамедов", "given_name": "Ахмед", "patronymic": "Оразович"}
AYNA = {"surname": "Оразова", "given_name": "Айна"}
CELL = st.one_of(st.none(), st.booleans(), st.floats(), st.dates(), st.datetimes(), st.times(), st.text(max_size=30), st.sampled_from([
    "Ф.И.О.", "Фамилия", "Имя", "№", "Телефон", "Мамедов А.О.", "Итого: 2", "____", "Министерство юстиции", "a@b.org", "01.02.1975", "м", "Тренеры",
]))  # fmt: skip


def lines(sheets: list[Sheet]) -> list[ListRow]:
    """Return the lines of every sheet that seems to be a list, read as it was recognised."""
    seen = recognise(sheets)
    return [line for one in seen if one.is_list for line in rows(sheets[one.index], one.mapping, one.header_row)]


def people(data: bytes) -> list[dict[str, Any]]:
    read_lines = lines(read(data))
    assert [problem for line in read_lines for problem in line.problems] == []
    return [line.values for line in read_lines if line.is_person]


def of(*table: list[Any]) -> list[ListRow]:
    return lines([Sheet("List", tuple(tuple(row) for row in table))])


def csv(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def merged_title() -> bytes:
    def draw(book: Any) -> None:
        page = book.add_worksheet()
        page.merge_range(0, 0, 1, 3, "Список участников семинара «Торговля людьми»")
        page.merge_range(2, 0, 2, 3, "г. Мары, 3-7 октября 2011 г.")
        for row, line in enumerate([["№", "Ф.И.О.", "Должность", "Подпись"], [1, "Мамедов Ахмед Оразович", "прокурор"]], 6):
            page.write_row(row, 0, line)

    return drawn(draw)


def merged_agencies() -> bytes:
    def draw(book: Any) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Ведомство", "Ф.И.О."])
        page.merge_range(1, 0, 2, 0, "МВД")
        page.write_column(1, 1, ["Мамедов Ахмед Оразович", "Оразова Айна"])

    return drawn(draw)


def formulas() -> bytes:
    def draw(book: Any) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Ф.И.О.", "Год рождения"])
        page.write_formula(1, 0, '=B9&" "&C9', None, "Оразова Айна")
        page.write_formula(1, 1, "=YEAR(D9)", None, 1980)

    return drawn(draw)


def hidden_sheet() -> bytes:
    def draw(book: Any) -> None:
        book.add_worksheet("Заметки").write(0, 0, "см. второй лист")
        page = book.add_worksheet("Список")
        page.write_column(0, 0, ["Ф.И.О.", "Оразова Айна"])
        page.hide()

    return drawn(draw)


POST = AHMED | {"position": "прокурор"}
READ: dict[str, tuple[Callable[[], bytes], list[dict[str, Any]]]] = {
    "a title merged over the list, the header in row 7": (merged_title, [POST]),
    "an agency merged beside its people": (merged_agencies, [AHMED | {"organisation": "МВД"}, AYNA | {"organisation": "МВД"}]),
    "values of formulas": (formulas, [AYNA | {"birth_year": 1980}]),
    "a hidden sheet": (hidden_sheet, [AYNA]),
    "names in three columns": (lambda: xlsx([["Имя", "Отчество", "Фамилия"], ["Ахмед", "Оразович", "Мамедов"]]), [AHMED]),
    "a patronymic beside the given name": (lambda: xlsx([["Фамилия", "Имя"], ["Мамедов", "Ахмед Оразович"]]), [AHMED]),
    "a whole name under «Фамилия»": (lambda: xlsx([["Фамилия", "Имя"], ["Мамедов Ахмед Оразович", None]]), [AHMED]),
    "capitals and spaces": (lambda: xlsx([[" ФИО  "], ["  МАМЕДОВ  АХМЕД ОРАЗОВИЧ "]]), [AHMED]),
    "English headers": (
        lambda: xlsx([["No.", "Surname", "Name", "Gender", "Date of birth"], [1, "Mammedow", "Ahmet", "M", date(1975, 2, 1)]]),
        [{"surname": "Mammedow", "given_name": "Ahmet", "sex": "m", "birth_date": date(1975, 2, 1)}],
    ),
    "headers in two languages": (lambda: xlsx([["ФИО / Full name", "Пол / Sex"], ["Оразова Айна", "ж"]]), [AYNA | {"sex": "f"}]),
    "a second header row in English": (lambda: xlsx([["Ф.И.О.", "Пол"], ["Full name", "Sex"], ["Оразова Айна", "ж"]]), [AYNA | {"sex": "f"}]),
    "Turkmen headers": (
        lambda: xlsx([["T/b", "Familiýasy, ady", "Wezipesi", "Iş ýeri"], [1, "Orazowa Aýna", "sudýa", "Mary şäher kazyýeti"]]),
        [{"surname": "Orazowa", "given_name": "Aýna", "position": "sudýa", "organisation": "Mary şäher kazyýeti"}],
    ),
    "Uzbek headers": (
        lambda: xlsx([["T/r", "F.I.Sh.", "Lavozimi", "JSHSHIR"], [1, "Karimov Oybek Anvar oʻgʻli", "tergovchi", 31234567890123.0]]),
        [{"surname": "Karimov", "given_name": "Oybek", "patronymic": "Anvar oʻgʻli", "position": "tergovchi", "national_id": "31234567890123"}],
    ),
    "Kazakh headers": (
        lambda: xlsx([["Р/с", "Аты-жөні", "Лауазымы", "ЖСН"], [1, "Серік Нұрлан Болатұлы", "тергеуші", "750201300123"]]),
        [{"surname": "Серік", "given_name": "Нұрлан", "patronymic": "Болатұлы", "position": "тергеуші", "national_id": "750201300123"}],
    ),
    "the Latin name in brackets": (lambda: xlsx([["ФИО"], ["Оразова Айна (Orazova Ayna)"]]), [AYNA | {"latin_name": "Orazova Ayna"}]),
    "the Latin name in two columns": (
        lambda: xlsx([["Фамилия", "Имя", "Surname", "Given name"], ["Оразова", "Айна", "ORAZOVA", "AYNA"]]), [AYNA | {"latin_name": "ORAZOVA AYNA"}],
    ),
    "a post behind the name": (lambda: xlsx([["ФИО, должность"], ["Мамедов Ахмед Оразович, прокурор"]]), [POST]),
    "the agency and the post in one column": (
        lambda: xlsx([["ФИО", "Место работы, должность"], ["Оразова Айна", "ГУ МВД, ст. следователь"], ["Мамедов Ахмед Оразович", "прокурор, Генпрокуратура"]]),
        [AYNA | {"organisation": "ГУ МВД", "position": "ст. следователь"}, POST | {"organisation": "Генпрокуратура"}],
    ),
    "headings of countries": (
        lambda: xlsx([["ФИО", "Пол"], ["Кыргызская Республика"], ["Оразова Айна", "ж"], ["Республика Таджикистан"], ["Оразова Айна", "ж"]]),
        [AYNA | {"sex": "f", "country": "Кыргызская Республика"}, AYNA | {"sex": "f", "country": "Республика Таджикистан"}],
    ),
    "dates as serial numbers": (lambda: xlsx([["ФИО", "Дата рождения"], ["Оразова Айна", 27426]]), [AYNA | {"birth_date": date(1975, 2, 1)}]),
    "dates as text": (lambda: xlsx([["ФИО", "Дата рождения"], ["Оразова Айна", "1 февраля 1975 г."]]), [AYNA | {"birth_date": date(1975, 2, 1)}]),
    "phones as numbers": (lambda: xlsx([["ФИО", "Тел."], ["Оразова Айна", 99365123456]]), [AYNA | {"phone": "+99365123456"}]),
    "phones and addresses in one column": (
        lambda: xlsx([["ФИО", "Контакты (тел., e-mail)"], ["Оразова Айна", "12-34-56, e-mail: Ayna@mail.tm"]]),
        [AYNA | {"phone": "123456", "email": "ayna@mail.tm"}],
    ),
    "two columns of phones": (lambda: xlsx([["ФИО", "Раб. телефон", "Моб."], ["Оразова Айна", None, "12-34-56"]]), [AYNA | {"phone": "123456"}]),
    "headings of agencies": (
        lambda: xlsx([["№", "ФИО"], ["I. Министерство юстиции:"], [1, "Мамедов Ахмед Оразович"], ["Верховный суд"], [2, "Оразова Айна"]]),
        [AHMED | {"organisation": "Министерство юстиции"}, AYNA | {"organisation": "Верховный суд"}],
    ),
    "headings of roles": (
        lambda: xlsx([["№", "ФИО"], ["Министерство юстиции"], [1, "Мамедов Ахмед Оразович"], ["Тренеры"], [1, "Оразова Айна"]]),
        [AHMED | {"organisation": "Министерство юстиции"}, AYNA | {"role": "trainer"}],
    ),
    "lines numbered beforehand": (lambda: xlsx([["№", "ФИО"], [1, "Оразова Айна"], [2], [3]]), [AYNA]),
    "several sheets": (lambda: xlsx(A=[["ФИО"], ["Оразова Айна"]], B=[["Смета", "Сумма"]], C=[["ФИО"], ["Мамедов Ахмед Оразович"]]), [AYNA, AHMED]),
    "no header": (
        lambda: xlsx([[1, "Мамедов Ахмед Оразович", "прокурор", "м"], [2, "Оразова Айна Атаевна", "судья", "ж"]]),
        [POST | {"sex": "m"}, AYNA | {"patronymic": "Атаевна", "position": "судья", "sex": "f"}],
    ),
    "no header, names in three columns": (
        lambda: csv("Мамедов,Ахмед,Оразович,+993 65 123456\nАтаев,Байрам,Оразович,+993 65 123457\n"),
        [AHMED | {"phone": "+99365123456"}, AHMED | {"surname": "Атаев", "given_name": "Байрам", "phone": "+99365123457"}],
    ),
    "no header below a title": (lambda: xlsx([["Список участников"], [None, "Оразова Айна", "судья"]]), [AYNA | {"position": "судья"}]),
    "CSV in Windows-1251": (lambda: csv("№;ФИО;Должность\r\n1;Мамедов Ахмед Оразович;прокурор\r\n", "cp1251"), [POST]),
    "CSV in UTF-16 with tabs": (lambda: csv("ФИО\tДолжность\r\nМамедов Ахмед Оразович\tпрокурор\r\n", "utf-16"), [POST]),
    "an old workbook": (lambda: xls({(0, 0): "Ф.И.О.", (0, 1): "Год рождения", (1, 0): "Оразова Айна", (1, 1): 1980.0}), [AYNA | {"birth_year": 1980}]),
    "ё typed as е in the header": (lambda: xlsx([["Фамилия, имя", "Населенный пункт"], ["Оразова Айна", "Мары"]]), [AYNA | {"city": "Мары"}]),
    "words for nothing": (lambda: xlsx([["ФИО", "Пол", "Тел.", "Дата рождения"], ["Оразова Айна", "-", "нет", "н/д"]]), [AYNA]),
    "nothing but a header": (lambda: xlsx([["№", "ФИО", "Должность"]]), []),
    "no list at all": (lambda: xlsx([["Статья", "Сумма"], ["Аренда", 500]]), []),
    "an empty sheet": (lambda: xlsx([]), []),
}  # fmt: skip


@pytest.mark.parametrize(("made", "found"), READ.values(), ids=READ)
def test_a_list_is_read_as_its_office_means_it(made: Callable[[], bytes], found: list[dict[str, Any]]) -> None:
    assert people(made()) == found


def kinds(*table: list[Any]) -> list[str]:
    return [line.line for line in of(["№", "Ф.И.О.", "Должность", "Орган"], [1.0, "Мамедов Ахмед", "прокурор"], *table)][1:]


@pytest.mark.parametrize(("row", "kind"), [
    ([], Line.EMPTY), ([7.0], Line.EMPTY), ([None, " - ", "нет"], Line.EMPTY), (["№", "Ф.И.О.", "Должность"], Line.HEADER),
    ([None, "Full name", "Position", "Agency"], Line.HEADER), ([1.0, 2.0, 3.0, 4.0], Line.HEADER), (["1", "2", "3", "4"], Line.HEADER),
    (["Министерство юстиции"], Line.HEADING), ([None, "Прокуратура Марыйского велаята"], Line.HEADING), (["Тренеры:"], Line.HEADING),
    (["Марыйский велаят"], Line.HEADING), (["Хельсинкская группа"], Line.HEADING), (["Список участников"], Line.TITLE),
    (["Мары, 3-7 октября 2011"], Line.TITLE), (["Notes: all of them confirmed"], Line.TITLE), (["x " * 200], Line.TITLE), (["Итого:", 25.0], Line.TOTAL), ([None, "Всего участников: 25"], Line.TOTAL), (["Total", None, None, 3.0], Line.TOTAL),
    ([None, "Руководитель проекта ____________", "Иванов И.И."], Line.SIGNATURE), (["Составил:", None, "Иванов И.И."], Line.SIGNATURE),
    ([None, "____________"], Line.SIGNATURE), (["М.П."], Line.SIGNATURE), ([None, "Мамедов Ахмед"], Line.PERSON), ([None, "Мамедов"], Line.PERSON),
    ([1.0, "Мамедов Ахмед", "Начальник отдела", "Министерство юстиции"], Line.PERSON), ([1.0, None, "прокурор"], Line.PERSON),
    ([None, None, None, "Министерство юстиции"], Line.PERSON), ([1.0, 5.0], Line.PERSON),
])
def test_a_line_is_told_from_people_or_kept_as_one(row: list[Any], kind: str) -> None:
    assert kinds(row, [2.0, "Оразова Айна", "судья"])[0] == kind


def test_a_header_of_an_office_s_own_words_is_known_again() -> None:
    header = ["ФИО", "Размер обуви", "Рост"]
    assert [line.line for line in of(header, ["Оразова Айна", 38.0, 170.0], header)] == [Line.PERSON, Line.HEADER]


def test_a_person_whose_post_is_a_word_of_headers_is_no_header() -> None:
    assert [line.line for line in of(["ФИО", "Роль", "Орган"], ["Оразова Айна", "Участник", "Суд"], ["Участник", "x", "y"])] == [Line.PERSON] * 2


def test_every_kind_of_line_has_words_for_it() -> None:
    assert all(line.label for line in Line)


@pytest.mark.parametrize(("row", "cell", "said"), [
    (["Мамедов", "x", "x"], "A12", "“Мамедов” is one word: a surname and a given name are needed."),
    (["Мамедов 27", "x", "x"], "A12", "“Мамедов 27” is not the name of a person."),
    ([27.0, "x", "x"], "A12", "“27” is not the name of a person."),
    ([None, "01.02.1975", "м"], "A12", "There is no name in this line."),
    (["Мамедов Ахмед", "32.13.1980", None], "B12", "There is no such day as “32.13.1980”."),
    (["Мамедов Ахмед", None, "оно"], "C12", "“оно” says neither female nor male."),
    (["#REF!", "x", "x"], "A12", "“#REF!” is an error of the spreadsheet, not a value."),
    (["Мамедов " + "а" * 101, "x", "x"], "A12", "“" + "А" + "а" * 79 + "…” is longer than 100 characters."),
])
def test_what_cannot_be_read_is_told_by_its_cell(row: list[Any], cell: str, said: str) -> None:
    line = of(["ФИО", "Дата рождения", "Пол"], *[[]] * 10, row)[-1]
    assert (line.problems[0].cell, line.problems[0].message % line.problems[0].params) == (cell, said)


@pytest.mark.parametrize(("column", "room"), [
    (Column.ORGANISATION, Organisation.name_ru), (Column.UNIT, Affiliation.unit), (Column.POSITION, Affiliation.position),
    (Column.RANK, Affiliation.rank), (Column.CATEGORY, Category.name_ru),
])
def test_a_text_may_be_as_long_as_the_register_has_room_for(column: Column, room: Any) -> None:
    fits = "x" * room.type.length
    sheet = Sheet("List", (("Оразова Айна", fits), ("Оразова Айна", fits + "x")))
    assert [column in line.values for line in rows(sheet, {0: Column.FULL_NAME, 1: column}, None)] == [True, False]


def test_an_address_among_phones_that_is_none_is_told() -> None:
    line = of(["ФИО", "Контакты"], ["Оразова Айна", "12-34-56, ayna@mail"])[0]
    assert [problem.cell for problem in line.problems] == ["B2"]


@pytest.mark.parametrize(("row", "said"), [(["Мамедов", None], "The given name is missing."), ([None, "Ахмед"], "The surname is missing.")])
def test_half_a_name_is_told(row: list[Any], said: str) -> None:
    assert [problem.message for problem in of(["Фамилия", "Имя"], row)[0].problems] == [said]


@pytest.mark.parametrize("cell", ["Иванов И.И., Петров П.П.", "Бердыев Азат, Бердыев Атамурад", "Иванов Иван Иванович\nПетров Пётр Петрович"])
@pytest.mark.parametrize("head", ["ФИО", "Фамилия"])
@pytest.mark.parametrize("rest", [[], ["прокурор"]])
def test_two_people_in_one_cell_are_a_problem_of_its_row(cell: str, head: str, rest: list[str]) -> None:
    (line,) = of([head, "Должность"], [cell, *rest])
    assert line.is_person
    assert [(problem.cell, problem.message % problem.params) for problem in line.problems] == [
        ("A2", f"There is more than one name in this cell: “{' '.join(cell.split())}”. Give each person a line.")
    ]


def test_a_problem_leaves_the_rest_of_its_line_readable() -> None:
    assert of(["ФИО", "Пол", "Звание"], ["Оразова Айна", "?!", "майор"])[0].values == AYNA | {"rank": "майор"}


def test_a_corrected_mapping_is_obeyed() -> None:
    sheet = Sheet("List", (("A", "B"), ("Оразова Айна", "майор")))
    assert rows(sheet, {0: Column.FULL_NAME, 1: Column.RANK}, 0)[0].values == AYNA | {"rank": "майор"}


def test_a_list_of_latin_names_alone_is_read() -> None:
    sheet = Sheet("List", (("x",), ("Orazova Ayna",)))
    assert rows(sheet, {0: Column.LATIN_NAME}, 0)[0].values == {"surname": "Orazova", "given_name": "Ayna", "latin_name": "Orazova Ayna"}


def test_what_is_recognised_is_shown_with_its_first_rows() -> None:
    seen = recognise([Sheet("A", ()), Sheet("B", (("Список",), ("ФИО", "Пол"), *[("Оразова Айна", "ж")] * 20))])[1]
    assert (seen.index, seen.name, seen.header_row, seen.first_row, len(seen.sample)) == (1, "B", 1, 2, 10)


def test_a_column_without_a_header_is_guessed_by_what_is_in_it_and_not_surely() -> None:
    seen = recognise([Sheet("List", (("ФИО", None), *[("Оразова Айна", "a@b.org")] * 3))])[0]
    assert (seen.columns[1].target, seen.columns[1].sure < 0.5) == (Column.EMAIL, True)


def test_a_column_that_counts_up_is_the_numbers_of_lines() -> None:
    table = [(5.0, 3.0, "Мамедов А.О."), (6.0, 5.0, "Оразов Б.А."), (7.0, 4.0, "Атаева Г.Г.")]
    assert recognise([Sheet("List", tuple(table))])[0].mapping == {0: Column.NUMBER, 2: Column.FULL_NAME}


@pytest.mark.parametrize(("cells", "target"), [
    (["31234567890123", "41234567890124"], Column.NATIONAL_ID), (["750201300123", "801231400124"], Column.NATIONAL_ID),
    (["998901234567", "998901234568"], Column.PHONE), (["АН 1234567", "AB7654321"], Column.PASSPORT), ([27426.0, date(1980, 1, 1)], Column.BIRTH_DATE),
    (["Туркменистан", "Кыргызстан"], Column.COUNTRY), (["майор юстиции", "капитан"], Column.RANK), (["Ахалский велаят", "Ошская область"], Column.REGION),
    (["Генеральная прокуратура", "МВД"], Column.ORGANISATION), (["старший следователь", "Начальник отдела"], Column.POSITION), (["ж", "M"], Column.SEX),
])
def test_a_column_of_a_list_without_a_header_is_known_by_its_cells(cells: list[Any], target: Column) -> None:
    table = tuple(("Мамедов Ахмед Оразович", cell) for cell in cells)
    assert recognise([Sheet("List", table)])[0].mapping == {0: Column.FULL_NAME, 1: target}


def test_a_list_of_surnames_alone_is_a_list_of_names() -> None:
    assert recognise([Sheet("List", (("Мамедов",), ("Оразова",)))])[0].mapping == {0: Column.FULL_NAME}


def test_the_same_header_has_the_same_fingerprint_in_another_file() -> None:
    one, other = recognise([Sheet("A", (("Ф.И.О.", "Пол"),)), Sheet("B", (("Список",), ("ФИО ", "ПОЛ"), ("Оразова Айна", "ж")))])
    assert one.fingerprint == other.fingerprint != ""


@given(st.lists(st.lists(CELL, max_size=6), max_size=14))
def test_any_sheet_is_recognised_and_read_without_an_error(table: list[list[Any]]) -> None:
    assert all(line.problems or line.values or not line.is_person for line in of(*table))


@given(
    st.lists(st.lists(CELL, max_size=4), max_size=8), st.dictionaries(st.integers(-2, 6), st.sampled_from(Column)), st.one_of(st.none(), st.integers(-3, 12))
)
def test_any_mapping_reads_any_sheet_without_an_error(table: list[list[Any]], mapping: dict[int, Column], header: int | None) -> None:
    for line in rows(Sheet("List", tuple(map(tuple, table))), mapping, header):
        assert all(problem.message % problem.params for problem in line.problems)
