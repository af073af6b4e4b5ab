"""The pages of reports: who sees what, what a page refuses, and how many questions it asks."""

import json
import re
from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms import clock
from lms.accounts.permissions import Role
from lms.extensions import db
from lms.merging import services as merging
from lms.projects.measures import Basis, Rule
from lms.projects.models import Project
from lms.reports import making, reporting
from lms.reports.iati import Publisher
from lms.reports.making import Press
from lms.reports.models import Report
from tests import factories
from tests.merging.pairs import choices
from tests.queries import counted, read_ledger
from tests.reports.holding import held, officer, planned

Enter = Callable[..., FlaskClient]
DAY = date(2011, 11, 7)
PERIOD = {"first": "2011-10-01", "last": "2011-12-31", "title_en": "Quarter", "title_ru": "Квартал"}
PRESS = Press(Publisher("ZZ-TEST", "40"))


@pytest.fixture
def project(app: Flask) -> Project:
    made = factories.project()
    factories.indicator(made, Rule(Basis.PERSONS, groups=("law_enforcement",)), code="1.1")
    held(made, ends_on=DAY, minutes=(90,), who={officer(): "P" for _n in range(6)})
    held(made, ends_on=DAY, minutes=(90,), who={officer("advocate"): "P" for _n in range(3)})
    return made


def draft(project: Project | None, **more) -> Report:
    made = reporting.prepare(
        project=project, first=date(2011, 10, 1), last=date(2011, 12, 31), title_en="Quarter", title_ru="Квартал", by=None,
        at=clock.now(), **more,
    )  # fmt: skip
    db.session.commit()
    return made


def sealed(project: Project) -> Report:
    made = draft(project)
    making.freeze(made, press=PRESS, by=None, at=clock.now())
    db.session.commit()
    return made


def page(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def test_a_report_is_prepared_read_and_sealed_by_its_pages(project: Project, signed_in: Enter) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    answer = browser.post("/reports/new", data=PERIOD | {"project": project.id})
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert "Seal the report" in page(browser, address)
    assert "Say that you have read the figures" in browser.post(f"{address}/seal", follow_redirects=True).get_data(as_text=True)
    assert browser.post(f"{address}/seal", data={"read": "y"}).status_code == 303
    shown = page(browser, address)
    assert "SHA-256" in shown and "Compare with today" in shown and "Seal the report" not in shown


def test_a_period_out_of_order_comes_back_with_what_was_typed(project: Project, signed_in: Enter) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    answer = browser.post("/reports/new", data=PERIOD | {"project": project.id, "last": "2011-09-30"})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "ends before it begins" in shown and 'value="Quarter"' in shown


def test_nobody_reports_further_than_they_reach(project: Project, signed_in: Enter) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER, of=project.office))
    assert "Choose a project, or an office" in browser.post("/reports/new", data=PERIOD).get_data(as_text=True)
    assert browser.post("/reports/new", data=PERIOD | {"office": project.office_id}).status_code == 303
    assert browser.post("/reports/new", data=PERIOD | {"office": factories.office("KG").id}).status_code == 422


def test_the_project_that_an_address_names_is_chosen(project: Project, signed_in: Enter) -> None:
    shown = page(signed_in(factories.account()), f"/reports/new?project={project.id}")
    assert f'<option selected value="{project.id}">' in shown
    assert signed_in(factories.account()).get("/reports/new?project=99999999999999999999").status_code == 200


def test_a_donor_sees_sealed_reports_alone_without_small_numbers_rows_or_full_files(project: Project, signed_in: Enter) -> None:
    hidden, report = draft(project), sealed(project)
    browser = signed_in(factories.account(Role.DONOR_VIEWER, on=project))
    listed = page(browser, "/reports")
    assert f"/reports/{report.id}" in listed and f'/reports/{hidden.id}"' not in listed
    shown = page(browser, f"/reports/{report.id}")
    assert "Public edition" in shown and "Open the rows" not in shown
    assert browser.get(f"/reports/{hidden.id}").status_code == 404
    answers = {one.public: browser.get(f"/reports/{report.id}/files/{one.id}").status_code for one in report.files}
    assert answers == {True: 200, False: 404}
    for path in ("compare", "figures/1", "edit", "draft.pdf"):
        assert browser.get(f"/reports/{report.id}/{path}").status_code == 403


