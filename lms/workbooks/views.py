"""Workbooks: an event taken away as one, and a blank one to be filled in."""

from flask import Blueprint, render_template, request
from flask_babel import get_locale
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses import queries as courses
from lms.extensions import db
from lms.forms import DisclosureForm
from lms.web import attachment, found
from lms.workbooks import drafting, services
from lms.workbooks.tables import blank_workbook, write_workbook

bp = Blueprint("workbooks", __name__)
Page = str | Response | tuple[str, int]
MOST_SESSIONS, MOST_PEOPLE = 60, 1000


@bp.route("/events/<int:event_id>/workbook", methods=["GET", "POST"])
@requires(Permission.EXPORT_NAMES)
def event(event_id: int) -> Page:
    """Ask for whom and why, then give an event as a workbook that can be filled in and imported back."""
    of, form = found(courses.event(event_id)), DisclosureForm()
    if form.validate_on_submit():
        language, name = str(get_locale()), f"{_ascii(of.code)}.xlsx"
        offered = drafting.lists(language)
        draft = services.take_away(of, language, by=account(), at=clock.now(), **form.fields())
        db.session.commit()
        return attachment(write_workbook(draft, language, offered), name)
    return render_template("workbooks/event.html", event=of, form=form), 422 if form.is_submitted() else 200


def _ascii(code: str) -> str:
    """Return a code as a file may be called anywhere."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in code)


@bp.get("/workbooks/blank.xlsx")
@requires(Permission.EDIT_EVENTS)
def blank() -> Page:
    """Give a blank workbook in the reader's language."""
    sessions = min(max(request.args.get("sessions", 8, type=int), 1), MOST_SESSIONS)
    people = min(max(request.args.get("people", 200, type=int), 1), MOST_PEOPLE)
    language = str(get_locale())
    body = blank_workbook(drafting.lists(language), language, participants=people, sessions=sessions)
    return attachment(body, "event-workbook.xlsx")
