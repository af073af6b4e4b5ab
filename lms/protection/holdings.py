"""Everything that the register holds about one person, section by section, in a language.

Each section says which tables it tells of; a table that names a person and is in no section fails a test. A feature
that keeps more of people adds its section to SECTIONS.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.accounts.disclosures import DisclosedFile
from lms.accounts.scope import EVERYTHING, looking
from lms.audit.wording import ACTS, KINDS, spelled
from lms.certificates.models import Certificate, CertificateDocument
from lms.courses.evidence import EvidenceFile
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import WITH_MERGED, db
from lms.imports.models import ImportBatch, ImportRow
from lms.language import N_, named, say
from lms.participants import queries as participants
from lms.participants.models import Affiliation, Person
from lms.participants.name_index import NameWord, PersonName
from lms.projects.models import Office
from lms.protection import queries
from lms.tot.models import TrainerStatus

Record = dict[str, Any]  # what each field is called in JSON, and its value


@dataclass(frozen=True)
class Asked:
    """Whose data are told, by all records of theirs, in which language, with the identity numbers by their rows' numbers."""

    records: tuple[Person, ...]
    language: str
    numbers: Mapping[int, str] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """Return the numbers of the records."""
        return [one.id for one in self.records]

    def name(self, obj: Any, of: str = "name") -> str | None:
        """Return an object's name or title in the language."""
        return named(obj, self.language, of)


@dataclass(frozen=True)
class Section:
    """A part of what is held: its key in JSON, its heading, the tables it tells of, and how its records are found.

    Records of a `brief` section are told in a line each. `remark` says what cannot be told.
    """

    key: str
    title: str
    tables: frozenset[str]
    records: Callable[[Asked], Iterable[Record]]
    brief: bool = False
    remark: str = ""


def _who(of: Asked) -> Iterable[Record]:
    for one in of.records:
        yield {
            "number": str(one.id), "surname": one.surname, "given_name": one.given_name, "patronymic": one.patronymic,
            "latin_name": one.latin_name, "sex": one.sex, "birth_date": one.birth_date, "birth_year": _year(one.birth_year),
            "citizenship": of.name(one.citizen_of), "languages": one.languages or None, "phone": one.phone,
            "email": one.email, "note": one.note, "office": of.name(db.session.get(Office, one.office_id)),
            "registered_at": one.created_at,
        }  # fmt: skip


def _year(year: int | None) -> str | None:
    return str(year) if year else None


def _posts(of: Asked) -> Iterable[Record]:
    rows = queries.posts(of.ids).options(
        joinedload(Affiliation.organisation), joinedload(Affiliation.category), joinedload(Affiliation.region),
        joinedload(Affiliation.country_ref),
    )  # fmt: skip
    for one in db.session.scalars(rows):
        yield _post(of, one) | {"starts_on": one.starts_on, "ends_on": one.ends_on}


def _post(of: Asked, one: Any) -> Record:
    return {
        "organisation": of.name(one.organisation), "unit": one.unit, "position": one.position, "rank": one.rank,
        "category": of.name(one.category), "country": of.name(one.country_ref), "region": of.name(one.region),
    }  # fmt: skip


def _numbers(of: Asked) -> Iterable[Record]:
    for one in db.session.scalars(participants.identifiers(*of.ids)):
        yield {"kind": one.kind, "number": of.numbers.get(one.id), "added_at": one.added_at}


def _consents(of: Asked) -> Iterable[Record]:
    for one in db.session.scalars(participants.consents(*of.ids)):
        yield {
            "purpose": one.purpose, "version": one.version, "given_on": one.given_on, "withdrawn_on": one.withdrawn_on,
            "source": one.source,
        }  # fmt: skip


def _events(of: Asked) -> Iterable[Record]:
    rows = queries.enrolments(of.ids).options(
        joinedload(Enrolment.event), joinedload(Enrolment.organisation), joinedload(Enrolment.category),
        joinedload(Enrolment.region), joinedload(Enrolment.country_ref),
    )  # fmt: skip
    for one in db.session.scalars(rows):
        on = {"event": one.event.code, "title": of.name(one.event, "title"), "starts_on": one.event.starts_on,
              "ends_on": one.event.ends_on, "role": one.role, "status": one.status}  # fmt: skip
        result = {"pre_score": one.pre_score, "post_score": one.post_score, "grade": one.grade,
                  "scheduled_minutes": one.scheduled_minutes, "attended_minutes": one.attended_minutes,
                  "completed": one.completed if one.event.is_finalised else None}  # fmt: skip
        yield on | _post(of, one) | {"sex": one.sex} | result | {"enrolled_at": one.enrolled_at}


