"""The preview of a file: worked out from its content and what was decided, and kept row by row for its page."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from lms.accounts.models import Account
from lms.audit import queries as audit
from lms.courses.models import Event
from lms.extensions import db
from lms.imports import queries
from lms.imports.contents import Contents, Layout, Target, opened, planned
from lms.imports.models import ImportBatch, ImportRow, Stage
from lms.imports.planning import Decided
from lms.imports.plans import Choice, Meaning, Plan, PlannedRow, Standing, What, Who, Word
from lms.imports.services import Tell, forget_rows, remember_columns, target_key
from lms.imports.telling import event_told, problem_told, reasons, value_told
from lms.participants.evidence import Level
from lms.participants.matching import Verdict
from lms.workbooks.cells import Sheet
from lms.workbooks.columns import Column
from lms.workbooks.lines import Line
from lms.workbooks.list_values import shown

AT_ONCE = 1_000  # rows in one statement
SHOWN_WIDTH = 60  # characters of a cell in the sample
IDENTIFYING = ("person", "affiliation", "person_identifier")  # what is compared when people are recognised
CAME_BEFORE = Verdict(0, Level.MAYBE, ())


def target_of(batch: ImportBatch) -> Target:
    """Return where the file goes."""
    return Target(batch.office, batch.event)


def layout_of(batch: ImportBatch) -> Layout:
    """Return what was said of the columns of a list."""
    columns = None if batch.columns is None else {int(number): Column(code) for number, code in batch.columns.items()}
    return Layout(batch.sheet, batch.header_row, columns)


def register_mark() -> int:
    """Return a number that grows whenever anything changes by which people are recognised."""
    return db.session.scalar(audit.last_of(IDENTIFYING)) or 0


def contents_of(batch: ImportBatch, *, tell: Tell) -> Contents:
    """Return the file opened. Raises Unreadable."""
    contents = opened(batch.content or b"", batch.file_name, layout_of(batch), batch.office)
    tell(30)
    return contents


def plan_of(
    batch: ImportBatch, contents: Contents, at: datetime, *, as_shown: bool = False
) -> tuple[Contents, Plan, Counter[Line]]:
    """Return what the file will do. `as_shown` takes people for those whom the preview showed, where nothing changed."""
    plan, passed_over = planned(contents, target_of(batch), decided_of(batch, as_shown=as_shown), at)
    return contents, plan, passed_over


def decided_of(batch: ImportBatch, *, as_shown: bool) -> Decided:
    """Return what was decided of a file so far."""
    rows = db.session.scalars(queries.rows(batch.id)).all()
    choices = {
        row.place: choice for row in rows
        if row.choice and not row.told.get("unread") and (choice := Choice.read(row.choice))
    }  # fmt: skip
    left_out = frozenset((row.told["sheet"], row.sheet_row) for row in rows if row.choice and row.told.get("unread"))
    meanings = {Word(What(what), text, country): Meaning(key, is_new) for what, text, country, key, is_new in batch.meanings}
    is_same = as_shown and batch.told.get("mark") == register_mark()
    settled = {row.place: _who(row) for row in rows if not row.told.get("unread")} if is_same else None
    return Decided(choices, meanings, settled, left_out)


def _who(row: ImportRow) -> Who:
    offers = tuple((one["person"], CAME_BEFORE) for one in row.told.get("offers", ()))
    earlier = tuple((one["row"], CAME_BEFORE) for one in row.told.get("rows", ()))
    return Who(Standing(row.told["was"]), row.person_id, row.same_as, offers, earlier)


def verdicts(batch: ImportBatch) -> list[tuple[int, Standing, int | None]]:
    """Return what the preview says of each row, to be compared with what another one says."""
    rows = select(ImportRow.sheet_row, ImportRow.standing, ImportRow.person_id).where(ImportRow.batch_id == batch.id)
    return list(db.session.execute(rows.order_by(ImportRow.sheet_row, ImportRow.place)))


def keep(
    batch: ImportBatch, contents: Contents, plan: Plan, passed_over: Mapping[Line, int], *, mark: int, by: Account,
    at: datetime,
) -> None:  # fmt: skip
    """Keep a plan as the preview of its file, and remember the columns that somebody said for it."""
    batch.is_workbook, batch.target = contents.is_workbook, target_key(target_of(batch), is_workbook=contents.is_workbook)
    if not contents.is_workbook:
        layout = contents.layout
        batch.sheet, batch.header_row = layout.sheet, layout.header_row
        batch.columns = {str(number): column.value for number, column in sorted((layout.columns or {}).items())}
        office_id = batch.event.office_id if batch.event else batch.office_id
        if batch.told.get("said") and office_id and (key := contents.fingerprint):
            remember_columns(office_id, key, batch.columns, by=by, at=at)
    sheet, heading = contents.people if contents.sheets else ("", -1)
    rows = [*_rows(batch, plan), *_unread(batch, plan, contents, sheet, heading), *_left_out(batch)]
    forget_rows(batch)
    for first in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(ImportRow), rows[first : first + AT_ONCE])
    others = [one for one in plan.problems if not (one.sheet == sheet and one.row > heading)]
    batch.told = {
        "mark": mark, "problems": [problem_told(one) for one in others],
        "words": [_word(word, plan) for word in plan.words], "new_words": [_word(word, plan) for word in plan.new_words],
        "passed_over": {line.value: number for line, number in passed_over.items() if line is not Line.EMPTY},
        "event": event_told(plan), "people_sheet": sheet, "list": _list_told(contents),
        "decided_but_rows": not plan.words and all(one.is_warning for one in others),
        "absent": _absent(batch, plan),
    }  # fmt: skip
    batch.stage, batch.stage_at = Stage.PREVIEW, at


def _rows(batch: ImportBatch, plan: Plan) -> Iterator[dict[str, Any]]:
    """Give the rows that could be read; one that a problem stands against counts as one that could not."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for problem in plan.problems:
        found[problem.sheet, problem.row].append(problem_told(problem))
    for row in plan.rows:
        origin = row.draft.origin
        problems = found[origin.sheet, origin.row]
        hindered = any(not one["warning"] for one in problems)
        was = Standing.UNREADABLE if hindered and row.standing is not Standing.LEFT_OUT else row.who.standing
        choice = row.choice
        standing = was if choice is None or (hindered and not choice.left_out) else row.standing
        yield _row(batch, row.place, origin.row, _name(row), standing) | {
            "person_id": row.person_id if standing is not Standing.NEW else None, "same_as": row.who.row,
            "choice": _code(choice), "told": _told(row, plan, was, problems),
        }  # fmt: skip


