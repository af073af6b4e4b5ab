"""Three sets of everything: of one's own office and project, of another office, of another project of the same office."""

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from flask import Flask
from pypdf import PdfWriter
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter

from lms.accounts.models import Account, ApiToken
from lms.accounts.permissions import Role
from lms.audit.views import KINDS
from lms.certificates.models import Audience, Certificate, CertificateDocument, CertificateKind
from lms.courses.codes import EnrolmentRole, OrganisationRole
from lms.courses.models import Course, Event, EventOrganisation, Headcount
from lms.courses.uploads import Upload
from lms.extensions import db
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.merging import services as merging
from lms.merging.rules import Side
from lms.participants import safekeeping
from lms.participants import services as participants
from lms.participants.identity import IdentifierKind, Purpose
from lms.participants.models import Person
from lms.projects.models import Office, Project, Target
from lms.reports import reporting
from lms.reports.reporting import Made
from lms.tot.models import CascadeEvent, Cohort, Stage, StageEvent, StageKind, TotCycle, TrainerLevel, TrainerStatus
from tests import factories, paper
from tests.bulletins import issues

DAY = date(2011, 10, 10)
BEFORE = factories.AT.date()
# What an argument of an address names where the argument's own name does not say it.
CALLED = {
    ("planning", "line_id"): "headcount", ("planning", "part_id"): "event_organisation",
    ("materials", "line_id"): "distribution", ("acts", "line_id"): "distribution", ("participants", "post_id"): "affiliation",
    ("participants", "identifier_id"): "person_identifier", ("participants", "consent_id"): "person_consent",
    ("report_files", "file_id"): "report_file", ("stages", "event_id"): "event", ("merging", "other_id"): "other_person", ("projects", "key"): "office",
    ("bulletins.bulletin", "bulletin_id"): "published_bulletin", ("bulletins.file", "bulletin_id"): "published_bulletin",
    ("bulletins", "file_id"): "bulletin_file",
}  # fmt: skip
# What all offices share: no scope hides it.
SHARED = {"spelling", "course", "material", "edition", "organisation", "office", "account", "grant", "token",
          "published_bulletin", "bulletin_file"}  # fmt: skip

# What an address cannot do without beyond its path.
ASKED = {
    "reports.lines": "?figure=events", "exports.lines": "?figure=events", "reports.rows": "?figure=persons",
    "exports.rows": "?figure=persons", "exports.rows_names": "?figure=persons",
    "exports.capacity": "?known_for=0", "exports.capacity_names": "?known_for=0",
}  # fmt: skip


@dataclass
class Set:
    """One of everything, by the words of the addresses."""

    office: Office
    project: Project
    keys: dict[str, int] = field(default_factory=dict)
    code: str = ""
    teacher: Person | None = None


@dataclass
class World:
    """What an account is held against."""

    own: Set
    office: Set
    project: Set


def world() -> World:
    """Make the three sets around one course and one material."""
    home, away = factories.office("TM"), factories.office("KG")
    course = factories.course()
    edition = Edition(language="ru", carrier=Carrier.BROCHURE, year=2011)
    factories.keep(Material(code="M-W", title_en="A brochure", title_ru="Брошюра", editions=[edition]))
    sets = [_set(of, course, edition) for of in (home, away, home)]
    return World(*sets)


def _set(of: Office, course: Course, edition: Edition) -> Set:
    made = Set(of, factories.project(of=of))
    shared = factories.account(Role.DONOR_VIEWER)
    organisation = factories.organisation()
    token = factories.keep(
        ApiToken(account=shared, label="t", token_hash=f"{factories.number():064}", created_at=factories.AT,
                 expires_at=factories.AT)
    )  # fmt: skip
    _add(made, course=course, material=edition.material, edition=edition, organisation=organisation, office=of,
         account=shared, grant=shared.grants[0], token=token)  # fmt: skip
    spelling = participants.teach_spelling(organisation, f"Agency called {factories.number()}", by=None, at=factories.AT)
    db.session.commit()
    _add(made, spelling=spelling)
    _planned(made, course, organisation)
    _merged(made)
    _report(made)
    _paid(made, course, edition, organisation)
    _told(made)
    return made


def _add(made: Set, **objects: Any) -> None:
    made.keys |= {name: obj.id for name, obj in objects.items()}


def _planned(made: Set, course: Course, organisation: Any) -> None:
    event = factories.event(of=made.office, projects=(made.project,), sessions=1, course=course)
    who, made.teacher = factories.person(of=made.office), factories.person(of=made.office)
    held = factories.enrolment(event, who)
    factories.enrolment(event, made.teacher, role=EnrolmentRole.TRAINER)
    part = factories.keep(EventOrganisation(event_id=event.id, organisation=organisation, role=OrganisationRole.PARTNER))
    heads = factories.keep(Headcount(event_id=event.id, number=5, reason="r", source="s"))
    certificate = _certificate(made, held)
    number = safekeeping.add_identifier(who, IdentifierKind.PASSPORT, f"AB{factories.number():07}", by=None, at=factories.AT)
    consent = safekeeping.give_consent(who, Purpose.RECORDS, version="1", given_on=factories.AT.date(), by=None, at=factories.AT)
    db.session.commit()
    _add(made, person_identifier=number, person_consent=consent, batch=factories.import_batch(event))
    _add(made, event=event, person=who, affiliation=factories.post(who), enrolment=held, session=event.sessions[0],
         event_organisation=part, headcount=heads, certificate=certificate)  # fmt: skip
    factories.keep(TrainerStatus(person=who, course=course, level=TrainerLevel.CERTIFIED, from_on=DAY, evidence="e",
                                 recorded_at=factories.AT))  # fmt: skip


