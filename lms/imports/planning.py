"""What a file will do to the register: worked out for a preview, and once more before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.scope import EVERYTHING, current_scope
from lms.courses import attendance, roster_queries
from lms.courses.attendance import takes_a_place
from lms.courses.codes import EnrolmentRole, EnrolmentStatus
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db
from lms.imports import event_planning, line_planning, row_planning
from lms.imports.event_planning import told
from lms.imports.plans import Choice, Meaning, Plan, PlannedRow, Who, Word
from lms.imports.references import References
from lms.language import N_
from lms.materials import queries as materials
from lms.projects import queries as projects
from lms.projects.models import Office, Project
from lms.workbooks.code_names import Words
from lms.workbooks.drafts import ParticipantDraft, WorkbookDraft
from lms.workbooks.problems import Problem


@dataclass(frozen=True)
class Decided:
    """What somebody decided of a file.

    `choices` go by the places of rows, `left_out` are rows that cannot be read, by sheet and row; `settled` says who the
    rows are where that was worked out before.
    """

    choices: Mapping[int, Choice] = field(default_factory=dict)
    meanings: Mapping[Word, Meaning] = field(default_factory=dict)
    settled: Mapping[int, Who] | None = None
    left_out: frozenset[tuple[str, int]] = frozenset()

    def without_left_out(self, problems: Sequence[Problem]) -> list[Problem]:
        """Return the problems of a file without those of rows that are left out."""
        return [one for one in problems if (one.sheet, one.row) not in self.left_out]


def plan_list(
    drafts: Sequence[ParticipantDraft], problems: Sequence[Problem], *, office: Office, event: Event | None,
    decided: Decided, at: datetime,
) -> Plan:  # fmt: skip
    """Plan a plain list: its people are registered in an office, and put on an event where one is named."""
    refs = References(
        decided.meanings, home=(event.country if event else None) or office.country, familiar=_familiar(event)
    )
    plan = Plan(problems=list(problems))
    row_planning.plan_rows(plan, drafts, refs, event, choices=decided.choices, settled=decided.settled, at=at)
    _refuse_closed(plan, event)
    _refuse_full(plan, event)
    plan.words, plan.new_words = refs.open, refs.new
    return plan


def plan_workbook(
    draft: WorkbookDraft | None, problems: Sequence[Problem], *, office: Office | None, decided: Decided, at: datetime
) -> Plan:
    """Plan an event workbook; `office` plans a new event that no project of an office pays for."""
    plan = Plan(problems=list(problems))
    if draft is None or draft.event is None:
        return plan
    known = event_planning.event_coded(draft.event.code)
    if known is None and event_planning.is_hidden(Event, draft.event.code):
        sentence = N_("There is an event with the code %(code)s already, and you do not work on it.")
        plan.problems.append(draft.event.origin.problem("code", sentence, code=draft.event.code))
        return plan
    plan.project = event_planning.project_of(draft, office, plan.problems)
    project = _paying(draft, known)
    plan.office_id = _planned_by(draft, known, project, office, plan)
    home = db.session.get(Office, plan.office_id) if plan.office_id else office
    refs = References(decided.meanings, home=home.country if home else None, familiar=_familiar(known))
    new_project = plan.project["code"] if plan.project else None
    plan.event = event_planning.event_of(draft.event, known, refs, new_project, plan.problems)
    event_planning.refuse_early(draft.event, plan.event, home, plan.problems, at)
    plan.event.paid_by = project.id if project else None
    event_planning.match_sessions(draft.event, draft.sessions, known, plan.event, plan.problems)
    row_planning.plan_rows(
        plan, draft.participants, refs, known, choices=decided.choices, settled=decided.settled, at=at
    )
    line_planning.plan_headcounts(draft.headcounts, known, refs, plan.event)
    line_planning.plan_materials(
        draft.materials, known, refs, plan.event, draft.event.ends_on, project, plan.problems, at
    )
    if plan.event.materials and project is None and plan.project is None:
        sentence = N_("Materials are logged for a project: name the project that pays for the event.")
        plan.problems.append(draft.event.origin.problem("project", sentence))
    _refuse_closed(plan, known)
    _refuse_full(plan, known)
    plan.words, plan.new_words = refs.open, refs.new
    return plan


def _paying(draft: WorkbookDraft, known: Event | None) -> Project | None:
    """Return the project for which materials are logged: the first that the file names, or else one that pays already."""
    named = [one.name for one in draft.event.projects] if draft.event else []
    for code in named:
        if found := db.session.scalars(select(Project).where(Project.code == code)).unique().one_or_none():
            return found
    return next((part.project for part in known.funding if part.project), None) if known else None


def _planned_by(
    draft: WorkbookDraft, known: Event | None, project: Project | None, office: Office | None, plan: Plan
) -> int | None:
    """Return the office of the event: its own, its project's, or the one that was named beside the file."""
    if known is not None:
        return known.office_id
    if project is not None:
        return project.office_id
    if plan.project and plan.project["office_id"]:
        return int(plan.project["office_id"])
    reached = projects.offices_reached(current_scope() or EVERYTHING, with_those_of_projects=True)
    if office is not None and office in db.session.scalars(reached).all():
        return office.id
    if draft.event:
        sentence = N_("Say which office plans the event: name a project that pays for it, or choose an office.")
        plan.problems.append(draft.event.origin.problem("project", sentence))
    return None


