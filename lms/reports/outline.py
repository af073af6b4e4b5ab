"""What a report tells page by page, worded in one language: the same for print and for an editable text. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from lms.language import N_
from lms.participants.models import Sex
from lms.reports import definitions, notes
from lms.reports.document import CELLS, Document, Figure
from lms.reports.rules import NOT_STATED
from lms.reports.seals import Seal
from lms.reports.wording import APART, BY_KIND, KINDS, PARTS, Words, printable

Facts = list[tuple[str, list[str]]]
# A sentence of the letter to the donor, and its footnotes.
Sentences = Sequence[tuple[str, Sequence[str]]]
MOST_LARGE = 6
NOT_WORTH_TELLING = frozenset({"claimed", "reconstructed", "returning", "signed"})  # where they are none


@dataclass(frozen=True)
class Line:
    """A part of a figure: what it is called, its code, its number, None where it is not shown."""

    name: str
    code: str
    number: int | None
    is_group: bool = False


@dataclass(frozen=True)
class Breakdown:
    """A figure told by one kind of cell. Lines add up to the total, the subtotals of groups apart (R9)."""

    kind: str
    title: str
    heading: str
    lines: tuple[Line, ...]
    total: int | None

    @property
    def is_whole(self) -> bool:
        """Say whether every line shows its number, so that they can be added up."""
        return all(line.number is not None for line in self.lines)


@dataclass(frozen=True)
class CrossLine:
    """People of one region and category, by sex in the order of the columns, and together."""

    region: str
    region_code: str
    category: str
    category_code: str
    numbers: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class Crossing:
    """People by region, category and sex together; `sexes` are the code and name of each column."""

    sexes: tuple[tuple[str, str], ...]
    lines: tuple[CrossLine, ...]
    total: int | None

    @property
    def is_whole(self) -> bool:
        """Say whether every cell shows its number."""
        return all(number is not None for line in self.lines for number in line.numbers)


@dataclass(frozen=True)
class Reached:
    """A target: its value, the days that it is for, what was reached of it, and the share."""

    value: Decimal
    span: str
    reached: int | None
    is_cumulative: bool
    share: Decimal | None


@dataclass(frozen=True)
class Told:
    """A figure with its words."""

    words: Words
    figure: Figure

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.words.figure(self.figure)

    @property
    def code(self) -> str:
        """Return the indicator's code, nothing for a figure that every report tells."""
        return printable(str(self.figure.indicator["code"])) if self.figure.indicator else ""

    @property
    def note(self) -> str:
        """Say which indicator it is, by which version of its rule, and how the donor numbers it."""
        indicator: Mapping[str, Any] = self.figure.indicator or {}
        if not indicator:
            return ""
        reference = indicator.get("reference")
        donors = self.words.say(N_("donor’s reference %(reference)s"), reference=printable(reference)) if reference else ""
        basis = self.words.basis(self.figure)
        return " · ".join(text for text in (self.code, "" if basis == self.name else basis, donors) if text)

    @property
    def parts(self) -> str:
        """Say of what its value is made (R10), and what is told apart from it; what is none and not worth telling is left out."""
        told, words = self.figure.parts, self.words
        said = {key: f"{words.part(key)} {words.number(told[key])}" for key in [*PARTS, *told] if key in told}
        worth = {key: text for key, text in said.items() if told[key] != 0 or key not in NOT_WORTH_TELLING}
        inside = " · ".join(text for key, text in worth.items() if key not in APART)
        apart = [text for key, text in worth.items() if key in APART]
        return "; ".join([words.say(N_("of which %(parts)s"), parts=inside), *apart] if inside else apart)

    @cached_property
    def target(self) -> Reached | None:
        """Return its target. A target for other days than the report's is measured by the cumulative value, where there is one."""
        told, period = self.figure.target, self.words.document.content["period"]
        if not told or told.get("value") is None:
            return None
        same = (told.get("first"), told.get("last")) == (period["first"], period["last"])
        cumulative = not same and self.figure.cumulative is not None
        reached = self.figure.cumulative if cumulative else self.figure.value
        value = Decimal(str(told["value"]))
        share = Decimal(reached) / value if value and reached is not None else None
        return Reached(value, self.words.span(told.get("first"), told.get("last")), reached, cumulative, share)

    @property
    def reached(self) -> str:
        """Say how much of the target was reached, nothing where there is none to measure by."""
        target, words = self.target, self.words
        if target is None or target.share is None:
            return ""
        return words.say(
            N_("%(reached)s of %(value)s planned (%(share)s)"),
            reached=words.number(target.reached), value=words.number(target.value), share=words.percent(target.share),
        )  # fmt: skip

    @property
    def measures(self) -> list[str]:
        """Say its cumulative value, its baseline and the days of its target, where it has them."""
        words, figure, told = self.words, self.figure, []
        if figure.cumulative is not None:
            told.append(words.say(N_("Cumulative, each counted once: %(number)s"), number=words.number(figure.cumulative)))
        if figure.baseline:
            year, value = figure.baseline["year"], words.number(figure.baseline["value"])
            told.append(words.say(N_("Baseline of %(year)s: %(number)s"), year=year, number=value))
        if self.target:
            told.append(words.say(N_("Target for %(period)s"), period=self.target.span))
        return told

    @cached_property
    def breakdowns(self) -> list[Breakdown]:
        """Return the tables of its parts: those that its rule asks for, else all that it has."""
        asked = [*(self.figure.rule.get("disaggregations") or CELLS), "kind", "carrier"]
        kinds = [kind for kind in dict.fromkeys(asked) if self.figure.cells.get(kind)]
        if "category" in kinds and "group" in kinds:
            kinds.remove("group")  # its numbers stand as subtotals among the categories
        return [self._breakdown(kind) for kind in kinds]

    def _breakdown(self, kind: str) -> Breakdown:
        words, cells = self.words, self.figure.cells[kind]
        if kind == "category" and self.figure.cells.get("group"):
            lines = tuple(self._categories(cells, self.figure.cells["group"]))
        else:
            lines = tuple(Line(words.plural(kind, code), code, cells[code]) for code in words.in_order(kind, cells))
        return Breakdown(kind, words.say(BY_KIND[kind]), words.say(KINDS[kind]), lines, self.figure.value)

    def _categories(self, cells: Mapping[str, int | None], groups: Mapping[str, int | None]) -> Iterator[Line]:
        """Yield groups as subtotals with their categories; what has no category stands last, by itself."""
        words, known = self.words, self.words.document.content["labels"].get("category", {})
        of_group = {code: known.get(code, {}).get("group", NOT_STATED) for code in cells}
        for group in words.in_order("group", groups):
            inside = {code: number for code, number in cells.items() if of_group[code] == group}
            if group != NOT_STATED:
                yield Line(words.code("group", group), group, groups[group], is_group=True)
            for code in words.in_order("category", inside):
                yield Line(words.plural("category", code), code, cells[code])

    @cached_property
    def crossing(self) -> Crossing | None:
        """Return people by region, category and sex together, None where it does not tell them so."""
        told = self.figure.crossed
        if not told:
            return None
        words, present = self.words, {cell["sex"] for cell in told}
        sexes = tuple((sex.value, words.code("sex", sex.value)) for sex in Sex if sex.value in present)
        by_place: dict[tuple[str, str], dict[str, int | None]] = {}
        for cell in told:
            by_place.setdefault((cell["region"], cell["category"]), {})[cell["sex"]] = cell["number"]
        lines = [self._cross_line(place, numbers, sexes) for place, numbers in by_place.items()]
        lines.sort(key=lambda line: (line.region_code == NOT_STATED, line.region, line.category_code == NOT_STATED, line.category))
        return Crossing(sexes, tuple(lines), self.figure.value)

    def _cross_line(
        self, place: tuple[str, str], numbers: Mapping[str, int | None], sexes: Sequence[tuple[str, str]]
    ) -> CrossLine:
        region, category = place
        row = tuple(numbers.get(sex, 0) for sex, _name in sexes)
        total = None if None in row else sum(number or 0 for number in row)
        words = self.words
        return CrossLine(words.code("region", region), region, words.plural("category", category), category, row, total)


