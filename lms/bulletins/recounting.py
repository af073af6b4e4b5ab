"""What was counted at the events of an article, as sentences for anybody to read. Pure.

A bulletin is public, so that all is told from the public edition of the figures (lms/reports/public.py). Numbers by
profession and sex together, which that edition leaves out, are told where each of them is large; else by profession
alone where that is shown, else all together. What differs little from another number of the issue is not told at all,
since the difference would tell of few people.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lms.reports import grammar_en, grammar_ru, picking, sentences
from lms.reports.disclosure import SMALLEST_SHOWN
from lms.reports.document import Document, Figure
from lms.reports.rules import NOT_STATED
from lms.reports.sentences import Style

PEOPLE = ("persons", "completions", "participants")
ASKED = (*PEOPLE, "events")
Counted = frozenset[tuple[str, int]]


def key_of(article: int, what: str) -> str:
    """Return the key that a figure of an article has in the document of the whole issue."""
    return f"article-{article}-{what}"


def box(public: Document, language: str) -> list[str]:
    """Return the sentences about the whole quarter."""
    figures = [_told_whole(one) for one in public.figures if not one.key.startswith("article-")]
    return _said(public, figures, language)


def of_article(whole: Document, public: Document, article: int, language: str) -> list[str]:
    """Return the sentences about the events of an article; none where nothing was counted there, or may be told."""
    known = {what: public.figure(key_of(article, what)) for what in ASKED}
    told = {what: replace(figure, key=what) for what, figure in known.items() if figure}
    for what in PEOPLE:
        if what in told and _stands_out(whole, key_of(article, what)):
            del told[what]
    events = told.get("events")
    if events and events.value == 1 and not events.cells.get("kind", {}).get(picking.STUDY_TOUR):
        del told["events"]  # the article itself tells of its one event
    said = _said(public, [_told_whole(one) for one in told.values()], language)
    return [*said, *_took_part(whole, public, told, article, language)]


def _said(public: Document, figures: Sequence[Figure], language: str) -> list[str]:
    """Tell figures as a newsletter does, without scope and period: the issue and the article name these."""
    content = {**public.content, "figures": [one.as_content() for one in figures]}
    if not any(one.value is None or one.value for one in figures):
        return []
    return [one.text for one in sentences.sentences(Document(content), language, Style.NEWSLETTER, leads=False)]


def _told_whole(figure: Figure) -> Figure:
    """Return a figure of people whose parts are all shown, or one told without them, and never by region."""
    if figure.basis not in picking.OF_PEOPLE:
        return figure
    cells = {kind: numbers for kind, numbers in figure.cells.items() if kind in {"group", "category", "sex", "kind"}}
    if None in cells.get("category", {}).values():
        cells = {kind: numbers for kind, numbers in cells.items() if kind == "kind"}
    parts = {name: number for name, number in figure.parts.items() if number is not None}
    return replace(figure, cells=cells, parts=parts)


def _took_part(whole: Document, public: Document, told: dict[str, Figure], article: int, language: str) -> list[str]:
    """Tell who was trained, or where nobody was, who took part: by profession and sex as far as may be."""
    what = "persons" if told.get("persons") and told["persons"].value else "participants"
    shown, counted = told.get(what), whole.figure(key_of(article, what))
    if shown is None or counted is None or not shown.value:
        return []
    if _all_large(counted) and not _hides(shown):
        shown = replace(counted, key=what, cells=_told_whole(counted).cells)
    elif what == "persons":
        return []  # by profession alone they were told before
    else:
        shown = _told_whole(shown)
    broken_down = sentences.breakdown(public, shown, language) if set(shown.cells.get("category", ())) - {NOT_STATED} else None
    if broken_down:
        return [_of_one_event(broken_down.text) if _is_one(whole, article) else broken_down.text]
    return [_in_all(shown.value, language)] if what == "participants" else []


def _is_one(whole: Document, article: int) -> bool:
    events = whole.figure(key_of(article, "events"))
    return events is not None and events.value == 1


def _of_one_event(text: str) -> str:
    """Tell of the people of one event what is worded for those of several; English words both alike."""
    return re.sub(r"^Участники мероприятий\b", "Участники мероприятия", text)


def _hides(figure: Figure) -> bool:
    """Say whether the public edition keeps back a part by profession or sex."""
    return any(None in figure.cells.get(kind, {}).values() for kind in ("category", "sex"))


def _all_large(figure: Figure) -> bool:
    """Say whether every number by profession and sex together may be told."""
    summed: dict[tuple[str, str], int] = {}
    for one in figure.crossed:
        place = one["category"], one["sex"]
        summed[place] = summed.get(place, 0) + one["number"]
    return all(number == 0 or number >= SMALLEST_SHOWN for number in summed.values())


def _stands_out(whole: Document, key: str) -> bool:
    """Say whether a figure of an article holds all but a few of the people of another figure of the issue."""
    own = whole.figure(key)
    if own is None:
        return False
    mine = _people(whole, own)
    others = [_people(whole, one) for one in whole.figures if one.basis in PEOPLE and one.key != key]
    return any(0 < len(theirs - mine) < SMALLEST_SHOWN and mine < theirs for theirs in others)


def _people(whole: Document, figure: Figure) -> Counted:
    """Return whom a figure counts, each head of a line that tells a number only by itself."""
    return frozenset(_each(whole, figure))


def _each(whole: Document, figure: Figure) -> Iterable[tuple[str, int]]:
    for table, row, number in whole.counted(figure):
        if table == "headcount":
            yield from ((f"{table} {row['id']}", head) for head in range(number))
        else:
            yield table, row["person"]


def _in_all(number: int, language: str) -> str:
    if language == "ru":
        verb = grammar_ru.agreed(grammar_ru.TOOK_PART, [(number, grammar_ru.M)])
        return f"{verb.capitalize()} {grammar_ru.counted(number, grammar_ru.PERSON)}."
    return f"In all, {grammar_en.counted(number, grammar_en.UNITS['participants'])} took part."
