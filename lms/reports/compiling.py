"""Making a report's document: what it asks is counted, and what was counted is written down. Nothing is changed.

A report is counted whole, whoever looks at it: it is theirs to see or not (Report.in_scope), and a figure that depended
on the reader would be no figure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from lms.accounts.scope import EVERYTHING, looking
from lms.audit import queries as audit
from lms.courses.evidence_queries import standing_evidence
from lms.extensions import db
from lms.language import LANGUAGES, say
from lms.projects.measures import Basis, Disaggregation, Rule
from lms.projects.models import Indicator, IndicatorRule, Office, Project, Target
from lms.reports import services
from lms.reports.document import CROSSED, CUMULATIVE, FORMAT, Document, Figure, runs
from lms.reports.measuring import Measured, Measurer
from lms.reports.models import Report
from lms.reports.row_facts import Facts, facts, facts_beside, labels
from lms.reports.rules import Filters

ALL = (
    Disaggregation.GROUP, Disaggregation.CATEGORY, Disaggregation.SEX, Disaggregation.COUNTRY, Disaggregation.REGION,
    Disaggregation.ORGANISATION,
)  # fmt: skip
# What every report tells, whatever its indicators; the key of each is its basis.
STANDARD = (
    Rule(Basis.PERSONS, disaggregations=ALL),
    Rule(Basis.COMPLETIONS, disaggregations=(Disaggregation.GROUP, Disaggregation.CATEGORY, Disaggregation.SEX)),
    Rule(Basis.ATTENDANCES, disaggregations=()), Rule(Basis.PARTICIPANTS, disaggregations=(Disaggregation.KIND,)),
    Rule(Basis.EVENTS, disaggregations=()), Rule(Basis.MATERIALS, disaggregations=()),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A figure that a report asks for; `filters` are its own, where it is not of all that the report is about."""

    key: str
    name: Mapping[str, str]
    rule: Rule
    indicator: Mapping[str, Any] | None = None
    baseline: Mapping[str, Any] | None = None
    target: Mapping[str, Any] | None = None
    filters: Filters | None = None


def compiled(report: Report, *, maker: str, at: datetime, more: Sequence[Asked] = ()) -> Document:
    """Return the document of a report as the database stands now, with more figures; `maker` says who made it."""
    with looking(EVERYTHING):
        asked = [*_standard(), *(_of_indicator(one.rule, report) for one in report.indicators), *more]
        f = filters(report, at)
        return Document(content(_head(report), asked, f, _since(report.project, f)) | {"prepared": {"by": maker, "at": at.isoformat()}})


def today(report: Report, sealed: Document, *, maker: str, at: datetime) -> Document:
    """Return the document of a sealed report as the same rules count now, whatever became of its indicators."""
    asked = [
        Asked(one.key, one.name, Rule.told_as(one.rule), one.indicator, one.baseline, one.target) for one in sealed.figures
    ]  # fmt: skip
    told = sealed.content["period"]
    with looking(EVERYTHING):
        f = filters(report, at)
        since = _day(told["since"]) if "since" in told else _since(report.project, f)
        return Document(content(_head(report), asked, f, since) | {"prepared": {"by": maker, "at": at.isoformat()}})


def filters(report: Report, at: datetime) -> Filters:
    """Return the filters of a report, as of the day that it is at its office."""
    office = report.whose_office
    day = at.astimezone(ZoneInfo(office.time_zone)).date() if office else at.date()
    return Filters(
        as_of=day, project_id=report.project_id, office_id=report.office_id, donor_id=report.donor_id, country=report.country,
        region=report.region_code, first=report.first, last=report.last,
    )  # fmt: skip


def _since(project: Project | None, f: Filters) -> date | None:
    """Return the day from which cumulative figures count: a project's first, else the beginning of all."""
    return min(project.starts_on, f.first) if project and f.first else None


def _standard() -> list[Asked]:
    return [Asked(rule.basis.value, {one: say(rule.basis.label, one) for one in LANGUAGES}, rule) for rule in STANDARD]


def _of_indicator(version: IndicatorRule, report: Report) -> Asked:
    one = version.indicator
    baseline = {"year": one.baseline_year, "value": str(one.baseline_value)} if one.baseline_year else None
    said = {"id": one.id, "code": one.code, "version": version.version, "vocabulary": one.vocabulary, "reference": one.reference}
    return Asked(
        one.code, {"en": one.name_en, "ru": one.name_ru}, version.rule, said, baseline, _target(one, report.first, report.last)
    )


def _target(indicator: Indicator, first: date, last: date) -> dict[str, Any] | None:
    """Tell the target of the very period, else of the shortest that holds it."""
    holding = [one for one in indicator.targets if one.starts_on <= first and last <= one.ends_on]
    if not holding:
        return None
    nearest: Target = min(holding, key=lambda one: (one.ends_on - one.starts_on, one.starts_on))
    return {"first": nearest.starts_on.isoformat(), "last": nearest.ends_on.isoformat(), "value": str(nearest.value)}


@dataclass(frozen=True)
class _Counted:
    """What was asked with what it counts: of the period, and since the day from which cumulative numbers count.

    `longer` is None where the period begins on that day. `waiting` are the marks of attendances that nobody decided on.
    """

    asked: Asked
    value: Measured
    longer: Measured | None
    waiting: Sequence[tuple[Any, ...]] | None


