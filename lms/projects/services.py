"""What can be done with projects: found, edit, set indicators and targets; and with offices and donors."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from lms.accounts.models import Account
from lms.audit.rules import canonical
from lms.audit.services import act
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.projects.measures import Rule
from lms.projects.models import Donor, Indicator, IndicatorRule, Office, Project, ProjectDonor, Target
from lms.revisions import refuse_overtaken

Funding = Sequence[Donor | tuple[Donor, str | None]]


def create_project(
    *, code: str, title_en: str, title_ru: str, office_id: int, starts_on: date, ends_on: date, donors: Funding,
    by: Account | None, at: datetime, predecessor_id: int | None = None,
) -> Project:  # fmt: skip
    """Enter a grant. Raises Refused for a taken code or dates out of order."""
    _refuse_taken(code)
    _refuse_order(starts_on, ends_on)
    made = Project(
        code=code, title_en=title_en, title_ru=title_ru, office_id=office_id, starts_on=starts_on, ends_on=ends_on,
        predecessor_id=predecessor_id,
    )  # fmt: skip
    made.funding = _parts(donors)
    with act("project.create", by=by, at=at):
        db.session.add(made)
    return made


def edit_project(
    project: Project, *, code: str, title_en: str, title_ru: str, office_id: int, starts_on: date, ends_on: date,
    donors: Funding, predecessor_id: int | None, by: Account | None, at: datetime,
) -> None:  # fmt: skip
    """Change a grant. Raises Refused as for a new one, or where it would follow itself or one that follows it."""
    if code != project.code:
        _refuse_taken(code)
    _refuse_order(starts_on, ends_on)
    _refuse_circle(project, predecessor_id)
    with act("project.edit", by=by, at=at):
        project.code, project.title_en, project.title_ru = code, title_en, title_ru
        project.office_id, project.predecessor_id = office_id, predecessor_id
        project.starts_on, project.ends_on = starts_on, ends_on
        _replace_donors(project, donors)


def _refuse_circle(project: Project, predecessor_id: int | None) -> None:
    before = db.session.get(Project, predecessor_id) if predecessor_id else None
    while before is not None:
        if before.id == project.id:
            raise Refused(N_("A project cannot follow itself, nor one that follows it."), field="predecessor")
        before = before.predecessor


def _replace_donors(project: Project, donors: Funding) -> None:
    wanted = {part.donor.id: part.reference for part in _parts(donors)}
    for part in list(project.funding):
        if part.donor_id not in wanted:
            project.funding.remove(part)
        else:
            part.reference = wanted.pop(part.donor_id)
    project.funding.extend(ProjectDonor(donor_id=donor_id, reference=text) for donor_id, text in wanted.items())


def _parts(donors: Funding) -> list[ProjectDonor]:
    pairs = [donor if isinstance(donor, tuple) else (donor, None) for donor in donors]
    return [ProjectDonor(donor=donor, reference=reference) for donor, reference in pairs]


def add_indicator(
    project: Project, *, code: str, name_en: str, name_ru: str, rule: Rule, by: Account | None, at: datetime, **more: Any
) -> Indicator:
    """Add a measured sign of progress; `more` are vocabulary, reference, baseline_year and baseline_value.

    Raises Refused for a taken code, a rule that contradicts itself, or half a baseline.
    """
    _refuse_indicator(project.indicators, code, rule, more)
    made = Indicator(code=code, name_en=name_en, name_ru=name_ru, position=len(project.indicators) + 1, **more)
    made.versions = [_version(1, rule, None, by, at)]
    with act("indicator.add", by=by, at=at):
        project.indicators.append(made)
    return made


def _version(number: int, rule: Rule, reason: str | None, by: Account | None, at: datetime) -> IndicatorRule:
    return IndicatorRule(
        version=number, body=canonical(rule.told()), reason=reason, made_by_id=by.id if by else None, made_at=at
    )


def edit_indicator(
    indicator: Indicator, *, code: str, name_en: str, name_ru: str, rule: Rule, by: Account | None, at: datetime,
    reason: str | None = None, seen: int | None = None, **more: Any,
) -> None:  # fmt: skip
    """Change how an indicator is worded and what it counts; its targets stay.

    Another rule is a new version, which needs a reason; reports keep the version that they were made with. Raises
    Refused as for a new indicator. `seen` is the revision that the writer looked at; raises Conflict where another stands.
    """
    refuse_overtaken(indicator, seen)
    others = [one for one in indicator.project.indicators if one is not indicator]
    _refuse_indicator(others, code, rule, more)
    if rule != indicator.rule and not reason:
        raise Refused(N_("Say why the rule changes: reports name the version that they were made with."), field="reason")
    with act("indicator.edit", by=by, at=at):
        indicator.code, indicator.name_en, indicator.name_ru = code, name_en, name_ru
        for name, value in more.items():
            setattr(indicator, name, value)
        if rule != indicator.rule:
            indicator.versions.append(_version(indicator.present.version + 1, rule, reason, by, at))
        if db.session.is_modified(indicator):
            indicator.revision += 1


def remove_indicator(indicator: Indicator, *, by: Account | None, at: datetime) -> None:
    """Remove an indicator with its targets."""
    with act("indicator.remove", by=by, at=at):
        indicator.project.indicators.remove(indicator)


def set_target(
    indicator: Indicator, *, starts_on: date, ends_on: date, value: Decimal, by: Account | None, at: datetime
) -> Target:
    """Set the value to be reached over a period, anew or instead of the one set for it before."""
    _refuse_order(starts_on, ends_on)
    if value < 0:
        raise Refused(N_("A target is zero or more."), field="value")
    period = starts_on, ends_on
    target = next((one for one in indicator.targets if (one.starts_on, one.ends_on) == period), None)
    with act("target.set", by=by, at=at):
        if target is None:
            target = Target(starts_on=starts_on, ends_on=ends_on, value=value)
            indicator.targets.append(target)
        target.value = value
    return target


def remove_target(target: Target, *, by: Account | None, at: datetime) -> None:
    """Take a target away."""
    with act("target.remove", by=by, at=at):
        target.indicator.targets.remove(target)


def save_office(office: Office, *, by: Account | None, at: datetime, **fields: Any) -> Office:
    """Add or change an office. Raises Refused where its code or the prefix of its certificates is taken."""
    prefix = fields["certificate_prefix"]
    if db.session.scalar(select(Office.id).where(Office.certificate_prefix == prefix, Office.id != (office.id or 0))):
        raise Refused(N_("The prefix %(prefix)s is taken."), field="certificate_prefix", prefix=prefix)
    return _save(office, {"code", "name_en", "name_ru", "country", "time_zone", "certificate_prefix", "second_person_seals"}, fields, by, at)


def save_donor(donor: Donor, *, by: Account | None, at: datetime, **fields: Any) -> Donor:
    """Add or change a donor. Raises Refused where its code is taken."""
    return _save(donor, {"code", "name_en", "name_ru"}, fields, by, at)


def _save(row: Any, allowed: set[str], fields: dict[str, Any], by: Account | None, at: datetime) -> Any:
    model = type(row)
    taken = db.session.scalar(select(model.id).where(model.code == fields["code"], model.id != (row.id or 0)))
    if taken:
        raise Refused(N_("The code %(code)s is taken."), field="code", code=fields["code"])
    with act(f"{model.__tablename__}.save", by=by, at=at):
        for name in allowed & set(fields):
            setattr(row, name, fields[name])
        db.session.add(row)
    return row


def _refuse_indicator(others: Sequence[Indicator], code: str, rule: Rule, more: Mapping[str, Any]) -> None:
    if any(one.code == code for one in others):
        raise Refused(N_("The project has an indicator %(code)s already."), field="code", code=code)
    if (more.get("baseline_year") is None) != (more.get("baseline_value") is None):
        raise Refused(N_("A baseline is a value and its year."), field="baseline_value")
    if more.get("vocabulary") and not more.get("reference"):
        raise Refused(N_("Name the number in the donor’s vocabulary."), field="reference")
    rule.refuse_contradictions()


def _refuse_taken(code: str) -> None:
    if db.session.scalar(select(Project.id).where(Project.code == code)):
        raise Refused(N_("There is a project with the code %(code)s already."), field="code", code=code)


def _refuse_order(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Refused(N_("The last day lies before the first."), field="ends_on")
