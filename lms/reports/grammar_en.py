"""English for figures: number and noun, numbers in words, agreement of verbs, lists. Pure.

Numbers below ten are words where a sentence has no others; no sentence begins with digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
IN_WORDS_BELOW = len(WORDS)


@dataclass(frozen=True)
class Noun:
    """What is counted: beside one and beside any other number."""

    one: str
    many: str

    @property
    def all(self) -> str:
        """Return the plural without a number."""
        return self.many


def regular(one: str, tail: str = "") -> Noun:
    """Return a noun whose plural ends in s; the tail follows both."""
    return Noun(one + tail, f"{one}s{tail}")


def digits(number: int) -> str:
    """Return a number in digits, thousands apart by a comma: 4,000; a minus before a correction."""
    return f"{number:,}".replace("-", "−")


def said(number: int, *, words: bool = False) -> str:
    """Return a number, below ten in words where these are asked for."""
    return WORDS[number] if words and 0 <= number < IN_WORDS_BELOW else digits(number)


def counted(number: int, noun: Noun, *, words: bool = False) -> str:
    """Return a number with what is counted: five officers, 1 judge."""
    return f"{said(number, words=words)} {noun.one if number == 1 else noun.many}"


def was(numbers: Sequence[int | None]) -> str:
    """Return the verb for subjects, None for a plural without a number."""
    return "was" if list(numbers) == [1] else "were"


def are(number: int | None) -> str:
    """Return the verb for a number that stands alone."""
    return "is" if number == 1 else "are"


def joined(items: Sequence[str], last: str = " and ") -> str:
    """Return a list: a, b and c."""
    return last.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def quoted(text: str) -> str:
    """Return a text in “…”, with other marks inside."""
    inner = text.replace("“", "‘").replace("”", "’")
    return f"“{inner}”"


PERSON = Noun("person", "persons")
PARTICIPANT = regular("participant")
OFFICERS = Noun("officer of a law-enforcement agency", "officers of law-enforcement agencies")
UNSPLIT = " not broken down by agency"


def of_agencies(agencies: str) -> Noun:
    """Return officers of agencies."""
    return regular("officer", f" of {agencies}")


def in_category(name: str) -> Noun:
    """Return people of a category of which only the name is known: 3 persons (category “Labour inspector”)."""
    return regular("person", f" (category {quoted(name)})")


# By code of seeds/reference/categories.csv.
CATEGORIES: dict[str, Noun] = {
    "prosecutor": regular("prosecutor"),
    "police": regular("police officer"),
    "judge": regular("judge"),
    "border_guard": regular("border guard"),
    "customs": regular("customs officer"),
    "migration_service": regular("migration service officer"),
    "other_law_enforcement": regular("other law-enforcement officer"),
    "advocate": regular("advocate"),
    "consular": regular("consular officer"),
    "other_government": regular("other government official"),
    "ngo": Noun("NGO staff member", "NGO staff members"),
    "media": regular("journalist"),
    "academia": regular("academic"),
    "international_organisation": Noun(
        "staff member of an international organisation", "staff members of international organisations"
    ),
    "other": Noun("person of another category", "persons of other categories"),
    "prosecution_police_other_le": of_agencies("the prosecution, police and other law-enforcement agencies" + UNSPLIT),
    "border_customs": of_agencies("the border and customs services" + UNSPLIT),
    "not_stated": regular("person", " of no stated category"),
}
# Whose officers law enforcement is told of; picking.AGENCIES has their order.
AGENCIES = {
    "prosecution": "prosecution", "police": "police", "border": "border service", "customs": "customs service",
    "migration": "migration service", "other": "other law-enforcement agencies",
}  # fmt: skip
EVENT = regular("event")
OTHER_EVENT = Noun("event of another kind", "events of other kinds")
KINDS: dict[str, Noun] = {
    "training": regular("training"),
    "tot": regular("training", " of trainers"),
    "seminar": regular("seminar"),
    "workshop": regular("workshop"),
    "study_tour": regular("study tour"),
    "conference": regular("conference"),
    "attestation": regular("attestation"),
    "consultation": regular("consultation"),
    "media_event": regular("media event"),
    "official_visit": regular("official visit"),
}
MATERIAL = regular("information material")
CARRIERS: dict[str, Noun] = {
    "brochure": regular("brochure"),
    "cd": regular("CD"),
    "manual": regular("manual"),
    "poster": regular("poster"),
    "other": regular("other material"),
}
COMPLETION = regular("completion", " of training")
# By what is counted (lms.projects.measures.Basis); another is told by its bare number.
UNITS: dict[str, Noun] = {
    "persons": PERSON, "headcount": PERSON, "participants": Noun("person", "people"), "completions": COMPLETION,
    "attendances": regular("attendance"), "events": EVENT, "materials": MATERIAL, "certificates": regular("certificate"),
    "trainers_certified": regular("trainer"), "trainers_standing": regular("certified trainer"),
}  # fmt: skip

# Names of countries that take the article, beside those that are told from their words.
_WITH_ARTICLE = frozenset({"Bahamas", "Comoros", "Gambia", "Maldives", "Netherlands", "Philippines"})
_SORTS = (
    "Republic", "Federation", "Kingdom", "States", "Emirates", "Islands", "State of", "Holy See", "Isle of",
    "Territories", "Territory", "Caribbean Netherlands",
)  # fmt: skip
_OFFICES = frozenset({"Office", "Sub-Office", "Country", "Regional", "National", "Mission", "Representation", "Bureau", "Centre", "Center"})
_SHARED = (" Velayat", " Region")


def place(name: str) -> str:
    """Return the name of a country or region with its article: the United Kingdom, the city of Osh, Naryn Region."""
    bare = name.removesuffix(" (city)")
    if bare != name:
        return f"the city of {bare}"
    takes = name in _WITH_ARTICLE or any(sort in name for sort in (*_SORTS, "Autonomous", "Districts of"))
    return f"the {name}" if takes and not name.startswith("The ") and " and the " not in name else name


def office(name: str) -> str:
    """Return the name of an office with its article, where it begins with what sort of office it is."""
    return f"the {name}" if name.partition(" ")[0] in _OFFICES else name


def from_regions(names: Sequence[str]) -> str:
    """Return regions, those of a sort first and under one word: Mary and Balkan Velayats, and Ashgabat."""
    told: dict[str, list[str]] = {}
    for name in names:
        sort = next((one for one in _SHARED if name.endswith(one) and "Autonomous" not in name), "")
        told.setdefault(sort or name, []).append(name.removesuffix(sort) if sort else place(name))
    ordered = sorted(told.items(), key=lambda group: group[0] not in _SHARED)
    groups = [joined(items) + (sort + "s" * (len(items) > 1) if sort in _SHARED else "") for sort, items in ordered]
    return joined(groups, " and " if all(len(items) == 1 for items in told.values()) else ", and ")
