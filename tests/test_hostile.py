"""Whatever is typed anywhere, nothing breaks and nothing runs: every form and filter, found through the URL map."""

import re
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from lms.extensions import db
from tests import factories, pages, world

HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "attribute": "\"'><svg onload=alert(3)>",
    "template": "{{1337*1337}}${1337*1337}<%= 1337*1337 %>{% raise %}",
    "sql": "' OR 1=1; DROP TABLE person; --",
    "like": "%_\\[a-z]%",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "placeholder": "%s %n %(name)s {0} {a.__class__}",
    "nul": "a\x00b",
    "surrogate": "a\ud800b",
    "right to left": "\u202eabc\u2066\u200f\ufeff\u200b",
    "line": "a\r\nSet-Cookie: evil=1\r\n\r\n<html>",
    "long": "я" * 10_000,
    "emoji": "👩‍👩‍👧‍👦😀🏳️‍🌈" * 20,
    "digits": "9" * 400,
    "negative": "-1",
    "beyond int": "9223372036854775808",
    "not a number": "NaN",
    "a signalling one": "sNaN",
    "infinite": "1e309",
    "other digits": "٣²",
    "no such day": "2011-02-30",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "path": "../../../../etc/passwd",
    "empty": " \t ",
}  # fmt: skip
# What a text field takes as it stands, so that it is stored, shown again and searched for; the rest is refused.
KEPT = ("markup", "attribute", "template", "sql", "like", "formula", "placeholder", "right to left", "line", "path")
RUNS = re.compile(r"<script>alert|<img src=x|<svg onload|1787569|<%= 1337", re.IGNORECASE)
BUCKETS = 4
LMS = Path(__file__).parent.parent / "lms"
# Names that views read from the address themselves, past any form.
ASKED = sorted({
    name for path in LMS.rglob("*views.py")
    for name in re.findall(r"request\.args\.get(?:list)?\(\"(\w+)\"", path.read_text())
} | {"page", "sort"})  # fmt: skip


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    browser = app.test_client()
    factories.sign_in(browser, factories.account(Role.ADMINISTRATOR))
    return browser


def paths(app: Flask, here: world.Set, method: str, bucket: int) -> Iterator[str]:
    """Give a share of the addresses that answer a method; signing out would end the test."""
    chosen = [rule for rule, answered in world.rules(app) if answered == method and rule.endpoint != "accounts.sign_out"]
    for rule in chosen[bucket::BUCKETS]:
        for arguments in world.fillings(rule, here):
            with app.test_request_context():
                yield rule.build(arguments)[1]


