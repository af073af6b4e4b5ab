"""What figures and rules count of registers in which everything happens is what a second computation from raw marks gives."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from lms.extensions import db
from lms.merging import services as merging
from lms.projects import services as projects
from lms.projects.measures import Rule
from lms.projects.models import Project
from lms.reports import compiling, reporting
from lms.reports.document import Document, Figure
from lms.reports.measuring import Measured, measured
from lms.reports.rules import Filters
from lms.reports.services import figures
from tests.reports.full_registers import BY, FullGround, FullRegister, any_rule, ground
from tests.reports.registers import DAYS, FIRST, asked, exported
from tests.reports.second_count import Row, Rows, SecondCount, post_on
from tests.reports.second_rules import CROSSED, SecondRule, one_of_two

CHUNKS, EACH, QUESTIONS, RULES = 6, 20, 2, 6
LAST = FIRST + timedelta(days=DAYS)
AFTER = datetime(2014, 9, 1, 20, 30, tzinfo=UTC)
POST = ("category_id", "organisation_id", "country", "region_code")


def merged(register: FullRegister, rows: Rows) -> Rows:
    """Merge people, one of them twice now and then; return what the register would be had they been one from the beginning."""
    a, b, c, d = register.chance.sample(register.on.persons, 4)
    for kept, gone in register.chance.choice(([(a, b), (c, d)], [(a, b), (a, c)], [(a, b), (c, a)], [])):
        _merge, answers = register.merge(kept, gone)
        rows = one_of_two(rows, kept, gone, answers)
    return rows


def assert_figures_are_of(rows: Rows, f: Filters, seed: int) -> None:
    told, second = figures(f).as_json(), SecondCount(rows, asked(f)).told()
    assert {key: told[key] for key in second} == second, f"register {seed}, {f}"


def assert_same(one: Measured, second: Row, said: str) -> None:
    assert (one.value, dict(one.parts)) == (second["value"], second["parts"]), said
    assert {kind: dict(cells) for kind, cells in one.cells.items()} == second["cells"], said
    assert dict(one.crossed) == second["crossed"], said
    counted = {(table, number) for table, numbers in one.rows.items() for number in numbers}
    assert counted == set(second["rows"]), said


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_figures_and_rules_are_what_a_second_computation_gives_that_follows_merges_by_itself(app: Flask, chunk: int) -> None:
    on, telling = ground(), 0
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        register = FullRegister(seed, on)
        rows = merged(register, exported())
        for _n in range(QUESTIONS):
            assert_figures_are_of(rows, register.question(), seed)
        for _n in range(RULES):
            rule, f = any_rule(register.chance, on), register.question()
            one = measured(rule, f)
            assert_same(one, SecondRule(rows, asked(f), rule.told()).measure(), f"register {seed}, {rule}, {f}")
            telling += one.value != 0
        db.session.rollback()
    assert telling > EACH * RULES / 3  # that both count nobody would say little


def test_merges_that_are_taken_back_and_posts_that_change_later_move_no_figure(app: Flask) -> None:
    on = ground()
    for seed in range(500, 515):
        register = FullRegister(seed, on)
        rows = exported()
        made, _answers = register.merge(*register.chance.sample(on.persons, 2))
        merging.undo(made, **BY)
        register.move_on()
        assert_figures_are_of(rows, Filters(as_of=date(2015, 1, 1)), seed)
        assert_figures_are_of(rows, register.question(), seed)
        db.session.rollback()


def test_whoever_is_enrolled_is_told_by_the_post_of_the_first_day_whatever_comes_later(app: Flask) -> None:
    on, moved = ground(), 0
    for seed in range(520, 530):
        register = FullRegister(seed, on)
        rows = exported()
        register.move_on()
        enrolments = {row["id"]: row for row in exported()["enrolment"]}
        begins = {row["id"]: row["starts_on"] for row in rows["event"]}
        for one in (enrolments[number] for number in register.seated):
            then, now = (post_on(of["affiliation"], one["person_id"], begins[one["event_id"]]) for of in (rows, exported()))
            assert [one[column] for column in POST] == [then[column] for column in POST], seed
            moved += any(then[column] != now[column] for column in POST)
        db.session.rollback()
    assert moved


def reported(register: FullRegister, rules: list[Rule], project: Project) -> tuple[Document, Filters]:
    """Return the document of a report with an indicator for each rule, and what it asks."""
    for number, rule in enumerate(rules):
        projects.add_indicator(project, code=f"1.{number}", name_en="N", name_ru="Н", rule=rule, **BY)
    first, last = sorted(register.chance.choice((FIRST, LAST, *register.ends)) for _n in range(2))
    report = reporting.prepare(first=first, last=last, title_en="R", title_ru="О", project=project, **BY)
    db.session.flush()
    return compiling.compiled(report, maker="system", at=AFTER), compiling.filters(report, AFTER)


def assert_document_holds(document: Document, figure: Figure, second: Row, said: Any) -> None:
    assert document.recount(figure).agrees(figure), said
    assert (figure.value, dict(figure.parts) | second["parts"]) == (second["value"], dict(figure.parts)), said
    assert {kind: dict(cells) for kind, cells in figure.cells.items()} == second["cells"], said
    crossed = {tuple(cell[kind] for kind in CROSSED): cell["number"] for cell in figure.crossed}
    assert crossed in ({}, second["crossed"]), said


def test_every_figure_of_a_report_adds_up_from_its_rows_to_what_a_second_computation_gives(app: Flask) -> None:
    on: FullGround = ground()
    for seed in range(540, 555):
        register = FullRegister(seed, on)
        rows = merged(register, exported())
        project = db.session.get_one(Project, register.chance.choice(on.projects))
        document, f = reported(register, [any_rule(register.chance, on) for _n in range(8)], project)
        for figure in document.figures:
            second = SecondRule(rows, asked(f), dict(figure.rule)).measure()
            assert_document_holds(document, figure, second, f"register {seed}, {figure.rule}, {f}")
        db.session.rollback()
