"""What we know of signed paper that was attached: the files of an event or a line, what stands of many at once. Never bytes."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from lms.courses.evidence import EvidenceContent, EvidenceFile, EvidenceKind
from lms.extensions import listed


def sheets_of(event_id: int) -> Select[EvidenceFile]:
    """Select the sheets of an event, withdrawn ones too, the newest first."""
    return _told().where(EvidenceFile.event_id == event_id)


def acts_of(line_id: int) -> Select[EvidenceFile]:
    """Select the acts of a distribution line, withdrawn ones too, the newest first."""
    return _told().where(EvidenceFile.distribution_id == line_id)


def _told() -> Select[EvidenceFile]:
    rows = select(EvidenceFile).options(
        joinedload(EvidenceFile.session), joinedload(EvidenceFile.uploaded_by), joinedload(EvidenceFile.withdrawn_by)
    )
    return rows.order_by(EvidenceFile.id.desc())


def sheet(event_id: int, sheet_id: int) -> Select[EvidenceFile]:
    """Select one sheet of an event."""
    return select(EvidenceFile).where(EvidenceFile.id == sheet_id, EvidenceFile.event_id == event_id)


def act_of(line_id: int, act_id: int) -> Select[EvidenceFile]:
    """Select one act of a distribution line."""
    return select(EvidenceFile).where(EvidenceFile.id == act_id, EvidenceFile.distribution_id == line_id)


def same(file: EvidenceFile) -> Select[EvidenceFile]:
    """Select the standing file of the same bytes and the same owner."""
    owner = EvidenceFile.event_id == file.event_id
    if file.event_id is None:
        owner = EvidenceFile.distribution_id == file.distribution_id
    return select(EvidenceFile).where(owner, EvidenceFile.sha256 == file.sha256, EvidenceFile.withdrawn_at.is_(None))


def content(file_id: int) -> Select[bytes | None]:
    """Select the bytes of a file; None where they were blanked."""
    return select(EvidenceContent.data).where(EvidenceContent.file_id == file_id)


def standing_evidence(
    event_ids: Sequence[int] = (), distribution_ids: Sequence[int] = ()
) -> Select[int, EvidenceKind, int | None, int | None, date | None, int | None, str]:
    """Select what stands of many events and distribution lines at once, in the order of numbers.

    As (id, kind, event_id, session_id, day, distribution_id, sha256). A sheet without session and day covers its event
    whole, one with a day the sessions of that day.
    """
    file = EvidenceFile
    rows = select(file.id, file.kind, file.event_id, file.session_id, file.day, file.distribution_id, file.sha256)
    of = or_(listed(file.event_id, event_ids), listed(file.distribution_id, distribution_ids))
    return rows.where(of, file.withdrawn_at.is_(None)).order_by(file.id)


def hashes_of(file_ids: Sequence[int]) -> Select[int, str]:
    """Select the SHA-256 of files, withdrawn or not, by their numbers."""
    return select(EvidenceFile.id, EvidenceFile.sha256).where(listed(EvidenceFile.id, file_ids))
