"""`flask --app lms bulletin`: an issue published and written to files without the pages."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from lms.accounts.scope import EVERYTHING, set_scope
from lms.bulletins.models import Bulletin
from lms.extensions import db
from tests.bulletins import issues


def run(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(args=["bulletin", *arguments])
    set_scope(EVERYTHING)
    db.session.expire_all()
    return result


def test_publishing_prints_the_hash(app: Flask) -> None:
    issue = issues.draft(None)
    printed = run(app, "publish", str(issue.id))
    assert printed.exit_code == 0 and printed.output.strip() == db.session.get_one(Bulletin, issue.id).sha256


def test_a_second_time_is_refused_with_a_sentence(app: Flask) -> None:
    issue = issues.published(None)
    printed = run(app, "publish", str(issue.id))
    assert printed.exit_code == 1 and "never changes" in printed.output


def test_an_issue_that_is_not_there_is_told(app: Flask) -> None:
    assert "There is no bulletin 77." in run(app, "publish", "77").output


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_of_a_published_issue_the_kept_file_is_written(app: Flask, tmp_path: Path, kind: str, language: str) -> None:
    issue, target = issues.published(None), tmp_path / f"b.{kind}"
    assert run(app, "export", str(issue.id), "--format", kind, "--language", language, "-o", str(target)).exit_code == 0
    kept = next(one for one in issue.files if (one.kind, one.language) == (kind, language))
    assert target.read_bytes() == kept.content.body


def test_of_a_draft_a_file_is_made_that_is_not_kept(app: Flask, tmp_path: Path) -> None:
    issue, target = issues.draft(None), tmp_path / "b.pdf"
    assert run(app, "export", str(issue.id), "--format", "pdf", "-o", str(target)).exit_code == 0
    assert target.read_bytes().startswith(b"%PDF") and db.session.get_one(Bulletin, issue.id).files == []
