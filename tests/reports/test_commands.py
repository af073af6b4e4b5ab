"""`flask --app lms figures`: the same answer as the JSON interface, as a table, JSON or CSV."""

import csv
import io
import json

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.scope import EVERYTHING, set_scope
from lms.extensions import db
from lms.projects.models import Project
from tests import factories
from tests.reports.worked_example import build

FY2012 = ("--from", "2011-10-01", "--to", "2012-09-30", "--as-of", "2013-01-01")


@pytest.fixture
def project(app: Flask) -> Project:
    return build()


def run(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(args=["figures", *arguments])
    set_scope(EVERYTHING)
    return result


def test_the_command_and_the_interface_give_the_same_json(app: Flask, client: FlaskClient, project: Project) -> None:
    token = accounts.give_token(factories.account(), "a program", by=None, at=clock.now())
    db.session.commit()
    code = project.code
    printed = run(app, "--project", code, *FY2012, "--format", "json").output
    answered = client.get(
        f"/api/v1/figures?project={code}&from=2011-10-01&to=2012-09-30&as_of=2013-01-01",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert printed == answered.get_data(as_text=True)
    assert json.loads(printed)["persons"]["total"] == 2


def test_the_table_shows_every_number_aligned(app: Flask, project: Project) -> None:
    printed = run(app, "--project", project.code, *FY2012).output.splitlines()
    assert printed[0] == f"Project {project.code}, 2011-10-01 to 2012-09-30, as of 2013-01-01"
    assert printed[1] == "2 persons trained = 2 law_enforcement"
    assert [line.split() for line in printed if line.startswith(("completions", "  named", "  headcount"))] == [
        ["completions", "13"], ["named", "3"], ["headcount", "10"],
    ]  # fmt: skip
    assert ["attendances", "16"] in [line.split() for line in printed]
    assert len({len(line) for line in printed[3:] if line[-1].isdigit()}) == 1


def test_csv_has_one_row_a_number(app: Flask, project: Project) -> None:
    printed = run(app, "--project", project.code, *FY2012, "--format", "csv").output
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert list(rows[0]) == ["figure", "cell", "code", "number"]
    numbers = {(row["figure"], row["cell"], row["code"]): int(row["number"]) for row in rows}
    assert numbers["persons", "", ""] == 2
    assert numbers["persons", "group", "law_enforcement"] == 2
    assert numbers["completions", "headcount", ""] == 10
    assert numbers["completions", "category", "not_stated"] == 10
    assert numbers["events", "participants_by_kind", "training"] == 3 + 1 + 10  # P1, P2, P3 in A; P1 in B; heads
    assert len(numbers) == len(rows)


def test_a_project_without_anything_is_told_in_zeros(app: Flask) -> None:
    printed = run(app, "--project", factories.project("EMPTY").code).output
    assert "0 persons trained\n" in printed and ["materials", "0"] in [line.split() for line in printed.splitlines()]


@pytest.mark.parametrize(("arguments", "sentence"), [
    (("--project", "NONE"), "There is no project NONE."),
    (("--project", ""), "Name the project by its code."),
    (("--project", "P", "--from", "soon"), "“soon” is not a day. Write it as 2011-09-30."),
    (("--project", "P", "--from", "2012-01-01", "--to", "2011-01-01"), "The period ends before it begins."),
    (("--project", "P", "--as-of", "2011-02-30"), "“2011-02-30” is not a day. Write it as 2011-09-30."),
    (("--project", "P", "--office", "XX"), "There is no office XX."),
    (("--project", "P", "--donor", "XX"), "There is no donor XX."),
    (("--project", "P", "--country", "XX"), "There is no country XX."),
    (("--project", "P", "--region", "TM-X"), "There is no region TM-X."),
    (("--project", "P", "--country", "KG", "--region", "TM-M"), "This region is not in the chosen country."),
    (("--project", "P\0"), "This text has a character that cannot be stored."),
])
def test_a_question_that_makes_no_sense_ends_with_a_sentence(
    app: Flask, arguments: tuple[str, ...], sentence: str
) -> None:
    factories.project("P")
    factories.region("TM-M")
    factories.country("KG")
    result = run(app, *arguments)
    assert result.exit_code == 1 and result.stderr == f"Error: {sentence}\n"


def test_the_command_reaches_everything(app: Flask) -> None:
    for code in ("TM", "KG"):
        made = factories.project(of=factories.office(code))
        assert run(app, "--project", made.code).exit_code == 0


def test_a_project_must_be_named(app: Flask) -> None:
    result = run(app)
    assert result.exit_code == 2 and "--project" in result.stderr
