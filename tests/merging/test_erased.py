"""Whoever was erased is no longer anybody: they are merged with nobody, found by nobody, and nothing new is theirs."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.models import Identity
from lms.courses import roster_queries
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db
from lms.merging import services
from lms.participants.identity import Consent, Purpose
from lms.participants.models import Affiliation, Person
from lms.protection import erasing
from lms.tot import services as tot
from lms.tot.models import TrainerLevel, TrainerStatus
from tests import factories

AT, DAY = factories.AT, date(2011, 10, 10)


def erased() -> Person:
    who = factories.person("Мамедов")
    erasing.erase(who, reason="They asked for it", by=None, at=AT, confirmed="Мамедов")
    db.session.commit()
    return who


@pytest.mark.parametrize("who", ["kept", "gone"])
def test_nobody_erased_is_merged(app: Flask, who: str) -> None:
    people = [factories.person("Мамедов"), erased()]
    kept, gone = people if who == "gone" else reversed(people)
    with pytest.raises(Refused, match="were erased"):
        services.merge(kept, gone, {}, by=None, at=AT)
    assert kept.merged_into_id is gone.merged_into_id is None


@pytest.mark.parametrize("who", ["kept", "gone"])
def test_two_of_whom_one_was_erased_are_not_laid_side_by_side(
    app: Flask, signed_in: Callable[..., FlaskClient], who: str
) -> None:
    one, other = factories.person("Мамедов"), erased()
    first, second = (one, other) if who == "gone" else (other, one)
    browser = signed_in(factories.account())
    answer = browser.get(f"/people/{first.id}/merge/{second.id}")
    assert (answer.status_code, answer.location) == (303, f"/people/{other.id}")
    assert "Nothing is recorded of them any more." in browser.get(answer.location).get_data(as_text=True)


ADDED: dict[str, Callable[[Person], object]] = {
    "standing": lambda who: factories.standing(who, factories.course()),
    "post": lambda who: factories.keep(Affiliation(person_id=who.id)),
    "consent": lambda who: factories.keep(
        Consent(person_id=who.id, purpose=Purpose.RECORDS, version="1", given_on=DAY, recorded_at=AT)
    ),
    "enrolment": lambda who: factories.enrolment(factories.event(), who),
    "account": lambda who: factories.account(None, who=who),
}


@pytest.mark.parametrize("kind", ADDED)
def test_nobody_erased_is_given_anything_new(app: Flask, kind: str) -> None:
    who = erased()
    with pytest.raises(Refused, match="were erased"):
        ADDED[kind](who)
    db.session.rollback()
    for model in (TrainerStatus, Affiliation, Consent, Enrolment, Identity):
        assert db.session.scalar(select(func.count()).select_from(model).where(model.person_id == who.id)) == 0


def test_nobody_erased_becomes_a_trainer(app: Flask) -> None:
    who, course = erased(), factories.course()
    with pytest.raises(Refused, match="were erased"):
        tot.set_status(who, course, TrainerLevel.CERTIFIED, from_on=AT.date(), evidence="A decision", by=None, at=AT)
        db.session.flush()


def test_nobody_erased_is_offered_for_an_event(app: Flask) -> None:
    who, other = erased(), factories.person("Бердыев")
    event = factories.event()
    for ticked in ([], [who.id]):
        found = roster_queries.persons_matching("", event.id, DAY, limit=50, ticked=ticked)
        assert [one.id for one, _enrolled in db.session.execute(found)] == [other.id]
