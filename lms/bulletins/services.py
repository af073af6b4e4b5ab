"""What can be done with a bulletin: begun, written, published, corrected. What is published never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lms.accounts.models import Account
from lms.audit.rules import sha256
from lms.audit.services import act, note
from lms.bulletins import queries
from lms.bulletins.issue import Issue
from lms.bulletins.models import (
    Article,
    ArticleEvent,
    Bulletin,
    BulletinDocument,
    BulletinFile,
    BulletinFileContent,
    BulletinState,
)
from lms.errors import Refused
from lms.extensions import db
from lms.language import LANGUAGES, N_
from lms.projects.models import Office
from lms.revisions import refuse_overtaken

NEVER_CHANGES = N_("A published bulletin never changes. Begin a corrected issue.")
ONE_LANGUAGE = N_("Write it in both languages, or in neither.")
READ_FIRST = N_("Say that you have read the issue before you publish it.")
# What an article is copied by into a corrected issue.
COPIED = ("position", "heading_en", "heading_ru", "text_en", "text_ru", "tells_figures", "thanks_donors", "thanks_en", "thanks_ru")


@dataclass(frozen=True)
class Made:
    """A file of an issue as it was made."""

    kind: str
    language: str
    body: bytes


def begin(
    *, office: Office | None, year: int, quarter: int, number: int, title_en: str, title_ru: str, by: Account | None,
    at: datetime, introduction_en: str | None = None, introduction_ru: str | None = None,
) -> Bulletin:  # fmt: skip
    """Begin an issue for a quarter of one office, or of all.

    Raises Refused where there is an issue of this number already, or the introduction lacks a language.
    """
    _refuse_one_language("introduction", {"introduction_en": introduction_en, "introduction_ru": introduction_ru})
    _refuse_taken(office.id if office else None, year, number)
    made = Bulletin(
        office=office, year=year, quarter=quarter, number=number, title_en=title_en, title_ru=title_ru, version=1,
        introduction_en=introduction_en, introduction_ru=introduction_ru, state=BulletinState.DRAFT,
        prepared_by_id=by.id if by else None, prepared_at=at,
    )  # fmt: skip
    with act("bulletin.begin", by=by, at=at):
        db.session.add(made)
    return made


def edit(bulletin: Bulletin, *, by: Account | None, at: datetime, seen: int | None = None, **fields: Any) -> None:
    """Change quarter, number, titles or introduction of a draft. Raises Refused as `begin`, and where it is published.

    `seen` is the revision that the writer looked at; raises Conflict where another stands by now.
    """
    _refuse_published(bulletin)
    refuse_overtaken(bulletin, seen)
    _refuse_one_language("introduction", _after(bulletin, fields))
    after = {name: fields.get(name, getattr(bulletin, name)) for name in ("year", "number")}
    if (after["year"], after["number"]) != (bulletin.year, bulletin.number):
        _refuse_taken(bulletin.office_id, after["year"], after["number"], of=bulletin)
    with act("bulletin.edit", by=by, at=at):
        for name, value in fields.items():
            setattr(bulletin, name, value)
        bulletin.revision += 1


def _refuse_taken(office_id: int | None, year: int, number: int, *, of: Bulletin | None = None) -> None:
    """Raise Refused where another issue has this number; versions of one issue share theirs."""
    own = set()
    while of is not None:
        own.add(of.id)
        of = of.corrects
    if set(db.session.scalars(queries.numbered(office_id, year, number))) - own:
        raise Refused(N_("There is an issue No. %(number)s of %(year)s already."), field="number", number=number, year=year)


def _refuse_one_language(name: str, fields: Mapping[str, Any]) -> None:
    """Raise Refused, at the empty field, where a text is written in one language only."""
    empty = [one for language in LANGUAGES if not fields.get(one := f"{name}_{language}")]
    if len(empty) == 1:
        raise Refused(ONE_LANGUAGE, field=empty[0])


def discard(bulletin: Bulletin, *, by: Account | None, at: datetime) -> None:
    """Remove a draft with its articles. Raises Refused where it is published."""
    _refuse_published(bulletin)
    with act("bulletin.discard", by=by, at=at):
        db.session.delete(bulletin)


def add_article(bulletin: Bulletin, *, events: Iterable[int], by: Account | None, at: datetime, **fields: Any) -> Article:
    """Add an article at the end, linked to the numbers of events.

    Raises Refused where the issue is published, or the acknowledgement lacks a language.
    """
    _refuse_published(bulletin)
    _refuse_one_language("thanks", fields)
    last = max((one.position for one in bulletin.articles), default=0)
    made = Article(position=last + 1, links=[ArticleEvent(event_id=number) for number in events], **fields)
    with act("bulletin.add_article", by=by, at=at):
        bulletin.articles.append(made)
    return made


def edit_article(
    article: Article, *, events: Iterable[int], by: Account | None, at: datetime, seen: int | None = None, **fields: Any
) -> None:
    """Change an article and what it is linked to. Raises Refused as `add_article`.

    `seen` is the revision that the writer looked at; raises Conflict where another stands by now.
    """
    _refuse_published(article.bulletin)
    refuse_overtaken(article, seen)
    _refuse_one_language("thanks", _after(article, fields))
    known = {one.event_id: one for one in article.links}
    with act("bulletin.edit_article", by=by, at=at):
        for name, value in fields.items():
            setattr(article, name, value)
        article.links = [known.get(number) or ArticleEvent(event_id=number) for number in events]
        article.revision += 1  # also where links changed only


def _after(of: Bulletin | Article, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the texts that are of both languages or neither, as they will stand after a change."""
    names = [f"{name}_{language}" for name in ("introduction", "thanks") for language in LANGUAGES]
    return {name: fields.get(name, getattr(of, name)) for name in names if hasattr(of, name)}


