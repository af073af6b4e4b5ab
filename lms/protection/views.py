"""A person's request: all that is held of them, and being erased; and how long everybody's data are kept."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from lms import clock, storage
from lms.accounts.guard import account, requires, where
from lms.accounts.models import Attempt, SignIn
from lms.accounts.permissions import Permission
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db, writing
from lms.imports.models import ImportBatch
from lms.participants import queries as participants
from lms.participants.models import Person
from lms.protection import copies, erasing, retention, services, tracing
from lms.protection.forms import EraseForm, GiveForm, KeepForm
from lms.protection.models import DataClass
from lms.protection.pdf import PersonRecord, person_record
from lms.protection.services import Everything
from lms.web import attachment, found, listing, show

bp = Blueprint("protection", __name__)
Page = str | Response | tuple[str, int]
CLASSES = ",".join(DataClass)


@bp.route("/people/<int:person_id>/protection", methods=["GET", "POST"])
@requires(Permission.PROTECT_PEOPLE)
def person(person_id: int) -> Page:
    """Say what a person may ask for, and give everything that is held about them."""
    of = found(participants.person(person_id))
    form = GiveForm(recipient=_("The person themselves"), purpose=_("The person's request"))
    if form.validate_on_submit():
        try:
            given = services.give_everything(of, str(get_locale()), by=account(), at=clock.now(), **form.fields())
            db.session.commit()
            return _file(given, form.recipient.data or "", f"person-{person_id}")
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    shown = {"person": of, "form": form, "is_part": copies.is_part(of)}
    return render_template("protection/person.html", **shown), 422 if form.is_submitted() else 200


def _file(given: Everything, recipient: str, name: str) -> Response:
    if request.form.get("kind") == "json":
        return attachment(given.as_json().encode(), f"{name}.json")
    g.time_zone = str(given.zone)
    record = PersonRecord(
        given.language, given.person_name, show(given.made_at), recipient, given.is_part, given.shown()
    )
    return attachment(person_record(record), f"{name}.pdf")


@bp.route("/people/<int:person_id>/erase", methods=["GET", "POST"])
@requires(Permission.PROTECT_PEOPLE)
def erase(person_id: int) -> Page:
    """Show what erasing a person removes and what stays, and do it once the surname is typed and the reason is given."""
    of, form, refused = found(participants.person(person_id)), EraseForm(), None
    if form.validate_on_submit():
        try:
            code = erasing.erase(
                of, confirmed=form.surname.data or "", reason=form.reason.data or "", posts_too=form.posts_too.data,
                by=account(), at=clock.now(), found=_looked_for(of),
            )  # fmt: skip
            return _erased(person_id, code)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    try:
        plan = erasing.plan(of)
    except Refused as refusal:
        plan, refused = None, refusal
    shown = {"person": of, "plan": plan, "refused": refused, "form": form, "files": _seen_files(plan)}
    return render_template("protection/erase.html", **shown), 422 if form.is_submitted() else 200


def _seen_files(plan: erasing.Plan | None) -> list[ImportBatch]:
    """Return the files to be forgotten that whoever erases could open; of the others they learn the number."""
    if plan is None or not plan.files:
        return []
    asked = select(ImportBatch.id).where(ImportBatch.id.in_([one.id for one in plan.files]))
    seen = where(Permission.IMPORT_LISTS, lambda: db.session.scalars(asked).all()) or ()
    return [one for one in plan.files if one.id in seen]


def _looked_for(of: Person) -> tracing.Search:
    """Look for a person everywhere, which takes seconds, while others may write."""
    with writing(False):
        db.session.rollback()
        found = tracing.search(of)
        db.session.rollback()
    return found


def _erased(person_id: int, code: str) -> Response:
    db.session.commit()
    storage.forget()
    flash(_("The person is erased. %(code)s stands for them now.", code=code), "success")
    return redirect(url_for("participants.person", person_id=person_id), 303)  # type: ignore[return-value]


@bp.get("/retention")
@requires(Permission.EDIT_REFERENCE)
def kept() -> Page:
    """Show for how long each class of data is kept, and what will be done tonight."""
    return render_template("protection/retention.html", lines=retention.tonight(clock.now()))


@bp.route(f"/retention/<any({CLASSES}):data_class>", methods=["GET", "POST"])
@requires(Permission.EDIT_REFERENCE)
def due(data_class: str) -> Page:
    """Set for how long a class of data is kept, and show the rows whose time is over."""
    of, at = DataClass(data_class), clock.now()
    form = KeepForm(months=retention.months_of(of))
    if form.validate_on_submit():
        retention.keep(of, form.months.data, by=account(), at=at)
        db.session.commit()
        flash(_("Saved. It holds from the next night on."), "success")
        return redirect(url_for("protection.kept"), 303)  # type: ignore[return-value]
    rows = retention.due(of, at)
    page = listing(rows, {"key": retention.key_of(rows)}, default="key") if rows is not None else None
    shown = {
        "form": form,
        "of": of,
        "line": retention.line(of, at),
        "listing": page,
        "rows": _told(page.rows if page else ()),
    }
    return render_template("protection/due.html", **shown), 422 if form.is_submitted() else 200


def _told(rows: Any) -> list[tuple[str, str | None, Any]]:
    """Return what each row is called, the address of its page where it has one, and when it was last of use."""
    people = [row.id for row in rows if isinstance(row, Person)]
    of_people = select(Enrolment.person_id, func.max(Event.ends_on)).join(Event, Event.id == Enrolment.event_id)
    last = {
        key: day
        for key, day in db.session.execute(
            of_people.where(Enrolment.person_id.in_(people)).group_by(Enrolment.person_id)
        )
    }
    return [_called(row, last) for row in rows]


def _called(row: Any, last: dict[int, Any]) -> tuple[str, str | None, Any]:
    match row:
        case Person():
            return row.full_name, url_for("participants.person", person_id=row.id), last.get(row.id)
        case SignIn():
            return row.account.name, url_for("accounts.show", account_id=row.account_id), row.seen_at
        case ImportBatch():
            return row.file_name, url_for("imports.batch", batch_id=row.id), row.stage_at
        case Attempt():
            return row.purpose, None, row.at
    return f"{row.called} · {row.recipient}", None, row.made_at
