"""The lists of people and of organisations: what their pages were asked for, and what their files hold."""

from collections.abc import Iterable, Sequence
from functools import cache

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from lms import choices
from lms.courses import roster_queries
from lms.extensions import db
from lms.lists import Asked, Column, namer
from lms.participants import queries
from lms.participants.forms import OrganisationFilterForm, PersonFilterForm
from lms.participants.models import Affiliation, Organisation, Person
from lms.tables import Ordinal
from lms.web import language_names, today


def people() -> Asked:
    """Return what the list of people was asked for."""
    form = _filter()
    wanted = queries.PersonFilter() if not form.validate() else queries.PersonFilter(
        text=form.text.data or "", sex=form.sex.data, organisation_id=form.organisation.data,
        category_id=form.category.data, country=form.country.data, region_code=form.region.data,
    )  # fmt: skip
    rows = queries.persons(wanted, today(), ways=[roster_queries.persons_on])
    order = {"name": (Person.sort_key, Person.id)}
    return Asked(rows, order, "name", form, is_search=bool(wanted.text.strip()))


def _filter() -> PersonFilterForm:
    """Return the filter, its regions those of the chosen country, or of the reader's where they have but one."""
    form = PersonFilterForm(request.args)
    form.organisation.offer(choices.staffed_organisations(today()))
    form.category.offer(choices.categories())
    form.country.offer(choices.countries())
    chosen = form.country.data if form.country.data in dict(form.country.pairs) else None
    form.region.offer(choices.regions(chosen or choices.home()))
    if form.region.data not in dict(form.region.pairs):
        form.region.data = None
    return form


Serving = tuple[Person, Affiliation | None]


def with_posts(people: Sequence[Person]) -> Iterable[Serving]:
    """Pair people with the post that each holds today."""
    day = today()
    return ((one, one.post_on(day)) for one in people)


def people_columns() -> list[Column]:
    """Return what a file of people holds. What post somebody holds tells who they are; where they serve does not."""
    name, languages, countries = namer(), cache(language_names), dict(choices.countries())
    return [
        Column(_("No. in the register"), lambda row: Ordinal(row[0].id)),
        Column(_("Surname"), lambda row: row[0].surname, names_person=True),
        Column(_("Given name"), lambda row: row[0].given_name, names_person=True),
        Column(_("Patronymic"), lambda row: row[0].patronymic, names_person=True),
        Column(_("Latin name"), lambda row: row[0].latin_name, names_person=True),
        Column(_("Sex"), lambda row: row[0].sex),
        Column(_("Birth date"), lambda row: row[0].birth_date, names_person=True),
        Column(_("Birth year"), lambda row: Ordinal(row[0].birth_year) if row[0].birth_year else None, names_person=True),
        Column(_("Citizenship"), lambda row: countries.get(row[0].citizenship)),
        Column(_("Languages"), lambda row: languages(row[0].languages)),
        Column(_("Category"), lambda row: name(row[1] and row[1].category)),
        Column(_("Organisation"), lambda row: name(row[1] and row[1].organisation)),
        Column(_("Unit"), lambda row: row[1] and row[1].unit),
        Column(_("Position"), lambda row: row[1] and row[1].position, names_person=True),
        Column(_("Rank"), lambda row: row[1] and row[1].rank, names_person=True),
        Column(_("Country"), lambda row: name(row[1] and row[1].country_ref)),
        Column(_("Region"), lambda row: name(row[1] and row[1].region)),
        Column(_("Phone"), lambda row: row[0].phone, names_person=True),
        Column(_("E-mail"), lambda row: row[0].email, names_person=True),
    ]


def organisations() -> Asked:
    """Return what the list of organisations was asked for."""
    form = OrganisationFilterForm(request.args)
    form.country.offer(choices.countries())
    wanted = {} if not form.validate() else {
        "text": form.text.data or "", "kind": form.kind.data, "country": form.country.data,
    }  # fmt: skip
    name = Organisation.name_ru if str(get_locale()) == "ru" else Organisation.name_en
    sorts = {"name": (name, Organisation.id), "kind": (Organisation.kind, name, Organisation.id),
             "country": (Organisation.country, name, Organisation.id)}  # fmt: skip
    return Asked(queries.organisations(**wanted), sorts, "name", form)


def serving(rows: Iterable[Organisation]) -> dict[int, int]:
    """Return how many people serve today in organisations or below them, by the organisation's number."""
    return dict(db.session.execute(queries.serving([row.id for row in rows], today())).all())


def with_serving(rows: Sequence[Organisation]) -> Iterable[tuple[Organisation, int]]:
    """Pair organisations with how many people serve there today."""
    numbers = serving(rows)
    return ((row, numbers.get(row.id, 0)) for row in rows)


def organisation_columns() -> list[Column]:
    """Return what a file of organisations holds."""
    name, countries = namer(), dict(choices.countries())
    return [
        Column(_("Name in English"), lambda row: row[0].name_en),
        Column(_("Name in Russian"), lambda row: row[0].name_ru),
        Column(_("Name in the national language"), lambda row: row[0].name_national),
        Column(_("Kind"), lambda row: row[0].kind),
        Column(_("Country"), lambda row: countries.get(row[0].country)),
        Column(_("Region"), lambda row: name(row[0].region)),
        Column(_("Part of"), lambda row: name(row[0].parent)),
        Column(_("People now"), lambda row: row[1]),
    ]
