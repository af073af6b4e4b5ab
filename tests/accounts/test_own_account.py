"""What the holder of an account does with it: name, language, password, tokens."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import services
from lms.accounts.models import Account, ApiToken
from lms.accounts.permissions import Role
from lms.accounts.rules import token_hash
from lms.extensions import db
from tests import factories
from tests.queries import counted

Enter = Callable[..., FlaskClient]


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_name_and_language_are_changed(signed_in: Enter) -> None:
    who = factories.account(Role.DONOR_VIEWER)
    browser = signed_in(who)
    assert browser.post("/account", data={"name": "Аман  Мамедов", "language": "ru"}).status_code == 303
    page = text(browser.get("/account"))
    assert 'lang="ru"' in page and "Аман Мамедов" in page


def test_an_empty_name_is_refused_with_the_language_kept(signed_in: Enter) -> None:
    answer = signed_in(factories.account()).post("/account", data={"name": " ", "language": "ru"})
    assert answer.status_code == 422
    assert 'selected value="ru"' in text(answer) and "required" in text(answer)


def test_nobody_makes_themselves_more_than_they_are(signed_in: Enter) -> None:
    who = factories.account(Role.DONOR_VIEWER)
    signed_in(who).post("/account", data={
        "name": "N", "language": "en", "email": "root@example.org", "role": "administrator", "person_id": "1",
        "grants-0-role": "administrator", "password_hash": "x", "disabled_at": "",
    })  # fmt: skip
    kept = db.session.scalars(select(Account).where(Account.id == who.id)).one()
    assert kept.name == "N" and kept.email == who.email and [g.role for g in kept.grants] == [Role.DONOR_VIEWER]
    assert kept.person_id is None


def test_two_passwords_that_differ_are_refused_at_the_field(signed_in: Enter) -> None:
    answer = signed_in(factories.account()).post("/account/password", data={
        "current": factories.PASSWORD, "password": "a long new password", "repeated": "another new password",
    })  # fmt: skip
    assert answer.status_code == 422 and "The two passwords differ." in text(answer)
    assert "a long new password" not in text(answer)


def test_a_wrong_present_password_is_refused_at_its_field(signed_in: Enter) -> None:
    answer = signed_in(factories.account()).post("/account/password", data={
        "current": "not the present one", "password": "a long new password", "repeated": "a long new password",
    })  # fmt: skip
    assert answer.status_code == 422 and "This is not your present password." in text(answer)


def test_a_token_is_shown_once_and_opens_the_interface(client: FlaskClient, signed_in: Enter) -> None:
    who = factories.account(Role.REPORTING_OFFICER)
    browser = signed_in(who)
    answer = browser.post("/account/tokens", data={"label": "Monthly sheet"})
    kept = db.session.scalars(select(ApiToken).where(ApiToken.account_id == who.id)).one()
    token = text(answer).split('value="')[-1].split('"')[0]
    assert token_hash(token) == kept.token_hash and answer.headers["Cache-Control"] == "no-store"
    assert client.get("/api/v1/figures", headers={"Authorization": f"Bearer {token}"}).status_code not in {401, 403}
    page = text(browser.get("/account"))
    assert "Monthly sheet" in page and token not in page and kept.token_hash not in page


def test_a_token_without_a_purpose_is_refused_on_the_page_with_the_input_kept(signed_in: Enter) -> None:
    browser = signed_in(factories.account())
    answer = browser.post("/account/tokens", data={"label": "x" * 101})
    assert answer.status_code == 422 and "x" * 101 in text(answer) and "field-error" in text(answer)
    assert browser.post("/account/tokens").status_code == 422


def test_a_withdrawn_token_is_gone_from_the_page(signed_in: Enter) -> None:
    who = factories.account()
    services.give_token(who, "Old laptop", by=who, at=factories.AT)
    db.session.commit()
    token = db.session.scalars(select(ApiToken).where(ApiToken.account_id == who.id)).one()
    browser = signed_in(who)
    assert browser.post(f"/account/tokens/{token.id}/withdraw").status_code == 303
    assert "Old laptop" not in text(browser.get("/account"))


def test_the_token_of_another_account_is_not_found(signed_in: Enter) -> None:
    other = factories.account()
    services.give_token(other, "Theirs", by=other, at=factories.AT)
    db.session.commit()
    token = db.session.scalars(select(ApiToken).where(ApiToken.account_id == other.id)).one()
    assert signed_in(factories.account()).post(f"/account/tokens/{token.id}/withdraw").status_code == 404


@pytest.mark.parametrize("more", [1, 6])
def test_the_page_asks_the_database_the_same_however_many_tokens_there_are(signed_in: Enter, more: int) -> None:
    who = factories.account()
    for n in range(more):
        services.give_token(who, f"t{n}", by=who, at=factories.AT)
    db.session.commit()
    browser = signed_in(who)
    with counted() as asked:
        browser.get("/account")
    assert len(asked) <= 3
