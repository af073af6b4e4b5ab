"""The indicators of the demonstration's projects, each with its rule and a target."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from lms.projects import services as projects
from lms.projects.measures import Basis, Disaggregation, Rule
from lms.projects.models import Project
from seeds.tables import rows


def add(known: Mapping[str, Project], day: Callable[[str], date], *, at: datetime) -> None:
    """Add the indicators of projects; `day` reads a day of the data file."""
    for row in rows("demo", "indicators"):
        indicator = projects.add_indicator(
            known[row["project"]], code=row["code"], name_en=row["name_en"], name_ru=row["name_ru"],
            rule=_rule(row), vocabulary=row["vocabulary"] or None, reference=row["reference"] or None,
            baseline_year=int(row["baseline_year"]) if row["baseline_year"] else None,
            baseline_value=Decimal(row["baseline"]) if row["baseline"] else None, by=None, at=at,
        )  # fmt: skip
        projects.set_target(
            indicator, starts_on=day(row["target_from"]), ends_on=day(row["target_to"]),
            value=Decimal(row["value"]), by=None, at=at,
        )  # fmt: skip


def _rule(row: dict[str, str]) -> Rule:
    told = tuple(Disaggregation(one) for one in row["told_by"].split("|") if one)
    return Rule(Basis(row["basis"]), groups=tuple(one for one in row["group"].split("|") if one), disaggregations=told)
