"""The event workbook read: sheets in, a draft and all problems of the file out. Pure.

The draft holds what can be read whole: a row with a problem is not in it, and without a readable Event there is no event
in it. Nothing of a file that has a problem, warnings aside, may be taken over.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from datetime import timedelta
from typing import Any, TypeVar

from lms.courses.services import LONGEST_EVENT
from lms.language import N_
from lms.participants.models import Sex
from lms.workbooks.cells import Sheet
from lms.workbooks.code_names import key_of
from lms.workbooks.drafts import (
    EventDraft,
    HeadcountDraft,
    MaterialDraft,
    OrganisationDraft,
    ParticipantDraft,
    ProjectDraft,
    ReferenceDraft,
    SessionDraft,
    WorkbookDraft,
)
from lms.workbooks.problems import Problem
from lms.workbooks.sheet_reading import (
    Headings,
    Line,
    fields_known,
    find_headings,
    is_blank,
    read_fields,
    read_lines,
)
from lms.workbooks.vocabulary import (
    EVENT,
    HEADCOUNTS,
    MATERIALS,
    NOT_DATA,
    PARTICIPANTS,
    PROJECT,
    SESSIONS,
    Plan,
    plan_named,
)

FEWEST_FIELDS = 2
Draft = TypeVar("Draft")


def is_event_workbook(sheets: Iterable[Sheet]) -> bool:
    """Tell an event workbook from a plain list: it has a sheet Event with fields of an event."""
    return any(plan_named(sheet.name) is EVENT and fields_known(EVENT, sheet) >= FEWEST_FIELDS for sheet in sheets)


def read_workbook(sheets: Sequence[Sheet]) -> tuple[WorkbookDraft | None, list[Problem]]:
    """Return what an event workbook holds, and its problems in the order of the file; no draft without a sheet Event."""
    problems: list[Problem] = []
    known = _by_plan(sheets, problems)
    if EVENT.key not in known:
        first = sheets[0].name if sheets else ""
        problems.append(Problem(first, 0, 0, N_("There is no sheet “%(name)s”."), {"name": EVENT.name}))
        return None, problems
    event = _event(read_fields(EVENT, known[EVENT.key], problems), problems)
    numbers, sessions = _sessions(known.get(SESSIONS.key), event, problems)
    draft = WorkbookDraft(
        event=event,
        project=_project(known.get(PROJECT.key), problems),
        sessions=sessions,
        participants=_participants(known.get(PARTICIPANTS.key), numbers, problems),
        headcounts=_rows(HEADCOUNTS, known.get(HEADCOUNTS.key), problems, _headcount),
        materials=_rows(MATERIALS, known.get(MATERIALS.key), problems, _material),
    )
    order = {sheet.name: number for number, sheet in enumerate(sheets)}
    return draft, sorted(problems, key=lambda problem: (order[problem.sheet], problem.row, problem.column))


def _by_plan(sheets: Iterable[Sheet], problems: list[Problem]) -> dict[str, Sheet]:
    """Return the sheets by what they hold; of two for the same the first, with a problem told of the other."""
    known: dict[str, Sheet] = {}
    for sheet in sheets:
        plan = plan_named(sheet.name)
        if plan is None:
            if key_of(sheet.name) not in NOT_DATA and not all(is_blank(row) for row in sheet.rows):
                sentence = N_("This sheet is not part of an event workbook; it is not read.")
                problems.append(Problem(sheet.name, 0, 0, sentence, is_warning=True))
        elif plan.key in known:
            sentence = N_("The sheet “%(name)s” holds the same. Put all of it on one sheet.")
            problems.append(Problem(sheet.name, 0, 0, sentence, {"name": known[plan.key].name}))
        else:
            known[plan.key] = sheet
    return known


def _event(line: Line, problems: list[Problem]) -> EventDraft | None:
    said, origin = dict(line.values), line.origin
    _tell_of_missing(EVENT, line, problems)
    if not any(key in said or _has_problem(line, key, problems) for key in ("title_en", "title_ru")):
        problems.append(origin.problem("title_en", N_("Give the title in one language at least.")))
    _tell_of_days(line, LONGEST_EVENT, problems)
    organisations = tuple(OrganisationDraft(name, role, place) for (name, role), place in said.pop("organisation"))
    _tell_of_repeated(organisations, problems)
    if _hindered(origin.sheet, problems):
        return None
    projects = tuple(ReferenceDraft(code, place) for code, place in said.pop("project"))
    return EventDraft(**said, projects=projects, organisations=organisations, origin=origin)


def _project(sheet: Sheet | None, problems: list[Problem]) -> ProjectDraft | None:
    if sheet is None:
        return None
    line = read_fields(PROJECT, sheet, problems)
    if not any(line.values.values()) and not _hindered(sheet.name, problems):
        return None
    _tell_of_missing(PROJECT, line, problems)
    _tell_of_days(line, timedelta.max, problems)
    if _hindered(sheet.name, problems):
        return None
    said = dict(line.values)
    donors = tuple(ReferenceDraft(donor, place) for donor, place in said.pop("donor"))
    return ProjectDraft(**said, donors=donors, origin=line.origin)


def _hindered(sheet: str, problems: Iterable[Problem]) -> bool:
    return any(problem.sheet == sheet and not problem.is_warning for problem in problems)


def _has_problem(line: Line, key: str, problems: Iterable[Problem]) -> bool:
    cell = line.origin.sheet, *line.origin.at(key)
    return key in line.origin.rows and any((one.sheet, one.row, one.column) == cell for one in problems)


def _tell_of_missing(plan: Plan, line: Line, problems: list[Problem]) -> None:
    for column in plan.columns:
        if column.required and column.key not in line.values and not _has_problem(line, column.key, problems):
            problems.append(line.origin.problem(column.key, N_("“%(name)s” is missing."), name=column.heading))


def _tell_of_days(line: Line, longest: timedelta, problems: list[Problem]) -> None:
    first, last = line.values.get("starts_on"), line.values.get("ends_on")
    if not first or not last:
        return
    if last < first:
        problems.append(line.origin.problem("ends_on", N_("The last day lies before the first.")))
    elif last - first > longest:
        sentence = N_("An event lasts a year at most. Check the dates, or plan its parts apart.")
        problems.append(line.origin.problem("ends_on", sentence))


def _tell_of_repeated(organisations: Iterable[OrganisationDraft], problems: list[Problem]) -> None:
    seen: set[tuple[str, str]] = set()
    for one in organisations:
        if (key_of(one.name), one.role) in seen:
            problems.append(one.origin.problem("", N_("This organisation is given with the same role already.")))
        seen.add((key_of(one.name), one.role))


def _lines(plan: Plan, sheet: Sheet | None, problems: list[Problem]) -> tuple[Headings | None, list[Line]]:
    headings = find_headings(plan, sheet, problems) if sheet else None
    if sheet is None or headings is None:
        return None, []
    return headings, list(read_lines(plan, sheet, headings, problems))


def _rows(plan: Plan, sheet: Sheet | None, problems: list[Problem], made: Callable[[Line], Draft]) -> tuple[Draft, ...]:
    return tuple(made(line) for line in _lines(plan, sheet, problems)[1] if line.is_whole)


def _sessions(
    sheet: Sheet | None, event: EventDraft | None, problems: list[Problem]
) -> tuple[Set[int] | None, tuple[SessionDraft, ...]]:
    """Return the sessions, and the numbers of all that the sheet has; None where they cannot be told."""
    before = len(problems)
    headings, lines = _lines(SESSIONS, sheet, problems)
    if (headings is None and len(problems) > before) or (headings and "no" not in headings.columns):
        return None, ()
    rows: dict[int, int] = {}
    made = []
    for line in lines:
        number = line.values["no"]
        if number in rows:
            sentence = N_("There is a session %(number)s already, in row %(row)s.")
            problems.append(line.origin.problem("no", sentence, number=number, row=rows[number] + 1))
        elif number:
            rows[number] = line.origin.row
            made += [_session(line)] if line.is_whole else []
    return rows.keys(), tuple(session for session in made if _takes_place(session, event, problems))


def _session(line: Line) -> SessionDraft:
    names = {"no": "number", "date": "day", "starts": "starts_at", "ends": "ends_at"}
    return SessionDraft(**{names.get(key, key): value for key, value in line.values.items()}, origin=line.origin)


def _takes_place(session: SessionDraft, event: EventDraft | None, problems: list[Problem]) -> bool:
    before = len(problems)
    if event and not event.starts_on <= session.day <= event.ends_on:
        sentence = N_("This day lies outside the event: %(first)s – %(last)s.")
        problems.append(session.origin.problem("date", sentence, first=event.starts_on, last=event.ends_on))
    if session.ends_at <= session.starts_at:
        problems.append(session.origin.problem("ends", N_("A session ends after it starts.")))
    return len(problems) == before


def _participants(
    sheet: Sheet | None, numbers: Set[int] | None, problems: list[Problem]
) -> tuple[ParticipantDraft, ...]:
    headings, lines = _lines(PARTICIPANTS, sheet, problems)
    if sheet is None or headings is None:
        return ()
    for session, column in headings.sessions.items():
        if numbers is not None and session not in numbers and any(session in line.marks for line in lines):
            sentence = N_("People are marked in session %(number)s, but the sheet “%(sheet)s” has no such session.")
            params = {"number": session, "sheet": SESSIONS.name}
            problems.append(Problem(sheet.name, headings.row, column, sentence, params))
    return tuple(_participant(line, numbers or set()) for line in lines if line.is_whole)


def _participant(line: Line, numbers: Set[int]) -> ParticipantDraft:
    said: dict[str, Any] = {key: value for key, value in line.values.items() if key not in {"no", "birth_date", "sex"}}
    born = line.values.get("birth_date")
    said |= {"birth_year": born} if isinstance(born, int) else {"birth_date": born}
    marks = {number: mark for number, mark in line.marks.items() if number in numbers}
    return ParticipantDraft(**said, sex=line.values.get("sex") or Sex.NOT_STATED, marks=marks, origin=line.origin)


def _headcount(line: Line) -> HeadcountDraft:
    said = dict(line.values) | {
        "sex": line.values.get("sex") or Sex.NOT_STATED, "reconstructed": line.values.get("reconstructed") or False,
    }  # fmt: skip
    return HeadcountDraft(**said, origin=line.origin)


def _material(line: Line) -> MaterialDraft:
    said = {"day" if key == "date" else key: value for key, value in line.values.items()}
    return MaterialDraft(**said, origin=line.origin)
