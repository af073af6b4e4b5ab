"""Plain functions that make what a test needs; each returns an object committed inside the test's own transaction."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import Account, Grant, Identity
from lms.accounts.permissions import Role
from lms.accounts.services import start_sign_in
from lms.audit.rules import canonical, sha256
from lms.audit.services import act
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind
from lms.courses.evidence import EvidenceContent, EvidenceFile, EvidenceKind, FileType
from lms.courses.models import Course, Event, EventProject, Session
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.imports.models import ImportBatch
from lms.imports.models import Stage as ImportStage
from lms.participants.models import Affiliation, Category, Organisation, OrganisationKind, Person, Sex
from lms.projects.measures import Basis, Rule
from lms.projects.models import (
    Country,
    Donor,
    Group,
    Indicator,
    IndicatorRule,
    Office,
    Project,
    ProjectDonor,
    Region,
)
from lms.tot.models import Cohort, Stage, StageEvent, StageKind, TotCycle, TrainerLevel, TrainerStatus

AT = datetime(2011, 10, 1, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
# A ready argon2id hash of PASSWORD, so that each test need not spend 44 ms on one.
_hashes: dict[str, str] = {}
_numbers = count(1)


def number() -> int:
    return next(_numbers)


def keep(*objects: Any) -> Any:
    """Add objects under an act of the tests' own and commit, so that requests see them."""
    with act("test.setup", by=None, at=AT):
        db.session.add_all(objects)
    db.session.commit()
    return objects[0] if len(objects) == 1 else objects


def country(code: str = "TM") -> Country:
    return db.session.get(Country, code) or keep(Country(code=code, name_en=f"Country {code}", name_ru=f"Страна {code}"))


def region(code: str = "TM-M") -> Region:
    country(code[:2])
    return db.session.get(Region, code) or keep(
        Region(code=code, country=code[:2], name_en=f"Region {code}", name_ru=f"Область {code}")
    )


def office(code: str = "TM", zone: str = "Asia/Ashgabat") -> Office:
    country("TM")
    existing = db.session.scalar(select(Office).where(Office.code == code))
    return existing or keep(
        Office(
            code=code, name_en=f"Office {code}", name_ru=f"Представительство {code}", country="TM", time_zone=zone,
            certificate_prefix=code,
        )
    )


def donor(code: str = "INL") -> Donor:
    existing = db.session.scalar(select(Donor).where(Donor.code == code))
    return existing or keep(Donor(code=code, name_en=f"Donor {code}", name_ru=f"Донор {code}"))


def project(code: str | None = None, *, of: Office | None = None, donors: tuple[str, ...] = ("INL",)) -> Project:
    made = Project(
        code=code or f"P-{number()}", title_en="A project", title_ru="Проект", office=of or office(),
        starts_on=date(2009, 9, 22), ends_on=date(2012, 12, 31),
    )
    made.funding = [ProjectDonor(donor=donor(name)) for name in donors]
    return keep(made)


def indicator(of: Project, rule: Rule | None = None, *, code: str | None = None, **more: Any) -> Indicator:
    """Make an indicator that counts persons, or by a rule of the caller's."""
    more.setdefault("name_en", "Officers")
    more.setdefault("name_ru", "Сотрудники")
    made = Indicator(project_id=of.id, code=code or f"1.{number()}", **more)
    made.versions = [IndicatorRule(version=1, body=canonical((rule or Rule(Basis.PERSONS)).told()), made_at=AT)]
    return keep(made)


def category(code: str = "police", group: Group = Group.LAW_ENFORCEMENT) -> Category:
    existing = db.session.scalar(select(Category).where(Category.code == code))
    return existing or keep(
        Category(code=code, group=group, name_en=code, name_ru=code, plural_en=code, plural_ru=code)
    )


def organisation(name: str | None = None, **more: Any) -> Organisation:
    name = name or f"Agency {number()}"
    return keep(Organisation(kind=OrganisationKind.AGENCY, name_en=name, name_ru=name, **more))


def person(surname: str | None = None, *, of: Office | None = None, sex: Sex = Sex.MALE, **more: Any) -> Person:
    return keep(
        Person(
            surname=surname or f"Мамедов{number()}", given_name=more.pop("given_name", "Аман"),
            office_id=(of or office()).id, sex=sex, created_at=AT, **more,
        )
    )


def post(who: Person, *, of: str = "police", starts_on: date | None = date(2005, 1, 1), **more: Any) -> Affiliation:
    more.setdefault("organisation_id", organisation().id)
    made = Affiliation(category_id=category(of).id, starts_on=starts_on, **more)
    with act("test.setup", by=None, at=AT):
        who.affiliations.append(made)
    db.session.commit()
    return made


def course(code: str | None = None, **more: Any) -> Course:
    return keep(Course(code=code or f"C-{number()}", title_en="A course", title_ru="Курс", **more))


def event(
    *, of: Office | None = None, projects: tuple[Project, ...] = (), kind: EventKind = EventKind.TRAINING,
    starts_on: date = date(2011, 10, 10), ends_on: date | None = None, sessions: int = 0, **more: Any,
) -> Event:
    """Make an event with sessions of 90 minutes, all on its first day."""
    more.setdefault("counts_as_training", True)
    made = Event(
        code=more.pop("code", None) or f"E-{number()}", kind=kind, title_en=more.pop("title_en", "An event"),
        title_ru=more.pop("title_ru", "Мероприятие"), office=of or office(), starts_on=starts_on,
        ends_on=ends_on or starts_on, **more,
    )
    made.funding = [EventProject(project=one) for one in projects]
    made.sessions = [
        Session(day=starts_on, starts_at=time(8 + 2 * n % 14, 0), ends_at=time(9 + 2 * n % 14, 30), title=f"Session {n + 1}")
        for n in range(sessions)
    ]
    return keep(made)


