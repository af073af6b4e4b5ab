"""Issues of the bulletin, made as people make them; each is committed inside the test's own transaction."""

from collections.abc import Sequence
from typing import Any

from lms.bulletins import making, services
from lms.bulletins.issue import ToldIssue
from lms.bulletins.models import Bulletin
from lms.extensions import db
from lms.projects.models import Office
from tests import factories

TEXTS = {"heading_en": "A seminar", "heading_ru": "Семинар", "text_en": "It was held.", "text_ru": "Он прошёл."}


def draft(of: Office | None, *, events: Sequence[int] = (), articles: int = 1, **more: Any) -> Bulletin:
    """Make a draft for the last quarter of 2011 with articles, each about the same events."""
    asked: dict[str, Any] = {"year": 2011, "quarter": 4, "number": 1, "title_en": "A bulletin", "title_ru": "Бюллетень"} | more
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
    making.publish(made, by=None, at=factories.AT)
    db.session.commit()
    return made


def told(of: Bulletin, language: str = "en") -> ToldIssue:
    """Return an issue as it is told now."""
    return making.told(of, language, by=None, at=factories.AT)
