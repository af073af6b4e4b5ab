"""How far figures can be relied on: what is evidenced, stated, finalised and told apart, and the way to mend the rest."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from lms.courses import attendance
from lms.courses.codes import Mark, Method
from lms.extensions import db
from lms.merging import queries as merging
from lms.merging.models import PossibleDouble
from lms.participants.models import Person, Sex
from lms.reports import quality, services
from lms.reports.rules import Filters
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports import test_views as views
from tests.reports.holding import held, officer, planned, seat
from tests.reports.test_views import heading, links, text

SignedIn = Callable[..., FlaskClient]
ALL = Filters(as_of=date(2014, 1, 1))
PAGE = "/figures/quality?first=&last="


def double(*people: Person) -> None:
    """Write that two people may be one."""
    one, other = sorted(who.id for who in people)
    factories.keep(PossibleDouble(one_id=one, other_id=other, score=80, level=1, found_at=factories.AT))


def register() -> list[Person]:
    """Train two people of whom little is stated and who may be one; mark a third at an event that is not finalised."""
    people = [officer(surname="Один", sex=Sex.NOT_STATED), officer(category=None, surname="Другой")]
    held(factories.project("FIRST"), who=dict.fromkeys(people, "PPPP"))
    third = officer(surname="Третий")
    waiting = planned(factories.project("SECOND"), ends_on=date(2011, 11, 4))
    seat(waiting, {third: "PP--"})
    double(*people)
    double(people[0], third)
    db.session.commit()
    return people


def told(f: Filters = ALL) -> quality.Quality:
    return quality.of(services.figures(f), merging.pairs())


def test_what_is_evidenced_stated_finalised_and_told_apart_is_counted(app: Flask) -> None:
    register()
    found = told()
    assert (found.evidenced, found.claimed, found.attendances) == (8, 2, 10)
    assert dict(found.unstated) == {"category": 1, "sex": 1, "country": 2, "region": 2, "organisation": 2}
    assert (found.persons, found.stated, found.cells) == (2, 2, 10)
    assert (found.finalised, found.waiting, found.events) == (1, 1, 2)
    assert not found.is_good and found.is_undecided


def test_only_pairs_of_whom_both_are_counted_may_be_one_person_too_many(app: Flask) -> None:
    people = register()
    assert quality.counted(ALL, merging.pairs()) == [tuple(sorted(one.id for one in people))]
    assert told(Filters(as_of=date(2014, 1, 1), first=date(2011, 11, 1))).doubles == 0


def test_where_everything_is_in_order_there_is_nothing_to_mend(app: Flask) -> None:
    assert told().is_good
    views.held(factories.project(), people=2)
    assert told(Filters(as_of=date(2014, 1, 1))).is_good


def test_the_figures_page_says_in_a_line_how_far_they_can_be_relied_on(app: Flask, signed_in: SignedIn) -> None:
    register()
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    line = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text(browser, "/figures?first=&last=").partition("figure-quality")[2].partition("</p>")[0]))
    assert line.endswith(
        "Data quality: 80% of attendances evidenced · 20% of personal details stated · 1 event not finalised · 1 possible duplicate"
    )


@pytest.mark.parametrize("address", ["/figures?first=&last=", PAGE])
def test_a_register_in_order_is_said_to_be_so(app: Flask, signed_in: SignedIn, address: str) -> None:
    views.held(factories.project(), people=2)
    assert "othing to mend" in text(signed_in(factories.account(Role.REPORTING_OFFICER)), address)


def test_every_number_of_the_page_opens_to_rows_that_add_up_to_it(app: Flask, signed_in: SignedIn) -> None:
    register()
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    opened = links(text(browser, PAGE))
    assert [number for _url, number in opened] == [2, 1, 1, 1, 2, 2, 2]
    for address, number in opened:
        assert heading(text(browser, address)) == number, address


def test_events_to_finalise_are_a_list_that_anyone_with_figures_opens(app: Flask, signed_in: SignedIn) -> None:
    register()
    browser = signed_in(factories.account(Role.DONOR_VIEWER))
    page = text(browser, "/figures/lines?figure=waiting")
    assert heading(page) == 1 and re.search(r'href="/events/\d+"', page)
    assert "A training" in text(browser, "/figures/lines.csv?figure=waiting")


def test_possible_duplicates_are_compared_by_whoever_may_merge_people(app: Flask, signed_in: SignedIn) -> None:
    one, other = register()
    address = f"/people/{one.id}/merge/{other.id}"
    page = text(signed_in(factories.account(Role.PROJECT_MANAGER)), PAGE)
    assert address in page and "Один" in page and "Третий" not in page
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER)), PAGE)
    assert "1 pair of people counted here" in page and "Один" not in page and "/merge/" not in page and "/doubles" not in page


def test_a_donor_viewer_sees_shares_and_no_way_to_names(app: Flask, signed_in: SignedIn) -> None:
    stated = {"country": factories.country().code, "region_code": factories.region().code}
    event = factories.event(projects=(factories.project(),), sessions=1)
    for number in range(20):
        factories.enrolment(event, factories.person(surname="Один"), **(stated if number > 5 else {}))
    marks = {one.id: (Mark.PRESENT, None) for one in db.session.scalars(attendance.roster_queries.to_mark(event.id))}
    attendance.record_marks(event.sessions[0], marks, method=Method.PAPER, by=None, at=factories.AT)
    attendance.finalise(event, by=None, at=views.FINALISED)
    db.session.commit()
    browser = signed_in(factories.account(Role.DONOR_VIEWER))
    page = text(browser, PAGE)
    assert "20 of 20" in page and "14 of 20" in page and "6 people without it" in page
    assert links(page) == [] and "Один" not in page and "/people" not in page
    assert "68% of personal details stated" in text(browser, "/figures?first=&last=")


def test_a_donor_viewer_sees_no_few_people_of_whom_something_is_not_stated(app: Flask, signed_in: SignedIn) -> None:
    register()
    browser = signed_in(factories.account(Role.DONOR_VIEWER))
    page = text(browser, PAGE)
    assert "without it" not in page and "2 of 2" not in page and "not shown" in page
    assert "Some people counted here may stand in the register twice." in page
    line = text(browser, "/figures?first=&last=").partition("figure-quality")[2].partition("</p>")[0]
    assert "1 event not finalised" in line and "stated" not in line and "evidenced" not in line and "duplicate" not in line


def test_nothing_is_said_of_the_quality_of_nothing(app: Flask, signed_in: SignedIn) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert "Nothing to judge" in text(browser, PAGE)
    assert "figure-quality" not in text(browser, "/figures?first=&last=")
    assert "Correct what is marked above" in text(browser, "/figures/quality?first=x", 422)


def test_an_event_not_finalised_is_told_where_nobody_is_trained_yet(app: Flask, signed_in: SignedIn) -> None:
    planned(factories.project(), ends_on=date(2011, 11, 4))
    db.session.commit()
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER)), PAGE)
    assert "0 of 1" in page and "Nobody is counted as trained." in page and "None was marked." in page


def test_the_page_asks_as_many_questions_for_many_people_as_for_few(app: Flask, signed_in: SignedIn) -> None:
    browser = signed_in(factories.account(Role.PROJECT_MANAGER))
    register()

    def questions() -> int:
        read_ledger()
        with counted() as statements:
            text(browser, PAGE)
        return len(statements)

    few = questions()
    for _n in range(3):
        people = [officer(), officer()]
        held(factories.project(), who=dict.fromkeys(people, "PPPP"))
        double(*people)
    assert questions() == few <= 24
