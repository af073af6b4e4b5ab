"""Who stands in the register twice: a pass over everybody whom one sees, in memory, by what two of them share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Any

from lms.participants.described import Described
from lms.participants.descriptions import of_people
from lms.participants.matching import Verdict, compare, score_of
from lms.participants.names import frame

# A block is the people who share two parts of the name, a part and the birth date, a part and the agency, or a number.
Block = list[Described]
LARGEST = 400  # people of one agency with one given name who are compared for a surname that was mistyped


def pairs() -> Iterator[tuple[int, int, Verdict]]:
    """Give the numbers of two people of the scope who are or may be one, each pair once, the likeliest first."""
    people = list(of_people())
    numbered = {
        tuple(sorted((people[one].person_id or 0, people[other].person_id or 0))): (score, one, other)
        for (one, other), score in alike(people).items()
    }
    for (first, second), (_score, one, other) in sorted(numbered.items(), key=lambda pair: (-pair[1][0], pair[0])):
        yield first, second, compare(*sorted((people[one], people[other]), key=lambda who: who.person_id or 0))


def alike(people: Sequence[Described]) -> dict[tuple[int, int], int]:
    """Return the scores of those who are or may be one, by their two places, the earlier first."""
    place = {id(one): number for number, one in enumerate(people)}
    scores: dict[tuple[int, int], int] = {}
    for one, other in _shared(people):
        if score := score_of(one, other):
            first, second = sorted((place[id(one)], place[id(other)]))
            scores[first, second] = score
    return scores


def _shared(people: Iterable[Described]) -> Iterator[tuple[Described, Described]]:
    """Give the pairs that share a block; a pair that shares several comes several times."""
    blocks: dict[Any, Block] = defaultdict(list)
    for one in people:
        for key in _keys(one):
            blocks[key].append(one)
    for key, block in blocks.items():
        if len(block) > 1 and (key[0] != "agency" or len(block) <= LARGEST):
            yield from _close(block)


def _close(block: Block) -> Iterator[tuple[Described, Described]]:
    """Give the pairs of a block whose births do not lie years apart, as those of most namesakes do."""
    years: dict[int | None, Block] = defaultdict(list)
    for one in block:
        years[one.year].append(one)
    unknown = years.pop(None, [])
    for year, born in years.items():
        yield from combinations(born, 2)
        yield from product(born, years.get(year + 1, ()) if year is not None else ())
        yield from product(born, unknown)
    yield from combinations(unknown, 2)


def _keys(one: Described) -> set[Any]:
    father = frame(one.father)
    keys: set[Any] = {("number", number) for number in one.numbers}
    for reading in one.readings:
        surname, given_name = map(frame, reading)
        keys |= {("name", *sorted((surname, given_name)))}
        keys |= {("agency", given_name, agency) for agency in one.agencies}
        if father:
            keys |= {("father", father, surname), ("father", father, given_name)}
        if one.birth_date:
            keys |= {("born", one.birth_date, surname), ("born", one.birth_date, given_name)}
    return keys
