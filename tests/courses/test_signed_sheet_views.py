"""The pages of signed sheets: attaching from a phone, what is shown to whom, looking at a file, withdrawing it."""

from collections.abc import Callable
from datetime import time
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from lms.accounts.permissions import Role
from lms.audit.models import AuditEntry
from lms.courses.codes import EnrolmentRole
from lms.courses.evidence import EvidenceFile
from lms.courses.models import Event, Session
from lms.courses.uploads import MB
from lms.extensions import db
from tests import factories, paper
from tests.queries import counted

SignedIn = Callable[..., FlaskClient]


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(sessions=2)


@pytest.fixture
def manager(event: Event, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=event.office))


def send(browser: FlaskClient, event: Event, *bodies: bytes, covers: str = "event", **more: Any) -> TestResponse:
    files = [(BytesIO(body), f"Лист {n}.jpg") for n, body in enumerate(bodies, 1)]
    return post(browser, f"/events/{event.id}/sheets", {"files": files, "covers": covers} | more)


def post(browser: FlaskClient, address: str, fields: dict[str, Any]) -> TestResponse:
    """Send a form with files; encoded here, since the browser of tests leaves large ones open."""
    boundary, body = encode_multipart(MultiDict({
        name: [FileStorage(*one) for one in value] if isinstance(value, list) else value for name, value in fields.items()
    }))  # fmt: skip
    return browser.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def attached(event: Event) -> list[EvidenceFile]:
    return list(db.session.scalars(select(EvidenceFile).where(EvidenceFile.event_id == event.id).order_by(EvidenceFile.id)))


def page_of(browser: FlaskClient, event: Event, address: str = "/sheets") -> str:
    answer = browser.get(f"/events/{event.id}{address}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_several_photographs_are_attached_at_once_and_the_page_lists_them(manager: FlaskClient, event: Event) -> None:
    answer = send(manager, event, paper.picture(), paper.pdf(), note="Both days")
    assert answer.status_code == 303
    page = page_of(manager, event)
    assert all(words in page for words in ("2 files are attached.", "Лист 1.jpg", "Лист 2.jpg", "Both days", "Picture (JPEG)", "PDF"))
    assert [one.file_type for one in attached(event)] == ["jpg", "pdf"] and "Not attached" not in page


def test_a_sheet_of_one_session_leaves_the_others_without(manager: FlaskClient, event: Event) -> None:
    send(manager, event, paper.picture(), covers=str(event.sessions[1].id))
    for address in ("/sheets", ""):
        page = page_of(manager, event, address)
        assert page.count("Not attached") == 1 and page.count("</svg>Attached") == 1


def test_a_sheet_of_a_day_covers_the_sessions_of_that_day(manager: FlaskClient, event: Event) -> None:
    other = factories.event(sessions=2, ends_on=event.ends_on.replace(day=30))
    last = Session(event_id=other.id, day=other.ends_on, starts_at=time(9), ends_at=time(10), title="Last")
    factories.keep(last)
    assert send(manager, other, paper.picture(), covers=other.ends_on.isoformat()).status_code == 303
    assert [attached(other)[0].covers(one) for one in other.sessions] == [False, False, True]


def test_what_the_sheets_cover_is_chosen_where_there_is_a_choice(manager: FlaskClient, event: Event) -> None:
    assert "This field is required." in send(manager, event, paper.picture(), covers="").get_data(as_text=True)
    chosen = event.sessions[0].id
    assert f'<option selected value="{chosen}"' in page_of(manager, event, f"/sheets?session={chosen}")
    single = factories.event(sessions=1)
    assert send(manager, single, paper.picture()).status_code == 303


@pytest.mark.parametrize("covers", ["2011-10-11", "99999999", "day", "session-1", "0", "x" * 500, "\x00", "²"])
def test_a_session_that_is_not_the_events_is_no_choice(manager: FlaskClient, event: Event, covers: str) -> None:
    answer = send(manager, event, paper.picture(), covers=covers)
    assert answer.status_code == 422 and "Choose one of the list." in answer.get_data(as_text=True)
    assert not attached(event)


def test_a_foreign_session_is_no_choice(manager: FlaskClient, event: Event) -> None:
    foreign = factories.event(of=factories.office("KG"), sessions=1).sessions[0]
    assert send(manager, event, paper.picture(), covers=str(foreign.id)).status_code == 422


@pytest.mark.parametrize(("body", "english", "russian"), [
    (paper.HTML, "is neither a PDF nor a picture in JPEG or PNG.", "не PDF и не изображение JPEG или PNG."),
    (b"", "is empty.", "пуст."),
    (paper.pdf(password="x"), "is locked with a password.", "защищён паролем."),
])  # fmt: skip
def test_a_file_that_is_no_scan_is_refused_at_its_field_and_what_was_typed_stays(
    event: Event, signed_in: SignedIn, body: bytes, english: str, russian: str
) -> None:
    for language, said in (("en", english), ("ru", russian)):
        browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=event.office), language)
        answer = send(browser, event, body, note="Day one")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and said in page and "Лист 1.jpg" in page and 'value="Day one"' in page
    assert not attached(event)


def test_one_bad_file_among_good_ones_keeps_all_of_them_out(manager: FlaskClient, event: Event) -> None:
    assert send(manager, event, paper.picture(), paper.HTML).status_code == 422
    assert not attached(event)


