"""Materials: the distribution list, handing over, correcting a line; the catalogue with its editions."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from lms.materials import listings, queries, services
from lms.materials.forms import (
    CorrectionForm,
    EditionForm,
    HandOverForm,
    MaterialForm,
    PrintRunForm,
)
from lms.materials.models import Distribution, Edition, Material
from lms.participants.models import Organisation
from lms.projects.models import Project
from lms.web import found, language_name, load

bp = Blueprint("materials", __name__)
bp.add_app_template_filter(language_name)
Page = str | Response | tuple[str, int]
# The languages of the region first, then those of its neighbours and partners.
LANGUAGES = ("ru", "en", "kk", "ky", "tg", "tk", "uz", "az", "fa", "ps", "hy", "ka", "tr", "uk", "zh", "de", "fr", "ar")


@bp.get("/materials")
@requires(Permission.SEE_MATERIALS)
def distributions() -> Page:
    """List what was handed over, with its sum."""
    asked = listings.lines()
    page = asked.page()
    given, taken_back = db.session.execute(queries.pieces(listings.line_filter(asked.form))).one()
    return render_template(
        "materials/distributions.html", listing=page, form=asked.form, given=given, taken_back=taken_back,
        event=listings.asked_event(),
    )  # fmt: skip


@bp.route("/materials/distributions/new", methods=["GET", "POST"])
@requires(Permission.EDIT_MATERIALS)
def hand_over() -> Page:
    """Log pieces handed to a unit."""
    form = _offered(HandOverForm(**_defaults()))
    if form.validate_on_submit():
        try:
            event = load(Event, form.event.data) if form.event.data else None
            made = services.hand_over(
                project=load(Project, form.project.data), edition=load(Edition, form.edition.data), event=event,
                organisation=load(Organisation, form.organisation.data), by=account(), at=clock.now(), **form.words(),
            )  # fmt: skip
            db.session.commit()
            flash(_("The hand-over is logged."), "success")
            return redirect(url_for("materials.distribution", line_id=made.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    status = 422 if form.is_submitted() else 200
    return render_template("materials/hand_over.html", form=form, event=listings.asked_event()), status


def _defaults() -> dict[str, Any]:
    """Start from the event that the link named, its project and its last day; else from the project it named."""
    event, projects = listings.asked_event(), [key for key, _label in choices.project_choices()]
    if event is None:
        return {"project": projects[0] if len(projects) == 1 else request.args.get("project", type=int)}
    funding = [share.project_id for share in event.funding if share.project_id in projects]
    return {"event": event.id, "project": funding[0] if funding else None, "handed_on": event.ends_on}


def _offered(form: HandOverForm) -> HandOverForm:
    form.project.offer(choices.project_choices())
    project = db.session.get(Project, form.project.data) if form.project.data in dict(form.project.pairs) else None
    form.event.offer(listings.named(db.session.scalars(queries.events_of(project.id)) if project else (), listings.asked_event()))
    form.edition.offer(listings.editions())
    form.organisation.offer(choices.organisations(project.office.country if project else None))
    return form


@bp.get("/materials/events")
@requires(Permission.EDIT_MATERIALS)
def event_options() -> Page:
    """Answer with the options of a project's events, for the form that lets one choose both."""
    chosen = request.args.get("project", 0, type=int)
    rows = db.session.scalars(queries.events_of(chosen)) if chosen in dict(choices.project_choices()) else ()
    return render_template("materials/event_options.html", events=listings.named(rows, None))


@bp.get("/materials/distributions/<int:line_id>")
@requires(Permission.SEE_MATERIALS)
def distribution(line_id: int) -> Page:
    """Show a line with its corrections."""
    return _line_page(line_id, CorrectionForm(None))


