"""The sign-in sheet on paper: A4 landscape, for signing by hand. Values in, bytes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO
from itertools import groupby

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from lms.paper import ACCENT, INK, MUTED, SANS, SANS_BOLD, canvas, day, days, fitted, legible

WIDTH, HEIGHT = landscape(A4)
LEFT, RIGHT, TOP, BOTTOM = 34.0, WIDTH - 34, HEIGHT - 34, 62.0
NUMBER, NAME, AGENCY, POST = 24.0, 150.0, 140.0, 112.0
ROW, HEAD = 27.0, 34.0
SESSIONS_ON_A_PAGE = 6
SPARE_ROWS = 5
MOST_LINES = 3
LINE, SHADE = HexColor("#8b98a5"), HexColor("#eef2f5")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Sign-in sheet", "no": "No.", "name": "Name", "agency": "Agency", "post": "Position (rank)",
        "signature": "Signature", "trainer": "Trainer (name, signature)", "date": "Date", "page": "Page {n} of {of}",
        "organiser": "Organised by {names}", "organised": "Organised by {names}",
        "donors": "With financial support of {names}", "event": "Event {code}",
    },
    "ru": {
        "title": "Регистрационный лист", "no": "№ п/п", "name": "ФИО", "agency": "Ведомство",
        "post": "Должность (звание)", "signature": "Подпись", "trainer": "Тренер (ФИО, подпись)", "date": "Дата",
        "page": "Лист {n} из {of}", "organiser": "Организатор: {names}", "organised": "Организаторы: {names}",
        "donors": "При финансовой поддержке: {names}", "event": "Мероприятие {code}",
    },
}  # fmt: skip


@dataclass(frozen=True)
class SheetSession:
    """One signature column: a session of a day."""

    day: date
    starts_at: time
    ends_at: time
    title: str


@dataclass(frozen=True)
class SheetRow:
    """One person who signs."""

    name: str
    agency: str
    post: str


@dataclass(frozen=True)
class Sheet:
    """Everything that is printed on an event's sign-in sheets, in one language (en or ru)."""

    language: str
    code: str
    title: str
    starts_on: date
    ends_on: date
    place: str
    organisers: tuple[str, ...]
    donors: tuple[str, ...]
    sessions: tuple[SheetSession, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class _Page:
    day: date | None
    sessions: Sequence[SheetSession]
    rows: Sequence[tuple[int, SheetRow | None]]


def sign_in_sheet(sheet: Sheet) -> bytes:
    """Return the sheets of an event as one PDF: for each day its people and a signature column per session.

    Blank rows, at least a few, fill the last sheet for people who come unannounced. An event without sessions gets one
    column for all its days.
    """
    target = BytesIO()
    words = WORDS[sheet.language]
    surface = canvas(target, (WIDTH, HEIGHT), title=f"{words['title']} · {sheet.title}", language=sheet.language)
    pages = list(_pages(sheet))
    for number, page in enumerate(pages, 1):
        top = _heading(surface, sheet, page, words)
        _table(surface, page, top, words)
        _foot(surface, sheet, words, number, len(pages))
        surface.showPage()
    surface.save()
    return target.getvalue()


def _pages(sheet: Sheet) -> Iterator[_Page]:
    rows_on_a_page = int((TOP - 78 - HEAD - BOTTOM) // ROW)
    lines = -(-(len(sheet.rows) + SPARE_ROWS) // rows_on_a_page) * rows_on_a_page
    people = [*enumerate(sheet.rows, 1), *((n, None) for n in range(len(sheet.rows) + 1, lines + 1))]
    days_of: list[tuple[date | None, list[SheetSession]]] = [
        (on, list(those)) for on, those in groupby(sheet.sessions, key=lambda session: session.day)
    ]
    for on, sessions in days_of or [(None, [])]:
        for first in range(0, max(1, len(sessions)), SESSIONS_ON_A_PAGE):
            for start in range(0, len(people), rows_on_a_page):
                columns = sessions[first : first + SESSIONS_ON_A_PAGE]
                yield _Page(on, columns, people[start : start + rows_on_a_page])


def _heading(surface: Canvas, sheet: Sheet, page: _Page, words: dict[str, str]) -> float:
    room, when = RIGHT - LEFT, days(sheet.starts_on, sheet.ends_on, sheet.language)
    surface.setFillColor(ACCENT)
    surface.setFont(SANS_BOLD, 16)
    surface.drawString(LEFT, TOP - 12, words["title"])
    surface.setFont(SANS_BOLD, 12)
    surface.drawRightString(RIGHT, TOP - 12, day(page.day, sheet.language) if page.day else when)
    surface.setFillColor(INK)
    lines, size = fitted(sheet.title, SANS_BOLD, (11, 8.5), room, 1)
    surface.setFont(SANS_BOLD, size)
    surface.drawString(LEFT, TOP - 31, lines[0] if lines else "")
    facts = [when, sheet.place, words["event"].format(code=sheet.code)]
    organised = "organised" if len(sheet.organisers) > 1 else "organiser"
    sponsors = [words[key].format(names=", ".join(names)) for key, names in
                ((organised, sheet.organisers), ("donors", sheet.donors)) if names]  # fmt: skip
    surface.setFillColor(MUTED)
    for offset, text in ((45, " · ".join(fact for fact in facts if fact)), (57, " · ".join(sponsors))):
        lines, size = fitted(text, SANS, (9, 7), room, 1)
        surface.setFont(SANS, size)
        surface.drawString(LEFT, TOP - offset, lines[0] if lines else "")
    return TOP - 68


def _table(surface: Canvas, page: _Page, top: float, words: dict[str, str]) -> None:
    edges = _edges(max(1, len(page.sessions)))
    bottom = top - HEAD - ROW * len(page.rows)
    surface.setFillColor(SHADE)
    surface.rect(LEFT, top - HEAD, RIGHT - LEFT, HEAD, stroke=0, fill=1)
    heads = [[words["no"]], [words["name"]], [words["agency"]], [words["post"]], *_session_heads(page, words)]
    for position, lines in enumerate(heads):
        _cell(surface, edges, position, top, HEAD, lines, SANS_BOLD, INK)
    y = top - HEAD
    for number, row in page.rows:
        cells = (str(number), row.name, row.agency, row.post) if row else (str(number), "", "", "")
        for position, text in enumerate(cells):
            _cell(surface, edges, position, y, ROW, [text], SANS_BOLD if position == 1 else SANS, INK)
        y -= ROW
    surface.setStrokeColor(LINE)
    surface.setLineWidth(0.5)
    surface.grid(edges, [top, *(top - HEAD - ROW * n for n in range(len(page.rows) + 1))])
    surface.rect(LEFT, bottom, RIGHT - LEFT, top - bottom)


def _session_heads(page: _Page, words: dict[str, str]) -> list[list[str]]:
    if not page.sessions:
        return [[words["signature"]]]
    return [[f"{s.starts_at:%H:%M}–{s.ends_at:%H:%M}", s.title] for s in page.sessions]


def _edges(columns: int) -> list[float]:
    """Return the x of every vertical line."""
    fixed = [LEFT, LEFT + NUMBER, LEFT + NUMBER + NAME, LEFT + NUMBER + NAME + AGENCY]
    fixed.append(fixed[-1] + POST)
    step = (RIGHT - fixed[-1]) / columns
    return [*fixed, *(fixed[-1] + step * n for n in range(1, columns + 1))]


def _cell(
    surface: Canvas, edges: list[float], position: int, top: float, height: float, parts: list[str], font: str, ink: object
) -> None:
    """Draw a cell's text, shrunk and wrapped to stay inside it; of several parts the first takes one line."""
    room = edges[position + 1] - edges[position] - 6
    lines: list[tuple[str, str, float]] = []
    for number, part in enumerate(parts):
        face = SANS if number else font
        wrapped_lines, size = fitted(part, face, (8.5, 7), room, 1 if len(parts) > 1 and number == 0 else 2)
        if "".join(wrapped_lines).endswith("…"):
            wrapped_lines, size = fitted(part, face, (6.5, 5.5), room, MOST_LINES - (len(parts) - 1))
        lines += [(line, face, size) for line in wrapped_lines]
    y = top - (height - sum(size * 1.2 for _, _, size in lines)) / 2
    surface.setFillColor(ink)
    for line, face, size in lines:
        surface.setFont(face, size)
        y -= size * 1.2
        surface.drawString(edges[position] + 3, y + size * 0.28, line)


def _foot(surface: Canvas, sheet: Sheet, words: dict[str, str], number: int, of: int) -> None:
    surface.setStrokeColor(MUTED)
    surface.setFillColor(MUTED)
    surface.setLineWidth(0.5)
    surface.setFont(SANS, 8)
    surface.line(LEFT, 42, LEFT + 260, 42)
    surface.drawString(LEFT, 32, words["trainer"])
    surface.line(LEFT + 290, 42, LEFT + 400, 42)
    surface.drawString(LEFT + 290, 32, words["date"])
    surface.drawRightString(RIGHT, 32, f"{legible(sheet.code)} · {words['page'].format(n=number, of=of)}")
