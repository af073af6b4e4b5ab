"""The living capacity as tables and its rows as columns, in the reader's language: for the page and for files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lms.extensions import db
from lms.lists import Column, namer
from lms.participants import queries as participants
from lms.projects import queries as projects
from lms.projects.models import Group
from lms.reports.breakdowns import Line, Table
from lms.reports.capacity import Capacity, Present
from lms.reports.capacity import Numbers as ByFreshness
from lms.reports.capacity_rules import Doubt, Freshness, Whereabouts
from lms.reports.disclosure import Key, Numbers, kept_back
from lms.reports.rules import NOT_STATED
from lms.tables import Ordinal
from lms.web import local, show, span


def _columns() -> tuple[tuple[str, Freshness | None], ...]:
    """Return the headings of the numbers, each with the freshness that its rows have; the first has all."""
    return (_("People"), None), *((show(fresh), fresh) for fresh in Freshness)


def tables(told: Capacity) -> list[Table]:
    """Return where people are, and of those in a relevant post the regions and the agencies."""
    serving = {"where": Whereabouts.SERVING.value}
    numbers = told.by_where.get(Whereabouts.SERVING, {})
    made = [Table("where", _("Where they are"), _("Post on that day"), _columns(), list(_lines(told)), _whole(told))]
    for what, title, heading, names in (
        ("region", _("Still in a relevant post, by region"), _("Region of the post"), _regions),
        ("agency", _("Still in a relevant post, by agency"), _("Agency"), _agencies),
    ):
        parts = told.serving_by(what)
        known = names() if parts else {}
        lines = [Line(known.get(code, code), code, _row(one), {**serving, f"post_{what}": code}) for code, one in parts.items()]
        made.append(Table(what, title, heading, _columns(), lines, _row(numbers)))
    return [table for table in made if table.lines]


def withheld(made: list[Table]) -> list[Table]:
    """Return tables without small numbers, nor others that would tell them; regions and agencies without freshness.

    What the lines of those add up to is the line of who is still in a relevant post.
    """
    where, *others = made
    every = Numbers(dear={("total", "0"): 1})
    columns = range(len(where.columns))
    _add_lines(every, where, columns, lambda column: ("total", str(column)))
    for table in others:
        _add_lines(every, table, range(1), lambda column: ("where", Whereabouts.SERVING.value, str(column)))
    for line in [*(("where", line.code) for line in where.lines), ("total",)]:
        every.add((*line, "0"), [(*line, str(column)) for column in columns[1:]])
    hidden = kept_back(every)
    return [_without(where, columns, hidden, lambda column: ("total", str(column))),
            *(_without(table, range(1), hidden, lambda column: ("where", Whereabouts.SERVING.value, str(column))) for table in others)]  # fmt: skip


Total = Callable[[int], Key]


def _add_lines(every: Numbers, table: Table, columns: Iterable[int], total: Total) -> None:
    for column in columns:
        every.values.setdefault(total(column), table.totals[column] or 0)
        group: Key | None = None
        parts: dict[Key, list[Key]] = {total(column): []}
        for line in table.lines:
            key = (table.key, line.code, str(column))
            every.values[key] = line.numbers[column] or 0
            group = key if line.is_group else group
            parts.setdefault(group if group and not line.is_group else total(column), []).append(key)
        for whole, keys in parts.items():
            if keys:
                every.add(whole, keys)


def _without(table: Table, columns: Sequence[int], hidden: frozenset[Key], total: Total) -> Table:
    def shown(number: int | None, key: Key) -> int | None:
        return None if key in hidden else number

    lines = [
        replace(line, numbers=tuple(shown(line.numbers[column], (table.key, line.code, str(column))) for column in columns))
        for line in table.lines
    ]
    totals = tuple(shown(table.totals[column], total(column)) for column in columns)
    return replace(table, columns=table.columns[: len(columns)], lines=lines, totals=totals)


def _lines(told: Capacity) -> Iterator[Line]:
    parts: dict[Whereabouts, tuple[str, Any]] = {
        Whereabouts.SERVING: ("post_group", Group), Whereabouts.LEFT: ("post_group", Group), Whereabouts.UNKNOWN: ("doubt", Doubt),
    }  # fmt: skip
    for where, (word, codes) in parts.items():
        yield Line(show(where), where.value, _row(told.by_where.get(where, {})), {"where": where.value}, is_group=True)
        for code in codes:
            if numbers := told.by_part.get((where, code.value)):
                yield Line(show(code), code.value, _row(numbers), {"where": where.value, word: code.value})


def _row(numbers: ByFreshness) -> tuple[int, ...]:
    return sum(numbers.values()), *(numbers.get(fresh, 0) for fresh in Freshness)


def _whole(told: Capacity) -> tuple[int, ...]:
    rows = [_row(numbers) for numbers in told.by_where.values()]
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * (len(Freshness) + 1)


def _regions() -> dict[str, str]:
    named = {row.code: local(row) for row in db.session.scalars(projects.regions())}
    return named | {NOT_STATED: _("Not stated")}


def _agencies() -> dict[str, str]:
    named = {str(row.id): local(row) for row in db.session.scalars(participants.highest())}
    return named | {NOT_STATED: _("Not stated")}


def region_choices() -> list[tuple[str, str]]:
    """Offer the regions that people can be in."""
    return list(_regions().items())


def agency_choices() -> list[tuple[str, str]]:
    """Offer the organisations that stand above all others of their tree."""
    return list(_agencies().items())


def row_columns() -> list[Column]:
    """Return what a row of the page tells of a person: the last training, the category then, and the post now."""
    all_of = _columns_of_rows()
    return [all_of[key] for key in ("name", "event", "dates", "category_then", "where", "category", "post_whole", "region")]


def file_columns() -> list[Column]:
    """Return the same and more for a file, with people's numbers in the register."""
    columns = _columns_of_rows()
    del columns["post_whole"]
    return [Column(_("No. in the register"), lambda row: Ordinal(row.enrolment.person_id)), *columns.values()]


