"""How alike two words of people's names are, across scripts, spellings and typing errors. Pure."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from lms.participants.names import frame, skeleton

CACHED = 1 << 17  # words and pairs of words kept: the names of a register repeat, a full pass meets each many times
# By length of the shorter word: a typing error in a short one makes another name of it more often than not.
ONE_ERROR, TWO_ERRORS = 4, 8
LONGEST_TAIL = 4  # letters that a name may have more than its short form: Абдулло and Абдуллоҷон, Раҳмон and Раҳмонов
# What stands after a father's name, as skeletons: уулу, ұлы, oʻgʻli, ogly; кызы, қызы, qizi, gyzy.
_SONS, _DAUGHTERS = ("ulu", "uli", "ogli", "ugli"), ("kizi", "gizi")
_RUSSIAN_SONS, _RUSSIAN_DAUGHTERS = ("ovic", "evic", "ievic"), ("ovna", "evna", "ievna")
PATRONYMIC_FRAMES = "", "vc", "vn", "l", "gl", "kz", "gz"  # what these leave of a frame that they are written onto
_ENDINGS = {
    **dict.fromkeys((*_SONS, *_RUSSIAN_SONS), "m"),
    **dict.fromkeys((*_DAUGHTERS, *_RUSSIAN_DAUGHTERS), "f"),
}
_LONGEST_FIRST = sorted(_ENDINGS, key=len, reverse=True)
_PATRONYMIC = re.compile(f"(?<=...)({'|'.join(_LONGEST_FIRST)})$")
_FEMININE = re.compile("(?<=..)(ov|ev|in)a$")
_SURNAME_SEX = re.compile("(?<=..)(?:ov|ev)(a?)$")
_RUNS = re.compile("[aeiou]*[^aeiou]")
# Vowels that one alphabet has for another's: Қодиров and Кадыров, Oʻktam and Уктам, Ҷамшед and Джамшид, Mämmet and
# Мемет, Myrat and Мурат. Not a for u: Hasan and Husan are twins, Марат and Мурат are two names.
_SAME_SOUND = {frozenset(pair) for pair in ("ao", "ou", "ei", "ae", "iu")}
# An initial may be the first letter alone of a sound that its alphabet writes with two: Д. of Джахан, K. of Khemra.
_BEGINS = {"d": "dj", "k": "kh", "z": "zj"}
_LETTERS = "abcdefghijklmnoprstuvz"


class Agreement(IntEnum):
    """How far two words may be one name; the greater, the surer."""

    OTHER = 0
    UNKNOWN = 1
    INITIAL = 2
    NEAR = 3
    ALIKE = 4
    SAME = 5


@dataclass(frozen=True)
class Part:
    """One part of a name: the roots of its words, whether it ends as a patronymic does, and the sex it tells."""

    words: tuple[str, ...] = ()
    is_patronymic: bool = False
    sex: str = ""

    @property
    def root(self) -> str:
        """Return the words in one: Абдул Азиз and Абдулазиз are the same."""
        return "".join(self.words)


@lru_cache(CACHED)
def part_of(text: str | None) -> Part:
    """Read one part of a name as it was typed, in any script."""
    words = skeleton(text).split()
    sexes = [_ENDINGS[word] for word in words if word in _ENDINGS]
    roots = []
    for word in words:
        found = _PATRONYMIC.search(word)
        if found:
            sexes.append(_ENDINGS[found.group()])
        if word not in _ENDINGS:
            roots.append(root_of(word))
    # A part that is nothing but such a word is somebody's name all the same.
    return Part(tuple(roots or words), bool(sexes), sexes[-1] if sexes else _sex_of_surname(words))


def _sex_of_surname(words: list[str]) -> str:
    found = _SURNAME_SEX.search(words[-1]) if words else None
    return "" if found is None else "f" if found.group(1) else "m"


def root_of(word: str) -> str:
    """Return a word's skeleton without what a patronymic or a woman's surname ends with."""
    return _FEMININE.sub(r"\1", _PATRONYMIC.sub("", word))


def frames_of(root: str) -> frozenset[str]:
    """Return the frames under which the register may have a name of this root: itself, a patronymic of it, an initial."""
    bare = frame(root)
    return frozenset(bare + ending for ending in PATRONYMIC_FRAMES) | set(beginnings(root)) if bare else frozenset()


def beginnings(root: str) -> str:
    """Return the first letters of the frames that a root, if it is an initial, may stand for; else of its own initial."""
    begins = frame(root)[:1]
    if is_initial(root):
        return _BEGINS.get(begins, begins)
    return begins + "".join(letter for letter, sounds in _BEGINS.items() if begins in sounds[1:])


def is_initial(root: str) -> bool:
    """Say whether a root is one letter of the alphabet that it was written in: А., Дж., Я. (which is two here)."""
    return len(root) == 1 or (len(root) == 2 and root[0] == "i" and root[1] in "aeu")


@lru_cache(CACHED)
def agreement(one: str, other: str) -> Agreement:
    """Say how far two roots agree; the order of the two makes no difference."""
    if not one or not other:
        return Agreement.UNKNOWN
    if is_initial(one) or is_initial(other):
        return Agreement.INITIAL if _may_begin(one, other) or _may_begin(other, one) else Agreement.OTHER
    if one == other:
        return Agreement.SAME
    if _sound_alike(one, other):
        return Agreement.ALIKE
    return Agreement.NEAR if _are_near(one, other) else Agreement.OTHER


def _may_begin(initial: str, name: str) -> bool:
    begins = frame(initial)[:1]
    return is_initial(initial) and frame(name)[:1] in _BEGINS.get(begins, begins)


def _sound_alike(one: str, other: str) -> bool:
    """Say whether the consonants are the same and each vowel is one that another alphabet writes for the other's."""
    if frame(one) != frame(other):
        return False
    runs = zip(_runs(one), _runs(other), strict=False)
    return len(_runs(one)) == len(_runs(other)) and all(_same_sound(a, b) for a, b in runs)


def _runs(word: str) -> list[str]:
    """Return the vowels before each consonant and after the last one, an i that only softens left out."""
    vowels = [run[:-1] for run in _RUNS.findall(f"{word}.")]
    return [run.replace("i", "") if len(run) > 1 else run for run in vowels]


def _same_sound(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(one) != len(other):  # a vowel that is written in one spelling only, as in Бахтиёр and Бахтыяр
        return not one.strip("i") and not other.strip("i")
    return all(a == b or frozenset((a, b)) in _SAME_SOUND for a, b in zip(one, other, strict=True))


def _are_near(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < ONE_ERROR:
        return False
    if long.startswith(short) and len(long) - len(short) <= LONGEST_TAIL:
        return True
    most = 2 if len(short) >= TWO_ERRORS else 1
    return OSA.distance(one, other, score_cutoff=most) <= most


@lru_cache(CACHED)
def frames_near(one: str) -> frozenset[str]:
    """Return the frames that one typing error makes of a frame of three letters or more, and itself."""
    if len(one) < ONE_ERROR - 1:
        return frozenset({one})
    cuts = [(one[:place], one[place:]) for place in range(len(one) + 1)]
    dropped = {head + tail[1:] for head, tail in cuts if tail}
    turned = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    changed = {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    added = {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    return frozenset({one} | dropped | turned | changed | added)