@bp.post("/materials/distributions/<int:line_id>/correct")
@requires(Permission.EDIT_MATERIALS)
def correct(line_id: int) -> Page:
    """Take back pieces of a line by a negative line beside it."""
    line, form = load(Distribution, line_id), CorrectionForm()
    if form.validate():
        try:
            services.correct(line, quantity=-form.quantity.data, note=form.note.data or "", by=account(), at=clock.now())
            db.session.commit()
            flash(_("The correction stands beside the line; the line itself has not changed."), "success")
            return redirect(url_for("materials.distribution", line_id=line_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _line_page(line_id, form), 422


def _line_page(line_id: int, form: CorrectionForm) -> str:
    line = found(queries.line(line_id))
    g.time_zone = line.project.office.time_zone
    corrections = db.session.scalars(queries.corrections(line_id)).all()
    return render_template(
        "materials/distribution.html", line=line, corrections=corrections, form=form, edition=listings.edition(line.edition),
        left=line.quantity + sum(one.quantity for one in corrections), sees_names=can(Permission.SEE_PEOPLE, line),
    )  # fmt: skip


@bp.get("/materials/catalogue")
@requires(Permission.SEE_MATERIALS)
def catalogue() -> Page:
    """List every material with its editions, and what of each was handed over."""
    asked = listings.catalogue()
    page = asked.page()
    pieces = listings.handed_over([edition for _material, edition in page.rows if edition])
    return render_template("materials/catalogue.html", listing=page, form=asked.form, pieces=pieces)


@bp.get("/materials/catalogue/<int:material_id>")
@requires(Permission.SEE_MATERIALS)
def material(material_id: int) -> Page:
    """Show a material with its editions."""
    shown = found(queries.material(material_id))
    return render_template("materials/material.html", material=shown, pieces=listings.handed_over(shown.editions))


@bp.route("/materials/catalogue/new", methods=["GET", "POST"])
@requires(Permission.EDIT_MATERIALS)
def create_material() -> Page:
    """Add a title to the catalogue."""
    form = MaterialForm()
    if form.validate_on_submit():
        try:
            made = services.create_material(
                code=form.code.data or "", title_en=form.title_en.data or "", title_ru=form.title_ru.data or "",
                by=account(), at=clock.now(),
            )  # fmt: skip
            return _done(made.id, _("The material is in the catalogue. Add its editions."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _form_page("material_form", form, None)


@bp.route("/materials/catalogue/<int:material_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_MATERIALS)
def edit_material(material_id: int) -> Page:
    """Correct the titles of a material."""
    changed = load(Material, material_id)
    form = MaterialForm(obj=changed)
    del form.code
    if form.validate_on_submit():
        services.edit_material(
            changed, title_en=form.title_en.data or "", title_ru=form.title_ru.data or "", by=account(), at=clock.now()
        )
        return _done(material_id, _("Saved."))
    return _form_page("material_form", form, changed)


@bp.route("/materials/catalogue/<int:material_id>/editions/new", methods=["GET", "POST"])
@requires(Permission.EDIT_MATERIALS)
def add_edition(material_id: int) -> Page:
    """Add an edition."""
    to, form = load(Material, material_id), EditionForm()
    form.language.offer((code, language_name(code)) for code in LANGUAGES)
    if form.validate_on_submit():
        try:
            services.add_edition(
                to, language=form.language.data, carrier=form.carrier.data, year=form.year.data,
                print_run=form.print_run.data, by=account(), at=clock.now(),
            )  # fmt: skip
            return _done(material_id, _("The edition is added."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _form_page("edition_form", form, to)


@bp.route("/materials/catalogue/<int:material_id>/editions/<int:edition_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_MATERIALS)
def set_print_run(material_id: int, edition_id: int) -> Page:
    """Correct the print run of an edition."""
    edition = found(select(Edition).where(Edition.id == edition_id, Edition.material_id == material_id))
    form = PrintRunForm(obj=edition)
    if form.validate_on_submit():
        services.set_print_run(edition, form.print_run.data, by=account(), at=clock.now())
        return _done(material_id, _("Saved."))
    return _form_page("print_run_form", form, edition.material, edition=listings.edition(edition))


def _form_page(template: str, form: Any, of: Material | None, **more: Any) -> Page:
    page = render_template(f"materials/{template}.html", form=form, material=of, **more)
    return page, 422 if form.is_submitted() else 200


def _done(material_id: int, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("materials.material", material_id=material_id), 303)
