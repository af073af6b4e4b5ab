"""The register of people: finding, registering and correcting them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from lms.participants import candidates, listings, reasons, services
from lms.participants.career_views import done, form_page, offered
from lms.participants.described import Described
from lms.participants.evidence import Level
from lms.participants.forms import PersonForm, RegisterForm
from lms.participants.identity_views import Page, bp, living
from lms.participants.models import Person, Sex
from lms.web import LARGEST_ID, today


@bp.get("/people")
@requires(Permission.SEE_PEOPLE)
def persons() -> Page:
    """List people."""
    asked = listings.people()
    return render_template("participants/persons.html", listing=asked.page(), form=asked.form, today=today())


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def create_person() -> Page:
    """Register a person with the post held now, unless they seem to be in the register already."""
    form, alike = offered(RegisterForm(**_defaults())), Alike((), ())
    form.office.offer(choices.editable_offices(with_those_of_projects=True))
    form.citizenship.offer(choices.countries())
    if form.validate_on_submit() and not any(alike := _alike(form)):
        try:
            by, at = account(), clock.now()
            made = services.register_person(office_id=form.office.data, by=by, at=at, **form.person_fields())
            services.add_post(made, by=by, at=at, **form.post_fields())
            db.session.commit()
            return _registered(made, form)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return form_page(form, "register", alike=alike, event=_meant_for(), open_instead=_way_to, today=today())


def _defaults() -> dict[str, Any]:
    """Start a new person from what was looked for, and from the post of the one registered before."""
    words = request.args.get("name", "", type=str).split()
    names = dict(zip(("surname", "given_name", "patronymic"), words, strict=False))
    kept = {name: request.args.get(name, type=int) for name in ("office", "organisation_id", "category_id")}
    offices = choices.editable_offices(with_those_of_projects=True)
    kept["office"] = kept["office"] or (offices[0][0] if len(offices) == 1 else None)
    place = {"country": request.args.get("country") or choices.home(), "region_code": request.args.get("region_code")}
    return names | kept | place | {"sex": Sex.NOT_STATED}


class Alike(NamedTuple):
    """Who may be the person typed: those who certainly are, and those who perhaps are, each with the reasons in words."""

    certain: Sequence[tuple[Person, list[str]]]
    perhaps: Sequence[tuple[Person, list[str]]]


def _alike(form: RegisterForm) -> Alike:
    """Return the people inside the reader's scope who may be the one typed, or nobody where all were seen not to be."""
    typed = Described(
        None, form.surname.data or "", form.given_name.data or "", form.patronymic.data, form.latin_name.data,
        form.sex.data or Sex.NOT_STATED, form.birth_date.data, form.birth_year.data,
        frozenset({form.organisation_id.data} if form.organisation_id.data else ()),
    )  # fmt: skip
    known = candidates.of(typed)
    if {str(one.id) for one, _verdict in known} <= set(request.form.get("seen", "").split(",")):
        return Alike((), ())
    why = reasons.told_all([verdict for _one, verdict in known])
    rows = [(verdict.level, (one, words)) for (one, verdict), words in zip(known, why, strict=True)]
    return Alike(*([row for level, row in rows if level is wanted] for wanted in (Level.CERTAIN, Level.MAYBE)))


def _registered(made: Person, form: RegisterForm) -> Response:
    """Go on: to the next person of the same post, back to the event that lacked the person, or to their page."""
    flash(_("%(name)s is registered.", name=made.full_name), "success")
    if "another" in request.form:
        kept = {name: form[name].data for name in ("office", "organisation_id", "category_id", "country", "region_code")}
        event = request.args.get("event", 0, type=int)
        ticked = [*request.args.getlist("person"), made.id] if event else []
        return redirect(url_for("participants.create_person", event=event or None, person=ticked, **kept), 303)
    return redirect(_way_to(made), 303)


def _way_to(person: Person) -> str:
    """Return where to go with a person: to the event that lacks them, where whoever was ticked stays so, or to their page."""
    if event := _meant_for():
        ticked = [*request.args.getlist("person"), person.id]
        text = f"{person.surname} {person.given_name}"
        return url_for("roster.enrol", event_id=event.id, person=ticked, text=text)
    return url_for("participants.person", person_id=person.id)


def _meant_for() -> Event | None:
    """Return the event that a person is registered for, where the reader may enrol people on it."""
    number = request.args.get("event", 0, type=int)
    event = db.session.get(Event, number) if 0 < number <= LARGEST_ID else None
    return event if event and can(Permission.EDIT_EVENTS, event) else None


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit_person(person_id: int) -> Page:
    """Correct what is known of a person."""
    changed = living(person_id)
    form = PersonForm(obj=changed)
    form.citizenship.offer(choices.countries())
    if form.validate_on_submit():
        try:
            services.edit_person(changed, by=account(), at=clock.now(), **form.person_fields())
            return done(person_id, _("Saved."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return form_page(form, "person_form", person=changed)


