"""The administration of accounts: who may sign in, what they may do and where, and who they are in the register."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts import queries, services
from lms.accounts.forms import (
    AccountFilterForm,
    AccountForm,
    FindPersonForm,
    GrantForm,
    NewPasswordForm,
    PersonLinkForm,
)
from lms.accounts.guard import account as reader
from lms.accounts.guard import requires
from lms.accounts.models import Account, Grant
from lms.accounts.own_views import Page, bp
from lms.accounts.permissions import Permission
from lms.errors import Refused
from lms.extensions import db
from lms.participants import queries as people
from lms.participants.models import Affiliation, Person
from lms.web import found, listing, load, refuse

MOST_PERSONS = 20


@bp.get("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
def accounts() -> Page:
    """List the accounts."""
    form = AccountFilterForm(request.args)
    form.office.offer(choices.offices())
    wanted = queries.AccountFilter() if not form.validate() else queries.AccountFilter(
        text=form.text.data or "", role=form.role.data, office_id=form.office.data, state=form.state.data,
    )  # fmt: skip
    sorts = {"name": (Account.name, Account.id), "email": (Account.email,), "created": (Account.created_at, Account.id)}
    page = listing(queries.accounts(wanted), sorts, default="name")
    return render_template("accounts/accounts.html", listing=page, form=form, places=_places())


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
    return _account_page(load(Account, account_id), _with_places(GrantForm(None)))


@bp.post("/accounts/<int:account_id>/grants")
@requires(Permission.MANAGE_ACCOUNTS)
def add_grant(account_id: int) -> Page:
    """Give an account one more grant."""
    to, form = load(Account, account_id), _with_places(GrantForm())
    if form.validate():
        try:
            _grant(to, form)
            db.session.commit()
            flash(_("The grant is given."), "success")
            return redirect(url_for("accounts.show", account_id=account_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _account_page(to, form), 422


@bp.post("/accounts/<int:account_id>/grants/<int:grant_id>/take-back")
@requires(Permission.MANAGE_ACCOUNTS)
def take_back(account_id: int, grant_id: int) -> Response:
    """Remove a grant."""
    given = found(select(Grant).where(Grant.id == grant_id, Grant.account_id == account_id))
    try:
        services.take_back(given, by=reader(), at=clock.now())
        db.session.commit()
        flash(_("The grant is taken back; the account is signed out everywhere."), "success")
    except Refused as refusal:
        db.session.rollback()
        refuse(refusal)
    return redirect(url_for("accounts.show", account_id=account_id), 303)


@bp.post("/accounts/<int:account_id>/state")
@requires(Permission.MANAGE_ACCOUNTS)
def set_state(account_id: int) -> Response:
    """Disable or enable an account."""
    disabling = request.form.get("disabled") == "yes"
    change = services.disable if disabling else services.enable
    try:
        change(load(Account, account_id), by=reader(), at=clock.now())
        db.session.commit()
        flash(_("The account is disabled and signed out everywhere.") if disabling else _("The account may sign in again."),
              "success")  # fmt: skip
    except Refused as refusal:
        db.session.rollback()
        refuse(refusal)
    return redirect(url_for("accounts.show", account_id=account_id), 303)


@bp.route("/accounts/<int:account_id>/password", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def set_password(account_id: int) -> Page:
    """Set a new password for somebody who lost theirs, or whose browser fell into other hands."""
    whose, form = load(Account, account_id), NewPasswordForm()
    if whose is reader():
        return redirect(url_for("accounts.password"), 303)
    if form.validate_on_submit():
        try:
            services.change_password(whose, form.password.data or "", by=reader(), at=clock.now())
            db.session.commit()
            flash(_("The password is set and the account is signed out everywhere. Tell its holder in person."), "success")
            return redirect(url_for("accounts.show", account_id=account_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("accounts/set_password.html", form=form, account=whose), 422 if form.is_submitted() else 200


@bp.route("/accounts/<int:account_id>/person", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def link_person(account_id: int) -> Page:
    """Say which person of the register the account is: find them by name, then choose."""
    who, find, form = load(Account, account_id), FindPersonForm(request.args), PersonLinkForm()
    persons = db.session.scalars(_persons(find.text.data or "")).all() if find.validate() and find.text.data else []
    form.person.offer((person.id, person.full_name) for person in persons)
    if form.validate_on_submit():
        try:
            services.link_person(who, form.person.data, by=reader(), at=clock.now())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("accounts.show", account_id=account_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    page = render_template("accounts/link_person.html", account=who, find=find, form=form, persons=persons)
    return page, 422 if form.is_submitted() else 200


def _persons(text: str) -> Select[Person]:
    posts = selectinload(Person.affiliations).joinedload(Affiliation.organisation)
    return select(Person).where(*people.named(text)).options(posts).order_by(Person.sort_key, Person.id).limit(MOST_PERSONS)


def _account_page(shown: Account, form: GrantForm) -> str:
    person = db.session.get(Person, shown.person_id) if shown.person_id else None
    return render_template(
        "accounts/account.html", account=shown, form=form, places=_places(), person=person,
        browsers=db.session.scalar(queries.browsers_of(shown, clock.now())),
        tokens=db.session.scalars(queries.tokens_of(shown)).all(),
    )  # fmt: skip


def _grant(who: Account, form: AccountForm | GrantForm) -> None:
    services.grant(
        who, form.role.data, by=reader(), at=clock.now(), office_id=form.office.data,
        project_id=form.project.data,
    )  # fmt: skip


def _places() -> dict[str, dict[int, str]]:
    return {"office": dict(choices.offices()), "project": dict(choices.project_choices())}


def _with_places(form: Any) -> Any:
    places = _places()
    form.office.offer(places["office"].items())
    form.project.offer(places["project"].items())
    return form
