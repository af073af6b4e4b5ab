"""Every page, as the roles see it: axe finds nothing, nothing overflows a phone, nothing fails."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE

AXE = Axe()
# Every rule runs; what passes is not written down node by node, which takes most of the time of a long page.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
# Pages about one object, with objects of the demonstration data.
FILLED = {"event_id": "1", "course_id": "1", "project_id": "2", "person_id": "1", "organisation_id": "1", "kind": "event",
          "key": "1", "account_id": "3", "cycle_id": "1", "line_id": "1", "enrolment_id": "1", "session_id": "1",
          "indicator_id": "1", "code": "A" * 26, "certificate_id": "1", "material_id": "1", "post_id": "1",
          "cohort_id": "1", "stage_id": "1", "edition_id": "1", "identifier_id": "1", "consent_id": "1", "spelling_id": "1",
          "other_id": "2", "merge_id": "1", "sheet_id": "1", "act_id": "1", "data_class": "contacts", "batch_id": "1",
          "report_id": "1", "place": "1", "bulletin_id": "1", "article_id": "1"}  # fmt: skip
SPECIAL = {"/reference/<any(office,donor):kind>/<int:key>": ("/reference/office/1", "/reference/donor/0")}
NO_PAGES = (".pdf", ".zip", ".xlsx", ".csv", ".json", "/healthz", "/places/regions", "/api/", "/static", ".<any", "/files/",
            "/materials/events", "/organisations/options", "/organisations/place", "/people/latin")


def pages(app: Flask) -> list[str]:
    """Return the address of every page that a GET answers, filled with objects of the demonstration."""
    found: list[str] = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or any(part in rule.rule for part in NO_PAGES):
            continue
        if rule.rule in SPECIAL:
            found += SPECIAL[rule.rule]
            continue
        address = rule.rule
        for name in rule.arguments:
            converter = next(part for part in address.split("<")[1:] if part.split(">")[0].endswith(name)).split(">")[0]
            address = address.replace(f"<{converter}>", FILLED[name])
        found.append(address)
    return sorted(found)


def wrong_with(page: Page, address: str) -> list[str]:
    """Open a page; return what axe finds, what sticks out, and what failed in the browser."""
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda line: failed.append(line.text) if line.type == "error" and not re.search("40[34]", line.text) else None)
    answer = page.goto(address)
    if answer is None or answer.status >= 500:
        return [f"{address}: answered {answer and answer.status}"]
    violations = AXE.run(page, options=ONLY_VIOLATIONS).response["violations"]
    failed += [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        failed.append("sticks out")
    return [f"{address}: {what}" for what in failed]


@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("ru", PHONE)], ids=["en-desk", "ru-phone"])
def test_every_page_is_accessible_and_fits(base_app: Flask, enter: Callable[..., Any], language: str, size: Any) -> None:
    wrong: list[str] = []
    with enter("admin", language, size) as page:
        for address in pages(base_app):
            tab = page.context.new_page()
            wrong += wrong_with(tab, address)
            tab.close()
    assert wrong == []


@pytest.mark.parametrize("name", ["manager", "trainer", "reports", "donor", None])
def test_the_first_pages_of_each_role_are_accessible(enter: Callable[..., Any], name: str | None) -> None:
    wrong: list[str] = []
    for language, size in (("ru", DESK), ("en", PHONE)):
        with enter(name, language, size) as page:
            for address in ("/", "/events", "/figures", "/figures/charts?first=&last=", "/accounts", "/no-such-page") if name else ("/sign-in", "/verify/x"):
                wrong += wrong_with(page, address)
    assert wrong == []
