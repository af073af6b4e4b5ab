"""The career on the page of a person: the post of each time beside its events, and what each event brought."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import POLICY, Permission, Role
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark, Method
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.participants.models import Person
from lms.tot.models import TrainerLevel
from tests import factories
from tests.participants.test_people import certificate
from tests.queries import counted

SignedIn = Callable[..., FlaskClient]
NOW = datetime(2011, 10, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def manager(app: Flask, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


def page_of(browser: FlaskClient, who: Person) -> str:
    """Return the words of a person's page, without marks of HTML and runs of white space."""
    answer = browser.get(f"/people/{who.id}")
    assert answer.status_code == 200
    main = answer.get_data(as_text=True).partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)).replace(" ,", ",")


def marked(held: Enrolment, *marks: Mark) -> Enrolment:
    rows = zip(held.event.sessions, marks, strict=False)
    factories.keep(*(Attendance(enrolment=held, session=session, mark=given, method=Method.PAPER, recorded_at=NOW)
                     for session, given in rows))  # fmt: skip
    return held


def test_an_event_tells_the_post_held_then_marks_scores_result_and_certificate(manager: FlaskClient) -> None:
    who, court = factories.person(), factories.organisation("Court then")
    factories.post(who, position="Head")
    held = factories.enrolment(
        factories.event(sessions=3, finalised_at=NOW), who, of="judge", organisation_id=court.id, position="Judge of the court",
        scheduled_minutes=270, attended_minutes=180, attended_sessions=2, pre_score=Decimal("41.5"), post_score=Decimal(80),
        grade=Decimal(4), completed=True,
    )  # fmt: skip
    number = certificate(marked(held, Mark.PRESENT, Mark.ABSENT, Mark.LATE)).number
    page = page_of(manager, who)
    for words in ("Post then: Judge of the court, judge, Court then", "the register tells another post now", "Completed",
                  "Attended 2 of 3 sessions, 180 of 270 min (66.7%)", "test before 41.5, test after 80, grade 4",
                  "Certificate of completion", number, "Valid"):  # fmt: skip
        assert words in page, words
    assert re.search(r"P 10 Oct 2011, 08:00: Present A 10 Oct 2011, 10:00: Absent L 10 Oct 2011, 12:00: Late", page)


def test_before_finalising_the_marks_so_far_are_told(manager: FlaskClient) -> None:
    who = factories.person()
    marked(factories.enrolment(factories.event(sessions=3), who), Mark.PRESENT)
    page = page_of(manager, who)
    assert "Attended 1 of 3 sessions, 90 of 270 min so far" in page and "No mark" in page


def test_a_revoked_certificate_is_said_to_be_so(manager: FlaskClient) -> None:
    who = factories.person()
    certificate(factories.enrolment(factories.event(), who), revoked_at=NOW, revoked_reason="A slip")
    assert "Revoked" in page_of(manager, who)


def test_what_somebody_was_as_a_trainer_of_the_course_is_told_as_of_the_event(manager: FlaskClient) -> None:
    who, course = factories.person(), factories.course()
    factories.standing(who, course, TrainerLevel.CO_TRAINER, date(2011, 1, 1))
    factories.standing(who, course, TrainerLevel.MASTER, date(2011, 10, 11))
    factories.standing(who, factories.course(), TrainerLevel.CERTIFIED, date(2011, 1, 1))
    factories.enrolment(factories.event(course=course), who, role=EnrolmentRole.TRAINER)
    page = page_of(manager, who)
    assert "As a trainer of this course then: Co-trainer" in page and page.count("of this course then") == 1


def test_the_role_and_a_status_other_than_confirmed_are_told(manager: FlaskClient) -> None:
    who = factories.person()
    factories.enrolment(factories.event(finalised_at=NOW), who, status=EnrolmentStatus.WITHDRAWN)
    page = page_of(manager, who)
    assert "Participant · Withdrawn" in page and "Not completed" not in page


def test_a_person_without_posts_and_events_is_told_what_to_do(manager: FlaskClient) -> None:
    page = page_of(manager, factories.person())
    assert "No post is known" in page and "No events yet" in page and "Marks:" not in page


def test_sixty_events_are_all_there_the_latest_eight_of_a_post_at_once(manager: FlaskClient) -> None:
    who = factories.person()
    factories.post(who)
    codes = [factories.enrolment(factories.event(starts_on=date(2006 + n // 12, 1 + n % 12, 1)), who).event.code for n in range(60)]
    before, told, after = page_of(manager, who).partition("52 earlier events")
    shown = [re.findall(r"\bE-\d+\b", part) for part in (before, after)]
    assert told and shown == [codes[:-9:-1], codes[-9::-1]]


@pytest.mark.parametrize(("permission", "words"), [
    (Permission.SEE_ROSTER, "Attended 1 of 1 sessions"), (Permission.SEE_ROSTER, "grade 4"), (Permission.SEE_ROSTER, "Marks:"),
    (Permission.SEE_CERTIFICATES, "Certificate of completion"), (Permission.SEE_TOT, "As a trainer of this course then"),
])  # fmt: skip
def test_each_part_is_shown_to_those_only_who_may_see_it(
    app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, permission: Permission, words: str
) -> None:
    who, course = factories.person(), factories.course()
    factories.standing(who, course)
    held = factories.enrolment(factories.event(sessions=1, course=course), who, grade=Decimal(4))
    certificate(marked(held, Mark.PRESENT))
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert words in page_of(browser, who)
    monkeypatch.setitem(POLICY, Role.REPORTING_OFFICER, POLICY[Role.REPORTING_OFFICER] - {permission})
    assert words not in page_of(browser, who)


def test_an_event_of_another_office_is_not_part_of_the_career(manager: FlaskClient) -> None:
    who = factories.person()
    far = factories.event(of=factories.office("KG"), sessions=1, title_en="Foreign training")
    certificate(marked(factories.enrolment(far, who, grade=Decimal(4)), Mark.PRESENT))
    page = page_of(manager, who)
    assert "Foreign training" not in page and "grade" not in page and "No events yet" in page


def test_a_career_is_read_in_a_fixed_number_of_queries(manager: FlaskClient) -> None:
    who, course = factories.person(), factories.course()

    def lives() -> None:
        factories.post(who, starts_on=None)
        held = factories.enrolment(
            factories.event(sessions=2, course=course), who, of=f"category {factories.number()}",
            organisation_id=factories.organisation().id, country="TM", region_code=factories.region(f"TM-{factories.number()}"[:6]).code,
        )  # fmt: skip
        certificate(marked(held, Mark.PRESENT, Mark.ABSENT))
        factories.standing(who, course)

    def asked() -> int:
        db.session.expire_all()
        with counted() as statements:
            page_of(manager, who)
        return len(statements)

    lives()
    few = asked()
    for _ in range(8):
        lives()
    assert asked() == few <= 24
