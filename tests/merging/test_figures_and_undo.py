"""Merging on random registers: figures stay right, the preview is what happens, and undoing leaves no trace."""

from datetime import date
from random import Random

import pytest
from flask import Flask

from lms.extensions import db
from lms.merging import effects, services
from lms.participants.models import Person
from lms.reports.rules import Figure, Filters
from lms.reports.services import counted, figures
from tests import factories
from tests.merging.pairs import choices, dump
from tests.reports.registers import Ground, Register, asked, exported, ground
from tests.reports.second_count import SecondCount

CHUNKS, EACH = 4, 8
LATE = date(2015, 1, 1)


def pair(base: Ground, chance: Random) -> tuple[Person, Person]:
    one, other = chance.sample(base.persons, 2)
    return db.session.get_one(Person, one), db.session.get_one(Person, other)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_figures_with_merges_in_them_are_what_a_second_computation_gives(app: Flask, chunk: int) -> None:
    base = ground()
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        register, chance = Register(seed, base), Random(seed)
        for _n in range(2):
            kept, gone = (db.session.get_one(Person, one) for one in base.persons[2 * _n : 2 * _n + 2])
            services.merge(kept, gone, choices(kept, gone, chance), by=None, at=factories.AT)
        rows = exported()
        for question in (Filters(as_of=LATE), *(register.question() for _n in range(3))):
            told, second = figures(question).as_json(), SecondCount(rows, asked(question)).told()
            assert {key: told[key] for key in second} == second, f"register {seed}, {question}"
        db.session.rollback()


def numbers(base: Ground) -> dict[tuple[int | None, int | None, int | None], tuple[int, int]]:
    """Count persons and completions of every project, year and generation anew."""
    told = {}
    for project in (None, *base.projects):
        for year in (None, 2010, 2011, 2012):
            for generation in (None, 1, 2):
                first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
                f = Filters(as_of=LATE, project_id=project, first=first, last=last, generation=generation)
                told[project, year, generation] = (counted(Figure.PERSONS, f).total, counted(Figure.COMPLETIONS, f).total)
    return told


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_preview_names_every_figure_that_changes_and_no_other(app: Flask, chunk: int) -> None:
    base = ground()
    for seed in range(chunk * EACH, chunk * EACH + EACH // 2):  # it counts every figure twice
        Register(seed, base)
        chance = Random(seed)
        kept, gone = pair(base, chance)
        answers = choices(kept, gone, chance)
        before = numbers(base)
        difference = effects.difference(kept, gone, answers, today=LATE, by=None, at=factories.AT)
        shown = effects.of(difference, today=LATE, reader=None)
        assert numbers(base) == before, f"register {seed}: the preview left something behind"
        services.merge(kept, gone, answers, by=None, at=factories.AT)
        after = numbers(base)
        changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
        told = {
            (one.project.id if one.project else None, one.year, one.generation):
            tuple(zip(one.persons, one.completions, strict=True)) for one in shown
        }
        assert told == changed, f"register {seed}"
        assert all(one.reasons for one in shown), f"register {seed}"
        db.session.rollback()


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_undoing_a_merge_leaves_every_row_of_every_table_as_it_was(app: Flask, chunk: int) -> None:
    base = ground()
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        Register(seed, base)
        chance = Random(seed)
        kept, gone = pair(base, chance)
        before = dump()
        merge = services.merge(kept, gone, choices(kept, gone, chance), by=None, at=factories.AT)
        assert dump() != before
        assert services.undo(merge, by=None, at=factories.AT) == []
        assert dump() == before, f"register {seed}"
        db.session.rollback()
