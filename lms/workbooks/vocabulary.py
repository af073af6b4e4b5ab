"""The words of the event workbook: its sheets and their columns, in both languages, and how a column is read. Pure.

Headings are compared by code_names.key_of: case, spacing, underscores and signs do not count. A column is known by its
key, its heading in either language, or one of the spellings in `also`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.workbooks import values
from lms.workbooks.cells import Cell
from lms.workbooks.code_names import Words, key_of

SESSION_HEADING = re.compile(r"(?:s|с|з|session|занятие|сессия) ?0*([1-9]\d{0,2})", re.ASCII)
MOST_SESSIONS = 999


@dataclass(frozen=True)
class Form:
    """How the values of a column look: what reads a cell, the style that shows it, and the list to choose from."""

    reads: Callable[[Cell], Any]
    style: str = "text"
    choices: str | type = ""  # an enum of the house, "marks", "yes_no", or the name of a list that the caller gives

    def of(self, choices: str) -> "Form":
        """Return the same form with a list of the caller's to choose from."""
        return Form(self.reads, self.style, choices)


@dataclass(frozen=True)
class Column:
    """A column of a table, or a field of a sheet of fields."""

    key: str
    form: Form
    heading: Words
    note: Words
    also: tuple[str, ...] = ()
    required: bool = False
    repeats: bool = False
    longest: int = 0  # characters that the database holds
    between: tuple[int, int] | None = None


@dataclass(frozen=True)
class Plan:
    """A sheet: its name, its columns, and whether they stand below each other as fields with a value each."""

    key: str
    name: Words
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()
    holds_fields: bool = False
    has_marks: bool = False

    @cached_property
    def spellings(self) -> Mapping[str, Column]:
        """Return the columns by every key that a heading may have."""
        made: dict[str, Column] = {}
        for column in self.columns:
            for heading in (column.key, column.heading.title_en, column.heading.title_ru, *column.also):
                made[key_of(heading)] = column
        return made

    def column(self, key: str) -> Column:
        """Return a column by its key."""
        return self.spellings[key_of(key)]


TEXT = Form(values.text)
DAY = Form(values.working_day, "day")
CLOCK = Form(values.clock, "clock")
WHOLE = Form(values.whole, "number")
SCORE = Form(values.number, "number")
YES_NO = Form(values.yes_or_no, "text", "yes_no")


def _of(key: str, form: Form, en: str, ru: str, note_en: str = "", note_ru: str = "", **more: Any) -> Column:
    return Column(key, form, Words(en, ru), Words(note_en, note_ru), **more)


_CODE: dict[str, Any] = {"longest": 40}
_TITLE: dict[str, Any] = {"longest": 300}
_SCORE: dict[str, Any] = {"between": (0, 1000)}
COUNTRY_NOTES = "Two-letter ISO code, such as TM, or the name.", "Двухбуквенный код ISO, например TM, или название."
REGION_NOTES = "ISO 3166-2 code, such as TM-M, or the name.", "Код ISO 3166-2, например TM-M, или название."
COUNTRY = _of("country", TEXT.of("countries"), "Country", "Страна", *COUNTRY_NOTES, longest=100)
REGION = _of(
    "region", TEXT.of("regions"), "Region", "Регион", *REGION_NOTES, longest=100,
    also=("область", "велаят", "вилоят", "вилаят", "oblast", "province"),
)  # fmt: skip
CATEGORY = _of(
    "category", TEXT.of("categories"), "Category", "Категория", "Code or name, as in the list.",
    "Код или название из списка.", longest=100,
)  # fmt: skip
SEX = _of(
    "sex", Form(values.coded(Sex, Words("f, m", "ж, м")), "text", Sex), "Sex", "Пол", "f or m; empty: not stated.",
    "ж или м; если пусто — не указано.", also=("gender",),
)  # fmt: skip
ORGANISATION_ALSO = ("organization", "agency", "ведомство", "орган", "место работы", "наименование органа")
UNIT = _of(
    "unit", TEXT, "Unit", "Подразделение", "Department or division.", "Управление, отдел, отделение.", longest=200,
    also=("department", "отдел", "управление"),
)  # fmt: skip

