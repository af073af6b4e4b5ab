"""What can be done with a file on its way into the register: take it in, decide, write, discard."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import delete

from lms.accounts.models import Account
from lms.audit.services import act, note
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.imports import queries
from lms.imports.contents import NO_OFFICE, Target
from lms.imports.models import ImportBatch, ImportRow, RememberedColumns, Stage
from lms.imports.plans import Choice, Meaning, Plan, Standing, Word
from lms.imports.telling import in_both
from lms.imports.writing import Writing
from lms.language import N_
from lms.participants import services as participants
from lms.participants.agencies import agency_key
from lms.participants.models import Organisation
from lms.text import tidy
from lms.workbooks.columns import Column

LONGEST_FILE_NAME = 200
Tell = Callable[[int], None]


def digest(data: bytes) -> str:
    """Return the key of a file: its SHA-256, hex."""
    return hashlib.sha256(data).hexdigest()


def target_key(target: Target, *, is_workbook: bool) -> str:
    """Return the key of the place where a file goes; a workbook names its event itself."""
    return "workbook" if is_workbook else target.key


class Written(Refused):
    """The file was written to the same place before."""


def refuse_written(sha256: str, target: str) -> None:
    """Raise Written where this file was written to this place before."""
    before = db.session.scalars(queries.written_before(sha256, target)).unique().first()
    if before is not None:
        raise Written(N_("This file was imported already, on %(day)s. Nothing is added."), day=before.stage_at.date())


def take_in(
    data: bytes, name: str, target: Target, *, language: str, by: Account | None, at: datetime
) -> ImportBatch:
    """Keep an uploaded file until it is written or discarded. Raises Written where it was written there before."""
    sha256 = digest(data)
    refuse_written(sha256, target.key)
    refuse_written(sha256, "workbook")
    made = ImportBatch(
        office_id=target.office.id if target.office else None, event_id=target.event.id if target.event else None,
        uploaded_by_id=by.id if by else None, uploaded_at=at, file_name=tidy(name)[-LONGEST_FILE_NAME:], sha256=sha256,
        target=target.key, language=language, stage=Stage.READING, stage_at=at, content=data, meanings=[], told={},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    note("import.upload", made, by=by, at=at, file=made.file_name, sha256=sha256)
    return made


def read_again(
    batch: ImportBatch, *, sheet: int, header_row: int | None, columns: Mapping[int, Column] | None, at: datetime
) -> None:
    """Have a list read anew: with other columns, or below other headings whose columns are recognised (columns None).

    Raises Conflict once it is written.
    """
    _refuse_closed(batch)
    forget_rows(batch)
    batch.sheet, batch.header_row, batch.columns = sheet, header_row, None
    if columns is not None:
        batch.columns = {str(number): column.value for number, column in sorted(columns.items())}
        batch.told = {"said": True}
    start(batch, at=at)


def remember_columns(office_id: int, fingerprint: str, columns: dict[str, str], *, by: Account, at: datetime) -> None:
    """Remember what an office said that the columns under a header mean."""
    kept = db.session.scalar(queries.remembered(office_id, fingerprint))
    with act("import_columns.remember", by=by, at=at):
        if kept is None:
            kept = RememberedColumns(office_id=office_id, fingerprint=fingerprint, columns=columns)
            db.session.add(kept)
        kept.columns, kept.remembered_by_id, kept.remembered_at = columns, by.id, at


def start(batch: ImportBatch, *, at: datetime) -> None:
    """Have the file read, anew where it was read before."""
    _refuse_closed(batch)
    batch.stage, batch.stage_at = Stage.READING, at


def choose(batch: ImportBatch, row: ImportRow, code: str) -> None:
    """Decide who a row is, by the code of a Choice; "" takes it back. Raises Refused for what the row does not offer."""
    _refuse_closed(batch)
    choice = Choice.read(code) if code else None
    offered = {f"person-{one['person']}" for one in row.told.get("offers", ())}
    offered |= {f"row-{one['row']}" for one in row.told.get("rows", ())} | {"out"}
    offered |= set() if row.told["was"] == Standing.UNREADABLE else {"new"}
    if code and (choice is None or code not in offered):
        raise Refused(N_("Choose one of the list."))
    row.choice = code or None
    row.standing = choice.standing if choice else Standing(row.told["was"])


def choose_all(batch: ImportBatch, *, take_first: bool) -> int:
    """Decide every row that is open still: the likeliest of its offers, or nobody known; return how many."""
    _refuse_closed(batch)
    rows = db.session.scalars(queries.rows(batch.id, Standing.MAYBE)).all()
    for row in rows:
        offers = [f"person-{one['person']}" for one in row.told.get("offers", ())]
        earlier = [f"row-{one['row']}" for one in row.told.get("rows", ())]
        choose(batch, row, [*offers, *earlier][0] if take_first else "new")
    return len(rows)


def say_meaning(batch: ImportBatch, word: Word, meaning: Meaning) -> None:
    """Say what a word of the file means; the file is planned anew afterwards."""
    _refuse_closed(batch)
    kept = [one for one in batch.meanings if Word(*one[:3]) != word]
    batch.meanings = [*kept, [word.what, word.text, word.country, meaning.key, meaning.is_new]]


def teach_meanings(batch: ImportBatch, *, by: Account, at: datetime) -> int:
    """Teach the register the names that were said to mean one of its organisations; return how many."""
    taught = 0
    for what, text, _country, key, _is_new in batch.meanings:
        organisation = db.session.get(Organisation, int(key)) if what == "organisation" and key else None
        if organisation is not None and agency_key(text) not in {agency_key(name) for name in _names(organisation)}:
            participants.teach_spelling(organisation, text, by=by, at=at)
            taught += 1
    return taught


def _names(one: Organisation) -> list[str | None]:
    return [one.code, one.name_en, one.name_ru, one.name_national, *one.also_called]


def confirm(batch: ImportBatch, *, at: datetime) -> None:
    """Have the file written. Raises Refused while somebody must decide, or where it was written there before."""
    if batch.stage is not Stage.PREVIEW:
        raise Conflict(N_("This import is no longer waiting to be confirmed."))
    if not is_ready(batch, dict(db.session.execute(queries.numbers_by_standing(batch.id)).all())):
        raise Refused(N_("Some rows or words are not decided yet."))
    refuse_written(batch.sha256, batch.target)
    batch.stage, batch.stage_at = Stage.WRITING, at


def is_ready(batch: ImportBatch, numbers: Mapping[Standing, int]) -> bool:
    """Say whether nothing is left to decide; `numbers` are those of the rows by standing."""
    waiting = numbers.get(Standing.MAYBE) or numbers.get(Standing.UNREADABLE)
    return not waiting and bool(batch.told.get("decided_but_rows"))


def discard(batch: ImportBatch, *, by: Account | None, at: datetime) -> None:
    """Forget the file and its rows. Raises Conflict once it is written, or while it is."""
    _refuse_closed(batch)
    give_up(batch, by=by, at=at)


def give_up(batch: ImportBatch, *, by: Account | None, at: datetime) -> None:
    """Forget a file that is not written, however far it has come: whoever writes it at this moment fails."""
    forget(batch)
    batch.stage, batch.stage_at, batch.told, batch.meanings = Stage.DISCARDED, at, {}, []
    note("import.discard", batch, by=by, at=at)


def forget(batch: ImportBatch) -> None:
    """Drop the content of a file and its rows: from then on only what came of it is kept."""
    batch.content = None
    forget_rows(batch)


def forget_rows(batch: ImportBatch) -> None:
    """Drop the rows of a file."""
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))


def refuse(batch: ImportBatch, refusal: Refused, *, at: datetime) -> None:
    """Say why a file cannot be read; its content stays until it is discarded, for other columns to be chosen."""
    forget_rows(batch)
    batch.stage, batch.stage_at, batch.told = Stage.REFUSED, at, {"refusal": in_both(refusal.message, refusal.params)}


def give_back(batch: ImportBatch, refusal: Refused, *, at: datetime) -> None:
    """Put a file that was not written before its reader again, with the reason."""
    batch.stage, batch.stage_at = Stage.PREVIEW, at
    batch.told = batch.told | {"refusal": in_both(refusal.message, refusal.params)}


def _refuse_closed(batch: ImportBatch) -> None:
    if not batch.is_open:
        raise Conflict(N_("This import is written or discarded already."))


def write(
    batch: ImportBatch, plan: Plan, target: Target, *, by: Account | None, at: datetime, tell: Tell = lambda percent: None
) -> Counter[str]:
    """Write a plan that is ready, all of it in the caller's transaction; keep what came of it and forget the file.

    Raises Refused where a rule stands against it, and IntegrityError where another wrote the same file meanwhile.
    """
    office = target.event.office if target.event else target.office
    office_id = plan.office_id or (office.id if office else None)
    if office_id is None:
        raise Refused(NO_OFFICE)
    counts = Writing(plan, language=batch.language, by=by, at=at).write(target.event, office_id, tell)
    forget(batch)
    batch.stage, batch.stage_at, batch.meanings = Stage.DONE, at, []
    batch.told = {"written": {key: number for key, number in counts.items() if number}}
    db.session.flush()
    note("import.write", batch, by=by, at=at, sha256=batch.sha256, **counts)
    return counts
