"""Several at once, with real commits: one merge stands, and nothing is left behind with whoever is gone."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.audit import queries as audit
from lms.courses import attendance
from lms.courses.codes import Mark, Method
from lms.courses.models import Event, Session
from lms.courses.roster import Attendance, Enrolment
from lms.errors import Refused
from lms.extensions import WITH_MERGED, db
from lms.merging import services
from lms.merging.models import Merge
from lms.participants import services as people
from lms.participants.models import Affiliation, Person
from tests import factories
from tests.together import afresh, together

pytestmark = pytest.mark.committed
AT = factories.AT


def person(number: int) -> Person:
    return db.session.get_one(Person, number, execution_options={WITH_MERGED: True})


def merging(kept: int, gone: int) -> Any:
    return services.merge(person(kept), person(gone), {}, by=None, at=AT).id


def test_of_two_merges_of_the_same_people_one_stands(committed_app: Flask) -> None:
    one, other = factories.person("Мамедов").id, factories.person("Мамедов").id
    pairs = [(one, other), (other, one)] * 3
    afresh()
    given = together(committed_app, len(pairs), lambda n: merging(*pairs[n]))
    afresh()
    assert sum(isinstance(one, Refused) for one in given) == len(pairs) - 1
    assert db.session.scalar(select(func.count(Merge.id))) == 1
    assert db.session.scalar(select(func.count(Person.id))) == 1
    assert audit.first_break(committed_app.config["AUDIT_KEY"]) is None


def test_of_two_undoings_one_is_told(committed_app: Flask) -> None:
    merge = merging(factories.person("Мамедов").id, factories.person("Мамедов").id)
    db.session.commit()
    afresh()
    given = together(committed_app, 4, lambda _n: len(services.undo(db.session.get_one(Merge, merge), by=None, at=AT)))
    assert sorted(map(str, given))[0] == "0" and sum(isinstance(one, Refused) for one in given) == 3


def work(kind: str, gone: int, event: int) -> Callable[[], Any]:
    """Return something that is done with the one who goes, just as they are merged."""
    return {
        "post": lambda: people.add_post(person(gone), category_id=factories.category().id, by=None, at=AT).id,
        "enrol": lambda: attendance.enrol(db.session.get_one(Event, event), person(gone), by=None, at=AT).id,
        "edit": lambda: people.edit_person(person(gone), note="Met in Mary", by=None, at=AT),
    }[kind]


@pytest.mark.parametrize("kind", ["post", "enrol", "edit"])
def test_what_is_done_with_somebody_who_is_merged_goes_over_or_is_refused(committed_app: Flask, kind: str) -> None:
    factories.category()
    for _n in range(5):
        kept, gone, event = factories.person("Мамедов").id, factories.person("Мамедов").id, factories.event().id
        afresh()
        together(committed_app, 2, lambda n: work(kind, gone, event)() if n else merging(kept, gone))  # noqa: B023
        afresh()
        if person(gone).merged_into_id == kept:
            left = [db.session.scalar(select(func.count(m.id)).where(m.person_id == gone)) for m in (Affiliation, Enrolment)]
            assert left == [0, 0]


def test_a_mark_made_while_two_enrolments_are_joined_is_not_lost(committed_app: Flask) -> None:
    for _n in range(5):
        event = factories.event(sessions=1)
        kept, gone = factories.person("Мамедов"), factories.person("Мамедов")
        factories.enrolment(event, kept)
        place, session = factories.enrolment(event, gone).id, event.sessions[0].id
        numbers = kept.id, gone.id

        def act(n: int) -> Any:
            if n:
                marks = {place: (Mark.PRESENT, None)}  # noqa: B023
                return attendance.record_marks(db.session.get_one(Session, session), marks, method=Method.PAPER, by=None, at=AT)  # noqa: B023
            return merging(*numbers)  # noqa: B023

        afresh()
        given = together(committed_app, 2, act)
        afresh()
        standing = db.session.scalars(select(Attendance).where(Attendance.session_id == session, Attendance.is_current)).all()
        assert len(standing) == (0 if isinstance(given[1], Refused) else 1)
        if standing and person(numbers[1]).merged_into_id:
            on = db.session.get_one(Enrolment, standing[0].enrolment_id)
            assert on.person_id == numbers[0]
