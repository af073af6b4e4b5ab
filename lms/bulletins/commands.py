"""Bulletins from a shell: published, exported."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from lms import clock
from lms.accounts.scope import EVERYTHING, looking
from lms.bulletins import making, queries
from lms.bulletins.models import Bulletin
from lms.errors import Refused
from lms.extensions import db, writing

bulletin = AppGroup("bulletin", help="Publish and export bulletins.")


def _found(number: int) -> Bulletin:
    found = db.session.scalars(queries.bulletin(number)).unique().one_or_none()
    if found is None:
        raise click.ClickException(f"There is no bulletin {number}.")
    return found


def _doing(act: Any) -> Any:
    """Do something as the system itself, all or nothing; a refusal ends the command with its sentence."""
    with looking(EVERYTHING), writing(True):
        try:
            done = act()
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            raise click.ClickException(str(refusal)) from refusal
    return done


@bulletin.command()
@click.argument("number", metavar="ID", type=int)
@with_appcontext
def publish(number: int) -> None:
    """Freeze an issue with its files; print the SHA-256 of what it tells."""

    def published() -> str | None:
        found = _found(number)
        making.publish(found, by=None, at=clock.now())
        return found.sha256

    click.echo(_doing(published))


@bulletin.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--format", "kind", type=click.Choice(making.KINDS), required=True)
@click.option("--language", type=click.Choice(["en", "ru"]), default="en", show_default=True)
@click.option("-o", "target", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE")
@with_appcontext
def export(number: int, kind: str, language: str, target: Path) -> None:
    """Write an issue to a file: of a published one the file that was made then, of a draft one that says so."""
    target.write_bytes(_doing(lambda: making.exported(_found(number), kind, language, by=None, at=clock.now())))
