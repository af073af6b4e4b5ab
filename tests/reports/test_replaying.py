"""Conditions replayed over entries of the record: which act made several hold together, or no more."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms.reports.cause_words import Kind
from lms.reports.entries import Record, Told
from lms.reports.replaying import Condition, Step, all_of, any_of, of_column, of_presence, turned

START = datetime(2016, 3, 5, tzinfo=UTC)
KINDS = Kind.EVENT_REOPENED, Kind.EVENT_FINALISED
EVENT = ("event", 7)


def entry(seq: int, before: dict[str, Any] | None, after: dict[str, Any] | None, *, act: int | None = None, blanked: bool = False) -> Told:
    """Return an entry of an act of its own, or of a given one."""
    return Told(seq, START + timedelta(minutes=seq if act is None else act), 1, "anna", "x.edit", before, after, blanked)


def recorded(*entries: Told, table: str = "event", key: int = 7) -> Record:
    record = Record()
    record.told[table, str(key)] = list(entries)
    return record


def condition(at_first: bool, *holds: bool, start: int = 1, every: int = 1, act: int | None = None) -> Condition:
    steps = [Step(entry(start + every * n, {}, {}, act=act), one, KINDS[one], EVENT) for n, one in enumerate(holds)]
    return Condition(at_first, steps)


def seqs(one: Condition) -> list[tuple[int, bool]]:
    return [(step.told.seq, step.holds) for step in one.steps]


def test_a_column_is_told_by_each_entry_that_touches_it() -> None:
    record = recorded(entry(1, {"a": 1}, {"a": 2}), entry(2, {"b": 1}, {"b": 2}), entry(3, {"a": 2}, {"a": 3}))
    told = of_column(record, "event", 7, "a", 3, lambda value: value == 2, KINDS)
    assert (told.at_first, seqs(told)) == (False, [(1, True), (3, False)])


def test_what_a_blanked_entry_left_is_told_by_the_next_that_found_it() -> None:
    record = recorded(entry(1, None, None, blanked=True), entry(2, {"a": 2}, {"a": 3}))
    told = of_column(record, "event", 7, "a", 3, lambda value: value == 2, KINDS)
    assert (told.at_first, seqs(told)) == (True, [(1, True), (2, False)])
    alone = of_column(recorded(entry(1, None, None, blanked=True)), "event", 7, "a", 3, lambda value: value == 3, KINDS)
    assert (alone.at_first, seqs(alone)) == (True, [(1, True)])


def test_a_row_that_is_not_there_passes_nothing() -> None:
    record = recorded(entry(1, None, {"a": None}), entry(2, {"a": None}, None))
    told = of_column(record, "event", 7, "a", None, lambda value: value is None, KINDS)
    assert (told.at_first, seqs(told)) == (False, [(1, True), (2, False)])
    there = of_presence(record, "event", 7, KINDS, EVENT, now=False)
    assert (there.at_first, seqs(there)) == (False, [(1, True), (2, False)])


def test_what_is_opened_and_closed_again_is_as_it_was() -> None:
    assert seqs(condition(False, True, False, True).without_returns()) == [(1, True)]
    assert seqs(condition(True, False, True, False).without_returns()) == [(3, False)]
    assert seqs(condition(True, False, True).without_returns()) == []


def test_the_last_act_after_which_all_hold_is_the_ground() -> None:
    one, other = condition(False, True, False, True, start=1, every=2), condition(False, True, start=2)
    ground = turned([one, other], to=True)
    assert ground and ground.entry and ground.entry.seq == 5
    assert turned([one, condition(False)], to=True) is None


def test_what_happens_between_the_entries_of_one_act_does_not_count() -> None:
    one, other = condition(True, False, True, act=9), condition(True, False, start=5)
    ground = turned([one, other], to=False)
    assert ground and ground.entry and ground.entry.seq == 5
    assert turned([one], to=False) is None


def test_the_ground_is_called_by_the_condition_that_turned() -> None:
    steps = [Step(entry(3, {}, {}), False, Kind.SHEET_WITHDRAWN, ("evidence_file", 1))]
    ground = turned([condition(True), Condition(True, steps)], to=False)
    assert ground and (ground.kind, ground.subject) == (Kind.SHEET_WITHDRAWN, ("evidence_file", 1))
    ground = turned([~Condition(False, [Step(entry(4, {}, {}), True, Kind.SHEET_ATTACHED, ("evidence_file", 2))])], to=False)
    assert ground and ground.kind is Kind.SHEET_ATTACHED


@given(st.lists(st.tuples(st.booleans(), st.lists(st.booleans(), max_size=5)), min_size=1, max_size=4))
def test_conditions_together_hold_where_each_says_so(given: list[tuple[bool, list[bool]]]) -> None:
    conditions = [condition(first, *holds, start=n, every=10) for n, (first, holds) in enumerate(given)]
    for rule, combined in ((all, all_of(conditions)), (any, any_of(conditions))):
        assert combined.at_first is rule(one.at_first for one in conditions)
        for step in combined.steps:
            now = [next((s.holds for s in reversed(one.steps) if s.told.seq <= step.told.seq), one.at_first) for one in conditions]
            assert step.holds is rule(now)
    last = all_of(conditions).steps[-1:]
    if last and last[0].holds and not all(one.at_first for one in conditions):
        assert turned(conditions, to=True) is not None
