"""What tells of a person in a text, the code that stands for them afterwards, and how far back a number of months lies."""

import calendar
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no signs that are read for each other
CODE_LENGTH = 6
GONE = "[…]"  # stands in a text for what was taken out, in any language
SHORTEST_PHONE = 7  # digits
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True)
class Traces:
    """What tells of one person: `sure` by itself, `named` where nobody is named alike, `near` in what is about them.

    `parts` are texts one of which stands wherever a pattern matches: the database looks for those first.
    """

    parts: tuple[str, ...]
    sure: re.Pattern[str]
    named: re.Pattern[str]
    near: re.Pattern[str]


def traces(
    surname: str, given_name: str, patronymic: str | None, latin_name: str | None, contacts: Iterable[str | None],
    numbers: Iterable[str] = (),
) -> Traces:  # fmt: skip
    """Return what tells of a person of these names, contacts and numbers."""
    known = [text for text in (*contacts, *numbers) if text]
    sure = [_spaced(text) for text in known] + [_dialled(text) for text in known if _digits(text) >= SHORTEST_PHONE]
    full = _in_any_order(surname, given_name, patronymic) if surname else []
    if latin_name:
        full += [_spaced(latin_name), r"\s+".join(re.escape(word) for word in reversed(latin_name.split()))]
    short = _with_initials(surname, given_name, patronymic) if surname else []
    parts = [
        *([surname] if surname else ()),
        *([latin_name.split()[0], latin_name.split()[-1]] if latin_name else ()),
        *known,
    ]
    parts += [re.sub(r"\D", "", text) for text in known if _digits(text) >= SHORTEST_PHONE]
    variants = dict.fromkeys(form for part in parts for form in (part, part.upper()))
    return Traces(tuple(variants), _any(sure), _any(sure + full), _any(sure + full + short))


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in text.split())


def _digits(text: str) -> int:
    return sum(sign.isdecimal() for sign in text)


def _dialled(text: str) -> str:
    """Return the pattern of a number however its digits are set apart."""
    return r"[\s().-]{0,2}".join(sign for sign in text if sign.isdecimal())


def _in_any_order(surname: str, given_name: str, patronymic: str | None) -> list[str]:
    last, first = _spaced(surname), _spaced(given_name)
    father = rf"(?:\s+{_spaced(patronymic)})?" if patronymic else ""
    return [rf"{last}\s+{first}{father}", rf"{first}{father}\s+{last}"]


def _with_initials(surname: str, given_name: str, patronymic: str | None) -> list[str]:
    initials = re.escape(given_name[:1]) + r"\."
    if patronymic:
        initials += rf"(?:\s?{re.escape(patronymic[:1])}\.)?"
    return [rf"{_spaced(surname)}\s+{initials}", rf"{initials}\s?{_spaced(surname)}"]


def _any(patterns: list[str]) -> re.Pattern[str]:
    longest_first = sorted(dict.fromkeys(patterns), key=len, reverse=True)
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(longest_first)})(?!\w)") if patterns else _NOTHING


def is_named(text: str, surname: str, given_name: str, latin_name: str | None) -> bool:
    """Say whether a text has a word of somebody's names, a surname or a given name of at least three letters."""
    words = {
        word.casefold() for name in (surname, given_name, latin_name or "") for word in name.split() if len(word) > 2
    }
    return not words.isdisjoint(re.findall(r"[\w'’ʻ-]+", text.casefold()))


def new_code() -> str:
    """Return a random code that stands for an erased person, six letters and digits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier: 31 March less one month is the last day of February."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
