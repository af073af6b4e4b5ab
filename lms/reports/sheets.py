"""A report as tables: all figures, the parts of each, the rules, the papers and the seal. Worded, with live totals. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from lms.language import N_
from lms.reports import definitions, hxl, particulars
from lms.reports.outline import Breakdown, Crossing, Outline, Told
from lms.reports.rules import NOT_STATED
from lms.reports.wording import NOT_SHOWN, PARTS, printable
from lms.tables import Ordinal, sheet_name

RARE = frozenset({"claimed", "reconstructed"})  # parts that have a column only where some figure has any


class Formula(NamedTuple):
    """A formula with the value that it has; `row` in braces stands for the row that it is written to."""

    text: str
    value: Any


@dataclass
class Line:
    """A row of a sheet and its look: nothing, group or total."""

    cells: Sequence[Any]
    look: str = ""


@dataclass
class Sheet:
    """A table of a workbook. `first` is the number of its first row of data, from 1; a share is a column of per cent."""

    name: str
    head: list[str]
    tags: list[str]
    lines: list[Line] = field(default_factory=list)
    shares: frozenset[int] = frozenset()
    is_list: bool = False


def shown(number: int | None) -> Any:
    """Return a number as a cell, or the sign that it is not shown."""
    return NOT_SHOWN if number is None else number


def letter(column: int) -> str:
    """Return the letters of a column, from 0: A, …, Z, AA."""
    name = ""
    while column >= 0:
        name, column = chr(65 + column % 26) + name, column // 26 - 1
    return name


def place(sheet: str, cell: str) -> str:
    """Return how a formula of another sheet names a cell."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'!{cell}"


