"""Commands of `flask --app lms …` that no single feature owns."""

import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade
from sqlalchemy import select

from lms import clock, storage
from lms.accounts import services as accounts
from lms.accounts.permissions import Role
from lms.audit import queries as audit
from lms.bulletins.commands import bulletin
from lms.extensions import db, refresh_statistics, writing
from lms.imports.commands import import_workbook
from lms.imports.worker import work_on_import
from lms.merging import services as merging
from lms.participants.name_index import complete
from lms.projects.models import Office, Project
from lms.protection import retention as keeping
from lms.protection.models import DataClass
from lms.reports.commands import figures
from lms.reports.report_commands import report
from lms.shell import everywhere


@click.command()
@everywhere
def init() -> None:
    """Migrate the database and load the reference data; again and again without harm."""
    from seeds import reference

    upgrade(directory=str(Path(current_app.root_path).parent / "migrations"))
    counts = reference.load(at=clock.now())
    complete(db.session.connection())
    db.session.commit()
    click.echo("Reference data: " + (", ".join(f"{n} {what}" for what, n in counts.items()) or "unchanged") + ".")


seed = AppGroup("seed", help="Load data sets.")


@seed.command()
@click.option("--if-empty", is_flag=True, help="Do nothing, and succeed, where the register is not empty.")
@everywhere
def demo(if_empty: bool) -> None:
    """Load the demonstration data into an empty register and print its sign-ins."""
    from seeds import demonstration

    loaded = demonstration.load(at=clock.now(), if_empty=if_empty)
    db.session.commit()
    if loaded:
        refresh_statistics()
        db.session.commit()
    if loaded or demonstration.is_loaded():
        for line in demonstration.sign_ins():
            click.echo(line)


@click.command()
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMINISTRATOR.value)
@click.option("--office", "office_code", help="Limit the grant to an office.")
@click.option("--project", "project_code", help="Limit the grant to a project.")
@click.option("--language", type=click.Choice(["en", "ru"]), default="en")
@click.password_option(help="Asked for where not given.")
@everywhere
def create_account(
    email: str, name: str, role: str, office_code: str | None, project_code: str | None, language: str, password: str
) -> None:
    """Make an account with one grant; without --office and --project it reaches everything."""
    at = clock.now()
    account = accounts.create_account(email, name, password, by=None, at=at, language=language)
    office = _named(Office, office_code)
    project = _named(Project, project_code)
    accounts.grant(account, Role(role), by=None, at=at, office_id=office, project_id=project)
    db.session.commit()
    click.echo(f"{account.email} is {Role(role).label.lower()}.")


def _named(model: Any, code: str | None) -> int | None:
    if code is None:
        return None
    key: int | None = db.session.scalar(select(model.id).where(model.code == code))
    if key is None:
        raise click.ClickException(f"There is no {model.__tablename__} {code}.")
    return key


@click.command()
@everywhere
def verify_audit() -> None:
    """Check the whole audit chain; exit with 1 naming the first broken row.

    A chain that was cut short at its end is whole in itself: note the last row it prints, and compare next time.
    """
    broken = audit.first_break(current_app.config["AUDIT_KEY"])
    if broken:
        click.echo(f"Audit row {broken[0]}: {broken[1]}.", err=True)
        sys.exit(1)
    last = db.session.execute(audit.head()).first()
    click.echo(f"The audit chain is whole: {last.seq if last else 0} rows, the last is {last.hash if last else 'none'}.")
    if erased := db.session.scalar(audit.erased()):
        click.echo(f"What {erased} of them said was erased, each by an act that stands in the chain.")


@click.command()
@everywhere
def find_duplicates() -> None:
    """Compare everybody with everybody and keep who may stand in the register twice; for every night."""
    with writing(False):  # others may write meanwhile
        pairs = merging.compare_everybody()
        db.session.rollback()
    number = merging.keep_doubles(pairs, at=clock.now())
    db.session.commit()
    click.echo(f"Possible duplicates: {number:,}.")


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@everywhere
def backup(path: Path) -> None:
    """Write a consistent copy of the embedded database, also while it is in use."""
    storage.backup(path)
    click.echo(f"Backup written to {path}.")


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@everywhere
def restore(path: Path) -> None:
    """Replace the embedded database's content by a backup's."""
    storage.restore(path)
    click.echo(f"Restored from {path}.")


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@everywhere
def retention(dry_run: bool) -> None:
    """Remove what is kept no longer, and say what that was; every night, and again without harm.

    Each person, and each few rows of other data, is a transaction of its own: what is done stays done where a later one
    fails, and others may write meanwhile.
    """
    at = clock.now()
    for data_class in DataClass:
        with writing(False):
            told, steps = keeping.line(data_class, at), keeping.steps(data_class, at)
            db.session.rollback()
        number = told.number if dry_run else sum(_taken(step, at) for step in steps)
        click.echo(_worded(told, number, "due" if dry_run else "done"))
    if not dry_run:
        storage.forget()


def _taken(step: keeping.Step, at: datetime) -> int:
    """Do a step: look first, while others may write, and hold the lock on the database for the changes alone.

    Whoever waits for SQLite's lock looks for it only now and then, so it is left alone for as long as it was held.
    """
    with writing(False):
        found = keeping.look(step, at)
        db.session.rollback()
    began = perf_counter()
    number = keeping.take(step, by=None, at=at, found=found)
    db.session.commit()
    sleep(perf_counter() - began)
    return number


def _worded(told: keeping.Line, number: int, done: str) -> str:
    if told.months is None:
        return f"{told.data_class.label}: kept."
    months = "1 month" if told.months == 1 else f"{told.months} months"
    return f"{told.data_class.label}, kept {months}: {number} from before {told.before} {done}."


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the application with a production WSGI server."""
    from granian import Granian
    from granian.constants import Interfaces

    settings = current_app.config
    click.echo(f"Serving at {settings['BASE_URL']}")
    Granian(
        "lms:served", factory=True, interface=Interfaces.WSGI, address=settings["HOST"], port=settings["PORT"],
        workers=settings["WORKERS"], blocking_threads=4, log_enabled=True, websockets=False,
    ).serve()  # fmt: skip


def register(app: Flask) -> None:
    """Add the commands to the application."""
    for command in (
        init, seed, create_account, verify_audit, backup, restore, serve, figures, report, bulletin, find_duplicates, import_workbook,
        work_on_import, retention,
    ):  # fmt: skip
        app.cli.add_command(command)
