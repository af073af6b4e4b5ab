"""Ranges of numbers that sums bind, found exactly."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lms.reports.simplex import Ranges

OPEN = np.inf
ROWS = st.lists(st.lists(st.sampled_from((-1, 0, 1)), min_size=4, max_size=4), min_size=1, max_size=3)


def width(matrix: list[list[int]], start: list[int], most: float = OPEN) -> list[float]:
    size = len(start)
    ranges = Ranges(np.array(matrix, float), np.array(start, float), np.zeros(size), np.full(size, most))
    reached = [[ranges.reach(number, enough) for enough in range(1, 9)] for number in range(size)]
    return [sum(one) for one in reached]


def test_two_parts_of_a_known_sum_range_over_all_of_it() -> None:
    assert width([[1, 1]], [2, 3]) == [5, 5]


def test_a_number_that_no_sum_bounds_ranges_without_end() -> None:
    assert width([[1, -1]], [2, 2]) == [8, 8]


def test_a_number_between_bounds_of_its_own_ranges_between_them() -> None:
    assert width([[1, -1]], [2, 2], most=3) == [3, 3]


def test_an_equation_that_says_nothing_new_changes_nothing() -> None:
    assert width([[1, 1, 0], [0, 1, 1], [1, 2, 1]], [2, 3, 2]) == [5, 5, 5]


def test_a_bridge_between_two_cycles_is_determined() -> None:
    rows = [[1, 1, 0, 0, 1, 0], [0, 0, 1, 1, 0, 0], [1, 0, 1, 0, 0, 0], [0, 1, 0, 1, 0, 0], [0, 0, 0, 0, 1, 1]]
    assert width(rows, [3, 4, 5, 6, 7, 8])[4:] == [0, 0]


@given(ROWS, st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_no_range_is_wider_than_trying_finds_it(rows: list[list[int]], start: list[int]) -> None:
    matrix, most = np.array(rows), 3
    fitting = [guess for guess in product(range(most + 1), repeat=4) if np.array_equal(matrix @ guess, matrix @ start)]
    tried = [max(values) - min(values) for values in zip(*fitting, strict=True)]
    assert all(found <= real for found, real in zip(width(rows, start, most), tried, strict=True))
