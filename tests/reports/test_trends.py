"""Persons trained by period, category, sex and region: the same numbers as those of the figures."""

from dataclasses import replace
from datetime import date

from flask import Flask

from lms.extensions import db
from lms.participants import services as participants
from lms.participants.models import Sex
from lms.projects.models import Group
from lms.reports import services
from lms.reports.rules import NOT_STATED, Cell, Figure, Filters
from lms.reports.trends import Part, Trained, trained
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports.holding import PLANNED, asked, held, officer
from tests.reports.registers import Register, ground

YEAR = date(2011, 1, 1), date(2011, 12, 31)
ALL = "PPPP"


def test_whoever_is_trained_in_two_periods_is_in_both_and_once_in_the_whole(app: Flask) -> None:
    project, who, other = factories.project(), officer(), officer()
    held(project, who={who: ALL}, ends_on=date(2011, 2, 10))
    held(project, who={who: ALL, other: ALL}, ends_on=date(2011, 8, 10))
    told = trained(asked(project, *YEAR))
    assert [told.of(period=n) for n in range(4)] == [1, 0, 2, 0]
    assert told.of() == 2


def test_each_period_knows_the_category_of_its_own_latest_event(app: Flask) -> None:
    project, who = factories.project(), officer(sex=Sex.FEMALE)
    held(project, who={who: ALL}, ends_on=date(2011, 2, 10))
    judge = factories.category("judge", Group.JUDICIARY)
    participants.add_post(who, category_id=judge.id, starts_on=date(2011, 4, 1), by=None, at=PLANNED)
    held(project, who={who: ALL}, ends_on=date(2011, 5, 10))
    told = trained(asked(project, *YEAR))
    assert told.of(period=0, category="police", sex="female") == told.of(period=1, category="judge", sex="female") == 1
    assert (told.of(category="police"), told.of(category="judge")) == (0, 1)
    assert told.codes("category") == {"police", "judge"}


def test_people_without_a_region_or_a_category_are_told_as_not_stated(app: Flask) -> None:
    project = factories.project()
    held(project, who={officer(None): ALL})
    told = trained(asked(project))
    assert told.of(region=NOT_STATED) == told.of(category=NOT_STATED) == told.of(region=NOT_STATED, category=NOT_STATED) == 1


def test_nobody_trained_is_nothing_at_all(app: Flask) -> None:
    told = trained(asked(factories.project()))
    assert (told.periods, told.of(), told.largest("region"), told.codes("sex")) == ((), 0, 0, set())


def test_a_number_that_is_hidden_is_none_and_is_no_largest_one() -> None:
    told = Trained(asked(), (), {Part(): 9, Part(region="TM-M"): None, Part(region="TM-S"): 5})
    assert told.hides and told.of(region="TM-M") is None
    assert told.largest("region") == 5 and told.codes("region") == {"TM-M", "TM-S"}


def test_charts_tell_what_the_figures_tell(app: Flask) -> None:
    """Each number of a period, and of a region, is that of the rows behind it, in registers made by chance."""
    base, compared = ground(), 0
    for seed in range(40):
        register = Register(seed, base)
        for f in (Filters(as_of=date(2015, 1, 1)), register.question()):
            told = trained(f)
            assert told.of() == services.figures(f).persons.total
            for part, number in told.numbers.items():
                span = told.periods[part.period] if part.period is not None else None
                of = replace(f, first=span.first, last=span.last) if span else f
                cell = Cell(category=part.category, sex=part.sex, region=part.region)
                assert services.size(Figure.PERSONS, of, cell) == number, (seed, f, part)
                compared += 1
        db.session.rollback()
    assert compared > 400


def test_periods_cost_no_question(app: Flask) -> None:
    project = factories.project()
    for month in range(1, 13):
        held(project, who={officer(): ALL}, ends_on=date(2011, month, 20))
    read_ledger()
    month, year = asked(project, YEAR[0], date(2011, 1, 31)), asked(project, *YEAR)

    def questions(f: Filters) -> int:
        with counted() as statements:
            assert trained(f).of()
        return len(statements)

    assert questions(month) == questions(year) <= 3
