"""Seals for reports made by hand, a document with hostile words in every place, and one that tells nothing."""

from datetime import UTC, datetime
from typing import Any

from lms.reports.document import Document
from lms.reports.seals import Seal
from tests.reports import documents

HOSTILE = ["=1+1", "+7 701", "-2", "@SUM(A1)", "<b>bold</b>", "<img src='file:///etc/passwd'/>", "&amp; & \"quoted\" 'single'",
           "{{ 7 * 7 }} {% for x in y %}", "]]> <!-- -->", "%(reached)s %d {0}", "\x07\x00\x0c bell", "W" * 600, "ʻoʻ Ҷ Ә ◊ 漢 🙂"]  # fmt: skip
DRAFT = Seal(None, None, None, 4215, "1e" * 32)


def seal(document: Document) -> Seal:
    """Return the seal of a document."""
    return Seal(document.digest, "manager@example.org", datetime(2011, 10, 3, 8, 30, tzinfo=UTC), 4215, "1e" * 32)


def hostile() -> Document:
    """Return a document where whatever people write is hostile; the last letters tell the places apart."""
    content, words = documents.content(), iter(HOSTILE * 4)

    def names() -> dict[str, str]:
        word = next(words)
        return {"en": f"{word} en", "ru": f"{word} ru"}

    content["report"]["title"] = names()
    project = content["scope"]["project"]
    project["name"], project["code"], project["donors"][0]["name"] = names(), "=CODE'!A1", names()
    project["donors"][0]["reference"], content["scope"]["office"]["name"] = "=REF", names()
    for figure in content["figures"]:
        figure["name"] = names()
    for labels in content["labels"].values():
        for told in labels.values():
            told["name"] = names()
            if "plural" in told:
                told["plural"] = names()
    content["narrative"] = {"en": "\n\n".join(HOSTILE), "ru": "\n".join(HOSTILE)}
    content["attachments"] = [{"name": word, "size": 1, "sha256": "cd" * 32} for word in HOSTILE]
    content["prepared"]["by"] = "=cmd|' /C calc'!A0"
    for event in content["rows"]["event"]:
        event[1], event[7] = f"=E{event[0]}", "=CITY"
    return Document(content)


def empty() -> Document:
    """Return a document of an office's report that tells no figure, and has no text, paper or row."""
    content: dict[str, Any] = documents.content()
    scope = content["scope"] | {"project": None}
    return Document(content | {
        "scope": scope, "period": {"first": None, "last": None, "as_of": "2011-10-01"}, "figures": [], "rows": {}, "labels": {},
        "evidence": [], "attachments": [], "narrative": {"en": None, "ru": None},
    })  # fmt: skip


def suppressed() -> Document:
    """Return a document of which some numbers are not shown, as a public edition is made of."""
    content = documents.content()
    persons = content["figures"][0]
    persons["cells"]["sex"] = {"female": None, "male": None}
    persons["parts"]["returning"] = None
    persons["cells"]["group"]["judiciary"] = persons["cells"]["category"]["judge"] = None
    for cell in persons["crossed"]:
        cell["number"] = None if cell["number"] < 5 else cell["number"]
    return Document(content)
