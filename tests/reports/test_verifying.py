"""Whether a sealed report is what was sealed, told in sentences."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from lms.audit.queries import head
from lms.audit.rules import sha256
from lms.extensions import db
from lms.reports.document import Document
from lms.reports.verifying import Stored, sentences, verify
from tests import factories
from tests.reports import documents

KEY = "an audit key for tests only"
SHEET = ("event", 1, 4)


@pytest.fixture
def content(app: Flask) -> dict[str, Any]:
    """Give a document that was counted after the last entry of the record."""
    factories.person()
    seq, last = db.session.execute(head()).one()
    told = documents.with_numbers_beside(documents.content(officers=12, judges=3))
    return told | {"audit": {"seq": seq, "hash": last}}


def said(content: dict[str, Any], sealed: str | None = None, **more: Any) -> list[str]:
    document = Document(content)
    return [one.said("en") for one in verify(document, sealed or document.digest, key=KEY, **more)]


def test_a_report_that_nobody_touched_is_verified(content: dict[str, Any]) -> None:
    files = [Stored("report.pdf", b"bytes", sha256(b"bytes")), Stored("annex.pdf", lambda: b"annex", sha256(b"annex"))]
    assert said(content, files=files, evidence={SHEET: "ab" * 32}) == []


def test_a_changed_document_is_told_by_its_hash(content: dict[str, Any]) -> None:
    sealed = Document(content).digest
    content["narrative"]["en"] = "The project passed its targets."
    (told,) = said(content, sealed)
    assert told.startswith("The document is not the one that was sealed") and sealed in told


def tampered(where: str) -> None:
    """Change the record as somebody could who has the database itself."""
    on = " ON audit_entry" if db.engine.dialect.name == "postgresql" else ""
    db.session.execute(text(f"DROP TRIGGER audit_entry_refuses_update{on}"))
    db.session.execute(text(f"UPDATE audit_entry SET actor = 'nobody' WHERE {where}"))


def test_a_changed_record_is_told(content: dict[str, Any]) -> None:
    tampered("seq = 1")
    assert said(content) == ["The record of changes that the report stands on is broken at entry 1."]


def test_a_break_after_the_seal_is_not_of_the_report(content: dict[str, Any]) -> None:
    factories.person()
    tampered(f"seq > {content['audit']['seq']}")
    assert said(content) == []


def test_another_record_below_the_report_is_told(content: dict[str, Any]) -> None:
    content["audit"]["hash"] = "0f" * 32
    assert said(content) == [
        f"Entry {content['audit']['seq']} of the record of changes is not the one that the figures were counted after."
    ]


def figure(content: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in content["figures"] if one["key"] == key)


def value(content: dict[str, Any]) -> None:
    figure(content, "persons")["value"] += 1


def cell(content: dict[str, Any]) -> None:
    figure(content, "persons")["cells"]["sex"] = {"female": 15}


def part(content: dict[str, Any]) -> None:
    figure(content, "completions")["parts"]["from_headcounts"] = 7


def returning(content: dict[str, Any]) -> None:
    figure(content, "persons")["parts"]["returning"] = 3


def others_returning(content: dict[str, Any]) -> None:
    figure(content, "persons")["returning"] = "2–4"


def nobody_of_the_figure(content: dict[str, Any]) -> None:
    figure(content, "persons")["returning"] = "99999"


def twice(content: dict[str, Any]) -> None:
    content["rows"]["enrolment"][1][2] = 1


def missing(content: dict[str, Any]) -> None:
    content["rows"]["distribution"].pop()


def cumulative(content: dict[str, Any]) -> None:
    figure(content, "persons")["cumulative"] = 17


def cumulative_without_rows(content: dict[str, Any]) -> None:
    figure(content, "persons")["beside"] = {}


def cumulative_twice(content: dict[str, Any]) -> None:
    content["beside"]["enrolment"][0][2] = 1


def claimed(content: dict[str, Any]) -> None:
    figure(content, "attendances")["parts"]["claimed"] = 5


def signed(content: dict[str, Any]) -> None:
    content["beside"]["waiting"][2][5] = False


def row_twice(content: dict[str, Any]) -> None:
    content["beside"]["event"].append([1, True, None])


def earlier_row_missing(content: dict[str, Any]) -> None:
    content["beside"]["enrolment"].clear()


@pytest.mark.parametrize(("change", "sentence"), [
    (cumulative, "“Persons trained” says 17 of its part “cumulative”; its rows add up to 16."),
    (cumulative_without_rows, "“Persons trained” says 16 of its part “cumulative”; its rows add up to 15."),
    (cumulative_twice, "“Persons trained” counts somebody twice."),
    (claimed, "“Attendances” says 5 of its part “claimed”; its rows add up to 2."),
    (signed, "“Attendances” says 1 of its part “signed”; its rows add up to 0."),
    (row_twice, "The document tells a row of the table event twice."),
    (earlier_row_missing, "“Persons trained” counts rows that the document does not hold."),
    (value, "“Persons trained” says 16; its rows add up to 15."),
    (cell, "The breakdown of “Persons trained” is not what its rows add up to."),
    (part, "“Completions” says 7 of its part “from_headcounts”; its rows add up to 6."),
    (returning, "The new and the returning people of “Persons trained” do not add up to it."),
    (others_returning, "“Persons trained” says 0 of its part “returning”; its rows add up to 3."),
    (nobody_of_the_figure, "“Persons trained” says 0 of its part “returning”; its rows add up to 0."),
    (twice, "“Persons trained” counts somebody twice."),
    (missing, "“Materials distributed” counts rows that the document does not hold."),
])  # fmt: skip
def test_a_figure_that_does_not_add_up_is_told(
    content: dict[str, Any], change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    change(content)
    assert sentence in said(content)


def test_files_and_sheets_that_are_gone_or_changed_are_told(content: dict[str, Any]) -> None:
    files = [Stored("report.pdf", b"others", sha256(b"bytes")), Stored("annex.pdf", lambda: None, sha256(b"annex"))]
    assert said(content, files=files, evidence={SHEET: "cd" * 32}) == [
        "The file report.pdf is not the one that was sealed.", "The file annex.pdf is gone.",
        "A signed sheet or act was changed: Legislative framework of counter-trafficking, Mary, No. 4.",
    ]  # fmt: skip
    assert said(content, evidence={}) == [
        "A signed sheet or act is gone: Legislative framework of counter-trafficking, Mary, No. 4."
    ]


def test_what_differs_is_told_in_both_languages(content: dict[str, Any]) -> None:
    value(content)
    document = Document(content)
    told = sentences(verify(document, document.digest, key=KEY))
    assert told["ru"] == ["В показателе «Обучено человек» указано 16, а сумма его строк — 15."]
    assert told["en"] == ["“Persons trained” says 16; its rows add up to 15."]
