"""Why a sealed report differs from today: each unit that left, entered or moved, by the act in the record that caused it.

Every unit is given to one act, or to none, which is a cause of its own, so that what causes add up to is the difference.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.language import reader_language
from lms.reports.cause_words import Kind, by_whom, named, told
from lms.reports.document import Row
from lms.reports.event_grounds import Asked, Ground, Known, event_asked
from lms.reports.line_grounds import (
    certificate_entered,
    certificate_left,
    event_moved,
    headcount_entered,
    headcount_left,
    line_entered,
    line_left,
)
from lms.reports.person_grounds import (
    SNAPSHOT,
    attended,
    code_of,
    enrolment_entered,
    enrolment_left,
    of_labels,
    of_person,
    status_entered,
    status_left,
)
from lms.reports.restating import BY_ROW, ONES, Cells, Comparison, Difference, Unit, summed
from lms.reports.tracing_back import known_of

ACTS = {"person.merge": Kind.MERGE, "person.undo_merge": Kind.MERGE_UNDONE}
# Counted by the act; of other causes, what each is about is counted: people, events, lines.
ONE_ACT = frozenset(ACTS.values())


@dataclass(frozen=True)
class Cause:
    """An act that moved a figure: who did it, when, the first of its entries that say so, and what it adds.

    `who` is None where the system did it. `audit_seq` and `when` are None where nothing in the record explains the units.
    """

    kind: Kind
    number: int
    who: str | None
    when: datetime | None
    audit_seq: int | None
    effect: int
    cells: Cells
    units: tuple[Unit, ...]

    @property
    def what(self) -> str:
        """Return what was done with its number, in the reader's language."""
        return named(self.kind, self.number, reader_language())

    def said(self, language: str) -> str:
        """Return what was done, by whom and on which day: 1 merge (anna@example.org, 3 Oct 2011)."""
        what = named(self.kind, self.number, language)
        return what if self.when is None else f"{what} ({by_whom(self.who, self.when, language)})"


@dataclass(frozen=True)
class Explained:
    """A difference with its causes, in the order of the record; what nothing explains stands last."""

    difference: Difference
    causes: tuple[Cause, ...]

    def said(self, language: str) -> str:
        """Return it as a sentence: sealed 237; today 235: 1 merge (who, when), 1 completion withdrawn (who, when)."""
        causes = ", ".join(one.said(language) for one in self.causes)
        return told(self.difference.sealed, self.difference.today, causes, language)


def explain(comparison: Comparison) -> list[Explained]:
    """Explain every difference by the record of changes: a few statements, however many units there are."""
    if not any(one.units for one in comparison.differences):
        return [Explained(one, tuple(_rest(one, ()))) for one in comparison.differences]
    known = known_of(comparison)
    return [_explained(known, one) for one in comparison.differences]


@dataclass(frozen=True)
class _Share:
    """What of a unit is put down to one ground; several are where its cells moved for several reasons."""

    ground: Ground | None
    unit: Unit
    effect: int
    cells: Cells


def _explained(known: Known, one: Difference) -> Explained:
    asked = Asked(one.basis, one.rule, known.sealed.content["scope"].get("country"))
    groups: dict[Any, list[_Share]] = defaultdict(list)
    for unit in one.units:
        for share in _shares(known, asked, unit):
            groups[_act_of(share)].append(share)
    causes = sorted((_cause(shares) for shares in groups.values()), key=lambda cause: (cause.audit_seq is None, cause.audit_seq))
    return Explained(one, (*causes, *_rest(one, causes)))


def _rest(one: Difference, causes: Iterable[Cause]) -> Iterator[Cause]:
    """Yield what no unit accounts for: a document that does not add up."""
    left = one.effect - sum(cause.effect for cause in causes)
    if left:
        yield Cause(Kind.UNEXPLAINED, abs(left), None, None, None, left, {}, ())


def _act_of(share: _Share) -> Any:
    ground = share.ground
    if ground is None or ground.entry is None:
        return None
    return _kind(ground), ground.entry.action, ground.entry.actor_id, ground.entry.at


def _kind(ground: Ground) -> Kind:
    return ACTS.get(ground.entry.action, ground.kind) if ground.entry else Kind.UNEXPLAINED


def _cause(shares: list[_Share]) -> Cause:
    effect, cells = sum(one.effect for one in shares), summed(one.cells for one in shares)
    units = tuple({id(one.unit): one.unit for one in shares}.values())
    grounds = [one.ground for one in shares if one.ground is not None and one.ground.entry is not None]
    if not grounds:
        return Cause(Kind.UNEXPLAINED, len(units), None, None, None, effect, cells, units)
    kind, first = _kind(grounds[0]), min((one.entry for one in grounds if one.entry), key=lambda entry: entry.seq)
    number = 1 if kind in ONE_ACT else len({one.subject for one in grounds})
    who = first.actor if first.actor_id is not None else None
    return Cause(kind, number, who, first.at, first.seq, effect, cells, units)


def _shares(known: Known, asked: Asked, unit: Unit) -> Iterator[_Share]:
    if not unit.stayed:
        yield _Share(_ground(known, asked, unit), unit, unit.effect, unit.cells)
        return
    rest = dict(unit.cells)
    for ground, kinds in _retold(known, asked, unit):
        cells = {kind: rest.pop(kind) for kind in kinds if kind in rest}
        if cells:
            yield _Share(ground, unit, 0, cells)
    if unit.effect or rest:
        yield _Share(_weighed(known, unit), unit, unit.effect, rest)


def _first(grounds: Iterable[Ground]) -> Ground | None:
    """Return the first ground that the record tells, None where it tells none."""
    return next((one for one in grounds if one.entry is not None), None)


