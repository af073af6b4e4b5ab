"""Who may enter: every view carries a mark, every request is checked against it, every query gets its scope."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from lms import clock
from lms.accounts import queries, rules, services
from lms.accounts.models import Account, SignIn
from lms.accounts.permissions import Permission
from lms.accounts.scope import Scope, looking, scope_of, set_scope
from lms.extensions import db, login_manager, may_write, writing
from lms.web import LARGEST_ID

View = TypeVar("View", bound=Callable[..., Any])
READING = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN = "_user_id"  # Flask-Login's own key; it holds the sign-in's token, not the account's number


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view that needs a permission; its queries see only where the account holds it."""

    def mark(view: View) -> View:
        view.entry = permission  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: View) -> View:
    """Mark a view that anyone with an account may enter; it sees no scoped rows unless it sets a scope."""
    view.entry = "signed_in"  # type: ignore[attr-defined]
    return view


def with_token(permission: Permission) -> Callable[[View], View]:
    """Mark a view of the JSON interface: a bearer token, or a browser that is signed in, with the permission."""

    def mark(view: View) -> View:
        view.entry = permission  # type: ignore[attr-defined]
        view.bearer = True  # type: ignore[attr-defined]
        return view

    return mark


def account() -> Account:
    """Return the account that is acting."""
    actor: Account = current_user._get_current_object()
    return actor


def can(permission: Permission | str, obj: Any = None) -> bool:
    """Say whether the reader holds the permission, for an object: there. Templates ask it before showing a button."""
    if not current_user.is_authenticated:
        return False
    permission = Permission(permission)
    if obj is None:
        return current_user.may(permission)
    return covers(scope_of(account(), permission), obj)


def withholds() -> bool:
    """Say whether small numbers of people are kept from the reader: who sees figures, but nowhere the rows behind them."""
    return can(Permission.SEE_FIGURES) and not can(Permission.SEE_FIGURE_ROWS)


def where(permission: Permission, ask: Callable[..., Any], *args: Any) -> Any:
    """Ask something wherever the reader holds a permission; None where they hold it nowhere."""
    if not can(permission):
        return None
    with looking(scope_of(account(), permission)):
        return ask(*args)


def covers(scope: Scope, obj: Any) -> bool:
    """Ask the database whether an object lies inside a scope, by the model's own condition; asked once a request."""
    if scope.everything:
        return True
    seen = g.setdefault("covered", {})
    key = (scope, type(obj), obj.id)
    if key not in seen:
        table = type(obj).__table__
        condition = (table.c.id == obj.id) & type(obj).in_scope(scope)
        seen[key] = db.session.execute(table.select().with_only_columns(table.c.id).where(condition)).first()
    return seen[key] is not None


def enter(token: str, who: Account) -> None:
    """Make this browser the account's: a fresh cookie session that holds the token of its sign-in."""
    language = session.get("language")
    session.clear()
    login_user(who)
    session[TOKEN] = token
    session["language"] = language or who.language


def leave() -> None:
    """Sign this browser out and forget everything it held."""
    language, token = session.get("language"), session.get(TOKEN)
    if token:
        services.sign_out(token)
    logout_user()
    session.clear()
    if language:
        session["language"] = language


@login_manager.user_loader
def _account_of(token: str) -> Account | None:
    at = clock.now()
    hashed = rules.token_hash(token)
    sign_in = _sign_in_with(hashed)
    if sign_in is None or not rules.is_live(sign_in, at):
        return None
    if services.needs_touch(sign_in, at=at):
        db.session.rollback()
        with writing(True):
            services.touch(hashed, at=at)
            db.session.commit()
        sign_in = _sign_in_with(hashed)
    return sign_in.account if sign_in else None


def _sign_in_with(hashed: str) -> SignIn | None:
    return db.session.scalars(queries.sign_in_with(hashed)).unique().one_or_none()


def _account_of_bearer() -> Account | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        return None
    kept = db.session.scalar(queries.api_token_with(rules.token_hash(token.strip()), clock.now()))
    return kept.account if kept and kept.account.is_active else None


def check() -> AnyResponse | None:
    """Refuse the request unless its view's mark lets it in; set the scope of its queries."""
    may_write(request.method not in READING)
    _refuse_odd_ids()
    view = _view()
    entry = getattr(view, "entry", None)
    if request.endpoint == "static":
        return None
    actor = _actor(view)  # for public pages too: noting the last use is a transaction of its own, before the view's
    if view is None or entry == "public":
        return None
    if entry is None:
        abort(403)
    if actor is None:
        return _sign_in_first(view)
    if isinstance(entry, Permission):
        if not actor.may(entry):
            abort(403)
        set_scope(scope_of(actor, entry))
    return None


def _view() -> Any:
    return current_app.view_functions.get(request.endpoint or "")


def _actor(view: Any) -> Account | None:
    if getattr(view, "bearer", False) and (bearer := _account_of_bearer()):
        login_manager._update_request_context_with_user(bearer)
        return bearer
    return account() if current_user.is_authenticated else None


def _sign_in_first(view: Any) -> AnyResponse:
    if getattr(view, "bearer", False):
        answer = Response('{"error": "A bearer token is needed."}\n', 401, mimetype="application/json")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if request.headers.get("HX-Request"):
        answer = Response(status=401)
        answer.headers["HX-Redirect"] = url_for("accounts.sign_in")
        return answer
    target = request.full_path if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target), 303)


def _refuse_odd_ids() -> None:
    """Numbers beyond the database's range name nothing."""
    for value in (request.view_args or {}).values():
        if isinstance(value, int) and value > LARGEST_ID:
            abort(404)


def guard(app: Flask) -> None:
    """Put the guard before every view of the application."""
    app.before_request(check)
    app.jinja_env.globals["can"] = can
