"""Counting: the selects are run and their rows put together into figures. Nothing is changed."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from lms.extensions import db
from lms.projects.models import Donor, Office, Project
from lms.reports import queries
from lms.reports.rules import CELLS, Cascade, Count, Figures, Filters, count

# From so many events on, reading enrolments person by person beats looking them up event by event.
WIDE = 3000
WITHOUT_ORGANISATION = CELLS[:-1]


def figures(f: Filters, *, by_organisation: bool = True) -> Figures:
    """Count everything under the filters, inside the present scope.

    `by_organisation` False leaves that breakdown out, which a whole large register gives faster.
    """
    cells = CELLS if by_organisation else WITHOUT_ORGANISATION
    kinds = _events(f)
    how = {"wide": sum(kinds.values()) > WIDE, "sqlite": _sqlite()}
    codes = _codes()
    persons = _count(_rows(queries.persons(f, cells, **how)), cells, codes)
    returning = _number(queries.returning(f, **how)) if f.before() and persons.total else 0
    named, attendances = _enrolled(f, cells, codes, wide=how["wide"])
    return Figures(
        filters=f,
        codes=_named(f),
        persons=persons,
        new=persons.total - returning,
        returning=returning,
        named=named,
        headcount=_count(_without_organisation(f, cells), cells, codes),
        attendances=attendances,
        claimed=_number(queries.claims(f)),
        events_by_kind=kinds,
        participants_by_kind=_by_code(queries.participants(f)),
        headcounts_by_kind=_by_code(queries.headcounts_by_kind(f)),
        materials_by_carrier=_by_code(queries.materials(f)),
        cascade=_cascade(f),
    )


def _sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


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
    """Count rows of (number, category id, sex, …), the category named by its code."""
    coded = (
        (int(number), codes[category][0] if category else None, sex.value if sex else None, *rest)
        for number, category, sex, *rest in rows
    )
    return count(coded, cells, dict(codes.values()))


def _enrolled(
    f: Filters, cells: tuple[str, ...], codes: dict[int, tuple[str, str]], *, wide: bool
) -> tuple[Count, Count]:
    rows = _rows(queries.enrolled(f, cells, wide=wide))
    completions = _count(((n, *place) for n, _attended, *place in rows), cells, codes)
    attendances = _count(((attended, *place) for _n, attended, *place in rows), cells, codes)
    return completions, attendances


def _without_organisation(f: Filters, cells: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Return headcounts by cell; whose organisation is never stated."""
    rows = _rows(queries.headcounts(f))
    return [(*row, None) for row in rows] if "organisation" in cells else rows


def _named(f: Filters) -> dict[str, str | None]:
    asked = {"project": (Project, f.project_id), "office": (Office, f.office_id), "donor": (Donor, f.donor_id)}
    rows: dict[str, Any] = {name: db.session.get(model, key) if key else None for name, (model, key) in asked.items()}
    return {name: row.code if row else None for name, row in rows.items()}


def _cascade(f: Filters) -> tuple[Cascade, ...]:
    found = (_generation(f.cascade(number)) for (number,) in _rows(queries.generations(f)))
    return tuple(one for one in found if one.events)


def _generation(f: Filters) -> Cascade:
    codes = _codes()
    named, attendances = _enrolled(f, WITHOUT_ORGANISATION, codes, wide=False)
    persons = _rows(queries.persons(f, WITHOUT_ORGANISATION, wide=False, sqlite=_sqlite()))
    headcount = _count(_rows(queries.headcounts(f)), WITHOUT_ORGANISATION, codes).total
    return Cascade(
        generation=f.generation or 0,
        events=sum(_events(f).values()),
        persons=sum(number for number, *_place in persons),
        completions=named.total + headcount,
        headcount=headcount,
        attendances=attendances.total,
    )
