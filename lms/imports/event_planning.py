"""What a workbook says of an event, compared with what the register has: what is to be set, and what cannot be."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts.scope import EVERYTHING, current_scope, looking
from lms.courses.codes import OrganisationRole
from lms.courses.models import Course, Event
from lms.courses.services import refuse_foreign_region
from lms.errors import Refused
from lms.extensions import db
from lms.imports.plans import PlannedEvent, Word
from lms.imports.references import References
from lms.language import N_
from lms.participants.agencies import agency_key
from lms.projects import queries as projects
from lms.projects.models import Donor, Office, Project
from lms.workbooks.code_names import key_of
from lms.workbooks.drafts import EventDraft, ProjectDraft, ReferenceDraft, SessionDraft, WorkbookDraft
from lms.workbooks.problems import Origin, Problem

PLAIN_FIELDS = ("kind", "title_en", "title_ru", "starts_on", "ends_on", "city", "languages", "counts_as_training")
Same = Callable[[Any, SessionDraft], bool]


def told(origin: Origin, key: str, refusal: Refused) -> Problem:
    """Return a refusal of the domain as a problem of the cell that caused it."""
    return origin.problem(key, refusal.message, **refusal.params)


def event_coded(code: str) -> Event | None:
    """Return the event with a code inside the scope."""
    return db.session.scalars(select(Event).where(Event.code == code)).unique().one_or_none()


def is_hidden(model: Any, code: str) -> bool:
    """Say whether something with a code lies outside the scope."""
    with looking(EVERYTHING):
        return db.session.scalar(select(model.id).where(model.code == code)) is not None


def project_of(draft: WorkbookDraft, office: Office | None, problems: list[Problem]) -> dict[str, Any] | None:
    """Return what the sheet Project makes a project of, where its code is unknown."""
    wanted = draft.project
    if wanted is None or db.session.scalar(select(Project.id).where(Project.code == wanted.code)):
        return None
    if is_hidden(Project, wanted.code):
        sentence = N_("There is a project with the code %(code)s already, and you do not work on it.")
        problems.append(wanted.origin.problem("code", sentence, code=wanted.code))
        return None
    place = _office_of(wanted, office, problems)
    donors = list(_donors(wanted.donors, problems))
    missing = [key for key in ("starts_on", "ends_on") if getattr(wanted, key) is None]
    problems += [wanted.origin.problem(key, N_("A new project needs its first and its last day.")) for key in missing]
    if not (wanted.title_en or wanted.title_ru):
        problems.append(wanted.origin.problem("title_en", N_("Give the title in one language at least.")))
    title_en, title_ru = wanted.title_en or wanted.title_ru, wanted.title_ru or wanted.title_en
    return {
        "code": wanted.code, "title_en": title_en, "title_ru": title_ru, "office_id": place.id if place else None,
        "starts_on": wanted.starts_on, "ends_on": wanted.ends_on, "donors": donors,
    }  # fmt: skip


def _office_of(wanted: ProjectDraft, office: Office | None, problems: list[Problem]) -> Office | None:
    reached = db.session.scalars(projects.offices_reached(current_scope() or EVERYTHING)).all()
    if wanted.office:
        key = key_of(wanted.office)
        found = next(
            (one for one in reached if key in {key_of(one.code), key_of(one.name_en), key_of(one.name_ru)}), None
        )
    else:
        found = office if office in reached else None
    if found is None:
        problems.append(wanted.origin.problem("office", N_("Say which of your offices runs the project, by its code.")))
    return found


def _donors(wanted: Iterable[ReferenceDraft], problems: list[Problem]) -> Iterator[Donor]:
    known: dict[str, Donor] = {}
    for one in db.session.scalars(select(Donor)):
        known |= dict.fromkeys((key_of(one.name_en), key_of(one.name_ru), key_of(one.code)), one)
    for reference in wanted:
        if found := known.get(key_of(reference.name)):
            yield found
        else:
            sentence = N_("There is no donor “%(name)s”.")
            problems.append(reference.origin.problem("", sentence, name=reference.name))


def event_of(
    draft: EventDraft, known: Event | None, refs: References, new_project: str | None, problems: list[Problem]
) -> PlannedEvent:
    """Return what is to be set of the event: all of a new one, of a known one what is told and differs."""
    fields: dict[str, Any] = {key: getattr(draft, key) for key in PLAIN_FIELDS}
    fields["country"], fields["region_code"] = refs.place(draft.country, draft.region, draft.origin)
    fields["min_attendance_percent"] = draft.min_attendance
    fields["course"] = _course(draft, known, problems)
    if known is None:
        fields |= {"title_en": draft.title_en or draft.title_ru, "title_ru": draft.title_ru or draft.title_en}
        fields["languages"] = draft.languages or ""
    else:
        fields = {key: value for key, value in fields.items() if value is not None and value != getattr(known, key)}
    before = [getattr(known, key) for key in fields] if known else []
    made = PlannedEvent(known.id if known else None, draft.code, fields, before)
    made.project_ids = list(_projects(draft, known, new_project, problems))
    made.organisations = list(_parts(draft, known, fields.get("country") or (known.country if known else None), refs))
    if known is not None:
        try:
            refuse_foreign_region(fields.get("country", known.country), fields.get("region_code", known.region_code))
        except Refused as refusal:
            problems.append(told(draft.origin, "country", refusal))
    made.finalises = bool(draft.finalised) and not (known and known.is_finalised)
    return made


def _parts(
    draft: EventDraft, known: Event | None, country: str | None, refs: References
) -> Iterator[tuple[int | Word, OrganisationRole]]:
    """Give the organisations with parts that the event does not have yet; those that it has are known by any of their names."""
    held = [(part.organisation_id, part.role) for part in known.organisations] if known else []
    for one in draft.organisations:
        same = next((part for part in held if part[1] is one.role and refs.is_called(part[0], one.name)), None)
        if same is not None:
            held.remove(same)
            continue
        named = refs.organisation(one.name, country, one.origin)
        if named is not None and (named, one.role) not in held:
            yield named, one.role


def _course(draft: EventDraft, known: Event | None, problems: list[Problem]) -> Course | None:
    if not draft.course or (known and known.course and key_of(known.course.code) == key_of(draft.course)):
        return None if known is None else known.course
    rows = db.session.scalars(
        select(Course).order_by(Course.retired_on.is_(None).desc(), Course.version.desc(), Course.id.desc())
    )
    wanted = key_of(draft.course)
    found = next(
        (one for one in rows if wanted in {key_of(one.code), key_of(one.title_en), key_of(one.title_ru)}), None
    )
    if found is None:
        problems.append(draft.origin.problem("course", N_("There is no course “%(name)s”."), name=draft.course))
    return found


def _projects(
    draft: EventDraft, known: Event | None, new_project: str | None, problems: list[Problem]
) -> Iterator[int]:
    """Give the numbers of the projects that pay beside those that do already; the one that comes with the file is added later."""
    paying = {part.project_id for part in known.funding} if known else set()
    codes = {one.code: one.id for one in db.session.scalars(select(Project))}
    for reference in draft.projects:
        if reference.name == new_project:
            continue
        number = codes.get(reference.name)
        if number is None:
            sentence = N_("There is no project “%(code)s” that you work on. The sheet Project can tell of a new one.")
            problems.append(reference.origin.problem("", sentence, code=reference.name))
        elif number not in paying:
            yield number


def refuse_early(
    draft: EventDraft, made: PlannedEvent, office: Office | None, problems: list[Problem], at: datetime
) -> None:
    """Say where attendance cannot be finalised yet, by the calendar of the event's office."""
    zone = office.time_zone if office else "UTC"
    if made.finalises and at.astimezone(ZoneInfo(zone)).date() < draft.ends_on:
        sentence = N_("The event ends on %(day)s; attendance can be finalised from that day on.")
        problems.append(draft.origin.problem("finalised", sentence, day=draft.ends_on))


