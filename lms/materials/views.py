"""Pages of this feature."""

from flask import Blueprint, abort

from lms.accounts.guard import requires
from lms.accounts.permissions import Permission

bp = Blueprint("materials", __name__)


@bp.get("/materials")
@requires(Permission.SEE_MATERIALS)
def distributions() -> str:
    """Not built yet."""
    abort(404)


@bp.get("/materials/distributions/new")
@requires(Permission.EDIT_MATERIALS)
def hand_over() -> str:
    """Not built yet."""
    abort(404)


@bp.get("/materials/catalogue")
@requires(Permission.SEE_MATERIALS)
def catalogue() -> str:
    """Not built yet."""
    abort(404)
