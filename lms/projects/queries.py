"""What we know of projects, offices, donors and places."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.scope import Scope, plain
from lms.extensions import has_words
from lms.projects.models import Country, Donor, Indicator, Office, Project, ProjectDonor, Region

HOME_COUNTRIES = ("KZ", "KG", "TJ", "TM", "UZ")


def offices() -> Select[Office]:
    """Select every office, by code."""
    return select(Office).order_by(Office.code)


def offices_reached(scope: Scope, *, with_those_of_projects: bool = False) -> Select[Office]:
    """Select the offices that a scope reaches, by code; where asked, with those whose projects it reaches alone."""
    rows = offices()
    if scope.everything:
        return rows
    project = plain("project")
    theirs = select(project.c.office_id).where(project.c.id.in_(scope.projects))
    reached = [Office.id.in_(scope.offices), *([Office.id.in_(theirs)] if with_those_of_projects else ())]
    return rows.where(or_(*reached))


def donors() -> Select[Donor]:
    """Select every donor, by code."""
    return select(Donor).order_by(Donor.code)


def countries() -> Select[Country]:
    """Select every country."""
    return select(Country).order_by(Country.code)


def regions(country: str | None = None) -> Select[Region]:
    """Select the regions of a country, or of all."""
    rows = select(Region).order_by(Region.country, Region.code)
    return rows.where(Region.country == country) if country else rows


def projects(
    text: str = "", *, office_id: int | None = None, donor_id: int | None = None, running_on: date | None = None
) -> Select[Project]:
    """Select projects by code or title, office, donor, and whether they run on a day."""
    rows = select(Project).options(
        joinedload(Project.office), selectinload(Project.funding).joinedload(ProjectDonor.donor)
    )
    if text:
        rows = rows.where(has_words(Project.search_key, text))
    if office_id:
        rows = rows.where(Project.office_id == office_id)
    if donor_id:
        rows = rows.where(Project.funding.any(ProjectDonor.donor_id == donor_id))
    if running_on:
        rows = rows.where(Project.starts_on <= running_on, Project.ends_on >= running_on)
    return rows


def project(project_id: int) -> Select[Project]:
    """Select a project with all that its page shows."""
    return (
        select(Project)
        .where(Project.id == project_id)
        .options(
            joinedload(Project.office), joinedload(Project.predecessor),
            selectinload(Project.funding).joinedload(ProjectDonor.donor),
            selectinload(Project.indicators).selectinload(Indicator.targets),
            selectinload(Project.indicators).selectinload(Indicator.versions),
        )
    )  # fmt: skip


def successors(project_id: int) -> Select[Project]:
    """Select the projects that follow one."""
    return select(Project).where(Project.predecessor_id == project_id).order_by(Project.starts_on)
