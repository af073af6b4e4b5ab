"""Who claims what: pairs of a thing and a claimant, each once."""

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lms.reports.claims import Claims

WIDTH = 5
PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, WIDTH - 1)), max_size=40)
Pairs = list[tuple[int, int]]


def claims(pairs: Pairs) -> Claims:
    things, claimants = np.array(pairs, np.int64).reshape(-1, 2).T
    return Claims.of(things, claimants, WIDTH)


def said(found: Claims) -> Pairs:
    return list(zip(found.things.tolist(), found.claimants.tolist(), strict=True))


@given(PAIRS)
def test_each_claim_is_told_once_and_counted_for_both(pairs: Pairs) -> None:
    found = claims(pairs)
    assert said(found) == sorted(set(pairs))
    assert found.by_each == [len({thing for thing, one in pairs if one == who}) for who in range(WIDTH)]
    assert found.on_each(12).tolist() == [len({one for what, one in pairs if what == thing}) for thing in range(12)]
    assert found.claimed.tolist() == sorted({thing for thing, _who in pairs})


@given(PAIRS)
def test_what_two_claim_is_counted_for_every_two(pairs: Pairs) -> None:
    of = {who: {thing for thing, one in pairs if one == who} for who in range(WIDTH)}
    both = {(one, other): len(of[one] & of[other]) for one, other in combinations(range(WIDTH), 2)}
    assert claims(pairs).by_pairs == Counter({pair: number for pair, number in both.items() if number})


@given(PAIRS, st.integers(-1, WIDTH - 1))
def test_of_what_one_claims_all_claims_are_kept_and_no_others(pairs: Pairs, who: int) -> None:
    theirs = {thing for thing, one in pairs if one == who}
    assert said(claims(pairs).on_what(who)) == sorted({pair for pair in pairs if pair[0] in theirs})


def test_where_nobody_claims_anything_there_is_nothing() -> None:
    none = Claims.of(np.zeros(0, np.int64), np.zeros(0, np.int64), 0)
    assert none.by_each == [] and none.by_pairs == Counter() and none.on_each(3).tolist() == [0, 0, 0]
