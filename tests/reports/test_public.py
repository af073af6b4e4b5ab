"""What the public edition of a report leaves out of figures that count some of the same people."""

import pytest

from lms.reports.document import Document
from lms.reports.public import public_edition
from tests.reports import documents


def told(completed: int, failed: int, basis: str = "participants") -> list[int | None]:
    """Return both values of a public edition with a figure of those who completed and one of those who took part."""
    everybody = [documents.enrolment(number, 1, number, "police", "male", completed=number <= completed) for number in range(1, completed + failed + 1)]
    counted = [documents.people("completions", everybody[:completed], [], {}), documents.people(basis, everybody, [], {})]
    figures = [documents.figure(one["basis"], "A", "А", one) for one in counted]
    content = documents.content()
    rows = {"enrolment": [list(row.values()) for row in everybody], "event": content["rows"]["event"]}
    made = public_edition(Document({**content, "figures": figures, "rows": rows}))
    return [figure.value for figure in made.figures]


@pytest.mark.parametrize("failed", [0, 5, 12])
def test_where_nobody_or_many_did_not_complete_both_numbers_are_told(failed: int) -> None:
    assert told(17, failed) == [17, 17 + failed]


@pytest.mark.parametrize("failed", [1, 4])
def test_how_few_did_not_complete_is_not_told_by_two_numbers(failed: int) -> None:
    assert None in told(17, failed)


def test_figures_that_are_not_of_who_took_part_are_told_beside_each_other() -> None:
    assert told(17, 1, "attendances")[0] == 17


def test_rows_of_numbers_beside_a_value_are_left_out_as_those_of_values_are() -> None:
    made = public_edition(Document(documents.with_numbers_beside(documents.content())))
    assert made.content["beside"] == {} and {one.beside for one in made.figures} == {None}
    assert "5000" not in made.canonical
