"""What a list calls an organisation leads to it: by its names, by what was taught, or to a few that come near."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.permissions import Role
from lms.errors import Refused
from lms.extensions import db
from lms.participants import services
from lms.participants.agencies import Agencies, Meant, agency_key
from lms.participants.models import Organisation, OrganisationKind, Spelling
from tests import factories

SignedIn = Callable[..., FlaskClient]


def made(number: int, name_ru: str, country: str | None = "TM", **more: str) -> Organisation:
    return Organisation(id=number, kind=OrganisationKind.AGENCY, name_en=more.pop("name_en", f"E{number}"),
                        name_ru=name_ru, country=country, **more)  # fmt: skip


MINISTRIES = (
    made(1, "Министерство внутренних дел Туркменистана", code="TM-MIA"),
    made(2, "Генеральная прокуратура", name_en="General Prosecutor's Office"),
    made(3, "Генеральная прокуратура", "KG", name_en="General Prosecutor's Office"),
    made(4, "Международная организация по миграции", None),
)


@pytest.mark.parametrize("text", [
    "Министерство внутренних дел Туркменистана", "МИНИСТЕРСТВО ВНУТРЕННИХ ДЕЛ  ТУРКМЕНИСТАНА",
    "«Министерство внутренних дел» Туркменистана", "tm-mia", "E1",
])  # fmt: skip
def test_any_name_means_its_organisation_whatever_the_case_and_the_signs(text: str) -> None:
    assert Agencies(MINISTRIES).meant(text) == Meant(1)


@pytest.mark.parametrize(("country", "meant"), [("TM", Meant(2)), ("KG", Meant(3)), (None, Meant(maybe=(2, 3))), ("UZ", Meant(maybe=(2, 3)))])
def test_a_name_of_several_means_the_one_of_the_country(country: str | None, meant: Meant) -> None:
    assert Agencies(MINISTRIES).meant("генеральная прокуратура", country) == meant


def test_what_works_everywhere_is_meant_in_every_country() -> None:
    assert Agencies(MINISTRIES).meant("Международная организация по миграции", "KG") == Meant(4)


def test_a_typing_error_leads_to_an_offer_and_never_to_a_certainty() -> None:
    assert Agencies(MINISTRIES).meant("Министерство внутреннних дел Туркмнистана") == Meant(maybe=(1,))


@pytest.mark.parametrize("text", ["", "—", "Школа № 5", "прокуратура"])
def test_what_is_far_from_all_means_nothing(text: str) -> None:
    assert Agencies(MINISTRIES).meant(text) == Meant()


def test_numbers_tell_organisations_apart() -> None:
    courts = made(1, "Суд № 1"), made(2, "Суд №2")
    assert Agencies(courts).meant("суд 2") == Meant(2) and agency_key("Суд № 1") == "суд 1"


@pytest.fixture
def ministry(app: Flask) -> Organisation:
    return factories.organisation("Ministry of Internal Affairs")


@pytest.fixture
def manager(ministry: Organisation, signed_in: SignedIn) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office()))


def test_a_taught_name_is_known_shown_and_found(ministry: Organisation, manager: FlaskClient) -> None:
    assert manager.post(f"/organisations/{ministry.id}/names/new", data={"text": "МВД"}).status_code == 303
    assert Agencies([ministry]).meant("мвд") == Meant(ministry.id)
    assert "МВД" in manager.get(f"/organisations/{ministry.id}").text
    assert ministry.name_en in manager.get("/organisations?text=мвд").text


def test_a_forgotten_name_finds_nothing(ministry: Organisation, manager: FlaskClient) -> None:
    taught = services.teach_spelling(ministry, "МВД", by=None, at=factories.AT)
    db.session.commit()
    assert manager.post(f"/organisations/{ministry.id}/names/{taught.id}/remove").status_code == 303
    assert db.session.scalars(select(Spelling)).all() == [] and Agencies([ministry]).meant("мвд") == Meant()
    assert ministry.name_en not in manager.get("/organisations?text=мвд").text


@pytest.mark.parametrize("text", ["ministry of  INTERNAL affairs", "«МВД»", "***"])
def test_a_known_name_or_none_is_not_taught(ministry: Organisation, text: str) -> None:
    services.teach_spelling(ministry, "МВД", by=None, at=factories.AT)
    with pytest.raises(Refused):
        services.teach_spelling(ministry, text, by=None, at=factories.AT)


def test_an_edited_organisation_keeps_its_taught_names(ministry: Organisation) -> None:
    services.teach_spelling(ministry, "МВД", by=None, at=factories.AT)
    services.edit_organisation(ministry, name_ru="Министерство", by=None, at=factories.AT)
    assert "мвд" in ministry.search_key and "министерство" in ministry.search_key


def test_what_cannot_be_taught_stays_in_the_form(ministry: Organisation, manager: FlaskClient) -> None:
    answer = manager.post(f"/organisations/{ministry.id}/names/new", data={"text": "***"})
    assert answer.status_code == 422 and 'value="***"' in answer.text
