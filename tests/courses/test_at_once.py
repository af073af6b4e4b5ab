"""Several at once, with real commits: one row per mark, one person per place, and nobody's work lost (N2)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.audit import queries as audit
from lms.courses.codes import Mark
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from tests import factories
from tests.together import afresh

pytestmark = pytest.mark.committed


def at_once(app: Flask, works: list[Callable]) -> list[int]:
    """Run each work with a browser of its own, all together; return their status codes in order."""
    browsers = [FlaskClient(app, app.response_class, use_cookies=True) for _ in works]
    for browser in browsers:
        factories.sign_in(browser, factories.account())
    afresh()
    with ThreadPoolExecutor(len(works)) as pool:
        return [done.status_code for done in pool.map(lambda pair: pair[0](pair[1]), zip(works, browsers, strict=True))]


def marks() -> list[Attendance]:
    return list(db.session.scalars(select(Attendance).order_by(Attendance.id)))


def test_the_same_sheet_twenty_times_at_once_is_one_row_per_mark(committed_app: Flask) -> None:
    event = factories.event(sessions=1)
    people = [factories.enrolment(event).id for _ in range(3)]
    path = f"/events/{event.id}/sessions/{event.sessions[0].id}/attendance"
    sent = {f"mark-{key}": "present" for key in people} | {f"version-{key}": "" for key in people}
    statuses = at_once(committed_app, [lambda browser: browser.post(path, data=sent)] * 20)
    assert set(statuses) == {303}
    assert [(mark.enrolment_id, mark.mark, mark.is_current) for mark in marks()] == [(key, Mark.PRESENT, True) for key in people]
    assert audit.first_break(committed_app.config["AUDIT_KEY"]) is None


def test_of_two_who_mark_the_same_person_at_once_one_is_told(committed_app: Flask) -> None:
    event = factories.event(sessions=1)
    one = factories.enrolment(event).id
    path = f"/events/{event.id}/sessions/{event.sessions[0].id}/attendance"

    def sending(mark: str) -> Callable:
        return lambda browser: browser.post(path, data={f"mark-{one}": mark, f"version-{one}": ""})

    wanted = ["present", "absent", "excused", "present", "absent", "excused"]
    statuses = at_once(committed_app, [sending(mark) for mark in wanted])
    kept = [mark for mark in marks() if mark.enrolment_id == one]
    assert len(kept) == 1 and kept[0].is_current
    for mark, status in zip(wanted, statuses, strict=True):
        assert status == (303 if mark == kept[0].mark else 409)


def test_the_last_place_goes_to_exactly_one(committed_app: Flask) -> None:
    event = factories.event(capacity=2)
    factories.enrolment(event)
    people, key = [factories.person().id for _ in range(8)], event.id

    def enrolling(person: int) -> Callable:
        sent = {"person": person, "role": "participant", "status": "confirmed"}
        return lambda browser: browser.post(f"/events/{key}/enrol", data=sent)

    statuses = at_once(committed_app, [enrolling(person) for person in people])
    assert sorted(statuses) == [303] + [422] * 7
    assert db.session.scalar(select(func.count(Enrolment.id)).where(Enrolment.event_id == key)) == 2


def test_a_person_enrolled_by_many_at_once_is_enrolled_once(committed_app: Flask) -> None:
    event, person = factories.event(), factories.person().id
    key, sent = event.id, {"person": person, "role": "participant", "status": "confirmed"}
    statuses = at_once(committed_app, [lambda browser: browser.post(f"/events/{key}/enrol", data=sent)] * 8)
    assert sorted(statuses) == [303] + [422] * 7


def test_what_is_marked_while_attendance_is_finalised_is_counted_or_refused(committed_app: Flask) -> None:
    event = factories.event(sessions=1)
    people = [factories.enrolment(event).id for _ in range(6)]
    key, path = event.id, f"/events/{event.id}/sessions/{event.sessions[0].id}/attendance"

    def marking(one: int) -> Callable:
        return lambda browser: browser.post(path, data={f"mark-{one}": "present", f"version-{one}": ""})

    works = [marking(one) for one in people]
    works.insert(3, lambda browser: browser.post(f"/events/{key}/finalise"))
    statuses = at_once(committed_app, works)
    finalised = statuses.pop(3)
    completed = set(db.session.scalars(select(Enrolment.id).where(Enrolment.completed)))
    assert finalised == 303
    assert completed == {mark.enrolment_id for mark in marks()} == {
        one for one, status in zip(people, statuses, strict=True) if status == 303
    }  # fmt: skip
