"""An old report is entered on one page, asked about where it overlaps, and found again in the series; and who serves today."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE


@pytest.mark.parametrize(("language", "size", "day"), [("en", DESK, 1), ("ru", PHONE, 2)], ids=["en-desk", "ru-phone"])
def test_from_the_report_to_the_series(enter: Callable[..., Any], language: str, size: Any, day: int) -> None:
    with enter("manager", language, size) as page:
        before = _year(page)
        page.goto("/projects/1/old-report")
        for field, value in (("title_en", f"Trainings told in {language}"), ("source", "Annual report 2008"), ("source_page", "7"),
                             ("starts_on", f"2008-06-0{day}"), ("ends_on", "2008-06-30"), ("lines-0-female", "4")):  # fmt: skip
            page.locator(f"#{field}").fill(value)
        page.locator("#lines-0-category").select_option(index=1)
        page.locator("button[name=more]").click()
        page.locator("#lines-11-male").fill("6")
        _send(page)
        assert page.locator(".problems").is_visible() and page.locator("#lines-11-male").input_value() == "6"
        page.locator("#apart").check()
        _send(page)
        page.wait_for_url(re.compile(r"/events/\d+$"))
        assert "Annual report 2008" in page.locator("main").inner_text()
        assert _year(page) == before + 10


def _send(page: Page) -> None:
    page.locator("form[data-guard] .form-actions button").click()
    page.wait_for_load_state()


def _year(page: Page) -> int:
    """Return what is reconstructed of 2008, as the series of the project says."""
    page.goto("/figures/years?project=1")
    row = page.locator("tbody tr", has_text=re.compile(r"^\s*2008")).first
    return int(row.locator("td").nth(4).inner_text())


def test_a_number_of_the_living_capacity_opens_to_its_people(enter: Callable[..., Any]) -> None:
    with enter("reports", "ru") as page:
        page.goto("/figures/capacity?as_of=2012-12-31&project=2")
        link = page.locator("tbody a").first
        number = link.inner_text()
        link.click()
        page.wait_for_url(re.compile("/figures/capacity/rows"))
        assert page.locator("h1").inner_text().endswith(f": {number}")
