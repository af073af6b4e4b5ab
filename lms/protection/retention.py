"""How long each class of data is kept, what is due tonight, and doing it. Again and again without harm."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, delete, exists, func, or_, select

from lms.accounts.disclosures import Disclosure
from lms.accounts.models import Account, Attempt, Identity, SignIn
from lms.audit.services import act, blank, note
from lms.extensions import db
from lms.imports.models import OPEN, ImportBatch
from lms.imports.services import discard
from lms.participants.identity import Identifier
from lms.participants.models import Person
from lms.participants.safekeeping import remove_identifier
from lms.protection import queries
from lms.protection.erasing import erase
from lms.protection.models import DataClass, RetentionRule
from lms.protection.rules import months_before

# Kept where law and donors differ, until an administrator sets a number; what only guards sign-ins, and
# files that nobody confirmed, go after a month.
DEFAULTS: dict[DataClass, int | None] = dict.fromkeys(DataClass) | {DataClass.ATTEMPTS: 1, DataClass.SIGN_INS: 1, DataClass.IMPORTS: 1}


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
    months, rows = months_of(data_class), due(data_class, at)
    if months is None or rows is None:
        return Line(data_class, months, None, 0)
    number = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    return Line(data_class, months, months_before(at.date(), months), number)


def due(data_class: DataClass, at: datetime) -> Select[Any] | None:
    """Select the rows whose time is over: all that lies before the day so many months back. None where all are kept."""
    months = months_of(data_class)
    if months is None:
        return None
    first_kept = months_before(at.date(), months)
    instant = datetime.combine(first_kept, time(), UTC)
    gone = select(Person).where(*queries.unseen_since(first_kept, instant)).order_by(Person.id)
    match data_class:
        case DataClass.ATTEMPTS:
            return select(Attempt).where(Attempt.at < instant)
        case DataClass.SIGN_INS:
            return select(SignIn).where(SignIn.seen_at < instant)
        case DataClass.IMPORTS:
            open_ = select(ImportBatch).where(ImportBatch.stage.in_(OPEN), ImportBatch.stage_at < instant)
            return open_.order_by(ImportBatch.id)
        case DataClass.DISCLOSURES:
            return select(Disclosure).where(Disclosure.made_at < instant).order_by(Disclosure.id)
        case DataClass.CONTACTS:
            return gone.where(or_(Person.email.is_not(None), Person.phone.is_not(None)))
        case DataClass.IDENTIFIERS:
            return gone.where(exists().where(Identifier.person_id == Person.id))
    return gone.where(~exists().where(Identity.person_id == Person.id))  # whoever signs in is not gone


def steps(data_class: DataClass, *, by: Account | None, at: datetime) -> Iterator[int]:
    """Do what is due with one class now, and give the number of rows after each step: each may be committed alone.

    A person is a step, since erasing one reads the whole register. Who came to an event meanwhile is spared.
    """
    rows = due(data_class, at)
    if rows is None:
        return
    if data_class in {DataClass.ATTEMPTS, DataClass.SIGN_INS}:
        yield _clear(data_class, by=by, at=at)
        return
    if data_class is DataClass.IMPORTS:
        yield _discard(db.session.scalars(rows).unique().all(), by=by, at=at)
        return
    if data_class is DataClass.DISCLOSURES:
        yield _expire(db.session.scalars(rows).unique().all(), by=by, at=at)
        return
    forget: dict[DataClass, Callable[..., None]] = {
        DataClass.CONTACTS: forget_contacts, DataClass.IDENTIFIERS: _forget_numbers, DataClass.PERSONS: _erase,
    }  # fmt: skip
    for key in db.session.scalars(rows.with_only_columns(Person.id)).all():
        still_due = db.session.scalar(rows.where(Person.id == key))
        if still_due:
            forget[data_class](still_due, by=by, at=at)
            yield 1


def _clear(data_class: DataClass, *, by: Account | None, at: datetime) -> int:
    model, moment = (Attempt, Attempt.at) if data_class is DataClass.ATTEMPTS else (SignIn, SignIn.seen_at)
    told = line(data_class, at)
    if told.number and told.before:
        db.session.execute(delete(model).where(moment < datetime.combine(told.before, time(), UTC)))
        rule = RetentionRule(data_class=data_class)
        note("retention.clear", rule, by=by, at=at, row_count=told.number, before=told.before)
    return told.number


def _discard(found: Any, *, by: Account | None, at: datetime) -> int:
    for one in found:
        discard(one, by=by, at=at)
    return len(found)


def _expire(found: Any, *, by: Account | None, at: datetime) -> int:
    """Remove records of files that were passed on, and what the audit says of for whom and why."""
    if not found:
        return 0
    objects = {("disclosure", str(one.id)) for one in found}
    told = [seq for seq, _body in db.session.execute(queries.entries_of(objects))]
    with act("disclosure.expire", by=by, at=at, redacted=True):
        for one in found:
            db.session.delete(one)
    rule = RetentionRule(data_class=DataClass.DISCLOSURES)
    blank("disclosure.expire", rule, told, by=by, at=at, row_count=len(found))
    return len(found)


def forget_contacts(person: Person, *, by: Account | None, at: datetime) -> None:
    """Remove a person's phone and e-mail, and what the audit says of these and of earlier ones."""
    entries = db.session.execute(queries.entries_of({("person", str(person.id))}))
    told = [seq for seq, body in entries if TELLS_CONTACTS.search(body)]
    with act("person.forget_contacts", by=by, at=at, redacted=True):
        person.email = person.phone = None
    blank("person.forget_contacts", person, told, by=by, at=at)


def _forget_numbers(person: Person, *, by: Account | None, at: datetime) -> None:
    for number in db.session.scalars(queries.identifiers(person.id)).all():
        remove_identifier(number, by=by, at=at)


def _erase(person: Person, *, by: Account | None, at: datetime) -> None:
    erase(person, reason="Retention", confirmed=person.surname, by=by, at=at)
