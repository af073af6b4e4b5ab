"""What several projects or donors claim, as tables in the reader's language."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from lms.extensions import db
from lms.projects.models import Donor, Project
from lms.reports.breakdowns import Line, Table
from lms.reports.overlap import Both, Overlap
from lms.reports.rules import By, Figure
from lms.web import local


class Pairs(Table):
    """Lines that are never added up, since what three claim stands in three of them: all are shown."""

    @property
    def largest(self) -> list[Line]:
        """Return all lines."""
        return self.lines


def tables(told: Overlap, *, people: bool) -> list[Table]:
    """Return every table that has a line: by how many claim, each by itself where none is asked for, and two by two.

    Without `people` they tell of events only.
    """
    known = _known(told)
    made = [_by_number(told), *([] if told.filters.chosen(told.by) else [_of_each(told, known)]), _of_two(told, known)]
    shown = made if people else [_of_events(table) for table in made]
    return [table for table in shown if table.lines]


def _known(told: Overlap) -> dict[int, Any]:
    model: Any = Project if told.by is By.PROJECT else Donor
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(told.of_each)))}


def _of_events(table: Table) -> Table:
    """Return a table without the column of persons, and without the lines that have nothing else."""
    lines = [replace(line, numbers=line.numbers[1:]) for line in table.lines]
    return replace(
        table, columns=table.columns[1:], totals=table.totals[1:], lines=_largest_first([one for one in lines if any(one.numbers)])
    )


def _columns() -> tuple[tuple[str, Figure], ...]:
    return (_("Persons"), Figure.PERSONS), (_("Events"), Figure.EVENTS)


def _numbers(both: Both) -> tuple[int, ...]:
    return both.persons, both.events


def _largest_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (*(-(number or 0) for number in line.numbers), line.name))


def _by_number(told: Overlap) -> Table:
    of_projects = told.by is By.PROJECT
    lines = [
        Line(_several(told.by, number), str(number), _numbers(both), {f"{told.by.value}_claims": str(number)})
        for number, both in sorted(told.by_number.items())
    ]  # fmt: skip
    title = _("By how many projects claim them") if of_projects else _("By how many donors claim them")
    return Table("claims", title, _("Claimed by"), _columns(), lines, _numbers(told.whole))


def _several(by: By, number: int) -> str:
    if not number:
        return _("None of them")
    if by is By.PROJECT:
        return ngettext("%(num)s project", "%(num)s projects", number)
    return ngettext("%(num)s donor", "%(num)s donors", number)


def _of_each(told: Overlap, known: dict[int, Any]) -> Table:
    of_projects, name = told.by is By.PROJECT, _name(told.by, whole=True)
    lines = [
        Line(name(known[number]), known[number].code, _numbers(both), {told.by.value: str(number)})
        for number, both in told.of_each.items()
    ]  # fmt: skip
    title, heading = (_("By project"), _("Project")) if of_projects else (_("By donor"), _("Donor"))
    return Table("each", title, heading, _columns(), _largest_first(lines))


def _of_two(told: Overlap, known: dict[int, Any]) -> Table:
    of_projects, name = told.by is By.PROJECT, _name(told.by, whole=False)
    lines = [
        Line(f"{name(known[one])} × {name(known[other])}", f"{known[one].code} {known[other].code}", _numbers(both),
             {told.by.value: str(one), f"also_{told.by.value}": str(other)})
        for (one, other), both in told.of_two.items()
    ]  # fmt: skip
    title, heading = (_("Shared by two projects"), _("Projects")) if of_projects else (_("Shared by two donors"), _("Donors"))
    return Pairs("two", title, heading, _columns(), _largest_first(lines))


def _name(by: By, *, whole: bool) -> Callable[[Any], str]:
    """Return how a project or donor is named: a project by its code, where there is room with its title."""
    if by is By.DONOR:
        return local
    return (lambda row: f"{row.code} · {local(row, 'title')}") if whole else (lambda row: str(row.code))
