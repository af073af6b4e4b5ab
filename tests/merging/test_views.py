"""The pages of two people side by side, of merges, and what they answer when somebody was faster."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from lms.courses import attendance
from lms.extensions import db
from lms.participants import services as people
from lms.participants.models import Person
from tests import factories
from tests.merging.pairs import merge
from tests.merging.test_joining import on
from tests.queries import counted

AT = factories.AT.replace(month=11)


@pytest.fixture
def browser(app: Flask, signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    return signed_in(factories.account())


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([0-9a-f]+)"', page)
    assert found, name
    return found.group(1)


def addresses(kept: Person, gone: Person) -> str:
    return f"/people/{kept.id}/merge/{gone.id}"


def test_two_are_merged_after_their_figures_were_seen(browser: FlaskClient) -> None:
    project = factories.project()
    event = factories.event(projects=(project,), sessions=1)
    kept, gone, place, other = on(event, "P", "P", of="judge")
    attendance.finalise(event, by=None, at=AT)
    db.session.commit()
    path = addresses(kept, gone)
    page = browser.get(path).get_data(as_text=True)
    sent = {"seen": hidden(page, "seen"), f"event-{event.id}-post": "kept"}
    shown = browser.post(path, data=sent | {"preview": "1"}).get_data(as_text=True)
    assert "2 → 1" in shown and f"Both were on {event.code}: one enrolment instead of two." in shown and project.code in shown
    assert gone.merged_into_id is None
    done = browser.post(path, data=sent | {"confirm": hidden(shown, "confirm")})
    assert done.status_code == 303 and done.location.startswith("/people/merges/")
    assert gone.merged_into_id == kept.id and (place.completed, other.completed) == (True, False)
    assert "Undo the merge" in browser.get(done.location).get_data(as_text=True)
    assert gone.full_name in browser.get("/people/merges").get_data(as_text=True)
    assert "was merged into this person" in browser.get(f"/people/{kept.id}").get_data(as_text=True)
    assert browser.post(f"{done.location}/undo").status_code == 303
    assert gone.merged_into_id is None and other.completed
    assert browser.get(done.location).get_data(as_text=True).count("two people again") == 1


def test_a_choice_that_is_missing_is_asked_and_the_others_are_kept(browser: FlaskClient) -> None:
    event = factories.event(sessions=1)
    kept, gone, _place, _other = on(event, "P", "A", of="judge")
    path = addresses(kept, gone)
    seen = hidden(browser.get(path).get_data(as_text=True), "seen")
    answer = browser.post(path, data={"seen": seen, "preview": "1", f"event-{event.id}-post": "gone"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Choose one." in page
    assert f'name="event-{event.id}-post" value="gone" checked' in page
    assert f"session-{event.sessions[0].id}-error" in page and f"event-{event.id}-post-error" not in page


def test_what_was_chosen_after_the_preview_is_shown_again_and_not_merged(browser: FlaskClient) -> None:
    kept, gone = factories.person("Мамедов"), factories.person("Бердыев")
    path = addresses(kept, gone)
    seen = hidden(browser.get(path).get_data(as_text=True), "seen")
    shown = browser.post(path, data={"seen": seen, "surname": "kept", "preview": "1"}).get_data(as_text=True)
    sent = {"seen": seen, "surname": "gone", "confirm": hidden(shown, "confirm")}
    again = browser.post(path, data=sent)
    assert again.status_code == 200 and gone.merged_into_id is None
    assert browser.post(path, data=sent | {"confirm": hidden(again.get_data(as_text=True), "confirm")}).status_code == 303
    assert kept.surname == "Бердыев"


def test_an_edit_made_meanwhile_answers_409_and_nothing_is_merged(browser: FlaskClient) -> None:
    kept, gone = factories.person("Мамедов"), factories.person("Мамедов")
    path = addresses(kept, gone)
    seen = hidden(browser.get(path).get_data(as_text=True), "seen")
    shown = browser.post(path, data={"seen": seen, "preview": "1"}).get_data(as_text=True)
    people.edit_person(gone, note="Met in Mary", by=None, at=AT)
    db.session.commit()
    for sent in ({"preview": "1"}, {"confirm": hidden(shown, "confirm")}):
        answer = browser.post(path, data={"seen": seen} | sent)
        assert answer.status_code == 409 and "changed meanwhile" in answer.get_data(as_text=True)
    assert gone.merged_into_id is None


def test_who_was_merged_meanwhile_answers_409(browser: FlaskClient) -> None:
    kept, gone, third = (factories.person("Мамедов") for _n in range(3))
    merge(kept, gone)
    for path in (addresses(kept, gone), addresses(gone, third), addresses(third, gone)):
        for answer in (browser.get(path), browser.post(path), browser.post(path.replace("merge", "apart"))):
            assert answer.status_code == 409 and "merged meanwhile" in answer.get_data(as_text=True)


def test_two_people_are_told_so_and_cannot_be_merged(browser: FlaskClient) -> None:
    kept, gone = factories.person("Мамедов"), factories.person("Мамедов")
    browser.post(f"/people/{gone.id}/apart/{kept.id}")
    page = browser.get(addresses(kept, gone)).get_data(as_text=True)
    assert "cannot be merged" in page and "Take that back first" in page and "Show what changes" not in page
    seen = hidden(page, "seen")
    assert browser.post(addresses(kept, gone), data={"seen": seen, "preview": "1"}).status_code == 422


def test_nobody_stands_beside_themselves(browser: FlaskClient) -> None:
    who = factories.person("Мамедов")
    page = browser.get(addresses(who, who)).get_data(as_text=True)
    assert "These are not two people." in page


def test_an_undo_that_a_later_merge_stands_on_is_refused_in_words(browser: FlaskClient) -> None:
    one, two, three = (factories.person("Мамедов", given_name=name) for name in ("Аман", "Берды", "Сердар"))
    first = merge(one, two)
    merge(one, three)
    page = browser.get(f"/people/merges/{first.id}").get_data(as_text=True)
    assert "Мамедов Сердар was merged later" in page and "Undo the merge" not in page
    browser.post(f"/people/merges/{first.id}/undo", headers={"Referer": f"http://localhost/people/merges/{first.id}"})
    assert first.stands
    assert "Undo that merge first" in browser.get("/people/merges").get_data(as_text=True)


def test_a_later_correction_that_stays_is_told_after_the_undo(browser: FlaskClient) -> None:
    kept, gone = factories.person("Мамедов"), factories.person("Мамедов", phone="1")
    made = merge(kept, gone)
    people.edit_person(kept, phone="2", patronymic="Оразович", by=None, at=AT)
    db.session.commit()
    browser.post(f"/people/merges/{made.id}/undo")
    page = browser.get(f"/people/merges/{made.id}").get_data(as_text=True)
    assert "Phone: the later change stays." in page and kept.phone == "2"


def test_a_manager_merges_people_of_the_office_and_no_others(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    home, away = factories.office("TM"), factories.office("KG")
    mine, theirs = factories.person("Мамедов", of=home), factories.person("Мамедов", of=away)
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=home))
    assert manager.get(addresses(mine, theirs)).status_code == 404
    assert manager.get(addresses(mine, factories.person("Мамедов", of=home))).status_code == 200


@pytest.mark.parametrize("mine", ["kept", "gone"])
def test_either_office_sees_a_merge_and_undoes_it(app: Flask, signed_in: Callable[..., FlaskClient], mine: str) -> None:
    offices = {"kept": factories.office("TM"), "gone": factories.office("KG")}
    kept, gone = factories.person("O'Kept", of=offices["kept"]), factories.person("O'Gone", of=offices["gone"], phone="1")
    made = merge(kept, gone)
    people.edit_person(kept, phone="2", by=None, at=AT)
    db.session.commit()
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=offices[mine]))
    assert f"/people/merges/{made.id}" in manager.get("/people/merges").get_data(as_text=True)
    assert "Undo the merge" in manager.get(f"/people/merges/{made.id}").get_data(as_text=True)
    done = manager.post(f"/people/merges/{made.id}/undo")
    assert done.status_code == 303 and made.undone_at is not None
    page = manager.get(done.location).get_data(as_text=True)
    assert "Phone: the later change stays." in page and "A person of another office" in page
    names = {"kept": "O&#39;Kept", "gone": "O&#39;Gone"}
    for shown in (page, manager.get("/people/merges").get_data(as_text=True)):
        assert [side for side, name in names.items() if name in shown] == [mine]


def test_a_later_merge_that_one_does_not_see_is_not_named(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    home, away = factories.office("TM"), factories.office("KG")
    kept, gone = (factories.person("Мамедов", of=home) for _n in range(2))
    into, third = (factories.person("Секретов", of=away) for _n in range(2))
    people.tell_apart(gone, third, by=None, at=factories.AT)
    first = merge(kept, gone)
    merge(into, third)
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=home))
    address = f"/people/merges/{first.id}"
    page = manager.get(address).get_data(as_text=True)
    assert "people whom you do not see" in page and "Undo the merge" not in page and "Секретов" not in page
    manager.post(f"{address}/undo", headers={"Referer": f"http://localhost{address}"})
    assert first.stands and "Секретов" not in manager.get(address).get_data(as_text=True)


def test_both_languages_show_days_and_marks_in_words(app: Flask, signed_in: Callable[..., FlaskClient]) -> None:
    event = factories.event(sessions=1)
    kept, gone, _place, _other = on(event, "P", "A")
    kept_too = factories.person("Мамедов", birth_date=date(1975, 3, 4))
    page = signed_in(factories.account(), "ru").get(addresses(kept, gone)).get_data(as_text=True)
    assert "Присутствие" in page and "Отсутствие" in page
    page = signed_in(factories.account(), "ru").get(addresses(kept, kept_too)).get_data(as_text=True)
    assert "4 мар. 1975" in page


def test_the_page_asks_as_much_for_many_events_as_for_one(browser: FlaskClient) -> None:
    kept, gone = factories.person("Мамедов"), factories.person("Мамедов")

    def asked() -> int:
        with counted() as statements:
            browser.get(addresses(kept, gone))
        return len(statements)

    def both(event: object) -> None:
        for who in (kept, gone):
            factories.enrolment(event, who)

    both(factories.event(sessions=2))
    browser.get(addresses(kept, gone))
    few = asked()
    for _n in range(4):
        both(factories.event(sessions=2))
    assert asked() == few


@pytest.mark.parametrize(("born", "words"), [
    ({"birth_year": 1981}, ("Год рождения", "1979", "1981")),
    ({"birth_date": date(1981, 3, 4)}, ("Дата рождения", "год рождения: 1979", "4 мар. 1981")),
])  # fmt: skip
def test_a_year_of_birth_is_called_one(
    app: Flask, signed_in: Callable[..., FlaskClient], born: dict[str, Any], words: tuple[str, ...]
) -> None:
    kept, gone = factories.person("Мамедов", birth_year=1979), factories.person("Мамедов", **born)
    page = signed_in(factories.account(), "ru").get(addresses(kept, gone)).get_data(as_text=True)
    assert [word for word in words if word not in page] == []
