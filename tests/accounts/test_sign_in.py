"""Signing in: cookies and sessions that cannot be fixed, copied or kept, tries that are counted, answers that tell nothing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

import config
from lms import clock
from lms.accounts import rules, services
from lms.accounts.models import Account, Attempt, SignIn
from lms.accounts.permissions import Role
from lms.errors import TooMany
from lms.extensions import db
from tests import factories

NOON = datetime(2011, 10, 3, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FRESH = re.compile(r'(name="csrf_token" value|name="csrf-token" content)="[^"]*"')  # differs by page, whatever is asked


def enter(browser: FlaskClient, who: Account, password: str = factories.PASSWORD, query: str = "", **more: str):
    return browser.post(f"/sign-in{query}", data={"email": who.email, "password": password, **more})


def cookie(browser: FlaskClient) -> str:
    held = browser.get_cookie("session")
    return held.value if held else ""


def copy_of(app: Flask, browser: FlaskClient) -> FlaskClient:
    thief = app.test_client()
    thief.set_cookie("session", cookie(browser))
    return thief


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def test_a_right_password_lets_in_and_leads_to_the_page_asked_for(client: FlaskClient) -> None:
    answer = enter(client, factories.account(), query="?next=/events%3Fsort%3Dcode")
    assert (answer.status_code, answer.location) == (303, "/events?sort=code")
    assert is_in(client)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/x"])
def test_after_signing_in_nobody_is_led_elsewhere(client: FlaskClient, target: str) -> None:
    answer = client.post("/sign-in", query_string={"next": target},
                         data={"email": factories.account().email, "password": factories.PASSWORD})  # fmt: skip
    assert answer.location == "/"


def test_an_e_mail_address_is_read_without_regard_to_case_and_spaces(client: FlaskClient) -> None:
    who = factories.account()
    answer = client.post("/sign-in", data={"email": f"  {who.email.upper()} ", "password": factories.PASSWORD})
    assert answer.status_code == 303


def test_a_wrong_password_a_missing_and_a_disabled_account_answer_alike(client: FlaskClient) -> None:
    who, gone = factories.account(), factories.account()
    services.disable(gone, by=factories.account(), at=NOON)
    db.session.commit()
    pages = set()
    for email, password in ((who.email, "not the password"), ("nobody@example.org", factories.PASSWORD),
                            (gone.email, factories.PASSWORD)):  # fmt: skip
        answer = client.post("/sign-in", data={"email": email, "password": password})
        assert answer.status_code == 422
        pages.add(FRESH.sub("", answer.get_data(as_text=True)).replace(email, ""))
    assert len(pages) == 1


def test_the_address_typed_is_kept_and_the_password_is_not(client: FlaskClient) -> None:
    page = client.post("/sign-in", data={"email": "me@example.org", "password": "mistyped here"}).get_data(as_text=True)
    assert 'value="me@example.org"' in page and "mistyped here" not in page


def test_an_account_that_is_not_there_costs_a_hash_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    verify = type(rules._hasher).verify

    def counting(self: object, hashed: str, password: str) -> bool:
        checked.append(hashed)
        return verify(self, hashed, password)

    monkeypatch.setattr(type(rules._hasher), "verify", counting)
    assert not rules.password_matches(None, "a password of somebody")
    assert checked == [rules._dummy_hash]
    parameters = rules._dummy_hash.split("$")[3]
    assert parameters == factories.account().password_hash.split("$")[3] == "m=47104,t=1,p=1"


def test_signing_in_gives_a_new_session(app: Flask, client: FlaskClient) -> None:
    client.post("/language", data={"lang": "ru"})
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = cookie(client)
    enter(client, factories.account())
    assert cookie(client) != before
    with client.session_transaction() as session:
        assert "planted" not in session and session["language"] == "ru"
    planted = app.test_client()
    planted.set_cookie("session", before)
    assert not is_in(planted)


def test_only_the_hash_of_a_sign_ins_token_is_kept(client: FlaskClient) -> None:
    enter(client, factories.account())
    with client.session_transaction() as session:
        token = session["_user_id"]
    kept = db.session.scalars(select(SignIn.token_hash)).all()
    assert token not in kept and rules.token_hash(token) in kept and len(token) >= 43


def test_a_made_up_token_opens_nothing(client: FlaskClient) -> None:
    who = factories.account()
    for token in (str(who.id), "", "x" * 5000, "\ud800", "' OR 1=1 --"):
        with client.session_transaction() as session:
            session["_user_id"] = token.encode("utf-8", "replace").decode()
        assert not is_in(client)


def test_a_copied_cookie_is_dead_after_signing_out(app: Flask, client: FlaskClient) -> None:
    enter(client, factories.account())
    thief = copy_of(app, client)
    assert is_in(thief)
    client.post("/sign-out")
    assert not is_in(thief) and not is_in(client)


def test_a_copied_cookie_is_dead_after_the_account_is_disabled(app: Flask, client: FlaskClient) -> None:
    who = factories.account()
    enter(client, who)
    thief = copy_of(app, client)
    services.disable(who, by=factories.account(), at=NOON)
    db.session.commit()
    assert not is_in(thief)
    services.enable(who, by=who, at=NOON)
    db.session.commit()
    assert not is_in(thief)


def test_a_copied_cookie_is_dead_after_the_password_is_changed_and_the_changer_stays(
    app: Flask, client: FlaskClient
) -> None:
    who = factories.account()
    enter(client, who)
    thief, zone = copy_of(app, client), None
    with client.session_transaction() as session:
        zone = session["time_zone"]
    answer = client.post("/account/password", data={
        "current": factories.PASSWORD, "password": "another long password", "repeated": "another long password",
    })  # fmt: skip
    assert answer.status_code == 303
    assert is_in(client) and not is_in(thief)
    with client.session_transaction() as session:
        assert session["time_zone"] == zone


def test_a_copied_cookie_is_dead_after_a_grant_is_taken_back(app: Flask, client: FlaskClient) -> None:
    who = factories.account(Role.PROJECT_MANAGER)
    enter(client, who)
    services.take_back(who.grants[0], by=factories.account(), at=NOON)
    db.session.commit()
    assert not is_in(client)


@pytest.mark.parametrize(("roles", "rest"), [
    ([Role.ADMINISTRATOR], rules.IDLE), ([Role.TRAINER], rules.IDLE_TRAINER),
    ([Role.TRAINER, Role.PROJECT_MANAGER], rules.IDLE), ([], rules.IDLE),
])
def test_a_sign_in_rests_so_long_and_no_longer(app: Flask, roles: list[Role], rest: timedelta) -> None:
    who = factories.account(None)
    for role in roles:
        services.grant(who, role, by=None, at=NOON)
    sign_in = SignIn(account=who, token_hash="x", started_at=NOON, seen_at=NOON)
    assert rules.is_live(sign_in, NOON + rest)
    assert not rules.is_live(sign_in, NOON + rest + SECOND)


def test_a_sign_in_in_use_ends_after_twelve_hours(app: Flask, client: FlaskClient) -> None:
    assert timedelta(minutes=30) == rules.IDLE and timedelta(hours=8) == rules.IDLE_TRAINER
    with clock.stopped(NOON):
        enter(client, factories.account())
    for minutes in range(25, 12 * 60 + 1, 25):
        with clock.stopped(NOON + timedelta(minutes=minutes)):
            assert is_in(client), minutes
    with clock.stopped(NOON + timedelta(hours=12)):
        assert is_in(client)
    with clock.stopped(NOON + timedelta(hours=12) + SECOND):
        assert not is_in(client)


def test_an_idle_browser_is_asked_to_sign_in_again(app: Flask, client: FlaskClient) -> None:
    with clock.stopped(NOON):
        enter(client, factories.account())
    with clock.stopped(NOON + timedelta(minutes=30, seconds=1)):
        answer = client.get("/events?sort=code")
    assert answer.location == "/sign-in?next=/events?sort%3Dcode"


def test_old_sign_ins_are_swept_away(app: Flask) -> None:
    who = factories.account()
    services.start_sign_in(who, at=NOON)
    services.start_sign_in(who, at=NOON + timedelta(hours=12, seconds=1))
    assert db.session.scalar(select(func.count()).select_from(SignIn).where(SignIn.account_id == who.id)) == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    answer = enter(client, factories.account())
    flags = answer.headers["Set-Cookie"]
    assert "HttpOnly" in flags and "SameSite=Lax" in flags and "Path=/" in flags
    assert "Expires" not in flags and "Max-Age" not in flags and "Domain" not in flags


def test_behind_https_the_cookie_is_bound_to_the_host(tmp_path: object) -> None:
    settings = config.from_environment({"BASE_URL": "https://lms.example.org", "DATA_DIR": str(tmp_path)})
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session" and settings["SESSION_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"] and settings["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_no_browser_is_remembered(app: Flask, client: FlaskClient) -> None:
    answer = enter(client, factories.account(), remember="yes", remember_me="on")
    names = [header.split("=")[0] for header in answer.headers.getlist("Set-Cookie")]
    assert names == ["session"]
    stranger = app.test_client()
    stranger.set_cookie("remember_token", "1|abc")
    assert not is_in(stranger)


def test_a_bearer_token_does_not_open_pages(client: FlaskClient) -> None:
    who = factories.account()
    token = services.give_token(who, "t", by=who, at=clock.now())
    db.session.commit()
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/account", headers=headers).status_code == 303
    assert client.get("/api/v1/figures", headers=headers).status_code not in {401, 403}


@pytest.mark.parametrize("end", ["disabled", "withdrawn", "expired"])
def test_a_bearer_token_dies_with_its_account_its_withdrawal_or_its_year(client: FlaskClient, end: str) -> None:
    who, at = factories.account(), clock.now()
    token = services.give_token(who, "t", by=who, at=at)
    if end == "disabled":
        services.disable(who, by=factories.account(), at=at)
    if end == "withdrawn":
        services.withdraw_token(db.session.scalars(services.queries.tokens_of(who)).one(), by=who, at=at)
    db.session.commit()
    with clock.stopped(at + (services.TOKEN_LIFE if end == "expired" else timedelta())):
        assert client.get("/api/v1/figures", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def attempts(purpose: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Attempt).where(Attempt.purpose == purpose)) or 0


def test_five_tries_in_a_quarter_of_an_hour_then_none(client: FlaskClient) -> None:
    who = factories.account()
    for n in range(5):
        with clock.stopped(NOON + n * SECOND):
            assert enter(client, who, "wrong password").status_code == 422
    with clock.stopped(NOON + 5 * SECOND):
        answer = enter(client, who)
        assert answer.status_code == 429 and "Too many tries" in answer.get_data(as_text=True)
    with clock.stopped(NOON + timedelta(minutes=15) - SECOND):
        assert enter(client, who).status_code == 429
    with clock.stopped(NOON + timedelta(minutes=15)):
        assert enter(client, who).status_code == 303


def test_ten_tries_a_day_then_none(client: FlaskClient) -> None:
    who = factories.account()
    for n in range(10):
        with clock.stopped(NOON + n * timedelta(minutes=16)):
            assert enter(client, who, "wrong password").status_code == 422
    with clock.stopped(NOON + timedelta(days=1) - SECOND):
        assert enter(client, who).status_code == 429
    with clock.stopped(NOON + timedelta(days=1)):
        assert enter(client, who).status_code == 303


@pytest.mark.parametrize(("tries", "apart", "said", "seconds"), [
    (5, SECOND, "Try again in 15 minutes.", 14 * 60 + 55), (5, timedelta(minutes=3), "Try again in 1 minute.", 1),
    (10, timedelta(minutes=16), "Try again in 22 hours.", 21 * 3600 + 20 * 60),
])  # fmt: skip
def test_a_refused_try_says_once_how_long_to_wait_and_leads_back_to_the_door(
    client: FlaskClient, tries: int, apart: timedelta, said: str, seconds: int
) -> None:
    who = factories.account()
    for n in range(tries):
        with clock.stopped(NOON + n * apart):
            enter(client, who, "wrong password")
    with clock.stopped(NOON + timedelta(seconds=-seconds) + (timedelta(minutes=15) if tries == 5 else timedelta(days=1))):
        answer = enter(client, who)
    assert answer.headers["Retry-After"] == str(seconds) and answer.text.count(said) == answer.text.count("Try again") == 1
    assert 'href="/sign-in"' in answer.text and "overview" not in answer.text


def test_an_address_has_its_own_limit_over_all_accounts(client: FlaskClient) -> None:
    most, span = rules.LIMITS["sign_in_address"][0]
    for n in range(most):
        services.count_sign_in(f"n{n}@example.org", address="10.0.0.1", at=NOON)
    with pytest.raises(TooMany):
        services.count_sign_in("another@example.org", address="10.0.0.1", at=NOON + span - SECOND)
    services.count_sign_in("another@example.org", address="10.0.0.2", at=NOON + span - SECOND)
    services.count_sign_in("yet.another@example.org", address="10.0.0.1", at=NOON + span)


def test_a_right_password_forgets_the_tries_of_its_account_and_one_of_its_address(client: FlaskClient) -> None:
    who, other = factories.account(), factories.account()
    enter(client, other, "wrong password")
    enter(client, who, "wrong password")
    enter(client, who)
    assert (attempts("sign_in"), attempts("sign_in_address")) == (1, 2)


def test_a_try_stays_counted_when_the_request_fails_later(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(services, "sign_in", fail)
    with pytest.raises(RuntimeError):
        enter(client, factories.account())
    assert attempts("sign_in") == attempts("sign_in_address") == 1


def test_guessing_the_present_password_is_limited_too(signed_in: Callable[..., FlaskClient]) -> None:
    browser = signed_in(factories.account())
    asked = {"current": "wrong password", "password": "another long one", "repeated": "another long one"}
    codes = [browser.post("/account/password", data=asked).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]


def test_a_short_new_password_counts_as_a_try_and_changes_nothing(signed_in: Callable[..., FlaskClient]) -> None:
    who = factories.account()
    before = who.password_hash
    answer = signed_in(who).post("/account/password", data={
        "current": factories.PASSWORD, "password": "short", "repeated": "short",
    })  # fmt: skip
    assert answer.status_code == 422 and "at least 12 characters" in answer.get_data(as_text=True)
    assert attempts("sign_in") == 1 and db.session.get(Account, who.id).password_hash == before
