"""What several features' forms offer to choose from, named in the reader's language."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import get_locale
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.scope import EVERYTHING, current_scope
from lms.courses.models import Course
from lms.extensions import db
from lms.language import Labelled
from lms.participants import queries as participants
from lms.participants.models import Category, Organisation
from lms.projects import queries as projects
from lms.projects.models import Office, Project
from lms.text import sort_key
from lms.web import local, show

Pairs = list[tuple[Any, str]]


def _named(rows: Iterable[Any], key: str = "id", field: str = "name") -> Pairs:
    language = str(get_locale())
    pairs = [(getattr(row, key), local(row, field, language)) for row in rows]
    return sorted(pairs, key=lambda pair: sort_key(pair[1]))


def offices() -> Pairs:
    """Offer the offices."""
    return _named(db.session.scalars(projects.offices()))


def donors() -> Pairs:
    """Offer the donors."""
    return _named(db.session.scalars(projects.donors()))


def countries() -> Pairs:
    """Offer the countries, those of the offices first."""
    pairs = _named(db.session.scalars(projects.countries()), key="code")
    return sorted(pairs, key=lambda pair: pair[0] not in projects.HOME_COUNTRIES)


def regions(country: str | None) -> Pairs:
    """Offer the regions of a country; none where no country is chosen."""
    return _named(db.session.scalars(projects.regions(country)), key="code") if country else []


def all_regions() -> Pairs:
    """Offer the regions of all countries, each with its country's code."""
    rows = db.session.scalars(projects.regions())
    return [(row.code, f"{row.country} · {local(row)}") for row in rows]


def categories() -> Pairs:
    """Offer the categories in their own order."""
    rows = db.session.scalars(select(Category).order_by(Category.position, Category.id))
    return [(row.id, local(row)) for row in rows]


def project_choices() -> Pairs:
    """Offer the projects that the reader sees, the latest first."""
    rows = db.session.scalars(select(Project).order_by(Project.starts_on.desc(), Project.id))
    return [(row.id, f"{row.code} · {local(row, 'title')}") for row in rows]


def courses() -> Pairs:
    """Offer the courses."""
    rows = db.session.scalars(select(Course).order_by(Course.code, Course.version))
    return [(row.id, f"{row.code} · {local(row, 'title')}") for row in rows]


def course_codes() -> Pairs:
    """Offer the codes of courses, whatever their version, each with the title of the last."""
    rows = db.session.scalars(select(Course).order_by(Course.code, Course.version))
    return list({row.code: f"{row.code} · {local(row, 'title')}" for row in rows}.items())


def category_codes() -> Pairs:
    """Offer the codes of categories in their own order."""
    rows = db.session.scalars(select(Category).order_by(Category.position, Category.id))
    return [(row.code, local(row, "plural")) for row in rows]


def coded(codes: Iterable[Labelled]) -> Pairs:
    """Offer codes by their labels."""
    return [(one.value, show(one)) for one in codes]


def organisations(country: str | None = None) -> Pairs:
    """Offer the organisations by name, those of a country first."""
    return _near(db.session.scalars(select(Organisation)), country)


def _near(found: Iterable[Organisation], country: str | None) -> Pairs:
    rows = list(found)
    if country is None:
        return _named(rows)
    near = {row.id for row in rows if row.country in {country, None}}
    return sorted(_named(rows), key=lambda pair: pair[0] not in near)


def heads(country: str | None, chosen: Iterable[int]) -> Pairs:
    """Offer the organisations of a country that stand above others or above which none stands, and those chosen already."""
    below = aliased(Organisation)
    above = select(below.id).where(below.parent_id == Organisation.id).exists()
    of_country = and_(Organisation.country == country, or_(Organisation.parent_id.is_(None), above))
    return _named(db.session.scalars(select(Organisation).where(or_(of_country, Organisation.id.in_(list(chosen))))))


def organisations_named(text: str, country: str | None = None) -> Pairs:
    """Offer the organisations that have all words of a text in any of their names, those of a country first."""
    return _near(db.session.scalars(participants.organisations(text)), country)


def staffed_organisations(today: date) -> Pairs:
    """Offer the organisations where people whom one sees serve today, and those above them."""
    return _named(db.session.execute(participants.staffed(today)))


def editable_offices(*, with_those_of_projects: bool = False) -> Pairs:
    """Offer the offices that the present scope reaches: a new project or person belongs to one of them.

    A person may also belong to the office of a project that one works on: who registered a person sees them.
    """
    return _named(_editable(with_those_of_projects=with_those_of_projects))


def home() -> str | None:
    """Return the country of the only office that the reader works for, where there is only one."""
    offices = _editable(with_those_of_projects=True)
    return offices[0].country if len(offices) == 1 else None


def _editable(*, with_those_of_projects: bool) -> Sequence[Office]:
    scope = current_scope() or EVERYTHING
    return db.session.scalars(projects.offices_reached(scope, with_those_of_projects=with_those_of_projects)).all()
