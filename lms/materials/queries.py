"""What we know of materials: the distribution list, its sums, the catalogue."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from lms.courses.models import Event, EventProject
from lms.extensions import has_words
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.participants.models import Organisation
from lms.projects.models import Project


@dataclass(frozen=True)
class LineFilter:
    """What a distribution list is narrowed to; None leaves a part open."""

    text: str = ""
    project_id: int | None = None
    event_id: int | None = None
    edition_id: int | None = None
    carrier: Carrier | None = None
    first: date | None = None
    last: date | None = None


def lines(wanted: LineFilter) -> Select[Distribution]:
    """Select distribution lines, corrections among them, with what a row of the list shows."""
    return (
        select(Distribution)
        .join(Distribution.edition)
        .join(Edition.material)
        .join(Distribution.organisation)
        .where(*_conditions(wanted))
        .options(
            contains_eager(Distribution.edition).contains_eager(Edition.material),
            contains_eager(Distribution.organisation), joinedload(Distribution.project), joinedload(Distribution.event),
            joinedload(Distribution.corrects),
        )
    )  # fmt: skip


def pieces(wanted: LineFilter) -> Select[int, int]:
    """Select what the lines add up to: pieces handed over, and the corrections, a number of zero or less (R14)."""
    given = func.coalesce(func.sum(case((Distribution.quantity > 0, Distribution.quantity))), 0)
    taken_back = func.coalesce(func.sum(case((Distribution.quantity < 0, Distribution.quantity))), 0)
    return (
        select(given, taken_back)
        .select_from(Distribution)
        .join(Distribution.edition)
        .join(Distribution.organisation)
        .where(*_conditions(wanted))
    )


def _conditions(wanted: LineFilter) -> list[ColumnElement[bool]]:
    receiver = has_words(Organisation.search_key, wanted.text)
    given = aliased(Distribution)
    act, act_corrected = (of.act_number.icontains(wanted.text, autoescape=True) for of in (Distribution, given))
    pairs: tuple[tuple[Any, Callable[[], ColumnElement[bool]]], ...] = (
        (wanted.text, lambda: or_(receiver, act, Distribution.corrects.of_type(given).has(act_corrected))),
        (wanted.project_id, lambda: Distribution.project_id == wanted.project_id),
        (wanted.event_id, lambda: Distribution.event_id == wanted.event_id),
        (wanted.edition_id, lambda: Distribution.edition_id == wanted.edition_id),
        (wanted.carrier, lambda: Edition.carrier == wanted.carrier),
        (wanted.first, lambda: Distribution.handed_on >= wanted.first),
        (wanted.last, lambda: Distribution.handed_on <= wanted.last),
    )
    return [condition() for value, condition in pairs if value]


def line(line_id: int) -> Select[Distribution]:
    """Select a line with all that its page shows."""
    return (
        select(Distribution)
        .where(Distribution.id == line_id)
        .options(
            joinedload(Distribution.edition).joinedload(Edition.material), joinedload(Distribution.organisation),
            joinedload(Distribution.project).joinedload(Project.office), joinedload(Distribution.event),
            joinedload(Distribution.corrects), joinedload(Distribution.recorded_by),
        )
    )  # fmt: skip


def corrections(line_id: int) -> Select[Distribution]:
    """Select the corrections of a line, in the order they were made."""
    made = select(Distribution).where(Distribution.corrects_id == line_id)
    return made.options(joinedload(Distribution.recorded_by)).order_by(Distribution.id)


def taken_back(line_id: int) -> Select[int]:
    """Select what the corrections of a line add up to: zero or less."""
    return select(func.coalesce(func.sum(Distribution.quantity), 0)).where(Distribution.corrects_id == line_id)


def like(line: Distribution, since: datetime) -> Select[Distribution]:
    """Select the lines that say the same in every word as a new one and were recorded since an instant."""
    said = (
        "quantity", "organisation_id", "unit", "handed_on", "event_id", "act_number", "note", "corrects_id", "recorded_by_id",
    )  # fmt: skip
    return (
        select(Distribution)
        .where(Distribution.project_id == line.project_id, Distribution.edition_id == line.edition_id)
        .where(Distribution.recorded_at > since)
        .where(*(getattr(Distribution, part).is_not_distinct_from(getattr(line, part)) for part in said))
    )


def catalogue(text: str = "", *, carrier: Carrier | None = None) -> Select[Material, Edition]:
    """Select every material with each of its editions; one that has none comes once, without."""
    rows = select(Material, Edition).outerjoin(Material.editions)
    if text:
        rows = rows.where(has_words(Material.search_key, text))
    return rows.where(Edition.carrier == carrier) if carrier else rows


def material(material_id: int) -> Select[Material]:
    """Select a material with its editions."""
    return select(Material).where(Material.id == material_id).options(selectinload(Material.editions))


def editions() -> Select[Edition]:
    """Select every edition with its material, by material, the newest first."""
    return (
        select(Edition)
        .join(Edition.material)
        .options(contains_eager(Edition.material))
        .order_by(Material.code, Edition.year.desc(), Edition.language, Edition.id)
    )


def handed_over(edition_ids: Iterable[int]) -> Select[int, int]:
    """Select how many pieces of editions were handed over inside the present scope, as (edition id, pieces)."""
    return (
        select(Distribution.edition_id, func.sum(Distribution.quantity))
        .where(Distribution.edition_id.in_(list(edition_ids)))
        .group_by(Distribution.edition_id)
    )


def events_with_lines(project_id: int | None, *, limit: int = 200) -> Select[Event]:
    """Select the events at which materials were handed over, of one project or all, the latest first."""
    at = select(Distribution.event_id).where(Distribution.event_id.is_not(None))
    at = at.where(Distribution.project_id == project_id) if project_id else at
    return select(Event).where(Event.id.in_(at)).order_by(Event.starts_on.desc(), Event.id).limit(limit)


def events_of(project_id: int) -> Select[Event]:
    """Select the events that a project funds, the latest first; materials are not handed out at a cancelled one."""
    funded = Event.funding.any(EventProject.project_id == project_id)
    return select(Event).where(funded, Event.cancelled_at.is_(None)).order_by(Event.starts_on.desc(), Event.id)
