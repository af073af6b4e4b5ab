"""A quarter's report, in both languages: begun, read, sealed, its files fetched, compared after a correction, restated."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE

TITLE = {"en": "Quarter in a journey", "ru": "Квартал в проверке"}
PERIOD = date.today() - timedelta(days=100), date.today()
SIZE = {"en": DESK, "ru": PHONE}
WORDS = {
    "en": {"sealed": "The report is sealed", "nothing": "Nothing differs", "version": "Version 2 is begun"},
    "ru": {"sealed": "Отчёт заверен", "nothing": "Расхождений нет", "version": "Начата версия 2"},
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_from_the_draft_to_the_version_that_restates_it(enter: Callable[..., Any], language: str) -> None:
    words = WORDS[language]
    with enter("reports", language, SIZE[language]) as page:
        report = _begun(page)
        persons = _persons(page)
        page.locator("#seal input[name=read]").check()
        page.locator("#seal button[type=submit]").click()
        page.locator("main").get_by_text(words["sealed"]).wait_for()
        digest = page.locator("code.hash").first.inner_text()
        assert re.fullmatch(r"[0-9a-f]{64}", digest)
        _json_has_the_digest(page, digest)

        page.goto(f"{report}/compare")
        page.locator("main").get_by_text(words["nothing"]).wait_for()

        event = _finalised_event(page)
        with enter("manager", language) as manager:
            _reopened(manager, event)
        page.goto(f"{report}/compare")
        assert page.locator("tbody tr").count() > 0
        assert "manager@demo.example" in page.locator("main").inner_text()
        page.goto(report)
        assert _persons(page) == persons and page.locator("code.hash").first.inner_text() == digest

        page.locator("details.more summary").click()
        page.locator("form[action$='/restate'] button").click()
        page.locator("dialog#confirm button").last.click()
        page.locator("main").get_by_text(words["version"]).wait_for()
        with enter("manager", language) as manager:
            _finalised_again(manager, event)


def _begun(page: Page) -> str:
    page.goto("/reports/new")
    first, last = (day.isoformat() for day in PERIOD)
    for name, value in (("title_en", TITLE["en"]), ("title_ru", TITLE["ru"]), ("first", first), ("last", last)):
        page.locator(f"[name={name}]").fill(value)
    page.evaluate(
        "() => { const s = document.querySelector('select[name=project]'); s.value = [...s.options].find(o => o.text.startsWith('TM-INL-NOW')).value }"
    )
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/reports/\d+$"))
    return page.url


def _persons(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("section#figure-1 .told-value strong").inner_text()))


def _json_has_the_digest(page: Page, digest: str) -> None:
    with page.expect_download() as loaded:
        page.locator(".file-list a", has_text=".json").click()
    body = loaded.value.path().read_bytes()
    document = body[len(b'{"document":') : body.rindex(b',"seal":')]
    assert hashlib.sha256(document).hexdigest() == digest == json.loads(body)["seal"]["sha256"]


def _finalised_event(page: Page) -> str:
    """Return the address of an event whose people the report counted."""
    page.locator("a[href*='/figures/1']").first.click() if page.locator("a[href*='/figures/1']").count() else page.goto(
        page.url.replace("/compare", "/figures/1")
    )
    page.wait_for_url("**/figures/1")
    address = page.locator("td a[href^='/events/']").first.get_attribute("href")
    assert address
    return address


def _reopened(page: Page, event: str) -> None:
    page.goto(f"{event}/reopen")
    page.locator("main form [name=reason]").fill("A sheet was wrong")
    page.locator("main form button.btn-primary, main form button.btn-danger").first.click()
    page.wait_for_url(f"**{event}*")


def _finalised_again(page: Page, event: str) -> None:
    page.goto(f"{event}/finalise")
    page.locator("main form.one-button button.btn-primary").click()
    page.locator("dialog#confirm button").last.click()
    page.locator("main a[href$='/reopen']").wait_for(state="attached")


def test_files_that_are_too_large_together_get_a_sentence_and_no_broken_connection(enter: Callable[..., Any]) -> None:
    with enter("reports", "en", DESK) as page:
        report = _begun(page)
        large = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"0" * 30_000_000}
        page.locator("#attachments input[type=file]").set_input_files(large)
        page.locator("#attachments button[type=submit]").click()
        page.get_by_text("larger than 10 MB together").wait_for()
        assert page.url.startswith(report)
