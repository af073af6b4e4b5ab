"""The lines of a plain list as the participants of a workbook, so that what follows knows one kind of row only. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from lms.courses.codes import EnrolmentRole
from lms.participants.models import Sex
from lms.workbooks.cells import Sheet, place_of
from lms.workbooks.columns import Column
from lms.workbooks.drafts import ParticipantDraft
from lms.workbooks.lines import Line
from lms.workbooks.lists import ListRow, rows
from lms.workbooks.problems import Origin, Problem

SEXES = {"f": Sex.FEMALE, "m": Sex.MALE}
# What a list may tell and the register has no place for.
NOT_KEPT = frozenset({Column.CITY.value})
PassedOver = tuple[int, Line]  # a row, from 0, that tells no person, and what it is
NAME_COLUMNS = ("surname", "given_name", "patronymic")


def participants_of(
    sheet: Sheet, mapping: Mapping[int, Column], header_row: int | None
) -> tuple[list[ParticipantDraft], list[Problem], list[PassedOver]]:
    """Return the people of a list, the problems of lines that cannot be read, and the lines that are no people."""
    columns = _columns(mapping)
    people: list[ParticipantDraft] = []
    problems: list[Problem] = []
    passed_over: list[PassedOver] = []
    for line in rows(sheet, mapping, header_row):
        if not line.is_person:
            if line.line is not Line.EMPTY:
                passed_over.append((line.row, line.line))
        elif line.problems:
            problems += _problems(line, sheet.name)
        else:
            people.append(_participant(line.values, Origin(sheet.name, line.row, columns)))
    return people, problems, passed_over


def _columns(mapping: Mapping[int, Column]) -> dict[str, int]:
    """Return the first column of each meaning; parts of a name in one column stand there."""
    columns: dict[str, int] = {}
    for number in sorted(mapping):
        columns.setdefault(mapping[number].value, number)
    whole = columns.get(Column.FULL_NAME.value, columns.get(Column.LATIN_NAME.value))
    return {part: whole for part in NAME_COLUMNS if whole is not None} | columns


def _problems(line: ListRow, sheet: str) -> Iterable[Problem]:
    return (Problem(sheet, *place_of(one.cell), one.message, one.params) for one in line.problems)


def _participant(values: Mapping[str, Any], origin: Origin) -> ParticipantDraft:
    told = {key: value for key, value in values.items() if key not in NOT_KEPT}
    told["sex"] = SEXES.get(told.get("sex", ""), Sex.NOT_STATED)
    if role := told.get("role"):
        told["role"] = EnrolmentRole(role)
    return ParticipantDraft(**told, origin=origin)
