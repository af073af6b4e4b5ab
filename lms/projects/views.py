"""Projects; offices and donors."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, requires, signed_in, where, withholds
from lms.accounts.permissions import Permission
from lms.accounts.scope import scope_of
from lms.errors import Refused
from lms.extensions import db
from lms.projects import listings, queries, services
from lms.projects.forms import DonorForm, OfficeForm, ProjectForm
from lms.projects.models import Donor, Office, Project
from lms.reports import overview
from lms.reports.rule_words import rules_of
from lms.web import found, load, today

bp = Blueprint("projects", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/projects")
@requires(Permission.SEE_PROJECTS)
def projects() -> Page:
    """List projects."""
    asked = listings.projects()
    return render_template("projects/projects.html", listing=asked.page(), form=asked.form, may_enter=_may_enter())


def _may_enter() -> bool:
    """Say whether the reader may enter new projects: not where all that they manage is single projects."""
    reach = scope_of(account(), Permission.EDIT_PROJECTS)
    return reach.everything or bool(reach.offices)


@bp.get("/projects/<int:project_id>")
@requires(Permission.SEE_PROJECTS)
def project(project_id: int) -> Page:
    """Show a project."""
    shown = found(queries.project(project_id))
    after = db.session.scalars(queries.successors(project_id)).all()
    progress = where(Permission.SEE_FIGURES, partial(overview.progress_of, withheld=withholds()), project_id, today()) or {}
    return render_template(
        "projects/project.html", project=shown, successors=after, progress=progress, today=today(), rules=rules_of(shown.indicators)
    )


@bp.route("/projects/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROJECTS)
def create_project() -> Page:
    """Enter a project of an office that one works for as a whole."""
    offices = choices.editable_offices()
    form = _offered(ProjectForm(office=offices[0][0] if len(offices) == 1 else None), offices, choices.project_choices())
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
    form = _offered(ProjectForm(data=_known(changed)), _offices_for(changed), _predecessors_for(changed))
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


def _known(project: Project) -> dict[str, Any]:
    plain = {name: getattr(project, name) for name in ("code", "title_en", "title_ru", "starts_on", "ends_on")}
    return plain | {
        "office": project.office_id, "predecessor": project.predecessor_id,
        "donors": {part.donor_id: part.reference for part in project.funding},
    }  # fmt: skip


def _offices_for(project: Project) -> choices.Pairs:
    """Offer one's offices, and the project's own, which a manager of this project alone keeps."""
    own = {key for key, _name in choices.editable_offices()} | {project.office_id}
    return [pair for pair in choices.offices() if pair[0] in own]


def _predecessors_for(project: Project) -> choices.Pairs:
    """Offer the projects one sees, save itself; a predecessor that one does not see stays what it is."""
    pairs = [pair for pair in choices.project_choices() if pair[0] != project.id]
    hidden = project.predecessor_id and project.predecessor is None
    return [(project.predecessor_id, _("A project of another office")), *pairs] if hidden else pairs


def _offered(form: ProjectForm, offices: choices.Pairs, predecessors: choices.Pairs) -> ProjectForm:
    form.office.offer(offices)
    form.donors.offer(choices.donors())
    form.predecessor.offer(predecessors)
    return form


def _fields(form: ProjectForm) -> dict[str, Any]:
    numbers = form.donors.references()
    chosen = db.session.scalars(select(Donor).where(Donor.id.in_(numbers))).all()
    return {
        "code": form.code.data, "title_en": form.title_en.data, "title_ru": form.title_ru.data,
        "office_id": form.office.data, "starts_on": form.starts_on.data, "ends_on": form.ends_on.data,
        "donors": [(donor, numbers[donor.id]) for donor in chosen], "predecessor_id": form.predecessor.data,
    }  # fmt: skip


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
