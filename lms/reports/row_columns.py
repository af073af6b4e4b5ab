"""The rows behind a figure as columns in the reader's language: one place for the page and the file to keep."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.lists import Column, namer
from lms.reports.rules import Figure
from lms.tables import Ordinal
from lms.web import local, span

Row = Any


def columns(figure: Figure) -> list[Column]:
    """Return the columns of a figure's rows."""
    match figure:
        case Figure.EVENTS | Figure.WAITING:
            return _events()
        case Figure.MATERIALS:
            return _materials()
        case Figure.HEADCOUNTS | Figure.COUNTED:
            return _headcounts()
        case Figure.ATTENDANCES | Figure.CLAIMED:
            return _marks()
    return _people(lambda row: row)


def file_columns(figure: Figure) -> list[Column]:
    """Return the same for a file, where a row that tells of a person has their number in the register too."""
    shown = columns(figure)
    if not any(column.names_person for column in shown):
        return shown
    marks = figure in {Figure.ATTENDANCES, Figure.CLAIMED}
    number = Column(_("No. in the register"), lambda row: Ordinal((row.enrolment if marks else row).person_id))
    return [number, *shown]


def _event_url(event: Event | None) -> str | None:
    return url_for("courses.event", event_id=event.id) if event else None


def _place(*parts: Any) -> str:
    return ", ".join(local(part) for part in parts if part)


def _people(of: Callable[[Row], Enrolment]) -> list[Column]:
    """Tell a person with the post held then, and the event."""
    name, title = namer(), namer("title")
    return [
        Column(_("Name"), lambda row: of(row).person.full_name, "name",
               lambda row: url_for("participants.person", person_id=of(row).person_id), names_person=True),
        Column(_("Event"), lambda row: title(of(row).event), "event", lambda row: _event_url(of(row).event)),
        Column(_("Dates"), lambda row: span(of(row).event.starts_on, of(row).event.ends_on)),
        Column(_("Category then"), lambda row: name(of(row).category), "category"),
        Column(_("Sex"), lambda row: of(row).sex),
        Column(_("Organisation then"), lambda row: _listed(name(of(row).organisation), of(row).unit)),
        Column(_("Position then"), lambda row: _listed(of(row).rank, of(row).position),
               names_person=True),
        Column(_("Region and country"), lambda row: _listed(name(of(row).region), name(of(row).country_ref))),
    ]  # fmt: skip


def _listed(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _marks() -> list[Column]:
    """Tell a person and a session."""
    name, event, _dates, *post = _people(lambda row: row.enrolment)
    return [
        name, event,
        Column(_("Day"), lambda row: row.session.day),
        Column(_("Session"), lambda row: row.session.title),
        Column(_("Attendance"), lambda row: row.mark),
        *post,
    ]  # fmt: skip


def _headcounts() -> list[Column]:
    return [
        Column(_("Event"), lambda row: local(row.event, "title"), "event", lambda row: _event_url(row.event)),
        Column(_("Dates"), lambda row: span(row.event.starts_on, row.event.ends_on)),
        Column(_("Number of people"), lambda row: row.number, "number", is_number=True),
        Column(_("Estimate"), lambda row: row.is_estimate),
        Column(_("Category"), lambda row: local(row.category) if row.category else None),
        Column(_("Sex"), lambda row: row.sex),
        Column(_("Place"), lambda row: _place(row.region)),
        Column(_("Reason"), lambda row: row.reason),
        Column(_("Source"), lambda row: row.source),
    ]


def _events() -> list[Column]:
    return [
        Column(_("Event"), lambda row: local(row, "title"), None, _event_url),
        Column(_("Code"), lambda row: row.code),
        Column(_("Kind"), lambda row: row.kind, "kind"),
        Column(_("Dates"), lambda row: span(row.starts_on, row.ends_on), "event"),
        Column(_("Place"), lambda row: row.city or ""),
        Column(_("Region and country"), lambda row: _place(row.region, row.country_ref)),
        Column(_("Office"), lambda row: local(row.office)),
        Column(_("Counts as training"), lambda row: row.counts_as_training),
        Column(_("Funded jointly"), lambda row: row.is_shared),
    ]


def _materials() -> list[Column]:
    return [
        Column(_("Material"), lambda row: local(row.edition.material, "title"), None,
               lambda row: url_for("materials.distribution", line_id=row.id)),
        Column(_("Carrier"), lambda row: row.edition.carrier),
        Column(_("Pieces"), lambda row: row.quantity, "quantity", is_number=True),
        Column(_("Handed over"), lambda row: row.handed_on, "day"),
        Column(_("Organisation"), lambda row: local(row.organisation)),
        Column(_("Unit"), lambda row: row.unit),
        Column(_("Project"), lambda row: row.project.code, "project"),
        Column(_("Event"), lambda row: local(row.event, "title") if row.event else None, None,
               lambda row: _event_url(row.event)),
        Column(_("Act"), lambda row: row.act_number, is_named=True),
    ]  # fmt: skip
