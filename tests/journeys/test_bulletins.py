"""A reporting officer reads the issue of December 2011, adds an article, publishes it, and a donor takes the files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.journeys.conftest import DESK, PHONE

WORDS = {
    "en": ("Counter-trafficking in Central Asia", "In all, 237 officers", "has no text in Russian", "The issue is published."),
    "ru": ("Противодействие торговле людьми", "Обучены 237 сотрудников", "нет текста на русском языке", "Выпуск опубликован."),
}


def write(page: Page, *, russian: str) -> None:
    """Write an article about the first event of the quarter."""
    page.get_by_role("link", name="Add an article").or_(page.get_by_role("link", name="Добавить статью")).first.click()
    page.locator("#heading_en").fill("One more article")
    page.locator("#heading_ru").fill("Ещё одна статья")
    page.locator("#text_en").fill("First paragraph.\n\nSecond paragraph.")
    page.locator("#text_ru").fill(russian)
    page.locator("#events input").first.check()
    page.locator("main .form-actions button").first.click()
    page.locator(".message-success").first.wait_for()


@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("ru", PHONE)], ids=["en-desk", "ru-phone"])
def test_an_issue_is_begun_written_and_thrown_away(enter: Callable[..., Any], language: str, size: Any) -> None:
    _title, _trained, lacks, _published = WORDS[language]
    with enter("reports", language, size) as page:
        page.goto("/bulletins/new")
        page.locator("#year").fill("2011")
        page.locator("#quarter").select_option("4")
        page.locator("main .form-actions button").first.click()
        page.locator(".issue").wait_for()
        write(page, russian="")
        assert lacks in page.locator("#publish").inner_text()
        page.locator(".article-line a").first.click()
        page.locator("#text_ru").fill("Первый абзац.")
        page.locator("main .form-actions button").first.click()
        page.locator("#publish input[type=checkbox]").wait_for()
        write(page, russian="Текст.")
        page.locator(".article-line form[action$='/up'] button").click()
        page.locator(".message-success").first.wait_for()
        assert page.locator(".article-line").count() == 2
        page.locator("details.more summary").click()
        page.locator("form[action$='/discard'] button").click()
        page.locator("dialog[open] .btn").last.click()
        page.wait_for_url("**/bulletins")


def test_the_issue_of_december_2011_is_published_and_a_donor_takes_its_files(enter: Callable[..., Any], tmp_path: Path) -> None:
    with enter("reports", "ru") as page:
        page.goto("/bulletins")
        page.locator("tbody th a").last.click()
        title, trained, _lacks, published = WORDS["ru"]
        assert title in page.locator(".issue-title").inner_text() and trained in page.locator(".issue").inner_text()
        before = page.locator(".issue-articles").inner_text()
        page.locator("#publish input[type=checkbox]").check()
        page.locator("#publish button").click()
        assert published in page.locator(".message-success").first.inner_text()
        assert page.locator(".issue-articles").inner_text() == before and page.locator("#publish").count() == 0
        address = page.url
    for language in ("en", "ru"):
        with enter("donor", language, PHONE) as page:
            page.goto(address)
            _title, trained, _lacks, _published = WORDS[language]
            assert trained in page.locator(".issue").inner_text() and page.locator(".article-acts").count() == 0
            names = page.locator(".file-list a").all_inner_texts()
            assert len(names) == 4
            for name in names:
                if f"-{language}." in name:
                    with page.expect_download() as given:
                        page.get_by_role("link", name=name).click()
                    given.value.save_as(tmp_path / name)
    said = {name.suffix + name.stem[-2:]: name for name in tmp_path.iterdir()}
    pdf = " ".join(page.extract_text() for page in PdfReader(said[".pdfru"]).pages)
    assert "237 сотрудников" in " ".join(pdf.split())
    assert any("237 officers" in one.text for one in Document(str(said[".docxen"])).paragraphs)
