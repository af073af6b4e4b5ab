"""On what grounds headcounts, distribution lines, certificates and events count or count no more. Pure."""

from collections.abc import Iterator

from lms.reports.cause_words import Kind
from lms.reports.document import Row
from lms.reports.event_grounds import Asked, Ground, Known, event_asked, event_entered, event_left
from lms.reports.person_grounds import of_labels, told_newly, told_otherwise


def headcount_left(known: Known, told: Row, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which a line that tells a number only counts no more."""
    row = known.present.row("headcount", told["id"])
    yield from event_left(known, told["event"], asked)
    if row is None:
        yield Ground(Kind.HEADCOUNT_REMOVED, known.record.removed("headcount", told["id"]), ("headcount", told["id"]))
        return
    yield from told_otherwise(known, "headcount", row, asked)
    yield from event_asked(known, row["event_id"])


def headcount_entered(known: Known, number: int, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which such a line counts that did not."""
    row = known.present.row("headcount", number)
    if row is None:
        return
    yield from event_entered(known, row["event_id"], asked)
    if made := known.record.made("headcount", number):
        yield Ground(Kind.HEADCOUNT_ADDED, made, ("headcount", number))
    yield from told_newly(known, "headcount", row, asked)
    yield from event_asked(known, row["event_id"])


def line_left(known: Known, told: Row, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which a distribution line counts no more."""
    row = known.present.row("distribution", told["id"])
    if row is None:
        yield Ground(Kind.LINE_REMOVED, known.record.removed("distribution", told["id"]), ("distribution", told["id"]))
        return
    if not known.now.holds(row["handed_on"]):
        yield known.ground(Kind.LINE_CHANGED, "distribution", row, "handed_on", leaving=True)
    yield from known.changed(Kind.LINE_CHANGED, "distribution", row, "project_id", "organisation_id", "recorded_at")
    yield from _of_project(known, row, leaving=True)
    yield from of_labels(known, row, asked)


def line_entered(known: Known, number: int, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which a distribution line counts that did not."""
    row = known.present.row("distribution", number)
    if row is None:
        return
    if made := known.record.made("distribution", number):
        yield Ground(Kind.LINE_CORRECTED if row["corrects_id"] else Kind.LINE_ADDED, made, ("distribution", number))
    elif not known.was.decided(row["recorded_at"]):
        yield known.later("distribution", row, "recorded_at", row["recorded_at"])
    yield from known.changed(Kind.LINE_CHANGED, "distribution", row, "handed_on", "project_id", "organisation_id")
    yield from _of_project(known, row, leaving=False)
    yield from of_labels(known, row, asked)


def _of_project(known: Known, row: Row, *, leaving: bool) -> Iterator[Ground]:
    """Yield what changed of the project that a line was paid by: its donors, its office."""
    project, donor = row["project_id"], known.present.scope.get("donor")
    gives = donor in known.present.donors[project]
    gave = known.record.there("project_donor", f"{project}:{donor}", now=gives)
    for told in known.record.of("project_donor", f"{project}:{donor}")[-1:]:
        kind = Kind.DONOR_REMOVED if leaving else Kind.DONOR_ADDED
        yield Ground(kind, told, ("project", project), sure=gave and not gives if leaving else gives and not gave)
    held = known.present.row("project", project)
    if held is not None:
        yield from known.changed(Kind.PROJECT_CHANGED, "project", held, "office_id", "code")


def certificate_left(known: Known, told: Row, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which a certificate counts no more."""
    row = known.present.row("certificate", told["id"])
    if row is None:
        yield Ground(Kind.CERTIFICATE_CHANGED, known.record.removed("certificate", told["id"]), ("certificate", told["id"]))
        return
    if row["revoked_at"] is not None:
        revoked = known.ground(Kind.CERTIFICATE_REVOKED, "certificate", row, "revoked_at", leaving=True)
        late = known.record.stood("certificate", row["id"], "revoked_at", row["revoked_at"]) == row["revoked_at"]
        yield known.later("certificate", row, "revoked_at", row["revoked_at"]) if late else revoked
    if row["enrolment_id"] != told["enrolment"]:
        yield known.ground(Kind.MERGE, "certificate", row, "enrolment_id", leaving=True)
    enrolment = known.present.row("enrolment", row["enrolment_id"])
    if enrolment is not None:
        yield from event_left(known, enrolment["event_id"], asked)
        yield from told_otherwise(known, "enrolment", enrolment, asked)
        yield from event_asked(known, enrolment["event_id"])


def certificate_entered(known: Known, number: int, asked: Asked) -> Iterator[Ground]:
    """Yield the grounds on which a certificate counts that did not."""
    row = known.present.row("certificate", number)
    if row is None:
        return
    enrolment = known.present.row("enrolment", row["enrolment_id"])
    if enrolment is not None:
        yield from event_entered(known, enrolment["event_id"], asked)
    if made := known.record.made("certificate", number):
        yield Ground(Kind.CERTIFICATE_ISSUED, made, ("certificate", number))
    elif not known.was.decided(row["issued_at"]):
        yield known.later("certificate", row, "issued_at", row["issued_at"])
    yield from known.changed(Kind.MERGE, "certificate", row, "enrolment_id")
    yield from known.changed(Kind.CERTIFICATE_CHANGED, "certificate", row, "revoked_at", sure=True)
    if enrolment is not None:
        yield from told_otherwise(known, "enrolment", enrolment, asked)
        yield from event_asked(known, enrolment["event_id"])


def event_moved(known: Known, number: int, asked: Asked, *, left: bool) -> Iterator[Ground]:
    """Yield the grounds on which an event itself is counted or is not."""
    yield from event_left(known, number, asked) if left else event_entered(known, number, asked)
    yield from event_asked(known, number)
