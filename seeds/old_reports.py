"""What old reports say of the demonstration's first project: numbers without names, marked as reconstructed."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from lms.courses.codes import EventKind
from lms.courses.reconstruction import Source, Told, reconstruct
from lms.participants.models import Category, Sex
from lms.projects.models import Project
from seeds.tables import rows


def enter(projects: Mapping[str, Project], categories: Mapping[str, Category], *, at: datetime) -> None:
    """Enter every event of the data file, whose lines stand together."""
    for code, lines in groupby(rows("demo", "reconstructed"), itemgetter("event")):
        told = list(lines)
        first = told[0]
        reconstruct(
            projects[first["project"]], [_told(line, categories) for line in told],
            Source(first["source"], first["reason"], first["page"], date.fromisoformat(first["source_on"])),
            code=code, kind=EventKind(first["kind"]), title_en=first["title_en"], title_ru=first["title_ru"],
            starts_on=date.fromisoformat(first["starts_on"]), ends_on=date.fromisoformat(first["ends_on"]),
            country=first["country"] or None, is_demonstration=True, by=None, at=at,
        )  # fmt: skip


def _told(line: Mapping[str, str], categories: Mapping[str, Category]) -> Told:
    return Told(
        int(line["number"]), categories[line["category"]].id, Sex(line["sex"]), line["country"] or None,
        line["region"] or None, line["is_estimate"] == "yes",
    )  # fmt: skip
