"""The certificate on paper: A4 landscape, one page. Values in, bytes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from math import cos, pi, sin

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from lms.paper import (
    ACCENT,
    INK,
    MUTED,
    PALE,
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    canvas,
    centred,
    day,
    days,
    fitted,
    legible,
    qr,
)

WIDTH, HEIGHT = landscape(A4)
MIDDLE = WIDTH / 2
ROOM = WIDTH - 190
GOLD = HexColor("#a9874b")
BACKGROUND = "certificate-frame"
QR_SIDE = 66


@dataclass(frozen=True)
class CertificateText:
    """Everything that is printed on one certificate, in the document's language (en or ru)."""

    number: str
    code: str
    verify_url: str
    language: str
    kind: str
    audience: str
    holder: str
    event_title: str
    course_title: str | None
    starts_on: date
    ends_on: date
    place: str
    hours: int | None
    organisers: tuple[str, ...]
    donors: tuple[str, ...]
    project_title: str | None
    office_name: str
    issued_on: date
    signatory_name: str | None
    signatory_post: str | None
    demonstration: bool


# The wording of the documents. It is frozen with each document, so it is no interface string. The Russian puts labels
# beside names, so that a name stands in the nominative as it was registered, whatever its language and gender.
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "participation": "Certificate of participation",
        "completion": "Certificate of completion",
        "awarded": "This certificate is awarded to",
        "participation-participant": "for participation in",
        "completion-participant": "who successfully completed",
        "trainer": "Trainer's certificate",
        "participation-trainer": "who delivered as trainer",
        "completion-trainer": "who delivered as trainer",
        "hours": "{hours} hours",
        "organised": "Organised by {names}",
        "donors": "With financial support of {names}",
        "number": "No. {number}",
        "issued": "Issued on {day}",
        "signature": "Signature",
        "stamp": "",
        "verify": "Check this certificate",
        "demonstration": "DEMONSTRATION · NOT A VALID DOCUMENT",
    },
    "ru": {
        "participation": "Сертификат об участии",
        "completion": "Сертификат об успешном завершении",
        "awarded": "Обладатель сертификата",
        "trainer": "Сертификат тренера",
        "participation-participant": "Участие в мероприятии",
        "completion-participant": "Пройдено обучение по программе",
        "participation-trainer": "Проведение занятий в качестве тренера",
        "completion-trainer": "Проведение занятий в качестве тренера",
        "hours": "объём — {hours} ч",
        "organised": "Организаторы: {names}",
        "donors": "При финансовой поддержке: {names}",
        "number": "№ {number}",
        "issued": "Дата выдачи: {day}",
        "signature": "Подпись",
        "stamp": "М.П.",
        "verify": "Проверить сертификат",
        "demonstration": "ДЕМОНСТРАЦИОННЫЙ ЭКЗЕМПЛЯР · НЕДЕЙСТВИТЕЛЕН",
    },
}


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
    surface.setFillColor(MUTED)
    lines, size = fitted(text.office_name, SANS, (10.5, 8), ROOM, 1)
    centred(surface, lines, SANS, size, MIDDLE, HEIGHT - 76, 12)
    surface.setFillColor(ACCENT)
    title = words["trainer" if text.audience == "trainer" else text.kind]
    lines, size = fitted(title, SERIF_BOLD, (36, 26), ROOM, 1)
    centred(surface, lines, SERIF_BOLD, size, MIDDLE, HEIGHT - 124, 40)
    _ornament(surface, HEIGHT - 143)
    _body(surface, text, words)
    _foot(surface, text, words)


