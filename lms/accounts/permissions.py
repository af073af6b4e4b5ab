"""The whole policy on one screen: what each role may do. Where it may do it is the grant's reach (scope.py)."""

from enum import StrEnum, auto

from lms.language import N_, Labelled


class Role(Labelled):
    """What a grant makes of an account."""

    ADMINISTRATOR = "administrator", N_("Administrator")
    PROJECT_MANAGER = "project_manager", N_("Project manager")
    TRAINER = "trainer", N_("Trainer")
    REPORTING_OFFICER = "reporting_officer", N_("Reporting officer")
    DONOR_VIEWER = "donor_viewer", N_("Donor viewer")


class Permission(StrEnum):
    """One thing that a view lets a person do."""

    MANAGE_ACCOUNTS = auto()
    SEE_AUDIT = auto()
    EDIT_REFERENCE = auto()
    SEE_PROJECTS = auto()
    EDIT_PROJECTS = auto()
    SEE_PEOPLE = auto()
    EDIT_PEOPLE = auto()
    SEE_IDENTIFIERS = auto()
    PROTECT_PEOPLE = auto()
    SEE_COURSES = auto()
    EDIT_COURSES = auto()
    SEE_EVENTS = auto()
    SEE_ROSTER = auto()
    EDIT_EVENTS = auto()
    MARK_ATTENDANCE = auto()
    FINALISE_ATTENDANCE = auto()
    REOPEN_ATTENDANCE = auto()
    SEE_MATERIALS = auto()
    EDIT_MATERIALS = auto()
    SEE_CERTIFICATES = auto()
    ISSUE_CERTIFICATES = auto()
    SEE_TOT = auto()
    EDIT_TOT = auto()
    SEE_FIGURES = auto()
    SEE_FIGURE_ROWS = auto()
    EXPORT_NAMES = auto()
    IMPORT_LISTS = auto()
    SEE_REPORTS = auto()
    EDIT_REPORTS = auto()
    SEAL_REPORTS = auto()


P = Permission
_FIGURES = {P.SEE_PROJECTS, P.SEE_EVENTS, P.SEE_MATERIALS, P.SEE_COURSES, P.SEE_FIGURES, P.SEE_REPORTS}
_REPORTING = {P.EDIT_REPORTS, P.SEAL_REPORTS}
_NAMES = {P.SEE_PEOPLE, P.SEE_ROSTER, P.SEE_CERTIFICATES, P.SEE_TOT, P.SEE_FIGURE_ROWS, P.EXPORT_NAMES}

POLICY: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.PROJECT_MANAGER: frozenset(Permission) - {P.MANAGE_ACCOUNTS, P.EDIT_REFERENCE},
    Role.TRAINER: frozenset({P.SEE_EVENTS, P.SEE_ROSTER, P.SEE_COURSES, P.MARK_ATTENDANCE, P.FINALISE_ATTENDANCE}),
    Role.REPORTING_OFFICER: frozenset(_FIGURES | _NAMES | _REPORTING | {P.SEE_AUDIT}),
    Role.DONOR_VIEWER: frozenset(_FIGURES),
}

# These act on what all offices share, so a grant on one office or project does not carry them.
EVERYWHERE_ONLY = frozenset({P.MANAGE_ACCOUNTS, P.EDIT_REFERENCE})
