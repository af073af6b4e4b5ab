"""The JSON interface: the promised shape, the promised refusals, the reader's own scope."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Account, ApiToken
from lms.accounts.permissions import POLICY, Permission, Role
from lms.courses.codes import EventKind
from lms.extensions import db
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.projects.models import Group, Project
from tests import factories
from tests.reports.holding import held, officer
from tests.reports.worked_example import build

PATH = "/api/v1/figures"
SHAPE = {
    "project": None,
    "period": {"from", "to"},
    "rule": {"trained", "period", "category", "headcounts", "office", "donor", "country", "region", "as_of"},
    "persons": {"total", "by_group", "by_category", "by_sex", "by_country", "by_region", "new", "returning"},
    "completions": {"total", "named", "headcount", "reconstructed", "by_category", "by_sex"},
    "attendances": {"total", "claimed", "signed"},
    "events": {"total", "by_kind", "participants_by_kind"},
    "materials": {"distributed"},
    "cascade": {"by_generation"},
}


@pytest.fixture
def project(app: Flask) -> Project:
    return build()


def bearer(who: Account) -> dict[str, str]:
    token = accounts.give_token(who, "a program", by=who, at=clock.now())
    db.session.commit()
    return {"Authorization": f"Bearer {token}"}


def test_the_answer_has_every_promised_key_and_no_other(client: FlaskClient, project: Project) -> None:
    told = client.get(f"{PATH}?project={project.code}", headers=bearer(factories.account())).json
    assert {key: None if isinstance(block, str) else set(block) for key, block in told.items()} == SHAPE
    assert set(told["materials"]["distributed"]) == {"total", "by_carrier"}


def test_parts_add_up_to_their_totals(client: FlaskClient, project: Project) -> None:
    told = client.get(f"{PATH}?project={project.code}", headers=bearer(factories.account())).json
    for block in (told["persons"], told["completions"], told["events"], told["materials"]["distributed"]):
        for parts in (value for key, value in block.items() if key.startswith("by_")):
            assert sum(parts.values()) == block["total"]
    assert told["persons"]["new"] + told["persons"]["returning"] == told["persons"]["total"]
    assert told["completions"]["named"] + told["completions"]["headcount"] == told["completions"]["total"]


def test_without_a_period_there_is_no_bound_and_the_day_is_the_offices(client: FlaskClient, project: Project) -> None:
    with clock.stopped(factories.AT.replace(hour=20)):  # 1 o'clock of the next day in Ashgabat
        told = client.get(f"{PATH}?project={project.code}", headers=bearer(factories.account())).json
    assert told["period"] == {"from": None, "to": None} and told["rule"]["as_of"] == "2011-10-02"


def test_filters_are_named_in_the_rule(client: FlaskClient, project: Project) -> None:
    query = f"?project={project.code}&office=TM&donor=INL&country=TM&region=TM-M&from=2011-10-01&to=2012-09-30&as_of=2012-12-31"
    factories.region("TM-M")
    told = client.get(PATH + query, headers=bearer(factories.account())).json
    assert told["period"] == {"from": "2011-10-01", "to": "2012-09-30"}
    asked = {key: told["rule"][key] for key in ("office", "donor", "country", "region", "as_of")}
    assert asked == {"office": "TM", "donor": "INL", "country": "TM", "region": "TM-M", "as_of": "2012-12-31"}


def test_an_empty_filter_is_none(client: FlaskClient, project: Project) -> None:
    query = f"?project={project.code}&office=&donor=&country=&region=&from=&to=&as_of="
    assert client.get(PATH + query, headers=bearer(factories.account())).json["persons"]["total"] == 2


@pytest.mark.parametrize("query", [
    "from=2011-13-01", "from=yesterday", "to=2011-2-3", "as_of=20111001", "as_of=2011-W01-1", "from=0000-01-01",
    "to=99999-01-01", "from=2012-01-01&to=2011-01-01", "to=2011-02-29", "from=%00", "country=%00", "office=%00",
    "from=٢٠١١-٠١-٠١", "office=NOWHERE", "donor=NOBODY", "country=XX", "country=tm", "region=TM-X", "region=%00", "frm=2011-01-01", "project=%00",
    "office=" + "9" * 5000, "to=" + "9" * 5000, "donor=%F0%9F%92%A9", "office='; DROP TABLE office; --",
    "from=%ED%A0%80",
])
def test_a_filter_that_makes_no_sense_is_answered_with_a_sentence(
    client: FlaskClient, project: Project, query: str
) -> None:
    whole = query if query.startswith("project") else f"project={project.code}&{query}"
    answer = client.get(f"{PATH}?{whole}", headers=bearer(factories.account()))
    assert answer.status_code == 400 and answer.mimetype == "application/json"
    assert len(answer.json["error"]) in range(20, 200) and answer.json["error"].endswith(".")


@pytest.mark.parametrize("query", ["", "project=", "project=%20&from=2011-01-01"])
def test_a_question_without_a_project_is_answered_with_a_sentence(client: FlaskClient, app: Flask, query: str) -> None:
    answer = client.get(f"{PATH}?{query}", headers=bearer(factories.account()))
    assert (answer.status_code, answer.json) == (400, {"error": "Name the project by its code."})


@pytest.mark.parametrize("query", [
    "from=0001-01-01&to=9999-12-31&as_of=9999-12-31", "as_of=0001-01-01", "from=9999-12-31", "to=0001-01-01",
])
def test_the_first_and_the_last_day_of_all_are_days(client: FlaskClient, project: Project, query: str) -> None:
    assert client.get(f"{PATH}?project={project.code}&{query}", headers=bearer(factories.account())).status_code == 200


def test_a_foreign_project_answers_as_a_missing_one_does(client: FlaskClient, project: Project) -> None:
    who = bearer(factories.account(Role.REPORTING_OFFICER, of=factories.office("KG")))
    foreign, missing = (client.get(f"{PATH}?project={code}", headers=who) for code in (project.code, "NONE"))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json == missing.json and set(foreign.json) == {"error"}


def test_a_grant_on_one_project_counts_an_event_that_it_shares(client: FlaskClient, project: Project) -> None:
    other = factories.project(of=factories.office("KG"))
    shared = held(project, ends_on=date(2012, 3, 2), who={officer(): "PPPP" for _n in range(6)})
    factories.keep(factories.EventProject(event_id=shared.id, project_id=other.id))
    who = bearer(factories.account(Role.DONOR_VIEWER, on=other))
    told = client.get(f"{PATH}?project={other.code}", headers=who).json
    assert told["persons"]["total"] == 6 and told["events"]["total"] == 1


@pytest.mark.parametrize("role", list(Role))
def test_a_token_may_what_its_account_may(client: FlaskClient, project: Project, role: Role) -> None:
    answer = client.get(f"{PATH}?project={project.code}", headers=bearer(factories.account(role)))
    assert (answer.status_code == 200) == (Permission.SEE_FIGURES in POLICY[role])
    assert answer.status_code in {200, 403}


def test_a_browser_that_is_signed_in_needs_no_token(
    signed_in: Callable[..., FlaskClient], client: FlaskClient, project: Project
) -> None:
    who = factories.account(Role.DONOR_VIEWER, on=project)
    path = f"{PATH}?project={project.code}"
    assert signed_in(who).get(path).data == client.get(path, headers=bearer(who)).data


def test_a_donor_viewers_answer_has_no_name(client: FlaskClient, project: Project) -> None:
    who = bearer(factories.account(Role.DONOR_VIEWER, on=project))
    answer = client.get(f"{PATH}?project={project.code}", headers=who).get_data(as_text=True)
    assert '"total": 2' in answer and "P1" not in answer and "Аман" not in answer


def expired(who: Account) -> dict[str, str]:
    with clock.stopped(clock.now() - accounts.TOKEN_LIFE - timedelta(seconds=1)):
        return bearer(who)


def withdrawn(who: Account) -> dict[str, str]:
    header = bearer(who)
    for token in db.session.query(ApiToken).filter_by(account_id=who.id):
        accounts.withdraw_token(token, by=who, at=clock.now())
    db.session.commit()
    return header


def of_a_disabled_account(who: Account) -> dict[str, str]:
    header = bearer(who)
    factories.account()  # somebody must stay able to administer
    accounts.disable(who, by=who, at=clock.now())
    db.session.commit()
    return header


def of_another_scheme(who: Account) -> dict[str, str]:
    return {"Authorization": bearer(who)["Authorization"].replace("Bearer", "Basic")}


def made_up(_who: Account) -> dict[str, str]:
    return {"Authorization": "Bearer " + "0" * 43}


def hostile(_who: Account) -> dict[str, str]:
    return {"Authorization": "Bearer \udcff\x01é" + "x" * 3000}


def none(_who: Account) -> dict[str, str]:
    return {}


@pytest.mark.parametrize("header", [expired, withdrawn, of_a_disabled_account, of_another_scheme, made_up, none])
def test_a_token_that_does_not_hold_is_asked_for(
    client: FlaskClient, project: Project, header: Callable[[Account], dict[str, str]]
) -> None:
    answer = client.get(f"{PATH}?project={project.code}", headers=header(factories.account()))
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json == {"error": "A bearer token is needed."}


def test_a_token_opens_no_page(app: Flask, client: FlaskClient, project: Project) -> None:
    header = bearer(factories.account())
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        entry = getattr(view, "entry", "public")
        if "GET" in (rule.methods or ()) and not rule.arguments and entry != "public" and not hasattr(view, "bearer"):
            assert client.get(str(rule), headers=header).location.startswith("/sign-in"), rule


def test_a_token_signs_no_browser_in(client: FlaskClient, project: Project) -> None:
    answer = client.get(f"{PATH}?project={project.code}", headers=bearer(factories.account()))
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert client.get(f"{PATH}?project={project.code}").status_code == 401


def test_figures_are_read_and_never_written_to(client: FlaskClient, project: Project) -> None:
    header = bearer(factories.account())
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(f"{PATH}?project={project.code}", headers=header)
        assert answer.status_code == 405 and set(answer.json) == {"error"}


def test_the_description_is_valid_and_public(client: FlaskClient, app: Flask) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200 and answer.json["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(answer.json).iter_errors()) == []


def test_the_description_names_every_filter_and_every_refusal(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").json["paths"]["/figures"]["get"]
    names = {one["name"]: one["required"] for one in described["parameters"]}
    assert names == {"project": True} | dict.fromkeys(("office", "donor", "country", "region", "from", "to", "as_of"), False)
    assert set(described["responses"]) == {"200", "400", "401", "403", "404", "503"}


def test_a_real_answer_is_what_the_description_says(client: FlaskClient, project: Project) -> None:
    document = client.get("/api/v1/openapi.json").json
    answer = client.get(f"{PATH}?project={project.code}", headers=bearer(factories.account()))
    assert problems(document, "Figures", answer.json) == []
    refusal = client.get(PATH)
    assert problems(document, "Error", refusal.json) == []
    assert problems(document, "Figures", answer.json | {"persons": {}}) != []


def problems(document: dict, schema: str, answer: dict) -> list[str]:
    whole = document | {"$ref": f"#/components/schemas/{schema}"}
    return [error.message for error in Draft202012Validator(whole).iter_errors(answer)]


def test_the_description_knows_every_code(client: FlaskClient) -> None:
    counted = client.get("/api/v1/openapi.json").json["components"]["schemas"]["Figures"]["properties"]

    def codes(block: str, part: str) -> set[str]:
        return set(counted[block]["properties"][part]["propertyNames"]["enum"]) - {"not_stated"}

    assert codes("events", "by_kind") == {kind.value for kind in EventKind}
    assert codes("persons", "by_group") == {group.value for group in Group}
    assert codes("persons", "by_sex") == {sex.value for sex in Sex} - {"not_stated"}
    carriers = counted["materials"]["properties"]["distributed"]["properties"]["by_carrier"]["propertyNames"]["enum"]
    assert set(carriers) - {"not_stated"} == {carrier.value for carrier in Carrier}


def test_codes_keep_their_order_largest_first_and_not_stated_last(client: FlaskClient, project: Project) -> None:
    text = client.get(f"{PATH}?project={project.code}", headers=bearer(factories.account())).get_data(as_text=True)
    assert list(json.loads(text)["completions"]["by_category"]) == ["police", "not_stated"]
