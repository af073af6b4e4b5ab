"""Names across scripts: the Latin spelling to suggest, and the keys by which one name meets its other spellings. Pure."""

import re
import unicodedata

# What a passport office of each country writes for a Cyrillic letter. Russian: ICAO Doc 9303 part 3, section 6;
# Kyrgyz and Tajik: BGN/PCGN 1979 and 1994 without marks, as their passports do; Kazakh: the order on passports of
# Kazakhstan, where the letters of the language lose their marks; Uzbek and Turkmen: their own alphabets of 1995 and 1999.
_RUSSIAN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
    "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh",
    "ts", "ch", "sh", "shch", "ie", "y", "", "e", "iu", "ia",
), strict=True))  # fmt: skip
_ENGLISH = _RUSSIAN | {"ё": "yo", "й": "y", "ъ": "", "ю": "yu", "я": "ya"}
TABLES: dict[str, dict[str, str]] = {
    "ru": _RUSSIAN,
    "kk": _ENGLISH | dict(zip("әғқңөұүһі", "agknouuhi", strict=True)),
    "ky": _ENGLISH | {"ж": "j", "ң": "ng", "ө": "o", "ү": "u"},
    "tg": _ENGLISH | {"ғ": "gh", "қ": "q", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u"},
    "uz": _ENGLISH | {"ж": "j", "х": "x", "ъ": "'", "ў": "o'", "қ": "q", "ғ": "g'", "ҳ": "h"},
    "tk": _ENGLISH | {
        "ж": "ž", "җ": "j", "й": "ý", "ң": "ň", "ө": "ö", "ү": "ü", "х": "h", "ч": "ç", "ш": "ş", "щ": "şç", "ә": "ä",
        "в": "w", "ё": "ýo", "ю": "ýu", "я": "ýa", "ц": "s",
    },
}  # fmt: skip
# Where these begin a word or follow a vowel, е is written with the sound before it.
_IOTATED = {"kk": "ye", "uz": "ye", "tk": "ýe"}
LANGUAGE_OF = {"KZ": "kk", "KG": "ky", "TJ": "tg", "TM": "tk", "UZ": "uz"}
# A letter of a neighbour's alphabet inside a name: as the first of these tables that knows it.
_NEIGHBOURS = ("kk", "tg", "uz", "tk", "ky")
_VOWELS = frozenset("аеёиоуыэюяәөұүіӣӯўaeiouyäöüý")
_APOSTROPHES = dict.fromkeys("'ʻʼʽ‘’`´", "'")
# Letters without a decomposition that loses their mark.
_UNDECOMPOSED = {"ı": "i", "ə": "a", "ø": "o", "ß": "ss", "ł": "l", "đ": "d"}


def latin(text: str | None, language: str) -> str:
    """Suggest the Latin spelling of a name for a passport of a language's country (ISO 639-1), without marks.

    Only suggested: what stands in the passport is typed by people and never overwritten.
    """
    return " ".join(_latin_word(word, language) for word in unicodedata.normalize("NFC", text or "").split())


def suggested(text: str, country: str | None) -> list[str]:
    """Return the spellings that a passport of a country (ISO 3166) may have, the likeliest first.

    The Russian rule is always one: passports of the region followed it for long, and for Russian names still do.
    """
    made = (latin(text, language) for language in (LANGUAGE_OF.get(country or "", "ru"), "ru"))
    return [name for name in dict.fromkeys(made) if name]


def _latin_word(word: str, language: str) -> str:
    parts, before = [], ""
    for letter in word:
        small = letter.lower()
        spelt = _spelt(small, before, language)
        parts.append(spelt.upper() if letter != small else spelt)
        before = small
    made = "".join(parts)
    return made if word.isupper() and len(word) > 1 else "".join(_one_capital(parts))


def _one_capital(parts: list[str]) -> list[str]:
    """A capital that becomes two letters keeps one capital: Шерали is Sherali."""
    return [part[:1] + part[1:].lower() for part in parts]


def _spelt(letter: str, before: str, language: str) -> str:
    table = TABLES[language]
    if letter == "е" and language in _IOTATED and (not before.isalpha() or before in _VOWELS or before in "ъь"):
        return _unmarked(_IOTATED[language])
    known = table.get(letter)
    if known is None:
        known = next((TABLES[other][letter] for other in _NEIGHBOURS if letter in TABLES[other]), letter)
    return _unmarked(known)


def _unmarked(letters: str) -> str:
    return "".join(
        _APOSTROPHES.get(one) or _UNDECOMPOSED.get(one) or unicodedata.normalize("NFD", one)[0] for one in letters
    )


# -- keys ------------------------------------------------------------------------------------------------------------
# One spelling for all: Мамедов, Мәмедов, Mammedov, Mamedow, Mämmedow are mamedov. Each Cyrillic letter goes to what the
# Latin spellings of the same sound go to; the sound before е, ё, ю, я is y, as in most of them.
_KEYS = _ENGLISH | dict(zip("әғқңөұүһіӣӯўҳҷ", "agknouuhiiuohj", strict=True)) | {
    "дж": "j", "ж": "j", "җ": "j", "ё": "e", "х": "h", "ч": "c", "ш": "s", "щ": "sc", "ъ": "", "ы": "i",
}  # fmt: skip
_KEYS |= {
    "shch": "sc", "dzh": "j", "dj": "j", "zh": "j", "kh": "h", "gh": "g", "ch": "c", "sh": "s",
    "ž": "j", "ç": "c", "č": "c", "ş": "s", "š": "s", "x": "h", "q": "k", "w": "v",
}  # fmt: skip
_SOUNDS = re.compile("|".join(sorted(map(re.escape, _KEYS), key=len, reverse=True)))
# Latin names of Greek origin, whose x is not the х of Uzbek.
_GREEK_X = re.compile(r"(?<=ale)x|(?<=ma)x(?=im)|\bx(?=en)|(?<=feli)x|(?<=ro)x(?=an)")
_OTHER = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_UNHEARD = re.compile("[-'ʻʼʽ‘’`´ьЬ\u00ad]")
_INNER_VOWELS = re.compile("(?<!^)[aeiou]+")


def skeleton(text: str | None) -> str:
    """Return the words of a name as every spelling of them in either script has them: small ASCII letters and digits.

    Case, diacritics, ё/е, doubled letters, hyphens and apostrophes are gone, w is v, kh and x are h, y is i.
    """
    small = unicodedata.normalize("NFC", _UNHEARD.sub("", text or "")).casefold()
    heard = _SOUNDS.sub(lambda found: _KEYS[found.group()], _GREEK_X.sub("ks", small))
    plain = "".join(_UNDECOMPOSED.get(one) or unicodedata.normalize("NFD", one)[0] for one in heard)
    one_e = plain.replace("yo", "e").replace("ye", "e").replace("y", "i")
    return _OTHER.sub(" ", _DOUBLED.sub(r"\1", one_e)).strip()


def frame(word: str) -> str:
    """Return a word's skeleton without its vowels, save that it begins with one: Қодиров and Кадыров are both kdrv."""
    begun = "a" + word[1:] if word[:1] in set("aeiou") else word
    return _INNER_VOWELS.sub("", begun)
