"""What can be done to plan: courses of the catalogue, events with organisations, funding and headcounts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from lms.accounts.models import Account
from lms.audit.services import act
from lms.courses.codes import EventKind, OrganisationRole
from lms.courses.models import (
    Course,
    CourseModule,
    Event,
    EventOrganisation,
    EventProject,
    Headcount,
    kind_counts_as_training,
)
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.language import N_
from lms.participants.models import Category, Organisation, Sex
from lms.projects.models import Office, Project, Region

FIRST_YEAR, LAST_YEAR = 1990, 2099
LONGEST_EVENT = timedelta(days=366)
EVENT_FIELDS = frozenset({
    "kind", "course", "title_en", "title_ru", "series", "edition", "starts_on", "ends_on", "country", "region_code",
    "city", "venue", "languages", "capacity", "counts_as_training", "min_attendance_percent", "min_grade",
    "cost_planned", "cost_actual", "currency", "summary_en", "summary_ru", "is_demonstration",
})  # fmt: skip
COURSE_FIELDS = frozenset({
    "code", "version", "title_en", "title_ru", "kind", "hours", "languages", "min_attendance_percent", "min_grade",
    "counts_as_training",
})  # fmt: skip


def create_course(*, code: str, by: Account | None, at: datetime, **fields: Any) -> Course:
    """Add a course to the catalogue. Raises Refused where code and version are taken."""
    made = Course(code=code, version=fields.pop("version", None) or "1")
    _refuse_taken_course(made.code, made.version)
    _set(made, COURSE_FIELDS, fields)
    with act("course.create", by=by, at=at):
        db.session.add(made)
    return made


def edit_course(course: Course, *, by: Account | None, at: datetime, **fields: Any) -> None:
    """Change a course; events keep the rule that they took from it when they were planned."""
    wanted = fields.get("code", course.code), fields.get("version") or course.version
    if wanted != (course.code, course.version):
        _refuse_taken_course(*wanted)
    with act("course.edit", by=by, at=at):
        _set(course, COURSE_FIELDS, fields)


def set_modules(
    course: Course, modules: Iterable[tuple[str, str, Decimal | None]], *, by: Account | None, at: datetime
) -> None:
    """Replace the modules of a course by (title EN, title RU, hours) in their order, where they differ."""
    modules = list(modules)
    if modules == [(one.title_en, one.title_ru, one.hours) for one in course.modules]:
        return
    with act("course.set_modules", by=by, at=at):
        course.modules.clear()
        db.session.flush()
        course.modules.extend(
            CourseModule(position=n, title_en=en, title_ru=ru, hours=hours) for n, (en, ru, hours) in enumerate(modules, 1)
        )


def rule_of(course: Course | None, kind: EventKind) -> dict[str, Any]:
    """Return what an event takes from its course, or from its kind where it has none (R2, R16)."""
    return {
        "counts_as_training": course.counts_as_training if course else kind_counts_as_training(kind),
        "min_attendance_percent": course.min_attendance_percent if course else 80,
        "min_grade": course.min_grade if course else None,
    }


def plan_event(
    *, office: Office, kind: EventKind, title_en: str, title_ru: str, starts_on: date, ends_on: date,
    by: Account | None, at: datetime, code: str | None = None, course: Course | None = None,
    projects: Iterable[Project] = (), **fields: Any,
) -> Event:  # fmt: skip
    """Plan an event; it takes its rule from the course, or from its kind, where none is given.

    Raises Refused for impossible dates, a taken code, or a region of another country.
    """
    rule = rule_of(course, kind)
    given = {key: value for key, value in fields.items() if value is not None or key not in rule}
    made = Event(office=office, code=code or _next_code(office, starts_on.year))
    _refuse_taken_code(made.code)
    whole = rule | given | {
        "kind": kind, "course": course, "title_en": title_en, "title_ru": title_ru, "starts_on": starts_on,
        "ends_on": ends_on,
    }  # fmt: skip
    _refuse_impossible(made, whole)
    _set(made, EVENT_FIELDS, whole)
    made.funding = [EventProject(project=project) for project in projects]
    with act("event.plan", by=by, at=at):
        db.session.add(made)
    return made


def edit_event(
    event: Event, *, by: Account | None, at: datetime, seen_version: int | None = None, **fields: Any
) -> None:
    """Change an event that is not finalised; what is left open of its rule is taken from its course or kind anew.

    `seen_version` is the one that the writer looked at; raises Conflict where another stands by now.
    """
    refuse_finalised(event)
    refuse_overtaken(event, seen_version)
    rule = rule_of(fields.get("course", event.course), fields.get("kind", event.kind))
    left_open = [name for name in ("counts_as_training", "min_attendance_percent") if fields.get(name, rule) is None]
    fields |= {name: rule[name] for name in left_open}
    _refuse_impossible(event, fields)
    starts_on, ends_on = fields.get("starts_on", event.starts_on), fields.get("ends_on", event.ends_on)
    outside = next((s for s in event.sessions if not starts_on <= s.day <= ends_on), None)
    if outside:
        raise Refused(N_("Session “%(title)s” of %(day)s would lie outside these dates."), field="starts_on",
                      title=outside.title, day=outside.day)  # fmt: skip
    with act("event.edit", by=by, at=at):
        _set(event, EVENT_FIELDS, fields)


def confirm(event: Event, *, by: Account | None, at: datetime) -> None:
    """Say that a planned event will take place."""
    refuse_finalised(event)
    with act("event.confirm", by=by, at=at):
        event.confirmed_at = at


def cancel(event: Event, *, by: Account | None, at: datetime) -> None:
    """Say that an event will not take place; it stays in lists and counts nowhere."""
    refuse_finalised(event)
    with act("event.cancel", by=by, at=at):
        event.cancelled_at = at


def restore(event: Event, *, by: Account | None, at: datetime) -> None:
    """Take a cancellation back."""
    with act("event.restore", by=by, at=at):
        event.cancelled_at = None


def set_funding(event: Event, shares: Mapping[int, Decimal | None], *, by: Account | None, at: datetime) -> None:
    """Say which projects (by number) fund the event, with shares of its cost; it counts fully for each (R11)."""
    refuse_finalised(event)
    if sum(share or 0 for share in shares.values()) > 100:
        raise Refused(N_("The shares add up to more than 100%."))
    kept = {part.project_id: part for part in event.funding}
    with act("event.set_funding", by=by, at=at):
        for part in list(event.funding):
            if part.project_id not in shares:
                event.funding.remove(part)
        for project_id, share in shares.items():
            if project_id in kept:
                kept[project_id].share_percent = share
            else:
                event.funding.append(EventProject(project_id=project_id, share_percent=share))


def add_organisation(
    event: Event, organisation: Organisation, role: OrganisationRole, *, by: Account | None, at: datetime
) -> EventOrganisation:
    """Give an organisation a part in the event. Raises Refused where it has that part."""
    if any((part.organisation_id, part.role) == (organisation.id, role) for part in event.organisations):
        raise Refused(N_("This organisation has this role already."), field="organisation")
    made = EventOrganisation(organisation=organisation, role=role)
    with act("event.add_organisation", by=by, at=at):
        event.organisations.append(made)
    return made


def remove_organisation(part: EventOrganisation, *, by: Account | None, at: datetime) -> None:
    """Take an organisation's part away."""
    with act("event.remove_organisation", by=by, at=at):
        part.event.organisations.remove(part)