EVENT = Plan("Event", Words("Event", "Мероприятие"), (
    _of("code", TEXT, "Code", "Код", "One for each event; the same code means the same event.",
        "Свой у каждого мероприятия: тот же код означает то же мероприятие.", required=True, also=("event code", "код мероприятия"), **_CODE),
    _of("project", TEXT.of("projects"), "Project", "Проект", "Code of the project that pays; one row for each project.",
        "Код проекта, за счёт которого проводится мероприятие; каждый проект в своей строке.", repeats=True, also=("код проекта",), **_CODE),
    _of("kind", Form(values.coded(EventKind), "text", EventKind), "Kind", "Вид мероприятия", "Choose one of the list.",
        "Выберите из списка.", required=True, also=("вид", "тип", "тип мероприятия", "type")),
    _of("course", TEXT.of("courses"), "Course", "Учебный курс", "Code of the course, where there is one.",
        "Код учебного курса, если он есть.", also=("курс", "код курса"), **_CODE),
    _of("title_en", TEXT, "Title in English", "Название на английском", "One title at least: English or Russian.",
        "Укажите хотя бы одно название: на английском или на русском.", also=("title",), **_TITLE),
    _of("title_ru", TEXT, "Title in Russian", "Название на русском", "As it is to be printed.", "Так, как оно будет напечатано.",
        also=("название",), **_TITLE),
    _of("starts_on", DAY, "First day", "Первый день", "Day, month, year.", "День, месяц, год.", required=True,
        also=("start date", "starts", "дата начала", "начало")),
    _of("ends_on", DAY, "Last day", "Последний день", "The event belongs to the period of this day.",
        "Мероприятие относится к периоду, на который приходится этот день.", required=True,
        also=("end date", "ends", "дата окончания", "окончание")),
    COUNTRY,
    REGION,
    _of("city", TEXT, "City or town", "Населённый пункт", "", "", longest=100, also=("город", "place", "место проведения")),
    _of("min_attendance", Form(values.percent, "number"), "Attendance required, %", "Минимальная посещаемость, %",
        "0 to 100; empty: as the course says.", "От 0 до 100; если пусто — как в учебном курсе.", between=(0, 100),
        also=("minimum attendance", "min attendance percent", "минимальная посещаемость")),
    _of("counts_as_training", YES_NO, "Counts as training", "Учитывается как обучение",
        "Empty: as the course or the kind says.", "Если пусто — как в учебном курсе или по виду мероприятия.", also=("training",)),
    _of("languages", TEXT, "Languages", "Языки", "Codes, such as tk, ru.", "Коды языков, например: tk, ru.", longest=60,
        also=("language", "язык")),
    _of("finalised", YES_NO, "Attendance finalised", "Посещаемость утверждена",
        "Yes, where attendance is closed and completions are to be decided.",
        "Да, если отметки больше не меняются и пора подвести итог.", also=("finalized", "attendance finalized", "утверждено")),
    _of("organisation", Form(values.part, "text"), "Organisation", "Организация",
        "Write “name | role”; one row for each: organiser, co-organiser, host, donor, partner, commission, media.",
        "Пишите «название | роль», каждую организацию в своей строке: организатор, соорганизатор, принимающее ведомство, "
        "донор, партнёр, член комиссии, СМИ.", repeats=True, longest=250, also=("organization", "organisations", "организации")),
), holds_fields=True)  # fmt: skip

PROJECT = Plan("Project", Words("Project", "Проект"), (
    _of("code", TEXT, "Code", "Код", "A project with an unknown code is created; leave the sheet empty otherwise.",
        "Проект с неизвестным кодом будет создан; в остальных случаях лист можно не заполнять.", required=True,
        also=("project code", "код проекта"), **_CODE),
    _of("title_en", TEXT, "Title in English", "Название на английском", also=("title",), **_TITLE),
    _of("title_ru", TEXT, "Title in Russian", "Название на русском", also=("название",), **_TITLE),
    _of("donor", TEXT.of("donors"), "Donor", "Донор", "Code or name; one row for each donor.",
        "Код или название; каждый донор в своей строке.", repeats=True, longest=200, also=("donors", "доноры")),
    _of("office", TEXT.of("offices"), "Office", "Представительство", "Code of the office.", "Код представительства.", longest=200),
    _of("starts_on", DAY, "First day", "Первый день", also=("start date", "starts", "дата начала", "начало")),
    _of("ends_on", DAY, "Last day", "Последний день", also=("end date", "ends", "дата окончания", "окончание")),
), holds_fields=True)  # fmt: skip

