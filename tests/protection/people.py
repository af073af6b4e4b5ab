"""Somebody of whom everything is held that can be, for tests of what is given and of what is erased."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.certificates import services as certificates
from lms.certificates.models import Certificate
from lms.courses import attaching, attendance, programme
from lms.courses.attaching import Covered
from lms.courses.codes import Mark, Method
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.courses.uploads import Upload
from lms.extensions import db
from lms.participants import safekeeping
from lms.participants import services as participants
from lms.participants.identity import IdentifierKind, Purpose
from lms.participants.models import Person, Sex
from lms.tot import services as tot
from lms.tot.models import TrainerLevel
from tests import factories, paper

AT = datetime(2011, 11, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2012, 3, 1, 9, 0, tzinfo=UTC)
NAMES = {
    "surname": "Ораздурдыева",
    "given_name": "Гульшат",
    "patronymic": "Бердыевна",
    "latin_name": "Orazdurdyyeva Gulshat",
}
PHONE, EMAIL = "+993 65 123-45-67", "g.orazdurdyyeva@example.org"
PASSPORT, NATIONAL = "I-AH 654321", "750412300123"
# Nothing of this may be found once she is erased, in any table or file.
SECRETS = (
    "Ораздурдыева", "Гульшат", "Бердыевна", "Orazdurdyyeva", "orazdurdyyeva", "Gulshat", "gulshat", "65 123-45-67", "654321",
    "750412300123", "Speaks of horses", "1975-04-12", "ораздурд", "orazdurd", "ORAZDURD",
)  # fmt: skip


@dataclass
class Held:
    """Her, and what she came to."""

    person: Person
    manager: Account
    event: Event
    enrolment: Enrolment
    certificate: Certificate


def somebody(**names: str) -> Held:
    """Register her with everything, through the services, as an office does."""
    manager = factories.account(Role.PROJECT_MANAGER, of=factories.office())
    factories.region("TM-M")
    her = participants.register_person(
        office_id=factories.office().id, by=manager, at=AT, sex=Sex.FEMALE, birth_date=date(1975, 4, 12), birth_year=1975,
        citizenship="TM", languages="tk, ru", email=EMAIL, phone=PHONE, note="Speaks of horses. Сестра: Ораздурдыева Гульшат.",
        **(NAMES | names),
    )  # fmt: skip
    held = participants.add_post(
        her, by=manager, at=AT, organisation_id=factories.organisation().id, category_id=factories.category("judge").id,
        unit="Chamber 2", position="Judge Ораздурдыева", rank="First class", country="TM", region_code="TM-M",
        starts_on=date(2005, 1, 1),
    )  # fmt: skip
    participants.edit_post(held, position="Судья Ораздурдыева", by=manager, at=AT)
    safekeeping.add_identifier(her, IdentifierKind.PASSPORT, PASSPORT, by=manager, at=AT)
    safekeeping.add_identifier(her, IdentifierKind.NATIONAL_ID, NATIONAL, by=manager, at=AT)
    safekeeping.give_consent(
        her, Purpose.RECORDS, version="2", given_on=date(2011, 10, 1), source="Лист Гульшат", by=manager, at=AT
    )
    event = factories.event(
        sessions=2, projects=(factories.project(),), starts_on=date(2011, 10, 10), title_en="A seminar"
    )
    enrolled = attendance.enrol(event, her, by=manager, at=AT)
    db.session.commit()
    first, second = event.sessions
    programme.edit_session(
        first, day=first.day, starts_at=first.starts_at, ends_at=first.ends_at, title=first.title, by=manager, at=AT,
        trainer="Ораздурдыева Г. Б.; Петров И.",
    )  # fmt: skip
    for session in (first, second):
        attendance.record_marks(session, {enrolled.id: (Mark.PRESENT, None)}, method=Method.PAPER, by=manager, at=AT)
    attendance.set_scores(enrolled, pre_score=Decimal(40), post_score=Decimal(90), grade=None, by=manager, at=AT)
    attendance.finalise(event, by=manager, at=AT)
    sheet = Upload.of(paper.pdf(), "Ораздурдыева Гульшат, лист.pdf")
    attaching.attach_sheets(event, [sheet], Covered(first), remark="Расписалась Ораздурдыева Г.", by=manager, at=AT)
    db.session.commit()
    issued = certificates.issue_all(
        event, by=manager, at=AT, language="ru", on=date(2011, 10, 31), base_url="http://localhost"
    )
    tot.set_status(her, factories.course("C-TOT"), TrainerLevel.CERTIFIED, from_on=date(2011, 10, 20),
                   evidence="Решение; Гульшат Ораздурдыева", event=event, by=manager, at=AT)  # fmt: skip
    factories.account(Role.TRAINER, of=factories.office(), who=her)
    db.session.commit()
    return Held(her, manager, event, enrolled, issued[0])
