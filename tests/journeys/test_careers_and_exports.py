"""A career read beside its events, and a list taken away: without names at a click, with names once it is said for whom."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE

WORDS: dict[str, dict[str, Any]] = {
    "en": {"export": "Export", "plain": "CSV file, without names", "names": "With names…", "download": "Download",
           "surname": "Surname", "sex": "Sex", "earlier": "earlier event", "attended": "Attended"},
    "ru": {"export": "Выгрузить", "plain": "Файл CSV, без имён", "names": "С именами…", "download": "Скачать",
           "surname": "Фамилия", "sex": "Пол", "earlier": "более ранн", "attended": "Посещено"},
}  # fmt: skip


def saved(page: Page, click: Callable[[], Any], folder: Path) -> list[list[str]]:
    """Click what downloads a text file and return its rows."""
    with page.expect_download() as started:
        click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    lines = path.read_text("utf-8-sig").splitlines()
    return list(csv.reader(lines, delimiter=";" if page.locator('html[lang="ru"]').count() else ","))


@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("ru", PHONE)], ids=["en-desk", "ru-phone"])
def test_a_career_stands_beside_its_events(enter: Callable[..., Any], language: str, size: Any) -> None:
    said = WORDS[language]
    with enter("manager", language, size) as page:
        page.goto("/people?text=Gurbanow+Oraz")
        page.locator("tbody th a").first.click()
        chapter = page.locator(".chapter").first
        post, events = chapter.locator(".chapter-post").bounding_box(), chapter.locator(".chapter-events").bounding_box()
        assert post and events
        beside = events["x"] >= post["x"] + post["width"] - 1
        assert beside if size == DESK else events["y"] >= post["y"] + post["height"] - 1
        assert said["attended"] in chapter.inner_text() and chapter.locator(".strip .chip-present").count() > 3
        shown = page.locator(".attended > li:visible").count()
        page.get_by_text(said["earlier"]).click()
        assert page.locator(".attended > li:visible").count() > shown == 8
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("ru", PHONE)], ids=["en-desk", "ru-phone"])
def test_a_filtered_list_is_taken_away_without_names_and_with_them(
    enter: Callable[..., Any], tmp_path: Path, language: str, size: Any
) -> None:
    said = WORDS[language]
    with enter("manager", language, size) as page:
        page.goto("/people?sex=female")
        menu = page.locator("details.more summary", has_text=said["export"])
        menu.click()
        box = page.locator("details.more[open] .more-body").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
        plain = saved(page, page.get_by_role("link", name=said["plain"]).click, tmp_path)
        assert said["surname"] not in plain[0] and said["sex"] in plain[0]
        page.get_by_role("link", name=said["names"]).click()
        page.locator("#recipient").fill(f"Office in Mary, {language}")
        page.locator("#purpose").fill("Invitations")
        page.locator("#ending").select_option("csv")
        named = saved(page, page.get_by_role("button", name=said["download"]).click, tmp_path)
        assert said["surname"] in named[0] and len(named) == len(plain) > 1
        page.goto("/disclosures")
        assert f"Office in Mary, {language}" in page.locator("tbody tr").first.inner_text()
