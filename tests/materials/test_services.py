"""Distributed means handed over by lines; a correction is a negative line and never more than its line holds (R14)."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.audit.models import AuditEntry
from lms.errors import Refused
from lms.extensions import db
from lms.materials import services
from lms.materials.models import Carrier, Distribution
from tests import factories
from tests.materials import rows

DAY = date(2011, 10, 1)  # the day of factories.AT in the office's time zone


def hand_over(**more: Any) -> Distribution:
    fields = {
        "project": factories.project(), "edition": rows.edition(), "quantity": 40, "organisation": factories.organisation(),
        "handed_on": DAY, "by": None, "at": factories.AT,
    } | more
    return services.hand_over(**fields)


def correct(line: Distribution, quantity: int, **more: Any) -> Distribution:
    return services.correct(line, **({"quantity": quantity, "note": "Came back", "by": None, "at": factories.AT} | more))


def test_a_hand_over_is_a_line_with_all_its_words_and_an_audit_entry(app: Flask) -> None:
    event, by = factories.event(), factories.account()
    made = hand_over(event=event, unit="Training department", act_number="7/2011", note="With the CD", by=by)
    assert (made.quantity, made.event, made.unit, made.act_number, made.note, made.recorded_by) == (
        40, event, "Training department", "7/2011", "With the CD", by
    )
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "distribution.hand_over")).one()
    assert (entry.object_type, entry.object_id, entry.actor_id) == ("distribution", str(made.id), by.id)


@pytest.mark.parametrize("quantity", [0, -1])
def test_less_than_one_piece_is_not_handed_over(app: Flask, quantity: int) -> None:
    with pytest.raises(Refused, match="At least one piece"):
        hand_over(quantity=quantity)


def test_the_last_day_that_counts_is_today_in_the_offices_time_zone(app: Flask) -> None:
    evening = factories.AT.replace(hour=20)  # 01:00 of 2 October in Ashgabat
    assert hand_over(handed_on=DAY + timedelta(1), at=evening)
    with pytest.raises(Refused, match="not come yet"):
        hand_over(handed_on=DAY + timedelta(2), at=evening)


def test_the_first_day_that_counts_is_the_projects(app: Flask) -> None:
    of = factories.project()
    assert hand_over(project=of, handed_on=of.starts_on)
    with pytest.raises(Refused, match="began on"):
        hand_over(project=of, handed_on=of.starts_on - timedelta(1))


def test_a_form_sent_twice_does_not_double_the_figure(app: Flask) -> None:
    same = {"project": factories.project(), "edition": rows.edition(), "organisation": factories.organisation(),
            "by": factories.account()}
    hand_over(**same)
    with pytest.raises(Refused, match="a moment ago"):
        hand_over(**same, at=factories.AT + timedelta(minutes=9))
    assert hand_over(**same, note="A second box")
    assert hand_over(**same, at=factories.AT + timedelta(minutes=10))


def test_a_correction_sent_twice_takes_back_once(app: Flask) -> None:
    line, by = hand_over(), factories.account()
    correct(line, -5, by=by)
    with pytest.raises(Refused, match="a moment ago"):
        correct(line, -5, by=by)
    assert services.remaining(line) == 35


def test_a_correction_is_a_negative_line_beside_one_that_never_changes(app: Flask) -> None:
    line = hand_over(unit="School")
    made = correct(line, -15)
    assert (made.quantity, made.corrects_id, made.handed_on, made.unit) == (-15, line.id, line.handed_on, "School")
    assert line.quantity == 40
    assert services.remaining(line) == 25


def test_a_line_can_be_taken_back_to_zero_and_no_further(app: Flask) -> None:
    line = hand_over()
    with pytest.raises(Refused, match="left on the line: 40"):
        correct(line, -41)
    correct(line, -40)
    with pytest.raises(Refused, match="left on the line: 0"):
        correct(line, -1)


@pytest.mark.parametrize("quantity", [0, 1])
def test_a_correction_that_is_not_negative_is_refused(app: Flask, quantity: int) -> None:
    with pytest.raises(Refused, match="negative number"):
        correct(hand_over(), quantity)


def test_a_correction_is_not_corrected(app: Flask) -> None:
    with pytest.raises(Refused, match="not corrected"):
        correct(correct(hand_over(), -10), -1)


def test_a_correction_says_why(app: Flask) -> None:
    with pytest.raises(Refused, match="Say why"):
        correct(hand_over(), -1, note="  ")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-60, 10), max_size=6))
def test_whatever_is_taken_back_a_line_never_goes_below_zero(app: Flask, asked: list[int]) -> None:
    line = hand_over()
    taken = 0
    for number, quantity in enumerate(asked):
        try:
            taken += correct(line, quantity, note=f"Count {number}").quantity
        except Refused:
            continue
    assert services.remaining(line) == 40 + taken >= 0


def test_the_database_itself_refuses_a_negative_line_that_corrects_nothing(app: Flask) -> None:
    with pytest.raises(IntegrityError, match="negative_corrects"):
        rows.line(factories.project(), -1)


def test_a_taken_code_of_a_material_is_refused(app: Flask) -> None:
    rows.edition("SAFE")
    with pytest.raises(Refused, match="is taken"):
        services.create_material(code="SAFE", title_en="Safe", title_ru="Безопасно", by=None, at=factories.AT)


@pytest.mark.parametrize("year", [2010, None])
def test_a_material_has_an_edition_once_even_where_the_year_is_unknown(app: Flask, year: int | None) -> None:
    of = rows.edition(year=year).material
    same = {"language": "tk", "carrier": Carrier.BROCHURE, "by": None, "at": factories.AT}
    with pytest.raises(Refused, match="this edition already"):
        services.add_edition(of, year=year, **same)
    assert services.add_edition(of, year=2012, **same).material is of


def test_correcting_a_print_run_leaves_what_was_handed_over(app: Flask) -> None:
    line = hand_over()
    services.set_print_run(line.edition, 10, by=None, at=factories.AT)
    assert (line.edition.print_run, services.remaining(line)) == (10, 40)
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "edition.set_print_run")) == 1
