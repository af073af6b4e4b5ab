"""An issue waits for the end of its quarter, and says which of its events are in no figure yet."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms import clock
from lms.accounts.permissions import Role
from lms.bulletins import making, services
from lms.errors import Refused
from lms.participants.models import Sex
from lms.projects.models import Donor
from tests import factories
from tests.bulletins import issues

Enter = Callable[..., FlaskClient]
MIDDLE = datetime(2011, 11, 15, 9, 0, tzinfo=UTC)


def shown(browser: FlaskClient, path: str, at: datetime = issues.LATER) -> str:
    with clock.stopped(at):
        answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("at", [datetime(2011, 9, 1, tzinfo=UTC), MIDDLE, datetime(2011, 12, 30, 23, 59, tzinfo=UTC)])
def test_nothing_is_published_before_the_last_day_of_its_quarter(app: Flask, at: datetime) -> None:
    issue = issues.draft(None)
    with pytest.raises(Refused, match="The quarter ends on 2011-12-31; publish from that day on"):
        making.publish(issue, by=None, at=at)
    assert not issue.is_published


def test_the_last_day_is_that_of_the_office_and_in_utc_for_all_offices(app: Flask) -> None:
    """In Ashgabat the last day begins five hours earlier."""
    evening = datetime(2011, 12, 30, 20, 0, tzinfo=UTC)
    here, everywhere = issues.draft(factories.office()), issues.draft(None)
    assert here.office and here.office.time_zone == "Asia/Ashgabat"
    assert services.reason_not_to_publish(here, at=evening) is None
    assert services.reason_not_to_publish(everywhere, at=evening) is not None
    assert services.reason_not_to_publish(everywhere, at=datetime(2011, 12, 31, tzinfo=UTC)) is None


def test_the_page_of_a_draft_names_the_day_and_offers_no_publishing_before_it(app: Flask, signed_in: Enter) -> None:
    issue = issues.draft(None)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    early = shown(browser, f"/bulletins/{issue.id}", MIDDLE)
    assert "The quarter ends on 31 Dec 2011; publish from that day on." in early and "Publish the issue" not in early
    late = shown(browser, f"/bulletins/{issue.id}")
    assert "The quarter ends" not in late and "Publish the issue" in late


def test_what_can_be_mended_is_said_beside_the_day_to_wait_for(app: Flask, signed_in: Enter) -> None:
    issue = issues.draft(None, articles=0)
    said = shown(signed_in(factories.account(Role.REPORTING_OFFICER)), f"/bulletins/{issue.id}", MIDDLE)
    assert "The quarter ends on 31 Dec 2011" in said and "The issue has no article yet." in said.partition('id="publish"')[2]


def test_a_draft_says_how_many_events_are_over_and_in_no_figure_yet(app: Flask, signed_in: Enter) -> None:
    here, there = factories.office(), factories.office("KG")
    for _ in range(2):
        factories.event(of=here, starts_on=issues.DAY)
    factories.event(of=here, starts_on=issues.DAY, cancelled_at=factories.AT)
    factories.event(of=here, starts_on=date(2011, 11, 15))
    factories.event(of=here, starts_on=date(2012, 1, 5))
    factories.event(of=there, starts_on=issues.DAY)
    issues.seminar(of=here)
    own, every = issues.draft(here), issues.draft(None)
    browser = signed_in(factories.account(Role.ADMINISTRATOR))
    said = "events of the quarter are over but not finalised: their people are in no figure yet."
    assert f"2 {said}" in shown(browser, f"/bulletins/{own.id}", MIDDLE) and f"3 {said}" in shown(browser, f"/bulletins/{own.id}")
    assert f"4 {said}" in shown(browser, f"/bulletins/{every.id}")


def funded(code: str, *, finalised: bool) -> int:
    factories.keep(Donor(code=code, name_en=f"{code} Fund", name_ru=f"Фонд {code}"))
    projects = (factories.project(donors=(code,)),)
    made = issues.seminar(projects=projects) if finalised else factories.event(projects=projects, starts_on=issues.DAY)
    return made.id


def test_nobody_is_thanked_for_an_event_that_is_not_finalised(app: Flask) -> None:
    held, planned = funded("A", finalised=True), funded("B", finalised=False)
    both, neither = issues.draft(None, events=[held, planned]), issues.draft(None, events=[planned])
    assert issues.told(both).articles[0].thanks == "This event was funded by the A Fund."
    assert issues.told(both, "ru").articles[0].thanks == "Мероприятие проведено при финансовой поддержке Фонда A."
    assert issues.told(neither).articles[0].thanks == ""


def test_what_is_not_finalised_is_said_of_an_article_in_the_list_and_where_it_is_edited(app: Flask, signed_in: Enter) -> None:
    held, planned = funded("A", finalised=True), funded("B", finalised=False)
    issue = issues.draft(None, events=[held, planned])
    issues.article(issue, events=[held])
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    listed = shown(browser, f"/bulletins/{issue.id}")
    assert listed.count("1 not finalised yet, neither counted nor thanked for") == 1
    first, second = (shown(browser, f"/bulletins/{issue.id}/articles/{one.id}") for one in issue.articles)
    assert "1 event that the article is linked to is not finalised yet" in first and "not finalised" not in second
    assert "Left empty: This event was funded by the A Fund." in first and "B Fund" not in first


def test_an_event_that_the_editor_does_not_see_is_counted_among_the_unfinished(app: Flask, signed_in: Enter) -> None:
    here, foreign = factories.office(), factories.event(of=factories.office("KG"), starts_on=issues.DAY)
    issue = issues.draft(here, events=[foreign.id])
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=here))
    assert "1 not finalised yet" in shown(manager, f"/bulletins/{issue.id}")


def test_the_people_of_several_events_are_told_in_the_plural(app: Flask) -> None:
    one, other = issues.seminar(("judge", Sex.MALE, 9)), issues.seminar(("judge", Sex.MALE, 6))
    said = {number: " ".join(issues.told(issues.draft(None, events=events), "ru").articles[0].told)
            for number, events in ((1, [one.id]), (2, [one.id, other.id]))}  # fmt: skip
    assert said[1].startswith("Участники мероприятия по") and "Участники мероприятий по" in said[2]


def test_characters_that_the_paper_cannot_show_are_listed(app: Flask, signed_in: Enter) -> None:
    issue = issues.draft(None, articles=0, introduction_en="Fine 中.", introduction_ru="Хорошо 中.")
    issues.article(issue, heading_en="Party 😀", text_ru="سلام", thanks_en="\u200bQuiet\ufe0f", thanks_ru="Ё — Қ")
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    said = shown(browser, f"/bulletins/{issue.id}")
    note = said.partition("The PDF cannot show these characters")[2].partition("</div>")[0]
    assert [one.partition("<")[0] for one in note.split("<code>")[1:]] == ["中", "😀", *dict.fromkeys("سلام")]
    assert "cannot show" not in shown(browser, f"/bulletins/{issues.draft(None).id}")
