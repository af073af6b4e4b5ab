"""Conditions replayed over the entries of the record since a seal: which act made something hold, or hold no more. Pure.

Each condition is told by itself, and several together decide; the states between the entries of one act do not count.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lms.reports.cause_words import Kind
from lms.reports.entries import Record, Told, Unknown
from lms.reports.event_grounds import Ground

Kinds = tuple[Kind, Kind]  # what it is called when a condition holds no more, and when it holds
Subject = tuple[str, Any]


@dataclass(frozen=True)
class Step:
    """Whether a condition holds after an entry."""

    told: Told
    holds: bool
    kind: Kind
    subject: Subject


@dataclass(frozen=True)
class Condition:
    """Whether something held at the seal, and after each of the entries about it, oldest first."""

    at_first: bool
    steps: Sequence[Step] = ()

    def __invert__(self) -> "Condition":
        """Return the opposite."""
        return Condition(not self.at_first, [Step(one.told, not one.holds, one.kind, one.subject) for one in self.steps])

    def without_returns(self) -> "Condition":
        """Return the condition without the times that it did not hold for a while: what is opened and closed again is as it was."""
        kept: list[Step] = []
        for one in self.steps:
            held_before = kept[-2].holds if len(kept) > 1 else self.at_first
            if kept and one.holds and not kept[-1].holds and held_before:
                kept.pop()
            else:
                kept.append(one)
        return Condition(self.at_first, kept)


def of_column(
    record: Record, table: str, key: Any, column: str, now: Any, passes: Callable[[Any], bool], kinds: Kinds, *,
    subject: Subject | None = None, blanked: bool | None = None,
) -> Condition:  # fmt: skip
    """Return whether the value of a column passes; of a row that is not there none does.

    `blanked` says whether it held at the seal where the record tells no more what stood then; None takes it that it was as it
    was afterwards.
    """
    values, stood = _values(record, table, key, column, now), record.stood(table, key, column, now)
    steps = [Step(told, holds := _passes(value, passes), kinds[holds], subject or (table, key)) for told, value in values]
    if stood is Unknown.BLANKED:
        return Condition(steps[0].holds if blanked is None else blanked, steps)
    return Condition(_passes(stood, passes), steps)


def _passes(value: Any, passes: Callable[[Any], bool]) -> bool:
    return value is not Unknown.NOTHING and passes(value)


def of_presence(record: Record, table: str, key: Any, kinds: Kinds, subject: Subject, *, now: bool) -> Condition:
    """Return whether a row is there."""
    steps = [Step(one, not one.removes, kinds[not one.removes], subject) for one in record.of(table, key) if one.makes or one.removes]
    return Condition(record.there(table, key, now=now), steps)


def _values(record: Record, table: str, key: Any, column: str, now: Any) -> list[tuple[Told, Any]]:
    """Return what stood in a column after each entry that touches it; after one that is blanked, what the next found there."""
    entries = [one for one in record.of(table, key) if one.touches(column) or one.removes]
    found: list[tuple[Told, Any]] = []
    after = now
    for one in reversed(entries):
        if one.removes:
            value: Any = Unknown.NOTHING
        else:
            value = after if one.is_blanked or one.after is None else one.after.get(column)
        found.append((one, value))
        if not one.is_blanked:
            after = (one.before or {}).get(column)
    return found[::-1]


def any_of(conditions: Iterable[Condition]) -> Condition:
    """Return whether one of several holds."""
    return _combined(list(conditions), any)


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Return whether all of several hold."""
    return _combined(list(conditions), all)


def _combined(conditions: Sequence[Condition], rule: Callable[[Iterable[bool]], bool]) -> Condition:
    states = [one.at_first for one in conditions]
    steps = []
    for place, one in _in_order(conditions):
        states[place] = one.holds
        steps.append(Step(one.told, rule(states), one.kind, one.subject))
    return Condition(rule([one.at_first for one in conditions]), steps)


def _in_order(conditions: Sequence[Condition]) -> list[tuple[int, Step]]:
    steps = [(place, step) for place, one in enumerate(conditions) for step in one.steps]
    return sorted(steps, key=lambda pair: pair[1].told.seq)


def turned(conditions: Sequence[Condition], *, to: bool) -> Ground | None:
    """Return the ground on which several conditions came to hold together, or to hold together no more: the last act that made it so."""
    states, found = [one.at_first for one in conditions], None
    for _act, steps in groupby(_in_order(conditions), key=lambda pair: (pair[1].told.at, pair[1].told.action, pair[1].told.actor_id)):
        before, moved = all(states), []
        for place, one in steps:
            if one.holds is not states[place]:
                moved.append((place, one))
            states[place] = one.holds
        if all(states) is to and before is not to:
            found = next(one for place, one in moved if one.holds is to and states[place] is to)
    return Ground(found.kind, found.told, found.subject) if found else None
