"""What single cells of a list mean: dates, sex, phones, e-mail, numbers of documents. Pure.

Each reader takes a cell as it is, and returns its value or raises Unread with a sentence about it; it is never given an
empty cell. Cells of text come from files where every cell is text, and from people who typed a number as text.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from lms.language import N_
from lms.text import folded, tidy
from lms.workbooks.cells import Cell

FIRST_YEAR, LAST_YEAR = 1900, 2100
# Day 0 of spreadsheets, right from March 1900 on: they take 1900 for a leap year.
EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = LAST_YEAR + 1, (date(LAST_YEAR, 12, 31) - EPOCH).days
# A year of two digits below this one is of this century: nobody who serves was born later.
PIVOT = 15
LONGEST_PHONE = 60
LONGEST_DATE = 60
LONGEST_DOCUMENT = 60
LONGEST_TYPED_DOCUMENT = 200
LONGEST_QUOTED = 80
LONGEST_WORD = 40
FEWEST_DIGITS = 5
# Russia and Kazakhstan, Tajikistan, Turkmenistan, Kyrgyzstan, Uzbekistan, each with the length of its numbers.
COUNTRY_CODES = {"7": 11, "992": 12, "993": 11, "996": 12, "998": 12}
# From here on a spreadsheet keeps fifteen digits of a number and makes the others up.
EXACT_BELOW = 10**15

NOT_A_DATE = N_("“%(value)s” is not a date.")
NO_SUCH_DAY = N_("There is no such day as “%(value)s”.")
YEAR_OUTSIDE = N_("“%(value)s”: the year must lie between 1900 and 2100.")
NOT_A_SEX = N_("“%(value)s” says neither female nor male.")
NOT_A_ROLE = N_("“%(value)s” is not a role that people have on an event.")
NOT_A_PHONE = N_("“%(value)s” is not a phone number.")
NOT_AN_EMAIL = N_("“%(value)s” is not an e-mail address.")
TOO_LONG = N_("“%(value)s” is longer than %(limit)s characters.")
AN_ERROR = N_("“%(value)s” is an error of the spreadsheet, not a value.")
NOT_A_DOCUMENT = N_("“%(value)s” is not the number of a document.")
DIGITS_LOST = N_("“%(value)s” has lost digits in the spreadsheet. Type it again as text.")

_NO_WORD = re.compile(r"[\W_]+")
_NUMERIC = [
    re.compile(r"(?P<day>\d{1,2})\s?[./,\-\s]\s?(?P<month>\d{1,2})\s?[./,\-\s]\s?(?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<year>\d{4})\s?[./\-]\s?(?P<month>\d{1,2})\s?[./\-]\s?(?P<day>\d{1,2})"),
]
_WORDED = [
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|-?nj[iy]|-?ші|-?шы)?[\s.\-]*(?P<month>[^\W\d_]{3,})[\s.,\-]*(?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<month>[^\W\d_]{3,})[\s.]*(?P<day>\d{1,2})(?:st|nd|rd|th|-?nj[iy]|-?ші|-?шы)?[\s,]+(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[\s.,\-]*(?:г|ж|й|жылы?|йил|yil|yyl)?[\s.,\-]+(?P<day>\d{1,2})[\s.\-]*(?P<month>[^\W\d_]{3,})"),
]
_YEAR_ALONE = re.compile(r"\d{4}")
# "г.", "г.р.", "года рождения", "ж.", "й.", "y.": year, in the languages of the lists.
_YEAR_WORD = re.compile(
    r"[\s.,\-]*(?:г\.?\s?р|год[ау]?(?:\s+рожд\w*)?|г|ж\.?\s?т|жыл[ыі]?|ж|йил[и]?|й|сол[и]?|с|yil[i]?|yyl[y]?|y)?[\s.,]*$"
)
_MIDNIGHT = re.compile(r"[\sT]+0{1,2}:00(?::00)?(?:\.0+)?$", re.IGNORECASE)
# Russian, English, Turkmen, Uzbek, Kazakh and Tajik, January first; each may be cut down to three letters.
_MONTHS = """
    январь января january ýanwar yanvar қаңтар | февраль февраля february fewral fevral ақпан | март марта march mart наурыз
    | апрель апреля april aprel сәуір | май мая may maý мамыр майи | июнь июня june iýun iyun маусым | июль июля july iýul iyul шілде
    | август августа august awgust avgust тамыз | сентябрь сентября september sentýabr sentabr sentyabr қыркүйек
    | октябрь октября october oktýabr oktabr oktyabr қазан | ноябрь ноября november noýabr noyabr қараша
    | декабрь декабря december dekabr желтоқсан"""
MONTHS = {
    name[:length]: number
    for number, names in enumerate(folded(_MONTHS).split("|"), 1)
    for name in names.split()
    for length in range(3, len(name) + 1)
}
FEMALE = set(folded("ж жен женский женщина женск f fem female woman w ayal zenan ayol qiz аёл әйел аял зан зани духтар кыз").split())
MALE = set(folded("м муж мужской мужчина мужск m male man erkek erkak yigit эркак ер еркек эркек мард марди писар").split())
_ROLES = {
    "participant": "участник участница участники слушатель слушатели обучаемый participant participants trainee trainees gatnaşyjy ishtirokchi қатысушы катышуучу иштирокчӣ",
    "trainer": "тренер тренеры преподаватель преподаватели ведущий ведущие инструктор trainer trainers instructor facilitator tälimçi trener",
    "co_trainer": "ко-тренер ко-тренеры сотренер соведущий co-trainer co-trainers cotrainer assistant-trainer",
    "observer": "наблюдатель наблюдатели observer observers",
    "interpreter": "переводчик переводчики interpreter interpreters translator терджимечи",
    "organiser": "организатор организаторы organiser organisers organizer organizers",
    "speaker": "докладчик докладчики спикер спикеры лектор лекторы speaker speakers lecturer",
    "alternate": "запасной запасные резерв alternate alternates reserve",
}
ROLES = {_NO_WORD.sub(" ", folded(said)): role for role, told in _ROLES.items() for said in told.split()}
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~\-]+@(?:[^\W_](?:[\w\-]*[^\W_])?\.)+[^\W\d_]{2,}")
_MANGLED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_ISSUED = re.compile(r"\bвыда|\bвыд\b|\bот \d|\bissued|\bdate of issue|\bдейств|\bvalid|\bexpir|\bberlen|\bberilgan", re.IGNORECASE)
_SEVERAL = re.compile(r"[;/\n|,]")
_PHONE_WORDS = re.compile(r"\b(?:тел|моб|сот|раб|дом|служ|факс|phone|tel|mob|cell|fax|office|home|work|wats?app|telegram)\w*\.?:?", re.IGNORECASE)
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|ЗНАЧ!|ССЫЛКА!|Н/Д|ИМЯ\?|ДЕЛ/0!|ПУСТО!|ЧИСЛО!)")
_NOTHING = {
    "", "-", "–", "—", "--", "---", "_", "?", "нет", "нет данных", "н/д", "нд", "не указано", "не указан", "неизвестно", "отсутствует",
    "none", "n/a", "na", "nil", "not stated", "unknown", "ýok", "yo'q", "жоқ", "жок", "йўқ",
}  # fmt: skip
_NOTHING_FOLDED = {folded(text) for text in _NOTHING}
word = lru_cache(maxsize=20_000)(folded)


class Unread(Exception):
    """A cell that cannot be read: a marked sentence, and what fills it."""

    def __init__(self, message: str, value: Cell, **params: Any) -> None:
        super().__init__(message)
        self.message = message
        told = shown(value)
        quoted = told if len(told) <= LONGEST_QUOTED else f"{told[:LONGEST_QUOTED]}…"
        self.params: dict[str, Any] = {"value": quoted} | params


def is_nothing(cell: Cell) -> bool:
    """Say whether a cell is empty, or says in so many words that there is nothing: "-", "нет", "n/a"."""
    return cell is None or (isinstance(cell, str) and len(cell) <= LONGEST_WORD and word(cell) in _NOTHING_FOLDED)


def shown(cell: Cell) -> str:
    """Return a cell as text: a whole number without a point, a day as ISO 8601."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else tidy(str("" if cell is None else cell))


