"""Overview and figures."""

from flask import Blueprint, abort, render_template

from lms.accounts.guard import requires, signed_in
from lms.accounts.permissions import Permission

bp = Blueprint("reports", __name__)


@bp.get("/")
@signed_in
def dashboard() -> str:
    """Show what waits for the reader."""
    return render_template("reports/dashboard.html")


@bp.get("/figures")
@requires(Permission.SEE_FIGURES)
def figures() -> str:
    """Not built yet."""
    abort(404)
