"""Several at once, with real commits: one merge stands, nothing is left behind with whoever is gone, and nobody waits."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as heard
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from lms.audit import queries as audit
from lms.courses import attendance
from lms.courses.codes import Mark, Method
from lms.courses.models import Event, Session
from lms.courses.roster import Attendance, Enrolment
from lms.errors import Refused
from lms.extensions import WITH_MERGED, db
from lms.merging import belongings, services
from lms.merging.models import Merge, PossibleDouble
from lms.participants import services as people
from lms.participants.models import Affiliation, Person
from lms.protection import erasing
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


def test_two_passes_over_everybody_that_end_at_once_keep_each_pair_once(committed_app: Flask) -> None:
    for surname in ("Мамедов", "Назаров", "Аманов"):
        factories.person(surname), factories.person(surname)
    found = services.compare_everybody()
    afresh()
    given = together(committed_app, 4, lambda _n: services.keep_doubles(found, at=AT))
    afresh()
    assert given == [len(found)] * 4 and len(found) >= 3
    assert db.session.scalar(select(func.count()).select_from(PossibleDouble)) == len(found)


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


@contextmanager
def during(app: Flask, act: Callable[[], Any], *patterns: str) -> Iterator[list[Any]]:
    """Let somebody else act, and commit, once statements like these came one after another; give what came of it."""
    awaited, given = list(patterns), []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if awaited and re.search(awaited[0], statement):
            awaited.pop(0)
            if not awaited:
                given.extend(together(app, 1, lambda _n: act()))

    heard.listen(Engine, "after_cursor_execute", hear)
    try:
        yield given
    finally:
        heard.remove(Engine, "after_cursor_execute", hear)


def erase(number: int) -> str:
    return erasing.erase(person(number), reason="They asked for it", by=None, at=AT, confirmed=person(number).surname)


def test_a_post_given_to_somebody_who_is_erased_goes_with_them_or_is_refused(committed_app: Flask) -> None:
    factories.category()
    for _n in range(5):
        who = factories.person("Мамедов").id
        afresh()
        together(committed_app, 2, lambda n: work("post", who, 0)() if n else erase(who))  # noqa: B023
        afresh()
        assert person(who).erased_at is not None
        assert db.session.scalar(select(func.count(Affiliation.id)).where(Affiliation.person_id == who)) == 0


@pytest.mark.parametrize("done", ["merged", "erased"])
def test_others_write_while_the_register_is_compared(committed_app: Flask, done: str) -> None:
    pairs = [[factories.person(name, birth_year=1975).id for _n in range(2)] for name in ("Мамедов", "Бердыев")]
    acts = {"merged": lambda: merging(*pairs[0]), "erased": lambda: erase(pairs[0][0])}
    afresh()
    with during(committed_app, acts[done], "person.surname, person.given_name") as given:
        said = committed_app.test_cli_runner().invoke(args=["find-duplicates"])
    assert said.exit_code == 0 and "Possible duplicates: 1." in said.output and not isinstance(given[0], Exception)
    afresh()
    found = db.session.execute(select(PossibleDouble.one_id, PossibleDouble.other_id)).all()
    assert [list(pair) for pair in found] == [pairs[1]]


def test_others_write_while_the_figures_of_a_preview_are_counted(committed_app: Flask) -> None:
    event = factories.event(sessions=1)
    kept, gone = factories.person("Мамедов"), factories.person("Мамедов")
    for place in [factories.enrolment(event, who) for who in (kept, gone)]:
        attendance.record_marks(event.sessions[0], {place.id: (Mark.PRESENT, None)}, method=Method.PAPER, by=None, at=AT)
    attendance.finalise(event, by=None, at=AT.replace(month=11))
    db.session.commit()
    path, third = f"/people/{kept.id}/merge/{gone.id}", factories.person("Бердыев").id
    sent = {"seen": belongings.digest([kept, gone]), "preview": "1"}
    browser = committed_app.test_client()
    factories.sign_in(browser, factories.account())
    with during(committed_app, work("post", third, 0), "ROLLBACK TO", r"count\("):
        page = browser.post(path, data=sent).get_data(as_text=True)
    assert "2 → 1" in page
    afresh()
    assert db.session.scalar(select(func.count(Affiliation.id)).where(Affiliation.person_id == third)) == 1
