"""The JSON interface: a project's figures, and the document that describes them."""

from typing import Any

from flask import Blueprint, Response, current_app, request

from lms import clock
from lms.accounts.guard import with_token, withholds
from lms.accounts.permissions import Permission
from lms.answers import Answer
from lms.answers import answer as fail
from lms.errors import Refused
from lms.reports import asking, services, withholding
from lms.reports.openapi import document
from lms.web import found, public, sentence

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.get("/figures")
@with_token(Permission.SEE_FIGURES)
def figures() -> Answer:
    """Give the figures of a project."""
    try:
        question = asking.question(request.args)
        project = found(asking.project(question["project"]))
        wanted = asking.filters(project, question, at=clock.now())
        if withholds():
            services.refuse_narrow(wanted, today=asking.today(project, at=clock.now()))
    except Refused as refusal:
        return fail(400, sentence(refusal))
    counted = services.figures(wanted)
    told = withholding.kept(counted).json(counted) if withholds() else counted.as_json()
    return Response(asking.answer(told) + "\n", mimetype="application/json")


@bp.get("/openapi.json")
@public
def openapi() -> dict[str, Any]:
    """Give the OpenAPI document of this interface."""
    return document(current_app.config["BASE_URL"])
