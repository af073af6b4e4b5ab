"""The register of certificates: what its page was asked for, and what its file holds."""

from flask import request
from flask_babel import gettext as _

from lms import choices
from lms.certificates import queries
from lms.certificates.forms import RegisterFilterForm
from lms.certificates.models import Certificate
from lms.courses.models import Event
from lms.extensions import db
from lms.lists import Asked, Column
from lms.participants.models import Person
from lms.tables import Ordinal
from lms.web import LARGEST_ID, language_name, local


def register() -> Asked:
    """Return what the register was asked for."""
    form = _offered(RegisterFilterForm(request.args))
    wanted = queries.RegisterFilter() if not form.validate() else queries.RegisterFilter(
        text=form.text.data or "", valid={"valid": True, "revoked": False}.get(form.standing.data or ""),
        office_id=form.office.data, event_id=form.event.data if form.event else None, first=form.first.data,
        last=form.last.data,
    )  # fmt: skip
    sorts = {"number": (Certificate.year, Certificate.office_id, Certificate.running_number),
             "holder": (Person.sort_key, Certificate.id), "issued": (Certificate.issued_on, Certificate.id)}  # fmt: skip
    of = db.session.get(Event, wanted.event_id) if wanted.event_id else None
    return Asked(queries.register(wanted), sorts, "-issued", form, event_code=of.code if of else None)


def _offered(form: RegisterFilterForm) -> RegisterFilterForm:
    """Offer the offices; and the event that the address names, where it lies inside the present scope."""
    form.office.offer(choices.offices())
    if not request.args.get("event"):
        del form.event
        return form
    key = request.args.get("event", 0, type=int)
    asked = db.session.get(Event, key) if 0 < key <= LARGEST_ID else None
    form.event.offer([(asked.id, f"{asked.code} · {local(asked, 'title')}")] if asked else [])
    return form


def register_columns() -> list[Column]:
    """Return what a file of the register holds. A certificate opens by its code, which no file has."""
    return [
        Column(_("Number"), lambda row: row.number),
        Column(_("No. in the register"), lambda row: Ordinal(row.enrolment.person_id)),
        Column(_("Holder"), lambda row: row.holder, names_person=True),
        Column(_("Kind"), lambda row: row.kind),
        Column(_("Holder's role"), lambda row: row.audience),
        Column(_("Language"), lambda row: language_name(row.language)),
        Column(_("Event"), lambda row: row.event_title),
        Column(_("First day"), lambda row: row.starts_on),
        Column(_("Last day"), lambda row: row.ends_on),
        Column(_("Place"), lambda row: row.place),
        Column(_("Issued by"), lambda row: row.issuer),
        Column(_("Date on the certificate"), lambda row: row.issued_on),
        Column(_("Standing"), lambda row: _("Valid") if row.is_valid else _("Revoked")),
    ]
