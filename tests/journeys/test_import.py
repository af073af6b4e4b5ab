"""A list comes in from an event's page, is looked at and decided, and its people stand on the event; a workbook goes and comes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.workbooks.files import xlsx
from tests.workbooks.samples import sheets_of

# Other people in each language: nobody is new twice.
NEW = {"en": ("Nurmyradowa Ogultäç", "Nurmyradow Serdar"), "ru": ("Çaryýewa Ogulbeg", "Çaryýew Merdan")}
AGENCY = "Polisiýa bölümi, Murgap"
WORDS = {"en": "was imported already", "ru": "внесён в реестр раньше"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_list_from_the_page_of_an_event_to_its_people(enter: Callable[..., Any], tmp_path: Path, language: str) -> None:
    woman, man = NEW[language]
    with enter("manager", language) as page:
        event = _open_event(page)
        path = tmp_path / "list.xlsx"
        rows = [("№", "ФИО", "Дата рождения", "Организация", "Категория"), (1, woman, "01.05.1980", AGENCY, "мирабы"),
                (2, man, "02.05.1981", AGENCY, None), (3, "Одно", None, AGENCY, None), (4, man, None, AGENCY, None)]  # fmt: skip
        path.write_bytes(xlsx(rows))
        _upload(page, event, path)
        with page.expect_download() as download:
            page.locator("a[href$='/errors.xlsx']").click()
        errors = tmp_path / "errors.xlsx"
        download.value.save_as(errors)
        assert "B4" in str(sheets_of(errors.read_bytes())[0].rows)
        _name_the_word(page)
        _decide(page, "unreadable", "out")
        _decide(page, "maybe", "row-1")
        _confirm(page)
        page.goto(f"/events/{event}")
        text = page.locator("main").inner_text()
        assert woman in text and text.count(man) == 1
        _upload(page, event, path)
        assert WORDS[language] in page.locator("main").inner_text()


def test_a_workbook_goes_away_and_comes_back_with_what_was_changed(enter: Callable[..., Any], tmp_path: Path) -> None:
    with enter("manager") as page:
        event = _open_event(page)
        with page.expect_download() as download:
            _take_away(page, event)
        taken = tmp_path / "taken.xlsx"
        download.value.save_as(taken)
        changed = tmp_path / "changed.xlsx"
        sheets = {one.name: [list(row) for row in one.rows] for one in sheets_of(taken.read_bytes())}
        heads = [str(cell) for cell in sheets["Participants"][0]]
        line = sheets["Participants"][1]
        line.extend([None] * (len(heads) - len(line)))
        line[heads.index("Position")] = "Head of the mobile group"
        changed.write_bytes(xlsx(**sheets))
        _upload(page, event, changed)
        _confirm(page)
        assert "Enrolments changed" in page.locator("main").inner_text()
        with page.expect_download() as download:
            _take_away(page, event)
        download.value.save_as(taken)
        assert "Head of the mobile group" in str(sheets_of(taken.read_bytes()))


def _take_away(page: Page, event: str) -> None:
    page.goto(f"/events/{event}/workbook")
    page.locator("#recipient").fill("The office in Mary")
    page.locator("#purpose").fill("Marks on the road")
    page.locator(".form-actions button").click()


def _open_event(page: Page) -> str:
    """Open an event that is not closed and has people; return its number."""
    for state in ("to_finalise", "under_way", "confirmed", "planned"):
        page.goto(f"/events?state={state}")
        for link in [one.get_attribute("href") for one in page.locator("tbody th a").all()]:
            page.goto(link or "")
            if page.locator("main a[href*='/enrolments/'], main a[href*='/enrolment/']").count():
                return page.url.rsplit("/", 1)[1]
    return str(pytest.fail("No event that is open has people"))


def _upload(page: Page, event: str, path: Path) -> None:
    """Upload from the event's page, and wait for the process beside the service."""
    page.goto(f"/events/{event}")
    page.goto(page.locator(f"a[href$='/imports/new?event={event}']").first.get_attribute("href") or "")
    page.locator("#file").set_input_files(path)
    page.locator(".form-actions button").click()
    page.wait_for_url(re.compile(r"/imports/\d+"))
    page.locator(".import-rows, .message-warning").first.wait_for(timeout=60_000)


def _name_the_word(page: Page) -> None:
    page.locator("#words select").first.select_option(index=2)
    page.locator("#words .form-actions button").click()
    page.locator(".import-rows").wait_for(timeout=60_000)


def _decide(page: Page, show: str, choice: str) -> None:
    page.goto(re.sub(r"[?#].*", "", page.url) + f"?show={show}")
    for field in page.locator(f".import-rows input[value='{choice}'], .import-rows select:has(option[value='{choice}'])").all():
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(choice)
        else:
            field.check()
    page.locator("#rows .form-actions button").first.click()
    page.locator(".message-success").first.wait_for()


def _confirm(page: Page) -> None:
    page.locator("form[action$='/confirm'] button").click()
    page.locator("dialog#confirm button[value=yes]").click()
    page.locator("dl.facts").wait_for(timeout=60_000)
