"""A full name in one cell, as surname, given name and patronymic. Pure.

Lists write the surname first or last, in capitals, with initials, with a post in brackets behind. What tells the parts
apart are the endings: of patronymics first, then of surnames; where they tell nothing, the surname stands first.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lms.text import folded, tidy
from lms.workbooks import list_words

LONGEST = 400
MOST_WORDS = 7


@dataclass(frozen=True)
class FullName:
    """The parts of a name, "" where there is none; `rest` is what stood behind it, such as a post in brackets."""

    surname: str
    given_name: str
    patronymic: str = ""
    rest: str = ""


# "son of" and "daughter of", written apart, as `folded` leaves them.
_SONS = {"оглы", "оглу", "угли", "углы", "уулу", "улы", "ұлы", "ўғли", "огли", "uly", "ogly", "oglu", "ogli", "ugli", "uulu", "o gli"}
_DAUGHTERS = {"кызы", "гызы", "қызы", "қизи", "кизи", "kyzy", "gyzy", "qyzy", "qizi", "kizi"}
_PARTICLES = _SONS | _DAUGHTERS
_AFTER_FATHER = re.compile(
    r"(ович|евич|ьич|мич|кич|овна|евна|ична|ovich|evich|owic|ewic|owich|ewich|ovic|evic|ovna|evna|owna|ewna)$"
)
# "Annaguly" and "Ýazguly" are given names, which Turkmen has in numbers.
_SON_OF = re.compile(
    r"((?<![гg])улы|ұлы|уулу|оглы|оглу|угли|ўғли|кызы|гызы|қызы|қизи|кизи|зода|"
    r"(?<!g)uly|uulu|ogly|oglu|ogli|ugli|kyzy|gyzy|qyzy|qizi|kizi|zoda)$"
)
# One of these may be the only family name that a Kazakh, Kyrgyz or Tajik passport has.
_AS_SURNAME = re.compile(r"((?<![гg])улы|ұлы|уулу|оглы|кызы|гызы|қызы|зода|(?<!g)uly|uulu|ogly|kyzy|gyzy|qyzy|zoda)$")
_SURNAME = re.compile(r"(улы|ұлы|уулу|оглы|кызы|гызы|қызы|зода|uly|uulu|ogly|kyzy|gyzy|qyzy|zoda)$")
_SURNAME = re.compile(
    r"(ов|ова|ев|ева|ский|ская|цкий|цкая|енко|чук|швили|дзе|заде|зода|"
    r"ov|ova|ev|eva|ow|owa|ew|ewa|skiy|skaya|sky|enko|chuk|zade|zoda)$"
)
_SHORT_SURNAMES = set(folded("Ли Ким Пак Цой Тен Тян Хван Югай Хегай Lee Kim Pak Tsoy Choi").split())
_MAYBE_SURNAME = re.compile(r"(ин|ина|ын|ына|ян|юк|in|ina|yan|yuk)$")
_GIVEN_LIKE_A_SURNAME = set(
    folded(
        """
        амин амина эмин константин валентин валентина мартин августин алевтина марина ирина галина екатерина
        полина кристина регина сабина мадина зарина нигина тахмина арина карина дина алина эвелина ангелина ян лев
        мин айдын юлдын нурсин amin amina emin konstantin valentin valentina martin marina irina galina ekaterina
        polina kristina regina sabina madina zarina nigina tahmina arina karina dina alina evelina angelina lew
        lev aydyn
        """
        ).split()
)
_BEHIND = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]?$")
_DASH = re.compile(r"\s+[-–—]\s+")
_LINE_NUMBER = re.compile(r"^\d{1,4}\s*[.)]?\s+(?=\D)|^\d{1,4}[.)]\s*(?=\D)")
_TITLES = re.compile(r"^(?:г-н|г-жа|г-ж|господин|госпожа|mr|mrs|ms|miss|dr|prof)\b\.?\s+", re.IGNORECASE)
_INITIAL = re.compile(r"(?<!\w)(\w{1,2})\.\s*")
_LETTERS = re.compile(r"[^\W\d_]")
_LOOK_ALIKE = str.maketrans("aceopxyABCEHKMOPTXi", "асеорхуАВСЕНКМОРТХі")
_LATIN_ALONE = re.compile(r"[a-zA-Z]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# What may stand between two people in one cell.
_APART = re.compile(r"[,;/&\n]|(?<=\s)(?:и|and)(?=\s)|(?<=\s)\d{1,2}[.)]\s", re.IGNORECASE)
_OF_A_POST = (list_words.POSITION_WORDS, list_words.ORGANISATION_WORDS, list_words.RANK_WORDS)
_NO_NAME = re.compile(r"[:«»\"()\d]")
_plain = lru_cache(maxsize=20_000)(folded)


def split(text: str) -> FullName | None:
    """Return the parts of a full name, in their usual case; None where it is a single word or no name at all."""
    if len(text) > LONGEST:
        return None
    plain = _without_number(text)
    said = [part.strip(" ,;") for part in _BEHIND.findall(plain)]
    plain, *dashed = _DASH.split(_BEHIND.sub("", plain), maxsplit=1)
    words, rest, surname_first = _at_comma(plain)
    if dashed and len(words) == 1:  # "Иванова - Петрова Анна" is one surname
        words, rest, surname_first = _at_comma("-".join([plain, *dashed]))
        dashed = []
    words, lower = _without_post(words)
    if not 1 < len(words) <= MOST_WORDS or any(not _LETTERS.search(word) or re.search(r"\d", word) for word in words):
        return None
    behind = ", ".join(part for part in (lower, rest, *dashed, *said) if part)
    parts = _in_order(_with_particles(words), surname_first=surname_first)
    if parts is None:
        return None
    surname, given, patronymic = (cased(part) for part in parts)
    return FullName(surname, given, patronymic, behind)


def is_several(text: str) -> bool:
    """Say whether a text names two people or more; not where it tells one name in two scripts, or a post behind a name."""
    pieces = [_without_number(piece) for piece in _APART.split(text)] if len(text) <= LONGEST else []
    if len(pieces) < 2:
        return False
    people = [piece for piece in pieces if _is_person(piece) and (text.islower() or not _has_small_words(piece))]
    return len({_CYRILLIC.search(piece) is None for piece in people}) < len(people)


def _without_number(text: str) -> str:
    return _TITLES.sub("", _LINE_NUMBER.sub("", tidy(text)))


def _is_person(text: str) -> bool:
    """Say whether a text is, by its endings or initials, a whole name and nothing else."""
    plain, name = _plain(text), split(text)
    if name is None or name.rest or _NO_NAME.search(text) or any(said.search(plain) for said in _OF_A_POST):
        return False
    return any(is_initial(word) or is_patronymic(word) or _may_be_surname(word) for word in _words(text))


def _has_small_words(text: str) -> bool:
    return any(word.islower() and _plain(word) not in _PARTICLES for word in _words(text))


def _at_comma(text: str) -> tuple[list[str], str, bool]:
    """Return the words of the name, what follows it, and whether a comma said that the surname is first."""
    first, comma, rest = text.partition(",")
    words = _words(first)
    if comma and len(words) == 1:
        name, _, behind = rest.partition(",")
        return words + _words(name), behind.strip(" ,;"), True
    return words, rest.strip(" ,;"), False


def _without_post(words: list[str]) -> tuple[list[str], str]:
    """Return the words of the name and, as one text, those in small letters behind it: "Мамедов Ахмед прокурор"."""
    if not words or words[0].islower():
        return words, ""
    for at, word in enumerate(words):
        if at > 1 and word.islower() and _plain(word) not in _PARTICLES and not is_patronymic(word):
            return words[:at], " ".join(words[at:])
    return words, ""


def _words(text: str) -> list[str]:
    return [word for word in _INITIAL.sub(r" \1. ", text.replace(";", " ")).split() if word not in {"-", "–", "—"}]


def _with_particles(words: list[str]) -> list[str]:
    """Return the words with "оглы", "кызы" and their like, and a maiden name in brackets, joined to the name before them."""
    joined: list[str] = []
    for word in words:
        if joined and (_plain(word) in _PARTICLES or word.startswith("(")):
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return joined


def _in_order(words: list[str], *, surname_first: bool) -> tuple[str, str, str] | None:
    """Return surname, given name, patronymic; None where no surname or no given name is left."""
    if words[0].endswith(".") or any(is_initial(word) for word in words[1:]):  # a surname may be one letter: Ю, О
        return _with_initials(words)
    if len(words) < 2:
        return None
    if len(words) == 2:
        return _two(words[0], words[1], surname_first=surname_first)
    first, *middle, last = words
    if not surname_first and is_patronymic(middle[-1]) and not _is_surer(last, middle[-1]):
        return last, " ".join([first, *middle[:-1]]), middle[-1]
    if is_patronymic(last):
        if not surname_first and len(middle) == 1 and is_surname(middle[0]) and not _may_be_surname(first):
            return middle[0], first, last
        return first, " ".join(middle), last
    if not surname_first and is_surname(last) and not is_surname(first):
        return last, " ".join([first, *middle]), ""
    return first, middle[0], " ".join([*middle[1:], last])


def _two(first: str, second: str, *, surname_first: bool) -> tuple[str, str, str] | None:
    if surname_first:
        return first, second, ""
    if is_patronymic(second) and not _AS_SURNAME.search(_plain(second)) and not is_patronymic(first) and not _may_be_surname(first):
        return None  # "Ахмед Оразович" leaves the surname out
    if (is_surname(second) or _AS_SURNAME.search(_plain(second))) and not is_surname(first):
        return second, first, ""
    if _may_be_surname(second) and not _may_be_surname(first) and not is_patronymic(first):
        return second, first, ""
    return first, second, ""


def _with_initials(words: list[str]) -> tuple[str, str, str] | None:
    """Return the parts of "Мамедов А.О." and "А.О. Мамедов": initials stay initials."""
    initials = [word if word.endswith(".") else f"{word}." for word in words if is_initial(word)]
    names = [word for word in words if not is_initial(word)]
    if not names or len(initials) > 2:
        return None
    if len(names) == 1:
        return names[0], initials[0], " ".join(initials[1:])
    if is_patronymic(names[-1]):  # "Мамедов А. Оразович"
        return " ".join(names[:-1]), initials[0], names[-1]
    return names[0], " ".join(names[1:]), " ".join(initials)  # "Smith John P."


def is_initial(word: str) -> bool:
    """Say whether a word is one letter, or a letter or two before a point: "А", "А.", "Дж."."""
    return len(word.rstrip(".")) == 1 or (word.endswith(".") and len(word) == 3)


def is_patronymic(word: str) -> bool:
    """Say whether a word ends as patronymics do, in any of the languages of the lists."""
    return _AFTER_FATHER.search(_plain(word)) is not None or _SON_OF.search(_plain(word)) is not None


def _is_surer(last: str, middle: str) -> bool:
    """Say whether the last word is a patronymic sooner than the middle one: "Сапаров Аманкулы Оразович"."""
    return _AFTER_FATHER.search(_plain(last)) is not None and not _AFTER_FATHER.search(_plain(middle))


def is_surname(word: str) -> bool:
    """Say whether a word ends as surnames do, and given names do not."""
    plain = _plain(word)
    return plain in _SHORT_SURNAMES or (_SURNAME.search(plain) is not None and plain not in _GIVEN_LIKE_A_SURNAME)


def _may_be_surname(word: str) -> bool:
    return is_surname(word) or (_MAYBE_SURNAME.search(_plain(word)) is not None and _plain(word) not in _GIVEN_LIKE_A_SURNAME)


def cased(name: str) -> str:
    """Return a name with words in capitals or small letters given a capital each; "оглы" and its like are small."""
    return " ".join(_cased(_in_one_script(word), first=not number) for number, word in enumerate(tidy(name).split()))


def _cased(word: str, *, first: bool) -> str:
    if not first and _plain(word) in _PARTICLES:
        return _lower(word)
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) > 1 and (word == word.upper() or word == word.lower()):
        return "-".join(part[:1].upper() + _lower(part[1:]) for part in word.split("-"))
    return word if len(letters) > 1 else word.upper()


def _lower(text: str) -> str:
    return text.lower().replace("i\u0307", "i")  # what lower() makes of İ


def _in_one_script(word: str) -> str:
    """Return a word whose Latin letters that look like Cyrillic ones, typed by mistake, are Cyrillic."""
    if not _CYRILLIC.search(word) or not _LATIN_ALONE.search(word):
        return word
    mended = word.translate(_LOOK_ALIKE)
    return word if _LATIN_ALONE.search(mended) else mended
