"""Issuing, keeping, revoking and verifying certificates."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from lms import clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.accounts.scope import EVERYTHING, looking
from lms.accounts.services import count_attempt
from lms.certificates import bundle, queries, rules, services
from lms.certificates.forms import IssueForm, RegisterFilter, RevokeForm
from lms.certificates.models import Certificate, CertificateDocument
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db, may_write
from lms.web import attachment, listing, load, public

bp = Blueprint("certificates", __name__)
Page = str | AnyResponse | tuple[str, int]


@bp.get("/certificates")
@requires(Permission.SEE_CERTIFICATES)
def register() -> Page:
    """Show the register of certificates."""
    form = RegisterFilter(request.args)
    standing = {"valid": True, "revoked": False}.get(form.standing.data or "")
    event_id = request.args.get("event", type=int)
    page = listing(
        queries.register(form.text.data or "", valid=standing, event_id=event_id),
        {"number": (Certificate.year, Certificate.office_id, Certificate.running_number),
         "holder": (Certificate.holder,), "issued": (Certificate.issued_on, Certificate.id)},
        default="-issued",
    )  # fmt: skip
    return render_template("certificates/register.html", listing=page, form=form)


@bp.get("/events/<int:event_id>/certificates")
@requires(Permission.SEE_CERTIFICATES)
def event(event_id: int) -> Page:
    """Show who of an event holds, is due or is refused a certificate."""
    return _event_page(load(Event, event_id), IssueForm(None, on=clock.today(), language=_default_language()))


@bp.post("/events/<int:event_id>/certificates/issue")
@requires(Permission.ISSUE_CERTIFICATES)
def issue(event_id: int) -> Page:
    """Issue to all who earned one and hold none."""
    of, form = load(Event, event_id), IssueForm()
    if not form.validate():
        return _event_page(of, form), 422
    made = services.issue_all(
        of, by=account(), at=clock.now(), language=form.language.data, on=form.on.data,
        base_url=current_app.config["BASE_URL"],
    )  # fmt: skip
    db.session.commit()
    done = ngettext("%(num)s certificate is issued.", "%(num)s certificates are issued.", len(made))
    flash(done if made else _("Everyone who earned a certificate holds one already."), "success" if made else "info")
    return redirect(url_for("certificates.event", event_id=event_id), 303)


@bp.get("/events/<int:event_id>/certificates.<any(pdf,zip):kind>")
@requires(Permission.SEE_CERTIFICATES)
def together(event_id: int, kind: str) -> Response:
    """Download an event's standing certificates as one PDF or as a ZIP."""
    of = load(Event, event_id)
    kept = db.session.execute(queries.documents_of(of)).all()
    if not kept:
        raise Refused(_("No certificate of this event is standing."))
    if kind == "pdf":
        return attachment(bundle.joined(d.pdf for _c, d in kept), "application/pdf", f"certificates-{of.id}.pdf")
    archive = bundle.zipped((f"{c.number}.pdf", d.pdf) for c, d in kept)
    return attachment(archive, "application/zip", f"certificates-{of.id}.zip")


@bp.get("/certificates/<int:certificate_id>")
@requires(Permission.SEE_CERTIFICATES)
def certificate(certificate_id: int) -> Page:
    """Show one certificate."""
    return render_template(
        "certificates/certificate.html", certificate=load(Certificate, certificate_id), form=RevokeForm(None)
    )


@bp.get("/certificates/<int:certificate_id>.pdf")
@requires(Permission.SEE_CERTIFICATES)
def document(certificate_id: int) -> Response:
    """Download a certificate as it was printed."""
    kept = load(CertificateDocument, certificate_id)
    number = db.session.scalars(select(Certificate.number).where(Certificate.id == certificate_id)).one()
    return attachment(kept.pdf, "application/pdf", f"{number}.pdf")


@bp.post("/certificates/<int:certificate_id>/revoke")
@requires(Permission.ISSUE_CERTIFICATES)
def revoke(certificate_id: int) -> Page:
    """Withdraw a certificate."""
    held, form = load(Certificate, certificate_id), RevokeForm()
    if not form.validate():
        return render_template("certificates/certificate.html", certificate=held, form=form), 422
    services.revoke(held, reason=form.reason.data or "", by=account(), at=clock.now())
    db.session.commit()
    flash(_("Certificate %(number)s is revoked.", number=held.number), "success")
    return redirect(url_for("certificates.certificate", certificate_id=certificate_id), 303)


@bp.get("/verify/<code>")
@public
def verify(code: str) -> Page:
    """Say to anyone who has the code whether the certificate stands; reveal no more than is printed on it."""
    may_write(True)
    count_attempt("verify", request.remote_addr or "", at=clock.now())
    db.session.commit()
    held = None
    if rules.is_code(code.upper()):
        with looking(EVERYTHING):
            held = db.session.scalar(queries.with_code(code.upper()))
    answer = Response(render_template("certificates/verify.html", certificate=held), 200 if held else 404)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _default_language() -> str:
    return account().language


def _event_page(of: Event, form: IssueForm) -> str:
    held = {one.enrolment_id: one for one in db.session.scalars(queries.valid_of(of))}
    rows: list[dict[str, Any]] = []
    for enrolment in db.session.scalars(queries.enrolments_of(of)):
        rows.append({
            "enrolment": enrolment, "certificate": held.get(enrolment.id), "due": rules.due(enrolment),
            "reason": rules.reason_refused(enrolment),
        })  # fmt: skip
    waiting = sum(1 for row in rows if row["due"] and not row["certificate"])
    return render_template("certificates/event.html", event=of, rows=rows, form=form, waiting=waiting, held=len(held))
