"""Bulletins from a shell: published, exported."""

from pathlib import Path

import click
from flask.cli import AppGroup

from lms import clock
from lms.bulletins import making, queries
from lms.bulletins.models import Bulletin
from lms.extensions import db
from lms.shell import everywhere, write

bulletin = AppGroup("bulletin", help="Publish and export bulletins.")


def _found(number: int) -> Bulletin:
    found = db.session.scalars(queries.bulletin(number)).unique().one_or_none()
    if found is None:
        raise click.ClickException(f"There is no bulletin {number}.")
    return found


@bulletin.command()
@click.argument("number", metavar="ID", type=int)
@everywhere
def publish(number: int) -> None:
    """Freeze an issue with its files; print the SHA-256 of what it tells."""
    found = _found(number)
    making.publish(found, by=None, at=clock.now())
    db.session.commit()
    click.echo(found.sha256)


@bulletin.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--format", "kind", type=click.Choice(making.KINDS), required=True)
@click.option("--language", type=click.Choice(["en", "ru"]), default="en", show_default=True)
@click.option("-o", "target", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE")
@everywhere
def export(number: int, kind: str, language: str, target: Path) -> None:
    """Write an issue to a file: of a published one the file that was made then, of a draft one that says so."""
    body = making.exported(_found(number), kind, language, by=None, at=clock.now())
    db.session.commit()
    write(target, body)
