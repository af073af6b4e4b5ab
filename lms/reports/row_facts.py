"""What a report's document keeps of the rows that were counted, and the names of the codes in them.

Everything is asked by numbers that were counted, so nothing here decides what counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import aliased

from lms.certificates.models import Certificate
from lms.courses.models import Course, Event, EventProject, Headcount
from lms.courses.roster import Enrolment
from lms.extensions import db, listed
from lms.materials.models import Distribution, Edition, Material
from lms.participants.models import Category, Organisation
from lms.projects.models import Country, Project, Region
from lms.reports.document import BESIDE, COLUMNS
from lms.tot.models import CascadeEvent, TrainerStatus

Facts = dict[str, list[list[Any]]]
Labels = dict[str, dict[str, dict[str, Any]]]


def _enrolments() -> Any:
    role, sex = type_coerce(Enrolment.role, String), type_coerce(Enrolment.sex, String)
    return select(
        Enrolment.id, Enrolment.event_id, Enrolment.person_id, role, Category.code, sex, Enrolment.country,
        Enrolment.region_code, Enrolment.organisation_id, func.coalesce(Enrolment.attended_sessions, 0), Enrolment.completed,
    ).outerjoin(Enrolment.category)  # fmt: skip


def _headcounts() -> Any:
    return select(
        Headcount.id, Headcount.event_id, Category.code, type_coerce(Headcount.sex, String), Headcount.country,
        Headcount.region_code, Headcount.number, Headcount.is_estimate, Headcount.is_reconstructed,
    ).outerjoin(Headcount.category)  # fmt: skip


def _events() -> Any:
    one, other, cascade = aliased(EventProject.__table__), aliased(EventProject.__table__), CascadeEvent.__table__
    shared = select(one.c.event_id).join(other, other.c.event_id == one.c.event_id).where(
        one.c.event_id == Event.id, one.c.project_id < other.c.project_id
    ).exists()  # fmt: skip
    generation = select(cascade.c.generation).where(cascade.c.event_id == Event.id).scalar_subquery()
    return select(
        Event.id, Event.code, type_coerce(Event.kind, String), Event.starts_on, Event.ends_on, Event.country, Event.region_code,
        Event.city, Event.counts_as_training, generation, shared,
    )  # fmt: skip


def _distributions() -> Any:
    rows = select(
        Distribution.id, Material.code, type_coerce(Edition.carrier, String), Distribution.quantity, Project.code,
        Distribution.organisation_id, Organisation.country, Organisation.region_code, Distribution.handed_on,
        Distribution.act_number,
    ).join(Distribution.edition).join(Edition.material)  # fmt: skip
    return rows.join(Distribution.project).join(Distribution.organisation)


def _certificates() -> Any:
    kind, audience = type_coerce(Certificate.kind, String), type_coerce(Certificate.audience, String)
    return select(
        Certificate.id, Certificate.number, Certificate.enrolment_id, Enrolment.event_id, kind, audience, Certificate.issued_on
    ).join(Certificate.enrolment)  # fmt: skip


def _trainers() -> Any:
    level = type_coerce(TrainerStatus.level, String)
    return select(TrainerStatus.id, TrainerStatus.person_id, Course.code, level, TrainerStatus.from_on).join(TrainerStatus.course)


_OF: dict[str, tuple[Callable[[], Any], Any]] = {
    "enrolment": (_enrolments, Enrolment.id), "headcount": (_headcounts, Headcount.id), "event": (_events, Event.id),
    "distribution": (_distributions, Distribution.id), "certificate": (_certificates, Certificate.id),
    "trainer_status": (_trainers, TrainerStatus.id),
}  # fmt: skip


def facts(counted: Mapping[str, Iterable[int]]) -> Facts:
    """Return, by table, what a document keeps of rows by their numbers, and of the events of people among them."""
    found = {table: _read(table, counted.get(table, ()), names) for table, names in COLUMNS.items() if table != "event"}
    return found | {"event": _read("event", {*counted.get("event", ()), *_events_of(found, COLUMNS)}, COLUMNS["event"])}


def facts_beside(counted: Mapping[str, Iterable[int]], waiting: Iterable[Sequence[Any]], kept: Facts) -> Facts:
    """Return the same of rows that are counted beside a value alone: those that are not kept, and `waiting` as they are given."""
    others = {table: set(numbers).difference(row[0] for row in kept[table]) for table, numbers in counted.items()}
    found = {table: _read(table, others.get(table, ()), BESIDE[table]) for table in COLUMNS if table != "event"}
    found["waiting"] = [list(row) for row in waiting]
    events = {*counted.get("event", ()), *_events_of(found, BESIDE)}.difference(row[0] for row in kept["event"])
    return found | {"event": _read("event", events, BESIDE["event"])}


def _events_of(found: Facts, names: Mapping[str, Sequence[str]]) -> set[int]:
    return {row[names[table].index("event")] for table, rows in found.items() if "event" in names[table] for row in rows}


def _read(table: str, numbers: Iterable[int], names: Sequence[str]) -> list[list[Any]]:
    wanted = sorted(set(numbers))
    if not wanted:
        return []
    make, key = _OF[table]
    columns = dict(zip(COLUMNS[table], make().selected_columns, strict=True))
    rows = make().with_only_columns(*(columns[name] for name in names)).where(listed(key, wanted))
    return [[_plain(value) for value in row] for row in db.session.execute(rows.order_by(key))]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


# By kind of code: the model and its key, the field of its name, and which columns of which tables hold such codes.
_NAMED: dict[str, tuple[Any, str, str, Sequence[tuple[str, str]]]] = {
    "region": (Region, "code", "name", (("enrolment", "region"), ("headcount", "region"), ("event", "region"), ("distribution", "region"))),
    "country": (Country, "code", "name", (("enrolment", "country"), ("headcount", "country"), ("event", "country"), ("distribution", "country"))),
    "organisation": (Organisation, "id", "name", (("enrolment", "organisation"), ("distribution", "organisation"))),
    "event": (Event, "id", "title", (("event", "id"),)),
    "material": (Material, "code", "title", (("distribution", "material"),)),
    "project": (Project, "code", "title", (("distribution", "project"),)),
    "course": (Course, "code", "title", (("trainer_status", "course"),)),
}  # fmt: skip


def labels(of: Facts, more: Mapping[str, Iterable[Any]]) -> Labels:
    """Return the names of all codes in rows, and of more that rules name, by kind and code, in every language."""
    made: Labels = {}
    for kind, (model, key, field, places) in _NAMED.items():
        codes = {row[COLUMNS[table].index(name)] for table, name in places for row in of[table]} | set(more.get(kind, ()))
        made[kind] = _names(model, key, field, codes - {None})
    categories = db.session.scalars(select(Category).order_by(Category.position, Category.id))
    made["category"] = {
        row.code: {"group": row.group.value, "name": _both(row, "name"), "plural": _both(row, "plural")} for row in categories
    }
    return made


def _names(model: Any, key: str, field: str, codes: set[Any]) -> dict[str, dict[str, Any]]:
    if not codes:
        return {}
    column = getattr(model, key)
    wanted = listed(column, sorted(codes)) if key == "id" else column.in_(sorted(codes))
    rows = db.session.scalars(select(model).where(wanted).order_by(column))
    return {str(getattr(row, key)): {"name": _both(row, field)} for row in rows}


def _both(row: Any, field: str) -> dict[str, str]:
    return {language: getattr(row, f"{field}_{language}") for language in ("en", "ru")}