def text(cell: Cell, longest: int) -> str:
    """Return a cell as text of at most so many characters."""
    told = shown(cell)
    if _ERROR.fullmatch(told):
        raise Unread(AN_ERROR, cell)
    if len(told) > longest:
        raise Unread(TOO_LONG, cell, limit=longest)
    return told


def birth(cell: Cell) -> date | int:
    """Return a birth date, or a year where only that is told; a day comes before its month."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _plausible(cell, cell)
    if isinstance(cell, float):
        return _of_number(cell, cell)
    if isinstance(cell, str):
        return _of_text(cell)
    raise Unread(NOT_A_DATE, cell)


def _plausible(day: date, cell: Cell) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unread(YEAR_OUTSIDE, cell)
    return day


def _of_number(number: float, cell: Cell) -> date | int:
    """Return the year or the day that a bare number is: 1975, or 27426 for 1 February 1975."""
    if FIRST_YEAR <= number <= LAST_YEAR and number.is_integer():
        return int(number)
    if FIRST_SERIAL <= number < LAST_SERIAL + 1:
        return EPOCH + timedelta(days=int(number))
    raise Unread(NOT_A_DATE, cell)


def _of_text(cell: str) -> date | int:
    plain = _dated(cell)
    if plain.isascii() and plain.isdigit() and len(plain) in {4, 5}:
        if len(plain) == 4 and not FIRST_YEAR <= int(plain) <= LAST_YEAR:
            raise Unread(YEAR_OUTSIDE, cell)
        return _of_number(float(plain), cell)
    for pattern in (*_NUMERIC, *_WORDED) if len(cell) < LONGEST_DATE else ():
        if found := pattern.fullmatch(plain):
            return _day(found, cell)
    raise Unread(NOT_A_DATE, cell)


def _dated(text: str) -> str:
    """Return what a text says of a day, folded, without midnight and the word for a year."""
    return _YEAR_WORD.sub("", _MIDNIGHT.sub("", folded(text[:LONGEST_DATE])))


def in_words(text: str) -> date | None:
    """Return the day that a text tells with its month as a word and its year in full: "6 ноября 2026 г."; else None."""
    plain = _dated(text) if len(text) < LONGEST_DATE else ""
    found = next(filter(None, (pattern.fullmatch(plain) for pattern in _WORDED)), None)
    try:
        return _day(found, text) if found and len(found["year"]) == 4 else None
    except Unread:
        return None


def _day(found: re.Match[str], cell: str) -> date:
    year, month, day = found["year"], found["month"], found["day"]
    number = int(month) if month.isdecimal() else _month(month, cell)
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < PIVOT else 1900)
    if not FIRST_YEAR <= full <= LAST_YEAR:
        raise Unread(YEAR_OUTSIDE, cell)
    try:
        return date(full, number, int(day))
    except ValueError:
        raise Unread(NO_SUCH_DAY, cell) from None


def _month(name: str, cell: str) -> int:
    if name not in MONTHS:
        raise Unread(NOT_A_DATE, cell)
    return MONTHS[name]


def sex(cell: Cell) -> str:
    """Return "f" or "m"."""
    said = word(shown(cell)[:LONGEST_WORD]).strip(" .")
    if said in FEMALE:
        return "f"
    if said in MALE:
        return "m"
    raise Unread(NOT_A_SEX, cell)


def role(cell: Cell) -> str:
    """Return the code of the role on an event (lms.courses.codes.EnrolmentRole), from its code or a word for it."""
    said = _NO_WORD.sub(" ", word(shown(cell)[:LONGEST_WORD])).strip()
    if said not in ROLES:
        raise Unread(NOT_A_ROLE, cell)
    return ROLES[said]


def phone(cell: Cell) -> str:
    """Return one or several numbers as digits, with a + before those that begin with a country's code as they should."""
    if not isinstance(cell, str | float):
        raise Unread(NOT_A_PHONE, cell)
    told = cell if isinstance(cell, str) else shown(cell)
    if _MANGLED.fullmatch(told.strip()):
        raise Unread(DIGITS_LOST, cell)
    numbers = [_number(part) for part in _SEVERAL.split(told) if part.strip()]
    if None in numbers or not numbers:
        raise Unread(NOT_A_PHONE, cell)
    several = "; ".join(number for number in numbers if number)
    if len(several) > LONGEST_PHONE:
        raise Unread(TOO_LONG, cell, limit=LONGEST_PHONE)
    return several


