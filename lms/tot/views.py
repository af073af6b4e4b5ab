"""Pages of this feature."""

from flask import Blueprint

bp = Blueprint("tot", __name__, url_prefix="/tot")
