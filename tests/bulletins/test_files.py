"""An issue as PDF and as editable text: in both languages, hostile, long, of one article, and empty."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document as WordDocument
from pypdf import PdfReader

from lms.bulletins.issue import FORMAT, Issue, ToldIssue
from lms.bulletins.pdf import bulletin_pdf
from lms.bulletins.word import bulletin_docx
from tests.reports.sealing import HOSTILE

LANGUAGES = ("en", "ru")


def both(word: str) -> dict[str, str]:
    return {language: f"{word} {language}" for language in LANGUAGES}


def article(word: str = "Heading", *, paragraphs: int = 2, **more: Any) -> dict[str, Any]:
    text = {one: [f"{word} paragraph {number} {one}." for number in range(paragraphs)] for one in LANGUAGES}
    told = {one: [f"{word} told {one}."] for one in LANGUAGES}
    return {"heading": both(word), "text": text, "told": told, "thanks": both(f"{word} thanks"), "events": []} | more


def issue(*articles: dict[str, Any], **more: Any) -> Issue:
    numbers = [{"key": "persons", "name": both("Persons"), "value": 1200}, {"key": "participants", "name": both("People"), "value": None}]
    return Issue({
        "format": FORMAT, "articles": list(articles), "office": both("Office"), "title": both("Title"),
        "bulletin": {"id": 7, "number": 4, "version": 1, "corrects": None, "year": 2011, "quarter": 4, "first": "2011-10-01",
                     "last": "2011-12-31"},
        "introduction": {one: ["Introduction."] for one in LANGUAGES},
        "figures": {"digest": "0" * 64, "numbers": numbers, "words": {one: ["Words."] for one in LANGUAGES}},
        "prepared": {"by": "x", "at": "2012-01-10T09:00:00+00:00"}, "audit": {"seq": 1, "hash": ""},
    } | more)  # fmt: skip


def pdf_text(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(body)).pages)


def word_text(body: bytes) -> str:
    word = WordDocument(BytesIO(body))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in word.paragraphs), *cells]).replace("\u00a0", " ")


MAKERS = ((bulletin_pdf, pdf_text), (bulletin_docx, word_text))


@pytest.mark.parametrize(("make", "text"), MAKERS, ids=["pdf", "docx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_tells_all_of_the_issue_in_its_language_only(make: Any, text: Any, language: str) -> None:
    said = text(make(ToldIssue(issue(article("First"), article("Second")), language, "ab" * 32)))
    for word in ("Title", "First", "Second", "First thanks", "Second paragraph 1", "First told", "Persons"):
        assert f"{word} {language}" in said
    other = "ru" if language == "en" else "en"
    assert f"First {other}" not in said and ("Issue No. 4" in said) == (language == "en") and ("Выпуск № 4" in said) == (language == "ru")
    assert "1,200" in said or "1 200" in said


@pytest.mark.parametrize(("make", "_text"), MAKERS, ids=["pdf", "docx"])
@pytest.mark.parametrize("digest", [None, "ab" * 32])
def test_equal_issues_give_equal_bytes(make: Any, _text: Any, digest: str | None) -> None:
    assert make(ToldIssue(issue(article()), "ru", digest)) == make(ToldIssue(issue(article()), "ru", digest))


@pytest.mark.parametrize(("make", "text"), MAKERS, ids=["pdf", "docx"])
def test_only_a_draft_says_that_it_is_one(make: Any, text: Any) -> None:
    assert "DRAFT" in text(make(ToldIssue(issue(), "en"))) or b"DRAFT" in make(ToldIssue(issue(), "en")) or make is bulletin_docx
    assert "DRAFT" not in text(make(ToldIssue(issue(), "en", "ab" * 32)))


def test_a_draft_of_the_editable_text_says_so_above_every_page() -> None:
    assert "DRAFT" in WordDocument(BytesIO(bulletin_docx(ToldIssue(issue(), "en")))).sections[0].header.paragraphs[0].text


@pytest.mark.parametrize(("make", "text"), MAKERS, ids=["pdf", "docx"])
def test_an_issue_without_articles_says_so(make: Any, text: Any) -> None:
    assert "no article yet" in text(make(ToldIssue(issue(), "en")))


@pytest.mark.parametrize(("make", "text"), MAKERS, ids=["pdf", "docx"])
def test_hostile_words_stay_words(make: Any, text: Any) -> None:
    articles = [article(word, title=both(word)) for word in HOSTILE]
    told = issue(*articles, title={one: HOSTILE[5] for one in LANGUAGES}, office={one: HOSTILE[4] for one in LANGUAGES},
                 introduction={one: HOSTILE for one in LANGUAGES})  # fmt: skip
    said = text(make(ToldIssue(told, "en")))
    for word in ("<b>bold</b>", "{{ 7 * 7 }}", "&amp;", "=1+1"):
        assert word in said


def test_long_articles_run_over_pages_in_two_columns() -> None:
    body = bulletin_pdf(ToldIssue(issue(article("Long", paragraphs=400), article("Short")), "en", "ab" * 32))
    pages = PdfReader(BytesIO(body)).pages
    assert len(pages) > 5 and f"Page {len(pages)} of {len(pages)}" in pages[-1].extract_text()
    assert all(f"Long paragraph {number} en" in pdf_text(body) for number in (0, 200, 399))


def test_a_paragraph_longer_than_a_page_is_told_whole() -> None:
    long = {one: [" ".join(f"word{number}" for number in range(3_000))] for one in LANGUAGES}
    said = pdf_text(bulletin_pdf(ToldIssue(issue(article("Long", text=long)), "en", "ab" * 32)))
    assert all(f"word{number}" in said for number in range(0, 3_000, 500))


def test_a_long_introduction_and_a_long_heading_run_over_pages() -> None:
    many = {one: ["A sentence of the introduction, which goes on. " * 12] * 40 for one in LANGUAGES}
    heading = {one: "A heading that never ends " * 12 for one in LANGUAGES}
    body = bulletin_pdf(ToldIssue(issue(article("Text", heading=heading), introduction=many), "en", "ab" * 32))
    assert len(PdfReader(BytesIO(body)).pages) >= 3 and "Text paragraph 1 en" in pdf_text(body)


def test_a_corrected_issue_says_which_it_corrects() -> None:
    told = issue(article(), bulletin=issue().content["bulletin"] | {"version": 2, "corrects": 1})
    for make, text in MAKERS:
        assert "takes the place of version 1" in text(make(ToldIssue(told, "en", "ab" * 32)))


def test_only_embedded_fonts_of_the_house_are_used() -> None:
    page = PdfReader(BytesIO(bulletin_pdf(ToldIssue(issue(article()), "ru")))).pages[0]
    fonts = {str(one.get_object()["/BaseFont"]) for one in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert fonts and all("IBMPlex" in name for name in fonts) and any("Italic" in name for name in fonts)


def test_the_editable_text_has_styles_of_its_own_and_two_columns() -> None:
    word = WordDocument(BytesIO(bulletin_docx(ToldIssue(issue(article("First")), "en"))))
    looks = {one.text: one.style.name for one in word.paragraphs}
    assert looks["First en"] == "Heading 1" and looks["First thanks en"] == "Acknowledgement" and looks["First told en."] == "Figures told"
    assert word.sections[-1]._sectPr.find("{*}cols").get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}num") == "2"
