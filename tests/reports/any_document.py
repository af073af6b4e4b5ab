"""Documents with any figures, for what holds of the sentences of all of them."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from lms.courses.codes import EventKind
from lms.materials.models import Carrier
from lms.reports.document import COLUMNS, CROSSED, Document
from tests.reports import documents

SEEDS = Path(__file__).parents[2] / "seeds" / "reference"
SEXES = ("female", "male", "not_stated")
# As often small as around the numbers whose forms are irregular, or large.
NUMBERS = st.one_of(st.integers(0, 25), st.sampled_from([100, 101, 102, 111, 112, 114, 121, 122, 1000, 1011, 4021]), st.integers(0, 5000))


def _table(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _labels() -> dict[str, Any]:
    labels: dict[str, Any] = {
        kind: {row["code"]: {"name": {"en": row["name_en"], "ru": row["name_ru"]}} for row in _table(file)}
        for kind, file in (("region", "regions.csv"), ("country", "countries.csv"))
    }
    labels["category"] = {
        row["code"]: {"group": row["group"], "name": {"en": row["name_en"], "ru": row["name_ru"]},
                      "plural": {"en": row["plural_en"], "ru": row["plural_ru"]}}
        for row in _table("categories.csv")
    }  # fmt: skip
    for code, group in (("inspector", "government"), ("guard", "law_enforcement")):  # an office's own
        names = {"en": f"{code} of an office", "ru": "Инспектор труда"}
        labels["category"][code] = {"group": group, "name": names, "plural": names}
    labels["event"] = {"1": {"name": {"en": "A course", "ru": "Курс"}}}
    return labels


LABELS = _labels()
PLACES = st.tuples(
    st.sampled_from([*LABELS["category"], "not_stated"]), st.sampled_from(SEXES), st.sampled_from([*LABELS["region"], "not_stated"])
)


def of_people(basis: str, numbers: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    """Return what a figure of people tells by category, sex and region."""
    cells: dict[str, Counter[str]] = {kind: Counter() for kind in ("group", *CROSSED)}
    for key, number in numbers.items():
        told = dict(zip(CROSSED, key, strict=True))
        told["group"] = LABELS["category"].get(told["category"], {}).get("group", "not_stated")
        for kind, counter in cells.items():
            counter[told[kind]] += number
    return {
        "basis": basis, "value": sum(numbers.values()), "cells": {kind: dict(counter) for kind, counter in cells.items()},
        "crossed": [dict(zip(CROSSED, key, strict=True)) | {"number": n} for key, n in numbers.items()], "counted": [],
    }  # fmt: skip


def _by_kind(basis: str, kind: str, numbers: dict[str, int]) -> dict[str, Any]:
    return {"basis": basis, "value": sum(numbers.values()), "cells": {kind: numbers}, "counted": []}


@st.composite
def told(draw: st.DrawFn, *, withheld: bool = False) -> Document:
    """Draw a document; withheld hides some of its numbers, and then it has no rows."""
    people = draw(st.dictionaries(PLACES, NUMBERS, max_size=5))
    kinds = draw(st.dictionaries(st.sampled_from([kind.value for kind in EventKind]), NUMBERS, max_size=4))
    went = {kind: draw(NUMBERS) for kind in kinds}
    tours = draw(st.lists(st.tuples(st.sampled_from(["TR", "FR", "CY", "KR", "IM", "TM", None]), st.integers(0, 14)), max_size=4))
    if not withheld and tours:
        kinds["study_tour"], went["study_tour"] = len(tours), sum(number for _country, number in tours)
    heads = draw(st.sampled_from([0, 0, 1, 6, 11, 22]))
    parts = {"from_headcounts": heads, "reconstructed": draw(st.integers(0, heads))}
    figures = [
        documents.figure("persons", "Persons", "Обучено", of_people("persons", people), parts={"returning": draw(st.integers(0, 5))}),
        documents.figure("completions", "Completions", "Завершения", of_people("completions", people), parts=parts),
        documents.figure("attendances", "Attendances", "Посещения", of_people("attendances", people), parts={"claimed": heads}),
        documents.figure("participants", "Took part", "Участники", _by_kind("participants", "kind", went), parts=parts),
        documents.figure("events", "Events", "Мероприятия", _by_kind("events", "kind", kinds)),
        documents.figure("materials", "Materials", "Материалы", _by_kind("materials", "carrier", draw(
            st.dictionaries(st.sampled_from([carrier.value for carrier in Carrier]), NUMBERS, max_size=4)))),
        documents.figure("A", "Officers", "Сотрудники", of_people("persons", people), cumulative=draw(NUMBERS),
                         indicator={"id": 1, "code": "A", "version": 2, "vocabulary": None, "reference": None},
                         target={"first": None, "last": None, "value": str(draw(NUMBERS))}),
        documents.figure("cascade", "Cascade", "Каскад", of_people("persons", people), rule={"basis": "persons", "generation": 1}),
    ]  # fmt: skip
    content = documents.content() | {"labels": LABELS, "figures": figures}
    content["rows"] = _rows(tours) if not withheld else {}
    if not withheld and tours:
        figures[3]["counted"] = [{"table": "enrolment", "ids": f"1–{went['study_tour']}" if went["study_tour"] else ""}]
        figures[4]["counted"] = [{"table": "event", "ids": f"1–{len(tours)}"}]
        figures[3]["cells"]["kind"] = went
    if withheld:
        _withhold(draw, figures)
    return Document(content)


def _rows(tours: list[tuple[str | None, int]]) -> dict[str, Any]:
    event, enrolment = (dict.fromkeys(COLUMNS[table]) for table in ("event", "enrolment"))
    went = [place for place, (_country, number) in enumerate(tours, 1) for _one in range(number)]
    events = [event | {"id": place, "kind": "study_tour", "country": country} for place, (country, _number) in enumerate(tours, 1)]
    people = [
        enrolment | {"id": number, "person": number, "event": place, "category": ("police", "judge", "advocate", None)[number % 4]}
        for number, place in enumerate(went, 1)
    ]
    return {"event": [list(row.values()) for row in events], "enrolment": [list(row.values()) for row in people]}


def _withhold(draw: st.DrawFn, figures: list[dict[str, Any]]) -> None:
    """Hide some numbers, as an edition for the public does with small cells."""
    hides = st.sampled_from([True, False, False])
    for figure in figures:
        for numbers in (*figure["cells"].values(), figure["parts"]):
            numbers.update({code: None for code in numbers if draw(hides)})
        for cell in figure["crossed"]:
            cell["number"] = None if draw(hides) else cell["number"]
        figure["value"] = None if draw(hides) else figure["value"]


def numbers_of(document: Document) -> set[int]:
    """Return every number that a document tells, and the sums of its rows, crossed cells and groups; none of what is withheld."""
    found = {1}  # generation
    for figure in document.figures:
        cells = [number for kind in figure.cells.values() for number in kind.values()]
        found |= {figure.value, figure.cumulative, *figure.parts.values(), *cells, *(one["number"] for one in figure.crossed)}
        found |= {int(figure.target["value"])} if figure.target else set()
        sums: dict[Any, list[int | None]] = {}
        for one in figure.crossed:
            sums.setdefault((one["category"], one["sex"]), []).append(one["number"])
        for code, number in figure.cells.get("category", {}).items():
            sums.setdefault(document.content["labels"]["category"].get(code, {}).get("group"), []).append(number)
        found |= {sum(filter(None, numbers)) for numbers in sums.values() if None not in numbers}
    return {number for number in found if number is not None} | _of_tours(document)


def _of_tours(document: Document) -> set[int]:
    events = document.rows("event")
    sums: Counter[Any] = Counter(("tours", row["country"]) for row in events.values())
    for row in document.rows("enrolment").values():
        country = events[row["event"]]["country"]
        sums.update([country, (country, row["category"])])
    return set(sums.values())
