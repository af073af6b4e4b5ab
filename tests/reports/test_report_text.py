"""A report as an editable text: filled into our template or an office's own, which can do nothing but tell its fields."""

import io
import zipfile
from typing import Any

import docx
import pytest
from docxtpl import DocxTemplate

from lms.errors import Refused
from lms.reports.document import Document
from lms.reports.outline import Outline
from lms.reports.seals import Seal
from lms.reports.tables import report_xlsx
from lms.reports.word import fields, report_docx
from lms.reports.word_template import shipped
from tests.reports import documents, sealing

LETTER = [("Officers were trained.", ["Each counted once."]), ("So were judges.", ["One.", "Two."])]


def made(document: Document, language: str = "en", seal: Seal | None = None, **more: Any) -> bytes:
    return report_docx(document, language, seal or sealing.seal(document), **more)


def lines(body: bytes) -> list[str]:
    """Return the text of every paragraph and row, in order."""
    word = docx.Document(io.BytesIO(body))
    found = []
    for block in word.iter_inner_content():
        if isinstance(block, docx.table.Table):
            found += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            found.append(block.text)
    return found


def text(body: bytes) -> str:
    return "\n".join(lines(body)).replace("\u00a0", " ")


def template(*paragraphs: str) -> bytes:
    word, sink = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    word.save(sink)
    return sink.getvalue()