class Book:
    """The sheets of a workbook, which refer to one another; `first` is the row where the data of every sheet begin."""

    def __init__(self, outline: Outline, *, has_tags: bool) -> None:
        self.outline, self.words, self.first = outline, outline.words, 3 if has_tags else 2
        self.used: set[str] = set()
        self.names = {"figures": self.named(self.words.say(N_("Figures")))}
        self.totals: dict[str, str] = {}  # by key of a figure, the cell that its parts add up to

    def named(self, title: str) -> str:
        """Return a name that no other sheet has."""
        return sheet_name(printable(title), self.used)

    def parts(self) -> Iterator[Sheet]:
        """Yield a sheet for each figure that is told by parts, and one where people are told by sex and region together."""
        for number, one in enumerate(self.outline.told, 1):
            if one.breakdowns:
                yield self._breakdowns(number, one)
            if one.crossing:
                yield self._crossing(number, one, one.crossing)

    def _breakdowns(self, number: int, one: Told) -> Sheet:
        say = self.words.say
        sheet = Sheet(
            self.named(f"{number} {one.name}"), [say(N_("Disaggregated by")), say(N_("Title")), say(N_("Code")), say(N_("Value"))],
            ["#indicator+disaggregation", "#indicator+part+name", "#indicator+part+code", hxl.number(one.figure.basis)],
        )  # fmt: skip
        for breakdown in one.breakdowns:
            self._add(sheet, breakdown)
            self.totals.setdefault(one.figure.key, place(sheet.name, f"$D${self.first + len(sheet.lines) - 1}"))
        return sheet

    def _add(self, sheet: Sheet, breakdown: Breakdown) -> None:
        """Add the lines of one kind of cell: groups add up their categories, the total whatever stands under no group."""
        start, by_group = len(sheet.lines), any(line.is_group for line in breakdown.lines)
        inside, tops = "", []
        for at, line in enumerate(breakdown.lines):
            row, value = self.first + start + at, shown(line.number)
            if line.is_group:
                inside = self._inside(breakdown, at, row)
                value = Formula(f"=SUM({inside})", line.number) if inside and breakdown.is_whole else value
            if line.is_group or not by_group or line.code == NOT_STATED:
                tops.append(f"D{row}")
            sheet.lines.append(Line([breakdown.heading, line.name, line.code, value], "group" if line.is_group else ""))
        adding = ",".join(tops) if by_group else f"D{self.first + start}:D{self.first + len(sheet.lines) - 1}"
        live = breakdown.is_whole and breakdown.total is not None
        total = Formula(f"=SUM({adding})", breakdown.total) if live else shown(breakdown.total)
        sheet.lines.append(Line([breakdown.heading, self.words.say(N_("Total")), None, total], "total"))

    def _inside(self, breakdown: Breakdown, at: int, row: int) -> str:
        """Return the range of the categories that stand under a group."""
        after = breakdown.lines[at + 1 :]
        many = next((n for n, line in enumerate(after) if line.is_group or line.code == NOT_STATED), len(after))
        return f"D{row + 1}:D{row + many}" if many else ""

    def _crossing(self, number: int, one: Told, crossing: Crossing) -> Sheet:
        say, last = self.words.say, letter(3 + len(crossing.sexes))
        tag = hxl.number(one.figure.basis)
        sheet = Sheet(
            self.named(f"{number}× {one.name}"),
            [say(N_("Region")), say(N_("Region code")), say(N_("Category")), say(N_("Category code")), *(name for _code, name in crossing.sexes), say(N_("Total"))],
            ["#adm1+name", "#adm1+code", "#beneficiary+type+name", "#beneficiary+type+code", *(tag + hxl.SEX[code] for code, _name in crossing.sexes), f"{tag}+total"],
        )  # fmt: skip
        for at, line in enumerate(crossing.lines):
            row = self.first + at
            total = Formula(f"=SUM(E{row}:{last}{row})", line.total) if None not in line.numbers else shown(line.total)
            sheet.lines.append(Line([line.region, line.region_code, line.category, line.category_code, *map(shown, line.numbers), total]))
        end = self.first + len(crossing.lines) - 1
        if crossing.is_whole:
            sums = [sum(column) for column in zip(*((*line.numbers, line.total) for line in crossing.lines), strict=True)]  # type: ignore[arg-type]
            totals: list[Any] = [Formula(f"=SUM({letter(4 + n)}{self.first}:{letter(4 + n)}{end})", value) for n, value in enumerate(sums)]
        else:
            totals = [None] * len(crossing.sexes) + [shown(crossing.total)]
        sheet.lines.append(Line([say(N_("Total")), None, None, None, *totals], "total"))
        return sheet

    def figures(self, from_rows: dict[str, str]) -> Sheet:
        """Return the sheet of all figures. A value is what its parts add up to; beside it stands what its rows add up to."""
        say, told = self.words.say, self.outline.told
        known = dict.fromkeys([*PARTS, *(key for one in told for key in one.figure.parts)])
        parts = [key for key in known if any(one.figure.parts.get(key, 0) != 0 or (key in one.figure.parts and key not in RARE) for one in told)]
        head = [say(N_("Line")), say(N_("Code")), say(N_("Figure")), say(N_("What is counted")), say(N_("Value")), *(self.words.part_heading(key) for key in parts)]
        tags = ["#meta+number", "#indicator+code", "#indicator+name", "#indicator+type", "#indicator+value+num", *(f"#indicator+value+{key}" for key in parts)]
        head += [say(N_("Cumulative")), say(N_("Target")), say(N_("Share reached"))]
        tags += ["#indicator+value+cumulative", "#indicator+value+target", "#indicator+value+pct"]
        if from_rows:
            head.append(say(N_("Added up from the rows")))
            tags.append("#indicator+value+rows")
        sheet = Sheet(self.names["figures"], head, tags, shares=frozenset({7 + len(parts)}))
        for number, one in enumerate(told, 1):
            sheet.lines.append(Line(self._figure(number, one, parts, from_rows)))
        return sheet

    def _figure(self, number: int, one: Told, parts: Sequence[str], from_rows: dict[str, str]) -> list[Any]:
        figure, row, key = one.figure, self.first + number - 1, one.figure.key
        value = Formula(f"={self.totals[key]}", figure.value) if key in self.totals and figure.value is not None else shown(figure.value)
        at = 5 + len(parts)  # the column of the cumulative value
        share: Any = None
        if one.target and one.target.share is not None:
            of = letter(at) if one.target.is_cumulative else "E"
            share = Formula(f"={of}{row}/{letter(at + 1)}{row}", float(one.target.share))
        made = [
            Ordinal(number), one.code or printable(key), one.name, self.words.basis(figure), value,
            *(shown(figure.parts[part]) if part in figure.parts else None for part in parts),
            figure.cumulative, one.target.value if one.target else None, share,
        ]  # fmt: skip
        return [*made, Formula(f"={from_rows[key]}", figure.value) if key in from_rows else None] if from_rows else made

    def definitions(self) -> Sheet:
        """Return the rules by which figures are counted, with what indicators are measured against."""
        say = self.words.say
        heads = (
            (N_("Figure"), "#indicator+name"), (N_("Rule"), "#description+rule"), (N_("Version of the rule"), "#meta+version"),
            (N_("Donor’s reference"), "#indicator+code+donor"), (N_("Baseline year"), "#date+year+baseline"),
            (N_("Baseline"), "#indicator+value+baseline"), (N_("Target from"), "#date+start+target"), (N_("Target to"), "#date+end+target"),
        )  # fmt: skip
        sheet = Sheet(self.named(say(N_("Definitions"))), [say(heading) for heading, _tag in heads], [tag for _heading, tag in heads])
        sheet.lines = [Line([one.name, definitions.definition(self.words, one.figure), *_measured(one)]) for one in self.outline.told]
        own = {line.cells[1] for line in sheet.lines}
        sheet.lines += [Line([name, text, *[None] * 6]) for name, text in definitions.general(self.words) if text not in own]
        return sheet

    def papers(self) -> Iterator[Sheet]:
        """Yield the sheet of signed papers and attachments, where there are any."""
        say, papers = self.words.say, [*particulars.papers(self.outline), *particulars.attachments(self.outline)]
        if papers:
            sheet = Sheet(self.named(say(N_("Papers"))), [say(N_("Kind")), say(N_("Event or act")), say(N_("File")), "SHA-256"],
                          ["#meta+type", "#activity+name", "#meta+id", "#meta+sha256"], is_list=True)  # fmt: skip
            sheet.lines = [Line([one.kind, one.owner, one.file, one.sha256]) for one in papers]
            yield sheet

    def seal(self) -> Sheet:
        """Return what was asked, and the seal."""
        say, outline = self.words.say, self.outline
        sheet = Sheet(self.named(say(N_("Report and seal"))), [say(N_("Title")), say(N_("Value"))], ["#meta+name", "#meta+value"])
        texts = [(say(N_("Title of the report")), [outline.title]), *particulars.facts(outline)[:-1], *particulars.seal(outline)]
        known = dict.fromkeys((name, line) for name, lines in texts for line in lines)
        sheet.lines = [Line(pair) for pair in known]
        sheet.lines += [Line([say(N_("Note")), text]) for text in (particulars.seal_meaning(outline), outline.note) if text]
        return sheet


