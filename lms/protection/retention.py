"""How long each class of data is kept, what is due tonight, and doing it. Again and again without harm."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, exists, func, not_, or_, select

from lms.accounts.disclosures import Disclosure
from lms.accounts.models import Account, Attempt, Identity, SignIn
from lms.audit.services import act, blank, note
from lms.extensions import db
from lms.imports.models import OPEN, ImportBatch, Stage
from lms.imports.services import give_up
from lms.participants import queries as participants
from lms.participants.identity import Identifier
from lms.participants.models import Person
from lms.participants.safekeeping import remove_identifier
from lms.protection import copies, queries
from lms.protection.copies import CONTACTS
from lms.protection.erasing import erase
from lms.protection.models import DataClass, RetentionRule
from lms.protection.rules import months_before
from lms.protection.tracing import Search, known_of, partners_entries, search

# Kept where law and donors differ, until an administrator sets a number; what only guards sign-ins, and
# files that nobody confirmed, go after a month.
DEFAULTS: dict[DataClass, int | None] = dict.fromkeys(DataClass) | {DataClass.ATTEMPTS: 1, DataClass.SIGN_INS: 1, DataClass.IMPORTS: 1}
# Rows in one transaction; a single one where each is looked for in the audit, or is a file.
AT_ONCE = {DataClass.ATTEMPTS: 1000, DataClass.SIGN_INS: 1000, DataClass.DISCLOSURES: 100}
WAITING = (*OPEN, Stage.WRITING)  # nobody is writing a file any more whose writing began a month ago
TELLS_CONTACTS = re.compile(r'"(?:phone|email)":"')


@dataclass(frozen=True)
class Line:
    """A class of data: the months it is kept (None: until a number is set), the day it goes back to, how many are due."""

    data_class: DataClass
    months: int | None
    before: date | None
    number: int


def keep(data_class: DataClass, months: int | None, *, by: Account | None, at: datetime) -> None:
    """Set for how many months a class of data is kept; None keeps it."""
    rule = db.session.get(RetentionRule, data_class)
    with act("retention.set", by=by, at=at):
        if rule is None:
            rule = RetentionRule(data_class=data_class)
            db.session.add(rule)
        rule.months = months


def months_of(data_class: DataClass) -> int | None:
    """Return for how many months a class is kept; None for as long as nobody sets a number."""
    rule = db.session.get(RetentionRule, data_class)
    return rule.months if rule else DEFAULTS[data_class]


def tonight(at: datetime) -> list[Line]:
    """Return what would be done at an instant, class by class."""
    return [line(data_class, at) for data_class in DataClass]


def line(data_class: DataClass, at: datetime) -> Line:
    """Return what would be done with one class at an instant."""
    rows = due(data_class, at)
    number = 0 if rows is None else db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    return Line(data_class, months_of(data_class), first_kept(data_class, at), number)


def first_kept(data_class: DataClass, at: datetime) -> date | None:
    """Return the day from which on a class is kept; None where all of it is."""
    months = months_of(data_class)
    return None if months is None else months_before(at.date(), months)


def due(data_class: DataClass, at: datetime) -> Select[Any] | None:
    """Select the rows whose time is over: all that lies before the day so many months back. None where all are kept."""
    day = first_kept(data_class, at)
    if day is None:
        return None
    instant = datetime.combine(day, time(), UTC)
    gone = select(Person).where(*queries.unseen_since(day, instant)).order_by(Person.id)
    match data_class:
        case DataClass.ATTEMPTS:
            return select(Attempt).where(Attempt.at < instant).order_by(Attempt.id)
        case DataClass.SIGN_INS:
            return select(SignIn).where(SignIn.seen_at < instant).order_by(SignIn.token_hash)
        case DataClass.IMPORTS:
            waiting = select(ImportBatch).where(ImportBatch.stage.in_(WAITING), ImportBatch.stage_at < instant)
            return waiting.order_by(ImportBatch.id)
        case DataClass.DISCLOSURES:
            return select(Disclosure).where(Disclosure.made_at < instant).order_by(Disclosure.id)
        case DataClass.CONTACTS:
            return gone.where(queries.of_any_record(lambda one: or_(one.email.is_not(None), one.phone.is_not(None))))
        case DataClass.IDENTIFIERS:
            return gone.where(queries.of_any_record(lambda one: exists().where(Identifier.person_id == one.id)))
    # Whoever signs in is not gone.
    return gone.where(not_(queries.of_any_record(lambda one: exists().where(Identity.person_id == one.id))))


def key_of(rows: Select[Any]) -> Any:
    """Return the attribute by which rows of a class are told apart and put in order."""
    mapper = rows.column_descriptions[0]["entity"].__mapper__
    return mapper.get_property_by_column(mapper.primary_key[0]).class_attribute


@dataclass(frozen=True)
class Step:
    """Some rows of a class, by their keys, that are done with in a transaction of their own."""

    data_class: DataClass
    keys: tuple[Any, ...]


def steps(data_class: DataClass, at: datetime) -> list[Step]:
    """Return what is due with one class, in small steps: between them, others may write."""
    rows = due(data_class, at)
    if rows is None:
        return []
    keys, size = db.session.scalars(rows.with_only_columns(key_of(rows))).all(), AT_ONCE.get(data_class, 1)
    return [Step(data_class, tuple(keys[first : first + size])) for first in range(0, len(keys), size)]


def look(step: Step, at: datetime) -> Search | None:
    """Find what erasing the person of a step must reach: that takes seconds, and others may write meanwhile."""
    people = _still_due(step, at) if step.data_class is DataClass.PERSONS else []
    return search(people[0]) if people else None


def take(step: Step, *, by: Account | None, at: datetime, found: Search | None = None) -> int:
    """Do a step, and return the number of its rows: what is no longer due by now is spared, as who came to an event."""
    rows = _still_due(step, at)
    if not rows:
        return 0
    match step.data_class:
        case DataClass.ATTEMPTS | DataClass.SIGN_INS:
            _clear(step.data_class, rows, by=by, at=at)
        case DataClass.IMPORTS:
            give_up(rows[0], by=by, at=at)
        case DataClass.DISCLOSURES:
            _expire(rows, by=by, at=at)
        case DataClass.CONTACTS:
            forget_contacts(rows[0], by=by, at=at)
        case DataClass.IDENTIFIERS:
            _forget_numbers(rows[0], by=by, at=at)
        case DataClass.PERSONS:
            erase(rows[0], reason="Retention", confirmed=rows[0].surname, by=by, at=at, found=found)
    return len(rows)


def _still_due(step: Step, at: datetime) -> list[Any]:
    rows = due(step.data_class, at)
    return [] if rows is None else list(db.session.scalars(rows.where(key_of(rows).in_(step.keys))).unique())


def _clear(data_class: DataClass, found: list[Any], *, by: Account | None, at: datetime) -> None:
    for one in found:
        db.session.delete(one)
    rule = RetentionRule(data_class=data_class)
    note("retention.clear", rule, by=by, at=at, row_count=len(found), before=first_kept(data_class, at))


def _expire(found: list[Any], *, by: Account | None, at: datetime) -> None:
    """Remove records of files that were passed on, and what the audit says of for whom and why."""
    objects = {("disclosure", str(one.id)) for one in found}
    told = [seq for seq, _body in db.session.execute(queries.entries_of(objects))]
    with act("disclosure.expire", by=by, at=at, redacted=True):
        for one in found:
            db.session.delete(one)
    rule = RetentionRule(data_class=DataClass.DISCLOSURES)
    blank("disclosure.expire", rule, told, by=by, at=at, row_count=len(found))


def forget_contacts(person: Person, *, by: Account | None, at: datetime) -> None:
    """Remove a person's phone and e-mail, and what merges wrote down and the audit says of these and of earlier ones."""
    known = known_of(person)
    own = db.session.execute(queries.entries_of({("person", str(number)) for number in known.ids}))
    told = {seq for seq, body in own if TELLS_CONTACTS.search(body)}
    told |= partners_entries(known.ids, {fact for fact in known.facts if fact[0] in CONTACTS})
    with act("person.forget_contacts", by=by, at=at, redacted=True):
        for one in known.records:
            one.email = one.phone = None
        copies.forget_contacts(known.ids)
    blank("person.forget_contacts", person, told, by=by, at=at)


def _forget_numbers(person: Person, *, by: Account | None, at: datetime) -> None:
    ids = [one.id for one in copies.records_of(person)]
    for number in db.session.scalars(participants.identifiers(*ids)).all():
        remove_identifier(number, by=by, at=at)
