"""The template of a report's editable text that is used where an office has none of its own. No values in, bytes out.

Its places are filled by `lms.reports.word`, which tells what fields there are.
"""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

SANS, SERIF = "Arial", "Georgia"
ACCENT, MUTED, WARNING = RGBColor(0x17, 0x40, 0x5F), RGBColor(0x5A, 0x66, 0x72), RGBColor(0xA3, 0x34, 0x2A)
PALE, SHADE = "C9D3DC", "EDF1F4"
TONGUES = {"en": "en-GB", "ru": "ru-RU"}
ROOM = 170  # millimetres between the margins
MADE = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def shipped(language: str) -> bytes:
    """Return the template as a file; the language is that of its spelling only."""
    word = WordDocument()
    _styles(word, language)
    _page(word)
    for part in (_opening, _letter, _figures, _narrative, _parts, _crossings, _definitions, _papers, _seal):
        part(word)
    properties, sink = word.core_properties, BytesIO()
    properties.title, properties.subject, properties.author, properties.comments = "{{ report.title }}", "{{ report.subject }}", "", ""
    properties.created = properties.modified = MADE
    word.save(sink)
    return sink.getvalue()


def _styles(word: Any, language: str) -> None:
    looks = (
        ("Normal", SANS, 10, None, 0, 4), ("Title", SERIF, 28, ACCENT, 0, 4), ("Subtitle", SANS, 13, MUTED, 0, 12),
        ("Heading 1", SERIF, 16, ACCENT, 20, 6), ("Heading 2", SANS, 11, ACCENT, 14, 4), ("Caption", SANS, 8, MUTED, 0, 2),
    )  # fmt: skip
    for name, font, size, ink, before, after in looks:
        style = word.styles[name]
        style.font.name, style.font.size, style.font.italic = font, Pt(size), False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in list(fonts.attrib):
            del fonts.attrib[kind]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), font)
        if ink is not None:
            style.font.color.rgb = ink
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.1
    for name, tag in (("Title", "w:pBdr"), ("Title", "w:spacing"), ("Subtitle", "w:spacing")):
        for own in [one for one in word.styles[name].element.iter(qn(tag)) if one.getparent().tag == qn("w:rPr") or tag == "w:pBdr"]:
            own.getparent().remove(own)
    word.styles["Title"].font.bold, word.styles["Caption"].font.bold = True, False
    for tongue in word.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), TONGUES[language])


