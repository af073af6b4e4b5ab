"""What the register knows of people, described for comparison: of one, of some, of everybody whom one sees."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select

from lms.extensions import db
from lms.participants.described import Described
from lms.participants.identity import Identifier
from lms.participants.models import Affiliation, Person

AT_ONCE = 10_000  # numbers in one statement; SQLite takes 32,766, PostgreSQL 65,535


def describe(person: Person) -> Described:
    """Describe somebody of the register."""
    numbers = select(Identifier.kind, Identifier.fingerprint).where(Identifier.person_id == person.id)
    return Described(
        person.id, person.surname, person.given_name, person.patronymic, person.latin_name, person.sex,
        person.birth_date, person.birth_year,
        frozenset(post.organisation_id for post in person.affiliations if post.organisation_id),
        frozenset((kind.value, print_of) for kind, print_of in db.session.execute(numbers)),
    )  # fmt: skip


def of_people(ids: Sequence[int] | None = None) -> Iterator[Described]:
    """Describe the people with these numbers who are inside the scope, or all of it: three statements a batch.

    Nobody is taken for a person who was erased.
    """
    if ids is None:
        yield from _described(None)
    else:
        for first in range(0, len(ids), AT_ONCE):
            yield from _described(ids[first : first + AT_ONCE])


def _described(ids: Sequence[int] | None) -> Iterator[Described]:
    # The core tables: whose posts and numbers they are is narrowed by the people, who are asked for through the model.
    post, number = Affiliation.__table__.c, Identifier.__table__.c
    posts = select(post.person_id, post.organisation_id).where(post.organisation_id.is_not(None))
    agencies = _collected(_among(posts, post.person_id, ids))
    kept = select(number.person_id, number.kind, number.fingerprint)
    numbers = _collected(_among(kept, number.person_id, ids))
    people = select(
        Person.id, Person.surname, Person.given_name, Person.patronymic, Person.latin_name, Person.sex,
        Person.birth_date, Person.birth_year,
    ).where(Person.erased_at.is_(None))  # fmt: skip
    nothing: frozenset[Any] = frozenset()
    for row in db.session.execute(_among(people, Person.id, ids)):
        number, *known = row
        more: dict[str, Any] = dict(zip(row._fields[1:], known, strict=True))
        more["agencies"], more["numbers"] = frozenset(agencies.get(number, nothing)), frozenset(numbers.get(number, nothing))
        yield Described(number, **more)


def _among(rows: Select, column: Any, ids: Sequence[int] | None) -> Select:
    return rows if ids is None else rows.where(column.in_(ids))


def _collected(rows: Select) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for person_id, *rest in db.session.execute(rows):
        found[person_id].add(rest[0] if len(rest) == 1 else (rest[0].value, rest[1]))
    return found