def _told(row: PlannedRow, plan: Plan, was: Standing, problems: list[dict[str, Any]]) -> dict[str, Any]:
    post = row.post
    draft = row.draft
    told = [draft.position, draft.rank, draft.unit, draft.organisation, draft.category, draft.region]
    return {
        "was": was, "sheet": draft.origin.sheet, "post": ", ".join(part for part in told if part), "born": value_told(draft.birth_date or draft.birth_year),
        "is_new_organisation": isinstance(post.organisation, Word),
        "offers": [
            {"person": number, "score": verdict.score, "certain": verdict.level is Level.CERTAIN, "why": reasons(verdict)}
            for number, verdict in row.who.offers
        ],
        "rows": [
            {"row": place, "line": plan.rows[place].draft.origin.row + 1, "name": _name(plan.rows[place]),
             "score": verdict.score, "why": reasons(verdict)}
            for place, verdict in row.who.rows
        ],
        "same_line": plan.rows[row.who.row].draft.origin.row + 1 if row.who.row is not None else None,
        "changes": sorted(row.changes) + (["mark"] if row.marks and row.enrolment_id else []), "filled": sorted(row.filled),
        "enrolled": row.enrolment_id is not None, "problems": problems,
    }  # fmt: skip


def _unread(
    batch: ImportBatch, plan: Plan, contents: Contents, sheet: str, heading: int
) -> Iterator[dict[str, Any]]:
    """Give the rows of the sheet with the people that could not be read."""
    read = {row.draft.origin.row for row in plan.rows}
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for problem in plan.problems:
        if problem.sheet == sheet and problem.row > heading and problem.row not in read:
            found[problem.row].append(problem_told(problem))
    held = next((one for one in contents.sheets if one.name == sheet), Sheet("", ()))
    for place, row in enumerate(sorted(found), len(plan.rows)):
        cells = held.rows[row] if row < len(held.rows) else ()
        name = " · ".join([shown(cell) for cell in cells if cell is not None][:4])[:300]
        told = {"was": Standing.UNREADABLE, "unread": True, "sheet": sheet, "problems": found[row]}
        yield _row(batch, place, row, name, Standing.UNREADABLE) | {"told": told}


