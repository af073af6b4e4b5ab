"""What could be worked out: the numbers of people to keep back besides the small ones. Pure.

Cell suppression as in Hundepool et al., Handbook on Statistical Disclosure Control (ESSNet SDC, version 1.2, 2010),
chapter 4, and UNECE, Managing Statistical Confidentiality and Microdata Access (2007): the small number is kept back
(primary suppression), then others, until an attacker who knows every published number and every sum can put none that
is kept back into a range of fewer than five values (secondary suppression, interval audit). The range is found exactly,
by linear programming (simplex.py). The smallest number that helps is taken first, parts before their totals; the same
numbers always give the same answer. What it does not protect from is in docs/decisions/0019.
"""

from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import inf
from typing import Any

import numpy as np

from lms.reports.simplex import Ranges

SMALLEST_SHOWN = 5
LEAST_RANGE = 5  # how many values a number that is kept back may have at least, for all that is known
TRIED = 12  # how many numbers are tried before one is kept back that does not help by itself

Key = tuple[str, ...]
Sum = tuple[Key, tuple[Key, ...]]
Ranks = dict[Key, int]
Ties = dict[Key, set[Key]]
Option = tuple[int, int, int, Key]
Bounds = dict[Key, tuple[float, float]]
Part = tuple[tuple[Key, ...], tuple[Sum, ...]]  # numbers that are kept back and hang together, with their sums


def is_small(number: int) -> bool:
    """Say whether so few people are not told of; that there is nobody is."""
    return 0 < number < SMALLEST_SHOWN


