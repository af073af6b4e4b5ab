"""Pages of courses and events."""

from flask import Blueprint

bp = Blueprint("courses", __name__)
BLUEPRINTS = (bp,)
