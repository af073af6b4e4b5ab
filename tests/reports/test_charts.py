"""The shapes of charts."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.reports.charts import PLOT_END, SHADES, bars, bullet, darkness, shades, steps

NUMBERS = st.integers(0, 5_000_000)
SHOWN = st.none() | NUMBERS
SEXES = ("female", "male", "not_stated")
LINES = st.lists(st.tuples(st.text(max_size=30), st.tuples(SHOWN, SHOWN, SHOWN)), min_size=1, max_size=15)


@pytest.mark.parametrize(("largest", "expected"), [
    (0, (0, 1)), (1, (0, 1)), (3, (0, 1, 2, 3)), (7, (0, 2, 4, 6, 8)), (37, (0, 10, 20, 30, 40)), (162, (0, 50, 100, 150, 200)),
    (201, (0, 100, 200, 300)),
])  # fmt: skip
def test_the_scale_goes_by_one_two_or_five(largest: int, expected: tuple[int, ...]) -> None:
    assert steps(largest) == expected


@given(NUMBERS)
def test_the_scale_covers_the_largest_number_in_few_even_steps(largest: int) -> None:
    scale = steps(largest)
    assert scale[0] == 0 and scale[-1] >= largest and len(scale) <= 5
    assert len({after - before for before, after in pairwise(scale)}) == 1
    assert largest <= 1 or scale[-2] < largest


@given(LINES)
def test_bars_never_leave_the_drawing(lines: list[tuple[str, tuple[int | None, ...]]]) -> None:
    told = [(name, sum(n or 0 for n in parts), dict(zip(SEXES, parts, strict=True))) for name, parts in lines]
    drawn = bars(told, max(total for _name, total, _parts in told))
    for bar in drawn.bars:
        assert drawn.left <= bar.x <= bar.end <= PLOT_END + 0.001
        assert 0 <= bar.y < bar.y + 13 <= drawn.floor < drawn.height
        assert all(bar.x <= one.x and one.x + one.width <= bar.end + 0.01 for one in bar.segments)
    assert all(drawn.left <= tick.x <= PLOT_END for tick in drawn.ticks)
    assert all(one.y + 13 < following.y for one, following in pairwise(drawn.bars))


def test_parts_of_a_bar_stand_side_by_side_and_fill_it() -> None:
    drawn = bars([("2011", 10, {"female": 4, "male": 6, "not_stated": 0})], 10)
    female, male = drawn.bars[0].segments
    assert (female.x, round(female.x + female.width, 3)) == (drawn.bars[0].x, male.x)
    assert round(male.x + male.width, 3) == drawn.bars[0].end


def test_a_part_that_is_not_shown_leaves_its_place_at_the_end_of_the_bar_empty() -> None:
    drawn = bars([("2011", 10, {"female": None, "male": 6, "not_stated": 0})], 10).bars[0]
    assert [one.key for one in drawn.segments] == ["male"] and drawn.segments[0].x == drawn.x
    assert drawn.segments[0].width < drawn.width


def test_a_bar_that_is_not_shown_has_no_width() -> None:
    drawn = bars([("2011", None, {"female": None, "male": None})], 10).bars[0]
    assert drawn.total is None and drawn.width == 0 and drawn.segments == ()


def test_short_names_of_lines_leave_more_room_for_bars() -> None:
    assert bars([("2011", 1, {})], 1).left < bars([("Jan–Mar 2011", 1, {})], 1).left


@given(st.integers(1, 1_000_000))
def test_shades_cover_every_number_once_and_grow_darker(largest: int) -> None:
    of = shades(largest)
    assert of[0].low == 1 and of[-1].high == largest and of[-1].darkness == SHADES
    assert all(one.high + 1 == following.low and one.darkness < following.darkness for one, following in pairwise(of))
    assert all(one.low <= one.high for one in of)


def test_nothing_and_what_is_not_shown_have_no_shade() -> None:
    assert [darkness(number, shades(40)) for number in (0, None, 1, 40)] == [0, 0, 1, SHADES]
    assert shades(0) == () and darkness(3, ()) == 0


def test_most_places_beside_a_capital_are_not_all_palest() -> None:
    of = shades(100)
    assert Counter(darkness(number, of) for number in (3, 8, 20, 100)) == {1: 1, 2: 1, 3: 1, 5: 1}


@pytest.mark.parametrize(("value", "target", "width", "mark"), [
    (25, 100, 25, 100), (100, 100, 100, 100), (160, 100, 100, 62.5), (0, 100, 0, 100), (5, 0, 100, 0), (None, 100, None, 100),
    (0, 0, 0, 100), (None, 0, None, 100),
])  # fmt: skip
def test_a_value_and_its_target_stand_on_one_scale(value: int | None, target: int, width: float | None, mark: float) -> None:
    drawn = bullet(value, target)
    assert (drawn.width, drawn.target) == (width, mark)


@given(SHOWN, NUMBERS)
def test_neither_value_nor_target_leaves_the_bar(value: int | None, target: int) -> None:
    drawn = bullet(value, target)
    assert 0 <= drawn.target <= 100 and (drawn.width is None) == (value is None)
    assert drawn.width is None or 0 <= drawn.width <= 100
