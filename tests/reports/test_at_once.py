"""A report that is sealed while others change it, with real commits."""

import pytest
from flask import Flask

from lms.courses.uploads import Upload
from lms.errors import Refused
from lms.extensions import db
from lms.reports import making, reporting
from lms.reports.iati import Publisher
from lms.reports.making import Press
from lms.reports.models import Report
from tests import factories
from tests.together import afresh, together

pytestmark = pytest.mark.committed
BY = {"by": None, "at": factories.AT}
PRESS = Press(Publisher("ZZ-TEST", "40"))


@pytest.mark.parametrize("sealer", [0, 1])
def test_what_is_attached_while_a_report_is_sealed_is_in_its_document_or_refused(committed_app: Flask, sealer: int) -> None:
    numbers = []
    project = factories.project()
    for _n in range(4):
        made = reporting.prepare(project=project, first=project.starts_on, last=project.starts_on, title_en="R", title_ru="О", **BY)
        reporting.attach(made, [Upload(b"%PDF-1.4 1 %%EOF", "a.pdf")], **BY)
        db.session.commit()
        numbers.append(made.id)
    for number in numbers:
        afresh()

        def act(n: int, number: int = number) -> None:
            report = db.session.get_one(Report, number)
            if n == sealer:
                making.freeze(report, press=PRESS, **BY)
            elif number % 2:
                reporting.detach(report.attachments[0], **BY)
            else:
                reporting.attach(report, [Upload(b"%PDF-1.4 2 %%EOF", "b.pdf")], **BY)

        answers = together(committed_app, 2, act)
        afresh()
        report = db.session.get_one(Report, number)
        told = [one["name"] for one in making.document(report, reader=None, at=factories.AT).content["attachments"]]
        assert report.is_sealed and told == [one.file_name for one in report.attachments]
        assert isinstance(answers[1 - sealer], Refused) is (told == ["a.pdf"])
