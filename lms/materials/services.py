"""What can be done with materials: catalogue them, hand them over, correct a line."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.audit.services import act
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.participants.models import Organisation
from lms.projects.models import Project


def create_material(*, code: str, title_en: str, title_ru: str, by: Account | None, at: datetime) -> Material:
    """Add a title to the catalogue. Raises Refused for a taken code."""
    if db.session.scalar(select(Material.id).where(Material.code == code)):
        raise Refused(N_("The code %(code)s is taken."), field="code", code=code)
    made = Material(code=code, title_en=title_en, title_ru=title_ru)
    with act("material.create", by=by, at=at):
        db.session.add(made)
    return made


def edit_material(material: Material, *, title_en: str, title_ru: str, by: Account | None, at: datetime) -> None:
    """Correct the titles of a material."""
    with act("material.edit", by=by, at=at):
        material.title_en, material.title_ru = title_en, title_ru


def add_edition(
    material: Material, *, language: str, carrier: Carrier, by: Account | None, at: datetime, year: int | None = None,
    print_run: int | None = None,
) -> Edition:  # fmt: skip
    """Add an edition. Raises Refused where the material has it."""
    if any((one.language, one.carrier, one.year) == (language, carrier, year) for one in material.editions):
        raise Refused(N_("The material has this edition already."), field="language")
    made = Edition(language=language, carrier=carrier, year=year, print_run=print_run)
    with act("edition.add", by=by, at=at):
        material.editions.append(made)
    return made


def hand_over(
    *, project: Project, edition: Edition, quantity: int, organisation: Organisation, handed_on: date,
    by: Account | None, at: datetime, unit: str | None = None, event: Event | None = None,
    act_number: str | None = None, note: str | None = None,
) -> Distribution:  # fmt: skip
    """Log pieces handed to a unit. Raises Refused for less than one piece or a day that has not come."""
    if quantity < 1:
        raise Refused(N_("At least one piece is handed over."), field="quantity")
    if handed_on > at.astimezone(ZoneInfo(project.office.time_zone)).date():
        raise Refused(N_("This day has not come yet."), field="handed_on")
    made = Distribution(
        project=project, edition=edition, quantity=quantity, organisation=organisation, unit=unit, handed_on=handed_on,
        event=event, act_number=act_number, note=note, recorded_by_id=by.id if by else None, recorded_at=at,
        is_demonstration=project.is_demonstration,
    )  # fmt: skip
    with act("distribution.hand_over", by=by, at=at):
        db.session.add(made)
    return made


def correct(line: Distribution, *, quantity: int, note: str, by: Account | None, at: datetime) -> Distribution:
    """Take back pieces of a line by a negative line beside it (R14); the line itself never changes.

    Raises Refused for a correction of a correction, a number that is not negative, or more than the line still holds.
    """
    db.session.execute(select(Distribution.id).where(Distribution.id == line.id).with_for_update())
    if line.corrects_id:
        raise Refused(N_("A correction is not corrected; correct the line that it belongs to."))
    if quantity >= 0:
        raise Refused(N_("A correction is a negative number."), field="quantity")
    left = remaining(line)
    if left + quantity < 0:
        raise Refused(N_("The line holds %(left)s pieces; no more can be taken back."), field="quantity", left=left)
    made = Distribution(
        project_id=line.project_id, edition_id=line.edition_id, quantity=quantity, corrects_id=line.id,
        organisation_id=line.organisation_id, unit=line.unit, handed_on=line.handed_on, event_id=line.event_id,
        note=note, recorded_by_id=by.id if by else None, recorded_at=at, is_demonstration=line.is_demonstration,
    )  # fmt: skip
    with act("distribution.correct", by=by, at=at):
        db.session.add(made)
    return made


def remaining(line: Distribution) -> int:
    """Return how many pieces a line still stands for after its corrections."""
    taken_back = select(func.coalesce(func.sum(Distribution.quantity), 0)).where(Distribution.corrects_id == line.id)
    return line.quantity + (db.session.scalar(taken_back) or 0)
