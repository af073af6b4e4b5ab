"""Making an issue's document: its texts, with the figures counted and the donors found. Nothing is changed.

Like a report, an issue is counted whole, whoever looks at it. All its figures are of one document, so that none that is
kept back in one place is told in another; the digest of that document stands in the issue.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from lms.accounts.scope import EVERYTHING, looking
from lms.bulletins import queries, recounting, thanks
from lms.bulletins.issue import ALWAYS, BOXED, FORMAT, Issue, paragraphs
from lms.bulletins.models import Article, Bulletin
from lms.extensions import db
from lms.language import LANGUAGES, say
from lms.projects.measures import Basis, Disaggregation, Rule
from lms.reports import compiling as reports
from lms.reports.document import Document
from lms.reports.models import Report
from lms.reports.public import public_edition
from lms.reports.rules import Filters
from lms.text import tidy

Payers = Sequence[tuple[int, thanks.Named]]  # the number of an event, and who paid for it
WHO = (Disaggregation.GROUP, Disaggregation.CATEGORY, Disaggregation.SEX, Disaggregation.REGION)
OF_ARTICLE = {
    "persons": Rule(Basis.PERSONS, disaggregations=WHO), "completions": Rule(Basis.COMPLETIONS, disaggregations=WHO),
    "participants": Rule(Basis.PARTICIPANTS, disaggregations=(*WHO, Disaggregation.KIND)),
    "events": Rule(Basis.EVENTS, disaggregations=()),  # not materials: few lines say at which event they were handed over
}  # fmt: skip


def compiled(bulletin: Bulletin, *, maker: str, at: datetime) -> Issue:
    """Return the document of an issue as the database stands now; `maker` says who made it."""
    with looking(EVERYTHING):
        whole = figures(bulletin, maker=maker, at=at)
        public = public_edition(whole)
        numbers = [one.event_id for article in bulletin.articles for one in article.links]
        events = db.session.execute(queries.codes(numbers)).all()
        codes, finalised = {one.id: one.code for one in events}, {one.id for one in events if one.finalised_at}
        payers = [(event, thanks.Named(tidy(donor.name_en), tidy(donor.name_ru))) for event, donor in db.session.execute(queries.donors(numbers))]
        articles = [_article(one, whole, public, codes, (finalised, payers)) for one in bulletin.articles]
        return Issue(_head(bulletin) | {
            "figures": _box(whole, public), "articles": articles, "audit": whole.content["audit"],
            "prepared": {"by": maker, "at": at.isoformat()},
        })  # fmt: skip


def figures(bulletin: Bulletin, *, maker: str, at: datetime) -> Document:
    """Return the document of all figures of an issue: of the quarter, and of the events of each article."""
    asked = Report(
        version=1, first=bulletin.first, last=bulletin.last, office=bulletin.office, office_id=bulletin.office_id,
        title_en=bulletin.title_en, title_ru=bulletin.title_ru,
    )  # fmt: skip
    as_of = reports.filters(asked, at).as_of
    more = [
        reports.Asked(recounting.key_of(place, what), {one: say(rule.basis.label, one) for one in LANGUAGES}, rule,
                      filters=Filters(as_of=as_of, events=tuple(one.event_id for one in article.links)))
        for place, article in enumerate(bulletin.articles, 1) if article.tells_figures and article.links
        for what, rule in OF_ARTICLE.items()
    ]  # fmt: skip
    return reports.compiled(asked, maker=maker, at=at, more=more)


def _head(bulletin: Bulletin) -> dict[str, Any]:
    office = bulletin.office
    return {
        "format": FORMAT,
        "bulletin": {
            "id": bulletin.id, "number": bulletin.number, "version": bulletin.version,
            "corrects": bulletin.corrects.version if bulletin.corrects else None, "year": bulletin.year,
            "quarter": bulletin.quarter, "first": bulletin.first.isoformat(), "last": bulletin.last.isoformat(),
        },
        "office": {"en": office.name_en, "ru": office.name_ru} if office else None,
        "title": {"en": bulletin.title_en, "ru": bulletin.title_ru},
        "introduction": {"en": paragraphs(bulletin.introduction_en), "ru": paragraphs(bulletin.introduction_ru)},
    }  # fmt: skip


def _box(whole: Document, public: Document) -> dict[str, Any]:
    known = [figure for key in BOXED if (figure := public.figure(key)) is not None]
    shown = [one for one in known if one.key in ALWAYS or one.value != 0]
    return {
        "digest": whole.digest, "numbers": [{"key": one.key, "name": one.name, "value": one.value} for one in shown],
        "words": {language: recounting.box(public, language) for language in LANGUAGES},
    }  # fmt: skip


def _article(
    article: Article, whole: Document, public: Document, codes: dict[int, str], paid: tuple[Collection[int], Payers]
) -> dict[str, Any]:
    place = article.bulletin.articles.index(article) + 1
    events = [one.event_id for one in article.links]
    told = {
        language: recounting.of_article(whole, public, place, language) if article.tells_figures and events else []
        for language in LANGUAGES
    }
    return {
        "heading": {"en": article.heading_en, "ru": article.heading_ru},
        "text": {"en": paragraphs(article.text_en), "ru": paragraphs(article.text_ru)},
        "told": told, "thanks": thanked(article, *paid), "events": sorted(codes[one] for one in events),
    }  # fmt: skip


def thanked(article: Article, finalised: Collection[int], payers: Payers) -> dict[str, str]:
    """Return the line about the donors by language: what was written, else what their names make; empty where none is wanted.

    Nobody is thanked for an event that is not finalised: it may not have been held.
    """
    if not article.thanks_donors:
        return dict.fromkeys(LANGUAGES, "")
    mine = {one.event_id for one in article.links}.intersection(finalised)
    paid = [(event, donor) for event, donor in payers if event in mine]
    made = thanks.lines(list(dict.fromkeys(donor for _event, donor in paid)), len(mine))
    written = {"en": article.thanks_en, "ru": article.thanks_ru}
    return {language: written[language] or made[language] for language in LANGUAGES}
