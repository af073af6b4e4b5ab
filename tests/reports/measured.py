"""Documents of what the database holds, of any filters: the figures that every report tells, and more, without a report."""

from datetime import date
from typing import Any

from lms.extensions import db
from lms.projects.measures import Basis, Disaggregation, Rule
from lms.projects.models import Donor, Office, Project
from lms.reports import compiling
from lms.reports.compiling import ALL, Asked
from lms.reports.document import Document
from lms.reports.rules import Filters

RULES = {
    "persons": Rule(Basis.PERSONS, disaggregations=ALL),
    "1.1": Rule(Basis.PERSONS, groups=("law_enforcement",), disaggregations=(Disaggregation.SEX, Disaggregation.CATEGORY)),
    "completions": Rule(Basis.COMPLETIONS, disaggregations=ALL), "attendances": Rule(Basis.ATTENDANCES, disaggregations=ALL),
    "participants": Rule(Basis.PARTICIPANTS, disaggregations=(Disaggregation.KIND,)),
    "events": Rule(Basis.EVENTS, disaggregations=()), "materials": Rule(Basis.MATERIALS, disaggregations=()),
    "certificates": Rule(Basis.CERTIFICATES, disaggregations=()), "trainers": Rule(Basis.TRAINERS_STANDING, disaggregations=()),
}  # fmt: skip


def measured(f: Filters, since: date | None = None) -> Document:
    """Count everything under filters and return it as a report's document, after the last entry of the record."""
    head = {
        "report": {"id": 1, "version": 1, "restates": None, "title": {"en": "A report", "ru": "Отчёт"}}, "scope": scope(f),
        "narrative": {}, "attachments": [], "prepared": {"by": None, "at": "2015-01-01T00:00:00+00:00"},
    }  # fmt: skip
    return Document(compiling.content(head, [Asked(key, {"en": key, "ru": key}, rule) for key, rule in RULES.items()], f, since))


def scope(f: Filters) -> dict[str, Any]:
    """Return what a question is of, as a document tells it."""
    asked: dict[str, tuple[Any, int | None]] = {
        "project": (Project, f.project_id), "donor": (Donor, f.donor_id), "office": (Office, f.office_id),
    }  # fmt: skip
    told = {name: {"code": db.session.get_one(model, key).code} if key else None for name, (model, key) in asked.items()}
    return told | {"country": f.country, "region": f.region}
