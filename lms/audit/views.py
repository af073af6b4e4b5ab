"""What happened to an object, and to everything."""

import json
from typing import Any

from flask import Blueprint, abort, render_template
from sqlalchemy import select

from lms.accounts.guard import requires
from lms.accounts.permissions import Permission
from lms.audit import queries
from lms.audit.models import AuditEntry
from lms.certificates.models import Certificate
from lms.courses.models import Event
from lms.materials.models import Distribution
from lms.participants.models import Organisation, Person
from lms.projects.models import Project
from lms.tot.models import TotCycle
from lms.web import Listing, listing, load

bp = Blueprint("audit", __name__, url_prefix="/audit")

# Objects whose history has a page of its own; scoped ones answer 404 outside the reader's scope.
KINDS: dict[str, Any] = {
    model.__tablename__: model
    for model in (Event, Person, Organisation, Project, Distribution, Certificate, TotCycle)
}


@bp.get("/")
@requires(Permission.MANAGE_ACCOUNTS)
def log() -> str:
    """Show the whole record, newest first."""
    page = listing(select(AuditEntry), {"seq": AuditEntry.seq}, default="-seq", per_page=50)
    return render_template("audit/log.html", listing=page, contents=_contents(page))


@bp.get("/<kind>/<int:key>")
@requires(Permission.SEE_AUDIT)
def history(kind: str, key: int) -> str:
    """Show an object's history."""
    if kind not in KINDS:
        abort(404)
    obj = load(KINDS[kind], key)
    page = listing(queries.history((kind, str(key))), {"seq": AuditEntry.seq}, default="-seq", per_page=50)
    return render_template("audit/history.html", listing=page, contents=_contents(page), obj=obj, kind=kind)


def _contents(page: Listing) -> dict[int, dict[str, Any]]:
    """Return what each entry changed, by its number; None where it was blanked."""
    bodies = {entry.seq: entry.payload.body for entry in page.rows if entry.payload}
    return {seq: json.loads(body) if body else {} for seq, body in bodies.items()}
