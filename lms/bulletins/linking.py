"""Which events an article may be linked to: those of its quarter to choose from, others by their code."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from lms.accounts.scope import EVERYTHING, looking
from lms.bulletins import queries, thanks
from lms.bulletins.models import Article, Bulletin
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_, named, reader_language, say
from lms.paper import days
from lms.text import tidy

Pairs = list[tuple[int, str]]


def offered(bulletin: Bulletin, article: Article | None) -> Pairs:
    """Offer the events of the quarter, and those that the article is linked to and the reader does not see."""
    language, seen = reader_language(), db.session.scalars(queries.held_in(bulletin)).all()
    there = {one.id for one in seen}
    elsewhere = {one.id for one in _elsewhere(article, there)}
    hidden = {one.event_id for one in article.links} - there - elsewhere if article else set()
    pairs = [(one.id, f"{one.code} · {named(one, language, 'title')} · {days(one.starts_on, one.ends_on, language)}") for one in seen]
    return [*pairs, *((number, say(N_("An event that you do not see"), language)) for number in sorted(hidden))]


def _elsewhere(article: Article | None, there: Collection[int]) -> Sequence[Event]:
    """Return the events of an article, of other quarters or offices, that the reader sees."""
    numbers = {one.event_id for one in article.links}.difference(there) if article else set()
    return db.session.scalars(queries.events_numbered(numbers)).all() if numbers else ()


def kept(bulletin: Bulletin, article: Article | None) -> dict[str, Any]:
    """Return what the form of an article begins with: chosen events, and the codes of others."""
    if article is None:
        return {"tells_figures": True, "thanks_donors": True}
    there = {one.id for one in db.session.scalars(queries.held_in(bulletin))}
    others = _elsewhere(article, there)
    coded = {one.id for one in others}
    return {"events": [one.event_id for one in article.links if one.event_id not in coded], "codes": ", ".join(one.code for one in others)}


def chosen(numbers: Iterable[int], codes: Sequence[str]) -> list[int]:
    """Return the numbers of the events that were chosen or named. Raises Refused for a code that the reader sees no event by."""
    found = {one.code: one.id for one in db.session.scalars(queries.events_coded(codes))} if codes else {}
    for code in codes:
        if code not in found:
            raise Refused(N_("There is no event %(code)s."), field="codes", code=code[:40])
    return sorted({*numbers, *found.values()})


def usual_thanks(article: Article) -> dict[str, str]:
    """Return the lines that the donors' names make, for whoever thinks of other words."""
    numbers = [one.event_id for one in article.links]
    finalised = sum(1 for one in db.session.execute(queries.codes(numbers)) if one.finalised_at)
    payers = {thanks.Named(tidy(donor.name_en), tidy(donor.name_ru)): None for _event, donor in db.session.execute(queries.donors(numbers))}
    return thanks.lines(list(payers), finalised)


def unfinished(bulletin: Bulletin) -> dict[int, int]:
    """Return how many events of each article are not finalised, so neither counted nor thanked for, whoever sees them."""
    with looking(EVERYTHING):
        return {article: number for article, number in db.session.execute(queries.unfinished_by_article(bulletin.id))}
