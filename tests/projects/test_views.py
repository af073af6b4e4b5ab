"""The pages of projects, offices and donors."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.permissions import POLICY, Permission, Role
from lms.extensions import db
from lms.projects.models import Donor, Indicator, Office, Project, Target
from tests import factories
from tests.queries import counted, read_ledger

Enter = Callable[..., FlaskClient]
PROJECT = {
    "code": "NEW", "title_en": "Capacity", "title_ru": "Потенциал", "starts_on": "2011-10-01", "ends_on": "2012-09-30",
}  # fmt: skip
INDICATOR = {
    "code": "1.1", "name_en": "Persons", "name_ru": "Лица", "basis": "persons", "once": "period", "roles": "participant",
}  # fmt: skip
TARGET = {"starts_on": "2011-10-01", "ends_on": "2012-09-30", "value": "237"}


def manager(signed_in: Enter, **reach) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, **reach))


def named(code: str) -> Project | None:
    return db.session.scalar(select(Project).where(Project.code == code))


def measured(project: Project) -> tuple[Indicator, Target]:
    one = factories.indicator(project)
    return one, factories.keep(
        Target(indicator_id=one.id, starts_on=date(2011, 1, 1), ends_on=date(2011, 12, 31), value=5)
    )


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_and_change_projects_is_what_the_policy_says(app: Flask, signed_in: Enter, role: Role) -> None:
    project, browser = factories.project(), signed_in(factories.account(role))
    needs = {
        "/projects": Permission.SEE_PROJECTS, f"/projects/{project.id}": Permission.SEE_PROJECTS,
        "/projects/new": Permission.EDIT_PROJECTS, f"/projects/{project.id}/edit": Permission.EDIT_PROJECTS,
        f"/projects/{project.id}/indicators/new": Permission.EDIT_PROJECTS, "/reference": Permission.EDIT_REFERENCE,
        "/reference/office/0": Permission.EDIT_REFERENCE, "/reference/donor/0": Permission.EDIT_REFERENCE,
    }  # fmt: skip
    for path, permission in needs.items():
        assert browser.get(path).status_code == (200 if permission in POLICY[role] else 403), path


def test_a_project_is_entered_with_the_grant_number_of_each_donor(app: Flask, signed_in: Enter) -> None:
    office, one, two = factories.office("TM"), factories.donor("A"), factories.donor("B")
    sent = {"office": office.id, "donors": [one.id, two.id], f"donors-{one.id}": " SINL-1 ", f"donors-{two.id}": ""}
    answer = manager(signed_in, of=office).post("/projects/new", data=PROJECT | sent)
    assert answer.status_code == 303
    assert {(p.donor.code, p.reference) for p in named("NEW").funding} == {("A", "SINL-1"), ("B", None)}


def test_the_number_of_a_donor_that_was_not_chosen_is_not_kept(app: Flask, signed_in: Enter) -> None:
    office, one = factories.office("TM"), factories.donor("A")
    signed_in(factories.account()).post("/projects/new", data=PROJECT | {"office": office.id, f"donors-{one.id}": "X"})
    assert named("NEW").funding == []


def test_the_form_of_a_project_opens_with_what_is_known_and_saves_it_unchanged(app: Flask, signed_in: Enter) -> None:
    project = factories.project("KEPT", donors=("A", "B"))
    browser = signed_in(factories.account())
    donor = project.funding[0].donor_id
    browser.post(f"/projects/{project.id}/edit", data=PROJECT | {
        "code": "KEPT", "office": project.office_id, "donors": [donor], f"donors-{donor}": "GR-7",
    })  # fmt: skip
    page = browser.get(f"/projects/{project.id}/edit").get_data(as_text=True)
    for shown in ('value="KEPT"', f'<option selected value="{project.office_id}"', 'value="GR-7"', 'value="2011-10-01"'):
        assert shown in page, shown
    assert [part.donor_id for part in project.funding] == [donor]


def test_a_manager_of_one_project_edits_it_and_keeps_its_office(app: Flask, signed_in: Enter) -> None:
    project = factories.project(of=factories.office("TM"))
    browser = manager(signed_in, on=project)
    page = browser.get(f"/projects/{project.id}/edit").get_data(as_text=True)
    assert f'<option selected value="{project.office_id}"' in page
    answer = browser.post(f"/projects/{project.id}/edit", data=PROJECT | {"office": project.office_id})
    assert answer.status_code == 303 and project.code == "NEW"


@pytest.mark.parametrize("reach", ["office", "project"])
def test_a_project_does_not_move_to_a_foreign_office(app: Flask, signed_in: Enter, reach: str) -> None:
    project, foreign = factories.project(of=factories.office("TM")), factories.office("KG")
    browser = manager(signed_in, **({"of": project.office} if reach == "office" else {"on": project}))
    answer = browser.post(f"/projects/{project.id}/edit", data=PROJECT | {"office": foreign.id})
    assert answer.status_code == 422 and project.office_id != foreign.id


def test_a_manager_of_one_project_enters_no_other(app: Flask, signed_in: Enter) -> None:
    project = factories.project(of=factories.office("TM"))
    browser = manager(signed_in, on=project)
    assert "Enter a project" not in browser.get("/projects").get_data(as_text=True)
    assert browser.post("/projects/new", data=PROJECT | {"office": project.office_id}).status_code == 422
    assert named("NEW") is None


def test_a_predecessor_that_one_does_not_see_stays_and_is_not_named(app: Flask, signed_in: Enter) -> None:
    before = factories.project("HIDDEN-GRANT", of=factories.office("KG"))
    project = factories.project(of=factories.office("TM"))
    signed_in(factories.account()).post(
        f"/projects/{project.id}/edit", data=PROJECT | {"office": project.office_id, "predecessor": before.id}
    )
    browser = manager(signed_in, of=project.office)
    page = browser.get(f"/projects/{project.id}/edit").get_data(as_text=True)
    assert f'<option selected value="{before.id}"' in page and "HIDDEN-GRANT" not in page
    browser.post(f"/projects/{project.id}/edit", data=PROJECT | {"office": project.office_id, "predecessor": before.id})
    assert project.predecessor_id == before.id


@pytest.mark.parametrize("bad", [
    {"code": ""}, {"title_en": "x" * 301}, {"ends_on": "2011-09-30"}, {"starts_on": "soon"}, {"donors": "999999"},
    {"donors": "x"}, {"office": "999999"}, {"office": ""}, {"predecessor": "999999"}, {"title_ru": "\x00"},
])  # fmt: skip
def test_bad_input_comes_back_with_a_sentence(app: Flask, signed_in: Enter, bad: dict) -> None:
    office, donor = factories.office("TM"), factories.donor("A")
    sent = PROJECT | {"office": office.id, "donors": donor.id, f"donors-{donor.id}": "KEPT-1"} | bad
    answer = signed_in(factories.account()).post("/projects/new", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Please correct this" in page and named("NEW") is None
    assert "donors" in bad or 'value="KEPT-1"' in page


@pytest.mark.parametrize("number", ["x" * 101, "bell\x07"])
def test_a_grant_number_that_cannot_be_stored_is_told(app: Flask, signed_in: Enter, number: str) -> None:
    office, donor = factories.office("TM"), factories.donor("A")
    sent = PROJECT | {"office": office.id, "donors": donor.id, f"donors-{donor.id}": number}
    answer = signed_in(factories.account()).post("/projects/new", data=sent)
    assert answer.status_code == 422 and "A grant number has at most 100 characters." in answer.get_data(as_text=True)


def test_projects_are_found_sorted_and_filtered(app: Flask, signed_in: Enter) -> None:
    office, browser = factories.office("TM"), signed_in(factories.account(), "ru")
    for code, title in (("P-YO", "Ёлка"), ("P-YE", "Ель"), ("P-AB", "Абай")):
        browser.post("/projects/new", data=PROJECT | {"code": code, "title_ru": title, "office": office.id})
    factories.project("P-KG", of=factories.office("KG"), donors=("NORWAY",))

    def shown(query: str) -> list[str]:
        return re.findall(r'<a href="/projects/\d+">([\w-]+)</a>', browser.get(f"/projects?{query}").get_data(as_text=True))

    assert shown("sort=title") == ["P-AB", "P-YE", "P-YO", "P-KG"]
    assert shown("text=ёлка") == shown("text=ЕЛКА") == ["P-YO"]
    assert shown(f"donor={factories.donor('NORWAY').id}") == ["P-KG"] == shown(f"office={factories.office('KG').id}")
    assert shown("running=y") == []


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(app: Flask, signed_in: Enter) -> None:
    browser, numbers = signed_in(factories.account()), []
    for _round in range(2):
        for _ in range(5):
            factories.project()
        with counted() as statements:
            browser.get("/projects")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_the_page_of_a_project_asks_the_same_number_of_questions_for_any_indicators(app: Flask, signed_in: Enter) -> None:
    project, browser, numbers = factories.project(), signed_in(factories.account()), []
    for code in "ab":
        for n in range(3):
            one = factories.indicator(project, code=f"{code}{n}")
            factories.keep(Target(indicator_id=one.id, starts_on=date(2011, 1, 1), ends_on=date(2011, 12, 31), value=5))
        read_ledger()
        with counted() as statements:
            browser.get(f"/projects/{project.id}")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_an_indicator_and_its_target_are_added_changed_and_removed(app: Flask, signed_in: Enter) -> None:
    project, browser = factories.project(), signed_in(factories.account())
    path = f"/projects/{project.id}"
    assert browser.post(f"{path}/indicators/new", data=INDICATOR).status_code == 303
    one = project.indicators[0]
    assert browser.post(f"{path}/indicators/{one.id}/targets", data=TARGET).status_code == 303
    assert "237" in browser.get(path).get_data(as_text=True)
    page = browser.get(f"{path}/indicators/{one.id}/edit").get_data(as_text=True)
    assert 'value="1.1"' in page and '<option selected value="persons">' in page
    assert browser.post(f"{path}/indicators/{one.id}/edit", data=INDICATOR | {"basis": "events"}).status_code == 422
    changed = INDICATOR | {"basis": "events", "reason": "The donor asked"}
    assert browser.post(f"{path}/indicators/{one.id}/edit", data=changed).status_code == 303
    assert one.rule.basis == "events" and one.targets[0].value == 237
    assert browser.post(f"{path}/targets/{one.targets[0].id}/remove").status_code == 303
    page = browser.get(f"{path}/indicators/{one.id}/edit").get_data(as_text=True)
    assert "Versions of the rule" in page and changed["reason"] in page
    assert "disaggregations" not in browser.get(f"/audit/project/{project.id}").get_data(as_text=True)
    assert browser.post(f"{path}/indicators/{one.id}/remove").status_code == 303
    assert project.indicators == []


@pytest.mark.parametrize(("path", "data"), [
    ("indicators/new", INDICATOR | {"basis": "smiles"}), ("indicators/new", INDICATOR | {"categories": "smiles"}),
    ("targets", TARGET | {"value": "-1"}), ("targets", TARGET | {"value": "sNaN"}), ("targets", TARGET | {"value": "1e99"}),
    ("targets", TARGET | {"ends_on": "2011-09-30"}), ("targets", TARGET | {"value": "many"}),
])  # fmt: skip
def test_an_indicator_or_target_that_cannot_be_comes_back(app: Flask, signed_in: Enter, path: str, data: dict) -> None:
    one, _target = measured(factories.project())
    place = f"indicators/{one.id}/targets" if path == "targets" else path
    answer = signed_in(factories.account()).post(f"/projects/{one.project_id}/{place}", data=data)
    assert answer.status_code == 422 and "Please correct this" in answer.get_data(as_text=True)


def test_what_is_foreign_or_of_another_project_answers_as_missing(app: Flask, signed_in: Enter) -> None:
    ours, foreign = factories.project(of=factories.office("TM")), factories.project(of=factories.office("KG"))
    one, target = measured(foreign)
    browser = manager(signed_in, of=ours.office)
    paths = [
        "edit", "indicators/new", f"indicators/{one.id}/edit", f"indicators/{one.id}/remove",
        f"indicators/{one.id}/targets", f"targets/{target.id}/remove",
    ]  # fmt: skip
    for path in paths:
        assert [browser.post(f"/projects/{key}/{path}", data=PROJECT).status_code for key in (foreign.id, 999_999)] == [404, 404]
    for path in paths[2:]:
        assert browser.post(f"/projects/{ours.id}/{path}", data=INDICATOR).status_code == 404, path


OFFICE = {"code": "UZ", "name_en": "Office", "name_ru": "Офис", "country": "TM", "time_zone": "Asia/Tashkent",
          "certificate_prefix": "UZ"}  # fmt: skip


def test_an_administrator_adds_and_changes_offices_and_donors(app: Flask, signed_in: Enter) -> None:
    factories.country("TM")
    browser = signed_in(factories.account())
    assert browser.post("/reference/office/0", data=OFFICE).status_code == 303
    made = db.session.scalar(select(Office).where(Office.code == "UZ"))
    assert browser.post(f"/reference/office/{made.id}", data=OFFICE | {"name_en": "Renamed"}).status_code == 303
    assert made.name_en == "Renamed"
    assert browser.post("/reference/donor/0", data={"code": "N", "name_en": "N", "name_ru": "Н"}).status_code == 303
    assert db.session.scalar(select(Donor.name_ru).where(Donor.code == "N")) == "Н"
    page = browser.get("/reference").get_data(as_text=True)
    assert "Renamed" in page and ">N</a>" in page


@pytest.mark.parametrize("bad", [
    {"time_zone": "Ashgabat"}, {"code": ""}, {"country": "XX"}, {"code": "TM"}, {"certificate_prefix": "TM"},
    {"certificate_prefix": "x" * 11},
])  # fmt: skip
def test_an_office_that_cannot_be_comes_back(app: Flask, signed_in: Enter, bad: dict) -> None:
    factories.office("TM")
    answer = signed_in(factories.account()).post("/reference/office/0", data=OFFICE | {"name_en": "Kept"} | bad)
    assert answer.status_code == 422 and 'value="Kept"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/reference/office/999999", "/reference/donor/99999999999", "/reference/king/1"])
def test_a_reference_row_that_does_not_exist_is_not_found(app: Flask, signed_in: Enter, path: str) -> None:
    assert signed_in(factories.account()).get(path).status_code == 404


def test_an_office_administrator_does_not_change_what_all_offices_share(app: Flask, signed_in: Enter) -> None:
    browser = signed_in(factories.account(Role.ADMINISTRATOR, of=factories.office("TM")))
    assert browser.get("/reference").status_code == 403
    assert "Offices and donors" not in browser.get("/projects").get_data(as_text=True)


def test_the_regions_of_a_country_are_offered(app: Flask, signed_in: Enter) -> None:
    factories.region("TM-M")
    browser = signed_in(factories.account(Role.TRAINER))
    assert "TM-M" in browser.get("/places/regions?country=TM").get_data(as_text=True)
    assert "TM-M" not in browser.get("/places/regions?country=KZ").get_data(as_text=True)


def test_of_two_tabs_that_edit_an_indicator_the_later_is_told(app: Flask, signed_in: Enter) -> None:
    one = factories.indicator(factories.project())
    browser, address = signed_in(factories.account()), f"/projects/{one.project_id}/indicators/{one.id}/edit"
    seen = re.search(r'name="revision"[^>]*value="(\d+)"', browser.get(address).get_data(as_text=True))
    data = INDICATOR | {"revision": seen and seen[1], "reason": "The donor asked"}
    assert browser.post(address, data=data | {"name_en": "The first tab"}).status_code == 303
    late = browser.post(address, data=data | {"name_en": "The second tab"})
    assert late.status_code == 422 and "Somebody else changed this" in late.get_data(as_text=True)
    assert one.name_en == "The first tab"
