"""Counting: the selects are run and their rows put together into figures. Nothing is changed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from lms.courses.models import Event, Headcount
from lms.errors import Refused
from lms.extensions import db, listed
from lms.projects.models import Donor, Office, Project
from lms.reports import counting, ledgers, narrowing, overlap, queries, row_queries
from lms.reports.conditions import end_of
from lms.reports.ledger import Ledger, Rows
from lms.reports.rules import (
    CLAIMED,
    COUNTED_AS_NUMBERS,
    FROM_HEADCOUNTS,
    Cascade,
    Cell,
    Count,
    Figure,
    Figures,
    Filters,
    count,
)

RECONSTRUCTED = 3  # the place, among what is told of headcounts, of whether a number was taken from an old report
OF_PEOPLE = frozenset({Figure.PERSONS, Figure.COMPLETIONS, Figure.ATTENDANCES, Figure.PARTICIPANTS})  # counted in the ledger


def figures(f: Filters) -> Figures:
    """Count everything under the filters, inside the present scope."""
    codes, ledger = _codes(), ledgers.present()
    held = counting.held(f, ledger)
    people = held.trained.last_of_each_person()
    returning = int(counting.returning(f, people).sum())
    told = _rows(queries.headcounts(f))
    claimed, signed = waiting(f)
    return Figures(
        filters=f,
        codes=_named(f),
        persons=counting.count(people, codes),
        new=len(people) - returning,
        returning=returning,
        named=counting.count(held.trainees, codes, "trained"),
        headcount=_headcount(told, codes),
        reconstructed=_headcount((line for line in told if line[RECONSTRUCTED]), codes),
        attendances=counting.count(held.trainees, codes, "attended"),
        claimed=claimed,
        signed=signed,
        events_by_kind=held.events_by_kind(),
        participants_by_kind=held.people_by_kind(),
        headcounts_by_kind=_by_kind(told),
        materials_by_carrier=_by_code(queries.materials(f)),
        cascade=_cascade(f, ledger),
        groups=dict(codes.values()),
    )


def refuse_narrow(f: Filters, *, today: date) -> None:
    """Raise Refused where figures are narrower than donors may ask for."""
    project = db.session.get(Project, f.project_id) if f.project_id else None
    if refused := narrowing.reason_refused(f, today, set_periods(project)):
        field, sentence = refused
        raise Refused(sentence, field=field)


def set_periods(project: Project | None) -> list[narrowing.Span]:
    """Return the periods that others set for a project: its own and those of its targets."""
    return [(project.starts_on, project.ends_on), *map(tuple, _rows(queries.target_periods(project.id)))] if project else []


def _rows(select: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(select)]


def _number(select: Any) -> int:
    return db.session.scalar(select) or 0


def waiting(f: Filters) -> tuple[int, int]:
    """Return how many attendances of events that nobody finalised are claimed, and how many a signed sheet proves (R3).

    Of a day in the past, by the marks and the sheets that stood then.
    """
    events = _rows(queries.waiting(f))
    rows = counting.participants(f, ledgers.present(), [number for number, _since, _has_sheet in events])
    last = rows.column("last_mark").max(initial=0)
    if any(since for _number, since, _has_sheet in events) or last >= end_of(f.as_of).timestamp():
        attended = _number(queries.waiting_attendances(f))
    else:
        attended = int(rows.column("claimed").sum())
    signed = _number(queries.signatures(f)) if any(has_sheet for _number, _since, has_sheet in events) else 0
    return attended - signed, signed


def marks_waiting(f: Filters) -> list[tuple[Any, ...]]:
    """Return these attendances: number of the mark, enrolment, session, event, person, and whether a signed sheet proves it.

    Asked in steps, by numbers: a database that knows little of its tables answers all at once in minutes.
    """
    events = [number for number, _since, _has_sheet in _rows(queries.waiting(f))]
    sessions = list(db.session.scalars(queries.sessions_of(events))) if events else []
    proven = set(db.session.scalars(queries.sessions_proven(events, f))) if sessions else set()
    marks = _rows(queries.marks_standing(sessions, f)) if sessions else []
    return [(*told, told[2] in proven) for told in marks]


def _by_code(select: Any) -> dict[str, int]:
    return {code.value: int(number) for code, number in _rows(select) if number}


def _codes() -> counting.Codes:
    return {number: (code, group.value) for number, code, group in _rows(queries.groups())}


def _headcount(told: Iterable[tuple[Any, ...]], codes: counting.Codes) -> Count:
    """Count headcounts of training events by cell; whose organisation is never stated."""
    rows = (
        (int(number), codes[category][0] if category else None, *rest, None)
        for number, _kind, training, _reconstructed, category, *rest in told if training
    )  # fmt: skip
    return count(rows, dict(codes.values()))


def _by_kind(told: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    kinds: Counter[str] = Counter()
    for number, kind, *_rest in told:
        kinds[kind.value] += int(number)
    return dict(kinds)


def _named(f: Filters) -> dict[str, str | None]:
    asked = {"project": (Project, f.project_id), "office": (Office, f.office_id), "donor": (Donor, f.donor_id)}
    rows: dict[str, Any] = {name: db.session.get(model, key) if key else None for name, (model, key) in asked.items()}
    return {name: row.code if row else None for name, row in rows.items()}


def _cascade(f: Filters, ledger: Ledger) -> tuple[Cascade, ...]:
    """Count each generation of cascade by itself, direct figures apart (R12)."""
    held = _rows(queries.cascade(f))
    told = {generation: int(n) for generation, n in _rows(queries.cascade_headcounts(f))} if held else {}
    found = []
    for generation, events in groupby(held, key=itemgetter(0)):
        of_it = list(events)
        numbers = [number for _generation, number, training, _here in of_it if training]
        rows = counting.participants(f, ledger, numbers)
        trained, heads = rows.that("trained"), told.get(generation, 0)
        here = sum(is_here for _generation, _number, _training, is_here in of_it)
        found.append(Cascade(
            generation=generation, events=here, persons=len(trained.last_of_each_person()),
            completions=len(trained) + heads, headcount=heads, attendances=int(rows.column("attended").sum()),
        ))  # fmt: skip
    return tuple(one for one in found if one.events or one.completions or one.attendances)


def rows(figure: Figure, f: Filters, cell: Cell) -> Any:
    """Return the select of the rows that make a figure or a part of it; people told as numbers only stand apart."""
    if figure in OF_PEOPLE:
        numbers = _counted(figure, f, cell).column("id").tolist()
        return row_queries.attendances(numbers) if figure is Figure.ATTENDANCES else row_queries.people(numbers)
    if figure in COUNTED_AS_NUMBERS:
        rows = row_queries.headcounts(f, cell, training=figure is not Figure.COUNTED)
        return rows.where(Headcount.is_reconstructed) if figure is Figure.RECONSTRUCTED else rows
    select = {
        Figure.CLAIMED: row_queries.claimed, Figure.SIGNED: row_queries.signed, Figure.EVENTS: row_queries.events,
        Figure.WAITING: row_queries.waiting,
        Figure.MATERIALS: row_queries.materials,
    }[figure]  # fmt: skip
    numbers = overlap.events_claimed(f, cell) if figure in CLAIMED else None
    return select(f, cell) if numbers is None else select(f, cell).where(listed(Event.id, numbers))


def _counted(figure: Figure, f: Filters, cell: Cell) -> Rows:
    """Return the enrolments that a figure of people counts, or a part of it."""
    codes, held = _codes(), counting.held(f, ledgers.present())
    match figure:
        case Figure.PARTICIPANTS:
            return held.took_part if cell.kind is None else held.of_kind(held.took_part, cell.kind)
        case Figure.ATTENDANCES:
            return counting.in_cell(held.trainees, cell, codes)
        case Figure.COMPLETIONS:
            return counting.in_cell(held.trained, cell, codes)
    people = overlap.claimed_too(f, cell, counting.in_cell(held.trained.last_of_each_person(), cell, codes))
    return people if cell.returning is None else people.where(counting.returning(f, people) == cell.returning)


def size(figure: Figure, f: Filters, cell: Cell) -> int:
    """Return what the rows of a figure or a part of it add up to: the figure itself."""
    number = _size_of_people(figure, f, cell) if figure in OF_PEOPLE else _number(row_queries.size(rows(figure, f, cell), figure))
    added = FROM_HEADCOUNTS.get(figure)
    return number + (size(added, f, cell) if added else 0)


def _size_of_people(figure: Figure, f: Filters, cell: Cell) -> int:
    people = _counted(figure, f, cell)
    return int(people.column("attended").sum()) if figure is Figure.ATTENDANCES else len(people)


def counted(figure: Figure, f: Filters) -> Count:
    """Count one figure alone, people by every kind of cell: what a target asks for, in a few queries."""
    if figure is Figure.MATERIALS:
        return Count(sum(_by_code(queries.materials(f)).values()))
    codes, held = _codes(), counting.held(f, ledgers.present())
    match figure:
        case Figure.EVENTS:
            return Count(sum(held.events_by_kind().values()))
        case Figure.PERSONS:
            return counting.count(held.trained.last_of_each_person(), codes)
        case Figure.ATTENDANCES:
            return counting.count(held.trainees, codes, "attended")
    return counting.count(held.trainees, codes, "trained") + _headcount(_rows(queries.headcounts(f)), codes)


def headline(f: Filters) -> dict[Figure, int]:
    """Count the figures that stand beside each other and are never mixed (R1), their parts left out."""
    held = counting.held(f, ledgers.present())
    told = sum(int(number) for number, _kind, training, *_cell in _rows(queries.headcounts(f)) if training)
    return {
        Figure.PERSONS: len(held.trained.last_of_each_person()),
        Figure.COMPLETIONS: len(held.trained) + told,
        Figure.ATTENDANCES: int(held.trainees.column("attended").sum()),
        Figure.EVENTS: sum(held.events_by_kind().values()),
        Figure.MATERIALS: sum(_by_code(queries.materials(f)).values()),
    }


def undecided(f: Filters) -> int:
    """Return how many events are over but not finalised, and so in no figure yet."""
    return size(Figure.WAITING, f, Cell())


def cycle_figures(project_id: int, first: date, last: date, *, as_of: date) -> Figures:
    """Count a project over the dates of a TOT cycle, direct figures and each generation of cascade apart (R12)."""
    return figures(Filters(as_of=as_of, project_id=project_id, first=first, last=last))
