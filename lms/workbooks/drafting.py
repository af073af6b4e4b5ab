"""An event as the register has it, drawn up as a workbook; and the lists that a blank one offers to choose from."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.courses import roster_queries
from lms.courses.codes import Mark
from lms.courses.models import Course, Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.language import named
from lms.materials import queries as materials
from lms.materials.models import Distribution, Material
from lms.participants.models import Category, Organisation
from lms.projects import queries as projects
from lms.projects.models import Donor, Project, Region
from lms.workbooks.drafts import (
    EventDraft,
    HeadcountDraft,
    MaterialDraft,
    OrganisationDraft,
    ParticipantDraft,
    ProjectDraft,
    ReferenceDraft,
    SessionDraft,
    WorkbookDraft,
)
from lms.workbooks.layout import Lists


def draft_of(event: Event, language: str) -> WorkbookDraft:
    """Return all that a workbook holds of an event, with the post that each person held then.

    Identity numbers stay in the register. Sessions are numbered in their order. Projects out of one's sight are left
    out; of several that pay, the sheet Project tells the first.
    """
    numbers = {session.id: n for n, session in enumerate(event.sessions, 1)}
    marks = _marks(numbers)
    enrolments = db.session.scalars(roster_queries.roster(event.id).options(joinedload(Enrolment.country_ref)))
    paying = sorted((part.project for part in event.funding if part.project), key=lambda one: one.code)
    lines = db.session.scalars(materials.lines(materials.LineFilter(event_id=event.id)).order_by(Distribution.id))
    return WorkbookDraft(
        event=_event(event, [one.code for one in paying], language),
        project=_project(paying[0]) if paying else None,
        sessions=tuple(
            SessionDraft(numbers[one.id], one.day, one.starts_at, one.ends_at, one.title, one.trainer)
            for one in event.sessions
        ),
        participants=tuple(_participant(one, marks[one.id], language) for one in enrolments),
        headcounts=tuple(
            HeadcountDraft(one.number, one.reason, one.source, named(one.category, language), one.sex, one.country,
                           one.region_code, one.is_reconstructed, one.source_page, one.source_on)
            for one in event.headcounts
        ),
        materials=tuple(_line(one, language) for one in lines),
    )  # fmt: skip


def _marks(numbers: dict[int, int]) -> dict[int, dict[int, Mark]]:
    """Return the standing marks by enrolment and by the number of the session."""
    marks: dict[int, dict[int, Mark]] = defaultdict(dict)
    for one in db.session.scalars(roster_queries.current_marks(numbers)):
        marks[one.enrolment_id][numbers[one.session_id]] = one.mark
    return marks


def _event(event: Event, paying: Iterable[str], language: str) -> EventDraft:
    return EventDraft(
        code=event.code, kind=event.kind, starts_on=event.starts_on, ends_on=event.ends_on, title_en=event.title_en,
        title_ru=event.title_ru, projects=tuple(ReferenceDraft(code) for code in paying),
        course=event.course.code if event.course else None, country=event.country, region=event.region_code,
        city=event.city, min_attendance=event.min_attendance_percent, counts_as_training=event.counts_as_training,
        languages=event.languages or None, finalised=event.is_finalised,
        organisations=tuple(
            OrganisationDraft(named(part.organisation, language) or "", part.role) for part in event.organisations
        ),
    )  # fmt: skip


def _project(project: Project) -> ProjectDraft:
    donors = sorted(part.donor.code for part in project.funding)
    return ProjectDraft(
        project.code, project.title_en, project.title_ru, tuple(ReferenceDraft(code) for code in donors),
        project.office.code, project.starts_on, project.ends_on,
    )  # fmt: skip


def _participant(held: Enrolment, marks: dict[int, Mark], language: str) -> ParticipantDraft:
    who = held.person
    return ParticipantDraft(
        surname=who.surname, given_name=who.given_name, patronymic=who.patronymic, latin_name=who.latin_name, sex=held.sex,
        birth_date=who.birth_date, birth_year=None if who.birth_date else who.birth_year,
        category=named(held.category, language), organisation=named(held.organisation, language), unit=held.unit,
        position=held.position, rank=held.rank, country=held.country, region=held.region_code, phone=who.phone,
        email=who.email, role=held.role, status=held.status, marks=marks, pre=held.pre_score, post=held.post_score,
        grade=held.grade,
    )  # fmt: skip


def _line(line: Distribution, language: str) -> MaterialDraft:
    return MaterialDraft(
        material=line.edition.material.code, quantity=line.quantity,
        organisation=named(line.organisation, language) or "", language=line.edition.language,
        carrier=line.edition.carrier, unit=line.unit, day=line.handed_on, act=line.act_number,
    )  # fmt: skip


def lists(language: str) -> Lists:
    """Return what a blank workbook offers: codes, and names of what is known by name; projects inside the scope."""
    return Lists(
        categories=_names(select(Category).order_by(Category.position, Category.id), language),
        countries=tuple(one.code for one in db.session.scalars(projects.countries())),
        regions=tuple(db.session.scalars(select(Region.code).order_by(Region.code))),
        organisations=tuple(sorted(_names(select(Organisation), language))),
        projects=tuple(db.session.scalars(select(Project.code).order_by(Project.code))),
        courses=tuple(db.session.scalars(select(Course.code).distinct().order_by(Course.code))),
        offices=tuple(one.code for one in db.session.scalars(projects.offices())),
        donors=tuple(db.session.scalars(select(Donor.code).order_by(Donor.code))),
        materials=tuple(db.session.scalars(select(Material.code).order_by(Material.code))),
    )


def _names(rows: object, language: str) -> tuple[str, ...]:
    found = (named(one, language) for one in db.session.scalars(rows))  # type: ignore[call-overload]
    return tuple(dict.fromkeys(name for name in found if name))
