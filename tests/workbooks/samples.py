"""Workbooks for the tests: files as sheets, a small workbook typed by hand, and drafts at random."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import python_calamine
from hypothesis import strategies as st

from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, Mark, OrganisationRole
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.text import is_clean, tidy
from lms.workbooks.cells import Cell, Sheet
from lms.workbooks.drafts import (
    EventDraft,
    HeadcountDraft,
    MaterialDraft,
    OrganisationDraft,
    ParticipantDraft,
    ProjectDraft,
    ReferenceDraft,
    SessionDraft,
    WorkbookDraft,
)

EVENT: tuple[tuple[Cell, ...], ...] = (
    ("code", "TM-2011-014"),
    ("kind", "training"),
    ("title_en", "Counter-trafficking, Mary"),
    ("starts_on", date(2011, 10, 3)),
    ("ends_on", date(2011, 10, 4)),
)
HELD: tuple[tuple[Cell, ...], ...] = (
    ("no", "date", "starts", "ends", "title", "trainer"),
    (1.0, date(2011, 10, 3), time(9), time(10, 30), "Standards", "O. Amanova"),
    (2.0, date(2011, 10, 4), time(9), time(10, 30), "Laws"),
)
PEOPLE: tuple[tuple[Cell, ...], ...] = (
    ("no", "surname", "given_name", "sex", "S1", "S2", "grade"),
    (1.0, "Аманова", "Огулджан", "ж", "P", "L", 8.5),
    (2.0, "Мередов", "Батыр", "м", 0.0, None),
)


def sheets_of(body: bytes) -> list[Sheet]:
    """Return the sheets of an XLSX, empty cells as None and no empty ends."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    return [
        Sheet(name, _trimmed(book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
        for name in book.sheet_names
    ]


def _trimmed(rows: Iterable[Sequence[Any]]) -> tuple[tuple[Cell, ...], ...]:
    made: list[tuple[Cell, ...]] = []
    for row in rows:
        cells = [None if cell == "" else cell for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        made.append(tuple(cells))
    while made and not made[-1]:
        made.pop()
    return tuple(made)


def workbook(
    event: Sequence[Sequence[Cell]] = EVENT, sessions: Sequence[Sequence[Cell]] = HELD,
    people: Sequence[Sequence[Cell]] = PEOPLE, **others: Sequence[Sequence[Cell]],
) -> list[Sheet]:  # fmt: skip
    """Return the sheets of a small workbook that has no problem, with some of them as given."""
    named = {"Event": event, "Sessions": sessions, "Participants": people} | others
    return [Sheet(name, tuple(tuple(row) for row in rows)) for name, rows in named.items()]


def changed(rows: Sequence[Sequence[Cell]], cells: Mapping[tuple[int, int], Cell]) -> list[list[Cell]]:
    """Return rows with some cells (row, column from 0) as given; those beyond the end are added."""
    made = [list(row) for row in rows]
    for (row, column), cell in cells.items():
        made.extend([] for _ in range(row + 1 - len(made)))
        made[row].extend(None for _ in range(column + 1 - len(made[row])))
        made[row][column] = cell
    return made


def with_fields(**fields: Cell) -> list[tuple[Cell, ...]]:
    """Return the sheet Event with some fields as given."""
    return list((dict(EVENT) | fields).items())  # type: ignore[arg-type]


LETTERS = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяӘәҒғҚқҢңӨөҰұҮүҲҳҶҷӢӣӮӯ ÄäÝýÖöŞşŇňabcxyzABCPXE0123456789=+-@|'\"<>&_%,.;:/ʻ\u00ad"
)
DAYS = st.dates(date(1990, 1, 1), date(2098, 1, 1))
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
SCORES = st.none() | st.decimals(0, 1000, places=2).map(Decimal.normalize)


def lines(longest: int) -> st.SearchStrategy[str]:
    """Return texts as reading leaves them, among them such as look like formulas, numbers and escapes."""
    odd = st.sampled_from(
        ["=1+1", "+993 65 123456", "-1", "@x", "007", "1e5", "TRUE", "_x0041_", "NaN", "2011-10-03", "9:30"]
    )
    anything = st.text(LETTERS, max_size=longest) | st.text(max_size=min(longest, 20))
    return (odd | anything).map(tidy).filter(lambda text: 0 < len(text) <= longest and is_clean(text))


def some(longest: int) -> st.SearchStrategy[str | None]:
    """Return such a text or none."""
    return st.none() | lines(longest)


def references() -> st.SearchStrategy[tuple[ReferenceDraft, ...]]:
    return st.lists(lines(40).map(ReferenceDraft), max_size=3).map(tuple)


def organisations() -> st.SearchStrategy[tuple[OrganisationDraft, ...]]:
    roles = st.sampled_from(OrganisationRole)
    names = st.integers(1, 99).map(lambda n: f"Орган | № {n}")
    pairs = st.lists(st.tuples(names, roles), max_size=3, unique=True)
    return pairs.map(lambda found: tuple(OrganisationDraft(name, role) for name, role in found))


@st.composite
def events(draw: st.DrawFn) -> EventDraft:
    starts_on = draw(DAYS)
    title_en = draw(some(300))
    return EventDraft(
        draw(lines(40)), draw(st.sampled_from(EventKind)), starts_on, starts_on + timedelta(draw(st.integers(0, 365))),
        title_en, draw(some(300) if title_en else lines(300)), draw(references()), draw(some(40)), draw(some(100)),
        draw(some(100)), draw(some(100)), draw(st.none() | st.integers(0, 100)), draw(st.none() | st.booleans()),
        draw(some(60)), draw(st.none() | st.booleans()), draw(organisations()),
    )  # fmt: skip


@st.composite
def sessions(draw: st.DrawFn, event: EventDraft) -> tuple[SessionDraft, ...]:
    numbers = draw(st.lists(st.integers(1, 999), max_size=4, unique=True))
    made = []
    for number in numbers:
        day = event.starts_on + timedelta(draw(st.integers(0, (event.ends_on - event.starts_on).days)))
        times = sorted(draw(st.lists(CLOCKS, min_size=2, max_size=2, unique=True)))
        made.append(SessionDraft(number, day, times[0], times[1], draw(some(300)), draw(some(200))))
    return tuple(made)


def participants(numbers: Sequence[int]) -> st.SearchStrategy[ParticipantDraft]:
    births = st.none() | st.dates(date(1920, 1, 1), date(2020, 1, 1)) | st.integers(1900, 2020)
    marks = st.dictionaries(st.sampled_from(numbers), st.sampled_from(Mark)) if numbers else st.just({})
    made = st.builds(
        ParticipantDraft, lines(100), lines(100), some(100), some(200), st.sampled_from(Sex), st.none(), st.none(),
        some(60), st.none(), some(100), some(250), some(200), some(200), some(100), some(100), some(100), some(60), some(200),
        st.none() | st.sampled_from(EnrolmentRole), st.none() | st.sampled_from(EnrolmentStatus), marks, SCORES, SCORES, SCORES,
    )  # fmt: skip
    return st.tuples(made, births).map(lambda pair: _born(*pair))


def _born(person: ParticipantDraft, birth: date | int | None) -> ParticipantDraft:
    return replace(person, birth_year=birth) if isinstance(birth, int) else replace(person, birth_date=birth)


@st.composite
def drafts(draw: st.DrawFn) -> WorkbookDraft:
    """Draw a workbook of any sort that could be."""
    event = draw(events())
    held = draw(sessions(event))
    starts_on = draw(DAYS)
    ends_on = starts_on + timedelta(draw(st.integers(0, 3000)))
    project = ProjectDraft(draw(lines(40)), draw(some(300)), draw(some(300)), draw(references()), draw(some(200)), starts_on,
                           min(ends_on, date(2099, 12, 31)))  # fmt: skip
    headcounts = st.builds(HeadcountDraft, st.integers(1, 100_000), lines(300), lines(300), some(100), st.sampled_from(Sex),
                           some(100), some(100), st.booleans(), some(40), st.none() | DAYS)  # fmt: skip
    pieces = st.integers(-1_000_000, 1_000_000).filter(bool)
    materials = st.builds(MaterialDraft, lines(300), pieces, lines(250), st.none() | st.sampled_from(["tk", "ru", "ky"]),
                          st.none() | st.sampled_from(Carrier), some(200), st.none() | DAYS, some(60))  # fmt: skip
    return WorkbookDraft(
        event, draw(st.none() | st.just(project)), held,
        tuple(draw(st.lists(participants([one.number for one in held]), max_size=4))),
        tuple(draw(st.lists(headcounts, max_size=2))), tuple(draw(st.lists(materials, max_size=2))),
    )  # fmt: skip
