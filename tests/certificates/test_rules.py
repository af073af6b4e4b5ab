"""Who is due which certificate, and how it is numbered."""

from datetime import UTC, date, datetime

import pytest

from lms.certificates import rules
from lms.certificates.models import Audience, CertificateKind
from lms.courses.codes import EnrolmentRole, EnrolmentStatus
from lms.courses.models import Event
from lms.courses.roster import Enrolment

FINALISED = datetime(2011, 10, 20, tzinfo=UTC)


def enrolment(**more: object) -> Enrolment:
    event = Event(
        finalised_at=more.pop("finalised_at", FINALISED), counts_as_training=more.pop("counts_as_training", True),
        course_id=more.pop("course_id", 1), min_attendance_percent=80,
    )
    fields = {"role": EnrolmentRole.PARTICIPANT, "status": EnrolmentStatus.CONFIRMED, "completed": True} | more
    return Enrolment(event=event, **fields)


def test_who_completed_a_course_is_due_a_certificate_of_completion() -> None:
    assert rules.due(enrolment()) == rules.Due(CertificateKind.COMPLETION, Audience.PARTICIPANT)


def test_a_training_without_a_course_gives_a_certificate_of_participation() -> None:
    assert rules.due(enrolment(course_id=None)) == rules.Due(CertificateKind.PARTICIPATION, Audience.PARTICIPANT)


@pytest.mark.parametrize("fields", [
    {"finalised_at": None}, {"completed": False}, {"status": EnrolmentStatus.WITHDRAWN},
    {"role": EnrolmentRole.OBSERVER}, {"role": EnrolmentRole.INTERPRETER}, {"role": EnrolmentRole.ALTERNATE},
])
def test_these_are_due_nothing_and_are_told_why(fields: dict) -> None:
    assert rules.due(enrolment(**fields)) is None
    assert rules.reason_refused(enrolment(**fields))


@pytest.mark.parametrize("role", [EnrolmentRole.TRAINER, EnrolmentRole.CO_TRAINER])
def test_trainers_receive_a_trainers_certificate(role: EnrolmentRole) -> None:
    assert rules.due(enrolment(role=role, completed=False)) == rules.Due(
        CertificateKind.PARTICIPATION, Audience.TRAINER
    )


@pytest.mark.parametrize(("attended", "due"), [(80, True), (79, False), (0, False)])
def test_outside_training_the_share_attended_decides(attended: int, due: bool) -> None:
    one = enrolment(counts_as_training=False, completed=False, attended_minutes=attended, scheduled_minutes=100)
    assert (rules.due(one) is not None) == due


def test_a_code_has_128_random_bits_and_is_never_the_same() -> None:
    codes = {rules.new_code() for _ in range(500)}
    assert len(codes) == 500 and all(rules.is_code(code) for code in codes)


@pytest.mark.parametrize("text", ["", "TM-2011-00001", "a" * 26, "A" * 25, "A" * 27, "A" * 25 + "\n", "Ж" * 26])
def test_nothing_else_is_a_code(text: str) -> None:
    assert not rules.is_code(text)


def test_the_number_names_office_year_and_order() -> None:
    assert rules.number_of("TM", date(2011, 10, 21), 42) == "TM-2011-00042"
