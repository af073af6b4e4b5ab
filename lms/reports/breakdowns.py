"""Figures as tables in the reader's language: one place for the page, the workbook and the text file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from lms.courses.codes import EventKind
from lms.extensions import db
from lms.language import Labelled
from lms.materials.models import Carrier
from lms.participants.models import Category, Organisation, Sex
from lms.projects.models import Country, Group, Region
from lms.reports.rules import NOT_STATED, SEVERAL, Count, Figure, Figures
from lms.web import local, show

LARGEST = 10
PLACES = frozenset({"country", "region"})  # in an address these name filters; a part of a figure is told by `from_…`


@dataclass(frozen=True)
class Line:
    """A part with its numbers, one for each column, None where one is not shown; `cell` opens its rows by its words."""

    name: str
    code: str
    numbers: tuple[int | None, ...]
    cell: Mapping[str, str]
    is_group: bool = False


@dataclass(frozen=True)
class Table:
    """Lines that add up to the totals, the subtotals of groups apart; where parts are never added, no totals.

    `by_size` says that the largest lines come first. A column is its heading and what opens its rows: a figure, or what
    else the page tells its numbers apart by.
    """

    key: str
    title: str
    heading: str
    columns: tuple[tuple[str, Any], ...]
    lines: list[Line]
    totals: tuple[int | None, ...] = field(default=())
    by_size: bool = False

    @property
    def largest(self) -> list[Line]:
        """Return the first lines of a long table, or all where it is not long."""
        return self.lines if len(self.lines) <= LARGEST + 2 else self.lines[:LARGEST]

    @property
    def rest(self) -> list[Line]:
        """Return the lines after the largest."""
        return self.lines[len(self.largest) :]

    @property
    def has_gaps(self) -> bool:
        """Say whether any number is not shown."""
        return any(None in numbers for numbers in (self.totals, *(line.numbers for line in self.lines)))

    @property
    def rest_sums(self) -> tuple[int | None, ...]:
        """Return what the lines after the largest add up to, where that tells no more than the other lines do."""
        return tuple(self._rest_sum(place) for place in range(len(self.columns)))

    def _rest_sum(self, place: int) -> int | None:
        """Return what the totals leave of the lines shown above, None where a gap is among them or they have no total."""
        rest, above = ([line.numbers[place] for line in lines] for lines in (self.rest, self.largest))
        told = [number for number in rest if number is not None]
        if len(told) == len(rest):
            return sum(told)
        total, shown = self.totals[place] if self.totals else None, [number for number in above if number is not None]
        return total - sum(shown) if total is not None and len(shown) == len(above) else None


def tables(told: Figures, countries: Mapping[str, str]) -> list[Table]:
    """Return every table of figures that has a line; `countries` are named in the reader's language."""
    made = [
        _by_category(told),
        _people(told, "sex", _("By sex"), _("Sex"), [sex.value for sex in Sex], lambda code: show(Sex(code))),
        _people(told, "region", _("By region"), _("Region"), (), _named(told, "region", Region, "code")),
        _people(told, "country", _("By country"), _("Country"), (), lambda code: countries.get(code, code)),
        _people(told, "organisation", _("By organisation"), _("Organisation"), (),
                _named(told, "organisation", Organisation, "id")),
        _events(told), _materials(told), _cascade(told),
    ]  # fmt: skip
    return [table for table in made if table.lines]


def _counts(told: Figures) -> tuple[Count, ...]:
    reconstructed = (told.reconstructed,) if told.reconstructed.total else ()
    return told.persons, told.completions, told.headcount, *reconstructed, told.attendances


def _columns(*, reconstructed: bool = False) -> tuple[tuple[str, Figure], ...]:
    return (
        (_("Persons"), Figure.PERSONS), (_("Completions"), Figure.COMPLETIONS),
        (_("of which from headcounts"), Figure.HEADCOUNTS),
        *([(_("of which reconstructed"), Figure.RECONSTRUCTED)] if reconstructed else ()),
        (_("Attendances"), Figure.ATTENDANCES),
    )


def _columns_of(told: Figures) -> tuple[tuple[str, Figure], ...]:
    """Return the columns for people; numbers from old reports have one where there are any (R10)."""
    return _columns(reconstructed=told.reconstructed.total > 0)


def _totals(told: Figures) -> tuple[int, ...]:
    return tuple(count.total for count in _counts(told))


def _codes(told: Figures, kind: str) -> set[str]:
    return {code for count in _counts(told) for code in count.of(kind)}


def _numbers(told: Figures, kind: str, code: str) -> tuple[int, ...]:
    return tuple(count.of(kind).get(code, 0) for count in _counts(told))


def _people(
    told: Figures, kind: str, title: str, heading: str, order: Iterable[str], name: Callable[[str], str]
) -> Table:
    """Tell people by one kind of cell: in the order of the codes, else the largest first; not stated last."""
    ranks = {code: rank for rank, code in enumerate(order)}
    lines = [
        Line(_("Not stated") if code == NOT_STATED else name(code), code, _numbers(told, kind, code),
             {f"from_{kind}" if kind in PLACES else kind: code})
        for code in _codes(told, kind)
    ]  # fmt: skip
    lines.sort(key=lambda line: (line.code == NOT_STATED, ranks.get(line.code, 0), *(-(n or 0) for n in line.numbers), line.name))
    return Table(kind, title, heading, _columns_of(told), lines, _totals(told), by_size=not ranks)


