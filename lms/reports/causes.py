"""Why a sealed report differs from today: each unit that left, entered or moved, by the act in the record that caused it.

Every unit is given to one act, or to none, which is a cause of its own, so that what causes add up to is the difference.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from lms.language import reader_language
from lms.reports.cause_words import Kind, by_whom, named, told
from lms.reports.document import CUMULATIVE
from lms.reports.event_grounds import Asked, Ground, Known
from lms.reports.grounds import Share, shares
from lms.reports.restating import AGAIN, BY_ROW, ONES, Cells, Comparison, Difference, Part, Unit, summed
from lms.reports.tracing_back import known_of

ACTS = {"person.merge": Kind.MERGE, "person.undo_merge": Kind.MERGE_UNDONE}
# Counted by the act; of other causes, what each is about is counted: people, events, lines.
ONE_ACT = frozenset(ACTS.values())
About = tuple[str, int]
Differing = TypeVar("Differing", Difference, Part)
# What has a history of its own, and whose history tells of its parts (lms/audit/views.py).
HISTORIES = frozenset({"certificate", "course", "distribution", "event", "organisation", "person", "project"})
PART_OF = {"attendance": "event", "enrolment": "event", "evidence_file": "event", "headcount": "event", "trainer_status": "person"}


@dataclass(frozen=True)
class Cause:
    """An act that moved a figure: who did it, when, the first of its entries that say so, and what it adds.

    `who` is None where the system did it. `audit_seq` and `when` are None where nothing in the record explains the units.
    `entries` are all that say so, each with the table and key of the object whose history tells it, where that is known.
    """

    kind: Kind
    number: int
    who: str | None
    when: datetime | None
    audit_seq: int | None
    effect: int
    cells: Cells
    units: tuple[Unit, ...]
    entries: tuple[tuple[int, About | None], ...] = ()

    @property
    def what(self) -> str:
        """Return what was done with its number, in the reader's language."""
        return named(self.kind, self.number, reader_language())

    @property
    def again(self) -> Mapping[str, int]:
        """Return what it adds to the new and the returning (R5)."""
        return self.cells.get(AGAIN, {})

    def said(self, language: str) -> str:
        """Return what was done, by whom and on which day: 1 merge (anna@example.org, 3 Oct 2011)."""
        return _said(self.kind, self.number, self.who, self.when and self.when.date(), language)


@dataclass(frozen=True)
class Explained(Generic[Differing]):
    """A difference with its causes, in the order of the record; what nothing explains stands last.

    `parts` are the differing parts of a figure, by name; those whose rows are not known are without causes.
    """

    difference: Differing
    causes: tuple[Cause, ...]
    parts: Mapping[str, "Explained[Part]"] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """Return it as a sentence: sealed 237; today 235: 1 merge (who, when), 1 completion withdrawn (who, when).

        What one person did several times on one day is told at once.
        """
        numbers: Counter[tuple[Kind, str | None, date | None]] = Counter()
        for one in self.causes:
            numbers[one.kind, one.who, one.when and one.when.date()] += one.number
        causes = ", ".join(_said(kind, number, who, day, language) for (kind, who, day), number in numbers.items())
        return told(self.difference.sealed, self.difference.today, causes, language)


def _said(kind: Kind, number: int, who: str | None, day: date | None, language: str) -> str:
    what = named(kind, number, language)
    return what if day is None else f"{what} ({by_whom(who, day, language)})"


def explain(comparison: Comparison) -> list[Explained[Difference]]:
    """Explain every difference by the record of changes: a few statements, however many units there are."""
    if not comparison.differences:
        return []
    known = known_of(comparison)
    longer = known.longer
    return [_explained(known, longer, one) for one in comparison.differences]


def _explained(known: Known, longer: Known, one: Difference) -> Explained[Difference]:
    asked = Asked(one.key, one.basis, one.rule, known.sealed.content["scope"].get("country"))
    parts = {
        name: Explained(part, () if part.units is None else _causes(longer if name == CUMULATIVE else known, replace(asked, part=name), part.effect, part.units))
        for name, part in one.parts.items()
    }  # fmt: skip
    return Explained(one, _causes(known, asked, one.effect, one.units), parts)


