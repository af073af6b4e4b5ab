"""Where a stage stands, who a trainer is on a day, what counts as cascade. Pure (DESIGN R12, R13)."""

from collections.abc import Iterable
from datetime import date

from lms.courses.codes import EventState
from lms.courses.models import Event
from lms.language import N_, Labelled
from lms.tot.models import TotCycle, TrainerStatus

NEAR_DAYS = 60
BEGUN = frozenset({EventState.UNDER_WAY, EventState.TO_FINALISE, EventState.FINALISED})


class StageState(Labelled):
    """Where a stage stands; worked out from its window and events, never stored."""

    PLANNED = "planned", N_("Planned")
    DUE = "due", N_("Due")
    DONE = "done", N_("Done")


def stage_state(
    planned_from: date, events: Iterable[EventState], today: date, *, done_on: date | None = None
) -> StageState:
    """Say where a stage stands: done once every event of it that was not cancelled is finalised, and there is one.

    One without such events, as selection often is, is done from the day somebody says. Else a stage is due from the
    first day of its window, or from the day one of its events begins.
    """
    held = [state for state in events if state is not EventState.CANCELLED]
    if all(state is EventState.FINALISED for state in held) and (held or (done_on is not None and done_on <= today)):
        return StageState.DONE
    begun = today >= planned_from or any(state in BEGUN for state in held)
    return StageState.DUE if begun else StageState.PLANNED


def around(first: date, last: date) -> tuple[date, date]:
    """Return the window with NEAR_DAYS on either side, as far as the calendar reaches."""
    earliest = max(first.toordinal() - NEAR_DAYS, date.min.toordinal())
    latest = min(last.toordinal() + NEAR_DAYS, date.max.toordinal())
    return date.fromordinal(earliest), date.fromordinal(latest)


def placed(first: date, last: date, whole: tuple[date, date]) -> tuple[float, float]:
    """Return where a window begins in a whole span and how long it is, in per cent; what lies outside is cut off."""
    start, end = (day.toordinal() for day in whole)
    length = end - start + 1
    begins = min(max(first.toordinal(), start), end) - start
    ends = min(max(last.toordinal(), start), end) - start + 1
    return round(100 * begins / length, 2), round(100 * (ends - begins) / length, 2)


def standing(rows: Iterable[TrainerStatus], on: date) -> TrainerStatus | None:
    """Return the row that tells a trainer's standing on a day: the latest begun by then, the later recorded of two.

    Rows that begin later never change the answer for an earlier day (R13). queries.standing says the same in SQL.
    """
    begun = [row for row in rows if row.from_on <= on]
    return max(begun, key=lambda row: (row.from_on, row.id), default=None)


def reason_not_counted(event: Event, cycle: TotCycle) -> str | None:
    """Say why a cascade event is not in the figures of a cycle's project and dates, or None where it is (R7, R11)."""
    if event.cancelled_at:
        return N_("Cancelled")
    if not event.is_finalised:
        return N_("Attendance not finalised")
    if not any(part.project_id == cycle.project_id for part in event.funding):
        return N_("Not funded by the cycle's project")
    return None if cycle.starts_on <= event.ends_on <= cycle.ends_on else N_("Ends outside the cycle's dates")
