"""A question for figures, as codes and days that a person or a program typed, read into filters."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.projects.models import Country, Donor, Office, Project, Region
from lms.reports.rules import Filters
from lms.text import is_clean

WORDS = ("project", "office", "donor", "country", "region", "from", "to", "as_of")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SHOWN = 40

Question = dict[str, str]


def question(given: Mapping[str, str | None]) -> Question:
    """Return the words of a question that were filled in. Raises Refused for a word that no question has.

    An unknown word is refused, not passed over: a misspelt filter would give a larger number than was meant.
    """
    for word in given:
        if word not in WORDS:
            raise Refused(N_("Figures have no filter “%(word)s”."), word=_shown(word))
    filled = {word: value.strip() for word, value in given.items() if value and value.strip()}
    for word, value in filled.items():
        if not is_clean(value):
            raise Refused(N_("This text has a character that cannot be stored."), field=word)
    if "project" not in filled:
        raise Refused(N_("Name the project by its code."), field="project")
    return filled


def project(code: str) -> Select[Project]:
    """Select the project with this code, inside the present scope."""
    return select(Project).where(Project.code == code)


def filters(asked: Project, of: Question, *, at: datetime) -> Filters:
    """Return the filters of a question about a project.

    An open end of the period is no bound. `as_of` is by default the day it is at the office asked about, else at the
    project's. Raises Refused for a code or day that there is not, a region of another country, or a period that ends before
    it begins.
    """
    office = _coded(Office, of.get("office"), N_("There is no office %(code)s."), "office")
    donor = _coded(Donor, of.get("donor"), N_("There is no donor %(code)s."), "donor")
    country = _coded(Country, of.get("country"), N_("There is no country %(code)s."), "country")
    region = _coded(Region, of.get("region"), N_("There is no region %(code)s."), "region")
    if country and region and region.country != country.code:
        raise Refused(N_("This region is not in the chosen country."), field="region")
    first, last = _day(of, "from"), _day(of, "to")
    if first and last and last < first:
        raise Refused(N_("The period ends before it begins."), field="to")
    return Filters(
        as_of=_day(of, "as_of") or today(asked, office, at=at), project_id=asked.id, office_id=office.id if office else None,
        donor_id=donor.id if donor else None, country=country.code if country else None,
        region=region.code if region else None, first=first, last=last,
    )  # fmt: skip


def today(asked: Project, office: Office | None = None, *, at: datetime) -> date:
    """Return the day it is at an office, or else at that of a project."""
    return at.astimezone(ZoneInfo((office or asked.office).time_zone)).date()


def answer(figures: Mapping[str, Any]) -> str:
    """Return the JSON text that the interface and the command give alike; codes keep their order, largest first."""
    return json.dumps(figures, ensure_ascii=False, indent=2)


def _coded(model: Any, code: str | None, refusal: str, field: str) -> Any:
    if code is None:
        return None
    row = db.session.scalar(select(model).where(model.code == code))
    if row is None:
        raise Refused(refusal, field=field, code=_shown(code))
    return row


def _day(of: Question, word: str) -> date | None:
    typed = of.get(word)
    if typed is None:
        return None
    try:
        if DAY.fullmatch(typed):
            return date.fromisoformat(typed)
    except ValueError:
        pass
    raise Refused(N_("“%(typed)s” is not a day. Write it as 2011-09-30."), field=word, typed=_shown(typed))


def _shown(typed: str) -> str:
    """Return what was typed, short enough and clean enough to be said back."""
    shown = "".join(letter for letter in typed if letter.isprintable())
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
