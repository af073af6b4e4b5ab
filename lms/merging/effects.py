"""Which figures a merge changes, and why: what the two completed is read as it stands, and with the merge made and taken back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import product
from typing import Any

from sqlalchemy import select

from lms.accounts.models import Account
from lms.accounts.permissions import Permission
from lms.accounts.scope import Scope, current_scope, looking, scope_of
from lms.courses.models import Event, EventProject
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.language import N_
from lms.merging import queries, services
from lms.merging.rules import Answers
from lms.participants.models import Person
from lms.projects.models import Project
from lms.reports import conditions
from lms.reports import services as reports
from lms.reports.rules import Figure, Filters
from lms.tot.models import CascadeEvent

Reason = tuple[str, dict[str, Any]]
# What figures are told by: a project or all of them, a calendar year or all time, a generation of cascade or none.
Key = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Completion:
    """That one of the two completed a training event that counts."""

    person_id: int
    event_id: int
    code: str
    year: int
    generation: int | None


@dataclass(frozen=True)
class Effect:
    """A figure that changes: persons trained and completions before and after, and why, as (marked sentence, params)."""

    project: Project | None
    year: int | None
    generation: int | None
    persons: tuple[int, int]
    completions: tuple[int, int]
    reasons: tuple[Reason, ...]


@dataclass
class Tally:
    """What the two completed, by the figures that count it."""

    persons: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    completions: dict[Key, list[Completion]] = field(default_factory=lambda: defaultdict(list))

    def counted(self, key: Key) -> tuple[int, int]:
        """Return how many persons and completions of theirs a figure counts."""
        return len(self.persons.get(key, ())), len(self.completions.get(key, ()))


@dataclass(frozen=True)
class Difference:
    """What the two completed as two and as one, and the events that both are on."""

    before: Tally
    after: Tally
    shared: frozenset[int]

    def of(self, key: Key) -> tuple[int, int]:
        """Return how many persons and completions more a figure counts with the merge."""
        (persons, completions), (persons_then, completions_then) = self.before.counted(key), self.after.counted(key)
        return persons_then - persons, completions_then - completions


def difference(
    kept: Person, gone: Person, answers: Answers, *, today: date, by: Account | None, at: datetime, seen: str | None = None
) -> Difference:
    """Return what a merge would change; it is made to see that, and taken back. Raises as `merge` does."""
    people = (kept.id, gone.id)
    shared = frozenset(one.kept.event_id for one in queries.doubles_of(*people))
    point = db.session.begin_nested()
    with looking(_sight(by)):
        before = _tally(people, today)
    try:
        services.merge(kept, gone, answers, by=by, at=at, seen=seen)
        with looking(_sight(by)):
            after = _tally(people, today)
    finally:
        point.rollback()
    return Difference(before, after, shared)


def of(difference: Difference, *, today: date, reader: Account | None) -> list[Effect]:
    """Return the figures that a difference changes; they are counted as they stand, which takes longer than the merge."""
    keys = [key for key in {*difference.before.completions, *difference.after.completions} if any(difference.of(key))]
    with looking(_sight(reader)):
        rows = db.session.scalars(select(Project).where(Project.id.in_({key[0] for key in keys if key[0]})))
        projects: dict[int | None, Project | None] = {None: None} | {one.id: one for one in rows}
        effects = [_effect(key, projects[key[0]], difference, today) for key in keys if key[0] in projects]
    return sorted(effects, key=_place)


def _sight(by: Account | None) -> Scope:
    """Return where figures are told: as far as the account sees them; of nobody's asking, in the present scope."""
    return scope_of(by, Permission.SEE_FIGURES) if by else current_scope() or Scope()


def _place(effect: Effect) -> tuple[Any, ...]:
    project = effect.project
    return project is not None, project.code if project else "", effect.generation or 0, effect.year is not None, effect.year or 0


def _tally(people: Iterable[int], today: date) -> Tally:
    done = _completions(people, today)
    funding: dict[int, list[int]] = defaultdict(list)
    paid = select(EventProject.event_id, EventProject.project_id).join(EventProject.project)
    for event_id, payer in db.session.execute(paid.where(EventProject.event_id.in_({one.event_id for one in done}))):
        funding[event_id].append(payer)
    tally = Tally()
    for one in done:
        projects: list[int | None] = [None, *funding[one.event_id]]
        for project_id, year in product(projects, (None, one.year)):
            key = (project_id, year, one.generation)
            tally.persons[key].add(one.person_id)
            tally.completions[key].append(one)
    return tally


def _completions(people: Iterable[int], today: date) -> list[Completion]:
    """Return what people completed, by the conditions that figures are counted by."""
    f, link = Filters(as_of=today), CascadeEvent.__table__.c
    rows = select(Enrolment.person_id, Event.id, Event.code, Event.ends_on, link.generation).join(Enrolment.event)
    rows = rows.outerjoin(CascadeEvent.__table__, link.event_id == Event.id)
    rows = rows.where(
        Enrolment.person_id.in_(list(people)), *conditions.finalised_of_any_generation(f), Event.counts_as_training,
        conditions.trained(Enrolment),
    )  # fmt: skip
    return [
        Completion(person_id, event_id, code, ends_on.year, generation)
        for person_id, event_id, code, ends_on, generation in db.session.execute(rows.order_by(*conditions.IN_TIME))
    ]


def _totals(key: Key, today: date) -> tuple[int, int]:
    project_id, year, generation = key
    f = Filters(as_of=today, project_id=project_id, generation=generation)
    if year is not None:
        f = replace(f, first=date(year, 1, 1), last=date(year, 12, 31))
    return reports.counted(Figure.PERSONS, f).total, reports.counted(Figure.COMPLETIONS, f).total


def _effect(key: Key, project: Project | None, difference: Difference, today: date) -> Effect:
    (persons, completions), (persons_more, completions_more) = _totals(key, today), difference.of(key)
    was, now = difference.before.completions.get(key, []), difference.after.completions.get(key, [])
    return Effect(
        project, key[1], key[2], (persons, persons + persons_more), (completions, completions + completions_more),
        tuple(_reasons(was, now, difference.shared)),
    )  # fmt: skip


def _reasons(was: list[Completion], now: list[Completion], shared: frozenset[int]) -> list[Reason]:
    codes = {one.event_id: one.code for one in (*was, *now)}
    held: dict[int, int] = defaultdict(int)
    for one in was:
        held[one.event_id] += 1
    stays = {one.event_id for one in now}
    reasons: list[Reason] = [
        (N_("Both were on %(event)s: one enrolment instead of two."), {"event": codes[number]})
        for number in held if held[number] == 2 and number in stays
    ]
    reasons += [
        (N_("With what is chosen, %(event)s is completed no longer."), {"event": codes[number]})
        for number in held if number not in stays
    ]
    reasons += [
        (N_("With the marks of both, %(event)s is completed."), {"event": codes[number]})
        for number in sorted(stays) if number not in held and number in shared
    ]
    return reasons + _of_different_events(was)


def _of_different_events(was: list[Completion]) -> list[Reason]:
    """Say that both were trained, at different events: two persons counted, one remains."""
    by: dict[int, set[str]] = defaultdict(set)
    for each in was:
        by[each.person_id].add(each.code)
    if len(by) < 2:
        return []
    one, other = (by[number] for number in sorted(by))
    if one == other:
        return []
    codes = {"one": min(one - other, default=min(one)), "other": min(other - one, default=min(other))}
    return [(N_("Both were trained, at %(one)s and at %(other)s: one person instead of two."), codes)]
