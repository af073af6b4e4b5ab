"""In which order a career is told, and of whom nothing is recorded any more. Pure."""

from collections.abc import Iterable
from datetime import date

from lms.errors import Refused
from lms.language import N_
from lms.participants.models import ERASED, Affiliation, Person

NOTHING_MORE = N_("The data of this person were erased. Nothing is recorded of them any more.")


def career(posts: Iterable[Affiliation]) -> list[Affiliation]:
    """Return posts with the newest first: those held still, then by their end and their beginning."""
    return sorted(posts, key=lambda post: (post.ends_on or date.max, post.starts_on or date.min, post.id), reverse=True)


def refuse_erased(person: Person) -> None:
    """Raise Refused where the person was erased: what is counted of them stays as it stands, and nothing is added."""
    if person.erased_at:
        raise Refused(NOTHING_MORE)


def refuse_token(surname: str | None) -> None:
    """Raise Refused for the surname that stands for everybody who was erased: nobody is registered under it."""
    if (surname or "").casefold() == ERASED.casefold():
        raise Refused(N_("“Erased” stands for people whose data were erased. Nobody is registered under it."), field="surname")
