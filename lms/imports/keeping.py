"""What the page of a preview shows of a plan, as it is kept until somebody looks: rows, words, problems, columns."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lms.audit.rules import canonical
from lms.imports.contents import VICTIM, Contents
from lms.imports.list_drafts import PassedOver
from lms.imports.plans import Offer, Plan, PlannedRow, Standing, Who, Word
from lms.imports.telling import problem_told, value_told
from lms.workbooks.cells import Cell, Sheet
from lms.workbooks.list_values import shown
from lms.workbooks.problems import Problem

SHOWN_WIDTH = 60  # characters of a cell in the sample
SAMPLE_ROWS = 5
MOST_PROBLEMS = 200  # of those that stand at no row of people
MOST_LINES = 100  # of those that tell no person
LONGEST_LINE = 300  # characters
Row = dict[str, Any]


def rows(plan: Plan) -> Iterator[Row]:
    """Give the rows that could be read; one that a problem stands against counts as one that could not."""
    found = _by_place(plan.problems)
    for row in plan.rows:
        problems = found[row.draft.origin.sheet, row.draft.origin.row]
        is_hindered = row.standing is not Standing.LEFT_OUT and any(not one.is_warning for one in problems)
        standing = Standing.UNREADABLE if is_hindered else row.standing
        yield _row(row.place, row.draft.origin.row, row.name, standing) | {
            "person_id": row.person_id if standing is not Standing.NEW else None,
            "choice": row.choice.code if row.choice else None, "told": _told(row, plan, problems),
        }  # fmt: skip


def unread(plan: Plan, contents: Contents) -> Iterator[Row]:
    """Give the rows of the sheet with the people that could not be read."""
    sheet, heading = contents.people
    read = {row.draft.origin.row for row in plan.rows}
    found = _by_place(
        one for one in plan.hindrances if one.sheet == sheet and one.row > heading and one.row not in read
    )
    held = next((one for one in contents.sheets if one.name == sheet), Sheet("", ()))
    for place, (_sheet, row) in enumerate(sorted(found), len(plan.rows)):
        cells = held.rows[row] if row < len(held.rows) else ()
        problems = [problem_told(one) for one in found[sheet, row]]
        told = {"was": Standing.UNREADABLE, "sheet": sheet, "problems": problems}
        yield _row(place, row, _text(cells), Standing.UNREADABLE) | {"told": told}


def problems(plan: Plan, contents: Contents, left_out: Iterable[tuple[str, int]]) -> Row:
    """Return the problems that are told at no row of people, those that hinder first, and how many more there are."""
    at_rows = {(row.draft.origin.sheet, row.draft.origin.row) for row in plan.rows} | set(left_out)
    sheet, heading = contents.people if contents.sheets else ("", -1)
    others = [
        one for one in plan.problems
        if (one.sheet, one.row) not in at_rows and (one.is_warning or not (one.sheet == sheet and one.row > heading))
    ]  # fmt: skip
    shown = sorted(others, key=lambda one: one.is_warning)[:MOST_PROBLEMS]
    out = {row.draft.origin.row for row in plan.rows if row.standing is Standing.LEFT_OUT} | {row for _sheet, row in left_out}
    victims = sum(one.sentence == VICTIM and not (one.sheet == sheet and one.row in out) for one in plan.problems)
    told = [problem_told(one) for one in shown]
    return {"problems": told, "more_problems": len(others) - len(told), "victims": victims}


def passed_over(contents: Contents, lines: Sequence[PassedOver]) -> Row:
    """Return the first lines that tell no person, each with its row and text, how many more there are, and the other lists."""
    if contents.is_workbook or not contents.sheets:
        return {"passed_over": [], "more_passed_over": 0, "other_lists": []}
    number = contents.layout.sheet or 0
    cells = contents.sheets[number].rows
    told = [[row + 1, line.value, _text(cells[row])] for row, line in lines[:MOST_LINES]]
    others = [one.name for one in contents.lists if one.index != number]
    return {"passed_over": told, "more_passed_over": len(lines) - len(told), "other_lists": others}


def _text(cells: Sequence[Cell]) -> str:
    return " · ".join([shown(cell) for cell in cells if cell is not None][:4])[:LONGEST_LINE]


def words(plan: Plan) -> Row:
    """Return the words that wait for a meaning, and the organisations that are entered, each with where it stands first."""
    return {
        key: [_word(word, one) for word, one in those.items()]
        for key, those in (("words", plan.words), ("new_words", plan.new_words))
    }


def columns(contents: Contents) -> Row | None:
    """Return the columns of a list with its first rows, for them to be corrected; None for a workbook."""
    if contents.is_workbook or not contents.recognised:
        return None
    chosen = contents.recognised[contents.layout.sheet or 0]
    heading = contents.layout.header_row
    cells = contents.sheets[contents.layout.sheet or 0].rows
    first = chosen.first_row if heading == chosen.header_row else (heading or 0) + 1
    sample = [[shown(cell)[:SHOWN_WIDTH] for cell in row] for row in cells[first : first + SAMPLE_ROWS]]
    headers = chosen.headers if heading == chosen.header_row else [shown(cell) for cell in cells[heading or 0]]
    width = max([len(headers), *(len(row) for row in sample)], default=0)
    return {
        "sheets": [one.name for one in contents.sheets], "headers": list(headers), "sample": sample, "width": width,
    }  # fmt: skip


def found_again(told: Row) -> Who:
    """Return who was recognised in a row, from what is kept of it."""
    standing, person, row, offers, rows = told["found"]
    return Who(Standing(standing), person, row, _offers(offers), _offers(rows))


def _offers(kept: Sequence[Sequence[Any]]) -> tuple[Offer, ...]:
    return tuple((number, tuple(why)) for number, why in kept)


def _by_place(problems: Iterable[Problem]) -> dict[tuple[str, int], list[Problem]]:
    found: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    for problem in problems:
        found[problem.sheet, problem.row].append(problem)
    return found


def _told(row: PlannedRow, plan: Plan, problems: Iterable[Problem]) -> Row:
    draft, found, event_has = row.draft, row.found, row.enrolment_id is not None
    told = [draft.position, draft.rank, draft.unit, draft.organisation, draft.category, draft.region]
    like = [(place, plan.rows[place], why) for place, why in row.who.rows]
    return {
        "was": row.who.standing, "sheet": draft.origin.sheet,
        "found": [found.standing, found.person_id, found.row, found.offers, found.rows],
        "post": ", ".join(part for part in told if part), "born": value_told(draft.birth_date or draft.birth_year), "is_day": draft.birth_date is not None,
        "offers": [{"person": number, "why": why} for number, why in row.who.offers],
        "rows": [{"row": place, "line": one.line, "name": one.name, "why": why} for place, one, why in like],
        "same_line": plan.rows[row.repeats].line if row.repeats is not None else None,
        "changes": _changes(row) if event_has else {},
        "marks": [[number, row.before.get(number), mark] for number, mark in sorted(row.marks.items())] if event_has else [],
        "filled": [*sorted(row.filled), *sorted(row.numbers), *(["position"] if row.gives_post else [])], "problems": [problem_told(one) for one in problems],
        "told_apart": row.told_apart,
    }  # fmt: skip


def _changes(row: PlannedRow) -> Row:
    """Return what of an enrolment changes, as the record of changes keeps it: before and after, by field."""
    after = {name: value.text if isinstance(value, Word) else value for name, value in row.changes.items()}
    before = {name: row.before[name] for name in after}
    return dict(json.loads(canonical({"before": before, "after": after})))


def _row(place: int, sheet_row: int, name: str, standing: Standing) -> Row:
    return {
        "place": place, "sheet_row": sheet_row, "name": name, "standing": standing, "person_id": None, "choice": None,
    }  # fmt: skip


def _word(word: Word, one: Any) -> Row:
    first = one.origin.problem(one.column, "")
    return {
        "what": word.what.value, "text": word.text, "country": word.country, "rows": one.rows, "offers": list(one.offers),
        "cell": first.address, "sheet": first.sheet, "row": first.row, "column": first.column,
    }  # fmt: skip
