"""A trainer photographs the signed sheets with a phone, attaches them from the page of the event, and takes one back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import paper
from tests.journeys.conftest import PHONE

WORDS = {
    "en": ("Attached", "Not attached", "is neither a PDF nor a picture"),
    "ru": ("Приложен", "Не приложен", "не PDF и не изображение"),
}
SHADES = {"en": (10, 20), "ru": (30, 40)}  # no event has the same file twice


def photo(shade: int, name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": paper.picture(size=(1200, 1600), shade=shade)}


def open_event(page: Page) -> str:
    """Open the event of today that the trainer teaches; return its address."""
    page.goto("/events?state=under_way")
    page.locator("tbody th a").first.click()
    page.locator("#sheets").wait_for()
    return page.url


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_trainer_attaches_photographs_of_the_sheets_and_takes_one_back(enter: Callable[..., Any], language: str) -> None:
    attached, missing, refused = WORDS[language]
    with enter("trainer", language, PHONE) as page:
        event = open_event(page)
        before = page.locator("#sheets .tag", has_text=missing).count()
        page.locator("#sheets a[href$='/sheets']").last.click()
        chooser = page.locator("#files")
        assert chooser.get_attribute("accept") == "image/*,application/pdf" and chooser.get_attribute("multiple") is not None
        _attach(page, {"name": "Лист.html", "mimeType": "text/html", "buffer": paper.HTML})
        assert refused in page.locator("#files-error").inner_text()
        first, second = SHADES[language]
        _attach(page, photo(first, "IMG_0001.JPG"), photo(second, "IMG_0002.JPG"))
        page.locator(".message-success").first.wait_for()
        names = page.locator(".evidence-file form[action$='/file'] button").all_inner_texts()
        assert names[:2] == ["IMG_0002.JPG", "IMG_0001.JPG"]
        page.goto(event)
        assert page.locator("#sheets .tag", has_text=attached).count() >= 1
        assert page.locator("#sheets .tag", has_text=missing).count() < before
        _look(page)
        _take_back(page)


def _attach(page: Page, *files: dict[str, Any]) -> None:
    """Choose files and the first session that has no sheet yet."""
    page.locator("#files").set_input_files(list(files))
    number = page.locator(".evidence-session").evaluate_all("rows => rows.findIndex(row => !row.querySelector('.tag-success'))")
    sessions = page.locator("#covers option").evaluate_all("all => all.map(one => one.value).filter(value => /^\\d+$/.test(value))")
    page.locator("#covers").select_option(sessions[number])
    page.locator("main .form-actions button").first.click()
    page.wait_for_load_state()


def _look(page: Page) -> None:
    page.locator("#sheets a[href$='/sheets']").first.click()
    with page.expect_navigation() as shown:
        page.locator(".evidence-file form[action$='/file'] button").first.click()
    assert shown.value.headers["content-type"] == "image/jpeg" and page.locator("img").count() == 1
    page.go_back()


def _take_back(page: Page) -> None:
    page.locator("a[href$='/withdraw']").first.click()
    page.locator("#reason").fill("Another sheet / другой лист")
    page.locator("main .form-actions button").click()
    page.locator(".message-success").first.wait_for()
    assert page.locator(".evidence-file").first.locator(".tag-danger").count() == 1
    assert "Another sheet / другой лист" in page.locator(".evidence-file").first.inner_text()
