"""A career: a person's posts over time, and beside each the events of its days with what was seen of the person there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lms.courses import roster_queries, rules
from lms.courses.codes import ATTENDED, Mark
from lms.courses.models import Session
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.language import N_
from lms.participants.models import Affiliation, Person
from lms.participants.rules import career

# What a mark is called where there is room for a letter only; a legend says the rest.
LETTERS: Mapping[Mark, str] = {
    Mark.PRESENT: N_("P"), Mark.LATE: N_("L"), Mark.LEFT_EARLY: N_("E"), Mark.EXCUSED: N_("X"), Mark.ABSENT: N_("A"),
}  # fmt: skip
COPIED = ("category_id", "organisation_id", "position", "region_code")


@dataclass(frozen=True)
class Chapter:
    """A post, None where the register has none for the time, and the events of its days, the latest first."""

    post: Affiliation | None
    enrolments: Sequence[Enrolment]

    def tells_otherwise(self, enrolment: Enrolment) -> bool:
        """Say whether the post copied for an event is another one than the register has for its first day now."""
        return any(getattr(enrolment, part) != getattr(self.post, part, None) for part in COPIED)


def chapters(person: Person, enrolments: Iterable[Enrolment]) -> list[Chapter]:
    """Return the career of a person, the newest post first; last the events of days for which no post is known."""
    of_post: dict[int | None, list[Enrolment]] = defaultdict(list)
    for one in sorted(enrolments, key=lambda one: (one.event.starts_on, one.id), reverse=True):
        post = person.post_on(one.event.starts_on)
        of_post[post.id if post else None].append(one)
    known = [Chapter(post, of_post[post.id]) for post in career(person.affiliations)]
    return known + ([Chapter(None, of_post[None])] if of_post[None] else [])


@dataclass(frozen=True)
class Attended:
    """What was seen of somebody on an event: each session in order with the standing mark, None where there is none."""

    marks: Sequence[tuple[Session, Attendance | None]]

    @property
    def sessions(self) -> int:
        """Return how many sessions were attended, by the marks as they stand now."""
        return sum(1 for _session, given in self.marks if given and given.mark in ATTENDED)

    @property
    def scheduled_minutes(self) -> int:
        """Return the time of all sessions, in minutes."""
        return sum(session.minutes for session, _given in self.marks)

    @property
    def minutes(self) -> int:
        """Return the time attended, in minutes, as finalising would count it."""
        return sum(
            rules.Seen(session.minutes, given.mark, given.minutes).attended for session, given in self.marks if given
        )


def attended(enrolments: Sequence[Enrolment]) -> dict[int, Attended]:
    """Return what was seen on the events that are inside the present scope, by enrolment: three statements."""
    sessions: dict[int, list[Session]] = defaultdict(list)
    rows = select(Session).where(Session.event_id.in_([one.event_id for one in enrolments]))
    for session in db.session.scalars(rows.order_by(Session.day, Session.starts_at, Session.id)):
        sessions[session.event_id].append(session)
    numbers = [one.id for one in enrolments]
    marks = {
        (one.enrolment_id, one.session_id): one for one in db.session.scalars(roster_queries.marks_of(numbers))
    }
    seen = set(db.session.scalars(select(Enrolment.id).where(Enrolment.id.in_(numbers))))
    return {
        one.id: Attended([(session, marks.get((one.id, session.id))) for session in sessions[one.event_id]])
        for one in enrolments if one.id in seen
    }  # fmt: skip
