"""What a report's pages are built of: styles, text that stays text, tables, bars, the frame of a page. Values in."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table

from lms.paper import ACCENT, INK, MUTED, PALE, SANS, SANS_BOLD, SERIF, SERIF_BOLD, fitted, fonts, legible, qr, width

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56, HEIGHT - 66, 58.0
ROOM = RIGHT - LEFT
BAND = 216.0  # of colour at the head of the first page
SHADE, RULE, GOLD, WARNING, PALE_WARNING = (HexColor(code) for code in ("#f1f4f6", "#dde4ea", "#a9874b", "#a3342a", "#f6e4e0"))
LONGEST_CELL = 600  # letters of a text in a table, where it must fit a page


def style(name: str, font: str, size: float, **more: Any) -> ParagraphStyle:
    """Return a style whose lines stand apart as its size asks."""
    usual = {"fontName": font, "fontSize": size, "leading": size * 1.38, "textColor": INK, "splitLongWords": 1}
    return ParagraphStyle(name, **(usual | more))


HEADING = style("heading", SERIF_BOLD, 17, textColor=ACCENT, leading=21, spaceBefore=20, spaceAfter=8)
SUBHEADING = style("subheading", SANS_BOLD, 11, spaceBefore=13, spaceAfter=5)
CAPTION = style("caption", SANS_BOLD, 8.5, textColor=MUTED, spaceBefore=8, spaceAfter=3, keepWithNext=1)
BODY = style("body", SANS, 10, leading=14.6, spaceAfter=6)
LETTER = style("letter", SERIF, 11.5, leading=17.5, spaceAfter=3)
FOOTNOTE = style("footnote", SANS, 8, textColor=MUTED, leftIndent=12, spaceAfter=2)
CELL = style("cell", SANS, 9, leading=11.8)
CELL_BOLD = style("cell bold", SANS_BOLD, 9, leading=11.8)
INSIDE = style("inside", SANS, 9, leading=11.8, leftIndent=10)
SMALL = style("small", SANS, 8, leading=10.8, textColor=MUTED)
HEAD = style("head", SANS_BOLD, 8, leading=10.4, textColor=MUTED)
HEAD_RIGHT = style("head right", SANS_BOLD, 8, leading=10.4, textColor=MUTED, alignment=TA_RIGHT)
NAME = style("name", SANS_BOLD, 10.5, leading=13.6)
LARGE = style("large", SERIF_BOLD, 30, textColor=ACCENT, leading=34)
NUMBER = style("number", SERIF_BOLD, 20, textColor=ACCENT, leading=23, alignment=TA_RIGHT)
RIGHT_SMALL = style("right small", SANS, 8, leading=10.8, textColor=MUTED, alignment=TA_RIGHT)
FLOWING = (HEADING, SUBHEADING, CAPTION, BODY, LETTER, FOOTNOTE)
TABLE: list[tuple[Any, ...]] = [
    ("FONT", (0, 0), (-1, -1), SANS, 9), ("LEADING", (0, 0), (-1, -1), 11.8), ("TEXTCOLOR", (0, 0), (-1, -1), INK),
    ("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (1, 0), (-1, -1), "RIGHT"), ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4), ("TOPPADDING", (0, 0), (-1, -1), 2.2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT), ("LINEBELOW", (0, 1), (-1, -1), 0.35, RULE),
]  # fmt: skip
PLAIN: list[tuple[Any, ...]] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]  # fmt: skip


class Text(Flowable):
    """Words in a table: drawn as they are where they fit on a line, which is five times faster, else set as a paragraph."""

    def __init__(self, words: str, look: ParagraphStyle) -> None:
        super().__init__()
        self.words, self.look = words, look
        self.paragraph: Paragraph | None = None

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """Return the size that it takes in a room."""
        look = self.look
        if width(self.words, look.fontName, look.fontSize) <= room - look.leftIndent:
            self.paragraph, self.width, self.height = None, room, look.leading
        else:
            self.paragraph = Paragraph(escape(self.words), look)
            self.width, self.height = self.paragraph.wrap(room, height)
        return self.width, self.height

    def split(self, room: float, height: float) -> list[Flowable]:
        """Return its parts before and after a break of pages, nothing where it cannot be parted."""
        self.wrap(room, height)
        parts = self.paragraph.split(room, height) if self.paragraph else []
        return list(parts) if len(parts) == 2 else []  # a row of a table takes two, or none

    def draw(self) -> None:
        """Draw it from its lower left corner."""
        look, surface = self.look, self.canv
        if self.paragraph:
            self.paragraph.drawOn(surface, 0, 0)
            return
        surface.setFillColor(look.textColor)
        surface.setFont(look.fontName, look.fontSize)
        base = look.leading - look.fontSize
        if look.alignment == TA_RIGHT:
            surface.drawRightString(self.width, base, self.words)
        else:
            surface.drawString(look.leftIndent, base, self.words)


def text(words: str, look: ParagraphStyle = BODY, most: int = LONGEST_CELL) -> Flowable:
    """Return words in which nothing is markup. Only what flows from page to page is never cut."""
    if look in FLOWING:
        return Paragraph(escape(legible(words, look.fontName)), look)
    return Text(legible(words if len(words) <= most else words[:most] + "…", look.fontName), look)


def table(rows: Sequence[Sequence[Any]], widths: Sequence[float], *more: tuple[Any, ...], heads: int = 1) -> Table:
    """Return a table whose heads stand on every page that it reaches; texts that are no paragraphs are numbers and codes."""
    return Table(rows, widths, repeatRows=heads, style=[*TABLE, *more], hAlign="LEFT")


class Bar(Flowable):
    """A share of a target as a bar; more than all of it is told by a line beyond the end."""

    def __init__(self, share: Decimal, length: float, thick: float = 4.5) -> None:
        super().__init__()
        self.share, self.width, self.height = max(Decimal(0), share), length, thick + 3

    def draw(self) -> None:
        """Draw it from its lower left corner."""
        surface, thick = self.canv, self.height - 3
        full = self.share >= 1
        end = self.width * 0.92  # where the whole target is reached
        surface.setFillColor(RULE)
        surface.roundRect(0, 1, end, thick, thick / 2, stroke=0, fill=1)
        reached = min(float(self.share) * end, self.width)
        surface.setFillColor(ACCENT)
        if reached > 0:
            surface.roundRect(0, 1, max(reached, thick), thick, thick / 2, stroke=0, fill=1)
        surface.setStrokeColor(GOLD if full else MUTED)
        surface.setLineWidth(1)
        surface.line(end, -0.5, end, thick + 2.5)


class Code(Flowable):
    """A text as a QR code on white."""

    def __init__(self, content: str, side: float) -> None:
        super().__init__()
        self.content, self.width, self.height = content, side, side

    def draw(self) -> None:
        """Draw it from its lower left corner."""
        qr(self.canv, self.content, 0, 0, self.width)


class Pages(BaseDocTemplate):
    """The pages of a report: a first one under a band of colour, then text between a head and a foot."""

    def __init__(self, target: BytesIO, *, title: str, language: str, lines: "Lines") -> None:
        fonts()
        super().__init__(
            target, pagesize=A4, title=legible(title), creator="lms", invariant=1, pageCompression=1, lang=language,
            initialFontName=SANS, initialFontSize=10, author="", subject="",
        )  # fmt: skip
        self.lines = lines
        first = Frame(LEFT, BOTTOM, ROOM, HEIGHT - BAND - 22 - BOTTOM, 0, 0, 0, 0, id="first")
        other = Frame(LEFT, BOTTOM, ROOM, TOP - BOTTOM, 0, 0, 0, 0, id="other")
        self.addPageTemplates([
            PageTemplate("first", [first], onPage=self._first, autoNextPageTemplate="other"),
            PageTemplate("other", [other], onPage=self._other),
        ])  # fmt: skip

    def afterFlowable(self, flowable: Flowable) -> None:
        """Tell the reader's list of contents each heading."""
        if getattr(flowable, "style", None) is HEADING:
            key = f"heading-{self.seq.next('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key)

    def _first(self, surface: Canvas, _pages: "Pages") -> None:
        lines = self.lines
        surface.saveState()
        surface.setFillColor(ACCENT)
        surface.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
        surface.setFillColor(WARNING if lines.mark else GOLD)
        surface.rect(0, HEIGHT - BAND - 4, WIDTH, 4, stroke=0, fill=1)
        y = written(surface, lines.above.upper(), SANS_BOLD, (9, 6.5), 1, HEIGHT - 54, PALE) - 14
        y = written(surface, lines.title, SERIF_BOLD, (30, 15), 3, y - 20, white, 1.16) - 2
        has_room = y > HEIGHT - BAND + 72  # above the period, for a second line
        written(surface, lines.subject, SANS, (13.5, 9), 2 if has_room else 1, y, PALE)
        written(surface, lines.period, SANS_BOLD, (11, 8), 1, HEIGHT - BAND + 20, white)
        across(surface, lines.mark)
        surface.restoreState()

    def _other(self, surface: Canvas, _pages: "Pages") -> None:
        lines = self.lines
        surface.saveState()
        across(surface, lines.mark)
        surface.setFillColor(WARNING if lines.mark else MUTED)
        surface.setFont(SANS, 8)
        state = legible(lines.above)
        surface.drawRightString(RIGHT, HEIGHT - 42, state)
        written(surface, lines.title, SANS, (8, 8), 1, HEIGHT - 42, MUTED, room=ROOM - width(state, SANS, 8) - 16)
        surface.setStrokeColor(PALE)
        surface.setLineWidth(0.6)
        surface.line(LEFT, HEIGHT - 49, RIGHT, HEIGHT - 49)
        surface.restoreState()


