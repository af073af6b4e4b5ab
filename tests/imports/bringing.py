"""Files brought into the register of a test, as the pages and the command do it, with the sentences of what stands against."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.imports import services
from lms.imports.contents import Contents, Layout, Target, opened, planned
from lms.imports.planning import Decided
from lms.imports.plans import Choice, Plan, Standing
from lms.imports.telling import worded
from lms.imports.writing import Writing
from lms.participants.models import Person
from lms.projects.models import Office
from lms.workbooks import drafting
from lms.workbooks.cells import Sheet
from lms.workbooks.tables import write_workbook
from tests.workbooks.samples import sheets_of, workbook

AT = datetime(2012, 3, 1, 9, 0, tzinfo=UTC)  # when the files of these tests are imported
NOTHING = Decided()


def plan_of(
    sheets: Sequence[Sheet], *, office: Office | None = None, event: Event | None = None, decided: Decided = NOTHING,
    at: datetime = AT,
) -> Plan:  # fmt: skip
    """Return what the sheets of an event workbook will do."""
    plan, _passed_over = planned(Contents(sheets, True), Target(office, event), decided, at)
    return plan


def bring(
    sheets: Sequence[Sheet], *, office: Office | None = None, decided: Decided = NOTHING, language: str = "en",
    at: datetime = AT,
) -> Counter[str]:  # fmt: skip
    """Write the sheets of an event workbook; return what was added and changed."""
    plan = plan_of(sheets, office=office, decided=decided, at=at)
    assert told(plan) == [], told(plan)
    assert plan.office_id
    counts = Writing(plan, language=language, by=None, at=at).write(None, plan.office_id)
    db.session.commit()
    db.session.expire_all()
    return +counts


def bring_list(
    data: bytes, name: str = "list.xlsx", *, office: Office | None = None, event: Event | None = None,
    choices: Mapping[int, Choice] | None = None, at: datetime = AT,
) -> Counter[str]:  # fmt: skip
    """Open, plan and write a file of any sort, as the command does; return what was added and changed."""
    target = Target(event.office if event else office, event)
    contents = opened(data, name, Layout(), target.office)
    plan, _passed_over = planned(contents, target, Decided(choices or {}), at)
    batch = services.take_in(data, name, target, language="en", by=None, at=at)
    counts = services.write(batch, plan, target, by=None, at=at)
    db.session.commit()
    return +counts


def list_plan(data: bytes, name: str = "list.xlsx", *, office: Office | None = None, event: Event | None = None) -> Plan:
    """Return what a plain list will do."""
    target = Target(event.office if event else office, event)
    return planned(opened(data, name, Layout(), target.office), target, NOTHING, AT)[0]


def told(plan: Plan, language: str = "en") -> list[str]:
    """Return what stands against a plan: problems by their cells, words that nobody knows, rows to be decided."""
    problems = [
        f"{one.sheet}!{one.address}: " * bool(one.sheet) + worded(one.sentence, one.params, language) for one in plan.hindrances
    ]
    words = [f"{one.origin.problem(column_of(one), '').address}: {word.text}" for word, one in plan.words.items()]
    return problems + words + [f"maybe: {row.draft.surname}" for row in plan.undecided]


def column_of(one: Any) -> str:
    return str(one.column)


def exported(event: Event, language: str = "en") -> list[Sheet]:
    """Return the sheets of the file that the event is taken away as."""
    return sheets_of(write_workbook(drafting.draft_of(event, language), language, drafting.lists(language)))


def small(**sheets: Sequence[Sequence[Any]]) -> list[Sheet]:
    """Return the small workbook of the samples with some sheets as given."""
    return workbook(**sheets)


def standings(plan: Plan) -> list[Standing]:
    return [row.standing for row in plan.rows]


def everybody() -> list[tuple[str, ...]]:
    """Return the names of all people, in the order in which they were entered."""
    parts = ("surname", "given_name", "patronymic")
    return [tuple(getattr(one, part) or "" for part in parts) for one in db.session.scalars(select(Person).order_by(Person.id))]


def enrolled(event: Event) -> dict[str, Enrolment]:
    """Return the enrolments of an event by the surname."""
    rows: Iterable[Enrolment] = db.session.scalars(select(Enrolment).where(Enrolment.event_id == event.id))
    return {one.person.surname: one for one in rows}


def the_event(code: str = "TM-2011-014") -> Event:
    return db.session.scalars(select(Event).where(Event.code == code)).unique().one()
