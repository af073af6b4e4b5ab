"""Whoever was merged stands in no list, search, choice or figure, for nobody; their address leads to who was kept."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.permissions import Role
from lms.courses import roster_queries
from lms.courses.codes import EnrolmentRole
from lms.courses.models import Course, Event
from lms.extensions import WITH_MERGED, db
from lms.merging import belongings
from lms.merging.rules import Side
from lms.participants import candidates, doubles, queries
from lms.participants.described import Described
from lms.participants.models import Person
from lms.tot import queries as tot
from tests import factories, world
from tests.merging.pairs import merge
from tests.queries import counted

DAY = date(2011, 10, 10)
NAME = "Ашхабадский"
# Pages that tell of merges, and the record of what was done.
TOLD = {"merging.merges", "merging.merged", "audit.log", "audit.history"}
# Columns that name a person or an enrolment beside those of rows that are moved, and what becomes of them.
HANDLED = {
    "person.merged_into_id": "who was merged into the one that goes is merged into the one that stays",
    "person_name.person_id": "written with the names themselves",
    "possible_double.one_id": "hidden with the person",
    "possible_double.other_id": "hidden with the person",
    "told_apart.one_id": "goes over, unless the pair is known already",
    "told_apart.other_id": "goes over, unless the pair is known already",
    "person_merge.kept_id": "tells what was",
    "person_merge.gone_id": "tells what was",
    "enrolment.joined_into_id": "goes over to the enrolment that the joined one was joined into",
    "attendance.enrolment_id": "goes over, unless the other mark of the session was chosen",
    "certificate.enrolment_id": "goes over, unless two of one kind stand",
}


@pytest.fixture
def merged(app: Flask) -> tuple[Person, Person]:
    """Merge somebody of a name that nobody else has into another, with something in every list."""
    agency, course, event = factories.organisation().id, factories.course(), factories.event(sessions=1)
    kept, gone = factories.person("Мамедов"), factories.person(NAME, birth_date=date(1975, 3, 4))
    for who in (kept, gone):
        factories.post(who, organisation_id=agency)
        factories.enrolment(event, who, role=EnrolmentRole.TRAINER)
        factories.standing(who, course)
    merge(kept, gone, surname=Side.KEPT)
    return kept, gone


def test_no_page_names_them_to_an_administrator(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    here = world.world()
    event = db.session.get_one(Event, here.own.keys["event"])
    kept, gone = db.session.get_one(Person, here.own.keys["person"]), factories.person(NAME, of=here.own.office)
    course = db.session.get_one(Course, here.own.keys["course"])
    factories.enrolment(event, gone)
    factories.standing(gone, course)
    factories.post(gone, organisation_id=here.own.keys["organisation"])
    merge(kept, gone, surname=Side.KEPT)
    browser, wrong = signed_in(factories.account()), []
    for rule, method in world.rules(app):
        if method != "GET" or rule.endpoint in TOLD:
            continue
        for arguments in world.fillings(rule, here.own):
            with app.test_request_context():
                path = rule.build(arguments)[1]
            for query in ("", f"?text={NAME}"):
                asked = world.ASKED.get(rule.endpoint, "")
                answer = browser.get(path + (asked + query.replace("?", "&") if asked else query))
                page = answer.get_data().decode(errors="ignore")
                # What was looked for stands in the field of the search itself, and in what a file is made of.
                echoes = (f'value="{NAME}"', f"name={NAME}", f"text={NAME}", f"<dd>{NAME}</dd>")
                for echo in echoes:
                    page = page.replace(echo, "")
                if NAME in page:
                    wrong.append(path + query)
    # The person who was kept tells who was merged into them.
    assert wrong == [f"/people/{kept.id}", f"/people/{kept.id}?text={NAME}"]


def test_lists_and_searches_of_people_leave_them_out(merged: tuple[Person, Person]) -> None:
    kept, gone = merged
    for text in ("", NAME, "Мамедов"):
        assert gone.id not in [one.id for one in db.session.scalars(queries.persons(queries.PersonFilter(text=text), DAY))]
    found = roster_queries.persons_matching("", factories.event().id, DAY, limit=50, ticked=[gone.id])
    assert [one.id for one, _enrolled in db.session.execute(found)] == [kept.id]
    assert db.session.get(Person, gone.id, populate_existing=True) is None


def test_they_are_no_candidate_and_no_double(merged: tuple[Person, Person]) -> None:
    _kept, gone = merged
    typed = Described(None, gone.surname, gone.given_name, birth_date=date(1975, 3, 4))
    assert gone not in [one for one, _verdict in candidates.of(typed)]
    assert list(doubles.pairs()) == []


def test_an_organisation_counts_them_once(merged: tuple[Person, Person]) -> None:
    kept, _gone = merged
    agency = kept.affiliations[0].organisation_id
    assert db.session.execute(queries.serving([agency or 0], DAY)).all() == [(agency, 1)]


def test_a_pool_of_trainers_has_them_once(merged: tuple[Person, Person]) -> None:
    course_id = db.session.scalar(select(belongings.TrainerStatus.course_id)) or 0
    rows, _sorts = tot.pool(course_id, date(2012, 1, 1))
    assert [row[0].person_id for row in db.session.execute(rows)] == [merged[0].id]


def test_their_address_leads_to_who_was_kept(merged: tuple[Person, Person], signed_in: Callable[..., FlaskClient]) -> None:
    kept, gone = merged
    answer = signed_in(factories.account()).get(f"/people/{gone.id}")
    assert (answer.status_code, answer.location) == (303, f"/people/{kept.id}")


def test_their_address_tells_a_foreign_reader_nothing(merged: tuple[Person, Person], signed_in: Callable[..., FlaskClient]) -> None:
    _kept, gone = merged
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office("KG")))
    assert browser.get(f"/people/{gone.id}").status_code == 404


def test_their_history_is_told_with_their_name(merged: tuple[Person, Person], signed_in: Callable[..., FlaskClient]) -> None:
    kept, gone = merged
    browser = signed_in(factories.account())
    assert NAME in browser.get(f"/audit/person/{gone.id}").get_data(as_text=True)
    told = browser.get(f"/audit/person/{kept.id}").get_data(as_text=True)
    assert "People merged" in told and NAME in told


def test_every_table_that_names_a_person_or_an_enrolment_is_known_to_merging(app: Flask) -> None:
    """Whoever adds one has its rows moved by lms/merging/belongings.py, or says above what else becomes of them."""
    naming = {
        f"{column.table.name}.{column.name}" for table in db.metadata.tables.values() for column in table.columns
        for key in column.foreign_keys if key.column.table.name in {"person", "enrolment"}
    }  # fmt: skip
    moved = {f"{model.__tablename__}.person_id" for model in belongings.MOVED}
    assert naming == moved | set(HANDLED)


def test_a_statement_may_ask_for_them(merged: tuple[Person, Person]) -> None:
    rows = select(Person.id).where(Person.surname == NAME).execution_options(**{WITH_MERGED: True})
    assert list(db.session.scalars(rows)) == [merged[1].id]


def test_the_list_of_people_is_counted_without_a_look_at_each(app: Flask) -> None:
    if db.session.connection().dialect.name != "sqlite":
        return
    rows = queries.persons(queries.PersonFilter(), DAY).order_by(None).subquery()
    with counted() as statements:
        db.session.scalar(select(func.count()).select_from(rows))
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[-1]}").all()
    assert [step.detail for step in plan] == ["SCAN person USING COVERING INDEX ix_person_sort_key_id_merged_into_id_erased_at"]
