"""The sign-in sheet on paper: everybody on it once a day, every letter printed, never too long for its cell."""

import io
from datetime import date, time

import pytest
from pypdf import PdfReader

from lms.courses.pdf import SPARE_ROWS, Sheet, SheetRow, SheetSession, sign_in_sheet

LETTERS = (
    "Әбдірахманов Қайрат Нұрғалиұлы", "Үсөнбаев Чыңгыз", "Ғафуров Ҷамшед Ӯрунбоевич", "Ҳакимӣ Сӯҳроб",
    "Ýazgulyýewa Ogulnabat Çaryýewna", "Toʻxtayev Shuhrat Gʻulom oʻgʻli", "Əliyev Rəşad", "Ёлкина Алёна",
)  # fmt: skip


def block(day: int, n: int) -> SheetSession:
    return SheetSession(date(2011, 11, day), time(8 + n, 0), time(8 + n, 45), f"Session {n + 1}")


def sheet(rows: tuple[SheetRow, ...] = (), sessions: tuple[SheetSession, ...] = (), **more: str) -> list[str]:
    given = {"language": "en", "code": "TM-2011-014", "title": "Evidence", "place": "Mary"} | more
    body = sign_in_sheet(Sheet(
        **given, starts_on=date(2011, 11, 28), ends_on=date(2011, 11, 29), organisers=("Mission",), donors=("INL",),
        sessions=sessions, rows=rows,
    ))  # fmt: skip
    return [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]


def people(number: int) -> tuple[SheetRow, ...]:
    return tuple(SheetRow(f"Person {n:03d}", "Agency", "Officer") for n in range(1, number + 1))


@pytest.mark.parametrize("number", [0, 5, 9, 10, 40, 200])
def test_everybody_is_on_it_once_and_there_is_room_for_more(number: int) -> None:
    pages = sheet(people(number), (block(28, 0),))
    text = "\n".join(pages)
    assert all(text.count(f"Person {n:03d}") == 1 for n in range(1, number + 1))
    assert f"\n{number + SPARE_ROWS}\n" in f"\n{text}\n"
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_every_day_has_its_own_sheets() -> None:
    pages = sheet(people(3), (block(28, 0), block(28, 1), block(29, 0)))
    assert ["28 November 2011" in pages[0], "29 November 2011" in pages[1], len(pages)] == [True, True, 2]
    assert "08:00–08:45" in pages[0] and "09:00–09:45" in pages[0] and "09:00–09:45" not in pages[1]


def test_twelve_sessions_a_day_go_on_a_second_sheet() -> None:
    pages = sheet(people(3), tuple(block(28, n) for n in range(12)))
    assert len(pages) == 2 and "13:00–13:45" in pages[0] and "14:00–14:45" in pages[1]
    assert all("Person 001" in page for page in pages)


def test_an_event_without_sessions_has_one_column_for_all_its_days() -> None:
    pages = sheet(people(2))
    assert len(pages) == 1 and "Signature" in pages[0] and "28–29 November 2011" in pages[0]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_letter_of_our_alphabets_is_printed(language: str) -> None:
    text = "".join(sheet(tuple(SheetRow(name, name, name) for name in LETTERS), (block(28, 0),), language=language))
    plain = "".join(text.split())
    assert "\x00" not in text
    assert all("".join(name.split()) in plain for name in LETTERS)


@pytest.mark.parametrize("text", ["<b>Bold</b>", "<img src='file:///etc/passwd'/>", "&amp; <font", "%s %(name)s {n}"])
def test_markup_in_a_name_is_printed_as_it_stands(text: str) -> None:
    assert "".join(text.split()) in "".join(sheet((SheetRow(text, "", ""),), (block(28, 0),), title=text)[0].split())


def test_a_text_too_long_for_its_cell_is_cut_with_an_ellipsis() -> None:
    long = "Департамент " * 60
    assert "…" in sheet((SheetRow("N", long, long),), (block(28, 0),), title=long)[0]


def test_the_same_sheet_is_the_same_bytes() -> None:
    values = Sheet("ru", "C", "T", date(2011, 1, 1), date(2011, 1, 1), "", (), (), (block(28, 0),), people(3))
    assert sign_in_sheet(values) == sign_in_sheet(values)
