"""What the overview tells: what is coming, what waits, how far figures are from their targets. Nothing is changed.

Every answer is given inside the present scope and with all that the page shows of it already loaded.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial

from lms.courses import rules
from lms.courses.models import Event, Session
from lms.extensions import db
from lms.projects.measures import Basis, Rule
from lms.projects.models import Indicator, Project, Target
from lms.reports import charts, services, withholding
from lms.reports import overview_queries as queries
from lms.reports.disclosure import is_small
from lms.reports.measuring import Measurer
from lms.reports.rules import Count, Figure, Figures, Filters

SOON = timedelta(days=30)
A_YEAR = timedelta(days=365)
MOST = 500
MOST_TAUGHT = 30
MOST_PROJECTS = 4
HEADLINE = (Figure.PERSONS, Figure.COMPLETIONS, Figure.ATTENDANCES, Figure.EVENTS, Figure.MATERIALS)
Reached = Callable[[Indicator, Filters], int | None]
# What figures tell of people, by the basis of an indicator.
FIGURE = {basis: Figure(basis.value) for basis in (Basis.PERSONS, Basis.COMPLETIONS, Basis.ATTENDANCES)}


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


def progress(today: date, *, withheld: bool = False) -> dict[Project, list[Progress]]:
    """Return how far each running project is from the targets of its present periods, small numbers withheld or not."""
    told: dict[Project, list[Progress]] = defaultdict(list)
    for one in _reached(db.session.scalars(queries.targets_on(today)), today, withheld=withheld):
        told[one.indicator.project].append(one)
    return told


def progress_of(project_id: int, today: date, *, withheld: bool = False) -> dict[int, Progress]:
    """Return how far a project is from each of its targets, of all periods, by the target's number."""
    found = _reached(db.session.scalars(queries.targets_of(project_id)), today, withheld=withheld)
    return {one.target.id: one for one in found}


def _reached(targets: Iterable[Target], today: date, *, withheld: bool) -> Iterator[Progress]:
    """Yield what has been reached of each target, by the present rule of its indicator."""
    measurer = Measurer()
    reached = _shown(measurer) if withheld else partial(_counted, measurer)
    for target in targets:
        indicator = target.indicator
        f = Filters(as_of=today, project_id=indicator.project_id, first=target.starts_on, last=target.ends_on)
        yield Progress(indicator, target, reached(indicator, f))


def _counted(measurer: Measurer, indicator: Indicator, f: Filters) -> int:
    return measurer.measured(indicator.rule, f).value


def _shown(measurer: Measurer) -> Reached:
    """Count everything, since what is not shown depends on all that is."""
    told = cache(lambda f: (figures := services.figures(f), withholding.kept(figures)))

    def reached(indicator: Indicator, f: Filters) -> int | None:
        rule, value = indicator.rule, _counted(measurer, indicator, f)
        if rule.basis in {Basis.EVENTS, Basis.MATERIALS}:
            return value
        figure, cell = FIGURE.get(rule.basis), cell_of(rule)
        if figure is None or cell is None:
            return None if is_small(value) or (figure and is_small(_count(told(f)[0], figure).total - value)) else value
        kept = told(f)[1]
        return kept.number(value, figure.value, *cell)

    return reached


def _count(told: Figures, figure: Figure) -> Count:
    return {Figure.PERSONS: told.persons, Figure.ATTENDANCES: told.attendances}.get(figure, told.completions)


def cell_of(rule: Rule) -> tuple[str, ...] | None:
    """Return kind and code of the cell of figures that a rule asks for, nothing where it asks for all; None for any other rule."""
    if replace(rule, groups=(), categories=(), disaggregations=()) != Rule(rule.basis, disaggregations=()):
        return None
    codes = [("group", code) for code in rule.groups] + [("category", code) for code in rule.categories]
    return (codes[0] if codes else ()) if len(codes) < 2 else None


def headlines(today: date) -> list[tuple[Project, dict[Figure, int | None]]]:
    """Return the figures of the latest projects that donors see, each over its whole time."""
    seen = list(db.session.scalars(queries.projects(most=MOST_PROJECTS)))
    return [(project, _headline(services.figures(Filters(as_of=today, project_id=project.id)))) for project in seen]


def _headline(told: Figures) -> dict[Figure, int | None]:
    heads = withholding.kept(told).headline(told)
    return {figure: heads[figure.value] for figure in HEADLINE}
