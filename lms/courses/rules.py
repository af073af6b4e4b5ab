"""The rule of completion (DESIGN R2), and what an event lacks. Pure: numbers and marks in, a decision out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lms.courses.codes import ATTENDED, PARTIAL, EnrolmentRole, EnrolmentStatus, Mark
from lms.language import N_


@dataclass(frozen=True)
class Seen:
    """A mark for one session: how long the session was, what was marked, and the minutes recorded where they were."""

    scheduled: int
    mark: Mark | None
    minutes: int | None = None

    @property
    def attended(self) -> int:
        """Return the minutes that count: those recorded for late and left early, else the whole session or nothing."""
        if self.mark not in ATTENDED:
            return 0
        if self.mark in PARTIAL and self.minutes is not None:
            return min(max(self.minutes, 0), self.scheduled)
        return self.scheduled


@dataclass(frozen=True)
class Outcome:
    """What finalising decides of one enrolment; `reason` is a marked sentence where it is not completed."""

    scheduled_minutes: int
    attended_minutes: int
    attended_sessions: int
    completed: bool
    reason: str | None


def outcome(
    role: EnrolmentRole, status: EnrolmentStatus, seen: Iterable[Seen], *, counts_as_training: bool, min_percent: int,
    min_grade: Decimal | None, grade: Decimal | None,
) -> Outcome:  # fmt: skip
    """Decide one enrolment by the event's rule (R2, R4), in whole minutes: no fraction is ever rounded."""
    marks = list(seen)
    scheduled, attended = sum(one.scheduled for one in marks), sum(one.attended for one in marks)
    reason = (
        _not_counted(role, status, counts_as_training)
        or _too_little(attended, scheduled, min_percent)
        or _grade_missing(min_grade, grade)
    )
    return Outcome(scheduled, attended, sum(1 for one in marks if one.mark in ATTENDED), reason is None, reason)


def _not_counted(role: EnrolmentRole, status: EnrolmentStatus, counts_as_training: bool) -> str | None:
    if role is not EnrolmentRole.PARTICIPANT:
        return N_("Only participants are counted as trained.")
    if status is EnrolmentStatus.WITHDRAWN:
        return N_("The enrolment was withdrawn.")
    return None if counts_as_training else N_("This event does not count as training.")


def _too_little(attended: int, scheduled: int, min_percent: int) -> str | None:
    if scheduled == 0:
        return N_("The event has no session time to attend.")
    enough = attended > 0 and attended * 100 >= min_percent * scheduled
    return None if enough else N_("Attended less than the event requires.")


def _grade_missing(min_grade: Decimal | None, grade: Decimal | None) -> str | None:
    if min_grade is None:
        return None
    if grade is None:
        return N_("The grade that the event requires is missing.")
    return None if grade >= min_grade else N_("The grade is below what the event requires.")


def seen_in(sessions: Mapping[int, int], marks: Mapping[int, tuple[Mark, int | None]]) -> list[Seen]:
    """Pair sessions (id to minutes) with one person's marks (session id to mark and minutes)."""
    return [Seen(minutes, *marks.get(session_id, (None, None))) for session_id, minutes in sessions.items()]
