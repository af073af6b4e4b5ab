"""Events with decided attendance, and certificates, that the tests of this feature start from."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from lms.audit.services import act
from lms.certificates import services
from lms.certificates.models import Certificate, CertificateDocument
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from tests import factories

FINALISED = datetime(2011, 10, 11, 9, 0, tzinfo=UTC)
AT = datetime(2011, 10, 21, 9, 0, tzinfo=UTC)
ON = date(2011, 10, 21)


def event(**more: Any) -> Event:
    """Keep a finalised training of a course: 10 October 2011, four sessions of 90 minutes."""
    more.setdefault("course", factories.course())
    return factories.event(sessions=4, finalised_at=FINALISED, **more)


def completed(on: Event, who: Any = None, **more: Any) -> Enrolment:
    return factories.enrolment(on, who, completed=True, scheduled_minutes=360, attended_minutes=360, **more)


def issue(of: Event, **more: Any) -> list[Certificate]:
    """Issue and commit, as a view does."""
    fields = {"by": None, "at": AT, "language": "en", "on": ON, "base_url": "http://localhost"} | more
    made = services.issue_all(of, **fields)
    db.session.commit()
    return made


def revoke(held: Certificate, reason: str = "The name was wrong") -> None:
    services.revoke(held, reason=reason, by=None, at=AT)
    db.session.commit()


def printed(held: Certificate) -> bytes:
    return db.session.scalars(
        select(CertificateDocument.pdf).where(CertificateDocument.certificate_id == held.id)
    ).one()


def change(obj: Any, **fields: Any) -> None:
    """Change an object under an act of the tests' own and commit."""
    with act("test.change", by=None, at=AT):
        for name, value in fields.items():
            setattr(obj, name, value)
    db.session.commit()
