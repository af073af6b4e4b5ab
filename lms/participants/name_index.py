"""The words of people's names by which a register of any size is searched, kept in step with the names themselves.

Each word stands once, as its skeleton (names.py): there are far fewer words than people, so that a part of a word is
looked for among the words, and their people are then found by their numbers.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, delete, event, exists, insert, inspect, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from lms.accounts.scope import Scope
from lms.extensions import Model, db
from lms.participants.models import NAME_PARTS, Person, of_person_in
from lms.participants.names import frame, skeleton

AT_ONCE = 500  # parameters of one statement
LONGEST = 100  # letters of a word that are kept: щ alone becomes two


class NameWord(Model):
    """A word of somebody's name as all its spellings have it, and without its vowels."""

    __tablename__ = "name_word"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(LONGEST), unique=True)
    frame: Mapped[str] = mapped_column(String(LONGEST), index=True)


class PersonName(Model):
    """That a word is part of a person's name, native or Latin."""

    __tablename__ = "person_name"
    __table_args__ = (Index(None, "person_id"),)
    __audited__ = False

    word_id: Mapped[int] = mapped_column(ForeignKey("name_word.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        """As its person."""
        return of_person_in(cls.person_id, scope)


def words_of(person: Any) -> frozenset[str]:
    """Return the skeletons of all words of a person's names (a model or a row with the parts of a name)."""
    written = " ".join(getattr(person, part) or "" for part in NAME_PARTS)
    return frozenset(word[:LONGEST] for word in skeleton(written).split())


def having(word: str) -> Select[int]:
    """Select the numbers of the people a word of whose name has this part; it is one word's skeleton."""
    # The core tables: whoever asks narrows the people themselves, so their words need not be narrowed again.
    borne, known = PersonName.__table__.c, NameWord.__table__.c
    return select(borne.person_id).join_from(
        NameWord.__table__, PersonName.__table__, known.id == borne.word_id
    ).where(known.word.contains(word[:LONGEST], autoescape=True))


def complete(connection: Connection) -> int:
    """Index the people of the register who are not indexed yet; return how many there were."""
    person = Person.__table__.c
    lacking = ~exists().where(PersonName.person_id == person.id)
    rows = connection.execute(select(person.id, *(person[part] for part in NAME_PARTS)).where(lacking)).all()
    write(connection, {row.id: words_of(row) for row in rows})
    return len(rows)


def write(connection: Connection, words: Mapping[int, frozenset[str]]) -> None:
    """Add the words of people, by the people's numbers."""
    known = _numbers(connection, frozenset().union(*words.values()))
    pairs = [{"word_id": known[word], "person_id": number} for number, those in words.items() for word in those]
    if pairs:
        connection.execute(insert(PersonName), pairs)


def forget_words(connection: Connection, person_id: int) -> None:
    """Remove the words of a person who is about to be erased, and all that nobody bears: earlier names too."""
    connection.execute(delete(PersonName).where(PersonName.person_id == person_id))
    connection.execute(delete(NameWord).where(~exists().where(PersonName.word_id == NameWord.id)))


def _numbers(connection: Connection, words: frozenset[str]) -> dict[str, int]:
    known = _known(connection, words)
    if missing := sorted(words - known.keys()):
        add = insert_on_postgresql if connection.dialect.name == "postgresql" else insert_on_sqlite
        rows = [{"word": word, "frame": frame(word)} for word in missing]
        connection.execute(add(NameWord).on_conflict_do_nothing(), rows)
        known |= _known(connection, missing)
    return known


def _known(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _batches(sorted(words)):
        rows = connection.execute(select(NameWord.word, NameWord.id).where(NameWord.word.in_(some)))
        found |= {word: number for word, number in rows}
    return found


def _batches(values: list[Any]) -> Iterable[list[Any]]:
    return (values[first : first + AT_ONCE] for first in range(0, len(values), AT_ONCE))


@event.listens_for(db.session, "after_flush")
def _follow(session: Session, _context: UOWTransaction) -> None:
    """Keep the words of every person who is registered or renamed, whoever does it: none may be lost to searches."""
    renamed = [one for one in session.dirty if isinstance(one, Person) and _is_renamed(one)]
    added = [one for one in session.new if isinstance(one, Person)]
    if renamed:
        # A word that nobody bears any more stays: somebody may be registered with it at this moment.
        session.connection().execute(delete(PersonName).where(PersonName.person_id.in_([one.id for one in renamed])))
    if renamed or added:
        write(session.connection(), {one.id: words_of(one) for one in (*renamed, *added)})


def _is_renamed(person: Person) -> bool:
    return any(inspect(person).attrs[part].history.has_changes() for part in NAME_PARTS)
