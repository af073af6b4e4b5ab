"""Two people become one: everything goes over, nothing is lost, and who are two is refused."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts.permissions import Role
from lms.accounts.scope import Scope, looking
from lms.audit.services import act
from lms.courses.roster import Enrolment
from lms.errors import Conflict, Refused
from lms.extensions import WITH_MERGED, db
from lms.merging import belongings, services
from lms.merging.rules import Side
from lms.participants import safekeeping
from lms.participants import services as people
from lms.participants.apart import ToldApart, told_apart_from
from lms.participants.identity import Consent, Identifier, IdentifierKind, Purpose
from lms.participants.models import Person
from lms.participants.queries import PersonFilter, persons
from lms.tot.models import TrainerStatus
from tests import factories
from tests.merging.pairs import merge

AT, DAY = factories.AT, date(2011, 10, 10)
PASSPORT, NATIONAL = IdentifierKind.PASSPORT, IdentifierKind.NATIONAL_ID


def pair() -> tuple[Person, Person]:
    return factories.person("Мамедов"), factories.person("Мамедов", patronymic="Оразович")


def numbered(who: Person, number: str, kind: IdentifierKind = PASSPORT) -> Identifier:
    """Keep a number as if another office had: two people inside one's scope never share one."""
    with looking(Scope()):
        return safekeeping.add_identifier(who, kind, number, by=None, at=AT)


def test_everything_of_the_one_who_goes_belongs_to_the_one_who_stays(app: Flask) -> None:
    kept, gone = pair()
    post, number, course = factories.post(gone), numbered(gone, "AB1234567"), factories.course()
    consent = safekeeping.give_consent(gone, Purpose.RECORDS, version="1", given_on=AT.date(), by=None, at=AT)
    place, standing = factories.enrolment(factories.event(), gone), factories.standing(gone, course)
    account = factories.account(Role.TRAINER, who=gone)
    merge(kept, gone)
    assert {one.person_id for one in (post, number, consent, place, standing, account.identity)} == {kept.id}
    assert kept.patronymic == "Оразович" and gone.merged_into_id == kept.id


def test_a_post_that_both_have_stands_once(app: Flask) -> None:
    kept, gone = pair()
    agency = factories.organisation().id
    for who in (kept, gone):
        factories.post(who, organisation_id=agency, position="Inspector")
    factories.post(gone, organisation_id=agency, position="Senior inspector")
    merge(kept, gone)
    assert sorted(post.position or "" for post in kept.affiliations) == ["Inspector", "Senior inspector"]


def test_a_number_that_both_have_is_kept_once_and_proves_that_they_are_one(app: Flask) -> None:
    kept, gone = pair()
    numbered(kept, "AB1234567")
    numbered(gone, "AB 1234567")
    numbered(gone, "CD7654321")
    merge(kept, gone)
    assert len(db.session.scalars(select(Identifier).where(Identifier.person_id == kept.id)).all()) == 2
    assert safekeeping.bearer_of(PASSPORT, "AB1234567") is kept


def test_two_numbers_of_one_kind_are_two_people_until_one_is_removed(app: Flask) -> None:
    kept, gone = pair()
    numbered(kept, "AB1234567")
    wrong = numbered(gone, "CD7654321")
    with pytest.raises(Refused, match="different identity numbers"):
        merge(kept, gone)
    safekeeping.remove_identifier(wrong, by=None, at=AT)
    merge(kept, gone)


def test_numbers_of_two_kinds_come_together(app: Flask) -> None:
    kept, gone = pair()
    numbered(kept, "AB1234567")
    numbered(gone, "11111111", NATIONAL)
    merge(kept, gone)
    kinds = db.session.scalars(select(Identifier.kind).where(Identifier.person_id == kept.id))
    assert set(kinds) == {PASSPORT, NATIONAL}


def test_two_accounts_are_refused(app: Flask) -> None:
    kept, gone = pair()
    for who in (kept, gone):
        factories.account(Role.TRAINER, who=who)
    with pytest.raises(Refused, match="linked to an account"):
        merge(kept, gone)


def test_who_was_told_apart_is_not_merged(app: Flask) -> None:
    kept, gone = pair()
    people.tell_apart(kept, gone, by=None, at=AT)
    with pytest.raises(Refused, match="two people"):
        merge(kept, gone)


def test_nobody_is_merged_into_themselves(app: Flask) -> None:
    kept, _gone = pair()
    with pytest.raises(Refused, match="not two people"):
        merge(kept, kept)


def test_who_was_seen_not_to_be_the_one_who_goes_is_not_the_one_who_stays(app: Flask) -> None:
    (kept, gone), third, fourth = pair(), factories.person("Мамедов"), factories.person("Мамедов")
    for one, other in ((gone, third), (gone, fourth), (kept, fourth)):
        people.tell_apart(one, other, by=None, at=AT)
    merge(kept, gone)
    assert set(db.session.scalars(told_apart_from(kept.id))) == {third.id, fourth.id}
    assert len(db.session.scalars(select(ToldApart)).all()) == 3


