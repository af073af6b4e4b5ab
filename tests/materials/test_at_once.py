"""Two people at the same line at the same instant, with real commits."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.errors import Refused
from lms.extensions import db
from lms.materials import services
from lms.materials.models import Distribution, Edition
from lms.participants.models import Organisation
from lms.projects.models import Project
from tests import factories
from tests.materials import rows
from tests.together import afresh, together

pytestmark = pytest.mark.committed


def test_two_corrections_at_once_never_take_a_line_below_zero(committed_app: Flask) -> None:
    line_id = rows.line(factories.project(), 100).id
    afresh()

    def take_back(n: int) -> None:
        line = db.session.get_one(Distribution, line_id)
        services.correct(line, quantity=-60, note=f"Count {n}", by=None, at=factories.AT)

    answers = together(committed_app, 2, take_back)
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    assert db.session.scalar(select(func.sum(Distribution.quantity))) == 40


def test_of_many_corrections_at_once_as_many_stand_as_the_line_holds(committed_app: Flask) -> None:
    line_id = rows.line(factories.project(), 50).id
    afresh()

    def take_back(n: int) -> None:
        line = db.session.get_one(Distribution, line_id)
        services.correct(line, quantity=-7, note=f"Count {n}", by=None, at=factories.AT)

    assert sum(answer is None for answer in together(committed_app, 12, take_back)) == 7
    assert db.session.scalar(select(func.sum(Distribution.quantity))) == 1


def test_a_form_that_arrives_twice_at_once_is_logged_once(committed_app: Flask) -> None:
    keys = factories.project().id, rows.edition().id, factories.organisation().id, factories.account().id
    afresh()

    def log(_n: int) -> None:
        project, edition, organisation, by = (
            db.session.get_one(model, key)
            for model, key in zip((Project, Edition, Organisation, Account), keys, strict=True)
        )
        services.hand_over(
            project=project, edition=edition, quantity=10, organisation=organisation, handed_on=factories.AT.date(),
            by=by, at=factories.AT,
        )

    assert sum(answer is None for answer in together(committed_app, 4, log)) == 1
    assert db.session.scalar(select(func.sum(Distribution.quantity))) == 10