def _named(told: Figures, kind: str, model: Any, key: str) -> Callable[[str], str]:
    """Return a function that names codes in the reader's language; only those that were counted are asked for."""
    names = _names(model, key, _codes(told, kind) - {NOT_STATED})
    return lambda code: names.get(code, code)


def _names(model: Any, key: str, codes: Iterable[str]) -> dict[str, str]:
    column = getattr(model, key)
    wanted = [column.type.python_type(code) for code in codes]
    rows = db.session.scalars(select(model).where(column.in_(wanted))) if wanted else ()
    return {str(getattr(row, key)): local(row) for row in rows}


def _by_category(told: Figures) -> Table:
    """Tell people by category under the subtotals of their groups."""
    known = list(db.session.scalars(select(Category).order_by(Category.position, Category.id)))
    lines: list[Line] = []
    for group in Group:
        of_group = [one for one in known if one.group is group and one.code in _codes(told, "category")]
        if of_group:
            lines.append(Line(show(group), group.value, _numbers(told, "group", group.value), {"group": group.value}, True))
        lines += [
            Line(local(one, "plural"), one.code, _numbers(told, "category", one.code), {"category": one.code}) for one in of_group
        ]
    if NOT_STATED in _codes(told, "category"):
        numbers = _numbers(told, "category", NOT_STATED)
        lines.append(Line(_("Not stated"), NOT_STATED, numbers, {"category": NOT_STATED}, True))
    return Table("category", _("By category"), _("Category"), _columns_of(told), lines, _totals(told))


def _events(told: Figures) -> Table:
    people = told.people_by_kind
    lines = [
        Line(show(kind), kind.value,
             (told.events_by_kind.get(kind, 0), people.get(kind, 0), told.headcounts_by_kind.get(kind, 0)),
             {"kind": kind.value})
        for kind in EventKind if kind in told.events_by_kind or kind in people
    ]  # fmt: skip
    columns = (
        (_("Events"), Figure.EVENTS), (_("People who took part"), Figure.PARTICIPANTS),
        (_("of which from headcounts"), Figure.COUNTED),
    )  # fmt: skip
    totals = (told.events, sum(people.values()), sum(told.headcounts_by_kind.values()))
    return Table("kind", _("Events by kind"), _("Kind"), columns, lines, totals)


def _materials(told: Figures) -> Table:
    by_carrier = told.materials_by_carrier
    lines = [Line(show(one), one.value, (by_carrier[one],), {"carrier": one.value}) for one in Carrier if one in by_carrier]
    columns = ((_("Pieces handed over"), Figure.MATERIALS),)
    return Table("carrier", _("Materials by carrier"), _("Carrier"), columns, lines, (told.materials,))


def _cascade(told: Figures) -> Table:
    """Tell each generation apart; it is added neither to another nor to direct figures (R12)."""
    lines = [
        Line(_("Generation %(number)s", number=one.generation), str(one.generation),
             (one.events, one.persons, one.completions, one.headcount, one.attendances),
             {"generation": str(one.generation)})
        for one in told.cascade
    ]  # fmt: skip
    columns = ((_("Events"), Figure.EVENTS), *_columns())
    return Table("cascade", _("Cascade, apart from the figures above"), _("Generation"), columns, lines)


# By field of the form, how a code of a cell is worded: a labelled code, or a row and the column of its code.
CODED: dict[str, type[Labelled]] = {"group": Group, "sex": Sex, "kind": EventKind, "carrier": Carrier}
KEPT: dict[str, tuple[Any, str]] = {
    "category": (Category, "code"), "from_country": (Country, "code"), "from_region": (Region, "code"),
    "organisation": (Organisation, "id"),
}  # fmt: skip


def asked(form: Any, as_of: date) -> list[tuple[str, str]]:
    """Word what a form asks for, each filter and part of a figure under its name; what is left open is left out."""
    fields = [field for field in form if field.data is not None and field.name not in {"as_of", "figure"}]
    return [*((str(field.label.text), _worded(field)) for field in fields), (str(form.as_of.label.text), show(as_of))]


def all_asked(form: Any, as_of: date) -> list[tuple[str, str]]:
    """Word the same with what is left open, for a file that is read apart from the page."""
    known = dict(asked(form, as_of))
    fields = [field for field in form if field.name in form.WORDS]
    left_open = {str(field.label.text): str(getattr(field, "blank", None) or _("No limit")) for field in fields}
    return list((left_open | known).items())


def _worded(field: Any) -> str:
    if hasattr(field, "pairs"):
        return dict(field.pairs)[field.data]
    if field.name == "returning":
        return _("Returning") if field.data else _("New")
    if field.data == NOT_STATED:
        return _("Not stated")
    if field.data == SEVERAL:
        return _("More than one")
    if field.name in CODED:
        return show(CODED[field.name](field.data))
    if field.name in KEPT:
        model, key = KEPT[field.name]
        return _names(model, key, [field.data]).get(field.data, field.data)
    return show(field.data)
