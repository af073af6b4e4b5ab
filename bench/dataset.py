"""A register of the size the product must carry, invented by a seeded generator and written in bulk."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bench.names import invented
from lms.participants.name_index import complete
from lms.participants.names import LANGUAGE_OF, latin
from lms.text import folded, sort_key

Row = tuple[Any, ...]
Progress = Callable[[str, int, int], None]

FIRST_DAY, DAYS = date(2005, 1, 1), 3650
COUNTRIES = ("KZ", "KG", "TJ", "TM", "UZ")
REGIONS = tuple(f"{country}-{letter}" for country in COUNTRIES for letter in "ABCDEFG")
CATEGORIES = (
    ("prosecutor", "law_enforcement"), ("police", "law_enforcement"), ("border_guard", "law_enforcement"),
    ("customs", "law_enforcement"), ("migration_service", "law_enforcement"), ("judge", "judiciary"),
    ("consular", "government"), ("ngo", "civil_society"), ("media", "civil_society"), ("other", "other"),
)  # fmt: skip
SEXES = ("female", "male", "male", "not_stated")
KINDS = ("training", "training", "training", "seminar", "workshop", "tot", "study_tour", "consultation")
BODIES = (
    ("Prosecution office", "Прокуратура"), ("Police department", "Отдел полиции"), ("Court", "Суд"),
    ("Customs house", "Таможня"), ("Border post", "Погранзастава"), ("Migration service", "Миграционная служба"),
)  # fmt: skip
OFFICES, PROJECTS, ORGANISATIONS, SESSIONS_EACH = 5, 20, 300, 4
INSTANT = "2015-06-01 09:00:00.000000"
NUMBERED = (
    "office", "donor", "project", "category", "organisation", "person", "event", "session", "enrolment", "attendance",
    "affiliation", "material", "edition", "distribution",
)  # fmt: skip
BATCH = 50_000
PACKED = 1000


@dataclass(frozen=True)
class Size:
    """How many rows of each sort."""

    persons: int = 200_000
    events: int = 20_000
    enrolments_each: int = 50

    @property
    def marks(self) -> int:
        """Return how many attendance marks the size has."""
        return self.events * self.enrolments_each * SESSIONS_EACH


FULL = Size()
SMALL = Size(persons=4_000, events=400)


def build(connection: Connection, size: Size, progress: Progress) -> None:
    """Fill an empty, migrated database; ids are dense from 1."""
    write = _writer(connection)
    for table, columns, total, rows in _tables(size):
        done = 0
        for batch in _batches(rows):
            write(table, columns, batch)
            done += len(batch)
            progress(table, done, total)
    if connection.dialect.name == "postgresql":
        for table in NUMBERED:
            connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
    progress("person_name", complete(connection), size.persons)
    connection.commit()
    connection.exec_driver_sql("ANALYZE")
    connection.commit()


def _writer(connection: Connection) -> Callable[[str, str, list[Row]], None]:
    driver: Any = connection.connection.driver_connection

    def insert(table: str, columns: str, rows: list[Row]) -> None:
        places = ",".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)

    def copy(table: str, columns: str, rows: list[Row]) -> None:
        with driver.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as sink:
            for row in rows:
                sink.write_row(row)

    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TIME ZONE 'UTC'")
        return copy
    return insert


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _tables(size: Size) -> Iterator[tuple[str, str, int, Iterable[Row]]]:
    yield "country", "code, name_en, name_ru", len(COUNTRIES), [(c, c, c) for c in COUNTRIES]
    yield "region", "code, country, name_en, name_ru, aliases, search_key", len(REGIONS), [
        (r, r[:2], r, r, "", r.lower()) for r in REGIONS
    ]
    yield (
        "office", "id, code, name_en, name_ru, country, time_zone, certificate_prefix", OFFICES,
        [(n + 1, c, c, c, c, "UTC", c) for n, c in enumerate(COUNTRIES)],
    )  # fmt: skip
    yield "donor", "id, code, name_en, name_ru", 2, [(1, "INL", "INL", "INL"), (2, "NORWAY", "Norway", "Norway")]
    yield "project", PROJECT, PROJECTS, _projects()
    yield "project_donor", "project_id, donor_id", PROJECTS, [(n + 1, n % 2 + 1) for n in range(PROJECTS)]
    yield (
        "category", "id, code, category_group, name_en, name_ru, plural_en, plural_ru, is_composite, position",
        len(CATEGORIES), [(n + 1, c, g, c, c, c, c, False, n) for n, (c, g) in enumerate(CATEGORIES)],
    )  # fmt: skip
    yield "organisation", "id, code, kind, name_en, name_ru, country, search_key", ORGANISATIONS, _organisations()
    yield "person", PERSON, size.persons, _persons(size)
    yield "affiliation", AFFILIATION, size.persons, _posts(size)
    yield "event", EVENT, size.events, _events(size)
    yield "event_project", "event_id, project_id", size.events + size.events // 10, _funding(size)
    yield (
        "session", "id, event_id, day, starts_at, ends_at, title", size.events * SESSIONS_EACH, _sessions(size),
    )  # fmt: skip
    yield "enrolment", ENROLMENT, size.events * size.enrolments_each, _enrolments(size)
    yield "attendance", ATTENDANCE, size.marks, _marks(size)
    yield (
        "material", "id, code, title_en, title_ru, search_key, sort_key_en, sort_key_ru", 1,
        [(1, "GUIDE", "A guide", "Руководство", "guide | a guide | руководство", "a guide", "руководство")],
    )  # fmt: skip
    yield "edition", "id, material_id, language, carrier", 3, [
        (n + 1, 1, "ru", c) for n, c in enumerate(("brochure", "cd", "manual"))
    ]
    yield "distribution", DISTRIBUTION, size.events // 2, _distributions(size)


KEYS = "search_key, sort_key_en, sort_key_ru"
PROJECT = f"id, code, title_en, title_ru, office_id, starts_on, ends_on, is_demonstration, {KEYS}"
PERSON = (
    "id, office_id, surname, given_name, patronymic, latin_name, sex, birth_year, is_demonstration, created_at, sort_key"
)
AFFILIATION = "id, person_id, organisation_id, position, category_id, country, region_code, starts_on"
EVENT = (
    "id, code, kind, title_en, title_ru, office_id, starts_on, ends_on, country, region_code, languages, "
    f"counts_as_training, min_attendance_percent, currency, finalised_at, is_demonstration, version, {KEYS}"
)
ENROLMENT = (
    "id, event_id, person_id, role, status, category_id, organisation_id, country, region_code, sex, "
    "scheduled_minutes, attended_minutes, attended_sessions, completed, enrolled_at"
)
ATTENDANCE = "id, enrolment_id, session_id, mark, method, recorded_at, is_current"
DISTRIBUTION = "id, project_id, edition_id, quantity, organisation_id, handed_on, recorded_at, is_demonstration"


def _projects() -> Iterator[Row]:
    last = FIRST_DAY + timedelta(days=DAYS)
    for n in range(PROJECTS):
        yield (
            n + 1, f"P{n + 1}", f"Project {n + 1}", f"Проект {n + 1}", n % OFFICES + 1, str(FIRST_DAY), str(last), False,
            *_keys(f"P{n + 1}", f"Project {n + 1}", f"Проект {n + 1}"),
        )  # fmt: skip


def _keys(code: str, title_en: str, title_ru: str) -> Row:
    return folded(f"{code} | {title_en} | {title_ru}"), sort_key(title_en), sort_key(title_ru)


def _organisations() -> Iterator[Row]:
    for n in range(ORGANISATIONS):
        en, ru = BODIES[n % len(BODIES)]
        names = f"{en} {n + 1}", f"{ru} {n + 1}"
        yield n + 1, f"ORG-{n + 1}", "agency", *names, COUNTRIES[n % 5], folded(" | ".join(names))


def _persons(size: Size) -> Iterator[Row]:
    chance = random.Random(3)
    for n in range(size.persons):
        country = COUNTRIES[n % OFFICES]
        one = invented(country, chance)
        names = one.surname, one.given_name, one.patronymic
        passport = latin(f"{one.surname} {one.given_name}", LANGUAGE_OF[country])
        yield (
            n + 1, n % OFFICES + 1, *names, passport, SEXES[n % 4], 1955 + n % 40, False, INSTANT,
            " ".join(map(sort_key, names)),
        )  # fmt: skip


def _posts(size: Size) -> Iterator[Row]:
    chance = random.Random(4)
    for n in range(size.persons):
        country = COUNTRIES[n % OFFICES]
        yield (
            n + 1, n + 1, chance.randrange(ORGANISATIONS) + 1, "Officer", n % len(CATEGORIES) + 1, country,
            f"{country}-{chance.choice('ABCDEFG')}", "2004-01-01",
        )  # fmt: skip


def _day(event: int, size: Size) -> date:
    return FIRST_DAY + timedelta(days=event * 7919 % DAYS)


def _events(size: Size) -> Iterator[Row]:
    for n in range(size.events):
        starts = _day(n, size)
        kind = KINDS[n % len(KINDS)]
        office = n % OFFICES
        yield (
            n + 1, f"E{n + 1}", kind, f"Event {n + 1}", f"Мероприятие {n + 1}", office + 1, str(starts),
            str(starts + timedelta(days=2)), COUNTRIES[office], REGIONS[n % len(REGIONS)], "ru",
            kind != "consultation", 80, "USD", INSTANT if n % 50 else None, False, 1,
            *_keys(f"E{n + 1}", f"Event {n + 1}", f"Мероприятие {n + 1}"),
        )  # fmt: skip


def _funding(size: Size) -> Iterator[Row]:
    for n in range(size.events):
        yield n + 1, n % PROJECTS + 1
        if n % 10 == 0:
            yield n + 1, (n + 7) % PROJECTS + 1


def _sessions(size: Size) -> Iterator[Row]:
    for n in range(size.events * SESSIONS_EACH):
        hour = 9 + n % SESSIONS_EACH * 2
        day = str(_day(n // SESSIONS_EACH, size))
        yield n + 1, n // SESSIONS_EACH + 1, day, f"{hour:02d}:00:00.000000", f"{hour + 1:02d}:30:00.000000", "Session"


def _enrolments(size: Size) -> Iterator[Row]:
    chance = random.Random(2)
    number = 0
    for event in range(1, size.events + 1):
        decided = bool((event - 1) % 50) and KINDS[(event - 1) % len(KINDS)] != "consultation"
        for place, person in enumerate(chance.sample(range(1, size.persons + 1), size.enrolments_each)):
            number += 1
            role = "trainer" if place == 0 else "participant"
            attended = (4, 4, 4, 4, 3, 2)[number % 6] if place else 4
            organisation, region = chance.randrange(ORGANISATIONS), chance.randrange(len(REGIONS))
            yield (
                number, event, person, role, "confirmed", person % len(CATEGORIES) + 1 if chance.random() < 0.95 else None,
                organisation + 1, REGIONS[region][:2], REGIONS[region], SEXES[(person - 1) % 4],
                360 if decided else None, attended * 90 if decided else None, attended if decided else None,
                decided and place > 0 and attended == SESSIONS_EACH, INSTANT,
            )  # fmt: skip


def _marks(size: Size) -> Iterator[Row]:
    number = 0
    for enrolment in range(1, size.events * size.enrolments_each + 1):
        first = (enrolment - 1) // size.enrolments_each * SESSIONS_EACH
        attended = (4, 4, 4, 4, 3, 2)[enrolment % 6] if (enrolment - 1) % size.enrolments_each else 4
        for session in range(1, SESSIONS_EACH + 1):
            number += 1
            mark = "present" if session <= attended else "absent"
            yield number, enrolment, first + session, mark, "paper", INSTANT, True


def _distributions(size: Size) -> Iterator[Row]:
    for n in range(size.events // 2):
        organisation = n % ORGANISATIONS + 1
        yield n + 1, n % PROJECTS + 1, n % 3 + 1, 10 + n % 40, organisation, str(_day(n, size)), INSTANT, False
