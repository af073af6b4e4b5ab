"""The overview: what is coming, what waits for whom, how far figures are from their targets."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms import clock
from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.courses import attendance
from lms.courses.codes import EnrolmentRole, EventKind, Mark, Method
from lms.courses.models import Event, Session
from lms.extensions import db
from lms.imports.models import Stage
from lms.projects.measures import Basis, Rule
from lms.projects.models import Group, Project, Target
from lms.reports.overview import next_sheet
from tests import factories
from tests.queries import counted, read_ledger

SignedIn = Callable[..., FlaskClient]
TODAY = date(2011, 10, 12)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_day_in_october() -> Iterator[None]:
    with clock.stopped(datetime(2011, 10, 12, 6, 0, tzinfo=UTC)):
        yield


def overview(browser: FlaskClient) -> str:
    answer = browser.get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def section(page: str, title: str) -> str:
    """Return a panel of the page by its heading, or nothing."""
    panels = re.findall(r'<section class="panel.*?</section>', page, re.DOTALL)
    return next((panel for panel in panels if f"<h2>{title}" in panel), "")


def finalised(event: Event, *people: str) -> Event:
    """Enrol people of these categories, mark them in every session and finalise."""
    for of in people:
        factories.enrolment(event, of=of)
    for session in event.sessions:
        marks = {one.id: (Mark.PRESENT, None) for one in db.session.scalars(attendance.roster_queries.to_mark(event.id))}
        attendance.record_marks(session, marks, method=Method.PAPER, by=None, at=clock.now())
    attendance.finalise(event, by=None, at=clock.now())
    db.session.commit()
    return event


def target(
    project: Project, value: int, basis: Basis = Basis.PERSONS, group: Group | None = None, name: str = "Officers",
    starts_on: date = date(2011, 1, 1), ends_on: date = date(2011, 12, 31),
) -> Target:  # fmt: skip
    rule = Rule(basis, groups=(group.value,) if group else ())
    indicator = factories.indicator(project, rule, name_en=name, name_ru=name)
    return factories.keep(Target(indicator_id=indicator.id, starts_on=starts_on, ends_on=ends_on, value=Decimal(value)))


def teacher(*events: Event) -> Account:
    """Make the account of a trainer who teaches the events."""
    who = factories.person("Тренер")
    for event in events:
        factories.enrolment(event, who, role=EnrolmentRole.TRAINER)
    return factories.account(Role.TRAINER, who=who)


def test_a_trainer_sees_the_event_of_today_first_with_its_sheet(app: Flask, signed_in: SignedIn) -> None:
    over = factories.event(title_en="Over", starts_on=date(2011, 10, 3))
    now = factories.event(title_en="Now", starts_on=TODAY, sessions=2)
    foreign = factories.event(title_en="Somebody else's", starts_on=TODAY, sessions=1)
    mine = section(overview(signed_in(teacher(over, now))), "My events")
    assert mine.index("Now") < mine.index("Over")
    assert f"/events/{now.id}/sessions/{now.sessions[0].id}/attendance" in mine
    assert f"/events/{over.id}/finalise" in mine
    assert foreign.title_en not in mine


def test_a_trainer_without_events_is_told_when_they_appear(app: Flask, signed_in: SignedIn) -> None:
    factories.event(title_en="Next year", starts_on=date(2012, 5, 1))
    assert "No events for you now" in overview(signed_in(teacher()))


def test_a_trainer_sees_nothing_of_planning_or_figures(app: Flask, signed_in: SignedIn) -> None:
    factories.event(title_en="A planned one", starts_on=TOMORROW)
    page = overview(signed_in(teacher()))
    assert "A planned one" not in page and "Targets" not in page and "Certificates to issue" not in page


def block(day: date, hour: int = 9) -> Session:
    return Session(day=day, starts_at=time(hour), ends_at=time(hour + 1), title=f"{day} {hour}")


def test_the_next_sheet_is_the_first_of_today_without_marks() -> None:
    before, first, second, later = block(YESTERDAY), block(TODAY, 9), block(TODAY, 11), block(TOMORROW)
    unmarked = [(before, False), (first, True), (second, False), (later, False)]
    assert next_sheet(unmarked, TODAY) is second
    assert next_sheet([(before, False), (first, True), (second, True), (later, False)], TODAY) is before
    assert next_sheet([(before, True), (first, True), (second, True), (later, False)], TODAY) is second
    assert next_sheet([(before, True), (later, False)], TODAY) is None


def test_a_manager_sees_what_is_coming_within_thirty_days(app: Flask, signed_in: SignedIn) -> None:
    for title, day in (("Soon", TODAY + timedelta(days=30)), ("Later", TODAY + timedelta(days=31)), ("Past", YESTERDAY)):
        factories.event(title_en=f"{title} event", starts_on=day)
    factories.event(title_en="Called off event", starts_on=TOMORROW, cancelled_at=factories.AT)
    coming = section(overview(signed_in(factories.account(Role.PROJECT_MANAGER))), "Coming in the next 30 days")
    assert re.findall(r"(\w+) event</a>", coming) == ["Soon"]


def test_a_manager_sees_which_events_wait_to_be_finalised(app: Flask, signed_in: SignedIn) -> None:
    waiting = factories.event(title_en="Waiting", starts_on=YESTERDAY)
    factories.event(title_en="Last day", starts_on=YESTERDAY, ends_on=TODAY)
    finalised(factories.event(title_en="Done", starts_on=YESTERDAY, sessions=1), "police")
    shown = section(overview(signed_in(factories.account(Role.PROJECT_MANAGER))), "Waiting to be finalised")
    assert f"/events/{waiting.id}/finalise" in shown
    assert "Done" not in shown and "Last day" not in shown


def test_an_event_with_missing_data_says_what_is_missing_as_its_page_does(app: Flask, signed_in: SignedIn) -> None:
    empty = factories.event(starts_on=TOMORROW)
    full = factories.event(
        title_en="Complete", starts_on=TOMORROW, sessions=1, country="TM", projects=(factories.project(),)
    )
    factories.enrolment(full)
    factories.enrolment(full, role=EnrolmentRole.TRAINER)
    browser = signed_in(factories.account(Role.PROJECT_MANAGER))
    lacking = section(overview(browser), "Events with missing data")
    sentences = re.findall(r"<li>([^<]*)</li>", lacking)
    assert len(sentences) == 4 and "Complete" not in lacking
    page = browser.get(f"/events/{empty.id}").get_data(as_text=True)
    assert all(sentence in page for sentence in sentences)


def test_a_manager_of_one_office_sees_nothing_of_another(app: Flask, signed_in: SignedIn) -> None:
    away = factories.office("KG")
    project = factories.project(of=away)
    target(project, 10, name="Theirs")
    for day in (YESTERDAY, TOMORROW):
        factories.event(of=away, title_en="Elsewhere", starts_on=day)
    finalised(factories.event(of=away, projects=(project,), title_en="Elsewhere", starts_on=YESTERDAY, sessions=1), "police")
    page = overview(signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office("TM"))))
    assert "Elsewhere" not in page and "Theirs" not in page


def test_certificates_are_due_where_people_completed_and_have_none(app: Flask, signed_in: SignedIn) -> None:
    event = finalised(factories.event(starts_on=YESTERDAY, sessions=1), "police", "judge")
    shown = section(overview(signed_in(factories.account(Role.PROJECT_MANAGER))), "Certificates to issue")
    assert f'<a href="/events/{event.id}/certificates">2 people</a>' in shown


@pytest.mark.parametrize(("basis", "group", "value"), [
    (Basis.PERSONS, None, 3), (Basis.PERSONS, Group.LAW_ENFORCEMENT, 2), (Basis.PERSONS, Group.CIVIL_SOCIETY, 0),
    (Basis.COMPLETIONS, Group.JUDICIARY, 1), (Basis.ATTENDANCES, None, 6), (Basis.EVENTS, None, 2),
    (Basis.MATERIALS, None, 0),
])  # fmt: skip
def test_a_target_is_measured_by_its_own_basis_and_group(
    app: Flask, signed_in: SignedIn, basis: Basis, group: Group | None, value: int
) -> None:
    factories.category("judge", Group.JUDICIARY)
    project = factories.project()
    target(project, 20, basis, group)
    finalised(factories.event(projects=(project,), starts_on=YESTERDAY, sessions=2), "police", "police", "judge")
    finalised(factories.event(projects=(project,), starts_on=YESTERDAY, kind=EventKind.CONFERENCE, counts_as_training=False))
    finalised(factories.event(starts_on=YESTERDAY, sessions=2), "police")
    shown = section(overview(signed_in(factories.account(Role.REPORTING_OFFICER))), "Targets of this period")
    assert f"{value} of 20" in shown


def test_a_target_that_is_passed_is_marked_inside_its_bar(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project()
    passed = target(project, 1)
    finalised(factories.event(projects=(project,), starts_on=YESTERDAY, sessions=1), "police", "police")
    shown = section(overview(signed_in(factories.account(Role.REPORTING_OFFICER))), "Targets of this period")
    assert "2 of 1 · 200%" in shown and f'aria-labelledby="target-{passed.id}-title' in shown
    assert 'class="bullet-bar" x="0" y="5" width="100.0%"' in shown and 'class="bullet-target" x1="50.0%"' in shown


def test_only_targets_of_today_and_of_running_projects_are_shown(app: Flask, signed_in: SignedIn) -> None:
    running, ended = factories.project(), factories.project()
    with factories.act("test", by=None, at=factories.AT):
        ended.ends_on = YESTERDAY
    db.session.commit()
    target(running, 10, name="Present")
    target(running, 10, name="Former", starts_on=date(2010, 1, 1), ends_on=date(2010, 12, 31))
    target(ended, 10, name="Ended")
    page = overview(signed_in(factories.account(Role.DONOR_VIEWER)))
    assert "Present" in page and "Former" not in page and "Ended" not in page


def test_a_reporting_officer_sees_what_would_change_the_figures(app: Flask, signed_in: SignedIn) -> None:
    factories.event(starts_on=YESTERDAY)
    finalised(factories.event(starts_on=YESTERDAY, sessions=1), "police")
    page = overview(signed_in(factories.account(Role.REPORTING_OFFICER)))
    assert "1 event of this year is over but not finalised" in page
    assert "/figures?first=2011-10-01&amp;last=2012-09-30" in page and "US fiscal year FY2012" in page
    assert re.search(r'Persons trained</span>\s*<span class="stat-value">1<', page)


def test_a_donor_viewer_sees_the_figures_of_their_project_and_no_name(app: Flask, signed_in: SignedIn) -> None:
    mine, other = factories.project("MINE"), factories.project("OTHER")
    for project in (mine, other):
        finalised(factories.event(projects=(project,), starts_on=YESTERDAY, sessions=1), *["police"] * 6)
    page = overview(signed_in(factories.account(Role.DONOR_VIEWER, on=mine)))
    assert "MINE" in page and "OTHER" not in page and "Мамедов" not in page
    assert re.search(r'Persons trained</span>\s*<span class="stat-value">6<', page)


def test_an_account_without_a_role_is_told_whom_to_ask(app: Flask, signed_in: SignedIn) -> None:
    assert "Nothing here for you yet" in overview(signed_in(factories.account(None)))


@pytest.mark.parametrize(("role", "told"), [(Role.PROJECT_MANAGER, True), (Role.REPORTING_OFFICER, False)])
def test_imports_that_wait_to_be_confirmed_are_told_to_those_who_import(
    app: Flask, signed_in: SignedIn, role: Role, told: bool
) -> None:
    event = factories.event()
    for stage in (Stage.PREVIEW, Stage.PREVIEW, Stage.DONE, Stage.DISCARDED):
        factories.import_batch(event, stage=stage)
    factories.import_batch(factories.event(of=factories.office("KG")))
    page = overview(signed_in(factories.account(role, of=factories.office())))
    assert ("2 imports wait to be confirmed" in page) is told


@pytest.mark.parametrize("role", list(Role))
def test_the_overview_asks_as_many_questions_for_many_events_as_for_one(
    app: Flask, signed_in: SignedIn, role: Role
) -> None:
    who = factories.person("Тренер")
    project = factories.project()
    target(project, 10)
    browser = signed_in(factories.account(role, who=who))

    def fill(number: int) -> None:
        for _n in range(number):
            for day in (YESTERDAY, TODAY, TOMORROW):
                event = factories.event(projects=(project,), starts_on=day, sessions=2)
                factories.enrolment(event, who, role=EnrolmentRole.TRAINER)
            finalised(factories.event(projects=(project,), starts_on=YESTERDAY, sessions=1), "police")

    def asked() -> int:
        read_ledger()
        db.session.expire_all()
        with counted() as statements:
            overview(browser)
        return len(statements)

    fill(1)
    few = asked()
    fill(4)
    assert asked() == few <= (38 if role is Role.DONOR_VIEWER else 26)  # donors are told of a period by what all others tell
