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
from lms.web import found, sentence

bp = Blueprint("imports", __name__)
Page = str | Response | tuple[str, int]
ROW, SEEN = "row-", "seen-"  # what is said of a row, and what its page showed


def waiting(batch_id: int) -> ImportBatch:
    """Return an import that waits to be confirmed. Raises NotWaiting for any other."""
    shown: ImportBatch = found(queries.batch(batch_id))
    services.refuse_unless_waiting(shown)
    return shown


@bp.errorhandler(services.NotWaiting)
def show_what_became(refusal: services.NotWaiting) -> Response:
    """Lead to the page of the import, which tells what became of it."""
    db.session.rollback()
    flash(sentence(refusal), "warning")
    return redirect(url_for("imports.batch", **(request.view_args or {})), 303)


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
    """Take the decisions that somebody changed on a page, and say where another's stays."""
    sent = {key.removeprefix(ROW): code for key, code in request.form.items() if key.startswith(ROW)}
    said = {
        int(place): (code, request.form.get(SEEN + place))
        for place, code in sent.items() if place.isdecimal() and len(place) < 10
    }  # fmt: skip
    overtaken = services.decide(shown, said)
    if overtaken:
        rows = ", ".join(str(number + 1) for number in sorted(row.sheet_row for row in overtaken))
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
