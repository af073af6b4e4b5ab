"""The signed sheets of an event: which sessions have one, the files, attaching and withdrawing them."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from lms import clock, storage
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses import attaching, evidence_pages, queries
from lms.courses import evidence_queries as evidence
from lms.courses.attaching import Covered
from lms.courses.evidence_forms import EVENT, SheetForm
from lms.courses.evidence_pages import Page
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from lms.web import day, found, show

bp = Blueprint("sheets", __name__, url_prefix="/events/<int:event_id>/sheets")


@bp.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let scans through where they are attached."""
    evidence_pages.allow_files(["sheets.attach"], endpoint)


@bp.errorhandler(413)
def too_large(_error: RequestEntityTooLarge) -> AnyResponse:
    """Say that more was sent than is taken."""
    return evidence_pages.too_large(url_for("sheets.sheets", event_id=(request.view_args or {})["event_id"]))


@bp.get("")
@requires(Permission.SEE_ROSTER)
def sheets(event_id: int) -> Page:
    """Show which sessions have a signed sheet, and the files."""
    event = found(queries.event(event_id))
    form = _offered(SheetForm(None), event)
    form.covers.data = _asked(form) or (EVENT if len(event.sessions) < 2 else None)
    return _sheets_page(event, form)


@bp.post("")
@requires(Permission.MARK_ATTENDANCE)
def attach(event_id: int) -> Page:
    """Attach scans or photographs, all of them or none."""
    event = found(queries.event(event_id))
    form = _offered(SheetForm(), event)
    if form.validate():
        try:
            made = attaching.attach_sheets(
                event, evidence_pages.sent(form), _covered(form, event), remark=form.note.data, by=account(), at=clock.now()
            )
            db.session.commit()
            flash(ngettext("%(num)s file is attached.", "%(num)s files are attached.", len(made)), "success")
            return redirect(url_for("sheets.sheets", event_id=event_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _sheets_page(found(queries.event(event_id)), form), 422


def _covered(form: SheetForm, event: Event) -> Covered:
    number = form.session_id()
    session = next((one for one in event.sessions if one.id == number), None)
    return Covered(session, form.day())


def _asked(form: SheetForm) -> str | None:
    """Return the session that the link named, where it is one of the event's."""
    wanted = request.args.get("session", "")
    return wanted if wanted in {key for key, _label in form.covers.pairs} else None


def _offered(form: SheetForm, event: Event) -> SheetForm:
    """Offer the whole event; of several days each, as a sheet is printed for one; of several sessions each."""
    days = list(dict.fromkeys(one.day for one in event.sessions))
    pairs = [(EVENT, _("All sessions of the event"))]
    pairs += [(one.isoformat(), _("All sessions of %(day)s", day=day(one))) for one in days if len(days) > 1]
    if len(event.sessions) > 1:
        pairs += [(str(one.id), f"{day(one.day)}, {show(one.starts_at)} · {one.title}") for one in event.sessions]
    form.covers.offer(pairs)
    return form


def _sheets_page(event: Event, form: SheetForm) -> str:
    g.time_zone = event.office.time_zone
    files = db.session.scalars(evidence.sheets_of(event.id)).all()
    return render_template("courses/sheets.html", event=event, form=form, files=files)


@bp.post("/<int:sheet_id>/file")
@requires(Permission.SEE_ROSTER)
def sheet(event_id: int, sheet_id: int) -> Page:
    """Give a sheet as it was attached; that somebody looked is recorded, so it is asked for by a button."""
    answer = evidence_pages.served(evidence.sheet(event_id, sheet_id))
    db.session.commit()
    return answer


@bp.route("/<int:sheet_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MARK_ATTENDANCE)
def recall(event_id: int, sheet_id: int) -> Page:
    """Take a sheet back, with a reason."""
    file = found(evidence.sheet(event_id, sheet_id))
    g.time_zone = file.event.office.time_zone
    page = evidence_pages.withdraw_page(file, url_for("sheets.sheets", event_id=event_id), event=file.event)
    db.session.commit()
    return page


@bp.post("/<int:sheet_id>/blank")
@requires(Permission.PROTECT_PEOPLE)
def blank(event_id: int, sheet_id: int) -> Page:
    """Remove the bytes of a withdrawn sheet; what is known of it stays."""
    attaching.blank(found(evidence.sheet(event_id, sheet_id)), by=account(), at=clock.now())
    db.session.commit()
    storage.forget()
    flash(_("The content is removed; size and hash stay."), "success")
    return redirect(url_for("sheets.sheets", event_id=event_id), 303)