def _marks(of: Asked) -> Iterable[Record]:
    rows = queries.marks(of.ids).options(
        joinedload(Attendance.session), joinedload(Attendance.enrolment).joinedload(Enrolment.event)
    )
    for one in db.session.scalars(rows):
        yield {
            "event": one.enrolment.event.code, "day": one.session.day, "session": one.session.title, "mark": one.mark,
            "minutes": one.minutes, "method": one.method, "recorded_at": one.recorded_at, "is_replaced": not one.is_current,
        }  # fmt: skip


def _sheets(of: Asked) -> Iterable[Record]:
    rows = queries.sheets(of.ids).options(joinedload(EvidenceFile.event), joinedload(EvidenceFile.session))
    for one in db.session.scalars(rows):
        yield {
            "event": one.event.code if one.event else None, "day": one.session.day if one.session else one.day,
            "session": one.session.title if one.session else None, "kind": one.file_type, "document_bytes": one.size,
            "document_sha256": one.sha256, "uploaded_at": one.uploaded_at, "withdrawn_at": one.withdrawn_at,
        }  # fmt: skip


def _certificates(of: Asked) -> Iterable[Record]:
    printed = select(CertificateDocument.certificate_id, func.length(CertificateDocument.pdf)).where(
        CertificateDocument.certificate_id.in_(
            queries.certificates(of.ids).with_only_columns(Certificate.id).order_by(None)
        )
    )
    sizes = {key: size for key, size in db.session.execute(printed)}
    for one in db.session.scalars(queries.certificates(of.ids)):
        yield {
            "number": one.number, "code": one.code, "kind": one.kind, "holders_role": one.audience, "holder": one.holder,
            "event": one.event_title, "starts_on": one.starts_on, "ends_on": one.ends_on, "place": one.place,
            "hours": one.hours, "issued_by": one.issuer, "issued_on": one.issued_on, "revoked_at": one.revoked_at,
            "revoked_reason": one.revoked_reason, "document_bytes": sizes.get(one.id), "document_sha256": one.sha256,
        }  # fmt: skip


def _standings(of: Asked) -> Iterable[Record]:
    rows = queries.statuses(of.ids).options(joinedload(TrainerStatus.course), joinedload(TrainerStatus.event))
    for one in db.session.scalars(rows):
        yield {
            "course": of.name(one.course, "title"), "level": one.level, "from_on": one.from_on, "evidence": one.evidence,
            "event": one.event.code if one.event else None, "recorded_at": one.recorded_at,
        }  # fmt: skip


def _accounts(of: Asked) -> Iterable[Record]:
    for one in db.session.scalars(queries.accounts_of(of.ids)).unique():
        yield {"name": one.name, "email": one.email, "state": one.state, "created_at": one.created_at}


def _alike(of: Asked) -> Iterable[Record]:
    """Tell with which other records the person's was compared; whose they are is not told."""
    said = (
        (N_("Merged with another record"), queries.merges(of.ids)),
        (N_("Told apart from another record"), queries.told_apart(of.ids)),
        (N_("Found to be like another record"), queries.doubles(of.ids)),
    )
    for what, rows in said:
        for at, number in db.session.execute(rows, execution_options={WITH_MERGED: True}):
            yield {"at": at, "what": say(what, of.language), "number": str(number)}


def _waiting(of: Asked) -> Iterable[Record]:
    """Tell of the files in which the person was found and that nobody has confirmed yet."""
    rows = select(ImportBatch.uploaded_at, ImportBatch.file_name, ImportRow.sheet_row, ImportRow.name)
    rows = rows.join(ImportRow, ImportRow.batch_id == ImportBatch.id).where(ImportRow.person_id.in_(of.ids))
    for at, name, row, text in db.session.execute(rows.order_by(ImportBatch.id, ImportRow.id)):
        yield {"at": at, "file": name, "row": str(row + 1), "name": text}


