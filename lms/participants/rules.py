"""Who is likely one and the same human being, and in which order a career is told. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.participants.models import Affiliation, Person
from lms.text import folded


@dataclass(frozen=True)
class Typed:
    """What was typed of somebody who is not in the register yet."""

    surname: str
    given_name: str
    patronymic: str | None = None
    latin_name: str | None = None
    birth_date: date | None = None


def spellings(one: Typed | Person) -> frozenset[str]:
    """Return the ways a name is written, native and Latin, each as its folded words in alphabetical order.

    The order of the words is dropped, because surname and given name are easily typed into each other's place.
    """
    written = (f"{one.surname} {one.given_name}", one.latin_name)
    return frozenset(" ".join(sorted(folded(name).split())) for name in written if folded(name))


def likely_same(typed: Typed, known: Person) -> bool:
    """Say whether somebody typed is probably a person of the register: the same name, and nothing speaks against it.

    Two different birth dates speak against it unless the patronymic is the same too; two different patronymics do
    unless the birth date or the Latin name of the passport is the same.
    """
    if not spellings(typed) & spellings(known):
        return False
    same_patronymic = folded(typed.patronymic) == folded(known.patronymic)
    if typed.birth_date and known.birth_date:
        return same_patronymic or typed.birth_date == known.birth_date
    same_passport = bool(typed.latin_name) and folded(typed.latin_name) == folded(known.latin_name)
    return same_patronymic or same_passport or not (typed.patronymic and known.patronymic)


def career(posts: Iterable[Affiliation]) -> list[Affiliation]:
    """Return posts with the newest first: those held still, then by their end and their beginning."""
    return sorted(posts, key=lambda post: (post.ends_on or date.max, post.starts_on or date.min, post.id), reverse=True)
