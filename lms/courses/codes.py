"""The codes of events, enrolments and marks, with their labels."""

from lms.language import N_, Labelled


class EventKind(Labelled):
    """What sort of delivery an event is."""

    TRAINING = "training", N_("Training")
    TOT = "tot", N_("Training of trainers")
    SEMINAR = "seminar", N_("Seminar")
    WORKSHOP = "workshop", N_("Workshop")
    STUDY_TOUR = "study_tour", N_("Study tour")
    CONFERENCE = "conference", N_("Conference")
    ATTESTATION = "attestation", N_("Attestation")
    CONSULTATION = "consultation", N_("Consultation")
    MEDIA_EVENT = "media_event", N_("Media event")
    OFFICIAL_VISIT = "official_visit", N_("Official visit")


# R16: the other kinds have counters of their own, outside "trained".
TRAINING_KINDS = frozenset(
    {EventKind.TRAINING, EventKind.TOT, EventKind.SEMINAR, EventKind.WORKSHOP, EventKind.STUDY_TOUR}
)


class EventState(Labelled):
    """Where an event stands; worked out from its dates and acts, never stored."""

    PLANNED = "planned", N_("Planned")
    CONFIRMED = "confirmed", N_("Confirmed")
    UNDER_WAY = "under_way", N_("Under way")
    TO_FINALISE = "to_finalise", N_("To be finalised")
    FINALISED = "finalised", N_("Finalised")
    CANCELLED = "cancelled", N_("Cancelled")


class OrganisationRole(Labelled):
    """An organisation's part in an event."""

    ORGANISER = "organiser", N_("Organiser")
    CO_ORGANISER = "co_organiser", N_("Co-organiser")
    HOST = "host", N_("Host agency")
    DONOR = "donor", N_("Donor")
    PARTNER = "partner", N_("Partner")
    COMMISSION = "commission", N_("Commission member")
    MEDIA = "media", N_("Media outlet")


class EnrolmentRole(Labelled):
    """What a person does at an event."""

    PARTICIPANT = "participant", N_("Participant")
    TRAINER = "trainer", N_("Trainer")
    CO_TRAINER = "co_trainer", N_("Co-trainer")
    OBSERVER = "observer", N_("Observer")
    INTERPRETER = "interpreter", N_("Interpreter")
    ORGANISER = "organiser", N_("Organiser")
    SPEAKER = "speaker", N_("Speaker")
    ALTERNATE = "alternate", N_("Alternate")


TEACHING_ROLES = frozenset({EnrolmentRole.TRAINER, EnrolmentRole.CO_TRAINER})


class EnrolmentStatus(Labelled):
    """How far an enrolment has come."""

    NOMINATED = "nominated", N_("Nominated")
    INVITED = "invited", N_("Invited")
    CONFIRMED = "confirmed", N_("Confirmed")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


# Those who hold a place; a withdrawal frees it.
HOLDING_A_PLACE = frozenset({EnrolmentStatus.NOMINATED, EnrolmentStatus.INVITED, EnrolmentStatus.CONFIRMED})


class Mark(Labelled):
    """What was seen of a person in a session."""

    PRESENT = "present", N_("Present")
    LATE = "late", N_("Late")
    LEFT_EARLY = "left_early", N_("Left early")
    ABSENT = "absent", N_("Absent")
    EXCUSED = "excused", N_("Excused")


# R2: these count as attended, for the minutes recorded or else the whole session.
ATTENDED = frozenset({Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY})
PARTIAL = frozenset({Mark.LATE, Mark.LEFT_EARLY})


class Method(Labelled):
    """How a mark reached the system."""

    PAPER = "paper", N_("Paper sheet")
    PHONE = "phone", N_("Phone")
    SCAN = "scan", N_("Scan")
    IMPORT = "import", N_("Import")
