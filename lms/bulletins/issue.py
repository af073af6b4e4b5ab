"""What an issue of the bulletin tells, as one document in both languages; a published one is its canonical JSON. Pure.

    format       FORMAT
    bulletin     id, number, version, corrects (the version that this one corrects, or None), year, quarter, first, last
    office       name by language; None is all offices
    title, introduction   by language; the introduction as paragraphs
    figures      digest (SHA-256 of the document that all figures are from), numbers: key, name by language, value (None is
                 not shown); words: sentences by language
    articles     heading, text (paragraphs), told (sentences), thanks, each by language; events: codes
    prepared     by, at
    audit        seq and hash of the last entry of the record of changes that the figures were counted after
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from lms.audit.rules import canonical, sha256
from lms.bulletins.quarters import OF_A_YEAR
from lms.language import N_, say
from lms.paper import days
from lms.reports.wording import NOT_SHOWN, Words, printable

FORMAT = "lms-bulletin-1"
Content = Mapping[str, Any]
# Numbers of the box, in this order: what it is called is the name of the figure.
BOXED = ("persons", "events", "participants", "materials")
ALWAYS = frozenset({"persons", "events"})  # others only where there are some
_BLANK_LINE = re.compile(r"\n\s*\n")


def paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a text that was typed with blank lines between them; lines of one are joined."""
    told = (" ".join(part.split()) for part in _BLANK_LINE.split((text or "").replace("\r\n", "\n")))
    return [part for part in told if part]


@dataclass(frozen=True)
class ToldArticle:
    """An article in one language."""

    heading: str
    paragraphs: Sequence[str]
    told: Sequence[str]
    thanks: str


@dataclass(frozen=True)
class Issue:
    """An issue's document."""

    content: Content

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the document of what was published."""
        return cls(json.loads(text))

    @property
    def canonical(self) -> str:
        """Return the text that is kept."""
        return canonical(self.content)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what is kept, hex."""
        return sha256(self.canonical)


@dataclass(frozen=True)
class ToldIssue:
    """An issue as it is told in one language; `digest` is that of a published one, None for a draft."""

    issue: Issue
    language: str
    digest: str | None = None

    def say(self, message: str, **params: Any) -> str:
        """Translate a marked string and fill its places."""
        return say(message, self.language, **params)

    def _text(self, told: Mapping[str, str | None]) -> str:
        return " ".join(printable(told[self.language]).split())

    def _texts(self, told: Mapping[str, Sequence[str]]) -> list[str]:
        return [text for one in told[self.language] if (text := " ".join(printable(one).split()))]

    @property
    def title(self) -> str:
        """Return the title of the bulletin."""
        return self._text(self.issue.content["title"])

    @property
    def publisher(self) -> str:
        """Return whose it is."""
        office = self.issue.content["office"]
        return self._text(office) if office else self.say(N_("All offices"))

    @property
    def number(self) -> str:
        """Return the number of the issue."""
        of = self.issue.content["bulletin"]
        number = self.say(N_("Issue No. %(number)s"), number=of["number"])
        corrected = self.say(N_("corrected"))
        return f"{number} ({corrected})" if of["version"] > 1 else number

    @property
    def quarter(self) -> str:
        """Return the quarter as one writes it in a heading."""
        of = self.issue.content["bulletin"]
        return self.say(OF_A_YEAR[of["quarter"] - 1], year=of["year"])

    @property
    def period(self) -> str:
        """Return the days of the quarter in words."""
        of = self.issue.content["bulletin"]
        return days(date.fromisoformat(of["first"]), date.fromisoformat(of["last"]), self.language)

    @property
    def mark(self) -> str:
        """Return what stands across a draft; nothing on what is published."""
        return "" if self.digest else self.say(N_("DRAFT"))

    @property
    def correction(self) -> str:
        """Say that it corrects another version; nothing where it does not."""
        corrects = self.issue.content["bulletin"]["corrects"]
        said = N_("This is a corrected issue; it takes the place of version %(version)s.")
        return self.say(said, version=corrects) if corrects else ""

    @property
    def introduction(self) -> list[str]:
        """Return the paragraphs of the introduction."""
        return self._texts(self.issue.content["introduction"])

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """Return the large numbers of the box with what they are of."""
        told = self.issue.content["figures"]["numbers"]
        return [(NOT_SHOWN if one["value"] is None else _number(one["value"], self.language), self._text(one["name"])) for one in told]

    @property
    def words(self) -> list[str]:
        """Return the sentences of the box."""
        return self._texts(self.issue.content["figures"]["words"])

    @property
    def note(self) -> str:
        """Say what the box leaves out; nothing where it tells all."""
        hidden = any(one["value"] is None for one in self.issue.content["figures"]["numbers"])
        return self.say(N_("An ellipsis stands for a number of people that is too small to be published.")) if hidden else ""

    @property
    def articles(self) -> list[ToldArticle]:
        """Return the articles in order."""
        return [
            ToldArticle(self._text(one["heading"]), self._texts(one["text"]), self._texts(one["told"]), self._text(one["thanks"]))
            for one in self.issue.content["articles"]
        ]

    @property
    def foot(self) -> str:
        """Return what stands under every page: how to tell this issue from another."""
        return f"SHA-256 {self.digest}" if self.digest else self.say(N_("Draft: figures and texts may still change"))


def _number(value: int, language: str) -> str:
    return Words(None, language).number(value)  # type: ignore[arg-type]  # of no document: numbers are the language's