@dataclass
class Numbers:
    """Numbers of people by key, with every sum by which one follows from others.

    `unpublished` are told nowhere but follow from a sum, as those named do from completions and headcounts.
    `not_above` are pairs of a number with one that it cannot exceed, as persons and completions. `dear` are numbers,
    such as totals, that are kept back for the sake of others only where nothing else helps, the dearest last. `together`
    are pairs of a number with one that is not shown where it is not, as it would give a good guess of it.
    """

    values: dict[Key, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    unpublished: set[Key] = field(default_factory=set)
    not_above: list[tuple[Key, Key]] = field(default_factory=list)
    dear: dict[Key, int] = field(default_factory=dict)
    together: list[tuple[Key, Key]] = field(default_factory=list)

    @cached_property
    def order(self) -> Mapping[Key, int]:
        """Return the place of each number, once all are known."""
        return {key: place for place, key in enumerate(self.values)}

    @cached_property
    def sums_of(self) -> Mapping[Key, Sequence[int]]:
        """Return for each number the places of the sums that it stands in, once all are known."""
        found: dict[Key, list[int]] = {}
        for place, sum_ in enumerate(self.sums):
            for key in _keys(sum_):
                found.setdefault(key, []).append(place)
        return found

    @cached_property
    def sums_untold(self) -> Sequence[Sum]:
        """Return the sums with a number that is told nowhere, once all are known."""
        return [one for one in self.sums if not self.unpublished.isdisjoint(_keys(one))]

    def add(self, total: Key, parts: Iterable[Key]) -> None:
        """Say that a total is the sum of its parts; nobody doubts a zero, so it is left out unless it is told nowhere.

        Raises ValueError where it is not: what follows from a wrong sum protects nobody.
        """
        kept = tuple(part for part in parts if self.values.get(part) or part in self.unpublished)
        if self.values.setdefault(total, 0) != sum(self.values[part] for part in kept):
            raise ValueError(f"{total} is not the sum of its parts")
        if kept:
            self.sums.append((total, kept))

    def rest(self, key: Key, number: int) -> Key:
        """Add a number that is told nowhere but follows from others."""
        self.values[key] = number
        self.unpublished.add(key)
        return key

    def forget(self, key: Key) -> None:
        """Leave out a number that is told nowhere and follows from no sum."""
        self.unpublished.discard(key)
        self.values.pop(key, None)


def kept_back(numbers: Numbers, also: Collection[Key] = ()) -> frozenset[Key]:
    """Return the keys of the numbers that are not shown; a page, its files and answers ask for the same ones.

    `also` are keys of numbers that must be kept back however large they are; zeros among them are shown.
    """
    return _kept_back(
        tuple(numbers.values.items()), tuple(numbers.sums), frozenset(numbers.unpublished), tuple(numbers.not_above),
        tuple(numbers.dear.items()), tuple(numbers.together), frozenset(key for key in also if numbers.values.get(key)),
    )  # fmt: skip


@lru_cache(maxsize=128)
def _kept_back(
    values: Any, sums: Any, unpublished: frozenset[Key], not_above: Any, dear: Any, together: Any, also: frozenset[Key]
) -> frozenset[Key]:
    numbers = Numbers(dict(values), list(sums), set(unpublished), list(not_above), dict(dear), list(together))
    small = {key for key, number in numbers.values.items() if is_small(number)} | also
    hidden = small | numbers.unpublished | _with(numbers, small)
    latest: list[Key] = []
    safe: set[Key] = set()
    ranks = _ranks(numbers)
    while found := _next(numbers, hidden, safe, latest, ranks):
        hidden |= {found} | _with(numbers, {found})
        latest.insert(0, found)
    return frozenset(hidden - numbers.unpublished)


def _with(numbers: Numbers, hidden: set[Key]) -> set[Key]:
    """Return what goes with what is kept back."""
    return {other for key, other in numbers.together if key in hidden and numbers.values[other]}


def _next(numbers: Numbers, hidden: set[Key], safe: set[Key], latest: list[Key], ranks: Ranks) -> Key | None:
    """Return the number to keep back next, None where all are safe; who is `safe` stays so, the less is shown.

    What was kept back last is made safe first, since the one for whose sake it was leans on it.
    """
    bounds = _bounds(numbers, hidden)
    age = {key: place for place, key in enumerate(latest)}
    wanted = [key for key in numbers.values if key in hidden and key not in safe and _must_be_safe(numbers, key)]
    wanted.sort(key=lambda key: (age.get(key, len(age)), key not in numbers.dear, key not in numbers.unpublished, numbers.values[key]))
    parts = {key: part for part in _parts(numbers, hidden) for key in part[0]} if wanted else {}
    ranges: dict[Part, Ranges] = {}
    for key in wanted:
        part = parts[key]
        if part not in ranges:
            ranges[part] = _ranges(numbers, part, bounds)
        if not ranges[part].reach(part[0].index(key), LEAST_RANGE - 1) and (found := _to_hide(key, numbers, hidden, ranks)):
            return found
        safe.add(key)
    return None


def _must_be_safe(numbers: Numbers, key: Key) -> bool:
    return key not in numbers.unpublished or is_small(numbers.values[key])


def _parts(numbers: Numbers, hidden: set[Key]) -> Iterator[Part]:
    """Yield the numbers that are kept back, those together that a sum binds."""
    left = dict.fromkeys(key for key in numbers.values if key in hidden)
    while left:
        part = _part_of(next(iter(left)), numbers, hidden)
        for key in part[0]:
            del left[key]
        yield part


def _part_of(key: Key, numbers: Numbers, hidden: set[Key]) -> Part:
    """Return a number that is kept back with those that sums bind to it."""
    group, sums, queue = {key}, set[int](), [key]
    while queue:
        for place in numbers.sums_of.get(queue.pop(), ()):
            if place not in sums:
                sums.add(place)
                found = [other for other in _keys(numbers.sums[place]) if other in hidden and other not in group]
                group.update(found)
                queue += found
    return tuple(sorted(group, key=numbers.order.__getitem__)), tuple(numbers.sums[place] for place in sorted(sums))


def _keys(sum_: Sum) -> tuple[Key, ...]:
    return sum_[0], *sum_[1]


def _bounds(numbers: Numbers, hidden: set[Key]) -> Bounds:
    """Return what is known of each number by itself: a line stands for somebody, and none exceeds what it cannot exceed."""
    bounds: Bounds = {key: (0 if key in numbers.unpublished else 1, inf) for key in hidden}
    known = numbers.values.keys() - (hidden - _plain(numbers, hidden))
    for smaller, larger in numbers.not_above:
        if larger in bounds and smaller in known:
            least, most = bounds[larger]
            bounds[larger] = max(least, numbers.values[smaller]), most
        if smaller in bounds and larger in known:
            least, most = bounds[smaller]
            bounds[smaller] = least, min(most, numbers.values[larger])
    return bounds


def _plain(numbers: Numbers, hidden: set[Key]) -> set[Key]:
    """Return what is told nowhere and yet plain, since all others of a sum are shown."""
    lacking = ([key for key in _keys(one) if key in hidden] for one in numbers.sums_untold)
    return {keys[0] for keys in lacking if len(keys) == 1 and keys[0] in numbers.unpublished}


def _ranges(numbers: Numbers, part: Part, bounds: Bounds) -> Ranges:
    keys, sums = part
    column = {key: place for place, key in enumerate(keys)}
    matrix = np.zeros((len(sums), len(keys)))
    for row, (total, parts) in enumerate(sums):
        for key, sign in ((total, 1), *((one, -1) for one in parts)):
            if key in column:
                matrix[row, column[key]] += sign
    start = np.array([numbers.values[key] for key in keys], float)
    least, most = (np.array([bounds[key][end] for key in keys], float) for end in (0, 1))
    return Ranges(matrix, start, least, most)


def _ranks(numbers: Numbers) -> Ranks:
    """Return how many levels of sums lie below each number."""
    ranks = dict.fromkeys(numbers.values, 0)
    for _level in numbers.sums:  # as many passes as it takes, at most one a sum
        before = dict(ranks)
        for total, parts in numbers.sums:
            ranks[total] = max([ranks[total], *(1 + ranks[one] for one in parts)])
        if ranks == before:
            break
    return ranks


def _to_hide(key: Key, numbers: Numbers, hidden: set[Key], ranks: Ranks) -> Key | None:
    """Return what to keep back for the sake of a number: what makes it safe by itself, else one of those that do together.

    First comes what is near, nothing dear while another will do, parts before totals, and the smallest. Of the shortest
    run of those that makes it safe the last is needed (Junker, QuickXplain, AAAI 2004).
    """
    some: list[Key] = []
    for with_dear in (False, True):
        while more := _options(key, numbers, hidden.union(some), ranks, with_dear=with_dear):
            for option in more[:TRIED] if not some else ():
                if _is_safe(key, numbers, hidden | {option}):
                    return option
            some += more
            if _is_safe(key, numbers, hidden.union(some)):
                return some[bisect(range(len(some)), False, key=lambda last: _is_safe(key, numbers, hidden.union(some[: last + 1])))]
    return None


def _is_safe(key: Key, numbers: Numbers, hidden: set[Key]) -> bool:
    part = _part_of(key, numbers, hidden)
    return _ranges(numbers, part, _bounds(numbers, hidden)).reach(part[0].index(key), LEAST_RANGE - 1)


def _options(key: Key, numbers: Numbers, hidden: set[Key], ranks: Ranks, *, with_dear: bool) -> list[Key]:
    """Return what is shown and tied to a number by sums or bounds, in the order in which it is kept back."""
    tied = _tied(numbers)
    found: dict[Key, None] = {}
    for reached, sums in _outward(key, _part_of(key, numbers, hidden)[1], hidden):
        options = [_option(one, numbers, hidden, ranks, tied) for sum_ in sums for one in _keys(sum_)]
        beside = {told for one in reached for other in tied.get(one, ()) for told in _tellers(other, numbers)}
        options += [_option(one, numbers, hidden, ranks, tied, beside=1) for one in beside]
        found |= dict.fromkeys(one for *_weight, one in sorted(options) if one not in hidden and numbers.values[one])
    if with_dear:
        return sorted(found, key=lambda one: numbers.dear.get(one, 0))
    return [one for one in found if one not in numbers.dear]


def _option(key: Key, numbers: Numbers, hidden: set[Key], ranks: Ranks, tied: Ties, beside: int = 0) -> Option:
    """Weigh what might be kept back: one that a shown number ties closely, or that ties another, helps less."""
    stiff = int(any(other not in hidden for other in tied.get(key, ())))
    return beside + stiff, ranks[key], numbers.values[key], key


def _tellers(key: Key, numbers: Numbers) -> set[Key]:
    """Return what tells a number: itself, or the others of its sums where it is told nowhere."""
    if key not in numbers.unpublished:
        return {key}
    return {other for one in numbers.sums if key in _keys(one) for other in _keys(one)}


def _tied(numbers: Numbers) -> Ties:
    """Return for each number those that leave it too narrow a range by themselves."""
    tied: Ties = {}
    for one, other in numbers.not_above:
        if abs(numbers.values[one] - numbers.values[other]) < LEAST_RANGE - 1:
            tied.setdefault(one, set()).add(other)
            tied.setdefault(other, set()).add(one)
    return tied


def _outward(key: Key, sums: Sequence[Sum], hidden: set[Key]) -> Iterator[tuple[set[Key], list[Sum]]]:
    """Yield a number with the sums it stands in, then those bound to these by what is kept back with theirs, and so on."""
    left, reached, seen = list(sums), {key}, {key}
    while reached:
        near = [one for one in left if reached & set(_keys(one))]
        yield reached, near
        left = [one for one in left if one not in near]
        reached = ({other for one in near for other in _keys(one)} & hidden) - seen
        seen |= reached
