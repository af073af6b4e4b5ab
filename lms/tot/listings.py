"""The lists of cycles, cascade events, pools and trainers: what their pages were asked for, and what their files hold."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from lms import choices
from lms.courses.models import Course, Event
from lms.extensions import db
from lms.lists import Asked, Column
from lms.participants.models import Person
from lms.projects.models import Project
from lms.tables import Ordinal
from lms.tot import queries
from lms.tot.forms import CascadeFilterForm, CycleFilterForm, PoolFilterForm, PoolsFilterForm
from lms.tot.models import CascadeEvent, TotCycle, TrainerLevel, TrainerStatus
from lms.web import found, load, local, show, today


def _title(model: Any) -> Any:
    return model.title_ru if str(get_locale()) == "ru" else model.title_en


def cycles() -> Asked:
    """Return what the list of cycles was asked for."""
    form = CycleFilterForm(request.args)
    form.project.offer(choices.project_choices())
    form.course.offer(choices.courses())
    wanted = {"project_id": form.project.data, "course_id": form.course.data} if form.validate() else {}
    sorts = {"title": (_title(TotCycle), TotCycle.id), "project": (Project.code, TotCycle.id),
             "course": (Course.code, Course.version, TotCycle.id), "starts": (TotCycle.starts_on, TotCycle.id)}  # fmt: skip
    return Asked(queries.cycles(**wanted), sorts, "-starts", form)


def cycle_columns() -> list[Column]:
    """Return what a file of cycles holds."""
    return [
        Column(_("Title in English"), lambda row: row.title_en),
        Column(_("Title in Russian"), lambda row: row.title_ru),
        Column(_("First day"), lambda row: row.starts_on),
        Column(_("Last day"), lambda row: row.ends_on),
        Column(_("Project"), lambda row: row.project.code),
        Column(_("Course"), lambda row: local(row.course, "title")),
        Column(_("Cohorts"), lambda row: len(row.cohorts)),
    ]


def cascade(cycle_id: int) -> Asked:
    """Return what the list of a cycle's cascade events was asked for."""
    of, form = found(queries.cycle(cycle_id)), CascadeFilterForm(request.args)
    form.generation.offer((one, show(one)) for one in db.session.scalars(queries.generations_of(of)))
    wanted = form.generation.data if form.validate() else None
    sorts = {"generation": (CascadeEvent.generation, Event.starts_on, Event.id), "starts": (Event.starts_on, Event.id),
             "title": (_title(Event), Event.id)}  # fmt: skip
    return Asked(queries.cascade_of(of, wanted), sorts, "generation", form, of=local(of, "title"))


def with_completions(rows: Sequence[CascadeEvent]) -> Iterable[tuple[CascadeEvent, int | None]]:
    """Pair cascade events with their completions, headcounts among them; None before attendance is finalised."""
    keys = [row.event_id for row in rows]
    named = dict(db.session.execute(queries.completions_of(keys)).all())
    told = dict(db.session.execute(queries.headcounts_of(keys)).all())
    return (
        (row, named.get(row.event_id, 0) + told.get(row.event_id, 0) if row.event.is_finalised else None) for row in rows
    )


def cascade_columns() -> list[Column]:
    """Return what a file of cascade events holds."""
    return [
        Column(_("Code"), lambda row: row[0].event.code),
        Column(_("Title"), lambda row: local(row[0].event, "title")),
        Column(_("Generation"), lambda row: row[0].generation),
        Column(_("First day"), lambda row: row[0].event.starts_on),
        Column(_("Last day"), lambda row: row[0].event.ends_on),
        Column(_("Region"), lambda row: local(row[0].event.region) if row[0].event.region else None),
        Column(_("Country"), lambda row: local(row[0].event.country_ref) if row[0].event.country_ref else None),
        Column(_("Completions"), lambda row: row[1]),
    ]


def pools() -> Asked:
    """Return what the list of courses that have trainers was asked for."""
    form = PoolsFilterForm(request.args)
    text = form.text.data or "" if form.validate() else ""
    title = Course.sort_key_ru if str(get_locale()) == "ru" else Course.sort_key_en
    sorts = {"code": (Course.code, Course.version, Course.id), "title": (title, Course.id)}
    return Asked(queries.pools(text), sorts, "code", form)


def levels(rows: Iterable[Course]) -> dict[tuple[int, TrainerLevel], int]:
    """Return how many trainers stand at each level of courses today, by course and level."""
    numbers = db.session.execute(queries.levels([course.id for course in rows], today())).all()
    return {(course_id, level): number for course_id, level, number in numbers}


def with_levels(rows: Sequence[Course]) -> Iterable[tuple[Course, dict[TrainerLevel, int]]]:
    """Pair courses with how many trainers stand at each level today."""
    numbers = levels(rows)
    return ((row, {level: numbers.get((row.id, level), 0) for level in TrainerLevel}) for row in rows)


def pool_columns() -> list[Column]:
    """Return what a file of courses and their trainers' numbers holds."""
    of_levels = [Column(show(level), lambda row, level=level: row[1][level]) for level in TrainerLevel]  # type: ignore[misc]
    return [
        Column(_("Code"), lambda row: row[0].code), Column(_("Version"), lambda row: row[0].version),
        Column(_("Title"), lambda row: local(row[0], "title")), *of_levels,
    ]  # fmt: skip


def trainers(course_id: int) -> Asked:
    """Return what the list of a course's trainers was asked for: as on a day, today where none is named."""
    course, form = load(Course, course_id), PoolFilterForm(request.args)
    on = form.on.data = form.on.data or today()
    form.region.offer((one.code, local(one)) for one in db.session.scalars(queries.regions_of(course.id, on)))
    wanted = {"level": form.level.data, "region": form.region.data} if form.validate() else {}
    rows, parts = queries.pool(course.id, on, **wanted)
    by_name = (Person.sort_key, Person.id)
    sorts = {key: (column, *by_name) for key, column in (parts | {"since": TrainerStatus.from_on}).items()}
    return Asked(rows, {"name": by_name, **sorts}, "name", form, scalars=False, of=course.code)


def trainer_columns() -> list[Column]:
    """Return what a file of a course's trainers holds; what their standing rests on may say who they are."""
    return [
        Column(_("No. in the register"), lambda row: Ordinal(row[0].person_id)),
        Column(_("Surname"), lambda row: row[0].person.surname, names_person=True),
        Column(_("Given name"), lambda row: row[0].person.given_name, names_person=True),
        Column(_("Patronymic"), lambda row: row[0].person.patronymic, names_person=True),
        Column(_("Latin name"), lambda row: row[0].person.latin_name, names_person=True),
        Column(_("Sex"), lambda row: row[0].person.sex),
        Column(_("Level"), lambda row: row[0].level),
        Column(_("Since"), lambda row: row[0].from_on),
        Column(_("Evidence"), lambda row: row[0].evidence, names_person=True),
        Column(_("Event"), lambda row: row[0].event.code if row[0].event else None),
        Column(_("Region"), lambda row: local(row[1]) if row[1] else None),
        Column(_("Deliveries"), lambda row: row[2]),
        Column(_("Last one"), lambda row: row[3]),
        Column(_("Phone"), lambda row: row[0].person.phone, names_person=True),
        Column(_("E-mail"), lambda row: row[0].person.email, names_person=True),
    ]
