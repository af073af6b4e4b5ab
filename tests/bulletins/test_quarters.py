"""A quarter is three whole months; a text is paragraphs between blank lines."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.bulletins.issue import paragraphs
from lms.bulletins.quarters import FIRST_YEAR, LAST_YEAR, days_of, quarter_before

YEARS, QUARTERS = st.integers(FIRST_YEAR, LAST_YEAR - 1), st.integers(1, 4)


def test_the_last_quarter_ends_with_the_year() -> None:
    assert days_of(2011, 4) == (date(2011, 10, 1), date(2011, 12, 31))
    assert days_of(2012, 1) == (date(2012, 1, 1), date(2012, 3, 31))


@given(YEARS, QUARTERS)
def test_quarters_follow_each_other_without_a_gap(year: int, quarter: int) -> None:
    first, last = days_of(year, quarter)
    following = days_of(year, quarter + 1) if quarter < 4 else days_of(year + 1, 1)
    assert last + timedelta(days=1) == following[0] and 90 <= (last - first).days + 1 <= 92


@given(st.dates(date(FIRST_YEAR + 1, 1, 1), date(LAST_YEAR, 12, 31)))
def test_the_quarter_before_a_day_ended_less_than_a_quarter_ago(day: date) -> None:
    _first, last = days_of(*quarter_before(day))
    assert 1 <= (day - last).days <= 92


def test_paragraphs_are_what_stands_between_blank_lines() -> None:
    assert paragraphs("One\nline.\r\n\r\n \r\nTwo.\n\n\n") == ["One line.", "Two."]
    assert paragraphs(None) == paragraphs(" \n\n ") == []
