"""Judging causes by what was seen: documents taken after each of several acts tell which act alone moved a unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.extensions import db
from lms.reports.cause_words import Kind
from lms.reports.causes import Cause, Explained
from lms.reports.document import Document, numbers_of, told_by
from lms.reports.restating import BY_ROW, Difference, Unit

DECIDED_BY = frozenset({Kind.COMPLETION_ADDED, Kind.COMPLETION_WITHDRAWN, Kind.ATTENDANCE, Kind.ENROLMENT_ADDED, Kind.EVENT_CHANGED, Kind.PROGRAMME})
PAST_THE_RECORD = 100_000  # numbers from here on are of rows that registers insert


@dataclass
class Step:
    """What was done, the last entry of the record after it, and the figures then."""

    done: str
    last: int
    document: Document


def last_entry() -> int:
    return db.session.scalar(select(func.max(AuditEntry.seq))) or 0


@dataclass
class Strand:
    """A figure that differs, or a number beside it, with its causes."""

    key: str
    part: str | None
    basis: str
    effect: int
    causes: tuple[Cause, ...]


def strands(told: list[Explained[Difference]]) -> Iterator[Strand]:
    for one in told:
        yield Strand(one.difference.key, None, one.difference.basis, one.difference.effect, one.causes)
        for name, part in one.parts.items():
            if part.difference.units is not None:
                yield Strand(one.difference.key, name, one.difference.basis, part.difference.effect, part.causes)


def state(document: Document, one: Strand, unit: Unit) -> Any:
    """Return how a document counts what a unit is about: by which rows, with which numbers, in which cells, new or returning."""
    figure = document.figure(one.key)
    rows = [row for row in (unit.before, unit.after) if row]
    assert figure is not None
    if unit.table == "waiting":
        marks = {(row["enrolment"], row["session"]) for row in rows}
        return [(row["enrolment"], row["session"]) in marks for _table, row, _adds in document.counted_beside(figure, one.part or "")].count(True)
    ids, persons = {row["id"] for row in rows}, {row.get("person") for row in rows} - {None}
    by_person = one.basis not in BY_ROW
    labels, events = document.content["labels"]["category"], document.rows("event")
    again = numbers_of(figure.returning or "")
    counted = document.counted_beside(figure, one.part) if one.part else document.counted(figure)
    return sorted(
        (table, row["id"], adds, () if one.part else (row["id"] in again, sorted(told_by(figure.cells, table, row, labels, events).items())))
        for table, row, adds in counted
        if table == unit.table and adds and (row["id"] in ids or (by_person and row.get("person") in persons))
    )  # fmt: skip


def moved_once(steps: list[Step], one: Strand, unit: Unit) -> int | None:
    """Return the step that alone moved a unit, None where several did."""
    states = [state(step.document, one, unit) for step in steps]
    moved = [n for n in range(1, len(states)) if states[n] != states[n - 1]]
    return moved[0] if len(moved) == 1 else None


def wrongly_told(steps: list[Step], told: list[Explained[Difference]]) -> Iterator[tuple[Any, ...]]:
    for one in strands(told):
        for cause in one.causes:
            for unit in cause.units:
                step = moved_once(steps, one, unit)
                if step is not None and not is_of(cause, steps, step):
                    yield one.key, one.part, cause.kind, cause.audit_seq, steps[step].done, unit


def is_unexplained(cause: Cause) -> bool:
    """Say whether a cause finds nothing in the record, but for lines and marks that registers write past it."""
    written = all(unit.table in {"distribution", "waiting"} and unit.row["id"] >= PAST_THE_RECORD for unit in cause.units)
    return cause.kind is Kind.UNEXPLAINED and not (cause.units and written)


def is_of(cause: Cause, steps: list[Step], step: int) -> bool:
    """Say whether a cause lies in a step, or tells why an opening before it, or a closing after it, was of consequence."""
    if step == 1:
        return cause.kind is Kind.LATER or (cause.kind is Kind.UNEXPLAINED and not is_unexplained(cause))
    told_in = next(n for n, one in enumerate(steps) if (cause.audit_seq or 0) <= one.last)
    if cause.kind is Kind.EVENT_CANCELLED or (steps[step].done == "any_reopening" and cause.kind in DECIDED_BY):
        return told_in >= step
    return told_in == step or (steps[step].done == "any_finalising" and cause.kind in DECIDED_BY and 1 < told_in < step)
