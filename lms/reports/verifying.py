"""Whether a sealed report is what was sealed: its text, its figures from their rows, the record below it, files and sheets."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.audit.queries import first_break
from lms.audit.rules import sha256 as digest_of
from lms.extensions import db
from lms.language import N_, say
from lms.reports.document import BESIDE, CUMULATIVE, Document, Figure, numbers_of
from lms.reports.restating import BY_ROW, ONES

ADDS_UP = N_("“%(figure)s” says %(part)s of its part “%(name)s”; its rows add up to %(rows)s.")
Sheet = tuple[str, int, int]  # table, number of the owner, number


@dataclass(frozen=True)
class Stored:
    """A file that was kept with a report; `body` gives its bytes, None where it is gone."""

    name: str
    body: bytes | Callable[[], bytes | None]
    sha256: str


@dataclass(frozen=True)
class Finding:
    """What differs, as a marked sentence with its parameters; one that is a mapping is told by language."""

    message: str
    params: Mapping[str, Any]

    def said(self, language: str) -> str:
        """Return the sentence in a language."""
        told = {name: value[language] if isinstance(value, Mapping) else value for name, value in self.params.items()}
        return say(self.message, language, **told)


def verify(
    document: Document, sha256: str, *, key: str, files: Iterable[Stored] = (), evidence: Mapping[Sheet, str | None] | None = None
) -> list[Finding]:
    """Return what differs from what was sealed; nothing where the report is verified.

    `sha256` is that of the seal, `key` the one that the record is signed with. `evidence` gives the SHA-256 that signed
    sheets and acts have now, None for one that is gone; without it they are not looked at.
    """
    found = list(_of_text(document, sha256))
    found += _of_record(document, key)
    for figure in document.figures:
        found += _of_figure(document, figure)
    found += _of_files(files)
    return [*found, *(_of_evidence(document, evidence) if evidence is not None else ())]


def sentences(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Return findings in both languages of reports."""
    told = list(findings)
    return {language: [one.said(language) for one in told] for language in ("en", "ru")}


def _of_text(document: Document, sealed: str) -> Iterator[Finding]:
    if document.digest != sealed:
        yield _finding(N_("The document is not the one that was sealed: its SHA-256 is %(now)s, sealed was %(sealed)s."),
                       now=document.digest, sealed=sealed)  # fmt: skip
    for table in BESIDE:
        numbers = [row[0] for kept in ("rows", "beside") for row in document.content.get(kept, {}).get(table, ())]
        if len(numbers) != len(set(numbers)):
            yield _finding(N_("The document tells a row of the table %(table)s twice."), table=table)


def _of_record(document: Document, key: str) -> Iterator[Finding]:
    """Look at the entry that the figures were counted after, and at every entry before it."""
    told = document.content["audit"]
    seq = int(told["seq"])
    stands = db.session.scalar(select(AuditEntry.hash).where(AuditEntry.seq == seq)) if seq else told["hash"]
    if stands != told["hash"]:
        yield _finding(N_("Entry %(seq)s of the record of changes is not the one that the figures were counted after."), seq=seq)
    broken = first_break(key)
    if broken is not None and broken[0] <= seq:
        yield _finding(N_("The record of changes that the report stands on is broken at entry %(seq)s."), seq=broken[0])


def _of_figure(document: Document, figure: Figure) -> Iterator[Finding]:
    try:
        counted = list(document.counted(figure))
        told = document.recount(figure)
        if told.value != figure.value:
            yield _finding(N_("“%(figure)s” says %(value)s; its rows add up to %(rows)s."), figure=figure.name, value=figure.value,
                           rows=told.value)  # fmt: skip
        elif not told.agrees(figure):
            yield _finding(N_("The breakdown of “%(figure)s” is not what its rows add up to."), figure=figure.name)
        yield from _of_parts(figure, counted, told.value)
        yield from _of_persons(figure, counted, figure.counted)
        yield from _of_beside(document, figure)
    except (KeyError, TypeError, ValueError):
        yield _finding(N_("“%(figure)s” counts rows that the document does not hold."), figure=figure.name)