SESSIONS = Plan("Sessions", Words("Sessions", "Занятия"), (
    _of("no", Form(values.whole, "count"), "No.", "№", "The mark of session 1 stands in column S1 of the participants.",
        "Отметки занятия 1 ставятся в столбце S1 листа «Участники».", required=True, between=(1, MOST_SESSIONS),
        also=("number", "номер", "№ п/п", "session", "занятие")),
    _of("date", DAY, "Day", "День", "A day of the event.", "Один из дней мероприятия.", required=True, also=("дата",)),
    _of("starts", CLOCK, "Starts at", "Начало", "Local time, such as 09:30.", "Местное время, например 09:30.", required=True,
        also=("from", "start", "время начала", "с")),
    _of("ends", CLOCK, "Ends at", "Окончание", "Local time, such as 11:00.", "Местное время, например 11:00.", required=True,
        also=("to", "end", "время окончания", "по", "до")),
    _of("title", TEXT, "Title", "Название", also=("topic", "тема", "название занятия"), **_TITLE),
    _of("trainer", TEXT, "Trainers", "Тренеры", "Several names with commas.", "Несколько имён — через запятую.", longest=200,
        also=("тренер",)),
), also=("занятие", "сессии", "расписание", "программа"))  # fmt: skip

PARTICIPANTS = Plan("Participants", Words("Participants", "Участники"), (
    _of("no", Form(values.nothing, "count"), "No.", "№", "For your convenience; it is not read.",
        "Для вашего удобства; не считывается.", also=("number", "номер", "№ п/п")),
    _of("surname", TEXT, "Surname", "Фамилия", "In the script of the person's language.", "В национальном написании.",
        required=True, longest=100, also=("last name", "family name")),
    _of("given_name", TEXT, "Given name", "Имя", "", "", required=True, longest=100, also=("first name", "name")),
    _of("patronymic", TEXT, "Patronymic", "Отчество", longest=100, also=("middle name",)),
    _of("latin_name", TEXT, "Name in Latin letters", "Имя латиницей", "As in the passport.", "Как в паспорте.", longest=200,
        also=("passport name", "имя и фамилия латиницей", "фио латиницей")),
    SEX,
    _of("birth_date", Form(values.birth, "day"), "Birth date", "Дата рождения", "Day, month, year; or the year alone.",
        "День, месяц, год; можно только год.", also=("date of birth", "dob", "birth year", "год рождения", "birthday")),
    _of("national_id", TEXT, "National ID", "Личный номер", "Personal number, as text.", "ИИН, ПИН или другой личный номер, текстом.",
        longest=60, also=("personal number", "id", "иин", "пин", "пинфл", "персональный номер", "идентификационный номер")),
    CATEGORY,
    _of("organisation", TEXT.of("organisations"), "Organisation", "Организация", "The post held on the days of the event.",
        "Должность указывается на дни мероприятия.", longest=250, also=ORGANISATION_ALSO),
    UNIT,
    _of("position", TEXT, "Position", "Должность", longest=200, also=("job title",)),
    _of("rank", TEXT, "Rank", "Звание", "Service or class rank.", "Звание или классный чин.", longest=100,
        also=("классный чин", "воинское звание", "специальное звание")),
    COUNTRY,
    REGION,
    _of("phone", TEXT, "Phone", "Телефон", "With the country code: +993 …", "С кодом страны: +993 …", longest=60,
        also=("telephone", "mobile", "тел", "моб телефон", "номер телефона")),
    _of("email", TEXT, "E-mail", "Электронная почта", longest=200, also=("почта", "эл почта", "email address", "mail")),
    _of("role", Form(values.coded(EnrolmentRole), "text", EnrolmentRole), "Role", "Роль", "Empty: participant.",
        "Если пусто — участник."),
    _of("status", Form(values.coded(EnrolmentStatus), "text", EnrolmentStatus), "Status", "Статус", "Empty: confirmed.",
        "Если пусто — подтверждено."),
    _of("pre", SCORE, "Pre-test", "Входной тест", also=("pre test score", "входное тестирование"), **_SCORE),
    _of("post", SCORE, "Post-test", "Итоговый тест", also=("post test score", "итоговое тестирование"), **_SCORE),
    _of("grade", SCORE, "Grade", "Оценка", also=("итоговая оценка",), **_SCORE),
), also=("список участников", "participants list"), has_marks=True)  # fmt: skip

