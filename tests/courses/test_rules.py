"""The rule of completion (R2, R4) at its borders, and what a programme may hold."""

from datetime import date, time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.codes import ATTENDED, EnrolmentRole, EnrolmentStatus, Mark
from lms.courses.models import Session
from lms.courses.rules import Facts, Outcome, Seen, blocks, lacks, outcome, seen_in, side_by_side
from lms.errors import Refused

SEEN = st.builds(
    Seen, scheduled=st.integers(1, 480), mark=st.sampled_from([*Mark, None]), minutes=st.none() | st.integers(0, 600)
)


def decided(seen: list[Seen], **more: object) -> Outcome:
    rule = {"counts_as_training": True, "min_percent": 80, "min_grade": None, "grade": None} | more
    role = rule.pop("role", EnrolmentRole.PARTICIPANT)
    status = rule.pop("status", EnrolmentStatus.CONFIRMED)
    return outcome(role, status, seen, **rule)


@pytest.mark.parametrize(("attended", "completes"), [(7999, False), (8000, True), (8001, True)])
def test_the_share_is_compared_without_rounding(attended: int, completes: bool) -> None:
    assert decided([Seen(10000, Mark.LATE, attended)]).completed is completes


@pytest.mark.parametrize(("present", "completes"), [(3, False), (4, True), (5, True)])
def test_four_of_five_equal_sessions_are_enough(present: int, completes: bool) -> None:
    seen = [Seen(90, Mark.PRESENT)] * present + [Seen(90, Mark.ABSENT)] * (5 - present)
    assert decided(seen).completed is completes


@pytest.mark.parametrize("mark", [Mark.LATE, Mark.LEFT_EARLY])
def test_late_and_left_early_count_the_minutes_recorded_or_else_the_whole_session(mark: Mark) -> None:
    assert Seen(90, mark, 30).attended == 30
    assert Seen(90, mark, 0).attended == 0
    assert Seen(90, mark).attended == 90


@pytest.mark.parametrize("mark", [Mark.ABSENT, Mark.EXCUSED, None])
def test_absent_excused_and_unmarked_count_as_not_attended(mark: Mark | None) -> None:
    assert Seen(90, mark).attended == Seen(90, mark, 45).attended == 0


def test_minutes_beside_present_are_ignored() -> None:
    assert Seen(90, Mark.PRESENT, 10).attended == 90


def test_minutes_beyond_the_session_never_count() -> None:
    assert Seen(90, Mark.LATE, 120).attended == 90


def test_nobody_completes_an_event_without_session_time() -> None:
    assert decided([], min_percent=0).completed is False


def test_a_rule_of_zero_percent_still_asks_for_a_minute() -> None:
    assert decided([Seen(90, Mark.ABSENT)], min_percent=0).completed is False
    assert decided([Seen(90, Mark.LATE, 1)], min_percent=0).completed is True


@pytest.mark.parametrize(("grade", "completes"), [(None, False), ("59.99", False), ("60", True), ("60.01", True)])
def test_where_a_grade_is_required_it_must_be_reached(grade: str | None, completes: bool) -> None:
    given_grade = Decimal(grade) if grade else None
    assert decided([Seen(90, Mark.PRESENT)], min_grade=Decimal(60), grade=given_grade).completed is completes


@pytest.mark.parametrize("role", [role for role in EnrolmentRole if role is not EnrolmentRole.PARTICIPANT])
def test_only_participants_complete(role: EnrolmentRole) -> None:
    result = decided([Seen(90, Mark.PRESENT)], role=role)
    assert (result.completed, result.attended_minutes) == (False, 90)


def test_whoever_withdrew_does_not_complete() -> None:
    assert decided([Seen(90, Mark.PRESENT)], status=EnrolmentStatus.WITHDRAWN).completed is False


def test_nobody_completes_what_does_not_count_as_training() -> None:
    assert decided([Seen(90, Mark.PRESENT)], counts_as_training=False).completed is False


def test_every_refused_completion_says_why_and_a_granted_one_does_not() -> None:
    assert decided([Seen(90, Mark.ABSENT)]).reason == "Attended less than the event requires."
    assert decided([Seen(90, Mark.PRESENT)]).reason is None


