"""Default deny: a view without a mark is refused, and so is whoever lacks its permission."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import POLICY, Permission, Role
from tests import factories

PUBLIC = {
    "static", "web.healthz", "web.set_language", "accounts.sign_in", "accounts.sign_out", "certificates.verify",
    "api.openapi",
}
NAMES = {
    Permission.SEE_PEOPLE, Permission.EDIT_PEOPLE, Permission.SEE_ROSTER, Permission.SEE_CERTIFICATES,
    Permission.ISSUE_CERTIFICATES, Permission.SEE_TOT, Permission.EDIT_TOT, Permission.SEE_FIGURE_ROWS,
    Permission.SEE_AUDIT, Permission.MANAGE_ACCOUNTS, Permission.MARK_ATTENDANCE, Permission.EDIT_EVENTS,
}


def test_every_view_carries_a_mark(base_app: Flask) -> None:
    unmarked = {
        endpoint for endpoint, view in base_app.view_functions.items()
        if endpoint != "static" and not hasattr(view, "entry")
    }
    assert unmarked == set()


def test_only_these_views_are_public(base_app: Flask) -> None:
    public = {name for name, view in base_app.view_functions.items() if getattr(view, "entry", "public") == "public"}
    assert public == PUBLIC


def test_a_view_without_a_mark_is_refused_at_run_time(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    marked = app.view_functions["reports.dashboard"]
    app.view_functions["reports.dashboard"] = lambda: "open"
    try:
        assert signed_in(factories.account()).get("/").status_code == 403
    finally:
        app.view_functions["reports.dashboard"] = marked


def test_no_permission_that_shows_names_belongs_to_a_donor_viewer() -> None:
    assert POLICY[Role.DONOR_VIEWER] & NAMES == set()


def pages(app: Flask) -> list[tuple[str, Permission]]:
    """Return every GET page without parameters, with the permission it needs."""
    return [
        (str(rule), app.view_functions[rule.endpoint].entry)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint not in PUBLIC
    ]


@pytest.mark.parametrize("role", [*Role, None])
def test_every_page_opens_for_the_roles_of_the_policy_and_no_other(
    app: Flask, signed_in: Callable[..., FlaskClient], role: Role | None
) -> None:
    browser = signed_in(factories.account(role))
    allowed = POLICY[role] if role else frozenset()
    for path, entry in pages(app):
        expected = entry == "signed_in" or entry in allowed
        status = browser.get(path).status_code
        assert (status not in {401, 403}) == expected, f"{role}: {path} answered {status}"
        assert status < 500, path


def test_a_stranger_is_sent_to_sign_in_and_back(app: Flask, client: FlaskClient) -> None:
    for path, _entry in pages(app):
        answer = client.get(path)
        if path.startswith("/api/"):
            assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
        else:
            assert answer.status_code == 303 and answer.location.startswith("/sign-in"), path


def test_an_office_administrator_does_not_manage_accounts(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    browser = signed_in(factories.account(Role.ADMINISTRATOR, of=factories.office()))
    assert browser.get("/accounts").status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_a_foreign_object_answers_as_a_missing_one_does(
    app: Flask, signed_in: Callable[..., FlaskClient], role: Role
) -> None:
    foreign = factories.event(of=factories.office("KG"), projects=(factories.project(of=factories.office("KG")),))
    who = factories.enrolment(foreign).person
    project = foreign.funding[0].project
    browser = signed_in(factories.account(role, of=factories.office("TM"), who=factories.person()))
    for path in (f"/events/{foreign.id}", f"/people/{who.id}", f"/projects/{project.id}", f"/audit/event/{foreign.id}"):
        missing = path.rsplit("/", 1)[0] + "/999999"
        assert browser.get(path).status_code == browser.get(missing).status_code in {403, 404}, path


def test_a_number_beyond_the_databases_range_names_nothing(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    assert signed_in(factories.account()).get("/events/99999999999999999999").status_code == 404


def test_pages_of_signed_in_people_are_never_stored(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    answer = signed_in(factories.account()).get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
