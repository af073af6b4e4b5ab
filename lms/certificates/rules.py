"""Who is due which certificate, how it is numbered, and how its code is made. Pure."""

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import date

from lms.certificates.models import Audience, Certificate, CertificateKind
from lms.courses.codes import EnrolmentRole, EnrolmentStatus
from lms.courses.roster import Enrolment
from lms.language import N_

CODE = re.compile(r"[A-Z2-7]{26}")
CODE_BYTES = 16
UNSAFE = re.compile(r"[^A-Za-z0-9-]")


@dataclass(frozen=True)
class Due:
    """The certificate that an enrolment has earned."""

    kind: CertificateKind
    audience: Audience


def due(enrolment: Enrolment) -> Due | None:
    """Say which certificate an enrolment has earned; None where none is due."""
    return None if reason_refused(enrolment) else _of(enrolment)


def _of(enrolment: Enrolment) -> Due:
    if enrolment.teaches:
        return Due(CertificateKind.PARTICIPATION, Audience.TRAINER)
    graded = enrolment.event.min_grade is not None or enrolment.event.course_id is not None
    kind = CertificateKind.COMPLETION if enrolment.completed and graded else CertificateKind.PARTICIPATION
    return Due(kind, Audience.PARTICIPANT)


def reason_refused(enrolment: Enrolment) -> str | None:
    """Say why no certificate is due, as a marked sentence, or None when one is."""
    if enrolment.person and enrolment.person.erased_at:
        return N_("The person's data were erased.")
    return _reason_unearned(enrolment)


def _reason_unearned(enrolment: Enrolment) -> str | None:
    event = enrolment.event
    if not event.is_finalised:
        return N_("Attendance is not finalised yet.")
    if enrolment.status is EnrolmentStatus.WITHDRAWN:
        return N_("The enrolment was withdrawn.")
    if enrolment.role not in {EnrolmentRole.PARTICIPANT, EnrolmentRole.TRAINER, EnrolmentRole.CO_TRAINER}:
        return N_("Only participants and trainers receive certificates.")
    if enrolment.role is EnrolmentRole.PARTICIPANT and not _earned(enrolment):
        return N_("The event's attendance or grade rule was not met.")
    return None


def _earned(enrolment: Enrolment) -> bool:
    """Training: completed. Elsewhere nobody completes, and the share of time attended decides."""
    event = enrolment.event
    if event.counts_as_training:
        return enrolment.completed
    attended, scheduled = enrolment.attended_minutes or 0, enrolment.scheduled_minutes or 0
    return scheduled > 0 and attended * 100 >= event.min_attendance_percent * scheduled


def is_earned(held: Certificate, enrolment: Enrolment) -> bool:
    """Say whether a certificate is the one that its holder's enrolment earns as attendance was last decided.

    Erased or not: what was issued stands.
    """
    return _reason_unearned(enrolment) is None and _of(enrolment) == Due(held.kind, held.audience)


def new_code() -> str:
    """Return 128 random bits in base32, 26 characters; it says nothing about the number."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")


def is_code(text: str) -> bool:
    """Say whether a text could be a certificate's code at all."""
    return CODE.fullmatch(text) is not None


def number_of(prefix: str, issued_on: date, running: int) -> str:
    """Return the human number: office, year, running number in that year, as TM-2011-00042."""
    return f"{prefix}-{issued_on.year}-{running:05d}"


def file_name(number: str) -> str:
    """Return what the document's file is called: the number, in letters that every header and archive can hold."""
    return f"{UNSAFE.sub('-', number)}.pdf"
