"""An issue of the bulletin as an editable text with styles of its own. Values in, bytes out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from lms.bulletins.issue import ToldArticle, ToldIssue
from lms.language import N_
from lms.reports.word_guard import packed

SANS, SERIF = "Arial", "Georgia"
ACCENT, MUTED, WARNING, WHITE, GOLD = (RGBColor.from_string(code) for code in ("17405F", "5A6672", "A3342A", "FFFFFF", "A9874B"))
SHADE = "F1F4F6"
TONGUES = {"en": "en-GB", "ru": "ru-RU"}
ROOM = 170  # millimetres between the margins
# name, of which it is made, font, size, colour, bold, italic, points before and after
STYLES = (
    ("Normal", None, SERIF, 10, None, False, False, 0, 5), ("Title", None, SERIF, 28, WHITE, True, False, 0, 4),
    ("Heading 1", None, SERIF, 14, ACCENT, True, False, 14, 4),
    ("Masthead", "Normal", SANS, 9, WHITE, True, False, 2, 2), ("Introduction", "Normal", SERIF, 12, None, False, False, 0, 6),
    ("Box heading", "Normal", SANS, 9, ACCENT, True, False, 4, 2), ("Box number", "Normal", SERIF, 22, ACCENT, True, False, 0, 0),
    ("Box text", "Normal", SANS, 9, None, False, False, 0, 3), ("Figures told", "Normal", SANS, 9, None, False, False, 2, 4),
    ("Acknowledgement", "Normal", SERIF, 9.5, MUTED, False, True, 2, 6), ("Small print", "Normal", SANS, 8, MUTED, False, False, 0, 2),
)  # fmt: skip


def bulletin_docx(told: ToldIssue) -> bytes:
    """Return an issue as a .docx file; equal issues give equal bytes."""
    word = WordDocument()
    _styles(word, told.language)
    _page(word, told)
    _masthead(word, told)
    for one in told.introduction:
        word.add_paragraph(one, "Introduction")
    _box(word, told)
    columns = word.add_section(WD_SECTION.CONTINUOUS)
    if told.articles:
        _in_columns(columns, 2)
    for article in told.articles:
        _article(word, article)
    if not told.articles:
        word.add_paragraph(told.say(N_("The issue has no article yet.")), "Introduction")
    _properties(word, told)
    sink = BytesIO()
    word.save(sink)
    return packed(sink)


def _styles(word: Any, language: str) -> None:
    for name, base, font, size, ink, bold, italic, before, after in STYLES:
        if base:
            made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = word.styles[base]
        else:
            made = word.styles[name]
        made.font.name, made.font.size, made.font.bold, made.font.italic = font, Pt(size), bold, italic
        fonts = made.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in list(fonts.attrib):
            del fonts.attrib[kind]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), font)
        if ink is not None:
            made.font.color.rgb = ink
        made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
        made.paragraph_format.line_spacing = 1.1
    word.styles["Figures told"].element.get_or_add_pPr().insert(0, _shade(SHADE))  # before the spacing, as the format asks
    title = word.styles["Title"].element
    for border in [one for one in title.iter(qn("w:pBdr"))]:
        border.getparent().remove(border)
    for tongue in word.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), TONGUES[language])


def _page(word: Any, told: ToldIssue) -> None:
    """Set up A4 with a foot that tells which issue it is, and the page; a draft says so above."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    if told.mark:
        said = section.header.paragraphs[0].add_run(told.mark)
        said.font.bold, said.font.color.rgb, said.font.size, said.font.name = True, WARNING, Pt(9), SANS
    foot = section.footer.paragraphs[0]
    foot.style = word.styles["Small print"]
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(ROOM), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{told.title} · {told.number} · {told.quarter}\t{told.say(N_('Page'))} ")
    _field(foot, "PAGE")
    foot.add_run(f" {told.say(N_('of'))} ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, name), ("end", None)):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _table(word: Any, rows: int, widths: Sequence[float], fill: str) -> Any:
    """Return a table without lines, its cells filled with a colour."""
    table = word.add_table(rows, len(widths))
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell._tc.get_or_add_tcPr().append(_shade(fill))
    return table


def _shade(fill: str) -> Any:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    return shade


def _masthead(word: Any, told: ToldIssue) -> None:
    cell = _table(word, 1, [ROOM], str(ACCENT)).rows[0].cells[0]
    cell.paragraphs[0].style = word.styles["Masthead"]
    cell.paragraphs[0].add_run(told.publisher.upper())
    cell.add_paragraph(told.title, word.styles["Title"])
    cell.add_paragraph(f"{told.number} · {told.quarter} · {told.period}", word.styles["Masthead"])
    word.add_paragraph(told.correction, "Small print")


def _box(word: Any, told: ToldIssue) -> None:
    """Add the box with the figures of the quarter: large numbers, then words."""
    numbers = told.numbers
    table = _table(word, 3, [ROOM / max(1, len(numbers))] * max(1, len(numbers)), SHADE)
    head, middle, last = (row.cells for row in table.rows)
    top, bottom = head[0].merge(head[-1]), last[0].merge(last[-1])
    top.paragraphs[0].style = word.styles["Box heading"]
    top.paragraphs[0].add_run(told.say(N_("The quarter in figures")))
    for cell, (number, name) in zip(middle, numbers, strict=False):
        cell.paragraphs[0].style = word.styles["Box number"]
        cell.paragraphs[0].add_run(number)
        cell.add_paragraph(name, word.styles["Small print"])
    bottom.paragraphs[0].style = word.styles["Box text"]
    bottom.paragraphs[0].add_run(" ".join(told.words))
    if told.note:
        bottom.add_paragraph(told.note, word.styles["Small print"])


def _in_columns(section: Any, number: int) -> None:
    columns = section._sectPr.find(qn("w:cols"))
    if columns is None:
        columns = OxmlElement("w:cols")
        section._sectPr.append(columns)
    columns.set(qn("w:num"), str(number))
    columns.set(qn("w:space"), "480")  # twentieths of a point


def _article(word: Any, article: ToldArticle) -> None:
    word.add_paragraph(article.heading, "Heading 1")
    for one in article.paragraphs:
        word.add_paragraph(one, "Normal")
    if article.told:
        word.add_paragraph(" ".join(article.told), "Figures told")
    if article.thanks:
        word.add_paragraph(article.thanks, "Acknowledgement")


def _properties(word: Any, told: ToldIssue) -> None:
    prepared = datetime.fromisoformat(told.issue.content["prepared"]["at"]).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = word.core_properties
    properties.title, properties.subject = told.title[:250], f"{told.number} · {told.quarter}"
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.revision, properties.created, properties.modified = 1, prepared, prepared
