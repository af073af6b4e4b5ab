"""Charts in the reader's language: what is drawn, and the table of the same numbers that stands beside it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from lms.extensions import db
from lms.participants.models import Category, Sex
from lms.projects import queries as projects
from lms.reports import charts, tiles
from lms.reports.periods import us_fiscal_year
from lms.reports.rules import NOT_STATED
from lms.reports.spans import Piece, Unit, has_gaps
from lms.reports.trends import Trained
from lms.text import sort_key
from lms.web import local, show

SEXES = tuple(sex.value for sex in Sex)
Named = list[tuple[str, str]]  # codes, each with its name


@dataclass(frozen=True)
class Number:
    """A number of a table, None where it is not shown; `cell` are the words of the address that open its rows."""

    value: int | None
    cell: Mapping[str, str]
    shade: int = 0


@dataclass(frozen=True)
class Line:
    """A line of a table."""

    name: str
    numbers: tuple[Number, ...]
    is_group: bool = False


@dataclass(frozen=True)
class Body:
    """Lines that belong together, perhaps under a name of their own."""

    lines: list[Line]
    name: str | None = None


@dataclass(frozen=True)
class Sheet:
    """The table of a chart."""

    title: str
    heading: str
    columns: tuple[str, ...]
    bodies: list[Body]
    total: Line | None = None


@dataclass(frozen=True)
class Panel:
    """One chart over time; `told` says in words what it shows."""

    key: str
    title: str
    bars: charts.Bars
    whole: int | None
    told: str


@dataclass(frozen=True)
class OverTime:
    """Persons trained by category and sex in each period: all together, each category alone, and the table."""

    names: tuple[str, ...]
    all: Panel | None
    panels: list[Panel]
    sheet: Sheet
    has_gaps: bool


@dataclass(frozen=True)
class Square:
    """A region on the map with its number."""

    at: tiles.Placed
    name: str
    number: int | None
    shade: int


@dataclass(frozen=True)
class Places:
    """Persons trained by region: the map of the countries that have any, the table, and the grid with categories.

    `squares` are empty where nobody's region stands on the map; `beside` are the lines of the others.
    """

    map: tiles.Map | None
    squares: list[Square]
    beside: list[Line]
    shades: tuple[charts.Shade, ...]
    sheet: Sheet
    grid: Sheet
    grid_shades: tuple[charts.Shade, ...]


def over_time(told: Trained) -> OverTime:
    """Draw and tell the persons trained of each period."""
    categories = _categories(told)
    names = tuple(map(period_name, told.periods))
    largest = told.largest("period", "category")
    panels = [_panel(told, names, code, name, largest) for code, name in categories]
    together = _panel(told, names, None, _("All categories"), told.largest("period")) if len(panels) > 1 else None
    wanted: list[tuple[str | None, str]] = [(None, _("All categories")), *categories] if together else [*categories]
    bodies = [Body(_by_sex(told, code, name)) for code, name in wanted]
    title = _("Persons trained by category and sex, by period")
    sheet = Sheet(title, _("Category and sex"), (*names, _("Whole period")), bodies)
    return OverTime(names, together, panels, sheet, has_gaps(told.periods))


def period_name(piece: Piece) -> str:
    """Name a period as briefly as a chart needs: Jan–Mar 2012, 2012, FY2012; to 2012 for all before the others."""
    if piece.unit is Unit.QUARTER:
        first = piece.last.replace(day=1, month=3 * ((piece.last.month - 1) // 3) + 1)
        last = first.replace(month=first.month + 2)
        return f"{format_date(first, 'LLL')}–{format_date(last, 'LLL')} {piece.last.year}"
    if piece.unit is Unit.US_FISCAL_YEAR:
        return _("FY%(year)s", year=us_fiscal_year(piece.last).number)
    return _("to %(year)s", year=piece.last.year) if piece.unit is Unit.EARLIER else str(piece.last.year)


def _panel(told: Trained, names: tuple[str, ...], code: str | None, title: str, largest: int) -> Panel:
    lines: list[charts.Line] = [
        (name, told.of(period=n, category=code), {sex: told.of(period=n, category=code, sex=sex) for sex in SEXES})
        for n, name in enumerate(names)
    ]
    most, when = max(((number, name) for name, number, _parts in lines if number), default=(0, "—"))
    words = _("A bar for each period, split by sex. The most were %(number)s: %(when)s. The table below has the same numbers.",
              number=show(most), when=when)  # fmt: skip
    return Panel(code or "all", title, charts.bars(lines, largest), told.of(category=code), words)


def _by_sex(told: Trained, code: str | None, name: str) -> list[Line]:
    """Tell a category by period, then each sex that it has."""
    lines = [_line_over_time(told, name, code, None)]
    lines += [_line_over_time(told, show(Sex(sex)), code, sex) for sex in SEXES]
    return [line for n, line in enumerate(lines) if n == 0 or any(number.value != 0 for number in line.numbers)]


def _line_over_time(told: Trained, name: str, code: str | None, sex: str | None) -> Line:
    cell = {kind: value for kind, value in (("category", code), ("sex", sex)) if value is not None}
    numbers = [
        Number(told.of(period=n, category=code, sex=sex), cell | {"first": str(one.first), "last": str(one.last)})
        for n, one in enumerate(told.periods)
    ]
    return Line(name, (*numbers, Number(told.of(category=code, sex=sex), cell)), is_group=sex is None)


def places(told: Trained, countries: Mapping[str, str]) -> Places:
    """Draw and tell the persons trained of each region; `countries` are named in the reader's language."""
    codes = told.codes("region")
    regions = {one.code: one for one in db.session.scalars(projects.regions())}
    names = {code: local(regions[code]) if code in regions else code for code in codes | regions.keys()}

    def bodies(line: Callable[[str, str], Line]) -> list[Body]:
        return _by_country(codes - {NOT_STATED}, names, countries, line)

    shades = charts.shades(told.largest("region"))
    shown = tiles.countries(codes)
    layout = tiles.laid_out(shown) if shown else None
    squares = [_square(told, one, names, shades) for one in layout.squares] if layout else []
    without = [Line(_("Not stated"), (_number(told, NOT_STATED, None),))] if NOT_STATED in codes else []
    beside = [_place(told, code, names[code]) for code in sorted(codes - {NOT_STATED}) if code not in tiles.BY_CODE]
    total = Line(_("Total"), (Number(told.of(), {}),))
    by_region = [*bodies(lambda code, name: _place(told, code, name)), *([Body(without)] if without else [])]
    sheet = Sheet(_("Persons trained by region"), _("Region"), (_("Persons"),), by_region, total)
    return Places(layout, squares, beside + without, shades, sheet, *_grid(told, bodies, bool(without)))


