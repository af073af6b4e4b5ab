"""Figures from a shell: as a table to read, or as JSON or CSV for a program."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import click

from lms import clock
from lms.extensions import db
from lms.reports import asking, services
from lms.reports.rules import Figures
from lms.shell import reading

# figure, kind of cell, code, number
Line = tuple[str, str, str, int]
FIGURES = ("persons", "completions", "attendances", "events", "materials")
INDENT = "  "


@click.command()
@click.option("--project", "project_code", required=True, help="The project's code.")
@click.option("--office", help="Only what this office (code) held.")
@click.option("--donor", help="Only where this donor (code) pays.")
@click.option("--country", help="Only participants of this country (ISO 3166-1).")
@click.option("--region", help="Only participants of this region (ISO 3166-2).")
@click.option("--from", "first", help="The first day of the period, as 2009-10-01; no bound without it.")
@click.option("--to", "last", help="The last day of the period; no bound without it.")
@click.option("--as-of", help="What was decided by the end of this day; today without it.")
@click.option("--format", "shape", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@reading
def figures(project_code: str, shape: str, first: str | None, last: str | None, **more: str | None) -> None:
    """Print a project's figures."""
    question = {"project": project_code, "from": first, "to": last, **more}
    click.echo({"table": as_table, "json": as_json, "csv": as_csv}[shape](_count(question)))


def _count(given: dict[str, str | None]) -> Figures:
    question = asking.question(given)
    project = db.session.scalar(asking.project(question["project"]))
    if project is None:
        raise click.ClickException(f"There is no project {question['project']}.")
    return services.figures(asking.filters(project, question, at=clock.now()))


def lines(counted: Figures) -> Iterator[Line]:
    """Yield every number of the figures: totals have neither kind of cell nor code."""
    told = counted.as_json()
    told["materials"] = told["materials"]["distributed"]
    for figure in FIGURES:
        yield from _of(figure, told[figure])
    for generation, block in told["cascade"]["by_generation"].items():
        for name, number in block.items():
            yield "cascade", f"generation {generation}", name, number


def _of(figure: str, block: dict[str, Any]) -> Iterator[Line]:
    for name, value in block.items():
        if isinstance(value, int):
            yield figure, "" if name == "total" else name, "", value
        else:
            yield from ((figure, name.removeprefix("by_"), code, number) for code, number in value.items())


def as_json(counted: Figures) -> str:
    """Return what the JSON interface gives."""
    return asking.answer(counted.as_json())


def as_csv(counted: Figures) -> str:
    """Return rows of figure, cell, code, number."""
    sink = io.StringIO()
    rows = csv.writer(sink, lineterminator="\n")
    rows.writerow(("figure", "cell", "code", "number"))
    rows.writerows(lines(counted))
    return sink.getvalue().rstrip("\n")


def as_table(counted: Figures) -> str:
    """Return indented lines with their numbers in one column, the persons' sum by group above them."""
    rows: list[tuple[str, str]] = []
    above = ("", "")
    for figure, cell, code, number in lines(counted):
        if code and figure != above[0]:
            rows.append((figure, ""))
        if code and (figure, cell) != above:
            rows.append((INDENT + cell, ""))
        rows.append((INDENT * (bool(cell) + bool(code)) + (code or cell or figure), f"{number:,}"))
        above = figure, cell
    return "\n".join([*_heading(counted), "", *_aligned(rows)])


def _heading(counted: Figures) -> list[str]:
    asked, persons = counted.filters, counted.persons
    period = f"{asked.first or 'the beginning'} to {asked.last or 'the end'}"
    parts = " + ".join(f"{number:,} {group}" for group, number in persons.of("group").items())
    return [
        f"Project {counted.codes['project']}, {period}, as of {asked.as_of}",
        f"{persons.total:,} persons trained" + (f" = {parts}" if parts else ""),
    ]


def _aligned(rows: list[tuple[str, str]]) -> list[str]:
    width = max(len(label) for label, _number in rows)
    digits = max(len(number) for _label, number in rows)
    return [f"{label:<{width}}{INDENT}{number:>{digits}}".rstrip() for label, number in rows]