def _body(surface: Canvas, text: CertificateText, words: dict[str, str]) -> None:
    surface.setFillColor(MUTED)
    centred(surface, [words["awarded"]], SANS, 12, MIDDLE, HEIGHT - 176, 14)
    surface.setFillColor(INK)
    lines, size = fitted(text.holder, SERIF_BOLD, (30, 15), ROOM, 2)
    y = centred(surface, lines, SERIF_BOLD, size, MIDDLE, HEIGHT - 214, size * 1.15)
    surface.setFillColor(MUTED)
    y = centred(surface, [words[f"{text.kind}-{text.audience}"]], SANS, 12, MIDDLE, y - 2, 26)
    surface.setFillColor(INK)
    lines, size = fitted(text.event_title, SERIF, (19, 11), ROOM, 3)
    y = centred(surface, lines, SERIF, size, MIDDLE, y - 2, size * 1.25)
    facts = [days(text.starts_on, text.ends_on, text.language), text.place]
    if text.hours:
        facts.append(words["hours"].format(hours=text.hours))
    lines, size = fitted(" · ".join(fact for fact in facts if fact), SANS, (12, 9), ROOM, 2)
    y = centred(surface, lines, SANS, size, MIDDLE, y - 8, 15)
    surface.setFillColor(MUTED)
    for key, names in (("organised", text.organisers), ("donors", text.donors)):
        if names:
            lines, size = fitted(words[key].format(names=", ".join(names)), SANS, (9.5, 7.5), ROOM, 2)
            y = centred(surface, lines, SANS, size, MIDDLE, y - 5, 12)


def _foot(surface: Canvas, text: CertificateText, words: dict[str, str]) -> None:
    left, right, base = 86, WIDTH - 86, 78
    surface.setFillColor(INK)
    surface.setFont(SANS_BOLD, 11)
    surface.drawString(left, base + 46, words["number"].format(number=legible(text.number)))
    surface.setFillColor(MUTED)
    surface.setFont(SANS, 9.5)
    surface.drawString(left, base + 31, words["issued"].format(day=day(text.issued_on, text.language)))
    surface.setStrokeColor(MUTED)
    surface.setLineWidth(0.6)
    surface.line(MIDDLE - 105, base + 18, MIDDLE + 105, base + 18)
    signatory = ", ".join(part for part in (text.signatory_name, text.signatory_post) if part) or words["signature"]
    lines, size = fitted(signatory, SANS, (9, 7), 210, 1)
    centred(surface, lines, SANS, size, MIDDLE, base + 6, 10)
    surface.setFont(SANS, 9)
    surface.drawString(MIDDLE + 118, base + 20, words["stamp"])
    qr(surface, text.verify_url, right - QR_SIDE, base + 2, QR_SIDE)
    surface.setFillColor(MUTED)
    surface.setFont(SANS, 7)
    surface.drawRightString(right, base - 9, words["verify"])
    surface.setFont(SANS, 6.2)
    surface.drawString(left, base + 2, legible(text.verify_url))
    if text.demonstration:
        surface.setFillColor(HexColor("#a3342a"))
        centred(surface, [words["demonstration"]], SANS_BOLD, 8, MIDDLE, base - 16, 8)


def _frame(surface: Canvas) -> None:
    """Draw the border once, as a form that every page refers to."""
    surface.beginForm(BACKGROUND, 0, 0, WIDTH, HEIGHT)
    surface.setFillColor(HexColor("#fdfcf9"))
    surface.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    surface.setStrokeColor(PALE)
    surface.setLineWidth(0.35)
    for shift in (0, 1, 2):
        _wave(surface, 27, shift * 2 * pi / 3)
    surface.setStrokeColor(ACCENT)
    surface.setLineWidth(1.4)
    surface.rect(18, 18, WIDTH - 36, HEIGHT - 36)
    surface.setStrokeColor(GOLD)
    surface.setLineWidth(0.8)
    surface.rect(38, 38, WIDTH - 76, HEIGHT - 76)
    surface.endForm()


def _wave(surface: Canvas, inset: float, phase: float) -> None:
    """Draw one thread of the woven border between the two frames."""
    path = surface.beginPath()
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
            path.moveTo(px, py) if number == 0 and step == 0 else path.lineTo(px, py)
    path.close()
    surface.drawPath(path, stroke=1, fill=0)


def _ornament(surface: Canvas, y: float) -> None:
    surface.setStrokeColor(GOLD)
    surface.setLineWidth(0.8)
    surface.line(MIDDLE - 120, y, MIDDLE - 8, y)
    surface.line(MIDDLE + 8, y, MIDDLE + 120, y)
    surface.setFillColor(GOLD)
    diamond = surface.beginPath()
    diamond.moveTo(MIDDLE - 4, y)
    diamond.lineTo(MIDDLE, y + 4)
    diamond.lineTo(MIDDLE + 4, y)
    diamond.lineTo(MIDDLE, y - 4)
    diamond.close()
    surface.drawPath(diamond, stroke=0, fill=1)
