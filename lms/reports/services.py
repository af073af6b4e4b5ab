"""Counting: the selects are run and their rows put together into figures. Nothing is changed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from lms.extensions import db
from lms.projects.models import Donor, Office, Project
from lms.reports import queries, row_queries
from lms.reports.rules import CELLS, FROM_HEADCOUNTS, Cascade, Cell, Count, Figure, Figures, Filters, count

# From so many events on, reading enrolments person by person beats looking them up event by event.
WIDE = 3000
WITHOUT_ORGANISATION = CELLS[:-1]
BY_CATEGORY = CELLS[:2]


def figures(f: Filters, *, by_organisation: bool = True) -> Figures:
    """Count everything under the filters, inside the present scope.

    `by_organisation` False leaves that breakdown out, which a whole large register gives faster.
    """
    cells = CELLS if by_organisation else WITHOUT_ORGANISATION
    kinds = _events(f)
    reading = reading_of(f, sum(kinds.values()))
    codes = _codes()
    trained = _rows(queries.persons(f, reading, cells, returning=True))
    persons = _count(((number, *place) for number, _again, *place in trained), cells, codes)
    returning = sum(again for _number, again, *_place in trained)
    named, attendances = _enrolled(f, reading, cells, codes)
    told = _rows(queries.headcounts(f))
    return Figures(
        filters=f,
        codes=_named(f),
        persons=persons,
        new=persons.total - returning,
        returning=returning,
        named=named,
        headcount=_count(_of_training(told), cells, codes),
        attendances=attendances,
        claimed=_number(queries.claims(f)),
        events_by_kind=kinds,
        participants_by_kind=_by_code(queries.participants(f, reading)),
        headcounts_by_kind=_by_kind(told),
        materials_by_carrier=_by_code(queries.materials(f)),
        cascade=_cascade(f),
    )


def reading_of(f: Filters, number: int) -> queries.Reading:
    """Choose how enrolments are read where so many events count."""
    sqlite, wide = db.engine.dialect.name == "sqlite", number > WIDE
    in_time = db.session.scalars(queries.in_time(f)).all() if sqlite and wide else None
    return queries.Reading(sqlite, wide, b"" if in_time is None else queries.places(in_time))


def _rows(select: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(select)]


def _number(select: Any) -> int:
    return db.session.scalar(select) or 0


def _by_code(select: Any) -> dict[str, int]:
    return {code.value: int(number) for code, number in _rows(select) if number}


def _codes() -> dict[int, tuple[str, str]]:
    return {number: (code, group.value) for number, code, group in _rows(queries.groups())}


def _events(f: Filters) -> dict[str, int]:
    kinds: Counter[str] = Counter()
    for kind, _counts_as_training, number in _rows(queries.events(f)):
        kinds[kind.value] += number
    return dict(kinds.most_common())


def _count(rows: Iterable[tuple[Any, ...]], cells: tuple[str, ...], codes: dict[int, tuple[str, str]]) -> Count:
    """Count rows of (number, category id, …), the category named by its code; what follows the cells is left."""
    coded = (
        (int(number), codes[category][0] if category else None, *rest) for number, category, *rest in rows
    )
    return count(coded, cells, dict(codes.values()))


def _enrolled(
    f: Filters, reading: queries.Reading, cells: tuple[str, ...], codes: dict[int, tuple[str, str]]
) -> tuple[Count, Count]:
    rows = _rows(queries.enrolled(f, reading, cells))
    completions = _count(((n, *place) for n, _attended, *place in rows), cells, codes)
    attendances = _count(((attended, *place) for _n, attended, *place in rows), cells, codes)
    return completions, attendances


def _of_training(told: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """Return headcounts of training events by cell; whose organisation is never stated."""
    return ((number, *place, None) for number, _kind, training, *place in told if training)


def _by_kind(told: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    kinds: Counter[str] = Counter()
    for number, kind, *_rest in told:
        kinds[kind.value] += int(number)
    return dict(kinds)


def _named(f: Filters) -> dict[str, str | None]:
    asked = {"project": (Project, f.project_id), "office": (Office, f.office_id), "donor": (Donor, f.donor_id)}
    rows: dict[str, Any] = {name: db.session.get(model, key) if key else None for name, (model, key) in asked.items()}
    return {name: row.code if row else None for name, row in rows.items()}


def _cascade(f: Filters) -> tuple[Cascade, ...]:
    generations = _rows(queries.cascade(f))
    told = {generation: int(n) for generation, n in _rows(queries.cascade_headcounts(f))} if generations else {}
    found = (
        Cascade(
            generation=generation, events=events, persons=persons, completions=completions + told.get(generation, 0),
            headcount=told.get(generation, 0), attendances=int(attendances),
        )
        for generation, events, persons, completions, attendances in generations
    )  # fmt: skip
    return tuple(one for one in found if one.events or one.completions or one.attendances)


def rows(figure: Figure, f: Filters, cell: Cell) -> Any:
    """Return the select of the rows that make a figure or a part of it; people told as numbers only stand apart."""
    match figure:
        case Figure.PERSONS:
            return row_queries.persons(f, cell, reading_of(f, sum(_events(f).values())))
        case Figure.HEADCOUNTS | Figure.COUNTED:
            return row_queries.headcounts(f, cell, training=figure is Figure.HEADCOUNTS)
    select = {
        Figure.COMPLETIONS: row_queries.completions, Figure.PARTICIPANTS: row_queries.participants,
        Figure.ATTENDANCES: row_queries.attendances, Figure.CLAIMED: row_queries.claimed,
        Figure.EVENTS: row_queries.events, Figure.MATERIALS: row_queries.materials,
    }[figure]  # fmt: skip
    return select(f, cell)


def size(figure: Figure, f: Filters, cell: Cell) -> int:
    """Return what the rows of a figure or a part of it add up to: the figure itself."""
    number = _number(row_queries.size(rows(figure, f, cell), figure))
    added = FROM_HEADCOUNTS.get(figure)
    return number + (size(added, f, cell) if added else 0)


def counted(figure: Figure, f: Filters) -> Count:
    """Count one figure alone, people by group and category: what a target asks for, in a query or two."""
    match figure:
        case Figure.EVENTS:
            return Count(sum(_events(f).values()))
        case Figure.MATERIALS:
            return Count(sum(_by_code(queries.materials(f)).values()))
        case Figure.PERSONS:
            rows = _rows(queries.persons(f, reading_of(f, 0), BY_CATEGORY))
            return _count(((number, *place) for number, _again, *place in rows), BY_CATEGORY, _codes())
    codes = _codes()
    completions, attendances = _enrolled(f, reading_of(f, 0), BY_CATEGORY, codes)
    if figure is Figure.ATTENDANCES:
        return attendances
    return completions + _count(_of_training(_rows(queries.headcounts(f))), BY_CATEGORY, codes)


def headline(f: Filters) -> dict[Figure, int]:
    """Count the figures that stand beside each other and are never mixed (R1), their parts left out."""
    by, reading = CELLS[:1], reading_of(f, 0)
    persons = _rows(queries.persons(f, reading, by))
    enrolled = _rows(queries.enrolled(f, reading, by))
    return {
        Figure.PERSONS: sum(number for number, *_cell in persons),
        Figure.COMPLETIONS: sum(number for number, *_cell in [*enrolled, *_of_training(_rows(queries.headcounts(f)))]),
        Figure.ATTENDANCES: sum(attended for _number, attended, *_cell in enrolled),
        Figure.EVENTS: sum(_events(f).values()),
        Figure.MATERIALS: sum(_by_code(queries.materials(f)).values()),
    }


def undecided(f: Filters) -> int:
    """Return how many events are over but not finalised, and so in no figure yet."""
    return _number(row_queries.undecided(f))


def cycle_figures(project_id: int, first: date, last: date, *, as_of: date) -> Figures:
    """Count a project over the dates of a TOT cycle, direct figures and each generation of cascade apart (R12)."""
    return figures(Filters(as_of=as_of, project_id=project_id, first=first, last=last), by_organisation=False)
