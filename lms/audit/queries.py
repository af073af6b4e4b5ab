"""What the audit chain tells: an object's history, and whether the chain is whole."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.rules import BLANKING, FIRST_HASH, Link, is_told, sha256
from lms.extensions import db

VERIFY_BATCH = 2000
# All rows are signed with one key, so the first that differs among all means that the key does, not the row.
ANOTHER_KEY = "its signature is not of this key; AUDIT_KEY, or the audit_key file, may be that of another installation"


@dataclass(frozen=True)
class LogFilter:
    """What the record is narrowed to; None leaves a part open. `since` and `until` are instants, `until` not included."""

    actor: str = ""
    action: str | None = None
    kind: str | None = None
    key: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def log(wanted: LogFilter) -> Select[AuditEntry]:
    """Select the entries of the whole record, by who acted, what was done, what kind of object and when."""
    rows = select(AuditEntry).options(joinedload(AuditEntry.payload))
    pairs: tuple[tuple[Any, Callable[[], ColumnElement[bool]]], ...] = (
        (wanted.actor, lambda: AuditEntry.actor.contains(wanted.actor.lower(), autoescape=True)),
        (wanted.action, lambda: AuditEntry.action == wanted.action),
        (wanted.kind, lambda: AuditEntry.object_type == wanted.kind),
        (wanted.key, lambda: AuditEntry.object_id == wanted.key),
        (wanted.since, lambda: AuditEntry.at >= wanted.since),
        (wanted.until, lambda: AuditEntry.at < wanted.until),
    )
    return rows.where(*(condition() for value, condition in pairs if value))


Keys = str | Collection[str] | Select[str]


def history(*objects: tuple[str, Keys]) -> Select[AuditEntry]:
    """Select the entries about objects, given as (table, key or keys) pairs, newest first."""
    entry = AuditEntry.__table__.c
    numbers = union_all(*(select(entry.seq).where(entry.object_type == kind, _is(entry.object_id, keys)) for kind, keys in objects))
    return (
        select(AuditEntry)
        .where(AuditEntry.seq.in_(numbers))
        .options(joinedload(AuditEntry.payload))
        .order_by(AuditEntry.seq.desc())
    )


def _is(column: ColumnElement[str], keys: Keys) -> ColumnElement[bool]:
    return column == keys if isinstance(keys, str) else column.in_(keys)


def removed(kind: str, parent: str, parents: Collection[str]) -> Select[str]:
    """Select the keys of rows of a table that were removed and whose column `parent` named one of some rows.

    The row itself is gone; the payload of its removal, canonical JSON, starts with what was before.
    """
    named = [f'"{parent}":{key}{after}' for key in parents for after in (",", "}")]
    return (
        select(AuditEntry.object_id)
        .join(AuditPayload, AuditPayload.seq == AuditEntry.seq)
        .where(AuditEntry.object_type == kind, AuditPayload.body.startswith('{"before":', autoescape=True))
        .where(or_(false(), *(AuditPayload.body.contains(text, autoescape=True) for text in named)))
    )


def last() -> Select[int]:
    """Select the number of the last entry, None where there is none."""
    return select(func.max(AuditEntry.seq))


def last_of(types: Iterable[str]) -> Select[int]:
    """Select the number of the last entry about objects of some types, None where there is none."""
    return last().where(AuditEntry.object_type.in_(list(types)))


def erased() -> Select[int]:
    """Select how many entries' payloads are blanked."""
    return select(func.count()).where(AuditPayload.body.is_(None))


def head() -> Select[int, str]:
    """Select number and hash of the last row."""
    return select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)


def since(seq: int, kinds: Collection[str]) -> Select[int, str, str, str]:
    """Select number, hash, table and key of a row, which covers all rows before it, and of the later ones about some tables."""
    rows = select(AuditEntry.seq, AuditEntry.hash, AuditEntry.object_type, AuditEntry.object_id)
    wanted = or_(AuditEntry.seq == seq, AuditEntry.object_type.in_(kinds))
    return rows.where(AuditEntry.seq >= seq, wanted).order_by(AuditEntry.seq)


def first_break(key: str) -> tuple[int, str] | None:
    """Walk the whole chain; return the first broken row as (seq, what is wrong), or None when it is whole."""
    expected, previous = 1, FIRST_HASH
    blanked = _blanked()
    chain = (
        select(AuditEntry, AuditPayload)
        .outerjoin(AuditPayload, AuditPayload.seq == AuditEntry.seq)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=VERIFY_BATCH)
    )
    with db.session.execute(chain) as rows:
        for entry, payload in rows:
            wrong = _wrong(entry, expected, previous, key) or _payload_wrong(entry, payload, blanked)
            if wrong:
                return expected if entry.seq != expected else entry.seq, wrong
            expected, previous = entry.seq + 1, entry.hash
    return None


def _wrong(entry: AuditEntry, expected: int, previous: str, key: str) -> str | None:
    link = Link(
        entry.seq, entry.at, entry.actor_id, entry.actor, entry.action, entry.object_type, entry.object_id,
        entry.payload_hash, entry.previous_hash,
    )  # fmt: skip
    if entry.seq != expected:
        return "a row is missing"
    if entry.previous_hash != previous:
        return "it does not follow the row before it"
    if link.hash() != entry.hash:
        return "its content does not match its hash"
    if link.signature(key) != entry.hmac:
        return ANOTHER_KEY if entry.seq == 1 else "its signature is not of this key"
    return None


def _blanked() -> dict[int, str]:
    """Return the acts that blanked payloads, by their numbers, with the runs of entries that each tells it blanked."""
    rows = (
        select(AuditEntry.seq, AuditPayload.body)
        .join(AuditPayload, AuditPayload.seq == AuditEntry.seq)
        .where(AuditEntry.action.in_(BLANKING), AuditPayload.body.contains('"blanked":', autoescape=True))
    )
    return {seq: json.loads(body or "")["facts"]["blanked"] for seq, body in db.session.execute(rows)}


def _payload_wrong(entry: AuditEntry, payload: AuditPayload | None, blanked: dict[int, str]) -> str | None:
    if payload is None:
        return "its payload is missing"
    if payload.body is None:
        told = is_told(entry.seq, blanked.get(payload.blanked_by or 0, ""))
        return None if told else "its payload was blanked by no recorded act"
    return None if sha256(payload.body) == entry.payload_hash else "its payload was changed"
