"""What a donor viewer is shown: no number of people below five on any page, in any file, in any answer."""

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.extensions import db
from lms.projects.measures import Basis, Rule
from lms.projects.models import Group, Project, Target
from lms.reports import breakdowns, services, suppression
from lms.reports.suppression import RULE
from tests import factories
from tests.reports.holding import held, officer
from tests.reports.registers import Register, ground
from tests.reports.test_api import problems

SignedIn = Callable[..., FlaskClient]
PERIOD = "first=2011-01-01&last=2011-12-31"
SAID = {"en": "Numbers below five, and those from which they could be worked out, are not shown.",
        "ru": "Числа меньше пяти и те, по которым их можно вычислить, не показаны."}  # fmt: skip


@pytest.fixture
def project(app: Flask) -> Project:
    """A project that trained 20 police officers, 7 prosecutors and 3 judges, each once."""
    made = factories.project("P-SMALL", donors=("INL",))
    people = [("police", Group.LAW_ENFORCEMENT)] * 20 + [("prosecutor", Group.LAW_ENFORCEMENT)] * 7 + [("judge", Group.JUDICIARY)] * 3
    held(made, who={officer(category, group): "PPPP" for category, group in people})
    return made


@pytest.fixture
def donor(project: Project) -> Account:
    return factories.account(Role.DONOR_VIEWER, on=project)


def figures(who: Account, client: FlaskClient, words: str = "") -> Any:
    token = accounts.give_token(who, "a program", by=who, at=clock.now())
    db.session.commit()
    return client.get(f"/api/v1/figures?project=P-SMALL{words}", headers={"Authorization": f"Bearer {token}"})


def test_a_donors_answer_has_null_for_a_small_number_and_for_what_tells_it(client: FlaskClient, donor: Account) -> None:
    told = figures(donor, client).json
    assert told["persons"]["by_category"] == {"police": 20, "judge": None, "prosecutor": None}
    assert told["persons"]["by_group"] == {"judiciary": None, "law_enforcement": None}
    assert told["completions"]["by_category"]["judge"] is None and told["persons"]["total"] == 30 and told["withheld"] == RULE


def test_a_number_that_is_withheld_keeps_no_place_among_those_by_size(client: FlaskClient, donor: Account) -> None:
    assert list(figures(donor, client).json["completions"]["by_category"]) == ["police", "judge", "prosecutor"]


def test_whoever_opens_rows_sees_every_number(client: FlaskClient, project: Project) -> None:
    told = figures(factories.account(Role.REPORTING_OFFICER), client).json
    assert told["persons"]["by_category"] == {"police": 20, "prosecutor": 7, "judge": 3} and "withheld" not in told


def test_an_answer_with_gaps_is_what_the_description_says(client: FlaskClient, donor: Account) -> None:
    assert problems(client.get("/api/v1/openapi.json").json, "Figures", figures(donor, client).json) == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_donors_page_shows_a_sign_for_what_is_not_shown_and_says_so(signed_in: SignedIn, donor: Account, language: str) -> None:
    page = signed_in(donor, language).get(f"/figures?{PERIOD}").get_data(as_text=True)
    table = page.partition('id="by-category"')[2].partition("</table>")[0]
    assert SAID[language] in page and table.count("…</span>") == 12
    assert ">20<" in table and ">7<" not in table and ">3<" not in table


