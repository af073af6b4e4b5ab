"""What is not shown cannot be worked out: of lines, groups, crossed tables and whole sets of figures."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.reports import suppression
from lms.reports.breakdowns import Line, Table
from lms.reports.disclosure import Numbers, is_small, kept_back
from lms.reports.rules import Count, Figure, Figures, Filters, count
from tests.reports import attacker
from tests.reports import sums as systems
from tests.reports.attacker import Key, Sums

NUMBERS = st.integers(0, 12)
TREES = st.dictionaries(st.sampled_from("ABC"), st.lists(NUMBERS, min_size=1, max_size=4), min_size=1, max_size=3)
CROSSED = st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)), st.integers(0, 9), min_size=1, max_size=9)


def tree(groups: dict[str, list[int]]) -> tuple[dict[str, int], dict[str, str]]:
    """Name the lines of groups, and say of each whose it is."""
    lines = {f"{group}{n}": number for group, numbers in groups.items() for n, number in enumerate(numbers)}
    return lines, {code: code[0] for code in lines}


def published(lines: dict[str, Any], groups: dict[str, Any], total: int | None) -> tuple[Sums, dict[Key, int | None]]:
    """Return what a reader of lines under their groups knows."""
    shown: dict[Key, int | None] = {(): total} | {("group", code): number for code, number in groups.items()}
    shown |= {("line", code): number for code, number in lines.items()}
    sums: list[tuple[Key, list[Key]]] = [((), [("group", code) for code in groups])]
    sums += [(("group", group), [("line", code) for code in lines if code[0] == group]) for group in groups]
    return sums, shown


@given(TREES)
def test_no_line_or_group_can_be_told_closer_than_by_five_values(groups: dict[str, list[int]]) -> None:
    lines, of = tree(groups)
    told = systems.parts(lines, sum(lines.values()), of)
    assert not [number for number in (*told.numbers.values(), *told.groups.values(), told.total) if number and is_small(number)]
    assert all(number in {None, lines[code]} for code, number in told.numbers.items())
    found = attacker.ranges(*published(dict(told.numbers), dict(told.groups), told.total))
    assert not {key: span for key, span in found.items() if span[1] - span[0] < 4}


@given(st.dictionaries(st.sampled_from("ABC"), st.lists(st.integers(5, 12), min_size=1, max_size=4), min_size=1), st.integers(1, 4))
def test_with_the_small_number_alone_left_out_the_attacker_finds_it(groups: dict[str, list[int]], small: int) -> None:
    groups[min(groups)].append(small)
    lines, _of = tree(groups)
    shown = {code: None if is_small(number) else number for code, number in lines.items()}
    found = attacker.ranges(*published(shown, {group: sum(numbers) for group, numbers in groups.items()}, sum(lines.values())))
    assert list(found.values()) == [(small, small)]


@pytest.mark.parametrize("kinds", [("category", "sex"), ("category", "sex", "region")])
@settings(max_examples=40, deadline=None)
@given(CROSSED)
def test_no_crossed_cell_can_be_told_closer_than_by_five_values(kinds: tuple[str, ...], numbers: dict[tuple[int, int, int], int]) -> None:
    cells = [{"category": f"c{one}", "sex": f"s{other}", "region": f"r{third}", "number": n} for (one, other, third), n in numbers.items()]
    told = systems.crossed(cells, kinds)
    shown: dict[Key, int | None] = {("cell", *(one[kind] for kind in kinds)): one["number"] for one in told.cells} | {(): told.total}
    shown |= {(kind, code): number for kind, margin in told.margins.items() for code, number in margin.items()}
    sums: list[tuple[Key, list[Key]]] = []
    for place, kind in enumerate(kinds, 1):
        sums.append(((), [(kind, code) for code in told.margins[kind]]))
        sums += [((kind, code), [key for key in shown if key[:1] == ("cell",) and key[place] == code]) for code in told.margins[kind]]
    assert not [number for number in shown.values() if number and is_small(number)]
    found = attacker.ranges(sums, shown)
    assert not {key: span for key, span in found.items() if span[1] - span[0] < 4}


def test_crossed_cells_of_three_kinds_keep_every_margin_safe() -> None:
    cells = [
        {"category": category, "sex": sex, "region": region, "number": number}
        for category, sex, region, number in (
            ("police", "male", "TM-A", 40), ("police", "female", "TM-A", 2), ("police", "male", "TM-B", 30),
            ("judge", "male", "TM-A", 12), ("judge", "female", "TM-B", 9), ("judge", None, None, 7), ("judge", None, None, 1),
        )
    ]  # fmt: skip
    told = systems.crossed(cells)
    numbers = {(one["category"], one["sex"], one["region"]): one["number"] for one in told.cells}
    assert numbers[("police", "female", "TM-A")] is None and Counter(numbers.values())[None] > 1
    assert numbers[("judge", "not_stated", "not_stated")] in {8, None}
    assert told.total == 101 and told.margins["category"]["police"] == 72


def test_zero_is_shown_and_large_numbers_stay_where_nothing_is_small() -> None:
    told = systems.parts({"a": 5, "b": 0, "c": 90}, 95)
    assert (told.numbers, told.total) == ({"a": 5, "b": 0, "c": 90}, 95)


def test_the_smallest_other_number_goes_with_a_small_one_and_both_stand_last() -> None:
    assert systems.parts({"a": 90, "b": 3, "c": 7, "d": 8}, 108).numbers == {"a": 90, "d": 8, "b": None, "c": None}


def test_a_total_below_five_is_not_shown() -> None:
    told = systems.parts({"a": 2, "b": 1}, 3)
    assert told.total is None and set(told.numbers.values()) == {None}


def test_what_lines_leave_of_a_total_is_guarded_too() -> None:
    assert systems.parts({"a": 90, "b": 20}, 112).numbers == {"a": 90, "b": None}


def test_the_same_numbers_always_give_the_same_answer() -> None:
    lines = {"a": 3, "b": 7, "c": 7, "d": 20}
    assert len({tuple(systems.parts(dict(order), 37).numbers.items()) for order in (lines.items(), sorted(lines.items()))}) == 1


def test_a_wrong_sum_is_an_error_and_protects_nobody() -> None:
    with pytest.raises(ValueError, match="not the sum"):
        Numbers({("a",): 3, ("b",): 2}).add(("a",), [("b",)])


def test_a_number_that_another_limits_is_not_left_in_a_narrow_range() -> None:
    numbers = Numbers({("persons",): 9, ("completions",): 12, ("headcounts",): 3, ("named",): 9}, not_above=[(("persons",), ("named",))])
    numbers.add(("completions",), [("named",), ("headcounts",)])
    assert kept_back(numbers) == {("headcounts",), ("completions",)}  # those named cannot be fewer than the persons


def line(code: str, *numbers: int, head: bool = False) -> Line:
    return Line(code.upper(), code, numbers, {}, head)


def test_a_table_by_itself_leaves_out_lines_of_each_column_and_no_events() -> None:
    columns = (("Events", Figure.EVENTS), ("People", Figure.PARTICIPANTS), ("of which", Figure.COUNTED))
    made = Table("kind", "By kind", "Kind", columns, [line("a", 2, 90, 0), line("b", 1, 3, 0), line("c", 1, 8, 0)], (4, 101, 0))
    told = suppression.table(made)
    assert [one.numbers for one in told.lines] == [(2, 90, 0), (1, None, 0), (1, None, 0)] and told.totals == (4, 101, 0)
    assert told.has_gaps and not made.has_gaps


def test_where_lines_stand_by_size_those_not_shown_stand_last_by_name() -> None:
    lines = [line("d", 50), line("c", 8), line("b", 7), line("a", 2), line("not_stated", 30)]
    told = suppression.table(Table("region", "", "", (("Persons", Figure.PERSONS),), lines, (97,), by_size=True))
    assert [(one.code, *one.numbers) for one in told.lines] == [("d", 50), ("c", 8), ("a", None), ("b", None), ("not_stated", 30)]


def test_the_sum_of_other_lines_is_told_where_it_follows_from_the_rest_and_else_not() -> None:
    lines = [line(f"l{n:02}", number) for n, number in enumerate((20,) * 10 + (6, 6, 2))]
    told = suppression.table(Table("organisation", "", "", (("Persons", Figure.PERSONS),), lines, (214,), by_size=True))
    assert told.rest_sums == (14,) and None in [one.numbers[0] for one in told.rest]
    early = [line(f"l{n:02}", number) for n, number in enumerate((3, 6) + (20,) * 11)]
    told = suppression.table(Table("category", "", "", (("Persons", Figure.PERSONS),), early, (229,)))
    assert told.rest_sums == (60,) and told.lines[0].numbers == (None,)


GROUPS = {"police": "law_enforcement", "customs": "law_enforcement", "judge": "judiciary", "ngo": "civil_society"}
PLACES = [("TM", "TM-A"), ("TM", "TM-B"), ("TM", None), ("KG", "KG-O"), (None, None)]
PEOPLE = st.tuples(st.sampled_from([*GROUPS, None]), st.sampled_from(["male", "female", "not_stated"]), st.sampled_from(PLACES), st.integers(1, 3))


def figures(people: list[Any], heads: list[Any]) -> Figures:
    """Return the figures of people who completed so many events each, and of headcounts."""
    cells = [(category, sex, *place, 1) for category, sex, place, _times in people]
    told = [(number + 1, category, sex, *place, None) for (category, sex, place, _), number in heads]
    named = count([(one[3], *cell) for one, cell in zip(people, cells, strict=True)], GROUPS)
    persons, returning = count([(1, *cell) for cell in cells], GROUPS), sum(one[3] > 1 for one in people)
    headcount, empty = count(told, GROUPS), Count()
    return Figures(
        Filters(as_of=date(2012, 1, 1)), {}, persons, persons.total - returning, returning, named, headcount, Count(), empty, 0, 0, {"training": 3},
        {"training": named.total}, {"training": headcount.total} if told else {}, {}, (), GROUPS,
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(PEOPLE, min_size=1, max_size=60), st.lists(st.tuples(PEOPLE, st.integers(0, 20)), max_size=3))
def test_no_persons_of_a_set_of_figures_can_be_told_closer_than_by_five_values(people: list[Any], heads: list[Any]) -> None:
    told = figures(people, heads)
    kept = suppression.of(told)
    shown: dict[Key, int | None] = {("persons",): kept.number(told.persons.total, "persons")}
    kinds = ("group", "category", "sex", "country", "region")
    shown |= {("persons", kind, code): kept.cell(n, "persons", kind, code) for kind in kinds for code, n in told.persons.of(kind).items()}
    shown |= {("persons", name): kept.number(n, "persons", name) for name, n in (("new", told.new), ("returning", told.returning)) if n}
    within = {code: [key for key in shown if key[1:2] == ("category",) and GROUPS.get(key[2], "not_stated") == code] for code in told.persons.of("group")}
    sums: list[tuple[Key, list[Key]]] = [(("persons", "group", code), keys) for code, keys in within.items()]
    sums += [(("persons",), [key for key in shown if key[1:2] == (kind,)]) for kind in ("group", "sex", "country", "region")]
    sums.append((("persons",), [key for key in shown if len(key) == 2]))
    assert not [number for number in shown.values() if number and is_small(number)]
    assert not {key: span for key, span in attacker.ranges(sums, shown).items() if span[1] - span[0] < 4}


@pytest.mark.parametrize(("failed", "is_told"), [(0, True), (1, False), (4, False), (5, True)])
def test_how_few_took_part_and_did_not_complete_is_not_told(failed: int, is_told: bool) -> None:
    everybody = figures([("police", "male", ("TM", "TM-A"), 1)] * 17, [])
    told = replace(everybody, participants_by_kind={"training": 17 + failed})
    kept = suppression.of(told)
    both = kept.number(told.completions.total, "completions"), kept.cell(17 + failed, "participants", "kind", "training")
    assert (None not in both) is is_told


@settings(max_examples=25, deadline=None)
@given(st.lists(PEOPLE, min_size=1, max_size=60), st.lists(st.tuples(PEOPLE, st.integers(0, 20)), max_size=3))
@pytest.mark.parametrize("kind", ["sex", "group"])
def test_completions_headcounts_and_those_named_guard_each_other(kind: str, people: list[Any], heads: list[Any]) -> None:
    told = figures(people, heads)
    kept = suppression.of(told)
    counts = {"completions": told.completions, "headcounts": told.headcount, "named": told.named}
    shown: dict[Key, int | None] = {(name,): kept.number(one.total, name) for name, one in counts.items()}
    least: dict[Key, int] = {}
    sums: list[tuple[Key, list[Key]]] = []
    codes = list(told.completions.of(kind))
    for name, one in counts.items():
        shown |= {(name, code): kept.cell(one.of(kind).get(code, 0), name, kind, code) for code in codes}
        sums.append(((name,), [(name, code) for code in codes]))
    for code in codes:  # those named of a line are told nowhere; they are at least the persons, where these are shown
        least[("named", code)] = kept.cell(told.persons.of(kind).get(code, 0), "persons", kind, code) or 0
        shown[("named", code)] = None
    sums += [(("completions", *code), [("named", *code), ("headcounts", *code)]) for code in [(), *((code,) for code in codes)]]
    found = attacker.ranges(sums, shown, least)
    real = {("named", code): told.named.of(kind).get(code, 0) for code in codes}
    told_too_well = {key: span for key, span in found.items() if span[1] - span[0] < 4 and (key not in real or is_small(real[key]))}
    assert not told_too_well
