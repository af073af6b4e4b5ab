"""The page of a person: who, the career with its events, what is held on them; and the posts it is made of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires, where
from lms.accounts.permissions import Permission
from lms.accounts.scope import looking, scope_of
from lms.certificates import queries as certificate_queries
from lms.certificates.models import Certificate
from lms.courses import careers, roster_queries
from lms.errors import Refused
from lms.extensions import db
from lms.forms import Form
from lms.merging import queries as merging_queries
from lms.participants import queries, safekeeping, services
from lms.participants.forms import PostForm, TransferForm
from lms.participants.identity_views import Page, bp, living
from lms.participants.models import Person
from lms.participants.organisation_views import offer_places
from lms.tot import standings as tot_standings
from lms.web import found, today


@bp.get("/people/<int:person_id>")
@requires(Permission.SEE_PEOPLE)
def person(person_id: int) -> Page:
    """Show a person: who, where they serve, what they came to and what they earned."""
    if kept := db.session.scalar(queries.merged_into(person_id)):
        return redirect(url_for("participants.person", person_id=kept), 303)
    shown = found(queries.person(person_id))
    enrolments = db.session.scalars(roster_queries.events_of_person(person_id)).all()
    standings = where(Permission.SEE_TOT, _all, tot_standings.of_person(person_id))
    return render_template(
        "participants/person.html", person=shown, career=careers.chapters(shown, enrolments), letters=careers.LETTERS,
        attended=where(Permission.SEE_ROSTER, careers.attended, enrolments) or {}, standings=standings, today=today(),
        then=tot_standings.at_events(standings or (), enrolments), enrolments=enrolments,
        certificates=_by_enrolment(where(Permission.SEE_CERTIFICATES, _all, certificate_queries.of_person(person_id)) or ()),
        **_kept_of(shown), **_doubles_of(shown),
    )  # fmt: skip


def _all(rows: Select[Any]) -> Sequence[Any]:
    return db.session.scalars(rows).all()


def _by_enrolment(certificates: Iterable[Certificate]) -> dict[int, list[Certificate]]:
    held: dict[int, list[Certificate]] = defaultdict(list)
    for one in certificates:
        held[one.enrolment_id].append(one)
    return held


def _kept_of(shown: Person) -> dict[str, Any]:
    """Return the identity numbers of a person, masked, for whoever may see them, and the consents."""
    numbers = db.session.scalars(queries.identifiers(shown.id)) if can(Permission.SEE_IDENTIFIERS, shown) else ()
    return {
        "identifiers": [(one, safekeeping.masked_number(one)) for one in numbers],
        "consents": db.session.scalars(queries.consents(shown.id)).all(),
    }


def _doubles_of(shown: Person) -> dict[str, Any]:
    """Return who may be the same human being, and who was merged into the person, for whoever may merge."""
    if not can(Permission.EDIT_PEOPLE, shown):
        return {"alike": (), "merges": ()}
    with looking(scope_of(account(), Permission.EDIT_PEOPLE)):
        return {
            "alike": () if shown.erased_at else merging_queries.alike(shown),
            "merges": db.session.scalars(merging_queries.standing_merges_of(shown.id)).all(),
        }


@bp.route("/people/<int:person_id>/posts/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def add_post(person_id: int) -> Page:
    """Add a post that a person holds or held."""
    of, form = living(person_id), offered(PostForm(country=choices.home()))
    if form.validate_on_submit():
        try:
            services.add_post(of, by=account(), at=clock.now(), **form.post_fields())
            return done(person_id, _("The post is added."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return form_page(form, "post_form", person=of, post=None)


@bp.route("/people/<int:person_id>/posts/<int:post_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit_post(person_id: int, post_id: int) -> Page:
    """Correct a post."""
    post = found(queries.post(person_id, post_id))
    form = offered(PostForm(obj=post))
    if form.validate_on_submit():
        try:
            services.edit_post(post, by=account(), at=clock.now(), **form.post_fields())
            return done(person_id, _("Saved. Past events keep the post that was copied then."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return form_page(form, "post_form", person=post.person, post=post)


@bp.post("/people/<int:person_id>/posts/<int:post_id>/remove")
@requires(Permission.EDIT_PEOPLE)
def remove_post(person_id: int, post_id: int) -> Page:
    """Remove a post that was entered by mistake."""
    services.remove_post(found(queries.post(person_id, post_id)), by=account(), at=clock.now())
    return done(person_id, _("The post is removed. Past events keep the post that was copied then."))


@bp.route("/people/<int:person_id>/transfer", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def transfer(person_id: int) -> Page:
    """Close the present post of a person and open the next one."""
    of = living(person_id)
    held = of.post_on(today())
    form = offered(TransferForm(obj=None, starts_on=today(), **_same_trade(held)))
    if form.validate_on_submit():
        try:
            fields = form.post_fields()
            services.transfer(of, on=fields.pop("starts_on"), by=account(), at=clock.now(), **fields)
            return done(person_id, _("The new post is recorded; the one before it is closed."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return form_page(form, "transfer", person=of, held=held)


def _same_trade(held: Any) -> dict[str, Any]:
    return {"category_id": held.category_id, "country": held.country} if held else {"country": choices.home()}


def offered(form: Any) -> Any:
    """Return a form of a post with what it offers to choose from."""
    form.organisation_id.offer(choices.organisations(form.country.data))
    form.category_id.offer(choices.categories())
    offer_places(form)
    return form


def form_page(form: Form, template: str, **shown: Any) -> Page:
    """Show a form about a person, with what is wrong where it was sent."""
    return render_template(f"participants/{template}.html", form=form, **shown), 422 if form.is_submitted() else 200


def done(person_id: int, words: str) -> Response:
    """Commit, say so, and go to the page of the person."""
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("participants.person", person_id=person_id), 303)
