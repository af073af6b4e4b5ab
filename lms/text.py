"""Text as people type it: cleaned, folded for search, keyed for sorting; the same on every database."""

import re
import unicodedata
from functools import lru_cache

# Letters that an alphabet places right after a base letter; byte order would put them elsewhere.
_AFTER = {
    "ё": "е", "ә": "а", "ғ": "г", "ӣ": "и", "қ": "к", "ң": "н", "ө": "о", "ӯ": "у", "ў": "у", "ұ": "у", "ү": "у",
    "ҳ": "х", "һ": "х", "ҷ": "ч", "і": "и", "ı": "i", "ə": "a", "ʻ": "'",
}  # fmt: skip
_LAST = "\uffff"
# Signs inside Uzbek names that people type in many ways or not at all, and the Turkish i without a dot.
_TYPED_ANYHOW = str.maketrans({"'": None, "ʻ": None, "ʼ": None, "ʽ": None, "‘": None, "’": None, "ı": "i"})
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")


def is_clean(text: str) -> bool:
    """Say whether every database and document can hold the text: no NUL, control character or lone surrogate."""
    return _UNPRINTABLE.search(text) is None


def tidy(text: str | None) -> str:
    """Return the text in NFC with runs of white space folded to one space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text or "")).strip()


def cut(text: str, most: int) -> str:
    """Return the text, with an ellipsis for its end where it has more letters than there is room for."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def folded(text: str | None) -> str:
    """Return the key that search compares: case folded, NFC, ё as е, no diacritics on Latin letters, no apostrophes."""
    plain = unicodedata.normalize("NFC", (text or "").casefold().translate(_TYPED_ANYHOW)).replace("ё", "е")
    return tidy("".join(map(_without_mark, plain)))


@lru_cache(maxsize=5_000)
def _without_mark(letter: str) -> str:
    if unicodedata.combining(letter):  # what no letter took up, such as the dot of İ or a stress
        return ""
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter


def sort_key(text: str | None) -> str:
    """Return a key whose code point order is dictionary order for the alphabets in use (ё after е, ә after а)."""
    return "".join(map(_placed, unicodedata.normalize("NFC", (text or "").casefold())))


@lru_cache(maxsize=5_000)
def _placed(letter: str) -> str:
    if letter in _AFTER:
        return _AFTER[letter] + _LAST
    base = unicodedata.normalize("NFD", letter)[0]
    return base + _LAST if base != letter and base.isascii() else letter
