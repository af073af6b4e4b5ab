"""How pages stand: long lists are short on a phone, numbers are under their headings, acts are on one line."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import PHONE

SCREEN, MOST_SCREENS = PHONE["height"], 9
LONG = (
    "/figures?first=&last=", "/figures/overlap?first=&last=", "/figures/quality?first=&last=", *(f"/figures/rows?figure={name}" for name in ("persons", "attendances", "events", "materials")),
    "/events", "/materials", "/certificates", "/tot/pool/1", "/tot/1/cascade", "/courses", "/people",
)  # fmt: skip
# A cell that is a grid of label and value holds one value: a second one would land under the label.
DOUBLED = """() => [...document.querySelectorAll(".table-cards:not(.table-brief) td[data-label]")].filter(cell =>
  [...cell.childNodes].filter(one => one.nodeType === 1 || one.textContent.trim()).length > 1 &&
  getComputedStyle(cell).display === "grid").map(cell => cell.innerText)"""


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_page_of_a_long_list_is_a_few_screens_of_a_phone(enter: Callable[..., Any], language: str) -> None:
    with enter("reports", language, PHONE) as page:
        for address in LONG:
            page.goto(address)
            height = page.evaluate("document.documentElement.scrollHeight")
            assert height <= MOST_SCREENS * SCREEN, f"{address}: {height}"
            assert page.evaluate(DOUBLED) == [], address


def test_headings_of_a_figure_stand_once_above_its_numbers_and_in_line_with_them(enter: Callable[..., Any]) -> None:
    with enter("reports", "ru", PHONE) as page:
        page.goto("/figures?first=&last=")
        table = page.locator("#by-sex table, #by-category table").first
        heads, cells = table.locator("thead th.num:not(.below)"), table.locator("tbody tr").first.locator("td.num:not(.below)")
        for number in range(heads.count()):
            head, cell = heads.nth(number).bounding_box(), cells.nth(number).bounding_box()
            assert head and cell and abs(head["x"] + head["width"] - cell["x"] - cell["width"]) < 1


def test_acts_on_an_indicator_stand_on_one_line_in_the_longer_language(enter: Callable[..., Any]) -> None:
    with enter("manager", "ru") as page:
        page.goto("/projects")
        page.get_by_role("link", name="TM-INL-NOW").click()
        acts = page.locator("tbody tr").first.locator("td.row-acts .btn")
        acts.first.wait_for()
        middles = [box["y"] + box["height"] / 2 for act in acts.all() if (box := act.bounding_box())]
        assert len(middles) == 2 and max(middles) - min(middles) < 1