def _causes(known: Known, asked: Asked, effect: int, units: Iterable[Unit]) -> tuple[Cause, ...]:
    """Return the causes of some units, and of what they do not account for: a document that does not add up."""
    asked = replace(asked, persons=_persons(known, asked))
    groups: dict[Any, list[Share]] = defaultdict(list)
    for unit in units:
        for share in shares(known, asked, unit):
            groups[_act_of(share)].append(share)
    causes = sorted((_cause(shares) for shares in groups.values()), key=lambda cause: (cause.audit_seq is None, cause.audit_seq))
    left = effect - sum(cause.effect for cause in causes)
    return (*causes, Cause(Kind.UNEXPLAINED, abs(left), None, None, None, left, {}, ())) if left else tuple(causes)


def _persons(known: Known, asked: Asked) -> frozenset[int]:
    """Return whom the sealed figure, or a number beside it, counts, where it counts persons."""
    figure = None if asked.basis in BY_ROW else known.sealed.figure(asked.key)
    if figure is None:
        return frozenset()
    counted = known.sealed.counted_beside(figure, asked.part) if asked.part else known.sealed.counted(figure)
    return frozenset(row["person"] for table, row, _adds in counted if table in ONES)


def _act_of(share: Share) -> Any:
    ground = share.ground
    if ground is None or ground.entry is None:
        return None
    return _kind(ground), ground.entry.action, ground.entry.actor_id, ground.entry.at


def _kind(ground: Ground) -> Kind:
    return ACTS.get(ground.entry.action, ground.kind) if ground.entry else Kind.UNEXPLAINED


def _cause(shares: list[Share]) -> Cause:
    effect, cells = sum(one.effect for one in shares), summed(one.cells for one in shares)
    units = tuple({id(one.unit): one.unit for one in shares}.values())
    grounds = [one.ground for one in shares if one.ground is not None and one.ground.entry is not None]
    if not grounds:
        return Cause(Kind.UNEXPLAINED, len(units), None, None, None, effect, cells, units)
    kind, first = _kind(grounds[0]), min((one.entry for one in grounds if one.entry), key=lambda entry: entry.seq)
    number = 1 if kind in ONE_ACT else len({one.subject for one in grounds})
    who = first.actor if first.actor_id is not None else None
    entries = {share.ground.entry.seq: _about(share.ground, share.unit) for share in shares if share.ground and share.ground.entry}
    return Cause(kind, number, who, first.at, first.seq, effect, cells, units, tuple(sorted(entries.items(), key=lambda one: one[0])))


def _about(ground: Ground, unit: Unit) -> About | None:
    """Return whose history tells of a ground: what it is about, or the event or person that this is a part of."""
    table, key = ground.subject
    if table in HISTORIES:
        return table, key
    whose = PART_OF.get(table, "")
    return (whose, unit.row[whose]) if whose in unit.row else None


def as_content(comparison: Comparison, told: Iterable[Explained[Difference]], language: str = "en") -> dict[str, Any]:
    """Return a comparison as JSON tells it: the values of both documents, and each difference with its causes, parts and cells.

    `when` is an instant; who, when and audit_seq are None of a cause that nothing in the record tells.
    """
    return {
        "sealed": {one.key: one.value for one in comparison.sealed.figures},
        "today": {one.key: one.value for one in comparison.today.figures},
        "differences": [_as_content(one, language) for one in told],
    }


def _as_content(one: Explained[Difference], language: str) -> dict[str, Any]:
    difference = one.difference
    return {
        "figure": difference.key, **_numbers(one, language),
        "cells": [{"kind": cell.kind, "code": cell.code, "sealed": cell.sealed, "today": cell.today} for cell in difference.cells],
        "parts": {name: _numbers(part, language) for name, part in one.parts.items()},
    }  # fmt: skip


def _numbers(one: Explained[Any], language: str) -> dict[str, Any]:
    return {
        "sealed": one.difference.sealed, "today": one.difference.today, "said": one.said(language),
        "causes": [
            {
                "what": named(cause.kind, cause.number, language), "who": cause.who, "when": cause.when and cause.when.isoformat(),
                "audit_seq": cause.audit_seq, "entries": [seq for seq, _about in cause.entries], "effect": cause.effect, "cells": cause.cells, "units": len(cause.units),
            }
            for cause in one.causes
        ],
    }  # fmt: skip
