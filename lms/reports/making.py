"""Making of a report what its readers get: the document worded, its files, and how it differs from today.

Nothing is decided here: documents are made by compiling.py, kept by reporting.py, and put into files by those that
know a format each.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from lms.accounts.models import Account
from lms.courses.evidence_queries import hashes_of
from lms.errors import Refused
from lms.extensions import db
from lms.language import LANGUAGES, N_, named, reader_language, say
from lms.projects.models import IndicatorRule
from lms.reports import compiling, report_queries, reporting, sentences
from lms.reports.causes import Explained, as_content, explain
from lms.reports.document import Document
from lms.reports.iati import Publisher, report_iati
from lms.reports.models import Report, ReportAttachment, ReportFile
from lms.reports.outline import Outline, Sentences
from lms.reports.pdf import report_pdf
from lms.reports.public import public_edition
from lms.reports.reporting import SYSTEM, Made
from lms.reports.restating import Comparison, Difference, compare
from lms.reports.seals import Seal, report_json
from lms.reports.tables import report_csv, report_xlsx
from lms.reports.verifying import Stored, verify
from lms.reports.word import report_docx

LANGUAGE_FREE = ("json", "iati")
# Kinds of files whose names end otherwise: a table with the hashtags of HXL, IATI's XML.
ENDINGS = {"hxl": "hxl.csv", "iati": "xml"}
BY_LANGUAGE = ("pdf", "docx", "xlsx", "csv", "hxl")
KINDS = (*BY_LANGUAGE, *LANGUAGE_FREE)


@dataclass(frozen=True)
class Press:
    """What files are made with: who publishes, and the office's own template of an editable text, where it has one."""

    publisher: Publisher
    template: bytes | None = None


def document(report: Report, *, reader: Account | None, at: datetime) -> Document:
    """Return what a report tells: as it was sealed, or a draft as the database stands now."""
    return Document.of(report.document.body) if report.document else reporting.compiled(report, reader=reader, at=at)


def seal_of(report: Report, told: Document) -> Seal:
    """Return the seal of a report; that of a draft has no hash."""
    head = told.content["audit"]
    who = (report.sealed_by.email if report.sealed_by else SYSTEM) if report.is_sealed else None
    return Seal(report.sha256, who, report.sealed_at, head["seq"], head["hash"])


def outline(report: Report, language: str, *, reader: Account | None, at: datetime, public: bool) -> Outline:
    """Return a report as a page tells it; to those who see no names, without small numbers."""
    told = document(report, reader=reader, at=at)
    shown = public_edition(told) if public else told
    return Outline(shown, language, seal_of(report, told), in_words(shown, language, report.sha256), public)


def in_words(told: Document, language: str, digest: str | None) -> Sentences:
    """Return the sentences of the letter with their footnotes."""
    return [(one.text, [note.text for note in one.notes]) for one in sentences.sentences(told, language, digest=digest)]


def file(kind: str, language: str, told: Document, seal: Seal, press: Press, *, public: bool = False) -> Made:
    """Make a file of a document. A public edition is made of a document without small numbers."""
    said = in_words(told, language, seal.sha256) if kind in {"pdf", "docx"} else ()
    body = {
        "pdf": lambda: report_pdf(told, language, seal, sentences=said, public=public),
        "docx": lambda: report_docx(told, language, seal, sentences=said, public=public, template=press.template),
        "xlsx": lambda: report_xlsx(told, language, seal, public=public),
        "csv": lambda: report_csv(told, language, seal, public=public),
        "hxl": lambda: report_csv(told, language, seal, public=public, hxl=True),
        "json": lambda: report_json(told, seal),
        "iati": lambda: report_iati(told, seal, press.publisher, public=public),
    }[kind]()
    return Made(ENDINGS.get(kind, kind), language, public, body)


def named_rows(report: Report, told: Document, language: str, names: Mapping[int, str]) -> bytes:
    """Make the workbook whose rows name people, as `names` do by their numbers. It is made anew each time and not kept."""
    return report_xlsx(told, language, seal_of(report, told), names=names)


def files(told: Document, seal: Seal, press: Press) -> Iterator[Made]:
    """Make every file that is kept of a sealed report: the full edition, and a public one; IATI's is public by nature."""
    public = public_edition(told)
    for language in LANGUAGES:
        for kind in BY_LANGUAGE:
            yield file(kind, language, told, seal, press)
            yield file(kind, language, public, seal, press, public=True)
    yield file("json", LANGUAGES[0], told, seal, press)
    yield file("iati", LANGUAGES[0], public, seal, press, public=True)


