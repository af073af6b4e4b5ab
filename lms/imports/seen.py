"""What a plan would do, as a key: only that is written which somebody saw. Pure."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from lms.audit.rules import canonical, sha256
from lms.extensions import Model
from lms.imports.plans import Plan, PlannedRow


def key_of(plan: Plan) -> str:
    """Return a key of all that a plan writes and of all that it writes over: plans with one key do the same.

    What the file says of somebody new is told by the file's own SHA-256, and stays out.
    """
    event = plan.event
    told = [
        [_row(row) for row in plan.rows], plan.project, plan.office_id, list(plan.new_words),
        vars(event) if event else None,
    ]  # fmt: skip
    return sha256(canonical(_plain(told)))


def _row(row: PlannedRow) -> list[Any]:
    who = [row.place, row.standing, row.person_id, row.repeats, row.enrolment_id]
    told = [row.post, row.changes, row.marks, row.filled, list(row.numbers), row.gives_post, row.before]
    return [*who, row.told_apart, *told]


def _plain(value: Any) -> Any:
    """Return a value as lists and dictionaries with text for keys; a row of the register is its number."""
    match value:
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case Model():
            return value.id  # type: ignore[attr-defined]
        case _ if is_dataclass(value):
            return _plain(vars(value))
    return value
