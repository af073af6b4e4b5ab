"""On what grounds an event, and all that hangs on it, counts or counts no more. Pure: rows and entries come in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from lms.reports.cause_words import Kind
from lms.reports.document import Document, Row
from lms.reports.entries import Record, Told, Unknown
from lms.reports.present_rows import Present
from lms.reports.sides import DECIDING, TESTS, Passes, Side

OF_TRAINING = frozenset({"persons", "completions", "attendances", "headcount"})
# What a rule may ask of an event beside what every figure asks.
ASKED = ("kind", "country", "region_code", "course_id", "counts_as_training", "min_attendance_percent", "min_grade")


@dataclass(frozen=True)
class Ground:
    """Why something counts or counts no more: the entry that made it so, None where none does, and what it is about.

    One that is `sure` alone keeps a row out of a figure; another may matter to it. `decided` is the entry by which it took
    effect, where that is another one: a mark is changed, and later decided by.
    """

    kind: Kind
    entry: Told | None
    subject: tuple[str, Any]
    sure: bool = True
    decided: Told | None = None

    @property
    def since(self) -> datetime:
        """Return when it took effect; whatever one act did took effect at once."""
        told = self.decided or self.entry
        return told.at if told else datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """What a figure, by its key, asks of its rows beside what every figure asks; an empty list asks for nothing."""

    key: str
    basis: str
    rule: Mapping[str, Any]
    country: str | None  # that the whole report is of
    persons: frozenset[int] = frozenset()  # whom the sealed figure counts
    part: str | None = None  # the number beside its value that is asked about

    @property
    def is_of_training(self) -> bool:
        """Say whether only events that count as training count."""
        return self.basis in OF_TRAINING

    def wants(self, name: str, value: Any) -> bool:
        """Say whether a list of the rule has a value: kinds, groups, categories, countries."""
        wanted = self.rule.get(name)
        return not wanted or value in wanted

    def wants_country(self, code: str | None) -> bool:
        """Say whether rows of a country are asked for."""
        return self.wants("countries", code) and self.country in {None, code}


@dataclass(frozen=True)
class Known:
    """Everything that grounds are looked for in. `earlier` tells of rows that only a later as-of day counts."""

    sealed: Document
    present: Present
    record: Record
    earlier: Record
    was: Side
    now: Side
    events: dict[int, Row]  # as the sealed document has them
    marks: dict[int, list[Told]]  # entries about marks, by enrolment
    programme: dict[int, list[Told]]  # entries about sessions, by event
    links: dict[int, list[tuple[int, Told]]]  # entries about funding, by event, each with the project
    tree: list[Ground]  # that organisations stand elsewhere in the tree
    found: dict[Any, list[Any]] = field(default_factory=dict)  # of events, on which many rows hang

    @property
    def seq(self) -> int:
        """Return the last entry of the record before the seal."""
        return int(self.sealed.content["audit"]["seq"])

    @property
    def longer(self) -> Self:
        """Return the same for cumulative numbers."""
        return replace(self, was=self.was.longer, now=self.now.longer, found={})

    def once(self, key: Any, find: Callable[[], Iterable[Any]]) -> list[Any]:
        """Return what is found of something, which is looked for once."""
        if key not in self.found:
            self.found[key] = list(find())
        return self.found[key]

    def ground(self, kind: Kind, table: str, row: Row, column: str, *, leaving: bool) -> Ground:
        """Return the ground that a column of a row says something else."""
        entry = self.record.change(table, row["id"], column, row[column], leaving=leaving)
        return Ground(kind, entry, (table, row["id"]))

    def turned(self, kind: Kind, event: Row, column: str, passes: Passes, *, leaving: bool) -> Ground:
        """Return the ground that a column of an event passes a test no more, or at last."""

        def passing(value: Any) -> bool:
            return not isinstance(value, Unknown) and passes(self.now, value)

        entry = self.record.turned("event", event["id"], column, event[column], passing, leaving=leaving)
        return Ground(kind, entry, ("event", event["id"]))

    def changed(self, kind: Kind, table: str, row: Row, *columns: str, sure: bool = False) -> Iterator[Ground]:
        """Yield the grounds that columns of a row say something else than they did, of those that the record tells."""
        for column in columns:
            entry = self.record.change(table, row["id"], column, row[column])
            stood = self.record.stood(table, row["id"], column, row[column])
            if entry is not None and stood is not Unknown.NOTHING:
                yield Ground(kind, entry, (table, row["id"]), sure)

    def later(self, table: str, row: Row, column: str, value: Any) -> Ground:
        """Return the ground that something was decided or recorded by the later as-of day alone, before the seal."""
        told = self.earlier.of(table, row["id"])
        by = [one for one in told if one.seq <= self.seq and one.touches(column) and one.says(column, value)]
        return Ground(Kind.LATER, by[-1] if by else None, (table, row["id"]))


def event_left(known: Known, number: int, asked: Asked) -> list[Ground]:
    """Return the grounds on which an event that counted does not; those without an entry are grounds all the same."""
    return known.once(("left", number, asked.key), lambda: _event_left(known, number, asked))


def event_entered(known: Known, number: int, asked: Asked) -> list[Ground]:
    """Return the grounds on which an event counts that did not, as far as the record tells."""
    return known.once(("entered", number, asked.key), lambda: _event_entered(known, number, asked))


def event_asked(known: Known, number: int, *, by_sessions: bool = False) -> list[Ground]:
    """Return what changed of an event that a rule may ask about beside what every figure asks: kind, course, length.

    `by_sessions` says that a row counts by the event having none.
    """
    return known.once(("asked", number, by_sessions), lambda: _event_asked(known, number, by_sessions))


def _event_left(known: Known, number: int, asked: Asked) -> Iterator[Ground]:
    row, told = known.present.row("event", number), known.events.get(number, {})
    if row is None:
        yield Ground(Kind.EVENT_REMOVED, known.record.removed("event", number), ("event", number))
        return
    for column, passes, lost, _gained in TESTS:
        if not passes(known.now, row[column]):
            yield known.turned(lost, row, column, passes, leaving=True)
    if asked.is_of_training and told.get("training") and not row["counts_as_training"]:
        yield known.ground(Kind.EVENT_CHANGED, "event", row, "counts_as_training", leaving=True)
    yield from _funding_gone(known, number)
    office = known.present.scope.get("office")
    if office is not None and row["office_id"] != office:
        yield known.ground(Kind.EVENT_CHANGED, "event", row, "office_id", leaving=True)
    if not asked.wants("kinds", row["kind"]):
        yield known.ground(Kind.EVENT_CHANGED, "event", row, "kind", leaving=True)
    if told and known.present.generation.get(number) != told["generation"]:
        yield _cascade(known, number, leaving=True)


def _event_entered(known: Known, number: int, asked: Asked) -> Iterator[Ground]:
    row = known.present.row("event", number)
    if row is None:
        return
    for column, passes, _lost, gained in DECIDING:
        stood = known.record.stood("event", number, column, row[column])
        if isinstance(stood, Unknown) and column != "finalised_at":
            continue
        if not passes(known.was, None if isinstance(stood, Unknown) else stood):
            late = not isinstance(stood, Unknown) and passes(known.now, stood)
            yield known.later("event", row, column, stood) if late else known.turned(gained, row, column, passes, leaving=False)
    for column, matters in _asked_then(known, asked):
        stood = known.record.stood("event", number, column, row[column])
        if not isinstance(stood, Unknown) and not matters(stood):
            yield known.ground(Kind.EVENT_CHANGED, "event", row, column, leaving=False)
    yield from _funding_come(known, number)
    yield from _out_of_cascade(known, number)


def _asked_then(known: Known, asked: Asked) -> Iterator[tuple[str, Callable[[Any], bool]]]:
    """Yield the columns of an event that are asked about, and what a value of one must pass."""
    office = known.present.scope.get("office")
    if office is not None:
        yield "office_id", lambda value: value == office
    if asked.is_of_training:
        yield "counts_as_training", bool
    yield "kind", lambda value: asked.wants("kinds", value)


def _out_of_cascade(known: Known, number: int) -> Iterator[Ground]:
    """Yield the ground that an event was in another generation, or in none."""
    entries = known.record.of("cascade_event", number)
    if not entries:
        return
    now = known.present.generation.get(number)
    stood = None if entries[0].makes else (entries[0].before or {}).get("generation")
    if stood != now or entries[0].is_blanked:
        yield _cascade(known, number, leaving=False)


def _event_asked(known: Known, number: int, by_sessions: bool) -> Iterator[Ground]:
    row = known.present.row("event", number)
    if row is None:
        return
    yield from known.changed(Kind.EVENT_CHANGED, "event", row, *ASKED)
    for entry in known.programme.get(number, [])[-1:]:
        yield Ground(Kind.PROGRAMME, entry, ("event", number), sure=by_sessions)


def _funding_gone(known: Known, number: int) -> Iterator[Ground]:
    scope, present = known.present.scope, known.present
    pays, project, donor = present.funding[number], scope.get("project"), scope.get("donor")
    if project is not None and project not in pays:
        yield Ground(Kind.FUNDING_REMOVED, known.record.removed("event_project", f"{number}:{project}"), ("event", number))
    if donor is not None and not any(donor in present.donors[one] for one in pays):
        gone = [one for _project, one in known.links.get(number, []) if one.removes]
        yield Ground(Kind.FUNDING_REMOVED, gone[-1] if gone else None, ("event", number))
        for one in pays:
            yield Ground(Kind.DONOR_REMOVED, known.record.removed("project_donor", f"{one}:{donor}"), ("project", one))


def _funding_come(known: Known, number: int) -> Iterator[Ground]:
    """Yield the grounds that a project or donor pays for an event that did not."""
    scope, present = known.present.scope, known.present
    project, donor = scope.get("project"), scope.get("donor")
    paying = [one for one in present.funding[number] if one == project or (donor is not None and donor in present.donors[one])]
    if _was_paid(known, number):
        return
    for one in paying:
        if made := known.record.made("event_project", f"{number}:{one}"):
            yield Ground(Kind.FUNDING_ADDED, made, ("event", number))
    for one in paying if donor is not None else ():
        if made := known.record.made("project_donor", f"{one}:{donor}"):
            yield Ground(Kind.DONOR_ADDED, made, ("project", one))


def _was_paid(known: Known, number: int) -> bool:
    """Say whether the project or the donor of the report paid for an event before anything that the record tells."""
    project, donor = known.present.scope.get("project"), known.present.scope.get("donor")
    linked = {one for one, _told in known.links.get(number, [])} | known.present.funding[number]
    paid = [
        one for one in linked
        if known.record.there("event_project", f"{number}:{one}", now=one in known.present.funding[number])
    ]  # fmt: skip
    gives = [one for one in paid if known.record.there("project_donor", f"{one}:{donor}", now=donor in known.present.donors[one])]
    return (project is None or project in paid) and (donor is None or bool(gives))


def _cascade(known: Known, number: int, *, leaving: bool) -> Ground:
    """Return the ground that an event is of another generation than it was: when it ceased to be of that, or became of this."""
    now, told = known.present.generation.get(number), known.record.of("cascade_event", number)
    stood = (told[0].before or {}).get("generation") if told else None
    ends = [one for one in told if one.is_blanked or ((one.before if leaving else one.after) or {}).get("generation") == (stood if leaving else now)]
    kind = Kind.CASCADE_UNMARKED if now is None else Kind.CASCADE_MARKED
    return Ground(kind, (ends or told)[-1] if told else None, ("event", number))