class Lines:
    """What the head and foot of every page say."""

    def __init__(self, *, above: str, title: str, subject: str, period: str, mark: str, foot: str, page: str) -> None:
        self.above, self.title, self.subject, self.period = above, title, subject, period
        self.mark, self.foot, self.page = mark, foot, page


def numbering(lines: Lines) -> type[Canvas]:
    """Return a drawing surface that writes under each page which of how many it is."""

    class Numbered(Canvas):
        """Keeps each page until it is known how many there are."""

        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:
            """Keep the page."""
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            """Write all pages."""
            for kept in self._kept:
                self.__dict__.update(kept)
                self.setFillColor(MUTED)
                self.setFont(SANS, 8)
                self.drawString(LEFT, 34, legible(lines.foot))
                self.drawRightString(RIGHT, 34, legible(lines.page % {"number": self._pageNumber, "of": len(self._kept)}))
                super().showPage()
            super().save()

    return Numbered


def written(
    surface: Canvas, words: str, font: str, sizes: tuple[float, float], most: int, y: float, ink: Color,
    leading: float = 1.35, room: float = ROOM,
) -> float:  # fmt: skip
    """Write lines from the baseline y down, as large as they fit; return the baseline after the last."""
    lines, size = fitted(words, font, sizes, room, most)
    surface.setFillColor(ink)
    surface.setFont(font, size)
    for line in lines:
        surface.drawString(LEFT, y, line)
        y -= size * leading
    return y


def across(surface: Canvas, mark: str) -> None:
    """Write across the paper, beneath all else, that it is a draft."""
    if not mark:
        return
    surface.saveState()
    surface.translate(WIDTH / 2, HEIGHT / 2 - 80)
    surface.rotate(38)
    surface.setFillColor(PALE_WARNING)
    surface.setFont(SANS_BOLD, 128)
    surface.drawCentredString(0, 0, legible(mark, SANS_BOLD))
    surface.restoreState()