HEADCOUNTS = Plan("Headcounts", Words("Headcounts", "Охват без списка"), (
    CATEGORY,
    SEX,
    COUNTRY,
    REGION,
    _of("count", WHOLE, "Number of people", "Число людей", "People known only as a number.", "Люди, известные только числом.",
        required=True, between=(1, 100_000), also=("number", "количество", "численность", "число")),
    _of("reason", TEXT, "Why there are no names", "Почему нет имён", "", "", required=True, also=("причина",), **_TITLE),
    _of("source", TEXT, "Source", "Источник", "Where the number comes from.", "Откуда взято число.", required=True, **_TITLE),
    _of("reconstructed", YES_NO, "Reconstructed", "Восстановлено", "Yes, where the number was taken from an old report.",
        "Да, если число взято из старого отчёта."),
    _of("source_page", TEXT, "Page of the source", "Страница источника", "", "", longest=40, also=("page", "страница")),
    _of("source_on", DAY, "Date of the source", "Дата источника", "", "", also=("source date",)),
), also=("headcount", "численность", "учёт по числу", "без списка"))  # fmt: skip

MATERIALS = Plan("Materials", Words("Materials", "Материалы"), (
    _of("material", TEXT.of("materials"), "Material", "Материал", "Code or title.", "Код или название.", required=True,
        also=("код материала",), **_TITLE),
    _of("language", Form(values.language), "Language", "Язык", "Code, such as tk, or the name.", "Код языка, например tk, или название."),
    _of("carrier", Form(values.coded(Carrier), "text", Carrier), "Carrier", "Вид носителя", also=("носитель",)),
    _of("quantity", Form(values.pieces, "number"), "Quantity", "Количество", "Pieces; a correction is negative.",
        "Экземпляров; исправление — со знаком минус.", required=True, between=(-1_000_000, 1_000_000),
        also=("pieces", "экземпляров", "кол-во")),
    _of("organisation", TEXT.of("organisations"), "Organisation", "Организация", "Who received them.", "Кто получил.",
        required=True, longest=250, also=ORGANISATION_ALSO),
    UNIT,
    _of("date", DAY, "Handed over on", "Дата передачи", "Empty: the last day of the event.",
        "Если пусто — последний день мероприятия.", also=("дата",)),
    _of("act", TEXT, "Number of the act", "Номер акта", longest=60, also=("акт", "act number")),
))  # fmt: skip

PLANS = (EVENT, SESSIONS, PARTICIPANTS, PROJECT, HEADCOUNTS, MATERIALS)
FIELD = Words("Field", "Поле")
VALUE = Words("Value", "Значение")
NOTE = Words("Note", "Пояснение")
LISTS = Words("Lists", "Lists")
BLANK = Words("Event workbook", "Таблица мероприятия")
GUIDE = Words("Guide", "Памятка")
ERRORS = Words("Errors", "Ошибки")
# Sheets that our own files have beside the data.
NOT_DATA = frozenset(key_of(name) for words in (LISTS, GUIDE, ERRORS) for name in (words.title_en, words.title_ru))


def plan_named(sheet: str) -> Plan | None:
    """Return what a sheet of this name holds; its name may be in either language."""
    named = key_of(sheet)
    for plan in PLANS:
        if named in {key_of(name) for name in (plan.name.title_en, plan.name.title_ru, *plan.also)}:
            return plan
    return None


def session_in(heading: str) -> int | None:
    """Return the session that a heading of the participants stands for: S3, session 3, занятие 3."""
    found = SESSION_HEADING.fullmatch(key_of(heading))
    return int(found[1]) if found else None