def _measured(one: Told) -> list[Any]:
    """Return the version of a figure's rule, the donor's reference, the baseline and the days of the target."""
    indicator, baseline, target = (told or {} for told in (one.figure.indicator, one.figure.baseline, one.figure.target))
    version, year = indicator.get("version"), baseline.get("year")
    return [
        Ordinal(version) if version else None, printable(indicator.get("reference")) or None, Ordinal(year) if year else None,
        _decimal(baseline.get("value")), _day(target.get("first")), _day(target.get("last")),
    ]  # fmt: skip


def _decimal(value: Any) -> Any:
    return None if value is None else Decimal(str(value))


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def tidy(outline: Outline) -> tuple[list[str], list[str], Iterable[Sequence[Any]]]:
    """Return the figures as one table: a number a line, with its figure, part and code."""
    say = outline.words.say
    head = [say(N_("Figure")), say(N_("Name of the figure")), say(N_("Part")), say(N_("Code")), say(N_("Title")), say(N_("Value"))]
    tags = ["#indicator+code", "#indicator+name", "#indicator+part", "#indicator+part+code", "#indicator+part+name", "#indicator+value+num"]
    rows = ((one.code or printable(one.figure.key), one.name, *row) for one in outline.told for row in (*_totals(one), *_parts(one)))
    return head, tags, rows


def _totals(one: Told) -> Iterator[tuple[Any, ...]]:
    """Yield the part, code, title and number of a figure's value, and of what it is told and measured by."""
    words, figure = one.words, one.figure
    yield words.say(N_("Total")), "total", None, shown(figure.value)
    for part, number in figure.parts.items():
        yield words.part_heading(part), part, None, shown(number)
    if figure.cumulative is not None:
        yield words.say(N_("Cumulative")), "cumulative", None, figure.cumulative
    for part, told in ((N_("Baseline"), figure.baseline), (N_("Target"), figure.target)):
        if told:
            yield words.say(part), part.lower(), None, _decimal(told["value"])


def _parts(one: Told) -> Iterator[tuple[Any, ...]]:
    """Yield the same of each part."""
    for breakdown in one.breakdowns:
        for line in breakdown.lines:
            yield one.words.say(N_("By group")) if line.is_group else breakdown.title, line.code, line.name, shown(line.number)
    if one.crossing:
        for code, title, count in _crossed(one.crossing):
            yield one.words.say(N_("By region, category and sex")), code, title, shown(count)


def _crossed(crossing: Crossing) -> Iterator[tuple[str, str, int | None]]:
    for line in crossing.lines:
        for (sex, name), number in zip(crossing.sexes, line.numbers, strict=True):
            yield f"{line.region_code}|{line.category_code}|{sex}", f"{line.region} · {line.category} · {name}", number
