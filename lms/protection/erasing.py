"""Erasing a person: the name goes, everywhere; what is counted stays (R18). There is no way back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Account
from lms.accounts.scope import EVERYTHING, current_scope, looking
from lms.audit.services import act, blank
from lms.courses.evidence import EvidenceFile
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db
from lms.imports.models import ImportBatch
from lms.language import N_
from lms.participants import queries as participants
from lms.participants.models import ERASED, Person, Sex
from lms.participants.name_index import forget_words
from lms.protection import copies, queries
from lms.protection.rules import Traces, is_named, new_code, tells_of
from lms.protection.tracing import Known, Remark, Search, search
from lms.text import folded, tidy

POST_WORDS = ("unit", "position", "rank")
OFFICE_WORDS = frozenset({"unit", "position"})  # one of their kind, perhaps; a rank is held by many, and R8 tells it


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
    files: tuple[ImportBatch, ...]
    sheets: tuple[EvidenceFile, ...]
    remarks: tuple[Remark, ...]
    namesakes: int


def plan(person: Person) -> Plan:
    """Say what erasing a person would do, of all offices. Raises Refused where it may not be done."""
    _refuse_impossible(person)
    found = search(person)
    ids = found.known.ids
    with looking(EVERYTHING):
        numbers = {
            name: _number(rows)
            for name, rows in (
                ("posts", queries.posts(ids)), ("identifiers", participants.identifiers(*ids)),
                ("consents", participants.consents(*ids)), ("documents", queries.documents(ids)),
                ("enrolments", queries.enrolments(ids).where(Enrolment.joined_into_id.is_(None))),
                ("marks", queries.marks(ids)), ("certificates", queries.certificates(ids)), ("statuses", queries.statuses(ids)),
            )
        }  # fmt: skip
        return Plan(
            **numbers, entries=len(found.entries), accounts=tuple(db.session.scalars(queries.accounts_of(ids)).unique()),
            sheets=tuple(db.session.scalars(queries.sheets(ids).options(joinedload(EvidenceFile.event)))),
            remarks=found.remarks, namesakes=found.namesakes, files=tuple(copies.waiting_files(ids, found.signs)),
        )  # fmt: skip


def _number(rows: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0


def erase(
    person: Person, *, reason: str, by: Account | None, at: datetime, confirmed: str, posts_too: bool = False,
    found: Search | None = None,
) -> str:  # fmt: skip
    """Replace a person by a code, which is returned; whatever counts them goes on counting.

    `confirmed` is their surname as whoever asks typed it. `posts_too` empties unit and position on their
    events as well, for a post that only one person can have held. `found` is what a search found while others could
    write; where something was written since, it is made again. Raises Refused for another surname, no reason or
    one that names them, and where somebody else's office is concerned.
    """
    # Of two who erase at once, the second is told.
    db.session.refresh(person, ["surname", "erased_at"], with_for_update=True)
    _refuse_impossible(person)
    _refuse_unsaid(person, reason, confirmed)
    if found is None or not found.holds_for(person):
        found = search(person)
    known, signs, ids = found.known, found.signs, found.known.ids
    if tells_of(reason, known.names, signs):
        raise Refused(N_("The reason stays: write it without the name."), field="reason")
    with looking(EVERYTHING):
        code = _free_code()
        for number in ids:
            forget_words(db.session.connection(), number)
        with act("person.erase", by=by, at=at, redacted=True):
            for remark in found.remarks:
                setattr(remark.row, remark.column, remark.after)
            copies.forget_merges(ids)
            copies.clear_merges(signs, is_shared=found.namesakes > 0)
            copies.forget_files(ids, signs, by=by, at=at)
            _empty_events(known, signs, posts_too)
            _remove_rows(known)
            for one in known.records:
                _replace(one, code if one.id == person.id else _free_code(), at)
        blank("person.erase", person, found.entries, by=by, at=at, reason=tidy(reason))
    return code


def _refuse_impossible(person: Person) -> None:
    if person.erased_at:
        raise Refused(N_("The data of this person were erased on %(day)s."), day=person.erased_at.date())
    if not _is_whole(person):
        raise Refused(
            N_("This person belongs to another office too, or came to events of one: an administrator erases them.")
        )


def _is_whole(person: Person) -> bool:
    """Say whether the present scope has the person with all records and events, and not only an event they came to."""
    scope = current_scope()
    if scope is None or scope.everything:
        return True
    return not copies.is_part(person) and all(one.office_id in scope.offices for one in copies.records_of(person))


def _refuse_unsaid(person: Person, reason: str, confirmed: str) -> None:
    if folded(confirmed) != folded(person.surname):
        raise Refused(N_("Type the surname exactly as it stands above."), field="surname")
    if not tidy(reason):
        raise Refused(N_("Say why the person is erased."), field="reason")


def _free_code() -> str:
    code = new_code()
    while db.session.scalar(participants.erased_with(code)):
        code = new_code()
    return code


def _empty_events(known: Known, signs: Traces, posts_too: bool) -> None:
    """Take out of snapshots what names the person; the cells that figures are told by stay (R8, R18)."""
    for enrolment in db.session.scalars(queries.enrolments(known.ids)):
        for part in POST_WORDS:
            text = getattr(enrolment, part)
            if text and ((posts_too and part in OFFICE_WORDS) or is_named(text, known.names) or signs.near.search(text)):
                setattr(enrolment, part, None)
    for held in db.session.scalars(queries.certificates(known.ids)):
        held.holder = ""


def _remove_rows(known: Known) -> None:
    ids = known.ids
    for rows in (participants.identifiers(*ids), participants.consents(*ids), queries.documents(ids), queries.links(ids)):
        for row in db.session.scalars(rows):
            db.session.delete(row)
    for one in known.records:
        one.affiliations.clear()


def _replace(person: Person, code: str, at: datetime) -> None:
    person.surname, person.given_name = ERASED, code
    for name in ("patronymic", "latin_name", "birth_date", "birth_year", "citizenship", "email", "phone", "note"):
        setattr(person, name, None)
    person.languages, person.sex, person.erased_at = "", Sex.NOT_STATED, at
