"""Where a stage stands, who a trainer is on a day, what counts as cascade."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.codes import EventState
from lms.courses.models import Event, EventProject
from lms.tot import rules
from lms.tot.models import TotCycle, TrainerLevel, TrainerStatus
from lms.tot.rules import StageState

BEGINS = date(2011, 11, 1)
DAY = timedelta(days=1)
DAYS = st.dates(date(2005, 1, 1), date(2015, 12, 31))


def state(*events: EventState, on: date = BEGINS - DAY) -> StageState:
    return rules.stage_state(BEGINS, events, on)


def test_a_stage_is_planned_until_the_day_before_its_window() -> None:
    assert state() is StageState.PLANNED
    assert state(EventState.PLANNED, EventState.CONFIRMED) is StageState.PLANNED


def test_a_stage_is_due_from_the_first_day_of_its_window() -> None:
    assert state(on=BEGINS) is StageState.DUE
    assert state(EventState.PLANNED, on=BEGINS) is StageState.DUE


@pytest.mark.parametrize("begun", [EventState.UNDER_WAY, EventState.TO_FINALISE])
def test_a_stage_is_due_once_one_of_its_events_begins(begun: EventState) -> None:
    assert state(EventState.PLANNED, begun) is StageState.DUE


def test_a_stage_is_done_when_each_of_its_events_is_finalised() -> None:
    assert state(EventState.FINALISED) is StageState.DONE
    assert state(EventState.FINALISED, EventState.FINALISED, on=BEGINS + 400 * DAY) is StageState.DONE


def test_one_event_that_is_not_finalised_keeps_a_stage_due() -> None:
    assert state(EventState.FINALISED, EventState.PLANNED) is StageState.DUE


def test_a_cancelled_event_neither_makes_nor_hinders_a_stage() -> None:
    assert state(EventState.CANCELLED, on=BEGINS) is StageState.DUE
    assert state(EventState.CANCELLED) is StageState.PLANNED
    assert state(EventState.FINALISED, EventState.CANCELLED) is StageState.DONE


def test_a_stage_without_events_is_done_from_the_day_somebody_says_and_else_never() -> None:
    assert state(on=date.max) is StageState.DUE
    told = [rules.stage_state(BEGINS, [EventState.CANCELLED], day, done_on=BEGINS + DAY) for day in (BEGINS, BEGINS + DAY)]
    assert told == [StageState.DUE, StageState.DONE]


def test_where_events_carry_a_stage_out_they_decide_and_not_the_day() -> None:
    assert rules.stage_state(BEGINS, [EventState.TO_FINALISE], BEGINS + 9 * DAY, done_on=BEGINS) is StageState.DUE


@given(DAYS, st.lists(st.sampled_from(EventState)), DAYS, st.integers(0, 900))
def test_a_stage_never_goes_back_to_planned_as_days_pass(
    begins: date, events: list[EventState], day: date, later: int
) -> None:
    before = rules.stage_state(begins, events, day)
    after = rules.stage_state(begins, events, day + timedelta(later))
    assert (before, after) in {
        (StageState.PLANNED, StageState.PLANNED), (StageState.PLANNED, StageState.DUE), (StageState.DUE, StageState.DUE),
        (StageState.DONE, StageState.DONE),
    }  # fmt: skip


def test_the_neighbourhood_of_a_window_ends_with_the_calendar() -> None:
    near = timedelta(days=rules.NEAR_DAYS)
    assert rules.around(BEGINS, BEGINS + DAY) == (BEGINS - near, BEGINS + DAY + near)
    assert rules.around(date.min, date.max) == (date.min, date.max)
    assert rules.around(date.min + near, date.max - near) == (date.min, date.max)


def test_a_window_is_placed_in_the_span_of_the_cycle() -> None:
    whole = (date(2011, 1, 1), date(2011, 1, 10))
    assert rules.placed(date(2011, 1, 1), date(2011, 1, 10), whole) == (0, 100)
    assert rules.placed(date(2011, 1, 6), date(2011, 1, 6), whole) == (50, 10)


@given(DAYS, DAYS, DAYS, DAYS)
def test_a_placed_window_never_leaves_the_span(a: date, b: date, c: date, d: date) -> None:
    offset, width = rules.placed(min(a, b), max(a, b), (min(c, d), max(c, d)))
    assert 0 <= offset <= 100 and width >= 0 and offset + width <= 100.02


def row(key: int, from_on: date, level: TrainerLevel = TrainerLevel.CERTIFIED) -> TrainerStatus:
    return TrainerStatus(id=key, from_on=from_on, level=level)


def test_a_standing_begins_on_its_day_and_not_before() -> None:
    certified = row(1, BEGINS)
    assert rules.standing([certified], BEGINS - DAY) is None
    assert rules.standing([certified], BEGINS) is certified


def test_of_two_rows_the_later_begun_tells_the_standing() -> None:
    early, late = row(2, BEGINS), row(1, BEGINS + DAY, TrainerLevel.MASTER)
    assert rules.standing([late, early], BEGINS) is early
    assert rules.standing([late, early], BEGINS + DAY) is late


def test_of_two_rows_of_one_day_the_later_recorded_tells_the_standing() -> None:
    first, correction = row(1, BEGINS), row(2, BEGINS, TrainerLevel.CANDIDATE)
    assert rules.standing([correction, first], BEGINS) is correction


def test_nobody_stands_anywhere_without_rows() -> None:
    assert rules.standing([], date.max) is None


@given(st.lists(DAYS), DAYS, st.integers(1, 900))
def test_a_later_row_never_changes_an_earlier_answer(days: list[date], on: date, later: int) -> None:
    rows = [row(key, day) for key, day in enumerate(days)]
    after = [*rows, row(len(rows), on + timedelta(later), TrainerLevel.WITHDRAWN)]
    assert rules.standing(after, on) is rules.standing(rows, on)


@given(st.lists(DAYS, min_size=1), DAYS)
def test_the_answer_does_not_depend_on_the_order_of_rows(days: list[date], on: date) -> None:
    rows = [row(key, day) for key, day in enumerate(days)]
    assert rules.standing(rows, on) is rules.standing(rows[::-1], on)


def cascade(**more: object) -> Event:
    made = Event(**{"starts_on": date(2010, 1, 2), "ends_on": date(2012, 1, 3), "finalised_at": object()} | more)
    made.funding = [EventProject(project_id=7)]
    return made


def why_not(event: Event) -> str | None:
    return rules.reason_not_counted(event, TotCycle(project_id=7, starts_on=date(2011, 1, 1), ends_on=date(2012, 6, 30)))


def test_a_finalised_event_of_the_project_within_the_dates_counts() -> None:
    assert why_not(cascade()) is None


@pytest.mark.parametrize("last", [date(2011, 1, 1), date(2012, 6, 30)])
def test_the_last_day_tells_the_period_of_a_cascade_event(last: date) -> None:
    assert why_not(cascade(ends_on=last)) is None


@pytest.mark.parametrize("last", [date(2010, 12, 31), date(2012, 7, 1)])
def test_a_cascade_event_outside_the_dates_does_not_count(last: date) -> None:
    assert why_not(cascade(ends_on=last)) == "Ends outside the cycle's dates"


def test_a_cascade_event_of_another_project_does_not_count() -> None:
    foreign = cascade()
    foreign.funding = [EventProject(project_id=8)]
    assert why_not(foreign) == "Not funded by the cycle's project"


def test_a_cascade_event_counts_once_finalised_and_never_when_cancelled() -> None:
    assert why_not(cascade(finalised_at=None)) == "Attendance not finalised"
    assert why_not(cascade(finalised_at=None, cancelled_at=object())) == "Cancelled"