def _page(word: Any) -> None:
    """Set up A4 with a head that tells the state, and a foot that tells the digest and the page."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph in (head, foot):
        paragraph.style = word.styles["Normal"]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(ROOM), WD_TAB_ALIGNMENT.RIGHT)
    _run(head, "{{ report.title }}\t", size=8, ink=MUTED)
    _run(head, "{{ report.mark }} ", size=8, ink=WARNING, bold=True)
    _run(head, "{{ report.state }}", size=8, ink=MUTED)
    _run(foot, "{{ seal.foot }}\t{{ words.page }} ", size=8, ink=MUTED)
    _field(foot, "PAGE")
    _run(foot, " {{ words.of }} ", size=8, ink=MUTED)
    _field(foot, "NUMPAGES")


def _run(paragraph: Any, words: str, *, size: float | None = None, ink: RGBColor | None = None, bold: bool = False) -> Any:
    run = paragraph.add_run(words)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if ink is not None:
        run.font.color.rgb = ink
    return run


def _field(paragraph: Any, name: str) -> None:
    for kind in ("begin", "", "separate", "1", "end"):
        run = _run(paragraph, kind if kind == "1" else "", size=8, ink=MUTED)
        if kind == "1":
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = name
        run._r.append(element)


def _said(word: Any, words: str, style: str = "Normal") -> Any:
    return word.add_paragraph(words, style)


def _heading(word: Any, name: str) -> None:
    word.add_paragraph(f"{{{{ words.{name} }}}}", "Heading 1")


def _table(word: Any, widths: tuple[float, ...], rows: tuple[tuple[str, ...], ...], *, heads: int = 0, numbers: frozenset[int] = frozenset(), kept: bool = False) -> Any:
    """Add a table of thin lines, `kept` on one page; a row that is one tag stands for a loop, and none of it is left in the end."""
    table = word.add_table(rows=len(rows), cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for at, (row, told) in enumerate(zip(table.rows, rows, strict=True)):
        for column, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(2), Pt(2)
            paragraph.paragraph_format.keep_with_next = (kept and at < len(rows) - 1) or None
            if column in numbers:
                paragraph.alignment = 2
            words = told[column] if column < len(told) else ""
            _run(paragraph, words, size=8 if at < heads else 9, ink=MUTED if at < heads else None, bold=at < heads)
            _line_below(cell, heavy=at < heads)
        _row_marks(row, is_head=at < heads)
    return table


def _row_marks(row: Any, *, is_head: bool) -> None:
    marks = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if is_head else ("w:cantSplit",):
        marks.append(OxmlElement(name))


def _line_below(cell: Any, *, heavy: bool) -> None:
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8" if heavy else "4"), ("space", "0"), ("color", "17405F" if heavy else PALE)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _opening(word: Any) -> None:
    _said(word, "{%p if report.mark %}")
    _run(_said(word, ""), "{{ report.mark }}", size=26, ink=WARNING, bold=True)
    _said(word, "{%p endif %}")
    _said(word, "{{ report.title }}", "Title")
    _said(word, "{{ report.subject }}", "Subtitle")
    _table(word, (36, ROOM - 36), (("{%tr for fact in facts %}",), ("{{ fact.name }}", "{{ fact.text }}"), ("{%tr endfor %}",)))
    _said(word, "{%p if report.note %}")
    _said(word, "{{ report.note }}", "Caption")
    _said(word, "{%p endif %}")


def _letter(word: Any) -> None:
    _said(word, "{%p if sentences %}")
    _heading(word, "in_brief")
    _said(word, "{%p for sentence in sentences %}")
    paragraph = _said(word, "")
    _run(paragraph, "{{ sentence.text }}", size=11)
    _run(paragraph, "{{ sentence.marks }}", size=8, ink=MUTED)
    _said(word, "{%p endfor %}")
    _said(word, "{%p for note in footnotes %}")
    _said(word, "[{{ note.number }}] {{ note.text }}", "Caption")
    _said(word, "{%p endfor %}")
    _said(word, "{%p endif %}")


def _figures(word: Any) -> None:
    _heading(word, "figures")
    table = _table(word, (92, 26, 52), (
        ("{{ words.figure }}", "{{ words.value }}", "{{ words.target }}"), ("{%tr for figure in figures %}",),
        ("", "", "{{ figure.reached }}"), ("{%tr endfor %}",),
    ), heads=1, numbers=frozenset({1, 2}))  # fmt: skip
    name, value = table.rows[2].cells[0], table.rows[2].cells[1]
    _run(name.paragraphs[0], "{{ figure.name }}", size=10, bold=True)
    _run(value.paragraphs[0], "{{ figure.value }}", size=14, ink=ACCENT, bold=True)
    for field in ("note", "parts", "more"):
        name.add_paragraph(f"{{%p if figure.{field} %}}")
        paragraph = name.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1)
        _run(paragraph, f"{{{{ figure.{field} }}}}", size=9 if field == "parts" else 8, ink=None if field == "parts" else MUTED)
        name.add_paragraph("{%p endif %}")


def _narrative(word: Any) -> None:
    _said(word, "{%p if narrative %}")
    _heading(word, "narrative")
    _said(word, "{%p for paragraph in narrative %}")
    _said(word, "{{ paragraph }}")
    _said(word, "{%p endfor %}")
    _said(word, "{%p endif %}")


def _parts(word: Any) -> None:
    _heading(word, "parts")
    _said(word, "{%p for figure in figures %}")
    _said(word, "{%p if figure.tables %}")
    _said(word, "{{ figure.name }}: {{ figure.value }}", "Heading 2")
    _said(word, "{%p for table in figure.tables %}")
    table = _table(word, (112, 32, 26), (
        ("{{ table.title }}", "{{ words.value }}", "%"), ("{%tr for line in table.lines %}",),
        ("", "{{ line.number }}", "{{ line.share }}"), ("{%tr endfor %}",), ("", "", ""),
    ), heads=1, numbers=frozenset({1, 2}), kept=True)  # fmt: skip
    first = table.rows[2].cells[0].paragraphs[0]
    _run(first, "{% if line.is_group %}", size=9)
    _run(first, "{{ line.name }}", size=9, bold=True)
    _run(first, "{% else %}{{ line.name }}{% endif %}", size=9)
    _run(table.rows[4].cells[0].paragraphs[0], "{{ words.total }}", size=9, bold=True)
    _run(table.rows[4].cells[1].paragraphs[0], "{{ table.total }}", size=9, bold=True)
    _said(word, "")
    for end in ("endfor", "endif", "endfor"):
        _said(word, f"{{%p {end} %}}")


def _crossings(word: Any) -> None:
    _heading(word, "crossing")
    _said(word, "{%p for figure in figures %}")
    _said(word, "{%p if figure.crossing %}")
    _said(word, "{{ figure.name }}: {{ figure.value }}", "Heading 2")
    table = _table(word, (38, 60, 18, 18, 18, 18), (
        ("{{ words.region }}", "{{ words.category }}", "{{ words.female }}", "{{ words.male }}", "{{ words.not_stated }}", "{{ words.total }}"),
        ("{%tr for line in figure.crossing %}",),
        ("{{ line.region }}", "{{ line.category }}", "{{ line.female }}", "{{ line.male }}", "{{ line.not_stated }}", ""), ("{%tr endfor %}",),
    ), heads=1, numbers=frozenset({2, 3, 4, 5}))  # fmt: skip
    _run(table.rows[2].cells[5].paragraphs[0], "{{ line.total }}", size=9, bold=True)
    _said(word, "{%p endif %}")
    _said(word, "{%p endfor %}")


def _definitions(word: Any) -> None:
    _heading(word, "definitions")
    table = _table(word, (52, ROOM - 52), (("{%tr for rule in definitions %}",), ("", "{{ rule.text }}"), ("{%tr endfor %}",)))
    name = table.rows[1].cells[0].paragraphs[0]
    _run(name, "{{ rule.name }}", size=9, bold=True)
    _run(name, " {{ rule.version }}", size=8, ink=MUTED)


def _papers(word: Any) -> None:
    _said(word, "{%p if papers %}")
    _heading(word, "papers")
    table = _table(word, (36, 56, 22, 56), (
        ("{{ words.kind }}", "{{ words.belongs }}", "{{ words.file }}", "SHA-256"), ("{%tr for paper in papers %}",),
        ("{{ paper.kind }}", "{{ paper.owner }}", "{{ paper.file }}", ""), ("{%tr endfor %}",),
    ), heads=1)  # fmt: skip
    _run(table.rows[2].cells[3].paragraphs[0], "{{ paper.sha256 }}", size=7)
    _said(word, "{%p endif %}")


def _seal(word: Any) -> None:
    _heading(word, "seal")
    table = _table(word, (52, ROOM - 52), (("{%tr for fact in seal.facts %}",), ("{{ fact.name }}", "{{ fact.text }}"), ("{%tr endfor %}",)))
    for cell in table.rows[1].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    _said(word, "{%p if seal.code %}")
    paragraph = _said(word, "{{ seal.code }}")
    paragraph.paragraph_format.space_before = Pt(8)
    _said(word, "{%p endif %}")
    _said(word, "{{ seal.meaning }}", "Caption")
