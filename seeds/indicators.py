"""The indicators of the demonstration's projects, each with its rule and a target."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from lms.projects import services
from lms.projects.measures import Basis, Disaggregation, Rule
from lms.projects.models import Project
from seeds.tables import rows


def load(projects: Mapping[str, Project], day: Callable[[str], date], *, at: datetime) -> None:
    """Add the indicators; `day` reads a day, which may be told as so many days from today."""
    for row in rows("demo", "indicators"):
        indicator = services.add_indicator(
            projects[row["project"]], code=row["code"], name_en=row["name_en"], name_ru=row["name_ru"], rule=_rule(row),
            vocabulary=row["vocabulary"] or None, reference=row["reference"] or None,
            baseline_year=int(row["baseline_year"]) if row["baseline_year"] else None,
            baseline_value=Decimal(row["baseline"]) if row["baseline"] else None, by=None, at=at,
        )  # fmt: skip
        services.set_target(
            indicator, starts_on=day(row["target_from"]), ends_on=day(row["target_to"]), value=Decimal(row["value"]), by=None, at=at
        )


def _rule(row: Mapping[str, str]) -> Rule:
    told = tuple(Disaggregation(one) for one in _parts(row["told_by"]))
    return Rule(Basis(row["basis"]), groups=_parts(row["group"]), disaggregations=told)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)
