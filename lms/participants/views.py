"""The register of people: finding, registering, correcting them, and their posts over time."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.accounts.scope import looking, scope_of
from lms.certificates import queries as certificate_queries
from lms.courses import roster_queries
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db
from lms.forms import Form
from lms.merging import queries as merging_queries
from lms.participants import candidates, queries, rules, safekeeping, services
from lms.participants.described import Described
from lms.participants.forms import PersonFilterForm, PersonForm, PostForm, RegisterForm, TransferForm
from lms.participants.identity_views import Page, bp
from lms.participants.models import Person, Sex
from lms.participants.organisation_views import offer_places
from lms.projects.models import Office
from lms.tot.models import TrainerStatus
from lms.web import LARGEST_ID, found, listing, zone


def today() -> date:
    """Return the reader's day."""
    return clock.today(str(zone()))


@bp.get("/people")
@requires(Permission.SEE_PEOPLE)
def persons() -> Page:
    """List people."""
    form = _filter()
    wanted = queries.PersonFilter() if not form.validate() else queries.PersonFilter(
        text=form.text.data or "", sex=form.sex.data, organisation_id=form.organisation.data,
        category_id=form.category.data, country=form.country.data, region_code=form.region.data,
    )  # fmt: skip
    page = listing(queries.persons(wanted, today(), ways=[roster_queries.persons_on]), {"name": (Person.sort_key, Person.id)}, default="name")
    return render_template("participants/persons.html", listing=page, form=form, today=today())


def _filter() -> PersonFilterForm:
    """Return the filter, its regions those of the chosen country, or of the reader's where they have but one."""
    form = PersonFilterForm(request.args)
    form.organisation.offer(choices.staffed_organisations(today()))
    form.category.offer(choices.categories())
    form.country.offer(choices.countries())
    chosen = form.country.data if form.country.data in dict(form.country.pairs) else None
    form.region.offer(choices.regions(chosen or _home()))
    if form.region.data not in dict(form.region.pairs):
        form.region.data = None
    return form


def _home() -> str | None:
    """Return the country of the only office that the reader works for, where there is only one."""
    offices = choices.editable_offices(with_those_of_projects=True)
    return db.session.scalar(select(Office.country).where(Office.id == offices[0][0])) if len(offices) == 1 else None


@bp.get("/people/<int:person_id>")
@requires(Permission.SEE_PEOPLE)
def person(person_id: int) -> Page:
    """Show a person: who, where they serve, what they came to and what they earned."""
    if kept := db.session.scalar(queries.merged_into(person_id)):
        return redirect(url_for("participants.person", person_id=kept), 303)
    shown = found(queries.person(person_id))
    events = listing(
        roster_queries.events_of_person(person_id), {"starts": (Event.starts_on, Enrolment.id)}, default="-starts"
    )
    held = statuses = None
    if can(Permission.SEE_CERTIFICATES):
        held = db.session.scalars(certificate_queries.of_person(person_id)).all()
    if can(Permission.SEE_TOT):
        statuses = db.session.scalars(_trainer_statuses(person_id)).all()
    return render_template(
        "participants/person.html", person=shown, posts=rules.career(shown.affiliations), listing=events,
        certificates=held, statuses=statuses, today=today(), **_kept_of(shown), **_doubles_of(shown),
    )  # fmt: skip


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
            "alike": merging_queries.alike(shown),
            "merges": db.session.scalars(merging_queries.standing_merges_of(shown.id)).all(),
        }


def _trainer_statuses(person_id: int) -> Any:
    return (
        select(TrainerStatus)
        .where(TrainerStatus.person_id == person_id)
        .options(joinedload(TrainerStatus.course), joinedload(TrainerStatus.event))
        .order_by(TrainerStatus.from_on.desc(), TrainerStatus.id.desc())
    )


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def create_person() -> Page:
    """Register a person with the post held now, unless they seem to be in the register already."""
    form, alike = _offered(RegisterForm(**_defaults())), []
    form.office.offer(choices.editable_offices(with_those_of_projects=True))
    form.citizenship.offer(choices.countries())
    if form.validate_on_submit() and not (alike := _alike(form)):
        try:
            by, at = account(), clock.now()
            made = services.register_person(office_id=form.office.data, by=by, at=at, **form.person_fields())
            services.add_post(made, by=by, at=at, **form.post_fields())
            db.session.commit()
            return _registered(made, form)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(form, "register", alike=alike, today=today())


def _defaults() -> dict[str, Any]:
    """Start a new person from what was looked for, and from the post of the one registered before."""
    words = request.args.get("name", "", type=str).split()
    names = dict(zip(("surname", "given_name", "patronymic"), words, strict=False))
    kept = {name: request.args.get(name, type=int) for name in ("office", "organisation_id", "category_id")}
    offices = choices.editable_offices(with_those_of_projects=True)
    kept["office"] = kept["office"] or (offices[0][0] if len(offices) == 1 else None)
    place = {"country": request.args.get("country") or _home(), "region_code": request.args.get("region_code")}
    return names | kept | place | {"sex": Sex.NOT_STATED}