def test_a_file_is_given_as_it_was_made_and_that_is_recorded(project: Project, signed_in: Enter) -> None:
    report = sealed(project)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    kept = next(one for one in report.files if one.kind == "json")
    body = browser.get(f"/reports/{report.id}/files/{kept.id}").data
    assert body == kept.content.body and json.loads(body)["seal"]["sha256"] == report.sha256
    assert "File of a report downloaded" in page(signed_in(factories.account()), f"/audit/report/{report.id}")


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "csv", "json", "iati"])
def test_a_draft_gives_each_kind_of_file(project: Project, signed_in: Enter, kind: str) -> None:
    answer = signed_in(factories.account(Role.REPORTING_OFFICER)).get(f"/reports/{draft(project).id}/draft.{kind}")
    assert answer.status_code == 200 and len(answer.data) > 200


def test_the_rows_of_a_figure_are_as_many_as_it_says_and_name_people_of_today(project: Project, signed_in: Enter) -> None:
    report = sealed(project)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    shown = page(browser, f"/reports/{report.id}/figures/1")
    assert shown.count("/people/") == 9 and "1–9 of 9" in shown
    assert browser.get(f"/reports/{report.id}/figures/99").status_code == 404


def test_an_edited_draft_takes_the_indicators_that_were_ticked(project: Project, signed_in: Enter) -> None:
    other = factories.indicator(project, code="1.2")
    report = draft(project)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    data = PERIOD | {"rules": other.present.id, "narrative_en": "Told.\n\nTwice."}
    assert browser.post(f"/reports/{report.id}/edit", data=data).status_code == 303
    shown = page(browser, f"/reports/{report.id}")
    assert "<p>Told.</p><p>Twice.</p>" in shown.replace("\n", "") and 'id="figure-7"' in shown and 'id="figure-8"' not in shown


def test_the_donors_answer_and_a_new_version_are_recorded_by_pages(project: Project, signed_in: Enter) -> None:
    report = sealed(project)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert "Write who answered" in browser.post(f"/reports/{report.id}/decide", follow_redirects=True).get_data(as_text=True)
    browser.post(f"/reports/{report.id}/decide", data={"answer": "returned", "decision": "Letter 12"})
    assert "Letter 12" in page(browser, f"/reports/{report.id}")
    again = browser.post(f"/reports/{report.id}/restate").headers["Location"]
    assert "restates version 1" in page(browser, again)


def test_the_comparison_names_what_was_done_by_whom(project: Project, signed_in: Enter) -> None:
    report = sealed(project)
    held(project, ends_on=DAY, minutes=(90,), who={officer(): "P"})
    shown = page(signed_in(factories.account(Role.REPORTING_OFFICER)), f"/reports/{report.id}/compare")
    assert "by the system" in shown and ">+1<" in shown


def test_a_number_of_an_entry_leads_to_it_whoever_may_see_the_record(project: Project, signed_in: Enter) -> None:
    report = sealed(project)
    event = held(project, ends_on=DAY, minutes=(90,), who={officer(): "P"})
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    shown = page(browser, f"/reports/{report.id}/compare")
    address, seq = re.search(rf'<a href="(/audit/event/{event.id}\?entry=(\d+))">\2</a>', shown).groups()  # type: ignore[union-attr]
    there = browser.get(address)
    assert there.status_code == 302 and there.headers["Location"].endswith(f"#entry-{seq}")
    assert f'id="entry-{seq}"' in page(browser, there.headers["Location"])


def test_what_is_less_today_has_a_minus(project: Project, signed_in: Enter) -> None:
    kept, other = officer(), officer()
    held(project, ends_on=DAY, minutes=(90,), who={kept: "P", other: "P"})
    report = sealed(project)
    merging.merge(kept, other, choices(kept, other, Random(1)), by=None, at=clock.now())
    db.session.commit()
    shown = page(signed_in(factories.account(Role.REPORTING_OFFICER)), f"/reports/{report.id}/compare")
    assert ">−1<" in shown and ">-1<" not in shown