def send(app: Flask, browser: FlaskClient, method: str, path: str, fields: dict[str, str]) -> None:
    """Send fields as a browser encodes them; take back what came of it, and hold the answer against the promise."""
    encoded = urlencode(fields, errors="surrogatepass")
    more = {"query_string": encoded} if method == "GET" else {
        "data": encoded, "content_type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    point = db._app_engines[app][None].begin_nested()
    try:
        answer = browser.open(path, method=method, follow_redirects=True, **more)
    except Exception as fault:
        pytest.fail(f"{method} {path} with {fields}: {fault!r}")
    finally:
        point.rollback()
    assert answer.status_code < 500, f"{method} {path} with {fields}: {answer.status_code}"
    assert "evil" not in str(answer.headers.getlist("Set-Cookie"))
    if answer.mimetype == "text/html":
        found = RUNS.search(answer.get_data(as_text=True))
        assert not found, f"{method} {path} with {fields}: {found}"


def forms_on(browser: FlaskClient, path: str) -> list[pages.PageForm]:
    answer = browser.get(path)
    return pages.forms_of(answer.get_data(as_text=True)) if answer.mimetype == "text/html" else []


def rotations(form: pages.PageForm, names: Sequence[str], times: int, *, everywhere: bool = False) -> Iterator[dict[str, str]]:
    """Give fillings of a form in which each field has a text of its own, another one every time."""
    for turn in range(times):
        texts = [HOSTILE[names[(position + turn * 5) % len(names)]] for position in range(len(form.fields))]
        yield form.filled(iter(texts), everywhere=everywhere)


@pytest.mark.parametrize("bucket", range(BUCKETS))
def test_hostile_text_in_a_form_is_refused_or_kept_as_text(app: Flask, admin: FlaskClient, bucket: int) -> None:
    here, seen = world.world().own, set()
    for path in paths(app, here, "GET", bucket):
        for form in forms_on(admin, path):
            target = form.action or path
            known = (target.split("?")[0], *sorted(form.fields))
            if form.method != "POST" or known in seen or target in {"/sign-out", "/language"}:
                continue
            seen.add(known)
            typed = [kind for kind in form.fields.values() if kind in pages.TYPED]
            for fields in rotations(form, KEPT, 4 if typed else 1):
                send(app, admin, "POST", target, fields)
            for fields in rotations(form, list(HOSTILE), 6 if form.fields else 0, everywhere=True):
                send(app, admin, "POST", target, fields)
    assert seen


@pytest.mark.parametrize("bucket", range(BUCKETS))
def test_hostile_text_in_a_filter_is_answered_with_a_page(app: Flask, admin: FlaskClient, bucket: int) -> None:
    here, texts, seen = world.world().own, cycle(HOSTILE.values()), set()
    for path in paths(app, here, "GET", bucket):
        filters = [form for form in forms_on(admin, path) if form.method == "GET"]
        for form in filters:
            if (form.action, *sorted(form.fields)) not in seen:
                seen.add((form.action, *sorted(form.fields)))
                for fields in rotations(form, KEPT, 3):
                    send(app, admin, "GET", form.action or path, fields)
        for name in sorted({name for form in filters for name in form.fields} | set(ASKED)):
            send(app, admin, "GET", path, {name: next(texts)})


@pytest.mark.parametrize("bucket", range(BUCKETS))
def test_a_body_that_is_no_form_is_refused(app: Flask, admin: FlaskClient, bucket: int) -> None:
    here = world.world().own
    bodies = (
        ("application/json", b'{"a": [1, {"b":'), ("application/json", b'"\\ud800"'), ("text/plain", b"\xff\xfe\x00"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"), ("application/x-www-form-urlencoded", b"%ff=%00&&&="),
    )  # fmt: skip
    for path in paths(app, here, "POST", bucket):
        for kind, body in bodies:
            point = db._app_engines[app][None].begin_nested()
            try:
                answer = admin.post(path, data=body, content_type=kind)
            finally:
                point.rollback()
            assert answer.status_code < 500, f"{path} with {kind}"


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_in_an_address_names_nothing(app: Flask, admin: FlaskClient, what: str) -> None:
    text = quote(HOSTILE[what], safe="", errors="surrogatepass")
    for path in (f"/verify/{text}", f"/audit/{text}/1", f"/events/{text}", f"/people/{text}", f"/reference/{text}/1", f"/{text}"):
        assert admin.get(path).status_code in {303, 308, 404}, path


@pytest.mark.parametrize("what", HOSTILE)
def test_a_guest_types_what_they_like(app: Flask, client: FlaskClient, what: str) -> None:
    for name in ("email", "password"):
        fields = {"email": "a@example.org", "password": "x"} | {name: HOSTILE[what]}
        send(app, client, "POST", "/sign-in", fields)
    send(app, client, "GET", "/sign-in", {"next": HOSTILE[what]})
    send(app, client, "POST", "/language", {"lang": HOSTILE[what], "next": HOSTILE[what]})


def test_hostile_headers_are_read_as_text(app: Flask, client: FlaskClient) -> None:
    for name in ("Authorization", "Accept-Language", "Referer", "HX-Request", "Cookie", "X-Forwarded-For", "If-None-Match"):
        for text in ("Bearer " + "x" * 9000, "Bearer \xff", "<script>alert(1)</script>", "ru;q=NaN, *;q=9"):
            for path in ("/sign-in", "/api/v1/figures", "/no-such-page"):
                assert client.get(path, headers={name: text}).status_code < 500, (name, text, path)
