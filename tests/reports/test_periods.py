"""The periods that reports are asked for."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.reports.periods import (
    Period,
    calendar_year,
    cumulative,
    is_cumulative,
    last_quarter,
    past_years,
    project_years,
    quarters,
    quarters_offered,
    us_fiscal_year,
)

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
LONG_AFTER = date(2100, 1, 1)
A_DAY = timedelta(days=1)


def spans(periods: list[Period]) -> list[tuple[str, str]]:
    return [(str(one.first), str(one.last)) for one in periods]


@pytest.mark.parametrize(("day", "year"), [
    (date(2011, 9, 30), 2011), (date(2011, 10, 1), 2012), (date(2011, 12, 31), 2012), (date(2012, 1, 1), 2012),
])  # fmt: skip
def test_the_us_fiscal_year_begins_in_october_and_is_named_after_its_end(day: date, year: int) -> None:
    assert us_fiscal_year(day).number == year


@pytest.mark.parametrize(("day", "first", "last"), [
    (date(2011, 1, 1), date(2010, 10, 1), date(2010, 12, 31)), (date(2011, 3, 31), date(2010, 10, 1), date(2010, 12, 31)),
    (date(2011, 4, 1), date(2011, 1, 1), date(2011, 3, 31)), (date(2011, 12, 31), date(2011, 7, 1), date(2011, 9, 30)),
])  # fmt: skip
def test_the_last_quarter_is_the_whole_one_before(day: date, first: date, last: date) -> None:
    assert (last_quarter(day).first, last_quarter(day).last) == (first, last)


@example(date(2026, 11, 24), date.min, date.min)
@example(date(2026, 11, 24), date.max, date.max)
@given(DAYS, st.dates(), st.dates())
def test_no_dates_of_a_project_are_too_far_for_its_past_years(day: date, one: date, other: date) -> None:
    for year_of in (calendar_year, us_fiscal_year):
        years = past_years(year_of, day, min(one, other), max(one, other))
        assert len(years) <= 4 and all(year.last < year_of(day).first for year in years)


@pytest.mark.parametrize("year_of", [calendar_year, us_fiscal_year])
def test_a_project_without_an_end_has_past_years(year_of: Callable[[date], Period]) -> None:
    assert len(past_years(year_of, date(2026, 11, 24), date.min, date.max)) == 4


@given(DAYS)
def test_years_hold_the_day_and_the_last_quarter_is_over(day: date) -> None:
    for period in (calendar_year(day), us_fiscal_year(day)):
        assert period.first <= day <= period.last
        assert (period.last - period.first).days in {364, 365}
    assert last_quarter(day).last < day
    assert 89 <= (last_quarter(day).last - last_quarter(day).first).days <= 91


@pytest.mark.parametrize(("first", "last", "calendar", "fiscal"), [
    (date(2010, 10, 1), date(2012, 9, 30), [2012, 2011, 2010], [2012, 2011]),
    (date(2000, 1, 1), date(2030, 1, 1), [2025, 2024, 2023, 2022], [2026, 2025, 2024, 2023]),
    (date(2026, 1, 1), date(2028, 1, 1), [], [2026]), (date(2027, 1, 1), date(2028, 1, 1), [], []),
])  # fmt: skip
def test_the_past_years_of_a_project_are_those_it_touched_before_this_one(
    first: date, last: date, calendar: list[int], fiscal: list[int]
) -> None:
    day = date(2026, 11, 24)
    assert [year.number for year in past_years(calendar_year, day, first, last)] == calendar
    assert [year.number for year in past_years(us_fiscal_year, day, first, last)] == fiscal


def test_project_years_run_from_the_projects_first_day_and_the_last_ends_with_it() -> None:
    years = project_years(date(2009, 9, 22), date(2011, 12, 31), LONG_AFTER)
    assert [one.number for one in years] == [3, 2, 1]
    assert spans(years) == [("2011-09-22", "2011-12-31"), ("2010-09-22", "2011-09-21"), ("2009-09-22", "2010-09-21")]


@pytest.mark.parametrize(("day", "newest"), [
    (date(2009, 9, 21), None), (date(2009, 9, 22), 1), (date(2010, 9, 21), 1), (date(2010, 9, 22), 2),
    (date(2011, 9, 21), 2), (date(2011, 9, 22), 2),
])  # fmt: skip
def test_a_project_year_is_offered_from_its_first_day_on_and_none_after_the_projects_last(day: date, newest: int | None) -> None:
    years = project_years(date(2009, 9, 22), date(2011, 9, 21), day)
    assert (years[0].number if years else None) == newest


def test_years_of_a_project_that_began_on_a_leap_day_begin_on_the_last_of_february() -> None:
    years = project_years(date(2012, 2, 29), date(2016, 6, 30), LONG_AFTER)
    assert spans(years)[::-1] == [
        ("2012-02-29", "2013-02-27"), ("2013-02-28", "2014-02-27"), ("2014-02-28", "2015-02-27"),
        ("2015-02-28", "2016-02-28"), ("2016-02-29", "2016-06-30"),
    ]  # fmt: skip


@example(date(2012, 2, 29), 1461)
@given(DAYS, st.integers(0, 365 * 5))
def test_project_years_cover_the_project_without_gap_or_overlap(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    years = project_years(first, last, date.max)[::-1]
    assert years[0].first == first and years[-1].last == last
    assert [one.number for one in years] == list(range(1, len(years) + 1))
    assert all(later.first == earlier.last + A_DAY for earlier, later in pairwise(years))
    assert all((one.last - one.first).days in {364, 365, 366} for one in years[:-1])


@example(date.min, date.max, date.max)
@example(date.max, date.max, date.max)
@given(st.dates(), st.dates(), st.dates())
def test_no_dates_of_a_project_are_too_far_for_its_years_and_their_quarters(one: date, other: date, day: date) -> None:
    first, last = min(one, other), max(one, other)
    years = project_years(first, last, day)
    assert len(years) <= 5 and all(first <= year.first <= year.last <= last for year in years)
    assert all(quarters(year) for year in years)
    assert quarters_offered(first, last, date(2026, 11, 26), years)


def test_the_quarters_of_a_fiscal_year_begin_in_october() -> None:
    found = quarters(us_fiscal_year(date(2012, 9, 30)))
    assert [one.number for one in found] == [1, 2, 3, 4]
    assert spans(found) == [
        ("2011-10-01", "2011-12-31"), ("2012-01-01", "2012-03-31"), ("2012-04-01", "2012-06-30"), ("2012-07-01", "2012-09-30"),
    ]  # fmt: skip


@given(DAYS, st.integers(0, 365 * 5))
def test_the_quarters_of_every_year_cover_it_without_gap_or_overlap(first: date, days: int) -> None:
    years = [calendar_year(first), us_fiscal_year(first), *project_years(first, first + timedelta(days=days), date.max)]
    for year in years:
        found = quarters(year)
        assert (found[0].first, found[-1].last) == (year.first, year.last) and len(found) <= 4
        assert all(later.first == earlier.last + A_DAY for earlier, later in pairwise(found))


TODAY = date(2026, 11, 26)


def test_with_a_year_its_quarters_are_offered() -> None:
    offered = quarters_offered(date(2011, 10, 1), date(2012, 9, 30), TODAY)
    assert offered == quarters(us_fiscal_year(date(2012, 1, 1)))


def test_with_a_quarter_the_two_before_and_after_it_are_offered() -> None:
    offered = quarters_offered(date(2011, 10, 1), date(2011, 12, 31), TODAY)
    assert [str(one.first) for one in offered] == ["2011-04-01", "2011-07-01", "2011-10-01", "2012-01-01", "2012-04-01"]
    assert str(offered[2].last) == "2011-12-31" and {one.number for one in offered} == {0}


@pytest.mark.parametrize(("first", "last"), [
    (None, None), (date(2020, 1, 1), None), (date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 5, 5), date(2026, 8, 8)),
    (None, date(2030, 1, 1)),
])  # fmt: skip
def test_without_a_year_of_its_own_a_period_has_the_quarters_of_the_calendar_year_that_it_ends_in(
    first: date | None, last: date | None
) -> None:
    assert quarters_offered(first, last, TODAY) == quarters(calendar_year(TODAY))


def test_with_a_cut_year_of_a_project_or_a_quarter_of_it_its_quarters_are_offered() -> None:
    years = project_years(date(2009, 9, 22), date(2011, 3, 1), TODAY)
    offered = quarters_offered(date(2010, 9, 22), date(2011, 3, 1), TODAY, years)
    assert spans(offered) == [("2010-09-22", "2010-12-21"), ("2010-12-22", "2011-03-01")]
    assert quarters_offered(date(2010, 9, 22), date(2010, 12, 21), TODAY, years) == offered


@pytest.mark.parametrize(("first", "last"), [(date.min, date(1, 3, 31)), (date(9999, 10, 1), date.max)])
def test_at_an_end_of_the_calendar_there_are_fewer_quarters_around(first: date, last: date) -> None:
    offered = quarters_offered(first, last, date.max)
    assert len(offered) == 3 and (first, last) in {(one.first, one.last) for one in offered}


def test_a_cumulative_figure_reaches_from_the_projects_first_day_to_the_end_of_the_period() -> None:
    assert cumulative(date(2009, 9, 22), date(2011, 12, 31)) == (date(2009, 9, 22), date(2011, 12, 31))
    assert cumulative(None, date(2011, 12, 31)) == (None, date(2011, 12, 31))
    assert cumulative(date(2009, 9, 22), date(2009, 9, 21)) is None


@pytest.mark.parametrize(("start", "first", "last", "said"), [
    (None, None, None, True), (None, None, date(2011, 12, 31), True), (None, date(2011, 1, 1), None, False),
    (date(2009, 9, 22), date(2009, 9, 22), date(2011, 9, 21), True), (date(2009, 9, 22), date(2009, 9, 22), None, True),
    (date(2009, 9, 22), date(2009, 9, 22), date(2010, 9, 21), False), (date(2009, 9, 22), None, None, False),
])  # fmt: skip
def test_what_reaches_over_more_than_a_year_from_the_start_is_cumulative(
    start: date | None, first: date | None, last: date | None, *, said: bool
) -> None:
    assert is_cumulative(start, first, last) is said