def freeze(report: Report, *, press: Press, by: Account | None, at: datetime) -> None:
    """Freeze a report with its files. Raises Refused as `reporting.seal` does, before anything is counted."""
    reporting.hold(report)
    if reason := reporting.reason_not_to_seal(report, by, at=at):
        raise reason
    told = reporting.compiled(report, reader=by, at=at)
    head = told.content["audit"]
    sealed = Seal(told.digest, by.email if by else SYSTEM, at, head["seq"], head["hash"])
    reporting.seal(report, told, files(told, sealed, press), by=by, at=at)


@dataclass(frozen=True)
class Compared:
    """A sealed report beside today's figures: those that differ, each explained."""

    comparison: Comparison
    explained: Sequence[Explained[Difference]]

    def as_json(self) -> dict[str, Any]:
        """Return it for a program: all figures, and those that differ with their causes."""
        return as_content(self.comparison, self.explained)


def compared(report: Report, *, reader: Account | None, at: datetime) -> Compared:
    """Compare a sealed report with what the same rules count now."""
    told = document(report, reader=reader, at=at)
    now = compiling.today(report, told, maker=reader.email if reader else SYSTEM, at=at)
    comparison = compare(told, now)
    return Compared(comparison, explain(comparison))


def draft_file(report: Report, kind: str, language: str, press: Press, *, reader: Account | None, at: datetime) -> Made:
    """Make a file of a report as it stands, which is not kept."""
    told = document(report, reader=reader, at=at)
    return file(kind, language, told, seal_of(report, told), press)


def exported(
    report: Report, kind: str, language: str, press: Press, *, public: bool, by: Account | None, at: datetime
) -> bytes:
    """Return a file of a report: that of a sealed one as it was made, which is recorded; that of a draft made now.

    Raises Refused where no such file was made of the sealed report.
    """
    if not report.is_sealed:
        told = document(report, reader=by, at=at)
        return file(kind, language, public_edition(told) if public else told, seal_of(report, told), press, public=public).body
    wanted = ENDINGS.get(kind, kind), LANGUAGES[0] if kind in LANGUAGE_FREE else language, public or kind == "iati"
    kept = next((one for one in report.files if (one.kind, one.language, one.public) == wanted), None)
    if kept is None:
        raise Refused(N_("No such file was made when the report was sealed."))
    return reporting.given(kept, by=by, at=at)


def problems(report: Report, language: str, *, key: str) -> list[str]:
    """Say what of a sealed report does not recompute; nothing where it is whole. `key` signs the record of changes."""
    assert report.sha256 is not None
    told = document(report, reader=None, at=report.prepared_at)
    kept = [Stored(one.name, partial(_body, one), one.sha256) for one in report.files]
    attached = {one.sha256: one for one in report.attachments}
    kept += [Stored(one["name"], partial(_body, attached.get(one["sha256"])), one["sha256"]) for one in told.content["attachments"]]
    sheets = {(one["table"], one["owner"], one["id"]) for one in told.content["evidence"]}
    found = [one.said(language) for one in verify(told, report.sha256, key=key, files=kept, evidence=_hashes(sheets))]
    entry = db.session.scalar(report_queries.sealing(report.id, report.sha256))
    return found if entry else [*found, say(N_("The record of changes does not tell that a report with this SHA-256 was sealed."), language)]


def _hashes(sheets: Collection[tuple[str, int, int]]) -> dict[tuple[str, int, int], str | None]:
    """Return the hashes that signed sheets and acts have now, None of those that are gone."""
    kept = dict(db.session.execute(hashes_of([number for _table, _owner, number in sheets])).all())
    return {one: kept.get(one[2]) for one in sheets}


def _body(file: ReportFile | ReportAttachment | None) -> bytes | None:
    return file.content.body if file else None


def rule_label(rule: IndicatorRule) -> str:
    """Name a version of an indicator's rule, in the reader's language."""
    name = named(rule.indicator, reader_language()) or ""
    version = say(N_("version %(version)s"), reader_language(), version=rule.version)
    return f"{rule.indicator.code} {name} · {version}"
