"""What a cause of a difference is called, with its number: 1 merge, 2 completions withdrawn. Pure."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from babel.dates import format_date
from babel.support import NullTranslations

from lms.language import DAY, N_, catalog, say


class Kind(StrEnum):
    """What somebody did, or did not, so that a figure is another."""

    MERGE = "merge"
    MERGE_UNDONE = "merge_undone"
    COMPLETION_WITHDRAWN = "completion_withdrawn"
    COMPLETION_ADDED = "completion_added"
    ATTENDANCE = "attendance"
    MARKED = "marked"
    SHEET_ATTACHED = "sheet_attached"
    SHEET_WITHDRAWN = "sheet_withdrawn"
    ENROLMENT_ADDED = "enrolment_added"
    ENROLMENT_CHANGED = "enrolment_changed"
    ENROLMENT_REMOVED = "enrolment_removed"
    SNAPSHOT = "snapshot"
    EVENT_FINALISED = "event_finalised"
    EVENT_REOPENED = "event_reopened"
    EVENT_CANCELLED = "event_cancelled"
    EVENT_RESTORED = "event_restored"
    EVENT_MOVED = "event_moved"
    EVENT_CHANGED = "event_changed"
    EVENT_REMOVED = "event_removed"
    PROGRAMME = "programme"
    FUNDING_ADDED = "funding_added"
    FUNDING_REMOVED = "funding_removed"
    DONOR_ADDED = "donor_added"
    DONOR_REMOVED = "donor_removed"
    PROJECT_CHANGED = "project_changed"
    CASCADE_MARKED = "cascade_marked"
    CASCADE_UNMARKED = "cascade_unmarked"
    HEADCOUNT_ADDED = "headcount_added"
    HEADCOUNT_CHANGED = "headcount_changed"
    HEADCOUNT_REMOVED = "headcount_removed"
    LINE_ADDED = "line_added"
    LINE_CORRECTED = "line_corrected"
    LINE_CHANGED = "line_changed"
    LINE_REMOVED = "line_removed"
    CERTIFICATE_ISSUED = "certificate_issued"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_CHANGED = "certificate_changed"
    TRAINER_STATUS = "trainer_status"
    CATEGORY = "category"
    ORGANISATION = "organisation"
    EDITION = "edition"
    LATER = "later"
    UNEXPLAINED = "unexplained"


UNEXPLAINED = N_("nothing in the record explains this")
Counted = Callable[[NullTranslations, int], str]
# Each has one form for one and another for many; what is counted is named, so that 2 are never taken for something else.
WORDS: dict[Kind, Counted] = {
    Kind.MERGE: lambda c, n: c.ungettext("%(num)s merge", "%(num)s merges", n),
    Kind.MERGE_UNDONE: lambda c, n: c.ungettext("%(num)s merge undone", "%(num)s merges undone", n),
    Kind.COMPLETION_WITHDRAWN: lambda c, n: c.ungettext("%(num)s completion withdrawn", "%(num)s completions withdrawn", n),
    Kind.COMPLETION_ADDED: lambda c, n: c.ungettext("%(num)s completion added", "%(num)s completions added", n),
    Kind.ATTENDANCE: lambda c, n: c.ungettext("attendance of %(num)s person corrected", "attendance of %(num)s people corrected", n),
    Kind.MARKED: lambda c, n: c.ungettext("%(num)s attendance mark entered", "%(num)s attendance marks entered", n),
    Kind.SHEET_ATTACHED: lambda c, n: c.ungettext("%(num)s signed sheet attached", "%(num)s signed sheets attached", n),
    Kind.SHEET_WITHDRAWN: lambda c, n: c.ungettext("%(num)s signed sheet withdrawn", "%(num)s signed sheets withdrawn", n),
    Kind.ENROLMENT_ADDED: lambda c, n: c.ungettext("%(num)s person enrolled later", "%(num)s people enrolled later", n),
    Kind.ENROLMENT_CHANGED: lambda c, n: c.ungettext("%(num)s enrolment changed", "%(num)s enrolments changed", n),
    Kind.ENROLMENT_REMOVED: lambda c, n: c.ungettext("%(num)s enrolment removed", "%(num)s enrolments removed", n),
    Kind.SNAPSHOT: lambda c, n: c.ungettext("post of that day corrected for %(num)s person", "post of that day corrected for %(num)s people", n),
    Kind.EVENT_FINALISED: lambda c, n: c.ungettext("attendance of %(num)s event finalised", "attendance of %(num)s events finalised", n),
    Kind.EVENT_REOPENED: lambda c, n: c.ungettext("attendance of %(num)s event opened again", "attendance of %(num)s events opened again", n),
    Kind.EVENT_CANCELLED: lambda c, n: c.ungettext("%(num)s event cancelled", "%(num)s events cancelled", n),
    Kind.EVENT_RESTORED: lambda c, n: c.ungettext("cancellation of %(num)s event taken back", "cancellation of %(num)s events taken back", n),
    Kind.EVENT_MOVED: lambda c, n: c.ungettext("dates of %(num)s event moved", "dates of %(num)s events moved", n),
    Kind.EVENT_CHANGED: lambda c, n: c.ungettext("%(num)s event changed", "%(num)s events changed", n),
    Kind.EVENT_REMOVED: lambda c, n: c.ungettext("%(num)s event removed", "%(num)s events removed", n),
    Kind.PROGRAMME: lambda c, n: c.ungettext("sessions of %(num)s event changed", "sessions of %(num)s events changed", n),
    Kind.FUNDING_ADDED: lambda c, n: c.ungettext("funding of %(num)s event added", "funding of %(num)s events added", n),
    Kind.FUNDING_REMOVED: lambda c, n: c.ungettext("funding of %(num)s event removed", "funding of %(num)s events removed", n),
    Kind.DONOR_ADDED: lambda c, n: c.ungettext("donor added to %(num)s project", "donor added to %(num)s projects", n),
    Kind.DONOR_REMOVED: lambda c, n: c.ungettext("donor removed from %(num)s project", "donor removed from %(num)s projects", n),
    Kind.PROJECT_CHANGED: lambda c, n: c.ungettext("%(num)s project changed", "%(num)s projects changed", n),
    Kind.CASCADE_MARKED: lambda c, n: c.ungettext("%(num)s event marked as cascade", "%(num)s events marked as cascade", n),
    Kind.CASCADE_UNMARKED: lambda c, n: c.ungettext("%(num)s event no longer marked as cascade", "%(num)s events no longer marked as cascade", n),
    Kind.HEADCOUNT_ADDED: lambda c, n: c.ungettext("%(num)s headcount added", "%(num)s headcounts added", n),
    Kind.HEADCOUNT_CHANGED: lambda c, n: c.ungettext("%(num)s headcount changed", "%(num)s headcounts changed", n),
    Kind.HEADCOUNT_REMOVED: lambda c, n: c.ungettext("%(num)s headcount removed", "%(num)s headcounts removed", n),
    Kind.LINE_ADDED: lambda c, n: c.ungettext("%(num)s distribution added", "%(num)s distributions added", n),
    Kind.LINE_CORRECTED: lambda c, n: c.ungettext("%(num)s distribution corrected", "%(num)s distributions corrected", n),
    Kind.LINE_CHANGED: lambda c, n: c.ungettext("%(num)s distribution changed", "%(num)s distributions changed", n),
    Kind.LINE_REMOVED: lambda c, n: c.ungettext("%(num)s distribution removed", "%(num)s distributions removed", n),
    Kind.CERTIFICATE_ISSUED: lambda c, n: c.ungettext("%(num)s certificate issued", "%(num)s certificates issued", n),
    Kind.CERTIFICATE_REVOKED: lambda c, n: c.ungettext("%(num)s certificate revoked", "%(num)s certificates revoked", n),
    Kind.CERTIFICATE_CHANGED: lambda c, n: c.ungettext("%(num)s certificate changed", "%(num)s certificates changed", n),
    Kind.TRAINER_STATUS: lambda c, n: c.ungettext("status of %(num)s trainer set", "status of %(num)s trainers set", n),
    Kind.CATEGORY: lambda c, n: c.ungettext("%(num)s category moved to another group", "%(num)s categories moved to another group", n),
    Kind.ORGANISATION: lambda c, n: c.ungettext("%(num)s organisation changed", "%(num)s organisations changed", n),
    Kind.EDITION: lambda c, n: c.ungettext("%(num)s edition changed", "%(num)s editions changed", n),
    Kind.LATER: lambda c, n: c.ungettext(
        "%(num)s entry counted only since a later day is asked for", "%(num)s entries counted only since a later day is asked for", n
    ),
}  # fmt: skip


def named(kind: Kind, number: int, language: str) -> str:
    """Return what a cause is called in a language: 2 merges."""
    if kind is Kind.UNEXPLAINED:
        return say(UNEXPLAINED, language)
    return WORDS[kind](catalog(language), number) % {"num": number}


def by_whom(who: str | None, when: date, language: str) -> str:
    """Return who did something on which day, as it stands behind what was done."""
    day = format_date(when, DAY[language], locale=language)
    return f"{who or say(N_('The system'), language)}, {day}"


def told(sealed: int, today: int, causes: str, language: str) -> str:
    """Return the sentence of a figure that differs; `causes` is empty where only parts of it do."""
    if not causes:
        return say(N_("sealed %(sealed)s; today %(today)s"), language, sealed=sealed, today=today)
    return say(N_("sealed %(sealed)s; today %(today)s: %(causes)s"), language, sealed=sealed, today=today, causes=causes)
