"""A trainer of a course: the dated rows of the standing, what was delivered, and a new row."""


from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.courses.models import Course, Event
from lms.errors import Refused
from lms.extensions import db
from lms.participants.models import Person
from lms.tot import queries, rules, services
from lms.tot.forms import FindPersonForm, StatusForm, TrainerFilterForm
from lms.web import load, local, span, today

bp = Blueprint("trainers", __name__, url_prefix="/tot/pool/<int:course_id>")
Page = str | Response | tuple[str, int]


@bp.get("/trainers/<int:person_id>")
@requires(Permission.SEE_TOT)
def trainer(course_id: int, person_id: int) -> Page:
    """Show a trainer's rows in full, and what the trainer delivered, as on a day."""
    course, person, form = load(Course, course_id), load(Person, person_id), TrainerFilterForm(request.args)
    form.validate()
    on = form.on.data = form.on.data or today()
    rows = db.session.scalars(queries.history(course_id, person_id)).all()
    return render_template(
        "tot/trainer.html", course=course, person=person, form=form, rows=rows, on=on, today=today(),
        now=rules.standing(rows, on), delivered=db.session.scalars(queries.delivered_by(person_id, course_id, on)).all(),
    )  # fmt: skip


@bp.get("/candidates")
@requires(Permission.EDIT_TOT)
def candidates(course_id: int) -> Page:
    """Find the person whose standing is recorded."""
    course, find = load(Course, course_id), FindPersonForm(request.args)
    text = find.text.data or "" if find.validate() else ""
    rows = db.session.execute(queries.candidates(course_id, text)).all()
    return render_template("tot/candidates.html", course=course, find=find, rows=rows, today=today())


@bp.route("/trainers/<int:person_id>/record", methods=["GET", "POST"])
@requires(Permission.EDIT_TOT)
def record(course_id: int, person_id: int) -> Page:
    """Add a dated row to a trainer's standing."""
    course, person, form = load(Course, course_id), load(Person, person_id), StatusForm(from_on=today())
    offered = {one.id: one for one in db.session.scalars(queries.events_of(person_id))}
    form.event.offer((one.id, _named(one)) for one in offered.values())
    if form.validate_on_submit():
        try:
            services.set_status(
                person, course, form.level.data, from_on=form.from_on.data or today(), evidence=form.evidence.data or "",
                event=offered.get(form.event.data), by=account(), at=clock.now(),
            )  # fmt: skip
            db.session.commit()
            flash(_("The standing is recorded."), "success")
            return redirect(url_for("trainers.trainer", course_id=course_id, person_id=person_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    status = 422 if form.is_submitted() else 200
    return render_template("tot/record.html", course=course, person=person, form=form), status


def _named(event: Event) -> str:
    return f"{local(event, 'title')} · {span(event.starts_on, event.ends_on)}"
