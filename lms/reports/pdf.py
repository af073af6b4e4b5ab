"""A report as a PDF for print: A4, reproducible bytes. Values in, bytes out."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, Spacer, Table

from lms.language import N_
from lms.reports import paper as p
from lms.reports import particulars
from lms.reports.document import Document
from lms.reports.outline import Breakdown, Crossing, CrossLine, Outline, Sentences, Told
from lms.reports.paper import text
from lms.reports.rules import NOT_STATED
from lms.reports.seals import Seal

Story = Iterator[Flowable]
LONGEST_RULE = 6_000  # letters: a rule may name many organisations
SHORT, LOW = 16, 30  # lines of a table that may stand beside another: parts, and what their names take
LETTERS = 24  # of a name on a line of such a table
GAP = 22.0
HALF = (p.ROOM - GAP) / 2
LAST_TOGETHER = ("NOSPLIT", (0, -3), (-1, -1))  # no total stands alone on a page


def report_pdf(
    document: Document, language: str, seal: Seal, *, sentences: Sentences = (), public: bool = False
) -> bytes:
    """Return a report as a PDF; equal documents give equal bytes."""
    outline, target = Outline(document, language, seal, sentences, public), BytesIO()
    lines = _lines(outline)
    pages = p.Pages(target, title=f"{outline.title} · {outline.subject}", language=language, lines=lines)
    pages.build(list(_story(outline)), canvasmaker=p.numbering(lines))
    return target.getvalue()


def _lines(outline: Outline) -> p.Lines:
    words, period = outline.words, outline.document.content["period"]
    foot = outline.state if outline.seal.is_draft else f"SHA-256 {outline.seal.sha256}"
    return p.Lines(
        above=outline.state, title=outline.title, subject=outline.subject, mark=outline.mark, foot=foot,
        period=words.span(period["first"], period["last"]), page=words.say(N_("Page %(number)s of %(of)s")),
    )  # fmt: skip


def _story(outline: Outline) -> Story:
    yield from _first_page(outline)
    yield PageBreak()
    yield from _letter(outline)
    yield from _figures(outline)
    yield from _narrative(outline)
    yield from _breakdowns(outline)
    yield from _crossings(outline)
    yield from _definitions(outline)
    yield from _papers(outline)
    yield from _seal(outline)


def _first_page(outline: Outline) -> Story:
    yield _facts(particulars.facts(outline), 96)
    if outline.note:
        yield Spacer(0, 8)
        yield text(outline.note, p.SMALL)
    if outline.told:
        yield Spacer(0, 16)
        yield text(outline.words.say(N_("At a glance")), p.CAPTION)
        cells = [_large(one) for one in outline.large]
        rows = [[*cells[at : at + 2], []][:2] for at in range(0, len(cells), 2)]
        yield Table(rows, [HALF + GAP, HALF], style=[*p.PLAIN, ("LINEABOVE", (0, 0), (-1, -1), 0.6, p.PALE), ("RIGHTPADDING", (0, 0), (0, -1), GAP)])


def _heading(words: str, look: Any = p.HEADING, room: float = 120) -> Story:
    """Yield a heading, on the next page where there is no room for some lines after it."""
    yield CondPageBreak(room)
    yield text(words, look)


def _facts(facts: Sequence[tuple[str, Sequence[str]]], room: float, whole: float = p.ROOM) -> Table:
    rows = [[text(name, p.SMALL), [text(line, p.CELL) for line in lines]] for name, lines in facts]
    return Table(rows, [room, whole - room], style=[*p.PLAIN, ("LINEBELOW", (0, 0), (-1, -1), 0.35, p.RULE), ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5)], hAlign="LEFT", splitInRow=1)


def _large(one: Told) -> list[Flowable]:
    made: list[Flowable] = [text(one.words.number(one.figure.value), p.LARGE), text(one.name, p.CELL_BOLD)]
    if one.target and one.target.share is not None:
        made += [Spacer(0, 4), p.Bar(one.target.share, HALF - 40), text(one.reached, p.SMALL)]
    elif one.note:
        made.append(text(one.note, p.SMALL))
    return [*made, Spacer(0, 6)]


def _letter(outline: Outline) -> Story:
    """Tell the letter to the donor: sentences with their footnotes, which are numbered through."""
    letter = outline.letter
    if not letter.sentences:
        return
    yield from _heading(outline.words.say(N_("In brief")))
    for sentence, numbers in letter.sentences:
        yield text(" ".join([sentence, *(f"[{number}]" for number in numbers)]), p.LETTER)
    yield Spacer(0, 4)
    for number, note in enumerate(letter.notes, 1):
        yield text(f"[{number}] {note}", p.FOOTNOTE)


def _figures(outline: Outline) -> Story:
    yield from _heading(outline.words.say(N_("Figures")))
    if not outline.told:
        yield text(outline.words.say(N_("This report tells no figures.")))
        return
    rows = [[_named(one), _valued(one)] for one in outline.told]
    yield Table(rows, [p.ROOM - 176, 176], style=[
        *p.PLAIN, ("LINEABOVE", (0, 0), (-1, 0), 0.8, p.ACCENT), ("LINEBELOW", (0, 0), (-1, -1), 0.35, p.RULE),
        ("TOPPADDING", (0, 0), (-1, -1), 7), ("BOTTOMPADDING", (0, 0), (-1, -1), 8), ("RIGHTPADDING", (0, 0), (0, -1), 14),
    ])  # fmt: skip


def _named(one: Told) -> list[Flowable]:
    made: list[Flowable] = [text(one.name, p.NAME)]
    if one.note:
        made.append(text(one.note, p.SMALL))
    if one.parts:
        made += [Spacer(0, 3), text(one.parts, p.CELL)]
    return [*made, *(text(line, p.SMALL) for line in one.measures)]


def _valued(one: Told) -> list[Flowable]:
    made: list[Flowable] = [text(one.words.number(one.figure.value), p.NUMBER)]
    if one.target and one.target.share is not None:
        made += [Spacer(0, 3), p.Bar(one.target.share, 176), text(one.reached, p.RIGHT_SMALL)]
    return made


def _narrative(outline: Outline) -> Story:
    if outline.narrative:
        yield from _heading(outline.words.say(N_("Narrative")))
        yield from (text(paragraph) for paragraph in outline.narrative)


def _breakdowns(outline: Outline) -> Story:
    told = [one for one in outline.told if one.breakdowns]
    if not told:
        return
    head: list[Flowable] = [text(outline.words.say(N_("Parts of the figures")), p.HEADING)]
    for one in told:
        head.append(text(f"{one.name}: {one.words.number(one.figure.value)}", p.SUBHEADING))
        short = [_breakdown(one, breakdown, HALF) for breakdown in one.breakdowns if _is_short(breakdown)]
        for at in range(0, len(short), 2):
            pair = Table([[*short[at : at + 2], ""][:2]], [HALF + GAP, HALF], style=p.PLAIN, hAlign="LEFT")
            yield KeepTogether([*head, pair])
            head = []
        for breakdown in one.breakdowns:
            if not _is_short(breakdown):
                yield CondPageBreak(130)
                yield from head
                yield _breakdown(one, breakdown, p.ROOM)
                head = []


def _is_short(breakdown: Breakdown) -> bool:
    lines = breakdown.lines
    return len(lines) <= SHORT and sum(len(line.name) // LETTERS + 1 for line in lines) <= LOW


def _breakdown(one: Told, breakdown: Breakdown, room: float) -> Table:
    """Return a table of parts with the share of each; subtotals of groups stand out."""
    words, of = one.words, breakdown.total
    rows: list[list[Any]] = [[text(breakdown.title, p.HEAD), text(words.say(N_("Value")), p.HEAD_RIGHT), "%"]]
    looks: list[tuple[Any, ...]] = [("FONT", (2, 0), (2, 0), "Sans-Bold", 8), ("TEXTCOLOR", (2, 0), (2, -1), p.MUTED)]
    has_groups = any(line.is_group for line in breakdown.lines)
    for at, line in enumerate(breakdown.lines, 1):
        inside = has_groups and not line.is_group and line.code != NOT_STATED
        look = p.CELL_BOLD if line.is_group else p.INSIDE if inside else p.CELL
        rows.append([text(line.name, look), words.number(line.number), words.share(line.number, of)])
        if line.is_group:
            looks.append(("FONT", (1, at), (1, at), "Sans-Bold", 9))
    rows.append([text(words.say(N_("Total")), p.CELL_BOLD), words.number(of), ""])
    looks += [LAST_TOGETHER, ("FONT", (1, -1), (1, -1), "Sans-Bold", 9), ("LINEABOVE", (0, -1), (-1, -1), 0.8, p.ACCENT)]
    return p.table(rows, [room - 92, 56, 36], *looks)


def _crossings(outline: Outline) -> Story:
    told = [(one, one.crossing) for one in outline.told if one.crossing]
    if not told:
        return
    yield from _heading(outline.words.say(N_("By region, category and sex")), room=170)
    for one, crossing in told:
        yield from _heading(f"{one.name}: {one.words.number(one.figure.value)}", p.SUBHEADING, 110)
        yield _crossing(one, crossing)


def _crossing(one: Told, crossing: Crossing) -> Table:
    words = one.words
    heads = [name for _code, name in crossing.sexes] + [words.say(N_("Total"))]
    rows: list[list[Any]] = [[text(words.say(N_("Region and category")), p.HEAD), *(text(head, p.HEAD_RIGHT) for head in heads)]]
    looks: list[tuple[Any, ...]] = [LAST_TOGETHER]
    for at, line in enumerate(crossing.lines):
        if at == 0 or crossing.lines[at - 1].region_code != line.region_code:
            same = [other for other in crossing.lines if other.region_code == line.region_code]
            looks += [("FONT", (1, len(rows)), (-1, len(rows)), "Sans-Bold", 9), ("BACKGROUND", (0, len(rows)), (-1, len(rows)), p.SHADE),
                      ("NOSPLIT", (0, len(rows)), (-1, len(rows) + 1))]  # fmt: skip
            rows.append([text(line.region, p.CELL_BOLD), *_numbers(one, same)])
        rows.append([text(line.category, p.INSIDE), *_numbers(one, [line])])
    looks += [("FONT", (1, len(rows)), (-1, len(rows)), "Sans-Bold", 9), ("LINEABOVE", (0, len(rows)), (-1, len(rows)), 0.8, p.ACCENT)]
    rows.append([text(words.say(N_("Total")), p.CELL_BOLD), *_numbers(one, crossing.lines)[:-1], words.number(crossing.total)])
    return p.table(rows, [p.ROOM - 68 * len(heads), *[68] * len(heads)], *looks)


def _numbers(one: Told, lines: Sequence[CrossLine]) -> list[str]:
    """Return what lines add up to by sex and together; a sum of what is not shown is not shown."""
    columns = [*zip(*(line.numbers for line in lines), strict=True), [line.total for line in lines]]
    return [one.words.number(None if None in column else sum(number or 0 for number in column)) for column in columns]


def _definitions(outline: Outline) -> Story:
    yield from _heading(outline.words.say(N_("How the figures are counted")))
    rows = [
        [[text(name, p.CELL_BOLD), *([text(version, p.SMALL)] if version else [])], text(rule, p.CELL, LONGEST_RULE)]
        for name, rule, version in outline.definitions
    ]  # fmt: skip
    yield Table(rows, [158, p.ROOM - 158], style=[*p.PLAIN, ("LINEBELOW", (0, 0), (-1, -1), 0.35, p.RULE), ("RIGHTPADDING", (0, 0), (0, -1), 12)], splitInRow=1)


def _papers(outline: Outline) -> Story:
    words, papers = outline.words, [*particulars.papers(outline), *particulars.attachments(outline)]
    if not papers:
        return
    yield from _heading(words.say(N_("Evidence and attachments")))
    for kind, those in particulars.by_kind(papers):
        heads = [text(kind, p.HEAD), text(words.say(N_("File")), p.HEAD), "SHA-256"]
        owners = [one.owner for one in those]
        rows = [
            ["" if at and owners[at - 1] == one.owner else text(one.owner, p.CELL), text(one.file, p.SMALL), one.sha256]
            for at, one in enumerate(those)
        ]  # fmt: skip
        looks = [("ALIGN", (1, 0), (-1, -1), "LEFT"), ("FONT", (2, 0), (2, 0), "Sans-Bold", 8), ("TEXTCOLOR", (2, 0), (2, -1), p.MUTED),
                 ("FONT", (2, 1), (2, -1), "Sans", 6.2)]  # fmt: skip
        yield p.table([heads, *rows], [p.ROOM - 304, 62, 242], *looks)
        yield Spacer(0, 10)


def _seal(outline: Outline) -> Story:
    digest = outline.seal.sha256
    code: Any = p.Code(digest, 92) if digest else ""
    side = 112 if digest else 0
    facts = _facts(particulars.seal(outline), 132, p.ROOM - side - 28)
    box = Table([[code, facts]] if digest else [[facts]], [side, p.ROOM - side] if digest else [p.ROOM], style=[
        *p.PLAIN, ("BOX", (0, 0), (-1, -1), 0.9, p.WARNING if outline.mark else p.ACCENT), ("LEFTPADDING", (0, 0), (-1, -1), 12),
        ("RIGHTPADDING", (0, 0), (-1, -1), 12), ("TOPPADDING", (0, 0), (-1, -1), 12), ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
    ])  # fmt: skip
    yield KeepTogether([
        text(outline.words.say(N_("Seal")), p.HEADING), box, Spacer(0, 6), text(particulars.seal_meaning(outline), p.SMALL),
    ])  # fmt: skip
