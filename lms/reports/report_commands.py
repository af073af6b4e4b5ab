"""Reports from a shell: created, sealed, compared with today, verified, exported."""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from lms import clock
from lms.extensions import db
from lms.reports import asking, making, report_queries, reporting
from lms.reports.cause_words import named
from lms.reports.causes import Cause
from lms.reports.models import Report
from lms.reports.press import press
from lms.shell import everywhere, reading, write

report = AppGroup("report", help="Prepare, seal, compare, verify and export reports to donors.")
DAY = click.DateTime(["%Y-%m-%d"])


def _found(number: int) -> Report:
    found = db.session.scalars(report_queries.report(number)).unique().one_or_none()
    if found is None:
        raise click.ClickException(f"There is no report {number}.")
    return found


@report.command()
@click.argument("project_code", metavar="PROJECT")
@click.option("--from", "first", type=DAY, required=True, help="The first day of the period, as 2009-10-01.")
@click.option("--to", "last", type=DAY, required=True, help="The last day of the period.")
@click.option("--title-en", help="The title in English; by default of the project and the period.")
@click.option("--title-ru", help="The title in Russian.")
@everywhere
def create(project_code: str, first: datetime, last: datetime, title_en: str | None, title_ru: str | None) -> None:
    """Prepare a report about a project, with all its indicators; print its number."""
    project = db.session.scalar(asking.project(project_code))
    if project is None:
        raise click.ClickException(f"There is no project {project_code}.")
    days: dict[str, Any] = {"first": first.date(), "last": last.date()}
    given = {"en": title_en, "ru": title_ru}
    titles: dict[str, Any] = {f"title_{one}": given[one] or reporting.usual_title(project, **days, language=one) for one in given}
    made = reporting.prepare(project=project, **titles, **days, by=None, at=clock.now())
    db.session.commit()
    click.echo(made.id)


@report.command()
@click.argument("number", metavar="ID", type=int)
@everywhere
def seal(number: int) -> None:
    """Freeze a report with its files; print the SHA-256 of what it tells."""
    found = _found(number)
    making.freeze(found, press=press(), by=None, at=clock.now())
    db.session.commit()
    click.echo(found.sha256)


@report.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@reading
def compare(number: int, shape: str) -> None:
    """Tell how a sealed report differs from the same figures today, and which acts made it so."""
    found = _found(number)
    if not found.is_sealed:
        raise click.ClickException(f"Report {number} is a draft: it is counted anew each time.")
    told = making.compared(found, reader=None, at=clock.now())
    if shape == "json":
        click.echo(json.dumps(told.as_json(), ensure_ascii=False, indent=2))
    elif not told.explained:
        click.echo("Nothing differs.")
    else:
        for one in told.explained:
            click.echo(f"{one.difference.key}: {one.said('en')}")
            _echo(one.causes, "  ")
            for name, part in one.parts.items():
                click.echo(f"  {name}: {part.said('en')}")
                _echo(part.causes, "    ")


def _echo(causes: Iterable[Cause], indent: str) -> None:
    for cause in causes:
        click.echo(f"{indent}{_cause(cause)}")


def _cause(cause: Cause) -> str:
    """Return a cause as a line: its effect, what was done, who did it, when, and by which entries of the record."""
    told = [f"{cause.effect:+,}".replace("-", "−"), named(cause.kind, cause.number, "en")]
    if cause.when is not None:
        entries = ", ".join(str(seq) for seq, _about in cause.entries)
        told += [cause.who or "the system", cause.when.isoformat(timespec="seconds"), f"entr{'y' if len(cause.entries) == 1 else 'ies'} {entries}"]
    return " · ".join(told)


@report.command()
@click.argument("number", metavar="ID", type=int)
@reading
def verify(number: int) -> None:
    """Recompute a sealed report from what is kept of it; exit with 1 and say what differs where anything does."""
    found = _found(number)
    if not found.is_sealed:
        raise click.ClickException(f"Report {number} is a draft: there is nothing to verify.")
    problems = making.problems(found, "en", key=current_app.config["AUDIT_KEY"])
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    click.echo(f"Report {number} is whole: its figures add up again, and its files are those that were made.")


@report.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--format", "kind", type=click.Choice(making.KINDS), required=True)
@click.option("--language", type=click.Choice(["en", "ru"]), default="en", show_default=True)
@click.option("--public", is_flag=True, help="The edition without small numbers.")
@click.option("-o", "target", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE")
@everywhere
def export(number: int, kind: str, language: str, public: bool, target: Path) -> None:
    """Write a report to a file: of a sealed one the file that was made then, of a draft one that says so."""
    body = making.exported(_found(number), kind, language, press(), public=public, by=None, at=clock.now())
    db.session.commit()
    write(target, body)