def _alike(form: RegisterForm) -> list[Person]:
    """Return the people inside the reader's scope who may be the one typed and were not yet seen not to be."""
    typed = Described(
        None, form.surname.data or "", form.given_name.data or "", form.patronymic.data, form.latin_name.data,
        form.sex.data or Sex.NOT_STATED, form.birth_date.data, form.birth_year.data,
        frozenset({form.organisation_id.data} if form.organisation_id.data else ()),
    )  # fmt: skip
    seen = set(request.form.get("seen", "").split(","))
    alike = [one for one, _verdict in candidates.of(typed)]
    return [] if {str(one.id) for one in alike} <= seen else alike


def _registered(made: Person, form: RegisterForm) -> Response:
    """Go on: to the next person of the same post, back to the event that lacked the person, or to their page.

    Who was ticked on the event's page stays so, and so does who was registered for it.
    """
    flash(_("%(name)s is registered.", name=made.full_name), "success")
    number = request.args.get("event", 0, type=int)
    ticked = [*request.args.getlist("person"), made.id] if number else []
    event = db.session.get(Event, number) if 0 < number <= LARGEST_ID else None
    if "another" in request.form:
        kept = {name: form[name].data for name in ("office", "organisation_id", "category_id", "country", "region_code")}
        return redirect(url_for("participants.create_person", event=number or None, person=ticked, **kept), 303)
    if event and can(Permission.EDIT_EVENTS, event):
        found = f"{made.surname} {made.given_name}"
        return redirect(url_for("roster.enrol", event_id=event.id, person=ticked, text=found), 303)
    return redirect(url_for("participants.person", person_id=made.id), 303)


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit_person(person_id: int) -> Page:
    """Correct what is known of a person."""
    changed = found(queries.person(person_id))
    form = PersonForm(obj=changed)
    form.citizenship.offer(choices.countries())
    if form.validate_on_submit():
        try:
            services.edit_person(changed, by=account(), at=clock.now(), **form.person_fields())
            return _done(person_id, _("Saved."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(form, "person_form", person=changed)


@bp.route("/people/<int:person_id>/posts/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def add_post(person_id: int) -> Page:
    """Add a post that a person holds or held."""
    of, form = found(queries.person(person_id)), _offered(PostForm(country=_home()))
    if form.validate_on_submit():
        try:
            services.add_post(of, by=account(), at=clock.now(), **form.post_fields())
            return _done(person_id, _("The post is added."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(form, "post_form", person=of, post=None)


@bp.route("/people/<int:person_id>/posts/<int:post_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit_post(person_id: int, post_id: int) -> Page:
    """Correct a post."""
    post = found(queries.post(person_id, post_id))
    form = _offered(PostForm(obj=post))
    if form.validate_on_submit():
        try:
            services.edit_post(post, by=account(), at=clock.now(), **form.post_fields())
            return _done(person_id, _("Saved. Past events keep the post that was copied then."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(form, "post_form", person=post.person, post=post)


@bp.post("/people/<int:person_id>/posts/<int:post_id>/remove")
@requires(Permission.EDIT_PEOPLE)
def remove_post(person_id: int, post_id: int) -> Page:
    """Remove a post that was entered by mistake."""
    services.remove_post(found(queries.post(person_id, post_id)), by=account(), at=clock.now())
    return _done(person_id, _("The post is removed. Past events keep the post that was copied then."))


@bp.route("/people/<int:person_id>/transfer", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def transfer(person_id: int) -> Page:
    """Close the present post of a person and open the next one."""
    of = found(queries.person(person_id))
    held = of.post_on(today())
    form = _offered(TransferForm(obj=None, starts_on=today(), **_same_trade(held)))
    if form.validate_on_submit():
        try:
            fields = form.post_fields()
            services.transfer(of, on=fields.pop("starts_on"), by=account(), at=clock.now(), **fields)
            return _done(person_id, _("The new post is recorded; the one before it is closed."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(form, "transfer", person=of, held=held)


def _same_trade(held: Any) -> dict[str, Any]:
    return {"category_id": held.category_id, "country": held.country} if held else {"country": _home()}


def _offered(form: Any) -> Any:
    form.organisation_id.offer(choices.organisations(form.country.data))
    form.category_id.offer(choices.categories())
    offer_places(form)
    return form


def _page(form: Form, template: str, **shown: Any) -> Page:
    return render_template(f"participants/{template}.html", form=form, **shown), 422 if form.is_submitted() else 200


def _done(person_id: int, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("participants.person", person_id=person_id), 303)