def with_part(body: bytes, name: str, change: Any) -> bytes:
    """Return a file with one part changed or added."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(sink, "w") as target:
        for known in source.namelist():
            target.writestr(known, change(source.read(known)) if known == name else source.read(known))
        if name not in source.namelist():
            target.writestr(name, change(b""))
    return sink.getvalue()


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["Final report", "Project | Counter-trafficking in Turkmenistan (TM-INL-2009)", "State | Sealed report", "Law enforcement | 237 | 93",
            "Judges | 17 | 7", "Total | 254 | ", "Ahal | Prosecution, police and other law enforcement (not split) | 0 | 76 | 0 | 76",
            "The project reached its targets.", "Second paragraph.", "of which named 254 · from headcounts 6"]),
    ("ru", ["Итоговый отчёт", "Проект | Противодействие торговле людьми в Туркменистане (TM-INL-2009)", "Состояние | Заверенный отчёт",
            "Правоохранительные органы | 237 | 93", "Судьи | 17 | 7", "Итого | 254 | ", "в том числе: поимённо 254 · без списка 6"]),
])  # fmt: skip
def test_a_text_tells_the_report_in_its_language(language: str, words: list[str]) -> None:
    told = text(made(documents.document(), language))
    assert [word for word in words if word not in told] == []


def test_no_field_and_no_tag_of_our_template_is_left_in_the_text() -> None:
    told = text(made(documents.document(), sentences=LETTER))
    assert "{" not in told and "%}" not in told


def test_the_letter_stands_before_the_figures_with_its_footnotes() -> None:
    told = lines(made(documents.document(), sentences=LETTER))
    at = told.index("Officers were trained. [1]")
    assert told[at + 1 : at + 5] == ["So were judges. [2] [3]", "[1] Each counted once.", "[2] One.", "[3] Two."]


def test_head_and_foot_tell_the_state_and_the_digest() -> None:
    document = documents.document()
    section = docx.Document(io.BytesIO(made(document))).sections[0]
    assert "Sealed report" in section.header.paragraphs[0].text
    assert f"SHA-256 {document.digest}" in section.footer.paragraphs[0].text


def test_a_draft_says_so_at_the_head_of_every_page_and_has_no_code() -> None:
    for language, mark in (("en", "DRAFT"), ("ru", "ЧЕРНОВИК")):
        word = docx.Document(io.BytesIO(made(documents.document(), language, sealing.DRAFT)))
        assert mark in word.sections[0].header.paragraphs[0].text
        assert word.paragraphs[0].text == mark and not word.inline_shapes
    assert len(docx.Document(io.BytesIO(made(documents.document()))).inline_shapes) == 1


def test_the_same_report_gives_the_same_bytes() -> None:
    document = documents.document()
    assert made(document, "ru") == made(document, "ru")
    with zipfile.ZipFile(io.BytesIO(made(document))) as file:
        assert {part.date_time for part in file.infolist()} == {(2026, 1, 1, 0, 0, 0)}


def test_the_properties_of_the_file_tell_the_report_and_nobody() -> None:
    document = documents.document()
    told = docx.Document(io.BytesIO(made(document))).core_properties
    assert (told.title, told.author, told.last_modified_by) == ("Final report", "", "")
    assert told.created == told.modified and told.created.isoformat().startswith("2011-10-03T08:30:00")


def test_words_of_people_are_text_whatever_they_look_like() -> None:
    document = sealing.hostile()
    for language in ("en", "ru"):
        told = text(made(document, language, sentences=[(word, [word]) for word in sealing.HOSTILE]))
        assert "<b>bold</b>" in told and "{{ 7 * 7 }} {% for x in y %}" in told and "]]> <!-- -->" in told


def test_a_report_that_tells_nothing_is_a_text_too() -> None:
    assert "Title of the report" not in text(made(sealing.empty())) and "All time" in text(made(sealing.empty()))


def test_a_public_edition_shows_no_small_numbers_and_no_staff() -> None:
    told = text(made(sealing.suppressed(), public=True))
    assert "Female | … | " in told and "example.org" not in told and "Public edition" in told


def test_an_office_can_use_a_template_of_its_own() -> None:
    own = template("{{ report.title|upper }}", "{%p for figure in figures %}",
                   "{{ loop.index }}. {{ figure.name }}: {{ figure.value }}", "{%p endfor %}", "{% if seal.sha256 %}sealed{% else %}draft{% endif %}")  # fmt: skip
    assert lines(made(documents.document(), template=own)) == [
        "FINAL REPORT", "1. Persons trained: 254", "2. Completions: 260", "3. Attendances: 1,016", "4. People who took part: 259",
        "5. Events: 2", "6. Materials distributed: 4,000", "7. Law-enforcement officers trained: 237", "sealed",
    ]  # fmt: skip


def test_our_template_is_one_that_an_office_can_begin_with() -> None:
    document = documents.document()
    assert made(document, template=shipped("en")) == made(document)


def test_every_field_that_our_template_asks_for_is_told() -> None:
    document = documents.document()
    told = fields(Outline(document, "en", sealing.seal(document)))
    assert DocxTemplate(io.BytesIO(shipped("en"))).get_undeclared_template_variables() == told.keys() - {"loop"}


@pytest.mark.parametrize("asked", ["{{ reprot.title }}", "{{ report.titel }}", "{{ figures.titel }}", "{{ loop.index }}"])
def test_a_field_that_there_is_not_is_named(asked: str) -> None:
    with pytest.raises(Refused, match=r"asks for “(reprot|titel|loop)”"):
        made(documents.document(), template=template(asked))


@pytest.mark.parametrize("evil", [
    "{{ report.__class__.__mro__ }}", "{{ ''.join(figures) }}", "{{ figures.append(1) }}", "{{ report.items() }}", "{{ self }}",
    "{{ 'x' * 1000000000 }}", "{{ 9 ** 999999999 }}", "{{ [1, 2] }}", "{{ report['title'] }}", "{{ cycler }}", "{{ range(9) }}",
    "{% for a in figures %}{% for b in figures %}x{% endfor %}{% endfor %}", "{% for a in [1, 2] %}x{% endfor %}",
    "{% for a in 'abc' %}x{% endfor %}", "{% set x = 1 %}", "{% macro m() %}{% endmacro %}", "{% include 'x' %}", "{% import 'x' as y %}",
    "{{ report.title|format }}", "{{ report.title|map }}", "{{ figures|tojson }}", "{% extends 'x' %}", "{{ lipsum() }}",
    "{% filter upper %}x{% endfilter %}", "{% for a in figures recursive %}x{% endfor %}", "{{ report.title ~ report.title }}",
])  # fmt: skip
def test_a_template_can_do_nothing_but_tell_its_fields(evil: str) -> None:
    with pytest.raises(Refused):
        made(documents.document(), template=template(evil))


@pytest.mark.parametrize("broken", ["{{ report.title }", "{% if report.mark %}", "{{ report. }}", "{%p for x %}", "{% endfor %}", "{{ report.title | }}"])
def test_a_field_that_is_written_wrongly_is_refused_with_a_sentence(broken: str) -> None:
    with pytest.raises(Refused, match="field of the template"):
        made(documents.document(), template=template(broken))


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"%PDF-1.4", b"\xd0\xcf\x11\xe0" * 200, template("x")[:900]], ids=["empty", "stub", "pdf", "doc", "cut"])
def test_a_file_that_is_no_template_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="could not be read as a template"):
        made(documents.document(), template=body)


def test_a_workbook_is_no_template() -> None:
    document = documents.document()
    with pytest.raises(Refused, match="could not be read as a template"):
        made(document, template=report_xlsx(document, "en", sealing.seal(document)))


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject"])
def test_a_template_reaches_for_nothing_outside_of_it(kind: str) -> None:
    outside = f'<Relationship Id="rId99" Type="http://x/relationships/{kind}" Target="http://evil.example/x" TargetMode="External"/></Relationships>'
    evil = with_part(template("x"), "word/_rels/document.xml.rels", lambda body: body.replace(b"</Relationships>", outside.encode()))
    with pytest.raises(Refused, match="from another file"):
        made(documents.document(), template=evil)


def test_a_template_holds_no_program() -> None:
    inside = b'<Relationship Id="rId99" Type="http://x/relationships/oleObject" Target="embeddings/x.bin"/></Relationships>'
    evil = with_part(template("x"), "word/_rels/document.xml.rels", lambda body: body.replace(b"</Relationships>", inside))
    with pytest.raises(Refused, match="holds a program"):
        made(documents.document(), template=evil)


def test_a_template_that_unpacks_to_more_than_a_text_is_refused() -> None:
    with pytest.raises(Refused, match="could not be read"):
        made(documents.document(), template=with_part(template("x"), "word/media/big.bin", lambda _: b"0" * 21_000_000))


def test_a_template_that_grows_without_end_is_stopped() -> None:
    content = documents.content()
    content["attachments"] = [{"name": f"{n}.pdf", "size": 1, "sha256": "cd" * 32} for n in range(3000)]
    own = template("{%p for paper in papers %}", *["x" * 1000] * 100, "{%p endfor %}")
    with pytest.raises(Refused, match="too long"):
        made(Document(content), template=own)


def test_an_entity_in_a_template_is_not_opened() -> None:
    declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document'
    evil = with_part(template("AAA"), "word/document.xml", lambda body: body.replace(b"<w:document", declared, 1).replace(b"AAA", b"&e;"))
    assert "root:" not in text(made(documents.document(), template=evil))
