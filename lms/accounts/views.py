"""Signing in and out, one's own account, and the administration of accounts."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts import queries, rules, services
from lms.accounts.forms import (
    AccountForm,
    GrantForm,
    PasswordForm,
    ProfileForm,
    SignInForm,
    TokenForm,
)
from lms.accounts.guard import account as reader
from lms.accounts.guard import enter, leave, requires, signed_in
from lms.accounts.models import Account, ApiToken, Grant
from lms.accounts.permissions import Permission
from lms.accounts.scope import EVERYTHING, looking
from lms.errors import Refused
from lms.extensions import db, login_manager
from lms.projects.models import Office, Project
from lms.web import found, load, local, own_path, public

bp = Blueprint("accounts", __name__)
login_manager.login_view = "accounts.sign_in"
Page = str | Response | tuple[str, int]


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Let somebody in."""
    target = own_path(request.args.get("next")) or url_for("reports.dashboard")
    if current_user.is_authenticated:
        return redirect(target, 303)
    form = SignInForm()
    if form.validate_on_submit():
        entered = services.sign_in(
            form.email.data or "", form.password.data or "", address=request.remote_addr or "", at=clock.now()
        )
        db.session.commit()
        if entered:
            who, token = entered
            enter(token, who)
            session["time_zone"] = _time_zone(who)
            return redirect(target, 303)
        form.form_errors.append(_("The e-mail address or the password is not right."))
    return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200


def _time_zone(who: Account) -> str:
    with looking(EVERYTHING):
        for given in who.grants:
            office = db.session.get(Office, given.office_id) if given.office_id else None
            project = db.session.get(Project, given.project_id) if given.project_id else None
            if office or project:
                return (office or project.office).time_zone  # type: ignore[union-attr]
        first = db.session.scalar(select(Office).order_by(Office.id))
    return first.time_zone if first else "UTC"


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    """Let somebody out."""
    leave()
    db.session.commit()
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/account", methods=["GET", "POST"])
@signed_in
def profile() -> Page:
    """Show and change one's own account."""
    me = reader()
    form = ProfileForm(obj=me)
    if form.validate_on_submit():
        services.rename(me, name=form.name.data or "", language=form.language.data, by=me, at=clock.now())
        db.session.commit()
        session["language"] = me.language
        flash(_("Saved."), "success")
        return redirect(url_for("accounts.profile"), 303)
    tokens = db.session.scalars(queries.tokens_of(me)).all()
    return render_template("accounts/profile.html", form=form, me=me, tokens=tokens, token_form=TokenForm(None))


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> Page:
    """Change one's own password; every browser is signed out, this one in again."""
    me = reader()
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            services.count_attempt("sign_in", me.email, at=clock.now())
            if not rules.password_matches(me, form.current.data or ""):
                db.session.commit()
                raise Refused(_("This is not your present password."), field="current")
            services.change_password(me, form.password.data or "", by=me, at=clock.now())
            enter(services.start_sign_in(me, at=clock.now()), me)
            db.session.commit()
            flash(_("Your password is changed. Other browsers are signed out."), "success")
            return redirect(url_for("accounts.profile"), 303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("accounts/password.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/account/tokens")
@signed_in
def give_token() -> Page:
    """Make an API token and show it, this once."""
    form = TokenForm()
    if not form.validate():
        flash(_("Say what the token is for."), "error")
        return redirect(url_for("accounts.profile"), 303)
    token = services.give_token(reader(), form.label.data or "", by=reader(), at=clock.now())
    db.session.commit()
    return render_template("accounts/token.html", token=token, label=form.label.data)


@bp.post("/account/tokens/<int:token_id>/withdraw")
@signed_in
def withdraw_token(token_id: int) -> Response:
    """Make one of one's own API tokens worthless."""
    token = found(queries.tokens_of(reader()).where(ApiToken.id == token_id))
    services.withdraw_token(token, by=reader(), at=clock.now())
    db.session.commit()
    flash(_("The token no longer works."), "success")
    return redirect(url_for("accounts.profile"), 303)


@bp.get("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
def accounts() -> Page:
    """List the accounts."""
    places = {"office": dict(_offices()), "project": dict(_projects())}
    return render_template(
        "accounts/accounts.html", accounts=db.session.scalars(queries.all_accounts()).all(), places=places
    )


@bp.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def create() -> Page:
    """Make an account."""
    form = _with_places(AccountForm())
    if form.validate_on_submit():
        try:
            made = services.create_account(
                form.email.data, form.name.data, form.password.data, by=reader(), at=clock.now(),
                language=form.language.data,
            )  # fmt: skip
            _grant(made, form)
            db.session.commit()
            flash(_("The account is made. Tell its holder the first password in person."), "success")
            return redirect(url_for("accounts.show", account_id=made.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("accounts/create.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/accounts/<int:account_id>")
@requires(Permission.MANAGE_ACCOUNTS)
def show(account_id: int) -> Page:
    """Show an account with its grants."""
    places = {"office": dict(_offices()), "project": dict(_projects())}
    return render_template(
        "accounts/account.html", account=load(Account, account_id), places=places, form=_with_places(GrantForm(None))
    )


@bp.post("/accounts/<int:account_id>/grants")
@requires(Permission.MANAGE_ACCOUNTS)
def add_grant(account_id: int) -> Response:
    """Give an account one more grant."""
    form = _with_places(GrantForm())
    if form.validate():
        _grant(load(Account, account_id), form)
        db.session.commit()
        flash(_("The grant is given."), "success")
    else:
        flash(_("Choose a role, and an office or a project from the lists."), "error")
    return redirect(url_for("accounts.show", account_id=account_id), 303)


@bp.post("/accounts/<int:account_id>/grants/<int:grant_id>/take-back")
@requires(Permission.MANAGE_ACCOUNTS)
def take_back(account_id: int, grant_id: int) -> Response:
    """Remove a grant."""
    given = found(select(Grant).where(Grant.id == grant_id, Grant.account_id == account_id))
    services.take_back(given, by=reader(), at=clock.now())
    db.session.commit()
    flash(_("The grant is taken back; the account is signed out everywhere."), "success")
    return redirect(url_for("accounts.show", account_id=account_id), 303)


@bp.post("/accounts/<int:account_id>/state")
@requires(Permission.MANAGE_ACCOUNTS)
def set_state(account_id: int) -> Response:
    """Disable or enable an account."""
    change = services.disable if request.form.get("disabled") == "yes" else services.enable
    change(load(Account, account_id), by=reader(), at=clock.now())
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("accounts.show", account_id=account_id), 303)


def _grant(who: Account, form: AccountForm | GrantForm) -> None:
    services.grant(
        who, form.role.data, by=reader(), at=clock.now(), office_id=form.office.data,
        project_id=form.project.data,
    )  # fmt: skip


def _offices() -> list[tuple[int, str]]:
    return [(office.id, local(office)) for office in db.session.scalars(select(Office).order_by(Office.code))]


def _projects() -> list[tuple[int, str]]:
    chosen = select(Project).order_by(Project.code)
    return [(project.id, f"{project.code} · {local(project, 'title')}") for project in db.session.scalars(chosen)]


def _with_places(form: Any) -> Any:
    form.office.offer(_offices())
    form.project.offer(_projects())
    return form
