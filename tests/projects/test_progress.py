"""The page of a project: how far each of its targets is reached."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from lms import clock
from lms.accounts.permissions import Role
from lms.accounts.scope import Scope, looking
from lms.projects.measures import Basis, Rule
from lms.projects.models import Project, Target
from lms.reports import overview
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports.holding import held, officer

Enter = Callable[..., FlaskClient]
TODAY = date(2011, 12, 1)


@pytest.fixture(autouse=True)
def _a_day_in_december() -> Iterator[None]:
    with clock.stopped(datetime(2011, 12, 1, 6, 0, tzinfo=UTC)):
        yield


def target(project: Project, value: int, year: int = 2011, basis: Basis = Basis.PERSONS) -> Target:
    one = factories.indicator(project, Rule(basis))
    last = date(year, 12, 31)
    return factories.keep(Target(indicator_id=one.id, starts_on=date(year, 1, 1), ends_on=last, value=Decimal(value)))


def page(browser: FlaskClient, project: Project) -> str:
    answer = browser.get(f"/projects/{project.id}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def trained(project: Project, number: int, ends_on: date = date(2011, 10, 14)) -> None:
    held(project, who={officer(): "PPPP" for _n in range(number)}, ends_on=ends_on)


def test_each_target_is_measured_over_its_own_period(app: Flask, signed_in: Enter) -> None:
    project = factories.project()
    target(project, 10)
    target(project, 8, 2010)
    target(project, 5, basis=Basis.EVENTS)
    trained(project, 3)
    trained(project, 2, date(2010, 10, 14))
    shown = page(signed_in(factories.account(Role.REPORTING_OFFICER, on=project)), project)
    assert re.findall(r"\d of \d+ · \d+%(?=</span>)", shown) == ["3 of 10 · 30%", "2 of 8 · 25%", "1 of 5 · 20%"]
    assert f"/figures?project={project.id}&amp;first=2010-01-01&amp;last=2010-12-31" in shown


def test_a_target_of_a_period_to_come_says_so(app: Flask, signed_in: Enter) -> None:
    project = factories.project()
    target(project, 10, 2012)
    shown = page(signed_in(factories.account(Role.REPORTING_OFFICER)), project)
    assert "not begun yet" in shown and "0 of 10" not in shown and "bullet-target" not in shown


def test_a_target_of_nothing_has_a_value_and_no_bar(app: Flask, signed_in: Enter) -> None:
    project = factories.project()
    target(project, 0)
    trained(project, 1)
    shown = page(signed_in(factories.account(Role.REPORTING_OFFICER)), project)
    assert "1, no target" in shown and "bullet-target" not in shown


def test_a_project_out_of_reach_is_not_measured(app: Flask) -> None:
    near, far = factories.project(of=factories.office("TM")), factories.project(of=factories.office("KG"))
    one = target(near, 10), target(far, 10)
    with looking(Scope(offices=frozenset({near.office_id}))):
        assert list(overview.progress_of(near.id, TODAY)) == [one[0].id]
        assert overview.progress_of(far.id, TODAY) == {}


def test_a_value_that_is_not_shown_is_said_and_not_drawn(app: Flask) -> None:
    one = target(factories.project(), 10)
    with app.test_request_context():
        shown = render_template_string(
            '{% import "macros/charts.html" as charts with context %}{{ charts.progress("Officers", one) }}',
            one=overview.Progress(one.indicator, one, None),
        )
    assert "not shown; target 10" in shown and 'class="bullet-hidden"' in shown and "bullet-bar" not in shown


def test_indicators_of_one_basis_and_period_cost_no_question_each(app: Flask) -> None:
    project, numbers = factories.project(), []
    for _round in range(2):
        for _n in range(4):
            target(project, 10)
        number = project.id
        read_ledger()
        with counted() as statements:
            assert overview.progress_of(number, TODAY)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
