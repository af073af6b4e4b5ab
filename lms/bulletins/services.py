"""What can be done with a bulletin: begun, written, published, corrected. What is published never changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.accounts.models import Account
from lms.audit.rules import sha256
from lms.audit.services import act, note
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

NEVER_CHANGES = N_("A published bulletin never changes. Begin a corrected issue.")
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
    """Begin an issue for a quarter of one office, or of all."""
    made = Bulletin(
        office=office, year=year, quarter=quarter, number=number, title_en=title_en, title_ru=title_ru, version=1,
        introduction_en=introduction_en, introduction_ru=introduction_ru, state=BulletinState.DRAFT,
        prepared_by_id=by.id if by else None, prepared_at=at,
    )  # fmt: skip
    with act("bulletin.begin", by=by, at=at):
        db.session.add(made)
    return made


def edit(bulletin: Bulletin, *, by: Account | None, at: datetime, **fields: Any) -> None:
    """Change quarter, number, titles or introduction of a draft. Raises Refused where it is published."""
    _refuse_published(bulletin)
    with act("bulletin.edit", by=by, at=at):
        for name, value in fields.items():
            setattr(bulletin, name, value)


def discard(bulletin: Bulletin, *, by: Account | None, at: datetime) -> None:
    """Remove a draft with its articles. Raises Refused where it is published."""
    _refuse_published(bulletin)
    with act("bulletin.discard", by=by, at=at):
        db.session.delete(bulletin)


def add_article(bulletin: Bulletin, *, events: Iterable[int], by: Account | None, at: datetime, **fields: Any) -> Article:
    """Add an article at the end, linked to the numbers of events. Raises Refused where the issue is published."""
    _refuse_published(bulletin)
    last = max((one.position for one in bulletin.articles), default=0)
    made = Article(position=last + 1, links=[ArticleEvent(event_id=number) for number in events], **fields)
    with act("bulletin.add_article", by=by, at=at):
        bulletin.articles.append(made)
    return made


def edit_article(article: Article, *, events: Iterable[int], by: Account | None, at: datetime, **fields: Any) -> None:
    """Change an article and what it is linked to. Raises Refused where the issue is published."""
    _refuse_published(article.bulletin)
    known = {one.event_id: one for one in article.links}
    with act("bulletin.edit_article", by=by, at=at):
        for name, value in fields.items():
            setattr(article, name, value)
        article.links = [known.get(number) or ArticleEvent(event_id=number) for number in events]


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


def reason_not_to_publish(bulletin: Bulletin) -> Refused | None:
    """Say why an issue cannot be published yet, or None when it can."""
    if bulletin.is_published:
        return Refused(NEVER_CHANGES)
    if not bulletin.articles:
        return Refused(N_("The issue has no article yet."))
    languages = {"en": N_("“%(heading)s” has no text in English yet."), "ru": N_("“%(heading)s” has no text in Russian yet.")}
    for article in bulletin.articles:
        for language in LANGUAGES:
            if not (getattr(article, f"text_{language}") or "").strip():
                return Refused(languages[language], heading=getattr(article, f"heading_{language}"))
    return None


def freeze(bulletin: Bulletin, issue: Issue, files: Iterable[Made], *, by: Account | None, at: datetime) -> None:
    """Freeze what an issue tells, with the files that were made of it; the record of changes keeps its hash too.

    Raises Refused where it is published already, or not ready.
    """
    if reason := reason_not_to_publish(bulletin):
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
