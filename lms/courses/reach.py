"""Which events, and so which of their rows and people, lie inside a scope."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true

from lms.accounts.scope import Reach, Scope, plain
from lms.courses.codes import TEACHING_ROLES
from lms.projects.models import projects_in


def events_in(event: Any, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an event (model or core columns) lies inside the scope."""
    return or_(
        event.office_id.in_(scope.offices),
        event.id.in_(_funded(projects_in(scope))),
        *(and_(_within(event, reach), event.id.in_(_taught_by(scope.person_id))) for reach in scope.taught),
    )


def of_event_in(column: Any, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an event_id column names an event inside the scope."""
    event = plain("event")
    return column.in_(select(event.c.id).where(events_in(event.c, scope)))  # type: ignore[no-any-return]


def enrolled_in(person_id: Any, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a column of persons' numbers names one who is enrolled on an event inside the scope."""
    enrolment, event = plain("enrolment"), plain("event")
    # One event is asked for each enrolment, by its number: of a set of events SQLite would begin with all of them, and
    # PostgreSQL would look through all of them for every person.
    inside = select(events_in(event.c, scope)).where(event.c.id == enrolment.c.event_id).scalar_subquery()
    return exists().where(enrolment.c.person_id == person_id, inside)


def _funded(project_condition: ColumnElement[bool]) -> Select[int]:
    project, funding = plain("project"), plain("event_project")
    return (
        select(funding.c.event_id)
        .join_from(funding, project, project.c.id == funding.c.project_id)
        .where(project_condition)
    )


def _within(event: Any, reach: Reach) -> ColumnElement[bool]:
    if reach.office_id is not None:
        return event.office_id == reach.office_id  # type: ignore[no-any-return]
    if reach.project_id is not None:
        return event.id.in_(_funded(plain("project").c.id == reach.project_id))  # type: ignore[no-any-return]
    return true()


def _taught_by(person_id: int | None) -> Select[int]:
    enrolment = plain("enrolment")
    return select(enrolment.c.event_id).where(
        enrolment.c.person_id == person_id, enrolment.c.role.in_([role.value for role in TEACHING_ROLES])
    )
