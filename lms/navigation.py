"""What the menu offers to whom."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from lms.accounts.permissions import Permission
from lms.language import N_


@dataclass(frozen=True)
class Entry:
    """A line of the menu, as the page shows it."""

    label: str
    url: str
    icon: str
    active: bool
    group: str


# label, endpoint, icon, permission (None: everybody signed in), group
MENU: tuple[tuple[str, str, str, Permission | None, str], ...] = (
    (N_("Overview"), "reports.dashboard", "house", None, ""),
    (N_("Events"), "courses.events", "calendar-event", Permission.SEE_EVENTS, N_("Plan and record")),
    (N_("Calendar"), "courses.calendar", "calendar3", Permission.SEE_EVENTS, N_("Plan and record")),
    (N_("People"), "participants.persons", "people", Permission.SEE_PEOPLE, N_("Plan and record")),
    (N_("Imports"), "imports.batches", "upload", Permission.IMPORT_LISTS, N_("Plan and record")),
    (N_("Materials"), "materials.distributions", "box-seam", Permission.SEE_MATERIALS, N_("Plan and record")),
    (N_("Certificates"), "certificates.register", "award", Permission.SEE_CERTIFICATES, N_("Plan and record")),
    (N_("TOT cycles"), "tot.cycles", "diagram-3", Permission.SEE_TOT, N_("Plan and record")),
    (N_("Figures"), "reports.figures", "bar-chart", Permission.SEE_FIGURES, N_("Report")),
    (N_("Reports"), "reported.reports", "patch-check", Permission.SEE_REPORTS, N_("Report")),
    (N_("Bulletins"), "bulletins.bulletins", "newspaper", Permission.SEE_REPORTS, N_("Report")),
    (N_("Projects"), "projects.projects", "folder", Permission.SEE_PROJECTS, N_("Report")),
    (N_("Courses"), "courses.courses", "journal-text", Permission.SEE_COURSES, N_("Reference")),
    (N_("Organisations"), "participants.organisations", "building", Permission.SEE_PEOPLE, N_("Reference")),
    (N_("Names passed on"), "accounts.disclosures", "file-earmark-text", Permission.EXPORT_NAMES, N_("Administration")),
    (N_("How long data are kept"), "protection.kept", "hourglass-split", Permission.EDIT_REFERENCE, N_("Administration")),
    (N_("Accounts"), "accounts.accounts", "person-gear", Permission.MANAGE_ACCOUNTS, N_("Administration")),
    (N_("Audit"), "audit.log", "clock-history", Permission.MANAGE_ACCOUNTS, N_("Administration")),
)


def menu() -> list[Entry]:
    """Return the entries that the reader may open, with the present one marked."""
    if not current_user.is_authenticated:
        return []
    return [
        Entry(gettext(label), url_for(endpoint), icon, request.endpoint == endpoint, gettext(group) if group else "")
        for label, endpoint, icon, permission, group in MENU
        if permission is None or current_user.may(permission)
    ]
