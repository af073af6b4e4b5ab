"""Everything held about a person on paper: A4, for the person to read. Values in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from lms.paper import ACCENT, INK, MUTED, SANS, SANS_BOLD, canvas, legible, width, wrapped

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 50.0, WIDTH - 50, HEIGHT - 50, 62.0
LABEL, HALF_LABEL = 150.0, 104.0  # points that the names of fields take: of one on a line, of one of two
HALF = (RIGHT - LEFT) / 2
SIZE, LEADING = 9.0, 12.5
RULE = HexColor("#d8dfe5")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Everything held about you", "made": "Drawn up on {when} for: {recipient}",
        "intro": "This is all that the register of trainings holds about you. Ask the office that gave it to you if anything "
                 "is wrong, is missing or is to be removed.",
        "part": "Other offices hold more about you. An administrator of the register can give you that as well.",
        "none": "Nothing.", "page": "Page {n} of {of}",
    },
    "ru": {
        "title": "Все сведения о вас", "made": "Составлено {when} для: {recipient}",
        "intro": "Здесь всё, что хранится о вас в реестре обучения. Если что-либо неверно, отсутствует или должно быть удалено, "
                 "обратитесь в представительство, которое выдало этот документ.",
        "part": "Другие представительства хранят о вас и другие сведения. Их может выдать администратор реестра.",
        "none": "Нет.", "page": "Стр. {n} из {of}",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A section: its heading and its records, each of (field, value); those of a brief one take a line each.

    `remark` is a sentence below the heading.
    """

    title: str
    is_brief: bool
    records: Sequence[Sequence[tuple[str, str]]]
    remark: str = ""


@dataclass(frozen=True)
class PersonRecord:
    """All that is printed, in one language (en or ru)."""

    language: str
    name: str
    made: str
    recipient: str
    is_part: bool
    parts: Sequence[Part]


Cell = tuple[float, object, Sequence[str]]  # where it begins, its colour, its lines


def person_record(record: PersonRecord) -> bytes:
    """Return the record as a PDF: its pages are counted first, so that each tells how many there are."""
    pages = _Paper(record, 0).draw()[1]
    return _Paper(record, pages).draw()[0]


class _Paper:
    """A sheet that is written from top to bottom, and goes on overleaf."""

    def __init__(self, record: PersonRecord, pages: int) -> None:
        self.record, self.words, self.pages = record, WORDS[record.language], pages
        self.target, self.page, self.y = BytesIO(), 1, TOP
        title = f"{self.words['title']} · {record.name}"
        self.surface: Canvas = canvas(self.target, A4, title=title, language=record.language)

    def draw(self) -> tuple[bytes, int]:
        """Write everything; return the bytes and how many pages they have."""
        self._heading()
        for part in self.record.parts:
            self._part(part)
        self._foot()
        self.surface.save()
        return self.target.getvalue(), self.page

    def _heading(self) -> None:
        self._lines(self.words["title"], SANS_BOLD, 17, ACCENT, 23)
        self._lines(self.record.name, SANS_BOLD, 12, INK, 17)
        made = self.words["made"].format(when=self.record.made, recipient=self.record.recipient)
        self._lines(made, SANS, SIZE, MUTED, LEADING)
        self.y -= 6
        self._lines(self.words["intro"], SANS, 10, INK, 14)
        if self.record.is_part:
            self._lines(self.words["part"], SANS_BOLD, 10, INK, 14)

    def _part(self, part: Part) -> None:
        self._keep(60)
        self.y -= 14
        self._lines(part.title, SANS_BOLD, 12, ACCENT, 16)
        self._rule()
        if part.remark:
            self._lines(part.remark, SANS, SIZE, MUTED, LEADING)
        if not part.records:
            self._lines(self.words["none"], SANS, SIZE, MUTED, LEADING)
        for number, record in enumerate(part.records):
            if part.is_brief:
                self._lines(" · ".join(value for _label, value in record), SANS, SIZE, INK, LEADING)
                continue
            if number:
                self._rule()
            self._keep(3 * LEADING)
            self._record(record)

    def _record(self, record: Sequence[tuple[str, str]]) -> None:
        """Write a record's fields, two on a line where both are short."""
        waiting: tuple[str, str] | None = None
        for one in record:
            if not _is_short(one):
                self._row(*(_half(waiting, 0) if waiting else ()))
                self._row(*_whole(one))
                waiting = None
            elif waiting:
                self._row(*_half(waiting, 0), *_half(one, HALF))
                waiting = None
            else:
                waiting = one
        self._row(*(_half(waiting, 0) if waiting else ()))

    def _row(self, *cells: Cell) -> None:
        """Write cells beside each other."""
        for number in range(max((len(lines) for _x, _ink, lines in cells), default=0)):
            self._keep(LEADING)
            self.surface.setFont(SANS, SIZE)
            for x, ink, lines in cells:
                if number < len(lines):
                    self.surface.setFillColor(ink)
                    self.surface.drawString(x, self.y, lines[number])
            self.y -= LEADING

    def _lines(self, text: str, font: str, size: float, ink: object, leading: float) -> None:
        for line in wrapped(legible(text, font), font, size, RIGHT - LEFT):
            self._keep(leading)
            self.surface.setFillColor(ink)
            self.surface.setFont(font, size)
            self.surface.drawString(LEFT, self.y, line)
            self.y -= leading

    def _rule(self) -> None:
        self.surface.setStrokeColor(RULE)
        self.surface.setLineWidth(0.6)
        self.surface.line(LEFT, self.y + 6, RIGHT, self.y + 6)
        self.y -= 6

    def _keep(self, room: float) -> None:
        """Go on overleaf where less than some room is left."""
        if self.y - room < BOTTOM:
            self._foot()
            self.surface.showPage()
            self.page, self.y = self.page + 1, TOP

    def _foot(self) -> None:
        told = self.words["page"].format(n=self.page, of=self.pages)
        self.surface.setFont(SANS, 8)
        self.surface.setFillColor(MUTED)
        self.surface.drawString(LEFT, 36, legible(self.record.name))
        self.surface.drawString(RIGHT - width(told, SANS, 8), 36, told)


def _is_short(field: tuple[str, str]) -> bool:
    label, value = field
    fits = width(label, SANS, SIZE) <= HALF_LABEL - 8 and width(value, SANS, SIZE) <= HALF - HALF_LABEL - 10
    return fits and "\n" not in value


def _half(field: tuple[str, str], at: float) -> tuple[Cell, Cell]:
    label, value = field
    return (LEFT + at, MUTED, [legible(label)]), (LEFT + at + HALF_LABEL, INK, [legible(value)])


def _whole(field: tuple[str, str]) -> tuple[Cell, Cell]:
    label, value = field
    # A name of a field that is short stands in the column of the others.
    room = HALF_LABEL if width(label, SANS, SIZE) <= HALF_LABEL - 8 else LABEL
    lines = [line for text in value.splitlines() for line in wrapped(legible(text), SANS, SIZE, RIGHT - LEFT - room)]
    return (LEFT, MUTED, wrapped(legible(label), SANS, SIZE, room - 8)), (LEFT + room, INK, lines)
