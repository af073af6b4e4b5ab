"""Whom of the register somebody may be: found by numbers, words of names and birth dates, then compared.

Somebody is a candidate who has the same identity number, or two parts of the name (surname, given name, patronymic, in
any order, script or spelling, a typing error or an initial away), or one part of it and the birth date.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.extensions import db
from lms.participants.described import Described
from lms.participants.descriptions import AT_ONCE, of_people
from lms.participants.evidence import birth_between, may_be
from lms.participants.identity import Identifier, IdentifierKind
from lms.participants.likeness import Agreement, agreement, beginnings, frames_near, frames_of, is_initial, root_of
from lms.participants.matching import Verdict, compare, score_of
from lms.participants.models import Affiliation, Person
from lms.participants.name_index import NameWord, PersonName
from lms.participants.names import frame

ROWS = 5_000  # described at once: the people whom their words find are most of a register, once for all of them
FEW_FRAMES = 20_000  # looked for one by one; for more, all words of the register are read
MOST = 1_000  # people compared with one row, the likeliest first

People = frozenset[int]
Found = list[tuple[int, Verdict]]
NOBODY: People = frozenset()


def of(described: Described, *, limit: int = 20) -> list[tuple[Person, Verdict]]:
    """Return the people of the present scope who are or may be the one described, best first; never themselves."""
    found = of_many([described])[0][:limit]
    posts = selectinload(Person.affiliations).options(
        joinedload(Affiliation.organisation), joinedload(Affiliation.category), joinedload(Affiliation.region),
        joinedload(Affiliation.country_ref),
    )  # fmt: skip
    rows = select(Person).where(Person.id.in_([number for number, _verdict in found])).options(posts)
    people = {one.id: one for one in db.session.scalars(rows)}
    return [(people[number], verdict) for number, verdict in found]


def of_many(rows: Sequence[Described]) -> dict[int, Found]:
    """Return for each row, by its place, the numbers of the people who are or may be the one described, best first."""
    answers: dict[int, Found] = {}
    known: dict[int, Described | None] = {}  # None for whom the scope hides; common names bring the same people again
    for first in range(0, len(rows), ROWS):
        batch = rows[first : first + ROWS]
        book = _Book(batch)
        wanted = _possible(batch, [_shortlist(row, book) for row in batch], book)
        known |= dict.fromkeys(lacking := sorted(frozenset().union(*wanted) - known.keys()))
        known |= {one.person_id or 0: one for one in of_people(lacking)}
        for place, (row, numbers) in enumerate(zip(batch, wanted, strict=True), first):
            answers[place] = _judged(row, [one for number in numbers if (one := known[number])])
    return answers


def _possible(rows: Sequence[Described], found: Sequence[list[int]], book: "_Book") -> list[list[int]]:
    """Leave out whom a birth or a surname rules out: describing somebody costs far more than looking at these."""
    born = _births(sorted(frozenset().union(*found)))
    kept = []
    for row, numbers in zip(rows, found, strict=True):
        named = book.bearing(row.words[0])
        numbered = NOBODY.union(*(book.numbered.get(number, NOBODY) for number in row.numbers))
        kept.append([
            number for number in numbers
            if number in numbered or may_be(birth_between(row.birth_date, row.year, *born[number]), named=number in named)
        ])  # fmt: skip
    return kept


def _births(people: Sequence[int]) -> dict[int, tuple[date | None, int | None]]:
    """Return the birth date and year of people, by their numbers."""
    person = Person.__table__.c
    found: dict[int, tuple[date | None, int | None]] = {}
    for some in _batches(people):
        rows = select(person.id, person.birth_date, person.birth_year).where(person.id.in_(some))
        for number, day, year in db.session.execute(rows):
            found[number] = day, day.year if day else year
    return found


def _judged(row: Described, known: Iterable[Described]) -> Found:
    likely = (one for one in known if one.person_id != row.person_id and score_of(row, one))
    verdicts = ((one.person_id or 0, compare(row, one)) for one in likely)
    return sorted(verdicts, key=lambda found: (-found[1].level, -found[1].score, found[0]))


def _shortlist(row: Described, book: "_Book") -> list[int]:
    """Return the numbers of the people to compare with a row, those with most in common first."""
    surname, given_name = (book.bearing(words) for words in row.words[:2])
    # An initial of the father tells too little to find anybody by.
    father = NOBODY if is_initial(row.father) else book.bearing(row.words[2])
    two = (surname & given_name) | (surname & father) | (given_name & father)
    born = book.born.get(row.birth_date, NOBODY) & (surname | given_name) if row.birth_date else NOBODY
    numbered = NOBODY.union(*(book.numbered.get(number, NOBODY) for number in row.numbers))
    found = two | born | numbered
    if len(found) > MOST:
        surest = numbered | born | (surname & given_name & father)
        return [*sorted(surest), *sorted(found - surest)][:MOST]
    return list(found)


class _Book:
    """What the register has in common with a batch of rows: who bears each word, was born on a day, has a number.

    Nothing of it is narrowed to the scope: whoever asks describes the people through the model afterwards.
    """

    def __init__(self, rows: Sequence[Described]) -> None:
        roots = frozenset().union(*(words for row in rows for words in row.words))
        whole = frozenset(root for root in roots if not is_initial(root))
        self._words = _words_agreeing(whole)
        self._letters = frozenset().union(*(beginnings(root) for root in roots - whole))
        full = sorted({number for those in self._words.values() for number in those})
        self._people = _bearers(full)
        self._begun = _begun(self._letters, full) if self._letters else {}
        self._known: dict[str, People] = {}
        self.born = _born({row.birth_date for row in rows if row.birth_date})
        self.numbered = _numbered(frozenset().union(*(row.numbers for row in rows)))

    def bearing(self, roots: Iterable[str]) -> People:
        """Return the people one of whose words agrees with one of these."""
        return NOBODY.union(*map(self._of_root, roots))

    def _of_root(self, root: str) -> People:
        if root not in self._known:
            if is_initial(root):
                found = (self._begun.get(letter, NOBODY) for letter in beginnings(root))
            else:
                found = (self._people.get(number, NOBODY) for number in self._words[root])
            self._known[root] = NOBODY.union(*found)
        return self._known[root]


def _words_agreeing(roots: frozenset[str]) -> dict[str, list[int]]:
    """Return for each root the numbers of the register's words that agree with it."""
    frames = {root: frames_of(root) | frames_near(frame(root)) for root in roots}
    known = _words_by_frame(frozenset().union(*frames.values()))
    return {
        root: [
            number for one in those for word, number in known.get(one, ())
            if agreement(root, root_of(word)) > Agreement.UNKNOWN
        ]
        for root, those in frames.items()
    }  # fmt: skip


