"""The certificate on paper: A4 landscape, one page. Values in, bytes out."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from math import cos, pi, sin

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from lms.certificates.layout import ROOM, WORDS, CertificateText, arranged
from lms.paper import ACCENT, INK, MUTED, SANS, SANS_BOLD, SERIF_BOLD, canvas, centred, day, fitted, legible, qr

WIDTH, HEIGHT = landscape(A4)
MIDDLE = WIDTH / 2
PAPER, GOLD, WARNING = HexColor("#fdfcf9"), HexColor("#a9874b"), HexColor("#a3342a")
THREAD, ROSETTE, PALE_WARNING = HexColor("#b4c4d2"), HexColor("#f1ebdd"), HexColor("#f3dfda")
BACKGROUND = "certificate-frame"
QR_SIDE = 68


def certificate(text: CertificateText) -> bytes:
    """Return one certificate as a PDF of one page; equal words give equal bytes."""
    return certificates([text])


def certificates(texts: Iterable[CertificateText]) -> bytes:
    """Return certificates as one PDF, a page each; the frame is drawn once."""
    listed = list(texts)
    target = BytesIO()
    first = listed[0]
    surface = canvas(target, (WIDTH, HEIGHT), title=f"{first.number} · {first.holder}", language=first.language)
    _frame(surface)
    for text in listed:
        surface.doForm(BACKGROUND)
        _page(surface, text, WORDS[text.language])
        surface.showPage()
    surface.save()
    return target.getvalue()


def _page(surface: Canvas, text: CertificateText, words: dict[str, str]) -> None:
    if text.demonstration:
        _across(surface, words["demonstration"])
    surface.setFillColor(MUTED)
    lines, size = fitted(text.office_name, SANS, (11, 7), ROOM, 1)
    centred(surface, lines, SANS, size, MIDDLE, HEIGHT - 78, 12)
    surface.setFillColor(ACCENT)
    title = words["trainer" if text.audience == "trainer" else text.kind]
    lines, size = fitted(title, SERIF_BOLD, (38, 20), ROOM, 1)
    centred(surface, lines, SERIF_BOLD, size, MIDDLE, HEIGHT - 122, 40)
    _ornament(surface, HEIGHT - 142)
    for line in arranged(text):
        surface.setFillColor(MUTED if line.muted else INK)
        centred(surface, [line.words], line.font, line.size, MIDDLE, line.y, 0)
    _foot(surface, text, words)


def _across(surface: Canvas, words: str) -> None:
    """Write over the paper, beneath all else, that the document is a specimen."""
    surface.saveState()
    surface.translate(MIDDLE, HEIGHT / 2 - 6)
    surface.rotate(24)
    surface.setFillColor(PALE_WARNING)
    lines, size = fitted(words, SANS_BOLD, (34, 14), 640, 1)
    centred(surface, lines, SANS_BOLD, size, 0, 0, size)
    surface.restoreState()


def _foot(surface: Canvas, text: CertificateText, words: dict[str, str]) -> None:
    left, right, base = 86, WIDTH - 86, 66
    surface.setFillColor(INK)
    surface.setFont(SANS_BOLD, 12)
    surface.drawString(left, base + 59, words["number"].format(number=legible(text.number, SANS_BOLD)))
    surface.setFillColor(MUTED)
    surface.setFont(SANS, 10)
    surface.drawString(left, base + 43, words["issued"].format(day=day(text.issued_on, text.language)))
    surface.setFont(SANS, 8)
    surface.drawString(left, base + 20, words["verify"])
    room = MIDDLE - 112 - left
    lines, size = fitted(text.verify_url, SANS, (7, 5.5), room, 1)
    if lines != [text.verify_url]:
        lines, size = fitted(text.verify_url, SANS, (6, 4.5), room, 2)
    surface.setFont(SANS, size)
    for number, line in enumerate(lines):
        surface.drawString(left, base + 9 - number * size * 1.15, line)
    surface.setStrokeColor(INK)
    surface.setLineWidth(0.6)
    surface.line(MIDDLE - 100, base + 22, MIDDLE + 100, base + 22)
    signatory = ", ".join(part for part in (text.signatory_name, text.signatory_post) if part) or words["signature"]
    lines, size = fitted(signatory, SANS, (9, 7), 200, 1)
    centred(surface, lines, SANS, size, MIDDLE, base + 10, 10)
    surface.setFont(SANS, 9)
    surface.drawString(MIDDLE + 112, base + 22, words["stamp"])
    qr(surface, text.verify_url, right - QR_SIDE, base + 2, QR_SIDE)
    if text.demonstration:
        surface.setFillColor(WARNING)
        centred(surface, [words["demonstration"]], SANS_BOLD, 8, MIDDLE, 50, 8)


def _frame(surface: Canvas) -> None:
    """Draw the paper, its border and the rosette once, as a form that every page refers to."""
    surface.beginForm(BACKGROUND, 0, 0, WIDTH, HEIGHT)
    surface.setFillColor(PAPER)
    surface.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    surface.setLineWidth(0.4)
    surface.setStrokeColor(ROSETTE)
    for path in _rosette():
        surface.drawPath(path, stroke=1, fill=0)
    surface.setStrokeColor(THREAD)
    surface.setLineWidth(0.35)
    for shift in (0, 1, 2):
        surface.drawPath(_wave(28, shift * 2 * pi / 3), stroke=1, fill=0)
    surface.setStrokeColor(ACCENT)
    surface.setLineWidth(1.6)
    surface.rect(18, 18, WIDTH - 36, HEIGHT - 36)
    surface.setStrokeColor(GOLD)
    surface.setLineWidth(0.9)
    surface.rect(38, 38, WIDTH - 76, HEIGHT - 76)
    surface.setLineWidth(0.3)
    surface.rect(41, 41, WIDTH - 82, HEIGHT - 82)
    for x in (28, WIDTH - 28):
        for y in (28, HEIGHT - 28):
            _corner(surface, x, y)
    surface.endForm()


def _corner(surface: Canvas, x: float, y: float) -> None:
    surface.setFillColor(PAPER)
    surface.setStrokeColor(ACCENT)
    surface.setLineWidth(0.9)
    surface.rect(x - 10, y - 10, 20, 20, stroke=1, fill=1)
    surface.setFillColor(GOLD)
    _diamond(surface, x, y, 6)


@cache
def _rosette() -> list[PDFPathObject]:
    """Return the turning threads behind the words; drawn the same on every certificate, so worked out once."""
    threads = []
    for turn in range(4):
        path = PDFPathObject()
        for step in range(421):
            angle = 2 * pi * step / 420
            radius = 176 * (0.76 + 0.24 * cos(12 * angle + turn * pi / 2))
            x, y = MIDDLE + radius * cos(angle), HEIGHT / 2 + radius * sin(angle)
            (path.lineTo if step else path.moveTo)(round(x, 1), round(y, 1))
        threads.append(path)
    return threads


@cache
def _wave(inset: float, phase: float) -> PDFPathObject:
    """Return one thread of the woven border between the two frames."""
    path = PDFPathObject()
    sides = (
        (inset, inset, WIDTH - 2 * inset, 0), (WIDTH - inset, inset, HEIGHT - 2 * inset, 1),
        (WIDTH - inset, HEIGHT - inset, WIDTH - 2 * inset, 2), (inset, HEIGHT - inset, HEIGHT - 2 * inset, 3),
    )  # fmt: skip
    for number, (x, y, length, turn) in enumerate(sides):
        steps = int(length / 3)
        for step in range(steps + 1):
            along, across = length * step / steps, 6.5 * sin(2 * pi * step / 14 + phase)
            angle = turn * pi / 2
            px = x + along * cos(angle) - across * sin(angle)
            py = y + along * sin(angle) + across * cos(angle)
            (path.lineTo if number or step else path.moveTo)(round(px, 1), round(py, 1))
    path.close()
    return path


def _ornament(surface: Canvas, y: float) -> None:
    surface.setStrokeColor(GOLD)
    surface.setLineWidth(0.8)
    surface.line(MIDDLE - 130, y, MIDDLE - 9, y)
    surface.line(MIDDLE + 9, y, MIDDLE + 130, y)
    surface.setFillColor(GOLD)
    _diamond(surface, MIDDLE, y, 4)


def _diamond(surface: Canvas, x: float, y: float, half: float) -> None:
    path = surface.beginPath()
    path.moveTo(x - half, y)
    path.lineTo(x, y + half)
    path.lineTo(x + half, y)
    path.lineTo(x, y - half)
    path.close()
    surface.drawPath(path, stroke=0, fill=1)
