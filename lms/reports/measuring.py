"""Measuring an indicator: its rule applied to the events, people and lines of a period. Nothing is changed.

What is trained, evidenced, direct and of the period is decided where every figure asks it (conditions.py); a rule only
narrows that, so that an indicator never counts whom the figures beside it do not.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from lms.extensions import db
from lms.participants import queries as participants
from lms.projects.measures import OF_PEOPLE, PARTICIPANT, Basis, Disaggregation, Once, Rule
from lms.reports import counting, ledgers, queries, rule_queries
from lms.reports.conditions import ROLES
from lms.reports.document import CROSSED
from lms.reports.ledger import Ledger, Place, Rows
from lms.reports.rules import NOT_STATED, Filters, ordered

Codes = counting.Codes


@dataclass(frozen=True)
class Measured:
    """What a rule counted: the value, its parts by name, its cells by kind and code, and the rows, by table.

    `crossed` are numbers by category, sex and region together, of people only. `returning` are the rows of persons who were
    counted before the period too; None where nobody asks, or they are not in the value.
    """

    value: int
    rows: Mapping[str, Sequence[int]]
    parts: Mapping[str, int] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    crossed: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    returning: Sequence[int] | None = None


def measured(rule: Rule, f: Filters) -> Measured:
    """Count by a rule under filters, inside the present scope."""
    return Measurer().measured(rule, f)


class Measurer:
    """Counts by one rule after another: events and people that several ask for are read once."""

    def __init__(self) -> None:
        self._held: dict[Any, counting.Held] = {}
        self._lengths: dict[Filters, dict[int, tuple[int, int]]] = {}
        self._lines: dict[Any, Sequence[Any]] = {}

    @cached_property
    def codes(self) -> Codes:
        """Return code and group of every category, by its number."""
        return {number: (code, str(group)) for number, code, group in db.session.execute(queries.groups())}

    @cached_property
    def ledger(self) -> Ledger:
        """Return the ledger of the present transaction."""
        return ledgers.present()

    def measured(self, rule: Rule, f: Filters) -> Measured:
        """Count by a rule under filters."""
        f = replace(f, generation=rule.generation)
        if rule.basis in OF_PEOPLE:
            return self._people(rule, f)
        if rule.basis is Basis.HEADCOUNT:
            return self._headcounts(rule, f)
        table, select, kind = _LISTED[rule.basis]
        lines = db.session.execute(select(rule, f, self._long_enough(rule, f))).all()
        cells = {kind: ordered(_summed((str(line[1]), line[2]) for line in lines))} if kind else {}
        return Measured(sum(line[2] for line in lines), {table: [line[0] for line in lines]}, {}, cells)

    def _people(self, rule: Rule, f: Filters) -> Measured:
        held = self._events(rule, f)
        rows = _counted(rule, held, self.codes)
        parts, returning = {"named": len(rows)}, None
        if rule.basis is Basis.PERSONS:
            again = self._before(rule, f, rows)
            parts |= {"new": int((~again).sum()), "returning": int(again.sum())}
            if rule.once is Once.PROJECT:
                rows = rows.where(~again)
            else:
                returning = np.sort(rows.where(again).column("id")).tolist()
            parts["named"] = len(rows)
        what = "attended" if rule.basis is Basis.ATTENDANCES else None
        cells = _cells(rule, rows, self.codes, what) | _kinds(rule, held, rows, what)
        value = sum(cells[CROSSED].values())
        counted: dict[str, Sequence[int]] = {"enrolment": np.sort(rows.column("id")).tolist()}
        told = Measured(value, counted, parts | {"named": value} if what else parts, *_split(rule, cells), returning)
        with_headcounts = rule.basis in {Basis.COMPLETIONS, Basis.PARTICIPANTS} and not rule.organisations and rule.roles == (PARTICIPANT,)
        return _added(told, self._headcounts(rule, f)) if with_headcounts else told

    def _events(self, rule: Rule, f: Filters) -> counting.Held:
        key = (f, rule.kinds, rule.courses, rule.min_days, rule.min_hours)
        if key not in self._held:
            asked = rule_queries.of_events(rule, self._long_enough(rule, f))
            self._held[key] = counting.held(f, self.ledger, *asked)
        return self._held[key]

    def _long_enough(self, rule: Rule, f: Filters) -> list[int] | None:
        """Return the events that last long enough, None where a rule asks for no length.

        Class days are the days of sessions, hours those of all sessions; an event without sessions has its calendar days
        and the hours of its course (US TraiNet, ADS 253: three class days or fifteen contact hours).
        """
        if rule.min_days is None and rule.min_hours is None:
            return None
        if f not in self._lengths:
            self._lengths[f] = rule_queries.lengths(f)
        return [
            event for event, (days, minutes) in self._lengths[f].items()
            if (rule.min_days is not None and days >= rule.min_days)
            or (rule.min_hours is not None and minutes >= rule.min_hours * 60)
        ]  # fmt: skip

    def _before(self, rule: Rule, f: Filters, rows: Rows) -> Any:
        """Say of each row whether the rule counted its person before the period too (R5)."""
        earlier = f.before()
        if earlier is None:
            return np.zeros(len(rows), np.bool_)
        before = _counted(rule, self._events(rule, earlier), self.codes)
        return before.people()[rows.column("person")]

    def _headcounts(self, rule: Rule, f: Filters) -> Measured:
        key = (f, rule.kinds, rule.courses, rule.min_days, rule.min_hours, rule.basis is Basis.PARTICIPANTS)
        if key not in self._lines:
            self._lines[key] = db.session.execute(rule_queries.headcounts(rule, f, self._long_enough(rule, f))).all()
        lines = [line for line in self._lines[key] if _meets(rule, line.category_id, line.country, self.codes)]
        told = [(_says_of(line, self.codes), line.number) for line in lines]
        cells = {one.value: ordered(_summed((says.get(one.value, NOT_STATED), n) for says, n in told)) for one in rule.disaggregations}
        crossed = _summed((tuple(says[kind] for kind in CROSSED), n) for says, n in told)
        parts = {"reconstructed": sum(line.number for line in lines if line.is_reconstructed)}
        return Measured(sum(n for _says, n in told), {"headcount": [line.id for line in lines]}, parts, cells, dict(sorted(crossed.items())))


def _says_of(line: Any, known: Codes) -> dict[str, str]:
    place = Place(line.category_id, line.sex.value, line.country, line.region_code)
    return _says(place, known) | {"kind": line.kind.value}


def _counted(rule: Rule, held: counting.Held, known: Codes) -> Rows:
    """Return the enrolments that a rule of people counts.

    Persons have one row each, their latest, of which the narrowing is asked, as the cells of a total are (R8). Where
    they count once in all it is asked of every row, so that they are known by any that met it and periods add up.
    """
    rows = _of_roles(rule, held)
    if rule.basis is not Basis.PERSONS:
        return _placed(rule, rows, known)
    if rule.once is Once.PROJECT:
        return _placed(rule, rows, known).last_of_each_person()
    return _placed(rule, rows.last_of_each_person(), known)


def _of_roles(rule: Rule, held: counting.Held) -> Rows:
    if rule.roles == (PARTICIPANT,):
        of_basis: dict[Basis, Callable[[], Rows]] = {
            Basis.PERSONS: lambda: held.trained, Basis.COMPLETIONS: lambda: held.trained,
            Basis.ATTENDANCES: lambda: held.trainees, Basis.PARTICIPANTS: lambda: held.took_part,
        }  # fmt: skip
        return of_basis[rule.basis]()
    numbers = [number for number, role in enumerate(ROLES, 1) if role.value in rule.roles]
    there = held.rows.where(np.isin(held.rows.column("role"), numbers)).that("took_part")
    return held.of_training(there) if rule.is_of_training else there


def _placed(rule: Rule, rows: Rows, known: Codes) -> Rows:
    """Return those whose snapshot says what a rule asks."""
    if rule.organisations:
        within = db.session.scalars(participants.within(rule.organisations)).all()
        rows = rows.where(np.isin(rows.column("organisation"), within))
    if not (rule.groups or rule.categories or rule.countries):
        return rows
    return rows.placed(lambda place: _meets(rule, place.category, place.country, known))


def _meets(rule: Rule, category: int | None, country: str | None, known: Codes) -> bool:
    code, group = known.get(category or 0, (None, None))
    return (
        (not rule.categories or code in rule.categories)
        and (not rule.groups or group in rule.groups)
        and (not rule.countries or country in rule.countries)
    )


def _cells(rule: Rule, rows: Rows, known: Codes, what: str | None) -> dict[Any, dict[Any, int]]:
    """Count rows by each kind of cell that is asked for, and by those that are crossed."""
    kinds = [one.value for one in rule.disaggregations]
    found: dict[Any, Counter[Any]] = {kind: Counter() for kind in (*kinds, CROSSED)}
    for place, number in rows.by_place(what):
        says = _says(place, known)
        for kind in kinds:
            if kind in says:
                found[kind][says[kind]] += number
        found[CROSSED][tuple(says[kind] for kind in CROSSED)] += number
    if "organisation" in found:
        found["organisation"] = Counter({str(key or NOT_STATED): number for key, number in rows.by_organisation(what).items()})
    return {kind: dict(counter) for kind, counter in found.items()}


def _kinds(rule: Rule, held: counting.Held, rows: Rows, what: str | None) -> dict[str, dict[str, int]]:
    """Count rows by the kind of their events, where that is asked for."""
    if Disaggregation.KIND not in rule.disaggregations:
        return {}
    numbers = np.bincount(rows.of, rows.column(what) if what else None, len(held.kinds)).astype(np.int64).tolist()
    return {"kind": dict(_summed(zip(held.kinds, numbers, strict=True)))}


def _says(place: Place, known: Codes) -> dict[str, str]:
    code, group = known.get(place.category or 0, (None, None))
    says = {**place._asdict(), "category": code, "group": group}
    return {kind: value or NOT_STATED for kind, value in says.items()}


def _split(rule: Rule, cells: Mapping[Any, Mapping[Any, int]]) -> tuple[dict[str, dict[str, int]], dict[tuple[str, ...], int]]:
    told = {kind: ordered(numbers) for kind, numbers in cells.items() if kind != CROSSED}
    return told, {key: number for key, number in sorted(cells[CROSSED].items()) if number}


def _added(told: Measured, heads: Measured) -> Measured:
    """Add what events told as a number only (R10)."""
    cells = {kind: ordered(Counter(told.cells[kind]) + Counter(heads.cells[kind])) for kind in told.cells}
    crossed = Counter(dict(told.crossed)) + Counter(dict(heads.crossed))
    parts = {**told.parts, "from_headcounts": heads.value, **(heads.parts if heads.value else {})}
    return Measured(told.value + heads.value, {**told.rows, **heads.rows}, parts, cells, dict(sorted(crossed.items())))


def _summed(pairs: Iterable[tuple[Any, int]]) -> Counter[Any]:
    summed: Counter[Any] = Counter()
    for key, number in pairs:
        summed[key] += number
    return summed


# Of a basis whose rows a select lists as (id, kind, number): their table, the select, and the kind of cell where it is told.
_LISTED: dict[Basis, tuple[str, Callable[..., Any], str | None]] = {
    Basis.EVENTS: ("event", rule_queries.events, "kind"), Basis.MATERIALS: ("distribution", rule_queries.materials, "carrier"),
    Basis.CERTIFICATES: ("certificate", rule_queries.certificates, None),
    Basis.TRAINERS_CERTIFIED: ("trainer_status", rule_queries.newly_certified, None),
    Basis.TRAINERS_STANDING: ("trainer_status", rule_queries.standing, None),
}  # fmt: skip
