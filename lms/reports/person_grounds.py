"""On what grounds somebody's enrolment, or standing as a trainer, counts or counts no more. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from lms.reports.cause_words import Kind
from lms.reports.document import Row
from lms.reports.entries import Told, Unknown
from lms.reports.event_grounds import Asked, Ground, Known, event_asked, event_entered, event_left
from lms.reports.restating import BY_ROW, OF_TRAINERS

SNAPSHOT = {"category": "category_id", "sex": "sex", "country": "country", "region": "region_code", "organisation": "organisation_id"}
OUTCOME = {"completed": "completed", "attended": "attended_sessions", "role": "role"}
DECIDING, RULE = ("role", "status", "grade"), ("min_attendance_percent", "min_grade", "counts_as_training")
MERGING = frozenset({"person.merge", "person.undo_merge"})
# What writes of an enrolment as a whole, and so is no reason for what was decided of it.
AT_A_STROKE = MERGING | {"enrolment.create"}
WATCHED = ("person_id", "joined_into_id", "role", "status", "completed", "attended_sessions", *SNAPSHOT.values())


def enrolment_left(known: Known, told: Row, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which an enrolment of the sealed document counts no more, or for somebody else."""
    row = known.present.row("enrolment", told["id"])
    yield from event_left(known, told["event"], asked)
    if row is None:
        yield Ground(Kind.ENROLMENT_REMOVED, known.record.removed("enrolment", told["id"]), ("enrolment", told["id"]))
        return
    # Of the time before the period a document keeps less; what the record does not tell any more is taken to have stood.
    told = {name: row[OUTCOME[name]] if value is None else value for name, value in _stood(known, row).items()} | dict(told)
    yield from _outcome(known, row, told, asked)
    if row["joined_into_id"] is not None:
        yield known.ground(Kind.MERGE, "enrolment", row, "joined_into_id", leaving=True)
    if asked.basis not in BY_ROW and row["person_id"] != told["person"]:
        both = row["person_id"] in asked.persons  # two who were counted are one
        yield Ground(Kind.MERGE, _away_from(known, told), ("person", told["person"]), sure=both)
    yield from told_otherwise(known, "enrolment", row, asked)
    yield from event_asked(known, row["event_id"], by_sessions=_by_place(row, told, asked))


