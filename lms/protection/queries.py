"""Where a person's data stand, and what the retention rules reach."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Enum, Select, String, and_, case, cast, exists, false, func, not_, or_, select

from lms.accounts.disclosures import DisclosedFile, Disclosure
from lms.accounts.models import Account, Identity
from lms.accounts.scope import plain
from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.rules import BLANKING
from lms.certificates.models import Certificate, CertificateDocument
from lms.courses.evidence import EvidenceFile
from lms.courses.models import Event
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import WITH_MERGED, Model
from lms.merging.models import Merge, PossibleDouble
from lms.participants.apart import ToldApart
from lms.participants.models import Affiliation, Person
from lms.text import sort_key
from lms.tot.models import TrainerStatus

# Tables whose texts are no place for a remark: what all share, accounts, the record itself, keys of searches.
NO_REMARKS = frozenset({
    "account", "account_grant", "account_person", "api_token", "sign_in", "attempt", "audit_entry", "audit_payload",
    "category", "country", "region", "office", "donor", "name_word", "person_identifier", "retention_rule",
    "certificate_document", "certificate_series", "import_batch", "import_row", "person_merge",
})  # fmt: skip
# Columns that are names, contacts, codes and keys of rows of their own: a namesake's name is not a remark on a person.
NO_REMARK = frozenset({
    "surname", "given_name", "patronymic", "latin_name", "email", "phone", "languages", "language", "holder", "code",
    "number", "sha256", "search_key", "sort_key", "sort_key_en", "sort_key_ru", "key", "currency", "version", "columns", "event_code",
})  # fmt: skip
# Entries of accounts stay: they tell who did what. Those of people and certificates are found by their numbers.
FOUND_OTHERWISE = ("account", "account_grant", "api_token", "person", "certificate")
# Acts whose entries tell of two people: what one of them is called there may be the other's.
OF_TWO = frozenset({"person.merge", "person.undo_merge"})
Reference = tuple[str, str]  # a table and a key, as the record writes them
Ids = Collection[int]  # the numbers of all records of one human being


def records(person_id: int) -> Select[Person]:
    """Select the records of one human being: their own first, then those that were merged into it.

    These are one step away: whoever was merged into somebody who is merged goes along.
    """
    of = or_(Person.id == person_id, Person.merged_into_id == person_id)
    order = Person.merged_into_id.is_not(None), Person.id
    return select(Person).where(of).order_by(*order).execution_options(**{WITH_MERGED: True})


def of_any_record(condition: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the condition that something is true of a person, or of a record that was merged into them."""
    merged = plain("person").alias()
    return or_(condition(Person), exists().where(merged.c.merged_into_id == Person.id, condition(merged.c)))


def posts(ids: Ids) -> Select[Affiliation]:
    """Select the posts of a person."""
    return select(Affiliation).where(Affiliation.person_id.in_(ids)).order_by(Affiliation.id)


def enrolments(ids: Ids) -> Select[Enrolment]:
    """Select the enrolments of a person, the earliest event first; those that were joined into another too."""
    order = Event.starts_on, Enrolment.id
    return select(Enrolment).join(Enrolment.event).where(Enrolment.person_id.in_(ids)).order_by(*order)


def marks(ids: Ids) -> Select[Attendance]:
    """Select the marks of a person, replaced ones too."""
    of = select(Attendance).join(Attendance.enrolment).where(Enrolment.person_id.in_(ids))
    return of.order_by(Attendance.id)


def sheets(ids: Ids) -> Select[EvidenceFile]:
    """Select the signed sheets of a person's events whose bytes are kept, withdrawn ones too: their name may be on each."""
    on = select(Enrolment.event_id).where(Enrolment.person_id.in_(ids))
    return select(EvidenceFile).where(EvidenceFile.event_id.in_(on), EvidenceFile.blanked_at.is_(None)).order_by(EvidenceFile.id)


def certificates(ids: Ids) -> Select[Certificate]:
    """Select the certificates of a person, revoked ones too."""
    of = select(Certificate).join(Certificate.enrolment).where(Enrolment.person_id.in_(ids))
    return of.order_by(Certificate.issued_on, Certificate.id)


def documents(ids: Ids) -> Select[CertificateDocument]:
    """Select the printed certificates of a person."""
    of = select(CertificateDocument).join(CertificateDocument.certificate).join(Certificate.enrolment)
    return of.where(Enrolment.person_id.in_(ids))


def statuses(ids: Ids) -> Select[TrainerStatus]:
    """Select the standings of a person as a trainer."""
    order = TrainerStatus.from_on, TrainerStatus.id
    return select(TrainerStatus).where(TrainerStatus.person_id.in_(ids)).order_by(*order)


def files(ids: Ids, codes: Iterable[str | None]) -> Select[Disclosure]:
    """Select the files with everything about a person, and those with the people of events, the earliest first."""
    whole = and_(Disclosure.kind == DisclosedFile.PERSON, Disclosure.about.in_(str(number) for number in ids))
    rows = select(Disclosure).where(or_(whole, Disclosure.event_code.in_(codes)))
    return rows.order_by(Disclosure.made_at, Disclosure.id)


def links(ids: Ids) -> Select[Identity]:
    """Select what links accounts to a person."""
    return select(Identity).where(Identity.person_id.in_(ids))


def namesakes(names: Iterable[tuple[str, str]], ids: Ids) -> Select[int]:
    """Select how many others of the register have one of a person's names, each a surname and a given name."""
    alike = [f"{sort_key(surname)} {sort_key(given_name)} " for surname, given_name in dict.fromkeys(names)]
    named = or_(false(), *(Person.sort_key.startswith(each, autoescape=True) for each in alike))
    return select(func.count(Person.id)).where(Person.id.not_in(ids), named)