def content(head: dict[str, Any], asked: Sequence[Asked], f: Filters, since: date | None) -> dict[str, Any]:
    """Return what a document says, all but who prepared it: its head, and what is counted of what is asked.

    The entry of the record is read first, so that what follows it is newer. Cumulative numbers count from `since`, None from
    the first day of all.
    """
    seq, last_hash = db.session.execute(audit.head()).first() or (0, "")
    measurer = Measurer()
    waiting = cache(services.marks_waiting)
    told = [_counted(measurer, waiting, one, f, since) for one in asked]
    rows = facts(_numbers(one.value for one in told))
    beside = facts_beside(
        _numbers(one.longer for one in told if one.longer), sorted({row for one in told for row in one.waiting or ()}), rows
    )  # fmt: skip
    return head | {
        "format": FORMAT, "audit": {"seq": seq, "hash": last_hash}, "rows": rows, "beside": beside,
        "labels": labels(rows, _codes(asked, f)),
        "period": {"first": _iso(f.first), "last": _iso(f.last), "since": _iso(since), "as_of": f.as_of.isoformat()},
        "figures": [_figure(one).as_content() for one in told], "evidence": _evidence(rows),
    }  # fmt: skip


def _counted(measurer: Measurer, waiting: Callable[[Filters], Any], asked: Asked, f: Filters, since: date | None) -> _Counted:
    """Count one figure; one with filters of its own is not counted beyond these, and trainers stand on the last day alone."""
    own, basis = asked.filters or f, asked.rule.basis
    is_whole = asked.filters or since == f.first or basis is Basis.TRAINERS_STANDING
    longer = None if is_whole else measurer.measured(asked.rule, replace(f, first=since))
    return _Counted(asked, measurer.measured(asked.rule, own), longer, waiting(own) if basis is Basis.ATTENDANCES else None)


def _numbers(of: Iterable[Measured]) -> dict[str, set[int]]:
    numbers: dict[str, set[int]] = {}
    for one in of:
        for table, rows in one.rows.items():
            numbers.setdefault(table, set()).update(rows)
    return numbers


def _figure(counted: _Counted) -> Figure:
    asked, told, longer = counted.asked, counted.value, counted.longer
    parts, beside = dict(told.parts), {CUMULATIVE: _in_runs(longer.rows)} if longer else {}
    if counted.waiting is not None:
        for name, proven in (("claimed", False), ("signed", True)):
            numbers = [number for number, *_whose, has_sheet in counted.waiting if has_sheet is proven]
            parts[name], beside[name] = len(numbers), _in_runs({"waiting": numbers})
    return Figure(
        key=asked.key, indicator=asked.indicator, name=asked.name, basis=asked.rule.basis.value, rule=asked.rule.told(),
        value=told.value, parts=parts, cells=told.cells,
        crossed=_crossed(told) if set(CROSSED) <= set(asked.rule.disaggregations) else (),
        counted=tuple(_in_runs(told.rows)), cumulative=(longer or told).value, baseline=asked.baseline, target=asked.target,
        returning=None if told.returning is None else runs(told.returning), beside=beside,
    )  # fmt: skip


def _in_runs(rows: Mapping[str, Sequence[int]]) -> list[dict[str, str]]:
    return [{"table": table, "ids": runs(numbers)} for table, numbers in rows.items()]


def _evidence(rows: Facts) -> list[dict[str, Any]]:
    """Return the signed sheets of the events that were counted, and the signed acts of the lines, with their hashes."""
    events, lines = ([row[0] for row in rows[table]] for table in ("event", "distribution"))
    found = db.session.execute(standing_evidence(events, lines)).all()
    told = [{"table": "event" if one.event_id else "distribution", "owner": one.event_id or one.distribution_id, "id": one.id,
             "sha256": one.sha256} for one in found]  # fmt: skip
    return sorted(told, key=lambda one: (one["table"], one["owner"], one["id"]))


def _crossed(told: Measured) -> tuple[Mapping[str, Any], ...]:
    return tuple(dict(zip(CROSSED, key, strict=True)) | {"number": number} for key, number in told.crossed.items())


def _codes(asked: Iterable[Asked], f: Filters) -> dict[str, set[Any]]:
    rules = [one.rule for one in asked]
    return {
        "country": {f.country, *(code for rule in rules for code in rule.countries)}, "region": {f.region}, "course": {code for rule in rules for code in rule.courses},
        "organisation": {number for rule in rules for number in rule.organisations},
    }  # fmt: skip


def _head(report: Report) -> dict[str, Any]:
    return {
        "report": {
            "id": report.id, "version": report.version, "restates": report.restates.version if report.restates else None,
            "title": {"en": report.title_en, "ru": report.title_ru}, "restated": _restated(report.restates),
        },
        "scope": {
            "project": _project(report.project), "donor": _named(report.donor), "office": _office(report.whose_office),
            "country": report.country, "region": report.region_code,
        },
        "narrative": {"en": report.narrative_en or "", "ru": report.narrative_ru or ""},
        "attachments": [{"name": one.file_name, "size": one.size, "sha256": one.sha256} for one in report.attachments],
    }  # fmt: skip


def _restated(before: Report | None) -> dict[str, Any] | None:
    """Tell what the version said that a report restates."""
    if before is None or before.document is None:
        return None
    told = Document.of(before.document.body).content["figures"]
    return {"id": before.id, "version": before.version, "sha256": before.sha256, "figures": {one["key"]: one["value"] for one in told}}


def _named(row: Any, field: str = "name") -> dict[str, Any] | None:
    return {"code": row.code, "name": {one: getattr(row, f"{field}_{one}") for one in LANGUAGES}} if row else None


def _office(office: Office | None) -> dict[str, Any] | None:
    told = _named(office)
    return told | {"country": office.country} if told and office else None


def _project(project: Project | None) -> dict[str, Any] | None:
    told = _named(project, "title")
    if project is None or told is None:
        return None
    donors = [{**(_named(part.donor) or {}), "reference": part.reference} for part in project.funding]
    return told | {"first": project.starts_on.isoformat(), "last": project.ends_on.isoformat(), "donors": donors}


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