def test_nothing_chosen_and_the_same_file_again_are_said(manager: FlaskClient, event: Event) -> None:
    assert "Choose a file." in send(manager, event).get_data(as_text=True)
    send(manager, event, paper.picture())
    assert "is attached here already" in send(manager, event, paper.picture()).get_data(as_text=True)


def test_ten_megabytes_pass_here_and_nowhere_else(manager: FlaskClient, event: Event) -> None:
    big = paper.picture() + b"\x00" * (10 * MB - 2000)
    assert send(manager, event, big).status_code == 303
    answer = send(manager, event, paper.picture() + b"\x00" * 11 * MB)
    assert answer.status_code == 303 and "larger than 10 MB together" in page_of(manager, event)
    elsewhere = f"/events/{event.id}/sheets/{attached(event)[0].id}/withdraw"
    assert post(manager, elsewhere, {"files": [(BytesIO(b"x" * 2 * MB), "x")], "reason": "r"}).status_code == 303
    assert len(attached(event)) == 1 and attached(event)[0].stands


def test_a_file_is_given_as_it_was_attached_and_nothing_in_it_runs(manager: FlaskClient, event: Event) -> None:
    send(manager, event, paper.picture(), paper.pdf())
    photo, scan = (manager.post(f"/events/{event.id}/sheets/{one.id}/file") for one in attached(event))
    assert (photo.data, scan.data) == (paper.picture(), paper.pdf())
    assert (photo.mimetype, scan.mimetype) == ("image/jpeg", "application/pdf")
    assert scan.headers["Content-Disposition"].startswith("attachment;")
    assert photo.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for answer in (photo, scan):
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"


def test_looking_at_a_file_is_on_record(manager: FlaskClient, event: Event) -> None:
    send(manager, event, paper.picture())
    file = attached(event)[0]
    assert manager.get(f"/events/{event.id}/sheets/{file.id}/file").status_code == 405
    manager.post(f"/events/{event.id}/sheets/{file.id}/file")
    row = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert row and (row.action, row.object_id) == ("evidence.look", str(file.id)) and row.actor_id
    assert "Signed file looked at" in manager.get(f"/audit/event/{event.id}").get_data(as_text=True)


def test_a_file_is_withdrawn_with_a_reason_and_stays_on_the_page(manager: FlaskClient, event: Event) -> None:
    send(manager, event, paper.picture())
    path = f"/events/{event.id}/sheets/{attached(event)[0].id}/withdraw"
    assert manager.post(path, data={"reason": " "}).status_code == 422
    assert manager.post(path, data={"reason": "The sheet of another event"}).status_code == 303
    page = page_of(manager, event)
    assert "The sheet of another event" in page and page.count("Not attached") == 2
    assert "already" in manager.get(path).get_data(as_text=True)
    assert manager.post(path, data={"reason": "Again"}).status_code == 422


def test_a_trainer_attaches_to_the_events_they_teach_and_to_no_other(event: Event, signed_in: SignedIn) -> None:
    teacher = factories.person(of=event.office)
    factories.enrolment(event, teacher, role=EnrolmentRole.TRAINER)
    browser = signed_in(factories.account(Role.TRAINER, of=event.office, who=teacher))
    assert "Attach sheets" in page_of(browser, event, "") and send(browser, event, paper.picture()).status_code == 303
    other = factories.event(sessions=1)
    assert send(browser, other, paper.picture()).status_code == 404
    file = factories.evidence(event_id=other.id)
    assert browser.post(f"/events/{other.id}/sheets/{file.id}/file").status_code == 404
    assert browser.post(f"/events/{event.id}/sheets/{file.id}/file").status_code == 404


def test_whoever_reports_sees_sheets_and_attaches_none_and_a_donor_sees_not_even_that_they_are_there(
    event: Event, signed_in: SignedIn
) -> None:
    project = factories.project(of=event.office)
    funded = factories.event(of=event.office, projects=(project,), sessions=1)
    file = factories.evidence(event_id=funded.id)
    officer = signed_in(factories.account(Role.REPORTING_OFFICER))
    page = page_of(officer, funded)
    assert file.file_name in page and 'type="file"' not in page and "/withdraw" not in page
    assert send(officer, funded, paper.picture()).status_code == 403
    donor = signed_in(factories.account(Role.DONOR_VIEWER, on=project))
    assert "/sheets" not in page_of(donor, funded, "")
    assert donor.get(f"/events/{funded.id}/sheets").status_code == 403
    assert donor.post(f"/events/{funded.id}/sheets/{file.id}/file").status_code == 403


def test_no_file_is_attached_to_a_cancelled_event(manager: FlaskClient) -> None:
    cancelled = factories.event(sessions=1, cancelled_at=factories.AT)
    assert 'type="file"' not in page_of(manager, cancelled)
    assert "The event is cancelled." in send(manager, cancelled, paper.picture()).get_data(as_text=True)


def test_the_page_asks_as_little_for_many_files_and_sessions_as_for_one(manager: FlaskClient) -> None:
    numbers = []
    for many in (1, 8):
        event = factories.event(sessions=many)
        for session in event.sessions:
            factories.evidence(event_id=event.id, session_id=session.id)
        with counted() as statements:
            page_of(manager, event)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 12, statements
