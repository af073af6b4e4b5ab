"""What can be done with signed paper: attach a file, look at it, withdraw it, blank what was withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lms.accounts.models import Account
from lms.audit.rules import sha256
from lms.audit.services import act, note
from lms.courses import evidence_queries as queries
from lms.courses.evidence import EvidenceContent, EvidenceFile, EvidenceKind
from lms.courses.models import Event, Session
from lms.courses.uploads import Upload, type_of
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.text import tidy

MOST_FILES = 30  # in one go


@dataclass(frozen=True)
class Covered:
    """What a sheet tells of: one session, all of a day, or, where it says neither, the whole event."""

    session: Session | None = None
    day: date | None = None


def attach_sheets(
    event: Event, sent: Sequence[Upload], covered: Covered, *, by: Account | None, at: datetime, remark: str | None = None
) -> list[EvidenceFile]:
    """Attach signed sheets to an event, also after it was finalised: paper comes late. All of the files, or none.

    Raises Refused for a file that is no evidence, or that the event has already, and where the event is cancelled.
    """
    # Of two who attach the same file at once, the second is told.
    db.session.refresh(event, ["cancelled_at", "version"], with_for_update=True)
    if event.cancelled_at:
        raise Refused(N_("The event is cancelled."))
    session = covered.session
    if session is not None and session.event_id != event.id:
        raise Refused(N_("Choose one of the list."), field="covers")
    made = [
        EvidenceFile(
            kind=EvidenceKind.SIGN_IN_SHEET, event_id=event.id, session_id=session.id if session else None,
            day=covered.day, note=remark,
        )
        for _one in sent
    ]  # fmt: skip
    return keep(made, sent, by=by, at=at)


def keep(made: list[EvidenceFile], sent: Sequence[Upload], *, by: Account | None, at: datetime) -> list[EvidenceFile]:
    """Keep what was sent as the files that say what it belongs to. Raises Refused as `attach_sheets` does."""
    if not sent:
        raise Refused(N_("Choose a file."), field="files")
    if len(sent) > MOST_FILES:
        raise Refused(N_("At most %(most)s files are attached at once."), field="files", most=MOST_FILES)
    with act("evidence.attach", by=by, at=at):
        for file, one in zip(made, sent, strict=True):
            file.file_type, file.file_name = type_of(one), one.label
            file.size, file.sha256, file.note = len(one.body), sha256(one.body), tidy(file.note) or None
            file.uploaded_by_id, file.uploaded_at = by.id if by else None, at
            if db.session.scalar(queries.same(file)):
                raise Refused(N_("“%(file)s” is attached here already."), field="files", file=one.label)
            file.content = EvidenceContent(data=one.body)
            db.session.add(file)
            db.session.flush()
    return made


def look(file: EvidenceFile, *, by: Account | None, at: datetime) -> None:
    """Record that somebody takes the bytes of a file away: names and signatures are on it.

    Raises Refused where they were blanked.
    """
    if file.blanked_at:
        raise Refused(N_("The content of this file was removed on %(day)s; what is known of it stays."), day=file.blanked_at.date())
    note("evidence.look", file, by=by, at=at)


def withdraw(file: EvidenceFile, *, reason: str, by: Account | None, at: datetime) -> None:
    """Take back a file that was attached by mistake: it stays with the reason and proves nothing any more.

    Raises Refused without a reason, and where it was withdrawn already.
    """
    db.session.refresh(file, with_for_update=True)
    if not file.stands:
        raise Refused(N_("This file is withdrawn already."))
    if not tidy(reason):
        raise Refused(N_("Say why the file is withdrawn."), field="reason")
    with act("evidence.withdraw", by=by, at=at):
        file.withdrawn_at, file.withdrawn_reason, file.withdrawn_by_id = at, tidy(reason), by.id if by else None


def blank(file: EvidenceFile, *, by: Account | None, at: datetime) -> None:
    """Remove the bytes of a withdrawn file, such as a sheet with the name of somebody erased; size and hash stay.

    Raises Refused for a file that stands: figures rest on it.
    """
    db.session.refresh(file, with_for_update=True)
    if file.stands:
        raise Refused(N_("Withdraw the file first: as long as it stands, figures rest on it."))
    if file.blanked_at:
        raise Refused(N_("The content of this file was removed on %(day)s; what is known of it stays."), day=file.blanked_at.date())
    with act("evidence.blank", by=by, at=at, redacted=True):
        file.content.data, file.blanked_at = None, at
