"""Who the people of a file are: the boundaries between enrolled, known, maybe, new and repeated."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.permissions import Permission, Role
from lms.accounts.scope import looking, scope_of
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.imports.identifying import described, identify
from lms.imports.plans import Choice, Standing, Who
from lms.participants.identity import IdentifierKind
from lms.participants.models import Person, Sex
from lms.participants.safekeeping import add_identifier
from lms.workbooks.drafts import ParticipantDraft
from tests import factories
from tests.imports.bringing import bring_list, enrolled, everybody
from tests.workbooks.files import xlsx

NAME = {"surname": "Аманова", "given_name": "Огулджан", "patronymic": "Батыровна"}
BORN = date(1980, 5, 1)


@pytest.fixture(autouse=True)
def office(app: Flask) -> None:
    factories.office()


def known(**more: Any) -> Person:
    told = NAME | {"sex": Sex.FEMALE} | more
    return factories.person(told.pop("surname"), **told)


def who(*rows: dict[str, Any], event: Event | None = None, agency: int | None = None) -> list[Who]:
    """Return who rows are that tell these things beside the name."""
    drafts = [described(ParticipantDraft(**(NAME | row)), agency) for row in rows]
    roster = list(db.session.scalars(select(Enrolment).where(Enrolment.event_id == event.id))) if event else []
    return list(dict(sorted(identify(drafts, roster, {}).items())).values())


def standings(*rows: dict[str, Any], **more: Any) -> list[Standing]:
    return [one.standing for one in who(*rows, **more)]


def test_nobody_like_it_is_new(app: Flask) -> None:
    known(surname="Нурова", given_name="Джерен")
    assert standings({}) == [Standing.NEW]


@pytest.mark.parametrize(
    ("register", "row", "standing"),
    [({"birth_date": BORN}, {"birth_date": BORN}, Standing.KNOWN), ({"birth_date": BORN}, {}, Standing.MAYBE), ({}, {}, Standing.MAYBE),
     ({"birth_date": BORN}, {"birth_year": 1980}, Standing.MAYBE), ({"birth_date": BORN}, {"birth_date": date(1980, 1, 5)}, Standing.KNOWN),
     ({"birth_date": BORN}, {"birth_date": date(1992, 6, 2)}, Standing.NEW), ({"birth_year": 1980}, {"birth_year": 1975}, Standing.NEW),
     ({"birth_date": BORN}, {"birth_date": BORN, "patronymic": "Назаровна"}, Standing.MAYBE)],
)  # fmt: skip
def test_how_much_must_agree(app: Flask, register: dict[str, Any], row: dict[str, Any], standing: Standing) -> None:
    known(**register)
    assert standings(row) == [standing]


def test_the_year_is_enough_with_the_agency(app: Flask) -> None:
    one = known(birth_year=1980)
    post = factories.post(one)
    assert standings({"birth_year": 1980}) == [Standing.MAYBE]
    assert standings({"birth_year": 1980}, agency=post.organisation_id) == [Standing.KNOWN]


def test_two_who_are_certain_stand_in_the_register_twice_and_are_asked_about(app: Flask) -> None:
    both = {known(birth_date=BORN).id, known(birth_date=BORN).id}
    [one] = who({"birth_date": BORN})
    assert one.standing is Standing.MAYBE and {number for number, _verdict in one.offers} == both


def test_a_number_decides_whatever_the_name(app: Flask) -> None:
    one = known()
    add_identifier(one, IdentifierKind.NATIONAL_ID, "AB-123456", by=None, at=factories.AT)
    assert who({"surname": "Нурова", "national_id": "ab 123456"})[0].person_id == one.id
    assert standings({"national_id": "AB-999999"}) == [Standing.NEW]
    assert standings({"passport": "AB-999999"}) == [Standing.MAYBE]


def test_on_its_event_a_name_is_enough(app: Flask) -> None:
    event = factories.event()
    one = factories.enrolment(event, known(birth_date=BORN)).person
    assert who({}, event=event) == [Who(Standing.ENROLLED, one.id)]
    assert standings({"sex": Sex.MALE}, {"birth_year": 1990}, event=event) == [Standing.ENROLLED, Standing.NEW]


def test_a_number_tells_namesakes_on_an_event_apart(app: Flask) -> None:
    event = factories.event()
    one = factories.enrolment(event, known()).person
    add_identifier(one, IdentifierKind.NATIONAL_ID, "AB-123456", by=None, at=factories.AT)
    assert standings({"national_id": "AB-999999"}, event=event) == [Standing.NEW]


def test_somebody_of_the_event_who_is_spelt_otherwise_is_on_it(app: Flask) -> None:
    event = factories.event()
    one = factories.enrolment(event, known(birth_date=BORN)).person
    [row] = who({"surname": "Amanowa", "given_name": "Oguljan", "patronymic": "Batyrowna", "birth_date": BORN}, event=event)
    assert (row.standing, row.person_id) == (Standing.ENROLLED, one.id)


def test_namesakes_of_an_event_go_with_the_rows_that_tell_most_of_them(app: Flask) -> None:
    event = factories.event()
    unknown, older, younger = (
        factories.enrolment(event, known(**more)).person.id for more in ({}, {"birth_year": 1960}, {"birth_date": BORN})
    )  # fmt: skip
    found = who({}, {"birth_date": BORN}, {"birth_year": 1960}, {}, event=event)
    assert [one.person_id for one in found[:3]] == [unknown, younger, older]
    assert found[3].standing is not Standing.ENROLLED


def test_a_row_that_repeats_a_new_one_is_passed_over(app: Flask) -> None:
    first, second, third = who({"birth_date": BORN}, {"birth_date": BORN}, {"birth_date": BORN})
    assert (first.standing, second.standing, second.row, third.row) == (Standing.NEW, Standing.REPEATED, 0, 0)


def test_a_row_that_may_repeat_a_new_one_is_asked_about(app: Flask) -> None:
    _first, second = who({"birth_date": BORN}, {})
    assert second.standing is Standing.MAYBE and [place for place, _verdict in second.rows] == [0]


def test_a_row_that_is_somebody_whom_another_row_is_already_is_passed_over(app: Flask) -> None:
    one = known(birth_date=BORN)
    first, second = who({"birth_date": BORN}, {"birth_date": BORN})
    assert first.standing is Standing.KNOWN
    assert (second.standing, second.person_id, second.row) == (Standing.REPEATED, one.id, 0)


def test_somebody_of_another_office_out_of_scope_is_not_found(app: Flask) -> None:
    known(birth_date=BORN, of=factories.office("KG"))
    manager = factories.account(Role.PROJECT_MANAGER, of=factories.office())
    assert standings({"birth_date": BORN}) == [Standing.KNOWN]
    with looking(scope_of(manager, Permission.IMPORT_LISTS)):
        assert standings({"birth_date": BORN}) == [Standing.NEW]


def test_two_rows_that_were_decided_to_be_one_person_are_enrolled_once(app: Flask) -> None:
    one, event = known(), factories.event()
    rows = (("ФИО",), ("Аманова Огулджан Батыровна",), ("Аманова Огулджан",))
    bring_list(xlsx(rows), event=event, choices={0: Choice(person_id=one.id), 1: Choice(person_id=one.id)})
    assert [held.person_id for held in enrolled(event).values()] == [one.id] and len(everybody()) == 1


def test_somebody_of_the_event_whose_birth_a_list_tells_otherwise_is_asked_about(app: Flask) -> None:
    one = known(birth_year=1980)
    event = factories.event()
    factories.enrolment(event, one)
    [found] = who({"birth_year": 1975}, event=event)
    assert (found.standing, [number for number, _why in found.offers]) == (Standing.MAYBE, [one.id])
    assert [reason["en"] for _number, why in found.offers for reason in why if "birth" in reason["en"].lower()]
    assert standings({"birth_year": 1980}, {"birth_year": 1975}, event=event) == [Standing.ENROLLED, Standing.NEW]
