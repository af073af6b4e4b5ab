"""What an old report says of trainings of which no list is left: entered, corrected and taken back whole (R10)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lms.accounts.models import Account
from lms.audit.services import act, note
from lms.courses import queries, roster_queries, services
from lms.courses.models import Event, Headcount
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.participants.models import Sex
from lms.projects.models import Project
from lms.text import tidy


@dataclass(frozen=True)
class Row:
    """Lines of the same category, place and exactness, by sex; the first of them tells which."""

    first: Headcount
    by_sex: dict[Sex, Headcount]

    @property
    def total(self) -> int:
        """Return how many people they are."""
        return sum(line.number for line in self.by_sex.values())


@dataclass(frozen=True)
class Reported:
    """What an old report says, in rows."""

    rows: Sequence[Row]

    def of(self, sex: Sex) -> int:
        """Return how many people of a sex there are."""
        return sum(row.by_sex[sex].number for row in self.rows if sex in row.by_sex)

    @property
    def total(self) -> int:
        """Return how many people there are."""
        return sum(row.total for row in self.rows)


NOT_WHOLE = N_("This event was not entered from an old report as a whole. Open its attendance again to change it.")
TAKEN_BACK = N_("What this old report says was taken back. Enter it anew from the page of its project.")


@dataclass(frozen=True)
class Told:
    """One number of a report: of whom, and from where."""

    number: int
    category_id: int | None = None
    sex: Sex = Sex.NOT_STATED
    country: str | None = None
    region_code: str | None = None
    is_estimate: bool = False


@dataclass(frozen=True)
class Source:
    """The document that tells the numbers, and why there are no names."""

    name: str
    reason: str
    page: str | None = None
    on: date | None = None


def reconstruct(
    project: Project, told: Sequence[Told], source: Source, *, by: Account | None, at: datetime, apart: bool = False,
    code: str | None = None, **fields: Any,
) -> Event:  # fmt: skip
    """Enter an event, or many as one block, as an old report tells it; it has no sessions and no names, and is final.

    Raises Refused as for planning, for days that have not passed, without a number, or where events of the project in
    these days are counted already and nobody said that their people are left `apart`.
    """
    _refuse_unfit(project, told, source, fields["starts_on"], fields["ends_on"], at)
    if not apart:
        _refuse_counted_already([project.id], fields["starts_on"], fields["ends_on"])
    with act("event.reconstruct", by=by, at=at):
        made = services.plan_event(office=project.office, projects=[project], code=code, by=by, at=at, **fields)
        made.headcounts = [_line(one, source) for one in told]
        _close(made, by=by, at=at)
    return made


def correct(
    event: Event, told: Sequence[Told], source: Source, *, why: str, by: Account | None, at: datetime,
    apart: bool = False, seen_version: int | None = None, **fields: Any,
) -> None:  # fmt: skip
    """Set anew what an old report says; it counts as of now. Raises Refused as for entering, or without a reason."""
    _refuse_other(event)
    _refuse_without_reason(why)
    starts_on, ends_on = fields.get("starts_on", event.starts_on), fields.get("ends_on", event.ends_on)
    _refuse_unfit(event, told, source, starts_on, ends_on, at)
    if not apart:
        _refuse_counted_already([part.project_id for part in event.funding], starts_on, ends_on, but=event)
    with act("event.correct_reconstructed", by=by, at=at):
        services.refuse_overtaken(event, seen_version)
        event.finalised_at = event.finalised_by_id = None
        services.edit_event(event, by=by, at=at, **fields)
        _set_lines(event, [_line(one, source) for one in told])
        _close(event, by=by, at=at)
    note("event.correction_reason", event, by=by, at=at, reason=tidy(why))


def take_back(event: Event, *, why: str, by: Account | None, at: datetime) -> None:
    """Take what an old report says out of all figures: its event stays in lists as cancelled."""
    _refuse_other(event)
    _refuse_without_reason(why)
    with act("event.take_back_reconstructed", by=by, at=at):
        event.finalised_at = event.finalised_by_id = None
        event.cancelled_at = at
    note("event.correction_reason", event, by=by, at=at, reason=tidy(why))


def _close(event: Event, *, by: Account | None, at: datetime) -> None:
    event.finalised_at, event.finalised_by_id = at, by.id if by else None


def _line(told: Told, source: Source) -> Headcount:
    services.refuse_foreign_region(told.country, told.region_code)
    return Headcount(
        number=told.number, category_id=told.category_id, sex=told.sex, country=told.country,
        region_code=told.region_code, is_estimate=told.is_estimate, is_reconstructed=True, reason=source.reason,
        source=source.name, source_page=source.page, source_on=source.on,
    )  # fmt: skip


def _set_lines(event: Event, wanted: Sequence[Headcount]) -> None:
    """Keep the lines that are told as before, so that the record says what changed and no more."""
    left = Counter(_said(one) for one in wanted)
    for line in list(event.headcounts):
        if left[_said(line)]:
            left[_said(line)] -= 1
        else:
            event.headcounts.remove(line)
    for line in wanted:
        if left[_said(line)]:
            left[_said(line)] -= 1
            event.headcounts.append(line)


def _said(line: Headcount) -> tuple[Any, ...]:
    return (
        line.number, line.category_id, line.sex, line.country, line.region_code, line.is_estimate, line.reason,
        line.source, line.source_page, line.source_on,
    )  # fmt: skip


def _refuse_unfit(
    of: Project | Event, told: Sequence[Told], source: Source, starts_on: date, ends_on: date, at: datetime
) -> None:
    if not told:
        raise Refused(N_("Give at least one number of people."))
    if not tidy(source.name):
        raise Refused(N_("Name the document that the numbers come from."), field="source")
    today = at.astimezone(ZoneInfo(of.office.time_zone)).date()
    if ends_on >= today:
        raise Refused(N_("An old report tells of days that have passed."), field="ends_on")
    if source.on and source.on > today:
        raise Refused(N_("The document is dated in the future."), field="source_on")
    if isinstance(of, Project) and not (of.starts_on <= ends_on and starts_on <= of.ends_on):
        raise Refused(N_("The project ran from %(first)s to %(last)s."), field="starts_on", first=of.starts_on, last=of.ends_on)


def _refuse_counted_already(project_ids: Sequence[int], first: date, last: date, *, but: Event | None = None) -> None:
    if db.session.scalar(queries.counted_already(project_ids, first, last, but=but.id if but else None).limit(1)):
        raise Refused(N_("Events of the project in these days are counted already. Leave their people out of the numbers, and say so here."),
                      field="apart")  # fmt: skip


def _refuse_other(event: Event) -> None:
    if not is_whole(event):
        raise Refused(reason_not_to_correct(event))


def reason_not_to_correct(event: Event) -> str:
    """Return the marked sentence that says why an event is not corrected as what an old report says."""
    return TAKEN_BACK if event.cancelled_at and only_tells(event) else NOT_WHOLE


def is_whole(event: Event) -> bool:
    """Say whether a final event is nothing but what an old report says."""
    return event.is_finalised and only_tells(event)


def only_tells(event: Event) -> bool:
    """Say whether an event, also one that was taken back, is what an old report says: every line, no sessions, no names."""
    lines: Sequence[Headcount] = event.headcounts
    is_told = bool(lines) and all(line.is_reconstructed for line in lines) and not event.sessions
    return is_told and db.session.scalar(roster_queries.standing(event.id).limit(1)) is None


def _refuse_without_reason(why: str) -> None:
    if not tidy(why):
        raise Refused(N_("Say why it is changed."), field="why")


def told_of(event: Event) -> Reported:
    """Return the lines of an event as a table has them; of two lines of the same people the second has a row of its own."""
    rows: dict[tuple[Any, ...], Row] = {}
    for line in event.headcounts:
        again = 0
        while line.sex in getattr(rows.get(key := (*_place(line), again)), "by_sex", ()):
            again += 1
        rows.setdefault(key, Row(line, {})).by_sex[line.sex] = line
    return Reported(list(rows.values()))


def _place(line: Headcount) -> tuple[Any, ...]:
    return line.category_id, line.country, line.region_code, line.is_estimate
