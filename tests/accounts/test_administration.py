"""The administration of accounts: list, make, grant, disable, link, set a password; refusals are sentences on the page."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.models import Account, Grant, SignIn
from lms.accounts.permissions import Role
from lms.courses.codes import EnrolmentRole
from lms.extensions import db
from tests import factories
from tests.queries import counted

Enter = Callable[..., FlaskClient]
NEW = {"email": "new@example.org", "name": "New One", "language": "ru", "password": "a first password"}


@pytest.fixture
def admin(app: Flask, signed_in: Enter) -> FlaskClient:
    return signed_in(factories.account(Role.ADMINISTRATOR))


def text(answer) -> str:
    return answer.get_data(as_text=True)


def reloaded(who: Account) -> Account:
    db.session.expire_all()
    return db.session.scalars(select(Account).where(Account.id == who.id)).one()


def listed(browser: FlaskClient, query: str) -> str:
    answer = browser.get(f"/accounts?{query}")
    assert answer.status_code == 200
    return text(answer)


def test_the_list_names_each_grant_with_its_reach(admin: FlaskClient) -> None:
    of = factories.office("KG")
    who = factories.account(Role.PROJECT_MANAGER, of=of)
    project = factories.project("P-LIST", of=of)
    factories.account(Role.DONOR_VIEWER, on=project)
    page = listed(admin, "")
    assert who.email in page and "Office KG" in page and "Project P-LIST" in page and "Everywhere" in page


def test_the_list_is_narrowed_by_name_role_office_and_state(admin: FlaskClient) -> None:
    of = factories.office("KG")
    in_office = factories.account(Role.TRAINER, of=of)
    on_project = factories.account(Role.DONOR_VIEWER, on=factories.project(of=of))
    elsewhere = factories.account(Role.TRAINER, of=factories.office("TJ"))
    admin.post(f"/accounts/{elsewhere.id}/state", data={"disabled": "yes"})
    everyone = {in_office.email, on_project.email, elsewhere.email}

    def shown(query: str) -> set[str]:
        page = listed(admin, query)
        return {email for email in everyone if email in page}

    assert shown(f"text={in_office.email.upper()}") == {in_office.email}
    assert shown("role=trainer") == {in_office.email, elsewhere.email}
    assert shown(f"office={of.id}") == {in_office.email, on_project.email}
    assert shown("state=disabled") == {elsewhere.email}
    assert shown("text=nobody-at-all") == set()


def test_a_cyrillic_name_is_found_whatever_its_case(admin: FlaskClient) -> None:
    who = factories.account(Role.TRAINER)
    admin.get("/accounts")
    from lms.accounts import services

    services.rename(who, name="Аман Мамедов", language="ru", by=who, at=factories.AT)
    db.session.commit()
    for asked in ("мамедов", "МАМЕДОВ", "Мамедов"):
        assert who.email in listed(admin, f"text={asked}")


def test_the_list_sorts_and_pages_on_the_server(admin: FlaskClient) -> None:
    made = [factories.account(Role.TRAINER) for _ in range(30)]
    page = listed(admin, "sort=-email")
    emails = sorted((who.email for who in made), reverse=True)
    assert page.index(emails[0]) < page.index(emails[1])
    assert emails[-1] not in page and emails[-1] in listed(admin, "sort=-email&page=2")


def test_the_list_asks_the_database_the_same_however_long_it_is(admin: FlaskClient) -> None:
    factories.account(Role.TRAINER, who=factories.person())
    with counted() as few:
        admin.get("/accounts")
    for _ in range(12):
        factories.account(Role.TRAINER, of=factories.office(), who=factories.person())
    with counted() as many:
        admin.get("/accounts")
    assert len(many) == len(few) <= 8


def test_an_account_is_made_with_its_first_grant(admin: FlaskClient) -> None:
    of = factories.office("KG")
    answer = admin.post("/accounts/new", data=NEW | {"role": "project_manager", "office": of.id})
    made = db.session.scalars(select(Account).where(Account.email == "new@example.org")).one()
    assert answer.status_code == 303 and answer.location == f"/accounts/{made.id}"
    assert [(g.role, g.office_id, g.project_id) for g in made.grants] == [(Role.PROJECT_MANAGER, of.id, None)]
    assert made.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"email": "no address"}, "is not an e-mail address"), ({"password": "short"}, "at least 12 characters"),
    ({"role": ""}, "This field is required"), ({"role": "emperor"}, "Choose one of the list"), ({"name": ""}, "This field is required"),
    ({"office": "999999"}, "Choose one of the list"), ({"project": "x"}, "Choose one of the list"),
])
def test_a_bad_account_is_refused_with_the_input_kept(admin: FlaskClient, wrong: dict, sentence: str) -> None:
    answer = admin.post("/accounts/new", data=NEW | {"role": "trainer"} | wrong)
    assert answer.status_code == 422 and sentence in text(answer)
    assert "a first password" not in text(answer)
    assert ("New One" in text(answer)) == ("name" not in wrong)
    assert db.session.scalar(select(func.count()).select_from(Account).where(Account.email == "new@example.org")) == 0


def test_an_address_that_is_taken_is_refused_at_its_field(admin: FlaskClient) -> None:
    taken = factories.account()
    answer = admin.post("/accounts/new", data=NEW | {"role": "trainer", "email": taken.email.upper()})
    assert answer.status_code == 422 and f"There is an account with the address {taken.email} already." in text(answer)


def both() -> dict[str, int]:
    return {"office": factories.office("KG").id, "project": factories.project().id}


def test_an_office_and_a_project_at_once_are_refused_as_a_sentence(admin: FlaskClient) -> None:
    reach = both()
    answer = admin.post("/accounts/new", data=NEW | {"role": "trainer"} | reach)
    assert answer.status_code == 422 and "one office or one project, not both" in text(answer)
    who = factories.account(Role.DONOR_VIEWER)
    answer = admin.post(f"/accounts/{who.id}/grants", data={"role": "trainer"} | reach)
    page = text(answer)
    assert answer.status_code == 422 and "one office or one project, not both" in page
    assert f'selected value="{reach["office"]}"' in page and f'selected value="{reach["project"]}"' in page
    assert len(reloaded(who).grants) == 1


def test_a_grant_is_given_and_taken_back(admin: FlaskClient) -> None:
    who = factories.account(Role.DONOR_VIEWER)
    assert admin.post(f"/accounts/{who.id}/grants", data={"role": "trainer", "office": factories.office().id}).status_code == 303
    given = db.session.scalars(select(Grant).where(Grant.account_id == who.id, Grant.role == Role.TRAINER)).one()
    assert admin.post(f"/accounts/{who.id}/grants/{given.id}/take-back").status_code == 303
    assert [g.role for g in reloaded(who).grants] == [Role.DONOR_VIEWER]


def test_a_grant_held_already_is_refused_as_a_sentence(admin: FlaskClient) -> None:
    who = factories.account(Role.TRAINER, of=factories.office("KG"))
    answer = admin.post(f"/accounts/{who.id}/grants", data={"role": "trainer", "office": factories.office("KG").id})
    assert answer.status_code == 422 and "The account has this grant already." in text(answer)


def test_the_last_administrator_stays(admin: FlaskClient) -> None:
    last = db.session.scalars(select(Account).join(Grant).where(Grant.role == Role.ADMINISTRATOR)).one()
    for path, data in ((f"/accounts/{last.id}/grants/{last.grants[0].id}/take-back", {}),
                       (f"/accounts/{last.id}/state", {"disabled": "yes"})):  # fmt: skip
        answer = admin.post(path, data=data, follow_redirects=True)
        assert "At least one enabled account must remain administrator of everything." in text(answer)
    kept = reloaded(last)
    assert kept.is_active and len(kept.grants) == 1
    assert admin.get("/account").status_code == 200


def test_a_second_administrator_may_go(admin: FlaskClient) -> None:
    second = factories.account(Role.ADMINISTRATOR)
    admin.post(f"/accounts/{second.id}/state", data={"disabled": "yes"})
    assert not reloaded(second).is_active
    admin.post(f"/accounts/{second.id}/state", data={"disabled": "no"})
    assert reloaded(second).is_active


def test_the_grant_of_another_account_is_not_found(admin: FlaskClient) -> None:
    one, other = factories.account(Role.TRAINER), factories.account(Role.TRAINER)
    assert admin.post(f"/accounts/{one.id}/grants/{other.grants[0].id}/take-back").status_code == 404


def test_an_administrator_sets_a_password_and_every_browser_is_signed_out(admin: FlaskClient, client: FlaskClient) -> None:
    who = factories.account(Role.TRAINER)
    factories.sign_in(client, who)
    asked = {"password": "set by the administrator", "repeated": "set by the administrator"}
    assert admin.post(f"/accounts/{who.id}/password", data=asked).status_code == 303
    assert client.get("/account").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(SignIn).where(SignIn.account_id == who.id)) == 0
    entered = client.post("/sign-in", data={"email": who.email, "password": "set by the administrator"})
    assert entered.status_code == 303


def test_a_short_or_differing_password_is_refused(admin: FlaskClient) -> None:
    who = factories.account(Role.TRAINER)
    for asked, sentence in (({"password": "short", "repeated": "short"}, "at least 12 characters"),
                            ({"password": "a long password", "repeated": "b"}, "The two passwords differ.")):  # fmt: skip
        answer = admin.post(f"/accounts/{who.id}/password", data=asked)
        assert answer.status_code == 422 and sentence in text(answer)


def test_ones_own_password_is_changed_with_the_present_one_only(signed_in: Enter) -> None:
    me = factories.account()
    answer = signed_in(me).get(f"/accounts/{me.id}/password")
    assert answer.location == "/account/password"


def test_a_trainer_sees_what_they_teach_once_the_account_is_linked(admin: FlaskClient, signed_in: Enter) -> None:
    teacher = factories.person("Байрамов")
    event = factories.event(title_en="Evidence")
    factories.enrolment(event, teacher, role=EnrolmentRole.TRAINER)
    who = factories.account(Role.TRAINER, of=event.office)
    browser = signed_in(who)
    assert browser.get(f"/events/{event.id}").status_code == 404
    assert "Байрамов" in text(admin.get(f"/accounts/{who.id}/person?text=байрам"))
    answer = admin.post(f"/accounts/{who.id}/person?text=байрам", data={"person": teacher.id})
    assert answer.status_code == 303
    assert browser.get(f"/events/{event.id}").status_code == 200
    assert "Байрамов" in text(admin.get(f"/accounts/{who.id}"))
    admin.post(f"/accounts/{who.id}/person", data={"person": ""})
    assert browser.get(f"/events/{event.id}").status_code == 404


def test_nobody_is_offered_before_a_name_is_typed(admin: FlaskClient) -> None:
    who = factories.account(Role.TRAINER)
    factories.person("Байрамов")
    page = text(admin.get(f"/accounts/{who.id}/person"))
    assert "Байрамов" not in page and "Look the person up by name" in page


def test_a_person_that_was_not_found_by_the_search_is_no_choice(admin: FlaskClient) -> None:
    who, hidden = factories.account(Role.TRAINER), factories.person("Байрамов")
    factories.person("Иванов")
    answer = admin.post(f"/accounts/{who.id}/person?text=иванов", data={"person": hidden.id})
    assert answer.status_code == 422 and "Choose one of the list" in text(answer)


def test_linking_without_a_choice_does_not_unlink(admin: FlaskClient) -> None:
    teacher = factories.person("Иванов")
    who = factories.account(Role.TRAINER, who=teacher)
    answer = admin.post(f"/accounts/{who.id}/person?text=иванов")
    assert answer.status_code == 422 and "Choose one." in text(answer)
    assert reloaded(who).person_id == teacher.id


def test_one_person_is_one_account(admin: FlaskClient) -> None:
    teacher = factories.person("Иванов")
    first, second = factories.account(Role.TRAINER, who=teacher), factories.account(Role.TRAINER)
    answer = admin.post(f"/accounts/{second.id}/person?text=иванов", data={"person": teacher.id})
    assert answer.status_code == 422 and f"The account {first.email} is this person already." in text(answer)


def test_a_link_is_moved_to_another_person(admin: FlaskClient) -> None:
    before, after = factories.person("Иванов"), factories.person("Петров")
    who = factories.account(Role.TRAINER, who=before)
    assert admin.post(f"/accounts/{who.id}/person?text=петров", data={"person": after.id}).status_code == 303
    assert reloaded(who).person_id == after.id