def test_an_indicator_that_a_report_names_is_not_removed(project: Project, signed_in: Enter) -> None:
    draft(project)
    one = project.indicators[0]
    browser = signed_in(factories.account())
    answer = browser.post(f"/projects/{project.id}/indicators/{one.id}/remove", follow_redirects=True)
    assert "A report names this indicator" in answer.get_data(as_text=True) and project.indicators == [one]


def test_the_page_of_a_report_asks_as_many_questions_for_many_people_as_for_few(project: Project, signed_in: Enter) -> None:
    browser, report, numbers = signed_in(factories.account()), draft(project), []
    for _round in range(2):
        held(project, ends_on=DAY, minutes=(90,), who={officer(): "P" for _n in range(5)})
        read_ledger()
        db.session.expire_all()
        with counted() as statements:
            page(browser, f"/reports/{report.id}")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] < 90


def test_of_two_tabs_the_later_is_told_and_what_was_typed_stays_until_it_is_saved_again(project: Project, signed_in: Enter) -> None:
    report = draft(project)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    address = f"/reports/{report.id}/edit"
    tabs = [re.search(r'name="revision"[^>]*value="(\d+)"', page(browser, address)) for _n in range(2)]
    data = PERIOD | {"revision": tabs[0] and tabs[0][1]}
    assert browser.post(address, data=data | {"narrative_en": "The first tab"}).status_code == 303
    late = browser.post(address, data=data | {"narrative_en": "The second tab"})
    shown = late.get_data(as_text=True)
    assert late.status_code == 422 and "Somebody else changed this" in shown and "The second tab" in shown
    assert report.narrative_en == "The first tab"
    again = re.search(r'name="revision"[^>]*value="(\d+)"', shown)
    assert browser.post(address, data=data | {"revision": again and again[1], "narrative_en": "The second tab"}).status_code == 303
    assert report.narrative_en == "The second tab"


@pytest.mark.parametrize(("more", "said"), [
    ({"first": "0001-01-01"}, "Choose a day from 1990 to 2100"), ({"last": "9999-12-31"}, "Choose a day from 1990 to 2100"),
    ({"office": True}, "Leave the office open"),
])  # fmt: skip
def test_a_slip_of_the_pen_is_told(project: Project, signed_in: Enter, more: dict, said: str) -> None:
    more = {name: project.office_id if value is True else value for name, value in more.items()}
    answer = signed_in(factories.account(Role.REPORTING_OFFICER)).post("/reports/new", data=PERIOD | {"project": project.id} | more)
    assert answer.status_code == 422 and said in answer.get_data(as_text=True)


def test_a_draft_says_which_events_are_over_and_not_counted_and_that_its_period_runs(project: Project, signed_in: Enter) -> None:
    planned(project, ends_on=DAY, minutes=(90,))
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert "1 event of this period is over but not finalised" in page(browser, f"/reports/{draft(project).id}")
    running = reporting.prepare(
        project=project, first=DAY, last=date(2100, 12, 31), title_en="R", title_ru="О", by=None, at=clock.now()
    )
    db.session.commit()
    shown = page(browser, f"/reports/{running.id}")
    assert "The report can be sealed from that day on" in shown and "Seal the report" not in shown


def test_a_new_version_says_what_it_restates_and_to_a_donor_no_numbers_of_it(project: Project, signed_in: Enter) -> None:
    report = sealed(project)
    held(project, ends_on=DAY, minutes=(90,), who={officer(): "P" for _n in range(7)})
    made = reporting.restate(report, by=None, at=clock.now())
    making.freeze(made, press=PRESS, by=None, at=clock.now())
    db.session.commit()
    shown = page(signed_in(factories.account(Role.REPORTING_OFFICER)), f"/reports/{made.id}")
    assert "Version 2 restates version 1, sealed under SHA-256" in shown and "Persons trained: 9 → 16" in shown
    seen = page(signed_in(factories.account(Role.DONOR_VIEWER)), f"/reports/{made.id}")
    assert "Version 2 restates version 1" in seen and "9 →" not in seen