def _left_out(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    """Give the rows again that could not be read and were left out: they are not looked at any more."""
    kept = db.session.scalars(select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.standing == Standing.LEFT_OUT))
    for number, row in enumerate(one for one in kept if one.told.get("unread")):
        made = _row(batch, 10_000_000 + number, row.sheet_row, row.name, Standing.LEFT_OUT)
        yield made | {"choice": row.choice, "told": row.told}


def _row(batch: ImportBatch, place: int, sheet_row: int, name: str, standing: Standing) -> dict[str, Any]:
    return {
        "batch_id": batch.id, "place": place, "sheet_row": sheet_row, "name": name, "standing": standing,
        "person_id": None, "same_as": None, "choice": None,
    }  # fmt: skip


def _name(row: PlannedRow) -> str:
    return " ".join(part for part in (row.draft.surname, row.draft.given_name, row.draft.patronymic) if part)


def _code(choice: Choice | None) -> str | None:
    if choice is None:
        return None
    if choice.new or choice.left_out:
        return "new" if choice.new else "out"
    return f"row-{choice.row}" if choice.row is not None else f"person-{choice.person_id}"


def _word(word: Word, plan: Plan) -> dict[str, Any]:
    one = plan.words.get(word) or plan.new_words[word]
    return {
        "what": word.what.value, "text": word.text, "country": word.country, "rows": one.rows, "offers": list(one.offers),
        "cell": one.origin.problem(one.column, "").address, "sheet": one.origin.sheet,
    }  # fmt: skip


def _list_told(contents: Contents) -> dict[str, Any] | None:
    """Return the columns of a list with its first rows, for them to be corrected."""
    if contents.is_workbook or not contents.recognised:
        return None
    chosen = contents.recognised[contents.layout.sheet or 0]
    heading = contents.layout.header_row
    rows = contents.sheets[contents.layout.sheet or 0].rows
    first = chosen.first_row if heading == chosen.header_row else (heading or 0) + 1
    sample = [[shown(cell)[:SHOWN_WIDTH] for cell in row] for row in rows[first : first + 5]]
    headers = chosen.headers if heading == chosen.header_row else [shown(cell) for cell in rows[heading or 0]]
    width = max([len(headers), *(len(row) for row in sample)], default=0)
    return {
        "sheets": [one.name for one in contents.sheets], "headers": list(headers), "sample": sample, "width": width,
    }  # fmt: skip


def _absent(batch: ImportBatch, plan: Plan) -> int:
    """Return how many people of a known event the workbook does not name; they stay."""
    event = db.session.get(Event, plan.event.event_id) if plan.event and plan.event.event_id else None
    if event is None:
        return 0
    enrolled = db.session.scalar(queries.number_enrolled(event.id)) or 0
    return max(0, enrolled - sum(row.enrolment_id is not None for row in plan.rows))