def _familiar(event: Event | None) -> list[tuple[int, tuple[str, ...]]]:
    """Return the organisations that an event has to do with, with their names: there, a name means the one of the event."""
    if event is None:
        return []
    people = roster_queries.standing(event.id).where(Enrolment.organisation_id.is_not(None))
    rows = db.session.scalars(people.options(joinedload(Enrolment.organisation)))
    found = {one.organisation_id: one.organisation for one in rows}
    found |= {one.organisation_id: one.organisation for one in event.organisations}
    lines = db.session.scalars(materials.lines(materials.LineFilter(event_id=event.id)))
    found |= {one.organisation_id: one.organisation for one in lines}
    return [(number, (one.name_en, one.name_ru)) for number, one in found.items() if number and one]


def _refuse_closed(plan: Plan, event: Event | None) -> None:
    """Say that an event which is cancelled or finalised takes nothing more, where the file has anything for it."""
    if event is None or not plan.changes_event:
        return
    try:
        attendance.refuse_closed(event)
    except Refused as refusal:
        rows = [row for row in plan.rows if row.is_changed]
        plan.problems += [told(row.draft.origin, "surname", refusal) for row in rows]
        if not rows:
            plan.problems.append(Problem("", 0, 0, refusal.message, refusal.params))


def _refuse_full(plan: Plan, event: Event | None) -> None:
    """Say how many more people come than an event has places left."""
    if event is None or event.capacity is None:
        return
    roster = {one.id: one for one in db.session.scalars(roster_queries.standing(event.id))}
    taken = sum(map(takes_a_place, roster.values()))
    coming = sum(_places(row, roster.get(row.enrolment_id or 0)) for row in plan.rows if row.is_changed)
    if coming > 0 and taken + coming > event.capacity:
        full = Words(event.title_en, event.title_ru)
        sentence = N_("%(event)s has too few free places: %(left)s, and %(coming)s are needed.")
        params = {"event": full, "left": max(0, event.capacity - taken), "coming": coming}
        plan.problems.append(Problem("", 0, 0, sentence, params))


def _places(row: PlannedRow, held: Enrolment | None) -> int:
    """Return by how many places of its event a row takes more, or fewer."""
    role = row.draft.role or (held.role if held else EnrolmentRole.PARTICIPANT)
    status = row.draft.status or (held.status if held else EnrolmentStatus.CONFIRMED)
    return takes_a_place(Enrolment(role=role, status=status)) - (takes_a_place(held) if held else False)
