"""Planning: events with their rule, sessions, funding, organisations and headcounts."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from flask import Flask

from lms.courses import programme, services
from lms.courses.codes import EventKind, EventState, OrganisationRole
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from tests import factories

AT = datetime(2011, 10, 1, 9, 0, tzinfo=UTC)
BY = {"by": None, "at": AT}
DAY = date(2011, 10, 10)


def plan(**more) -> Event:
    given = {
        "office": factories.office(), "kind": EventKind.TRAINING, "title_en": "T", "title_ru": "Т", "starts_on": DAY,
        "ends_on": DAY,
    }  # fmt: skip
    return services.plan_event(**given | more, **BY)


def test_an_event_takes_its_rule_from_its_course(app: Flask) -> None:
    course = factories.course(min_attendance_percent=75, min_grade=Decimal(60), counts_as_training=False)
    made = plan(course=course)
    assert (made.min_attendance_percent, made.min_grade, made.counts_as_training) == (75, 60, False)


def test_a_later_change_of_the_course_leaves_the_event_its_rule(app: Flask) -> None:
    course = factories.course(min_attendance_percent=75)
    made = plan(course=course)
    services.edit_course(course, min_attendance_percent=90, **BY)
    assert made.min_attendance_percent == 75


@pytest.mark.parametrize(("kind", "counts"), [
    (EventKind.TRAINING, True), (EventKind.STUDY_TOUR, True), (EventKind.ATTESTATION, False),
    (EventKind.CONSULTATION, False), (EventKind.MEDIA_EVENT, False), (EventKind.OFFICIAL_VISIT, False),
    (EventKind.CONFERENCE, False),
])  # fmt: skip
def test_without_a_course_the_kind_says_whether_it_counts_as_training(app: Flask, kind: EventKind, counts: bool) -> None:
    made = plan(kind=kind)
    assert (made.counts_as_training, made.min_attendance_percent) == (counts, 80)


def test_codes_run_on_within_office_and_year(app: Flask) -> None:
    assert [plan().code, plan().code, plan(office=factories.office("KG")).code] == [
        "TM-2011-001", "TM-2011-002", "KG-2011-001"
    ]  # fmt: skip


def test_a_taken_code_is_refused(app: Flask) -> None:
    plan(code="X")
    with pytest.raises(Refused, match="code X already"):
        plan(code="X")


@pytest.mark.parametrize(("first", "last", "says"), [
    (date(2011, 10, 10), date(2011, 10, 9), "before the first"),
    (date(1989, 12, 31), date(1990, 1, 1), "Check the year"),
    (date(2100, 1, 1), date(2100, 1, 1), "Check the year"),
    (date(2011, 1, 1), date(2012, 1, 3), "a year at most"),
])  # fmt: skip
def test_impossible_dates_are_refused(app: Flask, first: date, last: date, says: str) -> None:
    with pytest.raises(Refused, match=says):
        plan(starts_on=first, ends_on=last)


def test_an_event_may_last_a_year(app: Flask) -> None:
    assert plan(starts_on=date(2011, 1, 1), ends_on=date(2012, 1, 2)).id


def test_a_region_lies_in_the_events_country(app: Flask) -> None:
    factories.region("TM-M")
    factories.country("KG")
    with pytest.raises(Refused, match="not in the chosen country"):
        plan(country="KG", region_code="TM-M")
    assert plan(country="TM", region_code="TM-M").region_code == "TM-M"


def test_an_event_cannot_move_away_from_its_sessions(app: Flask) -> None:
    event = factories.event(sessions=1, starts_on=DAY, ends_on=date(2011, 10, 11))
    with pytest.raises(Refused, match="outside these dates"):
        services.edit_event(event, starts_on=date(2011, 10, 11), **BY)


@pytest.mark.parametrize(("today", "acts", "state"), [
    (9, [], EventState.PLANNED), (9, ["confirm"], EventState.CONFIRMED), (10, ["confirm"], EventState.UNDER_WAY),
    (12, [], EventState.UNDER_WAY), (13, [], EventState.TO_FINALISE), (13, ["cancel"], EventState.CANCELLED),
    (13, ["cancel", "restore"], EventState.TO_FINALISE),
])  # fmt: skip
def test_the_state_follows_from_dates_and_acts(app: Flask, today: int, acts: list[str], state: EventState) -> None:
    event = factories.event(starts_on=DAY, ends_on=date(2011, 10, 12))
    for act in acts:
        getattr(services, act)(event, **BY)
    assert event.state_on(date(2011, 10, today)) is state


def test_equal_sessions_fill_every_day(app: Flask) -> None:
    event = factories.event(starts_on=DAY, ends_on=date(2011, 10, 12))
    number = programme.fill_days(
        event, starts_at=time(9), minutes=90, pause=30, number=2, title=lambda n: f"Block {n}", **BY
    )
    db.session.expire(event)
    assert number == len(event.sessions) == 6 and event.minutes == 6 * 90
    assert [s.title for s in event.sessions][:3] == ["Block 1", "Block 2", "Block 1"]


def test_filling_twice_does_not_double_the_time_to_attend(app: Flask) -> None:
    event = factories.event()
    fill = {"starts_at": time(9), "minutes": 90, "pause": 30, "number": 2, "title": str} | BY
    programme.fill_days(event, **fill)
    with pytest.raises(Refused, match="takes place at that time"):
        programme.fill_days(event, **fill)
    assert len(event.sessions) == 2


def test_a_single_session_may_run_beside_another(app: Flask) -> None:
    event = factories.event(sessions=1)
    programme.add_session(event, day=event.starts_on, starts_at=time(8, 30), ends_at=time(9), title="Group B", **BY)
    assert event.minutes == 120


@pytest.mark.parametrize(("day", "starts", "ends", "says"), [
    (9, time(9), time(10), "The event is from"), (11, time(9), time(10), "The event is from"),
    (10, time(9), time(9), "ends after it starts"), (10, time(10), time(9), "ends after it starts"),
])  # fmt: skip
def test_a_session_lies_within_the_event(app: Flask, day: int, starts: time, ends: time, says: str) -> None:
    event = factories.event(starts_on=DAY)
    with pytest.raises(Refused, match=says):
        programme.add_session(event, day=date(2011, 10, day), starts_at=starts, ends_at=ends, title="S", **BY)


def test_shares_add_up_to_a_hundred_at_most(app: Flask) -> None:
    event, one, two = factories.event(), factories.project(), factories.project()
    services.set_funding(event, {one.id: Decimal(60), two.id: Decimal(40)}, **BY)
    assert event.is_shared
    with pytest.raises(Refused, match="more than 100"):
        services.set_funding(event, {one.id: Decimal(60), two.id: Decimal("40.01")}, **BY)
    services.set_funding(event, {two.id: None}, **BY)
    assert [(part.project_id, part.share_percent) for part in event.funding] == [(two.id, None)]


def test_an_organisation_has_a_role_once(app: Flask) -> None:
    event, agency = factories.event(), factories.organisation()
    services.add_organisation(event, agency, OrganisationRole.HOST, **BY)
    services.add_organisation(event, agency, OrganisationRole.PARTNER, **BY)
    with pytest.raises(Refused, match="this role already"):
        services.add_organisation(event, agency, OrganisationRole.HOST, **BY)


def test_headcounts_stand_beside_each_other(app: Flask) -> None:
    event = factories.event()
    for number in (22, 5):
        services.add_headcount(event, number=number, reason="List lost", source="Report 7", **BY)
    assert [line.number for line in event.headcounts] == [22, 5]


@pytest.mark.parametrize("act", [
    lambda e: services.edit_event(e, title_en="X", **BY), lambda e: services.cancel(e, **BY),
    lambda e: services.confirm(e, **BY), lambda e: services.set_funding(e, {}, **BY),
    lambda e: services.add_headcount(e, number=1, reason="r", source="s", **BY),
    lambda e: programme.add_session(e, day=DAY, starts_at=time(9), ends_at=time(10), title="S", **BY),
    lambda e: programme.fill_days(e, starts_at=time(9), minutes=60, pause=0, number=1, title=str, **BY),
    lambda e: programme.remove_session(e.sessions[0], **BY),
])  # fmt: skip
def test_a_finalised_event_is_not_changed(app: Flask, act) -> None:
    event = factories.event(starts_on=DAY, sessions=1, finalised_at=AT)
    with pytest.raises(Refused, match="finalised"):
        act(event)


def test_modules_that_did_not_change_are_not_written_again(app: Flask) -> None:
    course = factories.course()
    services.set_modules(course, [("One", "Раз", Decimal(2)), ("Two", "Два", None)], **BY)
    before = [module.id for module in course.modules]
    services.set_modules(course, [("One", "Раз", Decimal(2)), ("Two", "Два", None)], **BY)
    assert [module.id for module in course.modules] == before
    services.set_modules(course, [("Two", "Два", None)], **BY)
    assert [module.title_en for module in course.modules] == ["Two"]


def test_code_and_version_of_a_course_are_taken_once(app: Flask) -> None:
    services.create_course(code="C", title_en="T", title_ru="Т", **BY)
    services.create_course(code="C", version="2", title_en="T", title_ru="Т", **BY)
    with pytest.raises(Refused, match="already"):
        services.create_course(code="C", version="2", title_en="T", title_ru="Т", **BY)
