"""How long the page of a large event takes, and how many queries it sends."""

from datetime import date, time, timedelta

from flask import Flask

from bench.clocking import Measured, warm
from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.courses import attendance, programme, services
from lms.courses.codes import EventKind, Mark, Method
from lms.courses.models import Event
from lms.extensions import db
from lms.participants.models import Person
from lms.projects.models import Office, Project
from tests import factories
from tests.conftest import Browser
from tests.queries import counted
from tests.reports.holding import PLANNED

PARTICIPANTS, SESSIONS = 200, 10
LIMIT = 0.150
STARTS_ON = date(2011, 10, 10)


def event_page(app: Flask) -> list[Measured]:
    """Measure the page of an event with 200 participants and 10 sessions, for two readers, and a long list."""
    event = _large_event()
    page, sheet = f"/events/{event.id}", f"/events/{event.id}/sessions/{event.sessions[0].id}/attendance"
    administrator, manager = factories.account(), factories.account(Role.PROJECT_MANAGER, of=event.office)
    return [
        _measure(app, "Event page, administrator", page, administrator, limit=LIMIT),
        _measure(app, "Event page, project manager of the office", page, manager, limit=LIMIT),
        _measure(app, "Sheet of one session with 200 people to mark, project manager", sheet, manager),
        _measure(app, "List of the people whom the office sees, project manager", "/people", manager, shows="</main>"),
    ]


def _measure(
    app: Flask, what: str, path: str, reader: Account, *, limit: float | None = None, shows: str = str(PARTICIPANTS)
) -> Measured:
    browser = Browser(app)
    factories.sign_in(browser, reader)
    with counted() as statements:
        _open(browser, path, shows)
    return warm(what, [lambda: _open(browser, path, shows)] * 5, limit=limit, queries=len(statements))


def _open(browser: Browser, path: str, shows: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200 and shows in answer.text, answer.status


def _large_event() -> Event:
    office, project = db.session.get(Office, 1), db.session.get(Project, 1)
    event = services.plan_event(
        office=office, kind=EventKind.TRAINING, title_en="A large training", title_ru="Большой тренинг",
        starts_on=STARTS_ON, ends_on=STARTS_ON + timedelta(days=4), projects=[project], by=None, at=PLANNED,
    )  # fmt: skip
    for n in range(SESSIONS):
        programme.add_session(
            event, day=STARTS_ON + timedelta(days=n // 2), starts_at=time(9 + n % 2 * 4), ends_at=time(12 + n % 2 * 4),
            title=f"Session {n + 1}", by=None, at=PLANNED,
        )  # fmt: skip
    places = [attendance.enrol(event, db.session.get(Person, n + 1), by=None, at=PLANNED) for n in range(PARTICIPANTS)]
    for session in event.sessions:
        seen = {place.id: (Mark.PRESENT, None) for place in places}
        attendance.record_marks(session, seen, method=Method.PAPER, by=None, at=PLANNED)
    db.session.commit()
    return event
