"""The periods that reports are asked for."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.reports.rules import Period, calendar_year, last_quarter, past_years, us_fiscal_year

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


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
