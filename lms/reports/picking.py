"""What a report's document says, picked out for sentences. Pure.

Where any number is withheld nothing is added up from rows, so that none is given away.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lms.reports.document import Document, Figure
from lms.reports.facts import LAW_ENFORCEMENT, Number, Part, People, Pieces, Tours
from lms.reports.rules import NOT_STATED
from lms.text import tidy

OF_PEOPLE = frozenset({"persons", "completions", "attendances", "participants"})
SEXES = ("female", "male", NOT_STATED)
STUDY_TOUR = "study_tour"
# Whose officers the categories of law enforcement are; a category that is not known is of the other agencies.
AGENCIES = ("prosecution", "police", "border", "customs", "migration", "other")
AGENCIES_OF = {
    "prosecutor": ("prosecution",), "police": ("police",), "border_guard": ("border",), "customs": ("customs",),
    "migration_service": ("migration",), "prosecution_police_other_le": ("prosecution", "police", "other"),
    "border_customs": ("border", "customs"),
}  # fmt: skip
MOST_TITLES = 2
MOST_AGENCIES = 4


def named(document: Document, kind: str, code: Any, language: str) -> str:
    """Return the name of a code, tidied; the code where the document has none."""
    return tidy(document.label(kind, code, language))


def largest_first(numbers: Mapping[str, Number], order: Sequence[str] = ()) -> list[tuple[str, Number]]:
    """Return what is not nought, the largest first, of equals in an order, then what is withheld, what is not stated last."""
    ranks = {code: rank for rank, code in enumerate(order)}
    kept = [(code, number) for code, number in numbers.items() if number != 0]
    return sorted(kept, key=lambda one: (one[0] == NOT_STATED, one[1] is None, -(one[1] or 0), ranks.get(one[0], 0), one[0]))


def withholds(document: Document) -> bool:
    """Say whether any number of the document is withheld."""
    return any(None in _numbers(figure) for figure in document.figures)


def _numbers(figure: Figure) -> list[Number]:
    cells = [number for numbers in figure.cells.values() for number in numbers.values()]
    return [figure.value, *figure.parts.values(), *cells, *(one["number"] for one in figure.crossed)]


def people(document: Document, figure: Figure, language: str, *, grouped: bool) -> People:
    """Return the people of a figure by category; grouped tells law enforcement as one."""
    categories = figure.cells.get("category", {})
    parts = [_part(document, figure, code, number, language) for code, number in largest_first(categories)]
    of_group = figure.cells.get("group", {}).get(LAW_ENFORCEMENT)
    told = _grouped(document, parts, of_group) if grouped else parts
    regions, sexes = largest_first(figure.cells.get("region", {})), figure.cells.get("sex", {})
    return People(
        figure.basis, figure.value, tuple(told), figure.parts,
        tuple((named(document, "region", code, language), number) for code, number in regions if code != NOT_STATED),
        dict(regions).get(NOT_STATED, 0), _titles(document, figure, language),
        () if any(part.sexes for part in parts) else _of_all(sexes), is_of_project(document),
    )  # fmt: skip


def is_of_project(document: Document) -> bool:
    """Say whether a document is about one project and nothing narrower, within which people are new or returning (R5)."""
    scope = document.content["scope"]
    return bool(scope.get("project")) and not any(scope.get(narrower) for narrower in ("donor", "country", "region"))


def place(document: Document, language: str) -> str:
    """Return the name of the region that a document is limited to, else of the country; nothing where it is not."""
    scope = document.content["scope"]
    return next((named(document, kind, scope[kind], language) for kind in ("region", "country") if scope.get(kind)), "")


def _of_all(sexes: Mapping[str, Number]) -> tuple[tuple[str, Number], ...]:
    """Return the numbers by sex of all, none where every one is withheld."""
    told = tuple((sex, sexes[sex]) for sex in SEXES if sexes.get(sex, 0) != 0)
    return told if any(number is not None for _sex, number in told) else ()


def _part(document: Document, figure: Figure, code: str, number: Number, language: str) -> Part:
    if code == NOT_STATED:
        return Part(code, number, sexes=_sexes(figure, code, number))
    return Part(code, number, named(document, "category", code, language), sexes=_sexes(figure, code, number))


def _sexes(figure: Figure, category: str, number: Number) -> tuple[tuple[str, Number], ...]:
    """Return the numbers by sex of a category, none where they do not add up to its own or that is withheld."""
    found: dict[str, list[Number]] = {}
    for one in figure.crossed:
        if one["category"] == category:
            found.setdefault(one["sex"], []).append(one["number"])
    summed = {sex: None if None in numbers else sum(filter(None, numbers)) for sex, numbers in found.items()}
    whole = number is not None and (None in summed.values() or sum(filter(None, summed.values())) == number)
    return tuple((sex, summed[sex]) for sex in SEXES if whole and summed.get(sex, 0) != 0)


def _grouped(document: Document, parts: list[Part], number: Number) -> list[Part]:
    """Return law enforcement as one part, in the place of the largest of its parts; one part alone stays itself."""
    labels = document.content["labels"].get("category", {})
    inside = [part for part in parts if labels.get(part.code, {}).get("group") == LAW_ENFORCEMENT]
    summed = None if any(part.number is None for part in inside) else sum(part.number or 0 for part in inside)
    if len(inside) < 2 and not any(len(AGENCIES_OF.get(part.code, ())) > 1 for part in inside):
        return parts
    whose = {agency for part in inside for agency in AGENCIES_OF.get(part.code, ("other",))}
    group = Part(LAW_ENFORCEMENT, summed if summed is not None else number, agencies=_agencies(whose))
    rest = [part for part in parts if part not in inside]
    return sorted([group, *rest], key=lambda part: (part.code == NOT_STATED, part.number is None, -(part.number or 0)))


def _agencies(whose: set[str]) -> tuple[str, ...]:
    """Return agencies in order; of more than are read with ease the first two, and the others as such."""
    if len(whose) > MOST_AGENCIES:
        whose = {*(whose & {*AGENCIES[:2]}), AGENCIES[-1]}
    return tuple(agency for agency in AGENCIES if agency in whose)


def _titles(document: Document, figure: Figure, language: str) -> tuple[str, ...]:
    """Return the titles of the events that a figure counts people of, none where there are many or some have no name."""
    known = document.content["labels"].get("event", {})
    events = {row["event"] for _table, row in _rows(document, figure) if "event" in row}
    titles = {named(document, "event", event, language) for event in sorted(events) if str(event) in known}
    return tuple(sorted(titles)) if events and len(titles) <= MOST_TITLES and all(str(one) in known for one in events) else ()


def _rows(document: Document, figure: Figure) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Yield the rows that a figure counted, none where an edition comes without rows."""
    tables = document.content.get("rows") or {}
    if figure.counted and all(tables.get(part["table"]) for part in figure.counted if part["ids"]):
        yield from ((table, row) for table, row, _number in document.counted(figure))


