"""What holds of the sentences of any document: forms, spaces, and no number that is not the document's."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.reports import grammar_en
from lms.reports.document import Document
from lms.reports.sentences import Style, breakdown, sentences
from tests.reports import russian
from tests.reports.any_document import numbers_of, told

LANGUAGES = ("en", "ru")
QUOTED = re.compile(r"«[^»]*»|“[^”]*”")
DATED = re.compile(r"\d{1,2} [A-Za-zа-я]+ \d{4}( года)?|ни один человек|один раз|No one|no one|внутри|in all|In all")
NUMBER = re.compile(r"(?<![\w.])\d[\d,\u00a0]*\d|(?<![\w.])\d")
WORDS = {
    word: number
    for words in (grammar_en.WORDS[1:], ["один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"],
                  ["одного", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти"])
    for number, word in enumerate(words, 1)
} | {"одна": 1, "одно": 1, "одну": 1, "одной": 1, "две": 2}  # fmt: skip
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def texts(document: Document, language: str) -> list[str]:
    """Return every sentence in both styles, law enforcement told both ways, and every breakdown."""
    told = [
        one for style in Style for grouped in (True, False)
        for one in sentences(document, language, style, grouped=grouped, digest="ab" * 32)
    ]  # fmt: skip
    told += [one for figure in document.figures if (one := breakdown(document, figure, language))]
    return [one.text for one in told]


@SETTINGS
@given(document=st.one_of(told(), told(withheld=True)), language=st.sampled_from(LANGUAGES))
def test_a_sentence_is_clean(document: Document, language: str) -> None:
    for text in texts(document, language):
        assert "  " not in text and "None" not in text and "not_stated" not in text and " ," not in text and "()" not in text, text
        assert text[0].isupper() or text[0] in "«“", text
        assert text.endswith(".") and not text.endswith(".."), text


@SETTINGS
@given(document=st.one_of(told(), told(withheld=True)), language=st.sampled_from(LANGUAGES))
def test_every_number_of_a_sentence_is_one_of_the_document(document: Document, language: str) -> None:
    known = numbers_of(document)
    for text in texts(document, language):
        plain = DATED.sub("", QUOTED.sub("", text))
        said = {int(re.sub("[^0-9]", "", number)) for number in NUMBER.findall(plain)}
        said |= {WORDS[word] for word in re.findall(r"\w+", plain.lower()) if word in WORDS}
        assert said <= known, (text, said - known)


def _categories(places: dict[str, int]) -> dict[str, set[str]]:
    """Return, by the first word of a noun, the plural categories that it may stand beside."""
    tables = (russian.CATEGORIES, russian.KINDS, russian.CARRIERS, russian.UNITS)
    found: dict[str, set[str]] = {}
    for forms in (row.split("|") for table in tables for row in table.values()):
        for category, place in places.items():
            found.setdefault(forms[place].split()[0], set()).add(category)
    return found


SUBJECT = _categories({"one": 1, "few": 2, "many": 3})
SUBJECT |= {"женщина": {"one"}, "женщины": {"few"}, "женщин": {"many"}, "мужчина": {"one"}, "мужчины": {"few"}, "мужчин": {"many"}}
SUBJECT |= {"брошюру": {"one"}}
OF = _categories({"one": 4, "few": 5, "many": 5}) | {"участника": {"one"}, "участников": {"few", "many"}, "организаций": {"few", "many"}}
GENITIVE = re.compile(r"(?:для(?! тренеров)|среди) [^;.(]+")
COUNTED = re.compile(r"(?<![\w.—,])(\d[\d\u00a0]*) ([А-Яа-яA-Zё-]+)")


@SETTINGS
@given(document=told())
def test_a_russian_noun_has_the_form_of_its_number(document: Document) -> None:
    for text in texts(document, "ru"):
        plain = DATED.sub("", QUOTED.sub("", text))
        for part in GENITIVE.findall(plain):
            checked(part, OF)
        checked(GENITIVE.sub("", plain), SUBJECT)


def checked(text: str, forms: dict[str, set[str]]) -> None:
    for number, word in COUNTED.findall(text):
        assert russian.RULE(int(number.replace("\u00a0", ""))) in forms[word], (number, word, text)


@SETTINGS
@given(document=told())
def test_a_russian_verb_agrees_with_a_lone_number(document: Document) -> None:
    for text in texts(document, "ru"):
        for verb, number in re.findall(r"([Пп]рин\w+) участие (\d[\d\u00a0]*) ", text):
            ending = {"one": "л", "few": "ли", "many": "ло"}[russian.RULE(int(number.replace("\u00a0", "")))]
            assert verb.lower() == f"приня{ending}", text
        for was, number in re.findall(r"(?:^|[»а] |\d года )([Бб]ы\w+) (?:зафиксирован|распространён|распространен)\w* (\d[\d\u00a0]*) ", text):
            rule = russian.RULE(int(number.replace("\u00a0", "")))
            assert was.lower() in {"one": {"был", "была", "было"}, "few": {"были"}, "many": {"было"}}[rule], text


@SETTINGS
@given(document=told())
def test_an_english_noun_is_singular_after_one_only(document: Document) -> None:
    nouns = [*grammar_en.CATEGORIES.values(), *grammar_en.KINDS.values(), *grammar_en.CARRIERS.values(), *grammar_en.UNITS.values()]
    for text in texts(document, "en"):
        plain = DATED.sub("", QUOTED.sub("", text))
        for number, rest in re.findall(r"(?<![\w.,])(\d[\d,]*|[Oo]ne) ([a-zA-Z].*)", plain):
            alone = number.lower() in {"1", "one"}
            if rest.startswith(tuple(noun.many for noun in nouns)):
                assert not alone, text
            elif rest.startswith(tuple(noun.one for noun in nouns)):
                assert alone, text
