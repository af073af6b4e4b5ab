"""What proves an attendance (R3): a signed sheet of its session, or the trainer who finalised it; and where it is shown."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from lms.audit.services import act
from lms.courses import attaching, attendance
from lms.courses.models import Event
from lms.extensions import db
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.projects.models import Project
from lms.reports.rules import Figures
from lms.reports.services import figures
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports.holding import asked, evening, finalise, held, officer, planned, seat

SignedIn = Callable[..., FlaskClient]
LATER = datetime(2012, 5, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


@pytest.fixture
def event(project: Project) -> Event:
    """Give an event of four days that nobody finalised, with 3 + 1 attendances."""
    made = planned(project)
    seat(made, {officer(): "PLAP", officer(): "P---"})
    db.session.commit()
    return made


def waiting(told: Figures) -> tuple[int, int]:
    return told.claimed, told.signed


def text(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]*>", " ", answer.get_data(as_text=True)).split())


def test_marks_of_a_session_with_a_signed_sheet_are_claimed_no_longer(project: Project, event: Event) -> None:
    assert waiting(figures(asked(project))) == (4, 0)
    factories.evidence(event_id=event.id, session_id=event.sessions[0].id)
    assert waiting(figures(asked(project))) == (2, 2)
    factories.evidence(event_id=event.id, day=event.sessions[1].day)
    assert waiting(figures(asked(project))) == (1, 3)
    factories.evidence(event_id=event.id)
    told = figures(asked(project))
    assert waiting(told) == (0, 4)
    assert (told.attendances.total, told.persons.total, told.completions.total) == (0, 0, 0)


def test_a_withdrawn_sheet_proves_nothing(project: Project, event: Event) -> None:
    file = factories.evidence(event_id=event.id)
    attaching.withdraw(file, reason="Of another event", by=None, at=LATER)
    assert waiting(figures(asked(project))) == (4, 0)


def test_a_figure_of_a_day_in_the_past_knows_the_sheets_that_stood_then(project: Project, event: Event) -> None:
    file = factories.evidence(event_id=event.id, uploaded_at=datetime(2011, 12, 1, tzinfo=UTC))
    attaching.withdraw(file, reason="Of another event", by=None, at=LATER)
    days = (date(2011, 11, 30), date(2011, 12, 1), date(2012, 4, 30), date(2012, 5, 1))
    assert [waiting(figures(asked(project, as_of=day))) for day in days] == [(4, 0), (0, 4), (0, 4), (4, 0)]


def test_an_act_of_materials_and_a_sheet_of_another_event_prove_no_attendance(project: Project, event: Event) -> None:
    factories.evidence(event_id=planned(project).id)
    assert waiting(figures(asked(project))) == (4, 0)


def test_once_it_is_finalised_all_is_in_the_total_and_opened_again_the_sheets_count_again(project: Project, event: Event) -> None:
    factories.evidence(event_id=event.id, session_id=event.sessions[0].id)
    finalise(event)
    told = figures(asked(project))
    assert (told.attendances.total, *waiting(told)) == (4, 0, 0)
    attendance.reopen(event, reason="A mistake", by=None, at=evening(event.ends_on))
    told = figures(asked(project))
    assert (told.attendances.total, *waiting(told)) == (0, 2, 2)


def test_the_page_of_figures_tells_both_apart_and_opens_each_to_its_rows(project: Project, event: Event, signed_in: SignedIn) -> None:
    factories.evidence(event_id=event.id, session_id=event.sessions[0].id)
    for language, words in (("en", ("2 attendances are claimed only", "2 more are on signed sheets")),
                            ("ru", ("Неподтверждённых посещений — 2", "ещё 2 — по подписанным листам"))):  # fmt: skip
        browser = signed_in(factories.account(Role.REPORTING_OFFICER), language)
        page = text(browser, "/figures?first=&last=")
        assert all(one in page for one in words), page
        assert "1 подписанный лист" in text(browser, "/figures/rows?figure=signed") or language == "en"
    page = text(browser, "/figures/rows?figure=claimed")
    assert page.count("без листа") == 2


def _finaliser(event: Event) -> str:
    """Say that somebody finalised an event, and return their name."""
    by = factories.account()
    finalised = db.session.get_one(Event, event.id)
    with act("test.setup", by=None, at=factories.AT):
        finalised.finalised_by_id, by.name = by.id, "Aman Mamedov"
    db.session.commit()
    return by.name


def test_rows_say_what_proves_them_and_lead_to_the_sheets(project: Project, signed_in: SignedIn) -> None:
    event = held(project, who={officer(): "PPPP"})
    factories.evidence(event_id=event.id)
    factories.evidence(event_id=event.id, session_id=event.sessions[0].id)
    by = _finaliser(event)
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    for figure in ("persons", "completions", "events"):
        page = browser.get(f"/figures/rows?figure={figure}").get_data(as_text=True)
        assert f'<a href="/events/{event.id}/sheets">2 signed sheets, finalised by {by}</a>' in page, figure
    page = text(browser, "/figures/rows?figure=attendances")
    assert page.count("1 signed sheet, finalised by") == 3 and page.count("2 signed sheets, finalised by") == 1


def test_files_and_donors_are_told_of_evidence_without_a_name(project: Project, signed_in: SignedIn) -> None:
    event = held(project, who={officer(): "PPPP"})
    factories.evidence(event_id=event.id)
    by = _finaliser(event)
    seen = signed_in(factories.account(Role.DONOR_VIEWER, on=project)).get("/figures/lines?figure=events").get_data(as_text=True)
    assert "1 signed sheet, finalised" in seen and by not in seen and "/sheets" not in seen
    for address in ("lines.csv?figure=events", "rows.csv?figure=persons"):
        file = signed_in(factories.account(Role.REPORTING_OFFICER)).get(f"/figures/{address}").data.decode()
        assert "1 signed sheet, finalised" in file and by not in file


def test_rows_of_materials_say_whether_a_signed_act_is_attached(project: Project, signed_in: SignedIn) -> None:
    edition = Edition(language="ru", carrier=Carrier.BROCHURE)
    factories.keep(Material(code="M-1", title_en="A brochure", title_ru="Брошюра", editions=[edition]))
    lines: Any = [Distribution(project=project, edition=edition, quantity=5, organisation=factories.organisation(),
                               handed_on=date(2011, 10, 10), recorded_at=factories.AT) for _n in range(2)]  # fmt: skip
    factories.keep(*lines)
    factories.evidence(distribution_id=lines[0].id)
    page = signed_in(factories.account(Role.REPORTING_OFFICER)).get("/figures/rows?figure=materials").get_data(as_text=True)
    assert f'<a href="/materials/distributions/{lines[0].id}/acts">1 signed act</a>' in page and page.count(">no signed act<") == 1
    donor = signed_in(factories.account(Role.DONOR_VIEWER, on=project)).get("/figures/lines?figure=materials").get_data(as_text=True)
    assert "1 signed act" in donor and "/acts" not in donor


@pytest.mark.parametrize("figure", ["persons", "completions", "attendances", "claimed", "signed", "events", "materials"])
def test_many_rows_with_evidence_ask_the_database_as_little_as_a_few(project: Project, signed_in: SignedIn, figure: str) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    edition = Edition(language="ru", carrier=Carrier.BROCHURE)
    factories.keep(Material(code="M-1", title_en="A brochure", title_ru="Брошюра", editions=[edition]))

    def more(number: int) -> int:
        for _n in range(number):
            event = held(project, who={officer(): "PPPP"})
            seat(waits := planned(project), {officer(): "PPPP"})
            line = factories.keep(Distribution(project=project, edition=edition, quantity=5, organisation=factories.organisation(),
                                               handed_on=date(2011, 10, 10), recorded_at=factories.AT))  # fmt: skip
            factories.evidence(event_id=event.id)
            factories.evidence(event_id=waits.id, session_id=waits.sessions[0].id)
            factories.evidence(distribution_id=line.id)
        read_ledger()
        with counted() as statements:
            assert browser.get(f"/figures/rows?figure={figure}").status_code == 200
        return len(statements)

    assert more(1) == more(4)
