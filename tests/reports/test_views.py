"""The pages of figures and of the rows behind them: who may open what, and that no number is without its rows."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.disclosures import Disclosure
from lms.accounts.models import Account, Grant
from lms.accounts.permissions import Role
from lms.audit.models import AuditEntry
from lms.courses import attendance
from lms.courses.codes import Mark, Method
from lms.courses.models import Event, Headcount
from lms.extensions import db
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.participants.models import Sex
from lms.projects.models import Group, Project
from tests import factories
from tests.queries import counted, read_ledger

SignedIn = Callable[..., FlaskClient]
FINALISED = datetime(2011, 11, 1, 9, 0, tzinfo=UTC)
ALL_TIME = "first=&last="
FOR = {"recipient": "Office in Mary", "purpose": "Invitations", "ending": "csv"}
SURNAMES = ("Ораздурдыева", "Gurbanow", "Бабаева")
REPORTERS = (Role.ADMINISTRATOR, Role.PROJECT_MANAGER, Role.REPORTING_OFFICER)


def held(
    project: Project, *, people: int = 2, sessions: int = 2, finalised: bool = True, headcount: int = 0, **more: Any
) -> Event:
    """Make an event of the project where everybody attended everything."""
    event = factories.event(of=project.office, projects=(project,), sessions=sessions, country="TM", **more)
    for number in range(people):
        who = factories.person(SURNAMES[number % len(SURNAMES)], of=project.office, sex=list(Sex)[number % 2])
        place = {"country": "TM", "region_code": factories.region("TM-M").code}
        factories.enrolment(event, who, organisation_id=factories.organisation().id, **place)
    for session in event.sessions:
        marks = {one.id: (Mark.PRESENT, None) for one in db.session.scalars(attendance.roster_queries.to_mark(event.id))}
        attendance.record_marks(session, marks, method=Method.PAPER, by=None, at=factories.AT)
    if headcount:
        factories.keep(Headcount(event_id=event.id, number=headcount, reason="No list", source="Report of Ms Аннаева"))
    if finalised:
        attendance.finalise(event, by=None, at=FINALISED)
    db.session.commit()
    return event


def handed_over(project: Project, quantity: int) -> None:
    material = Material(code=f"M-{factories.number()}", title_en="A brochure on referral", title_ru="Брошюра")
    factories.keep(Distribution(
        project=project, edition=Edition(material=material, language="ru", carrier=Carrier.BROCHURE),
        quantity=quantity, organisation=factories.organisation(), handed_on=date(2011, 10, 10), recorded_at=factories.AT,
    ))  # fmt: skip


def text(browser: FlaskClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def links(page: str) -> list[tuple[str, int]]:
    """Return every link of a page to rows, with the number that it stands on."""
    found = re.findall(r'href="(/figures/(?:rows|lines)[^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    numbers = [(url.replace("&amp;", "&"), re.sub(r"<[^>]*>", " ", words)) for url, words in found]
    return [(url, int(match[0].replace(",", ""))) for url, words in numbers if (match := re.search(r"\b\d[\d,]*", words))]


def heading(page: str) -> int:
    match = re.search(r"<h1>[^<]*: ([\d,]+)</h1>", page)
    assert match
    return int(match[1].replace(",", ""))


def names_of(page: str) -> list[str]:
    return re.findall(r'/people/(\d+)"', page)


def test_the_page_names_the_three_figures_beside_each_other(app: Flask, signed_in: SignedIn) -> None:
    held(factories.project(), people=3, sessions=4, headcount=10)
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER)), f"/figures?{ALL_TIME}")
    values = re.findall(r'stat-label">([^<]*)</span>\s*<span class="stat-value">([^<]*)<', page)
    assert values[:3] == [("Persons trained", "3"), ("Completions", "13"), ("Attendances", "12")]
    assert "of which 10 from headcounts" in page


def test_every_number_of_the_page_opens_to_rows_that_add_up_to_it(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project()
    held(project, people=3, headcount=10, starts_on=date(2011, 2, 1))
    held(project, people=2, finalised=False)
    handed_over(project, 120)
    factories.category("judge", Group.JUDICIARY)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    opened = links(text(browser, f"/figures?{ALL_TIME}&project={project.id}"))
    assert len(opened) > 30
    for address, number in opened:
        assert heading(text(browser, address)) == number, address


def test_the_page_says_above_the_figures_whose_they_are(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project()
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER)), f"/figures?{ALL_TIME}&project={project.id}")
    assert re.search(rf'class="lead-line">\s*{project.code} · .* · all time · as of', page)


@pytest.mark.parametrize(("asked", "said"), [
    (ALL_TIME, "All time"), ("first=2011-01-01&last=", "From 1 Jan 2011"), ("first=&last=2011-12-31", "Until 31 Dec 2011"),
])  # fmt: skip
def test_a_period_that_begins_the_line_begins_with_a_capital(app: Flask, signed_in: SignedIn, asked: str, said: str) -> None:
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER)), f"/figures?{asked}")
    assert re.search(rf'class="lead-line">\s*{said} · as of', page)


def test_a_part_of_a_figure_keeps_the_filters_of_the_page(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project()
    held(project)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    page = text(browser, f"/figures?project={project.id}&first=2011-01-01&last=2011-12-31")
    assert all(f"project={project.id}" in url and "first=2011-01-01" in url for url, _number in links(page))


def test_without_a_question_the_page_is_of_this_calendar_year(app: Flask, signed_in: SignedIn) -> None:
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER)), "/figures")
    year = datetime.now(UTC).year
    assert f'value="{year}-01-01"' in page and f'value="{year}-12-31"' in page


def test_an_empty_page_says_how_many_events_wait_to_be_finalised(app: Flask, signed_in: SignedIn) -> None:
    held(factories.project(), finalised=False)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    page = text(browser, "/figures?first=2011-01-01&last=2011-12-31")
    assert "Nothing counted yet" in page and "1 event of this choice is over but not finalised" in page
    assert "4 attendances are claimed only" in page
    assert "Nothing to count" in text(browser, "/figures?first=1999-01-01&last=1999-12-31")


def test_a_long_list_of_organisations_shows_the_largest_and_opens_the_rest(app: Flask, signed_in: SignedIn) -> None:
    held(factories.project(), people=15)
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER)), f"/figures?{ALL_TIME}")
    assert "5 others, listed below" in page and "Show the other 5" in page


def test_names_of_codes_are_in_the_readers_language(app: Flask, signed_in: SignedIn) -> None:
    held(factories.project())
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER), "ru"), f"/figures?{ALL_TIME}")
    assert "Область TM-M" in page and "Region TM-M" not in page


@pytest.mark.parametrize("address", [
    "first=2011-02-30", "first=2012-01-01&last=2011-01-01", "project=999999", "donor=x", "country=XX", "as_of=soon",
])  # fmt: skip
def test_a_choice_that_cannot_be_read_is_told_at_its_field(app: Flask, signed_in: SignedIn, address: str) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    page = text(browser, f"/figures?{address}", 422)
    assert "field-error" in page and "stat-value" not in page
    assert browser.get(f"/figures.csv?{address}").status_code == 404


def test_a_foreign_project_is_no_choice(app: Flask, signed_in: SignedIn) -> None:
    foreign = factories.project(of=factories.office("KG"))
    held(foreign)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER, of=factories.office("TM")))
    for address in (f"/figures?project={foreign.id}", "/figures?project=999999"):
        assert "Choose one of the list." in text(browser, address, 422)
    for address in (f"/figures/rows?figure=persons&project={foreign.id}", "/figures/rows?figure=persons&project=999999"):
        assert browser.get(address).status_code == 404
    assert "Nothing to count" in text(browser, f"/figures?{ALL_TIME}")


@pytest.mark.parametrize("words", [
    "", "figure=nonsense", "figure=persons&sex=x", "figure=persons&group=x", "figure=persons&organisation=x",
    "figure=events&kind=x", "figure=events&kind=not_stated", "figure=materials&carrier=not_stated",
    "figure=persons&generation=0", "figure=persons&returning=7", "figure=persons&first=x",
    f"figure=persons&category={'x' * 70}", "figure=persons&from_region=%00", "figure=persons&region=XX-1", "figure=persons&organisation=9999999999",
])  # fmt: skip
def test_an_address_of_rows_that_is_wrong_is_no_page(app: Flask, signed_in: SignedIn, words: str) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert browser.get(f"/figures/rows?{words}").status_code == 404
    assert browser.get(f"/figures/rows.csv?{words}").status_code == 404
    assert browser.post(f"/figures/rows/names?{words}", data=FOR).status_code == 404


def test_rows_sort_and_page(app: Flask, signed_in: SignedIn) -> None:
    held(factories.project(), people=60, sessions=1)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    first = text(browser, "/figures/rows?figure=persons")
    assert "1–25 of 60" in first and first.count("<tr>") == 26
    assert "51–60 of 60" in text(browser, "/figures/rows?figure=persons&page=3")
    there, back = (names_of(text(browser, f"/figures/rows?figure=persons&sort={key}")) for key in ("name", "-name"))
    assert there[0] not in back and back[0] not in there


def test_the_two_lists_of_completions_stand_beside_each_other(app: Flask, signed_in: SignedIn) -> None:
    held(factories.project(), people=3, headcount=10)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    page = text(browser, "/figures/rows?figure=completions")
    assert heading(page) == 13 and page.count('<th scope="row">') == 3
    assert re.search(r'figure=headcounts[^"]*">From headcounts\s*<span class="count">10<', page)
    assert "Report of Ms Аннаева" in text(browser, "/figures/rows?figure=headcounts")


@pytest.mark.parametrize("role", list(Role))
def test_pages_open_for_whoever_may_see_figures(app: Flask, signed_in: SignedIn, role: Role) -> None:
    browser = signed_in(factories.account(role))
    figures = 403 if role is Role.TRAINER else 200
    names = 200 if role in REPORTERS else 403
    for address in ("/figures", "/figures.xlsx", "/figures.csv", "/figures/lines?figure=events", "/figures/lines.csv?figure=events"):
        assert browser.get(address).status_code == figures, address
    assert browser.get("/figures/rows?figure=persons").status_code == names
    assert browser.get("/figures/rows.xlsx?figure=persons").status_code == names
    assert browser.post("/figures/rows/names?figure=persons", data=FOR).status_code == names


def test_a_projects_past_years_are_one_click_away(signed_in: SignedIn) -> None:
    project = factories.project()
    page = signed_in(factories.account()).get(f"/figures?project={project.id}").get_data(as_text=True)
    offered = page.partition("Earlier years")[2].partition("</nav>")[0]
    assert re.findall(r">((?:FY)?\d{4})<", offered) == [
        "2012", "2011", "2010", "2009", "FY2013", "FY2012", "FY2011", "FY2010",
    ]  # fmt: skip
    assert f"project={project.id}&amp;first=2011-10-01&amp;last=2012-09-30" in offered


def test_a_donor_viewer_never_gets_a_name(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project()
    held(project, people=3, headcount=5)
    held(project, people=1, finalised=False)
    handed_over(project, 10)
    browser = signed_in(factories.account(Role.DONOR_VIEWER, on=project))
    page = text(browser, f"/figures?{ALL_TIME}")
    lines = [url for url, _number in links(page)]
    assert lines and all(url.startswith("/figures/lines") for url in lines)
    seen = [page, text(browser, "/"), *(text(browser, url) for url in lines), text(browser, f"/figures.csv?{ALL_TIME}")]
    for figure in ("persons", "completions", "attendances", "claimed", "signed", "headcounts", "counted", "participants"):
        assert browser.get(f"/figures/lines?figure={figure}").status_code == 404
        assert browser.get(f"/figures/lines.csv?figure={figure}").status_code == 404
        seen.append(browser.get(f"/figures/rows?figure={figure}").get_data(as_text=True))
    assert not [name for name in (*SURNAMES, "Аннаева", "Аман") if any(name in page for page in seen)]


def test_a_donor_viewer_opens_events_and_materials_of_their_project_alone(app: Flask, signed_in: SignedIn) -> None:
    mine, other = factories.project(), factories.project()
    held(mine, title_en="Ours")
    held(other, title_en="Theirs")
    browser = signed_in(factories.account(Role.DONOR_VIEWER, on=mine))
    page = text(browser, "/figures/lines?figure=events")
    assert "Ours" in page and "Theirs" not in page
    assert re.search(r"<h1>Events: 1</h1>", page)


def test_an_event_that_two_projects_fund_counts_for_each_and_is_marked(app: Flask, signed_in: SignedIn) -> None:
    first, second = factories.project(), factories.project()
    event = factories.event(projects=(first, second), sessions=1, title_en="Joint")
    attendance.finalise(event, by=None, at=FINALISED)
    db.session.commit()
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    for words in (f"&project={first.id}", f"&project={second.id}", ""):
        page = text(browser, f"/figures/rows?figure=events{words}")
        assert heading(page) == 1 and 'data-label="Funded jointly" class="named">Yes</td>' in re.sub(r">\s+", ">", page)


def test_rows_beyond_where_names_may_be_seen_are_told_as_a_number(app: Flask, signed_in: SignedIn) -> None:
    near, far = factories.project(of=factories.office("TM")), factories.project(of=factories.office("KG"))
    held(near)
    held(far, people=3)
    both: Account = factories.account(Role.REPORTING_OFFICER, of=near.office)
    factories.keep(Grant(account_id=both.id, role=Role.DONOR_VIEWER, project_id=far.id))
    page = text(signed_in(both), "/figures/rows?figure=persons")
    assert heading(page) == 2 and "The figure is 5. You may open the rows of 2" in page


def test_taking_names_away_is_recorded(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project()
    held(project, people=2)
    who = factories.account(Role.REPORTING_OFFICER)
    answer = signed_in(who).post(f"/figures/rows/names?figure=persons&project={project.id}&{ALL_TIME}", data=FOR)
    assert answer.status_code == 200 and answer.get_data(as_text=True).count("\r\n") == 3
    kept = db.session.scalars(select(Disclosure)).one()
    assert (kept.account_id, kept.row_count, kept.recipient) == (who.id, 2, FOR["recipient"])
    assert kept.about.startswith("Persons trained; Project: ") and "Name" in kept.columns
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "list.take_away")).one()
    assert (entry.object_type, entry.object_id, entry.actor_id) == ("disclosure", str(kept.id), who.id)


def test_the_text_file_says_what_the_page_says(app: Flask, signed_in: SignedIn) -> None:
    project = factories.project("P-1")
    held(project, people=3, headcount=10)
    body = signed_in(factories.account(Role.REPORTING_OFFICER)).get(f"/figures.csv?{ALL_TIME}&project={project.id}").data.decode()
    lines = [line.split(",") for line in body.splitlines()]
    assert ["By category", "Total"] in [line[:2] for line in lines]
    assert [line[4:8] for line in lines if line[:2] == ["By category", "Total"]] == [["3", "13", "10", "6"]]
    assert "Filters and rules,Project,P-1 · A project" in body


@pytest.mark.parametrize(("language", "separator"), [("en", ","), ("ru", ";")])
def test_figures_as_csv_are_separated_as_spreadsheets_of_the_readers_language_want(app: Flask, signed_in: SignedIn, language: str, separator: str) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER, language=language), language)
    first = browser.get(f"/figures.csv?{ALL_TIME}").data.decode().splitlines()[0]
    assert separator in first


def test_an_organisation_named_like_a_formula_stays_text(app: Flask, signed_in: SignedIn) -> None:
    event = held(factories.project(), people=1, finalised=False)
    enrolled = attendance.roster_queries.to_mark(event.id)
    organisation = factories.organisation("=cmd|' /C calc'!A0")
    with factories.act("test", by=None, at=factories.AT):
        db.session.scalars(enrolled).one().organisation_id = organisation.id
    attendance.finalise(event, by=None, at=FINALISED)
    db.session.commit()
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert ",'=cmd|" in browser.get(f"/figures.csv?{ALL_TIME}").data.decode()
    assert ",'=cmd|" in browser.get(f"/figures/rows.csv?figure=persons&{ALL_TIME}").data.decode()


def test_the_page_asks_as_many_questions_for_many_events_as_for_one(app: Flask, signed_in: SignedIn) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    project = factories.project()

    def asked(address: str) -> int:
        read_ledger()
        with counted() as statements:
            text(browser, address)
        return len(statements)

    addresses = (f"/figures?{ALL_TIME}", "/figures/rows?figure=attendances", "/figures/rows?figure=materials")
    held(project, people=2)
    handed_over(project, 10)
    few = [asked(address) for address in addresses]
    for month in range(1, 6):
        held(project, people=6, starts_on=date(2011, month, 1), headcount=3)
        handed_over(project, 10)
    assert [asked(address) for address in addresses] == few
    assert few[0] <= 21 and max(few[1:]) <= 12
