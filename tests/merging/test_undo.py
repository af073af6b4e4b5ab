"""A merge is undone exactly; what somebody changed since stays and is told."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms.audit.services import act
from lms.courses import attendance
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark, Method
from lms.courses.roster import Attendance, Enrolment
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.merging import services
from lms.merging.journal import Journal, Left
from lms.merging.models import Merge
from lms.merging.rules import Side
from lms.participants import safekeeping
from lms.participants import services as people
from lms.participants.identity import IdentifierKind
from lms.participants.models import Affiliation, Person
from lms.protection import erasing
from tests import factories
from tests.merging.pairs import Dump, dump, merge
from tests.merging.test_joining import mark, on, standing

AT = factories.AT.replace(month=11)


def undo(of: Merge) -> list[Left]:
    left = services.undo(of, by=None, at=AT)
    db.session.commit()
    return left


def rich() -> tuple[Person, Person]:
    """Make two records with something in every table that a merge moves."""
    kept, gone = factories.person("Мамедов", note="one"), factories.person("Мамедов", patronymic="Оразович", note="two", phone="1")
    agency, course = factories.organisation().id, factories.course()
    for who in (kept, gone):
        factories.post(who, organisation_id=agency)
        factories.standing(who, course)
    factories.post(gone)
    safekeeping.add_identifier(gone, IdentifierKind.PASSPORT, f"AB{factories.number():07}", by=None, at=factories.AT)
    factories.account(None, who=gone)
    people.tell_apart(gone, factories.person(), by=None, at=factories.AT)
    factories.enrolment(factories.event(), gone)
    db.session.commit()
    return kept, gone


def test_both_are_as_they_were(app: Flask) -> None:
    kept, gone = rich()
    before = dump()
    made = merge(kept, gone)
    assert undo(made) == [] and dump() == before
    assert not made.stands and made.undone_at == AT


def test_they_can_be_merged_again_and_undone_again(app: Flask) -> None:
    kept, gone = rich()
    before = dump()
    for seed in range(3):
        undo(merge(kept, gone, seed=seed))
    undo(merge(gone, kept))
    assert dump() == before


def test_a_merge_is_undone_once(app: Flask) -> None:
    made = merge(*rich())
    undo(made)
    with pytest.raises(Conflict, match="undone meanwhile"):
        undo(made)


def test_a_later_merge_is_undone_first(app: Flask) -> None:
    (kept, gone), third = rich(), factories.person("Мамедов", given_name="Третий")
    before = dump()
    first, second = merge(kept, gone), merge(third, kept)
    with pytest.raises(Refused, match="Undo that merge first"):
        undo(first)
    assert (undo(second), undo(first)) == ([], []) and dump() == before


def test_another_merge_into_the_same_person_is_undone_first(app: Flask) -> None:
    (kept, gone), third = rich(), factories.person("Мамедов", given_name="Третий")
    first, second = merge(kept, gone), merge(kept, third)
    with pytest.raises(Refused, match="Мамедов Третий was merged later"):
        undo(first)
    undo(second)
    undo(first)


def test_a_later_merge_that_changed_the_same_row_is_undone_first(app: Flask) -> None:
    kept, gone, third, fourth = (factories.person("Мамедов") for _n in range(4))
    people.tell_apart(gone, third, by=None, at=factories.AT)
    db.session.commit()
    before = dump()
    first, second = merge(kept, gone), merge(fourth, third)
    with pytest.raises(Refused, match="Undo that merge first"):
        undo(first)
    assert (undo(second), undo(first)) == ([], []) and dump() == before


def test_a_later_merge_of_others_does_not_stand_in_the_way(app: Flask) -> None:
    first, _second = merge(*rich()), merge(*rich())
    assert undo(first) == []


def test_a_pair_told_apart_stays_in_order_where_one_was_merged_and_erased_since(app: Flask) -> None:
    kept, fourth, gone, third = (factories.person("Мамедов") for _n in range(4))
    pair = people.tell_apart(gone, third, by=None, at=factories.AT)
    db.session.commit()
    first, _second = merge(kept, gone), merge(fourth, third)
    erasing.erase(fourth, reason="They asked for it", by=None, at=AT, confirmed="Мамедов")
    undo(first)
    assert (pair.one_id, pair.other_id) == (fourth.id, gone.id)


def test_a_merge_whose_changes_were_erased_stays(app: Flask) -> None:
    made = merge(*rich())
    with act("test.erase", by=None, at=AT):
        made.changes = None
    with pytest.raises(Refused, match="erased"):
        undo(made)


def test_a_field_that_was_edited_since_keeps_the_edit_and_is_told(app: Flask) -> None:
    kept, gone = rich()
    made = merge(kept, gone, phone=Side.GONE)
    people.edit_person(kept, phone="2", by=None, at=AT)
    assert undo(made) == [Left("person", str(kept.id), "phone")]
    assert (kept.phone, gone.phone) == ("2", "1")


def test_a_post_that_was_removed_since_stays_removed_and_is_told(app: Flask) -> None:
    kept, gone = rich()
    made = merge(kept, gone)
    went = next(post for post in gone_posts(made))
    people.remove_post(went, by=None, at=AT)
    assert undo(made) == [Left("affiliation", str(went.id))]


def gone_posts(made: Merge) -> list[Any]:
    """Return the posts that came over, as the merge wrote them down."""
    keys = [int(key) for table, key, _columns in Journal.read(made.changes or "").lines if table == "affiliation"]
    return list(db.session.scalars(select(Affiliation).where(Affiliation.id.in_(keys))))


def test_what_was_added_since_stays_with_who_was_kept(app: Flask) -> None:
    kept, gone = rich()
    made = merge(kept, gone)
    post, place = factories.post(kept), factories.enrolment(factories.event(), kept)
    undo(made)
    assert post.person_id == place.person_id == kept.id


def test_a_mark_made_since_stays_and_both_have_their_own_again(app: Flask) -> None:
    event = factories.event(sessions=3)
    kept, gone, place, other = on(event, "PA-", "APP")
    numbers = [session.id for session in event.sessions]
    made = merge(kept, gone, **{f"session-{numbers[0]}": Side.KEPT, f"session-{numbers[1]}": Side.GONE})
    assert standing(place) == "PPP"
    mark(place, "LLL")
    undo(made)
    assert (standing(place), standing(other)) == ("LLL", "APP")
    mark(other, "PAA")
    mark(place, "PPP")
    assert (standing(place), standing(other)) == ("PPP", "PAA")


def test_an_event_finalised_since_is_decided_for_both(app: Flask) -> None:
    event = factories.event(sessions=2)
    kept, gone, place, other = on(event, "P-", "PP")
    made = merge(kept, gone)
    attendance.finalise(event, by=None, at=AT)
    assert place.completed
    assert undo(made) == []
    assert (place.completed, place.attended_sessions) == (False, 1)
    assert (other.completed, other.attended_sessions) == (True, 2)


def test_an_event_opened_since_is_undecided_for_both(app: Flask) -> None:
    event = factories.event(sessions=1)
    kept, gone, place, other = on(event, "P", "P")
    attendance.finalise(event, by=None, at=AT)
    made = merge(kept, gone)
    attendance.reopen(event, reason="A mistake", by=None, at=AT)
    assert undo(made) == []
    assert [(one.completed, one.scheduled_minutes) for one in (place, other)] == [(False, None)] * 2


def test_a_role_that_was_changed_since_stays_and_is_told(app: Flask) -> None:
    event = factories.event()
    kept, gone, place, other = on(event, role=EnrolmentRole.OBSERVER)
    made = merge(kept, gone, **{f"event-{event.id}-role": Side.GONE})
    attendance.change_enrolment(place, role=EnrolmentRole.TRAINER, status=EnrolmentStatus.CONFIRMED, by=None, at=AT)
    assert undo(made) == [Left("enrolment", str(place.id), "role")]
    assert (place.role, other.role) == (EnrolmentRole.TRAINER, EnrolmentRole.OBSERVER)


EDITS = st.lists(st.sampled_from(["email", "languages", "post", "mark", "enrol", "score"]), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), edits=EDITS)
def test_later_edits_of_other_things_stay_and_all_else_is_as_it_was(app: Flask, seed: int, edits: list[str]) -> None:
    kept, gone = rich()
    event = factories.event(sessions=2)
    places = [factories.enrolment(event, who) for who in (kept, gone)]
    for place, letters in zip(places, ("PA", "AP"), strict=True):
        mark(place, letters)
    before = dump()
    made = merge(kept, gone, seed=seed)
    for edit in edits:
        later(edit, kept, places[0])
    left = undo(made)
    assert left == []
    assert without_later(dump(), before, places[0].id) == without_later(before, before, places[0].id)


def later(edit: str, kept: Person, place: Enrolment) -> None:
    match edit:
        case "email":
            people.edit_person(kept, email=f"later{factories.number()}@example.org", by=None, at=AT)
        case "languages":
            people.edit_person(kept, languages=f"l{factories.number()}", by=None, at=AT)
        case "post":
            factories.post(kept)
        case "mark":
            mark(place, "LL")
            mark(place, "PP")
        case "enrol":
            factories.enrolment(factories.event(), kept)
        case "score":
            attendance.set_scores(place, pre_score=5, post_score=None, grade=None, by=None, at=AT)  # type: ignore[arg-type]


def without_later(told: Dump, before: Dump, kept: int) -> Dump:
    """Leave out what was added since, the columns that were edited, and whether marks stand that were superseded."""
    free = {"email", "languages", "pre_score"}
    rows = {
        table: {
            key: {name: value for name, value in row.items() if name not in free}
            for key, row in rows.items() if key in before[table]
        }
        for table, rows in told.items()
    }  # fmt: skip
    for row in rows["attendance"].values():
        if row["enrolment_id"] == kept:
            row["is_current"] = None
    return rows


def test_marks_never_stand_twice(app: Flask) -> None:
    event = factories.event(sessions=1)
    kept, gone, _place, _other = on(event, "P", "A")
    made = merge(kept, gone, **{f"session-{event.sessions[0].id}": Side.GONE})
    undo(made)
    rows = db.session.scalars(select(Attendance).order_by(Attendance.id)).all()
    assert [(one.mark, one.is_current, one.method) for one in rows] == [
        (Mark.PRESENT, True, Method.PAPER), (Mark.ABSENT, True, Method.PAPER),
    ]
