"""What can be done with a person's identity numbers and consents."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from lms.accounts.models import Account
from lms.audit.services import act, note
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.participants.descriptions import AT_ONCE
from lms.participants.identity import Consent, Identifier, IdentifierKind, Purpose
from lms.participants.models import Person
from lms.participants.rules import refuse_erased
from lms.participants.sealing import fingerprint, masked, opened, plain, sealed

SHORTEST, LONGEST = 5, 30  # characters of a number, spaces and hyphens left out


def bearer_of(kind: IdentifierKind, number: str) -> Person | None:
    """Return the person of the present scope who has this number."""
    rows = select(Person).join(Identifier, Identifier.person_id == Person.id)
    print_of = fingerprint(number, kind.value)
    return db.session.scalars(rows.where(Identifier.kind == kind, Identifier.fingerprint == print_of)).first()


def add_identifier(
    person: Person, kind: IdentifierKind, number: str, *, by: Account | None, at: datetime
) -> Identifier:
    """Keep a number of a person, sealed.

    Raises Refused where it cannot be one, or where somebody has it already: two people never share a number.
    """
    refuse_erased(person)
    refuse_odd_number(number)
    if bearer_of(kind, number) is person:
        raise Refused(N_("This number is kept already."), field="number")
    refuse_borne(kind, number)
    return add_identifiers([(person, kind, number)], by=by, at=at)[0]


def refuse_borne(kind: IdentifierKind, number: str) -> None:
    """Raise Refused where somebody of the present scope has the number."""
    if holder := bearer_of(kind, number):
        raise Refused(N_("%(name)s has this number: it is the same person, or one of the numbers is mistyped."),
                      field="number", name=holder.full_name)  # fmt: skip


def refuse_odd_number(number: str) -> None:
    """Raise Refused for what can be no identity number by its length."""
    if not SHORTEST <= len(plain(number)) <= LONGEST:
        raise Refused(N_("This is no such number: it has between %(least)s and %(most)s letters and digits."),
                      field="number", least=SHORTEST, most=LONGEST)  # fmt: skip


def add_identifiers(
    numbers: Iterable[tuple[Person, IdentifierKind, str]], *, by: Account | None, at: datetime
) -> list[Identifier]:
    """Keep numbers of several people at once; the caller has seen to it that nobody else of them has one."""
    made = [
        Identifier(
            person=person, kind=kind, body=sealed(plain(number), kind.value),
            fingerprint=fingerprint(number, kind.value), added_at=at,
        )
        for person, kind, number in numbers
    ]  # fmt: skip
    with act("identifier.add", by=by, at=at):
        db.session.add_all(made)
    return made


def kinds_held(people: Iterable[int]) -> set[tuple[int, IdentifierKind]]:
    """Return of which kinds people, by their numbers, have an identity number, as (person, kind)."""
    those, held = sorted(set(people)), set[tuple[int, IdentifierKind]]()
    for first in range(0, len(those), AT_ONCE):
        rows = select(Identifier.person_id, Identifier.kind).where(Identifier.person_id.in_(those[first : first + AT_ONCE]))
        held.update((person, kind) for person, kind in db.session.execute(rows))
    return held


def read_identifier(identifier: Identifier, *, by: Account | None, at: datetime) -> str:
    """Return the whole number; that it was looked at is recorded. Raises Refused under another key."""
    number = opened(identifier.body, identifier.kind.value)
    note("identifier.read", identifier, by=by, at=at)
    return number


def masked_number(identifier: Identifier) -> str:
    """Return a number to recognise and not to use; dots alone under another key. Not recorded: it shows too little."""
    try:
        return masked(opened(identifier.body, identifier.kind.value))
    except Refused:
        return masked("")


def remove_identifier(identifier: Identifier, *, by: Account | None, at: datetime) -> None:
    """Forget a number."""
    with act("identifier.remove", by=by, at=at):
        db.session.delete(identifier)


def give_consent(
    person: Person, purpose: Purpose, *, version: str, given_on: date, by: Account | None, at: datetime,
    source: str | None = None,
) -> Consent:  # fmt: skip
    """Record that a person consents to a purpose. Raises Refused for a day to come, and where one stands already."""
    refuse_erased(person)
    if given_on > at.date():
        raise Refused(N_("A consent is recorded once it is given."), field="given_on")
    standing = select(Consent.id).where(
        Consent.person_id == person.id, Consent.purpose == purpose, Consent.version == version,
        Consent.withdrawn_on.is_(None),
    )  # fmt: skip
    if db.session.scalar(standing.limit(1)):
        raise Refused(N_("This consent is recorded already, and stands."), field="purpose")
    made = Consent(
        person=person, purpose=purpose, version=version, given_on=given_on, source=source,
        recorded_by_id=by.id if by else None, recorded_at=at,
    )  # fmt: skip
    with act("consent.give", by=by, at=at):
        db.session.add(made)
    return made


def withdraw_consent(consent: Consent, *, on: date, by: Account | None, at: datetime) -> None:
    """Record that a consent was withdrawn. Raises Refused for a day before it was given or to come."""
    if consent.withdrawn_on:
        raise Refused(N_("This consent was withdrawn on %(day)s."), day=consent.withdrawn_on)
    if not consent.given_on <= on <= at.date():
        raise Refused(N_("A consent is withdrawn on a day after it was given, up to today."), field="withdrawn_on")
    with act("consent.withdraw", by=by, at=at):
        consent.withdrawn_on = on
