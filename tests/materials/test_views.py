"""The pages of materials: the list and its sum, logging, correcting, the catalogue."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.permissions import Role
from lms.courses.models import Event
from lms.extensions import db
from lms.materials.models import Carrier, Distribution, Material
from lms.projects.models import Project
from tests import factories
from tests.materials import rows
from tests.queries import counted

Enter = Callable[..., FlaskClient]


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


@pytest.fixture
def manager(project: Project, signed_in: Enter) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=project.office))


def form(of: Project, **more: Any) -> dict[str, Any]:
    return {
        "project": of.id, "edition": rows.edition().id, "quantity": 40, "organisation": factories.organisation().id,
        "handed_on": "2011-10-05", "act_number": "7/2011",
    } | more


def logged() -> list[Distribution]:
    db.session.expire_all()
    return list(db.session.scalars(select(Distribution).order_by(Distribution.id)))


def test_the_list_shows_the_sum_of_all_its_lines_less_the_corrections(project: Project, manager: FlaskClient) -> None:
    for _n in range(30):
        line = rows.line(project, 100)
    rows.line(project, -20, corrects_id=line.id)
    page = manager.get("/materials").text
    assert '<span class="stat-value">2,980</span>' in page
    assert '<span class="stat-value">3,000</span>' in page and '<span class="stat-value">-20</span>' in page
    assert "1–25 of 31" in page and "1–25 of 31" not in manager.get("/materials?page=2").text


def test_an_act_is_found_with_what_was_taken_back_from_it(project: Project, manager: FlaskClient) -> None:
    rows.line(project, 30)
    rows.line(project, -5, corrects_id=rows.line(project, 55, act_number="77/2011").id)
    page = manager.get("/materials?text=77/2011").text
    assert '<span class="stat-value">50</span>' in page and "1–2 of 2" in page
    assert page.count('data-label="Act">77/2011</td>') == 2


def test_a_correction_is_marked_and_negative(project: Project, manager: FlaskClient) -> None:
    rows.line(project, -20, corrects_id=rows.line(project, 100).id)
    page = " ".join(manager.get("/materials?sort=pieces").text.split())
    assert 'Correction</span> -20' in page


@pytest.mark.parametrize(("query", "pieces"), [
    ("project={p1.id}", 1), ("event={event.id}", 2), ("edition={cd.id}", 4), ("carrier=cd", 4), ("text=ПОЛИЦ", 8),
    ("text=17/2011", 16), ("first=2012-01-02", 32), ("last=2010-12-31", 64), ("first=2011-10-05&last=2011-10-05", 31),
    ("", 127), ("text=%25", 0), ("text=_", 0),
])  # fmt: skip
def test_each_filter_narrows_the_lines_and_their_sum(
    app: Flask, project: Project, manager: FlaskClient, query: str, pieces: int
) -> None:
    p1, event, cd = factories.project(), factories.event(projects=(project,)), rows.edition(carrier=Carrier.CD)
    rows.line(p1, 1)
    rows.line(project, 2, at=event)
    rows.line(project, 4, what=cd)
    rows.line(project, 8, to=factories.organisation("Школа полиции"))
    rows.line(project, 16, act_number="17/2011")
    rows.line(project, 32, handed_on=date(2012, 1, 2))
    rows.line(project, 64, handed_on=date(2010, 12, 31))
    page = manager.get("/materials?" + query.format(p1=p1, event=event, cd=cd)).text
    assert (f'<span class="stat-value">{pieces}</span>' in page) == bool(pieces)
    assert ("No line matches" in page) == (not pieces)


@pytest.mark.parametrize("query", [
    "project=abc", "project=99999999999999999999", "event=-1", "event=99999999999999999999", "edition=0", "carrier=papyrus",
    "first=yesterday", "text=%00", "text=" + "x" * 200, "sort=password", "page=-7", "page=99999999999999999999",
])  # fmt: skip
def test_a_filter_that_cannot_be_read_is_told_and_never_a_fault(manager: FlaskClient, query: str) -> None:
    assert manager.get(f"/materials?{query}").status_code == 200


@pytest.mark.parametrize("sort", ["day", "-day", "title", "receiver", "-pieces"])
def test_the_list_sorts(project: Project, manager: FlaskClient, sort: str) -> None:
    rows.line(project)
    assert manager.get(f"/materials?sort={sort}").status_code == 200


@pytest.mark.parametrize("path", ["/materials", "/materials/catalogue"])
def test_the_number_of_queries_does_not_grow_with_the_rows(project: Project, manager: FlaskClient, path: str) -> None:
    def sent() -> int:
        with counted() as statements:
            assert manager.get(path).status_code == 200
        return len(statements)

    rows.line(project, at=factories.event(projects=(project,)))
    before = sent()
    for _n in range(10):
        rows.line(factories.project(), at=factories.event(projects=(project,)))
    assert sent() == before


def test_a_line_is_logged_with_all_that_was_asked(project: Project, manager: FlaskClient) -> None:
    event = factories.event(projects=(project,))
    answer = manager.post("/materials/distributions/new", data=form(project, event=event.id, unit="School", note="Box 1"))
    line = logged()[0]
    assert answer.status_code == 303 and answer.location.endswith(f"/materials/distributions/{line.id}")
    assert (line.quantity, line.event_id, line.unit, line.note) == (40, event.id, "School", "Box 1")
    assert (line.act_number, line.handed_on, line.project_id) == ("7/2011", date(2011, 10, 5), project.id)


def test_the_link_of_an_event_sets_its_project_and_last_day(project: Project, manager: FlaskClient) -> None:
    factories.project()
    event = factories.event(projects=(project,), starts_on=date(2011, 10, 3), ends_on=date(2011, 10, 7))
    page = manager.get(f"/materials/distributions/new?event={event.id}").text
    assert f'selected value="{event.id}"' in page and f'selected value="{project.id}"' in page
    assert 'value="2011-10-07"' in page


def test_a_project_offers_its_own_events_and_no_others(project: Project, manager: FlaskClient) -> None:
    own, others = factories.event(projects=(project,)), factories.event(projects=(factories.project(),))
    page = manager.get(f"/materials/events?project={project.id}").text
    assert own.code in page and others.code not in page


@pytest.mark.parametrize(("fields", "words"), [
    ({"quantity": "0"}, "Number must be between"), ({"quantity": "many"}, "Not a valid integer"),
    ({"quantity": "1000001"}, "Number must be between"), ({"quantity": "9" * 30}, "aria-invalid"),
    ({"handed_on": "2999-01-01"}, "not come yet"),
    ({"handed_on": "1999-01-01"}, "began on 22 Sep 2009"), ({"handed_on": ""}, "required"), ({"edition": ""}, "required"),
    ({"edition": "999999"}, "Choose one of the list"), ({"organisation": "999999"}, "Choose one of the list"),
    ({"event": "999999"}, "Choose one of the list"), ({"unit": "x" * 201}, "longer than 200"),
    ({"note": "a\x00b"}, "cannot be stored"),
])  # fmt: skip
def test_a_line_that_cannot_be_is_refused_at_its_field_with_the_input_kept(
    project: Project, manager: FlaskClient, fields: dict[str, str], words: str
) -> None:
    answer = manager.post("/materials/distributions/new", data=form(project) | fields)
    assert answer.status_code == 422 and words in answer.text
    assert 'value="7/2011"' in answer.text
    assert logged() == []


@pytest.mark.parametrize("part", ["project", "event"])
def test_a_foreign_project_or_event_is_no_choice(app: Flask, project: Project, manager: FlaskClient, part: str) -> None:
    away = factories.project(of=factories.office("KG"))
    foreign = {"project": away, "event": factories.event(of=away.office, projects=(away,))}[part]
    answer = manager.post("/materials/distributions/new", data=form(project, **{part: foreign.id}))
    assert answer.status_code == 422 and "Choose one of the list" in answer.text
    assert logged() == []


def test_the_event_of_another_project_is_no_choice(project: Project, manager: FlaskClient) -> None:
    other = factories.event(projects=(factories.project(),))
    assert manager.post("/materials/distributions/new", data=form(project, event=other.id)).status_code == 422


def test_a_foreign_event_in_the_address_is_not_shown(project: Project, manager: FlaskClient) -> None:
    away = factories.event(of=factories.office("KG"), title_en="Far away")
    for path in ("/materials", "/materials/distributions/new"):
        assert "Far away" not in manager.get(f"{path}?event={away.id}").text


def test_a_correction_stands_beside_its_line(project: Project, manager: FlaskClient) -> None:
    line = rows.line(project, 100)
    answer = manager.post(f"/materials/distributions/{line.id}/correct", data={"quantity": "20", "note": "Came back wet"})
    assert answer.status_code == 303
    assert [one.quantity for one in logged()] == [100, -20]
    page = manager.get(f"/materials/distributions/{line.id}").text
    assert '<span class="stat-value">80</span>' in page and "Came back wet" in page


@pytest.mark.parametrize(("fields", "words"), [
    ({"quantity": "101"}, "left on the line: 100"), ({"quantity": "-5"}, "Number must be between"),
    ({"note": "  "}, "required"), ({"note": ""}, "required"), ({"quantity": ""}, "required"),
])  # fmt: skip
def test_a_correction_that_cannot_be_is_refused_with_the_input_kept(
    project: Project, manager: FlaskClient, fields: dict[str, str], words: str
) -> None:
    line = rows.line(project, 100)
    data = {"quantity": "77", "note": "A note to keep"} | fields
    answer = manager.post(f"/materials/distributions/{line.id}/correct", data=data)
    assert answer.status_code == 422 and words in answer.text
    assert 'value="77"' in answer.text or 'value="A note to keep"' in answer.text
    assert len(logged()) == 1


def test_a_line_and_its_correction_lead_to_each_other_and_to_the_history(project: Project, manager: FlaskClient) -> None:
    line = rows.line(project, 100)
    back = rows.line(project, -20, corrects_id=line.id)
    page, correction = (manager.get(f"/materials/distributions/{one.id}").text for one in (line, back))
    assert f"/materials/distributions/{back.id}" in page and f"/audit/distribution/{line.id}" in page
    assert f"/materials/distributions/{line.id}" in correction and "Take back" not in correction


@pytest.mark.parametrize("path", ["/materials/distributions/{}", "/materials/distributions/{}/correct"])
def test_a_foreign_line_answers_as_a_missing_one_does(
    project: Project, manager: FlaskClient, path: str
) -> None:
    foreign = rows.line(factories.project(of=factories.office("KG")))
    for key in (foreign.id, 999999):
        browse = manager.post if path.endswith("correct") else manager.get
        assert browse(path.format(key), data={"quantity": "1", "note": "Mine now"}).status_code == 404
    assert len(logged()) == 1


def test_the_list_holds_lines_of_ones_own_projects_only(project: Project, manager: FlaskClient) -> None:
    rows.line(project, 100)
    rows.line(factories.project(of=factories.office("KG")), 11)
    assert '<span class="stat-value">100</span>' in manager.get("/materials").text


def test_the_catalogue_counts_each_edition_inside_the_readers_scope(project: Project, manager: FlaskClient) -> None:
    what = rows.edition("SAFE", language="ky")
    line = rows.line(project, 100, what=what)
    rows.line(project, -1, what=what, corrects_id=line.id)
    rows.line(factories.project(of=factories.office("KG")), 1000, what=what)
    for path in ("/materials/catalogue", f"/materials/catalogue/{what.material_id}"):
        page = manager.get(path).text
        assert f'href="/materials?edition={what.id}">99<' in page and "Kyrgyz" in page and ">500<" in page, path
    assert '<span class="stat-value">99</span>' in manager.get(f"/materials?edition={what.id}").text


def test_languages_are_named_in_the_readers_language(project: Project, signed_in: Enter) -> None:
    rows.edition(language="ky")
    page = signed_in(factories.account(Role.PROJECT_MANAGER, of=project.office), "ru").get("/materials/catalogue").text
    assert "Кыргызский" in page


def test_a_material_gets_its_editions_and_keeps_its_code(manager: FlaskClient) -> None:
    fields = {"code": "SAFE", "title_en": "Safe migration", "title_ru": "Безопасная миграция"}
    answer = manager.post("/materials/catalogue/new", data=fields)
    made = db.session.scalars(select(Material)).one()
    assert answer.status_code == 303 and answer.location.endswith(f"/materials/catalogue/{made.id}")
    again = manager.post("/materials/catalogue/new", data=fields)
    assert again.status_code == 422 and "is taken" in again.text and 'value="Safe migration"' in again.text
    manager.post(f"/materials/catalogue/{made.id}/edit", data={"code": "X", "title_en": "Safer", "title_ru": "Ещё"})
    edition = {"language": "tk", "carrier": "cd", "year": "2011", "print_run": "300"}
    assert manager.post(f"/materials/catalogue/{made.id}/editions/new", data=edition).status_code == 303
    twice = manager.post(f"/materials/catalogue/{made.id}/editions/new", data=edition)
    assert twice.status_code == 422 and "this edition already" in twice.text and 'value="300"' in twice.text
    db.session.refresh(made)
    assert (made.code, made.title_en, made.editions[0].print_run) == ("SAFE", "Safer", 300)


@pytest.mark.parametrize("fields", [
    {"language": "xx"}, {"language": ""}, {"carrier": "papyrus"}, {"year": "1066"}, {"print_run": "-1"},
])  # fmt: skip
def test_an_edition_that_cannot_be_is_refused(manager: FlaskClient, fields: dict[str, str]) -> None:
    path = f"/materials/catalogue/{rows.edition().material_id}/editions/new"
    assert manager.post(path, data={"language": "ru", "carrier": "cd", "year": "2011"} | fields).status_code == 422


def test_the_print_run_is_that_of_an_edition_of_this_material(manager: FlaskClient) -> None:
    mine, other = rows.edition(), rows.edition()
    wrong = f"/materials/catalogue/{mine.material_id}/editions/{other.id}"
    assert manager.post(wrong, data={"print_run": "1"}).status_code == 404
    assert manager.post(f"/materials/catalogue/{mine.material_id}/editions/{mine.id}", data={"print_run": ""}).status_code == 303
    db.session.expire_all()
    assert (mine.print_run, other.print_run) == (None, 500)


WRITING = ("/materials/distributions/new", "/materials/catalogue/new", "/materials/catalogue/{m}/edit",
           "/materials/catalogue/{m}/editions/new", "/materials/catalogue/{m}/editions/{e}", "/materials/events")  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_and_who_may_write(project: Project, signed_in: Enter, role: Role) -> None:
    line, who = rows.line(project), factories.person()
    browser = signed_in(factories.account(role, of=project.office, who=who))
    keys = {"m": line.edition.material_id, "e": line.edition_id}
    sees, writes = role is not Role.TRAINER, role in {Role.ADMINISTRATOR, Role.PROJECT_MANAGER}
    for path in ("/materials", "/materials/catalogue", "/materials/catalogue/{m}", f"/materials/distributions/{line.id}"):
        assert browser.get(path.format(**keys)).status_code == (200 if sees else 403), path
    for path in WRITING:
        assert browser.get(path.format(**keys)).status_code == (200 if writes else 403), path
    answer = browser.post(f"/materials/distributions/{line.id}/correct", data={"quantity": "1", "note": "Back"})
    assert answer.status_code == (303 if writes else 403)
    assert ("Log a hand-over" in browser.get("/materials").text) == writes


def test_a_donor_viewer_sees_no_name_and_no_word_that_may_hold_one(project: Project, signed_in: Enter) -> None:
    by = factories.account(Role.PROJECT_MANAGER, of=project.office)
    line = rows.line(project, 100, recorded_by_id=by.id, note="Handed to Ivanov")
    back = rows.line(project, -5, corrects_id=line.id, recorded_by_id=by.id, note="Ivanov returned them")
    donor = signed_in(factories.account(Role.DONOR_VIEWER, on=project))
    for path in ("/materials", f"/materials/distributions/{line.id}", f"/materials/distributions/{back.id}"):
        page = donor.get(path).text
        assert by.name not in page and by.email not in page and "Ivanov" not in page, path
    officer = signed_in(factories.account(Role.REPORTING_OFFICER, of=project.office))
    assert by.name in officer.get(f"/materials/distributions/{line.id}").text


def test_an_event_outside_the_readers_scope_is_not_named_on_a_line(project: Project, signed_in: Enter) -> None:
    away: Event = factories.event(of=factories.office("KG"), title_en="Far away")
    line = rows.line(project, at=away)
    reader = signed_in(factories.account(Role.REPORTING_OFFICER, on=project))
    for path in ("/materials", f"/materials/distributions/{line.id}"):
        assert "Far away" not in reader.get(path).text


@pytest.mark.parametrize("asked", ["памятка", "ПАМЯТКА", "safe"])
def test_the_catalogue_is_searched_without_regard_to_case(manager: FlaskClient, asked: str) -> None:
    factories.keep(Material(code="SAFE-9", title_en="Leaflet", title_ru="Памятка мигранту"))
    factories.keep(Material(code="OTHER-9", title_en="Poster", title_ru="Плакат"))
    page = manager.get("/materials/catalogue", query_string={"text": asked}).text
    assert "SAFE-9" in page and "OTHER-9" not in page
