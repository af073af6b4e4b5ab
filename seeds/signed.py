"""Signed sheets of the demonstration: printed ones stand for their scans, since nobody in it can sign."""

from datetime import date, datetime

from lms.courses import attaching, roster_queries
from lms.courses.attaching import Covered
from lms.courses.models import Event
from lms.courses.pdf import Sheet, SheetRow, SheetSession, sign_in_sheet
from lms.courses.uploads import Upload
from lms.extensions import db

NOTE = "Образец: распечатанный лист вместо скана с подписями / A printed sheet in place of a signed one"


def attach_sheet(event: Event, day: date, *, at: datetime) -> None:
    """Attach the sheet of a day of an event."""
    people = db.session.scalars(roster_queries.to_mark(event.id)).all()
    printed = Sheet(
        language="ru", code=event.code, title=event.title_ru, starts_on=event.starts_on, ends_on=event.ends_on,
        place=event.city or "", organisers=(), donors=(),
        sessions=tuple(
            SheetSession(one.day, one.starts_at, one.ends_at, one.title) for one in event.sessions if one.day == day
        ),
        rows=tuple(
            SheetRow(one.person.full_name, one.organisation.name_ru if one.organisation else "", one.position or "")
            for one in people
        ),
    )  # fmt: skip
    sent = Upload.of(sign_in_sheet(printed), f"Регистрационный лист {event.code}, {day:%d.%m.%Y}.pdf")
    attaching.attach_sheets(event, [sent], Covered(day=day), remark=NOTE, by=None, at=at)