def enrolment(
    on: Event, who: Person | None = None, *, role: EnrolmentRole = EnrolmentRole.PARTICIPANT,
    status: EnrolmentStatus = EnrolmentStatus.CONFIRMED, of: str = "police", **more: Any,
) -> Enrolment:
    """Enrol a person directly, with a snapshot of a category; services.enrol is what the application calls."""
    who = who or person(of=on.office)
    more.setdefault("sex", who.sex)
    return keep(
        Enrolment(
            event=on, person=who, role=role, status=status, category=category(of), enrolled_at=AT, **more,
        )
    )


def cycle(of: Project | None = None, *, to_teach: Course | None = None, **more: Any) -> TotCycle:
    more = {"starts_on": date(2011, 10, 1), "ends_on": date(2012, 9, 30), "title_en": "A cycle", "title_ru": "Цикл"} | more
    return keep(TotCycle(project=of or project(), course=to_teach or course(), **more))


def cohort(of: TotCycle, name: str | None = None, **more: Any) -> Cohort:
    return keep(Cohort(cycle_id=of.id, name=name or f"Cohort {number()}", **more))


def stage(of: TotCycle, kind: StageKind = StageKind.TOT_COURSE, *events: Event, **more: Any) -> Stage:
    """Make a stage, in the cycle's first cohort, with linked events."""
    more = {"planned_from": date(2011, 11, 1), "planned_to": date(2011, 11, 30)} | more
    cohort_id = more.pop("cohort_id", None) or (of.cohorts[0] if of.cohorts else cohort(of)).id
    links = [StageEvent(event_id=one.id) for one in events]
    return keep(Stage(cohort_id=cohort_id, kind=kind, links=links, **more))


def standing(
    who: Person, to_teach: Course, level: TrainerLevel = TrainerLevel.CERTIFIED, from_on: date = date(2011, 1, 1), **more: Any
) -> TrainerStatus:
    more = {"evidence": "A certificate"} | more
    return keep(TrainerStatus(person=who, course=to_teach, level=level, from_on=from_on, recorded_at=AT, **more))


def crowd(on: Event, number_of_people: int, **more: Any) -> list[Enrolment]:
    """Enrol many people in two commits, which costs far less than one each."""
    office_id, group = on.office_id, category()
    persons = [
        Person(surname=f"Мамедов{number()}", given_name="Аман", office_id=office_id, sex=Sex.MALE, created_at=AT)
        for _ in range(number_of_people)
    ]
    keep(*persons)
    made = [
        Enrolment(event_id=on.id, person_id=one.id, category_id=group.id, sex=Sex.MALE, enrolled_at=AT, **more)
        for one in persons
    ]
    keep(*made)
    return made


def account(
    role: Role | None = Role.ADMINISTRATOR, *, of: Office | None = None, on: Project | None = None,
    who: Person | None = None, language: str = "en",
) -> Account:
    """Make an account with one grant; its password is PASSWORD."""
    if "hash" not in _hashes:
        from lms.accounts.rules import hash_password

        _hashes["hash"] = hash_password(PASSWORD)
    made = Account(
        email=f"a{number()}@example.org", name=f"Account {number()}", password_hash=_hashes["hash"], created_at=AT,
        language=language,
    )
    if role:
        made.grants = [Grant(role=role, office_id=of.id if of else None, project_id=on.id if on else None)]
    if who:
        made.identity = Identity(person_id=who.id)
    return keep(made)


def sign_in(browser: FlaskClient, who: Account, language: str = "en") -> None:
    """Sign a test browser in without the form, which a journey covers."""
    from lms import clock

    token = start_sign_in(who, at=clock.now())
    db.session.commit()
    with browser.session_transaction() as session:
        session["_user_id"] = token
        session["language"] = language
        session["time_zone"] = "Asia/Ashgabat"


def import_batch(on: Event, **more: Any) -> ImportBatch:
    """Keep a file that waits to be confirmed, with nothing left to decide and nobody in it."""
    told = {"problems": [], "words": [], "new_words": [], "event": [], "ready": True, "seen": "", "mark": 0}
    made = {"told": told, "stage": ImportStage.PREVIEW, "file_name": "list.csv", "content": b"\xd0\xa4\xd0\x98\xd0\x9e\n"} | more
    return keep(
        ImportBatch(
            event_id=on.id, office_id=on.office_id, uploaded_at=AT, stage_at=AT, sha256=f"{number():064}",
            target=f"event-{on.id}", language="en", meanings=[], **made,
        )
    )  # fmt: skip


def evidence(body: bytes | None = None, **more: Any) -> EvidenceFile:
    """Attach a signed file to an event or a distribution line; attaching.attach_sheets is what the application calls."""
    body = body or b"%PDF-1.4 " + str(number()).encode() + b" %%EOF"
    kind = EvidenceKind.SIGN_IN_SHEET if more.get("event_id") else EvidenceKind.HANDOVER_ACT
    return keep(
        EvidenceFile(
            kind=kind, file_name="Лист 1.pdf", file_type=FileType.PDF, size=len(body), sha256=sha256(body),
            content=EvidenceContent(data=body), **{"uploaded_at": AT} | more,
        )
    )
