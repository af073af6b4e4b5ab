"""Loading the demonstration data through the services that people use, so that its figures are computed by the rules.

Every person is invented and marked so, save the speaker whom the newsletter of December 2011 names. Dates are days
of the calendar, or relative to the day of loading: `today-3`, `year-start`, `year-end`.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.courses import attendance, programme
from lms.courses import services as courses
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, Mark, Method, OrganisationRole
from lms.courses.models import Course, Event
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.materials import services as materials
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.participants import services as participants
from lms.participants.models import Category, Organisation, Person, Sex
from lms.projects import services as projects
from lms.projects.models import Donor, Office, Project
from lms.tot import services as tot
from lms.tot.models import Cohort, StageKind, TotCycle, TrainerLevel
from seeds import donor_reports, indicators, newsletter, old_reports
from seeds.signed import attach_sheet
from seeds.tables import rows

MARKS = {"P": Mark.PRESENT, "L": Mark.LATE, "E": Mark.LEFT_EARLY, "X": Mark.EXCUSED, "A": Mark.ABSENT}
PASSWORD = "demonstration only"
RELATIVE = re.compile(r"today([+-]\d+)")


def is_loaded() -> bool:
    """Say whether the register holds the demonstration data."""
    return db.session.scalar(select(Account.id).where(Account.is_demonstration).limit(1)) is not None


def load(*, at: datetime, if_empty: bool = False) -> bool:
    """Load everything into an empty register; return whether anything was loaded.

    Raises Refused where there are persons or accounts already, unless `if_empty` asks to leave them alone.
    """
    if any(db.session.scalar(select(model.id).limit(1)) for model in (Person, Account, Project)):
        if if_empty:
            return False
        raise Refused(N_("The register is not empty; demonstration data are loaded into an empty one only."))
    loader = _Loader(at)
    for step in STEPS:
        step(loader)
    return True


def sign_ins() -> list[str]:
    """Return lines that say how to sign in."""
    listed = [f"  {row['email']:<26} {row['role'].replace('_', ' ')}" for row in rows("demo", "accounts")]
    return ["Demonstration sign-ins (every person is invented):", *listed, f"  password: {PASSWORD}"]


class _Loader:
    """What was made so far, by the keys of the data files."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.today = at.date()
        self.offices = {row.code: row for row in db.session.scalars(select(Office))}
        self.organisations = {row.code: row for row in db.session.scalars(select(Organisation))}
        self.categories = {row.code: row for row in db.session.scalars(select(Category))}
        self.courses = {row.code: row for row in db.session.scalars(select(Course))}
        self.projects: dict[str, Project] = {}
        self.persons: dict[str, Person] = {}
        self.events: dict[str, Event] = {}
        self.cycles: dict[str, TotCycle] = {}
        self.lines: dict[str, Distribution] = {}

    def day(self, cell: str) -> date:
        """Read a day: of the calendar, or relative to the day of loading."""
        relative = RELATIVE.fullmatch(cell)
        if relative:
            return self.today + timedelta(int(relative[1]))
        named = {"year-start": date(self.today.year, 1, 1), "year-end": date(self.today.year, 12, 31)}
        return named.get(cell) or date.fromisoformat(cell)

    def after(self, day: date) -> datetime:
        """Return an instant in the evening of a day, or now where that has not come yet."""
        return min(datetime.combine(day, time(14, 0), UTC), self.at)


def _projects(loader: _Loader) -> None:
    donors = {row.code: row for row in db.session.scalars(select(Donor))}
    for row in rows("demo", "projects"):
        predecessor = loader.projects.get(row["predecessor"])
        made = projects.create_project(
            code=row["code"], title_en=row["title_en"], title_ru=row["title_ru"],
            office_id=loader.offices[row["office"]].id, starts_on=loader.day(row["starts_on"]),
            ends_on=loader.day(row["ends_on"]), donors=[donors[code] for code in _list(row["donors"])], by=None,
            at=loader.at, predecessor_id=predecessor.id if predecessor else None,
        )  # fmt: skip
        loader.projects[row["code"]] = made


def _indicators(loader: _Loader) -> None:
    indicators.load(loader.projects, loader.day, at=loader.at)


