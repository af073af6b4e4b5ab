"""The page of the living capacity and the people behind it: who may open what, and that no number is without its rows."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.disclosures import Disclosure
from lms.accounts.models import Grant
from lms.accounts.permissions import Role
from lms.audit.services import act
from lms.extensions import db
from lms.projects.models import Group, Project
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports.holding import held, officer

Enter = Callable[..., FlaskClient]
ON = "as_of=2012-12-31"


@pytest.fixture
def project(app: Flask) -> Project:
    """Train five: two still serve, one of them a judge now; one left, of one the last post ended, of one nothing is known."""
    made = factories.project()
    factories.region("TM-M")
    factories.category("judge", Group.JUDICIARY), factories.category("ngo", Group.CIVIL_SOCIETY)
    stays, judge, left, ended = (officer(surname=f"Ораздурдыев{n}") for n in range(4))
    nobody = officer(None, surname="Ораздурдыев4")
    held(made, who=dict.fromkeys((stays, judge, left, ended, nobody), "PPPP"), ends_on=date(2011, 10, 14))
    agency = factories.organisation("Court of all")
    court = factories.organisation("Court of Mary", parent_id=agency.id)
    factories.post(judge, of="judge", starts_on=date(2012, 1, 1), region_code="TM-M", organisation_id=court.id)
    factories.post(left, of="ngo", starts_on=date(2012, 2, 1))
    with act("test.setup", by=None, at=factories.AT):
        ended.affiliations[0].ends_on = date(2012, 3, 1)
    db.session.commit()
    return made


def page(browser: FlaskClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def test_every_number_of_the_page_opens_to_as_many_people(project: Project, signed_in: Enter) -> None:
    browser = signed_in(factories.account())
    shown = page(browser, f"/figures/capacity?{ON}&project={project.id}")
    links = re.findall(r'<td[^>]*><a href="(/figures/capacity/rows[^"]*)">([\d,]+)</a>', shown)
    links += re.findall(r'<a class="stat" href="(/figures/capacity/rows[^"]*)">.*?stat-value">([\d,]+)<', shown, re.DOTALL)
    assert len(links) > 20 and {"5", "2", "1"} <= {number for _url, number in links}
    for url, number in links:
        rows = page(browser, url.replace("&amp;", "&"))
        assert re.search(rf"<h1>[^<]*: {number}</h1>", rows), url
        assert rows.count('<th scope="row">') == int(number), url


def test_the_page_says_where_people_are_and_by_which_rule(project: Project, signed_in: Enter) -> None:
    shown = page(signed_in(factories.account()), f"/figures/capacity?{ON}")
    words = ("Still in a relevant post", "Judiciary", "Civil society", "The last post on record has ended", "No post on record",
             "Court of all", "Region TM-M", "of law enforcement or of the judiciary, or of the same group")  # fmt: skip
    assert [one for one in words if one not in shown] == [] and "Court of Mary" not in shown


def test_a_row_tells_the_last_training_and_the_post_now(project: Project, signed_in: Enter) -> None:
    rows = page(signed_in(factories.account()), f"/figures/capacity/rows?{ON}&where=serving&post_group=judiciary")
    words = ("Ораздурдыев1", "A training", "11–14 Oct 2011", "police", "judge", "Court of Mary")
    assert [word for word in words if word not in rows] == []
    unknown = page(signed_in(factories.account()), f"/figures/capacity/rows?{ON}&doubt=ended")
    assert "Post not known: the last post on record has ended" in unknown and "Ораздурдыев3" in unknown


def test_a_donor_viewer_sees_numbers_and_opens_nobody(project: Project, signed_in: Enter) -> None:
    browser = signed_in(factories.account(Role.DONOR_VIEWER, on=project))
    shown = page(browser, "/figures/capacity")
    assert "Still in a relevant post" in shown and "capacity/rows" not in shown and "Ораздурдыев" not in shown
    for address in ("/figures/capacity/rows", "/figures/capacity/rows.csv", "/figures/capacity/rows/names"):
        page(browser, f"{address}?{ON}", 403)
    for ending in ("csv", "xlsx"):
        assert browser.get(f"/figures/capacity.{ending}").status_code == 200


def test_a_reader_is_told_of_people_whose_names_they_may_not_see(project: Project, signed_in: Enter) -> None:
    away = factories.project(of=factories.office("KG"))
    held(away, who={officer(): "PPPP"})
    who = factories.account(Role.DONOR_VIEWER)
    factories.keep(Grant(account_id=who.id, role=Role.REPORTING_OFFICER, project_id=project.id))
    browser = signed_in(who)
    assert "Living capacity: 5" in (rows := page(browser, f"/figures/capacity/rows?{ON}"))
    assert "The figure is 6. You may open the rows of 5" in rows


def test_names_leave_as_a_recorded_transfer_only(project: Project, signed_in: Enter) -> None:
    browser = signed_in(factories.account())
    bare = browser.get(f"/figures/capacity/rows.csv?{ON}").get_data(as_text=True)
    assert "Ораздурдыев" not in bare and "No. in the register" in bare and "Court of Mary" in bare and bare.count("\n") == 6
    sent = {"recipient": "Office in Mary", "purpose": "Follow-up", "ending": "csv"}
    named = browser.post(f"/figures/capacity/rows/names?{ON}&where=left", data=sent)
    assert named.status_code == 200 and "Ораздурдыев2" in named.get_data(as_text=True)
    [kept] = db.session.scalars(select(Disclosure)).all()
    assert kept.row_count == 1 and "Living capacity" in kept.about and "Left for other work" in kept.about


def test_the_file_of_the_page_says_the_same(project: Project, signed_in: Enter) -> None:
    lines = page(signed_in(factories.account()), f"/figures/capacity.csv?{ON}").splitlines()
    told = {tuple(line.split(",")[:4]) for line in lines}
    assert {("Where they are", "Still in a relevant post", "serving", "2"), ("Where they are", "Left for other work", "left", "1"),
            ("Where they are", "Post not known", "unknown", "2"), ("Where they are", "Total", "", "5")} <= told  # fmt: skip


@pytest.mark.parametrize("words", ["known_for=4", "as_of=soon", "project=x", "generation=9"])
def test_a_question_that_cannot_be_is_told_so(project: Project, signed_in: Enter, words: str) -> None:
    browser = signed_in(factories.account())
    assert "Correct what is marked above." in page(browser, f"/figures/capacity?{words}", 422)
    assert browser.get(f"/figures/capacity.csv?{words}").status_code == 404
    assert browser.get(f"/figures/capacity/rows?{words}").status_code == 404


@pytest.mark.parametrize("words", ["where=away", "post_region=XX", "post_agency=x", "doubt=silent&post_group=judiciary", "fresh=7"])
def test_a_part_that_there_is_not_is_no_page(project: Project, signed_in: Enter, words: str) -> None:
    page(signed_in(factories.account()), f"/figures/capacity/rows?{words}", 404)


def test_long_without_news_the_page_asks_for_a_follow_up(project: Project, signed_in: Enter) -> None:
    browser = signed_in(factories.account())
    assert "Follow-up would tell" in page(browser, "/figures/capacity?as_of=2024-01-01")
    assert "Follow-up would tell" not in page(browser, "/figures/capacity?as_of=2024-01-01&known_for=0")


def test_without_trainings_the_page_says_so(app: Flask, signed_in: Enter) -> None:
    browser = signed_in(factories.account())
    assert "Nobody was trained" in page(browser, "/figures/capacity")
    assert "Nothing makes this figure" in page(browser, "/figures/capacity/rows")


def test_many_people_ask_no_more_than_few(project: Project, signed_in: Enter) -> None:
    browser = signed_in(factories.account())

    def asked(address: str) -> int:
        read_ledger()
        with counted() as statements:
            page(browser, address)
        return len(statements)

    addresses = (f"/figures/capacity?{ON}", f"/figures/capacity/rows?{ON}", f"/figures/capacity/rows.csv?{ON}")
    few = [asked(address) for address in addresses]
    held(project, who={officer(): "PPPP" for _n in range(9)}, ends_on=date(2011, 12, 14))
    assert [asked(address) for address in addresses] == few and max(few) <= 22
