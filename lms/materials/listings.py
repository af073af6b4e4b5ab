"""The distribution list and the catalogue of materials: what their pages were asked for, and what their files hold."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import func

from lms import choices
from lms.courses.models import Event
from lms.extensions import db
from lms.lists import Asked, Column
from lms.materials import queries
from lms.materials.forms import CatalogueFilterForm, LineFilterForm
from lms.materials.models import Distribution, Edition, Material
from lms.participants.models import Organisation
from lms.tables import Ordinal
from lms.web import LARGEST_ID, language_name, local, show, span

Catalogued = tuple[Material, Edition | None]


def line_filter(form: LineFilterForm) -> queries.LineFilter:
    """Return what a form, once it was offered its choices, narrows the distribution list to."""
    return queries.LineFilter() if not form.validate() else queries.LineFilter(
        text=form.text.data or "", project_id=form.project.data, event_id=form.event.data, carrier=form.carrier.data,
        edition_id=form.edition.data, first=form.first.data, last=form.last.data,
    )  # fmt: skip


def lines() -> Asked:
    """Return what the distribution list was asked for."""
    form = LineFilterForm(request.args)
    form.project.offer(choices.project_choices())
    form.event.offer(_events_with_lines(form))
    form.edition.offer(editions())
    sorts = {"day": (Distribution.handed_on, Distribution.id), "title": (_in_language(Material, "title"), Distribution.id),
             "receiver": (_in_language(Organisation, "name"), Distribution.id),
             "pieces": (Distribution.quantity, Distribution.id)}  # fmt: skip
    return Asked(queries.lines(line_filter(form)), sorts, "-day", form)


def _in_language(model: Any, field: str) -> Any:
    return getattr(model, f"{field}_{get_locale()}")


def asked_event() -> Event | None:
    """Return the event that the address names, where it lies inside the present scope."""
    key = request.args.get("event", 0, type=int)
    asked: Event | None = db.session.get(Event, key) if 0 < key <= LARGEST_ID else None
    return asked


def _events_with_lines(form: LineFilterForm) -> choices.Pairs:
    known = dict(form.project.pairs)
    rows = db.session.scalars(queries.events_with_lines(form.project.data if form.project.data in known else None))
    return named(rows, asked_event())


def named(events: Iterable[Event], asked: Event | None) -> choices.Pairs:
    """Offer events, and the one that the address names even where it is not among them."""
    rows = {event.id: event for event in (*((asked,) if asked else ()), *events)}
    return [(key, f"{one.code} · {local(one, 'title')} · {span(one.starts_on, one.ends_on)}") for key, one in rows.items()]


def editions() -> choices.Pairs:
    """Offer the editions of all materials."""
    return [(one.id, f"{one.material.code} · {edition(one)}") for one in db.session.scalars(queries.editions())]


def edition(one: Edition) -> str:
    """Name an edition: title, language, carrier, year."""
    parts = (local(one.material, "title"), language_name(one.language), show(one.carrier), str(one.year or ""))
    return " · ".join(part for part in parts if part)


def line_columns() -> list[Column]:
    """Return what a file of distribution lines holds."""
    return [
        Column(_("Handed over"), lambda row: row.handed_on),
        Column(_("Code"), lambda row: row.edition.material.code),
        Column(_("Material"), lambda row: local(row.edition.material, "title")),
        Column(_("Language"), lambda row: language_name(row.edition.language)),
        Column(_("Carrier"), lambda row: row.edition.carrier),
        Column(_("Pieces"), lambda row: row.quantity),
        Column(_("Organisation"), lambda row: local(row.organisation)),
        Column(_("Unit"), lambda row: row.unit),
        Column(_("Project"), lambda row: row.project.code),
        Column(_("Event"), lambda row: row.event.code if row.event else None),
        Column(_("Act"), lambda row: row.act_number),
        Column(_("Correction"), lambda row: row.corrects_id is not None),
    ]


def catalogue() -> Asked:
    """Return what the catalogue was asked for; a material without editions is a row of its own."""
    form = CatalogueFilterForm(request.args)
    rows = queries.catalogue(form.text.data or "", carrier=form.carrier.data) if form.validate() else queries.catalogue()
    year, print_run = func.coalesce(Edition.year, 0), func.coalesce(Edition.print_run, 0)
    sorts = {"code": (Material.code, year, Edition.id), "title": (_in_language(Material, "title"), Material.id, year),
             "year": (year, Material.code, Edition.id), "print_run": (print_run, Material.code, Edition.id)}  # fmt: skip
    return Asked(rows, sorts, "code", form, scalars=False)


def handed_over(editions: Iterable[Edition]) -> dict[int, int]:
    """Return how many pieces of editions were handed over, by the edition's number."""
    return dict(db.session.execute(queries.handed_over(edition.id for edition in editions)).all())


def with_pieces(rows: Sequence[Catalogued]) -> Iterable[tuple[Material, Edition | None, int | None]]:
    """Put beside each edition how many pieces of it were handed over."""
    pieces = handed_over(edition for _material, edition in rows if edition)
    return ((material, edition, pieces.get(edition.id, 0) if edition else None) for material, edition in rows)


def catalogue_columns() -> list[Column]:
    """Return what a file of the catalogue holds."""
    return [
        Column(_("Code"), lambda row: row[0].code),
        Column(_("Title in English"), lambda row: row[0].title_en),
        Column(_("Title in Russian"), lambda row: row[0].title_ru),
        Column(_("Language"), lambda row: language_name(row[1].language) if row[1] else None),
        Column(_("Carrier"), lambda row: row[1].carrier if row[1] else None),
        Column(_("Year"), lambda row: Ordinal(row[1].year) if row[1] and row[1].year else None),
        Column(_("Print run"), lambda row: row[1].print_run if row[1] else None),
        Column(_("Handed over"), lambda row: row[2]),
    ]
