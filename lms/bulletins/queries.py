"""What we know of bulletins, inside the present scope."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.scope import EVERYTHING, Scope
from lms.bulletins.models import Article, ArticleEvent, Bulletin, BulletinFile, BulletinState
from lms.courses.models import Event, EventProject
from lms.projects.models import Donor, ProjectDonor


def bulletins(*, drafts: Scope, office_id: int | None = None, state: BulletinState | None = None) -> Select[Bulletin]:
    """Select bulletins, the latest quarter first; drafts only inside the scope of who may change them."""
    rows = select(Bulletin).options(joinedload(Bulletin.office), joinedload(Bulletin.corrected_by))
    if not drafts.everything:
        rows = rows.where(or_(Bulletin.sha256.is_not(None), Bulletin.office_id.in_(drafts.offices)))
    if office_id:
        rows = rows.where(Bulletin.office_id == office_id)
    if state:
        rows = rows.where(Bulletin.state == state)
    return rows


def bulletin(bulletin_id: int) -> Select[Bulletin]:
    """Select a bulletin with all that its page shows."""
    rows = bulletins(drafts=EVERYTHING).where(Bulletin.id == bulletin_id)
    return rows.options(
        joinedload(Bulletin.corrects), joinedload(Bulletin.prepared_by), joinedload(Bulletin.published_by),
        selectinload(Bulletin.files), selectinload(Bulletin.articles).selectinload(Article.links),
    )  # fmt: skip


def article(bulletin_id: int, article_id: int) -> Select[Article]:
    """Select an article of a bulletin."""
    return select(Article).where(Article.bulletin_id == bulletin_id, Article.id == article_id)


def file(bulletin_id: int, file_id: int) -> Select[BulletinFile]:
    """Select a file of a published bulletin."""
    return select(BulletinFile).where(BulletinFile.bulletin_id == bulletin_id, BulletinFile.id == file_id)


def last_number(office_id: int | None) -> Select[int]:
    """Select the highest number of the issues of an office, or of those of all offices."""
    of = Bulletin.office_id.is_(None) if office_id is None else Bulletin.office_id == office_id
    return select(func.coalesce(func.max(Bulletin.number), 0)).where(of)


def numbered(office_id: int | None, year: int, number: int) -> Select[int]:
    """Select the numbers of the rows of issues of an office, or of all, that bear a number in a year."""
    of = Bulletin.office_id.is_(None) if office_id is None else Bulletin.office_id == office_id
    return select(Bulletin.id).where(of, Bulletin.year == year, Bulletin.number == number)


def held_in(of: Bulletin) -> Select[Event]:
    """Select the events of a bulletin's office that end in its quarter."""
    rows = select(Event).where(Event.ends_on.between(of.first, of.last), Event.cancelled_at.is_(None))
    if of.office_id is not None:
        rows = rows.where(Event.office_id == of.office_id)
    return rows.order_by(Event.starts_on, Event.id)


def unfinished(of: Bulletin, before: date) -> Any:
    """Select how many events of a bulletin's office and quarter were over before a day and are not finalised."""
    open_ = held_in(of).where(Event.finalised_at.is_(None), Event.ends_on < before).order_by(None).subquery()
    return select(func.count()).select_from(open_)


def unfinished_by_article(bulletin_id: int) -> Any:
    """Select articles of a bulletin with how many of their events are not finalised, where there are some."""
    rows = select(ArticleEvent.article_id, func.count()).join(Article, Article.id == ArticleEvent.article_id)
    rows = rows.join(Event, Event.id == ArticleEvent.event_id).where(Article.bulletin_id == bulletin_id, Event.finalised_at.is_(None))
    return rows.group_by(ArticleEvent.article_id)


def events_numbered(numbers: Collection[int]) -> Select[Event]:
    """Select events by their numbers."""
    return select(Event).where(Event.id.in_(numbers)).order_by(Event.starts_on, Event.id)


def events_coded(codes: Sequence[str]) -> Select[Event]:
    """Select events by their codes."""
    return select(Event).where(Event.code.in_(codes)).order_by(Event.starts_on, Event.id)


def codes(numbers: Collection[int]) -> Any:
    """Select numbers and codes of events, and when each was finalised."""
    return select(Event.id, Event.code, Event.finalised_at).where(Event.id.in_(numbers)).order_by(Event.starts_on, Event.id)


def donors(numbers: Collection[int]) -> Any:
    """Select who paid for events that are finalised: the number of the event with the donor, by the donors' codes."""
    rows = select(EventProject.event_id, Donor).join(ProjectDonor, ProjectDonor.project_id == EventProject.project_id)
    rows = rows.join(Donor, Donor.id == ProjectDonor.donor_id).where(EventProject.event_id.in_(numbers))
    rows = rows.join(Event, Event.id == EventProject.event_id).where(Event.finalised_at.is_not(None))
    return rows.distinct().order_by(Donor.code, EventProject.event_id)

