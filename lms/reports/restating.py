"""How a sealed report differs from the same figures counted today: values, cells, and who or what left, entered or moved.

Why they did is told by lms/reports/causes.py. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.reports.document import CUMULATIVE, Content, Document, Figure, Row, numbers_of, told_by

Key = tuple[Any, ...]
Cells = Mapping[str, Mapping[str, int]]  # numbers by kind of cell and code
# Bases of which a row stands for itself. Of all others a person stands in a figure once, by the row that tells them (R8).
BY_ROW = frozenset({"completions", "attendances", "participants"})
OF_TRAINERS = frozenset({"trainers_certified", "trainers_standing"})
# What tells one whom a row is about, of the tables whose rows are about somebody; a mark is somebody's of a session.
ONES = {"enrolment": ("person",), "trainer_status": ("person", "course"), "waiting": ("enrolment", "session")}
WAITING = frozenset({"claimed", "signed"})  # numbers beside attendances, of events that nobody finalised (R3)
AGAIN = "again"  # whether somebody is new or returning (R5), told of a unit as its cells are


@dataclass(frozen=True)
class Unit:
    """One person, line, event or document of a figure that is counted otherwise than it was.

    `before` and `after` are the rows of the documents by which it was and is counted, None where it was or is not.
    `effect` is what it adds to the figure, `cells` what it adds to its cells, and to the new and the returning (AGAIN);
    those that add nothing are left out.
    """

    table: str
    before: Row | None
    after: Row | None
    effect: int
    cells: Cells

    @property
    def row(self) -> Row:
        """Return the row that counts it today, or counted it."""
        return self.after or self.before or {}

    @property
    def stayed(self) -> bool:
        """Say whether one row counts it in both documents."""
        return self.before is not None and self.after is not None and self.before["id"] == self.after["id"]


@dataclass(frozen=True)
class Cell:
    """A part of a figure that differs; `kind` is one of the document's kinds of cells."""

    kind: str
    code: str
    sealed: int
    today: int


@dataclass(frozen=True)
class Part:
    """A number that is told beside a figure's value and differs; `units` are None where the documents keep no rows of it."""

    sealed: int
    today: int
    units: tuple[Unit, ...] | None

    @property
    def effect(self) -> int:
        """Return what was added to the sealed number since."""
        return self.today - self.sealed


@dataclass(frozen=True)
class Difference:
    """A figure that differs. `parts` are those parts of it that differ, by name.

    A figure without units of its own differs in such parts alone: the value and its cells stand.
    """

    key: str
    name: Mapping[str, str]
    basis: str
    rule: Mapping[str, Any]
    sealed: int
    today: int
    cells: tuple[Cell, ...]
    parts: Mapping[str, Part]
    units: tuple[Unit, ...]

    @property
    def effect(self) -> int:
        """Return what was added to the sealed value since."""
        return self.today - self.sealed

    @property
    def every_unit(self) -> Iterator[Unit]:
        """Yield its units and those of its parts."""
        yield from self.units
        for part in self.parts.values():
            yield from part.units or ()


@dataclass(frozen=True)
class Comparison:
    """A sealed document, the same figures counted today, and which of them differ."""

    sealed: Document
    today: Document
    differences: tuple[Difference, ...]

    @property
    def seq(self) -> int:
        """Return the last entry of the record that the sealed figures were counted after."""
        return int(self.sealed.content["audit"]["seq"])


def compare(sealed: Document, today: Document) -> Comparison:
    """Compare two documents of one report: the same figures, by the same rules, of the same scope and period."""
    return Comparison(sealed, today, tuple(differences(sealed, today)))


def differences(sealed: Document, today: Document) -> Iterator[Difference]:
    """Yield the figures that differ, in the order of the documents. A figure that one of them lacks counts nothing there."""
    was, now = _Told(sealed), _Told(today)
    for key in dict.fromkeys([*was.figures, *now.figures]):
        before, after = was.figures.get(key), now.figures.get(key)
        told = after or before
        assert told is not None
        again = all(one is not None and one.returning is not None for one in (before, after))
        units = tuple(_units(told.basis, was.counted(before, again=again), now.counted(after, again=again)))
        cells = tuple(_cells(before.cells if before else {}, after.cells if after else {}))
        parts = dict(_parts(was, now, before, after))
        values = before.value if before else 0, after.value if after else 0
        if units or cells or parts or values[0] != values[1]:
            yield Difference(key, told.name, told.basis, told.rule, *values, cells, parts, units)


@dataclass(frozen=True)
class _Counted:
    """A row that a figure counted: what it adds in all, and the codes of its cells."""

    row: Row
    adds: int
    codes: Mapping[str, str]


