"""A file opened for an import: which sheet holds the people, what its columns mean, and what is planned with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lms.courses.models import Event
from lms.extensions import db
from lms.imports import queries
from lms.imports.list_drafts import PassedOver, participants_of
from lms.imports.planning import Decided, plan_list, plan_workbook
from lms.imports.plans import Plan
from lms.language import N_
from lms.projects.models import Office
from lms.victims import victim_words
from lms.workbooks import reading
from lms.workbooks.cells import Sheet
from lms.workbooks.columns import NAMES, Column
from lms.workbooks.headers import fingerprint, header_at
from lms.workbooks.lists import Recognised, recognise, recognised_below
from lms.workbooks.problems import Problem
from lms.workbooks.sheet_reading import HEADINGS_WITHIN, find_headings
from lms.workbooks.vocabulary import PARTICIPANTS, plan_named
from lms.workbooks.workbook_reading import is_event_workbook, read_workbook

NO_OFFICE = N_("Say which office the people belong to.")
VICTIM = N_("This looks like data about a victim: “%(words)s”. Take it out of the file, or leave the row out: victims are never recorded.")
NOBODY = N_("There is nobody in this file.")
MOST_WARNINGS = 50
RECOGNISE = -1  # in place of the row of the headings


@dataclass(frozen=True)
class Target:
    """Where a file goes: an office, and the event that its people are put on; a workbook names its event itself."""

    office: Office | None = None
    event: Event | None = None

    @property
    def owner(self) -> Office | None:
        """Return the office to which new people belong, and whose columns are remembered: the event's where none is named."""
        return self.office or (self.event.office if self.event else None)

    @property
    def key(self) -> str:
        """Return what tells one place from another; one file is written to each once."""
        return f"event-{self.event.id}" if self.event else f"office-{self.office.id if self.office else 0}"


@dataclass(frozen=True)
class Layout:
    """Which sheet of a list is read, and what its columns mean; None for what is to be recognised."""

    sheet: int | None = None
    header_row: int | None = None
    columns: Mapping[int, Column] | None = None


@dataclass(frozen=True)
class Contents:
    """What a file turned out to be. `recognised` and `layout` are of lists; `people` is the sheet with the people."""

    sheets: Sequence[Sheet]
    is_workbook: bool
    recognised: Sequence[Recognised] = ()
    layout: Layout = field(default_factory=Layout)

    @property
    def lists(self) -> list[Recognised]:
        """Return the sheets that seem to name people, of a file of lists."""
        return [one for one in self.recognised if one.is_list]

    @property
    def fingerprint(self) -> str:
        """Return the key of the headings of a list; "" where it has none."""
        return self.recognised[self.layout.sheet or 0].fingerprint if self.recognised else ""

    @property
    def people(self) -> tuple[str, int]:
        """Return the name of the sheet with the people, and the row of its headings (-1 where it has none)."""
        if not self.is_workbook:
            return self.sheets[
                self.layout.sheet or 0
            ].name, -1 if self.layout.header_row is None else self.layout.header_row
        sheet = next((one for one in self.sheets if plan_named(one.name) is PARTICIPANTS), None)
        headings = find_headings(PARTICIPANTS, sheet, []) if sheet else None
        return (sheet.name if sheet else "", headings.row if headings else 0)


def opened(
    data: bytes, name: str, layout: Layout, owner: Office | None, *, done: Collection[int] = ()
) -> Contents:
    """Return what a file holds; an unknown layout is recognised, or remembered by its owner. Raises Unreadable.

    `done` are sheets that were written before: another one is read first.
    """
    sheets = reading.read(data, name=name)
    if is_event_workbook(sheets):
        return Contents(sheets, True)
    recognised = recognise(sheets)
    if not recognised:
        return Contents(sheets, False)
    number = layout.sheet
    if number is None or not 0 <= number < len(recognised):
        lists = [one.index for one in recognised if one.is_list]
        number = next((one for one in lists if one not in done), lists[0] if lists else 0)
    chosen = recognised[number]
    if layout.sheet == number and layout.header_row != RECOGNISE:
        recognised[number] = chosen = recognised_below(number, sheets[number], layout.header_row)
    if layout.columns is not None:
        return Contents(sheets, False, recognised, replace(layout, sheet=number))
    row, columns = _remembered(owner, sheets[number]) or (chosen.header_row, chosen.mapping)
    if row != chosen.header_row:
        recognised[number] = recognised_below(number, sheets[number], row)
    return Contents(sheets, False, recognised, Layout(number, row, columns))


def _remembered(office: Office | None, sheet: Sheet) -> tuple[int, dict[int, Column]] | None:
    """Return the row of headings that the office knows, with what it said that the columns mean."""
    if office is None:
        return None
    known = {one.fingerprint: one.columns for one in db.session.scalars(queries.remembered_by(office.id))}
    for row in range(min(HEADINGS_WITHIN, len(sheet.rows)) if known else 0):
        if columns := known.get(fingerprint(header_at(sheet, row).texts)):
            return row, {int(number): Column(code) for number, code in columns.items()}
    return None


def victim_warnings(sheets: Sequence[Sheet]) -> list[Problem]:
    """Return a warning for each cell that looks like data about a victim, who are never recorded (R19); not of too many."""
    found: list[Problem] = []
    for sheet in sheets:
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and (words := victim_words(cell)):
                    found.append(Problem(sheet.name, row, column, VICTIM, {"words": ", ".join(words)}, is_warning=True))
            if len(found) >= MOST_WARNINGS:
                return found
    return found


def planned(contents: Contents, target: Target, decided: Decided, at: datetime) -> tuple[Plan, list[PassedOver]]:
    """Return what the file will do, with a warning of what looks like data about victims; and which lines are no people."""
    plan, passed_over = _planned(contents, target, decided, at)
    plan.problems += victim_warnings(contents.sheets)
    return plan, passed_over


def _planned(contents: Contents, target: Target, decided: Decided, at: datetime) -> tuple[Plan, list[PassedOver]]:
    if contents.is_workbook:
        draft, problems = read_workbook(contents.sheets)
        return plan_workbook(
            draft, decided.without_left_out(problems), office=target.office, decided=decided, at=at
        ), []
    if target.owner is None or not contents.sheets:
        sentence = NO_OFFICE if contents.sheets else NOBODY
        return Plan(problems=[Problem("", 0, 0, sentence)]), []
    layout = contents.layout
    sheet = contents.sheets[layout.sheet or 0]
    columns = layout.columns or {}
    if not NAMES & set(columns.values()):
        sentence = N_("Say which column holds the names.")
        return Plan(problems=[Problem(sheet.name, layout.header_row or 0, 0, sentence)]), []
    people, problems, passed_over = participants_of(sheet, columns, layout.header_row)
    kept = decided.without_left_out(problems)
    plan = plan_list(people, kept, office=target.owner, event=target.event, decided=decided, at=at)
    if not people and not problems:
        plan.problems.append(Problem(sheet.name, 0, 0, NOBODY))
    return plan, passed_over
