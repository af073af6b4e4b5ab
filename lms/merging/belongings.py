"""What belongs to a person, and which tables name one: everything that a merge has to know of.

A new table that names a person or an enrolment is listed here or in tests/merging/test_hiding.py, or a test fails.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, event, inspect, select
from sqlalchemy.orm import Session

from lms.accounts.models import Identity
from lms.audit.rules import canonical, sha256
from lms.courses.roster import Attendance, Enrolment
from lms.errors import Conflict, Refused
from lms.extensions import WITH_MERGED, db
from lms.language import N_
from lms.participants.identity import Consent, Identifier
from lms.participants.models import Affiliation, Person
from lms.participants.rules import NOTHING_MORE
from lms.tot.models import TrainerStatus

AT_ONCE = 10_000  # numbers in one statement
# Rows that go over to the person who is kept, by their person_id.
MOVED: tuple[type[Any], ...] = (Affiliation, Identifier, Consent, TrainerStatus, Enrolment, Identity)


def of(model: type[Any], person_id: int) -> list[Any]:
    """Return a person's rows of a table that is moved, in the order of their numbers."""
    rows = select(model).where(model.person_id == person_id).order_by(*inspect(model).primary_key)
    return list(db.session.scalars(rows))


def digest(people: Iterable[Person]) -> str:
    """Return a SHA-256 of all that a merge of people is decided by: it differs once anything of it was changed."""
    numbers = sorted(one.id for one in people)
    wanted = [select(Person.__table__).where(Person.id.in_(numbers)).order_by(Person.id)]
    wanted += [_rows(model, numbers) for model in MOVED]
    on = select(Enrolment.__table__.c.id).where(Enrolment.__table__.c.person_id.in_(numbers))
    marks = Attendance.__table__
    wanted.append(select(marks.c.id, marks.c.enrolment_id, marks.c.is_current).where(marks.c.enrolment_id.in_(on)).order_by(marks.c.id))
    told = [[list(row) for row in db.session.execute(each, execution_options={WITH_MERGED: True})] for each in wanted]
    return sha256(canonical(told))


def _rows(model: type[Any], numbers: list[int]) -> Select[Any]:
    table = model.__table__
    return select(table).where(table.c.person_id.in_(numbers)).order_by(*table.primary_key.columns)


def digest_of(seen: str, answers: Mapping[str, str]) -> str:
    """Return a SHA-256 of what a page showed and what was chosen there: a preview is of these and no others."""
    return sha256(canonical({"seen": seen, "answers": dict(answers)}))


@event.listens_for(db.session, "before_flush")
def _refuse_latecomers(session: Session, _context: Any, _some: Any) -> None:
    """Give nothing to somebody who is merged or erased at this moment: it would stay behind, hidden or naming them.

    PostgreSQL waits here for a merge or an erasing that is under way.
    """
    numbers = sorted({number for one in session.new if isinstance(one, MOVED) and (number := _whose(one))})
    for first in range(0, len(numbers), AT_ONCE):
        _refuse_gone(session, numbers[first : first + AT_ONCE])


def _refuse_gone(session: Session, numbers: list[int]) -> None:
    person = Person.__table__.c
    rows = select(person.merged_into_id, person.erased_at).where(person.id.in_(numbers)).order_by(person.id)
    held = session.connection().execute(rows.with_for_update(read=True)).all()
    if any(one.erased_at for one in held):
        raise Refused(NOTHING_MORE)
    if any(one.merged_into_id for one in held):
        raise Conflict(N_("The person was merged with another meanwhile. Nothing was saved; look for the person again."))


def _whose(row: Any) -> int | None:
    """Return the number of the person whom a new row belongs to; None for a person who is new too."""
    person = row.__dict__.get("person")
    number: int | None = row.person_id or (person.id if person is not None else None)
    return number
