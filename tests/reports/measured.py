"""Documents of what the database holds: the figures that every report tells, and officers alone, counted as figures are."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from lms.audit.queries import head
from lms.certificates.models import Certificate
from lms.courses.models import Event, EventProject, Headcount
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.materials.models import Distribution, Edition, Material
from lms.participants.models import Organisation
from lms.projects.models import Donor, Office, Project
from lms.reports import counting, ledgers, queries, row_queries
from lms.reports.document import COLUMNS, FORMAT, Document, told_by, weight
from lms.reports.rules import Cell, Filters
from lms.tot.models import CascadeEvent, TrainerStatus

Row = dict[str, Any]
OF_PEOPLE = ("group", "category", "sex", "country", "region", "organisation")


def measured(f: Filters) -> Document:
    """Count everything under filters and return it as a report's document, after the last entry of the record."""
    return Document(Measure(f).content())


class Measure:
    """One counting."""

    def __init__(self, f: Filters) -> None:
        self.f = f
        self.codes = {number: (code, group.value) for number, code, group in db.session.execute(queries.groups())}
        self.rows: dict[str, dict[int, Row]] = {table: {} for table in COLUMNS}

    def content(self) -> dict[str, Any]:
        last = db.session.execute(head()).first()
        figures = list(self.figures())
        return {
            "format": FORMAT, "report": {"id": 1, "version": 1, "restates": None, "title": {"en": "A report", "ru": "Отчёт"}},
            "scope": self.scope(), "period": {"first": iso(self.f.first), "last": iso(self.f.last), "as_of": iso(self.f.as_of)},
            "figures": figures,
            "rows": {table: [[row[name] for name in COLUMNS[table]] for row in rows.values()] for table, rows in self.rows.items()},
            "labels": {"category": {code: {"group": group} for code, group in self.codes.values()}},
            "evidence": [], "narrative": {}, "attachments": [], "prepared": {"by": None, "at": "2015-01-01T00:00:00+00:00"},
            "audit": {"seq": last.seq if last else 0, "hash": last.hash if last else ""},
        }  # fmt: skip

    def scope(self) -> dict[str, Any]:
        asked = {"project": (Project, self.f.project_id), "donor": (Donor, self.f.donor_id), "office": (Office, self.f.office_id)}
        told: dict[str, Any] = {
            name: {"code": db.session.get_one(model, key).code} if key else None for name, (model, key) in asked.items()
        }
        return told | {"country": self.f.country, "region": None}

    def figures(self) -> Iterable[dict[str, Any]]:
        held = counting.held(self.f, ledgers.present())
        people = held.trained.last_of_each_person()
        officers = people.placed(lambda place: self.codes.get(place.category or 0, (None, None))[1] == "law_enforcement")
        heads = list(db.session.scalars(row_queries.headcounts(self.f, Cell(), training=True)))
        told = list(db.session.scalars(row_queries.headcounts(self.f, Cell(), training=False)))
        again = people.where(counting.returning(self.f, people))
        yield self.figure("persons", "persons", OF_PEOPLE, enrolment=ids(people)) | {"returning": runs(ids(again))}
        yield self.figure("1.1", "persons", ("sex", "category"), enrolment=ids(officers)) | {
            "rule": {"basis": "persons", "groups": ["law_enforcement"]}
        }
        yield self.figure("completions", "completions", OF_PEOPLE, enrolment=ids(held.trained), headcount=self.heads(heads))
        yield self.figure("attendances", "attendances", OF_PEOPLE, enrolment=ids(held.trainees))
        yield self.figure("participants", "participants", ("kind",), enrolment=ids(held.took_part), headcount=self.heads(told))
        events = [one.id for one in db.session.scalars(row_queries.events(self.f, Cell()))]
        yield self.figure("events", "events", ("kind",), event=events)
        lines = [one.id for one in db.session.scalars(row_queries.materials(self.f, Cell()))]
        yield self.figure("materials", "materials", ("carrier",), distribution=lines)
        yield self.figure("certificates", "certificates", (), certificate=self.certificates(events))
        yield self.figure("trainers", "trainers_standing", (), trainer_status=self.trainers())

    def figure(self, key: str, basis: str, kinds: tuple[str, ...], **counted: list[int]) -> dict[str, Any]:
        for table, numbers in counted.items():
            self.keep(table, numbers)
        cells: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
        labels, value = {code: {"group": group} for code, group in self.codes.values()}, 0
        for table, numbers in counted.items():
            for number in numbers:
                row = self.rows[table][number]
                adds = weight(basis, table, row)
                value += adds
                for kind, code in told_by(kinds, table, row, labels, self.rows["event"]).items():
                    cells[kind][code] += adds
        return {
            "key": key, "indicator": None, "name": {"en": key, "ru": key}, "basis": basis, "rule": {"basis": basis}, "value": value,
            "parts": {}, "cells": {kind: {code: n for code, n in told.items() if n} for kind, told in cells.items()}, "crossed": [],
            "counted": [{"table": table, "ids": runs(numbers)} for table, numbers in counted.items()],
        }  # fmt: skip

    # The rows as documents tell them

    def keep(self, table: str, numbers: list[int]) -> None:
        wanted = [number for number in numbers if number not in self.rows[table]]
        if wanted:
            self.rows[table] |= {row["id"]: row for row in getattr(self, f"of_{table}")(wanted)}

    def of_enrolment(self, numbers: list[int]) -> Iterable[Row]:
        rows = db.session.scalars(select(Enrolment).where(Enrolment.id.in_(numbers))).all()
        self.keep("event", sorted({one.event_id for one in rows}))
        for one in rows:
            yield {
                "id": one.id, "event": one.event_id, "person": one.person_id, "role": one.role.value,
                "category": self.code(one.category_id), "sex": one.sex.value, "country": one.country, "region": one.region_code,
                "organisation": one.organisation_id, "attended": one.attended_sessions or 0, "completed": one.completed,
            }  # fmt: skip

    def of_headcount(self, numbers: list[int]) -> Iterable[Row]:
        rows = db.session.scalars(select(Headcount).where(Headcount.id.in_(numbers))).all()
        self.keep("event", sorted({one.event_id for one in rows}))
        for one in rows:
            yield {
                "id": one.id, "event": one.event_id, "category": self.code(one.category_id), "sex": one.sex.value,
                "country": one.country, "region": one.region_code, "number": one.number, "estimate": one.is_estimate,
                "reconstructed": False,
            }  # fmt: skip

    def of_event(self, numbers: list[int]) -> Iterable[Row]:
        paid = Counter(db.session.scalars(select(EventProject.event_id).where(EventProject.event_id.in_(numbers))))
        cascade = select(CascadeEvent.event_id, CascadeEvent.generation).where(CascadeEvent.event_id.in_(numbers))
        generations = {event: generation for event, generation in db.session.execute(cascade)}
        for one in db.session.scalars(select(Event).where(Event.id.in_(numbers))):
            yield {
                "id": one.id, "code": one.code, "kind": one.kind.value, "first": iso(one.starts_on), "last": iso(one.ends_on),
                "country": one.country, "region": one.region_code, "city": one.city, "training": one.counts_as_training,
                "generation": generations.get(one.id), "shared": paid[one.id] > 1,
            }  # fmt: skip

    def of_distribution(self, numbers: list[int]) -> Iterable[Row]:
        rows = select(Distribution, Edition, Material, Project, Organisation).join(Distribution.edition).join(Edition.material)
        rows = rows.join(Distribution.project).join(Distribution.organisation).where(Distribution.id.in_(numbers))
        for one, edition, material, project, organisation in db.session.execute(rows):
            yield {
                "id": one.id, "material": material.code, "carrier": edition.carrier.value, "quantity": one.quantity,
                "project": project.code, "organisation": organisation.id, "country": organisation.country,
                "region": organisation.region_code, "day": iso(one.handed_on), "act": one.act_number,
            }  # fmt: skip

    def of_certificate(self, numbers: list[int]) -> Iterable[Row]:
        rows = db.session.scalars(select(Certificate).where(Certificate.id.in_(numbers))).all()
        for one in rows:
            yield {
                "id": one.id, "number": one.number, "enrolment": one.enrolment_id, "event": one.enrolment.event_id,
                "kind": one.kind.value, "audience": one.audience.value, "day": iso(one.issued_on),
            }  # fmt: skip

    def of_trainer_status(self, numbers: list[int]) -> Iterable[Row]:
        for one in db.session.scalars(select(TrainerStatus).where(TrainerStatus.id.in_(numbers))):
            yield {
                "id": one.id, "person": one.person_id, "course": one.course_id, "level": one.level.value, "day": iso(one.from_on),
            }  # fmt: skip

    def heads(self, lines: list[Headcount]) -> list[int]:
        return [one.id for one in lines]

    def certificates(self, events: list[int]) -> list[int]:
        rows = select(Certificate.id).join(Certificate.enrolment).where(Enrolment.event_id.in_(events))
        return list(db.session.scalars(rows.where(Certificate.revoked_at.is_(None))))

    def trainers(self) -> list[int]:
        """Return the rows by which trainers stand as certified: the latest of each person and course."""
        rows = select(TrainerStatus).where(TrainerStatus.from_on <= self.f.as_of).order_by(TrainerStatus.from_on, TrainerStatus.id)
        latest = {(one.person_id, one.course_id): one for one in db.session.scalars(rows)}
        return [one.id for one in latest.values() if one.level.value in {"certified", "master"}]

    def code(self, category: int | None) -> str | None:
        return self.codes[category][0] if category else None


def ids(rows: Any) -> list[int]:
    return sorted(rows.column("id").tolist())


def runs(numbers: list[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))


def iso(day: Any) -> str | None:
    return day.isoformat() if day else None


