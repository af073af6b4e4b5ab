"""The words of a certificate and where each line of them stands. Pure: values in, lines out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal

from lms.paper import SANS, SERIF, SERIF_BOLD, days, fitted, wrapped

# All lengths are in points; the page is A4 on its side.
ROOM = 652.0
TOP, BOTTOM = 435.0, 158.0  # between them stand the words of the certificate, in the middle of what is free
SHRINKING = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52)


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
    hours: Decimal | None
    organisers: tuple[str, ...]
    donors: tuple[str, ...]
    project_title: str | None
    office_name: str
    issued_on: date
    signatory_name: str | None
    signatory_post: str | None
    demonstration: bool


# The wording of the documents. It is frozen with each document, so it is no interface string. The Russian sentence keeps
# the name in the nominative, as it was registered, and says the same of a woman and of a man.
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "participation": "Certificate of participation",
        "completion": "Certificate of completion",
        "awarded": "This certificate is awarded to",
        "participation-participant": "for participation in",
        "completion-participant": "who successfully completed",
        "trainer": "Trainer’s certificate",
        "participation-trainer": "who delivered as trainer",
        "completion-trainer": "who delivered as trainer",
        "hour": "{hours} hour",
        "hours": "{hours} hours",
        "organiser": "Organised by {names}",
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
        "completion": "Сертификат об успешном завершении обучения",
        "awarded": "Настоящим подтверждается, что",
        "trainer": "Сертификат тренера",
        "participation-participant": "является участником мероприятия",
        "completion-participant": "является участником, успешно завершившим обучение по программе",
        "participation-trainer": "является тренером, проводившим занятия на мероприятии",
        "completion-trainer": "является тренером, проводившим занятия на мероприятии",
        "hour": "объём программы — {hours}\u00a0ч",
        "hours": "объём программы — {hours}\u00a0ч",
        "organiser": "Организатор: {names}",
        "organised": "Организаторы: {names}",
        "donors": "При финансовой поддержке: {names}",
        "number": "№\u00a0{number}",
        "issued": "Дата выдачи: {day}",
        "signature": "Подпись",
        "stamp": "М.П.",
        "verify": "Проверка подлинности сертификата",
        "demonstration": "ДЕМОНСТРАЦИОННЫЙ ЭКЗЕМПЛЯР · НЕДЕЙСТВИТЕЛЕН",
    },
}


@dataclass(frozen=True)
class Style:
    """How one part of the words is set; `steps` are (most lines, largest size, smallest size), the finest first."""

    font: str
    muted: bool
    gap: float
    leading: float
    steps: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True)
class Line:
    """One printed line, centred on the page at its baseline."""

    words: str
    font: str
    size: float
    y: float
    muted: bool


LABEL = Style(SANS, True, 18, 1.2, ((1, 12.5, 8),))
HOLDER = Style(SERIF_BOLD, False, 13, 1.2, ((1, 36, 25), (2, 29, 18), (4, 18, 9)))
TITLE = Style(SERIF, False, 11, 1.28, ((1, 22, 18), (2, 20, 15), (4, 15, 10), (8, 10, 6)))
FACTS = Style(SANS, False, 13, 1.35, ((1, 12.5, 10.5), (2, 12, 8.5), (4, 8.5, 6)))
NAMES = Style(SANS, True, 7, 1.3, ((1, 10.5, 9.5), (2, 10, 8), (3, 8, 6)))


def arranged(text: CertificateText) -> list[Line]:
    """Return the lines between title and foot: as large as fits, smaller together where much is to be said."""
    parts = _parts(text, WORDS[text.language])
    for scale in SHRINKING:
        lines, height = _stacked(parts, scale)
        if height <= TOP - BOTTOM:
            break
    lower = max(0.0, (TOP - BOTTOM - height) * 0.45)
    return [Line(line.words, line.font, line.size, line.y - lower, line.muted) for line in lines]


def _parts(text: CertificateText, words: dict[str, str]) -> list[tuple[str, Style]]:
    facts = [days(text.starts_on, text.ends_on, text.language), text.place]
    if text.hours:
        hours = format_decimal(text.hours, locale=text.language)
        facts.append(words["hour" if text.hours == 1 else "hours"].format(hours=hours))
    parts = [
        (words["awarded"], LABEL), (text.holder, HOLDER), (words[f"{text.kind}-{text.audience}"], LABEL),
        (text.event_title, TITLE), (" · ".join(fact for fact in facts if fact), FACTS),
    ]  # fmt: skip
    organised = "organised" if len(text.organisers) > 1 else "organiser"
    for key, names in ((organised, text.organisers), ("donors", text.donors)):
        if names:
            parts.append((words[key].format(names=", ".join(names)), NAMES))
    return parts


def _stacked(parts: list[tuple[str, Style]], scale: float) -> tuple[list[Line], float]:
    """Return the lines from the top down at a scale, and how high they stand together."""
    lines: list[Line] = []
    y = TOP
    for number, (words, style) in enumerate(parts):
        broken, size = _set(words, style, scale)
        y -= style.gap * scale if number else 0
        for line in broken:
            y -= size * style.leading
            lines.append(Line(line, style.font, size, y + size * (style.leading - 1), style.muted))
    return lines, TOP - y


def _set(words: str, style: Style, scale: float) -> tuple[list[str], float]:
    """Break words into as few lines as their style allows without cutting, of about equal length."""
    lines, size = [""], style.steps[-1][2] * scale
    for most, largest, smallest in style.steps:
        lines, size = fitted(words, style.font, (largest * scale, smallest * scale), ROOM, most)
        if lines and not lines[-1].endswith("…"):
            return _balanced(lines, style.font, size), size
    return lines, size


def _balanced(lines: list[str], font: str, size: float) -> list[str]:
    """Return the same words on the same number of lines, none much shorter than the others."""
    if len(lines) < 2:
        return lines
    best, room = lines, ROOM
    while room > ROOM / 3:
        room -= 20
        narrower = wrapped(" ".join(lines), font, size, room)
        if len(narrower) > len(lines):
            break
        best = narrower
    return best
