"""Where an account may look is applied to every query, in one place."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from lms.accounts.guard import covers
from lms.accounts.permissions import Permission, Role
from lms.accounts.scope import EVERYTHING, SEEN_WITH, Scope, looking, scope_of, scoped_models
from lms.certificates.models import Certificate
from lms.courses.codes import EnrolmentRole
from lms.courses.models import Event, EventProject, Session
from lms.courses.roster import Enrolment
from lms.courses.roster_queries import roster
from lms.errors import OutsideScope
from lms.extensions import Model, db
from lms.participants.models import Person
from lms.projects.models import Office, Project
from tests import factories
from tests.queries import counted


@pytest.fixture
def two_offices(app: Flask) -> Iterator[dict[str, Event]]:
    """Give one event in each of two offices, the second funded by a project of a third office."""
    home, away, third = factories.office("TM"), factories.office("KG"), factories.office("KZ")
    funded = factories.project("THIRD", of=third)
    events = {
        "home": factories.event(of=home, projects=(factories.project("FIRST", of=home),), sessions=1),
        "away": factories.event(of=away, projects=(funded,), sessions=1),
    }
    for event in events.values():
        factories.enrolment(event)
    yield events


def seen(scope: Scope, model: type) -> set[int]:
    with looking(scope):
        return set(db.session.scalars(select(model.id)))


def test_an_office_grant_reaches_the_office_and_nothing_else(two_offices: dict[str, Event]) -> None:
    account = factories.account(Role.PROJECT_MANAGER, of=two_offices["home"].office)
    scope = scope_of(account, Permission.SEE_EVENTS)
    assert seen(scope, Event) == {two_offices["home"].id}
    with looking(scope):
        assert db.session.scalar(select(func.count(Enrolment.id))) == 1
        assert db.session.scalar(select(func.count(Person.id))) == 1


def test_an_office_sees_a_foreign_event_that_its_project_funds(two_offices: dict[str, Event]) -> None:
    account = factories.account(Role.PROJECT_MANAGER, of=factories.office("KZ"))
    assert seen(scope_of(account, Permission.SEE_EVENTS), Event) == {two_offices["away"].id}


def test_a_project_grant_reaches_the_events_that_the_project_funds(two_offices: dict[str, Event]) -> None:
    project = two_offices["away"].funding[0].project
    account = factories.account(Role.REPORTING_OFFICER, on=project)
    scope = scope_of(account, Permission.SEE_ROSTER)
    assert seen(scope, Event) == {two_offices["away"].id}
    assert seen(scope, Project) == {project.id}


def test_a_trainer_sees_only_the_events_they_teach(two_offices: dict[str, Event]) -> None:
    teacher = factories.person()
    taught = factories.event(of=two_offices["home"].office)
    factories.enrolment(taught, teacher, role=EnrolmentRole.TRAINER)
    attended = factories.event(of=two_offices["home"].office)
    factories.enrolment(attended, teacher)
    account = factories.account(Role.TRAINER, of=two_offices["home"].office, who=teacher)
    assert seen(scope_of(account, Permission.MARK_ATTENDANCE), Event) == {taught.id}


def test_a_trainer_of_one_office_does_not_see_what_they_teach_in_another(two_offices: dict[str, Event]) -> None:
    teacher = factories.person()
    factories.enrolment(two_offices["away"], teacher, role=EnrolmentRole.TRAINER)
    account = factories.account(Role.TRAINER, of=two_offices["home"].office, who=teacher)
    assert seen(scope_of(account, Permission.MARK_ATTENDANCE), Event) == set()


def test_a_trainer_account_without_a_person_sees_nothing(two_offices: dict[str, Event]) -> None:
    account = factories.account(Role.TRAINER, of=two_offices["home"].office)
    assert seen(scope_of(account, Permission.MARK_ATTENDANCE), Event) == set()


def test_an_account_without_grants_sees_nothing(two_offices: dict[str, Event]) -> None:
    scope = scope_of(factories.account(None), Permission.SEE_EVENTS)
    for model in (Event, Person, Enrolment, Project, Certificate):
        assert seen(scope, model) == set()


def test_the_scope_is_that_of_the_permission_asked_for(two_offices: dict[str, Event]) -> None:
    account = factories.account(Role.DONOR_VIEWER, of=two_offices["away"].office)
    assert seen(scope_of(account, Permission.SEE_EVENTS), Event) == {two_offices["away"].id}
    assert seen(scope_of(account, Permission.SEE_ROSTER), Person) == set()


def test_joins_and_aggregates_are_narrowed_too(two_offices: dict[str, Event]) -> None:
    scope = Scope(offices=frozenset({two_offices["home"].office_id}))
    with looking(scope):
        joined = select(func.count(Enrolment.id)).join(Enrolment.event).join(Enrolment.person)
        assert db.session.scalar(joined) == 1
        inner = select(Enrolment.person_id).subquery()
        assert db.session.scalar(select(func.count()).select_from(Person).where(Person.id.in_(select(inner.c.person_id)))) == 1


@pytest.mark.parametrize("model", [Enrolment, EventProject, Session])
@pytest.mark.parametrize("role", [Role.PROJECT_MANAGER, Role.TRAINER])
def test_a_row_read_through_an_alias_is_seen_as_by_itself(two_offices: dict[str, Event], model: type[Any], role: Role) -> None:
    teacher, office = factories.person(), two_offices["home"].office
    factories.enrolment(two_offices["home"], teacher, role=EnrolmentRole.TRAINER)
    factories.enrolment(two_offices["away"], teacher)
    scope = scope_of(factories.account(role, of=office, who=teacher), Permission.SEE_EVENTS)
    alias = aliased(model)
    with looking(scope):
        by_itself = db.session.scalars(select(model.event_id)).all()
        through_alias = db.session.scalars(select(alias.event_id)).all()
    assert sorted(by_itself) == sorted(through_alias)
    assert set(by_itself) == {two_offices["home"].id}


def test_the_condition_on_an_alias_asks_tables_and_not_the_row_itself(two_offices: dict[str, Event]) -> None:
    account = factories.account(Role.PROJECT_MANAGER, of=two_offices["home"].office)
    rows = select(Event).options(joinedload(Event.funding).joinedload(EventProject.project))
    with looking(scope_of(account, Permission.SEE_EVENTS)), counted() as statements:
        db.session.scalars(rows).unique().all()
    assert set(re.findall(r"SELECT (event_project\w*)\.event_id", statements[0])) == {"event_project"}


def test_what_an_enrolment_brings_along_is_not_asked_for_again_and_nothing_more_is_seen(two_offices: dict[str, Event]) -> None:
    account = factories.account(Role.PROJECT_MANAGER, of=two_offices["home"].office)
    with looking(scope_of(account, Permission.SEE_ROSTER)), counted() as statements:
        own, foreign = (db.session.scalars(roster(event.id)).all() for event in two_offices.values())
    assert len(own) == 1 and own[0].person and not foreign
    assert all("registered_by_id =" not in one for one in statements)


def test_what_is_left_out_of_a_select_is_asked_again_of_the_rows_loaded_beside_it(two_offices: dict[str, Event]) -> None:
    account = factories.account(Role.PROJECT_MANAGER, of=two_offices["home"].office)
    rows = select(Enrolment).options(selectinload(Enrolment.person)).execution_options(**{SEEN_WITH: Person})
    with looking(scope_of(account, Permission.SEE_ROSTER)), counted() as statements:
        db.session.scalars(rows).all()
    assert "registered_by_id =" not in statements[0] and "registered_by_id =" in statements[1]


def test_nobody_without_an_account_has_registered_people(two_offices: dict[str, Event]) -> None:
    assert seen(Scope(), Person) == set()


def test_an_identifier_of_a_foreign_row_finds_nothing(two_offices: dict[str, Event]) -> None:
    foreign, home = two_offices["away"].id, two_offices["home"].office_id
    db.session.expunge_all()
    with looking(Scope(offices=frozenset({home}))):
        assert db.session.get(Event, foreign) is None


@pytest.mark.parametrize("statement", [
    lambda: select(Event), lambda: select(func.count()).select_from(Person),
    lambda: select(Project.id).where(Project.id.in_(select(Event.id))),
])
def test_a_query_outside_any_scope_raises(app: Flask, statement: Callable) -> None:
    del db.session().info["scope"]
    with pytest.raises(OutsideScope):
        db.session.execute(statement())


@pytest.mark.parametrize("role", list(Role))
def test_python_and_sql_agree_on_what_a_scope_covers(two_offices: dict[str, Event], role: Role) -> None:
    account = factories.account(role, of=two_offices["home"].office)
    scope = scope_of(account, Permission.SEE_EVENTS)
    for event in two_offices.values():
        assert covers(scope, event) == (event.id in seen(scope, Event))


def test_no_model_without_a_scope_has_a_way_to_one_that_has_it(app: Flask) -> None:
    for mapper in Model.registry.mappers:
        met, ahead = set(), [mapper]
        while ahead:
            one = ahead.pop()
            ahead += [way.mapper for way in one.relationships if way.mapper not in met]
            met.add(one)
        assert hasattr(mapper.class_, "in_scope") or not [one for one in met if hasattr(one.class_, "in_scope")], mapper


@pytest.mark.parametrize("statement", [
    lambda: select(Office.id).where(Office.id.in_(select(Event.office_id))),
    lambda: select(Office.id).where(select(Event.id).where(Event.office_id == Office.id).exists()),
    lambda: select(Office.__table__.c.id).where(Office.__table__.c.id.in_(select(select(Event.office_id).cte("held").c.office_id))),
    lambda: select(select(Event.office_id).subquery().c.office_id),
    lambda: select(Office.id).join(Event, Event.office_id == Office.id),
    lambda: select(Office.id).where(Office.id.in_(union_all(select(Event.office_id), select(Event.office_id)))),
])  # fmt: skip
def test_what_a_select_of_an_open_table_asks_of_a_scoped_one_is_narrowed(
    two_offices: dict[str, Event], statement: Callable[[], Any]
) -> None:
    account = factories.account(Role.PROJECT_MANAGER, of=two_offices["home"].office)
    with looking(scope_of(account, Permission.SEE_EVENTS)):
        assert {row[0] for row in db.session.execute(statement())} == {two_offices["home"].office_id}


def test_a_select_of_an_open_table_alone_is_given_no_conditions(two_offices: dict[str, Event]) -> None:
    account = factories.account(Role.PROJECT_MANAGER, of=two_offices["home"].office)
    with looking(scope_of(account, Permission.SEE_EVENTS)):
        assert {one.code for one in db.session.scalars(select(Office))} >= {"TM", "KG", "KZ"}


def test_every_table_with_a_person_or_an_event_is_scoped() -> None:
    scoped = {model.__table__.name for model in scoped_models()}
    reachable = {
        table.name for table in db.metadata.tables.values()
        for key in table.foreign_keys if key.column.table.name in {"event", "person", "project", "enrolment"}
    }
    assert reachable - scoped == {"account_grant", "account_person"}


def test_everything_is_not_narrowed(two_offices: dict[str, Event]) -> None:
    assert seen(EVERYTHING, Event) >= {event.id for event in two_offices.values()}