def _of_parts(figure: Figure, counted: list[tuple[str, Any, int]], value: int) -> Iterator[Finding]:
    """Compare the parts of a figure with what its rows add up to: named and from headcounts (R10), new and returning (R5)."""
    parts = figure.parts
    heads = [(row, number) for table, row, number in counted if table == "headcount"]
    expected = {
        "named": value - sum(number for _row, number in heads), "from_headcounts": sum(number for _row, number in heads),
        "reconstructed": sum(number for row, number in heads if row["reconstructed"]),
    }  # fmt: skip
    for name, number in expected.items():
        if name in parts and parts[name] != number:
            yield _finding(ADDS_UP, figure=figure.name, part=parts[name], name=name, rows=number)
    yield from _of_returning(figure, counted)
    both = [parts[name] for name in ("new", "returning") if name in parts]
    # Where somebody counts once in a project, those who return are told beside the value, not in it.
    if len(both) == 2 and figure.rule.get("once") != "project" and sum(both) != value:
        yield _finding(N_("The new and the returning people of “%(figure)s” do not add up to it."), figure=figure.name)


def _of_returning(figure: Figure, counted: list[tuple[str, Any, int]]) -> Iterator[Finding]:
    """Say whether the returning are others than the rows that are told to be theirs, which are of the figure."""
    if figure.returning is None:
        return
    own, again = {row["id"] for _table, row, _number in counted}, set(numbers_of(figure.returning))
    told = figure.parts.get("returning", 0)
    if not again <= own or len(again) != told:
        yield _finding(ADDS_UP, figure=figure.name, part=told, name="returning", rows=len(again & own))


def _of_persons(figure: Figure, counted: list[tuple[str, Any, int]], kept: Iterable[Mapping[str, str]]) -> Iterator[Finding]:
    """Say whether a row, or in a figure of persons somebody, is counted twice (R5)."""
    for part in kept:
        numbers = numbers_of(part["ids"])
        if len(numbers) != len(set(numbers)):
            yield _finding(N_("“%(figure)s” counts a row twice."), figure=figure.name)
    ones = [(table, *(row[name] for name in ONES[table])) for table, row, _number in counted if table in ONES]
    if figure.basis not in BY_ROW and len(ones) != len(set(ones)):
        yield _finding(N_("“%(figure)s” counts somebody twice."), figure=figure.name)


def _of_beside(document: Document, figure: Figure) -> Iterator[Finding]:
    """Compare the numbers that are told beside a figure with what their rows add up to, nobody counted twice."""
    if figure.beside is None:
        return
    for name in figure.beside:
        counted = list(document.counted_beside(figure, name))
        number = sum(adds for table, row, adds in counted if table != "waiting" or row["signed"] is (name == "signed"))
        if number != figure.told(name):
            yield _finding(ADDS_UP, figure=figure.name, part=figure.told(name), name=name, rows=number)
        yield from _of_persons(figure, counted, figure.beside[name])
    if CUMULATIVE not in figure.beside and figure.cumulative not in {None, figure.value}:
        yield _finding(ADDS_UP, figure=figure.name, part=figure.cumulative, name=CUMULATIVE, rows=figure.value)


def _of_files(files: Iterable[Stored]) -> Iterator[Finding]:
    for one in files:
        body = one.body() if callable(one.body) else one.body
        if body is None:
            yield _finding(N_("The file %(name)s is gone."), name=one.name)
        elif digest_of(body) != one.sha256:
            yield _finding(N_("The file %(name)s is not the one that was sealed."), name=one.name)


def _of_evidence(document: Document, now: Mapping[Sheet, str | None]) -> Iterator[Finding]:
    for one in document.content["evidence"]:
        stands = now.get((one["table"], one["owner"], one["id"]))
        where = {language: _owner(document, one, language) for language in ("en", "ru")}
        if stands is None:
            yield _finding(N_("A signed sheet or act is gone: %(where)s, No. %(number)s."), where=where, number=one["id"])
        elif stands != one["sha256"]:
            yield _finding(N_("A signed sheet or act was changed: %(where)s, No. %(number)s."), where=where, number=one["id"])


def _owner(document: Document, one: Mapping[str, Any], language: str) -> str:
    return document.label(one["table"], one["owner"], language)


def _finding(message: str, **params: Any) -> Finding:
    return Finding(message, params)
