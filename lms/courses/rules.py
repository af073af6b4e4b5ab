"""The rule of completion (DESIGN R2), what a programme or a sheet may hold, what an event lacks. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from lms.courses.codes import ATTENDED, PARTIAL, EnrolmentRole, EnrolmentStatus, Mark
from lms.courses.models import Session
from lms.courses.roster import Attendance
from lms.errors import Refused
from lms.language import N_

Marked = tuple[Mark, int | None]
MINUTES_A_DAY = 24 * 60


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
    unmarked_sessions: int
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
    attended_sessions = sum(1 for one in marks if one.mark in ATTENDED)
    unmarked_sessions = sum(1 for one in marks if one.mark is None)
    return Outcome(scheduled, attended, attended_sessions, unmarked_sessions, reason is None, reason)


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


def seen_in(sessions: Mapping[int, int], marks: Mapping[int, Marked]) -> list[Seen]:
    """Pair sessions (id to minutes) with one person's marks (session id to mark and minutes)."""
    return [Seen(minutes, *marks.get(session_id, (None, None))) for session_id, minutes in sessions.items()]


def differs(before: Attendance | None, given: Marked) -> bool:
    """Say whether a mark given now says something else than the one before; minutes count for late and left early."""
    mark, minutes = given
    return before is None or (before.mark, before.minutes) != (mark, minutes if mark in PARTIAL else None)


def changes(
    marks: Mapping[int, Marked], shown: Mapping[int, Attendance], standing: Mapping[int, Attendance]
) -> dict[int, Marked]:
    """Return the marks of a sheet (by enrolment) that its writer changed from what it showed, and that do not stand yet."""
    return {
        key: given for key, given in marks.items()
        if differs(shown.get(key), given) and differs(standing.get(key), given)
    }  # fmt: skip


def overtaken(
    changed: Iterable[int], shown: Mapping[int, Attendance], standing: Mapping[int, Attendance]
) -> list[int]:
    """Return which of the changed marks somebody else changed after the sheet was opened."""
    return [key for key in changed if standing.get(key) is not shown.get(key)]


def side_by_side(sessions: Iterable[Session]) -> list[tuple[Session, Session]]:
    """Return the sessions that begin before an earlier one of the same day has ended, each with that one.

    They are allowed, for groups that meet in parallel; but everybody is expected at all sessions of an event (R2).
    """
    pairs: list[tuple[Session, Session]] = []
    latest: Session | None = None
    for session in sorted(sessions, key=lambda one: (one.day, one.starts_at, one.ends_at)):
        if latest and latest.day == session.day and session.starts_at < latest.ends_at:
            pairs.append((latest, session))
        if latest is None or (session.day, session.ends_at) > (latest.day, latest.ends_at):
            latest = session
    return pairs


def blocks(first_at: time, *, minutes: int, pause: int, number: int) -> list[tuple[time, time]]:
    """Return the times of a day's equal sessions. Raises Refused where they would run past midnight."""
    starts = [first_at.hour * 60 + first_at.minute + n * (minutes + pause) for n in range(number)]
    if starts[-1] + minutes >= MINUTES_A_DAY:
        raise Refused(N_("So many sessions would run past midnight."), field="number")
    return [(_clock(start), _clock(start + minutes)) for start in starts]


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@dataclass(frozen=True)
class Facts:
    """How much of an event is filled in; `people` and `trainers` are None where the reader may not know of them."""

    sessions: int
    country: str | None
    projects: int
    headcounts: int
    people: int | None
    trainers: int | None
    counts_as_training: bool


def lacks(facts: Facts) -> list[str]:
    """Say, in marked sentences, what has still to be filled in before the event can be reported."""
    # Consultations and the like that are known only as a number have nobody whose attendance could be taken.
    needs_sessions = facts.counts_as_training or facts.people or not facts.headcounts
    sentences = (
        (not facts.sessions and needs_sessions, N_("No sessions yet: attendance is taken per session.")),
        (not facts.country, N_("No country: the event will be missing from regional figures.")),
        (not facts.projects, N_("No funding project: the event counts for no donor.")),
        (facts.people == 0 and not facts.headcounts, N_("Nobody is enrolled and no headcount is given.")),
        (facts.people and facts.trainers == 0 and facts.counts_as_training, N_("No trainer is named.")),
    )
    return [sentence for lacking, sentence in sentences if lacking]
