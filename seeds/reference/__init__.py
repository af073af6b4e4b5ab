"""Loading the reference data: places, offices, donors, categories, organisations, courses and materials.

A row is found by its code. A missing one is made, one that the files change is brought up to date, one that somebody
edited in the application is left as they want it, and nothing is removed: loading again and again does no harm.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.audit.services import act, identity
from lms.courses.codes import EventKind
from lms.courses.models import Course, CourseModule
from lms.extensions import Model, db
from lms.materials.models import Carrier, Edition, Material
from lms.participants.models import Category, Organisation, OrganisationKind
from lms.projects.models import Country, Donor, Group, Office, Region
from seeds.tables import rows

Fields = dict[str, Any]


def load(*, at: datetime) -> dict[str, int]:
    """Load every file; return how many rows were made or changed, by what they are."""
    changed: dict[str, int] = {}
    for name, loader in LOADERS:
        before = db.session.scalar(select(func.max(AuditEntry.seq))) or 0
        with act("reference.load", by=None, at=at):
            loader()
        after = db.session.scalar(select(func.max(AuditEntry.seq))) or 0
        if after > before:
            changed[name] = after - before
    return changed


def _bring(model: type[Model], key: tuple[str, ...], wanted: list[Fields]) -> dict[tuple[Any, ...], Any]:
    """Make or update rows of a table; return them all by their key columns."""
    known = {tuple(getattr(row, part) for part in key): row for row in db.session.scalars(select(model))}
    edited = _edited(model)
    for fields in wanted:
        found_by = tuple(fields[part] for part in key)
        row = known.get(found_by)
        if row is None:
            known[found_by] = row = model(**fields)
            db.session.add(row)
            continue
        if identity(row) in edited:
            continue
        for name, value in fields.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    db.session.flush()
    return known


def _edited(model: type[Model]) -> set[str]:
    """Return the keys of a table's rows that an account has changed, as the audit writes them."""
    by_somebody = select(AuditEntry.object_id).where(
        AuditEntry.object_type == model.__tablename__, AuditEntry.actor_id.is_not(None)
    )
    return set(db.session.scalars(by_somebody.distinct()))


def _countries() -> None:
    _bring(Country, ("code",), rows("reference", "countries"))


def _regions() -> None:
    for region in _bring(Region, ("code",), rows("reference", "regions")).values():
        region.aliases = region.aliases  # its search key follows, where the way of making it changed


def _offices() -> None:
    _bring(Office, ("code",), rows("reference", "offices"))


def _donors() -> None:
    _bring(Donor, ("code",), rows("reference", "donors"))


def _categories() -> None:
    wanted: list[Fields] = [
        {k: v for k, v in row.items() if k not in {"composite", "group", "position"}}
        | {"group": Group(row["group"]), "is_composite": row["composite"] == "1", "position": int(row["position"])}
        for row in rows("reference", "categories")
    ]
    _bring(Category, ("code",), wanted)


def _organisations() -> None:
    categories = {row.code: row.id for row in db.session.scalars(select(Category))}
    listed = rows("reference", "organisations")
    wanted: list[Fields] = [
        {
            "code": row["code"], "kind": OrganisationKind(row["kind"]), "name_en": row["name_en"],
            "name_ru": row["name_ru"], "name_national": row["name_national"] or None,
            "country": row["country"] or None, "region_code": row["region"] or None,
            "category_id": categories[row["category"]] if row["category"] else None,
        }
        for row in listed
    ]  # fmt: skip
    known, edited = _bring(Organisation, ("code",), wanted), _edited(Organisation)
    for row in listed:
        child, parent = known[row["code"],], known[row["parent_code"],].id if row["parent_code"] else None
        if child.parent_id != parent and identity(child) not in edited:
            child.parent_id = parent


def _courses() -> None:
    wanted: list[Fields] = [
        {
            "code": row["code"], "version": row["version"], "title_en": row["title_en"], "title_ru": row["title_ru"],
            "hours": _decimal(row["hours"]), "languages": row["languages"],
            "min_attendance_percent": int(row["min_attendance_percent"]), "min_grade": _decimal(row["min_grade"]),
            "counts_as_training": row["counts_as_training"] == "1", "kind": EventKind(row["kind"]),
        }
        for row in rows("reference", "courses")
    ]  # fmt: skip
    known = {code: course for (code, _version), course in _bring(Course, ("code", "version"), wanted).items()}
    modules: list[Fields] = [
        {
            "course_id": known[row["course_code"]].id, "position": int(row["position"]), "title_en": row["title_en"],
            "title_ru": row["title_ru"], "hours": _decimal(row["hours"]),
        }
        for row in rows("reference", "course_modules")
    ]  # fmt: skip
    _bring(CourseModule, ("course_id", "position"), modules)


def _materials() -> None:
    known = _bring(Material, ("code",), rows("reference", "materials"))
    editions: list[Fields] = [
        {
            "material_id": known[row["material_code"],].id, "language": row["language"],
            "carrier": Carrier(row["carrier"]), "year": int(row["year"]) if row["year"] else None,
            "print_run": int(row["print_run"]) if row["print_run"] else None,
        }
        for row in rows("reference", "editions")
    ]  # fmt: skip
    _bring(Edition, ("material_id", "language", "carrier", "year"), editions)


def _decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


LOADERS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("countries", _countries), ("regions", _regions), ("offices", _offices), ("donors", _donors),
    ("categories", _categories), ("organisations", _organisations), ("courses", _courses), ("materials", _materials),
)  # fmt: skip
