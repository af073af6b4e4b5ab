"""Whatever is done to a register after a seal, acts in the record account for every difference.

A unit that one act alone moved is put down to that act: documents are taken after each of them.
"""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from flask import Flask

from lms.extensions import db
from lms.reports.causes import explain
from lms.reports.restating import compare
from lms.reports.rules import Filters
from tests import factories
from tests.reports.acts import AnyDay
from tests.reports.judging import Step, is_unexplained, last_entry, strands, wrongly_told
from tests.reports.measured import measured
from tests.reports.registers import Register, ground

CHUNKS, EACH = 4, 25
SEALED_ON, TODAY = date(2015, 1, 1), date(2020, 1, 1)


def question(register: Register, chance: Random) -> Filters:
    """Ask for a project, a donor or everything; now and then with all the filters that there are."""
    f = register.question()
    if chance.random() < 0.3:
        return f
    open_ended = {"country": None, "office_id": None, "first": chance.choice([f.first, None]), "last": chance.choice([f.last, None])}
    narrow = chance.choice(["project_id", "donor_id", None])
    others = {name: None for name in ("project_id", "donor_id") if name != narrow}
    return replace(f, as_of=chance.choice([SEALED_ON, f.as_of]), **open_ended, **others)


def taken(seed: int, on: Any, by: Any) -> list[Step]:
    """Seal, ask again of another day, and take the figures after each of some acts."""
    register = Register(seed, on)
    chance = Random(-seed)
    f = question(register, chance)
    now = replace(f, as_of=chance.choice([TODAY, TODAY, TODAY, f.as_of]))
    desk = AnyDay(seed, on, by)
    steps = [Step("sealed", last_entry(), measured(f)), Step("asked of another day", last_entry(), measured(now))]
    for _n in range(chance.randint(1, 6)):
        steps.append(Step(desk.act(), last_entry(), measured(now)))
    return steps


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_acts_account_for_every_difference(app: Flask, chunk: int) -> None:
    on, by = ground(), factories.account()
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        steps = taken(seed, on, by)
        told = explain(compare(steps[0].document, steps[-1].document))
        done = seed, [step.done for step in steps]
        for one in strands(told):
            assert sum(cause.effect for cause in one.causes) == one.effect, done
            assert [cause for cause in one.causes if is_unexplained(cause)] == [], (done, one.key, one.part)
        assert list(wrongly_told(steps, told)) == [], done
        db.session.rollback()
