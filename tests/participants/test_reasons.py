"""Why two may be one human being, in the reader's words; and how the page that registers people tells it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from lms.accounts.permissions import Role
from lms.participants import matching
from lms.participants.described import Described
from lms.participants.evidence import Level
from lms.participants.matching import Verdict, compare
from lms.participants.models import Organisation, OrganisationKind
from lms.participants.reasons import told, told_all
from tests import factories
from tests.queries import counted

SignedIn = Callable[..., FlaskClient]
BORN = date(1975, 12, 24)


def somebody(**more: Any) -> Described:
    return Described(**{"surname": "Сапаров", "given_name": "Ылхам", "patronymic": "Назарович"} | more)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Births differ: 24 Dec 1975, 1980"), ("ru", "Дата или год рождения не совпадают: 24 дек. 1975\u00a0г. и 1980"),
])  # fmt: skip
def test_days_are_written_as_the_reader_writes_them(app: Flask, language: str, words: str) -> None:
    verdict = compare(somebody(birth_date=BORN), somebody(birth_year=1980))
    with force_locale(language):
        assert told(verdict)[-1] == words


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with force_locale("en"):
        yield


def _agency(english: str, russian: str) -> int:
    made = factories.keep(Organisation(kind=OrganisationKind.AGENCY, name_en=english, name_ru=russian))
    return int(made.id)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Both have served in the same organisation: Customs, Police"),
    ("ru", "Служили в одной организации: Полиция, Таможня"),
])  # fmt: skip
def test_organisations_are_called_by_their_names(app: Flask, language: str, words: str) -> None:
    names = (("Police", "Полиция"), ("Customs", "Таможня"))
    both = frozenset(_agency(*name) for name in names)
    with force_locale(language):
        assert words in told(compare(somebody(agencies=both), somebody(agencies=both)))


def test_the_organisations_of_many_verdicts_are_asked_for_once(english: None) -> None:
    agencies = [factories.organisation().id for _ in range(5)]
    same = [compare(somebody(agencies=frozenset({one})), somebody(agencies=frozenset({one}))) for one in agencies]
    with counted() as statements:
        assert len(told_all(same)) == 5
    assert len(statements) == 1


def test_where_no_organisation_is_named_the_database_is_not_asked(english: None) -> None:
    with counted() as statements:
        assert told(compare(somebody(birth_date=BORN), somebody(birth_date=BORN))) == ["The same name", "The same birth date"]
    assert statements == []


def test_an_organisation_that_is_gone_has_no_name(english: None) -> None:
    gone = Verdict(60, Level.MAYBE, (("Both have served in the same organisation: %(organisations)s",
                                      {"organisations": frozenset({999999})}),))  # fmt: skip
    assert told(gone) == ["Both have served in the same organisation: —"]


def test_every_reason_there_is_can_be_told_in_both_languages(app: Flask) -> None:
    everything = [sentence for group in (matching.SAME_NUMBER, matching.OTHER_NUMBER, matching.BIRTHS, *matching.BY_AGREEMENT.values())
                  for sentence in group.values()]  # fmt: skip
    verdict = Verdict(60, Level.MAYBE, tuple((one, {"one": BORN, "other": 1980, "year": 1975}) for one in everything))
    with force_locale("en"):
        english = told(verdict)
    with force_locale("ru"):
        russian = told(verdict)
    assert all("%" not in one for one in english + russian) and not set(english) & set(russian)


@pytest.fixture
def manager(app: Flask, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


def typed(**more: object) -> dict[str, Any]:
    return {"surname": "Сапаров", "given_name": "Ылхам", "sex": "not_stated", "birth_date": "1975-12-24",
            "office": factories.office().id, "category_id": factories.category().id} | more  # fmt: skip


def test_who_is_certainly_known_is_shown_before_who_may_be(manager: FlaskClient) -> None:
    perhaps = factories.person("Сапаров", given_name="Ылхам")
    certain = factories.person("Saparow", given_name="Ylham", birth_date=BORN)
    page = manager.post("/people/new", data=typed()).get_data(as_text=True)
    strong, weak = page.index("This person is certainly known already"), page.index("This person may be known already")
    assert strong < page.index(f'href="/people/{certain.id}"') < weak < page.index(f'href="/people/{perhaps.id}"')
    assert "The same birth date" in page[strong:weak] and "Nothing but the name is known" in page[weak:]
    assert f'value="{certain.id},{perhaps.id}"' in page


def test_even_who_is_certainly_known_may_be_registered_knowingly(manager: FlaskClient) -> None:
    known = factories.person("Сапаров", given_name="Ылхам", birth_date=BORN)
    assert "I have looked" in manager.post("/people/new", data=typed()).get_data(as_text=True)
    assert manager.post("/people/new", data=typed(seen=known.id)).status_code == 303


def test_who_is_known_can_be_enrolled_instead_with_those_ticked_before(manager: FlaskClient) -> None:
    event, ticked = factories.event(), factories.person("Аманов")
    known = factories.person("Сапаров", given_name="Ылхам", birth_date=BORN)
    page = manager.post(f"/people/new?event={event.id}&person={ticked.id}", data=typed()).get_data(as_text=True)
    assert f"/events/{event.id}/enrol?person={ticked.id}&amp;person={known.id}&amp;text=" in page
    assert "Enrol this person" in page


def test_without_an_event_the_known_person_is_opened(manager: FlaskClient) -> None:
    factories.person("Сапаров", given_name="Ылхам", birth_date=BORN)
    foreign = factories.event(of=factories.office("KG"))
    for address in ("/people/new", f"/people/new?event={foreign.id}"):
        page = manager.post(address, data=typed()).get_data(as_text=True)
        assert "Open this person instead" in page and "/enrol?" not in page
