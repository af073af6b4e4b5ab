"""The main job, end to end, in both languages: plan, enrol, mark on a phone, finalise, certify, read the figure."""

import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.journeys.conftest import PHONE

PROJECT, TRAINER = "TM-INL-NOW", "Italmazow Eziz"
# Others in each language: a person who completed before is not new to the figure.
PEOPLE = {
    "en": ("Taganowa Enejan", "Myradow Resul", "Saparow Ylham"),
    "ru": ("Italmazow Resul", "Kakabaýew Aman", "Ýazmyradow Rüstem"),
}
WORDS = {
    "en": {"valid": "This certificate is valid.", "kind": "Certificate", "present": "Present 3 of 4"},
    "ru": {"valid": "Сертификат действителен.", "kind": "Сертификат", "present": "Присутствуют 3 из 4"},
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_from_the_plan_to_the_rows_behind_the_figure(enter: Callable[..., Any], tmp_path: Path, language: str) -> None:
    words = WORDS[language]
    with enter("manager", language) as page:
        event = _plan(page, language)
        _enrol(page, event, [TRAINER], "trainer")
        _enrol(page, event, PEOPLE[language], "participant")
        before = _figure(page)
    with enter("trainer", language, PHONE) as page:
        _mark_on_a_phone(page, event, words)
    with enter("manager", language) as page:
        _finalise(page, event)
        printed = _certify(page, event, language, tmp_path)
        after, listed = _figure(page), _rows_behind(page)
    assert len(printed) == 3  # the trainer, and the two who attended enough
    for number, text, address in printed:
        assert words["kind"].upper() in text.upper() and number in text.replace("\n", " ")
        with enter(None, language) as stranger:
            stranger.goto(address)
            assert words["valid"] in stranger.locator("main").inner_text()
            assert number in stranger.locator("main").inner_text()
    assert (after, listed) == (before + 2, after)


def _plan(page: Page, language: str) -> str:
    page.goto("/events/new")
    today = date.today().isoformat()
    page.locator("#title_en").fill(f"Journey in {language}")
    page.locator("#title_ru").fill(f"Проверка на языке {language}")
    for field in ("starts_on", "ends_on"):
        page.locator(f"#{field}").fill(today)
    page.locator("#country").select_option("TM")
    page.locator("#region_code option[value='TM-M']").wait_for(state="attached")
    page.locator("#region_code").select_option("TM-M")
    page.locator("#office").select_option(index=page.locator("#office option").count() - 1)
    page.locator("#project").select_option(page.locator("#project option", has_text=PROJECT).get_attribute("value"))
    page.locator("main form.stacked button, main .form-actions button").last.click()
    page.wait_for_url(re.compile(r"/events/\d+$"))
    event = page.url.rsplit("/", 1)[1]
    page.goto(f"/events/{event}/sessions/fill")
    page.locator("#number").fill("1")
    page.locator(".form-actions button").click()
    page.wait_for_url(f"**/events/{event}")
    return event


def _enrol(page: Page, event: str, names: tuple[str, ...] | list[str], role: str) -> None:
    for name in names:
        page.goto(f"/events/{event}/enrol?text={name}")
        page.locator("#role").select_option(role)
        page.locator("input[name=person]:enabled").first.check()
        page.locator(".form-actions button").click()
        page.wait_for_selector(".message-success")


def _mark_on_a_phone(page: Page, event: str, words: dict[str, str]) -> None:
    page.goto(f"/events/{event}")
    page.locator(f"a[href*='/events/{event}/sessions/'][href$='/attendance']").first.click()
    page.locator("[data-mark-all=present]").tap()
    last = page.locator("[data-row]").last
    last.locator(".mark-absent").tap()
    assert words["present"] in page.locator("[data-count]").inner_text()
    page.locator(".save-bar button").tap()
    page.wait_for_selector(".message-success")
    assert page.locator("[data-row]").last.locator("input[value=absent]").is_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _finalise(page: Page, event: str) -> None:
    page.goto(f"/events/{event}/finalise")
    page.locator("main form.one-button button").click()
    page.locator("dialog#confirm button[value=yes]").click()
    page.wait_for_url(f"**/events/{event}")
    page.wait_for_selector(".message-success")


def _certify(page: Page, event: str, language: str, folder: Path) -> list[tuple[str, str, str]]:
    """Issue to all; return number, text and the address in the QR code of each page of the one PDF."""
    page.goto(f"/events/{event}/certificates")
    page.locator(f"input[name=language][value={language}]").check()
    page.locator(".form-actions button").click()
    page.wait_for_selector(".message-success")
    numbers = [link.inner_text() for link in page.locator("td a[href^='/certificates/']").all() if "-" in link.inner_text()]
    with page.expect_download() as download:
        page.locator(f"a[href$='/events/{event}/certificates.pdf']").click()
    path = folder / "certificates.pdf"
    download.value.save_as(path)
    subprocess.run(["pdftoppm", "-r", "110", "-png", str(path), str(folder / "page")], check=True)
    pages = zip(PdfReader(path).pages, sorted(folder.glob("page*.png")), strict=True)
    printed = []
    for sheet, picture in pages:
        text = sheet.extract_text()
        number = next(one for one in numbers if one in text.replace("\n", " "))
        printed.append((number, text, zxingcpp.read_barcodes(Image.open(picture))[0].text))
    return printed


def _figure(page: Page) -> int:
    """Read the persons trained of the project, of its whole time, from the figures page."""
    page.goto("/projects?text=" + PROJECT)
    page.locator("tbody a", has_text=PROJECT).first.click()
    page.locator("a[href^='/figures?']").first.click()
    page.wait_for_url("**/figures?**")
    return int(page.locator("a.stat[href*='figure=persons'] .stat-value").first.inner_text().replace("\xa0", ""))


def _rows_behind(page: Page) -> int:
    """Open the figure and count its rows through all pages."""
    page.locator("a.stat[href*='figure=persons']").first.click()
    page.wait_for_url("**/figures/rows?**")
    rows = page.locator("tbody tr").count()
    while page.locator("#page-after").count():
        address = page.locator("#page-after").get_attribute("href")
        page.goto(address)
        rows += page.locator("tbody tr").count()
    return rows


def test_a_tick_stays_with_its_person_when_another_is_searched_for(enter: Callable[..., Any]) -> None:
    with enter("manager") as page:
        page.goto("/events?state=planned")
        page.locator("tbody th a").first.click()
        page.locator("a[href$='/enrol']").first.click()
        chosen = page.locator("input[name=person]:enabled").first
        number = chosen.get_attribute("value")
        chosen.check()
        with page.expect_response(re.compile("text=Gurban")):
            page.locator("#text").fill("Gurban")
        page.wait_for_function("() => location.search.includes('Gurban')")
        ticked = page.locator("input[name=person]:checked")
        assert [box.get_attribute("value") for box in ticked.all()] == [number]
