"""What every form does with text that looks like data about a victim: it asks once, and loses nothing (R19)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.permissions import Role
from lms.courses.models import Headcount
from lms.extensions import db
from lms.participants.models import Person
from tests import factories

ASKED = "Is this about a victim of trafficking?"


@pytest.fixture
def manager(app: Flask, signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


def person(note: str, **more: object) -> dict[str, object]:
    return {"surname": "Сапаров", "given_name": "Ылхам", "sex": "not_stated", "office": factories.office().id,
            "category_id": factories.category().id, "note": note} | more  # fmt: skip


def sent_along(page: str) -> str:
    found = re.search(r'name="victims_seen" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def people() -> int:
    return db.session.scalar(select(func.count(Person.id))) or 0


def test_a_note_about_a_victim_is_asked_about_with_its_words_and_nothing_is_saved(manager: FlaskClient) -> None:
    page = manager.post("/people/new", data=person("Из дела: потерпевшая Иванова"))
    assert page.status_code == 422
    assert ASKED in page.text
    assert "<li>потерпевшая Иванова</li>" in page.text
    assert people() == 0


def test_what_was_typed_stands_in_the_page_that_asks(manager: FlaskClient) -> None:
    page = manager.post("/people/new", data=person("Из дела: потерпевшая Иванова"))
    assert "Из дела: потерпевшая Иванова</textarea>" in page.text
    assert 'value="Сапаров"' in page.text


def test_pressed_a_second_time_it_is_saved(manager: FlaskClient) -> None:
    seen = sent_along(manager.post("/people/new", data=person("She is a victim")).text)
    assert manager.post("/people/new", data=person("She is a victim", victims_seen=seen)).status_code == 303
    assert people() == 1


def test_other_words_are_asked_about_anew(manager: FlaskClient) -> None:
    seen = sent_along(manager.post("/people/new", data=person("потерпевшая Иванова")).text)
    page = manager.post("/people/new", data=person("потерпевшая Петрова", victims_seen=seen))
    assert ASKED in page.text
    assert people() == 0


def test_a_second_question_of_the_page_keeps_the_answer_to_the_first(manager: FlaskClient) -> None:
    seen = sent_along(manager.post("/people/new", data=person("потерпевшая Иванова")).text)
    page = manager.post("/people/new", data=person("потерпевшая Иванова", victims_seen=seen, surname=""))
    assert ASKED not in page.text
    assert sent_along(page.text) == seen


def test_what_courses_are_about_is_not_asked_about(manager: FlaskClient) -> None:
    assert manager.post("/people/new", data=person("Работает с жертвами торговли людьми")).status_code == 303


def test_the_reason_of_a_headcount_is_asked_about_too(manager: FlaskClient) -> None:
    event = factories.event()
    data = {"number": "5", "reason": "Уголовное дело № 11", "source": "list", "sex": "not_stated"}
    page = manager.post(f"/events/{event.id}/headcounts", data=data)
    assert ASKED in page.text
    assert db.session.scalar(select(func.count(Headcount.id))) == 0


def test_a_search_asks_nothing(manager: FlaskClient) -> None:
    assert ASKED not in manager.get("/people?text=потерпевшая").text
