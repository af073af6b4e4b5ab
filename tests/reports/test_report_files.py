"""What is attached to a report, its workbook with names, and its table with hashtags."""

import csv
import io
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lms import clock
from lms.accounts.disclosures import Disclosure
from lms.accounts.permissions import Role
from lms.courses.uploads import MB, MOST_BYTES, Upload
from lms.errors import Refused
from lms.extensions import db
from lms.projects.models import Project
from lms.reports import making, reporting, sealed_rows
from lms.reports.iati import Publisher
from lms.reports.making import Press
from lms.reports.models import Report, ReportAttachment, ReportAttachmentContent
from tests import factories, paper
from tests.reports.holding import held, officer

Enter = Callable[..., FlaskClient]
DAY = date(2011, 11, 7)
PRESS = Press(Publisher("ZZ-TEST", "40"))
ANNEX = Upload(paper.pdf(), "Приложение 1.pdf")


@pytest.fixture
def project(app: Flask) -> Project:
    made = factories.project()
    held(made, ends_on=DAY, minutes=(90,), who={officer(): "P" for _n in range(6)})
    return made


@pytest.fixture
def report(project: Project) -> Report:
    made = reporting.prepare(
        project=project, first=date(2011, 10, 1), last=date(2011, 12, 31), title_en="Quarter", title_ru="Квартал", by=None, at=clock.now()
    )
    db.session.commit()
    return made


def attached(report: Report, *sent: Upload) -> Report:
    reporting.attach(report, sent or [ANNEX], by=None, at=clock.now())
    db.session.commit()
    return report


def seal(report: Report) -> Report:
    making.freeze(report, press=PRESS, by=None, at=clock.now())
    db.session.commit()
    return report


def problems(report: Report) -> list[str]:
    return making.problems(report, "en", key=current_app.config["AUDIT_KEY"])


def names(report: Report) -> set[str]:
    """Return the names of those whom a report counted."""
    rows = making.document(report, reader=None, at=clock.now()).rows("enrolment")
    told = sealed_rows.names([row["person"] for row in rows.values()])
    assert len(told) == 6
    return set(told.values())


def cells(workbook: bytes) -> set[object]:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}


def send(browser: FlaskClient, report: Report, *files: tuple[bytes, str]) -> str:
    data = {"files": [(BytesIO(body), name) for body, name in files]}
    return browser.post(f"/reports/{report.id}/attachments", data=data, follow_redirects=True).get_data(as_text=True)


def test_what_is_attached_is_sealed_with_its_name_size_and_hash(report: Report) -> None:
    seal(attached(report))
    (one,) = report.attachments
    told = making.document(report, reader=None, at=clock.now()).content["attachments"]
    assert told == [{"name": "Приложение 1.pdf", "size": len(ANNEX.body), "sha256": one.sha256}]
    assert problems(report) == []


@pytest.mark.parametrize(("change", "said"), [("body", "not the one that was sealed"), ("gone", "is gone")])
def test_an_attachment_that_was_changed_or_lost_past_everything_is_found(report: Report, change: str, said: str) -> None:
    seal(attached(report))
    if change == "body":
        report.attachments[0].content.__dict__["body"] = b"%PDF-1.4 other"
    else:
        report.__dict__["attachments"] = []
    assert [said in one for one in problems(report)] == [True]


def test_nothing_is_attached_to_or_removed_from_a_sealed_report(report: Report) -> None:
    seal(attached(report))
    with pytest.raises(Refused, match="never changes"):
        reporting.attach(report, [Upload(paper.pdf(2), "more.pdf")], by=None, at=clock.now())
    with pytest.raises(Refused, match="never changes"):
        reporting.detach(report.attachments[0], by=None, at=clock.now())


def test_a_new_version_takes_the_attachments_over(report: Report) -> None:
    made = reporting.restate(seal(attached(report)), by=None, at=clock.now())
    db.session.commit()
    assert [(one.file_name, one.content.body) for one in made.attachments] == [(ANNEX.label, ANNEX.body)]


