"""What several projects or donors claim: as a second computation says, and with as many rows as each number says."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Account
from lms.accounts.permissions import Permission, Role
from lms.accounts.scope import looking, scope_of
from lms.extensions import db
from lms.projects.models import Project
from lms.reports import services
from lms.reports.overlap import Both, Overlap, overlap
from lms.reports.rules import SEVERAL, By, Cell, Figure, Filters
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports.holding import held, officer
from tests.reports.registers import Ground, Register, asked, exported, ground
from tests.reports.second_count import Row, Rows, SecondCount
from tests.reports.test_views import heading, links, text

SignedIn = Callable[..., FlaskClient]
ALL = Filters(as_of=date(2014, 1, 1))
SEEDS, EVENTS = range(12), 25


def reached(rows: Rows, question: Row) -> tuple[set[int], set[int]]:
    """Return who was trained, and which events there were, by the second way of counting."""
    second = SecondCount(rows, question)
    events = [one for one in rows["event"] if second.in_question(one, None) and second.finalised(one)]
    trainings = {one["id"] for one in events if one["counts_as_training"]}
    people = {one["person_id"] for one in rows["enrolment"] if one["event_id"] in trainings and second.completed(one)}
    return people, {one["id"] for one in events if second.from_there(one)}


def whole_time(base: Ground) -> list[Filters]:
    """Ask for everything, and for everything of each project and of each donor."""
    whole = Filters(as_of=date(2015, 1, 1))
    return [whole, *(whole.of(By.PROJECT, one) for one in base.projects), *(whole.of(By.DONOR, one) for one in base.donors)]


def both(one: tuple[set[int], set[int]], other: tuple[set[int], set[int]]) -> Both:
    return Both(len(one[0] & other[0]), len(one[1] & other[1]))


def claimed(whole: set[int], of: list[set[int]]) -> Counter[int]:
    """Return how many are in how many sets."""
    return Counter(sum(one in each for each in of) for one in whole)


def check(told: Overlap, rows: Rows, who: list[int]) -> None:
    """Hold what is told against what is reached for each, by itself."""
    f, by = told.filters, told.by
    base = asked(f.of_any(by))
    each = {number: reached(rows, base | {by.value: number}) for number in who}
    chosen = f.chosen(by)
    whole = reached(rows, base) if chosen is None else each[chosen]
    of = {number: (people & whole[0], events & whole[1]) for number, (people, events) in each.items()}
    assert told.whole == both(whole, whole)
    assert dict(told.of_each) == {number: both(one, one) for number, one in of.items() if any(one)}
    persons, events = (claimed(whole[part], [one[part] for one in of.values()]) for part in (0, 1))
    assert dict(told.by_number) == {number: Both(persons[number], events[number]) for number in {*persons, *events}}
    pairs = {frozenset(pair): both(of[pair[0]], of[pair[1]]) for pair in combinations(who, 2) if chosen is None or chosen in pair}
    assert {frozenset(pair): number for pair, number in told.of_two.items()} == {
        pair: number for pair, number in pairs.items() if number != Both()
    }
    assert all(chosen in {None, one} for one, _other in told.of_two)


@pytest.mark.parametrize("by", By)
def test_what_several_claim_is_what_a_second_computation_gives(app: Flask, by: By) -> None:
    base = ground()
    who = base.projects if by is By.PROJECT else base.donors
    for seed in SEEDS:
        register = Register(seed, base, most=EVENTS)
        rows = exported()
        for question in (*whole_time(base), register.question(), register.question()):
            check(overlap(question, by), rows, who)
        db.session.rollback()


def parts(told: Overlap) -> list[tuple[Filters, Cell, Both]]:
    """List every number with the filters and the part of a figure that open it."""
    f, by = told.filters, told.by.value
    several: Any = {f"{by}_claims": SEVERAL}
    return [
        (f, Cell(), told.whole), (f, Cell(**several), told.several),
        *((f, Cell(**{f"{by}_claims": str(number)}), one) for number, one in told.by_number.items()),
        *((f.of(told.by, number), Cell(), one) for number, one in told.of_each.items() if f.chosen(told.by) is None),
        *((f.of(told.by, one), Cell(**{f"also_{by}": other}), number) for (one, other), number in told.of_two.items()),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_every_number_has_as_many_rows_as_it_says(app: Flask, seed: int) -> None:
    base = ground()
    register = Register(seed, base, most=EVENTS)
    for question in (*whole_time(base), register.question(), register.question()):
        for f, cell, number in (part for by in By for part in parts(overlap(question, by))):
            sizes = Both(services.size(Figure.PERSONS, f, cell), services.size(Figure.EVENTS, f, cell))
            assert sizes == number, f"{cell} under {f}"


def joint(first: Project, second: Project) -> None:
    """Train one person at an event that two projects share, one for each at events of their own, one for the first alone."""
    shared, apart = officer(), officer()
    held(first, second, who={shared: "PPPP"})
    held(first, who={apart: "PPPP", officer(): "PPPP"}, ends_on=date(2011, 11, 4))
    held(second, who={apart: "PPPP"}, ends_on=date(2011, 12, 2))


def test_whom_two_projects_trained_together_or_apart_both_claim_and_all_count_once(app: Flask) -> None:
    first, second = factories.project(), factories.project()
    joint(first, second)
    told = overlap(ALL, By.PROJECT)
    assert (told.claims, told.whole, told.several) == (Both(5, 4), Both(3, 3), Both(2, 1))
    assert told.claims == told.whole - told.unclaimed + told.repeated
    assert dict(told.of_two) == {(first.id, second.id): Both(2, 1)}
    assert dict(overlap(ALL, By.DONOR).by_number) == {1: Both(3, 3)}  # both projects are of one donor


def test_whom_a_project_trained_in_another_period_it_does_not_claim(app: Flask) -> None:
    first, second = factories.project(), factories.project()
    joint(first, second)
    told = overlap(Filters(as_of=date(2014, 1, 1), first=date(2011, 11, 1)), By.PROJECT)
    assert dict(told.of_two) == {(first.id, second.id): Both(1, 0)} and told.whole == Both(2, 2)


def test_what_no_project_pays_for_is_claimed_by_none_and_in_the_whole(app: Flask) -> None:
    held(office=factories.office(), who={officer(): "PPPP"})
    told = overlap(ALL, By.PROJECT)
    assert (told.claims, told.unclaimed, told.whole) == (Both(), Both(1, 1), Both(1, 1))


def test_the_claims_of_projects_that_one_does_not_see_are_not_told(app: Flask) -> None:
    mine, other = factories.project(donors=("INL",)), factories.project(of=factories.office("KG"), donors=("NOR",))
    joint(mine, other)
    with looking(scope_of(factories.account(Role.DONOR_VIEWER, on=mine), Permission.SEE_FIGURES)):
        told = overlap(ALL, By.PROJECT)
    assert dict(told.of_each) == {mine.id: Both(3, 2)} and not told.of_two


@pytest.fixture
def officer_browser(app: Flask, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.REPORTING_OFFICER))


@pytest.mark.parametrize("words", ["", "&by=donor", "&project={first}", "&by=donor&donor={donor}", "&donor={donor}", "&country=TM"])
def test_every_number_of_the_page_opens_to_rows_that_add_up_to_it(officer_browser: FlaskClient, words: str) -> None:
    first, second = factories.project(donors=("INL",)), factories.project(donors=("INL", "NOR"))
    joint(first, second)
    joint(second, first)
    asked_for = words.format(first=first.id, donor=factories.donor("INL").id)
    opened = links(text(officer_browser, f"/figures/overlap?first=&last={asked_for}"))
    assert len(opened) > 8 or words == "&country=TM"
    for address, number in opened:
        assert heading(text(officer_browser, address)) == number, address


def test_the_page_says_why_the_sum_is_more_than_the_whole(officer_browser: FlaskClient) -> None:
    first, second = factories.project(), factories.project()
    joint(first, second)
    page = text(officer_browser, "/figures/overlap?first=&last=")
    ladder = page.partition('id="ladder"')[2].partition("</table>")[0]
    assert re.findall(r'class="num" data-label="Persons">(?:<a[^>]*>)?([^<]+)<', ladder) == ["5", "−2", "0", "3"]
    assert f"{first.code} × {second.code}" in page and "No person and no event is claimed" not in page


def test_where_nothing_is_claimed_twice_the_page_says_so(officer_browser: FlaskClient) -> None:
    held(factories.project(), who={officer(): "PPPP"})
    assert "No person and no event is claimed by two projects." in text(officer_browser, "/figures/overlap?first=&last=")
    assert "that you may see are compared" not in text(officer_browser, "/figures/overlap?first=&last=")
    assert "Nothing to compare" in text(officer_browser, "/figures/overlap?first=2013-01-01&last=2013-12-31")


def test_rows_say_who_else_claims_them(officer_browser: FlaskClient) -> None:
    first, second = factories.project(), factories.project()
    joint(first, second)
    page = text(officer_browser, f"/figures/rows?figure=persons&project={first.id}&also_project={second.id}")
    assert heading(page) == 2 and re.search(rf"Also claimed by project</dt>\s*<dd>{second.code}", page)
    page = text(officer_browser, "/figures/rows?figure=events&project_claims=several")
    assert heading(page) == 1 and re.search(r"How many projects claim them</dt>\s*<dd>More than one", page)


@pytest.mark.parametrize("words", [
    "figure=persons&also_project=999", "figure=persons&also_project=x", "figure=persons&project_claims=x",
    "figure=persons&project_claims=-1", "figure=persons&donor_claims=1000", "figure=persons&donor_claims=%00",
    "figure=completions&project_claims=2", "figure=materials&also_donor={donor}", "figure=persons&donor_claims=٢",
])  # fmt: skip
def test_an_address_of_claims_that_is_wrong_is_no_page(officer_browser: FlaskClient, words: str) -> None:
    words = words.format(donor=factories.donor().id)
    assert officer_browser.get(f"/figures/rows?{words}").status_code == 404


@pytest.mark.parametrize("words", ["by=x", "first=x", "project=999", "first=2012-01-01&last=2011-01-01"])
def test_a_question_that_makes_no_sense_is_answered_on_the_page(officer_browser: FlaskClient, words: str) -> None:
    assert "Correct what is marked above" in text(officer_browser, f"/figures/overlap?{words}", 422)


def test_a_donor_viewer_opens_events_and_no_names(app: Flask, signed_in: SignedIn) -> None:
    mine, other = factories.project(), factories.project()
    joint(mine, other)
    viewer: Account = factories.account(Role.DONOR_VIEWER, on=mine)
    page = text(signed_in(viewer), "/figures/overlap?first=&last=")
    assert mine.code in page and other.code not in page and "Only projects and events that you may see are compared." in page
    assert links(page) and all(url.startswith("/figures/lines?figure=events") for url, _number in links(page))


def test_a_donor_viewer_is_told_of_events_that_two_claim_and_not_of_how_many_people(app: Flask, signed_in: SignedIn) -> None:
    first, second = factories.project(), factories.project()
    joint(first, second)
    browser = signed_in(factories.account(Role.DONOR_VIEWER))
    page = text(browser, "/figures/overlap?first=&last=")
    assert f"{first.code} × {second.code}" in page and "Numbers of people are compared for those" in page
    assert "Persons" not in page.partition('class="stats')[2] and [number for _url, number in links(page)] == [3, 1, 3, 2, 1, 3, 2, 2, 1]
    for address, number in links(page):
        assert heading(text(browser, address)) == number, address


def test_the_page_asks_as_many_questions_for_many_events_as_for_one(officer_browser: FlaskClient) -> None:
    first, second = factories.project(), factories.project()
    joint(first, second)

    def questions() -> int:
        read_ledger()
        with counted() as statements:
            text(officer_browser, "/figures/overlap?first=&last=")
        return len(statements)

    few = questions()
    for _n in range(4):
        joint(factories.project(), second)
    assert questions() == few <= 12
