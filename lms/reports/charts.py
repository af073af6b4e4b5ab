"""The geometry of charts: numbers in, shapes out. Pure.

Across, everything is in per cent of the drawing, so that it fits every screen while words keep their size; down, in
pixels. None is a number that is not shown: nothing is drawn for it, and the page says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil

AFTER_SHORT, AFTER_LONG, PLOT_END = 22.0, 37.0, 86.0  # per cent: names of lines stand before bars, numbers behind
SHORT = 9  # letters of a name
LINE, BAR, AXIS = 22, 13, 20  # px: from line to line, of a bar, below the last line
SHADES = 5


@dataclass(frozen=True)
class Tick:
    """A number of the scale and where it stands."""

    value: int
    x: float


@dataclass(frozen=True)
class Segment:
    """A part of a bar; `key` says which."""

    key: str
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """A line of a chart: `y` is the upper edge of its bar; its total, its reach, and the segments of it that are shown."""

    y: int
    total: int | None
    x: float
    width: float
    segments: tuple[Segment, ...]

    @property
    def end(self) -> float:
        """Return where the bar ends."""
        return round(self.x + self.width, 3)


@dataclass(frozen=True)
class Bars:
    """Bars below each other on one scale; the names of the lines end left of `left`."""

    left: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]

    @property
    def floor(self) -> int:
        """Return where the lines of the scale end."""
        return LINE * len(self.bars) + 2

    @property
    def height(self) -> int:
        """Return the height of the drawing."""
        return self.floor + AXIS


def steps(largest: int, most: int = 4) -> tuple[int, ...]:
    """Return whole numbers from 0 to the largest or above, evenly by 1, 2 or 5 times a power of ten, `most` steps at most."""
    step = next(step for step in _round_numbers() if step * most >= largest)
    return tuple(step * n for n in range(max(ceil(largest / step), 1) + 1))


def _round_numbers() -> Iterator[int]:
    yield from (n * 10**power for power in count() for n in (1, 2, 5))


Line = tuple[str, int | None, Mapping[str, int | None]]


def bars(lines: Sequence[Line], largest: int) -> Bars:
    """Lay out lines of (name, total, parts by key) on a scale to the largest number of them, or of their neighbours'."""
    scale = steps(largest)
    left = AFTER_SHORT if all(len(name) <= SHORT for name, *_numbers in lines) else AFTER_LONG
    unit = (PLOT_END - left) / scale[-1]
    ticks = tuple(Tick(value, round(left + value * unit, 3)) for value in scale)
    laid_out = (_bar(n, left, unit, total, parts) for n, (_name, total, parts) in enumerate(lines))
    return Bars(left, tuple(laid_out), ticks)


def _bar(place: int, left: float, unit: float, total: int | None, parts: Mapping[str, int | None]) -> Bar:
    segments, x = [], left
    for key, number in parts.items():
        if number:
            segments.append(Segment(key, round(x, 3), round(number * unit, 3)))
            x += number * unit
    return Bar(LINE * place + (LINE - BAR) // 2, total, left, round((total or 0) * unit, 3), tuple(segments))


@dataclass(frozen=True)
class Shade:
    """A darkness from 1 to SHADES, and the lowest and the highest number that it stands for."""

    darkness: int
    low: int
    high: int


def shades(largest: int) -> tuple[Shade, ...]:
    """Return the shades of numbers up to the largest, the palest first; of few numbers, fewer.

    The root of a number decides, so that one capital does not make every other place pale.
    """
    ends = sorted({ceil(largest * (n / SHADES) ** 2) for n in range(1, SHADES + 1)} - {0})
    lows = [1, *(end + 1 for end in ends)]
    return tuple(
        Shade(ceil(n * SHADES / len(ends)), low, high) for n, (low, high) in enumerate(zip(lows, ends, strict=False), 1)
    )


def darkness(number: int | None, of: Sequence[Shade]) -> int:
    """Return the darkness of a number; 0 for none and for what is not shown."""
    return next((one.darkness for one in of if one.low <= (number or 0) <= one.high), 0)


@dataclass(frozen=True)
class Bullet:
    """How far a value is from its target, both in per cent of the drawing; `width` None where no value is shown."""

    width: float | None
    target: float


def bullet(value: int | None, target: int) -> Bullet:
    """Lay a value beside its target: whichever is more reaches the end."""
    whole = max(value or 0, target)
    if not whole:
        return Bullet(0 if value is not None else None, 100)
    width = None if value is None else round(100 * value / whole, 3)
    return Bullet(width, round(100 * target / whole, 3))
