"""What the record of changes tells of rows since a seal: who changed which column, from what to what."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select

from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.rules import BLANKING, canonical
from lms.audit.services import REDACTED
from lms.courses.models import Session
from lms.courses.roster import Attendance
from lms.extensions import db, listed

Values = Mapping[str, Any]
# What an act can have changed of a row, where its payload is blanked; of other acts, anything.
CAN_CHANGE = {
    "event.finalise": {"attended_sessions", "completed", "finalised_at"},
    "event.reopen": {"attended_sessions", "completed", "finalised_at"},
    "event.cancel": {"cancelled_at"}, "event.restore": {"cancelled_at"},
    "evidence.withdraw": {"withdrawn_at", "withdrawn_by_id", "withdrawn_reason"},
    "session.edit": {"day", "starts_at", "ends_at", "title", "room", "trainer"},
    "enrolment.change": {"role", "status"}, "enrolment.score": {"grade"}, **dict.fromkeys(BLANKING, frozenset()),
}  # fmt: skip
MAKING = (".add", ".attach", ".create", ".hand_over", ".issue", ".plan", "trainer_status.set")


class Unknown(Enum):
    """What stood somewhere, where no value can tell it."""

    NOTHING = "the row was not there"
    BLANKED = "what stood there is told no more"


@dataclass(frozen=True)
class Told:
    """An entry. `before` is None where the row was made, `after` where it was removed, both where its payload is blanked."""

    seq: int
    at: datetime
    actor_id: int | None
    actor: str
    action: str
    before: Values | None
    after: Values | None
    is_blanked: bool

    @property
    def makes(self) -> bool:
        """Say whether the row was made."""
        return self.action.endswith(MAKING) if self.is_blanked else self.before is None

    @property
    def removes(self) -> bool:
        """Say whether the row was removed."""
        return not self.is_blanked and self.after is None

    def touches(self, column: str) -> bool:
        """Say whether it changed a column; one that is blanked may have."""
        if self.is_blanked:
            return column in CAN_CHANGE.get(self.action, {column})
        return self.before is None or (self.after is not None and column in self.after)

    def left(self, column: str, value: Any) -> bool:
        """Say whether this value stood in a column before it."""
        return self.is_blanked or (self.before is not None and _same(self.before.get(column), value))

    def says(self, column: str, value: Any) -> bool:
        """Say whether this value stands in a column after it."""
        return self.is_blanked or (self.after is not None and _same(self.after.get(column), value))


def _same(told: Any, value: Any) -> bool:
    if told in (value, REDACTED):  # not every value can be hashed
        return True
    return isinstance(value, Decimal) and isinstance(told, str) and Decimal(told) == value


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's values as the record writes them, but for decimals."""
    return {
        name: json.loads(canonical(value)) if isinstance(value, Enum | date) else value for name, value in row.items()
    }  # fmt: skip


