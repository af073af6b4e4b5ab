"""What the pages of a bulletin are built of: styles, a drawn masthead, the frame of a page. Values in."""

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, white
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from lms.paper import (
    ACCENT,
    MUTED,
    PALE,
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    SERIF_ITALIC,
    fonts,
    legible,
    width,
)
from lms.reports.paper import GOLD, HEIGHT, LEFT, RIGHT, ROOM, SHADE, TOP, WARNING, WIDTH, across, style, written

BOTTOM = 58.0
BAND = 172.0  # of colour at the head of the first page
GAP = 24.0  # between columns
COLUMN = (ROOM - GAP) / 2
GLOBE = HexColor("#2f5d80")

LEAD = style("lead", SERIF, 11.5, leading=16.6, spaceAfter=5)
HEADING = style("heading", SERIF_BOLD, 13.5, textColor=ACCENT, leading=16.4, spaceAfter=5)
BODY = style("body", SERIF, 9.6, leading=13.6, spaceAfter=5.5, allowWidows=0, allowOrphans=0)
TOLD = style(
    "told", SANS, 8.8, leading=12.2, spaceBefore=1, spaceAfter=4, leftIndent=9, rightIndent=7, borderPadding=(3.5, 6, 4, 9), backColor=SHADE,
)  # fmt: skip
THANKS = style("thanks", SERIF_ITALIC, 9.2, textColor=MUTED, leading=12.6, spaceBefore=2, spaceAfter=4)
CAPTION = style("caption", SANS_BOLD, 8.6, textColor=ACCENT, leading=12)
LARGE = style("large", SERIF_BOLD, 25, textColor=ACCENT, leading=29)
LABEL = style("label", SANS, 8.2, textColor=MUTED, leading=10.6)
BOXED = style("boxed", SANS, 9.2, leading=12.8, spaceAfter=2)
NOTE = style("note", SANS, 7.8, textColor=MUTED, leading=10.4)


def text(words: str, look: Any = BODY) -> Paragraph:
    """Return words in which nothing is markup."""
    return Paragraph(escape(legible(words, look.fontName)), look)


class Rule(Flowable):
    """A short line of gold between articles."""

    def __init__(self, length: float = 42, before: float = 9, after: float = 11) -> None:
        super().__init__()
        self.width, self.height, self.after = length, before + after, after

    def draw(self) -> None:
        """Draw it from its lower left corner."""
        self.canv.setStrokeColor(GOLD)
        self.canv.setLineWidth(1.4)
        self.canv.line(0, self.after, self.width, self.after)


class Opening(Flowable):
    """What an article begins with, above the first paragraph; no column ends with it, nor with one line more."""

    def __init__(self, above: list[Flowable], paragraph: Paragraph) -> None:
        super().__init__()
        self.above, self.paragraph = above, paragraph
        self.spaceAfter = paragraph.style.spaceAfter

    def getSpaceAfter(self) -> float:
        """Return the room after it."""
        return float(self.spaceAfter)

    def _heights(self, room: float, height: float) -> list[float]:
        return [one.wrap(room, height)[1] + one.getSpaceAfter() for one in self.above]

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """Return the size that it takes in a room."""
        self.heights = self._heights(room, height)
        self.width, self.height = room, sum(self.heights) + self.paragraph.wrap(room, height)[1]
        return self.width, self.height

    def split(self, room: float, height: float) -> list[Flowable]:
        """Return its parts before and after a break, nothing where too little would stand before it."""
        left = height - sum(self._heights(room, height))
        if left < 2 * self.paragraph.style.leading:
            return []
        parts = self.paragraph.split(room, left)
        return [Opening(self.above, parts[0]), *parts[1:]] if len(parts) > 1 else []

    def draw(self) -> None:
        """Draw it from its lower left corner."""
        y = self.height
        for one, height in zip(self.above, self.heights, strict=True):
            y -= height
            one.drawOn(self.canv, 0, y + one.getSpaceAfter())
        self.paragraph.drawOn(self.canv, 0, 0)


