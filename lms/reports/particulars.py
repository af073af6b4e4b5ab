"""What stands around a report's figures, in words: what was asked, the signed papers, the seal. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.language import N_
from lms.reports.outline import Facts, Outline
from lms.reports.wording import printable

# Whose signed papers are kept: an event's sheets, the act of a distribution.
PAPERS = {"event": N_("Sign-in sheets"), "distribution": N_("Handover acts")}


@dataclass(frozen=True)
class Paper:
    """A file that the report rests on: of what kind, what it belongs to, which it is, and its SHA-256."""

    kind: str
    owner: str
    file: str
    sha256: str


def facts(outline: Outline) -> Facts:
    """Return what the report was asked, each under its name."""
    words, scope, period = outline.words, outline.document.content["scope"], outline.document.content["period"]
    project, donors = scope.get("project"), _donors(scope)
    told = [
        (words.say(N_("Project")), [_coded(outline, project)] if project else []),
        (words.say(N_("Donor")) if len(donors) < 2 else words.say(N_("Donors")), [_donor(outline, one) for one in donors]),
        (words.say(N_("Office")), [words.name(scope["office"]["name"])] if scope.get("office") else []),
        (words.say(N_("Country")), [words.code("country", scope["country"])] if scope.get("country") else []),
        (words.say(N_("Region")), [words.code("region", scope["region"])] if scope.get("region") else []),
        (words.say(N_("Period")), [words.span(period["first"], period["last"])]),
        (words.say(N_("As recorded by")), [words.day(period["as_of"])]),
        (words.say(N_("State")), [outline.state]),
        (words.say(N_("Version")), _version(outline)),
    ]
    return [(name, lines) for name, lines in told if lines]


def seal(outline: Outline) -> Facts:
    """Return what was sealed, by whom and when, and after which entry of the record of changes; the public is told no names."""
    words, seal, prepared = outline.words, outline.seal, outline.document.content["prepared"]
    by, sealed_by = ("", "") if outline.public else (printable(prepared["by"]), printable(seal.sealed_by))
    told = [
        (words.say(N_("State")), [outline.state]),
        (words.say(N_("SHA-256 of the report")), [seal.sha256] if seal.sha256 else []),
        (words.say(N_("Prepared")), [words.listed((by, words.moment(prepared["at"])))]),
        (words.say(N_("Sealed")), [words.listed((sealed_by, words.moment(seal.sealed_at)))] if seal.sha256 else []),
        (words.say(N_("Entry of the record of changes")), [f"{seal.audit_seq}"]),
        (words.say(N_("Hash of that entry")), [seal.audit_hash]),
    ]  # fmt: skip
    return [(name, lines) for name, lines in told if lines and any(lines)]


def seal_meaning(outline: Outline) -> str:
    """Say what the seal is good for."""
    words = outline.words
    if outline.seal.is_draft:
        return words.say(N_("This is a draft. It proves nothing until it is sealed."))
    if outline.public:
        return words.say(N_("This edition is made of the sealed report with this SHA-256. The office keeps the whole of it with the rows behind each figure."))
    return words.say(N_("The SHA-256 is of the report’s content, in the JSON file that belongs to this one: whoever works it out again sees that nothing was changed since it was sealed."))


def papers(outline: Outline) -> list[Paper]:
    """Return the signed papers behind the figures, in the order of what they belong to."""
    words, document = outline.words, outline.document
    made = []
    for one in document.content["evidence"]:
        kind = words.say(PAPERS[one["table"]]) if one["table"] in PAPERS else printable(one["table"])
        row = document.rows(one["table"]).get(one["owner"], {}) if one["table"] in PAPERS else {}
        owner = _event(outline, one["owner"], row) if one["table"] == "event" else _distribution(outline, one["owner"], row)
        made.append(Paper(kind, owner, str(one["id"]), printable(one["sha256"])))
    return made


def attachments(outline: Outline) -> list[Paper]:
    """Return the files that were attached to the report, with their sizes."""
    words, told = outline.words, outline.document.content["attachments"]
    size = N_("%(number)s bytes")
    kind = words.say(N_("Attachment"))
    return [Paper(kind, printable(one["name"]), words.say(size, number=words.number(one["size"])), printable(one["sha256"])) for one in told]


def by_kind(papers: Iterable[Paper]) -> Iterator[tuple[str, list[Paper]]]:
    """Yield papers by their kind, in order."""
    sorted_out: dict[str, list[Paper]] = {}
    for paper in papers:
        sorted_out.setdefault(paper.kind, []).append(paper)
    yield from sorted_out.items()


def _donors(scope: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    donors = list((scope.get("project") or {}).get("donors") or ())
    one = scope.get("donor")
    return donors if donors or not one else [one]


def _coded(outline: Outline, one: Mapping[str, Any]) -> str:
    name, code = outline.words.name(one["name"]), printable(one["code"])
    return f"{name} ({code})" if name else code


def _donor(outline: Outline, one: Mapping[str, Any]) -> str:
    name = outline.words.name(one["name"]) or printable(one["code"])
    if not one.get("reference"):
        return name
    return outline.words.say(N_("%(name)s, grant %(reference)s"), name=name, reference=printable(one["reference"]))


def _version(outline: Outline) -> list[str]:
    words, report = outline.words, outline.document.content["report"]
    if report.get("restates") is None:
        return [str(report["version"])] if report["version"] != 1 else []
    return [words.say(N_("%(version)s, corrects version %(restates)s"), version=report["version"], restates=report["restates"])]


def _event(outline: Outline, number: int, row: Mapping[str, Any]) -> str:
    return " · ".join(text for text in (printable(row.get("code")), outline.words.code("event", number)) if text)


def _distribution(outline: Outline, number: int, row: Mapping[str, Any]) -> str:
    words = outline.words
    act = words.say(N_("Act %(number)s"), number=printable(row["act"])) if row.get("act") else str(number)
    return " · ".join(text for text in (act, words.code("material", row["material"]) if row.get("material") else "") if text)
