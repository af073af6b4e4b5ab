"""The sentences of a donor letter and of a newsletter, made from a report's document, each with its footnotes. Pure.

    sentences(document, "ru", Style.LETTER) -> [Sentence(text, notes), …]

What is said, in order: who was trained, the same by profession, sex and region, completions, attendances, events, study
tours, materials, indicators, and the cascade by itself (R12). A newsletter leaves out attendances, breakdowns and
indicators. A number is never made: all are the document's, or added up from numbers or rows that it tells.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from lms.courses.codes import TRAINING_KINDS, EventKind
from lms.reports import facts, picking, speaking_en, speaking_ru
from lms.reports.document import Document, Figure
from lms.reports.footnotes import Note, note


class Style(StrEnum):
    """How full a text is."""

    LETTER = "letter"
    NEWSLETTER = "newsletter"


@dataclass(frozen=True)
class Sentence:
    """A sentence with the footnotes that belong to its end; a figure has the same footnote in all sentences."""

    text: str
    notes: tuple[Note, ...]


class Speaker(Protocol):
    """What a module of a language can say; see there."""

    def quoted(self, text: str) -> str:
        """Return a text in quotation marks."""

    def opening(self, scope: facts.Scope, *, formal: bool) -> str:
        """Return the project and the period."""

    def opened(self, clause: str, lead: str) -> str:
        """Return a sentence of a clause."""

    def trained(self, people: facts.People, *, formal: bool) -> str:
        """Tell who was trained."""

    def breakdown(self, people: facts.People, heading: str) -> str:
        """Tell people by profession, sex and region."""

    def recorded(self, count: facts.Count, *, formal: bool) -> str:
        """Tell completions or attendances."""

    def events(self, told: facts.Events, *, formal: bool) -> str:
        """Tell the events by kind."""

    def tours(self, told: Sequence[facts.Tours], *, formal: bool) -> str:
        """Tell the study tours."""

    def materials(self, told: facts.Pieces, *, formal: bool) -> str:
        """Tell the materials handed over."""

    def measure(self, told: facts.Measure) -> str:
        """Tell an indicator."""

    def cascade(self, generation: int, counts: Sequence[facts.Count]) -> str:
        """Tell one generation of the cascade."""


SPEAKERS: dict[str, Speaker] = {"en": speaking_en, "ru": speaking_ru}
HEADINGS = {"en": "indicator {}", "ru": "индикатор {}"}
# What every report tells; other figures are told by their name.
STANDARD = frozenset({"persons", "completions", "attendances", "participants", "events", "materials"})
# In this order, of one generation of the cascade.
OF_CASCADE = ("events", "persons", "completions", "attendances", "participants")


@dataclass(frozen=True)
class Clause:
    """A clause with the figures that it tells; `leads` says whether project and period can stand before it."""

    text: str
    figures: tuple[Figure, ...]
    leads: bool = True


def sentences(
    document: Document, language: str, style: Style | str = Style.LETTER, *, grouped: bool = True, leads: bool = True, digest: str | None = None
) -> list[Sentence]:
    """Return the sentences of a document in a language; the first `leads` with the scope and the period.

    `grouped` tells law enforcement as one, else by category; breakdowns are always by category. `digest` is the SHA-256
    of the sealed report, for the footnotes; None for a draft.
    """
    teller = Teller(document, language, Style(style), grouped)
    clauses = [clause for clause in teller.clauses() if clause.text]
    first = next((place for place, clause in enumerate(clauses) if clause.leads), None) if leads else None
    speaker = SPEAKERS[language]
    return [
        Sentence(
            speaker.opened(clause.text, teller.lead if place == first else ""),
            tuple(note(document, figure, language, digest) for figure in clause.figures),
        )
        for place, clause in enumerate(clauses)
    ]


def breakdown(document: Document, figure: Figure, language: str, *, digest: str | None = None) -> Sentence | None:
    """Return a figure of people by profession, sex and region, None where it counts nobody or is not told so."""
    text = _broken_down(document, figure, language)
    return Sentence(SPEAKERS[language].opened(text, ""), (note(document, figure, language, digest),)) if text else None


def _broken_down(document: Document, figure: Figure, language: str) -> str:
    if figure.basis not in picking.OF_PEOPLE or not figure.cells.get("category"):
        return ""
    people = picking.people(document, figure, language, grouped=False)
    return SPEAKERS[language].breakdown(people, _heading(figure, language)) if people.told and not people.hides_parts else ""


def _heading(figure: Figure, language: str) -> str:
    """Return what a breakdown is of, empty for what every report tells."""
    if figure.indicator and figure.indicator["code"]:
        return HEADINGS[language].format(figure.indicator["code"])
    return "" if _is_standard(figure) else SPEAKERS[language].quoted(facts.in_language(figure.name, language))


def _is_standard(figure: Figure) -> bool:
    return figure.indicator is None and figure.key in STANDARD and _generation(figure) is None


def _generation(figure: Figure) -> int | None:
    generation = figure.rule.get("generation")
    return int(generation) if generation is not None else None


@dataclass(frozen=True)
class Teller:
    """A document told in a language and a style."""

    document: Document
    language: str
    style: Style
    grouped: bool

    @property
    def speaker(self) -> Speaker:
        """Return the module of its language."""
        return SPEAKERS[self.language]

    @property
    def formal(self) -> bool:
        """Say whether it is a letter."""
        return self.style is Style.LETTER

    @property
    def lead(self) -> str:
        """Return the project, else the office, the period, and the place that the report is limited to."""
        told, period = self.document.content["scope"], self.document.content["period"]
        project, office = (facts.in_language(told[key]["name"], self.language) if told.get(key) else "" for key in ("project", "office"))
        days, place = (_day(period["first"]), _day(period["last"])), picking.place(self.document, self.language)
        return self.speaker.opening(facts.Scope(project, *days, "" if project else office, place), formal=self.formal)

    def clauses(self) -> list[Clause]:
        """Return what is said, in order; an empty clause where there is nothing to say."""
        told: tuple[Callable[[], list[Clause]], ...] = (
            self._trained, self._recorded, self._events, self._tours, self._materials,
        )  # fmt: skip
        said = [clause for tell in told for clause in tell()]
        measures = self._measures() if self.formal or not any(clause.text for clause in said) else []
        return [*said, *measures, *self._cascade()]

    def _standard(self, key: str) -> Figure | None:
        """Return a figure that every report tells; what is nought only where a letter has to say so."""
        figure = self.document.figure(key)
        if figure is None or not _is_standard(figure) or (figure.value == 0 and not self._owns_up(key)):
            return None
        return figure

    def _owns_up(self, key: str) -> bool:
        """Say whether a letter tells that a figure is nought: events, and persons trained unless no event was a training (R16)."""
        events = self.document.figure("events")
        kinds = events.cells.get("kind", {}) if events else {}
        return self.formal and (key == "events" or (key == "persons" and (not kinds or bool(kinds.keys() & TRAINING_KINDS))))

    def _trained(self) -> list[Clause]:
        figure = self._standard("persons")
        if figure is None:
            return []
        people = picking.people(self.document, figure, self.language, grouped=self.grouped)
        said = [Clause(self.speaker.trained(people, formal=self.formal), (figure,))]
        if self.formal:
            said.append(Clause(_broken_down(self.document, figure, self.language), (figure,), leads=False))
        return said

    def _recorded(self) -> list[Clause]:
        """Tell completions, in a newsletter only where some have no name, and attendances in a letter."""
        completions, attendances = self._standard("completions"), self._standard("attendances")
        said = []
        if completions and (self.formal or completions.parts.get("from_headcounts", 0) != 0):
            said.append(completions)
        if attendances and self.formal:
            said.append(attendances)
        return [Clause(self.speaker.recorded(_count(figure), formal=self.formal), (figure,)) for figure in said]

    def _events(self) -> list[Clause]:
        """Tell the events; a newsletter leaves study tours to their own sentence, and who took part."""
        figure, went = self._standard("events"), self._standard("participants")
        if figure is None:
            return []
        kinds = picking.largest_first(figure.cells.get("kind", {}), [kind.value for kind in EventKind])
        if self.formal:
            told = facts.Events(figure.value, tuple(kinds), _count(went) if went else None)
            return [Clause(self.speaker.events(told, formal=True), (figure, went) if went else (figure,))]
        others = [(kind, number) for kind, number in kinds if kind != picking.STUDY_TOUR]
        value = others[0][1] if len(others) == 1 else None
        return [Clause(self.speaker.events(facts.Events(value, tuple(others), whole=False), formal=False), (figure,))] if others else []

    def _tours(self) -> list[Clause]:
        events, went = self._standard("events"), self._standard("participants")
        told = picking.tours(self.document, self.language, grouped=self.grouped) if events else []
        figures = tuple(figure for figure in (events, went) if figure)
        return [Clause(self.speaker.tours(told, formal=self.formal), figures)] if told else []

    def _materials(self) -> list[Clause]:
        figure = self._standard("materials")
        if figure is None:
            return []
        told = picking.pieces(self.document, figure, self.language)
        return [Clause(self.speaker.materials(told, formal=self.formal), (figure,))]

    def _measures(self) -> list[Clause]:
        """Tell the indicators, and other figures by their name."""
        named = [one for one in self.document.figures if one.indicator or (_generation(one) is None and not _is_standard(one))]
        period, hides = self.document.content["period"], picking.withholds(self.document)
        measures = [(figure, _measure(figure, self.language, period, hides)) for figure in named]
        return [Clause(self.speaker.measure(measure), (figure,), leads=False) for figure, measure in measures]

    def _cascade(self) -> list[Clause]:
        """Tell each generation by itself; an indicator of one is told as an indicator (R12)."""
        of_cascade = [one for one in self.document.figures if one.indicator is None and _generation(one) is not None]
        said = []
        for generation in sorted({_generation(figure) or 0 for figure in of_cascade}):
            told = [one for one in of_cascade if _generation(one) == generation and one.basis in OF_CASCADE and one.value != 0]
            told.sort(key=lambda one: OF_CASCADE.index(one.basis))
            if told:
                text = self.speaker.cascade(generation, [_count(figure) for figure in told])
                said.append(Clause(text, tuple(told), leads=False))
        return said


def _count(figure: Figure) -> facts.Count:
    return facts.Count(figure.basis, figure.value, figure.parts)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _measure(figure: Figure, language: str, period: Any, hides: bool) -> facts.Measure:
    """Return an indicator; a cumulative figure that is missing is withheld where the document hides numbers."""
    indicator, target, baseline = figure.indicator or {}, figure.target or {}, figure.baseline or {}
    days = (target.get("first"), target.get("last"))
    same = days == (period["first"], period["last"]) or days == (None, None)
    return facts.Measure(
        indicator.get("code") or "", facts.in_language(figure.name, language), _count(figure), indicator.get("reference") or "",
        figure.cumulative, (str(baseline["value"]), int(baseline["year"])) if baseline.get("value") is not None else None,
        str(target["value"]) if target.get("value") is not None else None,
        None if same else (_day(days[0]), _day(days[1])), _generation(figure), hides or figure.cumulative is not None,
    )  # fmt: skip
