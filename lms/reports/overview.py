"""What the overview tells: what is coming, what waits, how far figures are from their targets. Nothing is changed.

Every answer is given inside the present scope and with all that the page shows of it already loaded.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lms.courses import rules
from lms.courses.models import Event, Session
from lms.extensions import db
from lms.projects.models import Basis, Indicator, Project, Target
from lms.reports import charts, services
from lms.reports import overview_queries as queries
from lms.reports.rules import Count, Figure, Filters

SOON = timedelta(days=30)
A_YEAR = timedelta(days=365)
MOST = 500
MOST_TAUGHT = 30
MOST_PROJECTS = 4
FIGURE = {basis: Figure(basis.value) for basis in Basis}


@dataclass(frozen=True)
class Planned:
    """An open event, with marked sentences of what it lacks."""

    event: Event
    lacks: list[str]


@dataclass(frozen=True)
class Plan:
    """Open events by what they wait for; an event may stand in several lists."""

    coming: list[Planned]
    over: list[Planned]
    lacking: list[Planned]


def plan(today: date) -> Plan:
    """Return what is under way or begins soon, what is over but not finalised, and what lacks something."""
    rows = db.session.execute(queries.open_events(today + SOON, most=MOST))
    opened = [Planned(event, rules.lacks(_facts(event, *numbers))) for event, *numbers in rows]
    opened.reverse()
    return Plan(
        coming=[one for one in opened if one.event.ends_on >= today],
        over=[one for one in opened if one.event.ends_on < today],
        lacking=[one for one in opened if one.lacks],
    )


def _facts(event: Event, sessions: int, projects: int, headcounts: int, people: int, trainers: int) -> rules.Facts:
    return rules.Facts(
        sessions=sessions, country=event.country, projects=projects, headcounts=headcounts, people=people,
        trainers=trainers, counts_as_training=event.counts_as_training,
    )  # fmt: skip


@dataclass(frozen=True)
class Teaching:
    """An open event that one teaches, with the session whose sheet is to be marked next, where there is one."""

    event: Event
    session: Session | None
    is_today: bool
    is_over: bool


def teaching(person_id: int, today: date) -> list[Teaching]:
    """Return the open events that a person teaches: those of today first, then those that are over, then the next."""
    events = list(db.session.scalars(queries.taught_by(person_id, today + SOON, most=MOST_TAUGHT)))
    sessions: dict[int, list[tuple[Session, bool]]] = defaultdict(list)
    for session, is_marked in db.session.execute(queries.sessions_of(event.id for event in events)):
        sessions[session.event_id].append((session, is_marked))
    mine = [
        Teaching(event, next_sheet(sessions[event.id], today), event.starts_on <= today <= event.ends_on,
                 event.ends_on < today)
        for event in events
    ]  # fmt: skip
    return sorted(mine, key=lambda one: (not one.is_today, not one.is_over, one.event.starts_on, one.event.id))


def next_sheet(sessions: Iterable[tuple[Session, bool]], today: date) -> Session | None:
    """Return the session to mark next: of today and without marks, else the earliest without, else the last of today.

    `sessions` come in order, each with whether it has marks; sessions of later days are not to be marked yet.
    """
    due = [(session, is_marked) for session, is_marked in sessions if session.day <= today]
    unmarked = [session for session, is_marked in due if not is_marked]
    of_today = [session for session, _is_marked in due if session.day == today]
    first = [session for session in unmarked if session.day == today] or unmarked or of_today[-1:]
    return first[0] if first else None


def without_certificate(today: date) -> list[tuple[Event, int]]:
    """Return the events of the last year where people completed and have no certificate, with how many."""
    rows = db.session.execute(queries.without_certificate(today - A_YEAR, most=MOST))
    return [(event, number) for event, number in rows]


@dataclass(frozen=True)
class Progress:
    """An indicator with a target and what has been reached of it in the target's period; None where it is not shown."""

    indicator: Indicator
    target: Target
    value: int | None

    @property
    def bullet(self) -> charts.Bullet:
        """Return both as shapes."""
        return charts.bullet(self.value, int(self.target.value))


def progress(today: date) -> dict[Project, list[Progress]]:
    """Return how far each running project is from the targets of its present periods."""
    told: dict[Project, list[Progress]] = defaultdict(list)
    for one in _reached(db.session.scalars(queries.targets_on(today)), today):
        told[one.indicator.project].append(one)
    return told


def progress_of(project_id: int, today: date) -> dict[int, Progress]:
    """Return how far a project is from each of its targets, of all periods, by the target's number."""
    return {one.target.id: one for one in _reached(db.session.scalars(queries.targets_of(project_id)), today)}


def _reached(targets: Iterable[Target], today: date) -> Iterator[Progress]:
    """Yield what has been reached of each target.

    Each figure is counted once for a project and period, however many indicators ask for a part of it.
    """
    known: dict[tuple[Figure, Filters], Count] = {}
    for target in targets:
        indicator = target.indicator
        f = Filters(as_of=today, project_id=indicator.project_id, first=target.starts_on, last=target.ends_on)
        asked = (FIGURE[indicator.basis], f)
        if asked not in known:
            known[asked] = services.counted(*asked)
        yield Progress(indicator, target, part_of(indicator, known[asked]))


def part_of(indicator: Indicator, count: Count) -> int:
    """Return the part of a figure that an indicator asks for: one group, one category, or all of it."""
    if indicator.basis in {Basis.EVENTS, Basis.MATERIALS}:
        return count.total
    if indicator.category_group is not None:
        return count.of("group").get(indicator.category_group.value, 0)
    if indicator.category is not None:
        return count.of("category").get(indicator.category.code, 0)
    return count.total


def headlines(today: date) -> list[tuple[Project, dict[Figure, int]]]:
    """Return the figures of the latest projects that are seen, each over its whole time."""
    seen = list(db.session.scalars(queries.projects(most=MOST_PROJECTS)))
    return [(project, services.headline(Filters(as_of=today, project_id=project.id))) for project in seen]
