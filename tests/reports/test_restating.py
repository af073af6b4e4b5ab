"""How two documents differ: values, cells, and who left, entered or moved."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.reports.document import Document
from lms.reports.restating import AGAIN, Cell, Difference, Part, compare
from tests.reports import documents


def differences(sealed: dict[str, Any], today: dict[str, Any]) -> dict[str, Difference]:
    return {one.key: one for one in compare(Document(sealed), Document(today)).differences}


def without(content: dict[str, Any], numbers: set[int]) -> dict[str, Any]:
    """Return a document in which some people of the training completed nothing."""
    kept = deepcopy(content)
    rows = [row for row in kept["rows"]["enrolment"] if row[0] not in numbers]
    told = [dict(zip(documents.COLUMNS["enrolment"], row, strict=True)) for row in rows if row[1] == 1]
    groups = {code: of[0] for code, of in documents.LABELS["category"].items()}
    for figure in kept["figures"]:
        if figure["key"] in {"persons", "completions", "attendances"}:
            heads = [dict(zip(documents.COLUMNS["headcount"], row, strict=True)) for row in kept["rows"]["headcount"]]
            figure.update(documents.people(figure["basis"], told, heads if figure["basis"] == "completions" else [], groups))
    return kept


def test_a_document_does_not_differ_from_itself() -> None:
    assert differences(documents.content(), documents.content()) == {}


def test_whoever_is_counted_no_more_left() -> None:
    told = differences(documents.content(), without(documents.content(), {1, 1001}))
    persons = told["persons"]
    assert (persons.sealed, persons.today, persons.effect) == (254, 252, -2)
    assert [(one.before and one.before["id"], one.after, one.effect) for one in persons.units] == [(1, None, -1), (1001, None, -1)]
    assert Cell("group", "judiciary", 17, 16) in persons.cells
    assert "materials" not in told and "events" not in told


def test_an_attendance_figure_loses_all_the_sessions_of_somebody() -> None:
    told = differences(documents.content(), without(documents.content(), {1}))
    assert [one.effect for one in told["attendances"].units] == [-4]


def test_a_total_that_stands_while_cells_moved_is_a_difference() -> None:
    sealed, today = documents.content(), documents.content()
    for row in today["rows"]["enrolment"]:
        if row[0] == 2:
            row[5] = "female"
    for figure in today["figures"]:
        if figure["key"] == "persons":
            figure["cells"]["sex"] = {"female": 11, "male": 243}
    told = differences(sealed, today)["persons"]
    assert told.effect == 0 and [dict(one.cells) for one in told.units] == [{"sex": {"male": -1, "female": 1}}]


def test_a_merge_with_somebody_who_is_not_counted_moves_nobody() -> None:
    today = documents.content()
    today["rows"]["enrolment"][0][2] = 5000
    assert "persons" not in differences(documents.content(), today)


def test_somebody_counted_by_another_event_is_told_once() -> None:
    sealed, today = documents.content(), without(documents.content(), {1})
    event = [9, "TM-T09", "training", "2010-01-01", "2010-01-02", "TM", None, None, True, None, False]
    today["rows"]["event"].append(event)
    row = documents.enrolment(9001, 9, 1, "judge", "female", region="TM-M")
    today["rows"]["enrolment"].append([row[name] for name in documents.COLUMNS["enrolment"]])
    persons = next(one for one in today["figures"] if one["key"] == "persons")
    persons["counted"][0]["ids"] += ", 9001"
    persons["value"] += 1
    (unit,) = differences(sealed, today)["persons"].units
    assert unit.before and unit.after and (unit.before["id"], unit.after["id"], unit.effect) == (1, 9001, 0)
    assert unit.cells["category"] == {"prosecutor": -1, "judge": 1}


def test_a_part_that_differs_alone_is_told_without_units() -> None:
    today = documents.content()
    today["figures"][0]["parts"] |= {"new": 253, "returning": 1}
    told = differences(documents.content(), today)["persons"]
    assert told.units == () and told.parts == {"new": Part(254, 253, None), "returning": Part(0, 1, None)}


def test_a_cumulative_number_that_differs_alone_is_told() -> None:
    sealed, today = documents.content(), documents.content()
    sealed["figures"][0]["cumulative"], today["figures"][0]["cumulative"] = 300, 299
    told = differences(sealed, today)["persons"]
    assert (told.units, told.effect, told.parts) == ((), 0, {"cumulative": Part(300, 299, None)})


def test_who_is_counted_beside_a_value_no_more_is_a_unit_of_that_number() -> None:
    sealed, today = (documents.with_numbers_beside(documents.content()) for _side in range(2))
    today["figures"][0] |= {"cumulative": 254, "beside": {"cumulative": today["figures"][0]["counted"]}}
    told = differences(sealed, today)["persons"]
    assert (told.units, told.effect) == ((), 0)
    [(name, part)] = told.parts.items()
    assert (name, part.sealed, part.today, part.effect) == ("cumulative", 255, 254, -1)
    [unit] = part.units or ()
    assert unit.after is None and unit.before == {"id": 5000, "event": 9, "person": 5000, "attended": 4}


def test_a_mark_that_a_sheet_proves_by_now_leaves_one_number_for_the_other() -> None:
    sealed, today = (documents.with_numbers_beside(documents.content()) for _side in range(2))
    today["figures"][2] |= {
        "parts": {"claimed": 1, "signed": 2},
        "beside": {"claimed": [{"table": "waiting", "ids": "71"}], "signed": [{"table": "waiting", "ids": "70, 72"}]},
    }
    parts = differences(sealed, today)["attendances"].parts
    assert {name: [(unit.row["id"], unit.effect) for unit in part.units or ()] for name, part in parts.items()} == {
        "claimed": [(70, -1)], "signed": [(70, 1)],
    }  # fmt: skip


def test_a_mark_that_superseded_another_of_its_session_is_the_same_unit() -> None:
    sealed, today = (documents.with_numbers_beside(documents.content()) for _side in range(2))
    today["beside"]["waiting"][0][0] = 79
    today["figures"][2]["beside"]["claimed"] = [{"table": "waiting", "ids": "71, 79"}]
    assert differences(sealed, today) == {}

def test_somebody_who_is_returning_by_now_is_a_unit_that_adds_nothing() -> None:
    sealed, today = documents.content(), documents.content()
    sealed["figures"][0]["returning"], today["figures"][0]["returning"] = "", "3"
    (unit,) = differences(sealed, today)["persons"].units
    assert (unit.row["id"], unit.effect, unit.cells) == (3, 0, {AGAIN: {"new": -1, "returning": 1}})
    del sealed["figures"][0]["returning"]
    assert "persons" not in differences(sealed, today)


@settings(deadline=None, max_examples=40)
@given(st.sets(st.integers(1, 30)), st.sets(st.integers(1, 30)))
def test_units_account_for_the_value_and_for_every_cell(before: set[int], after: set[int]) -> None:
    whole = documents.content(officers=20, judges=3)
    for one in differences(without(whole, before), without(whole, after)).values():
        assert sum(unit.effect for unit in one.units) == one.effect
        for cell in one.cells:
            assert sum(unit.cells.get(cell.kind, {}).get(cell.code, 0) for unit in one.units) == cell.today - cell.sealed
