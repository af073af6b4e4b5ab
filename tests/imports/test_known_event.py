"""A workbook of an event that the register has changes what it tells otherwise, and nothing else."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.permissions import Permission, Role
from lms.accounts.scope import looking, scope_of
from lms.courses import attendance
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark, Method, OrganisationRole
from lms.courses.models import Event, EventProject, Session
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.materials.models import Carrier, Distribution
from lms.participants.models import Person, Sex
from tests import factories
from tests.imports.bringing import bring, enrolled, plan_of, small, the_event, told
from tests.materials.rows import edition, line
from tests.workbooks.samples import HELD, changed, with_fields

HEADS = ("surname", "given_name", "sex", "S1", "S2", "position", "role", "status", "grade", "birth_date", "organisation")


@pytest.fixture
def event(app: Flask) -> Event:
    """The event of the samples, with its two sessions and two people; what the office has of it by hand."""
    made = factories.event(
        code="TM-2011-014", title_en="Counter-trafficking, Mary", title_ru="Мары", starts_on=date(2011, 10, 3),
        ends_on=date(2011, 10, 4), country="TM", city="Mary", projects=(factories.project("OURS"),), sessions=0,
    )  # fmt: skip
    for day, title, room in ((3, "Standards", "Room 5"), (4, "Laws", None)):
        at = {"starts_at": time(9), "ends_at": time(10, 30)}
        factories.keep(Session(event_id=made.id, day=date(2011, 10, day), title=title, trainer="O. Amanova", room=room, **at))
    db.session.refresh(made)
    factories.enrolment(made, factories.person("Аманова", given_name="Огулджан", sex=Sex.FEMALE), position="Judge")
    factories.enrolment(made, factories.person("Мередов", given_name="Батыр"), grade=Decimal(5))
    return made


def row(**cells: Any) -> tuple[tuple[Any, ...], ...]:
    """Return the sheet Participants with one person."""
    known = {"surname": "Мередов", "given_name": "Батыр"} | cells
    return tuple(known), tuple(known.values())


def marked(event: Event, mark: Mark = Mark.ABSENT) -> Attendance:
    seen = {enrolled(event)["Мередов"].id: (mark, None)}
    attendance.record_marks(event.sessions[0], seen, method=Method.PAPER, by=None, at=factories.AT)
    db.session.commit()
    return db.session.scalars(select(Attendance)).one()


def test_a_title_that_differs_is_changed_and_what_is_not_told_stays(event: Event) -> None:
    counts = bring(small(event=with_fields(title_en="Against trafficking"), people=row()))
    assert dict(counts) == {"event_fields": 1}
    assert (event.title_en, event.title_ru, event.city, event.country) == ("Against trafficking", "Мары", "Mary", "TM")


@pytest.mark.parametrize("later", [1, 35])
def test_an_event_that_is_put_off_takes_its_sessions_and_their_marks_along(event: Event, later: int) -> None:
    kept = marked(event)
    days = with_fields(starts_on=date(2011, 10, 3) + timedelta(later), ends_on=date(2011, 10, 4) + timedelta(later))
    held = changed(HELD, {(n, 1): HELD[n][1] + timedelta(later) for n in (1, 2)})
    assert dict(bring(small(event=days, sessions=held, people=row(S1="A")))) == {"event_fields": 2, "sessions_changed": 2}
    assert [(one.title, one.day) for one in event.sessions] == [
        ("Standards", date(2011, 10, 3) + timedelta(later)), ("Laws", date(2011, 10, 4) + timedelta(later))
    ]  # fmt: skip
    assert kept.session.title == "Standards"


def test_a_session_that_the_file_leaves_outside_the_days_is_told(event: Event) -> None:
    days = with_fields(ends_on=date(2011, 10, 3))
    assert told(plan_of(small(event=days, sessions=HELD[:2], people=row()))) == [
        "Event!B4: Session “Laws” of 4 Oct 2011 would lie outside these dates."
    ]


def test_an_event_that_grows_by_a_day_takes_a_session_there(event: Event) -> None:
    days = with_fields(ends_on=date(2011, 10, 5))
    bring(small(event=days, sessions=[*HELD, (3.0, date(2011, 10, 5), time(9), time(10), "Test")], people=row()))
    assert event.ends_on == date(2011, 10, 5) and [one.title for one in event.sessions] == ["Standards", "Laws", "Test"]


def test_a_session_keeps_its_room_when_its_time_changes(event: Event) -> None:
    counts = bring(small(sessions=changed(HELD, {(1, 3): time(11)}), people=row()))
    [first, _second] = event.sessions
    assert dict(counts) == {"sessions_changed": 1}
    assert (first.starts_at, first.ends_at, first.title, first.room, first.trainer) == (
        time(9), time(11), "Standards", "Room 5", "O. Amanova"
    )  # fmt: skip


def test_a_session_that_is_titled_otherwise_is_the_one_of_that_time(event: Event) -> None:
    bring(small(sessions=changed(HELD, {(1, 4): "International standards"}), people=row()))
    assert [one.title for one in event.sessions] == ["International standards", "Laws"]


def test_a_session_that_begins_otherwise_is_the_one_of_that_title_and_keeps_its_marks(event: Event) -> None:
    kept = marked(event)
    bring(small(sessions=changed(HELD, {(1, 2): time(14), (1, 3): time(16)}), people=row(S1="A")))
    assert event.sessions[0].starts_at == time(14) and db.session.scalars(select(Attendance)).all() == [kept]


def test_numbers_of_sessions_are_those_of_the_file(event: Event) -> None:
    held = [HELD[0], (7.0, *HELD[2][1:]), (8.0, *HELD[1][1:])]
    bring(small(sessions=held, people=row(S7="P", S8="A")))
    assert {one.session.title: one.mark for one in db.session.scalars(select(Attendance))} == {
        "Laws": Mark.PRESENT, "Standards": Mark.ABSENT
    }  # fmt: skip


def test_another_mark_supersedes_the_one_that_stands(event: Event) -> None:
    before = marked(event)
    assert dict(bring(small(people=row(S1="P")))) == {"marks": 1}
    after = db.session.scalars(select(Attendance).where(Attendance.is_current)).one()
    assert (after.mark, after.method, after.supersedes_id) == (Mark.PRESENT, Method.IMPORT, before.id)
    assert (before.mark, before.method, before.is_current) == (Mark.ABSENT, Method.PAPER, False)


def test_the_same_mark_leaves_its_minutes_and_its_method_alone(event: Event) -> None:
    marks = {enrolled(event)["Мередов"].id: (Mark.LATE, 25)}
    attendance.record_marks(event.sessions[0], marks, method=Method.PHONE, by=None, at=factories.AT)
    assert dict(bring(small(people=row(S1="L")))) == {}
    assert [(one.minutes, one.method) for one in db.session.scalars(select(Attendance))] == [(25, Method.PHONE)]


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [({"role": "observer"}, "role", EnrolmentRole.OBSERVER), ({"status": "withdrawn"}, "status", EnrolmentStatus.WITHDRAWN),
     ({"position": "Inspector"}, "position", "Inspector"), ({"sex": "f"}, "sex", Sex.FEMALE), ({"grade": 7.5}, "grade", Decimal("7.5")),
     ({"rank": "Captain"}, "rank", "Captain"), ({"country": "TM"}, "country", "TM")],
)  # fmt: skip
def test_a_cell_of_the_row_changes_the_enrolment(event: Event, cells: dict[str, Any], field: str, value: Any) -> None:
    assert dict(bring(small(people=row(**cells)))) == {"enrolments_changed": 1}
    held = enrolled(event)
    assert getattr(held["Мередов"], field) == value and held["Аманова"].position == "Judge"
    assert db.session.scalar(select(func.count(Person.id))) == 2


def test_the_register_keeps_what_it_knows_of_the_person(event: Event) -> None:
    who = enrolled(event)["Мередов"].person
    bring(small(people=row(sex="f", phone="+99361000000", patronymic=None)))
    assert (who.sex, who.phone, who.affiliations) == (Sex.MALE, "+99361000000", [])


def test_a_birth_that_the_register_has_otherwise_stays_with_a_warning(event: Event) -> None:
    factories.enrolment(event, factories.person("Сапаров", birth_year=1975))
    factories.enrolment(event, factories.person("Нуров", birth_date=date(1975, 3, 1)))
    people = (HEADS, ("Сапаров", "Аман", *[None] * 7, date(1974, 3, 1)), ("Нуров", "Аман", *[None] * 7, 1974.0))
    plan = plan_of(small(people=people))
    assert [row.filled for row in plan.rows] == [{}, {}]
    assert [(one.address, one.is_warning) for one in plan.problems] == [("J2", True), ("J3", True)]


def test_a_day_of_the_birth_year_that_is_known_is_added(event: Event) -> None:
    who = factories.enrolment(event, factories.person("Сапаров", birth_year=1975)).person
    bring(small(people=row(surname="Сапаров", given_name="Аман", birth_date=date(1975, 3, 1))))
    assert (who.birth_date, who.birth_year) == (date(1975, 3, 1), 1975)


def test_empty_cells_change_nothing(event: Event) -> None:
    assert dict(bring(small(people=row(grade=None, position=None, S1=None, role=None, status=None, sex=None)))) == {}
    assert enrolled(event)["Мередов"].grade == 5


def test_nobody_is_removed(event: Event) -> None:
    plan = plan_of(small(people=(HEADS,), sessions=HELD[:1]))
    assert told(plan) == [] and not plan.changes_event
    bring(small(people=(HEADS,), sessions=HELD[:1]))
    assert len(enrolled(event)) == 2 and len(event.sessions) == 2


def test_somebody_new_comes_to_it(event: Event) -> None:
    bring(small(people=row(surname="Сапаров", given_name="Назар", position="Clerk", S1="P")))
    assert enrolled(event)["Сапаров"].position == "Clerk" and len(enrolled(event)) == 3


def test_organisations_are_added_and_none_is_taken_away(event: Event) -> None:
    host = factories.organisation("Police of Mary")
    bring(small(event=[*with_fields(), ("organisation", "Police of Mary | host")], people=row()))
    bring(small(event=[*with_fields(), ("organisation", "Police of Mary | partner")], people=row()))
    assert [(one.organisation_id, one.role) for one in event.organisations] == [
        (host.id, OrganisationRole.HOST), (host.id, OrganisationRole.PARTNER)
    ]  # fmt: skip


def test_projects_out_of_sight_stay(event: Event) -> None:
    theirs = factories.project("THEIRS", of=factories.office("KG"))
    factories.keep(EventProject(event_id=event.id, project_id=theirs.id, share_percent=Decimal(40)))
    factories.project("MORE")
    with looking(scope_of(factories.account(Role.PROJECT_MANAGER, of=event.office), Permission.IMPORT_LISTS)):
        bring(small(event=with_fields(project="MORE"), people=row()))
    shares = {one.project.code: one.share_percent for one in the_event().funding}
    assert shares == {"OURS": None, "THEIRS": Decimal(40), "MORE": None}


def test_headcounts_and_lines_that_stand_already_are_not_added_again(event: Event) -> None:
    heads = (("count", "reason", "source"), (5, "No list", "Letter"), (5, "No list", "Letter"))
    receiver = factories.organisation("Police of Mary")
    line(event.funding[0].project, 100, at=event, to=receiver, what=edition("GUIDE"), handed_on=date(2011, 10, 4))
    lines = (("material", "quantity", "organisation"), ("GUIDE", 100, "Police of Mary"), ("GUIDE", 100, "Police of Mary"))
    for expected in ({"headcounts": 2, "lines": 1}, {}):
        assert dict(bring(small(people=row(), Headcounts=heads, Materials=lines))) == expected


def test_a_correction_with_a_day_and_an_act_of_its_own_is_taken_once(event: Event) -> None:
    what = edition("GUIDE", language="tk", carrier=Carrier.BROCHURE)
    line(event.funding[0].project, 100, at=event, to=factories.organisation("Police of Mary"), what=what)
    lines = (("material", "quantity", "organisation", "date", "act"), ("GUIDE", -10, "Police of Mary", date(2012, 2, 1), "9"))
    for expected in ({"lines": 1}, {}):
        assert dict(bring(small(people=row(), Materials=lines))) == expected
    assert db.session.scalar(select(func.sum(Distribution.quantity))) == 90


def test_everybody_of_the_event_is_known_after_a_sex_or_a_birth_was_corrected(event: Event) -> None:
    bring(small(people=row(surname="Аманова", given_name="Огулджан", sex="m")))
    assert db.session.scalar(select(func.count(Enrolment.id))) == 2