def move_article(article: Article, *, up: bool, by: Account | None, at: datetime) -> None:
    """Move an article by one place; the first stays first, the last last. Raises Refused where the issue is published."""
    _refuse_published(article.bulletin)
    ordered = list(article.bulletin.articles)
    place = ordered.index(article)
    other = max(place - 1, 0) if up else min(place + 1, len(ordered) - 1)
    ordered[place], ordered[other] = ordered[other], ordered[place]
    with act("bulletin.move_article", by=by, at=at):
        for position, one in enumerate(ordered, 1):
            one.position = position
    db.session.expire(article.bulletin, ["articles"])


def remove_article(article: Article, *, by: Account | None, at: datetime) -> None:
    """Remove an article. Raises Refused where the issue is published."""
    _refuse_published(article.bulletin)
    with act("bulletin.remove_article", by=by, at=at):
        article.bulletin.articles.remove(article)


def today_at(bulletin: Bulletin, at: datetime) -> date:
    """Return the day that it is at the office of a bulletin; for all offices the day in UTC."""
    return at.astimezone(ZoneInfo(bulletin.office.time_zone if bulletin.office else "UTC")).date()


def reason_to_wait(bulletin: Bulletin, *, at: datetime) -> Refused | None:
    """Say from which day on an issue may be published, or None when that has come."""
    if today_at(bulletin, at) >= bulletin.last:
        return None
    return Refused(N_("The quarter ends on %(day)s; publish from that day on."), day=bulletin.last)


def reason_not_to_publish(bulletin: Bulletin, *, at: datetime) -> Refused | None:
    """Say why an issue cannot be published yet, or None when it can; first what can be mended, then the quarter's end."""
    if bulletin.is_published:
        return Refused(NEVER_CHANGES)
    if not bulletin.articles:
        return Refused(N_("The issue has no article yet."))
    languages = {"en": N_("“%(heading)s” has no text in English yet."), "ru": N_("“%(heading)s” has no text in Russian yet.")}
    for article in bulletin.articles:
        for language in LANGUAGES:
            if not (getattr(article, f"text_{language}") or "").strip():
                return Refused(languages[language], heading=getattr(article, f"heading_{language}"))
    return reason_to_wait(bulletin, at=at)


def freeze(bulletin: Bulletin, issue: Issue, files: Iterable[Made], *, by: Account | None, at: datetime) -> None:
    """Freeze what an issue tells, with the files that were made of it; the record of changes keeps its hash too.

    Raises Refused where it is published already, or not ready.
    """
    if reason := reason_not_to_publish(bulletin, at=at):
        raise reason
    made = [_file(one) for one in files]
    with act("bulletin.publish", by=by, at=at):
        bulletin.document, bulletin.files = BulletinDocument(body=issue.canonical), made
        bulletin.sha256, bulletin.audit_seq = issue.digest, issue.content["audit"]["seq"]
        bulletin.published_at, bulletin.published_by_id = at, by.id if by else None
        bulletin.state = BulletinState.PUBLISHED


def _file(made: Made) -> BulletinFile:
    return BulletinFile(
        kind=made.kind, language=made.language, size=len(made.body), sha256=sha256(made.body),
        content=BulletinFileContent(body=made.body),
    )  # fmt: skip


def correct(bulletin: Bulletin, *, by: Account | None, at: datetime) -> Bulletin:
    """Begin a corrected version of a published issue, with its texts and articles; the published one stays as it is.

    Raises Refused where it is a draft, or is being corrected already.
    """
    if not bulletin.is_published:
        raise Refused(N_("A draft is changed, not corrected."))
    if bulletin.corrected_by is not None:
        raise Refused(N_("Version %(version)s corrects it already."), version=bulletin.corrected_by.version)
    names = ("office_id", "year", "quarter", "number", "title_en", "title_ru", "introduction_en", "introduction_ru")
    kept: dict[str, Any] = {name: getattr(bulletin, name) for name in names}
    articles = [({name: getattr(one, name) for name in COPIED}, [link.event_id for link in one.links]) for one in bulletin.articles]
    with act("bulletin.correct", by=by, at=at):
        made = Bulletin(
            version=bulletin.version + 1, corrects=bulletin, state=BulletinState.DRAFT, prepared_by_id=by.id if by else None,
            prepared_at=at, **kept,
        )  # fmt: skip
        made.articles = [Article(links=[ArticleEvent(event_id=number) for number in events], **fields) for fields, events in articles]
        db.session.add(made)
    return made


def given(file: BulletinFile, *, by: Account | None, at: datetime) -> bytes:
    """Return the bytes of a published issue's file, as they were made; that somebody took them is recorded."""
    note("bulletin.give", file.bulletin, by=by, at=at, file=file.name)
    return file.content.body


def _refuse_published(bulletin: Bulletin) -> None:
    if bulletin.is_published:
        raise Refused(NEVER_CHANGES)
