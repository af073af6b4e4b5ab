"""Small registers with everything in them that figures must tell apart; what is in one depends on its seed alone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import insert, select

from lms.courses import attendance
from lms.courses.codes import PARTIAL, EnrolmentRole, EnrolmentStatus, EventKind, Mark, Method
from lms.courses.evidence import EvidenceFile, EvidenceKind, FileType
from lms.courses.models import Course, Event, EventProject, Headcount, Session
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.participants.models import Affiliation, Category, Organisation, Sex
from lms.projects.models import Group, Project, ProjectDonor
from lms.reports.rules import Filters
from lms.tot.models import CascadeEvent, TotCycle
from tests import factories
from tests.queries import forget_ledger
from tests.reports.second_count import Row, Rows

FIRST, DAYS = date(2010, 9, 1), 800
LENGTHS = (30, 45, 90, 120)
EXPORTED = (
    Category, Project, ProjectDonor, Organisation, Event, EventProject, Session, Enrolment, Attendance, Headcount,
    CascadeEvent, Edition, Distribution, EvidenceFile, Course, Affiliation,
)  # fmt: skip


@dataclass
class Ground:
    """What all registers stand on."""

    offices: list[int]
    donors: list[int]
    projects: list[int]
    categories: list[int | None]
    organisations: list[int | None]
    places: list[tuple[str | None, str | None]]
    persons: list[int]
    editions: list[int]
    cycle: int


def ground() -> Ground:
    """Make two offices with three projects, and ten people."""
    offices = [factories.office("TM"), factories.office("KG")]
    projects = [factories.project(of=offices[n % 2], donors=donors) for n, donors in enumerate((("INL",), ("NOR", "INL"), ()))]
    categories = [
        factories.category("police"), factories.category("judge", Group.JUDICIARY),
        factories.category("prosecution_police_other_le"),
    ]  # fmt: skip
    regions = [factories.region("TM-M"), factories.region("KG-O")]
    material = factories.keep(Material(code="GUIDE", title_en="A guide", title_ru="Пособие"))
    editions = [factories.keep(Edition(material_id=material.id, language="ru", carrier=one)) for one in Carrier]
    cycle = factories.keep(TotCycle(
        project=projects[0], course=factories.course(), title_en="A cycle", title_ru="Цикл", starts_on=FIRST,
        ends_on=FIRST + timedelta(days=DAYS),
    ))  # fmt: skip
    return Ground(
        offices=[one.id for one in offices], donors=[factories.donor("INL").id, factories.donor("NOR").id],
        projects=[one.id for one in projects], categories=[None, *(one.id for one in categories)],
        organisations=[
            factories.organisation(country=country, region_code=region).id
            for country, region in (("TM", "TM-M"), ("KG", None), ("KG", "KG-O"), (None, None))
        ],
        places=[(None, None), ("KG", None), *((one.country, one.code) for one in regions)],
        persons=[factories.person().id for _n in range(10)], editions=[one.id for one in editions], cycle=cycle.id,
    )  # fmt: skip


class Register:
    """Writes the rows of one register, then finalises what is to be finalised."""

    fewest, usual, keen = 2, 9, 1.0  # events; how often people are confirmed participants; the less, the more they attend

    def __init__(self, seed: int, on: Ground, *, most: int = 6) -> None:
        self.chance, self.on = Random(seed), on
        self.ids = count(100_000)
        for _n in range(self.chance.randint(self.fewest, most)):
            self._event()
        for _n in range(self.chance.randint(0, 4)):
            self._distribution()
        forget_ledger()

    def _event(self) -> None:
        chance, on = self.chance, self.on
        kind = chance.choice(list(EventKind))
        ends_on = self._day()
        cancelled = chance.random() < 0.1
        country, region = chance.choice(on.places)
        event = self._put(Event, {
            "code": f"R{next(self.ids)}", "kind": kind, "title_en": "A", "title_ru": "А", "office_id": chance.choice(on.offices),
            "starts_on": ends_on - timedelta(days=3), "ends_on": ends_on, "country": country, "region_code": region,
            "counts_as_training": chance.random() < 0.8, "min_attendance_percent": chance.choice((0, 50, 80, 80, 100)),
            "min_grade": chance.choice((None, None, None, 60)), "cancelled_at": self._instant(ends_on) if cancelled else None,
            "course_id": self._course(),
        })  # fmt: skip
        for project in chance.sample(on.projects, chance.choice((0, 1, 1, 1, 2, 3))):
            db.session.execute(insert(EventProject.__table__).values(event_id=event, project_id=project))
        if chance.random() < 0.25:
            row = {"event_id": event, "cycle_id": on.cycle, "generation": chance.choice((1, 1, 2))}
            db.session.execute(insert(CascadeEvent.__table__).values(row))
        sessions = [self._session(event, ends_on, n) for n in range(chance.choice((0, 1, 2, 3, 4)))]
        for person in chance.sample(on.persons, chance.randint(0, 8)):
            self._place(event, person, sessions, ends_on)
        for _n in range(chance.choice((0, 0, 1, 2))):
            self._headcount(event)
        for _n in range(chance.choice((0, 0, 1, 2))):
            self._sheet(event, ends_on, [session for session, _length in sessions])
        self._close(event, ends_on, cancelled=cancelled)

    def _course(self) -> int | None:
        return None

    def _close(self, event: int, ends_on: date, *, cancelled: bool) -> None:
        if not cancelled and self.chance.random() < 0.7:
            at = self._instant(ends_on + timedelta(days=self.chance.choice((1, 1, 30, 300))))
            attendance.finalise(db.session.get_one(Event, event), by=None, at=at)

    def _session(self, event: int, day: date, n: int) -> tuple[int, int]:
        length = self.chance.choice(LENGTHS)
        ends_at = (datetime.combine(day, time(8 + 3 * n)) + timedelta(minutes=length)).time()
        row = {"event_id": event, "day": day, "starts_at": time(8 + 3 * n), "ends_at": ends_at, "title": "S"}
        return self._put(Session, row), length

    def _place(self, event: int, person: int, sessions: list[tuple[int, int]], ends_on: date) -> None:
        chance, on = self.chance, self.on
        country, region = chance.choice(on.places)
        place = self._put(Enrolment, {
            "event_id": event, "person_id": person, "category_id": chance.choice(on.categories),
            "role": chance.choice([EnrolmentRole.PARTICIPANT] * self.usual + list(EnrolmentRole)),
            "status": chance.choice([EnrolmentStatus.CONFIRMED] * self.usual + list(EnrolmentStatus)),
            "sex": chance.choice(list(Sex)), "country": country, "region_code": region,
            "organisation_id": chance.choice(on.organisations), "grade": chance.choice((None, 59, 60, 90)),
            "enrolled_at": self._instant(ends_on),
        })  # fmt: skip
        keen = chance.random() ** self.keen
        for session, length in sessions:
            before = None
            for _again in range(chance.choice((0, 1, 1, 1, 1, 2))):
                mark = Mark.PRESENT if chance.random() < keen else chance.choice(list(Mark))
                before = self._mark(place, session, length, mark, before, ends_on)

    def _mark(self, place: int, session: int, length: int, mark: Mark, before: int | None, day: date) -> int:
        if before is not None:
            table = Attendance.__table__
            db.session.execute(table.update().where(table.c.id == before).values(is_current=False))
        minutes = self.chance.choice((None, 0, length // 2, length)) if mark in PARTIAL else None
        late = 40 if before is not None else 0
        return self._put(Attendance, {
            "enrolment_id": place, "session_id": session, "mark": mark, "minutes": minutes, "method": Method.PAPER,
            "recorded_at": self._instant(day + timedelta(days=late)), "supersedes_id": before,
        })  # fmt: skip

    def _headcount(self, event: int) -> None:
        country, region = self.chance.choice(self.on.places)
        self._put(Headcount, {
            "event_id": event, "category_id": self.chance.choice(self.on.categories), "country": country,
            "sex": self.chance.choice(list(Sex)), "region_code": region, "number": self.chance.randint(1, 30),
            "is_reconstructed": self.chance.random() < 0.3, "reason": "No list", "source": "Sheet",
        })  # fmt: skip

    def _sheet(self, event: int, day: date, sessions: list[int]) -> None:
        chance = self.chance
        covered = chance.choice([{}, {"day": day}, {"day": day - timedelta(days=1)}, *({"session_id": one} for one in sessions)])
        uploaded = day + timedelta(days=chance.choice((0, 1, 50)))
        gone = self._instant(uploaded + timedelta(days=chance.choice((1, 60)))) if chance.random() < 0.3 else None
        self._put(EvidenceFile, {
            "kind": EvidenceKind.SIGN_IN_SHEET, "event_id": event, "file_name": "S", "file_type": FileType.PNG, "size": 1,
            "sha256": f"{next(self.ids):064}", "uploaded_at": self._instant(uploaded), "withdrawn_at": gone,
            "withdrawn_reason": "Another event" if gone else None, **covered,
        })  # fmt: skip

    def _distribution(self) -> None:
        chance, on = self.chance, self.on
        day = self._day()
        line = {
            "project_id": chance.choice(on.projects), "edition_id": chance.choice(on.editions), "handed_on": day,
            "organisation_id": chance.choice(on.organisations), "quantity": chance.randint(1, 200),
            "recorded_at": self._instant(day),
        }  # fmt: skip
        number = self._put(Distribution, line)
        if chance.random() < 0.5:
            later = self._instant(day + timedelta(days=60))
            taken = -chance.randint(1, line["quantity"])
            self._put(Distribution, line | {"quantity": taken, "corrects_id": number, "recorded_at": later})

    def _day(self) -> date:
        return FIRST + timedelta(days=self.chance.randrange(DAYS))

    def _instant(self, day: date) -> datetime:
        return datetime.combine(day, time(self.chance.choice((0, 9, 23)), 30), UTC)

    def _put(self, model: Any, row: Row) -> int:
        number = next(self.ids)
        db.session.execute(insert(model.__table__).values(id=number, **row))
        return number

    def question(self) -> Filters:
        """Ask something: each filter is set now and then."""
        chance, on = self.chance, self.on
        days = sorted((self._day(), self._day()))
        return Filters(
            as_of=chance.choice((date(2015, 1, 1), date(2015, 1, 1), self._day())),
            project_id=chance.choice([None, *on.projects]), office_id=chance.choice([None, None, *on.offices]),
            donor_id=chance.choice([None, None, *on.donors]), country=chance.choice((None, None, "TM", "KG")),
            region=chance.choice((None, None, None, "TM-M", "KG-O")),
            first=chance.choice((None, days[0])), last=chance.choice((None, days[1])),
        )  # fmt: skip


def exported() -> Rows:
    """Return the rows of every table that counting reads."""
    return {
        model.__tablename__: [dict(row) for row in db.session.execute(select(model.__table__)).mappings()]
        for model in EXPORTED
    }


def asked(question: Filters) -> Row:
    """Return a question as plain values."""
    return {
        "as_of": question.as_of, "project": question.project_id, "office": question.office_id, "donor": question.donor_id,
        "country": question.country, "region": question.region, "first": question.first, "last": question.last,
    }  # fmt: skip


