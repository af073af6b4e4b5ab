"""Footnotes of sentences: what a figure is, by which rule and for which days it was counted, and what of it is known how. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from lms.language import DAY
from lms.reports import grammar_en, grammar_ru
from lms.reports.document import Document, Figure
from lms.reports.facts import in_language
from lms.reports.picking import is_of_project

# How much of a hash is told: enough to find it, not to check it.
DIGEST_SHOWN = 12
OF_SCOPE = frozenset({"new", "returning"})
_WORDS: dict[str, Mapping[str, str]] = {
    "en": {
        "is": ": ", "withheld": "not shown", "standard": "standard rule", "version": "rule version", "period": "period",
        "as_of": "as of", "open": "no limit", "report": "report", "report_version": "version", "restates": "corrects version",
        "named": "known by name", "from_headcounts": "of which from headcounts", "reconstructed": "of which reconstructed from earlier reports",
        "evidenced": "evidenced", "claimed": "claimed, not in the total", "new": "for the first time", "returning": "trained before",
        "signed": "on signed sheets of events not finalised, not in the total", "in_project": "in this project",
        "in_scope": "within the scope of this report",
        "persons": "unique persons", "completions": "person and event", "attendances": "person and session",
        "participants": "person and event", "cascade": "cascade, generation",
    },
    "ru": {
        "is": " — ", "withheld": "не приводится", "standard": "общее правило", "version": "версия правила", "period": "период",
        "as_of": "по состоянию на", "open": "без ограничения", "report": "отчёт", "report_version": "версия", "restates": "исправляет версию",
        "named": "поимённо", "from_headcounts": "в том числе без поимённого списка", "reconstructed": "из них восстановлено по прежним отчётам",
        "evidenced": "подтверждено", "claimed": "не подтверждено, в итог не входит", "new": "впервые", "returning": "ранее обучались",
        "signed": "по подписанным листам мероприятий с неутверждённой посещаемостью, в итог не входит", "in_project": "в этом проекте",
        "in_scope": "в пределах охвата отчёта",
        "persons": "уникальные участники", "completions": "человек и мероприятие", "attendances": "человек и занятие",
        "participants": "человек и мероприятие", "cascade": "каскадное обучение, ступень",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Note:
    """A footnote: the key of the figure, the version of its rule (None for a standard one), and the text."""

    figure: str
    version: int | None
    text: str


def note(document: Document, figure: Figure, language: str, digest: str | None) -> Note:
    """Return the footnote of a figure; the hash is of the sealed report, None where it is not sealed."""
    words, indicator = _WORDS[language], figure.indicator
    version = indicator["version"] if indicator else None
    told = [
        f"{in_language(figure.name, language)} [{figure.key}]: {_number(figure.value, language)}",
        words.get(figure.basis, ""),
        *_generation(figure, words),
        f"{words['version']} {version}" if version is not None else words["standard"],
        _period(document.content["period"], words, language),
        *(f"{_part(document, part, words)}{words['is']}{_number(number, language)}" for part, number in _in_order(figure.parts) if number != 0),
        *_report(document.content["report"], words),
        f"SHA-256 {digest[:DIGEST_SHOWN]}…" if digest else "",
    ]
    return Note(figure.key, version, "; ".join(filter(None, told)))


def _in_order(parts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return parts in the order in which they are worded above; canonical JSON sorts them by key."""
    order = list(_WORDS["en"])
    return sorted(parts.items(), key=lambda part: order.index(part[0]) if part[0] in order else len(order))


def _part(document: Document, part: str, words: Mapping[str, str]) -> str:
    """Return what a part is called; new and returning are so within the scope of the report alone (R5)."""
    within = words["in_project" if is_of_project(document) else "in_scope"] if part in OF_SCOPE else ""
    return " ".join(filter(None, [words.get(part, part), within]))


def _number(number: int | None, language: str) -> str:
    if number is None:
        return _WORDS[language]["withheld"]
    return grammar_ru.digits(number) if language == "ru" else grammar_en.digits(number)


def _generation(figure: Figure, words: Mapping[str, str]) -> list[str]:
    generation = figure.rule.get("generation")
    return [f"{words['cascade']} {generation}"] if generation is not None else []


def _period(period: Mapping[str, Any], words: Mapping[str, str], language: str) -> str:
    first, last = (_day(period.get(end), language) or words["open"] for end in ("first", "last"))
    days = words["open"] if first == last == words["open"] else f"{first} – {last}"
    as_of = _day(period.get("as_of"), language)
    return f"{words['period']}: {days}" + (f", {words['as_of']} {as_of}" if as_of else "")


def _day(iso: str | None, language: str) -> str:
    return str(format_date(date.fromisoformat(iso), DAY[language], locale=language)) if iso else ""


def _report(report: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    """Return what names the report, nothing of a draft without a number."""
    if report.get("id") is None:
        return []
    restates = [f"{words['restates']} {report['restates']}"] if report.get("restates") is not None else []
    return [f"{words['report']} {report['id']}, {words['report_version']} {report['version']}", *restates]