def told_otherwise(known: Known, table: str, row: Row, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds that what a row says of somebody is another now, or another thing by now; sure where it is not asked for."""
    kind = Kind.SNAPSHOT if table == "enrolment" else Kind.HEADCOUNT_CHANGED
    category = known.present.row("category", row["category_id"]) or {"code": None, "group": None}
    wanted = asked.wants("groups", category["group"]) and asked.wants("categories", category["code"])
    yield from known.changed(kind, table, row, "category_id", sure=not wanted)
    yield from known.changed(kind, table, row, "country", sure=not asked.wants_country(row["country"]))
    yield from known.changed(kind, table, row, *(name for name in ("sex", "region_code", "organisation_id") if name in row))
    yield from of_labels(known, row, asked)


def told_newly(known: Known, table: str, row: Row, asked: Asked) -> Iterator[Ground]:
    """Yield the same of a row that is counted now; sure where what it said was not asked for."""
    kind = Kind.SNAPSHOT if table == "enrolment" else Kind.HEADCOUNT_CHANGED
    stood = {name: known.record.stood(table, row["id"], name, row[name]) for name in ("category_id", "country")}
    before = known.present.row("category", stood["category_id"]) or {"code": None, "group": None}
    group = known.record.stood("category", stood["category_id"], "group", before["group"])
    wanted = asked.wants("groups", group) and asked.wants("categories", before["code"])
    yield from known.changed(kind, table, row, "category_id", sure=not wanted)
    yield from known.changed(kind, table, row, "country", sure=not asked.wants_country(stood["country"]))
    yield from known.changed(kind, table, row, *(name for name in ("sex", "region_code", "organisation_id") if name in row))
    yield from of_labels(known, row, asked, newly=True)


def _away_from(known: Known, told: Row) -> Told | None:
    """Return the entry by which an enrolment went from a person to another for the last time."""
    entries = [one for one in known.record.of("enrolment", told["id"]) if one.touches("person_id")]
    return next((one for one in reversed(entries) if one.left("person_id", told["person"])), None)


def enrolment_entered(known: Known, number: int, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which an enrolment counts that did not, as far as the record tells; none where it tells otherwise."""
    row = known.present.row("enrolment", number)
    if row is None or not all(known.record.agrees("enrolment", number, column, row[column]) for column in WATCHED):
        yield Ground(Kind.UNEXPLAINED, None, ("enrolment", number))
        return
    entries = known.record.of("enrolment", number)
    for one in event_entered(known, row["event_id"], asked):
        if one.kind is Kind.EVENT_FINALISED and not entries:  # what finalising decides is told of each enrolment
            yield Ground(Kind.UNEXPLAINED, None, ("enrolment", number))
            return
        yield one
    if made := known.record.made("enrolment", number):
        yield Ground(Kind.ENROLMENT_ADDED, made, ("enrolment", number))
        return
    moved = ("joined_into_id",) if asked.basis in BY_ROW else ("person_id", "joined_into_id")
    yield from known.changed(Kind.MERGE, "enrolment", row, *moved, sure=True)
    yield from _outcome(known, row, _stood(known, row), asked)
    yield from told_newly(known, "enrolment", row, asked)
    yield from event_asked(known, row["event_id"], by_sessions=_by_place(row, _stood(known, row), asked))


def _stood(known: Known, row: Row) -> dict[str, Any]:
    """Return what finalising had decided of an enrolment before anything that the record tells."""
    stood = {name: known.record.stood("enrolment", row["id"], column, row[column]) for name, column in OUTCOME.items()}
    return {name: None if isinstance(value, Unknown) else value for name, value in stood.items()}


def _outcome(known: Known, row: Row, told: Mapping[str, Any], asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which attendance decided otherwise: who changed what it was decided by, as far as is known."""
    if (asked.is_of_training or asked.basis in OF_TRAINERS) and bool(told["completed"]) != bool(row["completed"]):
        kind = Kind.COMPLETION_ADDED if row["completed"] else Kind.COMPLETION_WITHDRAWN
        yield _decided(known, row, "completed", kind, sure=asked.basis != "attendances")
    if told["role"] != row["role"]:
        yield known.ground(Kind.ENROLMENT_CHANGED, "enrolment", row, "role", leaving=True)
    if (told["attended"] or 0) != (row["attended_sessions"] or 0):
        alone = not (told["attended"] and row["attended_sessions"]) and asked.basis in {"attendances", "participants"}
        yield _decided(known, row, "attended_sessions", Kind.ATTENDANCE, sure=alone)
    yield from known.changed(Kind.ENROLMENT_CHANGED, "enrolment", row, "status", sure=_by_place(row, told, asked))


def _by_place(row: Row, told: Mapping[str, Any], asked: Asked) -> bool:
    """Say whether somebody can only take part by a confirmed place on an event without sessions (R16)."""
    return asked.basis == "participants" and not row["attended_sessions"] and not told["attended"]


def attended(known: Known, row: Row) -> Ground:
    """Return the ground on which another number of sessions was attended."""
    return _decided(known, row, "attended_sessions", Kind.ATTENDANCE)


def _decided(known: Known, row: Row, column: str, kind: Kind, *, sure: bool = True) -> Ground:
    """Return the ground that was decided otherwise: a change of role, grade or marks, of the event's rule or sessions.

    Where none of these is told, it is the decision itself; there is no entry where the record tells another decision than
    the one that stands.
    """
    now, subject = row[column], ("enrolment", row["id"])
    passes = (lambda value: value == now) if now else bool
    decided = known.record.turned("enrolment", row["id"], column, now, passes, leaving=not now)
    if decided is None or decided.action in MERGING:
        return Ground(kind, decided, subject, sure)
    own, event = known.record.of("enrolment", row["id"]), ("event", row["event_id"])
    # What was changed before attendance was closed again counts; what was changed later cannot have decided it.
    end = next((one.seq for one in own if one.action == "event.finalise" and one.seq >= decided.seq), None)
    for changes, of_what, about in (
        ([one for one in own if any(map(one.touches, DECIDING)) and one.action not in AT_A_STROKE], kind, subject),
        (known.marks.get(row["id"], []), kind, subject),
        ([one for one in known.record.of(*event) if any(map(one.touches, RULE))], Kind.EVENT_CHANGED, event),
        (known.programme.get(row["event_id"], []), Kind.PROGRAMME, event),
    ):
        in_time = [one for one in changes if end is None or one.seq < end]
        if in_time:
            return Ground(of_what, in_time[-1], about, sure, decided)
    return Ground(kind, decided, subject, sure)


def code_of(known: Known, part: str, row: Row) -> Any:
    """Return what a snapshot says now, as documents tell it."""
    value = row[SNAPSHOT[part]]
    if part != "category" or value is None:
        return value
    category = known.present.row("category", value)
    return category["code"] if category else None


def of_labels(known: Known, row: Row, asked: Asked, *, newly: bool = False) -> Iterator[Ground]:
    """Yield the grounds that what a row names is another by now: a category of another group, an organisation elsewhere."""
    category = known.present.row("category", row.get("category_id"))
    if category is not None:
        group = known.record.stood("category", category["id"], "group", category["group"]) if newly else category["group"]
        yield from known.changed(Kind.CATEGORY, "category", category, "group", sure=not asked.wants("groups", group))
    organisation = known.present.row("organisation", row.get("organisation_id"))
    if organisation is not None:
        yield from known.changed(Kind.ORGANISATION, "organisation", organisation, "country", "region_code", "parent_id", "code")
        yield from known.tree


def status_left(known: Known, told: Row, _asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which a trainer's row counts no more, but for what others of the person say."""
    row = known.present.row("trainer_status", told["id"])
    if row is None:
        yield Ground(Kind.TRAINER_STATUS, known.record.removed("trainer_status", told["id"]), ("trainer_status", told["id"]))
        return
    if row["person_id"] != told["person"]:
        yield from known.changed(Kind.MERGE, "trainer_status", row, "person_id")
    for column, name in (("level", "level"), ("from_on", "day")):
        if row[column] != told[name]:
            yield known.ground(Kind.TRAINER_STATUS, "trainer_status", row, column, leaving=True)


def status_entered(known: Known, number: int, _asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which a trainer's row counts that did not."""
    row = known.present.row("trainer_status", number)
    if row is None:
        return
    if made := known.record.made("trainer_status", number):
        yield Ground(Kind.TRAINER_STATUS, made, ("trainer_status", number))
    yield from known.changed(Kind.MERGE, "trainer_status", row, "person_id")
    yield from known.changed(Kind.TRAINER_STATUS, "trainer_status", row, "level", "from_on")
    if known.was.as_of < row["from_on"]:
        yield known.later("trainer_status", row, "from_on", row["from_on"])


def of_person(known: Known, person: int, but: set[int], asked: Asked) -> Iterator[Ground]:
    """Yield what changed of the rest that is known of a person: other rows tell them now (R8), or told them before."""
    of_trainers = not asked.is_of_training
    for row in known.present.standings[person]:
        yield from status_entered(known, row["id"], asked) if of_trainers and row["id"] not in but else ()
    for row in known.present.of_person[person]:
        yield from _of_other(known, row, asked) if of_trainers or row["id"] not in but else ()


def _of_other(known: Known, row: Row, asked: Asked) -> Iterator[Ground]:
    yield from enrolment_entered(known, row["id"], asked)
    event = known.present.row("event", row["event_id"])
    if event is not None:
        yield from known.changed(Kind.EVENT_CANCELLED, "event", event, "cancelled_at")
        yield from known.changed(Kind.EVENT_REOPENED, "event", event, "finalised_at")
        yield from known.changed(Kind.EVENT_MOVED, "event", event, "ends_on")
    yield from event_left(known, row["event_id"], asked)
