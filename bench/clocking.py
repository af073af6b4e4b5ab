"""How long something takes once it is warm."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

MOST_QUERIES = 10
SLOW_SECONDS = 5.0


@dataclass(frozen=True)
class Measured:
    """The warm median of something, in seconds, with the limit that it should keep where there is one.

    Of a share, which lies between 0 and 1, the limit is what it should reach.
    """

    what: str
    seconds: float
    limit: float | None = None
    note: str = ""
    queries: int | None = None
    is_share: bool = False

    @property
    def keeps(self) -> bool:
        """Say whether it is fast enough and, where there is a limit, sends no more queries than a page may."""
        if self.is_share:
            return self.limit is None or self.seconds >= self.limit
        return self.limit is None or (self.seconds <= self.limit and (self.queries or 0) <= MOST_QUERIES)


def warm(
    what: str, runs: Iterable[Callable[[], Any]], *, limit: float | None = None, note: str = "",
    queries: int | None = None, before: Callable[[], Any] = lambda: None,
) -> Measured:  # fmt: skip
    """Run each once cold and five times warm, once warm where it is slow; return the median of the warm runs.

    What is to be done `before` each run is not measured.
    """
    taken: list[float] = []
    for run in runs:
        cold = _seconds(run, before)
        taken += [_seconds(run, before) for _ in range(1 if cold > SLOW_SECONDS else 5)]
    return Measured(what, median(taken), limit, note, queries)


def _seconds(run: Callable[[], Any], before: Callable[[], Any]) -> float:
    before()
    started = perf_counter()
    run()
    return perf_counter() - started