def _persons(loader: _Loader) -> None:
    posts = defaultdict(list)
    for row in rows("demo", "posts"):
        posts[row["person"]].append(row)
    for row in rows("demo", "persons"):
        who = participants.register_person(
            office_id=loader.offices[row["office"]].id, surname=row["surname"], given_name=row["given_name"],
            patronymic=row["patronymic"] or None, latin_name=row["latin_name"] or None, sex=Sex(row["sex"]),
            birth_date=date.fromisoformat(row["birth_date"]) if row["birth_date"] else None,
            note=row["note"] or None, is_demonstration=row["invented"] == "yes", by=None, at=loader.at,
        )  # fmt: skip
        loader.persons[row["key"]] = who
        for post in posts[row["key"]]:
            participants.add_post(
                who, organisation_id=loader.organisations[post["organisation"]].id, unit=post["unit"] or None,
                position=post["position"] or None, rank=post["rank"] or None,
                category_id=loader.categories[post["category"]].id, country=post["country"] or None,
                region_code=post["region"] or None, starts_on=_day(post["starts_on"]),
                ends_on=_day(post["ends_on"]), by=None, at=loader.at,
            )  # fmt: skip


def _events(loader: _Loader) -> None:
    for row in rows("demo", "events"):
        funding = [loader.projects[code] for code in _list(row["projects"])]
        loader.events[row["code"]] = courses.plan_event(
            code=row["code"], office=funding[0].office, kind=EventKind(row["kind"]),
            course=loader.courses.get(row["course"]), title_en=row["title_en"], title_ru=row["title_ru"],
            starts_on=loader.day(row["starts_on"]), ends_on=loader.day(row["ends_on"]), projects=funding,
            country=row["country"] or None, region_code=row["region"] or None, city=row["city"] or None,
            venue=row["venue"] or None, counts_as_training=row["counts_as_training"] == "yes",
            languages=", ".join(_list(row["languages"])), summary_en=row["summary_en"] or None,
            summary_ru=row["summary_ru"] or None, series=row["series"] or None,
            edition=int(row["edition"]) if row["edition"] else None,
            capacity=int(row["capacity"]) if row["capacity"] else None, is_demonstration=True, by=None, at=loader.at,
        )  # fmt: skip
    for row in rows("demo", "sessions"):
        programme.add_session(
            loader.events[row["event"]], day=loader.day(row["day"]), starts_at=time.fromisoformat(row["starts_at"]),
            ends_at=time.fromisoformat(row["ends_at"]), title=row["title"], trainer=row["trainer"] or None, by=None,
            at=loader.at,
        )  # fmt: skip
    for row in rows("demo", "organisations"):
        courses.add_organisation(
            loader.events[row["event"]], loader.organisations[row["organisation"]], OrganisationRole(row["role"]),
            by=None, at=loader.at,
        )  # fmt: skip
    for row in rows("demo", "headcounts"):
        courses.add_headcount(
            loader.events[row["event"]], number=int(row["number"]), reason=row["reason"], source=row["source"],
            category=loader.categories.get(row["category"]), sex=Sex(row["sex"]), country=row["country"] or None,
            region_code=row["region"] or None, is_estimate=row["is_estimate"] == "yes", by=None, at=loader.at,
        )  # fmt: skip


def _old_reports(loader: _Loader) -> None:
    old_reports.enter(loader.projects, loader.categories, at=loader.at)


def _newsletter(loader: _Loader) -> None:
    newsletter.write(loader.offices, loader.events, at=loader.at)


def _attendance(loader: _Loader) -> None:
    marks: dict[str, list[tuple[Enrolment, str]]] = defaultdict(list)
    for row in rows("demo", "participants"):
        event = loader.events[row["event"]]
        enrolment = attendance.enrol(
            event, loader.persons[row["person"]], role=EnrolmentRole(row["role"]),
            status=EnrolmentStatus(row["status"]), by=None, at=loader.after(event.starts_on - timedelta(7)),
        )  # fmt: skip
        marks[row["event"]].append((enrolment, row["marks"]))
        if row["pre"]:
            attendance.set_scores(
                enrolment, pre_score=Decimal(row["pre"]), post_score=Decimal(row["post"]), grade=None, by=None,
                at=loader.after(event.ends_on),
            )  # fmt: skip
    for code, listed in marks.items():
        for position, session in enumerate(loader.events[code].sessions):
            seen = {who.id: (MARKS[text[position]], None) for who, text in listed if len(text) > position}
            if seen:
                attendance.record_marks(session, seen, method=Method.PAPER, by=None, at=loader.after(session.day))


