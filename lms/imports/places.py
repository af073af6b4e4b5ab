"""Where a file goes, what was written there and what waits to be: one file is written to one place once."""

import hashlib

from lms.accounts.scope import EVERYTHING, looking
from lms.errors import Refused
from lms.extensions import db
from lms.imports import queries
from lms.imports.contents import Contents, Target
from lms.imports.models import ImportBatch, Stage
from lms.language import N_

WORKBOOK, SHEET = "workbook", "-sheet-"  # a place that a workbook names itself; what a later sheet of a file is told by


class Written(Refused):
    """The file was written to the same place before."""


def digest(data: bytes) -> str:
    """Return the key of a file: its SHA-256, hex."""
    return hashlib.sha256(data).hexdigest()


def target_key(target: Target, contents: Contents) -> str:
    """Return the key of the place where a file goes: a workbook names its event itself, each sheet of lists goes alone."""
    if contents.is_workbook:
        return WORKBOOK
    sheet = contents.layout.sheet or 0
    return f"{target.key}{SHEET}{sheet}" if sheet else target.key


def written_sheets(sha256: str, target: Target) -> set[int]:
    """Return which sheets of a file of lists were written to a place before, from 0."""
    keys = (one.target.partition(SHEET) for one in _written(sha256))
    return {int(sheet or 0) for place, _parted, sheet in keys if place == target.key}


def refuse_written(sha256: str, key: str) -> None:
    """Raise Written where this file was written to this place before."""
    before = next((one for one in _written(sha256) if one.target == key), None)
    if before is not None:
        raise Written(N_("This file was imported already, on %(day)s. Nothing is added."), day=before.stage_at.date())


def _written(sha256: str) -> list[ImportBatch]:
    with looking(EVERYTHING):  # whoever wrote it
        return list(db.session.scalars(queries.of_file(sha256, Stage.DONE)).unique())


def waiting_already(sha256: str, target: Target) -> ImportBatch | None:
    """Return the import of a file that waits to be confirmed and goes where this one does, the latest of several.

    A workbook goes to one place whatever is chosen beside it, but the office that is chosen has its new people.
    """
    office_id = target.office.id if target.office else None
    waiting = db.session.scalars(queries.of_file(sha256, Stage.PREVIEW)).unique()
    return next(
        (one for one in waiting if one.target == target.key or (one.is_workbook and one.office_id == office_id)), None
    )
