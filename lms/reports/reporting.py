"""What can be done with a report: prepared, sealed, accepted or returned, restated. What is sealed never changes (R17)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect

from lms.accounts.models import Account
from lms.audit.rules import sha256
from lms.audit.services import act, note
from lms.courses.uploads import Upload, type_of
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_, named
from lms.paper import days
from lms.projects.models import Donor, IndicatorRule, Office, Project
from lms.reports import compiling, report_queries
from lms.reports.document import Document
from lms.reports.models import (
    Report,
    ReportAttachment,
    ReportAttachmentContent,
    ReportDocument,
    ReportFile,
    ReportFileContent,
    ReportIndicator,
    ReportState,
)
from lms.revisions import refuse_overtaken

SYSTEM = "system"
LONGEST_TITLE = 300
MOST_ATTACHMENTS = 30
NEVER_CHANGES = N_("A sealed report never changes.")
READ_FIRST = N_("Say that you have read the figures before you seal them.")
SAY_WHO_ANSWERED = N_("Write who answered and how, such as the letter’s number and date.")


@dataclass(frozen=True)
class Made:
    """A file of a report as it was made."""

    kind: str
    language: str
    public: bool
    body: bytes


def prepare(
    *, first: date, last: date, title_en: str, title_ru: str, by: Account | None, at: datetime, project: Project | None = None,
    office: Office | None = None, donor: Donor | None = None, country: str | None = None, region_code: str | None = None,
) -> Report:  # fmt: skip
    """Begin a report about a project, with all its indicators, or about an office, a donor or everything.

    Raises Refused for a period that ends before it begins.
    """
    _refuse_order(first, last)
    made = Report(
        first=first, last=last, title_en=title_en, title_ru=title_ru, project=project, office=office, donor=donor,
        country=country, region_code=region_code, prepared_by_id=by.id if by else None, prepared_at=at, state=ReportState.DRAFT,
    )  # fmt: skip
    made.indicators = _asked([one.present for one in project.indicators] if project else [])
    with act("report.prepare", by=by, at=at):
        db.session.add(made)
    return made


def usual_title(project: Project, *, first: date, last: date, language: str) -> str:
    """Return the title of a report that nobody gave another: the project's, and the period in words."""
    return f"{named(project, language, 'title')}, {days(first, last, language)}"[:LONGEST_TITLE]


def _asked(rules: Iterable[IndicatorRule]) -> list[ReportIndicator]:
    return [ReportIndicator(rule=rule, position=position) for position, rule in enumerate(rules, 1)]


def edit(
    report: Report, *, rules: Sequence[IndicatorRule], by: Account | None, at: datetime, seen: int | None = None, **fields: Any
) -> None:
    """Change a draft: its indicators in their order, period, titles and narrative. Raises Refused where it is sealed.

    `seen` is the revision that the writer looked at; raises Conflict where another stands by now.
    """
    _hold_draft(report)
    refuse_overtaken(report, seen)
    _refuse_order(fields.get("first", report.first), fields.get("last", report.last))
    with act("report.edit", by=by, at=at):
        _changed(report, by, at)
        for name, value in fields.items():
            setattr(report, name, value)
        known = {one.rule_id: one for one in report.indicators}
        if [one.rule_id for one in report.indicators] != [rule.id for rule in rules]:
            report.indicators = [known.get(rule.id) or ReportIndicator(rule=rule) for rule in rules]
        for position, one in enumerate(report.indicators, 1):
            one.position = position
        report.revision += 1  # also where indicators changed only


def _changed(report: Report, by: Account | None, at: datetime) -> None:
    report.changed_by_id, report.changed_at = by.id if by else None, at


def attach(report: Report, sent: Sequence[Upload], *, by: Account | None, at: datetime) -> None:
    """Attach files to a draft, all of them or none. Raises Refused for one that cannot be, or where it is sealed."""
    _hold_draft(report)
    if len(report.attachments) + len(sent) > MOST_ATTACHMENTS:
        raise Refused(N_("A report has at most %(most)s attachments."), field="files", most=MOST_ATTACHMENTS)
    made = [
        ReportAttachment(
            file_name=one.label, file_type=type_of(one), size=len(one.body), sha256=sha256(one.body),
            content=ReportAttachmentContent(body=one.body),
        )
        for one in sent
    ]  # fmt: skip
    hashes = {one.sha256 for one in report.attachments}
    with act("report.attach", by=by, at=at):
        _changed(report, by, at)
        for one in made:
            if one.sha256 in hashes:
                raise Refused(N_("“%(file)s” is attached here already."), field="files", file=one.file_name)
            hashes.add(one.sha256)
            report.attachments.append(one)


def detach(attachment: ReportAttachment, *, by: Account | None, at: datetime) -> None:
    """Remove a file from a draft. Raises Refused where it is sealed."""
    _hold_draft(attachment.report)
    with act("report.detach", by=by, at=at):
        _changed(attachment.report, by, at)
        attachment.report.attachments.remove(attachment)


def discard(report: Report, *, by: Account | None, at: datetime) -> None:
    """Remove a draft. Raises Refused where it is sealed."""
    _hold_draft(report)
    with act("report.discard", by=by, at=at):
        db.session.delete(report)


