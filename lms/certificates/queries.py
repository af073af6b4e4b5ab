"""What we know of certificates."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from lms.certificates.models import Certificate, CertificateDocument, CertificateSeries
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.participants.models import Person
from lms.text import folded


def register(text: str = "", *, valid: bool | None = None, event_id: int | None = None) -> Select[Certificate]:
    """Select the certificates of the register, filtered by number or holder's name, standing and event."""
    rows = (
        select(Certificate)
        .join(Certificate.enrolment)
        .join(Enrolment.person)
        .options(joinedload(Certificate.enrolment).joinedload(Enrolment.event))
    )
    if text:
        number = Certificate.number.icontains(text, autoescape=True)
        rows = rows.where(or_(number, Person.search_key.contains(folded(text), autoescape=True)))
    if valid is not None:
        rows = rows.where(Certificate.revoked_at.is_(None) if valid else Certificate.revoked_at.is_not(None))
    return rows.where(Enrolment.event_id == event_id) if event_id else rows


def with_code(code: str) -> Select[Certificate]:
    """Select the certificate of a code."""
    return select(Certificate).where(Certificate.code == code).options(joinedload(Certificate.office))


def enrolments_of(event: Event) -> Select[Enrolment]:
    """Select everyone on an event with what a certificate needs, in order of names."""
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .where(Enrolment.event_id == event.id)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.event))
        .order_by(Person.sort_key, Enrolment.id)
    )


def valid_of(event: Event) -> Select[Certificate]:
    """Select the standing certificates of an event."""
    return (
        select(Certificate)
        .join(Certificate.enrolment)
        .where(Enrolment.event_id == event.id, Certificate.revoked_at.is_(None))
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
    )
