"""The catalogue of courses."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.permissions import POLICY, Permission, Role
from lms.courses import services
from lms.courses.models import Course
from lms.extensions import db
from tests import factories

Enter = Callable[..., FlaskClient]
AT = datetime(2011, 10, 1, 9, 0, tzinfo=UTC)
COURSE = {
    "code": "CT", "version": "1", "title_en": "Basics", "title_ru": "Основы", "kind": "training",
    "min_attendance_percent": "80", "counts_as_training": "y", "modules": "Law | Право | 4\nPractice",
}  # fmt: skip


def saved() -> Course | None:
    return db.session.scalar(select(Course).where(Course.code == "CT"))


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_and_change_courses_is_what_the_policy_says(app: Flask, signed_in: Enter, role: Role) -> None:
    course, browser = factories.course(), signed_in(factories.account(role))
    sees, edits = Permission.SEE_COURSES in POLICY[role], Permission.EDIT_COURSES in POLICY[role]
    for path in ("/courses", f"/courses/{course.id}"):
        assert browser.get(path).status_code == (200 if sees else 403)
    for path in ("/courses/new", f"/courses/{course.id}/edit"):
        assert browser.get(path).status_code == (200 if edits else 403)
        assert browser.post(path, data={}).status_code == (422 if edits else 403)


def test_a_course_is_added_with_its_modules(app: Flask, signed_in: Enter) -> None:
    assert signed_in(factories.account()).post("/courses/new", data=COURSE).status_code == 303
    assert [(m.title_en, m.title_ru, m.hours) for m in saved().modules] == [("Law", "Право", 4), ("Practice", "Practice", None)]


def test_the_form_of_a_course_opens_with_what_is_known_and_saves_it_unchanged(app: Flask, signed_in: Enter) -> None:
    course, browser = factories.course("CT", hours=Decimal("16.5"), min_attendance_percent=75), signed_in(factories.account())
    services.set_modules(course, [("Law", "Право", Decimal("20.0"))], by=None, at=AT)
    db.session.commit()
    page = browser.get(f"/courses/{course.id}/edit").get_data(as_text=True)
    assert "Law | Право | 20</textarea>" in page and 'value="75"' in page
    module = course.modules[0].id
    sent = COURSE | {"min_attendance_percent": "75", "modules": "Law | Право | 20"}
    assert browser.post(f"/courses/{course.id}/edit", data=sent).status_code == 303
    assert [m.id for m in course.modules] == [module]


@pytest.mark.parametrize("bad", [
    {"code": ""}, {"title_ru": "x" * 301}, {"min_attendance_percent": "101"}, {"modules": "a | b | c"},
    {"modules": "a | b | 1 | 2"}, {"modules": "x" * 301}, {"modules": "a | b | NaN"}, {"hours": "sNaN"}, {"kind": ""},
])  # fmt: skip
def test_bad_input_comes_back_with_a_sentence(app: Flask, signed_in: Enter, bad: dict) -> None:
    answer = signed_in(factories.account()).post("/courses/new", data=COURSE | {"languages": "tk, kept"} | bad)
    assert answer.status_code == 422 and 'value="tk, kept"' in answer.get_data(as_text=True)
    assert saved() is None


def test_a_taken_code_is_told_at_its_field(app: Flask, signed_in: Enter) -> None:
    factories.course("CT")
    answer = signed_in(factories.account()).post("/courses/new", data=COURSE)
    assert answer.status_code == 422 and "There is a course CT of version 1 already." in answer.get_data(as_text=True)


def test_courses_are_found_and_sorted_in_either_alphabet(app: Flask, signed_in: Enter) -> None:
    for title in ("Ёлка", "Ель", "Абай"):
        services.create_course(code=title, title_en="A course", title_ru=title, by=None, at=AT)
    db.session.commit()
    browser = signed_in(factories.account(), "ru")
    page = browser.get("/courses?sort=title").get_data(as_text=True)
    assert re.findall(r">(Ёлка|Ель|Абай)</td>", page) == ["Абай", "Ель", "Ёлка"]
    page = browser.get("/courses?text=ёлка").get_data(as_text=True)
    assert "Ёлка" in page and "Абай" not in page


def test_the_page_of_a_course_lists_only_events_one_sees(app: Flask, signed_in: Enter) -> None:
    course = factories.course()
    factories.event(title_en="Ours", course=course)
    factories.event(title_en="Theirs", course=course, of=factories.office("KG"))
    browser = signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office("TM")))
    page = browser.get(f"/courses/{course.id}").get_data(as_text=True)
    assert "Ours" in page and "Theirs" not in page


def test_the_page_of_a_course_tells_how_many_take_part(app: Flask, signed_in: Enter) -> None:
    course = factories.course()
    event = factories.event(course=course)
    factories.enrolment(event)
    factories.enrolment(event)
    page = signed_in(factories.account(Role.PROJECT_MANAGER)).get(f"/courses/{course.id}").get_data(as_text=True)
    assert 'data-label="Participants">2</td>' in page
