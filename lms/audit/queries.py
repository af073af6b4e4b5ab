"""What the audit chain tells: an object's history, and whether the chain is whole."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.rules import FIRST_HASH, Link, sha256
from lms.extensions import db

VERIFY_BATCH = 2000


def history(*objects: tuple[str, str]) -> Select[AuditEntry]:
    """Select the entries about objects, given as (table, id) pairs, newest first."""
    about = [(AuditEntry.object_type == kind) & (AuditEntry.object_id == key) for kind, key in objects]
    return select(AuditEntry).where(or_(*about)).options(joinedload(AuditEntry.payload)).order_by(AuditEntry.seq.desc())


def first_break(key: str) -> tuple[int, str] | None:
    """Walk the whole chain; return the first broken row as (seq, what is wrong), or None when it is whole."""
    expected, previous = 1, FIRST_HASH
    chain = (
        select(AuditEntry, AuditPayload)
        .outerjoin(AuditPayload, AuditPayload.seq == AuditEntry.seq)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=VERIFY_BATCH)
    )
    with db.session.execute(chain) as rows:
        for entry, payload in rows:
            wrong = _wrong(entry, payload, expected, previous, key)
            if wrong:
                return expected if entry.seq != expected else entry.seq, wrong
            expected, previous = entry.seq + 1, entry.hash
    return None


def _wrong(entry: AuditEntry, payload: AuditPayload | None, expected: int, previous: str, key: str) -> str | None:
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
        return "its signature is not of this key"
    return _payload_wrong(entry, payload)


def _payload_wrong(entry: AuditEntry, payload: AuditPayload | None) -> str | None:
    if payload is None:
        return "its payload is missing"
    if payload.body is None:
        return None if payload.blanked_by else "its payload was blanked by no recorded act"
    return None if sha256(payload.body) == entry.payload_hash else "its payload was changed"
