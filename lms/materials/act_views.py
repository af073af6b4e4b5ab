"""The signed acts of a distribution line: the files, attaching and withdrawing them.

An act has the names and signatures of those who handed over and received, so that it is shown to whoever sees people, as
the notes of the line are, and not to all who see materials: donors see no name.
"""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from lms import clock, storage
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses import attaching, evidence_pages
from lms.courses import evidence_queries as evidence
from lms.courses.evidence_forms import AttachForm
from lms.courses.evidence_pages import Page
from lms.errors import Refused
from lms.extensions import db
from lms.materials import listings, queries, services
from lms.materials.models import Distribution
from lms.web import found

bp = Blueprint("acts", __name__, url_prefix="/materials/distributions/<int:line_id>/acts")


@bp.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let scans through where they are attached."""
    evidence_pages.allow_files(["acts.attach"], endpoint)


@bp.errorhandler(413)
def too_large(_error: RequestEntityTooLarge) -> AnyResponse:
    """Say that more was sent than is taken."""
    return evidence_pages.too_large(url_for("acts.acts", line_id=(request.view_args or {})["line_id"]))


@bp.get("")
@requires(Permission.SEE_PEOPLE)
def acts(line_id: int) -> Page:
    """Show the signed acts of a line."""
    return _acts_page(found(queries.line(line_id)), AttachForm(None))


@bp.post("")
@requires(Permission.EDIT_MATERIALS)
def attach(line_id: int) -> Page:
    """Attach scans or photographs, all of them or none."""
    line, form = found(queries.line(line_id)), AttachForm()
    if form.validate():
        try:
            made = services.attach_acts(
                line, evidence_pages.sent(form), remark=form.note.data, by=account(), at=clock.now()
            )
            db.session.commit()
            flash(ngettext("%(num)s file is attached.", "%(num)s files are attached.", len(made)), "success")
            return redirect(url_for("acts.acts", line_id=line_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _acts_page(found(queries.line(line_id)), form), 422


def _acts_page(line: Distribution, form: AttachForm) -> str:
    g.time_zone = line.project.office.time_zone
    files = db.session.scalars(evidence.acts_of(line.id)).all()
    return render_template(
        "materials/acts.html", line=line, form=form, files=files, edition=listings.edition(line.edition)
    )


@bp.post("/<int:act_id>/file")
@requires(Permission.SEE_PEOPLE)
def act(line_id: int, act_id: int) -> Page:
    """Give an act as it was attached; that somebody looked is recorded, so it is asked for by a button."""
    answer = evidence_pages.served(evidence.act_of(line_id, act_id))
    db.session.commit()
    return answer


@bp.route("/<int:act_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.EDIT_MATERIALS)
def recall(line_id: int, act_id: int) -> Page:
    """Take an act back, with a reason."""
    line, file = found(queries.line(line_id)), found(evidence.act_of(line_id, act_id))
    g.time_zone = line.project.office.time_zone
    page = evidence_pages.withdraw_page(file, url_for("acts.acts", line_id=line_id), line=line)
    db.session.commit()
    return page


@bp.post("/<int:act_id>/blank")
@requires(Permission.PROTECT_PEOPLE)
def blank(line_id: int, act_id: int) -> Page:
    """Remove the bytes of a withdrawn act; what is known of it stays."""
    attaching.blank(found(evidence.act_of(line_id, act_id)), by=account(), at=clock.now())
    db.session.commit()
    storage.forget()
    flash(_("The content is removed; size and hash stay."), "success")
    return redirect(url_for("acts.acts", line_id=line_id), 303)
