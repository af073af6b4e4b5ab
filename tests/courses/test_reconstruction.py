"""What old reports say: final by being entered, marked, added to completions and never to unique persons."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.audit.models import AuditEntry, AuditPayload
from lms.courses import attendance, programme, services
from lms.courses.codes import EventKind, EventState
from lms.courses.models import Event, Headcount
from lms.courses.reconstruction import Source, Told, correct, is_whole, reconstruct, take_back, told_of
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.participants.models import Sex
from lms.projects.models import Project
from lms.reports.rules import Cell, Figure, Figures, Filters
from lms.reports.services import figures, size
from lms.workbooks import drafting
from lms.workbooks.tables import write_workbook
from tests import factories
from tests.imports.bringing import bring, plan_of, the_event
from tests.reports.holding import held, officer
from tests.workbooks.samples import sheets_of

AT = datetime(2012, 5, 1, 9, 0, tzinfo=UTC)
BY: dict[str, Any] = {"by": None, "at": AT}
REPORT = Source("Annual report 2010", "No list is left", "14", date(2011, 1, 31))
SPRING = {"kind": EventKind.TRAINING, "title_en": "Trainings of spring 2010", "title_ru": "Тренинги весны 2010 г.",
          "starts_on": date(2010, 3, 1), "ends_on": date(2010, 5, 31), "country": "TM"}  # fmt: skip


@pytest.fixture
def project(app: Flask) -> Project:
    factories.region("TM-M")
    return factories.project()


def told() -> list[Told]:
    police = factories.category().id
    return [Told(12, police, Sex.MALE, "TM", "TM-M"), Told(5, police, Sex.FEMALE, "TM", "TM-M"), Told(30, is_estimate=True)]


def entered(project: Project, numbers: list[Told] | None = None, **more: Any) -> Event:
    made = reconstruct(project, told() if numbers is None else numbers, more.pop("source", REPORT), **BY, **SPRING | more)
    db.session.commit()
    return made


def counted(project: Project, as_of: date = date(2012, 12, 31)) -> Figures:
    return figures(Filters(as_of=as_of, project_id=project.id))


def test_it_is_final_by_being_entered_and_has_neither_sessions_nor_names(project: Project) -> None:
    event = entered(project)
    assert event.state_on(date(2012, 5, 2)) is EventState.FINALISED and event.finalised_at == AT
    assert is_whole(event) and event.is_reconstructed and event.sessions == []
    assert {(line.is_reconstructed, line.source, line.source_page, line.source_on) for line in event.headcounts} == {
        (True, "Annual report 2010", "14", date(2011, 1, 31))
    }


def test_its_people_add_to_completions_and_never_to_unique_persons(project: Project) -> None:
    held(project, who={officer(): "PPPP", officer(): "PPPP"}, heads=3, ends_on=date(2011, 10, 14))
    entered(project)
    now = counted(project)
    assert (now.persons.total, now.named.total, now.headcount.total, now.reconstructed.total) == (2, 2, 50, 47)
    assert now.completions.total == 52 and now.reconstructed.of("sex") == {"male": 12, "female": 5, "not_stated": 30}


def test_it_counts_from_the_day_on_which_it_was_entered(project: Project) -> None:
    entered(project)
    assert counted(project, date(2012, 4, 30)).completions.total == 0
    assert counted(project, date(2012, 5, 1)).completions.total == 47


def test_its_numbers_open_to_their_lines(project: Project) -> None:
    entered(project)
    f = Filters(as_of=date(2012, 12, 31), project_id=project.id)
    assert size(Figure.RECONSTRUCTED, f, Cell()) == 47
    assert size(Figure.RECONSTRUCTED, f, Cell(category="not_stated")) == 30


def test_a_number_from_an_old_report_cannot_stand_without_its_document(project: Project) -> None:
    event = factories.event(projects=(project,))
    with pytest.raises(IntegrityError, match="reconstructed_has_source"):
        factories.keep(Headcount(event_id=event.id, number=1, is_reconstructed=True, reason="r", source=" "))
    db.session.rollback()


def test_people_whom_the_register_counts_already_must_be_left_out_and_that_be_said(project: Project) -> None:
    held(project, who={officer(): "PPPP"}, ends_on=date(2010, 4, 14))
    with pytest.raises(Refused, match="counted already") as refused:
        entered(project)
    assert refused.value.field == "apart"
    db.session.rollback()
    entered(project, apart=True)
    assert (counted(project).persons.total, counted(project).completions.total) == (1, 48)


def test_the_same_report_is_not_entered_twice_unseen(project: Project) -> None:
    entered(project)
    with pytest.raises(Refused, match="counted already"):
        entered(project)


def test_events_of_other_projects_and_days_are_no_concern(project: Project) -> None:
    held(factories.project(), who={officer(): "PPPP"}, ends_on=date(2010, 4, 14))
    held(project, who={officer(): "PPPP"}, ends_on=date(2010, 6, 14))
    assert entered(project)


@pytest.mark.parametrize(("change", "words"), [
    ({"numbers": []}, "at least one number"), ({"source": Source(" ", "r")}, "Name the document"),
    ({"ends_on": date(2010, 2, 1)}, "last day lies before"), ({"starts_on": date(2009, 1, 1)}, "lasts a year"),
    ({"starts_on": date(2012, 4, 1), "ends_on": date(2012, 5, 1)}, "days that have passed"),
    ({"starts_on": date(2008, 1, 1), "ends_on": date(2008, 2, 1)}, "project ran"),
    ({"source": Source("s", "r", on=date(2012, 5, 3))}, "in the future"),
    ({"numbers": [Told(1, country="KG", region_code="TM-M")]}, "not in the chosen country"),
])  # fmt: skip
def test_what_cannot_be_is_refused(project: Project, change: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        entered(project, **change)
    db.session.rollback()
    assert db.session.scalars(select(Event)).all() == []


def test_nothing_is_added_to_it_before_it_is_opened_again(project: Project) -> None:
    event = entered(project)
    acts: list[Callable[[], object]] = [
        lambda: attendance.enrol(event, factories.person(), **BY),
        lambda: services.add_headcount(event, number=1, reason="r", source="s", **BY),
        lambda: programme.fill_days(event, starts_at=datetime(2010, 3, 1, 9).time(), minutes=90, pause=10, number=1, title=str, **BY),
    ]
    for act in acts:
        with pytest.raises(Refused, match="finalised"):
            act()


def test_a_correction_says_why_keeps_what_stays_and_counts_as_of_its_day(project: Project) -> None:
    event = entered(project)
    kept = {line.id for line in event.headcounts if line.number != 30}
    later = datetime(2012, 7, 1, 9, tzinfo=UTC)
    correct(event, [*told()[:2], Told(33)], REPORT, why="Misread", by=None, at=later, **SPRING | {"title_en": "Spring"})
    db.session.commit()
    assert kept < {line.id for line in event.headcounts} and event.title_en == "Spring" and event.finalised_at == later
    assert counted(project).completions.total == 50
    notes = db.session.scalars(
        select(AuditPayload.body).join(AuditEntry, AuditEntry.seq == AuditPayload.seq).where(AuditEntry.action == "event.correction_reason")
    )
    assert ["Misread" in body for body in notes] == [True]


def test_a_correction_of_what_somebody_else_changed_is_a_conflict(project: Project) -> None:
    event = entered(project)
    with pytest.raises(Conflict):
        correct(event, told(), REPORT, why="Misread", seen_version=event.version - 1, **BY, **SPRING)


def test_what_is_taken_back_counts_nowhere_and_stays_in_lists(project: Project) -> None:
    event = entered(project)
    take_back(event, why="It was the report of another project", **BY)
    db.session.commit()
    assert counted(project).completions.total == 0 and counted(project).events == 0
    assert event.state_on(date(2012, 6, 1)) is EventState.CANCELLED and len(event.headcounts) == 3


def test_a_change_without_a_reason_is_refused(project: Project) -> None:
    event = entered(project)
    for change in (lambda: take_back(event, why=" ", **BY), lambda: correct(event, told(), REPORT, why="", **BY, **SPRING)):
        with pytest.raises(Refused, match="Say why"):
            change()


def test_an_event_with_names_is_not_corrected_as_a_report(project: Project) -> None:
    event = held(project, who={officer(): "PPPP"})
    for change in (lambda: take_back(event, why="w", **BY), lambda: correct(event, told(), REPORT, why="w", **BY, **SPRING)):
        with pytest.raises(Refused, match="not entered from an old report"):
            change()


def test_equal_people_with_two_numbers_stand_in_two_rows(project: Project) -> None:
    event = entered(project, [Told(3), Told(4), Told(5, sex=Sex.MALE)])
    rows = told_of(event)
    assert [row.total for row in rows.rows] == [8, 4] and rows.of(Sex.NOT_STATED) == 7 and rows.total == 12


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_workbook_keeps_the_mark_and_the_document(project: Project, language: str) -> None:
    draft = drafting.draft_of(entered(project), language)
    assert draft.event and not plan_of(sheets_of(write_workbook(draft, language))).changes_event
    copy = replace(draft, event=replace(draft.event, code="COPY"))
    bring(sheets_of(write_workbook(copy, language)), office=factories.office(), language=language)
    again = the_event("COPY")
    assert is_whole(again)
    assert sorted((one.number, one.source_page, one.source_on) for one in again.headcounts if one.is_reconstructed) == [
        (n, "14", date(2011, 1, 31)) for n in (5, 12, 30)
    ]
