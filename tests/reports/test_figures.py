"""What the product is for: DESIGN's worked example gives the numbers that DESIGN says."""

from datetime import date

from flask import Flask

from lms.reports.services import figures
from tests.reports.holding import asked
from tests.reports.worked_example import FY2011, FY2012, build


def test_the_worked_example_gives_the_numbers_of_the_design(app: Flask) -> None:
    counted = figures(asked(build(), *FY2012))
    assert counted.persons.total == 2  # P1 and P2; P3 attended too little, P4 taught, P5 never came
    assert (counted.named.total, counted.headcount.total, counted.completions.total) == (3, 10, 13)
    assert counted.attendances.total == 5 + 4 + 4 + 3 == 16


def test_the_worked_example_ending_a_fiscal_year_earlier_is_split_and_not_doubled(app: Flask) -> None:
    project = build(a_ends_on=date(2011, 9, 30))
    assert figures(asked(project, *FY2011)).persons.total == 2
    assert figures(asked(project, *FY2012)).persons.total == 1
    assert figures(asked(project, FY2011[0], FY2012[1])).persons.total == 2
    assert figures(asked(project)).persons.total == 2


def test_whoever_was_trained_the_year_before_is_returning(app: Flask) -> None:
    project = build(a_ends_on=date(2011, 9, 30))
    first, second = figures(asked(project, *FY2011)), figures(asked(project, *FY2012))
    assert (first.new, first.returning) == (2, 0)
    assert (second.new, second.returning) == (0, 1)


def test_the_worked_example_is_told_in_json_as_it_is_counted(app: Flask) -> None:
    told = figures(asked(build(), *FY2012)).as_json()
    assert told["period"] == {"from": "2011-10-01", "to": "2012-09-30"}
    assert told["persons"] == {
        "total": 2, "by_group": {"law_enforcement": 2}, "by_category": {"police": 2}, "by_sex": {"male": 2},
        "by_country": {"not_stated": 2}, "by_region": {"not_stated": 2}, "new": 2, "returning": 0,
    }  # fmt: skip
    assert told["completions"] == {
        "total": 13, "named": 3, "headcount": 10, "reconstructed": 0, "by_category": {"police": 3, "not_stated": 10},
        "by_sex": {"male": 3, "not_stated": 10},
    }  # fmt: skip
    assert told["attendances"] == {"total": 16, "claimed": 0, "signed": 0}
    assert told["events"]["total"] == 2 and told["events"]["by_kind"] == {"training": 2}
    assert told["materials"] == {"distributed": {"total": 0, "by_carrier": {}}}
