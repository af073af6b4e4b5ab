"""Cells as typed values: days, times, numbers, codes and marks in every way that people type them. Pure.

Each reading takes a cell, gives None for an empty one, and raises Refused with a sentence for one it cannot read.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lms.courses.codes import Mark, OrganisationRole
from lms.courses.services import FIRST_YEAR, LAST_YEAR
from lms.errors import Refused
from lms.language import N_
from lms.participants.services import EARLIEST_BIRTH
from lms.text import folded, is_clean, tidy
from lms.workbooks import list_values
from lms.workbooks.cells import Cell
from lms.workbooks.code_names import MARKS, TWO_FACED, YES_OR_NO, Code, Words, key_of, languages, meanings, names_of

# A spreadsheet keeps 15 digits of a number; a longer one has lost its end.
MOST_DIGITS = 15
# Day 0 of spreadsheets, right for all days from March 1900 on (ECMA-376, 18.17.4.1, with its 29 February 1900).
DAY_ZERO = date(1899, 12, 30)
# Serials that can be days: 1908 to 2099. What lies below may be a year.
FIRST_SERIAL, LAST_SERIAL = 3000, 73050
FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR = 1900, 2100
# A year typed into a cell that is formatted as a day becomes one of these days; nobody alive was born on them.
YEARS_AS_DAYS = DAY_ZERO + timedelta(1920), DAY_ZERO + timedelta(2026)
MINUTES_A_DAY = 24 * 60
HUNDREDTH = Decimal("0.01")

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: ?г\.?)?(?: 0?0:00(?::00)?)?", re.ASCII)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_YEAR = re.compile(r"(\d{4})(?: ?г(?:\.|од)?\.?)?(?: ?р\.?)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:.\-](\d{2})(?::\d{2}(?:\.\d+)?)?", re.ASCII)
_NUMBER = re.compile(r"[+\-\u2212]?\d{1,12}(?:\.\d{1,17})?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?) ?%?", re.ASCII)


def as_text(cell: Cell) -> str:
    """Return a cell as one line of text; a whole number has no decimals, so that a phone stays a phone."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).upper()
        case float() | int():
            return f"{cell:.0f}" if float(cell).is_integer() else f"{cell:.{MOST_DIGITS}g}"
        case datetime() | date() | time():
            return cell.isoformat()
    return tidy(cell)


def nothing(_: Cell) -> None:
    """Pass a cell over: it is there for people."""


def text(cell: Cell) -> str | None:
    """Read a line of text. Refuses a number too long for a cell, and characters that nothing can print."""
    if isinstance(cell, float | int) and abs(cell) >= 10**MOST_DIGITS:
        raise Refused(N_("This number is too long for a number cell and has lost digits. Type it as text."))
    if isinstance(cell, str) and not is_clean(cell):
        raise Refused(N_("This text holds characters that cannot be stored. Type it again."))
    return as_text(cell) or None


