"""How well and how fast people who stand in the register already are told: by pairs that are labelled (labelled.py).

The registered of each pair join the register of 200,000, and the typed are looked for among all of them, as an import
does: a pair that is not even found counts as missed, and a stranger taken for certain as a fault. The limits were set
under other seeds than the one measured here.
"""

import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from sqlalchemy import insert

from bench.clocking import Measured
from bench.dataset import COUNTRIES, INSTANT, Size
from bench.labelled import Pair, pairs, strangers
from lms.extensions import db
from lms.participants import candidates, doubles
from lms.participants.candidates import Found
from lms.participants.evidence import Level
from lms.participants.identity import Identifier, IdentifierKind
from lms.participants.models import Affiliation, Person
from lms.participants.name_index import complete
from lms.text import sort_key

SEED = 2012
TYPED, NEW = 60, 1_000
SHOWN = 20  # whom a clerk is shown of those who may be meant
ONE_LIMIT, PASS_LIMIT = 0.100, 60.0
PRECISION, RECALL = 0.98, 0.95


def matching(size: Size) -> list[Measured]:
    """Measure the search while somebody is typed, the pass over everybody, and how right the verdicts are."""
    typed = [pair.typed for pair in pairs(SEED + 1, TYPED // 2)] + list(strangers(SEED + 2, TYPED // 2))
    labelled = list(pairs(SEED, size.persons // 10))
    return [
        Measured("Whom somebody typed may be, 95th percentile", _slowest(typed), ONE_LIMIT, note=f"{TYPED} people"),
        _pass(), *_quality(labelled),
    ]  # fmt: skip


def _slowest(typed: Sequence[Any]) -> float:
    times = []
    for one in (typed[0], *typed):
        db.session.expunge_all()
        begun = perf_counter()
        candidates.of(one)
        times.append(perf_counter() - begun)
    return statistics.quantiles(times[1:], n=20)[-1]


def _pass() -> Measured:
    begun = perf_counter()
    levels = [verdict.level for _one, _other, verdict in doubles.pairs()]
    taken = perf_counter() - begun
    certain = levels.count(Level.CERTAIN)
    return Measured("Doubles, a pass over everybody", taken, PASS_LIMIT, note=f"{certain:,} certain, {len(levels) - certain:,} maybe")


def _quality(labelled: Sequence[Pair]) -> list[Measured]:
    numbers = _register(labelled)
    begun = perf_counter()
    found = candidates.of_many([pair.typed for pair in labelled])
    taken = perf_counter() - begun
    new = candidates.of_many(list(strangers(SEED + 3, NEW)))
    certain, same = _certain(labelled, numbers, found), [place for place, pair in enumerate(labelled) if pair.is_same]
    reached = [_level_of(numbers[place], found[place]) for place in same]
    among = f"{len(labelled):,} labelled rows"
    return [
        Measured("Certain matches that are right", _share(certain), PRECISION, f"{len(certain):,} of {among}", is_share=True),
        Measured("People known who are certain or maybe", _share([level is not None for level in reached]), RECALL,
                 f"{len(same):,} of {among}", is_share=True),
        Measured("People known who are certain", _share([level is Level.CERTAIN for level in reached]), is_share=True),
        Measured("New people of whom a clerk is asked", _share([_is_asked(those) for those in new.values()]),
                 note=f"{NEW:,} rows of nobody known", is_share=True),
        Measured("Whom the rows of an import may be", taken, note=among),
    ]  # fmt: skip


def _share(true: Sequence[bool]) -> float:
    return sum(true) / len(true) if true else 0.0


def _certain(labelled: Sequence[Pair], numbers: Sequence[int], found: dict[int, Found]) -> list[bool]:
    """Return for each certain match whether it is right."""
    return [
        pair.is_same and number == numbers[place]
        for place, pair in enumerate(labelled) for number, verdict in found[place] if verdict.level is Level.CERTAIN
    ]  # fmt: skip


def _level_of(number: int, found: Found) -> Level | None:
    return next((verdict.level for one, verdict in found[:SHOWN] if one == number), None)


def _is_asked(found: Found) -> bool:
    return bool(found) and found[0][1].level is Level.MAYBE


def _register(labelled: Sequence[Pair]) -> list[int]:
    """Enter the known of each pair in the register; return their numbers."""
    db.session.rollback()
    with db.engine.begin() as connection:
        entered = insert(Person).returning(Person.id, sort_by_parameter_order=True)
        numbers = connection.scalars(entered, [_person(pair) for pair in labelled]).all()
        known = list(zip(numbers, labelled, strict=True))
        papers = [(number, kind, print_of) for number, pair in known for kind, print_of in pair.known.numbers]
        connection.execute(insert(Affiliation), [
            {"person_id": number, "organisation_id": agency} for number, pair in known for agency in pair.known.agencies
        ])  # fmt: skip
        connection.execute(insert(Identifier), [
            {"person_id": number, "kind": IdentifierKind(kind), "body": b"", "fingerprint": print_of, "added_at": _instant()}
            for number, kind, print_of in papers
        ])  # fmt: skip
        complete(connection)
    return list(numbers)


def _person(pair: Pair) -> dict[str, Any]:
    one = pair.known
    names = {"surname": one.surname, "given_name": one.given_name, "patronymic": one.patronymic, "latin_name": one.latin_name}
    return names | {
        "office_id": COUNTRIES.index(pair.country) + 1, "sex": one.sex, "birth_date": one.birth_date,
        "birth_year": one.birth_year, "languages": "", "is_demonstration": False, "created_at": _instant(),
        "sort_key": " ".join(map(sort_key, (one.surname, one.given_name, one.patronymic))),
    }  # fmt: skip


def _instant() -> datetime:
    return datetime.fromisoformat(INSTANT).replace(tzinfo=UTC)
