"""What commands of `flask --app lms …` share: they act over all offices, and a refusal ends them with its sentence."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from lms.accounts.scope import EVERYTHING, looking
from lms.errors import Refused
from lms.extensions import db, writing

Command = Callable[..., Any]


def everywhere(command: Command) -> Command:
    """Run a command as the system itself, over all offices. What it has not committed when the domain refuses is gone."""
    return _over_all_offices(command, may_write=True)


def reading(command: Command) -> Command:
    """Run a command that writes nothing over all offices, while others may write."""
    return _over_all_offices(command, may_write=False)


def _over_all_offices(command: Command, *, may_write: bool) -> Command:
    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with looking(EVERYTHING), writing(may_write):
            try:
                return command(*args, **kwargs)
            except Refused as refusal:
                db.session.rollback()
                raise click.ClickException(str(refusal)) from refusal

    return with_appcontext(run)


def write(target: Path, body: bytes) -> None:
    """Write a file. Raises ClickException where it cannot be."""
    try:
        target.write_bytes(body)
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written: {error.strerror}.") from error
