"""A career beside its events: which post stands beside which event, and what was seen there."""

from datetime import date

from flask import Flask

from lms.accounts.scope import Scope, looking
from lms.audit.services import act
from lms.courses import careers
from lms.courses.codes import Mark, Method
from lms.courses.models import Session
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import db
from lms.participants.models import Person
from tests import factories
from tests.queries import counted

SPRING, AUTUMN = date(2011, 4, 1), date(2011, 10, 1)


def on(day: date, who: Person) -> Enrolment:
    return factories.enrolment(factories.event(starts_on=day), who)


def mark(held: Enrolment, session: Session, what: Mark, minutes: int | None = None, **more: object) -> None:
    factories.keep(
        Attendance(enrolment_id=held.id, session_id=session.id, mark=what, minutes=minutes, method=Method.PAPER,
                   recorded_at=factories.AT, **more)
    )  # fmt: skip


def test_each_event_stands_beside_the_post_of_its_first_day(app: Flask) -> None:
    who = factories.person()
    early = factories.post(who, ends_on=date(2011, 6, 30))
    late = factories.post(who, starts_on=date(2011, 7, 1))
    spring, last_day, first_day, autumn = (on(day, who) for day in (SPRING, date(2011, 6, 30), date(2011, 7, 1), AUTUMN))
    told = [(part.post, part.enrolments) for part in careers.chapters(who, [spring, last_day, first_day, autumn])]
    assert told == [(late, [autumn, first_day]), (early, [last_day, spring])]


def test_events_of_days_without_a_post_come_last_under_none(app: Flask) -> None:
    who = factories.person()
    post, held = factories.post(who, starts_on=AUTUMN), on(SPRING, who)
    assert [(part.post, part.enrolments) for part in careers.chapters(who, [held])] == [(post, []), (None, [held])]


def test_a_post_without_events_is_part_of_the_career_and_nobody_without_posts_has_one(app: Flask) -> None:
    post = factories.post(factories.person())
    assert [(part.post, part.enrolments) for part in careers.chapters(post.person, [])] == [(post, [])]
    assert careers.chapters(factories.person(), []) == []


def test_a_copied_post_is_told_apart_from_the_one_that_the_register_has_now(app: Flask) -> None:
    who = factories.person()
    post = factories.post(who)
    held = factories.enrolment(factories.event(), who, organisation_id=post.organisation_id)
    (part,) = careers.chapters(who, [held])
    assert not part.tells_otherwise(held)
    with act("test.setup", by=None, at=factories.AT):
        post.position = "Head"
        db.session.flush()
    assert part.tells_otherwise(held)


def test_marks_are_told_session_by_session_and_counted_as_finalising_would(app: Flask) -> None:
    held = factories.enrolment(event := factories.event(sessions=4))
    first, second, third, _fourth = event.sessions
    mark(held, first, Mark.PRESENT)
    mark(held, second, Mark.LATE, 40)
    mark(held, third, Mark.ABSENT, is_current=False)
    mark(held, third, Mark.EXCUSED)
    seen = careers.attended([held])[held.id]
    assert [given and given.mark for _session, given in seen.marks] == [Mark.PRESENT, Mark.LATE, Mark.EXCUSED, None]
    assert (seen.sessions, seen.minutes, seen.scheduled_minutes) == (2, 130, 360)


def test_what_was_seen_on_events_out_of_scope_is_not_told(app: Flask) -> None:
    who = factories.person()
    here, there = (factories.enrolment(factories.event(of=of, sessions=1), who) for of in (factories.office(), factories.office("KG")))
    mark(there, there.event.sessions[0], Mark.PRESENT)
    with looking(Scope(offices=frozenset({factories.office().id}))):
        assert set(careers.attended([here, there])) == {here.id}


def test_sixty_events_are_read_in_three_statements(app: Flask) -> None:
    who = factories.person()
    held = [factories.enrolment(factories.event(sessions=2), who) for _ in range(60)]
    for one in held:
        db.session.refresh(one)
    with counted() as statements:
        assert len(careers.attended(held)) == 60
    assert len(statements) == 3


def test_every_mark_has_a_letter_of_its_own() -> None:
    assert set(careers.LETTERS) == set(Mark) and len(set(careers.LETTERS.values())) == len(Mark)