def _merged(made: Set) -> None:
    """Make a person beside the first, and two more who were merged."""
    kept, gone = factories.person(of=made.office), factories.person(of=made.office)
    for one in (kept, gone):
        factories.enrolment(db.session.get_one(Event, made.keys["event"]), one)
    answers = {f"event-{made.keys['event']}-post": Side.KEPT}
    merge = merging.merge(kept, gone, answers, by=None, at=factories.AT)
    db.session.commit()
    other = factories.person(of=made.office)
    factories.enrolment(db.session.get_one(Event, made.keys["event"]), other)
    _add(made, other_person=other, merge=merge)


def _blank_pdf() -> bytes:
    written, page = BytesIO(), PdfWriter()
    page.add_blank_page(200, 200)
    page.write(written)
    return written.getvalue()


def _certificate(made: Set, held: Any) -> Certificate:
    number = factories.number()
    made.code = f"{number:026}"
    certificate = Certificate(
        office_id=made.office.id, year=2011, running_number=number, number=f"N-{number}", code=made.code, enrolment=held,
        kind=CertificateKind.COMPLETION, audience=Audience.PARTICIPANT, language="en", holder="A Holder",
        event_title="An event", starts_on=DAY, ends_on=DAY, place="Mary", issuer="An office", issued_on=DAY,
        issued_at=factories.AT, sha256="0" * 64,
    )  # fmt: skip
    certificate.document = CertificateDocument(pdf=_blank_pdf())
    made_one: Certificate = factories.keep(certificate)
    return made_one


def _paid(made: Set, course: Course, edition: Edition, organisation: Any) -> None:
    indicator = factories.indicator(made.project, code="I", name_en="i", name_ru="и")
    target = factories.keep(Target(indicator_id=indicator.id, starts_on=DAY, ends_on=DAY, value=10))
    line = factories.keep(
        Distribution(project=made.project, edition=edition, quantity=5, organisation=organisation, handed_on=DAY,
                     recorded_at=factories.AT)
    )  # fmt: skip
    cycle = factories.keep(
        TotCycle(project=made.project, course=course, title_en="c", title_ru="ц", starts_on=DAY, ends_on=DAY)
    )
    cohort = factories.keep(Cohort(cycle_id=cycle.id, name="First"))
    stage = factories.keep(Stage(cohort_id=cohort.id, kind=StageKind.TOT_COURSE, planned_from=DAY, planned_to=DAY))
    factories.keep(StageEvent(stage_id=stage.id, event_id=made.keys["event"]))
    factories.keep(CascadeEvent(event_id=made.keys["event"], cycle_id=cycle.id))
    _add(made, sheet=factories.evidence(event_id=made.keys["event"]), act=factories.evidence(distribution_id=line.id))
    _add(made, project=made.project, indicator=indicator, target=target, distribution=line, tot_cycle=cycle,
         cycle=cycle, cohort=cohort, stage=stage)  # fmt: skip


def _report(made: Set) -> None:
    """Make a sealed report with a file that anybody who sees reports may have."""
    report = reporting.prepare(project=made.project, first=BEFORE, last=BEFORE, title_en="R", title_ru="О", by=None, at=factories.AT)
    reporting.attach(report, [Upload(paper.pdf(), "annex.pdf")], by=None, at=factories.AT)
    told = reporting.compiled(report, reader=None, at=factories.AT)
    reporting.seal(report, told, [Made("csv", "en", True, b"x")], by=None, at=factories.AT)
    db.session.commit()
    _add(made, report=report, report_file=report.files[0], attachment=report.attachments[0])


def _told(made: Set) -> None:
    """Make a draft of a bulletin, and one that is published with a file."""
    draft, published = issues.draft(made.office, events=[made.keys["event"]]), issues.published(made.office)
    _add(made, bulletin=draft, article=draft.articles[0], published_bulletin=published, bulletin_file=published.files[0])


def account(role: Role, reach: str, here: World) -> Account:
    """Make an account with a role on the own office, on the own project or everywhere; a trainer teaches there."""
    return factories.account(
        role, of=here.own.office if reach == "office" else None, on=here.own.project if reach == "project" else None,
        who=here.own.teacher if role is Role.TRAINER else None,
    )  # fmt: skip


def named(rule: Rule, argument: str) -> str:
    """Return what an argument of an address names; the blueprint decides where the word alone does not."""
    blueprint = rule.endpoint.split(".")[0]
    return CALLED.get((rule.endpoint, argument)) or CALLED.get((blueprint, argument)) or argument.removesuffix("_id")


def things(rule: Rule) -> set[str]:
    """Return the rows that the arguments of an address name; one of a few fixed words names none."""
    return {named(rule, argument) for argument in rule.arguments if argument not in _fixed(rule)}


def _fixed(rule: Rule) -> dict[str, str]:
    """Return the arguments that are one of a few words, each with the last of them."""
    return {
        name: max(converter.items) for name, converter in rule._converters.items()
        if isinstance(converter, AnyConverter)
    }  # fmt: skip


def fillings(rule: Rule, of: Set) -> list[dict[str, Any]]:
    """Return the arguments that make a rule's addresses for a set; raises KeyError for an argument nobody knows."""
    if rule.endpoint == "audit.history":
        return [{"kind": kind, "key": of.keys[kind]} for kind in KINDS]
    words = _fixed(rule) | {"code": of.code, "place": 1}
    return [{
        argument: words.get(argument) or of.keys[named(rule, argument)]
        for argument in rule.arguments
    }]  # fmt: skip


def rules(app: Flask) -> list[tuple[Rule, str]]:
    """Return every rule of the application with each method that it answers, files left out."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})
        if rule.endpoint != "static"
    ]
