"""Issuing, keeping, revoking and verifying certificates."""

from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from lms import clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.accounts.scope import EVERYTHING, looking
from lms.accounts.services import count_attempt
from lms.certificates import bundle, listings, queries, rules, services
from lms.certificates.forms import IssueForm, RevokeForm
from lms.certificates.models import Certificate, CertificateDocument
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db, may_write
from lms.language import N_
from lms.web import attachment, found, load, public

bp = Blueprint("certificates", __name__)
Page = str | AnyResponse | tuple[str, int]


@bp.get("/certificates")
@requires(Permission.SEE_CERTIFICATES)
def register() -> Page:
    """Show the register of certificates."""
    asked = listings.register()
    return render_template("certificates/register.html", listing=asked.page(), form=asked.form)


@bp.get("/events/<int:event_id>/certificates")
@requires(Permission.SEE_CERTIFICATES)
def event(event_id: int) -> Page:
    """Show who of an event holds, is due or is refused a certificate."""
    of = load(Event, event_id)
    today = clock.today(of.office.time_zone)
    return _event_page(of, IssueForm(None, on=max(today, of.ends_on), language=str(get_locale())))


@bp.post("/events/<int:event_id>/certificates/issue")
@requires(Permission.ISSUE_CERTIFICATES)
def issue(event_id: int) -> Page:
    """Issue to all who earned one and hold none."""
    of, form = load(Event, event_id), IssueForm()
    if form.validate():
        try:
            made = services.issue_all(
                of, by=account(), at=clock.now(), language=form.language.data, on=form.on.data,
                base_url=current_app.config["BASE_URL"],
            )  # fmt: skip
            db.session.commit()
            done = ngettext("%(num)s certificate is issued.", "%(num)s certificates are issued.", len(made))
            nobody = _("Everyone who earned a certificate holds one already.")
            flash(done if made else nobody, "success" if made else "info")
            return redirect(url_for("certificates.event", event_id=event_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _event_page(of, form), 422


@bp.get("/events/<int:event_id>/certificates.<any(pdf,zip):kind>")
@requires(Permission.SEE_CERTIFICATES)
def together(event_id: int, kind: str) -> Response:
    """Download an event's standing certificates as one PDF or as a ZIP."""
    of = load(Event, event_id)
    kept = db.session.execute(queries.documents_of(of)).all()
    if not kept:
        raise Refused(N_("No certificate of this event is standing."))
    if kind == "pdf":
        return attachment(bundle.joined(d.pdf for _c, d in kept), f"certificates-{of.id}.pdf")
    archive = bundle.zipped((rules.file_name(c.number), d.pdf) for c, d in kept)
    return attachment(archive, f"certificates-{of.id}.zip")


@bp.get("/certificates/<int:certificate_id>")
@requires(Permission.SEE_CERTIFICATES)
def certificate(certificate_id: int) -> Page:
    """Show one certificate."""
    return _certificate_page(certificate_id, RevokeForm(None))


@bp.get("/certificates/<int:certificate_id>.pdf")
@requires(Permission.SEE_CERTIFICATES)
def document(certificate_id: int) -> Response:
    """Download a certificate as it was printed."""
    kept = load(CertificateDocument, certificate_id)
    number = db.session.scalars(select(Certificate.number).where(Certificate.id == certificate_id)).one()
    return attachment(kept.pdf, rules.file_name(number))


@bp.post("/certificates/<int:certificate_id>/revoke")
@requires(Permission.ISSUE_CERTIFICATES)
def revoke(certificate_id: int) -> Page:
    """Withdraw a certificate."""
    held, form = load(Certificate, certificate_id), RevokeForm()
    if form.validate():
        try:
            services.revoke(held, reason=form.reason.data or "", by=account(), at=clock.now())
            db.session.commit()
            flash(_("Certificate %(number)s is revoked.", number=held.number), "success")
            return redirect(url_for("certificates.certificate", certificate_id=certificate_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _certificate_page(certificate_id, form), 422


def _certificate_page(certificate_id: int, form: RevokeForm) -> str:
    shown = found(queries.certificate(certificate_id))
    g.time_zone = shown.office.time_zone
    return render_template(
        "certificates/certificate.html", certificate=shown, form=form, unearned=_is_unearned(shown, shown.enrolment)
    )


def _is_unearned(held: Certificate, enrolment: Enrolment) -> bool:
    """Say whether a standing certificate is no longer earned; while attendance is open that is not decided."""
    decided = enrolment.event.is_finalised or enrolment.event.cancelled_at is not None
    return held.is_valid and decided and not rules.is_earned(held, enrolment)


@bp.get("/verify/<code>")
@public
def verify(code: str) -> Page:
    """Say to anyone who has the code whether the certificate stands; reveal no more than is printed on it."""
    may_write(True)
    count_attempt("verify", request.remote_addr or "", at=clock.now())
    db.session.commit()
    held, typed = None, code.strip().upper()
    if code.isascii() and rules.is_code(typed):
        with looking(EVERYTHING):
            held = db.session.scalar(queries.with_code(typed))
    revoked_on = held.revoked_at.astimezone(ZoneInfo(held.office.time_zone)).date() if held and held.revoked_at else None
    page = render_template("certificates/verify.html", certificate=held, revoked_on=revoked_on)
    answer = Response(page, 200 if held else 404)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _event_page(of: Event, form: IssueForm) -> str:
    g.time_zone = of.office.time_zone
    issued: dict[int, list[Certificate]] = defaultdict(list)
    for one in db.session.scalars(queries.issued_for(of)):
        issued[one.enrolment_id].append(one)
    rows = [_row(enrolment, issued[enrolment.id]) for enrolment in db.session.scalars(queries.enrolments_of(of))]
    return render_template(
        "certificates/event.html", event=of, rows=rows, form=form, waiting=sum(row["waits"] for row in rows),
        held=sum(len(row["held"]) for row in rows), unearned=sum(len(row["unearned"]) for row in rows),
    )  # fmt: skip


def _row(enrolment: Enrolment, issued: list[Certificate]) -> dict[str, Any]:
    """Say what one person of an event holds, held and is due."""
    due, held = rules.due(enrolment), [one for one in issued if one.is_valid]
    return {
        "enrolment": enrolment, "held": held, "revoked": [one for one in issued if not one.is_valid], "due": due,
        "unearned": [one for one in held if _is_unearned(one, enrolment)], "reason": rules.reason_refused(enrolment),
        "waits": due is not None and due.kind not in {one.kind for one in held},
    }  # fmt: skip
