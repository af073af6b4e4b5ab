"""Where else a person's data stand: with whom they were merged, in files that wait to be written, among doubles."""

import json
from collections.abc import Iterable

from sqlalchemy import delete, or_, select

from lms.extensions import WITH_MERGED, db
from lms.imports.models import ImportBatch, ImportRow, Stage
from lms.imports.services import forget
from lms.merging.models import Merge, PossibleDouble
from lms.participants.models import Person
from lms.protection.rules import GONE, Traces

MERGED = {WITH_MERGED: True}


def merged_with(person: Person) -> list[Person]:
    """Return those who are the same human being: who was merged into the person, and into them in turn."""
    found: list[Person] = []
    numbers = {person.id}
    while numbers:
        rows = select(Person).where(Person.merged_into_id.in_(numbers)).order_by(Person.id)
        more = list(db.session.scalars(rows, execution_options=MERGED))
        found += more
        numbers = {one.id for one in more}
    return found


def forget_merges(people: Iterable[Person]) -> None:
    """Empty what merges of people wrote down: names stand in it. They cannot be undone any more."""
    numbers = [one.id for one in people]
    rows = select(Merge).where(or_(Merge.kept_id.in_(numbers), Merge.gone_id.in_(numbers)), Merge.changes.is_not(None))
    for merge in db.session.scalars(rows, execution_options=MERGED):
        merge.changes = None
    doubles = or_(PossibleDouble.one_id.in_(numbers), PossibleDouble.other_id.in_(numbers))
    db.session.execute(delete(PossibleDouble).where(doubles))


def forget_files(people: Iterable[Person], signs: Traces) -> None:
    """Discard files that wait to be written and tell of the people, or were not read yet; clear the names of all files."""
    numbers = {one.id for one in people}
    for batch in db.session.scalars(select(ImportBatch)).unique():
        if any(part.casefold() in batch.file_name.casefold() for part in signs.parts):
            batch.file_name = GONE
        if batch.content is not None and (batch.stage is not Stage.PREVIEW or _tells_of(batch, numbers, signs)):
            forget(batch)
            batch.stage, batch.told, batch.meanings = Stage.DISCARDED, {}, []


def _tells_of(batch: ImportBatch, numbers: set[int], signs: Traces) -> bool:
    for row in db.session.scalars(select(ImportRow).where(ImportRow.batch_id == batch.id)):
        offered = {one["person"] for one in row.told.get("offers", ())} | {row.person_id}
        if offered & numbers or signs.named.search(f"{row.name} {json.dumps(row.told, ensure_ascii=False)}"):
            return True
    return False
