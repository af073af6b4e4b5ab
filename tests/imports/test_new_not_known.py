"""Whoever is said to be new is remembered as not the same person as those of the register whom the file may have meant."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.courses.models import Event
from lms.extensions import db
from lms.imports import services, worker
from lms.imports.contents import Target
from lms.imports.models import ImportBatch, Stage
from lms.imports.plans import Standing
from lms.merging import queries as merging
from lms.merging import services as doubles
from lms.participants.apart import ToldApart
from lms.participants.models import Person, Sex
from tests import factories
from tests.imports.sending import sent, standings
from tests.queries import counted
from tests.workbooks.files import xlsx

SignedIn = Callable[..., FlaskClient]
BORN = date(1980, 5, 1)
HEADS = ("ФИО", "Дата рождения")
SURNAMES = ("Аманов", "Мередов", "Сапаров", "Нуров", "Бердыев", "Гельдыев")
RECORD = 4  # statements: the lock of the record, its head, an entry with its payload
AMANOVA = ("Аманова Огулджан Батыровна", BORN)


def amanova(**more: object) -> Person:
    return factories.person("Аманова", given_name="Огулджан", patronymic="Батыровна", sex=Sex.FEMALE, **more)


def decided(browser: FlaskClient, batch: ImportBatch, *codes: str) -> ImportBatch:
    """Decide the first rows of a file and confirm it."""
    browser.post(f"/imports/{batch.id}/rows", data={f"row-{place}": code for place, code in enumerate(codes)})
    browser.post(f"/imports/{batch.id}/confirm")
    return batch


def newest() -> Person:
    return db.session.scalars(select(Person).order_by(Person.id.desc())).first()


def apart() -> set[tuple[int, int]]:
    return {(one.one_id, one.other_id) for one in db.session.scalars(select(ToldApart))}


def pairs(people: Iterable[Person], other: Person) -> set[tuple[int, int]]:
    return {(one.id, other.id) for one in people}


def test_who_is_said_to_be_new_is_offered_as_a_duplicate_no_more(manager: FlaskClient, event: Event) -> None:
    known = amanova()
    batch = sent(manager, xlsx([HEADS, AMANOVA]), event)
    assert standings(batch) == [Standing.MAYBE]
    assert decided(manager, batch, "new").stage is Stage.DONE
    doubles.keep_doubles(doubles.compare_everybody(), at=factories.AT)
    assert db.session.scalars(merging.doubles()).all() == []
    assert merging.alike(known) == merging.alike(newest()) == []
    [told] = db.session.scalars(select(ToldApart))
    assert told.told_by_id == batch.uploaded_by_id


def test_everybody_who_was_offered_is_somebody_else(manager: FlaskClient, event: Event) -> None:
    namesakes = [amanova(), amanova()]
    decided(manager, sent(manager, xlsx([HEADS, AMANOVA]), event), "new")
    assert apart() == pairs(namesakes, newest())


def test_somebody_who_was_recognised_for_certain_may_be_somebody_else(manager: FlaskClient, event: Event) -> None:
    known = amanova(birth_date=BORN)
    batch = sent(manager, xlsx([HEADS, AMANOVA]), event)
    assert standings(batch) == [Standing.KNOWN]
    decided(manager, batch, "new")
    assert apart() == pairs([known], newest())


def test_a_namesake_of_somebody_on_the_event_is_not_that_one(manager: FlaskClient, event: Event) -> None:
    held = factories.enrolment(event, amanova())
    batch = sent(manager, xlsx([HEADS, AMANOVA]), event)
    assert standings(batch) == [Standing.ENROLLED]
    decided(manager, batch, "new")
    assert apart() == pairs([held.person], newest())


def test_a_row_that_repeats_another_is_told_apart_from_the_person_of_that_row_alone(manager: FlaskClient, event: Event) -> None:
    known, _not_shown = amanova(birth_date=BORN), amanova()
    batch = sent(manager, xlsx([HEADS, AMANOVA, AMANOVA]), event)
    assert standings(batch) == [Standing.KNOWN, Standing.REPEATED]
    decided(manager, batch, "", "new")
    assert apart() == pairs([known], newest())


@pytest.mark.parametrize("code", ["person", "out"])
def test_no_other_decision_tells_people_apart(manager: FlaskClient, event: Event, code: str) -> None:
    one, _other = amanova(), amanova()
    rows = [HEADS, AMANOVA, ("Мередов Батыр Назарович", None)]
    batch = decided(manager, sent(manager, xlsx(rows), event), f"person-{one.id}" if code == "person" else code)
    assert batch.stage is Stage.DONE and apart() == set()


def test_nobody_is_told_apart_from_somebody_whom_the_preview_did_not_show(manager: FlaskClient, event: Event) -> None:
    seen = amanova()
    batch = sent(manager, xlsx([HEADS, AMANOVA]), event)
    manager.post(f"/imports/{batch.id}/rows", data={"row-0": "new"})
    unseen = amanova()
    manager.post(f"/imports/{batch.id}/confirm")
    assert batch.stage is Stage.PREVIEW and apart() == set()
    assert "Rows that have changed: 2." in " ".join(manager.get(f"/imports/{batch.id}").text.split())
    manager.post(f"/imports/{batch.id}/confirm")
    assert apart() == pairs([seen, unseen], newest())


def worked(batch: ImportBatch, by: Account) -> None:
    db.session.commit()
    worker.work(batch.id, by)


def test_telling_many_apart_costs_a_row_each_and_one_act(event: Event) -> None:
    by = factories.account(Role.PROJECT_MANAGER, of=event.office)
    numbers = []
    for given, is_known in (("Батыр", False), ("Назар", True)):
        for name in SURNAMES if is_known else ():
            factories.person(name, given_name=given)
        body = xlsx([HEADS, *((f"{name} {given}", None) for name in SURNAMES)])
        batch = services.take_in(body, "list.xlsx", Target(event.office, event), language="en", by=by, at=factories.AT)
        worked(batch, by)
        if is_known:
            services.decide(batch, {place: ("new", "") for place in range(len(SURNAMES))})
            services.look_again_once_decided(batch, at=factories.AT)
            worked(batch, by)
        services.confirm(batch, at=factories.AT)
        with counted() as statements:
            worked(batch, by)
        assert batch.stage is Stage.DONE, batch.told
        numbers.append(len(statements))
    assert len(apart()) == len(SURNAMES)
    assert numbers[1] - numbers[0] <= len(SURNAMES) + RECORD


def test_all_others_who_are_new_unseen_may_be_duplicates_still(manager: FlaskClient, event: Event) -> None:
    known = amanova()
    batch = sent(manager, xlsx([HEADS, AMANOVA]), event)
    manager.post(f"/imports/{batch.id}/rows", data={"every": "new"})
    page = manager.get(f"/imports/{batch.id}?show=new").text
    assert 'value="rest" checked' in page and 'value="new"' not in page
    manager.post(f"/imports/{batch.id}/rows", data={"row-0": "rest", "seen-0": "rest"})
    assert decided(manager, batch).stage is Stage.DONE and apart() == set()
    assert [one for one, _verdict in merging.alike(known)] == [newest()]
