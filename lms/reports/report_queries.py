"""What we know of reports, inside the present scope."""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.scope import EVERYTHING, Scope
from lms.audit.models import AuditEntry, AuditPayload
from lms.projects.models import Indicator, IndicatorRule, Project, ProjectDonor
from lms.reports.models import Report, ReportAttachment, ReportFile, ReportIndicator, ReportState

# The acts by which somebody has a hand in what a report tells.
PREPARING = ("report.prepare", "report.edit", "report.restate", "report.attach", "report.detach")


def reports(*, drafts: Scope, project_id: int | None = None, state: ReportState | None = None) -> Select[Report]:
    """Select reports, the latest period first; drafts only inside the scope of who may change them."""
    rows = select(Report).options(joinedload(Report.project), joinedload(Report.office), joinedload(Report.donor))
    rows = rows.options(joinedload(Report.restated_by))
    if not drafts.everything:
        rows = rows.where(or_(Report.sha256.is_not(None), Report.in_scope(drafts)))
    if project_id:
        rows = rows.where(Report.project_id == project_id)
    if state:
        rows = rows.where(Report.state == state)
    return rows


def report(report_id: int) -> Select[Report]:
    """Select a report with all that its page shows."""
    rows = reports(drafts=EVERYTHING).where(Report.id == report_id)
    of_rule = selectinload(Report.indicators).joinedload(ReportIndicator.rule).joinedload(IndicatorRule.indicator)
    return rows.options(
        joinedload(Report.project).joinedload(Project.office), joinedload(Report.restates), selectinload(Report.files), selectinload(Report.attachments),
        joinedload(Report.project).selectinload(Project.funding).joinedload(ProjectDonor.donor),
        joinedload(Report.prepared_by), joinedload(Report.sealed_by), joinedload(Report.decided_by),
        of_rule.selectinload(Indicator.targets), of_rule.selectinload(Indicator.versions),
    )  # fmt: skip


def file(report_id: int, file_id: int, *, full: bool) -> Select[ReportFile]:
    """Select a file of a sealed report, of the public edition only where `full` is not allowed."""
    rows = select(ReportFile).where(ReportFile.report_id == report_id, ReportFile.id == file_id)
    return rows if full else rows.where(ReportFile.public)


def attachment(report_id: int, attachment_id: int) -> Select[ReportAttachment]:
    """Select a file that goes with a report."""
    return select(ReportAttachment).where(ReportAttachment.report_id == report_id, ReportAttachment.id == attachment_id)


def sealing(report_id: int, sha256: str) -> Select[int]:
    """Select the entry of the record that tells that a report was sealed with a hash, none where there is none."""
    rows = select(AuditEntry.seq).join(AuditPayload, AuditPayload.seq == AuditEntry.seq)
    of_report = AuditEntry.object_type == "report", AuditEntry.object_id == str(report_id), AuditEntry.action == "report.seal"
    return rows.where(*of_report, AuditPayload.body.contains(f'"sha256":"{sha256}"', autoescape=True)).limit(1)


def hands(report_id: int) -> Select[int | None]:
    """Select the accounts that have prepared or changed a report, by the record of changes."""
    of_report = AuditEntry.object_type == Report.__tablename__, AuditEntry.object_id == str(report_id)
    return select(AuditEntry.actor_id).where(*of_report, AuditEntry.action.in_(PREPARING)).distinct()


def naming(indicator_id: int) -> Select[int]:
    """Select how many reports name an indicator."""
    rows = select(func.count(ReportIndicator.id)).join(ReportIndicator.rule)
    return rows.where(IndicatorRule.indicator_id == indicator_id)


def rules(project_id: int | None, kept: list[int]) -> Select[IndicatorRule]:
    """Select the rules that a report may ask: the present ones of its project's indicators, and those that it has."""
    newest = select(func.max(IndicatorRule.id)).group_by(IndicatorRule.indicator_id)
    of_project = Indicator.project_id == project_id
    rows = select(IndicatorRule).join(IndicatorRule.indicator).where(or_(of_project & IndicatorRule.id.in_(newest), IndicatorRule.id.in_(kept)))
    return rows.options(joinedload(IndicatorRule.indicator)).order_by(Indicator.position, Indicator.id, IndicatorRule.version)
