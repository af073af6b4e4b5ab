"""A person's identity numbers and consents, and the Latin spelling that is suggested for a name."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.errors import Refused
from lms.extensions import db
from lms.participants import queries, safekeeping
from lms.participants.forms import ConsentForm, IdentifierForm, WithdrawalForm
from lms.participants.models import Person
from lms.participants.names import suggested
from lms.participants.organisation_views import Page, bp
from lms.participants.rules import refuse_erased
from lms.web import found, leave_for, sentence, today


def living(person_id: int) -> Person:
    """Return a person of whom something can be recorded; of somebody erased nothing is, which their own page says."""
    of: Person = found(queries.person(person_id))
    try:
        refuse_erased(of)
    except Refused as refusal:
        leave_for(url_for("participants.person", person_id=person_id), refusal)
    return of


@bp.get("/people/latin")
@requires(Permission.EDIT_PEOPLE)
def latin_name() -> Page:
    """Answer with spellings of a native name that a passport may have, for the form to offer."""
    typed = " ".join(request.args.get(part, "").strip()[:100] for part in ("surname", "given_name"))
    country = request.args.get("citizenship") or request.args.get("country") or ""
    return render_template("participants/latin_name.html", offered=suggested(typed, country))


@bp.route("/people/<int:person_id>/identifiers/new", methods=["GET", "POST"])
@requires(Permission.SEE_IDENTIFIERS)
def add_identifier(person_id: int) -> Page:
    """Keep an identity number of a person."""
    of, form = living(person_id), IdentifierForm()
    if form.validate_on_submit():
        try:
            safekeeping.add_identifier(of, form.kind.data, form.number.data, by=account(), at=clock.now())
            return _done(person_id, _("The number is kept, under a key."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _form_page("identifier_form", form, person=of)


@bp.post("/people/<int:person_id>/identifiers/<int:identifier_id>/read")
@requires(Permission.SEE_IDENTIFIERS)
def read_identifier(person_id: int, identifier_id: int) -> Page:
    """Show a whole number; that it was looked at is recorded."""
    kept = found(queries.identifier(person_id, identifier_id))
    try:
        number = safekeeping.read_identifier(kept, by=account(), at=clock.now())
        db.session.commit()
    except Refused as refusal:
        flash(sentence(refusal), "error")
        return redirect(url_for("participants.person", person_id=person_id), 303)
    return render_template("participants/identifier.html", identifier=kept, number=number, person=kept.person)


@bp.post("/people/<int:person_id>/identifiers/<int:identifier_id>/remove")
@requires(Permission.SEE_IDENTIFIERS)
def remove_identifier(person_id: int, identifier_id: int) -> Page:
    """Forget a number."""
    safekeeping.remove_identifier(found(queries.identifier(person_id, identifier_id)), by=account(), at=clock.now())
    return _done(person_id, _("The number is removed."))


@bp.route("/people/<int:person_id>/consents/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def give_consent(person_id: int) -> Page:
    """Record a consent of a person."""
    of, form = living(person_id), ConsentForm(given_on=today())
    if form.validate_on_submit():
        try:
            safekeeping.give_consent(of, form.purpose.data, by=account(), at=clock.now(), **form.fields())
            return _done(person_id, _("The consent is recorded."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _form_page("consent_form", form, person=of)


@bp.route("/people/<int:person_id>/consents/<int:consent_id>/end", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def end_consent(person_id: int, consent_id: int) -> Page:
    """Record that a consent was withdrawn."""
    consent = found(queries.consent(person_id, consent_id))
    form = WithdrawalForm(withdrawn_on=today())
    if form.validate_on_submit():
        try:
            safekeeping.withdraw_consent(consent, on=form.withdrawn_on.data, by=account(), at=clock.now())
            return _done(person_id, _("The withdrawal is recorded."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _form_page("withdrawal_form", form, person=consent.person, consent=consent)


def _form_page(template: str, form: Any, **shown: Any) -> Page:
    return render_template(f"participants/{template}.html", form=form, **shown), 422 if form.is_submitted() else 200


def _done(person_id: int, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("participants.person", person_id=person_id), 303)
