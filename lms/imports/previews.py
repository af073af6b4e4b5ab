"""The preview of a file: worked out from its content and what was decided, and kept row by row for its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from lms.accounts.models import Account
from lms.audit import queries as audit
from lms.audit.rules import canonical
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from lms.imports import keeping, queries, seen
from lms.imports.contents import Contents, Layout, Target, opened, planned
from lms.imports.list_drafts import PassedOver
from lms.imports.models import ImportBatch, ImportRow, Stage
from lms.imports.places import refuse_written, target_key, written_sheets
from lms.imports.planning import Decided
from lms.imports.plans import Choice, Meaning, Plan, Standing, What, Who, Word
from lms.imports.services import Tell, forget_rows, remember_columns
from lms.imports.telling import event_told
from lms.language import N_
from lms.workbooks.columns import Column

AT_ONCE = 1_000  # rows in one statement
IDENTIFYING = ("person", "affiliation", "person_identifier")  # what is compared when people are recognised
MOST_NEWS = 50  # rows that are named as others than before
AFTER_ALL = 10_000_000  # the place of the first row that was left out unread


@dataclass(frozen=True)
class Worked:
    """What a file was worked out to do; `left_out` are lines left out unread, `mark` is that of the register then."""

    contents: Contents
    plan: Plan
    passed_over: Sequence[PassedOver]
    left_out: frozenset[tuple[str, int]]
    mark: int

    @property
    def key(self) -> str:
        """Return the key of what would be done."""
        return seen.key_of(self.plan)


def target_of(batch: ImportBatch) -> Target:
    """Return where the file goes. Raises Refused where its event is not seen."""
    if batch.event_id and batch.event is None:
        raise Refused(N_("You do not work on the event of this file."))
    return Target(batch.office, batch.event)


def contents_of(batch: ImportBatch) -> Contents:
    """Return the file opened. Raises Unreadable."""
    columns = None if batch.columns is None else {int(number): Column(code) for number, code in batch.columns.items()}
    layout, target = Layout(batch.sheet, batch.header_row, columns), target_of(batch)
    done = written_sheets(batch.sha256, target)
    return opened(batch.content or b"", batch.file_name, layout, target.owner, done=done)


def worked_out(
    batch: ImportBatch, by: Account, at: datetime, *, tell: Tell = lambda percent: None, earlier: Worked | None = None
) -> Worked:
    """Return what the file will do, as the account sees the register.

    `earlier` is what was worked out of the same file shortly before. Who the people are is not worked out again while
    nothing has changed by which people are recognised. Raises Unreadable, and Written where the file was written to the
    same place before.
    """
    contents, target = earlier.contents if earlier else contents_of(batch), target_of(batch)
    refuse_written(batch.sha256, target_key(target, contents))
    tell(30)
    mark = db.session.scalar(audit.last_of(IDENTIFYING)) or 0
    rows = db.session.scalars(queries.rows(batch.id)).all()
    settled: dict[int, Who] | None = None
    if earlier and earlier.mark == mark:
        settled = {row.place: row.found for row in earlier.plan.rows}
    elif (batch.told.get("mark"), batch.told.get("by")) == (mark, by.id):
        settled = {row.place: keeping.found_again(row.told) for row in rows if "found" in row.told}
    choices = {row.place: choice for row in rows if "found" in row.told and (choice := Choice.read(row.choice or ""))}
    left_out = frozenset((row.told["sheet"], row.sheet_row) for row in rows if row.choice and "found" not in row.told)
    meanings = {
        Word(What(what), text, country): Meaning(key, is_new) for what, text, country, key, is_new in batch.meanings
    }
    plan, passed_over = planned(contents, target, Decided(choices, meanings, settled, left_out), at)
    tell(80)
    return Worked(contents, plan, passed_over, left_out, mark)


def keep(batch: ImportBatch, worked: Worked, *, by: Account, at: datetime) -> None:
    """Keep a plan as the preview of its file, and remember the columns that somebody said for it."""
    contents, plan = worked.contents, worked.plan
    target = target_of(batch)
    batch.is_workbook, batch.target = contents.is_workbook, target_key(target, contents)
    if contents.is_workbook:
        batch.event = None  # it names its own
    else:
        layout = contents.layout
        batch.sheet, batch.header_row = layout.sheet, layout.header_row
        batch.columns = {str(number): column.value for number, column in sorted((layout.columns or {}).items())}
        if batch.told.get("said") and target.owner and contents.fingerprint:
            remember_columns(target.owner.id, contents.fingerprint, batch.columns, by=by, at=at)
    made = [*keeping.rows(plan), *keeping.unread(plan, contents), *_left_out(batch)]
    news = _news(batch, made) if batch.stage is Stage.WRITING else []  # somebody confirmed what was shown before
    forget_rows(batch)
    for first in range(0, len(made), AT_ONCE):
        db.session.execute(insert(ImportRow), [row | {"batch_id": batch.id} for row in made[first : first + AT_ONCE]])
    batch.told = {
        "mark": worked.mark, "by": by.id, "seen": worked.key, "ready": plan.is_ready, "event": event_told(plan),
        "changes": plan.changes_anything, "news": news[:MOST_NEWS], "list": keeping.columns(contents), "absent": _absent(plan),
        **keeping.passed_over(contents, worked.passed_over), **keeping.words(plan),
        **keeping.problems(plan, contents, worked.left_out),
    }  # fmt: skip
    batch.stage, batch.stage_at = Stage.PREVIEW, at


def _news(batch: ImportBatch, made: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the rows, as a spreadsheet counts, that do something else than was kept of them."""
    before = {row.place: _gist(row.told, row.standing, row.person_id) for row in db.session.scalars(queries.rows(batch.id))}
    after = ((row["sheet_row"] + 1, row["place"], _gist(row["told"], row["standing"], row["person_id"])) for row in made)
    return [line for line, place, gist in after if before.get(place) != gist]


def _gist(told: Mapping[str, Any], standing: Standing, person_id: int | None) -> tuple[str, ...]:
    """Return what a row does, to be compared with what it did before: as text, since half of it has been through JSON."""
    parts = (told.get(key) or None for key in ("changes", "marks", "filled", "problems", "told_apart"))
    return str(standing), str(person_id), *(canonical(part) for part in parts)


def _left_out(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return the rows again that could not be read and were left out: they are not looked at any more."""
    kept = [row for row in db.session.scalars(queries.rows(batch.id, Standing.LEFT_OUT)) if "found" not in row.told]
    return [
        {"place": AFTER_ALL + number, "sheet_row": row.sheet_row, "name": row.name, "standing": row.standing,
         "person_id": None, "choice": row.choice, "told": row.told}
        for number, row in enumerate(kept)
    ]  # fmt: skip


def _absent(plan: Plan) -> int:
    """Return how many people of a known event the workbook does not name; they stay."""
    event = db.session.get(Event, plan.event.event_id) if plan.event and plan.event.event_id else None
    if event is None:
        return 0
    enrolled = db.session.scalar(queries.number_enrolled(event.id)) or 0
    return max(0, enrolled - sum(row.enrolment_id is not None for row in plan.rows))