class Lines:
    """What the masthead, and the head and foot of every page say."""

    def __init__(
        self, *, publisher: str, title: str, number: str, quarter: str, period: str, mark: str, foot: str, page: str
    ) -> None:
        self.publisher, self.title, self.number, self.quarter, self.period = publisher, title, number, quarter, period
        self.mark, self.foot, self.page = mark, foot, page


class Pages(BaseDocTemplate):
    """The pages of a bulletin: a first one under the masthead, then text between a head and a foot."""

    def __init__(self, target: BytesIO, *, title: str, language: str, lines: Lines) -> None:
        fonts()
        super().__init__(
            target, pagesize=(WIDTH, HEIGHT), title=legible(title), creator="lms", invariant=1, pageCompression=1,
            lang=language, initialFontName=SANS, initialFontSize=10, author="", subject="",
        )  # fmt: skip
        self.lines = lines
        first = Frame(LEFT, BOTTOM, ROOM, HEIGHT - BAND - 18 - BOTTOM, 0, 0, 0, 0, id="first")
        other = Frame(LEFT, BOTTOM, ROOM, TOP - BOTTOM, 0, 0, 0, 0, id="other")
        self.addPageTemplates([
            PageTemplate("first", [first], onPage=self._first, autoNextPageTemplate="other"),
            PageTemplate("other", [other], onPage=self._other),
        ])  # fmt: skip

    def _first(self, surface: Canvas, _pages: "Pages") -> None:
        lines = self.lines
        surface.saveState()
        surface.setFillColor(ACCENT)
        surface.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
        _globe(surface, WIDTH - 92, HEIGHT - 62, 118)
        surface.setFillColor(WARNING if lines.mark else GOLD)
        surface.rect(0, HEIGHT - BAND - 4, WIDTH, 4, stroke=0, fill=1)
        written(surface, lines.publisher.upper(), SANS_BOLD, (9, 6.5), 1, HEIGHT - 46, PALE)
        written(surface, lines.title, SERIF_BOLD, (33, 16), 2, HEIGHT - 84, white, 1.12, ROOM - 70)
        side = width(legible(lines.period, SANS), SANS, 9.5) + 18
        issue = f"{lines.number}  ·  {lines.quarter}"
        written(surface, issue, SANS_BOLD, (11, 7.5), 1, HEIGHT - BAND + 20, white, room=ROOM - side)
        surface.setFillColor(PALE)
        surface.setFont(SANS, 9.5)
        surface.drawRightString(RIGHT, HEIGHT - BAND + 20, legible(lines.period, SANS))
        across(surface, lines.mark)
        surface.restoreState()

    def _other(self, surface: Canvas, _pages: "Pages") -> None:
        lines = self.lines
        surface.saveState()
        across(surface, lines.mark)
        issue = legible(f"{lines.number} · {lines.quarter}", SANS)
        surface.setFillColor(MUTED)
        surface.setFont(SANS, 8)
        surface.drawRightString(RIGHT, HEIGHT - 42, issue)
        written(surface, lines.title, SANS_BOLD, (8, 8), 1, HEIGHT - 42, ACCENT, room=ROOM - width(issue, SANS, 8) - 16)
        surface.setStrokeColor(GOLD)
        surface.setLineWidth(0.8)
        surface.line(LEFT, HEIGHT - 49, RIGHT, HEIGHT - 49)
        surface.restoreState()


def _globe(surface: Canvas, x: float, y: float, radius: float) -> None:
    """Draw the lines of a globe about a point, inside the band."""
    surface.saveState()
    inside = surface.beginPath()
    inside.rect(0, HEIGHT - BAND, WIDTH, BAND)
    surface.clipPath(inside, stroke=0, fill=0)
    surface.setStrokeColor(GLOBE)
    surface.setLineWidth(1)
    surface.circle(x, y, radius, stroke=1, fill=0)
    for part in (0.28, 0.55, 0.8):
        surface.ellipse(x - radius * part, y - radius, x + radius * part, y + radius, stroke=1, fill=0)
    for part in (-0.75, -0.5, -0.25, 0.0, 0.25, 0.5):
        half = radius * (1 - part * part) ** 0.5
        surface.line(x - half, y + radius * part, x + half, y + radius * part)
    surface.line(x, y - radius, x, y + radius)
    surface.restoreState()
