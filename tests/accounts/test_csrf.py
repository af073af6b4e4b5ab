"""Nothing is changed by a request that another site made a browser send."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from lms.extensions import csrf
from tests import factories, world


@pytest.fixture
def strict(app: Flask) -> Iterator[Flask]:
    """Give the application as it runs outside tests: with forged requests refused."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def test_every_address_that_changes_something_refuses_a_request_without_a_token(strict: Flask) -> None:
    here, browser = world.world(), strict.test_client()
    factories.sign_in(browser, factories.account(Role.ADMINISTRATOR))
    wrong = []
    for rule, method in world.rules(strict):
        if method != "GET":
            with strict.test_request_context():
                path = rule.build(world.fillings(rule, here.own)[0])[1]
            for data in ({}, {"csrf_token": "made up"}):
                answer = browser.open(path, method=method, data=data)
                if answer.status_code != 400 or "open for too long" not in answer.get_data(as_text=True):
                    wrong.append(f"{method} {rule}: {answer.status_code}")
    assert wrong == []


def test_no_view_is_exempt(base_app: Flask) -> None:
    assert not csrf._exempt_views and not csrf._exempt_blueprints


def test_reading_is_all_that_a_get_does(strict: Flask) -> None:
    """A GET is not checked for forgery, so that every rule that changes something must ask for POST."""
    changing = re.compile(r"remove|revoke|withdraw|take.back|sign.out|issue|unmark|state|grants|tokens")
    gets = {str(rule) for rule, method in world.rules(strict) if method == "GET" and changing.search(rule.endpoint)}
    assert gets == set()


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found.group(1) if found else ""


def test_a_token_of_the_page_lets_the_form_through(strict: Flask) -> None:
    browser = strict.test_client()
    token = token_in(browser.get("/sign-in").get_data(as_text=True))
    asked = {"email": factories.account().email, "password": factories.PASSWORD, "csrf_token": token}
    assert browser.post("/sign-in", data=asked).status_code == 303


def test_the_token_of_a_guest_is_worthless_after_signing_in(strict: Flask) -> None:
    browser = strict.test_client()
    token = token_in(browser.get("/sign-in").get_data(as_text=True))
    browser.post("/sign-in", data={
        "email": factories.account().email, "password": factories.PASSWORD, "csrf_token": token,
    })  # fmt: skip
    assert browser.post("/account", data={"name": "Planted", "language": "en", "csrf_token": token}).status_code == 400


def test_the_token_of_another_browser_is_worthless(strict: Flask, client: FlaskClient) -> None:
    token = token_in(client.get("/sign-in").get_data(as_text=True))
    victim = strict.test_client()
    victim.get("/sign-in")
    asked = {"email": factories.account().email, "password": factories.PASSWORD, "csrf_token": token}
    assert victim.post("/sign-in", data=asked).status_code == 400
