"""The rows behind a figure: what their pages were asked for."""

from collections.abc import Sequence
from typing import Any

from flask import abort, request
from werkzeug.datastructures import MultiDict
from wtforms.widgets import HiddenInput

from lms import choices
from lms.accounts.guard import withholds
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.lists import Asked
from lms.reports import capacity_tables, services
from lms.reports.capacity import Present, numbers_of, present
from lms.reports.capacity_rules import KNOWN_FOR_YEARS, Rule
from lms.reports.forms import FiguresForm, RowsForm
from lms.reports.row_queries import SORTS, people
from lms.reports.rules import NAMELESS, Figure
from lms.reports.series_forms import CapacityRowsForm
from lms.web import today


def offered(form: Any) -> Any:
    """Offer what figures are narrowed to."""
    form.project.offer(choices.project_choices())
    form.donor.offer(choices.donors())
    form.office.offer(choices.offices())
    form.country.offer(choices.countries())
    form.region.offer(choices.all_regions())
    for field in (form.office, form.country, form.region, form.as_of) if withholds() else ():
        if field.data is None and not field.errors:
            field.widget = HiddenInput()  # donors see whole projects, as of today
    return form


def _offered_rows(form: Any) -> Any:
    """Offer also who else may claim what a figure counts."""
    offered(form)
    form.also_project.offer(form.project.pairs)
    form.also_donor.offer(form.donor.pairs)
    return form


def is_clear(form: FiguresForm) -> bool:
    """Say whether figures were asked for so that they can be told, for donors by whole projects and periods."""
    if not form.validate():
        return False
    try:
        if withholds():
            services.refuse_narrow(form.filters(today()), today=today())
    except Refused as refusal:
        form.refuse(refusal)
    return not any(field.errors for field in form)


def check(form: FiguresForm) -> None:
    """Stop where a file was asked for so that there is none (404); raise Refused where donors ask too narrowly."""
    if not form.validate():
        abort(404)
    if withholds():
        services.refuse_narrow(form.filters(today()), today=today())


def rows() -> Asked:
    """Return which rows were asked for, with people's names among them."""
    return _asked(frozenset(Figure))


def lines() -> Asked:
    """Return which rows were asked for, of figures whose rows name nobody."""
    return _asked(NAMELESS)


def capacity() -> Asked:
    """Return whose rows of the living capacity were asked for; the address is made by its page."""
    form: CapacityRowsForm = offered(CapacityRowsForm(with_default(known_for=KNOWN_FOR_YEARS)))
    form.post_region.offer(capacity_tables.region_choices())
    form.post_agency.offer(capacity_tables.agency_choices())
    if not form.validate():
        abort(404)
    numbers = numbers_of(form.filters(today()), form.years_known, form.part())
    sorts = SORTS[Figure.PERSONS]
    return Asked(people(numbers), sorts, next(iter(sorts)), form)


def with_standing(rows: Sequence[Enrolment]) -> list[Present]:
    """Put beside last trainings where their people are now, as the address asks; its form was read before."""
    form = CapacityRowsForm(with_default(known_for=KNOWN_FOR_YEARS))
    return present(Rule(form.as_of.data or today(), form.years_known), rows)


def with_default(**words: Any) -> MultiDict[str, str]:
    """Return the words of the address with those that it leaves out."""
    asked = MultiDict(request.args)
    for name, value in words.items():
        asked.setdefault(name, str(value))
    return asked


def figure() -> Figure:
    """Return the figure whose rows the address names, once it was found to name one."""
    return Figure(request.args["figure"])


def _asked(allowed: frozenset[Figure]) -> Asked:
    """Read the address; the pages make it, so that one which is wrong is no page."""
    form: RowsForm = _offered_rows(RowsForm(request.args))
    if not form.validate() or form.figure.data not in allowed:
        abort(404)
    sorts = SORTS[form.figure.data]
    found = services.rows(form.figure.data, form.filters(today(), form.generation.data), form.cell())
    return Asked(found, sorts, next(iter(sorts)), form)
