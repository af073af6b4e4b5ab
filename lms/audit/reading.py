"""Entries as a person reads them: who did what to which object, and each field before and after."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column, Date, Enum, Numeric, Time, inspect, select
from sqlalchemy.orm import joinedload

from lms.audit.models import AuditEntry
from lms.audit.services import REDACTED
from lms.audit.wording import ACTS, FIELDS, KINDS, UNTOLD, spelled
from lms.extensions import WITH_MERGED, Instant, Model, db
from lms.language import Labelled
from lms.web import local, show

NAMED_THROUGH = ("person", "material", "indicator")  # relations that lend a row their name: an enrolment is called as its person
NAMED_BY = {"account_grant": ("account_id", "role")}  # a row without a name, called by who was given what
Reference = tuple[str, str]  # a table and a key, as text


@dataclass(frozen=True)
class Change:
    """One field of an entry; `before` is None where nothing stood there, `after` where nothing was left."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Line:
    """An entry in words."""

    entry: AuditEntry
    act: str
    kind: str
    thing: str
    who: str
    changes: list[Change]
    is_blanked: bool


def lines(entries: Sequence[AuditEntry]) -> list[Line]:
    """Return entries in words; the objects they name are read once a table, inside the present scope."""
    bodies = {entry.seq: _body(entry) for entry in entries}
    wanted: set[Reference] = set()
    for entry in entries:
        wanted |= {(entry.object_type, entry.object_id), ("account", str(entry.actor_id))}
        wanted |= set(_parts(entry.object_type, entry.object_id))
        wanted |= set(_references(entry.object_type, bodies[entry.seq]))
    names = _names(wanted)
    return [_line(entry, bodies[entry.seq], names) for entry in entries]


def changes(kind: str, bodies: Sequence[dict[str, Any]]) -> list[list[Change]]:
    """Return what changes of objects of a table, in words: each body has the fields `before` and `after`, as entries do."""
    names = _names({reference for body in bodies for reference in _references(kind, body)})
    return [_changes(kind, body, names) for body in bodies]


def _body(entry: AuditEntry) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(entry.payload.body) if entry.payload and entry.payload.body else {}
    return body


def _line(entry: AuditEntry, body: dict[str, Any], names: dict[Reference, str]) -> Line:
    return Line(
        entry=entry, act=_(spelled(ACTS, entry.action)), kind=_(spelled(KINDS, entry.object_type)),
        thing=_thing(entry, body, names), who=_who(entry, names), changes=_changes(entry.object_type, body, names),
        is_blanked=entry.payload is None or entry.payload.body is None,
    )  # fmt: skip


def _who(entry: AuditEntry, names: dict[Reference, str]) -> str:
    if entry.actor_id is None:
        return _("The system")
    return names.get(("account", str(entry.actor_id)), entry.actor)


def _thing(entry: AuditEntry, body: dict[str, Any], names: dict[Reference, str]) -> str:
    own = names.get((entry.object_type, entry.object_id))
    if own:
        return own
    called = [names[part] for part in _parts(entry.object_type, entry.object_id) if part in names]
    fields = body.get("after") or body.get("before") or {}
    by = NAMED_BY.get(entry.object_type, ())
    called = called or [said for key in by if (said := _value(entry.object_type, key, fields.get(key), names))]
    return " · ".join(called) or _("No. %(number)s", number=entry.object_id)


def _changes(kind: str, body: dict[str, Any], names: dict[Reference, str]) -> list[Change]:
    before, after = body.get("before"), body.get("after", body.get("facts"))
    shown = after if after is not None else before
    fields = [key for key, value in (shown or {}).items() if key not in UNTOLD and (value is not None or (before and after))]
    parts = [part for key in fields if _holds_json(kind, key) for part in _parts_of(shown[key])] if shown else []
    fields = [key for key in fields if not _holds_json(kind, key)]
    return parts + [
        Change(
            _(spelled(FIELDS, key)),
            _value(kind, key, (before or {}).get(key), names), _value(kind, key, (after or {}).get(key), names),
        )
        for key in fields
    ]  # fmt: skip


def _holds_json(kind: str, key: str) -> bool:
    column = _column(kind, key)
    return column is not None and bool(column.info.get("json"))


