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
from lms.imports.models import ImportBatch
from lms.language import N_
from lms.web import found

bp = Blueprint("imports", __name__)
Page = str | Response | tuple[str, int]
ROW = "row-"


def _waiting(batch_id: int) -> ImportBatch:
    """Return an import that waits to be confirmed. Raises Conflict for any other."""
    shown: ImportBatch = found(queries.batch(batch_id))
    services.refuse_unless_waiting(shown)
    return shown


def _back(shown: ImportBatch) -> Response:
    kept = {key: value for key, value in request.args.items() if key in {"show", "page"}}
    return redirect(url_for("imports.batch", batch_id=shown.id, _anchor="rows", **kept), 303)  # type: ignore[arg-type]


@bp.post("/imports/<int:batch_id>/rows")
@requires(Permission.IMPORT_LISTS)
def rows(batch_id: int) -> Page:
    """Take what was decided of the rows of a page, or of all that are open."""
    shown = _waiting(batch_id)
    if every := request.form.get("every"):
        number = services.choose_all(shown, take_first=every == "first")
        words = ngettext("%(num)s row is decided.", "%(num)s rows are decided.", number)
    else:
        said = {key.removeprefix(ROW): code for key, code in request.form.items() if key.startswith(ROW)}
        places = [int(key) for key in said if key.isdecimal() and len(key) < 10]
        for row in db.session.scalars(queries.rows_at(batch_id, places)):
            if (row.choice or "") != said[str(row.place)]:
                services.choose(shown, row, said[str(row.place)])
        words = _("Saved.")
    begins = services.look_again_once_decided(shown, at=clock.now())
    db.session.commit()
    if begins:
        worker.begin(shown, account())
    flash(words, "success")
    return _back(shown)


@bp.post("/imports/<int:batch_id>/words")
@requires(Permission.IMPORT_LISTS)
def words(batch_id: int) -> Page:
    """Take what words of the file mean, teach the register their names where asked, and have the file looked at anew."""
    shown = _waiting(batch_id)
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
    shown = _waiting(batch_id)
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
