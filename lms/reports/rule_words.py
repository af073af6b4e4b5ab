"""An indicator's rule in words, in the reader's language: one place for pages, papers and sheets.

A rule is given as JSON tells it, so that one of a sealed report, whatever became of its indicator, reads the same.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from lms.courses.codes import EnrolmentRole, EventKind
from lms.courses.models import Course
from lms.extensions import db
from lms.language import Labelled
from lms.participants.models import Category, Organisation
from lms.projects.measures import PARTICIPANT, Disaggregation, Once
from lms.projects.models import Country, Group, Indicator, IndicatorRule
from lms.reports.definitions import OF_BASIS
from lms.web import local, show

Named = Callable[[str, Any], str]  # kind of code (category, organisation, country, course) and code to a name
LABELS: dict[str, tuple[type[Labelled], str]] = {"kinds": (EventKind, "kind"), "groups": (Group, "group"), "roles": (EnrolmentRole, "role")}


def rule_said(rule: Mapping[str, Any], named: Named) -> list[tuple[str, str]]:
    """Say what a rule counts, each part under its name; what is left open is left out."""
    counted = OF_BASIS[rule["basis"]]
    lines = [(_("What is counted"), _(counted))]
    lines += _narrowings(rule, named)
    lines += [(_("Length of the event"), length)] if (length := _length(rule)) else []
    if rule.get("generation"):
        lines.append((_("Cascade"), _("generation %(number)s only", number=rule["generation"])))
    if rule.get("once") == Once.PROJECT:
        lines.append((_("A person counts"), show(Once.PROJECT)))
    if told := rule.get("disaggregations"):
        lines.append((_("Disaggregated by"), ", ".join(show(Disaggregation(one)).lower() for one in told)))
    return lines


def _narrowings(rule: Mapping[str, Any], named: Named) -> list[tuple[str, str]]:
    said: dict[str, str] = {
        name: ", ".join(show(codes(one)) for one in rule.get(name, ())) for name, (codes, _kind) in LABELS.items()
    }
    for name, kind in (("categories", "category"), ("organisations", "organisation"), ("countries", "country"), ("courses", "course")):
        said[name] = ", ".join(named(kind, one) for one in rule.get(name, ()))
    if list(rule.get("roles", ())) == [PARTICIPANT]:
        said["roles"] = ""
    headings = {
        "groups": _("Groups"), "categories": _("Categories"), "roles": _("Roles"), "organisations": _("Organisations"),
        "countries": _("Countries"), "kinds": _("Kinds of events"), "courses": _("Courses"),
    }  # fmt: skip
    return [(heading, said[name]) for name, heading in headings.items() if said[name]]


def _length(rule: Mapping[str, Any]) -> str:
    days, hours = rule.get("min_days"), rule.get("min_hours")
    parts = []
    if days:
        parts.append(ngettext("at least %(num)s class day", "at least %(num)s class days", days))
    if hours:
        parts.append(ngettext("at least %(num)s hour", "at least %(num)s hours", hours))
    return _("%(one)s or %(other)s", one=parts[0], other=parts[1]) if len(parts) > 1 else "".join(parts)


def rules_of(indicators: Iterable[Indicator | IndicatorRule]) -> dict[int, list[tuple[str, str]]]:
    """Say the present rules of indicators, or versions of rules, by their numbers, naming only the codes that they name."""
    told = {one.id: one.rule.told() for one in indicators}
    names = {
        "category": _names(Category, "code", told, "categories", "plural"), "country": _names(Country, "code", told, "countries"),
        "organisation": _names(Organisation, "id", told, "organisations"), "course": _names(Course, "code", told, "courses", "title"),
    }  # fmt: skip
    return {key: rule_said(rule, lambda kind, code: names[kind].get(code, str(code))) for key, rule in told.items()}


def _names(model: Any, key: str, rules: Mapping[int, Mapping[str, Any]], name: str, field: str = "name") -> dict[Any, str]:
    wanted = {code for rule in rules.values() for code in rule[name]}
    rows = db.session.scalars(select(model).where(getattr(model, key).in_(wanted))) if wanted else ()
    return {getattr(row, key): local(row, field) for row in rows}
