"""Signing in and out, and one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts import queries, services
from lms.accounts.disclosures import Disclosure
from lms.accounts.forms import PasswordForm, ProfileForm, SignInForm, TokenForm
from lms.accounts.guard import account as reader
from lms.accounts.guard import enter, leave, requires, signed_in
from lms.accounts.models import Account, ApiToken
from lms.accounts.permissions import Permission
from lms.accounts.scope import EVERYTHING, current_scope, looking
from lms.errors import Refused
from lms.extensions import db, login_manager
from lms.projects.models import Office, Project
from lms.web import found, listing, own_path, public

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
    form, at = SignInForm(), clock.now()
    if form.validate_on_submit():
        email, address = form.email.data or "", request.remote_addr or ""
        services.count_sign_in(email, address=address, at=at)
        db.session.commit()  # the try stays counted, whatever becomes of it
        entered = services.sign_in(email, form.password.data or "", address=address, at=at)
        db.session.commit()
        if entered:
            _let_in(*entered)
            return redirect(target, 303)
        form.form_errors.append(_("The e-mail address or the password is not right."))
    return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/disclosures")
@requires(Permission.EXPORT_NAMES)
def disclosures() -> Page:
    """List the files with names that were taken away: one's own, or everybody's where one sees everything."""
    order = {"made": (Disclosure.made_at, Disclosure.id)}
    page = listing(queries.disclosures(), order, default="-made")
    return render_template("accounts/disclosures.html", listing=page, of_all=current_scope() == EVERYTHING)


def _let_in(who: Account, token: str) -> None:
    enter(token, who)
    session["time_zone"] = _time_zone(who)


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
    return _profile(form, TokenForm(None)), 422 if form.is_submitted() else 200


def _profile(form: ProfileForm, token_form: TokenForm) -> str:
    tokens = db.session.scalars(queries.tokens_of(reader())).all()
    return render_template("accounts/profile.html", form=form, me=reader(), tokens=tokens, token_form=token_form)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> Page:
    """Change one's own password; every browser is signed out, this one in again."""
    me, form, at = reader(), PasswordForm(), clock.now()
    if form.validate_on_submit():
        services.count_attempt("sign_in", me.email, at=at)
        db.session.commit()  # the try stays counted, whatever becomes of it
        try:
            services.change_own_password(me, form.current.data or "", form.password.data or "", at=at)
            token = services.start_sign_in(me, at=at)
            db.session.commit()
            _let_in(me, token)
            flash(_("Your password is changed. Other browsers are signed out."), "success")
            return redirect(url_for("accounts.profile"), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("accounts/password.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/account/tokens")
@signed_in
def give_token() -> Page:
    """Make an API token and show it, this once."""
    form = TokenForm()
    if not form.validate():
        return _profile(ProfileForm(None, obj=reader()), form), 422
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
