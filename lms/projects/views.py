"""Projects with their indicators and targets; offices and donors."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, requires, signed_in
from lms.accounts.permissions import Permission
from lms.errors import Refused
from lms.extensions import db
from lms.projects import queries, services
from lms.projects.forms import DonorForm, IndicatorForm, OfficeForm, ProjectFilterForm, ProjectForm, TargetForm
from lms.projects.models import Donor, Indicator, Office, Project, Target
from lms.web import found, listing, load, zone

bp = Blueprint("projects", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/projects")
@requires(Permission.SEE_PROJECTS)
def projects() -> Page:
    """List projects."""
    form = ProjectFilterForm(request.args)
    form.office.offer(choices.offices())
    form.donor.offer(choices.donors())
    form.validate()
    title = Project.title_ru if str(get_locale()) == "ru" else Project.title_en
    rows = queries.projects(
        form.text.data or "", office_id=form.office.data, donor_id=form.donor.data,
        running_on=clock.today(str(zone())) if form.running.data else None,
    )  # fmt: skip
    sorts = {"code": (Project.code,), "title": (title, Project.id), "starts": (Project.starts_on, Project.id)}
    return render_template("projects/projects.html", listing=listing(rows, sorts, default="-starts"), form=form)


@bp.get("/projects/<int:project_id>")
@requires(Permission.SEE_PROJECTS)
def project(project_id: int) -> Page:
    """Show a project."""
    shown = found(queries.project(project_id))
    after = db.session.scalars(queries.successors(project_id)).all()
    return render_template("projects/project.html", project=shown, successors=after)


@bp.route("/projects/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROJECTS)
def create_project() -> Page:
    """Enter a project."""
    form = _offered(ProjectForm())
    if form.validate_on_submit():
        try:
            made = services.create_project(**_fields(form), by=account(), at=clock.now())
            db.session.commit()
            flash(_("The project is entered. Add its indicators and targets."), "success")
            return redirect(url_for("projects.project", project_id=made.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("projects/project_form.html", form=form, project=None), 422 if form.is_submitted() else 200


@bp.route("/projects/<int:project_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PROJECTS)
def edit_project(project_id: int) -> Page:
    """Change a project."""
    changed = found(queries.project(project_id))
    form = _offered(ProjectForm(obj=None if request.method == "POST" else changed, **_relations(changed)))
    if form.validate_on_submit():
        try:
            services.edit_project(changed, **_fields(form), by=account(), at=clock.now())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("projects.project", project_id=project_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("projects/project_form.html", form=form, project=changed), 422 if form.is_submitted() else 200


def _relations(project: Project) -> dict[str, Any]:
    references = [part.reference for part in project.funding if part.reference]
    return {
        "office": project.office_id, "predecessor": project.predecessor_id,
        "donors": [part.donor_id for part in project.funding], "reference": ", ".join(references) or None,
    }  # fmt: skip


def _offered(form: ProjectForm) -> ProjectForm:
    form.office.offer(choices.editable_offices())
    form.donors.offer(choices.donors())
    form.predecessor.offer(choices.project_choices())
    return form


def _fields(form: ProjectForm) -> dict[str, Any]:
    chosen = db.session.scalars(select(Donor).where(Donor.id.in_(form.donors.data or []))).all()
    return {
        "code": form.code.data, "title_en": form.title_en.data, "title_ru": form.title_ru.data,
        "office_id": form.office.data, "starts_on": form.starts_on.data, "ends_on": form.ends_on.data,
        "donors": [(donor, form.reference.data) for donor in chosen], "predecessor_id": form.predecessor.data,
    }  # fmt: skip


@bp.route("/projects/<int:project_id>/indicators/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROJECTS)
def add_indicator(project_id: int) -> Page:
    """Add an indicator."""
    to, form = load(Project, project_id), IndicatorForm()
    form.category.offer(choices.categories())
    if form.validate_on_submit():
        try:
            services.add_indicator(
                to, code=form.code.data or "", name_en=form.name_en.data or "", name_ru=form.name_ru.data or "",
                basis=form.basis.data, category_group=form.category_group.data, category_id=form.category.data,
                by=account(), at=clock.now(),
            )  # fmt: skip
            return _done(project_id, _("The indicator is added. Set its target."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("projects/indicator_form.html", form=form, project=to), 422 if form.is_submitted() else 200


@bp.post("/projects/<int:project_id>/indicators/<int:indicator_id>/remove")
@requires(Permission.EDIT_PROJECTS)
def remove_indicator(project_id: int, indicator_id: int) -> Page:
    """Remove an indicator with its targets."""
    services.remove_indicator(_indicator(project_id, indicator_id), by=account(), at=clock.now())
    return _done(project_id, _("The indicator is removed."))


@bp.route("/projects/<int:project_id>/indicators/<int:indicator_id>/targets", methods=["GET", "POST"])
@requires(Permission.EDIT_PROJECTS)
def set_target(project_id: int, indicator_id: int) -> Page:
    """Set a target."""
    indicator = _indicator(project_id, indicator_id)
    form = TargetForm(starts_on=indicator.project.starts_on, ends_on=indicator.project.ends_on)
    if form.validate_on_submit():
        try:
            services.set_target(
                indicator, starts_on=form.starts_on.data, ends_on=form.ends_on.data, value=form.value.data,
                by=account(), at=clock.now(),
            )  # fmt: skip
            return _done(project_id, _("The target is set."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    status = 422 if form.is_submitted() else 200
    return render_template("projects/target_form.html", form=form, project=indicator.project, indicator=indicator), status


@bp.post("/projects/<int:project_id>/targets/<int:target_id>/remove")
@requires(Permission.EDIT_PROJECTS)
def remove_target(project_id: int, target_id: int) -> Page:
    """Take a target away."""
    target = found(select(Target).join(Indicator).where(Target.id == target_id, Indicator.project_id == project_id))
    services.remove_target(target, by=account(), at=clock.now())
    return _done(project_id, _("The target is removed."))


def _indicator(project_id: int, indicator_id: int) -> Indicator:
    row: Indicator = found(select(Indicator).where(Indicator.id == indicator_id, Indicator.project_id == project_id))
    return row


def _done(project_id: int, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("projects.project", project_id=project_id), 303)


@bp.get("/places/regions")
@signed_in
def region_options() -> Page:
    """Answer with the options of a country's regions, for forms that let one choose both."""
    return render_template("projects/region_options.html", regions=choices.regions(request.args.get("country") or None))


@bp.get("/reference")
@requires(Permission.EDIT_REFERENCE)
def reference() -> Page:
    """Show the offices and donors."""
    return render_template(
        "projects/reference.html", offices=db.session.scalars(queries.offices()).all(),
        donors=db.session.scalars(queries.donors()).all(),
    )  # fmt: skip


REFERENCE: dict[str, tuple[Any, Any, Any]] = {
    "office": (Office, OfficeForm, services.save_office),
    "donor": (Donor, DonorForm, services.save_donor),
}


@bp.route("/reference/<any(office,donor):kind>/<int:key>", methods=["GET", "POST"])
@requires(Permission.EDIT_REFERENCE)
def edit_reference(kind: str, key: int) -> Page:
    """Add (number 0) or change an office or a donor."""
    model, form_class, save = REFERENCE[kind]
    row = load(model, key) if key else model()
    form: Any = form_class(obj=row if key else None)
    if kind == "office":
        form.country.offer(choices.countries())
    if form.validate_on_submit():
        try:
            fields = {field.name: field.data for field in form if field.name != "csrf_token"}
            save(row, by=account(), at=clock.now(), **fields)
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("projects.reference"), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("projects/reference_form.html", form=form, kind=kind, key=key), 422 if form.is_submitted() else 200
