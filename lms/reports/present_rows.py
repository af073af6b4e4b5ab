"""The rows behind a difference as they stand in the database now, whatever the reader sees: figures were counted by them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from lms.certificates.models import Certificate
from lms.courses.evidence import EvidenceFile
from lms.courses.models import Event, EventProject, Headcount, Session
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db, listed
from lms.materials.models import Distribution, Edition
from lms.participants.models import Category, Organisation
from lms.projects.models import Donor, Office, Project, ProjectDonor
from lms.reports.document import Document, Row
from lms.reports.entries import plain
from lms.reports.restating import Comparison
from lms.tot.models import CascadeEvent, TrainerStatus

ABOUT_PEOPLE = frozenset({"enrolment", "trainer_status", "waiting"})


@dataclass
class Present:
    """Rows by table and number, pairs of numbers of tables that link two, and the numbers of what a report is of."""

    rows: dict[str, dict[int, Row]] = field(default_factory=lambda: defaultdict(dict))
    funding: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # projects by event
    donors: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # donors by project
    generation: dict[int, int] = field(default_factory=dict)  # by event
    of_person: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))  # enrolments
    standings: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))  # trainer status rows by person
    scope: dict[str, int | None] = field(default_factory=dict)  # project, donor, office
    joined: set[int] = field(default_factory=set)  # enrolments whose marks may have been of attendances that wait

    def row(self, table: str, number: Any) -> Row | None:
        """Return a row, None where there is none."""
        return self.rows[table].get(number)

    def read(self, model: Any, condition: ColumnElement[bool] | None = None) -> None:
        """Add the rows of a table; the columns of a model are read without regard to a scope."""
        table = model.__table__
        rows = select(table) if condition is None else select(table).where(condition)
        names = {column.name: model.__mapper__.get_property_by_column(column).key for column in table.c}
        for row in db.session.execute(rows).mappings():
            told = plain({key: row[name] for name, key in names.items()})
            self.rows[table.name][told["id"]] = told


def present(comparison: Comparison) -> Present:
    """Read what stands behind the units of a comparison: as many statements however many there are."""
    found, numbers = Present(), _numbers(comparison)
    found.scope = _scope(comparison.today)
    for model in (Headcount, Distribution, Certificate, Category, Project):
        wanted = numbers.get(model.__tablename__, set())
        found.read(model, None if model in (Category, Project) else _is(model.__table__.c.id, wanted))
    _people(found, numbers, _persons(comparison))
    events = numbers["event"] | {row["event_id"] for table in ("enrolment", "headcount") for row in found.rows[table].values()}
    found.read(Event, _is(Event.__table__.c.id, events))
    found.read(Session, _is(Session.__table__.c.event_id, events))
    _waiting(found, [row for row, table in _rows(comparison) if table == "waiting"])
    organisations = {row["organisation_id"] for table in ("enrolment", "distribution") for row in found.rows[table].values()}
    found.read(Organisation, _is(Organisation.__table__.c.id, organisations - {None}))
    found.read(Edition, _is(Edition.__table__.c.id, {row["edition_id"] for row in found.rows["distribution"].values()}))
    _links(found, events)
    return found


def _numbers(comparison: Comparison) -> dict[str, set[int]]:
    """Return the numbers of the rows that units are told by, by table; events of people and headcounts among them."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for row, table in _rows(comparison):
        numbers[table].add(row["id"])
        for other in ("event", "enrolment"):
            if row.get(other):
                numbers[other].add(row[other])
    return numbers


def _rows(comparison: Comparison) -> Iterable[tuple[Row, str]]:
    units = (unit for one in comparison.differences for unit in one.every_unit)
    return ((row, unit.table) for unit in units for row in (unit.before, unit.after) if row is not None)


def _persons(comparison: Comparison) -> set[int]:
    return {row["person"] for row, table in _rows(comparison) if table in ABOUT_PEOPLE}


def _people(found: Present, numbers: Mapping[str, set[int]], persons: set[int]) -> None:
    held = {row["enrolment_id"] for row in found.rows["certificate"].values()}
    enrolment, status = Enrolment.__table__.c, TrainerStatus.__table__.c
    wanted = numbers.get("enrolment", set()) | held
    found.read(Enrolment, or_(_is(enrolment.id, wanted), _is(enrolment.person_id, persons)))
    found.read(TrainerStatus, or_(_is(status.id, numbers.get("trainer_status", set())), _is(status.person_id, persons)))
    for row in found.rows["enrolment"].values():
        found.of_person[row["person_id"]].append(row)
    for row in found.rows["trainer_status"].values():
        found.standings[row["person_id"]].append(row)


def _waiting(found: Present, told: Sequence[Row]) -> None:
    """Read the marks and the sheets of attendances that nobody decided on; a merge moves marks between enrolments joined."""
    own, enrolment = {row["enrolment"] for row in told}, Enrolment.__table__.c
    other = select(enrolment.id, enrolment.joined_into_id).where(enrolment.joined_into_id.is_not(None))
    into = {row[1] for row in db.session.execute(other.where(_is(enrolment.id, own)))}
    pairs = db.session.execute(other.where(_is(enrolment.joined_into_id, own | into)))
    found.joined = own.union(into, *map(tuple, pairs))
    mark = Attendance.__table__.c
    found.read(Attendance, or_(_is(mark.enrolment_id, found.joined), _is(mark.id, {row["id"] for row in told})))
    found.joined |= {row["enrolment_id"] for row in found.rows["attendance"].values()}
    found.read(Enrolment, _is(enrolment.id, found.joined))
    found.read(EvidenceFile, _is(EvidenceFile.__table__.c.event_id, {row["event"] for row in told}))


def _links(found: Present, events: Collection[int]) -> None:
    pays, gives, cascade = EventProject.__table__.c, ProjectDonor.__table__.c, CascadeEvent.__table__.c
    for event, project in db.session.execute(select(pays.event_id, pays.project_id).where(_is(pays.event_id, events))):
        found.funding[event].add(project)
    for project, donor in db.session.execute(select(gives.project_id, gives.donor_id)):
        found.donors[project].add(donor)
    rows = select(cascade.event_id, cascade.generation).where(_is(cascade.event_id, events))
    found.generation.update((event, generation) for event, generation in db.session.execute(rows))


def _scope(document: Document) -> dict[str, int | None]:
    """Return the numbers of the project, donor and office that a report is of; None where it is of all, or has none now.

    A report about a project names its office, and counts what the project does with others too.
    """
    told = {**document.content["scope"]}
    if told.get("project"):
        told["office"] = None
    models: dict[str, Any] = {"project": Project, "donor": Donor, "office": Office}
    return {
        name: db.session.scalar(select(model.__table__.c.id).where(model.__table__.c.code == told[name]["code"]))
        for name, model in models.items() if told.get(name)
    }  # fmt: skip


def _is(column: Any, numbers: Collection[int]) -> ColumnElement[bool]:
    return listed(column, sorted(numbers))
