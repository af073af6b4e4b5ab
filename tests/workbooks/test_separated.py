"""Text with separators is read in the encodings and with the separators that offices have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workbooks.cells import Sheet
from lms.workbooks.reading import read
from lms.workbooks.unreadable import Unreadable

LIST = [("Фамилия", "Имя", "Место работы"), ("Мамедов", "Ахмед", "Прокуратура, отдел 5"), ("Ёлкин", "Пётр", 'ООО "Мир"; филиал')]
ENCODED = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with its mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16, little end first": lambda text: text.encode("utf-16-le").join([b"\xff\xfe", b""]),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be").join([b"\xfe\xff", b""]),
    "Windows-1251": lambda text: text.encode("cp1251"),
}


def quoted(separator: str, end: str = "\r\n") -> str:
    lines = (separator.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in LIST)
    return end.join(lines) + end


def rows(text: str | bytes) -> tuple[tuple[object, ...], ...]:
    return read(text if isinstance(text, bytes) else text.encode())[0].rows


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ENCODED)
def test_a_list_is_the_same_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    assert rows(ENCODED[encoding](quoted(separator))) == tuple(LIST)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_list_is_the_same_with_every_end_of_line(end: str) -> None:
    assert rows(quoted(";", end)) == tuple(LIST)


def test_commas_in_cells_do_not_outweigh_semicolons_between_them() -> None:
    assert rows("ФИО;Адрес\nМамедов А.;Ашхабад, ул. 5, д. 3\nОразов Б.;Мары, ул. 1, д. 2\n")[1] == ("Мамедов А.", "Ашхабад, ул. 5, д. 3")


def test_a_title_above_the_list_does_not_hide_the_separator() -> None:
    assert rows("Список участников, семинар\n\nФИО;Пол\nМамедов;м\nОразов;м\n")[2:] == (("ФИО", "Пол"), ("Мамедов", "м"), ("Оразов", "м"))


@pytest.mark.parametrize("said", ["sep=|\n", "sep=|\r\n", '"sep=|"\n', "SEP=|\r"])
def test_a_file_that_names_its_separator_is_obeyed(said: str) -> None:
    assert rows(said + "a,b|c") == (("a,b", "c"),)


def test_a_file_of_one_column_has_one_column() -> None:
    assert rows("ФИО\nМамедов Ахмед\n") == (("ФИО",), ("Мамедов Ахмед",))


def test_a_cell_may_hold_several_lines() -> None:
    assert rows('a;"b\r\nc"\nd;e') == (("a", "b\nc"), ("d", "e"))


def test_empty_lines_inside_are_kept_and_at_the_end_left_out() -> None:
    assert rows("a,b\n\n,,\nc,d,,\n,,\n\n") == (("a", "b"), (), (), ("c", "d"))


def test_what_keeps_a_cell_from_being_a_formula_is_taken_off() -> None:
    assert rows("'+99365123456;=\"007\";'s") == (("+99365123456", "007", "'s"),)


def test_text_that_begins_as_archives_do_is_text() -> None:
    assert rows("PK;Имя\n1;Ахмед") == (("PK", "Имя"), ("1", "Ахмед"))


def test_sixty_thousand_rows_of_text_are_read() -> None:
    assert len(rows(b"a\n" * 60_000)) == 60_000


def test_a_number_stays_the_text_it_is() -> None:
    assert rows("007,1.50") == (("007", "1.50"),)


def test_a_mark_of_the_end_of_a_file_is_no_cell() -> None:
    assert rows("a,b\r\n\x1a") == (("a", "b"),)


def test_a_sheet_is_named_after_its_file() -> None:
    assert read(b"a", name="C:\\Lists\\Список  1.csv") == [Sheet("Список 1", (("a",),))]


@pytest.mark.parametrize(("data", "why"), [
    (b"a,b\0c", "other"),
    ("Мамедов,\0".encode("utf-16"), "damaged"),
    (b"\xef\xbb\xbfa,\xff\xfe", "damaged"),
    (b"\xff\xfea", "damaged"),
    (b"a,\x98", "other"),
    (b"a,b\n" + b'"' + b"x" * 200_000, "damaged"),
    (b"a\n" * 60_001, "rows"),
    (b"," * 200 + b"x", "columns"),
    (b"x" * 2001, "text"),
    (b'"x\n' + b"y\n" * 2000 + b'"', "text"),
], ids=["NUL", "NUL in UTF-16", "half UTF-8", "half UTF-16", "a byte of no letter", "a quote without end",
        "rows", "columns", "text", "text in lines"])  # fmt: skip
def test_text_that_is_no_list_is_refused_with_its_reason(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.reason == why


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_ends_in_a_sheet_or_in_the_refusal(text: str) -> None:
    try:
        assert len(read(text.encode())) == 1
    except Unreadable as refusal:
        assert refusal.reason in {"empty", "other", "damaged"}


@given(st.lists(st.lists(st.text("абв ,;\t\"'\n=+", max_size=6), min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_reading_never_raises_whatever_is_in_the_cells(lines: list[list[str]], separator: str) -> None:
    text = "\r\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    assert len(read(b"x" + text.encode())) == 1
