"""A ledger: enrolments as columns, whatever of them was told anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.reports.ledger import Ledger, Mark, Place, Row, Rows

MARK = Mark(1, "one")
PLACES = Place(1, "female", "TM", "TM-M"), Place(None, "male", None, None), Place(2, "not_stated", "TM", None)


def row(event: int, number: int, person: int = 1, place: int = 0, attended: int | None = 1, **more: bool) -> Row:
    flags = {"role": 1, "trained": True, "took_part": True} | more
    return event, number, person, *flags.values(), attended, 0, None, None, *PLACES[place]


def numbers(rows: Rows) -> list[int]:
    return rows.column("id").tolist()


def test_the_enrolments_of_events_come_in_the_order_of_the_events() -> None:
    ledger = Ledger.of([[row(1, 11), row(1, 12), row(3, 13)]], MARK)
    assert numbers(ledger.rows([3, 1])) == [13, 11, 12]
    assert ledger.rows([3, 1]).of.tolist() == [0, 1, 1]


def test_events_without_enrolments_and_unknown_ones_have_no_rows() -> None:
    ledger = Ledger.of([[row(1, 11)]], MARK)
    assert numbers(ledger.rows([0, 2, 900])) == numbers(ledger.rows([])) == []
    assert ledger.rows([900, 1]).of.tolist() == [1]


def test_an_event_may_lie_in_two_batches() -> None:
    ledger = Ledger.of([[row(1, 11), row(2, 12)], [row(2, 13)], [row(2, 14), row(4, 15)]], MARK)
    assert numbers(ledger.rows([2])) == [12, 13, 14]


def test_the_last_row_of_each_person_places_them() -> None:
    rows = Ledger.of([[row(1, 11, 7), row(1, 12, 8), row(2, 13, 7)]], MARK).rows([2, 1])
    assert sorted(numbers(rows.last_of_each_person())) == [11, 12]
    assert rows.people().tolist() == [False] * 7 + [True, True]


def test_what_is_not_stated_is_counted_as_nothing() -> None:
    rows = Ledger.of([[row(1, 11, place=1, attended=None), row(1, 12, place=2, attended=3), row(1, 13, place=1)]], MARK).rows([1])
    assert dict(rows.by_place()) == {PLACES[1]: 2, PLACES[2]: 1}
    assert dict(rows.by_place("attended")) == {PLACES[1]: 1, PLACES[2]: 3}
    assert rows.by_organisation() == {None: 3}
    assert numbers(rows.placed(lambda place: place.country is None)) == [11, 13]


def test_a_ledger_stays_what_it_was_when_another_is_made_of_it() -> None:
    first = Ledger.of([[row(1, 11), row(2, 12)]], MARK)
    then = first.changed([1, 5], [row(1, 11, 9), row(1, 19), row(5, 15)], Mark(2, "two"))
    assert first.rows([1]).column("person").tolist() == [1] and numbers(first.rows([5])) == []
    assert then.rows([1]).column("person").tolist() == [9, 1] and numbers(then.rows([5, 2])) == [15, 12]


def test_two_ledgers_made_of_one_do_not_write_over_each_other() -> None:
    first = Ledger.of([[row(1, 11)]], MARK)
    kept = first.changed([1], [row(1, 12)], MARK)
    other = first.changed([1], [row(1, 13)], MARK)
    assert (numbers(kept.rows([1])), numbers(other.rows([1])), numbers(first.rows([1]))) == ([12], [13], [11])


def test_the_events_of_enrolments_are_found_while_these_stand() -> None:
    ledger = Ledger.of([[row(1, 11), row(2, 12)]], MARK).changed([2], [row(2, 22)], MARK)
    assert ledger.events_with([11, 22]) == {1, 2} and ledger.events_with([12]) == set()


Told = dict[int, list[int]]
EVENTS = st.dictionaries(st.integers(1, 12), st.lists(st.integers(1, 2), min_size=1, max_size=6), max_size=8)


def rows_of(told: Told, seed: int) -> list[Row]:
    """Return rows of events, each enrolment with a person; numbers differ from one telling to the next."""
    return [row(event, seed * 1000 + event * 10 + n, person) for event in sorted(told) for n, person in enumerate(told[event])]


@given(st.lists(st.tuples(EVENTS, st.booleans()), min_size=1, max_size=12))
def test_a_ledger_told_of_changes_is_one_read_anew(tellings: list[tuple[Told, bool]]) -> None:
    standing: dict[int, list[Row]] = {}
    ledger = Ledger.of([], MARK)
    for seed, (told, is_shared) in enumerate(tellings):
        gone = [event for event in standing if event % 3 == seed % 3 and event not in told]
        rows = rows_of(told, seed)
        if is_shared:
            ledger.changed(told, rows_of(told, seed + 100), MARK)  # one that is taken back
        ledger = ledger.changed([*told, *gone], rows, MARK)
        for event in (*told, *gone):
            standing[event] = [one for one in rows if one[0] == event]
        anew = Ledger.of([[one for event in sorted(standing) for one in standing[event]]], MARK)
        events = sorted(standing, reverse=seed % 2 == 0)
        mine, fresh = ledger.rows(events), anew.rows(events)
        assert numbers(mine) == numbers(fresh) and mine.of.tolist() == fresh.of.tolist()
        assert sorted(numbers(mine.last_of_each_person())) == sorted(numbers(fresh.last_of_each_person()))


@pytest.mark.parametrize("size", [0, 1, 3])
def test_sums_by_event_reach_to_the_last_event_that_has_rows(size: int) -> None:
    rows = [row(event, event, took_part=event != 2) for event in range(1, size + 1)]
    told = Ledger.of([rows] if rows else [], MARK).rows([1, 2, 3, 4]).by_event("took_part")
    assert told == [1, 0, 1][:size]
