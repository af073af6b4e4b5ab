"""The ledger of the database as it stands now: read once by each process, then told by the record of changes what to read
again.

A ledger is used where the entry of the record that it ends with stands, by its hash; so one of changes that were taken
back is used by nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from threading import Lock
from typing import Any

from sqlalchemy import Select, String, func, select, type_coerce

from lms.audit import queries as audit
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.reports.conditions import open_marks, role_number, says_attended, took_part, trained
from lms.reports.ledger import Ledger, Mark, Row

AT_ONCE = 50_000  # rows read in one go
NUMBERS_AT_ONCE = 500  # in one statement
MOST_CHANGED = 20_000  # enrolments; beyond that all are read again

# The core table: a ledger is of everybody, and whose events a reader sees is asked where figures are counted.
_enrolment = Enrolment.__table__.c
_mark = Attendance.__table__.c
_open_marks = select(_mark.id).where(*open_marks(_mark, _enrolment)).correlate(Enrolment.__table__)
_claims = _open_marks.with_only_columns(func.count()).where(says_attended(_mark)).scalar_subquery()
_last_mark = _open_marks.with_only_columns(func.max(_mark.recorded_at)).scalar_subquery()
_columns = (
    _enrolment.event_id, _enrolment.id, _enrolment.person_id, role_number(_enrolment), trained(_enrolment),
    took_part(_enrolment), _enrolment.attended_sessions, _claims, _last_mark, _enrolment.organisation_id,
    _enrolment.category_id, type_coerce(_enrolment.sex, String), _enrolment.country, _enrolment.region_code,
)  # fmt: skip

LAST_MARK = 8  # its place among them
# By the address of the database, the ledgers that were used last, in this order: who began to read before a change needs
# the one before, and after changes that were taken back everybody does.
_kept: dict[str, list[Ledger]] = {}
KEPT = 4
CHANGED = ("enrolment", "attendance")  # the tables of which a ledger tells
Changes = dict[str, set[int]]  # numbers of rows, by their tables
_lock = Lock()


def present() -> Ledger:
    """Return the ledger of the database as the present transaction sees it."""
    with _lock:
        head = db.session.execute(audit.head()).first()
        if head is None:
            return _read(Mark(0, ""))  # a register whose changes nobody recorded cannot be known to be the same
        mark = Mark(*head)
        kept = _kept.setdefault(str(db.session.connection().engine.url), [])
        for known in reversed(kept):
            if known.mark == mark:
                return known
            changes = _changes_after(known.mark, mark)
            if changes is not None:
                kept.remove(known)
                kept.append(known)
                ledger = _read_again(known, changes, mark)
                break
        else:
            ledger = _read(mark)
        kept[:] = [*kept[-KEPT + 1 :], ledger]
        return ledger


def _changes_after(known: Mark, mark: Mark) -> Changes | None:
    """Return what was changed after a mark, None where what the transaction sees did not come after it.

    It did where the mark's entry stands with its hash, since each entry names the one before it.
    """
    entries = db.session.execute(audit.since(known.seq, CHANGED)).all() if known.seq < mark.seq else []
    if not entries or entries[0][:2] != (known.seq, known.hash):
        return None
    changes: Changes = {kind: set() for kind in CHANGED}
    for _seq, _hash, kind, key in entries[1:]:
        changes[kind].add(int(key))
    return changes


def _rows() -> Select[Any]:
    return select(*_columns).order_by(_enrolment.event_id, _enrolment.id)


def _read(mark: Mark) -> Ledger:
    number = db.session.scalar(select(func.count()).select_from(Enrolment.__table__)) or 0
    return Ledger.of(_batches(), mark, number)


def _batches() -> Iterator[Sequence[Row]]:
    rows = db.session.execute(_rows().execution_options(yield_per=AT_ONCE))
    yield from ([_timed(row) for row in batch] for batch in rows.partitions())


def _read_again(ledger: Ledger, changes: Changes, mark: Mark) -> Ledger:
    """Return the ledger with the enrolments of those events read again of which one, or a mark of it, was changed."""
    if not any(changes.values()):
        return replace(ledger, mark=mark)
    if sum(map(len, changes.values())) > MOST_CHANGED:
        return _read(mark)
    of = {number: event_id for number, event_id in _some(select(_enrolment.id, _enrolment.event_id), _enrolment.id, changes["enrolment"])}
    gone = changes["enrolment"] - of.keys()
    marks = select(_enrolment.event_id).join_from(Enrolment.__table__, Attendance.__table__, _mark.enrolment_id == _enrolment.id)
    marked_events = (event_id for (event_id,) in _some(marks, _mark.id, changes["attendance"]))
    events = {*of.values(), *marked_events, *(ledger.events_with(gone) if gone else ())}
    rows = sorted(map(_timed, _some(select(*_columns), _enrolment.event_id, events)), key=itemgetter(0, 1))
    return ledger.changed(events, rows, mark)


def _timed(row: Row) -> Row:
    """Return a row with its last mark in seconds."""
    last = row[LAST_MARK]
    return (*row[:LAST_MARK], int(last.timestamp()), *row[LAST_MARK + 1 :]) if last else row


def _some(rows: Select[Any], column: Any, wanted: Iterable[int]) -> Iterable[Row]:
    """Read the rows that have one of many numbers in a column."""
    numbers = sorted(wanted)
    for first in range(0, len(numbers), NUMBERS_AT_ONCE):
        yield from (tuple(row) for row in db.session.execute(rows.where(column.in_(numbers[first : first + NUMBERS_AT_ONCE]))))