def _words(of: Asked) -> Iterable[Record]:
    rows = select(NameWord.word).join(PersonName, PersonName.word_id == NameWord.id)
    for word in db.session.scalars(rows.where(PersonName.person_id.in_(of.ids)).distinct().order_by(NameWord.word)):
        yield {"word": word}


def _files(of: Asked) -> Iterable[Record]:
    """Tell of the files with all of the person, and with the names of an event's people made since they were on it."""
    on: dict[str | None, datetime] = {}
    for one in db.session.scalars(queries.enrolments(of.ids).options(joinedload(Enrolment.event))):
        on[one.event.code] = min(one.enrolled_at, on.get(one.event.code, one.enrolled_at))
    with looking(EVERYTHING):  # the events are those that the reader sees; who took the file away is not told
        for file in db.session.scalars(queries.files(of.ids, on)):
            if file.kind is DisclosedFile.PERSON or file.made_at >= on[file.event_code]:
                yield {
                    "made_at": file.made_at, "kind": file.kind, "event": file.event_code, "recipient": file.recipient,
                    "purpose": file.purpose, "columns": file.columns,
                }  # fmt: skip


def _history(of: Asked) -> Iterable[Record]:
    enrolled = db.session.scalars(select(Enrolment.id).where(Enrolment.person_id.in_(of.ids)))
    objects = {("person", str(number)) for number in of.ids} | {("enrolment", str(number)) for number in enrolled}
    objects |= {(kind, key) for kind, key in db.session.execute(queries.naming(of.ids)) if kind != "enrolment"}
    objects |= {("certificate", str(one.id)) for one in db.session.scalars(queries.certificates(of.ids))}
    for at, action, kind in db.session.execute(queries.history(objects)):
        yield {"at": at, "what": say(spelled(ACTS, action), of.language), "of": say(spelled(KINDS, kind), of.language)}


SECTIONS: tuple[Section, ...] = (
    Section("person", N_("Who you are"), frozenset({"person"}), _who),
    Section("posts", N_("Posts"), frozenset({"affiliation"}), _posts),
    Section("identity_numbers", N_("Identity numbers"), frozenset({"person_identifier"}), _numbers),
    Section("consents", N_("Consents"), frozenset({"person_consent"}), _consents),
    Section("events", N_("Events, with the post held then"), frozenset({"enrolment"}), _events),
    Section("attendance", N_("Attendance, session by session"), frozenset({"attendance"}), _marks, brief=True),
    Section(
        "signed_sheets", N_("Signed sheets of these events"), frozenset({"evidence_file", "evidence_content"}), _sheets,
        remark=N_("Others signed the same sheets, so the pictures themselves are not in this record."),
    ),
    Section("certificates", N_("Certificates"), frozenset({"certificate", "certificate_document"}), _certificates),
    Section("trainer", N_("As a trainer"), frozenset({"trainer_status"}), _standings),
    Section("accounts", N_("Accounts of this system"), frozenset({"account_person"}), _accounts),
    Section(
        "files_with_names", N_("Files with names that were passed on"), frozenset({"disclosure"}), _files,
        remark=N_("Lists that are not of one event are not told here: whose names they had is not kept."),
    ),
    Section(
        "other_records", N_("Comparisons with other records"),
        frozenset({"person_merge", "told_apart", "possible_double"}), _alike, brief=True,
    ),
    Section("waiting_files", N_("Lists that wait to be confirmed"), frozenset({"import_batch", "import_row"}), _waiting),
    Section(
        "search_words", N_("Words by which you are found"), frozenset({"person_name", "name_word"}), _words, brief=True
    ),
    Section(
        "history", N_("What was done to the record"), frozenset({"audit_entry", "audit_payload"}), _history, brief=True
    ),
)


def everything(of: Asked) -> dict[str, list[Record]]:
    """Return all records inside the present scope, by the keys of the sections."""
    return {section.key: list(section.records(of)) for section in SECTIONS}


def plain(value: Any) -> Any:
    """Return a value as JSON has it: codes, ISO dates and instants, decimals as text."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
