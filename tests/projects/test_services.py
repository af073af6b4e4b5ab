"""Projects with donors, indicators and targets; offices and donors."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.projects import services
from lms.projects.measures import Basis, Rule
from lms.projects.models import Donor, Indicator, Office, Project
from tests import factories

AT = datetime(2011, 10, 1, 9, 0, tzinfo=UTC)
BY = {"by": None, "at": AT}


def create(**more) -> Project:
    given = {
        "code": "P", "title_en": "T", "title_ru": "Т", "office_id": factories.office().id, "starts_on": date(2011, 1, 1),
        "ends_on": date(2011, 12, 31), "donors": [],
    }  # fmt: skip
    return services.create_project(**given | more, **BY)


def edit(project: Project, **more) -> None:
    kept = {name: getattr(project, name) for name in
            ("code", "title_en", "title_ru", "office_id", "starts_on", "ends_on", "predecessor_id")}  # fmt: skip
    services.edit_project(project, **kept | {"donors": []} | more, **BY)


def indicator(project: Project, code: str = "1", **more) -> Indicator:
    return services.add_indicator(project, code=code, name_en="N", name_ru="Н", **{"rule": Rule(Basis.PERSONS)} | more, **BY)


def test_every_donor_has_a_grant_number_of_its_own(app: Flask) -> None:
    one, two = factories.donor("A"), factories.donor("B")
    project = create(donors=[(one, "GR-1"), (two, None)])
    edit(project, donors=[(two, "GR-2")])
    assert [(part.donor_id, part.reference) for part in project.funding] == [(two.id, "GR-2")]


def test_a_taken_code_is_refused_for_a_new_and_for_a_renamed_project(app: Flask) -> None:
    create(code="P")
    other = create(code="Q")
    with pytest.raises(Refused, match="code P already"):
        create(code="P")
    with pytest.raises(Refused, match="code P already"):
        edit(other, code="P")
    edit(other, code="Q")


def test_the_last_day_is_not_before_the_first(app: Flask) -> None:
    assert create(code="ONE", ends_on=date(2011, 1, 1)).id
    with pytest.raises(Refused, match="before the first"):
        create(ends_on=date(2010, 12, 31))


def test_a_project_follows_neither_itself_nor_one_that_follows_it(app: Flask) -> None:
    first = create(code="1")
    second = create(code="2", predecessor_id=first.id)
    third = create(code="3", predecessor_id=second.id)
    for wrong in (first, third):
        with pytest.raises(Refused, match="cannot follow itself"):
            edit(first, predecessor_id=wrong.id)


def test_an_indicator_whose_code_is_taken_or_whose_rule_contradicts_itself_is_refused(app: Flask) -> None:
    project = create()
    with pytest.raises(Refused, match="either groups or categories"):
        indicator(project, rule=Rule(Basis.PERSONS, groups=("judiciary",), categories=("police",)))
    assert indicator(project, rule=Rule(Basis.PERSONS, groups=("judiciary",))).position == 1
    with pytest.raises(Refused, match="indicator 1 already"):
        indicator(project)


def test_half_a_baseline_or_a_vocabulary_without_a_number_is_refused(app: Flask) -> None:
    project = create()
    with pytest.raises(Refused, match="a value and its year"):
        indicator(project, baseline_year=2010)
    with pytest.raises(Refused, match="Name the number"):
        indicator(project, vocabulary="3")


def test_another_rule_is_a_new_version_with_a_reason_and_the_one_before_stays(app: Flask) -> None:
    one = indicator(create())
    same = {"code": "1", "name_en": "N", "name_ru": "Н"} | BY
    services.edit_indicator(one, rule=Rule(Basis.PERSONS), **same)
    assert [version.version for version in one.versions] == [1]
    narrower = Rule(Basis.PERSONS, groups=("judiciary",))
    with pytest.raises(Refused, match="why the rule changes"):
        services.edit_indicator(one, rule=narrower, **same)
    services.edit_indicator(one, rule=narrower, reason="The donor asked", **same)
    assert [(v.version, v.rule, v.reason) for v in one.versions] == [
        (1, Rule(Basis.PERSONS), None), (2, narrower, "The donor asked"),
    ]  # fmt: skip
    assert one.rule == narrower


def test_an_indicator_that_was_changed_meanwhile_is_not_overwritten(app: Flask) -> None:
    one, same = indicator(create()), {"code": "1", "name_ru": "Н", "rule": Rule(Basis.PERSONS)} | BY
    db.session.flush()
    services.edit_indicator(one, name_en="N", seen=1, **same)  # says what stands: nobody is overtaken
    services.edit_indicator(one, name_en="By the first", seen=1, **same)
    with pytest.raises(Conflict):
        services.edit_indicator(one, name_en="By the second", seen=1, **same)
    assert (one.name_en, one.revision) == ("By the first", 2)


def test_the_database_refuses_to_change_a_version_of_a_rule(app: Flask) -> None:
    one = indicator(create())
    with pytest.raises(IntegrityError, match="never changes"):
        db.session.execute(text("UPDATE indicator_rule SET body = '{}' WHERE indicator_id = :id"), {"id": one.id})


def test_a_changed_indicator_keeps_its_targets(app: Flask) -> None:
    project = create()
    one, other = indicator(project, "1"), indicator(project, "2")
    services.set_target(one, starts_on=date(2011, 1, 1), ends_on=date(2011, 12, 31), value=Decimal(5), **BY)
    changed = {"name_en": "X", "name_ru": "Х", "rule": Rule(Basis.EVENTS, disaggregations=()), "reason": "r"} | BY
    services.edit_indicator(one, code="1a", **changed)
    assert (one.code, one.rule.basis, len(one.targets)) == ("1a", Basis.EVENTS, 1)
    with pytest.raises(Refused, match="indicator 1a already"):
        services.edit_indicator(other, code="1a", **changed)


def test_a_target_for_the_same_period_replaces_the_one_before(app: Flask) -> None:
    one = indicator(create())
    year = {"starts_on": date(2011, 1, 1), "ends_on": date(2011, 12, 31)}
    for value in (100, 237):
        services.set_target(one, **year, value=Decimal(value), **BY)
    services.set_target(one, starts_on=date(2012, 1, 1), ends_on=date(2012, 12, 31), value=Decimal(0), **BY)
    assert [target.value for target in one.targets] == [237, 0]


@pytest.mark.parametrize(("value", "last", "says"), [
    (Decimal("-0.01"), date(2011, 12, 31), "zero or more"), (Decimal(1), date(2010, 12, 31), "before the first"),
])  # fmt: skip
def test_a_target_that_cannot_be_is_refused(app: Flask, value: Decimal, last: date, says: str) -> None:
    with pytest.raises(Refused, match=says):
        services.set_target(indicator(create()), starts_on=date(2011, 1, 1), ends_on=last, value=value, **BY)


def test_an_indicator_goes_with_its_targets(app: Flask) -> None:
    project = create()
    one = indicator(project)
    target = services.set_target(one, starts_on=date(2011, 1, 1), ends_on=date(2011, 12, 31), value=Decimal(5), **BY)
    services.remove_target(target, **BY)
    services.remove_indicator(one, **BY)
    assert project.indicators == []


def test_codes_of_offices_and_donors_and_prefixes_are_taken_once(app: Flask) -> None:
    factories.office("TM")
    factories.donor("INL")
    office = {"name_en": "O", "name_ru": "О", "country": "TM", "time_zone": "Asia/Ashgabat"}
    with pytest.raises(Refused, match="code TM is taken"):
        services.save_office(Office(), code="TM", certificate_prefix="NEW", **office, **BY)
    with pytest.raises(Refused, match="prefix TM is taken"):
        services.save_office(Office(), code="NEW", certificate_prefix="TM", **office, **BY)
    with pytest.raises(Refused, match="code INL is taken"):
        services.save_donor(Donor(), code="INL", name_en="I", name_ru="И", **BY)
    assert services.save_donor(factories.donor("INL"), code="INL", name_en="Bureau", name_ru="Бюро", **BY).name_en == "Bureau"
