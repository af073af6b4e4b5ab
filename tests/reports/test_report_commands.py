"""`flask --app lms report`: a report prepared, sealed, compared, verified and exported without the pages."""

import json
import re
from datetime import date
from pathlib import Path
from random import Random

import pytest
from click.testing import Result
from flask import Flask

from lms import clock
from lms.accounts.scope import EVERYTHING, set_scope
from lms.extensions import db
from lms.merging import services as merging
from lms.participants.models import Person
from lms.projects.measures import Basis, Rule
from lms.projects.models import Project
from lms.reports.making import KINDS, LANGUAGE_FREE
from lms.reports.models import Report, ReportState
from tests import factories
from tests.merging.pairs import choices
from tests.reports.holding import held, officer

PERIOD = ("--from", "2011-10-01", "--to", "2011-12-31")


@pytest.fixture
def people(app: Flask, project: Project) -> list[Person]:
    made = [officer() for _n in range(6)]
    held(project, ends_on=date(2011, 11, 7), minutes=(90,), who=dict.fromkeys(made, "P"))
    return made


@pytest.fixture
def project(app: Flask) -> Project:
    made = factories.project(code="TJ-1")
    factories.indicator(made, Rule(Basis.PERSONS), code="1.1")
    return made


def run(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(args=["report", *arguments])
    set_scope(EVERYTHING)
    db.session.expire_all()
    return result


def created(app: Flask) -> str:
    printed = run(app, "create", "TJ-1", *PERIOD)
    assert printed.exit_code == 0, printed.output
    return printed.output.strip()


def sealed(app: Flask) -> str:
    number = created(app)
    assert re.fullmatch("[0-9a-f]{64}", run(app, "seal", number).output.strip())
    return number


def test_a_report_is_created_with_the_indicators_of_its_project_and_a_title_in_both_languages(app: Flask, people: list[Person]) -> None:
    report = db.session.get_one(Report, int(created(app)))
    assert [one.rule.indicator.code for one in report.indicators] == ["1.1"]
    assert "2011" in report.title_en and "2011" in report.title_ru and report.title_en != report.title_ru


def test_a_report_is_sealed_once(app: Flask, people: list[Person]) -> None:
    number = sealed(app)
    assert db.session.get_one(Report, int(number)).state is ReportState.SUBMITTED
    again = run(app, "seal", number)
    assert (again.exit_code, again.output) == (1, "Error: A sealed report never changes.\n")


def test_nothing_differs_right_after_the_seal(app: Flask, people: list[Person]) -> None:
    assert run(app, "compare", sealed(app)).output == "Nothing differs.\n"


def test_a_merge_is_named_as_the_cause_of_a_difference_with_its_entry_of_the_record(app: Flask, people: list[Person]) -> None:
    number = sealed(app)
    kept, other = people[:2]
    merging.merge(kept, other, choices(kept, other, Random(1)), by=None, at=clock.now())
    db.session.commit()
    told = json.loads(run(app, "compare", number, "--format", "json").output)
    assert (told["sealed"]["1.1"], told["today"]["1.1"]) == (6, 5)
    difference = next(one for one in told["differences"] if one["figure"] == "1.1")
    assert (difference["sealed"], difference["today"]) == (6, 5)
    assert [set(cause) >= {"what", "who", "when", "audit_seq"} for cause in difference["causes"]] == [True]
    assert cause_lines(run(app, "compare", number).output)[0].startswith("  −1 · 1 merge · the system · ")


def cause_lines(printed: str) -> list[str]:
    """Return the lines of the first figure's causes."""
    return [line for line in printed.splitlines() if line.startswith("  ")]


def test_each_cause_is_a_line_with_who_did_it_when_and_the_entries_of_the_record(app: Flask, project: Project, people: list[Person]) -> None:
    number = sealed(app)
    with clock.stopped(factories.AT.replace(year=2012)):
        held(project, ends_on=date(2011, 11, 8), minutes=(90,), who={officer(): "P", officer(): "P"})
        db.session.commit()
    differences = json.loads(run(app, "compare", number, "--format", "json").output)["differences"]
    cause = next(one for one in differences if one["figure"] == "1.1")["causes"][0]
    assert len(cause["entries"]) >= 1 and cause["entries"][0] == cause["audit_seq"]
    printed = run(app, "compare", number).output
    told = printed.partition("1.1: ")[2].splitlines()[1]
    entries = ", ".join(map(str, cause["entries"]))
    when = cause["when"][:19] + cause["when"][-6:]
    assert told == f"  +2 · {cause['what']} · the system · {when} · entr{'y' if len(cause['entries']) == 1 else 'ies'} {entries}"


def test_a_whole_report_is_verified_and_one_that_was_changed_ends_with_a_sentence(
    app: Flask, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = sealed(app)
    printed = run(app, "verify", number)
    assert printed.exit_code == 0 and printed.output.startswith(f"Report {number} is whole")
    monkeypatch.setitem(app.config, "AUDIT_KEY", "another key")
    printed = run(app, "verify", number)
    assert printed.exit_code == 1 and "is broken at entry" in printed.output


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_of_a_sealed_report_the_kept_file_is_written(app: Flask, people: list[Person], tmp_path: Path, kind: str, language: str) -> None:
    number, target = sealed(app), tmp_path / "file"
    assert run(app, "export", number, "--format", kind, "--language", language, "-o", str(target)).exit_code == 0
    ending = {"hxl": "hxl.csv", "iati": "xml"}.get(kind, kind)
    spoken = "en" if kind in LANGUAGE_FREE else language
    kept = [one for one in db.session.get_one(Report, int(number)).files if (one.kind, one.language) == (ending, spoken)]
    assert target.read_bytes() in [one.content.body for one in kept if one.public == (kind == "iati")]


def test_of_a_draft_a_file_is_written_that_says_so(app: Flask, people: list[Person], tmp_path: Path) -> None:
    target = tmp_path / "draft.csv"
    assert run(app, "export", created(app), "--format", "csv", "-o", str(target)).exit_code == 0
    assert target.read_bytes()


@pytest.mark.parametrize("arguments", [("seal", "77"), ("compare", "77"), ("verify", "77"), ("export", "77", "--format", "pdf", "-o", "x")])
def test_a_report_that_is_not_there_is_told(app: Flask, arguments: tuple[str, ...]) -> None:
    printed = run(app, *arguments)
    assert (printed.exit_code, printed.output) == (1, "Error: There is no report 77.\n")


@pytest.mark.parametrize("command", ["compare", "verify"])
def test_a_draft_is_neither_compared_nor_verified(app: Flask, people: list[Person], command: str) -> None:
    printed = run(app, command, created(app))
    assert printed.exit_code == 1 and "is a draft" in printed.output


def test_a_period_that_ends_before_it_begins_and_a_project_that_is_not_there_are_told(app: Flask, project: Project) -> None:
    assert "The period ends before it begins." in run(app, "create", "TJ-1", "--from", "2011-12-31", "--to", "2011-10-01").output
    assert "There is no project XX." in run(app, "create", "XX", *PERIOD).output


def test_a_file_that_cannot_be_written_is_told(app: Flask, people: list[Person], tmp_path: Path) -> None:
    printed = run(app, "export", created(app), "--format", "csv", "-o", str(tmp_path / "nowhere" / "x.csv"))
    assert printed.exit_code == 1 and "cannot be written" in printed.output
