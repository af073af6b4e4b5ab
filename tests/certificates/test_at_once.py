"""Issuing and revoking by several people at the same instant, with real commits."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.audit.queries import first_break
from lms.certificates import services
from lms.certificates.models import Certificate, CertificateSeries
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from tests.certificates import rows
from tests.together import afresh, together

pytestmark = pytest.mark.committed


def issue(event_id: int) -> int:
    event = db.session.get_one(Event, event_id)
    return len(services.issue_all(event, by=None, at=rows.AT, language="en", on=rows.ON, base_url="http://localhost"))


def registered() -> list[tuple[int, str]]:
    found = select(Certificate.enrolment_id, Certificate.number).order_by(Certificate.running_number)
    return [(enrolment_id, number) for enrolment_id, number in db.session.execute(found)]


def test_two_people_issuing_the_same_event_at_once_give_each_holder_one_number(committed_app: Flask) -> None:
    event = rows.event()
    for _n in range(5):
        rows.completed(event)
    event_id = event.id
    afresh()
    assert sorted(together(committed_app, 4, lambda _n: issue(event_id))) == [0, 0, 0, 5]
    made = registered()
    assert len({enrolment_id for enrolment_id, _number in made}) == 5
    assert [number for _id, number in made] == [f"TM-2011-0000{n}" for n in range(1, 6)]


def test_events_of_one_office_issued_at_once_share_its_numbers_without_a_gap(committed_app: Flask) -> None:
    ids = []
    for _n in range(4):
        event = rows.event()
        for _m in range(3):
            rows.completed(event)
        ids.append(event.id)
    afresh()
    assert together(committed_app, 4, lambda n: issue(ids[n])) == [3, 3, 3, 3]
    assert [number for _id, number in registered()] == [f"TM-2011-{n:05d}" for n in range(1, 13)]
    assert db.session.scalars(select(CertificateSeries.last_number)).one() == 12
    assert first_break(committed_app.config["AUDIT_KEY"]) is None


def test_of_two_people_revoking_at_once_the_second_is_told(committed_app: Flask) -> None:
    event = rows.event()
    rows.completed(event)
    key = rows.issue(event)[0].id
    afresh()

    def revoke(n: int) -> None:
        services.revoke(db.session.get_one(Certificate, key), reason=f"Reason {n}", by=None, at=rows.AT)

    answers = together(committed_app, 2, revoke)
    first = next(n for n, answer in enumerate(answers) if answer is None)
    assert isinstance(answers[1 - first], Refused)
    assert db.session.get_one(Certificate, key).revoked_reason == f"Reason {first}"
