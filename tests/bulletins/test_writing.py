"""What two people type into the same issue, in one language or in two, too long, or for a number that is taken."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from lms.accounts.permissions import Role
from lms.bulletins import services
from lms.bulletins.forms import LONGEST_TEXT
from lms.bulletins.models import Article, Bulletin
from lms.errors import Conflict, Refused
from lms.extensions import db
from tests import factories
from tests.bulletins import issues
from tests.bulletins.issues import LATER
from tests.bulletins.test_views import ARTICLE, FIELDS

Enter = Callable[..., FlaskClient]
ON = {"by": None, "at": LATER}


@pytest.fixture
def officer(app: Flask, signed_in: Enter) -> FlaskClient:
    return signed_in(factories.account(Role.REPORTING_OFFICER))


def revision(page: str) -> str:
    return re.findall(r'name="revision"[^>]*value="(\d+)"', page)[0]


def test_of_two_who_edit_an_issue_the_second_is_told_and_keeps_what_they_typed(officer: FlaskClient) -> None:
    issue = issues.draft(None)
    path = f"/bulletins/{issue.id}/edit"
    seen = revision(officer.get(path).text)
    first = officer.post(path, data=FIELDS | {"revision": seen, "title_en": "By the first"})
    second = officer.post(path, data=FIELDS | {"revision": seen, "title_en": "By the second"})
    assert first.status_code == 303 and second.status_code == 422
    assert "Somebody else changed this meanwhile" in second.text and "By the second" in second.text
    assert db.session.get_one(Bulletin, issue.id).title_en == "By the first"
    assert officer.post(path, data=FIELDS | {"revision": revision(second.text), "title_en": "By the second"}).status_code == 303
    assert db.session.get_one(Bulletin, issue.id).title_en == "By the second"


def test_of_two_who_edit_an_article_the_second_is_told_and_keeps_what_they_typed(officer: FlaskClient) -> None:
    issue = issues.draft(None)
    path = f"/bulletins/{issue.id}/articles/{issue.articles[0].id}"
    seen = revision(officer.get(path).text)
    first = officer.post(path, data=ARTICLE | {"revision": seen, "text_ru": "Первый."})
    second = officer.post(path, data=ARTICLE | {"revision": seen, "text_ru": "Второй."})
    assert first.status_code == 303 and second.status_code == 422
    assert "Somebody else changed this meanwhile" in second.text and "Второй." in second.text
    assert officer.post(path, data=ARTICLE | {"revision": revision(second.text), "text_ru": "Второй."}).status_code == 303
    assert db.session.get_one(Article, issue.articles[0].id).text_ru == "Второй."


def test_a_change_of_links_alone_overtakes_a_writer_and_a_move_does_not(app: Flask) -> None:
    event, issue = issues.seminar(), issues.draft(None, articles=2)
    article = issue.articles[0]
    seen = article.revision
    services.move_article(article, up=False, **ON)
    services.edit_article(article, events=[event.id], seen=seen, **ON)
    db.session.commit()
    with pytest.raises(Conflict):
        services.edit_article(article, events=[], seen=seen, **ON)


@pytest.mark.parametrize(("typed", "empty"), [("introduction_en", "introduction_ru"), ("introduction_ru", "introduction_en")])
def test_an_introduction_in_one_language_is_refused_at_the_empty_field(officer: FlaskClient, typed: str, empty: str) -> None:
    fields = FIELDS | {"office": "", "introduction_en": "", "introduction_ru": "", typed: "A word."}
    issue = issues.draft(None, number=77)
    for path in ("/bulletins/new", f"/bulletins/{issue.id}/edit"):
        answer = officer.post(path, data=fields)
        assert answer.status_code == 422 and "A word." in answer.text
        assert "Write it in both languages, or in neither." in answer.text.partition(f'id="{empty}-error"')[2].partition("</p>")[0]


@pytest.mark.parametrize(("typed", "empty"), [("thanks_en", "thanks_ru"), ("thanks_ru", "thanks_en")])
def test_an_acknowledgement_in_one_language_is_refused_at_the_empty_field(officer: FlaskClient, typed: str, empty: str) -> None:
    issue = issues.draft(None)
    for path in (f"/bulletins/{issue.id}/articles/new", f"/bulletins/{issue.id}/articles/{issue.articles[0].id}"):
        answer = officer.post(path, data=ARTICLE | {typed: "Thank you."})
        assert answer.status_code == 422 and "Thank you." in answer.text
        assert "Write it in both languages, or in neither." in answer.text.partition(f'id="{empty}-error"')[2].partition("</p>")[0]


def test_an_acknowledgement_needs_no_event(officer: FlaskClient) -> None:
    issue = issues.draft(None, articles=0)
    officer.post(f"/bulletins/{issue.id}/articles/new", data=ARTICLE | {"thanks_en": "Thank you.", "thanks_ru": "Спасибо."})
    db.session.expire_all()
    assert [issues.told(issue, one).articles[0].thanks for one in ("en", "ru")] == ["Thank you.", "Спасибо."]


def test_a_number_is_taken_once_a_year_at_an_office_and_for_all_of_them(officer: FlaskClient) -> None:
    here, there = factories.office(), factories.office("KG")
    issues.draft(here, number=4)
    every = issues.draft(None, number=5)
    for office, number, answered in ((here.id, 4, 422), (there.id, 4, 303), ("", 5, 422), ("", 4, 303), (here.id, 5, 303)):
        answer = officer.post("/bulletins/new", data=FIELDS | {"office": office, "number": number})
        assert answer.status_code == answered, (office, number)
        assert ("There is an issue No." in answer.text) == (answered == 422)
    assert officer.post("/bulletins/new", data=FIELDS | {"office": "", "number": 4, "year": 2012}).status_code == 303
    taken = officer.post(f"/bulletins/{every.id}/edit", data=FIELDS | {"number": 4})
    assert taken.status_code == 422 and "There is an issue No. 4 of 2011 already." in taken.text


def test_a_corrected_version_keeps_its_number_and_takes_no_other(app: Flask) -> None:
    issue, _other = issues.published(None), issues.draft(None, number=9)
    corrected = services.correct(issue, **ON)
    services.edit(corrected, number=8, **ON)
    services.edit(corrected, number=issue.number, **ON)
    with pytest.raises(Refused, match=r"No\. 9 of 2011"):
        services.edit(corrected, number=9, **ON)


@pytest.mark.parametrize("office", [True, False])
def test_the_database_itself_refuses_a_number_twice(app: Flask, office: bool) -> None:
    of = factories.office() if office else None
    issues.draft(of, number=4), issues.draft(of, number=5)
    with pytest.raises(IntegrityError, match=r"uq_bulletin|UNIQUE"), db.session.begin_nested():
        db.session.execute(text("UPDATE bulletin SET number = 4 WHERE number = 5"))


@pytest.mark.parametrize("field", ["text_en", "text_ru"])
def test_a_text_that_is_too_long_is_told_and_kept_whole(officer: FlaskClient, field: str) -> None:
    issue = issues.draft(None)
    path, long = f"/bulletins/{issue.id}/articles/{issue.articles[0].id}", "ы" * LONGEST_TEXT + "!"
    answer = officer.post(path, data=ARTICLE | {field: long})
    assert answer.status_code == 422 and long in answer.text and "20000" in answer.text.partition(f'id="{field}-error"')[2]
    assert officer.post(path, data=ARTICLE | {field: long[:-1]}).status_code == 303


@pytest.mark.parametrize("path", ["/bulletins/{0}/edit", "/bulletins/{0}/articles/new"])
def test_no_browser_cuts_a_text_without_a_word(officer: FlaskClient, path: str) -> None:
    page = officer.get(path.format(issues.draft(None).id)).text
    areas = re.findall(r"<textarea[^>]*>", page)
    assert len(areas) == 2 and not any("maxlength" in one for one in areas) and "maxlength" in page


def test_all_offices_are_offered_to_whoever_reaches_them(app: Flask, signed_in: Enter) -> None:
    for role, more, offered in ((Role.PROJECT_MANAGER, {"of": factories.office()}, 0), (Role.REPORTING_OFFICER, {}, 1)):
        browser = signed_in(factories.account(role, **more))
        page = browser.get("/bulletins/new").text.partition('id="office"')[2].partition("</select>")[0]
        assert page.count("All offices") == offered
        assert ("A draft of all offices is seen by those who work for all." in browser.get("/bulletins").text) == (not offered)


def test_whoever_removes_an_article_is_asked_about_it_by_name(officer: FlaskClient) -> None:
    issue = issues.draft(None, articles=0)
    issues.article(issue, heading_en="A “good” day")
    assert "Remove the article “A “good” day”?" in officer.get(f"/bulletins/{issue.id}").text


def test_files_are_named_by_issue_and_a_corrected_one_by_its_version(app: Flask) -> None:
    issue = issues.published(None)
    assert {one.name for one in issue.files} >= {"bulletin-no1-2011-q4-en.pdf", "bulletin-no1-2011-q4-ru.docx"}
    corrected = services.correct(issue, **ON)
    assert corrected.file_name("ru", "pdf") == "bulletin-no1-2011-q4-v2-ru.pdf"


def test_a_quarter_is_told_in_words(officer: FlaskClient) -> None:
    issue = issues.draft(None)
    assert issues.told(issue).quarter == "Fourth quarter of 2011" and issues.told(issue, "ru").quarter == "IV квартал 2011 года"
    assert "Fourth quarter of 2011" in officer.get("/bulletins").text
    assert db.session.scalar(select(func.count()).select_from(Bulletin)) == 1
