"""What happened to an object, and to everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import ColumnElement, Select, String, cast, func, select
from werkzeug.wrappers import Response

from lms.accounts.guard import can, requires
from lms.accounts.models import Account, ApiToken, Grant, Identity
from lms.accounts.permissions import Permission
from lms.audit import queries
from lms.audit.forms import LogFilterForm
from lms.audit.models import AuditEntry
from lms.audit.reading import called, lines
from lms.bulletins.models import Article, ArticleEvent, Bulletin, BulletinFile
from lms.certificates.models import Certificate
from lms.courses.evidence import EvidenceFile
from lms.courses.models import Course, CourseModule, Event, EventOrganisation, EventProject, Headcount, Session
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import WITH_MERGED, db
from lms.materials.models import Distribution, Edition, Material
from lms.merging.models import Merge
from lms.participants.apart import ToldApart
from lms.participants.identity import Consent, Identifier
from lms.participants.models import Affiliation, Organisation, Person, Spelling
from lms.projects.models import Indicator, IndicatorRule, Project, ProjectDonor, Target
from lms.reports.models import Report, ReportAttachment, ReportFile, ReportIndicator
from lms.tot.models import CascadeEvent, Cohort, Stage, StageEvent, TotCycle, TrainerStatus
from lms.web import PER_PAGE, listing, load, whole, zone

bp = Blueprint("audit", __name__, url_prefix="/audit")


@dataclass(frozen=True)
class Part:
    """Rows that belong to an object and are told in its history; `stays` where such a row is never removed."""

    model: Any
    parent: str
    parts: tuple["Part", ...] = ()
    stays: bool = False


@dataclass(frozen=True)
class Kind:
    """An object whose history has a page: where its own page is, and what belongs to it."""

    model: Any
    page: str
    argument: str
    parts: tuple[Part, ...] = ()


KINDS = {kind.model.__tablename__: kind for kind in (
    Kind(Event, "courses.event", "event_id", (
        Part(Session, "event_id", (Part(Attendance, "session_id", stays=True),)), Part(Enrolment, "event_id", stays=True),
        Part(Headcount, "event_id"), Part(EventOrganisation, "event_id"), Part(EventProject, "event_id"),
        Part(CascadeEvent, "event_id"), Part(StageEvent, "event_id"), Part(EvidenceFile, "event_id", stays=True),
    )),
    Kind(Person, "participants.person", "person_id", (
        Part(Affiliation, "person_id"), Part(Enrolment, "person_id", stays=True),
        Part(TrainerStatus, "person_id", stays=True), Part(Identifier, "person_id"), Part(Consent, "person_id"),
        Part(Merge, "kept_id", stays=True), Part(ToldApart, "one_id"), Part(ToldApart, "other_id"),
    )),
    Kind(Organisation, "participants.organisation", "organisation_id", (Part(Spelling, "organisation_id"),)),
    Kind(Project, "projects.project", "project_id", (
        Part(ProjectDonor, "project_id"), Part(Indicator, "project_id", (
            Part(Target, "indicator_id"), Part(IndicatorRule, "indicator_id", stays=True),
        )),
    )),
    Kind(Report, "reported.report", "report_id", (Part(ReportIndicator, "report_id"), Part(ReportFile, "report_id", stays=True), Part(ReportAttachment, "report_id"))),
    Kind(Distribution, "materials.distribution", "line_id", (
        Part(Distribution, "corrects_id", stays=True), Part(EvidenceFile, "distribution_id", stays=True),
    )),
    Kind(Certificate, "certificates.certificate", "certificate_id"),
    Kind(Bulletin, "bulletins.bulletin", "bulletin_id", (
        Part(Article, "bulletin_id", (Part(ArticleEvent, "article_id"),)), Part(BulletinFile, "bulletin_id", stays=True),
    )),
    Kind(TotCycle, "tot.cycle", "cycle_id", (
        Part(Cohort, "cycle_id", (Part(Stage, "cohort_id", (Part(StageEvent, "stage_id"),)),)),
        Part(CascadeEvent, "cycle_id"),
    )),
    Kind(Course, "courses.course", "course_id", (Part(CourseModule, "course_id"),)),
    Kind(Material, "materials.catalogue", "", (Part(Edition, "material_id"),)),
    Kind(Account, "accounts.show", "account_id", (
        Part(Grant, "account_id"), Part(Identity, "account_id"), Part(ApiToken, "account_id"),
    )),
)}  # fmt: skip


@bp.get("/")
@requires(Permission.MANAGE_ACCOUNTS)
def log() -> str:
    """Show the whole record, newest first."""
    form = LogFilterForm(request.args)
    form.offer()
    wanted = queries.LogFilter() if not form.validate() else queries.LogFilter(
        actor=form.actor.data or "", action=form.action.data, kind=form.kind.data,
        since=_start(form.first.data), until=_start(form.last.data, timedelta(days=1)),
    )  # fmt: skip
    page = listing(queries.log(wanted), {"seq": AuditEntry.seq}, default="-seq")
    return render_template("audit/log.html", listing=page, lines=lines(page.rows), form=form, kinds=KINDS)


def _start(day: date | None, later: timedelta = timedelta()) -> datetime | None:
    """Return when a day of the reader's zone begins; None for one beyond what clocks can tell."""
    if day is None or not 1 < day.year < 9999:
        return None
    return datetime.combine(day + later, time(), tzinfo=zone())


