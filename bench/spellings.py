"""How one name comes to be spelt in several ways: Russian for a national spelling, a passport's Latin, slips of a hand."""

import re
from random import Random

from bench.names import PATRONYMICS, VOWELS
from lms.participants.names import LANGUAGE_OF, latin

# National Cyrillic letters as Russian clerks write them.
_TO_RUSSIAN = dict(zip("әғқңөұүһіӣӯҳ", "агкноуухииух", strict=True)) | {"ҷ": "дж"}
_KYRGYZ = {"жээ": "джее", "ж": "дж"}
# Latin alphabets of Uzbek and Turkmen; the longest first.
_SOUNDS = {
    "UZ": {
        "yo": "ё", "yu": "ю", "ya": "я", "ye": "е", "sh": "ш", "ch": "ч", "oʻ": "у", "gʻ": "г", "ʼ": "", "j": "дж",
        "x": "х", "h": "х", "q": "к", "y": "й", **dict(zip("abdefgiklmnoprstuvz", "абдефгиклмнопрстувз", strict=True)),
    },
    "TM": {
        "ýew": "ев", "ýa": "я", "ýu": "ю", "ýo": "ё", "ýe": "е", "ç": "ч", "ş": "ш", "ž": "ж", "j": "дж", "ý": "й",
        "y": "ы", "ö": "о", "ü": "у", "ä": "а", "ň": "н", "w": "в", "h": "х", "ch": "ч",
        **dict(zip("abdefgiklmnoprstuz", "абдефгиклмнопрстуз", strict=True)),
    },
}  # fmt: skip
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def russian(name: str, country: str, chance: Random) -> str:
    """Return a national spelling as a clerk writes it in Russian: Қодиров as Кодиров or Кадыров."""
    small = name.lower()
    if country in _SOUNDS:
        spelt = _replaced(small, _SOUNDS[country])
    else:
        spelt = _replaced(small, (_KYRGYZ if country == "KG" and chance.random() < 0.5 else {}) | _TO_RUSSIAN)
    if country in {"TJ", "UZ"} and chance.random() < 0.4:
        spelt = re.sub("(?<=[^аеёиоуыэюя ])о(?=[^аеёиоуыэюяв ][аеёиоуыэюя])", "а", spelt, count=1)
        spelt = spelt.replace("кадир", "кадыр")
    if chance.random() < 0.5:
        spelt = spelt.replace("ё", "е")
    return " ".join(word[:1].upper() + word[1:] for word in spelt.split())


def _replaced(text: str, letters: dict[str, str]) -> str:
    found = re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True)))
    return found.sub(lambda one: letters[one.group()], text)


def russian_patronymic(patronymic: str, country: str, chance: Random, *, is_female: bool) -> str:
    """Return a patronymic as Russian papers have it: Нұрланұлы as Нурланович, or its letters alone."""
    endings = {ending[is_female] for ending in PATRONYMICS[country]}
    father = next((patronymic.removesuffix(one) for one in endings if patronymic.endswith(one)), patronymic)
    if country not in {"TJ", "TM"} and chance.random() < 0.4:
        return russian(patronymic, country, chance)
    spelt = russian(father, country, chance)
    after_vowel = spelt[-1] in VOWELS or spelt[-1] == "й"
    root = spelt.removesuffix("й") if after_vowel else spelt
    return root + (("ович", "овна"), ("евич", "евна"))[after_vowel][is_female]


def passport(name: str, country: str, chance: Random) -> str:
    """Return a name as a passport has it: by its country's own table, or by the Russian one, with habits of w, kh, x."""
    spelt = latin(russian(name, country, chance), "ru") if chance.random() < 0.3 else latin(name, LANGUAGE_OF[country])
    for written, otherwise in (("v", "w"), ("kh", "h"), ("zh", "j"), ("(?<![cgksz])h", "kh")):
        if chance.random() < 0.08:
            spelt = re.sub(written, otherwise, spelt)
    return spelt


def slip(word: str, chance: Random) -> str:
    """Return a word with one slip: a letter dropped, doubled, exchanged with the next, or the key beside it."""
    place = chance.randrange(1, max(len(word) - 1, 2))
    letter = word[place : place + 1]
    made = (
        word[:place] + word[place + 1 :],
        word[:place] + letter * 2 + word[place + 1 :],
        word[:place] + word[place + 1 : place + 2] + letter + word[place + 2 :],
        word[:place] + _beside(letter, chance) + word[place + 1 :],
    )
    return chance.choice(made)


def _beside(letter: str, chance: Random) -> str:
    row = next((row for row in _ROWS if letter in row), letter)
    place = row.find(letter) + chance.choice((-1, 1))
    return row[max(place, 0) % len(row) :][:1] if row else letter
