"""Reports to donors: prepared, sealed, accepted or returned, compared with today, restated."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.accounts.scope import scope_of
from lms.answers import done
from lms.errors import Refused
from lms.extensions import db
from lms.lists import paged
from lms.projects.models import Donor, Office, Project
from lms.reports import compiling, making, periods, report_queries, reporting, sealed_rows, services
from lms.reports.models import Report
from lms.reports.press import press
from lms.reports.report_file_views import seen
from lms.reports.report_forms import AttachmentsForm, DecisionForm, NewReportForm, ReportForm, ReportsForm, SealForm
from lms.reports.wording import Words
from lms.web import listing, load, refuse, sentence, today

bp = Blueprint("reported", __name__, url_prefix="/reports")
Page = str | Response | tuple[str, int]
SORTS = {"period": (Report.last, Report.first, Report.id), "title": (Report.title_en, Report.id)}


@bp.get("")
@requires(Permission.SEE_REPORTS)
def reports() -> Page:
    """List the reports; those who only read see what is sealed."""
    form = ReportsForm(request.args)
    form.project.offer(choices.project_choices())
    valid = form.validate()
    rows = report_queries.reports(
        drafts=scope_of(account(), Permission.EDIT_REPORTS), project_id=form.project.data if valid else None,
        state=form.state.data if valid else None,
    )  # fmt: skip
    return render_template("reports/reports.html", listing=listing(rows, SORTS, default="-period"), form=form)


@bp.get("/<int:report_id>")
@requires(Permission.SEE_REPORTS)
def report(report_id: int) -> Page:
    """Show a report: a draft as it counts now, a sealed one as it was sealed."""
    shown = seen(report_id)
    outline = making.outline(shown, str(get_locale()), reader=account(), at=clock.now(), public=not can(Permission.SEE_FIGURE_ROWS, shown))
    why_not = reporting.reason_not_to_seal(shown, account(), at=clock.now())
    return render_template(
        "reports/report.html", report=shown, outline=outline, why_not=why_not and sentence(why_not), waiting=_waiting(shown),
        seal_form=SealForm(), decision_form=DecisionForm(), attachments_form=AttachmentsForm(None), newer=[one for one in shown.indicators if not one.rule.is_present],
    )  # fmt: skip


def _waiting(shown: Report) -> int:
    """Return how many events of a draft's period are over and not finalised, so that it does not count them."""
    return 0 if shown.is_sealed else services.undecided(compiling.filters(shown, clock.now()))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_REPORTS)
def prepare() -> Page:
    """Begin a report."""
    form = _begun()
    if form.validate_on_submit():
        chosen = {"project": Project, "office": Office, "donor": Donor}
        about: dict[str, Any] = {name: load(model, form[name].data) if form[name].data else None for name, model in chosen.items()}
        made = reporting.prepare(**form.about(), **about, by=account(), at=clock.now())
        db.session.commit()
        flash(_("The report is begun. These are its figures as they count now."), "success")
        return redirect(url_for("reported.report", report_id=made.id), 303)
    return render_template("reports/report_new.html", form=form), 422 if form.is_submitted() else 200


def _begun() -> NewReportForm:
    """Return the form of a new report, for the last quarter or the project that the address names."""
    quarter = periods.last_quarter(today())
    form = NewReportForm(data={"first": quarter.first, "last": quarter.last, "project": request.args.get("project", type=int)})
    form.project.offer(choices.project_choices())
    form.office.offer(choices.editable_offices())
    form.donor.offer(choices.donors())
    form.country.offer(choices.countries())
    form.region.offer(choices.all_regions())
    form.reaches_all = scope_of(account(), Permission.EDIT_REPORTS).everything
    return form


