"""Which act each unit of a difference is put down to: of the grounds that are found, the one that was decisive."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lms.reports.cause_words import Kind
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
from lms.reports.restating import AGAIN, BY_ROW, ONES, Cells, Unit
from lms.reports.waiting_grounds import of_waiting


@dataclass(frozen=True)
class Share:
    """What of a unit is put down to one ground; several are where its cells moved for several reasons."""

    ground: Ground | None
    unit: Unit
    effect: int
    cells: Cells


def shares(known: Known, asked: Asked, unit: Unit) -> Iterator[Share]:
    """Yield what of a unit is put down to what; together they are all of it."""
    if unit.table == "waiting":
        yield Share(of_waiting(known, unit.row, entered=unit.after is not None, signed=asked.part == "signed"), unit, unit.effect, unit.cells)
        return
    if not unit.stayed:
        yield Share(_ground(known, asked, unit), unit, unit.effect, unit.cells)
        return
    rest = dict(unit.cells)
    for ground, kinds in _retold(known, asked, unit):
        cells = {kind: rest.pop(kind) for kind in kinds if kind in rest}
        if cells:
            yield Share(ground, unit, 0, cells)
    if unit.effect or rest:
        yield Share(_weighed(known, unit), unit, unit.effect, rest)


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
    if told and told[0].kind is Kind.EVENT_REOPENED:
        return next((one for one in told if one.kind is Kind.EVENT_CANCELLED), told[0])
    return told[0] if told else None


def _at_last(grounds: Iterable[Ground]) -> Ground | None:
    """Return the ground since which something is in: each of them kept it out."""
    return max((one for one in grounds if one.entry is not None), key=lambda one: one.since, default=None)


def _of_the_rest(known: Known, asked: Asked, unit: Unit) -> Iterator[Ground]:
    """Yield the grounds that lie in other rows about the same person, who stands in a figure once.

    Whoever is told by a row at last was told by another before: it ceased to count by the first of its grounds. Whoever is
    told by it no more is told by another now: it counts since the last.
    """
    if unit.table not in ONES or asked.basis in BY_ROW:
        return
    rows = [row for row in (unit.before, unit.after) if row is not None]
    but = {row["id"] for row in rows}
    found = [one for person in {row["person"]: None for row in rows} for one in of_person(known, person, but, asked)]
    told = sorted((one for one in found if one.entry), key=lambda one: one.since, reverse=unit.before is not None)
    yield from sorted(told, key=lambda one: not one.sure)


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
    if AGAIN in unit.cells:
        yield _of_earlier(known, asked, unit, row), (AGAIN,)
    yield from _of_event(known, unit, row)


def _of_earlier(known: Known, asked: Asked, unit: Unit, row: Row) -> Ground | None:
    """Return the ground on which somebody is new, since the last earlier row of theirs ceased to count, or returning, since the first counts (R5).

    Where a row is another person's now, these are not looked at.
    """
    if (unit.before or {}).get("person") != unit.row["person"]:
        return _first(known.changed(Kind.MERGE, unit.table, row, "person_id"))
    found = [one for one in of_person(known, unit.row["person"], {unit.row["id"]}, asked) if one.entry is not None]
    told = sorted([one for one in found if one.sure] or found, key=lambda one: (one.since, one.subject[0] == "event"))
    return told[-1 if unit.cells[AGAIN].get("new", 0) > 0 else 0] if told else None


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
