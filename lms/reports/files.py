"""Figures and rows as files to keep, in the reader's language: what pages show, laid out in sheets."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from lms.language import Labelled, reader_language
from lms.lists import Column
from lms.reports.breakdowns import Table
from lms.reports.rules import Figure, Figures
from lms.reports.suppression import NOTHING, Kept
from lms.tables import Sheet, plain, workbook
from lms.web import show

GAP = "…"  # stands for a number that is not shown
Asked = Sequence[tuple[str, str]]


def figures(kind: str, told: Figures, tables: Iterable[Table], asked: Asked, kept: Kept = NOTHING) -> bytes:
    """Return the figures as a workbook with a sheet a table, or as one text file; `tables` are without what is kept."""
    note = [(_("Not shown"), f"{GAP}: {withheld_said()}")] if kept else []
    sheets = [_filters([*asked, *note]), _headline(kept.headline(told)), *(_sheet(table) for table in tables)]
    if kind == "xlsx":
        return workbook(_("Figures"), sheets)
    return plain(*_one_table(sheets), reader_language())


def rules_said() -> list[tuple[str, str]]:
    """Say by which rules figures are counted, each under its name."""
    return [
        (_("Persons trained"), _("Each person counts once, under the category of the latest completed event.")),
        (_("Completions"), _("A person and an event whose rule was met: the least share of session time attended and, where set, the least grade. Headcounts are added and told apart.")),
        (_("Attendances"), _("A person and a session attended, on events whose attendance is finalised.")),
        (_("People who took part"), _("Participants who attended a session, or held a confirmed place on an event without sessions.")),
        (_("Period"), _("An event belongs to the period of its last day.")),
        (_("Cumulative"), _("Each person counts once over the whole span, so a cumulative figure is at most the sum of its periods.")),
        (_("Posts"), _("Category, organisation, region, country and sex are those of the time of the event.")),
        (_("Shared events"), _("An event that several projects fund counts fully for each of them, and once in all.")),
        (_("Cascade"), _("Events of graduates are told apart, by generation, and never added to direct figures.")),
        (_("Materials"), _("Pieces handed over; corrections are taken off.")),
    ]  # fmt: skip


def _filters(asked: Asked) -> Sheet:
    return Sheet(_("Filters and rules"), [_("What was asked"), _("Answer or rule")], with_rules(asked))


def withheld_said() -> str:
    """Say what is not shown to whom figures are told without the rows behind them."""
    return _("Numbers below five, and those from which they could be worked out, are not shown.")


def _headline(heads: Mapping[str, int | None]) -> Sheet:
    names = {
        Figure.PERSONS: show(Figure.PERSONS), "new": _("of which new"), "returning": _("of which returning"),
        Figure.COMPLETIONS: show(Figure.COMPLETIONS), Figure.HEADCOUNTS: _("of which from headcounts"),
        Figure.ATTENDANCES: show(Figure.ATTENDANCES), Figure.CLAIMED: _("Claimed attendances, in none of the others"),
        Figure.EVENTS: show(Figure.EVENTS), Figure.MATERIALS: show(Figure.MATERIALS),
    }  # fmt: skip
    main = frozenset({0, 3, 5, 7, 8})
    return Sheet(_("Totals"), [_("Figure"), _("Value")], [(name, _told(heads[key])) for key, name in names.items()], main)


def _told(number: int | None) -> int | str:
    return GAP if number is None else number


def _sheet(table: Table) -> Sheet:
    head = [table.heading, _("Code"), *(label for label, _figure in table.columns)]
    lines = [(line.name, line.code, *map(_told, line.numbers)) for line in table.lines]
    groups = frozenset(number for number, line in enumerate(table.lines) if line.is_group)
    return Sheet(table.title, head, lines, groups, (_("Total"), None, *map(_told, table.totals)) if table.totals else ())


def _one_table(sheets: Sequence[Sheet]) -> tuple[list[str], list[list[Any]]]:
    """Return all sheets under one row of heads, each line led by its sheet's title; what a sheet has not stays empty."""
    numbers = list(dict.fromkeys(heading for sheet in sheets[1:] for heading in _number_heads(sheet)))
    head = [_("Table"), _("Line"), _("Code"), *numbers]
    lines: list[list[Any]] = [[sheets[0].title, *line] for line in sheets[0].rows]
    for sheet in sheets[1:]:
        at = {heading: position for position, heading in enumerate(sheet.head)}
        for row in [*sheet.rows, *([sheet.totals] if sheet.totals else [])]:
            code = row[1] if sheet.head[1] == _("Code") else None
            lines.append([sheet.title, row[0], code, *(row[at[name]] if name in at else None for name in numbers)])
    width = len(head)
    return head, [line + [None] * (width - len(line)) for line in lines]


def _number_heads(sheet: Sheet) -> Sequence[str]:
    return [heading for heading in sheet.head[1:] if heading != _("Code")]


def listed(kind: str, title: str, columns: Sequence[Column], rows: Iterable[Any], asked: Asked) -> bytes:
    """Return a list as a workbook, with what was asked on a sheet of its own, or as a text file."""
    head = [column.heading for column in columns]
    words: dict[Labelled, str] = {}
    lines = ([_kept(column.value(row), words) for column in columns] for row in rows)
    if kind == "csv":
        return plain(head, lines, reader_language())
    told = Sheet(_("What was asked"), [_("What was asked"), _("Answer or rule")], asked)
    return workbook(title, [Sheet(title, head, lines, is_list=True), told])


def with_rules(asked: Asked) -> Asked:
    """Add to what was asked of figures by which rules they are counted."""
    return [*asked, *rules_said()]


def _kept(value: Any, words: dict[Labelled, str]) -> Any:
    """Return numbers and days as they are, for sorting and adding up, and the rest as the page words it."""
    if value in (None, ""):
        return None
    if isinstance(value, Labelled):
        return words.get(value) or words.setdefault(value, show(value))
    return value if isinstance(value, int | float | Decimal | date) and not isinstance(value, bool) else show(value)
