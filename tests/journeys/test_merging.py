"""Two records of one human being, in both languages: found in the list, compared, merged with a conflict, undone."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

PROJECT = "TM-INL-NOW"
# A person entered twice, in two scripts, and a namesake who is somebody else.
TWICE = {"en": (("Дурдыев", "Мердан"), ("Durdyýew", "Merdan")), "ru": (("Караджаев", "Сапар"), ("Garajaýew", "Sapar"))}
BORN = {"en": "1975-03-04", "ru": "1976-05-06"}
WORDS = {
    "en": {"cause": "one enrolment instead of two", "apart": "are two people", "undone": "The merge was undone: they are two people again."},
    "ru": {"cause": "вместо двух зачислений останется одно", "apart": "разные люди", "undone": "это снова два человека"},
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_from_the_list_of_duplicates_to_the_undone_merge(enter: Callable[..., Any], language: str) -> None:
    words, (native, latin) = WORDS[language], TWICE[language]
    with enter("manager", language) as page:
        one, other = _register(page, *native, BORN[language]), _register(page, *latin, BORN[language])
        namesake = _register(page, *native, "")
        event = _held(page, [" ".join(native), " ".join(latin)])
        before = _trained(page)

        page.goto("/people")
        page.locator("details.more:has(a[href='/people/doubles']) summary").click()
        page.locator("a[href='/people/doubles']").click()
        page.locator("form[action='/people/doubles/find'] button").click()
        page.wait_for_selector(".message-success")
        _not_the_same(page, one, namesake, words)

        page.goto(f"/people/{one}")
        page.locator(f"a[href='/people/{one}/merge/{other}']").click()
        page.wait_for_url(f"**/merge/{other}")
        assert _scrolls_down_only(page)
        page.locator("button[name=preview]").click()
        page.wait_for_selector(".problems .icon")  # the mark is asked: nothing was chosen
        page.locator("fieldset.compare[id^=session-] input[value=gone]").first.check()
        page.locator("button[name=preview]").click()
        told = page.locator("#changes").inner_text()
        assert words["cause"] in told and f"{before} → {before - 1}" in told
        page.locator("button[name=confirm]").click()
        page.wait_for_url("**/people/merges/*")
        merge = page.url
        assert _trained(page) == before - 1
        page.goto(f"/people/{other}")
        page.wait_for_url(f"**/people/{one}")
        page.goto(f"/events/{event}/people")
        assert page.locator("tbody tr").count() == 1

        page.goto(merge)
        page.locator("form[action$='/undo'] button").click()
        page.locator("dialog#confirm button[value=yes]").click()
        page.locator("main").get_by_text(words["undone"]).wait_for()
        assert _trained(page) == before
        page.goto(f"/events/{event}/people")
        assert page.locator("tbody tr").count() == 2


def _register(page: Page, surname: str, given_name: str, born: str) -> str:
    page.goto("/people/new")
    page.locator("#surname").fill(surname)
    page.locator("#given_name").fill(given_name)
    page.locator("#birth_date").fill(born)
    page.locator("#category_id").select_option(index=1)
    page.locator("#office").select_option(index=page.locator("#office option").count() - 1)
    page.locator(".form-actions .btn-primary").click()
    page.wait_for_load_state()
    if page.locator("input[name=seen]").count():
        page.locator("input[name=seen]").check()
        page.locator(".form-actions .btn-primary").click()
    page.wait_for_url(re.compile(r"/people/\d+$"))
    return page.url.rsplit("/", 1)[1]


def _held(page: Page, people: list[str]) -> str:
    """Hold an event today with both records on it, one present and the other late, and finalise it."""
    page.goto("/events/new")
    page.locator("#title_en").fill("A day for doubles")
    page.locator("#title_ru").fill("День дубликатов")
    for field in ("starts_on", "ends_on"):
        page.locator(f"#{field}").fill(date.today().isoformat())
    page.locator("#country").select_option("TM")
    page.locator("#office").select_option(index=page.locator("#office option").count() - 1)
    page.locator("#project").select_option(page.locator("#project option", has_text=PROJECT).get_attribute("value"))
    page.locator("main form.stacked button, main .form-actions button").last.click()
    page.wait_for_url(re.compile(r"/events/\d+$"))
    event = page.url.rsplit("/", 1)[1]
    page.goto(f"/events/{event}/sessions/fill")
    page.locator("#number").fill("1")
    page.locator(".form-actions button").click()
    page.wait_for_url(f"**/events/{event}")
    for name in people:
        page.goto(f"/events/{event}/enrol?text={name}")
        page.locator("label", has_text=name).locator("input[name=person]:enabled").first.check()
        page.locator(".form-actions button").click()
        page.wait_for_selector(".message-success")
    page.goto(f"/events/{event}")
    page.locator(f"a[href*='/events/{event}/sessions/'][href$='/attendance']").first.click()
    page.locator("[data-row]", has_text=people[0]).locator(".mark-present").click()
    page.locator("[data-row]", has_text=people[1]).locator(".mark-late").click()
    page.locator(".save-bar button").click()
    page.wait_for_selector(".message-success")
    page.goto(f"/events/{event}/finalise")
    page.locator("main form.one-button button").click()
    page.locator("dialog#confirm button[value=yes]").click()
    page.wait_for_url(f"**/events/{event}")
    return event


def _trained(page: Page) -> int:
    """Read the persons trained of the project from the figures page."""
    page.goto("/projects?text=" + PROJECT)
    page.locator("tbody a", has_text=PROJECT).first.click()
    page.locator("a[href^='/figures?']").first.click()
    page.wait_for_url("**/figures?**")
    return int(page.locator("a.stat[href*='figure=persons'] .stat-value").first.inner_text().replace("\xa0", ""))


def _not_the_same(page: Page, one: str, namesake: str, words: dict[str, str]) -> None:
    """Tell a pair apart in the list; it is offered no more."""
    told = f"form[action='/people/{one}/apart/{namesake}']"
    page.locator(f"{told} button").click()
    page.wait_for_selector(".message-success")
    assert words["apart"] in page.locator(".message-success").inner_text()
    assert page.locator(told).count() == 0
    page.goto(f"/people/{one}")
    assert page.locator(told).count() == 0


def _scrolls_down_only(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