def _words_by_frame(frames: frozenset[str]) -> Mapping[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    rows = select(NameWord.frame, NameWord.word, NameWord.id)
    many = [rows] if len(frames) > FEW_FRAMES else [rows.where(NameWord.frame.in_(some)) for some in _batches(frames)]
    for some in many:
        for one, word, number in db.session.execute(some):
            found[one].append((word, number))
    return found


def _bearers(words: Sequence[int]) -> dict[int, People]:
    """Return who bears each word, by the words' numbers."""
    borne = PersonName.__table__.c
    found: dict[int, set[int]] = defaultdict(set)
    for some in _batches(words):
        for word, number in db.session.execute(select(borne.word_id, borne.person_id).where(borne.word_id.in_(some))):
            found[word].add(number)
    return {word: frozenset(people) for word, people in found.items()}


def _begun(letters: Iterable[str], words: Sequence[int]) -> dict[str, People]:
    """Return the people a word of whose name begins with each letter, among those who bear one of the words."""
    borne, known = PersonName.__table__.c, NameWord.__table__.c
    found: dict[str, set[int]] = defaultdict(set)
    begins = or_(*(known.frame.startswith(letter) for letter in sorted(letters)))
    for some in _batches(words):
        bearers = select(borne.person_id).where(borne.word_id.in_(some))
        rows = select(borne.person_id, known.frame).join_from(
            PersonName.__table__, NameWord.__table__, known.id == borne.word_id
        ).where(begins, borne.person_id.in_(bearers))  # fmt: skip
        for number, one in db.session.execute(rows):
            found[one[0]].add(number)
    return {letter: frozenset(people) for letter, people in found.items()}


def _born(days: set[date]) -> dict[date, People]:
    """Return who was born on each day."""
    person = Person.__table__.c
    found: dict[date, set[int]] = defaultdict(set)
    for some in _batches(days):
        for day, number in db.session.execute(select(person.birth_date, person.id).where(person.birth_date.in_(some))):
            found[day].add(number)
    return {day: frozenset(people) for day, people in found.items()}


def _numbered(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], People]:
    """Return who has each identity number."""
    kept = Identifier.__table__.c
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for some in _batches({print_of for _kind, print_of in numbers}):
        rows = select(kept.kind, kept.fingerprint, kept.person_id).where(
            kept.kind.in_(list(IdentifierKind)), kept.fingerprint.in_(some)
        )
        for kind, print_of, number in db.session.execute(rows):
            found[kind.value, print_of].add(number)
    return {number: frozenset(people) for number, people in found.items()}


def _batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    those = sorted(values)
    return (those[first : first + AT_ONCE] for first in range(0, len(those), AT_ONCE))
