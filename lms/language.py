"""The interface's languages, outside any request: marked strings, wordings with parameters, labelled codes."""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Self

from babel.support import NullTranslations, Translations

LANGUAGES = ("en", "ru")
# As offices in the region write a day: 3 Oct 2011, 3 окт. 2011 г.
DAY = {"en": "d MMM y", "ru": "d MMM y\u00a0'г'."}
_reader: dict[str, Callable[[], str]] = {}
CATALOGS = Path(__file__).parent / "translations"


def use_reader(language: Callable[[], str]) -> None:
    """Set how the language of whoever reads now is found, once at start."""
    _reader["language"] = language


def reader_language() -> str:
    """Return the language of whoever reads now; English where nobody does."""
    return _reader["language"]() if _reader else "en"


def N_(message: str) -> str:
    """Mark a string for the catalogs; it is translated where it is shown."""
    return message


@cache
def catalog(language: str) -> NullTranslations:
    """Return the compiled messages of one language; English is the language of the source."""
    return Translations.load(CATALOGS, [language])


def say(message: str, language: str, **params: Any) -> str:
    """Translate a marked string and fill its %(name)s places."""
    return catalog(language).ugettext(message) % params if params else catalog(language).ugettext(message)


def per_cent(part: Any, whole: Any, places: int = 0) -> Decimal:
    """Return a part of a whole in per cent, rounded half up; what falls short of the whole is never 100.

    With decimal places, it is no whole per cent that it falls short of: rules are set in those.
    """
    step, exact = Decimal(1).scaleb(-places), 100 * Decimal(part) / Decimal(whole)
    rounded = exact.quantize(step, ROUND_HALF_UP)
    missed = exact.to_integral_value(ROUND_CEILING) if places else Decimal(100)
    return min(rounded, missed - step) if exact < missed else rounded


def named(obj: Any, language: str, field: str = "name") -> str | None:
    """Return an object's name, title or summary in a language, or in the other where it is missing; None for neither."""
    if obj is None:
        return None
    first, second = ("ru", "en") if language == "ru" else ("en", "ru")
    return getattr(obj, f"{field}_{first}") or getattr(obj, f"{field}_{second}") or None


class Labelled(StrEnum):
    """A code kept as text in the database, with the English label that the catalogs translate."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """Make a member of its code and label; called with a code alone, an enum looks its member up."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
