"""Pages of this feature."""

from flask import Blueprint, abort

from lms.accounts.guard import requires
from lms.accounts.permissions import Permission

bp = Blueprint("tot", __name__)


@bp.get("/tot")
@requires(Permission.SEE_TOT)
def cycles() -> str:
    """Not built yet."""
    abort(404)


@bp.get("/tot/<int:cycle_id>")
@requires(Permission.SEE_TOT)
def cycle(cycle_id: int) -> str:
    """Not built yet."""
    abort(404)


@bp.get("/tot/pool")
@requires(Permission.SEE_TOT)
def pools() -> str:
    """Not built yet."""
    abort(404)


@bp.get("/tot/pool/<int:course_id>")
@requires(Permission.SEE_TOT)
def pool(course_id: int) -> str:
    """Not built yet."""
    abort(404)


@bp.get("/events/<int:event_id>/cascade")
@requires(Permission.EDIT_TOT)
def cascade(event_id: int) -> str:
    """Not built yet."""
    abort(404)
