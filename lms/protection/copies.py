"""Where else a person's data stand: in records merged into theirs, in what merges wrote down, in files that wait."""

import json
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select

from lms.accounts.models import Account
from lms.accounts.scope import EVERYTHING, looking
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import WITH_MERGED, db
from lms.imports.models import ImportBatch, ImportRow, Stage
from lms.imports.services import give_up
from lms.language import N_
from lms.merging.journal import Journal
from lms.merging.models import Merge, PossibleDouble
from lms.participants.models import Person
from lms.protection import queries
from lms.protection.rules import GONE, Traces

CONTACTS = frozenset({"email", "phone"})
NAMED = N_("The data of a person were erased, and this file names them or may have named them. Bring it in again without that person.")
Columns = dict[str, list[Any]]  # of one row, as a merge wrote them down: what stood there before and after


def records_of(person: Person) -> tuple[Person, ...]:
    """Return the records of one human being that the present scope reaches, the person's own first."""
    return tuple(db.session.scalars(queries.records(person.id)))


def is_part(person: Person) -> bool:
    """Say whether the present scope leaves out a record of the person, or an event they came to."""
    with looking(EVERYTHING):
        ids = [one.id for one in records_of(person)]
    of = select(func.count(Enrolment.id)).where(Enrolment.person_id.in_(ids))
    seen = len(records_of(person)), db.session.scalar(of)
    with looking(EVERYTHING):
        return seen != (len(ids), db.session.scalar(of))


def forget_merges(ids: Collection[int]) -> None:
    """Empty what merges of a person wrote down: names stand in it. They cannot be undone any more."""
    for merge in _read(_of(ids)):
        merge.changes = None
    doubles = or_(PossibleDouble.one_id.in_(ids), PossibleDouble.other_id.in_(ids))
    db.session.execute(delete(PossibleDouble).where(doubles))


def forget_contacts(ids: Collection[int]) -> None:
    """Take phone and e-mail out of what merges of a person wrote down; the rest of each can be undone still."""
    def without(columns: Columns) -> Columns:
        return {name: values for name, values in columns.items() if name not in CONTACTS}

    _rewrite(_of(ids), without)


def clear_merges(signs: Traces, *, is_shared: bool) -> None:
    """Take what tells of a person out of texts that merges of others wrote down, as out of the texts themselves.

    So what is undone meets what it left, and brings back no name.
    """
    pattern = signs.in_texts(is_shared)

    def clear(value: Any) -> Any:
        return pattern.sub(GONE, value) if isinstance(value, str) else value

    def cleared(columns: Columns) -> Columns:
        return {
            name: values if name in queries.NO_REMARK else [clear(value) for value in values]
            for name, values in columns.items()
        }

    _rewrite(select(Merge).where(queries.with_any(Merge.changes, signs.parts)), cleared)


def _of(ids: Collection[int]) -> Select[Merge]:
    return select(Merge).where(or_(Merge.kept_id.in_(ids), Merge.gone_id.in_(ids)), Merge.changes.is_not(None))


def _read(rows: Select[Merge]) -> Iterable[Merge]:
    return db.session.scalars(rows, execution_options={WITH_MERGED: True}).all()


def _rewrite(rows: Select[Merge], change: Callable[[Columns], Columns]) -> None:
    for merge in _read(rows):
        journal = Journal.read(merge.changes or "")
        lines = [(table, key, change(columns)) for table, key, columns in journal.lines]
        if lines != journal.lines:
            journal.lines = [line for line in lines if line[2]]
            merge.changes = journal.written()


def named_files(signs: Traces) -> list[int]:
    """Return the numbers of the imports whose file is called by what tells of a person; of those that are written too."""
    called = db.session.execute(select(ImportBatch.id, ImportBatch.file_name))
    return [number for number, name in called if signs.word.search(name)]


def forget_files(ids: Collection[int], signs: Traces, *, by: Account | None, at: datetime) -> None:
    """Discard the files that wait and may tell of a person, and say why on their pages; clear the names of all files."""
    for batch in db.session.scalars(select(ImportBatch).where(ImportBatch.id.in_(named_files(signs)))):
        batch.file_name = GONE
    for batch in waiting_files(ids, signs):
        give_up(batch, Refused(NAMED), by=by, at=at)


def waiting_files(ids: Collection[int], signs: Traces) -> list[ImportBatch]:
    """Return the files that wait to be written and tell of a person, and those that were not read yet."""
    waiting = db.session.scalars(select(ImportBatch).where(ImportBatch.content.is_not(None)).order_by(ImportBatch.id))
    return [one for one in waiting.all() if one.stage is not Stage.PREVIEW or _tells_of(one, ids, signs)]


def _tells_of(batch: ImportBatch, ids: Collection[int], signs: Traces) -> bool:
    for row in db.session.scalars(select(ImportRow).where(ImportRow.batch_id == batch.id)):
        offered = {one["person"] for one in row.told.get("offers", ())} | {row.person_id}
        if not offered.isdisjoint(ids) or signs.named.search(f"{row.name} {json.dumps(row.told, ensure_ascii=False)}"):
            return True
    return False
