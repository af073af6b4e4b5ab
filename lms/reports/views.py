"""Overview and figures."""

from flask import Blueprint, render_template

from lms.accounts.guard import signed_in

bp = Blueprint("reports", __name__)


@bp.get("/")
@signed_in
def dashboard() -> str:
    """Show what waits for the reader."""
    return render_template("reports/dashboard.html")
