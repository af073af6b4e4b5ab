"""Redirects, listings, dates and headers that every page shares."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from lms import web
from lms.courses.codes import EventKind
from lms.headers import CONTENT_POLICY
from tests import factories

HOSTILE = [
    "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/", "javascript:alert(1)",
    "http:///evil.example", "\\\\evil.example", "/%0d%0aSet-Cookie:x=1", " //evil.example", "/\t/evil.example",
    "evil.example", "", None, "/no-such-page", "/sign-out", "///evil.example/events", "/events\r\n//evil.example",
]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_redirect_leads_to_a_page_of_this_application_only(app: Flask, target: str | None) -> None:
    with app.test_request_context():
        assert web.own_path(target) is None


@pytest.mark.parametrize("target", ["/", "/events", "/events?sort=-starts&page=2", "/events/7"])
def test_a_path_of_the_application_is_kept(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert web.own_path(target) == target


@given(st.text(max_size=60))
def test_whatever_is_asked_for_the_redirect_stays_here(base_app: Flask, target: str) -> None:
    with base_app.test_request_context():
        kept = web.own_path(target)
    assert kept is None or (kept.startswith("/") and not kept.startswith(("//", "/\\")))


def test_health_names_the_database(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200 and answer.json == {"status": "ok", "database": "ok"}


def test_a_host_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_a_page_that_is_not_there_offers_a_guest_the_door_and_a_member_the_overview(
    client: FlaskClient, signed_in: Callable[..., FlaskClient]
) -> None:
    guest, member = client.get("/no-such-page").text, signed_in(factories.account()).get("/no-such-page").text
    assert "overview" not in guest and "Records are seen by those who are signed in." in guest
    assert "Go to the overview" in member and "signed in." not in member


@pytest.mark.parametrize(("part", "whole", "places", "said"), [
    (1, 6, 0, "17%"), (14, 60, 0, "23%"), (1, 200, 0, "1%"), (630, 720, 1, "87.5%"), (90, 720, 1, "12.5%"), (576, 720, 1, "80%"),
    (Decimal("0.875"), 1, 1, "87.5%"), (999, 1000, 0, "99%"), (1999, 2000, 1, "99.9%"), (1919, 2400, 1, "79.9%"), (1920, 2400, 1, "80%"), (1, 5000, 1, "0%"), (7, 7, 0, "100%"), (9, 6, 0, "150%"),
])  # fmt: skip
def test_a_share_is_rounded_and_never_reads_as_a_whole_per_cent_that_a_rule_may_ask_and_it_misses(
    app: Flask, part: int | Decimal, whole: int, places: int, said: str
) -> None:
    with app.test_request_context():
        assert web.share(part, whole, places) == said


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    for path in ("/sign-in", "/no-such-page", "/healthz", "/static/app.css"):
        headers = client.get(path, buffered=True).headers
        assert headers["Content-Security-Policy"] == CONTENT_POLICY, path
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_assets_are_cached_by_content_and_compressed(client: FlaskClient) -> None:
    answer = client.get("/static/app.css?v=1", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip" and "immutable" in answer.headers["Cache-Control"]
    plain = client.get("/static/app.css", buffered=True)
    assert "Content-Encoding" not in plain.headers and plain.headers["Cache-Control"] == "no-cache"


def test_the_first_page_stays_small(client: FlaskClient) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    total = len(page)
    for path in set(re.findall(r"/static/[^\"#]+\?v=\w+", page)):
        total += len(client.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True).data)
    assert total < 150_000


@pytest.mark.parametrize(("language", "shown"), [("en", "3 Oct 2011"), ("ru", "3 окт. 2011\u00a0г.")])
def test_a_date_is_shown_in_the_readers_language(app: Flask, language: str, shown: str) -> None:
    with app.test_request_context():
        session["language"] = language
        assert web.show(date(2011, 10, 3)) == shown


def test_an_instant_is_shown_in_the_offices_time_zone(app: Flask) -> None:
    with app.test_request_context():
        session["language"], session["time_zone"] = "en", "Asia/Ashgabat"
        assert web.show(datetime(2011, 10, 3, 18, 30, tzinfo=UTC)) == "3 Oct 2011, 23:30"


@pytest.mark.parametrize(("first", "last", "shown"), [
    (date(2011, 10, 3), date(2011, 10, 3), "3 Oct 2011"), (date(2011, 10, 3), date(2011, 10, 5), "3–5 Oct 2011"),
    (date(2011, 9, 30), date(2011, 10, 1), "30 Sep 2011 – 1 Oct 2011"),
    (date(2010, 10, 3), date(2011, 10, 5), "3 Oct 2010 – 5 Oct 2011"),
])
def test_a_range_of_days_is_shown_as_one_reads_it(app: Flask, first: date, last: date, shown: str) -> None:
    with app.test_request_context():
        session["language"] = "en"
        assert web.span(first, last) == shown


def test_a_code_is_shown_by_its_label(app: Flask) -> None:
    with app.test_request_context():
        session["language"] = "ru"
        assert web.show(EventKind.STUDY_TOUR) == "Учебная поездка"


def test_a_page_number_that_is_none_is_the_first(client: FlaskClient) -> None:
    assert web.whole("²", 1) == web.whole("-4", 1) == web.whole("9" * 30, 1) == 1


def test_the_language_can_be_switched_without_signing_in(client: FlaskClient) -> None:
    client.post("/language", data={"lang": "ru", "next": "/sign-in"})
    assert 'lang="ru"' in client.get("/sign-in").get_data(as_text=True)
    assert client.post("/language", data={"lang": "xx"}).status_code == 400
