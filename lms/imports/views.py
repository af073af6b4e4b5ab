"""Spreadsheets brought in: uploaded, looked at row by row, confirmed or discarded."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses import queries as courses
from lms.courses.models import Event
from lms.extensions import db
from lms.imports import previews, queries, services, worker
from lms.imports.contents import Target
from lms.imports.decision_views import Page, bp, waiting
from lms.imports.forms import UploadForm
from lms.imports.models import BUSY, ImportBatch, Stage
from lms.imports.pages import errors_of, preview_page
from lms.imports.places import Written, digest, waiting_already
from lms.imports.telling import WRITTEN
from lms.projects.models import Office
from lms.web import LARGEST_ID, attachment, found, listing, local
from lms.workbooks.child import FILE_BYTES
from lms.workbooks.error_tables import marked_errors

FORM_BYTES = 1024 * 1024


@bp.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a spreadsheet through on the page that takes one, and there only, before anything reads what was sent."""
    if endpoint == "imports.upload":
        request.max_content_length = FILE_BYTES + FORM_BYTES


@bp.get("/imports")
@requires(Permission.IMPORT_LISTS)
def batches() -> Page:
    """List the imports."""
    page = listing(queries.batches(), {"uploaded": (ImportBatch.uploaded_at, ImportBatch.id)}, default="-uploaded")
    return render_template("imports/batches.html", listing=page)


@bp.route("/imports/new", methods=["GET", "POST"])
@requires(Permission.IMPORT_LISTS)
def upload() -> Page:
    """Take a spreadsheet in, and have it read."""
    form = _offered(UploadForm(**_defaults()))
    if form.validate_on_submit():
        try:
            at, by = clock.now(), account()
            target = Target(db.session.get_one(Office, form.office.data), _event(form.event.data))
            name, body = form.file.data.filename or "", _body(form.file.data)
            if there := waiting_already(digest(body), target):
                flash(_("This file waits here already."), "warning")
                return redirect(url_for("imports.batch", batch_id=there.id), 303)
            made = services.take_in(body, name, target, language=str(get_locale()), by=by, at=at)
            db.session.commit()
            worker.begin(made, by)
            return redirect(url_for("imports.batch", batch_id=made.id), 303)
        except Written as written:
            db.session.rollback()
            form.refuse(written)
    return render_template("imports/upload.html", form=form), 422 if form.is_submitted() else 200


def _body(file: FileStorage) -> bytes:
    """Return what was sent; a larger file lay on disk until now."""
    try:
        return file.read()
    finally:
        file.close()


def _defaults() -> dict[str, Any]:
    offices = choices.editable_offices(with_those_of_projects=True)
    event = _event(request.args.get("event", type=int))
    office = event.office_id if event else offices[0][0] if len(offices) == 1 else None
    return {"event": event.id if event else None, "office": office}


def _event(number: int | None) -> Event | None:
    """Return the event that an address names, None where no event can have such a number."""
    if not number or not 0 < number <= LARGEST_ID:
        return None
    return db.session.scalars(select(Event).where(Event.id == number)).unique().one_or_none()


def _offered(form: UploadForm) -> UploadForm:
    form.office.offer(choices.editable_offices(with_those_of_projects=True))
    events = db.session.scalars(courses.still_open(also=form.event.data)).unique()
    form.event.offer((one.id, f"{one.code} · {local(one, 'title')}") for one in events)
    return form


@bp.get("/imports/<int:batch_id>")
@requires(Permission.IMPORT_LISTS)
def batch(batch_id: int) -> Page:
    """Show how far an import has come: its progress, its preview, or what came of it."""
    shown = found(queries.batch(batch_id))
    percent = worker.progress(shown) if shown.stage in BUSY else None
    if shown.stage is not Stage.PREVIEW:
        done = [(_(WRITTEN[key]), number) for key, number in shown.told.get("written", {}).items()]
        return render_template("imports/batch.html", batch=shown, percent=percent, written=done)
    return preview_page(shown)


@bp.get("/imports/<int:batch_id>/progress")
@requires(Permission.IMPORT_LISTS)
def progress(batch_id: int) -> Page:
    """Give the part of the page that shows the progress; once the work is done, send the reader to the whole page."""
    shown = found(queries.batch(batch_id))
    if shown.stage in BUSY:
        return render_template("imports/_progress.html", batch=shown, percent=worker.progress(shown))
    answer = Response(status=200)
    answer.headers["HX-Redirect"] = url_for("imports.batch", batch_id=batch_id)
    return answer


@bp.post("/imports/<int:batch_id>/confirm")
@requires(Permission.IMPORT_LISTS)
def confirm(batch_id: int) -> Page:
    """Have the file written."""
    shown = waiting(batch_id)
    services.confirm(shown, at=clock.now())
    return _begun(shown)


@bp.post("/imports/<int:batch_id>/again")
@requires(Permission.IMPORT_LISTS)
def again(batch_id: int) -> Page:
    """Begin anew where the work stopped half-way: nothing of it was kept."""
    shown = found(queries.batch(batch_id))
    if _is_stopped(shown):
        services.begin_anew(shown, at=clock.now())
        return _begun(shown)
    return redirect(url_for("imports.batch", batch_id=batch_id), 303)


def _is_stopped(shown: ImportBatch) -> bool:
    return shown.stage in BUSY and worker.progress(shown) is None


def _begun(shown: ImportBatch) -> Response:
    db.session.commit()
    worker.begin(shown, account())
    return redirect(url_for("imports.batch", batch_id=shown.id), 303)


@bp.post("/imports/<int:batch_id>/discard")
@requires(Permission.IMPORT_LISTS)
def discard(batch_id: int) -> Page:
    """Forget the file."""
    shown = found(queries.batch(batch_id))
    services.discard(shown, by=account(), at=clock.now(), is_stopped=_is_stopped(shown))
    db.session.commit()
    flash(_("The file is forgotten; nothing of it was written."), "success")
    return redirect(url_for("imports.batches"), 303)


@bp.get("/imports/<int:batch_id>/errors.xlsx")
@requires(Permission.IMPORT_LISTS)
def errors(batch_id: int) -> Page:
    """Give the file back with its bad cells marked and told."""
    shown = waiting(batch_id)
    language = str(get_locale())
    sheets = previews.contents_of(shown).sheets
    return attachment(marked_errors(sheets, errors_of(shown, language), language), "errors.xlsx")
