"""The Russian catalogue is complete and well formed, and no word of a page stands outside it."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, session
from flask_babel import ngettext

from lms import language, paper, web

ROOT = Path(__file__).parent.parent
PO = language.CATALOGS / "ru" / "LC_MESSAGES" / "messages.po"
TEMPLATES = sorted((ROOT / "lms" / "templates").rglob("*.html"))
SOURCES = sorted((ROOT / "lms").rglob("*.py"))
PLACE = re.compile(r"%\((\w+)\)\w|\{(\w+)\}|(%%)")
WORD = re.compile(r"[A-Za-zА-Яа-яЁё]{2,}")
NAMES = {"lms", "PDF", "English", "Русский", "wide", "narrow"}  # names, and widths of the page
FOR_THE_BROWSER = re.compile(r"{% macro _(kind|swap)\b.*?{% endmacro %}", re.DOTALL)  # they write attributes
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
PEOPLE = "%(num)s person is enrolled.", "%(num)s people are enrolled."
PARTICIPANTS = (
    "%(num)s participant of the TOT course enrolled, no size planned.",
    "%(num)s participants of the TOT course enrolled, no size planned.",
)
COUNTED = [
    (PEOPLE, 0, "0 people are", "Зачислено 0 человек."), (PEOPLE, 1, "1 person is", "Зачислен 1 человек."),
    (PEOPLE, 2, "2 people are", "Зачислено 2 человека."), (PEOPLE, 5, "5 people are", "Зачислено 5 человек."),
    (PEOPLE, 11, "11 people are", "Зачислено 11 человек."), (PEOPLE, 21, "21 people are", "Зачислен 21 человек."),
    (PEOPLE, 104, "104 people are", "Зачислено 104 человека."), (PARTICIPANTS, 1, "1 participant of", "1 участник,"),
    (PARTICIPANTS, 2, "2 participants of", "2 участника,"), (PARTICIPANTS, 5, "5 participants of", "5 участников,"),
]  # fmt: skip


@cache
def source() -> set[Any]:
    """Return every message of the source; one with plurals is a pair."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
    return {found[2] for found in extract_from_dir(ROOT, methods, options, keywords)}


@cache
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="ru", abort_invalid=True)


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def places(text: str) -> list[str]:
    return sorted("".join(found) for found in PLACE.findall(text))


@pytest.fixture(autouse=True)
def compiled() -> None:
    """Compile the catalogue where `make` has not."""
    compiled = PO.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < PO.stat().st_mtime:
        with compiled.open("wb") as file:
            write_mo(file, catalogue())


def test_the_catalogue_has_every_message_of_the_source_and_no_other() -> None:
    known = {message.id for message in messages()}
    assert (source() - known, known - source()) == (set(), set())
    assert not catalogue().obsolete


def test_no_message_is_empty_or_doubtful() -> None:
    assert [message.id for message in messages() if not all(forms(message))] == []
    assert [message.id for message in messages() if message.fuzzy] == []


def test_every_form_has_the_places_of_its_source() -> None:
    wrong = [
        (message.id, form) for message in messages() for form in forms(message) if places(form) != places(ids(message)[-1])
    ]
    assert wrong == []


def test_russian_has_three_plural_forms_and_the_library_finds_no_fault() -> None:
    assert catalogue().num_plurals == 3
    assert {len(forms(message)) for message in messages() if message.pluralizable} == {3}
    assert [(message.id, faults) for message, faults in catalogue().check()] == []


@pytest.mark.parametrize(("wrong", "why"), [
    (r'["“”]', "quotation marks are «…»"), (r"\.\.\.", "an ellipsis is one character"),
    (r"\b[A-Za-z]+[А-Яа-яЁё]|[А-Яа-яЁё]+[A-Za-z]+\b", "a word is of one alphabet"),
    (r"(?i)\b(учет|отчет|еще|объем|прием|партнер|зачет|счет|определен|перевед|причем|твердо|актер)", "ё is written"),
    (r"[^,] %|№ ", "a sign stays with its number"), (r" - |--", "a dash is long"), (r"^\s|\s$", "no space at the ends"),
    (r"  ", "one space"), (r"(?<=[а-яё,] )(Вы|Вас|Вам|Ваш\w*)\b", "вы is lower case"),
])  # fmt: skip
def test_the_russian_is_well_set(wrong: str, why: str) -> None:
    rough = [form for message in messages() for form in forms(message) if re.search(wrong, PLACE.sub("0", form))]
    assert rough == [], why


def test_a_sentence_ends_like_its_source() -> None:
    ends = (".", "?", "!", ":", "…")
    different = [
        (ids(message)[-1], form) for message in messages() for form in forms(message)
        if ids(message)[-1].endswith(ends) != form.endswith(ends) and not ids(message)[-1].endswith(")s.")
    ]  # fmt: skip
    assert different == []