@bp.get("/<kind>/<int:key>")
@requires(Permission.SEE_AUDIT)
def history(kind: str, key: int) -> str | Response:
    """Show what happened to an object and to its parts; an address that names an entry leads to the page that has it."""
    if kind not in KINDS or (kind == Account.__tablename__ and not can(Permission.MANAGE_ACCOUNTS)):
        abort(404)
    of, obj = KINDS[kind], load(KINDS[kind].model, key, **{WITH_MERGED: True})
    entry = whole(request.args.get("entry"), 0)
    if entry:
        return redirect(url_for("audit.history", kind=kind, key=key, page=_page_of(entry, _entries(kind, key, of)), _anchor=f"entry-{entry}"))
    page = listing(_entries(kind, key, of), {"seq": AuditEntry.seq}, default="-seq")
    named: dict[str, Any] = {of.argument: key} if of.argument else {}
    back = url_for(of.page, **named)
    name = called(obj) or str(key)
    return render_template("audit/history.html", listing=page, lines=lines(page.rows), name=name, kind=kind, back=back)


def _entries(kind: str, key: int, of: Kind) -> Select[AuditEntry]:
    return queries.history((kind, str(key)), *(pair for part in of.parts for pair in _objects(part, [str(key)])))


def _page_of(entry: int, rows: Select[AuditEntry]) -> int:
    """Return the page on which an entry stands, newest first."""
    later = rows.where(AuditEntry.seq > entry).order_by(None).subquery()
    return (db.session.scalar(select(func.count()).select_from(later)) or 0) // PER_PAGE + 1


def _objects(part: Part, parents: list[str]) -> Iterator[tuple[str, Any]]:
    """Give (table, keys) of a part's rows inside the scope, and of its parts in turn; removed rows are told too."""
    table = part.model.__tablename__
    present = select(_key_of(part.model)).where(getattr(part.model, part.parent).in_([int(key) for key in parents]))
    if part.stays:
        yield table, present
        return
    keys = [*db.session.scalars(present), *db.session.scalars(queries.removed(table, part.parent, parents))]
    yield table, keys
    for inner in part.parts:
        yield from _objects(inner, keys)


def _key_of(model: Any) -> ColumnElement[str]:
    """Return a row's key as the record writes it: text, the parts of a key of several columns joined by colons."""
    first, *rest = model.__mapper__.primary_key
    key: ColumnElement[str] = cast(first, String)
    for column in rest:
        key = key + ":" + cast(column, String)
    return key