def tours(document: Document, language: str, *, grouped: bool) -> list[Tours]:
    """Return the study tours by country, one for all where the rows do not tell the same as the figures."""
    events, participants = document.figure("events"), document.figure("participants")
    number = events.cells.get("kind", {}).get(STUDY_TOUR, 0) if events else 0
    if events is None or number == 0:
        return []
    people = participants.cells.get("kind", {}).get(STUDY_TOUR, 0) if participants else None
    by_country = [] if withholds(document) else _by_country(document, events, participants, language, grouped)
    told = sum(one.number or 0 for one in by_country), sum(one.participants or 0 for one in by_country)
    return by_country if told == (number, people or 0) else [Tours(_countries(document, number, language), number, people)]


def _countries(document: Document, number: Number, language: str) -> tuple[str, ...]:
    """Return where the tours went, by the events alone, of which an edition without people keeps the rows."""
    rows = (document.content.get("rows") or {}).get("event", ())
    held = [row["country"] for row in document.rows("event").values() if row["kind"] == STUDY_TOUR] if rows else []
    names = {_abroad(document, country, language) for country in held}
    return tuple(sorted(filter(None, names))) if len(held) == number and None not in names else ()


def _abroad(document: Document, country: str | None, language: str) -> str | None:
    """Return the name of a country that is not the office's own."""
    own = (document.content["scope"].get("office") or {}).get("country")
    return named(document, "country", country, language) if country and country != own else None


def _by_country(
    document: Document, events: Figure, participants: Figure | None, language: str, grouped: bool
) -> list[Tours]:
    held = {row["id"]: row["country"] for _table, row in _rows(document, events) if row.get("kind") == STUDY_TOUR}
    rows = [(table, row) for table, row in _rows(document, participants) if row["event"] in held] if participants else []
    made = []
    for country, number in sorted(Counter(held.values()).items(), key=lambda one: (-one[1], str(one[0]))):
        went = [(table, row) for table, row in rows if held[row["event"]] == country]
        name = _abroad(document, country, language)
        made.append(_tours(document, name, number, went, language, grouped))
    return made


def _tours(document: Document, country: str | None, number: int, went: Any, language: str, grouped: bool) -> Tours:
    by_category: Counter[str] = Counter()
    for _table, row in went:
        by_category[row["category"] or NOT_STATED] += row.get("number", 1)
    parts = [Part(code, heads, named(document, "category", code, language)) for code, heads in largest_first(by_category)]
    persons = [row["person"] for table, row in went if table == "enrolment"]
    heads = sum(row["number"] for table, row in went if table == "headcount")
    told = tuple(_grouped(document, parts, None) if grouped else parts) if [*by_category] != [NOT_STATED] else ()
    return Tours((country,) if country else (), number, len(persons) + heads, told, heads, len(set(persons)) < len(persons))


def pieces(document: Document, figure: Figure, language: str) -> Pieces:
    """Return the materials of a figure."""
    rows = [] if withholds(document) else [row for table, row in _rows(document, figure) if table == "distribution"]
    known = document.content["labels"].get("organisation", {})
    whole = all(str(row["organisation"]) in known for row in rows)
    receivers = {named(document, "organisation", row["organisation"], language) for row in rows if whole}
    return Pieces(figure.value, tuple(largest_first(figure.cells.get("carrier", {}))), tuple(sorted(receivers)))
