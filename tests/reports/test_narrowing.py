"""How far donors may narrow figures down."""

from datetime import date
from typing import Any

import pytest

from lms.reports.narrowing import AS_OF, PERIOD, PLACE, reason_refused
from lms.reports.rules import Filters

TODAY = date(2012, 2, 7)
TARGET = date(2011, 2, 10), date(2011, 11, 9)


def reason(**asked: Any) -> tuple[str, str] | None:
    asked.setdefault("as_of", TODAY)
    return reason_refused(Filters(**asked), TODAY, [TARGET])


@pytest.mark.parametrize(("first", "last"), [
    (None, None), (date(2011, 1, 1), date(2011, 12, 31)), (date(2010, 10, 1), date(2011, 9, 30)), TARGET,
    (date.min, date(1, 12, 31)), (date(9999, 1, 1), date.max),
])
def test_all_time_whole_years_and_set_periods_are_told(first: date | None, last: date | None) -> None:
    assert reason(first=first, last=last, project_id=1, donor_id=2) is None


@pytest.mark.parametrize(("first", "last"), [
    (date(2011, 1, 1), None), (None, date(2011, 12, 31)), (None, date(2011, 9, 30)), (date.min, date.max), (TARGET[0], None),
    (date(2011, 10, 1), date(2011, 12, 31)), (date(2011, 1, 1), date(2011, 9, 30)), (date(2010, 1, 1), date(2011, 12, 31)),
    (date(2010, 10, 1), date(2012, 9, 30)), (date(2011, 1, 1), date(2010, 12, 31)), (date(2011, 4, 1), date(2012, 3, 31)),
    (date(2011, 1, 2), date(2011, 12, 31)), (date.min, date(1, 9, 30)), (date(9999, 10, 1), date.max),
])
def test_other_periods_are_refused(first: date | None, last: date | None) -> None:
    assert reason(first=first, last=last) == ("first", PERIOD)


def test_an_office_a_country_and_a_region_are_refused() -> None:
    assert reason(office_id=1) == ("office", PLACE) and reason(country="TM") == ("country", PLACE)
    assert reason(region="TM-M") == ("region", PLACE)


def test_figures_stand_as_of_today_only() -> None:
    assert reason(as_of=TODAY) is None
    assert {reason(as_of=day) for day in (date(2011, 12, 31), date(2012, 2, 6), date(2012, 2, 8))} == {("as_of", AS_OF)}
