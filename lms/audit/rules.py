"""The arithmetic of the audit chain: canonical JSON, hashes, HMAC. Pure."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

FIRST_HASH = "0" * 64
# Acts in whose name older payloads are blanked. Each tells which in its own payload, which is never blanked itself.
BLANKING = frozenset({"person.erase", "person.forget_contacts", "disclosure.expire"})


@dataclass(frozen=True)
class Link:
    """The part of an audit entry that its hash covers."""

    seq: int
    at: datetime
    actor_id: int | None
    actor: str
    action: str
    object_type: str
    object_id: str
    payload_hash: str
    previous_hash: str

    def hash(self) -> str:
        """Return the SHA-256 of the entry's canonical JSON, hex."""
        return sha256(canonical(self.__dict__))

    def signature(self, key: str) -> str:
        """Return the HMAC-SHA-256 of the hash under the audit key, hex."""
        return hmac.new(key.encode(), self.hash().encode(), hashlib.sha256).hexdigest()


def canonical(value: Any) -> str:
    """Return JSON with sorted keys, no spaces and UTF-8 letters, so that equal values have equal bytes."""
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def ranged(numbers: Iterable[int]) -> str:
    """Return numbers as runs between commas: 3–5, 9."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def is_told(number: int, runs: str) -> bool:
    """Say whether a number lies in runs as `ranged` writes them."""
    ends = (run.partition("–") for run in runs.split(", ") if run)
    return any(int(first) <= number <= int(last or first) for first, _dash, last in ends)


def sha256(text: str | bytes) -> str:
    """Return the SHA-256 of a text (as UTF-8) or of bytes, hex."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes():
            return {"bytes": len(value), "sha256": sha256(value)}
        case set() | frozenset() | tuple():
            return sorted(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")