def reason_not_to_seal(report: Report, who: Account | None, *, at: datetime) -> Refused | None:
    """Say why somebody may not seal a report, None where they may."""
    if report.is_sealed:
        return Refused(NEVER_CHANGES)
    if report.last > compiling.filters(report, at).as_of:
        return Refused(N_("The period ends on %(day)s. The report can be sealed from that day on."), day=report.last)
    office = report.whose_office
    if office and office.second_person_seals and (who.id if who else None) in _hands(report):
        return Refused(N_("At this office a report is sealed by another person than those who prepared it."))
    return None


def _hands(report: Report) -> set[int | None]:
    """Return who has prepared or changed a report; None stands for the system, as from a shell."""
    return {report.prepared_by_id, *db.session.scalars(report_queries.hands(report.id))}


def compiled(report: Report, *, reader: Account | None, at: datetime) -> Document:
    """Return what a draft tells as the database stands now."""
    return compiling.compiled(report, maker=reader.email if reader else SYSTEM, at=at)


def seal(report: Report, document: Document, files: Iterable[Made], *, by: Account | None, at: datetime) -> None:
    """Freeze what a report tells, with the files that were made of it; the record of changes keeps its hash too.

    Raises Refused where it is sealed already, or `by` may not seal it.
    """
    if reason := reason_not_to_seal(report, by, at=at):
        raise reason
    made = [_file(one) for one in files]
    with act("report.seal", by=by, at=at):
        report.document, report.files = ReportDocument(body=document.canonical), made
        report.sha256, report.audit_seq = document.digest, document.content["audit"]["seq"]
        report.sealed_at, report.sealed_by_id = at, by.id if by else None
        report.state = ReportState.SUBMITTED


def _file(made: Made) -> ReportFile:
    return ReportFile(
        kind=made.kind, language=made.language, public=made.public, size=len(made.body), sha256=sha256(made.body),
        content=ReportFileContent(body=made.body),
    )  # fmt: skip


def decide(report: Report, *, accepted: bool, decision: str, by: Account | None, at: datetime) -> None:
    """Record the donor's answer to a submitted report, with the letter or the words of it.

    Raises Refused where it waits for none, or nothing is said.
    """
    if report.state is not ReportState.SUBMITTED:
        raise Refused(N_("Only a submitted report is accepted or returned."))
    if not decision:
        raise Refused(SAY_WHO_ANSWERED, field="decision")
    with act("report.accept" if accepted else "report.return", by=by, at=at):
        report.state = ReportState.ACCEPTED if accepted else ReportState.RETURNED
        report.decided_at, report.decided_by_id, report.decision = at, by.id if by else None, decision


def restate(report: Report, *, by: Account | None, at: datetime) -> Report:
    """Begin a new version of a sealed report, which says what it restates; rules, narrative and attachments are taken over.

    Raises Refused where it is a draft, or a new version was begun.
    """
    if not report.is_sealed:
        raise Refused(N_("A draft is changed, not restated."))
    if report.restated_by is not None:
        raise Refused(N_("Version %(version)s restates it already."), version=report.restated_by.version)
    made = Report(
        version=report.version + 1, project_id=report.project_id, office_id=report.office_id, donor_id=report.donor_id,
        country=report.country, region_code=report.region_code, first=report.first, last=report.last, title_en=report.title_en, title_ru=report.title_ru,
        narrative_en=report.narrative_en, narrative_ru=report.narrative_ru, state=ReportState.DRAFT,
        prepared_by_id=by.id if by else None, prepared_at=at,
    )  # fmt: skip
    rules = [one.rule for one in report.indicators]
    with act("report.restate", by=by, at=at):
        db.session.add(made)
        made.restates, made.indicators = report, _asked(rules)
        made.attachments = [_copy(one) for one in report.attachments]
    return made


def _copy(of: ReportAttachment) -> ReportAttachment:
    kept = {name: getattr(of, name) for name in ("file_name", "file_type", "size", "sha256")}
    return ReportAttachment(**kept, content=ReportAttachmentContent(body=of.content.body))


def look(attachment: ReportAttachment, *, by: Account | None, at: datetime) -> bytes:
    """Return the bytes of an attachment; that somebody took them is recorded, as people may be on it."""
    note("report.look", attachment.report, by=by, at=at, file=attachment.file_name)
    return attachment.content.body


def given(file: ReportFile, *, by: Account | None, at: datetime) -> bytes:
    """Return the bytes of a sealed report's file, as they were made; that somebody took them is recorded."""
    note("report.give", file.report, by=by, at=at, file=file.name)
    return file.content.body


def hold(report: Report) -> None:
    """Look at a report afresh, and keep others from changing it until the transaction ends: counting it takes a while."""
    db.session.refresh(report, [one.key for one in inspect(Report).column_attrs], with_for_update=True)
    db.session.expire(report, ["attachments", "indicators"])


def _hold_draft(report: Report) -> None:
    """Hold a draft. Raises Refused where it is sealed."""
    hold(report)
    if report.is_sealed:
        raise Refused(NEVER_CHANGES)


def _refuse_order(first: date, last: date) -> None:
    if last < first:
        raise Refused(N_("The period ends before it begins."), field="last")
