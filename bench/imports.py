"""How long a list takes into the register: worked out, decided and written, beside the same people entered one by one."""

import random
from collections.abc import Iterator
from time import perf_counter

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bench.clocking import Measured
from bench.dataset import BODIES, COUNTRIES, ORGANISATIONS, Size
from bench.names import invented
from lms import clock
from lms.accounts.models import Account
from lms.courses import attendance
from lms.courses.models import Event
from lms.extensions import db, writing
from lms.imports import services, worker
from lms.imports.contents import Target
from lms.imports.models import ImportBatch, Stage
from lms.imports.plans import Meaning, What, Word
from lms.participants import services as participants
from lms.participants.models import Affiliation, Person
from lms.projects.models import Country, Office
from tests import factories
from tests.workbooks.files import xlsx

LIMIT, LONG_LIMIT = 30.0, 300.0
ONE_BY_ONE = 200  # people
HEADINGS = ("№", "ФИО", "Дата рождения", "Организация", "Должность")
OFFICE = 1
Row = tuple[object, ...]


def imports(app: Flask, size: Size) -> list[Measured]:
    """Measure a list of a fortieth of the register's people and one of a quarter, by one of whom three rows is known."""
    by = factories.account()
    short, long = size.persons // 40, size.persons // 4
    each = _one_by_one(by)
    made = []
    for number, limit in ((short, LIMIT), (long, LONG_LIMIT)):
        seconds, known = _brought(app, by, _people(number))
        per_row = f"{each * number / seconds:.1f} times as long one by one; {known:,} known"
        made.append(Measured(f"A list of {number:,} people, preview and writing", seconds, limit, note=per_row))
    return made


def _people(number: int) -> list[Row]:
    """Return rows of a list: every third is somebody of the register, with the year that it knows."""
    chance = random.Random(number)
    registered = select(Person.id).where(Person.patronymic.is_not(None)).order_by(Person.id)  # not those of the worked example
    known = chance.sample(list(db.session.scalars(registered)), number // 3)
    there = {one.id: one for first in range(0, len(known), 5000) for one in _registered(known[first : first + 5000])}
    return [_known(there[known[n // 3]], n) if n % 3 == 0 and n // 3 < len(known) else _new(chance, n) for n in range(number)]


def _registered(numbers: list[int]) -> Iterator[Person]:
    yield from db.session.scalars(
        select(Person).where(Person.id.in_(numbers)).options(selectinload(Person.affiliations).joinedload(Affiliation.organisation))
    )


def _known(one: Person, n: int) -> Row:
    serves_in = next((post.organisation for post in one.affiliations), None)
    return n + 1, one.full_name, one.birth_year, serves_in.name_ru if serves_in else None, "Инспектор"


def _new(chance: random.Random, n: int) -> Row:
    one = invented(COUNTRIES[0], chance)
    born = f"{chance.randrange(1, 29):02d}.{chance.randrange(1, 13):02d}.{chance.randrange(1955, 1996)}"
    return n + 1, " ".join(filter(None, (one.surname, one.given_name, one.patronymic))), born, _body(n), "Следователь"


def _body(n: int) -> str:
    number = n % ORGANISATIONS
    return f"{BODIES[number % len(BODIES)][1]} {number + 1}"


def _brought(app: Flask, by: Account, rows: list[Row]) -> tuple[float, int]:
    """Return how long a list takes, the reading of its file included, and how many of its people the register knew."""
    body = xlsx([HEADINGS, *rows])
    target = Target(db.session.get_one(Office, OFFICE), _event())
    begun = perf_counter()
    batch = services.take_in(body, "list.xlsx", target, language="ru", by=by, at=clock.now())
    number = batch.id
    _worked_on(number, by)
    batch = db.session.get_one(ImportBatch, number)
    words = [*batch.told["words"], *batch.told["new_words"]]
    meant = {Word(What(word["what"]), word["text"], word["country"]): Meaning() for word in words}
    if meant:
        services.say_meanings(batch, meant, at=clock.now())
        _worked_on(number, by)
    services.choose_all(batch, take_first=False)
    if services.look_again_once_decided(batch, at=clock.now()):
        _worked_on(number, by)
    services.confirm(batch, at=clock.now())
    _worked_on(number, by)
    taken = perf_counter() - begun
    batch = db.session.get_one(ImportBatch, number)
    assert batch.stage is Stage.DONE, batch.told
    return taken, len(rows) - batch.told["written"]["people"]


def _worked_on(number: int, by: Account) -> None:
    db.session.commit()
    with writing(False):
        worker.work(number, by)


def _event() -> Event:
    office = db.session.get_one(Office, OFFICE)
    return factories.event(of=office, country=db.session.get_one(Country, office.country).code)


def _one_by_one(by: Account) -> float:
    """Return how long a person takes who is registered, given a post and enrolled as the pages do it, in seconds."""
    event, chance = _event(), random.Random(1)
    office_id = event.office_id
    begun = perf_counter()
    for n in range(ONE_BY_ONE):
        one = invented(COUNTRIES[0], chance)
        at = clock.now()
        made = participants.register_person(
            office_id=office_id, surname=one.surname, given_name=one.given_name, patronymic=one.patronymic, by=by, at=at
        )
        participants.add_post(made, organisation_id=n % ORGANISATIONS + 1, position="Инспектор", by=by, at=at)
        attendance.enrol(event, made, by=by, at=at)
        db.session.commit()
    return (perf_counter() - begun) / ONE_BY_ONE
