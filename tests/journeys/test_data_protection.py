"""A person's request, answered in the browser: everything held is taken, they are erased; and what goes tonight is read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.journeys.conftest import PHONE

WORDS = {
    "en": {"title": "Everything held about you", "gone": "Erased (", "refused": "Type the surname exactly", "erased": "The person is erased.",
           "kept": "How long data are kept", "months": "12 months", "victim": "Is this about a victim of trafficking?"},
    "ru": {"title": "Все сведения о вас", "gone": "Удалено (", "refused": "Введите фамилию точно", "erased": "Сведения удалены.",
           "kept": "Сроки хранения данных", "months": "12 месяцев", "victim": "Речь идёт о жертве торговли людьми?"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_person_is_given_everything_and_then_erased(enter: Callable[..., Any], tmp_path: Path, language: str) -> None:
    words = WORDS[language]
    with enter("admin", language) as page:
        page.goto("/people")
        link = page.locator("main table tbody th a").nth(0 if language == "en" else 5)
        name, address = link.inner_text().strip(), str(link.get_attribute("href"))
        link.click()
        page.locator(f'a[href="{address}/protection"]').click()
        for kind in ("pdf", "json"):
            with page.expect_download() as started:
                page.locator(f'button[value="{kind}"]').click()
            started.value.save_as(tmp_path / f"held.{kind}")
        printed = "\n".join(one.extract_text() for one in PdfReader(tmp_path / "held.pdf").pages)
        held = json.loads((tmp_path / "held.json").read_text())
        assert words["title"] in printed and name in printed
        assert held["person"]["surname"] == name.split()[0]

        page.locator(f'a[href="{address}/erase"]').click()
        page.locator("#surname").fill("Nobody")
        page.locator("#reason").fill("Letter 15")
        page.locator("main form .btn-danger").click()
        assert words["refused"] in page.locator(".problems").inner_text()
        page.locator("#surname").fill(name.split()[0])
        page.locator("main form .btn-danger").click()
        page.wait_for_url(f"**{address}")
        assert words["gone"] in page.locator("h1").inner_text() and words["erased"] in page.locator("body").inner_text()
        assert name not in page.content()
        page.goto(f"/audit{address.replace('people', 'person')}")
        assert name not in page.content()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_how_long_data_are_kept_is_set_and_what_goes_tonight_is_read(enter: Callable[..., Any], language: str) -> None:
    words = WORDS[language]
    with enter("admin", language, PHONE) as page:
        page.goto("/retention")
        assert page.locator("h1").inner_text() == words["kept"]
        page.locator('a[href="/retention/disclosures"]').first.click()
        page.locator("#months").fill("12")
        page.locator("main form .btn-primary").click()
        page.wait_for_url("**/retention")
        assert words["months"] in page.locator("main table").inner_text()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_text_about_a_victim_is_asked_about_and_saved_when_pressed_again(enter: Callable[..., Any], language: str) -> None:
    words = WORDS[language]
    with enter("manager", language, PHONE) as page:
        page.goto("/people")
        page.locator("main table tbody th a").nth(9).click()
        address = page.url
        page.goto(f"{address}/edit")
        page.locator("#note").fill("Потерпевшая Иванова")
        save = page.locator("main form[data-guard] .form-actions button").first
        save.click()
        warning = page.locator(".message-warning[role=alert]")
        assert words["victim"] in warning.inner_text() and "Потерпевшая Иванова" in warning.inner_text()
        assert page.locator("#note").input_value() == "Потерпевшая Иванова"
        page.locator("main form[data-guard] .form-actions button").first.click()
        page.wait_for_url(address)
        assert "Потерпевшая Иванова" in page.locator("main").inner_text()
