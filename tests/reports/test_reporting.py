"""A report is prepared, sealed, answered, compared and restated; what is sealed stays as it was, whatever changes later."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from flask import Flask, current_app
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from lms.accounts.permissions import Permission, Role
from lms.accounts.scope import EVERYTHING, looking, scope_of
from lms.audit.models import AuditEntry
from lms.audit.rules import sha256
from lms.audit.services import act
from lms.courses import attendance, programme
from lms.courses.uploads import Upload
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.merging import services as merging
from lms.participants.models import Person
from lms.projects import services as projects
from lms.projects.measures import Basis, Once, Rule
from lms.projects.models import Group, Project
from lms.protection import erasing
from lms.reports import making, report_queries, reporting
from lms.reports.document import Document
from lms.reports.iati import Publisher
from lms.reports.making import Press
from lms.reports.models import Report, ReportState
from tests import factories, paper
from tests.merging.pairs import choices
from tests.reports.holding import evening, finalise, held, officer, planned, seat

FIRST, LAST, DAY = date(2011, 10, 1), date(2011, 12, 31), date(2011, 11, 7)
AT = datetime(2012, 1, 10, 9, tzinfo=factories.AT.tzinfo)
LATER = AT + timedelta(days=40)
PRESS = Press(Publisher("ZZ-TEST", "40"))
BY = {"by": None, "at": AT}


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


@pytest.fixture
def people(project: Project) -> list[Person]:
    """Three officers and a judge who completed a training of the project."""
    made = [officer(), officer(), officer(), officer("judge", Group.JUDICIARY)]
    held(project, ends_on=DAY, minutes=(90,), who=dict.fromkeys(made, "P"))
    return made


def prepared(project: Project, **more) -> Report:
    given = {"first": FIRST, "last": LAST, "title_en": "Quarter", "title_ru": "Квартал"} | BY
    made = reporting.prepare(project=project, **given | more)
    db.session.commit()
    return made


def sealed(project: Project, **more) -> Report:
    made = prepared(project, **more)
    making.freeze(made, press=PRESS, **BY)
    db.session.commit()
    return made


def told(report: Report) -> dict[str, int]:
    return {one.key: one.value for one in making.document(report, reader=None, at=LATER).figures}


def differences(report: Report) -> dict[str, tuple[int, int, list[str]]]:
    compared = making.compared(report, reader=None, at=LATER)
    return {
        one.difference.key: (one.difference.sealed, one.difference.today, [cause.what for cause in one.causes])
        for one in compared.explained if one.difference.units
    }  # fmt: skip


def test_a_report_asks_all_indicators_of_its_project_in_their_present_versions(project: Project, people: list[Person]) -> None:
    one = factories.indicator(project, Rule(Basis.PERSONS, groups=("judiciary",)), code="1.1")
    projects.edit_indicator(one, code="1.1", name_en="N", name_ru="Н", rule=Rule(Basis.COMPLETIONS), reason="r", **BY)
    report = prepared(project)
    assert [(asked.rule.indicator_id, asked.rule.version) for asked in report.indicators] == [(one.id, 2)]
    assert told(report)["1.1"] == 4


def test_a_draft_counts_anew_each_time_and_a_sealed_report_never(project: Project, people: list[Person]) -> None:
    draft, frozen = prepared(project), sealed(project)
    assert told(draft)["persons"] == told(frozen)["persons"] == 4
    held(project, ends_on=DAY, minutes=(90,), who={officer(): "P"})
    assert (told(draft)["persons"], told(frozen)["persons"]) == (5, 4)


def test_every_figure_of_a_sealed_report_adds_up_from_its_rows(project: Project, people: list[Person]) -> None:
    factories.indicator(project, Rule(Basis.PERSONS, once=Once.PROJECT), code="1.1")
    held(project, ends_on=DAY, minutes=(90,), who={officer(None): "P"}, heads=10)
    document = making.document(sealed(project), reader=None, at=AT)
    assert [one.key for one in document.figures if not document.recount(one).agrees(one)] == []
    completions = document.figure("completions")
    assert completions is not None and (completions.value, completions.parts["from_headcounts"]) == (15, 10)


def test_what_was_sealed_is_in_the_record_of_changes_with_its_hash(project: Project, people: list[Person]) -> None:
    report = sealed(project)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "report.seal", AuditEntry.object_type == "report")).one()
    assert f'"sha256":"{report.sha256}"' in entry.payload.body
    assert report.audit_seq is not None and report.audit_seq < entry.seq
    assert report.document is not None and sha256(report.document.body) == report.sha256


def test_every_file_is_made_at_sealing_in_both_languages_and_kept_with_its_hash(project: Project, people: list[Person]) -> None:
    made = {(one.kind, one.language, one.public) for one in sealed(project).files}
    of_each = {(kind, language, public) for kind in ("pdf", "docx", "xlsx", "csv", "hxl.csv") for language in ("en", "ru") for public in (False, True)}
    assert made == of_each | {("json", "en", False), ("xml", "en", True)}


def test_a_sealed_report_is_byte_identical_after_merges_corrections_erasure_and_new_rows(project: Project, people: list[Person]) -> None:
    report = sealed(project)
    assert report.document is not None
    before = report.document.body, [(one.name, one.content.body, one.sha256) for one in report.files]
    _merge(people[0], people[1])
    event = held(project, ends_on=DAY, minutes=(90,), who={officer(): "P"})
    attendance.reopen(event, reason="A sheet was wrong", by=None, at=LATER)
    erasing.erase(people[2], reason="Asked for it", confirmed=people[2].surname, by=None, at=LATER)
    db.session.commit()
    db.session.expire_all()
    assert (report.document.body, [(one.name, one.content.body, one.sha256) for one in report.files]) == before
    assert making.problems(report, "en", key=_key()) == []


def _merge(kept: Person, gone: Person) -> None:
    merging.merge(kept, gone, choices(kept, gone, Random(0)), by=None, at=LATER)


def _key() -> str:
    return str(current_app.config["AUDIT_KEY"])


def test_a_merge_and_a_withdrawn_completion_are_named_as_causes(project: Project, people: list[Person]) -> None:
    held(project, ends_on=DAY + timedelta(days=7), minutes=(90,), who={people[0]: "P"})
    lost = held(project, ends_on=DAY + timedelta(days=14), minutes=(90,), who={officer(): "P"})
    report = sealed(project)
    _merge(people[0], people[1])
    attendance.reopen(lost, reason="A mark was wrong", by=None, at=LATER)
    db.session.commit()
    sealed_value, today, causes = differences(report)["persons"]
    assert (sealed_value, today) == (5, 3)
    assert "1 merge" in causes and len(causes) == 2


def test_nothing_differs_where_nothing_changed(project: Project, people: list[Person]) -> None:
    assert making.compared(sealed(project), reader=None, at=LATER).explained == []


def test_a_corrected_report_is_a_new_version_that_says_what_it_restates(project: Project, people: list[Person]) -> None:
    first = sealed(project)
    again = reporting.restate(first, by=None, at=LATER)
    making.freeze(again, press=PRESS, by=None, at=LATER)
    document = making.document(again, reader=None, at=LATER)
    assert (document.content["report"]["version"], document.content["report"]["restates"]) == (2, 1)
    with pytest.raises(Refused, match="Version 2 restates it already"):
        reporting.restate(first, by=None, at=LATER)
    with pytest.raises(Refused, match="A draft is changed"):
        reporting.restate(prepared(project), by=None, at=LATER)


def test_attendances_of_a_project_that_wait_at_another_office_are_told_by_their_acts(project: Project) -> None:
    event = planned(project, office=factories.office("KG", "Asia/Bishkek"), ends_on=DAY, minutes=(90,))
    seat(event, {officer(): "P"})
    db.session.commit()
    report = sealed(project)
    attendance.finalise(event, by=None, at=LATER)
    projects.edit_project(
        project, code="RENAMED", title_en=project.title_en, title_ru=project.title_ru, office_id=project.office_id,
        starts_on=project.starts_on, ends_on=project.ends_on, donors=[], predecessor_id=None, by=None, at=LATER,
    )  # fmt: skip
    db.session.commit()
    [part] = [one.parts["claimed"] for one in making.compared(report, reader=None, at=LATER).explained if "claimed" in one.parts]
    assert [(cause.what, cause.effect) for cause in part.causes] == [("attendance of 1 event finalised", -1)]


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(project: Project) -> None:
    report = prepared(project)
    reporting.edit(report, rules=[], seen=1, title_en="By the first", **BY)
    with pytest.raises(Conflict):
        reporting.edit(report, rules=[], seen=1, title_en="By the second", **BY)
    assert (report.title_en, report.revision) == ("By the first", 2)


def test_a_cumulative_number_is_kept_with_its_rows_and_counted_anew_from_the_same_day(project: Project, people: list[Person]) -> None:
    before = held(project, ends_on=date(2011, 3, 1), minutes=(90,), who={people[0]: "P", officer(): "P"})
    report = sealed(project)
    document = making.document(report, reader=None, at=AT)
    persons = document.figure("persons")
    assert persons and (persons.value, persons.cumulative) == (4, 5)
    assert document.content["period"]["since"] == project.starts_on.isoformat()
    assert sum(adds for _table, _row, adds in document.counted_beside(persons, "cumulative")) == 5
    with act("project.edit", **BY):
        project.starts_on = date(2011, 6, 1)
    db.session.commit()
    assert making.compared(report, reader=None, at=LATER).explained == []
    attendance.reopen(before, reason="A mark was wrong", by=None, at=LATER)
    db.session.commit()
    [one] = [one for one in making.compared(report, reader=None, at=LATER).explained if one.difference.key == "persons"]
    assert one.parts["cumulative"].said("en") == "sealed 5; today 4: attendance of 1 event opened again (The system, 19 Feb 2012)"
    assert making.problems(report, "en", key=_key()) == []


def test_a_second_person_seals_where_the_office_says_so(project: Project, people: list[Person]) -> None:
    officer_, manager = factories.account(), factories.account()
    with factories.act("test", by=None, at=AT):
        project.office.second_person_seals = True
    report = prepared(project, by=officer_)
    with pytest.raises(Refused, match="another person"):
        making.freeze(report, press=PRESS, by=officer_, at=AT)
    making.freeze(report, press=PRESS, by=manager, at=AT)
    assert report.sealed_by is manager and report.state is ReportState.SUBMITTED


def test_what_a_shell_prepared_a_person_seals_where_the_office_wants_two(project: Project, people: list[Person]) -> None:
    with factories.act("test", by=None, at=AT):
        project.office.second_person_seals = True
    report = prepared(project, by=None)
    with pytest.raises(Refused, match="another person"):
        making.freeze(report, press=PRESS, by=None, at=AT)
    making.freeze(report, press=PRESS, by=factories.account(), at=AT)
    assert report.is_sealed


@pytest.mark.parametrize("hand", ["edit", "attach", "detach"])
def test_whoever_changed_a_draft_is_no_second_person(project: Project, people: list[Person], hand: str) -> None:
    officer_, manager, third = (factories.account() for _n in range(3))
    with factories.act("test", by=None, at=AT):
        project.office.second_person_seals = True
    report = prepared(project, by=officer_)
    if hand == "edit":
        reporting.edit(report, rules=[], by=manager, at=AT)
    else:
        reporting.attach(report, [Upload(paper.pdf(), "annex.pdf")], by=manager if hand == "attach" else third, at=AT)
    if hand == "detach":
        reporting.detach(report.attachments[0], by=manager, at=AT)
    db.session.commit()
    with pytest.raises(Refused, match="another person"):
        making.freeze(report, press=PRESS, by=manager, at=AT)


def test_a_report_is_sealed_from_the_last_day_of_its_period_on_by_the_clock_of_its_office(project: Project, people: list[Person]) -> None:
    report = prepared(project)
    evening_before = datetime(2011, 12, 30, 18, 59, tzinfo=UTC)  # 23:59 in Ashgabat
    with pytest.raises(Refused, match="2011-12-31"):
        making.freeze(report, press=PRESS, by=None, at=evening_before)
    making.freeze(report, press=PRESS, by=None, at=evening_before + timedelta(minutes=1))
    assert report.is_sealed


def test_the_donors_answer_is_recorded_once_with_its_words(project: Project, people: list[Person]) -> None:
    report = sealed(project)
    with pytest.raises(Refused, match="who answered"):
        reporting.decide(report, accepted=True, decision="", **BY)
    reporting.decide(report, accepted=False, decision="Letter 12 of 3 February", **BY)
    assert (report.state, report.decision) == (ReportState.RETURNED, "Letter 12 of 3 February")
    with pytest.raises(Refused, match="Only a submitted report"):
        reporting.decide(report, accepted=True, decision="Again", **BY)


def test_a_sealed_report_is_neither_edited_nor_discarded_nor_sealed_again(project: Project, people: list[Person]) -> None:
    report = sealed(project)
    for change in (
        lambda: reporting.edit(report, rules=[], title_en="X", **BY), lambda: reporting.discard(report, **BY),
        lambda: making.freeze(report, press=PRESS, **BY),
    ):  # fmt: skip
        with pytest.raises(Refused, match="never changes"):
            change()


@pytest.mark.parametrize("change", [
    "UPDATE report SET title_en = 'X' WHERE id = :id", "UPDATE report SET sha256 = NULL, state = 'draft' WHERE id = :id",
    "UPDATE report SET first = '2001-01-01' WHERE id = :id", "DELETE FROM report WHERE id = :id",
    "UPDATE report_document SET body = '{}' WHERE report_id = :id", "DELETE FROM report_document WHERE report_id = :id",
    "UPDATE report_file SET sha256 = 'x' WHERE report_id = :id", "DELETE FROM report_file WHERE report_id = :id",
    "UPDATE report_file_content SET body = 'x' WHERE file_id IN (SELECT id FROM report_file WHERE report_id = :id)",
    "UPDATE report_indicator SET position = 9 WHERE report_id = :id", "DELETE FROM report_indicator WHERE report_id = :id",
    "INSERT INTO report_indicator (report_id, rule_id, position) SELECT :id, max(id) + 1, 2 FROM indicator_rule",
    "UPDATE report_attachment SET file_name = 'x' WHERE report_id = :id", "DELETE FROM report_attachment WHERE report_id = :id",
    "INSERT INTO report_attachment (report_id, file_name, file_type, size, sha256) VALUES (:id, 'x', 'pdf', 1, 'x')",
    "UPDATE report_attachment_content SET body = 'x' WHERE attachment_id IN (SELECT id FROM report_attachment WHERE report_id = :id)",
    "DELETE FROM report_attachment_content WHERE attachment_id IN (SELECT id FROM report_attachment WHERE report_id = :id)",
])  # fmt: skip
def test_the_database_refuses_to_change_what_was_sealed(project: Project, change: str) -> None:
    factories.indicator(project, Rule(Basis.PERSONS), code="1.1")
    report = prepared(project)
    reporting.attach(report, [Upload(paper.pdf(), "annex.pdf")], **BY)
    making.freeze(report, press=PRESS, **BY)
    db.session.commit()
    with pytest.raises(IntegrityError, match="never"):
        db.session.execute(text(change), {"id": report.id})


def test_a_document_that_was_changed_past_everything_is_found(project: Project, people: list[Person]) -> None:
    report = sealed(project)
    assert report.document is not None
    changed = Document.of(report.document.body.replace('"value":4', '"value":5'))
    assert making.problems(report, "en", key=_key()) == []
    report.document.__dict__["body"] = changed.canonical
    assert any("SHA-256" in problem for problem in making.problems(report, "en", key=_key()))


def test_a_report_of_an_office_counts_all_its_projects_and_one_of_everything_all_offices(project: Project, people: list[Person]) -> None:
    other = factories.project(of=factories.office("KG"))
    held(other, ends_on=DAY, minutes=(90,), who={officer(): "P"})
    assert told(prepared(None, office=project.office))["persons"] == 4
    assert told(prepared(None))["persons"] == 5


def test_reports_of_other_offices_are_out_of_sight(project: Project) -> None:
    other = factories.project(of=factories.office("KG"))
    own, foreign, wide = prepared(project), prepared(other), prepared(None)
    account = factories.account(Role.REPORTING_OFFICER, of=project.office)
    with looking(scope_of(account, Permission.SEE_REPORTS)):
        assert set(db.session.scalars(report_queries.reports(drafts=EVERYTHING))) == {own}
    assert {foreign, wide} <= set(db.session.scalars(report_queries.reports(drafts=EVERYTHING)))


def test_a_target_is_told_of_the_very_period_or_of_the_shortest_that_holds_it(project: Project, people: list[Person]) -> None:
    one = factories.indicator(project, code="1.1")
    for first, last, value in ((date(2011, 1, 1), date(2012, 12, 31), 90), (date(2011, 10, 1), date(2012, 9, 30), 60)):
        projects.set_target(one, starts_on=first, ends_on=last, value=value, **BY)
    figure = making.document(prepared(project), reader=None, at=AT).figure("1.1")
    assert figure is not None and figure.target is not None and figure.target["value"] == "60.00"


def test_a_session_added_later_changes_nothing_that_was_sealed(project: Project, people: list[Person]) -> None:
    event = held(project, ends_on=DAY, minutes=(90,), who={officer(): "P"})
    report = sealed(project)
    attendance.reopen(event, reason="A session was forgotten", by=None, at=LATER)
    programme.add_session(event, day=DAY, starts_at=evening(DAY).time(), ends_at=evening(DAY).replace(hour=17).time(), title="S", by=None, at=LATER)
    finalise(event)
    assert told(report)["persons"] == 5
