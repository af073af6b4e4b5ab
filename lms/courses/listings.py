"""The lists of events, of their people and of courses: what their pages were asked for, and what their files hold."""

from collections.abc import Iterable, Sequence

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from lms import choices
from lms.accounts.guard import withholds
from lms.courses import queries, roster_queries
from lms.courses.forms import CourseFilterForm, EventFilterForm
from lms.courses.models import Course, Event, EventProject
from lms.courses.roster import Enrolment
from lms.courses.roster_forms import PeopleForm
from lms.extensions import db
from lms.lists import Asked, Column, namer
from lms.participants.models import Person
from lms.tables import Ordinal
from lms.web import language_names, load, today


def events() -> Asked:
    """Return what the list of events was asked for."""
    form = EventFilterForm(request.args)
    form.office.offer(choices.offices())
    form.project.offer(choices.project_choices())
    form.country.offer(choices.countries())
    wanted = queries.EventFilter() if not form.validate() else queries.EventFilter(
        text=form.text.data or "", kind=form.kind.data, state=form.state.data, office_id=form.office.data,
        project_id=form.project.data, country=form.country.data, first=form.first.data, last=form.last.data,
    )  # fmt: skip
    title = Event.sort_key_ru if str(get_locale()) == "ru" else Event.sort_key_en
    sorts = {"starts": (Event.starts_on, Event.id), "title": (title, Event.id), "kind": (Event.kind, Event.id),
             "code": (Event.code,)}  # fmt: skip
    return Asked(queries.events(wanted, today()), sorts, "-starts", form)


def events_whole() -> Asked:
    """Return the same with the projects that pay, which a line of the page has no room for."""
    asked = events()
    paid = selectinload(Event.funding).joinedload(EventProject.project)
    return Asked(asked.rows.options(paid), asked.sorts, asked.default, asked.form)


def with_places(rows: Sequence[Event]) -> Iterable[tuple[Event, int]]:
    """Pair events with how many participants hold a place."""
    places = dict(db.session.execute(queries.participants_of([row.id for row in rows])).all())
    return ((row, places.get(row.id, 0)) for row in rows)


def event_columns() -> list[Column]:
    """Return what a file of events holds; how many came to each not for those who see figures of whole projects only."""
    day, name, title = today(), namer(), namer("title")
    participants = [] if withholds() else [Column(_("Participants"), lambda row: row[1])]
    return [
        Column(_("Code"), lambda row: row[0].code),
        Column(_("Title"), lambda row: title(row[0])),
        Column(_("Kind"), lambda row: row[0].kind),
        Column(_("State"), lambda row: row[0].state_on(day)),
        Column(_("First day"), lambda row: row[0].starts_on),
        Column(_("Last day"), lambda row: row[0].ends_on),
        Column(_("City or town"), lambda row: row[0].city),
        Column(_("Region"), lambda row: name(row[0].region)),
        Column(_("Country"), lambda row: name(row[0].country_ref)),
        Column(_("Office"), lambda row: name(row[0].office)),
        Column(_("Projects"), lambda row: ", ".join(sorted(one.project.code for one in row[0].funding if one.project))),
        *participants,
        Column(_("Counts as training"), lambda row: row[0].counts_as_training),
    ]


def roster(event_id: int) -> Asked:
    """Return what the list of an event's people was asked for."""
    event, form = load(Event, event_id), PeopleForm(request.args)
    wanted = roster_queries.people_of(event_id) if not form.validate() else roster_queries.people_of(
        event_id, form.text.data or "", role=form.role.data, status=form.status.data
    )  # fmt: skip
    sorts = {"name": (Person.sort_key, Enrolment.id), "role": (Enrolment.role, Person.sort_key, Enrolment.id),
             "attended": (Enrolment.attended_minutes, Person.sort_key, Enrolment.id)}  # fmt: skip
    return Asked(wanted.options(joinedload(Enrolment.country_ref)), sorts, "name", form, of=event.code,
                 event_code=event.code)  # fmt: skip


def roster_columns() -> list[Column]:
    """Return what a file of an event's people holds, each with the post held then."""
    name = namer()
    return [
        Column(_("No. in the register"), lambda row: Ordinal(row.person_id)),
        Column(_("Surname"), lambda row: row.person.surname, names_person=True),
        Column(_("Given name"), lambda row: row.person.given_name, names_person=True),
        Column(_("Patronymic"), lambda row: row.person.patronymic, names_person=True),
        Column(_("Latin name"), lambda row: row.person.latin_name, names_person=True),
        Column(_("Role"), lambda row: row.role),
        Column(_("Status"), lambda row: row.status),
        Column(_("Sex"), lambda row: row.sex),
        Column(_("Category then"), lambda row: name(row.category)),
        Column(_("Organisation then"), lambda row: name(row.organisation)),
        Column(_("Unit"), lambda row: row.unit),
        Column(_("Position then"), lambda row: row.position, names_person=True),
        Column(_("Rank"), lambda row: row.rank, names_person=True),
        Column(_("Country"), lambda row: name(row.country_ref)),
        Column(_("Region"), lambda row: name(row.region)),
        Column(_("Sessions attended"), lambda row: row.attended_sessions),
        Column(_("Minutes attended"), lambda row: row.attended_minutes),
        Column(_("Minutes scheduled"), lambda row: row.scheduled_minutes),
        Column(_("Completed"), lambda row: row.completed),
        Column(_("Pre-test"), lambda row: row.pre_score),
        Column(_("Post-test"), lambda row: row.post_score),
        Column(_("Grade"), lambda row: row.grade),
    ]


def courses() -> Asked:
    """Return what the catalogue of courses was asked for."""
    form = CourseFilterForm(request.args)
    wanted = queries.courses(form.text.data or "", kind=form.kind.data) if form.validate() else queries.courses()
    title = Course.sort_key_ru if str(get_locale()) == "ru" else Course.sort_key_en
    sorts = {"code": (Course.code, Course.version), "title": (title, Course.id), "hours": (Course.hours, Course.id)}
    return Asked(wanted, sorts, "code", form)


def course_columns() -> list[Column]:
    """Return what a file of courses holds."""
    return [
        Column(_("Code"), lambda row: row.code),
        Column(_("Version"), lambda row: row.version),
        Column(_("Title in English"), lambda row: row.title_en),
        Column(_("Title in Russian"), lambda row: row.title_ru),
        Column(_("Kind"), lambda row: row.kind),
        Column(_("Hours"), lambda row: row.hours),
        Column(_("Languages"), lambda row: language_names(row.languages)),
        Column(_("Minimum attendance, %"), lambda row: row.min_attendance_percent),
        Column(_("Minimum grade"), lambda row: row.min_grade),
        Column(_("Counts as training"), lambda row: row.counts_as_training),
        Column(_("Retired on"), lambda row: row.retired_on),
    ]
