"""On what grounds an attendance that nobody decided on is claimed, on a signed sheet, or neither (R3): its conditions replayed. Pure.

The conditions are those of `waiting_marks` and `standing_sheets` in lms/reports/conditions.py.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from operator import eq
from typing import Any

from lms.courses.codes import ATTENDED, EnrolmentRole
from lms.reports.cause_words import Kind
from lms.reports.document import Row
from lms.reports.event_grounds import Ground, Known
from lms.reports.replaying import Condition, all_of, any_of, of_column, of_presence, turned

CHANGED = Kind.EVENT_CHANGED, Kind.EVENT_CHANGED
MARKED = Kind.MARKED, Kind.MARKED


def of_waiting(known: Known, row: Row, *, entered: bool, signed: bool) -> Ground | None:
    """Return the ground on which an attendance entered the claimed or the signed ones, or left them; None where the record tells none.

    `row` is that of the document that tells it. Of what waited at the seal, the sealed document says that the conditions held,
    whatever was blanked since.
    """
    event, session = row["event"], row["session"]
    held = True if not entered or (row["enrolment"], session) in known.once("waited", lambda: [_waited(known)])[0] else None
    told = held and signed is not entered  # whether a sheet proved it then
    proven = known.once(("proven", session, told), lambda: [_proven(known, event, session, told)])[0]
    waits = [*known.once(("waits", event, held), lambda: _of_event(known, event, held)), proven if signed else ~proven]
    own, *others = (_attends(known, one, session, held) for one in _places(known, row["enrolment"]))
    # Whoever was joined to another may be there still on the other's list, where the other was not there too.
    joined = any_of([own, *(one for one in others if not one.at_first)])
    return turned([*waits, joined], to=entered) or turned([*waits, own], to=entered) or next(_later(known, row), None)


def _waited(known: Known) -> set[tuple[int, int]]:
    return {(row["enrolment"], row["session"]) for row in known.sealed.beside("waiting").values()}


def _places(known: Known, enrolment: int) -> Iterator[int]:
    """Yield an enrolment, and that which it was joined to."""
    yield enrolment
    row = known.present.row("enrolment", enrolment)
    if row is not None and row["joined_into_id"] is not None:
        yield row["joined_into_id"]


def _attends(known: Known, enrolment: int, session: int, held: bool | None) -> Condition:
    return all_of([*_of_enrolment(known, enrolment, held), _marked(known, enrolment, session)])


def _of_event(known: Known, number: int, held: bool | None) -> Iterator[Condition]:
    row = known.present.row("event", number)
    if row is None:
        yield of_presence(known.record, "event", number, (Kind.EVENT_REMOVED, Kind.EVENT_REMOVED), ("event", number), now=False)
        return

    def of(column: str, passes: Any, lost: Kind, gained: Kind) -> Condition:
        return of_column(known.record, "event", number, column, row[column], passes, (lost, gained), blanked=held)

    yield of("cancelled_at", lambda value: value is None, Kind.EVENT_CANCELLED, Kind.EVENT_RESTORED)
    decided = of_column(
        known.record, "event", number, "finalised_at", row["finalised_at"], known.now.decided,
        (Kind.EVENT_REOPENED, Kind.EVENT_FINALISED), blanked=None if held is None else not held,
    )  # fmt: skip
    yield ~(decided.without_returns())
    yield of("ends_on", known.now.holds, Kind.EVENT_MOVED, Kind.EVENT_MOVED)
    yield of("counts_as_training", bool, *CHANGED)
    yield ~of_presence(
        known.record, "cascade_event", number, (Kind.CASCADE_UNMARKED, Kind.CASCADE_MARKED), ("event", number),
        now=number in known.present.generation,
    )  # fmt: skip
    yield from _paid(known, number)


def _paid(known: Known, number: int) -> Iterator[Condition]:
    """Yield that the project and the donor of a report pay for an event, where it is of one."""
    scope, present = known.present.scope, known.present
    project, donor, linked = scope.get("project"), scope.get("donor"), {}
    for one in {project for project, _told in known.links.get(number, [])} | present.funding[number]:
        linked[one] = of_presence(
            known.record, "event_project", f"{number}:{one}", (Kind.FUNDING_REMOVED, Kind.FUNDING_ADDED), ("event", number),
            now=one in present.funding[number],
        )  # fmt: skip
    if project is not None:
        yield linked.get(project, Condition(at_first=False))
    if donor is not None:
        yield any_of(all_of([link, _gives(known, one, donor)]) for one, link in linked.items())


def _gives(known: Known, project: int, donor: int) -> Condition:
    kinds, now = (Kind.DONOR_REMOVED, Kind.DONOR_ADDED), donor in known.present.donors[project]
    return of_presence(known.record, "project_donor", f"{project}:{donor}", kinds, ("project", project), now=now)


def _of_enrolment(known: Known, number: int, held: bool | None) -> Iterator[Condition]:
    """Yield that somebody is a participant, of the place that a report is about."""
    row, scope = known.present.rows["enrolment"][number], known.sealed.content["scope"]
    asked = {"role": EnrolmentRole.PARTICIPANT.value, "country": scope.get("country"), "region_code": scope.get("region")}
    for column, wanted in asked.items():
        if wanted is not None:
            kind = Kind.ENROLMENT_CHANGED if column == "role" else Kind.SNAPSHOT
            yield of_column(known.record, "enrolment", number, column, row[column], partial(eq, wanted), (kind, kind), blanked=held)


def _marked(known: Known, enrolment: int, session: int) -> Condition:
    """Return whether a mark says that somebody attended a session; a merge moves marks from one enrolment to another."""
    marks = known.once("marks", lambda: [_marks(known)])[0].get((enrolment, session), ())
    return any_of(
        all_of([
            of_column(known.record, "attendance", one["id"], "enrolment_id", one["enrolment_id"], partial(eq, enrolment), MARKED),
            of_column(known.record, "attendance", one["id"], "is_current", one["is_current"], bool, MARKED),
        ])
        for one in marks
    )  # fmt: skip


def _marks(known: Known) -> dict[tuple[int, int], list[Row]]:
    """Return the marks that say attended, by each enrolment on which they are or were, and session."""
    marks: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for one in known.present.rows["attendance"].values():
        if one["mark"] in ATTENDED:
            entries = known.record.of("attendance", one["id"])
            before = {told.before["enrolment_id"] for told in entries if told.before and "enrolment_id" in told.before}
            for enrolment in {one["enrolment_id"], *before}:
                marks[enrolment, one["session_id"]].append(one)
    return marks


def _proven(known: Known, event: int, session: int, held: bool | None) -> Condition:
    """Return whether a signed sheet covers a session, which may move from day to day."""
    row = known.present.row("session", session)
    return any_of(_covers(known, sheet, row, held) for sheet in known.present.rows["evidence_file"].values() if row and sheet["event_id"] == event)


def _covers(known: Known, sheet: Row, session: Row, held: bool | None) -> Condition:
    if sheet["session_id"] not in {None, session["id"]}:
        return Condition(at_first=False)
    stands = of_column(
        known.record, "evidence_file", sheet["id"], "withdrawn_at", sheet["withdrawn_at"], lambda value: value is None,
        (Kind.SHEET_WITHDRAWN, Kind.SHEET_ATTACHED), blanked=True,  # a sheet is withdrawn once
    )  # fmt: skip
    if sheet["day"] is None:
        return stands
    moved = of_column(
        known.record, "session", session["id"], "day", session["day"], partial(eq, sheet["day"]), (Kind.PROGRAMME, Kind.PROGRAMME),
        subject=("event", sheet["event_id"]), blanked=held,
    )  # fmt: skip
    return all_of([stands, moved])


def _later(known: Known, row: Row) -> Iterator[Ground]:
    """Yield what was decided or recorded after the sealed report's as-of day, and before the seal."""
    event = known.present.row("event", row["event"])
    dated = [("event", event, "finalised_at"), ("attendance", known.present.row("attendance", row["id"]), "recorded_at")]
    dated += [("evidence_file", one, "uploaded_at") for one in known.present.rows["evidence_file"].values() if one["event_id"] == row["event"]]
    for table, one, column in dated:
        if one is not None and one[column] is not None and known.was.end <= one[column] < known.now.end:
            ground = known.later(table, one, column, one[column])
            if ground.entry is not None:
                yield ground
