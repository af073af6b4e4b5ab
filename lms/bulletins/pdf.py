"""An issue of the bulletin as a PDF for print: A4, reproducible bytes. Values in, bytes out."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from reportlab.platypus import BalancedColumns, CondPageBreak, Flowable, Spacer, Table

from lms.bulletins import paper as p
from lms.bulletins.issue import ToldArticle, ToldIssue
from lms.bulletins.paper import text
from lms.language import N_
from lms.paper import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, illegible
from lms.reports.paper import GOLD, PLAIN, ROOM, SHADE, numbering

Story = Iterator[Flowable]
PAD = 12.0
OF_THE_HOUSE = ("FONT", (0, 0), (-1, -1), SANS, 9)  # else a table asks for a font that no file embeds


def bulletin_pdf(told: ToldIssue) -> bytes:
    """Return an issue as a PDF; equal issues give equal bytes."""
    target, lines = BytesIO(), _lines(told)
    pages = p.Pages(target, title=f"{told.title} · {told.number} · {told.quarter}", language=told.language, lines=lines)
    pages.build(list(_story(told)), canvasmaker=numbering(lines))  # type: ignore[arg-type]  # it asks for foot and page only
    return target.getvalue()


def unprintable(told: ToldIssue) -> list[str]:
    """Return the characters of an issue's texts that no page of it can show, each once."""
    inside = [(one, SERIF) for one in told.introduction]
    for article in told.articles:
        inside += [(article.heading, SERIF_BOLD), (article.thanks, SERIF_ITALIC), *((one, SERIF) for one in article.paragraphs)]
    written = [(told.publisher.upper(), SANS_BOLD), (told.title, SERIF_BOLD), (told.title, SANS_BOLD), *inside]
    return list(dict.fromkeys(letter for words, font in written for letter in illegible(words, font)))


def _lines(told: ToldIssue) -> p.Lines:
    return p.Lines(
        publisher=told.publisher, title=told.title, number=told.number, quarter=told.quarter, period=told.period,
        mark=told.mark, foot=told.foot, page=told.say(N_("Page %(number)s of %(of)s")),
    )  # fmt: skip


def _story(told: ToldIssue) -> Story:
    if told.correction:
        yield text(told.correction, p.NOTE)
        yield Spacer(0, 8)
    yield from (text(one, p.LEAD) for one in told.introduction)
    yield Spacer(0, 6)
    yield _box(told)
    yield Spacer(0, 18)
    if not told.articles:
        yield text(told.say(N_("The issue has no article yet.")), p.LEAD)
        return
    yield CondPageBreak(120)
    columns: list[Flowable] = []
    for place, article in enumerate(told.articles):
        columns += _article(article, [p.Rule()] if place else [])
    yield BalancedColumns(columns, nCols=2, needed=72, spaceBefore=0, spaceAfter=0, innerPadding=p.GAP, vLinesStrokeColor=SHADE, vLinesStrokeWidth=0.8)


def _box(told: ToldIssue) -> Table:
    """Return the box with the figures of the quarter: large numbers, then words."""
    cells: list[Any] = [[text(number, p.LARGE), text(name, p.LABEL)] for number, name in told.numbers]
    each = (ROOM - 2 * PAD) / max(1, len(cells))
    head = text(told.say(N_("The quarter in figures")).upper(), p.CAPTION)
    numbers = Table([cells or [""]], [each] * max(1, len(cells)), style=[*PLAIN, OF_THE_HOUSE, ("RIGHTPADDING", (0, 0), (-1, -1), 8)])
    words = [text(one, p.BOXED) for one in told.words]
    rest = [*words, *([text(told.note, p.NOTE)] if told.note else [])]
    rows = [[head], [numbers], *([[rest]] if rest else [])]
    return Table(rows, [ROOM], style=[
        OF_THE_HOUSE,
        ("BACKGROUND", (0, 0), (-1, -1), SHADE), ("LINEABOVE", (0, 0), (-1, 0), 2, GOLD), ("LEFTPADDING", (0, 0), (-1, -1), PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), PAD), ("TOPPADDING", (0, 0), (-1, 0), 9), ("BOTTOMPADDING", (0, -1), (-1, -1), 10),
        ("TOPPADDING", (0, 1), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -2), 2),
    ], splitInRow=1)  # fmt: skip


def _article(article: ToldArticle, before: list[Flowable]) -> Story:
    above, paragraphs = [*before, text(article.heading, p.HEADING)], [text(one) for one in article.paragraphs]
    yield from [p.Opening(above, paragraphs[0]), *paragraphs[1:]] if paragraphs else above
    if article.told:
        yield Spacer(0, 3)
        yield text(" ".join(article.told), p.TOLD)
        yield Spacer(0, 3)
    if article.thanks:
        yield text(article.thanks, p.THANKS)
