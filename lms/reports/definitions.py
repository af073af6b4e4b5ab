"""By which rules figures are counted, in words: those of every figure, and the rule of one. Pure."""

from collections.abc import Iterator

from lms.language import N_
from lms.reports.document import Figure
from lms.reports.wording import KINDS, Words

# What each basis counts (DESIGN section 3, R1–R16).
OF_BASIS = {
    "persons": N_("Each person counts once, under the category of the latest completed event."),
    "completions": N_("A person and an event whose rule was met: the least share of session time attended and, where set, the least grade. Headcounts are added and told apart."),
    "attendances": N_("A person and a session attended, on events whose attendance is finalised."),
    "participants": N_("Participants who attended a session, or held a confirmed place on an event without sessions."),
    "headcount": N_("People of trainings who are known as a number only."),
    "events": N_("Events whose attendance is finalised."),
    "materials": N_("Pieces handed over; corrections are taken off."),
    "certificates": N_("Certificates that stand, of events that ended in the period."),
    "trainers_certified": N_("Graduates of trainings of trainers, certified in a course for the first time in the period."),
    "trainers_standing": N_("Graduates of trainings of trainers who stand as certified on the last day of the period."),
}  # fmt: skip
# Of people told as new or returning (R5).
OF_SCOPE = N_("New are those without an earlier completion within the scope of the report: the same project, donor, office, country and region, by the same rule. The others are returning.")
# What every report says, each under its name.
RULES = (
    (N_("Persons trained"), OF_BASIS["persons"]),
    (N_("Completions"), OF_BASIS["completions"]),
    (N_("Reconstructed"), N_("Numbers taken from old reports, where no list is left. They add to completions, never to persons.")),
    (N_("Attendances"), N_("A person and a session attended, on events whose attendance is finalised; before, claimed or on a signed sheet.")),
    (N_("People who took part"), OF_BASIS["participants"]),
    (N_("New and returning"), OF_SCOPE),
    (N_("Period"), N_("An event belongs to the period of its last day.")),
    (N_("Posts"), N_("Category, organisation, region, country and sex are those of the time of the event.")),
    (N_("Shared events"), N_("An event that several projects fund counts fully for each of them, and once in all.")),
    (N_("Cascade"), N_("Events of graduates are told apart, by generation, and never added to direct figures.")),
    (N_("Materials"), OF_BASIS["materials"]),
)
# A narrowing of a rule, the sentence that tells it, and what its codes are.
NARROWED = (
    ("kinds", N_("Of these kinds of events: %(names)s."), "kind"),
    ("courses", N_("Of these courses: %(names)s."), "course"),
    ("groups", N_("Of these groups: %(names)s."), "group"),
    ("categories", N_("Of these categories: %(names)s."), "category"),
    ("roles", N_("In these roles: %(names)s."), "role"),
    ("organisations", N_("Of these organisations and all below them: %(names)s."), "organisation"),
    ("countries", N_("Of these countries: %(names)s."), "country"),
)
USUAL_ROLES = ["participant"]


def general(words: Words) -> list[tuple[str, str]]:
    """Return the rules that hold for every figure, each under its name."""
    figures = words.document.figures
    told = {OF_BASIS[figure.basis] for figure in figures if figure.basis in OF_BASIS}
    told |= {OF_SCOPE} if any({"new", "returning"} & figure.parts.keys() for figure in figures) else set()
    return [(words.say(name), words.say(text)) for name, text in RULES if text not in {*OF_BASIS.values(), OF_SCOPE} or text in told]


def definition(words: Words, figure: Figure) -> str:
    """Return the rule of a figure in sentences."""
    return " ".join(_sentences(words, figure))


def version(words: Words, figure: Figure) -> str:
    """Say which version of its rule a figure was counted by; nothing where every report counts it alike."""
    if not figure.indicator or not figure.indicator.get("version"):
        return ""
    return words.say(N_("Version %(number)s of the rule"), number=figure.indicator["version"])


def _sentences(words: Words, figure: Figure) -> Iterator[str]:
    rule = figure.rule
    if figure.basis in OF_BASIS:
        yield words.say(OF_BASIS[figure.basis])
    for key, sentence, kind in NARROWED:
        codes = rule.get(key) or []
        if codes and not (key == "roles" and list(codes) == USUAL_ROLES):
            yield words.say(sentence, names=words.listed(words.plural(kind, code) for code in codes))
    if rule.get("generation") is not None:
        yield words.say(N_("Only the cascade of generation %(number)s."), number=rule["generation"])
    yield from _lasting(words, rule.get("min_days"), rule.get("min_hours"))
    if rule.get("once") == "project":
        yield words.say(N_("Each person counts once in all, in the period of the first time."))
    if rule.get("disaggregations"):
        names = (words.say(KINDS[kind]).lower() for kind in rule["disaggregations"] if kind in KINDS)
        yield words.say(N_("Disaggregated by: %(names)s."), names=words.listed(names))


def _lasting(words: Words, days: int | None, hours: int | None) -> Iterator[str]:
    if days and hours:
        yield words.say(N_("The event lasts at least %(days)s class days or %(hours)s hours."), days=days, hours=hours)
    elif days:
        yield words.say(N_("The event lasts at least this many class days: %(days)s."), days=days)
    elif hours:
        yield words.say(N_("The event lasts at least this many hours: %(hours)s."), hours=hours)
