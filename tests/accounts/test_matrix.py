"""Every route x every role x (own office, other office, other project) answers as the policy and the scope say.

The routes are read from the URL map: a new one is tested by being there, and fails where nobody said how to fill
its address (tests/world.py).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lms.accounts.permissions import EVERYWHERE_ONLY, POLICY, Permission, Role
from lms.extensions import db
from tests import world as worlds
from tests.world import SHARED, Set, World

MISSING = 2_000_000_000
# What belongs to an office as a whole: whoever works for one of its projects only does not see it.
OF_OFFICE = {"bulletin", "article"}
# Two things side by side, neither the other's part: each is looked up for itself.
SIDE_BY_SIDE = {"trainers.trainer", "trainers.record", "merging.merge", "merging.tell_apart", "merging.take_back", "reported.figure_rows"}


@pytest.fixture
def here(app: Flask) -> World:
    return worlds.world()


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Take back what a request changed, so that the next one finds the same world."""
    connection = db._app_engines[app][None]
    point = connection.begin_nested()
    try:
        yield
    finally:
        point.rollback()


def status(app: Flask, browser: FlaskClient, rule: Rule, method: str, arguments: dict) -> int:
    with app.test_request_context():
        path = rule.build(arguments)[1]
    with undone(app):
        try:
            return browser.open(path + worlds.ASKED.get(rule.endpoint, ""), method=method).status_code
        except Exception as fault:  # a fault of the program passes through while testing; it is told with its address
            return pytest.fail(f"{method} {path}: {fault!r}")


def entry_of(app: Flask, rule: Rule) -> object:
    return app.view_functions[rule.endpoint].entry


def allowed(role: Role, reach: str, permission: Permission) -> bool:
    return permission in POLICY[role] and (reach == "everywhere" or permission not in EVERYWHERE_ONLY)


def sees(role: Role, reach: str, which: str) -> bool:
    """Say what the reach means for a set, written anew: the oracle shares no code with the scope."""
    if which == "own":
        return True
    if role is Role.TRAINER:
        return False  # teaches in the own set only
    return reach == "everywhere" or (reach == "office" and which == "project")


def scoped(rule: Rule, arguments: dict) -> bool:
    if rule.endpoint == "audit.history":
        return arguments["kind"] not in SHARED
    return bool(worlds.things(rule) - SHARED)


def guarded(app: Flask) -> list[tuple[Rule, str, Permission]]:
    return [(r, m, e) for r, m in worlds.rules(app) if isinstance(e := entry_of(app, r), Permission)]


def is_as_said(code: int, *, may: bool, seen: bool) -> bool:
    if not may:
        return code == 403
    return code not in {401, 403, 404, 405} and code < 500 if seen else code == 404


def test_every_address_can_be_filled(app: Flask, here: World) -> None:
    unknown = []
    for rule, _method in worlds.rules(app):
        try:
            worlds.fillings(rule, here.own)
        except KeyError as argument:
            unknown.append(f"{rule}: {argument} names nothing that tests/world.py makes")
    assert unknown == []


@pytest.mark.parametrize(("role", "reach"), [
    (Role.ADMINISTRATOR, "everywhere"), *((role, reach) for role in Role for reach in ("office", "project")),
])
def test_every_route_answers_as_the_policy_and_the_scope_say(
    app: Flask, here: World, signed_in: Callable[..., FlaskClient], role: Role, reach: str
) -> None:
    browser, wrong = signed_in(worlds.account(role, reach, here)), []
    for rule, method, permission in guarded(app):
        may = allowed(role, reach, permission)
        for which in ("own", "office", "project") if may else ("own",):
            of: Set = getattr(here, which)
            for arguments in worlds.fillings(rule, of):
                if which != "own" and not scoped(rule, arguments):
                    continue
                seen = sees(role, reach, which) and not _is_anothers_account(arguments, role, reach)
                seen = seen and not (reach == "project" and _is_of_office(rule, arguments))
                code = status(app, browser, rule, method, arguments)
                if not is_as_said(code, may=may, seen=seen):
                    wrong.append(f"{method} {rule} ({which}) {arguments}: {code}")
    assert wrong == []


def _is_of_office(rule: Rule, arguments: dict) -> bool:
    return bool(worlds.things(rule) & OF_OFFICE) or arguments.get("kind") in OF_OFFICE


def _is_anothers_account(arguments: dict, role: Role, reach: str) -> bool:
    """The history of an account is for those who manage accounts."""
    return arguments.get("kind") == "account" and not allowed(role, reach, Permission.MANAGE_ACCOUNTS)


def test_a_foreign_number_answers_exactly_as_a_missing_one(
    app: Flask, here: World, signed_in: Callable[..., FlaskClient]
) -> None:
    browser, wrong = signed_in(worlds.account(Role.PROJECT_MANAGER, "office", here)), []
    for rule, method, permission in guarded(app):
        if permission in EVERYWHERE_ONLY:
            continue
        for foreign in worlds.fillings(rule, here.office):
            if scoped(rule, foreign):
                missing = {key: MISSING if isinstance(value, int) else value for key, value in foreign.items()}
                codes = [status(app, browser, rule, method, arguments) for arguments in (foreign, missing)]
                if codes != [404, 404]:
                    wrong.append(f"{method} {rule}: {codes}")
    assert wrong == []


def test_a_part_of_another_whole_is_not_found_even_by_an_administrator(
    app: Flask, here: World, signed_in: Callable[..., FlaskClient]
) -> None:
    browser, wrong = signed_in(worlds.account(Role.ADMINISTRATOR, "everywhere", here)), []
    for rule, method, _permission in guarded(app):
        arguments = worlds.fillings(rule, here.own)[0]
        parts = [name for name in rule.arguments if isinstance(arguments[name], int)]
        if len(parts) < 2 or rule.endpoint in SIDE_BY_SIDE:
            continue
        ordered = sorted(parts, key=lambda name: str(rule).index(f":{name}>"))
        for child in ordered[1:]:
            thing = worlds.named(rule, child)
            if here.office.keys[thing] == here.own.keys[thing]:
                continue  # all sets share one course, material and edition
            code = status(app, browser, rule, method, arguments | {child: here.office.keys[thing]})
            if code != 404:
                wrong.append(f"{method} {rule} with a foreign {child}: {code}")
    assert wrong == []


@pytest.mark.parametrize("role", [*Role, None])
def test_what_is_open_to_everybody_with_an_account_opens(
    app: Flask, here: World, signed_in: Callable[..., FlaskClient], role: Role | None
) -> None:
    browser, wrong = signed_in(worlds.factories.account(role)), []
    for rule, method in worlds.rules(app):
        if entry_of(app, rule) == "signed_in":
            code = status(app, browser, rule, method, worlds.fillings(rule, here.own)[0])
            expected = {404} if "token_id" in rule.arguments else set(range(200, 400)) | {422}
            if code not in expected:
                wrong.append(f"{method} {rule}: {code}")
    assert wrong == []


def test_nobody_enters_without_an_account(app: Flask, here: World, client: FlaskClient) -> None:
    wrong = []
    for rule, method in worlds.rules(app):
        if entry_of(app, rule) != "public":
            code = status(app, client, rule, method, worlds.fillings(rule, here.own)[0])
            if code not in {303, 401}:
                wrong.append(f"{method} {rule}: {code}")
    assert wrong == []
