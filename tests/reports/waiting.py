"""Events whose attendance nobody decided on, and what a comparison tells of them."""

from datetime import date
from typing import Any

from lms.courses.models import Event
from lms.extensions import db
from lms.participants.models import Person
from lms.projects.models import Project
from lms.reports.causes import explain
from lms.reports.document import Document
from lms.reports.restating import WAITING, compare
from tests.reports.holding import asked, officer, planned, seat
from tests.reports.measured import measured

AS_OF = {"as_of": date(2020, 1, 1)}
Told = dict[str, list[tuple[str, int]]]


def causes(sealed: Document, project: Project, **more: Any) -> Told:
    """Return the causes of each number that waits and differs; they add up to what it differs by."""
    db.session.commit()
    found: Told = {}
    for one in explain(compare(sealed, measured(asked(project, **AS_OF, **more)))):
        for name in WAITING & one.parts.keys():
            part = one.parts[name]
            assert sum(cause.effect for cause in part.causes) == part.difference.effect
            found[name] = [(cause.what, cause.effect) for cause in part.causes]
    return found


def told_at(sealed: Document, project: Project, **more: Any) -> dict[str, list[tuple[str, int, int]]]:
    """Return the same with the minute of each act."""
    db.session.commit()
    found = {}
    for one in explain(compare(sealed, measured(asked(project, **AS_OF, **more)))):
        for name in WAITING & one.parts.keys():
            found[name] = [(cause.what, cause.effect, cause.when.minute if cause.when else -1) for cause in one.parts[name].causes]
    return found


def marked(project: Project, *signs: str, **more: Any) -> tuple[Event, Document]:
    event = planned(project, **more)
    seat(event, {officer(): one for one in signs})
    db.session.commit()
    return event, measured(asked(project, **AS_OF))


def undecided(project: Project, day: date, who: dict[Person, str]) -> Event:
    event = planned(project, ends_on=day)
    seat(event, who)
    return event