class _Told:
    """One of the two documents, read once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.figures = {one.key: one for one in document.figures}
        self.categories: Content = document.content["labels"].get("category", {})
        self.events = document.rows("event")

    def counted(self, figure: Figure | None, *, again: bool) -> dict[Key, _Counted]:
        """Return the rows that a figure counted, by table and number; whoever was on an event and attended nothing adds nothing.

        `again` asks also who of them is new and who returning.
        """
        rows = self.document.counted(figure) if figure else ()
        returning = frozenset(numbers_of(figure.returning or "")) if figure and again else frozenset()
        return {
            (table, row["id"]): _Counted(row, number, told_by(figure.cells, table, row, self.categories, self.events) | (
                {AGAIN: "returning" if row["id"] in returning else "new"} if again else {}
            ))
            for table, row, number in rows if figure and number
        }  # fmt: skip

    def counted_beside(self, figure: Figure | None, name: str) -> dict[Key, _Counted]:
        """Return the same of a number beside a figure, which has no cells."""
        rows = self.document.counted_beside(figure, name) if figure else ()
        return {(table, row["id"]): _Counted(row, number, {}) for table, row, number in rows if number}


def _units(basis: str, before: Mapping[Key, _Counted], after: Mapping[Key, _Counted]) -> Iterator[Unit]:
    for was, now in _pairs(basis, before, after):
        one, other = before.get(was), after.get(now)
        effect = (other.adds if other else 0) - (one.adds if one else 0)
        cells = _moved(one, other)
        if effect or cells or one is None or other is None:
            yield Unit((was or now)[0], one.row if one else None, other.row if other else None, effect, cells)


def _pairs(basis: str, before: Mapping[Key, _Counted], after: Mapping[Key, _Counted]) -> Iterator[tuple[Key, Key]]:
    """Yield the keys of what is one and the same in both; of what is in one alone, with an empty key beside it.

    A person is the same by their number; where that is in one alone, by the row: merged with somebody who was not
    counted, they are counted still.
    """
    ones, others = _by_one(before), _by_one(after)
    if basis in BY_ROW or len(ones) < len(before) or len(others) < len(after):
        ones, others = {key: key for key in before}, {key: key for key in after}
    left, entered = [], {key: None for one, key in others.items() if one not in ones}
    for one, key in ones.items():
        if one in others:
            yield key, others[one]
        else:
            left.append(key)
    for key in left:
        yield key, key if key in entered else ()
    gone = set(left)
    yield from (((), key) for key in entered if key not in gone)


def _by_one(counted: Mapping[Key, _Counted]) -> dict[Key, Key]:
    """Return the keys of rows by what each is about."""
    return {
        (key[0], *(one.row[name] for name in ONES[key[0]])) if key[0] in ONES else key: key for key, one in counted.items()
    }


def _moved(one: _Counted | None, other: _Counted | None) -> dict[str, dict[str, int]]:
    kinds = (other or one).codes if (other or one) else {}  # type: ignore[union-attr]
    found: dict[str, dict[str, int]] = {}
    for kind in kinds:
        change: Counter[str] = Counter()
        for side, sign in ((one, -1), (other, 1)):
            if side is not None and kind in side.codes:
                change[side.codes[kind]] += sign * side.adds
        if told := {code: number for code, number in change.items() if number}:
            found[kind] = told
    return found


def _cells(before: Cells, after: Cells) -> Iterator[Cell]:
    for kind in dict.fromkeys([*before, *after]):
        was, now = before.get(kind, {}), after.get(kind, {})
        for code in dict.fromkeys([*was, *now]):
            if was.get(code, 0) != now.get(code, 0):
                yield Cell(kind, code, was.get(code, 0), now.get(code, 0))


def _parts(was: _Told, now: _Told, before: Figure | None, after: Figure | None) -> Iterator[tuple[str, Part]]:
    """Yield the numbers beside a figure's value that differ, and those that are made of others."""
    told = [one for one in (before, after) if one is not None]
    for name in dict.fromkeys(name for one in told for name in _told_apart(one)):
        sealed, today = (one.told(name) if one else 0 for one in (before, after))
        units = None
        if any(name in (one.beside or {}) for one in told) and all(one.beside is not None for one in told):
            units = tuple(_units("waiting" if name in WAITING else told[0].basis, was.counted_beside(before, name), now.counted_beside(after, name)))
        if sealed != today or units:
            yield name, Part(sealed, today, units)


def _told_apart(figure: Figure) -> Iterator[str]:
    """Yield the names of what is told beside the value of a figure, but for its cells, and what is the value itself."""
    yield from figure.parts
    if figure.cumulative is not None and (figure.beside is None or CUMULATIVE in figure.beside):
        yield CUMULATIVE


def summed(cells: Iterable[Cells]) -> dict[str, dict[str, int]]:
    """Add up what several units add to cells; what comes to nothing is left out."""
    found: dict[str, Counter[str]] = {}
    for one in cells:
        for kind, numbers in one.items():
            counter = found.setdefault(kind, Counter())
            for code, number in numbers.items():
                counter[code] += number
    told = {kind: {code: n for code, n in counter.items() if n} for kind, counter in found.items()}
    return {kind: numbers for kind, numbers in told.items() if numbers}
