"""A report's words in a chosen language: numbers, days, and what each code and each part of a figure is called. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal, format_percent

from lms import paper
from lms.certificates.models import Audience, CertificateKind
from lms.courses.codes import EnrolmentRole, EventKind
from lms.language import N_, Labelled, per_cent, say
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.projects.models import Group
from lms.reports.document import Document, Figure
from lms.reports.rules import NOT_STATED
from lms.text import sort_key
from lms.tot.models import TrainerLevel

NOT_SHOWN = "…"
LONGEST_PROPERTY = 255  # letters of a property of a file, as a title, by the formats
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
CODED: dict[str, type[Labelled]] = {
    "group": Group, "sex": Sex, "kind": EventKind, "carrier": Carrier, "role": EnrolmentRole,
    "certificate": CertificateKind, "audience": Audience, "level": TrainerLevel,
}  # fmt: skip
KINDS = {
    "group": N_("Group"), "category": N_("Category"), "sex": N_("Sex"), "country": N_("Country"), "region": N_("Region"),
    "organisation": N_("Organisation"), "kind": N_("Kind of event"), "carrier": N_("Carrier"),
}  # fmt: skip
BY_KIND = {
    "group": N_("By group"), "category": N_("By category"), "sex": N_("By sex"), "country": N_("By country"),
    "region": N_("By region"), "organisation": N_("By organisation"), "kind": N_("By kind of event"),
    "carrier": N_("By carrier"),
}  # fmt: skip
# Parts of a figure's value, but for what was only claimed, which is none of it (R3).
PARTS = {
    "named": N_("named"), "from_headcounts": N_("from headcounts"), "reconstructed": N_("reconstructed from old reports"),
    "cumulative": N_("cumulative"), "new": N_("new"), "returning": N_("returning"), "evidenced": N_("evidenced"),
    "claimed": N_("claimed, in none of the others"),
    "signed": N_("on signed sheets of events not finalised, in none of the others"),
}  # fmt: skip
APART = frozenset({"claimed", "signed"})
BASES = {
    "persons": N_("Persons trained"), "completions": N_("Completions"), "attendances": N_("Attendances"),
    "participants": N_("People who took part"), "headcount": N_("People known as a number"), "events": N_("Events"),
    "materials": N_("Materials distributed"), "certificates": N_("Certificates issued"),
    "trainers_certified": N_("Trainers newly certified"), "trainers_standing": N_("Certified trainers"),
}  # fmt: skip


def printable(text: str | None) -> str:
    """Return text in NFC that every format of file can hold: without control characters; ends of lines and tabs stay."""
    return _UNPRINTABLE.sub("", unicodedata.normalize("NFC", text or ""))


@lru_cache(maxsize=10_000)
def _written(number: str, language: str) -> str:
    return str(format_decimal(Decimal(number), format="#,##0.##", locale=language))


@dataclass(frozen=True)
class Words:
    """The words of one document in one language."""

    document: Document
    language: str

    def say(self, message: str, **params: Any) -> str:
        """Translate a marked string and fill its places."""
        return say(message, self.language, **params)

    def number(self, value: int | Decimal | str | None) -> str:
        """Write a number with thousands set apart; what is not shown is an ellipsis."""
        if value is None:
            return NOT_SHOWN
        return _written(str(value), self.language)

    def percent(self, share: Decimal | float | None) -> str:
        """Write a share as whole per cent, rounded as pages do: a target that was not reached never reads 100 %."""
        if share is None:
            return NOT_SHOWN
        return str(format_percent(per_cent(share, 1) / 100, locale=self.language))

    def share(self, number: int | None, of: int | None) -> str:
        """Write the same of a number in a column of per cent; nothing where one of both is not shown, or there is no whole."""
        return "" if number is None or not of else f"{per_cent(number, of)}"

    def day(self, iso: str | None) -> str:
        """Write an ISO day in words."""
        return paper.day(date.fromisoformat(iso), self.language) if iso else ""

    def moment(self, at: datetime | str | None) -> str:
        """Write an instant in words, in UTC."""
        if at is None:
            return ""
        moment = (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(UTC)
        return f"{paper.day(moment.date(), self.language)}, {moment:%H:%M} UTC"

    def span(self, first: str | None, last: str | None) -> str:
        """Write a range of days of which either end may be open."""
        if first and last:
            return paper.days(date.fromisoformat(first), date.fromisoformat(last), self.language)
        if first:
            return self.say(N_("from %(day)s on"), day=self.day(first))
        return self.say(N_("until %(day)s inclusive"), day=self.day(last)) if last else self.say(N_("All time"))

    def name(self, names: Mapping[str, str | None] | None) -> str:
        """Return a name in the language, in another where it is missing."""
        told = names or {}
        return printable(told.get(self.language) or next((name for name in told.values() if name), ""))

    def code(self, kind: str, code: Any, form: str = "name") -> str:
        """Return what a code of a kind is called."""
        if code is None or code == NOT_STATED:
            return self.say(N_("Not stated"))
        if kind in CODED:
            return self.say(CODED[kind](code).label) if code in set(CODED[kind]) else printable(str(code))
        return printable(self.document.label(kind, code, self.language, form))

    def plural(self, kind: str, code: str) -> str:
        """Return what those of a code are called together: a category has its plural."""
        return self.code(kind, code, "plural" if kind == "category" else "name")

    def part(self, key: str) -> str:
        """Return what a part of a figure is called."""
        return self.say(PARTS[key]) if key in PARTS else printable(key.replace("_", " "))

    def part_heading(self, key: str) -> str:
        """Return the same as a heading."""
        name = self.part(key)
        return name[:1].upper() + name[1:]

    def basis(self, figure: Figure) -> str:
        """Return what a figure counts."""
        return self.say(BASES[figure.basis]) if figure.basis in BASES else printable(figure.basis)

    def figure(self, figure: Figure) -> str:
        """Return what a figure is called."""
        return self.name(figure.name) or printable(figure.key)

    def in_order(self, kind: str, cells: Mapping[str, int | None]) -> list[str]:
        """Return the codes of cells as they are read: sex in its own order, else the largest first; not stated last."""
        ranks = {sex.value: rank for rank, sex in enumerate(Sex)} if kind == "sex" else {}
        return sorted(cells, key=lambda code: (
            code == NOT_STATED, ranks.get(code, 0), cells[code] is None, -(cells[code] or 0), sort_key(self.plural(kind, code)), code,
        ))  # fmt: skip

    def listed(self, names: Iterable[str]) -> str:
        """Join names with commas."""
        return ", ".join(name for name in names if name)
