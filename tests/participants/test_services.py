"""What the register refuses, in words that a person can act on."""

from datetime import date

import pytest
from flask import Flask

from lms.courses import attendance
from lms.errors import Refused
from lms.extensions import db
from lms.participants import services
from lms.participants.models import OrganisationKind, Person
from tests import factories
from tests.factories import AT

NAMES = {"surname": "Сапаров", "given_name": "Ылхам"}


def register(**more: object) -> Person:
    return services.register_person(office_id=factories.office().id, by=None, at=AT, **NAMES, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("born", "field"), [
    ({"birth_date": date(2011, 10, 2)}, "birth_date"), ({"birth_date": date(1899, 12, 31)}, "birth_date"),
    ({"birth_year": 2012}, "birth_year"), ({"birth_date": date(1980, 1, 1), "birth_year": 1981}, "birth_year"),
])  # fmt: skip
def test_nobody_is_born_on_an_impossible_day(app: Flask, born: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        register(**born)
    assert refusal.value.field == field


@pytest.mark.parametrize("born", [
    {"birth_date": date(2011, 10, 1)}, {"birth_date": date(1900, 1, 1)}, {"birth_year": 2011},
    {"birth_date": date(1980, 1, 1), "birth_year": 1980}, {"birth_date": None, "birth_year": None},
])  # fmt: skip
def test_a_possible_birth_is_kept(app: Flask, born: dict[str, object]) -> None:
    made = register(**born)
    assert {name: getattr(made, name) for name in born} == born


def test_a_correction_may_not_make_a_birth_impossible(app: Flask) -> None:
    with pytest.raises(Refused, match="another year"):
        services.edit_person(register(), birth_date=date(1980, 1, 1), birth_year=1970, by=None, at=AT)


def test_a_post_names_an_organisation_or_a_category(app: Flask) -> None:
    who = register()
    with pytest.raises(Refused) as refusal:
        services.add_post(who, position="Lecturer", by=None, at=AT)
    assert refusal.value.field == "organisation_id"
    services.add_post(who, category_id=factories.category().id, by=None, at=AT)
    held = services.add_post(who, organisation_id=factories.organisation().id, by=None, at=AT)
    with pytest.raises(Refused):
        services.edit_post(held, organisation_id=None, by=None, at=AT)


def test_a_transfer_closes_the_post_on_the_day_before(app: Flask) -> None:
    who, to = factories.person(), factories.organisation()
    before = factories.post(who, starts_on=date(2005, 1, 1))
    after = services.transfer(who, on=date(2011, 10, 1), organisation_id=to.id, by=None, at=AT)
    assert (before.ends_on, after.starts_on, after.ends_on) == (date(2011, 9, 30), date(2011, 10, 1), None)
    assert who.post_on(date(2011, 9, 30)) is before and who.post_on(date(2011, 10, 1)) is after


def test_a_transfer_needs_a_post_to_leave(app: Flask) -> None:
    with pytest.raises(Refused, match="holds no post on that day"):
        services.transfer(factories.person(), on=date(2011, 10, 1), category_id=1, by=None, at=AT)


def test_a_transfer_does_not_go_back_behind_the_present_post(app: Flask) -> None:
    who = factories.person()
    factories.post(who, starts_on=date(2011, 10, 1))
    with pytest.raises(Refused) as refusal:
        services.transfer(who, on=date(2011, 10, 1), category_id=factories.category().id, by=None, at=AT)
    assert refusal.value.field == "starts_on"


def test_an_organisation_cannot_stand_below_itself(app: Flask) -> None:
    ministry = factories.organisation()
    agency = factories.organisation(parent_id=ministry.id)
    unit = factories.organisation(parent_id=agency.id)
    for below in (ministry, agency, unit):
        with pytest.raises(Refused) as refusal:
            services.edit_organisation(ministry, parent_id=below.id, by=None, at=AT)
        assert refusal.value.field == "parent_id"
    services.edit_organisation(unit, parent_id=ministry.id, by=None, at=AT)
    assert unit.parent_id == ministry.id


def test_an_organisation_is_found_by_a_name_it_was_given_later(app: Flask) -> None:
    made = services.create_organisation(kind=OrganisationKind.COURT, name_en="Court", name_ru="Суд", by=None, at=AT)
    services.edit_organisation(made, name_national="Kazyýet", by=None, at=AT)
    db.session.refresh(made)
    assert "kazyyet" in made.search_key


def test_a_removed_post_leaves_what_events_copied_of_it(app: Flask) -> None:
    who = factories.person()
    held = factories.post(who, of="judge")
    event = factories.event()
    enrolment = attendance.enrol(event, who, by=None, at=AT)
    services.remove_post(held, by=None, at=AT)
    db.session.commit()
    assert who.affiliations == [] and enrolment.category.code == "judge"
