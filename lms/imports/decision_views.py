"""What a person decides of a file before it is written: who its rows are, what its words and columns mean."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.errors import Conflict
from lms.extensions import db
from lms.imports import pages, queries, services, worker
from lms.imports.forms import column_forms
from lms.imports.models import ImportBatch, Stage
from lms.language import N_
from lms.web import found

bp = Blueprint("imports", __name__)
Page = str | Response | tuple[str, int]
ROW, SEEN = "row-", "seen-"  # what is said of a row, and what its page showed


def waiting(batch_id: int) -> ImportBatch:
    """Return an import that waits to be confirmed. Raises Gone for any other, whose page tells what became of it."""
    shown: ImportBatch = found(queries.batch(batch_id))
    if shown.stage is not Stage.PREVIEW:
        raise Gone(batch_id)
    return shown


class Gone(Exception):
    """An import that waits no longer: somebody confirmed or discarded it meanwhile."""


@bp.errorhandler(Gone)
def show_what_became(gone: Gone) -> Response:
    """Lead to the page of the import, which tells what became of it."""
    flash(_("Somebody has confirmed or discarded this import meanwhile."), "warning")
    return redirect(url_for("imports.batch", batch_id=gone.args[0]), 303)


def _back(shown: ImportBatch) -> Response:
    kept = {key: value for key, value in request.args.items() if key in {"show", "page"}}
    return redirect(url_for("imports.batch", batch_id=shown.id, _anchor="rows", **kept), 303)  # type: ignore[arg-type]


@bp.post("/imports/<int:batch_id>/rows")
@requires(Permission.IMPORT_LISTS)
def rows(batch_id: int) -> Page:
    """Take what was decided of the rows of a page, or of all that are open."""
    shown = waiting(batch_id)
    if every := request.form.get("every"):
        number = services.leave_out_unread(shown) if every == "out" else services.choose_all(shown, take_first=every == "first")
        flash(ngettext("%(num)s row is decided.", "%(num)s rows are decided.", number), "success")
    else:
        _take_decisions(shown)
    begins = services.look_again_once_decided(shown, at=clock.now())
    db.session.commit()
    if begins:
        worker.begin(shown, account())
    return _back(shown)


def _take_decisions(shown: ImportBatch) -> None:
    """Take the decisions that somebody changed on a page; one that another changed meanwhile stays, and that is said."""
    said = {key.removeprefix(ROW): code for key, code in request.form.items() if key.startswith(ROW)}
    places = [int(key) for key in said if key.isdecimal() and len(key) < 10]
    overtaken = []
    for row in db.session.scalars(queries.rows_at(shown.id, places)):
        now = row.choice or ""
        code, seen = said[str(row.place)], request.form.get(f"{SEEN}{row.place}", now)
        if code in {seen, now}:
            continue
        if seen != now:
            overtaken.append(row.sheet_row + 1)
        else:
            services.choose(shown, row, code)
    if overtaken:
        rows = ", ".join(map(str, sorted(overtaken)))
        flash(_("Somebody else has decided rows %(rows)s meanwhile; their decision stays.", rows=rows), "warning")
    else:
        flash(_("Saved."), "success")


@bp.post("/imports/<int:batch_id>/look")
@requires(Permission.IMPORT_LISTS)
def look(batch_id: int) -> Page:
    """Have a file looked at again, after the register was changed for it."""
    shown = waiting(batch_id)
    services.look_again(shown, at=clock.now())
    db.session.commit()
    worker.begin(shown, account())
    return _back(shown)


@bp.post("/imports/<int:batch_id>/words")
@requires(Permission.IMPORT_LISTS)
def words(batch_id: int) -> Page:
    """Take what words of the file mean, teach the register their names where asked, and have the file looked at anew."""
    shown = waiting(batch_id)
    services.say_meanings(shown, pages.meanings(shown, request.form), at=clock.now())
    if request.form.get("teach") and can(Permission.EDIT_PEOPLE):
        services.teach_meanings(shown, by=account(), at=clock.now())
    db.session.commit()
    worker.begin(shown, account())
    return _back(shown)


@bp.post("/imports/<int:batch_id>/columns")
@requires(Permission.IMPORT_LISTS)
def columns(batch_id: int) -> Page:
    """Take what the columns of a list mean, remember it for the office, and have the list read anew."""
    shown = waiting(batch_id)
    told, form = shown.told.get("list"), pages.sheet_form(shown, request.form)
    if told is None or form is None:
        raise Conflict(N_("An event workbook names its columns itself."))
    fields = column_forms(told["width"], shown.columns or {}, request.form)
    if not form.validate() or not all(field.validate() for field in fields):
        return pages.preview_page(shown, sheet=form, columns=fields), 422
    header_row = form.header_row.data - 1 if form.header_row.data else None
    said = {number: field.meaning.data for number, field in enumerate(fields)}
    services.read_again(shown, sheet=form.sheet.data, header_row=header_row, columns=said, at=clock.now())
    db.session.commit()
    worker.begin(shown, account())
    return _back(shown)
