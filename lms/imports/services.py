"""What can be done with a file on its way into the register: take it in, decide, write, discard."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import delete

from lms.accounts.models import Account
from lms.audit.services import act, note
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.imports import queries
from lms.imports.contents import NO_OFFICE, RECOGNISE, Target
from lms.imports.models import BUSY, OPEN, ImportBatch, ImportRow, RememberedColumns, Stage
from lms.imports.places import WORKBOOK, digest, refuse_written
from lms.imports.plans import Choice, Meaning, Plan, Standing, Told, What, Word
from lms.imports.telling import in_both
from lms.imports.writing import Writing
from lms.language import N_
from lms.participants import services as participants
from lms.participants.agencies import agency_key, keys_of
from lms.participants.models import Organisation
from lms.text import tidy
from lms.workbooks.columns import Column

LONGEST_FILE_NAME = 200
CLOSED = N_("This import is written or discarded already.")
Tell = Callable[[int], None]


class NotWaiting(Conflict):
    """The file waits no longer for anybody to decide: its page tells what became of it."""


def take_in(data: bytes, name: str, target: Target, *, language: str, by: Account | None, at: datetime) -> ImportBatch:
    """Keep an uploaded file until it is written or discarded.

    Raises Written for a workbook that was written before; of a list it is not known yet which sheet will be read.
    """
    sha256 = digest(data)
    refuse_written(sha256, WORKBOOK)
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
    batch: ImportBatch, *, sheet: int, header_row: int | None, columns: Mapping[int, Column], at: datetime
) -> None:
    """Have a list read anew, as somebody says that it lies.

    The columns are recognised anew in another sheet, and below other headings where nothing else was said of them.
    Raises NotWaiting unless it waits.
    """
    refuse_unless_waiting(batch)
    known = batch.columns or {}
    is_said = any(column != known.get(str(number), Column.IGNORED) for number, column in columns.items())
    is_same = sheet == batch.sheet
    forget_rows(batch)
    batch.columns, batch.told = None, {}
    if is_same and (is_said or header_row == batch.header_row):
        batch.columns = {str(number): column.value for number, column in sorted(columns.items())}
        batch.told = {"said": True}
    batch.sheet, batch.header_row = sheet, header_row if is_same else RECOGNISE
    look_again(batch, at=at)


def remember_columns(office_id: int, fingerprint: str, columns: dict[str, str], *, by: Account, at: datetime) -> None:
    """Remember what an office said that the columns under a header mean."""
    said = {"columns": columns, "remembered_by_id": by.id, "remembered_at": at}
    kept = db.session.scalar(queries.remembered(office_id, fingerprint))
    with act("import_columns.remember", by=by, at=at):
        if kept is None:
            db.session.add(RememberedColumns(office_id=office_id, fingerprint=fingerprint, **said))
            return
        for name, value in said.items():
            setattr(kept, name, value)


def look_again(batch: ImportBatch, *, at: datetime) -> None:
    """Have a file that waits looked at again, after something was said of it or the register was changed for it."""
    refuse_unless_waiting(batch)
    batch.stage, batch.stage_at = Stage.READING, at


def leave_out_unread(batch: ImportBatch) -> int:
    """Leave out every row that cannot be taken; return how many."""
    rows = db.session.scalars(queries.rows(batch.id, Standing.UNREADABLE)).all()
    for row in rows:
        choose(batch, row, "out")
    return len(rows)


def begin_anew(batch: ImportBatch, *, at: datetime) -> None:
    """Let the work on a file begin again that stopped half-way. Raises Conflict where it waits for no work."""
    if batch.stage not in BUSY:
        raise Conflict(CLOSED)
    batch.stage_at = at


def decide(batch: ImportBatch, said: Mapping[int, tuple[str, str | None]]) -> list[ImportRow]:
    """Take what somebody changed on a page, by the places of rows: the code of a Choice, and the one that the page showed.

    What another person decided meanwhile stays; return those rows.
    """
    overtaken = []
    for row in db.session.scalars(queries.rows_at(batch.id, said)):
        now = row.choice or ""
        code, seen = said[row.place]
        if code in {seen, now}:
            continue
        if seen not in {now, None}:
            overtaken.append(row)
        else:
            choose(batch, row, code)
    return overtaken


def choose(batch: ImportBatch, row: ImportRow, code: str) -> None:
    """Decide who a row is, by the code of a Choice; "" takes it back. Raises Refused for what the row does not offer."""
    refuse_unless_waiting(batch)
    choice = Choice.read(code) if code else None
    if code and code not in _offers(row):
        raise Refused(N_("Choose one of the list."))
    row.choice = code or None
    row.standing = choice.standing if choice else Standing(row.told["was"])
    batch.told = batch.told | {"ready": False}  # until it is looked at again


def _offers(row: ImportRow) -> list[str]:
    """Return the codes of what may be decided of a row, people and earlier rows before all else, the likeliest first."""
    people = [f"person-{one['person']}" for one in row.told.get("offers", ())]
    earlier = [f"row-{one['row']}" for one in row.told.get("rows", ())]
    return [*people, *earlier, *(["new", "rest"] if "found" in row.told else []), "out"]


def choose_all(batch: ImportBatch, *, take_first: bool) -> int:
    """Decide every row that is open still: the likeliest of its offers, or new like all the rest; return how many."""
    rows = db.session.scalars(queries.rows(batch.id, Standing.MAYBE)).all()
    for row in rows:
        choose(batch, row, _offers(row)[0] if take_first else "rest")
    return len(rows)


def look_again_once_decided(batch: ImportBatch, *, at: datetime) -> bool:
    """Have a file looked at again once nobody need say any more who a row is: that may change what others are. Say whether."""
    db.session.flush()
    waits = db.session.scalar(queries.number_of(batch.id, Standing.MAYBE))
    if not waits and not batch.told.get("ready"):
        look_again(batch, at=at)
        return True
    return False


def say_meanings(batch: ImportBatch, said: Mapping[Word, Meaning], *, at: datetime) -> None:
    """Say what words of the file mean, and have it looked at again."""
    refuse_unless_waiting(batch)
    kept = {Word(*one[:3]): one for one in batch.meanings}
    kept |= {word: [word.what, word.text, word.country, one.key, one.is_new] for word, one in said.items()}
    batch.meanings = list(kept.values())
    if any(word.what is What.ORGANISATION and one.key for word, one in said.items()):
        batch.told = batch.told | {"mark": None}  # where somebody serves tells who it is: people are recognised anew
    look_again(batch, at=at)


def teach_meanings(batch: ImportBatch, *, by: Account, at: datetime) -> int:
    """Teach the register the names that were said to mean one of its organisations; return how many."""
    taught = 0
    for what, text, _country, key, _is_new in batch.meanings:
        organisation = db.session.get(Organisation, int(key)) if what == What.ORGANISATION and key else None
        if organisation is not None and agency_key(text) not in keys_of(organisation):
            participants.teach_spelling(organisation, text, by=by, at=at)
            taught += 1
    return taught


def confirm(batch: ImportBatch, *, at: datetime) -> None:
    """Have the file written. Raises Refused while something must be decided."""
    refuse_unless_waiting(batch)
    if not batch.is_ready:
        raise Refused(N_("Some rows or words are not decided yet."))
    batch.stage, batch.stage_at = Stage.WRITING, at


def discard(batch: ImportBatch, *, by: Account | None, at: datetime, is_stopped: bool = False) -> None:
    """Forget the file and its rows; `is_stopped` where nobody works on it any more. Raises Conflict once it is written."""
    if not is_stopped or batch.stage is not Stage.WRITING:
        _refuse_closed(batch)
    give_up(batch, by=by, at=at)


def give_up(batch: ImportBatch, reason: Refused | None = None, *, by: Account | None, at: datetime) -> None:
    """Forget a file that is not written, however far it has come: whoever writes it at this moment fails.

    Its page shows the `reason`.
    """
    forget(batch)
    batch.stage, batch.stage_at, batch.meanings = Stage.DISCARDED, at, []
    batch.told = _because(reason) if reason else {}
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
    batch.stage, batch.stage_at, batch.told = Stage.REFUSED, at, _because(refusal)


def give_back(batch: ImportBatch, refusal: Refused, *, at: datetime) -> None:
    """Put a file that was not written before its reader again, with the reason."""
    batch.stage, batch.stage_at, batch.told = Stage.PREVIEW, at, batch.told | _because(refusal)


def _because(refusal: Refused) -> dict[str, Told]:
    return {"refusal": in_both(refusal.message, refusal.params)}


def _refuse_closed(batch: ImportBatch) -> None:
    if batch.stage not in OPEN:
        raise Conflict(CLOSED)


def refuse_unless_waiting(batch: ImportBatch) -> None:
    """Raise NotWaiting unless a file waits to be decided on and confirmed."""
    if batch.stage is not Stage.PREVIEW:
        raise NotWaiting(N_("Somebody has confirmed or discarded this import meanwhile."))


def write(
    batch: ImportBatch, plan: Plan, target: Target, *, by: Account | None, at: datetime, tell: Tell = lambda percent: None
) -> Counter[str]:
    """Write a plan that is ready, all of it in the caller's transaction; keep what came of it and forget the file.

    Raises Refused where a rule stands against it, and IntegrityError where another wrote the same file meanwhile.
    """
    office_id = target.owner.id if target.owner else plan.office_id
    if office_id is None:
        raise Refused(NO_OFFICE)
    writing = Writing(plan, language=batch.language, by=by, at=at)
    counts = writing.write(target.event, office_id, tell)
    for row in plan.rows:
        counts[row.standing] += row.standing in {Standing.REPEATED, Standing.LEFT_OUT}
    forget(batch)
    batch.event = writing.event
    batch.stage, batch.stage_at, batch.meanings = Stage.DONE, at, []
    batch.told = {"written": {key: number for key, number in counts.items() if number}}
    db.session.flush()
    note("import.write", batch, by=by, at=at, sha256=batch.sha256, **counts)
    return counts
