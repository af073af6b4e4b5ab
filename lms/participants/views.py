"""Pages of this feature."""

from flask import Blueprint, abort

from lms.accounts.guard import requires
from lms.accounts.permissions import Permission

bp = Blueprint("participants", __name__)


@bp.get("/people")
@requires(Permission.SEE_PEOPLE)
def persons() -> str:
    """Not built yet."""
    abort(404)


@bp.get("/people/<int:person_id>")
@requires(Permission.SEE_PEOPLE)
def person(person_id: int) -> str:
    """Not built yet."""
    abort(404)


@bp.get("/organisations")
@requires(Permission.SEE_PEOPLE)
def organisations() -> str:
    """Not built yet."""
    abort(404)


@bp.get("/organisations/<int:organisation_id>")
@requires(Permission.SEE_PEOPLE)
def organisation(organisation_id: int) -> str:
    """Not built yet."""
    abort(404)
