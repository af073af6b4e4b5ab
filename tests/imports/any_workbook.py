"""Workbooks at random that a register can take: what they name of its catalogues is there, and the rest is anything."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from lms.accounts.scope import EVERYTHING, set_scope
from lms.courses.codes import EnrolmentRole, EnrolmentStatus
from lms.courses.models import kind_counts_as_training
from lms.extensions import db
from lms.language import N_, say
from lms.materials.models import Carrier
from lms.participants.agencies import agency_key
from lms.workbooks.drafts import (
    EventDraft,
    MaterialDraft,
    ParticipantDraft,
    ReferenceDraft,
    SessionDraft,
    WorkbookDraft,
)
from tests import factories
from tests.materials.rows import edition
from tests.workbooks.samples import drafts, lines, some

AT = datetime(2099, 12, 31, 9, 0, tzinfo=UTC)  # whatever a workbook tells of has taken place
PLACES = st.sampled_from(((None, None), ("TM", None), ("TM", "TM-M"), ("KG", "KG-O")))
NUMBERS = st.none() | st.from_regex(r"[A-Z]{2} ?[0-9]{6}", fullmatch=True)
CATEGORIES = st.sampled_from((None, "police", "judge"))


@contextmanager
def empty_register() -> Iterator[None]:
    """Give a register that has its catalogues and nothing else, and forget it afterwards."""
    before = db.engine.begin_nested()  # type: ignore[attr-defined]  # under test the engine is one connection
    try:
        set_scope(EVERYTHING)
        factories.office()
        factories.donor()
        for place in ("TM-M", "KG-O"):
            factories.region(place)
        for code in ("police", "judge"):
            factories.category(code)
        edition("GUIDE", language="tk", carrier=Carrier.BROCHURE)
        yield
    finally:
        db.session.remove()
        before.rollback()
        set_scope(EVERYTHING)


@st.composite
def takeable(draw: st.DrawFn) -> WorkbookDraft:
    """Draw a workbook whose places, categories, materials and projects the register has or is given."""
    drawn = draw(drafts())
    assert drawn.event
    country, region = draw(PLACES)
    project = draw(st.none() | st.just(drawn.project))
    if project:
        project = replace(project, title_en=draw(lines(300)), donors=(ReferenceDraft("INL"),), office="TM",
                          starts_on=date(1990, 1, 1), ends_on=date(2099, 1, 1))  # fmt: skip
    named = (ReferenceDraft(project.code),) if project else ()
    event = replace(drawn.event, projects=named, course=None, country=country, region=region)
    people = (replace(_placed(draw, one), national_id=draw(NUMBERS)) for one in drawn.participants)
    made = replace(
        drawn, event=event, project=project, participants=tuple(people),
        headcounts=tuple(_placed(draw, one) for one in drawn.headcounts),
        materials=tuple(_lines(draw, event)) if project else (),
    )  # fmt: skip
    return _called_alike(made)


def _called_alike(draft: WorkbookDraft) -> WorkbookDraft:
    """Spell every organisation in one way: names that differ in case, signs and accents only mean one (agency_key)."""
    first: dict[str, str] = {}

    def spelt(one):  # type: ignore[no-untyped-def]
        name = one.organisation
        return replace(one, organisation=first.setdefault(agency_key(name), name) if name else None)

    assert draft.event
    parts = (replace(one, name=first.setdefault(agency_key(one.name), one.name)) for one in draft.event.organisations)
    event = replace(draft.event, organisations=tuple({(one.name, one.role): one for one in parts}.values()))
    people, lines_ = tuple(map(spelt, draft.participants)), tuple(map(spelt, draft.materials))
    return replace(draft, event=event, participants=people, materials=lines_)


def _placed(draw: st.DrawFn, one):  # type: ignore[no-untyped-def]
    country, region = draw(PLACES)
    return replace(one, category=draw(CATEGORIES), country=country, region=region)


def _lines(draw: st.DrawFn, event: EventDraft) -> Iterator[MaterialDraft]:
    """Give lines of materials, some of them taken back in part."""
    for _ in range(draw(st.integers(0, 3))):
        pieces = draw(st.integers(1, 1_000_000))
        given = MaterialDraft(
            "GUIDE", pieces, draw(lines(250)), draw(st.sampled_from(("tk", "ru"))), draw(st.sampled_from(Carrier)),
            draw(some(200)), draw(st.none() | st.just(event.starts_on)), draw(some(60)),
        )  # fmt: skip
        yield given
        if draw(st.booleans()):
            yield replace(given, quantity=-draw(st.integers(1, pieces)), act=None)


def as_registered(draft: WorkbookDraft, language: str) -> WorkbookDraft:
    """Return what a register makes of a workbook by its rules, as its export says it, with the sheets in any order.

    Identity numbers stay inside; the title of one language serves for both; a session without a title is called by its
    number, and all are numbered in their order; whoever has no role is a confirmed participant; an event without a rule
    has that of its kind; a line without a day is of the last day, and a correction has the day of what it corrects.
    """
    event, project = draft.event, draft.project
    assert event
    order = sorted(draft.sessions, key=lambda one: (one.day, one.starts_at))
    numbers = {one.number: number for number, one in enumerate(order, 1)}
    counts = kind_counts_as_training(event.kind) if event.counts_as_training is None else event.counts_as_training
    return WorkbookDraft(
        event=replace(
            event, title_en=event.title_en or event.title_ru, title_ru=event.title_ru or event.title_en,
            min_attendance=80 if event.min_attendance is None else event.min_attendance, counts_as_training=counts,
            finalised=bool(event.finalised),
        ),
        project=replace(project, title_ru=project.title_ru or project.title_en) if project else None,
        sessions=tuple(_session(one, numbers, language) for one in order),
        participants=_in_any_order(_participant(one, numbers) for one in draft.participants),
        headcounts=_in_any_order(draft.headcounts),
        materials=_in_any_order(_line(one, event.ends_on) for one in draft.materials),
    )  # fmt: skip


def in_any_order(draft: WorkbookDraft) -> WorkbookDraft:
    """Return an exported draft with its sheets in the order of `as_registered`."""
    return replace(
        draft, participants=_in_any_order(draft.participants), headcounts=_in_any_order(draft.headcounts),
        materials=_in_any_order(replace(one, day=None) if one.quantity < 0 else one for one in draft.materials),
    )  # fmt: skip


def _in_any_order(rows):  # type: ignore[no-untyped-def]
    return tuple(sorted(rows, key=repr))


def _session(one: SessionDraft, numbers: dict[int, int], language: str) -> SessionDraft:
    title = one.title or say(N_("Session %(n)s"), language, n=one.number)
    return replace(one, number=numbers[one.number], title=title)


def _participant(one: ParticipantDraft, numbers: dict[int, int]) -> ParticipantDraft:
    marks = {numbers[number]: mark for number, mark in sorted(one.marks.items(), key=lambda pair: numbers[pair[0]])}
    return replace(
        one, national_id=None, role=one.role or EnrolmentRole.PARTICIPANT, status=one.status or EnrolmentStatus.CONFIRMED,
        marks=marks,
    )  # fmt: skip


def _line(one: MaterialDraft, ends_on: date) -> MaterialDraft:
    return replace(one, day=None if one.quantity < 0 else one.day or ends_on)