def _number(told: Trained, region: str | None, category: str | None, shades: Any = ()) -> Number:
    value = told.of(region=region, category=category)
    cell = {kind: code for kind, code in (("from_region", region), ("category", category)) if code is not None}
    return Number(value, cell, charts.darkness(value, shades))


def _place(told: Trained, code: str, name: str) -> Line:
    return Line(name, (_number(told, code, None),))


def _square(told: Trained, at: tiles.Placed, names: Mapping[str, str], shades: Any) -> Square:
    number = told.of(region=at.tile.code)
    return Square(at, names.get(at.tile.code, at.tile.code), number, charts.darkness(number, shades))


def _by_country(
    codes: Iterable[str], names: Mapping[str, str], countries: Mapping[str, str], line: Callable[[str, str], Line]
) -> list[Body]:
    """Tell regions by name, under their countries where these are several."""
    def place(code: str) -> tuple[Any, ...]:
        return sort_key(countries.get(code[:2], code[:2])), sort_key(names[code])

    found = [
        Body([line(code, names[code]) for code in of_it], countries.get(country, country))
        for country, of_it in groupby(sorted(codes, key=place), key=lambda code: code[:2])
    ]
    return found if len(found) > 1 else [Body(body.lines) for body in found]


def _grid(told: Trained, bodies: Callable[..., list[Body]], without: bool) -> tuple[Sheet, tuple[charts.Shade, ...]]:
    """Tell regions by categories, darker where there are more; both add up to the totals, as each person is in one cell."""
    categories = _categories(told, of_regions=True)
    shades = charts.shades(told.largest("region", "category"))

    def line(code: str | None, name: str) -> Line:
        numbers = [_number(told, code, category, shades if code else ()) for category, _name in categories]
        return Line(name, (*numbers, _number(told, code, None)))

    of_regions = [*bodies(line), *([Body([line(NOT_STATED, _("Not stated"))])] if without else [])]
    columns = (*(name for _code, name in categories), _("Total"))
    title = _("Persons trained by region and category")
    return Sheet(title, _("Region"), columns, of_regions, line(None, _("Total"))), shades


def _categories(told: Trained, *, of_regions: bool = False) -> Named:
    """Name the categories that were counted, in their own order, what is not stated last."""
    codes = told.codes("category")
    if of_regions:
        codes = {code for code in codes if told.of(category=code) != 0}
    known = db.session.scalars(select(Category).where(Category.code.in_(codes)).order_by(Category.position, Category.id))
    named = [(one.code, local(one, "plural")) for one in known]
    return [*named, (NOT_STATED, _("Not stated"))] if NOT_STATED in codes else named
