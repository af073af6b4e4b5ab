"""The public edition of a report: its document without small numbers of people, nor others that would tell them.

Two figures of one report often count the same people, or some of them. A number is therefore known here by the very rows
that make it, so that it is kept back everywhere or nowhere, and sums of one figure protect those of another. Crossed
parts and rows are left out whole. How it is decided is told by lms/reports/disclosure.py. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from lms.reports.disclosure import Key, Numbers, kept_back
from lms.reports.document import Document, Figure, told_by

NOT_OF_PEOPLE = frozenset({"events", "materials"})
KEPT_TABLES = ("event", "distribution")  # their rows tell of nobody
Amount = frozenset[tuple[str, int, int]]  # table, number of the row and what it adds


@dataclass
class _Told:
    """The keys of a figure's numbers."""

    total: Key
    cells: dict[tuple[str, str], Key] = field(default_factory=dict)
    parts: dict[str, Key] = field(default_factory=dict)
    cumulative: Key | None = None


class _Known:
    """All numbers of people of a document, each known by its rows."""

    def __init__(self, document: Document) -> None:
        self.document, self.numbers = document, Numbers()
        self.keys: dict[Amount, Key] = {}
        self.amounts: dict[Key, Amount] = {}
        self.told = {figure.key: self._figure(figure) for figure in document.figures if figure.basis not in NOT_OF_PEOPLE}
        self._order()
        self._add_failed()

    def _key(self, amount: Amount) -> Key:
        if amount not in self.keys:
            key = ("rows", str(len(self.keys)))
            self.keys[amount], self.amounts[key] = key, amount
            self.numbers.values[key] = sum(number for _table, _row, number in amount)
        return self.keys[amount]

    def _figure(self, figure: Figure) -> _Told:
        by_cell: dict[tuple[str, str], set[tuple[str, int, int]]] = defaultdict(set)
        every: set[tuple[str, int, int]] = set()
        categories, events = self.document.content["labels"].get("category", {}), self.document.rows("event")
        for table, row, number in self.document.counted(figure):
            one = (table, row["id"], number)
            every.add(one)
            for kind, code in told_by(figure.cells, table, row, categories, events).items():
                by_cell[kind, code].add(one)
        told = _Told(self._key(frozenset(every)))
        self.numbers.dear[told.total] = 1
        told.cells = {cell: self._key(frozenset(rows)) for cell, rows in by_cell.items()}
        self._add_cells(figure, told)
        self._add_parts(figure, told, every)
        return told

    def _add_cells(self, figure: Figure, told: _Told) -> None:
        keys: dict[str, dict[str, Key]] = defaultdict(dict)
        for (kind, code), key in told.cells.items():
            keys[kind][code] = key
        for kind, of in keys.items():
            self._sum(told.total, of.values())
            if kind == "category" and "group" in keys:
                labels = self.document.content["labels"].get("category", {})
                for group, key in keys["group"].items():
                    self._sum(key, [one for code, one in of.items() if labels.get(code, {}).get("group", code) == group])

    def _sum(self, total: Key, parts: Iterable[Key]) -> None:
        """Bind a total and its parts; a part that is the whole says nothing new."""
        parts = [key for key in dict.fromkeys(parts) if self.numbers.values[key]]
        if parts and parts != [total]:
            self.numbers.add(total, parts)

    def _add_parts(self, figure: Figure, told: _Told, every: set[tuple[str, int, int]]) -> None:
        heads = frozenset(one for one in every if one[0] == "headcount")
        told.parts["named"], told.parts["from_headcounts"] = self._key(frozenset(every - heads)), self._key(heads)
        self._sum(told.total, [told.parts["named"], told.parts["from_headcounts"]])
        for name, number in figure.parts.items():
            if name not in told.parts:
                told.parts[name] = self._plain((name, *told.total), number)
        if {"new", "returning"} <= figure.parts.keys() and figure.parts["new"] + figure.parts["returning"] == figure.value:
            self._sum(told.total, [told.parts["new"], told.parts["returning"]])
        if figure.cumulative == figure.value:
            told.cumulative = told.total
        elif figure.cumulative is not None:
            told.cumulative = self._plain(("cumulative", *told.total), figure.cumulative)
            if figure.cumulative > figure.value:
                earlier = self.numbers.rest(("earlier", *told.total), figure.cumulative - figure.value)
                self.numbers.add(told.cumulative, [told.total, earlier])

    def _plain(self, key: Key, number: int) -> Key:
        self.numbers.values[key] = number
        return key

    def _order(self) -> None:
        """Say which numbers cannot exceed which: those of persons none of the same place of completions."""
        places: dict[tuple[str, str], list[Key]] = defaultdict(list)
        for told in self.told.values():
            for cell, key in {("", ""): told.total, **told.cells}.items():
                if key not in places[cell]:
                    places[cell].append(key)
        for keys in places.values():
            self.numbers.not_above += [pair for pair in _pairs(keys) if self.amounts[pair[0]] < self.amounts[pair[1]]]
        # Who knows how many sessions there were reads from attendances about how many people came to them.
        by_basis = {figure.basis: self.told[figure.key].total for figure in self.document.figures if figure.key in self.told}
        if {"persons", "attendances"} <= by_basis.keys():
            self.numbers.together.append((by_basis["persons"], by_basis["attendances"]))

    def _add_failed(self) -> None:
        """Say how many of those who took part did not complete, which two figures tell together."""
        of = {basis: [self.told[one.key] for one in self.document.figures if one.basis == basis] for basis in ("participants", "completions")}
        for took_part, completed in product(of["participants"], of["completions"]):
            for cell, key in {("", ""): took_part.total, **took_part.cells}.items():
                other = completed.cells.get(cell) if any(cell) else completed.total
                rest = ("without completion", *key, *(other or ()))
                if other and rest not in self.numbers.values and self.amounts[other] < self.amounts[key]:
                    self.numbers.rest(rest, self.numbers.values[key] - self.numbers.values[other])
                    self.numbers.add(key, [other, rest])


def _pairs(keys: list[Key]) -> Iterator[tuple[Key, Key]]:
    return ((one, other) for one in keys for other in keys if one != other)


def public_edition(document: Document) -> Document:
    """Return the document that anybody may see; None stands for a number that is not shown."""
    known = _Known(document)
    hidden = kept_back(known.numbers)
    figures = [_shown(figure, known.told.get(figure.key), hidden).as_content() for figure in document.figures]
    rows = {table: document.content["rows"].get(table, []) if table in KEPT_TABLES else [] for table in document.content["rows"]}
    return Document({**document.content, "figures": figures, "rows": rows, "beside": {}})


def _shown(figure: Figure, told: _Told | None, hidden: frozenset[Key]) -> Figure:
    plain = replace(figure, crossed=(), counted=(), returning=None, beside=None)
    if told is None:
        return plain
    cells: Any = {
        kind: {code: _number(number, told.cells.get((kind, code)), hidden) for code, number in numbers.items()}
        for kind, numbers in figure.cells.items()
    }
    parts: Mapping[str, Any] = {name: _number(number, told.parts.get(name), hidden) for name, number in figure.parts.items()}
    return replace(
        plain, value=_number(figure.value, told.total, hidden), cells=cells, parts=parts,
        cumulative=_number(figure.cumulative, told.cumulative, hidden),
    )  # fmt: skip


def _number(number: Any, key: Key | None, hidden: frozenset[Key]) -> Any:
    return None if key in hidden else number
