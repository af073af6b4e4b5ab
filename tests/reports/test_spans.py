"""Which periods a chart tells side by side."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.reports.spans import MOST, Piece, Unit, has_gaps, pieces

TODAY = date(2026, 11, 26)
DAYS = st.lists(st.dates(), min_size=1, max_size=30).map(sorted)


def told(first: date | None, last: date | None, *days: date, as_of: date = TODAY) -> tuple[Piece, ...]:
    return pieces(first, last, as_of, days)


def test_a_year_is_told_by_quarters() -> None:
    found = told(date(2011, 1, 1), date(2011, 12, 31), date(2011, 5, 5))
    assert [(one.first, one.last) for one in found] == [
        (date(2011, 1, 1), date(2011, 3, 31)), (date(2011, 4, 1), date(2011, 6, 30)),
        (date(2011, 7, 1), date(2011, 9, 30)), (date(2011, 10, 1), date(2011, 12, 31)),
    ]  # fmt: skip
    assert {one.unit for one in found} == {Unit.QUARTER}


def test_where_quarters_may_not_be_told_a_year_is_one_piece() -> None:
    for first, last, unit in ((date(2011, 1, 1), date(2011, 12, 31), Unit.YEAR), (date(2010, 10, 1), date(2011, 9, 30), Unit.US_FISCAL_YEAR)):
        assert pieces(first, last, TODAY, [date(2011, 5, 5)], by_quarter=False) == (Piece(unit, first, last),)


def test_more_than_two_years_are_told_by_years_cut_at_the_ends_of_the_span() -> None:
    found = told(date(2009, 9, 22), date(2012, 3, 31), date(2010, 1, 1))
    assert [one.unit for one in found] == [Unit.YEAR] * 4
    assert (found[0].first, found[0].last) == (date(2009, 9, 22), date(2009, 12, 31))
    assert (found[-1].first, found[-1].last) == (date(2012, 1, 1), date(2012, 3, 31))


def test_years_from_the_first_of_october_are_those_of_the_us() -> None:
    found = told(date(2009, 10, 1), date(2012, 9, 30), date(2010, 1, 1))
    assert [(one.unit, one.last) for one in found] == [
        (Unit.US_FISCAL_YEAR, date(year, 9, 30)) for year in (2010, 2011, 2012)
    ]


def test_quarters_that_lie_ahead_are_left_out() -> None:
    found = told(date(2026, 1, 1), date(2026, 12, 31), date(2026, 2, 2), as_of=date(2026, 5, 20))
    assert [one.last for one in found] == [date(2026, 3, 31), date(2026, 5, 20)]


def test_without_limits_the_days_of_events_are_the_span() -> None:
    found = told(None, None, date(2010, 2, 3), date(2010, 8, 9))
    assert (found[0].first, found[-1].last) == (date(2010, 2, 3), date(2010, 8, 9))


def test_of_very_many_years_those_without_events_are_left_out() -> None:
    found = told(None, None, date(1999, 5, 5), date(2001, 6, 6), date(2025, 7, 7))
    assert [one.first.year for one in found] == [1999, 2001, 2025] and has_gaps(found)


def test_of_more_years_with_events_than_fit_the_early_ones_are_one_piece() -> None:
    found = told(None, None, *(date(year, 5, 5) for year in range(2000, 2000 + MOST + 3)))
    assert len(found) == MOST and found[0] == Piece(Unit.EARLIER, date(2000, 5, 5), date(2003, 12, 31))
    assert not has_gaps(found)


@pytest.mark.parametrize("edge", [date.min, date.max])
def test_no_day_is_too_far(edge: date) -> None:
    assert told(edge, edge, edge, as_of=date.max)[-1].last == edge
    assert len(told(date.min, date.max, date(2011, 5, 5), as_of=date.max)) == 1


@example(days=[date(1, 1, 1)], first=date(1, 1, 1), more=0, as_of=date.max)
@given(days=DAYS, first=st.none() | st.dates(), more=st.integers(0, 9000), as_of=st.dates())
def test_every_day_lies_in_one_piece_and_there_are_never_too_many(
    days: list[date], first: date | None, more: int, as_of: date
) -> None:
    first = min(first, days[0]) if first else None
    last = min(days[-1].toordinal() + more, date.max.toordinal())
    found = pieces(first, date.fromordinal(last), as_of, days)
    assert len(found) <= MOST
    assert all(one.first <= one.last for one in found)
    assert all(one.last < following.first for one, following in pairwise(found))
    assert all(sum(one.first <= day <= one.last for one in found) == 1 for day in days)


@given(first=st.dates(max_value=date(9000, 1, 1)), length=st.integers(0, 11 * 365))
def test_pieces_of_a_span_leave_no_day_out(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = pieces(first, last, date.max, [first])
    assert (found[0].first, found[-1].last) == (first, last)
    assert not has_gaps(found)
