"""What a person is told when something cannot be done: a page or JSON, never a stack trace."""

from collections.abc import Callable
from math import ceil

from flask import Flask, Response, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from lms.errors import Conflict, Refused, TooMany
from lms.extensions import db
from lms.web import back, refuse, sentence

RETRY_AFTER_LOCK = 5
HOUR_SECONDS = 3600
PIECE, MOST_READ_OFF = 64 * 1024, 200 * 1024 * 1024
Answer = tuple[str | Response, int] | AnyResponse


def done(act: Callable[[], object], words: str, after: str) -> AnyResponse:
    """Do something, commit it and say so, or say why it is refused; lead on either way."""
    try:
        act()
        db.session.commit()
        flash(words, "success")
    except Refused as refusal:
        db.session.rollback()
        refuse(refusal)
    return redirect(after, 303)


def words(code: int) -> tuple[str, str]:
    """Return the title and the sentence for an HTTP status."""
    return {
        400: (_("This request could not be read"), _("Something in the address or the form is not as expected.")),
        401: (_("Please sign in"), _("This page is for people who are signed in.")),
        403: (_("Not allowed"), _("Your role does not include this. Ask an administrator if you need it.")),
        404: (_("Not found"), _("There is no such page, or it belongs to an office or project you do not work in.")),
        405: (_("Not possible here"), _("This address does not accept what was sent to it.")),
        409: (_("Somebody else changed this"), _("The record was changed while you worked. Go back, look at it again and repeat your change.")),
        413: (_("Too large"), _("What was sent is larger than this page accepts.")),
        429: (_("Too many tries"), _("Wait a while and try again.")),
        503: (_("The system is busy"), _("The database is busy. Nothing was lost; try again in a few seconds.")),
    }.get(code, (_("Something went wrong"), _("The fault is ours and has been logged. Nothing was saved.")))


def answer(code: int, message: str | None = None) -> Answer:
    """Return the page, or JSON for the JSON interface, for an HTTP status."""
    title, text = words(code)
    if request.path.startswith("/api/"):
        return Response(current_app.json.dumps({"error": message or text}) + "\n", code, mimetype="application/json")
    return render_template("errors/error.html", code=code, title=title, message=message or text), code


def _untrusted_host(error: SecurityError) -> Answer:
    """Answer a request for another host without a page: no address can be built for it."""
    return Response(f"{error.description}\n", 400, mimetype="text/plain")


def read_off() -> None:
    """Read what is too large to its end, up to a limit, and keep nothing: a browser that still sends sees no answer."""
    left, stream = min(request.content_length or 0, MOST_READ_OFF), request.environ["wsgi.input"]
    while left > 0 and (piece := stream.read(min(left, PIECE))):
        left -= len(piece)


def _http(error: HTTPException) -> Answer | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if error.code == 413 and request.max_content_length != current_app.config["MAX_CONTENT_LENGTH"]:
        read_off()  # a page that takes files
    return answer(error.code)


def _refused(error: Refused) -> Answer:
    """Show a refusal on the page that the form was on; a form view that keeps its input handles it before this."""
    db.session.rollback()
    if isinstance(error, TooMany):
        seconds = ceil(error.wait.total_seconds())
        return _later(429, _waiting(seconds), seconds)
    if isinstance(error, Conflict) or request.method in {"GET", "HEAD"} or request.path.startswith("/api/"):
        return answer(409, sentence(error))
    flash(sentence(error), "error")
    return back("/")


def _waiting(seconds: int) -> str:
    """Say how long to wait, in minutes or in hours."""
    if seconds > 2 * HOUR_SECONDS:
        return ngettext("Try again in %(num)s hour.", "Try again in %(num)s hours.", ceil(seconds / HOUR_SECONDS))
    return ngettext("Try again in %(num)s minute.", "Try again in %(num)s minutes.", ceil(seconds / 60))


def _conflict(_error: Exception) -> Answer:
    db.session.rollback()
    return answer(409)


def _unreadable(_error: Exception) -> Answer:
    db.session.rollback()
    return answer(400)


def _busy(error: OperationalError) -> Answer:
    db.session.rollback()
    current_app.logger.error("database: %s", type(error.orig).__name__)
    return _later(503, None, RETRY_AFTER_LOCK)


def _later(code: int, message: str | None, seconds: int) -> Answer:
    response = current_app.make_response(answer(code, message))
    response.headers["Retry-After"] = str(seconds)
    return response


def _fault(error: Exception) -> Answer:
    db.session.rollback()
    current_app.logger.exception("unhandled: %s", type(error).__name__)
    return answer(500)


def _csrf(_error: CSRFError) -> Answer:
    return answer(400, _("The page was open for too long or in another session. Go back, reload it and try again."))


def register(app: Flask) -> None:
    """Answer every kind of failure."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SecurityError, _untrusted_host)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(StaleDataError, _conflict)
    app.register_error_handler(DataError, _unreadable)
    app.register_error_handler(OperationalError, _busy)
    if not app.testing:
        app.register_error_handler(Exception, _fault)
