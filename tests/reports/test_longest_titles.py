"""Files of a report whose title, project and figures have the longest names that are allowed: made, whole, and cut only where they must be."""

import io
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from flask import Flask
from pypdf import PdfReader

from lms import clock
from lms.audit.services import act
from lms.extensions import db
from lms.projects.measures import Basis, Rule
from lms.reports import making, reporting
from lms.reports.document import Document
from lms.reports.iati import Publisher
from lms.reports.making import KINDS, Press
from lms.reports.models import Report
from lms.reports.public import public_edition
from lms.reports.word import report_docx
from tests import factories
from tests.reports import documents, sealing
from tests.reports.holding import held, officer
from tests.reports.test_report_sheets import made as workbook

LONGEST = 300
PRESS = Press(Publisher("ZZ-TEST", "40"))
WORDS = {"en": ("Counter-trafficking & “safe” returns ", "W"), "ru": ("Противодействие торговле людьми & «возвращение» ", "Щ")}


def named(language: str, sort: int) -> str:
    """Return a name of the greatest length, of words or of one word that has no end."""
    return (WORDS[language][sort] * LONGEST)[: LONGEST - 1].rstrip() + "!"


def document(sort: int) -> Document:
    content = documents.content()
    names = {language: named(language, sort) for language in WORDS}
    content["report"]["title"] = names
    content["scope"]["project"]["name"] = content["scope"]["office"]["name"] = content["scope"]["project"]["donors"][0]["name"] = names
    content["scope"]["region"], content["labels"]["region"]["TM-B"]["name"] = "TM-B", names
    for figure in content["figures"]:
        figure["name"] = names
    return Document(content)


def file(told: Document, kind: str, language: str, public: bool) -> bytes:
    shown = public_edition(told) if public else told
    return making.file(kind, language, shown, sealing.seal(told), PRESS, public=public).body


@pytest.mark.parametrize("sort", [0, 1])
@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_every_kind_is_made_of_the_longest_names(kind: str, language: str, public: bool, sort: int) -> None:
    assert file(document(sort), kind, language, public)


def properties(body: bytes) -> Any:
    return docx.Document(io.BytesIO(body)).core_properties


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_properties_of_a_text_are_cut_and_its_title_is_whole(language: str) -> None:
    body = file(document(0), "docx", language, False)
    told, title = properties(body), named(language, 0)
    assert [len(told.title), len(told.subject)] == [255, 255] and told.title.endswith("…") and title.startswith(told.title[:-1])
    assert title in [paragraph.text for paragraph in docx.Document(io.BytesIO(body)).paragraphs]


def test_nothing_in_the_properties_of_a_text_is_escaped() -> None:
    content = documents.content()
    content["report"]["title"]["en"] = "Safe & <sound>"
    told = Document(content)
    assert properties(report_docx(told, "en", sealing.seal(told))).title == "Safe & <sound>"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_properties_of_a_workbook_and_its_headers_are_cut_and_its_title_is_whole(language: str) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(document(0), language))) as book:
        core = ElementTree.fromstring(book.read("docProps/core.xml"))
        pages = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        texts = book.read("xl/sharedStrings.xml").decode()
    titles = {one.tag.rpartition("}")[2]: one.text or "" for one in core}
    assert [len(titles["title"]), len(titles["subject"])] == [255, 255]
    assert ElementTree.fromstring(texts) is not None and named(language, 0).replace("&", "&amp;") in texts
    for page in pages:
        header = ElementTree.fromstring(page).findtext(".//{*}oddHeader") or ""
        assert 0 < len(header) <= 255


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_printed_report_keeps_its_whole_title_for_the_readers_list_of_files(language: str) -> None:
    told = PdfReader(io.BytesIO(file(document(0), "pdf", language, False))).metadata
    assert told is not None and told.title is not None and told.title.startswith(named(language, 0))


@pytest.fixture
def report(app: Flask) -> Report:
    names = {f"title_{language}": named(language, 0) for language in WORDS}
    project = factories.project()
    with act("test.setup", by=None, at=factories.AT):
        project.title_en, project.title_ru = names["title_en"], names["title_ru"]
        db.session.flush()
    factories.indicator(project, Rule(Basis.PERSONS), code="1.1", name_en=named("en", 0), name_ru=named("ru", 0))
    held(project, ends_on=date(2011, 11, 7), minutes=(90,), who={officer(): "P" for _n in range(6)})
    made = reporting.prepare(project=project, first=date(2011, 10, 1), last=date(2011, 12, 31), **names, by=None, at=clock.now())
    db.session.commit()
    return made


def test_a_report_with_the_longest_names_is_sealed_with_all_files_whose_names_are_short(report: Report) -> None:
    making.freeze(report, press=PRESS, by=None, at=clock.now())
    db.session.commit()
    assert len(report.files) == 22 and all(len(one.name) < 60 and one.name.isascii() for one in report.files)
