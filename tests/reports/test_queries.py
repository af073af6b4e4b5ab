"""How enrolments are read."""

from hypothesis import given
from hypothesis import strategies as st

from lms.reports.queries import places


@given(st.lists(st.integers(1, 5000), unique=True, max_size=200))
def test_the_bytes_of_an_event_are_its_place_in_time_and_zero_where_it_does_not_count(numbers: list[int]) -> None:
    told = places(numbers)
    read = {n: int.from_bytes(told[4 * n : 4 * n + 4], "big") for n in range(len(told) // 4)}
    assert [n for n, _place in sorted(read.items(), key=lambda pair: pair[1]) if read[n]] == numbers
    assert set(read.values()) - {0} == set(range(1, len(numbers) + 1))
