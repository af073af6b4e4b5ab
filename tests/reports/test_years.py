"""Figures year by year: every number is that of the figures of its year, and opens to its rows."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from lms.extensions import db
from lms.reports.rules import Filters
from lms.reports.services import figures
from lms.reports.years import Year, YearKind, series
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports.holding import LONG_AFTER, held, officer
from tests.reports.registers import Register, ground

Enter = Callable[..., FlaskClient]
SEEDS = range(40)


def told(year: Year) -> tuple[int, ...]:
    return year.events, year.persons, year.new, year.completions, year.headcount, year.reconstructed


def of_figures(f: Filters, year: Year) -> tuple[int, ...]:
    """Count the same by the figures of a period, which know nothing of years."""
    one = figures(replace(f, first=year.period.first, last=year.period.last))
    return one.events, one.persons.total, one.new, one.completions.total, one.headcount.total, one.reconstructed.total


@pytest.mark.parametrize("kind", list(YearKind))
def test_every_year_and_all_together_are_what_the_figures_of_their_days_say(app: Flask, kind: YearKind) -> None:
    base, years = ground(), 0
    for seed in SEEDS:
        register = Register(seed, base)
        for f in (Filters(as_of=date(2015, 1, 1)), register.question(), register.question()):
            made = series(f, kind)
            years += len(made.years)
            for year in [*made.years, *([made.whole] if made.whole else [])]:
                assert told(year) == of_figures(f, year), f"register {seed}, {f}, {year.period}"
        db.session.rollback()
    assert years > 80


def test_who_was_trained_in_two_years_counts_in_both_and_once_in_all(app: Flask) -> None:
    project, often, once = factories.project(), officer(), officer()
    held(project, who={often: "PPPP", once: "PPPP"}, ends_on=date(2010, 10, 14))
    held(project, who={often: "PPPP"}, heads=4, ends_on=date(2012, 3, 2))
    made = series(Filters(as_of=LONG_AFTER), YearKind.CALENDAR)
    assert [(year.period.number, year.persons, year.new, year.completions) for year in made.years] == [
        (2010, 2, 2, 2), (2011, 0, 0, 0), (2012, 1, 0, 5),
    ]  # fmt: skip
    assert made.whole and (made.whole.persons, made.whole.completions, made.whole.headcount) == (2, 7, 4)


def test_the_us_fiscal_year_begins_in_october(app: Flask) -> None:
    project = factories.project()
    held(project, who={officer(): "PPPP"}, ends_on=date(2011, 9, 30))
    held(project, who={officer(): "PPPP"}, ends_on=date(2011, 10, 14))
    made = series(Filters(as_of=LONG_AFTER), YearKind.FISCAL)
    assert [(year.period.number, year.persons) for year in made.years] == [(2011, 1), (2012, 1)]


def test_the_period_cuts_the_first_and_the_last_year(app: Flask) -> None:
    project = factories.project()
    for day in (date(2011, 1, 14), date(2011, 8, 14), date(2012, 2, 14)):
        held(project, who={officer(): "PPPP"}, ends_on=day)
    made = series(Filters(as_of=LONG_AFTER, first=date(2011, 6, 1), last=date(2012, 2, 28)), YearKind.CALENDAR)
    assert [(year.period.first, year.period.last, year.persons, year.is_whole) for year in made.years] == [
        (date(2011, 6, 1), date(2011, 12, 31), 1, False), (date(2012, 1, 1), date(2012, 2, 28), 1, False),
    ]  # fmt: skip


def test_years_without_events_in_a_row_stand_together(app: Flask) -> None:
    project = factories.project()
    for day in (date(2010, 1, 14), date(2012, 12, 14)):
        held(project, who={officer(): "PPPP"}, ends_on=day)
    made = series(Filters(as_of=LONG_AFTER, last=date(2012, 12, 31)), YearKind.CALENDAR)
    assert [[year.period.number for year in part] for part in made.stretches] == [[2010], [2011], [2012]]
    held(project, who={officer(): "PPPP"}, ends_on=date(2006, 1, 14))
    made = series(Filters(as_of=LONG_AFTER), YearKind.CALENDAR)
    assert [len(part) for part in made.stretches] == [1, 3, 1, 1, 1]


def page(browser: FlaskClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_every_number_of_the_page_opens_to_its_rows(app: Flask, signed_in: Enter) -> None:
    project, often = factories.project(), officer()
    for month in (1, 6):
        held(project, who={often: "PPPP", officer(): "PPPP"}, heads=3, ends_on=date(2011, month, 20))
    held(project, who={often: "PPPP"}, ends_on=date(2012, month, 20))
    browser = signed_in(factories.account())
    shown = page(browser, f"/figures/years?project={project.id}&years=fiscal")
    links = re.findall(r'href="(/figures/rows[^"]*)">([\d,]+)</a>', shown)
    assert len(links) > 8
    for url, number in links:
        assert re.search(rf"<h1>[^<]*: {number}</h1>", page(browser, url.replace("&amp;", "&"))), url


def test_a_donor_viewer_opens_events_only(app: Flask, signed_in: Enter) -> None:
    project = factories.project()
    held(project, who={officer(): "PPPP"}, heads=3)
    shown = page(signed_in(factories.account(Role.DONOR_VIEWER, on=project)), "/figures/years")
    assert re.findall(r"figure=(\w+)", shown) == ["events", "events"]


def test_files_say_the_same(app: Flask, signed_in: Enter) -> None:
    project = factories.project()
    held(project, who={officer(): "PPPP"}, heads=3, ends_on=date(2011, 10, 14))
    browser = signed_in(factories.account())
    lines = page(browser, "/figures/years.csv?years=fiscal").splitlines()
    assert "Year by year,2012,2011-10-01,2012-09-30,1,1,4,3,0,1" in [line.replace(',"",', ",").replace(",,", ",") for line in lines]
    assert browser.get("/figures/years.xlsx").data[:2] == b"PK"


@pytest.mark.parametrize("words", ["first=2012-01-01&last=2011-01-01", "years=lunar", "project=x", "first=yesterday"])
def test_a_question_that_cannot_be_is_told_so(app: Flask, signed_in: Enter, words: str) -> None:
    browser = signed_in(factories.account())
    assert "Correct what is marked above." in page(browser, f"/figures/years?{words}", 422)
    assert browser.get(f"/figures/years.csv?{words}").status_code == 404


def test_without_events_the_page_says_so(app: Flask, signed_in: Enter) -> None:
    assert "Nothing to count" in page(signed_in(factories.account()), "/figures/years")


def test_many_years_ask_no_more_than_few(app: Flask, signed_in: Enter) -> None:
    project, browser = factories.project(), signed_in(factories.account())

    def asked() -> int:
        read_ledger()
        with counted() as statements:
            page(browser, "/figures/years")
        return len(statements)

    held(project, who={officer(): "PPPP"}, heads=2)
    few = asked()
    for year in (2006, 2007, 2008, 2009, 2010):
        held(project, who={officer(): "PPPP", officer(): "PPPP"}, heads=2, ends_on=date(year, 5, 5))
    assert asked() == few <= 14
