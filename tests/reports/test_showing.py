"""What a page of figures offers beside its filters: periods, other views, a region."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from tests import factories
from tests.reports.test_views import ALL_TIME, heading, held, links, text

SignedIn = Callable[..., FlaskClient]


def offered(page: str, row: str) -> str:
    return page.partition(f'aria-label="{row}"')[2].partition("</nav>")[0]


def test_a_projects_own_years_are_one_click_away_and_the_quarters_of_what_is_shown(signed_in: SignedIn) -> None:
    project = factories.project()
    browser = signed_in(factories.account())
    page = text(browser, f"/figures?project={project.id}&first=2010-09-22&last=2011-09-21")
    assert re.findall(r">(Project year \d)<", offered(page, "Earlier years")) == [f"Project year {n}" for n in (4, 3, 2, 1)]
    assert re.search(r'first=2010-09-22&amp;last=2011-09-21" aria-current="page">Project year 2<', page)
    assert f'project={project.id}&amp;first=2010-12-22&amp;last=2011-03-21">Q2: 22 Dec 2010 – 21 Mar 2011<' in page
    page = text(browser, "/figures?first=2011-10-01&last=2012-09-30")
    assert re.findall(r">([^<]*\d{4})<", offered(page, "Quarters")) == [
        "Q1: Oct–Dec 2011", "Q2: Jan–Mar 2012", "Q3: Apr–Jun 2012", "Q4: Jul–Sep 2012",
    ]  # fmt: skip


def test_a_cumulative_figure_counts_once_over_the_whole_span_and_the_page_says_so(signed_in: SignedIn) -> None:
    project = factories.project()
    held(project, people=3, ends_on=date(2010, 5, 5), starts_on=date(2010, 5, 5))
    browser = signed_in(factories.account())
    page = text(browser, f"/figures?project={project.id}&first=2010-01-01&last=2010-12-31")
    assert "figure-span" not in page
    to_then = f"/figures?project={project.id}&amp;first=2009-09-22&amp;last=2010-12-31"
    assert f'href="{to_then}">Cumulative, to 31 Dec 2010<' in page
    page = text(browser, to_then.replace("&amp;", "&"))
    assert "a cumulative figure is at most the sum of its periods" in page.partition("figure-span")[2].partition("</p>")[0]
    page = text(browser, "/figures?first=2010-01-01&last=2010-12-31")
    assert "/figures?first=&amp;last=2010-12-31" in offered(page, "Periods that reports are asked for")


@pytest.mark.parametrize("words", ["first=9999-01-01&last=9999-12-31", "first=0001-01-01&last=0001-03-31", "last=0001-01-01"])
def test_no_period_is_too_far_for_the_page(signed_in: SignedIn, words: str) -> None:
    project = factories.project()
    browser = signed_in(factories.account())
    for view in ("", "/overlap", "/quality"):
        text(browser, f"/figures{view}?{words}&project={project.id}")


def test_other_views_of_the_same_figures_are_one_click_away_and_keep_what_was_asked(signed_in: SignedIn) -> None:
    browser = signed_in(factories.account())
    for view in ("", "/overlap", "/quality"):
        tabs = offered(text(browser, f"/figures{view}?first=&last=2011-12-31"), "Views of these figures")
        assert [f'href="/figures{other}?first=&amp;last=2011-12-31"' in tabs for other in ("", "/overlap", "/quality")] == [True] * 3


def test_figures_are_narrowed_to_a_region_of_the_chosen_country(signed_in: SignedIn) -> None:
    factories.region("KG-O")
    held(factories.project(), people=3)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    page = text(browser, f"/figures?{ALL_TIME}&region=TM-M")
    assert re.search(r'lead-line">\s*TM · Region TM-M · all time', page)
    opened = links(page)
    assert opened and all("region=TM-M" in url for url, _number in opened)
    for address, number in opened:
        assert heading(text(browser, address)) == number, address
    assert "Nothing to count" in text(browser, f"/figures?{ALL_TIME}&region=KG-O")
    page = text(browser, f"/figures?{ALL_TIME}&country=TM&region=KG-O", 422)
    assert "This region is not in the chosen country." in page and re.search(r'selected value="KG-O"', page)


def test_of_a_project_that_is_over_the_quarters_of_its_last_year_are_offered(signed_in: SignedIn) -> None:
    project = factories.project()
    page = text(signed_in(factories.account()), f"/figures?project={project.id}&{ALL_TIME}")
    assert "Q4: Oct–Dec 2012" in offered(page, "Quarters") and "Cumulative" not in offered(page, "Periods that reports are asked for")
