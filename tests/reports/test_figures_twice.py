"""Two ways of counting, written apart, agree on every number of generated registers."""

import pytest
from flask import Flask

from lms.extensions import db
from lms.reports.rules import Filters
from lms.reports.services import figures
from tests.reports.registers import Register, asked, exported, ground
from tests.reports.second_count import SecondCount

CHUNKS, EACH, QUESTIONS = 8, 30, 3


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_figures_are_what_a_second_computation_from_raw_marks_gives(app: Flask, chunk: int) -> None:
    base = ground()
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        register = Register(seed, base)
        rows = exported()
        for question in (Filters(as_of=register.question().as_of), *(register.question() for _n in range(QUESTIONS))):
            told = figures(question).as_json()
            second = SecondCount(rows, asked(question)).told()
            assert {key: told[key] for key in second} == second, f"register {seed}, {question}"
        db.session.rollback()
