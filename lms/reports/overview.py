"""What the overview tells: what is coming, what waits, how far figures are from their targets. Nothing is changed.

Every answer is given inside the present scope and with all that the page shows of it already loaded.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lms.courses import rules
from lms.courses.models import Event, Session
from lms.extensions import db
from lms.projects.models import Basis, Indicator, Project, Target
from lms.reports import overview_queries as queries
from lms.reports import services, suppression
from lms.reports.rules import Count, Figure, Figures, Filters

SOON = timedelta(days=30)
A_YEAR = timedelta(days=365)
MOST = 500
MOST_TAUGHT = 30
MOST_PROJECTS = 4
HEADLINE = (Figure.PERSONS, Figure.COMPLETIONS, Figure.ATTENDANCES, Figure.EVENTS, Figure.MATERIALS)
Reached = Callable[[Indicator, Filters], int | None]
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
    """An indicator with the target of its present period and what has been reached of it, None where that is not shown."""

    indicator: Indicator
    target: Target
    value: int | None


def progress(today: date, *, withheld: bool = False) -> dict[Project, list[Progress]]:
    """Return how far each running project is from the targets of its present periods, small numbers withheld or not.

    Each figure is counted once for a project and period, however many indicators ask for a part of it.
    """
    reached = _shown() if withheld else _counted()
    told: dict[Project, list[Progress]] = defaultdict(list)
    for target in db.session.scalars(queries.targets_on(today)):
        indicator = target.indicator
        f = Filters(as_of=today, project_id=indicator.project_id, first=target.starts_on, last=target.ends_on)
        told[indicator.project].append(Progress(indicator, target, reached(indicator, f)))
    return told


def _counted() -> Reached:
    counted = cache(services.counted)
    return lambda indicator, f: part_of(indicator, counted(FIGURE[indicator.basis], f))


def _shown() -> Reached:
    """Count everything, since what is not shown depends on all that is."""
    told = cache(lambda f: (figures := services.figures(f), suppression.of(figures)))

    def reached(indicator: Indicator, f: Filters) -> int | None:
        figures, kept = told(f)
        figure = FIGURE[indicator.basis]
        return kept.number(part_of(indicator, _count(figures, figure)), figure.value, *cell_of(indicator))

    return reached


def _count(told: Figures, figure: Figure) -> Count:
    match figure:
        case Figure.EVENTS:
            return Count(told.events)
        case Figure.MATERIALS:
            return Count(told.materials)
        case Figure.PERSONS:
            return told.persons
        case Figure.ATTENDANCES:
            return told.attendances
    return told.completions


def part_of(indicator: Indicator, count: Count) -> int:
    """Return the part of a figure that an indicator asks for: one group, one category, or all of it."""
    cell = cell_of(indicator)
    return count.of(cell[0]).get(cell[1], 0) if cell else count.total


def cell_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the kind and the code of the cell that an indicator asks for; nothing where it asks for all."""
    if indicator.basis in {Basis.EVENTS, Basis.MATERIALS}:
        return ()
    if indicator.category_group is not None:
        return "group", indicator.category_group.value
    return ("category", indicator.category.code) if indicator.category is not None else ()


def headlines(today: date) -> list[tuple[Project, dict[Figure, int | None]]]:
    """Return the figures of the latest projects that donors see, each over its whole time."""
    seen = list(db.session.scalars(queries.projects(most=MOST_PROJECTS)))
    return [(project, _headline(services.figures(Filters(as_of=today, project_id=project.id)))) for project in seen]


def _headline(told: Figures) -> dict[Figure, int | None]:
    heads = suppression.of(told).headline(told)
    return {figure: heads[figure.value] for figure in HEADLINE}
