"""The public check: valid, revoked or unknown; nothing beyond what is printed, and nothing to enumerate (N4)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.certificates.models import Certificate
from lms.clock import stopped
from tests import factories
from tests.certificates import rows

NOON = datetime(2011, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def held(app: Flask) -> Certificate:
    event = rows.event(city="Ashgabat")
    person = factories.person("Yolkin", given_name="Aman", email="aman@example.org", phone="+99365123456")
    rows.completed(event, person, grade=91, position="Detective", rank="Captain", unit="Homicide")
    return rows.issue(event, by=factories.account())[0]


def test_a_standing_certificate_is_valid_for_anyone_who_has_its_code(held: Certificate, client: FlaskClient) -> None:
    answer = client.get(f"/verify/{held.code}")
    assert answer.status_code == 200 and "This certificate is valid." in answer.text
    for printed in (held.number, "Yolkin Aman", "An event", "Ashgabat", "10 Oct 2011", "21 Oct 2011", "Office TM"):
        assert printed in answer.text, printed


def test_the_office_is_named_as_it_was_printed(held: Certificate, client: FlaskClient) -> None:
    rows.change(held.office, name_en="Renamed office")
    page = client.get(f"/verify/{held.code}").text
    assert "Office TM" in page and "Renamed office" not in page


def test_nothing_that_is_not_printed_is_revealed(held: Certificate, client: FlaskClient) -> None:
    page = client.get(f"/verify/{held.code}").text
    enrolment = held.enrolment
    hidden = (
        "aman@example.org", "+99365123456", "Detective", "Captain", "Homicide", "91", held.issued_by.name, held.sha256,
        enrolment.event.code, f"/people/{enrolment.person_id}", f"/events/{enrolment.event_id}", f"/certificates/{held.id}",
    )
    main = page[page.index("<main"):page.index("</main>")]
    for words in hidden:
        assert words not in main, words


def test_a_revoked_certificate_says_so_with_the_offices_day_and_without_the_reason(
    held: Certificate, client: FlaskClient
) -> None:
    rows.change(held, revoked_at=datetime(2011, 10, 31, 20, 0, tzinfo=UTC), revoked_reason="He was absent")
    answer = client.get(f"/verify/{held.code}")
    assert answer.status_code == 200 and "was revoked on 1 Nov 2011" in answer.text
    assert "is valid" not in answer.text and "He was absent" not in answer.text


def test_a_later_change_of_name_or_title_does_not_reach_the_check(held: Certificate, client: FlaskClient) -> None:
    rows.change(held.enrolment.person, surname="Renamed")
    rows.change(held.enrolment.event, title_en="Another title")
    page = client.get(f"/verify/{held.code}").text
    assert "Yolkin Aman" in page and "Renamed" not in page and "Another title" not in page


def test_a_document_of_demonstration_data_is_told_from_a_real_one(held: Certificate, client: FlaskClient) -> None:
    assert "demonstration document" not in client.get(f"/verify/{held.code}").text
    rows.change(held.enrolment.event, is_demonstration=True)
    assert "demonstration document" in client.get(f"/verify/{held.code}").text


def test_a_code_typed_in_small_letters_is_accepted(held: Certificate, client: FlaskClient) -> None:
    assert client.get(f"/verify/{held.code.lower()}").status_code == 200


def test_the_number_alone_verifies_nothing(held: Certificate, client: FlaskClient) -> None:
    for text in (held.number, str(held.id), held.code[:-1], f"{held.code}A", held.code[::-1]):
        answer = client.get(f"/verify/{text}")
        assert answer.status_code == 404 and "No certificate has this code." in answer.text
        assert "Yolkin" not in answer.text


@pytest.mark.parametrize("code", [
    "..%2f..%2fetc%2fpasswd", "%00", "a" * 5000, "Ж" * 26, "ß" * 13, "%ed%a0%80", "%f0%9f%94%92", "' OR 1=1 --", "%25", "*" * 26,
    "{{7*7}}", "<script>alert(1)</script>", "%0d%0aSet-Cookie:x=1", " " * 26, "A" * 25 + "%0A", "..", "\\..\\..",
])  # fmt: skip
def test_a_hostile_code_is_unknown_and_never_a_fault(held: Certificate, client: FlaskClient, code: str) -> None:
    answer = client.get(f"/verify/{code}")
    assert answer.status_code in {308, 404} and "<script>alert" not in answer.text


def test_a_letter_that_grows_when_raised_is_not_taken_for_a_code(held: Certificate, client: FlaskClient) -> None:
    rows.change(held, code="SS" * 13)
    assert client.get("/verify/" + "SS" * 13).status_code == 200
    assert client.get("/verify/" + "ß" * 13).status_code == 404


def test_the_check_tells_nobody_where_its_reader_came_from_and_is_not_indexed(held: Certificate, client: FlaskClient) -> None:
    headers = client.get(f"/verify/{held.code}").headers
    assert headers["Referrer-Policy"] == "no-referrer" and headers["X-Robots-Tag"] == "noindex"
    assert headers["Cache-Control"] == "no-store"


def test_the_thirtieth_try_of_a_minute_is_answered_and_the_next_is_not(held: Certificate, client: FlaskClient) -> None:
    with stopped(NOON):
        assert [client.get("/verify/unknown").status_code for _n in range(29)] == [404] * 29
        assert client.get(f"/verify/{held.code}").status_code == 200
        refused = client.get(f"/verify/{held.code}")
        assert refused.status_code == 429 and "Yolkin" not in refused.text
        assert refused.headers["Retry-After"] == "60"
    with stopped(NOON + timedelta(seconds=59)):
        assert client.get(f"/verify/{held.code}").status_code == 429
    with stopped(NOON + timedelta(seconds=60)):
        assert client.get(f"/verify/{held.code}").status_code == 200


def test_the_limit_is_each_addresss_own(held: Certificate, client: FlaskClient) -> None:
    with stopped(NOON):
        for _n in range(31):
            last = client.get("/verify/unknown", environ_base={"REMOTE_ADDR": "192.0.2.7"})
        assert last.status_code == 429
        assert client.get("/verify/unknown", environ_base={"REMOTE_ADDR": "192.0.2.8"}).status_code == 404