def test_a_draft_that_is_removed_takes_its_attachments_along(report: Report) -> None:
    reporting.discard(attached(report), by=None, at=clock.now())
    db.session.commit()
    assert [db.session.scalars(select(model)).all() for model in (ReportAttachment, ReportAttachmentContent)] == [[], []]


def test_one_file_is_attached_once_and_thirty_are_the_most(report: Report) -> None:
    attached(report)
    with pytest.raises(Refused, match="attached here already"):
        attached(report, ANNEX)
    db.session.rollback()
    attached(report, *(Upload(paper.pdf(n), f"{n}.pdf") for n in range(2, 31)))
    with pytest.raises(Refused, match="at most 30"):
        attached(report, Upload(paper.pdf(40), "40.pdf"))


def test_files_are_attached_taken_and_removed_by_pages(report: Report, signed_in: Enter) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert "2 files are attached" in send(browser, report, (ANNEX.body, ANNEX.label), (paper.picture(), "photo.jpg"))
    first, second = report.attachments
    answer = browser.post(f"/reports/{report.id}/attachments/{first.id}/file")
    assert (answer.data, answer.mimetype) == (ANNEX.body, "application/pdf")
    assert "is removed" in browser.post(f"/reports/{report.id}/attachments/{second.id}/remove", follow_redirects=True).get_data(as_text=True)
    told = signed_in(factories.account()).get(f"/audit/report/{report.id}").get_data(as_text=True)
    assert all(words in told for words in ("File attached to a report", "Attachment of a report downloaded", "File removed from a draft report"))


@pytest.mark.parametrize(("files", "said"), [
    ([], "Choose a file."), ([(paper.HTML, "annex.pdf")], "neither a PDF nor a picture"),
    ([(ANNEX.body, "one.pdf"), (b"", "empty.pdf")], "is empty"), ([(b"%PDF-" + b"0" * (MOST_BYTES + MB), "long.pdf")], "larger than 10 MB together"),
])  # fmt: skip
def test_what_cannot_be_attached_is_said_and_nothing_is_kept(report: Report, signed_in: Enter, files: list[tuple[bytes, str]], said: str) -> None:
    assert said in send(signed_in(factories.account(Role.REPORTING_OFFICER)), report, *files)
    assert report.attachments == []


def test_a_donor_neither_sees_nor_takes_attachments_or_names(report: Report, signed_in: Enter) -> None:
    seal(attached(report))
    browser = signed_in(factories.account(Role.DONOR_VIEWER))
    assert "Приложение" not in browser.get(f"/reports/{report.id}").get_data(as_text=True)
    assert browser.post(f"/reports/{report.id}/attachments/{report.attachments[0].id}/file").status_code == 403
    assert browser.get(f"/reports/{report.id}/names").status_code == 403


def test_the_workbook_with_names_says_who_was_counted_and_is_recorded_with_its_purpose(report: Report, signed_in: Enter) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    address = f"/reports/{seal(report).id}/names"
    assert browser.post(address, data={"recipient": "Auditor"}).status_code == 422
    assert db.session.scalars(select(Disclosure)).all() == []
    answer = browser.post(address, data={"recipient": "Auditor", "purpose": "Audit of the quarter"})
    assert names(report) <= cells(answer.data)
    kept = db.session.scalars(select(Disclosure)).one()
    assert (kept.recipient, kept.purpose, kept.row_count) == ("Auditor", "Audit of the quarter", 6)


def test_the_reports_own_workbooks_name_nobody(report: Report) -> None:
    books = [one.content.body for one in seal(report).files if one.kind == "xlsx"]
    assert len(books) == 4
    assert not any(names(report) & cells(book) for book in books)


def test_the_table_with_hashtags_is_the_table_with_one_row_more(report: Report) -> None:
    kept = {(one.kind, one.language, one.public): one.content.body.decode("utf-8-sig") for one in seal(report).files if "csv" in one.kind}
    assert len(kept) == 8
    for language, delimiter in (("en", ","), ("ru", ";")):
        for public in (False, True):
            plain, tagged = (list(csv.reader(io.StringIO(kept[kind, language, public]), delimiter=delimiter)) for kind in ("csv", "hxl.csv"))
            assert plain == [tagged[0], *tagged[2:]]
            assert tagged[1][0].startswith("#")
