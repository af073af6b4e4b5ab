"""What stands where in an event workbook that we write: pages of headings, values and lists, before any file. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lms.courses.codes import Mark
from lms.language import Labelled
from lms.participants.models import Sex
from lms.workbooks import values
from lms.workbooks.cells import Cell
from lms.workbooks.code_names import LETTERS, YES_AND_NO, Words, name_of, names_of
from lms.workbooks.drafts import EventDraft, ProjectDraft, SessionDraft, WorkbookDraft
from lms.workbooks.vocabulary import (
    EVENT,
    HEADCOUNTS,
    MATERIALS,
    PARTICIPANTS,
    PLANS,
    PROJECT,
    SESSIONS,
    Column,
    Form,
    Plan,
)

MARK = Form(values.mark, "mark", "marks")
SEX_LETTERS: Mapping[str, Mapping[Sex, str]] = {
    "en": {Sex.FEMALE: "f", Sex.MALE: "m"}, "ru": {Sex.FEMALE: "ж", Sex.MALE: "м"},
}  # fmt: skip
# Draft attributes that are named otherwise than their column.
ATTRIBUTES = {
    SESSIONS.key: {"no": "number", "date": "day", "starts": "starts_at", "ends": "ends_at"},
    MATERIALS.key: {"date": "day"},
}
WIDTHS = {
    "no": 6, "surname": 20, "given_name": 16, "patronymic": 18, "latin_name": 26, "sex": 7, "organisation": 30, "unit": 22,
    "position": 22, "rank": 16, "country": 11, "region": 14, "email": 23, "phone": 16, "national_id": 17, "category": 20,
    "title": 52, "trainer": 34, "reason": 40, "source": 40, "material": 40, "starts": 12, "ends": 14, "date": 14,
    "birth_date": 13, "pre": 10, "post": 10, "grade": 9, "quantity": 13, "count": 12, "language": 10, "role": 14, "status": 15,
}  # fmt: skip
USUAL_WIDTH, MARK_WIDTH = 16, 5
# Rows for what repeats in a blank sheet of fields.
BLANK_LINES = {"project": 2, "organisation": 5, "donor": 2}
REQUIRED = Words("* must be filled in", "* — заполнить обязательно")
MARK_NOTE = Words(
    "P present, L late, E left early, X excused, A absent; also Cyrillic П, О, У, Н (but no Cyrillic Р), 1 and 0, + and -. Empty: no mark.",
    "P или П — присутствие, L или О — опоздание, E — ранний уход (не русская «Р»), X или У — уважительная причина, "
    "A или Н — отсутствие; можно 1 и 0, + и -. Пусто — нет отметки.",
)


@dataclass(frozen=True)
class Lists:
    """What the caller offers to choose from: codes or names, as they may be typed."""

    categories: Sequence[str] = ()
    countries: Sequence[str] = ()
    regions: Sequence[str] = ()
    organisations: Sequence[str] = ()
    projects: Sequence[str] = ()
    courses: Sequence[str] = ()
    offices: Sequence[str] = ()
    donors: Sequence[str] = ()
    materials: Sequence[str] = ()


@dataclass(frozen=True)
class FieldPage:
    """A sheet of fields: a column (of the plan) and a value for each row."""

    plan: Plan
    lines: Sequence[tuple[Column, Cell]]


@dataclass(frozen=True)
class TablePage:
    """A sheet with a row of headings; `blank` rows wait below to be filled in, those of a numbered table numbered."""

    plan: Plan
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] = field(default=())
    blank: int = 0


Page = FieldPage | TablePage


def pages(draft: WorkbookDraft, language: str) -> list[Page]:
    """Return the sheets that say a draft in a language."""
    tables = [
        (SESSIONS, SESSIONS.columns, draft.sessions), (PARTICIPANTS, _with_sessions(draft.sessions), draft.participants),
        (HEADCOUNTS, HEADCOUNTS.columns, draft.headcounts), (MATERIALS, MATERIALS.columns, draft.materials),
    ]  # fmt: skip
    made = {plan.key: TablePage(plan, columns, _rows(plan, columns, rows, language)) for plan, columns, rows in tables}
    event, project = (
        FieldPage(EVENT, _event(draft.event, language)),
        FieldPage(PROJECT, _project(draft.project, language)),
    )
    return [{EVENT.key: event, PROJECT.key: project}.get(plan.key) or made[plan.key] for plan in PLANS]


def blank_pages(language: str, *, participants: int, sessions: int) -> list[Page]:
    """Return the sheets of a workbook to fill in, with this many rows for people and sessions."""
    rows = {SESSIONS.key: sessions, PARTICIPANTS.key: participants, HEADCOUNTS.key: 12, MATERIALS.key: 20}
    made: list[Page] = []
    for page in pages(WorkbookDraft(), language):
        if isinstance(page, FieldPage):
            lines = [(column, None) for column in page.plan.columns for _ in range(BLANK_LINES.get(column.key, 1))]
            made.append(FieldPage(page.plan, lines))
        else:
            columns = (
                _with_marks({n: Words("", "") for n in range(1, sessions + 1)}) if page.plan.has_marks else page.columns
            )
            made.append(TablePage(page.plan, columns, blank=rows[page.plan.key]))
    return made


def _event(event: EventDraft | None, language: str) -> list[tuple[Column, Cell]]:
    if event is None:
        return [(column, None) for column in EVENT.columns]
    parts = [f"{one.name} | {name_of(one.role, language)}" for one in event.organisations]
    return list(
        _fields(EVENT, event, {"project": [one.name for one in event.projects], "organisation": parts}, language)
    )


def _project(project: ProjectDraft | None, language: str) -> list[tuple[Column, Cell]]:
    donors = [one.name for one in project.donors] if project else []
    return list(_fields(PROJECT, project, {"donor": donors}, language))


def _fields(plan: Plan, draft: Any, repeated: Mapping[str, list[str]], language: str) -> Iterator[tuple[Column, Cell]]:
    for column in plan.columns:
        for value in repeated.get(column.key, [getattr(draft, column.key, None)]) or [None]:
            yield column, shown(column, value, language)


def _rows(plan: Plan, columns: Sequence[Column], drafts: Sequence[Any], language: str) -> list[list[Cell]]:
    return [
        [shown(column, _value(plan, column, draft, number), language) for column in columns]
        for number, draft in enumerate(drafts, 1)
    ]


def _value(plan: Plan, column: Column, draft: Any, number: int) -> Any:
    if column.form is MARK:
        return draft.marks.get(int(column.key))
    if plan.has_marks and column.key == "no":
        return number
    if column.key == "birth_date":
        return draft.birth_date or draft.birth_year
    return getattr(draft, ATTRIBUTES.get(plan.key, {}).get(column.key, column.key))


def shown(column: Column, value: Any, language: str) -> Cell:
    """Return a value as a cell shows it in a language; values.py reads it back to the same."""
    match value:
        case Sex():
            return SEX_LETTERS[language].get(value)
        case bool():
            return YES_AND_NO[language][value]
        case Mark():
            return LETTERS[value]
        case Labelled():
            return name_of(value, language)
        case Decimal():
            return float(value)
        case int() if column.form.reads is values.percent and value == 1:
            return "1 %"  # the number 1 would be the share, 100 %
        case int() if column.form.reads is values.birth:
            return str(value)  # as text: a number would be shown as a day
    return value


def _with_sessions(sessions: Sequence[SessionDraft]) -> list[Column]:
    names = {
        one.number: f"{one.day:%d.%m.%Y} {one.starts_at:%H:%M}\u2013{one.ends_at:%H:%M}"
        + (f", {one.title}" if one.title else "")
        for one in sessions
    }
    return _with_marks({number: Words(name, name) for number, name in sorted(names.items())})


def _with_marks(sessions: Mapping[int, Words]) -> list[Column]:
    """Return the columns of the participants with one for each session, before the scores."""
    at = [column.key for column in PARTICIPANTS.columns].index("pre")
    marks = [
        Column(str(number), MARK, Words(f"S{number}", f"S{number}"), _lines(note, MARK_NOTE))
        for number, note in sessions.items()
    ]
    return [*PARTICIPANTS.columns[:at], *marks, *PARTICIPANTS.columns[at:]]


def _lines(*notes: Words) -> Words:
    return Words("\n".join(n.title_en for n in notes if n.title_en), "\n".join(n.title_ru for n in notes if n.title_ru))


def note_on(column: Column, language: str) -> str:
    """Return the note of a column in both languages, that of the workbook first."""
    texts = (column.note[language], column.note["en" if language == "ru" else "ru"])
    return "\n".join(dict.fromkeys(text for text in texts if text))


def options(column: Column, language: str, lists: Lists) -> tuple[str, ...]:
    """Return what may be chosen in a column; nothing where anything may be typed."""
    choices = column.form.choices
    if choices is Sex:
        return tuple(SEX_LETTERS[language].values())
    if isinstance(choices, type):
        return names_of(choices, language)
    fixed = {"": (), "marks": tuple(LETTERS.values()), "yes_no": tuple(YES_AND_NO[language].values())}
    return fixed[choices] if choices in fixed else tuple(getattr(lists, choices))


def width_of(column: Column) -> float:
    """Return the width of a column, in characters."""
    return MARK_WIDTH if column.form is MARK else WIDTHS.get(column.key, USUAL_WIDTH)


def guide(language: str) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the sheet that says how to fill in the others, in both languages."""
    head = {
        "en": ["Sheet", "Field or column", "Required", "What to write", "По-русски"],
        "ru": ["Лист", "Поле или столбец", "Обязательно", "Что писать", "In English"],
    }[language]
    rows = []
    for plan in PLANS:
        marks = [Column("", MARK, Words("S1 … Sn", "S1 … Sn"), MARK_NOTE)] if plan.has_marks else []
        for column in (*plan.columns, *marks):
            yes = YES_AND_NO[language][True] if column.required else ""
            other = "en" if language == "ru" else "ru"
            said = f"{column.heading[other].rstrip('.')}. {column.note[other]}".strip()
            rows.append([plan.name[language], column.heading[language], yes, column.note[language], said])
    return head, rows