def test_a_page_without_small_numbers_says_nothing_of_them(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project()
    held(project, who={officer(): "PPPP" for _n in range(6)})
    page = signed_in(factories.account(Role.DONOR_VIEWER, on=project)).get(f"/figures?{PERIOD}").get_data(as_text=True)
    assert SAID["en"] not in page and "…</span>" not in page


def cells(body: bytes) -> Iterator[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_donors_workbook_leaves_out_the_same_and_says_so(signed_in: SignedIn, donor: Account, language: str) -> None:
    rows = [row for sheet in cells(signed_in(donor, language).get(f"/figures.xlsx?{PERIOD}").data) for row in sheet]
    of = {row[1]: row[2:] for row in rows if len(row) > 2}
    assert of["judge"][0] == "…" and of["prosecutor"][0] == "…" and of["police"][0] == 20
    assert any(SAID[language] in str(cell) for row in rows for cell in row)


def test_a_donors_text_file_leaves_out_the_same(signed_in: SignedIn, donor: Account) -> None:
    body = signed_in(donor).get(f"/figures.csv?{PERIOD}").get_data(as_text=True)
    lines = {line.split(",")[2]: line.split(",")[3:] for line in body.splitlines() if line.startswith("By category,")}
    assert "…" in lines["judge"] and "3" not in lines["judge"] and "20" in lines["police"] and SAID["en"].partition(",")[0] in body


def test_new_and_returning_are_withheld_together(client: FlaskClient, signed_in: SignedIn, project: Project, donor: Account) -> None:
    old = [officer() for _n in range(2)]
    held(project, ends_on=date(2011, 12, 20), who={one: "PPPP" for one in (*old, *(officer() for _n in range(20)))})
    held(project, ends_on=date(2012, 5, 4), who={one: "PPPP" for one in (*old, *(officer() for _n in range(20)))})
    told = figures(donor, client, "&from=2012-01-01&to=2012-12-31").json["persons"]
    assert (told["total"], told["new"], told["returning"]) == (22, None, None)
    page = signed_in(donor).get("/figures?first=2012-01-01&last=2012-12-31").get_data(as_text=True)
    assert "how many are new and how many returning is not shown" in page


def test_what_an_indicator_reached_is_withheld_where_its_cell_is(signed_in: SignedIn, project: Project, donor: Account) -> None:
    category = factories.category("judge", Group.JUDICIARY)
    for name, of in (("Judges trained", category), ("All trained", None)):
        rule = Rule(Basis.PERSONS, categories=(of.code,) if of else ())
        indicator = factories.indicator(project, rule, code=name[:3], name_en=name, name_ru=name)
        factories.keep(Target(indicator_id=indicator.id, starts_on=date(2011, 1, 1), ends_on=date(2011, 12, 31), value=50))
    with clock.stopped(factories.AT.replace(month=12)):
        page = signed_in(donor).get("/").get_data(as_text=True)
    progress = page.partition("Judges trained")[2]
    assert "not shown; target 50" in progress[:200] and "30 of 50" in page and SAID["en"] in page


def test_a_project_with_few_people_shows_no_total_on_the_overview(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project()
    held(project, who={officer(): "PPPP" for _n in range(3)})
    who = factories.account(Role.DONOR_VIEWER, on=project)
    with clock.stopped(factories.AT.replace(month=12)):
        page = signed_in(who).get("/").get_data(as_text=True)
    stats = page.partition('class="stats stats-tight"')[2].partition("</div>")[0]
    assert stats.count("…</span>") == 3 and ">3<" not in stats and SAID["en"] in page


@pytest.mark.parametrize(("words", "field", "sentence"), [
    ("first=2011-10-01&last=2011-12-31", "first", "of a whole calendar year"),
    ("first=2011-01-01&last=2012-12-31", "first", "of a whole calendar year"),
    ("first=&last=2011-12-31", "first", "of a whole calendar year"),
    (f"{PERIOD}&country=TM", "country", "leave the office, the country and the region open"),
    (f"{PERIOD}&region=TM-M", "region", "leave the office, the country and the region open"),
    (f"{PERIOD}&as_of=2012-02-07", "as_of", "as of today"),
])
def test_a_donor_who_asks_too_narrowly_is_told_what_to_ask(signed_in: SignedIn, donor: Account, words: str, field: str, sentence: str) -> None:
    browser = signed_in(donor)
    factories.region("TM-M")
    answer = browser.get(f"/figures?{words}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in page.partition(f'id="{field}"')[2].partition("</div>")[0]
    for view in ("overlap", "quality", "charts", "years"):
        assert browser.get(f"/figures/{view}?{words}").status_code == 422
    for name in ("figures", "figures/years"):
        file = browser.get(f"/{name}.csv?{words}")
        assert file.status_code == 409 and sentence in file.get_data(as_text=True)
    assert signed_in(factories.account(Role.REPORTING_OFFICER)).get(f"/figures?{words}").status_code == 200


@pytest.mark.parametrize("words", [
    "&from=2011-10-01", "&to=2011-12-31", "&from=2011-10-01&to=2011-12-31", "&from=2010-01-01&to=2011-12-31", "&to=9999-12-31",
    "&from=0001-01-01&to=0001-09-30", "&from=9999-10-01&to=9999-12-31", "&country=TM", "&office=TM", "&as_of=2012-02-07", "&as_of=2012-03-31",
])
def test_a_program_that_asks_too_narrowly_is_told_what_to_ask(client: FlaskClient, donor: Account, words: str) -> None:
    answer = figures(donor, client, words)
    assert answer.status_code == 400 and answer.json["error"].startswith("You see figures ")


def test_a_donor_may_ask_for_the_time_of_a_project_and_of_its_targets(client: FlaskClient, project: Project, donor: Account) -> None:
    indicator = factories.indicator(project, code="I", name_en="N", name_ru="N")
    factories.keep(Target(indicator_id=indicator.id, starts_on=date(2011, 2, 10), ends_on=date(2011, 11, 9), value=5))
    own = f"&from={project.starts_on}&to={project.ends_on}"
    for words in (own, "&from=2011-02-10&to=2011-11-09", "&from=2010-10-01&to=2011-09-30", "&from=9999-01-01&to=9999-12-31", ""):
        assert figures(donor, client, words).status_code == 200, words


def test_a_donor_is_offered_only_periods_that_may_be_told(signed_in: SignedIn, project: Project, donor: Account) -> None:
    indicator = factories.indicator(project, code="I", name_en="N", name_ru="N")
    factories.keep(Target(indicator_id=indicator.id, starts_on=date(2011, 10, 1), ends_on=date(2011, 12, 31), value=5))
    browser = signed_in(donor)
    for address in (f"/figures?{PERIOD}", f"/figures?{PERIOD}&project={project.id}", "/figures?first=&last=", "/figures/charts", "/"):
        page = browser.get(address).get_data(as_text=True)
        offered = set(re.findall(r'href="(/figures[^"]*first=[^"]*)"', page))
        assert offered and {url: browser.get(url.replace("&amp;", "&")).status_code for url in offered} == dict.fromkeys(offered, 200)
    of_target = "first=2011-10-01&amp;last=2011-12-31"
    assert of_target in browser.get(f"/figures?{PERIOD}&project={project.id}").get_data(as_text=True)
    assert of_target not in browser.get(f"/figures?{PERIOD}").get_data(as_text=True)


@pytest.mark.parametrize("words", ["as_of=2012-02-07", "country=TM", "region=TM-M"])
def test_a_donor_asks_of_living_capacity_as_of_today_and_of_no_place(signed_in: SignedIn, donor: Account, words: str) -> None:
    browser = signed_in(donor)
    factories.region("TM-M")
    assert browser.get("/figures/capacity").status_code == 200
    assert browser.get(f"/figures/capacity?{words}").status_code == 422 and browser.get(f"/figures/capacity.csv?{words}").status_code == 409
    assert signed_in(factories.account(Role.REPORTING_OFFICER)).get(f"/figures/capacity?{words}").status_code == 200


def test_how_many_came_to_a_single_event_is_not_shown_to_a_donor(app: Flask, signed_in: SignedIn, project: Project, donor: Account) -> None:
    course = factories.course()
    event = held(project, title_en="The other one", course=course, who={officer(): "PPPP" for _n in range(3)}, heads=77)
    for who, shown in ((donor, False), (factories.account(Role.REPORTING_OFFICER), True)):
        browser = signed_in(who)
        pages = [browser.get(address).get_data(as_text=True) for address in ("/events", f"/courses/{course.id}")]
        assert all(("Participants" in page) is shown and "The other one" in page for page in pages)
        page = browser.get(f"/events/{event.id}").get_data(as_text=True)
        assert ("<strong>77" in page) is shown and ("is not shown to you" in page) is not shown
        assert ("Participants" in browser.get("/events.csv").get_data(as_text=True)) is shown


def test_everything_a_donor_gets_of_one_question_leaves_out_the_same(client: FlaskClient, signed_in: SignedIn, project: Project, donor: Account) -> None:
    told = figures(donor, client, "&from=2011-01-01&to=2011-12-31").json
    body = signed_in(donor).get(f"/figures.csv?{PERIOD}&project={project.id}").get_data(as_text=True)
    lines = [line.split(",") for line in body.splitlines()]
    for title, cell in (("By category", "by_category"), ("By sex", "by_sex"), ("By region", "by_region"), ("By country", "by_country")):
        persons = {line[2]: None if line[4] == "…" else int(line[4]) for line in lines if line[0] == title and line[2]}
        assert persons.items() >= told["persons"][cell].items(), json.dumps(told)


def test_what_is_withheld_of_any_register_can_be_said(app: Flask) -> None:
    on = ground()
    for seed in range(25):
        register = Register(seed, on)
        told = services.figures(register.question())
        kept = suppression.of(told)
        numbers = json.dumps(kept.json(told)["persons"])
        assert not re.search(r": [1-4]\b", numbers), numbers
        with app.test_request_context("/"):
            made = suppression.tables(breakdowns.tables(told, {}), kept)
        assert not [one for one in made if re.search(r"\b[1-4]\b", str(people_of(one)))]
        db.session.rollback()


def people_of(table: breakdowns.Table) -> list[Any]:
    """Return the numbers of people of a table."""
    columns = [place for place, (_label, figure) in enumerate(table.columns) if figure in suppression.OF_PEOPLE]
    return [numbers[place] for numbers in (*(line.numbers for line in table.lines), table.totals) if numbers for place in columns]
