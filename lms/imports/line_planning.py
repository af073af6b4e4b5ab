"""The headcounts and the lines of materials of a workbook, compared with those that the event has."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from lms.imports.event_planning import told
from lms.imports.plans import Handover, PlannedEvent, Post
from lms.imports.references import References
from lms.language import N_
from lms.materials import queries as materials
from lms.materials.models import Edition, Material
from lms.materials.services import TOO_MUCH, refuse_impossible_day
from lms.projects.models import Project
from lms.workbooks.code_names import key_of
from lms.workbooks.drafts import HeadcountDraft, MaterialDraft
from lms.workbooks.problems import Problem

NO_EDITION = N_("Say which edition it is: its language and its carrier.")
Line = tuple[object, ...]


def plan_headcounts(drafts: Sequence[HeadcountDraft], known: Event | None, refs: References, made: PlannedEvent) -> None:
    """Add the headcounts that the event does not have yet; equal lines are counted."""
    held = Counter(
        (one.number, one.reason, one.source, one.category_id, one.sex, one.country, one.region_code, one.is_reconstructed,
         one.source_page, one.source_on)
        for one in (known.headcounts if known else ())
    )  # fmt: skip
    for draft in drafts:
        country, region = refs.place(draft.country, draft.region, draft.origin)
        post = Post(category_id=refs.category(draft.category, draft.origin), country=country, region_code=region)
        key = (draft.count, draft.reason, draft.source, post.category_id, draft.sex, country, region, draft.reconstructed,
               draft.source_page, draft.source_on)  # fmt: skip
        if held[key]:
            held[key] -= 1
        else:
            made.headcounts.append((draft, post))


def plan_materials(
    drafts: Sequence[MaterialDraft], known: Event | None, refs: References, made: PlannedEvent, ends_on: date,
    project: Project | None, problems: list[Problem], at: datetime,
) -> None:  # fmt: skip
    """Add the lines that were not logged for the event yet; equal lines are counted."""
    rows = db.session.scalars(materials.lines(materials.LineFilter(event_id=known.id))).all() if known else ()
    held: dict[Line, list[int]] = defaultdict(list)
    left: defaultdict[Line, list[int]] = defaultdict(list)  # on each line, with what was taken back of it
    taken = Counter({one.id: 0 for one in rows})
    for one in rows:
        held[_line(one.edition_id, one.quantity, one.unit, one.handed_on, one.act_number)].append(one.organisation_id)
        taken[one.corrects_id or one.id] += one.quantity
    for one in rows:
        if one.corrects_id is None:
            left[one.edition_id, one.organisation_id, one.unit].append(taken[one.id])
    catalogue = _catalogue()
    country = made.fields.get("country") or (known.country if known else None)
    for draft in drafts:
        material = catalogue.get(key_of(draft.material))
        if material is None:
            sentence = N_("There is no material “%(name)s” in the catalogue.")
            problems.append(draft.origin.problem("material", sentence, name=draft.material))
            continue
        edition = _edition(material, draft)
        day = draft.day or ends_on
        receivers = held[_line(edition.id if edition else None, draft.quantity, draft.unit, day, draft.act)]
        receiver = refs.among(receivers, draft.organisation) or refs.organisation(draft.organisation, country, draft.origin)
        if receiver in receivers:
            receivers.remove(receiver)
            continue
        where = (edition.id if edition else (material.id, draft.language, draft.carrier), receiver, draft.unit)
        problems += _impossible(draft, edition, max(left[where], default=0), project, day, at)
        _take(left[where], draft.quantity)
        if receiver is not None:
            made.materials.append(Handover(draft, edition, material.id, receiver, day))


def _take(left: list[int], quantity: int) -> None:
    """Add a line, or take pieces back of the one of which most is left, as a correction belongs to one line."""
    if quantity < 0 and left:
        left[left.index(max(left))] += quantity
    elif quantity > 0:
        left.append(quantity)


def _line(edition: int | None, quantity: int, unit: str | None, day: date, act: str | None) -> Line:
    """Return what a line is known by, its receiver apart; a correction has the day of what it corrects, and no act."""
    return (edition, quantity, unit) if quantity < 0 else (edition, quantity, unit, day, act)


def _catalogue() -> dict[str, Material]:
    known: dict[str, Material] = {}
    for one in db.session.scalars(select(Material).options(selectinload(Material.editions))):
        known |= dict.fromkeys((key_of(one.title_en), key_of(one.title_ru), key_of(one.code)), one)
    return known


def _edition(material: Material, draft: MaterialDraft) -> Edition | None:
    """Return the edition of these words; with fewer words than tell editions apart, the only one there is."""
    fitting = [
        one for one in material.editions
        if draft.language in {None, one.language} and draft.carrier in {None, one.carrier}
    ]  # fmt: skip
    newest = sorted(fitting, key=lambda one: (one.year or 0, one.id))
    is_told = draft.language and draft.carrier
    return newest[-1] if newest and (is_told or len(newest) == 1) else None


def _impossible(
    draft: MaterialDraft, edition: Edition | None, left: int, project: Project | None, day: date, at: datetime
) -> list[Problem]:
    found = []
    if edition is None and not (draft.language and draft.carrier):
        found.append(draft.origin.problem("material", NO_EDITION))
    if draft.quantity < 0 and left + draft.quantity < 0:
        found.append(draft.origin.problem("quantity", TOO_MUCH))
    if project is not None:
        try:
            refuse_impossible_day(project, day, at)
        except Refused as refusal:
            found.append(told(draft.origin, "date", refusal))
    return found
