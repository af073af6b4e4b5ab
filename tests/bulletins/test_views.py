"""The pages of bulletins: whom they show what, and what they do with what is typed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.permissions import Role
from lms.bulletins.models import Article, Bulletin
from lms.extensions import db
from lms.participants.models import Sex
from tests import factories
from tests.bulletins import issues
from tests.bulletins.issues import seminar
from tests.queries import counted, read_ledger

Enter = Callable[..., FlaskClient]
FIELDS = {"title_en": "T", "title_ru": "Т", "year": "2011", "quarter": "4", "number": "4", "introduction_en": "I", "introduction_ru": "В"}
ARTICLE = {"heading_en": "H", "heading_ru": "З", "text_en": "One.\n\nTwo.", "text_ru": "Раз.", "tells_figures": "y", "thanks_donors": "y"}


@pytest.fixture
def officer(app: Flask, signed_in: Enter) -> FlaskClient:
    return signed_in(factories.account(Role.REPORTING_OFFICER))


def page(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def test_an_issue_is_begun_written_and_published(officer: FlaskClient) -> None:
    event = seminar(("judge", Sex.MALE, 9))
    begun = officer.post("/bulletins/new", data=FIELDS | {"office": ""})
    assert begun.status_code == 303
    issue = db.session.scalars(select(Bulletin)).one()
    added = officer.post(f"/bulletins/{issue.id}/articles/new", data=ARTICLE | {"events": [event.id]})
    assert added.status_code == 303
    shown = page(officer, f"/bulletins/{issue.id}")
    assert "<p>One.</p><p>Two.</p>" in shown.replace("\n", "").replace("  ", "") or ("<p>One.</p>" in shown and "<p>Two.</p>" in shown)
    assert "judges 9 (9 male)" in shown
    assert officer.post(f"/bulletins/{issue.id}/publish", data={"read": "y"}).status_code == 303
    published = page(officer, f"/bulletins/{issue.id}")
    assert issue.is_published and str(issue.sha256) in published and "Add an article" not in published
    body = officer.get(f"/bulletins/{issue.id}/files/{issue.files[0].id}")
    assert body.mimetype == "application/pdf" and body.data == issue.files[0].content.body


def test_nothing_is_published_before_it_was_read(officer: FlaskClient) -> None:
    issue = issues.draft(None)
    answer = officer.post(f"/bulletins/{issue.id}/publish", follow_redirects=True)
    assert "Say that you have read the issue" in answer.get_data(as_text=True) and not issue.is_published


def test_an_issue_that_is_not_ready_says_why_in_the_readers_language(app: Flask, signed_in: Enter) -> None:
    issue = issues.draft(None, articles=0)
    issues.article(issue, text_ru=None)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER), "ru")
    assert "У статьи «Семинар» пока нет текста на русском языке." in page(browser, f"/bulletins/{issue.id}")


def test_whoever_only_reads_sees_what_is_published_anywhere_and_no_draft(app: Flask, signed_in: Enter) -> None:
    draft, published = issues.draft(factories.office()), issues.published(factories.office("KG"))
    donor = signed_in(factories.account(Role.DONOR_VIEWER, on=factories.project()))
    listed = page(donor, "/bulletins")
    assert f"/bulletins/{published.id}" in listed and f"/bulletins/{draft.id}\"" not in listed and "Begin an issue" not in listed
    assert donor.get(f"/bulletins/{draft.id}").status_code == 404
    shown = page(donor, f"/bulletins/{published.id}")
    assert "It was held." in shown and "Begin a corrected issue" not in shown
    assert donor.get(f"/bulletins/{published.id}/files/{published.files[0].id}").status_code == 200
    assert donor.post(f"/bulletins/{published.id}/correct").status_code == 403


def test_another_offices_issue_is_read_and_not_corrected(app: Flask, signed_in: Enter) -> None:
    published = issues.published(factories.office("KG"))
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))
    assert manager.get(f"/bulletins/{published.id}").status_code == 200
    assert manager.post(f"/bulletins/{published.id}/correct").status_code == 404
    assert manager.get(f"/bulletins/{published.id}/edit").status_code == 404


def test_how_an_issue_came_to_be_is_told_at_its_office_only(app: Flask, signed_in: Enter) -> None:
    published = issues.published(factories.office("KG"))
    for office, answered in (("KG", 200), ("TM", 404)):
        manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office(office)))
        assert manager.get(f"/audit/bulletin/{published.id}").status_code == answered


def test_one_office_does_not_speak_for_all(app: Flask, signed_in: Enter) -> None:
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))
    answer = manager.post("/bulletins/new", data=FIELDS | {"office": ""})
    assert answer.status_code == 422 and "Choose one." in answer.get_data(as_text=True)
    assert manager.post("/bulletins/new", data=FIELDS | {"office": factories.office("KG").id}).status_code == 422
    assert manager.post("/bulletins/new", data=FIELDS | {"office": factories.office().id}).status_code == 303


@pytest.mark.parametrize("wrong", [{"year": "1"}, {"year": "x"}, {"quarter": "5"}, {"quarter": ""}, {"number": "0"}, {"title_ru": " "}, {"number": "9" * 30}])
def test_a_wrong_field_is_told_and_the_rest_stays_as_typed(officer: FlaskClient, wrong: dict[str, str]) -> None:
    answer = officer.post("/bulletins/new", data=FIELDS | {"office": "", "introduction_ru": "Вступление."} | wrong)
    assert answer.status_code == 422 and "Вступление." in answer.get_data(as_text=True)
    assert db.session.scalars(select(Bulletin)).all() == []


def test_an_event_is_linked_by_its_code_also_from_another_quarter(officer: FlaskClient) -> None:
    issue, event = issues.draft(None, articles=0), factories.event(code="OLD-1", starts_on=issues.DAY.replace(year=2009))
    officer.post(f"/bulletins/{issue.id}/articles/new", data=ARTICLE | {"codes": " OLD-1, OLD-1 "})
    article = db.session.scalars(select(Article)).one()
    assert [one.event_id for one in article.links] == [event.id]
    assert 'value="OLD-1"' in page(officer, f"/bulletins/{issue.id}/articles/{article.id}")


def test_a_code_that_nobody_knows_is_told_and_the_text_stays(officer: FlaskClient) -> None:
    issue = issues.draft(None, articles=0)
    answer = officer.post(f"/bulletins/{issue.id}/articles/new", data=ARTICLE | {"codes": "NO-SUCH"})
    said = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "There is no event NO-SUCH." in said and "One.\n\nTwo." in said


def test_an_event_of_another_office_is_not_linked(app: Flask, signed_in: Enter) -> None:
    here, foreign = factories.office(), factories.event(of=factories.office("KG"), code="KG-1", starts_on=issues.DAY)
    issue = issues.draft(here, articles=0)
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=here))
    for fields in ({"events": [foreign.id]}, {"codes": "KG-1"}):
        assert manager.post(f"/bulletins/{issue.id}/articles/new", data=ARTICLE | fields).status_code == 422
    assert db.session.scalars(select(Article)).all() == []


def test_an_event_that_the_editor_does_not_see_stays_linked(app: Flask, signed_in: Enter) -> None:
    here, foreign = factories.office(), factories.event(of=factories.office("KG"), starts_on=issues.DAY)
    issue = issues.draft(here, events=[foreign.id])
    manager, article = signed_in(factories.account(Role.PROJECT_MANAGER, of=here)), issue.articles[0]
    shown = page(manager, f"/bulletins/{issue.id}/articles/{article.id}")
    assert "An event that you do not see" in shown and foreign.code not in shown
    assert manager.post(f"/bulletins/{issue.id}/articles/{article.id}", data=ARTICLE | {"events": [foreign.id]}).status_code == 303
    db.session.expire_all()
    assert [one.event_id for one in article.links] == [foreign.id]


def test_a_text_about_a_victim_is_asked_about_before_it_is_kept(officer: FlaskClient) -> None:
    issue = issues.draft(None, articles=0)
    answer = officer.post(f"/bulletins/{issue.id}/articles/new", data=ARTICLE | {"text_ru": "Потерпевшая Иванова, 23 года."})
    assert answer.status_code == 422 and "Is this about a victim of trafficking?" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Article)).all() == []


def test_hostile_text_is_shown_as_text(officer: FlaskClient) -> None:
    issue = issues.draft(None, articles=0, title_en="<script>alert(1)</script>")
    issues.article(issue, heading_en="<img src=x onerror=alert(2)>", text_en="{{ 7*7 }} <b>x</b>")
    shown = page(officer, f"/bulletins/{issue.id}")
    assert "<script>alert" not in shown and "<img src=x" not in shown and "<b>x</b>" not in shown and "{{ 7*7 }}" in shown


def test_articles_are_moved_and_removed_from_the_page(officer: FlaskClient) -> None:
    issue = issues.draft(None, articles=0)
    made = [issues.article(issue, heading_en=name) for name in ("First", "Second")]
    officer.post(f"/bulletins/{issue.id}/articles/{made[1].id}/up")
    db.session.expire_all()
    assert [one.heading_en for one in issue.articles] == ["Second", "First"]
    officer.post(f"/bulletins/{issue.id}/articles/{made[1].id}/remove")
    db.session.expire_all()
    assert [one.heading_en for one in issue.articles] == ["First"]


def test_what_is_published_cannot_be_edited_by_its_address(officer: FlaskClient) -> None:
    issue = issues.published(None)
    for path in (f"/bulletins/{issue.id}/edit", f"/bulletins/{issue.id}/articles/new", f"/bulletins/{issue.id}/articles/{issue.articles[0].id}"):
        answer = officer.get(path, follow_redirects=True)
        assert "A published bulletin never changes." in answer.get_data(as_text=True)


def test_a_draft_is_given_as_files_that_say_so(officer: FlaskClient) -> None:
    issue = issues.draft(None)
    for kind in ("pdf", "docx"):
        answer = officer.get(f"/bulletins/{issue.id}/draft-ru.{kind}")
        assert answer.status_code == 200 and f"draft-bulletin-no1-2011-q4-ru.{kind}" in answer.headers["Content-Disposition"]


def test_the_list_narrows_by_office_and_state(officer: FlaskClient) -> None:
    here, there = issues.draft(factories.office(), title_en="Here"), issues.published(factories.office("KG"))
    assert "Here" in page(officer, f"/bulletins?office={here.office_id}") and "A bulletin" not in page(officer, f"/bulletins?office={here.office_id}")
    assert "Here" not in page(officer, "/bulletins?state=published") and there.title_en in page(officer, "/bulletins?state=published")
    assert "No bulletin matches" in page(officer, f"/bulletins?office={there.office_id}&state=draft")


@pytest.mark.parametrize("path", ["/bulletins", "/bulletins/{issue}", "/bulletins/{issue}/articles/{article}"])
def test_a_page_asks_as_much_for_many_as_for_few(app: Flask, signed_in: Enter, path: str) -> None:
    asked: list[int] = []
    browser: Any = signed_in(factories.account(Role.ADMINISTRATOR))
    for number in (2, 8):
        project = factories.project()
        events = [seminar(("judge", Sex.MALE, 6), projects=(project,)).id for _ in range(number)]
        for n in range(number):
            issues.draft(factories.office(f"O{number}{n}"), title_en=f"{n}")
        issue = issues.draft(factories.office(f"O{number}0"), events=events, articles=1)
        read_ledger()
        address = path.format(issue=issue.id, article=issue.articles[0].id)
        page(browser, address)
        db.session.expunge_all()
        with counted() as statements:
            page(browser, address)
        asked.append(len(statements))
    assert asked[0] == asked[1], asked


def test_a_published_issue_is_shown_without_counting(app: Flask, officer: FlaskClient) -> None:
    issue = issues.published(None, events=[seminar(("judge", Sex.MALE, 9)).id])
    page(officer, f"/bulletins/{issue.id}")
    with counted() as statements:
        page(officer, f"/bulletins/{issue.id}")
    assert not any("enrolment" in one or "distribution" in one for one in statements)
