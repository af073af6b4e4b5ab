"""What each of two documents asks of an event: its days, and whether attendance was decided by them. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from lms.reports.cause_words import Kind
from lms.reports.conditions import end_of
from lms.reports.document import Document
from lms.reports.entries import plain


@dataclass(frozen=True)
class Side:
    """What one of the two documents counted: ISO days, `end` the instant after its as-of day."""

    first: str | None
    last: str | None
    as_of: str
    end: str
    since: str | None  # the first day of cumulative numbers

    @classmethod
    def of(cls, document: Document) -> Self:
        """Return the days of a document."""
        period = document.content["period"]
        end = plain({"end": end_of(date.fromisoformat(period["as_of"]))})["end"]
        return cls(period["first"], period["last"], period["as_of"], end, period.get("since"))

    @property
    def longer(self) -> Self:
        """Return the days that cumulative numbers count."""
        return replace(self, first=self.since)

    def holds(self, day: str) -> bool:
        """Say whether a day lies in its period."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def decided(self, instant: str | None) -> bool:
        """Say whether something was decided or recorded by the as-of day."""
        return instant is not None and instant < self.end


Passes = Callable[[Side, Any], bool]


# What every figure asks of an event: column, what passes, and what it is called when it passes no more or passes now.
TESTS: tuple[tuple[str, Passes, Kind, Kind], ...] = (
    ("cancelled_at", lambda _side, value: value is None, Kind.EVENT_CANCELLED, Kind.EVENT_FINALISED),
    ("finalised_at", Side.decided, Kind.EVENT_REOPENED, Kind.EVENT_FINALISED),
    ("ends_on", Side.holds, Kind.EVENT_MOVED, Kind.EVENT_MOVED),
)
DECIDING = TESTS[1:]  # a cancelled event is not finalised
