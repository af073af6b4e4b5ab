"""Which numbers of people are not shown to donors and the public: those below five, and others that would give them away.

The method and its source are in disclosure.py, what it does not protect from in docs/decisions/0019. Events, materials
and targets are not people, and stay. Pure. What is not shown is None everywhere.

    kept = suppression.of(figures)            # one question: every page, file and answer to it leaves out the same
    kept.number(figures.new, "persons", "new"), kept.json(figures), kept.headline(figures)
    suppression.tables(tables, kept)          # tables of breakdowns that were made from the same figures
    suppression.table(table)                  # a table that stands for itself
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lms.reports.disclosure import Key, Numbers, kept_back
from lms.reports.rules import CELLS, FROM_HEADCOUNTS, NAMELESS, NOT_STATED, Count, Figure, Figures

if TYPE_CHECKING:
    from lms.reports.breakdowns import Line, Table

RULE = "numbers of people below five, and those from which they could be worked out, are null"
OF_PEOPLE = frozenset(Figure) - NAMELESS
P, C, H, A = (figure.value for figure in (Figure.PERSONS, Figure.COMPLETIONS, Figure.HEADCOUNTS, Figure.ATTENDANCES))
OF_LINES = (P, C, H, A)
TOOK_PART, COUNTED = Figure.PARTICIPANTS.value, Figure.COUNTED.value
R = Figure.RECONSTRUCTED.value
NAMED = "named"
DEAR = (H, TOOK_PART, A, C, P)  # totals, the dearest last


@dataclass(frozen=True)
class Kept:
    """The keys of what is not shown: a figure; a figure, a kind of cell and a code; or a figure with `new` or `returning`."""

    keys: frozenset[Key] = frozenset()

    def __bool__(self) -> bool:
        """Say whether anything is kept back, so that a page has to say so."""
        return bool(self.keys)

    def number(self, number: int, *key: str) -> int | None:
        """Return a number, None where it is not shown; that there is nobody is."""
        return None if number and key in self.keys else number

    def cell(self, number: int, figure: str, kind: str, code: str) -> int | None:
        """Return a part of a figure by one kind of cell, None where it is not shown."""
        return self.number(number, figure, kind, code)

    def headline(self, told: Figures) -> dict[str, int | None]:
        """Return the totals of figures by the codes of Figure, with `new`, `returning` and `named`."""
        totals = {
            P: told.persons.total, C: told.completions.total, H: told.headcount.total, A: told.attendances.total,
            Figure.CLAIMED.value: told.claimed, Figure.SIGNED.value: told.signed, R: told.reconstructed.total, NAMED: told.named.total, Figure.EVENTS.value: told.events,
            Figure.MATERIALS.value: told.materials,
        }  # fmt: skip
        new = {key: self.number(number, P, key) for key, number in (("new", told.new), ("returning", told.returning))}
        return {key: self.number(number, key) for key, number in totals.items()} | new

    def json(self, told: Figures) -> dict[str, Any]:
        """Return the figures as the JSON interface gives them, null for what is not shown, and the rule under `withheld`."""
        answer = told.as_json()
        heads = self.headline(told)
        for name, block in ((P, answer["persons"]), (C, answer["completions"]), (A, answer["attendances"])):
            block.update({key: heads[key] for key in block if key in heads})
            block["total"] = heads[name]
            for cell in [key for key in block if key.startswith("by_")]:
                block[cell] = self._parts(block[cell], name, cell.removeprefix("by_"))
        answer["completions"] |= {"headcount": heads[H], "reconstructed": heads[R]}
        answer["events"]["participants_by_kind"] = self._parts(answer["events"]["participants_by_kind"], TOOK_PART, "kind")
        for generation, block in answer["cascade"]["by_generation"].items():
            for name, key in ((P, "persons"), (C, "completions"), (H, "headcount"), (A, "attendances")):
                block[key] = self.number(block[key], name, "cascade", generation)
        return answer | {"withheld": RULE}

    def _parts(self, parts: Mapping[str, int], figure: str, kind: str) -> dict[str, int | None]:
        """Return the parts of a figure; those not shown come last by code, or their place would tell their size."""
        return _gaps_last({code: self.cell(number, figure, kind, code) for code, number in parts.items()})


NOTHING = Kept()


def of(told: Figures) -> Kept:
    """Return what is not shown of everything that was counted under some filters, were it asked for alone."""
    return Kept(kept_back(numbers_of(told)))


def numbers_of(told: Figures) -> Numbers:
    """Return all numbers of people that were counted under some filters, with what is known of them."""
    numbers = Numbers(dear={(figure,): place for place, figure in enumerate(DEAR)})
    counts = {P: told.persons, C: told.completions, H: told.headcount, A: told.attendances, NAMED: told.named}
    for figure, count in counts.items():
        numbers.values[(figure,)] = count.total
    for kind in ("group", *CELLS):
        _by_kind(numbers, kind, counts, told.groups)
    _nested(numbers, counts)
    _couple(numbers, [(figure,) for figure in OF_LINES], (NAMED,))
    numbers.values |= {(P, "new"): told.new, (P, "returning"): told.returning}
    numbers.values |= {(Figure.CLAIMED.value,): told.claimed, (Figure.SIGNED.value,): told.signed}
    numbers.add((P,), [(P, "new"), (P, "returning")])
    _reconstructed(numbers, told)
    _kinds_of_events(numbers, told)
    _cascade(numbers, told)
    return numbers


def _by_kind(numbers: Numbers, kind: str, counts: Mapping[str, Count], groups: Mapping[str, str]) -> None:
    """Add the parts of people by one kind of cell; categories add up to groups, and these to the totals."""
    codes = dict.fromkeys(code for count in counts.values() for code in count.of(kind))
    for figure in OF_LINES:
        parts = counts[figure].of(kind)
        numbers.values |= {(figure, kind, code): parts.get(code, 0) for code in codes}
        if kind == "category":
            for group in counts[figure].of("group"):
                within = [code for code in codes if groups.get(code, NOT_STATED) == group]
                numbers.add((figure, "group", group), [(figure, kind, code) for code in within])
        else:
            numbers.add((figure,), [(figure, kind, code) for code in codes])
    for code in codes:
        named = numbers.rest((NAMED, kind, code), counts[NAMED].of(kind).get(code, 0))
        _couple(numbers, [(figure, kind, code) for figure in OF_LINES], named)


def _reconstructed(numbers: Numbers, told: Figures) -> None:
    """Add which headcounts are from old reports, in all and by every kind of cell."""
    numbers.values[(R,)] = told.reconstructed.total
    lines: list[Key] = [()]
    for kind in ("group", *CELLS):
        parts = told.reconstructed.of(kind)
        numbers.values |= {(R, kind, code): number for code, number in parts.items()}
        lines += [(kind, code) for code in parts]
        if kind != "category":
            numbers.add((R,), [(R, kind, code) for code in parts])
    for line in lines:
        if old := numbers.values[(R, *line)]:
            numbers.add((H, *line), [(R, *line), numbers.rest(("other headcounts", *line), numbers.values[(H, *line)] - old)])


def _couple(numbers: Numbers, line: Sequence[Key], named: Key) -> None:
    """Say how persons, completions, headcounts, attendances and those named hang together in one line (R1, R10)."""
    persons, completions, headcount, attendances = line
    if numbers.values[headcount] or named not in numbers.unpublished:
        numbers.add(completions, [named, headcount])
    else:
        numbers.forget(named)
        named = completions
    # Who knows how many sessions there were reads from attendances about how many people came to them.
    numbers.together += [(persons, attendances), (completions, attendances)]
    pairs = [(persons, named), (persons, completions), (persons, attendances), (named, attendances), (named, completions)]
    numbers.not_above += [pair for pair in pairs if numbers.values[pair[0]] <= numbers.values[pair[1]] and pair[0] != pair[1]]


def _nested(numbers: Numbers, counts: Mapping[str, Count]) -> None:
    """Say that regions lie in countries, and that who is of no region stated is of some country, or of none stated."""
    for figure in OF_LINES:
        countries, regions = counts[figure].of("country"), counts[figure].of("region")
        within = {country: [code for code in regions if code.partition("-")[0] == country] for country in countries}
        rests = {country: number - sum(regions[code] for code in within[country]) for country, number in countries.items()}
        if min(rests.values(), default=0) < 0 or sum(rests.values()) != regions.get(NOT_STATED, 0):
            continue  # a region was noted without its country, so that nobody can reckon so
        for country, codes in within.items():
            rest = numbers.rest((figure, "no region", country), rests[country])
            numbers.add((figure, "country", country), [*((figure, "region", code) for code in codes), rest])
        numbers.add((figure, "region", NOT_STATED), [(figure, "no region", country) for country in rests])


def _kinds_of_events(numbers: Numbers, told: Figures) -> None:
    """Add who took part in events of each kind, and how many of them are headcounts; those of trainings are told apart."""
    people, heads = told.people_by_kind, told.headcounts_by_kind
    for figure, parts in ((TOOK_PART, people), (COUNTED, heads)):
        numbers.values |= {(figure,): sum(parts.values())} | {(figure, "kind", kind): parts.get(kind, 0) for kind in people}
        numbers.add((figure,), [(figure, "kind", kind) for kind in people])
    for kind in heads:
        named = numbers.rest((NAMED, "kind", kind), told.participants_by_kind.get(kind, 0))
        numbers.add((TOOK_PART, "kind", kind), [named, (COUNTED, "kind", kind)])
    others = numbers.rest((H, "of other events"), sum(heads.values()) - told.headcount.total)
    numbers.add((COUNTED,), [(H,), others])
    failed = numbers.values[(TOOK_PART,)] - numbers.values[(C,)]
    if failed >= 0:
        numbers.add((TOOK_PART,), [(C,), numbers.rest((TOOK_PART, "without completion"), failed)])


def _cascade(numbers: Numbers, told: Figures) -> None:
    for one in told.cascade:
        keys = [(figure, "cascade", str(one.generation)) for figure in OF_LINES]
        numbers.values |= dict(zip(keys, (one.persons, one.completions, one.headcount, one.attendances), strict=True))
        _couple(numbers, keys, numbers.rest((NAMED, "cascade", str(one.generation)), one.completions - one.headcount))


def tables(made: Iterable["Table"], kept: Kept) -> list["Table"]:
    """Return tables of the same figures without what is not shown."""
    return [_without(one, kept) for one in made]


def table(made: "Table") -> "Table":
    """Return a table that stands for itself, with columns of any figures, without what is not shown.

    Lines after the line of a group, up to the next one, are its parts; without totals no sum of the lines is known.
    """
    numbers = Numbers(dear={(figure.value,): 1 for figure in Figure})
    for place, (_label, figure) in enumerate(made.columns):
        if figure in OF_PEOPLE:
            _column(numbers, made, place, figure.value)
    columns = {figure for _label, figure in made.columns}
    if Figure.ATTENDANCES in columns:
        numbers.together += [(key, (A, *key[1:])) for key in numbers.values if key[0] in {P, C}]
    for whole, part in FROM_HEADCOUNTS.items():
        for key in [key[1:] for key in numbers.values if key[0] == whole.value] if {whole, part} <= columns else ():
            named = numbers.values[(whole.value, *key)] - numbers.values[(part.value, *key)]
            numbers.add((whole.value, *key), [numbers.rest((NAMED, *key), named), (part.value, *key)])
    return _without(made, Kept(kept_back(numbers)))


def _column(numbers: Numbers, made: "Table", place: int, figure: str) -> None:
    keys = [(figure, *_place(made, line)) for line in made.lines]
    numbers.values |= dict(zip(keys, (line.numbers[place] or 0 for line in made.lines), strict=True))
    heads = [n for n, line in enumerate(made.lines) if line.is_group]
    for head, end in zip(heads, [*heads[1:], len(made.lines)], strict=False):
        if end > head + 1:
            numbers.add(keys[head], keys[head + 1 : end])
    if made.totals:
        numbers.values[(figure,)] = made.totals[place] or 0
        numbers.add((figure,), keys[: heads[0]] + [keys[n] for n in heads] if heads else keys)


def _place(made: "Table", line: "Line") -> tuple[str, str]:
    return ("group" if line.is_group else made.key), line.code


def _without(made: "Table", kept: Kept) -> "Table":
    """Return a table without what is not shown; where lines stand by size, those with gaps come last, by name."""

    def shown(numbers: Sequence[int | None], *key: str) -> tuple[int | None, ...]:
        figures = [figure.value for _label, figure in made.columns]
        return tuple(None if number and (figure, *key) in kept.keys else number for figure, number in zip(figures, numbers, strict=True))

    lines = [replace(line, numbers=shown(line.numbers, *_place(made, line))) for line in made.lines]
    if made.by_size:
        lines.sort(key=lambda line: (line.code == NOT_STATED, None in line.numbers, line.name if None in line.numbers else ""))
    return replace(made, lines=lines, totals=shown(made.totals) if made.totals else ())


def _gaps_last(numbers: Mapping[str, int | None]) -> dict[str, int | None]:
    """Put those not shown last by code, or their place among numbers by size would tell their own."""
    gap = [(code, None) for code in sorted(code for code, number in numbers.items() if number is None)]
    return {code: number for code, number in numbers.items() if number is not None} | dict(gap)