def add_headcount(
    event: Event, *, number: int, reason: str, source: str, by: Account | None, at: datetime,
    category: Category | None = None, sex: Sex = Sex.NOT_STATED, country: str | None = None,
    region_code: str | None = None, is_estimate: bool = False, is_reconstructed: bool = False,
    source_page: str | None = None, source_on: date | None = None,
) -> Headcount:  # fmt: skip
    """Record people known only as a number, beside those who are named, never instead of them (R10)."""
    refuse_finalised(event)
    refuse_foreign_region(country, region_code)
    made = Headcount(
        number=number, reason=reason, source=source, category=category, sex=sex, country=country,
        region_code=region_code, is_estimate=is_estimate, is_reconstructed=is_reconstructed, source_page=source_page,
        source_on=source_on,
    )  # fmt: skip
    with act("headcount.add", by=by, at=at):
        event.headcounts.append(made)
    return made


def remove_headcount(line: Headcount, *, by: Account | None, at: datetime) -> None:
    """Take a headcount away."""
    refuse_finalised(line.event)
    with act("headcount.remove", by=by, at=at):
        line.event.headcounts.remove(line)


def refuse_finalised(event: Event) -> None:
    """Raise Refused where the event's attendance is finalised."""
    if event.is_finalised:
        raise Refused(N_("Attendance of “%(event)s” is finalised. Reopen it first."), event=event)


def refuse_foreign_region(country: str | None, region_code: str | None) -> None:
    """Raise Refused where a region lies in another country than the one given."""
    if region_code and (region := db.session.get(Region, region_code)) and region.country != country:
        raise Refused(N_("This region is not in the chosen country."), field="region_code")


def refuse_overtaken(event: Event, seen_version: int | None) -> None:
    """Raise Conflict where somebody changed the event since it was looked at."""
    if seen_version is not None and event.version != seen_version:
        raise Conflict(N_("Somebody else changed this event meanwhile. Look at it, then save again to replace what stands."))


def _refuse_impossible(event: Event, fields: Mapping[str, Any]) -> None:
    starts_on, ends_on = fields.get("starts_on", event.starts_on), fields.get("ends_on", event.ends_on)
    if ends_on < starts_on:
        raise Refused(N_("The last day lies before the first."), field="ends_on")
    if not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        raise Refused(N_("Check the year: %(day)s cannot be right."), field="starts_on", day=starts_on)
    if ends_on - starts_on > LONGEST_EVENT:
        raise Refused(N_("An event lasts a year at most. Check the dates, or plan its parts apart."), field="ends_on")
    refuse_foreign_region(fields.get("country", event.country), fields.get("region_code", event.region_code))


def _refuse_taken_code(code: str) -> None:
    if db.session.scalar(select(Event.id).where(Event.code == code)):
        raise Refused(N_("There is an event with the code %(code)s already."), field="code", code=code)


def _refuse_taken_course(code: str, version: str) -> None:
    if db.session.scalar(select(Course.id).where(Course.code == code, Course.version == version)):
        raise Refused(N_("There is a course %(code)s of version %(version)s already."), field="code", code=code,
                      version=version)  # fmt: skip


def _next_code(office: Office, year: int) -> str:
    """Return the office's next free event code of a year, as TM-2011-014."""
    prefix = f"{office.code}-{year}-"
    taken = db.session.scalars(select(Event.code).where(Event.code.startswith(prefix, autoescape=True))).all()
    numbers = [int(code.removeprefix(prefix)) for code in taken if code.removeprefix(prefix).isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"


def _set(obj: Any, allowed: frozenset[str], fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - allowed
    if unknown:
        raise TypeError(f"{type(obj).__name__} has no {', '.join(sorted(unknown))} to set")
    for name, value in fields.items():
        setattr(obj, name, value)
