"""Issues of the bulletin, made as people make them; each is committed inside the test's own transaction."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from lms.bulletins import making, queries, services
from lms.bulletins.issue import ToldIssue
from lms.bulletins.models import Bulletin
from lms.courses.codes import EventKind
from lms.courses.models import Event
from lms.extensions import db
from lms.participants.models import Sex
from lms.projects.models import Office, Project
from tests import factories

LATER = datetime(2012, 1, 10, 9, 0, tzinfo=UTC)
DAY = date(2011, 11, 9)
TEXTS = {"heading_en": "A seminar", "heading_ru": "Семинар", "text_en": "It was held.", "text_ru": "Он прошёл."}


def draft(of: Office | None, *, events: Sequence[int] = (), articles: int = 1, **more: Any) -> Bulletin:
    """Make a draft for the last quarter of 2011, the next of its office, with articles, each about the same events."""
    number = (db.session.scalar(queries.last_number(of.id if of else None)) or 0) + 1
    asked: dict[str, Any] = {"year": 2011, "quarter": 4, "number": number, "title_en": "A bulletin", "title_ru": "Бюллетень"} | more
    made = services.begin(office=of, by=None, at=factories.AT, **asked)
    for _number in range(articles):
        article(made, events=events)
    db.session.commit()
    return made


def article(of: Bulletin, *, events: Sequence[int] = (), **more: Any) -> Any:
    """Add an article about events."""
    fields: dict[str, Any] = TEXTS | {"tells_figures": True, "thanks_donors": True, "thanks_en": None, "thanks_ru": None} | more
    made = services.add_article(of, events=events, by=None, at=factories.AT, **fields)
    db.session.commit()
    return made


def published(of: Office | None, *, events: Sequence[int] = ()) -> Bulletin:
    """Make an issue and publish it."""
    made = draft(of, events=events)
    making.publish(made, by=None, at=LATER)
    db.session.commit()
    return made


def told(of: Bulletin, language: str = "en") -> ToldIssue:
    """Return an issue as it is told now."""
    return making.told(of, language, maker=None, at=LATER)


def seminar(
    *groups: tuple[str, Sex, int], of: Office | None = None, projects: tuple[Project, ...] = (), kind: EventKind = EventKind.SEMINAR,
    **more: Any,
) -> Event:  # fmt: skip
    """Make a finalised event of the quarter that people took part in: so many of a profession and a sex."""
    training = kind is EventKind.TRAINING
    made = factories.event(
        of=of, projects=projects, kind=kind, starts_on=DAY, counts_as_training=training, finalised_at=factories.AT, **more
    )
    for profession, sex, number in groups:
        for _ in range(number):
            who = factories.person(of=made.office, sex=sex)
            factories.enrolment(made, who, of=profession, completed=training)
    return made
