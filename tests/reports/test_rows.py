"""Every figure and every part of one opens to rows that add up to it, on many generated registers."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask

from lms.courses import attendance
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, Mark, Method
from lms.courses.models import Event, Headcount
from lms.extensions import db
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.participants.models import Sex
from lms.projects.models import Group, Project
from lms.reports import services
from lms.reports.rules import NOT_STATED, Cell, Count, Figure, Filters
from lms.tot.models import CascadeEvent, TotCycle
from tests import factories

LATER = datetime(2013, 1, 10, 9, 0, tzinfo=UTC)
TODAY = date(2013, 1, 10)
FIRST_DAYS = [date(2011, 1, 5) + timedelta(days=40 * n) for n in range(12)]
CATEGORIES = (("police", Group.LAW_ENFORCEMENT), ("prosecutor", Group.LAW_ENFORCEMENT), ("judge", Group.JUDICIARY))


def register(seed: int) -> list[Project]:
    """Make a small register of two offices and three projects; what is in it depends on the seed alone."""
    rng = Random(seed)
    offices = [factories.office("TM"), factories.office("KG")]
    projects = [factories.project(of=offices[n % 2], donors=("INL", "NOR")[: 1 + n % 2]) for n in range(3)]
    for code, group in CATEGORIES:
        factories.category(code, group)
    regions = [factories.region("TM-M").code, factories.region("KG-O").code, None]
    organisations = [factories.organisation(country=code[:2], region_code=code) for code in ("TM-M", "KG-O")]
    people = [factories.person(of=offices[0], sex=rng.choice(list(Sex))) for _n in range(9)]
    cycle = factories.keep(TotCycle(
        project=projects[0], course=factories.course(), title_en="A cycle", title_ru="Цикл",
        starts_on=date(2011, 1, 1), ends_on=date(2012, 12, 31),
    ))  # fmt: skip
    for day in FIRST_DAYS[: rng.randint(0, 8)]:
        funding = tuple(rng.sample(projects, rng.randint(0, 2)))
        event = factories.event(
            of=rng.choice(offices), projects=funding, kind=rng.choice(list(EventKind)), starts_on=day,
            sessions=rng.randint(0, 3), counts_as_training=rng.random() < 0.7, country=rng.choice(["TM", "KG", None]),
            region_code=rng.choice(["TM-M", "KG-O", None]), min_attendance_percent=rng.choice([50, 80]),
        )  # fmt: skip
        if rng.random() < 0.25:
            factories.keep(CascadeEvent(event=event, cycle=cycle, generation=rng.randint(1, 2)))
        _fill(rng, event, rng.sample(people, rng.randint(0, 7)), organisations, regions)
    _hand_out(rng, projects, organisations)
    return projects


def _fill(rng: Random, event: Event, people: list[Any], organisations: list[Any], regions: list[str | None]) -> None:
    for who in people:
        factories.enrolment(
            event, who, of=rng.choice(CATEGORIES)[0], country=rng.choice(["TM", "KG", None]),
            role=rng.choice([EnrolmentRole.PARTICIPANT] * 4 + [EnrolmentRole.TRAINER, EnrolmentRole.OBSERVER]),
            status=rng.choice([EnrolmentStatus.CONFIRMED] * 4 + [EnrolmentStatus.WITHDRAWN]),
            organisation_id=rng.choice([organisations[0].id, organisations[1].id, None]),
            region_code=rng.choice(regions), **({"category_id": None} if rng.random() < 0.1 else {}),
        )  # fmt: skip
    for session in event.sessions:
        marked = [one for one in db.session.scalars(attendance.roster_queries.to_mark(event.id)) if rng.random() < 0.9]
        marks = {one.id: (rng.choice([Mark.PRESENT] * 4 + list(Mark)), None) for one in marked}
        attendance.record_marks(session, marks, method=Method.PAPER, by=None, at=factories.AT)
    if event.sessions and rng.random() < 0.5:
        factories.evidence(event_id=event.id, session_id=rng.choice([None, event.sessions[0].id]))
    for _n in range(rng.randint(0, 2)):
        factories.keep(Headcount(
            event_id=event.id, number=rng.randint(1, 30), sex=rng.choice(list(Sex)), reason="No list", source="Report",
            is_reconstructed=rng.random() < 0.5,
            category=factories.category(rng.choice(CATEGORIES)[0]) if rng.random() < 0.7 else None,
            country=rng.choice(["TM", None]), region_code=rng.choice(["TM-M", None]),
        ))  # fmt: skip
    if rng.random() < 0.65:
        attendance.finalise(event, by=None, at=LATER)
    db.session.commit()


def _hand_out(rng: Random, projects: list[Project], organisations: list[Any]) -> None:
    material = Material(code=f"M-{factories.number()}", title_en="A brochure", title_ru="Брошюра")
    editions = [Edition(material=material, language="ru", carrier=carrier) for carrier in list(Carrier)[:3]]
    for _n in range(rng.randint(0, 6)):
        line = Distribution(
            project=rng.choice(projects), edition=rng.choice(editions), quantity=rng.randint(1, 500),
            organisation=rng.choice(organisations), handed_on=rng.choice(FIRST_DAYS), recorded_at=factories.AT,
        )  # fmt: skip
        factories.keep(line)
        if rng.random() < 0.3:
            factories.keep(Distribution(
                project=line.project, edition=line.edition, quantity=-1, organisation=line.organisation,
                handed_on=line.handed_on, recorded_at=factories.AT, corrects=line,
            ))  # fmt: skip


def questions(seed: int, projects: list[Project]) -> list[Filters]:
    """Return what is asked of a register: one country, one region, all of a long time, and two narrower questions."""
    rng = Random(seed)
    narrow = [
        Filters(
            as_of=rng.choice([TODAY, date(2011, 12, 31)]), project_id=rng.choice([None, *(one.id for one in projects)]),
            office_id=rng.choice([None, projects[0].office_id]), country=rng.choice([None, None, "TM"]),
            donor_id=rng.choice([None, projects[1].funding[0].donor_id]),
            first=rng.choice([None, date(2011, 4, 1)]), last=rng.choice([None, date(2012, 3, 31)]),
        )
        for _n in range(2)
    ]  # fmt: skip
    return [Filters(as_of=TODAY, country="TM"), Filters(as_of=TODAY, region="KG-O"), Filters(as_of=TODAY, first=date(2011, 6, 1)), *narrow]


def parts(figure: Figure, count: Count) -> list[tuple[Figure, Cell, int]]:
    """List a total and its cells as what their rows must add up to."""
    cells = [(figure, Cell(), count.total)]
    for kind, numbers in count.by.items():
        cells += [(figure, Cell(**{kind: code}), number) for code, number in numbers.items()]
    return cells


def wanted(f: Filters) -> list[tuple[Filters, Figure, Cell, int]]:
    """List everything that the figures say under filters, each with its cell and number."""
    told = services.figures(f)
    cells = [
        *parts(Figure.PERSONS, told.persons), *parts(Figure.COMPLETIONS, told.completions),
        *parts(Figure.HEADCOUNTS, told.headcount), *parts(Figure.RECONSTRUCTED, told.reconstructed),
        *parts(Figure.ATTENDANCES, told.attendances),
        (Figure.PERSONS, Cell(returning=True), told.returning), (Figure.PERSONS, Cell(returning=False), told.new),
        (Figure.CLAIMED, Cell(), told.claimed), (Figure.SIGNED, Cell(), told.signed), (Figure.EVENTS, Cell(), told.events),
        (Figure.WAITING, Cell(), services.undecided(f)),
        (Figure.MATERIALS, Cell(), told.materials),
        (Figure.PARTICIPANTS, Cell(), sum(told.people_by_kind.values())),
        *((Figure.EVENTS, Cell(kind=kind), number) for kind, number in told.events_by_kind.items()),
        *((Figure.PARTICIPANTS, Cell(kind=kind), number) for kind, number in told.people_by_kind.items()),
        *((Figure.COUNTED, Cell(kind=kind), number) for kind, number in told.headcounts_by_kind.items()),
        *((Figure.MATERIALS, Cell(carrier=code), number) for code, number in told.materials_by_carrier.items()),
    ]  # fmt: skip
    below = [
        (f.cascade(one.generation), figure, Cell(), number)
        for one in told.cascade
        for figure, number in (
            (Figure.EVENTS, one.events), (Figure.PERSONS, one.persons), (Figure.COMPLETIONS, one.completions),
            (Figure.HEADCOUNTS, one.headcount), (Figure.ATTENDANCES, one.attendances),
        )
    ]  # fmt: skip
    return [(f, *cell) for cell in cells] + below


@pytest.mark.parametrize("seed", range(12))
def test_the_rows_of_every_figure_and_cell_add_up_to_it(app: Flask, seed: int) -> None:
    projects = register(seed)
    for asked in questions(seed, projects):
        for f, figure, cell, number in wanted(asked):
            assert services.size(figure, f, cell) == number, f"{figure} {cell} under {f}"


@pytest.mark.parametrize("seed", [3, 7, 11])
def test_the_rows_are_as_many_as_their_size_says(app: Flask, seed: int) -> None:
    register(seed)
    f = Filters(as_of=TODAY)
    for figure in (Figure.PERSONS, Figure.ATTENDANCES, Figure.CLAIMED, Figure.SIGNED, Figure.EVENTS, Figure.WAITING):
        rows = db.session.scalars(services.rows(figure, f, Cell())).unique().all()
        assert len(rows) == len({row.id for row in rows}) == services.size(figure, f, Cell())


def test_the_generated_registers_hold_something_to_count(app: Flask) -> None:
    totals = {figure: 0 for figure in Figure}
    for seed in (1, 2, 3, 4, 5, 6):
        register(seed)
    waiting = factories.event(sessions=2)
    marks = {factories.enrolment(waiting).id: (Mark.PRESENT, None)}
    for session in waiting.sessions:
        attendance.record_marks(session, marks, method=Method.PAPER, by=None, at=factories.AT)
    factories.evidence(event_id=waiting.id, session_id=waiting.sessions[0].id)
    for _f, figure, _cell, number in wanted(Filters(as_of=TODAY)):
        totals[figure] += number
    assert all(totals.values()), totals


def test_an_unknown_code_opens_no_rows(app: Flask) -> None:
    register(3)
    for cell in (Cell(category="nobody"), Cell(organisation="999999"), Cell(region="XX-1"), Cell(country="XX")):
        assert services.size(Figure.PERSONS, Filters(as_of=TODAY), cell) == 0


def test_the_whole_and_not_stated_are_different_questions(app: Flask) -> None:
    event = factories.event(sessions=1, ends_on=date(2011, 10, 10))
    who = [factories.enrolment(event), factories.enrolment(event, organisation_id=factories.organisation().id)]
    marks = {one.id: (Mark.PRESENT, None) for one in who}
    attendance.record_marks(event.sessions[0], marks, method=Method.PAPER, by=None, at=factories.AT)
    attendance.finalise(event, by=None, at=LATER)
    f = Filters(as_of=TODAY)
    assert services.size(Figure.COMPLETIONS, f, Cell()) == 2
    assert services.size(Figure.COMPLETIONS, f, Cell(organisation=NOT_STATED)) == 1


def test_an_event_that_is_over_and_not_finalised_is_undecided(app: Flask) -> None:
    factories.event(ends_on=date(2011, 10, 10))
    factories.event(starts_on=date(2013, 2, 1))
    done = factories.event(ends_on=date(2011, 10, 10), sessions=1)
    attendance.finalise(done, by=None, at=LATER)
    assert services.undecided(Filters(as_of=TODAY)) == 1
    assert services.undecided(Filters(as_of=date(2012, 1, 1))) == 2
