"""The rows behind a figure as columns in the reader's language: one place for the page and the file to keep."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.guard import can
from lms.courses.models import Event, Session
from lms.courses.roster import Enrolment
from lms.courses.showing import cited
from lms.lists import Column, namer
from lms.reports.rules import Figure
from lms.tables import Ordinal
from lms.web import local, span

Row = Any


def columns(figure: Figure, *, with_staff: bool = True) -> list[Column]:
    """Return the columns of a figure's rows; `with_staff` names who finalised an event to whoever sees its people."""
    with_staff = with_staff and can("see_roster")
    match figure:
        case Figure.EVENTS | Figure.WAITING:
            return _with_proof(_events(), _evidence(lambda row: row, with_staff=with_staff))
        case Figure.MATERIALS:
            return _materials()
        case Figure.HEADCOUNTS | Figure.COUNTED | Figure.RECONSTRUCTED:
            return _headcounts()
        case Figure.ATTENDANCES | Figure.CLAIMED | Figure.SIGNED:
            return _marks(_evidence(lambda row: row.enrolment.event, lambda row: row.session, with_staff=with_staff))
    return _with_proof(_people(lambda row: row), _evidence(lambda row: row.event, with_staff=with_staff))


def file_columns(figure: Figure) -> list[Column]:
    """Return the same for a file, where a row that tells of a person has their number in the register too."""
    shown = columns(figure, with_staff=False)
    if not any(column.names_person for column in shown):
        return shown
    marks = figure in {Figure.ATTENDANCES, Figure.CLAIMED, Figure.SIGNED}
    number = Column(_("No. in the register"), lambda row: Ordinal((row.enrolment if marks else row).person_id))
    return [number, *shown]


def _with_proof(shown: list[Column], proof: Column) -> list[Column]:
    """Put what proves a row beside the dates of its event, where every screen shows it."""
    place = next(n for n, column in enumerate(shown, 1) if column.heading == _("Dates"))
    return [*shown[:place], proof, *shown[place:]]


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


def _marks(proof: Column) -> list[Column]:
    """Tell a person and a session, and what proves that they were there."""
    name, event, _dates, *post = _people(lambda row: row.enrolment)
    return [
        name, event,
        Column(_("Day"), lambda row: row.session.day),
        Column(_("Session"), lambda row: row.session.title),
        Column(_("Attendance"), lambda row: row.mark),
        proof,
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
        Column(_("Reconstructed"), lambda row: row.is_reconstructed),
        Column(_("Reason"), lambda row: row.reason),
        Column(_("Source"), cited),
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
        Column(_("Reconstructed"), lambda row: row.is_reconstructed),
    ]


def _materials() -> list[Column]:
    return [
        Column(_("Material"), lambda row: local(row.edition.material, "title"), None,
               lambda row: url_for("materials.distribution", line_id=row.id)),
        Column(_("Carrier"), lambda row: row.edition.carrier),
        Column(_("Pieces"), lambda row: row.quantity, "quantity", is_number=True),
        Column(_("Handed over"), lambda row: row.handed_on, "day"),
        Column(_("Evidence"), lambda row: _signed_acts(len(row.acts)), None, _acts_url if can("see_people") else None,
               is_named=True),
        Column(_("Organisation"), lambda row: local(row.organisation)),
        Column(_("Unit"), lambda row: row.unit),
        Column(_("Project"), lambda row: row.project.code, "project"),
        Column(_("Event"), lambda row: local(row.event, "title") if row.event else None, None,
               lambda row: _event_url(row.event)),
        Column(_("Act"), lambda row: row.act_number, is_named=True),
    ]  # fmt: skip


def _evidence(
    event: Callable[[Row], Event], session: Callable[[Row], Session | None] = lambda _row: None, *, with_staff: bool
) -> Column:
    """Tell what proves the attendance of a row: signed sheets, of its session where it is of one, and who finalised it."""

    def told(row: Row) -> str:
        of, at = event(row), session(row)
        sheets = len([one for one in of.sheets if at is None or one.covers(at)])
        return _listed(_signed_sheets(sheets), _finalised(of, with_staff))

    def sheets_url(row: Row) -> str:
        return url_for("sheets.sheets", event_id=event(row).id)

    return Column(_("Evidence"), told, None, sheets_url if can("see_roster") else None, is_named=True)


def _signed_sheets(number: int) -> str:
    return ngettext("%(num)s signed sheet", "%(num)s signed sheets", number) if number else _("no signed sheet")


def _finalised(event: Event, with_name: bool) -> str | None:
    if not event.is_finalised:
        return None
    by = event.finalised_by.name if with_name and event.finalised_by else None
    return _("finalised by %(name)s", name=by) if by else _("finalised")


def _signed_acts(number: int) -> str:
    return ngettext("%(num)s signed act", "%(num)s signed acts", number) if number else _("no signed act")


def _acts_url(row: Row) -> str:
    return url_for("acts.acts", line_id=row.id)
