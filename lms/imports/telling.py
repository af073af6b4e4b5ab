"""Sentences of an import in both languages at once: they are worked out by a process that has no reader. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date

from lms.imports.plans import Plan, Told
from lms.language import DAY, LANGUAGES, N_, Labelled, named, say
from lms.participants.matching import Verdict
from lms.participants.models import Organisation
from lms.workbooks.code_names import Words
from lms.workbooks.problems import Problem
from lms.workbooks.vocabulary import EVENT

QUOTED = {"en": "“%s”", "ru": "«%s»"}
UNKNOWN_WORD = N_("“%(text)s” is not known.")


def in_both(sentence: str, params: Mapping[str, Any] | None = None) -> Told:
    """Return a marked sentence in every language, by the language's code."""
    return {language: worded(sentence, params or {}, language) for language in LANGUAGES}


def worded(sentence: str, params: Mapping[str, Any], language: str) -> str:
    """Return a marked sentence in a language; what fills it is shown as that language shows it."""
    return say(sentence, language, **{name: _shown(value, language) for name, value in params.items()})


def value_told(value: Any) -> Told | None:
    """Return a value as each language shows it; None for nothing."""
    return {language: str(_shown(value, language)) for language in LANGUAGES} if value else None


def _shown(value: Any, language: str) -> Any:
    match value:
        case Labelled():
            return say(value.label, language)
        case Words():
            return value[language]
        case date() if not isinstance(value, datetime):
            return format_date(value, DAY[language], locale=language)
    return value


def why(verdict: Verdict, organisations: Mapping[int, Organisation]) -> tuple[Told, ...]:
    """Return why two are or may be one; `organisations` are those that a reason may name, by their numbers."""
    return tuple(_reason(sentence, tuple(params.items()), organisations) for sentence, params in verdict.reasons)


def _reason(sentence: str, params: tuple[tuple[str, Any], ...], organisations: Mapping[int, Organisation]) -> Told:
    named = tuple(
        (key, _named(value, organisations) if isinstance(value, frozenset) else value) for key, value in params
    )
    return _in_both(sentence, named)


@lru_cache(maxsize=1024)
def _in_both(sentence: str, params: tuple[tuple[str, Any], ...]) -> Told:
    """Return a sentence in every language; a long list has the same few reasons again and again."""
    return in_both(sentence, dict(params))


def _named(numbers: frozenset[int], organisations: Mapping[int, Organisation]) -> Words:
    """Return the names of organisations, in every language."""
    known = [organisations[number] for number in sorted(numbers) if number in organisations]
    return Words(*(", ".join(named(one, language) or "" for one in known) for language in LANGUAGES))


def problem_told(problem: Problem) -> dict[str, Any]:
    """Return a problem as the rows of an import keep it."""
    return {
        "sheet": problem.sheet, "row": problem.row, "column": problem.column, "cell": problem.address,
        "text": in_both(problem.sentence, problem.params), "warning": problem.is_warning,
    }  # fmt: skip


# What an import came to, by the keys of its counts, in the order in which it is told.
WRITTEN = {
    "people": N_("People registered"), "people_completed": N_("People whose data was completed"), "enrolments": N_("Enrolments added"),
    "enrolments_changed": N_("Enrolments changed"), "marks": N_("Attendance marks"), "events": N_("Events planned"),
    "event_fields": N_("Fields of the event changed"), "sessions": N_("Sessions added"),
    "sessions_changed": N_("Sessions changed"), "headcounts": N_("Headcounts added"),
    "lines": N_("Lines of materials"), "organisations": N_("Organisations entered"), "projects": N_("Projects entered"),
    "finalised": N_("Attendance finalised"), "repeated": N_("Rows that repeat others"), "left_out": N_("Rows left out"),
}  # fmt: skip

# Fields of an event that are named otherwise than their row in the workbook.
ROWS = {"region_code": "region", "min_attendance_percent": "min_attendance"}


def event_told(plan: Plan) -> list[Told]:
    """Return what a workbook does to its event, beside its people."""
    event = plan.event
    if event is None:
        return []
    said: list[tuple[str, dict[str, Any]]] = []
    if plan.project:
        said.append((N_("A new project is entered: %(code)s."), {"code": plan.project["code"]}))
    if event.event_id is None:
        title = Words(event.fields.get("title_en") or "", event.fields.get("title_ru") or "")
        said.append((N_("A new event is planned: %(code)s, “%(title)s”."), {"code": event.code, "title": title}))
    else:
        said.append((N_("The event %(code)s is in the register."), {"code": event.code}))
        if event.fields:
            said.append((N_("Of the event itself these change: %(fields)s."), {"fields": _fields(event.fields)}))
    numbers = (
        (N_("Sessions that are new: %(n)s."), len(event.new_sessions)),
        (N_("Sessions that change: %(n)s."), len(event.changed_sessions)),
        (N_("Organisations that are added to the event: %(n)s."), len(event.organisations)),
        (N_("Projects that are added to the event: %(n)s."), len(event.project_ids) if event.event_id else 0),
        (N_("Headcounts that are added: %(n)s."), len(event.headcounts)),
        (N_("Lines of materials that are added: %(n)s."), len(event.materials)),
    )
    said += [(sentence, {"n": number}) for sentence, number in numbers if number]
    if event.finalises:
        said.append((N_("Attendance is finalised, and completions are decided."), {}))
    return [in_both(sentence, params) for sentence, params in said]


def _fields(names: Mapping[str, Any]) -> Words:
    headings = [EVENT.column(ROWS.get(name, name)).heading for name in names]
    return Words(*(", ".join(QUOTED[language] % one[language] for one in headings) for language in LANGUAGES))