@dataclass
class Record:
    """The entries about some rows, by table and key, oldest first."""

    told: dict[tuple[str, str], list[Told]] = field(default_factory=lambda: defaultdict(list))
    tables: dict[str, list[tuple[str, Told]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, table: str, key: Any) -> list[Told]:
        """Return the entries about a row."""
        return self.told.get((table, str(key)), [])

    def about(self, table: str) -> list[tuple[str, Told]]:
        """Return the entries about rows of a table, with their keys."""
        return self.tables.get(table, [])

    def stood(self, table: str, key: Any, column: str, now: Any) -> Any:
        """Return what stood in a column before all of the entries, where `now` stands there now."""
        for one in self.of(table, key):
            if one.touches(column):
                if one.is_blanked:
                    return Unknown.NOTHING if one.makes else Unknown.BLANKED
                return Unknown.NOTHING if one.before is None else one.before.get(column)
        return now

    def agrees(self, table: str, key: Any, column: str, now: Any) -> bool:
        """Say whether the last entry that changed a column says what stands there now; true where none did."""
        changes = [one for one in self.of(table, key) if one.touches(column)]
        return not changes or changes[-1].says(column, now)

    def change(self, table: str, key: Any, column: str, now: Any, *, leaving: bool = False) -> Told | None:
        """Return the entry by which a column came to say something else than it did, None where none tells what stands now.

        It is the one by which it came to say this, or, `leaving`, the one by which it ceased to say what it did.
        """
        changes = [one for one in self.of(table, key) if one.touches(column)]
        stood = self.stood(table, key, column, now)
        if not changes or not self.agrees(table, key, column, now) or _same(stood, now):
            return None
        ceased = [one for one in changes if one.left(column, stood)] if leaving else []
        return (ceased or changes)[-1]

    def turned(self, table: str, key: Any, column: str, now: Any, passes: Callable[[Any], bool], *, leaving: bool) -> Told | None:
        """Return the entry by which a column came to pass no more, or, not `leaving`, to pass at last.

        It is the last by which it passed no more, or the first by which it passed: attendance that is opened and closed
        again between is as it was.
        """
        told = self.change(table, key, column, now, leaving=leaving)
        passed, turns = passes(self.stood(table, key, column, now)), []
        for one in self.of(table, key) if told else ():
            if one.touches(column) and not one.is_blanked and one.after is not None:
                passing = passes(one.after.get(column))
                if passed == leaving and passing != passed:
                    turns.append(one)
                passed = passing
        return (turns[-1] if leaving else turns[0]) if turns else told

    def there(self, table: str, key: Any, *, now: bool) -> bool:
        """Say whether a row was there before all of the entries, where it is there `now` or not."""
        entries = self.of(table, key)
        return not entries[0].makes if entries else now

    def made(self, table: str, key: Any) -> Told | None:
        """Return the entry by which a row was made last."""
        return next((one for one in reversed(self.of(table, key)) if one.makes), None)

    def removed(self, table: str, key: Any) -> Told | None:
        """Return the entry by which a row was removed, None where it was not, or was made again."""
        last = self.of(table, key)[-1:]
        return last[0] if last and last[0].removes else None

    def read(self, rows: Select[Any]) -> None:
        """Add the entries of a select."""
        for seq, at, actor_id, actor, action, table, key, body in db.session.execute(rows):
            content = json.loads(body) if body else {}
            if body is None or "before" in content or "after" in content:
                told = Told(seq, at, actor_id, actor, action, content.get("before"), content.get("after"), body is None)
                self.told[table, key].append(told)
                self.tables[table].append((key, told))


def _entries(*conditions: ColumnElement[bool]) -> Select[Any]:
    entry = AuditEntry.__table__.c
    columns = (entry.seq, entry.at, entry.actor_id, entry.actor, entry.action, entry.object_type, entry.object_id)
    rows = select(*columns, AuditPayload.__table__.c.body).join(AuditPayload.__table__, AuditPayload.__table__.c.seq == entry.seq)
    return rows.where(*conditions).order_by(entry.seq)


def of_rows(table: str, keys: Collection[Any], after: int) -> Select[Any]:
    """Select the entries about rows of a table after an entry, oldest first."""
    entry = AuditEntry.__table__.c
    named = listed(entry.object_id, sorted(map(str, keys)), String)
    return _entries(entry.object_type == table, named, entry.seq > after)


def of_table(table: str, after: int) -> Select[Any]:
    """Select the entries about all rows of a table after an entry, oldest first: for tables of which few rows change."""
    entry = AuditEntry.__table__.c
    return _entries(entry.object_type == table, entry.seq > after)


def of_marks(enrolments: Collection[int], after: int) -> Select[Any]:
    """Select the entries about marks of enrolments after an entry."""
    return _of_children(Attendance, Attendance.__table__.c.enrolment_id, enrolments, after)


def of_sessions(events: Collection[int], after: int) -> Select[Any]:
    """Select the entries about sessions of events after an entry; those about removed ones are not among them."""
    return _of_children(Session, Session.__table__.c.event_id, events, after)


def _of_children(model: Any, parent: Any, parents: Collection[int], after: int) -> Select[Any]:
    entry, child = AuditEntry.__table__.c, model.__table__
    keys = select(cast(child.c.id, String)).where(listed(parent, sorted(parents)))
    return _entries(entry.object_type == child.name, entry.object_id.in_(keys), entry.seq > after)


def removed_sessions(after: int) -> Select[Any]:
    """Select the entries by which sessions were removed after an entry."""
    entry = AuditEntry.__table__.c
    return _entries(entry.object_type == "session", entry.action.in_(("session.remove",)), entry.seq > after)
