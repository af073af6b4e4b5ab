"""What can be done on a person's request: give them everything that is held about them."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_time
from babel.numbers import format_decimal

from lms.accounts.disclosures import DisclosedFile, disclosure
from lms.accounts.models import Account
from lms.audit.services import act, note
from lms.audit.wording import FIELDS
from lms.extensions import db
from lms.language import Labelled, say
from lms.paper import day
from lms.participants import queries as participants
from lms.participants.models import Person
from lms.participants.rules import refuse_erased
from lms.participants.safekeeping import read_identifier
from lms.projects.models import Office
from lms.protection import copies, holdings
from lms.protection.holdings import SECTIONS, Asked, Record
from lms.protection.pdf import Part
from lms.protection.wording import WORDS

FORMAT = "lms-person/3"


@dataclass(frozen=True)
class Everything:
    """All that is held about a person: the records by section, and whether other offices hold more."""

    person_name: str
    language: str
    made_at: datetime
    zone: ZoneInfo
    is_part: bool
    records: dict[str, list[Record]]

    def as_json(self) -> str:
        """Return it as docs/person-record.md says."""
        told = {"format": FORMAT, "made_at": self.made_at, "language": self.language, "is_part": self.is_part}
        who, *merged = self.records["person"]
        rest = {key: records for key, records in self.records.items() if key != "person"}
        remarks = {section.key: say(section.remark, self.language) for section in SECTIONS if section.remark}
        whole = told | {"person": who, "merged_records": merged} | rest | {"remarks": remarks}
        return json.dumps(whole, default=holdings.plain, ensure_ascii=False, indent=2) + "\n"

    def shown(self) -> list[Part]:
        """Return what is printed, section by section, in words."""
        return [
            Part(
                say(section.title, self.language), section.brief,
                [self._told(one, section.brief) for one in self.records[section.key]],
                say(section.remark, self.language) if section.remark else "",
            )
            for section in SECTIONS
        ]  # fmt: skip

    def _told(self, record: Record, brief: bool) -> list[tuple[str, str]]:
        """Return fields that say something, in words; on a line of its own a yes is told by the field's name."""
        told = []
        for key, value in record.items():
            if value in (None, "") or (brief and value is False):
                continue
            name = say(WORDS.get(key) or FIELDS[key], self.language)
            told.append((name, name if brief and value is True else self._said(value)))
        return told

    def _said(self, value: Any) -> str:
        match value:
            case Labelled():
                return say(value.label, self.language)
            case bool():
                return say("Yes" if value else "No", self.language)
            case datetime():
                there = value.astimezone(self.zone)
                return f"{day(there.date(), self.language)}, {format_time(there, 'HH:mm', locale=self.language)}"
            case date():
                return day(value, self.language)
            case int() | Decimal():
                return str(format_decimal(value, locale=self.language))
        return str(value)


def give_everything(
    person: Person, language: str, *, recipient: str, purpose: str, by: Account, at: datetime
) -> Everything:
    """Return all that is held about a person inside the present scope, and record to whom it is given and why.

    Their identity numbers are told whole: each is opened as by any other look, which is recorded. Raises Refused for
    somebody who was erased.
    """
    refuse_erased(person)
    records = copies.records_of(person)
    kept = db.session.scalars(participants.identifiers(*(one.id for one in records))).all()
    numbers = {one.id: read_identifier(one, by=by, at=at) for one in kept}
    told = {"recipient": recipient, "purpose": purpose}
    note("person.give_everything", person, by=by, at=at, **told)
    with act("person.give_everything", by=by, at=at):
        db.session.add(
            disclosure(
                DisclosedFile.PERSON, str(person.id), columns=[section.key for section in SECTIONS], row_count=1,
                taken_by=by, made_at=at, **told,
            )
        )  # fmt: skip
    office = db.session.get_one(Office, person.office_id)
    return Everything(
        person.full_name, language, at, ZoneInfo(office.time_zone), copies.is_part(person),
        holdings.everything(Asked(records, language, numbers)),
    )  # fmt: skip