def test_sessions_without_a_mark_are_told() -> None:
    seen = seen_in({1: 90, 2: 90, 3: 90}, {1: (Mark.PRESENT, None), 3: (Mark.ABSENT, None)})
    assert decided(seen).unmarked_sessions == 1


@given(st.lists(SEEN, max_size=12), st.randoms())
def test_the_order_of_sessions_does_not_matter(seen: list[Seen], chance: object) -> None:
    shuffled = list(seen)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decided(seen) == decided(shuffled)


@given(st.lists(SEEN, min_size=1, max_size=12), st.integers(0, 11), st.integers(0, 600))
def test_more_minutes_never_undo_a_completion(seen: list[Seen], where: int, more: int) -> None:
    at = where % len(seen)
    better = [*seen]
    better[at] = Seen(seen[at].scheduled, Mark.LATE, max(seen[at].attended, more))
    assert decided(better).attended_minutes >= decided(seen).attended_minutes
    assert decided(better).completed >= decided(seen).completed


@given(st.lists(SEEN, max_size=12), st.integers(0, 100))
def test_a_decision_stays_within_the_schedule(seen: list[Seen], percent: int) -> None:
    result = decided(seen, min_percent=percent)
    assert 0 <= result.attended_minutes <= result.scheduled_minutes
    assert result.attended_sessions == sum(one.mark in ATTENDED for one in seen)
    enough = result.attended_minutes > 0 and result.attended_minutes * 100 >= percent * result.scheduled_minutes
    assert result.completed is enough


def session(start: tuple[int, int], end: tuple[int, int], day: int = 10) -> Session:
    return Session(day=date(2011, 10, day), starts_at=time(*start), ends_at=time(*end), title=f"{start}")


def test_sessions_that_touch_do_not_overlap() -> None:
    assert side_by_side([session((9, 0), (10, 30)), session((10, 30), (12, 0)), session((9, 0), (10, 30), day=11)]) == []


def test_a_session_inside_a_longer_one_is_told_even_after_a_short_one() -> None:
    long, short, late = session((9, 0), (17, 0)), session((9, 30), (10, 0)), session((16, 0), (17, 30))
    assert side_by_side([late, short, long]) == [(long, short), (long, late)]


def test_equal_sessions_follow_each_other_with_a_pause() -> None:
    made = blocks(time(9, 0), minutes=90, pause=30, number=2)
    assert made == [(time(9, 0), time(10, 30)), (time(11, 0), time(12, 30))]


@pytest.mark.parametrize(("first", "fits"), [(time(22, 29), True), (time(22, 30), False), (time(23, 59), False)])
def test_sessions_never_run_past_midnight(first: time, fits: bool) -> None:
    if fits:
        assert blocks(first, minutes=90, pause=0, number=1)[-1][1] == time(23, 59)
    else:
        with pytest.raises(Refused):
            blocks(first, minutes=90, pause=0, number=1)


@given(st.times(), st.integers(10, 480), st.integers(0, 240), st.integers(1, 8))
def test_whatever_is_asked_for_a_days_blocks_lie_in_that_day_in_order(first: time, minutes: int, pause: int, number: int) -> None:
    try:
        made = blocks(first, minutes=minutes, pause=pause, number=number)
    except Refused:
        return
    assert len(made) == number and all(start < end for start, end in made)
    assert all(before[1] <= after[0] for before, after in pairwise(made))


@pytest.mark.parametrize(("people", "heads", "training", "needed"), [
    (0, 1, False, False), (1, 1, False, True), (0, 0, False, True), (0, 1, True, True),
])  # fmt: skip
def test_only_what_is_known_as_a_number_outside_training_needs_no_sessions(
    people: int, heads: int, training: bool, needed: bool
) -> None:
    facts = Facts(
        sessions=0, country="TM", projects=1, headcounts=heads, people=people, trainers=1, counts_as_training=training
    )
    assert any("No sessions yet" in sentence for sentence in lacks(facts)) is needed