def _parts_of(text: str) -> list[Change]:
    """Tell what a column of JSON says, field by field; what is left open is left out."""
    told = {key: value for key, value in json.loads(text).items() if value not in (None, "", [])}
    return [
        Change(_(spelled(FIELDS, key)), None, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for key, value in told.items()
    ]  # fmt: skip


def _value(kind: str, key: str, value: Any, names: dict[Reference, str]) -> str | None:
    if value in (None, ""):
        return None
    if value == REDACTED:
        return _("(not recorded)")
    column = _column(kind, key)
    if column is None:
        return show(value)
    target = _target(column)
    if target:
        return names.get((target, str(value))) or (_("No. %(number)s", number=value) if isinstance(value, int) else show(value))
    return show(_typed(column, value)) if not isinstance(value, dict) else _("A file")


def _typed(column: Column[Any], value: Any) -> Any:
    """Return a value of the JSON as the column's own kind; as it stands where it is none any more."""
    readers: tuple[tuple[type, Any], ...] = (
        (Enum, getattr(column.type, "enum_class", str)), (Instant, datetime.fromisoformat),
        (Date, date.fromisoformat), (Time, time.fromisoformat), (Numeric, Decimal),
    )  # fmt: skip
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # years and running numbers are written without a separator
    try:
        return next((read(value) for kind, read in readers if isinstance(column.type, kind)), value)
    except (ValueError, ArithmeticError):
        return value


def _mappers() -> dict[str, Any]:
    return {mapper.class_.__tablename__: mapper for mapper in Model.registry.mappers}


def _column(kind: str, key: str) -> Column[Any] | None:
    mapper = _mappers().get(kind)
    attribute = mapper.column_attrs.get(key) if mapper else None
    return attribute.columns[0] if attribute else None


def _target(column: Column[Any]) -> str | None:
    return next((key.column.table.name for key in column.foreign_keys), None)


def _parts(kind: str, key: str) -> list[Reference]:
    """Return what a key made of other tables' keys names, as a funding row names its event and project."""
    mapper = _mappers().get(kind)
    columns = mapper.primary_key if mapper else ()
    pairs = zip(columns, key.split(":"), strict=False)
    return [(target, part) for column, part in pairs if (target := _target(column))]


def _references(kind: str, body: dict[str, Any]) -> Iterable[Reference]:
    for fields in (body.get("before") or {}, body.get("after") or {}):
        for key, value in fields.items():
            column = _column(kind, key)
            if value is not None and column is not None and (target := _target(column)):
                yield target, str(value)


def _names(wanted: set[Reference]) -> dict[Reference, str]:
    by_table: dict[str, set[str]] = defaultdict(set)
    for table, key in wanted:
        by_table[table].add(key)
    mappers = _mappers()
    return {
        (table, key): name
        for table, keys in sorted(by_table.items())
        if table in mappers and len(mappers[table].primary_key) == 1
        for key, name in _names_in(mappers[table].class_, keys)
    }  # fmt: skip


def _names_in(model: Any, keys: set[str]) -> Iterable[tuple[str, str]]:
    column = inspect(model).primary_key[0]
    numbers = column.type.python_type is int
    sought = [int(key) if numbers else key for key in keys if not numbers or key.isdecimal()]
    lenders = [getattr(model, lender) for lender in NAMED_THROUGH if lender in inspect(model).relationships]
    rows = select(model).where(column.in_(sought)).options(*(joinedload(lender) for lender in lenders))
    rows = rows.execution_options(**{WITH_MERGED: True})
    for row in db.session.scalars(rows).unique() if sought else ():
        name = called(row)
        if name:
            yield str(inspect(row).identity[0]), name


def called(row: Any) -> str | None:
    """Return what a person calls an object: a name, a number, or a code with a title."""
    for lender in NAMED_THROUGH:
        if hasattr(row, lender):
            return called(getattr(row, lender))
    for attribute in ("full_name", "email", "label", "title"):
        if isinstance(getattr(row, attribute, None), str):
            return str(getattr(row, "name", None) if attribute == "email" else getattr(row, attribute))
    if isinstance(getattr(row, "number", None), str):
        return str(row.number)
    if hasattr(row, "title_en"):
        code = getattr(row, "code", None)
        return f"{code} · {local(row, 'title')}" if code else local(row, "title")
    if hasattr(row, "name_en"):
        return local(row)
    name = getattr(row, "name", None) or getattr(row, "kind", None)
    return show(name) if isinstance(name, str | Labelled) else None
