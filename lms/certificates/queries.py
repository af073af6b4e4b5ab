"""What we know of certificates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.certificates.models import Certificate, CertificateDocument, CertificateSeries
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import WITH_MERGED, has_words
from lms.participants.models import Person
from lms.participants.queries import named


@dataclass(frozen=True)
class RegisterFilter:
    """What the register is narrowed to; None leaves a part open."""

    text: str = ""
    valid: bool | None = None
    office_id: int | None = None
    event_id: int | None = None
    first: date | None = None
    last: date | None = None


def register(wanted: RegisterFilter) -> Select[Certificate]:
    """Select the certificates of the register, found by number, by the name as printed or as it is registered today.

    One whose holder was merged into somebody stays in it: the document is out there.
    """
    return (
        select(Certificate)
        .join(Certificate.enrolment)
        .join(Enrolment.person)
        .where(*_conditions(wanted))
        .options(contains_eager(Certificate.enrolment).contains_eager(Enrolment.person), joinedload(Certificate.office))
        .execution_options(**{WITH_MERGED: True})
    )


def _conditions(wanted: RegisterFilter) -> list[ColumnElement[bool]]:
    pairs: tuple[tuple[Any, Callable[[], ColumnElement[bool]]], ...] = (
        (wanted.text, lambda: or_(has_words(Certificate.search_key, wanted.text),
                                  and_(*named(wanted.text)))),
        (wanted.valid is True, lambda: Certificate.revoked_at.is_(None)),
        (wanted.valid is False, lambda: Certificate.revoked_at.is_not(None)),
        (wanted.office_id, lambda: Certificate.office_id == wanted.office_id),
        (wanted.event_id, lambda: Enrolment.event_id == wanted.event_id),
        (wanted.first, lambda: Certificate.issued_on >= wanted.first),
        (wanted.last, lambda: Certificate.issued_on <= wanted.last),
    )
    return [condition() for value, condition in pairs if value]


def certificate(certificate_id: int) -> Select[Certificate]:
    """Select a certificate with all that its page shows."""
    return (
        select(Certificate)
        .where(Certificate.id == certificate_id)
        .options(
            joinedload(Certificate.enrolment).options(joinedload(Enrolment.event), joinedload(Enrolment.person)),
            joinedload(Certificate.office), joinedload(Certificate.issued_by),
        )
    )  # fmt: skip


def with_code(code: str) -> Select[Certificate]:
    """Select the certificate of a code, with what the check says of it."""
    enrolled = joinedload(Certificate.enrolment).options(joinedload(Enrolment.event), joinedload(Enrolment.person))
    return select(Certificate).where(Certificate.code == code).options(joinedload(Certificate.office), enrolled)


def enrolments_of(event: Event) -> Select[Enrolment]:
    """Select everyone on an event with what a certificate needs, in order of names."""
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .where(Enrolment.event_id == event.id)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.event))
        .order_by(Person.sort_key, Enrolment.id)
    )


def issued_for(event: Event) -> Select[Certificate]:
    """Select every certificate of an event, revoked ones too, in the order they were issued."""
    of = select(Certificate).join(Certificate.enrolment).where(Enrolment.event_id == event.id)
    return of.order_by(Certificate.id)


def valid_of(event: Event) -> Select[Certificate]:
    """Select the standing certificates of an event."""
    return issued_for(event).where(Certificate.revoked_at.is_(None))


def of_person(person_id: int) -> Select[Certificate]:
    """Select the certificates of a person, revoked ones and those of joined enrolments too, newest first."""
    own = Enrolment.__table__.alias()
    joined = Enrolment.joined_into_id.in_(select(own.c.id).where(own.c.person_id == person_id))
    return (
        select(Certificate)
        .join(Certificate.enrolment)
        .where(or_(Enrolment.person_id == person_id, joined))
        .order_by(Certificate.issued_on.desc(), Certificate.id.desc())
    )


def documents_of(event: Event) -> Select[Certificate, CertificateDocument]:
    """Select the standing certificates of an event with their printed bytes, in order of numbers."""
    return (
        select(Certificate, CertificateDocument)
        .join(CertificateDocument, CertificateDocument.certificate_id == Certificate.id)
        .join(Certificate.enrolment)
        .where(Enrolment.event_id == event.id, Certificate.revoked_at.is_(None))
        .order_by(Certificate.year, Certificate.running_number)
    )


def series(office_id: int, year: int) -> Select[CertificateSeries]:
    """Select an office's numbering of a year, locked until the transaction ends."""
    return (
        select(CertificateSeries)
        .where(CertificateSeries.office_id == office_id, CertificateSeries.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
