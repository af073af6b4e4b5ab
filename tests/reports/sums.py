"""Tables of numbers as small systems of sums, for tests of what is kept back: lines with groups, and crossed cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.reports.disclosure import Key, Numbers, kept_back
from lms.reports.rules import NOT_STATED
from lms.reports.suppression import Kept, _gaps_last


@dataclass(frozen=True)
class Parts:
    """Numbers by code, the numbers of their groups and the total, None where one is not shown."""

    numbers: Mapping[str, int | None]
    groups: Mapping[str, int | None]
    total: int | None


def parts(numbers: Mapping[str, int], total: int, groups: Mapping[str, str] | None = None) -> Parts:
    """Return numbers of people that add up to a total, by way of `groups` (the group of each code) where there are any.

    What the codes leave of the total is a number that is told nowhere. Those not shown come last, by code.
    """
    every = Numbers({("total",): total} | {("part", code): number for code, number in numbers.items()}, dear={("total",): 1})
    within: dict[str, list[Key]] = {}
    for code in numbers:
        within.setdefault((groups or {}).get(code, ""), []).append(("part", code))
    for group, keys in within.items():
        if group:
            every.values[("group", group)] = sum(every.values[key] for key in keys)
            every.add(("group", group), keys)
    left = total - sum(numbers.values())
    heads = [("group", group) for group in within if group] + within.get("", [])
    every.add(("total",), [*heads, every.rest(("left",), left)] if left else heads)
    kept = Kept(kept_back(every))
    shown = {code: kept.number(number, "part", code) for code, number in numbers.items()}
    of_groups = {key[1]: kept.number(number, *key) for key, number in every.values.items() if key[0] == "group"}
    return Parts(_gaps_last(shown), of_groups, kept.number(total, "total"))


@dataclass(frozen=True)
class Crossed:
    """Crossed cells in the order of their codes, the margins by kind of cell, and the total; None is not shown."""

    cells: list[dict[str, Any]]
    margins: Mapping[str, Mapping[str, int | None]]
    total: int | None


def crossed(cells: Iterable[Mapping[str, Any]], kinds: Sequence[str] = ("category", "sex", "region")) -> Crossed:
    """Return cells such as {"category": …, "sex": …, "region": …, "number": …} with the sums by each kind and of all.

    A code that is None reads NOT_STATED; cells of the same codes are added up. To publish sums by two kinds at once,
    ask for these two kinds.
    """
    every = Numbers({("total",): 0}, dear={("total",): 1})
    for cell in cells:
        codes = tuple(str(cell.get(kind) or NOT_STATED) for kind in kinds)
        margins = [("margin", kind, code) for kind, code in zip(kinds, codes, strict=True)]
        for key in (("total",), ("cell", *codes), *margins):
            every.values[key] = every.values.get(key, 0) + int(cell["number"])
    inner = sorted(key for key in every.values if key[0] == "cell")
    for place, kind in enumerate(kinds, 1):
        outer = sorted(key for key in every.values if key[:2] == ("margin", kind))
        every.add(("total",), outer)
        for key in outer:
            every.add(key, [one for one in inner if one[place] == key[2]])
    kept = Kept(kept_back(every))
    shown = {key: kept.number(number, *key) for key, number in every.values.items()}
    margins_of = {kind: {key[2]: shown[key] for key in sorted(shown) if key[:2] == ("margin", kind)} for kind in kinds}
    return Crossed([dict(zip(kinds, key[1:], strict=True)) | {"number": shown[key]} for key in inner], margins_of, shown[("total",)])
