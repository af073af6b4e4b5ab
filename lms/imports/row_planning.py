"""What the rows of people of a file are to become: who each is, the post that it tells, and what it changes of its event."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from lms.courses import roster_queries
from lms.courses.codes import Mark
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.courses.services import refuse_foreign_region
from lms.errors import Refused
from lms.extensions import db
from lms.imports.event_planning import told
from lms.imports.identifying import described, identify
from lms.imports.person_planning import add_numbers, compare_posts, filled, people_at_once
from lms.imports.plans import NUMBERS, REGISTERED, Choice, Plan, PlannedRow, Post, Standing, Who, Word, numbers_of
from lms.imports.references import References
from lms.participants import safekeeping, services
from lms.participants.models import Sex
from lms.participants.rules import refuse_token
from lms.workbooks.drafts import ParticipantDraft
from lms.workbooks.problems import Problem

POST_PARTS = ("category_id", "organisation", "unit", "position", "rank", "country", "region_code")
SCORES = {"pre": "pre_score", "post": "post_score", "grade": "grade"}


def plan_rows(
    plan: Plan, drafts: Sequence[ParticipantDraft], refs: References, event: Event | None, *,
    choices: Mapping[int, Choice], settled: Mapping[int, Who] | None, at: datetime,
) -> None:  # fmt: skip
    """Add the people of a file to a plan; `settled` is who they are where that was worked out before."""
    home = (event.country if event else None) or (plan.event.fields.get("country") if plan.event else None)
    out = {place for place, choice in choices.items() if choice.left_out}
    posts = [Post() if place in out else post_of(draft, refs, home) for place, draft in enumerate(drafts)]
    roster = list(db.session.scalars(roster_queries.roster(event.id))) if event else []
    if settled is None:
        people = [described(one, post.organisation) for one, post in zip(drafts, posts, strict=True)]
        settled = identify(people, roster, refs.organisations)
    plan.rows = [
        PlannedRow(place, draft, posts[place], settled[place], settled[place], choices.get(place))
        for place, draft in enumerate(drafts)
    ]
    _pass_by_left_out(plan.rows)
    _refuse_foreign_choices(plan.rows)
    _take_each_once(plan.rows)
    enrolled = {one.person_id: one for one in roster}
    registered = people_at_once(row.person_id for row in plan.rows if row.person_id)
    marks = _marks(roster, plan)
    for row in plan.rows:
        if row.standing is Standing.LEFT_OUT:
            continue
        held = enrolled.get(row.person_id) if row.person_id else None
        if held is not None and row.standing in REGISTERED:
            row.enrolment_id = held.id
            if refs.is_called(held.organisation_id, row.draft.organisation):
                row.post = _with_held(row.post, held, refs)
            row.changes = _changes(row, held)
            plan.problems += _misplaced(row, held)
            row.marks = {n: mark for n, mark in row.draft.marks.items() if marks[held.id].get(n) is not mark}
            row.before = {name: getattr(held, name) for name in row.changes} | {
                n: marks[held.id].get(n) for n in row.marks
            }
        else:
            row.post = refs.completed(row.post)
            row.marks = dict(row.draft.marks)
        person = registered.get(row.person_id or 0)
        if person is not None and not person.erased_at:
            row.filled = filled(row, person, held, plan.problems)
        plan.problems += _impossible(row, at)
    add_numbers(plan)
    compare_posts(plan, registered, event, at)


def post_of(draft: ParticipantDraft, refs: References, home: str | None) -> Post:
    """Return the post that a row tells, its words looked up."""
    country, region = refs.place(draft.country, draft.region, draft.origin)
    return Post(
        category_id=refs.category(draft.category, draft.origin),
        organisation=refs.organisation(draft.organisation, country or home, draft.origin), unit=draft.unit,
        position=draft.position, rank=draft.rank, country=country, region_code=region,
    )  # fmt: skip


def _with_held(post: Post, held: Enrolment, refs: References) -> Post:
    """Return the post with the organisation that the event has: of several that are called so, its own is meant."""
    if isinstance(post.organisation, Word):
        refs.unsay(post.organisation)
    return replace(post, organisation=held.organisation_id)


def _pass_by_left_out(rows: Sequence[PlannedRow]) -> None:
    """Let the next one stand in for a row that is left out, where others repeat it; nobody is like such a row any more."""
    out = {row.place for row in rows if row.choice and row.choice.left_out}
    stands_in: dict[int, int] = {}
    for row in rows if out else ():
        who = row.who
        if who.row in stands_in:
            who = replace(who, row=stands_in[who.row])
        elif who.row in out and row.place not in out:
            stands_in[who.row] = row.place
            who = rows[who.row].found
        like = tuple(one for one in who.rows if one[0] not in out)
        is_new = who.standing is Standing.MAYBE and not (who.offers or like)
        row.who = Who(Standing.NEW) if is_new else replace(who, rows=like)


def _refuse_foreign_choices(rows: Sequence[PlannedRow]) -> None:
    """Forget choices of what was not offered: the register has changed since, or somebody made the choice up."""
    for row in rows:
        choice = row.choice
        if choice is None or choice.new or choice.left_out:
            continue
        offered = {number for number, _why in row.who.offers} | {row.who.person_id}
        earlier = {number for number, _why in row.who.rows} | {row.who.row}
        if choice.person_id not in offered | {None} or choice.row not in earlier | {None}:
            row.choice = None


def _take_each_once(rows: Sequence[PlannedRow]) -> None:
    """Pass over a row that is somebody whom another row is already: a choice may have made two rows one."""
    first: dict[int, int] = {}
    for row in sorted(rows, key=lambda one: (one.choice is not None, one.place)):
        if row.standing not in REGISTERED or row.person_id is None:
            continue
        earlier = first.setdefault(row.person_id, row.place)
        if earlier != row.place:
            row.same_as = earlier


def _marks(roster: Sequence[Enrolment], plan: Plan) -> Mapping[int, Mapping[int, Mark]]:
    """Return the standing marks by enrolment and by the number that the file gives the session."""
    marks: dict[int, dict[int, Mark]] = defaultdict(dict)
    numbers = {session: number for number, session in plan.event.sessions.items()} if plan.event else {}
    if roster and numbers:
        for one in db.session.scalars(roster_queries.current_marks(numbers)):
            marks[one.enrolment_id][numbers[one.session_id]] = one.mark
    return marks


def _changes(row: PlannedRow, held: Enrolment) -> dict[str, Any]:
    """Return what the row tells of an enrolment and the register has otherwise; an empty cell tells nothing."""
    draft, post = row.draft, row.post
    said: dict[str, Any] = {name: getattr(post, name) for name in POST_PARTS if name != "organisation"}
    said |= {"organisation_id": post.organisation, "role": draft.role, "status": draft.status}
    said |= {name: getattr(draft, key) for key, name in SCORES.items()}
    said["sex"] = None if draft.sex is Sex.NOT_STATED else draft.sex
    return {name: value for name, value in said.items() if value is not None and value != getattr(held, name)}


def _misplaced(row: PlannedRow, held: Enrolment) -> Iterable[Problem]:
    """Tell of a country to which the region that the event keeps of somebody does not belong."""
    if "country" in row.changes:
        try:
            refuse_foreign_region(row.changes["country"], row.changes.get("region_code", held.region_code))
        except Refused as refusal:
            yield told(row.draft.origin, "country", refusal)


def _impossible(row: PlannedRow, at: datetime) -> Iterable[Problem]:
    draft = row.draft
    born = {"birth_date": draft.birth_date, "birth_year": draft.birth_year}
    checks: list[tuple[str, Callable[[], None]]] = [("birth_date", lambda: services.refuse_birth(born, at))]
    if row.standing is Standing.NEW:
        checks.append(("surname", lambda: refuse_token(draft.surname)))
    for kind, number in numbers_of(draft).items():
        checks.append((NUMBERS[kind], partial(safekeeping.refuse_odd_number, number)))
        if row.choice and row.choice.new:  # somebody said that it is nobody known
            checks.append((NUMBERS[kind], partial(safekeeping.refuse_borne, kind, number)))
    for key, check in checks:
        try:
            check()
        except Refused as refusal:
            yield told(draft.origin, key, refusal)
