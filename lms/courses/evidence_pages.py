"""What the pages of signed sheets and of signed acts share: what was sent, a file given back, one withdrawn."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response as AnyResponse

from lms import clock
from lms.accounts.guard import account
from lms.answers import read_off
from lms.courses import attaching
from lms.courses import evidence_queries as queries
from lms.courses.evidence import EvidenceFile, FileType
from lms.courses.evidence_forms import AttachForm, WithdrawForm
from lms.courses.uploads import MOST_BYTES, Upload
from lms.errors import Refused
from lms.extensions import db
from lms.web import attachment, found

Page = str | AnyResponse | tuple[str, int]
FORM_BYTES = 1024 * 1024
# A picture is shown, and nothing that it might hold beside is run or fetched.
PICTURE_POLICY = "default-src 'none'; sandbox"


def allow_files(endpoints: Sequence[str], endpoint: str | None) -> None:
    """Let files through on the pages that take them, and there only, before anything reads what was sent."""
    if endpoint in endpoints and request.method == "POST":
        request.max_content_length = MOST_BYTES + FORM_BYTES


def too_large(address: str) -> AnyResponse:
    """Lead back to the form where more was sent than it takes: a telephone's photographs soon are."""
    read_off()
    flash(_("The files are larger than 10 MB together. Attach them one after the other."), "error")
    return redirect(address, 303)


def sent(form: AttachForm) -> list[Upload]:
    """Return the files that were sent; the larger ones lay on disk until now."""
    uploads = []
    for file in form.files.data:
        with file.stream:
            uploads.append(Upload.of(file.read(), file.filename))
    return uploads


def served(wanted: Select[EvidenceFile]) -> Response:
    """Return a file as it was attached: a picture to look at, a PDF to keep. The view commits the record of the look."""
    file = found(wanted)
    attaching.look(file, by=account(), at=clock.now())
    name, body = f"evidence-{file.id}.{file.file_type.value}", db.session.scalar(queries.content(file.id))
    answer = attachment(body or b"", name)
    if file.file_type is not FileType.PDF:
        answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
        answer.headers["Content-Security-Policy"] = PICTURE_POLICY
    return answer


def withdraw_page(file: EvidenceFile, back: str, **shown: Any) -> Page:
    """Ask why a file is withdrawn, and withdraw it; the view commits."""
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            attaching.withdraw(file, reason=form.reason.data or "", by=account(), at=clock.now())
            flash(_("The file is withdrawn. It stays here with the reason, and proves nothing any more."), "success")
            return redirect(back, 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    page = render_template("courses/withdraw_file.html", file=file, form=form, back=back, **shown)
    return page, 422 if form.is_submitted() else 200
