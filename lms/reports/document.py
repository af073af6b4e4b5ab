"""What a report says, as one document: what was asked, by which rules, the figures, and the rows that were counted.

A sealed report is the canonical JSON of its document (R17). It names nobody: people are numbers of enrolments with the
snapshot that they were counted by, so that every figure can be added up again from the document alone, and an erasure
touches no report (R18). Pure.

    format     FORMAT
    report     id, version, restates (the version that this one corrects, or None), title by language, restated: of that
               version its id, version, sha256 and the values of its figures by key, or None
    scope      project, donor, office: each None, or its code and name by language, a project with the days it runs and
               its donors; country and region: codes or None
    period     first, last (either may be None), as_of; since, from which day cumulative numbers count, None from the first;
               ISO days
    figures    see Figure
    rows       by table, a list of rows in the order of COLUMNS[table]
    beside     by table, a list of rows in the order of BESIDE[table]: those of no figure's value, but of numbers beside one
    labels     by kind of code (category, region, country, organisation, event, material, project), by code or number as a
               text, the names by language; a category also with its group and plural names
    evidence   table, number of the owner, number and sha256 of each signed sheet and act behind the rows
    narrative  by language
    attachments  name, size in bytes, sha256
    prepared   by, at
    audit      seq and hash of the last entry of the record of changes that the figures were counted after
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from lms.audit.rules import canonical, ranged, sha256
from lms.reports.rules import NOT_STATED

FORMAT = "lms-report-1"
LANGUAGES = ("en", "ru")
Content = Mapping[str, Any]
Row = Mapping[str, Any]

# What is kept of the rows that were counted. Codes and ISO days, or numbers; None is not stated.
COLUMNS: dict[str, tuple[str, ...]] = {
    "enrolment": (
        "id", "event", "person", "role", "category", "sex", "country", "region", "organisation", "attended", "completed",
    ),
    "headcount": ("id", "event", "category", "sex", "country", "region", "number", "estimate", "reconstructed"),
    "event": ("id", "code", "kind", "first", "last", "country", "region", "city", "training", "generation", "shared"),
    "distribution": ("id", "material", "carrier", "quantity", "project", "organisation", "country", "region", "day", "act"),
    "certificate": ("id", "number", "enrolment", "event", "kind", "audience", "day"),
    "trainer_status": ("id", "person", "course", "level", "day"),
}  # fmt: skip
# What is kept of rows that are in no figure's value, but in a number that is told beside one: of the time before the period,
# and the attendances, by number of the mark, of events that nobody finalised: whether a signed sheet proves them (R3).
BESIDE: dict[str, tuple[str, ...]] = {
    "enrolment": ("id", "event", "person", "attended"), "headcount": ("id", "event", "number"),
    "event": ("id", "training", "generation"), "distribution": ("id", "quantity"), "certificate": ("id", "enrolment", "event"),
    "trainer_status": ("id", "person", "course", "level", "day"),
    "waiting": ("id", "enrolment", "session", "event", "person", "signed"),
}  # fmt: skip
CUMULATIVE = "cumulative"
# How much a row adds to a figure; another row adds one.
WEIGHTS = {"headcount": "number", "distribution": "quantity"}
ATTENDANCES = "attendances"
# The kinds of parts that a figure may be told by, and those whose rows have them in a column of that name.
CELLS = ("group", "category", "sex", "country", "region", "organisation", "kind", "carrier")
CROSSED = ("category", "sex", "region")


@dataclass(frozen=True)
class Figure:
    """One figure of a document.

    `key` is unique in it: the indicator's code, or for figures that every report tells the name of what is counted.
    `parts` are named, from_headcounts, reconstructed, evidenced, claimed, new, returning: those that apply. `cells` are numbers by kind of
    cell and code; those of one kind add up to the value (R9). `crossed` are numbers of category, sex and region together,
    of people only. `counted` are the rows: table and numbers in runs; `returning` those of them, in runs, whose persons were
    counted before the period too, None where a figure does not tell it. `target` and `baseline` may be None.

    `beside` are the rows of numbers that are not of the value, by name, as in `counted`: CUMULATIVE, unless it is the value
    itself, and of attendances those that are claimed and signed. None in documents from before they were kept.
    """

    key: str
    indicator: Mapping[str, Any] | None  # id, code, version of its rule, vocabulary and reference of the donor
    name: Mapping[str, str]
    basis: str
    rule: Mapping[str, Any]
    value: int
    parts: Mapping[str, int]
    cells: Mapping[str, Mapping[str, int]]
    crossed: tuple[Mapping[str, Any], ...]
    counted: tuple[Mapping[str, str], ...]
    cumulative: int | None = None
    baseline: Mapping[str, Any] | None = None  # year, value
    target: Mapping[str, Any] | None = None  # first, last, value (a text, as decimals are)
    returning: str | None = None
    beside: Mapping[str, Sequence[Mapping[str, str]]] | None = None

    @classmethod
    def of(cls, content: Content) -> Self:
        """Return a figure as a document tells it."""
        told = {**content, "crossed": tuple(content["crossed"]), "counted": tuple(content["counted"])}
        return cls(**told)

    def as_content(self) -> dict[str, Any]:
        """Return it as a document tells it."""
        return {**self.__dict__, "crossed": list(self.crossed), "counted": list(self.counted)}

    def told(self, name: str) -> int:
        """Return a number that is told beside the value, nothing where it is not told."""
        return (self.cumulative or 0) if name == CUMULATIVE else self.parts.get(name, 0)


@dataclass(frozen=True)
class Document:
    """A report's document, whose rows can be asked for by table and number."""

    content: Content
    _rows: dict[str, dict[int, Row]] = field(default_factory=dict, repr=False, compare=False)
    _beside: dict[str, dict[int, Row]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the document of what was sealed."""
        return cls(json.loads(text))

    @property
    def figures(self) -> list[Figure]:
        """Return its figures in order."""
        return [Figure.of(one) for one in self.content["figures"]]

    def figure(self, key: str) -> Figure | None:
        """Return the figure with a key, None where there is none."""
        return next((one for one in self.figures if one.key == key), None)

    @property
    def canonical(self) -> str:
        """Return the text that is sealed."""
        return canonical(self.content)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what is sealed, hex."""
        return sha256(self.canonical)

    def rows(self, table: str) -> dict[int, Row]:
        """Return the rows of a table by their numbers."""
        if table not in self._rows:
            columns = COLUMNS[table]
            self._rows[table] = {row[0]: dict(zip(columns, row, strict=True)) for row in self.content["rows"].get(table, ())}
        return self._rows[table]

    def beside(self, table: str) -> dict[int, Row]:
        """Return the rows of a table that a number beside a figure may be made of, by their numbers: also all that are counted."""
        if table not in self._beside:
            columns = BESIDE[table]
            kept = self.content.get("beside", {}).get(table, ())
            counted = self.rows(table) if table in COLUMNS else {}
            self._beside[table] = {row[0]: dict(zip(columns, row, strict=True)) for row in kept} | counted
        return self._beside[table]

    def counted(self, figure: Figure) -> Iterator[tuple[str, Row, int]]:
        """Yield the rows that a figure counted: table, row, and what it adds."""
        for part in figure.counted:
            rows = self.rows(part["table"])
            for number in numbers_of(part["ids"]):
                yield part["table"], rows[number], weight(figure.basis, part["table"], rows[number])

    def counted_beside(self, figure: Figure, name: str) -> Iterator[tuple[str, Row, int]]:
        """Yield the rows of a number beside a figure as `counted` does, none where it has none."""
        for part in (figure.beside or {}).get(name, ()):
            rows = self.beside(part["table"])
            for number in numbers_of(part["ids"]):
                yield part["table"], rows[number], weight(figure.basis, part["table"], rows[number])

    def label(self, kind: str, code: Any, language: str, form: str = "name") -> str:
        """Return the name of a code in a language, the code itself where the document has none; form name or plural."""
        told = self.content["labels"].get(kind, {}).get(str(code))
        names = (told or {}).get(form) or {}
        return str(names.get(language) or next((name for name in names.values() if name), code))

    def recount(self, figure: Figure) -> "Recount":
        """Add a figure up again from the rows that it counted."""
        categories = self.content["labels"].get("category", {})
        events = self.rows("event")
        value, cells, crossed = 0, {kind: Counter[str]() for kind in figure.cells}, Counter[tuple[str, ...]]()
        for table, row, number in self.counted(figure):
            value += number
            says = _says(table, row, categories, events)
            for kind, counter in cells.items():
                counter[_named(says.get(kind))] += number
            crossed[tuple(_named(says.get(kind)) for kind in CROSSED)] += number
        told = {kind: {code: n for code, n in counter.items() if n} for kind, counter in cells.items()}
        return Recount(value, told, {key: n for key, n in crossed.items() if n})


@dataclass(frozen=True)
class Recount:
    """What the rows of a figure add up to, in all and by cells."""

    value: int
    cells: Mapping[str, Mapping[str, int]]
    crossed: Mapping[tuple[str, ...], int]

    def agrees(self, figure: Figure) -> bool:
        """Say whether a figure tells the same; crossed cells only where it tells them."""
        crossed = {tuple(one[kind] for kind in CROSSED): one["number"] for one in figure.crossed}
        same = self.value == figure.value and all(self.cells[kind] == dict(figure.cells[kind]) for kind in figure.cells)
        return same and (not crossed or crossed == dict(self.crossed))


def _says(table: str, row: Row, categories: Content, events: Mapping[int, Row]) -> dict[str, Any]:
    """Return what a row says of each kind of cell; the kind of event that people took part in is their event's."""
    category = row.get("category")
    event = events.get(row.get("event", 0), {})
    kind = row.get("kind") if table == "event" else event.get("kind")
    return {**row, "group": categories[category]["group"] if category else None, "kind": kind}


def told_by(kinds: Iterable[str], table: str, row: Row, categories: Content, events: Mapping[int, Row]) -> dict[str, str]:
    """Return the codes of some kinds of cells that a row is told by; `categories` are the labels, `events` the rows."""
    says = _says(table, row, categories, events)
    return {kind: _named(says.get(kind)) for kind in kinds}


def _named(code: Any) -> str:
    return NOT_STATED if code is None else str(code)


def weight(basis: str, table: str, row: Row) -> int:
    """Return what a row adds to a figure of a basis: an enrolment its sessions to attendances, a line its number."""
    if basis == ATTENDANCES and table == "enrolment":
        return int(row["attended"])
    return int(row[WEIGHTS[table]]) if table in WEIGHTS else 1


def runs(numbers: Iterable[int]) -> str:
    """Return numbers as runs: 3–5, 9."""
    return ranged(numbers)


def numbers_of(text: str) -> list[int]:
    """Return the numbers of runs, in order."""
    found: list[int] = []
    for run in text.split(", ") if text else ():
        first, _dash, last = run.partition("–")
        found.extend(range(int(first), int(last or first) + 1))
    return found