def _ground(known: Known, asked: Asked, unit: Unit) -> Ground | None:
    """Return the ground on which a unit left, entered or moved, None where the record tells none."""
    left = list(_left(known, asked, unit)) if unit.before else []
    entered = list(_entered(known, asked, unit)) if unit.after else []
    own = [*entered, *left]
    surely = [one for one in own if one.sure]
    moved = unit.before is not None and unit.after is not None
    if surely and not moved:
        return _at_first(surely) if unit.after is None else _at_last(surely)
    chosen = _at_last(one for one in entered if one.sure) or _at_first(one for one in left if one.sure)
    return chosen or _first([*_in_other_order(known, unit), *_of_the_rest(known, asked, unit), *own])


def _at_first(grounds: Iterable[Ground]) -> Ground | None:
    """Return the ground since which something is out: each of them keeps it out. A cancelling speaks for the opening before it."""
    told = sorted((one for one in grounds if one.entry is not None), key=lambda one: one.since)
    return next((one for one in told if one.kind is Kind.EVENT_CANCELLED), told[0] if told else None)


def _at_last(grounds: Iterable[Ground]) -> Ground | None:
    """Return the ground since which something is in: each of them kept it out."""
    return max((one for one in grounds if one.entry is not None), key=lambda one: one.since, default=None)


def _of_the_rest(known: Known, asked: Asked, unit: Unit) -> Iterator[Ground]:
    """Yield the grounds that lie in other rows about the same person, the latest first: a person stands in a figure once."""
    if unit.table not in ONES or asked.basis in BY_ROW:
        return
    rows = [row for row in (unit.before, unit.after) if row is not None]
    but = {row["id"] for row in rows}
    found = [one for person in {row["person"]: None for row in rows} for one in of_person(known, person, but, asked)]
    yield from sorted((one for one in found if one.entry), key=lambda one: (one.sure, one.since), reverse=True)


def _in_other_order(known: Known, unit: Unit) -> Iterator[Ground]:
    """Yield the grounds that another event of somebody is the latest now, because dates moved (R8)."""
    for row in (unit.before, unit.after) if unit.before and unit.after else ():
        event = known.present.row("event", row.get("event")) if row else None
        if event is not None:
            yield from known.changed(Kind.EVENT_MOVED, "event", event, "ends_on")


def _left(known: Known, asked: Asked, unit: Unit) -> Iterator[Ground]:
    row = unit.before or {}
    if unit.table == "event":
        return event_moved(known, row["id"], asked, left=True)
    return LEFT[unit.table](known, row, asked)


def _entered(known: Known, asked: Asked, unit: Unit) -> Iterator[Ground]:
    number = (unit.after or {})["id"]
    if unit.table == "event":
        return event_moved(known, number, asked, left=False)
    return ENTERED[unit.table](known, number, asked)


LEFT: Mapping[str, Callable[[Known, Row, Asked], Iterator[Ground]]] = {
    "enrolment": enrolment_left, "headcount": headcount_left, "distribution": line_left, "certificate": certificate_left,
    "trainer_status": status_left,
}  # fmt: skip
ENTERED: Mapping[str, Callable[[Known, int, Asked], Iterator[Ground]]] = {
    "enrolment": enrolment_entered, "headcount": headcount_entered, "distribution": line_entered,
    "certificate": certificate_entered, "trainer_status": status_entered,
}  # fmt: skip


def _retold(known: Known, asked: Asked, unit: Unit) -> Iterator[tuple[Ground | None, tuple[str, ...]]]:
    """Yield the kinds of cells that a row is told by otherwise, with the ground for each."""
    before, after = unit.before or {}, unit.after or {}
    row = known.present.row(unit.table, after["id"])
    if row is None:
        return
    kind = Kind.SNAPSHOT if unit.table == "enrolment" else Kind.HEADCOUNT_CHANGED
    for part, column in SNAPSHOT.items():
        if part in unit.cells and before.get(part) != after.get(part) and column in row:
            ground = known.ground(kind, unit.table, row, column, leaving=False) if code_of(known, part, row) == after[part] else None
            ground = ground if ground and ground.entry else _first(of_labels(known, row, asked))
            yield ground, ("category", "group") if part == "category" else (part,)
    if _elsewhere(unit, "group"):
        yield _first(of_labels(known, row, asked)), ("group",)
    yield from _of_event(known, unit, row)


def _elsewhere(unit: Unit, kind: str) -> bool:
    """Say whether a row lies in another cell of a kind; in the same one it adds there what it adds to the figure."""
    cells = unit.cells.get(kind, {})
    return bool(cells) and list(cells.values()) != [unit.effect]


def _of_event(known: Known, unit: Unit, row: Row) -> Iterator[tuple[Ground | None, tuple[str, ...]]]:
    number = row["id"] if unit.table == "event" else row.get("event_id")
    if _elsewhere(unit, "kind") and number is not None:
        yield _first(event_asked(known, number)), ("kind",)
    edition = known.present.row("edition", row.get("edition_id"))
    if _elsewhere(unit, "carrier") and edition is not None:
        yield _first(known.changed(Kind.EDITION, "edition", edition, "carrier")), ("carrier",)


WEIGHING: Mapping[str, tuple[Kind, str]] = {
    "headcount": (Kind.HEADCOUNT_CHANGED, "number"), "distribution": (Kind.LINE_CHANGED, "quantity"),
}  # fmt: skip


def _weighed(known: Known, unit: Unit) -> Ground | None:
    """Return the ground on which a row adds another number."""
    row = known.present.row(unit.table, unit.row["id"])
    if row is None:
        return None
    if unit.table == "enrolment":
        return attended(known, row)
    if unit.table not in WEIGHING:
        return None
    kind, column = WEIGHING[unit.table]
    return known.ground(kind, unit.table, row, column, leaving=False)
