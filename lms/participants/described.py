"""What is known of somebody, typed or registered, made ready to be compared with many. Pure."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from lms.participants.likeness import Part, is_initial, part_of
from lms.participants.models import Sex


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of somebody, typed or registered; `numbers` are (kind, fingerprint), `agencies` organisations' ids."""

    person_id: int | None = None
    surname: str = ""
    given_name: str = ""
    patronymic: str | None = None
    latin_name: str | None = None
    sex: Sex = Sex.NOT_STATED
    birth_date: date | None = None
    birth_year: int | None = None
    agencies: frozenset[int] = frozenset()
    numbers: frozenset[tuple[str, str]] = frozenset()
    # Worked out once, because each is compared with many: (surname, given name) in either script, and so on.
    readings: tuple[tuple[str, str], ...] = field(init=False, repr=False, compare=False)
    father: str = field(init=False, repr=False, compare=False)
    told_sex: str = field(init=False, repr=False, compare=False)
    year: int | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = _parts(self.surname, self.given_name, self.patronymic)
        own = parts[0].root, parts[1].root
        latin = _latin_reading(self.latin_name)
        known = (own,) if latin is None or sorted(latin) == sorted(own) else (own, latin)
        told = parts[2].sex or parts[0].sex or parts[1].sex
        made = {
            "readings": known, "father": parts[2].root, "told_sex": _STATED.get(self.sex, told),
            "year": self.birth_date.year if self.birth_date else self.birth_year,
        }  # fmt: skip
        for name, value in made.items():
            object.__setattr__(self, name, value)

    @property
    def words(self) -> tuple[frozenset[str], ...]:
        """Return the roots of the words of surname, given name and patronymic, the passport's with the first two."""
        own = [frozenset(part.words) for part in _parts(self.surname, self.given_name, self.patronymic)]
        for reading in self.readings[1:]:
            for place, word in enumerate(reading):
                if not any(word in those for those in own):
                    own[place] |= {word}
        return tuple(own)


_STATED = {Sex.FEMALE: "f", Sex.MALE: "m"}


def _parts(surname: str, given_name: str, patronymic: str | None) -> list[Part]:
    """Return surname, given name and patronymic, each in its place."""
    parts = [part_of(surname), *_apart(part_of(given_name), part_of(patronymic))]
    if parts[2].words and not parts[2].is_patronymic:
        place = next((place for place in (0, 1) if parts[place].is_patronymic), 2)
        parts[place], parts[2] = parts[2], parts[place]
    return parts


def _apart(given: Part, father: Part) -> tuple[Part, Part]:
    """Take a patronymic, or its initial, out of the given name where it was typed into the same cell."""
    holds_both = len(given.words) > 1 and (given.is_patronymic or all(map(is_initial, given.words)))
    if father.words or not holds_both:
        return given, father
    return Part(given.words[:-1]), Part(given.words[-1:], given.is_patronymic, given.sex)


@lru_cache(1024)
def _latin_reading(latin_name: str | None) -> tuple[str, str] | None:
    """Return the first word of a passport's name and the others in one, the patronymic left out."""
    roots = [part.root for word in (latin_name or "").split() if not (part := part_of(word)).is_patronymic]
    return (roots[0], "".join(roots[1:])) if len(roots) > 1 else None
