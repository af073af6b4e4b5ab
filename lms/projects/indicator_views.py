"""The indicators of a project, with the versions of their rules, and their targets."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses.codes import EnrolmentRole, EventKind
from lms.errors import Refused
from lms.extensions import db
from lms.projects import library, services
from lms.projects.forms import IndicatorForm, TargetForm
from lms.projects.measures import Basis, Disaggregation, Rule
from lms.projects.models import Group, Indicator, Project, Target
from lms.reports import report_queries as reports
from lms.reports.rule_words import rules_of
from lms.web import found, load

bp = Blueprint("indicators", __name__, url_prefix="/projects/<int:project_id>")
Page = str | Response | tuple[str, int]


def _offered(form: IndicatorForm, project: Project) -> IndicatorForm:
    """Offer all that a rule can be narrowed to."""
    form.disaggregations.offer(choices.coded(Disaggregation))
    form.groups.offer(choices.coded(Group))
    form.categories.offer(choices.category_codes())
    form.roles.offer(choices.coded(EnrolmentRole))
    form.kinds.offer(choices.coded(EventKind))
    form.courses.offer(choices.course_codes())
    form.organisations.offer(choices.heads(project.office.country, form.organisations.data or ()))
    form.countries.offer(choices.countries())
    form.vocabulary.offer([(code, _(name)) for code, name in library.VOCABULARIES.items()])
    return form


@bp.get("/indicators/library")
@requires(Permission.EDIT_PROJECTS)
def ready(project_id: int) -> Page:
    """Offer ready indicators to start from."""
    return render_template("projects/library.html", project=load(Project, project_id), ready=library.READY)


@bp.route("/indicators/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROJECTS)
def add_indicator(project_id: int) -> Page:
    """Add an indicator, of one's own or starting from a ready one."""
    to, start = load(Project, project_id), library.ready(request.args.get("ready"))
    known = IndicatorForm.known(start.rule if start else Rule(Basis.PERSONS))
    form = _offered(IndicatorForm(data=known | (_wording(start) if start else {})), to)
    if form.validate_on_submit():
        try:
            services.add_indicator(to, **form.fields(), by=account(), at=clock.now())
            return _done(project_id, _("The indicator is added. Set its target."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    status = 422 if form.is_submitted() else 200
    return render_template("projects/indicator_form.html", form=form, project=to, indicator=None, start=start), status


def _wording(of: Any) -> dict[str, Any]:
    return {name: getattr(of, name) for name in ("name_en", "name_ru", "vocabulary", "reference")}


@bp.route("/indicators/<int:indicator_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PROJECTS)
def edit_indicator(project_id: int, indicator_id: int) -> Page:
    """Change an indicator; another rule is a new version."""
    changed = _indicator(project_id, indicator_id)
    known = {name: getattr(changed, name) for name in ("code", "baseline_year", "baseline_value", "revision")} | _wording(changed)
    form = _offered(IndicatorForm(data=known | IndicatorForm.known(changed.rule)), changed.project)
    if form.validate_on_submit():
        try:
            services.edit_indicator(changed, **form.fields(), seen=form.revision.data, reason=form.reason.data, by=account(), at=clock.now())
            return _done(project_id, _("Saved."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse_beside(refusal, changed)
    status = 422 if form.is_submitted() else 200
    told = rules_of(changed.versions)
    return render_template("projects/indicator_form.html", form=form, project=changed.project, indicator=changed, told=told), status


@bp.post("/indicators/<int:indicator_id>/remove")
@requires(Permission.EDIT_PROJECTS)
def remove_indicator(project_id: int, indicator_id: int) -> Page:
    """Remove an indicator with its targets."""
    one = _indicator(project_id, indicator_id)
    if db.session.scalar(reports.naming(one.id)):
        flash(_("A report names this indicator, so it stays. Give its targets another end instead."), "error")
        return redirect(url_for("projects.project", project_id=project_id), 303)
    services.remove_indicator(one, by=account(), at=clock.now())
    return _done(project_id, _("The indicator is removed."))


@bp.route("/indicators/<int:indicator_id>/targets", methods=["GET", "POST"])
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


@bp.post("/targets/<int:target_id>/remove")
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
