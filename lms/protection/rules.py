"""What tells of a person in a text, the code that stands for them afterwards, and how far back a number of months lies."""

import calendar
import re
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no signs that are read for each other
CODE_LENGTH = 6
GONE = "[…]"  # stands in a text for what was taken out, in any language
SHORTEST_PHONE = 7  # digits
ENDINGS = "аеийоуыьюя"  # letters that a Russian surname changes from case to case: Иванова, Ивановой, Иванову
_NOTHING = re.compile(r"(?!)")


class Names(NamedTuple):
    """What somebody is or was called."""

    surname: str
    given_name: str
    patronymic: str | None = None
    latin_name: str | None = None


@dataclass(frozen=True)
class Traces:
    """What tells of one person: `sure` by itself, `named` where nobody is named alike, `near` in what is about them.

    `word` is a single part of it, as files are called by. `parts` are texts one of which stands wherever a pattern
    matches: the database looks for those first.
    """

    parts: tuple[str, ...]
    sure: re.Pattern[str]
    named: re.Pattern[str]
    near: re.Pattern[str]
    word: re.Pattern[str]

    def in_texts(self, is_shared: bool) -> re.Pattern[str]:
        """Return what tells of the person in texts about others; the name alone does not where others share it."""
        return self.sure if is_shared else self.named


def traces(names: Iterable[Names], contacts: Iterable[str | None], numbers: Iterable[str] = ()) -> Traces:
    """Return what tells of a person who has or had these names, contacts and numbers."""
    known = [text for text in dict.fromkeys((*contacts, *numbers)) if text]
    dialled = [text for text in known if sum(sign.isdecimal() for sign in text) >= SHORTEST_PHONE]
    sure = [_spaced(text) for text in known] + [_dialled(text) for text in dialled]
    full, short, parts = [], [], [*known, *(re.sub(r"\D", "", text) for text in dialled)]
    for one in dict.fromkeys(names):
        full += _in_full(one)
        short += _with_initials(one)
        parts += [one.surname, *_ends(one.latin_name)]
    return Traces(
        tuple(dict.fromkeys(form for part in parts for form in _forms(part))),
        _any(sure), _any(sure + full), _any(sure + full + short), _any([_spaced(part) for part in parts], edge=r"[^\W\d_]"),
    )  # fmt: skip


def _forms(text: str) -> tuple[str, ...]:
    """Return a text in the cases that people write names in: the databases tell them apart, SQLite beyond ASCII."""
    return text, text.lower(), text.upper(), text.capitalize(), text.title()


def _ends(latin_name: str | None) -> list[str]:
    words = (latin_name or "").split()
    return [words[0], words[-1]] if words else []


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in text.split())


def _dialled(text: str) -> str:
    """Return the pattern of a number however its digits are set apart."""
    return r"[\s().-]{0,2}".join(sign for sign in text if sign.isdecimal())


def _in_full(one: Names) -> list[str]:
    """Return the patterns of surname and given name in either order, and of the Latin name."""
    last, first = _spaced(one.surname), _spaced(one.given_name)
    father = rf"(?:\s+{_spaced(one.patronymic)})?" if one.patronymic else ""
    native = [rf"{last}\s+{first}{father}", rf"{first}{father}\s+{last}"]
    latin = (one.latin_name or "").split()
    return native + ([_spaced(" ".join(latin)), _spaced(" ".join(reversed(latin)))] if latin else [])


def _with_initials(one: Names) -> list[str]:
    initials = re.escape(one.given_name[:1]) + r"\."
    if one.patronymic:
        initials += rf"(?:\s?{re.escape(one.patronymic[:1])}\.)?"
    return [rf"{_spaced(one.surname)}\s+{initials}", rf"{initials}\s?{_spaced(one.surname)}"]


def _any(patterns: list[str], edge: str = r"\w") -> re.Pattern[str]:
    """Return the pattern of any of some, beside none of which stands another sign of a word."""
    longest_first = sorted(dict.fromkeys(patterns), key=len, reverse=True)
    return re.compile(rf"(?i)(?<!{edge})(?:{'|'.join(longest_first)})(?!{edge})") if patterns else _NOTHING


def is_named(text: str, names: Iterable[Names]) -> bool:
    """Say whether a text has a word of somebody's names: a surname, a given name or a Latin one of three letters or more."""
    known = " ".join(f"{one.surname} {one.given_name} {one.latin_name or ''}" for one in names)
    words = {word for word in known.casefold().split() if len(word) > 2}
    return not words.isdisjoint(_words(text))


def tells_of(text: str, names: Collection[Names], signs: Traces) -> bool:
    """Say whether a text has anything that tells of somebody: a part of a name, a contact, the surname in another case."""
    if is_named(text, names) or signs.near.search(text) or signs.word.search(text):
        return True
    for surname in {one.surname.casefold() for one in names}:
        stem = surname.rstrip(ENDINGS)
        if len(stem) > 3 and any(word.startswith(stem) and len(word) <= len(surname) + 2 for word in _words(text)):
            return True
    return False


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'’ʻ-]+", text.casefold())


def new_code() -> str:
    """Return a random code that stands for an erased person, six letters and digits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier: 31 March less one month is the last day of February."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
