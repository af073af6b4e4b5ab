"""What a person was and is as a trainer: the rows of all courses, and what stood at the time of each event."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lms.courses.roster import Enrolment
from lms.tot import rules
from lms.tot.models import TrainerStatus


def of_person(person_id: int) -> Select[TrainerStatus]:
    """Select every row of a trainer's standing in all courses, the latest first."""
    return (
        select(TrainerStatus)
        .where(TrainerStatus.person_id == person_id)
        .options(joinedload(TrainerStatus.course), joinedload(TrainerStatus.event))
        .order_by(TrainerStatus.from_on.desc(), TrainerStatus.id.desc())
    )


def at_events(rows: Iterable[TrainerStatus], enrolments: Iterable[Enrolment]) -> dict[int, TrainerStatus]:
    """Tell, by enrolment, what a person was as a trainer of the event's course on its last day, of their rows."""
    known = list(rows)
    told = {
        one.id: rules.standing([row for row in known if row.course_id == one.event.course_id], one.event.ends_on)
        for one in enrolments
    }
    return {number: row for number, row in told.items() if row}
