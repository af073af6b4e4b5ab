"""Where a person's data stand, and what the retention rules reach."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Enum, Select, String, case, false, func, or_, select

from lms.accounts.models import Account, Identity
from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.rules import BLANKING
from lms.certificates.models import Certificate, CertificateDocument
from lms.courses.models import Event
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import Model
from lms.merging.models import Merge, PossibleDouble, ToldApart
from lms.participants.identity import Consent, Identifier
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
    "number", "sha256", "search_key", "sort_key", "sort_key_en", "sort_key_ru", "key", "currency", "version", "columns",
})  # fmt: skip
# Entries of accounts stay: they tell who did what. Those of people and certificates are found by their numbers.
FOUND_OTHERWISE = ("account", "account_grant", "api_token", "person", "certificate")
Reference = tuple[str, str]  # a table and a key, as the record writes them


def posts(person_id: int) -> Select[Affiliation]:
    """Select the posts of a person."""
    return select(Affiliation).where(Affiliation.person_id == person_id).order_by(Affiliation.id)


def identifiers(person_id: int) -> Select[Identifier]:
    """Select the identity numbers of a person."""
    return select(Identifier).where(Identifier.person_id == person_id).order_by(Identifier.id)


def consents(person_id: int) -> Select[Consent]:
    """Select the consents of a person."""
    return select(Consent).where(Consent.person_id == person_id).order_by(Consent.given_on, Consent.id)


def enrolments(person_id: int) -> Select[Enrolment]:
    """Select the enrolments of a person, the earliest event first."""
    order = Event.starts_on, Enrolment.id
    return select(Enrolment).join(Enrolment.event).where(Enrolment.person_id == person_id).order_by(*order)


def marks(person_id: int) -> Select[Attendance]:
    """Select the marks of a person, replaced ones too."""
    of = select(Attendance).join(Attendance.enrolment).where(Enrolment.person_id == person_id)
    return of.order_by(Attendance.id)


def certificates(person_id: int) -> Select[Certificate]:
    """Select the certificates of a person, revoked ones too."""
    of = select(Certificate).join(Certificate.enrolment).where(Enrolment.person_id == person_id)
    return of.order_by(Certificate.issued_on, Certificate.id)


def documents(person_id: int) -> Select[CertificateDocument]:
    """Select the printed certificates of a person."""
    of = select(CertificateDocument).join(CertificateDocument.certificate).join(Certificate.enrolment)
    return of.where(Enrolment.person_id == person_id)


def statuses(person_id: int) -> Select[TrainerStatus]:
    """Select the standings of a person as a trainer."""
    return (
        select(TrainerStatus)
        .where(TrainerStatus.person_id == person_id)
        .order_by(TrainerStatus.from_on, TrainerStatus.id)
    )


def links(person_id: int) -> Select[Identity]:
    """Select what links accounts to a person."""
    return select(Identity).where(Identity.person_id == person_id)


def namesakes(person: Person) -> Select[int]:
    """Select how many others of the register have a person's surname and given name."""
    alike = f"{sort_key(person.surname)} {sort_key(person.given_name)} "
    return select(func.count(Person.id)).where(
        Person.id != person.id, Person.sort_key.startswith(alike, autoescape=True)
    )


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


def naming(person_id: int) -> Select[str, str]:
    """Select the objects, as (table, key), that the record says to be a person's."""
    named = [f'"person_id":{person_id}{after}' for after in (",", "}")]
    of = select(AuditEntry.object_type, AuditEntry.object_id).join(AuditPayload, AuditPayload.seq == AuditEntry.seq)
    return of.where(with_any(AuditPayload.body, named)).distinct()


def entries_of(objects: Collection[Reference]) -> Select:
    """Select the entries about objects that still say something, as (number, payload)."""
    keys: dict[str, list[str]] = {}
    for kind, key in sorted(objects):
        keys.setdefault(kind, []).append(key)
    of = or_(
        false(), *((AuditEntry.object_type == kind) & AuditEntry.object_id.in_(some) for kind, some in keys.items())
    )
    return _speaking().where(of)


def entries_with(parts: Iterable[str]) -> Select:
    """Select the entries that have one of some texts, as (number, payload); not those that are found otherwise."""
    return _speaking().where(AuditEntry.object_type.not_in(FOUND_OTHERWISE), with_any(AuditPayload.body, parts))


def _speaking() -> Select:
    rows = select(AuditEntry.seq, AuditPayload.body).join(AuditPayload, AuditPayload.seq == AuditEntry.seq)
    return rows.where(AuditPayload.body.is_not(None), AuditEntry.action.not_in(BLANKING))


def history(objects: Collection[Reference]) -> Select[datetime, str, str]:
    """Select what was done to objects, as (when, act, table), the latest last."""
    pairs = or_(
        false(), *((AuditEntry.object_type == kind) & (AuditEntry.object_id == key) for kind, key in sorted(objects))
    )
    return select(AuditEntry.at, AuditEntry.action, AuditEntry.object_type).where(pairs).order_by(AuditEntry.seq)


def unseen_since(day: date, at: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions that a person was registered before an instant, and has no event that ends on a day or later."""
    later = select(Enrolment.person_id).join(Event, Event.id == Enrolment.event_id).where(Event.ends_on >= day)
    return [Person.erased_at.is_(None), Person.created_at < at, Person.id.not_in(later)]


def merges(person_id: int) -> Select[datetime, int]:
    """Select when a person was merged, with the number of the other record."""
    other = case((Merge.kept_id == person_id, Merge.gone_id), else_=Merge.kept_id)
    return select(Merge.merged_at, other).where(or_(Merge.kept_id == person_id, Merge.gone_id == person_id))


def told_apart(person_id: int) -> Select[datetime, int]:
    """Select when a person was told apart from somebody, with the number of that one."""
    other = case((ToldApart.one_id == person_id, ToldApart.other_id), else_=ToldApart.one_id)
    return select(ToldApart.told_at, other).where(or_(ToldApart.one_id == person_id, ToldApart.other_id == person_id))


def doubles(person_id: int) -> Select[datetime, int]:
    """Select when somebody like the person was found, with the number of that one."""
    other = case((PossibleDouble.one_id == person_id, PossibleDouble.other_id), else_=PossibleDouble.one_id)
    of = or_(PossibleDouble.one_id == person_id, PossibleDouble.other_id == person_id)
    return select(PossibleDouble.found_at, other).where(of)


def accounts_of(person_id: int) -> Select[Account]:
    """Select the accounts that are a person's."""
    return select(Account).join(Account.identity).where(Identity.person_id == person_id)
