"""Reading what explains a comparison: the rows as they stand, and what the record tells of them since the seal."""

from collections import defaultdict
from collections.abc import Iterator

from lms.reports import entries
from lms.reports.cause_words import Kind
from lms.reports.document import Row
from lms.reports.entries import Record, Told
from lms.reports.event_grounds import Ground, Known
from lms.reports.present_rows import Present, present
from lms.reports.restating import Comparison
from lms.reports.sides import Side

OF_ROWS = ("enrolment", "event", "headcount", "distribution", "certificate", "trainer_status", "organisation", "edition", "evidence_file")
WHOLE = ("event_project", "project_donor", "cascade_event", "category", "project")  # of which few rows change
# What a later as-of day alone may count: the instant or day that tells so.
DATED = {"event": "finalised_at", "attendance": "recorded_at", "evidence_file": "uploaded_at", "distribution": "recorded_at", "certificate": "issued_at", "trainer_status": "from_on"}


def known_of(comparison: Comparison) -> Known:
    """Read everything that grounds are looked for in."""
    stands, after = present(comparison), comparison.seq
    record = Record()
    for table in OF_ROWS:
        # Rows of a document that are gone have their entries still.
        record.read(entries.of_rows(table, {*stands.rows[table], *_gone(comparison, table)}, after))
    for table in WHOLE:
        record.read(entries.of_table(table, after))
    record.read(entries.of_marks({*stands.rows["enrolment"], *stands.joined}, after))
    record.read(entries.of_sessions(stands.rows["event"], after))
    record.read(entries.removed_sessions(after))
    was = Side.of(comparison.sealed)
    return Known(
        sealed=comparison.sealed, present=stands, record=record, earlier=_earlier(stands, was), was=was,
        now=Side.of(comparison.today), events=comparison.sealed.beside("event"), marks=_marks(record),
        programme=_programme(stands, record), links=_links(record), tree=list(_tree(record)),
    )  # fmt: skip


def _told(comparison: Comparison, table: str) -> Iterator[Row]:
    for one in comparison.differences:
        yield from (row for unit in one.every_unit if unit.table == table for row in (unit.before, unit.after) if row)


def _gone(comparison: Comparison, table: str) -> Iterator[int]:
    yield from (row["id"] for row in _told(comparison, table))
    yield from (row["enrolment"] for row in _told(comparison, "waiting") if table == "enrolment")


def _earlier(stands: Present, was: Side) -> Record:
    """Read the whole history of what was decided or recorded after the sealed report's as-of day."""
    record = Record()
    for table, column in DATED.items():
        late = [
            number for number, row in stands.rows[table].items()
            if row[column] is not None and row[column] > (was.as_of if column == "from_on" else was.end)
        ]  # fmt: skip
        if late:
            record.read(entries.of_rows(table, late, 0))
    return record


def _marks(record: Record) -> dict[int, list[Told]]:
    """Return the entries about marks by the enrolment that each gave a mark to, or took one from."""
    marks: dict[int, list[Told]] = defaultdict(list)
    for _key, one in record.about("attendance"):
        for values in (one.before, one.after):
            if values and values.get("enrolment_id") is not None:
                marks[values["enrolment_id"]].append(one)
    for told in marks.values():
        told.sort(key=lambda one: one.seq)
    return marks


def _programme(stands: Present, record: Record) -> dict[int, list[Told]]:
    """Return the entries about sessions by event; those of removed ones tell what stood there."""
    told: dict[int, list[Told]] = defaultdict(list)
    for key, one in sorted(record.about("session"), key=lambda pair: pair[1].seq):
        event = (stands.row("session", int(key)) or one.before or {}).get("event_id")
        if event is not None:
            told[event].append(one)
    return told


def _links(record: Record) -> dict[int, list[tuple[int, Told]]]:
    """Return the entries about what pays for events by event, each with the project."""
    told: dict[int, list[tuple[int, Told]]] = defaultdict(list)
    for key, one in record.about("event_project"):
        event, _colon, project = key.partition(":")
        told[int(event)].append((int(project), one))
    return told


def _tree(record: Record) -> Iterator[Ground]:
    for key, one in record.about("organisation"):
        if not one.makes and one.touches("parent_id"):
            yield Ground(Kind.ORGANISATION, one, ("organisation", int(key)), sure=False)
