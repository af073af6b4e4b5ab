"""What we know of imports."""

from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer, joinedload

from lms.courses import roster_queries
from lms.courses.roster import Enrolment
from lms.imports.models import ImportBatch, ImportRow, RememberedColumns, Stage
from lms.imports.plans import Standing


def batches() -> Select[ImportBatch]:
    """Select the imports, each with who uploaded it and where it goes, and without what its own page shows."""
    return _with_place().options(defer(ImportBatch.told), defer(ImportBatch.meanings), defer(ImportBatch.columns))


def _with_place() -> Select[ImportBatch]:
    return select(ImportBatch).options(
        joinedload(ImportBatch.uploaded_by), joinedload(ImportBatch.office), joinedload(ImportBatch.event)
    )


def batch(batch_id: int) -> Select[ImportBatch]:
    """Select an import with what its page shows."""
    return _with_place().where(ImportBatch.id == batch_id)


def number_waiting() -> Select[int]:
    """Select how many imports wait to be confirmed."""
    return select(func.count(ImportBatch.id)).where(ImportBatch.stage == Stage.PREVIEW)


def rows(batch_id: int, standing: Standing | None = None) -> Select[ImportRow]:
    """Select the rows of an import in the order of the file, those of one standing or all."""
    found = select(ImportRow).where(ImportRow.batch_id == batch_id).order_by(ImportRow.sheet_row, ImportRow.id)
    return found.where(ImportRow.standing == standing) if standing else found


def rows_at(batch_id: int, places: Iterable[int]) -> Select[ImportRow]:
    """Select rows of an import by their places."""
    return select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.place.in_(list(places)))


def numbers_by_standing(batch_id: int) -> Select[Standing, int]:
    """Select how many rows of an import there are of each standing, as (standing, number)."""
    counted = select(ImportRow.standing, func.count(ImportRow.id)).where(ImportRow.batch_id == batch_id)
    return counted.group_by(ImportRow.standing)


def number_of(batch_id: int, standing: Standing) -> Select[int]:
    """Select how many rows of an import there are of one standing."""
    return select(func.count(ImportRow.id)).where(ImportRow.batch_id == batch_id, ImportRow.standing == standing)


def number_enrolled(event_id: int) -> Select[int]:
    """Select how many enrolments an event has, the withdrawn among them."""
    return roster_queries.standing(event_id).with_only_columns(func.count(Enrolment.id))


def of_file(sha256: str, stage: Stage) -> Select[ImportBatch]:
    """Select the imports of a file that have come so far, wherever they go, the latest first."""
    return batches().where(ImportBatch.sha256 == sha256, ImportBatch.stage == stage).order_by(ImportBatch.id.desc())


def remembered_by(office_id: int) -> Select[RememberedColumns]:
    """Select all that an office said of columns."""
    return select(RememberedColumns).where(RememberedColumns.office_id == office_id)


def remembered(office_id: int, fingerprint: str) -> Select[RememberedColumns]:
    """Select what an office said that the columns under a header mean."""
    return remembered_by(office_id).where(RememberedColumns.fingerprint == fingerprint)
