"""The files of a report: those made of it, its workbook with names, and those that are attached to it."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.answers import done
from lms.courses import evidence_pages
from lms.extensions import db, writing
from lms.reports import making, report_queries, reporting, sealed_rows
from lms.reports.models import Report
from lms.reports.press import press
from lms.reports.report_forms import AttachmentsForm, NamedRowsForm
from lms.web import attachment, found

bp = Blueprint("report_files", __name__, url_prefix="/reports/<int:report_id>")
Page = str | Response | tuple[str, int]


@bp.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let files through where they are attached."""
    evidence_pages.allow_files(["report_files.attach"], endpoint)


@bp.errorhandler(413)
def too_large(_error: RequestEntityTooLarge) -> Response:
    """Say that more was sent than is taken."""
    return evidence_pages.too_large(_page((request.view_args or {})["report_id"], "attachments"))


def _page(report_id: int, part: str | None = None) -> str:
    return url_for("reported.report", report_id=report_id, _anchor=part)


def seen(report_id: int) -> Report:
    """Return a report that the reader sees; a draft only where they may change it."""
    shown: Report = found(report_queries.report(report_id))
    if not shown.is_sealed and not can(Permission.EDIT_REPORTS, shown):
        abort(404)
    return shown


@bp.get("/files/<int:file_id>")
@requires(Permission.SEE_REPORTS)
def file(report_id: int, file_id: int) -> Page:
    """Give a file of a sealed report, as it was made."""
    of = seen(report_id)
    given = found(report_queries.file(of.id, file_id, full=can(Permission.SEE_FIGURE_ROWS, of)))
    body = reporting.given(given, by=account(), at=clock.now())
    db.session.commit()
    return attachment(body, given.name)


@bp.get("/draft.<any(pdf,docx,xlsx,csv,hxl,json,iati):kind>")
@requires(Permission.EDIT_REPORTS)
def draft(report_id: int, kind: str) -> Page:
    """Give a file of a draft, which says so on itself."""
    made = making.draft_file(seen(report_id), kind, str(get_locale()), press(), reader=account(), at=clock.now())
    return attachment(made.body, f"draft-{report_id}-{made.language}.{made.kind}")


@bp.route("/names", methods=["GET", "POST"])
@requires(Permission.EXPORT_NAMES)
def names(report_id: int) -> Page:
    """Ask for whom and why, then give the workbook whose rows have the names of today, and record that it left."""
    of, form = seen(report_id), NamedRowsForm()
    if not can(Permission.SEE_FIGURE_ROWS, of):
        abort(403)
    if form.validate_on_submit():
        return _with_names(of, form)
    page = render_template("reports/report_names.html", report=of, form=form)
    return page, 422 if form.is_submitted() else 200


def _with_names(of: Report, form: NamedRowsForm) -> Response:
    """Make the workbook, which takes seconds, before anything is written: nobody waits."""
    language, name, about = str(get_locale()), f"report-{of.id}-names.xlsx", f"{of.title_en} · {of.first} – {of.last}"
    with writing(False):
        told = making.document(of, reader=account(), at=clock.now())
        people = sealed_rows.names([row["person"] for row in told.rows("enrolment").values()])
        body = making.named_rows(of, told, language, people)
        db.session.rollback()
    accounts.take_list_away(
        about, columns=[_("Name"), _("Category"), _("Sex"), _("Region"), _("Organisation")], row_count=len(people), by=account(),
        at=clock.now(), **form.fields(),
    )  # fmt: skip
    db.session.commit()
    return attachment(body, name)


@bp.post("/attachments")
@requires(Permission.EDIT_REPORTS)
def attach(report_id: int) -> Page:
    """Attach files to a draft, all of them or none."""
    of, form = seen(report_id), AttachmentsForm()
    if not form.validate():
        flash(" ".join(str(error) for errors in form.errors.values() for error in errors), "error")
        return redirect(_page(report_id, "attachments"), 303)
    sent = evidence_pages.sent(form)
    words = ngettext("%(num)s file is attached.", "%(num)s files are attached.", len(sent))
    return done(partial(reporting.attach, of, sent, by=account(), at=clock.now()), words, _page(report_id, "attachments"))


@bp.post("/attachments/<int:attachment_id>/file")
@requires(Permission.SEE_FIGURE_ROWS)
def look(report_id: int, attachment_id: int) -> Page:
    """Give an attachment as it was sent; that somebody looked is recorded, so it is asked for by a button."""
    of = seen(report_id)
    wanted = found(report_queries.attachment(of.id, attachment_id))
    body = reporting.look(wanted, by=account(), at=clock.now())
    db.session.commit()
    return attachment(body, f"report-{of.id}-attachment-{wanted.id}.{wanted.file_type.value}")


@bp.post("/attachments/<int:attachment_id>/remove")
@requires(Permission.EDIT_REPORTS)
def detach(report_id: int, attachment_id: int) -> Page:
    """Remove an attachment from a draft."""
    of = found(report_queries.attachment(seen(report_id).id, attachment_id))
    after = _page(report_id, "attachments")
    return done(partial(reporting.detach, of, by=account(), at=clock.now()), _("The attachment is removed."), after)
