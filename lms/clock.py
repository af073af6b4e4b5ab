"""The only reader of the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """Return this instant, UTC and aware."""
    return _stopped_at.get() or datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """Return the calendar date it is now in a time zone (IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Hold the clock at an instant, for replaying history and for tests."""
    token = _stopped_at.set(at)
    try:
        yield
    finally:
        _stopped_at.reset(token)