def test_an_event_that_both_are_on_and_that_is_out_of_sight_is_refused(app: Flask) -> None:
    home, away = factories.office("TM"), factories.office("KG")
    kept, gone, event = factories.person(of=home), factories.person(of=home), factories.event(of=away)
    for who in (kept, gone):
        factories.enrolment(event, who)
    with looking(Scope(offices=frozenset({home.id}))), pytest.raises(Refused, match="do not see"):
        merge(kept, gone)


def test_an_event_out_of_sight_that_one_is_on_goes_over_too(app: Flask) -> None:
    home, away = factories.office("TM"), factories.office("KG")
    kept, gone = factories.person(of=home), factories.person(of=home)
    place = factories.enrolment(factories.event(of=away), gone)
    with looking(Scope(offices=frozenset({home.id}))):
        merge(kept, gone)
    db.session.refresh(place)
    assert place.person_id == kept.id


def test_the_office_of_the_one_who_goes_sees_the_one_who_stays(app: Flask) -> None:
    home, away = factories.office("TM"), factories.office("KG")
    kept, gone = factories.person(of=home), factories.person(of=away)
    merge(kept, gone)
    for office in (home, away):
        with looking(Scope(offices=frozenset({office.id}))):
            assert list(db.session.scalars(persons(PersonFilter(), DAY))) == [kept]


def test_a_merge_of_what_was_changed_since_it_was_shown_is_a_conflict(app: Flask) -> None:
    kept, gone = pair()
    seen = belongings.digest([kept, gone])
    factories.post(gone)
    with pytest.raises(Conflict, match="changed meanwhile"):
        services.merge(kept, gone, {}, by=None, at=AT, seen=seen)
    services.merge(kept, gone, {}, by=None, at=AT, seen=belongings.digest([kept, gone]))


def test_who_was_merged_meanwhile_is_a_conflict(app: Flask) -> None:
    (kept, gone), third = pair(), factories.person("Мамедов")
    merge(kept, gone)
    for one, other in ((third, gone), (gone, third)):
        with pytest.raises(Conflict, match="merged meanwhile"):
            services.merge(one, other, {}, by=None, at=AT)


def test_a_merge_of_the_one_who_stayed_takes_everybody_along(app: Flask) -> None:
    (second, first), third = pair(), factories.person("Мамедов")
    event = factories.event()
    for who in (first, second, third):
        factories.enrolment(event, who)
    same = {f"event-{event.id}-post": Side.KEPT}
    merge(second, first, **same)
    merge(third, second, **same)
    rows = db.session.scalars(select(Person).execution_options(**{WITH_MERGED: True}).order_by(Person.id)).all()
    assert {one.merged_into_id for one in rows if one is not third} == {third.id}
    stays = db.session.scalar(select(Enrolment).where(Enrolment.person_id == third.id))
    joined = db.session.scalars(select(Enrolment).where(Enrolment.person_id != third.id)).all()
    assert stays is not None and {one.joined_into_id for one in joined} == {stays.id}


def test_a_choice_that_is_missing_is_refused_and_nothing_is_changed(app: Flask) -> None:
    kept, gone = pair()
    event = factories.event()
    factories.enrolment(event, kept, of="police")
    factories.enrolment(event, gone, of="judge")
    with pytest.raises(Refused, match="Choose what is right") as refused:
        services.merge(kept, gone, {}, by=None, at=AT)
    assert refused.value.field == f"event-{event.id}-post" and gone.merged_into_id is None


def test_a_trainer_of_both_records_is_told_once_in_the_pool(app: Flask) -> None:
    kept, gone = pair()
    course = factories.course()
    for who, day in ((kept, date(2010, 1, 1)), (gone, date(2011, 1, 1))):
        factories.standing(who, course, from_on=day)
    merge(kept, gone)
    rows = db.session.scalars(select(TrainerStatus).order_by(TrainerStatus.from_on)).all()
    assert [one.person_id for one in rows] == [kept.id, kept.id]


def test_consents_of_both_are_told(app: Flask) -> None:
    kept, gone = pair()
    for who in (kept, gone):
        safekeeping.give_consent(who, Purpose.RECORDS, version="1", given_on=AT.date(), by=None, at=AT)
    merge(kept, gone)
    assert {one.person_id for one in db.session.scalars(select(Consent))} == {kept.id}


def test_a_joined_enrolment_that_would_count_is_refused_by_the_database(app: Flask) -> None:
    event = factories.event()
    into, other = factories.enrolment(event), factories.enrolment(event)
    with pytest.raises(IntegrityError), act("test.join", by=None, at=AT):
        other.joined_into_id = into.id