def day(cell: Cell) -> date | None:
    """Read a day: a date cell, its serial number, 31.12.2011, 2011-12-31 or 31 декабря 2011."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    typed = as_text(cell)
    serial = float(typed) if _SERIAL.fullmatch(typed) else cell
    if isinstance(serial, float | int) and not isinstance(serial, bool):
        found = DAY_ZERO + timedelta(int(serial)) if FIRST_SERIAL <= serial <= LAST_SERIAL else None
    else:
        found = _typed_day(typed)
    if found is None and typed:
        raise Refused(N_("“%(value)s” is not a date. Write it as 31.12.2011 or 2011-12-31."), value=_shown(cell))
    return found


def _typed_day(typed: str) -> date | None:
    if found := _ISO.fullmatch(typed):
        year, month, number = found.groups()
    elif found := _DOTTED.fullmatch(typed):
        number, month, year = found.groups()
        if "/" in typed and int(number) <= 12 and number != month:
            return None  # 3/4/2011 is April to some and March to others
    else:
        return list_values.in_words(typed)
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def working_day(cell: Cell) -> date | None:
    """Read a day that the office may have worked on: one in a year that events may have."""
    found = day(cell)
    if found and not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refused(N_("Check the year: %(day)s cannot be right."), day=found)
    return found


def birth(cell: Cell) -> date | int | None:
    """Read a birth date, or a birth year where the day is unknown."""
    typed = as_text(cell)
    found = _YEAR.fullmatch(typed)
    if found and FIRST_BIRTH_YEAR <= int(found[1]) <= LAST_BIRTH_YEAR:
        return int(found[1])
    known = day(cell)
    if known and isinstance(cell, date) and YEARS_AS_DAYS[0] <= known <= YEARS_AS_DAYS[1]:
        return (known - DAY_ZERO).days
    if known and known < EARLIEST_BIRTH:
        raise Refused(N_("Nobody in the register was born on that day."))
    return known


def clock(cell: Cell) -> time | None:
    """Read a time of the day, to the minute: a time cell, a fraction of a day, 9:30 or 09.30."""
    minutes: int | None = None
    if isinstance(cell, time | datetime):
        minutes = round((cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6) / 60)
    elif isinstance(cell, float | int) and not isinstance(cell, bool):
        minutes = round(cell * MINUTES_A_DAY) if 0 <= cell < 1 else None
    elif isinstance(cell, str) and (found := _CLOCK.fullmatch(tidy(cell))):
        hour, minute = int(found[1]), int(found[2])
        minutes = hour * 60 + minute if minute < 60 else None
    if minutes is not None and minutes < MINUTES_A_DAY:
        return time(*divmod(minutes, 60))
    if as_text(cell):
        raise Refused(N_("“%(value)s” is not a time. Write it as 09:30."), value=_shown(cell))
    return None


def number(cell: Cell) -> Decimal | None:
    """Read a number, rounded to hundredths: a number cell, or text with a point or a comma."""
    typed = as_text(cell)
    if not typed:
        return None
    found = _NUMBER.fullmatch(typed.replace(",", ".").replace(" ", "")) if not isinstance(cell, bool) else None
    if found is None:
        raise Refused(N_("“%(value)s” is not a number."), value=_shown(cell))
    return Decimal(found[0].replace("\u2212", "-")).quantize(HUNDREDTH, ROUND_HALF_UP)


def whole(cell: Cell) -> int | None:
    """Read a whole number."""
    found = number(cell)
    if found is not None and found != found.to_integral_value():
        raise Refused(N_("“%(value)s” is not a whole number."), value=_shown(cell))
    return None if found is None else int(found)


def pieces(cell: Cell) -> int | None:
    """Read a number of pieces, negative in a correction."""
    found = whole(cell)
    if found == 0:
        raise Refused(N_("A line without pieces says nothing. Give a number, or remove the line."))
    return found


def percent(cell: Cell) -> int | None:
    """Read a percentage: 80, "80 %", or the share 0.8 that a cell formatted as per cent holds (there 1 is 100 %)."""
    if isinstance(cell, float | int) and not isinstance(cell, bool) and math.isfinite(cell) and 0 < cell <= 1:
        return round(cell * 100)
    typed = as_text(cell)
    if found := _PERCENT.fullmatch(typed):
        return whole(found[1])
    return whole(cell)


def yes_or_no(cell: Cell) -> bool | None:
    """Read yes or no, in either language."""
    typed = folded(as_text(cell))
    if not typed:
        return None
    if typed not in YES_OR_NO:
        raise Refused(N_("“%(value)s” is neither yes nor no."), value=_shown(cell))
    return YES_OR_NO[typed]


def coded(codes: type[Code], advice: Words | None = None) -> Callable[[Cell], Code | None]:
    """Return the reading of an enum's codes, by code or by name in either language; a refusal says what may be typed."""
    known = meanings(codes)
    names = advice or Words(", ".join(names_of(codes, "en")), ", ".join(names_of(codes, "ru")))

    def read(cell: Cell) -> Code | None:
        typed = as_text(cell)
        if typed and key_of(typed) not in known:
            raise Refused(N_("“%(value)s” is not one of: %(names)s."), value=_shown(cell), names=names)
        return known[key_of(typed)] if typed else None

    return read


def language(cell: Cell) -> str | None:
    """Read a language: its code of two letters, or its name in either language."""
    typed = key_of(as_text(cell))
    named = typed.removesuffix(" язык").removesuffix(" language")
    if typed and named not in languages():
        raise Refused(N_("Write the language as a code of two letters, such as tk."))
    return languages()[named] if typed else None


_MARKS_BY_NAME = meanings(Mark)


def mark(cell: Cell) -> Mark | None:
    """Read an attendance mark: P L E X A, the letters and words of code_names.MARKS, 1 or 0, plus or minus."""
    typed = folded(as_text(cell))
    if key_of(typed) == TWO_FACED:
        raise Refused(N_("The Cyrillic “Р” looks like the Latin P. Write P or П for present, E for left early."))
    found = MARKS.get(typed) or MARKS.get(key_of(typed)) or _MARKS_BY_NAME.get(key_of(typed))
    if typed and found is None:
        raise Refused(N_("“%(value)s” is not a mark. Write P, L, E, X or A."), value=_shown(cell))
    return found


_organisation_role = coded(OrganisationRole)


def part(cell: Cell) -> tuple[str, OrganisationRole] | None:
    """Read "name | role": an organisation and its part in the event."""
    typed = text(cell)
    if not typed:
        return None
    name, bar, role = (piece.strip() for piece in typed.rpartition("|"))
    if not (bar and name and role):
        raise Refused(N_("Write the organisation and its role with a bar between them: “name | organiser”."))
    found = _organisation_role(role)
    return (name, found) if found else None


def _shown(cell: Cell) -> str:
    """Return a cell as a sentence quotes it: short, and printable."""
    typed = "".join(letter if letter.isprintable() else "?" for letter in as_text(cell))
    return typed if len(typed) <= 40 else f"{typed[:39]}…"
