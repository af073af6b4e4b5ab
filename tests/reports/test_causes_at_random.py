"""Whatever is done to a register after a seal, acts in the record account for every difference.

A unit that one act alone moved is put down to that act: documents are taken after each of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.extensions import db
from lms.reports.cause_words import Kind
from lms.reports.causes import Cause, Explained, explain
from lms.reports.document import Document, numbers_of, told_by
from lms.reports.restating import BY_ROW, Difference, Unit, compare
from lms.reports.rules import Filters
from tests import factories
from tests.reports.acts import AnyDay
from tests.reports.measured import measured
from tests.reports.registers import Register, ground

CHUNKS, EACH = 4, 25
DECIDED_BY = frozenset({Kind.COMPLETION_ADDED, Kind.COMPLETION_WITHDRAWN, Kind.ATTENDANCE, Kind.ENROLMENT_ADDED, Kind.EVENT_CHANGED, Kind.PROGRAMME})
PAST_THE_RECORD = 100_000  # numbers from here on are of rows that registers insert
SEALED_ON, TODAY = date(2015, 1, 1), date(2020, 1, 1)


@dataclass
class Step:
    """What was done, the last entry of the record after it, and the figures then."""

    done: str
    last: int
    document: Document


def question(register: Register, chance: Random) -> Filters:
    """Ask for a project, a donor or everything; now and then with all the filters that there are."""
    f = register.question()
    if chance.random() < 0.3:
        return f
    open_ended = {"country": None, "office_id": None, "first": chance.choice([f.first, None]), "last": chance.choice([f.last, None])}
    narrow = chance.choice(["project_id", "donor_id", None])
    others = {name: None for name in ("project_id", "donor_id") if name != narrow}
    return replace(f, as_of=chance.choice([SEALED_ON, f.as_of]), **open_ended, **others)


def last_entry() -> int:
    return db.session.scalar(select(func.max(AuditEntry.seq))) or 0


def taken(seed: int, on: Any, by: Any) -> list[Step]:
    """Seal, ask again of another day, and take the figures after each of some acts."""
    register = Register(seed, on)
    chance = Random(-seed)
    f = question(register, chance)
    now = replace(f, as_of=chance.choice([TODAY, TODAY, TODAY, f.as_of]))
    desk = AnyDay(seed, on, by)
    steps = [Step("sealed", last_entry(), measured(f)), Step("asked of another day", last_entry(), measured(now))]
    for _n in range(chance.randint(1, 6)):
        steps.append(Step(desk.act(), last_entry(), measured(now)))
    return steps


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


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_acts_account_for_every_difference(app: Flask, chunk: int) -> None:
    on, by = ground(), factories.account()
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        steps = taken(seed, on, by)
        told = explain(compare(steps[0].document, steps[-1].document))
        done = seed, [step.done for step in steps]
        for one in strands(told):
            assert sum(cause.effect for cause in one.causes) == one.effect, done
            assert [cause for cause in one.causes if is_unexplained(cause)] == [], (done, one.key, one.part)
        assert list(wrongly_told(steps, told)) == [], done
        db.session.rollback()