def _columns_of_rows() -> dict[str, Column]:
    name, title = namer(), namer("title")
    return {
        "name": Column(_("Name"), lambda row: row.enrolment.person.full_name, "name",
                       lambda row: url_for("participants.person", person_id=row.enrolment.person_id), names_person=True),
        "event": Column(_("Last training"), lambda row: title(row.enrolment.event), "event",
                        lambda row: url_for("courses.event", event_id=row.enrolment.event_id)),
        "dates": Column(_("Dates"), lambda row: span(row.enrolment.event.starts_on, row.enrolment.event.ends_on)),
        "category_then": Column(_("Category then"), lambda row: name(row.enrolment.category), "category", is_named=True),
        "organisation_then": Column(_("Organisation then"), lambda row: name(row.enrolment.organisation)),
        "where": Column(_("Where they are"), _where),
        "category": Column(_("Category now or last known"), lambda row: name(row.post and row.post.category), is_named=True),
        "post_whole": Column(_("Post now or last known"), lambda row: _listed(_post(row), name(row.post and row.post.organisation))),
        "post": Column(_("Post now or last known"), _post, names_person=True),
        "organisation": Column(_("Organisation now or last known"), lambda row: name(row.post and row.post.organisation)),
        "region": Column(_("Region now or last known"), lambda row: name(row.post and row.post.region)),
        "since": Column(_("Held since"), lambda row: row.post and row.post.starts_on),
        "until": Column(_("Held until"), lambda row: row.post and row.post.ends_on),
    }


def _listed(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _post(row: Present) -> str:
    return _listed(row.post.rank, row.post.position, row.post.unit) if row.post else ""


def _where(row: Present) -> str:
    if row.standing.where is not Whereabouts.UNKNOWN:
        return show(row.standing.where)
    return _("%(where)s: %(why)s", where=show(row.standing.where), why=show(Doubt(row.standing.part)).lower())