def _finalise(loader: _Loader) -> None:
    for row in rows("demo", "events"):
        if row["finalised"] == "yes":
            event = loader.events[row["code"]]
            attendance.finalise(event, by=None, at=loader.after(event.ends_on + timedelta(1)))


def _sheets(loader: _Loader) -> None:
    for row in rows("demo", "sheets"):
        day = loader.day(row["day"])
        attach_sheet(loader.events[row["event"]], day, at=loader.after(day + timedelta(1)))


def _materials(loader: _Loader) -> None:
    codes = {row.id: row.code for row in db.session.scalars(select(Material))}
    editions = {
        (codes[row.material_id], row.language, row.carrier, str(row.year or "")): row
        for row in db.session.scalars(select(Edition))
    }
    for row in rows("demo", "distributions"):
        handed_on = loader.day(row["handed_on"])
        at = loader.after(handed_on)
        if row["corrects"]:
            materials.correct(
                loader.lines[row["corrects"]], quantity=int(row["quantity"]), note=row["note"], by=None, at=at
            )
            continue
        loader.lines[row["key"]] = materials.hand_over(
            project=loader.projects[row["project"]],
            edition=editions[row["material"], row["language"], Carrier(row["carrier"]), row["year"]],
            quantity=int(row["quantity"]), organisation=loader.organisations[row["organisation"]],
            unit=row["unit"] or None, handed_on=handed_on, event=loader.events.get(row["event"]),
            act_number=row["act_number"] or None, note=row["note"] or None, by=None, at=at,
        )  # fmt: skip


def _tot(loader: _Loader) -> None:
    for row in rows("demo", "tot_cycles"):
        loader.cycles[row["code"]] = tot.plan_cycle(
            project=loader.projects[row["project"]], course=loader.courses[row["course"]], title_en=row["title_en"],
            title_ru=row["title_ru"], starts_on=loader.day(row["starts_on"]), ends_on=loader.day(row["ends_on"]),
            by=None, at=loader.at,
        )  # fmt: skip
    cohorts: dict[tuple[str, str], Cohort] = {}
    for row in rows("demo", "tot_stages"):
        key = row["cycle"], row["cohort"]
        if key not in cohorts:
            cohorts[key] = tot.add_cohort(
                loader.cycles[row["cycle"]], name=row["cohort"], planned_size=int(row["planned_size"]), by=None,
                at=loader.at,
            )  # fmt: skip
        stage = tot.add_stage(
            cohorts[key], kind=StageKind(row["kind"]), planned_from=loader.day(row["planned_from"]),
            planned_to=loader.day(row["planned_to"]), done_on=loader.day(row["done_on"]) if row["done_on"] else None,
            by=None, at=loader.at,
        )  # fmt: skip
        for code in _list(row["events"]):
            tot.link_event(stage, loader.events[code], by=None, at=loader.at)
    for row in rows("demo", "cascade"):
        tot.mark_cascade(
            loader.events[row["event"]], loader.cycles[row["cycle"]], int(row["generation"]), by=None, at=loader.at
        )
    for row in rows("demo", "trainer_statuses"):
        tot.set_status(
            loader.persons[row["person"]], loader.courses[row["course"]], TrainerLevel(row["level"]),
            from_on=loader.day(row["from_on"]), evidence=row["evidence"], event=loader.events.get(row["event"]),
            by=None, at=loader.at,
        )  # fmt: skip


def _accounts(loader: _Loader) -> None:
    for row in rows("demo", "accounts"):
        made = accounts.create_account(
            row["email"], row["name_en"], PASSWORD, language=row["language"], is_demonstration=True, by=None,
            at=loader.at,
        )  # fmt: skip
        office, project = loader.offices.get(row["office"]), loader.projects.get(row["project"])
        accounts.grant(
            made, Role(row["role"]), office_id=office.id if office else None,
            project_id=project.id if project else None, by=None, at=loader.at,
        )  # fmt: skip
        if row["person"]:
            accounts.link_person(made, loader.persons[row["person"]].id, by=None, at=loader.at)


def _reports(loader: _Loader) -> None:
    donor_reports.load(loader.projects, at=loader.at)


def _list(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


STEPS: tuple[Callable[[_Loader], Any], ...] = (
    _projects, _indicators, _persons, _events, _attendance, _finalise, _old_reports, _sheets, _materials, _tot, _accounts, _reports,
    _newsletter,
)  # fmt: skip