def test_a_date_at_the_end_brings_its_own_point() -> None:
    doubled = r"%\((day|period|until|last)\)s\."
    assert [form for message in messages() for form in forms(message) if re.search(doubled, form)] == []


@pytest.mark.parametrize(("words", "number", "english", "russian"), COUNTED)
def test_a_number_takes_its_form(base_app: Flask, words: tuple[str, str], number: int, english: str, russian: str) -> None:
    for tongue, shown in (("en", english), ("ru", russian)):
        with base_app.test_request_context():
            session["language"] = tongue
            assert shown in ngettext(*words, number)


@pytest.mark.parametrize(("value", "english", "russian"), [
    (4000, "4,000", "4\u00a0000"), (0.5, "0.5", "0,5"), (date(2011, 10, 3), "3 Oct 2011", "3 окт. 2011\u00a0г."),
    (date(2011, 5, 9), "9 May 2011", "9 мая 2011\u00a0г."), (True, "Yes", "Да"), (None, "—", "—"),
])
def test_values_are_shown_in_the_readers_language(base_app: Flask, value: Any, english: str, russian: str) -> None:
    for tongue, shown in (("en", english), ("ru", russian)):
        with base_app.test_request_context():
            session["language"] = tongue
            assert web.show(value) == shown


def test_a_share_is_shown_in_the_readers_language(base_app: Flask) -> None:
    for tongue, shown in (("en", "80%"), ("ru", "80\u00a0%")):
        with base_app.test_request_context():
            session["language"] = tongue
            assert web.percent(80) == shown


def test_days_stand_in_words_on_paper() -> None:
    first, last = date(2011, 11, 28), date(2011, 12, 2)
    assert paper.day(first, "ru") == "28 ноября 2011 г."
    assert paper.days(first, last, "ru") == "28 ноября – 2 декабря 2011 г."
    assert paper.days(first, date(2011, 11, 30), "en") == "28–30 November 2011"
    assert paper.days(first, date(2012, 1, 1), "ru") == "28 ноября 2011 г. – 1 января 2012 г."


class Text(HTMLParser):
    """Collects what a reader sees or hears of a page's fixed text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skipped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipped = tag in {"script", "style", "code"}
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self.skipped = False

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.found.append(data)


def tokens(app: Flask, path: Path) -> list[tuple[str, str]]:
    text = FOR_THE_BROWSER.sub("", path.read_text())
    return [(kind, text) for _line, kind, text in app.jinja_env.lex(text) if kind != "whitespace"]


def shown(listed: list[tuple[str, str]]) -> str:
    """Return a template's fixed text, with an x for every value."""
    return "".join(text if kind == "data" else {"variable_end": "x", "block_end": " "}.get(kind, "") for kind, text in listed)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "lms" / "templates")))
def test_a_template_holds_no_word_outside_the_catalogue(base_app: Flask, path: Path) -> None:
    parser = Text()
    parser.feed(shown(tokens(base_app, path)))
    words = [word for text in parser.found for word in WORD.findall(text)]
    assert [word for word in words if word not in NAMES and word.strip("x")] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "lms" / "templates")))
def test_a_template_shows_no_literal_outside_the_catalogue(base_app: Flask, path: Path) -> None:
    listed = tokens(base_app, path)
    bare = []
    for position, (kind, text) in enumerate(listed):
        words = kind == "string" and re.match(r"[A-ZА-Я][a-zа-яё]+\b(?!-)|.*[А-Яа-я]", text[1:-1])
        before = [text for _kind, text in listed[max(0, position - 4) : position]]
        translated = before[-2:] in (["_", "("], ["gettext", "("], ["ngettext", "("]) or before[-4:-2] == ["ngettext", "("]
        if words and not translated and text[1:-1] not in NAMES:
            bare.append(text)
    assert bare == []


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def bare_words(path: Path) -> Iterator[str]:
    """Yield words for a reader that are not marked: field labels, flashed messages, refusals."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and re.search(r"Field$|^flash$|^Refused$|^Conflict$|^ValidationError$", _called(node)):
            first = node.args[0]
            if isinstance(first, ast.JoinedStr) or (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                yield f"{node.lineno}: {ast.unparse(first)}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_for_a_reader_are_marked(path: Path) -> None:
    assert list(bare_words(path)) == []


def test_every_label_of_a_code_is_translated() -> None:
    labels = {member.label for codes in language.Labelled.__subclasses__() for member in codes}
    assert labels and [label for label in labels if language.say(label, "ru") == label] == []


def test_a_draft_is_never_called_a_project() -> None:
    told = {one.id: one.string for one in catalogue() if isinstance(one.id, str) and re.search(r"\bdrafts?\b", one.id, re.IGNORECASE)}
    assert len(told) > 10 and [said for said in told.values() if re.search(r"проект", said, re.IGNORECASE)] == []