def remarks() -> Iterator[tuple[type[Any], str]]:
    """Give every column of the register that somebody writes as they like: model and attribute."""
    for mapper in sorted(Model.registry.mappers, key=lambda one: str(one.local_table)):
        if mapper.class_.__tablename__ in NO_REMARKS:
            continue
        for attribute in mapper.column_attrs:
            column = attribute.columns[0]
            is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
            if is_text and not (column.primary_key or column.foreign_keys or attribute.key in NO_REMARK):
                yield mapper.class_, attribute.key


def with_any(column: Any, parts: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a text has one of some parts."""
    return or_(false(), *(column.contains(part, autoescape=True) for part in parts))


def naming(ids: Ids) -> Select[str, str]:
    """Select the objects, as (table, key), that the record says to be a person's; not those that a merge lent them."""
    named = [f'"person_id":{number}{after}' for number in ids for after in (",", "}")]
    of = select(AuditEntry.object_type, AuditEntry.object_id).join(AuditPayload, AuditPayload.seq == AuditEntry.seq)
    return of.where(with_any(AuditPayload.body, named), AuditEntry.action.not_in(OF_TWO)).distinct()


def entries_of(objects: Collection[Reference]) -> Select[int, str]:
    """Select the entries about objects that still say something, as (number, payload)."""
    return _speaking().where(_about(objects))


def own_entries(ids: Ids) -> Select[int, str, str]:
    """Select the entries about a person and nobody else, as (number, payload, key of the record), the earliest first."""
    rows = entries_of({("person", str(number)) for number in ids}).where(AuditEntry.action.not_in(OF_TWO))
    return rows.add_columns(AuditEntry.object_id).order_by(AuditEntry.seq)


def partners_entries(ids: Ids) -> Select[int, str]:
    """Select the entries about whoever was merged with a person, from then on until they were two again."""
    of_merge = and_(
        AuditEntry.object_id == cast(_other(Merge.kept_id, Merge.gone_id, ids), String),
        AuditEntry.at.between(Merge.merged_at, Merge.undone_at), _either(Merge.kept_id, Merge.gone_id, ids),
    )  # fmt: skip
    return _speaking().join(Merge, of_merge).where(AuditEntry.object_type == "person")


def entries_with(parts: Iterable[str]) -> Select[int, str]:
    """Select the entries that have one of some texts, as (number, payload); not those that are found otherwise."""
    return _speaking().where(AuditEntry.object_type.not_in(FOUND_OTHERWISE), with_any(AuditPayload.body, parts))


def _speaking() -> Select[int, str]:
    rows = select(AuditEntry.seq, AuditPayload.body).join(AuditPayload, AuditPayload.seq == AuditEntry.seq)
    return rows.where(AuditPayload.body.is_not(None), AuditEntry.action.not_in(BLANKING))  # type: ignore[return-value]


def history(objects: Collection[Reference]) -> Select[datetime, str, str]:
    """Select what was done to objects, as (when, act, table), the latest last."""
    rows = select(AuditEntry.at, AuditEntry.action, AuditEntry.object_type).where(_about(objects))
    return rows.order_by(AuditEntry.at, AuditEntry.seq)


def _about(objects: Collection[Reference]) -> ColumnElement[bool]:
    keys: dict[str, list[str]] = {}
    for kind, key in sorted(objects):
        keys.setdefault(kind, []).append(key)
    return or_(
        false(), *((AuditEntry.object_type == kind) & AuditEntry.object_id.in_(some) for kind, some in keys.items())
    )


def unseen_since(day: date, at: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions that a person was registered before an instant, and has no event that ends on a day or later."""
    def seen(one: Any) -> ColumnElement[bool]:
        came = Enrolment.person_id == one.id, Enrolment.event_id == Event.id, Event.ends_on >= day
        return or_(one.created_at >= at, exists().where(*came))

    return [Person.erased_at.is_(None), not_(of_any_record(seen))]


def merges(ids: Ids) -> Select[datetime, int]:
    """Select when a person was merged, with the number of the other record."""
    rows = select(Merge.merged_at, _other(Merge.kept_id, Merge.gone_id, ids))
    return rows.where(_either(Merge.kept_id, Merge.gone_id, ids))


def told_apart(ids: Ids) -> Select[datetime, int]:
    """Select when a person was told apart from somebody, with the number of that one."""
    rows = select(ToldApart.told_at, _other(ToldApart.one_id, ToldApart.other_id, ids))
    return rows.where(_either(ToldApart.one_id, ToldApart.other_id, ids))


def doubles(ids: Ids) -> Select[datetime, int]:
    """Select when somebody like the person was found, with the number of that one."""
    rows = select(PossibleDouble.found_at, _other(PossibleDouble.one_id, PossibleDouble.other_id, ids))
    return rows.where(_either(PossibleDouble.one_id, PossibleDouble.other_id, ids))


def _either(one: Any, other: Any, ids: Ids) -> ColumnElement[bool]:
    return or_(one.in_(ids), other.in_(ids))


def _other(one: Any, other: Any, ids: Ids) -> ColumnElement[int]:
    return case((one.in_(ids), other), else_=one)


def accounts_of(ids: Ids) -> Select[Account]:
    """Select the accounts that are a person's."""
    return select(Account).join(Account.identity).where(Identity.person_id.in_(ids))
