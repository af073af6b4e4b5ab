"""What an event workbook holds, as values: typed, but not yet compared with what is known. Pure.

Codes of the house (kinds, roles, marks …) are enums. What lies in the database (organisation, category, country, region,
project, course, office, donor, material) is the code or the name that was typed. None means that nothing was typed: a
known thing keeps what it has, a new one takes the usual (participant, confirmed, the rule of its course).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, Mark, OrganisationRole
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.workbooks.problems import Origin

# Of a draft that comes from no file. Two drafts that say the same are equal wherever they were read.
NOWHERE = Origin("")


@dataclass(frozen=True)
class ReferenceDraft:
    """A thing named by its code or name, where several may be: a project that pays, a donor."""

    name: str
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class OrganisationDraft:
    """An organisation's part in the event."""

    name: str
    role: OrganisationRole
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class EventDraft:
    """The sheet Event. One title at least is there; `min_attendance` is a percentage, 0 to 100."""

    code: str
    kind: EventKind
    starts_on: date
    ends_on: date
    title_en: str | None = None
    title_ru: str | None = None
    projects: tuple[ReferenceDraft, ...] = ()
    course: str | None = None
    country: str | None = None
    region: str | None = None
    city: str | None = None
    min_attendance: int | None = None
    counts_as_training: bool | None = None
    languages: str | None = None
    finalised: bool | None = None
    organisations: tuple[OrganisationDraft, ...] = ()
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class ProjectDraft:
    """The sheet Project: what a project is made of where its code is unknown."""

    code: str
    title_en: str | None = None
    title_ru: str | None = None
    donors: tuple[ReferenceDraft, ...] = ()
    office: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class SessionDraft:
    """A session, known by its number in the workbook; day and times are those of the place."""

    number: int
    day: date
    starts_at: time
    ends_at: time
    title: str | None = None
    trainer: str | None = None
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class ParticipantDraft:
    """A person on the event with the post held then; `marks` by the number of the session; scores 0 to 1000."""

    surname: str
    given_name: str
    patronymic: str | None = None
    latin_name: str | None = None
    sex: Sex = Sex.NOT_STATED
    birth_date: date | None = None
    birth_year: int | None = None  # where the day is unknown
    national_id: str | None = None
    passport: str | None = None  # of plain lists; the event workbook has no column for it
    category: str | None = None
    organisation: str | None = None
    unit: str | None = None
    position: str | None = None
    rank: str | None = None
    country: str | None = None
    region: str | None = None
    phone: str | None = None
    email: str | None = None
    role: EnrolmentRole | None = None
    status: EnrolmentStatus | None = None
    marks: Mapping[int, Mark] = field(default_factory=dict)
    pre: Decimal | None = None
    post: Decimal | None = None
    grade: Decimal | None = None
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class HeadcountDraft:
    """People known as a number only (R10)."""

    count: int
    reason: str
    source: str
    category: str | None = None
    sex: Sex = Sex.NOT_STATED
    country: str | None = None
    region: str | None = None
    reconstructed: bool = False
    source_page: str | None = None
    source_on: date | None = None
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class MaterialDraft:
    """Pieces of a material handed to a unit; a correction is a negative line (R14)."""

    material: str
    quantity: int
    organisation: str
    language: str | None = None
    carrier: Carrier | None = None
    unit: str | None = None
    day: date | None = None
    act: str | None = None
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class WorkbookDraft:
    """All of a workbook. `event` is None where the file does not say enough to make one, and problems tell why."""

    event: EventDraft | None = None
    project: ProjectDraft | None = None
    sessions: tuple[SessionDraft, ...] = ()
    participants: tuple[ParticipantDraft, ...] = ()
    headcounts: tuple[HeadcountDraft, ...] = ()
    materials: tuple[MaterialDraft, ...] = ()
