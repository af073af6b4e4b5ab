"""An attacker who knows every published number and every sum, and works out exactly what can be known of the others."""

from collections.abc import Mapping, Sequence

Key = tuple[str, ...]
Sums = Sequence[tuple[Key, Sequence[Key]]]
Bounds = dict[Key, tuple[int, int]]
MOST = 400  # beyond all numbers of the tests


def ranges(sums: Sums, shown: Mapping[Key, int | None], least_of: Mapping[Key, int] | None = None) -> Bounds:
    """Return the least and the largest value that each number which is not shown (None) may have, found by search.

    Who is told of stands for somebody: each is at least one, or what `least_of` knows of it.
    """
    least_known = least_of or {}
    start = {key: (least_known.get(key, 1), MOST) if number is None else (number, number) for key, number in shown.items()}
    known = _tightened(sums, start)
    assert known is not None, "what is shown contradicts itself"
    found: Bounds = {}
    for key in (key for key, number in shown.items() if number is None):
        values = range(known[key][0], known[key][1] + 1)
        least = next(value for value in values if _holds(sums, known | {key: (value, value)}))
        most = next(value for value in reversed(values) if _holds(sums, known | {key: (value, value)}))
        found[key] = least, most
    return found


def _tightened(sums: Sums, bounds: Bounds) -> Bounds | None:
    """Tighten bounds by every sum until none moves; None where nothing fits."""
    bounds, before = dict(bounds), None
    while bounds != before:
        before = dict(bounds)
        for total, parts in sums:
            low, high = (sum(bounds[part][end] for part in parts) for end in (0, 1))
            bounds[total] = least, most = max(bounds[total][0], low), min(bounds[total][1], high)
            for part in parts:
                one = bounds[part]
                bounds[part] = max(one[0], least - (high - one[1])), min(one[1], most - (low - one[0]))
            if any(bounds[key][0] > bounds[key][1] for key in (total, *parts)):
                return None
    return bounds


def _holds(sums: Sums, bounds: Bounds) -> bool:
    """Say whether any numbers within bounds fit all sums."""
    known = _tightened(sums, bounds)
    if known is None:
        return False
    loose = [key for key, (least, most) in known.items() if least < most]
    if not loose:
        return True
    key = min(loose, key=lambda one: known[one][1] - known[one][0])
    return any(_holds(sums, known | {key: (value, value)}) for value in range(known[key][0], known[key][1] + 1))
