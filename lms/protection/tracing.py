"""Everything that tells of a person: what they are and were called, the texts that name them, the entries of the audit."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from lms.accounts.disclosures import DisclosedFile, Disclosure
from lms.accounts.scope import EVERYTHING, looking
from lms.audit import queries as audit
from lms.audit.services import identity
from lms.audit.wording import FIELDS, KINDS, spelled
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import WITH_MERGED, db
from lms.participants import queries as participants
from lms.participants.identity import Consent
from lms.participants.models import NAME_PARTS, Affiliation, Person
from lms.participants.sealing import opened
from lms.protection import copies, queries
from lms.protection.rules import GONE, Names, Traces, traces

TOLD = (*NAME_PARTS, "email", "phone", "birth_date", "birth_year", "note")  # what tells who somebody is
EMPTIED = (Affiliation, Consent, Enrolment)  # whose texts on the person go with their rows, or are emptied
Fact = tuple[str, str]  # a column of a person, and a line of what stands or stood in it


@dataclass(frozen=True)
class Remark:
    """A text that tells of the person: the row it stands in, the column, what it says, and what it will say."""

    row: Any
    column: str
    before: str
    after: str

    @property
    def said_kind(self) -> str:
        """Return what rows of the table are called, to be translated."""
        return spelled(KINDS, self.row.__tablename__)

    @property
    def said_column(self) -> str:
        """Return what the column is called, to be translated."""
        return spelled(FIELDS, self.column)


@dataclass
class Known:
    """What a human being is and was called and reached by, in all their records, and every fact that they told."""

    records: tuple[Person, ...]
    names: list[Names] = field(default_factory=list)
    contacts: list[str | None] = field(default_factory=list)
    facts: set[Fact] = field(default_factory=set)

    @property
    def ids(self) -> list[int]:
        """Return the numbers of the records, the one that stands first."""
        return [one.id for one in self.records]

    def learn(self, told: dict[str, Any]) -> None:
        """Take in what a record said at one time."""
        if told.get("surname") and told.get("given_name"):
            self.names.append(Names(*(told.get(part) for part in NAME_PARTS)))  # type: ignore[arg-type]
        self.contacts += [told.get("email"), told.get("phone")]
        self.facts |= facts_in(told)


@dataclass(frozen=True)
class Search:
    """Where a human being was found. It holds as long as `head` is the last entry of the audit: nothing changed since."""

    known: Known
    signs: Traces
    namesakes: int
    remarks: tuple[Remark, ...]
    entries: tuple[int, ...]
    head: int

    def holds_for(self, person: Person) -> bool:
        """Say whether it is about this person, and nothing was entered or changed since."""
        return self.known.ids[0] == person.id and self.head == _head()


def search(person: Person) -> Search:
    """Look through the whole register and the audit, in all offices: seconds among 100,000 people. Nothing is changed."""
    with looking(EVERYTHING):
        head, known = _head(), known_of(person)
        signs = traces(known.names, known.contacts, _numbers(known.ids))
        alike = db.session.scalar(queries.namesakes(((one.surname, one.given_name) for one in known.names), known.ids)) or 0
        remarks = tuple(_remarks(known.ids, signs, is_shared=alike > 0))
        entries = _entries(known, signs, remarks, is_shared=alike > 0)
        return Search(known, signs, alike, remarks, tuple(sorted(entries)), head)


def _head() -> int:
    last = db.session.execute(audit.head()).first()
    return last.seq if last else 0


def known_of(person: Person) -> Known:
    """Return what is known of a person: by their records, and as the audit tells from before, such as a maiden name."""
    known = Known(copies.records_of(person))
    for one in known.records:
        known.learn({name: getattr(one, name) for name in TOLD})
    told: dict[str, dict[str, Any]] = {}  # by record: what one said does not name another
    for _seq, body, key in db.session.execute(queries.own_entries(known.ids)):
        said = told.setdefault(key, {})
        said |= {name: value for name, value in (json.loads(body).get("after") or {}).items() if name in TOLD}
        known.learn(said)
    return known


def facts_in(told: dict[str, Any]) -> set[Fact]:
    """Return what columns of a person say, line by line: notes of two are joined by a new line when they become one."""
    texts = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in told.items() if value}
    return {(name, line) for name, text in texts.items() if name in TOLD for line in text.splitlines()}


def _numbers(ids: list[int]) -> Iterator[str]:
    for kept in db.session.scalars(participants.identifiers(*ids)):
        try:
            yield opened(kept.body, kept.kind.value)
        except Refused:  # under another key nobody can read it, and no text can be searched for it
            continue


def _remarks(ids: list[int], signs: Traces, *, is_shared: bool) -> Iterator[Remark]:
    """Find the texts of the register that tell of the person, wherever somebody wrote them: at hidden records too."""
    own = set(db.session.scalars(select(Enrolment.event_id).where(Enrolment.person_id.in_(ids))))
    for model, name in queries.remarks():
        rows = select(model).where(queries.with_any(getattr(model, name), signs.parts))
        for row in db.session.scalars(rows, execution_options={WITH_MERGED: True}).unique():
            if (isinstance(row, Person) and row.id in ids) or (model in EMPTIED and row.person_id in ids):
                continue
            pattern = signs.near if _concerns(row, ids, own) else signs.in_texts(is_shared)
            before = getattr(row, name)
            if pattern.search(before):
                yield Remark(row, name, before, pattern.sub(GONE, before))


def _concerns(row: Any, ids: list[int], events: set[int]) -> bool:
    """Say whether a row is about the person, as a file with all of them is, or about an event they came to."""
    if getattr(row, "person_id", None) in ids:
        return True
    if isinstance(row, Disclosure) and row.kind is DisclosedFile.PERSON:
        return row.about in map(str, ids)
    return (row.id if isinstance(row, Event) else getattr(row, "event_id", None)) in events


def _entries(known: Known, signs: Traces, remarks: Iterable[Remark], *, is_shared: bool) -> set[int]:
    """Return the numbers of the entries of the audit that tell of the person."""
    ids = known.ids
    objects = {("person", str(number)) for number in ids}
    objects |= {(kind, key) for kind, key in db.session.execute(queries.naming(ids))}
    objects |= {("certificate", str(held.id)) for held in db.session.scalars(queries.certificates(ids))}
    found = {seq for seq, _body in db.session.execute(queries.entries_of(objects))} | partners_entries(ids, known.facts)
    changed = {(remark.row.__tablename__, identity(remark.row)) for remark in remarks}
    files = {("import_batch", str(number)) for number in copies.named_files(signs)}
    for pattern, rows in (
        (signs.near, queries.entries_of(changed)),
        (signs.word, queries.entries_of(files)),
        (signs.in_texts(is_shared), queries.entries_with(signs.parts)),
    ):
        found |= {seq for seq, body in db.session.execute(rows) if pattern.search(body)}
    return found


def partners_entries(ids: list[int], facts: set[Fact]) -> set[int]:
    """Return the entries by which somebody else was given one of a person's facts, while the two were taken for one."""
    found = set()
    for seq, body in db.session.execute(queries.partners_entries(ids)):
        content = json.loads(body)
        if not facts.isdisjoint(facts_in(content.get("before") or {}) | facts_in(content.get("after") or {})):
            found.add(seq)
    return found
