"""What can be done with materials: catalogue them, hand them over, correct a line."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts.models import Account
from lms.audit.services import act
from lms.courses import attaching
from lms.courses.evidence import EvidenceFile, EvidenceKind
from lms.courses.models import Event
from lms.courses.uploads import Upload
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.materials import queries
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.participants.models import Organisation
from lms.projects.models import Project
from lms.text import tidy

TOO_MUCH = N_("More is taken back than was handed over.")
SENT_TWICE_WITHIN = timedelta(minutes=10)


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
    db.session.refresh(material, with_for_update=True)
    if any((one.language, one.carrier, one.year) == (language, carrier, year) for one in material.editions):
        raise Refused(N_("The material has this edition already."), field="language")
    made = Edition(language=language, carrier=carrier, year=year, print_run=print_run)
    with act("edition.add", by=by, at=at):
        material.editions.append(made)
    return made


def set_print_run(edition: Edition, print_run: int | None, *, by: Account | None, at: datetime) -> None:
    """Correct how many pieces of an edition were printed; what was handed over is counted apart (R14)."""
    with act("edition.set_print_run", by=by, at=at):
        edition.print_run = print_run


def hand_over(
    *, project: Project, edition: Edition, quantity: int, organisation: Organisation, handed_on: date,
    by: Account | None, at: datetime, unit: str | None = None, event: Event | None = None,
    act_number: str | None = None, note: str | None = None, may_repeat: bool = False,
) -> Distribution:  # fmt: skip
    """Log pieces handed to a unit; lines of a file `may_repeat`, since the file is taken once only.

    Raises Refused for less than one piece, a day before the project began or one that has not come, and for a line
    that the same account logged word for word a moment ago: a form sent twice never doubles a figure.
    """
    if quantity < 1:
        raise Refused(N_("At least one piece is handed over."), field="quantity")
    refuse_impossible_day(project, handed_on, at)
    made = Distribution(
        project_id=project.id, edition_id=edition.id, quantity=quantity, organisation_id=organisation.id, unit=unit,
        handed_on=handed_on, event_id=event.id if event else None, act_number=act_number, note=note,
        recorded_by_id=by.id if by else None, recorded_at=at, is_demonstration=project.is_demonstration,
    )  # fmt: skip
    if by and not may_repeat:
        _refuse_sent_twice(made, at)
    with act("distribution.hand_over", by=by, at=at):
        db.session.add(made)
    return made


def refuse_impossible_day(project: Project, day: date, at: datetime) -> None:
    """Raise Refused for a day before the project began, or one that has not come at its office."""
    if day < project.starts_on:
        raise Refused(N_("The project began on %(day)s; nothing of it was handed over before."), field="handed_on",
                      day=project.starts_on)  # fmt: skip
    if day > at.astimezone(ZoneInfo(project.office.time_zone)).date():
        raise Refused(N_("This day has not come yet."), field="handed_on")


def _refuse_sent_twice(made: Distribution, at: datetime) -> None:
    """Refuse a form that came twice; one transaction at a time logs lines of a project, so the second sees the first."""
    db.session.execute(select(Project.id).where(Project.id == made.project_id).with_for_update(key_share=True))
    if db.session.scalar(queries.like(made, at - SENT_TWICE_WITHIN)):
        raise Refused(N_("This line was logged a moment ago. If these are more pieces, say so in the note."), field="note")


def correct(line: Distribution, *, quantity: int, note: str, by: Account | None, at: datetime) -> Distribution:
    """Take back pieces of a line by a negative line beside it (R14); the line itself never changes.

    Raises Refused for a correction of a correction, a number that is not negative, a missing reason, or more than the
    line still holds: the line is locked first, so that two corrections at once never take back more than was given.
    """
    db.session.execute(select(Distribution.id).where(Distribution.id == line.id).with_for_update())
    if line.corrects_id:
        raise Refused(N_("A correction is not corrected; correct the line that it belongs to."))
    if quantity >= 0:
        raise Refused(N_("A correction is a negative number."), field="quantity")
    if not tidy(note):
        raise Refused(N_("Say why the line is corrected."), field="note")
    left = remaining(line)
    if left + quantity < 0:
        raise Refused(N_("Pieces left on the line: %(left)s. No more can be taken back."), field="quantity", left=left)
    made = Distribution(
        project_id=line.project_id, edition_id=line.edition_id, quantity=quantity, corrects_id=line.id,
        organisation_id=line.organisation_id, unit=line.unit, handed_on=line.handed_on, event_id=line.event_id,
        note=tidy(note), recorded_by_id=by.id if by else None, recorded_at=at, is_demonstration=line.is_demonstration,
    )  # fmt: skip
    if by:
        _refuse_sent_twice(made, at)
    with act("distribution.correct", by=by, at=at):
        db.session.add(made)
    return made


def take_back(
    event: Event, edition: Edition, organisation: Organisation, unit: str | None, *, quantity: int, note: str,
    by: Account | None, at: datetime,
) -> Distribution:  # fmt: skip
    """Take back pieces that an organisation was given at an event, of the line of which most is left; as `correct` does.

    Raises Refused where nothing was handed over, too.
    """
    rows = queries.lines(queries.LineFilter(event_id=event.id, edition_id=edition.id))
    given = [
        one for one in db.session.scalars(rows)
        if one.quantity > 0 and (one.organisation_id, one.unit) == (organisation.id, unit)
    ]  # fmt: skip
    if not given:
        raise Refused(TOO_MUCH)
    return correct(max(given, key=remaining), quantity=quantity, note=note, by=by, at=at)


def attach_acts(
    line: Distribution, sent: Sequence[Upload], *, by: Account | None, at: datetime, remark: str | None = None
) -> list[EvidenceFile]:
    """Attach signed acts to a line, all of the files or none. Raises Refused for a file that is no evidence, or is there."""
    # Of two who attach the same file at once, the second is told.
    db.session.execute(select(Distribution.id).where(Distribution.id == line.id).with_for_update())
    made = [EvidenceFile(kind=EvidenceKind.HANDOVER_ACT, distribution_id=line.id, note=remark) for _one in sent]
    return attaching.keep(made, sent, by=by, at=at)


def remaining(line: Distribution) -> int:
    """Return how many pieces a line still stands for after its corrections."""
    return line.quantity + (db.session.scalar(queries.taken_back(line.id)) or 0)