def match_sessions(
    draft: EventDraft, drafts: Iterable[SessionDraft], known: Event | None, made: PlannedEvent, problems: list[Problem]
) -> None:
    """Say which sessions of the file the event has: at the same day and time, else the same day and title, else none.

    Where the whole event is put off, its sessions are those at the same place of its days.
    """
    free = list(known.sessions) if known else []
    waiting = list(drafts)
    by_day: tuple[Same, ...] = (_at_that_time, _begins_then, _titled_so)
    later = _put_off(draft, known)
    for same in (*(_so_much_later(later, same) for same in by_day), *by_day) if later else by_day:
        for one in list(waiting):
            found = next((held for held in free if same(held, one)), None)
            if found is not None:
                free.remove(found)
                waiting.remove(one)
                made.sessions[one.number] = found.id
                if _differs(found, one):
                    made.changed_sessions.append((found.id, one))
                    made.before.append([found.day, found.starts_at, found.ends_at, found.title, found.trainer])
    made.new_sessions = waiting
    for held in free:
        if not draft.starts_on <= held.day <= draft.ends_on:
            sentence = N_("Session “%(title)s” of %(day)s would lie outside these dates.")
            problems.append(draft.origin.problem("starts_on", sentence, title=held.title, day=held.day))


def _put_off(draft: EventDraft, known: Event | None) -> timedelta:
    """Return by how much an event moves that stays as long as it is; one that grows or shrinks has the days that it had."""
    if known is None or draft.ends_on - draft.starts_on != known.ends_on - known.starts_on:
        return timedelta()
    return draft.starts_on - known.starts_on


def _so_much_later(later: timedelta, same: Same) -> Same:
    return lambda one, draft: same(one, replace(draft, day=draft.day - later))


def _at_that_time(one: Any, draft: SessionDraft) -> bool:
    return (one.day, one.starts_at, one.ends_at, one.title) == (draft.day, draft.starts_at, draft.ends_at, draft.title)


def _begins_then(one: Any, draft: SessionDraft) -> bool:
    return (one.day, one.starts_at) == (draft.day, draft.starts_at)


def _titled_so(one: Any, draft: SessionDraft) -> bool:
    return draft.title is not None and (one.day, agency_key(one.title)) == (draft.day, agency_key(draft.title))


def _differs(one: Any, draft: SessionDraft) -> bool:
    return (one.day, one.starts_at, one.ends_at) != (draft.day, draft.starts_at, draft.ends_at) or any(
        wanted is not None and wanted != held
        for wanted, held in ((draft.title, one.title), (draft.trainer, one.trainer))
    )
