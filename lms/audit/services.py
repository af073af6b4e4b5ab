"""Writing the audit chain: every flushed change inside a named act, in the change's own transaction."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import event, func, insert, inspect, select, text, update
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.attributes import History

from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.rules import FIRST_HASH, Link, canonical, ranged, sha256
from lms.errors import UnauditedChange
from lms.extensions import Model, db

CHAIN_LOCK = 0x6C6D7301  # any constant of our own; names the chain among PostgreSQL's advisory locks
REDACTED = "(not recorded)"
SYSTEM = "system"
AT_ONCE = 500  # numbers in one statement


class Actor(Protocol):
    """Whoever acts: an account, for the audit only its id and what to call it."""

    id: Any
    email: Any


@dataclass
class Act:
    """What is being done, by whom and when, while changes are written."""

    action: str
    by: Actor | None
    at: datetime
    redacted: bool = False


_act: ContextVar[Act | None] = ContextVar("act", default=None)
_key: dict[str, str] = {}


def use_key(key: str) -> None:
    """Set the HMAC key of the chain, once at start."""
    _key["hmac"] = key


@contextmanager
def act(action: str, *, by: Actor | None, at: datetime, redacted: bool = False) -> Iterator[None]:
    """Name the changes made inside; they are flushed and recorded when it ends. `by` None is the system itself.

    Redacted, the record tells which fields changed and what stands in them now, and not what stood there before.
    """
    db.session.flush()
    token = _act.set(Act(action, by, at, redacted))
    try:
        yield
        db.session.flush()
    finally:
        _act.reset(token)


def note(action: str, obj: Model, *, by: Actor | None, at: datetime, **facts: Any) -> None:
    """Record something that was done to an object without changing it, such as a sign-in or a download."""
    _append(db.session(), Act(action, by, at), [(obj.__tablename__, identity(obj), {"facts": facts})])


def blank(action: str, obj: Model, seqs: Iterable[int], *, by: Actor | None, at: datetime, **facts: Any) -> int:
    """Record an act on an object, and blank in its name what older entries say; return how many.

    The hashes of the chain cover the hash of each payload, so that it stays whole; that an entry was blanked by this
    act, and not by somebody else, is told by the act's own payload (docs/decisions/0014).
    """
    numbers = sorted(set(seqs))
    note(action, obj, by=by, at=at, **facts, blanked=ranged(numbers))
    own = db.session.scalar(select(func.max(AuditEntry.seq)))
    for first in range(0, len(numbers), AT_ONCE):
        some = AuditPayload.seq.in_(numbers[first : first + AT_ONCE])
        db.session.connection().execute(update(AuditPayload).where(some).values(body=None, blanked_by=own))
    return len(numbers)


def is_audited(obj: object) -> bool:
    """Say whether changes to the object are recorded; a model opts out with `__audited__ = False`."""
    return getattr(obj, "__audited__", True) and not isinstance(obj, AuditEntry | AuditPayload)


@event.listens_for(db.session, "after_flush")
def _record(session: Session, context: UOWTransaction) -> None:
    # Not session.deleted: a row that left its parent's collection is removed by the flush and never stands in there.
    removed = [state.obj() for state, (is_delete, _listed) in context.states.items() if is_delete]
    changed = [obj for obj in session.dirty if obj not in removed]
    changes = [
        change
        for objects, describe in ((removed, _removed), (session.new, _created), (changed, _changed))
        for obj in objects
        if obj is not None and is_audited(obj) and (change := describe(obj))
    ]
    if not changes:
        return
    current = _act.get()
    if current is None:
        raise UnauditedChange(f"{changes[0][0]} {changes[0][1]} changed outside any act.")
    if current.redacted:
        changes = [(kind, key, _without_before(content)) for kind, key, content in changes]
    _append(session, current, changes)


def _without_before(content: dict[str, Any]) -> dict[str, Any]:
    before = {key: value if value is None else REDACTED for key, value in content.get("before", {}).items()}
    return content | {"before": before} if before else content


@event.listens_for(db.session, "do_orm_execute")
def _refuse_bulk_changes(state: ORMExecuteState) -> None:
    """Bulk UPDATE and DELETE pass by the record above; only tables that are not audited may use them."""
    if (state.is_update or state.is_delete) and state.bind_mapper and is_audited(state.bind_mapper.class_):
        raise UnauditedChange(f"Bulk change of {state.bind_mapper.class_.__name__}.")


Change = tuple[str, str, dict[str, Any]]


def _created(obj: Model) -> Change:
    return obj.__tablename__, identity(obj), {"after": {k: v for k, v in _values(obj).items() if v is not None}}


def _removed(obj: Model) -> Change:
    return obj.__tablename__, identity(obj), {"before": _values(obj)}


def _changed(obj: Model) -> Change | None:
    before, after = {}, {}
    state = inspect(obj)
    for column in state.mapper.column_attrs:
        history: History = state.attrs[column.key].history
        if history.has_changes():
            secret = column.columns[0].info.get("secret")
            before[column.key] = REDACTED if secret else (history.deleted or [None])[0]
            after[column.key] = REDACTED if secret else (history.added or [None])[0]
    return (obj.__tablename__, identity(obj), {"before": before, "after": after}) if before else None


def _values(obj: Model) -> dict[str, Any]:
    attributes = inspect(obj).mapper.column_attrs
    return {a.key: REDACTED if a.columns[0].info.get("secret") else getattr(obj, a.key) for a in attributes}


def identity(obj: Model) -> str:
    """Return an object's primary key as entries name it, parts joined by a colon."""
    mapper = inspect(obj).mapper
    return ":".join(str(part) for part in mapper.primary_key_from_instance(obj))


def _append(session: Session, current: Act, changes: list[Change]) -> None:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": CHAIN_LOCK})
    head = select(AuditEntry.__table__.c.seq, AuditEntry.__table__.c.hash).order_by(AuditEntry.seq.desc()).limit(1)
    seq, previous = connection.execute(head).first() or (0, FIRST_HASH)
    actor_id, actor = (current.by.id, current.by.email) if current.by else (None, SYSTEM)
    entries, payloads = [], []
    for object_type, object_id, content in changes:
        seq += 1
        body = canonical(content | {"salt": secrets.token_hex(16)})
        at = current.at.astimezone(UTC)
        link = Link(seq, at, actor_id, actor, current.action, object_type, object_id, sha256(body), previous)
        previous = link.hash()
        entries.append(link.__dict__ | {"hash": previous, "hmac": link.signature(_key["hmac"])})
        payloads.append({"seq": seq, "body": body})
    connection.execute(insert(AuditEntry), entries)
    connection.execute(insert(AuditPayload), payloads)
