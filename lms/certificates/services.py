"""What can be done with certificates: issue to all who earned one, revoke one."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from lms.accounts.models import Account
from lms.audit.rules import sha256
from lms.audit.services import act
from lms.certificates import queries, rules
from lms.certificates.layout import CertificateText
from lms.certificates.models import Certificate, CertificateDocument, CertificateSeries
from lms.certificates.pdf import certificate
from lms.courses.codes import OrganisationRole
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.projects.models import Donor, Office, Project
from lms.text import tidy

NUMBERING_LOCK = 0x6C6D7302  # names certificate numbering among PostgreSQL's advisory locks
ORGANISING = frozenset({OrganisationRole.ORGANISER, OrganisationRole.CO_ORGANISER, OrganisationRole.HOST})


def issue_all(
    event: Event, *, by: Account | None, at: datetime, language: str, on: date, base_url: str
) -> list[Certificate]:
    """Issue a certificate to everyone who earned one and holds none; return the new ones, in order of names.

    Numbers are given under a lock and used once, also after a revocation; pressed twice, or by two people at once,
    nobody receives two. Raises Refused where attendance is not finalised, or for a date on which it could not be.
    """
    db.session.refresh(event, ["finalised_at", "version"], with_for_update=True)
    _refuse_impossible(event, on, at)
    _lock_numbering(event.office)
    holding = {(held.enrolment_id, held.kind) for held in db.session.scalars(queries.valid_of(event))}
    earners = [
        (enrolment, earned)
        for enrolment in db.session.scalars(queries.enrolments_of(event))
        if (earned := rules.due(enrolment)) and (enrolment.id, earned.kind) not in holding
    ]
    first, words = _take_numbers(event.office, on.year, len(earners)), _Words(event, language)
    issued = [
        _issue(enrolment, earned, words, running, by=by, at=at, on=on, base_url=base_url)
        for running, (enrolment, earned) in enumerate(earners, first)
    ]
    with act("certificate.issue", by=by, at=at):
        db.session.add_all(issued)
    return issued


def _refuse_impossible(event: Event, on: date, at: datetime) -> None:
    if not event.is_finalised:
        raise Refused(N_("Finalise the attendance first: it decides who has earned a certificate."))
    if on < event.ends_on:
        raise Refused(N_("The event ended on %(day)s; no certificate is older."), field="on", day=event.ends_on)
    if on > at.astimezone(ZoneInfo(event.office.time_zone)).date():
        raise Refused(N_("This day has not come yet."), field="on")


def _issue(
    enrolment: Enrolment, earned: rules.Due, words: "_Words", running: int, *, by: Account | None, at: datetime,
    on: date, base_url: str,
) -> Certificate:  # fmt: skip
    office = words.event.office
    made = Certificate(
        office_id=office.id, year=on.year, running_number=running,
        number=rules.number_of(office.certificate_prefix, on, running), code=rules.new_code(),
        enrolment_id=enrolment.id, kind=earned.kind, audience=earned.audience, language=words.language,
        holder=words.name_of(enrolment), event_title=words.title, starts_on=words.event.starts_on,
        ends_on=words.event.ends_on, place=words.place, hours=words.hours, issuer=words.of(office, "name"),
        issued_on=on, issued_at=at,
        issued_by_id=by.id if by else None,
    )  # fmt: skip
    printed = certificate(words.printed(made, base_url))
    made.sha256 = sha256(printed)
    made.document = CertificateDocument(pdf=printed)
    return made


def revoke(held: Certificate, *, reason: str, by: Account | None, at: datetime) -> None:
    """Withdraw a certificate with a reason; its number is never used again. Raises Refused where it was revoked."""
    db.session.refresh(held, with_for_update=True)
    if not held.is_valid:
        raise Refused(N_("Certificate %(number)s is revoked already."), number=held.number)
    if not tidy(reason):
        raise Refused(N_("Say why the certificate is revoked."), field="reason")
    with act("certificate.revoke", by=by, at=at):
        held.revoked_at, held.revoked_reason, held.revoked_by_id = at, tidy(reason), by.id if by else None


def _take_numbers(office: Office, year: int, count: int) -> int:
    """Take so many numbers of an office's year at once; return the first of them."""
    numbering = db.session.scalar(queries.series(office.id, year))
    if numbering is None:
        numbering = CertificateSeries(office_id=office.id, year=year, last_number=0)
        db.session.add(numbering)
    first = numbering.last_number + 1
    numbering.last_number += count
    return first


def _lock_numbering(office: Office) -> None:
    """Let one transaction at a time number an office's certificates; SQLite's write lock does so by itself."""
    if db.session.connection().dialect.name == "postgresql":
        lock = {"name": NUMBERING_LOCK, "office": office.id}
        db.session.execute(text("SELECT pg_advisory_xact_lock(:name, :office)"), lock)


class _Words:
    """What all certificates of one event say, in the document's language."""

    def __init__(self, event: Event, language: str) -> None:
        self.event, self.language = event, language
        self.title = self.of(event, "title")
        self.place = ", ".join(part for part in (event.city, self._country(event)) if part)
        hours = Decimal(event.minutes) / 60
        self.hours = f"{hours.normalize():f}" if hours else None
        self.organisers = tuple(
            self.of(part.organisation, "name") for part in event.organisations if part.role in ORGANISING
        )
        projects: list[Project] = [share.project for share in event.funding]
        donors: dict[int, Donor] = {part.donor_id: part.donor for one in projects for part in one.funding}
        self.donors = tuple(self.of(donor, "name") for donor in donors.values())
        self.project = self.of(projects[0], "title") if projects else None

    def of(self, obj: Any, field: str) -> str:
        """Return an object's name or title in the document's language, else in the other."""
        other = "ru" if self.language == "en" else "en"
        return getattr(obj, f"{field}_{self.language}") or getattr(obj, f"{field}_{other}") or ""

    def _country(self, event: Event) -> str | None:
        return self.of(event.country_ref, "name") if event.country_ref else None

    def name_of(self, enrolment: Enrolment) -> str:
        """Return the holder's name: as in the passport on an English document, where it is known."""
        who = enrolment.person
        return (who.latin_name if self.language == "en" else None) or who.full_name

    def printed(self, one: Certificate, base_url: str) -> CertificateText:
        """Return the words of one document."""
        return CertificateText(
            number=one.number, code=one.code, verify_url=f"{base_url}/verify/{one.code}", language=one.language,
            kind=one.kind.value, audience=one.audience.value, holder=one.holder, event_title=one.event_title,
            course_title=self.of(self.event.course, "title") if self.event.course else None, starts_on=one.starts_on,
            ends_on=one.ends_on, place=one.place, hours=Decimal(one.hours) if one.hours else None,
            organisers=self.organisers, donors=self.donors, project_title=self.project,
            office_name=one.issuer, issued_on=one.issued_on, signatory_name=None,
            signatory_post=None, demonstration=self.event.is_demonstration,
        )  # fmt: skip