@bp.route("/<int:report_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_REPORTS)
def edit(report_id: int) -> Page:
    """Change a draft."""
    changed = seen(report_id)
    if changed.is_sealed:
        refuse(Refused(reporting.NEVER_CHANGES))
        return redirect(url_for("reported.report", report_id=report_id), 303)
    kept = [one.rule_id for one in changed.indicators]
    offered = db.session.scalars(report_queries.rules(changed.project_id, kept)).all()
    form = ReportForm(obj=changed, data={"rules": kept})
    form.rules.offer([(rule.id, making.rule_label(rule)) for rule in offered])
    if form.validate_on_submit():
        try:
            chosen = [rule for rule in offered if rule.id in set(form.rules.data or ())]
            reporting.edit(changed, rules=chosen, seen=form.revision.data, **form.fields(), by=account(), at=clock.now())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("reported.report", report_id=report_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse_beside(refusal, changed)
    return render_template("reports/report_form.html", form=form, report=changed), 422 if form.is_submitted() else 200


@bp.post("/<int:report_id>/discard")
@requires(Permission.EDIT_REPORTS)
def discard(report_id: int) -> Page:
    """Remove a draft."""
    return _act(seen(report_id), reporting.discard, _("The draft is removed."), url_for("reported.reports"))


@bp.post("/<int:report_id>/seal")
@requires(Permission.SEAL_REPORTS)
def seal(report_id: int) -> Page:
    """Freeze a report with its files."""
    sealed = seen(report_id)
    if not SealForm().validate_on_submit():
        refuse(Refused(reporting.READ_FIRST))
        return redirect(url_for("reported.report", report_id=report_id), 303)
    return _act(sealed, partial(making.freeze, press=press()), _("The report is sealed. Its figures and files can no longer change."))


@bp.post("/<int:report_id>/decide")
@requires(Permission.EDIT_REPORTS)
def decide(report_id: int) -> Page:
    """Record the donor's answer."""
    form, decided = DecisionForm(), seen(report_id)
    if not form.validate_on_submit():
        refuse(Refused(reporting.SAY_WHO_ANSWERED))
        return redirect(url_for("reported.report", report_id=report_id), 303)
    answer: dict[str, Any] = {"accepted": form.answer.data == "accepted", "decision": form.decision.data}
    return _act(decided, reporting.decide, _("The donor’s answer is recorded."), **answer)


@bp.post("/<int:report_id>/restate")
@requires(Permission.EDIT_REPORTS)
def restate(report_id: int) -> Page:
    """Begin a new version of a sealed report."""
    try:
        made = reporting.restate(seen(report_id), by=account(), at=clock.now())
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        refuse(refusal)
        return redirect(url_for("reported.report", report_id=report_id), 303)
    flash(_("Version %(version)s is begun; the version before it stays as it was sealed.", version=made.version), "success")
    return redirect(url_for("reported.report", report_id=made.id), 303)


def _act(on: Report, verb: Any, words: str, after: str | None = None, **more: Any) -> Response:
    return done(partial(verb, on, by=account(), at=clock.now(), **more), words, after or url_for("reported.report", report_id=on.id))


@bp.get("/<int:report_id>/compare")
@requires(Permission.SEE_FIGURE_ROWS)
def compare(report_id: int) -> Page:
    """Compare a sealed report with what the same rules count today."""
    sealed = seen(report_id)
    if not sealed.is_sealed:
        return redirect(url_for("reported.report", report_id=report_id), 303)
    compared = making.compared(sealed, reader=account(), at=clock.now())
    language = str(get_locale())
    return render_template(
        "reports/report_compare.html", report=sealed, compared=compared, language=language, words=Words(compared.comparison.today, language)
    )


@bp.get("/<int:report_id>/figures/<int:place>")
@requires(Permission.SEE_FIGURE_ROWS)
def figure_rows(report_id: int, place: int) -> Page:
    """List the rows that a figure of a report counted, as it keeps them."""
    shown = seen(report_id)
    outline = making.outline(shown, str(get_locale()), reader=account(), at=clock.now(), public=False)
    if not 1 <= place <= len(outline.told):
        abort(404)
    told = outline.told[place - 1]
    tables = sealed_rows.tables(outline.words, told.figure)
    table = next((name for name, _title, _size in tables if name == request.args.get("table")), tables[0][0])
    listed = paged(sum(size for name, _title, size in tables if name == table), sealed_rows.PER_PAGE)
    rows = sealed_rows.rows(outline.words, told.figure, table, listed.page)
    here: dict[str, Any] = {"report_id": report_id, "place": place}
    tabs = [(f"{title} ({size})", url_for("reported.figure_rows", **here, table=name), name == table) for name, title, size in tables]
    return render_template(
        "reports/report_rows.html", report=shown, told=told, shown=rows, names=sealed_rows.names(rows.people), listing=listed, choices=tabs
    )  # fmt: skip
