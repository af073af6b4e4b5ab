"""Erasing a person: the name goes, everywhere; what is counted stays (R18). There is no way back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.accounts.scope import EVERYTHING, current_scope, looking
from lms.audit.models import AuditEntry
from lms.audit.services import act, blank, identity
from lms.audit.wording import FIELDS, KINDS, spelled
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.participants.identity import Consent
from lms.participants.models import ERASED, NAME_PARTS, Affiliation, Person, Sex
from lms.participants.name_index import forget_words
from lms.participants.queries import erased_with
from lms.participants.sealing import opened
from lms.protection import copies, queries
from lms.protection.rules import GONE, Names, Traces, is_named, new_code, traces
from lms.text import folded, tidy

POST_WORDS = ("unit", "position", "rank")
OFFICE_WORDS = frozenset({"unit", "position"})  # one of their kind, perhaps; a rank is held by many, and R8 tells it
KNOWN_BY = frozenset({*NAME_PARTS, "email", "phone"})
EMPTIED = (Affiliation, Consent, Enrolment)  # whose texts on the person go with their rows, or are emptied


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


@dataclass(frozen=True)
class Plan:
    """What erasing removes and what it keeps, as numbers; and the texts that it changes."""

    posts: int
    identifiers: int
    consents: int
    documents: int
    entries: int
    enrolments: int
    marks: int
    certificates: int
    statuses: int
    accounts: tuple[Account, ...]
    remarks: tuple[Remark, ...]
    namesakes: int


def plan(person: Person) -> Plan:
    """Say what erasing a person would do, of all offices. Raises Refused where it may not be done."""
    _refuse_impossible(person)
    with looking(EVERYTHING):
        signs, alike = _traces_of(person), _namesakes(person)
        remarks = tuple(_remarks(person, signs, alike))
        numbers = {
            name: _number(select_of(person.id))
            for name, select_of in (
                ("posts", queries.posts), ("identifiers", queries.identifiers), ("consents", queries.consents),
                ("documents", queries.documents), ("enrolments", queries.enrolments), ("marks", queries.marks),
                ("certificates", queries.certificates), ("statuses", queries.statuses),
            )
        }  # fmt: skip
        return Plan(
            **numbers, entries=len(_entries(person, remarks, signs, alike)),
            accounts=tuple(db.session.scalars(queries.accounts_of(person.id)).unique()), remarks=remarks, namesakes=alike,
        )  # fmt: skip


def _number(rows: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0


def erase(
    person: Person, *, reason: str, by: Account | None, at: datetime, confirmed: str, posts_too: bool = False
) -> str:
    """Replace a person by a code, which is returned; whatever counts them goes on counting.

    `confirmed` is their surname as whoever asks typed it. `posts_too` empties unit and position on their
    events as well, for a post that only one person can have held. Raises Refused for another surname, no reason or
    one that names them, and where somebody else's office is concerned.
    """
    db.session.refresh(
        person, ["surname", "erased_at"], with_for_update=True
    )  # of two who erase at once, the second is told
    _refuse_impossible(person)
    _refuse_unsaid(person, reason, confirmed)
    with looking(EVERYTHING):
        code, signs, alike, (names, _contacts) = _free_code(), _traces_of(person), _namesakes(person), _known_of(person)
        remarks = list(_remarks(person, signs, alike))
        told = _entries(person, remarks, signs, alike)
        same = copies.merged_with(person)
        for one in (person, *same):
            forget_words(db.session.connection(), one.id)
        with act("person.erase", by=by, at=at, redacted=True):
            for remark in remarks:
                setattr(remark.row, remark.column, remark.after)
            copies.forget_merges([person, *same])
            copies.forget_files([person, *same], signs)
            for one in (person, *same):
                _empty_events(one, names, signs, posts_too)
                _remove_rows(one)
                _replace(one, code if one is person else _free_code(), at)
        blank("person.erase", person, told, by=by, at=at, reason=tidy(reason))
    return code


def _refuse_impossible(person: Person) -> None:
    if person.erased_at:
        raise Refused(N_("The data of this person were erased on %(day)s."), day=person.erased_at.date())
    if not _is_whole(person):
        raise Refused(
            N_("This person belongs to another office too, or came to events of one: an administrator erases them.")
        )


def _is_whole(person: Person) -> bool:
    """Say whether the present scope reaches everything of a person, and not only an event they came to."""
    scope = current_scope()
    if scope is None or scope.everything:
        return True
    of = select(func.count(Enrolment.id)).where(Enrolment.person_id == person.id)
    seen = db.session.scalar(of)
    with looking(EVERYTHING):
        return person.office_id in scope.offices and seen == db.session.scalar(of)


def _refuse_unsaid(person: Person, reason: str, confirmed: str) -> None:
    if folded(confirmed) != folded(person.surname):
        raise Refused(N_("Type the surname exactly as it stands above."), field="surname")
    if not tidy(reason):
        raise Refused(N_("Say why the person is erased."), field="reason")
    if is_named(reason, _known_of(person)[0]):
        raise Refused(N_("The reason stays: write it without the name."), field="reason")


def _free_code() -> str:
    code = new_code()
    while db.session.scalar(erased_with(code)):
        code = new_code()
    return code


def _traces_of(person: Person) -> Traces:
    numbers = []
    for kept in db.session.scalars(queries.identifiers(person.id)):
        try:
            numbers.append(opened(kept.body, kept.kind.value))
        except Refused:  # under another key nobody can read it, and no text can be searched for it
            continue
    names, contacts = _known_of(person)
    return traces(names, contacts, numbers)


def _known_of(person: Person) -> tuple[list[Names], list[str | None]]:
    """Return the names and contacts that a person has and, as the audit tells, had: a maiden name, an earlier phone."""
    told: dict[str, str | None] = {}
    names: list[Names] = []
    contacts: list[str | None] = []
    for one in (person, *copies.merged_with(person)):
        names.append(Names(*(getattr(one, part) for part in NAME_PARTS)))
        contacts += [one.email, one.phone]
    numbers = {("person", str(one.id)) for one in (person, *copies.merged_with(person))}
    rows = db.session.execute(queries.entries_of(numbers).order_by(AuditEntry.seq))
    for _seq, body in rows:
        told |= {key: value for key, value in (json.loads(body).get("after") or {}).items() if key in KNOWN_BY}
        if told.get("surname") and told.get("given_name"):
            names.append(Names(*(told.get(part) for part in NAME_PARTS)))  # type: ignore[arg-type]
        contacts += [told.get("email"), told.get("phone")]
    return names, contacts


def _namesakes(person: Person) -> int:
    return db.session.scalar(queries.namesakes(person)) or 0


def _remarks(person: Person, signs: Traces, alike: int) -> Iterator[Remark]:
    """Find the texts of the register that tell of the person, wherever somebody wrote them."""
    own = set(db.session.scalars(select(Enrolment.event_id).where(Enrolment.person_id == person.id)))
    far = signs.sure if alike else signs.named
    for model, name in queries.remarks():
        column = getattr(model, name)
        for row in db.session.scalars(select(model).where(queries.with_any(column, signs.parts))).unique():
            if row is person or (model in EMPTIED and row.person_id == person.id):
                continue
            pattern = signs.near if _concerns(row, person, own) else far
            before = getattr(row, name)
            if pattern.search(before):
                yield Remark(row, name, before, pattern.sub(GONE, before))


def _concerns(row: Any, person: Person, events: set[int]) -> bool:
    """Say whether a row is about the person, or about an event they came to."""
    if getattr(row, "person_id", None) == person.id:
        return True
    return (row.id if isinstance(row, Event) else getattr(row, "event_id", None)) in events


def _entries(person: Person, remarks: Any, signs: Traces, alike: int) -> list[int]:
    """Return the numbers of the entries of the record that tell of the person."""
    objects: set[tuple[str, str]] = set()
    for one in (person, *copies.merged_with(person)):
        objects |= {("person", str(one.id)), *map(_pair, db.session.execute(queries.naming(one.id)))}
        objects |= {("certificate", str(held.id)) for held in db.session.scalars(queries.certificates(one.id))}
    found = [seq for seq, _body in db.session.execute(queries.entries_of(objects))]
    changed = {(remark.row.__tablename__, identity(remark.row)) for remark in remarks}
    for pattern, rows in (
        (signs.near, queries.entries_of(changed)),
        (signs.sure if alike else signs.named, queries.entries_with(signs.parts)),
    ):
        found += [seq for seq, body in db.session.execute(rows) if pattern.search(body)]
    return sorted(set(found))


def _pair(row: Any) -> tuple[str, str]:
    return row[0], row[1]


def _empty_events(person: Person, names: list[Names], signs: Traces, posts_too: bool) -> None:
    """Take out of snapshots what names the person; the cells that figures are told by stay (R8, R18)."""
    for enrolment in db.session.scalars(queries.enrolments(person.id)):
        for part in POST_WORDS:
            text = getattr(enrolment, part)
            if text and ((posts_too and part in OFFICE_WORDS) or is_named(text, names) or signs.near.search(text)):
                setattr(enrolment, part, None)
    for held in db.session.scalars(queries.certificates(person.id)):
        held.holder = ""


def _remove_rows(person: Person) -> None:
    for rows in (queries.identifiers, queries.consents, queries.documents, queries.links):
        for row in db.session.scalars(rows(person.id)):
            db.session.delete(row)
    person.affiliations.clear()


def _replace(person: Person, code: str, at: datetime) -> None:
    person.surname, person.given_name = ERASED, code
    for name in ("patronymic", "latin_name", "birth_date", "birth_year", "citizenship", "email", "phone", "note"):
        setattr(person, name, None)
    person.languages, person.sex, person.erased_at = "", Sex.NOT_STATED, at