@dataclass(frozen=True)
class Letter:
    """Sentences, each with the numbers of its footnotes; and the footnotes in their order."""

    sentences: Sequence[tuple[str, Sequence[int]]]
    notes: Sequence[str]


@dataclass(frozen=True)
class Outline:
    """A report as it is told to its readers. A public edition is made of a document whose small numbers are not shown."""

    document: Document
    language: str
    seal: Seal
    sentences: Sentences = ()
    public: bool = False

    @cached_property
    def words(self) -> Words:
        """Return its words."""
        return Words(self.document, self.language)

    @cached_property
    def told(self) -> list[Told]:
        """Return its figures with their words."""
        return [Told(self.words, figure) for figure in self.document.figures]

    @property
    def large(self) -> list[Told]:
        """Return the figures that the first page tells: the indicators first, else those that every report tells."""
        return sorted(self.told, key=lambda one: one.figure.indicator is None)[:MOST_LARGE]

    @property
    def title(self) -> str:
        """Return the report's title."""
        return self.words.name(self.document.content["report"]["title"]) or self.words.say(N_("Title of the report"))

    @property
    def subject(self) -> str:
        """Return the name of what is reported on: the project, else the donor, else the office; and the place it is limited to."""
        words, scope = self.words, self.document.content["scope"]
        about = next((words.name(scope[key]["name"]) for key in ("project", "donor", "office") if scope.get(key)), "")
        place = next((words.code(key, scope[key]) for key in ("region", "country") if scope.get(key)), "")
        return " · ".join(filter(None, [about, place]))

    @property
    def state(self) -> str:
        """Say whether it is sealed, and how it is to be read."""
        if self.seal.is_draft:
            return self.words.say(N_("Draft, not sealed: figures may still change"))
        return self.words.say(N_("Public edition of a sealed report")) if self.public else self.words.say(N_("Sealed report"))

    @property
    def mark(self) -> str:
        """Return the word that stands across every page of a draft, nothing for a sealed report."""
        return self.words.say(N_("DRAFT")) if self.seal.is_draft else ""

    @property
    def note(self) -> str:
        """Say what a public edition leaves out; and of a version that restates another what it changes."""
        return notes.note(self)

    @cached_property
    def letter(self) -> "Letter":
        """Return the letter to the donor; each footnote is told once, and numbered from 1."""
        said = [(printable(text), [printable(note) for note in notes]) for text, notes in self.sentences]
        numbers = {note: number for number, note in enumerate(dict.fromkeys(note for _text, notes in said for note in notes), 1)}
        return Letter([(text, [numbers[note] for note in notes]) for text, notes in said], list(numbers))

    @property
    def narrative(self) -> list[str]:
        """Return the paragraphs of its text."""
        text = self.words.name(self.document.content["narrative"])
        return [line for line in (part.strip() for part in text.splitlines()) if line]

    @property
    def definitions(self) -> list[tuple[str, str, str]]:
        """Return the name, rule and version of each figure's rule, then the rules of all figures."""
        own = [(one.name, definitions.definition(self.words, one.figure), definitions.version(self.words, one.figure)) for one in self.told]
        known = {part for name, text, _version in own for part in (name, text)}
        return own + [(name, text, "") for name, text in definitions.general(self.words) if not {name, text} & known]
