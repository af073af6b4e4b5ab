"""Organisations: list, tree, editing, and what forms that choose one ask for. Shared by all offices."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.errors import Refused
from lms.extensions import db
from lms.participants import listings, queries, services
from lms.participants.forms import OrganisationFilterForm, OrganisationForm, PostForm, SpellingForm
from lms.participants.models import Organisation, OrganisationKind
from lms.text import sort_key
from lms.web import LARGEST_ID, found, local

# One blueprint for both modules of pages; views.py adds those of people.
bp = Blueprint("participants", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/organisations")
@requires(Permission.SEE_PEOPLE)
def organisations() -> Page:
    """List organisations."""
    asked = listings.organisations()
    page = asked.page()
    return render_template(
        "participants/organisations.html", listing=page, form=asked.form, countries=dict(asked.form.country.pairs),
        serving=listings.serving(page.rows),
    )  # fmt: skip


@bp.get("/organisations/<int:organisation_id>")
@requires(Permission.SEE_PEOPLE)
def organisation(organisation_id: int) -> Page:
    """Show an organisation: what stands above and below it, and how many people serve there."""
    shown = found(queries.organisation(organisation_id))
    below = sorted(db.session.scalars(queries.children(organisation_id)), key=lambda one: sort_key(local(one)))
    return render_template(
        "participants/organisation.html", organisation=shown, below=below,
        above=db.session.scalars(queries.above(organisation_id)).all(), serving=listings.serving([shown, *below]),
        countries=dict(choices.countries()),
    )  # fmt: skip


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def create_organisation() -> Page:
    """Add an organisation."""
    return _organisation_page(None, OrganisationForm(**_below(_numbered("parent"))))


def _numbered(name: str) -> Organisation | None:
    """Return the organisation whose number the address gives under a name."""
    number = request.args.get(name, 0, type=int)
    return db.session.get(Organisation, number) if 0 < number <= LARGEST_ID else None


def _below(parent: Organisation | None) -> dict[str, Any]:
    """Start a new organisation from the one that it is to be a part of."""
    if parent is None:
        return {"kind": OrganisationKind.AGENCY}
    same = {name: getattr(parent, name) for name in ("country", "region_code", "category_id")}
    return same | {"kind": OrganisationKind.UNIT, "parent_id": parent.id}


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit_organisation(organisation_id: int) -> Page:
    """Change an organisation."""
    changed = found(queries.organisation(organisation_id))
    return _organisation_page(changed, OrganisationForm(obj=changed))


@bp.route("/organisations/<int:organisation_id>/names/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def teach_spelling(organisation_id: int) -> Page:
    """Teach a name that lists have for an organisation."""
    of, form = found(queries.organisation(organisation_id)), SpellingForm()
    if form.validate_on_submit():
        try:
            services.teach_spelling(of, form.text.data, by=account(), at=clock.now())
            return _done(organisation_id, _("From now on lists find it by this name."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    status = 422 if form.is_submitted() else 200
    return render_template("participants/spelling_form.html", form=form, organisation=of), status


@bp.post("/organisations/<int:organisation_id>/names/<int:spelling_id>/remove")
@requires(Permission.EDIT_PEOPLE)
def forget_spelling(organisation_id: int, spelling_id: int) -> Page:
    """Forget a name that was taught by mistake."""
    services.forget_spelling(found(queries.spelling(organisation_id, spelling_id)), by=account(), at=clock.now())
    return _done(organisation_id, _("The name is forgotten."))


def _done(organisation_id: int, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("participants.organisation", organisation_id=organisation_id), 303)


def _organisation_page(organisation: Organisation | None, form: OrganisationForm) -> Page:
    itself = organisation.id if organisation else None
    form.parent_id.offer(pair for pair in choices.organisations(form.country.data) if pair[0] != itself)
    form.category_id.offer(choices.categories())
    offer_places(form)
    if form.validate_on_submit():
        try:
            if organisation is None:
                organisation = services.create_organisation(by=account(), at=clock.now(), **form.fields())
            else:
                services.edit_organisation(organisation, by=account(), at=clock.now(), **form.fields())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("participants.organisation", organisation_id=organisation.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    status = 422 if form.is_submitted() else 200
    return render_template("participants/organisation_form.html", form=form, organisation=organisation), status


def offer_places(form: Any) -> None:
    """Offer the countries, and the regions of the chosen one."""
    form.country.offer(choices.countries())
    known = form.country.data in dict(form.country.pairs)
    form.region_code.offer(choices.regions(form.country.data) if known else [])


@bp.get("/organisations/options")
@requires(Permission.EDIT_PEOPLE)
def organisation_options() -> Page:
    """Answer with the options of a list of organisations, shortened to those of a name; what was chosen stays."""
    form = OrganisationFilterForm(request.args)
    form.country.offer(choices.countries())
    named = choices.organisations_named(form.text.data or "", form.country.data) if form.validate() else []
    chosen = _numbered("organisation_id") or _numbered("parent_id") or _numbered("organisation")
    return render_template("participants/organisation_options.html", organisations=named, chosen=chosen)


@bp.get("/organisations/place")
@requires(Permission.EDIT_PEOPLE)
def organisation_place() -> Page:
    """Answer with the category and place of a chosen organisation, as fields of a post to be corrected."""
    form = PostForm(None, obj=_numbered("organisation_id"))
    form.category_id.offer(choices.categories())
    offer_places(form)
    return render_template("participants/_place.html", form=form)
