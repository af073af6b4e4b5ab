"""A report's figures as results of an activity, in the format of the International Aid Transparency Initiative.

IATI 2.03: the order of elements and the attributes are those of iati-activities-schema.xsd of 19 February 2018; codes are
of its codelists ActivityStatus, ActivityDateType, OrganisationRole, ResultType, IndicatorMeasure and IndicatorVocabulary.
Values in, bytes out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lms.reports import definitions
from lms.reports.document import CROSSED, LANGUAGES, Document, Figure
from lms.reports.outline import Outline, Told
from lms.reports.seals import Seal
from lms.reports.wording import printable

VERSION = "2.03"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MAIN = LANGUAGES[0]
FUNDING, IMPLEMENTING = "1", "4"
PLANNED, UNDER_WAY, FINALISED = "1", "2", "3"
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
OUTPUT, UNIT, OWN = "1", "1", "99"
# Each counts once whoever it counts, so that numbers of several activities are no sum.
UNIQUE = frozenset({"persons", "participants", "trainers_certified", "trainers_standing"})


@dataclass(frozen=True)
class Publisher:
    """Who publishes: the identifier and type of the organisation in IATI's lists, its name where it is not the office's.

    `sector` is a code of the purposes of the OECD's Development Assistance Committee.
    """

    ref: str
    type: str
    name: str = ""
    sector: str = "15130"


def report_iati(document: Document, seal: Seal, publisher: Publisher, *, public: bool = False) -> bytes:
    """Return the report as a file of one activity with one result, whose indicators are the figures. No person is named."""
    outlines = {language: Outline(document, language, seal, public=public) for language in LANGUAGES}
    at = (seal.sealed_at or datetime.fromisoformat(document.content["prepared"]["at"])).astimezone(UTC)
    made = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    root = Element("iati-activities", {"version": VERSION, "generated-datetime": made})
    activity = SubElement(root, "iati-activity", {"last-updated-datetime": made, LANG: MAIN, "hierarchy": "1"})
    _Activity(document, outlines, publisher).fill(activity)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


class _Activity:
    def __init__(self, document: Document, outlines: Mapping[str, Outline], publisher: Publisher) -> None:
        self.content, self.outlines, self.publisher = document.content, outlines, publisher
        self.words = {language: outline.words for language, outline in outlines.items()}
        self.scope = document.content["scope"]
        self.project: Mapping[str, Any] = self.scope.get("project") or {}

    def fill(self, activity: Element) -> None:
        """Add the elements in the order of the schema."""
        code = self.project.get("code") or (self.scope.get("office") or {}).get("code") or f"report-{self.content['report']['id']}"
        SubElement(activity, "iati-identifier").text = printable(f"{self.publisher.ref}-{code}")
        self._said(SubElement(activity, "reporting-org", {"ref": self.publisher.ref, "type": self.publisher.type}), self._publisher())
        self._said(SubElement(activity, "title"), {language: one.subject or one.title for language, one in self.outlines.items()})
        self._said(SubElement(activity, "description", {"type": "1"}), self._description())
        for donor in self.project.get("donors") or ([self.scope["donor"]] if self.scope.get("donor") else []):
            self._said(SubElement(activity, "participating-org", {"role": FUNDING}), self._names(donor["name"]))
        own = {"ref": self.publisher.ref, "type": self.publisher.type, "role": IMPLEMENTING}
        self._said(SubElement(activity, "participating-org", own), self._publisher())
        self._dates(activity)
        country = self.scope.get("country") or (self.scope.get("office") or {}).get("country")
        if country:
            SubElement(activity, "recipient-country", {"code": country, "percentage": "100"})
        SubElement(activity, "sector", {"vocabulary": "1", "code": self.publisher.sector, "percentage": "100"})
        if self.outlines[MAIN].told:
            self._result(activity)

    def _dates(self, activity: Element) -> None:
        """Tell the status and the days of the activity: what lies before the day of the figures is actual, the rest planned."""
        first, last, as_of = *self._days(), self.content["period"]["as_of"]
        status = PLANNED if first > as_of else UNDER_WAY if last > as_of else FINALISED
        SubElement(activity, "activity-status", {"code": status})
        SubElement(activity, "activity-date", {"type": PLANNED_START if first > as_of else ACTUAL_START, "iso-date": first})
        SubElement(activity, "activity-date", {"type": PLANNED_END if last > as_of else ACTUAL_END, "iso-date": last})

    def _days(self) -> tuple[str, str]:
        period = self.content["period"]
        first = self.project.get("first") or period["first"] or period["last"] or period["as_of"]
        return first, max(first, self.project.get("last") or period["last"] or period["as_of"])

    def _period(self) -> tuple[str, str]:
        first, last = self._days()
        period = self.content["period"]
        return period["first"] or min(first, period["last"] or last), period["last"] or max(last, period["first"] or first)

    def _publisher(self) -> dict[str, str]:
        if self.publisher.name:
            return {MAIN: printable(self.publisher.name)}
        return self._names((self.scope.get("office") or {}).get("name") or {MAIN: self.publisher.ref})

    def _names(self, names: Mapping[str, str]) -> dict[str, str]:
        return {language: printable(name) for language, name in names.items() if name}

    def _description(self) -> dict[str, str]:
        """Return the title of the report, its state and digest in each language. Its narrative, which may name people, is not told."""
        told = {}
        for language, one in self.outlines.items():
            digest = f"SHA-256 {one.seal.sha256}" if one.seal.sha256 else ""
            told[language] = " · ".join(text for text in (one.title, one.state, digest, one.note) if text)
        return told

    def _said(self, element: Element, texts: Mapping[str, str]) -> Element:
        """Add a text in each language that it is told in; the activity's own language goes without saying."""
        for language in sorted(texts, key=lambda one: one != MAIN):
            narrative = SubElement(element, "narrative", {} if language == MAIN else {LANG: language})
            narrative.text = texts[language] or "—"
        return element

    def _result(self, activity: Element) -> None:
        result = SubElement(activity, "result", {"type": OUTPUT, "aggregation-status": "0"})
        self._said(SubElement(result, "title"), {language: one.title for language, one in self.outlines.items()})
        for at, one in enumerate(self.outlines[MAIN].told):
            self._indicator(result, {language: outline.told[at] for language, outline in self.outlines.items()}, one.figure)

    def _indicator(self, result: Element, told: Mapping[str, Told], figure: Figure) -> None:
        summed = "0" if figure.basis in UNIQUE else "1"
        indicator = SubElement(result, "indicator", {"measure": UNIT, "ascending": "1", "aggregation-status": summed})
        self._said(SubElement(indicator, "title"), {language: one.name for language, one in told.items()})
        rules = {language: definitions.definition(words, figure) for language, words in self.words.items()}
        if all(rules.values()):
            self._said(SubElement(indicator, "description"), rules)
        for vocabulary, code in _references(figure).items():
            SubElement(indicator, "reference", {"vocabulary": vocabulary, "code": code})
        if figure.baseline:
            SubElement(indicator, "baseline", {"year": str(figure.baseline["year"]), "value": str(figure.baseline["value"])})
        self._periods(indicator, told[MAIN], figure)

    def _periods(self, indicator: Element, one: Told, figure: Figure) -> None:
        """Tell the report's period with what was reached; a target for other days has a period of its own."""
        days, target = self._period(), figure.target or {}
        of_target = (target.get("first") or days[0], target.get("last") or days[1])
        value = None if target.get("value") is None else str(target["value"])
        period = _period(indicator, days)
        if value is not None and of_target == days:
            SubElement(period, "target", {"value": value})
        for number, dimensions in _actuals(one):
            actual = SubElement(period, "actual", {"value": str(number)})
            for name, code in dimensions:
                SubElement(actual, "dimension", {"name": name, "value": code})
        if value is not None and of_target != days:
            SubElement(_period(indicator, of_target), "target", {"value": value})


def _period(indicator: Element, days: tuple[str, str]) -> Element:
    period = SubElement(indicator, "period")
    SubElement(period, "period-start", {"iso-date": days[0]})
    SubElement(period, "period-end", {"iso-date": days[1]})
    return period


def _references(figure: Figure) -> dict[str, str]:
    """Return the donor's own number of the indicator and the office's, by vocabulary; each vocabulary stands once."""
    indicator = figure.indicator or {}
    own = {OWN: printable(str(indicator.get("code") or figure.key))}
    if indicator.get("reference"):
        own |= {str(indicator.get("vocabulary") or OWN): printable(str(indicator["reference"]))}
    return dict(sorted(own.items()))


def _actuals(one: Told) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Yield the value and its parts with what they are told by; what is not shown is left out. Organisations are not told."""
    figure = one.figure
    if figure.value is not None:
        yield figure.value, []
    for breakdown in one.breakdowns:
        if breakdown.kind != "organisation":
            for line in breakdown.lines:
                if line.number is not None:
                    yield line.number, [("group" if line.is_group else breakdown.kind, line.name)]
    for cell in figure.crossed:
        if cell["number"] is not None:
            yield cell["number"], [(kind, one.words.plural(kind, cell[kind])) for kind in CROSSED]
