"""On what grounds an attendance that nobody decided on is claimed, on a signed sheet, or neither (R3). Pure."""

from collections.abc import Iterator
from dataclasses import replace

from lms.courses.codes import ATTENDED
from lms.reports.cause_words import Kind
from lms.reports.document import Row
from lms.reports.event_grounds import Asked, Ground, Known, event_entered, event_left
from lms.reports.person_grounds import MERGING


def waiting_left(known: Known, told: Row, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which an attendance of the sealed document is not told as it was."""
    if other := known.waiting.get((told["enrolment"], told["session"])):
        yield from _of_sheets(known, told, proven=other["signed"])
        return
    # What a rule narrows is not asked of attendances that wait.
    yield from event_left(known, told["event"], replace(asked, rule={}))
    row = known.present.row("enrolment", told["enrolment"])
    if row is None:
        yield Ground(Kind.ENROLMENT_REMOVED, known.record.removed("enrolment", told["enrolment"]), ("enrolment", told["enrolment"]))
    else:
        yield from _of_enrolment(known, row)
    yield from _of_mark(known, told, leaving=True)


def waiting_entered(known: Known, number: int, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which an attendance is told as it was not."""
    row = known.present.rows["waiting"][number]
    if (row["enrolment"], row["session"]) in known.waited:
        yield from _of_sheets(known, row, proven=row["signed"])
        return
    yield from event_entered(known, row["event"], replace(asked, rule={}))
    enrolment = known.present.row("enrolment", row["enrolment"])
    if enrolment is not None:
        yield from _of_enrolment(known, enrolment)
    yield from _of_mark(known, row, leaving=False)


def _of_enrolment(known: Known, row: Row) -> Iterator[Ground]:
    """Yield the grounds that somebody is a participant no more, or at last, of the place that a report is about, or joined to another."""
    scope = known.sealed.content["scope"]
    placed = [column for column, name in (("country", "country"), ("region_code", "region")) if scope.get(name)]
    yield from known.changed(Kind.ENROLMENT_CHANGED, "enrolment", row, "role", sure=True)
    yield from known.changed(Kind.SNAPSHOT, "enrolment", row, *placed, sure=True)
    yield from known.changed(Kind.MERGE, "enrolment", row, "joined_into_id", sure=True)


def _of_mark(known: Known, row: Row, *, leaving: bool) -> Iterator[Ground]:
    """Yield the grounds that a mark went to another enrolment, and that somebody was marked otherwise in its session: the last turn."""
    subject = "attendance", row["id"]
    moved = [one for one in known.record.of(*subject) if one.action in MERGING and one.touches("enrolment_id")]
    yield from (Ground(Kind.MERGE, one, subject) for one in moved[-1:])
    attended, turns = leaving, []
    for one in known.marks.get(row["enrolment"], []):
        if one.makes and one.after and one.after.get("session_id") == row["session"] and (one.after["mark"] in ATTENDED) != attended:
            attended = not attended
            turns.append(one)
    yield from (Ground(Kind.MARKED, one, subject) for one in turns[-1:])


def _of_sheets(known: Known, row: Row, *, proven: bool) -> Iterator[Ground]:
    """Yield the ground that a signed sheet proves a mark, the first that does, or none any more, since the last; or that its session moved."""
    session = known.present.row("session", row["session"]) or {}
    sheets = [
        one for one in known.present.rows["evidence_file"].values()
        if one["event_id"] == row["event"] and one["session_id"] in {None, row["session"]} and one["day"] in {None, session.get("day")}
    ]  # fmt: skip
    if proven:
        by = [Ground(Kind.SHEET_ATTACHED, known.record.made("evidence_file", one["id"]), ("evidence_file", one["id"]))
              for one in sheets if one["withdrawn_at"] is None]  # fmt: skip
    else:
        by = [ground for one in sheets for ground in known.changed(Kind.SHEET_WITHDRAWN, "evidence_file", one, "withdrawn_at")]
    told = sorted((one for one in by if one.entry is not None), key=lambda one: one.since)
    moved = [Ground(Kind.PROGRAMME, one, ("event", row["event"])) for one in known.programme.get(row["event"], [])]
    yield from (told[:1] if proven else told[-1:]) or moved[-1:]