def _number(text: str) -> str | None:
    plain = _PHONE_WORDS.sub(" ", text).strip()
    digits = re.sub(r"\D", "", plain)
    if not FEWEST_DIGITS <= len(digits) <= 15 or re.search(r"[^\W\d_]", plain):
        return None
    has_code = any(digits.startswith(code) and len(digits) == length for code, length in COUNTRY_CODES.items())
    return f"+{digits}" if has_code or plain.startswith("+") else digits


def email(cell: Cell) -> str:
    """Return an address in small letters, the first where there are several."""
    told = shown(cell).lower().removeprefix("mailto:")
    first = re.split(r"[;,\s]+", told)[0].strip("<>.")
    if len(first) > 200 or not _EMAIL.fullmatch(first):
        raise Unread(NOT_AN_EMAIL, cell)
    return first


def document(cell: Cell) -> str:
    """Return the number of a document or of a person as text in capitals, without who issued it.

    What is too short to tell people apart ("1", "есть", "0000000") is unread, and what the spreadsheet has rounded.
    """
    if isinstance(cell, float) and (cell >= EXACT_BELOW or cell < 0 or not cell.is_integer()):
        raise Unread(DIGITS_LOST, cell)
    told = _ISSUED.split(text(cell, LONGEST_TYPED_DOCUMENT).lstrip("№# "))[0].strip(" ,;").upper()
    if _MANGLED.fullmatch(told):
        raise Unread(DIGITS_LOST, cell)
    digits = re.sub(r"\D", "", told)
    if len(digits) < FEWEST_DIGITS or len(set(digits)) == 1 or len(told) > LONGEST_DOCUMENT:
        raise Unread(NOT_A_DOCUMENT, cell)
    return told
