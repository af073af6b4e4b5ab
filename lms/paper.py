"""What every printed document shares: fonts for all our alphabets, fitting text, dates in words, QR codes."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

import segno
from babel.dates import format_date, format_skeleton
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC = "Sans", "Sans-Bold", "Serif", "Serif-Bold", "Serif-Italic"
FILES = {
    SANS: "IBMPlexSans-Regular.ttf", SANS_BOLD: "IBMPlexSans-SemiBold.ttf", SERIF: "IBMPlexSerif-Regular.ttf",
    SERIF_BOLD: "IBMPlexSerif-SemiBold.ttf", SERIF_ITALIC: "IBMPlexSerif-Italic.ttf",
}  # fmt: skip
INK, MUTED, ACCENT, PALE = HexColor("#1b2733"), HexColor("#5a6672"), HexColor("#17405f"), HexColor("#c9d3dc")
MISSING = "◊"  # stands for a letter that the fonts do not have: seen on paper, never silently dropped
# Of the format characters of Unicode (Cf) these are seen, before a number; of other categories those are never seen.
SEEN = frozenset((*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD))
UNSEEN = frozenset((0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
QR_MASK = 4  # any mask decodes; a fixed one spares the search for the prettiest

rl_config.useA85 = 0  # streams as bytes, not as text: a quarter smaller, and faster


@cache
def fonts() -> dict[str, TTFont]:
    """Register the document fonts once and return them by name."""
    folder = Path(__file__).parent / "fonts"
    made = {name: TTFont(name, str(folder / file), asciiReadable=0) for name, file in FILES.items()}
    for font in made.values():
        pdfmetrics.registerFont(font)
    return made


def canvas(target: BytesIO, size: tuple[float, float], *, title: str, language: str) -> Canvas:
    """Return a drawing surface with embedded fonts only and reproducible bytes; sizes are in points."""
    fonts()
    surface = Canvas(
        target, pagesize=size, invariant=1, pageCompression=1, initialFontName=SANS, initialFontSize=10, lang=language
    )
    surface.setTitle(legible(title))
    surface.setCreator("lms")
    return surface


@cache
def _letters(font: str) -> frozenset[int]:
    return frozenset(fonts()[font].face.charToGlyph)


def legible(text: str | None, font: str = SANS) -> str:
    """Return text in NFC on one line, with a box for each letter that the font does not have; what nobody sees is left out."""
    known = _letters(font)
    return "".join(letter if ord(letter) in known else MISSING for letter in _seen(text))


def illegible(text: str | None, font: str = SANS) -> list[str]:
    """Return the letters of a text for which `legible` puts a box, each once, in their order."""
    known = _letters(font)
    return list(dict.fromkeys(letter for letter in _seen(text) if ord(letter) not in known))


def _seen(text: str | None) -> str:
    whole = unicodedata.normalize("NFC", text or "")
    return " ".join("".join(letter for letter in whole if not _is_unseen(letter)).split())


@lru_cache(maxsize=5_000)
def _is_unseen(letter: str) -> bool:
    code = ord(letter)
    return code in UNSEEN or (unicodedata.category(letter) == "Cf" and code not in SEEN)


def width(text: str, font: str, size: float) -> float:
    """Return how wide a text prints, in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """Break a text into lines that fit a width; a word that is too long is broken where it must be."""
    lines, line = [], ""
    for word in _words(text, font, size, room):
        longer = f"{line} {word}".strip()
        if line and width(longer, font, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _words(text: str, font: str, size: float, room: float) -> Iterator[str]:
    for word in text.split():
        if width(word, font, size) <= room:
            yield word
            continue
        part = ""
        for letter in word:
            if part and width(part + letter, font, size) > room:
                yield part
                part = letter
            else:
                part += letter
        yield part


def fitted(
    text: str | None, font: str, sizes: tuple[float, float], room: float, most_lines: int
) -> tuple[list[str], float]:
    """Return lines and a size: as large as fits, from the first size down to the second, then cut with an ellipsis."""
    clean = legible(text, font)
    largest, smallest = sizes
    size = largest
    while size > smallest and len(wrapped(clean, font, size, room)) > most_lines:
        size -= 0.5
    lines = wrapped(clean, font, size, room)
    if len(lines) > most_lines:
        last = lines[most_lines - 1]
        while last and width(last + "…", font, size) > room:
            last = last[:-1]
        lines = [*lines[: most_lines - 1], last + "…"]
    return lines, size


def centred(surface: Canvas, lines: list[str], font: str, size: float, x: float, y: float, leading: float) -> float:
    """Draw lines centred on x from the baseline y down; return the baseline after the last."""
    surface.setFont(font, size)
    for line in lines:
        surface.drawCentredString(x, y, line)
        y -= leading
    return y


def qr(surface: Canvas, content: str, x: float, y: float, side: float) -> None:
    """Draw a QR code with its lower left corner at x, y; the quiet zone is the caller's paper."""
    rows = list(segno.make(content, error="m", mask=QR_MASK, micro=False).matrix)
    step = side / len(rows)
    path = surface.beginPath()
    for row_number, row in enumerate(rows):
        for start, length in _runs(row):
            path.rect(x + start * step, y + side - (row_number + 1) * step, length * step, step)
    surface.setFillColor(INK)
    surface.drawPath(path, stroke=0, fill=1)


def _runs(row: bytearray) -> Iterator[tuple[int, int]]:
    start = None
    for position, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = position
        elif not dark and start is not None:
            yield start, position - start
            start = None


def day(value: date, language: str) -> str:
    """Write a day in words: 12 October 2011, 12 октября 2011 г."""
    return format_date(value, "d MMMM y 'г'." if language == "ru" else "d MMMM y", locale=language)


def days(first: date, last: date, language: str) -> str:
    """Write a range of days in words: 12–14 October 2011, 28 ноября – 2 декабря 2011 г."""
    if first == last:
        return day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, language)}"
    if first.year == last.year:
        return f"{format_date(first, 'd MMMM', locale=language)} – {day(last, language)}"
    return f"{day(first, language)} – {day(last, language)}"


def weekday(value: date, language: str) -> str:
    """Write a day with its weekday, short: Mon 12 Oct 2011."""
    return str(format_skeleton("yMMMEd", value, locale=language, fuzzy=True))
